"""The rows of the result, and the table of them. Knows nothing of how they were measured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, final

from attrs import frozen


@final
@frozen
class Goal:
    """What a row is to reach: a ratio to the peer of at most `limit`.

    With `both_ways` the ratio may be no smaller than its inverse either: the two are to be the same. With `absolute`
    the time itself is meant, in the unit of the row.
    """

    limit: float
    words: str
    both_ways: bool = False
    absolute: bool = False

    def is_met(self, found: float) -> bool:
        """Whether it is reached."""
        return found <= self.limit and (not self.both_ways or 1 / found <= self.limit)


@final
@frozen(kw_only=True)
class Row:
    """One line: what the work is, what it takes here and at the peer (both in `unit`), their ratio, and the goal."""

    work: str
    ours: float
    peer: str
    theirs: float | None
    ratio: float | None
    unit: str = "us"
    goal: Goal | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none, or nothing to compare with."""
        if self.goal is None:
            return None
        found = self.ours if self.goal.absolute else self.ratio
        return None if found is None else self.goal.is_met(found)


HEAD: Final = ("work", "here", "peer", "there", "ratio", "goal", "met")


def _number(value: float | None, unit: str = "") -> str:
    if value is None:
        return ""
    digits = 0 if value >= 1000 else 1 if value >= 10 else 2 if value >= 0.095 else 4
    return f"{value:,.{digits}f} {unit}".strip()


def cells(row: Row) -> tuple[str, ...]:
    """Give a row as texts, in the order of `HEAD`."""
    return (
        row.work,
        _number(row.ours, row.unit),
        row.peer,
        _number(row.theirs, row.unit),
        _number(row.ratio),
        row.goal.words if row.goal else "",
        {True: "yes", False: "no", None: ""}[row.met],
    )


def as_text(rows: Iterable[Row]) -> str:
    """Give the rows in columns, for a terminal."""
    lines = [HEAD, *map(cells, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
    right = {1, 3, 4}
    return "\n".join(
        "  ".join(
            text.rjust(width) if place in right else text.ljust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def as_markdown(rows: Iterable[Row]) -> str:
    """Give the rows as a table in Markdown."""
    lines = [f"| {' | '.join(cells(row))} |" for row in rows]
    return "\n".join((f"| {' | '.join(HEAD)} |", "|---|--:|---|--:|--:|---|---|", *lines))
