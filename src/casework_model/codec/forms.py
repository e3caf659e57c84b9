"""How the content of one field stands in JSON: read without any conversion that is not written here, and worded.

`sound` says which door it is: what is on record is always sound; what was asked for may be a level of 3.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final, NoReturn, TypeAlias, cast

from casework_model.shape import Field, Form
from casework_model.terms import LEVELS, MAX_COUNT, nearest

Reader: TypeAlias = Callable[[Any], Any]
"""Reads one piece of JSON, or raises anything at all."""

_LARGEST: Final = sys.float_info.max


class Unfit(ValueError):
    """Something is not what its field holds. `problem` finds the words."""


def _unfit() -> NoReturn:
    raise Unfit


def _text(limit: int) -> Reader:
    def read(value: Any) -> str:  # noqa: ANN401 - JSON may be anything
        if type(value) is str and len(value) <= limit:
            return value
        raise Unfit

    return read


def _truth(value: Any) -> bool:  # noqa: ANN401 - as above
    return value if type(value) is bool else _unfit()


def _count(value: Any) -> int:  # noqa: ANN401 - as above
    return value if type(value) is int and -MAX_COUNT <= value <= MAX_COUNT else _unfit()


def _level(value: Any) -> int:  # noqa: ANN401 - as above
    return value if type(value) is int and value in LEVELS else _unfit()


def _weight(value: Any) -> int | float:  # noqa: ANN401 - as above
    if type(value) in {int, float} and 0 < value <= _LARGEST:
        number: int | float = value
        return number
    raise Unfit


def _number(value: Any) -> int | float:  # noqa: ANN401 - as above
    if type(value) in {int, float} and -_LARGEST <= value <= _LARGEST:
        number: int | float = value
        return number
    raise Unfit


def _day(value: Any) -> date:  # noqa: ANN401 - as above
    day = date.fromisoformat(value)
    return day if day.isoformat() == value else _unfit()


_USUAL: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?!24)[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-5][0-9](?<!-00:00)"
).fullmatch
"""Times in whole seconds and with an offset in whole minutes, as `isoformat` writes them: quicker than writing anew."""


@cache  # there are 2,879 offsets in whole minutes
def _offset(text: str) -> tzinfo | None:
    """Give the one offset of that text: times that share it are compared many times quicker."""
    return datetime.fromisoformat(f"2000-01-01T00:00:00{text}").tzinfo


@lru_cache(maxsize=1024)  # entries that stand near each other share their days
def _date(text: str) -> date:
    return _day(text)


@lru_cache(maxsize=4096)  # a day has 1,440 minutes, and a place one or two offsets
def _minute(text: str) -> time | None:
    """Give the time of day with its offset of a text such as "T09:30:00+01:00"; None where it is not of that form."""
    some_day = f"2000-01-01{text}"
    return _instant_of(some_day).timetz() if _USUAL(some_day) else None


def _moment(value: Any) -> datetime:  # noqa: ANN401 - as above
    moment = datetime.fromisoformat(value)
    return moment if moment.isoformat() == value else _unfit()


def _instant_of(value: str) -> datetime:
    """Read a time of the usual form."""
    wall = datetime.fromisoformat(value[:19])
    return datetime.combine(wall, wall.time(), _offset(value[19:]))


def _instant(value: Any) -> datetime:  # noqa: ANN401 - as above
    # People give times in whole minutes, which recur; a clock gives others.
    if value[16:19] == ":00" and (minute := _minute(value[10:])) is not None:
        return datetime.combine(_date(value[:10]), minute)
    if _USUAL(value):
        return _instant_of(value)
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo is not None and moment.isoformat() == value else _unfit()


def words_of(field: Field) -> tuple[StrEnum, ...]:
    """Give the words of which a field holds one."""
    return tuple(cast("type[StrEnum]", field.type))


def _word(field: Field) -> Reader:
    words: dict[str, StrEnum] = {word.value: word for word in words_of(field)}
    return words.__getitem__


_READERS: Final[Mapping[Form, Reader]] = {
    Form.TRUTH: _truth,
    Form.COUNT: _count,
    Form.NUMBER: _number,
    Form.DATE: _day,
    Form.TIME: _instant,
}


def reader_of(field: Field, *, sound: bool) -> Reader | None:
    """Give the reader of one item of a field; None where the item is an object."""
    if field.limit:
        return _text(field.limit)
    if field.form is Form.WORD:
        return _word(field)
    if field.judged and sound:
        return _level if field.form is Form.COUNT else _weight
    if field.judged:
        return _number
    return _moment if field.form is Form.TIME and not sound else _READERS.get(field.form)


_TIME: Final = "2024-02-05T09:30:00+01:00"
_WANTED: Final = {
    Form.TEXT: "text",
    Form.NAME: "text",
    Form.TRUTH: "true or false",
    Form.COUNT: "a whole number",
    Form.NUMBER: "a number",
    Form.DATE: "a date",
    Form.TIME: "a time",
    Form.PART: "an object",
}


def wanted(field: Field, *, sound: bool) -> str:
    """Say what one item of a field may be."""
    if field.form is Form.WORD:
        return f"one of {', '.join(words_of(field))}"
    if field.judged:
        level = "a whole number from -2 to 2" if field.form is Form.COUNT else "a number above 0"
        return level if sound else "a number"
    return (
        f"{_WANTED[field.form]} with its offset from UTC" if sound and field.form is Form.TIME else _WANTED[field.form]
    )


def found(value: object) -> str:
    """Say what kind of JSON stands there, never what it says."""
    if value is None:
        return "null"
    kinds: dict[type, str] = {
        bool: "true or false",
        int: "a whole number",
        float: "a number with a decimal point",
        str: "text",
        list: "a list",
        dict: "an object",
    }
    return kinds[type(value)]


def problem(field: Field, value: object, *, sound: bool) -> tuple[str, str]:
    """Say what is wrong with one item that its reader did not take, and what would put it right."""
    want = wanted(field, sound=sound)
    if isinstance(value, str) and field.limit:
        return f"the text is longer than {field.limit:,} characters", "Shorten or divide it"
    if isinstance(value, str) and field.form in {Form.DATE, Form.TIME}:
        example = _TIME[:10] if field.form is Form.DATE else _TIME if sound else f"{_TIME} or {_TIME[:19]}"
        return f"{want} is wanted, and this text is none", f"Write it as in {example}"
    if isinstance(value, str) and field.form is Form.WORD:
        near = nearest(value, words_of(field))
        meant = f'Write "{near}" if that is meant' if near else "Give what is wanted"
        return f"{want} is wanted, not this text", meant
    is_same = type(value) is int and field.form in {Form.COUNT, Form.NUMBER}
    is_same |= type(value) is float and field.form is Form.NUMBER
    if is_same:
        return f"{want} is wanted, not this number", "Give what is wanted"
    return f"{want} is wanted, not {found(value)}", "Give what is wanted"
