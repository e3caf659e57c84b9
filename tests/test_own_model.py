"""A user's own model and rule, written outside the package, behave like the shipped ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import casework_model as cm
from casework_model import codec, measures
from casework_model import facts as f

OUTREACH = """
key = "outreach"
version = 1
title = "Street outreach"

[[phase]]
key = "meeting"
title = "Meeting on the street"
start = true
requires = ["met_twice"]

[[phase]]
key = "company"
title = "Keeping company"
requires = ["strength_recorded"]

[[phase]]
key = "parting"
title = "Parting"
end = true
requires = ["met_twice"]

[[move]]
from = "meeting"
to = "company"

[[move]]
from = "company"
to = "parting"

[[move]]
from = "company"
to = "meeting"
kind = "return"
reasons = ["lost_contact"]

[[detour]]
to = "meeting"
from = ["parting"]
reasons = ["crisis"]
"""

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def met_less_than_twice(case: cm.Case, _asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Whether client and worker have met twice in this episode."""
    met = len(case.facts(f.Contact, since=case.episode_began))
    return () if met >= 2 else (cm.Lack(f"they have met {met} times in this episode"),)


def referral_at_night(_case: cm.Case, asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Whether a referral is made while the service it goes to is closed."""
    return (cm.Lack("the service is closed at that hour"),) if asked.local.hour >= 18 else ()


MET_TWICE = cm.Rule(
    code="TOWN-1",
    key="met_twice",
    title="Client and worker have met at least twice",
    remedy="Meet again",
    lacks=met_less_than_twice,
)
BY_DAY = cm.Rule(
    code="TOWN-2",
    key="referred_by_day",
    title="Referrals are made by day",
    remedy="Refer in the morning",
    on=(f.Referral,),
    lacks=referral_at_night,
)


@pytest.fixture
def engine(tmp_path: Path) -> cm.Engine:
    """An engine with the model as its user keeps it, in a file, and with the user's rules."""
    file = tmp_path / "outreach.toml"
    file.write_text(OUTREACH, encoding="utf-8")
    return cm.Engine((*cm.SHIPPED, cm.load_model(file)), rules=(MET_TWICE, BY_DAY))


@pytest.fixture
def record(engine: cm.Engine) -> cm.CaseRecord:
    """A case opened under the user's model."""
    client = cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY)
    return engine.open(
        client=client,
        case_id="c-1",
        tz="UTC",
        by="w1",
        occurred_at=MONDAY,
        recorded_at=MONDAY,
        route=f.ContactRoute.OUTREACH,
        model="outreach",
    )


def write(engine: cm.Engine, record: cm.CaseRecord, fact: f.Fact, hours: int) -> cm.CaseRecord:
    """Write a fact so many hours after opening."""
    at = MONDAY + timedelta(hours=hours)
    return engine.write(record, cm.Write(fact=fact, by="w1", occurred_at=at, recorded_at=at))


def test_a_case_begins_in_the_own_model(record: cm.CaseRecord) -> None:
    """A case opened under an own model stands in its first phase."""
    assert (record.case.phase, record.case.model.key) == ("meeting", "outreach")


def test_own_requirement_is_shown_and_refuses(engine: cm.Engine, record: cm.CaseRecord) -> None:
    """An own rule that the model requires stands among the options and in the refusal, with its own words."""
    options = {str(option): option for option in engine.options(record, at=MONDAY)}
    lacking = options["go on to Keeping company"]
    assert [str(unmet) for unmet in lacking.unmet] == ["they have met 0 times in this episode (TOWN-1)"]
    with pytest.raises(cm.StepRefused) as refused:
        engine.move(record, "company", by="w1", occurred_at=MONDAY, recorded_at=MONDAY)
    assert str(refused.value) == (
        "Meeting on the street cannot end yet: they have met 0 times in this episode (TOWN-1). Meet again."
    )


def test_own_rule_on_a_fact(engine: cm.Engine, record: cm.CaseRecord) -> None:
    """An own rule on a type of fact is judged whenever such a fact is written, and only then."""
    night = MONDAY.replace(hour=20)
    step = cm.Write(fact=f.Referral(id="r1", to="clinic"), by="w1", occurred_at=night, recorded_at=night)
    verdict = engine.consider(record, step)
    assert isinstance(verdict, cm.Refused)
    assert verdict.codes == ("TOWN-2",)
    note = cm.Write(by="w1", occurred_at=night, recorded_at=night, text="It rained.")
    assert isinstance(engine.consider(record, note), cm.Permitted)


