"""`models`: the shipped process models, one of them as a table, and the check of a model that somebody wrote."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from casework_model.case import Case
from casework_model.commands.command import FINE, FOUND, Command, WrongUsage, add_manner
from casework_model.commands.sources import STDIN, name_of, standard_input
from casework_model.commands.terminal import Terminal, Tone
from casework_model.errors import BadValue, Fault, ModelFaults, UnreadableFile
from casework_model.process import SHIPPED, ProcessModel, parse_model
from casework_model.process.toml import rules_named, text_of
from casework_model.report.answers import fault_data
from casework_model.report.layout import bullets, page, wrapped
from casework_model.report.process import model_data, model_page, model_summary, models_page
from casework_model.report.words import counted
from casework_model.rules import Asked, Lack, Rule, RuleBook


def _lacks_nothing(_case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """Stand for the test of a rule that is not at hand here; nothing is judged by it."""
    return ()


def _stand_in(key: str) -> Rule:
    return Rule(code="own", key=key, title=f"a rule of your own: {key}", remedy="", lacks=_lacks_nothing)


def _checked(file: str, name: str, book: RuleBook) -> tuple[ProcessModel | None, tuple[Fault, ...]]:
    """Read a model that somebody wrote, and find everything that is wrong with it."""
    text = ""
    try:
        text = standard_input().decode("utf-8-sig") if file == STDIN else text_of(file)
        model = parse_model(text, name=name)
    except UnicodeDecodeError:
        problem = "it cannot be read as UTF-8 text"
        return None, (Fault(where=name, problem=problem, remedy="Check how it was saved"),)
    except ModelFaults as error:
        return None, (*error.faults, *book.name_faults(*rules_named(text, name=name)))
    except UnreadableFile as error:
        return None, (Fault(where=name, problem=error.fault.problem, remedy=error.fault.remedy),)
    except BadValue as error:
        return None, (error.fault,)
    return model, tuple(book.model_faults(model))


def _own(file: str, keys: Iterable[str], terminal: Terminal) -> int:
    book, name = RuleBook(_stand_in(key) for key in dict.fromkeys(keys)), name_of(file)
    model, faults = _checked(file, name, book)
    by_key = {rule.key: rule for rule in book.rules}
    is_whole = model is not None and not faults
    if terminal.is_data:
        found = model_data(model, by_key) if model is not None and is_whole else None
        terminal.answer("models", {"file": file, "model": found, "faults": [fault_data(fault) for fault in faults]})
    elif model is not None and is_whole:
        terminal.say(model_page(model, by_key))
        terminal.say(f"\n{name}: no fault found", Tone.GOOD)
    else:
        terminal.say(f"{name}: {counted(len(faults), 'fault')}", Tone.BAD)
        terminal.say(page(bullets(str(fault) for fault in faults)))
        if any(fault.problem.startswith("no rule has the key") for fault in faults):
            terminal.say(
                page(["", *wrapped("A rule that your own program brings along is named with --own-rule KEY.")])
            )
    return FINE if is_whole else FOUND


def _shipped(name: str, terminal: Terminal) -> int:
    known = {model.key: model for model in SHIPPED}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        meant = f' Perhaps "{near[0]}" is meant.' if near else ""
        said = f'no shipped model has the name "{name}".{meant} Known: {", ".join(known)}. '
        raise WrongUsage(f"{said}A model of your own is given as a file that ends in .toml.")
    by_key = {rule.key: rule for rule in RuleBook().rules}
    if terminal.is_data:
        terminal.answer("models", {"file": None, "model": model_data(known[name], by_key), "faults": []})
    else:
        terminal.say(model_page(known[name], by_key))
    return FINE


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "which",
        nargs="?",
        metavar="NAME|FILE.toml",
        help='a shipped model by its name, or a file with a model of your own; "-" reads one from standard input',
    )
    parser.add_argument(
        "--own-rule",
        action="append",
        default=[],
        metavar="KEY",
        help="a rule of your own that the model may name, though it is not at hand here",
    )
    add_manner(parser)


def _is_file(which: str) -> bool:
    return (
        which == STDIN
        or which.endswith(".toml")
        or any(separator in which for separator in (os.sep, "/"))
        or Path(which).is_file()
    )


def _run(asked: Namespace, terminal: Terminal) -> int:
    if asked.which is None:
        if terminal.is_data:
            terminal.answer("models", {"models": [model_summary(model) for model in SHIPPED]})
        else:
            terminal.say(models_page(SHIPPED))
        return FINE
    return _own(asked.which, asked.own_rule, terminal) if _is_file(asked.which) else _shipped(asked.which, terminal)


COMMAND: Final = Command(
    name="models",
    summary="list the process models, show one as a table, or check one of your own",
    about="Without a name, list the shipped process models. With a name, show one: its phases, what leaving each "
    "asks for, and its moves. With a file, check the model in it: all faults at once, each with its remedy.",
    arguments=_arguments,
    run=_run,
)
