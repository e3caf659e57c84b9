"""The public names and their signatures are pinned: `python tests/test_public_names.py --write` writes them anew.

What stands in tests/data/public_names.txt is a promise to users. A change of it goes with a line in CHANGELOG.md.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType, UnionType
from typing import Any, Final, cast, get_args, get_type_hints

import attrs

import casework_model as cm

KEPT: Final = Path(__file__).parent / "data" / "public_names.txt"
ROOMS: Final = (
    "casework_model",
    "casework_model.access",
    "casework_model.facts",
    "casework_model.measures",
    "casework_model.codec",
    "casework_model.report.bundle",
    "casework_model.research",
    "casework_model.schema",
)
PLAIN: Final = (str, int, float, bool, type(None))
MOVED: Final = cm.Behind(expected=1, found=2)
UNKNOWN: Final = cm.Unknown(what="process model", named="town version 1 (iterative)", known=())


def public(room: str) -> Iterator[tuple[str, Any]]:
    """Give the public names of a module: those of its __all__, or what it defines itself without underscore."""
    module = import_module(room)
    own = [name for name, thing in vars(module).items() if getattr(thing, "__module__", None) == room]
    for name in sorted(getattr(module, "__all__", own)):
        if not name.startswith("_"):
            yield name, getattr(module, name)


def annotation(hint: object) -> str:
    """Write an annotation as it stands in the source."""
    if isinstance(hint, str):
        return hint
    return hint.__name__ if isinstance(hint, type) else str(hint)


def default(value: object) -> str:
    """Write a default: a plain one as it is, any other by its type."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    return repr(value) if isinstance(value, PLAIN) or value == () else f"<{type(value).__name__}>"


def signature(thing: Callable[..., Any], *, skip: bool = False) -> str:
    """Write the parameters of a function or of a type's making, and what is given back."""
    found = inspect.signature(thing)
    said: list[str] = []
    stars: dict[object, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    parameters = list(found.parameters.values())[int(skip) :]
    for place, one in enumerate(parameters):
        is_first_keyword = one.kind is one.KEYWORD_ONLY and all(
            before.kind not in {one.KEYWORD_ONLY, one.VAR_POSITIONAL} for before in parameters[:place]
        )
        said += ["*"] if is_first_keyword else []
        text = stars.get(one.kind, "") + one.name
        text += "" if one.annotation is one.empty else f": {annotation(one.annotation)}"
        said.append(text + ("" if one.default is one.empty else f" = {default(one.default)}"))
        is_last_positional = one.kind is one.POSITIONAL_ONLY and all(
            after.kind is not one.POSITIONAL_ONLY for after in parameters[place + 1 :]
        )
        said += ["/"] if is_last_positional else []
    gives = (
        "" if found.return_annotation in {found.empty, "None", None} else f" -> {annotation(found.return_annotation)}"
    )
    return f"({', '.join(said)}){gives}"


def members(cls: type[Any]) -> Iterator[str]:
    """Write the public methods and properties of a type, its own and those of the library's types above it."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("casework_model"):
            found |= vars(base)
    for name, member in sorted(found.items()):
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield f"    {name}{signature(member.fget, skip=True).removeprefix('()')}" if member.fget else f"    {name}"
        elif isinstance(member, classmethod | staticmethod):
            yield f"    {name}{signature(getattr(cls, name))}  [called on the type]"
        elif inspect.isfunction(member):
            yield f"    {name}{signature(member, skip=True)}"


def described(name: str, thing: Any) -> Iterator[str]:  # noqa: ANN401 - whatever is public
    """Write one public name with everything that a caller may rely on."""
    if isinstance(thing, type) and issubclass(thing, Enum):
        yield f"enum {name}: {', '.join(f'{member.name} = {member.value!r}' for member in thing)}"
    elif isinstance(thing, type):
        bases = ", ".join(base.__name__ for base in thing.__bases__ if base is not object)
        yield f"class {name}{signature(thing).removesuffix(' -> None')}{f' of {bases}' if bases else ''}"
        yield from members(thing)
    elif isinstance(thing, ModuleType):
        yield f"module {name}"
    elif isinstance(thing, UnionType):
        yield f"union {name}: {' | '.join(annotation(one) for one in get_args(thing))}"
    elif isinstance(thing, MappingProxyType):
        yield f"mapping {name}: {', '.join(sorted(str(key) for key in cast('dict[str, object]', thing)))}"
    elif inspect.isfunction(thing):
        yield f"def {name}{signature(thing)}"
    elif hasattr(thing, "__origin__") or type(thing).__name__ in {"TypeVar", "_TypedDictMeta"}:
        yield f"alias {name}: {thing}"
    else:
        yield f"constant {name}: {repr(thing) if isinstance(thing, PLAIN) else type(thing).__name__}"


def listing() -> str:
    """Write all public names."""
    lines: list[str] = []
    for room in ROOMS:
        lines += [f"# {room}", *(line for name, thing in public(room) for line in described(name, thing)), ""]
    return "\n".join(lines)


def test_the_public_names_and_signatures_are_the_promised_ones() -> None:
    """No public name appears, disappears or takes other arguments without this list being changed on purpose."""
    promised, found = KEPT.read_text(encoding="utf-8").splitlines(), listing().splitlines()
    news = [f"+ {line}" for line in found if line not in promised]
    gone = [f"- {line}" for line in promised if line not in found]
    assert [*gone, *news] == [], "look at it, then: python tests/test_public_names.py --write"
    assert found == promised


def test_every_type_that_is_given_back_is_public_too() -> None:
    """Whatever a public function, method or property names as what it gives is itself public, or Python's own."""
    names = {name for room in ROOMS for name, _ in public(room)}
    given = {
        word
        for line in listing().splitlines()
        if " -> " in line
        for word in "".join(
            letter if letter.isalnum() or letter == "_" else " " for letter in line.split(" -> ")[-1]
        ).split()
        if word[0].isupper()
    }
    python = {"Any", "Iterator", "Mapping", "Sequence", "Callable", "None", "Self", "Iterable", "Literal"}
    assert given - names - python - {"F", "S", "K", "V", "T"} == set()


def classes(hint: object) -> Iterator[type]:
    """Give the classes that an annotation names, within others too."""
    parts = get_args(hint)
    if isinstance(hint, type) and not parts:
        yield hint
    for part in parts:
        yield from classes(part)


def test_every_type_that_a_public_value_holds_is_public_too() -> None:
    """What a field of a public value or of an error holds can be imported from where the value comes from."""
    things = [thing for room in ROOMS for _, thing in public(room) if isinstance(thing, type)]
    fields = [field for thing in things if attrs.has(thing) for field in get_type_hints(thing).items()]
    held = {one for name, hint in fields if not name.startswith("_") for one in classes(hint)}
    carried = {type(error.value) for error in (cm.RecordMovedOn(MOVED), cm.UnknownModel(UNKNOWN))}
    own = {one for one in held | carried if one.__module__.startswith("casework_model")}
    assert {cm.Frame, cm.Behind, cm.Unknown} <= own
    assert own - set(things) == set()


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        KEPT.write_text(listing(), encoding="utf-8")
    else:
        sys.stdout.write(listing())
