"""The numbers of a record, worked out by hand: times, visits, returns, detours, levels, T-scores, delays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from casework_model import measures as m
from samples import at, change, entry, opening, record_of
from story import Story

RETURN: Final = cm.MoveKind.RETURN
DETOUR: Final = cm.MoveKind.DETOUR
RESUME: Final = cm.MoveKind.RESUME
START: Final = cm.MoveKind.START
HOUR: Final = 3_600
LEFT: Final = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")
BERLIN: Final = ZoneInfo("Europe/Berlin")
NAIVE: Final = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - a time without a zone is what is refused


def tale(*told: tuple[int, f.Fact]) -> cm.CaseRecord:
    """Give a record of facts, each in its hour after nine o'clock UTC (ten in Berlin) on 2 March 2026."""
    return cm.CaseRecord.of("c-1", [entry(number, fact, occurred=hour) for number, (hour, fact) in enumerate(told, 1)])


def to(key: str, version: int = 1, **phases: str) -> f.ModelChanged:
    """Give a change of model, with new names for phases."""
    pairs = tuple(f.PhaseMapping(old=old, new=new) for old, new in phases.items())
    return f.ModelChanged(model=f.ModelRef(key=key, version=version), phases=pairs)


WAY: Final = (
    (0, opening()),
    (5, change("initial_contact", START, model="rapport")),
    (24, change("assessment")),
    (30, change("intake", DETOUR)),
    (36, change("assessment", RESUME)),
    (48, change("intake", RETURN)),
    (49, change("assessment")),
    (50, change("planning")),
)
"""Two days with a detour of six hours and a return, and a rapport track beside."""

CLOSED: Final = tale(*WAY, (60, LEFT))
OPEN: Final = tale(*WAY)


# The path ------------------------------------------------------------------------------------------------------------


def test_the_path_names_every_step_of_every_track() -> None:
    """Each step says what was left and entered; closing ends every track."""
    way = [(step.model, step.kind, step.from_, step.to, step.number) for step in m.path(CLOSED)]
    assert way == [
        ("casework", "start", "", "intake", 1),
        ("rapport", "start", "", "initial_contact", 2),
        ("casework", "forward", "intake", "assessment", 3),
        ("casework", "detour", "assessment", "intake", 4),
        ("casework", "resume", "intake", "assessment", 5),
        ("casework", "return", "assessment", "intake", 6),
        ("casework", "forward", "intake", "assessment", 7),
        ("casework", "forward", "assessment", "planning", 8),
        ("casework", "exit", "planning", "closed:moved_away", 9),
        ("rapport", "exit", "initial_contact", "closed:moved_away", 9),
    ]
    assert [step.at for step in m.path(CLOSED)][-3:] == [at(50), at(60), at(60)]


def test_the_path_goes_on_with_a_reopening() -> None:
    """A new episode begins the main track again, and no other."""
    again = f.Reopening(entry_phase="intake", reason="came back")
    steps = m.path(tale((0, opening()), (1, LEFT), (5, again), (6, f.Note())))
    assert [(step.kind, step.to) for step in steps] == [
        ("start", "intake"),
        ("exit", "closed:moved_away"),
        ("reopen", "intake"),
    ]
    assert steps[-1] == m.PathStep("casework", "reopen", "intake", "", 3, at(5))


def test_a_second_opening_is_no_step() -> None:
    """Where a foreign file holds two openings, the first one counts."""
    assert m.path(tale((0, opening()), (1, opening(phase="planning")))) == m.path(tale((0, opening())))


def test_the_path_of_a_foreign_record_is_that_of_its_case() -> None:
    """Where a foreign file moves a closed case, or reopens one that was never opened, no track runs by that."""
    moved = tale((0, opening()), (1, LEFT), (2, change("assessment")))
    assert [step.kind for step in m.path(moved)] == ["start", "exit"]
    assert dict(moved.case.tracks) == {}
    unopened = tale((0, f.Reopening(entry_phase="intake")), (1, change("trust", START, model="rapport")))
    assert [(step.model, step.kind) for step in m.path(unopened)] == [("rapport", "start")]
    assert list(unopened.case.tracks) == ["rapport"]


