"""The door for case files: what is wrong with a file is said in words, and neither ends the run nor goes unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scenario_file

Case = dict[str, Any]
AT = {"occurred_at": "2026-03-02T09:00:00+01:00", "recorded_at": "2026-03-02T09:10:00+01:00"}


def step(name: str, kind: str, by: str = "w1", **data: object) -> Case:
    """Give a fact, or a step to be tried."""
    return {"id": name, "kind": kind, **AT, "by": by, "text": "In words.", "data": data}


def attempt(name: str, tried: Case, *rules: str) -> Case:
    """Give a step that those rules refuse, tried after the opening."""
    return {"id": name, "after": "C-01", "step": tried, "refused_by": list(rules), "primary": rules[0], "why": "."}


def case(*facts: Case) -> Case:
    """Give a case that agrees: its opening, the facts given, and one attempt."""
    return {
        "id": "C",
        "tz": "Europe/Berlin",
        "variant": "iterative",
        "client": {"label": "X.", "kind": "individual", "status": "voluntary"},
        "authorised": ["w1"],
        "facts": [step("C-01", "case_opened", route="phone"), *facts],
        "attempts": [attempt("C-A1", step("C-02", "note", by="stranger"), "HR-35")],
        "expected": {
            "phase_path": {"casework": [["start", "intake"]]},
            "refusals": [{"attempt": "C-A1", "rules": ["HR-35"]}],
            "wording_flags": {},
            "numbers": {"tracks": {"casework": {"returns": 0}}, "gas": None, "facts": 1 + len(facts)},
        },
    }


def mismatches(given: object) -> list[str]:
    """Replay a case."""
    replay = scenario_file.Replay(given)
    replay.run()
    return replay.mismatches


def test_the_case_agrees() -> None:
    """The case that is spoilt below is sound."""
    assert mismatches(case(step("C-02", "note"))) == []


def test_an_attempt_needs_no_id() -> None:
    """The format asks for none; the list of refusals alone names attempts."""
    given = case()
    del given["attempts"][0]["id"], given["expected"]["refusals"]
    assert mismatches(given) == []


# Nothing is green by itself ------------------------------------------------------------------------------------------


def put(value: object, *path: str | int) -> Callable[[Case], None]:
    """Give the change that puts a value at a place of a case."""

    def change(spoilt: Case) -> None:
        place: Any = spoilt
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[Case], None]:
    """Give the change that takes something out of a case."""

    def change(spoilt: Case) -> None:
        place: Any = spoilt
        for key in path[:-1]:
            place = place[key]
        del place[path[-1]]

    return change


TIMES = "Give both times with their offset from UTC, the time of writing not before the time of the event"

SPOILT = [
    (put([], "facts"), "facts: there is none. Begin with case_opened, which opens the case."),
    (
        put([step("C-01", "note")], "facts"),
        "fact C-01: the first fact is of kind 'note'. Begin with case_opened, which opens the case.",
    ),
    (
        put([], "facts", 0),
        "fact 1: a list is given where a table is wanted. Begin with case_opened, which opens the case.",
    ),
    (
        put(1, "expected", "numbers", "nonsense"),
        f"expected.numbers: 'nonsense' is not known here. Write one of: {', '.join(scenario_file.NUMBERS)}.",
    ),
    (
        put(1, "expected", "numbers", "tracks", "casework", "average_days"),
        "casework of expected.numbers: 'average_days' is not known here. Perhaps \"detour_days\" is meant.",
    ),
    (
        put({"agreed": 0}, "expected", "numbers", "goals"),
        f"goals of expected.numbers: 'agreed' is not known here. Write one of: {', '.join(scenario_file.GOALS)}.",
    ),
    (
        put({"T_base": 50}, "expected", "numbers", "gas"),
        [
            "gas of expected.numbers: 'T_base' is not known here. Perhaps \"T_baseline\" is meant.",
            "gas is None, expected {'T_base': 50}",
        ],
    ),
    (
        put([], "expected", "phase_paths"),
        "expected: 'phase_paths' is not known here. Perhaps \"phase_path\" is meant.",
    ),
    (put("Linear", "variant"), "variant: 'Linear' is not known here. Perhaps \"linear\" is meant."),
    (
        put("crisis_variant", "variant"),
        "variant: 'crisis_variant' is not known here. Write one of: linear, iterative.",
    ),
    (put([], "expected", "refusals"), "the file's two lists of refusals is {'C-A1': ['HR-35']}, expected {}"),
    (
        put(float("nan"), "expected", "numbers", "max_lag_hours"),
        "max_lag_hours is 0.1667, expected nan",
    ),
    (
        put("0.17", "expected", "numbers", "max_lag_hours"),
        "max_lag_hours is 0.1667, expected '0.17', which is no number",
    ),
]
"""Changes that once were passed over, and what is said of each."""

SHAPES = [
    (drop("facts"), "facts: nothing is given where a list is wanted. Begin with case_opened, which opens the case."),
    (drop("variant"), "variant: it is missing. Write one of: linear, iterative."),
    (drop("tz"), "tz: it is missing. Give the IANA zone of the case, such as Europe/Berlin."),
    (drop("client"), "client: nothing is given where a table is wanted. Give its label, kind and status."),
    (
        drop("client", "status"),
        "client.status: it is missing. Write one of: voluntary, nonvoluntary, mandated.",
    ),
    (
        put("Voluntary", "client", "status"),
        "client.status: 'Voluntary' is not known here. Perhaps \"voluntary\" is meant.",
    ),
    (
        put("couple", "client", "kind"),
        "client.kind: 'couple' is not known here. Write one of: individual, family, small_group.",
    ),
    (
        drop("facts", 0, "occurred_at"),
        f"The case cannot be opened: the time at which it happened is missing or unreadable (HR-32). {TIMES}.",
    ),
    (
        put("x", "facts", 0, "data"),
        'data of case_opened: a text is given where a table is wanted. Write it as {"name": 1}.',
    ),
    (
        drop("facts", 0, "id"),
        [
            "attempt C-A1: no fact has the id 'C-01'. Name the fact after which the step is tried.",
            "id of fact 1 (case_opened): it is missing. Give each fact an id of its own.",
        ],
    ),
    (
        put("w1", "authorised"),
        "authorised: a text is given where a list is wanted. List the workers who may read the record.",
    ),
    (
        put(None, "attempts"),
        "attempts: nothing is given where a list is wanted. Write [] for none.",
    ),
    (
        drop("attempts", 0, "id"),
        "the file's two lists of refusals is {'attempt 1': ['HR-35']}, expected {'C-A1': ['HR-35']}",
    ),
    (
        drop("attempts", 0, "refused_by"),
        "refused_by of attempt C-A1: nothing is given where a list is wanted. List every rule that the step breaks.",
    ),
    (
        put([], "attempts", 0, "refused_by"),
        "refused_by of attempt C-A1: it names no rule. List every rule that the step breaks.",
    ),
    (
        drop("attempts", 0, "after"),
        "attempt C-A1: it follows no fact. Name the fact after which the step is tried.",
    ),
    (
        put("C-77", "attempts", 0, "after"),
        "attempt C-A1: no fact has the id 'C-77'. Name the fact after which the step is tried.",
    ),
    (
        put(None, "attempts", 0, "step"),
        "step of attempt C-A1: nothing is given where a table is wanted. Write what is tried, as a fact is written.",
    ),
    (
        put("C-A1", "attempts", 0),
        "attempt 1: a text is given where a table is wanted. Give after, step and refused_by.",
    ),
    (
        put("notes", "attempts", 0, "step", "kind"),
        "attempt C-A1 is no step: kind: 'notes' is not known here. Perhaps \"note\" is meant.",
    ),
    (
        put(None, "expected", "numbers", "closures"),
        "closures of expected.numbers: nothing is given where a list is wanted. Write [] for none.",
    ),
    (put(None, "expected"), "expected: nothing is given where a table is wanted. Write {} for none."),
    (
        put(None, "expected", "numbers", "tracks"),
        "tracks of expected.numbers: nothing is given where a table is wanted. Write {} for none.",
    ),
    (
        put({"24h": ["C-01"]}, "expected", "numbers", "late"),
        "late of expected.numbers: '24h' is no number of hours. Write the number alone, such as \"24\".",
    ),
    (
        put({"rho": None}, "expected", "numbers", "gas"),
        "rho in gas of expected.numbers: nothing is given where a number is wanted. Write 0.3.",
    ),
    (
        put([{"rules": ["HR-35"]}], "expected", "refusals"),
        "attempt in expected.refusals: it is missing. Name the attempt.",
    ),
]


FACTS = [
    (
        step("C-02", "supervision"),
        "(supervision) is not accepted: kind: 'supervision' is not known here. Perhaps \"observation\" is meant.",
    ),
    (
        step("C-02", "xyz"),
        "(xyz) is not accepted: kind: 'xyz' is not known here. The README of the case files has those known.",
    ),
    (
        step("C-02", "read"),
        "(read) is not accepted: it leaves no entry. Put it under attempts, or leave it out.",
    ),
    (
        step("C-02", "evaluation", ratings={}),
        "(evaluation) is not accepted: type: it is missing. Write one of: formal, interim.",
    ),
    (
        step("C-02", "evaluation", type="interim", ratings=[{"goal": "g1", "level": 1}]),
        '(evaluation) is not accepted: ratings: a list is given where a table is wanted. Write it as {"name": 1}.',
    ),
    (
        step("C-02", "consent", scope=["service"]),
        "(consent) is not accepted: status: it is missing. Write one of: given, refused, withdrawn.",
    ),
    (
        step("C-02", "goal_change", goal="g1", status="achieved"),
        "(goal_change) is not accepted: status: 'achieved' is not known here. Write one of: replaced, withdrawn.",
    ),
    (
        step("C-02", "risk_assessment", areas=["self_harm"]),
        '(risk_assessment) is not accepted: areas: a list is given where a table is wanted. Write it as {"name": 1}.',
    ),
    (
        step("C-02", "goal", goal="g1", gas_scale={"expected": "a room"}),
        "(goal) is not accepted: gas_scale: 'expected' is no level. Write the levels -2, -1, 0, 1 and 2.",
    ),
]


def said(found: list[str], told: str | list[str]) -> None:
    """See that exactly that is said of the case."""
    assert found == [f"C: {line}" for line in ([told] if isinstance(told, str) else told)]


@pytest.mark.parametrize(("change", "told"), [*SPOILT, *SHAPES])
def test_what_is_odd_is_said(change: Callable[[Case], None], told: str | list[str]) -> None:
    """What is odd in a case is neither passed over nor the end of the run: it is said, with what would put it right."""
    spoilt = case()
    change(spoilt)
    said(mismatches(spoilt), told)


@pytest.mark.parametrize(("fact", "told"), FACTS)
def test_an_odd_fact_is_said(fact: Case, told: str) -> None:
    """A fact that cannot be read is a mismatch that names it, and the numbers are compared all the same."""
    said(mismatches(case(fact)), [f"fact C-02 {told}", "facts is 1, expected 2"])


def test_a_fact_that_is_no_table() -> None:
    """It is named by its place, and the facts after it are written."""
    spoilt = case(step("C-02", "note"), step("C-03", "note"))
    spoilt["facts"][1] = "note"
    remedy = "Give its id, kind, times, author, text and data"
    told = [f"fact 2: a text is given where a table is wanted. {remedy}.", "facts is 2, expected 3"]
    said(mismatches(spoilt), told)


def test_a_misspelt_field_is_seen() -> None:
    """A field that looks like one left out is a mismatch; any other that is not known is a label."""
    spoilt = case()
    spoilt["attempt"] = spoilt.pop("attempts")
    spoilt["notes"] = "of no account"
    del spoilt["expected"]["refusals"]
    said(mismatches(spoilt), "the scenario: the field 'attempt' is not known here. Perhaps \"attempts\" is meant.")


# Who may read --------------------------------------------------------------------------------------------------------


def test_exactly_those_listed_are_authorised() -> None:
    """Whoever opens the case and is not listed can neither read nor write it afterwards (HR-35)."""
    given = case(step("C-03", "note"))
    given["facts"][0]["by"] = "desk"
    given["attempts"] = [
        attempt("C-A1", step("C-02", "note", by="desk"), "HR-35"),
        attempt("C-A2", step("C-02", "read", by="desk"), "HR-35"),
    ]
    given["expected"]["refusals"] = [{"attempt": name, "rules": ["HR-35"]} for name in ("C-A1", "C-A2")]
    assert mismatches(given) == []


@pytest.mark.parametrize("listed", [{}, {"authorised": []}])
def test_where_nobody_is_listed_the_opener_is_authorised(listed: Case) -> None:
    """Without a list, or with an empty one, it is whoever opens the case."""
    given = case(step("C-02", "note"))
    del given["authorised"]
    assert mismatches({**given, **listed}) == []


# Whole files ---------------------------------------------------------------------------------------------------------


def kept(folder: Path, *given: object, encoding: str = "utf-8") -> Path:
    """Write a case file."""
    file = folder / "cases.json"
    file.write_text(json.dumps({"format": scenario_file.FORMAT, "scenarios": given}), encoding=encoding)
    return file


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (
            [],
            "the file: a list is given where a table is wanted. Write format and scenarios.",
        ),
        ({}, "format: it is not casework-scenarios/1. Give a case file of that format."),
        (
            {"format": scenario_file.FORMAT, "scenarios": {}},
            "scenarios: a table is given where a list is wanted. Give at least one scenario.",
        ),
        (
            {"format": scenario_file.FORMAT, "scenarios": []},
            "scenarios: there is none. Give at least one scenario.",
        ),
    ],
)
def test_what_is_no_case_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], document: object, told: str) -> None:
    """A file that is no case file is one mismatch, and the files after it are replayed."""
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(document), encoding="utf-8")
    assert scenario_file.main([str(bad), str(kept(tmp_path, case()))]) == 2
    assert capsys.readouterr().out.splitlines() == [
        f"{bad}: cannot be read as a case file: {told}",
        "1 cases, 1 facts, 1 refused steps, 1 mismatches",
    ]


def test_an_odd_scenario_does_not_end_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scenario without id or that is no table is named by its place, and those after it are replayed."""
    nameless = case()
    del nameless["id"]
    assert scenario_file.main([str(kept(tmp_path, nameless, [], case()))]) == 1
    remedy = "Give its id, facts and what is expected"
    assert capsys.readouterr().out.splitlines() == [
        "cases.json, scenario 1: id: it is missing. Give each scenario an id of its own.",
        f"cases.json, scenario 2: the scenario: a list is given where a table is wanted. {remedy}.",
        "3 cases, 1 facts, 1 refused steps, 2 mismatches",
    ]


