"""Times this library beside its peers, all in the same run, and prints what each piece of work takes.

    python benchmarks/run.py            all of it: seven minutes, more where others use the machine too
    python benchmarks/run.py --quick    a look whether it runs: seconds, and no figures to quote
    python benchmarks/run.py --only moves folds
    python benchmarks/run.py --json FILE --write

Peers that are not installed are left out and named. `make bench` installs them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

from attrs import asdict

from bulk import dumps, folds, loads
from chain import chains
from page import page
from peers import installed, missing
from records import records_of
from static import imports, memory
from steps import appends, moves, options, refusals
from table import Row, as_text
from timing import FULL, QUICK, Pace

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "performance.md"


STEPS: Final = {"moves": moves, "refusals": refusals, "options": options}
WHOLE: Final = {"appends": appends, "folds": folds, "loads": loads, "dumps": dumps, "chains": chains}
REST: Final = ("imports", "memory")
PARTS: Final = (*STEPS, *WHOLE, *REST)


def measured(pace: Pace, parts: Collection[str] = PARTS) -> Iterator[Row]:
    """Measure part after part, saying on standard error which."""
    for name, step in STEPS.items():
        if name in parts:
            _say(name)
            yield from step(pace)
    if "imports" in parts:
        _say("imports")
        yield from imports(pace)
    if not {*WHOLE, "memory"}.isdisjoint(parts):
        _say("records")
        records = records_of(pace.sizes)
        for name, part in WHOLE.items():
            if name in parts:
                _say(name)
                yield from part(records, pace)
        if "memory" in parts:
            _say("memory")
            yield from memory(records[pace.sizes[1]])


def _say(part: str) -> None:
    print(f"measuring {part} ...", file=sys.stderr, flush=True)


def machine() -> str:
    """Say on what it was measured, in general words."""
    kind = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{kind}, {platform.system()} on {platform.machine()}, {os.cpu_count()} cores"


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time this library beside its peers.")
    parser.add_argument("--quick", action="store_true", help="few rounds and small records: no figures to quote")
    parser.add_argument("--only", metavar="PART", nargs="+", choices=PARTS, help=f"measure these: {', '.join(PARTS)}")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the rows to a file as JSON")
    parser.add_argument("--write", action="store_true", help="write docs/explanation/performance.md")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> None:
    """Measure, print, and write what is asked for."""
    asked = _arguments(given)
    if asked.write and (asked.quick or asked.only):
        sys.exit("The page holds a whole run: leave out --quick and --only, or --write.")
    start = perf_counter()
    pace = QUICK if asked.quick else FULL
    print(machine())
    print(", ".join(f"{name} {version}" for name, version in installed().items()))
    for name in missing():
        print(f"not installed, left out: {name}")
    rows = list(measured(pace, asked.only or PARTS))
    print(as_text(rows))
    wanted = [row for row in rows if row.goal]
    print(f"{sum(bool(row.met) for row in wanted)} of {len(wanted)} goals met, in {perf_counter() - start:.0f} s")
    if asked.json:
        content = {
            "machine": machine(),
            "packages": installed(),
            "rows": [asdict(row) | {"met": row.met} for row in rows],
        }
        asked.json.write_text(json.dumps(content, indent=1), encoding="utf-8")
    if asked.write:
        PAGE.write_text(page(rows, machine(), installed(), missing()), encoding="utf-8")


if __name__ == "__main__":
    main()
