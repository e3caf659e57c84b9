"""Extracts as files, their statement in words and as data, and what is wrong with what was asked."""

from __future__ import annotations

import json
import os
import pickle
import stat
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from casework_model.research import (
    STANDARD_EXTRACT,
    ExtractPolicy,
    Ground,
    RareValue,
    SmallCell,
    TextKind,
    extract,
    extracting,
)
from casework_model.research.consents import GROUNDS
from casework_model.research.moving import moving, weeks_of
from casework_model.research.pseudonyms import Pseudonyms
from extracts import KEY, NOW, YES, agreed, extracted, named, with_facts
from story import Story, goal, planned, review

# Small groups ---------------------------------------------------------------------------------------------------------


def test_groups_of_too_few_cases_are_named_with_their_number() -> None:
    """By what the extract tells of them, and not which cases they are."""
    closed = [agreed(f"c-{number}", planned()) for number in range(3)]
    made = extracted(*closed, agreed("c-4"), k=3, window_weeks=1)
    cell = SmallCell(
        status=cm.ClientStatus.VOLUNTARY,
        kind=cm.ClientKind.INDIVIDUAL,
        language="",
        model="casework",
        closure="open",
        cases=1,
    )
    assert made.statement.small_cells == (cell,)
    assert made.warnings == (
        (
            "Fewer than 3 cases are alike in this. 1 case: voluntary, individual, language not given, model casework, "
            "closing open."
        ),
    )


@pytest.mark.parametrize("weeks", [1, 20, 52, 520])
def test_cases_that_are_alike_are_one_group_wherever_they_moved(weeks: int) -> None:
    """The year in which a case begins in the extract follows from the key, and tells nothing of the case."""
    made = extracted(*(agreed(f"c-{number}") for number in range(12)), k=12, window_weeks=weeks)
    assert made.statement.small_cells == ()
    assert made.warnings == ()
    made = extracted(*(agreed(f"c-{number}") for number in range(12)), k=13, window_weeks=weeks)
    assert [cell.cases for cell in made.statement.small_cells] == [12]


def test_an_extract_of_few_cases_says_so() -> None:
    """However alike they are."""
    assert extracted(agreed("c-1"), agreed("c-2"), k=3).warnings[0] == "The whole extract has fewer than 3 cases: 2."
    assert extracted(Story().record).warnings == ()


# Rare values ----------------------------------------------------------------------------------------------------------

FOUND: Final = f.RiskAssessment(findings=(f.RiskFinding(area=f.RiskArea.TRAFFICKING, level=f.RiskLevel.HIGH),))
USUAL: Final = f.RiskAssessment(findings=(f.RiskFinding(area=f.RiskArea.SELF_HARM, level=f.RiskLevel.HIGH),))
OUTCOME: Final = f.FollowUpOutcome.WORSE
SCOPE: Final = ("Consent.scopes", "follow_up")


def told_by_few(*facts: tuple[f.Fact, ...], k: int = 3) -> dict[tuple[str, str], int]:
    """Give what an extract warns of as rare: where it stands and the value, with the number of cases."""
    made = extracted(*(agreed(f"c-{number}", *its) for number, its in enumerate(facts)), k=k)
    return {(one.where, one.value): one.cases for one in made.statement.rare_values}


def test_a_word_of_a_closed_list_that_few_cases_have_is_warned_of() -> None:
    """Five cases of risk of one sort, and one of another: that one is found by a single word."""
    made = extracted(*(agreed(f"c-{number}", USUAL if number else FOUND) for number in range(6)))
    assert made.statement.rare_values == (RareValue(where="RiskFinding.area", value="trafficking", cases=1),)
    assert made.warnings == (
        "Fewer than 5 cases have these; in brackets stands how many. Risk finding: area trafficking (1).",
    )
    assert made.statement.data["rare_values"] == [{"where": "RiskFinding.area", "value": "trafficking", "cases": 1}]
    assert made.warnings[0] in made.statement.text


def test_an_odd_weight_is_warned_of_and_stays() -> None:
    """It may be a number by which somebody is known elsewhere; without it, the attainment would be another."""
    cases = [agreed(f"c-{number}", goal(weight=870501 if number == 3 else 1)) for number in range(6)]
    made = extracted(*cases)
    assert made.warnings == ("Fewer than 5 cases have these; in brackets stands how many. Goal: weight 870501 (1).",)
    assert max(one.goal.weight for case in made.records for one in case.case.goals.values()) == 870501


