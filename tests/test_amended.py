"""What amendments make of a record: the original stays, the state follows, in one pass, whatever amends what."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import facts as f
from casework_model import measures
from casework_model.amended import as_amended
from casework_model.report import case_report
from casework_model.report.bundle import court_bundle
from casework_model.report.data import case_data
from samples import at, entry, opening, record_of, sample
from story import Story, goal
from walks import FACTS, choices, stories, walked

Steps = list[f.Fact | int]


def correction(target: str, fact: f.Fact | None = None, *, hour: int | None = None) -> f.Correction:
    """A correction of a fact or of a time."""
    return f.Correction(target=target, reason="it was wrong", fact=fact, occurred_at=None if hour is None else at(hour))


def retraction(target: str) -> f.Retraction:
    """A retraction."""
    return f.Retraction(target=target, reason="wrong file")


def goals(record: cm.CaseRecord | cm.RecordView) -> list[str]:
    """Give the ids of the goals that a record knows."""
    return list(record.case.goals)


# One by one ----------------------------------------------------------------------------------------------------------


def test_a_view_of_the_past_tells_it_as_it_is_known_today() -> None:
    """What happened by then, with the corrections and retractions of it that were written since."""
    wrong, gone, right = (
        evolve(entry(number, f.Note()), text=text) for number, text in ((2, "wrong"), (3, "gone"), (6, ""))
    )
    first = evolve(entry(4, correction("e2")), text="right")
    record = cm.CaseRecord.of("c-1", (entry(1, opening()), wrong, gone, first, entry(5, retraction("e3")), right))
    view = record.as_of(at(3))
    assert [one.number for one in view.entries] == [1, 2, 3]
    assert [one.text for one in view.amended] == ["", "right"]
    assert [one.number for one in view.with_amendments()] == [1, 2, 3, 4, 5]
    assert record.with_amendments() == record.entries[:]
    assert [version.entry.text if version.entry else None for version in view.history("e2")] == ["wrong", "right"]
    assert [version.entry for version in view.history("e3")] == [gone, None]
    assert [change.entry.number for change in view.changes(between=(at(3), at(9)))] == [4, 5]
    then = view.as_known_at(at(4))
    assert [one.number for one in then.with_amendments()] == [1, 2, 3, 4]
    assert [len(then.history(one)) for one in ("e2", "e3")] == [2, 1]


def test_a_view_of_the_past_is_reported_as_it_is_known_today() -> None:
    """Nobody is handed a wording that is known to be wrong without being told."""
    story = Story().write(f.Note(), text="WRONG")
    story.write(f.Note(), text="GONE")
    then = story.now
    story.wait(days=1).write(f.Correction(target="e2", reason="typo"), text="RIGHT")
    story.write(f.Retraction(target="e3", reason="wrong file"))
    view = story.record.as_of(then)
    report = case_report(view, story.engine, narrative=True)
    page = court_bundle(view, story.engine, prepared_at=story.now)
    assert "RIGHT" in report
    assert "RIGHT" in page
    assert "note, by w1; correction: entry 4" in " ".join(report.split())
    assert "note, by w1; retraction: entry 5" in " ".join(report.split())
    numbers = [one["number"] for one in case_data(view, story.engine, narrative=True)["narrative"]]
    assert numbers == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("between", [(at(1),), at(1), (at(1), at(2), at(3))])
def test_two_moments_are_wanted(between: Any) -> None:  # noqa: ANN401 - what is no pair
    """Anything else is told in the library's own words."""
    with pytest.raises(cm.BadValue, match=r"between: two moments are wanted. Give \(after, until\)."):
        record_of(opening()).changes(between=between)


def test_a_correction_takes_the_place_of_what_was_wrong() -> None:
    """The case is that of the corrected fact, at its place; the entry stays as it was written."""
    record = record_of(opening(), goal("g1"), correction("e2", goal("g2")))
    assert goals(record) == ["g2"]
    assert record.case.goals["g2"].number == 2
    assert record.entries[1].fact == goal("g1")
    assert [one.fact for one in record.amended][1] == goal("g2")


def test_what_a_correction_does_not_give_stays() -> None:
    """Text, time, level and fact are each put right alone."""
    first = evolve(entry(2, goal("g1")), text="first", participants=("mother",))
    right = evolve(entry(3, correction("e2", hour=1)), text="second")
    record = cm.CaseRecord.of("c-1", (entry(1, opening()), first, right))
    found = record.amended[1]
    assert (found.text, found.participants, found.occurred_at) == ("second", ("mother",), at(1))
    assert (found.fact, found.access, found.recorded_at) == (goal("g1"), cm.AccessLevel.NORMAL, at(2))


