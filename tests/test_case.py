"""The case is what its entries fold to, whatever they are; and it answers what it is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import MoveKind as K
from casework_model import facts as f
from casework_model.case import empty_case, folded
from samples import at, change, entry, opening, record_of
from story import consent, goal, planned, review, task

EMPTY: Final = empty_case("c-1")


def case_of(*facts: f.Fact) -> cm.Case:
    """Give the case of facts that nobody has judged."""
    return record_of(*facts).case


# Before the opening --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("opened", "opening"),
        ("client", "client"),
        ("tz", "time zone"),
        ("model", "process model"),
        ("policy", "policy"),
        ("authorised", "list of authorised workers"),
    ],
)
def test_what_only_an_opened_case_has_is_not_there_before(asked: str, name: str) -> None:
    """Asking too early says so in plain words."""
    with pytest.raises(cm.NotBegun) as caught:
        getattr(EMPTY, asked)
    said = f"There is no {name} yet: this view ends before the case was opened. Choose a later time."
    assert str(caught.value) == said


def test_a_case_without_entries_is_empty() -> None:
    """Everything else can be asked at any time, and there is nothing yet."""
    assert not EMPTY.is_begun
    assert not EMPTY.is_closed
    assert (EMPTY.episode, EMPTY.episode_began, EMPTY.track, EMPTY.phase, EMPTY.contract) == (None, 0, None, None, None)
    assert not [*EMPTY.goals, *EMPTY.consents, *EMPTY.crises, *EMPTY.referrals, *EMPTY.tasks]
    assert not [*EMPTY.active_goals, *EMPTY.open_crises, *EMPTY.facts(f.Note), *EMPTY.newest_first(f.Note)]
    assert (EMPTY.latest(f.Note), EMPTY.has(f.Note), EMPTY.entry(1), EMPTY.entry(0)) == (None, False, None, None)
    assert repr(EMPTY) == "<Case c-1, not begun, 0 entries>"


def test_an_opened_case_knows_how_it_was_opened() -> None:
    """Client, zone, model, policy and the authorised stand in the opening entry."""
    case = case_of(opening())
    assert case.is_begun
    assert case.opened == opening()
    assert (case.client.id, case.tz, case.model.key, case.policy.key) == (
        "cl-1",
        "Europe/Berlin",
        "casework",
        "standard",
    )
    assert case.authorised == {"w1", "w2"}
    assert case.episode == cm.Episode(1, 1, at(1))
    assert (case.track, case.phase) == (cm.Track("casework", "intake", 1, at(1)), "intake")
    assert repr(case) == "<Case c-1, open, 1 entries>"
    assert case.day(datetime(2026, 3, 2, 23, 30, tzinfo=UTC)) == date(2026, 3, 3)


# Facts with a life of their own --------------------------------------------------------------------------------------


def test_a_goal_lives_from_proposal_to_agreement() -> None:
    """A goal is proposed, agreed, and a new version of itself when it is written again."""
    proposed, agreed = goal(agreed=False), goal()
    standing = case_of(opening(), proposed).goals["g1"]
    assert (standing.goal, standing.status, standing.number) == (proposed, f.GoalStatus.PROPOSED, 2)
    assert not standing.agreed_once
    assert not standing.is_active
    case = case_of(opening(), proposed, agreed)
    assert (case.goals["g1"].goal, case.goals["g1"].number, case.active_goals) == (agreed, 3, ("g1",))
    assert case.goals["g1"].agreed_once


def test_a_proposed_version_leaves_the_agreed_one_standing() -> None:
    """What was agreed holds until the new version is agreed in turn."""
    old, new = goal(weight=1), goal(weight=2, agreed=False)
    assert case_of(opening(), old, new).goals["g1"].goal == old
    after = case_of(opening(), old, new, goal(weight=2)).goals["g1"]
    assert (after.goal, after.number) == (goal(weight=2), 4)


def test_a_new_version_of_a_goal_keeps_what_the_record_says_of_it() -> None:
    """Task, work and rating of a goal belong to it in all its versions."""
    worked = f.Intervention(intervention=f.InterventionKind.COUNSELLING, goals=("g1", "g9"))
    standing = case_of(opening(), goal(), task(), worked, review(g1=1), goal(weight=3)).goals["g1"]
    assert (standing.task, standing.worked, standing.level, standing.rated, standing.number) == (3, 4, 1, 5, 6)


@pytest.mark.parametrize("outcome", list(f.GoalOutcome))
def test_a_goal_that_is_given_up_is_no_longer_active(outcome: f.GoalOutcome) -> None:
    """A goal that was replaced or withdrawn stays readable, and can be proposed again."""
    given_up = f.GoalChange(goal="g1", outcome=outcome)
    case = case_of(opening(), goal(), goal("g2"), given_up)
    assert (case.goals["g1"].status.value, case.active_goals) == (outcome.value, ("g2",))
    again = case_of(opening(), goal(), given_up, goal(agreed=False)).goals["g1"]
    assert (again.status, again.agreed_once) == (f.GoalStatus.PROPOSED, True)


def test_only_formal_ratings_count_and_the_last_one_holds() -> None:
    """An interim rating changes nothing; a formal one gives the goal its level."""
    ratings = (f.Rating(goal="g1", level=2), f.Rating(goal="g9", level=0))
    interim = f.Evaluation(evaluation=f.EvaluationKind.INTERIM, ratings=ratings)
    case = case_of(opening(), goal(), goal("g2"), review(g1=-2, g2=0), review(g1=1), interim)
    assert [(case.goals[key].level, case.goals[key].rated) for key in ("g1", "g2")] == [(1, 5), (0, 4)]


def test_a_task_counts_for_its_goal_when_it_has_an_owner_and_a_day() -> None:
    """A task is known by its id or that of its entry; incomplete, or for an unknown goal, it is kept all the same."""
    bare, other = f.Task(goal="g1", who="client"), f.Task(goal="g9", id="t1", who="w1", due=date(2026, 4, 1))
    case = case_of(opening(), goal(), task(), bare, f.Task(goal="g1", due=date(2026, 4, 1)), other)
    assert case.goals["g1"].task == 3
    assert {key: (standing.task.goal, standing.number) for key, standing in case.tasks.items()} == {
        "e3": ("g1", 3),
        "e4": ("g1", 4),
        "e5": ("g1", 5),
        "t1": ("g9", 6),
    }


def test_the_latest_word_on_a_consent_counts() -> None:
    """Each scope stands by itself, and a later word replaces an earlier one."""
    both = consent("service", "collateral:school", until=date(2026, 9, 1))
    case = case_of(opening(), both, consent("collateral:school", status=f.ConsentStatus.WITHDRAWN))
    assert dict(case.consents) == {
        "service": f.ConsentStanding(status=f.ConsentStatus.GIVEN, valid_until=date(2026, 9, 1), number=2),
        "collateral:school": f.ConsentStanding(status=f.ConsentStatus.WITHDRAWN, valid_until=None, number=3),
    }


def test_a_crisis_is_open_until_it_is_stabilised() -> None:
    """Crises are open in the order in which they came; a second stabilising changes nothing."""
    crises = (f.Crisis(id="k1"), f.Crisis(id="k2"))
    case = case_of(opening(), *crises)
    assert (case.open_crises, case.crises["k1"].opened, case.crises["k1"].is_open) == (("k1", "k2"), 2, True)
    calm = case_of(opening(), *crises, f.Stabilised(crisis="k1"), f.Stabilised(crisis="k1"), f.Stabilised(crisis="k9"))
    assert (calm.open_crises, calm.crises["k1"].stabilised, calm.crises["k1"].is_open) == (("k2",), 4, False)
    assert set(calm.crises) == {"k1", "k2"}
    again = case_of(opening(), *crises, f.Stabilised(crisis="k1"), f.Crisis(id="k1"))
    assert again.open_crises == ("k2", "k1")


def test_a_referral_goes_on() -> None:
    """A referral has the status of its last news; news of an unknown one changes nothing."""
    sent = f.Referral(id="r1", to="shelter")
    news = (f.ReferralUpdate(referral=key, status=f.ReferralStatus.ACCEPTED) for key in ("r1", "r9"))
    case = case_of(opening(), sent, *news)
    standing = f.ReferralStanding(referral=sent, status=f.ReferralStatus.ACCEPTED, number=3)
    assert dict(case.referrals) == {"r1": standing}
    assert case_of(opening(), sent).referrals["r1"].status is f.ReferralStatus.REQUESTED


# Facts that accumulate -----------------------------------------------------------------------------------------------

MAPS: Final = tuple(f.GenogramDrawn(people=people) for people in range(3))
NOTED: Final = case_of(opening(), MAPS[0], f.Note(), MAPS[1], f.Note(), MAPS[2])


@pytest.mark.parametrize(
    ("since", "people", "latest"), [(0, (0, 1, 2), 2), (2, (0, 1, 2), 2), (3, (1, 2), 2), (6, (2,), 2), (7, (), None)]
)
def test_facts_are_found_by_type_and_since(since: int, people: tuple[int, ...], latest: int | None) -> None:
    """Facts of a type stand in the order of writing, from an entry number on, the newest first where that is asked."""
    found = NOTED.facts(f.GenogramDrawn, since=since)
    assert tuple(fact.people for fact in found) == people
    assert [one.fact for one in NOTED.newest_first(f.GenogramDrawn, since=since)] == list(reversed(found))
    newest = NOTED.latest(f.GenogramDrawn, since=since)
    assert (newest.people if newest else None) == latest
    assert NOTED.has(f.GenogramDrawn, since=since) is bool(people)


def test_an_entry_is_found_by_its_number() -> None:
    """Numbers that are not on record give nothing, also in a view that has gaps."""
    assert [NOTED.entry(number) is NOTED.entries[number - 1] for number in range(1, 7)] == [True] * 6
    assert [NOTED.entry(number) for number in (-1, 0, 7, 99)] == [None] * 4
    gap = folded(EMPTY, [entry(1, opening()), entry(4, f.Note())])
    assert [gap.entry(number) is not None for number in range(6)] == [False, True, False, False, True, False]


def test_the_contract_is_that_of_the_episode() -> None:
    """The latest contract counts, and an earlier episode's contract does not."""
    one, other = f.Contract(goals=("g1",)), f.Contract(goals=("g1", "g2"))
    assert case_of(opening(), one, other).contract == other
    assert case_of(opening(), one, planned(), f.Reopening(entry_phase="intake")).contract is None


