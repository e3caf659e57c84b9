"""`show --json` says what the report says, as data with stable keys, and keeps back the same."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import casework_model as cm
from casework_model import facts as f
from casework_model.codec import Tried, dump_steps
from commanding import AT, BAD_LINE, BAD_SAID, HEADER, LATER, MARK, answered, kept, opened, said, written
from story import Story, goal, papers, review


def told_to_the_end() -> cm.CaseRecord:
    """Give a record with a crisis, a detour, a referral and a closing, and reasons of the worker's own."""
    story = Story().told(until="intervention")
    story.write(f.Crisis(id="cr1", crisis=MARK, severity=f.Severity.ACUTE))
    story.move("intake", reason="crisis").write(f.Stabilised(crisis="cr1")).move("intervention")
    story.write(f.Referral(id="r1", to=MARK, service=f.ServiceType.HOUSING_SUPPORT)).move("assessment", reason=MARK)
    story.write(f.Closure(closure=f.ClosureKind.PREMATURE, initiator=f.Initiator.CLIENT, reason=MARK), text=MARK)
    return story.record


def test_a_report_is_data_for_scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a case that was just opened everything is said, and nothing left out: the keys are always the same."""
    file = kept(tmp_path, opened())
    code, answer = answered(capsys, "show", file, "--at", "2026-01-05T21:00:00+01:00")
    assert code == 0
    (one,) = answer.pop("files")
    assert answer == {"command": "show", "version": 1, "faults": [], "rules_not_judged": []}
    case = one.pop("case")
    assert one == {"file": file, "fault": None, "tried_fault": None}
    options = case.pop("options")
    assert [option["open"] for option in options] == [False, True, True, True, False, True, True]
    assert case == {
        "case_id": "c-1",
        "begun": True,
        "entries": 1,
        "at": "2026-01-05T21:00:00+01:00",
        "tz": "Europe/Berlin",
        "client": {"kind": "individual", "status": "voluntary", "needs_interpreter": False},
        "status": "open",
        "phase": "intake",
        "since": AT.isoformat(),
        "paused_phase": None,
        "opened_at": AT.isoformat(),
        "route": "phone",
        "days_open": 0.5,
        "known_by": None,
        "happened_by": None,
        "amended": {"corrected": [], "retracted": [], "added_to": [], "sealed": []},
        "model": {"key": "casework", "version": 1, "variant": "iterative"},
        "policy": {"key": "standard", "version": 1},
        "last_recorded_at": AT.isoformat(),
        "path": [
            {
                "number": 1,
                "at": AT.isoformat(),
                "model": "casework",
                "kind": "start",
                "from": "",
                "to": "intake",
                "reason": None,
            }
        ],
        "times": [
            {
                "model": "casework",
                "seconds": {"intake": 43200},
                "calendar_days": {"intake": 0},
                "visits": {"intake": 1},
                "returns": 0,
                "detours": 0,
            }
        ],
        "episodes": [
            {
                "number": 1,
                "began_at": AT.isoformat(),
                "ended_at": None,
                "closure": None,
                "initiator": None,
                "reason": None,
            }
        ],
        "goals": [],
        "goal_counts": {"total": 0, "active": 0, "ended": 0, "rated": 0, "attained": 0},
        "attainment": None,
        "crises": [],
        "consents": [],
        "contract": None,
        "referrals": [],
        "tried": [],
        "findings": [],
        "not_judged": None,
        "recording": {
            "late": {"24": [], "48": [], "72": []},
            "longest_lag_seconds": 0.0,
            "contacts": 0,
            "follow_ups_held": 0,
            "incidents": [],
        },
    }


def test_what_is_on_record_is_told_without_a_word_of_anybodys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Goals, crises, consents, contract, referrals, moves and closings; a reason in own words is only "other"."""
    _, answer = answered(capsys, "show", kept(tmp_path, told_to_the_end()))
    case = answer["files"][0]["case"]
    assert (case["status"], case["phase"], case["client"]["status"]) == ("closed", None, "voluntary")
    moves = [(step["kind"], step["to"], step["reason"]) for step in case["path"]]
    assert moves == [
        ("start", "intake", None),
        ("forward", "assessment", None),
        ("forward", "planning", None),
        ("forward", "intervention", None),
        ("detour", "intake", "crisis"),
        ("resume", "intervention", None),
        ("return", "assessment", "other"),
        ("exit", "closed:premature", None),
    ]
    (crisis,) = case["crises"]
    assert (crisis["id"], crisis["severity"]) == ("cr1", "acute")
    assert crisis["came_up_at"] < crisis["stabilised_at"]
    assert [(one["id"], one["service"], one["status"]) for one in case["referrals"]] == [
        ("r1", "housing_support", "requested")
    ]
    (episode,) = case["episodes"]
    assert (episode["closure"], episode["initiator"], episode["reason"]) == ("premature", "client", "other")
    assert [one["scope"] for one in case["consents"]] == ["service"]
    assert case["contract"]["goals"] == ["g1"]
    assert [(one["id"], one["status"], one["level"], one["rated_at"]) for one in case["goals"]] == [
        ("g1", "active", None, None)
    ]


