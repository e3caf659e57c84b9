"""The slow pass: reads what JSON gave piece by piece and says exactly where it is not as it should be, and why.

It reads the same as the quick way, with the same readers of single fields, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, cast, final

from attrs import frozen

from casework_model.codec.forms import found, problem, reader_of, wanted
from casework_model.codec.lines import BadLine, attempt, shown_word
from casework_model.errors import BadValue
from casework_model.facts import KINDS, Fact
from casework_model.shape import Field, Form, fields_of
from casework_model.steps import Delete, Edit, Read, Write
from casework_model.terms import nearest

STEPS: Final[Mapping[str, type]] = {"write": Write, "edit": Edit, "delete": Delete, "read": Read}
"""Steps by the word for what they do."""


def within(path: str, key: str) -> str:
    """Give the path of a field within an object."""
    return f"{path}.{key}" if path else key


def must_be_known(given: Mapping[str, Any], known: Collection[str], path: str) -> None:
    """Raise `BadLine` for a field that is not known here, with the nearest known one."""
    for key in given:
        if key not in known:
            near = nearest(key, known)
            meant = f'Write "{near}" if that is meant, or leave it out' if near else ""
            remedy = meant or f"Leave it out; known here: {', '.join(known) or 'none'}"
            raise BadLine(path, f"there is no {shown_word(key, 'field')} here", remedy)


def must_be_object(content: object, path: str) -> dict[str, Any]:
    """Give what is an object in JSON; raises `BadLine` where it is anything else."""
    if type(content) is not dict:
        raise BadLine(path, f"an object is wanted, not {found(content)}", "Give what is wanted")
    return cast("dict[str, Any]", content)


@final
@frozen
class Exact:
    """The slow pass of one door: `sound` for the record, not for what was asked."""

    sound: bool

    def part(self, cls: type, content: object, path: str) -> Any:  # noqa: ANN401 - an object of that class
        """Read an object of a class."""
        return self._of(cls, must_be_object(content, path), path)

    def tagged(self, tag: str, content: object, path: str) -> Any:  # noqa: ANN401 - a fact or a step
        """Read an object that names its class: a fact by its `kind`, a step by what it does (`do`)."""
        classes: Mapping[str, type] = KINDS if tag == "kind" else STEPS
        what = "fact" if tag == "kind" else "step"
        given = must_be_object(content, path)
        if tag not in given:
            raise BadLine(path, f'the field "{tag}" is missing', f"Say which {what} it is")
        word = given[tag]
        if type(word) is not str:
            raise BadLine(within(path, tag), f"text is wanted, not {found(word)}", "Give what is wanted")
        if word not in classes:
            near = nearest(word, classes)
            meant = f'Write "{near}" if that is meant' if near else "Write one that this version knows"
            raise BadLine(within(path, tag), f"there is no {shown_word(word, what)} in this version", meant)
        rest = {key: value for key, value in given.items() if key != tag}
        return self._of(classes[word], rest, path)

    def _of(self, cls: type, given: dict[str, Any], path: str) -> Any:  # noqa: ANN401 - an object of that class
        fields = {field.key: field for field in fields_of(cls)}
        must_be_known(given, fields, path)
        for key, field in fields.items():
            if field.required and key not in given:
                raise BadLine(path, f'the field "{key}" is missing', f"Add it: {self._wanted(field)}")
        values = {fields[key].name: self._field(fields[key], value, within(path, key)) for key, value in given.items()}
        made = attempt(lambda: cls(**values), BadValue)
        if isinstance(made, BadValue):
            name = made.fault.where.rpartition(".")[2]
            key = next(field.key for field in fields.values() if field.name == name)
            raise BadLine(within(path, key), made.fault.problem, made.fault.remedy)
        return made

    def _wanted(self, field: Field) -> str:
        one = wanted(field, sound=self.sound)
        return f"a list, each item {one}" if field.many else f"{one} or null" if field.optional else one

    def _field(self, field: Field, value: object, path: str) -> Any:  # noqa: ANN401 - what the field holds
        if value is None and field.optional:
            return None
        if not field.many:
            return self._item(field, value, path)
        if type(value) is not list:
            raise BadLine(path, f"a list is wanted, not {found(value)}", "Give what is wanted")
        items = enumerate(cast("list[object]", value))
        return tuple(self._item(field, item, f"{path}[{place}]") for place, item in items)

    def _item(self, field: Field, value: object, path: str) -> Any:  # noqa: ANN401 - what the field holds
        if field.form is Form.PART:
            return self.tagged("kind", value, path) if field.type is Fact else self.part(field.type, value, path)
        read = reader_of(field, sound=self.sound)
        item: Any = attempt(lambda: read(value), ValueError, TypeError, KeyError) if read else None
        if isinstance(item, Exception):
            raise BadLine(path, *problem(field, value, sound=self.sound))
        return item


ON_RECORD: Final = Exact(sound=True)
ASKED: Final = Exact(sound=False)
