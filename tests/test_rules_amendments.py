"""HR-31 and HR-47: what an amendment says, what it may touch, and that the course of the case stays possible."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import access
from casework_model import facts as f
from story import Story, goal, papers, planned

BASIS = f.SealingBasis.COURT_ORDER
SEALING = f.Sealing(target="e9", basis=BASIS, authority="court")
RETRACTION = f.Retraction(target="e9", reason="wrong file")


def told() -> Story:
    """A case in planning: e1 opens it, e6 and e10 move it, e9 is a working hypothesis."""
    return Story().told(until="planning")


def why(said: str) -> str:
    """Give the reason and the remedy of a refusal without its beginning."""
    return said.partition(" cannot be written: ")[2]


NAMED = "Name the court, the law or the officer for data protection that asks for it."
WHOLE = "Name an entry on record, say why it is amended, and write what is added or should stand there."


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (
            f.Correction(target="e9"),
            f"it gives no reason; it does not say what should stand there instead (HR-31). {WHOLE}",
        ),
        (
            f.Correction(target="e77", reason="typo", access=cm.AccessLevel.RESTRICTED),
            f"it names no entry on record that it amends (HR-31). {WHOLE}",
        ),
        (f.Retraction(target="e9", reason=" "), f"it gives no reason (HR-31). {WHOLE}"),
        (
            f.Retraction(target="e1", reason="typo"),
            "entry e1 opens the case (HR-31). Correct it, or close the case as opened in error.",
        ),
        (
            f.Sealing(target="e9", basis=BASIS),
            f"it names no authority on whose word it is done (HR-31). {NAMED}",
        ),
        (
            f.Correction(target="e9", reason="typo", fact=f.Addendum(target="e8", reason="x")),
            "an amendment is not put in the place of an entry (HR-31). Correct its text, or write another amendment.",
        ),
        (
            f.Correction(target="e9", reason="typo", fact=f.Sealed(of="goal")),
            "an amendment is not put in the place of an entry (HR-31). Correct its text, or write another amendment.",
        ),
        (
            f.Correction(target="e9", reason="typo", fact=Story().case.opened),
            f"the opening of the case stays its opening, and no other entry becomes one (HR-31). {WHOLE}",
        ),
        (
            f.Correction(target="e1", reason="typo", fact=f.Note()),
            f"the opening of the case stays its opening, and no other entry becomes one (HR-31). {WHOLE}",
        ),
        (
            f.Correction(target="e9", reason="typo", occurred_at=datetime(2026, 3, 2, 9)),  # noqa: DTZ001 - no zone
            "the corrected time has no zone (HR-31). Give it its offset from UTC.",
        ),
    ],
)
def test_hr_31_text(fact: f.Fact, said: str) -> None:
    """Each amendment says what it is about, why, and what; and no more than it may."""
    assert why(told().said(fact)) == said


def test_hr_31_a_corrected_time_is_not_after_the_writing() -> None:
    """What was written was written after it happened."""
    story = told()
    later = story.record.entries[8].recorded_at + timedelta(seconds=1)
    assert why(story.said(f.Correction(target="e9", reason="typo", occurred_at=later))) == (
        f"by the corrected time entry e9 was written before it happened (HR-31). {WHOLE}"
    )


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        (
            SEALING,
            f.Correction(target="e9", reason="typo", access=cm.AccessLevel.RESTRICTED),
            "entry e9 is sealed (HR-31). Write what is known in an entry of its own.",
        ),
        (SEALING, SEALING, "entry e9 is sealed (HR-31). Write what is known in an entry of its own."),
        (
            SEALING,
            f.Sealing(target="e11", basis=BASIS, authority="court"),
            "entry e11 is a sealing itself (HR-31). Name the entry whose content is to go.",
        ),
        (
            SEALING,
            f.Retraction(target="e11", reason="no"),
            "entry e11 is a sealing, which cannot be undone (HR-31). Leave it as it is.",
        ),
        (
            RETRACTION,
            f.Correction(target="e11", reason="typo", access=cm.AccessLevel.RESTRICTED),
            "entry e11 is a retraction (HR-31). Retract it, and the entry that it took back counts again.",
        ),
        (RETRACTION, RETRACTION, "entry e9 is retracted already (HR-31). Leave it as it is."),
    ],
)
def test_hr_31_after_another_amendment(first: f.Fact, then: f.Fact, said: str) -> None:
    """What is sealed, retracted or itself an amendment is not amended in every way."""
    story = told().write(first)
    assert why(story.said(then)) == said


def test_hr_31_an_opening_is_corrected_in_what_it_says_of_the_client() -> None:
    """Not in what the record is kept under, nor in who has access: those change by entries of their own."""
    story = told()
    opened = story.case.opened
    right = evolve(opened, client=evolve(opened.client, status=cm.ClientStatus.MANDATED))
    other = f.Correction(target="e1", reason="typo", fact=evolve(right, tz="UTC", phase="planning"))
    assert why(story.said(other)) == (
        "a correction does not change the tz or phase of the opening (HR-31). Migrate to another model or policy, "
        "grant or end access; for another client or phase open another case."
    )
    story.write(f.Correction(target="e1", reason="typo", fact=right))
    assert story.case.client.status is cm.ClientStatus.MANDATED


def test_hr_31_a_withdrawal_is_not_sealed_away() -> None:
    """Without the last word an older consent would count again; said once more, the first may go."""
    story = Story().write(f.Consent(scopes=("service",), status=f.ConsentStatus.GIVEN))
    withdrawn = f.Consent(scopes=("service",), status=f.ConsentStatus.WITHDRAWN)
    story.write(withdrawn)
    seal = f.Sealing(target=story.record.entries[-1].id, basis=BASIS, authority="court")
    assert why(story.said(seal)) == (
        "without entry e3 an older consent would count again (HR-31). Write it once more without what has to go, with "
        "the time at which it was said, then seal this entry."
    )
    story.write(withdrawn, seal)
    assert story.case.consents["service"].status is f.ConsentStatus.WITHDRAWN


def sealing(story: Story) -> f.Sealing:
    """A sealing of the last entry."""
    return f.Sealing(target=story.record.entries[-1].id, basis=BASIS, authority="court")


def test_hr_31_a_narrower_consent_is_not_sealed_away() -> None:
    """The wider one before it would count again, and permit what the last word does not."""
    wide = f.Consent(scopes=("disclosure:x",), status=f.ConsentStatus.GIVEN)
    story = Story().write(wide, evolve(wide, recipients=("the clinic",)))
    to = f.Disclosure(receiver="the landlord", scope="disclosure:x")
    assert story.refused(to) == {"HR-34"}
    assert "an older consent would count again" in story.said(sealing(story))
    assert story.refused(to) == {"HR-34"}


def test_hr_31_a_consent_that_stands_alone_may_be_sealed() -> None:
    """Nothing is permitted by its going."""
    story = Story().write(f.Consent(scopes=("research",), status=f.ConsentStatus.GIVEN))
    story.write(sealing(story))
    assert "research" not in story.case.consents


def test_hr_31_a_corrected_consent_is_not_sealed_by_its_correction() -> None:
    """Given twice, the second corrected to a withdrawal: sealing the correction would let consent count again."""
    given = f.Consent(scopes=("research",), status=f.ConsentStatus.GIVEN)
    story = Story().write(given, given)
    taken = evolve(given, status=f.ConsentStatus.WITHDRAWN)
    story.write(f.Correction(target=story.record.entries[-1].id, reason="misheard", fact=taken))
    assert why(story.said(sealing(story))) == (
        "without entry e4 the wording that it corrects would stand again (HR-31). Retract it first, or seal the entry "
        "that it corrects, and both will be gone."
    )
    both = f.Sealing(target="e3", basis=BASIS, authority="court")
    assert "an older consent would count again" in story.said(both)


def test_hr_31_a_retracted_correction_may_be_sealed() -> None:
    """The first wording stands already."""
    story = Story().write(f.Note())
    story.write(f.Correction(target="e2", reason="typo", fact=goal("g1")))
    story.write(
        f.Retraction(target="e3", reason="wrong after all"), f.Sealing(target="e3", basis=BASIS, authority="court")
    )
    assert story.record.amended[1].fact == f.Note()


def rated(level: int) -> f.Evaluation:
    """A formal review that rates the goal."""
    return f.Evaluation(evaluation=f.EvaluationKind.FORMAL, ratings=(f.Rating(goal="g1", level=level),))


REVISED: Final[dict[str, tuple[f.Fact, ...]]] = {
    "another word on goal g1": (f.GoalChange(goal="g1", outcome=f.GoalOutcome.WITHDRAWN),),
    "another word on goal g1 ": (evolve(goal("g1"), statement="find a room"),),
    "an older rating of goal g1": (rated(-2), rated(2)),
    "an older wording of task t1": tuple(f.Task(goal="g1", who="client", what=what, id="t1") for what in ("a", "b")),
    "an older word on referral r1": (
        f.Referral(id="r1", to="shelter"),
        f.ReferralUpdate(referral="r1", status=f.ReferralStatus.REJECTED),
    ),
    "an older contract": (f.Contract(goals=("g1",)), f.Contract(goals=())),
}


@pytest.mark.parametrize("older", REVISED)
def test_hr_31_what_was_revised_is_not_sealed_away(older: str) -> None:
    """The older word would count again; said once more, the later entry may go, and the case stands as it stood."""
    story = Story().write(f.Strength(strength=f.StrengthKind.COPING), goal("g1"), *REVISED[older])
    assert f"{older.strip()} would count again" in story.said(sealing(story))
    seal, stood = sealing(story), story.case
    story.write(REVISED[older][-1], seal)
    assert story.case.goals["g1"].status is stood.goals["g1"].status
    assert (story.case.goals["g1"].goal, story.case.goals["g1"].level) == (
        stood.goals["g1"].goal,
        stood.goals["g1"].level,
    )
    assert story.case.contract == stood.contract
    assert [one.status for one in story.case.referrals.values()] == [one.status for one in stood.referrals.values()]
    assert [one.task for one in story.case.tasks.values()] == [one.task for one in stood.tasks.values()]


@pytest.mark.parametrize("fact", [goal("g1"), f.Referral(id="r1", to="shelter"), f.Contract()])
def test_hr_31_what_was_said_once_may_be_sealed(fact: f.Fact) -> None:
    """There is nothing older that would count."""
    story = Story().write(f.Strength(strength=f.StrengthKind.COPING)).write(fact)
    assert story.refused(sealing(story)) == set()


def test_hr_31_a_decision_against_is_not_sealed_away() -> None:
    """A client found eligible once and not eligible later does not become eligible by a sealing."""
    story = Story().write(f.Eligibility(decision=f.Decision.ELIGIBLE), f.Eligibility(decision=f.Decision.NOT_ELIGIBLE))
    assert why(story.said(sealing(story))) == (
        "without entry e3 an older decision would count again (HR-31). Write it once more without what has to go, with "
        "the time at which it was said, then seal this entry."
    )
    story.write(f.Eligibility(decision=f.Decision.NOT_ELIGIBLE))
    story.write(f.Sealing(target="e3", basis=BASIS, authority="court"))
    alone = Story().write(f.Eligibility(decision=f.Decision.NOT_ELIGIBLE))
    alone.write(sealing(alone))
    for each in (story, alone):
        latest = each.case.latest(f.Eligibility)
        assert latest is None or latest.decision is f.Decision.NOT_ELIGIBLE


@pytest.mark.parametrize("fact", [f.Strength(strength=f.StrengthKind.COPING), f.Closure(closure=f.ClosureKind.PLANNED)])
def test_hr_31_an_addendum_stays_an_addendum(fact: f.Fact) -> None:
    """No fact takes its place; its text is corrected."""
    story = told().write(f.Addendum(target="e9", reason="more"), text="said more")
    addendum = story.record.entries[-1].id
    assert why(story.said(f.Correction(target=addendum, reason="typo", fact=fact))).startswith(
        f"entry {addendum} is an amendment and stays one (HR-31). Correct its text, or retract it."
    )
    story.write(f.Correction(target=addendum, reason="typo"), text="said less")
    assert story.record.amended[addendum_place(story, addendum)].text == "said less"


def addendum_place(story: Story, entry_id: str) -> int:
    """The place of an entry among those that count."""
    return [one.id for one in story.record.amended].index(entry_id)


def test_hr_31_a_correction_of_a_correction_is_one_of_its_root() -> None:
    """The opening stays an opening also by the second correction, and no time comes after the root was written."""
    story = told()
    opened = story.case.opened
    right = evolve(opened, client=evolve(opened.client, status=cm.ClientStatus.MANDATED))
    story.write(f.Correction(target="e1", reason="typo", fact=right))
    last = story.record.entries[-1].id
    assert why(story.said(f.Correction(target=last, reason="typo", fact=f.Note()))).startswith(
        "the opening of the case stays its opening, and no other entry becomes one (HR-31)."
    )
    story.write(f.Note())
    note, story.now = story.record.entries[-1], story.now + timedelta(days=1)
    first = f.Correction(target=note.id, reason="typo", occurred_at=note.occurred_at - timedelta(minutes=30))
    story.write(first)
    late = f.Correction(
        target=story.record.entries[-1].id, reason="typo", occurred_at=note.recorded_at + timedelta(hours=1)
    )
    assert "written before it happened (HR-31" in story.said(late)


def test_hr_31_the_last_decision_is_not_sealed_whatever_it_is() -> None:
    """Sealing it would change what the case says; in an episode that is over, or in another one, it does not."""
    story = Story().write(f.Eligibility(decision=f.Decision.NOT_ELIGIBLE), f.Eligibility(decision=f.Decision.ELIGIBLE))
    assert "an older decision would count again" in story.said(sealing(story))
    story.told(until="termination").write(*papers("termination"), planned())
    story.write(f.Reopening(entry_phase="intake", reason="asked for it"))
    story.write(f.Eligibility(decision=f.Decision.NOT_ELIGIBLE))
    assert story.refused(sealing(story)) == set()


def test_hr_31_an_older_consent_that_had_run_out_counts_no_more() -> None:
    """So that a withdrawal after that may be sealed; one before it may not, since what happened then can be written."""
    given = f.Consent(
        scopes=("research",), status=f.ConsentStatus.GIVEN, valid_until=Story().now.date() + timedelta(days=2)
    )
    withdrawn = f.Consent(scopes=("research",), status=f.ConsentStatus.WITHDRAWN)
    story = Story().write(given, withdrawn).wait(days=3)
    assert story.refused(sealing(story)) == {"HR-31"}
    assert (
        Story()
        .write(given)
        .wait(days=3)
        .write(withdrawn)
        .refused(f.Sealing(target="e3", basis=BASIS, authority="court"))
        == set()
    )


def test_hr_31_the_same_consent_given_again_may_be_sealed() -> None:
    """Nothing counts then that does not count now."""
    given = f.Consent(scopes=("service",), status=f.ConsentStatus.GIVEN)
    story = Story().write(given, given)
    story.write(sealing(story))
    assert story.case.consents["service"].status is f.ConsentStatus.GIVEN


def test_hr_31_nobody_corrects_an_own_trace_into_something_else_and_seals_it() -> None:
    """Whatever it reads as now, it was a reading or a disclosure, for the one who read and the one who wrote."""
    read = f.Access(reader="w2", use=cm.Purpose.SERVICE)
    for other in (f.Note(), evolve(read, reader="w1")):
        story = Story().write(read).write(f.Correction(target="e2", reason="typo", fact=other), by="w2").wait(hours=1)
        by_reader = story.step(f.Sealing(target="e2", basis=BASIS, authority="court"), by="w2")
        assert "accounts for what this person read or told" in story.said(by_reader)
    told = f.Disclosure(receiver="the landlord", legal_basis="tenancy law")
    story = Story().write(told).write(f.Correction(target="e2", reason="typo", fact=f.Note()))
    seal = f.Sealing(target="e2", basis=BASIS, authority="court")
    assert "accounts for what this person read or told" in story.said(seal)
    story.wait(hours=1)
    story.record = story.engine.write(story.record, story.step(seal, by="w2"))
    assert story.record.amended[1].fact == f.Sealed(of="disclosure")


def test_hr_31_a_goal_that_was_set_aside_may_be_sealed_in_each_wording() -> None:
    """Nothing of it is in force, and writing it once more would bring it back."""
    story = Story().told(until="termination").write(evolve(goal("g1"), statement="find a room"))
    target = story.record.entries[-1].id
    story.write(*papers("termination"), planned(), f.Reopening(entry_phase="intake", reason="asked for it"))
    assert story.case.goals["g1"].status is f.GoalStatus.SET_ASIDE
    assert story.refused(f.Sealing(target=target, basis=BASIS, authority="court")) == set()


def test_hr_31_a_correction_of_what_was_retracted_may_be_sealed() -> None:
    """No wording stands again by that."""
    story = Story().write(f.Note())
    story.write(
        f.Correction(target="e2", reason="typo", fact=goal("g1")), f.Retraction(target="e2", reason="wrong file")
    )
    assert story.refused(f.Sealing(target="e3", basis=BASIS, authority="court")) == set()


def test_hr_31_a_migration_is_not_corrected_away() -> None:
    """Neither to another model nor to what is no migration; its text may be corrected."""
    story = told()
    story.record = story.engine.migrate(
        story.record, by="w1", occurred_at=story.now, recorded_at=story.now, to=cm.LONG_TERM
    )
    last = story.record.entries[-1].id
    assert story.refused(f.Correction(target=last, reason="typo", fact=f.Contact())) == {"HR-31"}
    story.write(f.Correction(target=last, reason="typo"), text="as agreed")
    again = f.Correction(target=story.record.entries[-1].id, reason="typo", fact=story.record.entries[-2].fact)
    story.write(again)
    assert story.engine.audit(story.record) == ()


def test_a_sound_record_passes_its_audit_however_often_it_was_amended() -> None:
    """An amendment is judged by what stood there when it was written, not by what later ones made of it."""
    story = told().write(f.Note())
    note = story.record.entries[-1].id
    for level in (cm.AccessLevel.RESTRICTED, cm.AccessLevel.VERY_RESTRICTED):
        story.write(f.Correction(target=note, reason="typo", access=level))
    lower = f.Correction(target=note, reason="typo", access=cm.AccessLevel.RESTRICTED)
    assert story.refused(lower) == {"HR-31"}
    opened = story.case.opened
    story.write(f.Correction(target="e1", reason="typo", fact=evolve(opened, circumstances="foo")))
    first = story.record.entries[-1].id
    story.write(f.Correction(target=first, reason="typo", fact=evolve(opened, circumstances="bar")))
    assert story.engine.audit(story.record) == ()


def test_hr_31_a_correction_of_nothing_is_no_way_round() -> None:
    """In a record from elsewhere a correction may be about nothing; what corrects that one is judged by itself."""
    record = told().record
    last = record.entries[-1]
    lost = evolve(last, number=last.number + 1, id="x", fact=f.Correction(target="nowhere", reason="why"), text="so")
    story = told()
    story.record = cm.CaseRecord.of(record.case_id, [*record.entries, lost])
    assert story.refused(f.Correction(target="x", reason="typo"), text="otherwise") == set()
    assert story.refused(f.Correction(target="x", reason="typo", fact=f.Note())) == {"HR-31"}


def test_the_audit_tells_what_an_amendment_does_not_say() -> None:
    """In a record from elsewhere: why, and what it is about."""
    record = told().write(f.Note()).record
    last = record.entries[-1]
    foreign = [
        evolve(last, number=last.number + place, id=f"x{place}", fact=fact, text="", participants=())
        for place, fact in enumerate(
            (f.Retraction(target=last.id), f.Addendum(target="nowhere", reason="why")), start=1
        )
    ]
    found = cm.Engine().audit(cm.CaseRecord.of(record.case_id, [*record.entries, *foreign]))
    assert [[lack.what for unmet in one.unmet for lack in unmet.lacks] for one in found] == [
        ["it gives no reason"],
        ["it names no entry on record that it adds to", "it has no text"],
    ]


def test_hr_31_no_correction_opens_an_entry() -> None:
    """Who is to see more is granted more."""
    story = told()
    step = evolve(story.step(f.Note()), access=cm.AccessLevel.RESTRICTED)
    story.record = story.engine.write(story.record, step)
    open_it = f.Correction(target=story.record.entries[-1].id, reason="typo", access=cm.AccessLevel.NORMAL)
    assert "a correction does not open entry" in story.said(open_it)


def test_hr_31_model_and_policy_are_not_changed_by_a_correction() -> None:
    """They are changed by migrating, which judges where the case stands."""
    story = told()
    changed = f.ModelChanged(model=f.ModelRef(key="interview", version=1, variant=cm.Variant.LINEAR))
    assert why(story.said(f.Correction(target="e9", reason="typo", fact=changed))).startswith(
        "a correction does not change model or policy (HR-31). Migrate the record."
    )


def test_a_corrected_time_is_kept_at_a_fixed_offset() -> None:
    """A record holds instants, whatever clock the correction was written by: it can be kept and read again."""
    story = Story().write(f.Note())
    note = story.record.entries[-1]
    berlin = datetime(2026, 3, 2, 9, 15, tzinfo=ZoneInfo("Europe/Berlin"))
    story.write(f.Correction(target=note.id, reason="typo", occurred_at=berlin))
    fact = story.record.entries[-1].fact
    assert isinstance(fact, f.Correction)
    assert fact.occurred_at is not None
    assert str(fact.occurred_at.tzinfo) == "UTC+01:00"
    assert cm.loads(cm.dumps(story.record)) == story.record


UNWRITTEN = (
    (f.Disclosure(receiver="paper", scope="disclosure:paper"), "HR-34"),
    (f.Closure(closure=f.ClosureKind.TRANSFER, initiator=f.Initiator.WORKER, reason=""), "HR-19"),
    (f.PhaseChange(model="casework", from_="planning", to="intervention", move=cm.MoveKind.FORWARD), "HR-10"),
)


@pytest.mark.parametrize(("fact", "code"), UNWRITTEN)
def test_hr_47_nothing_comes_on_record_by_a_correction_that_could_not_be_written(fact: f.Fact, code: str) -> None:
    """A note is corrected into a fact only where that fact could have been written there."""
    story = told().write(f.Note())
    target = story.record.entries[-1].id
    assert code in story.refused(fact)
    correction = f.Correction(target=target, reason="typo", fact=fact)
    assert story.refused(correction) == {"HR-47"}
    assert f"({code})" in story.said(correction)


def test_hr_47_text() -> None:
    """A retracted move leaves those after it in the air."""
    assert why(told().said(f.Retraction(target="e6", reason="typo"))) == (
        "entry e10 would not be possible: the current phase is Intake and engagement (HR-01) (HR-47). Correct "
        "or retract first what rests on it, the latest first."
    )


def test_hr_47_times() -> None:
    """A move is not dated before what it follows, also by a correction."""
    story = told()
    first = story.record.entries[0].occurred_at
    early = f.Correction(target="e6", reason="typo", occurred_at=first - timedelta(days=9))
    assert story.refused(early) == {"HR-47"}
    assert story.refused(evolve(early, occurred_at=first)) == set()


def test_hr_47_references() -> None:
    """A goal that others refer to is not corrected away."""
    story = told().write(*papers("planning"))
    number = story.case.goals["g1"].number
    target = story.record.entries[number - 1].id
    assert story.refused(f.Retraction(target=target, reason="typo")) == {"HR-47"}
    assert story.refused(f.Correction(target=target, reason="typo", fact=goal("g9"))) == {"HR-47"}
    assert story.refused(f.Correction(target=target, reason="typo", fact=goal("g1", weight=3))) == set()


def test_hr_47_levels() -> None:
    """What is on record is sound, also after a correction."""
    story = told().write(goal("g1"))
    bad = f.Correction(target=story.record.entries[-1].id, reason="typo", fact=goal("g1", weight=0))
    assert story.refused(bad) == {"HR-47"}


def test_hr_47_nothing_changes() -> None:
    """Correcting what was retracted before changes nothing of the course, and breaks nothing."""
    story = told().write(f.Note())
    target = story.record.entries[-1].id
    story.write(f.Retraction(target=target, reason="wrong file"))
    before = story.record.amended
    story.write(f.Correction(target=target, reason="typo", fact=goal("g1")))
    assert story.record.amended[: len(before)] == before[:]
    assert dict(story.case.goals) == {}


def test_hr_47_somebody_keeps_access() -> None:
    """Retracting the only grant of access that is left would lock everybody out."""
    story = Story().write(f.AccessGranted(worker="w3"), f.AccessEnded(worker="w2"), f.AccessEnded(worker="w1"))
    fact = f.Retraction(target="e2", reason="typo")
    step = cm.Write(fact=fact, by="w3", occurred_at=story.now, recorded_at=story.now)
    assert why(str(story.engine.consider(story.record, step))) == (
        "entry e4 would not be possible: it would leave nobody with access to the record (HR-40) (HR-47). "
        "Correct or retract first what rests on it, the latest first."
    )


def test_hr_47_nobody_is_locked_out_by_an_amendment() -> None:
    """Also where the access of the others was ended by whoever has it no more; a name that nobody bears is nobody."""
    story = Story().write(f.AccessGranted(worker="w3")).write(f.AccessEnded(worker="w2"), by="w3")
    story.write(f.AccessEnded(worker="w1"), by="w3").wait(hours=1)
    retraction = f.Retraction(target="e2", reason="typo")
    assert why(story.said(story.step(retraction, by="w3"))) == (
        "entry e4 would not be possible: it would leave nobody with access to the record (HR-40) (HR-47). "
        "Correct or retract first what rests on it, the latest first."
    )
    correction = f.Correction(target="e2", reason="typo", fact=f.AccessGranted(worker="w33"))
    assert why(story.said(story.step(correction, by="w3"))) == (
        "nobody who has access to the record would have it any more (HR-47). Grant somebody else access first."
    )
    story.write(f.AccessGranted(worker="w4"), by="w3").write(correction, by="w3")
    assert story.case.authorised == {"w33", "w4"}


def test_hr_47_no_consent_is_brought_back_past_one_that_was_sealed() -> None:
    """Nobody can tell any more whether that took it back; the word that stands is written down once more."""
    given, withdrawn = (
        f.Consent(scopes=("service",), status=status) for status in (f.ConsentStatus.GIVEN, f.ConsentStatus.WITHDRAWN)
    )
    story = Story().write(given, withdrawn, given, f.Sealing(target="e3", basis=BASIS, authority="court"))
    retraction = f.Retraction(target="e4", reason="wrong file")
    assert why(story.said(retraction)) == (
        "consent for service would count again, which a word that was sealed since may have taken back (HR-47). "
        "Write down what consent stands now first."
    )
    assert story.refused(f.Retraction(target="e2", reason="wrong file")) == set()
    story.write(withdrawn, retraction)
    assert story.case.consents["service"].status is f.ConsentStatus.WITHDRAWN


def test_hr_47_asks_nobody_to_keep_an_access_that_nobody_has() -> None:
    """In a record from elsewhere that names nobody, amendments are judged by what they break alone."""
    story = Story().write(f.AccessGranted(worker="w3", until=date(2027, 1, 1)), f.Note())
    first = story.record.entries[0]
    opened = evolve(story.case.opened, authorised=())
    story.record = cm.CaseRecord.of("c-1", (evolve(first, fact=opened), *story.record.entries[1:]))
    assert story.case.authorised == frozenset()
    assert story.refused(f.Retraction(target="e3", reason="typo"), by="w3") == set()


def test_hr_47_an_emergency_access_is_added_to_by_the_team() -> None:
    """Who might write it was settled when it was written."""
    story = Story()
    taken = access.in_emergency(story.record, reader="w9", reason="she called", at=story.now, engine=story.engine)
    story.record = taken.record
    assert story.refused(f.Correction(target="e2", reason="it was for w1"), text="She called from the bridge.") == set()


def test_hr_47_what_was_written_without_access_still_stands() -> None:
    """That a grant was retracted does not take the entries of that worker out of the course of the case."""
    story = Story().write(f.AccessGranted(worker="w3"))
    for phase in ("preparation", "introduction"):
        story.write(story.change(phase, model="interview"), by="w3")
    story.write(f.Note(), by="w3").write(f.Retraction(target="e2", reason="wrong file"))
    assert story.refused(f.Retraction(target="e3", reason="typo")) == {"HR-47"}
    jump = f.PhaseChange(model="casework", from_="intake", to="termination", move=cm.MoveKind.FORWARD)
    told = f.Disclosure(receiver="The Daily Press", scope="disclosure:press")
    for fact in (jump, told):
        assert story.refused(f.Correction(target="e5", reason="typo", fact=fact)) == {"HR-47"}


def test_an_audit_tells_all_of_what_was_written_without_access() -> None:
    """HR-35 stands alone for a stranger who asks; whoever audits is none."""
    story = Story().write(f.AccessGranted(worker="w3")).write(f.Note(), by="w3")
    late = f.Correction(target="e3", reason="typo", fact=f.ProgressNote(goal="g9", level=0))
    record = story.write(f.Retraction(target="e2", reason="wrong file")).record
    entry = cm.RecordEntry(number=5, id="e5", by="w1", occurred_at=story.now, recorded_at=story.now, fact=late)
    found = story.engine.audit(cm.CaseRecord.of("c-1", (*record.entries, entry)))
    assert [(one.number, [unmet.rule.code for unmet in one.unmet]) for one in found] == [(3, ["HR-35", "HR-40"])]


def test_hr_47_what_was_broken_before_is_no_reason() -> None:
    """A record that breaks rules already can still be put right in other places."""
    story = told()
    entries = [*story.record.entries]
    entries[5] = evolve(entries[5], fact=f.Note())
    broken = cm.CaseRecord.of("c-1", entries)
    assert story.engine.audit(broken)
    assert isinstance(story.engine.consider(broken, story.step(RETRACTION)), cm.Permitted)


def test_a_permitted_correction_is_told_from_its_entry() -> None:
    """Considering gives the entry; writing gives the record with the state put right."""
    story = told()
    right = f.Correction(target="e9", reason="typo", fact=f.WorkingHypothesis())
    verdict = story.engine.consider(story.record, story.step(right, text="Rather this."))
    assert isinstance(verdict, cm.Permitted)
    assert verdict.record.amended[8].text == "Rather this."


@pytest.mark.parametrize(
    "fact", [f.Correction(target="e9", reason="typo", access=cm.AccessLevel.RESTRICTED), RETRACTION, SEALING]
)
def test_amending_is_accepted_after_closing(fact: f.Fact) -> None:
    """HR-20 keeps amendments of every kind."""
    story = told().write(f.Closure(closure=f.ClosureKind.MOVED_AWAY, reason="moved"))
    assert story.refused(fact) == set()


def test_nobody_writes_what_is_left_of_a_sealed_entry() -> None:
    """It comes about by sealing alone."""
    with pytest.raises(cm.BadValue) as caught:
        told().refused(f.Sealed(of="note"))
    assert str(caught.value) == (
        "Write.fact: what is left of a sealed entry is not written by anybody. Write a Sealing of that entry."
    )


# The audit -----------------------------------------------------------------------------------------------------------


def test_the_audit_judges_what_counts() -> None:
    """A corrected entry is judged as corrected, a retracted one not at all; the amendments are sound themselves."""
    story = told()
    assert story.engine.audit(story.record) == ()
    consent = story.record.entries[2]
    assert isinstance(consent.fact, f.Consent)
    refused = evolve(consent.fact, status=f.ConsentStatus.REFUSED)
    story.write(f.Correction(target=consent.id, reason="typo", fact=refused))
    assert [(one.number, [unmet.code for unmet in one.unmet]) for one in story.engine.audit(story.record)] == [
        (6, ["HR-02"])
    ]
    story.write(f.Retraction(target=story.record.entries[-1].id, reason="it was right"))
    assert story.engine.audit(story.record) == ()


def test_the_audit_does_not_judge_what_was_sealed() -> None:
    """Its reasons are gone; that is no breach."""
    story = told()
    story.wait(days=1).move("assessment", kind=cm.MoveKind.RETURN, reason="new_issue")
    story.write(f.Sealing(target=story.record.entries[-1].id, basis=BASIS, authority="court"))
    assert story.engine.audit(story.record) == ()


def test_hr_47_asked_by_itself_lacks_nothing() -> None:
    """Whether the course stays possible is seen by replaying the record, which the engine does."""
    rule = next(rule for rule in cm.RULES if rule.key == "course_stands")
    story = told()
    asked = cm.Asked(story.record, story.step(RETRACTION), cm.STANDARD, cm.CASEWORK, story.case.track)
    assert rule.lacks(story.case, asked) == ()
