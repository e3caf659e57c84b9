"""The command line shows records, says what it could not read, and never ends in a traceback."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

import casework_model as cm
from casework_model import facts as f
from casework_model.__main__ import main
from casework_model.codec import Tried, dump, dump_steps, dumps

MARK: Final = "Zqx"
RULE: Final = "=" * 100
AT: Final = datetime.fromisoformat("2026-01-05T09:00:00+01:00")
LATER: Final = datetime.fromisoformat("2026-01-06T09:00:00+01:00")


def opened(case_id: str) -> cm.CaseRecord:
    """Give the record of a case that was just opened."""
    client = cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY, label=MARK)
    return cm.Engine().open(
        client=client,
        case_id=case_id,
        tz="Europe/Berlin",
        by="w1",
        occurred_at=AT,
        recorded_at=AT,
        route=f.ContactRoute.PHONE,
        text=MARK,
    )


def kept(folder: Path, case_id: str) -> str:
    """Keep the record of a case in a file, and give its path."""
    path = folder / f"{case_id}.jsonl"
    dump(opened(case_id), path)
    return str(path)


def with_steps(record: str, case_id: str) -> Path:
    """Keep a step that was tried beside a record, and give the path of the steps."""
    path = Path(record.removesuffix(".jsonl") + ".tried.jsonl")
    change = f.PhaseChange(model="casework", from_="intake", to="planning", move=cm.MoveKind.FORWARD)
    step = cm.Write(fact=change, by="w1", occurred_at=LATER, recorded_at=LATER, text=MARK)
    dump_steps((Tried(after=1, step=step),), path, case_id=case_id)
    return path


def given(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Let standard input hold this."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


# What is shown -------------------------------------------------------------------------------------------------------


def test_a_record_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One file gives one report, without a summary; nothing is complained of."""
    assert main(["show", kept(tmp_path, "c-1")]) == 0
    told = capsys.readouterr()
    assert told.out.startswith(f"{RULE}\nCASE c-1\n{RULE}\n\n  Client        one person, voluntary (came freely)\n")
    assert told.out.endswith("\nAUDIT\n\n  No findings: today's rules would accept every entry.\n")
    assert told.err == ""


def test_several_records_are_shown_one_after_the_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several files give their reports in the order asked for, and then a table of all."""
    assert main(["show", kept(tmp_path, "c-2"), kept(tmp_path, "c-1")]) == 0
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if line.startswith(("CASE", "ALL"))] == [
        "CASE c-2",
        "CASE c-1",
        "ALL CASES",
    ]
    assert f"every entry.\n\n\n{RULE}\nCASE c-1\n" in out
    assert out.endswith(
        "  Case  Variant    Phase                  Days open  Returns  Detours  Attained/rated  T-score\n"
        "  c-2   iterative  Intake and engagement       0.00        0        0             0/0        -\n"
        "  c-1   iterative  Intake and engagement       0.00        0        0             0/0        -\n"
    )


def test_nothing_personal_is_shown_unless_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names and texts need --narrative."""
    file = kept(tmp_path, "c-1")
    with_steps(file, "c-1")
    main(["show", file])
    assert MARK not in capsys.readouterr().out
    main(["show", file, "--narrative"])
    assert MARK in capsys.readouterr().out


def test_steps_tried_beside_a_record_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside c-1.jsonl, c-1.tried.jsonl is read; naming it as well, as `*.jsonl` does, shows nothing twice."""
    file = kept(tmp_path, "c-1")
    steps = with_steps(file, "c-1")
    assert main(["show", file, str(steps)]) == 0
    told = capsys.readouterr()
    assert (
        "  1. After entry 1 (e1), tried by w1:\n"
        "     The case cannot go on to Planning and goal setting: the model has no forward move from Intake\n"
        "     and engagement to Planning and goal setting (HR-01)." in told.out
    )
    assert "ALL CASES" not in told.out
    assert told.err == ""


def test_a_time_may_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --at the report looks from that time, also in the summary."""
    files = [kept(tmp_path, "c-1"), kept(tmp_path, "c-2")]
    assert main(["show", *files, "--at", "2026-01-15T09:00:00+01:00"]) == 0
    out = capsys.readouterr().out
    assert out.count("  As of 2026-01-15 09:00.\n") == 2
    assert "  c-2   iterative  Intake and engagement      10.00        0        0             0/0        -\n" in out


