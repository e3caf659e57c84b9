"""Process models as people write them: read strictly, with every fault of writing and of shape told at once."""

from __future__ import annotations

import pytest

import casework_model as cm
from casework_model import MoveKind as K

TALKS = """
key = "talks"
version = 2
title = "Talks"
about = "Three talks."
sources = ["000 I-GEN-01", "field"]
beside = false
waives = ["intervention_has_goal"]
variant = "linear"

[[phase]]
key = "meet"
title = "Meeting"
start = true
purpose = "To meet."
activities = ["Say hello", "Sit down"]
requires = ["problem_stated"]
parts = ["hello", "sit"]
sources = ["000 I-INT-01"]

[[phase]]
key = "talk"

[[phase]]
key = "part"
end = true

[[move]]
from = "meet"
to = "talk"

[[move]]
from = "talk"
to = "part"
kind = "forward"

[[move]]
from = "part"
to = "talk"
kind = "return"
reasons = ["new_issue", "reassessment"]
basis = "inferred"
why = "Talking goes on."
sources = ["001 C-ITR-01"]

[[detour]]
to = "meet"
from = ["talk", "part"]
reasons = ["crisis"]
basis = "inferred"
why = "Safety first."
sources = ["001 C-ITR-03"]
"""

SOUND = """
key = "talks"
version = 1

[[phase]]
key = "meet"
start = true

[[phase]]
key = "part"
end = true

[[move]]
from = "meet"
to = "part"
"""


def faults_of(text: str) -> list[str]:
    """Give what reading a model says of its faults; the empty list if it has none."""
    try:
        cm.parse_model(text, name="talks.toml")
    except cm.ModelFaults as error:
        return [str(fault) for fault in error.faults]
    return []


def test_everything_that_is_written_is_in_the_model() -> None:
    """Each word of a model file has its place in the model, and a detour is written with its resumes."""
    issue, crisis = cm.Source("001", "C-ITR-01"), cm.Source("001", "C-ITR-03")
    inferred, why = cm.Basis.INFERRED, "Safety first."
    assert cm.parse_model(TALKS) == cm.ProcessModel(
        key="talks",
        version=2,
        title="Talks",
        about="Three talks.",
        sources=(cm.Source("000", "I-GEN-01"), cm.Source("field")),
        beside=False,
        waives=("intervention_has_goal",),
        variant=cm.Variant.LINEAR,
        phases=(
            cm.Phase(
                key="meet",
                title="Meeting",
                start=True,
                purpose="To meet.",
                activities=("Say hello", "Sit down"),
                requires=("problem_stated",),
                parts=("hello", "sit"),
                sources=(cm.Source("000", "I-INT-01"),),
            ),
            cm.Phase(key="talk"),
            cm.Phase(key="part", end=True),
        ),
        moves=(
            cm.Move(from_="meet", to="talk"),
            cm.Move(from_="talk", to="part"),
            cm.Move(
                from_="part",
                to="talk",
                kind=K.RETURN,
                reasons=("new_issue", "reassessment"),
                basis=inferred,
                why="Talking goes on.",
                sources=(issue,),
            ),
            *(
                cm.Move(from_=one, to=other, kind=kind, reasons=reasons, basis=inferred, why=why, sources=(crisis,))
                for one, other, kind, reasons in (
                    ("talk", "meet", K.DETOUR, ("crisis",)),
                    ("meet", "talk", K.RESUME, ()),
                    ("part", "meet", K.DETOUR, ("crisis",)),
                    ("meet", "part", K.RESUME, ()),
                )
            ),
        ),
    )


def test_what_is_not_written_is_as_usual() -> None:
    """Only key, version and a sound shape are needed: moves are forward, stated, and the model is iterative."""
    model = cm.parse_model(SOUND)
    assert (model.variant, model.beside, model.waives, model.sources) == (cm.Variant.ITERATIVE, True, (), ())
    assert model.moves == (cm.Move(from_="meet", to="part", kind=K.FORWARD, basis=cm.Basis.STATED),)
    assert faults_of(SOUND) == []


def test_a_detour_from_one_phase_is_plain_text() -> None:
    """As in a move: one phase needs no list."""
    one, listed = '\n[[detour]]\nfrom = "part"\nto = "meet"', '\n[[detour]]\nfrom = ["part"]\nto = "meet"'
    assert cm.parse_model(SOUND + one) == cm.parse_model(SOUND + listed)
    assert len(cm.parse_model(SOUND + one).moves) == 3


# Faults of writing ---------------------------------------------------------------------------------------------------

