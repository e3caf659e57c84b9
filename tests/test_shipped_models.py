"""The shipped models are the tables of the process documents: these phases and moves, and none else.

The tables below are written by hand from the process tables (docs/explanation/field.md names the documents).
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

import casework_model as cm
from casework_model import MoveKind as K
from casework_model.process.model import shape_faults

Table = dict[tuple[str, str], tuple[cm.MoveKind, frozenset[str]]]


def forward(*phases: str) -> Table:
    """Give the forward moves through phases in order."""
    return {(one, other): (K.FORWARD, frozenset()) for one, other in pairwise(phases)}


def returns(*rows: tuple[str, str, str]) -> Table:
    """Give returns from rows of from, to and reasons."""
    return {(one, other): (K.RETURN, frozenset(reasons.split())) for one, other, reasons in rows}


def crisis(to: str, *left: str) -> dict[tuple[str, str, cm.MoveKind], frozenset[str]]:
    """Give the detours to a phase from those that are left, and the resumes back."""
    out = {(phase, to, K.DETOUR): frozenset({"crisis"}) for phase in left}
    back = {(to, phase, K.RESUME): frozenset[str]() for phase in left}
    return out | back


CASEWORK_PHASES = ("intake", "assessment", "planning", "intervention", "evaluation", "termination")
CASEWORK_RETURNS = returns(
    ("assessment", "intake", "re_engagement"),
    ("planning", "assessment", "missing_information new_issue"),
    ("intervention", "assessment", "new_issue reassessment"),
    ("intervention", "planning", "plan_adjustment"),
    ("evaluation", "assessment", "reassessment new_issue"),
    ("evaluation", "planning", "new_goal plan_adjustment"),
    ("evaluation", "intervention", "strategy_adjustment"),
    ("termination", "intervention", "relapse_or_setback"),
)
INTERVIEW_PHASES = (
    "preparation",
    "introduction",
    "exploration",
    "assessment",
    "goal_setting",
    "intervention",
    "evaluation",
    "termination",
)

PHASES: dict[str, tuple[str, ...]] = {
    "casework": CASEWORK_PHASES,
    "interview": INTERVIEW_PHASES,
    "rapport": ("initial_contact", "trust", "mutual_goals", "sustaining", "termination"),
    "helping": ("exploration", "implementation", "termination"),
    "crisis": ("intake", "assessment", "intervention", "evaluation", "termination"),
    "long_term": CASEWORK_PHASES,
}

PLAIN: dict[str, Table] = {
    "casework": forward(*CASEWORK_PHASES) | CASEWORK_RETURNS,
    "interview": forward(*INTERVIEW_PHASES)
    | returns(
        ("evaluation", "intervention", "strategy_adjustment"),
        ("evaluation", "goal_setting", "new_goal plan_adjustment"),
        ("intervention", "goal_setting", "plan_adjustment"),
        ("intervention", "assessment", "new_issue"),
        ("goal_setting", "assessment", "missing_information new_issue"),
        ("assessment", "exploration", "missing_information"),
    ),
    "rapport": forward(*PHASES["rapport"])
    | returns(
        ("sustaining", "trust", "trust_setback"),
        ("sustaining", "mutual_goals", "expectations_changed"),
        ("mutual_goals", "trust", "trust_setback"),
        ("sustaining", "initial_contact", "worker_change"),
        ("trust", "initial_contact", "worker_change"),
    ),
    "helping": forward(*PHASES["helping"])
    | returns(
        ("implementation", "exploration", "contract_renegotiation new_issue"),
        ("termination", "implementation", "relapse_or_setback"),
    ),
    # Planning is folded into assessment, and so are its reasons for a return.
    "crisis": forward(*PHASES["crisis"])
    | returns(
        ("assessment", "intake", "re_engagement"),
        ("intervention", "assessment", "new_issue reassessment"),
        ("evaluation", "assessment", "reassessment new_issue new_goal plan_adjustment"),
        ("evaluation", "intervention", "strategy_adjustment"),
        ("termination", "intervention", "relapse_or_setback"),
    ),
    "long_term": forward(*CASEWORK_PHASES) | CASEWORK_RETURNS,
}

DETOURS = {
    "casework": crisis("intake", *CASEWORK_PHASES[1:]),
    "interview": crisis("introduction", "exploration", "assessment", "goal_setting", "intervention", "evaluation"),
    "rapport": crisis("trust"),
    "helping": crisis("exploration"),
    "crisis": crisis("intake", "assessment", "intervention", "evaluation", "termination"),
    "long_term": crisis("intake", *CASEWORK_PHASES[1:]),
}

CASEWORK_REQUIRES = {
    "intake": {"HR-02", "HR-03", "HR-04", "HR-05"},
    "assessment": {"HR-07", "HR-08", "HR-09"},
    "planning": {"HR-10", "HR-12", "HR-13"},
    "intervention": {"HR-14"},
    "evaluation": {"HR-15"},
    "termination": {"HR-17"},
}
REQUIRES: dict[str, dict[str, set[str]]] = {
    "casework": CASEWORK_REQUIRES,
    "interview": {
        "introduction": {"HR-03"},
        "goal_setting": {"HR-10"},
        "evaluation": {"HR-15"},
        "termination": {"HR-17"},
    },
    "rapport": {"mutual_goals": {"HR-13"}, "termination": {"HR-17"}},
    "helping": {
        "exploration": {"HR-09", "HR-10", "HR-13"},
        "implementation": {"HR-15"},
        "termination": {"HR-17"},
    },
    "crisis": {
        "intake": {"HR-02", "HR-03", "HR-04", "HR-05"},
        "assessment": {"HR-07", "HR-44"},
        "intervention": {"HR-45"},
        "evaluation": {"HR-15"},
        "termination": {"HR-17"},
    },
    "long_term": CASEWORK_REQUIRES,
}
"""By rule of the catalogue. HR-06 holds by itself in every model, and HR-11 when a goal is added."""

models = pytest.mark.parametrize("model", cm.SHIPPED, ids=lambda model: model.key)


def table_of(model: cm.ProcessModel) -> dict[tuple[str, str, cm.MoveKind], frozenset[str]]:
    """Give the moves of a model as a table."""
    return {(move.from_, move.to, move.kind): frozenset(move.reasons) for move in model.moves}


def test_six_models_are_shipped() -> None:
    """The four documents that list phases give a model each, and casework has two variants of its own."""
    assert [model.key for model in cm.SHIPPED] == ["casework", "interview", "rapport", "helping", "crisis", "long_term"]
    named = (cm.CASEWORK, cm.INTERVIEW, cm.RAPPORT, cm.HELPING, cm.CRISIS, cm.LONG_TERM)
    assert named == cm.SHIPPED
    assert {model.version for model in cm.SHIPPED} == {1}


@models
def test_a_model_has_the_phases_of_its_document(model: cm.ProcessModel) -> None:
    """The phases stand in the order of the document; the first is the start, the last the one end."""
    keys = tuple(phase.key for phase in model.phases)
    assert keys == PHASES[model.key]
    assert [phase.key for phase in model.phases if phase.start] == [keys[0]] == [model.first.key]
    assert [phase.key for phase in model.phases if phase.end] == [keys[-1]] == ["termination"]


@models
def test_a_model_has_the_moves_of_its_table_and_no_others(model: cm.ProcessModel) -> None:
    """Each edge of the table is a move of its kind with its coded reasons, and nothing else is."""
    plain = {(one, other, kind): reasons for (one, other), (kind, reasons) in PLAIN[model.key].items()}
    assert table_of(model) == plain | DETOURS[model.key]
    assert len(model.moves) == len(table_of(model))
    assert not any(len(move.reasons) != len(set(move.reasons)) for move in model.moves)


@pytest.mark.parametrize(
    ("model", "count"), [("casework", 23), ("interview", 23), ("rapport", 9), ("helping", 4), ("crisis", 17)]
)
def test_the_tables_are_as_long_as_those_of_the_documents(model: str, count: int) -> None:
    """Counted in the process tables: casework 5 forward, 8 returns, 5 detours with their resumes; and so on."""
    assert len(PLAIN[model]) + len(DETOURS[model]) == count


@models
def test_a_phase_asks_for_the_rules_of_its_table(model: cm.ProcessModel) -> None:
    """Leaving a phase asks for the rules that the table names, and for no others."""
    codes = {rule.key: rule.code for rule in cm.RULES}
    found = {phase.key: {codes[key] for key in phase.requires} for phase in model.phases if phase.requires}
    assert found == REQUIRES[model.key]


def test_rapport_asks_for_a_contract_and_the_others_for_one_that_covers_the_goals() -> None:
    """HR-13 stands for two conditions: agreed expectations in rapport, goals covered elsewhere."""
    keys = {(model.key, key) for model in cm.SHIPPED for phase in model.phases for key in phase.requires}
    assert {model for model, key in keys if key == "contract_exists"} == {"rapport"}
    assert {model for model, key in keys if key == "contract_covers_goals"} == {"casework", "helping", "long_term"}


def test_every_rule_that_a_model_names_is_in_the_rule_book() -> None:
    """No shipped model requires or waives what no rule says."""
    known = {rule.key for rule in cm.RULES}
    named = {key for model in cm.SHIPPED for phase in model.phases for key in phase.requires}
    assert named | {key for model in cm.SHIPPED for key in model.waives} <= known


def test_only_crisis_work_may_begin_without_a_goal() -> None:
    """HR-42 does not apply in the crisis model; no other model sets a rule aside."""
    codes = {rule.key: rule.code for rule in cm.RULES}
    waived = {model.key: [codes[key] for key in model.waives] for model in cm.SHIPPED if model.waives}
    assert waived == {"crisis": ["HR-42"]}


def test_the_kinds_of_casework_are_main_models_and_the_others_run_beside() -> None:
    """A case is worked on by one kind of casework; interview, rapport and helping may run beside it."""
    assert {model.key for model in cm.SHIPPED if not model.beside} == {"casework", "crisis", "long_term"}


def test_exploration_has_its_four_parts() -> None:
    """The first phase of the helping process is made of four tasks in order; no other phase has parts."""
    parts = {(model.key, phase.key): phase.parts for model in cm.SHIPPED for phase in model.phases if phase.parts}
    assert parts == {("helping", "exploration"): ("explore", "engage_motivate", "assess", "goals_contract")}


# Each model explains itself ------------------------------------------------------------------------------------------

ROW = re.compile(r"^[A-Z]-[A-Z0-9]{2,3}-[0-9]{2}$")
DOCUMENTS = {"casework": "001", "interview": "000", "rapport": "003", "helping": "004", "crisis": "001"}


@models
def test_every_phase_says_what_it_is_for_and_where_it_comes_from(model: cm.ProcessModel) -> None:
    """A phase has a title, a purpose, activities and sources; a model a title, what it is about, and sources."""
    assert model.title
    assert model.about.endswith(".")
    assert model.sources
    for phase in model.phases:
        assert phase.title
        assert phase.purpose.endswith(".")
        assert len(phase.activities) >= 3
        assert all(activity.strip() == activity != "" for activity in phase.activities)
        assert phase.sources


@models
def test_every_source_names_a_document_and_a_row_of_the_ledger(model: cm.ProcessModel) -> None:
    """Sources are written as "001 C-INT-09", and each model rests first on its own document."""
    several = (model.sources, *(phase.sources for phase in model.phases), *(move.sources for move in model.moves))
    for sources in several:
        assert sources
        assert {source.document for source in sources} <= {"000", "001", "003", "004"}
        assert all(ROW.match(source.row) for source in sources)
    assert model.sources[0].document == DOCUMENTS.get(model.key, "001")


@models
def test_every_inferred_move_says_why(model: cm.ProcessModel) -> None:
    """What a source does not say itself is marked, with the reason it follows from."""
    assert all(move.why.endswith(".") for move in model.moves if move.basis is cm.Basis.INFERRED)


STATED_RETURNS = {
    "casework": {
        ("intervention", "assessment"),
        ("intervention", "planning"),
        ("evaluation", "planning"),
        ("evaluation", "intervention"),
    },
    "interview": {("evaluation", "intervention")},
    "rapport": set[tuple[str, str]](),
    "helping": set[tuple[str, str]](),
}


@pytest.mark.parametrize("key", STATED_RETURNS)
def test_a_move_is_stated_where_its_document_states_it(key: str) -> None:
    """Forward moves are stated, returns where the tables say so, and the crisis detour for intervention alone."""
    model = next(model for model in cm.SHIPPED if model.key == key)
    stated = {
        kind: {(m.from_, m.to) for m in model.moves if m.kind is kind and m.basis is cm.Basis.STATED} for kind in K
    }
    assert stated[K.FORWARD] == set(forward(*PHASES[key]))
    assert stated[K.RETURN] == STATED_RETURNS[key]
    assert stated[K.DETOUR] == ({("intervention", "intake")} if key == "casework" else set())


# Variants ------------------------------------------------------------------------------------------------------------


@models
def test_the_linear_variant_keeps_its_returns_on_the_drawing(model: cm.ProcessModel) -> None:
    """Linear, a model has the very same moves, and says of itself that its returns are switched off."""
    linear = model.linear()
    assert (model.is_linear, linear.is_linear) == (False, True)
    assert (linear.variant, linear.moves, linear.phases) == (cm.Variant.LINEAR, model.moves, model.phases)
    assert linear != model
    assert linear.linear() == linear


@models
def test_detours_can_be_switched_off(model: cm.ProcessModel) -> None:
    """Without detours neither they nor their resumes are left, and everything else is."""
    strict = model.linear(detours=False)
    plain = {(one, other, kind): reasons for (one, other), (kind, reasons) in PLAIN[model.key].items()}
    assert table_of(strict) == plain
    assert (strict.variant, strict.is_linear) == (cm.Variant.LINEAR_WITHOUT_DETOURS, True)
    assert shape_faults(strict.key, strict.phases, strict.moves) == ()
    assert all(move.kind is not K.DETOUR for phase in strict.phases for move in strict.moves_from(phase.key))


@models
def test_the_iterative_variant_is_the_way_back(model: cm.ProcessModel) -> None:
    """What was made linear becomes iterative again, equal to what it was."""
    assert model.linear().iterative() == model
    assert model.iterative() == model


# Crosswalk -----------------------------------------------------------------------------------------------------------

CROSSWALK = {
    ("casework", "interview"): {
        "intake": {"preparation", "introduction"},
        "assessment": {"exploration", "assessment"},
        "planning": {"goal_setting"},
        "intervention": {"intervention"},
        "evaluation": {"evaluation"},
        "termination": {"termination"},
    },
    ("casework", "rapport"): {
        "intake": {"initial_contact", "trust"},
        "assessment": {"trust", "initial_contact"},
        "planning": {"mutual_goals", "trust"},
        "intervention": {"sustaining"},
        "evaluation": {"sustaining"},
        "termination": {"termination", "sustaining"},
    },
    ("casework", "helping"): {
        "intake": {"exploration"},
        "assessment": {"exploration"},
        "planning": {"exploration"},
        "intervention": {"implementation"},
        "evaluation": {"implementation", "termination"},
        "termination": {"termination"},
    },
    ("interview", "casework"): {
        "preparation": {"intake"},
        "introduction": {"intake"},
        "exploration": {"assessment"},
        "assessment": {"assessment"},
        "goal_setting": {"planning"},
        "intervention": {"intervention"},
        "evaluation": {"evaluation"},
        "termination": {"termination"},
    },
}


@pytest.mark.parametrize(("one", "other"), CROSSWALK)
def test_the_crosswalk_is_that_of_the_tables(one: str, other: str) -> None:
    """While a phase is current, these phases of the other model are to be expected."""
    phases = CROSSWALK[one, other]
    assert tuple(phases) == PHASES[one]
    assert {phase: set(cm.CROSSWALK.expected(one, phase, other)) for phase in phases} == phases


def test_the_crosswalk_has_nothing_else() -> None:
    """No further pair of models is mapped, and what is not mapped gives nothing."""
    assert len(cm.CROSSWALK.maps) == 6 + 6 + 6 + 8
    assert cm.CROSSWALK.expected("rapport", "trust", "casework") == ()
    assert cm.CROSSWALK.expected("casework", "nowhere", "interview") == ()
