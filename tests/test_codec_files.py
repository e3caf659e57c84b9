"""Records in files: written anew whole or grown by a line, and what is acknowledged is there whatever happens."""

from __future__ import annotations

import errno
import os
import random
import signal
import stat
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, NoReturn

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from casework_model.codec import append, dump, dumps, files, load, locks
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, RecordMovedOn, UnreadableFile
from casework_model.facts import CaseOpened, ContactRoute, ModelRef, Note, PolicyRef
from casework_model.people import Client, ClientStatus
from casework_model.record import CaseRecord
from strategies import records as random_records

MONDAY: Final = datetime(2024, 2, 5, 9, 30, tzinfo=UTC)
OPENED: Final = CaseOpened(
    client=Client(id="cl-1", status=ClientStatus.VOLUNTARY),
    tz="Europe/Berlin",
    route=ContactRoute.WALK_IN,
    model=ModelRef(key="casework", version=1),
    phase="intake",
    policy=PolicyRef(key="standard", version=1, digest="d"),
)
FIRST: Final = RecordEntry(1, "e1", "w1", MONDAY, MONDAY, OPENED)


def record(size: int, text: str = "Called.", case_id: str = "c-1") -> CaseRecord:
    """A record of that many entries, the last with that text."""
    notes = [
        RecordEntry(number, f"e{number}", "w1", MONDAY, MONDAY, Note(), "Called.") for number in range(2, size + 1)
    ]
    entries = [FIRST, *notes][:size]
    return CaseRecord.of(case_id, [*entries[:-1], evolve(entries[-1], text=text)])


def mode(path: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


# Written anew ---------------------------------------------------------------------------------------------------------


def test_a_record_is_loaded_as_it_was_dumped(tmp_path: Path) -> None:
    """A file holds the text of the record, byte for byte, and is its owner's alone."""
    path = tmp_path / "c-1.jsonl"
    dump(record(3), path)
    assert path.read_bytes() == dumps(record(3)).encode()
    assert load(path) == load(str(path)) == record(3)
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "c-1.jsonl"]


def test_dumping_replaces_what_stood_there(tmp_path: Path) -> None:
    """Another record, a torn one and one that others may read: all make way."""
    path = tmp_path / "c-1.jsonl"
    path.write_text(dumps(record(9))[:-5], encoding="utf-8")
    path.chmod(0o644)
    dump(record(2), path)
    assert load(path) == record(2)
    assert mode(path) == 0o600


def test_dumping_through_a_link_writes_the_file_that_is_meant(tmp_path: Path) -> None:
    """A link stays a link."""
    (tmp_path / "kept").mkdir()
    link = tmp_path / "c-1.jsonl"
    link.symlink_to(tmp_path / "kept" / "c-1.jsonl")
    dump(record(2), link)
    assert link.is_symlink()
    assert load(tmp_path / "kept" / "c-1.jsonl") == record(2)


def test_a_disk_that_refuses_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new file cannot be written to its end the old one stays, and nothing else is left behind."""
    path = tmp_path / "c-1.jsonl"
    dump(record(2), path)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        dump(record(3), path)
    monkeypatch.undo()
    assert load(path) == record(2)
    assert list(tmp_path.iterdir()) == [tmp_path / "c-1.jsonl"]


def test_an_unsound_record_leaves_the_old_file(tmp_path: Path) -> None:
    """What could not be read back replaces nothing and makes no file."""
    path, new = tmp_path / "c-1.jsonl", tmp_path / "c-2.jsonl"
    dump(record(2), path)
    unsound = CaseRecord.of("c-1", [evolve(FIRST, by="")])
    for write in (dump, append):
        with pytest.raises(BadValue):
            write(unsound, new)
    with pytest.raises(BadValue):
        dump(unsound, path)
    assert load(path) == record(2)
    assert list(tmp_path.iterdir()) == [tmp_path / "c-1.jsonl"]


# Files that cannot be read --------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file, a missing folder and a folder in its place are told apart."""
    missing = tmp_path / "c-9.jsonl"
    with pytest.raises(UnreadableFile) as caught:
        load(missing)
    assert str(caught.value) == f"{missing}: there is no such file. Check the name and the folder."
    assert caught.value.__context__ is None
    with pytest.raises(UnreadableFile) as caught:
        load(tmp_path)
    assert str(caught.value) == f"{tmp_path}: this is a folder. Give the file in it."
    with pytest.raises(UnreadableFile) as caught:
        append(record(1), tmp_path)
    assert str(caught.value) == f"{tmp_path}: this is a folder. Give the file in it."
    with pytest.raises(UnreadableFile) as caught:
        append(record(1), missing / "c-9.jsonl")
    assert str(caught.value) == f"{missing / 'c-9.jsonl'}: there is no such file. Check the name and the folder."


