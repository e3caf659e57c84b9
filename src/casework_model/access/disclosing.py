"""Telling somebody else of the record: no more than is needed, on a ground that stands, and accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import final

from attrs import frozen

from casework_model.access.holding import levels, with_amendments
from casework_model.access.reading import Reading, level_for, up_to
from casework_model.case import Case
from casework_model.engine import Engine
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.facts import Consent, ConsentStatus, Disclosure, DisclosureBasis, Incident, IncidentKind
from casework_model.judge import must_be_record
from casework_model.record import CaseRecord, RecordView, must_be_aware, seen_as
from casework_model.rules import READER_AUTHORISED, Lack
from casework_model.shape import Value
from casework_model.steps import Read, Write
from casework_model.terms import AccessLevel, Label, Name, Purpose, fixed, listed
from casework_model.verdicts import Refused, StepRefused, Unmet, no_access


def disclosed(
    record: CaseRecord,
    *,
    receiver: str,
    entries: Iterable[str] | None,
    by: str,
    at: datetime,
    engine: Engine,
    level: AccessLevel = AccessLevel.NORMAL,
    scope: str = "",
    basis: DisclosureBasis | None = None,
    authority: str = "",
    legal_basis: str = "",
    purpose: str = "",
) -> Reading:
    """Tell somebody else of the record: give the record with the entry of it, and the view to hand out.

    `entries` are the ids of what is needed, and the view holds these alone, with all that amends them; None is the
    whole record up to `level`, where an order asks for it. The worker `by` discloses nothing that worker may not see.
    On what ground it is told is judged as of any `Disclosure` (HR-34, HR-36), as consent stands now: what was prepared
    before consent was withdrawn is refused. Raises `StepRefused`. Standards, sections 2 and 23.

    >>> from datetime import UTC
    >>> from casework_model import Client, ClientStatus, Engine, facts as f
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> engine, client = Engine(), Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = engine.open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                      occurred_at=nine, recorded_at=nine)
    >>> told = disclosed(record, receiver="the court", entries=("e1",), by="w1", at=nine, engine=engine,
    ...                  basis=DisclosureBasis.COURT_ORDER, authority="district court")
    >>> [entry.id for entry in told.view.entries], told.record.entries[-1].fact.entries
    (['e1'], ('e1',))
    """
    must_be_aware(at)
    must_be_record(record)
    own = level_for(record, engine, by, Purpose.SERVICE, at)
    if own is None:
        raise StepRefused(no_access(Read(by=by, at=at, use=Purpose.SERVICE)))
    ids = None if entries is None else _several(entries)
    told, above = _chosen(record, ids or (), level)
    fact = Disclosure(
        receiver=receiver,
        scope=scope,
        basis=basis,
        authority=authority,
        legal_basis=legal_basis,
        purpose=purpose,
        entries=tuple(dict.fromkeys((*(ids or ()), *(entry.id for entry in told)))),
        level=level,
    )
    step = Write(fact=fact, by=by, occurred_at=fixed(at), recorded_at=fixed(at))
    _must_be_seen(step, above, level, own)
    after = engine.write(record, step)
    shown = up_to(tuple(record.entries), level) if ids is None else told
    return Reading(after, level, seen_as(record, shown))


def _several(ids: Iterable[str]) -> tuple[str, ...]:
    """Give each id once. Raises `BadValue` for one text, which Python would take for a list of its letters."""
    if isinstance(ids, str):
        remedy = 'Write ("e7",) for one entry'
        raise BadValue(Fault(where="entries", problem="one text is no list of entries", remedy=remedy))
    return tuple(dict.fromkeys(ids))


def _chosen(
    record: CaseRecord, ids: tuple[str, ...], level: AccessLevel
) -> tuple[tuple[RecordEntry, ...], tuple[str, ...]]:
    """Give what is told of the entries with those ids and of their amendments, and the ids held above that level."""
    held = levels(record)
    chosen = with_amendments(record.entries, ids)
    told = tuple(entry for entry in chosen if level.shows(held[entry.number]))
    above = (entry.id for entry in chosen if not level.shows(held[entry.number]))
    return told, tuple(key for key in above if key in ids)


def _must_be_seen(step: Write, above: tuple[str, ...], level: AccessLevel, own: AccessLevel) -> None:
    """Refuse what goes further than its writer sees, and entries that are held above the level of the disclosure."""
    lacks: list[Lack] = []
    if not own.shows(level):
        said, remedy = f"this person sees up to {_words(own)}", "Disclose less, or ask somebody who sees as far"
        lacks.append(Lack(f"{said}, and discloses no further", (), remedy))
    if above:
        said = f"{listed(above)} {'are' if len(above) > 1 else 'is'} held above the level of the disclosure"
        lacks.append(Lack(said, above, f"Leave {'them' if len(above) > 1 else 'it'} out, or disclose at that level"))
    if lacks:
        raise StepRefused(Refused(step, (Unmet(READER_AUTHORISED, tuple(lacks)),)))


def _words(level: AccessLevel) -> str:
    return f'the level "{level.replace("_", " ")}"'


# Accounting ----------------------------------------------------------------------------------------------------------


@final
@frozen(kw_only=True, repr=False)
class ConsentThen(Value):
    """What stood on record of consent to a disclosure when that was written. `number` is the entry, `day` its date.

    `is_expired` tells that it had been given and had run out on the day of the disclosure.
    """

    status: ConsentStatus
    number: int
    day: date
    valid_until: date | None = None
    is_expired: bool = False


@final
@frozen(kw_only=True, repr=False)
class Accounted(Value):
    """One disclosure in the account: when, to whom, what, and on what ground.

    `number` and `id` are those of its entry; `at` is when it was told and `day` the local date. `consent` is what stood
    on record when it was written, None where it rests on a legal basis, or where there was no word on that scope. A
    disclosure that should not have been (`Incident`) is in the account too: what it was `about` stands in `entries`.
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
    is_incident: bool = False


