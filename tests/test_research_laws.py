"""Laws of extracts: nobody's words come out, what lies between two times stays, measures stay, and the key decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import access, measures
from casework_model import facts as f
from casework_model.research import Extract, ExtractPolicy, Ground, TextKind, extract
from casework_model.research.fields import TOLD
from extracts import (
    KEY,
    NOW,
    OTHER_KEY,
    YES,
    agreed,
    all_marked,
    dates_in,
    dates_of,
    extracted,
    facts_of,
    named,
    only,
    output,
    pseudonyms,
    with_facts,
)
from privacy import MARK
from story import Story, goal, planned, review, task
from strategies import ZONES, records
from walks import choices, stories, walked

LATER: Final = datetime(2200, 1, 1, tzinfo=UTC)
HIGHEST: Final = ExtractPolicy(level=cm.AccessLevel.RESTRICTED)


@st.composite
def consenting(draw: st.DrawFn) -> cm.CaseRecord:
    """Records of facts of any kind, none very restricted, with consent to research as their last word."""
    record = draw(records(max_size=5))
    seen = [
        evolve(entry, access=cm.AccessLevel.NORMAL) if entry.access is cm.AccessLevel.VERY_RESTRICTED else entry
        for entry in record.entries
    ]
    record = with_facts(cm.CaseRecord.of(record.case_id, seen), evolve(YES, via_interpreter=True))
    assume(extract([record], key=KEY, at=LATER).records)
    return record


def made_of(record: cm.CaseRecord, key: bytes = KEY) -> tuple[cm.CaseRecord, Extract]:
    """Give what an extract makes of a record, and the extract."""
    made = extract([record], key=key, at=LATER, keep=HIGHEST)
    return made.records[0], made


def moments(record: cm.CaseRecord) -> list[datetime]:
    """Give all times of the entries that an extract of the whole course tells, in order."""
    told = [entry for entry in record.amended if isinstance(entry.fact, COURSE)]
    return [moment for entry in told for moment in (entry.occurred_at, entry.recorded_at)]


COURSE: Final = (f.CaseOpened, f.PhaseChange, f.Closure, f.Reopening, f.ModelChanged, f.PolicyChanged)


# Nobody's words -------------------------------------------------------------------------------------------------------


def test_nothing_that_tells_of_somebody_comes_out(tmp_path: Path) -> None:
    """Markers in every text and every identifier of every kind of fact: no byte that is written holds one."""
    record = all_marked()
    assert len(record.entries) > 40
    said = output(extracted(record, level=cm.AccessLevel.RESTRICTED, k=2), tmp_path / "out")
    assert "Zqx" not in said
    assert "1987" not in said
    assert len(said) > 5_000


@pytest.mark.parametrize("kind", TextKind)
def test_of_the_texts_only_the_chosen_kind_comes_out(kind: TextKind, tmp_path: Path) -> None:
    """Each marker says where it was planted; of the label of a client and of closing reasons none is ever told."""
    said = output(extracted(all_marked(), texts=(kind,)), tmp_path / "out")
    planted = {place for place in PLANTED[kind] if f"{MARK} {place}" in said}
    assert planted == PLANTED[kind]
    others = {place for other in TextKind if other is not kind for place in PLANTED[other]}
    assert {place for place in others if f'"{MARK} {place}"' in said} == set()
    never = ("Client.label", "Closure.reason", "PhaseChange.reason", "Client.id", "Goal.id", "RecordEntry.by")
    assert not any(f'"{MARK} {place}"' in said for place in never)


PLANTED: Final = {
    TextKind.ENTRY: {"entry.text"},
    TextKind.NARRATIVE: {"Goal.statement", "Task.what", "ScaleStep.meaning", "CaseOpened.circumstances"},
    TextKind.LABEL: {"Referral.to", "Closure.receiving", "RiskFinding.named", "MandateNotice.authority"},
    TextKind.PARTICIPANTS: {"RecordEntry.participants", "Task.who", "Contact.participants", "Consent.given_by"},
}
"""Some of the places of each kind of text."""


def test_the_key_shows_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Not in what is written, not in what is shown; nor does the number of the shift."""
    key = b"a key of 32 bytes that is secret"
    made = extract([agreed()], key=key, at=NOW)
    said = output(made, tmp_path / "out") + repr(made) + str(made.statement) + repr(made.refused) + caplog.text
    for form in (key.decode(), key.hex(), repr(key), str(int.from_bytes(key))):
        assert form not in said
    with pytest.raises(cm.BadValue) as caught:
        extract([agreed()], key=key[:20], at=NOW)
    assert "a key of 32" not in str(caught.value)


