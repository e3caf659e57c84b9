"""The rules of intake: HR-02 to HR-05 and HR-26."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import casework_model as cm
from casework_model import facts as f
from story import Story, consent, papers, papers_but, planned

REFUSED = f.ConsentStatus.REFUSED
WITHDRAWN = f.ConsentStatus.WITHDRAWN
MANDATED = cm.ClientStatus.MANDATED


def reopened() -> Story:
    """Tell a whole case that was closed as planned and reopened."""
    story = Story().told(until="termination").write(*papers("termination"), planned())
    return story.write(f.Reopening(entry_phase="intake", reason="new notice to quit"))


def without_consent(status: cm.ClientStatus = cm.ClientStatus.VOLUNTARY) -> Story:
    """Tell an intake in which only consent is missing."""
    return Story(status=status).write(*papers_but("intake", f.Consent))


# HR-02 ---------------------------------------------------------------------------------------------------------------


def test_hr_02_text() -> None:
    """Leaving intake without consent says that none is recorded, and what to do."""
    story = without_consent()
    assert story.said(story.change("assessment")) == (
        "Intake and engagement cannot end yet: no consent to the service is recorded in this episode (HR-02). "
        "Obtain and record the client's consent to the service."
    )


def test_hr_02_is_met_by_consent_to_the_service() -> None:
    """Consent to the service opens the way out of intake; consent to something else does not."""
    story = without_consent().write(consent("research", "disclosure:shelter"))
    assert story.refused_move("assessment") == {"HR-02"}
    assert story.write(consent("research", "service")).refused_move("assessment") == set()


@pytest.mark.parametrize("status", [REFUSED, WITHDRAWN])
def test_hr_02_counts_the_latest_word(status: f.ConsentStatus) -> None:
    """Consent that was refused or withdrawn does not count until it is given again."""
    story = without_consent().write(consent(), consent(status=status))
    assert story.said(story.change("assessment")) == (
        f"Intake and engagement cannot end yet: consent to the service was {status} (HR-02). "
        "Obtain and record the client's consent to the service."
    )
    assert story.write(consent()).refused_move("assessment") == set()


def test_hr_02_withdrawing_another_scope_leaves_the_service_alone() -> None:
    """Each scope of consent stands by itself."""
    story = without_consent().write(consent("service", "research"), consent("research", status=WITHDRAWN))
    assert story.refused_move("assessment") == set()


@pytest.mark.parametrize(
    ("tz", "last_minute", "too_late"),
    [
        ("Pacific/Auckland", datetime(2026, 3, 10, 10, 59, tzinfo=UTC), datetime(2026, 3, 10, 11, 0, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 3, 11, 9, 59, tzinfo=UTC), datetime(2026, 3, 11, 10, 0, tzinfo=UTC)),
    ],
)
def test_hr_02_consent_ends_with_its_last_local_day(tz: str, last_minute: datetime, too_late: datetime) -> None:
    """The last valid day counts to its end, by the wall calendar of the case and not by that of the offset."""
    story = Story(tz=tz).write(*papers_but("intake", f.Consent), consent(until=date(2026, 3, 10)))
    story.now = too_late
    change = story.change("assessment")
    assert story.refused(change, at=last_minute) == set()
    assert story.refused(change, at=too_late) == {"HR-02"}
    assert story.said(story.step(change, at=too_late)) == (
        "Intake and engagement cannot end yet: consent to the service was valid until 2026-03-10 (HR-02). "
        "Obtain and record the client's consent to the service."
    )


def test_hr_02_a_notice_stands_for_the_consent_of_a_mandated_client() -> None:
    """A mandated client needs a notice or consent; the mandate alone, without notice, does not suffice."""
    story = without_consent(MANDATED)
    assert story.refused_move("assessment") == {"HR-02"}
    assert story.write(f.MandateNotice(authority="family court")).refused_move("assessment") == set()
    assert without_consent(MANDATED).write(consent()).refused_move("assessment") == set()


def test_hr_02_a_mandated_client_may_refuse() -> None:
    """Where a notice was given, a case goes on although the mandated client refused consent."""
    story = without_consent(MANDATED).write(f.MandateNotice(authority="court"), consent(status=REFUSED))
    assert story.refused_move("assessment") == set()


@pytest.mark.parametrize("status", [cm.ClientStatus.VOLUNTARY, cm.ClientStatus.NONVOLUNTARY])
def test_hr_02_a_notice_is_nothing_to_a_client_who_is_not_mandated(status: cm.ClientStatus) -> None:
    """A mandate notice stands for consent only where the client is mandated."""
    story = without_consent(status).write(f.MandateNotice(authority="court"))
    assert story.refused_move("assessment") == {"HR-02"}


def test_hr_02_a_new_episode_asks_for_consent_again() -> None:
    """Consent of an earlier episode does not count in a new one."""
    story = reopened().write(*papers_but("intake", f.Consent))
    assert story.refused_move("assessment") == {"HR-02"}
    assert story.write(consent()).refused_move("assessment") == set()


def test_hr_02_a_new_episode_asks_for_the_notice_again() -> None:
    """A mandate notice of an earlier episode does not count in a new one."""
    story = Story(status=MANDATED).write(f.MandateNotice(authority="court"))
    story.write(f.Closure(closure=f.ClosureKind.MANDATE_ENDED, initiator=f.Initiator.COURT, reason="order lifted"))
    story.write(f.Reopening(entry_phase="intake", reason="new order"), *papers_but("intake", f.Consent))
    assert story.refused_move("assessment") == {"HR-02"}
    assert story.write(f.MandateNotice(authority="court")).refused_move("assessment") == set()


# HR-03 ---------------------------------------------------------------------------------------------------------------


def test_hr_03_text() -> None:
    """Leaving intake says that confidentiality has not been explained, and is open once it has."""
    story = Story().write(*papers_but("intake", f.ConfidentialityExplained))
    assert story.said(story.change("assessment")) == (
        "Intake and engagement cannot end yet: confidentiality and its limits have not been explained in this "
        "episode (HR-03). Explain confidentiality and its limits, and record that it was done."
    )
    assert story.write(f.ConfidentialityExplained()).refused_move("assessment") == set()


def test_hr_03_holds_in_the_introduction_of_an_interview() -> None:
    """The interview track asks for it when the introduction ends, and not before."""
    story = Story().move("preparation", model="interview").move("introduction", model="interview")
    assert story.refused_move("exploration", model="interview") == {"HR-03"}
    assert story.write(f.ConfidentialityExplained()).refused_move("exploration", model="interview") == set()


def test_hr_03_a_new_episode_explains_it_again() -> None:
    """What was explained in an earlier episode does not count in a new one."""
    story = reopened().write(*papers_but("intake", f.ConfidentialityExplained))
    assert story.refused_move("assessment") == {"HR-03"}


# HR-04 ---------------------------------------------------------------------------------------------------------------


def test_hr_04_text() -> None:
    """Leaving intake says that eligibility has not been decided."""
    story = Story().write(*papers_but("intake", f.Eligibility))
    assert story.said(story.change("assessment")) == (
        "Intake and engagement cannot end yet: eligibility has not been decided in this episode (HR-04). "
        "Decide on eligibility and record it, or close the case with a referral."
    )


@pytest.mark.parametrize(
    ("decision", "clause"),
    [
        (f.Decision.PENDING, "eligibility is still pending"),
        (f.Decision.NOT_ELIGIBLE, "eligibility was decided negatively"),
    ],
)
def test_hr_04_counts_the_latest_decision(decision: f.Decision, clause: str) -> None:
    """A pending or negative decision holds the case, an earlier positive one notwithstanding; a later one opens it."""
    story = Story().write(*papers("intake"), f.Eligibility(decision=decision))
    assert story.said(story.change("assessment")) == (
        f"Intake and engagement cannot end yet: {clause} (HR-04). "
        "Decide on eligibility and record it, or close the case with a referral."
    )
    assert story.write(f.Eligibility(decision=f.Decision.ELIGIBLE)).refused_move("assessment") == set()


def test_hr_04_a_new_episode_decides_again() -> None:
    """Eligibility of an earlier episode does not count in a new one."""
    assert reopened().write(*papers_but("intake", f.Eligibility)).refused_move("assessment") == {"HR-04"}


# HR-05 ---------------------------------------------------------------------------------------------------------------


def test_hr_05_text() -> None:
    """Leaving intake says that no presenting problem is recorded, and is open once one is."""
    story = Story().write(*papers_but("intake", f.PresentingProblem))
    assert story.said(story.change("assessment")) == (
        "Intake and engagement cannot end yet: no presenting problem is recorded in this episode (HR-05). "
        "Put the presenting problem into words with the client and record it."
    )
    assert story.write(f.PresentingProblem(domain=f.ProblemDomain.OTHER)).refused_move("assessment") == set()


def test_hr_05_a_new_episode_states_its_problem() -> None:
    """The problem of an earlier episode does not count in a new one."""
    assert reopened().write(*papers_but("intake", f.PresentingProblem)).refused_move("assessment") == {"HR-05"}


def test_intake_tells_all_that_is_missing() -> None:
    """A refusal lists every unmet requirement, not the first."""
    story = Story()
    assert story.said(story.change("assessment")) == (
        "Intake and engagement cannot end yet: no consent to the service is recorded in this episode (HR-02), "
        "confidentiality and its limits have not been explained in this episode (HR-03), eligibility has not been "
        "decided in this episode (HR-04), and no presenting problem is recorded in this episode (HR-05). Obtain and "
        "record the client's consent to the service. Explain confidentiality and its limits, and record that it was "
        "done. Decide on eligibility and record it, or close the case with a referral. Put the presenting problem "
        "into words with the client and record it."
    )


# HR-26 ---------------------------------------------------------------------------------------------------------------


def test_hr_26_text() -> None:
    """Consent of a client who needs an interpreter is refused where none was used."""
    story = Story(needs_interpreter=True)
    assert story.said(consent("service", "research")) == (
        "The entry (consent) cannot be written: the client needs an interpreter and none was used for this consent "
        "(HR-26). Ask again with a qualified interpreter, and record the consent as given through one."
    )


def test_hr_26_is_met_through_an_interpreter() -> None:
    """The same consent is accepted through an interpreter, and counts."""
    through = f.Consent(scopes=("service",), status=f.ConsentStatus.GIVEN, via_interpreter=True)
    story = Story(needs_interpreter=True).write(*papers_but("intake", f.Consent))
    assert story.refused(through) == set()
    assert story.write(through).refused_move("assessment") == set()


@pytest.mark.parametrize("status", [REFUSED, WITHDRAWN])
def test_hr_26_a_no_needs_no_interpreter(status: f.ConsentStatus) -> None:
    """Refusing and withdrawing are accepted however they were said."""
    assert Story(needs_interpreter=True).refused(consent(status=status)) == set()


def test_hr_26_asks_nothing_of_others() -> None:
    """A client who needs no interpreter consents without one."""
    assert Story().refused(consent()) == set()
