"""Personal details: name, address and contact of a person, which may be hidden from others in the case."""

from __future__ import annotations

from typing import ClassVar, final

from attrs import frozen

from casework_model.facts.fact import Fact
from casework_model.terms import AccessLevel, Label, Third


@final
@frozen(kw_only=True, repr=False)
class PersonalDetails(Fact):
    """Name, address or contact of one person. Ledger: P-REC-03; standards, section 23.

    `whose` is the client or another person of the case, such as "mother". Where they are `hidden`, as the address of
    somebody who has fled from violence is, only readers see them who are named for what is very restricted, whatever
    the level of the entry; a client's copy never holds them.

    >>> from casework_model import facts as f
    >>> f.PersonalDetails(whose="client", address="4 Mill Lane", hidden=True)
    PersonalDetails(whose=<6>, address=<11>, hidden=True)
    """

    kind: ClassVar[str] = "personal_details"

    whose: Third
    name: Label = ""
    address: Label = ""
    contact: tuple[Label, ...] = ()
    hidden: bool = False

    def least_access(self) -> AccessLevel:
        return AccessLevel.VERY_RESTRICTED if self.hidden else super().least_access()
