"""The rules of planning: HR-10 to HR-13, HR-41 and HR-43."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import Story, goal, papers, papers_but, planned, review, task

WITHDRAWN = f.GoalOutcome.WITHDRAWN
BACK_FROM_PLANNING = "Open from here: return to Assessment and study, make a detour to Intake and engagement."


def planning() -> Story:
    """Tell a case into planning, in which nothing is written yet."""
    return Story().told(until="planning")


def planning_again() -> Story:
    """Tell a case with an agreed goal, closed and reopened, into the planning of its second episode."""
    story = Story().told(until="termination").write(*papers("termination"), planned())
    story.write(f.Reopening(entry_phase="intake", reason="new notice to quit"))
    return story.write(*papers("intake")).move("assessment").write(*papers("assessment")).move("planning")


def with_helping(*facts: f.Fact) -> Story:
    """Tell a case that runs the helping track too, with a hypothesis and further facts."""
    return Story().move("exploration", model="helping").write(f.WorkingHypothesis(), *facts)


# HR-10 ---------------------------------------------------------------------------------------------------------------


def test_hr_10_text_without_any_goal() -> None:
    """Planning without a goal lacks the goal, a task for it and a contract that covers it, and says all three."""
    story = planning()
    assert story.said(story.change("intervention")) == (
        "Planning and goal setting cannot end yet: no agreed goal is active (HR-10), without an active goal no "
        "task can lead to one (HR-12), and without an active goal no contract can cover one (HR-13). Set a goal with "
        "the client and record it as agreed. Agree for each goal who does what by when, and record it as a task. "
        "Agree on a contract that names every active goal, and record it. " + BACK_FROM_PLANNING
    )
    assert story.write(*papers("planning")).refused_move("intervention") == set()


def test_hr_10_a_proposed_goal_is_not_active() -> None:
    """A goal counts once it is agreed."""
    story = planning().write(goal(agreed=False), task(), f.Contract(goals=("g1",)))
    assert story.refused_move("intervention") == {"HR-10", "HR-12", "HR-13"}
    assert story.write(goal()).refused_move("intervention") == set()


@pytest.mark.parametrize("outcome", list(f.GoalOutcome))
def test_hr_10_a_goal_given_up_is_not_active(outcome: f.GoalOutcome) -> None:
    """A goal that was replaced or withdrawn no longer counts."""
    story = planning().write(*papers("planning"), f.GoalChange(goal="g1", outcome=outcome))
    assert story.refused_move("intervention") == {"HR-10", "HR-12", "HR-13"}


def test_hr_10_reopening_sets_goals_aside() -> None:
    """A goal of an earlier episode is not active until it is agreed again, under the same id."""
    story = planning_again()
    assert story.refused_move("intervention") == {"HR-10", "HR-12", "HR-13"}
    assert story.write(goal(), task(), f.Contract(goals=("g1",))).refused_move("intervention") == set()


def test_hr_10_holds_in_the_goal_setting_of_an_interview() -> None:
    """The interview track asks for an agreed goal and for nothing else there."""
    story = Story().write(f.ConfidentialityExplained())
    for phase in ("preparation", "introduction", "exploration", "assessment", "goal_setting"):
        story.move(phase, model="interview")
    assert story.refused_move("intervention", model="interview") == {"HR-10"}
    assert story.write(goal()).refused_move("intervention", model="interview") == set()


def test_hr_10_holds_in_the_exploration_of_helping() -> None:
    """The helping track asks for an agreed goal and a contract, not for a task."""
    assert with_helping().refused_move("implementation", model="helping") == {"HR-10", "HR-13"}
    met = with_helping(goal(), f.Contract(goals=("g1",)))
    assert met.refused_move("implementation", model="helping") == set()


# HR-11 ---------------------------------------------------------------------------------------------------------------


def test_hr_11_text() -> None:
    """An agreed goal that cannot be measured is refused with all that it lacks."""
    bare = f.Goal(id="g1", agreed=True, agreed_by=("client",))
    assert Story().said(bare) == (
        "The entry (goal) cannot be written: goal g1 is agreed with no measure, no target and no target date (HR-11). "
        "Add what is measured, the target and the date, or record the goal as proposed."
    )


@pytest.mark.parametrize(
    ("unmeasured", "clause"),
    [
        (evolve(goal(), measure="  "), "no measure"),
        (evolve(goal(), target=""), "no target"),
        (evolve(goal(), target_date=None), "no target date"),
        (evolve(goal(), measure="", target_date=None), "no measure and no target date"),
    ],
)
def test_hr_11_asks_for_each_part(unmeasured: f.Goal, clause: str) -> None:
    """Measure, target and target date are each asked for; blanks are no content."""
    assert Story().said(unmeasured) == (
        f"The entry (goal) cannot be written: goal g1 is agreed with {clause} (HR-11). "
        "Add what is measured, the target and the date, or record the goal as proposed."
    )


def test_hr_11_a_proposed_goal_may_be_rough() -> None:
    """A goal that is only proposed needs no measure yet; an agreed one with all three is accepted."""
    assert Story().refused(f.Goal(id="g1")) == set()
    assert Story().refused(goal()) == set()


# HR-12 ---------------------------------------------------------------------------------------------------------------


def test_hr_12_text() -> None:
    """Leaving planning names the goals that no task leads to."""
    story = planning().write(goal("g1"), goal("g2"), goal("g3"), f.Contract(goals=("g1", "g2", "g3")), task("g2"))
    assert story.said(story.change("intervention")) == (
        "Planning and goal setting cannot end yet: no task with owner and due date for goals g1 and g3 (HR-12). Agree "
        "for each goal who does what by when, and record it as a task. " + BACK_FROM_PLANNING
    )
    assert story.write(task("g1"), task("g3")).refused_move("intervention") == set()


@pytest.mark.parametrize(
    "vague", [f.Task(goal="g1", who="client"), f.Task(goal="g1", due=date(2026, 4, 1)), f.Task(goal="g1")]
)
def test_hr_12_a_task_has_owner_and_due_date(vague: f.Task) -> None:
    """A task without its owner or its due date may be written and does not count."""
    story = planning().write(goal(), f.Contract(goals=("g1",)), vague)
    assert story.refused_move("intervention") == {"HR-12"}
    assert story.write(task()).refused_move("intervention") == set()


def test_hr_12_a_vague_task_takes_nothing_back() -> None:
    """A sound task stands although a vaguer one follows."""
    story = planning().write(*papers("planning"), f.Task(goal="g1"))
    assert story.refused_move("intervention") == set()


def test_hr_12_a_goal_given_up_needs_no_task() -> None:
    """Only active goals are asked about."""
    story = planning().write(*papers("planning"), goal("g2"), f.GoalChange(goal="g2", outcome=WITHDRAWN))
    assert story.refused_move("intervention") == set()


def test_hr_12_a_new_episode_plans_its_tasks_anew() -> None:
    """A task of an earlier episode does not serve the goal that was agreed again."""
    story = planning_again().write(goal(), f.Contract(goals=("g1",)))
    assert story.refused_move("intervention") == {"HR-12"}


# HR-13 ---------------------------------------------------------------------------------------------------------------


def test_hr_13_text_without_a_contract() -> None:
    """Leaving planning says that there is no contract."""
    story = planning().write(*papers_but("planning", f.Contract))
    assert story.said(story.change("intervention")) == (
        "Planning and goal setting cannot end yet: no contract is recorded in this episode (HR-13). Agree on a "
        "contract that names every active goal, and record it. " + BACK_FROM_PLANNING
    )


def test_hr_13_text_with_a_contract_too_small() -> None:
    """The latest contract alone counts, and the goals that it leaves out are named."""
    story = planning().write(goal("g1"), goal("g2"), task("g1"), task("g2"), f.Contract(goals=("g1", "g2")))
    assert story.refused_move("intervention") == set()
    story.write(f.Contract(goals=("g1",)))
    assert story.said(story.change("intervention")) == (
        "Planning and goal setting cannot end yet: the latest contract does not cover goal g2 (HR-13). Agree on a "
        "contract that names every active goal, and record it. " + BACK_FROM_PLANNING
    )


def test_hr_13_a_contract_may_cover_more() -> None:
    """A contract that also names a goal given up covers what is active."""
    story = planning().write(goal("g1"), goal("g2"), task("g1"), f.Contract(goals=("g1", "g2")))
    story.write(f.GoalChange(goal="g2", outcome=WITHDRAWN))
    assert story.refused_move("intervention") == set()


def test_hr_13_a_new_episode_agrees_anew() -> None:
    """A contract of an earlier episode does not count in a new one."""
    assert planning_again().write(goal(), task()).refused_move("intervention") == {"HR-13"}


def test_hr_13_holds_in_the_exploration_of_helping() -> None:
    """The helping track asks that the latest contract covers every active goal."""
    story = with_helping(goal("g1"), goal("g2"), f.Contract(goals=("g2",)))
    assert story.refused_move("implementation", model="helping") == {"HR-13"}
    assert story.write(f.Contract(goals=("g1", "g2"))).refused_move("implementation", model="helping") == set()


def test_hr_13_rapport_asks_only_that_a_contract_exists() -> None:
    """Mutual goals end with any contract of the episode, without a goal and whatever it covers."""
    story = Story()
    for phase in ("initial_contact", "trust", "mutual_goals"):
        story.move(phase, model="rapport")
    assert story.said(story.change("sustaining", model="rapport")) == (
        "Developing mutual goals and expectations cannot end yet: no contract is recorded in this episode (HR-13). "
        "Agree on what each side may expect, and record the contract. "
        "Open from here: return to Establishing trust and understanding (Rapport building)."
    )
    assert story.write(f.Contract()).refused_move("sustaining", model="rapport") == set()
    assert story.write(goal()).refused_move("sustaining", model="rapport") == set()


def test_hr_13_rapport_looks_at_this_episode() -> None:
    """A contract of an earlier episode does not serve the rapport of a new one."""
    story = Story().told(until="termination").write(*papers("termination"), planned())
    story.write(f.Reopening(entry_phase="intake", reason="new notice to quit"))
    for phase in ("initial_contact", "trust", "mutual_goals"):
        story.move(phase, model="rapport")
    assert story.refused_move("sustaining", model="rapport") == {"HR-13"}


# HR-41 ---------------------------------------------------------------------------------------------------------------

ODD: tuple[Any, ...] = (-3, 3, 1.0, True, None, "1")
WHOLE = (-2, -1, 0, 1, 2)


def test_hr_41_text() -> None:
    """A level off the scale and a weight of nothing are refused together."""
    assert Story().said(goal(baseline=3, weight=0)) == (
        "The entry (goal) cannot be written: a level of goal g1 is not a whole number from -2 to +2; the weight of "
        "goal g1 is not above 0 and up to a million (HR-41). Levels are -2, -1, 0, +1 or +2, and weights above 0 and "
        "up to a million."
    )


@pytest.mark.parametrize("level", ODD)
def test_hr_41_refuses_what_is_no_level(level: Any) -> None:  # noqa: ANN401 - also what is no number
    """A level is a whole number from -2 to +2, wherever one is given."""
    story = Story().write(goal())
    assert story.refused(f.ProgressNote(goal="g1", level=level)) == {"HR-41"}
    assert story.refused(review(g1=level)) == {"HR-41"}
    assert story.refused(goal(baseline=level)) == {"HR-41"}


@pytest.mark.parametrize("level", WHOLE)
def test_hr_41_accepts_the_five_levels(level: int) -> None:
    """Each of the five levels is accepted, wherever one is given."""
    story = Story().write(goal())
    assert story.refused(f.ProgressNote(goal="g1", level=level)) == set()
    assert story.refused(review(g1=level)) == set()
    assert story.refused(goal(baseline=level)) == set()


def test_hr_41_holds_for_interim_ratings_and_the_scale() -> None:
    """Interim ratings and the steps of a goal's own scale are levels too, and each goal is named once."""
    story = Story().write(goal("g1"), goal("g2"))
    ratings = (f.Rating(goal="g1", level=3), f.Rating(goal="g2", level=-3), f.Rating(goal="g1", level=4))
    assert story.said(f.Evaluation(evaluation=f.EvaluationKind.INTERIM, ratings=ratings)) == (
        "The entry (evaluation) cannot be written: a level of goals g1 and g2 is not a whole number from -2 to +2 "
        "(HR-41). Levels are -2, -1, 0, +1 or +2, and weights above 0 and up to a million."
    )
    assert story.refused(evolve(goal(), scale=(f.ScaleStep(level=3, meaning="more"),))) == {"HR-41"}
    assert story.refused(evolve(goal(), scale=(f.ScaleStep(level=2, meaning="more"),))) == set()


