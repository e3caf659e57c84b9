"""The first page: what this document is, for whom, what it covers, how sound the record is, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from casework_model.entry import RecordEntry
from casework_model.record import RecordView
from casework_model.report import words
from casework_model.report.brief import Brief
from casework_model.report.bundle.clock import Clock
from casework_model.report.bundle.content import Row
from casework_model.report.bundle.markup import NOTHING, Html, described, joined, link, own, tag, told
from casework_model.report.bundle.occasion import Occasion
from casework_model.report.bundle.terms import in_words
from casework_model.report.dossier import Dossier
from casework_model.terms import AccessLevel

NAMED: Final = 40
"""How many entries are named one by one on the cover."""

_WHAT: Final = (
    "This is a copy of the record of a case in social work, set for reading. The record itself is a file to which "
    "entries are only ever added: none is changed or deleted. Where an entry was wrong, a later one says so, and both "
    "are shown here."
)
_BUT_SEALED: Final = (
    " The one exception is a sealing, by which the content of an entry is destroyed on a ground that is named; the "
    "entry keeps its place, and says so."
)
_READING: Final = (
    (
        "Each entry has a number, in the order of writing, and two times: when the thing happened, and when it was "
        "written."
    ),
    (
        "An entry that was corrected stands in a frame as first written, and beside it as corrected, with who "
        "corrected it, when and why. In its fields, what was replaced is struck through and what is new is "
        "underlined; a text stands there in full both times."
    ),
    (
        "A correction, addendum, retraction or sealing is told in full with the entry that it is about. In its own "
        "place in the order stand its times, its author and a link to where it is told."
    ),
)
_CHOSEN: Final = (
    "Only entries are told that were chosen for this reader. What else is on record, and the course of the case, is "
    "left out; of the opening there may be no more than is needed to read them."
)
_NO_CHAIN: Final = (
    "This record has no chain of digests, so that it cannot itself show whether its file was changed by other means."
)
_UNVERIFIED: Final = "The record has a chain of digests. Whether it holds was not verified for this document."
_ALL_OF_IT: Final = "What was verified is the whole record, of which this document tells a part."


def cover(brief: Brief, dossier: Dossier, clock: Clock, occasion: Occasion) -> Html:
    """Draw the first page."""
    head = tag("h1", occasion.title)
    what = f"{_WHAT}{_BUT_SEALED}" if dossier.sealed else _WHAT
    parts = (
        *_persons(brief, dossier, occasion),
        ("about", "What this document is", tag("p", what)),
        (
            "left-out",
            "What is left out",
            tag("ul", *(tag("li", one) for one in left_out(brief, dossier, clock, occasion))),
        ),
        ("sound", "Whether the record is as it was written", tag("p", " ".join(_soundness(occasion, brief)))),
        ("reading", "How to read it", tag("ul", *(tag("li", one) for one in _READING))),
    )
    sections = (tag("section", tag("h2", title), content, class_="note", id=key) for key, title, content in parts)
    rows = described(_rows(brief, dossier, clock, occasion), class_="cover")
    return tag("header", head, rows, *sections)


def _rows(brief: Brief, dossier: Dossier, clock: Clock, occasion: Occasion) -> Iterator[Row]:
    case, record = brief.case, brief.record
    yield "Case", own(case.id)
    yield "Client", _client(brief, dossier)
    if occasion.for_whom:
        yield "Prepared for", own(occasion.for_whom)
    by = joined((" by ", own(occasion.prepared_by))) if occasion.prepared_by else NOTHING
    yield "Prepared", joined((clock.moment(occasion.prepared_at), by))
    yield from _views(brief, clock)
    if occasion.between is not None:
        first, last = occasion.between
        yield "Time covered", joined((clock.moment(first), " to ", clock.moment(last)))
    begins = min(entry.occurred_at for entry in record.amended)
    total = "Chosen entries" if occasion.is_choice else "On record"
    yield total, joined((_counted(dossier), ", the first about ", clock.day(begins), ", the last written on ",
                               clock.moment(record.entries[-1].recorded_at)))  # fmt: skip
    yield "Times", told(f"as on the clock of {case.tz}, each with its offset from universal time (UTC)")
    model, policy = case.model, case.policy
    kept = f"process “{brief.titles.model(model.key)}”, version {model.version}; policy “{policy.key}”"
    yield "Kept under", told(f"{kept}, version {policy.version}")
    head = _head(record.entries)
    if head is not None and head.link is not None and not occasion.is_choice:
        yield "Head of the chain", tag("code", f"{head.number}:{head.link.digest}")


def _head(entries: Sequence[RecordEntry]) -> RecordEntry | None:
    """Give the last entry that is linked."""
    return next((entry for entry in reversed(entries) if entry.link is not None), None)


def _persons(brief: Brief, dossier: Dossier, occasion: Occasion) -> Iterator[tuple[str, str, Html]]:
    """Say who they are whose ids stand in the document, as far as their names are given."""
    ids = {occasion.prepared_by, *(piece.entry.by for piece in dossier.pieces.values())}
    if not occasion.is_choice:
        ids.update(brief.case.readers)
    named = [(own(key), own(occasion.names[key])) for key in sorted(ids) if key in occasion.names]
    if named:
        yield "persons", "Who is who", described(named)


def _counted(dossier: Dossier) -> str:
    total = words.counted(dossier.total, "entry", "entries")
    return total if len(dossier.pieces) == dossier.total else f"{total}, of which {len(dossier.pieces)} are told here"


def _client(brief: Brief, dossier: Dossier) -> Html:
    client, opened = brief.case.client, brief.case.opened
    number = next((entry.number for entry in brief.case.amended if entry.fact == opened), 0)
    if number in dossier.hidden:
        return told("[withheld]")
    name = joined((own(client.label), " (", own(client.id), ")")) if client.label else own(client.id)
    return joined((name, f"; {in_words(client.kind)}, {in_words(client.status)}"))


def _views(brief: Brief, clock: Clock) -> Iterator[Row]:
    """Say of what time the record is told, where it is a view of an earlier one."""
    record = brief.record
    if isinstance(record, RecordView):
        if record.known_by is not None:
            yield "As known at", joined((clock.moment(record.known_by), ": only what had been written down by then"))
        if record.happened_by is not None:
            yield "As of", joined((clock.moment(record.happened_by), ": only what had happened by then"))


# What is left out ---------------------------------------------------------------------------------------------------


def left_out(brief: Brief, dossier: Dossier, clock: Clock, occasion: Occasion) -> Iterator[Html]:
    """Say, sentence by sentence, what of the record is not told here and why."""
    times = list(_times(brief, clock))
    if occasion.between is not None:
        first, last = occasion.between
        yield joined(("Only entries are told that happened or were written from ", clock.moment(first), " to ",
                      clock.moment(last), ", with all amendments of these, whenever written. ",
                      _outside(dossier)))  # fmt: skip
    if occasion.is_choice:
        yield told(_CHOSEN)
    for level in reversed(AccessLevel):
        numbers = [number for number in dossier.withheld if dossier.pieces[number].level is level]
        if numbers:
            yield joined((_entries(numbers), _withheld(len(numbers), level)))
    before = dossier.withheld_before
    if before:
        yield joined((_entries(before), " had content taken out before this document was made."))
    if dossier.sealed:
        are, their = ("is", "its") if len(dossier.sealed) == 1 else ("are", "their")
        gone = f" {are} sealed: {their} content was destroyed for good, and is not on record any more."
        yield joined((_entries(dossier.sealed), gone))
    if times:
        yield joined(("What ", joined(times, " and what "), " is left out."))
    if not (occasion.between or occasion.is_choice or dossier.withheld or before or times):
        yield told("Nothing that is on record is withheld.")


def _times(brief: Brief, clock: Clock) -> Iterator[Html]:
    """Say of a view of an earlier time what is not in it."""
    record = brief.record
    if isinstance(record, RecordView) and record.known_by is not None:
        yield joined(("was written down after ", clock.moment(record.known_by)))
    if isinstance(record, RecordView) and record.happened_by is not None:
        yield joined(("happened after ", clock.moment(record.happened_by)))


def _withheld(number: int, level: AccessLevel) -> str:
    are, each = ("is", "it") if number == 1 else ("are", "each")
    return (
        f" {are} withheld, being under {words.spaced(level)} access. Of {each} only the number, the author and the "
        "times are told, and of a move, a closing, an amendment or a change of access also that it was one."
    )


def _outside(dossier: Dossier) -> str:
    left = dossier.total - len(dossier.pieces)
    if not left:
        return "These are all entries on record."
    return f"{words.counted(left, 'other entry', 'other entries')} {'is' if left == 1 else 'are'} left out."


def _entries(numbers: Sequence[int]) -> Html:
    """Name entries by their numbers, with links; of very many only the first."""
    links = [link(f"entry-{number}", str(number)) for number in numbers[:NAMED]]
    if len(numbers) > NAMED:
        return joined((f"{len(numbers)} entries (", joined(links, ", "), ", …)"))
    if len(links) == 1:
        return joined(("Entry ", links[0]))
    return joined(("Entries ", joined(links[:-1], ", "), " and ", links[-1]))


def _soundness(occasion: Occasion, brief: Brief) -> Iterator[str]:
    """Say, sentence by sentence, what is known of the chain."""
    entries, verification = brief.record.entries, occasion.verification
    head = _head(entries)
    if verification is not None:
        yield str(verification)
        if verification.holds and verification.entries < entries[-1].number:
            yield f"What was written after entry {verification.entries} was not verified."
        if isinstance(brief.record, RecordView):
            yield _ALL_OF_IT
    else:
        yield _NO_CHAIN if head is None else _UNVERIFIED
    if head is not None and head is not entries[-1] and not occasion.is_choice:
        yield f"The digests reach up to entry {head.number}: what was written after it was not linked yet."
