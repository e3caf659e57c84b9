"""The order of judging: which rules a step has to meet, and which are not asked any more once others speak.

The order is that of the case-file format, sections "Order of judging" 1 to 16. What a rule asks stands with the rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, final

from casework_model.errors import BadValue, Fault
from casework_model.facts import CaseOpened, Closure, ClosureKind, PhaseChange, Reopening
from casework_model.process import MoveKind, ProcessModel, Track
from casework_model.rules.book import RuleBook
from casework_model.rules.rule import Asked, Lack, Rule
from casework_model.steps import Read, Write

Broken: TypeAlias = tuple[Rule, tuple[Lack, ...]]


@final
class Order:
    """The order of judging over one rule book. The rules that it calls itself are looked up once."""

    __slots__ = (
        "_alone",
        "_authorised",
        "_book",
        "_case_open",
        "_crisis",
        "_detour",
        "_ends",
        "_exists",
        "_exit",
        "_general",
        "_reason",
        "_reopening",
        "_resume",
        "_returns",
        "_time",
        "_times",
    )

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._alone = (book["never_edited"],)
        self._authorised = (book["reader_authorised"],)
        self._times = (book["times_sound"],)
        self._general = (book["author_named"], book["entry_id_new"], book["in_order_of_writing"])
        self._case_open = (book["case_open"],)
        self._exists = book["move_exists"]
        self._crisis = book["no_open_crisis"]
        self._time = book["in_order_of_time"]
        self._reason = book["reason_given"]
        self._detour = book["detour_first_resumed"]
        self._resume = book["resumed_where_left"]
        self._returns = book["returns_open"]
        self._ends = book["closed_from_end"]
        self._exit = (book["exit_explained"], book["nobody_abandoned"], self._time)
        self._reopening = book["reopening_sound"]

    def broken(self, asked: Asked) -> list[Broken]:
        """Give every rule that the step breaks with what it lacks, structural ones first."""
        step = asked.step
        if not isinstance(step, Write | Read):  # 1: an edit or a deletion
            return _lacking(self._alone, asked)
        found = _lacking(self._authorised, asked)  # 1: a stranger is told nothing else
        if found or isinstance(step, Read):
            return found
        found = _lacking(self._times, asked)  # 2: without sound times nothing else can be judged
        if found:
            return found
        found = [*_lacking(self._general, asked), *self._content(asked)]
        if len(found) > 1:
            found.sort(key=lambda broken: not broken[0].structural)
        return found

    def _content(self, asked: Asked) -> list[Broken]:
        """Judge what is to be written (4 to 16)."""
        closed = _lacking(self._case_open, asked)
        fact = asked.fact
        if closed or fact is None:
            return closed
        if isinstance(fact, PhaseChange):
            found = self._move(fact, asked)
        elif isinstance(fact, Closure):
            found = self._closing(fact, asked)
        elif isinstance(fact, Reopening):
            found = self._reopened(asked)
        elif isinstance(fact, CaseOpened):
            found = _lacking((self._exists,), asked)
        else:
            found = []
        watching = self._book.on(type(fact))
        return [*found, *_lacking(watching, asked)] if watching else found

    def _move(self, change: PhaseChange, asked: Asked) -> list[Broken]:
        """Judge a move (5 to 11)."""
        track, model, kind = asked.track, asked.model, change.move
        if kind is MoveKind.START:
            return _lacking((self._exists,), asked) or _lacking((self._time,), asked)
        if track is None or model is None:
            return _lacking((self._exists,), asked)
        if kind is MoveKind.RESUME:
            found = _lacking((self._resume, self._crisis), asked) or _lacking((self._exists,), asked)
            return [*found, *_lacking((self._time,), asked)]
        if track.paused is not None:
            also = () if kind is MoveKind.DETOUR else (self._crisis,)
            return _lacking((self._detour, *also), asked)
        return self._plain_move(change, asked, model, track)

    def _plain_move(self, change: PhaseChange, asked: Asked, model: ProcessModel, track: Track) -> list[Broken]:
        """Judge a move that neither starts nor resumes, with no detour open (8 to 11)."""
        kind, is_here = change.move, change.from_ == track.phase
        is_known = is_here and model.move(change.from_, change.to, kind) is not None
        order: tuple[Rule, ...] = (self._time,) if is_known else (self._exists,)
        if kind is MoveKind.DETOUR:
            return _lacking((*order, self._reason), asked)
        if kind is MoveKind.RETURN and model.is_linear:
            order = (self._time,) if is_known else ()
            return _lacking((self._returns, self._reason, self._crisis, *order), asked)
        if not is_here:
            return _lacking((self._exists,), asked)
        if kind is MoveKind.RETURN:
            return _lacking((*order, self._reason, self._crisis), asked)
        phase = model.phase(change.from_)
        required = self._book.required(phase.requires) if is_known and phase is not None else ()
        return _lacking((*required, *order, self._crisis), asked)

    def _closing(self, closure: Closure, asked: Asked) -> list[Broken]:
        """Judge a closing (12)."""
        if closure.closure is not ClosureKind.PLANNED:
            return _lacking(self._exit, asked)
        required = self._book.required(asked.model.closing_requires) if asked.model else ()
        return _lacking((self._ends, self._crisis, *required, self._time), asked)

    def _reopened(self, asked: Asked) -> list[Broken]:
        """Judge a reopening (12)."""
        if not asked.record.case.is_closed:
            return _lacking((self._reopening,), asked)
        return _lacking((self._reopening, self._exists, self._time), asked)


def _lacking(rules: Iterable[Rule], asked: Asked) -> list[Broken]:
    case = asked.record.case
    found: list[Broken] = []
    for rule in rules:
        lacks = rule.lacks(case, asked)
        if lacks:
            _must_be_lacks(rule, lacks)
            found.append((rule, lacks))
    return found


def _must_be_lacks(rule: Rule, lacks: object) -> None:
    """Refuse what a user's rule may give by a slip, such as True."""
    if not isinstance(lacks, tuple):
        problem = "its test must give a tuple of Lack, () where it is met"
        raise BadValue(Fault(where=f"rule {rule.code}", problem=problem, remedy="Change what it returns"))
