"""The rule book on the page and as data: each rule with when it is judged, whether it may be switched off, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casework_model.process import ProcessModel
from casework_model.report import words
from casework_model.report.answers import Data
from casework_model.report.layout import banner, named, page, table, wrapped
from casework_model.rules import Rule
from casework_model.terms import listed


def rules_page(rules: Iterable[Rule]) -> str:
    """Give the rule book as a table."""
    rows = [(rule.code, rule.title, rule.key, "" if rule.may_be_switched_off else "always") for rule in rules]
    header = ("Code", "Rule", "Name in models", "Holds")
    said = "A policy may turn a rule into advice, or switch it off, unless it always holds."
    return page([*table(header, rows), "", *wrapped(said)])


def rule_page(rules: Iterable[Rule], models: Iterable[ProcessModel]) -> str:
    """Give rules in full, each with its place in the models, its remedy and its sources."""
    kept, lines = tuple(models), list[str]()
    for rule in rules:
        rows = [
            ("What would do", f"{rule.remedy}."),
            ("Judged", _judged(rule, kept)),
            ("By a policy", _policy(rule)),
            ("Name in models", rule.key),
            ("Sources", ", ".join(str(source) for source in rule.sources) or "none"),
        ]
        waiving = tuple(model.name for model in kept if rule.key in model.waives)
        if waiving:
            rows.insert(2, ("Not judged in", listed(waiving)))
        lines += [*([""] if lines else []), *banner(f"{rule.code}: {rule.title}"), "", *named(rows)]
    said = "A source is a document (000 to 004) and a row of the requirements that were drawn from it."
    return page([*lines, "", *wrapped(said)])


def _judged(rule: Rule, models: Iterable[ProcessModel]) -> str:
    if rule.on:
        kinds = tuple(words.spaced(kind.kind) for kind in rule.on)
        return f"whenever one of these is written: {listed(kinds, 'or')}"
    if rule.ordered:
        return "by the engine itself, in every model"
    asking = tuple(f"{model.name} ({listed(tuple(_phases(rule, model)))})" for model in models if _asks(rule, model))
    return f"where a model asks for it: {'; '.join(asking)}" if asking else "where a model asks for it"


def _phases(rule: Rule, model: ProcessModel) -> Iterator[str]:
    for phase in model.phases:
        if rule.key in phase.requires:
            yield f"to close from {phase.name}" if phase.end else f"to go on from {phase.name}"


def _asks(rule: Rule, model: ProcessModel) -> bool:
    return any(rule.key in phase.requires for phase in model.phases)


def _policy(rule: Rule) -> str:
    return "may be turned into advice or switched off" if rule.may_be_switched_off else "always holds"


def rule_data(rule: Rule, models: Iterable[ProcessModel]) -> Data:
    """Give a rule with everything that the page says of it."""
    kept = tuple(models)
    return {
        "code": rule.code,
        "key": rule.key,
        "version": rule.version,
        "title": rule.title,
        "remedy": rule.remedy,
        "judged": "on_facts" if rule.on else "always" if rule.ordered else "where_required",
        "facts": [kind.kind for kind in rule.on],
        "required_by": [
            {"model": model.key, "phase": phase.key}
            for model in kept
            for phase in model.phases
            if rule.key in phase.requires
        ],
        "waived_by": [model.key for model in kept if rule.key in model.waives],
        "may_be_switched_off": rule.may_be_switched_off,
        "sources": [str(source) for source in rule.sources],
    }
