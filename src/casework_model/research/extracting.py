"""Making an extract of many records, and writing it down: the one place where all that is done is joined."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final, final

from attrs import frozen

from casework_model.codec import dumps
from casework_model.codec.files import replace
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Fault
from casework_model.facts import Evaluation, Goal, GoalChange
from casework_model.record import CaseRecord, RecordView
from casework_model.research.cells import small_cells
from casework_model.research.choices import ExtractPolicy
from casework_model.research.choosing import chosen, with_levels
from casework_model.research.commons import Commons
from casework_model.research.consents import Ground, RefusedRecord, ground_against
from casework_model.research.moving import Moving, moving, weeks_of
from casework_model.research.pseudonyms import Pseudonyms
from casework_model.research.rare import rare_values
from casework_model.research.rewriting import Rewriting
from casework_model.research.statement import RefusedCount, Statement
from casework_model.research.tally import Tally
from casework_model.terms import is_aware, listed

STANDARD_EXTRACT: Final = ExtractPolicy()
"""What an extract keeps unless told otherwise: no text, nothing above the level normal, words that five cases share."""

_ATTAINMENT: Final = (Goal, GoalChange, Evaluation)


@final
@frozen(kw_only=True, repr=False)
class Extract:
    """Records without anybody's name, in the order of their pseudonyms, with what was done to them.

    `refused` names by its own id each record that is not among them; it is for whoever makes the extract, and stands
    nowhere in what is written.

    >>> from datetime import UTC
    >>> from casework_model import Client, ClientStatus, Engine, Write, facts as f
    >>> nine, client = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = Engine().open(client=client, case_id="c-1", tz="UTC", by="w1", route=f.ContactRoute.PHONE,
    ...                        occurred_at=nine, recorded_at=nine)
    >>> extract([record], key=bytes(range(32)), at=nine).refused
    (RefusedRecord(case_id='c-1', ground=never given),)
    >>> yes = f.Consent(scopes=("research",), status=f.ConsentStatus.GIVEN)
    >>> record = Engine().write(record, Write(fact=yes, by="w1", occurred_at=nine, recorded_at=nine))
    >>> made = extract([record], key=bytes(range(32)), at=nine)
    >>> made, f"{made.records[0].entries[0].occurred_at:%A, %H:%M}"
    (<Extract of 1 records, 0 refused>, 'Monday, 09:00')
    """

    records: tuple[CaseRecord, ...]
    refused: tuple[RefusedRecord, ...]
    statement: Statement

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever passes the extract on should look at first, in words."""
        return self.statement.warnings

    def write(self, folder: str | Path) -> None:
        """Write the records, `statement.json` and `STATEMENT.md` into a new or empty folder, for its owner alone.

        Each record is a file of JSON Lines in `records/`, named by its pseudonym. Either all is written or nothing.
        Raises `BadValue` where something stands in the folder already, `OSError` where the disk refuses.
        """
        target = Path(folder).resolve()
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            problem = "something stands there already, and an extract is never mixed with other files"
            raise BadValue(Fault(where=str(folder), problem=problem, remedy="Give a new folder or an empty one"))
        texts = {f"records/{record.case_id}.jsonl": dumps(record) for record in self.records}
        texts["statement.json"] = json.dumps(self.statement.data, indent=2) + "\n"
        texts["STATEMENT.md"] = self.statement.text
        beside = Path(mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))  # 0o700 by itself
        try:
            (beside / "records").mkdir(mode=0o700)
            for name, text in texts.items():
                replace(beside / name, text)
            if target.exists():
                target.rmdir()
            beside.replace(target)
        except BaseException:
            rmtree(beside, ignore_errors=True)
            raise

    def __repr__(self) -> str:
        return f"<Extract of {len(self.records)} records, {len(self.refused)} refused>"


@final
@frozen(repr=False)
class _Told:
    """What of one record goes into the extract, before it is rewritten."""

    case_id: str
    entries: list[RecordEntry]
    moving: Moving
    is_partly_hidden: bool


