"""The naive model is itself checked: it refuses what the case files, worked out by hand, refuse, and for the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import scenario_file
from naive import NEVER_OFF, SWITCHABLE, Naive
from naive_case import SHIPPED


def replayed(scenario: scenario_file.Json) -> list[tuple[str, list[str], list[str]]]:
    """Replay a case file through the naive model: what was tried, what refused it, and what should have."""
    opening, *rest = scenario["facts"]
    who: dict[str, Any] = scenario["client"]
    naive = Naive(
        opening,
        models=SHIPPED,
        linear=scenario["variant"] == "linear",
        status=who["status"],
        needs_interpreter=bool(who.get("needs_interpreter")),
        authorised=(opening["by"], *(scenario.get("authorised") or ())),
        tz=scenario["tz"],
    )
    tried: dict[str, list[Any]] = {}
    for attempt in scenario["attempts"]:
        tried.setdefault(attempt["after"], []).append(attempt)
    found: list[tuple[str, list[str], list[str]]] = []
    for fact in [None, *rest]:
        if fact is not None:
            found.append((fact["id"], sorted(naive.codes(fact)), []))
            naive.taken.append(fact)
        found += [
            (one["id"], sorted(naive.codes(filled(one["step"]))), sorted(one["refused_by"]))
            for one in tried.pop(naive.taken[-1]["id"], ())
        ]
    assert tried == {}
    return found


def filled(step: dict[str, Any]) -> dict[str, Any]:
    """Give a step that was tried with every part, empty where the file leaves it out."""
    empty: dict[str, Any] = {"id": "", "text": "", "by": "", "occurred_at": None, "recorded_at": None, "data": {}}
    return empty | step


@pytest.mark.parametrize("file", sorted(scenario_file.CASES.glob("*.json")), ids=lambda file: file.stem)
def test_the_naive_model_agrees_with_the_case_files(file: Path) -> None:
    """Every fact is accepted and every attempt refused for exactly the rules that were worked out by hand."""
    for scenario in scenario_file.scenarios(file):
        assert [one for one in replayed(scenario) if one[1] != one[2]] == []


def test_the_naive_model_knows_every_rule() -> None:
    """The rules that can be switched off and those that cannot are together the 42 of the catalogue."""
    assert len(NEVER_OFF) + len(SWITCHABLE) == 42
    assert not NEVER_OFF & set(SWITCHABLE)