# The course of a case ------------------------------------------------------------------------------------------------

REOPENED: Final = f.Reopening(entry_phase="assessment", reason="again")


def test_a_track_goes_from_phase_to_phase() -> None:
    """Moves change the track they name; a track that was not begun begins with its first move, whatever its kind."""
    case = case_of(
        opening(), change("assessment"), change("intake", K.DETOUR), change("trust", K.RESUME, model="rapport")
    )
    assert dict(case.tracks) == {
        "casework": cm.Track("casework", "intake", 2, at(3), cm.Paused("assessment", 2)),
        "rapport": cm.Track("rapport", "trust", 4, at(4)),
    }
    assert case.phase == "intake"


def test_closing_ends_the_episode_and_every_track() -> None:
    """A closed case stands in no phase, and remembers when and how it was closed."""
    case = case_of(opening(), change("trust", K.START, model="rapport"), planned())
    assert case.is_closed
    assert (dict(case.tracks), case.track, case.phase) == ({}, None, None)
    assert case.episodes == (cm.Episode(1, 1, at(1), 3, at(3), planned()),)
    assert (case.episode, case.episode_began) == (case.episodes[0], 1)
    assert repr(case) == "<Case c-1, closed, 3 entries>"


def test_closing_twice_keeps_the_first_closing() -> None:
    """A second closing changes no date of the first."""
    ineligible = f.Closure(closure=f.ClosureKind.INELIGIBLE)
    assert case_of(opening(), planned(), ineligible).episodes == case_of(opening(), planned()).episodes


