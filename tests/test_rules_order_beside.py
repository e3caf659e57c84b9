"""Order of judging: what is wrong with an entry itself never hides what is wrong with its content."""

from __future__ import annotations

import pytest

import casework_model as cm
from casework_model import facts as f
from story import Story, papers


def detoured() -> Story:
    """A story in a detour from assessment to intake."""
    story = Story().told(until="assessment").write(*papers("assessment"))
    return story.wait(days=1).move("intake", kind=cm.MoveKind.DETOUR, reason="crisis").wait(hours=1)


ASTRAY = f.PhaseChange(model="casework", from_="planning", to="assessment", move=cm.MoveKind.RESUME)


@pytest.mark.parametrize(
    ("entry_id", "by", "codes"),
    [("", "w1", ("HR-01",)), ("e1", "w1", ("HR-01", "HR-39")), ("", "", ("HR-01", "HR-33"))],
    ids=["sound", "used id", "no author"],
)
def test_a_used_id_or_a_missing_author_does_not_hide_a_resume_from_elsewhere(
    entry_id: str, by: str, codes: tuple[str, ...]
) -> None:
    """A resume that names a wrong phase to come from is HR-01 beside whatever is wrong with the entry itself."""
    story = detoured()
    assert story.codes(story.step(ASTRAY, entry_id=entry_id, by=by)) == codes


def never(_case: cm.Case, _asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Refuse whatever is asked."""
    return (cm.Lack("the town forbids it"),)


OWN = cm.Rule(code="TOWN-1", key="no_moves", title="t", remedy="r", lacks=never, on=(f.PhaseChange,))


def test_an_own_rule_on_moves_is_judged_beside_a_start_that_no_model_has() -> None:
    """All reasons are told at once, also those of a user's rule on moves where the start itself is HR-01."""
    story = Story(cm.Engine(rules=(OWN,)))
    again = f.PhaseChange(model="casework", to="intake", move=cm.MoveKind.START)
    assert story.refused(again) == {"HR-01", "TOWN-1"}


def test_a_start_that_no_model_has_is_not_judged_for_its_date() -> None:
    """Where a start is HR-01, its date says nothing: a used id is told beside it, HR-28 is not."""
    story = Story()
    left = f.Closure(closure=f.ClosureKind.MOVED_AWAY, reason="left town")
    story.wait(days=2).write(left).write(f.Reopening(entry_phase="intake", reason="came back"))
    begun = story.record.entries[0].occurred_at
    wrong = f.PhaseChange(model="interview", to="introduction", move=cm.MoveKind.START)
    assert story.codes(story.step(wrong, at=begun, entry_id="e1")) == ("HR-01", "HR-39")
