"""Evaluation: how far the goals have been reached, and what is decided from it."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Final, final

from attrs import evolve, frozen

from casework_model.facts.fact import Dated, Fact, Growing
from casework_model.facts.planning import GoalStanding
from casework_model.shape import Value
from casework_model.terms import JudgedInt, Name, Third


class EvaluationKind(StrEnum):
    """An interim look, or the formal review that attainment rests on. Ledger: C-EVA-01."""

    FORMAL = "formal"
    INTERIM = "interim"


_FORMAL: Final = EvaluationKind.FORMAL  # asked for in each fold and by HR-15


class EvaluationDecision(StrEnum):
    """What follows from an evaluation. Ledger: C-EVA-06."""

    CONTINUE = "continue"
    ADJUST = "adjust"
    MODIFY_PLAN = "modify_plan"
    NEW_GOAL = "new_goal"
    TRANSFER = "transfer"
    END = "end"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class Rating(Value):
    """The level that one goal has reached: -2 much less than expected, 0 expected, +2 much more. HR-41."""

    goal: Name
    level: JudgedInt


@final
@frozen(kw_only=True, repr=False)
class Evaluation(Fact):
    """The effect of the work and the progress to each goal are reviewed. Ledger: I-EVA-01, C-EVA-01; HR-15."""

    kind: ClassVar[str] = "evaluation"

    evaluation: EvaluationKind
    ratings: tuple[Rating, ...] = ()
    client_feedback: bool = False
    decision: EvaluationDecision | None = None
    participants: tuple[Third, ...] = ()

    @property
    def is_formal(self) -> bool:
        """Whether its ratings count for attainment."""
        return self.evaluation is _FORMAL

    def fold(self, case: Growing, entry: Dated, /) -> None:
        for rating in self.ratings if self.is_formal else ():
            standing = case.get(GoalStanding, rating.goal)
            if standing is not None:
                case.put(rating.goal, evolve(standing, level=rating.level, rated=entry.number))
