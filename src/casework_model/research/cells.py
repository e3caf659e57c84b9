"""Small groups: cases that stand out by what an extract still tells of them, though nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, final

from attrs import frozen

from casework_model.people import ClientKind, ClientStatus
from casework_model.record import CaseRecord
from casework_model.shape import Value
from casework_model.terms import Name

OPEN: Final = "open"
"""What stands in place of the kind of closing of a case that is not closed."""


@final
@frozen(kw_only=True, repr=False)
class SmallCell(Value):
    """A group of fewer cases than should share what an extract tells of them.

    By status, kind and language of the client, model and closing of the case ("open" where it is not closed). Not by
    the year of its opening: that of the extract follows from the key. `cases` says how many there are.
    """

    status: ClientStatus
    kind: ClientKind
    language: Name
    model: Name
    closure: Name
    cases: int

    def __str__(self) -> str:
        language = f"language {self.language}" if self.language else "language not given"
        course = f"model {self.model}, closing {self.closure}"
        count = "1 case" if self.cases == 1 else f"{self.cases} cases"
        return f"{count}: {self.status}, {self.kind}, {language}, {course}"


def small_cells(records: Iterable[CaseRecord], k: int) -> tuple[SmallCell, ...]:
    """Give the groups of fewer than `k` cases in an extract, the smallest first; not which cases they are."""
    groups = Counter(_group(record) for record in records)
    small = sorted((cases, group) for group, cases in groups.items() if cases < k)
    return tuple(
        SmallCell(status=status, kind=kind, language=language, model=model, closure=closure, cases=cases)
        for cases, (status, kind, language, model, closure) in small
    )


def _group(record: CaseRecord) -> tuple[ClientStatus, ClientKind, str, str, str]:
    case = record.case
    client = case.client
    last = case.episodes[-1].closure
    closure = OPEN if last is None else last.closure.value
    return client.status, client.kind, client.language, case.model.key, closure
