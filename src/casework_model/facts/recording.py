"""Recording: notes, disclosures, reading, and what should not have happened."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Final, final

from attrs import evolve, frozen

from casework_model.facts.fact import CourseFact, Dated, Fact, Growing, Standing
from casework_model.people import Role
from casework_model.terms import AccessLevel, Label, Name, Narrative, Purpose, Third


@final
@frozen(kw_only=True, repr=False)
class Note(Fact):
    """An entry whose content is its text alone. Ledger: P-REC-01."""

    kind: ClassVar[str] = "note"


class DisclosureBasis(StrEnum):
    """On what ground something of the record is told to somebody else. Standards, section 2."""

    CONSENT = "consent"
    LEGAL_DUTY = "legal_duty"
    COURT_ORDER = "court_order"
    VITAL_INTEREST = "vital_interest"
    SUPERVISION = "supervision"


@final
@frozen(kw_only=True, repr=False)
class Disclosure(Fact):
    """Something of the record was told to somebody else. Standards, section 2; HR-34, HR-36, HR-40.

    It rests on the consent for its `scope`, on a `legal_basis` in words, or on a coded `basis`; any coded one but
    consent names the `authority` that it rests on, such as a court or a law. `purpose` says what for. `entries` are the
    ids of what was told, and `level` how far it went; without `entries` a level means all up to that level.
    """

    kind: ClassVar[str] = "disclosure"

    receiver: Label
    scope: Name = ""
    legal_basis: Label = ""
    basis: DisclosureBasis | None = None
    authority: Label = ""
    purpose: Label = ""
    entries: tuple[Name, ...] = ()
    level: AccessLevel | None = None

    def accepted_after_closing(self) -> bool:
        return True


@final
@frozen(kw_only=True, repr=False)
class Access(Fact):
    """Somebody read the record, or asked to and was denied. Standards, section 23; HR-35.

    `purpose` is what the reader said, `use` the coded purpose, and `level` how far the reader could see. An `emergency`
    is access that somebody took who had none, with the `reason`; such an entry alone is accepted from a stranger.
    """

    kind: ClassVar[str] = "access"

    reader: Name
    purpose: Label = ""
    denied: bool = False
    use: Purpose | None = None
    level: AccessLevel | None = None
    emergency: bool = False
    reason: Narrative = ""

    def accepted_after_closing(self) -> bool:
        return True


@final
@frozen(kw_only=True, repr=False)
class ReaderStanding(Standing):
    """What somebody is to the case who may read its record, or could until `ended`, the number of that entry.

    `level` is how far at most; `purposes` are those of reading, where not all that the role allows; `until` the last
    local date; `number` the entry that granted it.
    """

    role: Role
    relation: Label
    level: AccessLevel
    purposes: tuple[Purpose, ...]
    until: date | None
    number: int
    ended: int | None = None

    @property
    def is_live(self) -> bool:
        """Whether it has not been ended by an entry; the date is for whoever asks."""
        return self.ended is None

    @property
    def writes(self) -> bool:
        """Whether such a reader may write as well: worker or supervisor, with as much as the case team sees."""
        for_work = not self.purposes or not _WORK.isdisjoint(self.purposes)
        return self.role in _WRITERS and for_work and self.level.shows(AccessLevel.NORMAL)

    def stands_on(self, day: date) -> bool:
        """Whether it had not been ended, and had not run out by that local date; the last day is included."""
        return self.ended is None and (self.until is None or day <= self.until)


CASE_TEAM: Final = "case team"
"""The relation of the workers with whom a case is opened."""

_WRITERS: Final = frozenset({Role.WORKER, Role.SUPERVISOR})
_WORK: Final = frozenset({Purpose.SERVICE, Purpose.SUPERVISION})


@lru_cache(maxsize=64)
def team_member(number: int) -> ReaderStanding:
    """Give what each of those workers is, when the case is opened by the entry of that number. It names nobody."""
    return ReaderStanding(
        role=Role.WORKER, relation=CASE_TEAM, level=AccessLevel.NORMAL, purposes=(), until=None, number=number
    )


@final
@frozen(kw_only=True, repr=False)
class AccessGranted(CourseFact):
    """Somebody may read the record from here on, and a worker or supervisor write too. Standards, section 23; HR-35.

    `worker` is the id of that person, whatever the `role`; `relation` what that person is to the case, in a client's
    case such as "mother". `level` is how far that person may see: more than the case team (normal) is granted by name,
    here. `purposes` narrow down those that the role allows; `until` is the last local date.

    >>> from casework_model import AccessLevel, Role, facts as f
    >>> f.AccessGranted(worker="w1").level.value, f.AccessGranted(worker="cl-1", role=Role.CLIENT).writes
    ('normal', False)
    """

    kind: ClassVar[str] = "access_granted"

    worker: Name
    relation: Third = ""
    role: Role = Role.WORKER
    level: AccessLevel = AccessLevel.NORMAL
    purposes: tuple[Purpose, ...] = ()
    until: date | None = None

    @property
    def writes(self) -> bool:
        """Whether it lets that person write as well."""
        return self.standing(0).writes

    def standing(self, number: int) -> ReaderStanding:
        """Give the standing that it gives a reader, by the entry of that number."""
        return ReaderStanding(
            role=self.role,
            relation=self.relation,
            level=self.level,
            purposes=self.purposes,
            until=self.until,
            number=number,
        )

    def accepted_after_closing(self) -> bool:
        return True

    def fold(self, case: Growing, entry: Dated, /) -> None:
        standing = self.standing(entry.number)
        case.put(self.worker, standing)
        case.authorise(self.worker, granted=standing.writes and self.until is None)

    def sealed(self) -> Fact:
        return evolve(self, relation="")


@final
@frozen(kw_only=True, repr=False)
class AccessEnded(CourseFact):
    """Somebody may no longer read or write the record. Standards, section 23; HR-35."""

    kind: ClassVar[str] = "access_ended"

    worker: Name

    def accepted_after_closing(self) -> bool:
        return True

    def fold(self, case: Growing, entry: Dated, /) -> None:
        case.authorise(self.worker, granted=False)
        standing = case.get(ReaderStanding, self.worker)
        if standing is not None and standing.is_live:
            case.put(self.worker, evolve(standing, ended=entry.number))

    def sealed(self) -> Fact:
        return self


class IncidentKind(StrEnum):
    """What should not have happened."""

    DISCLOSURE_WITHOUT_CONSENT = "disclosure_without_consent"
    CONTACT_WITHOUT_CONSENT = "contact_without_consent"
    WORK_WITHOUT_GOAL = "work_without_goal"
    UNAUTHORISED_ACCESS = "unauthorised_access"
    HARM = "harm"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class Incident(Fact):
    """A breach that has already happened. Always accepted, also after closing, so that no record need be falsified.

    `about` are the ids of entries that it concerns. Processes, section 1.
    """

    kind: ClassVar[str] = "incident"

    incident: IncidentKind
    about: tuple[Name, ...] = ()
    reported_to: Label = ""
    measures: Narrative = ""

    def accepted_after_closing(self) -> bool:
        return True
