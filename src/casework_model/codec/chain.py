"""The chain of a record: each entry linked to all that stands before it, so that a later change shows.

Links are made here, and nowhere else; `verification` judges them. The one place of this package that takes random
bytes, and from a source that it is given.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import Any, Final, TypeAlias, final

from attrs import evolve, frozen

from casework_model.codec.digests import (
    LONGEST,
    SHORTEST,
    Parts,
    digest_of_content,
    digest_of_entry,
    digest_of_header,
    is_digest,
    parts_of,
)
from casework_model.codec.records import FORMAT, NOT_LASTING, bad_entry, header_line
from casework_model.entry import Link, RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.record import CaseRecord, must_be_record

Nonces: TypeAlias = Callable[[int], bytes]
"""A source of randomness: told how many bytes are wanted, it gives as many or more."""

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,15}").fullmatch


@final
@frozen
class Head:
    """Where a chain ends: the number of an entry, and the digest of it with all that stands before it.

    Kept elsewhere (in a letter, with a notary, in another system), it shows later that the record up to that entry is
    the one of then. Number 0 is the head of a record without entries. As text it is `NUMBER:DIGEST`.

    >>> str(Head(2, "ab" * 32))[:8]
    '2:ababab'
    >>> Head.parse("2:" + "ab" * 32) == Head(2, "ab" * 32)
    True
    """

    number: int
    digest: str

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read what `str` of a head gives. Raises `BadValue`."""
        number, _, digest = str(text).partition(":")
        if not _NUMBER(number) or not is_digest(digest):
            problem = "this is no head of a chain"
            remedy = "Give the number of an entry, a colon, and the 64 hexadecimal digits of its digest"
            raise BadValue(Fault(where="head", problem=problem, remedy=remedy))
        return cls(int(number), digest)

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


def linked(record: CaseRecord, *, nonces: Nonces = secrets.token_bytes) -> CaseRecord:
    """Give the record with a link for each entry that has none, so that it is kept and verified as a chain.

    It goes on from the last link; what is linked already stays as it is. `nonces` is asked for 16 bytes for each entry;
    give another source than the default only where links must come out the same again. Folds the record anew where
    anything is linked. Raises `BadValue` for fewer than 16 bytes or more than 100, and for an entry that no chained
    file can hold. Design, section 7.

    >>> from datetime import UTC, datetime
    >>> from casework_model import Client, ClientStatus, Engine, facts as f
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> client = Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = Engine().open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                        occurred_at=nine, recorded_at=nine)
    >>> chained = linked(record)
    >>> chained == record, chained.entries[0].link is not None
    (True, True)
    """
    must_be_record(record)
    entries = tuple(record.entries)
    before = tuple(takewhile(_is_linked, entries))
    if len(before) == len(entries):
        return record
    news = links_on(entries[len(before) :], _digest_after(record.case_id, before), nonces)
    return CaseRecord.of(record.case_id, (*before, *news))


def head_of(record: CaseRecord) -> Head:
    """Give the head of a record that is linked to its end. Raises `BadValue` where an entry is not linked.

    >>> head_of(linked(record)).number
    1
    """
    must_be_record(record)
    for entry in record.entries:
        if entry.link is None:
            problem, remedy = "the entry is not linked, so that the chain has no head", "Call linked(record) first"
            raise BadValue(Fault(where=f"entry {entry.number}", problem=problem, remedy=remedy))
    return Head(len(record.entries), _digest_after(record.case_id, tuple(record.entries[-1:])))


def is_chained(record: CaseRecord) -> bool:
    """Whether a record is kept as a chain: its first entry is linked."""
    return bool(record.entries) and _is_linked(record.entries[0])


def links_on(entries: Iterable[RecordEntry], previous: str, nonces: Nonces) -> Iterator[RecordEntry]:
    """Give entries, each linked to the one before it, and the first to the digest `previous`.

    A link that fits already is kept. Raises `BadValue` as `linked`.
    """
    for entry in entries:
        parts, link = _lasting_parts(entry), entry.link
        if link is None or not parts.fit(previous, link):
            nonce = _nonce(nonces)
            content = digest_of_content(nonce, parts.content)
            link = Link(digest=digest_of_entry(previous, parts.envelope, content), content=content, nonce=nonce)
        previous = link.digest
        yield evolve(entry, link=link)


def _is_linked(entry: RecordEntry) -> bool:
    return entry.link is not None


def _digest_after(case_id: str, entries: tuple[RecordEntry, ...]) -> str:
    """Give the digest that the next entry is linked to: that of the last of these, or of the header."""
    last = entries[-1].link if entries else None
    return last.digest if last is not None else digest_of_start(case_id)


def digest_of_start(case_id: str) -> str:
    """Give the digest that the first entry of a case is linked to: that of the header."""
    return digest_of_header(header_line(FORMAT, case_id, chained=True)[:-1].encode())


def _lasting_parts(entry: RecordEntry) -> Parts:
    parts = parts_of(entry)
    if parts is not None and parts.are_lasting:
        return parts
    raise bad_entry(entry, NOT_LASTING)


def _nonce(nonces: Nonces) -> str:
    found: Any = nonces(SHORTEST)  # a source of somebody's own may give anything
    if isinstance(found, bytes) and SHORTEST <= len(found) <= LONGEST:
        return found.hex()
    problem = f"{SHORTEST} to {LONGEST} random bytes are wanted for each entry"
    raise BadValue(Fault(where="nonces", problem=problem, remedy="Give secrets.token_bytes, or leave it out"))
