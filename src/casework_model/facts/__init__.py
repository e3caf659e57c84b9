"""What can be written down: a room for each stage of the work. Values only; the rules live elsewhere.

Every fact of the rooms is found by its stable word through `fact_type`; nothing needs to be listed twice.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from casework_model.facts.assessment import (
    About,
    AssessmentItem,
    CollateralContact,
    EcoMapDrawn,
    GenogramDrawn,
    ItemKind,
    Locus,
    Observation,
    ObservationKind,
    RiskArea,
    RiskAssessment,
    RiskFinding,
    RiskLevel,
    SafetyDecision,
    Strength,
    StrengthKind,
    WorkingHypothesis,
)
from casework_model.facts.course import (
    CaseOpened,
    Closure,
    ClosureKind,
    ContactRoute,
    Initiator,
    ModelChanged,
    ModelRef,
    PhaseChange,
    PhaseMapping,
    PolicyChanged,
    PolicyRef,
    Reopening,
)
from casework_model.facts.crisis import (
    Crisis,
    CrisisStanding,
    SafetyPlan,
    Severity,
    Stabilised,
)
from casework_model.facts.evaluation import (
    Evaluation,
    EvaluationDecision,
    EvaluationKind,
    Rating,
)
from casework_model.facts.fact import (
    Fact,
    Standing,
)
from casework_model.facts.intake import (
    DISCLOSURE,
    SERVICE,
    ConfidentialityExplained,
    ConfidentialityLimit,
    Consent,
    ConsentStanding,
    ConsentStatus,
    Decision,
    Eligibility,
    Interpreter,
    MandateNotice,
    PresentingProblem,
    ProblemDomain,
    Referral,
    ReferralStanding,
    ReferralStatus,
    ReferralUpdate,
    ServiceType,
)
from casework_model.facts.intervention import (
    Intervention,
    InterventionKind,
    ProgressNote,
)
from casework_model.facts.planning import (
    Contract,
    Goal,
    GoalChange,
    GoalOutcome,
    GoalStanding,
    GoalStatus,
    ScaleStep,
    Task,
    TaskStanding,
)
from casework_model.facts.recording import (
    Access,
    AccessEnded,
    AccessGranted,
    Addendum,
    Disclosure,
    Incident,
    IncidentKind,
    Note,
)
from casework_model.facts.relationship import (
    Contact,
    ContactMode,
    WorkerChange,
)
from casework_model.facts.termination import (
    ClosingSummary,
    FollowUp,
    FollowUpOutcome,
    MaintenancePlan,
    TerminationReview,
)

__all__ = [
    "DISCLOSURE",
    "KINDS",
    "SERVICE",
    "About",
    "Access",
    "AccessEnded",
    "AccessGranted",
    "Addendum",
    "AssessmentItem",
    "CaseOpened",
    "ClosingSummary",
    "Closure",
    "ClosureKind",
    "CollateralContact",
    "ConfidentialityExplained",
    "ConfidentialityLimit",
    "Consent",
    "ConsentStanding",
    "ConsentStatus",
    "Contact",
    "ContactMode",
    "ContactRoute",
    "Contract",
    "Crisis",
    "CrisisStanding",
    "Decision",
    "Disclosure",
    "EcoMapDrawn",
    "Eligibility",
    "Evaluation",
    "EvaluationDecision",
    "EvaluationKind",
    "Fact",
    "FollowUp",
    "FollowUpOutcome",
    "GenogramDrawn",
    "Goal",
    "GoalChange",
    "GoalOutcome",
    "GoalStanding",
    "GoalStatus",
    "Incident",
    "IncidentKind",
    "Initiator",
    "Interpreter",
    "Intervention",
    "InterventionKind",
    "ItemKind",
    "Locus",
    "MaintenancePlan",
    "MandateNotice",
    "ModelChanged",
    "ModelRef",
    "Note",
    "Observation",
    "ObservationKind",
    "PhaseChange",
    "PhaseMapping",
    "PolicyChanged",
    "PolicyRef",
    "PresentingProblem",
    "ProblemDomain",
    "ProgressNote",
    "Rating",
    "Referral",
    "ReferralStanding",
    "ReferralStatus",
    "ReferralUpdate",
    "Reopening",
    "RiskArea",
    "RiskAssessment",
    "RiskFinding",
    "RiskLevel",
    "SafetyDecision",
    "SafetyPlan",
    "ScaleStep",
    "ServiceType",
    "Severity",
    "Stabilised",
    "Standing",
    "Strength",
    "StrengthKind",
    "Task",
    "TaskStanding",
    "TerminationReview",
    "WorkerChange",
    "WorkingHypothesis",
]

KINDS: Final = MappingProxyType(
    {
        thing.kind: thing
        for thing in tuple(globals().values())
        if isinstance(thing, type) and issubclass(thing, Fact) and thing is not Fact
    }
)
"""Every shipped fact by its stable word."""
