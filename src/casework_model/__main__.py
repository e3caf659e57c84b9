"""The command line, `casework-model COMMAND` or `python -m casework_model COMMAND`: finds the command and runs it.

It ends without a traceback.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import metadata

from casework_model.commands import ALL
from casework_model.commands.command import FINE, FOUND, INTERRUPTED, WRONG_USAGE, WrongUsage
from casework_model.commands.terminal import PROGRAM, Terminal
from casework_model.errors import CaseworkError


def main(arguments: Sequence[str] | None = None, *, called: str = "casework-model") -> int:
    """Run a command and give its exit code: 0, or 1 where something was found, refused or unreadable; 2 wrong usage.

    `called` is what somebody typed to come here, for the line of usage.
    """
    asked = _parser(called).parse_args(arguments)
    _print_whatever_comes()
    terminal = Terminal(color=getattr(asked, "color", "never"), data=getattr(asked, "json", False))
    try:
        code: int = asked.run(asked, terminal)
        terminal.finish()
    except BrokenPipeError:
        # Whoever reads has seen enough.
        _drop_output()
        return FINE
    except KeyboardInterrupt:
        terminal.clear()
        return INTERRUPTED
    except WrongUsage as wrong:
        terminal.complain(str(wrong))
        return WRONG_USAGE
    except CaseworkError as error:
        terminal.complain(str(error))
        return FOUND
    except OSError as error:
        terminal.complain(": ".join(filter(None, (error.filename, error.strerror or str(error)))))
        _drop_output()
        return FOUND
    return code


def _parser(called: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=called,
        description="Social casework records: shown, checked and converted, with the models and rules behind them.",
        epilog="Exit codes: 0 all is well; 1 something was found, refused or could not be read; 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for command in ALL:
        its_own = commands.add_parser(command.name, help=command.summary, description=command.about, allow_abbrev=False)
        command.arguments(its_own)
        its_own.set_defaults(run=command.run)
    return parser


def _version() -> str:
    try:
        return metadata.version(PROGRAM)
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _print_whatever_comes() -> None:
    """Let a terminal that does not know a letter show its code instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Let what is left in the buffer of standard output go nowhere, so that it does not fail once more at the end."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main(called="python -m casework_model"))
