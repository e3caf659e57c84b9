"""What is not timed in turns within this process: the time to import, and memory."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Final

import casework_model as cm
from bare import read_with_cattrs, read_with_pydantic
from peers import has
from records import Told
from table import Row
from timing import Pace

_MODULES: Final = {
    "transitions": "transitions",
    "python-statemachine": "statemachine",
    "eventsourcing": "eventsourcing.application",
    "pydantic": "pydantic",
    "cattrs": "cattrs",
}
_ASK: Final = "import time; start = time.process_time(); import {}; print(time.process_time() - start)"
_MANY: Final = 50


def imports(pace: Pace) -> Iterator[Row]:
    """Time importing, each time in a new process, in turns."""
    modules = {"ours": "casework_model", **{name: module for name, module in _MODULES.items() if has(name)}}
    taken: dict[str, list[float]] = {name: [] for name in modules}
    for _ in range(pace.processes + 1):
        for name, module in modules.items():
            ask = [sys.executable, "-c", _ASK.format(module)]
            taken[name].append(float(subprocess.run(ask, check=True, capture_output=True, text=True).stdout))
    for name in modules:
        if name != "ours":
            ours, theirs = taken["ours"][1:], taken[name][1:]  # the first compiles, and fills the disk's cache
            yield Row(
                work="import",
                ours=median(ours) * 1000,
                peer=name if name != "pydantic" else "pydantic, no model made",
                theirs=median(theirs) * 1000,
                ratio=median(mine / its for mine, its in zip(ours, theirs, strict=True)),
                unit="ms",
            )


def _held(make: Callable[[], object]) -> int:
    """Give the bytes that stay in use by what is made. It is made once before, so that caches do not count."""
    make()
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        made = make()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        del made
        return after - before
    finally:
        tracemalloc.stop()


def _row(work: str, ours: float, peer: str, theirs: float) -> Row:
    return Row(work=work, ours=ours, peer=peer, theirs=theirs, ratio=ours / theirs, unit="bytes")


def _case_makers() -> dict[str, Callable[[], object]]:
    """Give what makes one case with nothing in it but its opening, in the peers."""
    makers: dict[str, Callable[[], object]] = {}
    if has("transitions"):
        from machines import with_transitions  # noqa: PLC0415 - only where the peer is installed

        makers["transitions, one model more on a machine"] = with_transitions().another
    if has("python-statemachine"):
        from machines import with_statemachine  # noqa: PLC0415 - as above

        makers["python-statemachine, one machine more"] = with_statemachine().another
    if has("eventsourcing"):
        from eventsourced import aggregate_of  # noqa: PLC0415 - as above

        opening = tuple(Told(cm.Engine()).record.entries)
        makers["eventsourcing, one aggregate with its event"] = lambda: aggregate_of(opening)
    return makers


def _several(make: Callable[[], object]) -> Callable[[], object]:
    return lambda: [make() for _ in range(_MANY)]


def memory(record: cm.CaseRecord) -> Iterator[Row]:
    """Measure what a case that was just opened holds, and what one entry more holds in a record read from a file."""
    engine = cm.Engine()
    mine = _held(_several(lambda: Told(engine).record)) / _MANY
    for peer, make in _case_makers().items():
        yield _row("memory of a case just opened", mine, peer, _held(_several(make)) / _MANY)
    text = cm.dumps(record)
    lines, count = text.encode().splitlines()[1:], len(record.entries)
    mine = _held(lambda: cm.loads(text)) / count
    readers = {"bare attrs values": read_with_cattrs()}
    if has("pydantic"):
        readers["pydantic models"] = read_with_pydantic()
    for peer, read in readers.items():
        theirs = _held(partial(read, lines)) / count
        yield _row("memory of an entry read from a file, the case included", mine, peer, theirs)
