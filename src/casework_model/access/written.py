"""How entries read while the record was being written, and what was the last word on a thing at each moment of that.

What the record says now is folded in `casework_model.case`; here is what it said before it was amended.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar, final

from attrs import frozen

from casework_model.amended import families_of
from casework_model.entry import RecordEntry
from casework_model.facts import Correction, Fact
from casework_model.history import versions_of

T = TypeVar("T")


@final
@frozen(eq=False)
class Turn:
    """A moment of writing: from the entry `by` on, the entry `number` reads as `now`, None where it is retracted."""

    by: RecordEntry
    number: int
    now: RecordEntry | None


def turns(entries: Sequence[RecordEntry], kinds: tuple[type[Fact], ...]) -> list[Turn]:
    """Give in the order of writing how the entries read that hold a fact of these kinds, or were corrected to one."""
    found: list[Turn] = []
    for family in families_of(entries):
        if any(_holds(entry.fact, kinds) for entry in family):
            versions = zip(family, versions_of(family), strict=True)
            found += (Turn(by, family[0].number, now) for by, now in versions)
    return sorted(found, key=lambda turn: turn.by.number)


def _holds(fact: Fact, kinds: tuple[type[Fact], ...]) -> bool:
    return isinstance(fact, kinds) or (isinstance(fact, Correction) and isinstance(fact.fact, kinds))


@final
class LastWords(Generic[T]):
    """The last word on each thing while entries are written, corrected and retracted: that of the highest number.

    So it is folded: what is corrected stays in its place among the others.

    >>> words = LastWords[str]()
    >>> words.say(2, {"service": "given"}), words.say(5, {"service": "withdrawn"}), words.on("service")
    (['service'], ['service'], 'withdrawn')
    >>> words.say(5, {}), words.on("service")
    (['service'], 'given')
    """

    def __init__(self) -> None:
        self._said: dict[int, Mapping[str, T]] = {}
        self._numbers: dict[str, list[int]] = {}

    def say(self, number: int, words: Mapping[str, T]) -> list[str]:
        """Let the entry of that number say these words by their things, in the place of what it said before.

        Gives the things of which it speaks or spoke.
        """
        before = self._said.get(number, {})
        for thing in before:
            numbers = self._numbers[thing]
            del numbers[bisect_left(numbers, number)]
        self._said[number] = words
        for thing in words:
            insort(self._numbers.setdefault(thing, []), number)
        return list(dict.fromkeys((*before, *words)))

    def on(self, thing: str) -> T | None:
        """Give the last word on a thing, None where there is none."""
        numbers = self._numbers.get(thing)
        return self._said[numbers[-1]][thing] if numbers else None
