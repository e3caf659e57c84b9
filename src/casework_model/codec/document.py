"""A whole record as text in one of two forms: JSON Lines, in which it is kept, and one JSON document, for other tools.

The document is the header with the list `entries`. Both forms hold the very same entries, each goes into the other
without loss, and reading tells them apart by the first line. Touches no file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from math import inf, isfinite, isnan, nan
from typing import Any, Final, Literal, TypeAlias, cast, final, get_args

from attrs import frozen

from casework_model.codec.chain import is_chained
from casework_model.codec.digests import wrong_link
from casework_model.codec.exact import ON_RECORD, must_be_object, within
from casework_model.codec.forms import found as kind_of
from casework_model.codec.lines import (
    LineFault,
    Torn,
    at_line,
    attempt,
    shown_word,
    twice_in,
    unreadable,
    with_stdlib,
    written,
)
from casework_model.codec.readers import entry_reader
from casework_model.codec.records import FORMAT, Header, entry_lines, header, header_line, out_of_place
from casework_model.codec.records import dumps as as_lines
from casework_model.codec.records import loads as from_lines
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault, UnreadableFile
from casework_model.record import CaseRecord, must_be_record

TextForm: TypeAlias = Literal["jsonl", "json"]
"""How the text of a record is laid out: an entry a line, or one JSON document."""

ENTRIES: Final = "entries"

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


# Writing --------------------------------------------------------------------------------------------------------------


def dumps(record: CaseRecord, *, form: TextForm = "jsonl", chained: bool | None = None) -> str:
    """Give the text of a record: as JSON Lines what a file of it holds, byte for byte, or one JSON document.

    In the document, too, each entry has a line of its own, so that two versions can be compared line by line. A record
    whose first entry is linked is written as a chain; `chained` says otherwise. Raises `BadValue` for a view, for a
    record that was built by hand and could not be read back, for a chain that does not reach to the last entry
    (`linked` makes it so), and for another form.

    >>> print(dumps(CaseRecord.of("c-1")), end="")
    {"format":"casework-record","version":1,"case_id":"c-1"}
    """
    must_be_record(record)
    if form not in get_args(TextForm):
        remedy = f"Use one of: {', '.join(get_args(TextForm))}"
        raise BadValue(Fault(where="form", problem="there is no such form of a record's text", remedy=remedy))
    chained = is_chained(record) if chained is None else chained
    if form == "jsonl":
        return as_lines(record, chained=chained)
    head = header_line(FORMAT, record.case_id, chained=chained).removesuffix("}\n")
    entries = ",\n".join(line.removesuffix("\n") for line in entry_lines(record, chained=chained))
    return f'{head},"{ENTRIES}":[\n{entries}\n]}}\n' if entries else f'{head},"{ENTRIES}":[]}}\n'


# Reading --------------------------------------------------------------------------------------------------------------

_NAMES_ENTRIES: Final = re.compile(rb'"entries"\s*:').search


def is_document(text: bytes) -> bool:
    """Whether text is one JSON document, or was meant to be: its first line names the entries, or goes on below."""
    first, end, _ = text.partition(b"\n")
    return bool(end and first.rstrip().endswith((b"{", b"[", b","))) or _NAMES_ENTRIES(first) is not None


def loads(text: str | bytes, *, name: str = "record", torn: Torn = "refuse") -> CaseRecord:
    """Read a record from text in either form. `name` stands for the file in errors.

    With `torn="drop"` a last line that was not written to its end is left out; a document cannot be torn in that way.
    Raises `UnreadableFile`, which names the line of JSON Lines, or the path in a document, such as `entries[3].fact`.

    >>> loads(dumps(CaseRecord.of("c-1"))) == CaseRecord.of("c-1")
    True
    """
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return _from_document(raw, name) if is_document(raw) else from_lines(raw, name=name, torn=torn)


def _from_document(raw: bytes, name: str) -> CaseRecord:
    found = _strictly(raw, name)
    content = at_line(name, None, lambda: must_be_object(found, ""))
    entries: object = content.pop(ENTRIES, None)
    head = at_line(name, None, lambda: header(written(content).encode(), FORMAT))
    if type(entries) is not list:
        raise unreadable(name, None, _no_entries(entries))
    read, items = entry_reader(), cast("list[object]", entries)
    record: list[RecordEntry] = []
    used: dict[str, int] = {}
    for place, item in enumerate(items):
        path = f"{ENTRIES}[{place}]"
        entry = attempt(partial(read, item), Exception)
        if isinstance(entry, Exception):
            entry = at_line(name, None, partial(_exactly, item, path))
        before = record[-1] if record else None
        fault = out_of_place(entry, place + 1, before, used.setdefault(entry.id, place + 1))
        fault = fault or wrong_link(entry, chained=head.chain is not None)
        if fault is not None:
            raise unreadable(name, None, _below(fault, path))
        record.append(entry)
    return CaseRecord.of(head.case_id, record)


def _exactly(item: object, path: str) -> RecordEntry:
    entry: RecordEntry = ON_RECORD.part(RecordEntry, item, path)
    return entry


def _no_entries(entries: object) -> LineFault:
    if entries is None:
        return LineFault(path="", problem=f'the field "{ENTRIES}" is missing', remedy="Add it: a list of entries")
    problem = f"a list is wanted, not {kind_of(entries)}"
    return LineFault(path=ENTRIES, problem=problem, remedy="Give what is wanted")


def _below(fault: LineFault, path: str) -> LineFault:
    return LineFault(path=f"{path}.{fault.path}".removesuffix("."), problem=fault.problem, remedy=fault.remedy)


# What is left of one --------------------------------------------------------------------------------------------------


@final
@frozen
class Remains:
    """What can be read of a document: its header, each entry or None for what is none, and whether the rest is cut off.

    For whoever looks for what was done to it; a record is read from a sound document alone.
    """

    header: Header
    entries: tuple[RecordEntry | None, ...]
    is_torn: bool


def remains_of(raw: bytes) -> Remains | None:
    """Give what can be read of a document, None where not even its header can."""
    text = attempt(raw.decode, UnicodeDecodeError)
    if isinstance(text, UnicodeDecodeError):
        return None
    whole: object = attempt(partial(_MARKING.decode, text), ValueError, RecursionError)
    content, is_torn = (cast("dict[str, object]", whole), False) if type(whole) is dict else _cut_off(text)
    entries: object = content.pop(ENTRIES, None)
    head = attempt(lambda: header(written(content).encode(), FORMAT), Exception)
    if isinstance(head, Exception) or type(entries) is not list:
        return None
    return Remains(head, tuple(map(_entry_in, cast("list[object]", entries))), is_torn)


def _entry_in(item: object) -> RecordEntry | None:
    entry = attempt(partial(entry_reader(), item), Exception)
    entry = attempt(partial(_exactly, item, ""), Exception) if isinstance(entry, Exception) else entry
    return None if isinstance(entry, Exception) else entry


def _cut_off(text: str) -> tuple[dict[str, object], bool]:
    """Read the beginning of a document, header and whole entries, up to where it is no JSON any more.

    Tells also whether it was cut off there. What stands behind the list counts as one more entry, that is none.
    """
    named = _BEGINS_ENTRIES(text)
    if named is None:
        return {}, True
    start = text[: named.start()].rstrip().removesuffix(",")
    head: object = attempt(partial(_MARKING.decode, f"{start}}}"), ValueError, RecursionError)
    if type(head) is not dict:
        return {}, True
    entries: list[object] = []
    at = _beyond(text, named.end())
    item = attempt(partial(_MARKING.raw_decode, text, at), ValueError, RecursionError)
    while not isinstance(item, Exception):
        entries.append(item[0])
        at = _beyond(text, item[1])
        item = attempt(partial(_MARKING.raw_decode, text, at), ValueError, RecursionError)
    is_ended = text.startswith("]", at)
    entries += [None] if is_ended else []
    return {**cast("dict[str, object]", head), ENTRIES: entries}, not is_ended


def _beyond(text: str, at: int) -> int:
    """Give the place after the space and commas that stand at one."""
    return cast("re.Match[str]", _SPACE(text, at)).end()


def _once(pairs: list[tuple[str, Any]]) -> object:
    """Give an object; one in which a key stands twice is none."""
    content = dict(pairs)
    return content if len(content) == len(pairs) else None


_BEGINS_ENTRIES: Final = re.compile(r'"entries"\s*:\s*\[').search
_SPACE: Final = re.compile(r"[\s,]*").match  # which always matches


# What is no strict JSON -----------------------------------------------------------------------------------------------


def _strictly(raw: bytes, name: str) -> object:
    """Give what the document holds. Raises `UnreadableFile` for what other readers would read otherwise."""
    if raw.startswith(_BYTE_ORDER_MARK):
        problem, remedy = "the file begins with a byte order mark", "Save it as UTF-8 without one"
        raise unreadable(name, 1, LineFault(path="", problem=problem, remedy=remedy))
    found = attempt(lambda: with_stdlib(raw), ValueError, RecursionError)
    if not isinstance(found, Exception):
        return found
    if not isinstance(found, _NO_JSON):
        loose: object = attempt(lambda: _LOOSE.decode(raw.decode()), *_NO_JSON)
        if not isinstance(loose, _NO_JSON):
            raise unreadable(name, None, where_not_strict(loose))
        found = loose
    raise _no_json(found, raw, name)


_NO_JSON: Final = (json.JSONDecodeError, UnicodeDecodeError, RecursionError)


def _no_json(found: Exception, raw: bytes, name: str) -> UnreadableFile:
    """Give the error for what is no JSON at all, or none that anybody could read."""
    line: int | None = None
    match found:
        case json.JSONDecodeError():
            line, problem = found.lineno, f"this is not JSON from character {found.colno} of the line on"
            remedy = "Restore the file from a copy"
        case UnicodeDecodeError():
            line, problem, remedy = (
                raw.count(b"\n", 0, found.start) + 1,
                "this line is not UTF-8 text",
                "Save the file as UTF-8",
            )
        case _:
            problem, remedy = "the document is nested too deeply", "Restore the file from a copy"
    return unreadable(name, line, LineFault(path="", problem=problem, remedy=remedy))


@final
class _Pairs(list[tuple[str, Any]]):
    """An object as it stands in the text, with keys that stand twice."""


def _whole_number(digits: str) -> float:
    number = attempt(lambda: int(digits), ValueError)  # Python refuses to read thousands of digits
    return inf if isinstance(number, ValueError) else number


_LOOSE: Final = json.JSONDecoder(object_pairs_hook=_Pairs, parse_int=_whole_number, parse_constant=lambda _name: nan)

_MARKING: Final = json.JSONDecoder(object_pairs_hook=_once, parse_int=_whole_number)

_UNCLEAR: Final = "not every reader of JSON would read this alike", "Write it anew with another tool"
_TOO_LARGE: Final = "a number is too large", "Write a number that a computer can hold"


def where_not_strict(content: object) -> LineFault:
    """Find the first place at which JSON that Python can read is not JSON that everybody reads alike."""
    wrong = ((path, _wrong_with(value)) for path, value in _places(content))
    path, (problem, remedy) = next(((path, found) for path, found in wrong if found is not None), ("", _UNCLEAR))
    return LineFault(path=path, problem=problem, remedy=remedy)


def _places(content: object) -> Iterator[tuple[str, object]]:
    """Give all that a document holds, each with its path, in order. Without recursion: it may be nested deeply."""
    waiting: list[tuple[str, object]] = [("", content)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if isinstance(value, _Pairs):
            waiting += [(within(path, _shown(key)), item) for key, item in reversed(value)]
        elif isinstance(value, list):
            items = cast("list[object]", value)
            waiting += [(f"{path}[{place}]", items[place]) for place in reversed(range(len(items)))]


def _shown(key: str) -> str:
    """Give a key that may stand in a message: the name of a field, and nothing that may be personal."""
    return key if shown_word(key, "").endswith('"') else "(a field)"


def _wrong_with(value: object) -> tuple[str, str] | None:
    match value:
        case _Pairs():
            keys = [key for key, _ in value]
            twice = twice_in(keys)
            said = None if twice is None else f"a {shown_word(twice, 'field')} stands twice in one object"
            return (said, "Leave it there once") if said else _half_a_character("".join(keys))
        case float() if isnan(value):
            return "NaN and Infinity are no numbers in JSON", "Write a number, or leave the field out"
        case float() if not isfinite(value):
            return _TOO_LARGE
        case str():
            return _half_a_character(value)
        case _:
            return None


def _half_a_character(text: str) -> tuple[str, str] | None:
    if isinstance(attempt(text.encode, UnicodeEncodeError), bytes):
        return None
    return "a text holds half of a character (a lone surrogate)", "Write the whole character"
