"""`bundle`: the record of a case, or what of it a reader may see, as a document for a court."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import datetime
from pathlib import Path
from typing import Final

from casework_model.access import redacted
from casework_model.access.reading import level_for
from casework_model.codec.files import replace
from casework_model.commands.chain import add_head, chain_of
from casework_model.commands.command import FINE, FOUND, Command, WrongUsage, add_view, moment, viewed
from casework_model.commands.own import OwnFaults, add_own, own_of, refuse
from casework_model.commands.sources import begun_record_in, bytes_of, name_of
from casework_model.commands.terminal import Terminal
from casework_model.engine import Engine
from casework_model.errors import BadValue, Fault, FileFault, UnreadableFile
from casework_model.measures import Readable
from casework_model.record import CaseRecord
from casework_model.report.bundle import court_bundle
from casework_model.terms import AccessLevel, Purpose, listed
from casework_model.verdicts import StepRefused


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help='a record; "-" reads standard input')
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="a new file, readable by its owner alone; without it the document goes to standard output",
    )
    parser.add_argument("--from", dest="first", type=moment, metavar="TIME", help="leave out what is earlier")
    parser.add_argument("--to", dest="last", type=moment, metavar="TIME", help="leave out what is later")
    add_view(parser)
    parser.add_argument("--for", dest="for_whom", default="", metavar="TEXT", help="for whom it is made")
    parser.add_argument(
        "--by", metavar="WORKER", help="who makes it; no more is told than that person may see, and a stranger nothing"
    )
    parser.add_argument(
        "--reader",
        metavar="PERSON",
        help="who will read it, such as the client: what is told is what that person may see, whoever makes it",
    )
    parser.add_argument(
        "--purpose",
        type=_purpose,
        metavar="PURPOSE",
        help=f"what that person reads it for: {listed(tuple(Purpose), 'or')}; without it service",
    )
    parser.add_argument(
        "--name",
        dest="names",
        type=_named,
        action="append",
        default=[],
        metavar="ID=NAME",
        help='who is who, such as --name "w1=A. Meyer, social worker"; may be given several times',
    )
    parser.add_argument(
        "--at", type=moment, metavar="TIME", help="when it is made; without it the time of this computer"
    )
    parser.add_argument(
        "--include-very-restricted",
        action="store_true",
        help="tell also what is held as very restricted, such as a hidden address; it is withheld otherwise",
    )
    add_head(parser)
    add_own(parser)


def _purpose(text: str) -> Purpose:
    try:
        return Purpose(text)
    except ValueError:
        said = f"one of {listed(tuple(Purpose), 'or')} is wanted"
        raise ArgumentTypeError(said) from None


def _named(text: str) -> tuple[str, str]:
    key, sign, name = text.partition("=")
    if not (key.strip() and sign and name.strip()):
        said = 'an id and a name are wanted, such as "w1=A. Meyer, social worker"'
        raise ArgumentTypeError(said)
    return key.strip(), name.strip()


def _run(asked: Namespace, terminal: Terminal) -> int:
    if asked.purpose is not None and asked.by is None and asked.reader is None:
        raise WrongUsage("--purpose says what somebody reads it for: name that person with --reader or --by.")
    try:
        own = own_of(asked)
    except OwnFaults as error:
        return refuse(terminal, "bundle", {}, error)
    raw = bytes_of(asked.file)
    record, chain = begun_record_in(raw, asked.file), chain_of(raw, asked.head)
    at: datetime = asked.at if asked.at is not None else datetime.now().astimezone()
    _must_be_new(asked.output)
    try:
        shown, up_to = _seen(viewed(record, asked), own.engine, asked, at)
    except StepRefused as error:
        terminal.complain(str(error.refusal))
        return FOUND
    page = court_bundle(
        shown,
        own.engine,
        prepared_at=at,
        prepared_by=asked.by or "",
        for_whom=asked.for_whom,
        between=_between(record, asked),
        up_to=up_to,
        verification=chain,
        names=dict(asked.names),
    )
    if asked.output is None:
        terminal.give(page)
    else:
        _keep(asked.output, page)
    if chain is not None and not chain.holds:
        terminal.complain(f"{name_of(asked.file)}: {chain} The document says so on its cover.")
        return FOUND
    return FINE


def _seen(record: Readable, engine: Engine, asked: Namespace, at: datetime) -> tuple[Readable, AccessLevel]:
    """Give what is told, and up to which level. Raises `StepRefused` for somebody who may not read it."""
    widest = AccessLevel.VERY_RESTRICTED if asked.include_very_restricted else AccessLevel.RESTRICTED
    reader = asked.by if asked.reader is None else asked.reader
    if reader is None:
        return record, widest
    purpose = asked.purpose or Purpose.SERVICE
    view = redacted(record, reader=reader, purpose=purpose, at=at, engine=engine)
    level = level_for(record, engine, reader, purpose, at)
    return view, level if level is not None and widest.shows(level) else widest


def _between(record: CaseRecord, asked: Namespace) -> tuple[datetime, datetime] | None:
    """Give the range asked for; an open end is the first or the last time on record."""
    if asked.first is None and asked.last is None:
        return None
    first = asked.first or min(entry.occurred_at for entry in record.entries)
    last = asked.last or record.entries[-1].recorded_at
    if last < first:
        raise BadValue(_empty(asked))
    return first, last


def _empty(asked: Namespace) -> Fault:
    """Say why nothing is in a range, of the end that was given."""
    if asked.last is None:
        return Fault(where="--from", problem="it is after the last entry was written", remedy="Give an earlier time")
    if asked.first is None:
        return Fault(where="--to", problem="it is before all that is on record", remedy="Give a later time")
    return Fault(where="--to", problem="it is before the beginning", remedy="Give a time after that of --from")


def _must_be_new(output: str | None) -> None:
    if output is not None and Path(output).exists():
        problem = "there is such a file already, and nothing is written over"
        fault = FileFault(file=output, line=None, path="", problem=problem, remedy="Give another name")
        raise UnreadableFile(fault)


def _keep(output: str, page: str) -> None:
    try:
        replace(output, page)
    except OSError as error:  # which names a file that is none of the user's
        raise OSError(error.errno, error.strerror, output) from None


COMMAND: Final = Command(
    name="bundle",
    summary="write the record of a case as a document for a court",
    about="Write the record of a case, or a time of it, as one HTML document that explains itself, to be read on a "
    "screen or printed: every entry in order, with its amendments in place, who was told, and what was known when.",
    arguments=_arguments,
    run=_run,
)