def test_cases_have_a_value_not_entries() -> None:
    """Said three times in one case, it is still rare; one number is one, however it is written."""
    assert told_by_few((FOUND,) * 3, (USUAL,), (USUAL,), (USUAL,), (USUAL,)) == {("RiskFinding.area", "trafficking"): 1}
    goals = (goal(weight=2), goal(weight=2.0), goal(weight=2))
    assert told_by_few(*((one,) for one in goals)) == {}


@pytest.mark.parametrize(
    ("usual", "rare", "said"),
    [
        (f.Observation(), f.Observation(non_verbal=True), ("Observation.non_verbal", "yes")),
        (f.Observation(non_verbal=True), f.Observation(), ("Observation.non_verbal", "no")),
        (evolve(YES, assent=True), evolve(YES, scopes=("research", "follow_up"), assent=True), SCOPE),
        (f.FollowUp(), f.FollowUp(outcome=OUTCOME), ("FollowUp.outcome", "worse")),
        (review(g1=0), review(g1=0, g2=2), ("Rating.level", "2")),
    ],
)
def test_whatever_stays_as_it_was_is_warned_of_where_few_cases_have_it(
    usual: f.Fact, rare: f.Fact, said: tuple[str, str]
) -> None:
    """Answers of yes and no, scopes, words, and levels; what is left empty is no value."""
    assert told_by_few((usual,), (usual,), (usual,), (usual, rare)) == {said: 1}


def test_a_rare_kind_of_entry_and_a_rare_phase_are_warned_of() -> None:
    """That somebody was told of a mandate, or went into a phase, may be what only one case has."""
    moved = f.PhaseChange(model="casework", to="assessment", move=cm.MoveKind.FORWARD, from_="intake")
    usual = f.PhaseChange(model="casework", to="intake", move=cm.MoveKind.FORWARD, from_="intake")
    few = told_by_few((usual, f.Note()), (usual,), (usual,), (usual, moved))
    assert few == {("RecordEntry.fact", "note"): 1, ("PhaseChange.to", "assessment"): 1}


def test_a_rare_reason_or_language_is_told_as_other_and_not_warned_of() -> None:
    """Nothing rare is left of it."""
    few = told_by_few(*((evolve(planned(), reason=word),) for word in ("goals_met", "goals_met", "goals_met", "moved")))
    assert few == {}


def test_of_the_values_of_refused_records_and_of_what_is_not_told_nothing_is_said() -> None:
    """They are not in the extract."""
    hidden = with_facts(agreed("c-8"), FOUND, access=cm.AccessLevel.RESTRICTED)
    refused = with_facts(named(Story().record, "c-9"), FOUND)
    made = extracted(*(agreed(f"c-{number}") for number in range(3)), hidden, refused, k=3)
    assert made.warnings == ()


def test_in_an_extract_of_fewer_cases_everything_is_rare_and_not_said_one_by_one() -> None:
    """One warning says so; the data has it all the same."""
    made = extracted(agreed("c-1", FOUND), k=3)
    assert made.warnings[0] == "The whole extract has fewer than 3 cases: 1."
    assert not any("trafficking" in warning for warning in made.warnings)
    assert RareValue(where="RiskFinding.area", value="trafficking", cases=1) in made.statement.rare_values


# The statement --------------------------------------------------------------------------------------------------------

