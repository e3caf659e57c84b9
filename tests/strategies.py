"""Random values of every shipped type, made from the shapes: for tests of what holds whatever is written.

Strategies are made once and kept: making and checking one anew for each example takes longer than drawing from it.
"""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from casework_model.codec.forms import words_of
from casework_model.entry import RecordEntry
from casework_model.facts import KINDS, CaseOpened, Correction, Fact
from casework_model.record import CaseRecord
from casework_model.shape import Field, Form, fields_of
from casework_model.steps import Delete, Edit, Read, Step, Write
from casework_model.terms import MAX_COUNT, AccessLevel

ZONES: Final = ("Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "UTC")

texts: Final = st.text(max_size=20)
"""Texts of any characters that a file can hold."""

names: Final = st.text(string.ascii_lowercase + string.digits + "-:ä", max_size=8)
"""Identifiers, also empty ones."""

offsets: Final = st.one_of(
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)) if minutes else UTC),
    st.just(timezone(timedelta(seconds=-2670))),  # Monrovia, until 1972
)
"""Fixed offsets from UTC, in whole minutes and otherwise."""

times: Final = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=offsets)  # noqa: DTZ001 - zones are given
"""Times with a fixed offset."""

levels: Final = st.integers(-2, 2)
weights: Final = st.integers(1, 10) | st.floats(min_value=0, exclude_min=True, allow_infinity=False)
numbers: Final = st.integers(-10, 10) | st.floats(allow_nan=False, allow_infinity=False)


_ITEMS: Final[dict[Form, st.SearchStrategy[Any]]] = {
    Form.TEXT: texts,
    Form.NAME: names,
    Form.TRUTH: st.booleans(),
    Form.COUNT: st.integers(-MAX_COUNT, MAX_COUNT),
    Form.NUMBER: numbers,
    Form.DATE: st.dates(date(1900, 1, 1)),
    Form.TIME: times,
}


def _item(field: Field, *, sound: bool) -> st.SearchStrategy[Any]:
    if field.judged and sound:
        return levels if field.form is Form.COUNT else weights
    if field.judged:
        return numbers
    if field.form is Form.WORD:
        return st.sampled_from(words_of(field))
    if field.form is Form.PART:
        if field.type is Fact:
            return facts(sound=sound, plain=field.optional)
        return values(field.type, sound=sound)
    return times | st.datetimes() if field.form is Form.TIME and not sound else _ITEMS[field.form]


def _content(field: Field, *, sound: bool) -> st.SearchStrategy[Any]:
    if field.name == "tz":
        return st.sampled_from(ZONES)
    item = _item(field, sound=sound)
    if field.many:
        return st.lists(item, min_size=int(field.name == "scopes"), max_size=3).map(tuple)
    return st.none() | item if field.optional else item


def values(cls: type, *, sound: bool = True) -> st.SearchStrategy[Any]:
    """Values of a class: sound ones, or with anything that a step may hold."""
    return _values(cls, sound)


@cache
def _values(cls: Any, sound: bool) -> st.SearchStrategy[Any]:  # noqa: ANN401, FBT001 - any class; a key of the cache
    fields = fields_of(cls)
    return st.fixed_dictionaries(
        {field.name: _content(field, sound=sound) for field in fields if field.required},
        optional={field.name: _content(field, sound=sound) for field in fields if not field.required},
    ).map(lambda content: cls(**content))


@cache
def facts(*, sound: bool = True, plain: bool = False) -> st.SearchStrategy[Fact]:
    """Facts of every kind but the opening; plain ones hold no other fact."""
    left_out = (CaseOpened, Correction) if plain else (CaseOpened,)
    return st.one_of([values(cls, sound=sound) for cls in KINDS.values() if cls not in left_out])


@cache
def steps() -> st.SearchStrategy[Step]:
    """Steps of every kind, sound or not."""
    return st.one_of([values(cls, sound=False) for cls in (Write, Edit, Delete, Read)])


sound_names: Final = names.filter(bool)
_shifts: Final = st.sampled_from((0, 0, 1))
_lags: Final = st.integers(0, 10**7)
_pauses: Final = st.integers(0, 10**5)
_levels_of_access: Final = st.sampled_from(AccessLevel)
_participants: Final = st.lists(texts, max_size=2).map(tuple)


@st.composite
def entries(draw: st.DrawFn, *, number: int, fact: Fact, after: datetime) -> RecordEntry:
    """A sound entry of that number, written at that time or later."""
    lag = timedelta(seconds=draw(_lags), microseconds=draw(_shifts))
    recorded = (after + timedelta(seconds=draw(_pauses))).astimezone(draw(offsets))
    return RecordEntry(
        number,
        f"e{number}",
        draw(sound_names),
        (recorded - lag).astimezone(draw(offsets)),
        recorded,
        fact,
        draw(texts),
        draw(_levels_of_access),
        draw(_participants),
    )


@cache
@st.composite
def records(draw: st.DrawFn, *, max_size: int = 6) -> CaseRecord:
    """Records that a file can hold: an opening, then facts of any kind, whether or not an engine permits them."""
    found: list[RecordEntry] = []
    after = draw(times)
    what: list[Fact] = [draw(values(CaseOpened)), *draw(st.lists(facts(), max_size=max_size))]
    for number, fact in enumerate(what, start=1):
        found.append(draw(entries(number=number, fact=fact, after=after)))
        after = found[-1].recorded_at
    return CaseRecord.of(draw(sound_names), found)
