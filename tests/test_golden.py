"""Files that releases wrote: every later one reads them, and writes the newest of them byte for byte."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Any, Final, cast

import attrs
import pytest

from casework_model.codec import dump_steps, dumps, load, load_steps
from casework_model.codec.records import VERSION
from casework_model.facts import KINDS, CaseOpened, Fact, Goal, Note
from casework_model.schema import schema_text
from casework_model.steps import Write
from casework_model.terms import AccessLevel

GOLDEN: Final = Path(__file__).resolve().parent / "golden"
RECORDS: Final = sorted(path for path in GOLDEN.glob("v*/*.jsonl") if not path.name.endswith(".tried.jsonl"))
STEPS: Final = sorted(GOLDEN.glob("v*/*.tried.jsonl"))
NEWEST: Final = GOLDEN / f"v{VERSION}"


def fields(value: Any) -> dict[str, attrs.Attribute[Any]]:  # noqa: ANN401 - any value of the model
    """The fields of a value by their names in a file."""
    return {field.name.rstrip("_"): field for field in attrs.fields(cast("type[attrs.AttrsInstance]", type(value)))}


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of the model
    """What a value says, by attrs and not by the codec: lists, words, dates as text, objects by field."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in cast("tuple[object, ...]", value)]
    if attrs.has(cast("type[object]", type(value))):
        content = {key: plain(getattr(value, field.name)) for key, field in fields(value).items()}
        return {"kind": value.kind, **content} if isinstance(value, Fact) else content
    return value


def says(value: Any, written: Any) -> None:  # noqa: ANN401 - any value of the model, and what stands in JSON
    """Everything written was found, and what was not written is what a new value of the class has."""
    if isinstance(written, list):
        lines = cast("list[object]", written)
        assert len(value) == len(lines)
        for item, line in zip(value, lines, strict=True):
            says(item, line)
    elif isinstance(written, dict):
        content = cast("dict[str, object]", written)
        tag = {"kind": value.kind} if isinstance(value, Fact) else {}
        assert {key: content[key] for key in content if key not in fields(value)} == tag
        for key, field in fields(value).items():
            found = getattr(value, field.name)
            if key in content:
                says(found, content[key])
            else:
                assert found == field.default
    else:
        assert (type(written), written) == (type(plain(value)), plain(value))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_file_says_what_it_said(path: Path) -> None:
    """Every field that was written is found with its value, every other one as usual."""
    header, *lines = (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1])
    record = load(path)
    assert record.case_id == header["case_id"]
    assert len(record.entries) == len(lines)
    for entry, line in zip(record.entries, lines, strict=True):
        says(entry, line)


@pytest.mark.parametrize("path", [path for path in RECORDS if path.parent == NEWEST], ids=lambda path: path.stem)
def test_a_golden_file_of_this_version_is_written_the_same(path: Path) -> None:
    """As long as the version of the format is the same, its bytes are."""
    assert dumps(load(path)).encode() == path.read_bytes()


def test_every_kind_of_fact_has_its_golden_line() -> None:
    """No fact comes into a release without a file that holds later releases to it."""
    kinds = {entry.fact.kind for path in RECORDS for entry in load(path).entries}
    assert kinds == set(KINDS)


def test_what_is_seldom_is_read_as_it_was_meant() -> None:
    """Offsets with seconds, parts of a second, all letters, access and participants come back as they were."""
    first, second, third, fourth, fifth = load(GOLDEN / "v1" / "unusual.jsonl").entries
    assert isinstance(first.fact, CaseOpened)
    assert first.id == "erster Eintrag"
    assert first.occurred_at.isoformat() == "1971-05-01T08:00:00-00:44:30"
    assert first.occurred_at.tzinfo == timezone(-timedelta(minutes=44, seconds=30))
    assert second.text == "\x00\x1f\x7f\u2028\U0010ffff"
    assert second.recorded_at - second.occurred_at == timedelta(microseconds=1)
    assert (third.access, third.participants) == (AccessLevel.VERY_RESTRICTED, ("mother", ""))
    assert fourth.fact == Goal(id="g", weight=0.0000001)
    assert fifth.fact == Goal(id="g", weight=100_000_000_000_000_000_000, baseline=-2)


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.parent.name)
def test_golden_steps_are_read_as_they_were_meant(path: Path, tmp_path: Path) -> None:
    """Steps that no record would hold come back as they were tried."""
    header, *lines = (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1])
    tried = load_steps(path)
    assert [one.after for one in tried] == [line["after"] for line in lines] == [0, 1, 1, 2, 2, 2, 3, 3]
    for one, line in zip(tried, lines, strict=True):
        assert line["step"].pop("do") == type(one.step).__name__.lower()
        if isinstance(one.step, Write) and one.step.fact == Note():
            assert "fact" not in line["step"]  # its default is made anew each time
            line["step"]["fact"] = {"kind": "note"}
        says(one.step, line["step"])
    dump_steps(tried, tmp_path / "again.jsonl", case_id=header["case_id"])
    assert (tmp_path / "again.jsonl").read_bytes() == path.read_bytes()


def test_the_schema_of_this_version_is_the_published_one() -> None:
    """The schema changes only on purpose, together with the golden files."""
    assert schema_text() == (NEWEST / "schema.json").read_text(encoding="utf-8")
