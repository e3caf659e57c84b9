"""What can go wrong: each error carries one value, is equal by it, and says all of it in plain words."""

from __future__ import annotations

import copy
import pickle

import pytest

import casework_model as cm
from casework_model.errors import Behind, Unknown

FAULT = cm.Fault(where="Goal.id", problem="text is wanted, not int", remedy="Give what is wanted")
OTHER = cm.Fault(where="phase meet", problem="no forward moves lead here from the start", remedy="Add a forward move")

TEXTS: tuple[tuple[cm.CaseworkError, str], ...] = (
    (cm.BadValue(FAULT), "Goal.id: text is wanted, not int. Give what is wanted."),
    (
        cm.ModelFaults((FAULT, OTHER)),
        (
            "The process model cannot be used, faults found (2):\n"
            "  - Goal.id: text is wanted, not int. Give what is wanted.\n"
            "  - phase meet: no forward moves lead here from the start. Add a forward move."
        ),
    ),
    (
        cm.EngineFaults((OTHER,)),
        (
            "Models, rules, policy and record do not fit together, faults found (1):\n"
            "  - phase meet: no forward moves lead here from the start. Add a forward move."
        ),
    ),
    (
        cm.UnreadableFile(
            cm.FileFault(file="case.jsonl", line=7, path="fact.level", problem="a number is wanted", remedy="Give one")
        ),
        "case.jsonl, line 7, fact.level: a number is wanted. Give one.",
    ),
    (
        cm.UnreadableFile(cm.FileFault(file="case.jsonl", line=7, path="", problem="not JSON", remedy="Look at it")),
        "case.jsonl, line 7: not JSON. Look at it.",
    ),
    (
        cm.UnreadableFile(cm.FileFault(file="town.toml", line=None, path="", problem="not TOML", remedy="Look at it")),
        "town.toml: not TOML. Look at it.",
    ),
    (
        cm.RecordMovedOn(Behind(expected=4, found=6)),
        (
            "The record has moved on: the last entry seen was number 4, it now ends with number 6. Read the record "
            "again and decide anew."
        ),
    ),
    (
        cm.UnknownModel(Unknown(what="process model", named="town version 2", known=("casework", "crisis"))),
        (
            "This engine does not know the process model town version 2 (known: casework, crisis). Build the engine "
            "with it; a record that names it can also be put under another with engine.migrate."
        ),
    ),
    (
        cm.UnknownPolicy(Unknown(what="policy", named="town version 1", known=())),
        (
            "This engine does not know the policy town version 1 (known: none). Build the engine with it; a record "
            "that names it can also be put under another with engine.migrate."
        ),
    ),
    (
        cm.NotBegun("client"),
        "There is no client yet: this view ends before the case was opened. Choose a later time.",
    ),
)

names = [type(error).__name__ for error, _ in TEXTS]


@pytest.mark.parametrize(("error", "text"), TEXTS, ids=names)
def test_an_error_says_all_that_it_carries(error: cm.CaseworkError, text: str) -> None:
    """The text of an error is computed from its value: what is wrong, where, and what would do."""
    assert str(error) == text


@pytest.mark.parametrize(("error", "text"), TEXTS, ids=names)
def test_an_error_survives_a_journey(error: cm.CaseworkError, text: str) -> None:
    """Copied or pickled, as between processes, an error is equal, has the same hash and says the same."""
    for twin in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 - our own
        assert type(twin) is type(error)
        assert twin == error
        assert hash(twin) == hash(error)
        assert str(twin) == text


def test_errors_are_equal_by_kind_and_value() -> None:
    """Two errors of one kind with equal values are equal; of another kind, or with another value, they are not."""
    assert cm.BadValue(FAULT) == cm.BadValue(FAULT)
    assert cm.BadValue(FAULT) != cm.BadValue(OTHER)
    assert cm.ModelFaults((FAULT,)) != cm.EngineFaults((FAULT,))
    assert cm.NotBegun("client") != "client"
    assert len({cm.BadValue(FAULT), cm.BadValue(FAULT), cm.BadValue(OTHER)}) == 2


@pytest.mark.parametrize(("error", "_text"), TEXTS, ids=names)
def test_every_error_is_of_one_family(error: cm.CaseworkError, _text: str) -> None:
    """Whoever catches `CaseworkError` catches whatever this library raises by itself."""
    assert isinstance(error, cm.CaseworkError)


def test_a_bad_value_is_a_value_error_too() -> None:
    """A program that knows only Python's own errors can catch a bad value."""
    with pytest.raises(ValueError, match=r"^Goal\.id: text is wanted"):
        raise cm.BadValue(FAULT)


def test_an_error_gives_its_value_by_name() -> None:
    """What an error carries can be read from it without reading its text."""
    behind, unknown = Behind(expected=1, found=2), Unknown(what="policy", named="town", known=())
    file_fault = cm.FileFault(file="f", line=None, path="", problem="p", remedy="r")
    assert cm.BadValue(FAULT).fault is FAULT
    assert cm.ModelFaults((FAULT, OTHER)).faults == (FAULT, OTHER)
    assert cm.EngineFaults((OTHER,)).faults == (OTHER,)
    assert cm.UnreadableFile(file_fault).fault is file_fault
    assert cm.RecordMovedOn(behind).behind is behind
    assert cm.UnknownModel(unknown).unknown is unknown
    assert cm.UnknownPolicy(unknown).unknown is unknown
    assert cm.NotBegun("client").value == "client"
