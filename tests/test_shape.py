"""What the fields of a value may hold: read from its annotations, checked, and shown without anything personal."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, final

import attrs
import pytest
from attrs import frozen

from casework_model import BadValue
from casework_model.shape import Field, Form, Value, fields_of, shown, unclosed
from casework_model.terms import JudgedInt, JudgedNumber, Label, Name, Narrative


class Colour(StrEnum):
    """A closed list of words."""

    RED = "red"
    BLUE = "blue"


@final
@frozen(kw_only=True, repr=False)
class Part(Value):
    """A part with one secret."""

    key: Name
    secret: Narrative = ""


@final
@frozen(kw_only=True, repr=False)
class Whole(Value):
    """A value with a field of every form."""

    name: Name
    words: Narrative = ""
    label_: Label = ""
    truth: bool | None = None
    count: int = 0
    number: int | float | None = None
    day: date | None = None
    moment: datetime | None = None
    colour: Colour | None = None
    colours: tuple[Colour, ...] = ()
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    secrets: tuple[Narrative, ...] = ()
    counts: tuple[int, ...] = ()
    level: JudgedInt = 0
    weights: tuple[JudgedNumber, ...] = ()


def field_of(name: str) -> Field:
    """Give one field of the whole."""
    return next(field for field in fields_of(Whole) if field.name == name)


@pytest.mark.parametrize(
    ("name", "form", "kind", "marks"),
    [
        ("name", Form.NAME, str, {"required"}),
        ("words", Form.TEXT, str, {"private"}),
        ("label_", Form.TEXT, str, {"private"}),
        ("truth", Form.TRUTH, bool, {"optional"}),
        ("count", Form.COUNT, int, set[str]()),
        ("number", Form.NUMBER, float, {"optional"}),
        ("day", Form.DATE, date, {"optional"}),
        ("moment", Form.TIME, datetime, {"optional"}),
        ("colour", Form.WORD, Colour, {"optional"}),
        ("colours", Form.WORD, Colour, {"many"}),
        ("part", Form.PART, Part, {"optional"}),
        ("parts", Form.PART, Part, {"many"}),
        ("secrets", Form.TEXT, str, {"many", "private"}),
        ("counts", Form.COUNT, int, {"many"}),
        ("level", Form.COUNT, int, {"judged"}),
        ("weights", Form.NUMBER, float, {"many", "judged"}),
    ],
)
def test_a_field_is_read_from_its_annotation(name: str, form: Form, kind: type, marks: set[str]) -> None:
    """Form, type and marks of a field follow from its annotation alone."""
    field = field_of(name)
    found = {mark for mark in ("many", "optional", "private", "judged", "required") if getattr(field, mark)}
    assert (field.form, field.type, found) == (form, kind, marks)


def test_the_fields_keep_their_order_and_are_read_once() -> None:
    """Fields stand in the order of the class, and asking twice gives the same tuple."""
    assert [field.name for field in fields_of(Part)] == ["key", "secret"]
    assert fields_of(Part) is fields_of(Part)


def test_a_name_that_python_reserves_loses_its_underscore_in_files() -> None:
    """`label_` in Python is `label` in a file; other names are the same in both."""
    assert (field_of("label_").key, field_of("words").key) == ("label", "words")


@pytest.mark.parametrize(
    ("name", "wanted", "limit"),
    [
        ("name", "text", 200),
        ("words", "text", 100_000),
        ("truth", "true or false or nothing", None),
        ("count", "a whole number", None),
        ("number", "a number or nothing", None),
        ("day", "a date or nothing", None),
        ("moment", "a time or nothing", None),
        ("colour", "one of red, blue or nothing", None),
        ("colours", "a tuple, each item one of red, blue", None),
        ("part", "a Part or nothing", None),
        ("secrets", "a tuple, each item text", 100_000),
    ],
)
def test_a_field_says_what_belongs_in_it(name: str, wanted: str, limit: int | None) -> None:
    """What belongs in a field is said in plain words, and how long a text may be in characters."""
    assert (field_of(name).wanted, field_of(name).limit) == (wanted, limit)


def test_an_annotation_without_a_form_is_the_authors_mistake() -> None:
    """A field that no file could hold is found when its class is first read."""

    @frozen
    class Odd:
        odd: dict[str, int]

    with pytest.raises(TypeError, match=r"no form for the annotation dict\[str, int\]"):
        fields_of(Odd)


WRONG: tuple[tuple[str, object, str], ...] = (
    ("name", None, "Whole.name: text is wanted, not NoneType. Give what is wanted."),
    ("name", b"x", "Whole.name: text is wanted, not bytes. Give what is wanted."),
    ("truth", 1, "Whole.truth: true or false or nothing is wanted, not int. Give what is wanted."),
    ("count", True, "Whole.count: a whole number is wanted, not bool. Give what is wanted."),
    ("count", 1.9, "Whole.count: a whole number is wanted, not float. Give what is wanted."),
    ("count", None, "Whole.count: a whole number is wanted, not NoneType. Give what is wanted."),
    ("number", False, "Whole.number: a number or nothing is wanted, not bool. Give what is wanted."),
    (
        "day",
        datetime(2026, 3, 2, tzinfo=UTC),
        "Whole.day: a date or nothing is wanted, not datetime. Give what is wanted.",
    ),
    ("moment", date(2026, 3, 2), "Whole.moment: a time or nothing is wanted, not date. Give what is wanted."),
    ("colour", "red", "Whole.colour: one of red, blue or nothing is wanted, not str. Give what is wanted."),
    (
        "colours",
        None,
        "Whole.colours: a tuple, each item one of red, blue is wanted, not NoneType. Give what is wanted.",
    ),
    (
        "colours",
        [Colour.RED],
        "Whole.colours: a tuple, each item one of red, blue is wanted, not list. Give what is wanted.",
    ),
    (
        "colours",
        ("red",),
        "Whole.colours: a tuple, each item one of red, blue is wanted, an item is str. Change that item.",
    ),
    ("part", "x", "Whole.part: a Part or nothing is wanted, not str. Give what is wanted."),
    ("parts", (None,), "Whole.parts: a tuple, each item a Part is wanted, an item is NoneType. Change that item."),
    ("secrets", "abc", "Whole.secrets: a tuple, each item text is wanted, not str. Give what is wanted."),
    ("name", "x" * 201, "Whole.name: the text is longer than 200 characters. Shorten or divide it."),
    ("words", "x" * 100_001, "Whole.words: the text is longer than 100,000 characters. Shorten or divide it."),
    (
        "secrets",
        ("", "x" * 1_000_000),
        "Whole.secrets: the text is longer than 100,000 characters. Shorten or divide it.",
    ),
    (
        "words",
        "half \ud83d",
        "Whole.words: the text holds half a character, which no file can keep. Read it in again as UTF-8.",
    ),
    ("count", 2**53, "Whole.count: the number is beyond 9,007,199,254,740,991. Give a smaller one."),
    ("number", -(2**53), "Whole.number: the number is beyond 9,007,199,254,740,991. Give a smaller one."),
    ("counts", (1, 10**5000), "Whole.counts: the number is beyond 9,007,199,254,740,991. Give a smaller one."),
)


@pytest.mark.parametrize(("name", "wrong", "said"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_value_is_refused_by_the_name_of_its_field(name: str, wrong: object, said: str) -> None:
    """Whatever is wrong is told with the field and what belongs there, and without what stood there."""
    given: dict[str, Any] = {"name": "n", name: wrong}
    with pytest.raises(BadValue) as caught:
        Whole(**given)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "given",
    [
        {"name": "x" * 200},
        {"words": "x" * 100_000},
        {"words": "whole \U0001f642, é, \0"},
        {"count": 2**53 - 1},
        {"count": -(2**53) + 1},
        {"number": 1e300},
        {"counts": (0, 2**53 - 1)},
        {"truth": False},
        {"parts": (Part(key="k"),)},
        {"day": date.min, "moment": datetime(2026, 3, 2, 9, 0)},  # noqa: DTZ001 - a rule refuses it, not its type
    ],
)
def test_the_largest_and_oddest_sound_values_are_taken(given: dict[str, Any]) -> None:
    """A value up to the very limit of its field is taken as it is."""
    sound: dict[str, Any] = {"name": "n", **given}
    whole = Whole(**sound)
    assert all(getattr(whole, name) == value for name, value in given.items())


def test_a_value_that_was_sound_once_is_checked_again_for_others() -> None:
    """Having seen one sound value does not let in another of other types."""
    Whole(name="n", count=1)
    Whole(name="n", count=2)
    with pytest.raises(BadValue):
        Whole(name="n", count="2")  # type: ignore[arg-type]  # what is refused


@pytest.mark.parametrize("wrong", ["much", None, 1e400, float("nan"), ("x",), True])
def test_a_judged_field_takes_anything(wrong: object) -> None:
    """What a rule judges is not refused by its type, so that the refusal can explain itself."""
    assert Whole(name="n", level=wrong).level is wrong  # type: ignore[arg-type]  # kept as it is


def test_a_value_shows_itself_without_its_texts() -> None:
    """Private texts appear by their length, empty fields not at all, everything else as it is."""
    whole = Whole(
        name="n",
        words="Ms L. said",
        label_="Marta",
        truth=False,
        number=0.5,
        day=date(2026, 3, 2),
        moment=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        colour=Colour.RED,
        colours=(Colour.BLUE,),
        part=Part(key="k", secret="Anna"),  # noqa: S106 - no password, a name
        parts=(Part(key="k"), Part(key="l", secret="Anna")),  # noqa: S106 - as above
        secrets=("one", "two"),
        level=-2,
    )
    assert repr(whole) == (
        "Whole(name='n', words=<10>, label_=<5>, truth=False, count=0, number=0.5, day=2026-03-02, "
        "moment=2026-03-02T09:00:00+00:00, colour=red, colours=(<Colour.BLUE: 'blue'>,), "
        "part=Part(key='k', secret=<4>), parts=(Part(key='k'), Part(key='l', secret=<4>)), secrets=<2>, level=-2)"
    )
    assert str(whole) == repr(whole) == shown(whole)


@pytest.mark.parametrize(
    ("level", "said"),
    [("Marta", "level=<5>"), (2, "level=2"), (1.5, "level=1.5"), (1 << 20_000, "level=<...>"), (2**53, "level=<...>")],
    ids=range(5),
)
def test_a_judged_field_shows_small_numbers_alone(level: object, said: str) -> None:
    """What was asked for without being sound may be anything, so that only a plain number is shown."""
    assert repr(Whole(name="n", level=level)) == f"Whole(name='n', count=0, {said})"  # type: ignore[arg-type]  # kept as it is


def test_a_field_is_itself_a_value() -> None:
    """The description of a field cannot be changed."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        field_of("name").name = "other"  # type: ignore[misc]  # what is refused


@final
@frozen(weakref_slot=False)
class Place:
    """A frozen value that is made often."""

    x: int
    y: int = 0


def test_an_unclosed_value_is_the_frozen_one_once_it_is_closed() -> None:
    """What was filled in and closed is equal to what its `__init__` makes, and as frozen."""
    place = unclosed(Place)()
    place.x, place.y = 1, 2
    place.__class__ = Place
    assert type(place) is Place
    assert place == Place(1, 2)
    assert hash(place) == hash(Place(1, 2))
    with pytest.raises(AttributeError):
        setattr(place, "x", 3)  # noqa: B010 - what a type checker would not let stand
    with pytest.raises(AttributeError):
        setattr(place, "z", 3)  # noqa: B010 - as above
