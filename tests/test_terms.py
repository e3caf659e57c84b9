"""The shared words: times with a fixed offset, local dates, sources, and lists in a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from casework_model import Source
from casework_model.terms import fixed, is_aware, is_fixed, listed, local_date, nearest, zone

BERLIN: Final = ZoneInfo("Europe/Berlin")
KATHMANDU: Final = timezone(timedelta(hours=5, minutes=45))


@pytest.mark.parametrize(
    ("wall", "fold", "written", "instant"),
    [
        ("2026-03-02T09:00", 0, "2026-03-02T09:00:00+01:00", "2026-03-02T08:00:00+00:00"),
        ("2026-07-01T09:00", 0, "2026-07-01T09:00:00+02:00", "2026-07-01T07:00:00+00:00"),
        # On 25 October 2026 the hour from 2 to 3 comes twice in Berlin.
        ("2026-10-25T02:30", 0, "2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30", 1, "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00+00:00"),
        # On 29 March 2026 the hour from 2 to 3 does not come at all.
        ("2026-03-29T02:30", 0, "2026-03-29T02:30:00+01:00", "2026-03-29T01:30:00+00:00"),
        ("2026-03-29T02:30", 1, "2026-03-29T02:30:00+02:00", "2026-03-29T00:30:00+00:00"),
        # Before there was a standard time, the clocks of Berlin were 53 minutes and 28 seconds ahead.
        ("1890-01-01T12:00", 0, "1890-01-01T12:00:00+00:53:28", "1890-01-01T11:06:32+00:00"),
    ],
)
def test_a_fixed_time_is_the_same_instant_and_the_same_wall_time(
    wall: str, fold: int, written: str, instant: str
) -> None:
    """Fixing the offset changes neither the clock on the wall nor the instant, in both folds of a clock change."""
    found = fixed(datetime.fromisoformat(wall).replace(tzinfo=BERLIN, fold=fold))
    assert type(found.tzinfo) is timezone
    assert found.isoformat() == written
    assert found.astimezone(UTC).isoformat() == instant
    assert is_fixed(found)


def test_elapsed_time_is_right_across_a_clock_change() -> None:
    """From noon before to noon after the spring change only 23 hours pass; the named zone itself says 24."""
    before, after = datetime(2026, 3, 28, 12, tzinfo=BERLIN), datetime(2026, 3, 29, 12, tzinfo=BERLIN)
    assert fixed(after) - fixed(before) == timedelta(hours=23)
    assert after - before == timedelta(hours=24)


def test_a_time_that_is_fixed_already_stays_itself() -> None:
    """A plain time with a fixed offset is given back as it is."""
    moment = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=KATHMANDU)
    assert fixed(moment) is moment


def test_an_offset_of_nothing_is_utc() -> None:
    """London in winter and UTC by name are fixed to UTC itself."""
    assert fixed(datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/London"))).tzinfo is UTC
    assert fixed(datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))).tzinfo is UTC


def test_a_time_of_another_library_becomes_a_plain_time() -> None:
    """A subclass of `datetime` is turned into a plain `datetime` of the same wall time, microseconds included."""

    class Timestamp(datetime):
        """A time such as a table library brings."""

    found = fixed(Timestamp(2026, 3, 2, 9, 0, 0, 7, tzinfo=UTC))
    assert type(found) is datetime
    assert found == datetime(2026, 3, 2, 9, 0, 0, 7, tzinfo=UTC)


class _Nowhere(tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, _moment: datetime | None) -> None:
        return None

    dst = tzname = utcoffset


@pytest.mark.parametrize("moment", [datetime(2026, 3, 2), datetime(2026, 3, 2, tzinfo=_Nowhere())])  # noqa: DTZ001 - meant
def test_a_time_without_an_offset_cannot_be_fixed(moment: datetime) -> None:
    """A time without a zone, or whose zone knows no offset, is not aware and has nothing to fix."""
    assert not is_aware(moment)
    with pytest.raises(ValueError, match=r"^a time without a zone has no offset to fix$"):
        fixed(moment)


def test_nothing_cannot_be_fixed() -> None:
    """A time that is missing has no offset either."""
    with pytest.raises(ValueError, match=r"^a time without a zone has no offset to fix$"):
        fixed(None)


def test_only_a_plain_time_with_a_fixed_offset_is_fixed() -> None:
    """A named zone, no zone and no time at all are not fixed."""
    moments = (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=BERLIN), datetime(2026, 3, 2), None)  # noqa: DTZ001 - meant
    assert [is_fixed(moment) for moment in moments] == [True, False, False, False]


def test_only_a_time_with_an_offset_is_aware() -> None:
    """Dates, texts and nothing are not aware times."""
    assert is_aware(datetime(2026, 3, 2, tzinfo=BERLIN))
    assert not any(is_aware(thing) for thing in (None, "2026-03-02T09:00:00+01:00", date(2026, 3, 2), 0))


@pytest.mark.parametrize(
    ("moment", "tz", "day"),
    [
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 3, 3)),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "America/New_York", date(2026, 3, 2)),
        (datetime(2026, 3, 2, 0, 30, tzinfo=KATHMANDU), "UTC", date(2026, 3, 1)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN), "Europe/Berlin", date(2026, 3, 29)),
        (datetime(2026, 3, 2, 10, 30, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 3, 3)),
        (datetime.max.replace(tzinfo=UTC), "Asia/Tokyo", date(9999, 12, 31)),
        (datetime.min.replace(tzinfo=UTC), "America/New_York", date(1, 1, 1)),
    ],
)
def test_the_local_date_is_that_of_the_wall_calendar(moment: datetime, tz: str, day: date) -> None:
    """The date is that of the zone, also near midnight, and as written at the two ends of the calendar."""
    assert local_date(moment, tz) == day


def test_a_zone_is_found_by_its_name() -> None:
    """The name of a zone is that of the time zone database."""
    assert zone("Europe/Berlin").key == "Europe/Berlin"
    with pytest.raises(KeyError):
        zone("Middle/Earth")


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ((), ""),
        (("g1",), "g1"),
        (("g1", "g2"), "g1 and g2"),
        (("g1", "g2", "g3"), "g1, g2 and g3"),
        (("a", "b", "c", "d"), "a, b, c and d"),
    ],
)
def test_things_are_listed_as_in_a_sentence(items: tuple[str, ...], sentence: str) -> None:
    """Commas between, "and" before the last."""
    assert listed(items) == sentence


def test_the_last_word_of_a_list_can_be_another() -> None:
    """Alternatives are listed with "or"."""
    assert listed(("review", "plan", "summary"), last="or") == "review, plan or summary"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("001 C-INT-09", Source("001", "C-INT-09")),
        ("001", Source("001")),
        ("field goal attainment scaling", Source("field", "goal attainment scaling")),
    ],
)
def test_a_source_is_a_document_and_a_row(text: str, source: Source) -> None:
    """Reading a source and writing it gives the same text."""
    assert Source.parse(text) == source
    assert str(source) == text


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("severty", ("id", "crisis", "severity"), "severity"),
        ("gaol", ("goal", "task"), "goal"),  # three letters of four, in order: just near enough
        ("goals_agreed", ("goal_agreed", "goals_rated"), "goal_agreed"),
        ("Voluntary", ("voluntary", "mandated"), "voluntary"),
        ("hr-25", ("HR-24", "HR-25"), "HR-25"),
        ("HR7", ("HR-07", "HR-17", "HR-70"), "HR-07"),
    ],
)
def test_a_slip_is_known_by_the_word_that_it_is_nearest_to(word: str, known: tuple[str, ...], meant: str) -> None:
    """A letter too many, too few or at the wrong place, capitals, a nought before a number: the word is still known."""
    assert nearest(word, known) == meant


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("status", ("state", "stays")),
        ("record", ("reward", "order")),
        ("close", ("course", "closing_summary")),
        ("HR-99", ("HR-09", "HR-19")),
        ("TOWN-1", ("TOWN-2", "TOWN-11")),
        ("", ("goal",)),
        ("goal", ()),
    ],
)
def test_what_is_not_near_is_no_slip(word: str, known: tuple[str, ...]) -> None:
    """A word that only looks a little alike, and a code with another number, are not taken for what they are not."""
    assert nearest(word, known) is None
