"""The case: what a record says now. Made only by folding entries, and asked questions.

Folding is total and never judges: an unsound or foreign entry changes what it can and raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, TypeVar, final

from attrs import evolve, frozen

from casework_model.amended import CHANGING, as_amended, kinds_of
from casework_model.entry import RecordEntry
from casework_model.errors import NotBegun, steady
from casework_model.facts import (
    CaseOpened,
    Closure,
    ConsentStanding,
    Contract,
    CrisisStanding,
    Fact,
    GoalStanding,
    GoalStatus,
    ModelRef,
    PolicyRef,
    ReaderStanding,
    ReferralStanding,
    Reopening,
    Standing,
    TaskStanding,
)
from casework_model.facts.fact import Dated
from casework_model.facts.recording import team_member
from casework_model.people import Client
from casework_model.persistent import Book, Log
from casework_model.process import MoveKind, Track
from casework_model.shape import unclosed
from casework_model.terms import local_date

F = TypeVar("F", bound=Fact)
S = TypeVar("S", bound=Standing)


@final
@frozen
class Episode:
    """From opening or reopening to closing. `began` and `ended` are numbers of entries."""

    number: int
    began: int
    began_at: datetime
    ended: int | None = None
    ended_at: datetime | None = None
    closure: Closure | None = None


@final
@frozen
class Frame:
    """What changes seldom: how the case was opened, and under what it is kept now."""

    opened: CaseOpened
    model: ModelRef
    policy: PolicyRef
    authorised: frozenset[str]


_NO_LOG: Final[Log[RecordEntry]] = Log()
_NO_BOOK: Final[Book[str, Any]] = Book()
_NO_STANDINGS: Final[Book[type[Standing], Book[str, Standing]]] = Book()
_NO_LOGS: Final[Book[type[Fact], Log[RecordEntry]]] = Book()
_NO_LIVE: Final[Book[type[Standing], tuple[str, ...]]] = Book()


def _number(entry: RecordEntry) -> int:
    return entry.number


@final
@frozen(repr=False, weakref_slot=False)
class Case:
    """What the record says now.

    `entries` are as they were written, `amended` those that count, as their amendments leave them; without corrections
    and retractions both are one. All else is folded from what counts.

    Goals, consents, crises and referrals are read-only mappings by id, each in its present state. Facts that merely
    accumulate are reached by `facts` and `newest_first`, with `since` an entry number. `standings` and `logs` hold both
    by type, `live` the keys of those under way; `frame` is how the case was opened and under what it is kept, None in a
    view of a time before.

    >>> from datetime import UTC
    >>> from casework_model import ClientStatus, Engine, Write, facts as f
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> engine, client = Engine(), Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = engine.open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                      occurred_at=nine, recorded_at=nine)
    >>> goal = f.Goal(id="g1", statement="The tenancy is kept")
    >>> case = engine.write(record, Write(fact=goal, by="w1", occurred_at=nine, recorded_at=nine)).case
    >>> case.goals["g1"].status, case.active_goals, case.phase, case.is_closed
    (<GoalStatus.PROPOSED: 'proposed'>, (), 'intake', False)
    """

    id: str
    entries: Log[RecordEntry]
    amended: Log[RecordEntry]
    episodes: tuple[Episode, ...]
    tracks: Book[str, Track]
    frame: Frame | None
    standings: Book[type[Standing], Book[str, Standing]]
    logs: Book[type[Fact], Log[RecordEntry]]
    live: Book[type[Standing], tuple[str, ...]]

    def __hash__(self) -> int:
        return hash((self.id, self.entries))

    def __repr__(self) -> str:
        state = "not begun" if self.frame is None else "closed" if self.is_closed else "open"
        return steady(f"<Case {self.id}, {state}, {len(self.entries)} entries>")

    def _framed(self, asked: str) -> Frame:
        if self.frame is None:
            raise NotBegun(asked)
        return self.frame

    @property
    def is_begun(self) -> bool:
        """Whether the opening entry is in view; false only in views of a time before it."""
        return self.frame is not None

    @property
    def opened(self) -> CaseOpened:
        """The fact with which the case was opened. Raises `NotBegun` in a view of an earlier time, as do the next."""
        return self._framed("opening").opened

    @property
    def client(self) -> Client:
        """Who is served."""
        return self._framed("client").opened.client

    @property
    def tz(self) -> str:
        """The IANA zone of the case."""
        return self._framed("time zone").opened.tz

    @property
    def model(self) -> ModelRef:
        """The model under which the record is kept now."""
        return self._framed("process model").model

    @property
    def policy(self) -> PolicyRef:
        """The policy under which the record is kept now."""
        return self._framed("policy").policy

    @property
    def authorised(self) -> frozenset[str]:
        """The workers who may read and write the record now, without end date. HR-35."""
        return self._framed("list of authorised workers").authorised

    @property
    def episode(self) -> Episode | None:
        """The present or last episode."""
        return self.episodes[-1] if self.episodes else None

    @property
    def episode_began(self) -> int:
        """The number of the entry that began the present or last episode; 0 before any."""
        return self.episodes[-1].began if self.episodes else 0

    @property
    def is_closed(self) -> bool:
        """Whether the last episode has ended."""
        return bool(self.episodes) and self.episodes[-1].ended is not None

    @property
    def track(self) -> Track | None:
        """The main track: where the case stands in its own model; None when closed."""
        return None if self.frame is None else self.tracks.get(self.frame.model.key)

    @property
    def phase(self) -> str | None:
        """The phase in which the main track stands, a detour's phase included; None when closed."""
        track = self.track
        return track.phase if track else None

    def standing(self, kind: type[S]) -> Book[str, S]:
        """Give the present state of every thing of one kind by its id."""
        book: Book[str, Any] = self.standings.get(kind, _NO_BOOK)
        return book

    @property
    def goals(self) -> Book[str, GoalStanding]:
        """Every goal on record, proposed, active or not, by id."""
        goals: Book[str, Any] = self.standings.get(GoalStanding, _NO_BOOK)
        return goals

    @property
    def active_goals(self) -> tuple[str, ...]:
        """The ids of the goals that are agreed and being worked on."""
        return self.live.get(GoalStanding, ())

    @property
    def tasks(self) -> Book[str, TaskStanding]:
        """Every task on record by its id, or by that of its entry where it has none."""
        return self.standing(TaskStanding)

    @property
    def consents(self) -> Book[str, ConsentStanding]:
        """The latest word on every scope of consent."""
        return self.standing(ConsentStanding)

    @property
    def crises(self) -> Book[str, CrisisStanding]:
        """Every crisis on record by id."""
        return self.standing(CrisisStanding)

    @property
    def open_crises(self) -> tuple[str, ...]:
        """The ids of the crises that are not stabilised, whatever the episode."""
        return self.live.get(CrisisStanding, ())

    @property
    def readers(self) -> Book[str, ReaderStanding]:
        """Everybody who may read the record, or could, by id. Whether somebody may now is a rule (HR-35)."""
        return self.standing(ReaderStanding)

    @property
    def referrals(self) -> Book[str, ReferralStanding]:
        """Every referral on record by id."""
        return self.standing(ReferralStanding)

    @property
    def contract(self) -> Contract | None:
        """The latest contract of the present or last episode."""
        return self.latest(Contract, since=self.episode_began)

    def newest_first(self, kind: type[Fact], *, since: int = 0) -> Iterator[RecordEntry]:
        """Give the entries that hold a fact of that type, from entry number `since` on, the newest first."""
        for entry in reversed(self.logs.get(kind, _NO_LOG)):
            if entry.number < since:
                return
            yield entry

    def facts(self, kind: type[F], *, since: int = 0) -> tuple[F, ...]:
        """Give the facts of that type in the order of writing, from entry number `since` on.

        >>> case.facts(f.Goal, since=case.episode_began)[0].id
        'g1'
        """
        log = self.logs.get(kind, _NO_LOG)
        start = log.since(since, _number) if since else 0
        return tuple(entry.fact for entry in islice(log, start, None) if isinstance(entry.fact, kind))

    def latest(self, kind: type[F], *, since: int = 0) -> F | None:
        """Give the newest fact of that type, or None."""
        for entry in self.newest_first(kind, since=since):
            return entry.fact if isinstance(entry.fact, kind) else None
        return None

    def has(self, kind: type[Fact], *, since: int = 0) -> bool:
        """Whether a fact of that type has been written since entry number `since`, that entry included.

        >>> case.has(f.Strength)
        False
        """
        last = self.logs.get(kind, _NO_LOG).last
        return last is not None and last.number >= since

    def entry(self, number: int) -> RecordEntry | None:
        """Give the entry with that number as it was written, or None where the case or the view does not hold it."""
        return _numbered(self.entries, number)

    def amended_entry(self, number: int) -> RecordEntry | None:
        """Give the entry with that number as its amendments leave it, or None where it is not there or retracted."""
        return _numbered(self.amended, number)

    def day(self, moment: datetime) -> date:
        """Give the local date of a moment in the zone of the case."""
        return local_date(moment, self.tz)


