"""The account of disclosures: who outside was told what, when, on what ground, and what stood of consent then."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeAlias, final

from attrs import evolve, frozen

from casework_model.access.holding import must_be_readable
from casework_model.access.written import LastWords, Turn, turns
from casework_model.case import Case
from casework_model.entry import RecordEntry
from casework_model.facts import (
    Consent,
    ConsentStatus,
    Correction,
    Disclosure,
    DisclosureBasis,
    Fact,
    Incident,
    IncidentKind,
    Sealed,
    Withheld,
)
from casework_model.record import CaseRecord, RecordView, behind, known_in
from casework_model.shape import Value
from casework_model.terms import AccessLevel, Label, Name


@final
@frozen(kw_only=True, repr=False)
class ConsentThen(Value):
    """What stood on record of consent to a disclosure when that was written. `number` is the entry, `day` its date.

    All is told as the entry read then. `is_expired` tells that it had been given and had run out on the day of the
    disclosure. `changed_by` is the number of the entry since which it reads otherwise, by a correction or, where it
    `is_retracted`, not at all any more.
    """

    status: ConsentStatus
    number: int
    day: date
    valid_until: date | None = None
    is_expired: bool = False
    changed_by: int | None = None
    is_retracted: bool = False


@final
@frozen(kw_only=True, repr=False)
class Accounted(Value):
    """One disclosure in the account: when, to whom, what, and on what ground.

    `number` and `id` are those of its entry; `at` is when it was told and `day` the local date. `consent` is what stood
    on record when it was written, None where it rests on a legal basis, or where there was no word on that scope. That
    a later word, or any, may stand in entries that are not told here, since they are withheld, sealed or left out, is
    said by `is_consent_unsure`. A disclosure that should not have been (`Incident`) is in the account too: what it was
    `about` stands in `entries`. Of one that `is_sealed` no more is left than when and by whom.
    """

    number: int
    id: Name
    at: datetime
    day: date
    by: Name
    receiver: Label
    scope: Name = ""
    basis: DisclosureBasis | None = None
    legal_basis: Label = ""
    authority: Label = ""
    purpose: Label = ""
    entries: tuple[Name, ...] = ()
    level: AccessLevel | None = None
    consent: ConsentThen | None = None
    is_consent_unsure: bool = False
    is_incident: bool = False
    is_sealed: bool = False


def disclosures(record: CaseRecord | RecordView) -> tuple[Accounted, ...]:
    """Give the account of all disclosures: those on record as amended, by the time at which they were told.

    What stood of consent is told as it read when the disclosure was written, whatever was corrected since. Raises
    `BadValue` for what is neither a record nor a view of one.

    >>> from datetime import UTC
    >>> from casework_model import Client, ClientStatus, Engine, facts as f
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> record = Engine().open(client=Client(id="cl-1", status=ClientStatus.VOLUNTARY), case_id="c-1", tz="UTC",
    ...                        by="w1", route=f.ContactRoute.PHONE, occurred_at=nine, recorded_at=nine)
    >>> disclosures(record)
    ()
    """
    return tuple(sorted(_accounted(must_be_readable(record)), key=lambda one: (one.at, one.number)))


def _accounted(record: CaseRecord | RecordView) -> Iterator[Accounted]:
    case, consents = record.case, _Consents(record)
    for entry in record.amended:
        fact, day = entry.fact, _day(case, entry)
        if isinstance(fact, Disclosure):
            yield _disclosure(entry, fact, day, consents)
        elif isinstance(fact, Incident) and fact.incident is IncidentKind.DISCLOSURE_WITHOUT_CONSENT:
            yield evolve(_bare(entry, day), entries=fact.about, is_incident=True)
        elif isinstance(fact, Sealed) and fact.of == Disclosure.kind:
            yield evolve(_bare(entry, day), is_sealed=True)


def _bare(entry: RecordEntry, day: date) -> Accounted:
    return Accounted(number=entry.number, id=entry.id, at=entry.occurred_at, day=day, by=entry.by, receiver="")


def _disclosure(entry: RecordEntry, fact: Disclosure, day: date, consents: _Consents) -> Accounted:
    in_words = bool(fact.legal_basis.strip())
    basis = fact.basis or (None if in_words else DisclosureBasis.CONSENT)
    is_by_consent = basis is DisclosureBasis.CONSENT
    then = consents.before(entry.number, fact.scope) if is_by_consent else None
    if then is not None and then.status is ConsentStatus.GIVEN and then.valid_until and then.valid_until < day:
        then = evolve(then, is_expired=True)
    return evolve(
        _bare(entry, day),
        receiver=fact.receiver,
        scope=fact.scope,
        basis=basis,
        legal_basis=fact.legal_basis,
        authority=fact.authority,
        purpose=fact.purpose,
        entries=fact.entries,
        level=fact.level,
        consent=then,
        is_consent_unsure=is_by_consent and consents.is_gap(then.number if then is not None else 0, entry.number),
    )


def _day(case: Case, entry: RecordEntry) -> date:
    """Give the local date of an entry; as it was written where the zone of the case is not in view."""
    return case.day(entry.occurred_at) if case.is_begun else entry.occurred_at.date()


# Consent as it stood --------------------------------------------------------------------------------------------------


_Said: TypeAlias = tuple[Fact, datetime] | None


@final
class _Consents:
    """What stood on record of consent before each entry. Asked from the first entry to the last: one pass for all."""

    def __init__(self, record: CaseRecord | RecordView) -> None:
        self._case = record.case
        self._turns = turns(known_in(record), (Consent,))  # what was on record then may be dated later now
        self._passed = 0
        self._words = LastWords[ConsentThen]()
        self._last = _last(self._turns)
        self._gaps = _gaps(record)

    def before(self, number: int, scope: str) -> ConsentThen | None:
        """Give the last word on a scope that stood on record before the entry of that number."""
        while self._passed < len(self._turns) and self._turns[self._passed].by.number < number:
            turn = self._turns[self._passed]
            self._words.say(turn.number, self._said(turn))
            self._passed += 1
        return self._words.on(scope)

    def is_gap(self, after: int, before: int) -> bool:
        """Whether an entry between two others is not told, so that a word of consent may stand in it."""
        place = bisect_right(self._gaps, after)
        return place < len(self._gaps) and self._gaps[place] < before

    def _said(self, turn: Turn) -> dict[str, ConsentThen]:
        """Give what an entry says of consent from one moment of writing on, by scope."""
        entry = turn.now
        if entry is None or not isinstance(entry.fact, Consent):
            return {}
        fact, (now, by) = entry.fact, self._last[turn.number]
        is_changed = now != _saying(entry)
        then = ConsentThen(
            status=fact.status,
            number=turn.number,
            day=_day(self._case, entry),
            valid_until=fact.valid_until,
            changed_by=by if is_changed else None,
            is_retracted=now is None,
        )
        return dict.fromkeys(fact.scopes, then)


def _saying(entry: RecordEntry | None) -> _Said:
    """Give what of an entry the account tells; another text alone is no other word."""
    return None if entry is None else (entry.fact, entry.occurred_at)


def _last(changes: list[Turn]) -> dict[int, tuple[_Said, int]]:
    """Give what each entry says in the end, with the number of the entry that made it so."""
    last: dict[int, tuple[_Said, int]] = {}
    for turn in changes:
        now = _saying(turn.now)
        if turn.number not in last or last[turn.number][0] != now:
            last[turn.number] = now, turn.by.number
    return last


def _gaps(record: CaseRecord | RecordView) -> list[int]:
    """Give the numbers of entries in which consent may stand that is not told, whatever the time of a view."""
    entries = behind(record).entries[:]
    told = {entry.number for entry in entries if _is_told(entry.fact)}
    last = max((entry.number for entry in entries), default=0)
    return [number for number in range(1, last + 1) if number not in told]


def _is_told(fact: Fact) -> bool:
    """Whether it can be seen that a fact is no consent, or which."""
    content = fact.fact if isinstance(fact, Correction) else fact
    return not isinstance(content, Withheld) and not (isinstance(content, Sealed) and content.of == Consent.kind)
