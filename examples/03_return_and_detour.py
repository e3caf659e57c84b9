"""Go back, and interrupt the work for a crisis. You learn what a return, a detour, a resume and a visit are.

A return begins a new visit of an earlier phase. A detour pauses the visit; its resume goes on with that very visit.
"""

from datetime import UTC, datetime, timedelta

from casework_model import CaseRecord, Client, ClientStatus, Engine, StepRefused, Write, measures
from casework_model import facts as f

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
engine = Engine()


def written(record: CaseRecord, day: int, *facts: f.Fact) -> CaseRecord:
    """Write facts, so many days after opening."""
    at = START + timedelta(days=day)
    return engine.write_all(record, [Write(fact=fact, by="w1", occurred_at=at, recorded_at=at) for fact in facts])


def moved(record: CaseRecord, day: int, to: str, reason: str = "") -> CaseRecord:
    """Move on that day. The kind of move (forward, return, detour, resume) is the one that the model offers."""
    at = START + timedelta(days=day)
    return engine.move(record, to, by="w1", occurred_at=at, recorded_at=at, reason=reason)


client, phone = Client(id="cl-1", status=ClientStatus.VOLUNTARY), f.ContactRoute.PHONE
case = engine.open(client=client, case_id="c-1", tz="UTC", by="w1", occurred_at=START, recorded_at=START, route=phone)
consent = f.Consent(scopes=(f.SERVICE,), status=f.ConsentStatus.GIVEN)
case = written(case, 0, consent, f.ConfidentialityExplained(), f.Eligibility(decision=f.Decision.ELIGIBLE))
case = written(case, 0, f.PresentingProblem(domain=f.ProblemDomain.FAMILY))
case = moved(case, 1, "assessment")
risk, strength = f.RiskAssessment(level=f.RiskLevel.LOW), f.Strength(strength=f.StrengthKind.COPING)
case = written(case, 4, risk, strength, f.WorkingHypothesis())
case = moved(case, 5, "planning")
case = moved(case, 8, "assessment", reason="missing_information")  # a return: a new visit of assessment
try:
    moved(case, 9, "planning")  # risk was assessed in the visit before; it has to be looked at anew
except StepRefused as error:
    print(error, end="\n\n")
case = written(case, 9, f.Crisis(id="k1", crisis="threat at home"))
case = moved(case, 9, "intake", reason="crisis")  # a detour: the visit of assessment is paused
case = written(case, 11, f.SafetyPlan(), f.Stabilised(crisis="k1", basis="a safe place to stay"))
case = moved(case, 11, "assessment")  # a resume, to the very phase that was left
case = written(case, 12, f.RiskAssessment(level=f.RiskLevel.MODERATE))
case = moved(case, 12, "planning")

for step in measures.path(case):
    print(f"{step.at:%d %b}  {step.kind:8} {step.from_ or '-':10} -> {step.to}")
times = measures.track_times(case, "casework")
print("days in each phase:", dict(times.days))
print("visits of each phase:", dict(times.visits), "and detours:", times.detours)
