"""The rules of amending: what addenda, corrections, retractions and sealings say, and what they may not touch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from casework_model.amended import CHANGING, fits, sealed_numbers, with_amendments_of
from casework_model.case import Case, empty_case, folded
from casework_model.entry import RecordEntry
from casework_model.facts import (
    AMENDMENTS,
    Access,
    Addendum,
    Amendment,
    CaseOpened,
    Consent,
    ConsentStanding,
    ConsentStatus,
    Contract,
    Correction,
    Disclosure,
    Eligibility,
    Evaluation,
    Fact,
    Goal,
    GoalChange,
    GoalStatus,
    ModelChanged,
    PolicyChanged,
    Referral,
    ReferralUpdate,
    Retraction,
    Sealed,
    Sealing,
    Task,
    Withheld,
)
from casework_model.record import CaseRecord
from casework_model.rules.rule import Asked, Lack, Rule, sources
from casework_model.steps import Write
from casework_model.terms import is_aware

COURSE_STANDS: Final = "course_stands"
"""The key of the rule that the engine judges by replaying the record with the amendment in it."""

_REVISED: Final = (Contract, Evaluation, Goal, GoalChange, Referral, ReferralUpdate, Task)
"""Facts of which a later one takes the place of an earlier one, beside consent and eligibility."""

_OPENING: Final = ("client.id", "tz", "model", "phase", "policy", "authorised")


def amendment_incomplete(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-31: an amendment names an entry on record, says why, says something, and touches only what it may."""
    fact, step = asked.fact, asked.step
    if not isinstance(fact, Amendment) or not isinstance(step, Write):
        return ()
    lacks = list(unsaid(fact, step, asked.record))
    number = asked.record.number_of(fact.target)
    target = case.entry(number) if number is not None else None
    if target is not None:
        lacks += _untouchable(case, asked, fact, target)
        lacks += _unfit(case, fact, target, _root(case, asked, target)) if isinstance(fact, Correction) else ()
    return tuple(lacks)


def unsaid(fact: Amendment, step: Write, record: CaseRecord) -> Iterator[Lack]:
    """Find what an amendment does not say: what it is about, why, and what should stand there.

    That alone is asked again of an amendment on record. What it may touch was settled when it was written, and shows no
    more once its target reads as it was amended later.
    """
    if record.number_of(fact.target) is None:
        does = "adds to" if isinstance(fact, Addendum) else "amends"
        yield Lack(f"it names no entry on record that it {does}")
    yield from _unsaid(fact, step)


def _root(case: Case, asked: Asked, entry: RecordEntry) -> RecordEntry:
    """Give the entry that corrections of corrections are about in the end."""
    while isinstance(entry.fact, Correction):
        number = asked.record.number_of(entry.fact.target)
        target = case.entry(number) if number is not None and number < entry.number else None
        if target is None:
            return entry  # in a record from elsewhere
        entry = target
    return entry


def _unsaid(fact: Amendment, step: Write) -> Iterator[Lack]:
    """Find what an amendment does not say."""
    if isinstance(fact, Sealing):
        if not fact.authority.strip():
            remedy = "Name the court, the law or the officer for data protection that asks for it"
            yield Lack("it names no authority on whose word it is done", remedy=remedy)
        return
    if not fact.reason.strip():
        yield Lack("it gives no reason")
    if isinstance(fact, Addendum) and not step.text.strip():
        yield Lack("it has no text")
    if isinstance(fact, Correction):
        says = fact.fact is not None or fact.occurred_at is not None or fact.access is not None
        if not (says or step.text.strip() or step.participants):
            yield Lack("it does not say what should stand there instead")


def _untouchable(case: Case, asked: Asked, fact: Amendment, target: RecordEntry) -> Iterator[Lack]:
    """Find why an entry is not to be amended so."""
    about, of = (target.id,), target.fact
    if isinstance(fact, Addendum):
        return
    if target.number in _sealed(case):
        yield Lack(f"entry {target.id} is sealed", about, "Write what is known in an entry of its own")
    elif isinstance(fact, Sealing):
        yield from _unsealable(case, asked, target)
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


def _unsealable(case: Case, asked: Asked, target: RecordEntry) -> Iterator[Lack]:
    """Find why the content of an entry is not to be destroyed."""
    about = (target.id,)
    if isinstance(target.fact, Sealing):
        yield Lack(f"entry {target.id} is a sealing itself", about, "Name the entry whose content is to go")
    elif isinstance(target.fact, Correction) and _counts(case, asked, target):
        remedy = "Retract it first, or seal the entry that it corrects, and both will be gone"
        yield Lack(f"without entry {target.id} the wording that it corrects would stand again", about, remedy)
    elif older := _counting_again(case, target):
        remedy = "Write it once more without what has to go, with the time at which it was said, then seal this entry"
        yield Lack(f"without entry {target.id} {older} would count again", about, remedy)
    elif _is_own_trace(case, asked, target):
        remedy = "Let somebody else seal it"
        yield Lack(f"entry {target.id} accounts for what this person read or told", about, remedy)


