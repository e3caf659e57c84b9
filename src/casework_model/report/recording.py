"""How the record was kept, on the page: delays, contacts, and (only if asked for) the text of the entries."""

from __future__ import annotations

from collections.abc import Iterator

from casework_model import measures
from casework_model.entry import RecordEntry
from casework_model.facts import Incident
from casework_model.report import words
from casework_model.report.brief import Brief
from casework_model.report.layout import INDENT, named, section, wrapped
from casework_model.shape import Form, Value, fields_of
from casework_model.terms import AccessLevel


def recording(brief: Brief) -> list[str]:
    """Set how late entries were written, and what is counted over the whole record."""
    record = brief.record
    counts, longest = measures.counts(record), measures.longest_lag(record)
    slowest = next(entry.id for entry in record.amended if entry.lag == longest)
    rows: list[tuple[str, str]] = []
    for hours in brief.policy.late_hours:
        late = measures.late(record, hours)
        rows.append((f"Written more than {hours} hours after", f"{len(late)}{': ' if late else ''}{', '.join(late)}"))
    closings = ", ".join(f"{brief.day(at)} {words.spaced(closure.closure)}" for at, closure in counts.closures)
    rows += [
        ("Longest delay in writing", f"{words.delay(longest)} (entry {slowest})"),
        ("Contacts", str(counts.contacts)),
        ("Follow-ups held", str(counts.follow_ups_held)),
        ("Episodes", str(counts.episodes)),
        ("Closings", f"{len(counts.closures)}{': ' if closings else ''}{closings}"),
        ("Crises", str(counts.crises)),
    ]
    rows += [("Incident", _incident(entry, fact)) for entry, fact in incidents(brief)]
    return section("Recording", named(rows))


def incidents(brief: Brief) -> Iterator[tuple[RecordEntry, Incident]]:
    """Give what should not have happened, as it reads now."""
    for entry in brief.record.amended:
        if isinstance(entry.fact, Incident):
            yield entry, entry.fact


def _incident(entry: RecordEntry, fact: Incident) -> str:
    about = f", about {', '.join(fact.about)}" if fact.about else ""
    return f"{words.spaced(fact.incident)} (entry {entry.id}{about})"


def narrative(brief: Brief) -> list[str]:
    """Set the entries with their own words; those under restricted access keep theirs back."""
    lines: list[str] = []
    for entry in brief.record.with_amendments():
        first = f"{entry.number}. "
        written = f"{brief.minute(entry.occurred_at)}, {words.spaced(entry.fact.kind)}, by {entry.by}"
        level = "" if entry.access is AccessLevel.NORMAL else f" ({words.spaced(entry.access)} access)"
        lines += wrapped(f"{written}{level}{_amended(brief, entry)}", first=first)
        told, shown = own_words(brief, entry)
        for name, text in shown:
            lines += wrapped(f"{name}: {text}" if name else text, indent=INDENT + len(first))
        if told and not shown:
            lines += wrapped("(kept back)", indent=INDENT + len(first))
    return section("Narrative", lines)


def amended_by(brief: Brief, entry: RecordEntry) -> tuple[RecordEntry, ...]:
    """Give the entries that are about this one, or about one that is, in the order of writing."""
    family = brief.dossier.family_of[entry.number]
    return tuple(piece.entry for piece in family.pieces[1:]) if family.root.entry.number == entry.number else ()


def _amended(brief: Brief, entry: RecordEntry) -> str:
    """Say beside an entry what became of it, and where that stands."""
    said = "".join(f"; {words.spaced(one.fact.kind)}: entry {one.number}" for one in amended_by(brief, entry))
    target = brief.dossier.pieces[entry.number].target
    return f"{said}; of entry {target.number}" if target is not None else said


def own_words(brief: Brief, entry: RecordEntry) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Give the personal texts of an entry with the names of their fields: all there are, and those that may be shown.

    The text of the entry itself has no name.
    """
    facts = (one for one in _private(entry.fact) if one[1] != entry.text)
    told = [*_texts("", entry.text), *_texts("with", "; ".join(entry.participants)), *facts]
    return told, [(name, shown) for name, text in told if (shown := brief.own_words(text, entry))]


def _texts(name: str, text: str) -> Iterator[tuple[str, str]]:
    if text.strip():
        yield name, text


def _private(value: Value) -> Iterator[tuple[str, str]]:
    """Give the personal texts within a fact, each with the name of its field."""
    kind: type = type(value)
    for field in fields_of(kind):
        content = getattr(value, field.name)
        items: tuple[object, ...] = content if field.many else (content,)
        if field.private:
            yield from _texts(words.spaced(field.key), "; ".join(str(item) for item in items))
        elif field.form is Form.PART:
            for part in (item for item in items if isinstance(item, Value)):
                yield from _private(part)
