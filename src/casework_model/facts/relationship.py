"""The relationship between client and worker: contacts, and a change of worker."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, final

from attrs import frozen

from casework_model.facts.fact import Fact
from casework_model.terms import Name, Narrative, Third


class ContactMode(StrEnum):
    """How a contact took place."""

    IN_PERSON = "in_person"
    HOME_VISIT = "home_visit"
    PHONE = "phone"
    VIDEO = "video"
    WRITING = "writing"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class Contact(Fact):
    """Client and worker met, spoke or wrote. Ledger: P-REC-01, R-SUS-01."""

    kind: ClassVar[str] = "contact"

    mode: ContactMode | None = None
    participants: tuple[Third, ...] = ()


@final
@frozen(kw_only=True, repr=False)
class WorkerChange(Fact):
    """Another worker takes the case over within the service; not an exit. Processes, section 2.4.

    It says what happened; access is granted and ended by `AccessGranted` and `AccessEnded`.
    """

    kind: ClassVar[str] = "worker_change"

    from_worker: Name = ""
    to_worker: Name = ""
    reason: Narrative = ""
