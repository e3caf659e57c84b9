"""Run commands in a test: in this process, or as a program of its own. And the small records that they are run on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

import casework_model as cm
from casework_model import facts as f
from casework_model.__main__ import main

MARK: Final = "Zqx"
"""Stands for everything personal."""

RULE: Final = "=" * 100
AT: Final = datetime.fromisoformat("2026-01-05T09:00:00+01:00")
LATER: Final = datetime.fromisoformat("2026-01-06T09:00:00+01:00")

HEADER: Final = '{"format":"casework-record","version":1,"case_id":"c-1"}\n'
BAD_LINE: Final = '{"nummer":2}\n'
"""A line that is no entry, and the words for it below."""
BAD_SAID: Final = 'there is no field "nummer" here. Write "number" if that is meant, or leave it out.'


def opened(case_id: str = "c-1") -> cm.CaseRecord:
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


def skipped(case_id: str = "c-2") -> cm.CaseRecord:
    """Give a record as a foreign program may write one: its third entry speaks of a goal that is not on record."""
    before = opened(case_id)
    told = f.ConfidentialityExplained(limits=(f.ConfidentialityLimit.CHILD_PROTECTION,))
    note = f.ProgressNote(goal="g9", level=0)
    return before.with_entries(
        (cm.RecordEntry(2, "e2", "w1", AT, AT, told), cm.RecordEntry(3, "e3", "w1", LATER, LATER, note))
    )


def kept(folder: Path, record: cm.CaseRecord) -> str:
    """Keep a record in a file, and give its path."""
    path = folder / f"{record.case_id}.jsonl"
    cm.dump(record, path)
    return str(path)


def written(folder: Path, name: str, text: str) -> str:
    """Write a file, and give its path."""
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return str(folder / name)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command here; give its exit code and what it said on standard output and standard error."""
    code = main(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """Run a command with --json here; give its exit code and what its output means."""
    code, out, _ = said(capsys, *arguments, "--json")
    assert "\x1b" not in out
    return code, json.loads(out)


def program(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a program of its own, with that on standard input."""
    source = str(Path(cm.__file__).parent.parent)
    return subprocess.run(  # noqa: S603 - this Python, and arguments written in the tests
        [sys.executable, "-m", "casework_model", *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": source, **environment},
    )
