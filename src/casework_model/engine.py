"""The engine: process models and a policy; the one place where a record grows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import final

from attrs import evolve

from casework_model.entry import RecordEntry
from casework_model.errors import Behind, EngineFaults, Fault, RecordMovedOn, Unknown, UnknownModel, UnknownPolicy
from casework_model.facts import (
    CaseOpened,
    Closure,
    ClosureKind,
    ContactRoute,
    Initiator,
    ModelChanged,
    ModelRef,
    PhaseChange,
    PhaseMapping,
    PolicyChanged,
    PolicyRef,
    Reopening,
)
from casework_model.people import Client
from casework_model.policy import STANDARD, Force, Policy
from casework_model.process import SHIPPED, MoveKind, ProcessModel, Track, Variant
from casework_model.record import CaseRecord
from casework_model.rules import Asked, Order, Rule, RuleBook
from casework_model.steps import Read, Step, Write
from casework_model.terms import fixed
from casework_model.verdicts import Advice, Finding, Option, Permitted, Refused, StepRefused, Unmet, Verdict, move_title


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
        self.models = tuple(models)
        self.policy = policy
        self._book = RuleBook(rules)
        self._order = Order(self._book)
        known = (policy, *policies)
        self._policies: Mapping[PolicyRef, Policy] = {one.ref: one for one in known}
        faults = self._book.faults()
        for model in self.models:
            faults += self._book.model_faults(model)
        for one in known:
            faults += self._book.policy_faults(one)
        versions = [(model.key, model.version) for model in self.models]
        for key, version in sorted({version for version in versions if versions.count(version) > 1}):
            problem = f"version {version} is given twice"
            faults.append(Fault(where=f"model {key}", problem=problem, remedy="Give each version once"))
        if faults:
            raise EngineFaults(tuple(faults))
        variants = [one for model in self.models for one in (model.iterative(), _linear(model))]
        self._models = {ModelRef(key=one.key, version=one.version, variant=one.variant): one for one in variants}
        self._newest = {(one.key, one.variant): one for one in sorted(variants, key=lambda model: model.version)}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule it judges by, shipped and own."""
        return self._book.rules

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
        variants = [one.variant for one in self.models if one.key == model]
        if not variants:
            raise UnknownModel(Unknown(what="process model", named=model, known=self._model_keys()))
        variant = variants[-1] if linear is None else Variant.LINEAR if linear else Variant.ITERATIVE
        process = self._newest[model, variant]
        opened = CaseOpened(
            client=client,
            tz=tz,
            route=route,
            model=ModelRef(key=process.key, version=process.version, variant=process.variant),
            phase=process.first.key,
            policy=self.policy.ref,
            authorised=tuple(dict.fromkeys(name for name in (by, *authorised) if name)),
            circumstances=circumstances,
        )
        step = Write(fact=opened, by=by, occurred_at=occurred_at, recorded_at=recorded_at, text=text, id=entry_id)
        record = CaseRecord.of(case_id)
        asked = Asked(record, step, self.policy, process, None)
        unmet = tuple(
            Unmet(rule, lacks)
            for rule in self._book.required(("times_sound", "author_named"))
            if (lacks := rule.lacks(record.case, asked))
        )
        if unmet:
            raise StepRefused(Refused(step, unmet[:1], process))
        return record.with_entries((_entry(record, step, process),))

    # Judging -------------------------------------------------------------------------------------------------------

    def consider(self, record: CaseRecord, step: Step, *, expected: int | None = None) -> Verdict:
        """Say whether a step may be taken now, and if not, everything that is missing. Pure: nothing changes.

        `expected` is the number of the last entry that the writer had seen; if the record has moved on since,
        `RecordMovedOn` is raised. Raises `UnknownModel` or `UnknownPolicy` where the record is kept under one that
        this engine was not given.
        """
        if expected is not None and expected != len(record.entries):
            raise RecordMovedOn(Behind(expected=expected, found=len(record.entries)))
        asked = self._asked(record, step)
        unmet, advice = self._judge(asked)
        if unmet:
            is_course = isinstance(step, Write) and isinstance(step.fact, PhaseChange | Closure | Reopening)
            at = step.occurred_at if isinstance(step, Write) and is_course and not _is_hidden(unmet) else None
            look = partial(self._instead, record, at) if at is not None else None
            return Refused(step, unmet, asked.model, look)
        if isinstance(step, Write):
            self._must_know_change(step)
            return Permitted(record, _entry(record, step, asked.model), advice)
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
        change = self.change(record, to, model=model, kind=kind, reason=reason)
        step = Write(fact=change, by=by, occurred_at=occurred_at, recorded_at=recorded_at, text=text, id=entry_id)
        return self.write(record, step, expected=expected)

    def change(
        self, record: CaseRecord, to: str, *, model: str = "", kind: MoveKind | None = None, reason: str = ""
    ) -> PhaseChange:
        """Give the `PhaseChange` that `move` would write, to be considered first."""
        key = model or record.case.model.key
        process, track = self._model(record, key), record.case.tracks.get(key)
        move = kind or _kind(process, track, to, reason)
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
        phase = entry_phase or self._main(record).first.key
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
        process = to if to is not None else self._models.get(record.case.model)
        rules_of = policy if policy is not None else self._policies.get(record.case.policy, self.policy)
        changes: list[Write] = []
        if to is not None:
            ref = ModelRef(key=to.key, version=to.version, variant=to.variant)
            self._must_be_home(record, to, dict(phases or {}))
            pairs = tuple(PhaseMapping(old=old, new=new) for old, new in (phases or {}).items())
            changes.append(Write(fact=ModelChanged(model=ref, phases=pairs), by=by, occurred_at=None, recorded_at=None))
        if policy is not None:
            if policy.ref not in self._policies:
                fault = Fault(where="policy", problem="this engine was not given it", remedy="Build the engine with it")
                raise EngineFaults((fault,))
            changes.append(Write(fact=PolicyChanged(policy=policy.ref), by=by, occurred_at=None, recorded_at=None))
        for number, change in enumerate(changes):
            step = evolve(
                change,
                occurred_at=occurred_at,
                recorded_at=recorded_at,
                text=text,
                id=entry_id if number == 0 else "",
            )
            unmet, _ = self._judge(Asked(record, step, rules_of, process, None))
            if unmet:
                raise StepRefused(Refused(step, unmet, process))
            record = record.with_entries((_entry(record, step, process),))
        return record

    # Looking ahead and back ----------------------------------------------------------------------------------------

    def options(self, record: CaseRecord, *, at: datetime, by: str | None = None) -> tuple[Option, ...]:
        """Give every move, closing and reopening from here: open, or with all that it still lacks at that time.

        `by` is the one who asks; if that person has no access to the record, `StepRefused` is raised and nothing is
        told. Without `by` the program itself asks.
        """
        asker = by if by is not None else next(iter(sorted(record.case.authorised)), "")
        if by is not None:
            unmet, _ = self._judge(self._asked(record, Read(by=by, at=at)))
            if unmet:
                raise StepRefused(Refused(Read(by=by, at=at), unmet))
        last = record.entries[-1].recorded_at if record.entries else at
        found: list[Option] = []
        for fact, title, reasons in self._courses(record):
            told = evolve(fact, reason=reasons[0] if reasons else "other") if _wants_reason(fact) else fact
            step = Write(fact=told, by=asker, occurred_at=at, recorded_at=max(at, last))
            unmet, _ = self._judge(self._asked(record, step))
            found.append(Option(fact, title, unmet, reasons))
        return tuple(found)

    def audit(self, record: CaseRecord) -> tuple[Finding, ...]:
        """Judge a record anew, each entry after those before it, under the policy of its time; () if all is well."""
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
            unmet: tuple[Unmet, ...] = ()
            if so_far.case.is_begun:
                unmet, _ = self._judge(self._asked(so_far, step))
            elif not isinstance(entry.fact, CaseOpened):
                unmet = (self._not_opened(so_far, step),)
            if unmet:
                findings.append(Finding(entry.number, entry.id, unmet))
            so_far = so_far.with_entries((entry,))
        return tuple(findings)

    # Within --------------------------------------------------------------------------------------------------------

    def _not_opened(self, record: CaseRecord, step: Write) -> Unmet:
        rule = self._book["move_exists"]
        change = evolve(step, fact=PhaseChange(model="", to="", move=MoveKind.FORWARD))
        return Unmet(rule, rule.lacks(record.case, Asked(record, change, self.policy, self.models[0], None)))

    def _judge(self, asked: Asked) -> tuple[tuple[Unmet, ...], tuple[Advice, ...]]:
        broken = self._order.broken(asked)
        if not broken:
            return (), ()
        main = self._models.get(asked.record.case.model)
        waived = main.waives if main is not None else ()
        unmet: list[Unmet] = []
        advice: list[Advice] = []
        for rule, lacks in broken:
            force = asked.policy.force(rule.code) if rule.may_be_switched_off else Force.ENFORCE
            if force is Force.OFF or (rule.key in waived and rule.may_be_switched_off):
                continue
            if force is Force.ADVISE:
                advice.append(Advice(Unmet(rule, lacks)))
            else:
                unmet.append(Unmet(rule, lacks))
        return tuple(unmet), tuple(advice)

    def _asked(self, record: CaseRecord, step: Step) -> Asked:
        main = self._main(record)
        policy = self._policies.get(record.case.policy)
        if policy is None:
            known = tuple(str(ref) for ref in self._policies)
            raise UnknownPolicy(Unknown(what="policy", named=str(record.case.policy), known=known))
        if isinstance(step, Write) and isinstance(step.fact, PhaseChange) and step.fact.model != main.key:
            key = step.fact.model
            return Asked(record, step, policy, self._model(record, key), record.case.tracks.get(key))
        return Asked(record, step, policy, main, record.case.tracks.get(main.key))

    def _main(self, record: CaseRecord) -> ProcessModel:
        found = self._models.get(record.case.model)
        if found is None:
            known = tuple(str(ref) for ref in self._models)
            raise UnknownModel(Unknown(what="process model", named=str(record.case.model), known=known))
        return found

    def _model(self, record: CaseRecord, key: str) -> ProcessModel | None:
        """Give the model of one track: for the main one as the record names it, else the newest of that key."""
        ref = record.case.model
        return self._main(record) if key == ref.key else self._newest.get((key, ref.variant))

    def _model_keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(model.key for model in self.models))

    def _must_know_change(self, step: Write) -> None:
        if isinstance(step.fact, ModelChanged) and step.fact.model not in self._models:
            known = tuple(str(ref) for ref in self._models)
            raise UnknownModel(Unknown(what="process model", named=str(step.fact.model), known=known))
        if isinstance(step.fact, PolicyChanged) and step.fact.policy not in self._policies:
            known = tuple(str(ref) for ref in self._policies)
            raise UnknownPolicy(Unknown(what="policy", named=str(step.fact.policy), known=known))

    def _must_be_home(self, record: CaseRecord, to: ProcessModel, phases: dict[str, str]) -> None:
        faults: list[Fault] = []
        if ModelRef(key=to.key, version=to.version, variant=to.variant) not in self._models:
            faults.append(Fault(where="to", problem="this engine was not given it", remedy="Build the engine with it"))
        track = record.case.track
        stands = () if track is None else (track.phase, track.paused.phase if track.paused else track.phase)
        for phase in dict.fromkeys(stands):
            if to.phase(phases.get(phase, phase)) is None:
                problem = f"the case stands in {phase}, which the new model does not have"
                faults.append(Fault(where="phases", problem=problem, remedy=f"Map {phase} to one of its phases"))
        if faults:
            raise EngineFaults(tuple(faults))

    def _instead(self, record: CaseRecord, at: datetime) -> tuple[Option, ...]:
        if at.utcoffset() is None:
            return ()
        options = self.options(record, at=max(at, record.entries[-1].occurred_at))
        return tuple(option for option in options if option.is_open)

    def _courses(self, record: CaseRecord) -> Iterable[tuple[PhaseChange | Closure | Reopening, str, tuple[str, ...]]]:
        case, main = record.case, self._main(record)
        if case.is_closed:
            yield Reopening(entry_phase=main.first.key), f"reopen into {main.first.name}", ()
            return
        for key in self._model_keys():
            process, track = self._model(record, key), case.tracks.get(key)
            if process is None:
                continue
            if track is None:
                change = PhaseChange(model=key, to=process.first.key, move=MoveKind.START)
                yield change, f"{move_title(change, process)} ({process.name})", ()
                continue
            for move in process.moves_from(track.phase):
                is_idle = move.kind is MoveKind.RETURN and process.is_linear
                is_resume = move.kind is MoveKind.RESUME
                if is_idle or is_resume is not (track.paused is not None):
                    continue
                if is_resume and track.paused is not None and move.to != track.paused.phase:
                    continue
                change = PhaseChange(model=key, from_=track.phase, to=move.to, move=move.kind)
                beside = "" if key == main.key else f" ({process.name})"
                yield change, f"{move_title(change, process)}{beside}", move.reasons
        for kind in (ClosureKind.PLANNED, ClosureKind.PREMATURE, ClosureKind.TRANSFER):
            yield _exit(kind), f"close as {kind}", ()


