"""The record as a document for a court: one HTML page without script, to be read on a screen or printed.

Everything in it comes from the record, escaped, and nothing from outside: no picture, font or address is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Final

from casework_model.access.holding import must_be_level, must_be_readable
from casework_model.codec import Verification
from casework_model.engine import Engine
from casework_model.facts import Sealed
from casework_model.measures import Readable
from casework_model.record import must_be_aware
from casework_model.report.brief import Brief
from casework_model.report.bundle import accounts, course, entries
from casework_model.report.bundle.book import Book, is_choice
from casework_model.report.bundle.clock import Clock
from casework_model.report.bundle.content import Teller
from casework_model.report.bundle.cover import cover
from casework_model.report.bundle.markup import Html, described, joined, link, part, plain, tag
from casework_model.report.bundle.occasion import NO_NAMES, Occasion, must_be_about, must_be_names
from casework_model.report.bundle.terms import glossary, known_kinds
from casework_model.report.dossier import Dossier
from casework_model.terms import AccessLevel

__all__ = ["court_bundle"]

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""What the page tells a browser that it may load: nothing but the style in it."""


def court_bundle(
    record: Readable,
    engine: Engine,
    *,
    prepared_at: datetime,
    prepared_by: str = "",
    for_whom: str = "",
    between: tuple[datetime, datetime] | None = None,
    up_to: AccessLevel = AccessLevel.RESTRICTED,
    verification: Verification | None = None,
    names: Mapping[str, str] = NO_NAMES,
    title: str = "",
) -> str:
    """Give the record of a case, or a view of one, as an HTML document for a court. Pure: the same gives the same.

    `between` limits it to entries that happened or were written from the first moment to the second, both included,
    with all that amends these. Entries above the level `up_to` are withheld with all that amends them, and the cover
    says so. `verification` is what verifying the chain gave (`verify`); its text stands on the cover. `names` says who
    the persons are whose ids stand in the document, such as {"w1": "A. Meyer, social worker"}; of others nothing is
    said. Of a view of chosen entries (`casework_model.access.disclosed`) neither the course of the case is told nor who
    could read. Standards, sections 3 and 22. Raises `BadValue` for a time without a zone, what is no level, names that
    are none, and what verified another record; and `NotBegun` for a record that opens no case.

    >>> from datetime import UTC
    >>> from casework_model import Client, ClientStatus, facts as f
    >>> nine, client = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> engine = Engine()
    >>> record = engine.open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                      occurred_at=nine, recorded_at=nine)
    >>> page = court_bundle(record, engine, prepared_at=nine, for_whom="Family Court")
    >>> page.startswith("<!DOCTYPE html>"), "<script" in page
    (True, False)
    """
    for moment in (prepared_at, *(between or ())):
        must_be_aware(moment)
    must_be_level(up_to, "up_to")
    must_be_readable(record)
    must_be_about(record, verification)
    must_be_names(names)
    brief = Brief.of(record, engine, prepared_at, narrative=False)
    dossier = Dossier.of(record, up_to=up_to, between=between)
    clock = Clock(record.case.tz)
    teller = Teller(brief.titles, clock, record.case.model.key, dossier.places)
    book = Book(dossier, teller, min(brief.policy.late_hours, default=None), is_choice(record))
    occasion = Occasion(
        title=title or f"Record of case {record.case_id}",
        prepared_at=prepared_at,
        prepared_by=prepared_by,
        for_whom=for_whom,
        between=between,
        verification=verification,
        names=names,
        is_choice=book.is_choice,
    )
    parts = [
        course.not_told() if book.is_choice else course.course(brief, dossier, clock, between),
        part("entries", "The entries", *entries.entries(book)),
        accounts.incidents(book),
        accounts.told_outside(book, record),
        accounts.knowledge(book),
    ]
    words = part("words", "Words used", described(glossary(*_used(book, brief, parts)), class_="words"))
    body = (
        cover(brief, dossier, clock, occasion),
        _contents(book),
        tag("main", *parts, words),
        tag("footer", tag("p", f"End of the document: case {record.case_id}, {_counted(book)}.")),
    )
    return _page(occasion.title, record.case_id, body)


def _counted(book: Book) -> str:
    return f"{book.dossier.total} entries {'chosen from the' if book.is_choice else 'on'} record"


def _contents(book: Book) -> Html:
    months = [tag("li", link(anchor, name)) for anchor, name, _ in entries.months(book)]
    items = (
        tag("li", link("course", "The course of the case")),
        tag("li", link("entries", "The entries"), tag("ol", *months)),
        tag("li", link("incidents", "Incidents")),
        tag("li", link("disclosures", "Who was told, and who could read")),
        tag("li", link("knowledge", "What was known when")),
        tag("li", link("words", "Words used")),
    )
    return tag("nav", tag("h2", "Contents"), tag("ol", *items), aria_label="Contents", id="contents")


def _used(book: Book, brief: Brief, parts: list[Html]) -> tuple[tuple[type, ...], list[str]]:
    """Give the kinds of entry and the terms that stand in the document."""
    dossier = book.dossier
    kinds = {family.latest.fact.kind for family in dossier.families if not family.root.is_withheld}
    bare = (piece.bare for piece in dossier.pieces.values())
    kinds |= {fact.of if isinstance(fact, Sealed) else fact.kind for fact in bare if fact is not None}
    return known_kinds(kinds - {Sealed.kind}), sorted(_terms(book, brief, parts))


def _terms(book: Book, brief: Brief, parts: list[Html]) -> Iterator[str]:
    yield from ("access level", "entry", "episode", "happened", "phase", "record", "written")
    yield from course.returns_and_detours(brief)
    families = book.dossier.families
    if any(len(family.pieces) > 1 for family in families):
        yield from ("amendment", "as first written")
    if book.dossier.withheld or book.dossier.withheld_before:
        yield "withheld"
    if any('class="sign"' in one for one in parts):
        yield "sign in a frame"
    if any('class="late"' in one for one in parts):
        yield "late"
    if any(entry.link is not None for entry in brief.record.entries):
        yield from ("chain of digests", "head of the chain")


def _page(title: str, case_id: str, body: tuple[Html, ...]) -> str:
    style = files("casework_model.report.bundle").joinpath("page.css").read_text(encoding="utf-8")
    named = "".join(f"\\{ord(letter):x} " for letter in case_id[:_NAMED])
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", plain(title)),
        Html(f"<style>\n{style.replace('CASE', named)}</style>"),
    )
    page = tag("html", tag("head", *head), "\n", tag("body", joined(body, "\n")), "\n", lang="en")
    return f"<!DOCTYPE html>\n{page}\n"


_NAMED: Final = 60
"""How much of the id of a case stands at the foot of each page, in characters."""
