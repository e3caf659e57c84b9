"""Every move of every shipped model, in both variants, as main track and beside another, is taken or switched off."""

from __future__ import annotations

from typing import Any, Final

import pytest

import casework_model as cm
from casework_model import facts as f
from naive_case import NAMES, SHIPPED
from naive_steps import papers
from scenario_file import fact_of
from story import Story

Edge = tuple[str, str, str]
MODELS: Final = {model.key: model for model in cm.SHIPPED}
EDGES: Final[list[tuple[str, Edge]]] = [(name, edge) for name in NAMES for edge in sorted(SHIPPED[name]["edges"])]
"""The edges as they stand in the files, read without the library."""


def forward_to(model: dict[str, Any], phase: str) -> list[str]:
    """Give the phases that lead from the first one to a phase, going forward alone."""
    ways: list[list[str]] = [[model["first"]]]
    for way in ways:
        if way[-1] == phase:
            return way
        ways += [[*way, to] for from_, to, kind in sorted(model["edges"]) if (from_, kind) == (way[-1], "forward")]
    raise AssertionError(phase)


def led_to(name: str, phase: str, *, linear: bool, beside: bool) -> Story:
    """Lead a case into a phase, writing what each phase on the way asks for."""
    story = Story(linear=linear, model="casework" if beside else name)
    way = forward_to(SHIPPED[name], phase)
    if beside:
        story.move(way[0], model=name)
    for to in way[1:]:
        step_on(story, name, to)
    return story


def step_on(story: Story, name: str, to: str) -> None:
    """Write what the present phase asks for, and go forward."""
    here = story.case.tracks[name].phase
    for key in SHIPPED[name]["requires"][here]:
        for kind, data in papers(key, sorted(story.case.active_goals)):
            story.write(fact_of({"kind": kind, "data": data, "text": ""}, story.case.opened))
    story.move(to, model=name, kind=cm.MoveKind.FORWARD)


@pytest.mark.parametrize("beside", [False, True], ids=["main", "beside"])
@pytest.mark.parametrize("linear", [False, True], ids=["iterative", "linear"])
def test_every_move_of_every_shipped_model_is_taken(
    linear: bool,  # noqa: FBT001 - a parameter of the test
    beside: bool,  # noqa: FBT001 - as above
    told_at_the_end: list[str],
) -> None:
    """Forward moves, detours and their resumes are taken in both variants, returns in the iterative one alone."""
    taken: list[str] = []
    off: list[str] = []
    for name, (from_, to, kind) in EDGES:
        if beside and not SHIPPED[name]["beside"]:
            continue
        story, edge = led_to(name, from_, linear=linear, beside=beside), f"{name}: {kind} {from_} -> {to}"
        if kind == "forward":
            step_on(story, name, to)
        elif kind == "return" and linear:
            assert story.refused_move(to, model=name, kind=cm.MoveKind.RETURN, reason="new_issue") == {"HR-24"}
            off.append(edge)
            continue
        else:
            story.move(to, model=name, kind=cm.MoveKind(kind), reason="crisis")
        assert story.case.tracks[name].phase == to
        taken.append(edge)
        if kind == "detour":
            story.move(from_, model=name, kind=cm.MoveKind.RESUME)
            assert story.case.tracks[name].phase == from_
            taken.append(f"{name}: resume {to} -> {from_}")
    expected = {
        f"{name}: {move}"
        for name in NAMES
        for move in MODELS[name].moves
        if (MODELS[name].beside or not beside) and not (linear and move.kind is cm.MoveKind.RETURN)
    }
    assert set(taken) == expected
    assert len(taken) == len(expected)
    variant, place = "linear" if linear else "iterative", "beside another model" if beside else "as main track"
    told_at_the_end.append(f"moves taken, {variant}, {place}: {len(taken)}, switched off: {len(off)}")
    told_at_the_end += [f"    {edge}" for edge in sorted(taken)]


def test_the_linear_variant_without_detours_takes_its_forward_moves_alone() -> None:
    """Where detours are switched off as well, each forward move is taken, and no detour is on the drawing."""
    for model in cm.SHIPPED:
        bare = model.linear(detours=False)
        story = Story(cm.Engine((bare,)), model=model.key)
        ends = [phase.key for phase in model.phases if phase.end]
        for to in forward_to(SHIPPED[model.key], ends[-1])[1:]:
            assert story.refused_move(model.first.key, kind=cm.MoveKind.DETOUR, reason="crisis") >= {"HR-01"}
            step_on(story, model.key, to)
        assert story.case.phase == ends[-1]
        assert isinstance(story.record.entries[-1].fact, f.PhaseChange)
