"""The rules of movement: HR-01, HR-06, HR-16, HR-22 to HR-24 and HR-28."""

from __future__ import annotations

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import CASEWORK, Story, papers, planned, review

START_, FORWARD, RETURN = cm.MoveKind.START, cm.MoveKind.FORWARD, cm.MoveKind.RETURN
DETOUR, RESUME = cm.MoveKind.DETOUR, cm.MoveKind.RESUME
LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")


def step_(from_: str, to: str, kind: cm.MoveKind, *, reason: str = "", model: str = "casework") -> f.PhaseChange:
    """Give a move as somebody may ask for it, whether or not there is such a move."""
    return f.PhaseChange(model=model, from_=from_, to=to, move=kind, reason=reason)


def detoured(from_: str = "assessment") -> Story:
    """Tell a case whose papers are complete and which makes a detour from a phase."""
    story = Story().told(until=from_).write(*papers(from_))
    return story.move("intake", kind=DETOUR, reason="crisis")


# HR-01 ---------------------------------------------------------------------------------------------------------------


def test_hr_01_text_of_a_skip() -> None:
    """A skip is refused, and what is open from here is named."""
    story = Story().told(until="assessment").write(*papers("assessment"))
    assert story.said(story.change("intervention")) == (
        "The case cannot go on to Intervention and implementation: the model has no forward move from Assessment and "
        "study to Intervention and implementation (HR-01). Choose a move that is open from the current phase. Open "
        "from here: go on to Planning and goal setting, return to Intake and engagement, make a detour to Intake and "
        "engagement."
    )


def test_hr_01_text_of_a_move_from_elsewhere() -> None:
    """A move begins in the current phase, which the refusal names."""
    story = Story().write(*papers("intake"))
    assert story.said(step_("planning", "assessment", RETURN, reason="new_issue")) == (
        "The case cannot return to Assessment and study: the current phase is Intake and engagement (HR-01). Choose a "
        "move that is open from the current phase. Open from here: go on to Assessment and study."
    )


@pytest.mark.parametrize(
    ("phase", "to", "kind"),
    [
        ("intake", "intake", DETOUR),
        ("assessment", "intervention", FORWARD),
        ("planning", "intake", RETURN),
        ("evaluation", "planning", FORWARD),
        ("evaluation", "intake", RETURN),
        ("termination", "planning", RETURN),
        ("intervention", "planning", DETOUR),
        ("planning", "nowhere", FORWARD),
    ],
)
def test_hr_01_what_the_model_does_not_list_is_no_move(phase: str, to: str, kind: cm.MoveKind) -> None:
    """A skip, a move of the wrong kind and a way that is not on the drawing are refused."""
    story = Story().told(until=phase).write(*papers(phase))
    assert story.refused(step_(phase, to, kind, reason="new_issue")) == {"HR-01"}


@pytest.mark.parametrize(
    ("phase", "to", "reason"),
    [
        ("assessment", "intake", "re_engagement"),
        ("planning", "assessment", "missing_information"),
        ("intervention", "assessment", "new_issue"),
        ("intervention", "planning", "plan_adjustment"),
        ("evaluation", "assessment", "reassessment"),
        ("evaluation", "planning", "new_goal"),
        ("evaluation", "intervention", "strategy_adjustment"),
        ("termination", "intervention", "relapse_or_setback"),
    ],
)
def test_hr_01_every_return_of_casework_is_open(phase: str, to: str, reason: str) -> None:
    """Each return of the casework model asks for nothing but its reason."""
    story = Story().told(until=phase)
    assert story.refused(step_(phase, to, RETURN, reason=reason)) == set()


@pytest.mark.parametrize("phase", CASEWORK[1:])
def test_hr_01_every_detour_of_casework_is_open(phase: str) -> None:
    """A detour to intake is open from every later phase, and resumes where it left."""
    story = Story().told(until=phase)
    assert story.move("intake", kind=DETOUR, reason="crisis").refused_move(phase) == set()


