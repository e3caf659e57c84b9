"""The rule book: every shipped rule, and the look-up of rules by key and by the facts they watch."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from typing import Final, final

from casework_model.errors import Fault
from casework_model.facts import Fact
from casework_model.policy import Policy
from casework_model.process import ProcessModel
from casework_model.rules import (
    access,
    amendments,
    assessment,
    intake,
    intervention,
    moves,
    planning,
    recording,
    termination,
)
from casework_model.rules.rule import Rule
from casework_model.terms import nearest

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted(
        (
            *intake.RULES,
            *assessment.RULES,
            *planning.RULES,
            *intervention.RULES,
            *termination.RULES,
            *moves.RULES,
            *recording.RULES,
            *access.RULES,
            *amendments.RULES,
        ),
        key=lambda rule: (rule.code, rule.key),
    )
)
"""The hard rules of the catalogue. HR-13 stands twice: for goals to be covered, and for a contract to exist."""


@final
class RuleBook:
    """Rules by key and by the facts they watch. `own` are a user's rules, beside the shipped ones."""

    __slots__ = ("_by_fact", "_by_key", "rules")

    def __init__(self, own: Iterable[Rule] = ()) -> None:
        self.rules = (*RULES, *own)
        self._by_key = {rule.key: rule for rule in self.rules}
        watched = {kind for rule in self.rules for kind in rule.on}
        self._by_fact = {kind: tuple(rule for rule in self.rules if kind in rule.on) for kind in watched}

    def __getitem__(self, key: str) -> Rule:
        return self._by_key[key]

    def required(self, keys: Iterable[str]) -> tuple[Rule, ...]:
        """Give the rules with those keys."""
        return tuple(self._by_key[key] for key in keys)

    def on(self, kind: type[Fact]) -> tuple[Rule, ...]:
        """Give the rules that are judged when a fact of that type is written."""
        return self._by_fact.get(kind, ())

    def faults(self) -> list[Fault]:
        """Find rules of one key, or of one code with a shipped rule."""
        found: list[Fault] = []
        keys = [rule.key for rule in self.rules]
        shipped = {rule.code for rule in RULES}
        for rule in self.rules[len(RULES) :]:
            if rule.ordered or rule.structural:
                problem = "the order of judging knows only the shipped rules"
                remedy = "Leave out `ordered` and `structural`; give it `on`, or name its key in a model"
                found.append(Fault(where=f"rule {rule.code}", problem=problem, remedy=remedy))
            if not _takes_two(rule):
                problem, remedy = "its test does not take a case and what is asked", "Write it as test(case, asked)"
                found.append(Fault(where=f"rule {rule.code}", problem=problem, remedy=remedy))
            if keys.count(rule.key) > 1:
                remedy = "Give each rule a key of its own"
                found.append(
                    Fault(where=f"rule {rule.code}", problem=f"the key {rule.key} is used twice", remedy=remedy)
                )
            if rule.code in shipped:
                problem = "a shipped rule has this code"
                found.append(Fault(where=f"rule {rule.code}", problem=problem, remedy="Use a code of your own"))
        return found

    def model_faults(self, model: ProcessModel) -> list[Fault]:
        """Find rule keys of a model that are not known, or cannot be required or waived."""
        required = ((f"phase {phase.key}", key) for phase in model.phases for key in phase.requires)
        return self.name_faults(model.key, required, model.waives)

    def name_faults(self, model: str, required: Iterable[tuple[str, str]], waived: Iterable[str]) -> list[Fault]:
        """Find the same by the names alone: rule keys that are required, each with its place, and waived ones."""
        found: list[Fault] = []
        for where, key in (*required, *(("waives", key) for key in waived)):
            rule = self._by_key.get(key)
            place = f"model {model}, {where}"
            if rule is None:
                near = nearest(key, self._by_key)
                remedy = f'Perhaps "{near}" is meant' if near else "Give the engine a rule with that key"
                found.append(Fault(where=place, problem=f'no rule has the key "{key}"', remedy=remedy))
            elif where == "waives" and not rule.may_be_switched_off:
                problem = f"{rule.code} can never be switched off"
                found.append(Fault(where=place, problem=problem, remedy="Take it out of waives"))
            elif where != "waives" and not rule.is_requirement:
                problem = f"{rule.code} is judged by itself and cannot be required"
                found.append(Fault(where=place, problem=problem, remedy="Take it out of requires"))
        return found

    def policy_faults(self, policy: Policy) -> list[Fault]:
        """Find codes of a policy that are not known or belong to rules that always hold."""
        found: list[Fault] = []
        codes = {rule.code: rule for rule in self.rules}
        for field_, named in (("advise", policy.advise), ("off", policy.off)):
            for code in named:
                where = f"policy {policy.key}, {field_}"
                if code not in codes:
                    near = nearest(code, codes)
                    remedy = f'Perhaps "{near}" is meant' if near else "Name the rule by its code, such as HR-25"
                    found.append(Fault(where=where, problem=f'no rule has the code "{code}"', remedy=remedy))
                elif not codes[code].may_be_switched_off:
                    problem = f"{code} always holds ({codes[code].title})"
                    found.append(Fault(where=where, problem=problem, remedy="Take it out of the policy"))
        return found


def _takes_two(rule: Rule) -> bool:
    """Whether the test of a rule can be called with a case and what is asked."""
    try:
        signature(rule.lacks).bind(None, None)
    except TypeError:
        return False
    except ValueError:  # it has no signature that could be looked at
        return True
    return True
