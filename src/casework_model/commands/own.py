"""What an agency brings along: process models, policies and rules of its own, each fault laid to the file it is in."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Final, final

from attrs import evolve, frozen

from casework_model.commands.command import FOUND
from casework_model.commands.own_rules import rules_in, stand_ins
from casework_model.commands.sources import STDIN, standard_input
from casework_model.commands.terminal import Terminal, Tone
from casework_model.engine import Engine
from casework_model.errors import BadValue, EngineFaults, Fault, FileFault, ModelFaults, UnreadableFile
from casework_model.policy import Policy, load_policy
from casework_model.process import SHIPPED, ProcessModel, parse_model
from casework_model.process.toml import rules_named, text_of
from casework_model.report.answers import Data, fault_data
from casework_model.report.layout import page, wrapped
from casework_model.rules import Rule, RuleBook
from casework_model.terms import listed

NO_RULE: Final = "no rule has the "
"""How a fault begins that may be mended by a rule of one's own."""


@final
@frozen
class Own:
    """An engine that knows what an agency brought along; `unjudged` are keys of rules that were only stood in for."""

    engine: Engine
    unjudged: tuple[str, ...]


@final
class OwnFaults(Exception):
    """What an agency brought along cannot be used. `faults` holds every fault, with its file."""

    def __init__(self, faults: tuple[FileFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


def add_own(parser: ArgumentParser) -> None:
    """Let a command take an agency's own models, policies and rules."""
    parser.add_argument(
        "--model", action="append", default=[], metavar="TOML", help="a process model of your own, beside the shipped"
    )
    parser.add_argument(
        "--policy", action="append", default=[], metavar="TOML", help="a policy of your own, beside the standard one"
    )
    add_own_rules(parser)


def add_own_rules(parser: ArgumentParser) -> None:
    """Let a command take an agency's own rules, or their keys alone."""
    parser.add_argument(
        "--rules",
        action="append",
        default=[],
        metavar="PYTHON",
        help="rules of your own: FILE.py or MODULE, which is run; its RULES, or with :NAME another of its names",
    )
    parser.add_argument(
        "--own-rule",
        action="append",
        default=[],
        metavar="KEY",
        help="a rule of your own that a model may name, though it is not at hand here; it is not judged",
    )


def own_of(asked: Namespace) -> Own:
    """Read what a command was given. Raises `OwnFaults` with everything that is wrong, and `WrongUsage`."""
    brought, faults = rules_of(asked.rules)
    rules = tuple(rule for several in brought.values() for rule in several)
    standing_in = stand_ins(asked.own_rule, rules)
    book = RuleBook((*rules, *standing_in))
    are_rules_read = not faults
    models: dict[str, ProcessModel] = {}
    for file in dict.fromkeys(asked.model):
        model, found = checked_model(file, file, book)
        faults += [_laid(file, fault) for fault in found]
        if model is not None:
            models[file] = model
    policies = {file: _policy(file, book, faults) for file in dict.fromkeys(asked.policy)}
    if faults:  # of which some may only follow from rules that could not be read
        told = (fault for fault in faults if are_rules_read or not fault.problem.startswith(NO_RULE))
        raise OwnFaults(tuple(_with_way(fault) for fault in told))
    known = tuple(policy for policy in policies.values() if policy is not None)
    try:
        engine = Engine((*SHIPPED, *models.values()), policies=known, rules=(*rules, *standing_in))
    except EngineFaults as error:  # what only shows when all is put together: two models of one key and version
        files = {f"model {model.key}": file for file, model in models.items()} | _places(brought)
        raise OwnFaults(tuple(_laid(files.get(fault.where, ""), fault) for fault in error.faults)) from error
    return Own(engine, tuple(rule.key for rule in standing_in))


# Reading ---------------------------------------------------------------------------------------------------------


def rules_of(sources: list[str]) -> tuple[Mapping[str, tuple[Rule, ...]], list[FileFault]]:
    """Read rules of one's own, by where they stand, and find everything that is wrong with them."""
    found: dict[str, tuple[Rule, ...]] = {}
    faults: list[FileFault] = []
    for source in dict.fromkeys(sources):
        try:
            found[source] = rules_in(source)
        except UnreadableFile as error:
            faults.append(error.fault)
    book = RuleBook(rule for several in found.values() for rule in several)
    places = _places(found)
    return found, [*faults, *(_laid(places[fault.where], fault) for fault in book.faults())]


def _places(brought: Mapping[str, tuple[Rule, ...]]) -> dict[str, str]:
    """Give where each rule was read, by the words in which a fault names it."""
    return {f"rule {rule.code}": source for source, several in brought.items() for rule in several}


def checked_model(file: str, name: str, book: RuleBook) -> tuple[ProcessModel | None, tuple[Fault, ...]]:
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


def _policy(file: str, book: RuleBook, faults: list[FileFault]) -> Policy | None:
    try:
        policy = load_policy(file)
    except UnreadableFile as error:
        faults.append(error.fault)
    except BadValue as error:
        faults.append(_laid(file, error.fault))
    else:
        faults += [_laid(file, fault) for fault in book.policy_faults(policy)]
        return policy
    return None


def _laid(file: str, fault: Fault) -> FileFault:
    """Lay a fault to the file that it is in."""
    where = "" if fault.where == file else fault.where.removesuffix(f" in {file}")
    return FileFault(file=file, line=None, path=where, problem=fault.problem, remedy=fault.remedy)


def _with_way(fault: FileFault) -> FileFault:
    """Name the ways in which a rule of one's own is given here; a library speaks of engines."""
    if not fault.problem.startswith(NO_RULE):
        return fault
    near = "Give" if fault.remedy.startswith("Give the engine") else f"{fault.remedy}, or give"
    alone = ", or name it with --own-rule, to leave it unjudged" if fault.problem.startswith(f"{NO_RULE}key") else ""
    return evolve(fault, remedy=f"{near} a rule of your own with --rules{alone}")


# Saying ----------------------------------------------------------------------------------------------------------


def tell(own: Own) -> Data:
    """Give as data what every answer says of what was brought along: no faults, and which rules were not judged."""
    return {"faults": [], "rules_not_judged": list(own.unjudged)}


def refuse(terminal: Terminal, command: str, answer: Data, error: OwnFaults) -> int:
    """Say every fault of what was brought along, and as data an answer that has nothing else to say."""
    for fault in error.faults:
        terminal.complain(str(fault))
    if terminal.is_data:
        faults = [fault_data(fault) for fault in error.faults]
        terminal.answer(command, {**answer, "faults": faults, "rules_not_judged": []})
    return FOUND


def unjudged(own: Own) -> str:
    """Say which rules were not judged; nothing where all were."""
    if not own.unjudged:
        return ""
    keys = listed(own.unjudged)
    if len(own.unjudged) > 1:
        return f"your own rules {keys} were not judged: --own-rule only stands in for them"
    return f"your own rule {keys} was not judged: --own-rule only stands in for it"


def note(terminal: Terminal, own: Own) -> None:
    """Say below a page which rules were not judged."""
    said = unjudged(own)
    if said and not terminal.is_data:
        terminal.say(page(["", *wrapped(f"Note: {said}.")]), Tone.OPEN)
