"""How every command speaks: colour, progress, closed streams, full disks; never a traceback, nothing personal."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import final

import pytest

import casework_model as cm
from casework_model.__main__ import main
from casework_model.commands import terminal
from casework_model.facts import KINDS, CaseOpened, ModelChanged, PolicyChanged
from commanding import AT, BAD_LINE, HEADER, MARK, answered, kept, opened, program, said, skipped, written
from samples import NAMES, sample

ANSI = re.compile(r"\x1b\[[0-9]+m")
BOLD, GREEN, YELLOW, RED, PLAIN = "\x1b[1m", "\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[0m"


# Colour ---------------------------------------------------------------------------------------------------------------


def test_colour_adds_nothing_but_colour(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headings are bold, what is open green, what lacks something yellow; without its codes a page is the same."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    file = kept(tmp_path, opened())
    plain = said(capsys, "options", file)[1]
    coloured = said(capsys, "options", file, "--color", "always")[1]
    assert "\x1b" not in plain
    assert ANSI.sub("", coloured) == plain
    assert f"\n{BOLD}CASE c-1{PLAIN}\n" in coloured
    assert f"\n{GREEN}  Open now{PLAIN}\n" in coloured
    assert f"\n{YELLOW}  Not yet{PLAIN}\n" in coloured


def test_a_check_is_coloured_by_what_it_comes_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fine is green; findings and what cannot be read are red."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    fine, found = kept(tmp_path, opened()), kept(tmp_path, skipped())
    out = said(capsys, "check", fine, found, "--color", "always")[1]
    assert out.startswith(f"{GREEN}{fine}: fine{PLAIN}\n  Case ")
    assert f"\n{RED}{found}: 1 finding{PLAIN}\n" in out


@pytest.mark.parametrize("arguments", [["--json"], ["--color", "never"], []])
def test_without_a_terminal_there_is_no_colour(arguments: list[str]) -> None:
    """In a pipe, with --json and with --color never the output is plain."""
    done = program("rules", "HR-12", *arguments)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout


def test_no_color_is_kept_whatever_is_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where NO_COLOR is set to anything there is no colour; --json has none either."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in said(capsys, "rules", "HR-12", "--color", "always")[1]
    monkeypatch.setenv("NO_COLOR", "")
    assert "\x1b" in said(capsys, "rules", "HR-12", "--color", "always")[1]
    assert "\x1b" not in said(capsys, "rules", "HR-12", "--color", "always", "--json")[1]


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a thing of Unix")
@pytest.mark.parametrize(("term", "is_coloured"), [("xterm", True), ("dumb", False)])
def test_on_a_terminal_there_is_colour(term: str, is_coloured: bool) -> None:  # noqa: FBT001 - one of the two cases
    """By itself colour comes on a terminal that knows it, and only there."""
    import pty  # noqa: PLC0415 - not on Windows

    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    source = str(Path(cm.__file__).parent.parent)
    command = [sys.executable, "-m", "casework_model", "rules", "HR-12"]
    with subprocess.Popen(  # noqa: S603 - this Python, and arguments written here
        command, stdout=theirs, env={**environment, "PYTHONPATH": source, "TERM": term}
    ) as running:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # what Linux raises at the end of a pseudo-terminal
            pass
    os.close(ours)
    assert running.returncode == 0
    assert (b"\x1b[1mHR-12: " in shown) is is_coloured


# Progress -------------------------------------------------------------------------------------------------------------


@final
class Screen(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_many_files_are_counted_on_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is written over with each file, and gone before anything is said."""
    file = kept(tmp_path, opened())
    monkeypatch.setattr(terminal, "MANY_FILES", 2)
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    plain = said(capsys, "check", file, file)
    line, gone = f"{f'2 of 2: {file}'[:79]:<79}", f"\r{'':<79}\r"
    assert screen.getvalue().endswith(f"\r{line}{gone}")
    assert screen.getvalue().count(gone) == 2
    assert plain[0] == 0


def test_many_entries_are_announced_on_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a long record is judged it is said how long it is; --json is not touched by it."""
    monkeypatch.setattr(terminal, "MANY_ENTRIES", 0)
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    monkeypatch.chdir(tmp_path)
    kept(tmp_path, opened())
    code, answer = answered(capsys, "show", "c-1.jsonl")
    assert (code, answer["files"][0]["file"]) == (0, "c-1.jsonl")
    assert screen.getvalue() == f"\r{'c-1.jsonl: judging 1 entries ...':<79}\r{'':<79}\r"


def test_elsewhere_no_progress_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log file is not filled with it, and a few short records are not worth it."""
    file = kept(tmp_path, opened())
    monkeypatch.setattr(terminal, "MANY_FILES", 1)
    monkeypatch.setattr(terminal, "MANY_ENTRIES", 0)
    assert said(capsys, "check", file)[2] == ""
    monkeypatch.undo()
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    assert said(capsys, "check", file, file)[0] == 0
    assert screen.getvalue() == ""


