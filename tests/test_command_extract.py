"""`extract` writes the records of those who agreed to research into a new folder, and says who did not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

import casework_model as cm
from casework_model import facts as f
from commanding import MARK, answered, kept, opened, said
from extracts import KEY, YES, agreed, named, with_facts
from story import START, Story

AT: Final = ("--at", "2027-01-15T12:00:00Z")


def asked(folder: Path, *records: cm.CaseRecord, key: bytes = KEY) -> tuple[str, ...]:
    """Keep records and a key in files; give the arguments that ask for an extract of them."""
    files = [kept(folder, record) for record in records]
    (folder / "key").write_bytes(key)
    return ("extract", *files, "--key-file", str(folder / "key"), "--output", str(folder / "out"))


def test_an_extract_is_written_and_who_is_not_in_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to look at before it is passed on; the exit code is 0."""
    code, out, err = said(capsys, *asked(tmp_path, agreed("c-1"), opened("c-2")), *AT)
    assert (code, err) == (0, "")
    lines = out.replace(str(tmp_path), "").splitlines()
    assert lines[:8] == [
        "/out: an extract of 1 record",
        "",
        "Not in it",
        "  c-2  no consent to research is on record",
        "",
        "Look at this before you pass it on",
        "  - The whole extract has fewer than 5 cases: 1.",
        "  - Fewer than 5 cases are alike in this. 1 case: voluntary, individual, language not given, model",
    ]
    assert lines[-2:] == ["", "  What was done stands in STATEMENT.md, and as data in statement.json."]
    (record,) = [cm.load(file) for file in (tmp_path / "out" / "records").iterdir()]
    assert [entry.fact.kind for entry in record.entries] == ["case_opened", "consent"]


def test_where_all_is_well_no_more_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Many cases that are alike, in each of the three years into which they move: nobody stands out."""
    one = with_facts(Story(at=START.replace(month=7)).record, YES)
    records = [named(one, f"c-{number}") for number in range(40)]
    code, out, err = said(capsys, *asked(tmp_path, *records), *AT)
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == ["", "  What was done stands in STATEMENT.md, and as data in statement.json."]


def test_the_answer_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the statement, which is the one in the folder."""
    code, data = answered(capsys, *asked(tmp_path, agreed("c-1"), opened("c-2")), *AT)
    assert code == 0
    assert data["command"] == "extract"
    assert data["output"] == str(tmp_path / "out")
    assert data["refused"] == [{"case_id": "c-2", "ground": "never given"}]
    assert data["statement"] == json.loads((tmp_path / "out" / "statement.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kinds", [(), ("entry",), ("participants", "entry")])
def test_texts_stay_where_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kinds: tuple[str, ...]
) -> None:
    """Kind by kind."""
    record = with_facts(agreed(), f.Note(), text=MARK, participants=(f"{MARK}-2",))
    options = [word for kind in kinds for word in ("--keep-text", kind)]
    assert said(capsys, *asked(tmp_path, record), *AT, *options)[0] == 0
    (file,) = (tmp_path / "out" / "records").iterdir()
    last = cm.load(file).entries[-1]
    assert last.text == (MARK if "entry" in kinds else "")
    assert last.participants == ((f"{MARK}-2",) if "participants" in kinds else ())


def test_strict_makes_none_where_consent_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is 1, and there is no folder."""
    code, out, err = said(capsys, *asked(tmp_path, agreed("c-1"), opened("c-2")), *AT, "--strict")
    assert (code, out) == (1, "")
    assert err == (
        "casework_model: records: consent to research does not stand: c-2 (never given). "
        "Leave them out, or ask without strict.\n"
    )
    assert not (tmp_path / "out").exists()


def test_consent_is_judged_for_now_unless_told_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that ran out in the past is none today, and was one then."""
    record = with_facts(Story().record, f.Consent(scopes=YES.scopes, status=YES.status, valid_until=LAST))
    arguments = asked(tmp_path, record)
    assert "consent to research had expired" in said(capsys, *arguments)[1]
    then = (*arguments[:-1], str(tmp_path / "then"), "--at", "2026-03-05T12:00:00Z")
    assert "an extract of 1 record" in said(capsys, *then)[1]


LAST: Final = agreed().entries[0].occurred_at.date().replace(day=6)


def test_a_bad_key_a_full_folder_and_no_folder_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each by its name, and nothing of the key."""
    arguments = asked(tmp_path, agreed(), key=b"too short to be a key")
    assert said(capsys, *arguments) == (
        1,
        "",
        (
            "casework_model: key: 32 bytes or more are wanted, not 21. Make one with secrets.token_bytes(32), and keep "
            "it apart from every extract.\n"
        ),
    )
    arguments = asked(tmp_path, agreed())
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    code, _, err = said(capsys, *arguments)
    assert (code, err.partition(". ")[0]) == (
        1,
        "casework_model: folder: something stands there already, and an extract is never mixed with other files",
    )
    nowhere = str(tmp_path / "none" / "out")
    assert said(capsys, *arguments[:-1], nowhere) == (
        1,
        "",
        f"casework_model: {nowhere}: No such file or directory\n",
    )
    code, _, err = said(capsys, *arguments[:3], str(tmp_path / "no key"), *arguments[4:])
    assert (code, err) == (
        1,
        f"casework_model: {tmp_path / 'no key'}: there is no such file. Check the name and the folder.\n",
    )


def test_a_record_that_cannot_be_read_stops_the_extract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written, and the file is named."""
    arguments = asked(tmp_path, agreed("c-1"), agreed("c-2"))
    bad = Path(arguments[2])
    bad.write_bytes(bad.read_bytes()[:-20])
    code, out, err = said(capsys, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith(f"casework_model: {bad}, line ")
    assert not (tmp_path / "out").exists()
