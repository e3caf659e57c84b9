"""Replay case files (format casework-scenarios/1) through the public interface alone, and say what does not agree.

    python tests/scenario_file.py [FILE ...] [--records FOLDER]

Without a file, those in tests/data/cases are replayed. One line for each mismatch; exit 1 if there is any, 2 for wrong
use. `--records` also writes each record, and the steps tried on it, into a folder.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import casework_model as cm
from casework_model import codec, measures
from casework_model import facts as f

Json = Mapping[str, Any]
E = TypeVar("E")

ODD: Final = (cm.CaseworkError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What an odd case file may lead to: a mismatch of that case, and never the end of the run."""

CASES: Final = Path(__file__).parent / "data" / "cases"
FORMAT: Final = "casework-scenarios/1"


# From the words of a case file to the library's facts ----------------------------------------------------------------


def word(kind: Callable[[str], E], value: object, other: E) -> E:
    """Read a word of a closed list; a word that the list does not have is `other`."""
    try:
        return kind(str(value))
    except ValueError:
        return other


def maybe(kind: Callable[[str], E], value: object) -> E | None:
    """Read a word of a closed list; None for no word or one that the list does not have."""
    try:
        return kind(str(value))
    except ValueError:
        return None


def text(value: object) -> str:
    """Read a text; nothing is the empty text."""
    return "" if value is None else str(value)


def texts(value: object) -> tuple[str, ...]:
    """Read one text or a list of them."""
    if value is None or value == "":
        return ()
    return tuple(map(text, cast("list[object]", value))) if isinstance(value, list) else (text(value),)


def day(value: object) -> date | None:
    """Read a date; None where there is none or it cannot be read."""
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None


def moment(value: object) -> datetime | None:
    """Read a time as it stands, with or without a zone; None where it is missing or cannot be read."""
    try:
        return datetime.fromisoformat(text(value))
    except ValueError:
        return None


def truth(value: object) -> bool | None:
    """Read yes or no; None where nothing is said."""
    return None if value is None else bool(value)


def part(data: Json, key: str) -> Json:
    """Read a table within a table; an empty one where there is none."""
    found: Any = data.get(key)
    table: Json = found or {}
    return table


def several(value: object) -> tuple[str, ...]:
    """Read a list of words, also one written as "client, worker"."""
    return tuple(one.strip() for item in texts(value) for one in item.split(",") if one.strip())


def count(value: object) -> int:
    """Read a count, or count the items of a list."""
    if isinstance(value, list | dict):
        return len(cast("list[object]", value))
    return value if isinstance(value, int) else 0


LIMITS: Final = {
    "harm_to_self_or_others": (f.ConfidentialityLimit.HARM_TO_SELF, f.ConfidentialityLimit.HARM_TO_OTHERS),
    "abuse_of_vulnerable_adult": (f.ConfidentialityLimit.VULNERABLE_ADULT,),
    "court_report": (f.ConfidentialityLimit.COURT_ORDER,),
}
DECISIONS: Final = {"ineligible": f.Decision.NOT_ELIGIBLE, "rejected": f.Decision.NOT_ELIGIBLE}
SENT: Final = {"sent": f.ReferralStatus.REQUESTED}
EDGES: Final = {kind.value: kind for kind in cm.MoveKind}


def limits(value: object) -> tuple[f.ConfidentialityLimit, ...]:
    """Read the limits of confidentiality."""
    found = (
        LIMITS.get(one) or (word(f.ConfidentialityLimit, one, f.ConfidentialityLimit.OTHER),) for one in texts(value)
    )
    return tuple(limit for several in found for limit in several)


def risks(areas: Json) -> tuple[f.RiskFinding, ...]:
    """Read areas of risk with their levels."""
    found: list[f.RiskFinding] = []
    for name, level in areas.items():
        area = word(f.RiskArea, name, f.RiskArea.OTHER)
        named = text(name) if area is f.RiskArea.OTHER else ""
        found.append(f.RiskFinding(area=area, level=word(f.RiskLevel, level, f.RiskLevel.MODERATE), named=named))
    return tuple(found)


