"""Files that somebody made to do harm: endless, nested, tangled, filled or named to mislead. Refused, or read."""

from __future__ import annotations

import gzip
import os
import re
import sys
import threading
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from casework_model.__main__ import main
from casework_model.codec import ChainFault, head_of, lines, linked, verify
from casework_model.errors import steady
from casework_model.report.bundle import court_bundle
from casework_model.report.text import case_report
from commanding import AT, HEADER, opened

STEERS: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What steers a terminal. A line feed ends a line of a page."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def refusal(do: Callable[[], object]) -> str:
    """The words with which something is refused."""
    with pytest.raises(cm.UnreadableFile) as caught:
        do()
    return str(caught.value)


def on(record: cm.CaseRecord, *facts: f.Fact, text: str = "x") -> cm.CaseRecord:
    """The record with entries of these facts, all of one minute, whatever a rule says of them."""
    begin, at = len(record.entries) + 1, record.entries[-1].recorded_at
    return record.with_entries(
        cm.RecordEntry(number, f"e{number}", "w1", at, at, fact, text) for number, fact in enumerate(facts, start=begin)
    )


def note() -> cm.CaseRecord:
    """A case that was just opened, and a note in it: entry e2."""
    return on(opened(), f.Note())


# Amended ten thousand times -------------------------------------------------------------------------------------------


def of_one(size: int) -> cm.CaseRecord:
    """A record in which one entry is corrected that many times."""
    return on(note(), *[f.Correction(target="e2", reason="again")] * size)


def each_of_another(size: int) -> cm.CaseRecord:
    """A record of that many notes, each corrected or taken back once."""
    amending = [(f.Correction, f.Retraction)[number % 2](target=f"e{number}") for number in range(3, size + 3)]
    return on(note(), *[f.Note()] * size, *amending)


def of_each_other(size: int) -> cm.CaseRecord:
    """A record in which a correction is corrected, and that correction, and so on, that many deep."""
    return on(note(), *(f.Correction(target=f"e{number}") for number in range(2, size + 2)))


def of_any_before(size: int) -> cm.CaseRecord:
    """A record in which one entry is corrected, and what was written of it corrected and taken back, any of it."""
    targets = (f"e{2 + place * 7919 % (place + 1)}" for place in range(size))
    amending = ((f.Correction, f.Correction, f.Retraction)[place % 3](target=key) for place, key in enumerate(targets))
    return on(note(), *amending)


def taken_back_in_turn(size: int) -> cm.CaseRecord:
    """A record in which a retraction is retracted, and that retraction, and so on, that many deep."""
    return on(note(), *(f.Retraction(target=f"e{number}") for number in range(2, size + 2)))


SHAPES: Final = (of_one, each_of_another, of_each_other, of_any_before, taken_back_in_turn)

ASKED: Final[dict[str, Callable[[cm.CaseRecord, str], object]]] = {
    "fold": lambda record, _: cm.CaseRecord.of(record.case_id, record.entries),
    "load": lambda _, text: cm.loads(text),
    "history": lambda record, _: record.history("e2"),
    "changes": lambda record, _: record.changes(between=(AT - timedelta(days=1), AT)),
    "view": lambda record, _: record.as_of(AT).as_known_at(AT),
}


def calls_in(do: Callable[[], object]) -> int:
    """Count the calls of functions while something is done: the same on a slow machine and on a quick one."""
    counted = [0]

    def count(_frame: FrameType, event: str, _what: object) -> None:
        counted[0] += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        do()
    finally:
        sys.setprofile(before)
    return counted[0]


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_the_work_grows_with_the_amendments_and_not_with_their_square(
    shape: Callable[[int], cm.CaseRecord], what: str
) -> None:
    """Four times as many amendments take some four times as many calls, however they hang together."""
    found: list[int] = []
    for size in (1_000, 4_000):
        record = shape(size)
        text = cm.dumps(record)
        found.append(calls_in(lambda record=record, text=text: ASKED[what](record, text)))  # type: ignore[misc]  # no type is inferred for its default
    few, many = found
    assert many < 6 * few


