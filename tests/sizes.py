"""Modules above 400 lines and functions above 40, for reading: `python tests/sizes.py`. test_sizes.py keeps the limit.

A size is where to look, not what to cut: split where the meaning splits.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
MODULE_LINES: Final = 400
FUNCTION_LINES: Final = 40


def modules() -> Iterator[tuple[str, int]]:
    """Each module of the library, by its path in the project, with its number of lines."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), len(path.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[str, int]]:
    """Each function of the library, as path:line name, with its number of lines from `def` to the end."""
    for module, _ in modules():
        for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                end = node.end_lineno or node.lineno
                yield f"{module}:{node.lineno} {node.name}", end - node.lineno + 1


def long_modules() -> dict[str, int]:
    """The modules above the limit."""
    return {name: lines for name, lines in modules() if lines > MODULE_LINES}


def long_functions() -> dict[str, int]:
    """The functions above the limit."""
    return {name: lines for name, lines in functions() if lines > FUNCTION_LINES}


def main() -> None:
    """Print the longest first."""
    for limit, what, found in (
        (MODULE_LINES, "modules", long_modules()),
        (FUNCTION_LINES, "functions", long_functions()),
    ):
        print(f"{what} above {limit} lines: {len(found)}")
        for name, lines in sorted(found.items(), key=lambda item: -item[1]):
            print(f"  {lines:5} {name}")


if __name__ == "__main__":
    main()
