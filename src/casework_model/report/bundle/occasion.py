"""What whoever asks for a bundle says of it: for whom it is and by whom, what verifying came to, and who is who."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, cast, final

from attrs import frozen

from casework_model.codec import Head, Verification
from casework_model.errors import BadValue, Fault
from casework_model.measures import Readable
from casework_model.record import CaseRecord, behind

NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


@final
@frozen(kw_only=True, eq=False)
class Occasion:
    """What the one who asks for a bundle says of it. `between` is the time to which it is limited.

    `is_choice` tells that what is told of was chosen from a record, entry by entry.
    """

    title: str
    prepared_at: datetime
    prepared_by: str
    for_whom: str
    between: tuple[datetime, datetime] | None
    verification: Verification | None
    names: Mapping[str, str]
    is_choice: bool


def must_be_about(record: Readable, verification: object) -> None:
    """Raise `BadValue` where what verified is not this record: a court must not read of another chain that it holds."""
    if verification is None:
        return
    if not isinstance(verification, Verification):
        raise _unfit("this is not what verifying gives", "Give verify(path), or nothing")
    if verification.case_id not in {None, record.case_id}:
        raise _unfit("it is about another case", "Verify the record that the bundle is of")
    head = verification.head if verification.holds else None
    if head is not None and head.number and not _has(record, head):
        raise _unfit("it is about another chain of this case", "Load the file that was verified, and bundle that")


def _has(record: Readable, head: Head) -> bool:
    """Whether a record has the entry of that head; a view that tells no such entry, whether it is of a chain at all."""
    links = {entry.number: entry.link for entry in behind(record).entries}
    link = links.get(head.number)
    if head.number in links or isinstance(record, CaseRecord):
        return link is not None and link.digest == head.digest
    return any(link is not None for link in links.values())


def must_be_names(names: object) -> None:
    """Raise `BadValue` for what does not say by ids who somebody is."""
    given = cast("Mapping[object, object]", names) if isinstance(names, Mapping) else {None: None}
    if not all(isinstance(one, str) and isinstance(other, str) for one, other in given.items()):
        fault = Fault(where="names", problem="a text for each id is wanted", remedy='Give {"w1": "A. Meyer"}')
        raise BadValue(fault)


def _unfit(problem: str, remedy: str) -> BadValue:
    return BadValue(Fault(where="verification", problem=problem, remedy=remedy))
