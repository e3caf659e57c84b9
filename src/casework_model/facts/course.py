"""The course of a case: opening, phase changes, closing, reopening, and a change of model or policy."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar, final
from zoneinfo import ZoneInfoNotFoundError

from attrs import evolve, frozen

from casework_model.errors import BadValue, Fault
from casework_model.facts.fact import CourseFact, Dated, Fact, Growing
from casework_model.people import Client
from casework_model.process import MoveKind, Variant
from casework_model.shape import Value, check
from casework_model.terms import Label, Name, Narrative, zone


class ContactRoute(StrEnum):
    """How the first contact came about. Ledger: C-INT-05."""

    PHONE = "phone"
    WALK_IN = "walk_in"
    FORMAL_REFERRAL = "formal_referral"
    OUTREACH = "outreach"
    ONLINE = "online"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False, cache_hash=True)
class ModelRef(Value):
    """The process model under which a record is kept: key, version and variant."""

    key: Name
    version: int
    variant: Variant = Variant.ITERATIVE

    def __str__(self) -> str:
        return f"{self.key} version {self.version} ({self.variant})"


@final
@frozen(kw_only=True, repr=False, cache_hash=True)
class PolicyRef(Value):
    """The policy under which a record is kept: key, version, and the digest of what it says."""

    key: Name
    version: int
    digest: Name

    def __str__(self) -> str:
        return f"{self.key} version {self.version} ({self.digest[:12] or 'no digest'})"


@final
@frozen(kw_only=True, repr=False)
class CaseOpened(CourseFact):
    """First contact: the case is opened, its first episode and its main track begin. Ledger: C-INT-01, C-INT-14.

    `tz` is the IANA zone of the case; `phase` the phase in which the main track begins; `authorised` the workers who
    may read and write the record from the start (HR-35).
    """

    kind: ClassVar[str] = "case_opened"

    client: Client
    tz: Name
    route: ContactRoute
    model: ModelRef
    phase: Name
    policy: PolicyRef
    authorised: tuple[Name, ...] = ()
    circumstances: Narrative = ""

    def __attrs_post_init__(self) -> None:
        check(self)
        try:
            zone(self.tz)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            fault = Fault(
                where="CaseOpened.tz",
                problem="no time zone of that name is known here",
                remedy='Give an IANA name such as "Europe/Berlin"',
            )
            raise BadValue(fault) from None

    def fold(self, case: Growing, entry: Dated, /) -> None:
        case.open(self, entry)

    def sealed(self) -> Fact:
        return evolve(self, client=evolve(self.client, label=""), circumstances="")

    def withheld(self) -> Fact:
        return evolve(self, client=evolve(self.client, label="", language=""), circumstances="")


@final
@frozen(kw_only=True, repr=False)
class PhaseChange(CourseFact):
    """A move from one phase to another on one track. Ledger: C-GEN-05 to C-GEN-07, C-ITR-01 to C-ITR-03.

    It says model, from, to and kind itself, so that folding needs no model at hand. `reason` is a coded reason of the
    model; any other reason is kept as "other" with its words in `reason_text`.
    """

    kind: ClassVar[str] = "phase_change"

    model: Name
    to: Name
    move: MoveKind
    from_: Name = ""
    reason: Label = ""
    reason_text: Narrative = ""

    def fold(self, case: Growing, entry: Dated, /) -> None:
        case.move(self.model, self.move, self.to, entry)

    def sealed(self) -> Fact:
        return evolve(self, reason="", reason_text="")


class ClosureKind(StrEnum):
    """How a case may end. Processes, section 2.4."""

    PLANNED = "planned"
    PREMATURE = "premature"
    TRANSFER = "transfer"
    INELIGIBLE = "ineligible"
    MANDATE_ENDED = "mandate_ended"
    CLIENT_DIED = "client_died"
    MOVED_AWAY = "moved_away"
    OPENED_IN_ERROR = "opened_in_error"
    OTHER = "other"


class Initiator(StrEnum):
    """Who began the ending of a case. Ledger: C-TRM-08."""

    CLIENT = "client"
    WORKER = "worker"
    AGENCY = "agency"
    BOTH = "both"
    GUARDIAN = "guardian"
    COURT = "court"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class Closure(CourseFact):
    """The end of an episode and of every track. Ledger: C-TRM-01, C-TRM-08, C-TRM-09; standards, section 16.

    `reason` is a coded closing reason such as "goals_met", or words; `receiving` is the service that takes over.
    `effective` is the date of the last service where it differs from the day of closing.
    """

    kind: ClassVar[str] = "closure"

    closure: ClosureKind
    initiator: Initiator | None = None
    reason: Label = ""
    receiving: Label = ""
    unfinished: tuple[Narrative, ...] = ()
    effective: date | None = None

    def fold(self, case: Growing, entry: Dated, /) -> None:
        case.close(self, entry)

    def sealed(self) -> Fact:
        return Closure(closure=self.closure)


@final
@frozen(kw_only=True, repr=False)
class Reopening(CourseFact):
    """A closed case is taken up again: a new episode, with every date of the old one kept. Ledger: H-P3-03."""

    kind: ClassVar[str] = "reopening"

    entry_phase: Name
    reason: Narrative = ""

    def accepted_after_closing(self) -> bool:
        return True

    def fold(self, case: Growing, entry: Dated, /) -> None:
        case.reopen(self, entry)

    def sealed(self) -> Fact:
        return Reopening(entry_phase=self.entry_phase)


@final
@frozen(kw_only=True, repr=False)
class PhaseMapping(Value):
    """What a phase of the old model is called in the new one."""

    old: Name
    new: Name


@final
@frozen(kw_only=True, repr=False)
class ModelChanged(CourseFact):
    """From here on the record is kept under another model, version or variant. Phases not mapped keep their keys."""

    kind: ClassVar[str] = "model_changed"

    model: ModelRef
    phases: tuple[PhaseMapping, ...] = ()

    def accepted_after_closing(self) -> bool:
        return True

    def fold(self, case: Growing, _entry: Dated, /) -> None:
        case.migrate(self.model, None, {pair.old: pair.new for pair in self.phases})

    def sealed(self) -> Fact:
        return self


@final
@frozen(kw_only=True, repr=False)
class PolicyChanged(CourseFact):
    """From here on the record is kept under another policy."""

    kind: ClassVar[str] = "policy_changed"

    policy: PolicyRef

    def accepted_after_closing(self) -> bool:
        return True

    def fold(self, case: Growing, _entry: Dated, /) -> None:
        case.migrate(None, self.policy, {})

    def sealed(self) -> Fact:
        return self
