"""One entry of a record: who wrote it, when it happened, when it was written, what was seen or done, and its fact."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, final

from attrs import frozen

from casework_model.facts import Fact
from casework_model.shape import shown, unclosed
from casework_model.terms import AccessLevel, Label, Name, Narrative


@final
@frozen(repr=False, weakref_slot=False)
class RecordEntry:
    """An entry on record. Made by the engine or read from a file, never by hand: what is on record is always sound.

    `number` counts from 1 without gap. Both times carry a fixed offset from UTC. `participants` are those who took
    part, by role. Ledger: P-REC-01, P-REC-08.
    """

    number: int
    id: Name
    by: Name
    occurred_at: datetime
    recorded_at: datetime
    fact: Fact
    text: Narrative = ""
    access: AccessLevel = AccessLevel.NORMAL
    participants: tuple[Label, ...] = ()

    @property
    def lag(self) -> timedelta:
        """How long after it happened it was written. Ledger: P-REC-12."""
        return self.recorded_at - self.occurred_at

    def __repr__(self) -> str:
        return shown(self)


_Unclosed: Final = unclosed(RecordEntry)


def entry_made(  # noqa: PLR0917 - by position, as fast as can be
    number: int,
    id_: str,
    by: str,
    occurred_at: datetime,
    recorded_at: datetime,
    fact: Fact,
    text: str,
    access: AccessLevel,
    participants: tuple[str, ...],
) -> RecordEntry:
    """Give an entry as `RecordEntry` does, in a third of the time."""
    entry = _Unclosed()
    entry.number = number
    entry.id = id_
    entry.by = by
    entry.occurred_at = occurred_at
    entry.recorded_at = recorded_at
    entry.fact = fact
    entry.text = text
    entry.access = access
    entry.participants = participants
    entry.__class__ = RecordEntry
    closed: RecordEntry = entry
    return closed
