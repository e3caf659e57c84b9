"""The rules of recording: HR-27, HR-30 to HR-33, HR-35, HR-39 and HR-40."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import START, Story, goal, review, task

MINUTE = timedelta(minutes=1)
NAIVE = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - a time without zone is what is refused
LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")


def note(story: Story, *, happened: datetime | None, recorded: datetime | None, by: str = "w1") -> cm.Write:
    """Give the step that would write a note with those times."""
    return evolve(story.step(f.Note()), occurred_at=happened, recorded_at=recorded, by=by)


# HR-27 ---------------------------------------------------------------------------------------------------------------


def test_hr_27_text() -> None:
    """An entry is not recorded earlier than the one before it."""
    story = Story().write(f.Note(), entry_id="visit")
    before = story.now - MINUTE
    assert story.said(note(story, happened=before, recorded=before)) == (
        "The entry (note) cannot be written: it is recorded earlier than entry visit, which was written before it "
        "(HR-27). Use the time at which it is written now; what happened earlier keeps its own earlier time."
    )
    assert story.codes(note(story, happened=before, recorded=story.now)) == ()


def test_hr_27_compares_instants() -> None:
    """Times of different offsets are compared as instants, not as the clock shows them."""
    story = Story()  # opened at 08:00 UTC
    tokyo = timezone(timedelta(hours=9))
    early, late = datetime(2026, 3, 2, 16, 59, tzinfo=tokyo), datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert story.codes(note(story, happened=early, recorded=early)) == ("HR-27",)
    assert story.codes(note(story, happened=late, recorded=late)) == ()


# HR-30 ---------------------------------------------------------------------------------------------------------------


def test_hr_30_text() -> None:
    """Nothing on record is edited or deleted, and the refusal says what to do instead."""
    story = Story()
    assert story.said(cm.Edit(target="e1", by="w1")) == (
        "The entry cannot be changed: an entry on record is never edited (HR-30). Correct, retract or add to it by an "
        "entry that says why; the original stays readable."
    )
    assert story.said(cm.Delete(target="e1", by="w1")) == (
        "The entry cannot be deleted: an entry on record is never deleted (HR-30). Correct, retract or add to it by an "
        "entry that says why; the original stays readable."
    )


@pytest.mark.parametrize("by", ["w1", "stranger", ""])
@pytest.mark.parametrize("target", ["e1", "e9"])
def test_hr_30_says_the_same_to_everybody(by: str, target: str) -> None:
    """Whoever asks, and whatever entry is meant, the answer is HR-30 and nothing else."""
    story = Story()
    assert story.codes(cm.Edit(target=target, by=by)) == ("HR-30",)
    assert story.codes(cm.Delete(target=target, by=by)) == ("HR-30",)


# HR-31 ---------------------------------------------------------------------------------------------------------------


def test_hr_31_text() -> None:
    """An addendum names its entry, its reason and its text; an unknown entry is HR-31 and not HR-40."""
    story = Story()
    assert story.said(f.Addendum(target="e9", reason=" ")) == (
        "The entry (addendum) cannot be written: it names no entry on record that it adds to; it gives no reason; it "
        "has no text (HR-31). Name an entry on record, say why it is amended, and write what is added or should "
        "stand there."
    )
    assert story.codes(story.step(f.Addendum(target="e9", reason="left out"), text="more")) == ("HR-31",)


@pytest.mark.parametrize(
    ("target", "reason", "text", "is_whole"),
    [
        ("e1", "left out", "more", True),
        ("", "left out", "more", False),
        ("e1", "", "more", False),
        ("e1", "left out", "", False),
        ("e1", "left out", " \n", False),
    ],
)
def test_hr_31_asks_for_each_part(*, target: str, reason: str, text: str, is_whole: bool) -> None:
    """Target, reason and text are each asked for; blanks are none."""
    assert Story().refused(f.Addendum(target=target, reason=reason), text=text) == (set() if is_whole else {"HR-31"})


# HR-32 ---------------------------------------------------------------------------------------------------------------


def test_hr_32_text() -> None:
    """Times that are missing or say no zone are refused, each for what is wrong with it."""
    story = Story()
    assert story.said(note(story, happened=None, recorded=NAIVE)) == (
        "The entry (note) cannot be written: the time at which it happened is missing or unreadable; the time at which "
        "it was recorded has no zone (HR-32). Give both times with their offset from UTC, the time of writing not "
        "before the time of the event."
    )
    assert story.said(note(story, happened=START, recorded=START - MINUTE)) == (
        "The entry (note) cannot be written: it was recorded before it happened (HR-32). Give both times with their "
        "offset from UTC, the time of writing not before the time of the event."
    )


@pytest.mark.parametrize(
    ("happened", "recorded"),
    [(None, None), (None, START), (START, None), (NAIVE, START), (START, NAIVE), (NAIVE, NAIVE), (NAIVE, None)],
)
def test_hr_32_stands_alone(happened: datetime | None, recorded: datetime | None) -> None:
    """Where times are unsound nothing else is judged, be the content as it may."""
    story = Story()
    step = evolve(note(story, happened=happened, recorded=recorded, by=""), id="e1", fact=goal(weight=0))
    assert story.codes(step) == ("HR-32",)


def test_hr_32_the_same_moment_is_allowed() -> None:
    """What is recorded in the moment in which it happens is sound; offsets may differ."""
    story = Story()
    utc = START.astimezone(UTC)
    assert story.codes(note(story, happened=START, recorded=utc)) == ()
    assert story.codes(note(story, happened=utc, recorded=START)) == ()


# HR-33 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["", "  "])
def test_hr_33_text(by: str) -> None:
    """An entry without an author is refused for that, and not because the nameless have no access."""
    story = Story()
    assert story.said(evolve(story.step(f.Note()), by=by)) == (
        "The entry (note) cannot be written: the entry has no author (HR-33). Name the worker who writes it."
    )
    assert story.codes(story.step(f.Note())) == ()


# HR-35 ---------------------------------------------------------------------------------------------------------------


def test_hr_35_text() -> None:
    """A reader without access is told so, and nothing of the case."""
    assert Story().said(cm.Read(by="stranger")) == (
        "The record cannot be shown: this person has no access to the record (HR-35). Ask those responsible for the "
        "case for access."
    )


@pytest.mark.parametrize("by", ["stranger", "", "W1", " w1"])
def test_hr_35_only_those_named_may_read(by: str) -> None:
    """Readers are known by their exact name; the nameless may not read."""
    story = Story()
    assert story.codes(cm.Read(by=by)) == ("HR-35",)
    assert story.codes(cm.Read(by="w1")) == story.codes(cm.Read(by="w2")) == ()


def test_hr_35_binds_those_who_write() -> None:
    """Whoever writes is authorised too; a refusal of a stranger is HR-35 alone, whatever else is wrong."""
    story = Story().write(f.Crisis(id="k1"))
    assert story.said(story.step(f.Note(), by="stranger")) == (
        "The step cannot be taken: this person has no access to the record (HR-35). Ask those responsible for the "
        "case for access."
    )
    assert story.refused(goal(weight=0), by="stranger") == {"HR-35"}
    assert story.codes(note(story, happened=None, recorded=None, by="stranger")) == ("HR-35",)
    assert story.refused(f.Note(), by="w2") == set()


def test_hr_35_access_is_granted_and_ended_by_entries() -> None:
    """Access begins and ends with an entry."""
    story = Story().write(f.AccessGranted(worker="w3"))
    assert story.codes(cm.Read(by="w3")) == ()
    assert story.write(f.AccessEnded(worker="w3")).codes(cm.Read(by="w3")) == ("HR-35",)
    assert story.write(f.AccessGranted(worker="w3")).refused(f.Note(), by="w3") == set()


def test_hr_35_holds_after_closing() -> None:
    """A closed case is read by those who could read it before, and by nobody else."""
    story = Story().write(LEFT)
    assert story.codes(cm.Read(by="w1")) == ()
    assert story.codes(cm.Read(by="stranger")) == ("HR-35",)


# HR-39 ---------------------------------------------------------------------------------------------------------------


def test_hr_39_text() -> None:
    """An id is used once."""
    story = Story().write(f.Note(), entry_id="visit")
    assert story.said(story.step(f.Note(), entry_id="visit")) == (
        "The entry (note) cannot be written: the id visit is used already (HR-39). Choose another id, or give none and "
        "let the engine choose."
    )
    assert story.codes(story.step(f.Note(), entry_id="visit2")) == ()


def test_hr_39_the_engine_finds_a_free_id() -> None:
    """Without an id an entry is named after its number, or what is free beside it."""
    story = Story().write(f.Note(), entry_id="e3").write(f.Note())
    assert [entry.id for entry in story.record.entries] == ["e1", "e3", "e3x"]
    assert story.codes(story.step(f.Note(), entry_id="e1")) == ("HR-39",)


# HR-40 ---------------------------------------------------------------------------------------------------------------


def test_hr_40_text() -> None:
    """A reference to what is not on record is refused, with what is."""
    story = Story()
    assert story.said(task("g7")) == (
        "The entry (task) cannot be written: goal g7 is not on record; no goal is on record yet (HR-40). Use an id "
        "that is on record, or record the thing first."
    )
    story.write(goal("g1"), goal("g2"))
    assert story.said(f.Contract(goals=("g7", "g1", "g8", "g7"))) == (
        "The entry (contract) cannot be written: goals g7 and g8 are not on record; goals on record: g1, g2 (HR-40). "
        "Use an id that is on record, or record the thing first."
    )


GOAL_FACTS: tuple[f.Fact, ...] = (
    task("g1"),
    f.ProgressNote(goal="g1", level=0),
    f.GoalChange(goal="g1", outcome=f.GoalOutcome.REPLACED),
    f.Contract(goals=("g1",)),
    f.Intervention(intervention=f.InterventionKind.ADVOCACY, goals=("g1",)),
    review(g1=0),
)


@pytest.mark.parametrize("fact", GOAL_FACTS, ids=lambda fact: str(fact.kind))
def test_hr_40_goals_are_known(fact: f.Fact) -> None:
    """Whatever names a goal names one on record: agreed, proposed or given up."""
    assert Story().refused(fact) == {"HR-40"}
    assert Story().write(goal(agreed=False)).refused(fact) == set()
    given_up = Story().write(goal(), f.GoalChange(goal="g1", outcome=f.GoalOutcome.WITHDRAWN))
    assert given_up.refused(fact) == set()


@pytest.mark.parametrize(
    ("fact", "first"),
    [
        (f.Stabilised(crisis="k1"), f.Crisis(id="k1")),
        (
            f.ReferralUpdate(referral="r1", status=f.ReferralStatus.ACCEPTED),
            f.Referral(id="r1", to="legal aid"),
        ),
        (f.AccessEnded(worker="w3"), f.AccessGranted(worker="w3")),
    ],
    ids=["crisis", "referral", "worker"],
)
def test_hr_40_other_references_are_known(fact: f.Fact, first: f.Fact) -> None:
    """Crises, referrals and workers with access are referred to once they are on record."""
    assert Story().refused(fact) == {"HR-40"}
    assert Story().write(first).refused(fact) == set()


def test_hr_40_somebody_keeps_access() -> None:
    """The last one with access cannot give it up: nobody could read the record or go on with it."""
    story = Story().write(f.AccessEnded(worker="w2"))
    assert story.said(f.AccessEnded(worker="w1")) == (
        "The entry (access ended) cannot be written: it would leave nobody with access to the record (HR-40). Grant "
        "somebody else access first."
    )
    assert story.write(f.AccessGranted(worker="w3")).refused(f.AccessEnded(worker="w1")) == set()


def test_hr_40_names_twenty_and_counts_the_rest() -> None:
    """Of many things on record the first twenty are named."""
    story = Story()
    for number in range(10, 32):
        story.write(goal(f"g{number}"))
    named = ", ".join(f"g{number}" for number in range(10, 30))
    assert story.said(task("g7")) == (
        f"The entry (task) cannot be written: goal g7 is not on record; goals on record: {named} and 2 more (HR-40). "
        "Use an id that is on record, or record the thing first."
    )


def test_hr_40_a_contract_without_goals_refers_to_nothing() -> None:
    """Where no goal is named, none can be unknown."""
    assert Story().refused(f.Contract()) == set()
    assert Story().refused(review()) == set()
