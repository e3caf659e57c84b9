"""What cases have in common: which coded words and languages enough of them share to be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, final

from attrs import frozen

from casework_model.entry import RecordEntry
from casework_model.facts import CaseOpened, Closure, Interpreter, PhaseChange
from casework_model.persistent import Book

OTHER: Final = "other"
"""What a word becomes that too few cases share."""

_CODED: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")

Word = tuple[str, str]
"""Where a word stands, and the word."""


def primary(language: str) -> str:
    """Give a language tag without script, region and whatever else follows.

    >>> primary("pt-BR")
    'pt'
    """
    return language.partition("-")[0].lower()


def words_of(entry: RecordEntry) -> Iterator[Word]:
    """Give the coded words of an entry and its languages, each with where it stands."""
    match entry.fact:
        case CaseOpened(client=client):
            yield "language", primary(client.language)
        case Interpreter(language=language):
            yield "language", primary(language)
        case PhaseChange(reason=reason):
            yield "PhaseChange.reason", reason
        case Closure(reason=reason):
            yield "Closure.reason", reason
        case _:
            return


@final
@frozen(repr=False)
class Commons:
    """In how many cases each word stands, and how many must share one."""

    cases: Book[Word, int]
    k: int

    @classmethod
    def of(cls, cases: Iterable[Iterable[RecordEntry]], k: int) -> Commons:
        """Count the words of all cases, each word once for a case."""
        counted: Counter[Word] = Counter()
        for entries in cases:
            counted.update({word for entry in entries for word in words_of(entry)})
        return cls(Book(counted), k)

    def shared(self, place: str, word: str) -> str:
        """Give a word that has the form of a code and that enough cases share; else "other"."""
        return word if _CODED.fullmatch(word) and self.cases.get((place, word), 0) >= self.k else OTHER
