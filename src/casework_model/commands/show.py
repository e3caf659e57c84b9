"""`show`: the report of each case, for people or as data."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Final

from casework_model.commands.command import FINE, FOUND, Command, add_files, add_manner, add_time, add_view, viewed
from casework_model.commands.own import OwnFaults, add_own, note, own_of, refuse, tell
from casework_model.commands.sources import fault_of, is_beside, record_of, said_of, tried_beside
from casework_model.commands.terminal import Terminal
from casework_model.errors import CaseworkError
from casework_model.measures import Readable
from casework_model.report.answers import Data
from casework_model.report.data import case_data
from casework_model.report.text import case_report, summary


def _arguments(parser: ArgumentParser) -> None:
    add_files(parser)
    add_time(parser)
    add_view(parser)
    parser.add_argument(
        "--narrative",
        action="store_true",
        help="show names and the text of the entries as well, for readers who are allowed to",
    )
    add_own(parser)
    add_manner(parser)


def _run(asked: Namespace, terminal: Terminal) -> int:
    files = [file for file in asked.files if not is_beside(file, asked.files)]
    try:
        own = own_of(asked)
    except OwnFaults as error:
        return refuse(terminal, "show", {"files": []}, error)
    engine, code = own.engine, FINE
    shown: list[Readable] = []
    answers: list[Data] = []
    for place, file in enumerate(files, start=1):
        terminal.note_file(place, len(files), file)
        answer: Data = {"file": file, "fault": None, "tried_fault": None, "case": None}
        answers.append(answer)
        try:
            record = record_of(file)
            terminal.note_entries(file, len(record.entries))
            tried, fault = tried_beside(file, record.case_id)
            how = case_data if terminal.is_data else case_report
            told = viewed(record, asked)
            report = how(told, engine, at=asked.at, tried=tried, narrative=asked.narrative)
        except (CaseworkError, OSError) as error:
            answer["fault"], code = fault_of(file, error), FOUND
            terminal.complain(said_of(file, error))
            continue
        if fault is not None:
            answer["tried_fault"], code = fault_of(file, fault), FOUND
            terminal.complain(said_of(file, fault))
        if isinstance(report, str):
            terminal.say(f"\n\n{report}" if shown else report)
        else:
            answer["case"] = report
        shown.append(told)
    if terminal.is_data:
        terminal.answer("show", {"files": answers, **tell(own)})
    elif len(shown) > 1:
        terminal.say(f"\n\n{summary(shown, engine, at=asked.at)}")
    if shown:
        note(terminal, own)
    return code


COMMAND: Final = Command(
    name="show",
    summary="print the report of one or more cases",
    about="Print the report of each case: its course, goals, agreements, what may happen next, an audit. "
    "Beside S01.jsonl, S01.tried.jsonl is read as well: steps that were tried, each shown with its refusal.",
    arguments=_arguments,
    run=_run,
)
