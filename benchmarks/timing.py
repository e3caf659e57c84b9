"""Timing: sides of a comparison take turns, and what counts is the median. Knows nothing of casework.

The clock is the processor time of this process, so that other programs on the machine and waiting for the disk do not
count. The garbage collector runs before each turn and is off during it, for all sides alike.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time
from typing import Final, final

from attrs import frozen

ROUNDS: Final = 9
TURN: Final = 0.03
"""How long a turn lasts at least, in seconds; work that takes longer is done once a turn."""


@final
@frozen
class Side:
    """One side of a comparison: what it does, and how many pieces of work one call of it does."""

    do: Callable[[], object]
    pieces: int = 1


@final
@frozen
class Pace:
    """How thoroughly to measure."""

    rounds: int = ROUNDS
    processes: int = ROUNDS
    turn: float = TURN
    sizes: tuple[int, ...] = (10, 1_000, 10_000, 100_000)


FULL: Final = Pace()
QUICK: Final = Pace(rounds=3, processes=1, turn=0.002, sizes=(10, 1_000))


@final
@frozen
class Times:
    """What each side took in each round, in seconds for one piece of work."""

    rounds: Mapping[str, tuple[float, ...]]

    def __contains__(self, side: str) -> bool:
        return side in self.rounds

    def seconds(self, side: str) -> float:
        """The median of a side."""
        return median(self.rounds[side])

    def ratio(self, side: str, other: str) -> float:
        """How many times the other's time a side takes: the median of the ratios within each round."""
        return median(mine / its for mine, its in zip(self.rounds[side], self.rounds[other], strict=True))


def _turn(do: Callable[[], object], calls: int) -> float:
    gc.collect()  # what the turn before left; all older things are frozen, so that this is quick
    gc.disable()
    try:
        start = process_time()
        for _ in range(calls):
            do()
        return process_time() - start
    finally:
        gc.enable()


def _calls(do: Callable[[], object], turn: float) -> int:
    """Say how many calls make a turn. The first call fills caches, and is measured only to know what takes long."""
    if _turn(do, 1) > 2 * turn:
        return 1
    calls = 1
    while True:
        took = _turn(do, calls)
        if took >= turn / 4:
            return max(1, round(calls * turn / took))
        calls *= 4


def interleaved(sides: Mapping[str, Side], pace: Pace) -> Times:
    """Measure all sides in turns: A, B, C, A, B, C and so on."""
    gc.collect()
    gc.freeze()
    calls = {name: _calls(side.do, pace.turn) for name, side in sides.items()}
    rounds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(pace.rounds):
        for name, side in sides.items():
            rounds[name].append(_turn(side.do, calls[name]) / (calls[name] * side.pieces))
    gc.unfreeze()
    return Times({name: tuple(each) for name, each in rounds.items()})
