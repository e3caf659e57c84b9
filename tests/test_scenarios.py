"""The case files: every step, refusal and number as expected; and a checker that is not blind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import scenario_file

SHARED = scenario_file.CASES / "shared.json"
OWN = sorted(scenario_file.CASES.glob("T*.json"))


@pytest.mark.parametrize("file", [SHARED, *OWN], ids=lambda file: file.stem)
def test_case_file_agrees(file: Path) -> None:
    """Every case file replays without a mismatch."""
    for scenario in scenario_file.scenarios(file):
        replay = scenario_file.Replay(scenario)
        replay.run()
        assert replay.mismatches == []


def test_the_eight_cases_are_all_there() -> None:
    """The eight shared cases hold 286 facts and 41 steps that are refused."""
    replays = [scenario_file.Replay(scenario) for scenario in scenario_file.scenarios(SHARED)]
    for replay in replays:
        replay.run()
    assert [sum(counts) for counts in zip(*((one.facts, one.refused) for one in replays), strict=True)] == [286, 41]
    assert len(replays) == 8


def test_own_cases_refuse_each_rule() -> None:
    """The project's own cases refuse each of the 40 rules of the four main models at least once."""
    refused = {
        code
        for file in OWN
        for scenario in scenario_file.scenarios(file)
        for attempt in scenario["attempts"]
        for code in attempt["refused_by"]
    }
    assert refused == {f"HR-{number:02}" for number in (*range(1, 29), *range(30, 37), *range(39, 44))}


def scenario(name: str) -> dict[str, Any]:
    """Give one of the eight cases, to be spoilt."""
    found = next(one for one in scenario_file.scenarios(SHARED) if one["id"] == name)
    copy: dict[str, Any] = json.loads(json.dumps(found))
    return copy


def mismatches(spoilt: dict[str, Any]) -> list[str]:
    """Replay a spoilt case."""
    replay = scenario_file.Replay(spoilt)
    replay.run()
    return replay.mismatches


def test_a_missing_rule_is_seen() -> None:
    """A list of refusals that lacks one rule, or has one too many, is a mismatch."""
    spoilt = scenario("S01")
    spoilt["attempts"][0]["refused_by"] = ["HR-02"]
    spoilt["expected"]["refusals"][0]["rules"] = ["HR-02"]
    assert mismatches(spoilt) == ["S01: attempt S01-A1 refused by is ['HR-02', 'HR-04'], expected ['HR-02']"]


def test_a_permitted_attempt_is_seen() -> None:
    """An attempt that is permitted is a mismatch."""
    spoilt = scenario("S01")
    spoilt["attempts"][1]["step"]["id"] = "S01-NEW"
    assert mismatches(spoilt) == ["S01: attempt S01-A2 is permitted, expected ['HR-39']"]


def test_a_refused_fact_is_seen() -> None:
    """A fact that is not accepted is a mismatch, and says why."""
    spoilt = scenario("S08")
    spoilt["facts"][1]["recorded_at"] = "2020-01-01T00:00:00+11:00"
    assert "S08: fact S08-02 (mandate_notice)" not in mismatches(spoilt)[0]
    assert mismatches(spoilt)[0].startswith("S08: fact S08-02 (")
    assert "it was recorded before it happened (HR-32)" in mismatches(spoilt)[0]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (
            ("tracks", "casework", "days_per_phase", "intake"),
            7.03,
            "casework days_per_phase intake is 7.0243, expected 7.03",
        ),
        (
            ("tracks", "casework", "visits_per_phase", "planning"),
            2,
            "casework visits_per_phase planning is 1.0000, expected 2",
        ),
        (("goals", "rated"), 1, "goals rated is 2, expected 1"),
        (("gas", "T"), 57.37, "gas T is 57.3632, expected 57.37"),
        (("late", "24"), ["S01-01"], "late more than 24 h is [], expected ['S01-01']"),
        (("facts",), 35, "facts is 34, expected 35"),
        (("episodes",), 2, "episodes is 1, expected 2"),
    ],
)
def test_a_wrong_number_is_seen(path: tuple[str, ...], value: object, said: str) -> None:
    """Any number that does not agree is a mismatch, in its own line."""
    spoilt = scenario("S01")
    place = spoilt["expected"]["numbers"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert mismatches(spoilt) == [f"S01: {said}"]


def test_a_wrong_path_is_seen() -> None:
    """A path that does not agree is a mismatch."""
    spoilt = scenario("S02")
    spoilt["expected"]["phase_path"]["casework"].pop()
    assert len(mismatches(spoilt)) == 1


def run(file: Path) -> subprocess.CompletedProcess[str]:
    """Run the program by itself over one file."""
    program = [sys.executable, scenario_file.__file__, str(file)]
    return subprocess.run(program, capture_output=True, text=True, check=False)  # noqa: S603 - our own program


def test_run_by_itself(tmp_path: Path) -> None:
    """Run by itself it ends with 0 without a mismatch, else with 1 and a line for each, with 2 for no case file."""
    good = run(OWN[0])
    assert (good.returncode, good.stdout.strip().splitlines()[-1][-12:]) == (0, "0 mismatches")
    spoilt = scenario("S01")
    spoilt["expected"]["numbers"]["facts"] = 35
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"format": scenario_file.FORMAT, "scenarios": [spoilt]}), encoding="utf-8")
    told = run(bad)
    assert (told.returncode, told.stdout.splitlines()[0]) == (1, "S01: facts is 34, expected 35")
    bad.write_text("{}", encoding="utf-8")
    assert run(bad).returncode == 2
