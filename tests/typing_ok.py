"""What a user's program may write, and both type checkers accept, strict. Never run: mypy and pyright read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never, assert_type

import casework_model as cm
from casework_model import facts as f


def every_verdict_is_one_of_two(engine: cm.Engine, record: cm.CaseRecord, step: cm.Step) -> cm.CaseRecord | None:
    """A match over a verdict that names Permitted and Refused is complete, and knows what each carries."""
    verdict = engine.consider(record, step)
    match verdict:
        case cm.Permitted(record=after):
            return assert_type(after, cm.CaseRecord)
        case cm.Refused(unmet=unmet):
            assert_type(unmet, tuple[cm.Unmet, ...])
            return None
        case _:
            assert_never(verdict)


def a_verdict_is_told_apart_by_its_type(verdict: cm.Verdict) -> tuple[str, ...]:
    """What is no refusal is a permission, by position too."""
    if isinstance(verdict, cm.Refused):
        return assert_type(verdict.codes, tuple[str, ...])
    match verdict:
        case cm.Permitted(record):
            assert_type(record, cm.CaseRecord)
    assert_type(verdict, cm.Permitted)
    return tuple(advice.unmet.code for advice in verdict.advice)


def every_step_is_one_of_four(step: cm.Step) -> str:
    """A match over a step that names the four is complete."""
    match step:
        case cm.Write(fact=fact):
            return assert_type(fact, f.Fact).kind
        case cm.Edit(target=target) | cm.Delete(target=target):
            return assert_type(target, str)
        case cm.Read(by=by):
            return by
        case _:
            assert_never(step)


def every_option_is_one_of_three(option: cm.Option) -> str:
    """What an option would write is a move, a closing or a reopening."""
    match option.fact:
        case f.PhaseChange(to=to):
            return to
        case f.Closure(closure=closure):
            return assert_type(closure, f.ClosureKind).value
        case f.Reopening(entry_phase=phase):
            return phase
        case _:
            assert_never(option.fact)


def facts_keep_their_type(case: cm.Case) -> Iterator[f.StrengthKind]:
    """Asked for one type of fact, a case gives that type."""
    assert_type(case.facts(f.Strength), tuple[f.Strength, ...])
    assert_type(case.latest(f.Contract), f.Contract | None)
    assert_type(case.contract, f.Contract | None)
    assert_type(case.goals["g1"], f.GoalStanding)
    assert_type(case.goals.get("g1"), f.GoalStanding | None)
    assert_type(case.open_crises, tuple[str, ...])
    assert_type(case.phase, str | None)
    yield from (strength.strength for strength in case.facts(f.Strength, since=case.episode_began))


def views_are_read_like_records(record: cm.CaseRecord, at: datetime) -> cm.Case:
    """A view has entries and a case, and can be looked back from."""
    view = assert_type(record.as_of(at), cm.RecordView)
    assert_type(view.as_known_at(at), cm.RecordView)
    assert_type(view.entries[0], cm.RecordEntry)
    assert_type(tuple(view.entries), tuple[cm.RecordEntry, ...])
    return view.case


def own_rule(case: cm.Case, asked: cm.Asked) -> tuple[cm.Lack, ...]:
    """Ask for something; a function of this form is what a rule wants."""
    return () if case.has(f.Contact, since=asked.visit) else (cm.Lack("nobody was met"),)


OWN = cm.Rule(code="TOWN-1", key="met", title="Somebody was met", remedy="Meet", lacks=own_rule, on=(f.Closure,))
ENGINE = cm.Engine((*cm.SHIPPED,), cm.Policy(key="town", off=("HR-25",)), rules=[OWN])


def what_was_refused_is_carried(engine: cm.Engine, record: cm.CaseRecord, step: cm.Step) -> cm.Refused | None:
    """An error carries its value, with its type."""
    try:
        engine.write(record, step, expected=4)
    except cm.StepRefused as refused:
        return assert_type(refused.refusal, cm.Refused)
    except cm.RecordMovedOn as moved:
        assert_type(moved.behind.found, int)
    return None