PHASE_KEYS = "key, title, start, end, purpose, activities, requires, parts, sources"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            SOUND.replace('key = "talks"', 'keys = "talks"'),
            [
                'model in talks.toml: "key" is missing. Add key = ... (text).',
                'model in talks.toml: "keys" is not known. Perhaps "key" is meant.',
            ],
        ),
        (
            SOUND.replace("version = 1", "version = true"),
            ['model in talks.toml: "version" must be a whole number. Write it without quotes, such as 1.'],
        ),
        (
            SOUND.replace("version = 1", "version = 1.0"),
            ['model in talks.toml: "version" must be a whole number. Write it without quotes, such as 1.'],
        ),
        (
            SOUND.replace('key = "talks"', "key = 7"),
            ['model in talks.toml: "key" must be text. Write it in quotes, such as "one".'],
        ),
        (
            SOUND.replace("version = 1", 'version = 1\nvariant = "zigzag"'),
            ['model: "variant" is not one of the known words. Use one of: iterative, linear, linear_without_detours.'],
        ),
        (
            SOUND.replace("version = 1", 'version = 1\nbeside = "no"'),
            ['model in talks.toml: "beside" must be true or false. Write true or false, without quotes.'],
        ),
        (
            SOUND.replace("start = true", 'start = true\nrequire = ["x"]'),
            ['phase 1: "require" is not known. Perhaps "requires" is meant.'],
        ),
        (
            SOUND.replace("start = true", "start = true\ncolour = 1"),
            [f'phase 1: "colour" is not known. Known here: {PHASE_KEYS}.'],
        ),
        (
            SOUND.replace("end = true", 'end = true\nactivities = "Say goodbye"'),
            ['phase 2: "activities" must be a list of texts. Write it in brackets, such as ["one", "two"].'],
        ),
        (
            SOUND.replace("end = true", 'end = true\nrequires = ["x", 1]'),
            ['phase 2: "requires" must be a list of texts. Write it in brackets, such as ["one", "two"].'],
        ),
        (
            SOUND.replace('from = "meet"', 'from = "meet"\nbasis = "guessed"'),
            ['move 1: "basis" is not one of the known words. Use one of: stated, inferred.'],
        ),
        (
            SOUND + '\n[[move]]\nfrom = "part"\nto = "meet"\nkind = "back"',
            ['move 2: "kind" is not one of the known words. Use one of: forward, return, detour, resume.'],
        ),
        (
            SOUND + '\n[[move]]\nfrom = "part"\nto = "meet"\nkind = "retrun"',
            ['move 2: "kind" is not one of the known words. Perhaps "return" is meant.'],
        ),
        (
            SOUND.replace('from = "meet"', 'form = "meet"'),
            [
                'move 1: "from" is missing. Add from = ... (text).',
                'move 1: "form" is not known. Perhaps "from" is meant.',
            ],
        ),
        (
            SOUND + '\n[[move]]\nfrom = "part"\nkind = "return"',
            ['move 2: "to" is missing. Add to = ... (text).'],
        ),
        (
            SOUND + '\n[[detour]]\nfrom = 1\nto = "meet"',
            ['detour 1: "from" must be a text or a list of texts. Write it such as "one", or ["one", "two"].'],
        ),
        (
            SOUND + '\n[[detour]]\nfrom = ["part"]\nto = "meet"\nkind = "detour"',
            ['detour 1: "kind" is not known. Known here: from, to, reasons, basis, why, sources.'],
        ),
        (
            SOUND + '\n[[detour]]\nto = "meet"',
            ['detour 1: "from" is missing. Add from = ... (a text or a list of texts).'],
        ),
        (SOUND + "\n[detour]\n", ["detour: detour must be written as tables. Write [[detour]] for each."]),
        (
            'key = "talks"\nversion = 1\nphase = [1]\nmove = 3\n',
            [
                "phase: phase must be written as tables. Write [[phase]] for each.",
                "move: move must be written as tables. Write [[move]] for each.",
                "model talks: no phase is the start. Mark exactly one phase with start = true.",
                (
                    "model talks: no phase is an end. "
                    "Mark the phase from which a case is closed as planned with end = true."
                ),
            ],
        ),
        (
            "",
            [
                'model in talks.toml: "key" is missing. Add key = ... (text).',
                'model in talks.toml: "version" is missing. Add version = ... (a whole number).',
                'model in talks.toml: "phase" is missing. Add phase = ... (tables [[phase]]).',
                "model ?: no phase is the start. Mark exactly one phase with start = true.",
                "model ?: no phase is an end. Mark the phase from which a case is closed as planned with end = true.",
            ],
        ),
    ],
)
def test_each_fault_of_writing_is_told_with_its_place_and_remedy(text: str, said: list[str]) -> None:
    """What is missing, unknown, of the wrong type or not a known word is told by table and number."""
    assert faults_of(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            SOUND.replace("end = true", ""),
            "model talks: no phase is an end. Mark the phase from which a case is closed as planned with end = true.",
        ),
        (
            SOUND + '\n[[detour]]\nfrom = ["meet"]\nto = "meet"',
            "move detour meet -> meet: a detour must leave its phase. Take that phase out of its list.",
        ),
        (
            SOUND + '\n[[move]]\nfrom = "part"\nto = "meet"\nkind = "detour"',
            (
                "move detour part -> meet: the detour has no resume back to the phase it leaves. "
                'Add a move of kind resume from "meet" to "part", '
                'or write both as [[detour]] with from = "part" and to = "meet".'
            ),
        ),
        (
            SOUND + '\n[[move]]\nfrom = "meet"\nto = "part"\nkind = "start"',
            (
                "move start meet -> part: a start is not a move between phases. "
                "Mark the first phase with start = true instead."
            ),
        ),
        (
            SOUND.replace("version = 1", 'version = 1\nvariant = "linear_without_detours"\ncolour = 1')
            + '\n[[detour]]\nfrom = ["part"]\nto = "meet"',
            (
                "model talks: the variant linear_without_detours has no detours, and the model has some. "
                'Remove them, or use the variant "linear".'
            ),
        ),
    ],
)
def test_a_model_that_is_well_written_may_still_contradict_itself(text: str, said: str) -> None:
    """Faults of shape are told in the same words, whether the model was written in TOML or made in Python."""
    assert faults_of(text)[-1] == said
    assert faults_of(text.replace("colour = 1", "")) == [said]


