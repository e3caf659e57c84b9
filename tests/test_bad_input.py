"""What is handed in by mistake is refused at the door: every field of every value, and nothing of it is told on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

import casework_model as cm
from casework_model import facts as f
from casework_model.shape import Field, Form
from samples import JUDGED, NAMES, VALUES, fields, sample

MARK: Final = "Marta-L-1987"

CHECKED: Final[tuple[type[Any], ...]] = tuple(cls for cls in VALUES if not issubclass(cls, f.Standing))
"""The types that people hand in. What a case keeps is built by folding from what is sound already."""

_WRONG: Final[dict[Form, tuple[object, ...]]] = {
    Form.TEXT: (None, MARK.encode(), 1, True, 1.9, (MARK,), [MARK], {MARK: MARK}),
    Form.NAME: (None, MARK.encode(), 1, True, 1.9, (MARK,), [MARK], {MARK: MARK}),
    Form.TRUTH: (None, 1, 0, MARK, "no", 0.0),
    Form.COUNT: (None, True, 1.9, 1.0, "1", MARK, Decimal(1)),
    Form.NUMBER: (None, True, "1", MARK, 1j, Decimal(1)),
    Form.DATE: (None, datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02", MARK, 20260302),
    Form.TIME: (None, date(2026, 3, 2), "2026-03-02T09:00:00+00:00", MARK, 0),
    Form.WORD: (None, MARK, 1, cm.AccessLevel, cm.Force.OFF),
    Form.PART: (None, MARK, {"id": MARK}, object()),
}


def wrong_values(field: Field) -> Iterator[object]:
    """Give what a field must not take."""
    items = _WRONG[field.form]
    if field.form is Form.WORD:
        items = (*items, *(str(word) for word in field.type))  # type: ignore[attr-defined]  # an enum, by its field
    if field.many:
        yield from (None, MARK, 1, [], set[str](), frozenset[str](), {}, iter(()))
        yield from ((item,) for item in items)
    else:
        yield from (item for item in items if not (item is None and field.optional))


@pytest.mark.parametrize("cls", CHECKED, ids=lambda cls: cls.__name__)
def test_a_wrong_type_is_refused_in_every_field(cls: type[Any]) -> None:
    """No field of any type takes a value of another type, and the refusal names the field and not the value."""
    taken: list[tuple[str, object]] = []
    for field in fields(cls):
        where = f"{cls.__name__}.{field.name}"
        for wrong in wrong_values(field) if where not in JUDGED else ():
            try:
                sample(cls, {field.name: wrong})
            except cm.BadValue as error:
                assert error.fault.where == where  # noqa: PT017 - each of many values
                assert MARK not in str(error) + repr(error)  # noqa: PT017 - as above
            else:
                taken.append((where, wrong))
    assert taken == []


@pytest.mark.parametrize("cls", CHECKED, ids=lambda cls: cls.__name__)
def test_an_endless_text_is_refused_in_every_field(cls: type[Any]) -> None:
    """A million characters fit nowhere: identifiers end at 200, all other text at 100,000."""
    for field in fields(cls):
        if field.form not in {Form.TEXT, Form.NAME} or field.name == "tz":
            continue
        where = f"{cls.__name__}.{field.name}"
        limit = 200 if where in NAMES else 100_000
        sample(cls, {field.name: ("x" * limit,) if field.many else "x" * limit})
        for size in (limit + 1, 1_000_000):
            text = MARK + "x" * (size - len(MARK))
            with pytest.raises(cm.BadValue) as caught:
                sample(cls, {field.name: (text,) if field.many else text})
            said = f"{where}: the text is longer than {limit:,} characters. Shorten or divide it."
            assert str(caught.value) == said


@pytest.mark.parametrize("cls", CHECKED, ids=lambda cls: cls.__name__)
def test_half_a_character_is_refused_in_every_field(cls: type[Any]) -> None:
    """Half a surrogate pair can stand in no file, and is refused before it is on record."""
    for field in fields(cls):
        if field.form in {Form.TEXT, Form.NAME}:
            with pytest.raises(cm.BadValue, match=rf"^{cls.__name__}\.{field.name}: the text holds half a character"):
                sample(cls, {field.name: (f"{MARK}\udc80",) if field.many else f"{MARK}\udc80"})


def test_what_is_judged_by_a_rule_is_named_here_by_hand() -> None:
    """Only levels and weights are let through for a rule to judge."""
    found = {f"{cls.__name__}.{field.name}" for cls in CHECKED for field in fields(cls) if field.judged}
    assert found == JUDGED


@pytest.mark.parametrize(
    "tz", ["", "Berlin", "europe/berlin", "Europe", "Europe/", "../Berlin", "/etc/passwd", "Europe/Berlin\0", "é", "."]
)
def test_a_case_is_opened_in_a_zone_that_exists(tz: str) -> None:
    """A zone that is not in the time zone database is refused when the case is opened, and not read from the disk."""
    with pytest.raises(cm.BadValue) as caught:
        sample(f.CaseOpened, {"tz": tz})
    assert str(caught.value) == (
        'CaseOpened.tz: no time zone of that name is known here. Give an IANA name such as "Europe/Berlin".'
    )


@pytest.mark.parametrize("tz", ["UTC", "Asia/Kathmandu", "America/Argentina/Buenos_Aires"])
def test_every_zone_of_the_database_will_do(tz: str) -> None:
    """A case may be opened in any zone that is in the time zone database."""
    assert sample(f.CaseOpened, {"tz": tz}).tz == tz


PHASES: Final = (cm.Phase(key="a", start=True, end=True),)


@pytest.mark.parametrize(
    ("cls", "wrong", "said"),
    [
        (cm.Phase, {"key": None}, "Phase.key: text is wanted, not NoneType."),
        (
            cm.Phase,
            {"key": "a", "requires": "goal_agreed"},
            "Phase.requires: a tuple, each item text is wanted, not str.",
        ),
        (cm.Phase, {"key": "a", "start": 1}, "Phase.start: true or false is wanted, not int."),
        (
            cm.Phase,
            {"key": "a", "sources": ("001",)},
            "Phase.sources: a tuple, each item a Source is wanted, an item is str.",
        ),
        (cm.Phase, {"key": "x" * 201}, "Phase.key: the text is longer than 200 characters."),
        (
            cm.Move,
            {"from_": "a", "to": "b", "kind": "detour"},
            "Move.kind: one of start, forward, return, detour, resume is wanted, not str.",
        ),
        (
            cm.Move,
            {"from_": "a", "to": "b", "basis": "stated"},
            "Move.basis: one of stated, inferred is wanted, not str.",
        ),
        (cm.Move, {"from_": "a", "to": 1}, "Move.to: text is wanted, not int."),
        (
            cm.ProcessModel,
            {"key": "a", "version": 1, "phases": list(PHASES), "moves": ()},
            "ProcessModel.phases: a tuple, each item a Phase is wanted, not list.",
        ),
        (
            cm.ProcessModel,
            {"key": "a", "version": "1", "phases": PHASES, "moves": ()},
            "ProcessModel.version: a whole number is wanted, not str.",
        ),
        (
            cm.ProcessModel,
            {"key": "a", "version": 1, "phases": PHASES, "moves": ("a",)},
            "ProcessModel.moves: a tuple, each item a Move is wanted, an item is str.",
        ),
        (
            cm.ProcessModel,
            {"key": "a", "version": 1, "phases": PHASES, "moves": (), "variant": "linear"},
            "ProcessModel.variant: one of iterative, linear, linear_without_detours is wanted, not str.",
        ),
    ],
)
def test_a_model_made_in_python_takes_no_wrong_types(cls: type[Any], wrong: dict[str, Any], said: str) -> None:
    """Phases, moves and models check their fields as every value does: a kind is no text, and a list no tuple."""
    with pytest.raises(cm.BadValue) as caught:
        cls(**wrong)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("missing", ["key", "version", "phases", "moves"])
def test_a_model_without_its_parts_is_no_model(missing: str) -> None:
    """Key, version, phases and moves have no defaults."""
    parts: dict[str, Any] = {"key": "a", "version": 1, "phases": (), "moves": ()}
    del parts[missing]
    with pytest.raises(TypeError, match=missing):
        cm.ProcessModel(**parts)
