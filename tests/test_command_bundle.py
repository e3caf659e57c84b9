"""`bundle` writes a document for a court from a file, tells no more than it may, and writes over nothing."""

from __future__ import annotations

import stat
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

import casework_model as cm
from bundled import PREPARED, Page, hard_case
from casework_model.codec import dump, linked
from commanding import HEADER, kept, program, said, written

WHEN: Final = ("--at", "2026-06-01T09:30:00+00:00")
NO_ACCESS: Final = (
    "casework_model: The record cannot be shown: this person has no access to the record (HR-35). Ask those "
    "responsible for the case for access.\n"
)


def test_it_goes_to_standard_output_as_it_is(tmp_path: Path) -> None:
    """In UTF-8, whatever the terminal's letters are; for whom and when stand on the cover."""
    file = kept(tmp_path, hard_case())
    done = program("bundle", file, *WHEN, "--for", "Family Court", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    page = Page(done.stdout.decode())
    assert "Prepared forFamily Court" in page.text
    assert "1 June 2026, 11:30 +02:00" in page.text
    assert "Zqx" not in page.text


def test_a_file_is_new_and_its_owners_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It holds the same; a second time it is refused, and the file stays as it is."""
    file, output = kept(tmp_path, hard_case()), tmp_path / "c-1.html"
    assert said(capsys, "bundle", file, *WHEN, "--output", str(output)) == (0, "", "")
    _, page, _ = said(capsys, "bundle", file, *WHEN)
    assert output.read_text(encoding="utf-8") == page
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    code, out, err = said(capsys, "bundle", file, "--output", str(output))
    assert (code, out) == (1, "")
    assert (
        err
        == f"casework_model: {output}: there is such a file already, and nothing is written over. Give another name.\n"
    )
    assert output.read_text(encoding="utf-8") == page


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the disk refuses is said with the name that was asked for."""
    output = str(tmp_path / "none" / "c-1.html")
    code, out, err = said(capsys, "bundle", kept(tmp_path, hard_case()), "--output", output)
    assert (code, out, err) == (1, "", f"casework_model: {output}: No such file or directory\n")


def test_very_restricted_is_withheld_unless_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without saying anything more, restricted entries are told and very restricted ones are not."""
    file = kept(tmp_path, hard_case())
    _, page, _ = said(capsys, "bundle", file, *WHEN)
    assert "About the illness" in page
    assert "Zqx-private-very" not in page
    _, page, _ = said(capsys, "bundle", file, *WHEN, "--include-very-restricted")
    assert "Zqx-private-very" in page
    assert "Zqx-private-address" in page


def test_a_maker_tells_no_more_than_they_may_see(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A worker of the case team sees up to normal; asking for more does not help."""
    file = kept(tmp_path, hard_case())
    code, page, err = said(capsys, "bundle", file, *WHEN, "--by", "w1", "--include-very-restricted")
    assert (code, err) == (0, "")
    assert "11:30 +02:00 by w1" in Page(page).text
    assert "About the illness" not in page
    assert "Zqx" not in page
    assert "[withheld: restricted access]" in page


@pytest.mark.parametrize("asked", [("w9",), ("w3",), ("w1", "--purpose", "court")])
def test_a_stranger_is_told_nothing(asked: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither who never had access, nor whose access ended, nor a worker for a purpose that is a court's."""
    assert said(capsys, "bundle", kept(tmp_path, hard_case()), *WHEN, "--by", *asked) == (1, "", NO_ACCESS)


def test_a_range_may_be_open_at_either_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a time on, or up to one; an end before the beginning is refused."""
    file = kept(tmp_path, hard_case())
    _, page, _ = said(capsys, "bundle", file, *WHEN, "--from", "2026-03-04T00:30:00+01:00")
    assert list(Page(page).articles) == ["entry-41"]
    _, page, _ = said(capsys, "bundle", file, *WHEN, "--to", "2026-03-02T09:30:00+01:00")
    assert list(Page(page).articles) == ["entry-1", "entry-7", "entry-8", "entry-9", "entry-10", "entry-11"]
    ends = ("--from", "2026-03-02T09:30:00+01:00", "--to", "2026-03-02T09:00:00+01:00")
    code, out, err = said(capsys, "bundle", file, *ends)
    assert (code, out) == (1, "")
    assert err == "casework_model: --to: it is before the beginning. Give a time after that of --from.\n"


@pytest.mark.parametrize(
    ("end", "complaint"),
    [
        (
            ("--from", "2030-01-01T00:00:00+00:00"),
            "--from: it is after the last entry was written. Give an earlier time.",
        ),
        (("--to", "2020-01-01T00:00:00+00:00"), "--to: it is before all that is on record. Give a later time."),
    ],
)
def test_an_end_beyond_the_record_is_named_itself(
    end: tuple[str, str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was not given is not blamed."""
    answer = said(capsys, "bundle", kept(tmp_path, hard_case()), *WHEN, *end)
    assert answer == (1, "", f"casework_model: {complaint}\n")


def test_a_chain_is_verified_in_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That it holds stands on the cover; a changed letter is found, and told there."""
    record = linked(hard_case(), nonces=bytes)
    path = tmp_path / "c-1.jsonl"
    dump(record, path)
    _, page, _ = said(capsys, "bundle", str(path), *WHEN)
    assert "was not verified" not in page
    link = record.entries[-1].link
    assert link is not None
    assert Page(page).text.count(link.digest) >= 1
    assert "does not hold" not in page


def test_a_chain_that_does_not_hold_is_said_beside_the_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document is made all the same, and says so; the complaint and the exit code tell it to whoever made it."""
    path, output = tmp_path / "c-1.jsonl", tmp_path / "c-1.html"
    dump(linked(hard_case(), nonces=bytes), path)
    text = path.read_text(encoding="utf-8").replace("both children", "some children")
    changed = written(tmp_path, "changed.jsonl", text)
    code, page, err = said(capsys, "bundle", changed, *WHEN)
    found = "The chain does not hold: entry 7 (line 8) was changed after it was written; up to entry 6 it holds."
    assert found in page
    assert (code, err) == (1, f"casework_model: {changed}: {found} The document says so on its cover.\n")
    assert said(capsys, "bundle", changed, *WHEN, "--output", str(output)) == (1, "", err)
    assert output.read_text(encoding="utf-8") == page
    done = program("bundle", "-", *WHEN, given=text.encode())
    assert done.returncode == 1
    assert found in done.stdout.decode()
    assert done.stderr.startswith(b"casework_model: standard input: The chain does not hold: entry 7 (line 8) ")


def test_a_head_that_was_kept_elsewhere_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So a court reads on the cover that it is the very record, and of another or an unlinked one that it is not."""
    record = linked(hard_case(), nonces=bytes)
    path, head = tmp_path / "c-1.jsonl", str(cm.head_of(record))
    dump(record, path)
    code, page, err = said(capsys, "bundle", str(path), *WHEN, "--head", head)
    assert (code, err) == (0, "")
    assert "it has the entry whose digest was kept elsewhere, number 41." in Page(page).text
    others = {
        written(tmp_path, "rewritten.jsonl", cm.dumps(linked(hard_case(), nonces=lambda size: b"1" * size))): (
            "entry 41 (line 42) is not the one whose digest is known: the record was rewritten before or at it."
        ),
        kept(tmp_path, hard_case()): "the record is not kept as a chain (line 1).",
    }
    for file, problem in others.items():
        code, page, err = said(capsys, "bundle", file, *WHEN, "--head", head)
        assert code == 1
        assert problem in Page(page).text
        assert problem in err


def test_it_is_made_by_one_and_read_by_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is told is what the reader may see; the maker stands on the cover, with the names that were given."""
    file = kept(tmp_path, hard_case())
    made = ("--by", "w1", "--name", "w1=A. Meyer, social worker", "--name", " w9 = C. Unseen ")
    code, page, err = said(capsys, "bundle", file, *WHEN, *made, "--reader", "w2")
    assert (code, err) == (0, "")
    assert "by w1" in Page(page).text
    assert "A. Meyer, social worker" in Page(page).text
    assert "Unseen" not in Page(page).text
    _, own, _ = said(capsys, "bundle", file, *WHEN, "--by", "w2")
    assert Page(own).articles == Page(page).articles
    assert said(capsys, "bundle", file, *WHEN, *made, "--reader", "somebody") == (1, "", NO_ACCESS)


def test_a_purpose_is_somebodys(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a reader it would change nothing, and whoever gives one expects less to be told."""
    complaint = "--purpose says what somebody reads it for: name that person with --reader or --by."
    answer = said(capsys, "bundle", "c-1.jsonl", "--purpose", "client_access")
    assert answer == (2, "", f"casework_model: {complaint}\n")


def test_it_tells_what_was_known_on_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As `show` does; before the case was opened there is nothing to tell."""
    file = kept(tmp_path, hard_case())
    _, page, _ = said(capsys, "bundle", file, *WHEN, "--known-at", "2026-03-02T15:00:00+01:00")
    assert list(Page(page).articles) == [f"entry-{number}" for number in range(1, 8)]
    assert "only what had been written down by then" in Page(page).text
    _, page, _ = said(capsys, "bundle", file, *WHEN, "--as-of", "2026-03-02T09:00:00+01:00")
    assert "only what had happened by then" in Page(page).text
    code, out, err = said(capsys, "bundle", file, *WHEN, "--known-at", "2020-01-01T00:00:00+00:00")
    assert (code, out) == (1, "")
    assert err.startswith("casework_model: ")


def test_without_a_time_it_is_made_now(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The clock of the computer is asked, and by this command alone."""
    before = datetime.now().astimezone()
    _, page, _ = said(capsys, "bundle", kept(tmp_path, hard_case()))
    made = datetime.fromisoformat(page.partition('<dt>Prepared</dt><dd><time datetime="')[2].partition('"')[0])
    assert before <= made <= datetime.now().astimezone()


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (
            ("--purpose", "curiosity"),
            "one of service, supervision, audit, court, client_access, statistics or emergency is",
        ),
        (("--at", "2026-03-02"), "a time with its offset from UTC is wanted"),
    ],
)
def test_what_is_asked_wrongly_is_said(asked: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A purpose that is none, a time without offset."""
    with pytest.raises(SystemExit) as left:
        said(capsys, "bundle", "x", *asked)
    assert left.value.code == 2
    assert named in " ".join(capsys.readouterr().err.split())


def test_a_record_that_opens_no_case_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to tell of; the same for a file that is not there, and a model that cannot be read."""
    empty = written(tmp_path, "c-1.jsonl", HEADER)
    code, out, err = said(capsys, "bundle", empty)
    assert (code, out) == (1, "")
    assert (
        err
        == f"casework_model: {empty}: the record holds no entry, so that there is no case yet. Open the case first.\n"
    )
    code, out, err = said(capsys, "bundle", empty, "--model", str(tmp_path / "none.toml"))
    assert (code, out) == (1, "")
    assert "none.toml: there is no such file" in err


def test_a_case_of_ones_own_model_is_told_without_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Phases then go by their keys; given the model, by their titles."""
    example = Path(__file__).resolve().parents[1] / "examples" / "outreach"
    _, page, _ = said(capsys, "bundle", f"{example}.jsonl", *WHEN)
    assert "process “outreach”" in page
    own = ("--model", f"{example}.toml", "--rules", f"{example}_rules.py")
    _, page, _ = said(capsys, "bundle", f"{example}.jsonl", *WHEN, *own)
    assert "First contact" in page


def test_prepared_is_the_time_of_the_other_tests() -> None:
    """Both ways of saying it mean one moment."""
    assert datetime.fromisoformat(WHEN[1]) == PREPARED
    assert isinstance(hard_case(), cm.CaseRecord)
