"""Random process models as TOML, and random things to ask for in the words of case files; nothing of the library."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from naive import PHASE_RULES

Data = dict[str, Any]

GOALS: Final = ("g1", "g2")
SCOPES: Final = ("service", "disclosure:shelter", "collateral:landlord")
REASONS: Final = ("", " ", "crisis", "new_issue", "other", "the landlord asks")
LEVELS: Final = (-2, -1, 0, 1, 2, 2, 3, -3, 1.5, 0.0, True)
DAYS: Final = (None, "2026-03-03", "2026-03-12", "2026-04-20", "2099-01-01")
"""Last days of validity: some pass while a case goes on, which begins on 2 March 2026."""

_some: Final = st.sampled_from
_unsure: Final = st.booleans()


CLOSING_PAPERS: Final = ("termination_review", "maintenance_plan", "closing_summary")
SOUND_GOAL: Final[Data] = {
    "goal": "g1",
    "agreed": True,
    "agreed_by": ["client", "worker"],
    "measure": "tenancy",
    "target": "yes",
    "target_date": "2026-09-01",
}


@st.composite
def processes(draw: st.DrawFn, key: str) -> str:
    """A small sound process as a user writes it: some phases in a row, short cuts, returns, detours."""
    phases = [f"p{number}" for number in range(draw(st.integers(2, 5)))]
    lines = [f'key = "{key}"', "version = 1", f"beside = {str(draw(_unsure)).lower()}"]
    lines += ['waives = ["intervention_has_goal"]'] if draw(st.integers(0, 3)) == 0 else []
    for place, phase in enumerate(phases):
        asked = draw(st.lists(_some(sorted(PHASE_RULES)), max_size=3, unique=True))
        is_end = place == len(phases) - 1 or draw(st.integers(0, 4)) == 0
        lines += ["[[phase]]", f'key = "{phase}"', f"requires = {asked}", f"end = {str(is_end).lower()}"]
        lines += ["start = true"] if place == 0 else []
    places = range(len(phases))
    pairs = [(one, other) for one in places for other in places]
    forward = {(place, place + 1) for place in places[:-1]}
    forward |= draw(st.sets(_some([(one, other) for one, other in pairs if one < other]), max_size=2))
    returns = draw(st.sets(_some([(one, other) for one, other in pairs if one > other]), max_size=4))
    detours = draw(st.sets(_some([(one, other) for one, other in pairs if one != other]), max_size=4))
    for kind, edges in (("forward", forward), ("return", returns)):
        for from_, to in sorted(edges):
            lines += ["[[move]]", f'from = "{phases[from_]}"', f'to = "{phases[to]}"', f'kind = "{kind}"']
    for from_, to in sorted(detours):
        lines += ["[[detour]]", f'from = ["{phases[from_]}"]', f'to = "{phases[to]}"', 'reasons = ["crisis"]']
    return "\n".join(lines).replace("'", '"')


_odd_goal: Final = st.fixed_dictionaries(
    {
        "goal": _some(GOALS),
        "agreed": _some((True, True, False)),
        "agreed_by": _some((["client", "worker"], ["client", "worker"], ["worker"], [])),
        "measure": _some(("tenancy", "tenancy", "")),
        "target": _some(("yes", "yes", " ")),
        "target_date": _some(("2026-09-01", "2026-09-01", None)),
    },
    optional={
        "weight": _some((1, 3, 0.5, 0, -1)),
        "baseline": _some(LEVELS),
        "required_by_mandate": _unsure,
    },
)
_goal: Final = st.one_of(
    _some(GOALS).map(lambda key: {**SOUND_GOAL, "goal": key}),
    _some(GOALS).map(lambda key: {**SOUND_GOAL, "goal": key, "agreed": False}),
    _odd_goal,
)
_consent: Final = st.fixed_dictionaries(
    {
        "scope": _some([[scope] for scope in SCOPES]),
        "status": _some(("given", "given", "withdrawn", "refused")),
        "valid_until": _some(DAYS),
        "via_interpreter": _unsure,
    }
)
_told: Final = st.fixed_dictionaries(
    {"scope": _some((*SCOPES[1:], "disclosure:nobody", "")), "legal_basis": _some(("", "", " ", "court order"))}
)
_goals: Final = st.lists(_some((*GOALS, *GOALS, "g9")), max_size=3, unique=True)

THINGS: Final[dict[str, st.SearchStrategy[Data]]] = {
    "goal": _goal,
    "consent": _consent,
    "collateral": _told.map(lambda data: {**data, "contact_with": "landlord"}),
    "disclosure": _told.map(lambda data: {**data, "receiver": "shelter"}),
    "goal_change": st.fixed_dictionaries({"goal": _some((*GOALS, "g9")), "status": _some(("replaced", "withdrawn"))}),
    "task": st.fixed_dictionaries(
        {"goal": _some((*GOALS, "g9")), "who": _some(("client", "")), "due": _some(("2026-04-01", None))}
    ),
    "contract": st.fixed_dictionaries({"goals": _goals}),
    "intervention": st.fixed_dictionaries(
        {"type": _some(("counselling", "crisis_management")), "goals": _goals},
    ),
    "evaluation": st.fixed_dictionaries(
        {
            "type": _some(("formal", "formal", "interim")),
            "ratings": st.dictionaries(_some((*GOALS, *GOALS, "g9")), _some(LEVELS), max_size=2),
        }
    ),
    "progress": st.fixed_dictionaries({"goal": _some((*GOALS, "g9")), "level": _some(LEVELS)}),
    "crisis": st.fixed_dictionaries({"crisis": _some(("k1", "k2"))}),
    "stabilised": st.fixed_dictionaries({"crisis": _some(("k1", "k2", "k9"))}),
    "eligibility": st.fixed_dictionaries({"decision": _some(("eligible", "eligible", "not_eligible", "pending"))}),
    "mandate_notice": st.just({"authority": "court"}),
    "referral": st.fixed_dictionaries({"referral": _some(("r1", "r2"))}).map(lambda data: {**data, "to": "clinic"}),
    "referral_update": st.fixed_dictionaries({"referral": _some(("r1", "r9")), "status": st.just("accepted")}),
    "access": st.just({"reader": "w2"}),
    "access_granted": st.fixed_dictionaries({"worker": _some(("w2", "w3"))}),
    "access_ended": st.fixed_dictionaries({"worker": _some(("w2", "w3", "w9"))}),
    "incident": st.just({"incident_kind": "harm", "about": ["e999"]}),
    "follow_up": st.just({"held": True}),
    **{
        kind: st.just(Data())
        for kind in (
            *("note", "contact", "observation", "risk_assessment", "strength", "hypothesis", "safety_plan"),
            *("termination_review", "maintenance_plan", "closing_summary", "confidentiality_explained"),
            *("presenting_problem", "assessment_item", "worker_change", "interpreter"),
        )
    },
}
"""What can be written, kind by kind, sound and unsound."""

_often: Final = ("goal",) * 4 + ("goal_change", "evaluation", "intervention", "crisis", "task", "contract") * 2

things: Final[st.SearchStrategy[tuple[str, Data]]] = st.sampled_from((*sorted(THINGS), *_often)).flatmap(
    lambda kind: st.tuples(st.just(kind), THINGS[kind])
)

closings: Final[st.SearchStrategy[Data]] = st.one_of(
    st.fixed_dictionaries({"closure": st.just("planned"), "reason": _some(("goals_met", ""))}),
    st.fixed_dictionaries(
        {
            "closure": _some(
                ("premature", "transfer", "ineligible", "mandate_ended", "client_died", "opened_in_error", "other")
            ),
            "initiator": _some(("client", "worker", "agency", None)),
            "reason": _some(("lost_contact", "lost_contact", "lost_contact", " ")),
            "receiving": _some(("", "clinic")),
        }
    ),
)
"""Ways to end a case, sound and unsound."""

SLIPS: Final = (
    *("",) * 20,
    *("late",) * 4,
    *("no zone", "no time", "before it happened", "before the last", "used id", "own id"),
    *("no author", "blank author", "stranger"),
)
"""How a step may be spoilt, mostly not at all; late is no fault."""


def papers(key: str, active: list[str]) -> list[tuple[str, Data]]:
    """Give what meets one requirement, in a case with those active goals."""
    goals = active or ["g1"]
    fresh: list[tuple[str, Data]] = [] if active else [("goal", SOUND_GOAL)]
    rated: list[Data] = [{goal: 0} for goal in active] or [{}]
    reviews: list[tuple[str, Data]] = [("evaluation", {"type": "formal", "ratings": ratings}) for ratings in rated]
    table: dict[str, list[tuple[str, Data]]] = {
        "service_consent": [("consent", {"scope": ["service"], "status": "given", "via_interpreter": True})],
        "eligible": [("eligibility", {"decision": "eligible"})],
        "goal_agreed": fresh,
        "goals_have_tasks": [
            *fresh,
            *(("task", {"goal": goal, "who": "client", "due": "2026-04-01"}) for goal in goals),
        ],
        "contract_covers_goals": [*fresh, ("contract", {"goals": goals})],
        "contract_exists": [("contract", {"goals": []})],
        "intervention_on_goal": [*fresh, ("intervention", {"type": "counselling", "goals": goals})],
        "intervention_made": [("intervention", {"type": "crisis_management", "goals": []})],
        "goals_rated": reviews,
        "closing_complete": [*((kind, Data()) for kind in CLOSING_PAPERS), *reviews],
        "risk_assessed": [("risk_assessment", {})],
        "strength_recorded": [("strength", {})],
        "hypothesis_formed": [("hypothesis", {})],
        "confidentiality_explained": [("confidentiality_explained", {})],
        "problem_stated": [("presenting_problem", {})],
        "safety_plan_made": [("safety_plan", {})],
    }
    return table[key]
