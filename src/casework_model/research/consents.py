"""Which records may be in an extract: those whose client has agreed to research, and whose word still stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, final

from attrs import frozen

from casework_model.case import Case
from casework_model.entry import RecordEntry
from casework_model.facts import Consent, ConsentStatus, Sealed
from casework_model.facts.intake import is_among
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
    NARROWED = "narrowed"
    EXPIRED = "expired"
    GIVEN_LATER = "given later"
    WITHOUT_INTERPRETER = "without interpreter"
    WITHOUT_ASSENT = "without assent"
    OTHER_RECIPIENTS = "other recipients"
    SEALED = "sealed"
    NOT_OPENED = "not opened"
    NOT_SOUND = "not sound"


GROUNDS: Final = {
    Ground.NEVER_GIVEN: "no consent to research is on record",
    Ground.REFUSED: "consent to research was refused",
    Ground.WITHDRAWN: "consent to research was withdrawn",
    Ground.NARROWED: "consent to a part of research was refused or withdrawn after research as a whole was agreed to",
    Ground.EXPIRED: "consent to research had expired",
    Ground.GIVEN_LATER: "consent to research was given only after the time of the extract",
    Ground.WITHOUT_INTERPRETER: "the client needs an interpreter, and consent to research was given without one",
    Ground.WITHOUT_ASSENT: "a guardian agreed to research, and the child did not",
    Ground.OTHER_RECIPIENTS: "consent to research names its recipients, and this extract is not said to be for one",
    Ground.SEALED: "a later word on consent was sealed, so that nobody can tell what it was",
    Ground.NOT_OPENED: "the record does not open a case",
    Ground.NOT_SOUND: "the record holds what no file can hold, or times at the end of the calendar",
}
"""The same in words, which name no scope and no recipient."""


@final
@frozen(kw_only=True, repr=False)
class RefusedRecord(Value):
    """A record that is not in the extract, by its own id, and why. It stands nowhere in what is written."""

    case_id: Name
    ground: Ground


def ground_against(record: CaseRecord, at: datetime, receiver: str) -> Ground | None:
    """Say what speaks against a record; None where its client's consent to research stands at that time.

    The latest word counts, the last to be written and the last to be said. What HR-26 says of consent, that whoever
    needs an interpreter had one, counts here too, and the word of a child beside that of a guardian. A consent that
    names recipients covers these alone, as it does for HR-34.
    """
    case = record.case
    if not case.is_begun:
        return Ground.NOT_OPENED
    words = [_Word(entry, entry.fact) for entry in case.newest_first(Consent) if isinstance(entry.fact, Consent)]
    on_research = [word for word in words if RESEARCH in word.consent.scopes]
    if not on_research:
        return Ground.NEVER_GIVEN
    last = on_research[0]
    counting = [word for word in on_research if word is last or last.is_before(word.entry)]
    taken_back = _taken_back(record, last, counting, words)
    if taken_back is not None:
        return taken_back
    if last.entry.occurred_at > at:
        return Ground.GIVEN_LATER
    return next(filter(None, (_against_giving(case, word, at, receiver) for word in counting)), None)


@final
@frozen
class _Word:
    """A word on consent, and the entry that holds it."""

    entry: RecordEntry
    consent: Consent

    @property
    def is_given(self) -> bool:
        return self.consent.status is ConsentStatus.GIVEN

    @property
    def is_on_part(self) -> bool:
        """Whether it is on a part of research, such as "research:university". Written otherwise it is in doubt one."""
        heads = (scope.partition(":")[0] for scope in self.consent.scopes if scope != RESEARCH)
        return any(head.strip().casefold() == RESEARCH for head in heads)

    def is_before(self, entry: RecordEntry) -> bool:
        """Whether an entry was written after it, or tells of a later time."""
        return entry.number > self.entry.number or entry.occurred_at > self.entry.occurred_at

    def covers(self, receiver: str) -> bool:
        """Whether it names that receiver, or nobody; a receiver that is not said is none of those named."""
        recipients = self.consent.recipients
        return not recipients or (receiver != "" and is_among(receiver, recipients))


def _taken_back(record: CaseRecord, last: _Word, counting: Sequence[_Word], words: Sequence[_Word]) -> Ground | None:
    """Say whether any word that counts is none of consent, or whether a later one is on a part or is sealed."""
    sealed = (entry for entry in record.amended if isinstance(entry.fact, Sealed) and entry.fact.of == Consent.kind)
    if any(last.is_before(entry) for entry in sealed):
        return Ground.SEALED
    for word in counting:
        if not word.is_given:
            return Ground.REFUSED if word.consent.status is ConsentStatus.REFUSED else Ground.WITHDRAWN
    later = (word for word in words if last.is_before(word.entry))
    return Ground.NARROWED if any(word.is_on_part and not word.is_given for word in later) else None


def _against_giving(case: Case, word: _Word, at: datetime, receiver: str) -> Ground | None:
    """Say what speaks against a consent that was given, and not taken back since."""
    consent = word.consent
    if consent.valid_until is not None and consent.valid_until < case.day(at):
        return Ground.EXPIRED
    if case.client.needs_interpreter and not consent.via_interpreter:
        return Ground.WITHOUT_INTERPRETER
    if consent.assent is False:
        return Ground.WITHOUT_ASSENT
    return None if word.covers(receiver) else Ground.OTHER_RECIPIENTS
