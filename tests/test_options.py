"""Options: every move, closing and reopening from here, open or with all that it still lacks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from story import CASEWORK, START, Story, papers, planned

HOUR = timedelta(hours=1)
LEFT = f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="left town")


def listed(story: Story) -> dict[str, tuple[str, ...]]:
    """Give the titles of the options now, each with the codes of what it lacks."""
    options = story.engine.options(story.record, at=story.now + HOUR)
    assert len({str(option) for option in options}) == len(options)
    return {str(option): tuple(unmet.code for unmet in option.unmet) for option in options}


def titles(story: Story) -> list[str]:
    """Give the titles of what is open now."""
    return [title for title, lacking in listed(story).items() if not lacking]


BEGIN = {
    "begin Preparation (Interview process)": (),
    "begin Initial contact (Rapport building)": (),
    "begin Exploration, engagement, assessment and planning (Helping process)": (),
}
LEAVE = {"close before the planned end": (), "close by transfer to another service": ()}


def test_options_of_a_new_case() -> None:
    """A new case may begin tracks beside, go on with what it lacks, or be left."""
    assert listed(Story()) == {
        "go on to Assessment and study": ("HR-02", "HR-03", "HR-04", "HR-05"),
        **BEGIN,
        "close as planned": ("HR-18", "HR-17"),
        **LEAVE,
    }


def test_options_of_a_case_in_evaluation() -> None:
    """Returns and the detour are open; going on lacks its rating."""
    assert listed(Story().told(until="evaluation")) == {
        "go on to Termination": ("HR-15",),
        "return to Assessment and study": (),
        "return to Planning and goal setting": (),
        "return to Intervention and implementation": (),
        "make a detour to Intake and engagement": (),
        **BEGIN,
        "close as planned": ("HR-18", "HR-17"),
        **LEAVE,
    }


def test_options_of_the_linear_variant() -> None:
    """The linear variant offers no return, and keeps its detour."""
    story = Story(linear=True).told(until="evaluation").write(*papers("evaluation"))
    assert titles(story) == [
        "go on to Termination",
        "make a detour to Intake and engagement",
        *BEGIN,
        *LEAVE,
    ]


def test_a_model_without_the_variant_of_the_case_offers_nothing() -> None:
    """An iterative case is offered no track of a model that is given only as linear without detours."""
    engine = cm.Engine((cm.CASEWORK, cm.RAPPORT.linear(detours=False)))
    assert listed(Story(engine)) == {
        "go on to Assessment and study": ("HR-02", "HR-03", "HR-04", "HR-05"),
        "close as planned": ("HR-18", "HR-17"),
        **LEAVE,
    }
    assert "begin Initial contact (Rapport building)" in listed(Story(engine, linear=True))


def test_options_during_a_detour() -> None:
    """A detour offers its resume to the phase left and nothing else, held by the crisis."""
    story = Story().told(until="planning").write(f.Crisis(id="k1")).move("intake", reason="crisis")
    assert listed(story) == {
        "resume Planning and goal setting": ("HR-06",),
        **BEGIN,
        "close as planned": ("HR-18", "HR-06", "HR-17"),
        **LEAVE,
    }
    assert "resume Planning and goal setting" in titles(story.write(f.Stabilised(crisis="k1")))


def test_options_of_a_case_that_may_end() -> None:
    """With its papers complete a case may be closed as planned."""
    story = Story().told(until="termination").write(*papers("termination"))
    assert listed(story) == {
        "return to Intervention and implementation": (),
        "make a detour to Intake and engagement": (),
        **BEGIN,
        "close as planned": (),
        **LEAVE,
    }


def test_options_of_a_closed_case() -> None:
    """A closed case may be reopened."""
    assert listed(Story().write(LEFT)) == {"reopen into Intake and engagement": ()}


def test_options_of_every_track() -> None:
    """Tracks beside the main one have their moves too, named with their model."""
    story = Story().move("initial_contact", model="rapport").move("trust", model="rapport")
    found = listed(story)
    assert found["go on to Developing mutual goals and expectations (Rapport building)"] == ()
    assert found["return to Initial contact (Rapport building)"] == ()
    assert "begin Initial contact (Rapport building)" not in found
    story.write(f.Crisis(id="k1"))
    assert listed(story)["return to Initial contact (Rapport building)"] == ("HR-06",)


def test_options_of_a_case_that_runs_by_another_model() -> None:
    """A model that is a case's main one is not offered beside it, and no main model ever is."""
    assert [title for title in listed(Story(model="rapport")) if title.startswith("begin")] == [
        "begin Preparation (Interview process)",
        "begin Exploration, engagement, assessment and planning (Helping process)",
    ]
    assert titles(Story(model="rapport"))[0] == "begin Preparation (Interview process)"


