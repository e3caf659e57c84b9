"""Phases and the moves between them. Knows no client, no record and no rule: what a move asks for are keys of rules."""

from casework_model.process.library import (
    CASEWORK,
    CRISIS,
    CROSSWALK,
    HELPING,
    INTERVIEW,
    LONG_TERM,
    RAPPORT,
    SHIPPED,
    Crosswalk,
)
from casework_model.process.model import Basis, Move, MoveKind, Phase, ProcessModel, Variant
from casework_model.process.toml import load_model, parse_model
from casework_model.process.track import Paused, Track

__all__ = [
    "CASEWORK",
    "CRISIS",
    "CROSSWALK",
    "HELPING",
    "INTERVIEW",
    "LONG_TERM",
    "RAPPORT",
    "SHIPPED",
    "Basis",
    "Crosswalk",
    "Move",
    "MoveKind",
    "Paused",
    "Phase",
    "ProcessModel",
    "Track",
    "Variant",
    "load_model",
    "parse_model",
]
