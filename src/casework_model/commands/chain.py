"""The chain of a file: what the commands ask about it, and verifying the very bytes that were read."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Final

from casework_model.codec import ChainFault, Head, Verification, verify
from casework_model.errors import BadValue


def add_head(parser: ArgumentParser) -> None:
    """Let a command take the head of a chain that was kept elsewhere."""
    parser.add_argument(
        "--head",
        type=_head,
        metavar="NUMBER:DIGEST",
        help="a head of the chain that was kept elsewhere; without it nobody sees that a whole file was rewritten or "
        "its end cut off",
    )


def _head(text: str) -> Head:
    try:
        return Head.parse(text)
    except BadValue:
        pass
    said = "the head of a chain is wanted: the number of an entry, a colon and 64 hexadecimal digits"
    raise ArgumentTypeError(said)


_NO_CHAIN: Final = frozenset({ChainFault.UNCHAINED, ChainFault.UNREADABLE, ChainFault.TRUNCATED})


def chain_of(raw: bytes, head: Head | None) -> Verification | None:
    """Verify the chain of a file; None where it is none, and none is known of."""
    found = verify(raw, head=head)
    is_none = found.finding is not None and found.finding.number == 0 and found.finding.fault in _NO_CHAIN
    return None if is_none and head is None else found
