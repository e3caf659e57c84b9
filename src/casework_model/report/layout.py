"""How a page of plain text is set: at most 100 columns, aligned tables, wrapped sentences. Knows no casework."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from textwrap import wrap
from typing import Final

from casework_model.errors import STEERS

WIDTH: Final = 100
"""The longest line, in characters."""

INDENT: Final = 2
"""How far the content of a section stands in from its title."""

_GAP: Final = "  "


def clean(text: str) -> str:
    """Give one line without control characters: what a file holds must not steer the reader's terminal."""
    return " ".join(STEERS.sub(" ", text).split())


def wrapped(text: str, *, indent: int = INDENT, first: str = "") -> list[str]:
    """Break a sentence into lines. `first` stands before the first one; the others stand under the text after it."""
    lead = " " * indent + first
    lines = wrap(clean(text), WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False)
    return lines or [lead.rstrip()]


def bullets(texts: Iterable[str], *, indent: int = INDENT) -> list[str]:
    """Set a list, one item under the other."""
    return [line for text in texts for line in wrapped(text, indent=indent, first="- ")]


def named(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Set names with their values beside them, the values under one another."""
    kept = tuple(rows)
    widest = max((len(name) for name, _ in kept), default=0)
    return [line for name, value in kept for line in wrapped(value, first=f"{name:<{widest}}{_GAP}")]


def page(lines: Iterable[str]) -> str:
    """Give the text of a page, with a line break at its end. Whatever stands in a line, it steers no terminal."""
    return "".join(f"{STEERS.sub(' ', line)}\n" for line in lines)


def banner(title: str) -> list[str]:
    """Set the title of a whole report."""
    return ["=" * WIDTH, *wrapped(title, indent=0), "=" * WIDTH]


def section(title: str, lines: Sequence[str]) -> list[str]:
    """Set a section: an empty line, its title, its lines."""
    return ["", title.upper(), "", *lines]


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Collection[int] = ()) -> list[str]:
    """Set a table. Columns with a number in `right` stand flush right; a cell that is too wide is broken."""
    cells = [tuple(header), *(tuple(clean(cell) for cell in row) for row in rows)]
    widths = _widths(cells)
    return [line for row in cells for line in _row(row, widths, right)]


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    room = WIDTH - INDENT - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> list[str]:
    broken = [
        wrap(cell, width, break_on_hyphens=False) if cell else [] for cell, width in zip(row, widths, strict=True)
    ]
    lines: list[str] = []
    for place in range(max(1, *map(len, broken))):
        parts = [column[place] if place < len(column) else "" for column in broken]
        aligned = [
            part.rjust(width) if number in right else part.ljust(width)
            for number, (part, width) in enumerate(zip(parts, widths, strict=True))
        ]
        lines.append((" " * INDENT + _GAP.join(aligned)).rstrip())
    return lines
