"""The field's words for the codes of a record. Closed lists: a word that is in none of them may be personal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, final

from dateutil.relativedelta import relativedelta

from casework_model.errors import UnknownModel, UnknownPolicy
from casework_model.facts import Closure, ClosureKind, ContactRoute, GoalStatus, Initiator, ModelRef, PhaseChange
from casework_model.people import ClientKind, ClientStatus
from casework_model.process import MoveKind, ProcessModel, Variant
from casework_model.terms import listed

CLIENTS: Final = {
    ClientKind.INDIVIDUAL: "one person",
    ClientKind.FAMILY: "a family",
    ClientKind.SMALL_GROUP: "a small group",
}

CLIENT_STATUSES: Final = {
    ClientStatus.VOLUNTARY: "voluntary (came freely)",
    ClientStatus.NONVOLUNTARY: "nonvoluntary (pressed to come, without an order)",
    ClientStatus.MANDATED: "mandated (ordered to come)",
}

ROUTES: Final = {
    ContactRoute.PHONE: "by phone",
    ContactRoute.WALK_IN: "by walking in",
    ContactRoute.FORMAL_REFERRAL: "by formal referral",
    ContactRoute.OUTREACH: "by outreach",
    ContactRoute.ONLINE: "online",
    ContactRoute.OTHER: "in another way",
}

VARIANTS: Final = {
    Variant.ITERATIVE: "iterative: the work may return to earlier phases",
    Variant.LINEAR: "linear: the work does not return to earlier phases",
    Variant.LINEAR_WITHOUT_DETOURS: "linear without detours: the work neither returns nor makes detours",
}

GOALS: Final = {
    GoalStatus.PROPOSED: "proposed",
    GoalStatus.ACTIVE: "active",
    GoalStatus.REPLACED: "replaced",
    GoalStatus.WITHDRAWN: "withdrawn",
    GoalStatus.SET_ASIDE: "set aside",
}

_LEVELS: Final = {
    -2: "-2 much less than expected",
    -1: "-1 less than expected",
    0: "0 as expected",
    1: "+1 more than expected",
    2: "+2 much more than expected",
}

CLOSURES: Final = {
    ClosureKind.PLANNED: "as planned",
    ClosureKind.PREMATURE: "prematurely",
    ClosureKind.TRANSFER: "by transfer to another service",
    ClosureKind.INELIGIBLE: "because the client is not eligible here",
    ClosureKind.MANDATE_ENDED: "because the mandate ended",
    ClosureKind.CLIENT_DIED: "because the client died",
    ClosureKind.MOVED_AWAY: "because the client moved away",
    ClosureKind.OPENED_IN_ERROR: "because it was opened in error",
    ClosureKind.OTHER: "in another way",
}

_INITIATORS: Final = {
    Initiator.CLIENT: "initiated by the client",
    Initiator.WORKER: "initiated by the worker",
    Initiator.AGENCY: "initiated by the agency",
    Initiator.BOTH: "initiated by client and worker together",
    Initiator.GUARDIAN: "initiated by the guardian",
    Initiator.COURT: "initiated by the court",
    Initiator.OTHER: "initiated by somebody else",
}

# Standards, section 16, with the common spellings. A reason outside the list may be personal and is kept back.
_CLOSING_REASONS: Final = frozenset(
    {
        "goals_met",
        "goals_mostly_met",
        "goals_partly_met",
        "partly_met",
        "time_limit_reached",
        "mutual_agreement",
        "no_longer_needs_service",
        "mandate_ended",
        "client_withdrew",
        "client_declined_after_assessment",
        "lost_contact",
        "disagreement_with_rules",
        "left_for_other_opportunity",
        "moved_out_of_area",
        "moved_to_other_region",
        "out_of_region",
        "no_longer_eligible",
        "needs_not_met_here",
        "referred_or_transferred",
        "service_or_funding_ended",
        "rules_or_safety_of_staff",
        "non_payment",
        "worker_left",
        "institution",
        "deceased",
        "not_eligible_at_intake",
        "duplicate",
        "opened_in_error",
    }
)

# Processes, section 1: the coded reasons of returns and detours, each as it follows "because of".
_REASONS: Final = {
    "new_issue": "a new issue",
    "missing_information": "missing information",
    "reassessment": "a reassessment",
    "plan_adjustment": "a change of plan",
    "new_goal": "a new goal",
    "strategy_adjustment": "a change of strategy",
    "contract_renegotiation": "a new look at the contract",
    "relapse_or_setback": "a relapse or setback",
    "re_engagement": "a need to re-engage",
    "trust_setback": "a setback in trust",
    "expectations_changed": "changed expectations",
    "worker_change": "a change of worker",
    "crisis": "a crisis",
}

_MOVES: Final = {
    MoveKind.START: "began",
    MoveKind.FORWARD: "went on",
    MoveKind.RETURN: "returned",
    MoveKind.DETOUR: "detour",
    MoveKind.RESUME: "resumed after the detour",
}


def spaced(code: str) -> str:
    """Write a code such as "legal_aid" as words."""
    return code.replace("_", " ")


def reason(code: str) -> str:
    """Say the coded reason of a move in words."""
    return _REASONS.get(code, spaced(code))


def level(number: int | None) -> str:
    """Say what a level of goal attainment means."""
    return "not rated" if number is None else _LEVELS.get(number, f"{number} (no level of the scale)")


def closing(closure: Closure, own_words: str = "") -> str:
    """Say how a case was closed, by whom and why. `own_words` is the reason, where it may be shown as it stands."""
    parts = [CLOSURES[closure.closure]]
    if closure.initiator is not None:
        parts.append(_INITIATORS[closure.initiator])
    if closure.reason in _CLOSING_REASONS:
        parts.append(f"reason: {spaced(closure.reason)}")
    elif closure.reason:
        parts.append(f"reason: {own_words or 'stated in the record'}")
    return ", ".join(parts)


def is_closing_reason(reason: str) -> bool:
    """Whether a reason of closing is a coded one; any other may be personal."""
    return reason in _CLOSING_REASONS


def length(begin: datetime, end: datetime) -> str:
    """Say the time between two local times in whole years, months and days, such as "7 months and 18 days"."""
    gone = relativedelta(end.replace(tzinfo=None), begin.replace(tzinfo=None))
    parts = ((gone.years, "year"), (gone.months, "month"), (gone.days, "day"))
    said = tuple(counted(number, unit) for number, unit in parts if number > 0)
    return listed(said) or "less than a day"


def delay(gone: timedelta) -> str:
    """Say how long something took to be written, in hours or minutes."""
    minutes = round(gone.total_seconds() / 60)
    return counted(minutes, "minute") if minutes < 60 else f"{minutes / 60:.1f} hours"  # noqa: PLR2004 - an hour


def counted(number: int, unit: str, several: str = "") -> str:
    """Write "1 day" or "2 days"; `several` is the plural where it is not formed by an s."""
    return f"{number} {unit if number == 1 else several or unit + 's'}"


GIVE_MODEL: Final = "Give it with --model FILE.toml."
GIVE_POLICY: Final = "Give it with --policy FILE.toml."
"""How the command line is told of a model or policy of one's own."""


