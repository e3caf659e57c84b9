"""The rules of intervention and evaluation: work that serves a goal, and goals that are reviewed."""

from __future__ import annotations

from casework_model.case import Case
from casework_model.facts import Evaluation, Intervention, InterventionKind
from casework_model.rules.planning import goals_named
from casework_model.rules.rule import Asked, Lack, Rule, sources


def without_intervention_on_goal(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-14: an intervention for an active goal since this visit of intervention began."""
    goals, visit = case.goals, asked.visit
    for key in case.active_goals:
        if goals[key].worked >= visit:
            return ()
    return (Lack(f"no intervention for an active goal is recorded {asked.since_visit()}"),)


def without_intervention(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-45: any intervention since this visit of intervention began."""
    if case.has(Intervention, since=asked.visit):
        return ()
    return (Lack(f"no intervention is recorded {asked.since_visit()}"),)


def intervention_without_goal(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-42: an intervention is for a goal; crisis management needs none."""
    done = asked.fact
    if not isinstance(done, Intervention) or done.goals or done.intervention is InterventionKind.CRISIS_MANAGEMENT:
        return ()
    return (Lack("the intervention is for no goal and is not crisis management"),)


def goals_not_rated(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-15: a formal evaluation since this visit began, and in it a rating of every active goal."""
    left = dict.fromkeys(case.active_goals)
    is_reviewed = False
    for entry in case.newest_first(Evaluation, since=asked.visit):
        review = entry.fact
        if isinstance(review, Evaluation) and review.is_formal:
            is_reviewed = True
            for rating in review.ratings:
                left.pop(rating.goal, None)
            if not left:
                return ()
    if not is_reviewed:
        return (Lack(f"no formal evaluation is recorded {asked.since_visit()}", tuple(left)),)
    return (Lack(f"no formal rating of {goals_named(tuple(left))} {asked.since_visit()}", tuple(left)),)


RULES = (
    Rule(
        code="HR-14",
        key="intervention_on_goal",
        title="Something was done for an active goal in this visit of intervention",
        remedy="Carry out the plan and record an intervention that names its goal",
        sources=sources("000 I-IVN-01", "001 I-IVN-01", "004 I-IVN-01"),
        lacks=without_intervention_on_goal,
    ),
    Rule(
        code="HR-15",
        key="goals_rated",
        title="Every active goal is rated in a formal evaluation of this visit",
        remedy="Review each active goal with the client and record a formal evaluation with its rating",
        sources=sources("000 I-EVA-01", "001 I-EVA-01"),
        lacks=goals_not_rated,
    ),
    Rule(
        code="HR-42",
        key="intervention_has_goal",
        title="An intervention works on a goal; crisis management needs none",
        remedy="Name the goal that it serves; work already done without an agreed goal is recorded as an incident",
        sources=sources("000 I-IVN-01", "004 H-P2-04"),
        on=(Intervention,),
        lacks=intervention_without_goal,
    ),
    Rule(
        code="HR-45",
        key="intervention_made",
        title="Something was done in this visit of intervention (crisis intervention)",
        remedy="Act on the safety plan and record the intervention",
        sources=sources("001 C-ITR-07"),
        lacks=without_intervention,
    ),
)
