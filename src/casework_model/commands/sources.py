"""Where a command reads from: files, standard input, and the steps that lie beside a record."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TextIO

from casework_model.codec import Tried, load_steps, loads
from casework_model.codec.files import whole
from casework_model.errors import CaseworkError, FileFault, UnreadableFile
from casework_model.record import CaseRecord
from casework_model.report.answers import Data, fault_data

STDIN: Final = "-"
STDIN_NAME: Final = "standard input"
_RECORD: Final = ".jsonl"
_TRIED: Final = ".tried.jsonl"


def name_of(file: str) -> str:
    """Give the name by which a file is spoken of."""
    return STDIN_NAME if file == STDIN else file


def standard_input() -> bytes:
    """Give all of standard input."""
    stream: TextIO | None = sys.stdin
    if stream is None:  # whoever started the program closed it
        problem, remedy = "it is closed", "Name a file, or send the record through a pipe"
        raise UnreadableFile(FileFault(file=STDIN_NAME, line=None, path="", problem=problem, remedy=remedy))
    return stream.buffer.read()


def bytes_of(file: str) -> bytes:
    """Read all that a file holds. Raises `UnreadableFile`."""
    return standard_input() if file == STDIN else whole(file)


def record_of(file: str) -> CaseRecord:
    """Read a record, in either form. Raises `UnreadableFile`."""
    return loads(bytes_of(file), name=name_of(file))


def begun_record_of(file: str) -> CaseRecord:
    """Read a record that opens a case. Raises `UnreadableFile`."""
    return begun_record_in(bytes_of(file), file)


def begun_record_in(raw: bytes, file: str) -> CaseRecord:
    """Read a record that opens a case from what a file holds. Raises `UnreadableFile`."""
    record = loads(raw, name=name_of(file))
    if not record.case.is_begun:
        problem, remedy = "the record holds no entry, so that there is no case yet", "Open the case first"
        raise UnreadableFile(FileFault(file=name_of(file), line=None, path="", problem=problem, remedy=remedy))
    return record


def said_of(file: str, error: CaseworkError | OSError) -> str:
    """Say in words what is wrong with a file."""
    if isinstance(error, UnreadableFile):
        return str(error)
    return f"{name_of(file)}: {getattr(error, 'strerror', None) or error}"


def fault_of(file: str, error: CaseworkError | OSError) -> Data:
    """Give what is wrong with a file, as data."""
    if isinstance(error, UnreadableFile):
        return fault_data(error.fault)
    said = getattr(error, "strerror", None) or str(error)
    return fault_data(FileFault(file=name_of(file), line=None, path="", problem=said, remedy=""))


# Steps tried -----------------------------------------------------------------------------------------------------


def is_tried(file: str) -> bool:
    """Whether a file is named as one of steps that were tried."""
    return file.endswith(_TRIED)


def is_beside(file: str, files: Sequence[str]) -> bool:
    """Whether a file holds the steps tried of a record that is named too: `*.jsonl` names both."""
    return is_tried(file) and file.removesuffix(_TRIED) + _RECORD in files


def tried_beside(file: str, case_id: str) -> tuple[tuple[Tried, ...], CaseworkError | OSError | None]:
    """Read the steps that lie beside a record: none without such a file; none, and the fault, where it is bad."""
    beside = Path(file.removesuffix(_RECORD) + _TRIED)
    if file == STDIN or not file.endswith(_RECORD) or not beside.exists():
        return (), None
    try:
        return load_steps(beside, case_id=case_id), None
    except (CaseworkError, OSError) as error:
        return (), error
