"""The order of judging, point by point as the case-file format numbers it, and the order of the codes in a refusal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import START, Story, consent, goal, papers, planned, review

START_, FORWARD, RETURN = cm.MoveKind.START, cm.MoveKind.FORWARD, cm.MoveKind.RETURN
DETOUR, RESUME = cm.MoveKind.DETOUR, cm.MoveKind.RESUME
NAIVE = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - a time without zone is what is refused
CRISIS = f.Crisis(id="k1")
LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")


def asked(from_: str, to: str, kind: cm.MoveKind, *, reason: str = "", model: str = "casework") -> f.PhaseChange:
    """Give a move as somebody may ask for it, whether or not there is such a move."""
    return f.PhaseChange(model=model, from_=from_, to=to, move=kind, reason=reason)


def codes(story: Story, fact: f.Fact) -> tuple[str, ...]:
    """Give the codes for which a fact is refused now, in their order."""
    story.wait(hours=1)
    return story.codes(story.step(fact))


def spoilt(story: Story, fact: f.Fact) -> cm.Write:
    """Give a step without author, with a used id, recorded before the entry before it."""
    earlier = story.record.entries[-1].recorded_at - timedelta(minutes=1)
    return evolve(story.step(fact), by="", id="e1", occurred_at=earlier, recorded_at=earlier)


def test_order_01_edits_deletes_and_readers_stand_alone() -> None:
    """An edit or a delete is HR-30, also for a stranger; any other step of a stranger is HR-35; each alone."""
    story = Story().write(CRISIS)
    assert story.codes(cm.Edit(target="e1", by="stranger")) == ("HR-30",)
    assert story.codes(cm.Delete(target="e1", by="")) == ("HR-30",)
    assert story.codes(cm.Read(by="stranger")) == ("HR-35",)
    assert story.codes(evolve(story.step(goal(weight=0)), by="stranger", recorded_at=None)) == ("HR-35",)
    assert story.codes(evolve(story.step(goal(weight=0)), by="")) == ("HR-33", "HR-41")


def test_order_02_unsound_times_stand_alone() -> None:
    """A time that is missing, without zone or after the recording is HR-32 and nothing else."""
    story = Story().write(LEFT)
    step = spoilt(story, goal(weight=0))
    assert story.codes(evolve(step, occurred_at=None)) == ("HR-32",)
    assert story.codes(evolve(step, recorded_at=NAIVE)) == ("HR-32",)
    assert story.codes(evolve(step, occurred_at=step.recorded_at and step.recorded_at + timedelta(seconds=1))) == (
        "HR-32",
    )


def test_order_03_author_id_and_order_of_writing_go_with_the_rest() -> None:
    """HR-33, HR-39 and HR-27 are collected together with what follows."""
    story = Story()
    bare = evolve(goal(weight=0, agreed=True), measure="", agreed_by=())
    assert story.codes(spoilt(story, bare)) == ("HR-33", "HR-39", "HR-27", "HR-11", "HR-41", "HR-43")
    assert story.codes(spoilt(story, f.Note())) == ("HR-33", "HR-39", "HR-27")


def test_order_04_a_closed_case_asks_no_further() -> None:
    """What a closed case does not accept is HR-20; what it accepts is judged."""
    story = Story().write(LEFT)
    assert codes(story, goal(weight=0)) == ("HR-20",)
    assert codes(story, asked("intake", "planning", FORWARD)) == ("HR-20",)
    assert codes(story, f.Closure(closure=f.ClosureKind.TRANSFER)) == ("HR-20",)
    assert story.codes(evolve(story.step(f.Note()), by="", id="e1")) == ("HR-20", "HR-33", "HR-39")
    assert codes(story, f.Disclosure(receiver="x")) == ("HR-34",)
    assert codes(story, f.Addendum(target="e9")) == ("HR-31",)


def test_order_05_a_track_begins_once_and_at_its_beginning() -> None:
    """A start of a running track or elsewhere, and a move on a track that does not run, is HR-01, in a crisis too."""
    story = Story().move("preparation", model="interview").write(CRISIS)
    assert codes(story, asked("", "preparation", START_, model="interview")) == ("HR-01",)
    assert codes(story, asked("", "trust", START_, model="rapport")) == ("HR-01",)
    for kind in (FORWARD, RETURN, DETOUR, RESUME):
        assert codes(story, asked("initial_contact", "trust", kind, model="rapport")) == ("HR-01",)
        assert codes(story, asked("a", "b", kind, model="town")) == ("HR-01",)
    assert codes(story, asked("", "initial_contact", START_, model="rapport")) == ()


def test_order_06_a_resume_is_hr_23_and_hr_06() -> None:
    """A resume of nothing or of another phase is HR-23, in a crisis HR-06, and both where both."""
    story = Story().told(until="assessment")
    assert codes(story, asked("assessment", "intake", RESUME)) == ("HR-23",)
    story.write(CRISIS)
    assert codes(story, asked("assessment", "intake", RESUME)) == ("HR-23", "HR-06")
    story.move("intake", reason="crisis")
    assert codes(story, asked("intake", "assessment", RESUME)) == ("HR-06",)
    assert codes(story, asked("intake", "planning", RESUME)) == ("HR-23", "HR-06")
    story.write(f.Stabilised(crisis="k1"))
    assert codes(story, asked("intake", "planning", RESUME)) == ("HR-23",)
    assert codes(story, asked("intake", "assessment", RESUME)) == ()


@pytest.mark.parametrize("linear", [False, True])
def test_order_07_a_detour_is_only_resumed(*, linear: bool) -> None:
    """During a detour a forward or return is HR-22, with HR-06 in a crisis; a second detour is HR-22 alone."""
    story = Story(linear=linear).told(until="assessment").move("intake", reason="crisis")
    moves = (asked("intake", "assessment", FORWARD), asked("assessment", "intake", RETURN), asked("x", "y", FORWARD))
    for move in moves:
        assert codes(story, move) == ("HR-22",)
    assert codes(story, asked("intake", "intake", DETOUR)) == ("HR-22",)
    story.write(CRISIS)
    for move in moves:
        assert codes(story, move) == ("HR-22", "HR-06")
    assert codes(story, asked("intake", "intake", DETOUR)) == ("HR-22",)


def test_order_08_a_detour_is_hr_01_and_hr_16() -> None:
    """A detour that the model has not, or that begins elsewhere, is HR-01; without reason HR-16; never HR-06."""
    story = Story().told(until="planning").write(CRISIS)
    assert codes(story, asked("planning", "assessment", DETOUR, reason="crisis")) == ("HR-01",)
    assert codes(story, asked("planning", "planning", DETOUR, reason="crisis")) == ("HR-01",)
    assert codes(story, asked("assessment", "intake", DETOUR, reason="crisis")) == ("HR-01",)
    assert codes(story, asked("assessment", "intake", DETOUR)) == ("HR-01", "HR-16")
    assert codes(story, asked("planning", "intake", DETOUR)) == ("HR-16",)
    assert codes(story, asked("planning", "intake", DETOUR, reason="crisis")) == ()
    assert codes(Story(), asked("intake", "intake", DETOUR, reason="crisis")) == ("HR-01",)


def test_order_09_a_move_from_elsewhere_is_hr_01_alone() -> None:
    """A forward move or return that does not begin in the current phase is HR-01 and nothing else, in a crisis too."""
    story = Story().told(until="planning").write(CRISIS)
    assert codes(story, asked("assessment", "planning", FORWARD)) == ("HR-01",)
    assert codes(story, asked("evaluation", "planning", RETURN)) == ("HR-01",)
    assert codes(story, asked("", "intervention", FORWARD)) == ("HR-01",)


def test_order_10_a_forward_move_is_hr_01_or_all_requirements() -> None:
    """An unknown forward move is HR-01 and asks for no requirement; a known one collects them all; both HR-06."""
    story = Story().told(until="assessment")
    assert codes(story, asked("assessment", "intervention", FORWARD)) == ("HR-01",)
    assert codes(story, asked("assessment", "planning", FORWARD)) == ("HR-07", "HR-08", "HR-09")
    story.write(CRISIS)
    assert codes(story, asked("assessment", "intervention", FORWARD)) == ("HR-01", "HR-06")
    assert codes(story, asked("assessment", "planning", FORWARD)) == ("HR-07", "HR-08", "HR-09", "HR-06")


def test_order_11_a_return_is_hr_24_or_hr_01() -> None:
    """A return is HR-24 in the linear variant, else HR-01 where unknown; HR-16 and HR-06 are collected as well."""
    unknown, known = asked("planning", "intake", RETURN), asked("planning", "assessment", RETURN)
    story = Story().told(until="planning").write(CRISIS)
    assert codes(story, unknown) == ("HR-01", "HR-16", "HR-06")
    assert codes(story, known) == ("HR-16", "HR-06")
    assert codes(story, evolve(known, reason="the moon was full")) == ("HR-06",)
    story = Story(linear=True).told(until="planning").write(CRISIS)
    for move in (unknown, known, asked("evaluation", "planning", RETURN)):
        assert codes(story, move) == ("HR-24", "HR-16", "HR-06")


def test_order_11_a_reason_outside_the_list_is_kept_in_words() -> None:
    """Any reason text counts; one outside the coded list is kept as "other" with its text."""
    story = Story().told(until="planning").move("assessment", reason="the moon was full")
    change = story.record.entries[-1].fact
    assert isinstance(change, f.PhaseChange)
    assert (change.reason, change.reason_text) == ("other", "the moon was full")


def test_order_12_closings_and_reopenings() -> None:
    """A planned close collects HR-18, HR-06 and HR-17 anywhere; other exits HR-19 and HR-25; reopening HR-21."""
    story = Story().write(CRISIS)
    assert codes(story, planned()) == ("HR-18", "HR-06", "HR-17")
    worker = f.Closure(closure=f.ClosureKind.PREMATURE, initiator=f.Initiator.WORKER)
    assert codes(story, worker) == ("HR-19", "HR-25")
    assert codes(story, f.Reopening(entry_phase="planning")) == ("HR-21",)
    story.write(LEFT)
    assert codes(story, f.Reopening(entry_phase="planning")) == ("HR-21", "HR-01")


def test_order_13_without_an_active_goal() -> None:
    """Without a goal planning lacks three things, helping two, an interview one; HR-15 asks for a review even so."""
    story = Story().told(until="planning").move("exploration", model="helping")
    assert codes(story, asked("planning", "intervention", FORWARD)) == ("HR-10", "HR-12", "HR-13")
    assert codes(story, asked("exploration", "implementation", FORWARD, model="helping")) == ("HR-10", "HR-13")
    for phase in ("preparation", "introduction", "exploration", "assessment", "goal_setting"):
        story.move(phase, model="interview")
    assert codes(story, asked("goal_setting", "intervention", FORWARD, model="interview")) == ("HR-10",)
    story.write(goal()).move("intervention", model="interview").move("evaluation", model="interview")
    story.write(f.GoalChange(goal="g1", outcome=f.GoalOutcome.WITHDRAWN))
    assert codes(story, asked("evaluation", "termination", FORWARD, model="interview")) == ("HR-15",)


def test_order_14_ratings_ever_and_papers_of_this_visit() -> None:
    """HR-17 counts a formal rating whenever it was made, and the three papers of the present visit alone."""
    story = Story().told(until="intervention").write(*papers("intervention"), *papers("termination"), review(g1=0))
    assert codes(story, planned()) == ("HR-18",)
    story.move("evaluation").write(review(g1=0)).move("termination")
    assert codes(story, planned()) == ("HR-17",)
    assert codes(story.write(*papers("termination")), planned()) == ()


def test_order_15_consent_is_one_rule_or_the_other() -> None:
    """Never given or refused is HR-34 alone, withdrawn or expired HR-36 alone; an unknown target is HR-31."""
    disclosure = f.Disclosure(receiver="shelter", scope="disclosure:shelter")
    story = Story()
    assert codes(story, disclosure) == ("HR-34",)
    assert codes(story.write(consent("disclosure:shelter", status=f.ConsentStatus.REFUSED)), disclosure) == ("HR-34",)
    assert codes(story.write(consent("disclosure:shelter", status=f.ConsentStatus.WITHDRAWN)), disclosure) == ("HR-36",)
    assert codes(story.write(consent("disclosure:shelter", until=date(2026, 3, 1))), disclosure) == ("HR-36",)
    assert codes(story.write(consent("disclosure:shelter")), disclosure) == ()
    assert codes(story, f.Addendum(target="e99", reason="x")) == ("HR-31",)


def test_order_16_a_crisis_belongs_to_the_case() -> None:
    """A crisis of the first episode holds every track of the second."""
    story = Story().write(CRISIS, LEFT, f.Reopening(entry_phase="intake", reason="came back"), *papers("intake"))
    story.move("initial_contact", model="rapport")
    assert codes(story, asked("intake", "assessment", FORWARD)) == ("HR-06",)
    assert codes(story, asked("initial_contact", "trust", FORWARD, model="rapport")) == ("HR-06",)


def test_structural_rules_are_named_first() -> None:
    """Whatever is wrong besides, the rules that hold the process together lead the refusal."""
    story = Story().told(until="planning").write(CRISIS)
    assert story.codes(spoilt(story, asked("planning", "intake", RETURN))) == (
        "HR-01",
        "HR-33",
        "HR-39",
        "HR-27",
        "HR-16",
        "HR-06",
    )
    assert story.codes(spoilt(story, planned(""))) == ("HR-18", "HR-33", "HR-39", "HR-27", "HR-06", "HR-17")
    early = evolve(story.step(asked("planning", "assessment", RETURN)), id="e1", occurred_at=START)
    assert set(story.codes(early)) == {"HR-39", "HR-16", "HR-06", "HR-28"}


def test_the_answer_does_not_depend_on_what_was_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that may keep only two plans, and forgets them, judges every move as a new engine does."""
    moves = (
        asked("assessment", "planning", FORWARD),
        asked("assessment", "intake", RETURN),
        asked("assessment", "intake", DETOUR),
        asked("assessment", "termination", FORWARD),
        asked("intake", "assessment", FORWARD),
    )
    answers = [("HR-07", "HR-08", "HR-09"), ("HR-16",), ("HR-16",), ("HR-01",), ("HR-01",)]
    monkeypatch.setattr("casework_model.rules.judging._MANY", 2)
    story = Story(cm.Engine()).told(until="assessment")
    for _ in range(3):
        assert [codes(story, move) for move in moves] == answers
