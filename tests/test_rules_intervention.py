"""The rules of intervention and evaluation: HR-14, HR-15, HR-42, and HR-45 of the crisis model."""

from __future__ import annotations

import pytest

import casework_model as cm
from casework_model import facts as f
from story import Story, goal, papers, planned, review, task

DETOUR = cm.MoveKind.DETOUR
WORK = f.Intervention(intervention=f.InterventionKind.COUNSELLING, goals=("g1",))
WITHOUT_GOAL = f.Intervention(intervention=f.InterventionKind.COUNSELLING)
CRISIS_WORK = f.Intervention(intervention=f.InterventionKind.CRISIS_MANAGEMENT)


def intervening() -> Story:
    """Tell a case into intervention, in which nothing is written yet."""
    return Story().told(until="intervention")


def evaluating(*goals: str) -> Story:
    """Tell a case with those goals into evaluation, in which nothing is written yet."""
    story = Story().told(until="planning")
    for key in goals:
        story.write(goal(key), task(key))
    return story.write(f.Contract(goals=goals)).move("intervention").write(WORK).move("evaluation")


def crisis_work() -> Story:
    """Tell a case of the crisis model into its intervention, without a goal."""
    story = Story(model="crisis").write(*papers("intake")).move("assessment")
    return story.write(f.RiskAssessment(), f.SafetyPlan()).move("intervention")


# HR-14 ---------------------------------------------------------------------------------------------------------------


def test_hr_14_text() -> None:
    """Leaving intervention says that nothing was done for an active goal in this visit."""
    story = intervening()
    assert story.said(story.change("evaluation")) == (
        "Intervention and implementation cannot end yet: no intervention for an active goal is recorded since this "
        "visit began on 2026-03-02 (HR-14). Carry out the plan and record an intervention that names its goal. Open "
        "from here: return to Assessment and study, return to Planning and goal setting, make a detour to Intake and "
        "engagement."
    )
    assert story.write(WORK).refused_move("evaluation") == set()


def test_hr_14_crisis_work_alone_is_not_enough() -> None:
    """Crisis management without a goal is accepted and does not serve a goal."""
    assert intervening().write(CRISIS_WORK).refused_move("evaluation") == {"HR-14"}


def test_hr_14_the_goal_is_active_when_the_phase_ends() -> None:
    """Work for a goal that was given up since, or that was only proposed, does not count; one active goal suffices."""
    story = intervening().write(WORK, f.GoalChange(goal="g1", outcome=f.GoalOutcome.REPLACED), goal("g2", agreed=False))
    story.write(f.Intervention(intervention=f.InterventionKind.LINKING, goals=("g2",)))
    assert story.refused_move("evaluation") == {"HR-14"}
    story.write(goal("g3"), f.Intervention(intervention=f.InterventionKind.LINKING, goals=("g1", "g3")))
    assert story.refused_move("evaluation") == set()


def test_hr_14_a_return_begins_a_new_visit() -> None:
    """Back from evaluation, something must be done again."""
    story = intervening().write(WORK).move("evaluation").move("intervention", reason="strategy_adjustment")
    assert story.refused_move("evaluation") == {"HR-14"}
    assert story.write(WORK).refused_move("evaluation") == set()


def test_hr_14_a_resume_is_not_a_visit() -> None:
    """Work done before a detour counts after it, and so does work written during it."""
    story = intervening().write(WORK).move("intake", kind=DETOUR, reason="crisis").move("intervention")
    assert story.refused_move("evaluation") == set()
    story = intervening().move("intake", kind=DETOUR, reason="crisis").write(WORK).move("intervention")
    assert story.refused_move("evaluation") == set()


def test_hr_14_is_no_matter_of_the_interview_track() -> None:
    """The intervention phase of the interview track asks for nothing."""
    story = Story().write(f.ConfidentialityExplained(), goal())
    for phase in ("preparation", "introduction", "exploration", "assessment", "goal_setting", "intervention"):
        story.move(phase, model="interview")
    assert story.refused_move("evaluation", model="interview") == set()


# HR-15 ---------------------------------------------------------------------------------------------------------------

BACK_FROM_EVALUATION = (
    "Review each active goal with the client and record a formal evaluation with its rating. Open from here: return to "
    "Assessment and study, return to Planning and goal setting, return to Intervention and implementation, make a "
    "detour to Intake and engagement."
)


def test_hr_15_text_without_an_evaluation() -> None:
    """Leaving evaluation says that there was no formal evaluation in this visit."""
    story = evaluating("g1")
    assert story.said(story.change("termination")) == (
        "Evaluation cannot end yet: no formal evaluation is recorded since this visit began on 2026-03-03 (HR-15). "
        + BACK_FROM_EVALUATION
    )
    assert story.write(review(g1=-2)).refused_move("termination") == set()


