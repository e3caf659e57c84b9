"""The generated readers: they take what the slow pass takes, give what it gives, and leave out no check of a value."""

from __future__ import annotations

import json
from typing import Any, Final, final

import attrs
import pytest
from attrs import field, frozen

from casework_model.codec import lines
from casework_model.codec.exact import ON_RECORD
from casework_model.codec.lines import BadLine, attempt
from casework_model.codec.readers import reader_for
from casework_model.codec.values import object_of
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.facts import KINDS, Fact
from casework_model.shape import Form, Value, check, fields_of
from samples import sample


def _stored() -> dict[str, type]:
    """Every class of which a file may hold an object, by its name."""
    found: dict[str, type] = {}
    waiting: list[type] = [RecordEntry, *KINDS.values()]
    while waiting:
        cls = waiting.pop()
        found[cls.__name__] = cls
        waiting += [each.type for each in fields_of(cls) if each.form is Form.PART and each.type is not Fact]
    return found


STORED: Final = _stored()
CHECKED: Final[dict[str, type]] = {name: cls for name, cls in STORED.items() if issubclass(cls, Value)}

TEXTS: Final = ("", "x", "x" * 200, "x" * 201, "x" * 100_000, "x" * 100_001, "given", "Europe/Berlin", "2024-02-05")
TIMES: Final = tuple(
    f"2024-02-05{rest}"
    for rest in (
        *("T09:30:00+01:00", "T09:30:07+01:00", "T09:30:00.250000+01:00", "T09:30:00.25+01:00", "T09:30:00", "T09:30"),
        *("T09:30:00-00:00", "T09:30:07-00:00", "T09:30:00+01:60", "T09:30:07+01:60", "T09:30:00+01:00:30"),
        *(
            "T24:00:00+01:00",
            "T09:60:00+01:00",
            " 09:30:00+01:00",
            "T09:30:00Z",
            "T09:30:00+24:00",
            "T09:30:00+01:00\n",
        ),
    )
)
NUMBERS: Final = (0, 1, 2, -2, 3, -3, 2.5, 0.0, -1.5, 1e300, 10**20, 2**53 - 1, 2**53, 1 - 2**53, -(2**53))
FACTS: Final[tuple[object, ...]] = ({"kind": "note"}, {"kind": "note", "x": 1}, {"kind": "nothing"}, {"kind": []}, {})
DAYS: Final = ("2024-02-30", "2024-W06-1", "2024-W06-1T09:30:00+01:00")
SINGLE: Final[tuple[object, ...]] = (*TEXTS, *TIMES, *DAYS, *NUMBERS, *FACTS, None, True, False)
LISTS: Final[tuple[list[object], ...]] = ([], ["x", "y"], ["x", 1], [["x"]])
GIVEN: Final[tuple[object, ...]] = (*SINGLE, *LISTS, *([one] for one in SINGLE))
"""What may stand where a field's content belongs."""


def _given(cls: type) -> dict[str, Any]:
    """A sound object of a class, as JSON gives it."""
    found: dict[str, Any] = json.loads(lines.written(object_of(sample(cls))))
    return found


def _both(cls: type, given: dict[str, Any]) -> tuple[object, object]:
    """What the quick way and the slow pass give for an object, None where they refuse it."""
    before = json.dumps(given)
    quick = attempt(lambda: reader_for(cls)(given), Exception)
    assert json.dumps(given) == before, "what is read stays whole, so that it can be read again"
    tagged = "kind" in given
    slow = attempt(lambda: ON_RECORD.tagged("kind", given, "") if tagged else ON_RECORD.part(cls, given, ""), BadLine)
    return None if isinstance(quick, Exception) else quick, None if isinstance(slow, BadLine) else slow


@pytest.mark.parametrize("name", STORED)
def test_a_sound_object_is_read_the_quick_way(name: str) -> None:
    """No sound object needs the slow pass, whole or with nothing but what it needs."""
    cls = STORED[name]
    given = _given(cls)
    assert reader_for(cls)(given) == sample(cls)
    needed = {each.key for each in fields_of(cls) if each.required} | {"kind"}
    quick, slow = _both(cls, {key: value for key, value in given.items() if key in needed})
    assert quick == slow
    assert quick is not None


@pytest.mark.parametrize("name", STORED)
def test_both_passes_take_the_same(name: str) -> None:
    """Whatever stands in whichever field of whichever class, both take it for the same, or both refuse it."""
    cls = STORED[name]
    given = _given(cls)
    for each in fields_of(cls):
        for content in GIVEN:
            quick, slow = _both(cls, {**given, each.key: content})
            assert quick == slow, (each.key, content)
            assert repr(quick) == repr(slow), (each.key, content)


@pytest.mark.parametrize("name", STORED)
def test_both_passes_want_the_same_fields(name: str) -> None:
    """A field may be missing for both or for neither, and one that is not known here is refused by both."""
    cls = STORED[name]
    given = _given(cls)
    for key in given.keys() - {"kind"}:
        quick, slow = _both(cls, {other: value for other, value in given.items() if other != key})
        assert quick == slow, key
    assert _both(cls, {**given, "wxyz": None}) == (None, None)


@pytest.mark.parametrize("name", CHECKED)
def test_what_is_read_would_pass_its_own_check(name: str) -> None:
    """A value that was filled in field by field is one that `check` takes, whatever its fields hold."""
    cls = CHECKED[name]
    given = _given(cls)
    for each in fields_of(cls):
        for content in GIVEN:
            quick, slow = _both(cls, {**given, each.key: content})
            if quick is not None:
                check(quick)
                assert type(quick) is cls
                assert hash(quick) == hash(slow)


@pytest.mark.parametrize("name", STORED)
def test_no_stored_class_does_what_a_reader_knows_nothing_of(name: str) -> None:
    """The readers fill in fields as they were read, and usual content as it is: nothing may be converted or made."""
    for attribute in attrs.fields(STORED[name]):
        assert attribute.init
        assert attribute.converter is None
        assert attribute.validator is None
        assert not isinstance(attribute.default, attrs.Factory)  # type: ignore[arg-type]  # attrs types Factory as a function


@final
@frozen(kw_only=True, repr=False)
class Even(Value):
    """A value with a check of its own."""

    number: int

    def __attrs_post_init__(self) -> None:
        check(self)
        if self.number % 2:
            raise BadValue(Fault(where="Even.number", problem="it is odd", remedy="Give another"))


@final
@frozen(kw_only=True, repr=False, cache_hash=True)
class Kept(Value):
    """A value that holds more than its fields: its hash."""

    number: int
    name_: str = field(default="usual")


def test_a_value_with_a_check_of_its_own_is_made_as_everywhere() -> None:
    """Its check is made in reading too."""
    assert reader_for(Even)({"number": 2}) == Even(number=2)
    with pytest.raises(BadValue):
        reader_for(Even)({"number": 1})


def test_a_value_that_holds_more_than_its_fields_is_made_as_everywhere() -> None:
    """A hash that is kept is kept by what was read as well; a field whose name is a word of Python has its own key."""
    assert hash(reader_for(Kept)({"number": 2, "name": "a"})) == hash(Kept(number=2, name_="a"))
