"""Chained files: written, grown by linked lines, and written anew where something is sealed, so that it is gone."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import facts as f
from casework_model.codec import locks
from casework_model.codec.lines import attempt
from chains import RECORD, chained, counted, entry, sealing
from story import Story
from strategies import records as random_records

MARK: Final = "Zqx, which is sealed later"
TOLD: Final = RECORD.with_entries([entry(5, f.Goal(id="g2", statement=MARK), MARK)])
"""A record with something that is sealed later."""
SEALED: Final = TOLD.with_entries([sealing(6, "e5")])


def grown(record: cm.CaseRecord, by: int = 1) -> cm.CaseRecord:
    """The record with further notes."""
    size = len(record.entries)
    return record.with_entries([entry(number, f.Note(), "more") for number in range(size + 1, size + 1 + by)])


def begun(record: cm.CaseRecord, size: int) -> cm.CaseRecord:
    """The first entries of a record."""
    return cm.CaseRecord.of(record.case_id, record.entries[:size])


def holding(path: Path) -> list[str]:
    """The files of the folder in which that stands."""
    return [one.name for one in path.parent.iterdir() if MARK.encode() in one.read_bytes()]


# Written anew ---------------------------------------------------------------------------------------------------------


def test_a_record_is_written_as_a_chain_where_it_is_asked_for(tmp_path: Path) -> None:
    """Then the head is given back, and the file is its owner's alone."""
    path = tmp_path / "c-1.jsonl"
    head = cm.dump(RECORD, path, chained=True)
    assert cm.load(path) == RECORD
    assert cm.head_of(cm.load(path)) == head
    assert cm.verify(path, head=head).holds
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_record_that_is_no_chain_is_written_as_ever(tmp_path: Path) -> None:
    """Byte for byte, and without a head."""
    path = tmp_path / "c-1.jsonl"
    assert cm.dump(RECORD, path) is None
    assert path.read_bytes() == cm.dumps(RECORD).encode()
    assert b"chain" not in path.read_bytes()
    assert b"link" not in path.read_bytes()


def test_a_chain_stays_one(tmp_path: Path) -> None:
    """What was loaded from a chain is written as one, with what was added since linked to its end."""
    path = tmp_path / "c-1.jsonl"
    first = cm.dump(RECORD, path, chained=True)
    cm.dump(grown(cm.load(path)), path)
    assert cm.verify(path, head=first).entries == 5
    assert cm.verify(path, head=first).holds


def test_the_links_can_be_left_out(tmp_path: Path) -> None:
    """For a tool that does not know them."""
    path = tmp_path / "c-1.jsonl"
    assert cm.dump(chained(), path, chained=False) is None
    assert path.read_bytes() == cm.dumps(RECORD).encode()


def test_nonces_can_be_given(tmp_path: Path) -> None:
    """The same nonces give the same file."""
    nonces = counted()
    cm.dump(RECORD, tmp_path / "c-1.jsonl", chained=True, nonces=lambda _: next(nonces))
    assert (tmp_path / "c-1.jsonl").read_text(encoding="utf-8") == cm.dumps(chained())


# Grown by a line ------------------------------------------------------------------------------------------------------


def test_what_is_appended_to_a_chain_is_linked(tmp_path: Path) -> None:
    """The lines that were there stay, the head is given back, and appending nothing gives it again."""
    path = tmp_path / "c-1.jsonl"
    first = cm.dump(begun(RECORD, 2), path, chained=True)
    before = path.read_bytes()
    head = cm.append(RECORD, path)
    assert path.read_bytes().startswith(before)
    assert head == cm.head_of(cm.load(path)) == cm.append(RECORD, path)
    assert cm.verify(path, head=head).holds
    assert cm.verify(path, head=first).holds


def test_links_that_fit_are_written(tmp_path: Path) -> None:
    """So that the head of a record that was linked is the head of its file."""
    path = tmp_path / "c-1.jsonl"
    cm.append(chained(begun(RECORD, 2)), path)
    assert cm.append(chained(), path) == cm.head_of(chained())
    assert path.read_text(encoding="utf-8") == cm.dumps(chained())