def _linear(model: ProcessModel) -> ProcessModel:
    return model if model.is_linear else model.linear()


def _exit(kind: ClosureKind) -> Closure:
    """Give a closing with all that only the writer can say filled in, so that an option shows what the case lacks."""
    receiving = "to be named" if kind is ClosureKind.TRANSFER else ""
    return Closure(closure=kind, initiator=Initiator.WORKER, reason="to be named", receiving=receiving)


def _wants_reason(fact: PhaseChange | Closure | Reopening) -> bool:
    return isinstance(fact, Reopening) or (
        isinstance(fact, PhaseChange) and fact.move in {MoveKind.RETURN, MoveKind.DETOUR}
    )


def _is_hidden(unmet: tuple[Unmet, ...]) -> bool:
    return any(one.rule.key == "reader_authorised" for one in unmet)


def _kind(process: ProcessModel | None, track: Track | None, to: str, reason: str) -> MoveKind:
    if process is None or track is None:
        return MoveKind.START
    if track.paused is not None and to == track.paused.phase:
        return MoveKind.RESUME
    kinds = {move.kind: move for move in process.moves_from(track.phase) if move.to == to}
    detour = kinds.get(MoveKind.DETOUR)
    if detour is not None and (reason in detour.reasons or MoveKind.RETURN not in kinds):
        return MoveKind.DETOUR
    return MoveKind.RETURN if MoveKind.RETURN in kinds else MoveKind.FORWARD


def _entry(record: CaseRecord, step: Write, process: ProcessModel | None) -> RecordEntry:
    """Give the entry that a permitted step becomes."""
    if step.occurred_at is None or step.recorded_at is None:  # pragma: no cover - HR-32 has refused it
        msg = "a step without times cannot become an entry"
        raise AssertionError(msg)
    number = len(record.entries) + 1
    fact = step.fact
    if isinstance(fact, PhaseChange) and fact.reason and process is not None and fact.reason not in process.reasons:
        words = fact.reason if not fact.reason_text else f"{fact.reason}: {fact.reason_text}"
        fact = evolve(fact, reason="other", reason_text=words if fact.reason != "other" else fact.reason_text)
    return RecordEntry(
        number,
        step.id or _free_id(record, number),
        step.by,
        fixed(step.occurred_at),
        fixed(step.recorded_at),
        fact,
        step.text,
        step.access,
        step.participants,
    )


def _free_id(record: CaseRecord, number: int) -> str:
    """Give the id of an entry that its writer did not name: "e" and its number, if that is free."""
    name = f"e{number}"
    while record.number_of(name) is not None:
        name += "x"
    return name
