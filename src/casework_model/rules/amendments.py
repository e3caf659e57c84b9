"""The rules of amending: what addenda, corrections, retractions and sealings say, and what they may not touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from casework_model.amended import sealed_ids
from casework_model.case import Case
from casework_model.entry import RecordEntry
from casework_model.facts import (
    AMENDMENTS,
    Addendum,
    Amendment,
    CaseOpened,
    Consent,
    ConsentStatus,
    Correction,
    Fact,
    Retraction,
    Sealed,
    Sealing,
)
from casework_model.rules.rule import Asked, Lack, Rule, sources
from casework_model.steps import Write
from casework_model.terms import is_aware

COURSE_STANDS: Final = "course_stands"
"""The key of the rule that the engine judges by replaying the record with the amendment in it."""

_OPENING: Final = ("client.id", "tz", "model", "phase", "policy", "authorised")


def amendment_incomplete(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-31: an amendment names an entry on record, says why, says something, and touches only what it may."""
    fact, step = asked.fact, asked.step
    if not isinstance(fact, Amendment) or not isinstance(step, Write):
        return ()
    number = asked.record.number_of(fact.target)
    target = case.entry(number) if number is not None else None
    lacks = list(_unsaid(fact, step))
    if target is None:
        does = "adds to" if isinstance(fact, Addendum) else "amends"
        return (Lack(f"it names no entry on record that it {does}"), *lacks)
    lacks += _untouchable(case, fact, target)
    if isinstance(fact, Correction):
        lacks += _unfit(fact, target)
    return tuple(lacks)


def _unsaid(fact: Amendment, step: Write) -> Iterator[Lack]:
    """Find what an amendment does not say."""
    if isinstance(fact, Sealing):
        if not fact.authority.strip():
            yield Lack("it names no authority on whose word it is done")
        return
    if not fact.reason.strip():
        yield Lack("it gives no reason")
    if isinstance(fact, Addendum) and not step.text.strip():
        yield Lack("it has no text")
    if isinstance(fact, Correction):
        says = fact.fact is not None or fact.occurred_at is not None or fact.access is not None
        if not (says or step.text.strip() or step.participants):
            yield Lack("it does not say what should stand there instead")


def _untouchable(case: Case, fact: Amendment, target: RecordEntry) -> Iterator[Lack]:
    """Find why an entry is not to be amended so."""
    about, of = (target.id,), target.fact
    if isinstance(fact, Addendum):
        return
    if target.id in _sealed(case):
        yield Lack(f"entry {target.id} is sealed", about, "Write what is known in an entry of its own")
    elif isinstance(fact, Sealing) and _is_last_word_against(case, target):
        remedy = "Write it once more without what has to go, then seal this entry"
        yield Lack(f"without entry {target.id} an older consent would count again", about, remedy)
    elif isinstance(fact, Sealing) and isinstance(of, Sealing):
        yield Lack(f"entry {target.id} is a sealing itself", about, "Name the entry whose content is to go")
    elif isinstance(of, Sealing):
        yield Lack(f"entry {target.id} is a sealing, which cannot be undone", about, "Leave it as it is")
    elif isinstance(fact, Correction) and isinstance(of, Retraction):
        yield Lack(
            f"entry {target.id} is a retraction", about, "Retract it, and the entry that it took back counts again"
        )
    elif isinstance(fact, Retraction) and isinstance(of, CaseOpened):
        yield Lack(f"entry {target.id} opens the case", about, "Correct it, or close the case as opened in error")
    elif isinstance(fact, Retraction) and case.amended_entry(target.number) is None:
        yield Lack(f"entry {target.id} is retracted already", about, "Leave it as it is")


def _is_last_word_against(case: Case, target: RecordEntry) -> bool:
    """Whether an entry is the latest word on some consent, and takes it back or refuses it."""
    entry = case.amended_entry(target.number)
    said = entry.fact if entry is not None else None
    if not isinstance(said, Consent) or said.status is ConsentStatus.GIVEN:
        return False
    latest = (case.consents.get(scope) for scope in said.scopes)
    return any(standing is not None and standing.number == target.number for standing in latest)


def _sealed(case: Case) -> set[str]:
    """Give the ids of the entries that were sealed."""
    return sealed_ids(case.entries) if case.has(Sealing) else set()


def _unfit(fact: Correction, target: RecordEntry) -> Iterator[Lack]:
    """Find what a correction cannot put in the place of what stands there."""
    about, at, news = (target.id,), fact.occurred_at, fact.fact
    if at is not None and not is_aware(at):
        yield Lack("the corrected time has no zone", about, "Give it its offset from UTC")
    elif at is not None and at > target.recorded_at:
        yield Lack(f"by the corrected time entry {target.id} was written before it happened", about)
    if isinstance(news, Amendment | Sealed):
        yield Lack(
            "an amendment is not put in the place of an entry", about, "Correct its text, or write another amendment"
        )
    elif news is not None and isinstance(news, CaseOpened) is not isinstance(target.fact, CaseOpened):
        yield Lack("the opening of the case stays its opening, and no other entry becomes one", about)
    elif isinstance(news, CaseOpened):
        yield from _reopened_otherwise(news, target)


def _reopened_otherwise(news: CaseOpened, target: RecordEntry) -> Iterator[Lack]:
    """Find what of an opening is changed by an entry of its own, and never by a correction."""
    changed = [name for name in _OPENING if _at(news, name) != _at(target.fact, name)]
    if changed:
        remedy = (
            "Migrate to another model or policy, grant or end access; for another client or phase open another case"
        )
        yield Lack(f"a correction does not change the {' or '.join(changed)} of the opening", (target.id,), remedy)


def _at(fact: Fact, path: str) -> object:
    found: object = fact
    for name in path.split("."):
        found = getattr(found, name)
    return found


def course_impossible(_case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-47: judged by the engine, which replays the record with the amendment in it."""
    return ()


RULES = (
    Rule(
        code="HR-31",
        key="amendment_complete",
        title="An amendment names its entry, says why and what, and touches only what it may",
        remedy="Name an entry on record, say why it is amended, and write what is added or should stand there",
        sources=sources("002 P-REC-06", "field standards 22"),
        on=AMENDMENTS,
        fixed=True,
        lacks=amendment_incomplete,
    ),
    Rule(
        code="HR-47",
        key=COURSE_STANDS,
        title="A correction or retraction leaves the course of the case possible",
        remedy="Correct or retract first what rests on it, the latest first",
        sources=sources("002 P-REC-06", "001 C-GEN-07"),
        ordered=True,
        fixed=True,
        lacks=course_impossible,
    ),
)
