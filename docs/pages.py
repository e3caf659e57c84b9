"""Makes the pages that are read off the code: `python docs/pages.py` writes them, with --check it only compares.

The process models, rules and facts of the reference, and the picture of the modules. Nothing here is written by hand
but what the code does not say: where the rules stand that the order of judging calls itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from inspect import cleandoc
from pathlib import Path
from typing import Final, NamedTuple

from modules_picture import imports, picture

from casework_model import CROSSWALK, RULES, SHIPPED, Move, MoveKind, ProcessModel, Rule, facts
from casework_model.facts import KINDS, Fact
from casework_model.people import Client
from casework_model.shape import Field, Form, Value, fields_of

DOCS: Final = Path(__file__).resolve().parent
MADE: Final = "<!-- Made by docs/pages.py from the code. Change the code, and run it again. -->\n"


def pages() -> dict[str, str]:
    """Give every page that is made, by its path below docs/."""
    return {
        "reference/process-models.md": models_page(),
        "reference/rules.md": rules_page(),
        "reference/facts.md": facts_page(),
        "explanation/modules.svg": picture(imports()),
    }


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a table."""
    lines = [tuple(heads), *(tuple(row) for row in rows)]
    lines.insert(1, tuple("---" for _ in lines[0]))
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines) + "\n"


def words(cls: type) -> str:
    """Give what a docstring says, without its examples."""
    said = cleandoc(cls.__doc__ or "").partition("\n>>>")[0].strip()
    return said.replace("<", "&lt;")


def codes(items: Iterable[object], last: str = "") -> str:
    """Write "`a`, `b`"; `last` where there is none."""
    return ", ".join(f"`{item}`" for item in items) or last


# --- process models -------------------------------------------------------------------------------------------------

_MODELS_HEAD: Final = """
# Process models

The six shipped models. Each is a TOML file in `casework_model/process/models/`, in the format in which an agency writes
its own ([how to](../howto/own-model.md)). Each has a linear variant, in which its returns are switched off (HR-24), and
`model.linear(detours=False)` gives one without detours too.

A forward move asks for what the phase requires that it leaves; a planned closing asks for what the end phases require.
Beyond that every forward move, return and resume asks that no crisis is open (HR-06), and a return or a detour asks for
a reason: a coded one from the table, or any other in the writer's words. What is not in the table is not a move.

Sources are a document and a row of the requirements ledger: **000** phases of the interview, **001** phases of
casework, **002** principles of interviewing and recording, **003** phases of building rapport, **004** the helping
process, **field** a standard of the field. *Stated* means that the source says so; *inferred* that it follows from what
sources say, and then it is told how.
"""


def models_page() -> str:
    """Write the reference of the shipped models."""
    return MADE + _MODELS_HEAD + "".join(_model_part(model) for model in SHIPPED) + _crosswalk_part()


def _model_part(model: ProcessModel) -> str:
    rules = {rule.key: rule for rule in RULES}
    runs = "beside a case's main model, or as the main one" if model.beside else "only as a case's main model"
    waived = "".join(f" It does not judge {rules[key].code} (`{key}`)." for key in model.waives)
    phases = (
        (
            str(number),
            f"`{phase.key}`",
            phase.title,
            ", ".join(f"{rules[key].code} `{key}`" for key in phase.requires) or "nothing",
            ", ".join(map(str, phase.sources)),
        )
        for number, phase in enumerate(model.phases, start=1)
    )
    parts = [
        f"\n## {model.title}\n\n",
        f"`{model.key}`, version {model.version}. {model.about} It runs {runs}.{waived}\n\n",
        f"Sources: {', '.join(map(str, model.sources))}.\n\n" if model.sources else "",
        table(("", "phase", "title", "requires", "sources"), phases),
        "\n",
    ]
    for phase in model.phases:
        said = [f"{phase.title}\n: {phase.purpose}", *(f"  - {activity}" for activity in phase.activities)]
        parts.append("\n".join((said[0], "", *said[1:])).rstrip() + "\n\n")
    parts += [table(("from", "to", "kind", "reasons", "basis", "sources"), map(_move_row, _merged(model))), "\n"]
    return "".join(parts)


class _Row(NamedTuple):
    """A row of the table of moves: those from several phases to one that say the same stand together."""

    from_: tuple[str, ...]
    move: Move


def _merged(model: ProcessModel) -> Iterator[_Row]:
    """Give the moves without the resumes, which go with their detours; equal detours together."""
    rows: dict[object, _Row] = {}
    for move in model.moves:
        if move.kind is MoveKind.RESUME:
            continue
        is_detour = move.kind is MoveKind.DETOUR
        same = (move.to, move.reasons, move.basis, move.why, move.sources) if is_detour else (move.from_, str(move))
        found = rows.get(same)
        rows[same] = _Row((*found.from_, move.from_) if found else (move.from_,), move)
    yield from rows.values()