def test_models_stand_in_the_order_in_which_they_began() -> None:
    """Each model of which there is a track is named once."""
    assert m.models_of(CLOSED) == ("casework", "rapport")
    assert m.models_of(tale((0, opening()), (1, to("long_term")), (2, to("casework")))) == ("casework", "long_term")
    assert m.models_of(cm.CaseRecord.of("c-1")) == ()


# Stays ---------------------------------------------------------------------------------------------------------------


def test_a_detour_divides_the_visit_that_it_interrupts() -> None:
    """The visit to assessment has two stays with the detour between them; coming back later is another visit."""
    found = [stay for stay in m.stays(CLOSED) if stay.model == "casework"]
    assert [(stay.key, stay.number, stay.visit, stay.began_at, stay.ended_at) for stay in found] == [
        ("intake", 1, 1, at(0), at(24)),
        ("assessment", 3, 3, at(24), at(30)),
        ("(detour) intake", 4, 3, at(30), at(36)),
        ("assessment", 5, 3, at(36), at(48)),
        ("intake", 6, 6, at(48), at(49)),
        ("assessment", 7, 7, at(49), at(50)),
        ("planning", 8, 8, at(50), at(60)),
    ]


def test_a_stay_that_lasts_has_no_end() -> None:
    """Of an open case the last stay of each track has no end."""
    assert [(stay.key, stay.is_detour) for stay in m.stays(OPEN) if stay.ended_at is None] == [
        ("initial_contact", False),
        ("planning", False),
    ]


# Where the time went -------------------------------------------------------------------------------------------------


def test_times_of_a_closed_case() -> None:
    """Intake 24 + 1 hours, assessment 6 + 12 + 1, the detour 6 apart from both, planning 10; together 60."""
    times = m.track_times(CLOSED, "casework")
    assert dict(times.seconds) == {
        "intake": 25 * HOUR,
        "assessment": 19 * HOUR,
        "(detour) intake": 6 * HOUR,
        "planning": 10 * HOUR,
    }
    assert times.total_seconds == 60 * HOUR == 216_000
    assert times.detour_seconds == 21_600
    assert times.days["(detour) intake"] == 0.25
    assert dict(times.calendar_days) == {"intake": 1, "assessment": 1, "(detour) intake": 0, "planning": 0}
    assert dict(times.visits) == {"intake": 2, "assessment": 2, "planning": 1}
    assert (times.returns, times.return_edges) == (1, (("assessment", "intake"),))
    assert (times.detours, times.open_phase, times.model) == (1, None, "casework")


def test_times_of_a_track_beside() -> None:
    """A track beside has its own times, from hour 5 to the closing in hour 60."""
    times = m.track_times(CLOSED, "rapport")
    assert dict(times.seconds) == {"initial_contact": 55 * HOUR}
    assert dict(times.visits) == {"initial_contact": 1}


def test_a_track_that_never_ran_is_refused() -> None:
    """A model of which a record never had a track may be a slip, and is not told as no time; the nearest is named."""
    with pytest.raises(cm.BadValue) as caught:
        m.track_times(CLOSED, "interview", at=at(100))
    problem = "model: the record never had a track of that model"
    assert str(caught.value) == f"{problem}. On record are tracks of: casework, rapport."
    with pytest.raises(cm.BadValue) as caught:
        m.track_times(CLOSED, "casewrok")
    assert str(caught.value) == f'{problem}. Perhaps "casework" is meant.'


def test_a_track_that_may_not_have_begun_has_no_times() -> None:
    """In a view, in a record without tracks, and of a model that a closed case was put under, all is nothing."""
    closed_elsewhere = tale((0, opening()), (2, LEFT), (3, to("long_term")))
    for record, model in (
        (CLOSED.as_of(at(1)), "rapport"),
        (cm.CaseRecord.of("c-1"), "casework"),
        (closed_elsewhere, "long_term"),
    ):
        times = m.track_times(record, model, at=at(100))
        assert (times.returns, times.detours, times.open_phase) == (0, 0, None)
        assert dict(times.seconds) == dict(times.visits) == {}
        assert times.total_seconds == times.detour_seconds == 0
    unopened = tale((1, change("trust", START, model="rapport")))
    with pytest.raises(cm.BadValue):
        m.track_times(unopened, "casework")


