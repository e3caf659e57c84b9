"""What one report is made from. Decides alone what is personal and may be shown."""

from __future__ import annotations

from datetime import datetime
from typing import Final, final

from attrs import frozen

from casework_model.case import Case
from casework_model.engine import Engine
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault, UnknownModel, UnknownPolicy
from casework_model.measures import Readable
from casework_model.policy import Policy
from casework_model.record import RecordView
from casework_model.report.dossier import Dossier
from casework_model.report.layout import clean
from casework_model.report.words import Titles
from casework_model.terms import AccessLevel, is_aware, local_time

_TOLD_UP_TO: Final = AccessLevel.NORMAL
"""The most closed level whose own words are told in a report."""


@final
@frozen(kw_only=True)
class Brief:
    """A record that was begun, the engine that judges it, the time it is looked at from, and the words for it.

    The record may be a view of an earlier time. `at` is the time asked for; `is_last` tells that none was and that it
    is the time of the last entry, or that of the view. `dossier` tells which entries are kept back, and what amends
    which.
    """

    record: Readable
    engine: Engine
    at: datetime
    is_last: bool
    narrative: bool
    titles: Titles
    dossier: Dossier

    @classmethod
    def of(cls, record: Readable, engine: Engine, at: datetime | None, *, narrative: bool) -> Brief:
        """Gather what a report needs. Raises `BadValue` for a time without a zone."""
        if at is not None and not is_aware(at):
            raise BadValue(Fault(where="at", problem="a time without a zone is no instant", remedy="Give it a zone"))
        return cls(
            record=record,
            engine=engine,
            at=at if at is not None else _looked_from(record),
            is_last=at is None,
            narrative=narrative,
            titles=Titles(engine.models, record.case.model),
            dossier=Dossier.of(record, up_to=_TOLD_UP_TO),
        )

    @property
    def policy(self) -> Policy:
        """The policy under which the record is kept, or the engine's own where the engine does not know it."""
        try:
            return self.engine.policy_of(self.record)
        except UnknownPolicy:
            return self.engine.policy

    @property
    def unknown(self) -> tuple[UnknownModel | UnknownPolicy, ...]:
        """The model and the policy under which the record is kept, as far as the engine does not know them."""
        found: list[UnknownModel | UnknownPolicy] = []
        for known in (self.engine.model_of, self.engine.policy_of):
            try:
                known(self.record)
            except (UnknownModel, UnknownPolicy) as error:
                found.append(error)
        return tuple(found)

    @property
    def case(self) -> Case:
        """What the record says now."""
        return self.record.case

    @property
    def until(self) -> datetime:
        """The time up to which what still lasts is counted: never before the last entry.

        In a view of what had happened by some time, that is the last thing that happened, however late it was written.
        """
        if isinstance(self.record, RecordView) and self.record.happened_by is not None:
            return max(self.at, *(entry.occurred_at for entry in self.record.amended))
        return max(self.at, self.record.entries[-1].recorded_at)

    def local(self, moment: datetime) -> datetime:
        """Give a moment as the clock of the case shows it."""
        return local_time(moment, self.case.tz)

    def day(self, moment: datetime) -> str:
        """Write the local date."""
        return str(self.case.day(moment))

    def minute(self, moment: datetime) -> str:
        """Write the local date and the time of the day."""
        return f"{self.local(moment):%Y-%m-%d %H:%M}"

    def day_of(self, number: int) -> str:
        """Write the local date of the entry with that number."""
        entry = self.case.amended_entry(number)
        return self.day(entry.occurred_at) if entry else ""

    def own_words(self, text: str, entry: RecordEntry | int | None) -> str:
        """Give personal text of one entry where it may be shown: when asked for, and the entry is not restricted."""
        number = entry if isinstance(entry, int) or entry is None else entry.number
        is_open = number is not None and number in self.dossier.pieces and number not in self.dossier.hidden
        return clean(text) if self.narrative and is_open else ""


def _looked_from(record: Readable) -> datetime:
    """Give the time of a view, or that of the last entry of a record."""
    moments = (record.happened_by, record.known_by) if isinstance(record, RecordView) else ()
    return min((moment for moment in moments if moment is not None), default=record.entries[-1].recorded_at)
