"""Canonical JSON is that of RFC 8785: its own examples, and an independent library over values of all kinds."""

from __future__ import annotations

import json
import struct
from enum import IntEnum, StrEnum
from typing import Any, Final, NamedTuple

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from casework_model.codec.canonical import canonical
from casework_model.codec.lines import attempt
from casework_model.errors import BadValue

LARGEST: Final = 2**53 - 1

odd: Final = st.sampled_from('\x00\x08\t\n\f\r\x1f"\\/\x7f\u2028\ue000\uffff\U00010000\U0001f600')
letters: Final = st.characters(codec="utf-8") | odd
texts: Final = st.text(letters)


def double(number: int) -> float:
    """The double of these 64 bits."""
    found: float = struct.unpack(">d", number.to_bytes(8, "big"))[0]
    return found


def scaled(digits: int, exponent: int) -> float:
    """The double nearest to digits and a power of ten."""
    return float(f"{digits}e{exponent}")


bits: Final = st.integers(0, 2**64 - 1).map(double)
magnitudes: Final = st.builds(scaled, st.integers(-(10**17), 10**17), st.integers(-345, 308))
subnormals: Final = st.integers(1, 2**52 - 1).map(double)
floats: Final = st.floats() | bits | magnitudes | subnormals | st.sampled_from((0.0, -0.0, 1e21, 1e-6, 1e-7, 5e-324))
integers: Final = st.integers() | st.integers(-LARGEST - 2, LARGEST + 2) | st.sampled_from((LARGEST, LARGEST + 1))
halves: Final = st.sampled_from(("\ud800", "\udfff", "a\udc00b"))
plain: Final = st.none() | st.booleans() | integers | floats | texts
values: Final[st.SearchStrategy[Any]] = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5), max_leaves=12
)
"""All that JSON can say, and among its numbers some that it cannot."""


def by_the_library(value: object) -> bytes | None:
    """What the independent library gives, None where it refuses."""
    refusals = (rfc8785.CanonicalizationError, UnicodeEncodeError)
    found = attempt(lambda: rfc8785.dumps(value), *refusals)  # type: ignore[arg-type]  # anything at all
    return found if isinstance(found, bytes) else None


def by_us(value: object) -> bytes | None:
    """What we give, None where we refuse."""
    found = attempt(lambda: canonical(value), BadValue)
    return found if isinstance(found, bytes) else None


@given(values)
def test_every_value_is_written_as_the_library_writes_it(value: object) -> None:
    """Both give the same bytes, or both refuse."""
    assert by_us(value) == by_the_library(value)


@given(floats)
def test_every_number_is_written_as_the_library_writes_it(number: float) -> None:
    """Numbers of all sizes, the smallest and largest among them; what has no end is refused."""
    assert by_us(number) == by_the_library(number)


@given(st.lists(st.tuples(texts, integers), max_size=8).map(dict))
def test_keys_are_sorted_as_the_library_sorts_them(value: object) -> None:
    """Letters beyond the first plane stand before some within it: UTF-16 has them as pairs of surrogates."""
    assert by_us(value) == by_the_library(value)


@given(values, halves)
def test_half_a_character_is_refused_wherever_it_stands(value: object, half: str) -> None:
    """It has no bytes, in a text or in a key."""
    for holding in (half, [value, half], {half: 1}, {"a": {half: value}}):
        assert by_us(holding) is None


@given(values)
def test_canonical_bytes_are_read_and_written_the_same(value: object) -> None:
    """What is canonical already stays as it is, where its whole numbers are not too large to be read as such."""
    found = by_us(value)
    if found is not None:
        assert by_us(json.loads(found)) in {found, None}


# The examples of RFC 8785 ---------------------------------------------------------------------------------------------

SAMPLE: Final = r"""
{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}
"""
SORTED: Final = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\U0001f600": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
}
NUMBERS: Final = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


def test_the_sample_of_section_3_2() -> None:
    """Numbers, escapes and literals of the RFC come out as it says."""
    assert canonical(json.loads(SAMPLE)).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_the_keys_of_section_3_2_3() -> None:
    """The order of the RFC."""
    assert list(json.loads(canonical(SORTED)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


@pytest.mark.parametrize(("digits", "said"), NUMBERS.items())
def test_the_numbers_of_appendix_b(digits: str, said: str) -> None:
    """Each double of the RFC is written as it says."""
    assert canonical(double(int(digits, 16))).decode() == said


# What is refused ------------------------------------------------------------------------------------------------------


class Size(IntEnum):
    """A whole number with a name."""

    SMALL = 1


class Word(StrEnum):
    """A text of a closed list."""

    ONE = "one"


class Pair(NamedTuple):
    """A tuple with names."""

    left: Word
    right: Size


def test_values_made_from_those_of_json_are_written_as_those() -> None:
    """Words of closed lists, named numbers and tuples are the texts, numbers and lists that they are made from."""
    assert canonical({Word.ONE: Pair(Word.ONE, Size.SMALL)}) == b'{"one":["one",1]}'


NO_NUMBER: Final = "NaN and infinite numbers are none in JSON. Give a number, or leave it out."
TOO_LARGE: Final = "a whole number is beyond 9,007,199,254,740,991. Give a smaller one."
REFUSED: Final[dict[str, tuple[object, str]]] = {
    "no number": (float("nan"), "NaN and infinite numbers are none in JSON. Give a number, or leave it out."),
    "an endless number": (
        [float("-inf")],
        "NaN and infinite numbers are none in JSON. Give a number, or leave it out.",
    ),
    "too large": (2**53, TOO_LARGE),
    "too large, below zero": ({"a": -(2**53)}, TOO_LARGE),
    "half a character": (
        "Zqx\udc00",
        "a text holds half of a character (a lone surrogate). Write the whole character.",
    ),
    "a key that is no text": ({1: 2}, "a key is no text. Give each a name."),
    "a value of no such type": (
        {"a": b"Zqx"},
        "JSON has no such value. Give texts, numbers, truth values, lists and objects alone.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_json_cannot_say_is_refused(name: str) -> None:
    """The error says what is wrong and what would do, and nothing of what stands there."""
    value, words = REFUSED[name]
    with pytest.raises(BadValue) as caught:
        canonical(value)
    assert str(caught.value) == f"canonical JSON: {words}"
    assert caught.value.__context__ is None
