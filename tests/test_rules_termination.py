"""The rules of ending and beginning again: HR-17 to HR-21 and HR-25."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import CASEWORK, Story, consent, goal, papers, papers_but, planned, review

DETOUR = cm.MoveKind.DETOUR
PREMATURE, TRANSFER = f.ClosureKind.PREMATURE, f.ClosureKind.TRANSFER
BACK_FROM_TERMINATION = (
    "Open from here: return to Intervention and implementation, make a detour to Intake and engagement."
)


def ending() -> Story:
    """Tell a case into termination, in which nothing is written yet."""
    return Story().told(until="termination")


def closed() -> Story:
    """Tell a whole case to its planned end."""
    return ending().write(*papers("termination"), planned())


def exit_(kind: f.ClosureKind = PREMATURE, by: f.Initiator = f.Initiator.CLIENT, receiving: str = "") -> f.Closure:
    """Give a sound exit that is not planned."""
    return f.Closure(closure=kind, initiator=by, reason="stayed away", receiving=receiving)


# HR-17 ---------------------------------------------------------------------------------------------------------------


def test_hr_17_text() -> None:
    """A planned closing lists the papers, the reason and the ratings that it lacks, all in one."""
    story = ending().write(goal("g2"), goal("g3"))
    assert story.said(planned(" ")) == (
        "The case cannot be closed as planned yet: no termination review, maintenance plan or closing summary is "
        "recorded since this visit began on 2026-03-03; the closing gives no reason; no formal rating of goals g2 "
        "and g3 is on record (HR-17). Complete the closing papers in this visit, rate every active goal, and give the "
        "reason. " + BACK_FROM_TERMINATION
    )
    story.write(*papers("termination"), review(g2=0, g3=0))
    assert story.refused(planned()) == set()


@pytest.mark.parametrize("paper", [f.TerminationReview, f.MaintenancePlan, f.ClosingSummary])
def test_hr_17_asks_for_each_paper(paper: type[f.Fact]) -> None:
    """Review, plan and summary are each asked for."""
    story = ending().write(*papers_but("termination", paper))
    assert story.refused(planned()) == {"HR-17"}
    assert story.write(paper()).refused(planned()) == set()


def test_hr_17_papers_count_in_this_visit() -> None:
    """Papers of an earlier visit of termination are written anew; those before a detour still count."""
    story = ending().write(*papers("termination"))
    story.move("intake", kind=DETOUR, reason="crisis").move("termination")
    assert story.refused(planned()) == set()
    story.move("intervention", reason="relapse_or_setback").write(*papers("intervention")).move("evaluation")
    story.write(review(g1=0)).move("termination")
    assert story.refused(planned()) == {"HR-17"}


def test_hr_17_any_formal_rating_ever_will_do() -> None:
    """A rating counts whenever it was made, an interim one never, and a goal given up needs none."""
    interim = f.Evaluation(evaluation=f.EvaluationKind.INTERIM, ratings=(f.Rating(goal="g2", level=0),))
    story = ending().write(*papers("termination"))
    assert story.refused(planned()) == set()
    story.write(goal("g2"), interim)
    assert story.refused(planned()) == {"HR-17"}
    story.write(f.GoalChange(goal="g2", outcome=f.GoalOutcome.WITHDRAWN))
    assert story.refused(planned()) == set()


def test_hr_17_a_rating_outlives_a_new_version_of_its_goal() -> None:
    """A goal agreed again under its id keeps the rating that it had."""
    story = ending().write(*papers("termination"), goal())
    assert story.refused(planned()) == set()


# HR-18 ---------------------------------------------------------------------------------------------------------------


def test_hr_18_text() -> None:
    """A planned closing outside termination says where the case is, and what it lacks besides."""
    story = Story().told(until="assessment")
    assert story.said(planned()) == (
        "The case cannot be closed as planned yet: a planned closing is possible only from Termination, and the case "
        "is in Assessment and study (HR-18), and no termination review, maintenance plan or closing summary is "
        "recorded since this visit began on 2026-03-02 (HR-17). Go on to the last phase first, or close the case as "
        "a premature ending or a transfer. Complete the closing papers in this visit, rate every active goal, and "
        "give the reason. Open from here: return to Intake and engagement, make a detour to Intake and engagement."
    )


@pytest.mark.parametrize("phase", CASEWORK)
def test_hr_18_holds_outside_termination(phase: str) -> None:
    """Only termination ends as planned, even where every paper is there."""
    story = Story().told(until=phase).write(*papers("termination"))
    if story.case.active_goals:
        story.write(review(g1=0))
    assert story.refused(planned()) == (set() if phase == "termination" else {"HR-18"})


def test_hr_18_holds_during_a_detour() -> None:
    """A case on a detour from termination is not closed as planned until it has resumed."""
    story = ending().write(*papers("termination")).move("intake", kind=DETOUR, reason="crisis")
    assert story.refused(planned()) == {"HR-18"}
    assert story.move("termination").refused(planned()) == set()


# HR-19 ---------------------------------------------------------------------------------------------------------------


def test_hr_19_text() -> None:
    """An exit that is not planned says who began it and why, and a transfer who takes over."""
    assert Story().said(f.Closure(closure=TRANSFER, reason=" ", receiving=" ")) == (
        "The case cannot be closed yet (transfer): it does not say who began the ending; it gives no reason; it names "
        "no receiving service (HR-19). Say who began the ending and why; for a transfer, which service takes over."
    )


@pytest.mark.parametrize(
    ("incomplete", "clause"),
    [
        (evolve(exit_(), initiator=None), "(premature): it does not say who began the ending"),
        (evolve(exit_(f.ClosureKind.MOVED_AWAY), reason=""), "(moved away): it gives no reason"),
        (exit_(TRANSFER), "(transfer): it names no receiving service"),
    ],
)
def test_hr_19_asks_for_each_part(incomplete: f.Closure, clause: str) -> None:
    """Initiator, reason and receiving service are each asked for."""
    assert Story().said(incomplete) == (
        f"The case cannot be closed yet {clause} (HR-19). Say who began the ending and why; for a transfer, which "
        "service takes over."
    )


@pytest.mark.parametrize("kind", [kind for kind in f.ClosureKind if kind is not f.ClosureKind.PLANNED])
@pytest.mark.parametrize("phase", ["intake", "evaluation"])
def test_hr_19_a_case_may_be_left_from_any_phase(kind: f.ClosureKind, phase: str) -> None:
    """Every exit but the planned one is open from every phase, with initiator and reason, also during a detour."""
    story = Story().told(until=phase).write(f.Eligibility(decision=f.Decision.NOT_ELIGIBLE))
    assert story.refused(exit_(kind, receiving="legal aid")) == set()
    if phase != "intake":
        story.move("intake", kind=DETOUR, reason="crisis")
        assert story.refused(exit_(kind, receiving="legal aid")) == set()


@pytest.mark.parametrize("kind", [kind for kind in f.ClosureKind if kind is not f.ClosureKind.PLANNED])
def test_hr_19_some_exits_are_begun_by_nobody(kind: f.ClosureKind) -> None:
    """Who breaks off or hands over is named; a death, a move or the end of a mandate has no initiator to name."""
    story = Story().write(f.Eligibility(decision=f.Decision.NOT_ELIGIBLE))
    begun = kind in {PREMATURE, TRANSFER, f.ClosureKind.OTHER}
    closure = evolve(exit_(kind, receiving="legal aid"), initiator=None)
    assert story.refused(closure) == ({"HR-19"} if begun else set())


@pytest.mark.parametrize(
    ("decisions", "why"),
    [
        ((), "no decision on eligibility is recorded in this episode"),
        ((f.Decision.PENDING,), "eligibility is still pending"),
        ((f.Decision.NOT_ELIGIBLE,), ""),
        ((f.Decision.NOT_ELIGIBLE, f.Decision.ELIGIBLE), "the client was found eligible"),
    ],
)
def test_hr_19_ineligible_rests_on_its_decision(decisions: tuple[f.Decision, ...], why: str) -> None:
    """A case is closed as ineligible where the latest decision of this episode says so."""
    story = Story().write(*(f.Eligibility(decision=decision) for decision in decisions))
    said = (
        f"The case cannot be closed yet (ineligible): {why} (HR-19). Record that the client is not eligible, or close "
        "in another way."
    )
    assert story.said(exit_(f.ClosureKind.INELIGIBLE)) == (said if why else "")


def test_hr_19_ineligible_rests_on_the_decision_and_not_on_the_phase() -> None:
    """What comes to light later may still end the case as ineligible, once it is decided anew (D-33)."""
    story = Story().told(until="planning")
    assert story.refused(exit_(f.ClosureKind.INELIGIBLE)) == {"HR-19"}
    story.write(f.Eligibility(decision=f.Decision.NOT_ELIGIBLE))
    assert story.refused(exit_(f.ClosureKind.INELIGIBLE)) == set()


def test_hr_19_ineligible_rests_on_a_decision_of_this_episode() -> None:
    """A negative decision of an earlier episode does not serve a new one."""
    story = Story().write(f.Eligibility(decision=f.Decision.NOT_ELIGIBLE), exit_(f.ClosureKind.INELIGIBLE))
    story.write(f.Reopening(entry_phase="intake", reason="came back"))
    assert story.refused(exit_(f.ClosureKind.INELIGIBLE)) == {"HR-19"}


# HR-20 ---------------------------------------------------------------------------------------------------------------


def test_hr_20_text() -> None:
    """A closed case says when it was closed and what it still accepts."""
    assert closed().said(f.Note()) == (
        "The entry (note) cannot be written: the case was closed on 2026-03-03 (HR-20). Reopen the case to go on "
        "working; a follow-up, an amendment, a disclosure, an incident or an entry on something before the closing "
        "can be written as it is."
    )


@pytest.mark.parametrize(
    "fact",
    [
        f.FollowUp(held=True, outcome=f.FollowUpOutcome.STABLE),
        consent("disclosure:shelter"),
        consent(status=f.ConsentStatus.WITHDRAWN),
        consent("research", status=f.ConsentStatus.REFUSED),
        f.Disclosure(receiver="court", legal_basis="court order"),
        f.Access(reader="w9", denied=True),
        f.AccessGranted(worker="w9"),
        f.AccessEnded(worker="w2"),
        f.Incident(incident=f.IncidentKind.HARM),
        f.Reopening(entry_phase="intake", reason="came back"),
    ],
    ids=lambda fact: str(fact.kind),
)
def test_hr_20_what_a_closed_case_accepts(fact: f.Fact) -> None:
    """What follows an ending, and the reopening, may be written after it."""
    assert closed().refused(fact) == set()


def test_hr_20_accepts_an_addendum() -> None:
    """An entry is amended after closing as before."""
    story = closed()
    assert story.refused(f.Addendum(target="e1", reason="left out"), text="The door was open.") == set()


@pytest.mark.parametrize(
    "fact",
    [
        consent(),
        consent("disclosure:shelter", "service"),
        goal("g9"),
        f.Contact(),
        f.Crisis(id="k1"),
        f.Closure(closure=PREMATURE, initiator=f.Initiator.CLIENT, reason="x"),
        f.PhaseChange(model="interview", to="preparation", move=cm.MoveKind.START),
        f.PhaseChange(model="casework", from_="termination", to="intervention", move=cm.MoveKind.RETURN, reason="x"),
        f.Note(),
    ],
    ids=lambda fact: str(fact.kind),
)
def test_hr_20_what_a_closed_case_refuses(fact: f.Fact) -> None:
    """Work, moves, further closings and a consent beyond disclosure are refused for that alone."""
    assert closed().refused(fact) == {"HR-20"}


def test_hr_20_a_late_entry_is_strictly_before_the_closing() -> None:
    """What happened before the closing may still be written; what happened at that moment or later may not."""
    story = closed()
    ended = story.now
    assert story.refused(f.Contact(), at=ended - timedelta(seconds=1)) == set()
    assert story.refused(f.Contact(), at=ended) == {"HR-20"}


@pytest.mark.parametrize(
    "fact",
    [
        f.Closure(closure=PREMATURE, initiator=f.Initiator.CLIENT, reason="x"),
        f.PhaseChange(model="interview", to="preparation", move=cm.MoveKind.START),
    ],
    ids=lambda fact: str(fact.kind),
)
def test_hr_20_the_course_of_a_closed_case_is_not_written_late(fact: f.Fact) -> None:
    """A move or a closing is refused after the closing, whatever its date: no track runs that it could change."""
    story = closed()
    assert story.refused(fact, at=story.now - timedelta(hours=1)) == {"HR-20"}


def test_hr_20_ends_with_the_reopening() -> None:
    """A reopened case is open to work again."""
    assert closed().write(f.Reopening(entry_phase="intake", reason="came back")).refused(f.Note()) == set()


# HR-21 ---------------------------------------------------------------------------------------------------------------


def test_hr_21_text_of_an_open_case() -> None:
    """A case that is open is not reopened, and nothing else is said."""
    assert Story().said(f.Reopening(entry_phase="planning")) == (
        "The case cannot be reopened: the case is not closed (HR-21). Go on with the case as it is."
    )


def test_hr_21_text_without_a_reason() -> None:
    """A closed case is reopened with a reason."""
    story = closed()
    assert story.said(f.Reopening(entry_phase="intake", reason="  ")) == (
        "The case cannot be reopened: the reopening gives no reason (HR-21). Say why the case is taken up again."
    )
    assert story.refused(f.Reopening(entry_phase="intake", reason="came back")) == set()


def test_hr_21_a_case_is_reopened_once() -> None:
    """A case that was reopened is open, and cannot be reopened again before it is closed again."""
    again = f.Reopening(entry_phase="intake", reason="came back")
    story = closed().write(again)
    assert story.refused(again) == {"HR-21"}
    assert story.write(exit_()).refused(again) == set()


# HR-25 ---------------------------------------------------------------------------------------------------------------


def test_hr_25_text() -> None:
    """The worker does not leave a client in an open crisis."""
    story = Story().write(f.Crisis(id="k1"))
    assert story.said(exit_(by=f.Initiator.WORKER)) == (
        "The case cannot be closed yet (premature): a crisis is open and no receiving service takes over (HR-25). "
        "Stabilise the crisis first, or name the service that takes over."
    )


@pytest.mark.parametrize("initiator", list(f.Initiator))
def test_hr_25_binds_worker_and_agency(initiator: f.Initiator) -> None:
    """Whoever else ends it may do so in a crisis; worker and agency only where somebody takes over."""
    story = Story().write(f.Crisis(id="k1"))
    binds = initiator in {f.Initiator.WORKER, f.Initiator.AGENCY}
    assert story.refused(exit_(by=initiator)) == ({"HR-25"} if binds else set())
    assert story.refused(exit_(by=initiator, receiving="crisis team")) == set()
    assert story.write(f.Stabilised(crisis="k1")).refused(exit_(by=initiator)) == set()


def test_hr_25_a_transfer_to_nobody_is_no_hand_over() -> None:
    """A transfer in a crisis names who takes over, for two reasons."""
    story = Story().write(f.Crisis(id="k1"))
    assert story.refused(exit_(TRANSFER, f.Initiator.AGENCY, receiving=" ")) == {"HR-19", "HR-25"}
    assert story.refused(exit_(TRANSFER, f.Initiator.AGENCY, receiving="crisis team")) == set()


@pytest.mark.parametrize("kind", [f.ClosureKind.CLIENT_DIED, f.ClosureKind.OPENED_IN_ERROR])
def test_hr_25_nobody_is_left_behind_in_some_endings(kind: f.ClosureKind) -> None:
    """After a death, or where there never was a case, nobody can take over and nobody need."""
    story = Story().write(f.Crisis(id="k1"))
    assert story.refused(exit_(kind, f.Initiator.WORKER)) == set()
