"""A process as a value: phases, moves and what the moves ask for. It checks its own shape when it is made.

The way a case takes through a model stands in track.py; how a model is written down stands in toml.py.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import final

import attrs
from attrs import frozen

from casework_model.errors import Fault, ModelFaults
from casework_model.shape import check
from casework_model.terms import Name, Narrative, Source, listed, nearest


class MoveKind(StrEnum):
    """The kinds of move. Processes, section 0."""

    START = "start"
    FORWARD = "forward"
    RETURN = "return"
    DETOUR = "detour"
    RESUME = "resume"


class Variant(StrEnum):
    """Whether returns are open. The linear variant keeps them on the drawing, switched off (HR-24)."""

    ITERATIVE = "iterative"
    LINEAR = "linear"
    LINEAR_WITHOUT_DETOURS = "linear_without_detours"


class Basis(StrEnum):
    """Whether a document says it, or it follows from what documents say."""

    STATED = "stated"
    INFERRED = "inferred"


@final
@frozen(kw_only=True)
class Phase:
    """A stage of the work with a purpose of its own.

    `requires` are the keys of the rules that a forward move out of this phase asks for; in an end phase, those that a
    planned closing asks for. `parts` are named steps within the phase, which never hold a case.
    """

    key: Name
    title: Name = ""
    purpose: Narrative = ""
    activities: tuple[Narrative, ...] = ()
    requires: tuple[Name, ...] = ()
    parts: tuple[Name, ...] = ()
    start: bool = False
    end: bool = False
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        check(self)

    @property
    def name(self) -> str:
        """The title, or the key where there is none."""
        return self.title or self.key


@final
@frozen(kw_only=True)
class Move:
    """A way from one phase to another, with its kind and the coded reasons it knows."""

    from_: Name
    to: Name
    kind: MoveKind = MoveKind.FORWARD
    reasons: tuple[Name, ...] = ()
    basis: Basis = Basis.STATED
    why: Narrative = ""
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        check(self)

    def __str__(self) -> str:
        return f"{self.kind} {self.from_} -> {self.to}"


class _Index:
    """What is looked up often, computed once for each model."""

    __slots__ = ("closing", "leaving", "moves", "phases", "reasons")

    def __init__(self, phases: tuple[Phase, ...], moves: tuple[Move, ...]) -> None:
        self.phases = {phase.key: phase for phase in phases}
        self.moves = {(move.from_, move.to, move.kind): move for move in moves}
        self.leaving = {key: tuple(move for move in moves if move.from_ == key) for key in self.phases}
        self.reasons = frozenset(reason for move in moves for reason in move.reasons)
        self.closing = tuple(dict.fromkeys(key for phase in phases if phase.end for key in phase.requires))


@final
@frozen(kw_only=True, cache_hash=True, repr=False)
class ProcessModel:
    """Named phases and the moves between them; plain data that users write their own of.

    `beside` says whether it may run as a track beside a case's main model; `waives` are keys of rules that are not
    judged while a case runs by this model.

    Raises `ModelFaults` with every fault at once when made: no start or two, a duplicate phase or move, a move to or
    from an unknown phase, a return that goes forward or a forward move that goes back, an unreachable phase, a phase
    without a way to an end, a detour without resume, detours in a variant without them. Raises `BadValue` for a field
    of the wrong type.

    >>> talk = ProcessModel(
    ...     key="talk", version=1,
    ...     phases=(Phase(key="meet", start=True), Phase(key="part", end=True)),
    ...     moves=(Move(from_="meet", to="part"),),
    ... )
    >>> talk, talk.first.key
    (<ProcessModel talk 1 iterative, 2 phases>, 'meet')
    """

    key: Name
    version: int
    phases: tuple[Phase, ...]
    moves: tuple[Move, ...]
    title: Name = ""
    about: Narrative = ""
    beside: bool = True
    waives: tuple[Name, ...] = ()
    variant: Variant = Variant.ITERATIVE
    sources: tuple[Source, ...] = ()
    _index: _Index = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_index", _Index((), ()))
        check(self)
        faults = shape_faults(self.key, self.phases, self.moves, self.variant)
        if faults:
            raise ModelFaults(faults)
        object.__setattr__(self, "_index", _Index(self.phases, self.moves))

    @property
    def name(self) -> str:
        """The title, or the key where there is none."""
        return self.title or self.key

    @property
    def first(self) -> Phase:
        """The phase in which the process begins."""
        return next(phase for phase in self.phases if phase.start)

    @property
    def is_linear(self) -> bool:
        """Whether returns are switched off."""
        return self.variant is not Variant.ITERATIVE

    @property
    def reasons(self) -> frozenset[str]:
        """Every coded reason that any move of this model knows."""
        return self._index.reasons

    @property
    def closing_requires(self) -> tuple[str, ...]:
        """The keys of the rules that a planned closing asks for: those of all end phases."""
        return self._index.closing

    def phase(self, key: str) -> Phase | None:
        """Give the phase with that key, or None."""
        return self._index.phases.get(key)

    def phase_name(self, key: str) -> str:
        """Give the title of a phase, or the key itself where the model has no such phase."""
        phase = self.phase(key)
        return phase.name if phase else key

    def move(self, from_: str, to: str, kind: MoveKind) -> Move | None:
        """Give the move of that kind between two phases, or None."""
        return self._index.moves.get((from_, to, kind))

    def moves_from(self, phase: str) -> tuple[Move, ...]:
        """Give the moves that leave a phase, in the order of the model."""
        return self._index.leaving.get(phase, ())

    def linear(self, *, detours: bool = True) -> ProcessModel:
        """Give the linear variant: the returns stay on the drawing, switched off; detours stay open unless told."""
        if detours:
            return attrs.evolve(self, variant=Variant.LINEAR)
        moves = tuple(move for move in self.moves if move.kind not in {MoveKind.DETOUR, MoveKind.RESUME})
        return attrs.evolve(self, variant=Variant.LINEAR_WITHOUT_DETOURS, moves=moves)

    def with_requirement(self, phase: str, *keys: str) -> ProcessModel:
        """Give the model in which leaving a phase asks for further rules, by key. Raise its version, too, for records.

        Raises `ModelFaults` where there is no such phase.
        """
        if self.phase(phase) is None:
            remedy = f"Use one of: {', '.join(one.key for one in self.phases)}"
            raise ModelFaults((Fault(where=f"model {self.key}", problem=f"there is no phase {phase}", remedy=remedy),))
        phases = tuple(
            attrs.evolve(one, requires=(*one.requires, *keys)) if one.key == phase else one for one in self.phases
        )
        return attrs.evolve(self, phases=phases)

    def iterative(self) -> ProcessModel:
        """Give the variant with its returns open."""
        return attrs.evolve(self, variant=Variant.ITERATIVE)

    def __repr__(self) -> str:
        return f"<ProcessModel {self.key} {self.version} {self.variant}, {len(self.phases)} phases>"


def shape_faults(
    key: str,
    phases: tuple[Phase, ...],
    moves: tuple[Move, ...],
    variant: Variant = Variant.ITERATIVE,
    *,
    is_whole: bool = True,
) -> tuple[Fault, ...]:
    """Find everything in which phases and moves contradict themselves, each with its remedy.

    Which phases can be reached is asked only where that can be known: of a whole model (`is_whole`: every phase and
    move could be read), and where each phase that a move names is there. Else one slip would bring faults along.
    """
    keys = {phase.key for phase in phases}
    is_drawn = is_whole and all({move.from_, move.to} <= keys for move in moves)
    found = (
        _phase_faults(key, phases),
        _move_faults(phases, moves),
        _path_faults(phases, moves) if is_drawn else [],
        _detour_faults(moves),
        _variant_faults(key, moves, variant),
    )
    return tuple(fault for faults in found for fault in faults)


def _phase_faults(key: str, phases: tuple[Phase, ...]) -> list[Fault]:
    faults: list[Fault] = []
    if not key:
        faults.append(Fault(where="model", problem="it has no key", remedy='Name it, such as key = "casework"'))
    starts = [phase.key for phase in phases if phase.start]
    if len(starts) != 1:
        said = f"it has {len(starts)} starts ({', '.join(starts)})" if starts else "no phase is the start"
        faults.append(Fault(where=f"model {key}", problem=said, remedy="Mark exactly one phase with start = true"))
    if not any(phase.end for phase in phases):
        remedy = "Mark the phase from which a case is closed as planned with end = true"
        faults.append(Fault(where=f"model {key}", problem="no phase is an end", remedy=remedy))
    for phase_key, count in Counter(phase.key for phase in phases).items():
        if count > 1:
            problem = f"the key is used by {count} phases"
            faults.append(Fault(where=f"phase {phase_key}", problem=problem, remedy="Give each phase a key of its own"))
    return faults


def _move_faults(phases: tuple[Phase, ...], moves: tuple[Move, ...]) -> list[Fault]:
    faults: list[Fault] = []
    place = {phase.key: number for number, phase in enumerate(phases)}
    counted = Counter((move.from_, move.to, move.kind) for move in moves)
    for (from_, to, kind), count in counted.items():
        where = f"move {kind} {from_} -> {to}"
        if count > 1:
            faults.append(
                Fault(where=where, problem=f"it stands {count} times", remedy="Keep one, with all its reasons")
            )
        missing = sorted({from_, to} - place.keys())
        if missing:
            if kind is not MoveKind.RESUME or (to, from_, MoveKind.DETOUR) not in counted:  # told with its detour
                faults.append(_no_phase(where, missing, tuple(place)))
            continue
        if kind is MoveKind.RETURN and place[to] >= place[from_]:
            problem = "a return must go to an earlier phase, this one does not"
            faults.append(Fault(where=where, problem=problem, remedy="Make it a forward move or turn it round"))
        if kind is MoveKind.FORWARD and place[to] <= place[from_]:
            problem = "a forward move must go to a later phase, this one does not"
            faults.append(Fault(where=where, problem=problem, remedy="Make it a return or turn it round"))
        if kind is MoveKind.START:
            problem = "a start is not a move between phases"
            faults.append(Fault(where=where, problem=problem, remedy="Mark the first phase with start = true instead"))
    return faults


def _no_phase(where: str, missing: list[str], known: tuple[str, ...]) -> Fault:
    near = [f'"{found}"' for key in missing if (found := nearest(key, known))]
    remedy = f"Use one of: {', '.join(known)}"
    if len(near) == len(missing):
        remedy = f"Perhaps {listed(tuple(near))} {'is' if len(near) == 1 else 'are'} meant"
    return Fault(where=where, problem=f"there is no phase {' or '.join(missing)}", remedy=remedy)


def _reached(pairs: set[tuple[str, str]], begin: set[str]) -> set[str]:
    reached = set(begin)
    fresh = set(begin)
    while fresh:
        fresh = {to for from_, to in pairs if from_ in fresh} - reached
        reached |= fresh
    return reached


def _path_faults(phases: tuple[Phase, ...], moves: tuple[Move, ...]) -> list[Fault]:
    forward = {(move.from_, move.to) for move in moves if move.kind is MoveKind.FORWARD}
    reachable = _reached(forward, {phase.key for phase in phases if phase.start})
    ending = _reached({(to, from_) for from_, to in forward}, {phase.key for phase in phases if phase.end})
    faults: list[Fault] = []
    for phase in phases:
        where = f"phase {phase.key}"
        if phase.key not in reachable and any(other.start for other in phases):
            problem = "no forward moves lead here from the start"
            faults.append(Fault(where=where, problem=problem, remedy="Add a forward move to it, or remove the phase"))
        if phase.key not in ending and any(other.end for other in phases):
            problem = "no forward moves lead from here to an end"
            faults.append(
                Fault(where=where, problem=problem, remedy="Add a forward move from it, or mark it end = true")
            )
    return faults


def _detour_faults(moves: tuple[Move, ...]) -> list[Fault]:
    pairs = {kind: {(m.from_, m.to) for m in moves if m.kind is kind} for kind in MoveKind}
    faults: list[Fault] = []
    for from_, to in sorted(pairs[MoveKind.DETOUR]):
        where = f"move detour {from_} -> {to}"
        if (to, from_) not in pairs[MoveKind.RESUME]:
            problem = "the detour has no resume back to the phase it leaves"
            remedy = (
                f'Add a move of kind resume from "{to}" to "{from_}", '
                f'or write both as [[detour]] with from = "{from_}" and to = "{to}"'
            )
            faults.append(Fault(where=where, problem=problem, remedy=remedy))
        if from_ == to:
            faults.append(
                Fault(where=where, problem="a detour must leave its phase", remedy="Take that phase out of its list")
            )
    for from_, to in sorted(pairs[MoveKind.RESUME]):
        if (to, from_) not in pairs[MoveKind.DETOUR]:
            problem = "there is no detour that it could resume from"
            remedy = f'Add the detour from "{to}" to "{from_}", or remove the resume'
            faults.append(Fault(where=f"move resume {from_} -> {to}", problem=problem, remedy=remedy))
    return faults


def _variant_faults(key: str, moves: tuple[Move, ...], variant: Variant) -> list[Fault]:
    if variant is not Variant.LINEAR_WITHOUT_DETOURS or all(move.kind is not MoveKind.DETOUR for move in moves):
        return []
    problem = f"the variant {variant} has no detours, and the model has some"
    remedy = f'Remove them, or use the variant "{Variant.LINEAR}"'
    return [Fault(where=f"model {key}", problem=problem, remedy=remedy)]
