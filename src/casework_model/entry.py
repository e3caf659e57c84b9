"""One entry of a record: who wrote it, when it happened, when it was written, what was seen or done, and its fact.

What an amendment makes of an entry stands in `casework_model.amended`; how links are made and verified, in `chain`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, final

from attrs import evolve, field, frozen

from casework_model.facts import Fact
from casework_model.shape import Value, shown, unclosed
from casework_model.terms import AccessLevel, Label, Name, Narrative, Third


@final
@frozen(kw_only=True, repr=False)
class Link(Value):
    """How an entry hangs in the chain of its record. Design, section 7.

    `digest` is that of the entry with all that stands before it, `content` that of its content alone, both SHA-256 in
    64 hexadecimal digits. `nonce` is the chance that keeps the content from being guessed from its digest, in 32 digits
    or more; sealing destroys it. Where content is taken out of a view, `content` is empty there.
    """

    digest: Name
    content: Name
    nonce: Label = ""

    def shown(self) -> Link:
        """Give what a view holds where it tells less: the digest alone, by which nothing can be guessed.

        Beside the digest of the content, what sealing leaves of the fact could be: kinds and ids are few.
        """
        return Link(digest=self.digest, content="")


@final
@frozen(repr=False, weakref_slot=False)
class RecordEntry:
    """An entry on record. Made by the engine or read from a file, never by hand: what is on record is always sound.

    `number` counts from 1 without gap. Both times carry a fixed offset from UTC. `participants` are those who took
    part, by role. `link` is its place in the chain, None where the record is not chained; entries that say the same are
    equal, chained or not. Ledger: P-REC-01, P-REC-08.
    """

    number: int
    id: Name
    by: Name
    occurred_at: datetime
    recorded_at: datetime
    fact: Fact
    text: Narrative = ""
    access: AccessLevel = AccessLevel.NORMAL
    participants: tuple[Third, ...] = ()
    link: Link | None = field(default=None, eq=False)

    @property
    def lag(self) -> timedelta:
        """How long after it happened it was written. Ledger: P-REC-12."""
        return self.recorded_at - self.occurred_at

    def lateness(self, hours: float) -> timedelta | None:
        """How long after the time allowed it was written, `hours` after it happened; None where it was not late.

        Ledger: P-REC-12; standards, sections 21 and 22: late is a property of an entry, not a kind.
        """
        over = self.lag - timedelta(hours=hours)
        return over if over > timedelta(0) else None

    def sealed(self) -> RecordEntry:
        """Give what is left of it once it is sealed. In a chain the digest of its content stays, and its nonce goes."""
        link = None if self.link is None else evolve(self.link, nonce="")
        return evolve(self, fact=self.fact.sealed(), text="", participants=(), link=link)

    def withheld(self) -> RecordEntry:
        """Give what is left of it for a reader who may not see it: number, id, author, times and level.

        Of what the course of the case is folded from, that is left too. In a chain its digest stays.
        """
        return evolve(self, fact=self.fact.withheld(), text="", participants=(), link=self.link and self.link.shown())

    def __repr__(self) -> str:
        return shown(self)


_Unclosed: Final = unclosed(RecordEntry)


def entry_made(  # noqa: PLR0917 - by position, as fast as can be
    number: int,
    id_: str,
    by: str,
    occurred_at: datetime,
    recorded_at: datetime,
    fact: Fact,
    text: str,
    access: AccessLevel,
    participants: tuple[str, ...],
    link: Link | None = None,
) -> RecordEntry:
    """Give an entry as `RecordEntry` does, in a third of the time."""
    entry = _Unclosed()
    entry.number = number
    entry.id = id_
    entry.by = by
    entry.occurred_at = occurred_at
    entry.recorded_at = recorded_at
    entry.fact = fact
    entry.text = text
    entry.access = access
    entry.participants = participants
    entry.link = link
    entry.__class__ = RecordEntry
    closed: RecordEntry = entry
    return closed
