"""What a command is, and the arguments that several of them share. Reads and prints nothing."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import datetime
from typing import Final, final

from attrs import frozen

from casework_model.commands.terminal import Terminal
from casework_model.measures import Readable
from casework_model.record import CaseRecord
from casework_model.terms import is_aware

FINE: Final = 0
FOUND: Final = 1
WRONG_USAGE: Final = 2
INTERRUPTED: Final = 130


@final
@frozen(kw_only=True)
class Command:
    """A command: its name, one line and a few about it, the arguments that it takes, and what it does with them."""

    name: str
    summary: str
    about: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Terminal], int]


@final
class WrongUsage(Exception):
    """What was asked for does not exist; the text says what does."""


def add_files(parser: ArgumentParser) -> None:
    """Let a command take files of records."""
    parser.add_argument("files", nargs="+", metavar="FILE", help='a record; "-" reads standard input')


def add_time(parser: ArgumentParser) -> None:
    """Let a command take the time from which a case is looked at."""
    parser.add_argument(
        "--at",
        type=moment,
        metavar="TIME",
        help="the time for which to say what may happen next, such as 2026-03-02T10:00:00+01:00; "
        "without it that of the last entry, since the library has no clock",
    )


def add_manner(parser: ArgumentParser) -> None:
    """Let a command print for programs, and say when it may use colour."""
    parser.add_argument("--json", action="store_true", help="print JSON for programs instead of a page for people")
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colour: on a terminal alone (auto), always, or never; never with --json or where NO_COLOR is set",
    )


def add_view(parser: ArgumentParser) -> None:
    """Let a command take the time of which a case is told."""
    parser.add_argument(
        "--known-at",
        type=moment,
        metavar="TIME",
        help="tell the case as it was known at that time: only what had been written down by then",
    )
    parser.add_argument(
        "--as-of",
        type=moment,
        metavar="TIME",
        help="tell the case as it was at that time: only what had happened by then",
    )


def viewed(record: CaseRecord, asked: Namespace) -> Readable:
    """Give the record, or the view of the time asked for."""
    told: Readable = record
    if asked.known_at is not None:
        told = told.as_known_at(asked.known_at)
    return told if asked.as_of is None else told.as_of(asked.as_of)


def moment(text: str) -> datetime:
    """Read a time with its offset from UTC, for the arguments of a command."""
    try:
        found = datetime.fromisoformat(text)
        if is_aware(found):
            return found
    except ValueError:
        pass
    said = "a time with its offset from UTC is wanted, such as 2026-03-02T10:00:00+01:00"
    raise ArgumentTypeError(said)