# Times ----------------------------------------------------------------------------------------------------------------


@given(consenting())
def test_all_times_of_a_case_move_by_one_amount(record: cm.CaseRecord) -> None:
    """To the minute, so that what lies between any two of them stays but for less than one, over all clocks."""
    found, _ = made_of(record)
    before, after = moments(record), moments(found)
    moved = [new - old.replace(second=0, microsecond=0) for old, new in zip(in_utc(before), after, strict=True)]
    assert len(set(moved)) == 1
    assert all(moment.tzinfo is UTC for moment in after)
    assert {(moment.second, moment.microsecond) for moment in after} == {(0, 0)}


@given(consenting())
def test_what_happened_first_is_never_told_as_later(record: cm.CaseRecord) -> None:
    """No two times change places, and nothing is written before it happened; what lies between stays to the minute."""
    found, _ = made_of(record)
    pairs = list(zip(moments(record), moments(found), strict=True))
    for old, new in pairs:
        for other, other_new in pairs:
            assert (old > other) or (new <= other_new)
            assert abs((new - other_new) - (old - other)) < timedelta(minutes=1)
    written = [entry.recorded_at for entry in found.entries]
    assert written == sorted(written)
    assert all(entry.occurred_at <= entry.recorded_at for entry in found.entries)


@given(consenting(), st.data())
def test_seconds_tell_nothing(record: cm.CaseRecord, data: st.DataObject) -> None:
    """Whatever stood beyond the minute of any time: the extract is the same, so that no log can be joined by it."""
    odd = st.builds(timedelta, seconds=st.integers(0, 59), microseconds=st.integers(0, 999_999))
    whole, split = list[cm.RecordEntry](), list[cm.RecordEntry]()
    for entry in record.entries:
        minutes = [at.replace(second=0, microsecond=0) for at in in_utc([entry.occurred_at, entry.recorded_at])]
        occurred, recorded = (at + data.draw(odd) for at in minutes)
        recorded = max([recorded, *(one.recorded_at for one in split[-1:])])  # nothing is written before what is above
        whole.append(evolve(entry, occurred_at=minutes[0], recorded_at=minutes[1]))
        split.append(evolve(entry, occurred_at=min(occurred, recorded), recorded_at=recorded))
    made, other = (
        extract([cm.CaseRecord.of(record.case_id, entries)], key=KEY, at=LATER, keep=HIGHEST)
        for entries in (whole, split)
    )
    assume(made.refused == other.refused)  # which word on consent was the last goes by the true times
    assert made.records == other.records


def in_utc(times: list[datetime]) -> list[datetime]:
    """Give times in UTC."""
    return [at.astimezone(UTC) for at in times]


def test_seconds_and_what_is_smaller_are_cut_off() -> None:
    """A note of 09:17:43.123456 is told of 09:17, and one of a second before midnight keeps its day."""
    first, last = (datetime.fromisoformat(f"2026-03-03T{at}+01:00") for at in ("09:17:43.123456", "23:59:59.999999"))
    record = Story().record
    for at in (first, last):
        record = with_facts(record, YES, occurred_at=at, recorded_at=at)
    told = only(record).entries
    assert [f"{entry.occurred_at:%A %H:%M:%S.%f}" for entry in told] == [
        "Monday 09:00:00.000000",
        "Tuesday 09:17:00.000000",
        "Tuesday 23:59:00.000000",
    ]
    assert [entry.recorded_at for entry in told] == [entry.occurred_at for entry in told]


