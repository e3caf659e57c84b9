"""Intake: what is explained, agreed, decided and asked for at first contact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import ClassVar, final

from attrs import evolve, frozen

from casework_model.errors import BadValue, Fault
from casework_model.facts.fact import Dated, Fact, Growing, Standing
from casework_model.shape import check
from casework_model.terms import CLIENT, Label, Name, Narrative, Third


class ConfidentialityLimit(StrEnum):
    """Where confidentiality ends. Standards, section 2."""

    HARM_TO_SELF = "harm_to_self"
    HARM_TO_OTHERS = "harm_to_others"
    CHILD_PROTECTION = "child_protection"
    VULNERABLE_ADULT = "vulnerable_adult"
    COURT_ORDER = "court_order"
    LAW_REQUIRES_REPORT = "law_requires_report"
    SUPERVISION = "supervision"
    THIRD_PARTY_PAYER = "third_party_payer"
    GROUP_SETTING = "group_setting"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class ConfidentialityExplained(Fact):
    """Confidentiality and its limits were explained. Ledger: I-INT-04; HR-03."""

    kind: ClassVar[str] = "confidentiality_explained"

    limits: tuple[ConfidentialityLimit, ...] = ()
    to: Third = CLIENT


class ConsentStatus(StrEnum):
    """What was said to a request for consent. Expiry is derived from the date. Standards, section 1."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


SERVICE = "service"
"""The scope of consent to the service itself (HR-02)."""

DISCLOSURE = "disclosure"
"""The word with which scopes of disclosure begin, such as "disclosure:shelter"."""


def is_among(receiver: str, recipients: Iterable[str]) -> bool:
    """Whether a receiver is one of those that a consent names; capitals and space around a name do not count."""
    return receiver.strip().casefold() in {name.strip().casefold() for name in recipients}


@final
@frozen(kw_only=True, repr=False)
class ConsentStanding(Standing):
    """The latest word on one scope, the number of the entry that holds it, and the recipients that it names."""

    status: ConsentStatus
    valid_until: date | None
    number: int
    recipients: tuple[Label, ...] = ()

    def names(self, receiver: str) -> bool:
        """Whether it covers telling that receiver: one of those that it names, or anybody where it names none."""
        return not self.recipients or is_among(receiver, self.recipients)

    def expired_on(self, day: date) -> bool:
        """Whether it had run out by that local date; the last valid day is included."""
        return self.valid_until is not None and self.valid_until < day


@final
@frozen(kw_only=True, repr=False)
class Consent(Fact):
    """Consent was given, refused or withdrawn. Ledger: C-INT-09, C-ASM-12; HR-02, HR-26, HR-34, HR-36.

    Scopes: "service", "collateral:<who>", "disclosure:<who>", "research", ... where <who> is a role or a service, never
    the name of a person: scopes are shown in refusals. `valid_until` is the last valid local
    date; without one, consent stands until it is withdrawn. `assent` is a minor's own agreement beside a guardian's.
    `recipients` are those who may be told, by the words by which a `Disclosure` names its receiver; without any,
    whoever the scope means.
    """

    kind: ClassVar[str] = "consent"

    scopes: tuple[Name, ...]
    status: ConsentStatus
    given_by: Third = CLIENT
    valid_until: date | None = None
    via_interpreter: bool = False
    assent: bool | None = None
    recipients: tuple[Label, ...] = ()

    def __attrs_post_init__(self) -> None:
        check(self)
        if not self.scopes:
            remedy = 'Name what it covers, such as "service" or "disclosure:shelter"'
            raise BadValue(Fault(where="Consent.scopes", problem="a consent covers at least one scope", remedy=remedy))

    def accepted_after_closing(self) -> bool:
        is_disclosure = all(scope.partition(":")[0] == DISCLOSURE for scope in self.scopes)
        return is_disclosure or self.status is not ConsentStatus.GIVEN

    def fold(self, case: Growing, entry: Dated, /) -> None:
        standing = ConsentStanding(
            status=self.status, valid_until=self.valid_until, number=entry.number, recipients=self.recipients
        )
        for scope in self.scopes:
            case.put(scope, standing)