def _numbered(entries: Log[RecordEntry], number: int) -> RecordEntry | None:
    if 0 < number <= len(entries):
        own = entries[number - 1]
        if own.number == number:
            return own  # always so in a record that nothing is retracted from; a view may have gaps
    place = entries.since(number, _number)
    found = entries[place] if place < len(entries) else None
    return found if found is not None and found.number == number else None


def empty_case(case_id: str) -> Case:
    """Give the case of a record without entries."""
    return Case(case_id, _NO_LOG, _NO_LOG, (), _NO_BOOK, None, _NO_STANDINGS, _NO_LOGS, _NO_LIVE)


def folded(case: Case, entries: Iterable[RecordEntry]) -> Case:
    """Fold further entries into a case. The law: folding a prefix and then the rest is folding all.

    Entries that amend earlier ones take effect at the place of those, so that all is folded anew.
    """
    news = tuple(entries)
    if kinds_of(news).isdisjoint(CHANGING):
        return _folded(case, news, None)
    whole = (*case.entries, *news)
    return _folded(empty_case(case.id), whole, as_amended(whole))


def in_view(case_id: str, entries: Sequence[RecordEntry], amended: Sequence[RecordEntry]) -> Case:
    """Give the case of a view: with the entries that are in it as they were written, and what of them counts."""
    return _folded(empty_case(case_id), entries, amended)


