"""Numbers derived from a record: time in phases, visits, returns, goals attained, T-scores, recording lag.

Elapsed times are exact and computed through UTC; days are seconds divided by 86,400, so that a clock change shows.
Calendar days are differences of local dates in the case's zone. Every function takes a record or a view of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import sqrt
from typing import Final, TypeAlias, final

from attrs import evolve, frozen

from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.facts import CaseOpened, Closure, Contact, Crisis, FollowUp, ModelChanged, PhaseChange, Reopening
from casework_model.persistent import Book
from casework_model.process import MoveKind
from casework_model.record import CaseRecord, RecordView, must_be_aware
from casework_model.terms import is_level, is_weight, nearest

Readable: TypeAlias = CaseRecord | RecordView

DAY: Final = 86_400
"""Seconds in a day."""

REOPEN: Final = "reopen"
"""The word in a path for the beginning of a new episode."""

EXIT: Final = "exit"
"""The word in a path for the end of a track."""

MIGRATE: Final = "migrate"
"""The word in a path for a change of model, of its version, or of what it calls the phase."""


@final
@frozen
class PathStep:
    """One step of a track's path: `kind` is start, forward, return, detour, resume, reopen, migrate or exit.

    `to` is the phase entered; for an exit "closed:" and the kind of closing, or "model:" and the model that goes on.
    `from_` is the phase that was left.
    """

    model: str
    kind: str
    to: str
    from_: str
    number: int
    at: datetime


@final
@frozen
class Stay:
    """An uninterrupted time in one phase. A detour divides the visit that it interrupts into two stays.

    `number` is that of the entry that began the stay, `visit` of the one that began its visit; `ended_at` is None while
    the stay lasts.
    """

    model: str
    phase: str
    is_detour: bool
    number: int
    visit: int
    began_at: datetime
    ended_at: datetime | None = None

    @property
    def key(self) -> str:
        """The name under which its time is counted: the phase, or "(detour) " and the phase."""
        return f"(detour) {self.phase}" if self.is_detour else self.phase


def path(record: Readable) -> tuple[PathStep, ...]:
    """Give the path of every track in the order of writing.

    >>> from datetime import UTC
    >>> from casework_model import Client, ClientStatus, Engine, facts as f
    >>> nine, client = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = Engine().open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                        occurred_at=nine, recorded_at=nine + timedelta(hours=30))
    >>> [(step.kind, step.to) for step in path(record)]
    [('start', 'intake')]
    """
    return tuple(_steps(record.amended))


def _steps(entries: Iterable[RecordEntry]) -> Iterator[PathStep]:
    running: dict[str, str] = {}
    main = ""
    for entry in entries:
        fact, number, at = entry.fact, entry.number, entry.occurred_at
        if isinstance(fact, CaseOpened) and not main:
            main = fact.model.key
            running[main] = fact.phase
            yield PathStep(main, MoveKind.START.value, fact.phase, "", number, at)
        elif isinstance(fact, PhaseChange) and (running or not main):  # a closed case has no track to move
            left = running.get(fact.model, "")
            running[fact.model] = fact.to
            yield PathStep(fact.model, fact.move.value, fact.to, left, number, at)
        elif isinstance(fact, Closure):
            for model, left in running.items():
                yield PathStep(model, EXIT, f"closed:{fact.closure}", left, number, at)
            running = {}
        elif isinstance(fact, Reopening) and main:
            running = {main: fact.entry_phase}
            yield PathStep(main, REOPEN, fact.entry_phase, "", number, at)
        elif isinstance(fact, ModelChanged):
            yield from _migrated(fact, entry, main, running)
            main = fact.model.key


def _migrated(changed: ModelChanged, entry: RecordEntry, before: str, running: dict[str, str]) -> Iterator[PathStep]:
    """Give the steps of a change of model, and put the main track of `running` under the new one."""
    if before not in running:
        return
    left, main = running.pop(before), changed.model.key
    phase = next((pair.new for pair in changed.phases if pair.old == left), left)
    running[main] = phase
    if main != before:
        yield PathStep(before, EXIT, f"model:{main}", left, entry.number, entry.occurred_at)
    if (main, phase) != (before, left):
        yield PathStep(main, MIGRATE, phase, left, entry.number, entry.occurred_at)


def stays(record: Readable) -> tuple[Stay, ...]:
    """Give every stay of every track in the order in which they began.

    A stay that lasts has no end. A change of model ends a stay and begins another, of the same visit, where the model
    or the name of the phase is another.
    """
    found: list[Stay] = []
    last: dict[str, int] = {}
    handed: Stay | None = None
    for step in path(record):
        is_handed = handed is not None and step.kind == MIGRATE
        before = handed if is_handed or step.model not in last else found[last[step.model]]
        if before is not None and before.model == step.model and before.ended_at is None:
            found[last[step.model]] = evolve(before, ended_at=step.at)
        if step.kind == EXIT:
            handed = before
            continue
        goes_on = step.kind in {MoveKind.DETOUR, MoveKind.RESUME, MIGRATE} and before is not None
        visit = before.visit if goes_on and before is not None else step.number
        is_detour = before.is_detour if step.kind == MIGRATE and before is not None else step.kind == MoveKind.DETOUR
        last[step.model], handed = len(found), None
        found.append(Stay(step.model, step.to, is_detour, step.number, visit, step.at))
    return tuple(found)


@final
@frozen(kw_only=True)
class TrackTimes:
    """Where the time of one track went, over all episodes.

    Keys of the mappings are phases, and "(detour) <phase>" for time in a detour, which counts under neither that phase
    nor the paused one. Only stays that have ended are counted, unless a time was given to count the last one up to.
    """

    model: str
    seconds: Book[str, float]
    calendar_days: Book[str, int]
    visits: Book[str, int]
    return_edges: tuple[tuple[str, str], ...]
    detours: int
    open_phase: str | None

    @property
    def days(self) -> Book[str, float]:
        """Seconds divided by 86,400, not rounded."""
        return Book({key: seconds / DAY for key, seconds in self.seconds.items()})

    @property
    def returns(self) -> int:
        """How often the track went back to an earlier phase."""
        return len(self.return_edges)

    @property
    def detour_seconds(self) -> float:
        """Time in detours."""
        return sum(seconds for key, seconds in self.seconds.items() if key.startswith("(detour) "))

    @property
    def total_seconds(self) -> float:
        """All time counted, detours included."""
        return sum(self.seconds.values())


def track_times(record: Readable, model: str, *, at: datetime | None = None) -> TrackTimes:
    """Say where the time of one track went. `at` counts a stay that still lasts up to that time.

    `model` is the key of the track's model. Raises `BadValue` where a record has tracks and never had that one, so that
    a slip is not taken for no time; ask `models_of` first where that may be. In a view, in which a track may not have
    begun yet, its times are empty. Raises `BadValue` also where `at` does not say its offset from UTC.

    >>> times = track_times(record, "casework", at=nine + timedelta(days=2))
    >>> times.days["intake"], times.visits["intake"], times.open_phase
    (2.0, 1, 'intake')
    """
    if at is not None:
        must_be_aware(at)
    if isinstance(record, CaseRecord):
        _must_have_track(record, model)
    seconds: dict[str, float] = {}
    days: dict[str, int] = {}
    visits: dict[str, set[int]] = {}
    open_phase: str | None = None
    detours, was_detour = 0, False
    for stay in stays(record):
        if stay.model != model:
            continue
        detours += stay.is_detour and not was_detour  # one that goes on after a change of model is one
        was_detour = stay.is_detour
        if not stay.is_detour:
            visits.setdefault(stay.phase, set()).add(stay.visit)
        if stay.ended_at is None:
            open_phase = stay.phase
        end = stay.ended_at or at
        if end is not None and end >= stay.began_at:
            seconds[stay.key] = seconds.get(stay.key, 0) + elapsed_seconds(stay.began_at, end)
            between = (record.case.day(end) - record.case.day(stay.began_at)).days
            days[stay.key] = days.get(stay.key, 0) + between
    returns = tuple((one.from_, one.to) for one in path(record) if one.model == model and one.kind == MoveKind.RETURN)
    return TrackTimes(
        model=model,
        seconds=Book(seconds),
        calendar_days=Book(days),
        visits=Book({phase: len(numbers) for phase, numbers in visits.items()}),
        return_edges=returns,
        detours=detours,
        open_phase=open_phase,
    )


def _must_have_track(record: CaseRecord, model: str) -> None:
    on_record, case = models_of(record), record.case
    if not on_record or model in on_record:
        return
    if case.is_begun and model == case.model.key:  # a closed case may be put under a model by which it never ran
        return
    near = nearest(model, on_record)
    remedy = f'Perhaps "{near}" is meant' if near else f"On record are tracks of: {', '.join(on_record)}"
    raise _bad("model", "the record never had a track of that model", remedy)


def elapsed_seconds(begin: datetime, end: datetime) -> int | float:
    """Give the exact seconds between two aware times; a whole number where there is no fraction."""
    begins, ends = begin.utcoffset(), end.utcoffset()
    if begins is None or ends is None:
        raise _bad("times", "a time without a zone is no instant", "Give it a zone")
    gone = (end.replace(tzinfo=None) - begin.replace(tzinfo=None)) - (ends - begins)
    seconds = gone.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds


def models_of(record: Readable) -> tuple[str, ...]:
    """Give the keys of the models of which the record has a track, in the order in which they began."""
    return tuple(dict.fromkeys(step.model for step in path(record)))


# Goals -------------------------------------------------------------------------------------------------------------


@final
@frozen(kw_only=True)
class GoalCounts:
    """How many goals there are and what became of them.

    `total` were ever agreed; `active` are being worked on; `ended` were replaced or withdrawn; `rated` are active ones
    with a formal rating, of which the last counts; `attained` of those reached the expected level (0) or more.
    """

    total: int
    active: int
    ended: int
    rated: int
    attained: int

    @property
    def not_attained(self) -> int:
        """Rated goals below the expected level."""
        return self.rated - self.attained


def goal_counts(record: Readable) -> GoalCounts:
    """Count goals agreed, active, ended, rated and attained."""
    goals = record.case.goals.values()
    levels = [goal.level for goal in goals if goal.is_active and goal.level is not None]
    return GoalCounts(
        total=sum(goal.agreed_once for goal in goals),
        active=sum(goal.is_active for goal in goals),
        ended=sum(goal.agreed_once and goal.status in {"replaced", "withdrawn"} for goal in goals),
        rated=len(levels),
        attained=sum(level >= 0 for level in levels),
    )


def t_score(levels: Sequence[int], weights: Sequence[float] | None = None, *, rho: float = 0.3) -> float | None:
    """Give the goal attainment T-score of several goals: 50 where all came out as expected; None without any level.

    T = 50 + 10 * sum(w x) / sqrt((1 - rho) * sum(w^2) + rho * sum(w)^2), with levels x from -2 to +2, weights w above 0
    (1 unless given) and rho, the mean correlation assumed between goals, from 0 up to, not including, 1. With several
    goals T is not bounded by 30 and 70. Source: standards, section 7 (Kiresuk and Sherman). Raises `BadValue`.

    >>> t_score([0, 0], [1, 3])
    50.0
    >>> t_score([-2, 0, -1, 2, 0, 1], [3, 5, 1, 4, 2, 6])
    55.0
    """
    weights = [1] * len(levels) if weights is None else weights
    if len(weights) != len(levels):
        raise _bad("weights", f"{len(weights)} weights stand beside {len(levels)} levels", "Give one weight a level")
    if not all(is_level(level) for level in levels):
        raise _bad("levels", "a level is not a whole number from -2 to +2", "Use the five-point scale")
    if not all(is_weight(weight) for weight in weights):
        raise _bad("weights", "a weight is not a number above 0 and up to a million", "Use such weights")
    if not 0 <= rho < 1:
        raise _bad("rho", "it must be from 0 up to, not including, 1", "Use 0.3 unless you know better")
    if not levels:
        return None
    weighted = sum(weight * level for weight, level in zip(weights, levels, strict=True))
    spread = (1 - rho) * sum(weight * weight for weight in weights) + rho * sum(weights) ** 2
    return 50 + 10 * weighted / sqrt(spread)


def _bad(where: str, problem: str, remedy: str) -> BadValue:
    return BadValue(Fault(where=where, problem=problem, remedy=remedy))


@final
@frozen(kw_only=True)
class Attainment:
    """The T-score over rated active goals, at baseline and now, with what it was computed from."""

    levels: Book[str, int]
    weights: Book[str, float]
    baselines: Book[str, int]
    rho: float
    t: float
    t_baseline: float

    @property
    def change(self) -> float:
        """T now less T at baseline, not rounded."""
        return self.t - self.t_baseline


def attainment(record: Readable, *, rho: float = 0.3) -> Attainment | None:
    """Give the goal attainment of a record; None where no active goal has a formal rating.

    The last formal rating of each active goal counts, with the weight and baseline of its newest version. `rho` as in
    `t_score`; the policy of an agency has one (`Policy.rho`).
    """
    goals = {key: goal for key, goal in record.case.goals.items() if goal.is_active and goal.level is not None}
    levels = {key: goal.level for key, goal in goals.items() if goal.level is not None}
    weights = {key: float(goal.goal.weight) for key, goal in goals.items()}
    baselines = {key: goal.goal.baseline for key, goal in goals.items()}
    now = t_score(tuple(levels.values()), tuple(weights.values()), rho=rho)
    then = t_score(tuple(baselines.values()), tuple(weights.values()), rho=rho)
    if now is None or then is None:
        return None
    return Attainment(
        levels=Book(levels), weights=Book(weights), baselines=Book(baselines), rho=rho, t=now, t_baseline=then
    )


# Recording ---------------------------------------------------------------------------------------------------------


def lags(record: Readable) -> Mapping[str, timedelta]:
    """Give for every entry, by id, how long after the event it was written."""
    return Book({entry.id: entry.lag for entry in record.amended})


def late(record: Readable, hours: float) -> tuple[str, ...]:
    """Give the ids of the entries written more than so many hours after the event. Ledger: P-REC-12.

    >>> late(record, 24), late(record, 48)
    (('e1',), ())
    """
    limit = timedelta(hours=hours)
    return tuple(entry.id for entry in record.amended if entry.lag > limit)


def longest_lag(record: Readable) -> timedelta:
    """Give the longest recording lag; nothing for an empty record."""
    return max((entry.lag for entry in record.amended), default=timedelta())


@final
@frozen(kw_only=True)
class Counts:
    """How many of what stands on record."""

    entries: int
    episodes: int
    crises: int
    contacts: int
    follow_ups_held: int
    closures: tuple[tuple[datetime, Closure], ...]


def counts(record: Readable) -> Counts:
    """Count entries, episodes, crises, contacts, follow-ups held, and give the closings with their times."""
    case = record.case
    ends = ((one.ended_at, one.closure) for one in case.episodes)
    return Counts(
        entries=len(record.entries),
        episodes=len(case.episodes),
        crises=len(case.facts(Crisis)),
        contacts=len(case.facts(Contact)),
        follow_ups_held=sum(held.held for held in case.facts(FollowUp)),
        closures=tuple((at, closure) for at, closure in ends if at is not None and closure is not None),
    )
