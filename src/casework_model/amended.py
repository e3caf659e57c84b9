"""What amendments make of the entries that they are about: which entries count, and how they read.

An amendment takes effect at the place of its target. Only amendments of earlier entries count, so that no circle can
arise; whatever is amended how often, all is worked out in one pass. Total: nothing here judges or raises.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from attrs import evolve

from casework_model.entry import RecordEntry
from casework_model.facts import (
    AMENDMENTS,
    Addendum,
    Amendment,
    CaseOpened,
    Correction,
    Fact,
    Retraction,
    Sealed,
    Sealing,
)

CHANGING: Final = (Correction, Retraction)
"""The amendments that change what a record says; an addendum only adds."""

_APART: Final = (CaseOpened, *AMENDMENTS)


def as_amended(entries: Iterable[RecordEntry]) -> list[RecordEntry]:
    """Give the entries that count, as they read after all amendments among them, in the order of their numbers.

    Retracted entries are left out. A corrected one holds what corrects it, under its own number and id. A correction of
    a correction corrects the target of that one; of a retraction or an entry that comes later, it changes nothing. The
    opening of the case is never retracted, and stays an opening.
    """
    kept = list(entries)
    if kinds_of(kept).isdisjoint(CHANGING):
        return kept
    places = places_of(kept)
    retracted: set[int] = set()
    corrections: dict[int, list[RecordEntry]] = {}
    counting: list[RecordEntry] = []
    for place in range(len(kept) - 1, -1, -1):
        if place in retracted:
            continue
        entry = kept[place]
        for correction in reversed(corrections.pop(place, [])):
            entry = corrected(entry, correction)
        target = places.get(entry.fact.target) if isinstance(entry.fact, CHANGING) else None
        if target is not None and target < place:
            if not isinstance(entry.fact, Retraction):
                corrections.setdefault(target, []).append(entry)
            elif not isinstance(kept[target].fact, CaseOpened):
                retracted.add(target)
        counting.append(entry)
    counting.reverse()
    return counting


def kinds_of(entries: Iterable[RecordEntry]) -> set[type[Fact]]:
    """Give the types of the facts that stand in entries: what is asked of many entries is asked of their few types."""
    return {type(entry.fact) for entry in entries}


def places_of(entries: Sequence[RecordEntry]) -> dict[str, int]:
    """Give the place of each entry by its id, from 0; of an id that stands twice, the first."""
    return {entries[place].id: place for place in range(len(entries) - 1, -1, -1)}


def targets_of(entries: Sequence[RecordEntry]) -> list[int | None]:
    """Give for each entry the place of what it amends, None where it amends nothing. Only earlier entries count."""
    places = places_of(entries)
    found: list[int | None] = []
    for place, entry in enumerate(entries):
        target = places.get(entry.fact.target, place) if isinstance(entry.fact, Amendment) else place
        found.append(target if target < place else None)
    return found


def families_of(entries: Sequence[RecordEntry]) -> list[list[RecordEntry]]:
    """Give each entry that amends nothing, with its amendments and theirs, all in the order of writing. Linear."""
    families: list[list[RecordEntry]] = []
    own: list[list[RecordEntry]] = []
    for entry, target in zip(entries, targets_of(entries), strict=True):
        family = [] if target is None else own[target]
        if target is None:
            families.append(family)
        family.append(entry)
        own.append(family)
    return families


def with_amendments_of(entries: Sequence[RecordEntry], numbers: Collection[int]) -> list[RecordEntry]:
    """Give the entries of those numbers, their amendments and theirs, in the order of writing. Linear."""
    chosen: list[bool] = []
    for entry, target in zip(entries, targets_of(entries), strict=True):
        chosen.append(entry.number in numbers or (target is not None and chosen[target]))
    return [entry for entry, is_chosen in zip(entries, chosen, strict=True) if is_chosen]


def corrected(entry: RecordEntry, correction: RecordEntry) -> RecordEntry:
    """Give an entry as a correction leaves it. `correction` holds the correcting fact; what it does not give stays."""
    news = correction.fact
    if not isinstance(news, Correction) or isinstance(entry.fact, Retraction | Sealing):
        return entry
    if isinstance(news.fact, Sealed) and isinstance(entry.fact, Sealed):
        news = evolve(news, fact=None)  # what it had been when it was first written is what is left
    text, participants = correction.text or entry.text, correction.participants or entry.participants
    if isinstance(entry.fact, Correction):
        fact: Fact = _improved(entry.fact, news)
        return evolve(entry, fact=fact, text=text, participants=participants)
    return evolve(
        entry,
        fact=news.fact if news.fact is not None and fits(news.fact, entry.fact) else entry.fact,
        occurred_at=news.occurred_at or entry.occurred_at,
        access=news.access or entry.access,
        text=text,
        participants=participants,
    )


def fits(new: Fact, old: Fact) -> bool:
    """Whether a fact may take the place of another: nothing becomes an opening or an amendment, or ceases to be one.

    Else an entry would amend another in whose history it does not stand.
    """
    return type(new) is type(old) or not (isinstance(new, _APART) or isinstance(old, _APART))


def _improved(older: Correction, newer: Correction) -> Correction:
    """Give a correction as a further one leaves it: what is put right is the target of the older."""
    return evolve(
        older,
        fact=newer.fact if newer.fact is not None else older.fact,
        occurred_at=newer.occurred_at or older.occurred_at,
        access=newer.access or older.access,
    )


def with_seals(entries: Iterable[RecordEntry]) -> list[RecordEntry]:
    """Give the entries with what was ever sealed gone. The number, id, author, times and level of each stay."""
    kept = list(entries)
    pairs = zip(kept, seals_of(kept), strict=True)
    return [entry if sealing is None else entry.sealed() for entry, sealing in pairs]


def seals_of(entries: Sequence[RecordEntry]) -> list[RecordEntry | None]:
    """Give for each entry the sealing that destroyed its content, None where there is none. Linear.

    Sealed is what a later sealing names, with all that had been written by then to amend it. What is added after that
    stays.
    """
    last = {entry.fact.target: place for place, entry in enumerate(entries) if isinstance(entry.fact, Sealing)}
    found: list[RecordEntry | None] = [None] * len(entries)
    until: dict[str, int] = {}
    for place, entry in enumerate(entries) if last else ():
        reach = last.get(entry.id, -1)
        if isinstance(entry.fact, Addendum | Correction | Retraction):
            reach = max(reach, until.get(entry.fact.target, -1))
        if reach > place:
            until[entry.id], found[place] = reach, entries[reach]
    return found


def sealed_numbers(entries: Sequence[RecordEntry]) -> dict[int, RecordEntry]:
    """Give the numbers of the entries that were sealed, each with the sealing that did it."""
    pairs = zip(entries, seals_of(entries), strict=True)
    return {entry.number: sealing for entry, sealing in pairs if sealing is not None}
