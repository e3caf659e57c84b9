"""Records in files: read whole, written anew whole, or grown by a line for each entry.

A file that is written anew is either the old one or the new one, whenever the machine stops. What `append` has
acknowledged by returning is on disk. Files that are made here are readable by their owner alone.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Final, TypeVar, cast, final

from attrs import frozen

from casework_model.codec.chain import Head, Nonces, head_of, is_chained, linked, links_on
from casework_model.codec.digests import digest_of_header, wrong_link
from casework_model.codec.document import dumps, is_document, loads
from casework_model.codec.lines import BadLine, LineFault, Torn, at_line, attempt, quickest, torn_line, unreadable
from casework_model.codec.locks import locked
from casework_model.codec.records import FORMAT, Header, entry_lines, header, read_entry
from casework_model.entry import RecordEntry
from casework_model.errors import Behind, RecordMovedOn
from casework_model.facts import Sealing
from casework_model.record import CaseRecord, must_be_record

T = TypeVar("T")

_OWNER_ALONE: Final = 0o600
_BLOCK: Final = 4096
_LONGEST_NAME: Final = 1024
_BINARY: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def load(path: str | Path, *, torn: Torn = "refuse") -> CaseRecord:
    """Read a record from a file in either form. Raises `UnreadableFile`: line, path, problem and remedy.

    A last line that was not written to its end (the machine stopped, the disk was full) is refused; with
    `torn="drop"` the record is read without it. Rules of casework are not judged: `Engine.audit` does that.

    >>> dump(CaseRecord.of("c-1"), "c-1.jsonl")
    >>> load("c-1.jsonl")
    <CaseRecord c-1, 0 entries>
    """
    return loads(whole(path), name=str(path), torn=torn)


def dump(
    record: CaseRecord, path: str | Path, *, chained: bool | None = None, nonces: Nonces = secrets.token_bytes
) -> Head | None:
    """Write a record to a file, whatever stood there before. Where others may be writing, use `append`.

    With `chained=True` it is written as a chain, each entry linked to all before it, and the head of the chain is given
    back: to be kept elsewhere. Without it a record is written as it was kept: linked, to its last entry, where its
    first one is. `chained=False` leaves the links out. `nonces` is the source of randomness, as for `linked`.

    Raises `BadValue` for a view, which holds less than its record, and for a record that was built by hand and could
    not be read back, `OSError` where the disk refuses.
    """
    must_be_record(record)
    is_linked = is_chained(record) if chained is None else chained
    kept = linked(record, nonces=nonces) if is_linked else record
    replace(path, dumps(kept, chained=is_linked))
    return head_of(kept) if is_linked else None


def append(record: CaseRecord, path: str | Path, *, nonces: Nonces = secrets.token_bytes) -> Head | None:
    """Write to a file the entries of a record that it does not have yet; make the file if there is none.

    Costs the same however long the file is: only its first and its last line are read. Where the file is kept as a
    chain, what is added is linked to its last entry, and the head that the chain has now is given back. A new file is a
    chain where the record is one. Where an entry seals an earlier one, the whole file is written anew, so that what was
    sealed is no longer in it; on Windows, which replaces no open file, that is an `OSError`, and `dump` does it.

    Raises `RecordMovedOn` where the file holds an entry that the record does not, `UnreadableFile` where it is another
    case's, torn or unsound, or no chain where the record is one; `BadValue` and `OSError` as `dump`. Nothing is written
    then.
    """
    must_be_record(record)
    target = _meant(path)
    if not target.exists():
        _begun(record, nonces)  # what cannot be written leaves no file behind
    with _held(target, str(path)) as handle:
        size = os.fstat(handle).st_size
        if not size:
            text, head = _begun(record, nonces)
            _grow(handle, size, text)
            _sync_folder(target.parent)
            return head
        end = _end(handle, size, record, str(path))
        news = tuple(record.entries[end.number :])
        if end.digest is not None:
            news = tuple(links_on(news, end.digest, nonces))
        if any(isinstance(entry.fact, Sealing) for entry in news):
            replace(target, _sealed(_between(handle, 0, size), record, news, str(path)))
        else:
            _grow(handle, size, "".join(entry_lines(record, end.number, chained=end.digest is not None, news=news)))
        return _head(news, end)


def _begun(record: CaseRecord, nonces: Nonces) -> tuple[str, Head | None]:
    """Give the text of a new file, and its head."""
    if not is_chained(record):
        return dumps(record), None
    kept = linked(record, nonces=nonces)
    return dumps(kept), head_of(kept)


def _head(news: tuple[RecordEntry, ...], end: _End) -> Head | None:
    last = news[-1].link if news else None
    if end.digest is None:
        return None
    return Head(end.number + len(news), last.digest if last is not None else end.digest)


def _grow(handle: int, size: int, text: str) -> None:
    """Add text to a file that had that size, on disk when this returns; or leave all as it was."""
    try:
        _write(handle, text.encode())
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


def _sealed(raw: bytes, record: CaseRecord, news: tuple[RecordEntry, ...], name: str) -> str:
    """Give the text of a whole file with the news, and without what they seal.

    What the file holds is read, not taken from the record, so that nothing but what was sealed can get lost.
    """
    kept = loads(raw, name=name)
    found = len(kept.entries)
    kept = kept.with_entries(news)
    for mine, its in zip(record.entries, kept.entries, strict=True):
        if mine != its:
            raise RecordMovedOn(Behind(expected=its.number - 1, found=found))
    return dumps(kept)


# Reading --------------------------------------------------------------------------------------------------------------


def whole(path: str | Path) -> bytes:
    """Give all bytes of a file, while nobody is writing to it. Raises `UnreadableFile`."""

    def read() -> bytes:
        _must_be_a_file(Path(path))
        with Path(path).open("rb") as file, locked(file.fileno(), alone=False):
            file.seek(0)
            return file.read()

    return _from_disk(read, path)


def _name_of(path: str | Path) -> str:
    """Give the name by which a file is spoken of; never a text that was meant to be read itself."""
    name = str(path)
    return name if len(name) <= _LONGEST_NAME and "\n" not in name and "{" not in name else "the name given"


def _from_disk(read: Callable[[], T], path: str | Path) -> T:
    """Give what `read` gives; raises `UnreadableFile` where there is no such file, or none that may be read."""
    found = attempt(read, OSError, ValueError)
    match found:
        case _NoFile():
            problem, remedy = "this is a pipe or a device, and no file", "Put what it gives into a file first"
        case ValueError():
            problem, remedy = "no file can have this name", "Check the name and the folder"
        case IsADirectoryError():
            problem, remedy = "this is a folder", "Give the file in it"
        case FileNotFoundError():
            problem, remedy = "there is no such file", "Check the name and the folder"
        case PermissionError():
            problem, remedy = "the file may not be opened", "Ask its owner for the right to do so"
        case OSError():
            problem, remedy = "the disk did not give the file", "Try again, or restore the file from a copy"
        case _:
            return cast("T", found)
    raise unreadable(_name_of(path), None, LineFault(path="", problem=problem, remedy=remedy))


@final
class _NoFile(OSError):
    """What has that name is a pipe or a device: it need never end, and holds nothing that could be replaced."""


def _must_be_a_file(path: Path) -> None:
    """Raise `_NoFile` for a pipe or a device. What is a folder, or not there, is for the system to refuse."""
    with suppress(FileNotFoundError):
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise _NoFile(errno.EINVAL, "this is a pipe or a device, and no file", str(path))


def _meant(path: str | Path) -> Path:
    """Give the file that a path means, through all links. Raises `UnreadableFile` for what is no name of a file."""
    return Path(_from_disk(lambda: os.path.realpath(path), path))  # `resolve` raises where links go in a circle


@final
@frozen
class _End:
    """Where a file ends: the number of its last entry, 0 for none; in a chain the digest that the next is linked to."""

    number: int
    digest: str | None


def _end(handle: int, size: int, record: CaseRecord, name: str) -> _End:
    """Give the end of a file, whose last entry must be the record's own of that number."""
    os.lseek(handle, 0, os.SEEK_SET)
    first, end, _ = os.read(handle, _BLOCK).partition(b"\n")
    if is_document(first + end):
        problem = "this file is one JSON document, and no line can be added to it"
        remedy = "Write it anew as JSON Lines: python -m casework_model convert FILE --to jsonl --output OTHER"
        raise unreadable(name, None, LineFault(path="", problem=problem, remedy=remedy))
    if not end and size <= _BLOCK:
        raise unreadable(name, 1, torn_line(is_first=True))
    head = at_line(name, 1, lambda: header(first, FORMAT))
    fault = _not_of(record, head)
    if fault is not None:
        raise unreadable(name, 1, fault)
    begin = _begin_of_last_line(handle, size)
    if begin == 0:
        return _End(0, None if head.chain is None else digest_of_header(first))
    last = _between(handle, begin, size)
    if not last.endswith(b"\n"):
        raise unreadable(name, _line_number(handle, begin), torn_line(is_first=False))
    found = attempt(lambda: _last_entry(last[:-1], head), BadLine)
    if isinstance(found, BadLine):
        raise unreadable(name, _line_number(handle, begin), found.fault)
    entries = record.entries
    if found.number > len(entries):
        raise RecordMovedOn(Behind(expected=len(entries), found=found.number))
    # What is sealed in the record may still be whole in the file.
    if found.number < 1 or entries[found.number - 1] not in {found, found.sealed()}:
        raise RecordMovedOn(Behind(expected=found.number - 1, found=found.number))
    return _End(found.number, None if found.link is None else found.link.digest)


