"""What a court asks for beside the entries: incidents, who was told, and what was known when."""

from __future__ import annotations

from typing import Final

from casework_model.access import Accounted, disclosures
from casework_model.facts import Correction, DisclosureBasis, Incident
from casework_model.measures import Readable
from casework_model.report.bundle import readers
from casework_model.report.bundle.book import Book, counting
from casework_model.report.bundle.clock import day, span
from casework_model.report.bundle.content import all_rows, content_rows, preposition, title_of
from casework_model.report.bundle.markup import NOTHING, Html, joined, link, own, part, table, tag, told
from casework_model.report.bundle.terms import in_words
from casework_model.report.dossier import WITHHELD, Piece

EXCERPT: Final = 120
"""How much of a text stands in the table of what was known when, in characters."""

FIELDS: Final = 4
"""How many fields stand there where an entry has no text."""


def incidents(book: Book) -> Html:
    """Draw what should not have happened, each with links to what it concerns."""
    header = ("Entry", "Happened", "Written", "What happened", "Concerns", "Reported to", "Measures")
    rows: list[tuple[Html, ...]] = []
    clock = book.teller.clock
    for family, entry, fact in book.told(Incident):
        concerned = joined((book.teller.entry_link(one) for one in fact.about), ", ")
        times = (clock.moment(entry.occurred_at), clock.moment(entry.recorded_at))
        what = joined((in_words(fact.incident), counting(family)))
        rows.append((book.linked(entry.number), *times, what, concerned, own(fact.reported_to), own(fact.measures)))
    if not rows:
        return part("incidents", "Incidents", tag("p", book.none("incident")))
    said = "What should not have happened, as those who wrote it stated it. The text of each stands with its entry."
    return part("incidents", "Incidents", tag("p", f"{said}{book.rest}"), table("Incidents", header, rows))


def told_outside(book: Book, record: Readable) -> Html:
    """Draw what was told to whom outside, who read the record, and who could."""
    parts = (_disclosed(book, record), readers.readings(book), readers.could_read(book, record))
    return part("disclosures", "Who was told, and who could read", *parts)


def _disclosed(book: Book, record: Readable) -> Html:
    header = ("Entry", "When", "Told to", "What", "On what ground", "By")
    rows = [
        (
            book.linked(one.number),
            book.teller.clock.moment(one.at),
            _receiver(one),
            _extent(book, one),
            _ground(book, one),
            own(one.by),
        )
        for one in disclosures(record)
        if one.number in book.dossier.pieces and one.number not in book.dossier.hidden
    ]
    if not rows:
        return tag("p", book.none("disclosure to anybody outside"))
    return table("Told to somebody outside the service", header, rows)


def _receiver(one: Accounted) -> Html:
    if one.is_sealed:
        return told("[sealed]")
    return told("see the entry") if one.is_incident else own(one.receiver)


def _extent(book: Book, one: Accounted) -> Html:
    """Say what was told, as far as fields say it."""
    said: list[Html] = []
    if one.entries:
        links = joined(map(book.teller.entry_link, one.entries), ", ")
        said.append(joined(("see the entry, which concerns ", links)) if one.is_incident else links)
    if one.level is not None:
        said.append(told(f"up to {in_words(one.level)} access"))
    if one.purpose:
        said.append(joined(("for: ", own(one.purpose))))
    return joined(said, "; ") or told("see the entry")


def _ground(book: Book, one: Accounted) -> Html:
    """Say on what ground it was told: consent as it stood then, or what the entry names."""
    if one.is_sealed:
        return told("[sealed]")
    if one.is_incident:
        return told("none: an incident")
    said: list[Html] = []
    if one.basis is not None and one.basis is not DisclosureBasis.CONSENT:
        said.append(told(in_words(one.basis)))
    said += [own(words) for words in (one.legal_basis, one.authority) if words]
    if one.basis is DisclosureBasis.CONSENT:
        said.append(_consent(book, one))
    return joined(said, ", ")


