"""What the fields of a value may hold, read once from its annotations: for checking, showing, storing and describing.

A value checks itself when it is made, in one place for all types, and shows itself without anything personal.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum, StrEnum, auto
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, NamedTuple, final, get_args, get_origin

import attrs
from attrs import frozen

from casework_model.errors import BadValue, Fault
from casework_model.terms import MAX_COUNT, MAX_NAME, MAX_TEXT, Holds


class Form(Enum):
    """The basic forms of a field's content."""

    TEXT = auto()
    NAME = auto()
    TRUTH = auto()
    COUNT = auto()
    NUMBER = auto()
    DATE = auto()
    TIME = auto()
    WORD = auto()
    PART = auto()


_WORDS = {
    Form.TEXT: "text",
    Form.NAME: "text",
    Form.TRUTH: "true or false",
    Form.COUNT: "a whole number",
    Form.NUMBER: "a number",
    Form.DATE: "a date",
    Form.TIME: "a time",
}

_TYPES: dict[Form, tuple[type, ...]] = {
    Form.TEXT: (str,),
    Form.NAME: (str,),
    Form.TRUTH: (bool,),
    Form.COUNT: (int,),
    Form.NUMBER: (int, float),
    Form.DATE: (date,),
    Form.TIME: (datetime,),
}

_LIMITS = {Form.TEXT: MAX_TEXT, Form.NAME: MAX_NAME}


@final
@frozen(kw_only=True)
class Field:
    """One field: its name in Python and in a file, what it holds, and whether it may be empty or many.

    `third` tells that it names persons, who may be others than client and worker.
    """

    name: str
    key: str
    form: Form
    type: type
    many: bool
    optional: bool
    private: bool
    judged: bool
    required: bool
    third: bool = False

    def accepts(self, value: object) -> bool:
        """Whether one item (not the tuple around it) is of the right type."""
        if isinstance(value, bool) is not (self.form is Form.TRUTH):
            return False
        if self.form is Form.DATE and isinstance(value, datetime):
            return False
        return isinstance(value, _TYPES.get(self.form, (self.type,)))

    @property
    def wanted(self) -> str:
        """What belongs here, in plain words."""
        if self.form is Form.WORD and issubclass(self.type, StrEnum):
            one = f"one of {', '.join(self.type)}"
        else:
            one = _WORDS.get(self.form, f"a {self.type.__name__}")
        return f"a tuple, each item {one}" if self.many else f"{one} or nothing" if self.optional else one

    @property
    def limit(self) -> int | None:
        """The longest text allowed, in characters; None where it holds no text."""
        return _LIMITS.get(self.form)


def _is_number(hint: Any) -> bool:  # noqa: ANN401 - an annotation may be anything
    return get_origin(hint) in {typing.Union, UnionType} and set(get_args(hint)) == {int, float}


def _holds(hint: Any) -> tuple[Any, object]:  # noqa: ANN401 - an annotation may be anything
    """Part an annotation into the type and what it holds."""
    return get_args(hint) if get_origin(hint) is Annotated else (hint, None)


def _form(hint: Any) -> tuple[Form, type, bool, bool]:  # noqa: ANN401 - an annotation may be anything
    """Read one annotation without its tuple: form, type, private, judged."""
    hint, holds = _holds(hint)
    private = holds in {Holds.NARRATIVE, Holds.LABEL, Holds.THIRD}
    judged = holds is Holds.JUDGED
    if hint is str:
        return Form.TEXT if private else Form.NAME, str, private, judged
    if _is_number(hint):
        return Form.NUMBER, float, private, judged
    simple = {bool: Form.TRUTH, int: Form.COUNT, date: Form.DATE, datetime: Form.TIME}
    if hint in simple:
        return simple[hint], hint, private, judged
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Form.WORD, hint, private, judged
    if isinstance(hint, type):
        return Form.PART, hint, private, judged
    msg = f"no form for the annotation {hint!r}"
    raise TypeError(msg)


@cache
def fields_of(cls: type) -> tuple[Field, ...]:
    """Give the fields of an attrs class in order. The annotations are read once and kept."""
    hints = typing.get_type_hints(cls, include_extras=True)
    found: list[Field] = []
    for attribute in attrs.fields(cls):
        hint = hints[attribute.name]
        optional = many = False
        if get_origin(hint) in {typing.Union, UnionType} and NoneType in get_args(hint):
            optional = True
            rest = tuple(part for part in get_args(hint) if part is not NoneType)
            hint = rest[0] if len(rest) == 1 else typing.Union[rest]  # noqa: UP007 - built from parts
        origin: Any = get_origin(hint)
        if origin is tuple:
            many = True
            hint = get_args(hint)[0]
        form, kind, private, judged = _form(hint)
        found.append(
            Field(
                name=attribute.name,
                key=attribute.name.rstrip("_"),
                form=form,
                type=kind,
                many=many,
                optional=optional,
                private=private,
                judged=judged,
                required=attribute.default is attrs.NOTHING,
                third=_holds(hint)[1] is Holds.THIRD,
            )
        )
    return tuple(found)


def _fault(cls: type, field: Field, problem: str, remedy: str) -> BadValue:
    return BadValue(Fault(where=f"{cls.__name__}.{field.name}", problem=problem, remedy=remedy))


