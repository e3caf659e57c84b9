"""The engine: process models and a policy; the one place where a record grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import UnionType
from typing import final

from casework_model.amended import CHANGING
from casework_model.courses import courses, kind_of_move
from casework_model.entry import RecordEntry
from casework_model.errors import BadValue, Behind, Fault, RecordMovedOn, UnknownModel, UnknownPolicy
from casework_model.facts import (
    CaseOpened,
    Closure,
    ClosureKind,
    ContactRoute,
    Fact,
    Initiator,
    ModelChanged,
    PhaseChange,
    PhaseMapping,
    PolicyChanged,
    Reopening,
)
from casework_model.judge import Judge, Judged, entry_of, ref_of
from casework_model.people import Client
from casework_model.policy import STANDARD, Policy
from casework_model.process import SHIPPED, MoveKind, ProcessModel
from casework_model.record import CaseRecord, RecordView, must_be_aware, must_be_record
from casework_model.replay import anew, course_broken, unsound_opening
from casework_model.rules import Asked, Rule, may_write
from casework_model.steps import Read, Step, Write
from casework_model.terms import is_aware
from casework_model.verdicts import Finding, Option, Permitted, Refused, StepRefused, Unmet, Verdict, no_access


@final
class Engine:
    """Judges steps over records and writes what is permitted. Has no state: one engine serves any number of cases.

    `models` are the process models it knows, each with its linear and its iterative variant; `policy` is the policy
    for records it opens; `policies` are older ones under which records may still be kept; `rules` are a user's own,
    beside the shipped ones. Raises `EngineFaults` with everything that does not fit together.

    >>> from datetime import UTC
    >>> from casework_model.people import ClientStatus
    >>> engine = Engine()
    >>> sorted(model.key for model in engine.models)
    ['casework', 'crisis', 'helping', 'interview', 'long_term', 'rapport']
    >>> nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> client = Client(id="cl-1", status=ClientStatus.VOLUNTARY)
    >>> record = engine.open(client=client, case_id="c-1", tz="Europe/Berlin", by="w1", route=ContactRoute.PHONE,
    ...                      occurred_at=nine, recorded_at=nine)
    >>> record.case.phase
    'intake'

    The examples of the methods go on from here.
    """

    def __init__(
        self,
        models: Iterable[ProcessModel] = SHIPPED,
        policy: Policy = STANDARD,
        *,
        rules: Iterable[Rule] = (),
        policies: Iterable[Policy] = (),
    ) -> None:
        for name, given, one in (
            ("models", models, ProcessModel),
            ("rules", rules, Rule),
            ("policies", policies, Policy),
        ):
            _must_be_several(name, given, one)
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

    def model_of(self, record: CaseRecord | RecordView) -> ProcessModel:
        """Give the process model under which a record is kept, in its variant. Raises `UnknownModel`.

        >>> engine.model_of(record).phase_name("intake")
        'Intake and engagement'
        """
        return self._judge.model(record.case.model)

    def policy_of(self, record: CaseRecord | RecordView) -> Policy:
        """Give the policy under which a record is kept. Raises `UnknownPolicy`.

        >>> engine.policy_of(record).late_hours
        (24, 48, 72)
        """
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

        `case_id` has 1 to 200 characters; `tz` is the IANA zone of the case, such as "Europe/Berlin"; `by` is the
        worker who writes. Both times must say their offset from UTC. `linear` chooses the variant; without it the
        model decides. The author is authorised, and so are the workers in `authorised`. Without `entry_id` the entry is
        named after its number. Ledger: C-INT-01, C-INT-14. Raises `StepRefused` for unsound times (HR-32) or a missing
        author (HR-33), `UnknownModel`, and `BadValue` for a value of the wrong type or an unknown zone.

        >>> engine.open(client=client, case_id="c-2", tz="UTC", by="w1", occurred_at=nine, recorded_at=nine,
        ...             route=ContactRoute.WALK_IN, model="crisis").case.model
        ModelRef(key='crisis', version=1, variant=iterative)
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
        unmet = unsound_opening(self._judge, self.policy, record, step, process)
        if unmet:
            raise StepRefused(Refused(step, unmet, process))
        return record.with_entries((entry_of(record, step, process),))

    # Judging -------------------------------------------------------------------------------------------------------

    def consider(self, record: CaseRecord, step: Step, *, expected: int | None = None) -> Verdict:
        """Say whether a step may be taken now, and if not, everything that is missing. Pure: nothing changes.

        `expected` is the number of the last entry that the writer had seen; if the record has moved on since,
        `RecordMovedOn` is raised. Raises `UnknownModel` or `UnknownPolicy` where the record is kept under one that
        this engine was not given, and `BadValue` for what is no step or no record.

        >>> too_early = Write(fact=engine.change(record, "assessment"), by="w1", occurred_at=nine, recorded_at=nine)
        >>> engine.consider(record, too_early)
        <Refused HR-02, HR-03, HR-04, HR-05>
        >>> engine.consider(record, Write(by="w1", occurred_at=nine, recorded_at=nine, text="The landlord called."))
        <Permitted, entry 2, 0 pieces of advice>
        """
        asked, unmet, advice = self._judged(record, step, expected)
        if unmet:
            return self._refused(step, asked, unmet)
        return Permitted(record, self._entry(asked), advice)

    def _judged(self, record: CaseRecord, step: Step, expected: int | None) -> Judged:
        if expected is not None and expected != len(record.entries):
            self._keep_out(record, step.by, step.recorded_at if isinstance(step, Write) else None)
            raise RecordMovedOn(Behind(expected=expected, found=len(record.entries)))
        try:
            judged = self._judge.judged(record, step)
        except (UnknownModel, UnknownPolicy):  # which a stranger is not told
            if isinstance(step, Write):
                self._keep_out(record, step.by, step.recorded_at)
            raise
        asked, unmet, advice = judged
        if unmet or not isinstance(asked.step, Write) or not isinstance(asked.step.fact, CHANGING):
            return judged
        return asked, course_broken(self._judge, self.policy, record, entry_of(record, asked.step, asked.model)), advice

    def _refused(self, step: Step, asked: Asked, unmet: tuple[Unmet, ...]) -> Refused:
        return Refused(step, unmet, asked.model, self._look(asked, unmet))

    def _entry(self, asked: Asked) -> RecordEntry | None:
        """Give the entry that a permitted step becomes; None for a reading."""
        step = asked.step
        if not isinstance(step, Write):
            return None
        fact = step.fact
        if isinstance(fact, ModelChanged | PolicyChanged):
            self._judge.must_know_change(asked.record, fact)
        return entry_of(asked.record, step, asked.model)

    def write(self, record: CaseRecord, step: Step, *, expected: int | None = None) -> CaseRecord:
        """Take a step and give the record after it. Raises `StepRefused`, and what `consider` raises.

        >>> len(engine.write(record, Write(by="w1", occurred_at=nine, recorded_at=nine, text="A call.")).entries)
        2
        >>> len(record.entries)  # the record from before is as it was
        1
        """
        asked, unmet, _ = self._judged(record, step, expected)
        if unmet:
            raise StepRefused(self._refused(step, asked, unmet))
        entry = self._entry(asked)
        return record if entry is None else record.with_entry(entry)

    def write_all(self, record: CaseRecord, steps: Sequence[Step], *, expected: int | None = None) -> CaseRecord:
        """Take several steps, all or none, each judged after the ones before it. Raises as `write`.

        The `place` of the `StepRefused` is the position, from 0, of the step that was refused.

        >>> note = Write(by="w1", occurred_at=nine, recorded_at=nine, text="First.")
        >>> try:
        ...     engine.write_all(record, [note, too_early])
        ... except StepRefused as error:
        ...     print(error.place, error.refusal.codes[0])
        1 HR-02
        """
        _must_be_several("steps", steps, Step)
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
        to the same phase, a coded reason of the detour makes it a detour. A return and a detour need a `reason`: a
        coded one of the model, or any words, which are kept as "other" (HR-16).

        >>> later = engine.move(record, "preparation", model="interview", by="w1", occurred_at=nine, recorded_at=nine)
        >>> later.case.tracks["interview"].phase
        'preparation'
        """
        self._keep_out(record, by, recorded_at)
        change = self.change(record, to, model=model, kind=kind, reason=reason)
        step = Write(fact=change, by=by, occurred_at=occurred_at, recorded_at=recorded_at, text=text, id=entry_id)
        return self.write(record, step, expected=expected)

    def change(
        self, record: CaseRecord, to: str, *, model: str = "", kind: MoveKind | None = None, reason: str = ""
    ) -> PhaseChange:
        """Give the `PhaseChange` that `move` would write, to be considered first.

        >>> engine.change(record, "assessment")
        PhaseChange(model='casework', to='assessment', move=forward, from_='intake')
        """
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
        """Close the case and end every track. Raises as `write`.

        A planned closing asks for what the end phases of the model require (HR-17, HR-18). Any other needs a `reason`;
        a premature ending or a transfer says who began it, and a transfer the `receiving` service (HR-19). `unfinished`
        lists what is left to do. Ledger: C-TRM-01, C-TRM-08, C-TRM-09.

        >>> closed = engine.close(record, ClosureKind.MOVED_AWAY, by="w1", occurred_at=nine, recorded_at=nine,
        ...                       reason="moved to another town")
        >>> closed.case.is_closed, closed.case.phase
        (True, None)
        """
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
        """Reopen a closed case: a new episode, by default in the first phase. Raises as `write`.

        Active goals are set aside until they are agreed again. Another `entry_phase` is open only where the policy
        allows it (`Policy.reopen_phase`). Ledger: H-P3-03; HR-21.

        >>> again = engine.reopen(closed, by="w1", occurred_at=nine, recorded_at=nine, reason="came back")
        >>> again.case.episode.number
        2
        """
        self._keep_out(record, by, recorded_at)
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
        Give `to`, `policy` or both; each becomes an entry. `phases` maps keys of the old model to those of the new one;
        a phase that is not mapped keeps its key. Raises `UnknownModel` or `UnknownPolicy` if the new one is not one of
        this engine's, `EngineFaults` if the case would have no phase to stand in, `StepRefused`, and `BadValue` if
        neither is given.

        >>> linear = next(model for model in engine.models if model.key == "casework").linear()
        >>> engine.migrate(record, to=linear, by="w1", occurred_at=nine, recorded_at=nine).case.model
        ModelRef(key='casework', version=1, variant=linear)
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
        as given. `at` must be aware, else `BadValue` is raised.

        >>> [str(option) for option in engine.options(record, at=nine) if option.is_open][-2:]
        ['close before the planned end', 'close by transfer to another service']
        """
        must_be_aware(at)
        must_be_record(record)
        judge = self._judge
        if by is not None:
            self._keep_out(record, by, at, nameless=True)
        asker = by if by is not None else min(record.case.authorised, default="")
        step = Write(by=asker, occurred_at=at, recorded_at=max(at, record.entries[-1].recorded_at))
        offered = tuple(courses(judge, record))
        lacking = judge.each(record, step, [course.told for course in offered])
        return tuple(
            [
                Option(course.fact, course.title, unmet, course.reasons, course.asks)
                for course, unmet in zip(offered, lacking, strict=True)
            ]
        )

    def _keep_out(self, record: CaseRecord, by: str, at: datetime | None, *, nameless: bool = False) -> None:
        """Refuse whoever may not write before anything is read off the record. A step without author has its rule."""
        must_be_record(record)
        if (nameless or (by and by.strip())) and not may_write(record.case, by, at):
            raise StepRefused(no_access(Read(by=by)))

    def _look(self, asked: Asked, unmet: tuple[Unmet, ...]) -> Callable[[], tuple[Option, ...]] | None:
        """Give the question what is open instead, to be put when somebody reads the refusal; none for a stranger."""
        at = asked.at if isinstance(asked.fact, PhaseChange | Closure | Reopening) else None
        if at is None or unmet[0].rule.key == "reader_authorised":
            return None
        return partial(self._instead, asked, at)

    def _instead(self, asked: Asked, at: datetime) -> tuple[Option, ...]:
        """Give what else is open on the same track: moves that go on with the work, or reopening a closed case."""
        if not is_aware(at) or asked.model is None:
            return ()
        last = asked.record.entries[-1].occurred_at
        open_ = (option for option in self.options(asked.record, at=max(at, last)) if option.is_open)
        return tuple(option for option in open_ if _is_another(option.fact, asked.fact, asked.model.key))

    def audit(self, record: CaseRecord) -> tuple[Finding, ...]:
        """Judge a record anew, each entry after those before it, under the policy of its time; () if all is well.

        Entries are judged as their amendments leave them; the retracted and the sealed are not.

        Raises `UnknownModel` or `UnknownPolicy` where the record is or was kept under one not given to this engine.

        >>> engine.audit(record)
        ()
        """
        must_be_record(record)
        return tuple(
            Finding(entry.number, entry.id, unmet) for entry, unmet in anew(self._judge, self.policy, record) if unmet
        )


def _must_be_plain(authorised: object, linear: object) -> None:
    """Refuse what Python would take without a word: one text for a list of workers, a text for true or false."""
    if isinstance(authorised, str):
        remedy = 'Write ("w2",) for one worker'
        raise BadValue(Fault(where="authorised", problem="one text is no list of workers", remedy=remedy))
    if linear is not None and not isinstance(linear, bool):
        raise BadValue(Fault(where="linear", problem="true or false is wanted", remedy="Leave it out, or say which"))


def _must_be_several(name: str, given: object, one: type | UnionType) -> None:
    """Refuse a single thing where several are wanted."""
    if isinstance(given, one):
        problem, remedy = f"one {type(given).__name__} is given where several may be", "Write (it,), with the comma"
        raise BadValue(Fault(where=name, problem=problem, remedy=remedy))


def _is_another(offered: Fact, refused: Fact | None, model: str) -> bool:
    """Whether an option leads on from a refusal: on the same track, and not the very step that was refused."""
    if isinstance(offered, PhaseChange):
        same = isinstance(refused, PhaseChange) and (refused.to, refused.move) == (offered.to, offered.move)
        return offered.model == model and not same
    same = (
        isinstance(refused, Reopening) and isinstance(offered, Reopening) and refused.entry_phase == offered.entry_phase
    )
    return isinstance(offered, Reopening) and not same
