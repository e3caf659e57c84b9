"""Records to make extracts of, and what can be read off an extract, for the tests of research."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from casework_model.research import Extract, ExtractPolicy, extract
from casework_model.shape import Form, Value
from privacy import MARK
from samples import FACTS, fields, sample
from story import Story

KEY: Final = bytes(range(32))
OTHER_KEY: Final = bytes(range(1, 33))
NOW: Final = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)
"""The time for which consent is judged: after all that the records tell of."""

YES: Final = f.Consent(scopes=("research",), status=f.ConsentStatus.GIVEN)


def named(record: cm.CaseRecord, case_id: str, client: str = "") -> cm.CaseRecord:
    """Give the same record under the id of another case, and of another client where one is given."""
    first, *others = record.entries
    assert isinstance(first.fact, f.CaseOpened)
    opened = evolve(first.fact, client=evolve(first.fact.client, id=client or first.fact.client.id))
    return cm.CaseRecord.of(case_id, [evolve(first, fact=opened), *others])


def with_facts(record: cm.CaseRecord, *facts: f.Fact, **changes: Any) -> cm.CaseRecord:  # noqa: ANN401 - any field
    """Give a record with further facts, an hour apart, whether or not a rule would permit them."""
    for fact in facts:
        at = record.entries[-1].recorded_at + timedelta(hours=1)
        number = len(record.entries) + 1
        given: dict[str, Any] = {"occurred_at": at, "recorded_at": at, "by": "w1", "id": f"e{number}", **changes}
        record = record.with_entry(cm.RecordEntry(number, fact=fact, **given))
    return record


def agreed(case_id: str = "c-1", *facts: f.Fact, until: str = "intake") -> cm.CaseRecord:
    """Give a case of casework that has come into a phase, with consent to research, and with further facts."""
    story = Story().told(until=until)
    return named(with_facts(story.record, YES, *facts), case_id)


def extracted(*records: cm.CaseRecord, key: bytes = KEY, **keep: Any) -> Extract:  # noqa: ANN401 - of ExtractPolicy
    """Make an extract with this key, and an own policy where something of it is given."""
    return extract(records, key=key, at=NOW, keep=ExtractPolicy(**keep))


def only(record: cm.CaseRecord, **keep: Any) -> cm.CaseRecord:  # noqa: ANN401 - of ExtractPolicy
    """Give what an extract makes of one record."""
    (found,) = extracted(record, **keep).records
    return found


def facts_of(record: cm.CaseRecord, kind: type[f.Fact]) -> tuple[Any, ...]:
    """Give the facts of one kind that a record holds."""
    return tuple(entry.fact for entry in record.entries if isinstance(entry.fact, kind))


def output(made: Extract, folder: Path) -> str:
    """Give all that an extract writes: every byte of every file, and the names of the files."""
    made.write(folder)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return "\n".join(f"{path.relative_to(folder)}\n{path.read_text(encoding='utf-8')}" for path in files)


def pseudonyms(value: object) -> Iterator[str]:
    """Give every word in a value that has the form of a pseudonym."""
    if isinstance(value, str):
        head, _, digits = value.rpartition("-")
        if head and len(digits) == 20 and set(digits) <= set("0123456789abcdef"):  # as documented
            yield value
    elif isinstance(value, tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType] - a tuple of anything
            yield from pseudonyms(item)  # pyright: ignore[reportUnknownArgumentType] - as above
    elif isinstance(value, Value | cm.RecordEntry):
        for field in fields(type(value)):
            yield from pseudonyms(getattr(value, field.name))


# Markers everywhere ---------------------------------------------------------------------------------------------------

CODES: Final = frozenset(
    {
        "CaseOpened.phase",
        "Client.language",
        "Interpreter.language",
        "ModelRef.key",
        "PhaseChange.from_",
        "PhaseChange.model",
        "PhaseChange.to",
        "PhaseMapping.new",
        "PhaseMapping.old",
        "Reopening.entry_phase",
    }
)
"""The names that tell nobody: words of models, and languages. Every other one is an identifier, or may tell of one."""


def marked(cls: type[Any]) -> Any:  # noqa: ANN401 - of cls
    """Give a value with its own marker in every text and every identifier; scopes are of the form "word:marker"."""

    def word(place: str) -> str:
        if place in CODES:
            return "intake"
        return f"disclosure:{MARK}" if place.endswith((".scope", ".scopes")) else f"{MARK} {place}"

    return sample(cls, words=word)


def all_marked() -> cm.CaseRecord:
    """Give a record of facts of every type with markers in all that tells of somebody, and consent to research."""
    start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    kinds = [cls for cls in FACTS if cls is not f.CaseOpened]
    facts = [marked(f.CaseOpened), *map(marked, sorted(kinds, key=lambda one: one is f.Closure))]
    facts[0] = evolve(facts[0], client=evolve(facts[0].client, needs_interpreter=False))
    entries = [
        cm.RecordEntry(
            number,
            f"{MARK} entry {number}",
            f"{MARK} author",
            start + timedelta(hours=number),
            start + timedelta(hours=number),
            _kept_apart(fact),
            f"{MARK} entry.text",
            participants=(f"{MARK} RecordEntry.participants",),
        )
        for number, fact in enumerate([*facts, YES], start=1)
    ]
    return cm.CaseRecord.of(f"{MARK} case", entries)


def _kept_apart(fact: f.Fact) -> f.Fact:
    """Let amendments amend nothing that is there, so that every entry counts; the addendum adds to the first."""
    if isinstance(fact, f.Addendum):
        return evolve(fact, target=f"{MARK} entry 1")
    return fact


def dates_of(fact: f.Fact) -> dict[str, date | None]:
    """Give the dates that a fact holds."""
    return {name: getattr(fact, name) for name in dates_in(type(fact))}


def dates_in(kind: type[f.Fact]) -> tuple[str, ...]:
    """Give the fields of a kind of fact that may hold a date."""
    return tuple(field.name for field in fields(kind) if field.form is Form.DATE)
