"""One sound value of every type, built from its fields, and entries as a foreign file may hold them.

For laws that hold for all types alike, and for folding, which must take whatever stands in a record.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any, Final

import attrs

import casework_model as cm
from casework_model import facts as f
from casework_model.shape import Field, Form, Value, fields_of

ROOMS: Final = tuple(f"casework_model.facts.{module.name}" for module in pkgutil.iter_modules(f.__path__))
MODULES: Final = (
    *ROOMS,
    *(
        f"casework_model.{name}"
        for name in ("case", "entry", "errors", "people", "policy", "process.library", "process.model")
    ),
    *(f"casework_model.{name}" for name in ("process.track", "record", "shape", "steps", "terms")),
)
BASES: Final = (Value, f.Fact, f.Standing)

_NAMES: Final = {
    "Access": ("reader",),
    "AccessEnded": ("worker",),
    "AccessGranted": ("worker",),
    "Addendum": ("target",),
    "CaseOpened": ("authorised", "phase", "tz"),
    "Client": ("id", "language"),
    "CollateralContact": ("scope",),
    "Consent": ("scopes",),
    "Contract": ("goals",),
    "Correction": ("target",),
    "Crisis": ("id",),
    "Delete": ("by", "target"),
    "Disclosure": ("entries", "scope"),
    "Edit": ("by", "target"),
    "Goal": ("id",),
    "GoalChange": ("goal",),
    "Incident": ("about",),
    "Interpreter": ("language",),
    "Intervention": ("goals",),
    "Link": ("content", "digest"),
    "ModelRef": ("key",),
    "PhaseChange": ("from_", "model", "to"),
    "PhaseMapping": ("new", "old"),
    "PolicyRef": ("digest", "key"),
    "PresentingProblem": ("id",),
    "ProgressNote": ("goal",),
    "Rating": ("goal",),
    "Read": ("by",),
    "RecordEntry": ("by", "id"),
    "Referral": ("id",),
    "ReferralUpdate": ("referral",),
    "Reopening": ("entry_phase",),
    "Retraction": ("target",),
    "Sealed": ("of",),
    "Sealing": ("target",),
    "Stabilised": ("crisis",),
    "Task": ("goal", "id"),
    "WorkerChange": ("from_worker", "to_worker"),
    "Write": ("by", "id"),
}
NAMES: Final = frozenset(f"{cls}.{name}" for cls, names in _NAMES.items() for name in names)
"""The fields of text that hold an identifier, are shown, and may be 200 characters long. All others are private."""

JUDGED: Final = frozenset({"Goal.baseline", "Goal.weight", "ProgressNote.level", "Rating.level", "ScaleStep.level"})
"""The fields that may be asked with anything in them, for a rule to refuse."""


def types() -> tuple[type[Any], ...]:
    """Every attrs class of the rooms that hold values, private ones left out."""
    found: list[type[Any]] = []
    for name in MODULES:
        for thing in vars(import_module(name)).values():
            is_own = isinstance(thing, type) and thing.__module__ == name and not thing.__name__.startswith("_")
            if is_own and attrs.has(thing) and thing not in BASES:
                found.append(thing)
    return tuple(found)


VALUES: Final[tuple[type[Any], ...]] = tuple(cls for cls in types() if issubclass(cls, Value))
FACTS: Final[tuple[type[Any], ...]] = tuple(cls for cls in VALUES if issubclass(cls, f.Fact))
SHOWN: Final[tuple[type[Any], ...]] = (*VALUES, cm.RecordEntry)
"""The types whose `repr` is their own, with nothing personal in it."""


def fields(cls: type[Any]) -> tuple[Field, ...]:
    """Give the fields of a type."""
    return fields_of(cls)  # type: ignore[arg-type] # mypy takes no type of types for hashable


Words = Callable[[str], str]


def _word(_field: str) -> str:
    return "word"


def sample(cls: type[Any], given: Mapping[str, Any] | None = None, words: Words = _word) -> Any:  # noqa: ANN401 - of cls
    """Give a sound value of a class with something in every field; `words` gives the text of "Class.field"."""
    content: dict[str, Any] = {"tz": "Europe/Berlin"} if cls is f.CaseOpened else {}
    content.update(given or {})
    for field in fields(cls):
        if field.name not in content:
            one = _item(field.form, field.type, f"{cls.__name__}.{field.name}", words)
            content[field.name] = (one,) if field.many else one
    return cls(**content)


def _item(form: Form, kind: type, name: str, words: Words) -> object:
    if form in {Form.TEXT, Form.NAME}:
        return words(name)
    if form is Form.WORD:
        return next(iter(kind))  # type: ignore[call-overload]  # an enum, by its field
    if form is Form.PART:
        return sample(f.Addendum if kind is f.Fact else kind, words=words)
    plain: dict[Form, object] = {
        Form.TRUTH: True,
        Form.COUNT: 1,
        Form.NUMBER: 0.5,
        Form.DATE: date(2026, 9, 1),
        Form.TIME: datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    }
    return plain[form]


# Records as a foreign file may hold them ------------------------------------------------------------------------------

DAWN: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(hour: int) -> datetime:
    """Give a time so many hours after dawn."""
    return DAWN + timedelta(hours=hour)


def entry(
    number: int, fact: f.Fact, *, occurred: int | None = None, recorded: int | None = None, entry_id: str = ""
) -> cm.RecordEntry:
    """Give an entry made by hand; it happened and was written in the hour of its number unless told otherwise."""
    happened = at(number if occurred is None else occurred)
    written = happened if recorded is None else at(recorded)
    return cm.RecordEntry(number, entry_id or f"e{number}", "w1", happened, written, fact)


def record_of(*facts: f.Fact) -> cm.CaseRecord:
    """Give a record of facts that nobody has judged."""
    return cm.CaseRecord.of("c-1", (entry(number, fact) for number, fact in enumerate(facts, start=1)))


def opening(model: str = "casework", phase: str = "intake") -> f.CaseOpened:
    """Give an opening entry's fact."""
    return f.CaseOpened(
        client=cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY, label="Marta L."),
        tz="Europe/Berlin",
        route=f.ContactRoute.WALK_IN,
        model=f.ModelRef(key=model, version=1),
        phase=phase,
        policy=f.PolicyRef(key="standard", version=1, digest="d"),
        authorised=("w1", "w2"),
    )


def change(to: str, move: cm.MoveKind = cm.MoveKind.FORWARD, *, model: str = "casework") -> f.PhaseChange:
    """Give the fact of a move."""
    return f.PhaseChange(model=model, to=to, move=move)
