"""Whenever a process that writes is killed, what it had acknowledged is on file, in order: `kill.py`, bounded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

import pytest

import casework_model as cm
import kill
from casework_model import codec

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signal there ends a process at once")

TIMES: Final = 5
MOST: Final = 200
"""More points than any way of writing has."""


@pytest.mark.parametrize("name", kill.TRIALS)
def test_what_was_acknowledged_survives_a_killed_process(name: str) -> None:
    """A few writers of each kind are killed at random moments."""
    assert kill.kill_writers(name, TIMES, seed=1)["kills"] == TIMES


@pytest.mark.long
@pytest.mark.parametrize("name", kill.TRIALS)
def test_what_was_acknowledged_survives_many_killed_processes(name: str, told_at_the_end: list[str]) -> None:
    """The same, a thousand times each."""
    seen = kill.kill_writers(name, 1_000, seed=2)
    told_at_the_end.append(f"killed, {name}: {', '.join(f'{what} {count:,}' for what, count in sorted(seen.items()))}")


def points(path: Path, before: cm.CaseRecord | None, do: Callable[[], object]) -> list[cm.CaseRecord]:
    """Stop a writer at each point in turn, and give what is on file after each, the temporary files taken away."""
    found: list[cm.CaseRecord] = []
    for at in range(1, MOST):
        path.unlink(missing_ok=True)
        if before is not None:
            cm.dump(before, path)
        is_done = kill.stopped_at(at, do)
        if path.exists():
            kill.left_over(path, kill.Seen())
        if path.exists() and path.stat().st_size:
            found.append(kill.mended(path, kill.Seen()))
            assert before is None or codec.verify(path).holds is (before.entries[0].link is not None)
        if is_done:
            return found
    pytest.fail("a writer that never comes to its end")


WRITING: Final[dict[str, tuple[Callable[[cm.CaseRecord, Path], object], cm.CaseRecord, int]]] = {
    "appending": (cm.append, kill.record(4), 6),
    "sealing": (cm.append, kill.sealing(3), 12),
    "dumping": (cm.dump, kill.record(5), 12),
}
"""What is written onto a record of three entries, and how many points of its way there are at least."""


@pytest.mark.parametrize("chained", [False, True])
@pytest.mark.parametrize("name", WRITING)
def test_a_writer_stopped_at_any_call_of_the_system_leaves_the_old_or_the_new(
    tmp_path: Path,
    name: str,
    chained: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Before, after and in the middle of each call by which it writes: nothing half is left, and nothing is lost."""
    write, new, least = WRITING[name]
    old, path = kill.record(3), tmp_path / "c-1.jsonl"
    if chained:
        old = codec.linked(old)
        new = codec.linked(old.with_entries(new.entries[3:]))
    found = points(path, old, lambda: write(new, path))
    assert len(found) > least
    assert all(each in (old, new) for each in found)
    assert (found[0], found[-1]) == (old, new)


def test_a_writer_stopped_while_it_begins_a_file_leaves_nothing_that_is_in_the_way(tmp_path: Path) -> None:
    """A new file holds the first entries in order, or none; and appending goes on from there."""
    path, whole = tmp_path / "c-1.jsonl", kill.record(3)
    found = points(path, None, lambda: cm.append(whole, path))
    assert all(each == kill.record(len(each.entries)) for each in found)
    assert found[-1] == whole
    path.write_bytes(b"")  # as a process leaves it that was killed after making the file
    cm.append(whole, path)
    assert cm.load(path) == whole


def test_the_trials_see_what_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked for is found: an entry less than was acknowledged, and a file that could be taken for a record."""
    path = tmp_path / "c-1.jsonl"

    def forgetful(*_: object) -> cm.CaseRecord:
        return kill.record(1)

    monkeypatch.setattr(kill, "mended", forgetful)
    with pytest.raises(AssertionError, match="acknowledged entries are lost"):
        kill.try_append(path, Random(1), kill.Seen())  # noqa: S311 - no secret
    (tmp_path / "c-2.jsonl").touch()
    with pytest.raises(AssertionError, match=r"a stray file c-2\.jsonl"):
        kill.left_over(path, kill.Seen())
