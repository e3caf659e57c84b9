"""The engine and records under other models and policies: what it does not know, and how a record is migrated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import Story, papers, planned

TOWN = cm.Policy(key="town", off=("HR-08",))
LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")
LINEAR = cm.CASEWORK.linear()


def migrated(story: Story, engine: cm.Engine | None = None, **changes: Any) -> Story:  # noqa: ANN401 - any argument of `migrate`
    """Migrate the record of a story an hour later, and go on with that engine."""
    story.wait(hours=1)
    story.engine = engine or story.engine
    usual: dict[str, Any] = {"by": "w1", "occurred_at": story.now, "recorded_at": story.now}
    story.record = story.engine.migrate(story.record, **{**usual, **changes})
    return story


# What an engine does not know ----------------------------------------------------------------------------------------


def test_a_foreign_model_is_named() -> None:
    """A record under a model that the engine was not given is not judged: the model is named, and what is known."""
    story = Story().told(until="assessment")
    engine = cm.Engine(models=(cm.LONG_TERM,))
    asks = (
        lambda: engine.consider(story.record, cm.Read(by="w1")),
        lambda: engine.write(story.record, story.step(f.Note())),
        lambda: engine.change(story.record, "planning"),
        lambda: engine.options(story.record, at=story.now),
        lambda: engine.reopen(story.record, by="w1", occurred_at=story.now, recorded_at=story.now, reason="came back"),
        lambda: engine.audit(story.record),
    )
    for ask in asks:
        with pytest.raises(cm.UnknownModel) as caught:
            ask()
        assert str(caught.value) == (
            "This engine does not know the process model casework version 1 (iterative) (known: long_term version 1 "
            "(iterative), long_term version 1 (linear)). Build the engine with it; a record that names it can also be "
            "put under another with engine.migrate."
        )


def test_another_version_is_another_model() -> None:
    """An engine knows the versions that it was given, and no other."""
    engine = cm.Engine(models=(evolve(cm.CASEWORK, version=2),))
    with pytest.raises(cm.UnknownModel):
        engine.consider(Story().record, cm.Read(by="w1"))


def test_a_track_beside_is_judged_by_the_newest_version() -> None:
    """A move names no version: what is begun under one version goes on under the newest that the engine has (D-34)."""
    first, *rest = cm.RAPPORT.phases
    stricter = evolve(cm.RAPPORT, version=2, phases=(evolve(first, requires=("strength_recorded",)), *rest))
    story = Story().move("initial_contact", model="rapport")
    assert story.refused_move("trust", model="rapport") == set()
    for models in ((cm.CASEWORK, cm.RAPPORT, stricter), (cm.CASEWORK, stricter, cm.RAPPORT)):
        story.engine = cm.Engine(models)
        assert story.refused_move("trust", model="rapport") == {"HR-08"}


def test_a_foreign_policy_is_named() -> None:
    """A record under a policy that the engine was not given is not judged."""
    story = Story(cm.Engine(policy=TOWN))
    for ask in (
        lambda: cm.Engine().consider(story.record, cm.Read(by="w1")),
        lambda: cm.Engine().options(story.record, at=story.now),
        lambda: cm.Engine().audit(story.write(f.Note()).record),
    ):
        with pytest.raises(cm.UnknownPolicy) as caught:
            ask()
        assert caught.value.unknown.named.startswith("town version 1 (")
    assert isinstance(cm.Engine(policies=(TOWN,)).consider(story.record, cm.Read(by="w1")), cm.Permitted)


def test_a_policy_that_says_something_else_is_another() -> None:
    """A policy is known by what it says, not by its name alone."""
    engine = cm.Engine(policy=cm.Policy(key="town", off=("HR-09",)))
    with pytest.raises(cm.UnknownPolicy):
        engine.consider(Story(cm.Engine(policy=TOWN)).record, cm.Read(by="w1"))


def test_a_record_is_judged_by_its_own_policy() -> None:
    """The policy of the engine is for the records that it opens; older ones keep theirs."""
    engine = cm.Engine(policies=(TOWN,))
    town = Story(cm.Engine(policy=TOWN)).told(until="assessment")
    town.engine = engine
    assert town.refused_move("planning") == {"HR-07", "HR-09"}
    assert Story(engine).told(until="assessment").refused_move("planning") == {"HR-07", "HR-08", "HR-09"}


def test_nothing_unknown_is_written_into_a_record() -> None:
    """A change to a model or policy that the engine does not know is not written."""
    story = Story()
    model = f.ModelChanged(model=f.ModelRef(key="town", version=1))
    policy = f.PolicyChanged(policy=TOWN.ref)
    with pytest.raises(cm.UnknownModel):
        story.write(model)
    with pytest.raises(cm.UnknownPolicy):
        story.write(policy)
    knowing = cm.Engine(policies=(TOWN,))
    story.engine = knowing
    assert story.write(policy).case.policy == TOWN.ref


# Another model -------------------------------------------------------------------------------------------------------


def test_a_case_goes_on_under_another_model() -> None:
    """Phases that both models have keep their keys; the visit goes on, and the new model asks for what it asks for."""
    story = Story().told(until="assessment").write(f.RiskAssessment())
    migrated(story, to=cm.LONG_TERM, text="More time is needed.", entry_id="change")
    entry = story.record.entries[-1]
    assert (entry.id, entry.text) == ("change", "More time is needed.")
    assert entry.fact == f.ModelChanged(model=f.ModelRef(key="long_term", version=1))
    assert (story.case.model.key, story.case.phase) == ("long_term", "assessment")
    assert story.refused_move("planning") == {"HR-08", "HR-09"}


def test_phases_are_mapped() -> None:
    """A phase that the new model does not have is given a new name."""
    story = Story().told(until="planning").write(f.SafetyPlan())
    migrated(story, to=cm.CRISIS, phases={"planning": "assessment"})
    assert story.record.entries[-1].fact == f.ModelChanged(
        model=f.ModelRef(key="crisis", version=1), phases=(f.PhaseMapping(old="planning", new="assessment"),)
    )
    assert story.case.phase == "assessment"
    assert story.refused_move("intervention") == {"HR-07"}


def test_a_case_is_never_left_without_a_phase() -> None:
    """Every phase in which the case stands must have its place in the new model, that of an open detour too."""
    story = Story().told(until="planning").move("intake", reason="crisis")
    with pytest.raises(cm.EngineFaults) as caught:
        migrated(story, to=cm.CRISIS, phases={"intake": "beginning"})
    assert str(caught.value) == (
        "Models, rules, policy and record do not fit together, faults found (2):\n"
        "  - phases: the case stands in intake, which the new model does not have. Map intake to one of its phases.\n"
        "  - phases: the case stands in planning, which the new model does not have. Map planning to one of its phases."
    )
    migrated(story, to=cm.CRISIS, phases={"planning": "assessment"})
    assert story.move("assessment").case.phase == "assessment"


def test_the_linear_variant_is_changed_to_the_iterative() -> None:
    """What HR-24 advises can be done."""
    story = Story(linear=True).told(until="planning")
    assert story.refused_move("assessment", reason="new_issue") == {"HR-24"}
    assert migrated(story, to=cm.CASEWORK).refused_move("assessment", reason="new_issue") == set()
    assert migrated(story, to=LINEAR).refused_move("assessment", reason="new_issue") == {"HR-24"}


def test_a_case_is_taken_home_from_a_model_that_is_not_known() -> None:
    """Migrating works where nothing else does, and afterwards everything does again but the audit of that time."""
    engine = cm.Engine(models=(cm.LONG_TERM,))
    story = migrated(Story().told(until="assessment"), engine, to=cm.LONG_TERM)
    assert story.refused_move("planning") == {"HR-07", "HR-08", "HR-09"}
    with pytest.raises(cm.UnknownModel):
        engine.audit(story.record)


def test_a_closed_case_may_be_migrated() -> None:
    """A closed case has no phase to map; it is reopened under the new model."""
    story = Story().told(until="termination").write(*papers("termination"), planned())
    migrated(story, to=cm.CRISIS).write(f.Reopening(entry_phase="intake", reason="came back"))
    assert (story.case.model.key, story.case.phase) == ("crisis", "intake")


def test_the_new_model_is_one_of_the_engine() -> None:
    """A model that the engine was not given is no way to go."""
    with pytest.raises(cm.UnknownModel) as caught:
        migrated(Story(), to=evolve(cm.CASEWORK, version=9))
    assert caught.value.unknown.named == "casework version 9 (iterative)"


# Another policy ------------------------------------------------------------------------------------------------------


def test_a_record_is_taken_under_another_policy() -> None:
    """From the change on the new policy holds; model and policy may change together, each in an entry."""
    engine = cm.Engine(policies=(TOWN,))
    story = migrated(Story(engine).told(until="assessment"), policy=TOWN, entry_id="change")
    assert story.record.entries[-1].id == "change"
    assert story.refused_move("planning") == {"HR-07", "HR-09"}
    migrated(story, to=cm.LONG_TERM, policy=cm.STANDARD, entry_id="both")
    assert [(entry.id, entry.fact.kind) for entry in story.record.entries][-2:] == [
        ("both", "model_changed"),
        ("e9", "policy_changed"),
    ]
    assert story.refused_move("planning") == {"HR-07", "HR-08", "HR-09"}
    assert story.engine.audit(story.record) == ()


def test_a_case_is_taken_home_from_a_policy_that_is_not_known() -> None:
    """Migrating works where the old policy is not known, whatever is changed."""
    story = Story(cm.Engine(policy=TOWN))
    assert migrated(story, cm.Engine(), policy=cm.STANDARD).case.policy == cm.STANDARD.ref
    story = migrated(Story(cm.Engine(policy=TOWN)), cm.Engine(), to=cm.LONG_TERM)
    assert story.case.model.key == "long_term"


def test_the_new_policy_is_one_of_the_engine() -> None:
    """A policy that the engine was not given is no way to go."""
    with pytest.raises(cm.UnknownPolicy):
        migrated(Story(), policy=TOWN)


def test_migrating_is_judged_as_writing() -> None:
    """A stranger, a used id and unsound times are refused as in any entry."""
    story = Story().write(f.Note())
    early = story.now - timedelta(days=1)
    tries: tuple[tuple[dict[str, Any], str], ...] = (
        ({"by": "stranger"}, "HR-35"),
        ({"by": ""}, "HR-33"),
        ({"entry_id": "e1"}, "HR-39"),
        ({"recorded_at": None}, "HR-32"),
        ({"recorded_at": early, "occurred_at": early}, "HR-27"),
    )
    for changes, code in tries:
        with pytest.raises(cm.StepRefused) as caught:
            migrated(story, to=cm.LONG_TERM, **changes)
        assert caught.value.refusal.codes == (code,)


def test_migrating_goes_somewhere() -> None:
    """To change neither model nor policy is a slip of the program."""
    with pytest.raises(cm.BadValue) as caught:
        migrated(Story())
    assert str(caught.value) == "migrate: it is not said where the record goes. Name a model in `to`, or a policy."


def test_a_track_beside_is_no_way_to_go() -> None:
    """A model that runs as a track beside the case cannot become its main one too."""
    story = Story().move("initial_contact", model="rapport")
    with pytest.raises(cm.EngineFaults) as caught:
        migrated(story, to=cm.RAPPORT, phases={"intake": "trust"})
    assert [str(fault) for fault in caught.value.faults] == [
        "to: a track of rapport runs beside the main one. Close the case first, or choose another model."
    ]


def test_a_change_of_model_is_not_written_past_migrating() -> None:
    """The entry itself is held to the same: a case that would stand nowhere is not written."""
    ref = f.ModelRef(key="rapport", version=1)
    with pytest.raises(cm.EngineFaults):
        Story().write(f.ModelChanged(model=ref))
    story = Story().write(f.ModelChanged(model=ref, phases=(f.PhaseMapping(old="intake", new="trust"),)))
    assert story.move("mutual_goals").case.phase == "mutual_goals"


def test_a_track_of_a_model_that_is_not_known_is_not_moved() -> None:
    """Where a track runs by a model that the engine was not given, that is said, and not that there is no track."""
    story = Story().move("initial_contact", model="rapport")
    story.engine = cm.Engine(models=(cm.CASEWORK,))
    with pytest.raises(cm.UnknownModel) as caught:
        story.move("trust", model="rapport")
    assert caught.value.unknown.named == "rapport"