def test_goals_have_their_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A goal rated as expected, from one level below: T is 50 now, and was 40 (one goal, Kiresuk and Sherman)."""
    story = Story().told(until="evaluation").write(*papers("evaluation"))
    _, answer = answered(capsys, "show", kept(tmp_path, story.record))
    case = answer["files"][0]["case"]
    (one,) = case["goals"]
    assert (one["baseline"], one["level"]) == (-1, 0)
    assert one["rated_at"] is not None
    assert case["attainment"] == {"t_baseline": 40.0, "t": 50.0, "change": 10.0, "rho": 0.3}
    assert case["goal_counts"] == {"total": 1, "active": 1, "ended": 0, "rated": 1, "attained": 1}


def test_a_value_that_is_not_sound_gives_no_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A foreign record may hold a weight that no score can be made of; the rest is told all the same."""
    before = opened()
    heavy = cm.RecordEntry(2, "e2", "w1", LATER, LATER, goal(weight=2_000_000))
    record = before.with_entries((heavy, cm.RecordEntry(3, "e3", "w1", LATER, LATER, review(g1=1))))
    _, answer = answered(capsys, "show", kept(tmp_path, record))
    case = answer["files"][0]["case"]
    assert (case["attainment"], case["goal_counts"]["rated"]) == (None, 1)


def test_own_words_stand_under_narrative_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --narrative each entry tells its own words, unless they are restricted; without it there are none."""
    before = opened()
    secret = cm.RecordEntry(2, "e2", "w1", LATER, LATER, f.Note(), "very private", access=cm.AccessLevel.RESTRICTED)
    file = kept(tmp_path, before.with_entries((secret,)))
    _, answer = answered(capsys, "show", file, "--narrative")
    first, second = answer["files"][0]["case"].pop("narrative")
    assert MARK not in str(answer)
    assert first == {
        "number": 1,
        "entry_id": "e1",
        "kind": "case_opened",
        "by": "w1",
        "occurred_at": AT.isoformat(),
        "access": "normal",
        "kept_back": False,
        "amended_by": [],
        "own_words": [{"field": "text", "words": MARK}],
    }
    assert (second["kept_back"], second["own_words"], second["access"]) == (True, [], "restricted")
    _, answer = answered(capsys, "show", file)
    assert "narrative" not in answer["files"][0]["case"]


def test_steps_that_were_tried_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each has its answer today: refused with every reason, permitted, or not to be judged."""
    file = kept(tmp_path, opened())
    skip = f.PhaseChange(model="casework", from_="intake", to="planning", move=cm.MoveKind.FORWARD)
    tried = (
        Tried(after=1, step=cm.Write(fact=skip, by="w1", occurred_at=LATER, recorded_at=LATER, text=MARK)),
        Tried(after=1, step=cm.Read(by="w1")),
        Tried(after=0, step=cm.Read(by="w1")),
        Tried(after=9, step=cm.Read(by="w1")),
    )
    dump_steps(tried, tmp_path / "c-1.tried.jsonl", case_id="c-1")
    _, answer = answered(capsys, "show", file)
    told = answer["files"][0]["case"]["tried"]
    assert [(one["after"], one["by"], one["answer"]) for one in told] == [
        (1, "w1", "refused"),
        (1, "w1", "permitted"),
        (0, "w1", "not judged"),
        (9, "w1", "not judged"),
    ]
    refusal = told[0]["refusal"]
    assert refusal["codes"] == ["HR-01"]
    assert "close before the planned end" not in refusal["instead"]
    assert refusal["text"].startswith("The case cannot go on to Planning and goal setting: ")
    assert [one["refusal"] for one in told[1:]] == [None, None, None]


