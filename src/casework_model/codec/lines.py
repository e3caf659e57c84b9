"""The lines of a file, each a JSON object: strict in reading, canonical in writing. Knows nothing of casework.

There are two ways to read, with the standard library and with orjson where it is installed, and one meaning: what a
quick way does not take is read again by `document`, which alone decides and finds the words.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from math import isinf
from typing import Any, Final, Literal, NoReturn, TypeAlias, TypeVar, final

from attrs import frozen

from casework_model.errors import FileFault, UnreadableFile

T = TypeVar("T")
E = TypeVar("E", bound=Exception)

Torn: TypeAlias = Literal["refuse", "drop"]
"""What becomes of a last line that was not written to its end: reading is refused, or the line is left out."""

Quick: TypeAlias = Callable[[bytes], Any]
"""A way to read a line. It gives what `document` gives, or raises anything at all."""


@final
@frozen(kw_only=True)
class LineFault:
    """What is wrong in one line: the path within it, the problem and the remedy."""

    path: str
    problem: str
    remedy: str


@final
class BadLine(Exception):
    """A line is not what it should be. Leaves this package as `UnreadableFile` or `BadValue`."""

    def __init__(self, path: str, problem: str, remedy: str) -> None:
        super().__init__()
        self.fault = LineFault(path=path, problem=problem, remedy=remedy)


@final
class _NotStrict(ValueError):
    """JSON that other readers would read otherwise. Carries its problem and remedy, nothing of the line."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__()
        self.fault = LineFault(path="", problem=problem, remedy=remedy)


_SHOWN: Final = re.compile(r"[A-Za-z_]{1,39}")


def shown_word(word: str, what: str) -> str:
    """Give a field name or kind word that stands in a file, in quotes; where it may be personal, only what it is."""
    return f'{what} "{word}"' if _SHOWN.fullmatch(word) else f"{what} of that name"


def twice_in(keys: Iterable[str]) -> str | None:
    """Give the first key that stands twice, None where none does; linear in the keys."""
    return next((key for key, times in Counter(keys).items() if times > 1), None)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) and (twice := twice_in(key for key, _ in pairs)) is not None:
        raise _NotStrict(f"a {shown_word(twice, 'field')} stands twice in one object", "Leave it there once")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise _NotStrict("a number is too large", "Write a number that a computer can hold")
    return number


def _constant(_name: str) -> NoReturn:
    raise _NotStrict("NaN and Infinity are no numbers in JSON", "Write a number, or leave the field out")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_float=_finite, parse_constant=_constant)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def written(content: object) -> str:
    """Give the one line, without its end, in which content of this kind is kept."""
    return _ENCODER.encode(content)


def attempt(do: Callable[[], T], *kinds: type[E]) -> T | E:
    """Give what `do` gives, or the exception of these kinds that it raised.

    An error raised after that has no `__context__`: the first exception may hold what stands in the line.
    """
    try:
        return do()
    except kinds as error:
        return error


def document(line: bytes) -> Any:  # noqa: ANN401 - JSON may be anything
    """Read a line with the standard library. Raises `BadLine`."""
    if not line.strip():
        raise BadLine("", "this line is blank", "Take it out")
    found = attempt(lambda: with_stdlib(line), ValueError, RecursionError)
    match found:
        case _NotStrict():
            raise BadLine(found.fault.path, found.fault.problem, found.fault.remedy)
        case json.JSONDecodeError():
            problem = f"this line is not JSON from character {found.pos + 1} on"
            raise BadLine("", problem, "Restore the line from a copy of the file")
        case RecursionError():
            raise BadLine("", "this line is nested too deeply", "Restore the line from a copy of the file")
        case UnicodeEncodeError():
            raise BadLine("", "a text holds half of a character (a lone surrogate)", "Write the whole character")
        case Exception():
            # The standard library refuses to read whole numbers of thousands of digits.
            raise BadLine("", "a number is too large", "Write a number that a computer can hold")
        case _:
            return found


def with_stdlib(line: bytes) -> Any:  # noqa: ANN401 - JSON may be anything
    """Read a line with the standard library, quickly."""
    found = _DECODER.decode(line.decode())
    if b"\\u" in line:
        written(found).encode()  # a lone surrogate has no bytes
    return found


@lru_cache(maxsize=1)
def quickest() -> Quick:
    """Give the quickest way to read that is installed."""
    orjson: Any = attempt(lambda: import_module("orjson"), ImportError)
    return with_stdlib if isinstance(orjson, ImportError) else _with_orjson(orjson.loads, orjson.dumps)


def _with_orjson(loads: Quick, dumps: Callable[[Any], bytes]) -> Quick:
    def read(line: bytes) -> Any:  # noqa: ANN401 - JSON may be anything
        found = loads(line)
        # It keeps the last of two equal keys and makes large whole numbers inexact. Both show when it writes again.
        return found if dumps(found) == line else with_stdlib(line)

    return read


# A whole file ---------------------------------------------------------------------------------------------------------


def unreadable(name: str, line: int | None, fault: LineFault) -> UnreadableFile:
    """Give the error for a fault at a line of a file."""
    return UnreadableFile(FileFault(file=name, line=line, path=fault.path, problem=fault.problem, remedy=fault.remedy))


def at_line(name: str, line: int | None, read: Callable[[], T]) -> T:
    """Give what `read` gives; what it finds wrong becomes an error that says file and line."""
    found = attempt(read, BadLine)
    if isinstance(found, BadLine):
        raise unreadable(name, line, found.fault)
    return found


def split(text: str | bytes, name: str, torn: Torn) -> list[bytes]:
    """Give the lines of a file, without their ends. Raises `UnreadableFile` for what is no such text at all."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    wrong = _wrong_bytes(raw)
    if wrong is not None:
        at, problem, remedy = wrong
        raise unreadable(name, raw.count(b"\n", 0, at) + 1, LineFault(path="", problem=problem, remedy=remedy))
    *lines, rest = raw.split(b"\n")
    if rest and not (torn == "drop" and lines):
        raise unreadable(name, len(lines) + 1, torn_line(is_first=not lines))
    if not lines:
        fault = LineFault(path="", problem="the file is empty", remedy="Restore it from a copy")
        raise unreadable(name, None, fault)
    return lines


def _wrong_bytes(raw: bytes) -> tuple[int, str, str] | None:
    """Say where the bytes are no text with plain line ends, and why."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return 0, "the file begins with a byte order mark", "Save it as UTF-8 without one"
    decoded = attempt(raw.decode, UnicodeDecodeError)
    if isinstance(decoded, UnicodeDecodeError):
        return decoded.start, "this line is not UTF-8 text", "Save the file as UTF-8"
    at = raw.find(b"\r")
    return None if at < 0 else (at, "a carriage return stands in this line", "Save the file with line feeds (LF) alone")


def torn_line(*, is_first: bool) -> LineFault:
    """Say that a last line was not written to its end."""
    if is_first:
        return LineFault(
            path="",
            problem="the only line was not written to its end, so that the file holds nothing",
            remedy="Delete the file, or restore it from a copy",
        )
    return LineFault(
        path="",
        problem="the last line was not written to its end; what it held is not used",
        remedy='Load the file with torn="drop", look at what is missing, and dump the record to the file again',
    )
