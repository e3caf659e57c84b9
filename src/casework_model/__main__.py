"""The command line: `python -m casework_model show FILE...` prints records as reports. It judges nothing itself."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from casework_model.codec import Tried, load, load_steps, loads
from casework_model.engine import Engine
from casework_model.errors import CaseworkError, UnreadableFile
from casework_model.record import CaseRecord
from casework_model.report.text import case_report, summary
from casework_model.terms import is_aware

PROGRAM: Final = "casework_model"
STDIN: Final = "-"
_RECORD: Final = ".jsonl"
_TRIED: Final = ".tried.jsonl"

_INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code: 0, 1 where a file could not be read; wrong usage exits with 2."""
    options = _parser().parse_args(arguments)
    _print_whatever_comes()
    try:
        code = _show(options.files, at=options.at, narrative=options.narrative)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough. What is left in the buffer must not fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Social casework records for people to read.")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    show = commands.add_parser(
        "show",
        help="print the report of one or more cases",
        description="Print the report of each case: its course, goals, agreements, what may happen next, an audit. "
        "Beside S01.jsonl, S01.tried.jsonl is read as well: steps that were tried, each shown with its refusal.",
    )
    show.add_argument("files", nargs="+", metavar="FILE", help='a record, one entry a line; "-" reads standard input')
    show.add_argument(
        "--at",
        type=_moment,
        metavar="TIME",
        help="the time for which to say what may happen next, such as 2026-03-02T10:00:00+01:00; "
        "without it that of the last entry, since the library has no clock",
    )
    show.add_argument(
        "--narrative",
        action="store_true",
        help="show names and the text of the entries as well, for readers who are allowed to",
    )
    return parser


def _version() -> str:
    try:
        return metadata.version(PROGRAM)
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if is_aware(moment):
            return moment
    except ValueError:
        pass
    said = "a time with its offset from UTC is wanted, such as 2026-03-02T10:00:00+01:00"
    raise argparse.ArgumentTypeError(said)


def _print_whatever_comes() -> None:
    """Let a terminal that does not know a letter show its code instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _show(files: Sequence[str], *, at: datetime | None, narrative: bool) -> int:
    engine, code = Engine(), 0
    shown: list[CaseRecord] = []
    for file in files:
        if _is_beside(file, files):
            continue
        try:
            record = _record(file)
            tried, fault = _tried(file, record.case_id)
            report = case_report(record, engine, at=at, tried=tried, narrative=narrative)
        except (CaseworkError, OSError) as error:
            code = _complain(file, error)
            continue
        if fault is not None:
            code = _complain(file, fault)
        print(f"\n\n{report}" if shown else report, end="")
        shown.append(record)
    if len(shown) > 1:
        print(f"\n\n{summary(shown, engine, at=at)}", end="")
    return code


def _complain(file: str, error: CaseworkError | OSError) -> int:
    """Say what is wrong with a file, after all that was shown before it, and give the exit code."""
    said = str(error) if isinstance(error, UnreadableFile) else f"{file}: {getattr(error, 'strerror', None) or error}"
    sys.stdout.flush()
    print(f"{PROGRAM}: {said}", file=sys.stderr)
    return 1


def _record(file: str) -> CaseRecord:
    return loads(sys.stdin.buffer.read(), name="standard input") if file == STDIN else load(file)


def _tried(file: str, case_id: str) -> tuple[tuple[Tried, ...], CaseworkError | OSError | None]:
    """Read the steps that lie beside a record: none without such a file; none, and the fault, where it is bad."""
    beside = Path(file.removesuffix(_RECORD) + _TRIED)
    if file == STDIN or not file.endswith(_RECORD) or not beside.exists():
        return (), None
    try:
        return load_steps(beside, case_id=case_id), None
    except (CaseworkError, OSError) as error:
        return (), error


def _is_beside(file: str, files: Sequence[str]) -> bool:
    """Whether a file holds the steps tried of a record that is shown too: `*.jsonl` names both."""
    return file.endswith(_TRIED) and file.removesuffix(_TRIED) + _RECORD in files


if __name__ == "__main__":
    sys.exit(main())
