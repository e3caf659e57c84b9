"""`rules` shows the rule book as a table, and one rule in full."""

from __future__ import annotations

import pytest

from commanding import RULE, answered, said

LAST = "  A source is a document (000 to 004) and a row of the requirements that were drawn from it.\n"


def test_the_rule_book_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Every rule has its code, its title, its name in models, and whether it always holds."""
    code, out, err = said(capsys, "rules")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["Code", "Rule", "Name", "in", "models", "Holds"]
    assert lines[-1] == "  A policy may turn a rule into advice, or switch it off, unless it always holds."
    codes = [line.split()[0] for line in lines if line.startswith("  HR-")]
    assert len(codes) == 45
    assert codes == sorted(codes)
    (crisis,) = [line for line in lines if line.startswith("  HR-06")]
    assert crisis.split() == ["HR-06", "An", "open", "crisis", "holds", "every", "track", "no_open_crisis", "always"]
    (strength,) = [line for line in lines if line.startswith("  HR-08")]
    assert strength.split()[-1] == "strength_recorded"


def test_a_rule_is_shown_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    """What would do, where it is asked for, whether it may be switched off, and its sources."""
    assert said(capsys, "rules", "HR-12") == (
        0,
        f"{RULE}\nHR-12: Each active goal has a task with owner and due date\n{RULE}\n\n"
        "  What would do   Agree for each goal who does what by when, and record it as a task.\n"
        "  Judged          where a model asks for it: Casework (to go on from Planning and goal setting);\n"
        "                  Long-term casework (to go on from Planning and goal setting)\n"
        "  By a policy     may be turned into advice or switched off\n"
        "  Name in models  goals_have_tasks\n"
        "  Sources         001 C-PLN-07\n"
        "\n" + LAST,
        "",
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("hr-11", "Judged whenever one of these is written: goal By a policy"),
        ("HR-06", "Judged by the engine itself, in every model By a policy always holds Name"),
        ("HR-42", "Not judged in Crisis intervention By a policy may be"),
        ("HR-17", "Judged where a model asks for it: Casework (to close from Termination); "),
    ],
)
def test_when_a_rule_is_judged_is_said(name: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule is judged by the engine itself, with certain facts, or where a model asks; small letters will do."""
    assert f" {line}" in " ".join(said(capsys, "rules", name)[1].split())


def test_a_code_that_stands_twice_shows_both_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """HR-13 is two rules; the name in models tells them apart."""
    code, out, _ = said(capsys, "rules", "HR-13")
    assert code == 0
    assert [line for line in out.splitlines() if line.startswith("HR-13")] == [
        "HR-13: The latest contract covers every active goal",
        "HR-13: Expectations are agreed in a contract",
    ]
    one = said(capsys, "rules", "contract_exists")[1]
    assert "HR-13: Expectations are agreed in a contract" in one
    assert "every active goal" not in one


def test_rules_are_data_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json a rule says everything that its page says."""
    code, answer = answered(capsys, "rules", "HR-08")
    assert code == 0
    (rule,) = answer.pop("rules")
    assert answer == {"command": "rules", "version": 1}
    assert [asked["phase"] for asked in rule["required_by"] if asked["model"] == "casework"] == ["assessment"]
    assert rule["sources"]
    assert {key: rule[key] for key in ("code", "key", "version", "title", "judged", "facts", "waived_by")} == {
        "code": "HR-08",
        "key": "strength_recorded",
        "version": 1,
        "title": "At least one strength is recorded",
        "judged": "where_required",
        "facts": [],
        "waived_by": [],
    }
    assert rule["may_be_switched_off"] is True
    _, answer = answered(capsys, "rules")
    judged = {rule["code"]: (rule["judged"], rule["facts"]) for rule in answer["rules"]}
    assert judged["HR-06"] == ("always", [])
    assert judged["HR-11"] == ("on_facts", ["goal"])


def test_another_code_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """What no rule is called is answered with the nearest; the exit code is 2."""
    assert said(capsys, "rules", "goal_agred") == (
        2,
        "",
        (
            'casework_model: no rule has the code or name "goal_agred". Perhaps "goal_agreed" is meant. '
            '"rules" alone lists them all.\n'
        ),
    )
    assert 'Perhaps "HR-04" is meant.' in said(capsys, "rules", "hr-004")[2]
    assert "Perhaps" not in said(capsys, "rules", "?")[2]
