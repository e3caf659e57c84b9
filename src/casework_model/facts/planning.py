"""Planning: goals, the tasks that lead to them, and the contract between client and worker."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar, Final, final

from attrs import evolve, frozen

from casework_model.facts.fact import Dated, Fact, Growing, Standing
from casework_model.shape import Value
from casework_model.terms import CLIENT, WORKER, JudgedInt, JudgedNumber, Name, Narrative, Third


class GoalStatus(StrEnum):
    """Where a goal stands. A goal set aside by reopening stays readable and is agreed again or left."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"


_ACTIVE: Final = GoalStatus.ACTIVE  # asked for in each fold; looking a member up in its class costs more


@final
@frozen(kw_only=True, repr=False)
class GoalStanding(Standing):
    """A goal in its newest version, with what the record says of it.

    `number` is the entry of the newest version; `task` the last entry of a task with owner and due date; `worked` the
    last entry of an intervention for it; `level` the last formal rating, whenever it was made, and `rated` its entry.
    """

    goal: Goal
    status: GoalStatus
    number: int
    agreed_once: bool
    task: int = 0
    worked: int = 0
    level: int | None = None
    rated: int = 0

    @property
    def is_active(self) -> bool:
        """Whether it is agreed and being worked on."""
        return self.status is _ACTIVE

    @property
    def is_live(self) -> bool:
        """Whether it is active."""
        return self.is_active


@final
@frozen(kw_only=True, repr=False)
class ScaleStep(Value):
    """What one level of a goal attainment scale means for one goal; a level from -2 to +2. HR-41."""

    level: JudgedInt
    meaning: Narrative


@final
@frozen(kw_only=True, repr=False)
class Goal(Fact):
    """What is to be reached, with how it is measured and by when. Ledger: I-GOL-01, I-GOL-02; HR-11, HR-41, HR-43.

    `weight` is positive (importance, or importance times difficulty); `baseline` is a level from -2 to +2, usually -1.
    Written again under the same id, a goal is a new version of itself; a proposed version of an active goal leaves the
    agreed one standing until it is agreed in turn.
    """

    kind: ClassVar[str] = "goal"

    id: Name
    statement: Narrative = ""
    measure: Narrative = ""
    baseline_value: Narrative = ""
    target: Narrative = ""
    target_date: date | None = None
    weight: JudgedNumber = 1
    baseline: JudgedInt = -1
    scale: tuple[ScaleStep, ...] = ()
    agreed: bool = False
    agreed_by: tuple[Third, ...] = ()
    required_by_mandate: bool = False

    def fold(self, case: Growing, entry: Dated, /) -> None:
        before = case.get(GoalStanding, self.id)
        status = GoalStatus.ACTIVE if self.agreed else GoalStatus.PROPOSED
        if before is None:
            standing = GoalStanding(goal=self, status=status, number=entry.number, agreed_once=self.agreed)
            case.put(self.id, standing)
        elif self.agreed or not before.is_active:
            agreed_once = self.agreed or before.agreed_once
            case.put(self.id, evolve(before, goal=self, status=status, number=entry.number, agreed_once=agreed_once))


class GoalOutcome(StrEnum):
    """What becomes of a goal that is no longer worked on."""

    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@final
@frozen(kw_only=True, repr=False)
class GoalChange(Fact):
    """A goal is replaced or withdrawn. Standards, section 25."""

    kind: ClassVar[str] = "goal_change"

    goal: Name
    outcome: GoalOutcome
    reason: Narrative = ""

    def fold(self, case: Growing, entry: Dated, /) -> None:
        standing = case.get(GoalStanding, self.goal)
        if standing is not None:
            case.put(self.goal, evolve(standing, status=GoalStatus(self.outcome.value), number=entry.number))


@final
@frozen(kw_only=True, repr=False)
class TaskStanding(Standing):
    """A task in its newest version, and the number of the entry that holds it."""

    task: Task
    number: int


@final
@frozen(kw_only=True, repr=False)
class Task(Fact):
    """Who does what by when for a goal. Ledger: C-PLN-07, H-P2-03; HR-12.

    Without an `id` it is known by that of its entry. Written again under its id, it is a new version of itself.
    """

    kind: ClassVar[str] = "task"

    goal: Name
    who: Third = ""
    what: Narrative = ""
    due: date | None = None
    id: Name = ""

    def fold(self, case: Growing, entry: Dated, /) -> None:
        case.put(self.id or entry.id, TaskStanding(task=self, number=entry.number))
        standing = case.get(GoalStanding, self.goal)
        if standing is not None and self.who.strip() and self.due is not None:
            case.put(self.goal, evolve(standing, task=entry.number))


@final
@frozen(kw_only=True, repr=False)
class Contract(Fact):
    """What client and worker may expect of each other, and for which goals. Ledger: C-PLN-09, H-P1-26; HR-13."""

    kind: ClassVar[str] = "contract"

    goals: tuple[Name, ...] = ()
    agreed_by: tuple[Third, ...] = (CLIENT, WORKER)
    review_date: date | None = None
    via_interpreter: bool = False
    duties_client: tuple[Narrative, ...] = ()
    duties_worker: tuple[Narrative, ...] = ()
