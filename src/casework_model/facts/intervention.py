"""Intervention: what is done for the goals, and how far they have come between the reviews."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, final

from attrs import evolve, frozen

from casework_model.facts.fact import Dated, Fact, Growing
from casework_model.facts.planning import GoalStanding
from casework_model.terms import JudgedInt, Name, Narrative, Third


class InterventionKind(StrEnum):
    """Kinds of intervention. Ledger: I-IVN-02."""

    COUNSELLING = "counselling"
    PSYCHOEDUCATION = "psychoeducation"
    CRISIS_MANAGEMENT = "crisis_management"
    ADVOCACY = "advocacy"
    REFERRAL = "referral"
    LINKING = "linking"
    SKILL_BUILDING = "skill_building"
    ACCESS_SUPPORT = "access_support"
    COORDINATION = "coordination"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class Intervention(Fact):
    """Work done for goals set before; crisis management needs none. Ledger: I-IVN-01, H-P2-04; HR-14, HR-42."""

    kind: ClassVar[str] = "intervention"

    intervention: InterventionKind
    goals: tuple[Name, ...] = ()
    participants: tuple[Third, ...] = ()

    def fold(self, case: Growing, entry: Dated, /) -> None:
        for key in self.goals:
            standing = case.get(GoalStanding, key)
            if standing is not None:
                case.put(key, evolve(standing, worked=entry.number))


@final
@frozen(kw_only=True, repr=False)
class ProgressNote(Fact):
    """How far a goal has come between formal reviews; a level from -2 to +2. Ledger: I-IVN-04; HR-40, HR-41."""

    kind: ClassVar[str] = "progress_note"

    goal: Name
    level: JudgedInt
    client_reaction: Narrative = ""
