"""The case report in plain text: what a record says, as a person wants to read it.

Without `narrative` nothing personal is shown: no names, labels or free text, only codes in words, dates and numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from casework_model import measures
from casework_model.codec import Tried
from casework_model.engine import Engine
from casework_model.errors import BadValue
from casework_model.measures import Readable
from casework_model.record import CaseRecord
from casework_model.report import course, judged, recording, standing, words
from casework_model.report.brief import Brief
from casework_model.report.layout import banner, bullets, named, page, table, wrapped


def case_report(
    record: Readable,
    engine: Engine,
    *,
    at: datetime | None = None,
    tried: Iterable[Tried] = (),
    narrative: bool = False,
) -> str:
    """Give the report of one case, with a line break at its end. Pure: nothing is read, written or changed.

    Of a view it tells what that view holds: `case_report(record.as_known_at(then), engine)` is what was known then, on
    one page. A view is not judged, so that nothing is said of options, steps tried and audit.

    `at` is the time for which it says what may happen next and up to which it counts what still lasts; without it that
    of the view or of the last entry, since the library has no clock. `tried` are steps once tried; each is judged on
    the record as it was then. `narrative` shows the client's and workers' own words as well, except those of
    restricted entries.
    Raises `BadValue` for a time without a zone.
    """
    if not record.case.is_begun:
        return page(_not_begun(record, engine))
    brief = Brief.of(record, engine, at, narrative=narrative)
    lines = [
        *course.heading(brief),
        *course.path(brief),
        *course.times(brief),
        *course.episodes(brief),
        *standing.goals(brief),
        *standing.crises(brief),
        *standing.agreements(brief),
        *judged.before(brief, tried),
        *recording.recording(brief),
        *judged.audit(brief),
    ]
    return page([*lines, *recording.narrative(brief)] if narrative else lines)


def options_page(record: CaseRecord, engine: Engine, *, at: datetime | None = None, by: str | None = None) -> str:
    """Give what may be done from here, and of the rest what it lacks and what would do, with a line break at its end.

    `by` is the one who asks. Raises as `Engine.options`, and `NotBegun` for a record that opens no case.
    """
    brief = Brief.of(record, engine, at, narrative=False)
    options = engine.options(record, at=brief.at, by=by)
    last = " (the time of the last entry; --at names another)" if brief.is_last else ""
    rows = [("Status", course.status(brief)), ("As of", f"{brief.minute(brief.at)}{last}")]
    if by is not None:
        rows.append(("Asked by", by))
    return page([*banner(f"CASE {record.case_id}"), "", *named(rows), *judged.choices(brief, options, remedies=True)])


def _not_begun(record: Readable, engine: Engine) -> list[str]:
    entries = words.counted(len(record.entries), "entry", "entries")
    if not isinstance(record, CaseRecord):
        said = f"The view holds {entries} and no opening of a case: at that time there was none."
        return [*banner(f"CASE {record.case_id}"), "", *wrapped(said)]
    said = f"The record holds {entries} and no opening of a case, so that nothing can be said about one."
    findings = (str(finding) for finding in engine.audit(record))
    return [*banner(f"CASE {record.case_id}"), "", *wrapped(said), *bullets(findings)]


def summary(records: Iterable[Readable], engine: Engine, *, at: datetime | None = None) -> str:
    """Give a table of several cases, one a line. Days of open cases are counted as in their reports."""
    header = ("Case", "Variant", "Phase", "Days open", "Returns", "Detours", "Attained/rated", "T-score")
    rows = [_summed_up(record, engine, at) for record in records]
    return page([*banner("ALL CASES"), "", *table(header, rows, right={3, 4, 5, 6, 7})])


def _summed_up(record: Readable, engine: Engine, at: datetime | None) -> tuple[str, ...]:
    if not record.case.is_begun:
        return (record.case_id, "", "not opened", "", "", "", "", "")
    brief = Brief.of(record, engine, at, narrative=False)
    case, goals = record.case, measures.goal_counts(record)
    times = measures.track_times(record, case.model.key)
    try:
        reached = measures.attainment(record, rho=brief.policy.rho)
    except BadValue:
        reached = None
    phase = "closed" if case.is_closed else brief.titles.phase(case.model.key, case.phase or "")
    return (
        case.id,
        str(case.model.variant),
        phase,
        f"{course.days_open(brief):.2f}",
        str(times.returns),
        str(times.detours),
        f"{goals.attained}/{goals.rated}",
        f"{reached.t:.2f}" if reached else "-",
    )
