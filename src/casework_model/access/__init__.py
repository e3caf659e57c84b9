"""Who may read what: redacted views of a record for a reader, access in an emergency, and disclosure to others.

Whether somebody may read at all is a rule (HR-35); how far stands in the policy and in the entries that grant access.
"""

from casework_model.access.accounting import Accounted, ConsentThen, disclosures
from casework_model.access.disclosing import disclosed
from casework_model.access.holding import levels
from casework_model.access.reading import Reading, in_emergency, read, redacted

__all__ = [
    "Accounted",
    "ConsentThen",
    "Reading",
    "disclosed",
    "disclosures",
    "in_emergency",
    "levels",
    "read",
    "redacted",
]
