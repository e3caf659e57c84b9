"""Draws the modules of the library and their imports, read off the code, as one SVG: docs/explanation/modules.svg."""

from __future__ import annotations

import ast
from html import escape
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parent.parent / "src" / "casework_model"

BANDS: Final = (
    ("at the edge", ("__main__", "commands", "report", "research", "schema", "codec", "measures", "access"), "#e7eef7"),
    ("judging", ("engine", "replay", "courses", "judge", "verdicts", "rules"), "#f9e9dc"),
    ("steps and policies", ("steps", "policy"), "#f6f1d6"),
    ("the record", ("record", "history", "case", "amended", "entry"), "#e3f1e4"),
    ("what can be said", ("facts", "people", "process"), "#efe6f4"),
    ("the ground", ("persistent", "shape", "terms", "errors"), "#ececec"),
)
"""What belongs together in the picture, with its colour; each module belongs somewhere."""


def imports() -> dict[str, frozenset[str]]:
    """Read which module or room of the package imports which; imports for type checking alone do not count."""
    found: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        me = file.relative_to(PACKAGE).with_suffix("").parts[0]
        if me != "__init__":
            found.setdefault(me, set()).update(_imported(ast.parse(file.read_text(encoding="utf-8"))) - {me})
    return {me: frozenset(others) for me, others in sorted(found.items())}


def _imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    statements: list[ast.AST] = [tree]
    while statements:
        statement = statements.pop()
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            continue
        if isinstance(statement, ast.ImportFrom) and statement.module is not None:
            package, _, rest = statement.module.partition(".")
            if package == "casework_model":
                found |= {rest.partition(".")[0]} if rest else {alias.name for alias in statement.names}
        statements.extend(ast.iter_child_nodes(statement))
    return found & {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}


def reached(graph: dict[str, frozenset[str]], begin: str) -> frozenset[str]:
    """Give every module that one rests on, directly or through others."""
    found: set[str] = set()
    fresh = set(graph[begin])
    while fresh:
        found |= fresh
        fresh = {other for one in fresh for other in graph.get(one, ())} - found
    return frozenset(found)


def drawn(graph: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Give the imports without those that follow from others: what is imported by what is imported already."""
    return {
        one: frozenset(to for to in graph[one] if not any(to in reached(graph, via) for via in graph[one] - {to}))
        for one in graph
    }


COLUMNS: Final = {
    -3: ("measures",),
    -2: ("policy",),
    -1: ("history", "people", "errors"),
    1: ("research", "steps", "process", "persistent"),
    2: ("codec",),
    3: ("schema",),
}
"""Which modules stand beside the middle of the picture, so that no arrow runs behind a box."""

LIFTED: Final = frozenset({"report"})
"""Which stand a level higher than they need to, for the same reason."""

_WIDTH: Final = 128
_HEIGHT: Final = 36
_ACROSS: Final = 158
_DOWN: Final = 62
_LEGEND: Final = 260
_ARROW_HEAD: Final = (
    '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 L8 4 L0 8 z" fill="#555"/></marker></defs>'
)


def _levels(graph: dict[str, frozenset[str]]) -> dict[str, int]:
    """Give for each module its level: one above the highest that it imports."""
    found: dict[str, int] = {}

    def of(one: str) -> int:
        if one not in found:
            found[one] = 1 + max((of(other) for other in graph[one]), default=-1) + (one in LIFTED)
        return found[one]

    return {one: of(one) for one in graph}


def _places(graph: dict[str, frozenset[str]]) -> dict[str, tuple[int, int]]:
    """Give for each module its column and level; where a place is taken, the next one to the right that is free."""
    wanted = {name: column for column, names in COLUMNS.items() for name in names}
    found: dict[str, tuple[int, int]] = {}
    for one, level in _levels(graph).items():
        column = wanted.get(one, 0)
        while (column, level) in found.values():
            column += 1
        found[one] = (column, level)
    return found


def picture(graph: dict[str, frozenset[str]]) -> str:
    """Draw the modules and their imports as SVG: every arrow leads down."""
    places = _places(graph)
    columns = [column for column, _ in places.values()]
    left, top = min(columns), max(level for _, level in places.values())
    width = (max(columns) - left + 1) * _ACROSS + _LEGEND + 30
    height = (top + 1) * _DOWN + 30
    at = {
        name: (15 + (column - left + 0.5) * _ACROSS, 15 + (top - level + 0.5) * _DOWN)
        for name, (column, level) in places.items()
    }
    colours = {name: colour for _, names, colour in BANDS for name in names}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
        "<title>The modules of casework_model and their imports</title>",
        _ARROW_HEAD,
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for one, others in drawn(graph).items():
        parts += [_arrow(at[one], at[other]) for other in sorted(others)]
    for name, (x, y) in at.items():
        parts.append(
            f'<rect x="{x - _WIDTH / 2:.0f}" y="{y - _HEIGHT / 2:.0f}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" '
            f'fill="{colours.get(name, "#ffffff")}" stroke="#555"/>'
            f'<text x="{x:.0f}" y="{y + 5:.0f}" font-size="15" text-anchor="middle">{escape(name)}</text>'
        )
    for number, (title, _, colour) in enumerate(BANDS):
        x, y = width - _LEGEND, 20 + number * 28
        parts.append(
            f'<rect x="{x}" y="{y}" width="18" height="18" rx="3" fill="{colour}" stroke="#555"/>'
            f'<text x="{x + 26}" y="{y + 14}" font-size="13">{escape(title)}</text>'
        )
    return "\n".join((*parts, "</svg>")) + "\n"


def _arrow(begin: tuple[float, float], end: tuple[float, float]) -> str:
    """Draw one import: straight down or to the next row by a bend, else out at the side and down."""
    (x, y), (to_x, to_y) = begin, end
    to_y -= _HEIGHT / 2 + 1
    if x != to_x and to_y - y > _DOWN:
        side = x + (_WIDTH / 2 if to_x > x else -_WIDTH / 2)
        path = f"M{side:.0f} {y:.0f} C{to_x:.0f} {y:.0f} {to_x:.0f} {y:.0f} {to_x:.0f} {to_y:.0f}"
    else:
        y += _HEIGHT / 2
        bend = (to_y - y) / 2
        path = f"M{x:.0f} {y:.0f} C{x:.0f} {y + bend:.0f} {to_x:.0f} {to_y - bend:.0f} {to_x:.0f} {to_y:.0f}"
    return f'<path d="{path}" fill="none" stroke="#555" marker-end="url(#to)"/>'