def test_a_record_is_read_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The name "-" stands for standard input."""
    given(monkeypatch, dumps(opened("c-1")).encode())
    assert main(["show", "-"]) == 0
    assert "\nCASE c-1\n" in capsys.readouterr().out


# What is complained of -----------------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_does_not_hold_up_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are shown, the fault is said on standard error with the file's name, and the exit code is 1."""
    bad = tmp_path / "bad.jsonl"
    bad.write_text("no record\n", encoding="utf-8")
    missing = tmp_path / "missing.jsonl"
    assert main(["show", str(bad), str(missing), str(tmp_path), kept(tmp_path, "c-1")]) == 1
    told = capsys.readouterr()
    assert "\nCASE c-1\n" in told.out
    assert "ALL CASES" not in told.out
    lines = told.err.splitlines()
    assert [line.split(str(tmp_path))[0] for line in lines] == ["casework_model: "] * 3
    assert lines[0].startswith(f"casework_model: {bad}, line 1: ")
    assert f"{missing}: " in lines[1]
    assert "Traceback" not in told.err


def test_standard_input_that_is_no_record_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bytes that are not UTF-8 are refused like any other unreadable file."""
    given(monkeypatch, b"\xff\xfe\n")
    assert main(["show", "-"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("casework_model: standard input")


def test_bad_steps_beside_a_good_record_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The record is shown without them, and the exit code is 1."""
    file = kept(tmp_path, "c-1")
    steps = tmp_path / "c-1.tried.jsonl"
    steps.write_text("no steps\n", encoding="utf-8")
    assert main(["show", file]) == 1
    told = capsys.readouterr()
    assert "  No steps that were tried and refused are on file.\n" in told.out
    assert told.err.startswith(f"casework_model: {steps}, line 1: ")


def test_steps_of_another_case_are_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Steps that were tried on another case are a fault, not part of this report."""
    file = kept(tmp_path, "c-1")
    with_steps(file, "c-2")
    assert main(["show", file]) == 1
    told = capsys.readouterr()
    assert "these steps were tried on another case" in told.err
    assert "cannot end yet" not in told.out


def test_steps_alone_are_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of steps that is named without its record is not passed over."""
    steps = with_steps(kept(tmp_path, "c-1"), "c-1")
    assert main(["show", str(steps)]) == 1
    assert str(steps) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["show"], "the following arguments are required: FILE"),
        (["draw"], "invalid choice: 'draw'"),
        (["show", "x", "--at", "2026-01-05T09:00"], "a time with its offset from UTC is wanted"),
        (["show", "x", "--at", "noon"], "such as 2026-03-02T10:00:00+01:00"),
        (["show", "x", "--colour"], "unrecognized arguments: --colour"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is asked wrongly is explained on standard error."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    told = capsys.readouterr()
    assert told.err.startswith("usage: casework-model")
    assert said in told.err
    assert told.out == ""


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """--version names the program and its version, or that it is not installed."""
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out in {"casework_model 0.1.0\n", "casework_model (not installed)\n"}


def test_whoever_stops_waiting_gets_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C ends the program with the usual code."""

    class Waiting:
        @property
        def buffer(self) -> io.BytesIO:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Waiting())
    assert main(["show", "-"]) == 130
    assert capsys.readouterr().err == ""


# As a program of its own ---------------------------------------------------------------------------------------------


def command(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start the command line as a program."""
    source = str(Path(cm.__file__).parent.parent)
    return subprocess.Popen(  # noqa: S603 - this Python, and arguments written here
        [sys.executable, "-m", "casework_model", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source, **environment},
    )


def test_a_broken_pipe_is_quiet(tmp_path: Path) -> None:
    """Whoever reads only the first line, as `head -1` does, sees no complaint."""
    dump(opened("c-1"), tmp_path / "c-1.jsonl")
    with command("show", *[str(tmp_path / "c-1.jsonl")] * 60) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline().rstrip() == RULE.encode()
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0


def test_a_terminal_without_the_letter_shows_its_code(tmp_path: Path) -> None:
    """Where the output knows only ASCII, another letter does not end the program."""
    dump(opened("Fall-Ö"), tmp_path / "c-1.jsonl")
    with command("show", str(tmp_path / "c-1.jsonl"), PYTHONIOENCODING="ascii") as program:
        out, err = program.communicate()
    assert out.splitlines()[1].rstrip() == b"CASE Fall-\\xd6"
    assert (program.returncode, err) == (0, b"")


def test_usage_names_what_was_typed() -> None:
    """Started as a module, the program is called so; the command of its own name is named in the metadata."""
    with command("show") as program:
        _, err = program.communicate()
    assert program.returncode == 2
    assert err.startswith(b"usage: python -m casework_model show ")
    scripts = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert scripts["project"]["scripts"] == {"casework-model": "casework_model.__main__:main"}


def test_the_exit_code_reaches_the_shell(tmp_path: Path) -> None:
    """`python -m casework_model` exits with the code of `main`."""
    with command("show", str(tmp_path / "none.jsonl")) as program:
        _, err = program.communicate()
    assert program.returncode == 1
    assert b"Traceback" not in err
