"""`models`: the shipped process models, one of them as a table, and the check of a model that somebody wrote."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from casework_model.commands.command import FINE, FOUND, Command, WrongUsage, add_manner
from casework_model.commands.own import NO_RULE, add_own_rules, checked_model, rules_of
from casework_model.commands.own_rules import stand_ins
from casework_model.commands.sources import STDIN, name_of
from casework_model.commands.terminal import Terminal, Tone
from casework_model.errors import Fault
from casework_model.process import SHIPPED
from casework_model.report.answers import fault_data
from casework_model.report.layout import bullets, page, wrapped
from casework_model.report.process import model_data, model_page, model_summary, models_page
from casework_model.report.words import counted
from casework_model.rules import RuleBook
from casework_model.terms import nearest


def _own(file: str, asked: Namespace, terminal: Terminal) -> int:
    brought, bad = rules_of(asked.rules)
    rules = tuple(rule for several in brought.values() for rule in several)
    book, name = RuleBook((*rules, *stand_ins(asked.own_rule, rules))), name_of(file)
    model, faults = checked_model(file, name, book)
    faults = (*(Fault(where=one.file, problem=one.problem, remedy=one.remedy) for one in bad), *faults)
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
        if any(fault.problem.startswith(NO_RULE) for fault in faults):
            said = "A rule of your own is given with --rules FILE.py, or its key alone with --own-rule KEY."
            terminal.say(page(["", *wrapped(said)]))
    return FINE if is_whole else FOUND


def _shipped(name: str, terminal: Terminal) -> int:
    known = {model.key: model for model in SHIPPED}
    if name not in known:
        near = nearest(name, known)
        meant = f' Perhaps "{near}" is meant.' if near else ""
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
    add_own_rules(parser)
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
    return _own(asked.which, asked, terminal) if _is_file(asked.which) else _shipped(asked.which, terminal)


COMMAND: Final = Command(
    name="models",
    summary="list the process models, show one as a table, or check one of your own",
    about="Without a name, list the shipped process models. With a name, show one: its phases, what leaving each "
    "asks for, and its moves. With a file, check the model in it: all faults at once, each with its remedy.",
    arguments=_arguments,
    run=_run,
)
