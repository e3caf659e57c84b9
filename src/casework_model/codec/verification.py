"""Whether a chain holds, and if not, the first entry that is not as it was linked and what was done to it.

Digests alone say that something is wrong at a place. What it is, is told by what stands around it: whether the next
line follows in its stead, and whether the entry that belongs there stands somewhere else. Nothing that a file says
raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import final

from attrs import evolve, frozen

from casework_model.amended import sealed_numbers
from casework_model.codec.chain import Head, digest_of_start
from casework_model.codec.digests import Parts, digest_of_header, parts_of
from casework_model.codec.document import Remains, is_document, remains_of
from casework_model.codec.files import whole
from casework_model.codec.findings import ChainFault, ChainFinding, Verification
from casework_model.codec.lines import BadLine, attempt, quickest
from casework_model.codec.records import FORMAT, Header, header, header_line, read_entry
from casework_model.entry import Link, RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.record import CaseRecord


def verify(source: CaseRecord | str | Path | bytes, *, head: Head | None = None) -> Verification:
    """Judge the chain of a record: a `CaseRecord`, a file by its path, or the bytes of one.

    The first entry that is not as it was linked is named, with what was done to it. Against a `head` that was kept
    elsewhere, a record shows that was cut off before that entry or rewritten up to it; entries may have been added
    since. Raises `UnreadableFile` where the disk does not give the file, and for nothing that stands in it; `BadValue`
    for a view, and for a head that is none.

    >>> from datetime import UTC, datetime
    >>> from casework_model import Client, ClientStatus, Engine, facts as f, linked
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> client = Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = Engine().open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                        occurred_at=nine, recorded_at=nine)
    >>> verify(linked(record)).holds
    True
    >>> verify(record).finding
    ChainFinding(number=0, line=None, fault=<ChainFault.UNCHAINED: 'unchained'>)
    """
    _must_be_read(source, head)
    if isinstance(source, CaseRecord):
        return _of_record(source, head)
    raw = source if isinstance(source, bytes) else whole(source)
    remains = remains_of(raw) if is_document(raw) else None
    return _of_lines(raw, head) if remains is None else _of_document(remains, head)


def _must_be_read(source: object, head: object) -> None:
    """Raise `BadValue` for what has no chain, such as a view, and for what is no head."""
    if not isinstance(source, CaseRecord | bytes | str | Path):
        problem = f"a record, the path of a file or its bytes are wanted, not {type(source).__name__}"
        raise BadValue(Fault(where="source", problem=problem, remedy="Verify the record that the view is of"))
    if head is not None and not (isinstance(head, Head) and _is_place(head.number, head.digest)):
        raise BadValue(Fault(where="head", problem="this is no head of a chain", remedy="Give Head.parse(text)"))


def _is_place(number: object, digest: object) -> bool:
    """Whether a head that was built by hand holds what one should."""
    return type(number) is int and number >= 0 and isinstance(digest, str)


def _of_record(record: CaseRecord, known: Head | None) -> Verification:
    is_chain = not record.entries or any(entry.link is not None for entry in record.entries)
    return _of_entries(record.case_id, record.entries, known, is_chain=is_chain, is_torn=False)


def _of_document(remains: Remains, known: Head | None) -> Verification:
    head = remains.header
    is_chain = head.chain is not None
    return _of_entries(head.case_id, remains.entries, known, is_chain=is_chain, is_torn=remains.is_torn)


def _of_entries(
    case_id: str, entries: Iterable[RecordEntry | None], known: Head | None, *, is_chain: bool, is_torn: bool
) -> Verification:
    places = [_Place(entry) for entry in entries]
    if not is_chain:
        finding = ChainFinding(number=0, line=None, fault=ChainFault.UNCHAINED)
        return Verification(head=None, entries=len(places), finding=finding, known=known, case_id=case_id)
    chain = _Chain(digest_of_start(case_id), places, None, _sealed(places), known)
    return evolve(chain.verified(is_torn=is_torn), case_id=case_id)


def _of_lines(raw: bytes, known: Head | None) -> Verification:
    first, end, rest = raw.partition(b"\n")
    *lines, torn = rest.split(b"\n")
    said = attempt(lambda: header(first, FORMAT), BadLine)
    case_id = said.case_id if isinstance(said, Header) else None
    fault = _fault_of_header(first, said) if end else ChainFault.TRUNCATED
    if fault is not None:
        finding = ChainFinding(number=0, line=1, fault=fault)
        return Verification(head=None, entries=len(lines), finding=finding, known=known, case_id=case_id)
    places = [_place(line) for line in lines]
    found = _Chain(digest_of_header(first), places, 2, _sealed(places), known).verified(is_torn=bool(torn))
    return evolve(found, case_id=case_id)


def _fault_of_header(line: bytes, found: Header | BadLine) -> ChainFault | None:
    if isinstance(found, BadLine):
        return ChainFault.UNREADABLE
    if found.chain is None:
        return ChainFault.UNCHAINED
    is_canonical = header_line(FORMAT, found.case_id, chained=True).encode() == line + b"\n"
    return None if is_canonical else ChainFault.NOT_CANONICAL


# What stands at each place --------------------------------------------------------------------------------------------


@final
@frozen
class _Place:
    """What stands at a place of the record: an entry, or None for what is none; with its line in a file."""

    entry: RecordEntry | None
    line: bytes | None = None

    @property
    def number(self) -> int | None:
        """The number that the entry says it has."""
        return None if self.entry is None else self.entry.number

    @property
    def link(self) -> Link | None:
        """The link of the entry."""
        return None if self.entry is None else self.entry.link

    @property
    def is_itself(self) -> bool:
        """Whether the content is the one that was linked, and is not gone."""
        parts = None if self.entry is None else parts_of(self.entry)
        return parts is not None and self.link is not None and self.link.nonce != "" and parts.are_meant(self.link)

    def renumbered(self, number: int) -> _Place:
        """Give the same with another number."""
        return _Place(None if self.entry is None else evolve(self.entry, number=number))


def _place(line: bytes) -> _Place:
    found = attempt(lambda: read_entry(line, quickest()), BadLine)
    return _Place(None if isinstance(found, BadLine) else found, line)


def _sealed(places: Sequence[_Place]) -> frozenset[int]:
    """Give the numbers of the entries that a sealing on record is about, or that amend such a one."""
    return frozenset(sealed_numbers([place.entry for place in places if place.entry is not None]))


# One after the other --------------------------------------------------------------------------------------------------


@final
@frozen
class _Chain:
    """A chain that is being verified: the digest it starts from, what stands at each place and at which line first."""

    start: str
    places: Sequence[_Place]
    line: int | None
    sealed: frozenset[int]
    known: Head | None

    def verified(self, *, is_torn: bool) -> Verification:
        """Find the first fault. `is_torn` says that the file ends within a line."""
        digests = [self.start]
        for at, place in enumerate(self.places):
            parts = self._following(place, at + 1, digests[-1])
            if parts is None:
                return self._found(at, digests[-1], self._fault(at, digests[-1]))
            if place.line is not None and parts.line(place.link).encode() != place.line:
                return self._found(at, digests[-1], ChainFault.NOT_CANONICAL)
            digests.append(place.link.digest if place.link is not None else "")
        size, known = len(self.places), self.known
        if is_torn or (known is not None and known.number > size):
            return self._found(size, digests[-1], ChainFault.TRUNCATED)
        if known is not None and known.digest != digests[known.number]:
            return self._found(known.number - 1, digests[-1], ChainFault.REWRITTEN)
        return Verification(head=Head(size, digests[-1]), entries=size, finding=None, known=known)

    def _found(self, at: int, reached: str, fault: ChainFault) -> Verification:
        """Give the finding at a place, from 0; the chain was found to hold up to the digest `reached`."""
        size = len(self.places)
        finding = ChainFinding(number=at + 1, line=None if self.line is None else self.line + at, fault=fault)
        head = Head(size if fault is ChainFault.REWRITTEN else at, reached)
        return Verification(head=head, entries=size, finding=finding, known=self.known)

    def _following(self, place: _Place, number: int, previous: str) -> Parts | None:
        """Give the parts of what stands there if it is the entry of that number, linked to that digest; else None."""
        entry, link = place.entry, place.link
        if entry is None or link is None or entry.number != number:
            return None
        if not link.nonce and number not in self.sealed:
            return None  # its content is gone, and no sealing on record says why
        parts = parts_of(entry)
        return parts if parts is not None and parts.fit(previous, link) else None

    # What was done ----------------------------------------------------------------------------------------------------

    def _fault(self, at: int, previous: str) -> ChainFault:
        """Say what was done where what stands at a place does not follow from that digest."""
        place, number = self.places[at], at + 1
        if self._stands_later(at, previous):
            return ChainFault.REORDERED if self._is_moved(at) else ChainFault.INSERTED
        if place.entry is None:
            return ChainFault.UNREADABLE
        if place.link is None:
            return ChainFault.UNCHAINED
        if place.entry.number == number:
            return self._fault_in_place(at, previous)
        if self._following(place.renumbered(number), number, previous) is not None:
            return ChainFault.EDITED
        is_extra = place.entry.number < number or self._is_added(at, previous)
        return ChainFault.INSERTED if is_extra else ChainFault.DROPPED

    def _stands_later(self, at: int, previous: str) -> bool:
        """Whether what belongs at a place stands further on."""
        number, later = at + 1, self.places[at + 1 :]
        if later and self._following(later[0], number, previous) is not None:
            return True
        is_other = self.places[at].link is not None and self.places[at].number != number
        return is_other and any(place.number == number for place in later)

    def _fault_in_place(self, at: int, previous: str) -> ChainFault:
        """Say what was done where an entry of the right number does not follow."""
        if self._is_added(at, previous):
            return ChainFault.INSERTED
        return ChainFault.OTHER_CASE if at == 0 and self.places[0].is_itself else ChainFault.EDITED

    def _is_moved(self, at: int) -> bool:
        """Whether what stands there is an entry of this record from further on, and stands nowhere else."""
        place, later = self.places[at], self.places[at + 1 :]
        number = place.number
        if number is None or number <= at + 1 or any(other.number == number for other in later):
            return False
        before = (other.link for other in later if other.number == number - 1)
        return any(link is not None and self._following(place, number, link.digest) is not None for link in before)

    def _is_added(self, at: int, previous: str) -> bool:
        """Whether it is the last, and the chain is known to have ended before it."""
        return at + 1 == len(self.places) and self.known == Head(at, previous)
