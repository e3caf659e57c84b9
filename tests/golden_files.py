"""Writes the golden files of this format version, once: `PYTHONPATH=src python tests/golden_files.py`.

A golden file shows what a release wrote, so that later ones go on reading it. It is never written again: this writes
those that are not there yet, and leaves the others alone.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

from casework_model import schema
from casework_model.codec import Tried, dump_steps, dumps, linked, records
from casework_model.codec.forms import words_of
from casework_model.entry import RecordEntry
from casework_model.facts import (
    KINDS,
    CaseOpened,
    Correction,
    Evaluation,
    EvaluationKind,
    Fact,
    Goal,
    Note,
    PhaseChange,
    ProgressNote,
    Rating,
    Sealing,
    SealingBasis,
)
from casework_model.record import CaseRecord
from casework_model.shape import Field, Form, fields_of
from casework_model.steps import Delete, Edit, Read, Write
from casework_model.terms import AccessLevel

FOLDER: Final = Path(__file__).resolve().parent / "golden" / f"v{records.VERSION}"
MONDAY: Final = datetime(2024, 3, 25, 9, 30, tzinfo=timezone(timedelta(hours=1)))
CONTENT: Final[dict[Form, Any]] = {
    Form.TEXT: 'Words: "Ü", \\, 😀\nand a second line',
    Form.NAME: "n-1",
    Form.TRUTH: True,
    Form.COUNT: 2,
    Form.NUMBER: 2.5,
    Form.DATE: date(2024, 5, 31),
    Form.TIME: MONDAY,
}


def content(field: Field, *, is_full: bool) -> Any:  # noqa: ANN401 - what the field holds
    """Some content for a field."""
    if field.name == "tz":
        return "Europe/Berlin"
    one: Any
    if field.type is Fact:
        one = made(Goal, is_full=is_full)
    elif field.form is Form.PART:
        one = made(field.type, is_full=is_full)
    else:
        one = words_of(field)[-1] if field.form is Form.WORD else CONTENT[field.form]
    return (one, one) if field.many else one


def made(cls: type, *, is_full: bool) -> Any:  # noqa: ANN401 - a value of the class
    """A value with content in all its fields, or in those that need it."""
    fields = [field for field in fields_of(cls) if is_full or field.required]
    return cls(**{field.name: content(field, is_full=is_full) for field in fields})


def every_fact() -> CaseRecord:
    """A record with a fact of every kind, once with what it needs and once with all that it may say."""
    opening: list[Fact] = [made(CaseOpened, is_full=True)]
    others = [cls for _, cls in sorted(KINDS.items()) if cls is not CaseOpened]
    what = opening + [made(cls, is_full=is_full) for cls in others for is_full in (False, True)]
    return CaseRecord.of(
        "golden-every-fact",
        [
            RecordEntry(number, f"e{number}", "w1", MONDAY, MONDAY + timedelta(hours=number), fact, f"Entry {number}.")
            for number, fact in enumerate(what, start=1)
        ],
    )


LEGAL: Final = ("access", "access_granted", "consent", "correction", "disclosure", "personal_details", "retraction")
LEFT: Final = ("sealed", "sealing", "withheld")


def legal_record() -> CaseRecord:
    """A record with what came with amendments and access: each fact once with what it needs and once with all."""
    what = [made(CaseOpened, is_full=False)]
    what += [made(KINDS[kind], is_full=is_full) for kind in (*LEGAL, *LEFT) for is_full in (False, True)]
    return CaseRecord.of(
        "golden-legal-record",
        [
            RecordEntry(number, f"e{number}", "w1", MONDAY, MONDAY + timedelta(hours=number), fact)
            for number, fact in enumerate(what, start=1)
        ],
    )


def unusual() -> CaseRecord:
    """A record with what is seldom: offsets, parts of a second, access, participants, letters of all kinds."""
    monrovia = timezone(-timedelta(minutes=44, seconds=30))
    then = datetime(1971, 5, 1, 8, tzinfo=monrovia)
    summer = datetime(2024, 3, 31, 3, tzinfo=timezone(timedelta(hours=2)))
    last = datetime(2024, 4, 1, tzinfo=UTC)
    opening: Fact = made(CaseOpened, is_full=False)
    soon, letters = MONDAY + timedelta(microseconds=1), "\x00\x1f\x7f\u2028\U0010ffff"
    secret, who = AccessLevel.VERY_RESTRICTED, ("mother", "")
    return CaseRecord.of(
        "Fall/Ü 1",
        [
            RecordEntry(1, "erster Eintrag", "w1", then, then, opening),
            RecordEntry(2, "e2", "w-Ü", MONDAY, soon, Note(), letters),
            RecordEntry(3, "e3", "w1", MONDAY, summer, Note(), "", secret, who),
            RecordEntry(4, "e4", "w1", MONDAY.astimezone(UTC), last, Goal(id="g", weight=1e-7)),
            RecordEntry(5, "e5", "w1", MONDAY, last, Goal(id="g", weight=10**20, baseline=-2)),
        ],
    )


def chained() -> CaseRecord:
    """A record as a chain, with a sealed entry, numbers with and without a point, and letters of all kinds."""
    opening, goal = made(CaseOpened, is_full=True), Goal(id="g", statement="x", weight=2.5)
    what: list[tuple[Fact, str]] = [
        (opening, "Opened."),
        (made(PhaseChange, is_full=True), ""),
        (goal, 'Words: "Ü", \\, 😀, \x7f\u2028 and a second\nline'),
        (Goal(id="h", weight=1e-7), "\x00\x1f\x7f\u2028\U0010ffff"),
        (Goal(id="i", weight=1e21), ""),
        (Correction(target="e3", reason="It was another weight", fact=Goal(id="g", weight=2.0)), ""),
        (Sealing(target="e3", basis=SealingBasis.COURT_ORDER, authority="Amtsgericht"), ""),
    ]
    entries = [
        RecordEntry(
            number, f"e{number}", "w-Ü", MONDAY, MONDAY + timedelta(hours=number), fact, text, participants=("x",)
        )
        for number, (fact, text) in enumerate(what, start=1)
    ]
    nonces = iter(range(1, 100))
    begun = linked(CaseRecord.of("golden-chained", entries[:3]), nonces=lambda size: next(nonces).to_bytes(size, "big"))
    return linked(begun.with_entries(entries[3:]), nonces=lambda size: next(nonces).to_bytes(size, "big"))


def tried() -> tuple[Tried, ...]:
    """Steps of every kind, with what no record holds."""
    at = datetime(2024, 3, 25, 9, 30)  # noqa: DTZ001 - a time without a zone is what is tried
    rating = Evaluation(evaluation=EvaluationKind.FORMAL, ratings=(Rating(goal="g1", level=3),))
    return (
        Tried(
            after=0, step=Write(fact=Goal(id="g1", weight=-1, baseline=5), by="", occurred_at=at, recorded_at=MONDAY)
        ),
        Tried(after=1, step=Write(fact=rating, by="w1", occurred_at=None, recorded_at=None, text="Ü", id="e9")),
        Tried(after=1, step=Write(fact=ProgressNote(goal="g", level=0), by="w1", occurred_at=MONDAY, recorded_at=at)),
        Tried(after=2, step=Write(by="w1", occurred_at=MONDAY, recorded_at=MONDAY, access=AccessLevel.LOW)),
        Tried(after=2, step=Edit(target="e1", by="w1")),
        Tried(after=2, step=Delete(target="e1", by="w1")),
        Tried(after=3, step=Read(by="w9", at=MONDAY, purpose="audit")),
        Tried(after=3, step=Read(by="w9")),
    )


def main() -> int:
    """Write the files that are not there yet."""
    texts = {
        "every_fact.jsonl": dumps(every_fact()),
        "legal_record.jsonl": dumps(legal_record()),
        "unusual.jsonl": dumps(unusual()),
        "chained.jsonl": dumps(chained()),
        "no_entry.jsonl": dumps(CaseRecord.of("golden-no-entry")),
        "schema.json": schema.schema_text(),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        if not (FOLDER / name).exists():
            (FOLDER / name).write_text(text, encoding="utf-8", newline="")
    if not (FOLDER / "steps.tried.jsonl").exists():
        dump_steps(tried(), FOLDER / "steps.tried.jsonl", case_id="golden-steps")
        (FOLDER / "steps.tried.jsonl").chmod(0o644)
    return 0


if __name__ == "__main__":
    sys.exit(main())
