"""What an agency decides for itself: which rules it enforces, turns into advice or switches off, and its thresholds.

Plain data, read from TOML. Whether a rule may be switched off at all is the rule's word; the engine reports it.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, cast, final

from attrs import field, frozen

from casework_model.errors import BadValue, Fault, FileFault, UnreadableFile
from casework_model.facts import PolicyRef
from casework_model.process.toml import document_of, text_of
from casework_model.shape import check
from casework_model.terms import Name, nearest


class Force(StrEnum):
    """What a policy makes of a rule."""

    ENFORCE = "enforce"
    ADVISE = "advise"
    OFF = "off"


@final
@frozen(kw_only=True)
class Policy:
    """An agency's choices. Rules that are not named are enforced.

    `late_hours` are thresholds of recording lag in hours, rising; `rho` the mean correlation between goals that the
    T-score assumes (0 up to, not including, 1). `reopen_phase` and `reopen_within_days` let a case be reopened
    into a later phase within so many days of a planned closing while its consent still stands (0: never).

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
        ]
        for is_wrong, name, problem, remedy in faults:
            if is_wrong:
                raise BadValue(Fault(where=f"Policy.{name}", problem=problem, remedy=remedy))
        content = {
            "advise": sorted(self.advise),
            "off": sorted(self.off),
            "late_hours": self.late_hours,
            "rho": abs(float(self.rho)),  # 0, 0.0 and -0.0 are one policy
            "reopen_phase": self.reopen_phase,
            "reopen_within_days": self.reopen_within_days,
        }
        said = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        object.__setattr__(self, "_digest", hashlib.sha256(said).hexdigest())

    @property
    def ref(self) -> PolicyRef:
        """Key, version and digest, as a record names them in its opening entry."""
        return PolicyRef(key=self.key, version=self.version, digest=self._digest)

    def force(self, code: str) -> Force:
        """Say what this policy makes of the rule with that code."""
        return Force.OFF if code in self.off else Force.ADVISE if code in self.advise else Force.ENFORCE


STANDARD: Final = Policy()
"""Every rule enforced, the usual thresholds."""

_KEYS: Final = ("key", "version", "advise", "off", "late_hours", "rho", "reopen_phase", "reopen_within_days")


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
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            remedy = f'Perhaps "{near}" is meant' if near else f"Known here: {', '.join(_KEYS)}"
            problem = f'"{key}" is not known'
            raise UnreadableFile(FileFault(file=name, line=None, path="", problem=problem, remedy=remedy))
    return Policy(**{key: _plain(value) for key, value in document.items()})


def _plain(value: Any) -> Any:  # noqa: ANN401 - TOML holds anything; the policy checks itself
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value
