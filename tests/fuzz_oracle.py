"""What must be true of any file whatever: it gives a sound value, or one of the library's own errors, and soon.

What loads is written and read again, folded, looked back into and judged. What is refused is refused with the file, the
place, the problem and the remedy, and with nothing private of the file and nothing that steers a terminal.
"""

from __future__ import annotations

import re
import signal
import tempfile
import threading
import tracemalloc
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from functools import partial
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, Final, NamedTuple, NoReturn

import casework_model as cm
from casework_model import measures
from casework_model.access import disclosures, redacted
from casework_model.codec import Head, lines, readers, records, verify
from casework_model.codec.lines import attempt
from casework_model.report.bundle import court_bundle
from casework_model.report.text import case_report
from casework_model.research import extract
from casework_model.terms import Purpose
from privacy import told

MARK: Final = "Zqx"
"""Stands in every private text of the files that are changed."""

NAME: Final = "fuzzed"
SECONDS: Final = 5.0
BYTES_A_SECOND: Final = 20_000
SPACE: Final = 4_000_000
SPACE_A_BYTE: Final = 200
MANY: Final = 500
"""How many entries are too many to be judged one by one here: what that costs is tried elsewhere."""

STEERS: Final = re.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]")
"""What moves the cursor, colours, or turns the line on a terminal. A line feed may end a line of a message."""


class Kind(StrEnum):
    """The kinds of file that are read."""

    RECORD = "record"
    DOCUMENT = "document"
    STEPS = "steps"
    MODEL = "model"
    POLICY = "policy"


OWN: Final[dict[Kind, tuple[type[cm.CaseworkError], ...]]] = {
    Kind.RECORD: (cm.UnreadableFile,),
    Kind.DOCUMENT: (cm.UnreadableFile,),
    Kind.STEPS: (cm.UnreadableFile,),
    Kind.MODEL: (cm.UnreadableFile, cm.ModelFaults, cm.BadValue),
    Kind.POLICY: (cm.UnreadableFile, cm.BadValue),
}
"""The errors that reading a file of that kind may raise, as its documentation says."""


class TooSlow(BaseException):
    """Something took longer than its size allows."""


class Judged(NamedTuple):
    """What came of one file: taken, or refused in these words without their particulars."""

    accepted: bool
    words: str


ENGINE: Final = cm.Engine()
_OFF: Final = timedelta(hours=23, minutes=59)
_EARLY: Final = datetime.min.replace(tzinfo=timezone(_OFF))
_LATE: Final = datetime.max.replace(tzinfo=timezone(-_OFF))
"""The first and the last moment that a file can name: no offset is a whole day."""


class Chained(NamedTuple):
    """A file that is kept as a chain, as it was written, and the head of its chain, which is kept elsewhere."""

    raw: bytes
    head: Head


def judged(kind: Kind, raw: bytes, chance: Random, was: Chained | None = None) -> Judged:
    """Read a file, and look closely at what comes of it. Raises `AssertionError`, or whatever the library lets out.

    `was` is the chained file that it was made from.
    """
    with within_limits(SECONDS + len(raw) / BYTES_A_SECOND), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        found = _read(kind, raw, is_measured=chance.random() < 0.002)
        if isinstance(found, cm.CaseworkError):
            _look_at_refusal(kind, raw, found, closely=chance.random() < 0.1)
            result = Judged(accepted=False, words=_without_particulars(found))
        else:
            _look_at(kind, raw, found, chance)
            result = Judged(accepted=True, words="")
        if kind in {Kind.RECORD, Kind.DOCUMENT} and (was is not None or chance.random() < 0.2):
            _verify(raw, was)
        assert not warned, f"a warning: {warned[0].category.__name__}"
    return result


