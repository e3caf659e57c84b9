"""The record: an append-only sequence of entries with the case they fold to, and its views.

Records are equal when their ids and entries are. A view can be read like a record and cannot be written to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import final

from attrs import field, frozen

from casework_model.case import Case, empty_case, folded
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.persistent import Log
from casework_model.terms import is_aware


class _Entries:
    """What records and views have in common: entries, their case, and looking back."""

    __slots__ = ()

    case: Case

    @property
    def case_id(self) -> str:
        """The id of the case."""
        return self.case.id

    @property
    def entries(self) -> Log[RecordEntry]:
        """The entries in the order of writing."""
        return self.case.entries

    def as_of(self, moment: datetime) -> RecordView:
        """Give the view of what had happened by that moment, as we know it today. `moment` must be aware."""
        _must_be_aware(moment)
        kept = (entry for entry in self.entries if entry.occurred_at <= moment)
        return RecordView(folded(empty_case(self.case_id), kept))

    def as_known_at(self, moment: datetime) -> RecordView:
        """Give the view of what the agency had written down by that moment. `moment` must be aware."""
        _must_be_aware(moment)
        kept = (entry for entry in self.entries if entry.recorded_at <= moment)
        return RecordView(folded(empty_case(self.case_id), kept))


def _must_be_aware(moment: datetime) -> None:
    if not is_aware(moment):
        raise BadValue(Fault(where="moment", problem="a time without a zone is no instant", remedy="Give it a zone"))


class _Ids:
    """Which ids are in use, shared by all records that grew from one another.

    An id is never given another number: a record that uses it elsewhere takes a copy of its own. So sharing is safe,
    between threads too, and asking costs the same however long the record is.
    """

    __slots__ = ("_numbers",)

    def __init__(self, numbers: dict[str, int]) -> None:
        self._numbers = numbers

    def number(self, key: str, entries: Log[RecordEntry]) -> int | None:
        number = self._numbers.get(key)
        if number is None or number > len(entries) or entries[number - 1].id != key:
            return None
        return number

    def claimed(self, news: Iterable[RecordEntry], entries: Log[RecordEntry]) -> _Ids:
        """Give the ids of `entries`, in which `news` are the last ones."""
        for entry in news:
            if self._numbers.setdefault(entry.id, entry.number) != entry.number:
                first: dict[str, int] = {}
                for old in entries:
                    first.setdefault(old.id, old.number)
                return _Ids(first)
        return self


@final
@frozen(repr=False)
class CaseRecord(_Entries):
    """The record of one case. It grows only through an engine, which gives a new record; this one stays as it is."""

    case: Case
    _ids: _Ids = field(eq=False, factory=lambda: _Ids({}))

    @classmethod
    def of(cls, case_id: str, entries: Iterable[RecordEntry] = ()) -> CaseRecord:
        """Fold stored entries. Judges nothing; numbers must count from 1 without gap, or `BadValue` is raised."""
        kept = tuple(entries)
        for place, entry in enumerate(kept, start=1):
            if entry.number != place:
                problem = f"entry number {entry.number} stands where number {place} belongs"
                raise BadValue(
                    Fault(where="entries", problem=problem, remedy="Find the entry that is missing or moved")
                )
        empty = cls(empty_case(case_id))
        return empty.with_entries(kept)

    def with_entries(self, entries: Iterable[RecordEntry]) -> CaseRecord:
        """Give the record with further entries, unjudged: for the engine and the codec, which judge before."""
        news = tuple(entries)
        case = folded(self.case, news)
        return CaseRecord(case, self._ids.claimed(news, case.entries))

    def number_of(self, entry_id: str) -> int | None:
        """Give the number of the entry with that id, or None if the id is not in use."""
        return self._ids.number(entry_id, self.entries)

    def __repr__(self) -> str:
        return f"<CaseRecord {self.case_id}, {len(self.entries)} entries>"


@final
@frozen(repr=False)
class RecordView(_Entries):
    """What a record says of one time. It can be read, looked back from again, and not written to."""

    case: Case

    def __repr__(self) -> str:
        return f"<RecordView of {self.case_id}, {len(self.entries)} entries>"
