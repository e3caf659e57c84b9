"""Steps that were tried, as a file beside the record: so that refusals can be shown and judged again.

A step may hold what no record does: a time without a zone or none, a level of 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final, final

from attrs import frozen

from casework_model.codec.exact import ASKED, STEPS, must_be_known, must_be_object
from casework_model.codec.files import replace, whole
from casework_model.codec.lines import BadLine, LineFault, at_line, attempt, document, split, unreadable, written
from casework_model.codec.records import header, header_line
from casework_model.codec.values import object_of
from casework_model.errors import BadValue, Fault
from casework_model.shape import Value
from casework_model.steps import Step
from casework_model.terms import MAX_COUNT

FORMAT: Final = "casework-steps"

_WORDS: Final = {kind: word for word, kind in STEPS.items()}


@final
@frozen(kw_only=True)
class Tried:
    """A step that was tried on a record when its last entry had the number `after`.

    >>> from casework_model import Read
    >>> Tried(after=5, step=Read(by="w9"))
    Tried(after=5, step=Read(by='w9'))
    """

    after: int
    step: Step


def dump_steps(tried: Iterable[Tried], path: str | Path, *, case_id: str) -> None:
    """Write the steps tried on the record of one case to a file, whatever stood there before.

    Raises `BadValue` for a step that could not be read back, `OSError` where the disk refuses.
    """
    lines = [header_line(FORMAT, case_id)]
    lines += [_line(one, place) for place, one in enumerate(tried, start=1)]
    replace(path, "".join(lines))


def load_steps(path: str | Path, *, case_id: str | None = None) -> tuple[Tried, ...]:
    """Read the steps tried from a file. Raises `UnreadableFile`, also where it is not that of the case `case_id`."""
    name = str(path)
    first, *lines = split(whole(path), name, "refuse")
    whose = at_line(name, 1, lambda: header(first, FORMAT)).case_id
    if case_id not in {None, whose}:
        problem, remedy = "these steps were tried on another case", "Give the file that belongs to the record"
        raise unreadable(name, 1, LineFault(path="case_id", problem=problem, remedy=remedy))
    return tuple(at_line(name, place, partial(_read, line)) for place, line in enumerate(lines, start=2))


def _line(one: Tried, place: int) -> str:
    """Give the line of one step. Raises `BadValue` where reading it would not give the same line."""
    line = attempt(lambda: _written(one), Exception)
    if isinstance(line, str):
        again = attempt(lambda: _read(line.encode()), BadLine, UnicodeEncodeError)
        if isinstance(again, Tried) and _written(again) == line:
            return line + "\n"
        if isinstance(again, BadLine):
            fault = again.fault
            where = f"step {place}, {fault.path}"
            raise BadValue(Fault(where=where, problem=fault.problem, remedy=fault.remedy))
    problem, remedy = "it holds what no file can hold", "Give it values of the shipped types"
    raise BadValue(Fault(where=f"step {place}", problem=problem, remedy=remedy))


def _written(one: Tried) -> str:
    return written({"after": one.after, "step": {"do": _WORDS[type(one.step)], **object_of(one.step)}})


@final
@frozen(kw_only=True, repr=False)
class _After(Value):
    """The place at which a step was tried."""

    after: int


def _read(line: bytes) -> Tried:
    content = must_be_object(document(line), "")
    must_be_known(content, ("after", "step"), "")
    rest: dict[str, Any] = {key: value for key, value in content.items() if key != "step"}
    after: _After = ASKED.part(_After, rest, "")
    if not 0 <= after.after <= MAX_COUNT:
        raise BadLine("after", "the number of an entry is wanted, or 0", "Give what is wanted")
    if "step" not in content:
        raise BadLine("", 'the field "step" is missing', "Add it: an object")
    step: Step = ASKED.tagged("do", content["step"], "step")
    return Tried(after=after.after, step=step)
