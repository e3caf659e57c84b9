"""One record rewritten for an extract, field by field as the annotations say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, final

from attrs import evolve

from casework_model.entry import RecordEntry
from casework_model.record import CaseRecord
from casework_model.research.choices import ExtractPolicy, TextKind
from casework_model.research.commons import OTHER, Commons, primary
from casework_model.research.fields import (
    ALWAYS_REMOVED,
    ENTRY,
    SCOPES,
    Becoming,
    becoming,
    is_coded,
    is_plain,
    text_kind,
)
from casework_model.research.moving import Moving
from casework_model.research.pseudonyms import Pseudonyms
from casework_model.research.tally import Tally, Treatment
from casework_model.shape import Field, Form, fields_of
from casework_model.terms import CLIENT, WORKER

CASE: Final = "case"
"""The domain of the ids of cases."""

_UTC: Final = "UTC"

_TEXTS: Final = {
    TextKind.ENTRY: "texts of entries",
    TextKind.NARRATIVE: "narratives in facts",
    TextKind.LABEL: "labels in facts",
    TextKind.PARTICIPANTS: "participants",
}


@final
class Rewriting:
    """Rewrites the record of one case; counts in `tally` what it does."""

    __slots__ = ("_case_id", "_commons", "_keep", "_moving", "_names", "_tally", "_told")

    def __init__(
        self, case_id: str, moving: Moving, *, names: Pseudonyms, commons: Commons, keep: ExtractPolicy, tally: Tally
    ) -> None:
        self._case_id = case_id
        self._names = names
        self._moving = moving
        self._commons = commons
        self._keep = keep
        self._tally = tally
        self._told: frozenset[str] = frozenset()

    def record(self, told: Sequence[RecordEntry]) -> CaseRecord:
        """Give the record of the entries that are told."""
        self._told = frozenset(entry.id for entry in told)
        self._tally.add("case ids", Treatment.REPLACED)
        return CaseRecord.of(self._names.of(CASE, self._case_id), [self._entry(entry) for entry in told])

    def _entry(self, entry: RecordEntry) -> RecordEntry:
        level = self._keep.level_of_output
        self._tally.add("levels of access", Treatment.COARSENED, int(entry.access is not level))
        participants = [self._person(one) for one in entry.participants]
        return RecordEntry(
            entry.number,
            self._name("RecordEntry.id", entry.id),
            self._name("RecordEntry.by", entry.by),
            self._time(entry.occurred_at),
            self._time(entry.recorded_at),
            self._value(entry.fact),
            self._text(TextKind.ENTRY, entry.text),
            level,
            tuple(one for one in participants if one),
        )

    def _time(self, moment: datetime) -> datetime:
        self._tally.add("times", Treatment.MOVED)
        self._tally.add("times with seconds", Treatment.COARSENED, int(bool(moment.second or moment.microsecond)))
        return self._moving.time(moment)

    def _value(self, value: object) -> Any:  # noqa: ANN401 - what it was: a fact, or a part of one
        cls: type = type(value)
        whole: Any = value
        return evolve(whole, **{one.name: self._content(cls, one, getattr(value, one.name)) for one in fields_of(cls)})

    def _content(self, cls: type, field: Field, content: Any) -> Any:  # noqa: ANN401 - what any field may hold
        if content is None:
            return None
        if not field.many:
            return self._item(cls, field, content)
        items = [self._item(cls, field, one) for one in content]
        if field.form is Form.NAME:  # two scopes may have become one, and an entry that is not told nothing
            return tuple(dict.fromkeys(now for now, was in zip(items, content, strict=True) if now or not was))
        return tuple(one for one in items if one is not None and one != "")

    def _item(self, cls: type, field: Field, item: Any) -> Any:  # noqa: ANN401 - what any field may hold
        place = f"{cls.__name__}.{field.name}"
        if field.form is Form.NAME or is_coded(place):
            return self._name(place, item)
        if field.form is Form.TEXT:
            return self._written(cls, field, item)
        if field.form is Form.PART:
            return self._value(item)
        is_kept = is_plain(place, field)
        self._tally.add(_sort(field), Treatment.KEPT if is_kept else Treatment.REMOVED)
        return item if is_kept else None

    def _written(self, cls: type, field: Field, text: str) -> str:
        """Give a text of a fact where it is to stay, else nothing."""
        if f"{cls.__name__}.{field.name}" in ALWAYS_REMOVED:
            self._tally.add("labels of clients", Treatment.REMOVED, int(bool(text)))
            return ""
        kind = text_kind(cls, field)
        return self._person(text) if kind is TextKind.PARTICIPANTS else self._text(kind, text)

    def _person(self, text: str) -> str:
        """Give who is named where that is to stay, or where it is by the words of the library."""
        if text not in {CLIENT, WORKER}:
            return self._text(TextKind.PARTICIPANTS, text)
        self._tally.add('"client" and "worker" as participants', Treatment.KEPT)
        return text

    def _text(self, kind: TextKind, text: str) -> str:
        is_kept = kind in self._keep.texts
        self._tally.add(_TEXTS[kind], Treatment.KEPT if is_kept else Treatment.REMOVED, int(bool(text)))
        return text if is_kept else ""

    def _name(self, place: str, name: str) -> str:
        """Give what becomes of a name; nothing stays nothing."""
        if not name:
            return ""
        how, domain = becoming(place)
        if domain == ENTRY and name not in self._told:
            self._tally.add("references to entries that are not told", Treatment.REMOVED)
            return ""
        if how is Becoming.PSEUDONYM or how is Becoming.OWN_PSEUDONYM:
            self._tally.add(f"{domain} ids", Treatment.REPLACED)
            within = () if how is Becoming.PSEUDONYM else (self._case_id,)
            return self._names.of(domain, *within, name)
        return self._word(how, place, name)

    def _word(self, how: Becoming, place: str, word: str) -> str:
        match how:
            case Becoming.SCOPE:
                head = word.partition(":")[0]
                now, what = head if head in SCOPES else OTHER, "scopes of consent"
            case Becoming.LANGUAGE:
                now, what = self._commons.shared("language", primary(word)), "languages"
            case Becoming.REASON:
                now, what = self._commons.shared(place, word), "coded reasons"
            case Becoming.UTC:
                now, what = _UTC, "time zones"
            case Becoming.REMOVED:
                self._tally.add("digests of policies", Treatment.REMOVED)
                return ""
            case _:
                now, what = word, "words of process models"
        self._tally.add_kept(what, is_kept=now == word)
        return now


def _sort(field: Field) -> str:
    match field.form:
        case Form.TRUTH:
            return "answers of yes and no"
        case Form.WORD:
            return "words of closed lists"
        case Form.DATE | Form.TIME:
            return "dates in facts"
        case _:
            return "numbers"
