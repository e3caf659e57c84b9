"""A process model finds its own contradictions, all at once; a track goes its way through a model and never judges."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casework_model as cm
from casework_model import MoveKind as K
from samples import at

MEET, TALK, PART = cm.Phase(key="meet", start=True), cm.Phase(key="talk"), cm.Phase(key="part", end=True)
PHASES = (MEET, TALK, PART)
WAY = (cm.Move(from_="meet", to="talk"), cm.Move(from_="talk", to="part"))


def move(from_: str, to: str, kind: cm.MoveKind, *reasons: str) -> cm.Move:
    """Give a move."""
    return cm.Move(from_=from_, to=to, kind=kind, reasons=reasons)


def faults_of(
    phases: tuple[cm.Phase, ...] = PHASES, moves: tuple[cm.Move, ...] = WAY, *, key: str = "talks"
) -> list[str]:
    """Give what a model says of its faults; the empty list if it has none."""
    try:
        cm.ProcessModel(key=key, version=1, phases=phases, moves=moves)
    except cm.ModelFaults as error:
        return [str(fault) for fault in error.faults]
    return []


def test_a_sound_model_has_no_faults() -> None:
    """One start, an end, forward moves from the one to the other: that is a process."""
    assert faults_of() == []
    assert faults_of((cm.Phase(key="all", start=True, end=True),), ()) == []


NO_MOVES: tuple[cm.Move, ...] = ()


@pytest.mark.parametrize(
    ("phases", "moves", "said"),
    [
        (
            (cm.Phase(key="meet"), TALK, PART),
            WAY,
            ["model talks: no phase is the start. Mark exactly one phase with start = true."],
        ),
        (
            (MEET, cm.Phase(key="talk", start=True), PART),
            WAY,
            ["model talks: it has 2 starts (meet, talk). Mark exactly one phase with start = true."],
        ),
        (
            (MEET, TALK, cm.Phase(key="part")),
            WAY,
            ["model talks: no phase is an end. Mark the phase from which a case is closed as planned with end = true."],
        ),
        (
            (MEET, TALK, PART, PART, PART),
            WAY,
            ["phase part: the key is used by 3 phases. Give each phase a key of its own."],
        ),
        (
            PHASES,
            (*WAY, WAY[0]),
            ["move forward meet -> talk: it stands 2 times. Keep one, with all its reasons."],
        ),
        (
            PHASES,
            (*WAY, move("talk", "tea", K.FORWARD)),
            ["move forward talk -> tea: there is no phase tea. Use one of: meet, talk, part."],
        ),
        (
            PHASES,
            (*WAY, move("tea", "cake", K.RETURN)),
            ["move return tea -> cake: there is no phase cake or tea. Use one of: meet, talk, part."],
        ),
        (
            PHASES,
            (*WAY, move("meet", "part", K.RETURN)),
            [
                (
                    "move return meet -> part: a return must go to an earlier phase, this one does not. "
                    "Make it a forward move or turn it round."
                )
            ],
        ),
        (
            PHASES,
            (*WAY, move("talk", "talk", K.RETURN)),
            [
                (
                    "move return talk -> talk: a return must go to an earlier phase, this one does not. "
                    "Make it a forward move or turn it round."
                )
            ],
        ),
        (
            PHASES,
            (*WAY, move("part", "meet", K.FORWARD)),
            [
                (
                    "move forward part -> meet: a forward move must go to a later phase, this one does not. "
                    "Make it a return or turn it round."
                )
            ],
        ),
        (
            PHASES,
            (*WAY, move("meet", "talk", K.START)),
            [
                (
                    "move start meet -> talk: a start is not a move between phases. "
                    "Mark the first phase with start = true instead."
                )
            ],
        ),
        (
            PHASES,
            (WAY[0], cm.Move(from_="meet", to="part")),
            [
                (
                    "phase talk: no forward moves lead from here to an end. "
                    "Add a forward move from it, or mark it end = true."
                )
            ],
        ),
        (
            PHASES,
            (WAY[1], cm.Move(from_="meet", to="part"), move("part", "talk", K.RETURN)),
            ["phase talk: no forward moves lead here from the start. Add a forward move to it, or remove the phase."],
        ),
        (
            PHASES,
            (*WAY, move("talk", "meet", K.DETOUR)),
            [
                (
                    "move detour talk -> meet: the detour has no resume back to the phase it leaves. "
                    'Add a move of kind resume from "meet" to "talk", '
                    'or write both as [[detour]] with from = "talk" and to = "meet".'
                )
            ],
        ),
        (
            PHASES,
            (*WAY, move("meet", "talk", K.RESUME)),
            [
                (
                    "move resume meet -> talk: there is no detour that it could resume from. "
                    'Add the detour from "talk" to "meet", or remove the resume.'
                )
            ],
        ),
        (
            PHASES,
            (*WAY, move("talk", "talk", K.DETOUR), move("talk", "talk", K.RESUME)),
            ["move detour talk -> talk: a detour must leave its phase. Take that phase out of its list."],
        ),
    ],
)
def test_each_fault_is_told_with_its_remedy(
    phases: tuple[cm.Phase, ...], moves: tuple[cm.Move, ...], said: list[str]
) -> None:
    """Every way in which a model can contradict itself has its own words, and brings no other fault along."""
    assert faults_of(phases, moves) == said


def test_a_variant_without_detours_has_none() -> None:
    """A model that says it has no detours and has some contradicts itself."""
    moves = (*WAY, move("talk", "meet", K.DETOUR), move("meet", "talk", K.RESUME))
    variant = cm.Variant.LINEAR_WITHOUT_DETOURS
    with pytest.raises(cm.ModelFaults) as caught:
        cm.ProcessModel(key="talks", version=1, phases=PHASES, moves=moves, variant=variant)
    assert [str(fault) for fault in caught.value.faults] == [
        (
            "model talks: the variant linear_without_detours has no detours, and the model has some. "
            'Remove them, or use the variant "linear".'
        )
    ]
    assert not cm.ProcessModel(key="talks", version=1, phases=PHASES, moves=WAY, variant=variant).reasons


def test_a_model_without_a_key_has_no_name() -> None:
    """A model must be named."""
    assert faults_of(key="") == ['model: it has no key. Name it, such as key = "casework".']


def test_a_model_without_phases_has_neither_start_nor_end() -> None:
    """Nothing at all is no process."""
    assert faults_of((), ()) == [
        "model talks: no phase is the start. Mark exactly one phase with start = true.",
        "model talks: no phase is an end. Mark the phase from which a case is closed as planned with end = true.",
    ]


def test_all_faults_are_told_at_once() -> None:
    """Nobody mends one fault to be told the next: eleven at once, in the order of phases, moves, ways and detours."""
    phases = (MEET, cm.Phase(key="talk", start=True), TALK, cm.Phase(key="lost"), PART)
    moves = (
        *WAY,
        WAY[0],
        move("meet", "talk", K.RETURN),
        move("part", "meet", K.FORWARD),
        move("meet", "part", K.START),
        move("part", "talk", K.DETOUR),
        move("meet", "part", K.RESUME),
    )
    with pytest.raises(cm.ModelFaults) as caught:
        cm.ProcessModel(key="", version=1, phases=phases, moves=moves)
    assert str(caught.value).splitlines() == [
        "The process model cannot be used, faults found (11):",
        '  - model: it has no key. Name it, such as key = "casework".',
        "  - model : it has 2 starts (meet, talk). Mark exactly one phase with start = true.",
        "  - phase talk: the key is used by 2 phases. Give each phase a key of its own.",
        "  - move forward meet -> talk: it stands 2 times. Keep one, with all its reasons.",
        (
            "  - move return meet -> talk: a return must go to an earlier phase, this one does not. "
            "Make it a forward move or turn it round."
        ),
        (
            "  - move forward part -> meet: a forward move must go to a later phase, this one does not. "
            "Make it a return or turn it round."
        ),
        (
            "  - move start meet -> part: a start is not a move between phases. "
            "Mark the first phase with start = true instead."
        ),
        "  - phase lost: no forward moves lead here from the start. Add a forward move to it, or remove the phase.",
        "  - phase lost: no forward moves lead from here to an end. Add a forward move from it, or mark it end = true.",
        (
            "  - move detour part -> talk: the detour has no resume back to the phase it leaves. "
            'Add a move of kind resume from "talk" to "part", '
            'or write both as [[detour]] with from = "part" and to = "talk".'
        ),
        (
            "  - move resume meet -> part: there is no detour that it could resume from. "
            'Add the detour from "part" to "meet", or remove the resume.'
        ),
    ]


def test_one_slip_brings_no_other_fault() -> None:
    """A misspelt phase is told once, with the nearest: not that nothing leads there, nor once more for the way back."""
    moves = (move("meet", "tlak", K.FORWARD), WAY[1])
    assert faults_of(moves=moves) == ['move forward meet -> tlak: there is no phase tlak. Perhaps "talk" is meant.']
    way_back = (move("prat", "talk", K.DETOUR), move("talk", "prat", K.RESUME))
    assert faults_of(moves=(*WAY, *way_back)) == [
        'move detour prat -> talk: there is no phase prat. Perhaps "part" is meant.'
    ]
    assert faults_of(moves=(*WAY, move("tlak", "maet", K.RETURN))) == [
        'move return tlak -> maet: there is no phase maet or tlak. Perhaps "meet" and "talk" are meant.'
    ]
    assert faults_of(moves=(*WAY, move("tlak", "tea", K.RETURN))) == [
        "move return tlak -> tea: there is no phase tea or tlak. Use one of: meet, talk, part."
    ]


def test_a_model_is_short_to_look_at() -> None:
    """What it holds is reached through its attributes; a help page that names the shipped models stays readable."""
    assert repr(cm.CASEWORK) == "<ProcessModel casework 1 iterative, 6 phases>"
    assert repr(cm.CASEWORK.linear()) == "<ProcessModel casework 1 linear, 6 phases>"
    assert cm.CASEWORK.linear().iterative() == cm.CASEWORK != cm.CASEWORK.linear()


# Asking a model ------------------------------------------------------------------------------------------------------

TALKS = cm.ProcessModel(
    key="talks",
    version=2,
    title="Talks",
    phases=(
        MEET,
        cm.Phase(key="talk", title="Talking", requires=("problem_stated",)),
        cm.Phase(key="part", end=True, requires=("goals_rated", "closing_complete")),
        cm.Phase(key="leave", end=True, requires=("closing_complete", "goal_agreed")),
    ),
    moves=(
        *WAY,
        cm.Move(from_="talk", to="leave"),
        move("talk", "meet", K.RETURN, "new_issue", "other_reason"),
        move("part", "meet", K.RETURN, "new_issue"),
        move("talk", "meet", K.DETOUR, "crisis"),
        move("meet", "talk", K.RESUME),
    ),
)


def test_a_model_answers_what_it_is_asked() -> None:
    """Phases by key, moves by from, to and kind, and moves in the order of the model; else None or nothing."""
    assert TALKS.first is MEET
    assert (TALKS.phase("meet"), TALKS.phase("tea")) == (MEET, None)
    assert TALKS.move("talk", "meet", K.RETURN) is TALKS.moves[3]
    assert TALKS.move("talk", "meet", K.DETOUR) is TALKS.moves[5]
    assert TALKS.move("meet", "part", K.FORWARD) is None
    assert [str(one) for one in TALKS.moves_from("talk")] == [
        "forward talk -> part",
        "forward talk -> leave",
        "return talk -> meet",
        "detour talk -> meet",
    ]
    assert TALKS.moves_from("leave") == TALKS.moves_from("tea") == ()


def test_names_are_titles_where_there_are_titles() -> None:
    """A phase or model without a title goes by its key; a phase that is not there by the key that was asked for."""
    assert (TALKS.name, cm.ProcessModel(key="k", version=1, phases=PHASES, moves=WAY).name) == ("Talks", "k")
    assert [TALKS.phase_name(key) for key in ("meet", "talk", "tea")] == ["meet", "Talking", "tea"]


def test_a_model_knows_all_reasons_and_what_a_planned_closing_asks_for() -> None:
    """Coded reasons are those of all moves; a planned closing asks for the rules of all ends, each once."""
    assert TALKS.reasons == {"new_issue", "other_reason", "crisis"}
    assert TALKS.closing_requires == ("goals_rated", "closing_complete", "goal_agreed")


def test_a_phase_can_be_made_to_ask_for_more() -> None:
    """A further requirement is added to one phase; the model it was added to stays as it was."""
    more = TALKS.with_requirement("talk", "goal_agreed", "own_rule")
    assert [phase.requires for phase in more.phases[:2]] == [(), ("problem_stated", "goal_agreed", "own_rule")]
    assert TALKS.phases[1].requires == ("problem_stated",)
    with pytest.raises(cm.ModelFaults) as caught:
        TALKS.with_requirement("tea", "goal_agreed")
    (fault,) = caught.value.faults
    assert str(fault) == "model talks: there is no phase tea. Use one of: meet, talk, part, leave."


def test_models_are_equal_by_what_they_say() -> None:
    """A model built twice is one model, in sets too; another version is another."""
    twin = cm.ProcessModel(key="talks", version=2, title="Talks", phases=TALKS.phases, moves=TALKS.moves)
    assert twin == TALKS
    assert len({twin, TALKS, TALKS.linear()}) == 2


# Track ---------------------------------------------------------------------------------------------------------------

TRACK = cm.Track("talks", "talk", 3, at(3))
phases = st.sampled_from(("meet", "talk", "part"))
kinds = st.sampled_from(tuple(K))


@pytest.mark.parametrize("kind", [K.START, K.FORWARD, K.RETURN])
def test_a_real_move_begins_a_visit(kind: cm.MoveKind) -> None:
    """Start, forward and return begin a new visit at their own entry and time."""
    assert TRACK.moved(kind, "part", 7, at(7)) == cm.Track("talks", "part", 7, at(7))


def test_a_detour_pauses_the_visit_and_a_resume_goes_on_with_it() -> None:
    """The visit that a detour interrupts is the same one after the resume; only the stay begins anew."""
    away = TRACK.moved(K.DETOUR, "meet", 7, at(7))
    assert away == cm.Track("talks", "meet", 3, at(7), cm.Paused("talk", 3))
    assert away.moved(K.RESUME, "talk", 9, at(9)) == cm.Track("talks", "talk", 3, at(9))


def test_a_detour_within_a_detour_keeps_the_phase_that_was_left_first() -> None:
    """However often one is led away, what was paused is what was left first."""
    away = TRACK.moved(K.DETOUR, "meet", 7, at(7)).moved(K.DETOUR, "part", 8, at(8))
    assert away == cm.Track("talks", "part", 3, at(8), cm.Paused("talk", 3))
    assert away.moved(K.RESUME, "talk", 9, at(9)) == cm.Track("talks", "talk", 3, at(9))


def test_a_resume_of_nothing_begins_a_visit() -> None:
    """A resume without a detour, or to another phase than the one left, begins a visit: a track never fails."""
    assert TRACK.moved(K.RESUME, "part", 7, at(7)) == cm.Track("talks", "part", 7, at(7))
    away = TRACK.moved(K.DETOUR, "meet", 7, at(7))
    assert away.moved(K.RESUME, "part", 8, at(8)) == cm.Track("talks", "part", 8, at(8))


@given(steps=st.lists(st.tuples(kinds, phases), max_size=12), resumed=st.booleans())
def test_whatever_happens_a_resume_ends_where_the_detours_began(
    steps: list[tuple[cm.MoveKind, str]], *, resumed: bool
) -> None:
    """After any moves: the stay began with the last one, a pause means a detour since, and resuming it ends it."""
    track, model = TRACK, [("talk", 3)]
    for number, (kind, to) in enumerate(steps, start=4):
        track = track.moved(kind, to, number, at(number))
        if kind is K.DETOUR:
            model.append((to, model[0][1]))
        else:
            is_back = kind is K.RESUME and len(model) > 1 and to == model[0][0]
            model = [(to, model[0][1] if is_back else number)]
        assert (track.phase, track.visit) == model[-1]
        assert (track.model, track.since) == ("talks", at(number))
        assert (track.paused is None) is (len(model) == 1)
    if track.paused and resumed:
        back = track.moved(K.RESUME, track.paused.phase, 99, at(99))
        assert (back.phase, back.visit, back.paused) == (*model[0], None)


def test_a_track_is_renamed_with_its_model() -> None:
    """In another model or version a track keeps visit and time; a phase without a new name keeps its own."""
    plain = TRACK.renamed("talks_2", {"talk": "speak", "meet": "greet"})
    assert plain == cm.Track("talks_2", "speak", 3, at(3))
    away = TRACK.moved(K.DETOUR, "meet", 7, at(7))
    assert away.renamed("t", {"talk": "speak"}) == cm.Track("t", "meet", 3, at(7), cm.Paused("speak", 3))
    assert away.renamed("t", {"meet": "greet"}) == cm.Track("t", "greet", 3, at(7), cm.Paused("talk", 3))


def test_a_track_knows_no_clock() -> None:
    """The time of a stay is the one given, whatever its zone."""
    moment = datetime(2000, 1, 1, tzinfo=UTC)
    assert TRACK.moved(K.FORWARD, "part", 4, moment).since is moment
