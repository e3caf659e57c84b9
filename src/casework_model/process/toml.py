"""Process models as people write them: TOML, read strictly, all faults at once. The shipped models enter here too."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

from casework_model.errors import Fault, FileFault, ModelFaults, UnreadableFile
from casework_model.process.model import Basis, Move, MoveKind, Phase, ProcessModel, Variant, shape_faults
from casework_model.terms import Source, nearest

_TEXT: Final = "text"
_COUNT: Final = "a whole number"
_TRUTH: Final = "true or false"
_TEXTS: Final = "a list of texts"
_ONE_OR_MORE: Final = "a text or a list of texts"

_MODEL: Final = {
    "key": _TEXT,
    "version": _COUNT,
    "title": _TEXT,
    "about": _TEXT,
    "sources": _TEXTS,
    "beside": _TRUTH,
    "waives": _TEXTS,
    "variant": _TEXT,
    "phase": "tables [[phase]]",
    "move": "tables [[move]]",
    "detour": "tables [[detour]]",
}
_PHASE: Final = {
    "key": _TEXT,
    "title": _TEXT,
    "start": _TRUTH,
    "end": _TRUTH,
    "purpose": _TEXT,
    "activities": _TEXTS,
    "requires": _TEXTS,
    "parts": _TEXTS,
    "sources": _TEXTS,
}
_MOVE: Final = {
    "from": _TEXT,
    "to": _TEXT,
    "kind": _TEXT,
    "reasons": _TEXTS,
    "basis": _TEXT,
    "why": _TEXT,
    "sources": _TEXTS,
}
_DETOUR: Final = {**{key: what for key, what in _MOVE.items() if key != "kind"}, "from": _ONE_OR_MORE}
_NEEDED: Final = {
    "model": ("key", "version", "phase"),
    "phase": ("key",),
    "move": ("from", "to"),
    "detour": ("from", "to"),
}


def load_model(path: str | Path) -> ProcessModel:
    """Read a process model from a TOML file. Raises what `parse_model` raises."""
    return parse_model(text_of(path), name=str(path))


def parse_model(text: str, *, name: str = "model") -> ProcessModel:
    """Read a process model from TOML text. `name` appears in errors.

    Raises `UnreadableFile` for what is not TOML, `ModelFaults` with every fault at once, `BadValue` for a text that is
    too long.

    >>> text = '''
    ... key = "talk"
    ... version = 1
    ... phase = [{ key = "meet", start = true }, { key = "part", end = true }]
    ... move = [{ from = "meet", to = "part" }]
    ... '''
    >>> [phase.key for phase in parse_model(text).phases]
    ['meet', 'part']
    """
    document = document_of(text, name)
    faults: list[Fault] = []
    _check_table(f"model in {name}", "model", document, _MODEL, faults)
    tables = {kind: _tables(document, kind, faults) for kind in ("phase", "move", "detour")}
    for kind, allowed in (("phase", _PHASE), ("move", _MOVE), ("detour", _DETOUR)):
        for number, table in enumerate(tables[kind], start=1):
            _check_table(f"{kind} {number}", kind, table, allowed, faults)
    _check_words(document, tables, faults)
    if faults:
        raise ModelFaults((*faults, *_further_faults(document, tables)))
    return _model(document, tables)


def rules_named(text: str, *, name: str = "model") -> tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Give the key of a model, the rule keys that its phases require (each with its place), and those that it waives.

    As far as they can be read, so that a model with faults can be told of unknown rules as well. Raises
    `UnreadableFile` for what is not TOML.
    """
    document = document_of(text, name)
    said = _sound({key: document[key] for key in ("key", "waives") if key in document}, _MODEL)
    phases = [_sound(table, _PHASE) for table in _tables(document, "phase", [])]
    required = [(f"phase {phase.get('key', '?')}", key) for phase in phases for key in phase.get("requires", ())]
    return said.get("key", "?"), tuple(required), tuple(said.get("waives", ()))


