"""How the times of one case move: all by the same amount, to the minute, so that what lies between any two stays.

Times on record carry the offset from UTC of their day. Beside a moved date, an offset of summer time would tell in
which part of the year the time really was. So an extract is written in UTC throughout: the clock on the wall, set to
one offset for the whole case, is read as if it were UTC. Where the times of day allow, that offset is such that every
time keeps its weekday in the zone of the case. Seconds are cut off: to the millisecond, a time is found in any log.

Dates in facts do not move: an extract tells none. Many are chosen by convention, and only one number of weeks makes of
a moved date the last day of a year again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, final

from attrs import frozen

from casework_model.record import CaseRecord
from casework_model.research.choices import LONGEST_WINDOW
from casework_model.research.pseudonyms import Pseudonyms
from casework_model.terms import zone

_QUARTER: Final = timedelta(minutes=15)
_TRIES: Final = sorted(range(-12, 13), key=abs)  # three hours to either side, the nearest first
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)

_ROOM: Final = timedelta(weeks=LONGEST_WINDOW + 1)
"""How far from both ends of the calendar the times of a case must be, whichever way it moves: that some are refused
must not tell which."""


@final
@frozen(repr=False)
class Moving:
    """By how much the times of one case move, in whole minutes.

    `keeps_weekdays` says whether one clock could be found by which every time keeps its weekday.
    """

    by: timedelta
    keeps_weekdays: bool

    def __repr__(self) -> str:
        return "<Moving>"

    def time(self, moment: datetime) -> datetime:
        """Give a time as the extract has it, in UTC and to the minute in which it lies."""
        return _minute(moment) + self.by


def weeks_of(names: Pseudonyms, case_id: str, window: int) -> timedelta:
    """Give the whole weeks by which a case moves: up to `window`, earlier or later, and never none."""
    number = names.number("shift", case_id, below=2 * window) - window
    return timedelta(weeks=number if number < 0 else number + 1)


def moving(record: CaseRecord, moments: Sequence[datetime], weeks: timedelta) -> Moving | None:
    """Say how the times of a case move, None where the calendar ends before. `moments` are all its times."""
    try:
        for edge in (min(moments) - _ROOM, max(moments) + _ROOM):
            edge.astimezone(UTC)
        clock, keeps = _clock(record, moments)
    except OverflowError:
        return None
    return Moving(weeks + clock, keeps)


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _clock(record: CaseRecord, moments: Sequence[datetime]) -> tuple[timedelta, bool]:
    """Give one offset from UTC for the whole case by which all times keep their local dates, and whether there is one.

    That of the first time where it does; else the nearest by quarters of an hour; else any.
    """
    case = record.case
    offset = moments[0].astimezone(zone(case.tz)).utcoffset() or timedelta(0)
    offset -= offset % _MINUTE  # before time zones, a place had its own, to the second
    back_to_midnight = [
        datetime.combine(case.day(moment), time.min) - _minute(moment).replace(tzinfo=None) for moment in moments
    ]
    least, most = max(back_to_midnight), min(back_to_midnight) + _DAY  # the second is one too many
    for place in _TRIES:
        tried = offset + place * _QUARTER
        if least <= tried < most:
            return tried, True
    return (least, True) if least < most else (offset, False)