def test_links_of_another_chain_are_made_anew(tmp_path: Path) -> None:
    """A record that was linked by itself goes on in the chain of its file."""
    path = tmp_path / "c-1.jsonl"
    cm.append(chained(begun(RECORD, 2)), path)
    assert cm.append(chained(start=50), path) != cm.head_of(chained(start=50))
    assert cm.verify(path).holds


def test_appending_begins_a_chain_where_the_record_is_one(tmp_path: Path) -> None:
    """Also in an empty file; the rest of the record is linked."""
    for name in ("c-1.jsonl", "c-2.jsonl"):
        path = tmp_path / name
        if name == "c-2.jsonl":
            path.touch()
        half = chained(begun(RECORD, 2)).with_entries(RECORD.entries[2:])
        assert cm.append(half, path) == cm.verify(path).head
        assert cm.verify(path, head=cm.head_of(chained(begun(RECORD, 2)))).holds


def test_appending_begins_no_chain_otherwise(tmp_path: Path) -> None:
    """And gives no head."""
    path = tmp_path / "c-1.jsonl"
    assert cm.append(begun(RECORD, 2), path) is None
    assert cm.append(RECORD, path) is None
    assert path.read_bytes() == cm.dumps(RECORD).encode()


def test_a_chain_goes_on_after_its_header(tmp_path: Path) -> None:
    """The first entry is linked to the header."""
    path = tmp_path / "c-1.jsonl"
    assert cm.dump(cm.CaseRecord.of("c-1"), path, chained=True) == cm.Head(0, cm.head_of(begun(RECORD, 0)).digest)
    assert cm.append(RECORD, path) == cm.verify(path).head


@given(random_records(), st.data())
def test_appending_is_linking(kept: cm.CaseRecord, data: st.DataObject) -> None:
    """However often a record is appended while it grows, its file is that of the whole record linked at once."""
    whole = attempt(lambda: chained(kept), cm.BadValue)
    assume(isinstance(whole, cm.CaseRecord))  # some hold numbers that no chain does
    assume(not any(isinstance(one.fact, f.Sealing) for one in kept.entries))
    sizes = sorted(data.draw(st.sets(st.integers(0, len(kept.entries)))))
    nonces = counted()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.jsonl"
        cm.dump(begun(kept, 0), path, chained=True)
        for size in (*sizes, len(kept.entries)):
            cm.append(begun(kept, size), path, nonces=lambda _: next(nonces))
        assert isinstance(whole, cm.CaseRecord)
        assert path.read_bytes() == cm.dumps(whole).encode()
        assert cm.verify(path).holds


@pytest.mark.parametrize("size", [10, 2_000])
def test_appending_to_a_chain_reads_its_first_and_last_line_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """What it reads does not grow with the file."""
    path = tmp_path / "c-1.jsonl"
    record = grown(RECORD, size)
    cm.dump(record, path, chained=True)
    taken: list[int] = []
    read = os.read

    def noted(handle: int, most: int) -> bytes:
        found = read(handle, most)
        taken.append(len(found))
        return found

    monkeypatch.setattr(os, "read", noted)
    cm.append(grown(record), path)
    assert sum(taken) < 10_000
    monkeypatch.undo()
    assert cm.verify(path).holds


NO_CHAIN: Final = (
    "line 1, chain: the file is not kept as a chain, and the record is. Write it anew as one with dump(record, path, "
    "chained=True)."
)
NOT_LINKED: Final = (
    "line 3: the entry is not linked, in a chained file. Restore the line from a copy; append links what it adds."
)
TORN: Final = (
    'line 5: the last line was not written to its end; what it held is not used. Load the file with torn="drop", look '
    "at what is missing, and dump the record to the file again."
)
PLAIN: Final = cm.dumps(RECORD).encode()
CHAINED: Final = cm.dumps(chained()).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PLAIN, NO_CHAIN),
        (b"".join((*CHAINED.splitlines(keepends=True)[:2], PLAIN.splitlines(keepends=True)[2])), NOT_LINKED),
        (CHAINED[:-1], TORN),
    ],
)
def test_nothing_is_appended_to_what_is_no_sound_chain(tmp_path: Path, content: bytes, words: str) -> None:
    """The file stays as it is."""
    path = tmp_path / "c-1.jsonl"
    path.write_bytes(content)
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.append(grown(chained()), path)
    assert str(caught.value) == f"{path}, {words}"
    assert path.read_bytes() == content


