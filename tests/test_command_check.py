"""`check` says of each file whether it is sound and whether today's rules would accept every entry."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import casework_model as cm
from casework_model import facts as f
from casework_model.codec import Tried, dump_steps, dumps
from commanding import AT, BAD_LINE, BAD_SAID, HEADER, answered, kept, opened, program, said, skipped, written

OUTREACH = """
key = "outreach"
version = 1

[[phase]]
key = "meet"
start = true
end = true
"""


def of_outreach(folder: Path) -> tuple[str, str]:
    """Keep a record under an agency's own model; give its path and that of the model."""
    model = written(folder, "outreach.toml", OUTREACH)
    client = cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY)
    record = cm.Engine((cm.load_model(model),)).open(
        client=client,
        case_id="c-7",
        tz="Europe/Berlin",
        by="w1",
        occurred_at=AT,
        recorded_at=AT,
        route=f.ContactRoute.OUTREACH,
        model="outreach",
    )
    return kept(folder, record), model


def test_a_sound_record_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One file gives four lines and the exit code 0."""
    file = kept(tmp_path, opened())
    assert said(capsys, "check", file) == (
        0,
        (
            f"{file}: fine\n"
            "  Case   c-1\n"
            "  Shape  sound: 1 entry\n"
            "  Chain  none: the file is not kept as one\n"
            "  Audit  no findings: today's rules would accept every entry\n"
        ),
        "",
    )


def test_every_finding_is_said_with_what_would_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An entry that today's rules would refuse is named with every rule that it breaks, and the exit code is 1."""
    file = kept(tmp_path, skipped())
    code, out, err = said(capsys, "check", file)
    assert (code, err) == (1, "")
    assert out.startswith(
        f"{file}: 1 finding\n"
        "  Case   c-2\n"
        "  Shape  sound: 3 entries\n"
        "  Chain  none: the file is not kept as one\n"
        "  Audit  1 finding: today's rules would refuse this entry\n"
        "  - Entry 3 (e3)\n"
        "      - goal g9 is not on record"
    )
    assert "\n        To do: Use an id that is on record, or record the thing first.\n" in out


def test_several_findings_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where several entries would be refused, the page says so of them together."""
    record = skipped()
    last = record.entries[-1]
    more = cm.RecordEntry(4, "e4", "w1", last.occurred_at, last.recorded_at, last.fact)
    _, out, _ = said(capsys, "check", kept(tmp_path, record.with_entries((more,))))
    assert "  Audit  2 findings: today's rules would refuse these entries\n" in out
    assert out.index("  - Entry 3 (e3)\n") < out.index("  - Entry 4 (e4)\n")


def test_files_are_checked_one_after_the_other_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be read is an answer like any other, and does not hold up the rest."""
    fine, found = kept(tmp_path, opened()), kept(tmp_path, skipped())
    bad = written(tmp_path, "bad.jsonl", HEADER + BAD_LINE)
    missing = str(tmp_path / "missing.jsonl")
    code, out, err = said(capsys, "check", bad, missing, fine, found)
    assert (code, err) == (1, "")
    assert out.startswith(
        f"{bad}: unreadable\n"
        f'  Shape  line 2: there is no field "nummer" here. Write "number" if that is meant, or leave it out.\n'
        f"{missing}: unreadable\n"
        "  Shape  there is no such file. Check the name and the folder.\n"
        f"{fine}: fine\n"
    )
    assert out.endswith("\n\n4 files: 1 fine, 1 with findings, 2 unreadable\n")


def test_a_path_within_a_line_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The place of a fault is its line and the path within the line."""
    file = written(tmp_path, "c-1.jsonl", dumps(opened()).replace('"route":"phone"', '"route":7'))
    code, out, _ = said(capsys, "check", file)
    assert code == 1
    assert out.startswith(f"{file}: unreadable\n  Shape  line 2, fact.route: one of phone, walk_in, ")


def test_a_record_without_entries_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that holds its header alone is a record in which nothing is written yet."""
    code, out, _ = said(capsys, "check", written(tmp_path, "c-1.jsonl", HEADER))
    assert code == 0
    assert "  Shape  sound: no entry yet\n" in out


