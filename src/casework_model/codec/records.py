"""A whole record as text: the header line, then an entry a line, each in its place. Touches no file.

What is read is sound, or nothing is read. A line counts as written only if reading it gives the very same entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final, final

from attrs import evolve, frozen

from casework_model.codec.canonical import canonical
from casework_model.codec.digests import ChainForm, parts_of, wrong_link
from casework_model.codec.exact import ON_RECORD, must_be_object
from casework_model.codec.forms import Unfit
from casework_model.codec.lines import (
    BadLine,
    LineFault,
    Quick,
    Torn,
    at_line,
    attempt,
    document,
    quickest,
    split,
    unreadable,
    written,
)
from casework_model.codec.readers import entry_reader
from casework_model.codec.values import object_of
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.facts import CaseOpened
from casework_model.record import CaseRecord, must_be_record
from casework_model.shape import Value
from casework_model.terms import Name

FORMAT: Final = "casework-record"
VERSION: Final = 1


@final
@frozen(kw_only=True, repr=False)
class Header(Value):
    """The first line of a file: what it is and whose, nothing that an entry can change.

    `chain` says by what its entries are linked, None where they are not.
    """

    format: Name
    version: int
    case_id: Name
    chain: ChainForm | None = None


# Writing --------------------------------------------------------------------------------------------------------------


def header_line(name: str, case_id: str, *, chained: bool = False) -> str:
    """Give the first line of a file. Raises `BadValue` for an id that could not be read back."""
    content: dict[str, object] = {"format": name, "version": VERSION, "case_id": case_id}
    line = attempt(lambda: _header_line(content, name, chained=chained), BadLine, UnicodeEncodeError, BadValue)
    if isinstance(line, Exception):
        problem, remedy = "the case has no id that a file can hold", "Give the case an id of 1 to 200 characters"
        raise BadValue(Fault(where="case_id", problem=problem, remedy=remedy))
    return line


def _header_line(content: dict[str, object], name: str, *, chained: bool) -> str:
    line = canonical({**content, "chain": ChainForm.SHA_256}).decode() if chained else written(content)
    header(line.encode(), name)
    return line + "\n"


def entry_line(entry: RecordEntry, *, chained: bool = False) -> str:
    """Give the line of one entry, with its link where the file is chained, else without.

    Raises `BadValue` where reading it would not give the very same entry, and for an entry that should have a link.
    """
    kept = entry if chained or entry.link is None else evolve(entry, link=None)
    fault = wrong_link(kept, chained=True) if chained else None
    if fault is not None:
        raise bad_entry(entry, _NOT_LINKED if kept.link is None else fault)
    line = attempt(lambda: _lasting_line(kept) if chained else written(object_of(kept)), Exception)
    if isinstance(line, str):
        again = attempt(lambda: read_entry(line.encode(), quickest()), BadLine, UnicodeEncodeError)
        if isinstance(again, RecordEntry) and again == kept and again.link == kept.link:
            return line + "\n"
        if isinstance(again, BadLine):
            raise bad_entry(entry, again.fault)
    if chained:
        raise bad_entry(entry, NOT_LASTING)
    problem = "it holds what no file can hold"
    remedy = "Give it values of the shipped types, texts of whole characters, and times with a fixed offset"
    raise bad_entry(entry, LineFault(path="", problem=problem, remedy=remedy))


_NOT_LINKED: Final = LineFault(
    path="", problem="the entry is not linked, and those before it are", remedy="Call linked(record) first"
)


NOT_LASTING: Final = LineFault(
    path="",
    problem="it holds what no chained file can hold",
    remedy="Give it values of the shipped types, texts of whole characters, and numbers below 2**53",
)
"""What is wrong with an entry that other readers of canonical JSON would read otherwise."""


def _lasting_line(entry: RecordEntry) -> str:
    parts = parts_of(entry)
    if parts is None or not parts.are_lasting:
        raise Unfit
    return parts.line(entry.link)


def bad_entry(entry: RecordEntry, fault: LineFault) -> BadValue:
    """Give the error for an entry that cannot be written."""
    where = f"entry {entry.number}, {fault.path}" if fault.path else f"entry {entry.number}"
    return BadValue(Fault(where=where, problem=fault.problem, remedy=fault.remedy))


def entry_lines(
    record: CaseRecord, after: int = 0, *, chained: bool = False, news: Iterable[RecordEntry] | None = None
) -> Iterator[str]:
    """Give the lines of the entries after that number, each judged in its place.

    `news` are those entries where they have been linked meanwhile.
    """
    entries = record.entries
    before = entries[after - 1] if after else None
    used: dict[str, int] = {}
    for place, entry in enumerate(news or (entries[after:] if after else entries), start=after + 1):
        line = entry_line(entry, chained=chained)
        # Where all are written, who used an id first shows by the way, and need not be looked for.
        used_by = record.number_of(entry.id) if after else used.setdefault(entry.id, place)
        fault = out_of_place(entry, place, before, used_by)
        if fault is not None:
            raise bad_entry(entry, fault)
        yield line
        before = entry


def dumps(record: CaseRecord, *, chained: bool = False) -> str:
    """Give the text of a record: what a file of it holds, byte for byte.

    Raises `BadValue` for what is no record, such as a view, for a record that was built by hand and could not be read
    back, and where it should be chained and an entry is not linked.
    """
    must_be_record(record)
    return "".join((header_line(FORMAT, record.case_id, chained=chained), *entry_lines(record, chained=chained)))


# Reading --------------------------------------------------------------------------------------------------------------


def loads(text: str | bytes, *, name: str = "record", torn: Torn = "refuse") -> CaseRecord:
    """Read a record from text. `name` stands for the file in errors.

    With `torn="drop"` a last line that was not written to its end is left out. Raises `UnreadableFile`.
    """
    return parsed(text, name=name, torn=torn, quick=quickest())


def parsed(text: str | bytes, *, name: str, torn: Torn, quick: Quick) -> CaseRecord:
    """Read a record by one of the ways to read a line."""
    first, *lines = split(text, name, torn)
    head = at_line(name, 1, lambda: header(first, FORMAT))
    chained = head.chain is not None
    read = entry_reader()
    entries: list[RecordEntry] = []
    used: dict[str, int] = {}
    before: RecordEntry | None = None
    for place, line in enumerate(lines, start=1):
        try:
            entry = read(quick(line))
        except Exception:  # noqa: BLE001 - whatever it was, the exact pass below finds the words
            entry = None
        if entry is None:
            entry = at_line(name, place + 1, partial(exactly, line))
        fault = out_of_place(entry, place, before, used.setdefault(entry.id, place))
        if fault is None and (chained or entry.link is not None):
            fault = wrong_link(entry, chained=chained)
        if fault is not None:
            raise unreadable(name, place + 1, fault)
        entries.append(entry)
        before = entry
    return CaseRecord.of(head.case_id).with_entries(entries)


def read_entry(line: bytes, quick: Quick) -> RecordEntry:
    """Read one entry, quickly if that goes well. Raises `BadLine`."""
    entry = attempt(lambda: entry_reader()(quick(line)), Exception)
    return entry if isinstance(entry, RecordEntry) else exactly(line)


def exactly(line: bytes) -> RecordEntry:
    """Read one entry by the slow pass. Raises `BadLine`."""
    entry: RecordEntry = ON_RECORD.part(RecordEntry, document(line), "")
    return entry


def header(line: bytes, name: str) -> Header:
    """Read the first line of a file of that format. Raises `BadLine`."""
    content = must_be_object(document(line), "")
    if content.get("format") != name:
        raise BadLine("format", f'the format "{name}" is wanted', "Give a file that casework_model wrote, of that kind")
    version = content.get("version")
    if type(version) is int and version > VERSION:
        problem = f"the file has format version {version}, this library reads version {VERSION}"
        raise BadLine("version", problem, "Read it with a newer version of casework_model")
    found: Header = ON_RECORD.part(Header, content, "")
    if found.version != VERSION:
        raise BadLine("version", f"there is no format version {found.version}", f"Write {VERSION}")
    if not found.case_id:
        raise BadLine("case_id", "the case has no id", "Give the id of the case")
    if found.chain is not None and name != FORMAT:
        raise BadLine("chain", "only a record is kept as a chain", "Leave it out")
    return found


def out_of_place(entry: RecordEntry, place: int, before: RecordEntry | None, used_by: int | None) -> LineFault | None:  # noqa: PLR0911 - one answer for each way of being out of place
    """Say what is wrong with a sound entry in its place in the record; None if nothing is. `used_by` has its id."""
    recorded = entry.recorded_at
    if entry.number != place:
        problem = f"entry number {entry.number} stands where number {place} belongs"
        return LineFault(path="number", problem=problem, remedy="Find the entry that is missing or moved")
    if not entry.id:
        return LineFault(path="id", problem="the entry has no id", remedy="Give it an id of its own")
    if used_by != place:
        problem = f"this id is used already, by entry number {used_by}"
        return LineFault(path="id", problem=problem, remedy="Give each entry an id of its own")
    if not entry.by or entry.by.isspace():
        return LineFault(path="by", problem="the entry has no author", remedy="Name the worker who wrote it")
    if (type(entry.fact) is CaseOpened) is not (place == 1):
        first = "the first entry does not open the case" if place == 1 else "the case is opened a second time"
        return LineFault(path="fact.kind", problem=first, remedy="Let the first entry open the case, and no other")
    if recorded < entry.occurred_at:
        remedy = "Let recorded_at be the time of writing and occurred_at the time of what happened"
        return LineFault(path="recorded_at", problem="it was recorded before it happened", remedy=remedy)
    if before is not None and recorded < before.recorded_at:
        problem = "it was recorded earlier than the entry before it"
        return LineFault(path="recorded_at", problem=problem, remedy="Put the entries in the order of writing")
    return None
