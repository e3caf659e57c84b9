"""The order of judging: which rules a step has to meet, and which are not asked any more once others speak.

The order is that of the case-file format, sections "Order of judging" 1 to 16. What a rule asks stands with the rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from casework_model.facts import CaseOpened, Closure, ClosureKind, PhaseChange, Reopening
from casework_model.process import MoveKind, ProcessModel, Track
from casework_model.rules.book import RuleBook
from casework_model.rules.rule import Asked, Lack, Rule
from casework_model.steps import Read, Write

Broken = tuple[Rule, tuple[Lack, ...]]


class Order:
    """The order of judging over one rule book."""

    __slots__ = ("_book", "_general")

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._general = (book["author_named"], book["entry_id_new"], book["in_order_of_writing"])

    def broken(self, asked: Asked) -> list[Broken]:
        """Give every rule that the step breaks with what it lacks, structural ones first."""
        found = self._first(asked)
        if found is None:
            found = [*_lacking(self._general, asked), *self._rest(asked)]
            if len(found) > 1:
                found.sort(key=lambda broken: not broken[0].structural)
        return found

    def _first(self, asked: Asked) -> list[Broken] | None:
        """Judge what stands alone (1 and 2): edits, readers, times. None where all is well so far."""
        book = self._book
        if not isinstance(asked.step, Write | Read):
            return _lacking((book["never_edited"],), asked)
        found = _lacking((book["reader_authorised"],), asked)
        if found or isinstance(asked.step, Read):
            return found
        return _lacking((book["times_sound"],), asked) or None

    def _rest(self, asked: Asked) -> list[Broken]:
        """Judge the content (4 to 16)."""
        book, fact = self._book, asked.fact
        closed = _lacking((book["case_open"],), asked)
        if closed or fact is None:
            return closed
        if isinstance(fact, CaseOpened):
            return _lacking((book["move_exists"],), asked)
        if isinstance(fact, PhaseChange):
            found = self._move(fact, asked)
        elif isinstance(fact, Closure):
            found = self._closing(fact, asked)
        elif isinstance(fact, Reopening):
            found = self._reopening(asked)
        else:
            found = []
        watching = book.on(type(fact))
        return [*found, *_lacking(watching, asked)] if watching else found

    def _move(self, change: PhaseChange, asked: Asked) -> list[Broken]:
        book, track, model = self._book, asked.track, asked.model
        exists, crisis, order = book["move_exists"], book["no_open_crisis"], book["in_order_of_time"]
        if change.move is MoveKind.START:
            return _lacking((exists,), asked) or _lacking((order,), asked)
        if track is None or model is None:
            return _lacking((exists,), asked)
        if change.move is MoveKind.RESUME:
            found = _lacking((book["resumed_where_left"], crisis), asked)
            return [*(found or _lacking((exists,), asked)), *_lacking((order,), asked)]
        if track.paused is not None:
            also = () if change.move is MoveKind.DETOUR else (crisis,)
            return _lacking((book["detour_first_resumed"], *also), asked)
        return self._plain_move(change, asked, model, track)

    def _plain_move(self, change: PhaseChange, asked: Asked, model: ProcessModel, track: Track) -> list[Broken]:
        """Judge a move that neither starts nor resumes, with no detour open (8 to 11)."""
        book = self._book
        exists, crisis, order = book["move_exists"], book["no_open_crisis"], book["in_order_of_time"]
        reason = book["reason_given"]
        is_known = model.move(change.from_, change.to, change.move) is not None
        dated = (order,) if is_known and change.from_ == track.phase else ()
        if change.move is MoveKind.DETOUR:
            return _lacking((exists, reason, *dated), asked)
        if change.move is MoveKind.RETURN and model.is_linear:
            return _lacking((book["returns_open"], reason, crisis, *dated), asked)
        if change.from_ != track.phase:
            return _lacking((exists,), asked)
        if change.move is MoveKind.RETURN:
            return _lacking((exists, reason, crisis, *dated), asked)
        phase = model.phase(change.from_)
        required = book.required(phase.requires) if is_known and phase is not None else ()
        return _lacking((exists, *required, crisis, *dated), asked)

    def _closing(self, closure: Closure, asked: Asked) -> list[Broken]:
        book = self._book
        if closure.closure is ClosureKind.PLANNED:
            required = book.required(asked.model.closing_requires) if asked.model else ()
            return _lacking(
                (book["closed_from_end"], book["no_open_crisis"], *required, book["in_order_of_time"]), asked
            )
        return _lacking((book["exit_explained"], book["nobody_abandoned"], book["in_order_of_time"]), asked)

    def _reopening(self, asked: Asked) -> list[Broken]:
        book = self._book
        if not asked.record.case.is_closed:
            return _lacking((book["reopening_sound"],), asked)
        return _lacking((book["reopening_sound"], book["move_exists"], book["in_order_of_time"]), asked)


def _lacking(rules: Iterable[Rule], asked: Asked) -> list[Broken]:
    case = asked.record.case
    found: list[Broken] = []
    for rule in rules:
        lacks = rule.lacks(case, asked)
        if lacks:
            found.append((rule, lacks))
    return found
