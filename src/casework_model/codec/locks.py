"""A lock on an open file, which others who ask for it wait for; it ends with the process at the latest."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

_FAR: Final = 1 << 40
"""Where Windows locks one byte: far behind any text, since it would keep others from reading what is locked."""


@contextmanager
def locked(handle: int, *, alone: bool) -> Generator[None]:
    """Hold a lock on an open file: `alone` to write, else with others who read."""
    if os.name == "nt":
        locking: Any = import_module("msvcrt")
        os.lseek(handle, _FAR, os.SEEK_SET)
        locking.locking(handle, locking.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(handle, _FAR, os.SEEK_SET)
            locking.locking(handle, locking.LK_UNLCK, 1)
    else:
        locking = import_module("fcntl")
        locking.flock(handle, locking.LOCK_EX if alone else locking.LOCK_SH)
        try:
            yield
        finally:
            locking.flock(handle, locking.LOCK_UN)
