"""The rules of confidentiality: who may read and write the record, and who else may be told of it.

How far a reader sees is worked out here too, so that a rule and a redacted view can never disagree.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from casework_model.case import Case
from casework_model.facts import (
    Access,
    CollateralContact,
    ConsentStanding,
    ConsentStatus,
    Disclosure,
    DisclosureBasis,
    Fact,
    ReaderStanding,
)
from casework_model.people import Role
from casework_model.policy import Policy
from casework_model.rules.recording import is_timely
from casework_model.rules.rule import Asked, Lack, Rule, sources
from casework_model.steps import Read, Write
from casework_model.terms import AccessLevel, Purpose, is_aware

NO_ACCESS: Final = Lack("this person has no access to the record")
"""What everybody is told who has none, whatever the reason and whatever the case holds."""


# Who reads and writes ------------------------------------------------------------------------------------------------


def standing_at(case: Case, person: str, at: datetime | None) -> ReaderStanding | None:
    """Give what somebody is to the case at that time; None for a stranger, and for whoever was a reader once.

    Where access has a last day, a time that is missing or without zone is after it.
    """
    standing = case.readers.get(person) if case.is_begun else None
    if standing is None or not standing.is_live:
        return None
    if standing.until is None:
        return standing
    return standing if at is not None and is_aware(at) and standing.stands_on(case.day(at)) else None


def may_write(case: Case, person: str, at: datetime | None) -> bool:
    """Whether somebody may write the record at that time: worker or supervisor, as granted by entries."""
    if case.frame is not None and person in case.frame.authorised:
        return True
    standing = standing_at(case, person, at)
    return standing is not None and standing.writes


def reach(case: Case, policy: Policy, reader: str, use: Purpose, at: datetime | None) -> AccessLevel | None:
    """Say how far somebody sees who reads for that purpose at that time; None for not at all.

    It is the lower of what the policy gives the role for the purpose and what the person was named for. In an
    emergency nobody reads by standing: that takes an entry of its own.
    """
    standing = standing_at(case, reader, at)
    if standing is None or use is Purpose.EMERGENCY or (standing.purposes and use not in standing.purposes):
        return None
    most = policy.reach(standing.role, use)
    return None if most is None else min(most, standing.level, key=lambda level: level.rank)


def emergency_reach(case: Case, policy: Policy, person: str) -> AccessLevel | None:
    """Say how far somebody sees who takes access in an emergency: as a worker, or in the role held in the case.

    A role counts that was held last, even if that access ended or ran out: a guardian whose access was ended is not a
    worker by that. Nor is the client, named for anything or not.
    """
    if case.frame is not None and person == case.client.id:
        return None
    standing = case.readers.get(person)
    return policy.reach(Role.WORKER if standing is None else standing.role, Purpose.EMERGENCY)


def not_authorised(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-35: whoever reads or writes may do so for this record. Says nothing about the case."""
    step = asked.step
    if isinstance(step, Write):
        is_nameless = not step.by.strip()  # which has a rule of its own
        is_permitted = is_nameless or may_write(case, step.by, step.recorded_at) or _takes_access(case, asked, step)
    elif isinstance(step, Read) and step.use is not None:
        is_permitted = reach(case, asked.policy, step.by, step.use, step.at) is not None
    else:
        is_permitted = standing_at(case, step.by, step.at if isinstance(step, Read) else None) is not None
    return () if is_permitted else (NO_ACCESS,)


def _takes_access(case: Case, asked: Asked, step: Write) -> bool:
    """Whether it is the entry by which a stranger takes access in an emergency, and sound in all that others ask.

    So no other rule has anything to say of it that a stranger would learn from.
    """
    fact = step.fact
    if not isinstance(fact, Access) or not fact.emergency or fact.denied or fact.reader != step.by:
        return False
    most = emergency_reach(case, asked.policy, step.by)
    return (
        most is not None
        and (fact.level is None or most.shows(fact.level))
        and AccessLevel.NORMAL.shows(step.access)  # nobody hides it from the case team
        and (not step.id or asked.record.number_of(step.id) is None)
        and not (step.text or step.participants)
        and is_timely(case, step)
    )


