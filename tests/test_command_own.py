"""`show`, `check` and `options` with models, policies and rules of one's own: read, stood in for, and at fault."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import pytest

import casework_model as cm
from casework_model import facts as f
from casework_model.codec import Tried, dump_steps
from commanding import AT, MARK, answered, kept, opened, said, written

OUTREACH: Final = """
key = "outreach"
version = 1

[[phase]]
key = "meet"
start = true
requires = ["met_twice"]

[[phase]]
key = "part"
end = true

[[move]]
from = "meet"
to = "part"
"""

TOWN: Final = """
import casework_model as cm
from casework_model import RULES as SHIPPED_RULES, facts as f

print("town rules are read")


def seldom_met(case, asked):
    met = len(case.facts(f.Contact))
    return () if met >= 2 else (cm.Lack(f"they met {met} times"),)


MET_TWICE = cm.Rule(code="TOWN-1", key="met_twice", title="They met twice", remedy="Meet again", lacks=seldom_met)
RULES = (*SHIPPED_RULES, MET_TWICE)
"""

NO_RULE: Final = {
    "path": "model outreach, phase meet",
    "problem": 'no rule has the key "met_twice"',
    "remedy": "Give a rule of your own with --rules, or name it with --own-rule, to leave it unjudged",
}


def begun(folder: Path, *facts: f.Fact, moves: bool = True) -> tuple[str, str]:
    """Keep a record written without the rule, in which the case went on; give its path and that of the model."""
    engine = cm.Engine((cm.parse_model(OUTREACH.replace('requires = ["met_twice"]', "")),))
    record = engine.open(
        client=cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY, label=MARK),
        case_id="c-7",
        tz="Europe/Berlin",
        by="w1",
        route=f.ContactRoute.OUTREACH,
        occurred_at=AT,
        recorded_at=AT,
        model="outreach",
    )
    for fact in facts:
        record = engine.write(record, cm.Write(fact=fact, by="w1", occurred_at=AT, recorded_at=AT))
    if moves:
        record = engine.move(record, "part", by="w1", occurred_at=AT, recorded_at=AT)
    return kept(folder, record), written(folder, "outreach.toml", OUTREACH)


def lines_of(err: str) -> list[str]:
    """What was complained of, a line each, without what rules print."""
    return [line.removeprefix("casework_model: ") for line in err.splitlines() if line != "town rules are read"]


# Rules that are read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", ":RULES", ":MET_TWICE"])
def test_rules_of_a_file_are_judged(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file gives its RULES, or what is named: a rule or several. Shipped ones among them are not taken twice."""
    file, model = begun(tmp_path)
    rules = written(tmp_path, "town.py", TOWN) + name
    code, out, err = said(capsys, "check", file, "--model", model, "--rules", rules)
    assert (code, err) == (1, "town rules are read\n")
    assert "      - they met 0 times (TOWN-1)\n        To do: Meet again.\n" in out
    assert "Note" not in out
    file, _ = begun(tmp_path, f.Contact(), f.Contact())
    assert said(capsys, "check", file, "--model", model, "--rules", rules)[0] == 0


def test_rules_of_a_module_are_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module of the folder in which the command runs is found, whichever way the command was started."""
    file, model = begun(tmp_path)
    (tmp_path / "town_rules").mkdir()
    written(tmp_path / "town_rules", "__init__.py", "")
    written(tmp_path / "town_rules", "met.py", TOWN)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [folder for folder in sys.path if folder not in {"", "."}])
    for _ in range(2):
        code, out, _ = said(capsys, "check", file, "--model", model, "--rules", "town_rules.met:MET_TWICE")
        assert (code, "they met 0 times (TOWN-1)" in out) == (1, True)
    assert sys.path.count(str(tmp_path)) == 1


def test_every_command_takes_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`show`, `options` and `models` judge and name the rule as `check` does; a stand-in for it is not needed."""
    file, model = begun(tmp_path, moves=False)
    given = ["--rules", written(tmp_path, "town.py", TOWN), "--own-rule", "met_twice"]
    for command, at in (("show", file), ("options", file), ("check", file)):
        code, out, _ = said(capsys, command, at, "--model", model, *given)
        assert code == 0
        assert ("they met 0 times (TOWN-1)" in out) == (command != "check")
        assert "not judged" not in out
    code, out, _ = said(capsys, "models", model, *given)
    assert (code, "TOWN-1  They met twice" in out) == (0, True)


# Rules that are stood in for -----------------------------------------------------------------------------------------


