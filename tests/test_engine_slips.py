"""Slips of a program that uses the engine: each is told at once, as a `BadValue` that names the place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

import casework_model as cm
from casework_model import facts as f
from story import START, Story


def said(caught: pytest.ExceptionInfo[cm.BadValue]) -> str:
    """Give the text of what was raised."""
    return str(caught.value)


def test_a_fact_is_no_step() -> None:
    """A fact is put into a step before it is considered."""
    story = Story()
    with pytest.raises(cm.BadValue) as caught:
        story.engine.consider(story.record, cast("Any", f.Note()))
    assert said(caught) == (
        "step: a Write, Edit, Delete or Read is wanted, not Note. Put a fact into a Write, with author and times."
    )


def test_a_view_is_not_written_to() -> None:
    """A view can be read, and not written to."""
    story = Story()
    view = story.record.as_of(story.now)
    with pytest.raises(cm.BadValue) as caught:
        story.engine.write(cast("Any", view), story.step(f.Note()))
    assert said(caught) == "record: a CaseRecord is wanted, not RecordView. A view can be read, and not written to."


def test_a_record_begins_with_its_opening() -> None:
    """An empty record is opened, not written to."""
    with pytest.raises(cm.BadValue) as caught:
        Story().engine.consider(cm.CaseRecord.of("c-1"), cm.Read(by="w1"))
    assert said(caught) == "record: the record holds no opening of a case. Open the case with engine.open."


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"authorised": "w2"},
            'authorised: one text is no list of workers. Write ("w2",) for one worker.',
        ),
        ({"linear": "no"}, "linear: true or false is wanted. Leave it out, or say which."),
    ],
)
def test_an_opening_takes_nothing_silently(changes: dict[str, Any], text: str) -> None:
    """One text is not taken for a list of its letters, nor a word for true."""
    usual: dict[str, Any] = {
        "client": cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY),
        "case_id": "c-1",
        "tz": "Europe/Berlin",
        "by": "w1",
        "occurred_at": START,
        "recorded_at": START,
        "route": f.ContactRoute.PHONE,
    }
    with pytest.raises(cm.BadValue) as caught:
        cm.Engine().open(**{**usual, **changes})
    assert said(caught) == text


def test_times_of_a_named_zone_are_compared_as_instants() -> None:
    """Across a clock change the clock on the wall goes back; what was written later is later all the same."""
    story = Story(at=datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone(START.tzinfo))
    before, after = (
        datetime(2026, 10, 25, 0, 59, tzinfo=UTC).astimezone(START.tzinfo),  # 02:59 by the clock
        datetime(2026, 10, 25, 1, 1, tzinfo=UTC).astimezone(START.tzinfo),  # 02:01 by the clock
    )
    story.record = story.engine.write(
        story.record, cm.Write(by="w1", occurred_at=before, recorded_at=before, text="Before the change.")
    )
    for happened, recorded, codes in (
        (before, after, ()),
        (after, after, ()),
        (after, before, ("HR-32",)),
        (before, story.record.entries[0].recorded_at, ("HR-32",)),
    ):
        step = cm.Write(by="w1", occurred_at=happened, recorded_at=recorded)
        assert story.codes(step) == codes
