"""How the times of one case move: all by the same amount, so that what lies between any two stays exactly.

Times on record carry the offset from UTC of their day. Beside a moved date, an offset of summer time would tell in
which part of the year the time really was. So an extract is written in UTC throughout: the clock on the wall, set to
one offset for the whole case, is read as if it were UTC. Where the times of day allow, that offset is such that every
time keeps its weekday in the zone of the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, final

from attrs import frozen

from casework_model.record import CaseRecord
from casework_model.research.pseudonyms import Pseudonyms
from casework_model.terms import zone

_QUARTER: Final = timedelta(minutes=15)
_TRIES: Final = sorted(range(-12, 13), key=abs)  # three hours to either side, the nearest first
_DAY: Final = timedelta(days=1)

FAR: Final = timedelta(days=5 * 366)
"""How far a date may lie from the times of its case. Beyond stand dates of birth, and dates that everybody writes, such
as 9999-12-31: moved, they would tell by how much."""


@final
@frozen(repr=False)
class Moving:
    """By how much the times and dates of one case move.

    `by` is added to instants, `weeks` to dates; `earliest` and `latest` are the dates between which a date may stand.
    `keeps_weekdays` says whether one clock could be found by which every time keeps its weekday.
    """

    by: timedelta
    weeks: timedelta
    earliest: date
    latest: date
    keeps_weekdays: bool

    def __repr__(self) -> str:
        return "<Moving>"

    def time(self, moment: datetime) -> datetime:
        """Give a time as the extract has it, in UTC."""
        return moment.astimezone(UTC) + self.by

    def date(self, day: date) -> date | None:
        """Give a date as the extract has it; None where it is too far from the times of its case."""
        return day + self.weeks if self.earliest <= day <= self.latest else None


def weeks_of(names: Pseudonyms, case_id: str, window: int) -> timedelta:
    """Give the whole weeks by which a case moves: up to `window`, earlier or later, and never none."""
    number = names.number("shift", case_id, below=2 * window) - window
    return timedelta(weeks=number if number < 0 else number + 1)


def moving(record: CaseRecord, moments: Sequence[datetime], weeks: timedelta) -> Moving | None:
    """Say how the times of a case move, None where the calendar ends before. `moments` are all its times."""
    try:
        clock, keeps = _clock(record, moments)
        found = Moving(
            by=weeks + clock,
            weeks=weeks,
            earliest=record.case.day(min(moments)) - FAR,
            latest=record.case.day(max(moments)) + FAR,
            keeps_weekdays=keeps,
        )
        for edge in (min(moments), max(moments)):
            found.time(edge)
        for day in (found.earliest, found.latest):
            found.date(day)
    except OverflowError:
        return None
    return found


def _clock(record: CaseRecord, moments: Sequence[datetime]) -> tuple[timedelta, bool]:
    """Give one offset from UTC for the whole case by which all times keep their local dates, and whether there is one.

    That of the first time where it does; else the nearest by quarters of an hour; else any.
    """
    case = record.case
    offset = moments[0].astimezone(zone(case.tz)).utcoffset() or timedelta(0)
    back_to_midnight = [
        datetime.combine(case.day(moment), time.min) - moment.astimezone(UTC).replace(tzinfo=None) for moment in moments
    ]
    least, most = max(back_to_midnight), min(back_to_midnight) + _DAY  # the second is one too many
    for place in _TRIES:
        tried = offset + place * _QUARTER
        if least <= tried < most:
            return tried, True
    return (least, True) if least < most else (offset, False)
