"""The entries of a record, each with all that amends it, and how much of it this reader may see. Nothing is drawn here.

A row of amendments of amendments hangs on the one entry at its end, the root; together they are a family.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Final, final

from attrs import frozen

from casework_model.access import levels
from casework_model.amended import as_amended, families_of, sealed_numbers, targets_of
from casework_model.entry import RecordEntry
from casework_model.facts import Addendum, Fact
from casework_model.facts.fact import Withheld
from casework_model.history import versions_of
from casework_model.measures import Readable
from casework_model.record import RecordView, behind
from casework_model.terms import AccessLevel

WITHHELD: Final = Withheld.kind
"""The kind of fact that stands in a view from which content was taken out before."""


@final
@frozen(eq=False)
class Piece:
    """One entry of a family at its place in it, from 0, and how much of it may be told.

    `target` is the earlier entry that it amends, None where it amends none; `sealing` the entry that destroyed its
    content; `counts` is False where it was retracted. `level` is the one at which it is held, with its corrections and
    never more open than what it amends. Content of what `is_withheld` is not for this reader; of what `is_lessened`
    some was taken out of the view before.
    """

    place: int
    entry: RecordEntry
    target: RecordEntry | None
    sealing: RecordEntry | None
    counts: bool
    level: AccessLevel
    is_withheld: bool
    is_lessened: bool

    @property
    def bare(self) -> Fact | None:
        """What is told of its fact: all, or where it is withheld what the course of the case needs, else None."""
        if not self.is_withheld:
            return self.entry.fact
        left = self.entry.fact.withheld()
        return None if left.kind == WITHHELD else left


@final
@frozen(eq=False)
class Family:
    """An entry that amends nothing, with its amendments in the order of writing, and what each made of it.

    `readings` has one for each piece: how the root read from then on, None where it had been retracted. A correction is
    never more closed than its root, so that a reader who may see one of the readings may see all.
    """

    pieces: tuple[Piece, ...]
    readings: tuple[RecordEntry | None, ...]

    @property
    def root(self) -> Piece:
        """The entry that all others are about."""
        return self.pieces[0]

    @property
    def now(self) -> RecordEntry | None:
        """How the root reads after all, None where it is retracted."""
        return self.readings[-1]

    @property
    def latest(self) -> RecordEntry:
        """How the root read last before it was retracted, and else reads now."""
        return next(reading for reading in reversed(self.readings) if reading is not None)

    @property
    def is_corrected(self) -> bool:
        """Whether it reads otherwise now than it was written, and counts."""
        return self.now is not None and self.now != self.root.entry

    @property
    def is_added_to(self) -> bool:
        """Whether an addendum that counts stands by it."""
        pieces = (piece for piece in self.pieces[1:] if piece.counts and not piece.is_withheld)
        return any(isinstance(piece.entry.fact, Addendum) for piece in pieces)

    def is_within(self, between: tuple[datetime, datetime]) -> bool:
        """Whether any piece happened or was written between two moments, or was so by some reading of the root."""
        first, last = between
        entries = [*(piece.entry for piece in self.pieces), *filter(None, self.readings)]
        moments = (moment for entry in entries for moment in (entry.occurred_at, entry.recorded_at))
        return any(first <= moment <= last for moment in moments)


@final
@frozen(eq=False)
class Dossier:
    """All families of a record that are in the bundle, in the order of their roots, and their pieces by number.

    Of a view there are also those known to amend what is in it, whenever that happened. `total` is how many entries
    there are; `places` finds an entry in the bundle by its id. `hidden` are the numbers of those, in the bundle or not,
    that are not for this reader.
    """

    families: tuple[Family, ...]
    pieces: Mapping[int, Piece]
    family_of: Mapping[int, Family]
    places: Mapping[str, int]
    hidden: frozenset[int]
    total: int

    @classmethod
    def of(cls, record: Readable, *, up_to: AccessLevel, between: tuple[datetime, datetime] | None = None) -> Dossier:
        """Gather the families; of a range those of which any piece happened or was written in it. Linear.

        What is held above the level `up_to` (`casework_model.access.levels`) is withheld.
        """
        kept = record.with_amendments()
        amending = zip(kept, targets_of(kept), strict=True)
        targets = {entry.number: kept[place] for entry, place in amending if place is not None}
        seals, held = sealed_numbers(behind(record).entries[:]), levels(record)
        lessened = record.lessened if isinstance(record, RecordView) else frozenset[int]()
        known = _Told(targets, seals, held, lessened, up_to)
        every = [known.family(group) for group in families_of(kept)]
        families = [family for family in every if between is None or family.is_within(between)]
        pieces = {piece.entry.number: (piece, family) for family in families for piece in family.pieces}
        ordered = dict(sorted(pieces.items()))
        return cls(
            tuple(families),
            {number: piece for number, (piece, _) in ordered.items()},
            {number: family for number, (_, family) in ordered.items()},
            {piece.entry.id: number for number, (piece, _) in reversed(ordered.items())},
            frozenset(piece.entry.number for family in every for piece in family.pieces if piece.is_withheld),
            len(kept),
        )

    @property
    def withheld(self) -> tuple[int, ...]:
        """The numbers of the entries that are not for this reader."""
        return tuple(number for number, piece in self.pieces.items() if piece.is_withheld)

    @property
    def withheld_before(self) -> tuple[int, ...]:
        """The numbers of the entries from which something had been taken out before."""
        gone = (piece for piece in self.pieces.values() if piece.is_lessened and not piece.is_withheld)
        return tuple(piece.entry.number for piece in gone)

    @property
    def sealed(self) -> tuple[int, ...]:
        """The numbers of the entries whose content was destroyed."""
        return tuple(number for number, piece in self.pieces.items() if piece.sealing is not None)


@final
@frozen(eq=False)
class _Told:
    """What is known of all entries, by number: what each amends, its sealing, its level, and whether less is told."""

    targets: Mapping[int, RecordEntry]
    seals: Mapping[int, RecordEntry]
    held: Mapping[int, AccessLevel]
    lessened: Container[int]
    up_to: AccessLevel

    def family(self, group: list[RecordEntry]) -> Family:
        """Give an entry with its amendments."""
        counting = {entry.number for entry in as_amended(group)}
        pieces = (self.piece(place, entry, counts=entry.number in counting) for place, entry in enumerate(group))
        return Family(tuple(pieces), versions_of(group))

    def piece(self, place: int, entry: RecordEntry, *, counts: bool) -> Piece:
        """Give one entry of a family."""
        number = entry.number
        return Piece(
            place,
            entry,
            self.targets.get(number),
            self.seals.get(number),
            counts=counts,
            level=self.held[number],
            is_withheld=not self.up_to.shows(self.held[number]),
            is_lessened=entry.fact.kind == WITHHELD or number in self.lessened,
        )
