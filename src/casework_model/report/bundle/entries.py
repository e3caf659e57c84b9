"""Every entry in order, with its amendments in place: what was first written stays readable, beside what became of it.

An amendment stands twice: with what it amends, in full, and in its own place in the order, as one line with a link.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Final

from casework_model.entry import RecordEntry
from casework_model.facts import Addendum, Amendment, Correction, Sealing
from casework_model.report import words
from casework_model.report.bundle.book import Book
from casework_model.report.bundle.clock import span
from casework_model.report.bundle.content import KIND, Row, all_rows, content_rows, preposition, title_of
from casework_model.report.bundle.markup import NOTHING, Html, block, described, joined, link, own, tag, told
from casework_model.report.dossier import WITHHELD, Family, Piece

_WHOLE: Final = 5_000
"""Up to how many characters of HTML an entry is kept on one page; about a third of a page."""

AS_FIRST_WRITTEN: Final = "As first written"
_AS_FAR_AS_TOLD: Final = "As first written, as far as it is told here"

_NOW: Final = "How it reads now."
_ONCE: Final = "It does not read so any more."
_LAST: Final = "It was retracted and does not count any more."


def months(book: Book) -> list[tuple[str, str, list[Piece]]]:
    """Give the entries by the month of writing, each group with an anchor and a title."""
    clock = book.teller.clock
    pieces = book.dossier.pieces.values()
    found: list[tuple[str, str, list[Piece]]] = []
    for title, some in groupby(pieces, key=lambda piece: clock.month(piece.entry.recorded_at)):
        group = list(some)
        first, last = group[0].entry.number, group[-1].entry.number
        numbers = f"entry {first}" if first == last else f"entries {first} to {last}"
        found.append((f"from-{first}", f"Written in {title}: {numbers}", group))
    return found


def entries(book: Book) -> Iterator[Html]:
    """Draw every entry, under the month in which it was written."""
    for anchor, title, group in months(book):
        yield tag("h3", title, id=anchor, class_="month")
        for piece in group:
            family = book.dossier.family_of[piece.entry.number]
            yield _whole(book, family) if piece is family.root else _in_order(book, family, piece)


# One entry with all that became of it --------------------------------------------------------------------------------


def _whole(book: Book, family: Family) -> Html:
    root = family.root
    entry = root.entry
    title = _title(root) if root.is_withheld else title_of(family.latest)
    marks = (joined((" ", tag("span", mark, class_="mark"))) for mark in _marks(book, family))
    head = tag("h4", tag("span", str(entry.number), class_="number"), " ", title, *marks)
    level = root.level if root.is_withheld else family.latest.access
    frame = _frame(book, family.latest, words.spaced(level))
    return _article(entry.number, head, frame, *_body(book, family))


def _article(number: int, *parts: Html) -> Html:
    """Draw an entry; on paper a short one is not divided between two pages."""
    is_short = sum(map(len, parts)) < _WHOLE
    return tag("article", *parts, "\n", id=f"entry-{number}", class_="whole" if is_short else "")


def _marks(book: Book, family: Family) -> Iterator[str]:
    """Give the words that stand beside the title."""
    if family.root.sealing is not None:
        yield "sealed"
    if family.now is None:
        yield "retracted"
    if family.is_corrected and not family.root.is_withheld:
        yield "corrected"
    if family.is_added_to:
        yield "added to"
    if _lateness(book, family.latest):
        yield "late"


def _lateness(book: Book, entry: RecordEntry) -> str:
    if book.late_hours is None or entry.lateness(book.late_hours) is None:
        return ""
    return f"{span(entry.lag)} after it happened; the agency allows {book.late_hours} hours"


def _frame(book: Book, entry: RecordEntry, level: str) -> Html:
    """Draw when it happened, when and by whom it was written, and how far it may be read."""
    clock = book.teller.clock
    late = _lateness(book, entry)
    written = joined((clock.moment(entry.recorded_at), tag("span", f" (late: {late})", class_="late") if late else ""))
    rows: list[Row] = [
        ("Happened", clock.moment(entry.occurred_at)),
        ("Written", written),
        ("By", own(entry.by)),
        ("Access", told(level)),
        ("Id", own(entry.id)),
    ]
    return described(rows, class_="frame")


def _body(book: Book, family: Family) -> Iterator[Html]:
    root = family.root
    if root.is_withheld:
        yield withheld(root)
        if root.bare is not None:
            yield described(book.teller.rows(root.bare))
        return
    cards = _cards(family)
    if len(cards) > 1 or family.now is None:
        faces = {place: dict(all_rows(book.teller, reading)) for place, reading in cards.items()}
        is_framed = {name for name in _FRAMED if len({face[name] for face in faces.values()}) == 1}
        drawn = (_card(book, family, place, reading, is_framed) for place, reading in cards.items())
        yield tag("div", *drawn, class_="versions")
    else:
        yield _said(book, root)
    for place, piece in enumerate(family.pieces):
        if place not in cards and piece.bare is not None:
            yield _amendment(book, family, place)


def _cards(family: Family) -> dict[int, RecordEntry]:
    """Give by place how the root was first written, and each new reading that a correction made."""
    cards = {0: family.root.entry}
    seen: set[RecordEntry | None] = set()
    for place, (piece, reading) in enumerate(zip(family.pieces, family.readings, strict=True)):
        if isinstance(piece.entry.fact, Correction) and reading is not None and reading not in seen:
            cards[place] = reading
        seen.add(reading)
    return cards


def _said(book: Book, piece: Piece, *without: str) -> Html:
    """Draw what an entry says: its fields but for those named, then its text; of a sealed one that it is sealed."""
    entry, fact = piece.entry, piece.entry.fact
    rows = [row for row in content_rows(book.teller, entry) if row[0] not in without]
    if isinstance(fact, Amendment) and piece.target is None:
        rows.insert(0, ("Amends", book.teller.entry_link(fact.target)))
    marks = [sealed(book, piece.sealing)] if piece.sealing is not None else []
    if piece.is_lessened:
        marks.append(withheld(piece))
    return joined((*marks, described(rows), block(entry.text) if entry.text else NOTHING))


def withheld(piece: Piece) -> Html:
    """Say that content is not for this reader, and why."""
    if piece.is_withheld:
        said = f"withheld: {words.spaced(piece.level)} access"
    elif piece.entry.fact.kind == WITHHELD:
        said = "withheld: taken out before this document was made"
    else:
        said = "withheld in part: some was taken out before this document was made"
    return tag("p", f"[{said}]", class_="withheld")


def sealed(book: Book, sealing: RecordEntry) -> Html:
    """Say that content was destroyed, by whom, when and on what ground."""
    ground = ""
    piece = book.dossier.pieces.get(sealing.number)
    if piece is not None and not piece.is_withheld and isinstance(sealing.fact, Sealing):
        fact = sealing.fact
        ordered = joined((", by order of ", own(fact.authority))) if fact.authority else NOTHING
        under = joined((" (", own(fact.reference), ")")) if fact.reference else NOTHING
        ground = joined((" on the ground of ", words.spaced(fact.basis), ordered, under))
    when = book.teller.clock.moment(sealing.recorded_at)
    by = (book.teller.entry_link(sealing.id), " of ", own(sealing.by), ", ", when)
    return tag("p", "[sealed", ground, ": ", *by, "]", class_="sealed")


# What became of it ---------------------------------------------------------------------------------------------------


def _card(book: Book, family: Family, place: int, entry: RecordEntry, framed: Collection[str]) -> Html:
    """Draw how it read from one moment on, without what stands above it and was never another."""
    piece = family.pieces[place]
    first = _AS_FAR_AS_TOLD if piece.is_lessened else AS_FIRST_WRITTEN
    head, by = _amending(book, family, place) if place else (tag("h5", first), NOTHING)
    is_now = family.now == entry
    is_last = family.now is None and family.latest == entry
    note = tag("p", _NOW if is_now else _LAST if is_last else _ONCE, class_="state")
    was = family.readings[place - 1] if place else None
    body = joined(
        (withheld(piece) if piece.is_lessened else NOTHING, _compared(book, family, entry, was or entry, framed))
    )
    return tag("section", head, by, body, note, class_="card stands" if is_now else "card")


def _compared(book: Book, family: Family, entry: RecordEntry, was: RecordEntry, framed: Collection[str]) -> Html:
    """Draw a reading: what is new in it is underlined, and struck through what does not hold any more."""
    becomes = family.now or entry
    old, new = dict(all_rows(book.teller, was)), dict(all_rows(book.teller, becomes))
    shown: list[Row] = []
    for name, said in all_rows(book.teller, entry):
        if name in framed:
            continue
        marked = tag("del", said) if new.get(name) != said else tag("ins", said) if old.get(name) != said else said
        shown.append((name, marked))
    label = "Text, since replaced:" if becomes.text != entry.text else "Text, as corrected:"
    is_plain = becomes.text == entry.text == was.text
    text = block(entry.text) if entry.text else NOTHING
    if text and not is_plain:
        text = tag("div", tag("p", label, class_="label"), text)
    marks = [sealed(book, family.root.sealing)] if family.root.sealing is not None else []
    return joined((*marks, described(shown), text))


_FRAMED: Final = frozenset({KIND, "Happened", "Access"})
"""What stands above an entry anyway, and in a card only where a correction changed it."""


def _amending(book: Book, family: Family, place: int) -> tuple[Html, Html]:
    """Draw the heading of an amendment, and what it says of itself: by whom, when and why."""
    piece = family.pieces[place]
    entry, target = piece.entry, piece.target
    is_of_another = target is not None and target.number != family.root.entry.number
    on = (
        f" {preposition(entry)} entry {target.number}, {title_of(target).lower()}"
        if target is not None and is_of_another
        else ""
    )
    number = link(f"entry-{entry.number}", f"entry {entry.number}")
    head = tag("h5", f"{title_of(entry)}{on} (", number, ")", id=f"amendment-{entry.number}")
    by = tag("p", "By ", own(entry.by), ", ", book.teller.clock.moment(entry.recorded_at), class_="by")
    reason = getattr(entry.fact, "reason", "")
    if reason and not piece.is_withheld:
        return head, joined((by, tag("p", "Reason: ", own(reason), class_="by")))
    return head, by


def _amendment(book: Book, family: Family, place: int) -> Html:
    """Draw an amendment that changed nothing in how the entry reads, or let it read as before, or not at all."""
    piece = family.pieces[place]
    head, by = _amending(book, family, place)
    said = withheld(piece) if piece.is_withheld else _said(book, piece, "Reason")
    note = _effect(family, place)
    return tag("section", head, by, said, tag("p", note, class_="state") if note else NOTHING, class_="card")


def _effect(family: Family, place: int) -> str:
    """Say what an amendment did to how the entry reads."""
    piece, before, after = family.pieces[place], family.readings[place - 1], family.readings[place]
    if not piece.counts:
        return "This was itself retracted later, and does not count."
    if isinstance(piece.entry.fact, Addendum | Sealing):
        return ""
    if after is None and before is None:
        return "The entry had been retracted before, and does not count."
    if after is None:
        return "From here on the entry does not count. It stays readable."
    if after == before:
        return "It leaves unchanged how the entry reads."
    first = family.readings.index(after)
    how = "as first written" if not first else f"as after entry {family.pieces[first].entry.number}"
    return f"From here on it reads again {how}."


def _in_order(book: Book, family: Family, piece: Piece) -> Html:
    """Draw an amendment in its own place: what it amends, with a link to where that stands in full."""
    entry, target = piece.entry, piece.target
    frame = _frame(book, entry, words.spaced(piece.level))
    number = tag("span", str(entry.number), class_="number")
    if target is None or piece.bare is None or family.root.is_withheld:
        return _article(entry.number, tag("h4", number, " ", _title(piece)), frame, withheld(piece))
    there = link(f"amendment-{entry.number}", f"entry {target.number}")
    return _article(entry.number, tag("h4", number, " ", _title(piece), f" {preposition(entry)} ", there), frame)


def _title(piece: Piece) -> str:
    """Give the kind of an entry in words, as far as this reader may know it."""
    return "Withheld" if piece.bare is None else title_of(piece.entry)
