"""`check` verifies a chain, against a head that was kept elsewhere where one is given; `convert` makes a chain."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

import casework_model as cm
from chains import chained
from commanding import answered, kept, opened, said, skipped

HEAD: Final = cm.head_of(chained(opened()))
RAW: Final = cm.dumps(chained(opened()))
NOTHING_FOUND: Final = "  Audit  no findings: today's rules would accept every entry\n"


def held(folder: Path, text: str = RAW) -> str:
    """Keep a text in a file, and give its path."""
    path = folder / "c-1.jsonl"
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def test_a_chain_that_holds_is_told_with_its_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The head is there to be written down and kept elsewhere."""
    file = held(tmp_path)
    assert said(capsys, "check", file) == (
        0,
        (
            f"{file}: fine\n"
            "  Case   c-1\n"
            "  Shape  sound: 1 entry\n"
            "  Chain  The chain holds up to its last entry, number 1: there was no accident and no clumsy edit,\n"
            "         but somebody who rewrote the whole file or cut off its end would not show without a digest\n"
            "         that was kept elsewhere.\n"
            f"  Head   {HEAD}\n"
            f"{NOTHING_FOUND}"
        ),
        "",
    )


def test_a_known_head_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The chain holds, and is the one of then."""
    code, out, _ = said(capsys, "check", held(tmp_path), "--head", str(HEAD))
    assert code == 0
    assert (
        "  Chain  The chain holds up to its last entry, number 1: it has the entry whose digest was kept\n"
        "         elsewhere, number 1.\n"
    ) in out


def test_a_chain_that_was_rewritten_is_found_by_its_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All follows, and the exit code is 1 all the same."""
    file = held(tmp_path, cm.dumps(chained(opened(), start=50)))
    assert said(capsys, "check", file)[0] == 0
    code, out, _ = said(capsys, "check", file, "--head", str(HEAD))
    assert code == 1
    assert out.startswith(f"{file}: chain broken\n  Case   c-1\n  Shape  sound: 1 entry\n")
    assert (
        "  Chain  The chain does not hold: entry 1 (line 2) is not the one whose digest is known: the record\n"
        "         was rewritten before or at it.\n"
    ) in out
    assert out.endswith(NOTHING_FOUND)


def test_a_file_without_its_chain_is_found_by_its_head(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever takes all links out leaves a sound file that is no chain."""
    file = kept(tmp_path, opened())
    code, out, _ = said(capsys, "check", file, "--head", str(HEAD))
    assert code == 1
    assert "  Chain  The chain does not hold: the record is not kept as a chain (line 1).\n" in out


def test_an_edited_entry_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No head is needed for that."""
    code, out, _ = said(capsys, "check", held(tmp_path, RAW.replace('"route":"phone"', '"route":"outreach"')))
    assert code == 1
    assert "  Chain  The chain does not hold: entry 1 (line 2) was changed after it was written.\n" in out


def test_a_chain_is_verified_though_the_shape_is_unsound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing entry is told by both."""
    first, *rest = cm.dumps(chained()).splitlines(keepends=True)
    file = held(tmp_path, first + "".join(rest[1:]))
    code, out, _ = said(capsys, "check", file)
    assert code == 1
    assert out == (
        f"{file}: unreadable\n"
        "  Shape  line 2, number: entry number 2 stands where number 1 belongs. Find the entry that is\n"
        "         missing or moved.\n"
        "  Chain  The chain does not hold: entry 1 (line 2) is missing, though later entries are there.\n"
    )


def test_a_finding_of_the_rules_is_told_beside_the_chain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The outcome is the graver of the two; both are told."""
    raw = cm.dumps(chained(skipped()))
    code, out, _ = said(capsys, "check", held(tmp_path, raw.replace('"goal":"g9"', '"goal":"g8"')))
    assert code == 1
    assert "chain broken\n" in out
    assert "entry 3 (line 4) was changed" in out
    assert "today's rules would refuse this entry" in out
    code, out, _ = said(capsys, "check", held(tmp_path, raw))
    assert code == 1
    assert "c-1.jsonl: 1 finding\n" in out
    assert "The chain holds up to its last entry" in out


def test_a_chain_is_data_for_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whether it holds, how far, and where it breaks."""
    code, answer = answered(capsys, "check", held(tmp_path))
    (file,) = answer["files"]
    assert (code, file["chain"], file["head"], file["broken"]) == (0, "holds", str(HEAD), None)
    code, answer = answered(capsys, "check", held(tmp_path, RAW.replace('"route":"phone"', '"route":"outreach"')))
    (file,) = answer["files"]
    assert (code, file["outcome"], file["chain"]) == (1, "chain_broken", "broken")
    assert file["head"] == str(cm.head_of(cm.CaseRecord.of("c-1")))
    assert file["broken"] == {
        "number": 1,
        "line": 2,
        "fault": "edited",
        "text": "The chain does not hold: entry 1 (line 2) was changed after it was written.",
    }
    code, answer = answered(capsys, "check", kept(tmp_path, opened()), "--head", str(HEAD))
    (file,) = answer["files"]
    assert (file["chain"], file["head"], file["broken"]["fault"]) == ("broken", None, "unchained")


def test_what_is_no_head_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A number and a digest are wanted."""
    with pytest.raises(SystemExit) as caught:
        said(capsys, "check", held(tmp_path), "--head", "1:abc")
    assert caught.value.code == 2
    assert (
        "argument --head: the head of a chain is wanted: the number of an entry, a colon and 64 hexadecimal digits\n"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize("files", [("a.jsonl", "b.jsonl"), ("a.tried.jsonl",)])
def test_a_head_is_that_of_one_record(files: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """It belongs to no other, and to no file of steps."""
    assert said(capsys, "check", *files, "--head", str(HEAD)) == (
        2,
        "",
        "casework_model: --head is the head of one record: name one FILE, which is a record.\n",
    )


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_record_is_converted_into_a_chain(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In either form; what is a chain already stays byte for byte the same."""
    code, out, _ = said(capsys, "convert", kept(tmp_path, opened()), "--to", form, "--chain")
    assert code == 0
    assert cm.verify(out.encode()).holds
    assert cm.loads(out) == opened()
    again = tmp_path / "again"
    again.write_text(out, encoding="utf-8", newline="")
    for more in ((), ("--chain",)):
        assert said(capsys, "convert", str(again), "--to", form, *more)[1] == out


def test_a_record_without_entries_is_converted_into_a_chain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So that what is appended to it is linked."""
    code, out, _ = said(capsys, "convert", kept(tmp_path, cm.CaseRecord.of("c-1")), "--to", "jsonl", "--chain")
    assert (code, out) == (0, '{"case_id":"c-1","chain":"sha-256","format":"casework-record","version":1}\n')
