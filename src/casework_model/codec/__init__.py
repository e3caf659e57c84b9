"""Records in files: JSON Lines, a header line and then an entry a line. Strict in reading, canonical in writing.

For other tools a record can be one JSON document as well; it is read like JSON Lines, and never appended to.

Nothing is converted silently, nothing half-read is kept, and no message shows what a field of text holds.
"""

from __future__ import annotations

from casework_model.codec.chain import Head, head_of, linked
from casework_model.codec.document import dumps, loads
from casework_model.codec.files import append, dump, load
from casework_model.codec.findings import ChainFault, ChainFinding, Verification
from casework_model.codec.tried import Tried, dump_steps, load_steps
from casework_model.codec.verification import verify

__all__ = [
    "ChainFault",
    "ChainFinding",
    "Head",
    "Tried",
    "Verification",
    "append",
    "dump",
    "dump_steps",
    "dumps",
    "head_of",
    "linked",
    "load",
    "load_steps",
    "loads",
    "verify",
]