@given(consenting())
def test_every_time_keeps_its_weekday_or_the_statement_says_so(record: cm.CaseRecord) -> None:
    """The weekday is that of the place, and the days between any two times are as many as there."""
    found, made = made_of(record)
    pairs = list(zip(moments(record), moments(found), strict=True))
    days = {(new.date() - old.astimezone(ZoneInfo(record.case.tz)).date()).days for old, new in pairs}
    if made.statement.other_weekdays:
        return
    assert len(days) == 1
    (moved,) = days
    assert moved % 7 == 0
    assert 0 < abs(moved) <= 52 * 7


@given(
    st.sampled_from((*ZONES, "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu")),
    st.lists(st.tuples(st.integers(0, 900), st.integers(3 * 60, 23 * 60 - 1)), min_size=1, max_size=12),
)
def test_times_that_are_not_near_midnight_always_keep_their_weekday(zone: str, seen: list[tuple[int, int]]) -> None:
    """Summer and winter: between three in the morning and eleven at night, no change of the clock matters."""
    first = datetime(2024, 1, 1, 3, 0, tzinfo=ZoneInfo(zone))
    told = sorted({first + timedelta(days=day, minutes=minute - 180) for day, minute in seen}, key=datetime.timestamp)
    record = Story(at=first, tz=zone).record
    for at in told:
        record = with_facts(record, f.Note(), occurred_at=at, recorded_at=at)
    record = with_facts(record, YES, occurred_at=told[-1], recorded_at=told[-1])
    made = extract([record], key=KEY, at=NOW)
    assert made.statement.other_weekdays == 0
    after = [entry.occurred_at.weekday() for entry in made.records[0].entries]
    assert after == [first.weekday(), *(at.weekday() for at in told), told[-1].weekday()]


def midnight(*times: str, tz: str = "Europe/Berlin") -> cm.CaseRecord:
    """Give a record with notes at these times, and consent with the last."""
    told = [datetime.fromisoformat(time).replace(tzinfo=ZoneInfo(tz)) for time in times]
    record = Story(at=told[0], tz=tz).record
    for at in told[1:]:
        record = with_facts(record, f.Note(), occurred_at=at, recorded_at=at)
    return with_facts(record, YES, occurred_at=told[-1], recorded_at=told[-1])


@pytest.mark.parametrize(
    ("times", "keeps"),
    [
        (("2026-01-12T23:30", "2026-07-13T12:00"), True),
        (("2026-01-12T12:00", "2026-07-13T00:10"), True),
        (("2026-01-12T23:30", "2026-07-13T00:40"), True),  # a clock a quarter or half an hour off holds both
        (("2026-01-12T23:40", "2026-07-13T00:10"), False),  # none does: they are less than an hour from both ends
        (("2026-07-13T00:10", "2027-01-11T23:40"), False),
        (("2026-07-13T23:59", "2027-01-11T00:00"), True),  # winter gains an hour against summer, away from midnight
    ],
)
def test_near_midnight_a_clock_is_looked_for_that_holds_all_weekdays(times: tuple[str, ...], keeps: bool) -> None:  # noqa: FBT001 - a case of the table
    """In summer and in winter; where there is none, the intervals are what stays."""
    record = midnight(*times)
    made = extract([record], key=KEY, at=LATER)
    old, new = record.entries, made.records[0].entries
    assert made.statement.other_weekdays == (not keeps)
    said = "Cases with times on another weekday than they had, so that all intervals stay: 1."
    assert (said in made.warnings) is not keeps
    assert ([entry.occurred_at.weekday() for entry in new][:2] == [0, 0]) is keeps
    assert new[1].occurred_at - new[0].occurred_at == old[1].occurred_at - old[0].occurred_at


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        (("2026-01-12T12:00", "2026-07-13T12:00"), ["12:00", "11:00"]),  # the clock of the first time
        (("2026-01-12T12:00", "2026-07-13T00:10"), ["13:00", "00:10"]),  # of summer: any other shows the day before
        (("2026-07-13T12:00", "2027-01-11T23:30"), ["11:15", "23:45"]),  # three quarters of an hour less, and no more
    ],
)
def test_the_clock_is_the_nearest_that_holds_all_weekdays(times: tuple[str, ...], shown: list[str]) -> None:
    """So that times of day stay what they were, or nearly."""
    (found,) = extract([midnight(*times)], key=KEY, at=LATER).records
    assert [f"{entry.occurred_at:%H:%M}" for entry in found.entries][:2] == shown