@final
@frozen(kw_only=True, repr=False)
class MandateNotice(Fact):
    """A mandated client was told what is required and what is open. Ledger: H-P1-02; standards 9; HR-02, HR-43."""

    kind: ClassVar[str] = "mandate_notice"

    authority: Label
    non_negotiable: tuple[Narrative, ...] = ()
    negotiable: tuple[Narrative, ...] = ()
    right_to_refuse_explained: bool | None = None
    consequences: Narrative = ""


class Decision(StrEnum):
    """Whether the agency can take the case. Ledger: C-INT-02."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    PENDING = "pending"


@final
@frozen(kw_only=True, repr=False)
class Eligibility(Fact):
    """Eligibility was decided. The latest decision of an episode counts. Ledger: C-INT-02, C-INT-04; HR-04."""

    kind: ClassVar[str] = "eligibility"

    decision: Decision
    reason: Narrative = ""
    resource_fit: bool | None = None


class ProblemDomain(StrEnum):
    """What a problem is about. Ledger: C-INT-12."""

    HOUSING = "housing"
    EMPLOYMENT = "employment"
    FINANCES = "finances"
    EDUCATION = "education"
    HEALTH = "health"
    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
    FAMILY = "family"
    RELATIONSHIPS = "relationships"
    CHILD_PROTECTION = "child_protection"
    SAFETY = "safety"
    CARE = "care"
    DISABILITY = "disability"
    LEGAL = "legal"
    MIGRATION = "migration"
    ISOLATION = "isolation"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class PresentingProblem(Fact):
    """What the client comes with, put into words together. Ledger: C-INT-10 to C-INT-12; HR-05."""

    kind: ClassVar[str] = "presenting_problem"

    domain: ProblemDomain
    id: Name = ""
    concerns: tuple[Narrative, ...] = ()


@final
@frozen(kw_only=True, repr=False)
class Interpreter(Fact):
    """An interpreter was used. Ledger: C-INT-16; standards, section 29."""

    kind: ClassVar[str] = "interpreter"

    language: Name
    qualified: bool | None = None
    relation: Third = ""


class ReferralStatus(StrEnum):
    """How far a referral has come. Standards, section 17."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ON_HOLD = "on_hold"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ENTERED_IN_ERROR = "entered_in_error"


class ServiceType(StrEnum):
    """What kind of service a referral goes to. Ledger: C-IVN-03."""

    MENTAL_HEALTH = "mental_health"
    HEALTH_CARE = "health_care"
    LEGAL_AID = "legal_aid"
    HOUSING_SUPPORT = "housing_support"
    SUBSTANCE_TREATMENT = "substance_treatment"
    FINANCIAL_AID = "financial_aid"
    SUPPORT_GROUP = "support_group"
    SHELTER = "shelter"
    EDUCATION = "education"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class ReferralStanding(Standing):
    """A referral with its present status and the number of the entry that set it."""

    referral: Referral
    status: ReferralStatus
    number: int


@final
@frozen(kw_only=True, repr=False)
class Referral(Fact):
    """The client was referred to another service. Ledger: H-P1-28, C-IVN-03; standards, section 17."""

    kind: ClassVar[str] = "referral"

    id: Name
    to: Label
    service: ServiceType = ServiceType.OTHER
    status: ReferralStatus = ReferralStatus.REQUESTED

    def fold(self, case: Growing, entry: Dated, /) -> None:
        case.put(self.id, ReferralStanding(referral=self, status=self.status, number=entry.number))


@final
@frozen(kw_only=True, repr=False)
class ReferralUpdate(Fact):
    """News of a referral. Standards, section 17."""

    kind: ClassVar[str] = "referral_update"

    referral: Name
    status: ReferralStatus
    outcome: Narrative = ""

    def fold(self, case: Growing, entry: Dated, /) -> None:
        standing = case.get(ReferralStanding, self.referral)
        if standing is not None:
            case.put(self.referral, evolve(standing, status=self.status, number=entry.number))
