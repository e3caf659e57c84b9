"""The rules of movement: the edges of the model, reasons, detours, crises that hold, the order of time."""

from __future__ import annotations

from datetime import timedelta

from casework_model.case import Case
from casework_model.facts import SERVICE as SERVICE_SCOPE
from casework_model.facts import CaseOpened, Closure, ClosureKind, ConsentStatus, PhaseChange, Reopening
from casework_model.process import MoveKind, ProcessModel
from casework_model.rules.rule import Asked, Lack, Rule, sources
from casework_model.terms import listed, nearest


def no_such_move(case: Case, asked: Asked) -> tuple[Lack, ...]:  # noqa: PLR0911 - one answer for each way in which a move may be none
    """HR-01: the move is one of the model, and begins in the current phase."""
    fact = asked.fact
    if isinstance(fact, CaseOpened):
        return (Lack("the case is open already", remedy="Go on with the case as it is"),)
    if isinstance(fact, Reopening):
        return _no_such_entry(case, asked, fact)
    if not isinstance(fact, PhaseChange):
        return ()
    model, track = asked.model, asked.track
    if model is None:
        return (
            Lack(f"this engine knows no process model {fact.model}", (fact.model,), "Name a model that it was given"),
        )
    if fact.move is MoveKind.START:
        return _no_such_start(fact, asked)
    if track is None:
        return (Lack(f"the {model.name} track has not begun", (fact.model,)),)
    if fact.from_ != track.phase:
        return (Lack(f"the current phase is {model.phase_name(track.phase)}", (track.phase,)),)
    if model.phase(fact.to) is None:
        return (_no_such_phase(model, fact.to),)
    if model.move(fact.from_, fact.to, fact.move) is None:
        from_, to = model.phase_name(fact.from_), model.phase_name(fact.to)
        return (Lack(f"the model has no {fact.move} move from {from_} to {to}", (fact.from_, fact.to)),)
    return ()


def _no_such_phase(model: ProcessModel, key: str) -> Lack:
    near = nearest(key, (phase.key for phase in model.phases))
    known = ", ".join(phase.key for phase in model.phases)
    remedy = f'Perhaps "{near}" is meant' if near else f"Name one of its phases by its key: {known}"
    return Lack(f'{model.name} has no phase "{key}"', (key,), remedy)


def _no_such_start(fact: PhaseChange, asked: Asked) -> tuple[Lack, ...]:
    model = asked.model
    if asked.track is not None:
        name = model.name if model is not None else fact.model
        return (Lack(f"the {name} track is running already", (fact.model,), "Move on from where it stands"),)
    if model is not None and not model.beside:
        return (Lack(f"{model.name} does not run beside another model", (fact.model,)),)
    if model is not None and fact.to != model.first.key:
        return (Lack(f"the track begins with {model.first.name}", (model.first.key,)),)
    return ()


def _no_such_entry(case: Case, asked: Asked, fact: Reopening) -> tuple[Lack, ...]:
    model, policy, episode = asked.model, asked.policy, case.episode
    if model is None or fact.entry_phase == model.first.key:
        return ()
    may_skip = policy.reopen_within_days > 0 and fact.entry_phase == policy.reopen_phase
    if may_skip and episode is not None and episode.closure is not None and episode.ended_at is not None:
        is_planned = episode.closure.closure is ClosureKind.PLANNED
        at = asked.at
        is_soon = at is not None and at - episode.ended_at <= timedelta(days=policy.reopen_within_days)
        consent = case.consents.get(SERVICE_SCOPE)
        stands = consent is not None and consent.status is ConsentStatus.GIVEN and not consent.expired_on(asked.day)
        if is_planned and is_soon and stands and model.phase(fact.entry_phase) is not None:
            return ()
    first = model.first.name
    return (Lack(f"a case is reopened into {first}", (model.first.key,), f"Reopen it into {first}"),)


def crisis_open(case: Case, _asked: Asked) -> tuple[Lack, ...]:
    """HR-06: no crisis is open, whatever the track or episode it came up in."""
    open_ = case.open_crises
    if not open_:
        return ()
    said = "crisis" if len(open_) == 1 else "crises"
    return (Lack(f"{said} {listed(open_)} {'is' if len(open_) == 1 else 'are'} not stabilised", open_),)


