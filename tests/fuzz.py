"""Change stored files at random, read them, and see that nothing comes of it but sound values and the library's errors.

    python tests/fuzz.py [--mutations 1000000] [--seconds 0] [--workers 2] [--seed 1] [--start 0]
    python tests/fuzz.py --seed 1 --only 4711 [--keep FILE]

Every mutation is told again by its seed and its number: `--only` makes that one alone, shows it, and lets through what
it raises. What must be true of it stands in `fuzz_oracle`, the changes in `fuzz_changes` and `fuzz_json`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))

import casework_model as cm  # noqa: E402 - found by the lines above
from casework_model.codec import head_of, linked  # noqa: E402 - as above
from casework_model.process import library  # noqa: E402 - as above
from fuzz_changes import BYTES, TOML, Change, Corpus  # noqa: E402 - as above
from fuzz_json import change_json, graft_amendments, graft_links, read, repair  # noqa: E402 - as above
from fuzz_oracle import Chained, Kind, TooSlow, judged, passes_agree  # noqa: E402 - as above
from privacy import unjudged  # noqa: E402 - as above

SLICE: Final = 2_000
"""How many mutations a worker makes before it tells of them."""

SHOWN: Final = 3
"""How many reproducers are printed for each place that fails."""

POLICIES: Final = (
    b'key = "town"\nversion = 2\nadvise = ["HR-08", "HR-31"]\noff = ["HR-24"]\nlate_hours = [24, 48, 72]\nrho = 0.3\n',
    b'key = "open"\nreopen_phase = "assessment"\nreopen_within_days = 90\nadvise = []\n',
)

# What is changed ------------------------------------------------------------------------------------------------------


class Seeds(NamedTuple):
    """The files that are changed, by kind; those among them that are kept as a chain; and what changes draw from."""

    files: dict[Kind, tuple[bytes, ...]]
    chained: dict[bytes, Chained]
    corpus: Corpus


@cache
def seeds() -> Seeds:
    """Give the stored files of the project, with a marker in the private texts of most records."""
    marked = cm.dumps(unjudged()).encode()
    stored = [path for folder in ("examples/records", "tests/golden/v1") for path in (ROOT / folder).glob("*.jsonl")]
    steps: list[bytes] = []
    plain = [marked]
    for path in sorted(stored):
        (steps if path.name.endswith(".tried.jsonl") else plain).append(path.read_bytes())
    chained = [_chained(raw, seed) for seed, raw in enumerate(plain) if _may_be_chained(raw)]
    plain += [one.raw for one in chained]
    documents = [
        cm.dumps(cm.loads(part), form="json").encode() for raw in plain for part in (_first(5, raw), _first(9, raw))
    ]
    models = sorted(Path(library.__file__).parent.glob("models/*.toml"))
    texts = [path.read_bytes() for path in models if path.stem != "crosswalk"]
    texts.append((ROOT / "examples/outreach.toml").read_bytes())
    kinds = dict(zip(Kind, map(tuple, (plain, documents, steps, texts, POLICIES)), strict=True))
    contents = [read(line) for raw in plain for line in raw.split(b"\n")[1:]]
    facts = [content["fact"] for content in contents if content is not None]
    keys = sorted({key for fact in facts for key in fact} | {"number", "id", "by", "text", "access", "link", "fact"})
    return Seeds(
        kinds,
        {one.raw: one for one in chained},
        Corpus([raw for files in kinds.values() for raw in files], facts, keys),
    )


def _first(lines: int, raw: bytes) -> bytes:
    """Give the first lines of a file: what is short is read sooner, and what can be wrong is wrong there too."""
    return b"".join(raw.splitlines(keepends=True)[:lines])


def _may_be_chained(raw: bytes) -> bool:
    """Whether a record has entries, and no number that other readers of JSON would not keep."""
    return b'"number":1' in raw and b":100000000000000000000" not in raw


def _chained(raw: bytes, seed: int) -> Chained:
    """Give a file of the same record that is kept as a chain, the same each time."""
    record = linked(cm.loads(raw), nonces=Random(seed).randbytes)  # noqa: S311 - no secret
    return Chained(cm.dumps(record).encode(), head_of(record))


_KINDS: Final = tuple(Kind)
_WEIGHTS: Final = (64, 16, 10, 6, 4)
_FEW: Final = 9
_GRAFTS: Final = (graft_amendments, graft_amendments, graft_amendments, graft_links)
_IN_JSON: Final[tuple[Change, ...]] = (*(change_json,) * len(BYTES), *_GRAFTS, *_GRAFTS)


def _changes(kind: Kind, chance: Random) -> Iterator[Change]:
    """Choose what is done to a file, in order."""
    about: tuple[Change, ...] = TOML * 4 if kind in {Kind.MODEL, Kind.POLICY} else _IN_JSON
    if kind is Kind.STEPS:
        about = (change_json,) * len(BYTES)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        yield chance.choice((*BYTES, *about))
    if kind in {Kind.RECORD, Kind.DOCUMENT} and chance.random() < 0.5:
        yield repair


class Mutation(NamedTuple):
    """A changed file: its kind and bytes, what it was if that is a chain, and the chance by which it is looked at."""

    kind: Kind
    raw: bytes
    was: Chained | None
    chance: Random


def mutation(seed: int, number: int) -> Mutation:
    """Give one mutation by its number."""
    chance = Random(f"{seed} {number}")  # noqa: S311 - no secret
    files, chained, corpus = seeds()
    kind = chance.choices(_KINDS, _WEIGHTS)[0]
    raw = chance.choice(files[kind])
    was = chained.get(raw)
    if kind in {Kind.RECORD, Kind.STEPS} and chance.random() < 0.9:
        raw = _first(chance.randrange(2, _FEW), raw)
    for change in _changes(kind, chance):
        raw = _changed(change, raw, chance, corpus)
    return Mutation(kind, raw, was, chance)


def _changed(change: Change, raw: bytes, chance: Random, corpus: Corpus) -> bytes:
    """Change a file; one that this program itself cannot take apart any more stays as it is."""
    try:
        return change(raw, chance, corpus)
    except (RecursionError, ValueError):
        return raw


# Trying ---------------------------------------------------------------------------------------------------------------


class Failure(NamedTuple):
    """A mutation of which something came that should not: its number, the place in the code, and the traceback."""

    number: int
    kind: str
    place: str
    said: str


class Tally(NamedTuple):
    """What came of a number of mutations: how many, how many of each kind, which words refused, and what failed."""

    counts: Counter[str]
    words: Counter[str]
    failures: list[Failure]


def try_one(seed: int, number: int) -> tuple[Kind, bool, str]:
    """Make one mutation and judge it: whether it was taken, and else in which words it was refused."""
    kind, raw, was, chance = mutation(seed, number)
    accepted, words = judged(kind, raw, chance, was)
    if kind is Kind.RECORD and number % 10 == 0:
        for line in raw.split(b"\n")[1:4]:
            passes_agree(line)
    return kind, accepted, words


def tried(seed: int, start: int, count: int) -> Tally:
    """Make so many mutations from a number on."""
    tally = Tally(Counter(), Counter(), [])
    for number in range(start, start + count):
        try:
            kind, accepted, words = try_one(seed, number)
        except (Exception, TooSlow) as error:  # noqa: BLE001 - whatever comes out is what is looked for
            tally.counts["failed"] += 1
            tally.failures.append(_failure(number, error))
            continue
        tally.counts[f"{kind}, {'taken' if accepted else 'refused'}"] += 1
        if not accepted:
            tally.words[words] += 1
    tally.counts["mutations"] += count
    return tally


def _failure(number: int, error: BaseException) -> Failure:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "casework" in frame.filename]
    own = [frame for frame in frames if "casework_model" in Path(frame.filename).parts] or frames
    place = f"{Path(own[-1].filename).name}:{own[-1].name}" if own else "?"
    said = "".join(traceback.format_exception(error, limit=-12))
    return Failure(number, type(error).__name__, f"{place} {str(error)[:80]}", said)


def _tried(asked: tuple[int, int, int]) -> Tally:
    return tried(*asked)


# Telling --------------------------------------------------------------------------------------------------------------


def _tell(tally: Tally, seed: int, seconds: float) -> None:
    lines = [f"seed {seed}, {seconds:,.0f} s"]
    lines += [f"{count:>10,}  {what}" for what, count in sorted(tally.counts.items())]
    lines.append(f"refused in {len(tally.words)} kinds of words:")
    lines += [f"{count:>10,}  {words}" for words, count in tally.words.most_common()]
    places = Counter((failure.kind, failure.place) for failure in tally.failures)
    lines.append(f"failures: {len(tally.failures)} at {len(places)} places")
    for (kind, place), count in places.most_common():
        lines.append(f"{count:>10,}  {kind} at {place}")
        these = [failure for failure in tally.failures if (failure.kind, failure.place) == (kind, place)]
        for failure in these[:SHOWN]:
            lines.append(f"            python tests/fuzz.py --seed {seed} --only {failure.number}")
        lines.append(these[0].said)
    sys.stdout.write("\n".join(lines) + "\n")


def _slices(seed: int, start: int, count: int) -> Iterator[tuple[int, int, int]]:
    for begin in range(start, start + count, SLICE):
        yield seed, begin, min(SLICE, start + count - begin)


def _run(options: argparse.Namespace) -> Tally:
    begun, whole = time.monotonic(), Tally(Counter(), Counter(), [])
    slices = _slices(options.seed, options.start, options.mutations)
    pool = ProcessPoolExecutor(options.workers) if options.workers > 1 else None
    try:
        for tally in pool.map(_tried, slices) if pool else map(_tried, slices):
            whole.counts.update(tally.counts)
            whole.words.update(tally.words)
            whole.failures.extend(tally.failures)
            sys.stderr.write(f"\r{whole.counts['mutations']:,} mutations, {len(whole.failures)} failures")
            sys.stderr.flush()
            if options.seconds and time.monotonic() - begun > options.seconds:
                break
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)
    sys.stderr.write("\n")
    _tell(whole, options.seed, time.monotonic() - begun)
    return whole


def _only(options: argparse.Namespace) -> None:
    kind, raw, *_ = mutation(options.seed, options.only)
    sys.stdout.write(f"{kind}, {len(raw):,} bytes\n{raw[:4_000]!r}\n")
    if options.keep:
        Path(options.keep).write_bytes(raw)
    sys.stdout.write(f"{try_one(options.seed, options.only)}\n")


def main(arguments: Sequence[str]) -> int:
    """Try what was asked for and tell of it; 1 where something failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mutations", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=0, help="stop after so long; 0: not before all are made")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the number of the first mutation")
    parser.add_argument("--only", type=int, help="make and show this mutation alone")
    parser.add_argument("--keep", help="with --only: write its bytes to this file")
    options = parser.parse_args(arguments)
    if options.only is not None:
        _only(options)
        return 0
    return 1 if _run(options).failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
