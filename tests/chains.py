"""A small record for tests of the chain, with an entry of each kind that matters to it, and nonces to be foreseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import casework_model as cm
from casework_model import facts as f

MONDAY: Final = datetime(2024, 2, 5, 9, 30, tzinfo=UTC)
OPENED: Final = f.CaseOpened(
    client=cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY, label="Marta L."),
    tz="Europe/Berlin",
    route=f.ContactRoute.WALK_IN,
    model=f.ModelRef(key="casework", version=1),
    phase="intake",
    policy=f.PolicyRef(key="standard", version=1, digest="d"),
    circumstances="two months of rent",
)
REFUSAL: Final = f.Consent(scopes=("service",), status=f.ConsentStatus.REFUSED)
MOVE: Final = f.PhaseChange(
    model="casework", move=cm.MoveKind.FORWARD, from_="intake", to="assessment", reason_text="all papers are there"
)
GOAL: Final = f.Goal(id="g1", statement="a flat", weight=2.0)


def entry(number: int, fact: f.Fact, text: str = "", **more: Any) -> cm.RecordEntry:  # noqa: ANN401 - fields of an entry
    """An entry of that number, written as many hours after Monday."""
    at = MONDAY + timedelta(hours=number)
    return cm.RecordEntry(number, f"e{number}", "w1", at, at, fact, text, **more)


RECORD: Final = cm.CaseRecord.of(
    "c-1",
    [
        entry(1, OPENED),
        entry(2, REFUSAL, "She said no.\n", participants=("client", "daughter")),
        entry(3, MOVE),
        entry(4, GOAL, access=cm.AccessLevel.RESTRICTED),
    ],
)


def sealing(number: int, target: str) -> cm.RecordEntry:
    """An entry that seals another."""
    return entry(number, f.Sealing(target=target, basis=f.SealingBasis.COURT_ORDER, authority="Amtsgericht"))


def counted(start: int = 1, size: int = 16) -> Iterator[bytes]:
    """Nonces that can be foreseen."""
    number = start
    while True:
        yield number.to_bytes(size, "big")
        number += 1


def chained(record: cm.CaseRecord = RECORD, start: int = 1) -> cm.CaseRecord:
    """The record as a chain, the same each time."""
    nonces = counted(start)
    return cm.linked(record, nonces=lambda _: next(nonces))
