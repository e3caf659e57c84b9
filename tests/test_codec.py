"""Records as text: written in one form, read again as they were whichever way one reads, and never unsound."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final, final
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from casework_model.codec import dumps, lines, loads, records
from casework_model.codec.forms import reader_of
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, UnreadableFile
from casework_model.facts import (
    CaseOpened,
    Closure,
    ClosureKind,
    ContactRoute,
    Fact,
    GenogramDrawn,
    Goal,
    ModelRef,
    Note,
    PhaseChange,
    PolicyRef,
    ProgressNote,
    ScaleStep,
)
from casework_model.people import Client, ClientStatus
from casework_model.process import MoveKind
from casework_model.record import CaseRecord
from casework_model.shape import fields_of
from casework_model.terms import AccessLevel
from strategies import records as random_records
from strategies import times

BERLIN: Final = timezone(timedelta(hours=1))
MONDAY: Final = datetime(2024, 2, 5, 9, 30, tzinfo=BERLIN)
OPENED: Final = CaseOpened(
    client=Client(id="cl-1", status=ClientStatus.MANDATED, label="Marta L."),
    tz="Europe/Berlin",
    route=ContactRoute.WALK_IN,
    model=ModelRef(key="casework", version=1),
    phase="intake",
    policy=PolicyRef(key="standard", version=1, digest="d"),
)
FIRST: Final = RecordEntry(1, "e1", "w1", MONDAY, MONDAY, OPENED)


def second(fact: Fact, **more: Any) -> RecordEntry:  # noqa: ANN401 - any field of an entry, also a wrong one
    """An entry after the first, with that fact."""
    return evolve(RecordEntry(2, "e2", "w1", MONDAY, MONDAY + timedelta(hours=1), fact), **more)


def record(*entries: RecordEntry) -> CaseRecord:
    """A record of the opening and these entries, sound or not."""
    return CaseRecord.of("c-1").with_entries((FIRST, *entries))


# One form -------------------------------------------------------------------------------------------------------------

HEADER: Final = '{"format":"casework-record","version":1,"case_id":"c-1"}\n'
OPENING: Final = (
    '{"number":1,"id":"e1","by":"w1",'
    '"occurred_at":"2024-02-05T09:30:00+01:00","recorded_at":"2024-02-05T09:30:00+01:00",'
    '"fact":{"kind":"case_opened","client":{"id":"cl-1","status":"mandated","label":"Marta L."},'
    '"tz":"Europe/Berlin","route":"walk_in","model":{"key":"casework","version":1},"phase":"intake",'
    '"policy":{"key":"standard","version":1,"digest":"d"}}}\n'
)
ENTRY: Final = (
    '{"number":2,"id":"e2","by":"w1",'
    '"occurred_at":"2024-02-05T09:30:00+01:00","recorded_at":"2024-02-05T10:30:00+01:00",'
    '"fact":'
)
FORMS: Final = {
    "nothing but what is usual": (second(Note()), '{"kind":"note"}}\n'),
    "a field whose name is a word of Python": (
        second(PhaseChange(model="casework", from_="intake", to="assessment", move=MoveKind.FORWARD)),
        '{"kind":"phase_change","model":"casework","to":"assessment","move":"forward","from":"intake"}}\n',
    ),
    "tuples, dates, numbers, truths and parts": (
        second(
            Goal(
                id="g1",
                target_date=date(2024, 5, 1),
                weight=2.5,
                baseline=-2,
                scale=(ScaleStep(level=0, meaning="as hoped"),),
                agreed=True,
                agreed_by=("client", "worker"),
            )
        ),
        (
            '{"kind":"goal","id":"g1","target_date":"2024-05-01","weight":2.5,"baseline":-2,'
            '"scale":[{"level":0,"meaning":"as hoped"}],"agreed":true,"agreed_by":["client","worker"]}}\n'
        ),
    ),
    "all that an entry may say": (
        second(Note(), text='"Ü" \\ \n\u2028 😀', access=AccessLevel.RESTRICTED, participants=("mother",)),
        '{"kind":"note"},"text":"\\"Ü\\" \\\\ \\n\u2028 😀","access":"restricted","participants":["mother"]}\n',
    ),
}


@pytest.mark.parametrize("case", FORMS)
def test_a_record_is_written_in_one_form(case: str) -> None:
    """A line is compact JSON in UTF-8 in the order of the fields; what is as usual is left out."""
    entry, tail = FORMS[case]
    assert dumps(record(entry)) == HEADER + OPENING + ENTRY + tail
    assert loads(HEADER + OPENING + ENTRY + tail) == record(entry)


def test_times_are_written_with_their_offset() -> None:
    """A time keeps its offset and its parts of a second; UTC is written as +00:00."""
    at = datetime(1971, 5, 1, 8, 0, 0, 250, tzinfo=timezone(-timedelta(minutes=44, seconds=30)))
    since = datetime(1971, 5, 1, 9, tzinfo=UTC)
    entry = RecordEntry(1, "e1", "w1", at, since, OPENED)
    text = dumps(CaseRecord.of("c-1", [entry]))
    assert '"occurred_at":"1971-05-01T08:00:00.000250-00:44:30","recorded_at":"1971-05-01T09:00:00+00:00"' in text
    assert loads(text).entries[0].occurred_at.utcoffset() == -timedelta(minutes=44, seconds=30)


def test_a_record_without_entries_is_a_header() -> None:
    """A record in which nothing is written yet can be kept in a file too."""
    assert dumps(CaseRecord.of("c-1")) == HEADER
    assert loads(HEADER) == CaseRecord.of("c-1")


OTHERWISE: Final = {
    "spaces": (ENTRY.replace('":', '" : ').replace(",", " ,\t"), '{ "kind": "note" } }\n'),
    "another order": (ENTRY, '{"id":"g1","kind":"goal","agreed":false}}\n'),
    "usual content written out": (ENTRY, '{"kind":"goal","id":"g1","weight":1,"target_date":null,"agreed_by":[]}}\n'),
    "letters by their number": (ENTRY, '{"kind":"goal","id":"\\u0067\\u0031","statement":"\\ud83d\\ude00"}}\n'),
    "a large weight": (ENTRY, '{"kind":"goal","id":"g1","weight":100000000000000000000}}\n'),
    "a larger weight": (ENTRY, '{"kind":"goal","id":"g1","weight":1e300}}\n'),
}
MEANT: Final = {
    "spaces": Note(),
    "another order": Goal(id="g1"),
    "usual content written out": Goal(id="g1"),
    "letters by their number": Goal(id="g1", statement="😀"),
    "a large weight": Goal(id="g1", weight=10**20),
    "a larger weight": Goal(id="g1", weight=1e300),
}


@pytest.mark.parametrize("case", OTHERWISE)
def test_what_others_write_otherwise_is_read_as_meant(case: str) -> None:
    """Spaces, the order of fields, escapes and usual content written out are a matter of taste in JSON."""
    head, tail = OTHERWISE[case]
    text = HEADER + OPENING + head + tail
    for quick in (lines.with_stdlib, lines.quickest()):
        found = records.parsed(text, name="record", torn="refuse", quick=quick)
        assert found.entries[1].fact == MEANT[case]
        assert loads(dumps(found)) == found


# Laws -----------------------------------------------------------------------------------------------------------------


@given(random_records())
def test_reading_what_was_written_gives_the_same_record(kept: CaseRecord) -> None:
    """Reading gives the record that was written, and writing it again gives the same text."""
    text = dumps(kept)
    assert loads(text) == kept
    assert loads(text.encode()) == kept
    assert dumps(loads(text)) == text


@given(random_records(max_size=3))
def test_the_slow_pass_reads_the_same(kept: CaseRecord) -> None:
    """What finds the words for a fault takes every sound line for what it is."""
    assert [records.exactly(line.encode()) for line in dumps(kept).split("\n")[1:-1]] == list(kept.entries)


@given(random_records(), st.data())
def test_both_ways_of_reading_have_one_meaning(kept: CaseRecord, data: st.DataObject) -> None:
    """With orjson or without, a text gives the same record or is refused in the same words, whatever was done to it."""
    text = bytearray(dumps(kept).encode())
    at = data.draw(st.integers(0, len(text) - 1))
    until = data.draw(st.integers(at, min(at + 3, len(text))))
    text[at:until] = data.draw(
        st.binary(max_size=3)
        | st.sampled_from([b'"', b"\\", b"\\ud800", b"\\u0041", b"{}", b"[]", b"null", b"true", b"1.0", b"1e400", b" "])
        | st.sampled_from([b',"text":""', b',"id":"e1"', b"-1", b"9007199254740993", b"18446744073709551617", b"\n"])
    )

    def outcome(quick: lines.Quick) -> CaseRecord | UnreadableFile:
        try:
            return records.parsed(bytes(text), name="record", torn="refuse", quick=quick)
        except UnreadableFile as error:
            return error

    assert outcome(lines.with_stdlib) == outcome(lines.quickest())


@given(times)
def test_a_time_is_read_as_it_was_written(moment: datetime) -> None:
    """Any time with a fixed offset is read again from what `isoformat` writes, with the same offset."""
    read = reader_of(next(field for field in fields_of(RecordEntry) if field.name == "occurred_at"), sound=True)
    assert read is not None
    for each in (moment, moment.replace(microsecond=0), moment.replace(second=0, microsecond=0)):
        again = read(each.isoformat())
        assert again == each
        assert again.utcoffset() == each.utcoffset()


@given(
    st.from_regex(r"2024-02-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9][+-][0-2][0-9]:[0-6][0-9]\n?", fullmatch=True)
    | st.from_regex(r"2024-02-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:00[+-][0-2][0-9]:[0-6][0-9][0:]?\n?", fullmatch=True)
)
def test_a_time_that_is_read_would_be_written_the_same(text: str) -> None:
    """Whatever looks like a time is read only if `isoformat` would write just that."""
    read = reader_of(next(field for field in fields_of(RecordEntry) if field.name == "occurred_at"), sound=True)
    assert read is not None
    found = lines.attempt(lambda: read(text), ValueError)
    assert isinstance(found, ValueError) or found.isoformat() == text


def test_without_orjson_the_standard_library_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is missing, records are read all the same."""
    monkeypatch.setitem(sys.modules, "orjson", None)
    lines.quickest.cache_clear()
    try:
        assert lines.quickest() is lines.with_stdlib
        assert loads(HEADER + OPENING) == record()
    finally:
        lines.quickest.cache_clear()


