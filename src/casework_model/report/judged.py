"""What the engine says of a record, on the page: steps tried and refused, what may happen next, the audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from casework_model.codec import Tried
from casework_model.errors import CaseworkError, UnknownModel, UnknownPolicy
from casework_model.facts import PhaseChange
from casework_model.process import MoveKind
from casework_model.record import CaseRecord
from casework_model.report import words
from casework_model.report.brief import Brief
from casework_model.report.layout import INDENT, bullets, section, wrapped
from casework_model.steps import Step, Write
from casework_model.terms import listed
from casework_model.verdicts import Option, Refused, Unmet, move_title

OPEN: Final = "  Open now"
NOT_YET: Final = "  Not yet"
"""The headings over what may be done, and over what still lacks something."""


VIEW: Final = (
    "A view of an earlier time is read and not judged. What may happen next, steps that were tried and the audit "
    "belong to the whole record."
)


def before(brief: Brief, tried: Iterable[Tried]) -> list[str]:
    """Set the steps that were tried, and what may be done from here; of a view, that neither is told."""
    if not isinstance(brief.record, CaseRecord):
        return section("What may happen next", wrapped(VIEW))
    return [*steps_tried(brief, tried), *what_next(brief, brief.record)]


def steps_tried(brief: Brief, tried: Iterable[Tried]) -> list[str]:
    """Set the steps that were tried, each with what the engine says to it on the record as it was then."""
    lines: list[str] = []
    befores: dict[int, CaseRecord] = {}
    for number, one in enumerate(tried, start=1):
        if one.after not in befores:
            befores[one.after] = CaseRecord.of(brief.case.id, brief.record.entries[: one.after])
        lines += [""] if lines else []
        first = f"{number}. "
        lines += wrapped(f"{_place(brief, one)}:", first=first)
        lines += wrapped(_answer(brief, befores[one.after], one), indent=INDENT + len(first))
    if not lines:
        return section("Steps refused", wrapped("No steps that were tried and refused are on file."))
    said = "Each step is judged by today's rules on the record as it was when the step was tried."
    return section("Steps refused", [*wrapped(said), "", *lines])


def _place(brief: Brief, tried: Tried) -> str:
    entry = brief.case.entry(tried.after)
    by = f"tried by {tried.step.by}" if tried.step.by.strip() else "tried without an author"
    return f"After entry {tried.after}{f' ({entry.id})' if entry else ''}, {by}"


def _answer(brief: Brief, before: CaseRecord, tried: Tried) -> str:
    if tried.after > len(brief.record.entries):
        return "The record does not reach that far, so that this step cannot be judged."
    if not before.case.is_begun:
        return "The case was not open yet, so that this step cannot be judged."
    try:
        verdict = brief.engine.consider(before, tried.step)
    except (UnknownModel, UnknownPolicy) as error:
        return f"This step cannot be judged. {_unknown(brief, error)}"
    except CaseworkError as error:
        return f"This step cannot be judged: {error}"
    if isinstance(verdict, Refused):
        return str(verdict)
    return f"{_asked(brief, tried.step)}: today this would be permitted."


def _asked(brief: Brief, step: Step) -> str:
    """Say what a permitted step would do. Edits and deletions are not among them: HR-30 can never be switched off."""
    match step:
        case Write(fact=PhaseChange() as change):
            title = move_title(change, brief.titles.known(change.model))
            return title[:1].upper() + title[1:]
        case Write(fact=fact):
            return f"Write an entry ({words.spaced(fact.kind)})"
        case _:
            return "Read the record"


def _unknown(brief: Brief, error: UnknownModel | UnknownPolicy) -> str:
    """Say what is not known; how it is given only where the heading does not."""
    said = f"{words.not_known(error)}."
    return said if error in brief.unknown else f"{said} {words.how_given(error)}"


def what_next(brief: Brief, record: CaseRecord) -> list[str]:
    """Set what may be done from here: what is open first, then the rest with what it lacks."""
    when = brief.minute(brief.at)
    last = ", the time of the last entry, since the library has no clock; --at names another time"
    lines = wrapped(f"As of {when}{last if brief.is_last else ''}.")
    try:
        options = brief.engine.options(record, at=brief.at)
    except (UnknownModel, UnknownPolicy) as error:
        return section("What may happen next", [*lines, "", *wrapped(f"This cannot be said. {_unknown(brief, error)}")])
    return section("What may happen next", [*lines, *choices(brief, options)])


def choices(brief: Brief, options: Sequence[Option], *, remedies: bool = False) -> list[str]:
    """Set what is open, then the rest with what it lacks; with `remedies` also what the writer must say, and do."""
    main = brief.case.model.key
    nearest = sorted(options, key=lambda option: isinstance(option.fact, PhaseChange) and option.fact.model != main)
    is_open = [option for option in nearest if option.is_open]
    lacking = [option for option in nearest if not option.is_open]
    said = (_open(brief, option, asks=remedies) for option in is_open)
    lines = ["", OPEN, *(bullets(said) or wrapped("Nothing is open."))]
    return [*lines, "", NOT_YET, *_not_yet(lacking, remedies=remedies)] if lacking else lines


_ASKED: Final = {"initiator": "who brought it about", "reason": "why", "receiving": "who takes over"}


def _open(brief: Brief, option: Option, *, asks: bool) -> str:
    is_way_back = isinstance(option.fact, PhaseChange) and option.fact.move in {MoveKind.RETURN, MoveKind.DETOUR}
    if is_way_back:
        return f"{option} (say why: {brief.titles.reasons(option.reasons)})"
    asked = tuple(_ASKED.get(one, words.spaced(one)) for one in option.asks) if asks else ()
    return f"{option} (say {listed(asked)})" if asked else str(option)


def _not_yet(options: Sequence[Option], *, remedies: bool) -> list[str]:
    lines: list[str] = []
    for option in options:
        lines += [*wrapped(str(option), first="- "), *lacking(option.unmet, remedies=remedies)]
    return lines


def lacking(unmet: Iterable[Unmet], *, remedies: bool = True) -> list[str]:
    """Set, below what they hold up, the rules that are not met, each with what would do."""
    lines: list[str] = []
    for one in unmet:
        lines += wrapped(str(one), indent=6, first="- ")
        lines += wrapped(f"{'. '.join(one.remedies)}.", indent=8, first="To do: ") if remedies else []
    return lines


def audit(brief: Brief) -> list[str]:
    """Set what an audit finds, or that it finds nothing; nothing at all of a view, which is not judged."""
    if not isinstance(brief.record, CaseRecord):
        return []
    try:
        findings = brief.engine.audit(brief.record)
    except (UnknownModel, UnknownPolicy) as error:
        return section("Audit", wrapped(f"The record cannot be audited. {_unknown(brief, error)}"))
    if not findings:
        return section("Audit", wrapped("No findings: today's rules would accept every entry."))
    said = f"{words.counted(len(findings), 'finding')}: today's rules would refuse"
    return section("Audit", [*wrapped(f"{said} {'this entry' if len(findings) == 1 else 'these entries'}."),
                             *bullets(str(finding) for finding in findings)])  # fmt: skip
