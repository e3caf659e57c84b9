"""The floor of folding: a loop of handlers over bare attrs values.

It keeps less of a case than the library does: the phase and since when, the last level of each goal, what was last
worked on, counts of notes and contacts. It has no episodes, tracks or detours, nor anything that a rule would ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, final

from attrs import Factory, define

from bare import bare
from casework_model import facts as f


@final
@define
class State:
    """What the floor folds to."""

    phase: str = ""
    since: datetime | None = None
    notes: int = 0
    contacts: int = 0
    levels: dict[str, int] = Factory(dict[str, int])
    worked: dict[str, int] = Factory(dict[str, int])


Handler = Callable[[State, Any], None]


def _opened(state: State, entry: Any) -> None:  # noqa: ANN401 - a class made at run time
    state.phase, state.since = entry.fact.phase, entry.occurred_at


def _moved(state: State, entry: Any) -> None:  # noqa: ANN401 - as above
    state.phase, state.since = entry.fact.to, entry.occurred_at


def _noted(state: State, _entry: Any) -> None:  # noqa: ANN401 - as above
    state.notes += 1


def _met(state: State, _entry: Any) -> None:  # noqa: ANN401 - as above
    state.contacts += 1


def _worked(state: State, entry: Any) -> None:  # noqa: ANN401 - as above
    for goal in entry.fact.goals:
        state.worked[goal] = entry.number


def _progressed(state: State, entry: Any) -> None:  # noqa: ANN401 - as above
    state.levels[entry.fact.goal] = entry.fact.level


def _evaluated(state: State, entry: Any) -> None:  # noqa: ANN401 - as above
    for rating in entry.fact.ratings:
        state.levels[rating.goal] = rating.level


def _nothing(_state: State, _entry: Any) -> None:  # noqa: ANN401 - as above
    return None


_HANDLERS: Final[dict[type[f.Fact], Handler]] = {
    f.CaseOpened: _opened,
    f.PhaseChange: _moved,
    f.Note: _noted,
    f.Contact: _met,
    f.Intervention: _worked,
    f.ProgressNote: _progressed,
    f.Evaluation: _evaluated,
}


def folded_bare(entries: tuple[Any, ...]) -> Callable[[], State]:
    """Give the work of folding bare entries by a handler looked up by type."""
    handlers: dict[Any, Handler] = {bare(kind): _HANDLERS.get(kind, _nothing) for kind in f.KINDS.values()}

    def fold() -> State:
        state = State()
        for entry in entries:
            handlers[type(entry.fact)](state, entry)
        return state

    return fold