def not_known(error: UnknownModel | UnknownPolicy) -> str:
    """Say what the engine does not know, as the beginning of a sentence."""
    return f"The {error.unknown.what} {error.unknown.named} is not known here"


def how_given(error: UnknownModel | UnknownPolicy) -> str:
    """Say how what is not known is given."""
    return GIVE_MODEL if isinstance(error, UnknownModel) else GIVE_POLICY


@final
class Titles:
    """What the phases and models of one record are called; a code in words where the engine knows no title."""

    def __init__(self, models: Iterable[ProcessModel], main: ModelRef) -> None:
        by_version = sorted(
            models, key=lambda model: (model.key == main.key and model.version == main.version, model.version)
        )
        self._models = {model.key: model for model in by_version}

    def known(self, key: str) -> ProcessModel | None:
        """Give the model itself, or None."""
        return self._models.get(key)

    def model(self, key: str) -> str:
        """Give the title of a model."""
        model = self._models.get(key)
        return model.name if model else spaced(key)

    def phase(self, model: str, phase: str) -> str:
        """Give the title of a phase."""
        known = self._models.get(model)
        title = known.phase_name(phase) if known else phase
        return spaced(phase) if title == phase else title

    def arrival(self, change: PhaseChange, own_words: str = "") -> str:
        """Say how a track came into a phase. `own_words` is the reason, where it may be shown as it stands."""
        said = _MOVES[change.move]
        if change.move not in {MoveKind.RETURN, MoveKind.DETOUR}:
            return said
        if change.reason in _REASONS:
            return f"{said} because of {_REASONS[change.reason]}"
        if self.is_coded(change.model, change.reason):
            return f"{said}, reason: {spaced(change.reason)}"
        return f"{said} for another reason{': ' + own_words if own_words else ''}"

    def is_coded(self, key: str, reason: str) -> bool:
        """Whether the reason of a move is one of the shipped codes or of its model's; any other may be personal."""
        model = self._models.get(key)
        return reason in _REASONS or (model is not None and reason in model.reasons)

    def reasons(self, codes: Iterable[str]) -> str:
        """Name the coded reasons that a move knows, and that any other may be given."""
        said = tuple(reason(code) for code in codes)
        return listed((*said, "another reason in words"), "or")
