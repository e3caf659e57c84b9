"""The course of a case for readers who do not know it: in a few sentences, then a table of the phases.

It is told as the record stands after its amendments. Reasons that somebody put into words stand with the entries alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from casework_model import measures
from casework_model.case import Episode
from casework_model.facts import Closure, PhaseChange, Reopening
from casework_model.measures import PathStep, Stay
from casework_model.process import MoveKind
from casework_model.report import words
from casework_model.report.brief import Brief
from casework_model.report.bundle.clock import Clock
from casework_model.report.bundle.markup import Html, joined, link, part, table, tag, told
from casework_model.report.bundle.terms import in_words
from casework_model.report.dossier import Dossier

_HEADER: Final = ("Phase", "From", "Until", "How it came there", "Entry")


def course(brief: Brief, dossier: Dossier, clock: Clock, between: tuple[datetime, datetime] | None) -> Html:
    """Draw the episodes in sentences, and the phases of each track that fall into the range."""
    episodes = tag("ul", *(tag("li", _episode(brief, dossier, clock, one)) for one in brief.case.episodes))
    tables = [_track(brief, dossier, clock, model, between) for model in measures.models_of(brief.record)]
    return part("course", "The course of the case", tag("p", _moves(brief)), episodes, *tables)


def not_told() -> Html:
    """Say that the course cannot be told from entries that were chosen."""
    said = "The course of the case is not told: this document holds entries that were chosen from its record."
    return part("course", "The course of the case", tag("p", said))


def _moves(brief: Brief) -> str:
    main = [step for step in measures.path(brief.record) if step.model == brief.case.model.key]
    kinds = [step.kind for step in main]
    phases = {step.to for step in main if step.kind != measures.EXIT}
    returns, detours = kinds.count(MoveKind.RETURN), kinds.count(MoveKind.DETOUR)
    seen = words.counted(len(phases), "phase")
    back = words.counted(returns, "return") if returns else "no return"
    aside = words.counted(detours, "detour") if detours else "no detour"
    model = brief.titles.model(brief.case.model.key)
    return f"The work follows the process “{model}”. On record are {seen} of it, with {back} and {aside}."


def _episode(brief: Brief, dossier: Dossier, clock: Clock, one: Episode) -> Html:
    """Say how the case was opened or reopened, and how it was closed."""
    began = brief.case.amended_entry(one.began)
    is_first = began is None or not isinstance(began.fact, Reopening)
    how = f" {in_words(brief.case.opened.route)}" if is_first and one.began not in dossier.hidden else ""
    first = joined(("Opened" if is_first else "Reopened", " on ", clock.day(one.began_at), how))
    if one.ended is None or one.ended_at is None or one.closure is None:
        return joined((first, "; not closed on this record."))
    closure = one.closure if one.ended not in dossier.hidden else _bare(one.closure)
    said = (", closed on ", clock.day(one.ended_at), " ", words.closing(closure), ".")
    return joined((first, *said))


def _bare(closure: Closure) -> Closure:
    return Closure(closure=closure.closure)


def _track(brief: Brief, dossier: Dossier, clock: Clock, model: str, between: tuple[datetime, datetime] | None) -> Html:
    steps = [step for step in measures.path(brief.record) if step.model == model]
    stays = {stay.number: stay for stay in measures.stays(brief.record) if stay.model == model}
    rows = [
        _row(brief, dossier, clock, step, stays.get(step.number))
        for step in steps
        if between is None or _overlaps(step, stays.get(step.number), between)
    ]
    title = brief.titles.model(model)
    caption = title if model == brief.case.model.key else f"{title} (beside the main process)"
    empty = tag("p", f"{caption}: nothing falls into this time.")
    return table(caption, _HEADER, rows) if rows else empty


def _overlaps(step: PathStep, stay: Stay | None, between: tuple[datetime, datetime]) -> bool:
    first, last = between
    end = stay.ended_at if stay is not None else step.at
    return step.at <= last and (end is None or end >= first)


def _row(brief: Brief, dossier: Dossier, clock: Clock, step: PathStep, stay: Stay | None) -> tuple[Html, ...]:
    number = link(f"entry-{step.number}", str(step.number)) if step.number in dossier.pieces else told(str(step.number))
    if stay is None:
        phase = "Change of model" if step.to.startswith("model:") else "End"
        return told(phase), clock.day(step.at), told(""), told(_end(step)), number
    title = brief.titles.phase(step.model, step.to)
    until = clock.day(stay.ended_at) if stay.ended_at is not None else told("lasts")
    shown = f"Detour: {title}" if stay.is_detour else title
    return told(shown), clock.day(step.at), until, told(_arrival(brief, dossier, step)), number


def _end(step: PathStep) -> str:
    kind, _, what = step.to.partition(":")
    return "" if kind == "model" else f"closed: {words.spaced(what)}"


def _arrival(brief: Brief, dossier: Dossier, step: PathStep) -> str:
    entry = brief.case.amended_entry(step.number)
    fact = entry.fact if entry is not None else None
    if isinstance(fact, PhaseChange):
        kept = step.number not in dossier.hidden
        return brief.titles.arrival(fact) if kept else words.spaced(step.kind)
    if isinstance(fact, Reopening):
        return "the case was reopened"
    return "went on under the new model" if step.kind == measures.MIGRATE else "began"


def returns_and_detours(brief: Brief) -> Iterator[str]:
    """Give the words of moves that the table of phases uses, for the glossary."""
    kinds: Iterable[str] = (step.kind for step in measures.path(brief.record))
    yield from sorted({MoveKind.RETURN, MoveKind.DETOUR} & set(kinds))