def emergency_unexplained(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-46: whoever takes access in an emergency says why."""
    fact = asked.fact
    if isinstance(fact, Access) and fact.emergency and not fact.reason.strip():
        return (Lack("the emergency access has no reason"),)
    return ()


# Who else is told ----------------------------------------------------------------------------------------------------


def _scope(fact: Fact | None) -> str | None:
    """Give the scope whose consent a fact rests on; None where it rests on a legal basis or needs no consent."""
    if isinstance(fact, Disclosure) and fact.basis is not None:
        return fact.scope if fact.basis is DisclosureBasis.CONSENT else None
    if isinstance(fact, CollateralContact | Disclosure) and not fact.legal_basis.strip():
        return fact.scope
    return None


def never_consented(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-34: a disclosure or collateral contact rests on consent for its scope, or on a legal basis."""
    fact, scope = asked.fact, _scope(asked.fact)
    if scope is None:
        return _without_authority(fact)
    if not scope:
        return (Lack("it names neither the consent that covers it nor a legal basis"),)
    return _uncovered(case.consents.get(scope), asked, scope)


def _uncovered(consent: ConsentStanding | None, asked: Asked, scope: str) -> tuple[Lack, ...]:
    """Say why the last word on a scope does not cover what is told; that it ended is for HR-36."""
    if consent is None:
        return (Lack(f"there is no consent for {scope} and no legal basis", (scope,)),)
    if consent.status is ConsentStatus.REFUSED:
        return (Lack(f"consent for {scope} was refused and there is no legal basis", (scope,)),)
    stands = consent.status is ConsentStatus.GIVEN and not consent.expired_on(asked.day)
    if stands and not consent.names(_receiver(asked.fact)):
        remedy = "Obtain consent that names this receiver, or name the legal basis; what has happened is an incident"
        return (Lack(f"consent for {scope} names other recipients", (scope,), remedy),)
    return ()


def _without_authority(fact: Fact | None) -> tuple[Lack, ...]:
    """Ask a coded legal basis for the authority it rests on; one in words says so itself."""
    if not isinstance(fact, Disclosure) or fact.basis is None or fact.authority.strip():
        return ()
    remedy = "Name the authority that it rests on, such as the court or the law, or obtain consent"
    return (Lack("it names no authority for its legal basis", remedy=remedy),)


def _receiver(fact: Fact | None) -> str:
    if isinstance(fact, Disclosure):
        return fact.receiver
    return fact.contact_with if isinstance(fact, CollateralContact) else ""


def consent_ended(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-36: consent for the scope is neither withdrawn nor expired."""
    scope = _scope(asked.fact)
    consent = case.consents.get(scope) if scope else None
    if consent is None or consent.status is ConsentStatus.REFUSED:
        return ()
    if consent.status is ConsentStatus.WITHDRAWN:
        return (Lack(f"consent for {scope} was withdrawn", (str(scope),)),)
    if consent.expired_on(asked.day):
        return (Lack(f"consent for {scope} was valid until {consent.valid_until}", (str(scope),)),)
    return ()


READER_AUTHORISED: Final = Rule(
    code="HR-35",
    key="reader_authorised",
    title="Only authorised persons read and write the record",
    remedy="Ask those responsible for the case for access",
    sources=sources("002 P-REC-13"),
    ordered=True,
    fixed=True,
    lacks=not_authorised,
)

RULES = (
    Rule(
        code="HR-34",
        key="disclosure_covered",
        title="A disclosure or collateral contact rests on consent for its scope, or on a legal basis",
        remedy="Obtain consent for this scope or name the legal basis; what has already happened is an incident",
        sources=sources("001 C-ASM-12", "field NASW 1.01"),
        on=(CollateralContact, Disclosure),
        lacks=never_consented,
    ),
    READER_AUTHORISED,
    Rule(
        code="HR-36",
        key="consent_stands",
        title="Consent for the scope is neither withdrawn nor expired",
        remedy="Obtain consent anew or name the legal basis; what has already happened is an incident",
        sources=sources("001 C-ASM-12", "field NASW 1.03"),
        on=(CollateralContact, Disclosure),
        lacks=consent_ended,
    ),
    Rule(
        code="HR-46",
        key="emergency_explained",
        title="Whoever takes access in an emergency says why",
        remedy="Say in a few words what the emergency is",
        sources=sources("002 P-REC-13", "field standards 23"),
        on=(Access,),
        fixed=True,
        lacks=emergency_unexplained,
    ),
)
