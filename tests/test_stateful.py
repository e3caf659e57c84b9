"""The library beside the naive model, over random processes, policies and steps: they agree after every step."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final
from zoneinfo import ZoneInfo

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import casework_model as cm
import scenario_file
from casework_model import facts as f
from effort import STATEFUL_EXAMPLES
from naive import SWITCHABLE, Naive
from naive_case import SHIPPED, model_of
from naive_steps import (
    CLOSING_PAPERS,
    GOALS,
    REASONS,
    SCOPES,
    SLIPS,
    SOUND_GOAL,
    Data,
    closings,
    papers,
    processes,
    things,
)

START: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
OFFSETS: Final = (UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-9)))
KINDS: Final = ("start", "forward", "return", "detour", "resume")
TZ: Final = "Europe/Berlin"

_codes: Final = st.one_of(st.just(set[str]()), st.sets(st.sampled_from(SWITCHABLE), max_size=5))
_slips: Final = st.sampled_from(SLIPS)
_receiving: Final = st.sampled_from(("", "", "clinic"))


def asked(step: Data, opened: f.CaseOpened) -> cm.Step:
    """Put a step of the naive model to the library."""
    if step["kind"] not in {"access_granted", "access_ended"}:
        return scenario_file.step_of(step, opened)
    kind = f.AccessGranted if step["kind"] == "access_granted" else f.AccessEnded
    plain = scenario_file.step_of({**step, "kind": "note"}, opened)
    assert isinstance(plain, cm.Write)
    return cm.Write(
        fact=kind(worker=step["data"]["worker"]),
        by=plain.by,
        occurred_at=plain.occurred_at,
        recorded_at=plain.recorded_at,
        id=plain.id,
    )


TALLY: Final = Counter[str]()
"""What was played in this process: cases, steps, how many were permitted, how often each rule refused."""


class Beside(RuleBasedStateMachine):
    """One case, kept twice: by the library and by the naive model."""

    naive: Naive
    engine: cm.Engine
    record: cm.CaseRecord
    now: datetime
    pace: int  # hours from one step to the next; 0, so that times are often equal
    advised: frozenset[str]

    @initialize(
        own=processes("own"),
        beside=processes("beside"),
        main=st.sampled_from(("own", "own", "own", *SHIPPED)),
        linear=st.booleans(),
        status=st.sampled_from(("voluntary", "nonvoluntary", "mandated")),
        needs=st.sampled_from((False, False, True)),
        off=_codes,
        advise=_codes,
        reopening=st.tuples(st.sampled_from(("", "p1", "planning", "nowhere")), st.sampled_from((0, 1, 90))),
        ahead=st.integers(0, 5),
        pace=st.sampled_from((0, 0, 5, 30)),
    )
    def opened(  # noqa: PLR0917 - Hypothesis gives them by name
        self,
        own: str,
        beside: str,
        main: str,
        linear: bool,  # noqa: FBT001 - a strategy gives it by name
        status: str,
        needs: bool,  # noqa: FBT001 - as above
        off: set[str],
        advise: set[str],
        reopening: tuple[str, int],
        ahead: int,
        pace: int,
    ) -> None:
        """Open a case, and let it come some phases on its way."""
        self.now, self.pace, (phase, days) = START, pace, reopening
        self.advised = frozenset(advise - off)
        policy = cm.Policy(
            key="random",
            off=tuple(sorted(off)),
            advise=tuple(sorted(self.advised)),
            reopen_phase=phase,
            reopen_within_days=days,
        )
        self.engine = cm.Engine((*cm.SHIPPED, cm.parse_model(own), cm.parse_model(beside)), policy)
        client = cm.Client(id="cl-1", status=cm.ClientStatus(status), needs_interpreter=needs)
        self.record = self.engine.open(
            client=client,
            case_id="c-1",
            tz=TZ,
            by="w1",
            occurred_at=START,
            recorded_at=START,
            route=f.ContactRoute.WALK_IN,
            model=main,
            linear=linear,
        )
        opening: Data = {"id": "e1", "kind": "case_opened", "by": "w1", "text": "", "data": {}}
        opening |= {"occurred_at": START.isoformat(), "recorded_at": START.isoformat()}
        self.naive = Naive(
            opening,
            models={**SHIPPED, "own": model_of(own), "beside": model_of(beside)},
            main=main,
            linear=linear,
            not_enforced=frozenset(off | advise),
            reopen_phase=phase,
            reopen_days=days,
            status=status,
            needs_interpreter=needs,
            authorised=("w1",),
            tz=TZ,
        )
        for _ in range(ahead):
            self.go_on(main)

    # Asking both ---------------------------------------------------------------------------------------------------

    def ask(self, kind: str, data: Data, *, slip: str = "", text: str = "as seen", hours: int | None = None) -> bool:
        """Ask both for a step: the same rules break, the same advice is given, and both take it or neither."""
        self.now += timedelta(hours=self.pace if hours is None else hours)
        step = self.spoilt({"id": "", "kind": kind, "by": "w1", "text": text, "data": data}, slip)
        expected, verdict = self.naive.codes(step), self.engine.consider(self.record, asked(step, self.opening))
        assert set(verdict.codes if isinstance(verdict, cm.Refused) else ()) == expected, step
        TALLY["steps"] += 1
        for code in expected or ("permitted",):
            event(code)
            TALLY[code] += 1
        if isinstance(verdict, cm.Refused):
            return False
        advice = {advice.unmet.code for advice in verdict.advice}
        assert advice == (self.naive.judged(step) & self.advised) - self.naive.models[self.naive.main]["waived"], step
        if verdict.entry is not None:
            self.record = verdict.record
            self.naive.taken.append({**step, "id": verdict.entry.id})
        return True

    @property
    def opening(self) -> f.CaseOpened:
        """The fact with which the case was opened."""
        return self.record.case.opened

    def spoilt(self, step: Data, slip: str) -> Data:
        """Give a step its times, and spoil it."""
        zone = OFFSETS[len(self.naive.taken) % len(OFFSETS)]
        happened, recorded = self.now, self.now
        if slip == "late":
            happened -= timedelta(hours=7 * (1 + len(self.naive.taken) % 20))
        if slip == "before it happened":
            happened += timedelta(seconds=1)
        if slip == "before the last":
            happened = recorded = self.record.entries[-1].recorded_at - timedelta(seconds=1)
        said = {"occurred_at": happened.astimezone(zone).isoformat(), "recorded_at": recorded.isoformat()}
        changes: dict[str, Data] = {
            "no zone": {"occurred_at": happened.replace(tzinfo=None).isoformat()},
            "no time": {"recorded_at": None},
            "used id": {"id": self.record.entries[len(self.record.entries) // 2].id},
            "own id": {"id": f"own-{len(self.naive.taken)}"},
            "no author": {"by": ""},
            "blank author": {"by": " "},
            "stranger": {"by": "w9"},
        }
        return step | said | changes.get(slip, {})

    def go_on(self, key: str) -> None:
        """Write what leaving the present phase of a track asks for, and go forward."""
        track = self.naive.tracks().get(key)
        if track is None:
            return
        model = self.naive.models[key]
        for requirement in model["requires"][track["phase"]]:
            for kind, data in papers(requirement, sorted(self.naive.active())):
                self.ask(kind, dict(data))
        self.step_forward(key)

    def step_forward(self, key: str) -> None:
        """Ask for the moves forward from where a track stands, until one is taken."""
        track = self.naive.tracks().get(key, {"phase": None})
        for from_, to, kind in sorted(self.naive.models[key]["edges"]):
            if (from_, kind) == (track["phase"], "forward"):
                move = {"model": key, "from": from_, "to": to, "edge": kind}
                if self.ask("transition", move):
                    return

    # What may be asked ---------------------------------------------------------------------------------------------

    @rule(thing=things, slip=_slips, hours=st.integers(0, 200))
    def write(self, thing: tuple[str, Data], slip: str, hours: int) -> None:
        """Write something, sound or not."""
        self.ask(*thing, slip=slip, hours=hours)

    @rule(data=st.data(), kind=st.sampled_from(KINDS), reason=st.sampled_from(REASONS), slip=_slips)
    def move_anywhere(self, data: st.DataObject, kind: str, reason: str, slip: str) -> None:
        """Ask for any move at all, of any track, running or not."""
        key = data.draw(st.sampled_from((self.naive.main, "beside", "interview", "rapport", "nowhere", "crisis")))
        phases = sorted(self.naive.models.get(key, SHIPPED["casework"])["requires"])
        track = self.naive.tracks().get(key, {"phase": None})
        from_ = data.draw(st.sampled_from((track["phase"], track["phase"], *phases, None)))
        to = data.draw(st.sampled_from((*phases, "elsewhere")))
        self.ask("transition", {"model": key, "from": from_, "to": to, "edge": kind, "reason": reason}, slip=slip)

    @rule(data=st.data(), reason=st.sampled_from(REASONS[2:]), slip=_slips, astray=st.integers(0, 5))
    def move_along(self, data: st.DataObject, reason: str, slip: str, astray: int) -> None:
        """Ask for a move that a model has from where a track stands; now and then as if it came from elsewhere."""
        ways: list[tuple[str, str | None, str, str]] = []
        tracks = self.naive.tracks()
        for key, model in self.naive.models.items():
            track = tracks.get(key)
            if track is None:
                ways.append((key, None, model["first"], "start"))
            elif track["left"] is not None:
                ways += [(key, track["phase"], track["left"], "resume")] * 5
            else:
                ways += [(key, *edge) for edge in sorted(model["edges"]) if edge[0] == track["phase"]] * 5
        key, from_, to, kind = data.draw(st.sampled_from(ways))
        from_ = "p9" if astray == 1 else from_
        self.ask("transition", {"model": key, "from": from_, "to": to, "edge": kind, "reason": reason}, slip=slip)

    @rule(data=st.data(), slips=st.lists(_slips, max_size=3), to=st.sampled_from(("p0", "intake", "introduction")))
    def make_a_detour(self, data: st.DataObject, slips: list[str], to: str) -> None:
        """Leave a phase for a detour, and ask for the ways back, the wrong ones first."""
        for key, track in self.naive.tracks().items():
            ways = [edge for edge in sorted(self.naive.models[key]["edges"]) if edge[0] == track["phase"]]
            here, left = track["phase"], track["left"]
            for from_, away, kind in ways if left is None else ():
                if kind == "detour":
                    move = {"model": key, "from": from_, "to": away, "edge": kind, "reason": "crisis"}
                    here, left = (away, from_) if self.ask("transition", move) else (here, left)
                    break
            for slip in slips:
                kind, astray = data.draw(st.sampled_from(KINDS[1:])), data.draw(st.sampled_from((here, "p9")))
                back = {"model": key, "from": astray, "to": left or to, "edge": kind, "reason": " "}
                self.ask("transition", back, slip=slip)

    @rule(data=st.data())
    def complete_a_phase(self, data: st.DataObject) -> None:
        """Do all that leaving a phase asks for, and leave it."""
        tracks = sorted(self.naive.tracks())
        self.go_on(data.draw(st.sampled_from(tracks)) if tracks else self.naive.main)

    @rule(closing=closings, slip=_slips)
    def close(self, closing: Data, slip: str) -> None:
        """End the case in some way."""
        self.ask("closed", closing, slip=slip)

    @rule(reason=st.sampled_from(("goals_met", "goals_met", "")), seconds=st.sampled_from((0, 0, 1)))
    def close_as_planned(self, reason: str, seconds: int) -> None:
        """Write what a planned closing asks for, close, and ask to reopen at the last moment to skip phases."""
        model = self.naive.models[self.naive.main]
        for key in sorted({key for end in model["ends"] for key in model["requires"][end]}):
            for kind, data in papers(key, sorted(self.naive.active())):
                self.ask(kind, dict(data))
        if self.ask("closed", {"closure": "planned", "reason": reason}):
            self.now += timedelta(days=self.naive.reopen_days, seconds=seconds)
            again = {"entry_phase": self.naive.reopen_phase or model["first"], "reason": "came back"}
            self.ask("reopened", again, hours=0)

    @rule(rated=st.booleans(), agreed=st.sets(st.sampled_from(GOALS)), tasks=st.sets(st.sampled_from(GOALS)))
    def begin_anew(self, rated: bool, agreed: set[str], tasks: set[str]) -> None:  # noqa: FBT001 - as above
        """Close, reopen, agree on old goals again, and go on with some of the papers of before."""
        if rated:
            self.ask("evaluation", {"type": "formal", "ratings": dict.fromkeys(sorted(self.naive.goals()), 1)})
        self.ask("closed", {"closure": "moved_away", "reason": "left"})
        self.ask("reopened", {"entry_phase": self.naive.models[self.naive.main]["first"], "reason": "came back"})
        for key in sorted(agreed):
            self.ask("goal", {**SOUND_GOAL, "goal": key})
        for key in sorted(tasks):
            self.ask("task", {"goal": key, "who": "client", "due": "2026-04-01"})
        self.step_forward(self.naive.main)
        for paper in CLOSING_PAPERS:
            self.ask(paper, {})
        self.ask("closed", {"closure": "planned", "reason": "goals_met"})

    @rule(scope=st.sampled_from(SCOPES), days=st.sampled_from((-1, 0, 0, 1)), interpreted=st.booleans())
    def use_a_consent(self, scope: str, days: int, interpreted: bool) -> None:  # noqa: FBT001 - as above
        """Give consent until about today, by the calendar of the case, and make use of it at once."""
        until = (self.now.astimezone(ZoneInfo(TZ)) + timedelta(days=days)).date()
        consent = {
            "scope": [scope],
            "status": "given",
            "via_interpreter": interpreted,
            "valid_until": until.isoformat(),
        }
        self.ask("consent", consent, hours=0)
        self.ask("disclosure", {"scope": scope, "receiver": "shelter"}, hours=0)
        self.step_forward(self.naive.main)

    @rule(data=st.data(), reason=st.sampled_from(("came back", "came back", " ")), slip=_slips, days=st.integers(0, 3))
    def reopen(self, data: st.DataObject, reason: str, slip: str, days: int) -> None:
        """Reopen the case into some phase, mostly where it is closed."""
        if self.naive.closed() is None and days:
            return
        model = self.naive.models[self.naive.main]
        phases = (model["first"], model["first"], *sorted(model["requires"]), "nowhere")
        fact = {"entry_phase": data.draw(st.sampled_from(phases)), "reason": reason}
        self.ask("reopened", fact, slip=slip, hours=24 * days)

    @rule(key=st.sampled_from(("k1", "k2", "")), by=st.sampled_from(("", "", "worker", "client")), to=_receiving)
    def be_in_crisis(self, key: str, by: str, to: str) -> None:
        """Begin a crisis, or stabilise every open one; then try to go on, or to end the case."""
        if key:
            self.ask("crisis", {"crisis": key})
        for crisis in () if key else sorted(self.naive.crises()):
            self.ask("stabilised", {"crisis": crisis})
        if by:
            self.ask("closed", {"closure": "premature", "initiator": by, "reason": "left", "receiving": to})
        self.step_forward(self.naive.main)

    @rule(number=st.integers(1, 9), reason=st.sampled_from(("more is known", "")), text=st.sampled_from(("yes", " ")))
    def add(self, number: int, reason: str, text: str) -> None:
        """Add to an entry, known or not."""
        self.ask("addendum", {"target": f"e{number}", "reason": reason}, text=text)

    @rule(kind=st.sampled_from(("edit", "delete", "read", "case_opened")), slip=_slips)
    def tamper(self, kind: str, slip: str) -> None:
        """Edit, delete or read, as anybody; or open the case once more."""
        self.ask(kind, {"target": "e1"}, slip=slip)

    @rule()
    def look_ahead(self) -> None:
        """The options that are open are exactly the moves that the naive model permits."""
        self.now += timedelta(hours=1)
        tracks, found = self.naive.tracks(), set[tuple[str, str, str, str]]()
        for key, model in self.naive.models.items():
            here = tracks.get(key, {"phase": "", "left": None})
            for to in model["requires"]:
                for kind in KINDS:
                    move = {"model": key, "from": here["phase"], "to": to, "edge": kind, "reason": "new_issue"}
                    step = self.spoilt({"id": "", "kind": "transition", "by": "w1", "text": "", "data": move}, "")
                    if not self.naive.codes(step):
                        found.add((key, here["phase"], to, kind))
        options = [one for one in self.engine.options(self.record, at=self.now) if one.is_open]
        moves = [one.fact for one in options if isinstance(one.fact, f.PhaseChange)]
        assert {(one.model, one.from_, one.to, one.move.value) for one in moves} == found

    # What must agree ------------------------------------------------------------------------------------------------

    @invariant()
    def both_stand_alike(self) -> None:
        """Phases of all tracks, active goals, open crises, episodes and closedness are the same."""
        case, naive = self.record.case, self.naive
        assert {key: track.phase for key, track in case.tracks.items()} == {
            key: track["phase"] for key, track in naive.tracks().items()
        }
        assert set(case.active_goals) == naive.active()
        assert set(case.goals) == set(naive.goals())
        assert set(case.open_crises) == naive.crises()
        assert len(case.episodes) == naive.episodes()
        assert case.is_closed == (naive.closed() is not None)
        assert case.authorised == naive.authorised()
        assert [entry.id for entry in case.entries] == [step["id"] for step in naive.taken]

    def teardown(self) -> None:
        """At the end the record passes its audit, and is the same after it was kept as text."""
        if hasattr(self, "record"):
            TALLY["cases"] += 1
            assert self.engine.audit(self.record) == ()
            again = cm.loads(cm.dumps(self.record))
            assert again == self.record
            assert again.case == self.record.case


TestBeside: Any = Beside.TestCase
TestBeside.settings = settings(max_examples=STATEFUL_EXAMPLES)
"""The library and the naive model agree on every step, over random processes and policies."""
