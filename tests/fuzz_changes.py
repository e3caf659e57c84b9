"""Changes to the bytes and the lines of any stored file, such as a disk, an editor, a wire or an attacker makes.

Every change is a function of the bytes and of a generator of random numbers, so that its seed tells it again. A change
knows what a file looks like and nothing of the library. Those that know JSON stand in `fuzz_json`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final, NamedTuple, TypeAlias


class Corpus(NamedTuple):
    """What changes draw from: whole files, facts by their kind, steps, and the keys that stand in files."""

    files: Sequence[bytes]
    facts: Sequence[dict[str, Any]]
    keys: Sequence[str]


Change: TypeAlias = Callable[[bytes, Random, Corpus], bytes]

# Bytes ----------------------------------------------------------------------------------------------------------------

PIECES: Final = (
    b"",
    b"\x00",
    b"\xef\xbb\xbf",  # a byte order mark
    b"\r\n",
    b"\r",
    b"\n",
    b"\n\n",
    b"\xff\xfe",
    b"\xc0\xaf",  # "/" in two bytes, which is no UTF-8
    b"\xe0\x80\xaf",
    b"\xed\xa0\x80",  # half a character
    b"\xf4\x90\x80\x80",  # beyond the last character
    b"\xf0\x9f",  # a character cut off
    b"\x1b[31m",
    b"\xc2\x9b31m",
    "\u202e".encode(),
    "\u2028".encode(),
    b"\\ud800",
    b"\\u0000",
    b"null",
    b"true",
    b"1e400",
    b"-0",
    b"NaN",
    b"-Infinity",
    b"9" * 5_000,
    b"9007199254740993",
    b"0.1e-999",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b",",
    b":",
    b"\\",
    b"[" * 3_000,
    b'{"a":' * 3_000,
    b"<script>alert(1)</script>",
    b"entries",
    b"=",
    b"[[",
    b"inf",
    b"1979-05-27T07:32:00Z",
    b"'''",
)


def flip_a_bit(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Turn one bit over."""
    if not raw:
        return b"\x01"
    at = chance.randrange(len(raw))
    return raw[:at] + bytes((raw[at] ^ 1 << chance.randrange(8),)) + raw[at + 1 :]


