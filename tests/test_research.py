"""Extracts for research: whose records are in them, what of a record is, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from casework_model import measures
from casework_model.research import (
    ExtractPolicy,
    Ground,
    RefusedCount,
    RefusedRecord,
    TextKind,
    Treated,
    Treatment,
    extract,
)
from casework_model.research.commons import Commons
from casework_model.research.fields import TOLD, Becoming, becoming
from casework_model.research.moving import moving
from casework_model.research.pseudonyms import Pseudonyms
from casework_model.research.rewriting import Rewriting
from casework_model.research.tally import Tally
from casework_model.shape import Form
from extracts import KEY, NOW, YES, agreed, extracted, facts_of, named, only, pseudonyms, with_facts
from samples import NAMES, fields
from story import Story, goal, planned, review, task


def count(made: Any, treatment: Treatment, what: str) -> int:  # noqa: ANN401 - an extract
    """Give how often one thing was done."""
    found = [one.count for one in made.statement.treated if (one.treatment, one.what) == (treatment, what)]
    return found[0] if found else 0


# Whose records --------------------------------------------------------------------------------------------------------

NO: Final = evolve(YES, status=f.ConsentStatus.REFUSED)
GONE: Final = evolve(YES, status=f.ConsentStatus.WITHDRAWN)


@pytest.mark.parametrize(
    ("facts", "ground"),
    [
        ((), Ground.NEVER_GIVEN),
        ((f.Consent(scopes=("service",), status=f.ConsentStatus.GIVEN),), Ground.NEVER_GIVEN),
        ((f.Consent(scopes=("research:other",), status=f.ConsentStatus.GIVEN),), Ground.NEVER_GIVEN),
        ((NO,), Ground.REFUSED),
        ((YES, NO), Ground.REFUSED),
        ((YES, GONE), Ground.WITHDRAWN),
        ((GONE, YES), None),
        ((YES,), None),
        ((f.Consent(scopes=("service", "research"), status=f.ConsentStatus.GIVEN),), None),
        ((evolve(YES, valid_until=date(2027, 1, 14)),), Ground.EXPIRED),
        ((evolve(YES, valid_until=date(2027, 1, 15)),), None),
        ((evolve(YES, assent=False),), Ground.WITHOUT_ASSENT),
        ((evolve(YES, assent=True),), None),
        ((YES, f.Sealed(of="consent")), Ground.SEALED),
        ((f.Sealed(of="consent"), YES), None),
        ((f.Sealed(of="consent"),), Ground.NEVER_GIVEN),
        ((YES, f.Retraction(target="e2")), Ground.NEVER_GIVEN),
        ((YES, GONE, f.Retraction(target="e3")), None),
        ((YES, f.Correction(target="e2", fact=NO)), Ground.REFUSED),
    ],
)
def test_only_records_with_consent_to_research_are_told(facts: tuple[f.Fact, ...], ground: Ground | None) -> None:
    """The latest word on the scope research counts, as amended, and only while it is valid."""
    made = extracted(with_facts(Story().record, *facts))
    assert [one.ground for one in made.refused] == [ground] * (ground is not None)
    assert len(made.records) == (ground is None)


FOR_A: Final = evolve(YES, recipients=("University of A", "the ministry"))


@pytest.mark.parametrize(
    ("receiver", "ground"),
    [
        ("", Ground.OTHER_RECIPIENTS),
        ("  ", Ground.OTHER_RECIPIENTS),
        ("University of B", Ground.OTHER_RECIPIENTS),
        ("University", Ground.OTHER_RECIPIENTS),
        ("University of A, the ministry", Ground.OTHER_RECIPIENTS),
        ("University of A", None),
        (" UNIVERSITY OF A ", None),
        ("the ministry", None),
    ],
)
def test_a_consent_that_names_recipients_covers_these_alone(receiver: str, ground: Ground | None) -> None:
    """As HR-34 compares them, without regard to case; whoever is not said is none of them."""
    made = extract([with_facts(Story().record, FOR_A)], key=KEY, at=NOW, receiver=receiver)
    assert [one.ground for one in made.refused] == [ground] * (ground is not None)
    assert len(made.records) == (ground is None)
    assert extract([agreed()], key=KEY, at=NOW, receiver=receiver).refused == ()


@pytest.mark.parametrize("receiver", ["", " "])
def test_a_recipient_without_a_name_is_nobody(receiver: str) -> None:
    """A consent that names one names somebody who cannot be told: in doubt not this receiver."""
    made = extract([with_facts(Story().record, evolve(YES, recipients=("",)))], key=KEY, at=NOW, receiver=receiver)
    assert made.refused[0].ground is Ground.OTHER_RECIPIENTS


@pytest.mark.parametrize(
    ("facts", "ground"),
    [
        ((FOR_A, YES), None),
        ((YES, FOR_A), Ground.OTHER_RECIPIENTS),
        ((FOR_A, GONE), Ground.WITHDRAWN),
        ((evolve(FOR_A, valid_until=date(2027, 1, 14)),), Ground.EXPIRED),
        ((YES, evolve(FOR_A, scopes=("service",))), None),
    ],
)
def test_the_recipients_of_the_latest_word_count(facts: tuple[f.Fact, ...], ground: Ground | None) -> None:
    """No receiver is given here; what else speaks against a record is said first."""
    made = extracted(with_facts(Story().record, *facts))
    assert [one.ground for one in made.refused] == [ground] * (ground is not None)


@pytest.mark.parametrize(
    ("said_last", "ground"),
    [
        (FOR_A, Ground.OTHER_RECIPIENTS),
        (evolve(YES, valid_until=date(2027, 1, 14)), Ground.EXPIRED),
        (evolve(YES, assent=False), Ground.WITHOUT_ASSENT),
        (f.Sealed(of="consent"), Ground.SEALED),
        (f.Sealed(of="note"), None),
        (YES, None),
    ],
)
def test_a_wider_consent_that_was_written_late_does_not_undo_what_was_said_later(
    said_last: f.Fact, ground: Ground | None
) -> None:
    """The last word to be said binds as much as the last to be written."""
    record = with_facts(Story().record, said_last)
    made = extracted(with_facts(record, YES, occurred_at=record.entries[0].occurred_at))
    assert [one.ground for one in made.refused] == [ground] * (ground is not None)


PART: Final = "research:university"


def part(status: f.ConsentStatus, scope: str = PART) -> f.Consent:
    """Give a word on a part of research."""
    return f.Consent(scopes=(scope,), status=status)


@pytest.mark.parametrize(
    ("facts", "ground"),
    [
        ((YES, part(f.ConsentStatus.WITHDRAWN)), Ground.NARROWED),
        ((YES, part(f.ConsentStatus.REFUSED)), Ground.NARROWED),
        ((YES, part(f.ConsentStatus.REFUSED, "research:")), Ground.NARROWED),
        ((YES, part(f.ConsentStatus.REFUSED, " Research")), Ground.NARROWED),
        ((YES, evolve(part(f.ConsentStatus.REFUSED), scopes=("service", PART))), Ground.NARROWED),
        ((YES, part(f.ConsentStatus.WITHDRAWN), part(f.ConsentStatus.GIVEN)), Ground.NARROWED),
        ((YES, part(f.ConsentStatus.WITHDRAWN), YES), None),
        ((part(f.ConsentStatus.WITHDRAWN), YES), None),
        ((YES, part(f.ConsentStatus.GIVEN)), None),
        ((YES, part(f.ConsentStatus.WITHDRAWN, "research_group:a")), None),
        ((YES, part(f.ConsentStatus.WITHDRAWN, "disclosure:research")), None),
        ((YES, part(f.ConsentStatus.WITHDRAWN), GONE), Ground.WITHDRAWN),
        ((YES, part(f.ConsentStatus.WITHDRAWN), f.Retraction(target="e3")), None),
        ((part(f.ConsentStatus.GIVEN),), Ground.NEVER_GIVEN),
    ],
)
def test_who_took_back_a_part_of_research_is_in_doubt_in_no_extract(
    facts: tuple[f.Fact, ...], ground: Ground | None
) -> None:
    """Until research as a whole is agreed to anew; no extract knows to which part it belongs."""
    made = extracted(with_facts(Story().record, *facts))
    assert [one.ground for one in made.refused] == [ground] * (ground is not None)
    assert len(made.records) == (ground is None)


def test_a_part_that_was_taken_back_later_counts_also_where_consent_was_written_late() -> None:
    """What was said last counts."""
    taken_back = with_facts(Story().record, part(f.ConsentStatus.WITHDRAWN))
    old = taken_back.entries[0].occurred_at
    assert extracted(with_facts(taken_back, YES, occurred_at=old)).refused[0].ground is Ground.NARROWED
    assert extracted(with_facts(taken_back, YES)).refused == ()


def test_the_last_valid_day_is_that_of_the_place() -> None:
    """At 23:30 in UTC it is the next day in Berlin, and a consent up to the day before has expired."""
    record = with_facts(Story().record, evolve(YES, valid_until=date(2027, 1, 15)))
    late = datetime(2027, 1, 15, 23, 30, tzinfo=UTC)
    assert extract([record], key=KEY, at=late).refused[0].ground is Ground.EXPIRED
    assert extract([record], key=KEY, at=late - timedelta(hours=1)).refused == ()


def test_consent_that_was_given_later_does_not_count_yet() -> None:
    """An extract for a time before the consent does not hold the record."""
    record = agreed()
    given = record.entries[-1].occurred_at
    assert extract([record], key=KEY, at=given).refused == ()
    before = extract([record], key=KEY, at=given - timedelta(seconds=1))
    assert before.refused == (RefusedRecord(case_id="c-1", ground=Ground.GIVEN_LATER),)


@pytest.mark.parametrize(("word", "ground"), [(NO, Ground.REFUSED), (GONE, Ground.WITHDRAWN)])
def test_an_old_consent_that_was_written_late_does_not_undo_a_withdrawal(word: f.Consent, ground: Ground) -> None:
    """What was said last counts, also where an earlier word was put on record after it."""
    withdrawn = with_facts(Story().record, word)
    old = withdrawn.entries[0].occurred_at
    assert extracted(with_facts(withdrawn, YES, occurred_at=old)).refused[0].ground is ground
    assert extracted(with_facts(withdrawn, YES)).refused == ()


def test_who_needs_an_interpreter_must_have_had_one() -> None:
    """HR-26 holds for consent to research, too."""
    opened = Story(needs_interpreter=True).record
    assert extracted(with_facts(opened, YES)).refused[0].ground is Ground.WITHOUT_INTERPRETER
    assert extracted(with_facts(opened, evolve(YES, via_interpreter=True))).refused == ()


def test_a_record_without_opening_or_that_no_file_can_hold_is_refused() -> None:
    """Neither stops the making of the extract for the others."""
    empty = cm.CaseRecord.of("c-2")
    late = agreed("c-3").entries[-1].recorded_at
    odd = with_facts(agreed("c-3"), f.Note(), occurred_at=late + timedelta(days=9), recorded_at=late)
    end = datetime(9999, 12, 30, 9, 0, tzinfo=UTC)
    last = with_facts(agreed("c-4"), f.Note(), occurred_at=end, recorded_at=end)
    made = extracted(agreed("c-1"), empty, odd, last)
    assert len(made.records) == 1
    assert made.refused == (
        RefusedRecord(case_id="c-2", ground=Ground.NOT_OPENED),
        RefusedRecord(case_id="c-3", ground=Ground.NOT_SOUND),
        RefusedRecord(case_id="c-4", ground=Ground.NOT_SOUND),
    )


def test_refused_records_are_named_to_whoever_asks_and_counted_in_the_statement() -> None:
    """The statement says how many and why, and no id."""
    never, gone = named(Story().record, "c-7"), with_facts(named(Story().record, "c-8"), YES, GONE)
    made = extracted(agreed(), never, gone, named(never, "c-9"))
    assert [one.case_id for one in made.refused] == ["c-7", "c-8", "c-9"]
    assert made.statement.refused == (
        RefusedCount(ground=Ground.NEVER_GIVEN, cases=2),
        RefusedCount(ground=Ground.WITHDRAWN, cases=1),
    )
    assert repr(made) == "<Extract of 1 records, 3 refused>"


# Which entries --------------------------------------------------------------------------------------------------------


def test_every_kind_of_fact_that_is_left_out_is_left_out_on_purpose() -> None:
    """Who read a record, drawings of families, personal details, and what amends or stands for something else."""
    left_out = set(f.KINDS) - {kind.kind for kind in TOLD}
    assert left_out == {
        "access",
        "access_ended",
        "access_granted",
        "correction",
        "eco_map_drawn",
        "genogram_drawn",
        "personal_details",
        "retraction",
        "sealed",
        "sealing",
        "withheld",
    }


def test_entries_of_a_kind_that_is_not_told_are_left_out_and_counted() -> None:
    """The others are numbered anew without gap."""
    found = only(agreed("c-1", f.Access(reader="w7"), f.GenogramDrawn(people=17), f.Note()))
    assert [(entry.number, entry.fact.kind) for entry in found.entries] == [
        (1, "case_opened"),
        (2, "consent"),
        (3, "note"),
    ]
    made = extracted(agreed("c-1", f.Access(reader="w7"), f.GenogramDrawn(people=17), f.EcoMapDrawn(ties=4)))
    assert count(made, Treatment.LEFT_OUT, "entries of the kind access") == 1
    assert count(made, Treatment.LEFT_OUT, "entries of the kind genogram_drawn") == 1
    assert count(made, Treatment.KEPT, "entries") == 2


def test_amendments_are_resolved() -> None:
    """A corrected entry reads as corrected, a retracted one is gone, and so are the amendments themselves."""
    low = f.RiskAssessment(level=f.RiskLevel.LOW)
    high = f.RiskAssessment(level=f.RiskLevel.HIGH)
    record = agreed("c-1", low, f.Note(), f.Correction(target="e3", fact=high), f.Retraction(target="e4"))
    found = only(record)
    assert [entry.fact.kind for entry in found.entries] == ["case_opened", "consent", "risk_assessment"]
    assert facts_of(found, f.RiskAssessment) == (high,)


def test_an_addendum_names_what_it_adds_to() -> None:
    """By the pseudonym of that entry; one to an entry that is not told is left out."""
    added = (f.Addendum(target="e3", reason="forgotten"), f.Addendum(target="e4"))
    found = only(agreed("c-1", f.Note(), f.GenogramDrawn(people=3), *added))
    assert [entry.fact.kind for entry in found.entries] == ["case_opened", "consent", "note", "addendum"]
    assert found.entries[3].fact == f.Addendum(target=found.entries[2].id)


def test_sealed_content_and_what_only_points_to_it_is_not_told() -> None:
    """An entry that was sealed is left out; a reference to it goes, too."""
    sealing = f.Sealing(target="e3", basis=f.SealingBasis.COURT_ORDER)
    about = f.Incident(incident=f.IncidentKind.HARM, about=("e2", "e3"))
    made = extracted(agreed("c-1", f.Strength(strength=f.StrengthKind.SKILL), about, sealing))
    (found,) = made.records
    assert [entry.fact.kind for entry in found.entries] == ["case_opened", "consent", "incident"]
    assert facts_of(found, f.Incident)[0].about == (found.entries[1].id,)
    assert count(made, Treatment.LEFT_OUT, "entries that were sealed") == 1
    assert count(made, Treatment.REMOVED, "references to entries that are not told") == 1


def test_links_of_a_chain_are_removed() -> None:
    """With digest, content and nonce: they would tell which record it was."""
    record = agreed()
    link = cm.Link(digest="d" * 64, content="c" * 64, nonce="a" * 32)
    made = extracted(cm.CaseRecord.of("c-1", [evolve(entry, link=link) for entry in record.entries]))
    assert made.records == extracted(record).records
    assert [entry.link for entry in made.records[0].entries] == [None, None]
    assert count(made, Treatment.REMOVED, "links of chains") == 2


def leveled(*levels: cm.AccessLevel) -> cm.CaseRecord:
    """Give a record with an observation of each level."""
    record = agreed()
    for level in levels:
        record = with_facts(record, f.Observation(), access=level)
    return record


@pytest.mark.parametrize(
    ("level", "told"), [("unrestricted", 1), ("low", 2), ("moderate", 3), ("normal", 4), ("restricted", 5)]
)
def test_entries_are_told_up_to_the_level(level: str, told: int) -> None:
    """What is very restricted is never told; nothing shows of which level an entry was."""
    found = only(leveled(*cm.AccessLevel), level=cm.AccessLevel(level))
    assert len(facts_of(found, f.Observation)) == told
    assert {entry.access for entry in found.entries} == {cm.AccessLevel.MODERATE}


def test_above_the_level_the_bare_course_is_told() -> None:
    """A move and a closing whose entries are restricted still happen, without reason."""
    moved = f.PhaseChange(model="casework", to="assessment", move=cm.MoveKind.FORWARD, from_="intake", reason="crisis")
    record = with_facts(agreed(), moved, evolve(planned(), receiving="clinic"), access=cm.AccessLevel.VERY_RESTRICTED)
    found = only(record, k=2)
    assert facts_of(found, f.PhaseChange) == (evolve(moved, reason=""),)
    assert facts_of(found, f.Closure) == (f.Closure(closure=f.ClosureKind.PLANNED),)
    assert [step.to for step in measures.path(found)] == ["intake", "assessment", "closed:planned"]


def test_a_correction_of_a_higher_level_hides_what_it_corrects() -> None:
    """What a restricted correction says is not told at the level of the entry that it corrects."""
    observed = (f.Observation(), f.Correction(target="e3", fact=f.Observation(non_verbal=True)))
    open_, hidden = agreed("c-1", observed[0]), cm.AccessLevel.RESTRICTED
    assert len(facts_of(only(with_facts(open_, observed[1])), f.Observation)) == 1
    record = with_facts(open_, observed[1], access=hidden)
    assert facts_of(only(record), f.Observation) == ()
    twice = with_facts(with_facts(open_, observed[1]), f.Correction(target="e4"), access=hidden)
    assert facts_of(only(twice), f.Observation) == ()


NEED: Final = f.AssessmentItem(item=f.ItemKind.NEED, domain=f.ProblemDomain.SUBSTANCE_USE)


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_a_correction_never_opens_what_it_corrects(is_taken_back: bool) -> None:  # noqa: FBT001 - a case of the table
    """What was restricted is held so, whatever a correction says of its level (D-58), and told to nobody below."""
    record = with_facts(agreed(), NEED, access=cm.AccessLevel.RESTRICTED, text="Zqx drinks.")
    record = with_facts(record, f.Correction(target="e3", access=cm.AccessLevel.NORMAL))
    if is_taken_back:
        record = with_facts(record, f.Retraction(target="e4"))
    found = only(record, texts=(TextKind.ENTRY,))
    assert facts_of(found, f.AssessmentItem) == ()
    assert "Zqx" not in cm.dumps(found)
    told = only(record, texts=(TextKind.ENTRY,), level=cm.AccessLevel.RESTRICTED)
    assert [entry.text for entry in told.entries][2:] == ["Zqx drinks."]


def test_an_addendum_is_never_more_open_than_what_it_adds_to() -> None:
    """Of a restricted closing the bare course is told, and nothing of what was added to it; nor of what was to that."""
    record = with_facts(agreed(), planned(), access=cm.AccessLevel.RESTRICTED)
    record = with_facts(record, f.Addendum(target="e3"), f.Addendum(target="e4"), text="Zqx")
    found = only(record, texts=(TextKind.ENTRY,))
    assert [entry.fact.kind for entry in found.entries] == ["case_opened", "consent", "closure"]
    assert "Zqx" not in cm.dumps(found)
    told = only(record, texts=(TextKind.ENTRY,), level=cm.AccessLevel.RESTRICTED)
    assert [entry.text for entry in told.entries][3:] == ["Zqx", "Zqx"]


def test_goals_above_the_level_are_warned_of() -> None:
    """Attainment differs then, and the statement says in how many cases."""
    record = with_facts(agreed("c-1", goal()), review(g1=1), access=cm.AccessLevel.RESTRICTED)
    made = extracted(record, agreed("c-2", goal(), review(g1=1)))
    assert made.statement.partly_hidden == 1
    assert (
        "Cases with goals or ratings above the level, whose attainment differs or is missing here: 1." in made.warnings
    )


# Names ----------------------------------------------------------------------------------------------------------------


def test_references_hold() -> None:
    """A task, a contract, a rating and a goal change name the goal by one pseudonym; crises and referrals likewise."""
    facts = (
        goal(),
        task(),
        f.Contract(goals=("g1",)),
        review(g1=0),
        f.Intervention(intervention=f.InterventionKind.ADVOCACY, goals=("g1",)),
        f.ProgressNote(goal="g1", level=1),
        f.GoalChange(goal="g1", outcome=f.GoalOutcome.REPLACED),
        f.Crisis(id="k1"),
        f.Stabilised(crisis="k1"),
        f.Referral(id="r1", to="clinic"),
        f.ReferralUpdate(referral="r1", status=f.ReferralStatus.ACCEPTED),
    )
    case = only(agreed("c-1", *facts)).case
    (key,) = case.goals
    assert key.startswith("goal-")
    assert case.goals[key].goal.id == key
    assert case.goals[key].rated and case.goals[key].worked  # noqa: PT018 - entries of it
    assert [done.goal for done in case.facts(f.Task)] == [key]
    assert case.goals[key].status is f.GoalStatus.REPLACED
    assert case.latest(f.Contract) == f.Contract(goals=(key,))
    assert [crisis.is_open for crisis in case.crises.values()] == [False]
    assert [one.status for one in case.referrals.values()] == [f.ReferralStatus.ACCEPTED]


def test_what_two_cases_call_the_same_is_not_the_same() -> None:
    """Goals and entries have pseudonyms of their case; workers and clients have the same everywhere."""
    one, other = (set(pseudonyms(tuple(only(agreed(case, goal())).entries))) for case in ("c-1", "c-2"))
    assert {word.partition("-")[0] for word in one & other} == {"client", "policy", "worker"}
    assert {word.partition("-")[0] for word in one - other} == {"entry", "goal"}


def test_one_word_in_two_roles_has_two_pseudonyms() -> None:
    """A worker who is a client, too, cannot be known again."""
    record = named(agreed("w1"), "w1", client="w1")
    found = only(record)
    words = (found.case_id, found.case.client.id, found.entries[0].by)
    assert len({word.rpartition("-")[2] for word in words}) == 3


def test_every_name_is_an_identifier_unless_it_is_known_not_to_be() -> None:
    """Of the names of facts that are told, just these are not pseudonyms."""
    told = {"Client", "ModelRef", "PhaseMapping", "PolicyRef", "Rating", "RecordEntry", *(one.__name__ for one in TOLD)}
    names = {name for name in NAMES if name.partition(".")[0] in told}
    kinds = {Becoming.PSEUDONYM, Becoming.OWN_PSEUDONYM}
    assert {name for name in names if becoming(name)[0] not in kinds} == {
        "CaseOpened.phase",
        "CaseOpened.tz",
        "Client.language",
        "CollateralContact.scope",
        "Consent.scopes",
        "Disclosure.scope",
        "Interpreter.language",
        "ModelRef.key",
        "PhaseChange.from_",
        "PhaseChange.model",
        "PhaseChange.to",
        "PhaseMapping.new",
        "PhaseMapping.old",
        "PolicyRef.digest",
        "Reopening.entry_phase",
    }
    assert {name for name in names if becoming(name)[1] == name} == set(), "these have no domain of their own yet"
    assert becoming("Unheard.of") == (Becoming.OWN_PSEUDONYM, "Unheard.of")


def test_of_every_field_that_is_told_it_is_known_what_becomes_of_it() -> None:
    """No fact that is told holds a time, a number that is not listed, or a date that it could not do without."""
    parts = {field.type for cls in TOLD for field in fields(cls) if field.form is Form.PART}
    odd = [
        f"{cls.__name__}.{field.name}"
        for cls in (*TOLD, *parts)
        for field in fields(cls)
        if field.form in {Form.TIME, Form.COUNT, Form.NUMBER}
        or (field.form is Form.DATE and not (field.optional or field.many))
        if not field.judged
    ]
    assert sorted(odd) == ["ModelRef.version", "PolicyRef.version"]


def test_a_number_that_is_not_listed_is_not_told() -> None:
    """Nor a time within a fact: where the fact cannot do without it, the extract is not made."""
    record, names, tally = agreed(), Pseudonyms(KEY), Tally()
    moved = moving(record, [record.entries[0].occurred_at], timedelta(weeks=1))
    assert moved is not None
    rewriting = Rewriting("c-1", moved, names=names, commons=Commons.of([], 2), keep=ExtractPolicy(), tally=tally)
    timed = f.Correction(target="e1", occurred_at=NOW)
    assert rewriting.record([evolve(record.entries[0], fact=timed)]).entries[0].fact == f.Correction(
        target=names.of("Correction.target", "c-1", "e1")
    )
    with pytest.raises(cm.BadValue, match=r"GenogramDrawn\.people"):
        rewriting.record([evolve(record.entries[0], fact=f.GenogramDrawn(people=17))])


def test_the_policy_is_told_without_its_digest_and_the_zone_is_utc() -> None:
    """Which agency it was is not to be read off either."""
    opened = only(agreed()).case.opened
    assert (opened.tz, opened.policy.digest, opened.policy.version) == ("UTC", "", 1)
    assert opened.policy.key.startswith("policy-")
    assert (opened.model.key, opened.phase) == ("casework", "intake")


# Words ----------------------------------------------------------------------------------------------------------------


def test_a_scope_is_told_without_whom_it_concerns() -> None:
    """Two scopes of one kind become one; an unknown word becomes "other"; none stays none."""
    scopes = ("service", "disclosure:shelter", "disclosure:school of Anna", "collateral:mother", "anna")
    facts = (
        f.Consent(scopes=scopes, status=f.ConsentStatus.GIVEN),
        f.Disclosure(receiver="school", scope="disclosure:school"),
        f.CollateralContact(contact_with="mother"),
    )
    _, consent, disclosure, contact = (
        entry.fact for entry in only(agreed("c-1", *facts)).entries if not isinstance(entry.fact, f.CaseOpened)
    )
    assert consent == f.Consent(scopes=("service", "disclosure", "collateral", "other"), status=f.ConsentStatus.GIVEN)
    assert disclosure == f.Disclosure(receiver="", scope="disclosure")
    assert contact == f.CollateralContact(contact_with="", scope="")


def closed(case_id: str, reason: str) -> cm.CaseRecord:
    """Give a case that was closed for a reason."""
    return agreed(case_id, f.Closure(closure=f.ClosureKind.OTHER, reason=reason))


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        (["goals_met"] * 3, {"goals_met"}),
        (["goals_met"] * 2, {"other"}),
        (["goals_met"] * 3 + ["lost_contact"] * 2, {"goals_met", "other"}),
        (["She moved in with Anna"] * 3, {"other"}),
        (["Anna"] * 3, {"other"}),
        ([""] * 3, {""}),
    ],
)
def test_a_coded_reason_stays_where_enough_cases_share_it(reasons: list[str], told: set[str]) -> None:
    """With k of 3; what has not the form of a code is never told."""
    made = extracted(*(closed(f"c-{number}", reason) for number, reason in enumerate(reasons)), k=3)
    assert {closure.reason for record in made.records for closure in facts_of(record, f.Closure)} == told


def test_cases_share_a_word_not_entries() -> None:
    """One case that returns three times for one reason shares it with nobody; refused records do not count."""
    back = f.PhaseChange(model="casework", to="intake", move=cm.MoveKind.RETURN, from_="intake", reason="new_issue")
    refused = with_facts(named(Story().record, "c-9"), back)
    made = extracted(agreed("c-1", back, back, back), refused, k=2)
    assert {move.reason for move in facts_of(made.records[0], f.PhaseChange)} == {"other"}
    made = extracted(agreed("c-1", back), agreed("c-2", back), k=2)
    assert {move.reason for move in facts_of(made.records[0], f.PhaseChange)} == {"new_issue"}


def speaking(case_id: str, language: str, *facts: f.Fact) -> cm.CaseRecord:
    """Give a case whose client speaks a language."""
    first, *others = agreed(case_id, *facts).entries
    assert isinstance(first.fact, f.CaseOpened)
    opened = evolve(first.fact, client=evolve(first.fact.client, language=language))
    return cm.CaseRecord.of(case_id, [evolve(first, fact=opened), *others])


def test_languages_are_told_without_region_where_enough_cases_share_them() -> None:
    """The language of an interpreter counts with that of the client; nothing said stays nothing."""
    made = extracted(
        speaking("c-1", "pt-BR"),
        speaking("c-2", "PT"),
        speaking("c-3", "prs"),
        speaking("c-4", "", f.Interpreter(language="pt")),
        k=3,
    )
    assert sorted(record.case.client.language for record in made.records) == ["", "other", "pt", "pt"]
    assert [one.language for record in made.records for one in facts_of(record, f.Interpreter)] == ["pt"]
    assert count(made, Treatment.COARSENED, "languages") == 3
    assert count(made, Treatment.KEPT, "languages") == 1


# Texts ----------------------------------------------------------------------------------------------------------------

TOLD_OF: Final = f.Task(goal="g1", who="Anna", what="write to the landlord")


def wordy() -> cm.CaseRecord:
    """Give a case with a text of every kind."""
    record = with_facts(agreed(), TOLD_OF, text="Anna came.", participants=("Anna", "client"))
    return with_facts(record, f.Referral(id="r1", to="Clinic of St Anna"))


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ((), ("", ("client",), "", "", "")),
        ((TextKind.ENTRY,), ("Anna came.", ("client",), "", "", "")),
        ((TextKind.PARTICIPANTS,), ("", ("Anna", "client"), "Anna", "", "")),
        ((TextKind.NARRATIVE,), ("", ("client",), "", "write to the landlord", "")),
        ((TextKind.LABEL,), ("", ("client",), "", "", "Clinic of St Anna")),
    ],
)
def test_texts_go_unless_their_kind_is_chosen(texts: tuple[TextKind, ...], told: tuple[object, ...]) -> None:
    """The words client and worker always stay: they name nobody. What the team calls the client never does."""
    made = extracted(wordy(), texts=texts)
    entry = next(entry for entry in made.records[0].entries if isinstance(entry.fact, f.Task))
    (done,), (sent,) = facts_of(made.records[0], f.Task), facts_of(made.records[0], f.Referral)
    assert (entry.text, entry.participants, done.who, done.what, sent.to) == told
    assert made.records[0].case.client.label == ""
    assert {one.access.value for one in made.records[0].entries} == {"normal" if texts else "moderate"}
    assert any(warning.startswith("Texts were kept") for warning in made.warnings) is bool(texts)


def test_what_was_done_is_counted() -> None:
    """By kind of content, for the statement."""
    treated = extracted(wordy()).statement.treated
    assert Treated(what="texts of entries", treatment=Treatment.REMOVED, count=1) in treated
    assert Treated(what="participants", treatment=Treatment.REMOVED, count=2) in treated
    assert Treated(what="narratives in facts", treatment=Treatment.REMOVED, count=1) in treated
    assert Treated(what="labels in facts", treatment=Treatment.REMOVED, count=1) in treated
    assert Treated(what="labels of clients", treatment=Treatment.REMOVED, count=1) in treated
    assert Treated(what="case ids", treatment=Treatment.REPLACED, count=1) in treated
    assert Treated(what="entry ids", treatment=Treatment.REPLACED, count=4) in treated
    assert Treated(what="times", treatment=Treatment.MOVED, count=8) in treated
    assert Treated(what="levels of access", treatment=Treatment.COARSENED, count=4) in treated
    assert not any(one.what == "times with seconds" for one in treated)


def test_what_is_cut_off_and_left_out_of_times_and_dates_is_counted() -> None:
    """Seconds, parts of them, and dates: nothing goes without a line of the statement."""
    at = datetime(2026, 4, 1, 9, 17, 43, tzinfo=UTC)
    record = with_facts(agreed(), evolve(task(), due=date(2026, 12, 31)), occurred_at=at, recorded_at=at)
    later = at.replace(minute=18, second=0)
    made = extracted(with_facts(record, f.Note(), occurred_at=later, recorded_at=later.replace(microsecond=1)))
    assert count(made, Treatment.MOVED, "times") == 8
    assert count(made, Treatment.COARSENED, "times with seconds") == 3
    assert count(made, Treatment.REMOVED, "dates in facts") == 1
    assert "dates in facts: 1" in made.statement.text
    assert "times with seconds: 3" in made.statement.text
