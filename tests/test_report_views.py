"""What was known on some day is one call and one page; what was amended is told as it reads now, and that it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

import casework_model as cm
from bundled import ENGINE, hard_case, write
from casework_model import facts as f
from casework_model.report import case_report, summary
from casework_model.report.data import case_data
from commanding import answered, kept, said
from story import START, Story

CASE: Final = hard_case()
THEN: Final = START + timedelta(hours=7, minutes=30)
"""Half an hour after entry 8 was written, and before it was corrected."""


def row(page: str, name: str) -> str:
    """Give the line of a report that begins with a name, drawn together."""
    return next(" ".join(line.split()) for line in page.splitlines() if line.strip().startswith(name))


def test_what_was_known_then_is_one_call() -> None:
    """The page says of what time it is, counts up to it, and holds only what had been written by then."""
    page = case_report(CASE.as_known_at(THEN), ENGINE)
    assert row(page, "As known at") == "As known at 2026-03-02 16:30: what had been written down by then"
    assert row(page, "Record") == "Record 8 entries, the last written on 2026-03-02 16:00"
    assert row(page, "Time open").endswith("counted up to 2026-03-02 16:30")
    assert row(page, "Status") == "Status open, in Assessment and study since 2026-03-02"
    assert "Amended" not in page
    assert "AUDIT" not in page
    assert "STEPS REFUSED" not in page
    assert (
        "WHAT MAY HAPPEN NEXT\n\n"
        "  A view of an earlier time is read and not judged. What may happen next, steps that were tried and\n"
        "  the audit belong to the whole record.\n\nRECORDING"
    ) in page


def test_what_had_happened_then_is_counted_up_to_then() -> None:
    """A thing that was written late counts from when it happened, and nothing is counted beyond the time asked for."""
    story = Story(ENGINE)
    write(story.wait(days=10), f.Contact(), late=timedelta(days=9))
    then = START + timedelta(days=2)
    page = case_report(story.record.as_of(then), ENGINE)
    assert row(page, "As of") == "As of 2026-03-04 09:00: what had happened by then"
    assert row(page, "Record").startswith("Record 2 entries, the last written on 2026-03-12")
    assert row(page, "Time open") == "Time open 2.00 days (2 days), counted up to 2026-03-04 09:00"


def test_both_clocks_can_be_asked_at_once() -> None:
    """What had happened by one time, as it was known at another."""
    page = case_report(CASE.as_known_at(THEN).as_of(THEN - timedelta(hours=1)), ENGINE)
    assert row(page, "As known at").endswith("what had been written down by then")
    assert row(page, "As of").startswith("As of 2026-03-02 15:30")
    assert row(page, "Record").startswith("Record 7 entries")


def test_before_the_opening_there_was_no_case() -> None:
    """That is what the page says, and the data too."""
    view = CASE.as_known_at(datetime(2020, 1, 1, tzinfo=UTC))
    assert "The view holds 0 entries and no opening of a case: at that time there was none." in case_report(
        view, ENGINE
    )
    assert case_data(view, ENGINE) == {"case_id": "c-1", "begun": False, "entries": 0}
    assert "not opened" in summary((view,), ENGINE)


def test_what_is_not_as_first_written_is_named() -> None:
    """Corrected, retracted, added to and sealed entries, in one line at the head of the report."""
    page = case_report(CASE, ENGINE)
    assert row(page, "Amended") == "Amended corrected: e8, e24; retracted: e12; added to: e8, e18; sealed: e18, e19"


def test_the_report_tells_the_case_as_it_was_corrected() -> None:
    """A corrected date of opening and a corrected reason of a move stand in the course; retracted moves do not."""
    story = Story(ENGINE).told(until="assessment")
    number = len(story.record.entries)
    moved = story.record.entries[-1]
    at = story.now + timedelta(hours=1)
    back = f.PhaseChange(
        model="casework", from_="assessment", to="intake", move=cm.MoveKind.RETURN, reason="relapse_or_setback"
    )
    better = f.PhaseChange(
        model="casework", from_="assessment", to="intake", move=cm.MoveKind.RETURN, reason="new_issue"
    )
    further = f.PhaseChange(model="casework", from_="intake", to="assessment", move=cm.MoveKind.FORWARD)
    news = (
        cm.RecordEntry(number + 1, "back", "w1", at, at, back),
        cm.RecordEntry(number + 2, "fix", "w1", at, at, f.Correction(target="back", reason="x", fact=better)),
        cm.RecordEntry(number + 3, "on", "w1", at, at, further),
        cm.RecordEntry(number + 4, "off", "w1", at, at, f.Retraction(target="on", reason="x")),
        cm.RecordEntry(
            number + 5,
            "then",
            "w1",
            at,
            at,
            f.Correction(target=moved.id, reason="x", occurred_at=START + timedelta(hours=4, minutes=30)),
        ),
    )
    record = story.record.with_entries(news)
    page = case_report(record, ENGINE)
    assert "returned because of a new issue" in page
    assert "relapse" not in page
    assert row(page, "Status") == "Status open, in Intake and engagement since 2026-03-02"
    data = case_data(record, ENGINE)
    assert [(step["to"], step["reason"]) for step in data["path"]] == [
        ("intake", None),
        ("assessment", None),
        ("intake", "new_issue"),
    ]
    assert data["path"][1]["at"] == "2026-03-02T13:30:00+01:00"
    assert data["amended"] == {"corrected": [moved.id, "back"], "retracted": ["on"], "added_to": [], "sealed": []}


def test_narrative_shows_the_first_wording_and_where_it_was_amended() -> None:
    """Each entry keeps its own words in its own place, beside it the numbers of what amends it."""
    page = " ".join(case_report(CASE, ENGINE, narrative=True).split())
    assert "8. 2026-03-02 16:00, strength, by w1; correction: entry 9; addendum: entry 10; correction: entry 11" in page
    assert "She sowed clothes for neighbours." in page
    assert "9. 2026-03-02 17:00, correction, by w1; of entry 8" in page
    assert "Zqx" not in page
    told = {one["number"]: one for one in case_data(CASE, ENGINE, narrative=True)["narrative"]}
    assert told[8]["amended_by"] == [9, 10, 11]
    assert told[9]["amended_by"] == []


def test_words_that_a_correction_closed_are_kept_back() -> None:
    """An entry whose level was corrected to very restricted keeps its words back, those of before as well."""
    page = case_report(CASE, ENGINE, narrative=True)
    lines = page.splitlines()
    at = next(place for place, line in enumerate(lines) if line.strip().startswith("24. "))
    assert lines[at + 1].strip() == "(kept back)"


def test_show_tells_of_an_earlier_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--known-at and --as-of give the same page as the library, and the same as data."""
    file, then = kept(tmp_path, CASE), THEN.isoformat()
    code, out, err = said(capsys, "show", file, "--known-at", then, "--as-of", then)
    assert (code, out, err) == (0, case_report(CASE.as_known_at(THEN).as_of(THEN), ENGINE), "")
    _, answer = answered(capsys, "show", file, "--known-at", then)
    case = answer["files"][0]["case"]
    assert (case["known_by"], case["happened_by"], case["entries"]) == (then, None, 8)
    assert (case["at"], case["options"], case["findings"], case["tried"]) == (then, None, None, [])
    assert case["not_judged"].startswith("A view of an earlier time is read and not judged.")
    _, answer = answered(capsys, "show", file, "--as-of", then)
    assert answer["files"][0]["case"]["happened_by"] == then
    assert json.dumps(answer)


