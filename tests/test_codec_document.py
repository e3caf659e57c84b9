"""A record as one JSON document: the same record, laid out in one way, and read as strictly as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casework_model as cm
from casework_model.codec import append, dump, dumps, load, loads
from casework_model.codec import document as module
from casework_model.codec.document import is_document
from commanding import opened
from strategies import records

HEAD: Final = '{"format":"casework-record","version":1,"case_id":"c-1"'
AT: Final = '"occurred_at":"2026-01-05T09:00:00+01:00","recorded_at":"2026-01-05T09:00:00+01:00"'
DIGEST: Final = "44ce0733ba5b86f7f49a2b488a1d166c5f8ebc0132b6a4e15f9c506ecdb5e7e4"
FIRST: Final = (
    f'{{"number":1,"id":"e1","by":"w1",{AT},"fact":{{"kind":"case_opened",'
    '"client":{"id":"cl-1","status":"voluntary","label":"Zqx"},"tz":"Europe/Berlin","route":"phone",'
    '"model":{"key":"casework","version":1},"phase":"intake",'
    f'"policy":{{"key":"standard","version":1,"digest":"{DIGEST}"}},"authorised":["w1"]}},"text":"Zqx"}}'
)
SECOND: Final = f'{{"number":2,"id":"e2","by":"w1",{AT},"fact":{{"kind":"note"}}}}'


def document(*entries: str) -> str:
    """The document of these entries."""
    lines = ",\n".join(entries)
    return f'{HEAD},"entries":[\n{lines}\n]}}\n'


# Writing --------------------------------------------------------------------------------------------------------------


def test_a_document_has_one_layout() -> None:
    """The header stands on the first line, each entry on a line of its own, exactly as in JSON Lines."""
    assert dumps(opened(), form="json") == document(FIRST)
    assert dumps(opened()) == f"{HEAD}}}\n{FIRST}\n"


def test_a_record_without_entries_has_an_empty_list() -> None:
    """A record in which nothing is written yet is a document too."""
    assert dumps(cm.CaseRecord.of("c-1"), form="json") == f'{HEAD},"entries":[]}}\n'
    assert loads(f'{HEAD},"entries":[]}}') == cm.CaseRecord.of("c-1")


def test_there_are_two_forms() -> None:
    """Another form is refused, with those that there are."""
    form: Any = "yaml"
    with pytest.raises(cm.BadValue) as caught:
        dumps(opened(), form=form)
    assert str(caught.value) == "form: there is no such form of a record's text. Use one of: jsonl, json."


# Reading --------------------------------------------------------------------------------------------------------------

LAYOUTS: Final = {
    "as it is written": document(FIRST, SECOND),
    "on one line": f'{HEAD},"entries":[{FIRST},{SECOND}]}}',
    "indented": json.dumps(json.loads(document(FIRST, SECOND)), indent=2),
    "with sorted keys": json.dumps(json.loads(document(FIRST, SECOND)), sort_keys=True),
    "with the line ends of Windows": document(FIRST, SECOND).replace("\n", "\r\n"),
    "a list first": "{\n" + f'"entries" :\n[{FIRST},{SECOND}],{HEAD[1:]}}}',
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_document_is_read_however_it_is_laid_out(layout: str) -> None:
    """What another tool did to the white space changes nothing; nobody need say that it is a document."""
    record = loads(LAYOUTS[layout])
    assert [entry.id for entry in record.entries] == ["e1", "e2"]
    assert record.entries[0] == opened().entries[0]
    assert record.case_id == "c-1"


@pytest.mark.parametrize("case_id", ["entries", '"entries":', "[", "{,"])
def test_no_id_makes_lines_a_document(case_id: str) -> None:
    """JSON Lines are taken for what they are, whatever the case is called."""
    record = cm.CaseRecord.of(case_id)
    assert not is_document(dumps(record).encode())
    assert loads(dumps(record)) == record
    assert loads(dumps(record, form="json")) == record


NO_ENTRIES: Final = ': the field "entries" is missing. Add it: a list of entries.'
BAD: Final[dict[str, tuple[str | bytes, str]]] = {
    "a line that stops": (
        f'{HEAD},"entries":[\n{FIRST},\n',
        ", line 3: this is not JSON from character 1 of the line on. Restore the file from a copy.",
    ),
    "a number too large in what is no JSON": (
        f'{HEAD},"entries":[\n{{"number":1e999}},\n{{"number" 2}}\n]}}',
        ", line 3: this is not JSON from character 11 of the line on. Restore the file from a copy.",
    ),
    "no UTF-8": (
        document(FIRST, SECOND.replace("note", "\udcff")).encode("utf-8", "surrogateescape"),
        ", line 3: this line is not UTF-8 text. Save the file as UTF-8.",
    ),
    "a byte order mark": (
        "\ufeff" + document(FIRST),
        ", line 1: the file begins with a byte order mark. Save it as UTF-8 without one.",
    ),
    "no object": ("[\n1]", ": an object is wanted, not a list. Give what is wanted."),
    "too deep": (
        f'{HEAD},"entries":{"[" * 200_000}',
        ": the document is nested too deeply. Restore the file from a copy.",
    ),
    "no entries": ('{\n"format":"casework-record","version":1,"case_id":"c-1"}', NO_ENTRIES),
    "entries that are nothing": (f'{HEAD},"entries":null}}', NO_ENTRIES),
    "entries that are no list": (
        f'{HEAD},"entries":{{}}}}',
        ", entries: a list is wanted, not an object. Give what is wanted.",
    ),
    "another format": (
        document().replace("-record", "-steps"),
        (', format: the format "casework-record" is wanted. Give a file that casework_model wrote, of that kind.'),
    ),
    "a later version": (
        document().replace('"version":1', '"version":2'),
        (
            ", version: the file has format version 2, this library reads version 1. "
            "Read it with a newer version of casework_model."
        ),
    ),
    "an unknown field": (
        document().replace("}", ',"note":1}'),
        ': there is no field "note" here. Leave it out; known here: format, version, case_id, chain.',
    ),
    "an entry that is none": (
        document(FIRST, "7"),
        ", entries[1]: an object is wanted, not a whole number. Give what is wanted.",
    ),
    "a field of a fact": (
        document(FIRST, SECOND.replace('"note"', '"goal"')),
        ', entries[1].fact: the field "id" is missing. Add it: text.',
    ),
    "an entry out of place": (
        document(FIRST, SECOND.replace('"number":2', '"number":3')),
        (", entries[1].number: entry number 3 stands where number 2 belongs. Find the entry that is missing or moved."),
    ),
    "an id used twice": (
        document(FIRST, SECOND.replace("e2", "e1")),
        ", entries[1].id: this id is used already, by entry number 1. Give each entry an id of its own.",
    ),
    "a field twice": (
        document(FIRST, SECOND.replace('"by":"w1"', '"by":"w1","by":"w2"')),
        ', entries[1]: a field "by" stands twice in one object. Leave it there once.',
    ),
    "a field twice, within": (
        document(FIRST.replace('"id":"cl-1"', '"id":"cl-1","id":"cl-2"')),
        ', entries[0].fact.client: a field "id" stands twice in one object. Leave it there once.',
    ),
    "a field of a private name": (
        document('{"Marta L.":{"a":1,"a":2}}'),
        ', entries[0].(a field): a field "a" stands twice in one object. Leave it there once.',
    ),
    "NaN": (
        document(SECOND.replace("2,", "NaN,", 1)),
        ", entries[0].number: NaN and Infinity are no numbers in JSON. Write a number, or leave the field out.",
    ),
    "a number too large": (
        document(SECOND.replace("2,", "1e999,", 1)),
        ", entries[0].number: a number is too large. Write a number that a computer can hold.",
    ),
    "a number too long": (
        document(SECOND.replace("2,", "1" * 5_000 + ",", 1)),
        ", entries[0].number: a number is too large. Write a number that a computer can hold.",
    ),
    "half a character": (
        document(FIRST, SECOND.replace("w1", "\\ud800")),
        ", entries[1].by: a text holds half of a character (a lone surrogate). Write the whole character.",
    ),
    "half a character in a name": (
        document('{"\\ud800":1}'),
        ", entries[0]: a text holds half of a character (a lone surrogate). Write the whole character.",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_document_is_refused_by_its_path(case: str) -> None:
    """Nothing half-read is kept; the error names the path, or the line where it is no JSON, and nothing personal."""
    text, words = BAD[case]
    with pytest.raises(cm.UnreadableFile) as caught:
        loads(text, name="c-1.json")
    assert str(caught.value) == f"c-1.json{words}"
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_a_document_is_loaded_like_any_file(tmp_path: Path) -> None:
    """`load` takes both forms; dumping what it gave makes JSON Lines of it."""
    path = tmp_path / "c-1.json"
    path.write_text(document(FIRST), encoding="utf-8")
    assert load(path) == opened()
    dump(load(path), path)
    assert path.read_text(encoding="utf-8") == f"{HEAD}}}\n{FIRST}\n"


def test_no_line_is_added_to_a_document(tmp_path: Path) -> None:
    """A document is not a file that grows by a line for each entry; it is refused with the way out, and stays."""
    path = tmp_path / "c-1.json"
    path.write_text(document(FIRST), encoding="utf-8")
    with pytest.raises(cm.UnreadableFile) as caught:
        append(opened(), path)
    assert str(caught.value) == (
        f"{path}: this file is one JSON document, and no line can be added to it. "
        "Write it anew as JSON Lines: python -m casework_model convert FILE --to jsonl --output OTHER."
    )
    assert path.read_text(encoding="utf-8") == document(FIRST)


def test_what_has_no_place_is_refused_all_the_same() -> None:
    """Should Python one day refuse what is found nowhere, there are words for that as well."""
    fault = module.where_not_strict({"number": 1})
    assert (fault.path, fault.problem) == ("", "not every reader of JSON would read this alike")


def test_the_slow_pass_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """What finds the words for a fault takes every sound entry for what it is."""

    def no_reader() -> Callable[[object], cm.RecordEntry]:
        def refuse(_item: object) -> cm.RecordEntry:
            raise ValueError

        return refuse

    record = loads(document(FIRST, SECOND))
    monkeypatch.setattr(module, "entry_reader", no_reader)
    assert loads(document(FIRST, SECOND)) == record


# Laws -----------------------------------------------------------------------------------------------------------------


@given(records())
def test_a_document_holds_the_very_same_record(kept: cm.CaseRecord) -> None:
    """From one form into the other and back nothing is lost: the record is the same, and so is every byte."""
    text = dumps(kept, form="json")
    assert loads(text) == kept
    assert dumps(loads(text), form="json") == text
    assert dumps(loads(text)) == dumps(kept)


@given(records(max_size=3))
def test_a_document_is_what_its_lines_are(kept: cm.CaseRecord) -> None:
    """To any reader of JSON the document is its header with the list of its entries, line by line."""
    head, *entries = [json.loads(line) for line in dumps(kept).split("\n")[:-1]]
    assert json.loads(dumps(kept, form="json")) == {**head, "entries": entries}


@given(records(max_size=3), st.data())
def test_a_damaged_document_is_read_or_refused_and_never_more(kept: cm.CaseRecord, data: st.DataObject) -> None:
    """Whatever was done to a document, it gives a record or `UnreadableFile`; what it gives can be written again."""
    text = bytearray(dumps(kept, form="json").encode())
    at = data.draw(st.integers(0, len(text) - 1))
    until = data.draw(st.integers(at, min(at + 3, len(text))))
    text[at:until] = data.draw(
        st.binary(max_size=3)
        | st.sampled_from([b'"', b"\\ud800", b"{}", b"[]", b"null", b"1e400", b"NaN", b"\n", b","])
    )
    try:
        found = loads(bytes(text))
    except cm.UnreadableFile:
        return
    assert loads(dumps(found, form="json")) == found
