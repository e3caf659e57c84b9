"""Reading a record as somebody in particular: redacted views, reading that is noted, and access in an emergency."""

from __future__ import annotations

from datetime import datetime
from typing import final

from attrs import frozen

from casework_model.access.copies import CLIENTS, copied
from casework_model.access.holding import must_be_readable, own_rank, spread
from casework_model.engine import Engine
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault, UnknownPolicy
from casework_model.facts import Access, Sealing
from casework_model.record import CaseRecord, RecordView, behind, known_in, must_be_aware, must_be_record, seen_as
from casework_model.rules import emergency_reach, reach, standing_at
from casework_model.steps import Read, Write
from casework_model.terms import AccessLevel, Purpose, fixed, listed, nearest
from casework_model.verdicts import StepRefused, no_access


@final
@frozen(repr=False)
class Reading:
    """What reading leaves behind: the record with the entry that tells of it, and what was shown.

    `level` is how far the reader saw; it and `view` are None where the reading was denied.
    """

    record: CaseRecord
    level: AccessLevel | None
    view: RecordView | None

    def __repr__(self) -> str:
        return f"<Reading of {self.record.case_id}, {self.level or 'denied'}>"


def redacted(
    record: CaseRecord | RecordView, *, reader: str, purpose: Purpose, at: datetime, engine: Engine
) -> RecordView:
    """Give what one reader may see of a record for one purpose: a view with the same numbers and times.

    How far the reader sees is the lower of what the policy gives the role in the case for that purpose and what the
    reader was named for (`AccessGranted`). What is held above that level is withheld: of such an entry its number, id,
    author, times and level stay, and what the course of the case is folded from. A client's copy holds no third parties
    either, by their labels and by the facts that are about or from them, nor who of them read, nor what was retracted;
    the text of what is left is kept back by its level alone.

    The reader is judged first: a stranger, a reader whose access has ended or run out, and one who may not read for
    that purpose learn nothing but that (`StepRefused`, HR-35 alone). `at` is when it is read and must say its offset
    from UTC; that, and a purpose which is none, is `BadValue`. Standards, section 23; ledger: P-REC-13.

    >>> from datetime import UTC
    >>> from casework_model import Client, ClientStatus, Engine, facts as f
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> engine, client = Engine(), Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = engine.open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                      occurred_at=nine, recorded_at=nine)
    >>> view = redacted(record, reader="w1", purpose=Purpose.SERVICE, at=nine, engine=engine)
    >>> view, view.case.phase
    (<RecordView of c-1, 1 entries>, 'intake')
    """
    must_be_aware(at)
    must_be_purpose(purpose)
    level = level_for(must_be_readable(record), engine, reader, purpose, at)
    if level is None:
        raise StepRefused(no_access(Read(by=reader, at=at, use=purpose)))
    return shown_to(record, reader, purpose, level)


def read(record: CaseRecord, *, reader: str, purpose: Purpose, at: datetime, by: str, engine: Engine) -> Reading:
    """Let somebody read, and note it: give the record with an `Access` entry, written by `by`, and the redacted view.

    A reading that is denied is noted as well, and shows nothing. Raises as `redacted` for the arguments, and
    `StepRefused` where `by` may not write.

    >>> reading = read(record, reader="stranger", purpose=Purpose.SERVICE, at=nine, by="w1", engine=engine)
    >>> reading, reading.view, reading.record.entries[-1].fact
    (<Reading of c-1, denied>, None, Access(reader='stranger', denied=True, use=service, emergency=False))
    """
    must_be_aware(at)
    must_be_purpose(purpose)
    must_be_record(record)
    level = level_for(record, engine, reader, purpose, at)
    fact = Access(reader=reader, use=purpose, level=level, denied=level is None)
    after = engine.write(record, noted(record, fact, by, at))
    return Reading(after, level, None if level is None else shown_to(after, reader, purpose, level))


