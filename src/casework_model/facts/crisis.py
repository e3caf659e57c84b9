"""Crisis: danger or acute distress, what makes it safe, and the plan for it. Never refused for missing papers."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar, final

from attrs import evolve, frozen

from casework_model.facts.fact import Dated, Fact, Growing, Standing
from casework_model.terms import Label, Name, Narrative, Third


class Severity(StrEnum):
    """How severe a crisis is. Standards, section 15."""

    MODERATE = "moderate"
    SEVERE = "severe"
    ACUTE = "acute"


@final
@frozen(kw_only=True, repr=False)
class CrisisStanding(Standing):
    """A crisis and whether it is open. `stabilised` is the number of the entry that stabilised it, None while open."""

    crisis: Crisis
    opened: int
    stabilised: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has not been stabilised yet."""
        return self.stabilised is None

    @property
    def is_live(self) -> bool:
        """Whether it is open."""
        return self.is_open


@final
@frozen(kw_only=True, repr=False)
class Crisis(Fact):
    """A crisis of the case: it holds every track until stabilised, whatever the episode. Ledger: C-INT-13; HR-06."""

    kind: ClassVar[str] = "crisis"

    id: Name
    crisis: Label = ""
    severity: Severity = Severity.ACUTE

    def fold(self, case: Growing, entry: Dated, /) -> None:
        case.put(self.id, CrisisStanding(crisis=self, opened=entry.number))

    def sealed(self) -> Fact:
        return Crisis(id=self.id)  # so that what was open or over stays so


@final
@frozen(kw_only=True, repr=False)
class Stabilised(Fact):
    """A crisis is over for now. Ledger: C-INT-13, C-ITR-03; HR-06."""

    kind: ClassVar[str] = "stabilised"

    crisis: Name
    basis: Narrative = ""

    def fold(self, case: Growing, entry: Dated, /) -> None:
        standing = case.get(CrisisStanding, self.crisis)
        if standing is not None and standing.is_open:
            case.put(self.crisis, evolve(standing, stabilised=entry.number))

    def sealed(self) -> Fact:
        return Stabilised(crisis=self.crisis)


@final
@frozen(kw_only=True, repr=False)
class SafetyPlan(Fact):
    """A safety plan was made. Standards, section 15; HR-44."""

    kind: ClassVar[str] = "safety_plan"

    review: date | None = None
    warning_signs: tuple[Narrative, ...] = ()
    own_coping: tuple[Narrative, ...] = ()
    people_to_ask: tuple[Third, ...] = ()
