"""Realistic records of any length, every entry judged and written by the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

import casework_model as cm
from casework_model import facts as f

START: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_TEXT: Final = "Called the landlord together; she will bring the letter on Thursday and asks for a receipt."

_PAPERS: Final[dict[str, tuple[f.Fact, ...]]] = {
    "intake": (
        f.ConfidentialityExplained(limits=(f.ConfidentialityLimit.COURT_ORDER,)),
        f.Consent(scopes=(f.SERVICE,), status=f.ConsentStatus.GIVEN),
        f.Eligibility(decision=f.Decision.ELIGIBLE),
        f.PresentingProblem(domain=f.ProblemDomain.HOUSING, id="p1"),
        f.Contact(mode=f.ContactMode.IN_PERSON),
    ),
    "assessment": (
        f.Contact(mode=f.ContactMode.HOME_VISIT),
        f.RiskAssessment(level=f.RiskLevel.LOW),
        f.Strength(strength=f.StrengthKind.COPING),
        f.WorkingHypothesis(formed_with=("client",)),
    ),
    "planning": (
        f.Goal(
            id="g1",
            statement="find a flat",
            measure="tenancy signed",
            target="yes",
            target_date=date(2026, 9, 1),
            agreed=True,
            agreed_by=("client", "worker"),
        ),
        f.Task(goal="g1", who="client", what="write to the landlord", due=date(2026, 4, 1)),
        f.Contract(goals=("g1",)),
    ),
}

_WORK: Final[tuple[f.Fact, ...]] = (
    f.Intervention(intervention=f.InterventionKind.COUNSELLING, goals=("g1",)),
    *(f.Note(), f.Contact(mode=f.ContactMode.PHONE), f.Note(), f.Note()) * 2,
    f.ProgressNote(goal="g1", level=-1),
    *(f.Note(), f.Contact(mode=f.ContactMode.IN_PERSON, participants=("client", "daughter")), f.Note(), f.Note()) * 2,
    f.Intervention(intervention=f.InterventionKind.ADVOCACY, goals=("g1",), participants=("landlord",)),
    *(f.Note(), f.Contact(mode=f.ContactMode.WRITING), f.Note(), f.Note()) * 2,
    f.ProgressNote(goal="g1", level=0),
    *(f.Note(), f.Contact(mode=f.ContactMode.PHONE), f.Note(), f.Note()) * 2,
)
_REVIEW: Final = f.Evaluation(evaluation=f.EvaluationKind.FORMAL, ratings=(f.Rating(goal="g1", level=0),))


class Told:
    """A case that is being told: an entry every two hours."""

    def __init__(self, engine: cm.Engine) -> None:
        self.engine = engine
        self.now = START
        self.record = engine.open(
            client=cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY, label="Marta L."),
            case_id="c-1",
            tz="Europe/Berlin",
            by="w1",
            occurred_at=START,
            recorded_at=START,
            route=f.ContactRoute.WALK_IN,
            authorised=("w2",),
        )

    def step(self, fact: f.Fact) -> cm.Write:
        """Give the step that writes a fact two hours after the last."""
        later = self.now + timedelta(hours=2)
        return cm.Write(fact=fact, by="w1", occurred_at=later - timedelta(hours=1), recorded_at=later, text=_TEXT)

    def move(self, to: str, reason: str = "") -> cm.Write:
        """Give the step that moves to a phase."""
        return self.step(self.engine.change(self.record, to, reason=reason))

    def write(self, step: cm.Write) -> None:
        """Take a step."""
        self.record = self.engine.write(self.record, step)
        self.now += timedelta(hours=2)

    def until(self, phase: str) -> Told:
        """Tell the case into a phase, without what leaving that phase asks for."""
        for here in ("intake", "assessment", "planning"):
            if self.record.case.phase == here != phase:
                for paper in _PAPERS[here]:
                    self.write(self.step(paper))
                self.write(self.move({"intake": "assessment", "assessment": "planning"}.get(here, "intervention")))
        return self

    def worked(self, entries: int) -> Told:
        """Tell on from intervention: notes, contacts, interventions and progress, then a review and a return."""
        while len(self.record.entries) < entries:
            for step in (*map(self._later, _WORK), self._on, self._later(_REVIEW), self._back):
                if len(self.record.entries) < entries:
                    self.write(step())
        return self

    def _later(self, fact: f.Fact) -> Callable[[], cm.Write]:
        return lambda: self.step(fact)

    def _on(self) -> cm.Write:
        return self.move("evaluation")

    def _back(self) -> cm.Write:
        return self.move("intervention", reason="goals_not_reached")


def records_of(sizes: Iterable[int]) -> dict[int, cm.CaseRecord]:
    """Give one record for each size: the beginnings of one long record."""
    wanted = sorted(sizes)
    entries = tuple(Told(cm.Engine()).until("intervention").worked(wanted[-1]).record.entries)
    return {size: cm.CaseRecord.of("c-1", entries[:size]) for size in wanted}
