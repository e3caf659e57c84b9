"""Amendments: how an entry on record is added to, corrected, taken back or sealed. The entry itself is never edited.

What they do to a record stands in `casework_model.amended`; here is only what they say.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias, final

from attrs import frozen

from casework_model.facts.fact import CourseFact, Fact
from casework_model.terms import AccessLevel, Label, Name, Narrative


@final
@frozen(kw_only=True, repr=False)
class Addendum(Fact):
    """Something is added to an earlier entry, which stays as it was. Standards, section 22; HR-31.

    `target` is the id of that entry; what is added stands in the text of the entry. `replaces` may quote words of it
    that the writer no longer stands by: they are shown with the addendum, and stay where they are. What should count
    instead is a `Correction`.
    """

    kind: ClassVar[str] = "addendum"

    target: Name
    reason: Narrative = ""
    replaces: Narrative = ""

    def accepted_after_closing(self) -> bool:
        return True

    def sealed(self) -> Fact:
        return Addendum(target=self.target)


@final
@frozen(kw_only=True, repr=False)
class Correction(Fact):
    """An earlier entry was wrong, and this is how it should read. Standards, section 22; HR-31.

    `target` is the id of that entry. What is given here takes the place of what was wrong: the `fact`, the time at
    which it `occurred_at`, its level of `access`; a text or participants of the correcting entry take the place of
    those of the target. What is not given stays as it was. A correction of a correction corrects what that one put
    right. The earlier wording stays readable (`CaseRecord.history`).

    >>> from casework_model import facts as f
    >>> f.Correction(target="e7", reason="The year was wrong", fact=f.Strength(strength=f.StrengthKind.SKILL))
    Correction(target='e7', reason=<18>, fact=Strength(strength=skill, locus=internal))
    """

    kind: ClassVar[str] = "correction"

    target: Name
    reason: Narrative = ""
    fact: Fact | None = None
    occurred_at: datetime | None = None
    access: AccessLevel | None = None

    def accepted_after_closing(self) -> bool:
        return True

    def sealed(self) -> Fact:
        fact = self.fact.sealed() if self.fact is not None else None
        return Correction(target=self.target, fact=fact, occurred_at=self.occurred_at, access=self.access)

    def withheld(self) -> Fact:
        fact = self.fact.withheld() if self.fact is not None else None
        return Correction(target=self.target, fact=fact, occurred_at=self.occurred_at, access=self.access)

    def least_access(self) -> AccessLevel:
        levels = (self.access, self.fact.least_access() if self.fact is not None else None)
        return max((level for level in levels if level), key=lambda level: level.rank, default=super().least_access())


@final
@frozen(kw_only=True, repr=False)
class Retraction(CourseFact):
    """An earlier entry should not be there at all, such as one in the wrong file. Standards, section 22; HR-31.

    It stays readable and counts no more. Retracting a correction takes that correction back; retracting a retraction
    lets the entry count again.
    """

    kind: ClassVar[str] = "retraction"

    target: Name
    reason: Narrative = ""

    def accepted_after_closing(self) -> bool:
        return True

    def sealed(self) -> Fact:
        return Retraction(target=self.target)


class SealingBasis(StrEnum):
    """On what ground the content of an entry is destroyed."""

    RIGHT_TO_ERASURE = "right_to_erasure"
    COURT_ORDER = "court_order"
    LEGAL_DUTY = "legal_duty"
    OTHER = "other"


@final
@frozen(kw_only=True, repr=False)
class Sealing(CourseFact):
    """The content of an earlier entry is destroyed, with that of its amendments: texts, reasons, names. HR-31.

    `basis` and `authority` (a court, a data protection officer) say on what ground. What stays is that there was an
    entry of that kind, by whom and when, and of the course of the case what folding needs. It cannot be undone.
    """

    kind: ClassVar[str] = "sealing"

    target: Name
    basis: SealingBasis
    authority: Label = ""
    reference: Label = ""

    def accepted_after_closing(self) -> bool:
        return True

    def sealed(self) -> Fact:
        return Sealing(target=self.target, basis=self.basis)


Amendment: TypeAlias = Addendum | Correction | Retraction | Sealing
"""What amends an earlier entry, its `target`."""

AMENDMENTS: Final = (Addendum, Correction, Retraction, Sealing)
"""The same, to be asked for by `isinstance`."""
