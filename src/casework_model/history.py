"""How a record came to say what it says: every version of an entry, and what was learnt when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import final

from attrs import frozen

from casework_model.amended import as_amended, corrected, families_of, fits, places_of, with_amendments_of
from casework_model.entry import RecordEntry
from casework_model.facts import Addendum, Correction


@final
@frozen(repr=False)
class Version:
    """How an entry read from some moment on. `by` is the entry that made it read so: itself, or an amendment.

    `entry` is None where it had been retracted.

    >>> from datetime import UTC
    >>> from casework_model import Client, ClientStatus, Engine, facts as f
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> client = Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = Engine().open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                        occurred_at=nine, recorded_at=nine)
    >>> record.history("e1")
    (<Version of 1 by 1>,)
    """

    by: RecordEntry
    entry: RecordEntry | None

    def __repr__(self) -> str:
        state = f"of {self.entry.number}" if self.entry is not None else "retracted"
        return f"<Version {state} by {self.by.number}>"


@final
@frozen(repr=False)
class Change:
    """One thing that was learnt: `entry` is what was written; of an amendment, `before` and `after` its root target.

    The root is the entry at the end of a row of amendments of amendments. Both are None for what amends nothing, and
    either where the root did not count then.
    """

    entry: RecordEntry
    before: RecordEntry | None = None
    after: RecordEntry | None = None

    def __repr__(self) -> str:
        return f"<Change by {self.entry.number}, {self.entry.fact.kind}>"


def history_of(entries: Sequence[RecordEntry], entry_id: str) -> tuple[Version, ...]:
    """Give every version of the entry with that id, its own first."""
    kept = list(entries)
    start = places_of(kept).get(entry_id)
    if start is None:
        return ()
    family = with_amendments_of(kept, (kept[start].number,))
    return tuple(Version(by=by, entry=entry) for by, entry in zip(family, versions_of(family), strict=True))


def versions_of(family: Sequence[RecordEntry]) -> tuple[RecordEntry | None, ...]:
    """Give the first of a family as it read after each of them was written, None while it was retracted.

    A correction of the entry, or of its latest correction, is laid over what stood there; for all else the row up to
    there is worked out anew.
    """
    first = family[0]
    now: RecordEntry | None = first
    found: list[RecordEntry | None] = [first]
    latest = first.id
    for size, entry in enumerate(family[1:], start=2):
        fact = entry.fact
        if isinstance(fact, Correction) and now is not None and _may_be_laid_over(now, fact, first.id, latest):
            now, latest = corrected(now, entry), entry.id
        elif not isinstance(fact, Addendum):
            now, latest = _now(family[:size]), first.id
        found.append(now)
    return tuple(found)


def _may_be_laid_over(now: RecordEntry, news: Correction, first: str, latest: str) -> bool:
    """Whether correcting what stands there comes to the same as working out the whole row.

    It does not where a correction of the latest one gives that a fact which fits no more: then neither counts.
    """
    is_fit = news.fact is None or isinstance(now.fact, Correction) or fits(news.fact, now.fact)
    return news.target == first or (news.target == latest and is_fit)


def _now(family: Sequence[RecordEntry]) -> RecordEntry | None:
    """Give the first of a family as the others leave it, None where it is retracted."""
    number = family[0].number
    return next((entry for entry in as_amended(family) if entry.number == number), None)


def changes_of(entries: Sequence[RecordEntry], after: datetime, until: datetime) -> tuple[Change, ...]:
    """Give what was learnt between two moments, the first excluded."""
    changes: list[Change] = []
    for family in families_of(entries):
        if after < family[-1].recorded_at:
            changes += _changes(family, after, until)
    return tuple(sorted(changes, key=lambda change: change.entry.number))


def _changes(family: list[RecordEntry], after: datetime, until: datetime) -> Iterator[Change]:
    """Give what was learnt of one entry, and by which of its family."""
    versions = versions_of(family)
    for place, entry in enumerate(family):
        if after < entry.recorded_at <= until:
            yield Change(entry, versions[place - 1], versions[place]) if place else Change(entry)
