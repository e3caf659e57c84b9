"""HR-28: a move, closing or reopening is not dated before what it follows."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import START, Story, papers, planned

MINUTE = timedelta(minutes=1)
LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")


def test_hr_28_text() -> None:
    """A move dated before the visit that it ends is refused with both dates."""
    story = Story().write(*papers("intake")).wait(days=3).move("assessment").write(*papers("assessment"))
    change = story.change("planning")
    assert story.said(story.step(change, at=START)) == (
        "Assessment and study cannot end yet: it is dated 2026-03-02, before what it follows began on 2026-03-05 "
        "(HR-28). Correct the time at which it happened. Open from here: return to Intake and engagement, make a "
        "detour to Intake and engagement."
    )


def test_hr_28_the_very_moment_is_allowed() -> None:
    """A visit may end at the moment in which it began, not a minute before."""
    story = Story().told(until="planning").write(*papers("planning"))
    track = story.case.track
    assert track is not None
    for to, kind, reason in (
        ("intervention", cm.MoveKind.FORWARD, ""),
        ("assessment", cm.MoveKind.RETURN, "new_issue"),
        ("intake", cm.MoveKind.DETOUR, "crisis"),
    ):
        change = story.change(to, kind=kind, reason=reason)
        assert story.refused(change, at=track.since) == set()
        assert story.refused(change, at=track.since - MINUTE) == {"HR-28"}


def test_hr_28_a_late_entry_of_another_kind_is_free() -> None:
    """Only the course of the case is bound: what else happened earlier is written with its own time."""
    story = Story().told(until="planning")
    assert story.refused(f.Note(), at=START) == set()


def test_hr_28_binds_the_resume_to_its_detour() -> None:
    """A resume is not dated before its detour, nor the next move before the resume."""
    story = Story().told(until="assessment").write(*papers("assessment"))
    story.wait(days=1).move("intake", kind=cm.MoveKind.DETOUR, reason="crisis")
    began = story.now
    assert story.refused(story.change("assessment"), at=began - MINUTE) == {"HR-28"}
    assert story.refused(story.change("assessment"), at=began) == set()
    story.wait(days=1).move("assessment")
    assert story.refused(story.change("planning"), at=story.now - timedelta(hours=2)) == {"HR-28"}


def test_hr_28_is_not_asked_of_a_resume_that_is_no_move() -> None:
    """A resume that begins elsewhere is HR-01 alone, or what speaks before it, however it is dated (D-4, D-5)."""
    story = Story().told(until="assessment").write(*papers("assessment"))
    story.wait(days=1).move("intake", kind=cm.MoveKind.DETOUR, reason="crisis")
    early = story.now - MINUTE
    resume = story.change("assessment")
    elsewhere, other = evolve(resume, from_="planning"), evolve(resume, to="planning")
    assert story.refused(elsewhere, at=early) == {"HR-01"}
    assert story.refused(other, at=early) == {"HR-23", "HR-28"}
    story.write(f.Crisis(id="k1", crisis="violence", severity=f.Severity.ACUTE))
    assert story.refused(resume, at=early) == {"HR-06", "HR-28"}
    assert story.refused(elsewhere, at=early) == {"HR-06"}


def test_hr_28_binds_the_return_in_the_linear_variant() -> None:
    """A return that is switched off is still dated, and both are told."""
    story = Story(linear=True).told(until="planning")
    assert story.refused(story.change("assessment", reason="new_issue"), at=START) == {"HR-24", "HR-28"}


def test_hr_28_each_track_has_its_own_beginning() -> None:
    """A move is bound to its own track: an older track may move before a younger one began."""
    story = Story().move("preparation", model="interview").wait(days=2).move("initial_contact", model="rapport")
    before = story.now - timedelta(days=1)
    assert story.refused(story.change("introduction", model="interview"), at=before) == set()
    assert story.refused(story.change("trust", model="rapport"), at=before) == {"HR-28"}


def test_hr_28_binds_closings_to_every_track() -> None:
    """A closing ends every track, so it is not dated before the youngest stay of any."""
    story = Story().wait(days=2).move("initial_contact", model="rapport")
    began = story.now
    assert story.refused(LEFT, at=began - MINUTE) == {"HR-28"}
    assert story.said(story.step(LEFT, at=START)) == (
        "The case cannot be closed yet (moved away): it is dated 2026-03-02, before what it follows began on "
        "2026-03-04 (HR-28). Correct the time at which it happened."
    )
    assert story.refused(LEFT, at=began) == set()


def test_hr_28_binds_the_planned_closing() -> None:
    """A planned closing is not dated before termination began."""
    story = Story().told(until="termination").write(*papers("termination"))
    assert story.refused(planned(), at=START) == {"HR-28"}


def test_hr_28_binds_the_reopening_to_the_closing() -> None:
    """A case is not reopened before it was closed."""
    story = Story().write(LEFT)
    ended = story.now
    again = f.Reopening(entry_phase="intake", reason="came back")
    assert story.refused(again, at=ended - MINUTE) == {"HR-28"}
    assert story.refused(again, at=ended) == set()


def test_hr_28_binds_the_start_of_a_track_to_the_last_closing() -> None:
    """A track of a new episode does not begin before the old one ended."""
    story = Story().wait(days=1).write(LEFT)
    ended = story.now
    story.wait(days=1).write(f.Reopening(entry_phase="intake", reason="came back"))
    start = story.change("preparation", model="interview")
    assert story.refused(start, at=ended - MINUTE) == {"HR-28"}
    assert story.refused(start, at=story.now) == set()


def test_hr_28_a_day_is_told_in_the_zone_of_the_case() -> None:
    """The dates of the refusal are those of the wall calendar of the case."""
    story = Story(tz="Pacific/Auckland")
    story.wait(hours=4).move("initial_contact", model="rapport")  # 2 March in Berlin, 3 March in Auckland
    assert story.said(story.step(story.change("trust", model="rapport"), at=START)) == (
        "Initial contact cannot end yet: it is dated 2026-03-02, before what it follows began on 2026-03-03 (HR-28). "
        "Correct the time at which it happened."
    )