def _folded(case: Case, entries: Sequence[RecordEntry], amended: Sequence[RecordEntry] | None) -> Case:
    """Fold entries into a case: those that count, where they are not all of them as they were written."""
    growing = _Growing(case)
    news: dict[type[Fact], list[RecordEntry]] = {}
    for entry in entries if amended is None else amended:
        fact = entry.fact
        kind = type(fact)
        of_kind = news.get(kind)
        if of_kind is None:
            news[kind] = [entry]
        else:
            of_kind.append(entry)
        fact.fold(growing, entry)
    logs = case.logs.with_all({kind: case.logs.get(kind, _NO_LOG).extended(some) for kind, some in news.items()})
    written = case.entries.extended(entries)
    if amended is None and case.amended is case.entries:
        return growing.case(written, written, logs)
    return growing.case(written, case.amended.extended(entries if amended is None else amended), logs)


def grown(case: Case, entry: RecordEntry) -> Case:
    """Fold one further entry into a case: what `folded` gives for it."""
    fact = entry.fact
    if isinstance(fact, CHANGING):
        return folded(case, (entry,))
    growing, logs, kind = _Growing(case), case.logs, type(fact)
    fact.fold(growing, entry)
    written = case.entries.with_item(entry)
    amended = written if case.amended is case.entries else case.amended.with_item(entry)
    return growing.case(written, amended, logs.with_one(kind, logs.get(kind, _NO_LOG).with_item(entry)))


_UnclosedCase: Final = unclosed(Case)


