"""The engine: opening a case, considering and writing steps, moving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import START, Story, goal, papers, task

NAIVE = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - a time without zone is what is refused
LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")


def opened(engine: cm.Engine | None = None, **changes: Any) -> cm.CaseRecord:  # noqa: ANN401 - any argument of `open`
    """Open a case with some arguments of one's own."""
    usual: dict[str, Any] = {
        "client": cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY),
        "case_id": "c-1",
        "tz": "Europe/Berlin",
        "by": "w1",
        "occurred_at": START,
        "recorded_at": START,
        "route": f.ContactRoute.PHONE,
    }
    return (engine or cm.Engine()).open(**{**usual, **changes})


def last(story: Story) -> f.PhaseChange:
    """Give the move that was written last."""
    fact = story.record.entries[-1].fact
    assert isinstance(fact, f.PhaseChange)
    return fact


# Opening -------------------------------------------------------------------------------------------------------------


def test_a_case_opens_in_its_first_phase() -> None:
    """The first entry holds the opening: number, id, times with a fixed offset, model, phase and policy."""
    record = opened(text="A call.", circumstances="The flat is damp.", authorised=("w2", "w1", "", "w2"))
    (entry,) = record.entries
    assert (entry.number, entry.id, entry.by, entry.text) == (1, "e1", "w1", "A call.")
    assert entry.occurred_at == entry.recorded_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert entry.occurred_at.utcoffset() == timedelta(hours=1)
    case = record.case
    assert (case.phase, case.episode_began, case.is_closed, case.tz) == ("intake", 1, False, "Europe/Berlin")
    assert case.model == f.ModelRef(key="casework", version=1, variant=cm.Variant.ITERATIVE)
    assert case.policy == cm.STANDARD.ref
    assert case.opened.circumstances == "The flat is damp."
    assert case.opened.authorised == ("w1", "w2")


def test_opening_is_pure() -> None:
    """The same arguments give the same record."""
    assert opened() == opened()
    assert opened(entry_id="first").entries[0].id == "first"


def test_the_author_may_read_what_was_opened() -> None:
    """Who opens a case is authorised for it, and others are only where they are named."""
    engine, record = cm.Engine(), opened()
    assert isinstance(engine.consider(record, cm.Read(by="w1")), cm.Permitted)
    assert isinstance(engine.consider(record, cm.Read(by="w2")), cm.Refused)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"occurred_at": NAIVE},
            (
                "The case cannot be opened: the time at which it happened has no zone (HR-32). Give both times with "
                "their offset from UTC, the time of writing not before the time of the event."
            ),
        ),
        (
            {"recorded_at": None, "by": ""},
            (
                "The case cannot be opened: the time at which it was recorded is missing or unreadable (HR-32). Give "
                "both times with their offset from UTC, the time of writing not before the time of the event."
            ),
        ),
        (
            {"by": " "},
            "The case cannot be opened: the entry has no author (HR-33). Name the worker who writes it.",
        ),
    ],
)
def test_a_case_opens_with_sound_times_and_an_author(changes: dict[str, Any], said: str) -> None:
    """Unsound times are HR-32 and nothing else, a missing author HR-33."""
    with pytest.raises(cm.StepRefused) as caught:
        opened(**changes)
    assert str(caught.value) == said


def test_the_zone_of_a_case_exists() -> None:
    """A zone that is not known is a mistake of the program."""
    with pytest.raises(cm.BadValue) as caught:
        opened(tz="Europe/Atlantis")
    assert caught.value.fault.where == "CaseOpened.tz"


def test_a_case_opens_under_a_known_model() -> None:
    """A model that the engine was not given is not known."""
    with pytest.raises(cm.UnknownModel) as caught:
        opened(model="town")
    assert caught.value.unknown.named == "town"
    assert caught.value.unknown.known == ("casework", "interview", "rapport", "helping", "crisis", "long_term")


def test_the_variant_is_chosen_or_left_to_the_model() -> None:
    """Without a word the model decides; linear and iterative may both be asked for."""
    strict = cm.Engine(models=(cm.CASEWORK.linear(),))
    assert opened(strict).case.model.variant is cm.Variant.LINEAR
    assert opened(strict, linear=False).case.model.variant is cm.Variant.ITERATIVE
    assert opened(linear=True).case.model.variant is cm.Variant.LINEAR
    assert opened().case.model.variant is cm.Variant.ITERATIVE


@pytest.mark.parametrize("newest_last", [False, True])
def test_a_case_opens_under_the_newest_version(*, newest_last: bool) -> None:
    """Of several versions the newest is taken, in whatever order they were given."""
    second = evolve(cm.CASEWORK, version=2)
    models = (cm.CASEWORK, second) if newest_last else (second, cm.CASEWORK)
    assert opened(cm.Engine(models=models)).case.model.version == 2


