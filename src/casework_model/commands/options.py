"""`options`: what may be done in a case now, and what everything else still lacks."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Final

from casework_model.commands.command import FINE, FOUND, Command, add_manner, add_time
from casework_model.commands.own import OwnFaults, add_own, note, own_of, refuse, tell
from casework_model.commands.sources import begun_record_of, fault_of, said_of
from casework_model.commands.terminal import Terminal
from casework_model.errors import CaseworkError
from casework_model.report.answers import Data, fault_data, option_data, refusal_data
from casework_model.report.text import options_page
from casework_model.verdicts import StepRefused


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help='a record; "-" reads standard input')
    add_time(parser)
    parser.add_argument("--by", metavar="WORKER", help="who asks; somebody without access learns nothing")
    add_own(parser)
    add_manner(parser)


def _run(asked: Namespace, terminal: Terminal) -> int:
    answer: Data = {"file": asked.file, "case_id": None, "at": None, "by": asked.by, "options": None}
    answer |= {"refusal": None, "fault": None}
    code = FINE
    try:
        own = own_of(asked)
    except OwnFaults as error:
        return refuse(terminal, "options", {**answer, "fault": fault_data(error.faults[0])}, error)
    engine = own.engine
    try:
        record = begun_record_of(asked.file)
        at = asked.at if asked.at is not None else record.entries[-1].recorded_at
        if terminal.is_data:
            options = engine.options(record, at=at, by=asked.by)
            answer |= {"case_id": record.case_id, "at": at.isoformat()}
            answer["options"] = [option_data(option) for option in options]
        else:
            terminal.say(options_page(record, engine, at=asked.at, by=asked.by))
            note(terminal, own)
    except StepRefused as error:
        answer["refusal"], code = refusal_data(error.refusal), FOUND
        terminal.complain(str(error))
    except (CaseworkError, OSError) as error:
        answer["fault"], code = fault_of(asked.file, error), FOUND
        terminal.complain(said_of(asked.file, error))
    if terminal.is_data:
        terminal.answer("options", {**answer, **tell(own)})
    return code


COMMAND: Final = Command(
    name="options",
    summary="say what may be done in a case now, and what the rest still lacks",
    about="List every move, closing and reopening from where a case stands: open, or with all that it still lacks "
    "and what would do.",
    arguments=_arguments,
    run=_run,
)
