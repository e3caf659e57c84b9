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
    assert (
        said(caught) == "record: a CaseRecord is wanted, not RecordView. A view shows the past; ask about its record."
    )


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


@pytest.mark.parametrize("asking", ["options", "audit"])
def test_a_view_is_not_judged(asking: str) -> None:
    """What may come next, and what was wrong, is asked of the record itself."""
    story = Story()
    view, more = cast("Any", story.record.as_of(story.now)), {"at": story.now} if asking == "options" else {}
    with pytest.raises(cm.BadValue) as caught:
        getattr(story.engine, asking)(view, **more)
    assert (
        said(caught) == "record: a CaseRecord is wanted, not RecordView. A view shows the past; ask about its record."
    )


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            {"models": cm.CASEWORK},
            "models: one ProcessModel is given where several may be. Write (it,), with the comma.",
        ),
        ({"rules": cm.RULES[0]}, "rules: one Rule is given where several may be. Write (it,), with the comma."),
        ({"policies": cm.STANDARD}, "policies: one Policy is given where several may be. Write (it,), with the comma."),
    ],
)
def test_one_is_not_taken_for_several(given: dict[str, Any], text: str) -> None:
    """A single model, rule or policy is not taken for a list of them."""
    with pytest.raises(cm.BadValue) as caught:
        cm.Engine(**given)
    assert said(caught) == text


def test_one_step_is_not_taken_for_several() -> None:
    """`write_all` takes several steps."""
    story = Story()
    with pytest.raises(cm.BadValue) as caught:
        story.engine.write_all(story.record, cast("Any", story.step(f.Note())))
    assert said(caught) == "steps: one Write is given where several may be. Write (it,), with the comma."


def test_a_move_without_a_name_of_its_writer() -> None:
    """What is no text at all is told as such, as it is in a step."""
    story = Story()
    with pytest.raises(cm.BadValue) as caught:
        story.engine.move(story.record, "assessment", by=cast("Any", None), occurred_at=START, recorded_at=START)
    assert said(caught).startswith("Write.by: text is wanted, not NoneType. ")


def test_a_fact_that_no_file_can_keep_is_not_put_on_record() -> None:
    """A fact of one's own would be lost with the program: it is refused before it is written."""

    class Visit(f.Note):  # type: ignore[misc]  # final, and what is refused
        """A fact of a user."""

    story = Story()
    with pytest.raises(cm.BadValue) as caught:
        story.engine.consider(story.record, story.step(Visit()))
    assert said(caught) == (
        "Write.fact: Visit is no fact that a file can keep. "
        "Use one of the shipped facts; what fits none of them is a Note with its text."
    )


def _one(_case: cm.Case) -> tuple[cm.Lack, ...]:
    return ()


def test_a_rule_takes_the_case_and_what_is_asked() -> None:
    """A test with other arguments is found when the engine is built."""
    rule = cm.Rule(code="T-1", key="supervised", title="t", remedy="r", lacks=cast("Any", _one))
    with pytest.raises(cm.EngineFaults) as caught:
        cm.Engine(rules=(rule,))
    assert [str(fault) for fault in caught.value.faults] == [
        "rule T-1: its test does not take a case and what is asked. Write it as test(case, asked)."
    ]


def test_a_rule_that_does_not_say_what_it_takes_is_believed() -> None:
    """Where nothing can be seen of a test before it is asked, it is asked."""
    rule = cm.Rule(code="T-1", key="supervised", title="t", remedy="r", lacks=cast("Any", type))
    assert cm.Engine(rules=(rule,)).rules[-1] == rule


def test_a_phase_that_the_model_does_not_have_is_told_with_the_nearest() -> None:
    """A slip in the key of a phase is told as such."""
    story = Story()
    assert story.said(f.PhaseChange(model="casework", from_="intake", to="assesment", move=cm.MoveKind.FORWARD)) == (
        'The case cannot go on to assesment: Casework has no phase "assesment" (HR-01). Perhaps "assessment" is meant.'
    )


def test_a_known_move_lacks_nothing() -> None:
    """HR-01 asked by itself of a move that the model knows is met."""
    story = Story()
    step = story.step(f.PhaseChange(model="casework", from_="intake", to="assessment", move=cm.MoveKind.FORWARD))
    asked = cm.Asked(story.record, step, cm.STANDARD, cm.CASEWORK, story.case.track)
    rule = next(rule for rule in cm.RULES if rule.code == "HR-01")
    assert rule.lacks(story.case, asked) == ()