@pytest.mark.parametrize(("hour", "planning"), [(None, None), (49, None), (50, 0), (60, 10), (74, 24)])
def test_a_stay_that_lasts_is_counted_up_to_a_time(hour: int | None, planning: int | None) -> None:
    """Without a time, or with one before it began, the last stay is not counted; the others always are."""
    times = m.track_times(OPEN, "casework", at=None if hour is None else at(hour))
    assert times.seconds.get("planning") == (None if planning is None else planning * HOUR)
    assert times.seconds["assessment"] == 19 * HOUR
    assert times.visits["planning"] == 1
    assert times.open_phase == "planning"


def test_a_time_to_count_up_to_says_its_zone() -> None:
    """A time without a zone is no instant."""
    with pytest.raises(cm.BadValue) as caught:
        m.track_times(OPEN, "casework", at=NAIVE)
    assert str(caught.value) == "moment: a time without a zone is no instant. Give it a zone."


def test_all_episodes_count_and_what_lies_between_does_not() -> None:
    """Two hours of intake before a closing and three after the reopening are five, in two visits."""
    again = f.Reopening(entry_phase="intake", reason="came back")
    times = m.track_times(tale((0, opening()), (2, LEFT), (50, again), (53, LEFT)), "casework")
    assert (dict(times.seconds), dict(times.visits)) == ({"intake": 5 * HOUR}, {"intake": 2})


def test_a_stay_that_ends_before_it_began_is_not_counted() -> None:
    """A foreign file may date an ending too early; no time runs backwards."""
    times = m.track_times(tale((5, opening()), (4, change("assessment")), (7, LEFT)), "casework")
    assert dict(times.seconds) == {"assessment": 3 * HOUR}


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25), (date(2026, 6, 1), 24)],
)
def test_a_clock_change_shows_in_seconds_and_not_in_calendar_days(day: date, hours: int) -> None:
    """From noon to noon it is 23 hours in spring and 25 in autumn, and one day on the calendar."""
    noon = datetime.combine(day, time(12), tzinfo=BERLIN)
    times = m.track_times(Story(at=noon).record, "casework", at=noon + timedelta(days=1))
    assert dict(times.seconds) == {"intake": hours * HOUR}
    assert dict(times.days) == {"intake": hours / 24}
    assert dict(times.calendar_days) == {"intake": 1}


@pytest.mark.parametrize(
    ("begin", "end", "seconds"),
    [
        (datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN), datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN), 3_600),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), 3_600),
        (datetime(2026, 3, 2, 10, 0, tzinfo=BERLIN), at(0), 0),
        (at(2), at(0), -7_200),
        (at(0), at(0) + timedelta(milliseconds=1_500), 1.5),
        (datetime(1, 1, 1, tzinfo=BERLIN), datetime(1, 1, 2, tzinfo=BERLIN), 86_400),
    ],
)
def test_elapsed_seconds_are_exact(begin: datetime, end: datetime, seconds: float) -> None:
    """Seconds run through UTC, whole where there is no fraction, also where the clock on the wall jumps."""
    elapsed = m.elapsed_seconds(begin, end)
    assert elapsed == seconds
    assert isinstance(elapsed, type(seconds))


@pytest.mark.parametrize(("begin", "end"), [(NAIVE, NAIVE), (NAIVE, at(0)), (at(0), NAIVE)])
def test_elapsed_seconds_need_zones(begin: datetime, end: datetime) -> None:
    """Between times of which one has no zone there is no telling."""
    with pytest.raises(cm.BadValue) as caught:
        m.elapsed_seconds(begin, end)
    assert str(caught.value) == "times: a time without a zone is no instant. Give it a zone."


