"""Replay case files (format casework-scenarios/1) through the public interface alone, and say what does not agree.

    python tests/scenario_file.py [FILE ...] [--records FOLDER]

Without a file, those in tests/data/cases are replayed. One line for each mismatch; exit 1 if there is any, 2 for wrong
use or where a file is no case file. What a file leaves out is not judged; what it holds must be as the README of the
case files says. `--records` also writes each record, and the steps tried on it, into a folder.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeGuard, TypeVar
from urllib.parse import quote

from attrs import evolve

import casework_model as cm
from casework_model import codec, measures
from casework_model import facts as f

Json = Mapping[str, Any]
E = TypeVar("E")
W = TypeVar("W", bound=StrEnum)
P = ParamSpec("P")
T = TypeVar("T")

ODD: Final = (cm.CaseworkError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What an odd case file may lead to: a mismatch of that case, and never the end of the run."""

CASES: Final = Path(__file__).parent / "data" / "cases"
FORMAT: Final = "casework-scenarios/1"

FIELDS: Final = ("id", "tz", "variant", "client", "authorised", "facts", "attempts", "expected")
EXPECTED: Final = ("phase_path", "refusals", "wording_flags", "numbers")
TABLES: Final = ("seconds_per_phase", "days_per_phase", "calendar_days_per_phase", "visits_per_phase")
TRACK: Final = (*TABLES, "returns", "return_edges", "detours", "detour_days", "total_days", "open_phase")
GAS: Final = ("levels", "weights", "baselines", "rho", "T", "T_baseline", "T_change")
GOALS: Final = ("total", "active_at_end", "replaced_or_withdrawn", "rated", "attained", "not_attained")
COUNTS: Final = ("facts", "episodes", "crises", "contacts", "follow_ups_held")
NUMBERS: Final = ("tracks", "goals", "gas", "late", "max_lag_hours", "closures", *COUNTS)
CLOSING: Final = ("at", "closure", "initiator", "reason", "receiving", "unfinished")


# What is wrong with a case file, in words ----------------------------------------------------------------------------


def odd(where: str, problem: str, remedy: str) -> cm.BadValue:
    """Say what is wrong at one place of a case file, and what would put it right."""
    return cm.BadValue(cm.Fault(where=where, problem=problem, remedy=remedy))


def worded(error: Exception) -> str:
    """Give the text of an error; one that is not the library's says its kind as well."""
    return str(error) if isinstance(error, cm.CaseworkError) else f"{type(error).__name__}: {error}"


def shape(value: object) -> str:
    """Say of what shape something is."""
    if isinstance(value, bool | int | float):
        return "true or false" if isinstance(value, bool) else "a number"
    if isinstance(value, str):
        return "a text"
    return "a table" if is_table(value) else "a list" if is_list(value) else "nothing"


def is_table(value: object) -> TypeGuard[Json]:
    """Whether it is a table."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether it is a list."""
    return isinstance(value, list)


def table(value: object, where: str, remedy: str = "Write {} for none") -> Json:
    """Read a table that must be one."""
    if not is_table(value):
        raise odd(where, f"{shape(value)} is given where a table is wanted", remedy)
    return value


def listing(value: object, where: str, remedy: str = "Write [] for none") -> Sequence[Any]:
    """Read a list that must be one."""
    if not is_list(value):
        raise odd(where, f"{shape(value)} is given where a list is wanted", remedy)
    return value


def words(data: Json, key: str, where: str, remedy: str) -> str:
    """Read a text that must be there."""
    value = data.get(key)
    if value is None or value == "":
        raise odd(where, "it is missing", remedy)
    if not isinstance(value, str):
        raise odd(where, f"{shape(value)} is given where a text is wanted", remedy)
    return value


def among(where: str, value: object, known: Collection[str]) -> str:
    """Read a word that must be one of those known."""
    if isinstance(value, str) and value in known:
        return value
    near = get_close_matches(text(value).lower(), known, n=1)
    problem = f"{value!r} is not known here" if text(value) else "it is missing"
    several = f"Write one of: {', '.join(known)}" if len(known) < 20 else "The README of the case files has those known"
    raise odd(where, problem, f'Perhaps "{near[0]}" is meant' if near else several)


def member(kind: type[W], value: object, where: str) -> W:
    """Read a word of a closed list that must be one of it."""
    return kind(among(where, value, [one.value for one in kind]))


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
    return tuple(map(text, value)) if is_list(value) else (text(value),)


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


