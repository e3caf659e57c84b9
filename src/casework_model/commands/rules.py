"""`rules`: the rule book as a table, or one rule in full."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Final

from casework_model.commands.command import FINE, Command, WrongUsage, add_manner
from casework_model.commands.terminal import Terminal
from casework_model.process import SHIPPED
from casework_model.report.rulebook import rule_data, rule_page, rules_page
from casework_model.rules import RULES, Rule
from casework_model.terms import nearest


def _named(name: str) -> tuple[Rule, ...]:
    """Give the rules of that code, or of that name in models. Raises `WrongUsage`."""
    found = tuple(rule for rule in RULES if rule.code == name.upper() or rule.key == name)
    if found:
        return found
    known = [*dict.fromkeys(rule.code for rule in RULES), *(rule.key for rule in RULES)]
    near = nearest(name, known)
    meant = f' Perhaps "{near}" is meant.' if near else ""
    raise WrongUsage(f'no rule has the code or name "{name}".{meant} "rules" alone lists them all.')


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="a rule by its code or by its name in models")
    add_manner(parser)


def _run(asked: Namespace, terminal: Terminal) -> int:
    rules = RULES if asked.code is None else _named(asked.code)
    if terminal.is_data:
        terminal.answer("rules", {"rules": [rule_data(rule, SHIPPED) for rule in rules]})
    else:
        terminal.say(rules_page(rules) if asked.code is None else rule_page(rules, SHIPPED))
    return FINE


COMMAND: Final = Command(
    name="rules",
    summary="list the rules, or show one in full",
    about="Without a code, list every rule. With a code such as HR-12, or a name in models such as goals_have_tasks, "
    "show the rule in full: what would do, when it is judged, its sources.",
    arguments=_arguments,
    run=_run,
)
