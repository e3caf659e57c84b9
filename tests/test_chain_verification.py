"""Verifying names the first entry that is not as it was linked, and what was done to it, in one plain sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve

import casework_model as cm
import tamper
from casework_model import ChainFault as Fault
from casework_model import facts as f
from chains import RECORD, chained, entry, sealing

RAW: Final = cm.dumps(chained()).encode()
LINES: Final = RAW.splitlines(keepends=True)
HEAD: Final = cm.head_of(chained())
WITHOUT: Final = (
    "there was no accident and no clumsy edit, but somebody who rewrote the whole file or cut off its end would not "
    "show without a digest that was kept elsewhere."
)


def found(raw: bytes, head: cm.Head | None = None) -> tuple[Fault, int, int | None] | None:
    """What is found in a file: fault, number, line."""
    finding = cm.verify(raw, head=head).finding
    return None if finding is None else (finding.fault, finding.number, finding.line)


def lines(*which: int) -> bytes:
    """A file of these lines, 0 being the header."""
    return b"".join(LINES[one] for one in which)


def edited(old: str, new: str) -> bytes:
    """A file in which one thing is replaced."""
    assert RAW.count(old.encode()) == 1
    return RAW.replace(old.encode(), new.encode())


# What holds -----------------------------------------------------------------------------------------------------------


def test_a_chain_that_holds_is_said_to_hold() -> None:
    """The sentence says what that shows, and what it does not."""
    verification = cm.verify(RAW)
    assert (verification.holds, verification.head, verification.entries) == (True, HEAD, 4)
    assert str(verification) == f"The chain holds up to its last entry, number 4: {WITHOUT}"


def test_a_known_head_says_more() -> None:
    """With a digest that was kept elsewhere the record is that of then, and may have grown."""
    assert str(cm.verify(RAW, head=HEAD)) == (
        "The chain holds up to its last entry, number 4: it has the entry whose digest was kept elsewhere, number 4."
    )
    earlier = cm.head_of(chained(cm.CaseRecord.of("c-1", RECORD.entries[:2])))
    assert str(cm.verify(RAW, head=earlier)) == (
        "The chain holds up to its last entry, number 4: it has the entry whose digest was kept elsewhere, number 2, "
        "and 2 more after it."
    )
    assert cm.verify(RAW, head=cm.head_of(cm.CaseRecord.of("c-1"))).holds


def test_all_that_holds_a_record_can_be_verified(tmp_path: Path) -> None:
    """A record, the bytes of a file in either form, and a file by its path."""
    path = tmp_path / "c-1.jsonl"
    assert cm.dump(chained(), path) == HEAD
    document = cm.dumps(chained(), form="json").encode()
    for source in (chained(), RAW, document, path, str(path)):
        assert cm.verify(source, head=HEAD) == cm.verify(RAW, head=HEAD)


def test_a_record_without_entries_holds() -> None:
    """There is nothing yet that could have been changed."""
    empty = cm.CaseRecord.of("c-1")
    assert cm.verify(LINES[0]) == cm.verify(empty)
    assert str(cm.verify(empty)) == f"The chain holds: {WITHOUT}"


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Nothing can be said of it."""
    with pytest.raises(cm.UnreadableFile, match="there is no such file"):
        cm.verify(tmp_path / "c-9.jsonl")


# What does not --------------------------------------------------------------------------------------------------------