@pytest.mark.parametrize("text", [dumps(record(1)), dumps(record(1), form="json"), "x" * 2000])
def test_a_text_that_was_meant_to_be_read_is_not_told(text: str) -> None:
    """`load` takes a path: what is no name of a file is not repeated, since it may be a record."""
    with pytest.raises(UnreadableFile) as caught:
        load(text)
    assert str(caught.value).startswith("the name given: ")
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (PermissionError(), "the file may not be opened. Ask its owner for the right to do so."),
        (OSError(errno.EIO, "x"), "the disk did not give the file. Try again, or restore the file from a copy."),
    ],
)
def test_a_file_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: OSError, words: str
) -> None:
    """A file that is another's and a disk that fails are told apart."""

    def refused(*_: object) -> None:
        raise refusal

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(UnreadableFile) as caught:
        load(tmp_path / "c-1.jsonl")
    assert str(caught.value) == f"{tmp_path / 'c-1.jsonl'}: {words}"


# Grown by a line ------------------------------------------------------------------------------------------------------


@given(random_records(), st.data())
def test_appending_a_line_is_appending_an_entry(kept: CaseRecord, data: st.DataObject) -> None:
    """However often a record is appended while it grows, its file is the file of the whole record."""
    sizes = sorted(data.draw(st.sets(st.integers(0, len(kept.entries)))))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.jsonl"
        for size in (*sizes, len(kept.entries)):
            grown = CaseRecord.of(kept.case_id, kept.entries[:size])
            append(grown, path)
            assert path.read_bytes() == dumps(grown).encode()


def test_appending_makes_a_file_for_its_owner_alone(tmp_path: Path) -> None:
    """A file that is not there yet is made, with a header."""
    path = tmp_path / "c-1.jsonl"
    append(record(2), path)
    assert load(path) == record(2)
    assert mode(path) == 0o600


def test_appending_to_an_empty_file_begins_it(tmp_path: Path) -> None:
    """A process that stopped after making the file left nothing that is in the way."""
    path = tmp_path / "c-1.jsonl"
    path.touch()
    append(record(2), path)
    assert load(path) == record(2)


def test_appending_again_changes_nothing(tmp_path: Path) -> None:
    """What the file has is not written twice, and a longer file keeps what the shorter record does not know."""
    path = tmp_path / "c-1.jsonl"
    append(record(3), path)
    before = path.read_bytes()
    append(record(3), path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("mine", "expected"), [(record(2), 2), (record(3, "Wrote."), 2), (record(4, "x"), None)])
def test_two_writers_never_lose_an_entry(tmp_path: Path, mine: CaseRecord, expected: int | None) -> None:
    """A record that does not hold the file's last entry is not written to it; one that does goes on from there."""
    path = tmp_path / "c-1.jsonl"
    append(record(3), path)
    before = path.read_bytes()
    if expected is None:
        append(mine, path)
        assert load(path) == mine
        return
    with pytest.raises(RecordMovedOn) as caught:
        append(mine, path)
    assert str(caught.value) == (
        f"The record has moved on: the last entry seen was number {expected}, it now ends with number 3. "
        "Read the record again and decide anew."
    )
    assert path.read_bytes() == before


HEADER: Final = '{"format":"casework-record","version":1,"case_id":"c-1"}\n'
LOAD_IT: Final = 'Load the file with torn="drop", look at what is missing, and dump the record to the file again.'
IN_THE_WAY: Final = {
    "another case": (
        dumps(record(2, case_id="c-2")),
        ", line 1, case_id: this is the file of another case. Give the file of this case.",
    ),
    "no record": (
        "Notes on the case\n",
        ", line 1: this line is not JSON from character 1 on. Restore the line from a copy of the file.",
    ),
    "a long line that is no header": (
        "x" * 5_000,
        ", line 1: this line is not JSON from character 1 on. Restore the line from a copy of the file.",
    ),
    "a torn header": (
        HEADER[:-1],
        (
            ", line 1: the only line was not written to its end, so that the file holds nothing. "
            "Delete the file, or restore it from a copy."
        ),
    ),
    "a torn first entry": (
        dumps(record(1))[:-9],
        f", line 2: the last line was not written to its end; what it held is not used. {LOAD_IT}",
    ),
    "a torn entry": (
        dumps(record(3, "x" * 9_000))[:-1],
        f", line 4: the last line was not written to its end; what it held is not used. {LOAD_IT}",
    ),
    "an unsound last line": (
        dumps(record(2)) + dumps(record(3)).splitlines()[3].replace('"w1"', "7") + "\n",
        ", line 4, by: text is wanted, not a whole number. Give what is wanted.",
    ),
    "a blank last line": (dumps(record(2)) + "\n", ", line 4: this line is blank. Take it out."),
}


