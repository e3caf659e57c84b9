"""The rules of ending and beginning again: planned closings, other exits, reopening, and what a closed case accepts."""

from __future__ import annotations

from typing import Final

from casework_model.case import Case
from casework_model.facts import (
    CaseOpened,
    ClosingSummary,
    Closure,
    ClosureKind,
    Decision,
    Eligibility,
    Fact,
    Initiator,
    MaintenancePlan,
    PhaseChange,
    Reopening,
    TerminationReview,
)
from casework_model.rules.planning import goals_named
from casework_model.rules.rule import Asked, Lack, Rule, sources
from casework_model.terms import listed

_PAPERS: tuple[tuple[type[Fact], str], ...] = (
    (TerminationReview, "termination review"),
    (MaintenancePlan, "maintenance plan"),
    (ClosingSummary, "closing summary"),
)

# Asked for with every option; looking a member up in its class costs more than the rest of the question.
_PLANNED: Final = ClosureKind.PLANNED
_TRANSFER: Final = ClosureKind.TRANSFER
_INELIGIBLE: Final = ClosureKind.INELIGIBLE

_BEGUN_BY_SOMEBODY = frozenset({ClosureKind.PREMATURE, ClosureKind.TRANSFER, ClosureKind.OTHER})
"""Exits that somebody begins; the others need only their reason (processes, section 2.4)."""

_NOT_BY_CHOICE = frozenset({ClosureKind.CLIENT_DIED, ClosureKind.OPENED_IN_ERROR})
"""Exits in which nobody is left behind."""


def closing_not_complete(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-17: review, plan and summary since the present visit; a reason; some formal rating of each active goal."""
    since = max(asked.visit, 1)
    missing = tuple([name for paper, name in _PAPERS if not case.has(paper, since=since)])
    lacks = [Lack(f"no {listed(missing, last='or')} is recorded {asked.since_visit()}")] if missing else []
    closure = asked.fact
    if isinstance(closure, Closure) and not closure.reason.strip():
        lacks.append(Lack("the closing gives no reason"))
    unrated = tuple(key for key in case.active_goals if case.goals[key].level is None)
    if unrated:
        lacks.append(Lack(f"no formal rating of {goals_named(unrated)} is on record", unrated))
    return tuple(lacks)


def planned_close_elsewhere(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-18: a planned closing is possible only from an end phase, and not during a detour."""
    model, track = asked.model, asked.track
    if model is None or track is None:
        return ()
    phase = model.phase(track.phase)
    if phase is not None and phase.end and track.paused is None:
        return ()
    ends = " or ".join(end.name for end in model.phases if end.end)
    where = model.phase_name(track.phase)
    return (Lack(f"a planned closing is possible only from {ends}, and the case is in {where}", (track.phase,)),)


def _eligibility_in_the_way(case: Case) -> str:
    """Say why the case does not count as ineligible; nothing where it does."""
    latest = case.latest(Eligibility, since=case.episode_began)
    if latest is None:
        return "no decision on eligibility is recorded in this episode"
    if latest.decision is Decision.NOT_ELIGIBLE:
        return ""
    return "eligibility is still pending" if latest.decision is Decision.PENDING else "the client was found eligible"


def exit_not_explained(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-19: an exit that is not planned names who began it and why; a transfer names who takes over."""
    closure = asked.fact
    if not isinstance(closure, Closure) or closure.closure is _PLANNED:
        return ()
    lacks: list[Lack] = []
    if closure.initiator is None and closure.closure in _BEGUN_BY_SOMEBODY:
        lacks.append(Lack("it does not say who began the ending"))
    if not closure.reason.strip():
        lacks.append(Lack("it gives no reason"))
    if closure.closure is _TRANSFER and not closure.receiving.strip():
        lacks.append(Lack("it names no receiving service"))
    said = _eligibility_in_the_way(case) if closure.closure is _INELIGIBLE else ""
    if said:
        lacks.append(Lack(said, remedy="Record that the client is not eligible, or close in another way"))
    return tuple(lacks)


def abandoned_in_crisis(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-25: the worker does not end the service in an open crisis unless somebody takes over."""
    closure = asked.fact
    if not isinstance(closure, Closure) or closure.closure in _NOT_BY_CHOICE:
        return ()
    open_ = case.open_crises
    if not open_ or closure.receiving.strip() or closure.initiator not in {Initiator.WORKER, Initiator.AGENCY}:
        return ()
    return (Lack("a crisis is open and no receiving service takes over", open_),)


def not_accepted_when_closed(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-20: a closed case accepts only what follows an ending, and what happened before it and is written late."""
    fact, episode, at = asked.fact, case.episode, asked.at
    if fact is None or not case.is_closed or fact.accepted_after_closing():
        return ()
    is_course = isinstance(fact, PhaseChange | Closure | CaseOpened)
    if (
        not is_course
        and episode is not None
        and episode.ended_at is not None
        and at is not None
        and at < episode.ended_at
    ):
        return ()
    ended = case.day(episode.ended_at) if episode is not None and episode.ended_at is not None else None
    return (Lack(f"the case was closed on {ended}"),)


def not_reopenable(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-21: only a closed case is reopened, and with a reason."""
    if not case.is_closed:
        return (Lack("the case is not closed", remedy="Go on with the case as it is"),)
    reopening = asked.fact
    if isinstance(reopening, Reopening) and not reopening.reason.strip():
        return (Lack("the reopening gives no reason"),)
    return ()


RULES = (
    Rule(
        code="HR-17",
        key="closing_complete",
        title="A planned closing rests on a review, a maintenance plan, a closing summary, a reason and ratings",
        remedy="Complete the closing papers in this visit, rate every active goal, and give the reason",
        sources=sources("000 I-TRM-02", "001 I-TRM-02", "003 I-TRM-02", "004 I-TRM-06"),
        lacks=closing_not_complete,
    ),
    Rule(
        code="HR-18",
        key="closed_from_end",
        title="A planned closing is made from the last phase",
        remedy="Go on to the last phase first, or close the case as a premature ending or a transfer",
        sources=sources("001 C-TRM-01"),
        ordered=True,
        structural=True,
        lacks=planned_close_elsewhere,
    ),
    Rule(
        code="HR-19",
        key="exit_explained",
        title="An ending that is not planned is explained: reason, initiator, for a transfer who takes over",
        remedy="Say who began the ending and why; for a transfer, which service takes over",
        sources=sources("001 C-TRM-08"),
        ordered=True,
        lacks=exit_not_explained,
    ),
    Rule(
        code="HR-20",
        key="case_open",
        title="A closed case accepts only what follows an ending",
        remedy=(
            "Reopen the case to go on working; a follow-up, an amendment, a disclosure, an incident or an entry on "
            "something before the closing can be written as it is"
        ),
        sources=sources("001 I-TRM-01"),
        ordered=True,
        structural=True,
        lacks=not_accepted_when_closed,
    ),
    Rule(
        code="HR-21",
        key="reopening_sound",
        title="Only a closed case is reopened, and with a reason",
        remedy="Say why the case is taken up again",
        sources=sources("004 H-P3-03"),
        ordered=True,
        structural=True,
        lacks=not_reopenable,
    ),
    Rule(
        code="HR-25",
        key="nobody_abandoned",
        title="The service does not end a case in an open crisis unless somebody takes over",
        remedy="Stabilise the crisis first, or name the service that takes over",
        sources=sources("001 I-TRM-01", "field NASW 1.17"),
        ordered=True,
        lacks=abandoned_in_crisis,
    ),
)