def run_through(engine: cm.Engine, record: cm.CaseRecord) -> cm.CaseRecord:
    """Take a case through the own model: on, back, on again, to a planned closing."""
    for hour, fact in enumerate(
        (
            f.Contact(),
            f.Contact(),
            engine.change(record, "company"),
            f.Strength(strength=f.StrengthKind.COPING),
            f.PhaseChange(
                model="outreach", from_="company", to="meeting", move=cm.MoveKind.RETURN, reason="lost_contact"
            ),
            f.PhaseChange(model="outreach", from_="meeting", to="company", move=cm.MoveKind.FORWARD),
            f.PhaseChange(model="outreach", from_="company", to="parting", move=cm.MoveKind.FORWARD),
            f.Closure(closure=f.ClosureKind.PLANNED, initiator=f.Initiator.BOTH, reason="goals_met"),
        ),
        start=1,
    ):
        record = write(engine, record, fact, hour)
    return record


def test_own_model_end_to_end(engine: cm.Engine, record: cm.CaseRecord, tmp_path: Path) -> None:
    """A case under an own model runs to a planned closing, and returns, files and audit work as under a shipped one."""
    record = run_through(engine, record)
    times = measures.track_times(record, "outreach")
    assert dict(times.visits) == {"meeting": 2, "company": 2, "parting": 1}
    assert times.return_edges == (("company", "meeting"),)
    assert engine.audit(record) == ()
    codec.dump(record, tmp_path / "c-1.jsonl")
    again = codec.load(tmp_path / "c-1.jsonl")
    assert again == record
    assert again.case == record.case
    assert again.case.is_closed


def test_planned_closing_asks_what_the_own_model_asks(engine: cm.Engine, record: cm.CaseRecord) -> None:
    """A planned closing under an own model asks for what its end phase requires, and not for the shipped papers."""
    at = MONDAY
    closing = f.Closure(closure=f.ClosureKind.PLANNED, initiator=f.Initiator.BOTH, reason="goals_met")
    verdict = engine.consider(record, cm.Write(fact=closing, by="w1", occurred_at=at, recorded_at=at))
    assert isinstance(verdict, cm.Refused)
    assert verdict.codes == ("HR-18", "TOWN-1")


def test_audit_by_own_rules(engine: cm.Engine, record: cm.CaseRecord) -> None:
    """An audit with a stricter own rule names the entries that it would refuse."""
    record = run_through(engine, record)

    strict = cm.Engine(
        engine.models,
        rules=(
            MET_TWICE,
            cm.Rule(
                code="TOWN-3",
                key="no_strength_alone",
                title="Strengths are recorded by day",
                remedy="Wait",
                on=(f.Strength,),
                lacks=_always,
            ),
        ),
    )
    assert [str(finding) for finding in strict.audit(record)] == ["Entry 5 (e5): never good enough (TOWN-3)."]


def _always(_case: cm.Case, _asked: cm.Asked) -> tuple[cm.Lack, ...]:
    return (cm.Lack("never good enough"),)


def test_an_engine_without_the_own_model_says_so(record: cm.CaseRecord) -> None:
    """An engine that was not given the model of a record names it and what it knows."""
    with pytest.raises(cm.UnknownModel, match="process model outreach version 1"):
        cm.Engine().options(record, at=MONDAY)


def test_own_model_with_an_unknown_rule() -> None:
    """A model that asks for a rule nobody gave is reported by the engine with the nearest known key."""
    model = cm.parse_model(OUTREACH.replace('"met_twice"', '"strength_recorde"'))
    with pytest.raises(cm.EngineFaults) as faults:
        cm.Engine((model,))
    assert [str(fault) for fault in faults.value.faults] == [
        'model outreach, phase meeting: no rule has the key "strength_recorde". Perhaps "strength_recorded" is meant.',
        'model outreach, phase parting: no rule has the key "strength_recorde". Perhaps "strength_recorded" is meant.',
    ]


def test_own_model_beside_a_shipped_one(engine: cm.Engine) -> None:
    """An own model may run as a second track beside casework."""
    client = cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY)
    record = engine.open(
        client=client,
        case_id="c-2",
        tz="UTC",
        by="w1",
        occurred_at=MONDAY,
        recorded_at=MONDAY,
        route=f.ContactRoute.PHONE,
    )
    record = engine.move(record, "meeting", model="outreach", by="w1", occurred_at=MONDAY, recorded_at=MONDAY)
    assert {key: track.phase for key, track in record.case.tracks.items()} == {
        "casework": "intake",
        "outreach": "meeting",
    }


def test_dates_of_goals_are_dates() -> None:
    """A goal of an own model's case is the shipped goal, with the same checks of type."""
    with pytest.raises(cm.BadValue, match=r"Goal\.target_date"):
        f.Goal(id="g1", target_date=datetime(2026, 9, 1, tzinfo=UTC))
    assert f.Goal(id="g1", target_date=date(2026, 9, 1)).target_date == date(2026, 9, 1)
