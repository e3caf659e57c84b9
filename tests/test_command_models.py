"""`models` lists the shipped models, shows one as a table, and finds every fault of a model that somebody wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from commanding import RULE, answered, program, said, written

OUTREACH = """
key = "outreach"
version = 3
title = "Street outreach"
about = "Work with people who do not come to the office."
beside = false
waives = ["intervention_has_goal"]
sources = ["field"]

[[phase]]
key = "meet"
title = "Meeting"
start = true
purpose = "Meet where the person is."
requires = ["confidentiality_explained", "met_twice"]

[[phase]]
key = "accompany"
title = "Keeping company"

[[phase]]
key = "part"
end = true
requires = ["strength_recorded"]

[[move]]
from = "meet"
to = "accompany"

[[move]]
from = "accompany"
to = "part"
basis = "inferred"
why = "What begins has an end."

[[move]]
from = "accompany"
to = "meet"
kind = "return"
reasons = ["re_engagement", "lost_contact"]

[[detour]]
from = ["accompany", "part"]
to = "meet"
reasons = ["crisis"]
why = "Danger comes first."
"""

PAGE = f"""\
{RULE}
Street outreach
{RULE}

  Work with people who do not come to the office.

  Name          outreach, version 3
  Variant       iterative: the work may return to earlier phases
  Runs as       main model of a case
  Sources       field
  Does without  HR-42 An intervention works on a goal; crisis management needs none

PHASES

  1. Meeting (meet) - the work begins here
     Meet where the person is.
     To go on, it asks for:
       HR-03  Confidentiality and its limits are explained
       own    a rule of your own: met_twice

  2. Keeping company (accompany)

  3. part (part) - the work ends here
     To close as planned, it asks for:
       HR-08  At least one strength is recorded

MOVES

  Forward
  From             To               Basis
  Meeting          Keeping company  stated
  Keeping company  part             inferred
  - Keeping company -> part: What begins has an end.

  Return (a new visit of an earlier phase, always with a reason)
  From             To       Reasons                            Basis
  Keeping company  Meeting  a need to re-engage, lost contact  stated

  Detour (and back again to the very phase that was left, always with a reason)
  From             To       Reasons   Basis
  Keeping company  Meeting  a crisis  stated
  part             Meeting  a crisis  stated
  - Keeping company and part -> Meeting: Danger comes first.

  Where a move is inferred, no source states it; it follows from what the sources say.
"""

FAULTY = """
key = "street"
version = "1"
varient = "linear"
waives = ["never_edited"]

[[phase]]
key = "meet"
start = true
requires = ["strenght_recorded"]

[[phase]]
key = "part"
end = true

[[phase]]
key = "alone"
requires = ["goal_measurable"]

[[move]]
from = "meet"
to = "party"
"""
"""Six faults: two of the tables, and one each of shape, unknown rule, rule that judges itself, rule that always holds.

The move leads nowhere; that neither the end nor the phase "alone" is reached then is a consequence, and not told.
"""


def test_the_shipped_models_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a name every shipped model stands in a table, and what it is for below."""
    code, out, err = said(capsys, "models")
    assert (code, err) == (0, "")
    assert out.startswith(
        "  Name       Version  Phases  Runs as                 Title\n"
        "  casework         1       6  main model of a case    Casework\n"
        "  interview        1       8  main or beside another  Interview process\n"
        "  rapport          1       5  main or beside another  Rapport building\n"
        "  helping          1       3  main or beside another  Helping process\n"
        "  crisis           1       5  main model of a case    Crisis intervention\n"
        "  long_term        1       6  main model of a case    Long-term casework\n"
        "\n"
        "  - casework: Help for a person, a family or a small group, "
    )


