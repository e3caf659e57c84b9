"""Termination: looking back, keeping what was reached, and looking in again later."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar, final

from attrs import frozen

from casework_model.facts.fact import Fact
from casework_model.terms import Narrative, Third


@final
@frozen(kw_only=True, repr=False)
class TerminationReview(Fact):
    """Progress was reviewed with the client at the end. Ledger: I-TRM-02; HR-17."""

    kind: ClassVar[str] = "termination_review"

    participants: tuple[Third, ...] = ()
    remaining: tuple[Narrative, ...] = ()


@final
@frozen(kw_only=True, repr=False)
class MaintenancePlan(Fact):
    """What keeps the change going. Ledger: I-TRM-06, C-TRM-03 to C-TRM-05; HR-17."""

    kind: ClassVar[str] = "maintenance_plan"

    challenges: tuple[Narrative, ...] = ()
    supports: tuple[Third, ...] = ()
    triggers: tuple[Narrative, ...] = ()
    strategies: tuple[Narrative, ...] = ()


@final
@frozen(kw_only=True, repr=False)
class ClosingSummary(Fact):
    """The work is summed up for the record. Standards, section 27; HR-17."""

    kind: ClassVar[str] = "closing_summary"


class FollowUpOutcome(StrEnum):
    """What a follow-up found. Standards, section 18."""

    STABLE = "stable"
    IMPROVED = "improved"
    WORSE = "worse"
    CRISIS = "crisis"
    NOT_REACHED = "not_reached"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class FollowUp(Fact):
    """A look in after the ending, planned or held. Ledger: C-TRM-10, H-P3-04."""

    kind: ClassVar[str] = "follow_up"

    due: date | None = None
    held: bool = False
    outcome: FollowUpOutcome | None = None

    def accepted_after_closing(self) -> bool:
        return True