def _consent(book: Book, one: Accounted) -> Html:
    """Say what stood of consent then, as far as this reader may know it, and whether it reads otherwise now."""
    scope = joined(("consent to ", own(one.scope))) if one.scope else told("consent")
    then = one.consent
    if then is None:
        none = "none is told here; one may be withheld, sealed or left out"
        return joined((scope, ": ", none if one.is_consent_unsure else "none on record then"))
    if then.number in book.dossier.hidden:
        return joined((scope, ": [withheld]"))
    status = "run out" if then.is_expired else in_words(then.status)
    said = [scope, told(f": {status}, of {day(then.day)} (entry "), book.linked(then.number), told(")")]
    if then.changed_by is not None:
        changed = "retracted" if then.is_retracted else "corrected"
        said += [told(f", since {changed} by entry "), book.linked(then.changed_by)]
    if one.is_consent_unsure:
        said.append(told("; a later one may be withheld, sealed or left out"))
    return joined(said)


# What was known when ------------------------------------------------------------------------------------------------


def knowledge(book: Book) -> Html:
    """Draw what was learnt when, in the order of writing, late entries and corrections among it."""
    said = (
        "What stands in a line was on record from the time in its first column on, and not before. A correction is "
        "told with what it changed. “Known after” is the time between the happening and the writing."
    )
    header = ("Written", "Entry", "By", "Happened", "Known after", "What was learnt")
    rows = (_learnt(book, piece) for piece in book.dossier.pieces.values())
    return part("knowledge", "What was known when", tag("p", said), table("In the order of writing", header, rows))


def _learnt(book: Book, piece: Piece) -> tuple[Html, ...]:
    entry, clock = piece.entry, book.teller.clock
    is_late = book.late_hours is not None and entry.lateness(book.late_hours) is not None
    after = joined((span(entry.lag) if entry.lag else "at once", tag("b", " (late)") if is_late else NOTHING))
    times = clock.moment(entry.recorded_at), clock.moment(entry.occurred_at)
    return times[0], book.linked(entry.number), own(entry.by), times[1], after, _what(book, piece)


def _what(book: Book, piece: Piece) -> Html:
    entry, fact = piece.entry, piece.entry.fact
    if piece.bare is None or fact.kind == WITHHELD:
        return told("[withheld]")
    title = title_of(entry)
    if piece.is_withheld:
        return told(f"{title} [withheld]")
    if piece.target is not None:
        title = f"{title} {preposition(entry)} entry {piece.target.number}"
    if piece.sealing is not None:
        return told(f"{title} [sealed]")
    changed = _changed(book, piece) if isinstance(fact, Correction) else NOTHING
    if changed:
        return joined((title, ": ", changed))
    if entry.text:
        return joined((title, ": ", own(excerpt(entry.text))))
    rows = [joined((name.lower(), ": ", said)) for name, said in content_rows(book.teller, entry) if _is_line(said)]
    return joined((title, ": ", joined(rows[:FIELDS], "; "))) if rows else told(title)


def _is_line(said: Html) -> bool:
    return "<ul>" not in said and len(said) <= 2 * EXCERPT


def _changed(book: Book, piece: Piece) -> Html:
    """Say what a correction changed: of fields what stood there and stands there now, of the text that it did."""
    family = book.dossier.family_of[piece.entry.number]
    before, after = family.readings[piece.place - 1], family.readings[piece.place]
    if before is None or after is None or before == after:
        return NOTHING
    was, now = dict(all_rows(book.teller, before)), dict(all_rows(book.teller, after))
    names = dict.fromkeys((*was, *now))
    none = told("nothing")
    said = [
        joined((f"{name.lower()}: ", tag("del", was.get(name, none)), " now ", tag("ins", now.get(name, none))))
        for name in names
        if was.get(name) != now.get(name)
    ]
    if before.text != after.text:
        said.append(joined(("the text (", link(f"entry-{family.root.entry.number}", "both wordings"), ")")))
    return joined(said, "; ")


def excerpt(text: str) -> str:
    """Give the beginning of a text on one line, cut between words."""
    line = " ".join(text[: 4 * EXCERPT].split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rpartition(' ')[0] or line[:EXCERPT]} …"
