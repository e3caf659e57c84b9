"""The statement that goes with an extract: what was done to the records, in plain words and as data."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, Final, final

from attrs import frozen

from casework_model.errors import steady
from casework_model.research.cells import SmallCell
from casework_model.research.choices import ExtractPolicy
from casework_model.research.consents import GROUNDS, Ground
from casework_model.research.rare import RareValue
from casework_model.research.tally import Treated, Treatment
from casework_model.shape import Value
from casework_model.terms import Label

FORMAT: Final = "casework-extract"
VERSION: Final = 1
"""The version of the data of a statement. A key that is added leaves it as it is."""

_HEADINGS: Final = {
    Treatment.REPLACED: "Replaced by pseudonyms",
    Treatment.MOVED: "Moved in time",
    Treatment.COARSENED: "Made coarser",
    Treatment.REMOVED: "Removed",
    Treatment.LEFT_OUT: "Left out",
    Treatment.KEPT: "Kept as it was",
}

_LIMITS: Final = (
    "These records are pseudonymous, not anonymous. Whoever holds the key can find out whose they are.",
    "Whoever knows a case well, or has a log of it, may know it again by the order and the intervals of what happened.",
    "Days without entries, and hours of work that change with the clock, may hint at the true time of a long case.",
    "So may what happened to many cases on one known day, and times that go by convention, such as a New Year's Day.",
    "A case that began long before or after all others stands out by that, although all have moved.",
    "What many cases have one by one, few may have together; only the groups named above are counted so.",
    "No rule of casework is to be judged on these records: the texts that rules ask for are not in them.",
    'So no policy fits the pseudonym of theirs, and `check` says "not judged" of each file that is sound.',
)


@final
@frozen(kw_only=True, repr=False)
class RefusedCount(Value):
    """How many records are not in an extract, on one ground."""

    ground: Ground
    cases: int


@final
@frozen(kw_only=True, repr=False)
class Statement(Value):
    """What was done to make an extract. It names no case, no client and no date.

    `receiver` is who gets it, empty where that was not said. `cases` are in the extract, `refused` are not. `treated`
    says what was done to what, in how many places. `small_cells` are the groups of cases that stand out, and
    `rare_values` is what few cases have. `other_weekdays` counts the cases with entries so near to midnight, in summer
    and in winter, that some stand on another weekday; `partly_hidden` those with goals or ratings above the level,
    which measures of goals therefore do not see.
    """

    policy: ExtractPolicy
    cases: int
    refused: tuple[RefusedCount, ...]
    treated: tuple[Treated, ...]
    small_cells: tuple[SmallCell, ...]
    rare_values: tuple[RareValue, ...]
    other_weekdays: int
    partly_hidden: int
    receiver: Label = ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever passes the extract on should look at first, in words."""
        found: list[str] = []
        if self.policy.texts:
            found.append(
                f"Texts were kept ({', '.join(self.policy.texts)}): names and places that stand in them stand in the "
                f"extract. Read every one before you pass it on."
            )
        if 0 < self.cases < self.policy.k:
            found.append(f"The whole extract has fewer than {self.policy.k} cases: {self.cases}.")
        found += [f"Fewer than {self.policy.k} cases are alike in this. {cell}." for cell in self.small_cells]
        if self.cases >= self.policy.k:  # else all is rare, which has been said
            found += _rare(self.rare_values, self.policy.k)
        if self.other_weekdays:
            found.append(
                f"Cases with times on another weekday than they had, so that all intervals stay: {self.other_weekdays}."
            )
        if self.partly_hidden:
            found.append(
                f"Cases with goals or ratings above the level, whose attainment differs or is missing here: "
                f"{self.partly_hidden}."
            )
        return tuple(found)

    @property
    def data(self) -> dict[str, Any]:
        """The statement as data: what stands in `statement.json`."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "receiver": self.receiver,
            "cases": self.cases,
            "refused": {one.ground.value: one.cases for one in self.refused},
            "policy": {
                "k": self.policy.k,
                "window_weeks": self.policy.window_weeks,
                "level": self.policy.level.value,
                "texts": [kind.value for kind in self.policy.texts],
            },
            "treated": [
                {"treatment": one.treatment.value, "what": one.what, "count": one.count} for one in self.treated
            ],
            "small_cells": [_cell_data(cell) for cell in self.small_cells],
            "rare_values": [{"where": one.where, "value": one.value, "cases": one.cases} for one in self.rare_values],
            "other_weekdays": self.other_weekdays,
            "partly_hidden": self.partly_hidden,
            "warnings": list(self.warnings),
        }

    @property
    def text(self) -> str:
        """The statement in plain words: what stands in `STATEMENT.md`."""
        lines = ["# Research extract", "", *self._summary(), "", *_listed("Look at this first", self.warnings)]
        for treatment, heading in _HEADINGS.items():
            rows = [f"{one.what}: {_often(one)}" for one in self.treated if one.treatment is treatment]
            lines += _listed(heading, rows)
        lines += _listed("What this extract cannot promise", _LIMITS)
        return "\n".join(lines)

    def _summary(self) -> list[str]:
        weeks, k, level = self.policy.window_weeks, self.policy.k, self.policy.level.value
        grounds = [f"- {GROUNDS[one.ground]}: {one.cases}" for one in self.refused]
        refused = sum(one.cases for one in self.refused)
        with_consent = f"{_count(self.cases)} with consent to research. Records without it, left out: {refused}."
        return [
            with_consent,
            "",
            self._for_whom(),
            "",
            *([*grounds, ""] if grounds else []),
            *(f"- {line}" for line in _done(weeks, k, level)),
        ]

    def _for_whom(self) -> str:
        if not self.receiver:
            return "Made for no receiver in particular: where consent names who may have a record, it is not here."
        whom = steady(self.receiver)
        return f"Made for {whom}, and for nobody else: where consent names others alone, a record is not here."


def _done(weeks: int, k: int, level: str) -> tuple[str, ...]:
    ids = (
        "Ids are pseudonyms that follow from a secret key. The same id has the same pseudonym; the ids of goals, "
        "entries and the like have it within their case alone."
    )
    times = (
        f"All times of a case moved together by 1 to {weeks} whole weeks, earlier or later, each case by a number of "
        "its own. They are told to the minute, and what lies between two of them is right but for less than a minute. "
        "They stand in UTC, and show the clock and the weekday of the place; after a change of the clock there they "
        "may be an hour off."
    )
    dates = (
        "Dates in facts, such as deadlines and the last day of a consent, are not told: the end of a month or a year, "
        "moved, would tell by how much. So a consent that has run out reads as one that stands."
    )
    words = (
        f'Coded reasons and languages that fewer than {k} cases share became "other". Scopes of consent are told '
        "without whom they concern. All other words of closed lists, numbers, and answers of yes and no stay, also "
        "rare ones."
    )
    entries = (
        f"Entries above the level {level} are not told. Of an opening, a move, a closing or a reopening among them, "
        "the bare course is. All others are numbered anew and have one level. A disclosure of entries that are not "
        "told may read as one of the whole record."
    )
    numbers = (
        "The numbers below say in how many places of the records something was done, not of how many people: a worker "
        "whose id stands in fifteen places counts fifteen times."
    )
    return ids, times, dates, words, entries, numbers


def _rare(values: tuple[RareValue, ...], k: int) -> list[str]:
    """Say in words what few cases have, a warning for each type of what stands in a record."""
    found: list[str] = []
    for name, ones in groupby(values, key=lambda one: one.where.partition(".")[0]):
        said = ", ".join(f"{one.where.partition('.')[2].strip('_')} {one.value} ({one.cases})" for one in ones)
        found.append(f"Fewer than {k} cases have these; in brackets stands how many. {_words(name)}: {said}.")
    return found


def _words(name: str) -> str:
    return " ".join(re.findall(r"[A-Z][a-z]*", name)).capitalize()


def _count(cases: int) -> str:
    return "1 record" if cases == 1 else f"{cases:,} records"


def _often(one: Treated) -> str:
    if one.treatment is not Treatment.REPLACED:
        return f"{one.count:,}"
    return "in 1 place" if one.count == 1 else f"in {one.count:,} places"


def _listed(heading: str, items: tuple[str, ...] | list[str]) -> list[str]:
    return [f"## {heading}", "", *(f"- {item}" for item in items), ""] if items else []


def _cell_data(cell: SmallCell) -> dict[str, Any]:
    return {
        "status": cell.status.value,
        "kind": cell.kind.value,
        "language": cell.language,
        "model": cell.model,
        "closure": cell.closure,
        "cases": cell.cases,
    }