def test_the_list_is_data_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json each model has its key, version, variant and the keys of its phases."""
    code, answer = answered(capsys, "models")
    assert code == 0
    assert [model["key"] for model in answer["models"]] == [
        "casework",
        "interview",
        "rapport",
        "helping",
        "crisis",
        "long_term",
    ]
    first = answer["models"][0]
    assert first.pop("about").startswith("Help for a person")
    assert first == {
        "key": "casework",
        "version": 1,
        "title": "Casework",
        "variant": "iterative",
        "beside": False,
        "phases": ["intake", "assessment", "planning", "intervention", "evaluation", "termination"],
    }


def test_a_model_is_a_readable_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Phases have their purpose and what leaving them asks for, moves stand by kind with reasons and basis."""
    file = written(tmp_path, "outreach.toml", OUTREACH)
    assert said(capsys, "models", file, "--own-rule", "met_twice") == (0, f"{PAGE}\n{file}: no fault found\n", "")


def test_a_shipped_model_is_shown_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    """A name shows the model as shipped; nothing is said of faults."""
    code, out, err = said(capsys, "models", "crisis")
    assert (code, err) == (0, "")
    assert out.startswith(f"{RULE}\nCrisis intervention\n{RULE}\n")
    assert "  3. Immediate intervention (intervention)\n" in out
    assert "       HR-45  Something was done in this visit of intervention (crisis intervention)\n" in out
    assert "fault" not in out


def test_a_linear_model_says_that_its_returns_are_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The linear variant keeps its returns on the page, switched off."""
    text = OUTREACH.replace("beside = false", 'variant = "linear"').replace('"met_twice"', "")
    _, out, _ = said(capsys, "models", written(tmp_path, "outreach.toml", text))
    assert "  Variant       linear: the work does not return to earlier phases\n" in out
    assert "  Return (a new visit of an earlier phase, always with a reason)\n  Switched off in this variant.\n" in out
    assert "  Runs as       main or beside another\n" in out


def test_a_model_of_one_phase_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A model needs no moves, no texts and no sources."""
    text = 'key = "one"\nversion = 1\n[[phase]]\nkey = "only"\nstart = true\nend = true\n'
    file = written(tmp_path, "one.toml", text)
    assert said(capsys, "models", file)[1] == (
        f"{RULE}\none\n{RULE}\n\n"
        "  Name     one, version 1\n"
        "  Variant  iterative: the work may return to earlier phases\n"
        "  Runs as  main or beside another\n\n"
        "PHASES\n\n"
        "  1. only (only) - the work begins here - the work ends here\n\n"
        "MOVES\n\n"
        "  There is no move: the work ends where it begins.\n\n"
        f"{file}: no fault found\n"
    )


def test_all_faults_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Faults of the tables, of the shape and of the rules named stand in one list, each with its remedy."""
    file = written(tmp_path, "street.toml", FAULTY)
    code, out, err = said(capsys, "models", file)
    assert (code, err) == (1, "")
    text = " ".join(out.split())
    for fault in (
        '"version" must be a whole number. Write it without quotes, such as 1.',
        '"varient" is not known. Perhaps "variant" is meant.',
        'model street, phase meet: no rule has the key "strenght_recorded". Perhaps "strength_recorded" is meant.',
        "model street, phase alone: HR-11 is judged by itself and cannot be required. Take it out of requires.",
        "model street, waives: HR-30 can never be switched off. Take it out of waives.",
        'move forward meet -> party: there is no phase party. Perhaps "part" is meant.',
    ):
        assert f" {fault}" in text
    lines = out.splitlines()
    assert lines[0] == f"{file}: {sum(line.startswith('  - ') for line in lines)} faults"
    assert lines[-1] == "  A rule of your own is given with --rules FILE.py, or its key alone with --own-rule KEY."


def test_faults_are_data_for_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json a fault has its place, the problem and the remedy; a model with faults is not shown."""
    file = written(tmp_path, "outreach.toml", OUTREACH)
    code, answer = answered(capsys, "models", file)
    assert code == 1
    assert answer == {
        "command": "models",
        "version": 1,
        "file": file,
        "model": None,
        "faults": [
            {
                "where": "model outreach, phase meet",
                "problem": 'no rule has the key "met_twice"',
                "remedy": "Give the engine a rule with that key",
            }
        ],
    }


