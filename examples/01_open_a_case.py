"""Open a case and write the first entries. You learn what a record, an entry, a fact and a case are.

A record only grows, and it is never changed in place: each call gives a new record. The case is what the record says.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from casework_model import Client, ClientStatus, Engine, Write
from casework_model import facts as f

engine = Engine()  # the shipped process models, every rule enforced
monday = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))

opened = engine.open(
    client=Client(id="cl-17", status=ClientStatus.VOLUNTARY, label="Marta L."),
    case_id="c-2026-041",
    tz="Europe/Berlin",
    by="w1",
    occurred_at=monday,
    recorded_at=monday,
    route=f.ContactRoute.WALK_IN,
    text="Came without an appointment.",
)

# A step asks to write an entry: a fact, who writes it, when it happened, when it is written, and the words.
problem = Write(
    fact=f.PresentingProblem(concerns=("two months of rent are owed",), domain=f.ProblemDomain.HOUSING),
    by="w1",
    occurred_at=monday + timedelta(minutes=20),
    recorded_at=monday + timedelta(hours=2),
    text='Ms L. said: "I have not opened the letters since January."',
)
record = engine.write(opened, problem)

case = record.case
print(f"The case {case.id} stands in {engine.model_of(record).phase_name(case.phase or '')}.")
print(f"It has {len(record.entries)} entries; the record from before still has {len(opened.entries)}.")

for entry in record.entries:
    print(f"  {entry.number}. {entry.occurred_at:%a %d %b %H:%M} {entry.fact.kind}, written {entry.lag} later")

print("Problems on record:", ", ".join(one.domain for one in case.facts(f.PresentingProblem)))
print("A repr shows nothing private:", record.entries[1])