def test_an_engine_says_under_what_a_record_is_kept() -> None:
    """Model, in its variant, and policy of a record can be asked for, as well as the engine's own."""
    town = cm.Policy(key="town")
    engine = cm.Engine(policy=town)
    record = opened(engine, linear=True)
    assert engine.policy == engine.policy_of(record) == town
    assert engine.model_of(record) == cm.CASEWORK.linear()
    assert engine.models == cm.SHIPPED
    with pytest.raises(cm.UnknownPolicy):
        cm.Engine().policy_of(record)
    with pytest.raises(cm.UnknownModel):
        cm.Engine(models=(cm.RAPPORT,)).model_of(record)


@pytest.mark.parametrize("model", [model.key for model in cm.SHIPPED])
def test_every_shipped_model_may_be_the_main_one(model: str) -> None:
    """A case may run by any model alone."""
    assert opened(model=model).case.model.key == model


# Considering and writing ---------------------------------------------------------------------------------------------


def test_considering_changes_nothing() -> None:
    """To consider is only to look: the record is the same, and the answer too."""
    story = Story()
    before, entries = story.record, tuple(story.record.entries)
    step = story.step(goal())
    first, second = story.engine.consider(before, step), story.engine.consider(before, step)
    assert isinstance(first, cm.Permitted)
    assert first == second
    assert first.record.case.active_goals == ("g1",)
    assert tuple(before.entries) == entries
    assert before.case.active_goals == ()


def test_writing_is_considering_and_taking() -> None:
    """What is permitted is written as it was asked, at the end of the record."""
    story = Story()
    step = cm.Write(
        fact=f.Contact(),
        by="w2",
        occurred_at=START,
        recorded_at=START + timedelta(minutes=5),
        text="Short talk.",
        id="talk",
        access=cm.AccessLevel.RESTRICTED,
        participants=("client",),
    )
    record = story.engine.write(story.record, step)
    verdict = story.engine.consider(story.record, step)
    assert isinstance(verdict, cm.Permitted)
    assert verdict.record == record
    assert record.entries[-1] == cm.RecordEntry(
        2,
        "talk",
        "w2",
        START,
        START + timedelta(minutes=5),
        f.Contact(),
        "Short talk.",
        cm.AccessLevel.RESTRICTED,
        ("client",),
    )


def test_a_refused_step_is_raised_and_changes_nothing() -> None:
    """`write` raises what `consider` gives."""
    story = Story()
    step = story.step(goal(weight=0))
    before = tuple(story.record.entries)
    with pytest.raises(cm.StepRefused) as caught:
        story.engine.write(story.record, step)
    assert caught.value.refusal == story.engine.consider(story.record, step)
    assert caught.value.place == 0
    assert tuple(story.record.entries) == before


def test_a_reading_leaves_the_record_as_it_is() -> None:
    """A permitted reading writes nothing."""
    story = Story()
    verdict = story.engine.consider(story.record, cm.Read(by="w1", at=START, purpose="supervision"))
    assert isinstance(verdict, cm.Permitted)
    assert verdict.record is story.record
    assert verdict.entry is None
    assert story.engine.write(story.record, cm.Read(by="w1")) is story.record


def test_several_steps_are_written_together() -> None:
    """Each is judged after those before it."""
    story = Story().wait(hours=1)
    steps = [story.step(fact) for fact in (goal(), task(), f.Contract(goals=("g1",)))]
    record = story.engine.write_all(story.record, steps, expected=1)
    assert [entry.fact.kind for entry in record.entries] == ["case_opened", "goal", "task", "contract"]
    assert story.engine.write_all(story.record, []) is story.record


def test_several_steps_are_written_all_or_none() -> None:
    """Where one is refused, its place is told and nothing is written."""
    story = Story().wait(hours=1)
    steps = [story.step(fact) for fact in (goal(), task(), task("g7"), f.Note())]
    with pytest.raises(cm.StepRefused) as caught:
        story.engine.write_all(story.record, steps)
    assert caught.value.place == 2
    assert caught.value.refusal.codes == ("HR-40",)
    assert len(story.record.entries) == 1


def test_two_workers_do_not_overwrite_each_other() -> None:
    """Who has not seen the last entry is told so before anything is judged."""
    story = Story().write(f.Note())
    step = story.step(f.Note())
    assert isinstance(story.engine.consider(story.record, step, expected=2), cm.Permitted)
    for ask in (story.engine.consider, story.engine.write):
        with pytest.raises(cm.RecordMovedOn) as caught:
            ask(story.record, evolve(step, recorded_at=None), expected=1)
        assert str(caught.value) == (
            "The record has moved on: the last entry seen was number 1, it now ends with number 2. Read the record "
            "again and decide anew."
        )
    with pytest.raises(cm.RecordMovedOn):
        story.engine.write_all(story.record, [step], expected=3)