def test_a_record_with_a_torn_last_line_is_read_without_it_only_when_asked() -> None:
    """A torn line is never left out silently."""
    torn = HEADER + OPENING + ENTRY
    with pytest.raises(UnreadableFile):
        loads(torn)
    assert loads(torn, torn="drop") == record()


def test_the_name_of_the_file_stands_in_the_error() -> None:
    """A text from anywhere can be given a name for its errors."""
    with pytest.raises(UnreadableFile, match=r"^from the archive: the file is empty\. Restore it from a copy\.$"):
        loads("", name="from the archive")


# What is not written --------------------------------------------------------------------------------------------------


@final
@frozen(kw_only=True, repr=False)
class Hobby(Fact):
    """A fact of a user's own."""

    kind = "hobby"


@final
@frozen(kw_only=True, repr=False)
class OwnNote(Fact):
    """A fact of a user's own under a word that is taken."""

    kind = "note"


NO_FILE: Final = (
    "it holds what no file can hold. "
    "Give it values of the shipped types, texts of whole characters, and times with a fixed offset."
)
TWICE_A_YEAR: Final = datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
UNSOUND: Final = {
    "a level of 3": (
        second(ProgressNote(goal="g1", level=3)),
        "entry 2, fact.level: a whole number from -2 to 2 is wanted, not this number. Give what is wanted.",
    ),
    "true for a level": (
        second(Goal(id="g1", baseline=True)),
        "entry 2, fact.baseline: a whole number from -2 to 2 is wanted, not true or false. Give what is wanted.",
    ),
    "a weight that is no number": (second(Goal(id="g1", weight=float("nan"))), f"entry 2: {NO_FILE}"),
    "an endless weight": (second(Goal(id="g1", weight=float("inf"))), f"entry 2: {NO_FILE}"),
    "a time without a zone": (
        second(Note(), occurred_at=datetime(2024, 2, 5, 9, 30)),  # noqa: DTZ001 - what is refused
        (
            "entry 2, occurred_at: a time with its offset from UTC is wanted, and this text is none. "
            "Write it as in 2024-02-05T09:30:00+01:00."
        ),
    ),
    "a time that two instants share": (
        second(Note(), occurred_at=TWICE_A_YEAR, recorded_at=TWICE_A_YEAR + timedelta(days=1)),
        f"entry 2: {NO_FILE}",
    ),
    "no time": (
        second(Note(), occurred_at=None),
        "entry 2, occurred_at: a time with its offset from UTC is wanted, not null. Give what is wanted.",
    ),
    "a text for a time": (second(Note(), occurred_at="noon"), f"entry 2: {NO_FILE}"),
    "half of a character": (second(Note(), text="Marta \ud83d"), f"entry 2: {NO_FILE}"),
    "a long text": (
        second(Note(), text="x" * 100_001),
        "entry 2, text: the text is longer than 100,000 characters. Shorten or divide it.",
    ),
    "a number for an author": (
        second(Note(), by=7),
        "entry 2, by: text is wanted, not a whole number. Give what is wanted.",
    ),
    "a fact of another's": (second(Hobby()), f"entry 2: {NO_FILE}"),
    "a fact of another's under a known word": (second(OwnNote()), f"entry 2: {NO_FILE}"),
    "no author": (second(Note(), by=" "), "entry 2, by: the entry has no author. Name the worker who wrote it."),
    "no id": (second(Note(), id=""), "entry 2, id: the entry has no id. Give it an id of its own."),
    "an id that is used": (
        second(Note(), id="e1"),
        "entry 2, id: this id is used already, by entry number 1. Give each entry an id of its own.",
    ),
    "a second opening": (
        second(OPENED),
        "entry 2, fact.kind: the case is opened a second time. Let the first entry open the case, and no other.",
    ),
    "written before it happened": (
        second(Note(), occurred_at=MONDAY + timedelta(hours=2)),
        (
            "entry 2, recorded_at: it was recorded before it happened. "
            "Let recorded_at be the time of writing and occurred_at the time of what happened."
        ),
    ),
    "written earlier than the entry before": (
        second(Note(), occurred_at=MONDAY - timedelta(hours=2), recorded_at=MONDAY - timedelta(hours=1)),
        (
            "entry 2, recorded_at: it was recorded earlier than the entry before it. "
            "Put the entries in the order of writing."
        ),
    ),
}


