"""Further laws: enough is enough, the linear variant, own rules, equality, what was written, views, offsets."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import facts as f
from casework_model.rules import is_usual
from casework_model.terms import is_fixed
from story import CASEWORK, Story, consent, goal, review, task
from walks import ENGINE, MODELS, begun, choices, stories, walked

Steps = list[f.Fact | int]
ROUNDS: Final = 8
"""More often than this nobody has to be told what is missing."""


def wherever(model: str, steps: Steps, *, linear: bool) -> Story:
    """Give a case of any shipped model, somewhere on its way."""
    story = copy(opened(model, linear))
    walked(story, steps)
    return story


@cache
def opened(model: str, linear: bool) -> Story:  # noqa: FBT001 - a key of the cache
    """Open a case of each model once: records do not change, so that every walk may go on from the same one."""
    return Story(ENGINE, model=model, linear=linear, at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC))


anywhere: Final = st.one_of(
    stories, st.builds(wherever, st.sampled_from(sorted(MODELS)), choices, linear=st.booleans())
)
"""A case of any shipped model, linear or iterative, young or old."""


def codes(verdict: cm.Verdict) -> tuple[str, ...]:
    """Give the codes of a refusal; none for what is permitted."""
    return verdict.codes if isinstance(verdict, cm.Refused) else ()


# Doing all that the reasons ask for is enough -------------------------------------------------------------------------


def done(case: cm.Case, unmet: cm.Unmet) -> Iterator[f.Fact]:
    """Give what would put one reason right, read off its rule and the things it concerns."""
    goals = case.active_goals or ("g1",)
    concerned = tuple(key for lack in unmet.lacks for key in lack.concerns)
    if not case.active_goals and unmet.rule.key in {
        "goals_have_tasks",
        "contract_covers_goals",
        "intervention_on_goal",
    }:
        yield goal("g1")
    match unmet.rule.key:
        case "service_consent":
            yield evolve(consent(), via_interpreter=True)
        case "goals_have_tasks":
            yield from (task(key) for key in concerned or goals)
        case "contract_covers_goals" | "contract_exists":
            yield f.Contract(goals=case.active_goals or tuple(case.goals)[:1])
        case "intervention_on_goal":
            yield f.Intervention(intervention=f.InterventionKind.ADVOCACY, goals=goals)
        case "goals_rated":
            yield review(**dict.fromkeys(case.active_goals, 0))
        case "no_open_crisis":
            yield from (f.Stabilised(crisis=key) for key in concerned)
        case "closing_complete":
            yield from (f.TerminationReview(), f.MaintenancePlan(), f.ClosingSummary())
            yield review(**dict.fromkeys(concerned, 0))
        case _:
            yield SIMPLE[unmet.rule.key]


SIMPLE: Final[dict[str, f.Fact]] = {
    "confidentiality_explained": f.ConfidentialityExplained(),
    "eligible": f.Eligibility(decision=f.Decision.ELIGIBLE),
    "problem_stated": f.PresentingProblem(domain=f.ProblemDomain.HOUSING),
    "risk_assessed": f.RiskAssessment(),
    "strength_recorded": f.Strength(strength=f.StrengthKind.COPING),
    "hypothesis_formed": f.WorkingHypothesis(),
    "goal_agreed": goal("g1"),
    "safety_plan_made": f.SafetyPlan(),
    "intervention_made": f.Intervention(intervention=f.InterventionKind.CRISIS_MANAGEMENT),
}


@given(anywhere, choices)
def test_doing_all_that_the_reasons_ask_for_is_enough_anywhere(story: Story, steps: Steps) -> None:
    """Whatever the case has been through, an option opens once all that it lacks is written, and nothing else."""
    walked(story, steps)
    story.wait(hours=1)
    before = story.record
    for place, option in enumerate(story.engine.options(before, at=story.now)):
        if any(unmet.rule.key == "closed_from_end" for unmet in option.unmet):
            continue  # it asks for going on to the last phase, which is a move and no paper
        story.record, lacking = before, option
        for _ in range(ROUNDS):
            if lacking.is_open:
                break
            for unmet in lacking.unmet:
                story.write(*done(story.case, unmet))
            lacking = story.engine.options(story.record, at=story.now)[place]
            assert lacking.title == option.title
        assert lacking.is_open, (option.title, lacking.unmet)


# The linear variant ---------------------------------------------------------------------------------------------------


@given(st.sampled_from(sorted(MODELS)), choices)
def test_the_linear_variant_differs_by_its_returns_alone(model: str, steps: Steps) -> None:
    """Asked for the same, both variants answer alike, but that the linear one refuses every return.

    It is HR-24, unless the case is closed, a detour is open, or the track has not begun.
    """
    linear, iterative = (wherever(model, [], linear=is_linear) for is_linear in (True, False))
    for step in steps:
        ((fact, said),) = walked(linear, [step])
        if isinstance(fact, f.PhaseChange) and fact.move is cm.MoveKind.RETURN:
            iterative.now = linear.now
            is_closed, track = linear.case.is_closed, linear.case.tracks.get(fact.model)
            other = "HR-20" if is_closed else "HR-01" if track is None else "HR-22" if track.paused else "HR-24"
            assert other in codes(said)
        else:
            assert codes(walked(iterative, [fact])[0][1]) == codes(said)


# Own rules ------------------------------------------------------------------------------------------------------------


def never(_case: cm.Case, _asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Refuse whatever is asked."""
    return (cm.Lack("the town forbids it"),)