def _not_of(record: CaseRecord, head: Header) -> LineFault | None:
    """Say why a file with that header takes no entry of this record; None if it does."""
    if head.case_id != record.case_id:
        problem, remedy = "this is the file of another case", "Give the file of this case"
        return LineFault(path="case_id", problem=problem, remedy=remedy)
    if head.chain is None and is_chained(record):
        problem = "the file is not kept as a chain, and the record is"
        remedy = "Write it anew as one with dump(record, path, chained=True)"
        return LineFault(path="chain", problem=problem, remedy=remedy)
    return None


def _last_entry(line: bytes, head: Header) -> RecordEntry:
    """Read the last entry of a file. Raises `BadLine`."""
    entry = read_entry(line, quickest())
    fault = wrong_link(entry, chained=head.chain is not None)
    if fault is not None:
        raise BadLine(fault.path, fault.problem, fault.remedy)
    return entry


def _begin_of_last_line(handle: int, size: int) -> int:
    """Give the place at which the last line begins, complete or torn; reads backwards, a block at a time."""
    end = size - 1
    while end > 0:
        begin = max(0, end - _BLOCK)
        at = _between(handle, begin, end).rfind(b"\n")
        if at >= 0:
            return begin + at + 1
        end = begin
    return 0


def _between(handle: int, begin: int, end: int) -> bytes:
    os.lseek(handle, begin, os.SEEK_SET)
    parts: list[bytes] = []
    while begin < end:
        part = os.read(handle, end - begin)
        parts.append(part)
        begin += len(part)
    return b"".join(parts)


def _line_number(handle: int, begin: int) -> int:
    return _between(handle, 0, begin).count(b"\n") + 1


# Writing --------------------------------------------------------------------------------------------------------------


@contextmanager
def _held(target: Path, name: str) -> Generator[int]:
    """Hold a file to append to, made if need be, so that no other process writes to it or puts another in its place."""
    how = os.O_RDWR | os.O_APPEND | os.O_CREAT | _BINARY

    def opened() -> int:
        _must_be_a_file(target)
        return os.open(target, how, _OWNER_ALONE)

    while True:
        handle = _from_disk(opened, name)
        try:
            with locked(handle, alone=True):
                if _is_still(target, handle):
                    yield handle
                    return
        finally:
            os.close(handle)


def _is_still(target: Path, handle: int) -> bool:
    """Whether the open file is still the one of that name; `dump` may have put another in its place."""
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), target.stat())
    return False


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def replace(path: str | Path, text: str) -> None:
    """Put a new file in the place of what stood there, or leave all as it was and raise `OSError`."""
    target = _meant(path)
    _must_be_a_file(target)
    handle, temporary = mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)  # 0o600 by itself
    try:
        try:
            _write(handle, text.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the name of a new file last. Windows does that by itself, and opens no folder."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
