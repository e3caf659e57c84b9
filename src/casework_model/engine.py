"""The engine: process models and a policy; the one place where a record grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import final

from casework_model.courses import courses, kind_of_move
from casework_model.errors import BadValue, Behind, Fault, RecordMovedOn
from casework_model.facts import (
    CaseOpened,
    Closure,
    ClosureKind,
    ContactRoute,
    Initiator,
    ModelChanged,
    PhaseChange,
    PhaseMapping,
    PolicyChanged,
    Reopening,
)
from casework_model.judge import Judge, entry_of, ref_of
from casework_model.people import Client
from casework_model.policy import STANDARD, Policy
from casework_model.process import SHIPPED, MoveKind, ProcessModel
from casework_model.record import CaseRecord, must_be_aware
from casework_model.rules import Asked, Lack, Rule
from casework_model.steps import Read, Step, Write
from casework_model.terms import is_aware
from casework_model.verdicts import Finding, Option, Permitted, Refused, StepRefused, Unmet, Verdict


@final
class Engine:
    """Judges steps over records and writes what is permitted. Has no state: one engine serves any number of cases.

    `models` are the process models it knows, each with its linear and its iterative variant; `policy` is the policy
    for records it opens; `policies` are older ones under which records may still be kept; `rules` are a user's own,
    beside the shipped ones. Raises `EngineFaults` with everything that does not fit together.

    >>> engine = Engine()
    >>> sorted(model.key for model in engine.models)
    ['casework', 'crisis', 'helping', 'interview', 'long_term', 'rapport']
    """

    def __init__(
        self,
        models: Iterable[ProcessModel] = SHIPPED,
        policy: Policy = STANDARD,
        *,
        rules: Iterable[Rule] = (),
        policies: Iterable[Policy] = (),
    ) -> None:
        self._policy = policy
        self._judge = Judge(tuple(models), (policy, *policies), rules)

    @property
    def policy(self) -> Policy:
        """The policy under which it opens records."""
        return self._policy

    @property
    def models(self) -> tuple[ProcessModel, ...]:
        """Every process model it knows, as given."""
        return self._judge.models

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule it judges by, shipped and own."""
        return self._judge.book.rules

    def model_of(self, record: CaseRecord) -> ProcessModel:
        """Give the process model under which a record is kept, in its variant. Raises `UnknownModel`."""
        return self._judge.model(record.case.model)

    def policy_of(self, record: CaseRecord) -> Policy:
        """Give the policy under which a record is kept. Raises `UnknownPolicy`."""
        return self._judge.policy(record.case.policy)

    # Opening -------------------------------------------------------------------------------------------------------

    def open(
        self,
        *,
        client: Client,
        case_id: str,
        tz: str,
        by: str,
        occurred_at: datetime | None,
        recorded_at: datetime | None,
        route: ContactRoute,
        model: str = "casework",
        linear: bool | None = None,
        authorised: Iterable[str] = (),
        circumstances: str = "",
        text: str = "",
        entry_id: str = "",
    ) -> CaseRecord:
        """Open a case: give its record with the first entry, in the first phase of `model`.

        `linear` chooses the variant; without it the model decides. The author is authorised, and so are the workers in
        `authorised`. Raises `StepRefused` for unsound times or a missing author, `UnknownModel`, `BadValue`.
        """
        _must_be_plain(authorised, linear)
        process = self._judge.to_open(model, linear=linear)
        opened = CaseOpened(
            client=client,
            tz=tz,
            route=route,
            model=ref_of(process),
            phase=process.first.key,
            policy=self.policy.ref,
            authorised=tuple(dict.fromkeys(name for name in (by, *authorised) if name)),
            circumstances=circumstances,
        )
        step = Write(fact=opened, by=by, occurred_at=occurred_at, recorded_at=recorded_at, text=text, id=entry_id)
        record = CaseRecord.of(case_id)
        unmet = self._unsound(record, step, process)
        if unmet:
            raise StepRefused(Refused(step, unmet, process))
        return record.with_entries((entry_of(record, step, process),))

    # Judging -------------------------------------------------------------------------------------------------------

    def consider(self, record: CaseRecord, step: Step, *, expected: int | None = None) -> Verdict:
        """Say whether a step may be taken now, and if not, everything that is missing. Pure: nothing changes.

        `expected` is the number of the last entry that the writer had seen; if the record has moved on since,
        `RecordMovedOn` is raised. Raises `UnknownModel` or `UnknownPolicy` where the record is kept under one that
        this engine was not given.
        """
        if expected is not None and expected != len(record.entries):
            self._keep_out(record, step.by)
            raise RecordMovedOn(Behind(expected=expected, found=len(record.entries)))
        asked = self._judge.asked(record, step)
        unmet, advice = self._judge.judge(asked)
        if unmet:
            return Refused(step, unmet, asked.model, self._look(asked, unmet))
        if isinstance(asked.step, Write):
            self._judge.must_know_change(record, asked.step)
            return Permitted(record, entry_of(record, asked.step, asked.model), advice)
        return Permitted(record, None, advice)

    def write(self, record: CaseRecord, step: Step, *, expected: int | None = None) -> CaseRecord:
        """Take a step and give the record after it. Raises `StepRefused`, and what `consider` raises."""
        verdict = self.consider(record, step, expected=expected)
        if isinstance(verdict, Refused):
            raise StepRefused(verdict)
        return verdict.record

    def write_all(self, record: CaseRecord, steps: Sequence[Step], *, expected: int | None = None) -> CaseRecord:
        """Take several steps, all or none, each judged after the ones before it. Raises as `write`."""
        for place, step in enumerate(steps):
            verdict = self.consider(record, step, expected=expected)
            if isinstance(verdict, Refused):
                raise StepRefused(verdict, place)
            record, expected = verdict.record, None
        return record

    # The course of a case ------------------------------------------------------------------------------------------

    def move(
        self,
        record: CaseRecord,
        to: str,
        *,
        by: str,
        occurred_at: datetime | None,
        recorded_at: datetime | None,
        model: str = "",
        kind: MoveKind | None = None,
        reason: str = "",
        text: str = "",
        entry_id: str = "",
        expected: int | None = None,
    ) -> CaseRecord:
        """Write a `PhaseChange` with model, from, to and kind filled in. Raises as `write`.

        Without `model` the main track moves. Without `kind` it is what the model offers: the start of a track that does
        not run, the resume of an open detour, else the move between the two phases; where a return and a detour lead
        to the same phase, a coded reason of the detour makes it a detour.
        """
        self._keep_out(record, by)
        change = self.change(record, to, model=model, kind=kind, reason=reason)
        step = Write(fact=change, by=by, occurred_at=occurred_at, recorded_at=recorded_at, text=text, id=entry_id)
        return self.write(record, step, expected=expected)

    def change(
        self, record: CaseRecord, to: str, *, model: str = "", kind: MoveKind | None = None, reason: str = ""
    ) -> PhaseChange:
        """Give the `PhaseChange` that `move` would write, to be considered first."""
        key = model or record.case.model.key
        process, track = self._judge.track_model(record, key), record.case.tracks.get(key)
        move = kind or kind_of_move(process, track, to, reason)
        return PhaseChange(model=key, from_=track.phase if track else "", to=to, move=move, reason=reason)

    def close(
        self,
        record: CaseRecord,
        closure: ClosureKind,
        *,
        by: str,
        occurred_at: datetime | None,
        recorded_at: datetime | None,
        initiator: Initiator | None = None,
        reason: str = "",
        receiving: str = "",
        unfinished: tuple[str, ...] = (),
        text: str = "",
        entry_id: str = "",
        expected: int | None = None,
    ) -> CaseRecord:
        """Close the case and end every track. Raises as `write`."""
        fact = Closure(closure=closure, initiator=initiator, reason=reason, receiving=receiving, unfinished=unfinished)
        step = Write(fact=fact, by=by, occurred_at=occurred_at, recorded_at=recorded_at, text=text, id=entry_id)
        return self.write(record, step, expected=expected)

    def reopen(
        self,
        record: CaseRecord,
        *,
        by: str,
        occurred_at: datetime | None,
        recorded_at: datetime | None,
        reason: str,
        entry_phase: str = "",
        text: str = "",
        entry_id: str = "",
        expected: int | None = None,
    ) -> CaseRecord:
        """Reopen a closed case: a new episode, by default in the first phase. Raises as `write`."""
        self._keep_out(record, by)
        phase = entry_phase or self._judge.model(record.case.model).first.key
        fact = Reopening(entry_phase=phase, reason=reason)
        step = Write(fact=fact, by=by, occurred_at=occurred_at, recorded_at=recorded_at, text=text, id=entry_id)
        return self.write(record, step, expected=expected)

    def migrate(
        self,
        record: CaseRecord,
        *,
        by: str,
        occurred_at: datetime | None,
        recorded_at: datetime | None,
        to: ProcessModel | None = None,
        phases: Mapping[str, str] | None = None,
        policy: Policy | None = None,
        text: str = "",
        entry_id: str = "",
    ) -> CaseRecord:
        """Write into the record that it is kept under another model (with a mapping of phases) or policy from here on.

        Works also where the record names a model or policy that this engine does not know: that is what it is for.
        Raises `EngineFaults` if the new one is not one of this engine's or leaves the case without a phase to stand in.
        """
        judge = self._judge
        changes = self._changes(record, to, phases or {}, policy)
        known = judge.knows_policy(record.case.policy)
        rules_of = policy or (judge.policy(record.case.policy) if known else self.policy)
        for number, change in enumerate(changes):
            name = entry_id if number == 0 else ""
            step = Write(fact=change, by=by, occurred_at=occurred_at, recorded_at=recorded_at, text=text, id=name)
            unmet, _ = judge.judge(Asked(record, step, rules_of, to, None))
            if unmet:
                raise StepRefused(Refused(step, unmet, to))
            record = record.with_entry(entry_of(record, step, to))
        return record

    def _changes(
        self, record: CaseRecord, to: ProcessModel | None, phases: Mapping[str, str], policy: Policy | None
    ) -> tuple[ModelChanged | PolicyChanged, ...]:
        """Give the facts that a migration writes; raise where there is nothing to change or nowhere to stand."""
        changes: list[ModelChanged | PolicyChanged] = []
        if to is not None:
            self._judge.must_be_home(record, ref_of(to), phases)
            pairs = tuple(PhaseMapping(old=old, new=new) for old, new in phases.items())
            changes.append(ModelChanged(model=ref_of(to), phases=pairs))
        if policy is not None:
            self._judge.policy(policy.ref)
            changes.append(PolicyChanged(policy=policy.ref))
        if not changes:
            remedy = "Name a model in `to`, or a policy"
            raise BadValue(Fault(where="migrate", problem="it is not said where the record goes", remedy=remedy))
        return tuple(changes)

    # Looking ahead and back ----------------------------------------------------------------------------------------

    def options(self, record: CaseRecord, *, at: datetime, by: str | None = None) -> tuple[Option, ...]:
        """Give every move, closing and reopening from here: open, or with all that it still lacks at that time.

        `by` is the one who asks; if that person has no access to the record, `StepRefused` is raised and nothing is
        told. Without `by` the program itself asks. What only the writer can say (a reason, who takes over) is taken
        as given. `at` must be aware.
        """
        must_be_aware(at)
        judge = self._judge
        if by is not None:
            self._keep_out(record, by, nameless=True)
        asker = by if by is not None else min(record.case.authorised)
        recorded_at = max(at, record.entries[-1].recorded_at)
        found: list[Option] = []
        for course in courses(judge, record):
            step = Write(fact=course.told, by=asker, occurred_at=at, recorded_at=recorded_at)
            unmet, _ = judge.judge(judge.asked(record, step))
            found.append(Option(course.fact, course.title, unmet, course.reasons, course.asks))
        return tuple(found)

    def _keep_out(self, record: CaseRecord, by: str, *, nameless: bool = False) -> None:
        """Refuse a stranger before anything is read off the record. A step without author is for its own rule."""
        if nameless or by.strip():
            reading = Read(by=by)
            unmet, _ = self._judge.judge(self._judge.asked(record, reading))
            if unmet:
                raise StepRefused(Refused(reading, unmet))

    def _look(self, asked: Asked, unmet: tuple[Unmet, ...]) -> Callable[[], tuple[Option, ...]] | None:
        """Give the question what is open instead, to be put when somebody reads the refusal; none for a stranger."""
        at = asked.at if isinstance(asked.fact, PhaseChange | Closure | Reopening) else None
        if at is None or unmet[0].rule.key == "reader_authorised":
            return None
        return partial(self._instead, asked.record, asked.model, at)

    def _instead(self, record: CaseRecord, model: ProcessModel | None, at: datetime) -> tuple[Option, ...]:
        """Give what is open on the same track: moves that go on with the work, or the reopening of a closed case."""
        if not is_aware(at) or model is None:
            return ()
        options = self.options(record, at=max(at, record.entries[-1].occurred_at))
        return tuple(
            option
            for option in options
            if option.is_open
            and (
                isinstance(option.fact, Reopening)
                or (isinstance(option.fact, PhaseChange) and option.fact.model == model.key)
            )
        )

    def audit(self, record: CaseRecord) -> tuple[Finding, ...]:
        """Judge a record anew, each entry after those before it, under the policy of its time; () if all is well.

        Raises `UnknownModel` or `UnknownPolicy` where the record is or was kept under one not given to this engine.
        """
        findings: list[Finding] = []
        so_far = CaseRecord.of(record.case_id)
        for entry in record.entries:
            step = Write(
                fact=entry.fact,
                by=entry.by,
                occurred_at=entry.occurred_at,
                recorded_at=entry.recorded_at,
                text=entry.text,
                id=entry.id,
                access=entry.access,
                participants=entry.participants,
            )
            unmet = self._judge_anew(so_far, step)
            if unmet:
                findings.append(Finding(entry.number, entry.id, unmet))
            so_far = so_far.with_entries((entry,))
        return tuple(findings)

    def _judge_anew(self, so_far: CaseRecord, step: Write) -> tuple[Unmet, ...]:
        judge = self._judge
        if so_far.case.is_begun:
            return judge.judge(judge.asked(so_far, step))[0]
        if isinstance(step.fact, CaseOpened):
            return self._unsound(so_far, step, judge.model(step.fact.model))
        return (Unmet(judge.book["move_exists"], (Lack("the case has not been opened"),)),)

    def _unsound(self, record: CaseRecord, step: Write, process: ProcessModel) -> tuple[Unmet, ...]:
        """Judge the entry that opens a case: its times, which stand alone, or its author."""
        asked = Asked(record, step, self.policy, process, None)
        for rule in self._judge.book.required(("times_sound", "author_named")):
            lacks = rule.lacks(record.case, asked)
            if lacks:
                return (Unmet(rule, lacks),)
        return ()


def _must_be_plain(authorised: object, linear: object) -> None:
    """Refuse what Python would take without a word: one text for a list of workers, a text for true or false."""
    if isinstance(authorised, str):
        remedy = 'Write ("w2",) for one worker'
        raise BadValue(Fault(where="authorised", problem="one text is no list of workers", remedy=remedy))
    if linear is not None and not isinstance(linear, bool):
        raise BadValue(Fault(where="linear", problem="true or false is wanted", remedy="Leave it out, or say which"))
