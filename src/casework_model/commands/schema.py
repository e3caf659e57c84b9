"""`schema`: the JSON Schema of stored records, for other programs to check them with."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Final

from casework_model.commands.command import FINE, Command
from casework_model.commands.terminal import Terminal
from casework_model.schema import schema_text


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--form",
        choices=("jsonl", "json"),
        default="jsonl",
        help="of one line of JSON Lines (jsonl, the form in which records are kept), or of one JSON document (json)",
    )


def _run(asked: Namespace, terminal: Terminal) -> int:
    terminal.give(schema_text(asked.form))
    return FINE


COMMAND: Final = Command(
    name="schema",
    summary="print the JSON Schema of stored records",
    about="Print the JSON Schema (2020-12) of stored records. What no schema can say, `check` judges as well.",
    arguments=_arguments,
    run=_run,
)
