"""Which records may be in an extract: those whose client has agreed to research, and whose word still stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final, final

from attrs import frozen

from casework_model.case import Case
from casework_model.facts import Consent, ConsentStatus, Sealed
from casework_model.record import CaseRecord
from casework_model.shape import Value
from casework_model.terms import Name

RESEARCH: Final = "research"
"""The scope of consent to research. Standards, section 1."""


class Ground(StrEnum):
    """Why a record is not in an extract."""

    NEVER_GIVEN = "never given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    GIVEN_LATER = "given later"
    WITHOUT_INTERPRETER = "without interpreter"
    WITHOUT_ASSENT = "without assent"
    SEALED = "sealed"
    NOT_OPENED = "not opened"
    NOT_SOUND = "not sound"


GROUNDS: Final = {
    Ground.NEVER_GIVEN: "no consent to research is on record",
    Ground.REFUSED: "consent to research was refused",
    Ground.WITHDRAWN: "consent to research was withdrawn",
    Ground.EXPIRED: "consent to research had expired",
    Ground.GIVEN_LATER: "consent to research was given only after the time of the extract",
    Ground.WITHOUT_INTERPRETER: "the client needs an interpreter, and consent to research was given without one",
    Ground.WITHOUT_ASSENT: "a guardian agreed to research, and the child did not",
    Ground.SEALED: "a later word on consent was sealed, so that nobody can tell what it was",
    Ground.NOT_OPENED: "the record does not open a case",
    Ground.NOT_SOUND: "the record holds what no file can hold, or times at the end of the calendar",
}
"""The same in words."""


@final
@frozen(kw_only=True, repr=False)
class RefusedRecord(Value):
    """A record that is not in the extract, by its own id, and why. It stands nowhere in what is written."""

    case_id: Name
    ground: Ground


def ground_against(record: CaseRecord, at: datetime) -> Ground | None:
    """Say what speaks against a record; None where its client's consent to research stands at that time.

    The latest word counts, the last to be written and the last to be said. What HR-26 says of consent, that whoever
    needs an interpreter had one, counts here too, and the word of a child beside that of a guardian.
    """
    case = record.case
    if not case.is_begun:
        return Ground.NOT_OPENED
    words = [
        (entry, entry.fact)
        for entry in case.newest_first(Consent)
        if isinstance(entry.fact, Consent) and RESEARCH in entry.fact.scopes
    ]
    if not words:
        return Ground.NEVER_GIVEN
    (last, consent), *_ = words
    later = (entry.fact for entry in record.amended if entry.number > last.number)
    if any(isinstance(fact, Sealed) and fact.of == Consent.kind for fact in later):
        return Ground.SEALED
    for entry, word in words:
        counts = entry is last or entry.occurred_at > last.occurred_at  # said after what was written last
        if counts and word.status is not ConsentStatus.GIVEN:
            return Ground.REFUSED if word.status is ConsentStatus.REFUSED else Ground.WITHDRAWN
    return _against_giving(case, last.occurred_at, consent, at)


def _against_giving(case: Case, given_at: datetime, consent: Consent, at: datetime) -> Ground | None:
    """Say what speaks against a consent that was given, and not taken back since."""
    if consent.valid_until is not None and consent.valid_until < case.day(at):
        return Ground.EXPIRED
    if given_at > at:
        return Ground.GIVEN_LATER
    if case.client.needs_interpreter and not consent.via_interpreter:
        return Ground.WITHOUT_INTERPRETER
    return Ground.WITHOUT_ASSENT if consent.assent is False else None
