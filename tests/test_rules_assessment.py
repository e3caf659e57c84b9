"""The rules of assessment: HR-07 to HR-09, and HR-44 of the crisis model."""

from __future__ import annotations

import casework_model as cm
from casework_model import facts as f
from story import Story, papers, papers_but, planned

DETOUR = cm.MoveKind.DETOUR

RISK = f.RiskAssessment(level=f.RiskLevel.LOW)
STRENGTH = f.Strength(strength=f.StrengthKind.COPING)
HYPOTHESIS = f.WorkingHypothesis()


def assessing() -> Story:
    """Tell a case into assessment, in which nothing is written yet."""
    return Story().told(until="assessment")


def assessing_again() -> Story:
    """Tell a case that was assessed, closed and reopened, into the assessment of its second episode."""
    story = Story().told(until="termination").write(*papers("termination"), planned())
    story.write(f.Reopening(entry_phase="intake", reason="new notice to quit"))
    return story.write(*papers("intake")).move("assessment")


# HR-07 ---------------------------------------------------------------------------------------------------------------


def test_hr_07_text() -> None:
    """Leaving assessment says that risk has not been assessed in this visit, and what else may be done."""
    story = assessing().write(*papers_but("assessment", f.RiskAssessment))
    assert story.said(story.change("planning")) == (
        "Assessment and study cannot end yet: no risk assessment is recorded since this visit began on 2026-03-02 "
        "(HR-07). Assess the risk to the client and to others, and record it. Open from here: return to Intake and "
        "engagement, make a detour to Intake and engagement."
    )
    assert story.write(RISK).refused_move("planning") == set()


def test_hr_07_a_return_begins_a_new_visit() -> None:
    """After a return to assessment, risk is assessed anew; what an episode asks for once is not asked for again."""
    story = Story().told(until="planning").move("assessment", reason="new_issue")
    assert story.refused_move("planning") == {"HR-07"}
    assert story.write(RISK).refused_move("planning") == set()


def test_hr_07_a_resume_is_not_a_visit() -> None:
    """The visit of assessment goes on after a detour, and so does the risk assessment made before it."""
    story = assessing().write(*papers("assessment"))
    story.move("intake", kind=DETOUR, reason="crisis").move("assessment")
    assert story.refused_move("planning") == set()


def test_hr_07_what_was_written_before_this_visit_does_not_count() -> None:
    """A risk assessment made in intake does not serve the assessment that follows."""
    story = Story().write(*papers("intake"), RISK).move("assessment").write(STRENGTH, HYPOTHESIS)
    assert story.refused_move("planning") == {"HR-07"}


def test_hr_07_a_late_entry_counts_by_when_it_was_written() -> None:
    """A visit begins at an entry: what is written after it counts, though it happened before."""
    story = Story().write(*papers("intake"))
    before = story.now
    story.move("assessment").write(STRENGTH, HYPOTHESIS).write(RISK, at=before)
    assert story.refused_move("planning") == set()


def test_hr_07_a_second_track_has_visits_of_its_own() -> None:
    """A move on the interview track begins no visit of the casework track."""
    story = assessing().write(*papers("assessment")).move("preparation", model="interview")
    assert story.refused_move("planning") == set()


# HR-08 ---------------------------------------------------------------------------------------------------------------


def test_hr_08_text() -> None:
    """Leaving assessment says that no strength is recorded, and is open once one is."""
    story = assessing().write(*papers_but("assessment", f.Strength))
    assert story.said(story.change("planning")) == (
        "Assessment and study cannot end yet: no strength is recorded in this episode (HR-08). Ask what the client "
        "can build on, and record a strength. Open from here: return to Intake and engagement, make a detour to "
        "Intake and engagement."
    )
    assert story.write(STRENGTH).refused_move("planning") == set()


def test_hr_08_a_strength_found_earlier_in_the_episode_counts() -> None:
    """A strength seen in intake serves the assessment."""
    story = Story().write(*papers("intake"), STRENGTH).move("assessment").write(RISK, HYPOTHESIS)
    assert story.refused_move("planning") == set()


def test_hr_08_a_new_episode_asks_again() -> None:
    """A strength of an earlier episode does not count in a new one."""
    assert assessing_again().write(RISK, HYPOTHESIS).refused_move("planning") == {"HR-08"}


# HR-09 ---------------------------------------------------------------------------------------------------------------


def test_hr_09_text() -> None:
    """Leaving assessment says that no working hypothesis is recorded, and is open once one is."""
    story = assessing().write(*papers_but("assessment", f.WorkingHypothesis))
    assert story.said(story.change("planning")) == (
        "Assessment and study cannot end yet: no working hypothesis is recorded in this episode (HR-09). Form a "
        "working hypothesis with the client and record it. Open from here: return to Intake and engagement, make a "
        "detour to Intake and engagement."
    )
    assert story.write(HYPOTHESIS).refused_move("planning") == set()


def test_hr_09_holds_in_the_exploration_of_helping() -> None:
    """The helping track asks for a hypothesis, a goal and a contract, and for neither risk nor strength."""
    story = Story().move("exploration", model="helping").write(*papers("planning"))
    assert story.refused_move("implementation", model="helping") == {"HR-09"}
    assert story.write(HYPOTHESIS).refused_move("implementation", model="helping") == set()


def test_hr_09_a_new_episode_asks_again() -> None:
    """A hypothesis of an earlier episode does not count in a new one."""
    assert assessing_again().write(RISK, STRENGTH).refused_move("planning") == {"HR-09"}


# HR-44 ---------------------------------------------------------------------------------------------------------------


def in_crisis_work() -> Story:
    """Tell a case of the crisis model into its rapid assessment."""
    return Story(model="crisis").write(*papers("intake")).move("assessment")


def test_hr_44_text() -> None:
    """The crisis model asks for a safety plan, and not for a strength or a hypothesis."""
    story = in_crisis_work().write(RISK)
    assert story.said(story.change("intervention")) == (
        "Rapid assessment and safety planning cannot end yet: no safety plan is recorded in this episode (HR-44). "
        "Make a safety plan with the client and record it. Open from here: return to Intake and engagement, make a "
        "detour to Intake and engagement."
    )
    assert story.write(f.SafetyPlan()).refused_move("intervention") == set()


def test_hr_44_stands_beside_the_risk_assessment() -> None:
    """Rapid assessment asks for both, and tells both."""
    assert in_crisis_work().refused_move("intervention") == {"HR-07", "HR-44"}


def test_hr_44_a_plan_made_in_intake_counts() -> None:
    """A safety plan made earlier in the episode serves the assessment, in later visits too."""
    story = Story(model="crisis").write(*papers("intake"), f.SafetyPlan()).move("assessment").write(RISK)
    assert story.refused_move("intervention") == set()
    story.move("intake", kind=cm.MoveKind.RETURN, reason="re_engagement").move("assessment").write(RISK)
    assert story.refused_move("intervention") == set()


def test_hr_44_a_new_episode_asks_again() -> None:
    """A safety plan of an earlier episode does not count in a new one."""
    story = in_crisis_work().write(RISK, f.SafetyPlan())
    story.write(f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town"))
    story.write(f.Reopening(entry_phase="intake", reason="came back"), *papers("intake")).move("assessment").write(RISK)
    assert story.refused_move("intervention") == {"HR-44"}


def test_hr_44_is_no_matter_of_ordinary_casework() -> None:
    """Casework asks for no safety plan."""
    assert assessing().write(*papers("assessment")).refused_move("planning") == set()
