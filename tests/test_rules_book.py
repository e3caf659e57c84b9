"""The rule book: what it holds, which rules a policy may turn into advice or switch off, and rules of one's own."""

from __future__ import annotations

from typing import Any, cast

import pytest

import casework_model as cm
from casework_model import facts as f
from story import Story, consent, goal, papers_but

STRUCTURAL = ("HR-01", "HR-18", "HR-20", "HR-21", "HR-22", "HR-23", "HR-24")
FIXED = (
    "HR-06",
    "HR-27",
    "HR-28",
    "HR-30",
    "HR-31",
    "HR-32",
    "HR-33",
    "HR-35",
    "HR-39",
    "HR-40",
    "HR-41",
    "HR-46",
    "HR-47",
)
CODES = tuple(f"HR-{number:02}" for number in (*range(1, 29), *range(30, 37), *range(39, 48)))


def test_the_catalogue_has_its_rules() -> None:
    """The rules are HR-01 to HR-45 without the three numbers left out there, and our own; HR-13 twice."""
    assert len(CODES) == 44
    assert tuple(dict.fromkeys(rule.code for rule in cm.RULES)) == CODES
    assert [rule.key for rule in cm.RULES if rule.code == "HR-13"] == ["contract_covers_goals", "contract_exists"]
    assert len(cm.RULES) == 45


def test_every_rule_explains_itself() -> None:
    """Every rule has a title, a remedy, a source and a key of its own."""
    assert len({rule.key for rule in cm.RULES}) == len(cm.RULES)
    for rule in cm.RULES:
        assert rule.title
        assert rule.remedy
        assert rule.sources
        assert not rule.remedy.endswith(".")


def test_what_holds_always() -> None:
    """Structural and fixed rules are those of the process itself and of a sound record; all others may be switched."""
    assert tuple(rule.code for rule in cm.RULES if rule.structural) == STRUCTURAL
    assert tuple(rule.code for rule in cm.RULES if rule.fixed) == FIXED
    assert {rule.code for rule in cm.RULES if rule.may_be_switched_off} == set(CODES) - {*STRUCTURAL, *FIXED}


def test_rules_are_equal_by_code_key_and_version() -> None:
    """The words of a rule may be improved without its becoming another rule."""
    rule = cm.RULES[0]
    same = cm.Rule(code=rule.code, key=rule.key, title="x", remedy="y", lacks=rule.lacks)
    newer = cm.Rule(code=rule.code, key=rule.key, version=2, title="x", remedy="y", lacks=rule.lacks)
    assert same == rule
    assert hash(same) == hash(rule)
    assert newer != rule
    assert repr(rule) == "<Rule HR-01 move_exists>"


@pytest.mark.parametrize("rule", [rule for rule in cm.RULES if rule.on], ids=lambda rule: str(rule.key))
def test_a_rule_asked_about_what_it_does_not_watch_lacks_nothing(rule: cm.Rule) -> None:
    """A rule is total: put to a step that it does not concern, it is met."""
    story = Story().write(goal())
    for step in (cm.Read(by="w1"), story.step(f.Note())):
        asked = cm.Asked(story.record, step, cm.STANDARD, cm.CASEWORK, story.case.track)
        assert rule.lacks(story.case, asked) == ()


@pytest.mark.parametrize(
    "code", ["HR-01", "HR-16", "HR-18", "HR-19", "HR-20", "HR-22", "HR-24", "HR-25", "HR-27", "HR-28", "HR-30", "HR-32"]
)
def test_a_rule_of_the_course_asked_about_a_reading_lacks_nothing(code: str) -> None:
    """The rules of movement and ending are met by a step that moves and ends nothing, on no track."""
    story = Story()
    asked = cm.Asked(story.record, cm.Read(by="w1"), cm.STANDARD, cm.CASEWORK, None)
    rule = next(rule for rule in cm.RULES if rule.code == code)
    assert rule.lacks(story.case, asked) == ()


# Policies ------------------------------------------------------------------------------------------------------------