def test_reopening_begins_an_episode_and_keeps_every_date() -> None:
    """A reopened case stands in the phase of entry, in a visit of its own; the first episode stays as it was."""
    case = case_of(opening(), change("assessment"), planned(), REOPENED)
    assert case.episodes == (cm.Episode(1, 1, at(1), 3, at(3), planned()), cm.Episode(2, 4, at(4)))
    assert (case.is_closed, case.episode_began) == (False, 4)
    assert dict(case.tracks) == {"casework": cm.Track("casework", "assessment", 4, at(4))}


def test_reopening_sets_the_active_goals_aside() -> None:
    """Active goals stay readable and are agreed again or left; proposed ones are proposed still."""
    story = (opening(), goal("g1"), goal("g2", agreed=False), goal("g3"), planned(), REOPENED)
    case = case_of(*story)
    assert case.active_goals == ()
    assert {key: one.status.value for key, one in case.goals.items()} == {
        "g1": "set_aside",
        "g2": "proposed",
        "g3": "set_aside",
    }
    again = case_of(*story, goal("g3"))
    assert (again.active_goals, again.goals["g3"].number) == (("g3",), 7)


def test_a_crisis_outlives_the_episode() -> None:
    """What is not stabilised is open after closing and reopening."""
    assert case_of(opening(), f.Crisis(id="k1"), planned(), REOPENED).open_crises == ("k1",)


