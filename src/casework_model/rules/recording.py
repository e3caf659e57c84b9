"""The rules of recording: when, about what and in which order entries are written; and that none is ever changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, TypeGuard

from casework_model.case import Case
from casework_model.facts import (
    AccessEnded,
    AccessGranted,
    Contract,
    Disclosure,
    Evaluation,
    Fact,
    GoalChange,
    Intervention,
    ProgressNote,
    ReaderStanding,
    ReferralUpdate,
    Stabilised,
    Task,
)
from casework_model.rules.rule import Asked, Lack, Rule, sources
from casework_model.steps import Delete, Edit, Write
from casework_model.terms import is_aware, is_fixed, listed

_MANY: Final = 20

_PLURALS: Final = {"crisis": "crises", "entry": "entries"}


def is_usual(case: Case, step: Write) -> bool:
    """Whether a step is written as nearly all are, so that none of the rules asked of every entry can be broken.

    One look instead of six rules: HR-20 (the case is open), HR-27, HR-32, HR-33, HR-35 and HR-39, which say in words
    what is wrong wherever this is false.
    """
    frame = case.frame
    return (
        frame is not None
        and not case.is_closed
        and step.by in frame.authorised
        and step.by.strip() != ""
        and not step.id
        and is_timely(case, step)
    )


def is_timely(case: Case, step: Write) -> bool:
    """Whether the times of a step are plain ones with a fixed offset, sound, and after all that is on record.

    Then HR-27 and HR-32 have nothing to say. Times of another kind may be as good: those rules look closer.
    """
    last, happened, recorded = case.entries.last, step.occurred_at, step.recorded_at
    return (
        last is not None
        and happened is not None
        and recorded is not None
        and is_fixed(happened)
        and is_fixed(recorded)
        and happened <= recorded >= last.recorded_at
    )


def edited_or_deleted(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-30: no entry is edited or deleted."""
    if isinstance(asked.step, Edit):
        return (Lack("an entry on record is never edited"),)
    if isinstance(asked.step, Delete):
        return (Lack("an entry on record is never deleted"),)
    return ()


