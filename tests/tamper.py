"""Tampers with a chained file in every way that a clumsy hand could, and asks whether each shows and is rightly named.

    PYTHONPATH=src python tests/tamper.py examples/records/S01.jsonl ...

Each file is made a chain first. Every byte is replaced in three ways, every two lines are swapped, every line is
dropped, a copy of every line and every line of another case is put in at every place, and the file is cut off after
every byte.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any, Final, final

from attrs import frozen

import casework_model as cm
from casework_model import ChainFault as Fault
from casework_model import Head

LINE_FEED: Final = b"\n"[0]
SPACE: Final = b" "[0]
KEPT: Final = 1_000
NO_HEADER: Final = frozenset({Fault.UNREADABLE})


@final
@frozen
class Tampered:
    """A file that was tampered with: in what way and where, with what it is compared, and what must be found."""

    way: str
    where: str
    raw: bytes
    head: Head | None
    faults: frozenset[Fault]
    numbers: frozenset[int]


def tampered(raw: bytes, foreign: bytes) -> Iterator[Tampered]:
    """Give a sound chained file tampered with in every way. `foreign` is that of another case."""
    lines, others = raw.splitlines(keepends=True), foreign.splitlines(keepends=True)
    head = cm.head_of(cm.loads(raw))
    yield from _replaced(raw)
    yield from _swapped(lines)
    yield from _dropped(lines, head)
    yield from _inserted("copy put in", lines, lines, head)
    yield from _inserted("line of another case put in", lines, others, head)
    yield from _cut(raw, head)


def _replaced(raw: bytes) -> Iterator[Tampered]:
    """Replace each byte: by its neighbour, by the same letter in the other case, and by an end of line."""
    line = 0
    for at, byte in enumerate(raw):
        for other in (byte ^ 1, byte ^ 0x20, SPACE if byte == LINE_FEED else LINE_FEED):
            faults, numbers = {Fault.EDITED, Fault.UNREADABLE, Fault.NOT_CANONICAL}, {line}
            if line <= 1:  # what the header says shows in that the first entry does not follow from it
                faults, numbers = faults | {Fault.OTHER_CASE}, {line, 1}
            if line == 0:
                faults.remove(Fault.EDITED)
            if at + 1 == len(raw):
                faults = {Fault.TRUNCATED}
            changed = raw[:at] + bytes([other]) + raw[at + 1 :]
            yield Tampered("byte replaced", f"{at} by {other}", changed, None, frozenset(faults), frozenset(numbers))
        line += byte == LINE_FEED


def _swapped(lines: Sequence[bytes]) -> Iterator[Tampered]:
    for one, other in combinations(range(len(lines)), 2):
        kept = list(lines)
        kept[one], kept[other] = kept[other], kept[one]
        faults = frozenset({Fault.REORDERED}) if one else NO_HEADER
        yield Tampered("two lines swapped", f"{one}, {other}", b"".join(kept), None, faults, frozenset({one}))


def _dropped(lines: Sequence[bytes], head: Head) -> Iterator[Tampered]:
    for place in range(len(lines)):
        is_last = place + 1 == len(lines)
        faults = NO_HEADER if place == 0 else frozenset({Fault.TRUNCATED if is_last else Fault.DROPPED})
        raw = b"".join((*lines[:place], *lines[place + 1 :]))
        yield Tampered("line dropped", str(place), raw, head if is_last else None, faults, frozenset({place}))


def _inserted(way: str, lines: Sequence[bytes], put_in: Sequence[bytes], head: Head) -> Iterator[Tampered]:
    """Put each line in before each other and at the end. Before the header it is taken for one, and is none."""
    for which, line in enumerate(put_in):
        for place in range(len(lines) + 1):
            is_copy = place < len(lines) and line == lines[place]  # then the one behind it is too many
            is_header = which == place == 0  # as above, also where it is that of another case
            faults = {Fault.INSERTED} if place or is_copy else set(NO_HEADER)
            if place == len(lines) and which == 0:
                faults = {Fault.INSERTED, Fault.UNREADABLE}
            raw = b"".join((*lines[:place], line, *lines[place:]))
            known = head if place == len(lines) else None
            where = f"{which} at {place}"
            yield Tampered(way, where, raw, known, frozenset(faults), frozenset({place + (is_copy or is_header)}))


def _cut(raw: bytes, head: Head) -> Iterator[Tampered]:
    for size in range(len(raw)):
        number = raw.count(b"\n", 0, size)
        yield Tampered("file cut off", str(size), raw[:size], head, frozenset({Fault.TRUNCATED}), frozenset({number}))


def misnamed(one: Tampered) -> str | None:
    """Say what is wrong with what is found of a file that was tampered with; None where it is as it must be."""
    found = cm.verify(one.raw, head=one.head).finding
    if found is None:
        return f"{one.way}, {one.where}: not detected"
    if found.fault not in one.faults or found.number not in one.numbers or found.line != found.number + 1:
        wanted = f"{'/'.join(sorted(one.faults))} at {'/'.join(map(str, sorted(one.numbers)))}"
        return f"{one.way}, {one.where}: {found.fault} at {found.number} (line {found.line}) instead of {wanted}"
    return None


@contextmanager
def remembered() -> Generator[None]:
    """Work out once what depends on a line alone, since most lines of a file stay as they were: its entry and parts.

    Nothing else is different; without it the same takes several times as long.
    """
    verification: Any = import_module("casework_model.codec.verification")
    place, parts_of = verification._place, verification.parts_of
    found: dict[int, tuple[cm.RecordEntry, Any]] = {}  # by identity, which lasts as long as the entry is in here

    def once(entry: cm.RecordEntry) -> Any:  # noqa: ANN401 - what it replaces says it
        if id(entry) not in found:
            if len(found) > KEPT:
                found.clear()
            found[id(entry)] = entry, parts_of(entry)
        return found[id(entry)][1]

    verification._place = lru_cache(maxsize=KEPT)(place)
    verification.parts_of = once
    try:
        yield
    finally:
        verification._place, verification.parts_of = place, parts_of


def tried(raw: bytes, foreign: bytes) -> tuple[Counter[str], list[str]]:
    """Tamper with a file in every way; give how often in each, and what was not as it must be."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for one in tampered(raw, foreign):
        counts[one.way] += 1
        said = misnamed(one)
        if said is not None:
            wrong.append(said)
    return counts, wrong


def numbered_bytes() -> Iterator[bytes]:
    """Give nonces that are the same each time: 1, 2, 3 and so on."""
    number = 0
    while True:
        number += 1
        yield number.to_bytes(16, "big")


def chained(record: cm.CaseRecord) -> bytes:
    """Give the bytes of the file of a record as a chain, the same each time."""
    nonces = numbered_bytes()
    return cm.dumps(cm.linked(record, nonces=lambda _: next(nonces))).encode()


def main(paths: Sequence[str]) -> int:
    """Tamper with each file, with the next one as that of another case, and print the figures."""
    records = [cm.load(path) for path in paths]
    total: Counter[str] = Counter()
    failures = 0
    for place, record in enumerate(records):
        with remembered():
            counts, wrong = tried(chained(record), chained(records[place - 1]))
        total += counts
        failures += len(wrong)
        print(f"{Path(paths[place]).name}: {counts.total():,} ways, {len(wrong)} undetected or misnamed", flush=True)
        for said in wrong[:20]:
            print(f"  {said}")
    for way, count in total.items():
        print(f"{way}: {count:,}")
    print(f"together: {total.total():,} ways of tampering, {failures} undetected or misnamed")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
