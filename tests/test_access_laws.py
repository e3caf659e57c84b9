"""What holds of every redacted view, whatever stands in the record and whoever reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Final, cast, final

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import access, measures
from casework_model import facts as f
from casework_model.access.reading import shown_to
from casework_model.access.thirds import without_thirds
from casework_model.codec.values import object_of
from casework_model.entry import Link
from casework_model.report import case_report
from casework_model.report.data import case_data
from casework_model.shape import Form, Value
from casework_model.terms import Label, Narrative, Third
from samples import fields
from strategies import records
from walks import choices, stories, walked

L, P = cm.AccessLevel, cm.Purpose
LEVELS: Final = tuple(L)
READER: Final = "the reader"
"""The id of a reader whom no record knows."""


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, object]]:  # noqa: ANN401 - any value of the model
    """Give everything that a value says, by its place; of a list each item by itself, since some may be left out."""
    for field in fields(value.__class__):
        content = getattr(value, field.name)
        for item in content if field.many else (content,):
            place = f"{path}.{field.name}"
            if field.form is Form.PART and item is not None:
                yield from leaves(item, place)
            elif item not in {None, ""}:
                yield place, item


def marked(value: Any, mark: str) -> Any:  # noqa: ANN401 - any value of the model
    """Give a value with a mark in each of its private texts."""
    changed: dict[str, Any] = {}
    for field in fields(value.__class__):
        content = getattr(value, field.name)
        items = content if field.many else (content,)
        if field.private:
            items = tuple(f"{mark} {item}" for item in items)
        elif field.form is Form.PART:
            items = tuple(item if item is None else marked(item, mark) for item in items)
        else:
            continue
        changed[field.name] = items if field.many else items[0]
    return evolve(value, **changed)


def mark_of(entry: cm.RecordEntry) -> str:
    """Give the mark of an entry."""
    return f"Zqx{entry.number}y"


@st.composite
def amended_records(draw: st.DrawFn) -> cm.CaseRecord:
    """Records whose entries amend one another, each with its mark in all private texts, and chained."""
    kept: list[cm.RecordEntry] = []
    for entry in draw(records(max_size=8)).entries:
        fact = entry.fact
        if isinstance(fact, f.Addendum | f.Correction | f.Retraction):
            fact = evolve(fact, target=f"e{draw(st.integers(1, 9))}")
        elif draw(st.booleans()) and entry.number > 1:
            about = st.sampled_from((f.Addendum, f.Correction, f.Retraction))
            fact = draw(about)(target=f"e{draw(st.integers(1, entry.number))}", reason="why")
        link = Link(digest="d", content="c", nonce=mark_of(entry))
        kept.append(marked(evolve(entry, fact=fact, link=None), mark_of(entry)))
        kept[-1] = evolve(kept[-1], link=link)
    return cm.CaseRecord.of("c-1", kept)


def seen(
    record: cm.CaseRecord | cm.RecordView, level: cm.AccessLevel, purpose: cm.Purpose = P.SERVICE
) -> cm.RecordView:
    """Give what is seen up to a level."""
    return shown_to(record, READER, purpose, level)


def closed_to(record: cm.CaseRecord, level: cm.AccessLevel) -> set[int]:
    """Find what is not to be seen, until nothing is added: what is above, what amends it, and what it corrects."""
    entries = list(record.entries)
    first = {entry.id: entry.number for entry in reversed(entries)}

    def above(entry: cm.RecordEntry) -> bool:
        asked = [entry.access]
        fact = entry.fact
        if isinstance(fact, f.Correction):
            asked += [fact.access] if fact.access else []
            fact = fact.fact or f.Note()
        asked += [L.VERY_RESTRICTED] if isinstance(fact, f.PersonalDetails) and fact.hidden else []
        return any(LEVELS.index(one) > LEVELS.index(level) for one in asked)

    gone = {entry.number for entry in entries if above(entry)}
    while True:
        more = set(gone)
        for entry in entries:
            if not isinstance(entry.fact, f.Addendum | f.Correction | f.Retraction | f.Sealing):
                continue
            target = first.get(entry.fact.target, entry.number)
            if target < entry.number:
                more |= {entry.number} if target in gone else set()
                more |= {target} if isinstance(entry.fact, f.Correction) and entry.number in gone else set()
        if more == gone:
            return gone
        gone = more


def texts_of(view: cm.RecordView) -> str:
    """Give everything that a view tells, in every way."""
    said = [str(object_of(entry)) for entry in (*view.entries, *view.amended)]
    said += [repr(view), repr(view.case), *map(repr, view.entries)]
    for entry in view.entries:
        for version in view.history(entry.id):
            said += [repr(version), *(str(object_of(one)) for one in (version.by, version.entry) if one is not None)]
    times = sorted(entry.recorded_at for entry in view.entries)
    for change in view.changes(between=(times[0], times[-1])):
        kept = (change.entry, change.before, change.after)
        said += [repr(change), *(str(object_of(one)) for one in kept if one is not None)]
    for one in access.disclosures(view):
        said += [repr(one), one.receiver, one.legal_basis, one.authority, one.purpose]
    return "\n".join(said)


@given(amended_records(), st.sampled_from(LEVELS))
def test_exactly_what_is_above_the_level_is_withheld(record: cm.CaseRecord, level: cm.AccessLevel) -> None:
    """Withheld is what stands above the level with what amends it and what it corrects, and nothing else."""
    view, gone = seen(record, level), closed_to(record, level)
    for before, after in zip(record.entries, view.entries, strict=True):
        if before.number in gone:
            assert after == before.withheld()
        else:
            assert (after, after.link) == (before, before.link)
    held = access.levels(record)
    assert {number for number, one in held.items() if not level.shows(one)} == gone


@given(amended_records(), st.sampled_from(LEVELS), st.sampled_from((P.SERVICE, P.CLIENT_ACCESS)))
def test_nothing_private_of_a_withheld_entry_is_told(
    record: cm.CaseRecord, level: cm.AccessLevel, purpose: cm.Purpose
) -> None:
    """No text, label or nonce of an entry above the level is found in a view, its history, changes or account."""
    told = texts_of(seen(record, level, purpose))
    for number in closed_to(record, level):
        assert mark_of(record.entries[number - 1]) not in told


@given(amended_records(), st.sampled_from(LEVELS), st.sampled_from((P.SERVICE, P.CLIENT_ACCESS)))
def test_no_view_tells_more_than_the_record(record: cm.CaseRecord, level: cm.AccessLevel, purpose: cm.Purpose) -> None:
    """What an entry says in a view it says at the same place in the record, and its numbers and times are those."""
    view = seen(record, level, purpose)
    for before, after in zip(record.entries, view.entries, strict=True):
        assert set(leaves(after)) <= set(leaves(before))
        same = ("number", "id", "by", "occurred_at", "recorded_at", "access")
        assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]


@given(amended_records(), st.sampled_from(LEVELS), st.sampled_from((P.SERVICE, P.CLIENT_ACCESS)))
def test_redacting_twice_is_redacting_once(record: cm.CaseRecord, level: cm.AccessLevel, purpose: cm.Purpose) -> None:
    """A view redacted again for the same reader is the same view."""
    once = seen(record, level, purpose)
    twice = seen(once, level, purpose)
    assert twice == once
    assert [entry.link for entry in twice.entries] == [entry.link for entry in once.entries]


@given(
    amended_records(), st.sampled_from(LEVELS), st.sampled_from(LEVELS), st.sampled_from((P.SERVICE, P.CLIENT_ACCESS))
)
def test_a_lower_level_never_sees_more(
    record: cm.CaseRecord, one: cm.AccessLevel, other: cm.AccessLevel, purpose: cm.Purpose
) -> None:
    """Redacting down in steps is redacting to the lowest, and whatever the lower level sees the higher sees."""
    low, high = sorted((one, other), key=LEVELS.index)
    few, many = seen(record, low, purpose), seen(record, high, purpose)
    for less, more in zip(few.entries, many.entries, strict=True):
        assert set(leaves(less)) <= set(leaves(more))
    assert seen(many, low, purpose) == few


@given(amended_records(), st.sampled_from(LEVELS), st.sampled_from((P.SERVICE, P.CLIENT_ACCESS)))
def test_a_redacted_record_folds_to_the_same_course(
    record: cm.CaseRecord, level: cm.AccessLevel, purpose: cm.Purpose
) -> None:
    """Path, stays, episodes, tracks and who has access are those of the record, at every time one looks back to.

    In a client's copy that is who of the team has access, and the reader.
    """
    view, told = seen(record, level, purpose), _told_of(record, purpose)
    assert _course(view, told) == _course(record, told)
    for entry in record.entries:
        at, known = entry.occurred_at, entry.recorded_at
        assert _course(view.as_of(at), told) == _course(record.as_of(at), told)
        assert _course(view.as_known_at(known), told) == _course(record.as_known_at(known), told)


@given(amended_records(), st.sampled_from(LEVELS))
def test_a_copy_does_not_tell_who_else_could_read(record: cm.CaseRecord, level: cm.AccessLevel) -> None:
    """Of persons who are neither of the team nor the client no grant is in a copy, no end of it, and no reading."""
    told = _told_of(record, P.CLIENT_ACCESS)
    view = seen(record, level, P.CLIENT_ACCESS)
    for entry in (*view.entries, *view.amended):
        fact = entry.fact.fact if isinstance(entry.fact, f.Correction) else entry.fact
        assert not isinstance(fact, f.AccessGranted | f.AccessEnded) or fact.worker in told
        assert not isinstance(fact, f.Access) or fact.reader in told or fact.emergency
    assert set(view.case.readers) <= told


def _told_of(record: cm.CaseRecord, purpose: cm.Purpose) -> set[str]:
    """Give the persons of whom it is told that they may read: all, or in a copy the team, the client and the reader."""
    roles: dict[str, set[cm.Role]] = {}
    for entry in record.entries:
        fact = entry.fact.fact if isinstance(entry.fact, f.Correction) else entry.fact
        if isinstance(fact, f.CaseOpened):
            for worker in fact.authorised:
                roles.setdefault(worker, set()).add(cm.Role.WORKER)
        elif isinstance(fact, f.AccessGranted):
            roles.setdefault(fact.worker, set()).add(fact.role)
    team = {cm.Role.WORKER, cm.Role.SUPERVISOR}
    if purpose is not P.CLIENT_ACCESS:
        return set(roles)
    client = {record.case.client.id} if record.case.is_begun else set[str]()
    return {person for person, held in roles.items() if held <= team} | client | {READER}


def _course(record: cm.CaseRecord | cm.RecordView, told: set[str]) -> tuple[object, ...]:
    case = record.case
    episodes = [(one.number, one.began, one.began_at, one.ended, one.ended_at) for one in case.episodes]
    readers = {key: evolve(one, relation="") for key, one in case.readers.items() if key in told}
    frame = (case.frame.model, case.frame.policy, case.frame.authorised & told) if case.frame else None
    steps = [(one.at, one.kind, one.to) for one in measures.path(record)]
    return (steps, episodes, dict(case.tracks), readers, frame)


@given(stories, choices, st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_readers_of_real_cases(story: Any, steps: list[Any], level: cm.AccessLevel, dice: Any) -> None:  # noqa: ANN401 - drawn
    """Of a case told by chance, with levels by chance, a named reader sees what the levels say, in reports too."""
    walked(story, steps)
    entries = [evolve(entry, access=dice.choice(LEVELS), text=mark_of(entry)) for entry in story.record.entries]
    record = cm.CaseRecord.of("c-1", entries)
    story.record = record.with_entry(
        cm.RecordEntry(
            len(entries) + 1,
            "grant",
            "w1",
            story.now,
            story.now,
            f.AccessGranted(worker=READER, role=cm.Role.COURT, level=level),
        )
    )
    view = access.redacted(story.record, reader=READER, purpose=P.COURT, at=story.now, engine=story.engine)
    reach = min(level, L.RESTRICTED, key=LEVELS.index)
    text, data = case_report(view, story.engine, narrative=True), str(case_data(view, story.engine, narrative=True))
    for entry in entries:
        if LEVELS.index(entry.access) > LEVELS.index(reach):
            assert mark_of(entry) not in text + data + texts_of(view)
        elif not isinstance(entry.fact, f.Correction):
            assert view.entries[entry.number - 1] == entry
    assert measures.path(view) == measures.path(story.record)


@given(amended_records(), amended_records())
def test_strangers_cannot_tell_one_record_from_another(one: cm.CaseRecord, other: cm.CaseRecord) -> None:
    """Whatever two records hold, who has access to neither gets the very same refusal of both."""
    engine = cm.Engine()
    refusals: list[cm.Refused] = []
    for record in (one, other):
        at = other.entries[-1].recorded_at
        for read in (record, record.as_known_at(at)):
            try:
                access.redacted(read, reader=READER, purpose=P.SERVICE, at=at, engine=engine)
            except cm.StepRefused as error:
                refusals.append(error.refusal)
    assert len(refusals) == 4
    assert len({(repr(one), str(one), one) for one in refusals}) == 1


# A fact that is added later is covered by its annotations alone ------------------------------------------------------


@final
@frozen(kw_only=True, repr=False)
class Person(Value):
    """Somebody on a drawing."""

    who: Third
    age: int = 0


@final
@frozen(kw_only=True, repr=False)
class Tie(Value):
    """What is between two persons."""

    one: Third
    other: Third
    said: Label = ""


@final
@frozen(kw_only=True, repr=False)
class Drawing(f.Fact):
    """A fact that no release has."""

    kind: ClassVar[str] = "drawing"

    people: tuple[Person, ...] = ()
    ties: tuple[Tie, ...] = ()
    drawn_by: Third = ""
    centre: Person | None = None
    remark: Narrative = ""


def test_nodes_and_ties_go_by_annotation_alone() -> None:
    """Of a drawing that nobody has told the library about, others and every tie to them are gone from the copy."""
    client, worker, sister = Person(who="Client", age=30), Person(who="worker"), Person(who="sister", age=25)
    drawing = Drawing(
        people=(client, sister, worker),
        ties=(Tie(one="client", other="sister"), Tie(one="client", other="worker", said="trust")),
        drawn_by="sister",
        centre=sister,
        remark="Drawn at home.",
    )
    known = {"client", "worker"}
    assert without_thirds(drawing, known) == Drawing(
        people=(client, worker), ties=(Tie(one="client", other="worker", said="trust"),), remark="Drawn at home."
    )
    assert cast("Any", f.Fact).withheld(drawing) == f.Withheld()
    whole = without_thirds(drawing, {*known, "sister"})
    assert whole is drawing