def one_note_a_day(case: cm.Case, asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Refuse a second note of one day."""
    return tuple(
        cm.Lack("there is a note of this day", (entry.id,))
        for entry in case.newest_first(f.Note)
        if case.day(entry.occurred_at) == asked.day
    )


def fewer_than_two_strengths(case: cm.Case, _asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Ask for two strengths."""
    return () if len(case.facts(f.Strength)) > 1 else (cm.Lack("fewer than two strengths are recorded"),)


OWN: Final = (
    cm.Rule(code="TOWN-1", key="no_advocacy", title="t", remedy="r", lacks=never, on=(f.Intervention,)),
    cm.Rule(code="TOWN-2", key="one_note_a_day", title="t", remedy="r", lacks=one_note_a_day, on=(f.Note, f.Contact)),
    cm.Rule(code="TOWN-3", key="two_strengths", title="t", remedy="r", lacks=fewer_than_two_strengths),
    cm.Rule(code="TOWN-4", key="no_moves_back", title="t", remedy="r", lacks=never, on=(f.PhaseChange, f.Closure)),
)
ASKING: Final = (cm.CASEWORK.with_requirement("assessment", "two_strengths"), *cm.SHIPPED[1:])


@cache
def town(way: str = "off", codes: tuple[str, ...] = ()) -> cm.Engine:
    """Give the engine of a town with its own rules, of which its policy may drop some or make them advice."""
    policy = cm.Policy(key="town", **{way: codes}) if codes else cm.STANDARD  # type: ignore[arg-type]  # one field by its name
    return cm.Engine(ASKING, policy, rules=OWN)


@given(
    st.sampled_from(CASEWORK),
    choices,
    st.sets(st.sampled_from(range(4)), min_size=1),
    st.sampled_from(("off", "advise")),
)
def test_an_own_rule_adds_its_own_code_and_nothing_else(until: str, steps: Steps, chosen: set[int], way: str) -> None:
    """With own rules a step is refused for what refused it before, and for the own rules; without them, for no more."""
    dropped = {OWN[number].code for number in chosen}
    plain = begun(until=until)
    walked(plain, steps)
    strict, lenient = town(), town(way, tuple(sorted(dropped)))
    kept = Story(lenient, at=plain.record.entries[0].occurred_at)
    for step in (plain.step(entry.fact, text="as seen") for entry in tuple(plain.record.entries)[1:]):
        asked = evolve(step, occurred_at=kept.now, recorded_at=kept.now)
        record = cm.CaseRecord.of("c-1", (under(strict, kept.record.entries[0]), *tuple(kept.record.entries)[1:]))
        all_of_them, fewer = (
            set(codes(strict.consider(record, asked))),
            set(codes(lenient.consider(kept.record, asked))),
        )
        assert fewer == all_of_them - dropped
        if not fewer:
            kept.record = lenient.write(kept.record, asked)


def under(engine: cm.Engine, opening: cm.RecordEntry) -> cm.RecordEntry:
    """Give an opening entry as if the case were kept under the policy of another engine."""
    assert isinstance(opening.fact, f.CaseOpened)
    return evolve(opening, fact=evolve(opening.fact, policy=engine.policy.ref))


# Equality, and what was written ---------------------------------------------------------------------------------------


@given(anywhere)
def test_records_are_equal_however_they_came_about(story: Story) -> None:
    """Written step by step, all at once, folded from entries or read from text, it is one record with one hash."""
    entries = tuple(story.record.entries)
    first = cm.CaseRecord.of("c-1", entries[:1])
    steps = [
        cm.Write(
            fact=one.fact, by=one.by, occurred_at=one.occurred_at, recorded_at=one.recorded_at, text=one.text, id=one.id
        )
        for one in entries[1:]
    ]
    ways = (
        story.engine.write_all(first, steps),
        cm.CaseRecord.of("c-1", entries),
        first.with_entries(entries[1:]),
        cm.loads(cm.dumps(story.record)),
    )
    for other in ways:
        assert other == story.record
        assert hash(other) == hash(story.record)
        assert (other.case, hash(other.case)) == (story.case, hash(story.case))
        assert cm.dumps(other) == cm.dumps(story.record)


@given(anywhere, st.data())
def test_records_differ_where_one_entry_does(story: Story, data: st.DataObject) -> None:
    """Another text in one entry, one entry less or another case id makes another record."""
    entries = list(story.record.entries)
    place = data.draw(st.integers(0, len(entries) - 1))
    spoilt = [*entries[:place], evolve(entries[place], text=entries[place].text + "!"), *entries[place + 1 :]]
    others = (cm.CaseRecord.of("c-1", spoilt), cm.CaseRecord.of("c-1", entries[:-1]), cm.CaseRecord.of("c-2", entries))
    assert story.record not in others
    view: object = story.record.as_of(entries[-1].recorded_at)
    assert story.record != view


@given(anywhere, choices)
def test_each_line_appended_is_the_entry_written(
    tmp_path_factory: pytest.TempPathFactory, story: Story, steps: Steps
) -> None:
    """A file that grows by a line for each entry is the file of the whole record."""
    folder = tmp_path_factory.mktemp("kept")
    growing, whole = folder / "growing.jsonl", folder / "whole.jsonl"
    for step in [None, *steps[:10]]:
        walked(story, [] if step is None else [step])
        cm.append(story.record, growing)
        cm.dump(story.record, whole)
        assert growing.read_bytes() == whole.read_bytes()
    assert cm.load(growing) == story.record


# Views and clocks -----------------------------------------------------------------------------------------------------


@given(anywhere, st.integers(-1, 90), st.integers(-1, 90))
def test_a_view_of_a_view_is_the_narrower_of_both(story: Story, one: int, other: int) -> None:
    """Looking back twice is looking back once to the earlier time, and the order of both kinds does not matter."""
    start = story.record.entries[0].occurred_at
    early, late = sorted((start + timedelta(hours=one), start + timedelta(hours=other)))
    record = story.record
    assert record.as_of(late).as_of(early) == record.as_of(early).as_of(late) == record.as_of(early)
    assert record.as_known_at(late).as_known_at(early) == record.as_known_at(early)
    assert record.as_of(early).as_known_at(late) == record.as_known_at(late).as_of(early)
    assert hash(record.as_of(late).as_of(early)) == hash(record.as_of(early))


@given(st.sampled_from(CASEWORK), choices, st.lists(st.integers(-14 * 60, 14 * 60), min_size=1, max_size=5))
def test_an_offset_changes_no_answer(until: str, steps: Steps, minutes: list[int]) -> None:
    """The same instants written with other offsets from UTC are answered alike."""
    plain, other = begun(until=until), begun(until=until)
    for place, step in enumerate(steps):
        ((fact, said),) = walked(plain, [step])
        other.now = plain.now.astimezone(timezone(timedelta(minutes=minutes[place % len(minutes)])))
        verdict = other.engine.consider(other.record, other.step(fact, text="as seen"))
        assert codes(verdict) == codes(said)
        if isinstance(verdict, cm.Permitted):
            other.record = verdict.record


@given(anywhere, choices)
def test_write_all_is_writing_each_or_none(story: Story, steps: Steps) -> None:
    """Several steps at once give the record of writing each; one refused among them leaves all unwritten."""
    before = story.record
    told = walked(story, steps)
    asked = [verdict.step for _, verdict in told if isinstance(verdict, cm.Refused)]
    good = [story.step(entry.fact, text=entry.text) for entry in tuple(story.record.entries)[len(before.entries) :]]
    assume(good)
    sound = [
        evolve(step, occurred_at=entry.occurred_at, recorded_at=entry.recorded_at)
        for step, entry in zip(good, tuple(story.record.entries)[len(before.entries) :], strict=True)
    ]
    assert story.engine.write_all(before, sound) == story.record
    last = evolve(sound[-1], by="")
    with pytest.raises(cm.StepRefused) as caught:
        story.engine.write_all(before, [*sound, last, *asked])
    assert caught.value.place == len(sound)
    assert "HR-33" in caught.value.refusal.codes


GENERAL: Final = (
    "reader_authorised",
    "times_sound",
    "author_named",
    "entry_id_new",
    "in_order_of_writing",
    "case_open",
)

ODD_TIMES: Final = st.sampled_from(
    (
        None,
        datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
        datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=1))),
        datetime(2027, 3, 2, 8, 0),  # noqa: DTZ001 - a time without a zone
        datetime(2027, 3, 2, 8, 0, tzinfo=UTC),
        datetime(2027, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2027, 3, 3, 8, 0, tzinfo=UTC),
    )
)


@given(
    anywhere,
    st.builds(
        cm.Write,
        by=st.sampled_from(("w1", "", " ", "w9")),
        occurred_at=ODD_TIMES,
        recorded_at=ODD_TIMES,
        id=st.sampled_from(("", "e1", "new")),
    ),
)
def test_what_is_usual_breaks_none_of_the_rules_asked_of_every_entry(story: Story, step: cm.Write) -> None:
    """The one look that most steps pass means that each of the six rules, asked by itself, is met.

    In a closed case nothing is usual: what happened before the closing is accepted late, by the rules themselves.
    """
    asked = cm.Asked(story.record, step, cm.STANDARD, None, None)
    rules = {rule.key: rule for rule in cm.RULES}
    broken = next((key for key in GENERAL if rules[key].lacks(story.case, asked)), "")
    named = step.id or not (is_fixed(step.occurred_at) and is_fixed(step.recorded_at))
    assert is_usual(story.case, step) == (not broken and not named and not story.case.is_closed)
