"""One entry of a record: who wrote it, when it happened, when it was written, what was seen or done, and its fact."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import final

from attrs import frozen

from casework_model.facts import Fact
from casework_model.shape import shown
from casework_model.terms import AccessLevel, Label, Name, Narrative


@final
@frozen(repr=False)
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