def _move_row(row: _Row) -> tuple[str, ...]:
    move = row.move
    kind = "detour, and resume" if move.kind is MoveKind.DETOUR else move.kind.value
    basis = f"{move.basis}: {move.why}" if move.why else move.basis.value
    return (codes(row.from_), f"`{move.to}`", kind, codes(move.reasons), basis, ", ".join(map(str, move.sources)))


def _crosswalk_part() -> str:
    casework, *others = (model for model in SHIPPED if model.key in {"casework", "interview", "rapport", "helping"})
    rows = (
        (f"`{phase.key}`", *(codes(CROSSWALK.expected("casework", phase.key, other.key)) for other in others))
        for phase in casework.phases
    )
    return (
        "\n## Crosswalk\n\nThe phases that one would expect in the tracks beside the casework track, while one of its "
        "phases is current. Material for advice, never for a refusal: the documents describe parallel views and do not "
        "fix their timing.\n\n" + table(("casework", *(other.key for other in others)), rows)
    )


# --- rules ----------------------------------------------------------------------------------------------------------

_RULES_HEAD: Final = """
# Rules

Every rule that can refuse a step: 44 codes, of which HR-13 stands for two rules. All unmet rules of a step are reported
together, the structural ones first.

*Requirements* are judged where a process model names their key; rules that *watch* are judged whenever a fact of their
kinds is written; the others have their place in the order of judging. A policy names rules by code and may turn those
that are marked into advice or switch them off ([how to](../howto/own-policy.md)). The rest holds always: it keeps the
process together, what is on record sound, and people safe.

A code is never used for another rule. Numbers that are missing (HR-29, HR-37, HR-38) were never given to one.
"""

_ORDERED: Final = {
    "move_exists": "with every move, with a second opening, and for the phase into which a case is reopened",
    "no_open_crisis": "with every forward move, return and resume on every track, and with a planned closing",
    "reason_given": "with every return and detour that a track can make from where it stands",
    "closed_from_end": "with a planned closing",
    "exit_explained": "with every closing that is not planned",
    "case_open": "with every entry",
    "reopening_sound": "with every reopening",
    "detour_first_resumed": "with every forward move, return and detour while a detour is open",
    "resumed_where_left": "with every resume",
    "returns_open": "with every return in a linear variant",
    "nobody_abandoned": "with every closing that is not planned",
    "in_order_of_writing": "with every entry",
    "in_order_of_time": "with every move that the model knows, with the start of a track, every closing and reopening",
    "never_edited": "with every request to edit or delete, alone",
    "times_sound": "with every entry, before all but HR-35; where it is broken nothing else is judged",
    "author_named": "with every entry",
    "reader_authorised": "first, with every reading and writing; where it is broken nothing else is judged or told",
    "entry_id_new": "with every entry",
    "course_stands": "with every correction and retraction, last: the record is judged anew with it, as amended",
}
"""Where the rules stand that the order of judging calls itself (rules/judging.py)."""


def rules_page() -> str:
    """Write the reference of the rules."""
    rows = (
        (f"[{rule.code}](#rule-{rule.key})", f"`{rule.key}`", rule.title, _switch(rule, "yes", "no")) for rule in RULES
    )
    heads = ("code", "key", "title", "may be switched off")
    return MADE + _RULES_HEAD + "\n" + table(heads, rows) + "".join(map(_rule_part, RULES))


def _switch(rule: Rule, yes: str, no: str) -> str:
    return yes if rule.may_be_switched_off else no


def _rule_part(rule: Rule) -> str:
    asks = (cleandoc(rule.lacks.__doc__ or "").partition(": ")[2] or rule.title).partition("\n")[0]
    why = "it holds the process together" if rule.structural else "it keeps what is on record sound, or people safe"
    rows = (
        ("asks", f"{asks[:1].upper()}{asks[1:]}"),
        ("judged", _judged(rule)),
        ("remedy", f"{rule.remedy}."),
        ("may be switched off", _switch(rule, "yes", f"no: {why}")),
        ("sources", ", ".join(map(str, rule.sources))),
    )
    title = f"\n(rule-{rule.key})=\n## {rule.code} `{rule.key}`\n\n"
    return f"{title}{rule.title}.\n\n{table(('', ''), rows)}"


def _judged(rule: Rule) -> str:
    if rule.on:
        return f"when one of these is written: {', '.join(_fact_link(kind) for kind in rule.on)}"
    if rule.ordered:
        return _ORDERED[rule.key]
    leaving: list[str] = []
    closing: list[str] = []
    for model in SHIPPED:
        for phase in model.phases:
            if rule.key in phase.requires:
                (closing if phase.end else leaving).append(f"{model.key} `{phase.key}`")
    said = [f"requirement of {', '.join(leaving)}"] if leaving else []
    said += [f"requirement of a planned closing in {', '.join(closing)}"] if closing else []
    return "; ".join(said) or "where a model names it"


