"""The rules of assessment: risk, strengths, the working hypothesis, and the safety plan of the crisis model."""

from __future__ import annotations

from casework_model.case import Case
from casework_model.facts import RiskAssessment, SafetyPlan, Strength, WorkingHypothesis
from casework_model.rules.rule import Asked, Lack, Rule, sources

# What is often lacking, put into words once.
_NO_STRENGTH = (Lack("no strength is recorded in this episode"),)
_NO_HYPOTHESIS = (Lack("no working hypothesis is recorded in this episode"),)
_NO_SAFETY_PLAN = (Lack("no safety plan is recorded in this episode"),)


def without_risk_assessment(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-07: a risk assessment since this visit of assessment began."""
    if case.has(RiskAssessment, since=asked.visit):
        return ()
    return (Lack(f"no risk assessment is recorded {asked.since_visit()}"),)


def without_strength(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-08: a strength in this episode."""
    if case.has(Strength, since=case.episode_began):
        return ()
    return _NO_STRENGTH


def without_hypothesis(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-09: a working hypothesis in this episode."""
    if case.has(WorkingHypothesis, since=case.episode_began):
        return ()
    return _NO_HYPOTHESIS


def without_safety_plan(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-44: a safety plan in this episode."""
    if case.has(SafetyPlan, since=case.episode_began):
        return ()
    return _NO_SAFETY_PLAN


RULES = (
    Rule(
        code="HR-07",
        key="risk_assessed",
        title="Risk is assessed in each visit of assessment",
        remedy="Assess the risk to the client and to others, and record it",
        sources=sources("001 C-ASM-15", "field phase gates"),
        lacks=without_risk_assessment,
    ),
    Rule(
        code="HR-08",
        key="strength_recorded",
        title="At least one strength is recorded",
        remedy="Ask what the client can build on, and record a strength",
        sources=sources("001 I-EXP-05", "004 I-EXP-05"),
        lacks=without_strength,
    ),
    Rule(
        code="HR-09",
        key="hypothesis_formed",
        title="A working hypothesis is formed",
        remedy="Form a working hypothesis with the client and record it",
        sources=sources("001 C-ASM-17", "004 H-P1-15"),
        lacks=without_hypothesis,
    ),
    Rule(
        code="HR-44",
        key="safety_plan_made",
        title="A safety plan is made (crisis intervention)",
        remedy="Make a safety plan with the client and record it",
        sources=sources("001 C-ITR-07", "field standards 15"),
        lacks=without_safety_plan,
    ),
)
