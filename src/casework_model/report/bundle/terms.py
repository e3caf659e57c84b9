"""The words of a bundle and what they mean, for a reader who has never seen a case record."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum
from inspect import cleandoc
from typing import Any, Final

from casework_model.facts import KINDS, ClosureKind, ContactRoute, Fact
from casework_model.people import ClientKind, ClientStatus
from casework_model.report import words

_KINDS: Final = {
    "access": "Reading of the record",
    "access_ended": "End of access to the record",
    "access_granted": "Access to the record given",
    "case_opened": "Opening of the case",
    "closure": "Closing of the case",
    "collateral_contact": "Talk with somebody beside the client",
    "confidentiality_explained": "Confidentiality explained",
    "follow_up": "Look in after the ending",
    "goal_change": "Goal replaced or withdrawn",
    "model_changed": "Change of process model",
    "phase_change": "Move to another phase",
    "policy_changed": "Change of policy",
    "referral": "Referral to another service",
    "referral_update": "News of a referral",
    "reopening": "Reopening of the case",
    "stabilised": "Crisis over for now",
    "worker_change": "Change of worker",
}
"""What some kinds of entry are called where their own word would not be plain."""

_WORDS: Final[dict[type[Enum], Any]] = {
    ClientKind: words.CLIENTS,
    ClientStatus: words.CLIENT_STATUSES,
    ContactRoute: words.ROUTES,
    ClosureKind: words.CLOSURES,
}

_TERMS: Final = {
    "access level": "How far an entry may be read: unrestricted, low, moderate, normal (those who work on the case), "
    "restricted, very restricted (for a named reason only).",
    "addendum": "An entry that adds something to an earlier one, which stays as it was.",
    "amendment": "An entry about an earlier entry: an addendum, a correction, a retraction or a sealing. The earlier "
    "entry keeps its place; only a sealing destroys what it says.",
    "as first written": "The words of an entry on the day on which it was put on record.",
    "chain of digests": "A check number at each entry, worked out from the entry and from all that stands before it. "
    "Whoever changes an entry afterwards changes every number after it.",
    "correction": "An entry that says that an earlier one was wrong, and how it should read.",
    "detour": "A move out of the order, to make a crisis safe. The phase that was left is paused and taken up again.",
    "disclosure": "Something of the record was told to somebody outside.",
    "entry": "One piece of the record: who wrote it, when the thing happened, when it was written, and what it says.",
    "episode": "The time from opening or reopening the case to closing it.",
    "happened": "The time at which the thing took place, as its writer gave it.",
    "head of the chain": "The number of the last entry that is linked, and its check number. Noted elsewhere, it shows "
    "later whether the record up to that entry is still the same.",
    "incident": "An entry about something that should not have happened. It is always accepted, so that nobody has to "
    "keep it back.",
    "late": "Written longer after the thing happened than the agency allows itself.",
    "level of a goal": "How far a goal was reached, from -2 (much less than expected) through 0 (as expected) to +2 "
    "(much more than expected).",
    "phase": "A named stage of the work.",
    "record": "All entries of a case in the order in which they were written. Entries are only ever added.",
    "retraction": "An entry that says that an earlier one should not be there. That one stays readable and counts no "
    "more.",
    "return": "A move back to an earlier phase, with a reason.",
    "sealing": "The content of an entry was destroyed for good, on a ground that is named. That there was an entry, by "
    "whom and when, stays.",
    "sign in a frame": "A character that cannot be seen, or that would turn the direction of the text, shown by its "
    "short name or by its number in Unicode.",
    "withheld": "It is on record, and is not told in this document.",
    "written": "The time at which the entry was put on record. Nobody can have learnt it from the record before.",
}

_SOURCED: Final = re.compile(r"\s(?:Ledger|Standards|Processes|Design|HR-|Needs|See)\b")


def in_words(code: Enum) -> str:
    """Say a word of a closed list in plain words."""
    known = _WORDS.get(type(code), {})
    return str(known[code]) if code in known else words.spaced(str(code.value))


def kind_in_words(kind: str) -> str:
    """Say what kind of entry it is, such as "Opening of the case"; of an unknown kind, its own word."""
    said = words.spaced(kind)
    return _KINDS.get(kind, f"{said[:1].upper()}{said[1:]}")


def meaning(fact: type[Fact]) -> str:
    """Say what a kind of fact means: the beginning of its description, without its sources. May be empty.

    >>> from casework_model import facts as f
    >>> meaning(f.Contact)
    'Client and worker met, spoke or wrote.'
    """
    first = cleandoc(fact.__doc__ or "").partition("\n\n")[0]
    return _SOURCED.split(" ".join(first.split()))[0].strip()


def glossary(kinds: Collection[type[Fact]], terms: Collection[str]) -> list[tuple[str, str]]:
    """Give the terms used and the kinds of entry in the document, each with its meaning, in the order of letters."""
    said = {kind_in_words(kind.kind): _TERMS.get(kind.kind) or meaning(kind) for kind in kinds}
    said |= {f"{term[:1].upper()}{term[1:]}": _TERMS[term] for term in terms}
    return sorted((item for item in said.items() if item[1]), key=lambda item: item[0].lower())


def known_kinds(kinds: Collection[str]) -> tuple[type[Fact], ...]:
    """Give the shipped facts of these kinds."""
    return tuple(KINDS[kind] for kind in sorted(kinds) if kind in KINDS)
