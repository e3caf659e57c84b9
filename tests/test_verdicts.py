"""What an engine answers: equal, hashable, picklable values, and words that tell nothing personal."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import START, Story, goal, papers, planned

LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")
LENIENT = cm.Policy(key="town", advise=("HR-08",))


def refused(story: Story, step: cm.Step | f.Fact) -> cm.Refused:
    """Give the refusal of a step, or of writing a fact now."""
    verdict = story.engine.consider(story.record, story.step(step) if isinstance(step, f.Fact) else step)
    assert isinstance(verdict, cm.Refused)
    return verdict


def permitted(story: Story, step: cm.Step | f.Fact) -> cm.Permitted:
    """Give the permission of a step, or of writing a fact now."""
    verdict = story.engine.consider(story.record, story.step(step) if isinstance(step, f.Fact) else step)
    assert isinstance(verdict, cm.Permitted)
    return verdict


def advised() -> cm.Permitted:
    """Give a permission with one piece of advice."""
    story = Story(cm.Engine(policy=LENIENT)).told(until="assessment")
    story.write(f.RiskAssessment(), f.WorkingHypothesis())
    return permitted(story, story.change("planning"))


# Permitted -----------------------------------------------------------------------------------------------------------


def test_a_permission_carries_the_record_after_the_step() -> None:
    """The record after the step ends with the entry that was added, and a pattern takes it apart."""
    story = Story()
    verdict = permitted(story, f.Note())
    assert verdict.entry == verdict.record.entries[-1]
    match verdict:
        case cm.Permitted(record):
            assert len(record.entries) == 2


def test_permissions_are_values() -> None:
    """Equal questions have equal answers; what was asked, on what, and the advice make the difference."""
    story = Story()
    first, second = permitted(story, f.Note()), permitted(story, f.Note())
    assert first == second
    assert hash(first) == hash(second)
    assert first != permitted(story, f.Contact())
    assert first != permitted(story, cm.Read(by="w1"))
    assert (first == object()) is False
    assert advised() == advised()


def test_a_permission_is_shown_by_its_entry() -> None:
    """The text of a permission has the number of the entry and how much advice there is."""
    assert repr(permitted(Story(), f.Note())) == "<Permitted, entry 2, 0 pieces of advice>"
    assert repr(permitted(Story(), cm.Read(by="w1"))) == "<Permitted, entry None, 0 pieces of advice>"
    assert repr(advised()) == "<Permitted, entry 9, 1 pieces of advice>"


def test_advice_says_what_would_be_better() -> None:
    """A piece of advice has what is missing, the code and the remedy."""
    (advice,) = advised().advice
    assert str(advice) == (
        "Consider: no strength is recorded in this episode (HR-08). Ask what the client can build on, and record a "
        "strength."
    )


# Refused -------------------------------------------------------------------------------------------------------------


def test_refusals_are_values() -> None:
    """Equal steps refused for the same are equal, whoever holds them; another step or reason is another refusal."""
    story = Story()
    step = story.step(story.change("assessment"))
    first, second = refused(story, step), refused(Story(), step)
    assert first == second
    assert hash(first) == hash(second)
    assert first != refused(story, evolve(step, id="x"))
    assert first != refused(Story().write(*papers("intake")[:1]), step)
    assert repr(first) == "<Refused HR-02, HR-03, HR-04, HR-05>"


def test_a_refusal_tells_what_each_rule_concerns() -> None:
    """Each unmet rule has its rule, its code, its text, and the ids that it is about."""
    story = Story().write(goal("g1"), goal("g2"))
    (unmet,) = refused(story, f.Contract(goals=("g1", "g7", "g8"))).unmet
    assert unmet.code == "HR-40"
    assert unmet.rule.key == "references_known"
    assert [lack.concerns for lack in unmet.lacks] == [("g7", "g8")]
    (times,) = refused(story, cm.Write(by="w1", occurred_at=None, recorded_at=None)).unmet
    assert [lack.what for lack in times.lacks] == [
        "the time at which it happened is missing or unreadable",
        "the time at which it was recorded is missing or unreadable",
    ]


def test_a_refused_move_names_what_is_open_instead() -> None:
    """The open moves of the same track, in the order of the model; closings and other tracks are not among them."""
    story = Story().told(until="planning").move("initial_contact", model="rapport")
    assert [str(option) for option in refused(story, story.change("intervention")).instead] == [
        "return to Assessment and study",
        "make a detour to Intake and engagement",
    ]
    assert [str(option) for option in refused(story, story.change("sustaining", model="rapport")).instead] == [
        "go on to Establishing trust and understanding (Rapport building)"
    ]


def test_a_refused_move_at_an_earlier_time_looks_from_the_last_entry() -> None:
    """A move that is refused for its date is told what else is open today."""
    story = Story().told(until="planning")
    verdict = refused(story, story.step(story.change("assessment", reason="new_issue"), at=START))
    assert verdict.codes == ("HR-28",)
    assert [option.title for option in verdict.instead] == ["make a detour to Intake and engagement"]


def test_a_refused_step_on_a_closed_case_names_the_reopening() -> None:
    """A move or closing on a closed case is told that the case may be reopened."""
    story = Story().write(LEFT)
    assert [str(option) for option in refused(story, planned()).instead] == ["reopen into Intake and engagement"]


@pytest.mark.parametrize("fact", [f.Note(), goal(weight=0)])
def test_other_refusals_name_nothing_instead(fact: f.Fact) -> None:
    """Only moves, closings and reopenings have another way."""
    assert refused(Story(), evolve(Story().step(fact), id="e1")).instead == ()


def test_without_a_sound_time_nothing_is_named_instead() -> None:
    """What is open depends on the time, so that an unsound time has no other way."""
    story = Story().told(until="planning")
    step = story.step(story.change("intervention"))
    for unsound in (None, START.replace(tzinfo=None)):
        assert refused(story, evolve(step, occurred_at=unsound)).instead == ()


def test_an_unknown_track_has_nothing_instead() -> None:
    """Where there is no such model, no move of it is open."""
    story = Story()
    assert refused(story, story.change("a", model="town")).instead == ()


# What was asked, in words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "kind", "opening"),
    [
        ("assessment", cm.MoveKind.START, "The case cannot begin Assessment and study: "),
        ("assessment", cm.MoveKind.FORWARD, "Intake and engagement cannot end yet: "),
        ("assessment", cm.MoveKind.RETURN, "The case cannot return to Assessment and study: "),
        ("assessment", cm.MoveKind.DETOUR, "The case cannot make a detour to Assessment and study: "),
        ("assessment", cm.MoveKind.RESUME, "The case cannot resume Assessment and study: "),
        ("nowhere", cm.MoveKind.RETURN, "The case cannot return to nowhere: "),
    ],
)
def test_a_refused_move_says_what_was_asked(to: str, kind: cm.MoveKind, opening: str) -> None:
    """Each kind of move has its verb, and each phase its title."""
    story = Story()
    assert str(refused(story, story.change(to, kind=kind))).startswith(opening)


@pytest.mark.parametrize(
    ("fact", "opening"),
    [
        (planned(), "The case cannot be closed as planned yet: "),
        (f.Closure(closure=f.ClosureKind.CLIENT_DIED), "The case cannot be closed yet (client died): "),
        (f.Reopening(entry_phase="intake"), "The case cannot be reopened: "),
        (goal(weight=0), "The entry (goal) cannot be written: "),
        (f.ProgressNote(goal="g9", level=0), "The entry (progress note) cannot be written: "),
    ],
)
def test_a_refused_entry_says_what_was_asked(fact: f.Fact, opening: str) -> None:
    """Closings, reopenings and entries are named in words."""
    assert str(refused(Story(), fact)).startswith(opening)


def test_a_remedy_is_said_once() -> None:
    """Where two rules have one remedy, it stands once in the text."""
    rules = tuple(
        cm.Rule(code=f"TOWN-{key}", key=f"town_{key}", title="x", remedy="Ask the town", lacks=never, on=(f.Note,))
        for key in ("1", "2")
    )
    assert Story(cm.Engine(rules=rules)).said(f.Note()) == (
        "The entry (note) cannot be written: it is never right (TOWN-1), and it is never right (TOWN-2). Ask the town."
    )


def never(_case: cm.Case, _asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Find everything lacking."""
    return (cm.Lack("it is never right"),)