@pytest.mark.parametrize("where", ["intake", "detour", "closed"])
def test_an_incident_is_always_accepted(where: str) -> None:
    """What should not have happened may be written in every state of a case, whatever it concerns."""
    story = Story() if where == "intake" else Story().told(until="planning").write(f.Crisis(id="k1"))
    if where == "detour":
        story.move("intake", reason="crisis")
    if where == "closed":
        story.write(LEFT)
    for kind in f.IncidentKind:
        assert story.refused(f.Incident(incident=kind, about=("e99",))) == set()


def test_a_stranger_is_not_told_that_the_record_has_moved_on() -> None:
    """Who has no access learns nothing of the length of a record."""
    story = Story()
    with pytest.raises(cm.StepRefused) as caught:
        story.engine.consider(story.record, story.step(f.Note(), by="stranger"), expected=9)
    assert caught.value.refusal.codes == ("HR-35",)
    with pytest.raises(cm.RecordMovedOn):
        story.engine.consider(story.record, story.step(f.Note(), by=""), expected=9)


# Moving --------------------------------------------------------------------------------------------------------------


def moved(story: Story, to: str, **changes: Any) -> f.PhaseChange:  # noqa: ANN401 - any argument of `move`
    """Move through the engine itself and give what was written."""
    story.wait(hours=1)
    story.record = story.engine.move(story.record, to, by="w1", occurred_at=story.now, recorded_at=story.now, **changes)
    return last(story)


def test_the_kind_of_a_move_is_what_the_model_offers() -> None:
    """Start, forward, return, detour and resume are found by themselves, and model and beginning filled in."""
    story = Story().write(*papers("intake"))
    kinds = cm.MoveKind
    assert moved(story, "assessment") == f.PhaseChange(
        model="casework", from_="intake", to="assessment", move=kinds.FORWARD
    )
    assert moved(story, "intake", reason="re_engagement").move is kinds.RETURN
    assert moved(story, "assessment").move is kinds.FORWARD
    assert moved(story, "intake", reason="crisis") == f.PhaseChange(
        model="casework", from_="assessment", to="intake", move=kinds.DETOUR, reason="crisis"
    )
    assert moved(story, "assessment").move is kinds.RESUME
    assert moved(story, "preparation", model="interview") == f.PhaseChange(
        model="interview", to="preparation", move=kinds.START
    )
    assert moved(story, "introduction", model="interview").move is kinds.FORWARD


def test_a_reason_decides_between_return_and_detour() -> None:
    """Where both lead to one phase, a coded reason of the detour makes it a detour, any other a return."""
    change = Story().told(until="assessment").change
    assert change("intake", reason="crisis").move is cm.MoveKind.DETOUR
    assert change("intake", reason="re_engagement").move is cm.MoveKind.RETURN
    assert change("intake", reason="she was frightened").move is cm.MoveKind.RETURN
    assert change("intake").move is cm.MoveKind.RETURN
    assert Story().told(until="planning").change("intake", reason="she fell ill").move is cm.MoveKind.DETOUR


def test_a_kind_that_is_given_is_kept() -> None:
    """The writer may say which kind is meant."""
    story = Story().told(until="assessment")
    assert moved(story, "intake", kind=cm.MoveKind.DETOUR, reason="she was frightened").move is cm.MoveKind.DETOUR


def test_a_move_that_there_is_not_is_asked_for_as_forward() -> None:
    """What no model offers is put to the rules, which refuse it."""
    story = Story().told(until="assessment")
    assert story.change("termination").move is cm.MoveKind.FORWARD
    assert story.change("a", model="town") == f.PhaseChange(model="town", to="a", move=cm.MoveKind.START)
    with pytest.raises(cm.StepRefused) as caught:
        moved(story, "termination", text="on", entry_id="x", expected=6)
    assert caught.value.refusal.codes == ("HR-01",)


@pytest.mark.parametrize(
    ("reason", "words", "kept"),
    [
        ("new_issue", "", ("new_issue", "")),
        ("new_issue", "a debt came up", ("new_issue", "a debt came up")),
        ("a debt came up", "", ("other", "a debt came up")),
        ("debt", "the old landlord", ("other", "debt: the old landlord")),
        ("other", "the old landlord", ("other", "the old landlord")),
    ],
)
def test_a_reason_is_kept_coded_or_in_words(reason: str, words: str, kept: tuple[str, str]) -> None:
    """A coded reason stays; any other is kept as "other" with its words."""
    story = Story().told(until="planning")
    story.write(evolve(story.change("assessment", reason=reason), reason_text=words))
    assert (last(story).reason, last(story).reason_text) == kept


def test_words_alone_are_kept_as_other() -> None:
    """A reason told in words alone is kept as "other" with its words, as any that is not in the coded list."""
    story = Story().told(until="planning")
    story.write(evolve(story.change("assessment"), reason_text="his brother moved in"))
    assert (last(story).reason, last(story).reason_text) == ("other", "his brother moved in")