def test_a_model_is_data_for_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json a whole model is told: everything that its file can say, with the rules by code, key and title."""
    file = written(tmp_path, "outreach.toml", OUTREACH)
    code, answer = answered(capsys, "models", file, "--own-rule", "met_twice")
    assert (code, answer["faults"]) == (0, [])
    model = answer["model"]
    assert (model["key"], model["version"], model["sources"]) == ("outreach", 3, ["field"])
    assert [rule["code"] for rule in model["waives"]] == ["HR-42"]
    assert model["phases"][0] == {
        "key": "meet",
        "title": "Meeting",
        "purpose": "Meet where the person is.",
        "start": True,
        "end": False,
        "requires": [
            {
                "code": "HR-03",
                "key": "confidentiality_explained",
                "title": "Confidentiality and its limits are explained",
            },
            {"code": "own", "key": "met_twice", "title": "a rule of your own: met_twice"},
        ],
        "activities": [],
        "parts": [],
        "sources": [],
    }
    assert model["moves"][2] == {
        "from": "accompany",
        "to": "meet",
        "kind": "return",
        "reasons": ["re_engagement", "lost_contact"],
        "basis": "stated",
        "why": "",
        "sources": [],
    }
    assert [move["kind"] for move in model["moves"]].count("resume") == 2


def test_a_shipped_model_is_data_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    """A shipped model has no file and no faults."""
    code, answer = answered(capsys, "models", "rapport")
    assert (code, answer["file"], answer["faults"], answer["model"]["key"]) == (0, None, [], "rapport")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("key = ", "this is not TOML: Invalid value (at end of document). Correct it at the place named."),
        ("\udcff", "the file cannot be read as UTF-8 text. Check that you may read it, and how it was saved."),
    ],
)
def test_what_is_no_toml_is_a_fault(text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be read at all is told like any other fault."""
    file = tmp_path / "outreach.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    code, out, err = said(capsys, "models", str(file))
    assert (code, err) == (1, "")
    assert out.startswith(f"{file}: 1 fault\n")
    assert words in " ".join(out.split())


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What ends in .toml is a file, also where there is none."""
    code, out, _ = said(capsys, "models", str(tmp_path / "none.toml"))
    assert code == 1
    assert out.startswith(f"{tmp_path}/none.toml: 1 fault\n")


def test_a_name_too_long_for_a_record_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What no field can hold is told with its remedy as well."""
    file = written(tmp_path, "outreach.toml", OUTREACH.replace('"outreach"', f'"{"o" * 201}"'))
    code, out, _ = said(capsys, "models", file)
    assert code == 1
    assert "ProcessModel.key" in out


def test_another_name_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """A name that no shipped model has is answered with the nearest and with all of them; the exit code is 2."""
    code, out, err = said(capsys, "models", "casewrok")
    assert (code, out) == (2, "")
    assert err == (
        'casework_model: no shipped model has the name "casewrok". Perhaps "casework" is meant. '
        "Known: casework, interview, rapport, helping, crisis, long_term. "
        "A model of your own is given as a file that ends in .toml.\n"
    )
    assert "Perhaps" not in said(capsys, "models", "zzz")[2]


def test_a_model_is_read_through_a_pipe() -> None:
    """The name "-" stands for standard input; what is no UTF-8 is a fault of it."""
    done = program("models", "-", "--own-rule", "met_twice", given=OUTREACH.encode())
    assert done.returncode == 0
    assert done.stdout.decode().replace("\r\n", "\n") == f"{PAGE}\nstandard input: no fault found\n"
    done = program("models", "-", given=b"\xff")
    assert done.returncode == 1
    assert b"  - standard input: it cannot be read as UTF-8 text. Check how it was saved.\n" in done.stdout
