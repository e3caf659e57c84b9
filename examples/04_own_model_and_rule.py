"""Use your own process model and your own rules. You learn that they enter by the same door as the shipped ones.

The model is outreach.toml beside this file. One rule is a requirement that it names; the other watches a kind of fact.
"""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from casework_model import Asked, Case, Client, ClientStatus, Engine, Lack, Rule, Write, load_model
from casework_model import facts as f


def met_less_than_twice(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """Say what is lacking; () means that the rule is met."""
    met = len(case.facts(f.Contact, since=case.episode_began))
    return () if met >= 2 else (Lack(f"they have met {met} of 2 times in this episode"),)


def referred_at_night(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """Judge the step itself: the hour at which it happened, by the clock of the case."""
    is_night = asked.at is not None and asked.at.astimezone(ZoneInfo(case.tz)).hour >= 22
    return (Lack("the shelter takes nobody in after 22:00"),) if is_night else ()


MET_TWICE = Rule(
    code="TOWN-1",
    key="met_twice",  # what outreach.toml names
    title="Client and worker have met at least twice",
    remedy="Meet again, and record the contact",
    lacks=met_less_than_twice,
)
BY_DAY = Rule(
    code="TOWN-2",
    key="referred_by_day",
    title="Referrals are made while the shelter is open",
    remedy="Refer in the morning",
    on=(f.Referral,),  # judged whenever a referral is written
    lacks=referred_at_night,
)
outreach = load_model(Path(__file__).with_name("outreach.toml"))
engine = Engine((outreach,), rules=(MET_TWICE, BY_DAY))
evening = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)  # half past ten in Berlin


def step(fact: f.Fact) -> Write:
    """Give the step that writes a fact that evening."""
    return Write(fact=fact, by="w1", occurred_at=evening, recorded_at=evening)


client, street = Client(id="cl-1", status=ClientStatus.VOLUNTARY), f.ContactRoute.OUTREACH
opening = partial(engine.open, client=client, case_id="c-1", tz="Europe/Berlin", route=street, model="outreach")
record = opening(by="w1", occurred_at=evening, recorded_at=evening)
onwards = step(engine.change(record, "company"))
for refused in (step(f.Referral(id="r1", to="night shelter")), onwards):
    print(engine.consider(record, refused), end="\n\n")
record = engine.write_all(record, [step(f.Contact()), step(f.Contact()), step(f.ConfidentialityExplained()), onwards])
print("The case now stands in", outreach.phase_name(record.case.phase or ""))