def goal(data: Json, narrative: str) -> f.Goal:
    """Read a goal; its statement is its own, or the text of the entry."""
    told = data.get("gas_scale")
    listed = cast("list[object]", told) if isinstance(told, list) else []
    by_level = {str(level): meaning for level, meaning in zip(range(-2, 3), listed, strict=False)}
    by_level.update({} if listed else part(data, "gas_scale"))
    scale = tuple(f.ScaleStep(level=int(level), meaning=text(meaning)) for level, meaning in by_level.items())
    given = {key: data[key] for key in ("weight", "baseline") if data.get(key) is not None}
    return f.Goal(
        id=text(data.get("goal")),
        statement=text(data.get("statement") or narrative),
        measure=text(data.get("measure")),
        baseline_value=text(data.get("baseline_value")),
        target=text(data.get("target")),
        target_date=day(data.get("target_date")),
        scale=scale,
        agreed=bool(data.get("agreed")),
        agreed_by=several(data.get("agreed_by")),
        required_by_mandate=bool(data.get("required_by_mandate")),
        **given,
    )


def transition(data: Json) -> f.PhaseChange:
    """Read a move. A kind of edge that no model knows leads to a phase that none has, and is judged as such."""
    edge, to = text(data.get("edge")), text(data.get("to"))
    return f.PhaseChange(
        model=text(data.get("model")),
        from_=text(data.get("from")),
        to=to if edge in EDGES else f"{to} by {edge}",
        move=EDGES.get(edge, cm.MoveKind.FORWARD),
        reason=text(data.get("reason")),
    )


def initiator(value: object) -> f.Initiator | None:
    """Read who began an ending; None where nobody is named."""
    return word(f.Initiator, value, f.Initiator.OTHER) if text(value).strip() else None


def closed(data: Json) -> f.Closure:
    """Read a closing."""
    return f.Closure(
        closure=word(f.ClosureKind, data.get("closure"), f.ClosureKind.OTHER),
        initiator=initiator(data.get("initiator")),
        reason=text(data.get("reason")),
        receiving=text(data.get("receiving")),
        unfinished=texts(data.get("unfinished")),
    )


def consent(data: Json) -> f.Consent:
    """Read a consent."""
    return f.Consent(
        scopes=texts(data.get("scope")),
        status=f.ConsentStatus(text(data.get("status"))),
        given_by=text(data.get("given_by") or "client"),
        valid_until=day(data.get("valid_until")),
        via_interpreter=bool(data.get("via_interpreter")),
        assent=truth(data.get("assent")),
    )


def evaluation(data: Json) -> f.Evaluation:
    """Read an evaluation."""
    ratings = tuple(f.Rating(goal=text(key), level=level) for key, level in part(data, "ratings").items())
    return f.Evaluation(
        evaluation=f.EvaluationKind(text(data.get("type"))),
        ratings=ratings,
        client_feedback=bool(data.get("client_feedback")),
        decision=word(f.EvaluationDecision, data["decision"], f.EvaluationDecision.OTHER)
        if data.get("decision")
        else None,
        participants=texts(data.get("participants")),
    )


def referral_status(value: object) -> f.ReferralStatus:
    """Read the status of a referral."""
    return SENT.get(text(value)) or word(f.ReferralStatus, value, f.ReferralStatus.REQUESTED)


def domain(value: object) -> f.ProblemDomain:
    """Read the domain of a problem."""
    return word(f.ProblemDomain, value, f.ProblemDomain.OTHER)