def test_steps_that_were_tried_are_checked_for_their_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of steps holds nothing that is on record, so that there is nothing to audit."""
    file = tmp_path / "c-1.tried.jsonl"
    dump_steps((Tried(after=1, step=cm.Read(by="w9")),), file, case_id="c-1")
    assert said(capsys, "check", str(file)) == (0, f"{file}: fine\n  Shape  sound: 1 step tried, not on record\n", "")


def test_a_model_of_ones_own_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the model under which it is kept a record is not judged, and how it would be is said."""
    file, model = of_outreach(tmp_path)
    code, out, _ = said(capsys, "check", file)
    assert code == 1
    assert out.startswith(
        f"{file}: not judged\n"
        "  Case   c-7\n"
        "  Shape  sound: 1 entry\n"
        "  Chain  none: the file is not kept as one\n"
        "  Audit  not judged: it is kept under the process model outreach version 1 (iterative) (known:\n"
    )
    assert out.endswith("give it with --model FILE.toml\n")
    code, out, _ = said(capsys, "check", file, "--model", model)
    assert code == 0
    assert out.startswith(f"{file}: fine\n")


def test_a_policy_of_ones_own_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same holds for a policy, which also decides what is a finding."""
    policy = written(tmp_path, "town.toml", 'key = "town"\noff = ["HR-02", "HR-03", "HR-04", "HR-05"]\n')
    engine = cm.Engine(policy=cm.load_policy(policy))
    client = cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY)
    record = engine.open(
        client=client,
        case_id="c-8",
        tz="UTC",
        by="w1",
        occurred_at=AT,
        recorded_at=AT,
        route=f.ContactRoute.ONLINE,
    )
    later = AT + timedelta(hours=1)
    file = kept(tmp_path, engine.move(record, "assessment", by="w1", occurred_at=later, recorded_at=later))
    code, out, _ = said(capsys, "check", file)
    assert code == 1
    assert "not judged: it is kept under the policy town version 1" in out
    assert "give it with --policy FILE.toml" in out.replace("\n" + " " * 9, " ")
    assert said(capsys, "check", file, "--policy", policy)[0] == 0


def test_a_model_that_cannot_be_used_is_complained_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What keeps the command from beginning is said on standard error, all faults at once."""
    model = written(tmp_path, "outreach.toml", OUTREACH.replace("start = true", "strat = true"))
    code, out, err = said(capsys, "check", kept(tmp_path, opened()), "--model", model)
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        f'casework_model: {model}, phase 1: "strat" is not known. Perhaps "start" is meant.',
        f"casework_model: {model}, model outreach: no phase is the start. Mark exactly one phase with start = true.",
    ]


def test_a_check_is_data_for_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json each file has the same keys, whatever came of it."""
    fine = kept(tmp_path, opened())
    bad = written(tmp_path, "bad.jsonl", HEADER + BAD_LINE)
    code, answer = answered(capsys, "check", fine, bad)
    assert code == 1
    problem, remedy = BAD_SAID.removesuffix(".").split(". ")
    assert answer == {
        "command": "check",
        "version": 1,
        "files": [
            {
                "file": fine,
                "outcome": "fine",
                "case_id": "c-1",
                "entries": 1,
                "steps": None,
                "shape": "sound",
                "chain": "none",
                "head": None,
                "broken": None,
                "findings": [],
                "not_judged": None,
                "fault": None,
            },
            {
                "file": bad,
                "outcome": "unreadable",
                "case_id": None,
                "entries": None,
                "steps": None,
                "shape": "unsound",
                "chain": None,
                "head": None,
                "broken": None,
                "findings": [],
                "not_judged": None,
                "fault": {"file": bad, "line": 2, "path": "", "problem": problem, "remedy": remedy},
            },
        ],
        "faults": [],
        "rules_not_judged": [],
    }


def test_a_finding_is_data_for_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A finding names the entry, and each rule with what it lacks, what that concerns, and what would do."""
    _, answer = answered(capsys, "check", kept(tmp_path, skipped()))
    (one,) = answer["files"]
    assert one["outcome"] == "findings"
    (finding,) = one["findings"]
    assert (finding["number"], finding["entry_id"]) == (3, "e3")
    (unmet,) = finding["unmet"]
    assert (unmet["code"], unmet["key"]) == ("HR-40", "references_known")
    assert unmet["title"] == "What an entry refers to is on record"
    (lack,) = unmet["lacks"]
    assert sorted(lack) == ["concerns", "remedy", "what"]
    assert lack["concerns"] == ["g9"]
    assert lack["what"].startswith("goal g9 is not on record")


def test_a_record_is_checked_through_a_pipe() -> None:
    """The name "-" stands for standard input, in either form; the exit code reaches the shell."""
    for form in ("jsonl", "json"):
        text = dumps(skipped(), form="json" if form == "json" else "jsonl").encode()
        done = program("check", "-", given=text)
        assert done.returncode == 1
        assert done.stdout.decode().splitlines()[:2] == ["standard input: 1 finding", "  Case   c-2"]
        assert done.stderr == b""