def test_too_little_chance_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """And makes none."""
    path, new = tmp_path / "c-1.jsonl", tmp_path / "c-2.jsonl"
    cm.dump(chained(), path)
    for record, target in ((grown(RECORD), path), (grown(chained()), new)):
        with pytest.raises(cm.BadValue, match="16 to 100 random bytes"):
            cm.append(record, target, nonces=lambda _: b"")
    assert path.read_bytes() == CHAINED
    assert not new.exists()


# Sealed ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_chain", [True, False])
def test_what_is_sealed_is_nowhere_in_the_file(tmp_path: Path, *, as_chain: bool) -> None:
    """The line of the entry stays, without its content; no other file is left behind."""
    path = tmp_path / "c-1.jsonl"
    before = cm.dump(TOLD, path, chained=as_chain)
    assert holding(path) == ["c-1.jsonl"]
    head = cm.append(SEALED, path)
    assert holding(path) == []
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert cm.load(path) == SEALED
    assert path.read_bytes() == cm.dumps(cm.load(path)).encode()
    if as_chain:
        assert cm.verify(path, head=before).holds
        assert cm.verify(path, head=head).holds
        assert head == cm.Head(6, cm.head_of(cm.load(path)).digest)
    else:
        assert head is None


def test_the_other_lines_stay_byte_for_byte(tmp_path: Path) -> None:
    """Only what was sealed changes, and what was added stands at the end."""
    path = tmp_path / "c-1.jsonl"
    cm.dump(TOLD, path, chained=True)
    before = path.read_bytes().splitlines()
    cm.append(grown(SEALED), path)
    after = path.read_bytes().splitlines()
    assert [number for number, (one, other) in enumerate(zip(before, after, strict=False)) if one != other] == [5]
    assert len(after) == len(before) + 2


def test_amendments_of_what_is_sealed_are_gone_as_well(tmp_path: Path) -> None:
    """Also those that are appended together with the sealing."""
    path = tmp_path / "c-1.jsonl"
    amended = TOLD.with_entries([entry(6, f.Addendum(target="e5"), MARK)])
    before = cm.dump(amended, path, chained=True)
    news = [entry(7, f.Correction(target="e6", reason=MARK), MARK), sealing(8, "e5")]
    cm.append(amended.with_entries(news), path)
    assert holding(path) == []
    assert cm.verify(path, head=before).holds
    assert cm.load(path) == amended.with_entries(news)


def test_sealing_goes_on_from_a_record_without_links(tmp_path: Path) -> None:
    """The links are those of the file, so that its chain goes on."""
    path = tmp_path / "c-1.jsonl"
    before = cm.dump(begun(TOLD, 3), path, chained=True)
    cm.append(SEALED, path)
    assert holding(path) == []
    assert cm.verify(path, head=before).holds


def test_a_file_that_holds_something_else_is_not_written_over(tmp_path: Path) -> None:
    """Writing anew would lose what somebody else wrote, though the last entry is the same."""
    path = tmp_path / "c-1.jsonl"
    others = [evolve(one, text="wrote something else") if one.number == 3 else one for one in TOLD.entries]
    cm.dump(cm.CaseRecord.of("c-1", others), path)
    before = path.read_bytes()
    with pytest.raises(cm.RecordMovedOn) as caught:
        cm.append(SEALED, path)
    assert str(caught.value) == (
        "The record has moved on: the last entry seen was number 2, it now ends with number 5. Read the record again "
        "and decide anew."
    )
    assert path.read_bytes() == before