BEGIN = "Choose a move that is open from the current phase. Open from here: begin Preparation (Interview process)."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            step_("", "intake", START_),
            (
                "The case cannot begin Intake and engagement: the Casework track is running already (HR-01). Move on "
                "from where it stands."
            ),
        ),
        (
            step_("", "introduction", START_, model="interview"),
            "The case cannot begin Introduction: the track begins with Preparation (HR-01). " + BEGIN,
        ),
        (
            step_("preparation", "introduction", FORWARD, model="interview"),
            "Preparation cannot end yet: the Interview process track has not begun (HR-01). " + BEGIN,
        ),
        (
            step_("", "intake", START_, model="town"),
            (
                "The case cannot begin intake: this engine knows no process model town (HR-01). Name a model that it "
                "was given."
            ),
        ),
        (
            step_("a", "b", FORWARD, model="town"),
            (
                "The case cannot go on to b: this engine knows no process model town (HR-01). Name a model that it "
                "was given."
            ),
        ),
        (
            step_("", "intake", START_, model="crisis"),
            (
                "The case cannot begin Intake and engagement: Crisis intervention does not run beside another model "
                "(HR-01). Choose a move that is open from the current phase."
            ),
        ),
    ],
)
def test_hr_01_says_what_is_wrong_with_a_track(change: f.PhaseChange, said: str) -> None:
    """A track starts once, with its first phase, beside a case's main model, and moves only once it has begun."""
    assert Story().said(change) == said


def test_hr_01_a_case_is_opened_once() -> None:
    """The opening entry stands at the beginning, and only there."""
    story = Story()
    assert story.said(story.case.opened) == (
        "The case cannot be opened: the case is open already (HR-01). Go on with the case as it is."
    )


def test_hr_01_a_case_is_reopened_into_its_first_phase() -> None:
    """Under the standard policy every reopening goes to intake."""
    story = Story().write(LEFT)
    assert story.said(f.Reopening(entry_phase="assessment", reason="came back")) == (
        "The case cannot be reopened: a case is reopened into Intake and engagement (HR-01). Reopen it into Intake "
        "and engagement. Open from here: reopen into Intake and engagement."
    )


# HR-06 ---------------------------------------------------------------------------------------------------------------


def test_hr_06_text() -> None:
    """An open crisis holds the case in its phase, and the detour is open."""
    story = Story().told(until="assessment").write(*papers("assessment"), f.Crisis(id="k1"))
    assert story.said(story.change("planning")) == (
        "Assessment and study cannot end yet: crisis k1 is not stabilised (HR-06). Make the situation safe and record "
        "the crisis as stabilised. Open from here: make a detour to Intake and engagement."
    )
    assert story.write(f.Stabilised(crisis="k1")).refused_move("planning") == set()


def test_hr_06_names_every_open_crisis() -> None:
    """Each crisis is stabilised by itself."""
    story = Story().write(*papers("intake"), f.Crisis(id="k1"), f.Crisis(id="k2"), f.Crisis(id="k3"))
    story.write(f.Stabilised(crisis="k2"))
    assert story.said(story.change("assessment")) == (
        "Intake and engagement cannot end yet: crises k1 and k3 are not stabilised (HR-06). Make the situation safe "
        "and record the crisis as stabilised."
    )


def test_hr_06_holds_forward_return_and_resume() -> None:
    """A crisis holds every move but the detour, the start of a track and the exits."""
    story = Story().told(until="evaluation").write(review(g1=0), f.Crisis(id="k1"))
    assert story.refused_move("termination") == {"HR-06"}
    assert story.refused_move("planning", reason="new_goal") == {"HR-06"}
    assert story.refused_move("preparation", model="interview") == set()
    assert story.refused_move("intake", reason="crisis") == set()
    assert story.move("intake", reason="crisis").refused_move("evaluation") == {"HR-06"}
    assert story.write(f.Stabilised(crisis="k1")).refused_move("evaluation") == set()


