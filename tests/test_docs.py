"""The documents say what the code says: pages that are made from it, names in the text, the examples."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from subprocess import run
from typing import Final

import pytest

from casework_model import RULES, facts

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs"
PACKAGE: Final = ROOT / "src" / "casework_model"
HERE: Final = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
EXAMPLES: Final = tuple(sorted((ROOT / "examples").glob("0*.py")))


def text_of(page: str) -> str:
    """The text of a page of the documents."""
    return (DOCS / page).read_text(encoding="utf-8")


def test_pages_made_from_the_code_are_up_to_date() -> None:
    """Process models, rules, facts and the picture are what docs/pages.py makes now; run it if this fails."""
    asked = [sys.executable, str(DOCS / "pages.py"), "--check"]
    found = run(asked, env=HERE, capture_output=True, text=True, check=False)
    assert (found.stdout, found.stderr, found.returncode) == ("", "", 0)


def test_every_rule_and_fact_has_its_place() -> None:
    """The reference names every rule by code and key, and every kind of fact."""
    rules, kinds = text_of("reference/rules.md"), text_of("reference/facts.md")
    assert [rule.key for rule in RULES if f"\n## {rule.code} `{rule.key}`\n" not in rules] == []
    assert [kind for kind in facts.KINDS if f"\n### `{kind}`\n" not in kinds] == []


def test_functions_named_in_the_architecture_exist() -> None:
    """Where the architecture follows a step and a refusal, each function that it names is one of the library."""
    ways = text_of("explanation/architecture.md").partition("## The way of one step")[2]
    source = "\n".join(file.read_text(encoding="utf-8") for file in sorted(PACKAGE.rglob("*.py")))
    defined = set(re.findall(r"(?:def|class) (\w+)", source)) | {file.stem for file in PACKAGE.rglob("*")}
    attributes = set(re.findall(r"^    (\w+):", source, flags=re.MULTILINE))
    named = {name for code in re.findall(r"`([\w.]+)`", ways) for name in code.split(".")}
    assert len(named) > 30
    assert sorted(named - defined - attributes) == []


def test_every_decision_has_a_number_of_its_own() -> None:
    """Decisions are numbered from 1 in the order of writing, without gap."""
    numbers = [int(found) for found in re.findall(r"^\| D-(\d+) \|", text_of("explanation/decisions.md"), re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_there_are_eight_examples() -> None:
    """The examples are numbered from 1 to 8."""
    assert [example.name[:2] for example in EXAMPLES] == ["01", "02", "03", "04", "05", "06", "07", "08"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_short_and_runs_anywhere(example: Path, tmp_path: Path) -> None:
    """An example has under 60 lines, runs from any folder, prints something, and leaves no file behind."""
    assert len(example.read_text(encoding="utf-8").splitlines()) < 60
    found = run([sys.executable, str(example)], cwd=tmp_path, env=HERE, capture_output=True, text=True, check=False)
    assert (found.stderr, found.returncode) == ("", 0)
    assert len(found.stdout.splitlines()) >= 3
    assert list(tmp_path.iterdir()) == []
