"""Extracts of records for research: of those who have agreed to it, without anybody's name.

`extract` makes one; what it does to each field stands in `fields`, how times move in `moving`.
"""

from __future__ import annotations

from casework_model.research.cells import SmallCell
from casework_model.research.choices import ExtractPolicy, TextKind
from casework_model.research.consents import GROUNDS, RESEARCH, Ground, RefusedRecord
from casework_model.research.extracting import STANDARD_EXTRACT, Extract, extract
from casework_model.research.rare import RareValue
from casework_model.research.statement import RefusedCount, Statement
from casework_model.research.tally import Treated, Treatment

__all__ = [
    "GROUNDS",
    "RESEARCH",
    "STANDARD_EXTRACT",
    "Extract",
    "ExtractPolicy",
    "Ground",
    "RareValue",
    "RefusedCount",
    "RefusedRecord",
    "SmallCell",
    "Statement",
    "TextKind",
    "Treated",
    "Treatment",
    "extract",
]
