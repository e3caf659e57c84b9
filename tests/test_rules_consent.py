"""HR-34 and HR-36: what is told or asked outside rests on consent for its scope, or on a legal basis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from casework_model import facts as f
from story import Story, consent

REFUSED, WITHDRAWN = f.ConsentStatus.REFUSED, f.ConsentStatus.WITHDRAWN
SCHOOL = "collateral:school"


def told(scope: str = SCHOOL, legal_basis: str = "") -> tuple[f.Fact, f.Fact]:
    """Give a disclosure and a collateral contact."""
    return (
        f.Disclosure(receiver="the school", scope=scope, legal_basis=legal_basis),
        f.CollateralContact(contact_with="the teacher", scope=scope, legal_basis=legal_basis),
    )


def codes(story: Story, *facts: f.Fact) -> set[str]:
    """Give the codes for which either of them is refused; both must be refused alike."""
    first, second = (story.refused(fact) for fact in facts)
    assert first == second
    return first


# HR-34 ---------------------------------------------------------------------------------------------------------------


def test_hr_34_text() -> None:
    """A disclosure without consent for its scope is refused, and the entry that is always accepted is named."""
    story = Story()
    remedy = "Obtain consent for this scope or name the legal basis; what has already happened is an incident."
    assert story.said(told()[0]) == (
        "The entry (disclosure) cannot be written: there is no consent for collateral:school and no legal basis "
        f"(HR-34). {remedy}"
    )
    assert story.said(told("")[1]) == (
        "The entry (collateral contact) cannot be written: it names neither the consent that covers it nor a legal "
        f"basis (HR-34). {remedy}"
    )
    story.write(consent(SCHOOL, status=REFUSED))
    assert story.said(told()[1]) == (
        "The entry (collateral contact) cannot be written: consent for collateral:school was refused and there is no "
        f"legal basis (HR-34). {remedy}"
    )
    assert story.refused(f.Incident(incident=f.IncidentKind.DISCLOSURE_WITHOUT_CONSENT)) == set()


def test_hr_34_consent_covers_its_own_scope() -> None:
    """Consent to the service or to another contact does not cover this one."""
    story = Story().write(consent("service", "collateral:doctor"))
    assert codes(story, *told()) == {"HR-34"}
    assert codes(story.write(consent(SCHOOL)), *told()) == set()


@pytest.mark.parametrize("scope", ["", SCHOOL])
def test_hr_34_a_legal_basis_stands_without_consent(scope: str) -> None:
    """With a legal basis no consent is asked for, be it missing, refused or withdrawn; a blank is no basis."""
    assert codes(Story(), *told(scope, legal_basis="court order")) == set()
    for status in (REFUSED, WITHDRAWN):
        story = Story().write(consent(SCHOOL), consent(SCHOOL, status=status))
        assert codes(story, *told(scope, legal_basis="court order")) == set()
    assert codes(Story(), *told(scope, legal_basis="  ")) == {"HR-34"}


def test_hr_34_consent_outlives_an_episode() -> None:
    """Consent for a disclosure stands until it is withdrawn or expires, also after the closing."""
    left = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")
    story = Story().write(consent("disclosure:shelter"), left)
    disclosure = f.Disclosure(receiver="shelter", scope="disclosure:shelter")
    assert story.refused(disclosure) == set()
    story.write(f.Reopening(entry_phase="intake", reason="came back"))
    assert story.refused(disclosure) == set()


# HR-36 ---------------------------------------------------------------------------------------------------------------


def test_hr_36_text() -> None:
    """Consent that was withdrawn covers nothing any more."""
    story = Story().write(consent(SCHOOL), consent(SCHOOL, status=WITHDRAWN))
    assert story.said(told()[0]) == (
        "The entry (disclosure) cannot be written: consent for collateral:school was withdrawn (HR-36). Obtain consent "
        "anew or name the legal basis; what has already happened is an incident."
    )


def test_hr_36_counts_the_latest_word() -> None:
    """Withdrawn is HR-36 alone, refused HR-34 alone, and given again is permitted."""
    story = Story().write(consent(SCHOOL))
    assert codes(story, *told()) == set()
    assert codes(story.write(consent(SCHOOL, status=WITHDRAWN)), *told()) == {"HR-36"}
    assert codes(story.write(consent(SCHOOL, status=REFUSED)), *told()) == {"HR-34"}
    assert codes(story.write(consent(SCHOOL)), *told()) == set()


def test_hr_36_a_late_entry_may_give_consent_that_was_withdrawn_in_between() -> None:
    """Order is that of writing: consent given before a withdrawal, but written after it, stands (D-35)."""
    story = Story()
    given = story.now
    story.wait(days=1).write(consent(SCHOOL, status=WITHDRAWN)).wait(days=1)
    story.write(consent(SCHOOL), at=given)
    assert codes(story, *told()) == set()
    assert codes(story.write(consent(SCHOOL, status=WITHDRAWN)), *told()) == {"HR-36"}


def test_hr_36_a_withdrawal_without_consent_is_a_withdrawal() -> None:
    """What was withdrawn although never given is withdrawn."""
    assert codes(Story().write(consent(SCHOOL, status=WITHDRAWN)), *told()) == {"HR-36"}


def test_hr_36_consent_counts_as_it_stands_when_written() -> None:
    """A contact before the withdrawal, written after it, is refused: what counts is the consent on record now."""
    story = Story().write(consent(SCHOOL))
    before = story.now + timedelta(minutes=1)
    story.wait(days=1).write(consent(SCHOOL, status=WITHDRAWN))
    assert story.refused(told()[1], at=before) == {"HR-36"}
    assert story.write(consent(SCHOOL)).refused(told()[1], at=before) == set()


@pytest.mark.parametrize(
    ("tz", "last_minute", "too_late"),
    [
        ("Pacific/Auckland", datetime(2026, 3, 10, 10, 59, tzinfo=UTC), datetime(2026, 3, 10, 11, 0, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 3, 11, 9, 59, tzinfo=UTC), datetime(2026, 3, 11, 10, 0, tzinfo=UTC)),
    ],
)
def test_hr_36_expiry_is_judged_when_it_happened(tz: str, last_minute: datetime, too_late: datetime) -> None:
    """The last valid local day is included, and what happened on it may be written long after."""
    story = Story(tz=tz).write(consent(SCHOOL, until=date(2026, 3, 10)))
    story.now = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    assert story.refused(told()[0], at=last_minute) == set()
    assert story.refused(told()[0], at=too_late) == {"HR-36"}
    assert story.said(told()[1]) == (
        "The entry (collateral contact) cannot be written: consent for collateral:school was valid until 2026-03-10 "
        "(HR-36). Obtain consent anew or name the legal basis; what has already happened is an incident."
    )
