"""What a rule is: a named condition that one can read aloud, list, draw, translate and test alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final, TypeAlias, final

from attrs import Factory, field, frozen

from casework_model.case import Case
from casework_model.facts import Fact
from casework_model.policy import Policy
from casework_model.process import ProcessModel, Track
from casework_model.record import CaseRecord
from casework_model.shape import unclosed
from casework_model.steps import Step, Write
from casework_model.terms import Source, local_time


@final
@frozen
class Lack:
    """One thing that is missing or wrong. `what` is a clause in plain words; `concerns` the ids it is about.

    `remedy` says what would do where that of the rule does not fit.
    """

    what: str
    concerns: tuple[str, ...] = ()
    remedy: str = ""


def _fact(asked: Asked) -> Fact | None:
    return asked.step.fact if isinstance(asked.step, Write) else None


def _at(asked: Asked) -> datetime | None:
    return asked.step.occurred_at if isinstance(asked.step, Write) else None


@final
@frozen(weakref_slot=False)
class Asked:
    """What a rule is asked about: a step on a record, with the process model and the track that it touches.

    For a move, `model` and `track` are those of the move; for all else those of the case. `model` is None where the
    engine knows no such model, `track` None where the track does not run. `fact` is what is to be written and `at` when
    it happened; both are None for another step than `Write`, and `at` where the step does not say.
    """

    record: CaseRecord
    step: Step
    policy: Policy
    model: ProcessModel | None
    track: Track | None
    fact: Fact | None = field(init=False, eq=False, default=Factory(_fact, takes_self=True))
    at: datetime | None = field(init=False, eq=False, default=Factory(_at, takes_self=True))

    @property
    def day(self) -> date:
        """The local date on which it happened. Only asked for after the times were found sound."""
        at = self.at
        return self.record.case.day(at) if at is not None else date.min

    @property
    def local(self) -> datetime:
        """When it happened by the clock of the case's zone. Only asked for after the times were found sound."""
        at = self.at or self.record.entries[-1].recorded_at
        return local_time(at, self.record.case.tz)

    @property
    def visit(self) -> int:
        """The number of the entry that began the present visit of the track; 0 where no track runs."""
        return self.track.visit if self.track else 0

    def since_visit(self) -> str:
        """Say in words since when the present visit counts: "since this visit began on 2026-03-02"."""
        began = self.record.case.amended_entry(self.visit)
        return f"since this visit began on {self.record.case.day(began.occurred_at)}" if began else "in this visit"


_Unclosed: Final = unclosed(Asked)


def question(record: CaseRecord, step: Write, policy: Policy, model: ProcessModel | None, track: Track | None) -> Asked:
    """Ask about writing, as `Asked` does; every step asks, and every option."""
    asked = _Unclosed()
    asked.record = record
    asked.step = step
    asked.policy = policy
    asked.model = model
    asked.track = track
    asked.fact = step.fact
    asked.at = step.occurred_at
    asked.__class__ = Asked
    closed: Asked = asked
    return closed


Judgement: TypeAlias = Callable[[Case, Asked], tuple[Lack, ...]]
"""A test over a case: () means met; each `Lack` names what it concerns. A function of a module, so that it pickles."""


@final
@frozen(kw_only=True)
class Rule:
    """A named condition with a code, a text, sources and a test. Equal by code, key and version.

    A rule with `on` is judged whenever a fact of one of those types is written; an `ordered` one where the engine's own
    order of judging calls it; any other is a *requirement*, judged where a process model names its key. `structural`
    rules hold the process itself together and are named first in a refusal; they and the `fixed` ones, which keep what
    is on record sound, can never be switched off.

    >>> from casework_model import facts as f
    >>> def without_supervisor(case: Case, asked: Asked) -> tuple[Lack, ...]:
    ...     return () if case.has(f.WorkerChange) else (Lack("no supervisor has looked at it"),)
    >>> Rule(code="TOWN-1", key="supervised", title="A supervisor has looked at it",
    ...      remedy="Ask the supervisor", lacks=without_supervisor).is_requirement
    True
    """

    code: str
    key: str
    version: int = 1
    title: str = field(eq=False)
    remedy: str = field(eq=False)
    lacks: Judgement = field(eq=False)
    on: tuple[type[Fact], ...] = field(default=(), eq=False)
    ordered: bool = field(default=False, eq=False)
    structural: bool = field(default=False, eq=False)
    fixed: bool = field(default=False, eq=False)
    sources: tuple[Source, ...] = field(default=(), eq=False)

    @property
    def is_requirement(self) -> bool:
        """Whether it is judged only where a model names it."""
        return not self.on and not self.ordered

    @property
    def may_be_switched_off(self) -> bool:
        """Whether a policy may turn it into advice or switch it off."""
        return not self.structural and not self.fixed

    def __repr__(self) -> str:
        return f"<Rule {self.code} {self.key}>"


def sources(*texts: str) -> tuple[Source, ...]:
    """Read several sources, such as "001 C-INT-09"."""
    return tuple(Source.parse(text) for text in texts)