def test_what_lies_between_two_times_is_exact_over_a_change_of_the_clock() -> None:
    """From Saturday noon to Sunday noon of 29 March 2026 it is 23 hours in Berlin; nothing tells that it was there."""
    found = only(midnight("2026-03-28T12:00", "2026-03-29T12:00"))
    first, second = found.entries[0].occurred_at, found.entries[1].occurred_at
    assert second - first == timedelta(hours=23)
    assert (first.weekday(), second.weekday()) == (5, 6)
    assert (first.hour, second.hour) == (12, 11)
    assert {entry.occurred_at.utcoffset() for entry in found.entries} == {timedelta(0)}


DATED: Final[tuple[f.Fact, ...]] = (
    goal(),
    task(),
    f.Contract(),
    f.SafetyPlan(),
    f.FollowUp(),
    YES,
    planned(),
)
"""A fact of each kind that is told and may hold a date."""


def dated(fact: Any, day: date | None) -> f.Fact:  # noqa: ANN401 - a fact of any kind
    """Give a fact with that date wherever it may hold one."""
    changed: f.Fact = evolve(fact, **dict.fromkeys(dates_of(fact), day))
    return changed


def test_every_kind_of_fact_that_is_told_and_holds_a_date_is_tried() -> None:
    """So that what holds of these holds of all."""
    assert {type(fact) for fact in DATED} == {kind for kind in TOLD if dates_in(kind)}


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 12, 31),  # one shift alone makes a moved date the end of a year
        date(2027, 1, 31),
        date(2027, 2, 1),
        date(2027, 3, 17),
        date(2099, 12, 31),
        date(9999, 12, 31),
    ],
)
def test_dates_in_facts_tell_nothing(day: date) -> None:
    """Whatever dates stand in its facts, and with none at all, a case looks the same in the extract."""
    made, without = (extracted(agreed("c-1", *(dated(fact, one) for fact in DATED))) for one in (day, None))
    assert made.records == without.records
    assert [held for entry in made.records[0].entries for held in dates_of(entry.fact).values() if held] == []
    (removed,) = [one.count for one in made.statement.treated if one.what == "dates in facts"]
    assert removed == len(DATED)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1987, 5, 4), date(2026, 2, 28)])
def test_dates_that_are_past_tell_nothing_either(day: date) -> None:
    """They would tell how old somebody is, or on which day a service ended."""
    facts = [fact for fact in DATED if fact is not YES]
    made, without = (extracted(agreed("c-1", *(dated(fact, one) for fact in facts))) for one in (day, None))
    assert made.records == without.records


def test_the_last_day_of_a_consent_tells_no_shift() -> None:
    """Three like cases, each valid to the end of the year: of none is there a date by which to reckon back."""
    records = [with_facts(Story().record, evolve(YES, valid_until=date(2027, 12, 31)))] * 3
    made = extracted(*(named(record, f"c-{number}") for number, record in enumerate(records)))
    consents = [consent for record in made.records for consent in facts_of(record, f.Consent)]
    assert [consent.valid_until for consent in consents] == [None, None, None]