def test_a_level_is_corrected() -> None:
    """An entry in the wrong file can be closed to most readers at once."""
    narrow = f.Correction(target="e2", reason="wrong file", access=cm.AccessLevel.VERY_RESTRICTED)
    assert record_of(opening(), f.Note(), narrow).amended[1].access is cm.AccessLevel.VERY_RESTRICTED


def test_a_retracted_entry_counts_no_more_and_stays_readable() -> None:
    """Its fact is gone from the case and from what counts, and stands in the record."""
    record = record_of(opening(), goal("g1"), retraction("e2"))
    assert goals(record) == []
    assert record.case.facts(f.Goal) == ()
    assert record.entries[1].fact == goal("g1")
    assert [one.number for one in record.amended] == [1, 3]
    assert record.case.entry(2) is not None
    assert record.case.amended_entry(2) is None


def test_retracting_a_correction_takes_it_back() -> None:
    """The entry reads as it did before."""
    assert goals(record_of(opening(), goal("g1"), correction("e2", goal("g2")), retraction("e3"))) == ["g1"]


def test_retracting_a_retraction_lets_the_entry_count_again() -> None:
    """Also where it is done thrice."""
    first = (opening(), goal("g1"), retraction("e2"), retraction("e3"))
    assert goals(record_of(*first)) == ["g1"]
    assert goals(record_of(*first, retraction("e4"))) == []


def test_a_correction_of_a_correction_corrects_the_entry() -> None:
    """The latest word counts; where it is retracted, the one before it."""
    twice = (opening(), goal("g1"), correction("e2", goal("g2")), correction("e3", goal("g3")))
    assert goals(record_of(*twice)) == ["g3"]
    assert goals(record_of(*twice, retraction("e4"))) == ["g2"]
    assert goals(record_of(*twice, retraction("e3"))) == ["g1"]


def test_later_corrections_of_one_entry_follow_each_other() -> None:
    """Two people correct the same entry in different respects: both count."""
    record = record_of(opening(), goal("g1"), correction("e2", goal("g2")), correction("e2", hour=1))
    assert (record.amended[1].fact, record.amended[1].occurred_at) == (goal("g2"), at(1))


@pytest.mark.parametrize("target", ["e9", "e3", "e4", ""], ids=["none", "itself", "a later one", "no name"])
@pytest.mark.parametrize("corrects", [True, False], ids=["correction", "retraction"])
def test_what_amends_nothing_changes_nothing(target: str, *, corrects: bool) -> None:
    """Folding is total: an amendment in a foreign file of what is not there, of itself, of what comes later."""
    fact = correction(target, goal("g2")) if corrects else retraction(target)
    assert goals(record_of(opening(), goal("g1"), fact, f.Note())) == ["g1"]


def test_a_circle_of_corrections_changes_nothing_that_it_should_not() -> None:
    """In a foreign file two corrections may name each other: the one that comes later corrects the earlier alone."""
    record = record_of(opening(), correction("e3", goal("g1")), correction("e2", goal("g2")))
    assert goals(record) == []
    assert len(record.amended) == 3


def test_a_correction_may_move_the_course() -> None:
    """The path follows the corrected time and the corrected phase."""
    story = Story().told(until="assessment")
    move = next(one for one in story.record.entries if isinstance(one.fact, f.PhaseChange))
    earlier = move.occurred_at - timedelta(minutes=30)
    story.write(f.Correction(target=move.id, reason="the clock was wrong", occurred_at=earlier))
    track = story.case.track
    assert track is not None
    assert (track.phase, track.since, track.visit) == ("assessment", earlier, move.number)
    assert measures.path(story.record)[-1].at == earlier


# History -------------------------------------------------------------------------------------------------------------


def test_the_history_of_an_entry_shows_every_version() -> None:
    """As it was written, and as each amendment left it; None while it was retracted."""
    facts = (goal("g1"), correction("e2", goal("g2")), f.Note(), retraction("e3"), retraction("e2"), retraction("e6"))
    record = record_of(opening(), *facts)
    told = [(one.by.number, one.entry and one.entry.fact) for one in record.history("e2")]
    assert told == [(2, goal("g1")), (3, goal("g2")), (5, goal("g1")), (6, None), (7, goal("g1"))]
    assert [(one.by.number, one.entry) for one in record.history("e4")] == [(4, record.entries[3])]
    assert record.history("e99") == ()