SIMPLE: Final[dict[str, Callable[[Json], f.Fact]]] = {
    "transition": transition,
    "closed": closed,
    "consent": consent,
    "evaluation": evaluation,
    "note": lambda _: f.Note(),
    "closing_summary": lambda _: f.ClosingSummary(),
    "reopened": lambda d: f.Reopening(entry_phase=text(d.get("entry_phase") or "intake"), reason=text(d.get("reason"))),
    "confidentiality_explained": lambda d: f.ConfidentialityExplained(
        limits=limits(d.get("limits")), to=text(d.get("to") or "client")
    ),
    "mandate_notice": lambda d: f.MandateNotice(
        authority=text(d.get("authority")),
        non_negotiable=texts(d.get("non_negotiable")),
        negotiable=texts(d.get("negotiable")),
        right_to_refuse_explained=truth(d.get("right_to_refuse_explained")),
    ),
    "eligibility": lambda d: f.Eligibility(
        decision=DECISIONS.get(text(d.get("decision"))) or word(f.Decision, d.get("decision"), f.Decision.NOT_ELIGIBLE),
        reason=text(d.get("reason")),
    ),
    "presenting_problem": lambda d: f.PresentingProblem(domain=domain(d.get("domain")), id=text(d.get("problem"))),
    "assessment_item": lambda d: f.AssessmentItem(
        item=word(f.ItemKind, d.get("item_kind"), f.ItemKind.OTHER),
        about=maybe(f.About, d.get("about")),
        domain=domain(d.get("domain")),
    ),
    "observation": lambda d: f.Observation(
        observed=word(f.ObservationKind, d.get("observation_kind"), f.ObservationKind.OTHER),
        non_verbal=bool(d.get("non_verbal")),
    ),
    "genogram": lambda d: f.GenogramDrawn(people=count(d.get("people"))),
    "ecomap": lambda d: f.EcoMapDrawn(ties=count(d.get("ties"))),
    "strength": lambda d: f.Strength(
        strength=word(f.StrengthKind, d.get("strength_kind"), f.StrengthKind.OTHER),
        locus=word(f.Locus, d.get("locus"), f.Locus.INTERNAL),
    ),
    "hypothesis": lambda d: f.WorkingHypothesis(formed_with=texts(d.get("formed_with"))),
    "risk_assessment": lambda d: f.RiskAssessment(
        findings=risks(part(d, "areas")),
        level=maybe(f.RiskLevel, d.get("level")),
        safety=maybe(f.SafetyDecision, d.get("safety")),
    ),
    "crisis": lambda d: f.Crisis(
        id=text(d.get("crisis")),
        crisis=text(d.get("crisis_kind")),
        severity=word(f.Severity, d.get("severity"), f.Severity.ACUTE),
    ),
    "stabilised": lambda d: f.Stabilised(crisis=text(d.get("crisis")), basis=text(d.get("basis"))),
    "safety_plan": lambda d: f.SafetyPlan(review=day(d.get("review"))),
    "collateral": lambda d: f.CollateralContact(
        contact_with=text(d.get("contact_with")), scope=text(d.get("scope")), legal_basis=text(d.get("legal_basis"))
    ),
    "disclosure": lambda d: f.Disclosure(
        receiver=text(d.get("receiver")), scope=text(d.get("scope")), legal_basis=text(d.get("legal_basis"))
    ),
    "interpreter": lambda d: f.Interpreter(language=text(d.get("language")), qualified=truth(d.get("qualified"))),
    "goal_change": lambda d: f.GoalChange(
        goal=text(d.get("goal")), outcome=f.GoalOutcome(text(d.get("status"))), reason=text(d.get("reason"))
    ),
    "task": lambda d: f.Task(
        goal=text(d.get("goal")), who=", ".join(several(d.get("who"))), what=text(d.get("what")), due=day(d.get("due"))
    ),
    "contract": lambda d: f.Contract(
        goals=texts(d.get("goals")),
        agreed_by=several(d.get("agreed_by")),
        review_date=day(d.get("review_date")),
        via_interpreter=bool(d.get("via_interpreter")),
    ),
    "intervention": lambda d: f.Intervention(
        intervention=word(f.InterventionKind, d.get("type"), f.InterventionKind.OTHER),
        goals=texts(d.get("goals")),
        participants=texts(d.get("participants")),
    ),
    "progress": lambda d: f.ProgressNote(goal=text(d.get("goal")), level=d.get("level")),  # type: ignore[arg-type]
    "referral": lambda d: f.Referral(
        id=text(d.get("referral")),
        to=text(d.get("to")),
        service=word(f.ServiceType, d.get("service"), f.ServiceType.OTHER),
        status=referral_status(d.get("status")),
    ),
    "referral_update": lambda d: f.ReferralUpdate(
        referral=text(d.get("referral")), status=referral_status(d.get("status"))
    ),
    "termination_review": lambda d: f.TerminationReview(participants=texts(d.get("participants"))),
    "maintenance_plan": lambda d: f.MaintenancePlan(
        challenges=texts(d.get("challenges")),
        supports=texts(d.get("supports")),
        triggers=texts(d.get("triggers")),
        strategies=texts(d.get("strategies")),
    ),
    "follow_up": lambda d: f.FollowUp(
        due=day(d.get("due")),
        held=bool(d.get("held")),
        outcome=word(f.FollowUpOutcome, d["outcome"], f.FollowUpOutcome.OTHER) if d.get("outcome") else None,
    ),
    "worker_change": lambda d: f.WorkerChange(
        from_worker=text(d.get("from")), to_worker=text(d.get("to")), reason=text(d.get("reason"))
    ),
    "contact": lambda d: f.Contact(mode=maybe(f.ContactMode, d.get("mode")), participants=texts(d.get("participants"))),
    "addendum": lambda d: f.Addendum(
        target=text(d.get("target")), reason=text(d.get("reason")), replaces=text(d.get("corrects"))
    ),
    "access": lambda d: f.Access(
        reader=text(d.get("reader")), purpose=text(d.get("purpose")), denied=bool(d.get("denied"))
    ),
    "incident": lambda d: f.Incident(
        incident=word(f.IncidentKind, d.get("incident_kind"), f.IncidentKind.OTHER),
        about=texts(d.get("about")),
        reported_to=text(d.get("reported_to")),
    ),
}