def test_a_file_that_is_torn_in_its_middle_is_not_written_over(tmp_path: Path) -> None:
    """What cannot be read cannot be kept."""
    path = tmp_path / "c-1.jsonl"
    cm.dump(TOLD, path)
    path.write_bytes(path.read_bytes().replace(b'"kind":"consent"', b'"kind":"konsent"'))
    before = path.read_bytes()
    with pytest.raises(cm.UnreadableFile, match=r"line 3, fact\.kind"):
        cm.append(SEALED, path)
    assert path.read_bytes() == before


def test_a_disk_that_refuses_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is half sealed, and no other file is left."""
    path = tmp_path / "c-1.jsonl"
    cm.dump(TOLD, path, chained=True)
    before = path.read_bytes()

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(PermissionError):
        cm.append(SEALED, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_waits_until_the_file_is_sealed(tmp_path: Path) -> None:
    """Whoever waited meanwhile finds the new file, and nothing to add to it."""
    path = tmp_path / "c-1.jsonl"
    cm.dump(TOLD, path, chained=True)
    writers = [threading.Thread(target=cm.append, args=(record, path)) for record in (SEALED, SEALED)]
    with path.open("rb") as file, locks.locked(file.fileno(), alone=True):
        for writer in writers:
            writer.start()
        writers[0].join(0.2)
        assert all(writer.is_alive() for writer in writers)
    for writer in writers:
        writer.join(10)
    assert holding(path) == []
    assert cm.verify(path).holds
    assert cm.load(path) == SEALED
    assert cm.append(grown(SEALED), path) == cm.verify(path).head


def test_a_sealed_end_is_the_end(tmp_path: Path) -> None:
    """A record in which the last entry of the file is sealed goes on from it."""
    path = tmp_path / "c-1.jsonl"
    cm.dump(TOLD, path, chained=True)
    cm.append(SEALED, path)
    cm.append(grown(SEALED), path)
    assert cm.load(path) == grown(SEALED)
    assert cm.verify(path).holds


def test_what_is_sealed_is_gone_from_a_file_that_is_written_anew(tmp_path: Path) -> None:
    """`dump` writes the record, which does not hold it any more."""
    path = tmp_path / "c-1.jsonl"
    cm.dump(TOLD, path, chained=True)
    cm.dump(cm.load(path).with_entries([sealing(6, "e5")]), path)
    assert holding(path) == []
    assert cm.verify(path).holds


def test_a_view_is_never_kept_in_the_place_of_its_record(tmp_path: Path) -> None:
    """It holds less than its record; nothing is written, and the file stays as it was."""
    story = Story().write(f.Note(), text="kept")
    view: Any = story.record.as_known_at(story.record.entries[0].recorded_at)
    kept, new = tmp_path / "kept.jsonl", tmp_path / "new.jsonl"
    cm.dump(story.record, kept)
    before = kept.read_bytes()
    for write in (
        lambda: cm.dump(view, kept),
        lambda: cm.append(view, new),
        lambda: cm.dumps(view),
        lambda: cm.dumps(view, form="json"),
        lambda: cm.linked(view),
        lambda: cm.head_of(view),
    ):
        with pytest.raises(cm.BadValue, match="a CaseRecord is wanted, not RecordView"):
            write()
    assert kept.read_bytes() == before
    assert not new.exists()


def test_what_has_no_chain_is_not_verified() -> None:
    """A view, and a head that is none, are told in the library's own words."""
    record = Story().record
    view: Any = record.as_known_at(record.entries[0].recorded_at)
    with pytest.raises(
        cm.BadValue, match="source: a record, the path of a file or its bytes are wanted, not RecordView"
    ):
        cm.verify(view)
    text: Any = "2:" + "ab" * 32
    numbers: list[Any] = [1.0, "1", True, -1]
    nothing: Any = None
    for head in (text, cm.Head(1, nothing), *(cm.Head(number, "ab" * 32) for number in numbers)):
        with pytest.raises(cm.BadValue, match=r"head: this is no head of a chain\. Give Head"):
            cm.verify(record, head=head)
    wrong: Any
    for wrong in (None, 3, "2", "-1:" + "ab" * 32):
        with pytest.raises(cm.BadValue, match="head: this is no head of a chain"):
            cm.Head.parse(wrong)