@pytest.mark.parametrize("case", IN_THE_WAY)
def test_nothing_is_appended_to_what_is_no_sound_file_of_the_case(tmp_path: Path, case: str) -> None:
    """A file that is torn, unsound or another case's is named with its line, and stays as it is."""
    content, words = IN_THE_WAY[case]
    path = tmp_path / "c-1.jsonl"
    path.write_text(content, encoding="utf-8", newline="")
    with pytest.raises(UnreadableFile) as caught:
        append(record(4), path)
    assert str(caught.value) == f"{path}{words}"
    assert caught.value.__context__ is None
    assert path.read_text(encoding="utf-8") == content


def test_a_number_below_1_at_the_end_of_a_file_is_not_the_records(tmp_path: Path) -> None:
    """A last entry with a number that no record has belongs to no record."""
    path = tmp_path / "c-1.jsonl"
    path.write_text(dumps(record(2)).replace('"number":2', '"number":-1'), encoding="utf-8")
    with pytest.raises(RecordMovedOn):
        append(record(3), path)


def test_a_torn_file_is_mended_by_loading_and_dumping(tmp_path: Path) -> None:
    """What the error tells to do works, and appending goes on from there."""
    path = tmp_path / "c-1.jsonl"
    path.write_text(dumps(record(3))[:-20], encoding="utf-8")
    rest = load(path, torn="drop")
    assert rest == record(2)
    dump(rest, path)
    append(record(4), path)
    assert load(path) == record(4)


@pytest.mark.parametrize("size", [10, 4_000])
def test_appending_reads_the_first_and_the_last_line_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """What appending reads does not grow with the file."""
    path = tmp_path / "c-1.jsonl"
    dump(record(size), path)
    taken: list[int] = []
    read = os.read

    def counted(handle: int, most: int) -> bytes:
        found = read(handle, most)
        taken.append(len(found))
        return found

    monkeypatch.setattr(os, "read", counted)
    append(record(size + 1), path)
    assert sum(taken) < 10_000
    monkeypatch.undo()
    assert load(path) == record(size + 1)


def test_a_disk_that_is_full_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a line cannot be written to its end, what was written of it is taken back."""
    path = tmp_path / "c-1.jsonl"
    append(record(2), path)
    before = path.read_bytes()
    write = os.write

    def full(handle: int, content: bytes) -> int:
        if len(content) < 40:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, content[:40])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        append(record(3), path)
    assert path.read_bytes() == before


def test_what_the_disk_takes_in_pieces_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system may take a part of what it is given, and give a part of what it is asked for."""
    write, read = os.write, os.read

    def a_part(handle: int, content: bytes) -> int:
        return write(handle, content[:7])

    def a_part_again(handle: int, most: int) -> bytes:
        return read(handle, most if most == 4_096 else min(most, 50))

    monkeypatch.setattr(os, "write", a_part)
    monkeypatch.setattr(os, "read", a_part_again)
    path = tmp_path / "c-1.jsonl"
    append(record(2, "x" * 9_000), path)
    append(CaseRecord.of("c-1", [*record(2, "x" * 9_000).entries, record(3).entries[2]]), path)
    assert [len(entry.text) for entry in load(path).entries] == [0, 9_000, 7]


