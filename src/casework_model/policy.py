"""What an agency decides for itself: which rules it enforces, advises or switches off, its thresholds, who reads what.

Plain data, read from TOML. Whether a rule may be switched off at all is the rule's word; the engine reports it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast, final

from attrs import field, frozen

from casework_model.errors import BadValue, Fault, FileFault, UnreadableFile
from casework_model.facts import PolicyRef
from casework_model.people import Role
from casework_model.process.toml import document_of, text_of
from casework_model.shape import Value, check
from casework_model.terms import AccessLevel, Name, Purpose, listed, nearest

NOT_AT_ALL: Final = "none"
"""The word for no access, where a level would stand."""


class Force(StrEnum):
    """What a policy makes of a rule."""

    ENFORCE = "enforce"
    ADVISE = "advise"
    OFF = "off"


@final
@frozen(kw_only=True, repr=False)
class Reach(Value):
    """How far somebody in a role may see who reads for a purpose; with no `level`, not at all. Standards, section 23.

    It is the most that anybody sees in that role; above the level normal, a reader sees as far as named for.

    >>> Reach(role=Role.COURT, purpose=Purpose.COURT, level=AccessLevel.NORMAL)
    Reach(role=court, purpose=court, level=normal)
    """

    role: Role
    purpose: Purpose
    level: AccessLevel | None

    @property
    def is_too_far(self) -> bool:
        """Whether it would show what is very restricted where nobody can be named for it.

        A client's copy leaves the house, and others in the case may find it.
        """
        is_for_clients = self.role in {Role.CLIENT, Role.GUARDIAN}
        return self.level is AccessLevel.VERY_RESTRICTED and (self.purpose not in _WIDE or is_for_clients)


_WIDE: Final = (Purpose.SERVICE, Purpose.SUPERVISION, Purpose.AUDIT, Purpose.COURT)
"""The purposes for which somebody may be named to see what is very restricted."""

REACHES: Final[Mapping[tuple[Role, Purpose], AccessLevel]] = MappingProxyType(
    {
        (Role.WORKER, Purpose.SERVICE): AccessLevel.VERY_RESTRICTED,
        (Role.WORKER, Purpose.SUPERVISION): AccessLevel.VERY_RESTRICTED,
        (Role.WORKER, Purpose.STATISTICS): AccessLevel.LOW,
        (Role.WORKER, Purpose.EMERGENCY): AccessLevel.RESTRICTED,
        (Role.SUPERVISOR, Purpose.SERVICE): AccessLevel.VERY_RESTRICTED,
        (Role.SUPERVISOR, Purpose.SUPERVISION): AccessLevel.VERY_RESTRICTED,
        (Role.SUPERVISOR, Purpose.AUDIT): AccessLevel.RESTRICTED,
        (Role.SUPERVISOR, Purpose.STATISTICS): AccessLevel.LOW,
        (Role.SUPERVISOR, Purpose.EMERGENCY): AccessLevel.RESTRICTED,
        (Role.AUDITOR, Purpose.AUDIT): AccessLevel.RESTRICTED,
        (Role.AUDITOR, Purpose.STATISTICS): AccessLevel.LOW,
        (Role.COURT, Purpose.COURT): AccessLevel.RESTRICTED,
        (Role.CLIENT, Purpose.CLIENT_ACCESS): AccessLevel.RESTRICTED,
        (Role.GUARDIAN, Purpose.CLIENT_ACCESS): AccessLevel.NORMAL,
        (Role.RESEARCHER, Purpose.STATISTICS): AccessLevel.LOW,
        (Role.ADMINISTRATOR, Purpose.SERVICE): AccessLevel.MODERATE,
    }
)
"""How far each role reads for each purpose, unless a policy says otherwise."""


@final
@frozen(kw_only=True)
class Policy:
    """An agency's choices. Rules that are not named are enforced.

    `late_hours` are thresholds of recording lag in hours, rising; `rho` the mean correlation between goals that the
    T-score assumes (0 up to, not including, 1). `reopen_phase` and `reopen_within_days` let a case be reopened
    into a later phase within so many days of a planned closing while its consent still stands (0: never). `access` says
    where roles read further or less far than usual (`REACHES`), each for a purpose.

    >>> lenient = Policy(key="town", advise=("HR-08",))
    >>> lenient.force("HR-08"), lenient.force("HR-09")
    (<Force.ADVISE: 'advise'>, <Force.ENFORCE: 'enforce'>)
    """

    key: Name = "standard"
    version: int = 1
    advise: tuple[Name, ...] = ()
    off: tuple[Name, ...] = ()
    late_hours: tuple[int, ...] = (24, 48, 72)
    rho: int | float = 0.3
    reopen_phase: Name = ""
    reopen_within_days: int = 0
    access: tuple[Reach, ...] = ()
    _digest: str = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_digest", "")
        check(self)
        faults = [
            (self.late_hours != tuple(sorted(set(self.late_hours))), "late_hours", "the hours must rise", "Sort them"),
            (any(hours <= 0 for hours in self.late_hours), "late_hours", "hours must be positive", "Change them"),
            (
                not 0 <= self.rho < 1,
                "rho",
                "it must be from 0 up to, not including, 1",
                "Use 0.3 unless you know better",
            ),
            (self.reopen_within_days < 0, "reopen_within_days", "days cannot be negative", "Use 0 for never"),
            (bool(set(self.advise) & set(self.off)), "off", "a rule is in advise and in off", "Keep it in one of them"),
            (
                len({(one.role, one.purpose) for one in self.access}) < len(self.access),
                "access",
                "a role is given twice for one purpose",
                "Keep one of them",
            ),
            (
                any(one.is_too_far for one in self.access),
                "access",
                f"what is very restricted is read for {listed(_WIDE)} alone, and by no client or guardian",
                'Give "restricted" or a lower level',
            ),
        ]
        for is_wrong, name, problem, remedy in faults:
            if is_wrong:
                raise BadValue(Fault(where=f"Policy.{name}", problem=problem, remedy=remedy))
        content: dict[str, object] = {
            "advise": sorted(self.advise),
            "off": sorted(self.off),
            "late_hours": self.late_hours,
            "rho": abs(float(self.rho)),  # 0, 0.0 and -0.0 are one policy
            "reopen_phase": self.reopen_phase,
            "reopen_within_days": self.reopen_within_days,
        }
        others = [one for one in self.access if one.level != REACHES.get((one.role, one.purpose))]
        if others:  # a policy that says nothing of access has the digest that it had before there was any to say
            content["access"] = sorted([one.role, one.purpose, one.level or NOT_AT_ALL] for one in others)
        said = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        object.__setattr__(self, "_digest", hashlib.sha256(said).hexdigest())

    @property
    def ref(self) -> PolicyRef:
        """Key, version and digest, as a record names them in its opening entry."""
        return PolicyRef(key=self.key, version=self.version, digest=self._digest)

    def force(self, code: str) -> Force:
        """Say what this policy makes of the rule with that code."""
        return Force.OFF if code in self.off else Force.ADVISE if code in self.advise else Force.ENFORCE

    def reach(self, role: Role, purpose: Purpose) -> AccessLevel | None:
        """Say how far anybody in that role may see who reads for that purpose; None for not at all.

        >>> STANDARD.reach(Role.RESEARCHER, Purpose.STATISTICS), STANDARD.reach(Role.RESEARCHER, Purpose.SERVICE)
        (<AccessLevel.LOW: 'low'>, None)
        """
        own = (one.level for one in self.access if (one.role, one.purpose) == (role, purpose))
        return next(own, REACHES.get((role, purpose)))


STANDARD: Final = Policy()
"""Every rule enforced, the usual thresholds."""

_KEYS: Final = ("key", "version", "advise", "off", "late_hours", "rho", "reopen_phase", "reopen_within_days", "access")


def load_policy(path: str | Path) -> Policy:
    """Read a policy from a TOML file. Raises `UnreadableFile` for what is not TOML or not known, else `BadValue`."""
    return parse_policy(text_of(path), name=str(path))


def parse_policy(text: str, *, name: str = "policy") -> Policy:
    r"""Read a policy from TOML text. `name` appears in errors.

    >>> parse_policy('key = "town"\nadvise = ["HR-08"]').advise
    ('HR-08',)
    """
    document = document_of(text, name)
    for key in document:
        _must_be_known(key, _KEYS, "", name)
    content = {key: _plain(value) for key, value in document.items() if key != "access"}
    return Policy(**content, access=tuple(_reaches(document.get("access", {}), name)))


def _must_be_known(word: str, known: Iterable[str], path: str, name: str) -> None:
    """Refuse a word of a file that is not known at its place, with the nearest known one."""
    words = tuple(known)
    if word not in words:
        near = nearest(word, words)
        remedy = f'Perhaps "{near}" is meant' if near else f"Known here: {', '.join(words)}"
        raise UnreadableFile(
            FileFault(file=name, line=None, path=path, problem=f'"{word}" is not known', remedy=remedy)
        )


def _reaches(tables: object, name: str) -> Iterator[Reach]:
    """Read how far roles see: a table for each role, with a level for each purpose."""
    for role, levels in _table(tables, "access", name).items():
        _must_be_known(role, Role, "access", name)
        for purpose, level in _table(levels, f"access.{role}", name).items():
            _must_be_known(purpose, Purpose, f"access.{role}", name)
            place = f"access.{role}.{purpose}"
            _must_be_known(str(level), (*AccessLevel, NOT_AT_ALL), place, name)
            reach = None if level == NOT_AT_ALL else AccessLevel(str(level))
            yield Reach(role=Role(role), purpose=Purpose(purpose), level=reach)


def _table(content: object, path: str, name: str) -> dict[str, object]:
    """Give a table of a file. Raises `UnreadableFile` for anything else."""
    if not isinstance(content, dict):
        remedy = 'Write it as in [access.court] with a line court = "normal"'
        problem = "a table is wanted"
        raise UnreadableFile(FileFault(file=name, line=None, path=path, problem=problem, remedy=remedy))
    return cast("dict[str, object]", content)


def _plain(value: Any) -> Any:  # noqa: ANN401 - TOML holds anything; the policy checks itself
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value