def text_of(path: str | Path) -> str:
    """Read a file that people write. Raises `UnreadableFile`."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")  # with or without the mark that some editors put first
    except (OSError, ValueError) as error:  # a ValueError is text in another encoding, or a name no file can have
        problem, remedy = "the file cannot be read as UTF-8 text", "Check that you may read it, and how it was saved"
        if isinstance(error, FileNotFoundError):
            problem, remedy = "there is no such file", "Check the name and the folder"
        raise UnreadableFile(FileFault(file=str(path), line=None, path="", problem=problem, remedy=remedy)) from error


def document_of(text: str, name: str) -> dict[str, Any]:
    """Read TOML text. Raises `UnreadableFile`, whatever is wrong with it."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
    except RecursionError:
        said = "it is nested too deeply"
    except ValueError:
        said = "a number in it is too long"
    problem, remedy = f"this is not TOML: {said}", "Correct it at the place named"
    raise UnreadableFile(FileFault(file=name, line=None, path="", problem=problem, remedy=remedy))


def _further_faults(document: Mapping[str, Any], tables: Mapping[str, list[dict[str, Any]]]) -> tuple[Fault, ...]:
    """Find what is wrong with the shape as well, as far as the tables can be read, so that all is told at once."""
    known = {"phase": _PHASE, "move": _MOVE, "detour": _DETOUR}
    sound = {kind: [_sound(table, known[kind]) for table in several] for kind, several in tables.items()}
    _guess_kinds(tables["move"], sound["move"], sound["phase"])
    readable = {
        kind: [table for table in several if all(key in table for key in _NEEDED[kind])]
        for kind, several in sound.items()
    }
    said = _sound({key: document[key] for key in ("key", "variant") if key in document}, _MODEL)
    variant = Variant(said.get("variant", "iterative"))
    is_whole = all(len(readable[kind]) == len(tables[kind]) for kind in ("phase", "move"))
    phases, moves = _phases(readable), tuple(_moves(readable))
    return shape_faults(said.get("key", "?"), phases, moves, variant, is_whole=is_whole)


def _guess_kinds(written: list[dict[str, Any]], moves: list[dict[str, Any]], phases: list[dict[str, Any]]) -> None:
    """Take a move whose kind could not be read for the one that its direction allows: it is a fault once, not twice."""
    place = {phase.get("key"): number for number, phase in enumerate(phases)}
    for said, move in zip(written, moves, strict=True):
        if "kind" in said and "kind" not in move:
            goes_on = place.get(move.get("from"), -1) < place.get(move.get("to"), -1)
            move["kind"] = MoveKind.FORWARD if goes_on else MoveKind.RETURN


_WORDS: Final[dict[str, Iterable[str]]] = {"kind": MoveKind, "basis": Basis, "variant": Variant}


def _sound(table: Mapping[str, Any], allowed: Mapping[str, str]) -> dict[str, Any]:
    return {
        key: value
        for key, value in table.items()
        if key in allowed and _KINDS[allowed[key]](value) and (key not in _WORDS or value in tuple(_WORDS[key]))
    }


def _tables(document: Mapping[str, Any], kind: str, faults: list[Fault]) -> list[dict[str, Any]]:
    found: list[Any] = document[kind] if isinstance(document.get(kind), list) else [document.get(kind, {})]
    if kind not in document:
        return []
    if isinstance(document[kind], list) and all(isinstance(table, dict) for table in found):
        return found
    faults.append(Fault(where=kind, problem=f"{kind} must be written as tables", remedy=f"Write [[{kind}]] for each"))
    return []


def _is_texts(value: Any) -> bool:  # noqa: ANN401 - TOML holds anything
    return isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value))


_KINDS: Final[dict[str, Callable[[Any], bool]]] = {
    _TEXT: lambda value: isinstance(value, str),
    _COUNT: lambda value: isinstance(value, int) and not isinstance(value, bool),
    _TRUTH: lambda value: isinstance(value, bool),
    _TEXTS: _is_texts,
    _ONE_OR_MORE: lambda value: isinstance(value, str) or _is_texts(value),
}
_AS: Final = {
    _TEXT: 'Write it in quotes, such as "one"',
    _COUNT: "Write it without quotes, such as 1",
    _TRUTH: "Write true or false, without quotes",
    _TEXTS: 'Write it in brackets, such as ["one", "two"]',
    _ONE_OR_MORE: 'Write it such as "one", or ["one", "two"]',
}


