"""The shipped models as named values, read from models/*.toml, and the crosswalk between them."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Final, final

from attrs import frozen

from casework_model.persistent import Book
from casework_model.process.model import ProcessModel
from casework_model.process.toml import parse_model

_MODELS: Final = files("casework_model.process").joinpath("models")


def _shipped(name: str) -> ProcessModel:
    return parse_model(_MODELS.joinpath(f"{name}.toml").read_text(encoding="utf-8"), name=f"{name}.toml")


CASEWORK: Final = _shipped("casework")
"""Casework in six phases, with returns and the crisis detour (document 001)."""

INTERVIEW: Final = _shipped("interview")
"""The interview process in eight phases (document 000)."""

RAPPORT: Final = _shipped("rapport")
"""Rapport building in five phases (document 003)."""

HELPING: Final = _shipped("helping")
"""The helping process in three phases (document 004)."""

CRISIS: Final = _shipped("crisis")
"""Casework as crisis intervention: rapid assessment, then intervention at once (document 001)."""

LONG_TERM: Final = _shipped("long_term")
"""Casework as long-term therapeutic work: the same phases, studied and planned several times (document 001)."""

SHIPPED: Final = (CASEWORK, INTERVIEW, RAPPORT, HELPING, CRISIS, LONG_TERM)


@final
@frozen(kw_only=True)
class Crosswalk:
    """Which phases of one model go with a phase of another. Material for advice, never for a refusal.

    >>> CROSSWALK.expected("casework", "intake", "interview")
    ('preparation', 'introduction')
    """

    maps: Book[tuple[str, str, str], tuple[str, ...]]

    def expected(self, model: str, phase: str, other: str) -> tuple[str, ...]:
        """Give the phases of model `other` to be expected while `phase` of `model` is current; () if none is named."""
        return self.maps.get((model, phase, other), ())


def _crosswalk() -> Crosswalk:
    document = tomllib.loads(_MODELS.joinpath("crosswalk.toml").read_text(encoding="utf-8"))
    maps = {
        (table["from"], phase, table["to"]): tuple(others)
        for table in document["map"]
        for phase, others in table["phases"].items()
    }
    return Crosswalk(maps=Book(maps))


CROSSWALK: Final = _crosswalk()
"""The crosswalk between casework and the three models beside it (processes, section 8)."""
