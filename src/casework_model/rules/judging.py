"""The order of judging: which rules a step has to meet, and which are not asked any more once others speak.

The order is that of the case-file format, sections "Order of judging" 1 to 16. What a rule asks stands with the rule;
a *plan* is the rules for one kind of step, in order. Plans that recur are made once.
"""

from __future__ import annotations

from typing import Final, TypeAlias, final

from casework_model.errors import BadValue, Fault
from casework_model.facts import KINDS, CaseOpened, Closure, ClosureKind, Fact, PhaseChange, Reopening, Sealed, Withheld
from casework_model.process import MoveKind, ProcessModel, Track
from casework_model.rules.book import RuleBook
from casework_model.rules.rule import Asked, Judgement, Lack, Rule
from casework_model.steps import Read

Broken: TypeAlias = tuple[Rule, tuple[Lack, ...]]

_COLLECT: Final = 0
_ALONE: Final = 1
_IF_NONE: Final = 2
_BESIDE: Final = 3

Plan: TypeAlias = tuple[tuple[Rule, Judgement, int], ...]
"""Rules in order, each with its test and how it stands to the others: collected with them; alone, so that nothing after
it is asked once it is broken; asked only if none before it is broken; or collected beside them, not counted there."""

Key: TypeAlias = tuple[object, ...]

_MANY: Final = 10_000
"""How many plans are kept before beginning anew: moves that no model knows are without number."""


def _plan(*rules: Rule, how: int = _COLLECT) -> Plan:
    return tuple((rule, rule.lacks, how) for rule in rules)


@final
class Order:
    """The order of judging over one rule book."""

    __slots__ = (
        "_book",
        "_closing",
        "_edit",
        "_exit",
        "_move",
        "_plans",
        "_read",
        "_reopening",
        "_replay",
        "_write",
    )

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._edit = _plan(book["never_edited"])  # 1
        self._read = _plan(book["reader_authorised"])  # 1: a stranger is told nothing else
        self._write = (  # 1 to 4, before whatever the content asks for
            *_plan(book["reader_authorised"], book["times_sound"], how=_ALONE),
            *_plan(book["author_named"], book["entry_id_new"], book["in_order_of_writing"], how=_BESIDE),  # 3
            *_plan(book["case_open"], how=_ALONE),
        )
        # Whoever judges a record anew is no stranger, whoever wrote in it.
        self._replay = (*_plan(book["reader_authorised"], how=_BESIDE), *self._write[1:])
        self._move = _Moves(book)
        self._closing = (book["closed_from_end"], book["no_open_crisis"])  # 12
        self._exit = _plan(book["exit_explained"], book["nobody_abandoned"], book["in_order_of_time"])  # 12
        self._reopening = (  # 12
            _plan(book["reopening_sound"]),
            _plan(book["reopening_sound"], book["move_exists"], book["in_order_of_time"]),
        )
        self._plans: dict[Key, tuple[ProcessModel | None, Plan]] = {}

    def broken(self, asked: Asked, *, usual: bool = False, on_record: bool = False) -> list[Broken]:
        """Give every rule that the step breaks with what it lacks, structural ones first.

        Where `is_usual` has said so already, the rules asked of every entry are not asked again. Of what stands
        `on_record` all is told, also where its author had no access.
        """
        fact, case = asked.fact, asked.record.case
        if fact is not None:
            content = self._plan_of(fact, asked)
            plan = content if usual else (*(self._replay if on_record else self._write), *content)
        else:
            plan = self._read if isinstance(asked.step, Read) else self._edit
        found: list[Broken] = []
        is_told = False
        for rule, judge, how in plan:
            if how == _IF_NONE and is_told:
                continue
            lacks = judge(case, asked)
            if lacks:
                _must_be_lacks(rule, lacks)
                found.append((rule, lacks))
                if how == _ALONE:
                    break
                is_told = is_told or how != _BESIDE
        if len(found) > 1:
            found.sort(key=lambda broken: not broken[0].structural)
        return found

    def _plan_of(self, fact: Fact, asked: Asked) -> Plan:
        """Give the plan for the content of a fact. Plans are kept by what they depend on, beside their model."""
        kind, model = type(fact), asked.model
        if kind is PhaseChange and isinstance(fact, PhaseChange):
            track = asked.track
            key: Key = (
                id(model),
                fact.from_,
                fact.to,
                fact.move,
                None if track is None else track.paused is not None,
                track is not None and fact.from_ == track.phase,
            )
        elif isinstance(fact, Closure):
            key = (kind, id(model), fact.closure)
        elif isinstance(fact, Reopening):
            key = (kind, asked.record.case.is_closed)
        else:
            key = (kind,)
        kept = self._plans.get(key)
        if kept is None:
            _must_be_shipped(kind)
            if len(self._plans) >= _MANY:
                self._plans = {}
            kept = self._plans[key] = (model, self._whole(fact, self._content(fact, asked)))
        return kept[1]

    def _content(self, fact: Fact, asked: Asked) -> Plan:
        """Give the rules that the content of a step asks for (5 to 12)."""
        if isinstance(fact, PhaseChange):
            return self._move.plan(fact, asked.model, asked.track)
        if isinstance(fact, Closure):
            return self._closed(fact, asked.model)
        if isinstance(fact, Reopening):
            return self._reopening[asked.record.case.is_closed]
        return _plan(self._book["move_exists"]) if isinstance(fact, CaseOpened) else ()

    def _whole(self, fact: Fact, content: Plan) -> Plan:
        return (*content, *_plan(*self._book.on(type(fact))))

    def _closed(self, closure: Closure, model: ProcessModel | None) -> Plan:
        if closure.closure is not ClosureKind.PLANNED:
            return self._exit
        required = self._book.required(model.closing_requires) if model is not None else ()
        return _plan(*self._closing, *required, self._book["in_order_of_time"])


