"""Recording: notes, additions to earlier entries, disclosures, reading, and what should not have happened."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, final

from attrs import frozen

from casework_model.facts.fact import Dated, Fact, Growing
from casework_model.terms import Label, Name, Narrative


@final
@frozen(kw_only=True, repr=False)
class Note(Fact):
    """An entry whose content is its text alone. Ledger: P-REC-01."""

    kind: ClassVar[str] = "note"


@final
@frozen(kw_only=True, repr=False)
class Addendum(Fact):
    """Something is added to an earlier entry, which stays as it was. Standards, section 22; HR-31.

    `target` is the id of that entry; what is added stands in the text of the entry; `replaces` quotes words that are
    taken back.
    """

    kind: ClassVar[str] = "addendum"

    target: Name
    reason: Narrative = ""
    replaces: Narrative = ""

    def accepted_after_closing(self) -> bool:
        return True


@final
@frozen(kw_only=True, repr=False)
class Disclosure(Fact):
    """Something of the record was told to somebody else. Standards, section 2; HR-34, HR-36."""

    kind: ClassVar[str] = "disclosure"

    receiver: Label
    scope: Name = ""
    legal_basis: Label = ""

    def accepted_after_closing(self) -> bool:
        return True


@final
@frozen(kw_only=True, repr=False)
class Access(Fact):
    """Somebody read the record, or asked to and was denied. Standards, section 23; HR-35."""

    kind: ClassVar[str] = "access"

    reader: Name
    purpose: Label = ""
    denied: bool = False

    def accepted_after_closing(self) -> bool:
        return True


@final
@frozen(kw_only=True, repr=False)
class AccessGranted(Fact):
    """A worker may read and write the record from here on. Standards, section 23; HR-35."""

    kind: ClassVar[str] = "access_granted"

    worker: Name
    relation: Label = ""

    def accepted_after_closing(self) -> bool:
        return True

    def fold(self, case: Growing, _entry: Dated, /) -> None:
        case.authorise(self.worker, granted=True)


@final
@frozen(kw_only=True, repr=False)
class AccessEnded(Fact):
    """A worker may no longer read or write the record. Standards, section 23; HR-35."""

    kind: ClassVar[str] = "access_ended"

    worker: Name

    def accepted_after_closing(self) -> bool:
        return True

    def fold(self, case: Growing, _entry: Dated, /) -> None:
        case.authorise(self.worker, granted=False)


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