@pytest.mark.parametrize("shape", [of_one, of_any_before], ids=lambda shape: shape.__name__)
def test_a_bundle_grows_with_the_amendments_and_not_with_their_square(shape: Callable[[int], cm.CaseRecord]) -> None:
    """Four times as many, and some four times as many calls."""
    few, many = (
        calls_in(lambda size=size: court_bundle(shape(size), cm.Engine(), prepared_at=AT))  # type: ignore[misc]  # no type is inferred for its default
        for size in (200, 800)
    )
    assert many < 5 * few


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_ten_thousand_amendments_are_read_and_looked_back_into(shape: Callable[[int], cm.CaseRecord]) -> None:
    """No depth of amendments is too deep, and the last version is what counts.

    Each retraction of a retraction turns all before it: a short look at each, half the square of them.
    """
    size = 2_000 if shape is taken_back_in_turn else 10_000
    record = shape(size)
    again = cm.loads(cm.dumps(record))
    assert again == record
    versions = again.history("e2")
    assert len(versions) == (1 if shape is each_of_another else size + 1)
    assert versions[-1].entry == again.case.amended_entry(2)
    assert len(again.changes(between=(AT - timedelta(days=1), AT))) == len(again.entries)


@pytest.mark.parametrize(
    ("amending", "left"),
    [
        # a correction that is itself corrected to say what does not fit counts no more
        ((f.Correction(target="e2", fact=f.Strength(strength=f.StrengthKind.SKILL)), "opening"), "note"),
        ((f.Correction(target="e2", fact=f.Retraction(target="e1")), None), "note"),
        ((f.Correction(target="e2", fact=f.Correction(target="e1", access=cm.AccessLevel.LOW)), None), "note"),
    ],
)
def test_the_last_version_is_what_counts(amending: tuple[f.Correction, str | None], left: str) -> None:
    """A history ends with what the entry says now, also where a correction would make something else of it."""
    first, then = amending
    record = on(note(), first)
    if then is not None:
        record = on(record, f.Correction(target="e3", fact=record.case.opened))
    for entry in record.entries:
        assert record.history(entry.id)[-1].entry == record.case.amended_entry(entry.number)
    now = record.case.amended_entry(2)
    assert now is not None
    assert now.fact.kind == left
    assert record.case.amended_entry(1) == record.entries[0]


# Nested, packed and endless -------------------------------------------------------------------------------------------

