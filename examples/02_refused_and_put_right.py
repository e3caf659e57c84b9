"""Be refused, read every reason, and put it right. You learn how `consider`, `Refused` and `options` work together.

Doing all that a refusal asks for is enough: there is no second list behind the first.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casework_model import CaseRecord, Client, ClientStatus, Engine, Permitted, Refused, Write
from casework_model import facts as f

engine = Engine()
monday = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
client = Client(id="cl-17", status=ClientStatus.VOLUNTARY)
record = engine.open(
    client=client,
    case_id="c-2026-041",
    tz="Europe/Berlin",
    by="w1",
    occurred_at=monday,
    recorded_at=monday,
    route=f.ContactRoute.PHONE,
)


def written(before: CaseRecord, *facts: f.Fact, hours: int) -> CaseRecord:
    """Write the facts of one talk, so many hours after opening: all of them, or none."""
    at = monday + timedelta(hours=hours)
    return engine.write_all(before, [Write(fact=fact, by="w1", occurred_at=at, recorded_at=at) for fact in facts])


record = written(record, f.PresentingProblem(domain=f.ProblemDomain.HOUSING), hours=1)

noon = monday + timedelta(hours=3)
step = Write(fact=engine.change(record, "assessment"), by="w1", occurred_at=noon, recorded_at=noon)
match engine.consider(record, step):  # pure: nothing changes
    case Refused() as refused:
        print(f"What a worker reads:\n  {refused}\n\nWhat a program reads:")
        for unmet in refused.unmet:
            print(f"  {unmet.code} {unmet.rule.key}: {'; '.join(unmet.remedies)}")
    case Permitted():
        print("Nothing was missing.")

consent = f.Consent(scopes=(f.SERVICE,), status=f.ConsentStatus.GIVEN)
limits = f.ConfidentialityExplained(limits=(f.ConfidentialityLimit.HARM_TO_SELF,))
record = written(record, consent, limits, f.Eligibility(decision=f.Decision.ELIGIBLE), hours=4)

print("\nThe ways from here, once all that is on record:")
for option in engine.options(record, at=monday + timedelta(hours=5)):
    lacking = "".join(f": {unmet}" for unmet in option.unmet)
    print("  open  " if option.is_open else "  closed", f"{option}{lacking}")
