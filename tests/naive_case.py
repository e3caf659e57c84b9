"""How a case stands, naively: lists and dicts, everything read anew for each question. Knows nothing of the library.

The order of judging over it stands in naive.py. A step has the form of a case file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

Step = Mapping[str, Any]

WAIVABLE: Final = {"intervention_has_goal": "HR-42"}


def model_of(toml: str) -> dict[str, Any]:
    """Read a process model as a user writes it: phases in order, edges as (from, to, kind)."""
    document = tomllib.loads(toml)
    edges = {(move["from"], move["to"], move.get("kind", "forward")) for move in document.get("move", ())}
    for detour in document.get("detour", ()):
        edges |= {(left, detour["to"], "detour") for left in detour["from"]}
    return {
        "key": document["key"],
        "first": next(phase["key"] for phase in document["phase"] if phase.get("start")),
        "requires": {phase["key"]: list(phase.get("requires", ())) for phase in document["phase"]},
        "ends": [phase["key"] for phase in document["phase"] if phase.get("end")],
        "edges": edges,
        "beside": document.get("beside", True),
        "waived": {WAIVABLE[key] for key in document.get("waives", ())},
    }


FOLDER: Final = Path(__file__).parent.parent / "src" / "casework_model" / "process" / "models"
NAMES: Final = ("casework", "interview", "rapport", "helping", "crisis", "long_term")
SHIPPED: Final = {name: model_of(FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8")) for name in NAMES}
"""The shipped models, read from their files as any TOML."""


def moment(text: str | None) -> datetime | None:
    """Read a time; None where there is none, or none that can be read."""
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def is_blank(text: str | None) -> bool:
    """Whether nothing is said."""
    return not (text or "").strip()


class NaiveCase:
    """One case. `taken` holds every step that was accepted, the opening first."""

    def __init__(
        self,
        opening: Step,
        *,
        models: Mapping[str, Mapping[str, Any]],
        main: str = "casework",
        linear: bool = False,
        not_enforced: frozenset[str] = frozenset(),
        reopen_phase: str = "",
        reopen_days: int = 0,
        status: str = "voluntary",
        needs_interpreter: bool = False,
        authorised: tuple[str, ...] = (),
        tz: str = "Europe/Berlin",
    ) -> None:
        self.models, self.main, self.linear = models, main, linear
        self.not_enforced = not_enforced | models[main]["waived"]
        self.reopen_phase, self.reopen_days = reopen_phase, reopen_days
        self.status, self.needs_interpreter, self.zone = status, needs_interpreter, ZoneInfo(tz)
        self.first_authorised = authorised
        self.taken: list[Step] = [opening]

    # How the case stands: each answer is found by reading everything from the start -------------------------------

    def episode(self) -> int:
        """Where the present or last episode begins in `taken`."""
        return [at for at, step in enumerate(self.taken) if step["kind"] in {"case_opened", "reopened"}][-1]

    def episodes(self) -> int:
        """How many episodes there have been."""
        return 1 + len(self.all("reopened"))

    def closed(self) -> Step | None:
        """The closing of the last episode, if it has ended."""
        ends = [step for step in self.taken[self.episode() :] if step["kind"] == "closed"]
        return ends[0] if ends else None

    def tracks(self) -> dict[str, dict[str, Any]]:
        """Where each track stands: phase, where its visit began, since when it stays, and what a detour left."""
        found: dict[str, dict[str, Any]] = {}
        for at, step in enumerate(self.taken):
            data, since = step["data"], moment(step["occurred_at"])
            if step["kind"] in {"case_opened", "reopened"}:
                phase = data.get("entry_phase") or self.models[self.main]["first"]
                found = {self.main: {"phase": phase, "visit": at, "since": since, "left": None}}
            elif step["kind"] == "closed":
                found = {}
            elif step["kind"] == "transition":
                before = found.get(data["model"], {"phase": None, "visit": at, "left": None})
                left = before["phase"] if data["edge"] == "detour" else None
                visit = before["visit"] if data["edge"] in {"detour", "resume"} else at
                found[data["model"]] = {"phase": data["to"], "visit": visit, "since": since, "left": left}
        return found

    def goals(self) -> dict[str, bool]:
        """Every goal, and whether it is active. A proposal leaves an agreed goal standing."""
        found: dict[str, bool] = {}
        for step in self.taken:
            data = step["data"]
            if step["kind"] == "goal":
                found[data["goal"]] = bool(data.get("agreed")) or found.get(data["goal"], False)
            elif step["kind"] == "goal_change":
                found[data["goal"]] = False
            elif step["kind"] == "reopened":
                found = dict.fromkeys(found, False)
        return found

    def active(self) -> set[str]:
        """The active goals."""
        return {key for key, is_active in self.goals().items() if is_active}

    def crises(self) -> set[str]:
        """The open crises, whatever the episode."""
        found: set[str] = set()
        for step in self.taken:
            if step["kind"] == "crisis":
                found.add(step["data"]["crisis"])
            elif step["kind"] == "stabilised":
                found.discard(step["data"]["crisis"])
        return found

    def authorised(self) -> set[str]:
        """Who may read and write now."""
        found = set(self.first_authorised)
        for step in self.taken:
            if step["kind"] == "access_granted":
                found.add(step["data"]["worker"])
            elif step["kind"] == "access_ended":
                found.discard(step["data"]["worker"])
        return found

    def all(self, kind: str, since: int = 0) -> list[Step]:
        """Everything of one kind from a place on."""
        return [step for step in self.taken[since:] if step["kind"] == kind]

    def consent(self, scope: str, since: int = 0) -> Mapping[str, Any] | None:
        """The latest word on a scope."""
        words = [step["data"] for step in self.all("consent", since) if scope in step["data"]["scope"]]
        return words[-1] if words else None

    def expired(self, consent: Mapping[str, Any], at: datetime) -> bool:
        """Whether a consent had run out on the day of the case's own calendar."""
        until = consent.get("valid_until")
        return until is not None and date.fromisoformat(until) < at.astimezone(self.zone).date()
