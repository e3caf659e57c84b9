"""How closely each entry of a record is held, its amendments included. Knows no reader.

An entry and its corrections are one: whoever may not see one of them sees none, since the others would tell of it, or
tell what is known to be wrong. What amends an entry is never more open than that entry. So a correction can close an
entry, and never opens it: the wording before it may be what was kept back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from casework_model.amended import targets_of
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.facts import Correction
from casework_model.record import CaseRecord, RecordView, behind, must_be_record
from casework_model.terms import AccessLevel, listed, nearest

_LEVELS = tuple(AccessLevel)


def levels(record: CaseRecord | RecordView) -> Mapping[int, AccessLevel]:
    """Give the level at which each entry of the record is held, by its number; of a view, of all behind it.

    It is the highest of its own, of what its fact asks for, and of those of its corrections, and that of what it
    amends. Linear in the entries. Raises `BadValue` for what is neither a record nor a view of one. Standards, sections
    22 and 23.

    >>> from datetime import UTC, datetime
    >>> from casework_model import Client, ClientStatus, Engine, facts as f
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> engine, client = Engine(), Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = engine.open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                      occurred_at=nine, recorded_at=nine)
    >>> levels(record)[1]
    <AccessLevel.NORMAL: 'normal'>
    """
    entries = tuple(behind(must_be_readable(record)).entries)
    ranks = spread(entries, tuple(map(own_rank, entries)))
    return MappingProxyType({entry.number: _LEVELS[rank] for entry, rank in zip(entries, ranks, strict=True)})


def must_be_readable(record: CaseRecord | RecordView) -> CaseRecord | RecordView:
    """Raise `BadValue` for what is neither a record nor a view of one."""
    if not isinstance(record, RecordView):
        must_be_record(record)
    return record


def must_be_level(level: object, where: str) -> None:
    """Raise `BadValue` for what is no level of access, with the nearest one; `where` is the argument that it is."""
    if not isinstance(level, AccessLevel):
        near = nearest(level, AccessLevel) if isinstance(level, str) else None
        remedy = f"Give AccessLevel.{AccessLevel(near).name}" if near else "Give an AccessLevel"
        problem = f"one of {listed(tuple(AccessLevel), 'or')} is wanted"
        raise BadValue(Fault(where=where, problem=problem, remedy=remedy))


def own_rank(entry: RecordEntry) -> int:
    """Give the rank of an entry by itself: of its level, or of that which its fact asks for."""
    return max(entry.access.rank, entry.fact.least_access().rank)


def spread(entries: Sequence[RecordEntry], own: Sequence[int]) -> list[int]:
    """Give the rank of each entry with its amendments, from the ranks that they have by themselves."""
    targets = targets_of(entries)
    roots: list[int] = []
    ranks = list(own)
    for place, (entry, target) in enumerate(zip(entries, targets, strict=True)):
        root = roots[target] if target is not None and isinstance(entry.fact, Correction) else place
        roots.append(root)
        ranks[root] = max(ranks[root], own[place])
    for place, (target, root) in enumerate(zip(targets, roots, strict=True)):
        amended = target if root == place else root
        if amended is not None:
            ranks[place] = max(ranks[place], ranks[amended])
    return ranks
