"""The client's copy: what is left of a record for the client, or for whoever speaks for the client.

Beside what is held too high, third parties are gone from it, who of them reads the record, and what was retracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, final

from attrs import evolve, frozen

from casework_model.access.holding import own_rank, spread
from casework_model.access.thirds import label, without_thirds
from casework_model.amended import with_amendments_of
from casework_model.entry import RecordEntry
from casework_model.facts import (
    Access,
    AccessEnded,
    AccessGranted,
    CaseOpened,
    Correction,
    Fact,
    ReaderStanding,
    Withheld,
)
from casework_model.people import Role
from casework_model.record import CaseRecord, RecordView
from casework_model.terms import CLIENT, WORKER, AccessLevel

CLIENTS: Final = frozenset({Role.CLIENT, Role.GUARDIAN})
"""The roles in which somebody reads a copy, whatever the purpose."""

_TEAM: Final = frozenset({Role.WORKER, Role.SUPERVISOR})
_GONE: Final = len(AccessLevel)
"""The rank of what nobody is shown in a copy, whatever the level."""


def copied(whole: CaseRecord | RecordView, reader: str, level: AccessLevel) -> list[RecordEntry]:
    """Give the entries of a record as they stand in a copy for somebody who sees up to that level."""
    entries = tuple(whole.entries)
    persons = _Persons.of(whole, reader, level)
    left = [_without_others(entry, persons) for entry in entries]
    own = (_GONE if kept is None else own_rank(entry) for entry, kept in zip(entries, left, strict=True))
    ranks = spread(entries, tuple(own))
    counting = {entry.number for entry in whole.amended}
    gone = with_amendments_of(entries, {entry.number for entry in entries} - counting)
    retracted = {entry.number for entry in gone}  # the retractions too
    return [
        _bare(entry, persons)
        if kept is None or rank > level.rank or entry.number in retracted
        else _unlinked(entry, kept)
        for entry, kept, rank in zip(entries, left, ranks, strict=True)
    ]


@final
@frozen
class _Persons:
    """Who is who for a copy: the labels of those who are no third parties, and whose reading of the record is told.

    `team` are those who were workers or supervisors in this case and never anything else; `others` were something else.
    What was retracted or corrected does not count: a slip makes nobody an other.
    """

    labels: frozenset[str]
    own: frozenset[str]
    team: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, whole: CaseRecord | RecordView, reader: str, level: AccessLevel) -> _Persons:
        """Find out from the entries. What the reader is to the case counts only where the copy shows that too."""
        case, entries, granted = whole.case, whole.entries[:], list(_granted(whole.amended))
        others = frozenset(person for person, role in granted if role not in _TEAM)
        team = frozenset(person for person, _ in granted) - others
        clients = [case.client.id] if case.is_begun else []
        standing = case.readers.get(reader)
        if standing is not None and standing.role in CLIENTS:
            own = frozenset({reader})
            relations = [standing.relation] if _is_seen(standing, entries, level) else []
        else:  # made by a worker, for the client
            own, relations = frozenset({reader, *clients}), []
        labels = (CLIENT, WORKER, reader, *clients, *team, *relations)
        return cls(frozenset(label(one) for one in labels if one.strip()), own, team, others)

    def keep_back(self, fact: Fact) -> bool:
        """Whether a fact tells that somebody else than reader and team may read the record, or did.

        Who took access in an emergency is a worker, whom this case did not know.
        """
        if isinstance(fact, Access):
            is_worker = fact.reader in self.team or (fact.emergency and fact.reader not in self.others)
            return fact.reader not in self.own and not is_worker
        return isinstance(fact, AccessGranted | AccessEnded) and fact.worker not in self.own | self.team


def _granted(entries: Iterable[RecordEntry]) -> Iterator[tuple[str, Role]]:
    """Give everybody to whom an entry gave access, with the role."""
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, CaseOpened):
            yield from ((worker, Role.WORKER) for worker in fact.authorised)
        elif isinstance(fact, AccessGranted):
            yield fact.worker, fact.role


def _content(fact: Fact) -> Fact:
    """Give the fact that a correction puts in; any other fact as it is."""
    return fact.fact if isinstance(fact, Correction) and fact.fact is not None else fact


def _is_seen(standing: ReaderStanding, entries: Sequence[RecordEntry], level: AccessLevel) -> bool:
    """Whether the entry that gave a standing is shown up to that level."""
    ranks = spread(entries, tuple(map(own_rank, entries)))
    return any(
        entry.number == standing.number and rank <= level.rank for entry, rank in zip(entries, ranks, strict=True)
    )


def _without_others(entry: RecordEntry, persons: _Persons) -> RecordEntry | None:
    """Give an entry without third parties; None where nothing of it can stay, or where the rest would be untrue."""
    if persons.keep_back(_content(entry.fact)):
        return None
    kept = without_thirds(entry, persons.labels)
    if kept is not None and isinstance(entry.fact, Correction) and entry.participants and not kept.participants:
        return None  # those who were put right would be back
    return kept


def _bare(entry: RecordEntry, persons: _Persons) -> RecordEntry:
    """Give what is left of an entry that is withheld: of who may read the record, only what is told of the team."""
    left = entry.withheld()
    fact = left.fact
    if not persons.keep_back(_content(fact)):
        return left
    return evolve(left, fact=evolve(fact, fact=Withheld()) if isinstance(fact, Correction) else Withheld())


def _unlinked(entry: RecordEntry, kept: RecordEntry) -> RecordEntry:
    """Give what is kept of an entry; where that is less than all, without the digest by which the rest is guessed."""
    if kept is entry or kept.link is None:
        return kept
    return evolve(kept, link=kept.link.shown())
