"""A case as an aggregate of `eventsourcing`, as its documentation shows. Imported only where that is installed.

It keeps what the floor keeps (floor.py), and judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from eventsourcing.application import Application, project_aggregate
from eventsourcing.domain import Aggregate, event

import casework_model as cm
from casework_model import facts as f
from floor import State


class Case(Aggregate):
    """A case with an event for each entry."""

    @event("Opened")
    def __init__(self, by: str, occurred_at: datetime, text: str, phase: str) -> None:
        self.state = State(phase=phase, since=occurred_at)

    @event("Moved")
    def move(self, by: str, occurred_at: datetime, text: str, to: str) -> None:
        """Move to a phase."""
        self.state.phase, self.state.since = to, occurred_at

    @event("Noted")
    def note(self, by: str, occurred_at: datetime, text: str) -> None:
        """Write a note."""
        self.state.notes += 1

    @event("Met")
    def meet(self, by: str, occurred_at: datetime, text: str) -> None:
        """Write down a contact."""
        self.state.contacts += 1

    @event("Worked")
    def work(self, by: str, occurred_at: datetime, text: str, goals: list[str]) -> None:
        """Work for goals."""
        for goal in goals:
            self.state.worked[goal] = self.version

    @event("Rated")
    def rate(self, by: str, occurred_at: datetime, text: str, goal: str, level: int) -> None:
        """Say how far a goal has come."""
        self.state.levels[goal] = level


def aggregate_of(entries: Iterable[cm.RecordEntry]) -> Case:
    """Give the aggregate with one event for each entry; a fact that it does not know counts as a note."""
    first, *rest = entries
    assert isinstance(first.fact, f.CaseOpened)
    case = Case(by=first.by, occurred_at=first.occurred_at, text=first.text, phase=first.fact.phase)
    for entry in rest:
        by, at, text = entry.by, entry.occurred_at, entry.text
        match entry.fact:
            case f.PhaseChange(to=to):
                case.move(by, at, text, to)
            case f.Contact():
                case.meet(by, at, text)
            case f.Intervention(goals=goals):
                case.work(by, at, text, list(goals))
            case f.ProgressNote(goal=goal, level=level) | f.Evaluation(ratings=(f.Rating(goal=goal, level=level), *_)):
                case.rate(by, at, text, goal, level)
            case _:
                case.note(by, at, text)
    return case


def mutated(entries: Iterable[cm.RecordEntry]) -> Callable[[], object]:
    """Give the work of replaying events that are in memory by hand: each is told to change the aggregate."""
    events = aggregate_of(entries).collect_events()

    def replay() -> object:
        case: Case | None = None
        for each in events:
            case = each.mutate(case)
        return case

    return replay


def projected(entries: Iterable[cm.RecordEntry]) -> Callable[[], object]:
    """Give the work of replaying events that are in memory by the function that its repositories use."""
    events = aggregate_of(entries).collect_events()
    return lambda: project_aggregate(None, events)


def fetched(entries: Iterable[cm.RecordEntry]) -> Callable[[], object]:
    """Give the work of getting an aggregate from a repository, which keeps its events in memory as JSON."""
    application: Application[UUID] = Application()
    case = aggregate_of(entries)
    application.save(case)
    return lambda: application.repository.get(case.id)


def noting(entries: Iterable[cm.RecordEntry], times: int) -> Callable[[], object]:
    """Give the work of writing so many notes on an aggregate."""
    case = aggregate_of(entries)
    case.collect_events()

    def note() -> object:
        for _ in range(times):
            case.note("w1", case.created_on, "Phoned; no answer.")
        return case.collect_events()

    return note
