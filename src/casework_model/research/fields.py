"""What becomes of each field of a record in an extract, and which facts are told at all.

Read off the annotations wherever they say enough. Identifiers and code words are both annotated as names, so that those
that are code words stand here; a name that stands nowhere is taken for an identifier and becomes a pseudonym. A kind of
fact that stands nowhere is left out, and so a new kind is until somebody has thought about it.
"""

from __future__ import annotations

import typing
from enum import StrEnum
from functools import cache
from typing import Annotated, Final, get_args, get_origin

from casework_model import facts as f
from casework_model.research.choices import TextKind
from casework_model.shape import Field, Form
from casework_model.terms import Holds

COURSE: Final[tuple[type[f.Fact], ...]] = (
    f.CaseOpened,
    f.PhaseChange,
    f.Closure,
    f.Reopening,
    f.ModelChanged,
    f.PolicyChanged,
)
"""The facts without which a record does not fold to the same course. Above the level, their bare form is told."""

TOLD: Final[tuple[type[f.Fact], ...]] = (
    *COURSE,
    f.Addendum,
    f.AssessmentItem,
    f.ClosingSummary,
    f.CollateralContact,
    f.ConfidentialityExplained,
    f.Consent,
    f.Contact,
    f.Contract,
    f.Crisis,
    f.Disclosure,
    f.Eligibility,
    f.Evaluation,
    f.FollowUp,
    f.Goal,
    f.GoalChange,
    f.Incident,
    f.Interpreter,
    f.Intervention,
    f.MaintenancePlan,
    f.MandateNotice,
    f.Note,
    f.Observation,
    f.PresentingProblem,
    f.ProgressNote,
    f.Referral,
    f.ReferralUpdate,
    f.RiskAssessment,
    f.SafetyPlan,
    f.Stabilised,
    f.Strength,
    f.Task,
    f.TerminationReview,
    f.WorkerChange,
    f.WorkingHypothesis,
)
"""The facts that an extract tells. Not who read a record, drawings of families, and personal details."""


class Becoming(StrEnum):
    """What becomes of a name."""

    PSEUDONYM = "pseudonym"
    """A pseudonym that is the same throughout the extract."""
    OWN_PSEUDONYM = "own pseudonym"
    """A pseudonym within its case: what two cases call "g1" is not the same goal."""
    CODE = "code"
    """It stays: a word of a process model."""
    SCOPE = "scope"
    """What stands before the colon stays, if it is known."""
    LANGUAGE = "language"
    """It stays without region where enough cases share it."""
    REASON = "reason"
    """It stays where it is coded and enough cases share it."""
    UTC = "utc"
    """UTC, in which all times are."""
    REMOVED = "removed"


ENTRY: Final = "entry"
"""The domain of the ids of entries."""

_IDENTIFIERS: Final = {
    "CaseOpened.authorised": "worker",
    "Client.id": "client",
    "PolicyRef.key": "policy",
    "RecordEntry.by": "worker",
    "WorkerChange.from_worker": "worker",
    "WorkerChange.to_worker": "worker",
}
"""What names the same thing in every case, with its domain."""

_OWN_IDENTIFIERS: Final = {
    "Addendum.target": ENTRY,
    "Contract.goals": "goal",
    "Crisis.id": "crisis",
    "Disclosure.entries": ENTRY,
    "Goal.id": "goal",
    "GoalChange.goal": "goal",
    "Incident.about": ENTRY,
    "Intervention.goals": "goal",
    "PresentingProblem.id": "problem",
    "ProgressNote.goal": "goal",
    "Rating.goal": "goal",
    "RecordEntry.id": ENTRY,
    "Referral.id": "referral",
    "ReferralUpdate.referral": "referral",
    "Stabilised.crisis": "crisis",
    "Task.goal": "goal",
    "Task.id": "task",
}
"""What names something within one case, with its domain."""

_OTHERS: Final = {
    "CaseOpened.phase": Becoming.CODE,
    "CaseOpened.tz": Becoming.UTC,
    "Client.language": Becoming.LANGUAGE,
    "Closure.reason": Becoming.REASON,
    "CollateralContact.scope": Becoming.SCOPE,
    "Consent.scopes": Becoming.SCOPE,
    "Disclosure.scope": Becoming.SCOPE,
    "Interpreter.language": Becoming.LANGUAGE,
    "ModelRef.key": Becoming.CODE,
    "PhaseChange.from_": Becoming.CODE,
    "PhaseChange.model": Becoming.CODE,
    "PhaseChange.reason": Becoming.REASON,
    "PhaseChange.to": Becoming.CODE,
    "PhaseMapping.new": Becoming.CODE,
    "PhaseMapping.old": Becoming.CODE,
    "PolicyRef.digest": Becoming.REMOVED,
    "Reopening.entry_phase": Becoming.CODE,
}
"""Names that identify nobody, and the two labels that hold coded reasons."""

ALWAYS_REMOVED: Final = frozenset({"Client.label"})
"""Texts that no choice keeps: what the team calls the client."""

NUMBERS: Final = frozenset({"ModelRef.version", "PolicyRef.version"})
"""Numbers that are kept, beside those that a rule judges: levels and weights of goals."""

SCOPES: Final = frozenset(
    {
        "service",
        "assessment_tool",
        "recording_audio_video",
        "collateral",
        "disclosure",
        "research",
        "follow_up",
    }
)
"""The scopes of consent of the standards (section 1), without whom they concern."""


@cache
def becoming(place: str) -> tuple[Becoming, str]:
    """Say what becomes of the name at "Class.field", and in which domain it is a pseudonym.

    >>> becoming("Client.id")
    (<Becoming.PSEUDONYM: 'pseudonym'>, 'client')
    >>> becoming("Goal.id")
    (<Becoming.OWN_PSEUDONYM: 'own pseudonym'>, 'goal')
    """
    if place in _IDENTIFIERS:
        return Becoming.PSEUDONYM, _IDENTIFIERS[place]
    if place in _OTHERS:
        return _OTHERS[place], ""
    return Becoming.OWN_PSEUDONYM, _OWN_IDENTIFIERS.get(place, place)


def is_coded(place: str) -> bool:
    """Whether the field of text at "Class.field" holds a coded reason."""
    return _OTHERS.get(place) is Becoming.REASON


@cache
def text_kind(cls: type, field: Field) -> TextKind:
    """Say which kind of text a private field of a fact holds."""
    if field.third:
        return TextKind.PARTICIPANTS
    hint = typing.get_type_hints(cls, include_extras=True)[field.name]
    return TextKind.NARRATIVE if Holds.NARRATIVE in _held(hint) else TextKind.LABEL


def _held(hint: object) -> set[object]:
    """Give what the annotations within a hint say of its texts."""
    if get_origin(hint) is Annotated:
        return set(get_args(hint)[1:])
    return {holds for part in get_args(hint) for holds in _held(part)}


def is_plain(place: str, field: Field) -> bool:
    """Whether what is no text, name or part stays: words of closed lists, yes and no, and of numbers these.

    Levels and weights, which a rule judges, and those that are named here. No date stays.
    """
    return field.form in {Form.WORD, Form.TRUTH} or field.judged or place in NUMBERS