@pytest.mark.parametrize("key", [KEY, OTHER_KEY, bytes(range(2, 34)), bytes(range(3, 35)), bytes(range(4, 36))])
@pytest.mark.parametrize("end", [datetime(9998, 6, 1, 9, 0, tzinfo=UTC), datetime(2, 6, 1, 9, 0, tzinfo=UTC)])
def test_whether_a_case_is_refused_does_not_tell_which_way_it_moves(key: bytes, end: datetime) -> None:
    """At the end of the calendar a case is refused under every key."""
    record = with_facts(Story(at=end, tz="UTC").record, YES, occurred_at=end, recorded_at=end)
    made = extract([record], key=key, at=datetime(9999, 1, 1, tzinfo=UTC), keep=ExtractPolicy(window_weeks=520))
    assert [one.ground for one in made.refused] == [Ground.NOT_SOUND]


# Levels ---------------------------------------------------------------------------------------------------------------


@given(consenting(), st.sampled_from(cm.AccessLevel).filter(lambda level: level is not cm.AccessLevel.VERY_RESTRICTED))
def test_no_text_of_an_entry_held_above_the_level_is_told(record: cm.CaseRecord, level: cm.AccessLevel) -> None:
    """By the levels at which the whole library holds them, amendments included."""
    marked = [evolve(entry, text=f"{MARK} {entry.number}") for entry in record.entries]
    record = cm.CaseRecord.of(record.case_id, marked)
    held = access.levels(record)
    above = {f"{MARK} {number}" for number, one in held.items() if one.rank > level.rank}
    keep = ExtractPolicy(level=level, texts=(TextKind.ENTRY,))
    for found in extract([record], key=KEY, at=LATER, keep=keep).records:
        assert {entry.text for entry in found.entries} & above == set()


def test_the_shift_cannot_be_read_off() -> None:
    """Of many like cases none keeps its date; they move by all numbers of weeks to either side, and none by none."""
    one = agreed("c-1", evolve(task(), due=date(2026, 3, 31)))
    cases = [named(one, f"c-{number}") for number in range(500)]
    made = extracted(*cases)
    said = made.statement.text + "".join(cm.dumps(record) for record in made.records)
    assert "2026-03-02" not in said
    assert "2026-03-31" not in said
    weeks = {(record.entries[0].occurred_at.date() - date(2026, 3, 2)).days / 7 for record in made.records}
    assert weeks <= {float(week) for week in range(-52, 53)} - {0.0}
    assert len(weeks) > 95  # of 104, of 500 cases
    narrow = extracted(*cases[:50], window_weeks=1).records
    assert {(one.entries[0].occurred_at.date() - date(2026, 3, 2)).days for one in narrow} == {-7, 7}


# Measures -------------------------------------------------------------------------------------------------------------


def course(record: cm.CaseRecord) -> list[tuple[str, str, str, str]]:
    """Give the path without its times and the numbers of its entries."""
    return [(step.model, step.kind, step.to, step.from_) for step in measures.path(record)]


def durations(record: cm.CaseRecord, *, by_calendar: bool = True) -> Iterator[object]:
    """Give everything that is measured of time, by track."""
    for model in measures.models_of(record):
        times = measures.track_times(record, model)
        yield model, dict(times.seconds), dict(times.visits), times.return_edges, times.detours, times.open_phase
        yield dict(times.calendar_days) if by_calendar else None


def lengths(record: cm.CaseRecord) -> list[float]:
    """Give the seconds of every stay that has ended."""
    stays = measures.stays(record)
    return [measures.elapsed_seconds(one.began_at, one.ended_at) for one in stays if one.ended_at is not None]


def counted(record: cm.CaseRecord, *, by_calendar: bool) -> Iterator[object]:
    """Give what is counted of every track: visits, returns, detours, and days by the calendar."""
    for model in measures.models_of(record):
        times = measures.track_times(record, model)
        yield model, dict(times.visits), times.return_edges, times.detours, times.open_phase
        yield {phase: days for phase, days in times.calendar_days.items() if days and by_calendar}


