"""The record grows and looks back: views of what had happened, and of what was known; ids; and records that part."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import facts as f
from samples import at, change, entry, opening, record_of
from story import Story, consent, goal, papers, planned

NOTE: Final = f.Note()


# Built by hand -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((2,), "entry number 2 stands where number 1 belongs"),
        ((0, 1), "entry number 0 stands where number 1 belongs"),
        ((1, 3), "entry number 3 stands where number 2 belongs"),
        ((1, 1), "entry number 1 stands where number 2 belongs"),
        ((1, 2, 4, 3), "entry number 4 stands where number 3 belongs"),
    ],
)
def test_a_record_has_no_gap(numbers: tuple[int, ...], said: str) -> None:
    """Entries count from 1; one that is missing, doubled or moved is found by its number."""
    with pytest.raises(cm.BadValue) as caught:
        cm.CaseRecord.of("c-1", [entry(number, NOTE) for number in numbers])
    assert str(caught.value) == f"entries: {said}. Find the entry that is missing or moved."


def test_a_record_goes_on_where_it_ended() -> None:
    """Further entries follow the last one, and nothing is taken over if they do not."""
    record = record_of(opening(), NOTE)
    with pytest.raises(cm.BadValue, match=r"^entries: entry number 5 stands where number 4 belongs\."):
        record.with_entries([entry(3, NOTE), entry(5, NOTE)])
    with pytest.raises(cm.BadValue, match=r"^entries: entry number 4 stands where number 3 belongs\."):
        record.with_entry(entry(4, NOTE))
    assert len(record.entries) == 2
    assert record.with_entry(entry(3, NOTE)) == record.with_entries([entry(3, NOTE)])
    assert len(record.with_entries([entry(3, NOTE), entry(4, NOTE)]).entries) == 4


@pytest.mark.parametrize("case_id", ["", "x" * 201, None, 7])
def test_a_record_belongs_to_a_case_with_a_name(case_id: Any) -> None:  # noqa: ANN401 - what is handed in
    """The id of a case is a text of 1 to 200 characters."""
    with pytest.raises(cm.BadValue) as caught:
        cm.CaseRecord.of(case_id)
    assert str(caught.value) == "case_id: a text of 1 to 200 characters is wanted. Give the case an id."
    assert cm.CaseRecord.of("x" * 200).case_id == "x" * 200


@given(cuts=st.lists(st.integers(0, 140), max_size=4))
def test_records_are_equal_when_id_and_entries_are(cuts: list[int]) -> None:
    """However a record grew, it is the same record, with the same hash; with another id or entry it is another."""
    entries = [entry(1, opening()), *(entry(number, NOTE) for number in range(2, 141))]
    grown, done = cm.CaseRecord.of("c-1"), 0
    for cut in (*sorted(cuts), 140):
        grown, done = grown.with_entries(entries[done:cut]), max(done, cut)
    whole = cm.CaseRecord.of("c-1", entries)
    assert grown == whole
    assert hash(grown) == hash(whole)
    assert len({grown, whole, cm.CaseRecord.of("c-2", entries), cm.CaseRecord.of("c-1", entries[:-1])}) == 3


def test_a_record_is_copied_whole() -> None:
    """A record from a pickle is equal, finds its ids, and grows as the first would."""
    record = Story().told(until="evaluation").record
    for twin in (copy.deepcopy(record), pickle.loads(pickle.dumps(record))):  # noqa: S301 - our own
        assert twin == record
        assert hash(twin) == hash(record)
        assert [twin.number_of(one.id) for one in record.entries] == [one.number for one in record.entries]
        assert twin.case.goals["g1"] == record.case.goals["g1"]


def test_an_entry_knows_how_late_it_was_written() -> None:
    """The lag is the time between happening and writing, through UTC."""
    berlin = ZoneInfo("Europe/Berlin")
    before, after = (datetime(2026, 3, day, 12, tzinfo=berlin) for day in (28, 29))
    story = Story(at=before)
    story.record = story.engine.write(
        story.record, cm.Write(by="w1", occurred_at=before, recorded_at=after, text="Met Ms L.")
    )
    assert story.record.entries[-1].lag == timedelta(hours=23)
    assert entry(1, NOTE).lag == timedelta()


# Views ---------------------------------------------------------------------------------------------------------------


def late_consent() -> cm.CaseRecord:
    """Give a record in which consent of hour 2 was written down in hour 9 only."""
    return cm.CaseRecord.of(
        "c-1",
        [
            entry(1, opening(), occurred=1),
            entry(2, goal(), occurred=5),
            entry(3, consent(), occurred=2, recorded=9),
            entry(4, change("assessment"), occurred=10),
        ],
    )


def numbers(view: cm.RecordView) -> list[int]:
    """Give the numbers of the entries in view."""
    return [one.number for one in view.entries]


def test_what_had_happened_is_not_what_was_known() -> None:
    """In hour 5 the consent had been given, and the agency did not know of it."""
    record = late_consent()
    happened, known = record.as_of(at(5)), record.as_known_at(at(5))
    assert (numbers(happened), "service" in happened.case.consents) == ([1, 2, 3], True)
    assert (numbers(known), "service" in known.case.consents) == ([1, 2], False)
    assert (numbers(record.as_of(at(4))), numbers(record.as_known_at(at(9)))) == ([1, 3], [1, 2, 3])


def test_a_view_of_a_view() -> None:
    """What was known in hour 9 of what had happened by hour 4, in either order of asking."""
    record = late_consent()
    for view in (record.as_of(at(4)).as_known_at(at(9)), record.as_known_at(at(9)).as_of(at(4))):
        assert numbers(view) == [1, 3]
        assert (list(view.case.goals), list(view.case.consents), view.case.phase) == ([], ["service"], "intake")
    assert numbers(record.as_of(at(4)).as_known_at(at(4))) == [1]


def test_a_view_ends_with_its_moment() -> None:
    """What happens at the very moment is in view; what happens a microsecond later is not."""
    record = late_consent()
    assert numbers(record.as_of(at(10))) == [1, 2, 3, 4]
    assert numbers(record.as_of(at(10) - timedelta(microseconds=1))) == [1, 2, 3]


def test_a_view_before_the_opening_is_empty() -> None:
    """Before the opening there is no client to speak of, and the case says so."""
    view = late_consent().as_of(at(0))
    assert (numbers(view), view.case.is_begun, view.case.phase) == ([], False, None)
    with pytest.raises(cm.NotBegun, match=r"^There is no client yet"):
        view.case.client  # noqa: B018 - asking is what is tested
    assert repr(view) == "<RecordView of c-1, 0 entries>"


@pytest.mark.parametrize("moment", [datetime(2026, 3, 2, 9), None, "2026-03-02"])  # noqa: DTZ001 - meant
def test_a_view_needs_an_instant(moment: Any) -> None:  # noqa: ANN401 - what is handed in
    """A time without a zone is no instant, and is refused by both views."""
    record = late_consent()
    for look in (record.as_of, record.as_known_at, record.as_of(at(5)).as_known_at):
        with pytest.raises(cm.BadValue) as caught:
            look(moment)
        assert str(caught.value) == "moment: a time without a zone is no instant. Give it a zone."


@given(
    times=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12),
    by=st.integers(-1, 10),
    known=st.integers(-1, 10),
)
def test_a_view_holds_exactly_what_its_moments_allow(times: list[tuple[int, int]], by: int, known: int) -> None:
    """Both views choose entries by their times, keep the order of writing, and can be combined in either order."""
    made: list[f.Fact] = [opening(), *(consent(f"s{number}") for number in range(12))]
    entries = [
        entry(number, fact, occurred=happened, recorded=written)
        for number, (fact, (happened, written)) in enumerate(zip(made, times, strict=False), start=1)
    ]
    record = cm.CaseRecord.of("c-1", entries)
    assert list(record.as_of(at(by)).entries) == [one for one in entries if one.occurred_at <= at(by)]
    assert list(record.as_known_at(at(known)).entries) == [one for one in entries if one.recorded_at <= at(known)]
    both = [one for one in entries if one.occurred_at <= at(by) and one.recorded_at <= at(known)]
    assert list(record.as_of(at(by)).as_known_at(at(known)).entries) == both
    assert record.as_of(at(by)).as_known_at(at(known)) == record.as_known_at(at(known)).as_of(at(by))
    assert record.as_of(at(99)).case == record.as_known_at(at(99)).case == record.case


def test_a_view_is_no_record() -> None:
    """A view can be read and looked back from, and has nothing to write with."""
    view = late_consent().as_of(at(99))
    record: object = late_consent()
    assert view != record
    assert (view.case, view.case_id) == (late_consent().case, "c-1")
    assert not hasattr(view, "with_entries")


# Ids -----------------------------------------------------------------------------------------------------------------


def test_an_id_is_found_by_its_number() -> None:
    """An id that is not in use has no number."""
    record = record_of(opening(), NOTE)
    assert [record.number_of(key) for key in ("e1", "e2", "e3", "")] == [1, 2, None, None]


def test_of_a_doubled_id_the_first_entry_is_meant() -> None:
    """A foreign record may use an id twice; the first one counts, whether or not both came at once."""
    twice = [entry(1, opening()), entry(2, NOTE, entry_id="x"), entry(3, NOTE, entry_id="x"), entry(4, NOTE)]
    for record in (
        cm.CaseRecord.of("c-1", twice),
        cm.CaseRecord.of("c-1", twice[:2]).with_entries(twice[2:]),
        cm.CaseRecord.of("c-1", twice[:3]).with_entries(twice[3:]),
    ):
        assert [record.number_of(key) for key in ("e1", "x", "e4", "e2")] == [1, 2, 4, None]


@given(
    steps=st.lists(
        st.tuples(st.integers(0, 99), st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=3)), max_size=25
    )
)
def test_branches_of_a_record_do_not_disturb_one_another(steps: list[tuple[int, list[str]]]) -> None:
    """Records that grew apart from a common stem use ids as they like, and each knows its own alone."""
    stem = record_of(opening())
    branches: list[tuple[cm.CaseRecord, list[str]]] = [(stem, ["e1"])]
    for which, ids in steps:
        record, used = branches[which % len(branches)]
        news = [entry(number, NOTE, entry_id=key) for number, key in enumerate(ids, start=len(used) + 1)]
        branches.append((record.with_entries(news), [*used, *ids]))
    for record, used in branches:
        expected = {key: used.index(key) + 1 if key in used else None for key in ("e1", *"abcdefgh")}
        assert {key: record.number_of(key) for key in expected} == expected
        assert [one.id for one in record.entries] == used


def test_many_branches_of_a_long_record() -> None:
    """A hundred ways to go on from one long record, all using one id: each finds its own, the stem finds none."""
    stem = record_of(opening(), *[NOTE] * 200)
    branches = [
        stem.with_entries(
            entry(202 + place, NOTE, entry_id=f"b{place}" if place < length else "end") for place in range(length + 1)
        )
        for length in range(100)
    ]
    assert [branch.number_of("end") for branch in branches] == [202 + length for length in range(100)]
    assert [branch.number_of("b50") for branch in branches[:52]] == [None] * 51 + [252]
    assert (stem.number_of("end"), stem.number_of("e201")) == (None, 201)


# Growth --------------------------------------------------------------------------------------------------------------


def test_growing_leaves_what_was_there() -> None:
    """A record that grew is a new one; entries, case and views of the old one are as they were."""
    story = Story().told(until="planning")
    old, view = story.record, story.record.as_of(story.now)
    before = (list(old.entries), old.case.phase, dict(old.case.goals), dict(old.case.tracks))
    story.write(*papers("planning")).move("intervention")
    assert (list(old.entries), old.case.phase, dict(old.case.goals), dict(old.case.tracks)) == before
    assert numbers(view) == [one.number for one in old.entries]
    assert list(story.record.entries[: len(old.entries)]) == list(old.entries)


def test_a_whole_case_shows_nothing_personal() -> None:
    """Neither record, case, views, episodes, tracks nor entries show a name or a narrative when printed."""
    story = Story().told(until="termination")
    story.write(*papers("termination"), planned(), text="Marta said goodbye.")
    case = story.record.case
    things = (story.record, case, case.entries, case.goals, story.record.as_of(story.now), case.frame, case.episodes)
    said = " ".join((*map(repr, things), *map(str, things), *map(repr, case.entries), *map(repr, case.goals.values())))
    assert "Marta" not in said
    assert "find a flat" not in said
    assert "landlord" not in said
    assert repr(story.record) == f"<CaseRecord c-1, {len(case.entries)} entries>"