def test_an_addendum_is_a_version_that_reads_the_same() -> None:
    """It adds, and changes nothing."""
    record = record_of(opening(), goal("g1"), f.Addendum(target="e2", reason="more"))
    assert [(one.by.number, one.entry) for one in record.history("e2")] == [
        (2, record.entries[1]),
        (3, record.entries[1]),
    ]


def test_versions_and_changes_show_nothing_personal() -> None:
    """What they show of themselves are numbers and kinds."""
    record = record_of(opening(), goal("g1"), correction("e2", goal("g2")), retraction("e2"))
    assert repr(record.history("e2")) == "(<Version of 2 by 2>, <Version of 2 by 3>, <Version retracted by 4>)"
    assert repr(record.changes(between=(at(2), at(9)))) == "(<Change by 3, correction>, <Change by 4, retraction>)"


def test_what_was_learnt_when() -> None:
    """Each entry written in the time asked for, and what an amendment changed, as it read before and after."""
    record = record_of(
        opening(), goal("g1"), correction("e2", goal("g2")), correction("e3", goal("g3")), retraction("e2")
    )
    changes = record.changes(between=(at(1), at(5)))
    told = [(one.entry.number, one.before and one.before.fact, one.after and one.after.fact) for one in changes]
    assert told == [
        (2, None, None),
        (3, goal("g1"), goal("g2")),
        (4, goal("g2"), goal("g3")),
        (5, goal("g3"), None),
    ]
    assert [one.entry.number for one in record.changes(between=(at(2), at(3)))] == [3]


def test_changes_are_asked_for_between_instants() -> None:
    """A time without a zone is no instant."""
    with pytest.raises(cm.BadValue):
        record_of(opening()).changes(between=(datetime(2026, 3, 2), at(9)))  # noqa: DTZ001 - what is refused


def test_late_is_a_property_of_an_entry() -> None:
    """How long after the hours allowed it was written; None within them."""
    late = entry(2, f.Note(), occurred=2, recorded=30)
    assert late.lateness(24) == timedelta(hours=4)
    assert late.lateness(28) is None


# Views ---------------------------------------------------------------------------------------------------------------


def corrected_later() -> cm.CaseRecord:
    """A goal of hour 2 that was put right in hour 10, and placed in hour 1."""
    right = entry(3, correction("e2", goal("g2"), hour=1), occurred=10, recorded=10)
    return cm.CaseRecord.of("c-1", (entry(1, opening(), occurred=0), entry(2, goal("g1")), right))


def test_what_was_known_on_a_day_is_told_as_it_was_known() -> None:
    """Before the correction was written the wrong goal stands; afterwards the right one."""
    record = corrected_later()
    assert goals(record.as_known_at(at(9))) == ["g1"]
    assert goals(record.as_known_at(at(10))) == ["g2"]
    assert goals(record.as_known_at(at(1))) == []


def test_what_had_happened_is_told_as_we_know_it_today() -> None:
    """By the corrected time, with the corrected fact, also before the correction was written."""
    record = corrected_later()
    assert goals(record.as_of(at(1))) == ["g2"]
    assert [one.number for one in record.as_of(at(1)).entries] == [1, 2]
    assert goals(record.as_of(at(0))) == []


def test_both_clocks_together() -> None:
    """What had happened by one time, as it was known at another: by the times as they were known then."""
    record = corrected_later()
    assert goals(record.as_known_at(at(9)).as_of(at(1))) == []
    assert goals(record.as_known_at(at(9)).as_of(at(2))) == ["g1"]
    assert goals(record.as_of(at(1)).as_known_at(at(10))) == ["g2"]


# Laws ----------------------------------------------------------------------------------------------------------------

targets = st.integers(1, 30).map(lambda number: f"e{number}")
amendments = st.one_of(
    st.builds(correction, targets, st.none() | st.sampled_from(FACTS), hour=st.none() | st.integers(0, 40)),
    st.builds(retraction, targets),
    st.builds(f.Addendum, target=targets, reason=st.just("more")),
)
foreign = st.lists(st.one_of(st.sampled_from(FACTS), amendments), max_size=25).map(lambda facts: (opening(), *facts))
"""What a foreign file may hold: facts and amendments of anything, in any order."""