def part(data: Json, key: str, where: str = "") -> Json:
    """Read a table within a table; an empty one where there is none."""
    found: object = data.get(key)
    is_empty = found is None or found in ("", [], {})
    return {} if is_empty else table(found, where or key, 'Write it as {"name": 1}')


def several(value: object) -> tuple[str, ...]:
    """Read a list of words, also one written as "client, worker"."""
    return tuple(one.strip() for item in texts(value) for one in item.split(",") if one.strip())


def count(value: object) -> int:
    """Read a count, or count the items of a list."""
    if is_list(value) or is_table(value):
        return len(value)
    return value if isinstance(value, int) else 0


LIMITS: Final = {
    "harm_to_self_or_others": (f.ConfidentialityLimit.HARM_TO_SELF, f.ConfidentialityLimit.HARM_TO_OTHERS),
    "abuse_of_vulnerable_adult": (f.ConfidentialityLimit.VULNERABLE_ADULT,),
    "court_report": (f.ConfidentialityLimit.COURT_ORDER,),
}
DECISIONS: Final = {"ineligible": f.Decision.NOT_ELIGIBLE, "rejected": f.Decision.NOT_ELIGIBLE}
SENT: Final = {"sent": f.ReferralStatus.REQUESTED}
LEVELS: Final = ("-2", "-1", "0", "1", "2")
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


def scale_of(data: Json) -> tuple[f.ScaleStep, ...]:
    """Read what each level of a goal means: a table by level, or a list from -2 on."""
    told: object = data.get("gas_scale")
    by_level = dict(zip(LEVELS, told, strict=False)) if is_list(told) else part(data, "gas_scale")
    found: list[f.ScaleStep] = []
    for level, meaning in by_level.items():
        if level.removeprefix("+") not in LEVELS:
            raise odd("gas_scale", f"{level!r} is no level", "Write the levels -2, -1, 0, 1 and 2")
        found.append(f.ScaleStep(level=int(level), meaning=text(meaning)))
    return tuple(found)


def goal(data: Json, narrative: str) -> f.Goal:
    """Read a goal; its statement is its own, or the text of the entry."""
    given = {key: data[key] for key in ("weight", "baseline") if data.get(key) is not None}
    return f.Goal(
        id=text(data.get("goal")),
        statement=text(data.get("statement") or narrative),
        measure=text(data.get("measure")),
        baseline_value=text(data.get("baseline_value")),
        target=text(data.get("target")),
        target_date=day(data.get("target_date")),
        scale=scale_of(data),
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
        status=member(f.ConsentStatus, data.get("status"), "status"),
        given_by=text(data.get("given_by") or "client"),
        valid_until=day(data.get("valid_until")),
        via_interpreter=bool(data.get("via_interpreter")),
        assent=truth(data.get("assent")),
    )


