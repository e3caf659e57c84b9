"""Whole records: folding, loading and writing out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from attrs import evolve

import casework_model as cm
from bare import as_bare, read_with_cattrs, read_with_pydantic, written_with_cattrs, written_with_pydantic
from casework_model import facts as f
from floor import folded_bare
from peers import has
from table import Goal, Row
from timing import Pace, Side, interleaved

Records = Mapping[int, cm.CaseRecord]
_ITSELF: Final = "itself"
_FETCHED: Final = 10_000
"""Up to here aggregates are got from a repository: what it takes is proportional, and is long."""
_US: Final = 1_000_000
_MUTATED: Final = "eventsourcing, `mutate` of each event"
_PROJECTED: Final = "eventsourcing, its projector"
_CATTRS: Final = "cattrs into bare attrs"


def interleaved_rows(
    records: Records,
    pace: Pace,
    sides: Callable[[int, cm.CaseRecord], dict[str, Side]],
    work: str,
    goals: Mapping[str, Goal],
) -> Iterator[Row]:
    """Measure the sides at every size, all in turns; give rows by size and peer, each for one entry."""
    every = {size: sides(size, record) for size, record in records.items()}
    times = interleaved({f"{name} {size}": side for size, each in every.items() for name, side in each.items()}, pace)
    for size, each in every.items():
        for peer in each:
            if peer != "ours":
                yield Row(
                    work=f"{work}, at {size:,}",
                    ours=times.seconds(f"ours {size}") * _US,
                    peer=peer,
                    theirs=times.seconds(f"{peer} {size}") * _US,
                    ratio=times.ratio(f"ours {size}", f"{peer} {size}"),
                    goal=goals.get(peer),
                )
    least, most = min(records), max(records)
    if _ITSELF in goals:
        yield Row(
            work=f"{work}, at {most:,}",
            ours=times.seconds(f"ours {most}") * _US,
            peer=f"itself at {least:,}",
            theirs=times.seconds(f"ours {least}") * _US,
            ratio=times.ratio(f"ours {most}", f"ours {least}"),
            goal=goals[_ITSELF],
        )


# Folding --------------------------------------------------------------------------------------------------------------


def _fold_sides(size: int, record: cm.CaseRecord) -> dict[str, Side]:
    entries = tuple(record.entries)
    sides = {
        "ours": Side(lambda: cm.CaseRecord.of("c-1", entries), size),
        "handlers over bare attrs values": Side(folded_bare(as_bare(entries)), size),
    }
    if has("eventsourcing"):
        from eventsourced import mutated, projected  # noqa: PLC0415 - only where the peer is installed

        sides[_MUTATED] = Side(mutated(entries), size)
        sides[_PROJECTED] = Side(projected(entries), size)
    return sides


def folds(records: Records, pace: Pace) -> Iterator[Row]:
    """Time folding."""
    same = Goal(1.3, "within 1.3", both_ways=True)
    quicker = Goal(0.1, "10 times faster")
    goals = {_MUTATED: quicker, _PROJECTED: quicker, _ITSELF: same}
    rows = list(interleaved_rows(records, pace, _fold_sides, "fold, an entry", goals))
    yield from rows
    last, limit = rows[-1], Goal(2.5, "2.5 us", absolute=True)
    yield Row(work=last.work, ours=last.ours, peer="", theirs=None, ratio=None, goal=limit)
    # The first entries of a case are richer than later ones; with notes alone it is only the number that differs.
    alone = {size: _of_notes(record) for size, record in records.items() if size in {min(records), max(records)}}
    yield from interleaved_rows(alone, pace, _fold_alone, "fold, an entry, notes alone", {_ITSELF: same})


def _of_notes(record: cm.CaseRecord) -> cm.CaseRecord:
    """Give the record as long as this one in which notes follow the opening."""
    first, *rest = record.entries
    return cm.CaseRecord.of(record.case_id, (first, *(evolve(entry, fact=f.Note()) for entry in rest)))


def _fold_alone(size: int, record: cm.CaseRecord) -> dict[str, Side]:
    return {"ours": _fold_sides(size, record)["ours"]}


# Reading and writing --------------------------------------------------------------------------------------------------


def _lines(path: Path) -> list[bytes]:
    """Give the lines of the entries in a file."""
    return path.read_bytes().splitlines()[1:]


def _load_sides(folder: Path, size: int, record: cm.CaseRecord) -> dict[str, Side]:
    path = folder / f"{size}.jsonl"
    cm.dump(record, path)

    def reading(read: Callable[[list[bytes]], list[Any]]) -> Side:
        return Side(lambda: read(_lines(path)), size)

    assert cm.load(path) == record
    assert tuple(read_with_cattrs()(_lines(path))) == as_bare(tuple(record.entries)), "all read the same"
    sides = {
        "ours": Side(lambda: cm.load(path), size),
        _CATTRS: reading(read_with_cattrs()),
        f"{_CATTRS}, no unknown fields": reading(read_with_cattrs(forbid=True)),
        f"{_CATTRS}, no detail in errors": reading(read_with_cattrs(detail=False)),
    }
    if has("pydantic"):
        sides["pydantic, no unknown fields"] = reading(read_with_pydantic())
    if has("eventsourcing") and size <= _FETCHED:
        from eventsourced import fetched  # noqa: PLC0415 - only where the peer is installed

        sides["eventsourcing, its repository in memory"] = Side(fetched(record.entries), size)
    return sides


def loads(records: Records, pace: Pace) -> Iterator[Row]:
    """Time reading a file of JSON Lines; ours reads strictly and folds, the others make objects and stop there."""
    with TemporaryDirectory() as folder:

        def sides(size: int, record: cm.CaseRecord) -> dict[str, Side]:
            return _load_sides(Path(folder), size, record)

        goals = {_CATTRS: Goal(1.5, "within 1.5")}
        yield from interleaved_rows(records, pace, sides, "load strictly and fold, an entry", goals)


def _dump_sides(size: int, record: cm.CaseRecord) -> dict[str, Side]:
    lines = cm.dumps(record).encode().splitlines()[1:]
    sides = {
        "ours": Side(lambda: cm.dumps(record), size),
        _CATTRS.replace("into", "from"): Side(written_with_cattrs(as_bare(tuple(record.entries))), size),
    }
    if has("pydantic"):
        sides["pydantic"] = Side(written_with_pydantic(read_with_pydantic()(lines)), size)
    return sides


def dumps(records: Records, pace: Pace) -> Iterator[Row]:
    """Time writing a record as text; ours reads each line again, to be sure."""
    return interleaved_rows(records, pace, _dump_sides, "write out, each line read again, an entry", {})
