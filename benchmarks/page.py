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

## What helped

In the order in which it was found, each measured before and after in the same way; a guarded move took 61 us at first
and takes a fifth of that now.

* The rules for one kind of step on one kind of edge are looked up once and kept as a *plan* (`rules/judging.py`).
* The rules asked of every entry (access, author, times, id, order, open case) are settled in one look where all is as
  usual; each is asked by itself only where something is not.
* A value that every step makes anew is filled in as an open twin and then closed (`shape.unclosed`): a quarter of the
  time of a frozen `__init__`. A move makes ten such values.
* One entry is folded into the case without the lists and dicts that folding many needs.
* What is under way (active goals, open crises) is kept by the fold, and not searched for.
* Members of enums are looked up once for a module: each look in the class costs half a microsecond on CPython 3.11.
* A local date is worked out once for each instant and zone.
* Each class has a reader and a writer of its own, generated from its fields. What the reader has seen of a field is not
  checked again when the value is made. Whatever it does not take goes through the slow pass, which finds the words.

## What is left

* A guarded move is some sixty Python calls: rules a third, growing the case a third, putting the question and making
  the entry the rest. A rule that is a function with its own test and words costs a call; a peer's guard does as well,
  but has one of them.
* A refusal makes values and words for each thing that lacks; the peer gives back false. Putting words together only
  when they are read would save a tenth, and would make lacks that hide what they say.
* An option is a judgement: seven of them are seven judgements with all that each lacks. The names alone, without asking
  any guard, would be a look into a table, as the rows with "guards not asked" show.
* A record of ten entries has hardly more to fold than what any record needs at first; per entry that weighs more there
  than in a long one.
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
