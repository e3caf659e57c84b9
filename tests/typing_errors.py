"""What a type checker must not let pass. Never run: each marked line is wrong, and mypy and pyright must both say so.

A mark without its error is itself an error: in mypy by warn_unused_ignores, which also compares the code in brackets;
in pyright, which reads the same marks, by the rule named in the next line.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true
from __future__ import annotations

from datetime import datetime
from typing import assert_never

import casework_model as cm
from casework_model import facts as f


def a_match_that_forgets_a_verdict_is_not_complete(verdict: cm.Verdict) -> str:
    """Whoever forgets the refusal is told."""
    match verdict:
        case cm.Permitted():
            return "yes"
        case _:
            assert_never(verdict)  # type: ignore[arg-type]


def a_match_that_forgets_a_step_is_not_complete(step: cm.Step) -> str:
    """Whoever forgets that a reading is asked for, too, is told."""
    match step:
        case cm.Write() | cm.Edit() | cm.Delete():
            return step.by
        case _:
            assert_never(step)  # type: ignore[arg-type]


def nothing_is_changed_where_it_stands(
    goal: f.Goal, entry: cm.RecordEntry, record: cm.CaseRecord, policy: cm.Policy, model: cm.ProcessModel
) -> None:
    """Every value is frozen."""
    goal.agreed = True  # type: ignore[misc]
    entry.text = "as it never was"  # type: ignore[misc]
    record.case = record.case  # type: ignore[misc]
    policy.off = ("HR-08",)  # type: ignore[misc]
    model.phases = ()  # type: ignore[misc]
    record.case.goals["g1"] = record.case.goals["g2"]  # type: ignore[index]
    record.entries[0] = entry  # type: ignore[index]
    record.entries.append(entry)  # type: ignore[attr-defined]


def a_field_takes_its_own_kind_alone(at: datetime) -> None:
    """A word is no text, a tuple no list, a date no time, and nothing is left out that is needed."""
    f.Strength(strength="coping")  # type: ignore[arg-type]
    f.Strength()  # type: ignore[call-arg]
    f.Strength(strength=f.StrengthKind.COPING, note="x")  # type: ignore[call-arg]
    f.Strength(f.StrengthKind.COPING)  # type: ignore[call-arg]
    f.Contract(goals=["g1"])  # type: ignore[arg-type]
    f.ProgressNote(goal="g1", level="much")  # type: ignore[arg-type]
    f.Goal(id="g1", target_date="2026-09-01")  # type: ignore[arg-type]
    f.Goal(id=1)  # type: ignore[arg-type]
    f.Crisis(id="k1", severity=f.RiskLevel.HIGH)  # type: ignore[arg-type]
    cm.Write(fact=f.Note, by="w1", occurred_at=at, recorded_at=at)  # type: ignore[arg-type]
    cm.Write(fact=f.Note(), by="w1", occurred_at="now", recorded_at=at)  # type: ignore[arg-type]
    cm.Write(fact=f.Note(), by="w1")  # type: ignore[call-arg]


def a_view_is_not_written_to(engine: cm.Engine, record: cm.CaseRecord, step: cm.Step, at: datetime) -> None:
    """An engine wants a record; a view of it is none."""
    view = record.as_of(at)
    engine.write(view, step)  # type: ignore[arg-type]
    engine.consider(view, step)  # type: ignore[arg-type]
    engine.write(record, f.Note())  # type: ignore[arg-type]
    cm.dump(view, "view.jsonl")  # type: ignore[arg-type]
    view.with_entries(())  # type: ignore[attr-defined]


def a_final_type_has_no_heirs() -> None:
    """Types are final: what is to be different is another fact."""

    class Own(f.Note):  # type: ignore[misc]
        """A note of another kind."""

    Own()


def what_may_be_missing_is_asked_for_first(case: cm.Case) -> None:
    """A contract, a track and a phase may be missing."""
    case.contract.goals  # type: ignore[union-attr]  # noqa: B018
    case.track.phase  # type: ignore[union-attr]  # noqa: B018
    case.phase.upper()  # type: ignore[union-attr]


def truth_is_no_list_of_lacks(_case: cm.Case, _asked: cm.Asked) -> bool:
    """A test of a rule gives what lacks."""
    return True


cm.Rule(code="T-1", key="k", title="t", remedy="r", lacks=truth_is_no_list_of_lacks)  # type: ignore[arg-type]
cm.Rule(code="T-1", key="k", title="t", remedy="r", lacks=lambda: ())  # type: ignore[arg-type, misc]
cm.Engine(cm.CASEWORK)  # type: ignore[arg-type]
