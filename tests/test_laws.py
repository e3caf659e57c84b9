"""The laws: each is one sentence that holds whatever is asked of a case."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import facts as f
from casework_model import measures
from casework_model.case import empty_case, folded
from story import CASEWORK, Story, papers
from walks import begun, choices, stories, walked

Steps = list[f.Fact | int]
SWITCHABLE = sorted({rule.code for rule in cm.RULES if rule.may_be_switched_off})


@given(stories, choices, st.data())
def test_fold_prefix_then_rest(story: Story, steps: Steps, data: st.DataObject) -> None:
    """Folding a prefix and then the rest is folding all."""
    walked(story, steps)
    entries = tuple(story.record.entries)
    cut = data.draw(st.integers(0, len(entries)))
    empty = empty_case(story.record.case_id)
    assert folded(folded(empty, entries[:cut]), entries[cut:]) == folded(empty, entries) == story.case


@given(stories, choices)
def test_appending_never_changes_earlier_entries(story: Story, steps: Steps) -> None:
    """Appending an entry changes none of those before it, and the older record stays as it was."""
    for step in steps:
        before, entries, case = story.record, tuple(story.record.entries), story.record.case
        walked(story, [step])
        assert tuple(story.record.entries)[: len(entries)] == entries
        assert tuple(before.entries) == entries
        assert before.case == case


@given(stories, choices)
def test_considering_changes_nothing(story: Story, steps: Steps) -> None:
    """Considering a step, twice, gives the same answer and leaves the record as it was."""
    walked(story, steps)
    step = story.step(f.Intervention(intervention=f.InterventionKind.OTHER))
    before = tuple(story.record.entries)
    assert story.engine.consider(story.record, step) == story.engine.consider(story.record, step)
    assert tuple(story.record.entries) == before


@given(stories, choices)
def test_a_refusal_has_reasons(story: Story, steps: Steps) -> None:
    """Every refusal has at least one reason, each with something that it lacks, and says so in words."""
    for _, verdict in walked(story, steps):
        if isinstance(verdict, cm.Refused):
            assert verdict.unmet
            assert all(unmet.lacks and unmet.code in str(verdict) for unmet in verdict.unmet)


@given(stories, choices)
def test_options_are_exactly_the_permitted_moves(story: Story, steps: Steps) -> None:
    """A move is permitted where an option for it is open, and refused where none is."""
    walked(story, steps)
    story.wait(hours=1)
    options = {
        (one.fact.model, one.fact.from_, one.fact.to, one.fact.move): one
        for one in story.engine.options(story.record, at=story.now)
        if isinstance(one.fact, f.PhaseChange)
    }
    for model in cm.SHIPPED:
        track = story.case.tracks.get(model.key)
        for to in (phase.key for phase in model.phases):
            for kind in cm.MoveKind:
                change = f.PhaseChange(
                    model=model.key, from_=track.phase if track else "", to=to, move=kind, reason="new_issue"
                )
                verdict = story.engine.consider(story.record, story.step(change))
                option = options.get((model.key, change.from_, to, kind))
                assert isinstance(verdict, cm.Permitted) == (option is not None and option.is_open), change


@given(st.sampled_from(CASEWORK), choices, st.sampled_from(SWITCHABLE), st.sampled_from(("off", "advise")))
def test_removing_a_rule_never_newly_refuses(until: str, steps: Steps, code: str, way: str) -> None:
    """What is permitted with a rule is permitted without it."""
    strict = begun(until=until)
    walked(strict, steps)
    policy = cm.Policy(key="town", **{way: (code,)})  # type: ignore[arg-type]  # one field by its name
    lenient = begun(engine=cm.Engine(policy=policy))
    for entry in tuple(strict.record.entries)[1:]:
        lenient.now = entry.recorded_at
        verdict = lenient.engine.consider(lenient.record, lenient.step(entry.fact, text="as seen"))
        assert isinstance(verdict, cm.Permitted), str(verdict)
        lenient.record = verdict.record


@given(stories, choices)
def test_an_unrelated_entry_never_changes_a_decision(story: Story, steps: Steps) -> None:
    """A note in between changes no answer to what is asked afterwards."""
    walked(story, steps)
    story.wait(hours=1)
    noted = story.engine.consider(
        story.record, story.step(f.Note(), text="weather", at=story.record.entries[0].occurred_at)
    )
    for option in story.engine.options(story.record, at=story.now):
        step = story.step(option.fact)
        plain = story.engine.consider(story.record, step)
        after = story.engine.consider(noted.record if isinstance(noted, cm.Permitted) else story.record, step)
        assert codes(plain) == codes(after)


def codes(verdict: cm.Verdict) -> tuple[str, ...]:
    """Give the codes of a refusal; none for what is permitted."""
    return verdict.codes if isinstance(verdict, cm.Refused) else ()


@pytest.mark.parametrize("phase", CASEWORK[:-1])
def test_doing_all_that_the_reasons_ask_for_is_enough(phase: str) -> None:
    """Writing what leaving a phase lacks, and nothing else, opens the move."""
    story = Story().told(until=phase)
    to = CASEWORK[CASEWORK.index(phase) + 1]
    asked = story.refused_move(to)
    assert asked
    story.write(*papers(phase))
    assert story.refused_move(to) == set()


@given(stories, choices)
def test_an_addendum_keeps_the_original(story: Story, steps: Steps) -> None:
    """After an addendum the entry that it adds to reads as before."""
    walked(story, steps)
    target = story.record.entries[0]
    story.write(f.Addendum(target=target.id, reason="more was learnt"), text="It was a Monday.")
    assert story.record.entries[0] == target


@given(stories, choices)
def test_a_linear_model_never_returns(story: Story, steps: Steps) -> None:
    """In the linear variant no return is ever on record."""
    assume(story.case.model.variant is cm.Variant.LINEAR)
    walked(story, steps)
    assert all(step.kind != "return" for step in measures.path(story.record))


@given(stories, choices)
def test_a_resume_ends_where_the_detour_began(story: Story, steps: Steps) -> None:
    """Each resume enters the phase that the detour before it left."""
    walked(story, steps)
    left: dict[str, str] = {}
    for step in measures.path(story.record):
        if step.kind == "detour":
            left[step.model] = step.from_
        if step.kind == "resume":
            assert step.to == left.pop(step.model)


@given(stories, choices)
def test_phase_durations_add_up(story: Story, steps: Steps) -> None:
    """The times of the main track's phases and detours add up to the time that the case was open."""
    walked(story, steps)
    times = measures.track_times(story.record, "casework", at=story.now)
    ended = story.now
    open_for = sum(((one.ended_at or ended) - one.began_at).total_seconds() for one in story.case.episodes)
    assert times.total_seconds == open_for


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.floats(0, 0.99))
def test_expected_levels_score_fifty(weights: list[int], rho: float) -> None:
    """All goals at the expected level score 50, whatever their weights."""
    assert measures.t_score([0] * len(weights), weights, rho=rho) == 50


@given(stories, choices)
def test_a_written_record_passes_its_audit(story: Story, steps: Steps) -> None:
    """What the engine wrote, its own audit finds nothing in."""
    walked(story, steps)
    assert story.engine.audit(story.record) == ()


@given(stories, choices, st.integers(0, 60))
def test_views_show_what_was_there(story: Story, steps: Steps, hours: int) -> None:
    """A view of a time holds the entries that had happened by then, or were known by then, and no others."""
    walked(story, steps)
    start = story.record.entries[0].occurred_at
    moment = story.wait(hours=hours).now if hours % 2 else start
    happened = story.record.as_of(moment)
    known = story.record.as_known_at(moment)
    assert numbers(happened.entries) == [e.number for e in story.record.entries if not e.occurred_at > moment]
    assert numbers(known.entries) == [e.number for e in story.record.entries if not e.recorded_at > moment]
    both = happened.as_known_at(moment)
    assert set(numbers(both.entries)) == set(numbers(happened.entries)) & set(numbers(known.entries))


def numbers(entries: Iterable[cm.RecordEntry]) -> list[int]:
    """Give the numbers of entries."""
    return [entry.number for entry in entries]
