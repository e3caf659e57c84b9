"""Assessment and study: what is found out about person, problem and environment, and what it is taken to mean."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, final

from attrs import frozen

from casework_model.facts.fact import Fact
from casework_model.facts.intake import ProblemDomain
from casework_model.shape import Value
from casework_model.terms import Label, Name, Third


class ItemKind(StrEnum):
    """What an assessment item is. Ledger: I-EXP-01."""

    SITUATION = "situation"
    NEED = "need"
    CHALLENGE = "challenge"
    RESOURCE = "resource"
    OTHER = "other"


class About(StrEnum):
    """What an assessment item is about. Ledger: H-P1-10."""

    PERSON = "person"
    PROBLEM = "problem"
    ENVIRONMENT = "environment"


@final
@frozen(kw_only=True, repr=False)
class AssessmentItem(Fact):
    """One thing found out. Ledger: I-EXP-01, H-P1-10."""

    kind: ClassVar[str] = "assessment_item"

    item: ItemKind
    about: About | None = None
    domain: ProblemDomain | None = None


class ObservationKind(StrEnum):
    """What was observed. Ledger: P-REC-05, I-EXP-07."""

    BEHAVIOUR = "behaviour"
    EMOTION = "emotion"
    RESPONSE_TO_INTERVENTION = "response_to_intervention"
    INTERACTION = "interaction"
    NON_VERBAL = "non_verbal"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class Observation(Fact):
    """Something seen or heard. Ledger: I-EXP-07, P-REC-05."""

    kind: ClassVar[str] = "observation"

    observed: ObservationKind = ObservationKind.BEHAVIOUR
    non_verbal: bool = False


@final
@frozen(kw_only=True, repr=False)
class GenogramDrawn(Fact):
    """A genogram was drawn with the client, with that many people on it. Ledger: C-ASM-09."""

    kind: ClassVar[str] = "genogram_drawn"

    people: int


@final
@frozen(kw_only=True, repr=False)
class EcoMapDrawn(Fact):
    """An eco-map was drawn with the client, with that many ties on it. Ledger: C-ASM-10."""

    kind: ClassVar[str] = "eco_map_drawn"

    ties: int


class StrengthKind(StrEnum):
    """Kinds of strength. Ledger: C-ASM-14."""

    RESILIENCE = "resilience"
    COPING = "coping"
    TALENT = "talent"
    SKILL = "skill"
    SUPPORT_SYSTEM = "support_system"
    RESOURCE = "resource"
    OTHER = "other"


class Locus(StrEnum):
    """Whether a capacity lies in the client or around the client. Ledger: C-ASM-05."""

    INTERNAL = "internal"
    EXTERNAL = "external"


@final
@frozen(kw_only=True, repr=False)
class Strength(Fact):
    """Something the client can build on. Ledger: I-EXP-05, C-ASM-14; HR-08."""

    kind: ClassVar[str] = "strength"

    strength: StrengthKind
    locus: Locus = Locus.INTERNAL


@final
@frozen(kw_only=True, repr=False)
class WorkingHypothesis(Fact):
    """What is thought to contribute to the problem, formed with the client. Ledger: C-ASM-17; HR-09."""

    kind: ClassVar[str] = "working_hypothesis"

    formed_with: tuple[Third, ...] = ()


class RiskArea(StrEnum):
    """Areas of risk. Ledger: C-ASM-16; standards, section 14."""

    SELF_HARM = "self_harm"
    SUICIDE = "suicide"
    VIOLENCE = "violence"
    VIOLENCE_TO_OTHERS = "violence_to_others"
    PARTNER_VIOLENCE = "partner_violence"
    NEGLECT = "neglect"
    CHILD_NEGLECT = "child_neglect"
    CHILD_ABUSE = "child_abuse"
    CHILD_EXPOSURE = "child_exposure"
    ADULT_ABUSE = "elder_or_adult_abuse"
    SELF_NEGLECT = "self_neglect"
    EXPLOITATION = "exploitation"
    SUBSTANCE_USE = "substance_use"
    RELAPSE = "relapse"
    MEDICAL = "medical"
    FALLS = "falls"
    FINANCES = "finances"
    HOMELESSNESS = "homelessness"
    ENFORCEMENT = "enforcement"
    TRAFFICKING = "trafficking"
    MISSING_PERSON = "missing_person"
    OTHER = "other"


class RiskLevel(StrEnum):
    """How likely harm is in future. Standards, section 14."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    VERY_HIGH = "very_high"


class SafetyDecision(StrEnum):
    """Whether there is danger now. Kept apart from risk. Standards, section 14."""

    SAFE = "safe"
    SAFE_WITH_PLAN = "safe_with_plan"
    UNSAFE = "unsafe"


@final
@frozen(kw_only=True, repr=False)
class RiskFinding(Value):
    """How high the risk is in one area. An area outside the list is OTHER with its name in `named`."""

    area: RiskArea
    level: RiskLevel
    named: Label = ""


@final
@frozen(kw_only=True, repr=False)
class RiskAssessment(Fact):
    """Danger to the client or to others was assessed. Ledger: C-ASM-15, C-ASM-16; HR-07."""

    kind: ClassVar[str] = "risk_assessment"

    findings: tuple[RiskFinding, ...] = ()
    level: RiskLevel | None = None
    safety: SafetyDecision | None = None


@final
@frozen(kw_only=True, repr=False)
class CollateralContact(Fact):
    """Somebody beside the client was asked. Needs consent or a legal basis. Ledger: C-ASM-12; HR-34, HR-36."""

    kind: ClassVar[str] = "collateral_contact"

    contact_with: Third
    scope: Name = ""
    legal_basis: Label = ""