STATEMENT: Final = """\
# Research extract

1 record with consent to research. Records without it, left out: 2.

Made for no receiver in particular: where consent names who may have a record, it is not here.

- no consent to research is on record: 1
- consent to research was withdrawn: 1

- Ids are pseudonyms that follow from a secret key. The same id has the same pseudonym; the ids of goals, entries \
and the like have it within their case alone.
- All times of a case moved together by 1 to 1 whole weeks, earlier or later, each case by a number of its own. \
They are told to the minute, and what lies between two of them is right but for less than a minute. They stand in \
UTC, and show the clock and the weekday of the place; after a change of the clock there they may be an hour off.
- Dates in facts, such as deadlines and the last day of a consent, are not told: the end of a month or a year, moved, \
would tell by how much. So a consent that has run out reads as one that stands.
- Coded reasons and languages that fewer than 2 cases share became "other". Scopes of consent are told without whom \
they concern. All other words of closed lists, numbers, and answers of yes and no stay, also rare ones.
- Entries above the level normal are not told. Of an opening, a move, a closing or a reopening among them, the bare \
course is. All others are numbered anew and have one level. A disclosure of entries that are not told may read as one \
of the whole record.
- The numbers below say in how many places of the records something was done, not of how many people: a worker whose \
id stands in fifteen places counts fifteen times.

## Look at this first

- The whole extract has fewer than 2 cases: 1.
- Fewer than 2 cases are alike in this. 1 case: voluntary, individual, language not given, model casework, closing \
open.

## Replaced by pseudonyms

- case ids: in 1 place
- client ids: in 1 place
- entry ids: in 2 places
- policy ids: in 1 place
- worker ids: in 4 places

## Moved in time

- times: 4

## Made coarser

- levels of access: 2
- time zones: 1

## Removed

- digests of policies: 1
- labels of clients: 1

## Left out

- entries of the kind access: 1

## Kept as it was

- "client" and "worker" as participants: 1
- answers of yes and no: 2
- entries: 2
- numbers: 2
- scopes of consent: 1
- words of closed lists: 5
- words of process models: 2

## What this extract cannot promise

- These records are pseudonymous, not anonymous. Whoever holds the key can find out whose they are.
- Whoever knows a case well, or has a log of it, may know it again by the order and the intervals of what happened.
- Days without entries, and hours of work that change with the clock, may hint at the true time of a long case.
- So may what happened to many cases on one known day, and times that go by convention, such as a New Year's Day.
- A case that began long before or after all others stands out by that, although all have moved.
- What many cases have one by one, few may have together; only the groups named above are counted so.
- No rule of casework is to be judged on these records: the texts that rules ask for are not in them.
- So no policy fits the pseudonym of theirs, and `check` says "not judged" of each file that is sound.
"""


def small() -> Any:  # noqa: ANN401 - an extract
    """Give an extract of one case, two others being refused."""
    first = agreed("c-1", f.Access(reader="w7"))
    gone = with_facts(agreed("c-3"), evolve(YES, status=f.ConsentStatus.WITHDRAWN))
    return extracted(first, named(Story().record, "c-2"), gone, k=2, window_weeks=1)


def test_the_statement_says_in_plain_words_what_was_done() -> None:
    """All of it: this is what goes with the extract to whoever works with it."""
    assert small().statement.text == STATEMENT


def test_the_statement_as_data_says_the_same() -> None:
    """For programs; only plain JSON."""
    data = small().statement.data
    assert json.loads(json.dumps(data)) == data
    assert (data["format"], data["version"], data["cases"]) == ("casework-extract", 1, 1)
    assert data["receiver"] == ""
    assert data["refused"] == {"never given": 1, "withdrawn": 1}
    assert data["policy"] == {"k": 2, "window_weeks": 1, "level": "normal", "texts": []}
    assert {"treatment": "replaced by pseudonyms", "what": "worker ids", "count": 4} in data["treated"]
    assert data["small_cells"] == [
        {
            "status": "voluntary",
            "kind": "individual",
            "language": "",
            "model": "casework",
            "closure": "open",
            "cases": 1,
        }
    ]
    assert (data["other_weekdays"], data["partly_hidden"]) == (0, 0)
    assert data["warnings"] == list(small().warnings)


WHOM: Final = "Made for {}, and for nobody else: where consent names others alone, a record is not here."


@pytest.mark.parametrize(
    ("receiver", "told"),
    [
        ("University of A", "University of A"),
        (" University of A\n", "University of A"),
        ("A\n## Kept\n\u202e", r"A\n## Kept\n\u202e"),
    ],
)
def test_the_statement_says_whom_the_extract_is_for(tmp_path: Path, receiver: str, told: str) -> None:
    """In one line, whatever stands in the word; `repr` does not show it."""
    made = extract([agreed()], key=KEY, at=NOW, receiver=receiver)
    made.write(tmp_path / "out")
    lines = (tmp_path / "out" / "STATEMENT.md").read_text(encoding="utf-8").splitlines()
    assert lines[:5] == [
        "# Research extract",
        "",
        "1 record with consent to research. Records without it, left out: 0.",
        "",
        WHOM.format(told),
    ]
    data = json.loads((tmp_path / "out" / "statement.json").read_text(encoding="utf-8"))
    assert data["receiver"] == made.statement.receiver == receiver.strip()
    assert "University" not in repr(made.statement)


def test_of_a_consent_that_names_others_the_statement_says_only_how_many() -> None:
    """Neither whom it names nor which part of research was refused."""
    named_others = with_facts(Story().record, evolve(YES, recipients=("Zqx",)))
    part = f.Consent(scopes=("research:Zqx",), status=f.ConsentStatus.WITHDRAWN)
    statement = extracted(named_others, agreed("c-2", part), agreed("c-3")).statement
    assert "- consent to research names its recipients, and this extract is not said to be for one: 1" in statement.text
    assert (
        "- consent to a part of research was refused or withdrawn after research as a whole was agreed to: 1"
        in statement.text
    )
    assert statement.data["refused"] == {"narrowed": 1, "other recipients": 1}
    assert "Zqx" not in statement.text + json.dumps(statement.data)