def fact_of(step: Json, opened: f.CaseOpened) -> f.Fact:
    """Read the fact of a step. A second opening is the first one again."""
    data = part(step, "data")
    if step["kind"] == "goal":
        return goal(data, text(step.get("text")))
    if step["kind"] == "case_opened":
        return opened
    return SIMPLE[step["kind"]](data)


def step_of(step: Json, opened: f.CaseOpened) -> cm.Step:
    """Read what somebody asks to do."""
    by, data = text(step.get("by")), part(step, "data")
    match step["kind"]:
        case "edit":
            return cm.Edit(target=text(data.get("target")), by=by)
        case "delete":
            return cm.Delete(target=text(data.get("target")), by=by)
        case "read":
            return cm.Read(by=by, at=moment(step.get("occurred_at")), purpose=text(data.get("purpose")))
        case _:
            return cm.Write(
                fact=fact_of(step, opened),
                by=by,
                occurred_at=moment(step.get("occurred_at")),
                recorded_at=moment(step.get("recorded_at")),
                text=text(step.get("text")),
                id=text(step.get("id")),
            )


def opened_record(engine: cm.Engine, scenario: Json) -> cm.CaseRecord:
    """Open the case of a scenario: its first entry."""
    first, who = scenario["facts"][0], scenario["client"]
    client = cm.Client(
        id=scenario["id"].lower(),
        status=cm.ClientStatus(who["status"]),
        kind=cm.ClientKind(who.get("kind") or "individual"),
        label=text(who.get("label")),
        language=text(who.get("language")),
        needs_interpreter=bool(who.get("needs_interpreter")),
    )
    return engine.open(
        client=client,
        case_id=scenario["id"],
        tz=scenario["tz"],
        by=text(first.get("by")),
        occurred_at=moment(first["occurred_at"]),
        recorded_at=moment(first["recorded_at"]),
        route=word(f.ContactRoute, part(first, "data").get("route"), f.ContactRoute.OTHER),
        linear=scenario["variant"] == "linear",
        authorised=texts(scenario.get("authorised")),
        text=text(first.get("text")),
        entry_id=text(first.get("id")),
    )


# Replaying -----------------------------------------------------------------------------------------------------------