def test_a_line_is_on_disk_before_append_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lock, write, flush to disk, in that order; only then unlock."""
    path = tmp_path / "c-1.jsonl"
    append(record(2), path)
    done: list[str] = []
    write, fsync = os.write, os.fsync
    import fcntl  # noqa: PLC0415 - only where there is one

    flock = fcntl.flock

    def note(name: str, do: Any) -> Any:  # noqa: ANN401 - any function of the system
        def noted(*given: Any) -> Any:  # noqa: ANN401 - as above
            done.append(f"{name} {given[1]}" if name == "flock" else name)
            return do(*given)

        return noted

    monkeypatch.setattr(fcntl, "flock", note("flock", flock))
    monkeypatch.setattr(os, "write", note("write", write))
    monkeypatch.setattr(os, "fsync", note("fsync", fsync))
    append(record(3), path)
    assert done == [f"flock {fcntl.LOCK_EX}", "write", "fsync", f"flock {fcntl.LOCK_UN}"]


def test_a_writer_waits_for_the_one_before(tmp_path: Path) -> None:
    """While a file is locked, nobody else appends to it or reads a half-written line."""
    path = tmp_path / "c-1.jsonl"
    append(record(2), path)
    writer = threading.Thread(target=append, args=(record(3), path))
    with path.open("rb") as file, locks.locked(file.fileno(), alone=True):
        writer.start()
        writer.join(0.2)
        assert writer.is_alive()
        assert path.read_bytes() == dumps(record(2)).encode()
    writer.join(10)
    assert load(path) == record(3)


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_file_that_was_replaced_while_waiting_is_opened_anew(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_gone: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """What is appended goes to the file of that name, not to the one that stood there before."""
    path = tmp_path / "c-1.jsonl"
    append(record(2), path)
    locked = locks.locked
    first = [True]

    def late(handle: int, *, alone: bool) -> Any:  # noqa: ANN401 - a context manager
        if first.pop() if first else False:
            path.unlink()
            if not is_gone:
                dump(record(3), path)
        return locked(handle, alone=alone)

    monkeypatch.setattr(files, "locked", late)
    append(record(4), path)
    assert load(path) == record(4)


# Where there is no flock ----------------------------------------------------------------------------------------------


def test_on_windows_one_byte_far_behind_the_text_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There the lock is a byte that no text reaches, taken and given back."""
    done: list[tuple[str, int]] = []

    def locking(handle: int, how: str, _size: int) -> None:
        done.append((how, os.lseek(handle, 0, os.SEEK_CUR)))

    msvcrt = SimpleNamespace(LK_LOCK="lock", LK_UNLCK="unlock", locking=locking)
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setattr(locks, "os", SimpleNamespace(name="nt", lseek=os.lseek, SEEK_SET=os.SEEK_SET))
    monkeypatch.setattr(files, "os", SimpleNamespace(**{**vars(os), "name": "nt"}))
    path = tmp_path / "c-1.jsonl"
    append(record(2), path)
    dump(record(3), path)
    assert load(path) == record(3)
    assert done == [("lock", 2**40), ("unlock", 2**40)] * 2


# Killed ---------------------------------------------------------------------------------------------------------------


def write_on(path: Path, acknowledge: int) -> NoReturn:
    """Append entry after entry to the file, and acknowledge the number of each once `append` has returned."""
    kept = load(path)
    while True:
        number = len(kept.entries) + 1
        entry = RecordEntry(number, f"e{number}", "w1", MONDAY, MONDAY, Note(), "x" * (number * 997 % 20_000))
        kept = kept.with_entries((entry,))
        append(kept, path)
        os.write(acknowledge, f"{number}\n".encode())


def kill_writers(path: Path, times: int, seed: int) -> None:
    """Let that many processes append to a new file, each killed after a while; look after each."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(times):
        dump(record(1), path)
        reading, writing = os.pipe()
        writer = os.fork()
        if writer == 0:
            try:
                write_on(path, writing)
            finally:
                os._exit(1)
        os.close(writing)
        with open(reading, encoding="utf-8") as pipe:  # noqa: PTH123 - a pipe has no path
            acknowledged = [pipe.readline()]
            time.sleep(chance.uniform(0, 0.02))
            os.kill(writer, signal.SIGKILL)
            acknowledged += pipe.readlines()
        assert os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1]) == -signal.SIGKILL
        found = load(path, torn="drop")
        assert len(found.entries) >= int([line for line in acknowledged if line.endswith("\n")][-1])
        lengths = [len(entry.text) for entry in found.entries]
        assert lengths[1:] == [number * 997 % 20_000 for number in range(2, len(lengths) + 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="no signal there ends a process at once")
def test_what_was_acknowledged_survives_a_killed_process(tmp_path: Path) -> None:
    """Whenever a process is killed that writes, every entry that it had acknowledged is on file."""
    kill_writers(tmp_path / "c-1.jsonl", times=20, seed=1)


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="no signal there ends a process at once")
def test_what_was_acknowledged_survives_many_killed_processes(tmp_path: Path) -> None:
    """The same, often enough to hit the middle of a line."""
    kill_writers(tmp_path / "c-1.jsonl", times=2_000, seed=2)


def test_times_of_writing_stay_as_they_were(tmp_path: Path) -> None:
    """A late entry keeps both its times in the file."""
    late = RecordEntry(2, "e2", "w1", MONDAY - timedelta(days=3), MONDAY + timedelta(days=1), Note())
    kept = CaseRecord.of("c-1", [FIRST, late])
    append(kept, tmp_path / "c-1.jsonl")
    assert load(tmp_path / "c-1.jsonl").entries[1].lag == timedelta(days=4)
