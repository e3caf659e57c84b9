"""What an entry says, field by field, in plain words. Every kind of fact is read from the shape of its fields.

A fact that this library does not know is told like any other. The names below only make some fields clearer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, TypeAlias, final

from attrs import frozen

from casework_model.entry import RecordEntry
from casework_model.facts import Addendum, Amendment, ModelRef, PhaseChange, PolicyRef, Sealed
from casework_model.report import words
from casework_model.report.bundle.clock import Clock, day
from casework_model.report.bundle.markup import Html, joined, link, own, tag, told
from casework_model.report.bundle.terms import in_words, kind_in_words
from casework_model.report.words import Titles
from casework_model.shape import Field, Form, Value, fields_of

NAMES: Final = {
    "Access.level": "Could see up to",
    "Access.use": "Kind of purpose",
    "AccessGranted.level": "May see up to",
    "AccessGranted.relation": "What they are to the case",
    "AccessGranted.worker": "Who",
    "AssessmentItem.item": "Kind",
    "CaseOpened.authorised": "May read and write",
    "CaseOpened.model": "Process",
    "CaseOpened.phase": "First phase",
    "CaseOpened.route": "First contact",
    "CaseOpened.tz": "Time zone",
    "Client.id": "Known here as",
    "Client.label": "Name",
    "Client.status": "Came",
    "Closure.closure": "Closed",
    "Closure.effective": "Last day of service",
    "Closure.initiator": "Begun by",
    "Closure.receiving": "Taken over by",
    "Closure.unfinished": "Left unfinished",
    "ConfidentialityExplained.limits": "Limits explained",
    "ConfidentialityExplained.to": "Explained to",
    "Consent.assent": "Minor's own agreement",
    "Consent.scopes": "To what",
    "Consent.status": "Answer",
    "Contract.duties_client": "The client will",
    "Contract.duties_worker": "The worker will",
    "Crisis.crisis": "Kind of crisis",
    "Crisis.id": "Crisis",
    "Disclosure.entries": "Entries that were told",
    "Disclosure.level": "As far as the level",
    "Disclosure.receiver": "Told to",
    "Disclosure.scope": "Consent relied on",
    "EcoMapDrawn.ties": "Ties on it",
    "Evaluation.evaluation": "Kind of review",
    "GenogramDrawn.people": "People on it",
    "Goal.agreed": "Agreed",
    "Goal.baseline": "Level at the start",
    "Goal.baseline_value": "Measured at the start",
    "Goal.id": "Goal",
    "Goal.statement": "What is to be reached",
    "Incident.about": "Concerns entries",
    "Incident.incident": "What happened",
    "Incident.measures": "Measures taken",
    "Intervention.intervention": "Kind of work",
    "Observation.observed": "What was observed",
    "PhaseChange.from_": "From phase",
    "PhaseChange.model": "Process",
    "PhaseChange.move": "Kind of move",
    "PhaseChange.reason_text": "Reason in words",
    "PhaseChange.to": "To phase",
    "PresentingProblem.id": "Problem",
    "Referral.id": "Referral",
    "Referral.to": "Referred to",
    "Reopening.entry_phase": "Taken up again in",
    "RiskAssessment.level": "Risk as a whole",
    "RiskAssessment.safety": "Danger now",
    "SafetyPlan.review": "To be reviewed on",
    "Sealing.authority": "By order of",
    "Sealing.basis": "On the ground of",
    "Stabilised.basis": "Why it is over for now",
    "Strength.locus": "Lies in",
    "Strength.strength": "Kind of strength",
    "Task.due": "By when",
    "Task.goal": "For goal",
    "Task.id": "Task",
    "WorkerChange.from_worker": "From",
    "WorkerChange.to_worker": "To",
}
"""What some fields are called where their own name would not be plain."""

_LEVELS: Final = frozenset({"Goal.baseline", "ProgressNote.level", "Rating.level", "ScaleStep.level"})
_PHASES: Final = frozenset({"CaseOpened.phase", "PhaseChange.from_", "PhaseChange.to", "Reopening.entry_phase"})
_MODELS: Final = frozenset({"PhaseChange.model"})
_ENTRIES: Final = frozenset({"Disclosure.entries", "Incident.about"})
_REASONS: Final = frozenset({"Closure.reason", "PhaseChange.reason"})

KIND: Final = "Kind of entry"

_LINE: Final = 80
"""Up to how many characters several items stand on one line."""

Row: TypeAlias = tuple[str, Html]
"""The name of a field, and what it says."""


@final
@frozen(eq=False)
class Teller:
    """What is needed to put content into words: titles of phases, the clock of the case, where entries stand.

    `places` gives the numbers of the entries that can be linked to, by their ids.
    """

    titles: Titles
    clock: Clock
    main: str
    places: Mapping[str, int]

    def rows(self, value: Value) -> list[Row]:
        """Give the fields of a value that hold something, each in words."""
        kind: type = type(value)
        model = value.model if isinstance(value, PhaseChange) else self.main
        rows: list[Row] = []
        for field in fields_of(kind):
            content = getattr(value, field.name)
            if content is None or content in ((), ""):
                continue
            rows.append((name_of(kind, field), self._content(kind, field, content, model)))
        return rows

    def entry_link(self, entry_id: str) -> Html:
        """Name an entry by its number, with a link where it is in the document; by its id where it is not."""
        number = self.places.get(entry_id)
        return own(entry_id) if number is None else link(f"entry-{number}", f"entry {number}")

    def is_coded(self, model: str, reason: str) -> bool:
        """Whether the reason of a move or a closing is one of a list, and not somebody's own words."""
        return words.is_closing_reason(reason) or self.titles.is_coded(model, reason)

    def _content(self, kind: type, field: Field, content: Any, model: str) -> Html:  # noqa: ANN401 - what a field holds
        if not field.many:
            return self._one(kind, field, content, model)
        said = [self._one(kind, field, item, model) for item in content]
        is_short = field.form is not Form.PART and sum(len(str(item)) for item in content) <= _LINE
        return joined(said, "; ") if is_short or len(said) == 1 else tag("ul", *(tag("li", one) for one in said))

    def _one(self, kind: type, field: Field, item: Any, model: str) -> Html:  # noqa: ANN401 - what a field holds
        place = f"{kind.__name__}.{field.name}"
        if place in _ENTRIES:
            return self.entry_link(item)
        if place in _REASONS and self.is_coded(model, item):
            return told(words.reason(item))
        if place in _PHASES:
            return told(self.titles.phase(model, item))
        if place in _MODELS:
            return told(self.titles.model(item))
        return told(words.level(item)) if place in _LEVELS and isinstance(item, int) else self._plain(item)

    def _plain(self, item: object) -> Html:
        """Put content into words that says by its type alone what it is."""
        said: str
        match item:
            case Value():
                said = self._part(item)
            case bool():
                said = "yes" if item else "no"
            case Enum():
                said = in_words(item)
            case datetime():
                said = self.clock.moment(item)
            case date():
                said = day(item)
            case str():
                said = own(item)
            case _:
                said = str(item)
        return told(said)

    def _part(self, part: Value) -> str:
        """Put a value within a fact into words, on one line."""
        if isinstance(part, ModelRef):
            return f"{self.titles.model(part.key)}, version {part.version} ({words.spaced(part.variant)})"
        if isinstance(part, PolicyRef):
            return f"{part.key}, version {part.version}"
        return joined((joined((name.lower(), ": ", said)) for name, said in self.rows(part)), "; ")