def test_a_rule_that_is_stood_in_for_is_said_not_to_be_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its key alone lets the record be read by its model; each answer says that it was not judged."""
    file, model = begun(tmp_path)
    given = [file, "--model", model, "--own-rule", "met_twice"]
    note = "your own rule met_twice was not judged: --own-rule only stands in for it"
    code, out, err = said(capsys, "check", *given)
    assert (code, err) == (0, "")
    assert out.endswith(f"  Note   {note}\n")
    for command in ("show", "options"):
        code, out, err = said(capsys, command, *given)
        assert (code, err) == (0, "")
        assert out.endswith(f"\n\n  Note: {note}.\n")
    for command in ("show", "check", "options"):
        code, answer = answered(capsys, command, *given)
        assert (code, answer["faults"], answer["rules_not_judged"]) == (0, [], ["met_twice"])
    _, out, _ = said(capsys, "check", *given, "--own-rule", "seen", "--own-rule", "met_twice")
    assert "your own rules met_twice and seen were not judged: --own-rule only stands in for them" in out


def test_a_shipped_rule_is_not_stood_in_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What could be judged is judged."""
    file, model = begun(tmp_path)
    words = "casework_model: --own-rule strength_recorded: this is the shipped rule HR-08. Leave it out.\n"
    for arguments in (["check", file], ["models", model]):
        assert said(capsys, *arguments, "--own-rule", "strength_recorded") == (2, "", words)


# Faults of what is given ---------------------------------------------------------------------------------------------


def test_a_fault_of_a_model_is_laid_to_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text says each fault on a line of standard error; data is a document whatever is wrong, and names the model."""
    file, model = begun(tmp_path)
    fault = {"file": model, "line": None, **NO_RULE}
    words = f"casework_model: {model}, {NO_RULE['path']}: {NO_RULE['problem']}. {NO_RULE['remedy']}.\n"
    for command in ("show", "check", "options"):
        assert said(capsys, command, file, "--model", model) == (1, "", words)
        code, answer = answered(capsys, command, file, "--model", model)
        assert (code, answer["faults"], answer["rules_not_judged"]) == (1, [fault], [])
        assert answer["fault"] == fault if command == "options" else answer["files"] == []


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Models, policies and rules: nobody mends one file to be told of the next."""
    file, _ = begun(tmp_path)
    slip = written(tmp_path, "slip.toml", OUTREACH.replace('"met_twice"', '"strenght_recorded"'))
    shape = written(
        tmp_path, "shape.toml", OUTREACH.replace("start = true", "").replace("version = 1", 'version = "1"')
    )
    long = written(tmp_path, "long.toml", OUTREACH.replace('"outreach"', f'"{"o" * 201}"'))
    none, codes = str(tmp_path / "none.toml"), written(tmp_path, "codes.toml", 'off = ["TOWN-1", "HR-30", "hr-8"]')
    rho = written(tmp_path, "rho.toml", "rho = 7")
    models = [part for name in (slip, shape, long, none) for part in ("--model", name)]
    policies = [part for name in (codes, rho, none) for part in ("--policy", name)]
    code, out, err = said(capsys, "check", file, *models, *policies)
    assert (code, out) == (1, "")
    missing = "there is no such file. Check the name and the folder."
    title = next(rule.title for rule in cm.RULES if rule.code == "HR-30")
    assert lines_of(err) == [
        (
            f'{slip}, model outreach, phase meet: no rule has the key "strenght_recorded". Perhaps "strength_recorded" '
            "is meant, or give a rule of your own with --rules, or name it with --own-rule, to leave it unjudged."
        ),
        f'{shape}, model: "version" must be a whole number. Write it without quotes, such as 1.',
        f"{shape}, model outreach: no phase is the start. Mark exactly one phase with start = true.",
        f'{shape}, model outreach, phase meet: no rule has the key "met_twice". {NO_RULE["remedy"]}.',
        f"{long}, ProcessModel.key: the text is longer than 200 characters. Shorten or divide it.",
        f"{none}: {missing}",
        (
            f'{codes}, policy standard, off: no rule has the code "TOWN-1". Name the rule by its code, such as HR-25, '
            "or give a rule of your own with --rules."
        ),
        f"{codes}, policy standard, off: HR-30 always holds ({title}). Take it out of the policy.",
        (
            f'{codes}, policy standard, off: no rule has the code "hr-8". Perhaps "HR-08" is meant, or give a rule of '
            "your own with --rules."
        ),
        f"{rho}, Policy.rho: it must be from 0 up to, not including, 1. Use 0.3 unless you know better.",
        f"{none}: {missing}",
    ]


