"""A process model on the page and as data: its phases, what leaving each asks for, and its moves. Knows no case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from casework_model.process import Basis, Move, MoveKind, Phase, ProcessModel
from casework_model.report import words
from casework_model.report.answers import Data
from casework_model.report.layout import INDENT, banner, bullets, named, page, section, table, wrapped
from casework_model.rules import Rule
from casework_model.terms import listed

RulesByKey = Mapping[str, Rule]

_INNER = INDENT + 3


def models_page(models: Iterable[ProcessModel]) -> str:
    """Give the list of models, one a line, and what each is for."""
    kept = tuple(models)
    rows = [(model.key, str(model.version), str(len(model.phases)), _runs_as(model), model.name) for model in kept]
    header = ("Name", "Version", "Phases", "Runs as", "Title")
    about = (f"{model.key}: {model.about}" for model in kept if model.about)
    return page([*table(header, rows, right={1, 2}), "", *bullets(about)])


def _runs_as(model: ProcessModel) -> str:
    return "main or beside another" if model.beside else "main model of a case"


def model_page(model: ProcessModel, rules: RulesByKey) -> str:
    """Give the table of one model. `rules` holds every rule that it names, by key."""
    lines = [*banner(model.name), "", *wrapped(model.about)] if model.about else banner(model.name)
    rows = [
        ("Name", f"{model.key}, version {model.version}"),
        ("Variant", words.VARIANTS[model.variant]),
        ("Runs as", _runs_as(model)),
    ]
    if model.sources:
        rows.append(("Sources", ", ".join(str(source) for source in model.sources)))
    waived = [f"{rules[key].code} {rules[key].title}" for key in model.waives]
    if waived:
        rows.append(("Does without", "; ".join(waived)))
    phases = [line for place, phase in enumerate(model.phases, start=1) for line in _phase(place, phase, rules)]
    lines += ["", *named(rows), *section("Phases", phases[1:])]
    moves = [line for kind in MoveKind for line in _moves(model, kind)][1:]
    lines += section("Moves", moves or wrapped("There is no move: the work ends where it begins."))
    said = "Where a move is inferred, no source states it; it follows from what the sources say."
    is_inferred = any(move.basis is Basis.INFERRED for move in model.moves)
    return page([*lines, "", *wrapped(said)] if is_inferred else lines)


def _phase(place: int, phase: Phase, rules: RulesByKey) -> Iterator[str]:
    where = (" - the work begins here" if phase.start else "") + (" - the work ends here" if phase.end else "")
    yield ""
    yield from wrapped(f"{phase.name} ({phase.key}){where}", first=f"{place}. ")
    yield from wrapped(phase.purpose, indent=_INNER) if phase.purpose else ()
    if not phase.requires:
        return
    yield from wrapped("To close as planned, it asks for:" if phase.end else "To go on, it asks for:", indent=_INNER)
    width = max(len(rules[key].code) for key in phase.requires)
    for key in phase.requires:
        yield from wrapped(rules[key].title, indent=_INNER + INDENT, first=f"{rules[key].code:<{width}}  ")


_KINDS = {
    MoveKind.FORWARD: "Forward",
    MoveKind.RETURN: "Return (a new visit of an earlier phase, always with a reason)",
    MoveKind.DETOUR: "Detour (and back again to the very phase that was left, always with a reason)",
}


def _moves(model: ProcessModel, kind: MoveKind) -> Iterator[str]:
    moves = [move for move in model.moves if move.kind is kind]
    if kind not in _KINDS or not moves:
        return
    yield ""
    yield from wrapped(_KINDS[kind])
    if kind is MoveKind.RETURN and model.is_linear:
        yield from wrapped("Switched off in this variant.")
    rows = [
        (
            model.phase_name(move.from_),
            model.phase_name(move.to),
            ", ".join(map(words.reason, move.reasons)),
            move.basis,
        )
        for move in moves
    ]
    if kind is MoveKind.FORWARD and not any(row[2] for row in rows):
        yield from table(("From", "To", "Basis"), ((from_, to, basis) for from_, to, _, basis in rows))
    else:
        yield from table(("From", "To", "Reasons", "Basis"), rows)
    yield from _why(model, moves)


def _why(model: ProcessModel, moves: Iterable[Move]) -> Iterator[str]:
    """Say why there are these moves; what is said of several is said once."""
    left: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        if move.why:
            left.setdefault((move.to, move.why), []).append(model.phase_name(move.from_))
    for (to, why), phases in left.items():
        yield from wrapped(f"{listed(tuple(phases))} -> {model.phase_name(to)}: {why}", first="- ")


# As data ---------------------------------------------------------------------------------------------------------


def model_summary(model: ProcessModel) -> Data:
    """Give what the list of models says of one."""
    return {
        "key": model.key,
        "version": model.version,
        "title": model.name,
        "about": model.about,
        "variant": model.variant,
        "beside": model.beside,
        "phases": [phase.key for phase in model.phases],
    }


def model_data(model: ProcessModel, rules: RulesByKey) -> Data:
    """Give a whole model, rules by code, key and title."""
    return {
        **model_summary(model),
        "waives": [_rule(rules[key]) for key in model.waives],
        "sources": [str(source) for source in model.sources],
        "phases": [_phase_data(phase, rules) for phase in model.phases],
        "moves": [_move_data(move) for move in model.moves],
    }


def _rule(rule: Rule) -> Data:
    return {"code": rule.code, "key": rule.key, "title": rule.title}


def _phase_data(phase: Phase, rules: RulesByKey) -> Data:
    return {
        "key": phase.key,
        "title": phase.name,
        "purpose": phase.purpose,
        "start": phase.start,
        "end": phase.end,
        "requires": [_rule(rules[key]) for key in phase.requires],
        "activities": list(phase.activities),
        "parts": list(phase.parts),
        "sources": [str(source) for source in phase.sources],
    }


def _move_data(move: Move) -> Data:
    return {
        "from": move.from_,
        "to": move.to,
        "kind": move.kind,
        "reasons": list(move.reasons),
        "basis": move.basis,
        "why": move.why,
        "sources": [str(source) for source in move.sources],
    }
