"""Functions that read an object of one class, each generated from the fields of its class: the quick way to read.

It is done as attrs does it for `__init__`, since a loop over the fields would cost several times as much. The readers
of single fields are those of the slow pass, so that the two cannot disagree; only the test of a text is written out.

Whatever is not as it should be raises something here; `exact` then reads the object again and finds the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final, cast, final

import attrs

from casework_model.codec.forms import Reader, Unfit, reader_of
from casework_model.entry import RecordEntry, entry_made
from casework_model.facts import KINDS, Fact
from casework_model.shape import Field, Value, fields_of


@final
class _ByKind(dict[str, Reader]):
    """The readers of facts by their stable word, each generated when it is first needed."""

    def __missing__(self, kind: str) -> Reader:
        cls: type = KINDS[kind]
        reader = self[kind] = reader_for(cls)
        return reader


_FACTS: Final = _ByKind()


def _fact(given: Any) -> Fact:  # noqa: ANN401 - JSON may be anything
    fact: Fact = _FACTS[given["kind"]](given)
    return fact


def _many(read: Reader, given: object) -> tuple[Any, ...]:
    if type(given) is not list:
        raise Unfit
    return tuple(map(read, cast("list[object]", given)))


@cache
def reader_for(cls: type) -> Reader:
    """Give the function that reads an object of this class. It may raise anything.

    What it reads must come from `lines`: there it was seen that no text holds half of a character.
    """
    names: dict[str, Any] = {"cls": cls, "Unfit": Unfit, "many": _many, "new": object.__new__, "entry_made": entry_made}
    for field, attribute in zip(fields_of(cls), attrs.fields(cls), strict=True):
        names[f"read_{field.name}"] = _item_reader(field)
        names[f"usual_{field.name}"] = attribute.default
        names[f"set_{field.name}"] = cls.__dict__[field.name].__set__
    exec(compile(_source(cls), f"<reader of {cls.__name__}>", "exec"), names)  # noqa: S102 - of our own names alone
    read: Reader = names["read"]
    return read


def _item_reader(field: Field) -> Reader:
    return reader_of(field, sound=True) or (_fact if field.type is Fact else reader_for(field.type))


def _source(cls: type) -> str:
    """Write the function: every field is fetched by its key, and what is left over then is not known here."""
    needed = [field for field in fields_of(cls) if field.required]
    others = [field for field in fields_of(cls) if not field.required]
    lines = ["def read(given):", "    if type(given) is not dict: raise Unfit"]
    for field in needed:
        lines += _fetched(field, " " * 4)
    lines += [f"    its_{field.name} = usual_{field.name}" for field in others]
    # A fact stands here with its kind, by which its class was found.
    lines += [f"    left = len(given) - {len(needed) + issubclass(cls, Fact)}", "    if left:"]
    for field in others:
        lines += [f"        if {field.key!r} in given:", *_fetched(field, " " * 12), "            left -= 1"]
    lines += ["        if left: raise Unfit", *_made(cls)]
    return "\n".join(lines)


def _fetched(field: Field, indent: str) -> Iterator[str]:
    """Write how one field is read, into a name of its own."""
    its, given, read = f"its_{field.name}", f"given[{field.key!r}]", f"read_{field.name}"
    if field.many:
        yield f"{indent}{its} = many({read}, {given})"
    elif field.optional:
        yield f"{indent}{its} = {given}"
        yield f"{indent}if {its} is not None: {its} = {read}({its})"
    elif field.limit:  # most fields: the same as their reader, without calling it
        yield f"{indent}{its} = {given}"
        yield f"{indent}if type({its}) is not str or len({its}) > {field.limit}: raise Unfit"
    else:
        yield f"{indent}{its} = {read}({given})"


def _made(cls: type) -> Iterator[str]:
    """Write how the value is made from what was read.

    A value that would do nothing when it is made but hold its fields and `check` them is filled in here, field by
    field: all that `check` could find was seen when each field was read. Any other is made as everywhere.
    """
    names = [field.name for field in fields_of(cls)]
    if cls is RecordEntry:
        yield f"    return entry_made({', '.join(f'its_{name}' for name in names)})"
    elif _is_its_fields(cls):
        yield "    made = new(cls)"
        yield from (f"    set_{name}(made, its_{name})" for name in names)
        yield "    return made"
    else:
        yield f"    return cls({', '.join(f'{name}=its_{name}' for name in names)})"


def _is_its_fields(cls: Any) -> bool:  # noqa: ANN401 - any class of a value
    """Whether a value of this class holds its fields and nothing else, and checks nothing but their shape."""
    holds = set(cls.__slots__) - {"__weakref__"}
    return cls.__attrs_post_init__ is Value.__attrs_post_init__ and holds == {field.name for field in fields_of(cls)}


def entry_reader() -> Callable[[Any], RecordEntry]:
    """Give the function that reads an entry from what JSON gave. It may raise anything."""
    return reader_for(RecordEntry)