class Replay:
    """One scenario, replayed. `mismatches` holds a line for everything that does not agree."""

    def __init__(self, scenario: Json) -> None:
        self.scenario = scenario
        self.mismatches: list[str] = []
        self.tried: list[codec.Tried] = []
        self.facts = self.refused = 0

    def say(self, what: str) -> None:
        """Note one mismatch."""
        self.mismatches.append(f"{self.scenario['id']}: {what}")

    def same(self, what: str, found: object, expected: object) -> None:
        """Compare one value."""
        if found != expected:
            self.say(f"{what} is {found!r}, expected {expected!r}")

    def close(self, what: str, found: float | None, expected: float | None) -> None:
        """Compare one number that the case file gives with two decimals."""
        if found is None or expected is None:
            self.same(what, found, expected)
        elif abs(round(found, 2) - expected) > 1e-9:
            self.say(f"{what} is {found:.4f}, expected {expected}")

    def run(self) -> cm.CaseRecord | None:
        """Replay every fact and every step tried, then compare path and numbers."""
        engine = cm.Engine()
        attempts: dict[str, list[Json]] = {}
        for attempt in self.scenario.get("attempts") or ():
            attempts.setdefault(text(attempt.get("after")), []).append(attempt)
        record: cm.CaseRecord | None = None
        for step in self.scenario["facts"]:
            record = self.fact(engine, record, step)
            if record is None:
                return None
            for attempt in attempts.pop(text(step.get("id")), ()):
                self.attempt(engine, record, attempt)
        for left in attempts.values():
            self.mismatches += [f"{self.scenario['id']}: attempt {one['id']} follows no fact" for one in left]
        if record is not None:
            try:
                self.compare(record)
            except ODD as error:
                self.say(f"expected numbers cannot be compared: {type(error).__name__}: {error}")
            self.survives(record)
            self.same("findings of an audit", [str(finding) for finding in engine.audit(record)], [])
        return record

    def fact(self, engine: cm.Engine, record: cm.CaseRecord | None, step: Json) -> cm.CaseRecord | None:
        """Write one fact that must be accepted; a case that cannot even be opened gives None."""
        try:
            if record is None:
                record = opened_record(engine, self.scenario)
            else:
                record = engine.write(record, step_of(step, record.case.opened))
            self.facts += 1
        except ODD as error:
            self.say(f"fact {step.get('id')} ({step.get('kind')}) is not accepted: {error}")
        return record

    def attempt(self, engine: cm.Engine, record: cm.CaseRecord, attempt: Json) -> None:
        """Try a step that must be refused, with all its rules and no others, and see that nothing changed."""
        name = f"attempt {attempt['id']}"
        before, case_before = codec.dumps(record), record.case
        try:
            step = step_of(attempt["step"], record.case.opened)
            verdict = engine.consider(record, step)
        except ODD as error:
            self.say(f"{name} is no step: {error}")
            return
        self.tried.append(codec.Tried(after=len(record.entries), step=step))
        if not isinstance(verdict, cm.Refused):
            self.say(f"{name} is permitted, expected {sorted(attempt['refused_by'])}")
            return
        self.refused += 1
        self.same(f"{name} refused by", sorted(verdict.codes), sorted(attempt["refused_by"]))
        primary = attempt.get("primary")
        if primary is not None and primary not in verdict.codes:
            self.say(f"{name} does not name {primary}")
        try:
            engine.write(record, step)
            self.say(f"{name} is refused when considered and accepted when written")
        except cm.StepRefused as refused:
            self.same(f"{name} as written", refused.refusal, verdict)
        if codec.dumps(record) != before or record.case != case_before:
            self.say(f"{name} changed the record")

    def survives(self, record: cm.CaseRecord) -> None:
        """See that the record is the same after it was kept in a file."""
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / "record.jsonl"
            codec.dump(record, kept)
            again = codec.load(kept)
        self.same("the record after dump and load", again == record and again.case == record.case, expected=True)
        self.same("the text after dump and load", codec.dumps(again), codec.dumps(record))

    def compare(self, record: cm.CaseRecord) -> None:
        """Compare path and numbers."""
        expected = part(self.scenario, "expected")
        found: dict[str, list[list[str]]] = {}
        for step in measures.path(record):
            found.setdefault(step.model, []).append([step.kind, step.to])
        if "phase_path" in expected:
            self.same("phase_path", found, expected["phase_path"])
        listed = {one["attempt"]: sorted(one.get("rules", ())) for one in expected.get("refusals") or ()}
        told = {one["id"]: sorted(one["refused_by"]) for one in self.scenario.get("attempts", ())}
        if listed:
            self.same("the file's two lists of refusals", told, listed)
        numbers = part(expected, "numbers")
        for model, track in part(numbers, "tracks").items():
            self.compare_track(record, model, track)
        self.compare_goals(record, numbers)
        self.compare_counts(record, numbers)

    def compare_track(self, record: cm.CaseRecord, model: str, expected: Json) -> None:
        """Compare where the time of one track went."""
        times = measures.track_times(record, model)
        tables: tuple[tuple[str, Mapping[str, float]], ...] = (
            ("seconds_per_phase", times.seconds),
            ("days_per_phase", times.days),
            ("calendar_days_per_phase", times.calendar_days),
            ("visits_per_phase", times.visits),
        )
        for name, table in tables:
            for phase in {**expected[name], **table} if name in expected else ():
                self.close(f"{model} {name} {phase}", table.get(phase, 0), expected[name].get(phase, 0))
        stands = [stay for stay in measures.stays(record) if stay.model == model and stay.ended_at is None]
        told = expected.get(
            "open_phase"
        )  # of a detour, a file may name the phase or the key under which its time counts
        open_phase = told if stands and told == stands[-1].key else times.open_phase
        singles: tuple[tuple[str, object], ...] = (
            ("returns", times.returns),
            ("return_edges", [list(edge) for edge in times.return_edges]),
            ("detours", times.detours),
            ("open_phase", open_phase),
        )
        for name, value in singles:
            if name in expected:
                self.same(f"{model} {name}", value, expected[name])
        for name, seconds in (("detour_days", times.detour_seconds), ("total_days", times.total_seconds)):
            if name in expected:
                self.close(f"{model} {name}", seconds / measures.DAY, expected[name])

    def compare_goals(self, record: cm.CaseRecord, numbers: Json) -> None:
        """Compare counts of goals and the T-score."""
        counted = measures.goal_counts(record)
        found = {
            "total": counted.total,
            "active_at_end": counted.active,
            "replaced_or_withdrawn": counted.ended,
            "rated": counted.rated,
            "attained": counted.attained,
            "not_attained": counted.not_attained,
        }
        for name, value in part(numbers, "goals").items():
            self.same(f"goals {name}", found.get(name), value)
        if "gas" not in numbers:
            return
        gas: Any = numbers["gas"]
        got = measures.attainment(record, rho=part(numbers, "gas").get("rho", 0.3))
        if gas is None or got is None:
            self.same("gas", got, gas)
            return
        for name, table in (("levels", got.levels), ("weights", got.weights), ("baselines", got.baselines)):
            if name in gas:
                self.same(f"gas {name}", dict(table), gas[name])
        for name, value in (("T", got.t), ("T_baseline", got.t_baseline), ("T_change", got.change)):
            if name in gas:
                self.close(f"gas {name}", value, gas[name])

    def compare_counts(self, record: cm.CaseRecord, numbers: Json) -> None:
        """Compare lateness and what is counted."""
        for hours, ids in part(numbers, "late").items():
            self.same(f"late more than {hours} h", list(measures.late(record, float(hours))), ids)
        if "max_lag_hours" in numbers:
            longest = measures.longest_lag(record).total_seconds() / 3600
            self.close("max_lag_hours", longest, numbers["max_lag_hours"])
        counted = measures.counts(record)
        found = {
            "facts": counted.entries,
            "episodes": counted.episodes,
            "crises": counted.crises,
            "contacts": counted.contacts,
            "follow_ups_held": counted.follow_ups_held,
        }
        for name, value in found.items():
            if name in numbers:
                self.same(name, value, numbers[name])
        if "closures" in numbers:
            self.compare_closures(counted.closures, numbers["closures"])

    def compare_closures(self, found: Sequence[tuple[datetime, f.Closure]], expected: Sequence[Json]) -> None:
        """Compare the closings: their times as instants, and what the file says of each."""
        self.same("number of closures", len(found), len(expected))
        for (at, one), told in zip(found, expected, strict=False):
            said = {
                "at": moment(told.get("at")) == at,
                "closure": one.closure.value == told.get("closure"),
                "initiator": one.initiator == initiator(told.get("initiator")),
                "reason": one.reason == text(told.get("reason")),
            }
            for name, agrees in said.items():
                if name in told and not agrees:
                    self.say(f"{name} of the closing at {at.isoformat()} is not {told[name]!r}")