def name_of(kind: type, field: Field) -> str:
    """Give what a field is called."""
    said = words.spaced(field.key)
    return NAMES.get(f"{kind.__name__}.{field.name}", f"{said[:1].upper()}{said[1:]}")


def title_of(entry: RecordEntry) -> str:
    """Give the kind of an entry in words; of a sealed one what it had been."""
    return kind_in_words(_kind(entry))


def preposition(entry: RecordEntry) -> str:
    """Give the word between an amendment and its target: an addendum *to* an entry, a correction *of* one."""
    return "to" if _kind(entry) == Addendum.kind else "of"


def _kind(entry: RecordEntry) -> str:
    fact = entry.fact
    return fact.of if isinstance(fact, Sealed) else fact.kind


def content_rows(teller: Teller, entry: RecordEntry) -> list[Row]:
    """Give what an entry says besides its text and times. What an amendment is about is told elsewhere."""
    fact = entry.fact
    rows = [] if isinstance(fact, Sealed) else teller.rows(fact)
    if isinstance(fact, Amendment):
        rows = [row for row in rows if row[0] != "Target"]
    if entry.participants:
        rows.append(("Took part", joined(map(own, entry.participants), ", ")))
    return rows


def all_rows(teller: Teller, entry: RecordEntry) -> list[Row]:
    """Give everything that a correction can change but the text: kind, time, level, and what the entry says."""
    kind: Row = (KIND, told(title_of(entry)))
    happened: Row = ("Happened", teller.clock.moment(entry.occurred_at))
    access: Row = ("Access", told(words.spaced(entry.access)))
    return [kind, happened, access, *content_rows(teller, entry)]