def evaluation(data: Json) -> f.Evaluation:
    """Read an evaluation."""
    ratings = tuple(f.Rating(goal=text(key), level=level) for key, level in part(data, "ratings").items())
    return f.Evaluation(
        evaluation=member(f.EvaluationKind, data.get("type"), "type"),
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
        goal=text(d.get("goal")),
        outcome=member(f.GoalOutcome, d.get("status"), "status"),
        reason=text(d.get("reason")),
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
    "progress": lambda d: f.ProgressNote(goal=text(d.get("goal")), level=d.get("level")),  # type: ignore[arg-type]  # judged by the rules, whatever it is
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


TRIED: Final = ("edit", "delete", "read")
"""What may be tried and is never a fact."""

KINDS: Final = ("case_opened", "goal", *SIMPLE, *TRIED)


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
    match among("kind", step.get("kind"), KINDS):
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


def client_of(scenario: Json) -> cm.Client:
    """Read the client of a scenario."""
    who = table(scenario.get("client"), "client", "Give its label, kind and status")
    return cm.Client(
        id=text(scenario.get("id")).lower(),
        status=member(cm.ClientStatus, who.get("status"), "client.status"),
        kind=member(cm.ClientKind, who.get("kind") or "individual", "client.kind"),
        label=text(who.get("label")),
        language=text(who.get("language")),
        needs_interpreter=bool(who.get("needs_interpreter")),
    )


def opened_record(engine: cm.Engine, scenario: Json) -> cm.CaseRecord:
    """Open the case of a scenario: its first entry."""
    first, remedy = scenario["facts"][0], "List the workers who may read the record"
    authorised = tuple(map(text, listing(scenario.get("authorised", []), "authorised", remedy)))
    record = engine.open(
        client=client_of(scenario),
        case_id=words(scenario, "id", "id", "Give each scenario an id of its own"),
        tz=words(scenario, "tz", "tz", "Give the IANA zone of the case, such as Europe/Berlin"),
        by=text(first.get("by")),
        occurred_at=moment(first.get("occurred_at")),
        recorded_at=moment(first.get("recorded_at")),
        route=word(f.ContactRoute, part(first, "data", "data of case_opened").get("route"), f.ContactRoute.OTHER),
        linear=among("variant", scenario.get("variant"), ("linear", "iterative")) == "linear",
        text=text(first.get("text")),
        entry_id=text(first.get("id")),
    )
    return for_those(record, authorised) if authorised else record


def for_those(record: cm.CaseRecord, authorised: tuple[str, ...]) -> cm.CaseRecord:
    """Give a record just opened to exactly the workers listed: `open` adds whoever opens the case."""
    entry, opened = record.entries[0], record.case.opened
    exact = evolve(opened, authorised=tuple(dict.fromkeys(authorised)))
    return cm.CaseRecord.of(record.case_id, (evolve(entry, fact=exact),))


def facts_of(scenario: Json) -> Sequence[Any]:
    """Give the facts of a scenario: at least the one that opens the case."""
    remedy = "Begin with case_opened, which opens the case"
    facts = listing(scenario.get("facts"), "facts", remedy)
    if not facts:
        raise odd("facts", "there is none", remedy)
    first = table(facts[0], "fact 1", remedy)
    if first.get("kind") != "case_opened":
        raise odd(f"fact {text(first.get('id')) or 1}", f"the first fact is of kind {first.get('kind')!r}", remedy)
    return facts


def misspelt(scenario: Json) -> Iterator[cm.BadValue]:
    """Find fields that look like one that is left out. Others are labels, and nothing is asked of them."""
    left_out = [name for name in FIELDS if name not in scenario]
    for key in scenario:
        near = get_close_matches(key.lower(), left_out, n=1, cutoff=0.8)
        if near and key not in FIELDS:
            yield odd("the scenario", f"the field {key!r} is not known here", f'Perhaps "{near[0]}" is meant')


def sound_attempt(given: object, place: str, ids: Collection[str]) -> Json:
    """Read an attempt that can be tried."""
    attempt = table(given, place, "Give after, step and refused_by")
    name = text(attempt.get("id")) or place  # an id is needed by expected.refusals alone
    after, remedy = text(attempt.get("after")), "Name the fact after which the step is tried"
    if not after or after not in ids:
        raise odd(f"attempt {name}", f"no fact has the id {after!r}" if after else "it follows no fact", remedy)
    table(attempt.get("step"), f"step of attempt {name}", "Write what is tried, as a fact is written")
    remedy = "List every rule that the step breaks"
    if not listing(attempt.get("refused_by"), f"refused_by of attempt {name}", remedy):
        raise odd(f"refused_by of attempt {name}", "it names no rule", remedy)
    return {**attempt, "id": name}


# Replaying -----------------------------------------------------------------------------------------------------------


class Replay:
    """One scenario, replayed. `mismatches` holds a line for everything that does not agree.

    `place` names a scenario that has no id. `unjudged` holds the ids of entries with a wording fault: the library does
    not judge wording.
    """

    def __init__(self, scenario: object, place: str = "a scenario without id") -> None:
        self.given = scenario
        self.scenario: Json = scenario if is_table(scenario) else {}
        named = self.scenario.get("id")
        self.name = named if isinstance(named, str) and named else place
        self.mismatches: list[str] = []
        self.unjudged: list[str] = []
        self.attempts: list[Json] = []
        self.tried: list[codec.Tried] = []
        self.facts = self.refused = 0
        self.all_read = True

    def say(self, what: str) -> None:
        """Note one mismatch."""
        self.mismatches.append(f"{self.name}: {what}")

    def held(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T | None:
        """Do one part of the work; what is odd in it is one mismatch, gives None, and the rest goes on."""
        try:
            return work(*given, **named)
        except ODD as error:
            self.say(worded(error))
            return None

    def same(self, what: str, found: object, expected: object) -> None:
        """Compare one value."""
        if found != expected:
            self.say(f"{what} is {found!r}, expected {expected!r}")

    def close(self, what: str, found: float | None, expected: object) -> None:
        """Compare one number that the case file gives with two decimals."""
        if found is None or expected is None:
            self.same(what, found, expected)
        elif isinstance(expected, bool) or not isinstance(expected, int | float):
            self.say(f"{what} is {found:.4f}, expected {expected!r}, which is no number")
        elif not abs(round(found, 2) - expected) <= 1e-9:  # nor is it near what is not a number at all
            self.say(f"{what} is {found:.4f}, expected {expected}")

    def run(self) -> cm.CaseRecord | None:
        """Replay every fact and every step tried, then compare path and numbers; None where no case could be opened."""
        engine = cm.Engine()
        record = self.held(self.replayed, engine)
        if record is not None:
            self.held(self.compare, record)
            self.held(self.survives, record)
            self.held(self.audited, engine, record)
        return record

    def audited(self, engine: cm.Engine, record: cm.CaseRecord) -> None:
        """See that an audit finds nothing."""
        self.same("findings of an audit", [str(finding) for finding in engine.audit(record)], [])

    def replayed(self, engine: cm.Engine) -> cm.CaseRecord:
        """Open the case, write the facts and try the attempts."""
        scenario = table(self.given, "the scenario", "Give its id, facts and what is expected")
        for fault in misspelt(scenario):
            self.say(str(fault))
        facts = facts_of(scenario)
        record = opened_record(engine, scenario)
        self.facts = 1
        self.read_attempts(scenario, [text(fact.get("id")) for fact in facts if is_table(fact)])
        for number, step in enumerate(facts, start=1):
            record = self.held(self.fact, engine, record, step, number) or record
            for attempt in self.following(step):
                self.held(self.attempt, engine, record, attempt)
        return record

    def read_attempts(self, scenario: Json, ids: Sequence[str]) -> None:
        """Read the attempts; one that cannot be tried is a mismatch."""
        given = self.held(listing, scenario.get("attempts", []), "attempts")
        for number, one in enumerate(given or (), start=1):
            attempt = self.held(sound_attempt, one, f"attempt {number}", ids)
            self.attempts += [] if attempt is None else [attempt]
        self.all_read = given is not None and len(given) == len(self.attempts)

    def following(self, step: object) -> list[Json]:
        """Give the attempts that follow a fact."""
        after = text(step.get("id")) if is_table(step) else ""
        return [one for one in self.attempts if text(one.get("after")) == after]

    def fact(self, engine: cm.Engine, record: cm.CaseRecord, given: object, number: int) -> cm.CaseRecord:
        """Write one fact that must be accepted. The first is there since the case was opened."""
        step = table(given, f"fact {number}", "Give its id, kind, times, author, text and data")
        kind = text(step.get("kind"))
        name = f"fact {text(step.get('id')) or number} ({kind})"
        self.held(words, step, "id", f"id of {name}", "Give each fact an id of its own")
        if kind in TRIED:
            self.say(f"{name} is not accepted: it leaves no entry. Put it under attempts, or leave it out.")
        elif number > 1:
            try:
                record = engine.write(record, step_of(step, record.case.opened))
                self.facts += 1
            except ODD as error:
                self.say(f"{name} is not accepted: {worded(error)}")
        return record

    def attempt(self, engine: cm.Engine, record: cm.CaseRecord, attempt: Json) -> None:
        """Try a step that must be refused, with all its rules and no others, and see that nothing changed."""
        name = f"attempt {attempt['id']}"
        before, case_before = codec.dumps(record), record.case
        try:
            step = step_of(attempt["step"], record.case.opened)
            verdict = engine.consider(record, step)
        except ODD as error:
            self.say(f"{name} is no step: {worded(error)}")
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

    def known(self, data: Json, names: Collection[str], where: str) -> None:
        """See that nothing is expected of which nothing is known."""
        for key in data:
            self.held(among, where, key, names)

    def compare(self, record: cm.CaseRecord) -> None:
        """Compare path, refusals and numbers."""
        expected = table(self.scenario.get("expected", {}), "expected")
        self.known(expected, EXPECTED, "expected")
        found: dict[str, list[list[str]]] = {}
        for step in measures.path(record):
            found.setdefault(step.model, []).append([step.kind, step.to])
        if "phase_path" in expected:
            self.same("phase_path", found, expected["phase_path"])
        if "refusals" in expected:
            self.held(self.compare_refusals, expected["refusals"])
        flags = expected.get("wording_flags", {})
        self.unjudged += map(text, flags if is_list(flags) else self.held(table, flags, "expected.wording_flags") or ())
        self.held(self.compare_numbers, record, table(expected.get("numbers", {}), "expected.numbers"))

    def compare_refusals(self, refusals: object) -> None:
        """Compare the two lists of refusals that a file holds."""
        told = {text(one["id"]): sorted(one["refused_by"]) for one in self.attempts}
        listed: dict[str, list[str]] = {}
        for one in listing(refusals, "expected.refusals"):
            refusal = table(one, "expected.refusals", "Give attempt and rules of each")
            name = words(refusal, "attempt", "attempt in expected.refusals", "Name the attempt")
            listed[name] = sorted(listing(refusal.get("rules"), f"rules of {name} in expected.refusals"))
        if self.all_read:  # of an attempt that cannot be read all is said
            self.same("the file's two lists of refusals", told, listed)

    def compare_numbers(self, record: cm.CaseRecord, numbers: Json) -> None:
        """Compare the numbers, each group by itself."""
        self.known(numbers, NUMBERS, "expected.numbers")
        for model, track in (self.held(table, numbers.get("tracks", {}), "tracks of expected.numbers") or {}).items():
            self.held(self.compare_track, record, model, track)
        self.held(self.compare_goals, record, numbers.get("goals", {}))
        if "gas" in numbers:
            self.held(self.compare_gas, record, numbers["gas"])
        self.held(self.compare_late, record, numbers)
        self.held(self.compare_counts, record, numbers)

    def compare_track(self, record: cm.CaseRecord, model: str, given: object) -> None:
        """Compare where the time of one track went."""
        expected = table(given, f"{model} of expected.numbers")
        self.known(expected, TRACK, f"{model} of expected.numbers")
        times = measures.track_times(record, model)
        tables: tuple[Mapping[str, float], ...] = (times.seconds, times.days, times.calendar_days, times.visits)
        for name, found in zip(TABLES, tables, strict=True):
            if name in expected:
                self.held(self.compare_phases, f"{model} {name}", found, expected[name])
        stands = [stay for stay in measures.stays(record) if stay.model == model and stay.ended_at is None]
        told = expected.get("open_phase")  # of a detour it may be the phase, or the key under which its time counts
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

    def compare_phases(self, what: str, found: Mapping[str, float], given: object) -> None:
        """Compare a number for each phase of a track."""
        expected = table(given, what)
        for phase in {**expected, **found}:
            self.close(f"{what} {phase}", found.get(phase, 0), expected.get(phase, 0))

    def compare_goals(self, record: cm.CaseRecord, given: object) -> None:
        """Compare counts of goals."""
        expected = table(given, "goals of expected.numbers")
        self.known(expected, GOALS, "goals of expected.numbers")
        counted = measures.goal_counts(record)
        values = (counted.total, counted.active, counted.ended, counted.rated, counted.attained, counted.not_attained)
        for name, value in zip(GOALS, values, strict=True):
            if name in expected:
                self.same(f"goals {name}", value, expected[name])

    def compare_gas(self, record: cm.CaseRecord, given: object) -> None:
        """Compare the T-score; null where no goal has a formal rating."""
        remedy = "Write null where no goal is rated"
        gas: Json = {} if given is None else table(given, "gas of expected.numbers", remedy)
        self.known(gas, GAS, "gas of expected.numbers")
        rho = gas.get("rho", 0.3)
        if isinstance(rho, bool) or not isinstance(rho, int | float):
            raise odd("rho in gas of expected.numbers", f"{shape(rho)} is given where a number is wanted", "Write 0.3")
        got = measures.attainment(record, rho=rho)
        if given is None or got is None:
            self.same("gas", got, given)
            return
        for name, levels in (("levels", got.levels), ("weights", got.weights), ("baselines", got.baselines)):
            if name in gas:
                self.same(f"gas {name}", dict(levels), gas[name])
        for name, value in (("T", got.t), ("T_baseline", got.t_baseline), ("T_change", got.change)):
            if name in gas:
                self.close(f"gas {name}", value, gas[name])

    def compare_late(self, record: cm.CaseRecord, numbers: Json) -> None:
        """Compare which entries were written late, and the longest time that passed."""
        for hours, ids in table(numbers.get("late", {}), "late of expected.numbers").items():
            self.held(self.compare_later, record, hours, ids)
        if "max_lag_hours" in numbers:
            longest = measures.longest_lag(record).total_seconds() / 3600
            self.close("max_lag_hours", longest, numbers["max_lag_hours"])

    def compare_later(self, record: cm.CaseRecord, hours: str, ids: object) -> None:
        """Compare which entries were written later than so many hours."""
        if not hours.replace(".", "", 1).isdecimal():
            remedy = 'Write the number alone, such as "24"'
            raise odd("late of expected.numbers", f"{hours!r} is no number of hours", remedy)
        self.same(f"late more than {hours} h", list(measures.late(record, float(hours))), ids)

    def compare_counts(self, record: cm.CaseRecord, numbers: Json) -> None:
        """Compare what is counted, and the closings."""
        counted = measures.counts(record)
        values = (counted.entries, counted.episodes, counted.crises, counted.contacts, counted.follow_ups_held)
        for name, value in zip(COUNTS, values, strict=True):
            if name in numbers:
                self.same(name, value, numbers[name])
        if "closures" in numbers:
            self.compare_closures(counted.closures, listing(numbers["closures"], "closures of expected.numbers"))

    def compare_closures(self, found: Sequence[tuple[datetime, f.Closure]], expected: Sequence[object]) -> None:
        """Compare the closings: their times as instants, and what the file says of each."""
        self.same("number of closures", len(found), len(expected))
        for (at, one), given in zip(found, expected, strict=False):
            told = table(given, "closures of expected.numbers", "Give at, closure, initiator and reason of each")
            self.known(told, CLOSING, "closures of expected.numbers")
            said = {
                "at": moment(told.get("at")) == at,
                "closure": one.closure.value == told.get("closure"),
                "initiator": one.initiator == initiator(told.get("initiator")),
                "reason": one.reason == text(told.get("reason")),
                "receiving": one.receiving == text(told.get("receiving")),
                "unfinished": one.unfinished == texts(told.get("unfinished")),
            }
            for name, agrees in said.items():
                if name in told and not agrees:
                    self.say(f"{name} of the closing at {at.isoformat()} is not {told[name]!r}")


def scenarios(file: Path) -> Iterator[Json]:
    """Give the scenarios of a file."""
    document = table(json.loads(file.read_text(encoding="utf-8-sig")), "the file", "Write format and scenarios")
    if document.get("format") != FORMAT:
        raise odd("format", f"it is not {FORMAT}", "Give a case file of that format")
    remedy = "Give at least one scenario"
    given = listing(document.get("scenarios"), "scenarios", remedy)
    if not given:
        raise odd("scenarios", "there is none", remedy)
    yield from given


def keep(record: cm.CaseRecord, tried: Sequence[codec.Tried], folder: Path) -> None:
    """Write a record, and the steps tried on it, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    name = quote(record.case_id, safe=" ")
    codec.dump(record, folder / f"{name}.jsonl")
    if tried:
        codec.dump_steps(tuple(tried), folder / f"{name}.tried.jsonl", case_id=record.case_id)


def printed(line: str) -> None:
    """Print a line, also one that holds what is no character."""
    print(line.encode(errors="backslashreplace").decode())


def main(arguments: Sequence[str]) -> int:
    """Replay the files named, print what does not agree, and give the exit code."""
    parser = argparse.ArgumentParser(description="Replay case files through the public interface.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--records", type=Path, metavar="FOLDER", help="write the records into this folder as well")
    options = parser.parse_args(arguments)
    mismatches: list[str] = []
    replays: list[Replay] = []
    unread = 0
    for file in options.files or sorted(CASES.glob("*.json")):
        try:
            given = list(scenarios(file))
        except (OSError, ValueError, RecursionError) as error:
            mismatches.append(f"{file}: cannot be read as a case file: {error}")
            unread += 1
            continue
        for number, scenario in enumerate(given, start=1):
            replay = Replay(scenario, f"{file.name}, scenario {number}")
            record = replay.run()
            replays.append(replay)
            mismatches += replay.mismatches
            if options.records and record is not None:
                keep(record, replay.tried, options.records)
    for line in mismatches:
        printed(line)
    flags = [one for replay in replays for one in replay.unjudged]
    if flags:
        printed(f"{len(flags)} wording flags were not judged, as the library judges no wording: {', '.join(flags)}")
    bare = [one.name for one in replays if one.facts and one.scenario.get("expected", {}) == {}]
    if bare:
        printed(f"{len(bare)} cases do not say what is expected; their steps alone were judged: {', '.join(bare)}")
    facts, refused = sum(one.facts for one in replays), sum(one.refused for one in replays)
    print(f"{len(replays)} cases, {facts} facts, {refused} refused steps, {len(mismatches)} mismatches")
    return 2 if unread else 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