@given(foreign, st.data())
def test_folding_a_prefix_and_then_the_rest_is_folding_all(facts: tuple[f.Fact, ...], data: st.DataObject) -> None:
    """Also where the rest amends the prefix."""
    entries = tuple(record_of(*facts).entries)
    cut = data.draw(st.integers(0, len(entries)))
    whole = cm.CaseRecord.of("c-1", entries)
    assert cm.CaseRecord.of("c-1", entries[:cut]).with_entries(entries[cut:]) == whole
    one_by_one = cm.CaseRecord.of("c-1", entries[:cut])
    for each in entries[cut:]:
        one_by_one = one_by_one.with_entry(each)
    assert one_by_one.case == whole.case


@given(foreign)
def test_amending_keeps_the_original(facts: tuple[f.Fact, ...]) -> None:
    """Every entry reads in the record as it was written, whatever amends it."""
    record = record_of(*facts)
    assert [one.fact for one in record.entries] == list(facts)
    for one in record.entries:
        assert record.history(one.id)[0].entry == one


@given(foreign)
def test_every_version_is_what_counted_then(facts: tuple[f.Fact, ...]) -> None:
    """The version that an amendment made is what counts of the record up to that amendment."""
    record = record_of(*facts)
    for one in record.entries:
        for version in record.history(one.id):
            then = as_amended(list(record.entries)[: version.by.number])
            assert version.entry == next((each for each in then if each.number == one.number), None)


def grown_at_random(seed: int, near: int) -> cm.CaseRecord:
    """A record of one entry and amendments of any of the `near` entries before each."""
    rng = random.Random(seed)  # noqa: S311 - for variety
    facts: list[f.Fact] = [f.Note()]
    for number in range(3, 23):
        target = f"e{max(2, number - rng.randint(1, near))}"
        kinds = (retraction(target), f.Addendum(target=target, reason="r"), correction(target, hour=number))
        facts.append(rng.choices(kinds, weights=(5, 1, 5))[0])
    record = record_of(opening(), *facts)
    texts = [rng.choice(("", f"text {one.number}")) for one in record.entries]
    return cm.CaseRecord.of("c-1", [evolve(one, text=text) for one, text in zip(record.entries, texts, strict=True)])


@pytest.mark.parametrize("near", [1, 2, 5, 20])
def test_every_version_of_a_tangled_row_is_what_counted_then(near: int) -> None:
    """Corrections and retractions of each other in any order, each version worked out from the beginning."""
    for seed in range(50):
        record = grown_at_random(seed, near)
        for version in record.history("e2"):
            then = by_hand(list(record.entries)[: version.by.number])
            assert version.entry == next((each for each in then if each.number == 2), None)


APART = (f.CaseOpened, f.Addendum, f.Correction, f.Retraction, f.Sealing)


def apart(new: f.Fact | None, old: f.Fact) -> bool:
    """Whether one of two different kinds of fact opens the case or amends: neither may take the other's place."""
    return type(new) is not type(old) and (isinstance(new, APART) or isinstance(old, APART))


def by_hand(entries: Iterable[cm.RecordEntry]) -> list[cm.RecordEntry]:
    """Work out what counts in another way: ask of each entry what amends it, and of that again."""
    kept = list(entries)

    def counts(place: int) -> bool:
        return isinstance(kept[place].fact, f.CaseOpened) or not any(
            isinstance(later.fact, f.Retraction) and later.fact.target == kept[place].id and counts(position)
            for position, later in enumerate(kept)
            if position > place
        )

    def reads(place: int) -> cm.RecordEntry:
        now = kept[place]
        for position in range(place + 1, len(kept)):
            if (
                isinstance(kept[position].fact, f.Correction)
                and kept[position].fact.target == now.id  # type: ignore[attr-defined]  # an amendment has one
                and counts(position)
            ):
                later = reads(position)
                what = later.fact
                assert isinstance(what, f.Correction)
                text, who = later.text or now.text, later.participants or now.participants
                if isinstance(now.fact, f.Retraction | f.Sealing):
                    continue
                if isinstance(now.fact, f.Correction):
                    inner = f.Correction(
                        target=now.fact.target,
                        reason=now.fact.reason,
                        fact=what.fact or now.fact.fact,
                        occurred_at=what.occurred_at or now.fact.occurred_at,
                        access=what.access or now.fact.access,
                    )
                    now = evolve(now, fact=inner, text=text, participants=who)
                else:
                    now = evolve(
                        now,
                        fact=now.fact if apart(what.fact, now.fact) else what.fact or now.fact,
                        occurred_at=what.occurred_at or now.occurred_at,
                        access=what.access or now.access,
                        text=text,
                        participants=who,
                    )
        return now

    return [reads(place) for place in range(len(kept)) if counts(place)]


