"""Which entries of a record an extract tells: those that count, of a kind and level that may be told."""

from __future__ import annotations

from attrs import evolve

from casework_model.entry import RecordEntry
from casework_model.facts import AMENDMENTS, Addendum, Correction, Sealed
from casework_model.record import CaseRecord
from casework_model.research.choices import ExtractPolicy
from casework_model.research.fields import COURSE, TOLD
from casework_model.research.tally import Tally, Treatment
from casework_model.terms import AccessLevel


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
    """Give the entries that count, each with the level that it has at least.

    That is the highest of its own, of what its fact asks for, and of those that correct it: what they say is in it.
    """
    levels: dict[str, AccessLevel] = {}
    found: list[RecordEntry] = []
    for entry in reversed(record.amended):
        fact, corrected = entry.fact, levels.get(entry.id, entry.access)
        level = max(entry.access, corrected, fact.least_access(), key=_rank)
        if isinstance(fact, Correction):
            levels[fact.target] = max(levels.get(fact.target, level), level, key=_rank)
        found.append(entry if level is entry.access else evolve(entry, access=level))
    found.reverse()
    return found


def _rank(level: AccessLevel) -> int:
    return level.rank


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