def test_hr_06_holds_every_track() -> None:
    """A crisis belongs to the case: the tracks beside it are held too, whatever they ask for themselves."""
    story = Story().move("preparation", model="interview").move("initial_contact", model="rapport")
    story.move("trust", model="rapport").write(f.Crisis(id="k1"))
    assert story.refused_move("introduction", model="interview") == {"HR-06"}
    assert story.refused_move("mutual_goals", model="rapport") == {"HR-06"}
    assert story.refused_move("initial_contact", model="rapport", reason="worker_change") == {"HR-06"}


def test_hr_06_holds_the_planned_closing_alone() -> None:
    """A case in crisis is not closed as planned; the client may still leave."""
    story = Story().told(until="termination").write(*papers("termination"), f.Crisis(id="k1"))
    assert story.refused(planned()) == {"HR-06"}
    assert story.refused(LEFT) == set()


def test_hr_06_a_crisis_outlives_an_episode() -> None:
    """A crisis that was open when the client left is open when the client comes back."""
    story = Story().write(f.Crisis(id="k1"), LEFT, f.Reopening(entry_phase="intake", reason="came back"))
    story.write(*papers("intake"))
    assert story.refused_move("assessment") == {"HR-06"}


def test_hr_06_a_crisis_may_open_again() -> None:
    """A stabilised crisis that is written again under its id is open again."""
    story = Story().write(*papers("intake"), f.Crisis(id="k1"), f.Stabilised(crisis="k1"), f.Crisis(id="k1"))
    assert story.refused_move("assessment") == {"HR-06"}


def test_hr_06_what_answers_a_crisis_is_never_refused_for_papers() -> None:
    """Crisis, safety plan, stabilisation and incident are accepted at once, without consent."""
    story = Story().write(f.Crisis(id="k1"), f.SafetyPlan(), f.Stabilised(crisis="k1"))
    story.write(f.Incident(incident=f.IncidentKind.HARM))
    assert len(story.record.entries) == 5


# HR-16 ---------------------------------------------------------------------------------------------------------------


def test_hr_16_text() -> None:
    """A return without a reason is refused; in words of one's own it is accepted."""
    story = Story().told(until="planning")
    assert story.said(story.change("assessment")) == (
        "The case cannot return to Assessment and study: the return gives no reason (HR-16). Say why: missing "
        "information, new issue, or in your own words. Open from here: make a detour to Intake and engagement."
    )
    assert story.refused_move("assessment", reason="his brother has moved in") == set()


def test_hr_16_holds_for_detours() -> None:
    """A detour without a reason is refused."""
    story = Story().told(until="planning")
    assert story.said(story.change("intake", kind=DETOUR, reason="  ")) == (
        "The case cannot make a detour to Intake and engagement: the detour gives no reason (HR-16). Say why: crisis, "
        "or in your own words. Open from here: return to Assessment and study."
    )


def test_hr_16_words_alone_are_a_reason() -> None:
    """A reason told in words, without a code, is a reason."""
    story = Story().told(until="planning")
    told = f.PhaseChange(
        model="casework", from_="planning", to="assessment", move=RETURN, reason_text="his brother moved in"
    )
    assert story.refused(told) == set()
    assert story.refused(evolve(told, reason_text=" \n")) == {"HR-16"}


def test_hr_16_forward_and_resume_need_no_reason() -> None:
    """Going on and resuming speak for themselves."""
    assert detoured().refused_move("assessment") == set()
    assert Story().write(*papers("intake")).refused_move("assessment") == set()


# HR-22 ---------------------------------------------------------------------------------------------------------------