class _Growing:
    """The collections of a case while it is being folded: what is new stands apart until all is joined at the end."""

    __slots__ = ("_before", "_episodes", "_frame", "_live", "_standings", "_tracks")

    def __init__(self, before: Case) -> None:
        self._before = before
        self._episodes = before.episodes
        self._tracks = before.tracks
        self._frame = before.frame
        self._standings: dict[type[Standing], dict[str, Standing]] | None = None
        self._live: dict[type[Standing], tuple[str, ...]] | None = None

    def case(
        self, entries: Log[RecordEntry], amended: Log[RecordEntry], logs: Book[type[Fact], Log[RecordEntry]]
    ) -> Case:
        """Join what is new to what was before, with the entries and logs of both."""
        before = self._before
        case = _UnclosedCase()
        case.id = before.id
        case.entries = entries
        case.amended = amended
        case.episodes = self._episodes
        case.tracks = self._tracks
        case.frame = self._frame
        case.standings = before.standings if self._standings is None else self._joined(self._standings)
        case.logs = logs
        case.live = before.live if self._live is None else before.live.with_all(self._live)
        case.__class__ = Case
        closed: Case = case
        return closed

    def _joined(self, news: dict[type[Standing], dict[str, Standing]]) -> Book[type[Standing], Book[str, Standing]]:
        standings: Book[type[Standing], Book[str, Standing]] = self._before.standings
        for thing, states in news.items():
            standings = standings.with_one(thing, standings.get(thing, _NO_BOOK).with_all(states))
        return standings

    # What facts may do (the protocol `facts.fact.Growing`) -----------------------------------------------------------

    def get(self, standing: type[S], key: str) -> S | None:
        """Give the present state of one thing, or None."""
        news = self._standings.get(standing) if self._standings is not None else None
        found = news.get(key) if news else None
        if found is None:
            return self._before.standing(standing).get(key)
        return found if isinstance(found, standing) else None

    def put(self, key: str, standing: Standing) -> None:
        """Set the present state of one thing."""
        kind = type(standing)
        before = self.get(kind, key)
        if self._standings is None:
            self._standings = {}
        self._standings.setdefault(kind, {})[key] = standing
        if standing.is_live is not (before is not None and before.is_live):
            live = self._alive(kind)
            now = (*live, key) if standing.is_live else tuple(one for one in live if one != key)
            self._live = {**(self._live or {}), kind: now}

    def _alive(self, kind: type[Standing]) -> tuple[str, ...]:
        """Give the keys of those under way."""
        if self._live is not None and kind in self._live:
            return self._live[kind]
        return self._before.live.get(kind, ())

    def _begin(self, entry: Dated, model: str, phase: str) -> None:
        self._tracks = self._tracks.with_one(model, Track(model, phase, entry.number, entry.occurred_at))
        self._episodes = (*self._episodes, Episode(len(self._episodes) + 1, entry.number, entry.occurred_at))

    def open(self, opened: CaseOpened, entry: Dated) -> None:
        """Begin the first episode and the main track; a second opening in one record changes nothing."""
        if self._frame is None:
            self._frame = Frame(opened, opened.model, opened.policy, frozenset(opened.authorised))
            team = team_member(entry.number)
            for worker in opened.authorised:
                self.put(worker, team)
            self._begin(entry, opened.model.key, opened.phase)

    def move(self, model: str, kind: MoveKind, to: str, entry: Dated) -> None:
        """Move one track, or begin it. After the end of an episode no track runs, and none begins."""
        if self._episodes and self._episodes[-1].ended is not None:
            return
        track = self._tracks.get(model)
        if track is None:
            track = Track(model, to, entry.number, entry.occurred_at)
        else:
            track = track.moved(kind, to, entry.number, entry.occurred_at)
        self._tracks = self._tracks.with_one(model, track)

    def close(self, closure: Closure, entry: Dated) -> None:
        """End the episode and every track."""
        self._tracks = _NO_BOOK
        if self._episodes and self._episodes[-1].ended is None:
            ended = evolve(self._episodes[-1], ended=entry.number, ended_at=entry.occurred_at, closure=closure)
            self._episodes = (*self._episodes[:-1], ended)

    def reopen(self, reopening: Reopening, entry: Dated) -> None:
        """Begin a new episode and the main track again; active goals are set aside until they are agreed again."""
        if self._frame is None:
            return
        self._tracks = _NO_BOOK
        self._begin(entry, self._frame.model.key, reopening.entry_phase)
        active = self._alive(GoalStanding)
        for key, goal in [(key, goal) for key in active if (goal := self.get(GoalStanding, key))]:
            self.put(key, evolve(goal, status=GoalStatus.SET_ASIDE))

    def migrate(self, model: ModelRef | None, policy: PolicyRef | None, phases: dict[str, str]) -> None:
        """Change the model or the policy under which the record is kept."""
        if self._frame is None:
            return
        before = self._frame.model.key
        self._frame = evolve(self._frame, model=model or self._frame.model, policy=policy or self._frame.policy)
        tracks = self._tracks.copied()
        if model is not None and before in tracks:
            tracks[model.key] = tracks.pop(before).renamed(model.key, phases)
            self._tracks = Book[str, Track].of(tracks)

    def authorise(self, worker: str, *, granted: bool) -> None:
        """Grant or end a worker's access to the record."""
        if self._frame is not None:
            change = {worker}
            now = self._frame.authorised | change if granted else self._frame.authorised - change
            self._frame = evolve(self._frame, authorised=now)
