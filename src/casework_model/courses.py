"""What a process model offers from where a case stands: moves, closings, reopening, before any rule is asked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, final

from attrs import evolve, frozen

from casework_model.facts import Closure, ClosureKind, Initiator, PhaseChange, Reopening
from casework_model.judge import Judge
from casework_model.process import Move, MoveKind, ProcessModel, Track
from casework_model.record import CaseRecord
from casework_model.verdicts import move_title

_SAID: Final = "to be said by the writer"


@final
@frozen
class Course:
    """Something that a model offers: what one would write, and `told` with all that only the writer can say filled in.

    `told` is for judging alone, so that an option shows what the case lacks.
    """

    fact: PhaseChange | Closure | Reopening
    title: str
    told: PhaseChange | Closure | Reopening
    asks: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


_EXITS: Final = (
    (ClosureKind.PLANNED, "close as planned", ("reason",)),
    (ClosureKind.PREMATURE, "close before the planned end", ("initiator", "reason")),
    (ClosureKind.TRANSFER, "close by transfer to another service", ("initiator", "reason", "receiving")),
)
"""The ways to close that depend on how the case stands; the others ask only for a reason."""


def courses(judge: Judge, record: CaseRecord) -> Iterator[Course]:
    """Give everything that the models offer from here, in the order of the engine's models, then the ways to close."""
    case, main = record.case, judge.model(record.case.model)
    if case.is_closed:
        yield from _reopenings(judge, record, main)
        return
    for key in judge.keys:
        process, track = judge.track_model(record, key), case.tracks.get(key)
        if process is not None:
            paused = track.paused.phase if track is not None and track.paused is not None else None
            yield from _moves(process, track.phase if track is not None else None, paused, key == main.key)
    yield from _exits()


@cache
def _exits() -> tuple[Course, ...]:
    said = {asks: _SAID if "receiving" in asks else "" for _, _, asks in _EXITS}
    return tuple(
        Course(
            Closure(closure=kind),
            title,
            Closure(closure=kind, initiator=Initiator.OTHER, reason=_SAID, receiving=said[asks]),
            asks,
        )
        for kind, title, asks in _EXITS
    )


def _reopenings(judge: Judge, record: CaseRecord, main: ProcessModel) -> Iterator[Course]:
    policy = judge.policy(record.case.policy)
    later = main.phase(policy.reopen_phase) if policy.reopen_within_days else None
    for phase in dict.fromkeys((main.first, later)):
        if phase is not None:
            fact = Reopening(entry_phase=phase.key)
            yield Course(fact, f"reopen into {phase.name}", evolve(fact, reason=_SAID), ("reason",))


@lru_cache(maxsize=1024)
def _moves(process: ProcessModel, phase: str | None, paused: str | None, is_main: bool) -> tuple[Course, ...]:  # noqa: FBT001 - a cache takes its keys by position
    """Give the moves that a model offers from a phase; from none, its start where it may run beside another."""
    beside = "" if is_main else f" ({process.name})"
    if phase is None:
        change = PhaseChange(model=process.key, to=process.first.key, move=MoveKind.START)
        return (Course(change, f"{move_title(change, process)}{beside}", change),) if process.beside else ()
    offered: list[Course] = []
    for move in process.moves_from(phase):
        if _is_offered(process, paused, move):
            change = PhaseChange(model=process.key, from_=phase, to=move.to, move=move.kind)
            title = f"{move_title(change, process)}{beside}"
            if move.kind in {MoveKind.RETURN, MoveKind.DETOUR}:
                told = evolve(change, reason=_SAID)
                offered.append(Course(change, title, told, ("reason",), move.reasons))
            else:
                offered.append(Course(change, title, change))
    return tuple(offered)


def _is_offered(process: ProcessModel, paused: str | None, move: Move) -> bool:
    if move.kind is MoveKind.RESUME:
        return paused is not None and move.to == paused
    return paused is None and not (move.kind is MoveKind.RETURN and process.is_linear)


def kind_of_move(process: ProcessModel | None, track: Track | None, to: str, reason: str) -> MoveKind:
    """Say what kind of move a model offers to a phase; forward where it offers none, so that a rule can refuse it.

    Where a return and a detour lead to the same phase, a coded reason of the detour makes it a detour.
    """
    if process is None or track is None:
        return MoveKind.START
    if track.paused is not None and to == track.paused.phase:
        return MoveKind.RESUME
    kinds = {move.kind: move for move in process.moves_from(track.phase) if move.to == to}
    detour = kinds.get(MoveKind.DETOUR)
    if detour is not None and (reason in detour.reasons or MoveKind.RETURN not in kinds):
        return MoveKind.DETOUR
    return MoveKind.RETURN if MoveKind.RETURN in kinds else MoveKind.FORWARD
