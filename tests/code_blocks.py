"""Runs every Python block that a reader can see: `python tests/code_blocks.py [file or folder ...]`.

Blocks of one page run from top to bottom in one namespace. A TOML block that begins with the name of a file, such as
`# debt.toml`, is written to that file, for the blocks after it. Finding no block at all is a failure.
"""

from __future__ import annotations

import sys
from contextlib import chdir
from doctest import NORMALIZE_WHITESPACE
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Final

import pytest
from sybil import Example, Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = ("README.md", "CONTRIBUTING.md", "docs", "src")


def write_file(example: Example) -> None:
    """Write a TOML block to the file that it names, in the folder in which the blocks run."""
    text = str(example.parsed)
    first = text.partition("\n")[0].removeprefix("# ")
    if first.endswith(".toml"):
        Path(first).write_text(text, encoding="utf-8")


pages: Final = Sybil(
    path=str(ROOT),
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=NORMALIZE_WHITESPACE),
        CodeBlockParser("toml", write_file),
        SkipParser(),
    ],
    patterns=["*.md"],
)
docstrings: Final = Sybil(
    path=str(ROOT),
    parsers=[DocTestParser(), PythonCodeBlockParser()],
    patterns=["*.py"],
    document_types={".py": PythonDocStringDocument},
)


def main(asked: list[str]) -> int:
    """Run the blocks of what was asked for, or of everything, and return pytest's exit code."""
    plugin = ModuleType("code_blocks_plugin")
    plugin.__dict__["pytest_collect_file"] = (pages + docstrings).pytest()
    chosen = [str(Path(page).resolve()) for page in asked] or [str(ROOT / page) for page in PAGES]
    with TemporaryDirectory() as folder, chdir(folder):  # a block may write files, and leaves none behind
        return pytest.main(["--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), *chosen], plugins=[plugin])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
