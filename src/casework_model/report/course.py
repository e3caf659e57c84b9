"""The course of a case on the page: who and what it is, its way through the phases, where the time went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from casework_model import measures
from casework_model.errors import UnknownModel
from casework_model.facts import Closure, Fact, ModelChanged, PhaseChange, Reopening
from casework_model.measures import PathStep, Stay, TrackTimes
from casework_model.process import MoveKind
from casework_model.record import RecordView
from casework_model.report import words
from casework_model.report.brief import Brief
from casework_model.report.layout import banner, named, section, table, wrapped

_DETOUR = "(detour) "
_BARE = "its phases go by their keys"


def heading(brief: Brief) -> list[str]:
    """Set who is served, how the case stands, and under what it is kept."""
    case, client = brief.case, brief.case.client
    last = brief.record.entries[-1]
    interpreter = "; needs an interpreter" if client.needs_interpreter else ""
    model, policy = case.model, case.policy
    entries = words.counted(len(brief.record.entries), "entry", "entries")
    rows = (
        ("Client", f"{words.CLIENTS[client.kind]}, {words.CLIENT_STATUSES[client.status]}{interpreter}"),
        ("Status", status(brief)),
        ("First opened", f"{brief.day(case.episodes[0].began_at)}, {words.ROUTES[case.opened.route]}"),
        ("Time open", _time_open(brief)),
        ("Process", f"{brief.titles.model(model.key)}, version {model.version} ({words.VARIANTS[model.variant]})"),
        ("Policy", f"{policy.key}, version {policy.version}"),
        ("Record", f"{entries}, the last written on {brief.minute(last.recorded_at)}"),
        ("Dates", f"as on the calendar of {case.tz}"),
    )
    kept = (*rows[:1], *views(brief), *rows[1:-1], *_amendments(brief), *rows[-1:])
    return [*banner(f"CASE {case.id}"), "", *named(kept), *_unknown(brief)]


def views(brief: Brief) -> Iterator[tuple[str, str]]:
    """Say of what time the case is told, where it is told of an earlier one."""
    record = brief.record
    if isinstance(record, RecordView):
        if record.known_by is not None:
            yield "As known at", f"{brief.minute(record.known_by)}: what had been written down by then"
        if record.happened_by is not None:
            yield "As of", f"{brief.minute(record.happened_by)}: what had happened by then"


def _amendments(brief: Brief) -> Iterator[tuple[str, str]]:
    """Say which entries are not as they were first written, where there are any."""
    families = brief.dossier.families
    found = (
        ("corrected", [one.root.entry.id for one in families if one.is_corrected]),
        ("retracted", [one.root.entry.id for one in families if one.now is None]),
        ("added to", [one.root.entry.id for one in families if one.is_added_to]),
        ("sealed", [brief.dossier.pieces[number].entry.id for number in brief.dossier.sealed]),
    )
    said = "; ".join(f"{what}: {', '.join(ids)}" for what, ids in found if ids)
    if said:
        yield "Amended", said


def _unknown(brief: Brief) -> Iterator[str]:
    """Say once what the engine does not know, what that leaves out, and how it is given."""
    by_key = [key for key in _tracks(brief) if brief.titles.known(key) is None]
    for error in brief.unknown:
        is_bare = isinstance(error, UnknownModel) and brief.case.model.key in by_key
        so = f"{_BARE} and nothing is judged" if is_bare else "nothing is judged"
        yield from ("", *wrapped(f"{words.not_known(error)}, so that {so}. {words.how_given(error)}"))
    for key in by_key:
        if key != brief.case.model.key:
            said = f"The process model {key} is not known here, so that {_BARE}. {words.GIVE_MODEL}"
            yield from ("", *wrapped(said))


def status(brief: Brief) -> str:
    """Say whether the case is open, and where it stands."""
    track, last = brief.case.track, brief.case.episodes[-1]
    if track is None:
        on = f" on {brief.day(last.ended_at)}" if last.ended_at else ""
        own_words = brief.own_words(last.closure.reason, last.ended) if last.closure else ""
        return f"closed{on} {words.closing(last.closure, own_words)}" if last.closure else f"closed{on}"
    phase, since = brief.titles.phase(track.model, track.phase), brief.day(track.since)
    if track.paused is None:
        return f"open, in {phase} since {since}"
    paused = brief.titles.phase(track.model, track.paused.phase)
    return f"open, in a detour to {phase} since {since}; {paused} is paused"


def _time_open(brief: Brief) -> str:
    case = brief.case
    said = f"{days_open(brief):.2f} days"
    if len(case.episodes) == 1:
        only = case.episodes[0]
        said += f" ({words.length(brief.local(only.began_at), brief.local(only.ended_at or brief.until))})"
    else:
        said += f" in {len(case.episodes)} episodes"
    return said if case.is_closed else f"{said}, counted up to {brief.minute(brief.until)}"


def days_open(brief: Brief) -> float:
    """Give the days in which the case was open, all episodes together."""
    ends = ((one.began_at, one.ended_at or brief.until) for one in brief.case.episodes)
    return sum(measures.elapsed_seconds(began, ended) for began, ended in ends) / measures.DAY


# The path ----------------------------------------------------------------------------------------------------------


def path(brief: Brief) -> list[str]:
    """Set the way through the phases, a table for each track, the main one first."""
    lines: list[str] = []
    former = {brief.case.opened.model.key, *(changed.model.key for changed in brief.case.facts(ModelChanged))}
    for model in _tracks(brief):
        place = " (before the change of model)" if model in former else " (beside the main track)"
        title = f"{brief.titles.model(model)}{'' if model == brief.case.model.key else place}"
        lines += ["", title] if lines else [title]
        lines += table(("From", "To", "Days", "Phase", "How it came there"), _visits(brief, model), right={2})
    return section("Path", lines)


def _tracks(brief: Brief) -> tuple[str, ...]:
    main = brief.case.model.key
    return tuple(sorted(measures.models_of(brief.record), key=lambda model: model != main))


def _visits(brief: Brief, model: str) -> Iterable[tuple[str, str, str, str, str]]:
    steps = [step for step in measures.path(brief.record) if step.model == model]
    stays = {stay.number: stay for stay in measures.stays(brief.record) if stay.model == model}
    rows = [
        (
            step.number,
            _ending(brief, step) if step.kind == measures.EXIT else _visit(brief, step, stays.get(step.number)),
        )
        for step in steps
    ]
    if model == brief.case.model.key:
        rows += _changes_of_model(brief)
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


def _visit(brief: Brief, step: PathStep, stay: Stay | None) -> tuple[str, str, str, str, str]:
    phase = brief.titles.phase(step.model, step.to)
    shown = f"Detour: {phase}" if stay is not None and stay.is_detour else phase
    ended_at = stay.ended_at if stay else None
    lasts = stay is not None and ended_at is None and step.model in brief.case.tracks
    end = brief.until if lasts else ended_at
    ended = "still there" if lasts else brief.day(end) if end else ""
    days = f"{measures.elapsed_seconds(step.at, end) / measures.DAY:.2f}" if end else ""
    return brief.day(step.at), ended, days, shown, _arrival(brief, step)


def _arrival(brief: Brief, step: PathStep) -> str:
    fact = _fact(brief, step)
    if isinstance(fact, PhaseChange):
        return brief.titles.arrival(fact, brief.own_words(fact.reason_text, step.number))
    if isinstance(fact, Reopening):
        episode = next((one.number for one in brief.case.episodes if one.began == step.number), 0)
        own_words = brief.own_words(fact.reason, step.number)
        return f"case reopened (episode {episode}){': ' + own_words if own_words else ''}"
    return "went on under the new model" if step.kind == measures.MIGRATE else "began"


def _fact(brief: Brief, step: PathStep) -> Fact | None:
    entry = brief.case.amended_entry(step.number)
    return entry.fact if entry is not None else None


def _ending(brief: Brief, step: PathStep) -> tuple[str, str, str, str, str]:
    fact = _fact(brief, step)
    if isinstance(fact, ModelChanged):
        return brief.day(step.at), "", "", "Ended", f"goes on as {brief.titles.model(fact.model.key)}"
    if step.model != brief.case.model.key or not isinstance(fact, Closure):
        return brief.day(step.at), "", "", "Ended", "with the case"
    return brief.day(step.at), "", "", "Case closed", words.CLOSURES[fact.closure]


def _changes_of_model(brief: Brief) -> Iterator[tuple[int, tuple[str, str, str, str, str]]]:
    for entry in brief.record.amended:
        if isinstance(entry.fact, ModelChanged):
            model = entry.fact.model
            said = f"kept from here under {brief.titles.model(model.key)}, version {model.version} ({model.variant})"
            yield entry.number, (brief.day(entry.occurred_at), "", "", "Change of model", said)


# Where the time went -----------------------------------------------------------------------------------------------


def times(brief: Brief) -> list[str]:
    """Set the time in each phase, a table for each track; detours stand apart from the phases."""
    lines: list[str] = []
    for model in _tracks(brief):
        until = brief.until if model in brief.case.tracks else None
        found = measures.track_times(brief.record, model, at=until)
        lines += [""] if lines else []
        header = (brief.titles.model(model), "Visits", "Days", "Calendar days")
        lines += table(header, _times(brief, found), right={1, 2, 3})
    note = "Days are exact, also across a clock change; calendar days are differences of dates."
    if any(stay.is_detour for stay in measures.stays(brief.record)):
        note += " The time of a detour counts neither for its phase nor for the one that it interrupts."
    if brief.case.tracks:
        note += f" A phase that still lasts is counted up to {brief.minute(brief.until)}."
    return section("Time in phases", [*lines, "", *wrapped(note)])


def _times(brief: Brief, found: TrackTimes) -> Iterator[tuple[str, str, str, str]]:
    detours = Counter(stay.key for stay in measures.stays(brief.record) if stay.model == found.model and stay.is_detour)
    keys = tuple(dict.fromkeys((*found.visits, *found.seconds)))
    for key in sorted(keys, key=lambda key: key.startswith(_DETOUR)):
        is_detour = key.startswith(_DETOUR)
        phase = brief.titles.phase(found.model, key.removeprefix(_DETOUR))
        shown, visits = (f"Detour: {phase}", detours[key]) if is_detour else (phase, found.visits.get(key, 0))
        days = f"{found.days.get(key, 0):.2f}"
        yield shown, str(visits), days, str(found.calendar_days.get(key, 0))
    total = found.total_seconds / measures.DAY
    yield "Together", "", f"{total:.2f}", str(sum(found.calendar_days.values()))


# Episodes ----------------------------------------------------------------------------------------------------------


def episodes(brief: Brief) -> list[str]:
    """Set each time from opening or reopening to closing."""
    rows: list[tuple[str, ...]] = []
    for one in brief.case.episodes:
        end = one.ended_at or brief.until
        said = "still open"
        if one.closure is not None:
            said = words.closing(one.closure, brief.own_words(one.closure.reason, one.ended))
        days = f"{measures.elapsed_seconds(one.began_at, end) / measures.DAY:.2f}"
        ended = brief.day(one.ended_at) if one.ended_at else ""
        length = words.length(brief.local(one.began_at), brief.local(end))
        rows.append((str(one.number), brief.day(one.began_at), ended, days, length, said))
    header = ("No.", "Opened", "Closed", "Days", "In words", "How it was closed")
    lines = table(header, rows, right={0, 3})
    main = [step.kind for step in measures.path(brief.record) if step.model == brief.case.model.key]
    returns, detours = main.count(MoveKind.RETURN), main.count(MoveKind.DETOUR)
    said = f"{words.counted(returns, 'return')} to an earlier phase, {words.counted(detours, 'detour')}"
    return section("Episodes", [*lines, "", *wrapped(f"On the main track: {said}.")])
