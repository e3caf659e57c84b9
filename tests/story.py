"""Tell the story of a case in a test: a clock that moves on, and steps written through the public interface."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import casework_model as cm
from casework_model import facts as f

START = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
"""A Monday; the clock in Berlin changes on 29 March 2026."""

CASEWORK = ("intake", "assessment", "planning", "intervention", "evaluation", "termination")


class Story:
    """A case that is being told. Each step takes an hour of the story's clock unless told otherwise."""

    def __init__(
        self,
        engine: cm.Engine | None = None,
        *,
        status: cm.ClientStatus = cm.ClientStatus.VOLUNTARY,
        needs_interpreter: bool = False,
        model: str = "casework",
        linear: bool | None = None,
        at: datetime = START,
        tz: str = "Europe/Berlin",
    ) -> None:
        self.engine = engine or cm.Engine()
        self.now = at
        client = cm.Client(id="cl-1", status=status, needs_interpreter=needs_interpreter, label="Marta L.")
        self.record = self.engine.open(
            client=client,
            case_id="c-1",
            tz=tz,
            by="w1",
            occurred_at=at,
            recorded_at=at,
            route=f.ContactRoute.WALK_IN,
            model=model,
            linear=linear,
            authorised=("w2",),
        )

    @property
    def case(self) -> cm.Case:
        """The case as it stands."""
        return self.record.case

    def wait(self, *, days: int = 0, hours: int = 0) -> Story:
        """Let time pass, measured through UTC."""
        later = self.now.astimezone(ZoneInfo("UTC")) + timedelta(days=days, hours=hours)
        self.now = later.astimezone(ZoneInfo("Europe/Berlin"))
        return self

    def step(
        self, fact: f.Fact, *, text: str = "", by: str = "w1", at: datetime | None = None, entry_id: str = ""
    ) -> cm.Write:
        """Give the step that would write a fact now."""
        return cm.Write(fact=fact, by=by, occurred_at=at or self.now, recorded_at=self.now, text=text, id=entry_id)

    def write(
        self, *facts: f.Fact, text: str = "", by: str = "w1", at: datetime | None = None, entry_id: str = ""
    ) -> Story:
        """Write facts, an hour apart."""
        for fact in facts:
            self.wait(hours=1)
            self.record = self.engine.write(self.record, self.step(fact, text=text, by=by, at=at, entry_id=entry_id))
        return self

    def change(self, to: str, *, model: str = "", kind: cm.MoveKind | None = None, reason: str = "") -> f.PhaseChange:
        """Give the move to a phase as the engine would write it."""
        return self.engine.change(self.record, to, model=model, kind=kind, reason=reason)

    def move(self, to: str, *, model: str = "", kind: cm.MoveKind | None = None, reason: str = "") -> Story:
        """Move to a phase."""
        return self.write(self.change(to, model=model, kind=kind, reason=reason))

    def refused(self, fact: f.Fact, *, text: str = "", by: str = "w1", at: datetime | None = None) -> set[str]:
        """Give the codes for which a fact is refused now; the empty set if it is permitted. Nothing is written."""
        self.wait(hours=1)
        verdict = self.engine.consider(self.record, self.step(fact, text=text, by=by, at=at))
        return set(verdict.codes) if isinstance(verdict, cm.Refused) else set()

    def refused_move(self, to: str, *, model: str = "", kind: cm.MoveKind | None = None, reason: str = "") -> set[str]:
        """Give the codes for which a move is refused now."""
        return self.refused(self.change(to, model=model, kind=kind, reason=reason))

    def codes(self, step: cm.Step) -> tuple[str, ...]:
        """Give the codes for which a step is refused, in their order; () if it is permitted. Nothing is written."""
        verdict = self.engine.consider(self.record, step)
        return verdict.codes if isinstance(verdict, cm.Refused) else ()

    def said(self, step: cm.Step | f.Fact) -> str:
        """Give the whole text of the refusal of a step, or of writing a fact now; the empty text if it is permitted."""
        if isinstance(step, f.Fact):
            self.wait(hours=1)
            step = self.step(step)
        verdict = self.engine.consider(self.record, step)
        return str(verdict) if isinstance(verdict, cm.Refused) else ""

    def told(self, *, until: str) -> Story:
        """Tell the shortest sound story of a casework case from intake into a phase."""
        for phase in CASEWORK[: CASEWORK.index(until)]:
            self.write(*papers(phase)).move(CASEWORK[CASEWORK.index(phase) + 1])
        return self


def goal(key: str = "g1", *, agreed: bool = True, weight: float = 1, baseline: int = -1) -> f.Goal:
    """Give a sound goal."""
    return f.Goal(
        id=key,
        statement="find a flat",
        measure="tenancy signed",
        target="yes",
        target_date=date(2026, 9, 1),
        agreed=agreed,
        agreed_by=("client", "worker"),
        weight=weight,
        baseline=baseline,
    )


def task(key: str = "g1") -> f.Task:
    """Give a sound task for a goal."""
    return f.Task(goal=key, who="client", what="write to the landlord", due=date(2026, 4, 1))


def review(**levels: int) -> f.Evaluation:
    """Give a formal evaluation with levels by goal."""
    ratings = tuple(f.Rating(goal=key, level=level) for key, level in levels.items())
    return f.Evaluation(evaluation=f.EvaluationKind.FORMAL, ratings=ratings)


def consent(*scopes: str, status: f.ConsentStatus = f.ConsentStatus.GIVEN, until: date | None = None) -> f.Consent:
    """Give a consent; to the service unless told otherwise."""
    return f.Consent(scopes=scopes or ("service",), status=status, valid_until=until)


def papers(phase: str) -> tuple[f.Fact, ...]:
    """Give what leaving a phase of casework asks for; for termination, what a planned closing asks for."""
    by_phase: dict[str, tuple[f.Fact, ...]] = {
        "intake": (
            f.ConfidentialityExplained(limits=(f.ConfidentialityLimit.COURT_ORDER,)),
            consent(),
            f.Eligibility(decision=f.Decision.ELIGIBLE),
            f.PresentingProblem(domain=f.ProblemDomain.HOUSING, id="p1"),
        ),
        "assessment": (
            f.RiskAssessment(level=f.RiskLevel.LOW),
            f.Strength(strength=f.StrengthKind.COPING),
            f.WorkingHypothesis(formed_with=("client",)),
        ),
        "planning": (goal(), task(), f.Contract(goals=("g1",))),
        "intervention": (f.Intervention(intervention=f.InterventionKind.COUNSELLING, goals=("g1",)),),
        "evaluation": (review(g1=0),),
        "termination": (f.TerminationReview(), f.MaintenancePlan(), f.ClosingSummary()),
    }
    return by_phase[phase]


def papers_but(phase: str, *kinds: type[f.Fact]) -> tuple[f.Fact, ...]:
    """Give what leaving a phase asks for, but for the facts of some types."""
    return tuple(fact for fact in papers(phase) if not isinstance(fact, kinds))


def planned(reason: str = "goals_met") -> f.Closure:
    """Give a planned closing."""
    return f.Closure(closure=f.ClosureKind.PLANNED, initiator=f.Initiator.BOTH, reason=reason)
