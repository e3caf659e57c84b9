"""What stands on record, on the page: goals and how far they came, crises, consents, the contract, referrals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from casework_model import measures
from casework_model.errors import BadValue
from casework_model.facts import ConsentStanding, ConsentStatus, Contract, GoalStanding, GoalStatus, ReferralStatus
from casework_model.report import words
from casework_model.report.brief import Brief
from casework_model.report.layout import bullets, section, table, wrapped
from casework_model.terms import listed

_ENDED: Final = frozenset(
    {
        ReferralStatus.REJECTED,
        ReferralStatus.COMPLETED,
        ReferralStatus.CANCELLED,
        ReferralStatus.FAILED,
        ReferralStatus.ENTERED_IN_ERROR,
    }
)


def goals(brief: Brief) -> list[str]:
    """Set every goal with where it began and how far it came, the counts, and the T-score."""
    if not brief.case.goals:
        return section("Goals", wrapped("No goal is on record."))
    header = ("Goal", "Status", "Weight", "At the start", "Last formal rating", "Rated on", "Attained")
    rows = [_goal(brief, key, goal) for key, goal in brief.case.goals.items()]
    counts = measures.goal_counts(brief.record)
    said = (
        f"Ever agreed: {counts.total}. Active: {counts.active}. Replaced or withdrawn: {counts.ended}. "
        f"Of the active goals {counts.rated} were rated formally and {counts.attained} attained (as expected or more)."
    )
    statements = (
        f"{key}: {own_words}"
        for key, goal in brief.case.goals.items()
        if (own_words := brief.own_words(goal.goal.statement, goal.number))
    )
    anew = tuple(key for key, goal in brief.case.goals.items() if goal.level is not None and goal.number > goal.rated)
    notes = [f"Written or changed since the last rating: {listed(anew)}."] if anew else []
    if any(goal.status is GoalStatus.SET_ASIDE for goal in brief.case.goals.values()):
        notes.append("A goal set aside when the case was reopened counts again once it is agreed anew.")
    lines = [*table(header, rows, right={2}), *bullets(statements), ""]
    return section("Goals", [*lines, *(line for note in (said, *notes, _attainment(brief)) for line in wrapped(note))])


def _goal(brief: Brief, key: str, goal: GoalStanding) -> tuple[str, ...]:
    attained = "-" if goal.level is None else "yes" if goal.level >= 0 else "no"
    rated = brief.day_of(goal.rated) if goal.rated else ""
    return (
        key,
        words.GOALS[goal.status],
        f"{goal.goal.weight:g}",
        words.level(goal.goal.baseline),
        words.level(goal.level),
        rated,
        attained,
    )


def _attainment(brief: Brief) -> str:
    try:
        found = measures.attainment(brief.record, rho=brief.policy.rho)
    except BadValue as error:
        return f"There is no T-score, since a value on record is not sound: {error}"
    if found is None:
        return "There is no T-score: no active goal has a formal rating."
    change = round(found.change, 2) + 0.0  # so that a change of nothing is +0.00
    return (
        f"T-score: {found.t_baseline:.2f} at the start -> {found.t:.2f} now (change {change:+.2f}), "
        f"with rho {found.rho:g} (the correlation between goals that is assumed). 50 means that all came out as "
        "expected."
    )


def crises(brief: Brief) -> list[str]:
    """Set every crisis with when it came up and when it was stabilised."""
    if not brief.case.crises:
        return section("Crises", wrapped("No crisis is on record."))
    rows: list[tuple[str, ...]] = []
    for key, one in brief.case.crises.items():
        ended = "NOT STABILISED" if one.stabilised is None else brief.day_of(one.stabilised)
        kind = brief.own_words(one.crisis.crisis, one.opened)
        rows.append((key, words.spaced(one.crisis.severity), brief.day_of(one.opened), ended, kind))
    header = ("Crisis", "Severity", "Came up on", "Stabilised on", "Kind" if any(row[-1] for row in rows) else "")
    return section("Crises", table(header, rows))


def agreements(brief: Brief) -> list[str]:
    """Set the consents as they stand, the review of the contract, and the referrals that are not ended."""
    lines = [*_consents(brief), "", *wrapped(_contract(brief)), "", *_referrals(brief)]
    return section("Consents, contract, referrals", lines)


def _consents(brief: Brief) -> list[str]:
    if not brief.case.consents:
        return wrapped("No consent is on record.")
    rows: list[tuple[str, ...]] = []
    for scope, consent in brief.case.consents.items():
        until = str(consent.valid_until or "no end named") if consent.status is ConsentStatus.GIVEN else ""
        rows.append((scope, _consent_status(brief, consent), until, brief.day_of(consent.number)))
    return table(("Consent for", "Status", "Valid until", "Said on"), rows)


def _consent_status(brief: Brief, consent: ConsentStanding) -> str:
    if consent.status is ConsentStatus.GIVEN and consent.expired_on(brief.case.day(brief.until)):
        return "given, but EXPIRED"
    return str(consent.status)


def _contract(brief: Brief) -> str:
    contract: Contract | None = brief.case.contract
    if contract is None:
        return "Contract: none is on record in this episode."
    covered = f" It covers {words.counted(len(contract.goals), 'goal')}." if contract.goals else ""
    if contract.review_date is None:
        return f"Contract: no review date is set.{covered}"
    is_past = contract.review_date < brief.case.day(brief.until) and not brief.case.is_closed
    passed = " (this date has passed)" if is_past else ""
    return f"Contract: to be reviewed on {contract.review_date}{passed}.{covered}"


def _referrals(brief: Brief) -> Iterator[str]:
    rows: list[tuple[str, ...]] = []
    for key, one in brief.case.referrals.items():
        if one.status not in _ENDED:
            service, status = words.spaced(one.referral.service), words.spaced(one.status)
            to = brief.own_words(one.referral.to, one.number)
            rows.append((key, service, status, brief.day_of(one.number), to))
    if not rows:
        yield from wrapped("No referral is open.")
        return
    to = "To" if any(row[-1] for row in rows) else ""
    yield from table(("Open referral", "Service", "Status", "Since", to), rows)