def test_a_model_that_is_given_twice_is_laid_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What only shows when everything is put together has its file as well."""
    file, model = begun(tmp_path)
    again = written(tmp_path, "again.toml", OUTREACH)
    given = ["--model", model, "--model", again, "--own-rule", "met_twice"]
    code, answer = answered(capsys, "check", file, *given)
    assert code == 1
    fault = {"path": "model outreach", "problem": "version 1 is given twice", "remedy": "Give each version once"}
    assert answer["faults"] == [{"file": again, "line": None, **fault}]
    assert said(capsys, "check", file, "--model", model, *given[:2], "--own-rule", "met_twice")[0] == 0


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("RULES = (", "", ", line 1: it cannot be run: SyntaxError: '(' was never closed"),
        ("import attrs\nattrs.none", "", ", line 2: it cannot be run: AttributeError: module "),
        (
            "import sys\nsys.exit()",
            "",
            ", line 2: it cannot be run: SystemExit. Mend it, and run it alone to see more.",
        ),
        ("import town.nowhere", "", ", line 1: it cannot be run: ModuleNotFoundError: No module named 'town'."),
        ("open('none.txt')", "", ", line 1: it cannot be run: FileNotFoundError: [Errno 2] No such file or directory"),
        ("X = 1", "", ": it has no RULES. Name what holds them, such as {file}:MY_RULES."),
        (TOWN.replace("RULES = ", "OURS = "), "", ": it has no RULES. Write {file}:MET_TWICE."),
        (TOWN, ":seldom_met", ": seldom_met holds something else than rules. Let it hold a Rule, or a tuple of them."),
        ("RULES = (1,)", "", ": RULES holds something else than rules. Let it hold a Rule, or a tuple of them."),
        (TOWN.replace("case, asked", "case"), "", ", rule TOWN-1: its test does not take a case and what is asked. "),
        (TOWN.replace("TOWN-1", "HR-01"), "", ", rule HR-01: a shipped rule has this code. Use a code of your own."),
    ],
)
def test_rules_that_cannot_be_read_are_a_fault(
    content: str, name: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is no traceback for what stands in a file, and no fault that only follows from it."""
    file, model = begun(tmp_path)
    rules = written(tmp_path, "town.py", content)
    code, out, err = said(capsys, "check", file, "--model", model, "--rules", rules + name)
    assert (code, out) == (1, "")
    (line,) = lines_of(err)
    assert line.startswith(rules + words.format(file=rules))


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("none.py", "none.py: there is no such file. Check the name and the folder."),
        ("no.such.place", "no.such.place: there is no such module. Name a file that ends in .py, or a module of "),
        ("json.none:X", "json.none: there is no such module. Name a file"),
        ("json", "json: it has no RULES. Name what holds them, such as json:MY_RULES."),
        (".town", ".town: it cannot be run: TypeError: "),
    ],
)
def test_rules_that_are_not_there_are_a_fault(
    rules: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file and a module that are not found are told apart from what fails in them; `models` tells it as well."""
    file, model = begun(tmp_path)
    code, out, err = said(capsys, "check", file, "--model", model, "--rules", rules)
    assert (code, out) == (1, "")
    assert err.startswith(f"casework_model: {words}")
    assert len(lines_of(err)) == 1
    code, out, _ = said(capsys, "models", model, "--rules", rules)
    assert (code, words.partition(".")[0] in " ".join(out.split())) == (1, True)


# Rules that fail -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        (f"    raise KeyError('{MARK}')", 9, "its test fails: KeyError"),
        ("    return None", None, "its test gives something else than a tuple of Lack"),
        ("    return ('not yet',)", None, "its test gives something else than a tuple of Lack"),
    ],
)
def test_a_rule_that_fails_is_said_without_what_it_saw(
    body: str, line: int | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A test that raises or gives what is no answer ends in no traceback; its error may hold what is personal."""
    file, model = begun(tmp_path)
    tried = cm.Write(fact=f.PhaseChange(model="outreach", from_="meet", to="part", move=cm.MoveKind.FORWARD), by="w1",
                     occurred_at=AT, recorded_at=AT)  # fmt: skip
    dump_steps((Tried(after=1, step=tried),), tmp_path / "c-7.tried.jsonl", case_id="c-7")
    start, end = TOWN.index("    met = "), TOWN.index("\n\n\nMET_TWICE")
    rules = written(tmp_path, "town.py", TOWN[:start] + body + TOWN[end:])
    given = [file, "--model", model, "--rules", rules]
    place = f"{rules}{'' if line is None else f', line {line}'}, rule TOWN-1"
    code, answer = answered(capsys, "check", *given)
    (one,) = answer["files"]
    assert (code, one["outcome"]) == (1, "not_judged")
    assert one["not_judged"] == f"{place}: {words}. Mend the rule, which must never raise."
    code, answer = answered(capsys, "show", *given)
    remedy = "Mend the rule, which must never raise"
    fault = {"file": rules, "line": line, "path": "rule TOWN-1", "problem": words, "remedy": remedy}
    assert (code, answer["files"][0]["fault"], answer["files"][0]["case"]) == (1, fault, None)
    code, out, err = said(capsys, "show", *given)
    assert (code, out) == (1, "")
    assert lines_of(err) == [f"{place}: {words}. {remedy}."]
    assert MARK not in err


def test_rules_that_nothing_asks_for_change_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record under a shipped model is judged as ever."""
    rules = written(tmp_path, "town.py", TOWN)
    code, out, _ = said(capsys, "check", kept(tmp_path, opened()), "--rules", rules)
    assert (code, "no findings" in out) == (0, True)
