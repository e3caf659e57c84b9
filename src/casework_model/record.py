"""The record: an append-only sequence of entries with the case they fold to, and its views.

Records are equal when their ids and entries are. A view can be read like a record and cannot be written to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, final

from attrs import field, frozen

from casework_model.amended import as_amended, kinds_of, with_amendments_of, with_seals
from casework_model.case import Case, empty_case, folded, grown, in_view
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault, steady
from casework_model.facts import Sealing
from casework_model.history import Change, Version, changes_of, history_of
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
        """The entries in the order of writing, as they were written."""
        return self.case.entries

    def with_amendments(self) -> tuple[RecordEntry, ...]:
        """Give the entries with all that is known to amend them: of a record, all its entries."""
        return self.entries[:]

    @property
    def amended(self) -> Log[RecordEntry]:
        """The entries that count, as their amendments leave them: without the retracted, the corrected put right."""
        return self.case.amended

    def history(self, entry_id: str) -> tuple[Version, ...]:
        """Give an entry as it was written, and as each of its amendments left it, in the order of writing.

        Amendments of its amendments are among them; in a view also those that happened later and are known. () where no
        entry has that id.
        """
        return history_of(self.with_amendments(), entry_id)

    def changes(self, *, between: tuple[datetime, datetime]) -> tuple[Change, ...]:
        """Give what was learnt after the first moment and up to the second.

        Each change is an entry written in that time, in the order of writing, with what it amends as that read before
        and after. Both moments must say their offset from UTC, else `BadValue` is raised.
        """
        after, until = _both(between)
        must_be_aware(after)
        must_be_aware(until)
        return changes_of(self.with_amendments(), after, until)


def _both(between: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    try:
        after, until = between
    except (TypeError, ValueError):  # one moment, or another number of them
        fault = Fault(where="between", problem="two moments are wanted", remedy="Give (after, until)")
        raise BadValue(fault) from None
    return after, until


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
        news, ids = tuple(entries), dict[str, int]()
        for place, entry in enumerate(news, start=len(self.entries) + 1):
            if entry.number != place:
                problem = f"entry number {entry.number} stands where number {place} belongs"
                remedy = "Find the entry that is missing or moved"
                raise BadValue(Fault(where="entries", problem=problem, remedy=remedy))
            if entry.id != own_id(place) and entry.id not in ids and entry.id not in self._ids:
                ids[entry.id] = place  # of an id that is given twice, the first entry
        known = self._ids.with_all(ids) if ids else self._ids
        if Sealing in kinds_of(news):
            return CaseRecord(folded(empty_case(self.case_id), with_seals((*self.entries, *news))), known)
        return CaseRecord(folded(self.case, news), known)

    def with_entry(self, entry: RecordEntry) -> CaseRecord:
        """Give the record with one further entry, unjudged; the usual step of an engine. Raises as `with_entries`."""
        case, ids = self.case, self._ids
        if entry.number != len(case.entries) + 1 or isinstance(entry.fact, Sealing):
            return self.with_entries((entry,))
        if entry.id != own_id(entry.number) and entry.id not in ids:
            ids = ids.with_one(entry.id, entry.number)
        record = _Unclosed()
        record.case = grown(case, entry)
        record._ids = ids
        record.__class__ = CaseRecord
        closed: CaseRecord = record
        return closed

    def as_of(self, moment: datetime) -> RecordView:
        """Give the view of what had happened by that moment, as we know it today.

        Amendments count whenever they were written: what is in view is told by the corrected times. `moment` must say
        its offset from UTC, else `BadValue` is raised. What happened at that moment is in view.
        """
        must_be_aware(moment)
        return _view(self.case_id, self.entries, moment, None)

    def as_known_at(self, moment: datetime) -> RecordView:
        """Give the view of what the agency had written down by that moment: what it knew, and when.

        Amendments count that had been written by then. `moment` must say its offset from UTC, else `BadValue` is
        raised. What was written at that moment is in view.
        """
        must_be_aware(moment)
        return _view(self.case_id, self.entries, None, moment)

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
        return f"<CaseRecord {steady(self.case_id)}, {len(self.entries)} entries>"


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
    _whole: Log[RecordEntry] = field(eq=False)
    _happened: datetime | None = field(eq=False)
    _known: datetime | None = field(eq=False)
    _lessened: frozenset[int] = field(eq=False, default=frozenset())

    @property
    def happened_by(self) -> datetime | None:
        """The time by which all that is in view had happened; None where that is not limited."""
        return self._happened

    @property
    def known_by(self) -> datetime | None:
        """The time by which all that is in view had been written down; None where that is not limited."""
        return self._known

    @property
    def lessened(self) -> frozenset[int]:
        """The numbers of the entries of which less is told than stands on record, content having been taken out."""
        return self._lessened

    def as_of(self, moment: datetime) -> RecordView:
        """Give the narrower view: of what had happened by that moment as well. Raises as `CaseRecord.as_of`."""
        must_be_aware(moment)
        return _view(self.case_id, self._whole, _earlier(self._happened, moment), self._known, self._lessened)

    def as_known_at(self, moment: datetime) -> RecordView:
        """Give the narrower view: of what was written by that moment as well. Raises as `CaseRecord.as_known_at`."""
        must_be_aware(moment)
        return _view(self.case_id, self._whole, self._happened, _earlier(self._known, moment), self._lessened)

    def with_amendments(self) -> tuple[RecordEntry, ...]:
        """Give the entries in view with all that is known to amend them, whenever that happened.

        A view of what had happened by some time tells it as it is known today; here is how that came to be known.
        """
        if self._happened is None:
            return self.entries[:]
        seen = {entry.number for entry in self.entries}
        return tuple(with_amendments_of(_known(self._whole, self._known), seen))

    def widened(self) -> RecordView:
        """Give the view of all that stands behind it, whatever its time."""
        return _view(self.case_id, self._whole, None, None, self._lessened)

    def __repr__(self) -> str:
        return f"<RecordView of {steady(self.case_id)}, {len(self.entries)} entries>"


def must_be_record(record: object) -> None:
    """Raise `BadValue` for what is no record, such as a view of one."""
    if not isinstance(record, CaseRecord):
        problem = f"a CaseRecord is wanted, not {type(record).__name__}"
        raise BadValue(Fault(where="record", problem=problem, remedy="A view shows the past; ask about its record"))


def behind(read: CaseRecord | RecordView) -> CaseRecord | RecordView:
    """Give all that stands behind a view, whatever its time; a record itself as it is."""
    return read if isinstance(read, CaseRecord) else read.widened()


def seen_as(read: CaseRecord | RecordView, entries: Iterable[RecordEntry]) -> RecordView:
    """Give the view of a record, or of a view, in which these entries stand in the place of those of the whole record.

    They are what a reader sees of each: numbers, times and what folding needs are those of the record.
    """
    happened, known, before = None, None, frozenset[int]()
    if isinstance(read, RecordView):
        happened, known, before = read.happened_by, read.known_by, read.lessened
    full = {entry.number: entry for entry in behind(read).entries}
    shown = tuple(entries)
    lessened = before.union(entry.number for entry in shown if entry != full.get(entry.number))
    whole: Log[RecordEntry] = Log()
    return _view(read.case_id, whole.extended(shown), happened, known, lessened)


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)


def known_in(read: CaseRecord | RecordView) -> list[RecordEntry]:
    """Give all that is known in a view, whatever time it is about; of a record, all its entries."""
    return _known(behind(read).entries, read.known_by if isinstance(read, RecordView) else None)


def _known(whole: Iterable[RecordEntry], known: datetime | None) -> list[RecordEntry]:
    return [entry for entry in whole if known is None or entry.recorded_at <= known]


def _view(
    case_id: str,
    whole: Log[RecordEntry],
    happened: datetime | None,
    known: datetime | None,
    lessened: frozenset[int] = frozenset(),
) -> RecordView:
    """Choose the amendments by when they were written, then their targets by the corrected times, then fold."""
    written = _known(whole, known)
    amended = as_amended(written)
    if happened is None:
        return RecordView(in_view(case_id, written, amended), whole, happened, known, lessened)
    counting = [entry for entry in amended if entry.occurred_at <= happened]
    times = {entry.number: entry.occurred_at for entry in amended}
    seen = [entry for entry in written if times.get(entry.number, entry.occurred_at) <= happened]
    return RecordView(in_view(case_id, seen, counting), whole, happened, known, lessened)
