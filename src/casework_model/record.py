"""The record: an append-only sequence of entries with the case they fold to, and its views.

Records are equal when their ids and entries are. A view can be read like a record and cannot be written to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, final

from attrs import field, frozen

from casework_model.case import Case, empty_case, folded, grown
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.persistent import Book, Log
from casework_model.shape import unclosed
from casework_model.terms import MAX_NAME, is_aware


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
        """Give the view of what had happened by that moment, as we know it today.

        `moment` must say its offset from UTC, else `BadValue` is raised. What happened at that moment is in view.
        """
        must_be_aware(moment)
        kept = (entry for entry in self.entries if entry.occurred_at <= moment)
        return RecordView(folded(empty_case(self.case_id), kept))

    def as_known_at(self, moment: datetime) -> RecordView:
        """Give the view of what the agency had written down by that moment: what it knew, and when.

        `moment` must say its offset from UTC, else `BadValue` is raised. What was written at that moment is in view.
        """
        must_be_aware(moment)
        kept = (entry for entry in self.entries if entry.recorded_at <= moment)
        return RecordView(folded(empty_case(self.case_id), kept))


def _must_be_name(case_id: object) -> None:
    if not isinstance(case_id, str) or not 0 < len(case_id) <= MAX_NAME:
        problem = f"a text of 1 to {MAX_NAME} characters is wanted"
        raise BadValue(Fault(where="case_id", problem=problem, remedy="Give the case an id"))


def must_be_aware(moment: datetime) -> None:
    """Raise `BadValue` for a time that does not say its offset from UTC."""
    if not is_aware(moment):
        raise BadValue(Fault(where="moment", problem="a time without a zone is no instant", remedy="Give it a zone"))


_NO_IDS: Final[Book[str, int]] = Book()

_DIGITS: Final = 20


def own_id(number: int) -> str:
    """Give the id that an entry has by itself: "e" and its number. Only other ids need to be remembered."""
    return f"e{number}"


@final
@frozen(repr=False, weakref_slot=False)
class CaseRecord(_Entries):
    """The record of one case. It grows only through an engine, which gives a new record; this one stays as it is.

    `case` is what the record says now. Ledger: P-REC-01, P-REC-06.

    >>> from datetime import UTC
    >>> from casework_model import Client, ClientStatus, Engine, facts as f
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> client = Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = Engine().open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                        occurred_at=nine, recorded_at=nine)
    >>> record, record.case.phase, record.entries[-1].fact.kind
    (<CaseRecord c-1, 1 entries>, 'intake', 'case_opened')
    """

    case: Case
    _ids: Book[str, int] = field(eq=False, default=_NO_IDS)

    @classmethod
    def of(cls, case_id: str, entries: Iterable[RecordEntry] = ()) -> CaseRecord:
        """Fold stored entries, unjudged. Raises `BadValue` for a gap in the numbers or a time without a zone."""
        _must_be_name(case_id)
        kept = tuple(entries)
        for entry in kept:
            must_be_aware(entry.occurred_at)
            must_be_aware(entry.recorded_at)
        empty = cls(empty_case(case_id))
        return empty.with_entries(kept) if kept else empty

    def with_entries(self, entries: Iterable[RecordEntry]) -> CaseRecord:
        """Give the record with further entries, unjudged: for what an engine permitted or a file held.

        Raises `BadValue` where numbers do not go on without gap.
        """
        news = tuple(entries)
        for place, entry in enumerate(news, start=len(self.entries) + 1):
            if entry.number != place:
                problem = f"entry number {entry.number} stands where number {place} belongs"
                remedy = "Find the entry that is missing or moved"
                raise BadValue(Fault(where="entries", problem=problem, remedy=remedy))
        named = (entry for entry in reversed(news) if entry.id != own_id(entry.number))
        ids = {entry.id: entry.number for entry in named if entry.id not in self._ids}
        return CaseRecord(folded(self.case, news), self._ids.with_all(ids) if ids else self._ids)

    def with_entry(self, entry: RecordEntry) -> CaseRecord:
        """Give the record with one further entry, unjudged; the usual step of an engine. Raises as `with_entries`."""
        case, ids = self.case, self._ids
        if entry.number != len(case.entries) + 1:
            return self.with_entries((entry,))
        if entry.id != own_id(entry.number) and entry.id not in ids:
            ids = ids.with_one(entry.id, entry.number)
        record = _Unclosed()
        record.case = grown(case, entry)
        record._ids = ids
        record.__class__ = CaseRecord
        closed: CaseRecord = record
        return closed

    def number_of(self, entry_id: str) -> int | None:
        """Give the number of the entry with that id, or None if the id is not in use.

        >>> record.number_of("e1"), record.number_of("e9")
        (1, None)
        """
        number = self._ids.get(entry_id)
        if entry_id[:1] == "e" and entry_id[1:].isdecimal() and len(entry_id) < _DIGITS:
            own = self.case.entry(int(entry_id[1:]))
            if own is not None and own.id == entry_id and (number is None or own.number < number):
                return own.number
        return number

    def free_id(self) -> str:
        """Give the id of the next entry where its writer names none: its own, unless somebody gave that to another."""
        name = f"e{len(self.case.entries) + 1}"
        while name in self._ids:
            name += "x"
        return name

    def __repr__(self) -> str:
        return f"<CaseRecord {self.case_id}, {len(self.entries)} entries>"


_Unclosed: Final = unclosed(CaseRecord)


@final
@frozen(repr=False)
class RecordView(_Entries):
    """What a record says of one time. It can be read, looked back from again, and not written to.

    In a view of a time before the opening, the case has no client, model or zone: asking for them raises `NotBegun`.

    >>> record.as_of(nine).case.phase
    'intake'
    >>> record.as_of(datetime(2026, 3, 1, tzinfo=UTC)).case.is_begun
    False
    """

    case: Case

    def __repr__(self) -> str:
        return f"<RecordView of {self.case_id}, {len(self.entries)} entries>"