def in_emergency(record: CaseRecord, *, reader: str, reason: str, at: datetime, engine: Engine) -> Reading:
    """Take access in an emergency ("break the glass"): give the record with the entry of it, and what may be seen.

    For workers without access to the case, or not to so much of it; whether somebody is one is for the login to say.
    There is no view without the entry: it names the reader, the `reason` and how far the reader saw, and the case team
    can read it. What is very restricted, a hidden address among it, stays withheld. Raises `StepRefused` without a
    reason (HR-46), for whoever reads this case in another role than a worker's or supervisor's, or did before access
    ended, and where the policy gives workers no access in emergencies (HR-35). Standards, section 23.

    >>> taken = in_emergency(record, reader="w9", reason="She called from the bridge", at=nine, engine=engine)
    >>> taken, taken.record.entries[-1].fact.emergency
    (<Reading of c-1, restricted>, True)
    """
    must_be_aware(at)
    must_be_record(record)
    level = _level_in_emergency(record, reader, engine)
    fact = Access(reader=reader, use=Purpose.EMERGENCY, level=level, emergency=True, reason=reason)
    step = noted(record, fact, reader, at)
    if level is None:
        raise StepRefused(no_access(step))
    after = engine.write(record, step)
    return Reading(after, level, shown_to(after, reader, Purpose.EMERGENCY, level))


# How it is done ------------------------------------------------------------------------------------------------------


def must_be_purpose(purpose: object) -> None:
    """Raise `BadValue` for what is no purpose, with the nearest one."""
    if not isinstance(purpose, Purpose):
        near = nearest(purpose, Purpose) if isinstance(purpose, str) else None
        remedy = f"Give Purpose.{Purpose(near).name}" if near else "Give a Purpose"
        problem = f"one of {listed(tuple(Purpose), 'or')} is wanted"
        raise BadValue(Fault(where="purpose", problem=problem, remedy=remedy))


def level_for(
    record: CaseRecord | RecordView, engine: Engine, reader: str, purpose: Purpose, at: datetime
) -> AccessLevel | None:
    """Say how far somebody sees, None for not at all. Of a stranger not even the policy of the record is asked.

    What is shown was written before it is read: with an older time nobody reads whose access has ended since.
    """
    whole = behind(record)
    when = max((fixed(at), *(entry.recorded_at for entry in known_in(record))))
    if standing_at(whole.case, reader, when) is None:
        return None
    return reach(whole.case, engine.policy_of(whole), reader, purpose, when)


def _level_in_emergency(record: CaseRecord, reader: str, engine: Engine) -> AccessLevel | None:
    """Say how far somebody sees in an emergency. A stranger is not told of a policy that the engine does not know."""
    if not record.case.is_begun:
        return None
    try:
        policy = engine.policy_of(record)
    except UnknownPolicy:
        if reader not in record.case.readers:
            return None
        raise
    return emergency_reach(record.case, policy, reader)


def noted(record: CaseRecord, fact: Access, by: str, at: datetime) -> Write:
    """Give the step that notes a reading, written no earlier than what stands on record already."""
    last = record.entries.last
    written = fixed(at) if last is None else max(fixed(at), last.recorded_at)
    return Write(fact=fact, by=by, occurred_at=fixed(at), recorded_at=written)


def shown_to(record: CaseRecord | RecordView, reader: str, purpose: Purpose, level: AccessLevel) -> RecordView:
    """Give the view of a reader who sees up to that level."""
    whole = behind(record)
    entries = tuple(whole.entries)
    standing = whole.case.readers.get(reader)
    is_copy = purpose is Purpose.CLIENT_ACCESS or (standing is not None and standing.role in CLIENTS)
    shown = copied(whole, reader, level) if is_copy else up_to(entries, level)
    known = {entry.number for entry in known_in(record)}
    return seen_as(record, [entry for entry in shown if entry.number in known or isinstance(entry.fact, Sealing)])


def up_to(entries: tuple[RecordEntry, ...], level: AccessLevel) -> list[RecordEntry]:
    """Give the entries as whoever sees up to that level sees them."""
    ranks = spread(entries, tuple(map(own_rank, entries)))
    return [entry if rank <= level.rank else entry.withheld() for entry, rank in zip(entries, ranks, strict=True)]
