"""The rules of planning: agreed goals that can be measured, tasks that lead to them, and a contract."""

from __future__ import annotations

from casework_model.case import Case
from casework_model.facts import Evaluation, Goal, ProgressNote
from casework_model.rules.intake import is_mandated
from casework_model.rules.rule import Asked, Lack, Rule, sources
from casework_model.terms import CLIENT, is_level, is_weight, listed

NO_GOAL = "no agreed goal is active"


def without_goal(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-10: an active agreed goal."""
    return () if case.active_goals else (Lack(NO_GOAL),)


def goal_not_measurable(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-11: an agreed goal has a measure, a target and a target date."""
    goal = asked.fact
    if not isinstance(goal, Goal) or not goal.agreed:
        return ()
    parts = {
        "measure": goal.measure.strip(),
        "target": goal.target.strip(),
        "target date": goal.target_date,
    }
    missing = tuple(f"no {name}" for name, content in parts.items() if not content)
    return (Lack(f"goal {goal.id} is agreed with {listed(missing)}", (goal.id,)),) if missing else ()


def goals_without_tasks(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-12: each active goal has a task with owner and due date in this episode."""
    active = case.active_goals
    if not active:
        return (Lack("without an active goal no task can lead to one"),)
    bare = tuple(key for key in active if case.goals[key].task < case.episode_began)
    return (Lack(f"no task with owner and due date for {goals_named(bare)}", bare),) if bare else ()


def contract_not_covering(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-13: the latest contract of this episode covers every active goal."""
    active = case.active_goals
    if not active:
        return (Lack("without an active goal no contract can cover one"),)
    contract = case.contract
    if contract is None:
        return (Lack("no contract is recorded in this episode"),)
    left = tuple(key for key in active if key not in contract.goals)
    return (Lack(f"the latest contract does not cover {goals_named(left)}", left),) if left else ()


def without_contract(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-13 where a model asks only that there is a contract (rapport)."""
    return () if case.contract is not None else (Lack("no contract is recorded in this episode"),)


def level_or_weight_unsound(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-41: levels are whole numbers from -2 to +2, weights are positive."""
    fact = asked.fact
    if isinstance(fact, ProgressNote):
        levels: tuple[tuple[str, object], ...] = ((fact.goal, fact.level),)
    elif isinstance(fact, Evaluation):
        levels = tuple((rating.goal, rating.level) for rating in fact.ratings)
    elif isinstance(fact, Goal):
        levels = ((fact.id, fact.baseline), *((fact.id, step.level) for step in fact.scale))
    else:
        levels = ()
    wrong = tuple(dict.fromkeys(goal for goal, level in levels if not is_level(level)))
    lacks = [Lack(f"a level of {goals_named(wrong)} is not a whole number from -2 to +2", wrong)] if wrong else []
    if isinstance(fact, Goal) and not is_weight(fact.weight):
        lacks.append(Lack(f"the weight of goal {fact.id} is not above 0 and up to a million", (fact.id,)))
    return tuple(lacks)


def goal_not_agreed_with_client(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-43: the client agrees to an agreed goal, or a mandate that the client was told of requires it."""
    goal = asked.fact
    if not isinstance(goal, Goal) or not goal.agreed or CLIENT in goal.agreed_by:
        return ()
    if goal.required_by_mandate and is_mandated(case):
        return ()
    said = (
        "the mandate it names is not on record in this episode"
        if goal.required_by_mandate
        else "no mandate requires it"
    )
    return (Lack(f"goal {goal.id} is marked as agreed, but the client has not agreed and {said}", (goal.id,)),)


def goals_named(keys: tuple[str, ...]) -> str:
    """Write "goal g1" or "goals g1 and g2"."""
    return f"goal{'s' if len(keys) > 1 else ''} {listed(keys)}"


RULES = (
    Rule(
        code="HR-10",
        key="goal_agreed",
        title="At least one agreed goal is active",
        remedy="Set a goal with the client and record it as agreed",
        sources=sources("000 I-GOL-09", "001 I-GOL-01", "004 I-GOL-01"),
        lacks=without_goal,
    ),
    Rule(
        code="HR-11",
        key="goal_measurable",
        title="An agreed goal has a measure, a target and a target date",
        remedy="Add what is measured, the target and the date, or record the goal as proposed",
        sources=sources("001 I-GOL-02"),
        on=(Goal,),
        lacks=goal_not_measurable,
    ),
    Rule(
        code="HR-12",
        key="goals_have_tasks",
        title="Each active goal has a task with owner and due date",
        remedy="Agree for each goal who does what by when, and record it as a task",
        sources=sources("001 C-PLN-07"),
        lacks=goals_without_tasks,
    ),
    Rule(
        code="HR-13",
        key="contract_covers_goals",
        title="The latest contract covers every active goal",
        remedy="Agree on a contract that names every active goal, and record it",
        sources=sources("001 C-PLN-09", "004 H-P1-26"),
        lacks=contract_not_covering,
    ),
    Rule(
        code="HR-13",
        key="contract_exists",
        title="Expectations are agreed in a contract",
        remedy="Agree on what each side may expect, and record the contract",
        sources=sources("003 R-MUT-02"),
        lacks=without_contract,
    ),
    Rule(
        code="HR-41",
        key="level_and_weight_sound",
        title="Levels are whole numbers from -2 to +2, weights are positive",
        remedy="Levels are -2, -1, 0, +1 or +2, and weights above 0 and up to a million",
        sources=sources("004 H-P3-02", "field goal attainment scaling"),
        on=(Goal, ProgressNote, Evaluation),
        fixed=True,
        lacks=level_or_weight_unsound,
    ),
    Rule(
        code="HR-43",
        key="goal_agreed_with_client",
        title="A goal is agreed with the client, unless a mandate requires it",
        remedy="Record the goal as proposed until the client agrees, or record the mandate notice that requires it",
        sources=sources("000 I-GOL-01", "001 I-GOL-01", "003 I-GOL-01", "004 I-GOL-01"),
        on=(Goal,),
        lacks=goal_not_agreed_with_client,
    ),
)
