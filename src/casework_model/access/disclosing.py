"""Telling somebody else of the record: no more than is needed, on a ground that stands, and with an entry of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from casework_model.access.holding import levels, must_be_level
from casework_model.access.reading import Reading, level_for, up_to
from casework_model.amended import with_amendments_of
from casework_model.engine import Engine
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.facts import Amendment, CaseOpened, Disclosure, DisclosureBasis
from casework_model.record import CaseRecord, must_be_aware, must_be_record, seen_as
from casework_model.rules import READER_AUTHORISED, Lack
from casework_model.steps import Read, Write
from casework_model.terms import AccessLevel, Purpose, fixed, listed
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

    `entries` are the ids of what is needed, and the view holds these alone, with all that amends them, between the bare
    opening, without which there is no case to read them in, and the bare entry of this disclosure; it does not tell the
    course of the case. None is the whole record up to `level`, where an order asks for it. The worker `by` discloses
    nothing that worker may not see. On what ground it is told is judged as of any `Disclosure` (HR-34, HR-36), as
    consent stands now: what was prepared before consent was withdrawn is refused. Raises `StepRefused`; and `BadValue`
    where nothing is chosen, an amendment without what it amends, or no receiver is named. Standards, sections 2 and 23.

    >>> from datetime import UTC
    >>> from casework_model import Client, ClientStatus, Engine, facts as f
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> engine, client = Engine(), Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = engine.open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                      occurred_at=nine, recorded_at=nine)
    >>> told = disclosed(record, receiver="the court", entries=("e1",), by="w1", at=nine, engine=engine,
    ...                  basis=DisclosureBasis.COURT_ORDER, authority="district court")
    >>> [entry.id for entry in told.view.entries], told.record.entries[-1].fact.entries
    (['e1', 'e2'], ('e1',))
    """
    must_be_aware(at)
    must_be_record(record)
    must_be_level(level, "level")
    if not receiver.strip():
        raise BadValue(Fault(where="receiver", problem="nobody is named who is told", remedy="Say who is told"))
    ids = None if entries is None else _several(entries)
    own = level_for(record, engine, by, Purpose.SERVICE, at)
    if own is None:
        raise StepRefused(no_access(Read(by=by, at=at, use=Purpose.SERVICE)))
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
    _must_be_whole(record, told)
    after = engine.write(record, step)
    shown = up_to(tuple(record.entries), level) if ids is None else _framed(after, told)
    return Reading(after, level, seen_as(record, shown))


def _several(ids: Iterable[object]) -> tuple[str, ...]:
    """Give each id once. Raises `BadValue` for none, and for one text, which Python would take for its letters."""
    if isinstance(ids, str):
        remedy = 'Write ("e7",) for one entry'
        raise BadValue(Fault(where="entries", problem="one text is no list of entries", remedy=remedy))
    given: tuple[object, ...]
    try:
        given = tuple(ids)
    except TypeError:
        given = (ids,)
    chosen = tuple(dict.fromkeys(one for one in given if isinstance(one, str)))
    if any(not isinstance(one, str) for one in given):
        remedy = 'Write ("e7", "e9")'
        raise BadValue(Fault(where="entries", problem="the ids of entries are wanted", remedy=remedy))
    if not chosen:
        remedy = "Give the ids of what is needed, or None for all up to the level"
        raise BadValue(
            Fault(where="entries", problem="no entry is chosen, so that nothing would be told", remedy=remedy)
        )
    return chosen


def _must_be_whole(record: CaseRecord, told: Sequence[RecordEntry]) -> None:
    """Raise `BadValue` where an amendment is to be told without what it amends: by itself it misleads."""
    ids = {entry.id for entry in told}
    for entry in told:
        target = entry.fact.target if isinstance(entry.fact, Amendment) else entry.id
        if target not in ids and record.number_of(target) is not None:
            problem = f"{entry.id} is about {target}, which is not chosen"
            raise BadValue(
                Fault(where="entries", problem=problem, remedy=f"Choose {target} too, or leave {entry.id} out")
            )


def _framed(after: CaseRecord, told: Sequence[RecordEntry]) -> tuple[RecordEntry, ...]:
    """Give what is told between the opening as it reads now and the entry of the disclosure, both bare unless told too.

    Without the first no view can be read; the last shows by its number that there is more on record.
    """
    opening = next(entry for entry in after.amended if isinstance(entry.fact, CaseOpened))
    is_told = any(entry.number == opening.number for entry in told)
    first = () if is_told else (opening.withheld(),)
    return (*first, *told, after.entries[-1].withheld())


def _chosen(
    record: CaseRecord, ids: tuple[str, ...], level: AccessLevel
) -> tuple[tuple[RecordEntry, ...], tuple[str, ...]]:
    """Give what is told of the entries with those ids and of their amendments, and the ids held above that level."""
    held = levels(record)
    numbers = {number for number in map(record.number_of, ids) if number is not None}
    chosen = with_amendments_of(record.entries[:], numbers)
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
