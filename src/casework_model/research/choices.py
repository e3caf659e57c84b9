"""What whoever makes an extract chooses: how many must share a word, how far dates move, what is kept. Plain data."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, final

from attrs import frozen

from casework_model.errors import BadValue, Fault
from casework_model.shape import Value, check
from casework_model.terms import AccessLevel

LEAST_SHARING: Final = 2
"""The smallest number of cases that can share anything."""

LONGEST_WINDOW: Final = 520
"""The longest window by which dates may move, in weeks: ten years."""


class TextKind(StrEnum):
    """Kinds of text that are removed unless chosen. No machine can tell which names stand in them."""

    ENTRY = "entry"
    """The text of an entry."""
    NARRATIVE = "narrative"
    """The fields of facts that hold free text, such as the statement of a goal."""
    LABEL = "label"
    """The fields of facts that hold a short private word, such as the service of a referral."""
    PARTICIPANTS = "participants"
    """Who took part, and the fields that name persons, such as who does a task. "client" and "worker" always stay."""


@final
@frozen(kw_only=True, repr=False)
class ExtractPolicy(Value):
    """What an extract keeps, and how far it changes the rest.

    Coded words and languages that fewer than `k` cases share become "other", and groups of fewer than `k` cases are
    warned of. Dates move by up to `window_weeks` whole weeks, earlier or later, never by none. Entries above `level`
    are not told. `texts` are the kinds of text that stay; a text holds whatever somebody wrote into it.

    Raises `BadValue` for a `k` below 2, a window below 1 or above 520 weeks, and for the level very restricted, which
    no extract ever holds (standards, section 23).

    >>> ExtractPolicy(k=10)
    ExtractPolicy(k=10, window_weeks=52, level=normal)
    """

    k: int = 5
    window_weeks: int = 52
    level: AccessLevel = AccessLevel.NORMAL
    texts: tuple[TextKind, ...] = ()

    def __attrs_post_init__(self) -> None:
        check(self)
        if self.k < LEAST_SHARING:
            raise _bad("k", "a word that one case alone has tells which case it is", "Give 2 or more; 5 is usual")
        if not 1 <= self.window_weeks <= LONGEST_WINDOW:
            raise _bad("window_weeks", f"it must be from 1 to {LONGEST_WINDOW}", "Give 52 for up to a year")
        if self.level is AccessLevel.VERY_RESTRICTED:
            problem = "what is very restricted is open by named reason only, and never in an extract"
            raise _bad("level", problem, 'Give "restricted" or a lower level')

    @property
    def level_of_output(self) -> AccessLevel:
        """The one level that every entry of the extract has, so that none shows how secret it was.

        Moderate, which is for statistics with indirect identifiers (standards, section 23); with texts, the level up to
        which entries were told.
        """
        return self.level if self.texts else AccessLevel.MODERATE


def _bad(field: str, problem: str, remedy: str) -> BadValue:
    return BadValue(Fault(where=f"ExtractPolicy.{field}", problem=problem, remedy=remedy))