# A change of model ---------------------------------------------------------------------------------------------------

MOVED: Final = tale(
    (0, opening()),
    (24, change("assessment")),
    (30, change("intake", DETOUR)),
    (36, to("long_term")),
    (42, change("assessment", RESUME, model="long_term")),
    (48, LEFT),
)


def test_time_before_and_after_a_change_of_model_adds_up() -> None:
    """36 hours under casework and 12 under long-term work; the detour goes on, and so does the visit."""
    before, after = m.track_times(MOVED, "casework"), m.track_times(MOVED, "long_term")
    assert dict(before.seconds) == {"intake": 24 * HOUR, "assessment": 6 * HOUR, "(detour) intake": 6 * HOUR}
    assert dict(after.seconds) == {"(detour) intake": 6 * HOUR, "assessment": 6 * HOUR}
    assert before.total_seconds + after.total_seconds == 48 * HOUR
    assert (dict(before.visits), dict(after.visits)) == ({"intake": 1, "assessment": 1}, {"assessment": 1})
    assert (before.detours, after.detours) == (1, 1)
    assert [stay.visit for stay in m.stays(MOVED)] == [1, 2, 2, 2, 2]


def test_the_path_tells_a_change_of_model() -> None:
    """The old track ends with the model that goes on; the new one begins where the case stands."""
    assert [(step.model, step.kind, step.from_, step.to) for step in m.path(MOVED)][3:5] == [
        ("casework", "exit", "intake", "model:long_term"),
        ("long_term", "migrate", "intake", "intake"),
    ]


def test_a_phase_of_another_name_begins_another_stay() -> None:
    """A newer version that calls intake "meeting" parts the stay and goes on with the visit and with the detour."""
    record = tale(*WAY[:4], (32, to("casework", 2, intake="meeting")), (36, change("assessment", RESUME)))
    step = m.path(record)[4]
    assert step == m.PathStep("casework", "migrate", "meeting", "intake", 5, at(32))
    times = m.track_times(record, "casework")
    assert dict(times.seconds) == {
        "intake": 24 * HOUR,
        "assessment": 6 * HOUR,
        "(detour) intake": 2 * HOUR,
        "(detour) meeting": 4 * HOUR,
    }
    assert (times.detours, dict(times.visits)) == (1, {"intake": 1, "assessment": 1})


@pytest.mark.parametrize("change_", [to("casework", 2), to("casework", 2, planning="plan")])
def test_a_version_that_keeps_the_name_of_the_phase_is_no_step(change_: f.ModelChanged) -> None:
    """Where model and phase keep their names, the stay goes on."""
    record = tale((0, opening()), (4, change_), (10, LEFT))
    assert [step.kind for step in m.path(record)] == ["start", "exit"]
    assert dict(m.track_times(record, "casework").seconds) == {"intake": 10 * HOUR}


def test_a_case_that_comes_back_to_a_model_goes_on_from_where_it_stands() -> None:
    """What was resumed under the other model is no detour any more, and a visit begun there is another visit."""
    back = tale(
        (0, opening()),
        (10, change("assessment")),
        (20, change("intake", DETOUR)),
        (30, to("long_term")),
        (40, change("assessment", RESUME, model="long_term")),
        (50, to("casework")),
        (60, LEFT),
    )
    times = m.track_times(back, "casework")
    assert dict(times.seconds) == {"intake": 10 * HOUR, "assessment": 20 * HOUR, "(detour) intake": 10 * HOUR}
    assert (dict(times.visits), times.detours) == ({"intake": 1, "assessment": 1}, 1)
    again = tale(
        (0, opening()),
        (10, change("assessment")),
        (20, to("long_term")),
        (30, change("intake", RETURN, model="long_term")),
        (40, change("assessment", model="long_term")),
        (50, to("casework")),
    )
    assert dict(m.track_times(again, "casework").visits) == {"intake": 1, "assessment": 2}
    assert m.track_times(again, "long_term").return_edges == (("assessment", "intake"),)


