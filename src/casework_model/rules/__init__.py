"""The hard rules, a room for each stage of the work, the rule book, and the order in which they are judged."""

from casework_model.rules.access import NO_ACCESS, READER_AUTHORISED, emergency_reach, may_write, reach, standing_at
from casework_model.rules.amendments import COURSE_STANDS
from casework_model.rules.book import RULES, RuleBook
from casework_model.rules.judging import Broken, Order
from casework_model.rules.recording import is_usual
from casework_model.rules.rule import Asked, Judgement, Lack, Rule, question

__all__ = [
    "COURSE_STANDS",
    "NO_ACCESS",
    "READER_AUTHORISED",
    "RULES",
    "Asked",
    "Broken",
    "Judgement",
    "Lack",
    "Order",
    "Rule",
    "RuleBook",
    "emergency_reach",
    "is_usual",
    "may_write",
    "question",
    "reach",
    "standing_at",
]
