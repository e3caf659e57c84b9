"""`extract`: the records of those who agreed to research, without anybody's name, in a new folder."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from casework_model.codec.files import whole
from casework_model.commands.command import FINE, Command, WrongUsage, add_files, add_manner, moment
from casework_model.commands.sources import STDIN, is_beside, record_of
from casework_model.commands.terminal import Terminal
from casework_model.errors import BadValue, steady
from casework_model.record import CaseRecord
from casework_model.report.layout import bullets, named, page, wrapped
from casework_model.report.words import counted
from casework_model.research import GROUNDS, STANDARD_EXTRACT, Extract, ExtractPolicy, TextKind, extract
from casework_model.research.choices import LEAST_SHARING
from casework_model.terms import AccessLevel

_LEVELS: Final = tuple(level for level in AccessLevel if level is not AccessLevel.VERY_RESTRICTED)
"""The levels up to which an extract may tell."""


def _arguments(parser: ArgumentParser) -> None:
    add_files(parser)
    parser.add_argument(
        "--key-file",
        required=True,
        metavar="KEY",
        help="a file of 32 random bytes or more, from which the pseudonyms follow; keep it apart from the extract",
    )
    parser.add_argument("--output", required=True, metavar="FOLDER", help="a new or empty folder, for its owner alone")
    parser.add_argument(
        "--at",
        type=moment,
        metavar="TIME",
        help="the time for which consent to research must stand; without it the time of this computer",
    )
    parser.add_argument(
        "--receiver",
        default="",
        metavar="NAME",
        help="who gets the extract, by the word by which consents name recipients; without it no record is in it whose "
        "consent names some",
    )
    parser.add_argument(
        "--keep-text",
        action="append",
        choices=tuple(TextKind),
        default=[],
        metavar="KIND",
        help=f"keep texts of that kind ({', '.join(TextKind)}), with all names that stand in them; may be given again",
    )
    parser.add_argument(
        "--k",
        type=_sharing,
        default=STANDARD_EXTRACT.k,
        metavar="N",
        help=f"how many cases must share a coded reason or a language, and what is warned of; {STANDARD_EXTRACT.k} "
        "without it",
    )
    parser.add_argument(
        "--level",
        choices=tuple(level.value for level in _LEVELS),
        default=STANDARD_EXTRACT.level.value,
        metavar="LEVEL",
        help=f"tell entries up to that level ({', '.join(_LEVELS)}); {STANDARD_EXTRACT.level} without it",
    )
    parser.add_argument(
        "--strict", action="store_true", help="make no extract at all where a record has no consent to research"
    )
    add_manner(parser)


def _run(asked: Namespace, terminal: Terminal) -> int:
    files: list[str] = [file for file in asked.files if not is_beside(file, asked.files)]
    _must_be_apart(asked.key_file, asked.files)
    key = whole(asked.key_file)
    at: datetime = asked.at if asked.at is not None else datetime.now().astimezone()
    texts = tuple(kind for kind in TextKind if kind in asked.keep_text)
    keep = ExtractPolicy(k=asked.k, level=AccessLevel(asked.level), texts=texts)
    records = (_read(place, file, len(files), terminal) for place, file in enumerate(files, start=1))
    made = extract(records, key=key, at=at, receiver=asked.receiver, keep=keep, strict=asked.strict)
    try:
        made.write(asked.output)
    except OSError as error:  # which names a file that is none of the user's
        raise OSError(error.errno, error.strerror, asked.output) from None
    if terminal.is_data:
        refused = [{"case_id": one.case_id, "ground": one.ground.value} for one in made.refused]
        terminal.answer("extract", {"output": asked.output, "refused": refused, "statement": made.statement.data})
    else:
        terminal.say(_page(made, asked.output))
    return FINE


def _sharing(text: str) -> int:
    """Read how many cases must share a word, for the arguments of a command."""
    try:
        return ExtractPolicy(k=int(text)).k
    except (ValueError, BadValue):
        said = f"a whole number from {LEAST_SHARING} on is wanted, such as {STANDARD_EXTRACT.k}"
        raise ArgumentTypeError(said) from None


def _must_be_apart(key_file: str, files: Sequence[str]) -> None:
    """Raise `WrongUsage` where the key is read from a record: whoever has that could find everybody again."""
    if any(_is_same(key_file, file) for file in files if file != STDIN):
        raise WrongUsage(
            f"--key-file {key_file}: this is one of the records. Give a file of 32 random bytes or more, such as "
            f"`head -c 32 /dev/urandom` makes, and keep it apart."
        )


def _is_same(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:  # one of them is not there, which is said where it is read
        return False


def _read(place: int, file: str, number: int, terminal: Terminal) -> CaseRecord:
    terminal.note_file(place, number, file)
    return record_of(file)


def _page(made: Extract, output: str) -> str:
    lines = [steady(f"{output}: an extract of {counted(len(made.records), 'record')}")]
    if made.refused:
        lines += ["", *wrapped("Not in it", indent=0)]
        lines += named((one.case_id, GROUNDS[one.ground]) for one in made.refused)
    if made.warnings:
        lines += ["", *wrapped("Look at this before you pass it on", indent=0), *bullets(made.warnings)]
    return page([*lines, "", *wrapped("What was done stands in STATEMENT.md, and as data in statement.json.")])


COMMAND: Final = Command(
    name="extract",
    summary="write an extract for research: the records with consent to it, without anybody's name",
    about="Write the records whose clients have consented to research into a folder: ids as pseudonyms, all times of a "
    "case moved by whole weeks, texts and what is rare removed. With them goes a statement of what was done.",
    arguments=_arguments,
    run=_run,
)