def test_kept_texts_are_warned_of_before_all_else() -> None:
    """No machine can tell which names stand in them."""
    assert extracted(agreed(), texts=(TextKind.ENTRY, TextKind.LABEL)).warnings[0] == (
        "Texts were kept (entry, label): names and places that stand in them stand in the extract. Read every one "
        "before you pass it on."
    )


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_there", [False, True], ids=["new", "empty"])
def test_an_extract_is_written_into_a_new_or_empty_folder(tmp_path: Path, is_there: bool) -> None:  # noqa: FBT001 - a case of the table
    """Each record as JSON Lines under its pseudonym, with the statement; nobody but the owner may read any of it."""
    made, folder = extracted(agreed("c-1"), agreed("c-2")), tmp_path / "out"
    if is_there:
        folder.mkdir(mode=0o755)
    made.write(folder)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    files = sorted(f"records/{record.case_id}.jsonl" for record in made.records)
    assert names == sorted(["STATEMENT.md", "statement.json", "records", *files])
    assert [cm.load(folder / file) for file in files] == list(made.records)
    assert json.loads((folder / "statement.json").read_text(encoding="utf-8")) == made.statement.data
    assert (folder / "STATEMENT.md").read_text(encoding="utf-8") == made.statement.text
    assert list(tmp_path.iterdir()) == [folder]
    if sys.platform != "win32":
        modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
        assert modes == {0o600}
        assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "records")} == {0o700}