@final
class _Moves:
    """The plans for moves (5 to 11)."""

    __slots__ = ("_book", "_crisis", "_detour", "_exists", "_reason", "_resume", "_returns", "_time")

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._exists = book["move_exists"]
        self._crisis = book["no_open_crisis"]
        self._time = book["in_order_of_time"]
        self._reason = book["reason_given"]
        self._detour = book["detour_first_resumed"]
        self._resume = book["resumed_where_left"]
        self._returns = book["returns_open"]

    def plan(self, change: PhaseChange, model: ProcessModel | None, track: Track | None) -> Plan:
        """Give the rules for a move on a track of a model; either may be missing."""
        kind = change.move
        if kind is MoveKind.START:
            return (*_plan(self._exists), *_plan(self._time, how=_IF_NONE))
        if track is None or model is None:
            return _plan(self._exists)
        is_here = change.from_ == track.phase
        is_known = is_here and model.move(change.from_, change.to, kind) is not None
        if kind is MoveKind.RESUME:
            order = _plan(self._time) if is_known else _plan(self._exists, how=_IF_NONE)
            return (*_plan(self._resume, self._crisis), *order)
        if track.paused is not None:
            return _plan(self._detour) if kind is MoveKind.DETOUR else _plan(self._detour, self._crisis)
        return self._plain(change, model, is_here=is_here, is_known=is_known)

    def _plain(self, change: PhaseChange, model: ProcessModel, *, is_here: bool, is_known: bool) -> Plan:
        """Give the rules for a move that neither starts nor resumes, with no detour open (8 to 11)."""
        order = self._time if is_known else self._exists
        if change.move is MoveKind.DETOUR:
            return _plan(order, self._reason)
        if change.move is MoveKind.RETURN and model.is_linear:
            return _plan(self._returns, self._reason, self._crisis, *((self._time,) if is_known else ()))
        if not is_here:
            return _plan(self._exists)
        if change.move is MoveKind.RETURN:
            return _plan(order, self._reason, self._crisis)
        phase = model.phase(change.from_)
        required = self._book.required(phase.requires) if is_known and phase is not None else ()
        return _plan(*required, order, self._crisis)


def _must_be_shipped(kind: type[Fact]) -> None:
    """Refuse a fact that no file could keep, before it is on record."""
    if issubclass(kind, Sealed):
        problem, remedy = "what is left of a sealed entry is not written by anybody", "Write a Sealing of that entry"
        raise BadValue(Fault(where="Write.fact", problem=problem, remedy=remedy))
    if issubclass(kind, Withheld):
        problem, remedy = "what a reader may not see stands in views alone", "Write what was seen or done"
        raise BadValue(Fault(where="Write.fact", problem=problem, remedy=remedy))
    if KINDS.get(getattr(kind, "kind", "")) is not kind:
        problem = f"{kind.__name__} is no fact that a file can keep"
        remedy = "Use one of the shipped facts; what fits none of them is a Note with its text"
        raise BadValue(Fault(where="Write.fact", problem=problem, remedy=remedy))


def _must_be_lacks(rule: Rule, lacks: object) -> None:
    """Refuse what a user's rule may give by a slip, such as True."""
    if not isinstance(lacks, tuple):
        problem = "its test must give a tuple of Lack, () where it is met"
        raise BadValue(Fault(where=f"rule {rule.code}", problem=problem, remedy="Change what it returns"))
