"""The published schema, against an independent validator: it accepts what is written and read, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from casework_model.codec import dumps, loads
from casework_model.entry import RecordEntry
from casework_model.errors import UnreadableFile
from casework_model.facts import KINDS, CaseOpened, ContactRoute, Fact, ModelRef, PolicyRef
from casework_model.people import Client, ClientStatus
from casework_model.record import CaseRecord
from casework_model.schema import record_schema
from strategies import entries, facts, records, values

MONDAY: Final = datetime(2024, 2, 5, 9, 30, tzinfo=UTC)
FIRST: Final = RecordEntry(
    1,
    "e1",
    "w1",
    datetime.min.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=UTC),
    CaseOpened(
        client=Client(id="cl-1", status=ClientStatus.VOLUNTARY),
        tz="Europe/Berlin",
        route=ContactRoute.WALK_IN,
        model=ModelRef(key="casework", version=1),
        phase="intake",
        policy=PolicyRef(key="standard", version=1, digest="d"),
    ),
)


@lru_cache(maxsize=1)
def validator() -> Any:  # noqa: ANN401 - its stubs do not know that JSON may be anything
    """The validator of the schema, formats included."""
    return Draft202012Validator(record_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def content(fact: Fact, data: st.DataObject) -> tuple[list[str], Any]:
    """The lines before an entry with that fact, and what its own line says."""
    is_opening = isinstance(fact, CaseOpened)
    entry = data.draw(entries(number=1 if is_opening else 2, fact=fact, after=MONDAY))
    text = dumps(CaseRecord.of("c-1", [entry] if is_opening else [FIRST, entry]))
    *before, line, _ = text.split("\n")
    return before, json.loads(line)


def test_the_schema_is_one() -> None:
    """The schema keeps the rules of its dialect, and the validator knows the formats that it names."""
    Draft202012Validator.check_schema(record_schema())
    assert {"date", "date-time"} <= set(Draft202012Validator.FORMAT_CHECKER.checkers)


def test_every_kind_of_fact_has_its_definition() -> None:
    """A fact is defined under its stable word, which is fixed in it."""
    definitions = record_schema()["$defs"]
    assert {kind: definitions[kind]["properties"]["kind"] for kind in KINDS} == {
        kind: {"const": kind} for kind in KINDS
    }


@given(records(max_size=3))
def test_the_schema_accepts_what_is_written(record: CaseRecord) -> None:
    """Each line of each record, the header too."""
    for line in dumps(record).split("\n")[:-1]:
        validator().validate(json.loads(line))


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=5)
@given(data=st.data())
def test_the_schema_accepts_every_kind_of_fact(kind: str, data: st.DataObject) -> None:
    """Facts of each kind, with any sound content."""
    _, line = content(data.draw(values(KINDS[kind])), data)
    validator().validate(line)


BEYOND: Final = (
    "entry number ",
    "this id is used",
    "the case is opened a second time",
    "the first entry does not open",
    "it was recorded ",
    "no time zone of that name",
)
"""What no schema of one line can say; the beginnings of the words for it."""

OTHER: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, 2, 3, -2, -3, 0.5, -1.5, 2**53 - 1, 2**53, -(2**53), 1e300,
    "", " ", "x", "x" * 200, "x" * 201, "x" * 100_000, "x" * 100_001, "3", "true", "given", "active", "note", "goal",
    "2024-02-05", "2024-02-30", "2024-2-5", "2024-02-05T09:30:00", "2024-02-05T09:30:00Z", "2024-02-05T09:30:00+01:00",
    "2024-02-05T09:30:00-00:00", "2024-02-05T24:00:00+01:00", "2024-02-30T09:30:00+01:00",
    "2024-02-05T09:30:00.5+01:00",
    "2024-02-05T09:30:00.500000+01:00", "2024-02-05T09:30:00.000000+01:00", "2024-02-05T09:30:00+01:00:30",
    "2024-02-05T09:30:00+01:00:00", "2024-02-05T09:30:00+01:00\n", "2024-02-05\n", "0000-01-01", "2024-W06-1",
    [], ["x"], [1], [None], {}, {"kind": "note"}, {"goal": "g1", "level": 1}, {"goal": "g1", "level": 3},
)  # fmt: skip
"""What may be put in the place of anything."""


def parts(node: Any) -> dict[Any, Any]:  # noqa: ANN401 - JSON may be anything
    """What stands in an object or a list, by name or place; nothing in anything else."""
    if isinstance(node, list):
        return dict(enumerate(cast("list[object]", node)))
    return cast("dict[object, Any]", node) if isinstance(node, dict) else {}


def objects(node: Any) -> list[Any]:  # noqa: ANN401 - JSON may be anything
    """Every object and list within that is not empty, itself included."""
    within = parts(node)
    return [*([node] if within else []), *(found for part in within.values() for found in objects(part))]


@settings(max_examples=200)
@given(fact=facts() | values(CaseOpened), data=st.data())
def test_schema_and_reader_refuse_the_same(fact: Fact, data: st.DataObject) -> None:
    """After any one change (a field dropped, added or given other content), both accept the line or both refuse it."""
    before, line = content(fact, data)
    node: Any = data.draw(st.sampled_from(objects(line)))
    key = data.draw(st.sampled_from(list(parts(node))))
    change = data.draw(st.sampled_from(("drop", "add", "put")))
    if change == "drop":
        del node[key]
    elif change == "add" and isinstance(node, dict):
        node[data.draw(st.sampled_from(("kind", "id", "text", "level", "from", "from_", "note", "x")))] = "x"
    else:
        node[key] = data.draw(st.sampled_from(OTHER))
    try:
        loads("\n".join((*before, json.dumps(line), "")))
        is_read = True
    except UnreadableFile as error:
        assume(not error.fault.problem.startswith(BEYOND))
        is_read = False
    assert validator().is_valid(line) is is_read


@pytest.mark.parametrize(
    "header",
    [
        {"format": "casework-record", "version": 2, "case_id": "c-1"},
        {"format": "casework-steps", "version": 1, "case_id": "c-1"},
        {"format": "casework-record", "version": 1, "case_id": ""},
        {"format": "casework-record", "version": 1, "case_id": "x" * 201},
        {"format": "casework-record", "version": 1, "case_id": 1},
        {"format": "casework-record", "version": True, "case_id": "c-1"},
        {"format": "casework-record", "version": 1},
        {"format": "casework-record", "version": 1, "case_id": "c-1", "client": "cl-1"},
        [],
        None,
    ],
)
def test_schema_and_reader_refuse_the_same_headers(header: object) -> None:
    """A first line that says anything else is no header to either."""
    assert not validator().is_valid(header)
    with pytest.raises(UnreadableFile):
        loads(f"{json.dumps(header)}\n")
