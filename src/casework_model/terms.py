"""The words that several rooms share: kinds of text, times, access levels, sources. No case lives here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timezone
from difflib import get_close_matches
from enum import Enum, StrEnum, auto
from functools import lru_cache
from typing import Annotated, Final, TypeAlias, TypeVar, final
from zoneinfo import ZoneInfo

from attrs import frozen

T = TypeVar("T")

MAX_TEXT: Final = 100_000
"""The longest narrative or label that a field may hold, in characters."""

MAX_NAME: Final = 200
"""The longest identifier that a field may hold, in characters."""

MAX_COUNT: Final = 2**53 - 1
"""The largest whole number that a field may hold, up or down: the largest that every reader of JSON keeps exactly."""


LEVELS: Final = range(-2, 3)
"""The levels of goal attainment: -2 much less than expected, 0 as expected, +2 much more."""

MAX_WEIGHT: Final = 1_000_000
"""The largest weight of a goal; a larger one would swamp every other goal in a T-score."""


class Holds(Enum):
    """What a field of text may hold, or that a rule (not its type) judges it."""

    NARRATIVE = auto()
    """Free text about persons. Never shown by `repr`, in an error or in a log."""
    LABEL = auto()
    """A short private word, such as a role ("daughter") or a service. Never shown either."""
    THIRD = auto()
    """A label for one of the persons about or from whom something is told; none beside client and worker is left in a
    client's copy."""
    NAME = auto()
    """An identifier without meaning of its own, such as "g1". Shown."""
    JUDGED = auto()
    """Anything may be asked for; a rule refuses what is not sound, so that the refusal can explain itself."""


Narrative: TypeAlias = Annotated[str, Holds.NARRATIVE]
Label: TypeAlias = Annotated[str, Holds.LABEL]
Third: TypeAlias = Annotated[str, Holds.THIRD]
Name: TypeAlias = Annotated[str, Holds.NAME]
JudgedInt: TypeAlias = Annotated[int, Holds.JUDGED]
JudgedNumber: TypeAlias = Annotated[int | float, Holds.JUDGED]

CLIENT: Final = "client"
"""The label by which a fact names the client among its participants."""

WORKER: Final = "worker"
"""The label by which a fact names the worker among its participants."""


class AccessLevel(StrEnum):
    """How far an entry may be seen, after the HL7 confidentiality codes (standards, section 23).

    From the lowest to the highest. As words they have no order: compare them by `rank`.

    >>> AccessLevel.NORMAL.shows(AccessLevel.LOW), AccessLevel.NORMAL.shows(AccessLevel.RESTRICTED)
    (True, False)
    """

    UNRESTRICTED = "unrestricted"
    LOW = "low"
    MODERATE = "moderate"
    NORMAL = "normal"
    RESTRICTED = "restricted"
    VERY_RESTRICTED = "very_restricted"

    @property
    def rank(self) -> int:
        """Its place, from 0 for unrestricted to 5 for very restricted."""
        return _RANKS[self]

    def shows(self, level: AccessLevel) -> bool:
        """Whether somebody who may read up to this level may read what stands at the other."""
        return _RANKS[level] <= _RANKS[self]


_RANKS: Final = {level: rank for rank, level in enumerate(AccessLevel)}


class Purpose(StrEnum):
    """What the record is read for. Standards, section 23."""

    SERVICE = "service"
    SUPERVISION = "supervision"
    AUDIT = "audit"
    COURT = "court"
    CLIENT_ACCESS = "client_access"
    STATISTICS = "statistics"
    EMERGENCY = "emergency"


@final
@frozen
class Source:
    """Where a requirement comes from: a source document ("000" to "004") or "field", and a row of the ledger.

    >>> Source.parse("001 C-INT-09")
    Source(document='001', row='C-INT-09')
    """

    document: str
    row: str = ""

    @classmethod
    def parse(cls, text: str) -> Source:
        """Read "001 C-INT-09" or "001"."""
        document, _, row = text.partition(" ")
        return cls(document, row)

    def __str__(self) -> str:
        return f"{self.document} {self.row}".strip()


def fixed(moment: datetime | None) -> datetime:
    """Give the same instant and the same wall time with a fixed offset instead of a named zone.

    Two times of one `ZoneInfo` are subtracted by the clock on the wall, an hour wrong across a clock change; two
    times with fixed offsets are not. `moment` must be aware.
    """
    if type(moment) is datetime and type(moment.tzinfo) is timezone:
        return moment
    offset = moment.utcoffset() if moment is not None else None
    if moment is None or offset is None:
        msg = "a time without a zone has no offset to fix"
        raise ValueError(msg)
    return datetime.combine(moment.date(), moment.time(), timezone(offset) if offset else UTC)


def is_fixed(moment: datetime | None) -> bool:
    """Whether `moment` is a plain time with a fixed offset already."""
    return type(moment) is datetime and type(moment.tzinfo) is timezone


def is_aware(moment: object) -> bool:
    """Whether `moment` is a time that says its offset from UTC."""
    if type(moment) is datetime and type(moment.tzinfo) is timezone:
        return True  # the usual case, as in `is_fixed`
    return isinstance(moment, datetime) and moment.utcoffset() is not None


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Give the zone of an IANA name such as "Europe/Berlin". Raises `KeyError` or `ValueError` if there is none."""
    return ZoneInfo(name)


def local_date(moment: datetime, tz: str) -> date:
    """Give the date on the wall calendar of zone `tz` at that moment; as written where that calendar ends."""
    try:
        return _local_date(moment, tz) if is_fixed(moment) else moment.astimezone(zone(tz)).date()
    except OverflowError:
        return moment.date()


def local_time(moment: datetime, tz: str) -> datetime:
    """Give a moment as the clock of zone `tz` shows it; as written where that calendar ends."""
    try:
        return moment.astimezone(zone(tz))
    except OverflowError:
        return moment


@lru_cache(maxsize=4096)
def _local_date(moment: datetime, tz: str) -> date:
    """Look a date up once: the same few are asked for again and again. Equal fixed times are one instant."""
    return moment.astimezone(zone(tz)).date()


def is_level(level: object) -> bool:
    """Whether it is a level of the five-point scale: a whole number from -2 to +2. HR-41."""
    return isinstance(level, int) and not isinstance(level, bool) and level in LEVELS


def is_weight(weight: object) -> bool:
    """Whether it is a weight of a goal: a number above 0 and up to `MAX_WEIGHT`. HR-41."""
    return isinstance(weight, int | float) and not isinstance(weight, bool) and 0 < weight <= MAX_WEIGHT


_NEAR: Final = 0.75
"""How alike two words must be for one to be taken for a slip of the other, from 0 to 1 (`difflib`)."""

_NUMBER: Final = re.compile(r"0*([0-9]+)")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that `word` is most likely a slip of; None where none is near.

    Capitals do not count. Numbers do, since another number is another thing.

    >>> nearest("goal_agred", ("goal_agreed", "goals_rated")), nearest("HR-77", ("HR-07", "HR-17"))
    ('goal_agreed', None)
    """
    numbers = _NUMBER.findall(word)
    by_letters = {one.lower(): one for one in known if _NUMBER.findall(one) == numbers}
    found = get_close_matches(word.lower(), by_letters, n=1, cutoff=_NEAR)
    return by_letters[found[0]] if found else None


def listed(items: tuple[str, ...], last: str = "and") -> str:
    """Write "a", "a and b" or "a, b and c"."""
    if len(items) < 2:  # noqa: PLR2004 - "a and b" starts with two
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