@pytest.mark.parametrize("weight", [0, -1, -0.5, 1_000_001, float("nan"), float("inf"), True, None])
def test_hr_41_refuses_what_is_no_weight(weight: Any) -> None:  # noqa: ANN401 - also what is no number
    """A weight is a number above nothing and up to a million."""
    assert Story().refused(goal(weight=weight)) == {"HR-41"}


@pytest.mark.parametrize("weight", [1, 0.5, 12, 1_000_000])
def test_hr_41_accepts_positive_weights(weight: float) -> None:
    """Whole and broken weights above nothing are accepted."""
    assert Story().refused(goal(weight=weight)) == set()


# HR-43 ---------------------------------------------------------------------------------------------------------------

MANDATED = cm.ClientStatus.MANDATED


def imposed(*, required: bool) -> f.Goal:
    """Give a goal that only the worker agreed to."""
    return evolve(goal(), agreed_by=("worker",), required_by_mandate=required)


def test_hr_43_text() -> None:
    """A goal is not agreed where the client has not agreed."""
    assert Story().said(imposed(required=False)) == (
        "The entry (goal) cannot be written: goal g1 is marked as agreed, but the client has not agreed and no mandate "
        "requires it (HR-43). Record the goal as proposed until the client agrees, or record the mandate notice that "
        "requires it."
    )
    assert Story().refused(evolve(imposed(required=False), agreed=False)) == set()
    assert Story().refused(goal()) == set()