@given(foreign)
def test_one_pass_finds_what_asking_each_entry_finds(facts: tuple[f.Fact, ...]) -> None:
    """What counts, and how it reads, is what comes of asking each entry which amendments of it count."""
    entries = list(record_of(*facts).entries)
    assert as_amended(entries) == by_hand(entries)


@given(foreign)
def test_the_state_is_that_of_a_record_written_right_at_once(facts: tuple[f.Fact, ...]) -> None:
    """Goals, crises, tracks and episodes are those of a record with the corrected facts at their places."""
    record = record_of(*facts)
    right = {one.number: one for one in by_hand(record.entries)}
    clean = cm.CaseRecord.of(
        "c-1",
        [
            one
            if (one := right.get(number)) is not None and not isinstance(one.fact, f.Correction | f.Retraction)
            else entry(number, f.Note())
            for number in range(1, len(facts) + 1)
        ],
    ).case
    case = record.case
    assert (case.standings, case.tracks, case.episodes, case.frame, case.live) == (
        clean.standings,
        clean.tracks,
        clean.episodes,
        clean.frame,
        clean.live,
    )


@given(foreign, st.integers(-1, 30), st.integers(-1, 30))
def test_the_order_of_looking_back_does_not_matter(facts: tuple[f.Fact, ...], happened: int, known: int) -> None:
    """What had happened as it was known then is what was known then of what had happened."""
    record = record_of(*facts)
    one, other = record.as_of(at(happened)).as_known_at(at(known)), record.as_known_at(at(known)).as_of(at(happened))
    assert one == other
    assert list(one.entries) == list(other.entries)
    assert one.as_of(at(happened)) == one


@given(stories, choices, st.integers(0, 80))
def test_both_clocks_agree_where_nothing_is_late_or_amended(story: Story, steps: Steps, hours: int) -> None:
    """What is written at once and never amended was known when it happened."""
    walked(story, steps)
    entries = [evolve(one, occurred_at=one.recorded_at) for one in story.record.entries]
    record, moment = cm.CaseRecord.of("c-1", entries), entries[0].recorded_at + timedelta(hours=hours)
    assert record.as_of(moment) == record.as_known_at(moment)


@given(foreign, st.integers(-1, 30))
def test_a_view_shows_no_more_than_the_record(facts: tuple[f.Fact, ...], hour: int) -> None:
    """Every entry in a view is one of the record, and what counts in it is a version of that."""
    record = record_of(*facts)
    for view in (record.as_of(at(hour)), record.as_known_at(at(hour))):
        assert set(view.entries) <= set(record.entries)
        for one in view.amended:
            assert one in [version.entry for version in record.history(one.id)]


@given(foreign, targets)
def test_sealing_never_changes_the_path(facts: tuple[f.Fact, ...], target: str) -> None:
    """The tracks, episodes, open crises and who has access stay; what was written there is gone."""
    before = record_of(*facts)
    last = len(facts) + 1
    seal = entry(last, f.Sealing(target=target, basis=f.SealingBasis.COURT_ORDER, authority="court"))
    after = before.with_entry(seal)
    kept, now = before.case, after.case
    assert (now.tracks, now.open_crises, now.authorised) == (kept.tracks, kept.open_crises, kept.authorised)
    assert [(one.began, one.ended) for one in now.episodes] == [(one.began, one.ended) for one in kept.episodes]
    assert [one.number for one in after.entries] == list(range(1, last + 1))
    assert after == cm.CaseRecord.of("c-1", [*before.entries, seal])


sealed_or_not = st.lists(
    st.one_of(
        st.just(f.Note()),
        st.sampled_from(("e2", "e3", "e4", "e5", "e6")).flatmap(
            lambda target: st.sampled_from(
                (
                    f.Addendum(target=target, reason="more"),
                    correction(target),
                    retraction(target),
                    f.Sealing(target=target, basis=f.SealingBasis.COURT_ORDER, authority="court"),
                )
            )
        ),
    ),
    max_size=8,
).map(tuple)


