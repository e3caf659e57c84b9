"""Times in words, as the clock of the case shows them, each with its offset from UTC. The same in every language set.

Months are written out, so that no reader takes the day for the month.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, final

from attrs import frozen

from casework_model.report.bundle.markup import Html, joined, tag
from casework_model.report.words import counted
from casework_model.terms import listed, zone

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(on: date) -> str:
    """Write a date.

    >>> day(date(2026, 3, 2))
    '2 March 2026'
    """
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def month(on: date) -> str:
    """Write a month, such as "March 2026"."""
    return f"{MONTHS[on.month - 1]} {on.year}"


def span(gone: timedelta) -> str:
    """Write how long something lasted, in the two largest units, rounded down.

    >>> span(timedelta(hours=51, minutes=30)), span(timedelta(seconds=20))
    ('2 days and 3 hours', 'less than a minute')
    """
    minutes = int(gone.total_seconds()) // 60
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    said = [counted(number, unit) for number, unit in parts if number]
    return listed(tuple(said[:2])) or "less than a minute"


_TIME: Final = len("2026-03-02T14:30:00")


@final
@frozen
class Clock:
    """The clock of a case, that of its IANA zone."""

    tz: str

    def local(self, moment: datetime) -> datetime:
        """Give a moment as this clock shows it; as written where its calendar ends."""
        try:
            return moment.astimezone(zone(self.tz))
        except OverflowError:
            return moment

    def moment(self, moment: datetime) -> Html:
        """Write a moment with its offset from UTC; seconds only where there are some."""
        return _written(self, moment, moment.utcoffset())

    def day(self, moment: datetime) -> Html:
        """Write the local date of a moment."""
        local = self.local(moment)
        return tag("time", day(local.date()), datetime=local.date().isoformat())

    def month(self, moment: datetime) -> str:
        """Write the local month of a moment."""
        return month(self.local(moment).date())


@lru_cache(maxsize=4096)
def _written(clock: Clock, moment: datetime, _offset: timedelta | None) -> Html:
    """Write a moment once: each stands in several places. Moments of two offsets are equal, and may read otherwise."""
    local = clock.local(moment)
    time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    words = (tag("span", f"{day(local.date())},"), " ", tag("span", f"{time} {offset(local)}"))
    return tag("time", joined(words), datetime=local.isoformat())


def offset(moment: datetime) -> str:
    """Write the offset from UTC, such as "+01:00"."""
    return moment.isoformat(timespec="seconds")[_TIME:]