def test_an_interrupted_command_leaves_no_line_behind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C takes the line of progress away."""

    @final
    class Waiting:
        @property
        def buffer(self) -> io.BytesIO:
            raise KeyboardInterrupt

    monkeypatch.setattr(terminal, "MANY_FILES", 1)
    monkeypatch.setattr(sys, "stdin", Waiting())
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    assert said(capsys, "check", "-")[0] == 130
    assert screen.getvalue() == f"\r{'1 of 1: -':<79}\r{'':<79}\r"


# Streams that are closed, broken or full ------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["show", "check", "options"])
def test_a_closed_input_is_said(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where standard input was closed there is nothing to read, which is no traceback."""
    monkeypatch.setattr(sys, "stdin", None)
    code, out, err = said(capsys, command, "-")
    assert code == 1
    assert "it is closed. Name a file, or send the record through a pipe." in " ".join((out + err).split())


def test_an_input_that_breaks_off_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says of standard input is passed on, in the data as well."""

    @final
    class Broken:
        @property
        def buffer(self) -> io.BytesIO:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", Broken())
    assert said(capsys, "options", "-") == (1, "", "casework_model: standard input: Input/output error\n")
    code, answer = answered(capsys, "options", "-")
    assert code == 1
    assert answer["fault"] == {
        "file": "standard input",
        "line": None,
        "path": "",
        "problem": "Input/output error",
        "remedy": "",
    }


def test_a_closed_error_stream_is_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where standard error was closed too, the exit code alone tells."""
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", None)
        assert main(["options", "none.jsonl"]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("arguments", [["rules"], ["rules", "--json"], ["schema"], ["models", "casework"]])
def test_a_closed_output_is_said(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where standard output was closed the command fails, and says why."""
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", None)
        code = main(arguments)
    assert code == 1
    assert capsys.readouterr().err == "casework_model: standard output is closed\n"


def test_an_output_without_bytes_is_written_as_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that catches standard output as text gets the schema too."""
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", caught := io.StringIO())
        assert main(["schema"]) == 0
    assert caught.getvalue().startswith('{\n  "$schema": ')
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is a thing of Linux")
@pytest.mark.parametrize("arguments", [["rules"], ["schema"], ["rules", "--json"]])
def test_a_full_disk_is_said(arguments: list[str]) -> None:
    """What cannot be written ends the command with 1 and one line, not in a traceback."""
    source = str(Path(cm.__file__).parent.parent)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(  # noqa: S603 - this Python, and arguments written here
            [sys.executable, "-m", "casework_model", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env={**os.environ, "PYTHONPATH": source},
        )
    assert (done.returncode, done.stderr) == (1, b"casework_model: No space left on device\n")


@pytest.mark.parametrize("arguments", [["rules", "--json"], ["schema"], ["models", "--json"]])
def test_a_broken_pipe_is_quiet(arguments: list[str]) -> None:
    """Whoever reads only the first bytes sees no complaint from any command."""
    source = str(Path(cm.__file__).parent.parent)
    with subprocess.Popen(  # noqa: S603 - this Python, and arguments written here
        [sys.executable, "-m", "casework_model", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


# Nothing personal -----------------------------------------------------------------------------------------------------


def marked(*, is_judged: bool) -> cm.CaseRecord:
    """Give a record with a fact of every kind, and the mark in every text that may be personal."""
    moved = {ModelChanged, PolicyChanged}
    kinds = [kind for kind in KINDS.values() if kind is not CaseOpened and not (is_judged and kind in moved)]
    facts = [sample(kind, words=lambda name: "word" if name in NAMES else MARK) for kind in kinds]
    entries = [
        cm.RecordEntry(number, f"e{number}", "w1", AT, AT, fact, MARK, participants=(MARK,))
        for number, fact in enumerate(facts, start=2)
    ]
    return opened().with_entries(entries)


@pytest.mark.parametrize("is_judged", [True, False])
@pytest.mark.parametrize(
    "arguments",
    [["show"], ["show", "--json"], ["check"], ["check", "--json"], ["options"], ["options", "--json"]],
)
def test_nothing_personal_is_said(
    arguments: list[str],
    is_judged: bool,  # noqa: FBT001 - one of the two cases
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A record with every kind of fact and a mark in every private text: no command says the mark."""
    file = kept(tmp_path, marked(is_judged=is_judged))
    code, out, err = said(capsys, *arguments, file)
    assert code in {0, 1}
    assert out or err
    assert MARK not in out
    assert MARK not in err
    assert MARK in said(capsys, "show", file, "--narrative")[1]


@pytest.mark.parametrize("command", [["show"], ["check"], ["options"], ["convert", "--to", "json"], ["show", "--json"]])
def test_nothing_personal_is_said_of_what_cannot_be_read(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault is named by its place, never by what stands there."""
    text = cm.dumps(opened()).replace('"route":"phone"', f'"route":"{MARK}"')
    for content in (text, HEADER + BAD_LINE.replace("2", f'"{MARK}"'), text.replace("\n", f" {MARK}\n")):
        code, out, err = said(capsys, *command, written(tmp_path, "c-1.jsonl", content))
        assert code == 1
        assert MARK not in out + err
        assert "Traceback" not in err
