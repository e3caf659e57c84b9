"""Rare values: words, numbers and answers that an extract keeps as they were, and that too few of its cases have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, final

from attrs import frozen

from casework_model.facts import Fact
from casework_model.record import CaseRecord
from casework_model.research.fields import Becoming, becoming, is_plain
from casework_model.shape import Field, Form, Value, fields_of
from casework_model.terms import Name

_KIND: Final = "RecordEntry.fact"
"""The place of the kind of a fact."""

_KEPT_NAMES: Final = {Becoming.CODE, Becoming.SCOPE}  # of reasons and languages no rare one is left

Held = tuple[str, str]
"""Where a value stands, and the value in words."""


@final
@frozen(kw_only=True, repr=False)
class RareValue(Value):
    """A value that fewer cases of an extract have than should share it, such as the weight of a goal.

    `where` is the type and its field, "RecordEntry.fact" for the kind of a fact. `value` is as it is stored, and "yes"
    or "no". `cases` says how many have it.
    """

    where: Name
    value: Name
    cases: int


def rare_values(records: Iterable[CaseRecord], k: int) -> tuple[RareValue, ...]:
    """Give what fewer than `k` cases of an extract have, by where it stands; each case counts once."""
    counted: Counter[Held] = Counter()
    for record in records:
        counted.update({held for entry in record.entries for held in _of_fact(entry.fact)})
    rare = sorted((where, value, cases) for (where, value), cases in counted.items() if cases < k)
    return tuple(RareValue(where=where, value=value, cases=cases) for where, value, cases in rare)


def _of_fact(fact: Fact) -> Iterator[Held]:
    yield _KIND, fact.kind
    yield from _held(fact)


def _held(value: object) -> Iterator[Held]:
    """Give what a fact, or a part of one, keeps as it was, each with where it stands."""
    cls: type = type(value)
    for field in fields_of(cls):
        place, content = f"{cls.__name__}.{field.name}", getattr(value, field.name)
        for item in content if field.many else (content,):
            if item is None or item == "":
                continue
            if field.form is Form.PART:
                yield from _held(item)
            elif _is_kept(place, field):
                yield place, _said(item)


def _is_kept(place: str, field: Field) -> bool:
    return becoming(place)[0] in _KEPT_NAMES if field.form is Form.NAME else is_plain(place, field)


def _said(item: str | float | bool) -> str:  # noqa: FBT001 - an answer of yes or no is one of them
    if isinstance(item, bool):
        return "yes" if item else "no"
    return str(item) if isinstance(item, str) else f"{item:.15g}"
