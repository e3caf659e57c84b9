"""Markers planted in everything that may be personal, and a look for them in everything that is said."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import casework_model as cm
from casework_model import facts as f
from casework_model.shape import Form
from samples import FACTS, Words, fields, sample

MARK: Final = "Zqx" + "-Marta" + "-1987"
"""Put together, so that no line of source that a traceback shows holds it."""

START: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def planted(cls: type[Any], name: str = "x1") -> Any:  # noqa: ANN401 - of cls
    """Give a value with the marker in every private field, its parts included, and a plain identifier elsewhere."""
    return sample(cls, words=words(name))


def words(name: str) -> Words:
    """Give the text of a field: the marker where it is private, else an identifier."""
    private = {f"{cls.__name__}.{field.name}" for cls in owners() for field in fields(cls) if field.private}

    def word(field: str) -> str:
        return f"{MARK} {field}" if field in private else name

    return word


def owners() -> tuple[type[Any], ...]:
    """Give every type whose fields may be private."""
    parts = {
        field.type for cls in FACTS for field in fields(cls) if field.form is Form.PART and field.type is not f.Fact
    }
    return (*FACTS, *parts, cm.Write, cm.Read, cm.RecordEntry)


def step(fact: f.Fact, hours: int = 1, *, by: str = "w1", **changes: Any) -> cm.Write:  # noqa: ANN401 - any field
    """Give a step with the marker in its text and among its participants."""
    at = START + timedelta(hours=hours)
    given: dict[str, Any] = {"occurred_at": at, "recorded_at": at, "text": MARK, "participants": (MARK,), **changes}
    return cm.Write(fact=fact, by=by, **given)


def opened(engine: cm.Engine | None = None, model: str = "casework") -> cm.CaseRecord:
    """Open a case in which everything that may be personal holds the marker."""
    client = cm.Client(id="cl-1", status=cm.ClientStatus.MANDATED, label=MARK, needs_interpreter=True)
    return (engine or cm.Engine()).open(
        client=client,
        case_id="c-1",
        tz="Europe/Berlin",
        by="w1",
        occurred_at=START,
        recorded_at=START,
        route=f.ContactRoute.WALK_IN,
        model=model,
        circumstances=MARK,
        text=MARK,
    )


def unjudged(*only: type[Any]) -> cm.CaseRecord:
    """Give a record that holds a fact of every type, each with markers, whether or not a rule would permit it."""
    entries = [opened().entries[0]]
    kinds = [cls for cls in only or FACTS if cls not in {f.CaseOpened, f.ModelChanged, f.PolicyChanged}]
    for number, cls in enumerate(sorted(kinds, key=lambda one: one is f.Closure), start=2):
        at = START + timedelta(hours=number)
        fact = planted(cls)
        entries.append(cm.RecordEntry(number, f"e{number}", "w1", at, at, fact, MARK, participants=(MARK,)))
    return cm.CaseRecord.of("c-1", entries)


def shown(thing: object) -> Iterator[str]:
    """Give every way in which a value shows itself, by itself and within another."""
    yield from (repr(thing), str(thing), f"{thing}", f"{thing!r}", f"{thing!s:>20}", "%s %r" % (thing, thing))  # noqa: UP031 - one of the ways
    yield from (repr([thing]), repr({"one": thing}), repr((thing,)))


def said(thing: object) -> Iterator[str]:
    """Give every way in which a value shows itself, as it is and after a journey."""
    for twin in (thing, copy.copy(thing), pickle.loads(pickle.dumps(thing))):  # noqa: S301 - our own
        yield from shown(twin)


def told(error: BaseException) -> Iterator[str]:
    """Give everything that an error shows: itself, its notes, its traceback, and all that led to it, also unshown."""
    yield "".join(traceback.format_exception(error))
    at: BaseException | None = error
    while at is not None:
        yield from (repr(at), str(at), *getattr(at, "__notes__", ()))
        yield "".join(traceback.format_exception_only(at))
        at = at.__cause__ or at.__context__


def leaks(texts: Iterator[str]) -> list[str]:
    """Give the texts that hold the marker, or a part of it that could only come from it."""
    return [text for text in texts if "Zqx" in text or "1987" in text]
