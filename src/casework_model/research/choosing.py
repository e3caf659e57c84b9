"""Which entries of a record an extract tells: those that count, of a kind and level that may be told."""

from __future__ import annotations

from attrs import evolve

from casework_model.access import levels
from casework_model.entry import RecordEntry
from casework_model.facts import AMENDMENTS, Addendum, Sealed
from casework_model.record import CaseRecord
from casework_model.research.choices import ExtractPolicy
from casework_model.research.fields import COURSE, TOLD
from casework_model.research.tally import Tally, Treatment


def chosen(record: CaseRecord, keep: ExtractPolicy, tally: Tally) -> list[RecordEntry]:
    """Give the entries that are told, as their amendments leave them, in the order of writing and numbered anew.

    What was retracted or sealed is not among them, and neither is any other amendment than what was added to an entry
    that is told. Above the level only the course of the case is, bare of all that folding does not need.
    """
    tally.add("entries that were retracted", Treatment.LEFT_OUT, len(record.entries) - len(record.amended))
    told: list[RecordEntry] = []
    ids: set[str] = set()
    for entry in with_levels(record):
        left_out = _why_left_out(entry, ids, keep)
        if left_out:
            tally.add(left_out, Treatment.LEFT_OUT)
            continue
        if keep.level.shows(entry.access):
            tally.add("entries", Treatment.KEPT)
            bare = entry
        else:
            tally.add("entries above the level, to the course of the case", Treatment.COARSENED)
            bare = evolve(entry, fact=entry.fact.withheld(), text="", participants=())
        ids.add(entry.id)
        told.append(evolve(bare, number=len(told) + 1, link=None))
    tally.add("links of chains", Treatment.REMOVED, sum(entry.link is not None for entry in record.entries))
    return told


def with_levels(record: CaseRecord) -> list[RecordEntry]:
    """Give the entries that count, each with the level at which it is held. Decision D-58.

    That is never lower than before a correction: what an entry said at first may be what was kept back.
    """
    held = levels(record)
    return [evolve(entry, access=held[entry.number]) for entry in record.amended]


def _why_left_out(entry: RecordEntry, told: set[str], keep: ExtractPolicy) -> str:
    """Say of which sort an entry is that is not told; nothing if it is."""
    fact = entry.fact
    if isinstance(fact, Sealed):
        return "entries that were sealed"
    if isinstance(fact, AMENDMENTS) and not isinstance(fact, Addendum):
        return "amendments, whose effect is in what they amend"
    if not isinstance(fact, TOLD):
        return f"entries of the kind {fact.kind}"
    if not keep.level.shows(entry.access) and not isinstance(fact, COURSE):
        return "entries above the level"
    if isinstance(fact, Addendum) and fact.target not in told:
        return "addenda to what is left out"
    return ""
