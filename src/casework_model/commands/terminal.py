"""How a command speaks: pages and data on standard output; complaints and progress on standard error."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from enum import StrEnum
from typing import BinaryIO, Final, TextIO, final

from casework_model.errors import steady
from casework_model.report.answers import Data
from casework_model.report.judged import NOT_YET, OPEN

PROGRAM: Final = "casework_model"

DATA_VERSION: Final = 1
"""The version of what --json prints. A key that is added leaves it as it is."""

MANY_FILES: Final = 20
MANY_ENTRIES: Final = 20_000
"""From how many files or entries on it is said how far the work has come."""

_LINE: Final = 79


class Tone(StrEnum):
    """Colours by what they mean."""

    GOOD = "32"
    OPEN = "33"
    BAD = "31"
    HEADING = "1"


_LINES: Final = {OPEN: Tone.GOOD, NOT_YET: Tone.OPEN}


@final
class Terminal:
    """The two streams of one run. `data` says that programs read standard output."""

    def __init__(self, *, color: str = "never", data: bool = False) -> None:
        self.is_data = data
        self._colour = not data and _may_be_coloured(color)
        self._is_noted = False

    # Standard output -----------------------------------------------------------------------------------------------

    def say(self, page: str, tone: Tone | None = None) -> None:
        """Print a page, in colour where there is some: headings, and what may be done or not yet."""
        self.clear()
        painted = "\n".join(self._painted(line, tone) for line in page.removesuffix("\n").split("\n"))
        _output().write(f"{painted}\n")

    def _painted(self, line: str, tone: Tone | None) -> str:
        is_heading = line and not line.startswith((" ", "="))
        found = tone or _LINES.get(line) or (Tone.HEADING if is_heading else None)
        return f"\x1b[{found}m{line}\x1b[0m" if found and self._colour and line else line

    def answer(self, command: str, content: Data) -> None:
        """Print data for programs: JSON in ASCII alone, which is right in whatever encoding the output is."""
        self.clear()
        _output().write(json.dumps({"command": command, "version": DATA_VERSION, **content}, indent=2) + "\n")

    def give(self, text: str) -> None:
        """Print the text of a file as it is: UTF-8, line feeds alone."""
        self.clear()
        output = _output()
        buffer: BinaryIO | None = getattr(output, "buffer", None)
        if buffer is None:
            output.write(text)
        else:
            output.flush()
            buffer.write(text.encode())

    def finish(self) -> None:
        """See that all is written. Raises `OSError` where it cannot be."""
        self.clear()
        output: TextIO | None = sys.stdout
        if output is not None:
            output.flush()

    # Standard error ------------------------------------------------------------------------------------------------

    def complain(self, said: str) -> None:
        """Say what is wrong, after all that was printed before it. A name of a file steers no terminal."""
        self.clear()
        output: TextIO | None = sys.stdout
        errors: TextIO | None = sys.stderr
        if output is not None:
            with suppress(OSError, ValueError):
                output.flush()
        if errors is not None:
            steadied = "\n".join(steady(line) for line in said.split("\n"))
            errors.write(f"{PROGRAM}: {steadied}\n")

    def note(self, said: str) -> None:
        """Say how far the work has come, on one line that is written over; on a terminal alone."""
        if _is_terminal(sys.stderr):
            self._is_noted = True
            sys.stderr.write(f"\r{steady(said)[:_LINE]:<{_LINE}}")
            sys.stderr.flush()

    def note_file(self, place: int, number: int, file: str) -> None:
        """Say which of many files is read."""
        if number >= MANY_FILES:
            self.note(f"{place} of {number}: {file}")

    def note_entries(self, file: str, entries: int) -> None:
        """Say that many entries are judged."""
        if entries > MANY_ENTRIES:
            self.note(f"{file}: judging {entries:,} entries ...")

    def clear(self) -> None:
        """Take away what was said about progress."""
        if self._is_noted:
            self._is_noted = False
            sys.stderr.write(f"\r{'':<{_LINE}}\r")
            sys.stderr.flush()


def _output() -> TextIO:
    output: TextIO | None = sys.stdout
    if output is None:  # whoever started the program closed it
        msg = "standard output is closed"
        raise OSError(msg)
    return output


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _may_be_coloured(color: str) -> bool:
    if color == "never" or os.environ.get("NO_COLOR"):
        return False
    return color == "always" or (_is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb")
