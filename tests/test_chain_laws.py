"""What holds for the chain of every record: sealing changes nothing of it, any other change shows, it only grows."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import facts as f
from casework_model.codec.digests import Parts, parts_of
from casework_model.codec.lines import attempt
from chains import chained
from strategies import facts as random_facts
from strategies import records as random_records


@st.composite
def chains(draw: st.DrawFn) -> cm.CaseRecord:
    """Records as chains."""
    record = attempt(lambda: chained(draw(random_records())), cm.BadValue)
    assume(isinstance(record, cm.CaseRecord))  # some hold numbers that no chain does
    assert isinstance(record, cm.CaseRecord)
    return record


def places(record: cm.CaseRecord) -> st.SearchStrategy[int]:
    """The numbers of its entries."""
    return st.integers(1, len(record.entries))


def sealing(record: cm.CaseRecord, number: int) -> cm.RecordEntry:
    """The next entry of a record, which seals one."""
    last, size = record.entries[-1], len(record.entries) + 1
    at = last.recorded_at + timedelta(hours=1)
    fact = f.Sealing(target=record.entries[number - 1].id, basis=f.SealingBasis.RIGHT_TO_ERASURE)
    return cm.RecordEntry(size, f"e{size}", "w1", at, at, fact)


def envelope(entry: cm.RecordEntry) -> str:
    """What of an entry stays when it is sealed."""
    parts = parts_of(entry)
    assert isinstance(parts, Parts)
    return parts.envelope


def digests(entry: cm.RecordEntry) -> tuple[str, str]:
    """Both digests of an entry."""
    assert entry.link is not None
    return entry.link.digest, entry.link.content


def course(episode: cm.Episode) -> tuple[object, ...]:
    """What of an episode stays when its closing is sealed: all but who closed it and why."""
    closed = None if episode.closure is None else episode.closure.closure
    return episode.number, episode.began, episode.began_at, episode.ended, episode.ended_at, closed


@given(chains(), st.data())
def test_sealing_changes_no_digest_and_not_the_path(record: cm.CaseRecord, data: st.DataObject) -> None:
    """Whatever is sealed: the chain verifies against every earlier head, and phases, tracks and episodes stay."""
    number = data.draw(places(record))
    sealed = cm.linked(record.with_entries([sealing(record, number)]))
    gone = sealed.entries[number - 1]
    assert gone.link is not None
    assert (gone.text, gone.participants, gone.link.nonce) == ("", (), "")
    for before, after in zip(record.entries, sealed.entries, strict=False):
        assert digests(after) == digests(before)
        assert envelope(after) == envelope(before)
    raw = cm.dumps(sealed).encode()
    for size in range(len(record.entries) + 1):
        assert cm.verify(raw, head=cm.head_of(cm.CaseRecord.of(record.case_id, record.entries[:size]))).holds
    assert sealed.case.tracks == record.case.tracks
    assert [course(one) for one in sealed.case.episodes] == [course(one) for one in record.case.episodes]


@given(chains(), st.data())
def test_sealing_twice_is_sealing_once(record: cm.CaseRecord, data: st.DataObject) -> None:
    """What is gone stays gone, and the chain holds."""
    number = data.draw(places(record))
    once = record.with_entries([sealing(record, number)])
    twice = cm.linked(once.with_entries([sealing(once, number)]))
    assert twice.entries[number - 1] == once.entries[number - 1]
    assert cm.verify(twice).holds


@given(random_facts())
def test_what_sealing_leaves_of_a_fact_is_left_of_that(fact: f.Fact) -> None:
    """Sealing again changes nothing, so that an envelope is that of the sealed entry."""
    assert fact.sealed().sealed() == fact.sealed()


@given(chains())
def test_a_chain_verifies_however_it_is_kept(record: cm.CaseRecord) -> None:
    """As a record, as lines and as a document."""
    head = cm.head_of(record)
    raw, document = cm.dumps(record).encode(), cm.dumps(record, form="json").encode()
    assert cm.verify(record, head=head) == cm.verify(raw, head=head) == cm.verify(document, head=head)
    assert cm.verify(record, head=head).holds
    assert cm.dumps(cm.loads(document)).encode() == raw


@given(chains(), st.data())
def test_a_chain_only_grows(record: cm.CaseRecord, data: st.DataObject) -> None:
    """What is written later changes no earlier link."""
    size = data.draw(places(record))
    begun = cm.CaseRecord.of(record.case_id, record.entries[:size])
    assert cm.verify(record, head=cm.head_of(begun)).holds


def another(entry: cm.RecordEntry) -> dict[str, object]:
    """For each part of an entry something else."""
    second = timedelta(seconds=1)
    return {
        "text": f"{entry.text}x",
        "participants": (*entry.participants, "x"),
        "by": f"{entry.by}x",
        "id": f"{entry.id}x",
        "access": next(level for level in cm.AccessLevel if level is not entry.access),
        "occurred_at": entry.occurred_at - second,
        "recorded_at": entry.recorded_at + second,
        "fact": f.Note() if entry.fact != f.Note() else f.Contact(),
    }


PARTS: Final = ("text", "participants", "by", "id", "access", "occurred_at", "recorded_at", "fact")


@given(chains(), st.sampled_from(PARTS), st.data())
def test_every_change_of_an_entry_shows_there(record: cm.CaseRecord, what: str, data: st.DataObject) -> None:
    """Whatever of it is changed, and whatever follows: it is the first that does not hold."""
    assume(not any(isinstance(one.fact, f.Sealing) for one in record.entries))
    number = data.draw(places(record))
    entries = list(record.entries)
    old = entries[number - 1]
    entries[number - 1] = evolve(old, **{what: another(old)[what]})  # type: ignore[arg-type]  # one field by its name
    finding = cm.verify(cm.CaseRecord.of(record.case_id, entries)).finding
    assert finding is not None
    assert finding.number == number
    assert finding.fault is cm.ChainFault.EDITED or (number == 1 and finding.fault is cm.ChainFault.OTHER_CASE)


@given(chains(), st.data())
def test_an_entry_written_after_the_head_is_no_fault(record: cm.CaseRecord, data: st.DataObject) -> None:
    """And a head beyond the end is one."""
    size = data.draw(places(record))
    begun = cm.CaseRecord.of(record.case_id, record.entries[: size - 1])
    finding = cm.verify(begun, head=cm.head_of(record)).finding
    assert finding == cm.ChainFinding(number=size, line=None, fault=cm.ChainFault.TRUNCATED)
