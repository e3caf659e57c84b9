"""A naive model of casework: what a step breaks, found by reading the whole case anew. Knows nothing of the library.

Written from the process tables and the case-file format ("Order of judging") alone, so that the library and this model
can only agree by both being right, or by both being wrong in the same way. How a case stands is in naive_case.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from naive_case import NaiveCase, Step, is_blank, moment

NEVER_OFF: Final = frozenset(
    f"HR-{number:02}" for number in (1, 6, 18, *range(20, 25), 27, 28, 30, 31, 32, 33, 35, 39, 40, 41)
)
"""Rules that no policy switches off (decision D-11)."""

SWITCHABLE: Final = tuple(
    code for number in (*range(1, 29), *range(30, 37), *range(39, 46)) if (code := f"HR-{number:02}") not in NEVER_OFF
)

PHASE_RULES: Final = {
    "service_consent": "HR-02",
    "confidentiality_explained": "HR-03",
    "eligible": "HR-04",
    "problem_stated": "HR-05",
    "risk_assessed": "HR-07",
    "strength_recorded": "HR-08",
    "hypothesis_formed": "HR-09",
    "goal_agreed": "HR-10",
    "goals_have_tasks": "HR-12",
    "contract_covers_goals": "HR-13",
    "contract_exists": "HR-13",
    "intervention_on_goal": "HR-14",
    "goals_rated": "HR-15",
    "closing_complete": "HR-17",
    "safety_plan_made": "HR-44",
    "intervention_made": "HR-45",
}
"""What a model may ask for when a phase is left, by the words that models use."""

AFTER_CLOSING: Final = {"follow_up", "addendum", "disclosure", "access", "access_granted", "access_ended", "incident"}


class Naive(NaiveCase):
    """A case that can be asked what a step breaks."""

    # The order of judging ------------------------------------------------------------------------------------------

    def codes(self, step: Step) -> set[str]:
        """Every rule that a step breaks, as this agency enforces them."""
        dropped: frozenset[str] = self.not_enforced - NEVER_OFF
        return self.judged(step) - dropped

    def judged(self, step: Step) -> set[str]:
        """Every rule that a step breaks (1 to 3)."""
        by = step["by"] or ""
        if step["kind"] in {"edit", "delete"}:
            return {"HR-30"}
        if by not in self.authorised() and (step["kind"] == "read" or by.strip()):
            return {"HR-35"}
        if step["kind"] == "read":
            return set()
        happened, recorded = moment(step["occurred_at"]), moment(step["recorded_at"])
        if not happened or not recorded or not happened.tzinfo or not recorded.tzinfo or recorded < happened:
            return {"HR-32"}
        last = moment(self.taken[-1]["recorded_at"])
        found = {"HR-33"} if is_blank(by) else set[str]()
        if step["id"] and step["id"] in {one["id"] for one in self.taken}:
            found.add("HR-39")
        if last is not None and recorded < last:
            found.add("HR-27")
        return found | self.content(step, step["data"], happened)

    def content(self, step: Step, data: Mapping[str, Any], at: datetime) -> set[str]:  # noqa: PLR0911 - one answer for each kind of step
        """What is wrong with what is to be written (4 to 16)."""
        kind, closed = step["kind"], self.closed()
        if closed is not None and not self.accepted_after(closed, kind, data, at):
            return {"HR-20"}
        match kind:
            case "case_opened":
                return {"HR-01"}
            case "transition":
                return self.move(data, at)
            case "closed":
                return self.planned(data, at) if data["closure"] == "planned" else self.exit(data, at)
            case "reopened":
                return self.reopening(data, at)
            case "addendum":
                known = {one["id"] for one in self.taken}
                is_whole = data["target"] in known and not is_blank(data.get("reason")) and not is_blank(step["text"])
                return set() if is_whole else {"HR-31"}
            case "consent":
                needs = self.needs_interpreter and data["status"] == "given" and not data.get("via_interpreter")
                return {"HR-26"} if needs else set()
            case "collateral" | "disclosure":
                return self.disclosed(data, at)
            case _:
                return self.numbers(kind, data) | self.unknown(kind, data) | self.work(kind, data)

    def accepted_after(self, closed: Step, kind: str, data: Mapping[str, Any], at: datetime) -> bool:
        """Whether a closed case still takes this (HR-20, decision D-1)."""
        if kind == "consent" and (data["status"] != "given" or all("disclosure:" in one for one in data["scope"])):
            return True
        ended = moment(closed["occurred_at"])
        is_late = ended is not None and at < ended and kind not in {"transition", "closed", "case_opened"}
        return kind in AFTER_CLOSING or kind == "reopened" or is_late

    def held(self) -> set[str]:
        """HR-06 where a crisis is open."""
        return {"HR-06"} if self.crises() else set()

    def move(self, data: Mapping[str, Any], at: datetime) -> set[str]:  # noqa: PLR0911 - one answer for each kind of move
        """Judge a move (5 to 11)."""
        key, from_, to, kind = data["model"], data["from"] or "", data["to"], data["edge"]
        model, track = self.models.get(key), self.tracks().get(key)
        reason = {"HR-16"} if is_blank(data.get("reason")) else set[str]()
        if kind == "start":
            if track is not None or model is None or not model["beside"] or to != model["first"]:
                return {"HR-01"}
            ends = [moment(step["occurred_at"]) for step in self.all("closed")]
            return {"HR-28"} if ends and ends[-1] is not None and at < ends[-1] else set()
        if track is None or model is None:
            return {"HR-01"}
        early = {"HR-28"} if at < track["since"] else set[str]()
        if kind == "resume":
            found = self.held() | (set[str]() if track["left"] == to else {"HR-23"})
            is_known = from_ == track["phase"] and (to, from_, "detour") in model["edges"]
            return found | early if is_known else found or {"HR-01"}
        if track["left"] is not None:
            return {"HR-22"} if kind == "detour" else {"HR-22"} | self.held()
        is_known = from_ == track["phase"] and (from_, to, kind) in model["edges"]
        edge = early if is_known else {"HR-01"}
        if kind == "detour":
            return edge | reason
        if kind == "return" and self.linear:
            return {"HR-24"} | reason | self.held() | (early if is_known else set())
        if from_ != track["phase"]:
            return {"HR-01"}
        if kind == "return":
            return edge | reason | self.held()
        asked = self.asked(model["requires"][from_], track["visit"], at) if is_known else set[str]()
        return edge | asked | self.held()

    def planned(self, data: Mapping[str, Any], at: datetime) -> set[str]:
        """Judge a planned closing (12)."""
        model, track = self.models[self.main], self.tracks()[self.main]
        found = self.held() | self.too_early(at)
        if track["phase"] not in model["ends"] or track["left"] is not None:
            found.add("HR-18")
        keys = [key for end in model["ends"] for key in model["requires"][end]]
        if "closing_complete" in keys and is_blank(data.get("reason")):
            found.add("HR-17")
        return found | self.asked(keys, track["visit"], at)

    def exit(self, data: Mapping[str, Any], at: datetime) -> set[str]:
        """Judge another way out (12)."""
        kind, found = data["closure"], self.too_early(at)
        nobody = is_blank(data.get("initiator")) and kind in {"premature", "transfer", "other"}
        no_receiver = kind == "transfer" and is_blank(data.get("receiving"))
        undecided = kind == "ineligible" and self.decision() != "not_eligible"
        if nobody or is_blank(data.get("reason")) or no_receiver or undecided:
            found.add("HR-19")
        is_left = kind not in {"client_died", "opened_in_error"} and is_blank(data.get("receiving"))
        if data.get("initiator") in {"worker", "agency"} and self.crises() and is_left:
            found.add("HR-25")
        return found

    def too_early(self, at: datetime) -> set[str]:
        """HR-28 for a closing: not before the present stay of any track began."""
        return {"HR-28"} if any(at < track["since"] for track in self.tracks().values()) else set()

    def reopening(self, data: Mapping[str, Any], at: datetime) -> set[str]:
        """Judge a reopening (12; decisions D-4 and D-7)."""
        closed = self.closed()
        if closed is None:
            return {"HR-21"}
        found = {"HR-21"} if is_blank(data.get("reason")) else set[str]()
        ended = moment(closed["occurred_at"])
        if ended is None or at < ended:
            found.add("HR-28")
        consent = self.consent("service")
        may_skip = (
            ended is not None
            and data["entry_phase"] == self.reopen_phase
            and self.reopen_phase in self.models[self.main]["requires"]
            and closed["data"]["closure"] == "planned"
            and self.reopen_days > 0
            and at - ended <= timedelta(days=self.reopen_days)
            and consent is not None
            and consent["status"] == "given"
            and not self.expired(consent, at)
        )
        if data["entry_phase"] != self.models[self.main]["first"] and not may_skip:
            found.add("HR-01")
        return found

    # What leaving a phase asks for ---------------------------------------------------------------------------------

    def decision(self) -> str | None:
        """The latest decision on eligibility in this episode."""
        decisions = [step["data"]["decision"] for step in self.all("eligibility", self.episode())]
        return decisions[-1] if decisions else None

    def mandate(self) -> bool:
        """Whether a mandated client has had the notice in this episode."""
        return self.status == "mandated" and bool(self.all("mandate_notice", self.episode()))

    def asked(self, keys: list[str], visit: int, at: datetime) -> set[str]:
        """Which requirements are not met."""
        return {PHASE_RULES[key] for key in keys if not self.met(key, self.episode(), visit, at)}

    def met(self, key: str, episode: int, visit: int, at: datetime) -> bool:  # noqa: PLR0911 - one answer for each requirement
        """Whether one requirement is met: facts of this episode, or of this visit."""
        active = self.active()
        match key:
            case "service_consent":
                consent = self.consent("service", episode)
                given = consent is not None and consent["status"] == "given" and not self.expired(consent, at)
                return given or self.mandate()
            case "eligible":
                return self.decision() == "eligible"
            case "goal_agreed":
                return bool(active)
            case "goals_have_tasks":
                tasks = [step["data"] for step in self.all("task", episode)]
                whole = {task["goal"] for task in tasks if not is_blank(task.get("who")) and task.get("due")}
                return bool(active) and active <= whole
            case "contract_exists":
                return bool(self.all("contract", episode))
            case "contract_covers_goals":
                contracts = self.all("contract", episode)
                return bool(active) and bool(contracts) and active <= set(contracts[-1]["data"]["goals"])
            case "intervention_on_goal":
                return any(active & set(step["data"]["goals"]) for step in self.all("intervention", visit))
            case "goals_rated":
                reviews = [step["data"] for step in self.all("evaluation", visit) if step["data"]["type"] == "formal"]
                return bool(reviews) and active <= {goal for review in reviews for goal in review["ratings"]}
            case "closing_complete":
                papers = ("termination_review", "maintenance_plan", "closing_summary")
                reviews = [step["data"] for step in self.all("evaluation") if step["data"]["type"] == "formal"]
                rated = {goal for review in reviews for goal in review["ratings"]}
                return all(self.all(paper, visit) for paper in papers) and active <= rated
            case _:
                since = visit if key in {"risk_assessed", "intervention_made"} else episode
                return bool(self.all(FACT_OF[key], since))

    # What is wrong with a thing itself -----------------------------------------------------------------------------

    def disclosed(self, data: Mapping[str, Any], at: datetime) -> set[str]:
        """HR-34 or HR-36 for what is told to others (15)."""
        if not is_blank(data.get("legal_basis")):
            return set()
        consent = self.consent(data.get("scope") or "")
        if consent is None or consent["status"] == "refused":
            return {"HR-34"}
        return {"HR-36"} if consent["status"] == "withdrawn" or self.expired(consent, at) else set()

    def numbers(self, kind: str, data: Mapping[str, Any]) -> set[str]:
        """HR-41: levels are whole numbers from -2 to +2, weights are positive."""
        levels: list[Any] = [data["level"]] if kind == "progress" else []
        levels += list(data["ratings"].values()) if kind == "evaluation" else []
        levels += [data.get("baseline", -1)] if kind == "goal" else []
        is_wrong = any(type(level) is not int or not -2 <= level <= 2 for level in levels)
        return {"HR-41"} if is_wrong or (kind == "goal" and not data.get("weight", 1) > 0) else set()

    def unknown(self, kind: str, data: Mapping[str, Any]) -> set[str]:
        """HR-40: what is referred to is on record."""
        goals = list(data.get("ratings") or data.get("goals") or ([data["goal"]] if "goal" in data else []))
        pairs: dict[str, tuple[list[Any], set[Any]]] = {
            "stabilised": ([data.get("crisis")], {step["data"]["crisis"] for step in self.all("crisis")}),
            "referral_update": ([data.get("referral")], {step["data"]["referral"] for step in self.all("referral")}),
            "access_ended": ([data.get("worker")], self.authorised()),
        }
        named, known = pairs.get(kind, (goals, set(self.goals())))
        is_new = kind in {"goal", "crisis", "referral", "incident", "access_granted", "access"}
        return set() if is_new or set(named) <= known else {"HR-40"}

    def work(self, kind: str, data: Mapping[str, Any]) -> set[str]:
        """HR-11 and HR-43 for a goal, HR-42 for an intervention."""
        if kind == "intervention":
            return set() if data["goals"] or data["type"] == "crisis_management" else {"HR-42"}
        if kind != "goal" or not data.get("agreed"):
            return set()
        is_smart = all(not is_blank(data.get(part)) for part in ("measure", "target", "target_date"))
        agreed = "client" in (data.get("agreed_by") or ())
        required = bool(data.get("required_by_mandate")) and self.mandate()
        return (set[str]() if is_smart else {"HR-11"}) | (set[str]() if agreed or required else {"HR-43"})


FACT_OF: Final = {
    "confidentiality_explained": "confidentiality_explained",
    "problem_stated": "presenting_problem",
    "risk_assessed": "risk_assessment",
    "strength_recorded": "strength",
    "hypothesis_formed": "hypothesis",
    "safety_plan_made": "safety_plan",
    "intervention_made": "intervention",
}
"""The one fact that meets a requirement, where one is enough."""
