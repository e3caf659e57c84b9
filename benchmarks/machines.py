"""The state machine peers, given the phases, moves and ways to close of the casework model, with a guard on each.

Each guard is a method that gives an attribute: the cheapest there is. Nothing else happens in them: no record, no
reasons, no times. Each is used as its documentation shows.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final, Protocol

import casework_model as cm

CLOSED: Final = "closed"
_EXITS: Final = ("close_planned", "close_premature", "close_transfer")


class Machine(Protocol):
    """What is timed in a state machine library; it stands in intervention."""

    def there_and_back(self) -> object:
        """Move on to evaluation, and return: two guarded moves."""
        ...

    def refuse(self) -> object:
        """Be refused the move to evaluation, without a reason."""
        ...

    def names_open(self) -> list[str]:
        """List the names of what may be done now, guards asked."""
        ...

    def names(self) -> list[str]:
        """List the names of what there is from here, guards not asked."""
        ...

    def another(self) -> object:
        """Begin one more case."""
        ...


def _edges() -> list[tuple[str, str, str]]:
    """Give every trigger with where it leads from and to: what the engine offers where no detour is open."""
    moves = [
        (f"{move.kind}_{move.from_}_{move.to}", move.from_, move.to)
        for move in cm.CASEWORK.moves
        if move.kind is not cm.MoveKind.RESUME
    ]
    exits = [(f"{name}_{phase.key}", phase.key, CLOSED) for phase in cm.CASEWORK.phases for name in _EXITS]
    return moves + exits


_ON: Final = "forward_intervention_evaluation"
_BACK: Final = "return_evaluation_intervention"
_PHASES: Final = tuple(phase.key for phase in cm.CASEWORK.phases)


def with_transitions() -> Machine:
    """Give the machine of `transitions`. Its automatic moves between all states are off, which makes it quicker."""
    from transitions import Machine as Transitions  # noqa: PLC0415 - not always installed

    class Case:
        ready = True
        state: str

        def may_go(self) -> bool:
            return self.ready

        trigger: Callable[[str], bool]
        may_trigger: Callable[[str], bool]

    class There:
        def __init__(self) -> None:
            self.case = Case()
            self.machine = Transitions(
                model=self.case,
                states=[*_PHASES, CLOSED],
                transitions=[
                    {"trigger": trigger, "source": source, "dest": dest, "conditions": "may_go"}
                    for trigger, source, dest in _edges()
                ],
                initial="intervention",
                auto_transitions=False,
            )
            self._on: Callable[[], bool] = getattr(self.case, _ON)
            self._back: Callable[[], bool] = getattr(self.case, _BACK)

        def there_and_back(self) -> object:
            return self._on(), self._back()

        def refuse(self) -> object:
            self.case.ready = False
            moved = self._on()
            self.case.ready = True
            return moved

        def names_open(self) -> list[str]:
            case = self.case
            return [name for name in self.machine.get_triggers(case.state) if case.may_trigger(name)]

        def names(self) -> list[str]:
            return list(self.machine.get_triggers(self.case.state))

        def another(self) -> object:
            case = Case()
            self.machine.add_model(case)
            return case

    return There()


def with_statemachine() -> Machine:
    """Give the machine of python-statemachine."""
    from statemachine import State, StateMachine  # noqa: PLC0415 - not always installed
    from statemachine.exceptions import TransitionNotAllowed  # noqa: PLC0415 - as above

    states: dict[str, Any] = {key: State(initial=key == "intervention") for key in _PHASES}
    states[CLOSED] = State(final=True)
    events = {trigger: states[source].to(states[dest], cond="may_go") for trigger, source, dest in _edges()}

    def may_go(self: Any) -> bool:  # noqa: ANN401 - the machine that is made below
        return bool(self.ready)

    body: dict[str, Any] = {**states, **events, "may_go": may_go, "ready": True}
    machine_type: Any = type("CaseMachine", (StateMachine,), body)

    class There:
        def __init__(self) -> None:
            self.machine = machine_type()
            self._on: Callable[[], object] = getattr(self.machine, _ON)
            self._back: Callable[[], object] = getattr(self.machine, _BACK)

        def there_and_back(self) -> object:
            return self._on(), self._back()

        def refuse(self) -> object:
            self.machine.ready = False
            try:
                return self._on()
            except TransitionNotAllowed:
                return False
            finally:
                self.machine.ready = True

        def names_open(self) -> list[str]:
            return [event.id for event in self.machine.enabled_events()]

        def names(self) -> list[str]:
            return [event.id for event in self.machine.allowed_events]

        def another(self) -> object:
            return machine_type()

    return There()


def machines() -> dict[str, Machine]:
    """Give the machines of the peers that are installed, by the names of their packages."""
    known = {
        "transitions": ("transitions", with_transitions),
        "python-statemachine": ("statemachine", with_statemachine),
    }
    return {name: make() for name, (module, make) in known.items() if find_spec(module)}