@contextmanager
def within_limits(seconds: float) -> Generator[None]:
    """Raise `TooSlow` where this takes that much time of the processor: other programs do not count."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield  # signals reach the main thread alone
        return

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


# Reading --------------------------------------------------------------------------------------------------------------


def _from_file(read: Callable[[Path], Any], raw: bytes) -> Any:  # noqa: ANN401 - whatever is read
    with tempfile.NamedTemporaryFile(prefix=NAME) as file:
        file.write(raw)
        file.flush()
        return read(Path(file.name))


def _reader(kind: Kind) -> Callable[[bytes], Any]:
    match kind:
        case Kind.RECORD | Kind.DOCUMENT:
            return lambda raw: cm.loads(raw, name=NAME)
        case Kind.STEPS:
            return lambda raw: _from_file(cm.load_steps, raw)
        case Kind.MODEL:
            return lambda raw: _from_file(cm.load_model, raw)
        case Kind.POLICY:
            return lambda raw: _from_file(cm.load_policy, raw)


def _read(kind: Kind, raw: bytes, *, is_measured: bool) -> Any:  # noqa: ANN401 - whatever is read
    read = _reader(kind)
    if not is_measured:
        return attempt(lambda: read(raw), *OWN[kind])
    tracemalloc.start()
    try:
        found = attempt(lambda: read(raw), *OWN[kind])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < SPACE + SPACE_A_BYTE * len(raw), f"{peak:,} bytes of memory for {len(raw):,} of file"
    return found


def _verify(raw: bytes, was: Chained | None) -> None:
    """See that nothing in a file keeps its chain from being judged, and that no change of a chain goes unseen."""
    found = verify(raw, head=was.head if was else None)
    assert not STEERS.search(str(found)), "a verification that steers a terminal"
    assert MARK not in str(found) + repr(found), "a verification that tells what is private"
    assert was is None or not found.holds or raw.startswith(was.raw), "a changed file whose chain is said to hold"
    assert was is None or found.holds or raw != was.raw, "a sound file whose chain is said not to hold"


_OF_RULES: Final = (Kind.MODEL, Kind.POLICY)
"""Files that have no header, whatever their first line looks like."""

_HEADER: Final = re.compile(rb'\{"format":"[a-z-]+","version":1,"case_id":"[^"\\\n]*"\}\n').match
"""Matches a file with a sound header, where every fault is that of a line."""

# What is refused ------------------------------------------------------------------------------------------------------


def faults_of(error: cm.CaseworkError) -> Iterator[cm.Fault | cm.FileFault]:
    """Give everything that an error holds against a file."""
    match error:
        case cm.UnreadableFile() | cm.BadValue():
            yield error.fault
        case cm.ModelFaults() | cm.EngineFaults():
            yield from error.faults
        case _:
            pass


def _look_at_refusal(kind: Kind, raw: bytes, error: cm.CaseworkError, *, closely: bool) -> None:
    said = str(error)
    faults = tuple(faults_of(error))
    assert faults, "an error without a fault"
    for fault in faults:
        assert fault.problem, "no problem"
        assert fault.remedy, "no remedy"
        match fault:
            case cm.FileFault(file=file, line=line):
                assert NAME in file, "another file"
                assert line is None or 1 <= line <= raw.count(b"\n") + 1, "a line that the file does not have"
                is_somewhere = line is not None or bool(fault.path)
                assert is_somewhere or kind in _OF_RULES or not _HEADER(raw), "no place"
            case cm.Fault():
                assert fault.where, "no place"
    assert not STEERS.search(said), "a message that steers a terminal"
    if kind in {Kind.RECORD, Kind.DOCUMENT, Kind.STEPS}:  # a model or a policy is about nobody
        assert MARK not in said, "a message that tells what is private"
        assert MARK not in repr(error), "an error that shows what is private"
        assert error.__context__ is None, "an error that carries another"
        assert error.__cause__ is None, "an error that carries another"
        assert not closely or not any(MARK in text for text in told(error)), "a traceback that tells what is private"


_QUOTED: Final = re.compile(r'"[^"]*"|\'[^\']*\'|\([^()]*\)')
_PATH: Final = re.compile(r"[a-z_]+(?=\[\d+\])|[0-9][0-9,]*")


def _without_particulars(error: cm.CaseworkError) -> str:
    problem = next(faults_of(error)).problem
    return f"{type(error).__name__}: {_PATH.sub('N', _QUOTED.sub('..', problem))}"[:100]


# What is taken --------------------------------------------------------------------------------------------------------


def _look_at(kind: Kind, raw: bytes, found: Any, chance: Random) -> None:  # noqa: ANN401 - whatever was read
    match kind:
        case Kind.RECORD | Kind.DOCUMENT:
            _look_at_record(found, raw, chance, is_document=kind is Kind.DOCUMENT)
        case Kind.STEPS:
            _look_at_steps(found)
        case Kind.MODEL if chance.random() < 0.2:
            attempt(lambda: cm.Engine((*cm.SHIPPED, found)), cm.EngineFaults)
        case Kind.POLICY if chance.random() < 0.2:
            attempt(lambda: cm.Engine(policies=(found,)), cm.EngineFaults)
        case _:
            pass


def _look_at_steps(found: tuple[cm.Tried, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        cm.dump_steps(found, path, case_id="c")
        again = cm.load_steps(path)
        assert repr(again) == repr(found), "steps that are read otherwise than they were written"


def _look_at_record(record: cm.CaseRecord, raw: bytes, chance: Random, *, is_document: bool) -> None:
    text = attempt(lambda: cm.dumps(record), cm.BadValue)
    if isinstance(text, cm.BadValue):  # a chain that was made by hand, with numbers that no chain keeps
        assert "no chained file can hold" in str(text), "a record that cannot be written, and not for its numbers"
        text = cm.dumps(record, chained=False)
        record = cm.loads(text, name=NAME)
        raw = text.encode()
    again = cm.loads(text, name=NAME)
    assert again == record, "a record that is read otherwise than it was written"
    assert [entry.link for entry in again.entries] == [entry.link for entry in record.entries], "links that are lost"
    assert cm.dumps(again) == text, "a record that is written otherwise each time"
    assert cm.CaseRecord.of(record.case_id, record.entries) == record, "a record that folds otherwise"
    assert cm.loads(raw, torn="drop") == record, "a sound file that is read otherwise where a torn line may be dropped"
    if chance.random() < 0.2:
        assert cm.loads(cm.dumps(record, form="json")) == record, "a document that is read otherwise"
    if not is_document and chance.random() < 0.2:
        _look_at_both_passes(record, raw)
    if len(record.entries) <= MANY:
        _look_back(record, chance)
        _judge(record, chance)


def _look_at_both_passes(record: cm.CaseRecord, raw: bytes) -> None:
    assert records.parsed(raw, name=NAME, torn="refuse", quick=lines.with_stdlib) == record, "another way, another file"


def passes_agree(line: bytes) -> None:
    """See that the quick ways and the exact one take and refuse the same line, and read the same from it."""
    exact = attempt(lambda: records.exactly(line), lines.BadLine)
    for quick in (lines.quickest(), lines.with_stdlib):
        fast = attempt(lambda quick=quick: readers.entry_reader()(quick(line)), Exception)  # type: ignore[misc]  # no type is inferred for its default
        if isinstance(fast, Exception):
            continue  # what a quick way does not take is read again exactly
        assert (fast, fast.link) == (exact, getattr(exact, "link", None)), (
            "a quick way takes what the exact one does not, or reads it otherwise"
        )
    if isinstance(exact, cm.RecordEntry):
        assert readers.entry_reader()(lines.with_stdlib(line)) == exact, (
            "the exact way takes what the quick one does not"
        )


def _look_back(record: cm.CaseRecord, chance: Random) -> None:
    entries = tuple(record.entries)
    for entry in entries if chance.random() < 0.2 else entries[-3:]:
        versions = record.history(entry.id)
        assert versions, "an entry without a history"
        assert versions[0].by == entry, "a history that begins elsewhere"
        assert versions[-1].entry == record.case.amended_entry(entry.number), "a history that ends elsewhere"
    assert record.history("nowhere-at-all") == (), "a history of nothing"
    moments = [_EARLY, _LATE, *(entry.occurred_at for entry in entries[-2:]), *(e.recorded_at for e in entries[-2:])]
    one, other = chance.choice(moments), chance.choice(moments)
    learnt = record.changes(between=(_EARLY, _LATE))
    assert len(learnt) == sum(entry.recorded_at > _EARLY for entry in entries), "changes that are missing"
    record.changes(between=(one, other))
    for view in (record.as_of(one), record.as_known_at(one), record.as_of(one).as_known_at(other)):
        _read_all(view)
    assert record.as_known_at(_LATE).case == record.case, "a view of all that shows something else"
    _read_all(record)


def _read_all(record: cm.CaseRecord | cm.RecordView) -> None:
    """Ask a case all that it answers without being told more."""
    case = record.case
    if case.is_begun:
        repr((case.client, case.day(case.entries[-1].occurred_at)))
    for thing in (case.phase, case.episode, case.is_closed, case.goals, case.tasks, case.contract, case.active_goals):
        repr(thing)
    for number in (0, 1, len(case.entries), len(case.entries) + 1):
        case.entry(number)
        case.amended_entry(number)


def _judge(record: cm.CaseRecord, chance: Random) -> None:
    found = attempt(lambda: ENGINE.audit(record), cm.CaseworkError)
    said = [str(found)] if isinstance(found, Exception) else [str(one) for one in found]
    if record.entries:
        last = record.entries[-1].recorded_at
        options = attempt(lambda: ENGINE.options(record, at=last), cm.CaseworkError)
        said += [str(options)] if isinstance(options, Exception) else [str(one) for one in options]
    are_names_private = MARK in repr((record, tuple(record.entries)))  # a change put a private text where names stand
    assert are_names_private or not any(MARK in text for text in said), "a finding that tells what is private"
    assert not any(STEERS.search(text) for text in said), "a finding or an option that steers a terminal"
    if chance.random() < 0.2 and record.case.is_begun:
        _show(record, are_names_private=are_names_private)
        _hand_out(record)


def _show(record: cm.CaseRecord, *, are_names_private: bool) -> None:
    for narrative in (False, True):
        page = attempt(partial(case_report, record, ENGINE, narrative=narrative), cm.CaseworkError)
        assert not STEERS.search(str(page)), "a page that steers a terminal"
        assert narrative or are_names_private or MARK not in str(page), "a page that tells what is private"
    for measure in (measures.path, measures.lags, measures.counts, measures.goal_counts, measures.attainment):
        attempt(partial(measure, record), cm.CaseworkError)


_KEY: Final = bytes(range(32))
_AT: Final = datetime(2026, 6, 1, tzinfo=UTC)


def _hand_out(record: cm.CaseRecord) -> None:
    """Make what others are given: a bundle for a court, an extract for research, what each reader may see."""
    page = attempt(partial(court_bundle, record, ENGINE, prepared_at=_AT), cm.CaseworkError)
    assert not isinstance(page, str) or not _MARKUP.search(page), "a text that became markup"
    attempt(partial(extract, (record,), key=_KEY, at=_AT), cm.CaseworkError)
    for reader in sorted(record.case.authorised)[:2]:
        for purpose in Purpose:
            see = partial(redacted, record, reader=reader, purpose=purpose, at=_AT, engine=ENGINE)
            seen = attempt(see, cm.CaseworkError)
            if isinstance(seen, cm.RecordView):
                _read_all(seen)
    attempt(partial(disclosures, record), cm.CaseworkError)


_MARKUP: Final = re.compile(r"<script|<b onclick", re.IGNORECASE)
