"""Values as JSON objects, by functions that cattrs generates from the shapes; `readers` reads what they give."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, cast

import attrs
from cattrs import Converter
from cattrs.fns import identity
from cattrs.gen import make_dict_unstructure_fn, override

from casework_model.codec.forms import Unfit
from casework_model.facts import KINDS, Fact
from casework_model.shape import Field, Form, fields_of

_CONVERTER: Final = Converter()

_generated_writer: Final = cast("Callable[..., Callable[[Any], dict[str, Any]]]", make_dict_unstructure_fn)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _parts(value: tuple[Any, ...]) -> list[Any]:
    return [_CONVERTER.unstructure(part) for part in value]


def _outward(field: Field) -> Callable[[Any], Any]:
    """Give what turns a field's content into what JSON knows."""
    if field.form in {Form.DATE, Form.TIME}:
        return _day
    if field.form is Form.PART:
        return _parts if field.many else _CONVERTER.unstructure
    return identity  # texts, words, numbers and tuples of them stand in JSON as they are; cattrs knows this function


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


_CONVERTER.register_unstructure_hook_factory(attrs.has, _writer)


def object_of(value: object) -> dict[str, Any]:
    """Give the JSON object of an entry, a fact or a step. May raise anything where it holds what no file can."""
    found: dict[str, Any] = _CONVERTER.unstructure(value)
    return found
