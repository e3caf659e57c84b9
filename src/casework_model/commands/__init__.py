"""The commands, a module for each. They read what is named, ask the library and say its answer; they judge nothing.

An exit code is 0 where all is well, 1 where something was found, refused or unreadable, 2 where it was asked wrongly.
"""

from casework_model.commands import bundle, check, convert, extract, models, options, rules, schema, show

ALL = (
    show.COMMAND,
    check.COMMAND,
    options.COMMAND,
    models.COMMAND,
    rules.COMMAND,
    schema.COMMAND,
    convert.COMMAND,
    bundle.COMMAND,
    extract.COMMAND,
)

__all__ = ["ALL"]
