"""What every fact has in common: a stable word, whether it is still accepted after closing, and how it changes a case.

A fact that merely accumulates needs nothing more. A fact with a life of its own says in `fold` how it changes the
collections of a case; `fold` is total: it never judges and never raises.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, final

from attrs import frozen

from casework_model.shape import Value
from casework_model.terms import AccessLevel, Name

if TYPE_CHECKING:
    from casework_model.facts.course import CaseOpened, Closure, ModelRef, PolicyRef, Reopening
    from casework_model.process import MoveKind

S = TypeVar("S", bound="Standing")


class Fact(Value):
    """The typed content of an entry; a noun of the field."""

    __slots__ = ()

    kind: ClassVar[str]
    """The stable word by which files name this fact."""

    def accepted_after_closing(self) -> bool:
        """Whether a closed case still accepts it (HR-20)."""
        return False

    def fold(self, case: Growing, entry: Dated, /) -> None:
        """Change the collections of a case that is being folded."""

    def sealed(self) -> Fact:
        """Give what is left of it once its entry is sealed: its kind, unless folding needs more of it.

        Where more is left, no text, reason or name of a person is, and sealing it again gives the same.
        """
        return Sealed(of=self.kind)

    def withheld(self) -> Fact:
        """Give what is left of it for a reader who may not see its entry: nothing, unless folding needs more of it.

        Withholding what is left again gives the same.
        """
        return Withheld()

    def least_access(self) -> AccessLevel:
        """Give the level below which it is never shown, whatever that of its entry."""
        return AccessLevel.UNRESTRICTED


class CourseFact(Fact):
    """A fact from which the course of a case is folded, or who may read it.

    Of it every reader is told the bare course; of any other that a reader may not see, not even the kind.
    """

    __slots__ = ()

    def withheld(self) -> Fact:
        return self.sealed()


@final
@frozen(kw_only=True, repr=False)
class Sealed(Fact):
    """What is left of a fact whose entry was sealed: the word for its kind. Design, section 7."""

    kind: ClassVar[str] = "sealed"

    of: Name

    def accepted_after_closing(self) -> bool:
        return True

    def sealed(self) -> Fact:
        return self


@final
@frozen(kw_only=True, repr=False)
class Withheld(Fact):
    """What stands in a view in the place of a fact that its reader may not see. It tells neither kind nor content.

    The record itself holds none. Standards, section 23.
    """

    kind: ClassVar[str] = "withheld"

    def accepted_after_closing(self) -> bool:
        return True

    def sealed(self) -> Fact:
        return self


class Standing(Value):
    """The present state of a fact with a life of its own, as a case keeps it.

    A case keeps the keys of the *live* ones of each kind at hand: active goals, open crises.
    """

    __slots__ = ()

    @property
    def is_live(self) -> bool:
        """Whether it is under way and not over."""
        return False

    def __attrs_post_init__(self) -> None:
        """Built by folding from values that are sound already: nothing to check."""


class Dated(Protocol):
    """What a fact may ask of the entry it stands in."""

    @property
    def number(self) -> int:
        """The number of the entry, from 1."""
        ...

    @property
    def id(self) -> str:
        """The id of the entry."""
        ...

    @property
    def occurred_at(self) -> datetime:
        """When it happened."""
        ...


class Growing(Protocol):
    """What a fact may do to a case that is being folded."""

    def get(self, standing: type[S], key: str) -> S | None:
        """Give the present state of one thing, or None."""
        ...

    def put(self, key: str, standing: Standing) -> None:
        """Set the present state of one thing."""
        ...

    def open(self, opened: CaseOpened, entry: Dated) -> None:
        """Begin the first episode and the main track."""
        ...

    def move(self, model: str, kind: MoveKind, to: str, entry: Dated) -> None:
        """Move one track, or begin it."""
        ...

    def close(self, closure: Closure, entry: Dated) -> None:
        """End the episode and every track."""
        ...

    def reopen(self, reopening: Reopening, entry: Dated) -> None:
        """Begin a new episode and the main track again."""
        ...

    def migrate(self, model: ModelRef | None, policy: PolicyRef | None, phases: dict[str, str]) -> None:
        """Change the model or the policy under which the record is kept."""
        ...

    def authorise(self, worker: str, *, granted: bool) -> None:
        """Grant or end a worker's access to the record."""
        ...
