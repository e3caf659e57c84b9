"""HR-31 and HR-47: what an amendment says, what it may touch, and that the course of the case stays possible."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import Story, goal, papers

BASIS = f.SealingBasis.COURT_ORDER
SEALING = f.Sealing(target="e9", basis=BASIS, authority="court")
RETRACTION = f.Retraction(target="e9", reason="wrong file")


def told() -> Story:
    """A case in planning: e1 opens it, e6 and e10 move it, e9 is a working hypothesis."""
    return Story().told(until="planning")


def why(said: str) -> str:
    """Give the reason and the remedy of a refusal without its beginning."""
    return said.partition(" cannot be written: ")[2]


WHOLE = "Name an entry on record, say why it is amended, and write what is added or should stand there."


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (
            f.Correction(target="e9"),
            f"it gives no reason; it does not say what should stand there instead (HR-31). {WHOLE}",
        ),
        (
            f.Correction(target="e77", reason="typo", access=cm.AccessLevel.LOW),
            f"it names no entry on record that it amends (HR-31). {WHOLE}",
        ),
        (f.Retraction(target="e9", reason=" "), f"it gives no reason (HR-31). {WHOLE}"),
        (
            f.Retraction(target="e1", reason="typo"),
            "entry e1 opens the case (HR-31). Correct it, or close the case as opened in error.",
        ),
        (f.Sealing(target="e9", basis=BASIS), f"it names no authority on whose word it is done (HR-31). {WHOLE}"),
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
            f.Correction(target="e9", reason="typo", access=cm.AccessLevel.LOW),
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
            f.Correction(target="e11", reason="typo", access=cm.AccessLevel.LOW),
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
        "without entry e3 an older consent would count again (HR-31). Write it once more without what has to go, then "
        "seal this entry."
    )
    story.write(withdrawn, seal)
    assert story.case.consents["service"].status is f.ConsentStatus.WITHDRAWN


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