def story_under(policy: cm.Policy, *, needs_interpreter: bool = False) -> Story:
    """Tell a case under a policy."""
    return Story(cm.Engine(policy=policy), needs_interpreter=needs_interpreter)


def test_a_policy_turns_a_rule_into_advice() -> None:
    """The step is permitted, and what is missing is said as advice."""
    story = story_under(cm.Policy(key="town", advise=("HR-08",))).told(until="assessment")
    story.write(*papers_but("assessment", f.Strength))
    verdict = story.engine.consider(story.record, story.step(story.change("planning")))
    assert isinstance(verdict, cm.Permitted)
    assert [str(advice) for advice in verdict.advice] == [
        (
            "Consider: no strength is recorded in this episode (HR-08). Ask what the client can build on, and record a "
            "strength."
        )
    ]
    assert story.move("planning").case.phase == "planning"


def test_a_policy_switches_a_rule_off() -> None:
    """What is switched off is neither asked for nor advised; all else is as before."""
    story = story_under(cm.Policy(key="town", off=("HR-08",))).told(until="assessment")
    assert story.refused_move("planning") == {"HR-07", "HR-09"}
    story.write(*papers_but("assessment", f.Strength))
    verdict = story.engine.consider(story.record, story.step(story.change("planning")))
    assert isinstance(verdict, cm.Permitted)
    assert verdict.advice == ()


def test_a_policy_concerns_both_rules_of_one_code() -> None:
    """HR-13 switched off is off for casework and for rapport."""
    story = story_under(cm.Policy(key="town", off=("HR-13",))).told(until="planning")
    assert story.refused_move("intervention") == {"HR-10", "HR-12"}
    for phase in ("initial_contact", "trust", "mutual_goals"):
        story.move(phase, model="rapport")
    assert story.refused_move("sustaining", model="rapport") == set()


@pytest.mark.parametrize("force", ["advise", "off"])
def test_hr_25_may_be_switched(force: str) -> None:
    """An agency may decide otherwise on ending in an open crisis; advice then says what was unwise."""
    policy = cm.Policy(key="town", advise=("HR-25",)) if force == "advise" else cm.Policy(key="town", off=("HR-25",))
    story = story_under(policy).write(f.Crisis(id="k1"))
    closure = f.Closure(closure=f.ClosureKind.PREMATURE, initiator=f.Initiator.AGENCY, reason="no funds")
    verdict = story.engine.consider(story.record, story.step(closure))
    assert isinstance(verdict, cm.Permitted)
    assert [advice.unmet.code for advice in verdict.advice] == (["HR-25"] if force == "advise" else [])


@pytest.mark.parametrize("force", ["advise", "off"])
def test_hr_26_may_be_switched(force: str) -> None:
    """An agency may decide otherwise on interpreters; advice then says what was unwise."""
    policy = cm.Policy(key="town", advise=("HR-26",)) if force == "advise" else cm.Policy(key="town", off=("HR-26",))
    story = story_under(policy, needs_interpreter=True)
    verdict = story.engine.consider(story.record, story.step(consent()))
    assert isinstance(verdict, cm.Permitted)
    assert [advice.unmet.code for advice in verdict.advice] == (["HR-26"] if force == "advise" else [])


def test_a_refusal_does_not_mix_with_advice() -> None:
    """Where something is refused and something only advised, the refusal holds the refused alone."""
    story = story_under(cm.Policy(key="town", advise=("HR-08",))).told(until="assessment")
    assert story.refused_move("planning") == {"HR-07", "HR-09"}


def test_what_always_holds_cannot_be_switched() -> None:
    """Structural, fixed and unknown rules in a policy are all reported at once, each with its remedy."""
    with pytest.raises(cm.EngineFaults) as caught:
        cm.Engine(policy=cm.Policy(key="town", advise=("HR-01", "HR_25"), off=("HR-32", "XYZ")))
    assert str(caught.value) == (
        "Models, rules, policy and record do not fit together, faults found (4):\n"
        "  - policy town, advise: HR-01 always holds (A move is one of the model and begins in the current phase). "
        "Take it out of the policy.\n"
        '  - policy town, advise: no rule has the code "HR_25". Perhaps "HR-25" is meant.\n'
        "  - policy town, off: HR-32 always holds (Times are there, say their zone, and nothing is recorded before it "
        "happened). Take it out of the policy.\n"
        '  - policy town, off: no rule has the code "XYZ". Name the rule by its code, such as HR-25.'
    )


