"""Goals in numbers, worked out by hand: what became of them, and the goal attainment T-score."""

from __future__ import annotations

from typing import Any, Final

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from casework_model import measures as m
from story import Story, goal, review

# The T-score ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "weights", "t"),
    [
        ((0, 0), (1, 3), 50),
        ((1,), (2,), 60),
        ((1, 1), (1, 1), 62.4035),
        ((1, 1, 1), (1, 1, 1), 63.6931),
        ((-2,), (1,), 30),
        ((2,), (1,), 70),
        ((-2, 0, -1, 2, 0, 1), (3, 5, 1, 4, 2, 6), 55),
        ((-1, -1, -1), (1, 1, 1), 36.3069),
        ((1, 0, -1), (3, 2, 3), 50),
        ((2, 2, 2), (1, 2, 3), 76.4392),
    ],
)
def test_t_of_the_standards(levels: tuple[int, ...], weights: tuple[float, ...], t: float) -> None:
    """The numbers of the standards, section 7; the last is 50 + 120 / sqrt(0.7 x 14 + 0.3 x 36)."""
    found = m.t_score(levels, weights)
    assert found is not None
    assert round(found, 4) == t


@pytest.mark.parametrize(
    ("levels", "weights", "rho", "t"),
    [
        ((0, 0), (1, 3), 0.3, 50.0),
        ((1,), (2,), 0.3, 60.0),
        ((-2, 0, -1, 2, 0, 1), (3, 5, 1, 4, 2, 6), 0.3, 55.0),
        ((1, 0), (6, 6), 0.3, 56.20173672946042),
        ((1, 1), (1, 1), 0.3, 62.40347345892084),
        ((1, 1), (1, 1), 0, 64.14213562373095),
        ((2,), (0.5,), 0.9, 70.0),
    ],
)
def test_t_to_the_last_digit(levels: tuple[int, ...], weights: tuple[float, ...], rho: float, t: float) -> None:
    """T is not rounded: 50 + 60 / sqrt(93.6), 50 + 20 / sqrt(2.6), and 50 + 20 / sqrt(2) where goals are unrelated."""
    assert m.t_score(levels, weights, rho=rho) == t


def test_weights_are_one_unless_given() -> None:
    """Goals count alike where nothing else is said."""
    assert m.t_score([1, 1]) == m.t_score([1, 1], [1, 1]) == 62.40347345892084


def test_without_a_level_there_is_no_t() -> None:
    """No rating is no score: none, and not 50."""
    assert m.t_score([]) is None
    assert m.t_score((), ()) is None


LEVEL: Final = "levels: a level is not a whole number from -2 to +2. Use the five-point scale."
WEIGHT: Final = "weights: a weight is not a number above 0 and up to a million. Use such weights."
RHO: Final = "rho: it must be from 0 up to, not including, 1. Use 0.3 unless you know better."


@pytest.mark.parametrize(
    ("levels", "weights", "rho", "said"),
    [
        ((1, 0), (1,), 0.3, "weights: 1 weights stand beside 2 levels. Give one weight a level."),
        ((), (1,), 0.3, "weights: 1 weights stand beside 0 levels. Give one weight a level."),
        ((3,), None, 0.3, LEVEL),
        ((-3,), None, 0.3, LEVEL),
        ((1.0,), None, 0.3, LEVEL),
        ((True,), None, 0.3, LEVEL),
        ((None,), None, 0.3, LEVEL),
        ((1,), (0,), 0.3, WEIGHT),
        ((1,), (-1,), 0.3, WEIGHT),
        ((1,), (1_000_001,), 0.3, WEIGHT),
        ((1,), (float("nan"),), 0.3, WEIGHT),
        ((1,), (float("inf"),), 0.3, WEIGHT),
        ((1,), (True,), 0.3, WEIGHT),
        ((1,), ("2",), 0.3, WEIGHT),
        ((1,), None, 1, RHO),
        ((1,), None, -0.1, RHO),
        ((1,), None, float("nan"), RHO),
        ((), None, 1, RHO),
    ],
)
def test_t_of_what_is_not_sound(levels: Any, weights: Any, rho: float, said: str) -> None:  # noqa: ANN401 - also no numbers
    """Levels off the scale, weights of nothing and a correlation of one are refused in words."""
    with pytest.raises(cm.BadValue) as caught:
        m.t_score(levels, weights, rho=rho)
    assert str(caught.value) == said