def test_nothing_personal_is_said() -> None:
    """No name, reason or narrative of the case or the step is in the text of a refusal."""
    story = Story().write(f.Crisis(id="k1", crisis="Private-a"), text="Private-b")
    facts: tuple[f.Fact, ...] = (
        f.Closure(closure=f.ClosureKind.TRANSFER, reason="Private-c", unfinished=("Private-d",)),
        f.Disclosure(receiver="Private-e"),
        f.CollateralContact(contact_with="Private-f", scope="collateral:x"),
        f.Goal(id="g1", statement="Private-g", agreed=True, agreed_by=("Private-h",)),
        f.Addendum(target="e9", replaces="Private-i"),
        evolve(story.change("planning"), reason="Private-j", reason_text="Private-k"),
        evolve(story.change("intake", kind=cm.MoveKind.DETOUR), reason="Private-l"),
        f.Task(goal="g9", who="Private-m", what="Private-n"),
    )
    for fact in facts:
        verdict = refused(story, story.step(fact, text="Private-o"))
        for said in (str(verdict), repr(verdict), repr(verdict.step), str(cm.StepRefused(verdict))):
            assert "Private" not in said
            assert "Marta" not in said


# Errors, options, findings -------------------------------------------------------------------------------------------


def test_an_error_is_the_value_that_it_carries() -> None:
    """Two errors of equal refusals are equal; another refusal or another kind of error is not."""
    story = Story()
    verdict = refused(story, story.change("assessment"))
    error = cm.StepRefused(verdict)
    assert error == cm.StepRefused(refused(Story(), verdict.step))
    assert hash(error) == hash(cm.StepRefused(verdict))
    assert error != cm.StepRefused(refused(story, goal(weight=0)))
    assert error != cm.EngineFaults(())
    assert (error == object()) is False
    assert str(error) == str(verdict)
    assert isinstance(error, cm.CaseworkError)


