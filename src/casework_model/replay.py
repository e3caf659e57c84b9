"""Judging a whole record anew, as its amendments leave it: for an audit, and before an amendment is accepted."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from attrs import evolve

from casework_model.amended import CHANGING, sealed_numbers
from casework_model.entry import RecordEntry
from casework_model.facts import Amendment, CaseOpened, Consent, ConsentStatus, Sealed, Sealing, Withheld
from casework_model.judge import Judge
from casework_model.policy import Policy
from casework_model.process import ProcessModel
from casework_model.record import CaseRecord
from casework_model.rules import COURSE_STANDS, Asked, Lack, Rule
from casework_model.rules.amendments import amendment_incomplete, unsaid
from casework_model.steps import Write
from casework_model.verdicts import Unmet

_OF_THE_COURSE: Final = frozenset({"in_order_of_time", "references_known", "level_and_weight_sound"})
"""Beside the structural rules, those without which the course of a case makes no sense: times, references, levels."""


_MAY_WRITE: Final = "reader_authorised"
"""Whether somebody might write an entry was settled when it was written: a correction is somebody else's."""


def anew(judge: Judge, policy: Policy, record: CaseRecord) -> Iterator[tuple[RecordEntry, tuple[Unmet, ...]]]:
    """Judge each entry as amended, after those before it as amended, and give it with all that it breaks.

    `policy` is for the opening, which names its own only for what follows. Retracted and sealed entries are not judged.
    One pass: amendments are known from the beginning, and are not applied again.
    """
    counting, sealed = {entry.number: entry for entry in record.amended}, sealed_numbers(record.entries[:])
    so_far = CaseRecord.of(record.case_id)
    for written in record.entries:
        entry = counting.get(written.number)
        if entry is not None and entry.number not in sealed and not isinstance(entry.fact, Sealed | Withheld):
            yield entry, _judged(judge, policy, so_far, step_of(entry))
        amends = entry is not None and isinstance(entry.fact, (*CHANGING, Sealing))
        so_far = so_far.with_entry(written_off(written) if entry is None or amends else entry)


def written_off(entry: RecordEntry) -> RecordEntry:
    """Give an entry that keeps its place and changes nothing."""
    return evolve(entry, fact=Sealed(of=entry.fact.kind), text="", participants=())


def step_of(entry: RecordEntry) -> Write:
    """Give the step that an entry on record once was."""
    return Write(
        fact=entry.fact,
        by=entry.by,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        text=entry.text,
        id=entry.id,
        access=entry.access,
        participants=entry.participants,
    )


def _judged(judge: Judge, policy: Policy, so_far: CaseRecord, step: Write) -> tuple[Unmet, ...]:
    if so_far.case.is_begun:
        unmet, fact = judge.judged(so_far, step, on_record=True)[1], step.fact
        return tuple(_said(unmet, tuple(unsaid(fact, step, so_far)))) if isinstance(fact, Amendment) else unmet
    if isinstance(step.fact, CaseOpened):
        return unsound_opening(judge, policy, so_far, step, judge.model(step.fact.model))
    return (Unmet(judge.book["move_exists"], (Lack("the case has not been opened"),)),)


def _said(unmet: tuple[Unmet, ...], unsaid_then: tuple[Lack, ...]) -> Iterator[Unmet]:
    """Give what an amendment on record breaks; of HR-31 what it does not say."""
    for one in unmet:
        lacks = unsaid_then if one.rule.lacks is amendment_incomplete else one.lacks
        if lacks:
            yield Unmet(one.rule, lacks)


def unsound_opening(
    judge: Judge, policy: Policy, record: CaseRecord, step: Write, process: ProcessModel
) -> tuple[Unmet, ...]:
    """Judge the entry that opens a case: its times, which stand alone, or its author."""
    asked = Asked(record, step, policy, process, None)
    for rule in judge.book.required(("times_sound", "author_named")):
        lacks = rule.lacks(record.case, asked)
        if lacks:
            return (Unmet(rule, lacks),)
    return ()


_SHUT_OUT: Final = Lack(
    "nobody who has access to the record would have it any more", remedy="Grant somebody else access first"
)


def course_broken(judge: Judge, policy: Policy, record: CaseRecord, entry: RecordEntry) -> tuple[Unmet, ...]:
    """Say what a correction or retraction would make impossible (HR-47): what breaks with it and did not before.

    `entry` is that amendment as it would stand on record. What it corrects is judged by all rules, so that nothing
    comes on record by a correction that could not be written; the rest by those that hold the course together.
    """
    after = record.with_entry(entry)
    then = {one.number: one for one in after.amended}
    corrected = {one.number for one in record.amended if one != then.get(one.number, one)}
    if after.amended[:-1] == record.amended[:]:
        return ()
    before = {(entry.number, unmet.rule.key) for entry, unmet in _broken(judge, policy, record, corrected)}
    news = tuple(
        Lack(f"entry {entry.id} would not be possible: {unmet}", (entry.id,))
        for entry, unmet in _broken(judge, policy, after, corrected)
        if (entry.number, unmet.rule.key) not in before
    )
    if not news:
        news = tuple(_otherwise_in_force(record, after))
    return (Unmet(judge.book[COURSE_STANDS], news),) if news else ()


def _otherwise_in_force(before: CaseRecord, after: CaseRecord) -> Iterator[Lack]:
    """Find what no rule on an entry tells: a record that is locked, and consent that may have been taken back."""
    authorised = before.case.authorised
    if authorised and authorised.isdisjoint(after.case.authorised):
        yield _SHUT_OUT
    sealed = (one.number for one in after.amended if isinstance(one.fact, Sealed) and one.fact.of == Consent.kind)
    last = max(sealed, default=0)
    for scope, standing in after.case.consents.items() if last else ():
        is_older = standing.number < last and before.case.consents.get(scope) != standing
        if is_older and standing.status is ConsentStatus.GIVEN:
            said = f"consent for {scope} would count again, which a word that was sealed since may have taken back"
            yield Lack(said, (scope,), "Write down what consent stands now first")


def _broken(
    judge: Judge, policy: Policy, record: CaseRecord, corrected: Container[int]
) -> Iterator[tuple[RecordEntry, Unmet]]:
    for entry, broken in anew(judge, policy, record):
        for unmet in broken:
            is_any = entry.number in corrected and unmet.rule.key != _MAY_WRITE
            if is_any or _is_of_the_course(unmet.rule):
                yield entry, unmet


def _is_of_the_course(rule: Rule) -> bool:
    return rule.structural or rule.key in _OF_THE_COURSE
