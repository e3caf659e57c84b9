"""What can go wrong, and by whose fault. An error carries one frozen value; its text is computed from that value."""

from __future__ import annotations

import re
from typing import ClassVar, Final, final

from attrs import frozen

STEERS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What would move the cursor, colour the page or turn the line where a text is printed, or cannot be printed at all."""


def steady(text: str) -> str:
    r"""Give a text with every character that steers a terminal replaced by its code: a name of a file may hold any.

    >>> steady("c-1\x1b[31m.jsonl")
    'c-1\\x1b[31m.jsonl'
    """
    return STEERS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


@final
@frozen(kw_only=True)
class Fault:
    """One thing that is wrong with what was handed in, and what would put it right.

    `where` names the place (a field, a phase, a line), never what stands there.
    """

    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return steady(f"{self.where}: {self.problem}. {self.remedy}.")


@final
@frozen(kw_only=True)
class FileFault:
    """What is wrong in a stored file: which file, which line (from 1), which path within the line, and the remedy."""

    file: str
    line: int | None
    path: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        path = f", {self.path}" if self.path else ""
        return steady(f"{self.file}{line}{path}: {self.problem}. {self.remedy}.")


class CaseworkError(Exception):
    """The root of every error of this library. Two errors of one kind with equal values are equal."""

    def __init__(self, value: object) -> None:
        super().__init__(value)
        self.value = value

    def __str__(self) -> str:
        return str(self.value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CaseworkError):
            return NotImplemented
        return type(self) is type(other) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self), self.value))


class _Faulty(CaseworkError):
    """An error made of faults: all of them, not the first."""

    heading: ClassVar[str] = ""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join((f"{self.heading} ({len(self.faults)}):", *(f"  - {fault}" for fault in self.faults)))


@final
class ModelFaults(_Faulty):
    """A process model contradicts itself. `faults` holds every fault found, each with its remedy."""

    heading = "The process model cannot be used, faults found"


@final
class EngineFaults(_Faulty):
    """Models, rules and policy do not fit together. `faults` holds every fault found, each with its remedy."""

    heading = "Models, rules, policy and record do not fit together, faults found"


@final
class BadValue(CaseworkError, ValueError):
    """A value of the wrong type or size was handed in by the caller's program."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@final
class UnreadableFile(CaseworkError):
    """A stored file is not what it should be. Nothing of it was taken over."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault)
        self.fault = fault


@final
@frozen(kw_only=True)
class Behind:
    """The entry number that a writer had seen last, and the number that the record has reached."""

    expected: int
    found: int

    def __str__(self) -> str:
        return (
            f"The record has moved on: the last entry seen was number {self.expected}, it now ends with number "
            f"{self.found}. Read the record again and decide anew."
        )


@final
class RecordMovedOn(CaseworkError):
    """Somebody else wrote in the meantime. Nothing was written; nothing is lost."""

    def __init__(self, behind: Behind) -> None:
        super().__init__(behind)
        self.behind = behind


@final
@frozen(kw_only=True)
class Unknown:
    """What a record names and the engine does not know, with what it knows."""

    what: str
    named: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        known = ", ".join(self.known) or "none"
        return steady(
            f"This engine does not know the {self.what} {self.named} (known: {known}). Build the engine with it; a "
            f"record that names it can also be put under another with engine.migrate."
        )


@final
class UnknownModel(CaseworkError):
    """A record names a process model, or a version of it, that the engine was not given."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown)
        self.unknown = unknown


@final
class UnknownPolicy(CaseworkError):
    """A record names a policy, or a version of it, that the engine was not given."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown)
        self.unknown = unknown


@final
class NotBegun(CaseworkError):
    """A view shows a time before the case was opened, and was asked for what only an opened case has."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)

    def __str__(self) -> str:
        return f"There is no {self.value} yet: this view ends before the case was opened. Choose a later time."
