"""Canonical bytes of what JSON can say, after RFC 8785: one value has one text, so that it can have one digest.

Knows nothing of casework. Keys are sorted by their UTF-16 code units, numbers are written as ECMAScript writes them,
and no letter is escaped that need not be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Final, cast

from casework_model.codec.lines import attempt
from casework_model.errors import BadValue, Fault
from casework_model.terms import MAX_COUNT


def canonical(value: object) -> bytes:
    r"""Give the canonical bytes of a value made of dicts, lists or tuples, texts, numbers, truth values and None.

    Raises `BadValue` for what has none: NaN and infinite numbers, whole numbers beyond 2**53 - 1, which not every
    reader of JSON keeps, texts that hold half a character, keys that are no text, and values of any other type.
    RFC 8785, section 3.2.

    >>> canonical({"b": 1.0, "a": [True, None, 1e21], "": "one\ntwo"})
    b'{"":"one\\ntwo","a":[true,null,1e+21],"b":1}'
    """
    return encoded(text_of(value))


def encoded(text: str) -> bytes:
    """Give the bytes of canonical text. Raises `BadValue` for half a character."""
    found = attempt(text.encode, UnicodeEncodeError)
    if isinstance(found, bytes):
        return found
    raise _unfit("a text holds half of a character (a lone surrogate)", "Write the whole character")


def text_of(value: object) -> str:
    """Give the canonical text of a value. Raises as `canonical`, but for half a character in a text."""
    write = _WRITERS.get(type(value)) or _by_base(value)
    return write(value)


def _unfit(problem: str, remedy: str) -> BadValue:
    return BadValue(Fault(where="canonical JSON", problem=problem, remedy=remedy))


# By type --------------------------------------------------------------------------------------------------------------

quoted: Final[Callable[[str], str]] = encode_basestring
"""Writes a text in quotes: what must be escaped is, in the shortest way, and nothing else."""


def _truth(value: Any) -> str:  # noqa: ANN401 - found by its type, here and below
    return "true" if value else "false"


def _nothing(_value: Any) -> str:  # noqa: ANN401 - as above
    return "null"


def _whole(value: Any) -> str:  # noqa: ANN401 - as above
    if not -MAX_COUNT <= value <= MAX_COUNT:
        raise _unfit(f"a whole number is beyond {MAX_COUNT:,}", "Give a smaller one")
    return int.__repr__(value)


_PLAIN: Final = 21
"""From this power of ten on ECMAScript writes numbers with an exponent."""
_SMALL: Final = -6
"""Below this power of ten it does so as well."""


def _decimal(value: Any) -> str:  # noqa: ANN401 - as above
    """Write a number as ECMAScript does: the shortest digits that mean it, which are those that Python finds."""
    if not isfinite(value):
        raise _unfit("NaN and infinite numbers are none in JSON", "Give a number, or leave it out")
    if value == 0:
        return "0"
    sign, digits, point = _digits(float.__repr__(value))
    if len(digits) <= point <= _PLAIN:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= _PLAIN:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _SMALL < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+d}"


def _digits(said: str) -> tuple[str, str, int]:
    """Give sign, digits without zeros around them, and where among the digits the point stands."""
    sign = "-" if said.startswith("-") else ""
    figures, _, exponent = said.removeprefix("-").partition("e")
    whole, _, fraction = figures.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(digits) - len(fraction) + int(exponent or 0)
    return sign, digits.rstrip("0"), point


def _list(value: Any) -> str:  # noqa: ANN401 - as above
    return f"[{','.join(map(text_of, value))}]"


def _object(value: Any) -> str:  # noqa: ANN401 - as above
    if not all(map(_is_text, value)):
        raise _unfit("a key is no text", "Give each a name")
    return joined(texts_of(value))


def texts_of(members: Mapping[str, object]) -> dict[str, str]:
    """Give the canonical texts of the members of an object."""
    # Most of what stands in a record is text, which need not be looked up.
    return {key: quoted(item) if type(item) is str else text_of(item) for key, item in members.items()}


def _is_text(key: object) -> bool:
    return isinstance(key, str)


def joined(members: Mapping[str, str]) -> str:
    """Give the canonical text of an object from the canonical texts of its members."""
    keys = sorted(members) if "".join(members).isascii() else sorted(members, key=_code_units)
    return f"{{{','.join([f'{quoted(key)}:{members[key]}' for key in keys])}}}"


def _code_units(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")  # half a character is refused when all is made bytes


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    str: quoted,
    bool: _truth,
    type(None): _nothing,
    int: _whole,
    float: _decimal,
    list: _list,
    tuple: _list,
    dict: _object,
}


def _by_base(value: object) -> Callable[[Any], str]:
    """Give the writer of a value whose type is made from one that JSON knows, such as a word of a closed list."""
    for kind in (str, int, float, list, tuple, dict):
        if isinstance(value, kind):
            return _WRITERS[cast("type", kind)]
    raise _unfit("JSON has no such value", "Give texts, numbers, truth values, lists and objects alone")
