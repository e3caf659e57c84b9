"""Models, policies and rules fitted together; the judging of one step by them, and the entry that it becomes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeAlias, final

from attrs import evolve

from casework_model.case import Case, Frame
from casework_model.entry import RecordEntry, entry_made
from casework_model.errors import BadValue, EngineFaults, Fault, Unknown, UnknownModel, UnknownPolicy
from casework_model.facts import Correction, Fact, ModelChanged, ModelRef, PhaseChange, PolicyChanged, PolicyRef
from casework_model.policy import Force, Policy
from casework_model.process import ProcessModel, Track, Variant
from casework_model.record import CaseRecord, must_be_record
from casework_model.rules import Asked, Broken, Order, Rule, RuleBook, is_usual, question
from casework_model.steps import Delete, Edit, Read, Step, Write
from casework_model.terms import fixed, is_aware, is_fixed
from casework_model.verdicts import Advice, Unmet

Judged: TypeAlias = tuple[Asked, tuple[Unmet, ...], tuple[Advice, ...]]
"""What was asked, every rule that the step breaks, and the advice."""

OTHER: Final = "other"
"""The coded reason of a move whose reason is kept in the writer's words."""


@final
class Judge:
    """Knows which models, policies and rules there are, and judges a step by those under which its record is kept.

    Raises `EngineFaults` with everything that does not fit together.
    """

    def __init__(self, models: tuple[ProcessModel, ...], policies: tuple[Policy, ...], rules: Iterable[Rule]) -> None:
        self.models = models
        self.book = RuleBook(rules)
        self._order = Order(self.book)
        self._policies: Mapping[PolicyRef, Policy] = {one.ref: one for one in policies}
        self._last: tuple[Frame, ProcessModel, Policy] | None = None
        self._must_fit(policies)
        variants = [one for model in models for one in _variants(model)]
        self._models = {ref_of(one): one for one in variants}
        self._newest = {(one.key, one.variant): one for one in sorted(variants, key=lambda model: model.version)}

    def _must_fit(self, policies: tuple[Policy, ...]) -> None:
        faults = self.book.faults()
        for model in self.models:
            faults += self.book.model_faults(model)
        for policy in policies:
            faults += self.book.policy_faults(policy)
        versions = [(model.key, model.version) for model in self.models]
        for key, version in sorted({version for version in versions if versions.count(version) > 1}):
            problem = f"version {version} is given twice"
            faults.append(Fault(where=f"model {key}", problem=problem, remedy="Give each version once"))
        if faults:
            raise EngineFaults(tuple(faults))

    # What it knows -------------------------------------------------------------------------------------------------

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the models, each once."""
        return tuple(dict.fromkeys(model.key for model in self.models))

    def to_open(self, key: str, *, linear: bool | None) -> ProcessModel:
        """Give the newest version of a model, in the variant asked for or its own; or raise `UnknownModel`."""
        given = [one for one in self.models if one.key == key]
        if not given:
            raise UnknownModel(Unknown(what="process model", named=key, known=self.keys))
        newest = max(given, key=lambda model: model.version)
        other = Variant.ITERATIVE if newest.is_linear else Variant.LINEAR
        found = self._newest.get((key, newest.variant if linear in {None, newest.is_linear} else other))
        if found is None:
            known = tuple(str(ref) for ref in self._models)
            raise UnknownModel(Unknown(what="process model", named=f"{key} ({other})", known=known))
        return found

    def knows_policy(self, ref: PolicyRef) -> bool:
        """Whether that version of a policy is known."""
        return ref in self._policies

    def model(self, ref: ModelRef) -> ProcessModel:
        """Give a model by key, version and variant. Raises `UnknownModel`."""
        found = self._models.get(ref)
        if found is None:
            known = tuple(str(ref) for ref in self._models)
            raise UnknownModel(Unknown(what="process model", named=str(ref), known=known))
        return found

    def policy(self, ref: PolicyRef) -> Policy:
        """Give a policy by key, version and digest. Raises `UnknownPolicy`."""
        found = self._policies.get(ref)
        if found is None:
            known = tuple(str(ref) for ref in self._policies)
            raise UnknownPolicy(Unknown(what="policy", named=str(ref), known=known))
        return found

    def track_model(self, record: CaseRecord, key: str) -> ProcessModel | None:
        """Give the model of one track: the main one as the record names it, else the newest of that key, or None."""
        ref = record.case.model
        if key == ref.key:
            return self.model(ref)
        found = self._newest.get((key, ref.variant))
        if found is None and ref.variant is not Variant.ITERATIVE:  # without detours of its own, or only with them
            return self._newest.get((key, Variant.LINEAR)) or self._newest.get((key, Variant.LINEAR_WITHOUT_DETOURS))
        return found

    # Judging -------------------------------------------------------------------------------------------------------

    def judged(self, record: CaseRecord, step: Step, *, on_record: bool = False) -> Judged:
        """Put a step to the rules with the model, track and policy that it concerns, and give what they say.

        Of what stands `on_record` already all is told, whoever wrote it.
        """
        if type(step) is not Write:
            _must_be_step(step)
        must_be_record(record)
        case = record.case
        main, policy = self._kept_under(case.frame)
        if isinstance(step, Write):
            usual = is_usual(case, step)
            step = step if usual else _in_fixed_times(step)
            return self._written(record, step, main, policy, usual=usual, on_record=on_record)
        asked = Asked(record, step, policy, main, case.tracks.get(main.key))
        return (asked, *self.judge(asked))

    def each(self, record: CaseRecord, step: Write, facts: Iterable[Fact]) -> list[tuple[Unmet, ...]]:
        """Judge writing each of several facts instead of that of the step, and give what each lacks."""
        main, policy = self._kept_under(record.case.frame)
        step = _in_fixed_times(step)
        usual = is_usual(record.case, step)
        return [self._written(record, step.telling(fact), main, policy, usual=usual)[1] for fact in facts]

    def _written(
        self,
        record: CaseRecord,
        step: Write,
        main: ProcessModel,
        policy: Policy,
        *,
        usual: bool,
        on_record: bool = False,
    ) -> Judged:
        """Put the writing of an entry, its times fixed, to the rules."""
        fact = step.fact
        if not isinstance(fact, PhaseChange) or fact.model == main.key:
            asked = question(record, step, policy, main, record.case.tracks.get(main.key))
        else:
            asked = question(record, step, policy, *self._beside(record, fact.model))
        broken = self._order.broken(asked, usual=usual, on_record=on_record)
        return (asked, *self._sorted(asked, broken)) if broken else (asked, (), ())

    def _beside(self, record: CaseRecord, key: str) -> tuple[ProcessModel | None, Track | None]:
        """Give the model and the track of a move beside the main track."""
        process, track = self.track_model(record, key), record.case.tracks.get(key)
        if process is None and track is not None:
            raise UnknownModel(Unknown(what="process model", named=key, known=self.keys))
        return process, track

    def _kept_under(self, frame: Frame | None) -> tuple[ProcessModel, Policy]:
        """Give the model and policy of a record; those of the record asked about last are at hand."""
        if frame is None:
            problem = "the record holds no opening of a case"
            raise BadValue(Fault(where="record", problem=problem, remedy="Open the case with engine.open"))
        last = self._last
        if last is None or last[0] is not frame:
            last = self._last = (frame, self.model(frame.model), self.policy(frame.policy))
        return last[1], last[2]

    def judge(self, asked: Asked) -> tuple[tuple[Unmet, ...], tuple[Advice, ...]]:
        """Give every rule that the step breaks, and as advice those that the policy does not enforce."""
        return self._sorted(asked, self._order.broken(asked))

    def _sorted(self, asked: Asked, broken: list[Broken]) -> tuple[tuple[Unmet, ...], tuple[Advice, ...]]:
        """Give the broken rules that the policy enforces, and as advice those that it does not; none that it waives."""
        policy, waived = asked.policy, self._waived(asked.record.case)
        if not (waived or policy.advise or policy.off):
            return tuple([Unmet(rule, lacks) for rule, lacks in broken]), ()
        unmet: list[Unmet] = []
        advice: list[Advice] = []
        for rule, lacks in broken:
            force = policy.force(rule.code) if rule.may_be_switched_off else Force.ENFORCE
            if force is Force.OFF or (rule.key in waived and rule.may_be_switched_off):
                continue
            if force is Force.ADVISE:
                advice.append(Advice(Unmet(rule, lacks)))
            else:
                unmet.append(Unmet(rule, lacks))
        return tuple(unmet), tuple(advice)

    def _waived(self, case: Case) -> Collection[str]:
        """Give the keys of the rules that the model of a case waives; a case may be under way to a known one."""
        last, frame = self._last, case.frame
        if last is not None and last[0] is frame:
            return last[1].waives
        main = self._models.get(frame.model) if frame is not None else None
        return main.waives if main is not None else ()

    def must_know_change(self, record: CaseRecord, fact: ModelChanged | PolicyChanged) -> None:
        """Raise where a step would put the record under what is not known, or where the case would stand nowhere."""
        if isinstance(fact, ModelChanged):
            self.must_be_home(record, fact.model, {pair.old: pair.new for pair in fact.phases})
        else:
            self.policy(fact.policy)

    def must_be_home(self, record: CaseRecord, ref: ModelRef, phases: Mapping[str, str]) -> None:
        """Raise `UnknownModel`, or `EngineFaults` where the case would stand nowhere in the new model."""
        to, case = self.model(ref), record.case
        track = case.track
        stands = () if track is None else (track.phase, *((track.paused.phase,) if track.paused else ()))
        faults = [
            Fault(
                where="phases",
                problem=f"the case stands in {phase}, which the new model does not have",
                remedy=f"Map {phase} to one of its phases",
            )
            for phase in stands
            if to.phase(phases.get(phase, phase)) is None
        ]
        if to.key != case.model.key and to.key in case.tracks:
            problem = f"a track of {to.key} runs beside the main one"
            faults.append(Fault(where="to", problem=problem, remedy="Close the case first, or choose another model"))
        if faults:
            raise EngineFaults(tuple(faults))


def ref_of(model: ProcessModel) -> ModelRef:
    """Give key, version and variant of a model, as a record names them."""
    return ModelRef(key=model.key, version=model.version, variant=model.variant)


def _variants(model: ProcessModel) -> tuple[ProcessModel, ...]:
    """Give the variants in which a model may be used: returns open or switched off; without detours, only as it is."""
    if model.variant is Variant.LINEAR_WITHOUT_DETOURS:
        return (model,)
    return (model.iterative(), model if model.is_linear else model.linear())


def _must_be_step(step: object) -> None:
    """Raise `BadValue` for what a program may hand in by a slip, such as a fact without its step."""
    if not isinstance(step, Write | Edit | Delete | Read):
        problem = f"a Write, Edit, Delete or Read is wanted, not {type(step).__name__}"
        raise BadValue(Fault(where="step", problem=problem, remedy="Put a fact into a Write, with author and times"))


def _in_fixed_times(step: Write) -> Write:
    """Give a step with its aware times at fixed offsets, so that no rule compares times by the clock on the wall."""
    happened, recorded = step.occurred_at, step.recorded_at
    if is_fixed(happened) and is_fixed(recorded):
        return step
    return evolve(
        step,
        occurred_at=fixed(happened) if is_aware(happened) else happened,
        recorded_at=fixed(recorded) if is_aware(recorded) else recorded,
    )


def entry_of(record: CaseRecord, step: Write, process: ProcessModel | None) -> RecordEntry:
    """Give the entry that a permitted step becomes; HR-32 has made sure of its times."""
    number = len(record.case.entries) + 1
    fact = step.fact
    if isinstance(fact, PhaseChange) and process is not None and (fact.reason or fact.reason_text):
        fact = _in_own_words(fact, process.reasons)
    elif isinstance(fact, Correction) and fact.occurred_at is not None:
        fact = evolve(fact, occurred_at=fixed(fact.occurred_at))
    return entry_made(
        number,
        step.id or record.free_id(),
        step.by,
        fixed(step.occurred_at),
        fixed(step.recorded_at),
        fact,
        step.text,
        step.access,
        step.participants,
    )


def _in_own_words(change: PhaseChange, coded: frozenset[str]) -> PhaseChange:
    """Keep a reason outside the coded list as "other" with its words."""
    reason, words = change.reason.strip(), change.reason_text
    if reason in coded or reason == OTHER or not (reason or words.strip()):
        return change
    return evolve(change, reason=OTHER, reason_text=": ".join(part for part in (reason, words) if part))
