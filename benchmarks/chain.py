"""Records as chains: what linking and verifying cost beside writing and reading without a chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import casework_model as cm
from bulk import Records, interleaved_rows
from table import Row
from timing import Pace, Side

_WRITTEN: Final = "writing it out without a chain"
_READ: Final = "loading it without a chain"


def chains(records: Records, pace: Pace) -> Iterator[Row]:
    """Time what a chain adds: linking and writing out, loading with links, and verifying every digest."""
    yield from interleaved_rows(records, pace, _link_sides, "link and write out as a chain, an entry", {})
    yield from interleaved_rows(records, pace, _load_sides, "load a chain, an entry", {})
    yield from interleaved_rows(records, pace, _verify_sides, "verify a chain, an entry", {})


def _link_sides(size: int, record: cm.CaseRecord) -> dict[str, Side]:
    return {
        "ours": Side(lambda: cm.dumps(cm.linked(record)), size),
        _WRITTEN: Side(lambda: cm.dumps(record), size),
    }


def _texts(record: cm.CaseRecord) -> tuple[bytes, bytes]:
    """Give a record as a chain, and without."""
    return cm.dumps(cm.linked(record)).encode(), cm.dumps(record).encode()


def _load_sides(size: int, record: cm.CaseRecord) -> dict[str, Side]:
    chained, plain = _texts(record)
    assert cm.loads(chained) == cm.loads(plain)
    return {"ours": Side(lambda: cm.loads(chained), size), _READ: Side(lambda: cm.loads(plain), size)}


def _verify_sides(size: int, record: cm.CaseRecord) -> dict[str, Side]:
    chained, plain = _texts(record)
    assert cm.verify(chained).holds
    return {"ours": Side(lambda: cm.verify(chained), size), _READ: Side(lambda: cm.loads(plain), size)}