def test_hr_43_a_mandate_counts_with_its_notice() -> None:
    """What a mandate requires counts as agreed once the mandated client has had the notice."""
    story = Story(status=MANDATED)
    assert story.said(imposed(required=True)) == (
        "The entry (goal) cannot be written: goal g1 is marked as agreed, but the client has not agreed and the "
        "mandate it names is not on record in this episode (HR-43). Record the goal as proposed until the client "
        "agrees, or record the mandate notice that requires it."
    )
    story.write(f.MandateNotice(authority="court"))
    assert story.refused(imposed(required=True)) == set()
    assert story.refused(imposed(required=False)) == {"HR-43"}


def test_hr_43_a_notice_binds_only_a_mandated_client() -> None:
    """A voluntary client is bound by no notice."""
    story = Story().write(f.MandateNotice(authority="court"))
    assert story.refused(imposed(required=True)) == {"HR-43"}


def test_hr_43_a_notice_serves_its_own_episode() -> None:
    """The notice of an earlier episode stands behind no goal of a new one."""
    story = Story(status=MANDATED).write(f.MandateNotice(authority="court"))
    story.write(f.Closure(closure=f.ClosureKind.MANDATE_ENDED, initiator=f.Initiator.COURT, reason="order lifted"))
    story.write(f.Reopening(entry_phase="intake", reason="new order"))
    assert story.refused(imposed(required=True)) == {"HR-43"}
