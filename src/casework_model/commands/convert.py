"""`convert`: a record from one form into the other, without loss; as a chain where that is asked for."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from casework_model.codec import dumps, linked
from casework_model.codec.files import replace
from casework_model.commands.command import FINE, Command
from casework_model.commands.sources import record_of
from casework_model.commands.terminal import Terminal
from casework_model.errors import FileFault, UnreadableFile


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help='a record in either form; "-" reads standard input')
    parser.add_argument(
        "--to",
        required=True,
        choices=("json", "jsonl"),
        help="one JSON document, for other tools (json), or JSON Lines, the form in which records are kept (jsonl)",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="a new file, readable by its owner alone; without it the record goes to standard output",
    )
    parser.add_argument(
        "--chain",
        action="store_true",
        help="link each entry to all before it, so that later changes show; what is linked already stays as it is",
    )


def _run(asked: Namespace, terminal: Terminal) -> int:
    record = record_of(asked.file)
    text = dumps(linked(record), form=asked.to, chained=True) if asked.chain else dumps(record, form=asked.to)
    if asked.output is None:
        terminal.give(text)
        return FINE
    if Path(asked.output).exists():
        problem = "there is such a file already, and a record is never written over"
        fault = FileFault(file=asked.output, line=None, path="", problem=problem, remedy="Give another name")
        raise UnreadableFile(fault)
    try:
        replace(asked.output, text)
    except OSError as error:  # which names a file that is none of the user's
        raise OSError(error.errno, error.strerror, asked.output) from None
    return FINE


COMMAND: Final = Command(
    name="convert",
    summary="write a record in the other form: JSON Lines or one JSON document",
    about="Read a record in either form, strictly, and write it as JSON Lines or as one JSON document. The record is "
    "the same in both; converting back gives the very same bytes.",
    arguments=_arguments,
    run=_run,
)