def test_a_file_that_cannot_be_read_is_told_among_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its fault stands in the data and is said on standard error as well; the exit code is 1."""
    bad = written(tmp_path, "bad.jsonl", HEADER + BAD_LINE)
    good = kept(tmp_path, opened())
    steps = written(tmp_path, "c-1.tried.jsonl", "no steps\n")
    code, out, err = said(capsys, "show", bad, good, "--json")
    assert code == 1
    first, second = json.loads(out)["files"]
    problem, remedy = BAD_SAID.removesuffix(".").split(". ")
    assert first == {
        "file": bad,
        "fault": {"file": bad, "line": 2, "path": "", "problem": problem, "remedy": remedy},
        "tried_fault": None,
        "case": None,
    }
    assert (second["fault"], second["case"]["case_id"]) == (None, "c-1")
    assert (second["tried_fault"]["file"], second["tried_fault"]["line"]) == (steps, 1)
    assert err.startswith(f"casework_model: {bad}, line 2: ")


def test_a_record_without_entries_has_little_to_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no case was opened only that is said."""
    _, answer = answered(capsys, "show", written(tmp_path, "c-1.jsonl", HEADER))
    assert answer["files"][0]["case"] == {"case_id": "c-1", "begun": False, "entries": 0}


def test_a_record_under_an_unknown_model_is_told_without_judgement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Options and findings are missing, and why is said; everything else is there."""
    text = cm.dumps(opened()).replace('"key":"casework"', '"key":"townwork"')
    _, answer = answered(capsys, "show", written(tmp_path, "c-1.jsonl", text))
    case = answer["files"][0]["case"]
    assert (case["options"], case["findings"], case["phase"]) == (None, None, "intake")
    assert case["not_judged"].startswith("This engine does not know the process model townwork version 1 (iterative)")


def test_a_page_under_an_unknown_model_says_once_how_it_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record of one's own model is shown without it, says so, and says how the file is given."""
    street = Path(__file__).resolve().parents[1] / "examples" / "outreach.toml"
    text = street.read_text(encoding="utf-8").replace('"met_twice", ', "")
    model = written(tmp_path, "street.toml", text)
    engine = cm.Engine((*cm.SHIPPED, cm.load_model(model)))
    client = cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY)
    route = f.ContactRoute.OUTREACH
    record = engine.open(
        client=client, case_id="c-1", tz="UTC", by="w1", occurred_at=AT, recorded_at=AT, route=route, model="outreach"
    )
    file = kept(tmp_path, record)
    code, out, err = said(capsys, "show", file)
    assert (code, err) == (0, "")
    assert "\n  Status        open, in contact since 2026-01-05\n" in out
    assert (
        "\n\n  The process model outreach version 1 (iterative) is not known here, so that its phases go by their\n"
        "  keys and nothing is judged. Give it with --model FILE.toml.\n\nPATH\n"
    ) in out
    assert out.count("--model") == 1
    code, out, err = said(capsys, "show", file, "--model", model)
    assert (code, err) == (0, "")
    assert "\n  Status        open, in First contact since 2026-01-05\n" in out
    assert "not known" not in out


def test_contracts_and_consents_have_their_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Dates are written as dates; a consent whose last day has passed is expired."""
    consent = f.Consent(scopes=("school",), status=f.ConsentStatus.GIVEN, valid_until=date(2026, 1, 5))
    contract = f.Contract(goals=(), review_date=date(2026, 6, 30))
    record = opened().with_entries(
        (cm.RecordEntry(2, "e2", "w1", AT, AT, consent), cm.RecordEntry(3, "e3", "w1", LATER, LATER, contract))
    )
    _, answer = answered(capsys, "show", kept(tmp_path, record))
    case = answer["files"][0]["case"]
    assert case["consents"] == [{"scope": "school", "status": "given", "valid_until": "2026-01-05", "expired": True}]
    assert case["contract"] == {"review_date": "2026-06-30", "goals": []}
