"""How a record came to say what it says: every version of an entry, and what was learnt when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import final

from attrs import frozen

from casework_model.amended import corrected, families_of, fits, places_of, targets_of, with_amendments_of
from casework_model.entry import RecordEntry
from casework_model.facts import Addendum, CaseOpened, Correction, Retraction


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

    A correction of the entry, or of its latest correction, is laid over what stood there; for all else it is looked up
    what of the family counts.
    """
    first = family[0]
    growing = _Growing(family)
    now: RecordEntry | None = first
    found: list[RecordEntry | None] = [first]
    latest = first.id
    for place, entry in enumerate(family[1:], start=1):
        fact = entry.fact
        growing.add(place)
        if isinstance(fact, Correction) and now is not None and _may_be_laid_over(now, fact, first.id, latest):
            now, latest = corrected(now, entry), entry.id
        elif not isinstance(fact, Addendum):
            now, latest = growing.now(), first.id
        found.append(now)
    return tuple(found)


def _may_be_laid_over(now: RecordEntry, news: Correction, first: str, latest: str) -> bool:
    """Whether correcting what stands there comes to the same as working out the whole row.

    It does not where a correction of the latest one gives that a fact which fits no more: then neither counts.
    """
    is_fit = news.fact is None or isinstance(now.fact, Correction) or fits(news.fact, now.fact)
    return news.target == first or (news.target == latest and is_fit)


def _takes_back(entry: RecordEntry, target: RecordEntry) -> bool:
    """Whether it is a retraction of something that can be retracted."""
    return isinstance(entry.fact, Retraction) and not isinstance(target.fact, CaseOpened)


@final
class _Growing:
    """A family while it is written: what of it counts, and how its first entry reads. Everything goes by places.

    What an amendment changes is worked out from there on; the readings before it are kept.
    """

    __slots__ = ("_corrections", "_entries", "_readings", "_retractions", "_taken_back", "_targets")

    def __init__(self, family: Sequence[RecordEntry]) -> None:
        self._entries = family
        self._targets = [-1 if target is None else target for target in targets_of(family)]
        """What each amends, -1 for the first."""
        self._retractions = [0] * len(family)
        """How many retractions that count there are of each."""
        self._taken_back = [
            target if target >= 0 and _takes_back(entry, family[target]) else -1
            for entry, target in zip(family, self._targets, strict=True)
        ]
        """What each takes back, -1 where it takes back nothing."""
        self._corrections: list[list[int]] = [[] for _ in family]
        self._readings = [[entry] for entry in family]
        """Each as it was written, then as its corrections left it one after the other, as far as that was asked."""

    def add(self, place: int) -> None:
        """Let the entry of that place be written."""
        if isinstance(self._entries[place].fact, Correction):
            target = self._targets[place]
            was_read = self._is_read(target)
            self._corrections[target].append(place)
            if was_read:
                self._is_new(target)
        else:
            self._retract(place)

    def now(self) -> RecordEntry | None:
        """Give the first entry as it reads now, None where it is retracted."""
        return None if self._retractions[0] else self._read(0)

    def _retract(self, place: int) -> None:
        """Let the retraction of that place count, and let go or stop in turn what it takes back."""
        retractions, taken_back = self._retractions, self._taken_back
        last, target, change = place, taken_back[place], 1
        while target >= 0:
            before = retractions[target]
            after = retractions[target] = before + change
            if before and after:
                return
            last, target, change = target, taken_back[target], -1 if after else 1
        self._is_new(last)

    def _is_read(self, place: int) -> bool:
        return len(self._readings[place]) > len(self._corrections[place])

    def _is_new(self, place: int) -> None:
        """Forget the readings that rest on how an entry read before, or on whether it counted."""
        target = self._targets[place]
        while target >= 0 and isinstance(self._entries[place].fact, Correction):
            was_read = self._is_read(target)
            del self._readings[target][self._corrections[target].index(place) + 1 :]
            if not was_read:  # nothing rests on it that is not forgotten already
                return
            place, target = target, self._targets[target]

    def _read(self, place: int) -> RecordEntry:
        """Give an entry as its corrections leave it. Without recursion: a row may be as long as a record."""
        waiting = [place]
        while waiting:
            one = waiting[-1]
            if self._is_read(one):
                waiting.pop()
                continue
            readings = self._readings[one]
            correction = self._corrections[one][len(readings) - 1]
            if self._retractions[correction]:
                readings.append(readings[-1])
            elif self._is_read(correction):
                readings.append(corrected(readings[-1], self._readings[correction][-1]))
            else:
                waiting.append(correction)
        return self._readings[place][-1]


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