def scenarios(file: Path) -> Iterator[Json]:
    """Give the scenarios of a file."""
    document = json.loads(file.read_text(encoding="utf-8"))
    if document.get("format") != FORMAT:
        msg = f"{file}: this is not a case file of the format {FORMAT}"
        raise ValueError(msg)
    yield from document["scenarios"]


def main(arguments: Sequence[str]) -> int:
    """Replay the files named, print what does not agree, and give the exit code."""
    parser = argparse.ArgumentParser(description="Replay case files through the public interface.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--records", type=Path, metavar="FOLDER", help="write the records into this folder as well")
    options = parser.parse_args(arguments)
    mismatches: list[str] = []
    replayed = facts = refused = 0
    for file in options.files or sorted(CASES.glob("*.json")):
        try:
            replays = [Replay(scenario) for scenario in scenarios(file)]
        except (OSError, ValueError, KeyError) as error:
            print(f"{file}: cannot be read as a case file: {error}")
            return 2
        for replay in replays:
            record = replay.run()
            replayed, facts, refused = replayed + 1, facts + replay.facts, refused + replay.refused
            mismatches += replay.mismatches
            if options.records and record is not None:
                options.records.mkdir(parents=True, exist_ok=True)
                codec.dump(record, options.records / f"{record.case_id}.jsonl")
                if replay.tried:
                    codec.dump_steps(
                        tuple(replay.tried), options.records / f"{record.case_id}.tried.jsonl", case_id=record.case_id
                    )
    for line in mismatches:
        print(line)
    print(f"{replayed} cases, {facts} facts, {refused} refused steps, {len(mismatches)} mismatches")
    return 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