@given(consenting())
def test_paths_durations_and_returns_stay(record: cm.CaseRecord) -> None:
    """Whatever stands in a record, its course is the same; a stay is as long but for less than a minute."""
    found, made = made_of(record)
    keeps = not made.statement.other_weekdays
    assert course(found) == course(record)
    assert list(counted(found, by_calendar=keeps)) == list(counted(record, by_calendar=keeps))
    pairs = zip(lengths(found), lengths(record), strict=True)
    assert all(abs(new - old) < 60 for new, old in pairs)
    assert len(found.case.episodes) == len(record.case.episodes)
    assert found.case.phase == record.case.phase


@given(stories, choices)
def test_measures_of_sound_cases_stay(story: Story, steps: list[f.Fact | int]) -> None:
    """Goals, attainment, crises and closings too; where times are whole minutes, durations and lags to the second."""
    walked(story, steps)
    record = with_facts(story.record, YES)
    found = only(record)
    assert course(found) == course(record)
    assert list(durations(found)) == list(durations(record))
    assert measures.goal_counts(found) == measures.goal_counts(record)
    before, after = measures.attainment(record), measures.attainment(found)
    assert (before is None) is (after is None)
    if before is not None and after is not None:
        assert (after.t, after.t_baseline) == (before.t, before.t_baseline)
        assert sorted(after.levels.values()) == sorted(before.levels.values())
    assert list(measures.lags(found).values()) == list(measures.lags(record).values())
    assert len(found.case.open_crises) == len(record.case.open_crises)


def test_a_t_score_stays_to_the_last_digit() -> None:
    """Two goals, the expected level and one above it, with weights 1 and 3: by hand 50 + 30 / sqrt(11.8)."""
    record = agreed("c-1", goal("g1"), goal("g2", weight=3), review(g1=0, g2=1), until="planning")
    before, after = measures.attainment(record), measures.attainment(only(record))
    assert before is not None
    assert after is not None
    assert after.t == before.t
    assert after.t == pytest.approx(58.7333, abs=0.0001)
    assert after.change == before.change


@given(consenting())
def test_an_extract_can_be_kept_and_read_again(record: cm.CaseRecord) -> None:
    """Its records are what a file gives back."""
    found, _ = made_of(record)
    assert cm.loads(cm.dumps(found)) == found


# The key --------------------------------------------------------------------------------------------------------------


@given(consenting())
def test_one_key_one_extract_and_another_key_no_pseudonym_in_common(record: cm.CaseRecord) -> None:
    """Made twice, an extract is the same; under two keys, nothing can be brought together."""
    found, made = made_of(record)
    assert made_of(record) == (found, made)
    other, _ = made_of(record, OTHER_KEY)
    words, others = (set(pseudonyms((one.case_id, *one.entries))) for one in (found, other))
    assert found.case_id in words
    assert len(words) >= 3
    assert words & others == set()


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_records_tells_nothing(dice: Random) -> None:
    """In whatever order they are given, they stand in that of their pseudonyms, and the statement is the same."""
    made = extracted(*CASES)
    mixed = list(CASES)
    dice.shuffle(mixed)
    again = extracted(*mixed)
    assert again.records == made.records
    assert again.statement == made.statement
    assert [record.case_id for record in made.records] == sorted(record.case_id for record in made.records)


CASES: Final = tuple(agreed(f"c-{number}") for number in range(6))


def test_cases_of_one_client_are_known_as_such() -> None:
    """And those of another are not."""
    made = extracted(*(named(agreed(), f"c-{number}", client) for number, client in enumerate(("a", "a", "b"))))
    clients = [record.case.client.id for record in made.records]
    assert sorted(clients.count(client) for client in set(clients)) == [1, 2]