def test_reopening_what_is_open_begins_an_episode_all_the_same() -> None:
    """Folding never judges: the earlier episode simply has no end."""
    case = case_of(opening(), REOPENED)
    assert case.episodes == (cm.Episode(1, 1, at(1)), cm.Episode(2, 2, at(2)))
    assert case.phase == "assessment"


def test_what_comes_before_the_opening_changes_what_it_can() -> None:
    """Closing, reopening, migrating and granting access need a case that was opened; a move begins its track."""
    changed = f.ModelChanged(model=f.ModelRef(key="town", version=1))
    granted, policy = f.AccessGranted(worker="w9"), f.PolicyChanged(policy=opening().policy)
    early = case_of(planned(), REOPENED, changed, policy, granted, change("trust", model="rapport"))
    assert (early.is_begun, early.episodes, early.frame) == (False, (), None)
    assert (dict(early.tracks), early.track) == ({"rapport": cm.Track("rapport", "trust", 6, at(6))}, None)
    late = case_of(planned(), REOPENED, changed, policy, granted, opening())
    assert late.episodes == (cm.Episode(1, 6, at(6)),)
    assert (late.phase, late.authorised) == ("intake", frozenset({"w1", "w2"}))


def test_a_second_opening_changes_nothing() -> None:
    """The first opening counts; a second one is kept as an entry and nothing more."""
    case = case_of(opening(), change("assessment"), opening("rapport", "trust"))
    assert (case.opened, case.phase, len(case.episodes)) == (opening(), "assessment", 1)
    assert set(case.tracks) == {"casework"}


def test_access_is_granted_and_ended() -> None:
    """Who may read and write is who was named at the opening, with all that was granted and ended since."""
    grants = (f.AccessGranted(worker="w3"), f.AccessEnded(worker="w1"), f.AccessEnded(worker="w9"))
    assert case_of(opening(), *grants).authorised == {"w2", "w3"}


def test_a_migrated_case_goes_on_under_another_model() -> None:
    """The main track is renamed with its model and phases and keeps its visit; other tracks stay as they are."""
    mapped = (f.PhaseMapping(old="assessment", new="study"), f.PhaseMapping(old="planning", new="plan"))
    changed = f.ModelChanged(model=f.ModelRef(key="town", version=3), phases=mapped)
    story = (opening(), change("assessment"), change("trust", K.START, model="rapport"), changed)
    case = case_of(*story)
    assert (case.model, case.policy) == (f.ModelRef(key="town", version=3), opening().policy)
    assert dict(case.tracks) == {
        "rapport": cm.Track("rapport", "trust", 3, at(3)),
        "town": cm.Track("town", "study", 2, at(2)),
    }
    assert (case.phase, case.opened.model.key) == ("study", "casework")
    reopened = case_of(*story, planned(), REOPENED)
    assert dict(reopened.tracks) == {"town": cm.Track("town", "assessment", 6, at(6))}


def test_a_closed_case_can_be_put_under_another_model_and_policy() -> None:
    """Migration needs no track: a closed case has none, before and after."""
    policy = f.PolicyRef(key="town", version=1, digest="e")
    changed = f.ModelChanged(model=f.ModelRef(key="town", version=1))
    case = case_of(opening(), planned(), changed, f.PolicyChanged(policy=policy))
    assert (case.model.key, case.policy, case.is_closed, dict(case.tracks)) == ("town", policy, True, {})