def set_bytes(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Put random bytes over some."""
    at, size = chance.randrange(len(raw) + 1), chance.choice((1, 1, 2, 4, 30))
    return raw[:at] + chance.randbytes(size) + raw[at + size :]


def put_a_piece(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Put a piece that means something to a reader of files between or over what stands there."""
    at, piece = chance.randrange(len(raw) + 1), chance.choice(PIECES)
    return raw[:at] + piece + raw[at + chance.choice((0, 0, 1, len(piece))) :]


def put_a_mark_first(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Put something before all that a file holds."""
    return chance.choice(PIECES) + raw


def delete_some(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Take some bytes out."""
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + raw[at + chance.choice((1, 1, 2, 8, 100, 1_000)) :]


def double_some(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Let some bytes stand twice or oftener."""
    at = chance.randrange(len(raw) + 1)
    piece = raw[at : at + chance.choice((1, 2, 8, 100, 1_000))]
    return raw[:at] + piece * chance.choice((2, 2, 3, 50)) + raw[at + len(piece) :]


def move_some(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Let some bytes stand elsewhere."""
    at, size, to = chance.randrange(len(raw) + 1), chance.choice((1, 8, 100)), chance.randrange(len(raw) + 1)
    rest = raw[:at] + raw[at + size :]
    return rest[:to] + raw[at : at + size] + rest[to:]


def cut_off(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Leave the rest of a file out, as a full disk does; most often in the last line."""
    first = raw.rfind(b"\n", 0, -1) + 1 if chance.random() < 0.5 else 0
    return raw[: chance.randrange(first, len(raw) + 1)]


def splice(raw: bytes, chance: Random, corpus: Corpus) -> bytes:
    """Let another file go on where this one is cut."""
    other = chance.choice(corpus.files)
    return raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]


def end_lines_otherwise(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Save the file with the line ends or in the code of another system."""
    match chance.randrange(5):
        case 0:
            return raw.replace(b"\n", b"\r\n")
        case 1:
            return raw.replace(b"\n", b"\r")
        case 2:
            return raw.decode("utf-8", "replace").encode("utf-16")
        case 3:
            return raw.decode("utf-8", "replace").encode("latin-1", "replace")
        case _:
            return raw.removesuffix(b"\n")


_NUMBER: Final = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
_TOKEN: Final = re.compile(rb'"(?:[^"\\\n]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null')


def replace_a_number(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Put another number in the place of one."""
    return _replace(_NUMBER, raw, chance, chance.choice(NUMBERS))


def replace_a_token(raw: bytes, chance: Random, corpus: Corpus) -> bytes:
    """Put a word, a number or a text of some file in the place of one."""
    other = chance.choice(corpus.files)
    found = _TOKEN.findall(other, at := chance.randrange(len(other) + 1), at + 2_000)
    return _replace(_TOKEN, raw, chance, chance.choice(found) if found else b"null")


def _replace(pattern: re.Pattern[bytes], raw: bytes, chance: Random, by: bytes) -> bytes:
    found = pattern.search(raw, chance.randrange(len(raw) + 1))
    return raw[: found.start()] + by + raw[found.end() :] if found else raw + by


NUMBERS: Final = (
    b"0",
    b"-0",
    b"-0.0",
    b"-1",
    b"3",
    b"00",
    b"1e2",
    b"1E400",
    b"-1e400",
    b"1e-400",
    b"9007199254740991",
    b"9007199254740992",
    b"18446744073709551616",
    b"123456789012345678901234567890",
    b"9" * 400,
    b"9" * 5_000,
    b"0.1",
    b"1.",
    b".5",
    b"0x10",
    b"1_000",
    b"NaN",
    b"Infinity",
)

# Lines ----------------------------------------------------------------------------------------------------------------


def change_lines(raw: bytes, chance: Random, corpus: Corpus) -> bytes:
    """Drop, copy, move or swap lines, bring one of another file, or put two on one."""
    lines = raw.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(7):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            lines.insert(other, lines.pop(one))
        case 3:
            lines[one], lines[other] = lines[other], lines[one]
        case 4:
            lines.insert(one, chance.choice(chance.choice(corpus.files).split(b"\n")))
        case 5:
            lines[one : one + 2] = [b"".join(lines[one : one + 2])]
        case _:
            lines[one:one] = [b""] * chance.choice((1, 2, 100))
    return b"\n".join(lines)


# TOML -----------------------------------------------------------------------------------------------------------------

_TOML: Final = (
    b"0",
    b"-1",
    b"1.5",
    b"inf",
    b"nan",
    b"-nan",
    b"1e400",
    b"9" * 5_000,
    b"0x7fffffffffffffffffff",
    b"1979-05-27T07:32:00Z",
    b"1979-05-27",
    b"07:32:00",
    b"true",
    b'""',
    b'"\\u001b[31m"',
    b'"\\u202e"',
    b'"\\ud800"',
    b'"\\U00110000"',
    b"'''\n'''",
    b"[]",
    b"[[]]",
    b'[1, "a"]',
    b"{}",
    b"{ key = 1 }",
    b'["intake", "intake"]',
    b"[" * 3_000,
    b"[" * 200 + b"]" * 200,
    b'"' + b"x" * 201 + b'"',
    b'"' + b"x" * 100_001 + b'"',
)

_VALUE: Final = re.compile(rb"(?<== )[^\n]+")
_KEY: Final = re.compile(rb"(?m)^[A-Za-z_]+(?= = )|(?<=\[\[)[a-z]+")
_WORD: Final = re.compile(rb'"[^"\n]*"')

KEYS: Final = (b"key", b"from", b"to", b"kind", b"x", b'"\\u001b[31m"', b"a.b", b"version", b"", b"phase")


def replace_a_toml_value(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Put something else behind an equals sign."""
    return _replace(_VALUE, raw, chance, chance.choice(_TOML))


def replace_a_toml_key(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Put another key before an equals sign, or another name on a table."""
    return _replace(_KEY, raw, chance, chance.choice(KEYS))


def replace_a_word(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Put one text of the file in the place of another: a phase for a phase, a rule for a reason."""
    return _replace(_WORD, raw, chance, chance.choice(_WORD.findall(raw) or [b'"x"']))


BYTES: Final[tuple[Change, ...]] = (
    flip_a_bit,
    set_bytes,
    put_a_piece,
    put_a_mark_first,
    delete_some,
    double_some,
    move_some,
    cut_off,
    splice,
    end_lines_otherwise,
    replace_a_number,
    replace_a_token,
    change_lines,
)

TOML: Final[tuple[Change, ...]] = (replace_a_toml_value, replace_a_toml_key, replace_a_word, replace_a_word)
