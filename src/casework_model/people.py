"""The persons of a case: whom the agency serves. Values only; nothing here knows a process or a record."""

from __future__ import annotations

from enum import StrEnum
from typing import final

from attrs import frozen

from casework_model.shape import Value
from casework_model.terms import Label, Name


class ClientStatus(StrEnum):
    """Why the client is here. Ledger: H-P1-02; standards, section 9."""

    VOLUNTARY = "voluntary"
    NONVOLUNTARY = "nonvoluntary"
    MANDATED = "mandated"


class ClientKind(StrEnum):
    """Who is served: one person, a family or a small group. Ledger: C-GEN-01."""

    INDIVIDUAL = "individual"
    FAMILY = "family"
    SMALL_GROUP = "small_group"


class Role(StrEnum):
    """What somebody is to a case, of those who may read its record. Standards, section 23."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    COURT = "court"
    CLIENT = "client"
    GUARDIAN = "guardian"
    RESEARCHER = "researcher"
    ADMINISTRATOR = "administrator"


@final
@frozen(kw_only=True, repr=False)
class Client(Value):
    """The person, family or small group that is served. Ledger: C-GEN-01, H-P1-02, C-INT-16.

    `language` is a BCP 47 tag such as "prs". Where `needs_interpreter` is true, consent counts only through an
    interpreter (HR-26). `label` is what the team calls the client; it is never shown by `repr`.

    >>> Client(id="cl-17", status=ClientStatus.VOLUNTARY, label="Marta L.")
    Client(id='cl-17', status=voluntary, kind=individual, label=<8>, needs_interpreter=False)
    """

    id: Name
    status: ClientStatus
    kind: ClientKind = ClientKind.INDIVIDUAL
    label: Label = ""
    language: Name = ""
    needs_interpreter: bool = False
