"""The page of the documentation that holds the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from table import Row, as_markdown
from timing import ROUNDS

_TEXT: Final = """\
# Performance

This page is written by `make bench BENCH=--write`. It shows one run on one machine; run `make bench` for yours. What
carries over from one machine to another is the ratio of two times of the same run, not the time.

Measured with {machine}; {packages}.{missing}

**How it is measured.** The sides of a comparison take turns (A, B, C, A, B, C and so on), {rounds} rounds. A time is
the median of its rounds; a ratio is the median of the ratios within each round, below 1 where this library is quicker.
The clock is the processor time of the process, so that neither other programs nor waiting for the disk counts. The
garbage collector runs before each turn and is off during it, for all sides alike. Every entry of the records is judged
and written by the engine: intake, assessment and planning, then notes, contacts, interventions and progress, with a
review and a return every 40 entries. Shorter records are the beginnings of the longest.

**The sides do not do the same.** The peers do less, and each is given its quickest usual way. The state machines have
one guard on each move, a method that gives an attribute, and neither record nor reasons nor times; `transitions` goes
without its automatic moves. The aggregate of `eventsourcing` and the loop over bare attrs values fold to a phase, to
levels and counts. cattrs and pydantic make objects from lines and fold nothing. All but pydantic, which has a reader of
its own, read JSON with orjson where it is installed.

{tables}
"""

_PARTS: Final = (
    ("One step", ("write one", "the same", "refuse", "list", "append")),
    ("Whole records", ("fold", "load", "write out")),
    ("Start and memory", ("import", "memory")),
)


def _tables(rows: Sequence[Row]) -> str:
    parts: list[str] = []
    rest = list(rows)
    for title, beginnings in _PARTS:
        mine = [row for row in rest if row.work.startswith(beginnings)]
        rest = [row for row in rest if row not in mine]
        parts.append(f"## {title}\n\n{as_markdown(mine)}")
    return "\n\n".join(parts)


def page(rows: Sequence[Row], machine: str, packages: Mapping[str, str], missing: Sequence[str]) -> str:
    """Give the text of the page."""
    left_out = f" Not installed and left out: {', '.join(missing)}." if missing else ""
    return _TEXT.format(
        machine=machine,
        packages=", ".join(f"{name} {version}" for name, version in packages.items()),
        missing=left_out,
        rounds=ROUNDS,
        tables=_tables(rows),
    )
