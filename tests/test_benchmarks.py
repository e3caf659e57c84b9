"""The benchmarks run. What they measure is never asserted: a machine may be slow or busy."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

import casework_model as cm

ROOT: Final = Path(__file__).resolve().parent.parent
RUN: Final = ROOT / "benchmarks" / "run.py"
RECORDS: Final = (
    ROOT / "tests" / "golden" / "v1" / "legal_record.jsonl",
    *(ROOT / "examples" / "records").glob("S??.jsonl"),
)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_the_bare_twins_read_every_kind_of_entry(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is measured beside us reads the same entries, amendments among them, and has the same work to do."""
    monkeypatch.setattr(sys, "path", [str(ROOT / "benchmarks"), *sys.path])
    bare = import_module("bare")
    entries = [line for line in path.read_bytes().splitlines() if line.startswith(b'{"number"')]
    twins = bare.read_with_cattrs()(entries)
    assert len(twins) == len(entries) > 0
    assert tuple(twins) == bare.as_bare(tuple(cm.load(path).entries))


@pytest.mark.long
def test_a_quick_run_measures_every_kind_of_work(tmp_path: Path) -> None:
    """Every kind of work is measured, with or without the peers, and each row has a time."""
    written = tmp_path / "rows.json"
    command = [sys.executable, str(RUN), "--quick", "--json", str(written)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    rows = json.loads(written.read_text(encoding="utf-8"))["rows"]
    works = {row["work"].split()[0].rstrip(",") for row in rows}
    assert {"append", "fold", "load", "write"} <= works
    assert all(row["ours"] > 0 for row in rows)
    assert all(row["work"] in ran.stdout for row in rows)