def test_a_closed_case_changes_its_model_without_a_step() -> None:
    """No track runs that could end; the reopening begins the new one."""
    again = f.Reopening(entry_phase="intake", reason="came back")
    record = tale((0, opening()), (1, LEFT), (2, to("long_term")), (3, again))
    assert [(step.model, step.kind) for step in m.path(record)] == [
        ("casework", "start"),
        ("casework", "exit"),
        ("long_term", "reopen"),
    ]


def test_the_engine_migrates_as_measured() -> None:
    """A record that an engine put under another model counts on there."""
    story = Story().wait(hours=23).write(f.Note()).wait(hours=5)
    now = story.now
    record = story.engine.migrate(story.record, by="w1", occurred_at=now, recorded_at=now, to=cm.LONG_TERM)
    until = now + timedelta(hours=3)
    assert dict(m.track_times(record, "casework", at=until).seconds) == {"intake": 29 * HOUR}
    assert dict(m.track_times(record, "long_term", at=until).seconds) == {"intake": 3 * HOUR}
    assert m.track_times(record, "casework").open_phase is None


# Views ---------------------------------------------------------------------------------------------------------------


def test_a_view_is_measured_like_a_record() -> None:
    """In the view of hour 40 the case stands in assessment after its detour, and nothing later is known."""
    view = CLOSED.as_of(at(40))
    times = m.track_times(view, "casework", at=at(40))
    assert dict(times.seconds) == {"intake": 24 * HOUR, "assessment": 10 * HOUR, "(detour) intake": 6 * HOUR}
    assert (times.open_phase, times.returns) == ("assessment", 0)
    assert m.counts(view).closures == ()
    assert m.stays(view) == m.stays(tale(*WAY[:5]))


def test_a_view_of_a_time_before_the_case_is_empty() -> None:
    """Before the opening there is nothing to measure, and asking is no error."""
    view = CLOSED.as_of(at(-1))
    assert (m.path(view), m.stays(view), m.models_of(view), dict(m.lags(view))) == ((), (), (), {})
    assert dict(m.track_times(view, "casework", at=at(-1)).seconds) == {}
    assert m.attainment(view) is None
    assert m.longest_lag(view) == timedelta()
    assert m.counts(view) == m.Counts(entries=0, episodes=0, crises=0, contacts=0, follow_ups_held=0, closures=())


# Recording -----------------------------------------------------------------------------------------------------------


def test_delays_in_writing() -> None:
    """An entry is late by the time between the event and the writing; a limit itself is kept."""
    entries = [entry(1, opening()), entry(2, f.Note(), occurred=2, recorded=26), entry(3, f.Note(), recorded=75)]
    record = cm.CaseRecord.of("c-1", entries)
    assert dict(m.lags(record)) == {"e1": timedelta(), "e2": timedelta(hours=24), "e3": timedelta(hours=72)}
    assert m.longest_lag(record) == timedelta(days=3)
    assert [m.late(record, hours) for hours in (23.5, 24, 72)] == [("e2", "e3"), ("e3",), ()]
    assert m.longest_lag(record.as_known_at(at(30))) == timedelta(hours=24)


def test_counts_of_a_record() -> None:
    """Entries, episodes, crises, contacts and follow-ups held are counted; closings stand with their times."""
    planned = evolve(LEFT, closure=f.ClosureKind.PLANNED)
    again = f.Reopening(entry_phase="intake", reason="came back")
    facts = (opening(), f.Crisis(id="k1"), f.Contact(), f.Contact(), LEFT, f.FollowUp(held=True), f.FollowUp(), again)
    record = record_of(*facts, f.Crisis(id="k2"), f.Crisis(id="k3"), planned)
    assert m.counts(record) == m.Counts(
        entries=11,
        episodes=2,
        crises=3,
        contacts=2,
        follow_ups_held=1,
        closures=((at(5), LEFT), (at(11), planned)),
    )
    assert m.counts(record_of(*facts)).closures == ((at(5), LEFT),)