@given(sealed_or_not)
def test_a_record_that_grows_is_the_record_that_is_read(facts: tuple[f.Fact, ...]) -> None:
    """Whenever something is sealed: written one by one, folded at once or read from text, it is one record."""
    entries = [evolve(one, text=f"text {one.number}") for one in record_of(opening(), *facts).entries]
    grown = cm.CaseRecord.of("c-1", entries[:1])
    for one in entries[1:]:
        grown = grown.with_entry(one)
    assert cm.loads(cm.dumps(grown)) == grown
    assert cm.CaseRecord.of("c-1", grown.entries) == grown
    assert cm.CaseRecord.of("c-1", entries[:1]).with_entries(entries[1:]) == grown


# Sealing -------------------------------------------------------------------------------------------------------------


def test_what_is_added_after_a_sealing_stays() -> None:
    """It is no part of what was sealed, now or when something else is sealed later."""
    seal = f.Sealing(target="e2", basis=f.SealingBasis.COURT_ORDER, authority="court")
    facts = (opening(), f.Note(), f.Addendum(target="e2", reason="more"), seal, f.Addendum(target="e2", reason="why"))
    entries = [
        evolve(one, text=f"text {one.number}") for one in record_of(*facts, f.Note(), evolve(seal, target="e6")).entries
    ]
    record = cm.CaseRecord.of("c-1", entries)
    assert [one.text for one in record.entries] == ["text 1", "", "", "text 4", "text 5", "", "text 7"]
    assert cm.loads(cm.dumps(record)) == record


def test_a_sealed_entry_is_gone_with_all_that_amends_it() -> None:
    """From the record, its views, its history; what stays is that there was an entry of that kind, by whom and when."""
    first = evolve(entry(2, f.Strength(strength=f.StrengthKind.OTHER)), text="secret", participants=("mother",))
    more = evolve(entry(3, f.Addendum(target="e2", reason="secret")), text="secret")
    right = evolve(entry(4, correction("e3", f.Strength(strength=f.StrengthKind.SKILL))), text="secret")
    record = cm.CaseRecord.of("c-1", (entry(1, opening()), first, more, right, entry(5, f.Note())))
    sealed = record.with_entry(
        entry(6, f.Sealing(target="e2", basis=f.SealingBasis.RIGHT_TO_ERASURE, authority="court"))
    )
    left = sealed.entries[1]
    assert (left.number, left.id, left.by, left.occurred_at, left.recorded_at) == (2, "e2", "w1", at(2), at(2))
    assert (left.fact, left.text, left.participants) == (f.Sealed(of="strength"), "", ())
    assert sealed.entries[2].fact == f.Addendum(target="e2")
    assert sealed.entries[3].fact == f.Correction(target="e3", fact=f.Sealed(of="strength"))
    everything = (sealed, sealed.as_of(at(9)), sealed.as_known_at(at(3)))
    assert not any(one.text for where in everything for one in (*where.entries, *where.amended))
    assert "secret" not in cm.dumps(sealed)
    assert len(record.entries) == 5
    assert record.entries[1].text == "secret"


def test_what_folding_needs_of_the_course_stays() -> None:
    """A sealed move is still that move; its reason is gone."""
    move = f.PhaseChange(
        model="casework", from_="a", to="b", move=cm.MoveKind.RETURN, reason="other", reason_text="he drinks"
    )
    assert move.sealed() == f.PhaseChange(model="casework", from_="a", to="b", move=cm.MoveKind.RETURN)
    closing = f.Closure(
        closure=f.ClosureKind.TRANSFER, initiator=f.Initiator.CLIENT, reason="moved", receiving="clinic"
    )
    assert closing.sealed() == f.Closure(closure=f.ClosureKind.TRANSFER)


@pytest.mark.parametrize("kind", sorted(f.KINDS))
def test_sealing_twice_is_sealing_once(kind: str) -> None:
    """What is left of a fact is left of it."""
    left = sample(f.KINDS[kind]).sealed()
    assert left.sealed() == left


def test_a_correction_that_changes_nothing_leaves_an_equal_case() -> None:
    """Putting in the same fact again changes the entries and nothing else."""
    record = record_of(opening(), goal("g1"))
    after = record.with_entry(entry(3, correction("e2", goal("g1"))))
    assert (after.case.standings, after.case.tracks) == (record.case.standings, record.case.tracks)
