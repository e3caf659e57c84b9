"""The page about the command line shows what the commands really say, and names every command, option and key."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, cast

import pytest

from casework_model.commands import ALL
from commanding import said

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
BLOCKS: Final[tuple[str, ...]] = tuple(re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def examples() -> list[tuple[str, str, int | None]]:
    """Each command of the page with what it says, and its exit code where the page asks for it."""
    found: list[tuple[str, str, int | None]] = []
    for block in BLOCKS:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if command == "echo $?":
                before, its_output, _ = found.pop()
                found.append((before, its_output, int(output)))
            else:
                found.append((command, output, None))
    return found


def matches(expected: str, output: str) -> bool:
    """Whether the output is the expected one; a line of three dots stands for any lines."""
    pattern = "".join(r"(?:.*\n)*" if line == "..." else re.escape(f"{line}\n") for line in expected.splitlines())
    return re.fullmatch(pattern, output) is not None


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="the page is for a Unix shell")
@pytest.mark.parametrize(("command", "expected", "code"), examples())
def test_an_example_says_what_the_page_shows(command: str, expected: str, code: int | None) -> None:
    """Run in the folder of the project, each command of the page says what stands below it."""
    folder = str(Path(sys.executable).parent)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(  # noqa: S603 - a command that stands on the page
        ["bash", "-c", command],  # noqa: S607 - whichever bash there is
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert matches(expected, done.stdout), done.stdout
    assert code in {None, done.returncode}


def test_every_command_has_an_example() -> None:
    """No command is only described."""
    commands = [command for command, _, _ in examples()]
    assert len(ALL) == 9
    assert [one.name for one in ALL if not any(f"casework_model {one.name}" in command for command in commands)] == []


def test_every_option_of_every_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The section of a command names each option that its help names."""
    for one in ALL:
        with pytest.raises(SystemExit):
            said(capsys, one.name, "--help")
        options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
        section = PAGE.partition(f"\n## {one.name}\n")[2].partition("\n## ")[0]
        usage = section.strip().splitlines()[0]
        assert usage.startswith(one.name)
        assert options == set(re.findall(r"--[a-z-]+", usage))


BY_DATA: Final = frozenset({"seconds", "calendar_days", "visits", "late", "fact"})
"""Objects whose own keys are data: phases, hours, the fields of a fact."""


def keys_of(content: Any) -> set[str]:  # noqa: ANN401 - JSON may be anything
    """Every key of an object and of all objects in it."""
    waiting: list[object] = [content]
    found: set[str] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(cast("list[object]", one))
        elif isinstance(one, dict):
            fields = cast("dict[str, object]", one)
            found |= set(fields)
            waiting.extend(item for name, item in fields.items() if name not in BY_DATA)
    return found


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "--narrative", "examples/records/S05.jsonl", "none.jsonl"],
        ["check", "examples/records/S05.jsonl", "none.jsonl"],
        ["options", "examples/records/S05.jsonl", "--by", "w9"],
        ["options", "examples/records/S05.jsonl"],
        ["models"],
        ["models", "casework"],
        ["rules"],
    ],
)
def test_every_key_of_the_data_is_documented(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What --json prints is named on the page, key by key."""
    monkeypatch.chdir(ROOT)
    found = keys_of(json.loads(said(capsys, *arguments, "--json")[1]))
    assert len(found) > 8
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`\n]+`|\"[a-z]+\"", PAGE))))
    assert sorted(found - named) == []