def test_hr_15_text_with_goals_left_out() -> None:
    """Every active goal is rated, in one evaluation of the visit or in several together."""
    story = evaluating("g1", "g2", "g3").write(review(g2=0))
    assert story.said(story.change("termination")) == (
        "Evaluation cannot end yet: no formal rating of goals g1 and g3 since this visit began on 2026-03-03 (HR-15). "
        + BACK_FROM_EVALUATION
    )
    assert story.write(review(g1=1)).refused_move("termination") == {"HR-15"}
    assert story.write(review(g3=1)).refused_move("termination") == set()


def test_hr_15_an_interim_look_is_no_review() -> None:
    """Interim ratings do not count, whatever they cover."""
    interim = f.Evaluation(evaluation=f.EvaluationKind.INTERIM, ratings=(f.Rating(goal="g1", level=0),))
    assert evaluating("g1").write(interim).refused_move("termination") == {"HR-15"}


def test_hr_15_a_goal_given_up_is_not_rated() -> None:
    """Only active goals are asked about."""
    story = evaluating("g1", "g2").write(review(g2=0), f.GoalChange(goal="g1", outcome=f.GoalOutcome.WITHDRAWN))
    assert story.refused_move("termination") == set()


def test_hr_15_counts_this_visit_alone() -> None:
    """A review written before this visit of evaluation, or in an earlier one, does not serve it."""
    story = intervening().write(WORK, review(g1=0)).move("evaluation")
    assert story.refused_move("termination") == {"HR-15"}
    story.write(review(g1=0)).move("intervention", reason="strategy_adjustment").write(WORK).move("evaluation")
    assert story.refused_move("termination") == {"HR-15"}


def test_hr_15_holds_in_the_implementation_of_helping() -> None:
    """The helping track asks for ratings in its own visit of implementation."""
    story = Story().move("exploration", model="helping").write(f.WorkingHypothesis(), goal(), f.Contract(goals=("g1",)))
    story.write(review(g1=0)).move("implementation", model="helping")
    assert story.refused_move("termination", model="helping") == {"HR-15"}
    assert story.write(review(g1=0)).refused_move("termination", model="helping") == set()


def test_hr_15_without_a_goal_a_review_is_still_asked_for() -> None:
    """The crisis model may end without a goal, not without a formal evaluation."""
    story = crisis_work().write(WITHOUT_GOAL).move("evaluation")
    assert story.refused_move("termination") == {"HR-15"}
    assert story.write(review()).refused_move("termination") == set()


# HR-42 ---------------------------------------------------------------------------------------------------------------


def test_hr_42_text() -> None:
    """An intervention for no goal is refused, and the refusal names the entry that is accepted instead."""
    story = intervening()
    assert story.said(WITHOUT_GOAL) == (
        "The entry (intervention) cannot be written: the intervention is for no goal and is not crisis management "
        "(HR-42). Name the goal that it serves; work already done without an agreed goal is recorded as an incident."
    )
    assert story.refused(WORK) == set()
    assert story.refused(f.Incident(incident=f.IncidentKind.WORK_WITHOUT_GOAL)) == set()


def test_hr_42_crisis_management_needs_no_goal() -> None:
    """Crisis management is accepted without a goal, at any time."""
    assert Story().refused(CRISIS_WORK) == set()


def test_hr_42_is_waived_in_the_crisis_model() -> None:
    """While a case runs by the crisis model, work may begin before a goal is agreed."""
    assert Story(model="crisis").refused(WITHOUT_GOAL) == set()
    assert Story(model="long_term").refused(WITHOUT_GOAL) == {"HR-42"}


# HR-45 ---------------------------------------------------------------------------------------------------------------


def test_hr_45_text() -> None:
    """The crisis model asks for something done in this visit."""
    story = crisis_work()
    assert story.said(story.change("evaluation")) == (
        "Immediate intervention cannot end yet: no intervention is recorded since this visit began on 2026-03-02 "
        "(HR-45). Act on the safety plan and record the intervention. Open from here: return to Rapid assessment and "
        "safety planning, make a detour to Intake and engagement."
    )


@pytest.mark.parametrize("done", [WITHOUT_GOAL, CRISIS_WORK])
def test_hr_45_is_met_by_any_intervention(done: f.Intervention) -> None:
    """In the crisis model any intervention counts, with a goal or without."""
    assert crisis_work().write(done).refused_move("evaluation") == set()


def test_hr_45_counts_this_visit_alone() -> None:
    """Work done in an earlier visit, or before any, does not count; a resume is not a visit."""
    story = crisis_work().write(WITHOUT_GOAL).move("evaluation").move("intervention", reason="strategy_adjustment")
    assert story.refused_move("evaluation") == {"HR-45"}
    story.write(WITHOUT_GOAL).move("intake", kind=DETOUR, reason="crisis").move("intervention")
    assert story.refused_move("evaluation") == set()


def test_the_crisis_model_may_be_told_without_a_goal() -> None:
    """A whole crisis case is closed as planned without any goal."""
    story = crisis_work().write(WITHOUT_GOAL).move("evaluation").write(review()).move("termination")
    story.write(*papers("termination"), planned("crisis over"))
    assert story.case.is_closed
