"""The audit: a record is judged anew, each entry after those before it, and what would be refused today is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import CASEWORK, START, Story, consent, goal, papers, planned

HOUR = timedelta(hours=1)
START_FIXED = Story().record.entries[0].occurred_at
EARLY = {"occurred_at": START_FIXED, "recorded_at": START_FIXED}
LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")


def by_hand(*facts: f.Fact, before: Story | None = None, changed: dict[str, Any] | None = None) -> cm.CaseRecord:
    """Put a record together by hand, unjudged, after the entries of a story; the last entry may be changed."""
    kept = list((before or Story()).record.entries)
    at = kept[-1].recorded_at
    for number, fact in enumerate(facts, start=1):
        place = len(kept) + 1
        kept.append(cm.RecordEntry(place, f"e{place}", "w1", at + number * HOUR, at + number * HOUR, fact))
    return cm.CaseRecord.of("c-1", (*kept[:-1], evolve(kept[-1], **(changed or {}))))


def found(record: cm.CaseRecord, engine: cm.Engine | None = None) -> dict[int, tuple[str, ...]]:
    """Give the codes that an audit finds, by the number of the entry."""
    findings = (engine or cm.Engine()).audit(record)
    return {finding.number: tuple(unmet.code for unmet in finding.unmet) for finding in findings}


@pytest.mark.parametrize("phase", CASEWORK)
@pytest.mark.parametrize("linear", [False, True])
def test_a_sound_record_has_no_findings(phase: str, *, linear: bool) -> None:
    """What the engine wrote, it finds sound."""
    assert Story(linear=linear).told(until=phase).record.entries
    assert found(Story(linear=linear).told(until=phase).record) == {}


def test_a_long_sound_record_has_no_findings() -> None:
    """Detours, returns, tracks beside, a closing, a late entry and a new episode are as sound as they were."""
    story = Story().told(until="intervention").move("initial_contact", model="rapport").write(f.Crisis(id="k1"))
    story.move("intake", reason="crisis").write(f.Stabilised(crisis="k1")).move("intervention")
    story.move("planning", reason="she has found a job").write(*papers("planning")).move("intervention")
    story.write(*papers("intervention")).move("evaluation").write(*papers("evaluation")).move("termination")
    story.write(*papers("termination"), planned()).write(f.Contact(), at=START)
    story.write(f.Reopening(entry_phase="intake", reason="came back"), f.Note())
    assert found(story.record) == {}


def test_a_finding_says_what_is_wrong_where() -> None:
    """A finding names the entry by number and id, and every rule that it breaks."""
    record = by_hand(f.PhaseChange(model="casework", from_="intake", to="assessment", move=cm.MoveKind.FORWARD))
    (finding,) = cm.Engine().audit(record)
    assert (finding.number, finding.entry_id) == (2, "e2")
    assert str(finding) == (
        "Entry 2 (e2): no consent to the service is recorded in this episode (HR-02), and confidentiality and its "
        "limits have not been explained in this episode (HR-03), and eligibility has not been decided in this episode "
        "(HR-04), and no presenting problem is recorded in this episode (HR-05)."
    )


def test_an_audit_goes_on_after_a_finding() -> None:
    """Each entry is judged after those before it as they stand, the unsound ones too."""
    bare = f.Goal(id="g1", agreed=True, agreed_by=("client",))
    skip = f.PhaseChange(model="casework", from_="intake", to="evaluation", move=cm.MoveKind.FORWARD)
    task = f.Task(goal="g9")
    ended = f.Closure(closure=f.ClosureKind.PLANNED)
    record = by_hand(bare, skip, task, f.Note(), ended, f.Note())
    assert found(record) == {
        2: ("HR-11",),
        3: ("HR-01",),
        4: ("HR-40",),
        6: ("HR-18", "HR-17"),
        7: ("HR-20",),
    }


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("by", "stranger", ("HR-35",)),
        ("by", "", ("HR-33",)),
        ("id", "e1", ("HR-39",)),
        ("recorded_at", START_FIXED, ("HR-32",)),
    ],
)
def test_what_surrounds_an_entry_is_judged_too(name: str, value: str | datetime, codes: tuple[str, ...]) -> None:
    """Author, id and times of an entry are judged as in writing it."""
    assert found(by_hand(f.Note(), changed={name: value})) == {2: codes}


def test_the_order_of_writing_is_judged() -> None:
    """An entry that is recorded earlier than the one before it is found."""
    record = by_hand(f.Note(), before=Story().write(f.Note()), changed=EARLY)
    assert found(record) == {3: ("HR-27",)}


def test_a_second_opening_is_found() -> None:
    """A record is opened once."""
    assert found(by_hand(Story().case.opened)) == {2: ("HR-01",)}


def test_a_record_begins_with_its_opening() -> None:
    """What stands before the opening is found, and what follows the opening is judged as ever."""
    opening = Story().record.entries[0]
    entries = (
        cm.RecordEntry(1, "a", "w1", opening.occurred_at, opening.recorded_at, f.Note()),
        cm.RecordEntry(2, "b", "w1", opening.occurred_at, opening.recorded_at, opening.fact),
        cm.RecordEntry(3, "c", "w1", opening.occurred_at, opening.recorded_at, goal(weight=0)),
    )
    record = cm.CaseRecord.of("c-1", entries)
    first, second = cm.Engine().audit(record)
    assert str(first) == "Entry 1 (a): the case has not been opened (HR-01)."
    assert (second.number, [unmet.code for unmet in second.unmet]) == (3, ["HR-41"])


@pytest.mark.parametrize(
    ("by", "recorded", "codes"),
    [("w1", START_FIXED, None), ("", START_FIXED, ("HR-33",)), ("", START_FIXED - HOUR, ("HR-32",))],
)
def test_the_opening_is_judged_by_its_author_and_times(
    by: str, recorded: datetime, codes: tuple[str, ...] | None
) -> None:
    """The opening entry has an author and sound times, as every other."""
    entry = cm.RecordEntry(1, "e1", by, START_FIXED, recorded, Story().case.opened)
    assert found(cm.CaseRecord.of("c-1", [entry])) == ({} if codes is None else {1: codes})


def test_a_record_is_audited_under_the_policy_of_its_time() -> None:
    """What an older policy allowed is not found; what it only advised is not either."""
    town = cm.Policy(key="town", off=("HR-02",), advise=("HR-05",))
    engine = cm.Engine(policies=(town,))
    story = Story(cm.Engine(policy=town)).write(f.ConfidentialityExplained())
    story.write(f.Eligibility(decision=f.Decision.ELIGIBLE)).move("assessment")
    assert found(story.record, engine) == {}
    story.engine, story.now = engine, story.now + HOUR
    record = engine.migrate(story.record, by="w1", occurred_at=story.now, recorded_at=story.now, policy=cm.STANDARD)
    story.record = record
    assert found(story.write(LEFT).record, engine) == {}


def test_rules_of_today_judge_a_record_of_yesterday() -> None:
    """A record stays readable when rules change; the audit tells what the new ones would refuse."""
    engine = cm.Engine(
        rules=(
            cm.Rule(
                code="TOWN-1",
                key="consent_is_dated",
                title="Consent has a last day",
                remedy="Ask until when",
                lacks=undated,
                on=(f.Consent,),
            ),
        )
    )
    assert found(Story().write(consent()).record, engine) == {2: ("TOWN-1",)}


def undated(_case: cm.Case, asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Ask that consent has a last day."""
    said = asked.fact
    return (cm.Lack("it has no last day"),) if isinstance(said, f.Consent) and said.valid_until is None else ()


def test_an_empty_record_has_no_findings() -> None:
    """Where nothing was written nothing is wrong."""
    assert cm.Engine().audit(cm.CaseRecord.of("c-1")) == ()