DEEP: Final = 100_000
BOMBS: Final = {
    "lists": "[" * DEEP + "]" * DEEP,
    "objects": '{"a":' * DEEP + "1" + "}" * DEEP,
    "lists without an end": "[" * DEEP,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_nesting_bomb_is_refused_wherever_it_lies(tmp_path: Path, bomb: str) -> None:
    """A hundred thousand brackets end no reader: not in a line, a header, a document, among steps, or in TOML."""
    content, path = BOMBS[bomb], tmp_path / "c-1.tried.jsonl"
    words = "this line is nested too deeply. Restore the line from a copy of the file."
    assert refusal(lambda: cm.loads(f"{HEADER}{content}\n")) == f"record, line 2: {words}"
    assert "nested too deeply" in refusal(lambda: cm.loads(f"{content}\n"))
    document = f'{HEADER.rstrip()[:-1]},"entries":[{content}]}}\n'
    assert refusal(lambda: cm.loads(document)).startswith("record: the document is nested too deeply. ")
    path.write_text(f"{HEADER.replace('record', 'steps')}{content}\n", encoding="utf-8")
    assert refusal(lambda: cm.load_steps(path)) == f"{path}, line 2: {words}"
    for read in (cm.parse_model, cm.parse_policy):
        assert refusal(lambda read=read: read(f"key = {content}")).startswith(  # type: ignore[misc]  # no type is inferred for its default
            "model: this is not TOML: " if read is cm.parse_model else "policy: this is not TOML: "
        )


def peak_of(do: Callable[[], object]) -> int:
    """How much memory something takes at most, in bytes."""
    tracemalloc.start()
    try:
        do()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_packed_file_is_refused_and_not_unpacked(tmp_path: Path) -> None:
    """Fifty million characters packed into fifty thousand bytes stay packed."""
    path = tmp_path / "c-1.jsonl"
    path.write_bytes(gzip.compress(b" " * 50_000_000, compresslevel=9))
    said: list[str] = []
    assert peak_of(lambda: said.append(refusal(lambda: cm.load(path)))) < 2_000_000
    assert said == [f"{path}, line 1: this line is not UTF-8 text. Save the file as UTF-8."]


def test_an_endless_line_takes_no_more_memory_than_its_size(tmp_path: Path) -> None:
    """A file of nothing but zeros is read once and refused; where something is appended, it is not even read."""
    path, size = tmp_path / "c-1.jsonl", 20_000_000
    with path.open("wb") as file:
        file.truncate(size)
    said: list[str] = []
    assert peak_of(lambda: said.append(refusal(lambda: cm.load(path)))) < 5 * size
    assert peak_of(lambda: said.append(refusal(lambda: cm.append(opened(), path)))) < 1_000_000
    assert said == [
        (
            f"{path}, line 1: the only line was not written to its end, so that the file holds nothing. "
            "Delete the file, or restore it from a copy."
        ),
        f"{path}, line 1: this line is not JSON from character 1 on. Restore the line from a copy of the file.",
    ]


def test_a_hundred_thousand_fields_are_looked_through_once() -> None:
    """A field that stands twice among very many is found at once, in both forms."""
    fields = ",".join(f'"f{number}":1' for number in range(100_000))
    words = "a field of that name stands twice in one object. Leave it there once."
    assert refusal(lambda: cm.loads(f'{HEADER}{{{fields},"f99999":1}}\n')) == f"record, line 2: {words}"
    document = f'{HEADER.rstrip()[:-1]},"entries":[],"a":{{{fields}}},"b":{{{fields},"f0":1}}}}\n'
    assert refusal(lambda: cm.loads(document)) == f"record, b: {words}"
    compared = [0]

    class Key(str):
        """A key that counts how often it is compared."""

        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            compared[0] += 1
            return str.__eq__(self, other)

    assert lines.twice_in([*(Key(number) for number in range(1_000)), Key(999)]) == "999"
    assert compared[0] < 10_000


# No files, and files with names to mislead ----------------------------------------------------------------------------


def writes(path: Path) -> dict[str, Callable[[], object]]:
    """Everything that opens a file of a record."""
    return {
        "load": lambda: cm.load(path),
        "load_steps": lambda: cm.load_steps(path),
        "append": lambda: cm.append(opened(), path),
        "dump": lambda: cm.dump(opened(), path),
    }


@posix
@pytest.mark.parametrize("what", ["load", "load_steps", "append", "dump"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, what: str) -> None:
    """What is no regular file need never end: it is refused before it is opened, and stays as it is."""
    path = tmp_path / "c-1.jsonl"
    os.mkfifo(path)
    said: list[str] = []

    def try_it() -> None:
        try:
            writes(path)[what]()
        except (cm.UnreadableFile, OSError) as error:
            said.append(str(error))

    trying = threading.Thread(target=try_it, daemon=True)  # it would wait for ever
    trying.start()
    trying.join(20)
    words = f"{path}: this is a pipe or a device, and no file. Put what it gives into a file first."
    if what == "dump":
        words = f"[Errno 22] this is a pipe or a device, and no file: '{path}'"
    assert said == [words]
    assert path.is_fifo()


@posix
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
@pytest.mark.parametrize("what", ["load", "load_steps", "append"])
def test_a_device_is_refused(device: str, what: str) -> None:
    """A device is no file, whether it gives nothing or never ends."""
    words = "this is a pipe or a device, and no file. Put what it gives into a file first."
    assert refusal(writes(Path(device))[what]) == f"{device}: {words}"


@posix
def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    """A link that leads back to itself means no file, and nothing is put in its place."""
    path, other = tmp_path / "c-1.jsonl", tmp_path / "c-2.jsonl"
    path.symlink_to(other)
    other.symlink_to(path)
    words = f"{path}: the disk did not give the file. Try again, or restore the file from a copy."
    for what in ("load", "load_steps", "append"):
        assert refusal(writes(path)[what]) == words
    with pytest.raises(OSError, match="symbolic links"):
        cm.dump(opened(), path)
    assert path.is_symlink()


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    """A name with a zero in it is told in letters that can be seen."""
    words = f"{tmp_path}/c\\x001: no file can have this name. Check the name and the folder."
    for do in writes(tmp_path / "c\x001").values():
        assert refusal(do) == words


NAMES: Final = (
    "c\x1b[2J\x1b[31m-1",
    "c-1\nc-2: all is well",
    "c\x9b31m",
    "c\u202egnp.1",
    "c\x7f\r",
    "c\udcff",
    "c\u2028",
)


@posix
@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_steers_no_terminal(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name may hold what colours, clears or turns the screen: messages give it by its code, on one line."""
    monkeypatch.chdir(tmp_path)
    for file in (f"{name}.jsonl", f"{name}.toml"):
        Path(file).write_text(f"{HEADER}{{}}\n", encoding="utf-8")
    told = [refusal(lambda: cm.load(f"{name}.jsonl")), refusal(lambda: cm.load_policy(f"{name}.toml"))]
    told.append(refusal(lambda: cm.load(f"{name}.nowhere")))
    for command in (["show"], ["check"], ["show", "--model", f"{name}.toml"], ["convert", "--to", "json"]):
        assert main([*command, f"{name}.jsonl"]) == 1
        told.append(capsys.readouterr().err)
    for said in told:
        assert not STEERS.search(said)
        assert said.count("\n") <= said.endswith("\n")
        said.encode()


def test_a_steady_text_can_be_seen() -> None:
    """Every character that steers is given by its code, and no other: letters of all scripts stay as they are."""
    assert steady("a\x1b[31m\n\x9b\u202e\u2028\udcff\x00") == "a\\x1b[31m\\n\\x9b\\u202e\\u2028\\udcff\\x00"
    assert steady("Zoë, Ωmega, שלום, 日本, \U0001f600 <b>") == "Zoë, Ωmega, שלום, 日本, \U0001f600 <b>"


# Texts, ids and keys to mislead ---------------------------------------------------------------------------------------

MISLEADING: Final = "\x1b]0;own\x07\x1b[2J\x9b31m\u202eevil\u2066\x00\r\u2028<script>alert(1)</script>&amp;\u200f"


def misleading() -> cm.CaseRecord:
    """A record that holds such a text wherever a text or an id may stand, beside a finding of the audit."""
    record = opened()
    first = evolve(record.entries[0], by=MISLEADING, text=MISLEADING)
    client = evolve(record.case.client, id=MISLEADING, label=MISLEADING)
    first = evolve(
        first, fact=evolve(record.case.opened, client=client, authorised=(MISLEADING,), circumstances=MISLEADING)
    )
    record = cm.CaseRecord.of(MISLEADING, [first])
    facts: list[f.Fact] = [
        f.Goal(id=MISLEADING, statement=MISLEADING),
        f.ProgressNote(goal=f"{MISLEADING}?", level=1),
        f.Crisis(id=MISLEADING),
        f.PhaseChange(model=MISLEADING, to=MISLEADING, move=cm.MoveKind.START),
        f.Addendum(target="e2", reason=MISLEADING, replaces=MISLEADING),
        f.Correction(target="e3", reason=MISLEADING, fact=f.ProgressNote(goal=f"{MISLEADING}!", level=2)),
    ]
    entries = on(record, *facts, text=MISLEADING).entries
    return cm.CaseRecord.of(MISLEADING, [evolve(entry, by=MISLEADING, participants=(MISLEADING,)) for entry in entries])


def test_texts_are_kept_exactly_as_they_are() -> None:
    """What was written stays, to the last character, in both forms."""
    record = misleading()
    for form in ("jsonl", "json"):
        again = cm.loads(cm.dumps(record, form=form))
        assert again == record
        assert again.entries[1].text == MISLEADING
        assert again.case.client.label == MISLEADING


def test_nothing_that_the_library_says_steers_a_terminal() -> None:
    """Refusals, findings, options and errors give ids as they are, but for what steers."""
    record = misleading()
    engine = cm.Engine()
    said = [str(finding) for finding in engine.audit(record)]
    assert any("evil" in text for text in said)
    said += [str(option) for option in engine.options(record, at=AT)]
    said += [str(unmet) for option in engine.options(record, at=AT) for unmet in option.unmet]
    step = cm.Write(fact=f.ProgressNote(goal=f"{MISLEADING}9", level=7), by=MISLEADING, occurred_at=AT, recorded_at=AT)
    refused = engine.consider(record, step)
    said += [str(refused), repr(refused), repr(step), repr(record), repr(record.entries), repr(record.case)]
    with pytest.raises(cm.UnknownModel) as caught:
        cm.Engine((evolve(cm.INTERVIEW, key="m"),)).audit(record)
    said.append(str(caught.value))
    for text in said:
        assert not STEERS.search(text)


@pytest.mark.parametrize("command", [["show"], ["show", "--narrative"], ["check"], ["options"]])
@pytest.mark.parametrize("manner", [["--color", "never"], ["--color", "always"], ["--json"]])
def test_no_command_prints_what_steers_a_terminal(
    tmp_path: Path, command: list[str], manner: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever a record holds, a page is plain text, coloured by the command alone; JSON is plain ASCII."""
    path = tmp_path / "c-1.jsonl"
    cm.dump(misleading(), path)
    main([*command, *manner, str(path)])
    printed = capsys.readouterr()
    own_colour = re.compile(r"\x1b\[(?:1|31|32|33|0)m")
    assert not STEERS.search(own_colour.sub("", printed.out))
    assert not STEERS.search(printed.err)
    assert printed.out.isascii() or "--json" not in manner


@pytest.mark.parametrize("read", [cm.parse_model, cm.parse_policy], ids=["model", "policy"])
def test_the_keys_of_a_model_or_policy_steer_no_terminal(read: Callable[[str], Any]) -> None:
    """A key in quotes may hold anything; a message gives it by its code."""
    with pytest.raises(cm.CaseworkError) as caught:
        read('"\\u001b[31m\\u202e" = 1\n')
    assert not STEERS.search(str(caught.value))
    assert '"\\x1b[31m\\u202e" is not known' in str(caught.value)


# What is sound and strange --------------------------------------------------------------------------------------------


def test_a_case_to_which_nobody_has_access_is_read_and_shown() -> None:
    """A file may name nobody who may read it: options are listed, none of them open, and the report is made."""
    record = opened()
    nobody = evolve(record.case.opened, authorised=())
    record = cm.CaseRecord.of("c-1", [evolve(record.entries[0], fact=nobody)])
    options = cm.Engine().options(record, at=AT)
    assert options
    assert not any(option.is_open for option in options)
    assert case_report(record, cm.Engine())


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_a_case_at_the_end_of_the_calendar_is_read_and_shown(moment: str) -> None:
    """Where the clock of the case has no such day, times are shown as they were written."""
    at = datetime.fromisoformat(moment)
    first = opened().entries[0]
    fact = evolve(opened().case.opened, tz="America/New_York" if at.year == 1 else "Asia/Tokyo")
    record = cm.CaseRecord.of("c-1", [evolve(first, occurred_at=at, recorded_at=at, fact=fact)])
    assert cm.loads(cm.dumps(record)) == record
    assert cm.Engine().audit(record) == ()
    assert moment[:10] in case_report(record, cm.Engine())


# Entries of another, and forged links ---------------------------------------------------------------------------------


def chained() -> cm.CaseRecord:
    """A chained record of three entries."""
    return linked(on(note(), f.Note()), nonces=lambda size: bytes(range(size)))


def test_a_file_with_the_entries_of_another_case_does_not_hold(tmp_path: Path) -> None:
    """A chain begins with the case: under another header the first entry does not follow, and append refuses it."""
    raw = cm.dumps(chained()).encode().replace(b'"case_id":"c-1"', b'"case_id":"c-2"', 1)
    found = verify(raw).finding
    assert found is not None
    assert (found.number, found.fault) == (1, ChainFault.OTHER_CASE)
    path = tmp_path / "c-2.jsonl"
    path.write_bytes(raw)
    words = f"{path}, line 1, case_id: this is the file of another case. Give the file of this case."
    assert refusal(lambda: cm.append(chained(), path)) == words


def test_a_forged_link_is_found() -> None:
    """A link of another form is refused in reading; one of the right form that nobody made, in verifying."""
    record = chained()
    link = record.entries[1].link
    assert link is not None
    text = cm.dumps(record)
    forged = text.replace(link.digest, "0" * 64)
    assert cm.loads(forged) == record
    found = verify(forged.encode()).finding
    assert found is not None
    assert (found.number, found.fault) == (2, ChainFault.EDITED)
    for wrong in ("0" * 63, "Z" * 64, "\x1b[31m", ""):
        bad = text.replace(link.digest, wrong.replace("\x1b", "\\u001b"))
        said = refusal(lambda bad=bad: cm.loads(bad))  # type: ignore[misc]  # no type is inferred for its default
        assert said.startswith("record, line 3, link.digest: ")
        assert not STEERS.search(said)
        assert not verify(bad.encode()).holds
    for wrong in ("\x1b[31m", "zz" * 16, "00"):
        bad = text.replace(link.nonce, wrong.replace("\x1b", "\\u001b"), 2)
        assert not verify(bad.encode()).holds


def test_entries_cut_off_are_found_against_a_known_head() -> None:
    """A file that ends early is sound by itself; the head that was kept elsewhere shows it."""
    record = chained()
    shorter = "".join(cm.dumps(record).splitlines(keepends=True)[:3]).encode()
    assert verify(shorter).holds
    found = verify(shorter, head=head_of(record)).finding
    assert found is not None
    assert (found.number, found.fault) == (3, ChainFault.TRUNCATED)