def test_verdicts_and_errors_travel_to_another_process() -> None:
    """Everything an engine answers can be pickled and is equal afterwards; a refusal leaves the record behind."""
    story = Story().told(until="planning")
    verdict = refused(story, story.change("intervention"))
    for value in (verdict, permitted(story, f.Note()), advised(), story.engine.options(story.record, at=story.now)):
        assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own
    error = pickle.loads(pickle.dumps(cm.StepRefused(verdict, 3)))  # noqa: S301 - our own
    assert error == cm.StepRefused(verdict)
    assert error.place == 3
    assert error.refusal.codes == ("HR-10", "HR-12", "HR-13")
    assert error.refusal.instead == ()
    assert (
        str(verdict)
        == f"{error} Open from here: return to Assessment and study, make a detour to Intake and engagement."
    )


def test_options_and_findings_are_values() -> None:
    """Equal records have equal options and findings."""
    first, second = Story().told(until="planning"), Story().told(until="planning")
    at = first.now + timedelta(hours=1)
    assert first.engine.options(first.record, at=at) == second.engine.options(second.record, at=at)
    strict = cm.Engine(
        rules=(cm.Rule(code="TOWN-1", key="town", title="x", remedy="y", lacks=never, on=(f.Strength,)),)
    )
    (finding,) = strict.audit(first.record)
    assert (finding,) == strict.audit(second.record)
    assert hash(finding) == hash(strict.audit(second.record)[0])
