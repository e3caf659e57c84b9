"""Random values of every shipped type, each at once from a seed: for runs too long for drawing each choice.

The same values as of `strategies`, made from the same shapes; odd numbers and texts come as often as they do there.
"""

from __future__ import annotations

import string
import struct
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from math import isfinite
from random import Random
from typing import Any, Final

from casework_model.codec.forms import words_of
from casework_model.entry import RecordEntry
from casework_model.facts import KINDS, CaseOpened, Correction, Fact
from casework_model.record import CaseRecord
from casework_model.shape import Field, Form, fields_of
from casework_model.steps import Delete, Edit, Read, Step, Write
from casework_model.terms import MAX_COUNT, AccessLevel
from strategies import ZONES

_NAMES: Final = string.ascii_lowercase + string.digits + "-:ä"
_ODD: Final = '\x00\x01\t\n\r\x1b"\\/\x7f\x85\u00a0\u0301\u200d\u202e\u2028\u2029\ufeff\uffff\U0001f469\U0010ffff'
_FLOATS: Final = (5e-324, 2.2250738585072014e-308, 0.1, 1 / 3, 2.0**53, 1e16, 1.7976931348623157e308)
_FIRST: Final = datetime(1990, 1, 1)  # noqa: DTZ001 - zones are given
_DAYS: Final = (date.max - date(1900, 1, 1)).days
_SECONDS: Final = 100 * 365 * 86_400


def _letter(dice: Random) -> str:
    if dice.random() < 0.7:
        return dice.choice(_ODD if dice.random() < 0.3 else string.printable)
    code = dice.randrange(0x110000 - 0x800)
    return chr(code if code < 0xD800 else code + 0x800)  # every character but the halves of pairs


def _text(dice: Random) -> str:
    return "".join(_letter(dice) for _ in range(dice.choice((0, 1, 2, 3, 8, 20))))


def _name(dice: Random, least: int = 0) -> str:
    return "".join(dice.choice(_NAMES) for _ in range(dice.randint(least, 8)))


def _zone(dice: Random) -> tzinfo:
    minutes = dice.choice((0, 60, dice.randint(-14 * 60, 14 * 60)))
    return (
        timezone(timedelta(seconds=-2670))
        if dice.random() < 0.1
        else timezone(timedelta(minutes=minutes))
        if minutes
        else UTC
    )


def _time(dice: Random) -> datetime:
    seconds, part = dice.randrange(_SECONDS), dice.choice((0, 0, 1, dice.randrange(10**6)))
    return (_FIRST + timedelta(seconds=seconds, microseconds=part)).replace(tzinfo=_zone(dice))


def _number(dice: Random, *, above: bool) -> float:
    if dice.random() < 0.5:
        return dice.randint(1 if above else -10, 10)
    (drawn,) = struct.unpack("d", dice.randbytes(8))
    found = dice.choice((*_FLOATS, dice.random(), drawn))
    if not isfinite(found):
        found = 0.5
    return (abs(found) or 0.5) if above else found * dice.choice((1, -1))


_ITEMS: Final[dict[Form, Callable[[Random], Any]]] = {
    Form.TEXT: _text,
    Form.NAME: _name,
    Form.TRUTH: lambda dice: dice.random() < 0.5,
    Form.COUNT: lambda dice: dice.choice((0, 1, -1, MAX_COUNT, -MAX_COUNT, dice.randint(-MAX_COUNT, MAX_COUNT))),
    Form.NUMBER: lambda dice: _number(dice, above=False),
    Form.DATE: lambda dice: date(1900, 1, 1) + timedelta(days=dice.randint(0, _DAYS)),
    Form.TIME: _time,
}


def _item(field: Field, dice: Random, *, sound: bool) -> Any:  # noqa: ANN401 - of the field's type
    if field.judged and not sound:
        return _number(dice, above=False)
    if field.judged:
        return dice.randint(-2, 2) if field.form is Form.COUNT else _number(dice, above=True)
    if field.form is Form.WORD:
        return dice.choice(words_of(field))
    if field.form is Form.PART:
        return (
            _fact(dice, plain=field.optional, sound=sound)
            if field.type is Fact
            else value(field.type, dice, sound=sound)
        )
    if field.form is Form.TIME and not sound and dice.random() < 0.5:
        return _time(dice).replace(tzinfo=None)
    return _ITEMS[field.form](dice)


def _content(field: Field, dice: Random, *, sound: bool) -> Any:  # noqa: ANN401 - of the field's type
    if field.name == "tz":
        return dice.choice(ZONES)
    if field.many:
        return tuple(_item(field, dice, sound=sound) for _ in range(dice.randint(int(field.name == "scopes"), 3)))
    return None if field.optional and dice.random() < 0.5 else _item(field, dice, sound=sound)


def value(cls: Any, dice: Random, *, sound: bool = True) -> Any:  # noqa: ANN401 - any class of the model
    """Give a value of a class: a sound one, or with anything that a step may hold."""
    fields = (field for field in fields_of(cls) if field.required or dice.random() < 0.5)
    return cls(**{field.name: _content(field, dice, sound=sound) for field in fields})


def step(seed: int) -> Step:
    """Give a step of any kind, sound or not."""
    dice = Random(seed)  # noqa: S311 - chance, not secrecy
    found: Step = value(dice.choice((Write, Edit, Delete, Read)), dice, sound=False)
    return found


def _fact(dice: Random, *, plain: bool, sound: bool = True) -> Any:  # noqa: ANN401 - a fact
    left_out = (CaseOpened, Correction) if plain else (CaseOpened,)
    return value(dice.choice([cls for cls in KINDS.values() if cls not in left_out]), dice, sound=sound)


def record(seed: int, *, max_size: int = 6) -> CaseRecord:
    """Give a record that a file can hold: an opening, then facts of any kind, whether or not an engine permits them."""
    dice = Random(seed)  # noqa: S311 - chance, not secrecy
    what = [value(CaseOpened, dice), *(_fact(dice, plain=False) for _ in range(dice.randint(0, max_size)))]
    found: list[RecordEntry] = []
    after = _time(dice)
    for number, fact in enumerate(what, start=1):
        lag = timedelta(seconds=dice.randint(0, 10**7), microseconds=dice.choice((0, 0, 1)))
        after = (after + timedelta(seconds=dice.randint(0, 10**5))).astimezone(_zone(dice))
        found.append(
            RecordEntry(
                number,
                f"e{number}",
                _name(dice, least=1),
                (after - lag).astimezone(_zone(dice)),
                after,
                fact,
                _text(dice),
                dice.choice(tuple(AccessLevel)),
                tuple(_text(dice) for _ in range(dice.randint(0, 2))),
            )
        )
    return CaseRecord.of(_name(dice, least=1), found)
