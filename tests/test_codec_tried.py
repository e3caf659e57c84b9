"""Steps that were tried, in a file beside the record: also what no record would hold."""

from __future__ import annotations

import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework_model.codec import Tried, dump_steps, load_steps
from casework_model.errors import BadValue, UnreadableFile
from casework_model.facts import Goal, ProgressNote
from casework_model.steps import Delete, Edit, Read, Step, Write
from strategies import steps

MONDAY: Final = datetime(2024, 2, 5, 9, 30, tzinfo=UTC)
HEADER: Final = '{"format":"casework-steps","version":1,"case_id":"c-1"}\n'


@given(st.lists(st.builds(Tried, after=st.integers(0, 2**53 - 1), step=steps()), max_size=3).map(tuple))
def test_steps_are_read_as_they_were_tried(tried: tuple[Tried, ...]) -> None:
    """Every kind of step with anything that a step may hold comes back as it was."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c-1.tried.jsonl"
        dump_steps(tried, path, case_id="c-1")
        assert load_steps(path) == load_steps(str(path), case_id="c-1") == tried


WRITTEN: Final[dict[str, tuple[Step, str]]] = {
    "a level of 3 at no time": (
        Write(fact=ProgressNote(goal="g1", level=3), by="w1", occurred_at=None, recorded_at=None),
        (
            '{"do":"write","by":"w1","occurred_at":null,"recorded_at":null,'
            '"fact":{"kind":"progress_note","goal":"g1","level":3}}'
        ),
    ),
    "a note at a time without a zone": (
        Write(by="", occurred_at=datetime(2024, 2, 5, 9, 30), recorded_at=MONDAY),  # noqa: DTZ001 - what is tried
        '{"do":"write","by":"","occurred_at":"2024-02-05T09:30:00","recorded_at":"2024-02-05T09:30:00+00:00"}',
    ),
    "an edit": (Edit(target="e1", by="w1"), '{"do":"edit","target":"e1","by":"w1"}'),
    "a deletion": (Delete(target="e1", by="w1"), '{"do":"delete","target":"e1","by":"w1"}'),
    "a reading": (Read(by="w9", purpose="audit"), '{"do":"read","by":"w9","purpose":"audit"}'),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_a_step_is_written_in_one_form(tmp_path: Path, case: str) -> None:
    """A line says after which entry what was tried."""
    step, words = WRITTEN[case]
    path = tmp_path / "c-1.tried.jsonl"
    dump_steps([Tried(after=5, step=step)], path, case_id="c-1")
    assert path.read_text(encoding="utf-8") == f'{HEADER}{{"after":5,"step":{words}}}\n'
    assert load_steps(path) == (Tried(after=5, step=step),)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


BAD: Final = {
    "no place": (
        '{"step":{"do":"edit","target":"e1","by":"w1"}}',
        ': the field "after" is missing. Add it: a whole number.',
    ),
    "a place before the record": (
        '{"after":-1,"step":{"do":"edit","target":"e1","by":"w1"}}',
        ", after: the number of an entry is wanted, or 0. Give what is wanted.",
    ),
    "a place in quotes": (
        '{"after":"1","step":{"do":"edit","target":"e1","by":"w1"}}',
        ", after: a whole number is wanted, not text. Give what is wanted.",
    ),
    "no step": ('{"after":1}', ': the field "step" is missing. Add it: an object.'),
    "a step that is no object": (
        '{"after":1,"step":[]}',
        ", step: an object is wanted, not a list. Give what is wanted.",
    ),
    "nothing done": ('{"after":1,"step":{"by":"w1"}}', ', step: the field "do" is missing. Say which step it is.'),
    "something that nobody can do": (
        '{"after":1,"step":{"do":"erase","by":"w1"}}',
        ', step.do: there is no step "erase" in this version. Write one that this version knows.',
    ),
    "something spelled otherwise": (
        '{"after":1,"step":{"do":"wrote","by":"w1"}}',
        ', step.do: there is no step "wrote" in this version. Write "write" if that is meant.',
    ),
    "a field that no line has": (
        '{"after":1,"step":{"do":"read","by":"w1"},"why":"x"}',
        ': there is no field "why" here. Leave it out; known here: after, step.',
    ),
    "a time that is none": (
        '{"after":1,"step":{"do":"read","by":"w1","at":"noon"}}',
        (
            ", step.at: a time is wanted, and this text is none. "
            "Write it as in 2024-02-05T09:30:00+01:00 or 2024-02-05T09:30:00."
        ),
    ),
    "a level in quotes": (
        (
            '{"after":1,"step":{"do":"write","by":"w1","occurred_at":null,"recorded_at":null,'
            '"fact":{"kind":"progress_note","goal":"g1","level":"3"}}}'
        ),
        ", step.fact.level: a number is wanted, not text. Give what is wanted.",
    ),
    "a fact that is none": (
        '{"after":1,"step":{"do":"write","by":"w1","occurred_at":null,"recorded_at":null,"fact":null}}',
        ", step.fact: an object is wanted, not null. Give what is wanted.",
    ),
    "no JSON": (
        "Marta asked",
        ": this line is not JSON from character 1 on. Restore the line from a copy of the file.",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_line_is_refused(tmp_path: Path, case: str) -> None:
    """A line that says anything else is refused by its path."""
    line, words = BAD[case]
    path = tmp_path / "c-1.tried.jsonl"
    path.write_text(f"{HEADER}{line}\n", encoding="utf-8")
    with pytest.raises(UnreadableFile) as caught:
        load_steps(path)
    assert str(caught.value) == f"{path}, line 2{words}"
    assert caught.value.__context__ is None


def test_the_steps_of_another_case_are_refused(tmp_path: Path) -> None:
    """Who asks for the steps of one case is not given those of another."""
    path = tmp_path / "c-1.tried.jsonl"
    dump_steps([], path, case_id="c-1")
    assert load_steps(path, case_id="c-1") == ()
    with pytest.raises(UnreadableFile) as caught:
        load_steps(path, case_id="c-2")
    assert str(caught.value) == (
        f"{path}, line 1, case_id: these steps were tried on another case. Give the file that belongs to the record."
    )


def test_a_torn_file_of_steps_is_refused(tmp_path: Path) -> None:
    """Steps are read whole or not at all."""
    path = tmp_path / "c-1.tried.jsonl"
    path.write_text(HEADER + '{"after":1', encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r", line 2: the last line was not written to its end"):
        load_steps(path)


def goal(**judged: Any) -> Step:  # noqa: ANN401 - anything, to be judged
    """A step with a goal that holds this."""
    return Write(fact=Goal(id="g1", **judged), by="w1", occurred_at=None, recorded_at=None)


NO_FILE: Final = "it holds what no file can hold. Give it values of the shipped types."
UNSOUND: Final = {
    "text for a weight": (
        goal(weight="heavy"),
        ", step.fact.weight: a number is wanted, not text. Give what is wanted.",
    ),
    "a weight that is no number": (goal(weight=float("nan")), f": {NO_FILE}"),
    "half of a character for a weight": (goal(weight="\ud83d"), f": {NO_FILE}"),
    "a weight of another's type": (goal(weight=object()), f": {NO_FILE}"),
}


@pytest.mark.parametrize("case", UNSOUND)
def test_a_step_that_could_not_be_read_back_is_not_written(tmp_path: Path, case: str) -> None:
    """A step may hold what is not sound, but nothing that JSON cannot say."""
    step, words = UNSOUND[case]
    with pytest.raises(BadValue) as caught:
        dump_steps(
            [Tried(after=0, step=Edit(target="e1", by="w1")), Tried(after=1, step=step)], tmp_path / "x", case_id="c"
        )
    assert str(caught.value) == f"step 2{words}"
    assert caught.value.__context__ is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("case_id", ["", "x" * 201, "\ud83d", 7])
def test_steps_are_those_of_a_case(tmp_path: Path, case_id: Any) -> None:  # noqa: ANN401 - also a wrong one
    """Steps without the id of a case are not written."""
    with pytest.raises(BadValue) as caught:
        dump_steps([], tmp_path / "x", case_id=case_id)
    words = "case_id: the case has no id that a file can hold. Give the case an id of 1 to 200 characters."
    assert str(caught.value) == words


def test_a_place_is_the_number_of_an_entry(tmp_path: Path) -> None:
    """A step tried before the record began is not written."""
    with pytest.raises(
        BadValue, match=r"^step 1, after: the number of an entry is wanted, or 0\. Give what is wanted\.$"
    ):
        dump_steps([Tried(after=-1, step=Edit(target="e1", by="w1"))], tmp_path / "x", case_id="c-1")
