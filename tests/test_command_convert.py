"""`convert` writes a record in its other form without loss; `schema` prints what other programs check it with."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from casework_model.codec import dumps, loads
from casework_model.schema import DIALECT
from commanding import BAD_LINE, BAD_SAID, HEADER, kept, opened, program, said, skipped, written

DOCUMENT = '{"format":"casework-record","version":1,"case_id":"c-1","entries":[]}\n'


def test_lines_become_a_document_and_lines_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The two forms of a record without entries, by hand; converting to the form that it has changes nothing."""
    lines, document = written(tmp_path, "c-1.jsonl", HEADER), written(tmp_path, "c-1.json", DOCUMENT)
    assert said(capsys, "convert", lines, "--to", "json") == (0, DOCUMENT, "")
    assert said(capsys, "convert", document, "--to", "jsonl") == (0, HEADER, "")
    assert said(capsys, "convert", lines, "--to", "jsonl") == (0, HEADER, "")
    assert said(capsys, "convert", document, "--to", "json") == (0, DOCUMENT, "")


def test_through_pipes_every_byte_stays_as_it_was() -> None:
    """From JSON Lines to a document and back: the same bytes, whatever the terminal's own letters are."""
    text = dumps(opened("Fall-Ö")).encode()
    there = program("convert", "-", "--to", "json", given=text, PYTHONIOENCODING="ascii")
    assert (there.returncode, there.stderr) == (0, b"")
    assert json.loads(there.stdout)["case_id"] == "Fall-Ö"
    back = program("convert", "-", "--to", "jsonl", given=there.stdout, PYTHONIOENCODING="ascii")
    assert (back.returncode, back.stdout, back.stderr) == (0, text, b"")


def test_a_new_file_is_made_for_its_owner_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --output nothing is printed, and nobody else may read the record."""
    output = tmp_path / "c-2.json"
    assert said(capsys, "convert", kept(tmp_path, skipped()), "--to", "json", "--output", str(output)) == (0, "", "")
    assert loads(output.read_bytes()) == skipped()
    if sys.platform != "win32":
        assert stat.S_IMODE(output.stat().st_mode) == 0o600


def test_a_file_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record that is there stays as it is, also where it is the very file that is read."""
    file = kept(tmp_path, opened())
    before = Path(file).read_bytes()
    assert said(capsys, "convert", file, "--to", "json", "--output", file) == (
        1,
        "",
        (
            f"casework_model: {file}: there is such a file already, and a record is never written over. "
            "Give another name.\n"
        ),
    )
    assert Path(file).read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the disk refuses is said with the name that was asked for."""
    output = str(tmp_path / "none" / "c-1.json")
    code, out, err = said(capsys, "convert", kept(tmp_path, opened()), "--to", "json", "--output", output)
    assert (code, out) == (1, "")
    assert err == f"casework_model: {output}: No such file or directory\n"


def test_an_unsound_record_is_not_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing half-read comes out; lines are named by number, places in a document by path."""
    lines = written(tmp_path, "c-1.jsonl", HEADER + BAD_LINE)
    output = tmp_path / "out.json"
    code = said(capsys, "convert", lines, "--to", "json", "--output", str(output))
    assert code == (1, "", f"casework_model: {lines}, line 2: {BAD_SAID}\n")
    assert not output.exists()
    document = written(tmp_path, "c-1.json", DOCUMENT.replace("[]", f"[{BAD_LINE}]"))
    assert said(capsys, "convert", document, "--to", "jsonl") == (
        1,
        "",
        f"casework_model: {document}, entries[0]: {BAD_SAID}\n",
    )


def test_where_to_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --to, or with another form, the command is used wrongly."""
    for arguments in (["convert", "x"], ["convert", "x", "--to", "xml"]):
        with pytest.raises(SystemExit) as left:
            said(capsys, *arguments)
        assert left.value.code == 2
        assert "--to" in capsys.readouterr().err


# The schema -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["schema"], ["schema", "--form", "jsonl"]])
def test_the_schema_of_a_line_is_printed(arguments: list[str]) -> None:
    """What is printed is a schema that accepts each line of a record, and no document."""
    done = program(*arguments, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\r" not in done.stdout
    schema = json.loads(done.stdout)
    assert schema["$schema"] == DIALECT
    validator: Any = jsonschema.Draft202012Validator(schema)
    for line in dumps(skipped()).splitlines():
        assert validator.is_valid(json.loads(line))
    assert not validator.is_valid(json.loads(DOCUMENT))


def test_the_schema_of_a_document_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """With --form json it is the schema of a whole document, and of no single line."""
    code, out, _ = said(capsys, "schema", "--form", "json")
    assert code == 0
    schema = json.loads(out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator: Any = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(json.loads(dumps(skipped(), form="json")))
    assert validator.is_valid(json.loads(DOCUMENT))
    for bad in (
        HEADER,
        DOCUMENT.replace("[]", "[7]"),
        DOCUMENT.replace("]", '],"note":1'),
        DOCUMENT.replace("1,", "2,"),
    ):
        assert not validator.is_valid(json.loads(bad))
