"""Files of process models: found by path, and told by path where they cannot be read at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import casework_model as cm

TALKS = """
key = "talks"
version = 1

[[phase]]
key = "meet"
start = true
end = true
"""


def unreadable(text: str) -> str:
    """Give what is said of a text that cannot be read at all."""
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.parse_model(text, name="talks.toml")
    return str(caught.value)


def test_a_model_is_read_from_a_file(tmp_path: Path) -> None:
    """A model file is found by its path, given as text or as a path."""
    path = tmp_path / "talks.toml"
    for encoding in ("utf-8", "utf-8-sig"):  # some editors begin a file with a mark of their own
        path.write_text(TALKS, encoding=encoding)
        assert cm.load_model(path) == cm.load_model(str(path)) == cm.parse_model(TALKS)


@pytest.mark.parametrize(
    "text",
    ["key = ", 'key = "a"\nkey = "b"', "<xml/>", "key = 2026-02-30", 'key = "\\ud83d"', "\ufeffkey = 1", "key = 1\0"],
)
def test_what_is_not_toml_is_told_with_its_place(text: str) -> None:
    """Text that is no TOML is told with the place where reading stopped; the words between are Python's own."""
    place = r"\(at (line \d+, column \d+|end of document)\)"
    assert re.fullmatch(
        rf"talks\.toml: this is not TOML: [A-Z].* {place}\. Correct it at the place named\.", unreadable(text)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("phase = " + "[" * 100_000, "it is nested too deeply"),
        ("phase = " + "{a = " * 100_000, "it is nested too deeply"),
        ("version = " + "9" * 5_000, "a number in it is too long"),
    ],
    ids=["lists", "tables", "long"],
)
def test_what_no_computer_can_hold_is_no_model(text: str, said: str) -> None:
    """A text that would exhaust the computer is told like any other fault."""
    assert unreadable(text) == f"talks.toml: this is not TOML: {said}. Correct it at the place named."


def test_a_model_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    """A missing file is told as a record is; a folder, another encoding and an impossible name are told alike."""
    missing = tmp_path / "none.toml"
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.load_model(missing)
    assert str(caught.value) == f"{missing}: there is no such file. Check the name and the folder."
    latin = tmp_path / "latin.toml"
    latin.write_bytes('key = "Köln"'.encode("latin-1"))
    for path, shown in ((tmp_path, tmp_path), (latin, latin), ("a\0b", "a\\x00b")):
        with pytest.raises(cm.UnreadableFile) as caught:
            cm.load_model(path)
        assert str(caught.value) == (
            f"{shown}: the file cannot be read as UTF-8 text. Check that you may read it, and how it was saved."
        )


def test_a_faulty_file_is_told_by_its_path(tmp_path: Path) -> None:
    """Faults of a model that was read from a file name the file."""
    path = tmp_path / "talks.toml"
    path.write_text("key = 1", encoding="utf-8")
    with pytest.raises(cm.ModelFaults) as caught:
        cm.load_model(path)
    assert caught.value.faults[0].where == f"model in {path}"