# Folding is total ----------------------------------------------------------------------------------------------------

ids = st.sampled_from(("g1", "g2", "g9"))
phases = st.sampled_from(("intake", "assessment", "nowhere"))
models = st.sampled_from(("casework", "interview", "unknown"))
facts: st.SearchStrategy[f.Fact] = st.one_of(
    st.builds(opening, models, phases),
    st.builds(change, phases, st.sampled_from(tuple(K)), model=models),
    st.just(planned()),
    st.builds(f.Reopening, entry_phase=phases),
    st.builds(
        f.ModelChanged,
        model=st.builds(f.ModelRef, key=models, version=st.just(2)),
        phases=st.tuples(st.builds(f.PhaseMapping, old=phases, new=phases)),
    ),
    st.just(f.PolicyChanged(policy=f.PolicyRef(key="town", version=1, digest="e"))),
    st.builds(f.AccessGranted, worker=ids),
    st.builds(f.AccessEnded, worker=ids),
    st.builds(goal, ids, agreed=st.booleans()),
    st.builds(f.GoalChange, goal=ids, outcome=st.sampled_from(f.GoalOutcome)),
    st.builds(task, ids),
    st.builds(f.Intervention, intervention=st.just(f.InterventionKind.OTHER), goals=st.tuples(ids, ids)),
    st.builds(
        f.Evaluation,
        evaluation=st.sampled_from(f.EvaluationKind),
        ratings=st.tuples(st.builds(f.Rating, goal=ids, level=st.integers(-3, 3))),
    ),
    st.builds(consent, ids),
    st.builds(f.Crisis, id=ids),
    st.builds(f.Stabilised, crisis=ids),
    st.builds(f.Referral, id=ids, to=st.just("shelter")),
    st.builds(f.ReferralUpdate, referral=ids, status=st.sampled_from(f.ReferralStatus)),
    st.just(f.Note()),
)


@given(told=st.lists(facts, max_size=30), cuts=st.lists(st.integers(0, 30), max_size=3))
def test_folding_a_prefix_and_then_the_rest_is_folding_all(told: list[f.Fact], cuts: list[int]) -> None:
    """Whatever stands in a record, folding never fails, and where it pauses does not matter."""
    entries = [entry(number, fact) for number, fact in enumerate(told, start=1)]
    whole = folded(EMPTY, entries)
    case = EMPTY
    places = [0, *sorted(min(cut, len(entries)) for cut in cuts), len(entries)]
    for begin, end in pairwise(places):
        case = folded(case, entries[begin:end])
    assert case == whole
    assert hash(case) == hash(whole)
    assert [list(book) for book in (case.goals, case.crises, case.tasks, case.tracks)] == [
        list(book) for book in (whole.goals, whole.crises, whole.tasks, whole.tracks)
    ]


@given(told=st.lists(facts, max_size=30))
def test_what_is_under_way_is_what_stands_so(told: list[f.Fact]) -> None:
    """Active goals and open crises are exactly those whose standing says so, each once."""
    case = case_of(*told)
    assert sorted(case.active_goals) == sorted(key for key, one in case.goals.items() if one.is_active)
    assert sorted(case.open_crises) == sorted(key for key, one in case.crises.items() if one.is_open)


@given(told=st.lists(facts, max_size=30))
def test_every_entry_is_kept_and_found(told: list[f.Fact]) -> None:
    """Nothing that stands in a record is lost by folding, and each type is found in the order of writing."""
    case = case_of(*told)
    assert [one.fact for one in case.entries] == told
    for kind in {type(fact) for fact in told}:
        assert list(case.facts(kind)) == [fact for fact in told if type(fact) is kind]


@given(told=st.lists(facts, max_size=20), more=facts)
def test_folding_changes_nothing_that_was_there(told: list[f.Fact], more: f.Fact) -> None:
    """A further entry gives a new case; the case before is as it was."""
    case = case_of(*told)
    before = (list(case.entries), dict(case.goals), case.active_goals, dict(case.tracks), case.episodes, case.frame)
    folded(case, [entry(len(told) + 1, more)])
    assert (list(case.entries), dict(case.goals), case.active_goals, dict(case.tracks)) == before[:4]
    assert (case.episodes, case.frame) == before[4:]
