"""The benchmarks run. What they measure is never asserted: a machine may be slow or busy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

RUN: Final = Path(__file__).resolve().parent.parent / "benchmarks" / "run.py"


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