def test_an_option_holds_what_one_would_write() -> None:
    """The fact of an option is the step itself, what it asks of the writer left out; coded reasons are listed."""
    story = Story().told(until="planning")
    options = {str(option): option for option in story.engine.options(story.record, at=story.now)}
    back = options["return to Assessment and study"]
    assert back.fact == f.PhaseChange(model="casework", from_="planning", to="assessment", move=cm.MoveKind.RETURN)
    assert (back.asks, back.reasons) == (("reason",), ("missing_information", "new_issue"))
    assert options["close as planned"].asks == ("reason",)
    assert options["close before the planned end"].asks == ("initiator", "reason")
    assert options["close by transfer to another service"].asks == ("initiator", "reason", "receiving")
    assert options["close by transfer to another service"].fact == f.Closure(closure=f.ClosureKind.TRANSFER)
    assert options["begin Initial contact (Rapport building)"].asks == ()
    assert options["make a detour to Intake and engagement"].reasons == ("crisis",)
    assert options["go on to Intervention and implementation"].reasons == ()
    assert not options["go on to Intervention and implementation"].is_open
    assert back.is_open


def test_options_are_those_of_a_time() -> None:
    """What is open may depend on the day, as consent does."""
    story = Story().write(*papers("intake"))
    until = f.Consent(scopes=("service",), status=f.ConsentStatus.GIVEN, valid_until=START.date())
    story.write(until)
    assert "go on to Assessment and study" in titles(story)
    assert "go on to Assessment and study" not in titles(story.wait(days=1))


# The law: options are exactly the permitted moves --------------------------------------------------------------------


def cases() -> list[tuple[str, Callable[[], Story]]]:
    """Give ways to tell a case into every phase, with its papers and without, on a detour, in a crisis, closed."""

    def told(phase: str, *, linear: bool, ready: bool) -> Callable[[], Story]:
        return lambda: Story(linear=linear).told(until=phase).write(*(papers(phase) if ready else ()))

    def detour(phase: str, *, crisis: bool) -> Callable[[], Story]:
        extra = (f.Crisis(id="k1"),) if crisis else ()
        return lambda: Story().told(until=phase).write(*extra).move("intake", kind=cm.MoveKind.DETOUR, reason="crisis")

    def alone(model: str) -> Callable[[], Story]:
        return lambda: Story(model=model)

    found = [
        (f"{phase}-{linear}-{ready}", told(phase, linear=linear, ready=ready))
        for phase in CASEWORK
        for linear in (False, True)
        for ready in (False, True)
    ]
    found += [
        (f"detour-{phase}-{crisis}", detour(phase, crisis=crisis)) for phase in CASEWORK[1:] for crisis in (False, True)
    ]
    found += [
        ("crisis", lambda: Story().told(until="evaluation").write(f.Crisis(id="k1"))),
        ("closed", lambda: Story().write(LEFT)),
        ("planned", lambda: Story().told(until="termination").write(*papers("termination"), planned())),
        ("tracks", lambda: Story().move("initial_contact", model="rapport").move("exploration", model="helping")),
    ]
    found += [(model.key, alone(model.key)) for model in cm.SHIPPED]
    return found


CASES = cases()


def told(option: cm.Option) -> f.Fact:
    """Give what one would write, with what the option asks of the writer filled in."""
    said: dict[str, Any] = {"reason": "she asked for it", "initiator": f.Initiator.CLIENT, "receiving": "legal aid"}
    return evolve(option.fact, **{name: said[name] for name in option.asks})


@pytest.mark.parametrize("tell", [tell for _, tell in CASES], ids=[name for name, _ in CASES])
def test_an_option_lacks_what_its_step_lacks(tell: Callable[[], Story]) -> None:
    """For every option, considering what one would write gives the same answer."""
    story = tell()
    at = story.now + HOUR
    options = story.engine.options(story.record, at=at)
    assert options
    for option in options:
        step = cm.Write(fact=told(option), by="w1", occurred_at=at, recorded_at=at)
        verdict = story.engine.consider(story.record, step)
        assert (verdict.unmet if isinstance(verdict, cm.Refused) else ()) == option.unmet
        assert isinstance(verdict, cm.Permitted) is option.is_open


