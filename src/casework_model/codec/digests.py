"""What of an entry is digested, and its line in a chained file: canonical, so that one entry has one digest.

Two digests stand in each link. That of the content (fact, text, participants) is taken with a nonce, since the digest
of "consent refused" alone can be guessed. That of the entry is taken of the digest before it, the *envelope* (all but
the content, with what sealing leaves of the fact) and the digest of the content. So an entry that is sealed, whose
content and nonce are gone, still has the very same digest. How entries are linked to one another stands in `chain`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Final, final

from attrs import frozen

from casework_model.codec.canonical import encoded, joined, text_of, texts_of
from casework_model.codec.lines import LineFault, attempt
from casework_model.codec.values import object_of
from casework_model.entry import Link, RecordEntry
from casework_model.errors import BadValue
from casework_model.facts import Fact, Sealed


class ChainForm(StrEnum):
    """By what the entries of a file are linked, as its header says."""

    SHA_256 = "sha-256"


SHORTEST: Final = 16
"""How many bytes a nonce has at least: 128 bits, so that trying them all is out of reach."""

LONGEST: Final = 100
"""How many bytes a nonce may have."""

_CONTENT: Final = frozenset({"fact", "text", "participants"})
_LINK: Final = "link"
_LARGE: Final = re.compile(r"[:,\[]-?[0-9]{16}").search  # also where it stands in a text, which is no harm
_NONCE: Final = re.compile(rf"(?:[0-9a-f]{{2}}){{{SHORTEST},{LONGEST}}}").fullmatch

is_digest: Final = re.compile(r"[0-9a-f]{64}").fullmatch
"""Matches what a digest looks like."""


@final
@frozen
class Parts:
    """The canonical texts of an entry's members, but for its link, and of what sealing leaves of its fact."""

    members: Mapping[str, str]
    remains: str

    @property
    def content(self) -> str:
        """The text of what sealing destroys: fact, text and participants, as far as they stand in the line."""
        return joined({key: text for key, text in self.members.items() if key in _CONTENT})

    @property
    def envelope(self) -> str:
        """The text of what stays: all the rest, with what is left of the fact."""
        rest = {key: text for key, text in self.members.items() if key not in _CONTENT}
        return joined({**rest, "fact": self.remains})

    @property
    def is_bare(self) -> bool:
        """Whether there is no more to it than sealing leaves."""
        return self.content == joined({"fact": self.remains})

    @property
    def are_lasting(self) -> bool:
        """Whether all numbers would be written the same once they were read.

        A number such as 1e20 would not: it stands there as a whole number, and as such it is too large.
        """
        fact = self.members["fact"]
        return _LARGE(fact) is None or attempt(lambda: text_of(json.loads(fact)), BadValue) == fact

    def line(self, link: Link | None) -> str:
        """Give the line of the entry, without its end."""
        return joined(self.members if link is None else {**self.members, _LINK: text_of(object_of(link))})

    def fit(self, previous: str, link: Link) -> bool:
        """Whether the entry is the one that was linked, and to the digest `previous`."""
        return self.are_meant(link) and digest_of_entry(previous, self.envelope, link.content) == link.digest

    def are_meant(self, link: Link) -> bool:
        """Whether the content is the one that was linked; without a nonce, whether there is none any more."""
        if wrong_digits(link) is not None:
            return False
        return digest_of_content(link.nonce, self.content) == link.content if link.nonce else self.is_bare


def parts_of(entry: RecordEntry) -> Parts | None:
    """Give the canonical texts of what an entry holds; None for one that was built by hand and holds what none can."""
    found = attempt(lambda: _parts_of(entry), Exception)
    return None if isinstance(found, Exception) else found


def _parts_of(entry: RecordEntry) -> Parts:
    content = object_of(entry)
    content.pop(_LINK, None)
    parts = Parts(texts_of(content), _remains_of(entry.fact))
    encoded("".join(parts.members.values()))  # half a character has no bytes
    return parts


def _remains_of(fact: Fact) -> str:
    """Give the text of what sealing leaves of a fact; of most it is the same for all of a kind."""
    return _remains_of_kind(fact.kind) if type(fact).sealed is Fact.sealed else text_of(object_of(fact.sealed()))


@cache
def _remains_of_kind(kind: str) -> str:
    return text_of(object_of(Sealed(of=kind)))


def digest_of_header(line: bytes) -> str:
    """Give the digest of a header from its line without the end: what the first entry is linked to."""
    return sha256(line).hexdigest()


def digest_of_content(nonce: str, content: str) -> str:
    """Give the digest of a content with its nonce, which is given in hexadecimal digits."""
    return sha256(bytes.fromhex(nonce) + content.encode()).hexdigest()


def digest_of_entry(previous: str, envelope: str, content: str) -> str:
    """Give the digest of an entry: of the digest before it, its envelope and the digest of its content."""
    # Canonical as it stands: the keys are in their order, and digests need no escape.
    said = f'{{"content":"{content}","entry":{envelope},"previous":"{previous}"}}'
    return sha256(said.encode()).hexdigest()


def wrong_link(entry: RecordEntry, *, chained: bool) -> LineFault | None:
    """Say what is wrong with how an entry read from a file is linked, by its shape alone; None if nothing is."""
    link = entry.link
    if link is None and not chained:
        return None
    if link is None:
        remedy = "Restore the line from a copy; append links what it adds"
        return LineFault(path="", problem="the entry is not linked, in a chained file", remedy=remedy)
    if not chained:
        problem, remedy = "the entry is linked, and the header names no chain", "Restore the header from a copy"
        return LineFault(path=_LINK, problem=problem, remedy=remedy)
    return wrong_digits(link)


def wrong_digits(link: Link) -> LineFault | None:
    """Say where a link does not hold the digits that it should; None if it does."""
    remedy = "Restore the line from a copy of the file"
    for name, digest in (("digest", link.digest), ("content", link.content)):
        if not is_digest(digest):
            problem = "64 hexadecimal digits in small letters are wanted"
            return LineFault(path=f"{_LINK}.{name}", problem=problem, remedy=remedy)
    if link.nonce and not _NONCE(link.nonce):
        problem = f"{2 * SHORTEST} to {2 * LONGEST} hexadecimal digits in small letters, two for each byte, are wanted"
        return LineFault(path=f"{_LINK}.nonce", problem=problem, remedy=remedy)
    return None
