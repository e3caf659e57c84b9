"""The case report as data for programs: the same as the page says, with stable keys, times as on record.

Nothing personal stands in it; with `narrative` the entries' own words stand under that key, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from casework_model import measures
from casework_model.codec import Tried
from casework_model.engine import Engine
from casework_model.errors import BadValue, CaseworkError, UnknownModel, UnknownPolicy
from casework_model.facts import ClosureKind, Initiator, PhaseChange
from casework_model.measures import Readable
from casework_model.record import CaseRecord, RecordView
from casework_model.report import course, judged, recording, words
from casework_model.report.answers import Data, finding_data, option_data, refusal_data
from casework_model.report.brief import Brief
from casework_model.verdicts import Refused


def case_data(
    record: Readable,
    engine: Engine,
    *,
    at: datetime | None = None,
    tried: Iterable[Tried] = (),
    narrative: bool = False,
) -> Data:
    """Give the report of one case as `case_report` does, as data. Raises as that does."""
    if not record.case.is_begun:
        return {"case_id": record.case_id, "begun": False, "entries": len(record.entries)}
    brief = Brief.of(record, engine, at, narrative=narrative)
    found: Data = {
        **_heading(brief),
        **_amended(brief),
        "path": _path(brief),
        "times": _times(brief),
        "episodes": _episodes(brief),
        **_goals(brief),
        **_agreements(brief),
        "tried": [_tried(brief, one) for one in tried] if isinstance(record, CaseRecord) else [],
        **_judged(brief),
        "recording": _recording(brief),
    }
    return {**found, "narrative": _narrative(brief)} if narrative else found


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _occurred(brief: Brief, number: int | None) -> str | None:
    entry = brief.case.amended_entry(number) if number else None
    return None if entry is None else _moment(entry.occurred_at)


def _heading(brief: Brief) -> Data:
    case, track = brief.case, brief.case.track
    return {
        "case_id": case.id,
        "begun": True,
        "entries": len(brief.record.entries),
        "at": _moment(brief.at),
        "tz": case.tz,
        "client": {
            "kind": case.client.kind,
            "status": case.client.status,
            "needs_interpreter": case.client.needs_interpreter,
        },
        "status": "closed" if case.is_closed else "open",
        "phase": None if track is None else track.phase,
        "since": None if track is None else _moment(track.since),
        "paused_phase": None if track is None or track.paused is None else track.paused.phase,
        "opened_at": _moment(brief.case.episodes[0].began_at),
        "route": case.opened.route,
        "days_open": course.days_open(brief),
        "model": {"key": case.model.key, "version": case.model.version, "variant": case.model.variant},
        "policy": {"key": case.policy.key, "version": case.policy.version},
        "last_recorded_at": _moment(brief.record.entries[-1].recorded_at),
    }


def _amended(brief: Brief) -> Data:
    """Give the times of a view, and the ids of the entries that are not as they were first written."""
    record, dossier, families = brief.record, brief.dossier, brief.dossier.families
    known, happened = (record.known_by, record.happened_by) if isinstance(record, RecordView) else (None, None)
    return {
        "known_by": _moment(known),
        "happened_by": _moment(happened),
        "amended": {
            "corrected": [one.root.entry.id for one in families if one.is_corrected],
            "retracted": [one.root.entry.id for one in families if one.now is None],
            "added_to": [one.root.entry.id for one in families if one.is_added_to],
            "sealed": [dossier.pieces[number].entry.id for number in dossier.sealed],
        },
    }


def _path(brief: Brief) -> list[Data]:
    steps = measures.path(brief.record)
    return [
        {
            "number": step.number,
            "at": _moment(step.at),
            "model": step.model,
            "kind": step.kind,
            "from": step.from_,
            "to": step.to,
            "reason": _reason(brief, step.number),
        }
        for step in steps
    ]


def _reason(brief: Brief, number: int) -> str | None:
    """Give the coded reason of a move. One that is in no list may be personal: it is only said to be another."""
    entry = brief.case.amended_entry(number)
    if entry is None or not isinstance(entry.fact, PhaseChange) or not entry.fact.reason:
        return None
    return entry.fact.reason if brief.titles.is_coded(entry.fact.model, entry.fact.reason) else "other"


def _times(brief: Brief) -> list[Data]:
    found: list[Data] = []
    for model in measures.models_of(brief.record):
        until = brief.until if model in brief.case.tracks else None
        times = measures.track_times(brief.record, model, at=until)
        found.append(
            {
                "model": model,
                "seconds": dict(times.seconds),
                "calendar_days": dict(times.calendar_days),
                "visits": dict(times.visits),
                "returns": times.returns,
                "detours": times.detours,
            }
        )
    return found


def _episodes(brief: Brief) -> list[Data]:
    found: list[Data] = []
    for one in brief.case.episodes:
        kind: ClosureKind | None = one.closure.closure if one.closure else None
        initiator: Initiator | None = one.closure.initiator if one.closure else None
        reason = one.closure.reason if one.closure else ""
        found.append(
            {
                "number": one.number,
                "began_at": _moment(one.began_at),
                "ended_at": _moment(one.ended_at),
                "closure": kind,
                "initiator": initiator,
                "reason": (reason if words.is_closing_reason(reason) else "other") if reason else None,
            }
        )
    return found


def _goals(brief: Brief) -> Data:
    goals = [
        {
            "id": key,
            "status": goal.status,
            "weight": goal.goal.weight,
            "baseline": goal.goal.baseline,
            "level": goal.level,
            "rated_at": _occurred(brief, goal.rated),
        }
        for key, goal in brief.case.goals.items()
    ]
    counts = measures.goal_counts(brief.record)
    counted = {
        "total": counts.total,
        "active": counts.active,
        "ended": counts.ended,
        "rated": counts.rated,
        "attained": counts.attained,
    }
    return {"goals": goals, "goal_counts": counted, "attainment": _attainment(brief)}


def _attainment(brief: Brief) -> Data | None:
    try:
        reached = measures.attainment(brief.record, rho=brief.policy.rho)
    except BadValue:
        return None
    if reached is None:
        return None
    return {"t_baseline": reached.t_baseline, "t": reached.t, "change": reached.change, "rho": reached.rho}


def _agreements(brief: Brief) -> Data:
    case = brief.case
    crises = [
        {
            "id": key,
            "severity": one.crisis.severity,
            "came_up_at": _occurred(brief, one.opened),
            "stabilised_at": _occurred(brief, one.stabilised),
        }
        for key, one in case.crises.items()
    ]
    consents = [
        {
            "scope": scope,
            "status": one.status,
            "valid_until": None if one.valid_until is None else one.valid_until.isoformat(),
            "expired": one.expired_on(case.day(brief.until)),
        }
        for scope, one in case.consents.items()
    ]
    contract = case.contract
    review = None if contract is None or contract.review_date is None else contract.review_date.isoformat()
    referrals = [
        {"id": key, "service": one.referral.service, "status": one.status, "since": _occurred(brief, one.number)}
        for key, one in case.referrals.items()
    ]
    return {
        "crises": crises,
        "consents": consents,
        "contract": None if contract is None else {"review_date": review, "goals": list(contract.goals)},
        "referrals": referrals,
    }


# What the engine says --------------------------------------------------------------------------------------------


def _judged(brief: Brief) -> Data:
    """Give options and findings; of a view, or where the engine does not know model or policy, neither, and why."""
    if not isinstance(brief.record, CaseRecord):
        return {"options": None, "findings": None, "not_judged": judged.VIEW}
    try:
        options = [option_data(one) for one in brief.engine.options(brief.record, at=brief.at)]
        findings = [finding_data(one) for one in brief.engine.audit(brief.record)]
    except (UnknownModel, UnknownPolicy) as error:
        return {"options": None, "findings": None, "not_judged": str(error)}
    return {"options": options, "findings": findings, "not_judged": None}


def _tried(brief: Brief, tried: Tried) -> Data:
    said: Data = {"after": tried.after, "by": tried.step.by}
    if tried.after > len(brief.record.entries):
        return {**said, "answer": "not judged", "refusal": None}
    before = CaseRecord.of(brief.case.id, brief.record.entries[: tried.after])
    try:
        verdict = brief.engine.consider(before, tried.step)
    except CaseworkError:
        return {**said, "answer": "not judged", "refusal": None}
    if isinstance(verdict, Refused):
        return {**said, "answer": "refused", "refusal": refusal_data(verdict)}
    return {**said, "answer": "permitted", "refusal": None}


# How the record was kept -----------------------------------------------------------------------------------------


def _recording(brief: Brief) -> Data:
    record, counts = brief.record, measures.counts(brief.record)
    return {
        "late": {str(hours): list(measures.late(record, hours)) for hours in brief.policy.late_hours},
        "longest_lag_seconds": measures.longest_lag(record).total_seconds(),
        "contacts": counts.contacts,
        "follow_ups_held": counts.follow_ups_held,
        "incidents": [
            {"number": entry.number, "entry_id": entry.id, "incident": fact.incident, "about": list(fact.about)}
            for entry, fact in recording.incidents(brief)
        ],
    }


def _narrative(brief: Brief) -> list[Data]:
    found: list[Data] = []
    for entry in brief.record.with_amendments():
        told, shown = recording.own_words(brief, entry)
        own: list[dict[str, Any]] = [{"field": name or "text", "words": text} for name, text in shown]
        found.append(
            {
                "number": entry.number,
                "entry_id": entry.id,
                "kind": entry.fact.kind,
                "by": entry.by,
                "occurred_at": _moment(entry.occurred_at),
                "access": entry.access,
                "kept_back": bool(told and not shown),
                "amended_by": [one.number for one in recording.amended_by(brief, entry)],
                "own_words": own,
            }
        )
    return found