FOREIGN: Final = (
    cm.dumps(chained(cm.CaseRecord.of("c-2", [*RECORD.entries[:3], entry(4, f.Note()), entry(5, f.Note())]), start=50))
    .encode()
    .splitlines(keepends=True)
)
LONGER: Final = cm.dumps(chained(RECORD.with_entries([entry(5, f.Note(), "more")]))).encode()
NOT: Final = "The chain does not hold: "
FAULTS: Final[dict[str, tuple[bytes, cm.Head | None, tuple[Fault, int, int], str]]] = {
    "a text was changed": (
        edited("She said no.", "She said so."),
        None,
        (Fault.EDITED, 2, 3),
        "entry 2 (line 3) was changed after it was written; up to entry 1 it holds.",
    ),
    "a level was changed": (
        edited('"access":"restricted"', '"access":"normal"').replace(b'"access":"normal",', b""),
        None,
        (Fault.EDITED, 4, 5),
        "entry 4 (line 5) was changed after it was written; up to entry 3 it holds.",
    ),
    "a number was changed": (
        edited('"number":3', '"number":9'),
        None,
        (Fault.EDITED, 3, 4),
        "entry 3 (line 4) was changed after it was written; up to entry 2 it holds.",
    ),
    "two entries were swapped": (
        lines(0, 1, 3, 2, 4),
        None,
        (Fault.REORDERED, 2, 3),
        "entry 2 (line 3) is not in its place, where another entry of the record stands; up to entry 1 it holds.",
    ),
    "the last was moved to the front": (
        lines(0, 4, 1, 2, 3),
        None,
        (Fault.REORDERED, 1, 2),
        "entry 1 (line 2) is not in its place, where another entry of the record stands.",
    ),
    "a copy was put in": (
        lines(0, 1, 2, 1, 3, 4),
        None,
        (Fault.INSERTED, 3, 4),
        "entry 3 (line 4) does not stand here: a line was put in that does not belong; up to entry 2 it holds.",
    ),
    "a copy of a later one was put in": (
        lines(0, 1, 4, 2, 3, 4),
        None,
        (Fault.INSERTED, 2, 3),
        "entry 2 (line 3) does not stand here: a line was put in that does not belong; up to entry 1 it holds.",
    ),
    "an entry of another case was put in": (
        b"".join((*LINES[:3], FOREIGN[3], *LINES[3:])),
        None,
        (Fault.INSERTED, 3, 4),
        "entry 3 (line 4) does not stand here: a line was put in that does not belong; up to entry 2 it holds.",
    ),
    "an entry of another case with a number of its own": (
        b"".join((*LINES[:3], FOREIGN[5], *LINES[3:])),
        None,
        (Fault.INSERTED, 3, 4),
        "entry 3 (line 4) does not stand here: a line was put in that does not belong; up to entry 2 it holds.",
    ),
    "an entry of another case was added at the end": (
        RAW + FOREIGN[5],
        HEAD,
        (Fault.INSERTED, 5, 6),
        "entry 5 (line 6) does not stand here: a line was put in that does not belong; up to entry 4 it holds.",
    ),
    "the same, with no head known": (
        RAW + FOREIGN[5],
        None,
        (Fault.EDITED, 5, 6),
        "entry 5 (line 6) was changed after it was written; up to entry 4 it holds.",
    ),
    "an entry is missing": (
        lines(0, 1, 3, 4),
        None,
        (Fault.DROPPED, 2, 3),
        "entry 2 (line 3) is missing, though later entries are there; up to entry 1 it holds.",
    ),
    "another program has written the line": (
        RAW.replace(b'"by":"w1"', b'"by": "w1"', 1),
        None,
        (Fault.NOT_CANONICAL, 1, 2),
        "entry 1 (line 2) says what was written, but in other bytes: another program has rewritten its line.",
    ),
    "a letter was escaped": (
        edited("She said", "Sh\\u0065 said"),
        None,
        (Fault.NOT_CANONICAL, 2, 3),
        (
            "entry 2 (line 3) says what was written, but in other bytes: another program has rewritten its line; up to "
            "entry 1 it holds."
        ),
    ),
    "a usual value was written out": (
        RAW.replace(b'{"by":"w1",', b'{"access":"normal","by":"w1",', 1),
        None,
        (Fault.NOT_CANONICAL, 1, 2),
        "entry 1 (line 2) says what was written, but in other bytes: another program has rewritten its line.",
    ),
    "the end was cut off": (
        lines(0, 1, 2),
        HEAD,
        (Fault.TRUNCATED, 3, 4),
        "entry 3 (line 4) is cut off: the file ends too early; up to entry 2 it holds.",
    ),
    "the last line is torn": (
        RAW[:-9],
        None,
        (Fault.TRUNCATED, 4, 5),
        "entry 4 (line 5) is cut off: the file ends too early; up to entry 3 it holds.",
    ),
    "all was rewritten": (
        cm.dumps(chained(start=99)).encode(),
        HEAD,
        (Fault.REWRITTEN, 4, 5),
        "entry 4 (line 5) is not the one whose digest is known: the record was rewritten before or at it.",
    ),
    "another header than the known": (
        RAW,
        cm.head_of(cm.CaseRecord.of("c-2")),
        (Fault.REWRITTEN, 0, 1),
        "the header is not the one whose digest is known (line 1).",
    ),
    "a line was never linked": (
        RAW + cm.dumps(RECORD.with_entries([entry(5, f.Note())])).encode().splitlines(keepends=True)[5],
        None,
        (Fault.UNCHAINED, 5, 6),
        "entry 5 (line 6) is not linked to those before it; up to entry 4 it holds.",
    ),
    "the file is no chain": (
        cm.dumps(RECORD).encode(),
        HEAD,
        (Fault.UNCHAINED, 0, 1),
        "the record is not kept as a chain (line 1).",
    ),
    "a line is no entry": (
        edited("She said no.", 'She said "no."'),
        None,
        (Fault.UNREADABLE, 2, 3),
        "entry 2 (line 3) cannot be read: what stands there is no entry; up to entry 1 it holds.",
    ),
    "a digest has other digits": (
        RAW.replace(HEAD.digest.encode(), b"g" * 64),
        None,
        (Fault.EDITED, 4, 5),
        "entry 4 (line 5) was changed after it was written; up to entry 3 it holds.",
    ),
    "the header is no header": (
        b"notes\n" + RAW,
        None,
        (Fault.UNREADABLE, 0, 1),
        "the first line cannot be read as the header of a record (line 1).",
    ),
    "the header is torn": (
        LINES[0][:-1],
        None,
        (Fault.TRUNCATED, 0, 1),
        "the header is cut off, so that nothing of the record is there (line 1).",
    ),
    "there is nothing": (
        b"",
        None,
        (Fault.TRUNCATED, 0, 1),
        "the header is cut off, so that nothing of the record is there (line 1).",
    ),
    "the header was written by another program": (
        RAW.replace(b'"chain":', b'"chain": ', 1),
        None,
        (Fault.NOT_CANONICAL, 0, 1),
        "the header says what was written, but in other bytes: another program has rewritten it (line 1).",
    ),
    "the entries are another case's": (
        LINES[0] + b"".join(FOREIGN[1:]),
        None,
        (Fault.OTHER_CASE, 1, 2),
        "entry 1 (line 2) does not follow from the header: one of them was changed, or it is another case's.",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_first_fault_is_named_in_a_sentence(name: str) -> None:
    """Number and line are those at which the right entry should stand."""
    raw, head, finding, words = FAULTS[name]
    assert found(raw, head) == finding
    assert str(cm.verify(raw, head=head)) == NOT + words


DOCUMENT: Final = cm.dumps(chained(), form="json").encode()
ITEMS: Final = DOCUMENT.split(b"\n")
BROKEN: Final[dict[str, tuple[bytes, tuple[Fault, int, int | None]]]] = {
    "an entry is none": (DOCUMENT.replace(b'"by":"w1"', b'"by":7', 1), (Fault.UNREADABLE, 1, None)),
    "a key stands twice": (DOCUMENT.replace(b'"number":3', b'"number":3,"number":3'), (Fault.UNREADABLE, 3, None)),
    "an entry is missing": (b"\n".join((*ITEMS[:2], *ITEMS[3:])), (Fault.DROPPED, 2, None)),
    "two are exchanged": (b"\n".join((ITEMS[0], ITEMS[2], ITEMS[1], *ITEMS[3:])), (Fault.REORDERED, 1, None)),
    "one stands twice": (b"\n".join((*ITEMS[:2], ITEMS[1], *ITEMS[2:])), (Fault.INSERTED, 2, None)),
    "the end is cut off": (DOCUMENT[: DOCUMENT.index(b'"number":3') + 9], (Fault.TRUNCATED, 3, None)),
    "nothing but the header is there": (ITEMS[0] + b"\n", (Fault.TRUNCATED, 1, None)),
    "the header is none": (DOCUMENT.replace(b'"case_id":"c-1"', b'"case_id":7', 1), (Fault.UNREADABLE, 0, 1)),
    "the header names no chain": (DOCUMENT.replace(b'"chain":"sha-256",', b"", 1), (Fault.UNCHAINED, 0, None)),
    "it is no text": (b"\xff" + DOCUMENT, (Fault.UNREADABLE, 0, 1)),
    "a header is cut off": (b'{"format":\n"entries" :', (Fault.UNREADABLE, 0, 1)),
    "it is nested too deeply": (ITEMS[0] + b"[" * 100_000, (Fault.TRUNCATED, 1, None)),
    "something stands behind it": (DOCUMENT + b"x", (Fault.UNREADABLE, len(ITEMS) - 2, None)),
    "a number is too large": (
        DOCUMENT.replace(b'"number":3', b'"number":' + b"3" * 5000),
        (Fault.UNREADABLE, 3, None),
    ),
    "the header is nested too deeply": (
        b'{"format":' + b"[" * 100_000 + b',"entries" :[\n' + ITEMS[1],
        (Fault.UNREADABLE, 0, 1),
    ),
    "the entries are no list": (ITEMS[0].replace(b"[", b"7}") + b"\n", (Fault.UNREADABLE, 0, 1)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_done_to_a_document_is_named(name: str) -> None:
    """The first bad entry is named as in a file of lines, also where nothing can be loaded any more."""
    raw, finding = BROKEN[name]
    assert found(raw) == finding


def test_a_document_may_be_laid_out_otherwise() -> None:
    """White space and the order of keys are nothing that was written; the chain is in the entries."""
    content = json.loads(DOCUMENT)
    turned = json.dumps(dict(reversed(content.items())), indent=2).encode()
    assert cm.verify(turned, head=cm.head_of(chained())).holds


def test_a_document_and_a_record_have_no_lines() -> None:
    """What was done is said all the same."""
    document = cm.dumps(chained(), form="json").encode().replace(b"She said no.", b"She said so.")
    assert found(document) == (Fault.EDITED, 2, None)
    assert str(cm.verify(document)) == (f"{NOT}entry 2 was changed after it was written; up to entry 1 it holds.")


def by_hand(change: Callable[[cm.RecordEntry], cm.RecordEntry], number: int = 2) -> cm.CaseRecord:
    """The chained record with one entry changed."""
    entries = [change(one) if one.number == number else one for one in chained().entries]
    return cm.CaseRecord.of("c-1", entries)


HALF: Final = "\ud800"


@pytest.mark.parametrize(
    ("record", "fault", "number"),
    [
        (RECORD, Fault.UNCHAINED, 0),
        (by_hand(lambda one: evolve(one, link=None)), Fault.UNCHAINED, 2),
        (by_hand(lambda one: evolve(one, text="Zqx")), Fault.EDITED, 2),
        (by_hand(lambda one: evolve(one, text=HALF)), Fault.EDITED, 2),
        (by_hand(lambda one: evolve(one, by=HALF)), Fault.EDITED, 2),
        (by_hand(lambda one: evolve(one, by=HALF), 1), Fault.EDITED, 1),
        (by_hand(lambda one: evolve(one, by="w9"), 1), Fault.OTHER_CASE, 1),
        (by_hand(lambda one: one.sealed(), 1), Fault.EDITED, 1),
        (by_hand(lambda one: evolve(one, text=HALF), 1), Fault.EDITED, 1),
        (by_hand(lambda one: evolve(one, fact=f.Goal(id="g", weight=10**20)), 1), Fault.EDITED, 1),
    ],
)
def test_a_record_that_was_built_by_hand_is_judged(record: cm.CaseRecord, fault: Fault, number: int) -> None:
    """Whatever it holds, nothing is raised."""
    finding = cm.verify(record).finding
    assert finding == cm.ChainFinding(number=number, line=None, fault=fault)


# Sealing --------------------------------------------------------------------------------------------------------------


def test_a_sealed_record_holds_with_the_head_of_before() -> None:
    """What was sealed is gone, and the digest kept elsewhere is still that of its entry."""
    sealed = chained(RECORD).with_entries([sealing(5, "e2")])
    raw = cm.dumps(cm.linked(sealed)).encode()
    assert b"She said no" not in raw
    assert cm.verify(raw, head=HEAD).holds


def test_content_that_is_gone_without_a_sealing_was_taken_away() -> None:
    """Nobody can destroy a content and its nonce, and call it sealed, without an entry that says so."""
    second = chained().entries[1].sealed()
    record = by_hand(lambda _: second)
    assert cm.verify(record).finding == cm.ChainFinding(number=2, line=None, fault=Fault.EDITED)
    assert found(cm.dumps(record).encode()) == (Fault.EDITED, 2, 3)


def test_a_content_whose_nonce_alone_is_gone_is_not_sealed() -> None:
    """What cannot be compared any more is not what was linked, though a sealing is on record."""
    sealed = cm.linked(chained().with_entries([sealing(5, "e2")]))
    raw = cm.dumps(sealed).encode()
    told = raw.replace(b'"fact":{"kind":"sealed","of":"consent"}', b'"fact":{"kind":"note"}')
    assert found(told) == (Fault.EDITED, 2, 3)
    added = raw.replace(
        b'"recorded_at":"2024-02-05T11:30:00+00:00"', b'"recorded_at":"2024-02-05T11:30:00+00:00","text":"Zqx"'
    )
    assert found(added) == (Fault.EDITED, 2, 3)


def test_a_sealed_entry_cannot_be_exchanged_either() -> None:
    """Its envelope is linked like that of any other."""
    sealed = cm.linked(chained().with_entries([sealing(5, "e2")]))
    raw = cm.dumps(sealed).encode()
    assert found(raw.replace(b'"of":"consent"', b'"of":"consens"')) == (Fault.EDITED, 2, 3)


def test_what_is_sealed_before_it_is_linked_is_sealed_in_the_chain() -> None:
    """The nonce is destroyed at once, so that the file says the same when it is read and written again."""
    record = cm.linked(RECORD.with_entries([sealing(5, "e2")]))
    second = record.entries[1].link
    assert second is not None
    assert second.nonce == ""
    raw = cm.dumps(record)
    assert cm.dumps(cm.loads(raw)) == raw
    assert cm.verify(raw.encode()).holds


GOLDEN: Final = "7:08e26262db4a53bb510ebe17d003df858960df1e5479043635701650308ccc4f"


def test_a_chain_of_an_earlier_release_holds() -> None:
    """What sealing leaves of a kind of fact is part of the format, so that old chains go on verifying."""
    golden = Path(__file__).parent / "golden" / "v1" / "chained.jsonl"
    assert cm.verify(golden, head=cm.Head.parse(GOLDEN)).holds
    assert sum(one.link is not None and not one.link.nonce for one in cm.load(golden).entries) == 2


# Every way of tampering -----------------------------------------------------------------------------------------------


def two_files(record: cm.CaseRecord) -> tuple[bytes, bytes]:
    """A record and that of another case, as chained files."""
    other = cm.CaseRecord.of("c-2", [*record.entries, entry(len(record.entries) + 1, f.Note(), "Zqx")])
    return tamper.chained(record), tamper.chained(other)


def test_every_way_of_tampering_with_a_small_file_shows() -> None:
    """Each replaced byte, swap, drop, line put in and cut is found, and named with a fault and number that fit."""
    record = cm.CaseRecord.of("c-1", [RECORD.entries[0], entry(2, f.Note(), "Ü")])
    counts, wrong = tamper.tried(*two_files(record))
    assert wrong == []
    size = len(tamper.chained(record))
    assert counts == {
        "byte replaced": 3 * size,
        "two lines swapped": 3,
        "line dropped": 3,
        "copy put in": 3 * 4,
        "line of another case put in": 4 * 4,
        "file cut off": size,
    }


EXAMPLES: Final = sorted((Path(__file__).parent.parent / "examples" / "records").glob("S0?.jsonl"))


@pytest.mark.long
@pytest.mark.parametrize("place", range(len(EXAMPLES)), ids=[path.stem for path in EXAMPLES])
def test_every_way_of_tampering_with_an_example_shows(place: int, told_at_the_end: list[str]) -> None:
    """The same of every example record: some 75,000 ways each."""
    record, other = cm.load(EXAMPLES[place]), cm.load(EXAMPLES[place - 1])
    with tamper.remembered():
        counts, wrong = tamper.tried(tamper.chained(record), tamper.chained(other))
    assert wrong == []
    told_at_the_end.append(f"{EXAMPLES[place].stem}: {counts.total():,} ways of tampering, all found and rightly named")