def _check_table(
    where: str, kind: str, table: Mapping[str, Any], allowed: Mapping[str, str], faults: list[Fault]
) -> None:
    missing = (key for key in _NEEDED[kind] if key not in table)
    faults.extend(
        Fault(where=where, problem=f'"{key}" is missing', remedy=f"Add {key} = ... ({allowed[key]})") for key in missing
    )
    for key, value in table.items():
        if key not in allowed:
            near = nearest(key, allowed)
            hint = f'Perhaps "{near}" is meant' if near else f"Known here: {', '.join(allowed)}"
            faults.append(Fault(where=where, problem=f'"{key}" is not known', remedy=hint))
        elif allowed[key] in _KINDS and not _KINDS[allowed[key]](value):
            problem = f'"{key}" must be {allowed[key]}'
            faults.append(Fault(where=where, problem=problem, remedy=_AS[allowed[key]]))


def _check_words(document: Mapping[str, Any], tables: Mapping[str, list[dict[str, Any]]], faults: list[Fault]) -> None:
    rows = [("model", document)]
    rows += [
        (f"{kind} {number}", row) for kind in ("move", "detour") for number, row in enumerate(tables[kind], start=1)
    ]
    for where, table in rows:
        for key, known in _WORDS.items():
            value = table.get(key)
            if isinstance(value, str) and value not in tuple(known):
                allowed = tuple(word for word in known if word != MoveKind.START)  # known, and refused as a move
                near = nearest(value, allowed)
                remedy = f'Perhaps "{near}" is meant' if near else f"Use one of: {', '.join(allowed)}"
                problem = f'"{key}" is not one of the known words'
                faults.append(Fault(where=where, problem=problem, remedy=remedy))


def _sources(table: Mapping[str, Any]) -> tuple[Source, ...]:
    return tuple(Source.parse(text) for text in table.get("sources", ()))


def _move(table: Mapping[str, Any], from_: str, to: str, kind: MoveKind, reasons: Iterable[str]) -> Move:
    return Move(
        from_=from_,
        to=to,
        kind=kind,
        reasons=tuple(reasons),
        basis=Basis(table.get("basis", "stated")),
        why=table.get("why", ""),
        sources=_sources(table),
    )


def _moves(tables: Mapping[str, list[dict[str, Any]]]) -> Iterable[Move]:
    for table in tables["move"]:
        kind = MoveKind(table.get("kind", "forward"))
        yield _move(table, table["from"], table["to"], kind, table.get("reasons", ()))
    for table in tables["detour"]:
        for left in [table["from"]] if isinstance(table["from"], str) else table["from"]:
            yield _move(table, left, table["to"], MoveKind.DETOUR, table.get("reasons", ()))
            yield _move(table, table["to"], left, MoveKind.RESUME, ())


def _phases(tables: Mapping[str, list[dict[str, Any]]]) -> tuple[Phase, ...]:
    return tuple(
        Phase(
            key=table["key"],
            title=table.get("title", ""),
            purpose=table.get("purpose", ""),
            activities=tuple(table.get("activities", ())),
            requires=tuple(table.get("requires", ())),
            parts=tuple(table.get("parts", ())),
            start=table.get("start", False),
            end=table.get("end", False),
            sources=_sources(table),
        )
        for table in tables["phase"]
    )


def _model(document: Mapping[str, Any], tables: Mapping[str, list[dict[str, Any]]]) -> ProcessModel:
    return ProcessModel(
        key=document["key"],
        version=document["version"],
        phases=_phases(tables),
        moves=tuple(_moves(tables)),
        title=document.get("title", ""),
        about=document.get("about", ""),
        beside=document.get("beside", True),
        waives=tuple(document.get("waives", ())),
        variant=Variant(document.get("variant", "iterative")),
        sources=_sources(document),
    )