@pytest.mark.parametrize("case", UNSOUND)
def test_what_could_not_be_read_back_is_not_written(case: str) -> None:
    """A record that was built by hand and is not sound is refused when it is written, not when it is needed."""
    entry, words = UNSOUND[case]
    with pytest.raises(BadValue) as caught:
        dumps(record(entry))
    assert str(caught.value) == words
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_the_first_entry_opens_the_case() -> None:
    """A record that begins with anything else is not written."""
    with pytest.raises(BadValue, match=r"^entry 1, fact\.kind: the first entry does not open the case\. "):
        dumps(CaseRecord.of("c-1", [evolve(second(Note()), number=1)]))


def test_a_case_has_an_id_that_a_file_can_hold() -> None:
    """A record whose id has no bytes is not written."""
    with pytest.raises(BadValue) as caught:
        dumps(CaseRecord.of("Marta \ud83d", [FIRST]))
    words = "case_id: the case has no id that a file can hold. Give the case an id of 1 to 200 characters."
    assert str(caught.value) == words
    assert caught.value.__context__ is None


def test_closing_a_case_keeps_every_word() -> None:
    """A closing with a date and unfinished work is read as it was written."""
    fact = Closure(closure=ClosureKind.TRANSFER, receiving="shelter", unfinished=("rent",), effective=date(2024, 2, 1))
    assert loads(dumps(record(second(fact)))).entries[1].fact == fact


def test_a_whole_number_keeps_every_digit() -> None:
    """The largest number that every reader of JSON holds exactly is read as it was written."""
    fact = GenogramDrawn(people=9_007_199_254_740_991)
    assert '"people":9007199254740991' in dumps(record(second(fact)))
    assert loads(dumps(record(second(fact)))).entries[1].fact == fact