# --- facts ----------------------------------------------------------------------------------------------------------

_FACTS_HEAD: Final = """
# Facts

What can be written down: the typed content of an entry. Each kind has a stable word under which files name it; the
class is found in `casework_model.facts`, usually imported as `f`. An entry whose content is its text alone holds a
`note`.

A field that is not required may be left out, in Python and in a file. *Private* fields are free text about persons:
no `repr`, no error and no log shows them, only their length. A field marked *by rule* may hold anything of its type in
a step; a rule refuses what is not sound. Texts hold up to 100,000 characters, identifiers up to 200.
"""

_ROOMS: Final = {
    "course": "Course of a case",
    "intake": "Intake",
    "assessment": "Assessment and study",
    "crisis": "Crisis",
    "planning": "Planning",
    "intervention": "Intervention",
    "evaluation": "Evaluation",
    "termination": "Termination",
    "relationship": "Relationship",
    "recording": "Recording",
    "amendment": "Amendments",
    "personal": "Personal details",
    "fact": "What is left of an entry",
}


def facts_page() -> str:
    """Write the reference of the facts, a section for each room."""
    kinds = tuple(dict.fromkeys(KINDS.values()))
    rooms = sorted({_room(kind) for kind in kinds}, key=tuple(_ROOMS).index)
    parts = [MADE, _FACTS_HEAD]
    for room in rooms:
        parts.append(f"\n## {_ROOMS[room]}\n")
        parts += [_fact_part(kind) for kind in kinds if _room(kind) == room]
    within = {part for kind in kinds for part in _within(kind)}
    parts.append("\n## Values within facts\n")
    parts += [_value_part(part) for part in sorted(within, key=lambda one: one.__name__)]
    return "".join(parts)


def _room(cls: type) -> str:
    return cls.__module__.rpartition(".")[2]


def _within(cls: type) -> Iterator[type[Value]]:
    for one in fields_of(cls):
        if one.form is Form.PART and issubclass(one.type, Value) and one.type is not Fact:
            yield one.type
            yield from _within(one.type)


def _fact_link(kind: type[Fact]) -> str:
    return f"[`{kind.kind}`](facts.md#fact-{kind.kind})"


_GAP: Final = "\n\n"
_AFTER: Final[dict[type[Fact], str]] = {
    facts.Consent: "A closed case still accepts it where it refuses or withdraws, or is for a disclosure."
}


def _fact_part(kind: type[Fact]) -> str:
    watching = ", ".join(f"[{rule.code}](rules.md#rule-{rule.key})" for rule in RULES if kind in rule.on)
    watched = f"Judged when it is written: {watching}." if watching else ""
    after = (
        ""
        if kind.accepted_after_closing is Fact.accepted_after_closing
        else _AFTER.get(kind, "A closed case still accepts it.")
    )
    title = f"\n(fact-{kind.kind})=\n### `{kind.kind}`\n\n"
    said = " ".join(filter(None, (watched, after)))
    return f"{title}`facts.{kind.__name__}`: {words(kind)}\n\n{said}{_GAP if said else ''}{_fields(kind)}"


def _value_part(cls: type) -> str:
    where = "casework_model" if cls is Client else "casework_model.facts"
    return f"\n### `{cls.__name__}`\n\nOf `{where}`: {words(cls)}\n\n{_fields(cls)}"


def _fields(cls: type) -> str:
    rows = [
        (
            f"`{one.key}`" if one.key == one.name else f"`{one.key}` (in Python `{one.name}`)",
            _holds(one),
            "yes" if one.required else "",
            ", ".join(word for word, holds in (("private", one.private), ("by rule", one.judged)) if holds),
        )
        for one in fields_of(cls)
    ]
    return table(("field", "holds", "required", ""), rows) if rows else "It has no fields of its own.\n"


_FORMS: Final = {
    Form.TEXT: "text",
    Form.NAME: "identifier",
    Form.TRUTH: "true or false",
    Form.COUNT: "whole number",
    Form.NUMBER: "number",
    Form.DATE: "date",
    Form.TIME: "time",
}


def _holds(one: Field) -> str:
    if one.form is Form.WORD and issubclass(one.type, StrEnum):
        said = f"`{one.type.__name__}`: {', '.join(one.type)}"
    else:
        said = "any other fact" if one.type is Fact else _FORMS.get(one.form, f"`{one.type.__name__}`")
    many = {"text": "texts", "identifier": "identifiers"}.get(said, f"any number of {said}")
    return many if one.many else f"{said}, or nothing" if one.optional else said


def main(arguments: list[str]) -> int:
    """Write the pages, or say which differ."""
    differing = [
        name
        for name, text in pages().items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        for name in differing:
            print(f"docs/{name} is not what the code says; run docs/pages.py")
        return 1 if differing else 0
    for name in differing:
        (DOCS / name).write_text(pages()[name], encoding="utf-8")
        print(f"docs/{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