# Attainment ----------------------------------------------------------------------------------------------------------


def rated() -> Story:
    """Tell a case with g1 (weight 2, from -1 to +1), g2 (weight 1, from -2 to 0), and g3, which is not rated."""
    story = Story().write(goal("g1", weight=2), goal("g2", baseline=-2), goal("g3"))
    return story.write(review(g1=0, g2=-1), review(g1=1, g2=0))


def test_attainment_of_a_record() -> None:
    """T is 50 + 20 / sqrt(6.2) now and 50 - 40 / sqrt(6.2) at the start; the last rating counts."""
    found = m.attainment(rated().record)
    assert found is not None
    assert dict(found.levels) == {"g1": 1, "g2": 0}
    assert dict(found.weights) == {"g1": 2, "g2": 1}
    assert dict(found.baselines) == {"g1": -1, "g2": -2}
    assert found.rho == 0.3
    assert [round(number, 4) for number in (found.t, found.t_baseline, found.change)] == [58.0322, 33.9356, 24.0966]


def test_attainment_with_another_correlation() -> None:
    """Where goals are unrelated it is 50 + 20 / sqrt(5) now and 50 - 40 / sqrt(5) at the start."""
    found = m.attainment(rated().record, rho=0)
    assert found is not None
    assert [round(number, 4) for number in (found.t, found.t_baseline, found.change)] == [58.9443, 32.1115, 26.8328]


def test_only_active_goals_are_scored() -> None:
    """A goal that was withdrawn leaves the score: g2 alone rose from 30 to 50."""
    story = rated().write(f.GoalChange(goal="g1", outcome=f.GoalOutcome.WITHDRAWN))
    found = m.attainment(story.record)
    assert found is not None
    assert (found.t, found.t_baseline, dict(found.levels)) == (50, 30, {"g2": 0})


def test_without_a_formal_rating_there_is_no_attainment() -> None:
    """An interim rating and a progress note are no formal rating."""
    story = Story().write(goal(), evolve(review(g1=1), evaluation=f.EvaluationKind.INTERIM))
    assert m.attainment(story.record) is None
    assert m.attainment(story.write(f.ProgressNote(goal="g1", level=1)).record) is None
    assert m.attainment(Story().record) is None


# Counting ------------------------------------------------------------------------------------------------------------


def test_goals_are_counted_by_what_became_of_them() -> None:
    """Of six goals four were agreed, two of them ended, two are active, both rated, one attained."""
    story = Story().write(*(goal(f"g{number}") for number in (1, 2, 3, 4)), goal("g5", agreed=False))
    story.write(goal("g6", agreed=False), review(g1=-1, g2=0, g3=2))
    for key, outcome in (("g3", "replaced"), ("g4", "withdrawn"), ("g6", "withdrawn")):
        story.write(f.GoalChange(goal=key, outcome=f.GoalOutcome(outcome)))
    counts = m.goal_counts(story.record)
    assert counts == m.GoalCounts(total=4, active=2, ended=2, rated=2, attained=1)
    assert counts.not_attained == 1


def test_a_record_without_goals_counts_none() -> None:
    """Where no goal was ever set, every count is nothing."""
    assert m.goal_counts(Story().record) == m.GoalCounts(total=0, active=0, ended=0, rated=0, attained=0)


def test_a_goal_that_is_not_rated_is_neither_attained_nor_not() -> None:
    """Active and not rated is its own state."""
    counts = m.goal_counts(Story().write(goal()).record)
    assert (counts.active, counts.rated, counts.attained, counts.not_attained) == (1, 0, 0, 0)
