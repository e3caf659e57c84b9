"""What is left of a value for the client: without the persons beside client and worker, and what is about them.

Read off the annotations alone (`terms.Third`), so that a fact that marks its fields is covered without a word here.
Free text tells what it tells: what it says of others is kept from the client by the level of its entry.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, TypeVar

from attrs import evolve

from casework_model.facts import Fact
from casework_model.shape import Field, Form, fields_of

T = TypeVar("T")


def without_thirds(value: T, known: AbstractSet[str]) -> T | None:
    """Give a value without the persons whose labels are not `known`; None where nothing of it can stay.

    From a list of persons the others are left out. A single person who may be left out is; one who may not is what the
    value is about, or from, so that it goes as a whole: a call to a teacher, a person in a drawing, and each tie to
    that person. `known` holds labels as `label` gives them.

    >>> from casework_model import facts as f
    >>> without_thirds(f.Contact(participants=("client", "sister")), {"client", "worker"}).participants
    ('client',)
    >>> without_thirds(f.CollateralContact(contact_with="the teacher"), {"client", "worker"}) is None
    True
    """
    changed: dict[str, Any] = {}
    cls: type = type(value)
    for field in fields_of(cls):
        content = getattr(value, field.name)
        if field.third:
            kept = _persons(field, content, known)
        elif field.form is Form.PART and content is not None:
            kept = _parts(field, content, known)
        else:
            continue
        if kept is None and content is not None and (not field.optional or field.type is Fact):
            return None  # a correction without its fact would say something else
        if kept != content:
            changed[field.name] = kept
    whole: Any = value
    left: T = evolve(whole, **changed) if changed else value
    return left


def label(text: str) -> str:
    """Give the form in which labels of persons are compared."""
    return text.strip().casefold()


def _persons(field: Field, content: Any, known: AbstractSet[str]) -> Any:  # noqa: ANN401 - a text or several
    if field.many:
        return tuple(one for one in content if label(one) in known)
    if content is None or not content.strip() or label(content) in known:
        return content
    return None if field.required else ""


def _parts(field: Field, content: Any, known: AbstractSet[str]) -> Any:  # noqa: ANN401 - a value or several
    if not field.many:
        return without_thirds(content, known)
    parts = (without_thirds(one, known) for one in content)
    return tuple(part for part in parts if part is not None)