def test_hr_22_text() -> None:
    """During a detour the case goes neither on nor back, and the phase to resume is named."""
    story = detoured()
    assert story.said(story.change("planning")) == (
        "The case cannot go on to Planning and goal setting: a detour is open, and it is left only by resuming "
        "Assessment and study (HR-22). Resume the phase that was left, or close the case. Open from here: resume "
        "Assessment and study."
    )


@pytest.mark.parametrize(
    ("to", "kind"), [("assessment", FORWARD), ("planning", FORWARD), ("intake", RETURN), ("intake", DETOUR)]
)
def test_hr_22_holds_until_resumed(to: str, kind: cm.MoveKind) -> None:
    """No move but the resume leaves a detour, whatever it says of where it begins."""
    story = detoured()
    for from_ in ("intake", "assessment"):
        assert story.refused(step_(from_, to, kind, reason="crisis")) == {"HR-22"}
    assert story.move("assessment").refused_move("planning") == set()


def test_hr_22_exits_are_open() -> None:
    """A case may be left during a detour."""
    assert detoured().refused(LEFT) == set()


def test_hr_22_a_detour_holds_its_own_track() -> None:
    """Another track goes on while the casework track is on a detour."""
    story = Story().told(until="assessment").move("preparation", model="interview")
    story.move("intake", kind=DETOUR, reason="crisis")
    assert story.refused_move("introduction", model="interview") == set()


# HR-23 ---------------------------------------------------------------------------------------------------------------


def test_hr_23_text_without_a_detour() -> None:
    """What was not left cannot be resumed."""
    story = Story()
    assert story.said(step_("intake", "assessment", RESUME)) == (
        "The case cannot resume Assessment and study: no detour is open (HR-23). Choose a move that is open from "
        "the current phase."
    )


def test_hr_23_text_of_another_phase() -> None:
    """A detour is resumed to the very phase that it left."""
    assert detoured().said(step_("intake", "planning", RESUME)) == (
        "The case cannot resume Planning and goal setting: the phase that the detour left is Assessment and study "
        "(HR-23). Resume the phase that was left. Open from here: resume Assessment and study."
    )
    assert detoured().refused_move("assessment") == set()


def test_hr_23_a_resume_begins_where_the_detour_led() -> None:
    """A resume that names another phase as its beginning is no move of the model."""
    assert detoured().refused(step_("assessment", "assessment", RESUME)) == {"HR-01"}


# HR-24 ---------------------------------------------------------------------------------------------------------------


def test_hr_24_text() -> None:
    """The linear variant has its returns switched off, and says what to do with what was found."""
    story = Story(linear=True).told(until="planning")
    assert story.said(story.change("assessment", reason="new_issue")) == (
        "The case cannot return to Assessment and study: this case runs by the linear variant, in which returns are "
        "switched off (HR-24). Record what was found in the current phase, or change the case to the iterative "
        "variant. Open from here: make a detour to Intake and engagement."
    )


@pytest.mark.parametrize(("from_", "to"), [("planning", "assessment"), ("planning", "intake"), ("termination", "x")])
def test_hr_24_any_return_is_off_there(from_: str, to: str) -> None:
    """Any step of kind return is refused for that, known or not and wherever it says it begins; never as HR-01."""
    story = Story(linear=True).told(until="planning")
    assert story.refused(step_(from_, to, RETURN, reason="new_issue")) == {"HR-24"}


def test_hr_24_the_tracks_beside_are_linear_too() -> None:
    """The variant is that of the case: a track beside the main one runs by it."""
    story = Story(linear=True).move("initial_contact", model="rapport").move("trust", model="rapport")
    assert story.refused_move("initial_contact", model="rapport", reason="worker_change") == {"HR-24"}


def test_hr_24_detours_stay_on() -> None:
    """Safety is no matter of process style: the linear variant keeps its crisis detour."""
    story = Story(linear=True).told(until="planning")
    assert story.refused_move("intake", reason="crisis") == set()
    assert story.move("intake", reason="crisis").refused_move("planning") == set()