def test_two_extracts_are_never_mixed(tmp_path: Path) -> None:
    """A folder in which something stands is left as it is, and so is a file of that name."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").touch()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("out", "file"):
        with pytest.raises(cm.BadValue) as caught:
            extracted(agreed()).write(tmp_path / name)
        assert str(caught.value) == (
            f"{tmp_path / name}: something stands there already, and an extract is never mixed with other files. "
            f"Give a new folder or an empty one."
        )
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "notes.txt", "out"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_nothing_half_done_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full in the midst of it, nothing was written."""
    written: list[object] = []

    def full(path: Path, text: str) -> None:
        if written:
            raise OSError(28, "No space left on device")
        written.append(path.write_text(text, encoding="utf-8"))

    monkeypatch.setattr(extracting, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        extracted(agreed()).write(tmp_path / "out")
    assert written
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error_of_the_disk(tmp_path: Path) -> None:
    """Where the folder above is not there, nothing is made."""
    with pytest.raises(FileNotFoundError):
        extracted(agreed()).write(tmp_path / "none" / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_extract_of_nobody_is_still_stated(tmp_path: Path) -> None:
    """All were refused: there is no record, and the statement says why."""
    made = extracted(Story().record)
    assert made.records == ()
    made.write(tmp_path / "out")
    assert os.listdir(tmp_path / "out" / "records") == []  # noqa: PTH208 - of names
    assert made.statement.text.startswith("# Research extract\n\n0 records with consent to research.")


# What is wrong with what was asked ------------------------------------------------------------------------------------


def wrong(**changes: Any) -> Callable[[], object]:  # noqa: ANN401 - anything may be handed in
    """Give what asks for an extract in a wrong way."""
    asked: dict[str, Any] = {"records": [agreed()], "key": KEY, "at": NOW, **changes}
    return lambda: extract(asked.pop("records"), **asked)


WRONG_RECEIVER: Final = (
    "receiver: a text is wanted, not NoneType. Give one word for one extract, as consents name it, or leave it out."
)
VIEW: Final = Story().record.as_of(NOW)

WRONG: Final[tuple[tuple[Callable[[], object], str], ...]] = (
    (
        wrong(key=b"x" * 31),
        (
            "key: 32 bytes or more are wanted, not 31. Make one with secrets.token_bytes(32), and keep it apart from "
            "every extract."
        ),
    ),
    (
        wrong(key="x" * 32),
        "key: bytes are wanted, not str. Make one with secrets.token_bytes(32), and keep it apart from every extract.",
    ),
    (wrong(at=datetime(2027, 1, 1)), "at: a time without a zone is no instant. Give it a zone."),  # noqa: DTZ001 - that is the slip
    (
        wrong(receiver=("University of A", "University of B")),
        "receiver: a text is wanted, not tuple. Give one word for one extract, as consents name it, or leave it out.",
    ),
    (wrong(receiver=None), WRONG_RECEIVER),
    (
        wrong(receiver="\udc80"),
        ("Statement.receiver: the text holds half a character, which no file can keep. Read it in again as UTF-8."),
    ),
    (wrong(records=[]), "records: there is none. Give the records to make an extract of."),
    (
        wrong(records=agreed()),
        "records: several are wanted, not one CaseRecord. Give a list of records, such as [load(file)].",
    ),
    (
        wrong(records=VIEW),
        "records: several are wanted, not one RecordView. Give a list of records, such as [load(file)].",
    ),
    (
        wrong(records=[agreed(), VIEW]),
        (
            "records: a record is wanted, not RecordView. Give whole records; a view does not say whether consent was "
            "withdrawn later."
        ),
    ),
    (
        wrong(records=[agreed("c-1"), agreed("c-2"), agreed("c-1")]),
        "records: the case c-1 stands there twice. Give the newest record of each case.",
    ),
    (
        wrong(records=[agreed(), named(Story().record, "c-2"), cm.CaseRecord.of("c-3")], strict=True),
        (
            "records: consent to research does not stand: c-2 (never given) and c-3 (not opened). Leave them out, or "
            "ask without strict."
        ),
    ),
    (
        lambda: ExtractPolicy(k=1),
        "ExtractPolicy.k: a word that one case alone has tells which case it is. Give 2 or more; 5 is usual.",
    ),
    (
        lambda: ExtractPolicy(window_weeks=0),
        "ExtractPolicy.window_weeks: it must be from 1 to 520. Give 52 for up to a year.",
    ),
    (
        lambda: ExtractPolicy(window_weeks=521),
        "ExtractPolicy.window_weeks: it must be from 1 to 520. Give 52 for up to a year.",
    ),
    (
        lambda: ExtractPolicy(level=cm.AccessLevel.VERY_RESTRICTED),
        (
            "ExtractPolicy.level: what is very restricted is open by named reason only, and never in an extract. "
            'Give "restricted" or a lower level.'
        ),
    ),
)


@pytest.mark.parametrize(("slip", "said"), WRONG)
def test_a_slip_is_told_with_its_remedy(slip: Callable[[], object], said: str) -> None:
    """What is wrong, where, and what would do."""
    with pytest.raises(cm.BadValue) as caught:
        slip()
    assert str(caught.value) == said


def test_strict_lets_pass_what_is_in_order() -> None:
    """It raises only where something was refused."""
    assert len(extract([agreed()], key=KEY, at=NOW, strict=True).records) == 1


def test_records_may_come_one_by_one() -> None:
    """From a generator, too, such as one that loads files."""
    assert len(extract((agreed(name) for name in ("c-1", "c-2")), key=KEY, at=NOW).records) == 2


def test_what_is_usual_is_the_strictest_that_is_of_use() -> None:
    """No text, nothing above the level normal, five cases, a year to either side."""
    assert ExtractPolicy(k=5, window_weeks=52, level=cm.AccessLevel.NORMAL, texts=()) == STANDARD_EXTRACT


def test_pseudonyms_are_not_stored() -> None:
    """They hold the key."""
    with pytest.raises(TypeError, match="pseudonyms hold a key, which is not stored"):
        pickle.dumps(Pseudonyms(KEY))


def test_neither_the_key_nor_the_shift_is_shown() -> None:
    """What knows them says only what it is."""
    names = Pseudonyms(KEY)
    moved = moving(agreed(), [NOW], weeks_of(names, "c-1", 52))
    assert (repr(names), repr(moved)) == ("<Pseudonyms>", "<Moving>")


def test_a_pseudonym_is_the_beginning_of_an_hmac() -> None:
    """Made by openssl from the parts, each with its length in four bytes before it, under the key of bytes 0 to 31."""
    assert Pseudonyms(KEY).of("client", "cl-1") == PSEUDONYM


PSEUDONYM: Final = "client-5ae52c8859e89edcf242"


def test_an_id_is_never_taken_apart() -> None:
    """Parts are kept apart by their lengths; half a character is an id like any other."""
    names = Pseudonyms(KEY)
    assert names.of("goal", "c-1", "2") != names.of("goal", "c-", "12")
    assert names.of("goal", "\udc80").startswith("goal-")


@pytest.mark.parametrize("ground", Ground)
def test_every_ground_has_words(ground: Ground) -> None:
    """For the statement."""
    assert GROUNDS[ground][0].islower()
