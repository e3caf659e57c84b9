"""Values as JSON objects and back, by functions that cattrs generates from the shapes: the quick way.

Whatever is not as it should be raises something here; `exact` then reads the line again and finds the words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, cast, final

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from casework_model.codec.forms import Reader, Unfit, reader_of
from casework_model.entry import RecordEntry
from casework_model.facts import KINDS, Fact
from casework_model.shape import Field, Form, fields_of

_CONVERTER: Final = Converter(detailed_validation=False, forbid_extra_keys=True)

_generated_reader: Final = cast("Callable[..., Reader]", make_dict_structure_fn)
_generated_writer: Final = cast("Callable[..., Callable[[Any], dict[str, Any]]]", make_dict_unstructure_fn)


def _whole(field: Field, item: Reader) -> Reader:
    """Give the reader of a field from the reader of one item: a list of them, or null, where that may be."""

    def many(value: Any, kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 - JSON may be anything
        if type(value) is not list:
            raise Unfit
        return tuple([item(each, kind) for each in cast("list[object]", value)])

    def optional(value: Any, kind: Any) -> Any:  # noqa: ANN401 - as above
        return None if value is None else item(value, kind)

    return many if field.many else optional if field.optional else item


def _reader(cls: type) -> Reader:
    """Generate the function that reads an object of this class."""
    hooks: dict[str, Any] = {
        field.name: override(
            rename=field.key,
            struct_hook=_whole(field, reader_of(field, sound=True) or _CONVERTER.get_structure_hook(field.type)),
        )
        for field in fields_of(cls)
    }
    return _generated_reader(cls, _CONVERTER, **hooks)


def _outward(field: Field) -> Callable[[Any], Any]:
    """Give what turns a field's content into what JSON knows."""

    def day(value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    def parts(value: tuple[Any, ...]) -> list[Any]:
        return [_CONVERTER.unstructure(part) for part in value]

    if field.form in {Form.DATE, Form.TIME}:
        return day
    if field.form is Form.PART:
        return parts if field.many else _CONVERTER.unstructure
    return lambda value: value  # texts, words, numbers and tuples of them stand in JSON as they are


def _writer(cls: type) -> Callable[[Any], dict[str, Any]]:
    """Generate the function that writes an object of this class, without the fields that are as usual."""
    hooks: dict[str, Any] = {
        field.name: override(rename=field.key, unstruct_hook=_outward(field)) for field in fields_of(cls)
    }
    write = _generated_writer(cls, _CONVERTER, _cattrs_omit_if_default=True, **hooks)
    if not issubclass(cls, Fact):
        return write
    if KINDS.get(cls.kind) is not cls:
        raise Unfit
    return lambda fact: {"kind": cls.kind, **write(fact)}


@final
class _ByKind(dict[str, Reader]):
    """The readers of facts by their stable word, each generated when it is first needed."""

    def __missing__(self, kind: str) -> Reader:
        reader = self[kind] = _CONVERTER.get_structure_hook(KINDS[kind])
        return reader


_FACTS: Final = _ByKind()


def _fact(content: Any, _: Any) -> Fact:  # noqa: ANN401 - JSON may be anything
    fact: Fact = _FACTS[content.pop("kind")](content, None)
    return fact


def _is_fact(cls: Any) -> bool:  # noqa: ANN401 - cattrs asks of anything
    return cls is Fact


_CONVERTER.register_structure_hook_factory(attrs.has, _reader)
_CONVERTER.register_structure_hook_func(_is_fact, _fact)
_CONVERTER.register_unstructure_hook_factory(attrs.has, _writer)


def entry_reader() -> Callable[[Any, Any], RecordEntry]:
    """Give the function that reads an entry from what JSON gave. It takes the object apart, and may raise anything."""
    return _CONVERTER.get_structure_hook(RecordEntry)


def object_of(value: object) -> dict[str, Any]:
    """Give the JSON object of an entry, a fact or a step. May raise anything where it holds what no file can."""
    found: dict[str, Any] = _CONVERTER.unstructure(value)
    return found
