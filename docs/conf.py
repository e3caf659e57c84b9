"""How the documents are built."""

from __future__ import annotations

from enum import Enum
from importlib import metadata
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "casework_model"
author = "casework_model contributors"
copyright = author
release = metadata.version("casework_model")
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

default_role = "literal"  # docstrings write `name` for a piece of code
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True  # SHIPPED instead of all that it holds
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 100
add_module_names = False

exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"casework_model {release}"


def signature_of_value(
    _app: Sphinx, _what: str, _name: str, thing: object, _options: object, signature: str | None, returns: str | None
) -> tuple[str, str | None] | None:
    """Write the signature of a value from its fields, with the words of its annotations and its true defaults."""
    if not signature or signature == "()" or not isinstance(thing, type) or not attrs.has(thing):
        return None
    fields = [one for one in attrs.fields(thing) if one.init and not one.name.startswith("_")]
    parts = [f"{one.alias}: {thing.__annotations__[one.name]}{default_of(one)}" for one in fields]
    first_named = next((place for place, one in enumerate(fields) if one.kw_only), None)
    if first_named is not None:
        parts.insert(first_named, "*")
    return f"({', '.join(parts)})", returns


def default_of(one: attrs.Attribute[object]) -> str:
    """Write the default of a field as one would in Python."""
    value = one.default
    if value is attrs.NOTHING:
        return ""
    factory: object = getattr(value, "factory", None)
    if isinstance(factory, type):
        return f" = {factory.__name__}()"
    return f" = {type(value).__name__}.{value.name}" if isinstance(value, Enum) else f" = {value!r}"


def setup(app: Sphinx) -> None:
    """Register what is above."""
    app.connect("autodoc-process-signature", signature_of_value)