def _counts(case: Case, asked: Asked, correction: RecordEntry) -> bool:
    """Whether a correction counts: neither it nor what it corrects is retracted."""
    ends = (correction, _root(case, asked, correction))
    return all(case.amended_entry(entry.number) is not None for entry in ends)


def _is_own_trace(case: Case, asked: Asked, target: RecordEntry) -> bool:
    """Whether an entry tells by any of its wordings that whoever asks has read the record, or told of it."""
    root = _root(case, asked, target)
    who: set[str] = set()
    for entry in with_amendments_of(case.entries[:], {root.number}):
        fact = entry.fact.fact if isinstance(entry.fact, Correction) else entry.fact
        if isinstance(fact, Access | Disclosure):
            who |= {root.by, fact.reader} if isinstance(fact, Access) else {root.by}
    return asked.step.by in who


def _counting_again(case: Case, target: RecordEntry) -> str:
    """Give what would count again that says otherwise, were this entry sealed; "" where nothing would."""
    entry = case.amended_entry(target.number)
    if entry is None:
        return ""
    said = entry.fact
    if isinstance(said, Eligibility):
        since = case.episode_began
        last = next(case.newest_first(Eligibility, since=since), None)
        older = _without(case, target).latest(Eligibility, since=since)
        is_other = last is not None and last.number == target.number and older is not None
        return "an older decision" if is_other and older != said and not case.is_closed else ""
    if isinstance(said, Consent):
        now, then = case.consents, _without(case, target).consents
        last_words = (scope for scope in said.scopes if now[scope].number == target.number and scope in then)
        is_given = any(_gives_more(then[scope], now[scope], case.day(entry.occurred_at)) for scope in last_words)
        return "an older consent" if is_given else ""
    return _older_word(case, _without(case, target)) if isinstance(said, _REVISED) else ""


def _gives_more(older: ConsentStanding, later: ConsentStanding, day: date) -> bool:
    """Whether an older word gives consent, still stood on the day of the later one, and is not the very same."""
    same = (older.status, older.valid_until, older.recipients) == (later.status, later.valid_until, later.recipients)
    return older.status is ConsentStatus.GIVEN and not same and not older.expired_on(day)


def _older_word(now: Case, then: Case) -> str:
    """Give what of goals, tasks, contracts and referrals says otherwise in the older wording; "" where nothing does."""
    for key, goal in then.goals.items():
        later = now.goals[key]
        is_set_aside = goal.status is later.status is GoalStatus.SET_ASIDE
        if not is_set_aside and (goal.goal, goal.status) != (later.goal, later.status):
            return f"another word on goal {key}"
        if goal.level not in {None, later.level}:
            return f"an older rating of goal {key}"
    for key, task in then.tasks.items():
        if task.task != now.tasks[key].task:
            return f"an older wording of task {key}"
    for key, referral in then.referrals.items():
        if (referral.referral, referral.status) != (now.referrals[key].referral, now.referrals[key].status):
            return f"an older word on referral {key}"
    return "an older contract" if then.contract not in {None, now.contract} else ""


def _without(case: Case, target: RecordEntry) -> Case:
    """Give the case as it would be with that entry sealed."""
    counting = (
        one for one in case.amended if not isinstance(one.fact, CHANGING)
    )  # what they change, they have changed
    return folded(empty_case(case.id), [one.sealed() if one.number == target.number else one for one in counting])


def _sealed(case: Case) -> dict[int, RecordEntry]:
    """Give the numbers of the entries that were sealed, each with its sealing."""
    return sealed_numbers(case.entries[:]) if case.has(Sealing) else {}


def _unfit(case: Case, fact: Correction, target: RecordEntry, root: RecordEntry) -> Iterator[Lack]:
    """Find what a correction cannot put in the place of what stands there. `root` is what it corrects in the end."""
    about, at, news = (target.id,), fact.occurred_at, fact.fact
    if at is not None and not is_aware(at):
        yield Lack("the corrected time has no zone", about, "Give it its offset from UTC")
    elif at is not None and at > root.recorded_at:
        yield Lack(f"by the corrected time entry {root.id} was written before it happened", about)
    held = case.amended_entry(root.number) or root
    if fact.access is not None and fact.access.rank < max(root.access.rank, held.access.rank):
        remedy = "Leave the level out; who is to see it is granted more"
        yield Lack(f"a correction does not open entry {root.id} to more readers", about, remedy)
    if isinstance(news, Amendment | Sealed | Withheld):
        yield Lack(
            "an amendment is not put in the place of an entry", about, "Correct its text, or write another amendment"
        )
    elif news is not None and isinstance(news, CaseOpened) is not isinstance(root.fact, CaseOpened):
        yield Lack("the opening of the case stays its opening, and no other entry becomes one", about)
    elif news is not None and not fits(news, root.fact):
        yield Lack(f"entry {root.id} is an amendment and stays one", about, "Correct its text, or retract it")
    elif news is not None and news != root.fact and {type(news), type(root.fact)} & {ModelChanged, PolicyChanged}:
        yield Lack("a correction does not change model or policy", about, "Migrate the record")
    elif isinstance(news, CaseOpened):
        yield from _reopened_otherwise(news, root)


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