def extract(
    records: Iterable[CaseRecord],
    *,
    key: bytes,
    at: datetime,
    receiver: str = "",
    keep: ExtractPolicy = STANDARD_EXTRACT,
    strict: bool = False,
) -> Extract:
    """Make an extract for research of the records whose clients have consented to it. Standards, sections 1 and 23.

    Ids become pseudonyms by HMAC-SHA-256 under `key`, 32 random bytes or more that are kept apart and never written
    down with the extract. All times of a case move together by whole weeks that follow from the key, so that weekdays
    stay, and intervals to the minute. Texts, dates in facts, links, personal details and rare reasons and languages go;
    `keep` says how far. Paths, returns and visits are those of the records, and so are durations but for less than a
    minute each. So are attainments, where no goal or rating stands above the level.

    Whether a consent counts is judged for the time `at`. `receiver` is who gets the extract, by the word by which
    consents name their recipients: a consent that names some covers nobody else, and nobody where no receiver is given.
    A record without consent is in `Extract.refused`; with `strict` it raises. Raises `BadValue` for a short key, no
    records at all, the same case twice, a view instead of a record, a receiver that is no text, and a time without
    offset.
    """
    names, kept = Pseudonyms(key), _sound(records)
    if not is_aware(at):
        raise _bad("at", "a time without a zone is no instant", "Give it a zone")
    whom = _one(receiver)
    tally = Tally()
    found = [(record, ground_against(record, at, whom) or _told(record, names, keep, tally)) for record in kept]
    told = [one for _, one in found if isinstance(one, _Told)]
    refused = [RefusedRecord(case_id=record.case_id, ground=one) for record, one in found if isinstance(one, Ground)]
    if strict and refused:
        said = listed(tuple(f"{one.case_id} ({one.ground})" for one in refused))
        raise _bad("records", f"consent to research does not stand: {said}", "Leave them out, or ask without strict")
    made = _rewritten(told, names, keep, tally)
    statement = Statement(
        receiver=whom,
        policy=keep,
        cases=len(made),
        refused=_counted(refused),
        treated=tally.lines,
        small_cells=small_cells(made, keep.k),
        rare_values=rare_values(made, keep.k),
        other_weekdays=sum(not one.moving.keeps_weekdays for one in told),
        partly_hidden=sum(one.is_partly_hidden for one in told),
    )
    return Extract(records=made, refused=tuple(refused), statement=statement)


def _rewritten(told: Sequence[_Told], names: Pseudonyms, keep: ExtractPolicy, tally: Tally) -> tuple[CaseRecord, ...]:
    """Give the records of the extract, in the order of their pseudonyms, which tells nothing of that of the others."""
    commons = Commons.of((one.entries for one in told), keep.k)
    made = [
        Rewriting(one.case_id, one.moving, names=names, commons=commons, keep=keep, tally=tally).record(one.entries)
        for one in told
    ]
    return tuple(sorted(made, key=lambda record: record.case_id))


def _sound(records: Iterable[object] | CaseRecord | RecordView) -> tuple[CaseRecord, ...]:
    """Give the records, each of which must be one, of a case of its own."""
    if isinstance(records, CaseRecord | RecordView):
        problem = f"several are wanted, not one {type(records).__name__}"
        raise _bad("records", problem, "Give a list of records, such as [load(file)]")
    kept: list[CaseRecord] = []
    seen: set[str] = set()
    for record in records:
        if not isinstance(record, CaseRecord):
            remedy = "Give whole records; a view does not say whether consent was withdrawn later"
            raise _bad("records", f"a record is wanted, not {type(record).__name__}", remedy)
        if record.case_id in seen:
            problem = f"the case {record.case_id} stands there twice"
            raise _bad("records", problem, "Give the newest record of each case")
        seen.add(record.case_id)
        kept.append(record)
    if not kept:
        raise _bad("records", "there is none", "Give the records to make an extract of")
    return tuple(kept)


def _one(receiver: object) -> str:
    """Give the receiver, who must be one."""
    if not isinstance(receiver, str):
        remedy = "Give one word for one extract, as consents name it, or leave it out"
        raise _bad("receiver", f"a text is wanted, not {type(receiver).__name__}", remedy)
    return receiver.strip()


def _told(record: CaseRecord, names: Pseudonyms, keep: ExtractPolicy, tally: Tally) -> _Told | Ground:
    """Say what of a record goes into the extract for which nothing speaks against it, or why nothing can."""
    its_own = Tally()
    entries = chosen(record, keep, its_own)
    try:
        dumps(CaseRecord.of(record.case_id, entries))
    except BadValue:
        return Ground.NOT_SOUND
    moments = [moment for entry in entries for moment in (entry.occurred_at, entry.recorded_at)]
    moved = moving(record, moments, weeks_of(names, record.case_id, keep.window_weeks))
    if moved is None:
        return Ground.NOT_SOUND
    tally.add_all(its_own)
    is_hidden = any(
        isinstance(entry.fact, _ATTAINMENT) and not keep.level.shows(entry.access) for entry in with_levels(record)
    )
    return _Told(record.case_id, entries, moved, is_hidden)


def _counted(refused: list[RefusedRecord]) -> tuple[RefusedCount, ...]:
    cases = Counter(one.ground for one in refused)
    return tuple(RefusedCount(ground=ground, cases=cases[ground]) for ground in Ground if ground in cases)


def _bad(where: str, problem: str, remedy: str) -> BadValue:
    return BadValue(Fault(where=where, problem=problem, remedy=remedy))