@pytest.mark.parametrize("field", ["advise", "off"])
def test_every_structural_and_fixed_rule_is_refused_in_a_policy(field: str) -> None:
    """All twenty are reported, those of older policies too."""
    codes = (*STRUCTURAL, *FIXED)
    policy = cm.Policy(key="old", advise=codes) if field == "advise" else cm.Policy(key="old", off=codes)
    with pytest.raises(cm.EngineFaults) as caught:
        cm.Engine(policies=(policy,))
    assert [fault.where for fault in caught.value.faults] == [f"policy old, {field}"] * 20


def test_every_other_rule_may_be_switched() -> None:
    """A policy that switches off everything else is accepted."""
    cm.Engine(policy=cm.Policy(key="town", off=tuple(set(CODES) - {*STRUCTURAL, *FIXED})))


# Rules of one's own --------------------------------------------------------------------------------------------------


def without_supervisor(case: cm.Case, _asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Ask that a supervisor has looked at the case: here, that the worker has changed once."""
    return () if case.has(f.WorkerChange) else (cm.Lack("no supervisor has looked at the case"),)


def spoken_to_nobody(_case: cm.Case, asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Ask that a contact names who took part."""
    contact = asked.fact
    return (cm.Lack("nobody took part"),) if isinstance(contact, f.Contact) and not contact.participants else ()


SUPERVISED = cm.Rule(
    code="TOWN-1",
    key="supervised",
    title="A supervisor has looked at the case",
    remedy="Ask the supervisor",
    lacks=without_supervisor,
)
ATTENDED = cm.Rule(
    code="TOWN-2",
    key="attended",
    title="A contact names who took part",
    remedy="Say who took part",
    lacks=spoken_to_nobody,
    on=(f.Contact,),
)
TOWN = """
key = "town"
version = 1
waives = ["consent_understood"]

[[phase]]
key = "meet"
start = true
requires = ["problem_stated", "supervised"]

[[phase]]
key = "part"
end = true

[[move]]
from = "meet"
to = "part"
"""


def test_a_model_names_a_rule_of_its_own() -> None:
    """A requirement is named in the user's model by its key, and refuses beside the shipped ones."""
    engine = cm.Engine(models=(cm.parse_model(TOWN),), rules=(SUPERVISED,))
    assert SUPERVISED in engine.rules
    story = Story(engine, model="town", needs_interpreter=True)
    assert story.said(story.change("part")) == (
        "meet cannot end yet: no presenting problem is recorded in this episode (HR-05), and no supervisor has looked "
        "at the case (TOWN-1). Put the presenting problem into words with the client and record it. Ask the supervisor."
    )
    story.write(f.PresentingProblem(domain=f.ProblemDomain.OTHER), f.WorkerChange())
    assert story.refused_move("part") == set()
    assert story.refused(consent()) == set()  # the model waives HR-26


def test_a_rule_of_ones_own_watches_facts() -> None:
    """A rule with `on` is judged whenever such a fact is written, whatever the model, and a policy may switch it."""
    story = Story(cm.Engine(rules=(ATTENDED,)))
    assert story.refused(f.Contact()) == {"TOWN-2"}
    assert story.refused(f.Contact(participants=("client",))) == set()
    assert story.refused(f.Note()) == set()
    lenient = cm.Engine(rules=(ATTENDED,), policy=cm.Policy(key="town", off=("TOWN-2",)))
    assert Story(lenient).refused(f.Contact()) == set()


def test_a_rule_of_ones_own_watches_moves() -> None:
    """A rule may watch moves and closings; it is judged after the shipped ones."""
    watch = cm.Rule(
        code="TOWN-3",
        key="watched",
        title="x",
        remedy="Ask the supervisor",
        lacks=without_supervisor,
        on=(f.PhaseChange, f.Closure, f.Reopening),
    )
    story = Story(cm.Engine(rules=(watch,)))
    assert story.codes(story.step(story.change("planning"))) == ("HR-01", "TOWN-3")
    assert story.codes(story.step(f.Closure(closure=f.ClosureKind.PREMATURE))) == ("HR-19", "TOWN-3")
    assert story.codes(story.step(f.Reopening(entry_phase="intake", reason="x"))) == ("HR-21", "TOWN-3")


def test_the_order_of_judging_is_the_librarys_own() -> None:
    """A user's rule is neither ordered nor structural; it watches facts, or a model names it."""
    rules = tuple(
        cm.Rule(
            code=f"TOWN-{key}",
            key=key,
            title="x",
            remedy="y",
            lacks=without_supervisor,
            structural=key == "structural",
            ordered=key == "ordered",
        )
        for key in ("structural", "ordered")
    )
    with pytest.raises(cm.EngineFaults) as caught:
        cm.Engine(rules=rules)
    problem = (
        "the order of judging knows only the shipped rules. Leave out `ordered` and `structural`; give it `on`, or "
        "name its key in a model."
    )
    assert str(caught.value) == (
        "Models, rules, policy and record do not fit together, faults found (2):\n"
        f"  - rule TOWN-structural: {problem}\n"
        f"  - rule TOWN-ordered: {problem}"
    )


def test_faults_of_rules_and_models_are_told_all_at_once() -> None:
    """Duplicate keys and codes, unknown requirements, and what cannot be required or waived, each with its remedy."""
    model = TOWN.replace('"supervised"', '"problem_statd", "xyz", "no_open_crisis"').replace(
        '"consent_understood"', '"never_edited", "suprvised"'
    )
    doubled = cm.Rule(code="HR-05", key="supervised", title="x", remedy="y", lacks=without_supervisor)
    again = cm.Rule(code="TOWN-5", key="eligible", title="x", remedy="y", lacks=without_supervisor)
    with pytest.raises(cm.EngineFaults) as caught:
        cm.Engine(
            models=(cm.parse_model(model), cm.CASEWORK, cm.CASEWORK),
            rules=(SUPERVISED, doubled, again),
            policy=cm.Policy(off=("HR_25",)),
        )
    assert str(caught.value) == (
        "Models, rules, policy and record do not fit together, faults found (11):\n"
        "  - rule TOWN-1: the key supervised is used twice. Give each rule a key of its own.\n"
        "  - rule HR-05: the key supervised is used twice. Give each rule a key of its own.\n"
        "  - rule HR-05: a shipped rule has this code. Use a code of your own.\n"
        "  - rule TOWN-5: the key eligible is used twice. Give each rule a key of its own.\n"
        '  - model town, phase meet: no rule has the key "problem_statd". Perhaps "problem_stated" is meant.\n'
        '  - model town, phase meet: no rule has the key "xyz". Give the engine a rule with that key.\n'
        "  - model town, phase meet: HR-06 is judged by itself and cannot be required. Take it out of requires.\n"
        "  - model town, waives: HR-30 can never be switched off. Take it out of waives.\n"
        '  - model town, waives: no rule has the key "suprvised". Perhaps "supervised" is meant.\n'
        '  - policy standard, off: no rule has the code "HR_25". Perhaps "HR-25" is meant.\n'
        "  - model casework: version 1 is given twice. Give each version once."
    )


def test_a_rule_of_ones_own_gives_lacks() -> None:
    """A test that gives anything but a tuple of lacks is a slip, told when it is met."""
    careless = cm.Rule(
        code="TOWN-6",
        key="careless",
        title="x",
        remedy="y",
        lacks=cast("Any", truly),
        on=(f.Note,),
    )
    story = Story(cm.Engine(rules=(careless,)))
    with pytest.raises(cm.BadValue) as caught:
        story.refused(f.Note())
    assert str(caught.value) == (
        "rule TOWN-6: its test must give a tuple of Lack, () where it is met. Change what it returns."
    )


def truly(_case: cm.Case, _asked: cm.Asked) -> bool:
    """Say that something lacks, and not what."""
    return True
