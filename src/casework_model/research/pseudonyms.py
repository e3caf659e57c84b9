"""Pseudonyms and numbers that follow from a secret key: the same for the same, and not to be computed without it."""

from __future__ import annotations

import hmac
from typing import Final, NoReturn, final

from casework_model.errors import BadValue, Fault

SHORTEST_KEY: Final = 32
"""The fewest bytes of a key: as many as the digest has."""

_DIGITS: Final = 20  # 80 bits: among a million ids, two alike once in two million million extracts
_PURPOSE: Final = "casework_model research extract 1"


@final
class Pseudonyms:
    """Gives pseudonyms by HMAC-SHA-256. It holds the key, shows it nowhere, and is not to be stored.

    Raises `BadValue` for a key that is no bytes or shorter than 32.

    >>> names = Pseudonyms(bytes(range(32)))
    >>> names, names.of("goal", "c-1", "g1") == names.of("goal", "c-1", "g1") != names.of("task", "c-1", "g1")
    (<Pseudonyms>, True)
    """

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        remedy = "Make one with secrets.token_bytes(32), and keep it apart from every extract"
        if not isinstance(key, bytes):  # pyright: ignore[reportUnnecessaryIsInstance] - callers need not check types
            raise BadValue(Fault(where="key", problem=f"bytes are wanted, not {type(key).__name__}", remedy=remedy))
        if len(key) < SHORTEST_KEY:
            problem = f"{SHORTEST_KEY} bytes or more are wanted, not {len(key)}"
            raise BadValue(Fault(where="key", problem=problem, remedy=remedy))
        self._key = key

    def __repr__(self) -> str:
        return "<Pseudonyms>"

    def __reduce__(self) -> NoReturn:
        msg = "pseudonyms hold a key, which is not stored"
        raise TypeError(msg)

    def of(self, domain: str, *parts: str) -> str:
        """Give the pseudonym of what `parts` name in a domain; pseudonyms of two domains cannot be brought together."""
        return f"{domain}-{self._digest(domain, *parts).hex()[:_DIGITS]}"

    def number(self, domain: str, *parts: str, below: int) -> int:
        """Give a number from 0 to below `below`, each as likely as any other."""
        return int.from_bytes(self._digest(domain, *parts)) % below

    def _digest(self, *parts: str) -> bytes:
        said = [part.encode("utf-8", "surrogatepass") for part in (_PURPOSE, *parts)]
        # Each part with its length before it, so that no two lists of parts give the same bytes.
        return hmac.digest(self._key, b"".join(len(one).to_bytes(4) + one for one in said), "sha256")
