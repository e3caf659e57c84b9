"""What verifying a chain comes to, as values and in words. How it is found out stands in `verification`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, final

from attrs import frozen

from casework_model.codec.chain import Head


class ChainFault(StrEnum):
    """What is wrong with a chain at the first place where it does not hold."""

    EDITED = "edited"
    """What the entry says, or its link, is not what was linked."""
    REORDERED = "reordered"
    """Another entry of the record stands in its place."""
    INSERTED = "inserted"
    """A line stands before it that does not belong there."""
    DROPPED = "dropped"
    """It is missing, and later ones are there."""
    NOT_CANONICAL = "not_canonical"
    """It says the same, but other bytes stand in the file than were written."""
    TRUNCATED = "truncated"
    """The file ends within it, or before it though the known head lies beyond."""
    REWRITTEN = "rewritten"
    """All follows, but it is not the record whose head is known."""
    UNCHAINED = "unchained"
    """It is not linked at all."""
    UNREADABLE = "unreadable"
    """The line is no entry, or no header."""
    OTHER_CASE = "other_case"
    """The first entry does not follow from the header: one of them was changed, or the entries are another case's."""


_SAID: Final = {
    ChainFault.EDITED: "was changed after it was written",
    ChainFault.REORDERED: "is not in its place, where another entry of the record stands",
    ChainFault.INSERTED: "does not stand here: a line was put in that does not belong",
    ChainFault.DROPPED: "is missing, though later entries are there",
    ChainFault.NOT_CANONICAL: "says what was written, but in other bytes: another program has rewritten its line",
    ChainFault.TRUNCATED: "is cut off: the file ends too early",
    ChainFault.REWRITTEN: "is not the one whose digest is known: the record was rewritten before or at it",
    ChainFault.UNCHAINED: "is not linked to those before it",
    ChainFault.UNREADABLE: "cannot be read: what stands there is no entry",
    ChainFault.OTHER_CASE: "does not follow from the header: one of them was changed, or it is another case's",
}
_SAID_OF_HEADER: Final = {
    ChainFault.UNCHAINED: "The record is not kept as a chain",
    ChainFault.NOT_CANONICAL: "The header says what was written, but in other bytes: another program has rewritten it",
    ChainFault.TRUNCATED: "The header is cut off, so that nothing of the record is there",
    ChainFault.REWRITTEN: "The header is not the one whose digest is known",
}
_NO_HEADER: Final = "The first line cannot be read as the header of a record"


@final
@frozen(kw_only=True)
class ChainFinding:
    """The first place at which a chain does not hold.

    `number` is that of the entry that should stand there, from 1, or 0 for the header; `line` is where it should stand
    in the file, from 1, None for a record that is in no file of lines.

    >>> str(ChainFinding(number=7, line=8, fault=ChainFault.EDITED))
    'Entry 7 (line 8) was changed after it was written'
    """

    number: int
    line: int | None
    fault: ChainFault

    def __str__(self) -> str:
        place = "" if self.line is None else f" (line {self.line})"
        if self.number == 0:
            return f"{_SAID_OF_HEADER.get(self.fault, _NO_HEADER)}{place}"
        return f"Entry {self.number}{place} {_SAID[self.fault]}"


_WITHOUT_HEAD: Final = (
    "there was no accident and no clumsy edit, but somebody who rewrote the whole file or cut off its end would not "
    "show without a digest that was kept elsewhere"
)


@final
@frozen(kw_only=True)
class Verification:
    """What verifying a chain came to. As text it is one sentence.

    `head` is how far the chain holds, None where not even the header does; `entries` says how many entries there are;
    `finding` is the first fault, None where there is none; `known` is the head that it was compared with; `case_id` is
    that of the record, None where no header can be read.

    A chain that holds shows that there was no accident and no clumsy edit. It has no key, so that whoever rewrites the
    whole file can make a new one that holds; and whoever cuts off its end leaves one that holds. Both show only against
    a head that was kept elsewhere.
    """

    head: Head | None
    entries: int
    finding: ChainFinding | None
    known: Head | None = None
    case_id: str | None = None

    @property
    def holds(self) -> bool:
        """Whether there is no fault."""
        return self.finding is None

    def __str__(self) -> str:
        if self.finding is not None:
            said = str(self.finding)
            reached = 0 if self.head is None or self.finding.fault is ChainFault.REWRITTEN else self.head.number
            before = f"; up to entry {reached} it holds" if reached else ""
            return f"The chain does not hold: {said[0].lower()}{said[1:]}{before}."
        said = f"The chain holds up to its last entry, number {self.entries}" if self.entries else "The chain holds"
        if self.known is None:
            return f"{said}: {_WITHOUT_HEAD}."
        since = self.entries - self.known.number
        added = f", and {since} more after it" if since else ""
        return f"{said}: it has the entry whose digest was kept elsewhere, number {self.known.number}{added}."