@pytest.mark.parametrize("tell", [tell for _, tell in CASES], ids=[name for name, _ in CASES])
def test_what_is_permitted_is_an_open_option(tell: Callable[[], Story]) -> None:
    """Of all moves that can be thought of between the phases of all models, the permitted ones are the open options."""
    story = tell()
    at = story.now + HOUR
    open_ = {
        (option.fact.model, option.fact.to, option.fact.move)
        for option in story.engine.options(story.record, at=at)
        if option.is_open and isinstance(option.fact, f.PhaseChange)
    }
    permitted: set[tuple[str, str, cm.MoveKind]] = set()
    for model in cm.SHIPPED:
        track = story.case.tracks.get(model.key)
        for phase in model.phases:
            for kind in cm.MoveKind:
                change = f.PhaseChange(
                    model=model.key, from_=track.phase if track else "", to=phase.key, move=kind, reason="other"
                )
                step = cm.Write(fact=change, by="w1", occurred_at=at, recorded_at=at)
                if isinstance(story.engine.consider(story.record, step), cm.Permitted):
                    permitted.add((model.key, phase.key, kind))
    assert permitted == open_


# Who asks ------------------------------------------------------------------------------------------------------------


def test_a_stranger_is_told_nothing() -> None:
    """Who has no access is refused for that, first and alone, whatever the state of the case."""
    story = Story().told(until="planning").write(f.Crisis(id="k1")).move("intake", reason="crisis")
    with pytest.raises(cm.StepRefused) as caught:
        story.engine.options(story.record, at=story.now, by="stranger")
    assert caught.value.refusal.codes == ("HR-35",)
    assert caught.value.refusal.instead == ()


@pytest.mark.parametrize("by", ["", " "])
def test_the_nameless_are_told_nothing(by: str) -> None:
    """Who gives no name has no access, and is told no more than a stranger."""
    story = Story()
    with pytest.raises(cm.StepRefused) as caught:
        story.engine.options(story.record, at=story.now, by=by)
    assert caught.value.refusal.codes == ("HR-35",)


def test_everybody_with_access_has_the_same_options() -> None:
    """Options are those of the case, whoever of its workers asks, or the program."""
    story = Story().told(until="planning")
    at = story.now + HOUR
    options = story.engine.options(story.record, at=at)
    assert options == story.engine.options(story.record, at=at, by="w1")
    assert options == story.engine.options(story.record, at=at, by="w2")


def test_a_stranger_who_moves_is_told_nothing() -> None:
    """The refusal of a stranger's move names neither the phase of the case nor what is open instead."""
    story = Story().told(until="planning").write(f.Crisis(id="k1")).move("intake", reason="crisis")
    with pytest.raises(cm.StepRefused) as caught:
        story.engine.move(story.record, "planning", by="stranger", occurred_at=story.now, recorded_at=story.now)
    refusal = caught.value.refusal
    assert refusal.codes == ("HR-35",)
    assert refusal.instead == ()
    for word in ("resume", "Intake", "intake"):
        assert word not in str(refusal)


def test_options_want_a_time_with_a_zone() -> None:
    """A time without a zone is no instant, and a mistake of the program."""
    with pytest.raises(cm.BadValue):
        Story().engine.options(Story().record, at=START.replace(tzinfo=None))


# A later way in ------------------------------------------------------------------------------------------------------


def test_a_policy_offers_its_own_way_of_reopening() -> None:
    """Where a policy lets a case be reopened into a later phase, that is an option too, open while it holds."""
    policy = cm.Policy(key="town", reopen_phase="assessment", reopen_within_days=90)
    story = Story(cm.Engine(policy=policy)).told(until="termination").write(*papers("termination"), planned())
    assert titles(story) == ["reopen into Intake and engagement", "reopen into Assessment and study"]
    assert titles(story.wait(days=91)) == ["reopen into Intake and engagement"]


def test_a_way_of_reopening_is_offered_once() -> None:
    """Where the policy names the phase into which every case is reopened, that is one option."""
    policy = cm.Policy(key="town", reopen_phase="intake", reopen_within_days=90)
    assert titles(Story(cm.Engine(policy=policy)).write(LEFT)) == ["reopen into Intake and engagement"]


def test_a_policy_may_name_a_phase_that_the_model_has_not() -> None:
    """Such a phase is not offered."""
    policy = cm.Policy(key="town", reopen_phase="exploration", reopen_within_days=90)
    assert titles(Story(cm.Engine(policy=policy)).write(LEFT)) == ["reopen into Intake and engagement"]
