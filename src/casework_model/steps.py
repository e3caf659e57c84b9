"""What somebody asks to do: write, and also edit, delete or read, so that a tool can ask and be told why not.

A step may hold anything of the right type, also a time without a zone or a level of 3: judging is the rules' work.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeAlias, final

from attrs import field, frozen

from casework_model.facts import Fact, Note
from casework_model.shape import Value, unclosed
from casework_model.terms import AccessLevel, Label, Name, Narrative, Purpose, Third


@final
@frozen(kw_only=True, repr=False, weakref_slot=False)
class Write(Value):
    """Somebody asks to write an entry.

    `fact` is the typed content, a `Note` where there is only text; `by` the worker who writes; `occurred_at` when it
    happened and `recorded_at` when it is written, both with their offset from UTC. A time that is missing or could not
    be read is None, and refused by a rule. Without an `id` the engine names the entry after its number. `participants`
    are those who took part, by role. Ledger: P-REC-01, P-REC-08. Raises `BadValue` for a value of the wrong type.

    >>> Write(by="w1", occurred_at=None, recorded_at=None, text="Short note.")
    Write(fact=Note(), by='w1', text=<11>, access=normal)
    """

    fact: Fact = field(factory=Note)
    by: Name
    occurred_at: datetime | None
    recorded_at: datetime | None
    text: Narrative = ""
    id: Name = ""
    access: AccessLevel = AccessLevel.NORMAL
    participants: tuple[Third, ...] = ()

    def telling(self, fact: Fact) -> Write:
        """Give the same step with another fact; of a sound step nothing needs to be checked anew.

        >>> from casework_model import facts as f
        >>> Write(by="w1", occurred_at=None, recorded_at=None).telling(f.Crisis(id="k1")).fact
        Crisis(id='k1', severity=acute)
        """
        step = _Unclosed()
        step.fact = fact
        step.by = self.by
        step.occurred_at = self.occurred_at
        step.recorded_at = self.recorded_at
        step.text = self.text
        step.id = self.id
        step.access = self.access
        step.participants = self.participants
        step.__class__ = Write
        closed: Write = step
        return closed


_Unclosed: Final = unclosed(Write)


@final
@frozen(kw_only=True, repr=False)
class Edit(Value):
    """Somebody asks to change an entry where it stands. Always refused (HR-30): amend it instead."""

    target: Name
    by: Name


@final
@frozen(kw_only=True, repr=False)
class Delete(Value):
    """Somebody asks to remove an entry. Always refused (HR-30): amend it instead."""

    target: Name
    by: Name


@final
@frozen(kw_only=True, repr=False)
class Read(Value):
    """Somebody asks to read the record. HR-35.

    `purpose` is what that person says; `use` the coded purpose, and then it is judged whether the reader's role in the
    case allows it. Without it, whoever has access at all at that time may read.
    """

    by: Name
    at: datetime | None = None
    purpose: Label = ""
    use: Purpose | None = None


Step: TypeAlias = Write | Edit | Delete | Read
