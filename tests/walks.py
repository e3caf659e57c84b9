"""Random walks: sequences of asked-for steps, sound and unsound, for laws that must hold whatever is asked."""

from __future__ import annotations

from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Final

from hypothesis import strategies as st

import casework_model as cm
from casework_model import facts as f
from story import CASEWORK, Story, consent, goal, papers, planned, review, task

KEYS: Final = ("g1", "g2")
MODELS: Final = {model.key: model for model in cm.SHIPPED}
PHASES: Final = tuple(dict.fromkeys(phase.key for model in cm.SHIPPED for phase in model.phases))

FACTS: Final[tuple[f.Fact, ...]] = (
    *(paper for phase in ("intake", "assessment", "planning", "intervention", "evaluation") for paper in papers(phase)),
    *papers("termination"),
    goal("g2", weight=3),
    goal("g2", agreed=False),
    task("g2"),
    f.Contract(goals=KEYS),
    review(g1=1, g2=-1),
    review(g3=0),
    f.Evaluation(evaluation=f.EvaluationKind.INTERIM, ratings=(f.Rating(goal="g1", level=0),)),
    f.ProgressNote(goal="g1", level=3),
    f.GoalChange(goal="g1", outcome=f.GoalOutcome.REPLACED),
    f.Intervention(intervention=f.InterventionKind.ADVOCACY),
    f.Intervention(intervention=f.InterventionKind.CRISIS_MANAGEMENT),
    f.Crisis(id="k1"),
    f.Crisis(id="k2"),
    f.Stabilised(crisis="k1"),
    f.Stabilised(crisis="k2"),
    f.SafetyPlan(),
    consent(status=f.ConsentStatus.WITHDRAWN),
    consent(until=date(2026, 3, 3)),
    consent("disclosure:shelter"),
    f.Disclosure(receiver="shelter", scope="disclosure:shelter"),
    f.Eligibility(decision=f.Decision.NOT_ELIGIBLE),
    f.Incident(incident=f.IncidentKind.HARM),
    f.FollowUp(held=True),
    planned(),
    planned(reason=""),
    f.Closure(closure=f.ClosureKind.PREMATURE, initiator=f.Initiator.WORKER, reason="lost_contact"),
    f.Closure(closure=f.ClosureKind.TRANSFER, initiator=f.Initiator.CLIENT, reason="moved", receiving="clinic"),
    f.Reopening(entry_phase="intake", reason="asked for it"),
    f.Reopening(entry_phase="planning", reason=""),
)

REASONS: Final = ("", "crisis", "new_issue", "the landlord asks")

_moves = st.builds(
    f.PhaseChange,
    model=st.sampled_from(sorted(MODELS)),
    from_=st.sampled_from(PHASES),
    to=st.sampled_from(PHASES),
    move=st.sampled_from(cm.MoveKind),
    reason=st.sampled_from(REASONS),
)

choices = st.lists(
    st.one_of(
        st.sampled_from(FACTS),
        _moves,
        st.integers(min_value=0, max_value=40),  # the option with that number, counted round
    ),
    min_size=1,
    max_size=40,
)
"""What is asked for, one after the other: a fact, any move at all, or one of the options from there."""


def strewn(seed: int) -> list[f.Fact | int]:
    """Give what is asked for by chance, at once: for runs of so many walks that drawing each choice takes too long.

    A third of the walks are long, as of a case with all its detours; the others are as short as Hypothesis draws them.
    """
    dice = Random(seed)  # noqa: S311 - chance, not secrecy
    found: list[f.Fact | int] = []
    for _ in range(dice.randint(13, 40) if dice.randrange(3) == 0 else dice.randint(1, 12)):
        kind = dice.randrange(3)
        if kind == 0:
            found.append(dice.choice(FACTS))
        elif kind == 1:
            found.append(
                f.PhaseChange(
                    model=dice.choice(sorted(MODELS)),
                    from_=dice.choice(PHASES),
                    to=dice.choice(PHASES),
                    move=dice.choice(list(cm.MoveKind)),
                    reason=dice.choice(REASONS),
                )
            )
        else:
            found.append(dice.randint(0, 40))  # the option with that number, counted round
    return found


def chosen(story: Story, choice: f.Fact | int) -> f.Fact:
    """Give the fact that a choice means where the story stands."""
    if isinstance(choice, f.Fact):
        return choice
    options = story.engine.options(story.record, at=story.now)
    fact = options[choice % len(options)].fact
    if isinstance(fact, f.PhaseChange) and fact.move in {cm.MoveKind.RETURN, cm.MoveKind.DETOUR}:
        return f.PhaseChange(model=fact.model, from_=fact.from_, to=fact.to, move=fact.move, reason="new_issue")
    if isinstance(fact, f.Reopening):
        return f.Reopening(entry_phase=fact.entry_phase, reason="asked for it")
    return fact


def walked(story: Story, steps: list[f.Fact | int]) -> list[tuple[f.Fact, cm.Verdict]]:
    """Ask for each step in turn, take what is permitted, and give every question with its answer."""
    told: list[tuple[f.Fact, cm.Verdict]] = []
    for choice in steps:
        story.now += timedelta(hours=1)
        fact = chosen(story, choice)
        verdict = story.engine.consider(story.record, story.step(fact, text="as seen"))
        told.append((fact, verdict))
        if isinstance(verdict, cm.Permitted):
            story.record = verdict.record
    return told


ENGINE: Final = cm.Engine()
"""One engine for all walks: it has no state."""


def begun(*, linear: bool | None = None, until: str = "intake", engine: cm.Engine | None = None) -> Story:
    """A story that has come into some phase of casework; its clock is simple: whole hours of UTC."""
    return copy(_begun(linear, until, engine or ENGINE))


@lru_cache(maxsize=100)
def _begun(linear: bool | None, until: str, engine: cm.Engine) -> Story:  # noqa: FBT001 - a key of the cache
    """Tell each beginning once: records do not change, so that every walk may go on from the same one."""
    return Story(engine, linear=linear, at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC)).told(until=until)


stories = st.builds(begun, linear=st.booleans(), until=st.sampled_from(CASEWORK))
"""A case somewhere on its way, linear or iterative."""
