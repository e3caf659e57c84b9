"""Counting what is done to a record, for the statement that goes with an extract."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import final

from attrs import frozen

from casework_model.shape import Value
from casework_model.terms import Name


class Treatment(StrEnum):
    """What is done to what stands in a record."""

    REPLACED = "replaced by pseudonyms"
    MOVED = "moved"
    COARSENED = "coarsened"
    REMOVED = "removed"
    LEFT_OUT = "left out"
    KEPT = "kept"


@final
@frozen(kw_only=True, repr=False)
class Treated(Value):
    """In how many places one thing was done to one kind of content: not for how many people."""

    what: Name
    treatment: Treatment
    count: int


@final
class Tally:
    """Grows while an extract is made."""

    __slots__ = ("_counted",)

    def __init__(self) -> None:
        self._counted: Counter[tuple[Treatment, str]] = Counter()

    def add(self, what: str, treatment: Treatment, count: int = 1) -> None:
        """Count something that was done."""
        self._counted[treatment, what] += count

    def add_all(self, other: Tally) -> None:
        """Count all that another counted, too."""
        self._counted.update(other._counted)

    def add_kept(self, what: str, *, is_kept: bool) -> None:
        """Count something that was kept, or coarsened to what many share."""
        self.add(what, Treatment.KEPT if is_kept else Treatment.COARSENED)

    @property
    def lines(self) -> tuple[Treated, ...]:
        """All that was counted, in the order of the treatments and then of the words."""
        order = tuple(Treatment)
        found = sorted(self._counted.items(), key=lambda one: (order.index(one[0][0]), one[0][1]))
        return tuple(Treated(what=what, treatment=done, count=count) for (done, what), count in found if count)