def test_several_cases_of_an_earlier_time_are_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table at the end is of that time too."""
    first = kept(tmp_path, CASE)
    (tmp_path / "more").mkdir()
    second = kept(tmp_path / "more", Story(ENGINE).record)
    _, out, _ = said(capsys, "show", first, second, "--known-at", THEN.isoformat())
    assert out.partition("ALL CASES")[2].count("Assessment and study") == 1


def test_incidents_are_listed_with_what_they_are_about() -> None:
    """As they read now: what was retracted is none."""
    story = Story().write(f.Note()).write(f.Incident(incident=f.IncidentKind.HARM))
    told = f.Incident(incident=f.IncidentKind.DISCLOSURE_WITHOUT_CONSENT, about=("e2", "e99"))
    story.write(told, f.Incident(incident=f.IncidentKind.OTHER), f.Retraction(target="e5", reason="typo"))
    lines = [" ".join(line.split()) for line in case_report(story.record, ENGINE).splitlines()]
    assert [line for line in lines if line.startswith("Incident")] == [
        "Incident harm (entry e3)",
        "Incident disclosure without consent (entry e4, about e2, e99)",
    ]
    listed = case_data(story.record, ENGINE)["recording"]["incidents"]
    assert listed[1] == {
        "number": 4,
        "entry_id": "e4",
        "incident": "disclosure_without_consent",
        "about": ["e2", "e99"],
    }
