"""`options` says what may be done in a case now, and what everything else still lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

import casework_model as cm
from casework_model import facts as f
from casework_model.codec import dumps
from commanding import AT, HEADER, LATER, RULE, answered, kept, opened, program, said, written

PAGE = f"""\
{RULE}
CASE c-1
{RULE}

  Status  open, in Intake and engagement since 2026-01-05
  As of   2026-01-05 09:00 (the time of the last entry; --at names another)

  Open now
  - close before the planned end (say who brought it about and why)
  - close by transfer to another service (say who brought it about, why and who takes over)
  - begin Preparation (Interview process)
  - begin Initial contact (Rapport building)
  - begin Exploration, engagement, assessment and planning (Helping process)

  Not yet
  - go on to Assessment and study
      - no consent to the service is recorded in this episode (HR-02)
        To do: Obtain and record the client's consent to the service.
      - confidentiality and its limits have not been explained in this episode (HR-03)
        To do: Explain confidentiality and its limits, and record that it was done.
      - eligibility has not been decided in this episode (HR-04)
        To do: Decide on eligibility and record it, or close the case with a referral.
      - no presenting problem is recorded in this episode (HR-05)
        To do: Put the presenting problem into words with the client and record it.
  - close as planned
"""


def in_assessment() -> cm.CaseRecord:
    """Give the record of a case that has come into assessment."""
    engine = cm.Engine()
    facts = (
        f.ConfidentialityExplained(limits=(f.ConfidentialityLimit.CHILD_PROTECTION,)),
        f.PresentingProblem(concerns=("rent",), domain=f.ProblemDomain.HOUSING),
        f.Consent(scopes=(f.SERVICE,), status=f.ConsentStatus.GIVEN),
        f.Eligibility(decision=f.Decision.ELIGIBLE),
    )
    steps = [cm.Write(fact=fact, by="w1", occurred_at=LATER, recorded_at=LATER) for fact in facts]
    record = engine.write_all(opened(), steps)
    return engine.move(record, "assessment", by="w1", occurred_at=LATER, recorded_at=LATER)


def test_options_are_listed_with_what_each_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is open comes first, with what the writer must say; the rest has its reasons, each with what would do."""
    code, out, err = said(capsys, "options", kept(tmp_path, opened()))
    assert (code, err) == (0, "")
    assert out.startswith(PAGE)


def test_a_return_says_its_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The way back is open at any time, with the reasons that the model knows in the words of the field."""
    _, out, _ = said(capsys, "options", kept(tmp_path, in_assessment()))
    assert "  - return to Intake and engagement (say why: a need to re-engage or another reason in words)\n" in out
    assert "  - make a detour to Intake and engagement (say why: a crisis or another reason in words)\n" in out


def test_time_and_asker_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --at the case is looked at from that time, on its own clock; with --by somebody asks who has access."""
    file = kept(tmp_path, opened())
    code, out, _ = said(capsys, "options", file, "--at", "2026-07-01T10:00:00+00:00", "--by", "w1")
    assert code == 0
    assert "  As of     2026-07-01 12:00\n  Asked by  w1\n" in out


def test_a_stranger_learns_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody without access is told so, and nothing of the case."""
    file = kept(tmp_path, opened())
    code, out, err = said(capsys, "options", file, "--by", "w9")
    assert (code, out) == (1, "")
    assert "this person has no access to the record (HR-35)" in err
    code, answer = answered(capsys, "options", file, "--by", "w9")
    assert code == 1
    assert answer["refusal"]["codes"] == ["HR-35"]
    told_nothing = {key: answer[key] for key in ("case_id", "at", "options", "fault")}
    assert told_nothing == {"case_id": None, "at": None, "options": None, "fault": None}


def test_a_record_without_entries_has_no_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no case was opened there is nothing to choose from."""
    file = written(tmp_path, "c-1.jsonl", HEADER)
    words = "the record holds no entry, so that there is no case yet"
    assert said(capsys, "options", file) == (1, "", f"casework_model: {file}: {words}. Open the case first.\n")
    code, answer = answered(capsys, "options", file)
    assert code == 1
    assert answer["fault"] == {
        "file": file,
        "line": None,
        "path": "",
        "problem": words,
        "remedy": "Open the case first",
    }


def test_an_unknown_model_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Options of a record under a model that is not known cannot be said, and why is said."""
    text = dumps(opened()).replace('"key":"casework"', '"key":"townwork"')
    code, out, err = said(capsys, "options", written(tmp_path, "c-1.jsonl", text))
    assert (code, out) == (1, "")
    assert "does not know the process model townwork version 1 (iterative)" in err


def test_options_are_data_for_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json each option says what one would write, the coded reasons, what is asked, and what is lacking."""
    file = kept(tmp_path, in_assessment())
    code, answer = answered(capsys, "options", file, "--by", "w1")
    assert code == 0
    options = answer.pop("options")
    assert answer == {
        "command": "options",
        "version": 1,
        "file": file,
        "case_id": "c-1",
        "at": "2026-01-06T09:00:00+01:00",
        "by": "w1",
        "refusal": None,
        "fault": None,
        "faults": [],
        "rules_not_judged": [],
    }
    assert options[1] == {
        "title": "return to Intake and engagement",
        "kind": "move",
        "open": True,
        "fact": {"kind": "phase_change", "model": "casework", "to": "intake", "move": "return", "from": "assessment"},
        "reasons": ["re_engagement"],
        "asks": ["reason"],
        "unmet": [],
    }
    forward = options[0]
    assert (forward["title"], forward["open"]) == ("go on to Planning and goal setting", False)
    assert [unmet["code"] for unmet in forward["unmet"]] == ["HR-07", "HR-08", "HR-09"]
    assert [option["kind"] for option in options].count("closing") == 3


def test_a_closed_case_can_be_reopened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After the end the one option is to reopen the case."""
    closed = cm.Engine().close(
        opened(),
        f.ClosureKind.PREMATURE,
        by="w1",
        occurred_at=AT,
        recorded_at=AT,
        initiator=f.Initiator.CLIENT,
        reason="moved",
    )
    file = kept(tmp_path, closed)
    _, out, _ = said(capsys, "options", file)
    assert out.endswith("\n  Open now\n  - reopen into Intake and engagement (say why)\n")
    _, answer = answered(capsys, "options", file)
    assert [(one["kind"], one["fact"]["entry_phase"]) for one in answer["options"]] == [("reopening", "intake")]


def test_options_are_asked_through_a_pipe() -> None:
    """The name "-" stands for standard input."""
    done = program("options", "-", given=dumps(opened()).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().replace("\r\n", "\n").startswith(PAGE)