def test_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """A file that begins with a byte order mark is read like any other."""
    assert scenario_file.main([str(kept(tmp_path, case(), encoding="utf-8-sig"))]) == 0


def test_wording_is_not_judged_and_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wording flags are counted and named as not judged; they are no mismatch."""
    given = case()
    given["expected"]["wording_flags"] = {"C-01": "label", "C-02": "blame"}
    assert scenario_file.main([str(kept(tmp_path, given))]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 wording flags were not judged, as the library judges no wording: C-01, C-02",
        "1 cases, 1 facts, 1 refused steps, 0 mismatches",
    ]


@pytest.mark.parametrize("left", [{}, {"expected": {}}])
def test_a_case_without_expectations_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], left: Case) -> None:
    """A case that does not say what is expected is judged by its steps alone, and that is said."""
    given = case()
    del given["expected"]
    assert scenario_file.main([str(kept(tmp_path, {**given, **left}))]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 cases do not say what is expected; their steps alone were judged: C",
        "1 cases, 1 facts, 1 refused steps, 0 mismatches",
    ]


def test_records_of_any_id_are_kept(tmp_path: Path) -> None:
    """An id that is no name of a file is written as one."""
    given = {**case(), "id": "2026/1"}
    assert scenario_file.main([str(kept(tmp_path, given)), "--records", str(tmp_path / "kept")]) == 0
    assert sorted(file.name for file in (tmp_path / "kept").iterdir()) == ["2026%2F1.jsonl", "2026%2F1.tried.jsonl"]
