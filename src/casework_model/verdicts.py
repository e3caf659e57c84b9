"""What an engine answers: permitted or refused, with every reason; advice; the options from here; findings of an audit.

The words of a refusal are put together here and nowhere else. None of them is personal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, final

from attrs import field, frozen

from casework_model.entry import RecordEntry
from casework_model.errors import CaseworkError, steady
from casework_model.facts import CaseOpened, Closure, ClosureKind, PhaseChange, Reopening
from casework_model.process import MoveKind, ProcessModel
from casework_model.record import CaseRecord
from casework_model.rules import NO_ACCESS, READER_AUTHORISED, Lack, Rule
from casework_model.steps import Delete, Edit, Read, Step, Write


@final
@frozen
class Unmet:
    """A rule that a step breaks, with everything that it lacks."""

    rule: Rule
    lacks: tuple[Lack, ...]

    @property
    def code(self) -> str:
        """The code of the rule, such as "HR-12"."""
        return self.rule.code

    @property
    def remedies(self) -> tuple[str, ...]:
        """What would do: the remedy of each thing lacking, or that of the rule."""
        return tuple(dict.fromkeys(lack.remedy or self.rule.remedy for lack in self.lacks))

    def __str__(self) -> str:
        return steady(f"{'; '.join(lack.what for lack in self.lacks)} ({self.rule.code})")


@final
@frozen
class Advice:
    """A warning: the step is accepted, and this would make it better. Never a reason to refuse."""

    unmet: Unmet

    def __str__(self) -> str:
        return steady(f"Consider: {self.unmet}. {'. '.join(self.unmet.remedies)}.")


@final
@frozen(repr=False, match_args=False)
class Permitted:
    """The step may be taken. `record` is the record after it; for a reading, the record itself.

    `entry` is what was added, None for a reading; `advice` is what would make it better.
    """

    _before: CaseRecord
    entry: RecordEntry | None
    advice: tuple[Advice, ...] = ()

    __match_args__ = ("record",)

    @property
    def record(self) -> CaseRecord:
        """The record after the step."""
        return self._before if self.entry is None else self._before.with_entry(self.entry)

    def __repr__(self) -> str:
        return f"<Permitted, entry {self.entry.number if self.entry else None}, {len(self.advice)} pieces of advice>"


@final
@frozen(repr=False)
class Refused:
    """The step may not be taken, and nothing was changed. `unmet` holds every broken rule, structural ones first.

    `step` is what was asked. `str` says what was asked, why not (all of it), and what would do; it names no person.
    `instead` are the other moves that are open on the same track; `Engine.options` lists everything.
    """

    step: Step
    unmet: tuple[Unmet, ...]
    _model: ProcessModel | None = field(default=None, eq=False)
    _look: Callable[[], tuple[Option, ...]] | None = field(default=None, eq=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all broken rules."""
        return tuple(unmet.rule.code for unmet in self.unmet)

    @property
    def instead(self) -> tuple[Option, ...]:
        """What would go on with the work instead of a refused move, closing or reopening.

        The other moves open on the same track, or the reopening of a closed case; () where nothing else is open there.
        Neither closings nor tracks beside are named here: `Engine.options` lists them all.
        """
        return self._look() if self._look is not None else ()

    def __reduce__(self) -> tuple[type[Refused], tuple[object, ...]]:
        # What is open instead is asked of the engine and the record, which a refusal does not carry along.
        return (Refused, (self.step, self.unmet, self._model))

    @property
    def is_for_strangers(self) -> bool:
        """Whether it is told to somebody without access, who learns nothing else (HR-35)."""
        return any(unmet.rule.key == "reader_authorised" for unmet in self.unmet)

    def __str__(self) -> str:
        reasons = tuple(str(unmet) for unmet in self.unmet)
        why = f"{', '.join(reasons[:-1])}, and {reasons[-1]}" if len(reasons) > 1 else "".join(reasons)
        remedies = ". ".join(dict.fromkeys(remedy for unmet in self.unmet for remedy in unmet.remedies))
        others = ", ".join(str(option) for option in self.instead)
        open_ = f" Open from here: {others}." if others else ""
        is_hidden = self.is_for_strangers and not isinstance(self.step, Read)
        asked = "The step cannot be taken" if is_hidden else asked_in_words(self.step, self._model)
        return steady(f"{asked}: {why}. {remedies}.{open_}")

    def __repr__(self) -> str:
        return f"<Refused {', '.join(self.codes)}>"


Verdict: TypeAlias = Permitted | Refused


def no_access(step: Step) -> Refused:
    """Give the refusal for whoever has no access, the same whatever the case holds: HR-35 alone."""
    return Refused(step, (Unmet(READER_AUTHORISED, (NO_ACCESS,)),))


@final
class StepRefused(CaseworkError):
    """A step was refused. `refusal` holds every reason; the record is as it was.

    Of several steps written together, `place` is the position (from 0) of the one refused; none was written.
    """

    def __init__(self, refusal: Refused, place: int = 0) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.place = place


@final
@frozen
class Option:
    """A move, closing or reopening that the model knows from here, and what it still lacks.

    `fact` is what one would write once what it `asks` of the writer is filled in: a reason, who began the ending, who
    takes over; what only the writer can say never closes an option. `reasons` are the coded ones of a return or detour.
    """

    fact: PhaseChange | Closure | Reopening
    title: str
    unmet: tuple[Unmet, ...] = ()
    reasons: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing is lacking."""
        return not self.unmet

    def __str__(self) -> str:
        return steady(self.title)


@final
@frozen
class Finding:
    """What an audit found: an entry that today's rules would refuse."""

    number: int
    entry_id: str
    unmet: tuple[Unmet, ...]

    def __str__(self) -> str:
        return steady(f"Entry {self.number} ({self.entry_id}): {', and '.join(str(unmet) for unmet in self.unmet)}.")


def asked_in_words(step: Step, model: ProcessModel | None) -> str:  # noqa: PLR0911 - one phrase for each kind of step
    """Say what was asked and that it cannot be, in words: the opening of a refusal."""
    match step:
        case Edit():
            return "The entry cannot be changed"
        case Delete():
            return "The entry cannot be deleted"
        case Read():
            return "The record cannot be shown"
        case Write(fact=PhaseChange() as change):
            return _move_in_words(change, model)
        case Write(fact=Closure(closure=ClosureKind.PLANNED)):
            return "The case cannot be closed as planned yet"
        case Write(fact=Closure() as closure):
            return f"The case cannot be closed yet ({closure.closure.replace('_', ' ')})"
        case Write(fact=Reopening()):
            return "The case cannot be reopened"
        case Write(fact=CaseOpened()):
            return "The case cannot be opened"
        case _:
            return f"The entry ({step.fact.kind.replace('_', ' ')}) cannot be written"


def move_title(change: PhaseChange, model: ProcessModel | None) -> str:
    """Say what a move does, such as "return to Planning and goal setting"."""
    to = model.phase_name(change.to) if model else change.to
    verb = {
        MoveKind.START: "begin",
        MoveKind.FORWARD: "go on to",
        MoveKind.RETURN: "return to",
        MoveKind.DETOUR: "make a detour to",
        MoveKind.RESUME: "resume",
    }[change.move]
    return f"{verb} {to}"


def _move_in_words(change: PhaseChange, model: ProcessModel | None) -> str:
    if model is not None and model.move(change.from_, change.to, change.move) and change.move is MoveKind.FORWARD:
        return f"{model.phase_name(change.from_)} cannot end yet"
    title = move_title(change, model)
    return f"The case cannot {title}"
