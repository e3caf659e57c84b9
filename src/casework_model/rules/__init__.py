"""The hard rules, a room for each stage of the work, the rule book, and the order in which they are judged."""

from casework_model.rules.book import RULES, RuleBook
from casework_model.rules.judging import Broken, Order
from casework_model.rules.recording import is_usual
from casework_model.rules.rule import Asked, Judgement, Lack, Rule, question

__all__ = ["RULES", "Asked", "Broken", "Judgement", "Lack", "Order", "Rule", "RuleBook", "is_usual", "question"]
