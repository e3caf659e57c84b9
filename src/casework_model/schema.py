"""The published JSON Schema of a stored record, a line of it or all as one document, made from the shapes.

Reads and writes no record itself. What no schema can say: that numbers count from 1, ids are used once, times do not
decrease, dates and zones exist, keys stand once, and a whole number is not written as 1.0. `casework_model.loads`
judges these as well.
"""

from __future__ import annotations

import json
from typing import Any, Final

import attrs

from casework_model.codec.digests import LONGEST, SHORTEST, ChainForm
from casework_model.codec.document import ENTRIES, TextForm
from casework_model.codec.forms import words_of
from casework_model.codec.records import FORMAT, VERSION
from casework_model.entry import RecordEntry
from casework_model.facts import KINDS, Fact
from casework_model.shape import Field, Form, fields_of
from casework_model.terms import LEVELS, MAX_COUNT, MAX_NAME

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_DATE: Final = r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK: Final = r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.(?!000000)[0-9]{6})?"
_OFFSET: Final = r"[+-]([01][0-9]|2[0-3]):[0-5][0-9]"
_SECONDS: Final = r":(?!00(?!\.))[0-5][0-9](\.(?!000000)[0-9]{6})?"
_END: Final = r"$(?!\n)"  # some readers let $ stand before a last line feed

_DAY: Final[dict[str, Any]] = {
    "type": "string",
    "format": "date",
    "pattern": f"^{_DATE}{_END}",
    "description": "A day of the calendar, such as 2024-02-05",
}
_TIME: Final[dict[str, Any]] = {
    "type": "string",
    "anyOf": [
        {"format": "date-time", "pattern": f"^{_DATE}{_CLOCK}(?!-00:00){_OFFSET}{_END}"},
        {
            "$comment": "Offsets with seconds, of a time before time zones, are no date-time of RFC 3339.",
            "pattern": f"^{_DATE}{_CLOCK}{_OFFSET}{_SECONDS}{_END}",
        },
    ],
    "description": "A time with its fixed offset from UTC, as Python's isoformat writes it",
}

_DIGEST: Final[dict[str, Any]] = {"type": "string", "pattern": f"^[0-9a-f]{{64}}{_END}"}
_NONCE: Final[dict[str, Any]] = {
    "type": "string",
    "pattern": f"^(([0-9a-f]{{2}}){{{SHORTEST},{LONGEST}}})?{_END}",
    "default": "",
}

_BESIDES: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("entry", "number", {"minimum": 1}),
    ("entry", "id", {"minLength": 1}),
    ("entry", "by", {"pattern": r"\S"}),
    ("consent", "scopes", {"minItems": 1}),
)
"""What is judged beside the shape of a field."""


def record_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of one line of a stored record: the header, or an entry.

    >>> sorted(record_schema()["$defs"]["strength"]["properties"])
    ['kind', 'locus', 'strength']
    """
    definitions: dict[str, Any] = {"header": _header(), "date": _DAY, "time": _TIME}
    definitions["entry"] = _object(RecordEntry, definitions)
    definitions["Link"]["properties"].update(digest=_DIGEST, content=_DIGEST, nonce=_NONCE)
    for kind, cls in sorted(KINDS.items()):
        definitions[kind] = _object(cls, definitions)
    for name, field, more in _BESIDES:
        definitions[name]["properties"][field].update(more)
    return {
        "$schema": DIALECT,
        "title": f"One line of a casework record, format version {VERSION}",
        "description": "The first line of a file is a header, each further line an entry.",
        "oneOf": [{"$ref": "#/$defs/header"}, {"$ref": "#/$defs/entry"}],
        "$defs": definitions,
    }


def document_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of a record that is kept as one JSON document.

    >>> document_schema()["properties"]["entries"]
    {'type': 'array', 'items': {'$ref': '#/$defs/entry'}}
    """
    line, head = record_schema(), _header()
    return {
        "$schema": DIALECT,
        "title": f"A casework record as one JSON document, format version {VERSION}",
        "type": "object",
        "description": "What the file is and whose, and its entries in the order of writing.",
        "properties": {**head["properties"], ENTRIES: {"type": "array", "items": {"$ref": "#/$defs/entry"}}},
        "required": [*head["required"], ENTRIES],
        "additionalProperties": False,
        "$defs": {name: part for name, part in line["$defs"].items() if name != "header"},
    }


def schema_text(form: TextForm = "jsonl") -> str:
    """Give the schema of one line of JSON Lines, or of one JSON document, as the text of a file."""
    return json.dumps(document_schema() if form == "json" else record_schema(), indent=2, ensure_ascii=False) + "\n"


def _header() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "What the file is and whose, nothing that an entry can change",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "case_id": {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
            "chain": {
                "anyOf": [{"enum": [form.value for form in ChainForm]}, {"type": "null"}],
                "default": None,
                "description": "By what each entry is linked to all before it; then each has its link",
            },
        },
        "required": ["format", "version", "case_id"],
        "additionalProperties": False,
    }


def _object(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of a class; words and parts that its fields hold are added to the definitions."""
    fields = fields_of(cls)
    properties = {field.key: _field(cls, field, definitions) for field in fields}
    required = [field.key for field in fields if field.required]
    if issubclass(cls, Fact):
        properties = {"kind": {"const": cls.kind}, **properties}
        required = ["kind", *required]
    return {
        "type": "object",
        "description": (cls.__doc__ or "").partition("\n")[0],
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _field(cls: type, field: Field, definitions: dict[str, Any]) -> dict[str, Any]:
    item = _item(field, definitions)
    if field.many:
        item = {"type": "array", "items": item}
    elif field.optional:
        item = {"anyOf": [item, {"type": "null"}]}
    if field.required:
        return item
    usual: Any = getattr(attrs.fields_dict(cls)[field.name], "default", None)
    return {**item, "default": list(usual) if field.many else usual}


_ITEMS: Final[dict[Form, dict[str, Any]]] = {
    Form.TRUTH: {"type": "boolean"},
    Form.COUNT: {"type": "integer", "minimum": -MAX_COUNT, "maximum": MAX_COUNT},
    Form.NUMBER: {"type": "number"},
    Form.DATE: {"$ref": "#/$defs/date"},
    Form.TIME: {"$ref": "#/$defs/time"},
}
_JUDGED: Final[dict[Form, dict[str, Any]]] = {
    Form.COUNT: {"type": "integer", "minimum": LEVELS.start, "maximum": LEVELS.stop - 1},
    Form.NUMBER: {"type": "number", "exclusiveMinimum": 0},
}


def _item(field: Field, definitions: dict[str, Any]) -> dict[str, Any]:
    if field.limit:
        return {"type": "string", "maxLength": field.limit}
    if field.form in _ITEMS:
        return dict(_JUDGED[field.form] if field.judged else _ITEMS[field.form])
    if field.type is Fact:
        return {"oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in sorted(KINDS)]}
    name = field.type.__name__
    if name not in definitions:
        is_word = field.form is Form.WORD
        words = {"type": "string", "enum": [word.value for word in words_of(field)]} if is_word else None
        definitions[name] = words or _object(field.type, definitions)
    return {"$ref": f"#/$defs/{name}"}
