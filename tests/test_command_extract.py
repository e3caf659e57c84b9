"""`extract` writes the records of those who agreed to research into a new folder, and says who did not."""

from __future__ import annotations

import json
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve

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
    """Five cases that are alike: nobody stands out, wherever they move."""
    one = with_facts(Story(at=START.replace(month=7)).record, YES)
    records = [named(one, f"c-{number}") for number in range(5)]
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


@pytest.mark.parametrize(("options", "number"), [((), 1), (("--receiver", "B"), 1), (("--receiver", "university"), 2)])
def test_whose_consent_names_recipients_is_in_an_extract_for_these_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], number: int
) -> None:
    """What is said of the others names no recipient."""
    bound = with_facts(opened("c-2"), evolve(YES, recipients=("University",)))
    code, out, err = said(capsys, *asked(tmp_path, agreed("c-1"), bound), *AT, *options)
    assert (code, err) == (0, "")
    assert len(list((tmp_path / "out" / "records").iterdir())) == number
    lines = out.splitlines()[2:5]
    refused = [
        "Not in it",
        "  c-2  consent to research names its recipients, and this extract is not said to be for one",
        "",
    ]
    assert (lines == refused) is (number == 1)
    assert ("University" in out) is False
    statement = json.loads((tmp_path / "out" / "statement.json").read_text(encoding="utf-8"))
    assert statement["receiver"] == (options[1] if options else "")
    assert statement["refused"] == ({"other recipients": 1} if number == 1 else {})


def test_the_records_of_an_extract_are_sound_and_not_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the statement says: no policy fits the pseudonym of theirs."""
    assert said(capsys, *asked(tmp_path, agreed()), *AT)[0] == 0
    (file,) = (tmp_path / "out" / "records").iterdir()
    _, data = answered(capsys, "check", str(file))
    assert [(one["shape"], one["outcome"], one["findings"]) for one in data["files"]] == [("sound", "not_judged", [])]


def test_strict_makes_none_where_consent_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is 1, and there is no folder."""
    code, out, err = said(capsys, *asked(tmp_path, agreed("c-1"), opened("c-2")), *AT, "--strict")
    assert (code, out) == (1, "")
    assert err == (
        "casework_model: records: consent to research does not stand: c-2 (never given). "
        "Leave them out, or ask without strict.\n"
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("options", "k"), [((), 5), (("--k", "2"), 2), (("--k", "7"), 7)])
def test_k_is_how_many_must_share_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], k: int
) -> None:
    """Three cases of one reason: two are enough for 2, and five or seven are not there."""
    reason = f.Closure(closure=f.ClosureKind.PLANNED, reason="goals_met")
    code, data = answered(capsys, *asked(tmp_path, *(agreed(f"c-{n}", reason) for n in range(3))), *AT, *options)
    assert (code, data["statement"]["policy"]["k"]) == (0, k)
    told = {cm.load(file).entries[-1].fact for file in (tmp_path / "out" / "records").iterdir()}
    assert told == {f.Closure(closure=f.ClosureKind.PLANNED, reason="goals_met" if k == 2 else "other")}
    assert any("fewer than" in warning for warning in data["statement"]["warnings"]) is (k > 2)


@pytest.mark.parametrize(("options", "told"), [((), 1), (("--level", "moderate"), 0), (("--level", "restricted"), 2)])
def test_entries_are_told_up_to_the_level_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], told: int
) -> None:
    """Normal, unless told otherwise."""
    record = with_facts(agreed(), f.Note(), access=cm.AccessLevel.NORMAL)
    record = with_facts(record, f.Note(), access=cm.AccessLevel.RESTRICTED)
    first, *others = record.entries
    low = [evolve(entry, access=cm.AccessLevel.LOW) if entry.number == 2 else entry for entry in others]
    assert said(capsys, *asked(tmp_path, cm.CaseRecord.of("c-1", [first, *low])), *AT, *options)[0] == 0
    (file,) = (tmp_path / "out" / "records").iterdir()
    assert [entry.fact.kind for entry in cm.load(file).entries] == ["case_opened", "consent", *["note"] * told]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--k", "1"), "argument --k: a whole number from 2 on is wanted, such as 5"),
        (("--k", "five"), "argument --k: a whole number from 2 on is wanted, such as 5"),
        (("--k", "9" * 40), "argument --k: a whole number from 2 on is wanted, such as 5"),
        (("--level", "very_restricted"), "argument --level: invalid choice: 'very_restricted'"),
        (("--level", "secret"), "argument --level: invalid choice: 'secret'"),
    ],
)
def test_what_no_extract_can_be_asked_for_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, str], words: str
) -> None:
    """The exit code is 2, and nothing is made."""
    with pytest.raises(SystemExit) as caught:
        said(capsys, *asked(tmp_path, agreed()), *options)
    assert caught.value.code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("how", ["named", "another way", "linked"])
def test_a_record_is_no_key(tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str) -> None:
    """Whoever holds that record could compute every pseudonym; the exit code is that of wrong usage, 2."""
    arguments = asked(tmp_path, agreed("c-1"), agreed("c-2"))
    record = Path(arguments[2])
    key = {"named": str(record), "another way": f"{tmp_path}/./{record.name}", "linked": str(tmp_path / "link")}[how]
    if how == "linked":
        (tmp_path / "link").hardlink_to(record)
    code, out, err = said(capsys, *arguments[:4], key, *arguments[5:], *AT)
    assert (code, out) == (2, "")
    assert err == (
        f"casework_model: --key-file {key}: this is one of the records. Give a file of 32 random bytes or more, such "
        f"as `head -c 32 /dev/urandom` makes, and keep it apart.\n"
    )
    assert not (tmp_path / "out").exists()


def test_the_steps_tried_beside_a_record_are_no_key_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`*.jsonl` names them, too."""
    tried = tmp_path / "c-1.tried.jsonl"
    _, record, *others = asked(tmp_path, agreed("c-1"))
    tried.write_bytes(KEY)
    others[1] = str(tried)
    assert said(capsys, "extract", record, str(tried), *others, *AT)[0] == 2


def test_standard_input_may_be_the_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no file that could be the key, also where a file is so called."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-").write_bytes(KEY)
    text = cm.dumps(agreed()).encode()
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text)))
    code, out, _ = said(capsys, "extract", "-", "--key-file=-", "--output", str(tmp_path / "out"), *AT)
    assert code == 0
    assert "an extract of 1 record" in out


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
    assert (code, err) == (
        1,
        (
            f"casework_model: {tmp_path / 'out'}: something stands there already, and an extract is never mixed with "
            f"other files. Give a new folder or an empty one.\n"
        ),
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