def _check_types(cls: type, plan: _Plan, values: tuple[object, ...]) -> None:
    for field, value in zip(plan.fields, values, strict=True):
        if value is None and field.optional:
            continue
        if not (isinstance(value, tuple) if field.many else field.accepts(value)):
            raise _fault(cls, field, f"{field.wanted} is wanted, not {type(value).__name__}", "Give what is wanted")


def _check_text(cls: type, field: Field, limit: int, text: str) -> None:
    if len(text) > limit:
        raise _fault(cls, field, f"the text is longer than {limit:,} characters", "Shorten or divide it")
    if not text.isascii() and _has_half_a_character(text):
        raise _fault(cls, field, "the text holds half a character, which no file can keep", "Read it in again as UTF-8")


def _has_half_a_character(text: str) -> bool:
    """Whether a lone surrogate stands in the text: it has no bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _check_count(cls: type, field: Field, limit: int, count: float) -> None:
    if isinstance(count, int) and not -limit <= count <= limit:
        raise _fault(cls, field, f"the number is beyond {limit:,}", "Give a smaller one")


class _Content(NamedTuple):
    """How the content of one field is looked into where its type does not say all; `place` is that of its value.

    An item of just the type `usual` is accepted, so that it need not be asked for.
    """

    place: int
    field: Field
    usual: type
    limit: int
    look: Callable[[type, Field, int, Any], None] | None


def _content(place: int, field: Field) -> _Content:
    is_count = field.form in {Form.COUNT, Form.NUMBER}
    look = _check_text if field.limit else _check_count if is_count else None
    usual = _TYPES.get(field.form, (field.type,))[0]
    return _Content(place, field, usual, field.limit or MAX_COUNT, look)


class _Plan:
    """How one class is checked: all fields at once for their types, then what texts, numbers and tuples hold.

    `values` fetches all fields in one call; combinations of types that were found right are remembered in `seen`.
    """

    __slots__ = ("fields", "many", "one", "seen", "values")

    def __init__(self, cls: type) -> None:
        self.fields = tuple(field for field in fields_of(cls) if not field.judged)
        names = tuple(field.name for field in self.fields)
        self.values: Callable[[object], tuple[Any, ...]] = _fetcher(names)
        contents = [_content(place, field) for place, field in enumerate(self.fields)]
        self.one = [content for content in contents if content.look and not content.field.many]
        self.many = [content for content in contents if content.field.many]
        self.seen: set[tuple[type, ...]] = set()


def _fetcher(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


_PLANS: dict[type, _Plan] = {}


def check(value: object) -> None:
    """Check the types of all fields and the size of all content. Raises `BadValue`, which names the field alone."""
    cls = type(value)
    plan = _PLANS.get(cls)
    if plan is None:
        plan = _PLANS[cls] = _Plan(cls)
    values = plan.values(value)
    types = tuple(map(type, values))
    if types not in plan.seen:
        _check_types(cls, plan, values)
        plan.seen.add(types)
    for place, field, _, limit, look in plan.one:
        content = values[place]
        if content and look is not None:
            look(cls, field, limit, content)
    for place, field, usual, limit, look_into in plan.many:
        for item in values[place] or ():
            if type(item) is not usual and not field.accepts(item):
                problem = f"{field.wanted} is wanted, an item is {type(item).__name__}"
                raise _fault(cls, field, problem, "Change that item")
            if look_into is not None:
                look_into(cls, field, limit, item)


def _is_small(content: object) -> bool:
    return isinstance(content, int | float) and -MAX_COUNT <= content <= MAX_COUNT


def shown(value: object) -> str:
    """Write a value without anything personal: private fields appear by their length alone, empty ones not at all."""
    parts: list[str] = []
    cls: type = type(value)
    for field in fields_of(cls):
        content = getattr(value, field.name)
        if content is None or content in ((), ""):
            continue
        if field.private or (field.judged and not _is_small(content)):
            parts.append(f"{field.name}=<{len(content)}>" if hasattr(content, "__len__") else f"{field.name}=<...>")
        elif isinstance(content, Enum):
            parts.append(f"{field.name}={content.value}")
        elif isinstance(content, datetime | date):
            parts.append(f"{field.name}={content.isoformat()}")
        else:
            parts.append(f"{field.name}={content!r}")
    return f"{type(value).__name__}({', '.join(parts)})"


class Value:
    """What every value of the model has in common: it checks itself when made, and its `repr` is not personal.

    Subclasses are written `@final @frozen(kw_only=True, repr=False)`.
    """

    __slots__ = ()
    __attrs_attrs__: ClassVar[tuple[Any, ...]]

    def __attrs_post_init__(self) -> None:
        check(self)

    def __repr__(self) -> str:
        return shown(self)


def unclosed(cls: type) -> Any:  # noqa: ANN401 - a class that is filled in as no type checker would allow
    """Give a class of the same layout as a frozen one, whose instances can be filled in; `__class__` closes them.

    For the few values that every step makes anew. A frozen value is filled by its `__init__` through
    `object.__setattr__`, field by field, which costs four times as much as plain assignment. Whoever fills one in sets
    every field, and sets `__class__` before anybody else sees it.

    >>> from casework_model.process import Paused
    >>> Open = unclosed(Paused)
    >>> paused = Open()
    >>> paused.phase, paused.visit = "planning", 7
    >>> paused.__class__ = Paused
    >>> paused == Paused("planning", 7)
    True
    """
    return type(f"Unclosed{cls.__name__}", cls.__bases__, {"__slots__": cls.__slots__})  # type: ignore[attr-defined]  # attrs has given it slots
