"""The linear variant without its detours: a crisis then holds the case in its phase until it is stabilised."""

from __future__ import annotations

import pytest

import casework_model as cm
from casework_model import facts as f
from story import Story, papers

STRICT = cm.CASEWORK.linear(detours=False)


def strict() -> Story:
    """Tell a case that runs by the linear variant without detours, in assessment and with its papers."""
    return Story(cm.Engine(models=(STRICT,))).told(until="assessment").write(*papers("assessment"))


def test_a_crisis_holds_the_case_where_it_is() -> None:
    """There is neither return nor detour, and the case goes on once the crisis is stabilised."""
    story = strict().write(f.Crisis(id="k1"))
    assert story.case.model.variant is cm.Variant.LINEAR_WITHOUT_DETOURS
    assert story.refused_move("intake", kind=cm.MoveKind.DETOUR, reason="crisis") == {"HR-01"}
    assert story.refused_move("intake", kind=cm.MoveKind.RETURN, reason="crisis") == {"HR-24", "HR-06"}
    assert story.refused_move("planning") == {"HR-06"}
    assert story.write(f.Stabilised(crisis="k1")).refused_move("planning") == set()


def test_its_options_are_the_way_on_and_the_exits() -> None:
    """Nothing leads back."""
    story = strict()
    assert [str(option) for option in story.engine.options(story.record, at=story.now) if option.is_open] == [
        "go on to Planning and goal setting",
        "close before the planned end",
        "close by transfer to another service",
    ]


def test_such_a_record_is_sound() -> None:
    """What was written under the variant is found sound under it."""
    story = strict()
    assert story.engine.audit(story.record) == ()


def test_tracks_run_beside_it() -> None:
    """Models that run beside a case may do so whatever its variant."""
    story = Story(cm.Engine(models=(STRICT, cm.RAPPORT)))
    assert story.refused_move("initial_contact", model="rapport") == set()
    assert "begin Initial contact (Rapport building)" in {
        str(option) for option in story.engine.options(story.record, at=story.now)
    }


def test_another_variant_is_not_known() -> None:
    """An engine that was given only this variant does not know the iterative one, and says so; linear it is already."""
    with pytest.raises(cm.UnknownModel, match=r"process model casework \(iterative\)"):
        Story(cm.Engine(models=(STRICT,)), linear=False)
    story = Story(cm.Engine(models=(STRICT,)), linear=True)
    assert story.case.model.variant is cm.Variant.LINEAR_WITHOUT_DETOURS