def times_unsound(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-32: both times are there, say their zone, and nothing is recorded before it happened."""
    step = asked.step
    if not isinstance(step, Write):
        return ()
    happened, recorded = step.occurred_at, step.recorded_at
    if (
        happened is not None
        and recorded is not None
        and is_fixed(happened)
        and is_fixed(recorded)
        and recorded >= happened
    ):
        return ()  # the usual case, without putting any words together
    times = {"happened": step.occurred_at, "was recorded": step.recorded_at}
    lacks = [
        Lack(f"the time at which it {name} is missing or unreadable") for name, time in times.items() if time is None
    ]
    lacks += [
        Lack(f"the time at which it {name} has no zone") for name, time in times.items() if time and not is_aware(time)
    ]
    if not lacks and step.occurred_at and step.recorded_at and step.recorded_at < step.occurred_at:
        lacks.append(Lack("it was recorded before it happened"))
    return tuple(lacks)


def without_author(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-33: an entry names its author."""
    return () if asked.step.by.strip() else (Lack("the entry has no author"),)


def id_used(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-39: an entry id is used once."""
    step = asked.step
    if isinstance(step, Write) and step.id and asked.record.number_of(step.id) is not None:
        return (Lack(f"the id {step.id} is used already", (step.id,)),)
    return ()


def written_out_of_order(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-27: entries are recorded in the order of writing."""
    step, last = asked.step, case.entries.last
    if last is None or not isinstance(step, Write) or step.recorded_at is None or step.recorded_at >= last.recorded_at:
        return ()
    return (Lack(f"it is recorded earlier than entry {last.id}, which was written before it", (last.id,)),)


def _references(fact: Fact | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give what a fact refers to: the kind of thing and the ids."""
    match fact:
        case Task() | ProgressNote() | GoalChange():
            yield "goal", (fact.goal,)
        case Contract() | Intervention():
            yield "goal", fact.goals
        case Evaluation():
            yield "goal", tuple(rating.goal for rating in fact.ratings)
        case Stabilised():
            yield "crisis", (fact.crisis,)
        case ReferralUpdate():
            yield "referral", (fact.referral,)
        case AccessEnded():
            yield "worker", (fact.worker,)
        case _:
            return


def reference_unknown(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-40: what a fact refers to is on record."""
    lacks: list[Lack] = []
    for kind, keys in _references(asked.fact):
        known = _known(case, kind)
        missing = tuple(dict.fromkeys(key for key in keys if key not in known))
        if missing:
            lacks.append(Lack(_missing(kind, missing, known), missing))
    if isinstance(asked.fact, Disclosure):
        lacks += _unknown_entries(asked, asked.fact.entries)
    if _shuts_out(asked.fact) and case.authorised == frozenset((asked.fact.worker,)):
        said, remedy = "it would leave nobody with access to the record", "Grant somebody else access first"
        lacks.append(Lack(said, (asked.fact.worker,), remedy))
    return tuple(lacks)


def _unknown_entries(asked: Asked, ids: tuple[str, ...]) -> Iterator[Lack]:
    """Find the entries that are not on record."""
    missing = tuple(key for key in dict.fromkeys(ids) if asked.record.number_of(key) is None)
    if missing:
        are = "are" if len(missing) > 1 else "is"
        yield Lack(f"{_plural('entry', missing)} {listed(missing)} {are} not on record", missing)


def _shuts_out(fact: Fact | None) -> TypeGuard[AccessEnded | AccessGranted]:
    """Whether somebody can no longer write the record, or only for a time."""
    return isinstance(fact, AccessEnded) or (
        isinstance(fact, AccessGranted) and (not fact.writes or fact.until is not None)
    )


def _known(case: Case, kind: str) -> Collection[str]:
    kinds: dict[str, Collection[str]] = {
        "goal": case.goals,
        "crisis": case.crises,
        "referral": case.referrals,
        "worker": (*case.authorised, *case.live.get(ReaderStanding, ())),
    }
    return kinds[kind]


def _missing(kind: str, missing: tuple[str, ...], known: Collection[str]) -> str:
    """Say what is not there, and name what is: the first twenty."""
    if kind == "worker":
        return f"worker {listed(missing)} has no access that could be ended"
    said = f"{_plural(kind, missing)} {listed(missing)} {'are' if len(missing) > 1 else 'is'} not on record"
    if not known:
        return f"{said}; no {kind} is on record yet"
    more = f" and {len(known) - _MANY} more" if len(known) > _MANY else ""
    return f"{said}; {_plural(kind, known)} on record: {', '.join(sorted(known)[:_MANY])}{more}"


def _plural(kind: str, several: Collection[str]) -> str:
    if len(several) == 1:
        return kind
    return _PLURALS.get(kind, f"{kind}s")


_REFERRING = (
    Task,
    ProgressNote,
    GoalChange,
    Contract,
    Intervention,
    Evaluation,
    Stabilised,
    ReferralUpdate,
    AccessEnded,
    AccessGranted,
    Disclosure,
)

RULES = (
    Rule(
        code="HR-27",
        key="in_order_of_writing",
        title="Entries are recorded in the order of writing",
        remedy="Use the time at which it is written now; what happened earlier keeps its own earlier time",
        sources=sources("002 P-REC-08"),
        ordered=True,
        fixed=True,
        lacks=written_out_of_order,
    ),
    Rule(
        code="HR-30",
        key="never_edited",
        title="No entry is edited or deleted",
        remedy="Correct, retract or add to it by an entry that says why; the original stays readable",
        sources=sources("002 P-REC-06", "field standards 22"),
        ordered=True,
        fixed=True,
        lacks=edited_or_deleted,
    ),
    Rule(
        code="HR-32",
        key="times_sound",
        title="Times are there, say their zone, and nothing is recorded before it happened",
        remedy="Give both times with their offset from UTC, the time of writing not before the time of the event",
        sources=sources("002 P-REC-08"),
        ordered=True,
        fixed=True,
        lacks=times_unsound,
    ),
    Rule(
        code="HR-33",
        key="author_named",
        title="An entry names its author",
        remedy="Name the worker who writes it",
        sources=sources("002 P-REC-08"),
        ordered=True,
        fixed=True,
        lacks=without_author,
    ),
    Rule(
        code="HR-39",
        key="entry_id_new",
        title="An entry id is used once",
        remedy="Choose another id, or give none and let the engine choose",
        sources=sources("002 P-REC-06"),
        ordered=True,
        fixed=True,
        lacks=id_used,
    ),
    Rule(
        code="HR-40",
        key="references_known",
        title="What an entry refers to is on record",
        remedy="Use an id that is on record, or record the thing first",
        sources=sources("002 P-REC-07"),
        on=_REFERRING,
        fixed=True,
        lacks=reference_unknown,
    ),
)