def _coded(fact: PhaseChange, asked: Asked) -> str:
    """Name the coded reasons of a move."""
    move = asked.model.move(fact.from_, fact.to, fact.move) if asked.model is not None else None
    words = tuple(reason.replace("_", " ") for reason in move.reasons) if move is not None else ()
    return f": {', '.join(words)}, or in your own words" if words else ", in your own words"


def without_reason(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-16: a return or a detour gives its reason."""
    fact = asked.fact
    if isinstance(fact, PhaseChange) and not (fact.reason.strip() or fact.reason_text.strip()):
        return (Lack(f"the {fact.move} gives no reason", remedy=f"Say why{_coded(fact, asked)}"),)
    return ()


def detour_not_resumed(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-22: an open detour is left only by resuming."""
    track, model = asked.track, asked.model
    if track is None or track.paused is None:
        return ()
    left = model.phase_name(track.paused.phase) if model else track.paused.phase
    return (Lack(f"a detour is open, and it is left only by resuming {left}", (track.paused.phase,)),)


def resume_elsewhere(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-23: a detour is resumed to the very phase that it left."""
    fact, track, model = asked.fact, asked.track, asked.model
    if track is None or track.paused is None:
        return (Lack("no detour is open", remedy="Choose a move that is open from the current phase"),)
    if isinstance(fact, PhaseChange) and fact.to != track.paused.phase:
        left = model.phase_name(track.paused.phase) if model else track.paused.phase
        return (Lack(f"the phase that the detour left is {left}", (track.paused.phase,)),)
    return ()


def returns_off(_case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-24: the linear variant has no returns."""
    if asked.model is not None and asked.model.is_linear:
        return (Lack("this case runs by the linear variant, in which returns are switched off"),)
    return ()


def before_the_visit(case: Case, asked: Asked) -> tuple[Lack, ...]:
    """HR-28: no move, closing or reopening is dated before what it follows."""
    fact, at, track = asked.fact, asked.at, asked.track
    if at is None or (isinstance(fact, PhaseChange) and track is not None and at >= track.since):
        return ()  # the usual case
    if isinstance(fact, Closure):
        began = max((track.since for track in case.tracks.values()), default=None)
    elif track is not None and not isinstance(fact, Reopening):
        began = track.since
    else:
        ends = (earlier.ended_at for earlier in case.episodes if earlier.ended_at is not None)
        began = max(ends, default=None)
    if began is None or at >= began:
        return ()
    return (Lack(f"it is dated {case.day(at)}, before what it follows began on {case.day(began)}"),)


RULES = (
    Rule(
        code="HR-01",
        key="move_exists",
        title="A move is one of the model and begins in the current phase",
        remedy="Choose a move that is open from the current phase",
        sources=sources("001 C-GEN-05", "001 C-GEN-07"),
        ordered=True,
        structural=True,
        lacks=no_such_move,
    ),
    Rule(
        code="HR-06",
        key="no_open_crisis",
        title="An open crisis holds every track",
        remedy="Make the situation safe and record the crisis as stabilised",
        sources=sources("001 C-INT-13", "001 C-ITR-03"),
        ordered=True,
        fixed=True,
        lacks=crisis_open,
    ),
    Rule(
        code="HR-16",
        key="reason_given",
        title="A return or a detour gives its reason",
        remedy="Say why",
        sources=sources("001 C-ITR-02"),
        ordered=True,
        lacks=without_reason,
    ),
    Rule(
        code="HR-22",
        key="detour_first_resumed",
        title="An open detour is left only by resuming or by an exit",
        remedy="Resume the phase that was left, or close the case",
        sources=sources("001 C-ITR-03"),
        ordered=True,
        structural=True,
        lacks=detour_not_resumed,
    ),
    Rule(
        code="HR-23",
        key="resumed_where_left",
        title="A detour is resumed to the phase that was left",
        remedy="Resume the phase that was left",
        sources=sources("001 C-ITR-03"),
        ordered=True,
        structural=True,
        lacks=resume_elsewhere,
    ),
    Rule(
        code="HR-24",
        key="returns_open",
        title="The linear variant has no returns",
        remedy="Record what was found in the current phase, or change the case to the iterative variant",
        sources=sources("001 C-GEN-06"),
        ordered=True,
        structural=True,
        lacks=returns_off,
    ),
    Rule(
        code="HR-28",
        key="in_order_of_time",
        title="A move, closing or reopening is not dated before what it follows",
        remedy="Correct the time at which it happened",
        sources=sources("001 C-GEN-07"),
        ordered=True,
        fixed=True,
        lacks=before_the_visit,
    ),
)
