"""Rules of one's own, as a command is given them: read from Python that the user names, or stood in for by their key.

To read rules is to run the file or module that holds them, as Python runs what is imported. Nothing else is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from functools import update_wrapper
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Final, cast

from attrs import evolve

from casework_model.case import Case
from casework_model.commands.command import WrongUsage
from casework_model.errors import FileFault, UnreadableFile
from casework_model.rules import RULES, Asked, Lack, Rule

_NAME: Final = "RULES"
"""What a file or module calls its rules, unless a name is given."""


# Standing in -----------------------------------------------------------------------------------------------------


def _lacks_nothing(_case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """Stand for the test of a rule that is not at hand here; nothing is judged by it."""
    return ()


def stand_ins(keys: Iterable[str], at_hand: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give a rule that judges nothing for each key that no rule at hand has. Raises `WrongUsage` for a shipped one."""
    known = {rule.key for rule in at_hand}
    wanted = tuple(key for key in dict.fromkeys(keys) if key not in known)
    for rule in RULES:
        if rule.key in wanted:
            raise WrongUsage(f"--own-rule {rule.key}: this is the shipped rule {rule.code}. Leave it out.")
    return tuple(
        Rule(code="own", key=key, title=f"a rule of your own: {key}", remedy="", lacks=_lacks_nothing) for key in wanted
    )


# Reading ---------------------------------------------------------------------------------------------------------


def rules_in(source: str) -> tuple[Rule, ...]:
    """Give the rules of `FILE.py` or `MODULE`, with `:NAME` if they are not called RULES. Raises `UnreadableFile`."""
    place, colon, name = source.rpartition(":")
    if not (colon and name.isidentifier()):  # as in C:\rules.py
        place, name = source, _NAME
    with redirect_stdout(sys.stderr):  # what it prints is no part of the answer
        module = _module(place)
    held: object = getattr(module, name, None)
    if held is None:
        near = [known for known, value in vars(module).items() if isinstance(value, Rule) and value not in RULES]
        remedy = f"Write {place}:{near[0]}" if near else f"Name what holds them, such as {place}:MY_RULES"
        raise _unreadable(place, f"it has no {name}", remedy)
    several: list[object] = [*cast("Iterable[object]", held)] if isinstance(held, list | tuple) else [held]
    rules = tuple(rule for rule in several if isinstance(rule, Rule))
    if len(rules) != len(several):
        raise _unreadable(place, f"{name} holds something else than rules", "Let it hold a Rule, or a tuple of them")
    return tuple(_guarded(rule, place) for rule in rules if rule not in RULES)


def _module(place: str) -> ModuleType:
    try:
        return _of_file(place) if place.endswith(".py") else _of_name(place)
    except UnreadableFile:
        raise
    except ModuleNotFoundError as error:
        if error.name is not None and f"{place}.".startswith(f"{error.name}."):
            remedy = "Name a file that ends in .py, or a module of this folder or of what is installed"
            raise _unreadable(place, "there is no such module", remedy) from error
        raise _failed(place, error) from error
    except (Exception, SystemExit) as error:  # it is somebody's own program, and may do anything
        raise _failed(place, error) from error


def _of_file(place: str) -> ModuleType:
    if not Path(place).exists():
        raise _unreadable(place, "there is no such file", "Check the name and the folder")
    spec = spec_from_file_location(f"casework_model_own_{Path(place).stem}", place)
    if spec is None or spec.loader is None:
        raise _unreadable(place, "this is no file with Python", "Name a file that ends in .py")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _of_name(place: str) -> ModuleType:
    here = str(Path.cwd())
    if not sys.flags.safe_path and not {"", os.curdir, here} & set(sys.path):
        sys.path.insert(0, here)
    return import_module(place)


def _unreadable(place: str, problem: str, remedy: str, line: int | None = None) -> UnreadableFile:
    return UnreadableFile(FileFault(file=place, line=line, path="", problem=problem, remedy=remedy))


def _failed(place: str, error: BaseException) -> UnreadableFile:
    said = next(iter(str(error).splitlines()), "")
    line = error.lineno if isinstance(error, SyntaxError) else _line(place, error)
    problem = f"it cannot be run: {type(error).__name__}{f': {said}' if said else ''}"
    return _unreadable(place, problem, "Mend it, and run it alone to see more", line)


def _line(place: str, error: BaseException) -> int | None:
    """Give the last line of that file through which an error came."""
    name = place if place.endswith(".py") else f"{place.rpartition('.')[2]}.py"
    frames = extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename).name == Path(name).name]
    return lines[-1] if lines else None


# Judging ---------------------------------------------------------------------------------------------------------


def _guarded(rule: Rule, place: str) -> Rule:
    """Give the rule with a test that ends in `UnreadableFile` where its own fails, so that there is no traceback."""
    return evolve(rule, lacks=_Guarded(rule, place))


class _Guarded:
    """The test of a rule, and what is said where it fails: the kind of error, whose text may be personal."""

    def __init__(self, rule: Rule, place: str) -> None:
        self._rule, self._place = rule, place
        update_wrapper(self, rule.lacks)  # so that its arguments can be looked at

    def __call__(self, case: Case, asked: Asked) -> tuple[Lack, ...]:
        lacks = cast("Callable[[Case, Asked], object]", self._rule.lacks)
        try:
            found = lacks(case, asked)
        except Exception as error:
            raise self._bad(f"its test fails: {type(error).__name__}", _line(self._place, error)) from error
        if not isinstance(found, tuple) or not all(isinstance(one, Lack) for one in cast("tuple[object, ...]", found)):
            raise self._bad("its test gives something else than a tuple of Lack")
        return cast("tuple[Lack, ...]", found)

    def _bad(self, problem: str, line: int | None = None) -> UnreadableFile:
        path, remedy = f"rule {self._rule.code}", "Mend the rule, which must never raise"
        return UnreadableFile(FileFault(file=self._place, line=line, path=path, problem=problem, remedy=remedy))
