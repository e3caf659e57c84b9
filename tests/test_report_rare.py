"""The case report where a case took a rare way: another model, a bare contract, an ending of which little is said."""

from __future__ import annotations

from typing import Final

import pytest

import casework_model as cm
from casework_model import facts as f
from casework_model.report import case_report, words
from samples import change, entry, opening

ENGINE: Final = cm.Engine()


def tale(*told: tuple[int, f.Fact]) -> cm.CaseRecord:
    """Give a record of facts, each in its hour after ten in the morning in Berlin on 2 March 2026."""
    return cm.CaseRecord.of("c-1", [entry(number, fact, occurred=hour) for number, (hour, fact) in enumerate(told, 1)])


def test_a_case_under_another_model_shows_both_paths() -> None:
    """The present model stands first; the former one ends with the model that goes on."""
    moved = f.ModelChanged(model=f.ModelRef(key="long_term", version=1))
    record = tale((0, opening()), (24, change("assessment")), (48, moved), (72, f.Note()))
    path = case_report(record, ENGINE).split("\n\nPATH\n\n", 1)[1].split("\n\nTIME IN PHASES")[0]
    assert path == (
        "Long-term casework\n"
        "  From        To           Days  Phase                 How it came there\n"
        "  2026-03-04  still there  1.00  Assessment and study  went on under the new model\n"
        "  2026-03-04                     Change of model       kept from here under Long-term casework,\n"
        "                                                       version 1 (iterative)\n"
        "\n"
        "Casework (before the change of model)\n"
        "  From        To          Days  Phase                  How it came there\n"
        "  2026-03-02  2026-03-03  1.00  Intake and engagement  began\n"
        "  2026-03-03  2026-03-04  1.00  Assessment and study   went on\n"
        "  2026-03-04                    Ended                  goes on as Long-term casework"
    )


@pytest.mark.parametrize(
    ("contract", "said"),
    [
        (f.Contract(), "Contract: no review date is set."),
        (f.Contract(goals=("g1",)), "Contract: no review date is set. It covers 1 goal."),
        (f.Contract(goals=("g1", "g2")), "Contract: no review date is set. It covers 2 goals."),
    ],
)
def test_a_contract_may_name_no_review(contract: f.Contract, said: str) -> None:
    """Where no date is set, the report says so instead of leaving it out."""
    report = case_report(tale((0, opening()), (1, contract)), ENGINE)
    assert f"\n\n  {said}\n\n  No referral is open.\n" in report


@pytest.mark.parametrize(
    ("closure", "said"),
    [
        (f.Closure(closure=f.ClosureKind.OTHER), "in another way"),
        (f.Closure(closure=f.ClosureKind.CLIENT_DIED, reason="deceased"), "because the client died, reason: deceased"),
        (
            f.Closure(closure=f.ClosureKind.PREMATURE, initiator=f.Initiator.COURT, reason="as told to me"),
            "prematurely, initiated by the court, reason: stated in the record",
        ),
    ],
)
def test_an_ending_says_what_is_on_record_of_it(closure: f.Closure, said: str) -> None:
    """Who began it and why is told where it is known; a reason in somebody's own words stays in the record."""
    assert words.closing(closure) == said
    report = case_report(tale((0, opening()), (1, closure)), ENGINE)
    assert f"closed on 2026-03-02 {said}" in " ".join(report.split())