def test_faults_of_writing_and_of_shape_are_told_together() -> None:
    """One reading tells everything that is wrong, as far as it can be read: seventeen faults at once."""
    text = """
key = "talks"
verson = 1
title = 5

[[phase]]
key = "meet"
start = true
tittle = "Meeting"

[[phase]]
key = "talk"
start = true
requires = "problem_stated"

[[phase]]
title = "Nobody knows"

[[phase]]
key = "talk"

[[phase]]
key = "alone"

[[move]]
from = "meet"
to = "talk"

[[move]]
from = "alone"
to = "meet"
kind = "sidewards"

[[move]]
from = "talk"
to = "tea"

[[move]]
from = "talk"
to = "meet"

[[move]]
from = "meet"
to = "alone"
kind = "return"

[[move]]
from = "meet"

[[move]]
from = "talk"
to = "meet"
kind = "resume"

[[detour]]
to = "meet"
from = ["meet", 1]

[[detour]]
to = "meet"
from = ["talk"]
basis = "rumour"
"""
    assert faults_of(text) == [
        'model in talks.toml: "version" is missing. Add version = ... (a whole number).',
        'model in talks.toml: "verson" is not known. Perhaps "version" is meant.',
        'model in talks.toml: "title" must be text. Write it in quotes, such as "one".',
        'phase 1: "tittle" is not known. Perhaps "title" is meant.',
        'phase 2: "requires" must be a list of texts. Write it in brackets, such as ["one", "two"].',
        'phase 3: "key" is missing. Add key = ... (text).',
        'move 6: "to" is missing. Add to = ... (text).',
        'detour 1: "from" must be a text or a list of texts. Write it such as "one", or ["one", "two"].',
        'move 2: "kind" is not one of the known words. Use one of: forward, return, detour, resume.',
        'detour 2: "basis" is not one of the known words. Use one of: stated, inferred.',
        "model talks: it has 2 starts (meet, talk). Mark exactly one phase with start = true.",
        "model talks: no phase is an end. Mark the phase from which a case is closed as planned with end = true.",
        "phase talk: the key is used by 2 phases. Give each phase a key of its own.",
        "move forward talk -> tea: there is no phase tea. Use one of: meet, talk, alone.",
        (
            "move forward talk -> meet: a forward move must go to a later phase, this one does not. "
            "Make it a return or turn it round."
        ),
        (
            "move return meet -> alone: a return must go to an earlier phase, this one does not. "
            "Make it a forward move or turn it round."
        ),
        (
            "move resume talk -> meet: there is no detour that it could resume from. "
            'Add the detour from "meet" to "talk", or remove the resume.'
        ),
    ]
