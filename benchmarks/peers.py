"""Which peers are installed, in which versions."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

PEERS: Final = ("transitions", "python-statemachine", "eventsourcing", "pydantic", "attrs", "cattrs", "orjson")


def installed() -> dict[str, str]:
    """Give the versions of the peers that are here."""
    found: dict[str, str] = {}
    for name in PEERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def missing() -> tuple[str, ...]:
    """Give the peers that are not here and are left out."""
    return tuple(name for name in PEERS if name not in installed())


def has(name: str) -> bool:
    """Whether a peer is here."""
    return name in installed()