def disclosures(record: CaseRecord | RecordView) -> tuple[Accounted, ...]:
    """Give the account of all disclosures: those on record as amended, by the time at which they were told.

    >>> disclosures(record)
    ()
    """
    return tuple(sorted(_accounted(record), key=lambda one: (one.at, one.number)))


def _accounted(record: CaseRecord | RecordView) -> Iterator[Accounted]:
    case = record.case
    consents: dict[str, ConsentThen] = {}
    for entry in record.amended:
        fact, day = entry.fact, _day(case, entry)
        if isinstance(fact, Consent):
            then = ConsentThen(status=fact.status, number=entry.number, day=day, valid_until=fact.valid_until)
            consents.update(dict.fromkeys(fact.scopes, then))
        elif isinstance(fact, Disclosure):
            yield _disclosure(entry, fact, day, consents)
        elif isinstance(fact, Incident) and fact.incident is IncidentKind.DISCLOSURE_WITHOUT_CONSENT:
            yield Accounted(
                number=entry.number,
                id=entry.id,
                at=entry.occurred_at,
                day=day,
                by=entry.by,
                receiver="",
                entries=fact.about,
                is_incident=True,
            )


def _disclosure(entry: RecordEntry, fact: Disclosure, day: date, consents: dict[str, ConsentThen]) -> Accounted:
    in_words = bool(fact.legal_basis.strip())
    basis = fact.basis or (None if in_words else DisclosureBasis.CONSENT)
    then = consents.get(fact.scope) if basis is DisclosureBasis.CONSENT else None
    if then is not None and then.status is ConsentStatus.GIVEN and then.valid_until and then.valid_until < day:
        then = ConsentThen(
            status=then.status, number=then.number, day=then.day, valid_until=then.valid_until, is_expired=True
        )
    return Accounted(
        number=entry.number,
        id=entry.id,
        at=entry.occurred_at,
        day=day,
        by=entry.by,
        receiver=fact.receiver,
        scope=fact.scope,
        basis=basis,
        legal_basis=fact.legal_basis,
        authority=fact.authority,
        purpose=fact.purpose,
        entries=fact.entries,
        level=fact.level,
        consent=then,
    )


def _day(case: Case, entry: RecordEntry) -> date:
    """Give the local date of an entry; as it was written where the zone of the case is not in view."""
    return case.day(entry.occurred_at) if case.is_begun else entry.occurred_at.date()
