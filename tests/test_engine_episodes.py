"""The engine closes and reopens: exits, new episodes, and the policy by which a case is reopened into a later phase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

import casework_model as cm
from casework_model import facts as f
from story import START, Story, consent, papers, planned

LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")


def test_a_case_is_closed() -> None:
    """`close` writes a closure with everything that was said, and every track ends."""
    story = Story().move("initial_contact", model="rapport").wait(hours=1)
    story.record = story.engine.close(
        story.record,
        f.ClosureKind.TRANSFER,
        by="w1",
        occurred_at=story.now,
        recorded_at=story.now,
        initiator=f.Initiator.CLIENT,
        reason="moved away",
        receiving="legal aid",
        unfinished=("the debt",),
        text="A last call.",
        entry_id="end",
        expected=2,
    )
    entry = story.record.entries[-1]
    assert (entry.id, entry.text) == ("end", "A last call.")
    assert entry.fact == f.Closure(
        closure=f.ClosureKind.TRANSFER,
        initiator=f.Initiator.CLIENT,
        reason="moved away",
        receiving="legal aid",
        unfinished=("the debt",),
    )
    assert story.case.is_closed
    assert dict(story.case.tracks) == {}
    assert story.case.phase is None


def test_a_refused_closing_leaves_the_case_open() -> None:
    """`close` raises what is missing."""
    story = Story()
    with pytest.raises(cm.StepRefused) as caught:
        story.engine.close(story.record, f.ClosureKind.PREMATURE, by="w1", occurred_at=START, recorded_at=START)
    assert caught.value.refusal.codes == ("HR-19",)
    assert not story.case.is_closed


def reopened(story: Story, phase: str = "", *, after: timedelta = timedelta(hours=1)) -> cm.CaseRecord:
    """Reopen through the engine itself, so long after the closing."""
    at = story.record.entries[-1].occurred_at + after
    return story.engine.reopen(
        story.record, by="w1", occurred_at=at, recorded_at=at, reason="came back", entry_phase=phase
    )


def test_a_case_is_reopened_as_a_new_episode() -> None:
    """Every date of the old episode is kept; the new one begins in intake, with its goals set aside."""
    story = Story().told(until="termination").write(*papers("termination"), planned())
    closed = story.record.entries[-1]
    case = reopened(story).case
    first, second = case.episodes
    assert (first.began, first.ended, first.ended_at) == (1, closed.number, closed.occurred_at)
    assert (second.number, second.began, second.ended) == (2, closed.number + 1, None)
    assert case.phase == "intake"
    assert case.active_goals == ()
    assert case.goals["g1"].status is f.GoalStatus.SET_ASIDE


SOON = cm.Policy(key="town", reopen_phase="assessment", reopen_within_days=90)
DAYS_90 = timedelta(days=90)


def ended(policy: cm.Policy = SOON, *, until: date | None = None, how: f.Closure | None = None) -> Story:
    """Tell a whole case under a policy, with consent valid until a day."""
    story = Story(cm.Engine(policy=policy)).told(until="termination")
    return story.write(consent(until=until), *papers("termination"), how or planned())


def test_a_policy_lets_a_case_be_reopened_into_a_later_phase() -> None:
    """So many days after a planned closing, to the moment, and not a second longer; intake is open always."""
    story = ended()
    assert reopened(story, "assessment", after=DAYS_90).case.phase == "assessment"
    for phase, after in (("assessment", DAYS_90 + timedelta(seconds=1)), ("planning", DAYS_90)):
        with pytest.raises(cm.StepRefused) as caught:
            reopened(story, phase, after=after)
        assert caught.value.refusal.codes == ("HR-01",)
    assert reopened(story, after=timedelta(days=900)).case.phase == "intake"


def test_a_reopened_assessment_begins_a_visit_of_a_new_episode() -> None:
    """Nothing of the old episode serves the new one but the consent that still stands."""
    story = ended()
    story.record = reopened(story, "assessment")
    story.now = story.record.entries[-1].recorded_at
    assert story.refused_move("planning") == {"HR-07", "HR-08", "HR-09"}


@pytest.mark.parametrize(
    "tell",
    [
        lambda: ended(cm.STANDARD),
        lambda: ended(cm.Policy(key="town", reopen_phase="assessment")),
        lambda: ended(cm.Policy(key="town", reopen_within_days=90)),
        lambda: ended(how=LEFT),
        lambda: ended().write(consent(status=f.ConsentStatus.WITHDRAWN)),
        lambda: ended().write(consent(status=f.ConsentStatus.REFUSED)),
        lambda: ended(until=date(2026, 3, 2)),
    ],
    ids=["standard", "no days", "no phase", "not planned", "withdrawn", "refused", "expired"],
)
def test_a_later_phase_is_closed_otherwise(tell: Callable[[], Story]) -> None:
    """Without the policy, after another exit, or without consent that stands, a case is reopened into intake."""
    story = tell()
    with pytest.raises(cm.StepRefused) as caught:
        reopened(story, "assessment")
    assert caught.value.refusal.codes == ("HR-01",)
    assert reopened(story).case.phase == "intake"


def test_consent_stands_on_its_last_day_for_a_reopening() -> None:
    """The last valid day is included."""
    assert reopened(ended(until=date(2026, 3, 3)), "assessment").case.phase == "assessment"


def test_a_policy_may_name_a_phase_that_the_model_has_not() -> None:
    """Such a phase is no way in."""
    story = ended(cm.Policy(key="town", reopen_phase="exploration", reopen_within_days=90))
    with pytest.raises(cm.StepRefused):
        reopened(story, "exploration")
