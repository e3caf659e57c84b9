"""One step at a time: a move, a refusal, the options, an entry appended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import casework_model as cm
from casework_model import facts as f
from machines import machines
from peers import has
from records import Told
from table import Goal, Row
from timing import Pace, Side, Times, interleaved

_US = 1_000_000
_APPENDED = 64
"""So many entries are appended one after the other before beginning anew: every turn meets the same lengths."""


def compared(
    times: Times, work: str, ours: str, peers: Sequence[str], goal: Goal | None = None, *, of: str = ""
) -> Iterator[Row]:
    """Give a row for each peer that was measured; without any, a row with what it takes here."""
    if not any(peer in times for peer in peers):
        yield Row(work=work, ours=times.seconds(ours) * _US, peer="(not installed)", theirs=None, ratio=None, goal=goal)
    for peer in peers:
        if peer in times:
            yield Row(
                work=work,
                ours=times.seconds(ours) * _US,
                peer=f"{peer}{of}",
                theirs=times.seconds(peer) * _US,
                ratio=times.ratio(ours, peer),
                goal=goal,
            )


def _refused(engine: cm.Engine, record: cm.CaseRecord, step: cm.Write) -> cm.Refused:
    verdict = engine.consider(record, step)
    assert isinstance(verdict, cm.Refused)
    return verdict


def moves(pace: Pace) -> Iterator[Row]:
    """Time a guarded move, with an engine of one model and with the engine of all shipped models."""
    engine = cm.Engine()
    told = Told(engine).until("intervention")
    told.write(told.step(f.Intervention(intervention=f.InterventionKind.COUNSELLING, goals=("g1",))))
    record, step = told.record, told.move("evaluation")
    at = step.recorded_at

    def by_name() -> object:
        return engine.move(record, "evaluation", by="w1", occurred_at=at, recorded_at=at)

    sides = {
        "ours": Side(lambda: engine.write(record, step)),
        "by name": Side(by_name),
        **{name: Side(machine.there_and_back, 2) for name, machine in machines().items()},
    }
    times = interleaved(sides, pace)
    work = "write one guarded move: rules judged, entry appended, state folded"
    goal = Goal(0.7, "at most 0.7")
    yield from compared(times, work, "ours", ["transitions"], goal, of=", bare move")
    yield from compared(times, work, "ours", ["python-statemachine"], of=", bare move")
    work = "the same by `engine.move`, which also finds the move and makes the step"
    yield from compared(times, work, "by name", ["transitions"], of=", bare move")


def refusals(pace: Pace) -> Iterator[Row]:
    """Time a refusal for one reason and for several, and its words."""
    engine = cm.Engine()
    late, early = Told(engine).until("intervention"), Told(engine)
    one, several = late.move("evaluation"), early.move("assessment")

    def refusing(told: Told, step: cm.Write) -> Callable[[], object]:
        return lambda: _refused(engine, told.record, step).unmet

    sides = {
        "one": Side(refusing(late, one)),
        "several": Side(refusing(early, several)),
        "words": Side(lambda: str(_refused(engine, early.record, several))),
        **{name: Side(machine.refuse) for name, machine in machines().items()},
    }
    times = interleaved(sides, pace)
    count = len(_refused(engine, early.record, several).unmet)
    goal, without = Goal(1, "no slower"), ", without a reason"
    yield from compared(times, "refuse a move for one reason, listed", "one", ["transitions"], goal, of=without)
    work = f"refuse a move for {count} reasons, all listed"
    yield from compared(times, work, "several", ["transitions"], goal, of=without)
    yield from compared(times, work, "several", ["python-statemachine"], of=without)
    work = "the same, and put it into words with all that is open instead"
    yield from compared(times, work, "words", ["transitions"], of=without)


def options(pace: Pace) -> Iterator[Row]:
    """Time listing what may come next from the same phase: the same seven names, and all ten of the usual engine."""
    alone, usual = cm.Engine(models=(cm.CASEWORK,)), cm.Engine()
    told, peers = Told(alone).until("intervention"), machines()
    record, at = told.record, told.now
    count = len(alone.options(record, at=at))
    assert all(len(machine.names()) == count for machine in peers.values()), "the same options everywhere"
    sides = {
        "ours": Side(lambda: alone.options(record, at=at)),
        "usual": Side(lambda: usual.options(record, at=at)),
        **{name: Side(machine.names_open) for name, machine in peers.items()},
        **{f"{name}, guards not asked": Side(machine.names) for name, machine in peers.items()},
    }
    times = interleaved(sides, pace)
    goal, bare = Goal(0.25, "4 times faster"), ", bare names"
    work = f"list {count} options with all that each lacks"
    yield from compared(times, work, "ours", list(peers), goal, of=bare)
    yield from compared(times, work, "ours", [f"{name}, guards not asked" for name in peers], of=bare)
    work = f"list {len(usual.options(record, at=at))} options, tracks beside included"
    yield from compared(times, work, "usual", list(peers), of=f"{bare} of {count}")


def _appending(engine: cm.Engine, record: cm.CaseRecord, step: cm.Write) -> Callable[[], object]:
    """Give the work of appending notes to a record, one after the other."""

    def append() -> object:
        grown = record
        for _ in range(_APPENDED):
            grown = engine.write(grown, step)
        return grown

    return append


def note_after(record: cm.CaseRecord) -> cm.Write:
    """Give the step that writes a note at the end of a record."""
    last = record.entries[-1].recorded_at
    return cm.Write(fact=f.Note(), by="w1", occurred_at=last, recorded_at=last, text="Phoned; no answer.")


def appends(records: dict[int, cm.CaseRecord], pace: Pace) -> Iterator[Row]:
    """Time appending one entry to records of every size: judged, in memory; and to the file."""
    engine = cm.Engine()
    least, most = min(records), max(records)
    with TemporaryDirectory() as folder:
        sides: dict[str, Side] = {}
        for size, record in records.items():
            sides[f"itself at {size:,}"] = Side(_appending(engine, record, note_after(record)), _APPENDED)
            sides[f"its file at {size:,}"] = Side(_to_file(engine, record, Path(folder) / f"{size}.jsonl"))
        if has("eventsourcing"):
            from eventsourced import noting  # noqa: PLC0415 - only where the peer is installed

            sides[_EVENT] = Side(noting(records[least].entries, _APPENDED), _APPENDED)
        times = interleaved(sides, pace)
    for size in records:
        goal = Goal(1.5, "within 1.5", both_ways=True) if size == most else None
        peers = [f"itself at {least:,}"] * (size != least) + [_EVENT] * (size == least)
        work = f"append one note, judged, at {size:,}"
        for peer in peers:
            yield from compared(times, work, f"itself at {size:,}", [peer], goal)
    for size in records:
        if size != least:
            work = f"append one line to a file, at {size:,}"
            yield from compared(times, work, f"its file at {size:,}", [f"its file at {least:,}"])


_EVENT = "eventsourcing, an event, not judged or kept"


def _to_file(engine: cm.Engine, record: cm.CaseRecord, path: Path) -> Callable[[], object]:
    """Give the work of appending one entry to a file, which is then as it was before."""
    cm.dump(record, path)
    size, grown = path.stat().st_size, engine.write(record, note_after(record))

    def append() -> None:
        cm.append(grown, path)
        os.truncate(path, size)

    return append
