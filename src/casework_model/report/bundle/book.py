"""What the parts of a bundle are drawn from, and what they all say in the same words. Draws no part itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar, final

from attrs import frozen

from casework_model.entry import RecordEntry
from casework_model.facts import Fact
from casework_model.measures import Readable
from casework_model.record import behind
from casework_model.report.bundle.content import Teller
from casework_model.report.bundle.markup import NOTHING, Html, link, tag, told
from casework_model.report.dossier import Dossier, Family

F = TypeVar("F", bound=Fact)


@final
@frozen(eq=False)
class Book:
    """What the parts are drawn from. `late_hours` is the time allowed for writing, in hours; None for no limit.

    `is_choice` tells that it holds entries that were chosen from a record, so that what follows from all of them, such
    as the course of the case, is not known here.
    """

    dossier: Dossier
    teller: Teller
    late_hours: int | None
    is_choice: bool

    def told(self, kind: type[F]) -> Iterable[tuple[Family, RecordEntry, F]]:
        """Give the entries of a kind that this reader may see, as they read now; the retracted as they read last."""
        for family in self.dossier.families:
            fact = family.latest.fact
            if isinstance(fact, kind) and not family.root.is_withheld:
                yield family, family.latest, fact

    def linked(self, number: int) -> Html:
        """Give the number of an entry, with a link where that is in the document."""
        return link(f"entry-{number}", str(number)) if number in self.dossier.pieces else told(str(number))

    def none(self, what: str) -> str:
        """Say that there is none: on record, where all of it is told, and else among what is told."""
        dossier = self.dossier
        is_withheld = bool(dossier.withheld or dossier.withheld_before)
        is_all = len(dossier.pieces) == dossier.total and not is_withheld and not self.is_choice
        return f"No {what} is on record." if is_all else f"No {what} is among the entries that are told here."

    @property
    def rest(self) -> str:
        """Say that what is withheld is not among what is told, where something is."""
        is_withheld = self.dossier.withheld or self.dossier.withheld_before
        return " Entries that are withheld are not among these." if is_withheld else ""


def is_choice(record: Readable) -> bool:
    """Whether it is a view of entries that were chosen, such as those disclosed: some of the record are missing."""
    return any(entry.number != place for place, entry in enumerate(behind(record).entries, start=1))


def counting(family: Family) -> Html:
    """Say where an entry does not count any more."""
    return tag("b", " (retracted)") if family.now is None else NOTHING
