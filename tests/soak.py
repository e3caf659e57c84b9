"""Try the laws and the stateful test for as long as there is time, and say truly how often each was tried.

    python tests/soak.py [--seconds 60] [--examples 100000] [--cases 10000] [--workers 2] [NAME ...]

The laws over walks share their walks. Each other law of the modules in LAWS runs in slices with new random examples
until it has had that many or that many seconds; the stateful test likewise. One line for each; exit 1 if one failed.
NAME is a part of the names to be run.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import import_module
from inspect import signature
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

LAWS: Final = (
    "test_laws",
    "test_laws_more",
    "test_codec",
    "test_codec_tried",
    "test_persistent",
    "test_case",
    "test_access_laws",
    "test_chain_laws",
    "test_research_laws",
    "test_amended",
)
WALKING: Final = LAWS[:2]
PLAIN: Final = ("test_persistent", "test_case")
"""Those of which the draws are small numbers and choices: made of random bytes, without the engine of Hypothesis."""

STATEFUL: Final = "test_stateful.TestBeside"
SLICE: Final = 500
DRAWN: Final = 4096
"""How many random bytes a law over walks may draw from, more than any takes."""

FEW: Final = 4
"""How many walks are remembered."""

STATEFUL_SLICE: Final = 20
SRC: Final = Path(__file__).resolve().parent.parent / "src"


class Asked(NamedTuple):
    """One thing to be tried: its name, how often at most, and for how long at most."""

    name: str
    examples: int
    seconds: float


class Tried(NamedTuple):
    """How often a law was tried, how long that took, what was counted, and what failed; "" if nothing did."""

    name: str
    examples: int
    seconds: float
    tally: Counter[str]
    failure: str


def prepare(examples: int) -> None:
    """Set how many examples are tried in one slice. To be done before the laws are imported."""
    from hypothesis import HealthCheck, settings  # noqa: PLC0415 - as above
    from hypothesis import strategies as st  # noqa: PLC0415 - as above

    import strategies  # noqa: PLC0415 - in the worker, before the laws
    import strewn  # noqa: PLC0415 - as above
    import walks  # noqa: PLC0415 - as above

    settings.register_profile(
        "slice",
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("slice")
    # Drawn so, walks and records take a tenth of the time; what fails is a seed.
    seeds = st.integers(0, 2**64 - 1)
    walks.choices = seeds.map(walks.strewn)
    strategies.records = lambda *, max_size=6: seeds.map(partial(strewn.record, max_size=max_size))  # type: ignore[assignment]  # put in their place
    strategies.steps = lambda: seeds.map(strewn.step)  # type: ignore[assignment]  # put in their place


def laws() -> list[str]:
    """Give the names of all laws that need no fixture of pytest."""
    prepare(SLICE)
    found = [
        f"{module}.{name}"
        for module in LAWS
        for name, thing in vars(import_module(module)).items()
        if hasattr(thing, "hypothesis") and not signature(thing).parameters
    ]
    return [*found, STATEFUL]


def counted(law: Any, tally: Counter[str]) -> Callable[[], None]:  # noqa: ANN401 - a law, or a test case
    """Give a law so that its examples are counted."""
    inner = law.hypothesis.inner_test

    def counting(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the law takes
        tally["examples"] += 1
        inner(*args, **kwargs)

    law.hypothesis.inner_test = counting
    run: Callable[[], None] = law
    return run


def from_bytes(law: Any) -> Callable[[], None]:  # noqa: ANN401 - a law
    """Give a slice of a law whose draws are made of random bytes."""
    dice = Random()  # noqa: S311 - chance, not secrecy

    def run() -> None:
        for _ in range(SLICE):
            law.hypothesis.fuzz_one_input(dice.randbytes(DRAWN))

    return run


def walked_once(walked: Any) -> Any:  # noqa: ANN401 - `walks.walked`
    """Give what walks, so that a walk that was asked for just now is not gone again: it has no end but one."""
    kept: dict[Any, Any] = {}

    def once(story: Any, steps: Any) -> Any:  # noqa: ANN401 - as above
        key = (id(story.record), id(story.engine), story.now, story.now.tzinfo, *steps)
        if key in kept:
            _, told, story.record, story.now = kept[key]
            return list(told)
        before = (story.record, story.engine)  # kept, so that nothing else comes to have that id
        told = walked(story, steps)
        if len(steps) > 1:
            kept[key] = (before, tuple(told), story.record, story.now)
        if len(kept) > FEW:
            del kept[next(iter(kept))]
        return told

    return once


def tried_walking(asked: Sequence[Asked]) -> list[Tried]:
    """Try all laws over walks on one walk after the other. Those who draw alike walk alike, and go the way once.

    Draws are made of random bytes, without the engine of Hypothesis: that one looks for odd numbers and texts, of which
    a walk holds none, and takes as long as the walk itself.
    """
    prepare(SLICE)
    import walks  # noqa: PLC0415 - as in `prepare`

    walks.walked = walked_once(walks.walked)
    tallies = {one.name: Counter[str]() for one in asked}
    runs: dict[str, Any] = {}
    for one in asked:
        law = getattr(import_module(one.name.partition(".")[0]), one.name.partition(".")[2])
        counted(law, tallies[one.name])
        runs[one.name] = law.hypothesis.fuzz_one_input
    dice, failures, spent = Random(), dict.fromkeys(runs, ""), dict.fromkeys(runs, 0.0)  # noqa: S311 - chance, not secrecy
    begun = time.monotonic()
    while runs and time.monotonic() - begun < asked[0].seconds:
        drawn = dice.randbytes(DRAWN)
        for name, run in tuple(runs.items()):
            since = time.monotonic()
            try:
                run(drawn)
            except Exception:  # noqa: BLE001 - whatever a law raises is what is looked for
                failures[name] = traceback.format_exc()
            spent[name] += time.monotonic() - since
            if failures[name] or tallies[name]["examples"] >= asked[0].examples:
                del runs[name]
    return [Tried(name, tally["examples"], spent[name], tally, failures[name]) for name, tally in tallies.items()]


def tried(asked: Asked) -> Tried:
    """Try one law until it has had its examples, its time, or a failure."""
    is_stateful = asked.name == STATEFUL
    prepare(STATEFUL_SLICE if is_stateful else SLICE)
    module = import_module(asked.name.partition(".")[0])
    tally: Counter[str] = module.TALLY if is_stateful else Counter()
    begun, failure, key = time.monotonic(), "", "cases" if is_stateful else "examples"
    if is_stateful:
        from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415 - as in `prepare`

        def run() -> None:
            run_state_machine_as_test(module.Beside)

    else:
        run = counted(getattr(module, asked.name.partition(".")[2]), tally)
        if module.__name__ in PLAIN:
            run = from_bytes(run)
    try:
        while tally[key] < asked.examples and time.monotonic() - begun < asked.seconds:
            run()
    except Exception:  # noqa: BLE001 - whatever a law raises is what is looked for
        failure = traceback.format_exc()
    return Tried(asked.name, tally[key], time.monotonic() - begun, tally, failure)


def _is_over_walks(name: str) -> bool:
    return name.partition(".")[0] in WALKING


def _together(shares: Sequence[Tried]) -> Tried:
    """Give what several workers have tried of one law."""
    failure = next((share.failure for share in shares if share.failure), "")
    examples, seconds = sum(share.examples for share in shares), sum(share.seconds for share in shares)
    return Tried(shares[0].name, examples, seconds, Counter(), failure)


def main(arguments: Sequence[str]) -> int:
    """Try what was asked for, and print one line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="a part of the names to be run")
    parser.add_argument("--seconds", type=float, default=60, help="the longest time for each law")
    parser.add_argument("--stateful-seconds", type=float, help="the longest time for the stateful test")
    parser.add_argument("--examples", type=int, default=100_000, help="as many examples of each law")
    parser.add_argument("--cases", type=int, default=10_000, help="as many cases of the stateful test")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    names = [name for name in laws() if not options.names or any(part in name for part in options.names)]
    names.sort(key=lambda name: name != STATEFUL)  # the longest first
    seconds, workers = options.seconds, options.workers
    walking = [Asked(name, -(-options.examples // workers), seconds) for name in names if _is_over_walks(name)]
    others = [
        Asked(name, options.cases, options.stateful_seconds or seconds)
        if name == STATEFUL
        else Asked(name, options.examples, seconds)
        for name in names
        if not _is_over_walks(name)
    ]
    failed = 0
    with ProcessPoolExecutor(workers, max_tasks_per_child=1) as pool:
        shares = list(pool.map(tried_walking, [walking] * workers)) if walking else []
        for one in chain(map(_together, zip(*shares, strict=True)), pool.map(tried, others)):
            verdict = "FAILED" if one.failure else "held"
            sys.stdout.write(f"{one.examples:>9,} in {one.seconds:7.1f} s  {verdict}  {one.name}\n{one.failure}")
            if one.name == STATEFUL:
                counts = ", ".join(f"{key} {count:,}" for key, count in sorted(one.tally.items()))
                sys.stdout.write(f"    {counts}\n")
            sys.stdout.flush()
            failed += bool(one.failure)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.path.insert(0, str(SRC))
    sys.exit(main(sys.argv[1:]))
