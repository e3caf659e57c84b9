"""Who read the record, and who could: as it was known at the time, whatever was corrected or retracted since."""

from __future__ import annotations

from datetime import date
from typing import final

from attrs import frozen

from casework_model.access.written import LastWords, turns
from casework_model.entry import RecordEntry
from casework_model.facts import Access, AccessEnded, AccessGranted, CaseOpened, Sealed
from casework_model.measures import Readable
from casework_model.people import Role
from casework_model.report.bundle.book import Book, counting
from casework_model.report.bundle.clock import day
from casework_model.report.bundle.markup import Html, joined, own, table, tag, told
from casework_model.report.bundle.terms import in_words
from casework_model.terms import AccessLevel, Purpose

_NOT_TOLD = "Who could read the record is not told: this document holds entries that were chosen from it."
_NOT_ALL = "Others may have been able to read it, too: content was taken out of entries before this document was made."


def readings(book: Book) -> Html:
    """Draw which readings of the record were put on record."""
    header = ("Entry", "When", "Reader", "Purpose", "Answer")
    rows: list[tuple[Html, ...]] = []
    for family, entry, fact in book.told(Access):
        when = joined((book.teller.clock.moment(entry.occurred_at), counting(family)))
        answer = told("denied" if fact.denied else "read")
        rows.append((book.linked(entry.number), when, own(fact.reader), _purpose(fact), answer))
    for family, entry, left in book.told(Sealed):
        if left.of == Access.kind:
            when = joined((book.teller.clock.moment(entry.occurred_at), counting(family)))
            rows.append((book.linked(entry.number), when, *(told("[sealed]"),) * 3))
    if not rows:
        return tag("p", book.none("reading of the record"))
    return table("Readings that were put on record", header, rows)


def _purpose(fact: Access) -> Html:
    """Say what it was read for, as far as that is on record: coded, in the reader's own words, or both."""
    use = Purpose.EMERGENCY if fact.emergency else fact.use
    said = [told(in_words(use))] if use is not None else []
    return joined((*said, *([own(fact.purpose)] if fact.purpose else [])), ", ")


@final
@frozen
class _Grant:
    """How far somebody may read, in words, by the entry of that number; `until` is the last day, where there is one."""

    role: str
    level: str
    number: int
    until: date | None = None


def could_read(book: Book, record: Readable) -> Html:
    """Draw from when to when each reader could read the record, and how far; what changes that begins a new line.

    A line begins and ends where that was written. Grants are told to every reader, also of entries that are withheld.
    """
    if book.is_choice:
        return tag("p", _NOT_TOLD)
    clock = book.teller.clock
    words = LastWords[_Grant | None]()
    rows: list[list[Html]] = []
    lasting: dict[str, tuple[_Grant, list[Html]]] = {}
    for turn in turns(record.with_amendments(), (CaseOpened, AccessGranted, AccessEnded)):
        at, number = clock.moment(turn.by.recorded_at), book.linked(turn.by.number)
        for worker in words.say(turn.number, _granted(turn.now)):
            grant, last = words.on(worker), lasting.get(worker)
            if grant == (last and last[0]):
                continue
            if last is not None:
                row = last[1]
                row[-2:] = at, joined((row[-1], " to ", number))
                del lasting[worker]
            if grant is not None:
                end = "still" if grant.until is None else f"the end of {day(grant.until)}, as granted"
                row = [own(worker), told(grant.role), told(grant.level), at, told(end), number]
                lasting[worker] = grant, row
                rows.append(row)
    drawn = table("Who could read the record", ("Who", "As", "Up to", "From", "Until", "Entry"), rows)
    return joined((drawn, tag("p", _NOT_ALL))) if book.dossier.withheld_before else drawn


def _granted(entry: RecordEntry | None) -> dict[str, _Grant | None]:
    """Give to whom an entry gives access, with the role and the level in words; None for whom it ends."""
    if entry is None:
        return {}
    fact, number = entry.fact, entry.number
    if isinstance(fact, AccessGranted):
        return {fact.worker: _Grant(in_words(fact.role), in_words(fact.level), number, fact.until)}
    if isinstance(fact, AccessEnded):
        return {fact.worker: None}
    team = fact.authorised if isinstance(fact, CaseOpened) else ()
    return dict.fromkeys(team, _Grant(in_words(Role.WORKER), in_words(AccessLevel.NORMAL), number))
