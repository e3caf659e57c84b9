"""The shapes of entries and facts as bare attrs classes, read and written by cattrs alone, and as pydantic models.

They are made from the fields of the library's own types, so that they hold the same documents; they check nothing but
types, know no rules, and fold to nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any, Final, Literal, Union

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.json import make_converter
from cattrs.strategies import configure_tagged_union

import casework_model as cm
from casework_model.facts import KINDS, Fact
from casework_model.shape import Field, Form, fields_of

_PLAIN: Final[Mapping[Form, Any]] = {
    Form.TEXT: str,
    Form.NAME: str,
    Form.TRUTH: bool,
    Form.COUNT: int,
    Form.NUMBER: float,
    Form.DATE: date,
    Form.TIME: datetime,
}


def reader() -> Callable[[bytes], Any]:
    """Give the quickest JSON reader that is installed; the library takes the same."""
    return import_module("orjson").loads if find_spec("orjson") else json.loads


def writer() -> Callable[[Any], bytes]:
    """Give the quickest JSON writer that is installed."""
    return import_module("orjson").dumps if find_spec("orjson") else lambda content: json.dumps(content).encode()


class _Within:
    """Stands for the facts that a correction may hold, which are those that hold none: no type then holds itself."""


def _kinds(cls: Any) -> Mapping[str, type[Fact]]:  # noqa: ANN401 - `Fact` or `_Within`
    every: Mapping[str, Any] = KINDS
    holding = {kind for kind, each in every.items() if any(field.type is Fact for field in fields_of(each))}
    return {kind: each for kind, each in every.items() if cls is Fact or kind not in holding}


def _hint(cls: Any, field: Field, class_of: Callable[[type], Any]) -> Any:  # noqa: ANN401 - an annotation may be anything
    part: Any = _Within if field.type is Fact and issubclass(cls, Fact) else field.type
    one: Any = class_of(part) if field.form is Form.PART else _PLAIN.get(field.form, field.type)
    many: Any = tuple
    if field.many:
        return many[one, ...]
    return one | None if field.optional else one


# attrs ----------------------------------------------------------------------------------------------------------------


def _made_once(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return cache(make)


@_made_once
def bare(cls: Any) -> Any:  # noqa: ANN401 - a class made at run time, or a union of such
    """Give the bare attrs class with the fields of one of ours; for `Fact` the union of all."""
    if cls in (Fact, _Within):
        return Union[tuple(bare(kind) for kind in _kinds(cls).values())]  # noqa: UP007 - made from a tuple
    defaults = {attribute.name: attribute.default for attribute in attrs.fields(cls)}
    names = {
        field.name: attrs.field(type=_hint(cls, field, bare), default=_default(defaults[field.name]))
        for field in fields_of(cls)
    }
    return attrs.make_class(cls.__name__, names, frozen=True, slots=True, kw_only=True)


def _default(default: Any) -> Any:  # noqa: ANN401 - attrs holds anything here
    """A fact as a default becomes a bare fact."""
    if isinstance(default, attrs.Factory) and isinstance(default.factory, type):  # type: ignore[arg-type]  # attrs types Factory as a function
        return attrs.Factory(bare(default.factory))
    return default


def as_bare(value: Any) -> Any:  # noqa: ANN401 - as above
    """Give one of our values as a bare one."""
    cls: Any = value.__class__
    if cls is tuple:
        return tuple(as_bare(item) for item in value)
    if not attrs.has(cls):
        return value
    return bare(cls)(**{field.name: as_bare(getattr(value, field.name)) for field in fields_of(cls)})


def converter(*, forbid: bool = False, detail: bool = True) -> Converter:
    """Give the converter of cattrs for JSON, told of the tag of facts and of the one field that is named otherwise."""
    made = make_converter(omit_if_default=True, forbid_extra_keys=forbid, detailed_validation=detail)
    change = bare(KINDS["phase_change"])
    renamed = override(rename="from")
    made.register_structure_hook(change, make_dict_structure_fn(change, made, from_=renamed))
    made.register_unstructure_hook(
        change, make_dict_unstructure_fn(change, made, _cattrs_omit_if_default=True, from_=renamed)
    )
    words = {bare(cls): kind for kind, cls in KINDS.items()}
    for union in (_Within, Fact):
        configure_tagged_union(bare(union), made, tag_generator=lambda cls: words[cls], tag_name="kind")
    return made


def read_with_cattrs(*, forbid: bool = False, detail: bool = True) -> Callable[[list[bytes]], list[Any]]:
    """Give the work of reading lines of entries into bare attrs values."""
    structure, loads, entry = converter(forbid=forbid, detail=detail).structure, reader(), bare(cm.RecordEntry)
    return lambda lines: [structure(loads(line), entry) for line in lines]


def written_with_cattrs(entries: Iterable[Any]) -> Callable[[], bytes]:
    """Give the work of writing bare entries as lines."""
    unstructure, dumps, entry = converter().unstructure, writer(), bare(cm.RecordEntry)
    return lambda: b"".join(dumps(unstructure(each, entry)) + b"\n" for each in entries)


# pydantic -------------------------------------------------------------------------------------------------------------


@_made_once
def _model(cls: Any) -> Any:  # noqa: ANN401 - a class made at run time, or a union of such
    from pydantic import ConfigDict, create_model  # noqa: PLC0415 - not always installed
    from pydantic import Field as PydanticField  # noqa: PLC0415 - as above

    if cls in (Fact, _Within):
        union: Any = Union[tuple(_model(kind) for kind in _kinds(cls).values())]  # noqa: UP007 - made from a tuple
        tagged: Any = Annotated
        return tagged[union, PydanticField(discriminator="kind")]
    attributes = {attribute.name: attribute for attribute in attrs.fields(cls)}
    fields: dict[str, Any] = {}
    for field in fields_of(cls):
        default = attributes[field.name].default
        given = ... if default is attrs.NOTHING else None if isinstance(default, attrs.Factory) else default  # type: ignore[arg-type]  # attrs types Factory as a function
        fields[field.name] = (_hint(cls, field, _model), PydanticField(given, alias=field.key))
    if issubclass(cls, Fact):
        fields["kind"] = (Literal[cls.kind], ...)
    return create_model(cls.__name__, __config__=ConfigDict(extra="forbid", frozen=True), **fields)


def read_with_pydantic() -> Callable[[list[bytes]], list[Any]]:
    """Give the work of reading lines of entries into frozen pydantic models that forbid unknown fields."""
    read = _model(cm.RecordEntry).model_validate_json
    return lambda lines: [read(line) for line in lines]


def written_with_pydantic(entries: Iterable[Any]) -> Callable[[], str]:
    """Give the work of writing pydantic models as lines, without the fields that are as usual."""
    return lambda: "".join(each.model_dump_json(by_alias=True, exclude_defaults=True) + "\n" for each in entries)
