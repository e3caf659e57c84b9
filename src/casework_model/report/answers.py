"""What the engine says, as data for programs: plain objects with stable keys, ready for JSON. Nothing personal.

The keys are documented in docs/reference/command-line.md. A key may be added; none is renamed or changes its meaning
without a new `version` of the whole answer.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from casework_model.codec.values import object_of
from casework_model.errors import Fault, FileFault
from casework_model.facts import Closure, PhaseChange
from casework_model.verdicts import Finding, Option, Refused, Unmet

Data: TypeAlias = dict[str, Any]
"""An object of JSON."""


def fault_data(fault: Fault | FileFault) -> Data:
    """Give a fault: what is wrong where, and what would put it right."""
    if isinstance(fault, FileFault):
        place: Data = {"file": fault.file, "line": fault.line, "path": fault.path}
        return {**place, "problem": fault.problem, "remedy": fault.remedy}
    return {"where": fault.where, "problem": fault.problem, "remedy": fault.remedy}


def unmet_data(unmet: Unmet) -> Data:
    """Give a broken rule with all that it lacks."""
    return {
        "code": unmet.rule.code,
        "key": unmet.rule.key,
        "title": unmet.rule.title,
        "lacks": [
            {"what": lack.what, "concerns": list(lack.concerns), "remedy": lack.remedy or unmet.rule.remedy}
            for lack in unmet.lacks
        ],
    }


def option_data(option: Option) -> Data:
    """Give what may be done from here, or what it still lacks; `fact` is what one would write."""
    match option.fact:
        case PhaseChange():
            kind = "move"
        case Closure():
            kind = "closing"
        case _:
            kind = "reopening"
    return {
        "title": option.title,
        "kind": kind,
        "open": option.is_open,
        "fact": object_of(option.fact),
        "reasons": list(option.reasons),
        "asks": list(option.asks),
        "unmet": [unmet_data(one) for one in option.unmet],
    }


def finding_data(finding: Finding) -> Data:
    """Give an entry that today's rules would refuse."""
    return {
        "number": finding.number,
        "entry_id": finding.entry_id,
        "unmet": [unmet_data(one) for one in finding.unmet],
        "text": str(finding),
    }


def refusal_data(refused: Refused) -> Data:
    """Give a refusal with every reason, and what is open instead."""
    return {
        "codes": list(refused.codes),
        "unmet": [unmet_data(one) for one in refused.unmet],
        "instead": [str(option) for option in refused.instead],
        "text": str(refused),
    }
