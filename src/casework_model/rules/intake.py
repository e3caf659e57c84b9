"""The rules of intake: consent, confidentiality, eligibility, the presenting problem."""

from __future__ import annotations

from casework_model.case import Case
from casework_model.facts import (
    SERVICE,
    ConfidentialityExplained,
    Consent,
    ConsentStatus,
    Decision,
    Eligibility,
    MandateNotice,
    PresentingProblem,
)
from casework_model.people import ClientStatus
from casework_model.rules.rule import Asked, Lack, Rule, sources

_MANDATED = ClientStatus.MANDATED
_GIVEN = ConsentStatus.GIVEN
_ELIGIBLE = Decision.ELIGIBLE

_NO_CONSENT = (Lack("no consent to the service is recorded in this episode", (SERVICE,)),)


_NO_CONFIDENTIALITY = (Lack("confidentiality and its limits have not been explained in this episode"),)
_NO_DECISION = (Lack("eligibility has not been decided in this episode"),)
_NO_PROBLEM = (Lack("no presenting problem is recorded in this episode"),)


def is_mandated(case: Case) -> bool:
    """Whether a mandate stands behind this episode: a mandated client who has had the notice."""
    return case.client.status is _MANDATED and case.has(MandateNotice, since=case.episode_began)


def without_service_consent(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-02: consent to the service, given in this episode, not withdrawn, not expired; or a mandate notice."""
    if is_mandated(case):
        return ()
    consent = case.consents.get(SERVICE)
    if consent is None or consent.number < case.episode_began:
        return _NO_CONSENT
    if consent.status is not _GIVEN:
        return (Lack(f"consent to the service was {consent.status}", (SERVICE,)),)
    if consent.expired_on(asked.day):
        return (Lack(f"consent to the service was valid until {consent.valid_until}", (SERVICE,)),)
    return ()


def without_confidentiality(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-03: confidentiality and its limits explained in this episode."""
    if case.has(ConfidentialityExplained, since=case.episode_began):
        return ()
    return _NO_CONFIDENTIALITY


def without_eligibility(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-04: the latest decision on eligibility in this episode is positive."""
    latest = case.latest(Eligibility, since=case.episode_began)
    if latest is None:
        return _NO_DECISION
    if latest.decision is not _ELIGIBLE:
        said = "is still pending" if latest.decision is Decision.PENDING else "was decided negatively"
        return (Lack(f"eligibility {said}"),)
    return ()


def without_problem(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-05: a presenting problem in this episode."""
    if case.has(PresentingProblem, since=case.episode_began):
        return ()
    return _NO_PROBLEM


def consent_without_interpreter(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-26: consent given by a client who needs an interpreter was given through one."""
    consent = asked.fact
    needs = case.client.needs_interpreter and isinstance(consent, Consent) and consent.status is ConsentStatus.GIVEN
    if needs and isinstance(consent, Consent) and not consent.via_interpreter:
        return (Lack("the client needs an interpreter and none was used for this consent", consent.scopes),)
    return ()


RULES = (
    Rule(
        code="HR-02",
        key="service_consent",
        title="There is valid consent to the service, or a mandate notice for a mandated client",
        remedy="Obtain and record the client's consent to the service",
        sources=sources("001 C-INT-09", "004 H-P1-02"),
        lacks=without_service_consent,
    ),
    Rule(
        code="HR-03",
        key="confidentiality_explained",
        title="Confidentiality and its limits are explained",
        remedy="Explain confidentiality and its limits, and record that it was done",
        sources=sources("000 I-INT-04", "001 I-INT-04", "003 I-INT-04"),
        lacks=without_confidentiality,
    ),
    Rule(
        code="HR-04",
        key="eligible",
        title="Eligibility is decided, and positively",
        remedy="Decide on eligibility and record it, or close the case with a referral",
        sources=sources("001 C-INT-02", "001 C-INT-22"),
        lacks=without_eligibility,
    ),
    Rule(
        code="HR-05",
        key="problem_stated",
        title="A presenting problem is recorded",
        remedy="Put the presenting problem into words with the client and record it",
        sources=sources("001 C-INT-10"),
        lacks=without_problem,
    ),
    Rule(
        code="HR-26",
        key="consent_understood",
        title="Consent is given in a language the client understands",
        remedy="Ask again with a qualified interpreter, and record the consent as given through one",
        sources=sources("001 C-INT-09", "001 C-INT-16", "field NASW 1.03(b)"),
        on=(Consent,),
        lacks=consent_without_interpreter,
    ),
)
