"""Records in files: read whole, written anew whole, or grown by a line for each entry.

A file that is written anew is either the old one or the new one, whenever the machine stops. What `append` has
acknowledged by returning is on disk. Files that are made here are readable by their owner alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Final, TypeVar

from casework_model.codec.document import is_document, loads
from casework_model.codec.lines import BadLine, LineFault, Torn, at_line, attempt, quickest, torn_line, unreadable
from casework_model.codec.locks import locked
from casework_model.codec.records import FORMAT, dumps, entry_lines, header, header_line, read_entry
from casework_model.errors import Behind, RecordMovedOn
from casework_model.record import CaseRecord

T = TypeVar("T")

_OWNER_ALONE: Final = 0o600
_BLOCK: Final = 4096
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


def dump(record: CaseRecord, path: str | Path) -> None:
    """Write a record to a file, whatever stood there before. Where others may be writing, use `append`.

    Raises `BadValue` for a record that was built by hand and could not be read back, `OSError` where the disk refuses.
    """
    replace(path, dumps(record))


def append(record: CaseRecord, path: str | Path) -> None:
    """Write to a file the entries of a record that it does not have yet; make the file if there is none.

    Costs the same however long the file is: only its first and its last line are read. Raises `RecordMovedOn` where
    the file holds an entry that the record does not, `UnreadableFile` where it is another case's, torn or unsound,
    `BadValue` and `OSError` as `dump`. Nothing is written then.
    """
    target = Path(path).resolve()
    if not target.exists():
        dumps(record)  # what cannot be written leaves no file behind
    with _held(target, str(path)) as handle:
        size = os.fstat(handle).st_size
        last = _last_number(handle, size, record, str(path)) if size else None
        lines = () if last is not None else (header_line(FORMAT, record.case_id),)
        news = "".join((*lines, *entry_lines(record, last or 0))).encode()
        try:
            _write(handle, news)
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
        if not size:
            _sync_folder(target.parent)


# Reading --------------------------------------------------------------------------------------------------------------


def whole(path: str | Path) -> bytes:
    """Give all bytes of a file, while nobody is writing to it. Raises `UnreadableFile`."""

    def read() -> bytes:
        with Path(path).open("rb") as file, locked(file.fileno(), alone=False):
            file.seek(0)
            return file.read()

    return _from_disk(read, str(path))


def _from_disk(read: Callable[[], T], name: str) -> T:
    """Give what `read` gives; raises `UnreadableFile` where there is no such file, or none that may be read."""
    found = attempt(read, OSError)
    match found:
        case IsADirectoryError():
            problem, remedy = "this is a folder", "Give the file in it"
        case FileNotFoundError():
            problem, remedy = "there is no such file", "Check the name and the folder"
        case PermissionError():
            problem, remedy = "the file may not be opened", "Ask its owner for the right to do so"
        case OSError():
            problem, remedy = "the disk did not give the file", "Try again, or restore the file from a copy"
        case _:
            return found
    raise unreadable(name, None, LineFault(path="", problem=problem, remedy=remedy))


def _last_number(handle: int, size: int, record: CaseRecord, name: str) -> int:
    """Give the number of the last entry in a file, which must be the record's own entry of that number; 0 for none."""
    os.lseek(handle, 0, os.SEEK_SET)
    first, end, _ = os.read(handle, _BLOCK).partition(b"\n")
    if is_document(first + end):
        problem = "this file is one JSON document, and no line can be added to it"
        remedy = "Write it anew as JSON Lines: python -m casework_model convert FILE --to jsonl --output OTHER"
        raise unreadable(name, None, LineFault(path="", problem=problem, remedy=remedy))
    if not end and size <= _BLOCK:
        raise unreadable(name, 1, torn_line(is_first=True))
    if at_line(name, 1, lambda: header(first, FORMAT)).case_id != record.case_id:
        fault = LineFault(
            path="case_id", problem="this is the file of another case", remedy="Give the file of this case"
        )
        raise unreadable(name, 1, fault)
    begin = _begin_of_last_line(handle, size)
    if begin == 0:
        return 0
    last = _between(handle, begin, size)
    if not last.endswith(b"\n"):
        raise unreadable(name, _line_number(handle, begin), torn_line(is_first=False))
    found = attempt(lambda: read_entry(last[:-1], quickest()), BadLine)
    if isinstance(found, BadLine):
        raise unreadable(name, _line_number(handle, begin), found.fault)
    entries = record.entries
    if found.number > len(entries):
        raise RecordMovedOn(Behind(expected=len(entries), found=found.number))
    if found.number < 1 or entries[found.number - 1] != found:
        raise RecordMovedOn(Behind(expected=found.number - 1, found=found.number))
    return found.number


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
    while True:
        handle = _from_disk(lambda: os.open(target, how, _OWNER_ALONE), name)
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
    target = Path(path).resolve()
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
