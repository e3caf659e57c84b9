"""What can be written down: stable words, what a closed case still takes, and what holds for every type alike."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import date
from typing import Any

import attrs
import pytest
from attrs.exceptions import FrozenInstanceError

import casework_model as cm
from casework_model import facts as f
from casework_model.case import Frame
from casework_model.shape import Field, fields_of
from samples import FACTS, NAMES, SHOWN, opening, record_of, sample, types

KINDS = {
    "access": f.Access,
    "access_ended": f.AccessEnded,
    "access_granted": f.AccessGranted,
    "addendum": f.Addendum,
    "assessment_item": f.AssessmentItem,
    "case_opened": f.CaseOpened,
    "closing_summary": f.ClosingSummary,
    "closure": f.Closure,
    "collateral_contact": f.CollateralContact,
    "confidentiality_explained": f.ConfidentialityExplained,
    "consent": f.Consent,
    "contact": f.Contact,
    "contract": f.Contract,
    "correction": f.Correction,
    "crisis": f.Crisis,
    "disclosure": f.Disclosure,
    "eco_map_drawn": f.EcoMapDrawn,
    "eligibility": f.Eligibility,
    "evaluation": f.Evaluation,
    "follow_up": f.FollowUp,
    "genogram_drawn": f.GenogramDrawn,
    "goal": f.Goal,
    "goal_change": f.GoalChange,
    "incident": f.Incident,
    "interpreter": f.Interpreter,
    "intervention": f.Intervention,
    "maintenance_plan": f.MaintenancePlan,
    "mandate_notice": f.MandateNotice,
    "model_changed": f.ModelChanged,
    "note": f.Note,
    "observation": f.Observation,
    "personal_details": f.PersonalDetails,
    "phase_change": f.PhaseChange,
    "policy_changed": f.PolicyChanged,
    "presenting_problem": f.PresentingProblem,
    "progress_note": f.ProgressNote,
    "referral": f.Referral,
    "referral_update": f.ReferralUpdate,
    "reopening": f.Reopening,
    "retraction": f.Retraction,
    "risk_assessment": f.RiskAssessment,
    "safety_plan": f.SafetyPlan,
    "sealed": f.Sealed,
    "sealing": f.Sealing,
    "stabilised": f.Stabilised,
    "strength": f.Strength,
    "task": f.Task,
    "termination_review": f.TerminationReview,
    "withheld": f.Withheld,
    "worker_change": f.WorkerChange,
    "working_hypothesis": f.WorkingHypothesis,
}
"""Files name facts by these words for ever. A new fact adds a line; no line may change."""

AFTER_CLOSING = {
    f.Access,
    f.AccessEnded,
    f.AccessGranted,
    f.Addendum,
    f.Correction,
    f.Disclosure,
    f.FollowUp,
    f.Incident,
    f.ModelChanged,
    f.PolicyChanged,
    f.Reopening,
    f.Retraction,
    f.Sealed,
    f.Sealing,
    f.Withheld,
}
"""HR-20. Consent depends on what it says and is tested apart."""


def one_of(cls: type[Any]) -> Any:  # noqa: ANN401 - of that class
    """Give a value of any type, also of those that are not built field by field."""
    record = record_of(opening())
    frame = record.case.frame
    whole: dict[type[Any], object] = {
        cm.Case: record.case,
        cm.CaseRecord: record,
        cm.RecordView: record.as_of(record.entries[0].occurred_at),
        Frame: frame,
        cm.ProcessModel: cm.CASEWORK,
        cm.Crosswalk: cm.CROSSWALK,
        cm.Policy: cm.STANDARD,
        Field: fields_of(f.Goal)[0],
    }
    return whole[cls] if cls in whole else sample(cls)


def test_every_fact_has_its_stable_word() -> None:
    """The words by which files name facts are these, each for one fact."""
    assert dict(f.KINDS) == KINDS
    assert {cls.kind: cls for cls in FACTS} == KINDS
    assert len(FACTS) == len(KINDS)


def test_the_words_cannot_be_changed() -> None:
    """The list of words is read-only."""
    with pytest.raises(TypeError):
        f.KINDS["note"] = f.Goal  # type: ignore[index]  # what is refused


@pytest.mark.parametrize("cls", FACTS, ids=lambda cls: cls.__name__)
def test_a_closed_case_takes_what_belongs_to_a_closed_case(cls: type[Any]) -> None:
    """After closing one may amend, disclose, read, follow up, report, reopen, and change model or policy."""
    fact = sample(cls)
    if cls is not f.Consent:
        assert fact.accepted_after_closing() is (cls in AFTER_CLOSING)


@pytest.mark.parametrize(
    ("status", "scopes", "accepted"),
    [
        (f.ConsentStatus.GIVEN, ("service",), False),
        (f.ConsentStatus.GIVEN, ("disclosure:shelter",), True),
        (f.ConsentStatus.GIVEN, ("disclosure:shelter", "disclosure:court"), True),
        (f.ConsentStatus.GIVEN, ("disclosure:shelter", "service"), False),
        (f.ConsentStatus.GIVEN, ("disclosures_of_all_kinds",), False),
        (f.ConsentStatus.REFUSED, ("service",), True),
        (f.ConsentStatus.WITHDRAWN, ("service", "collateral:school"), True),
    ],
)
def test_a_closed_case_takes_consent_to_disclosure_and_the_end_of_consent(
    status: f.ConsentStatus, scopes: tuple[str, ...], *, accepted: bool
) -> None:
    """After closing, consent may be given to disclosure alone, and may always be refused or withdrawn (HR-20)."""
    assert f.Consent(scopes=scopes, status=status).accepted_after_closing() is accepted


def test_a_consent_covers_something() -> None:
    """Consent without a scope is consent to nothing, and is refused when it is made."""
    with pytest.raises(cm.BadValue) as caught:
        f.Consent(scopes=(), status=f.ConsentStatus.GIVEN)
    assert str(caught.value) == (
        'Consent.scopes: a consent covers at least one scope. Name what it covers, such as "service" or '
        '"disclosure:shelter".'
    )


# Laws of every type --------------------------------------------------------------------------------------------------


def by_name(cls: type[Any]) -> str:
    """Name a type in the list of tests."""
    return cls.__name__


@pytest.mark.parametrize("cls", types(), ids=by_name)
def test_every_type_is_final_frozen_and_slotted(cls: type[Any]) -> None:
    """No type can be subclassed, and no value of it can be changed or given anything more."""
    value = one_of(cls)
    assert getattr(cls, "__final__", False)
    assert not hasattr(value, "__dict__")
    for attribute in attrs.fields(cls):
        with pytest.raises(FrozenInstanceError):
            setattr(value, attribute.name, None)
        with pytest.raises(FrozenInstanceError):
            delattr(value, attribute.name)
    with pytest.raises((FrozenInstanceError, AttributeError)):
        value.more = 1


@pytest.mark.parametrize("cls", types(), ids=by_name)
def test_every_value_can_be_hashed_copied_and_pickled(cls: type[Any]) -> None:
    """A copy of a value, shallow, deep or from a pickle, is equal to it and has its hash."""
    value = one_of(cls)
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301 - our own
        assert type(twin) is cls
        assert twin == value
        assert hash(twin) == hash(value)


@pytest.mark.parametrize("cls", types(), ids=by_name)
def test_no_value_holds_what_can_be_changed(cls: type[Any]) -> None:
    """Collections are tuples, frozensets or read-only containers, never lists, sets or dictionaries."""
    value = one_of(cls)
    contents = [getattr(value, attribute.name) for attribute in attrs.fields(cls)]
    assert not [content for content in contents if isinstance(content, list | dict | set | bytearray)]


def test_the_laws_are_tried_on_what_they_are_meant_for() -> None:
    """The types that are found include the facts, their parts, what a case keeps, the steps and the models."""
    meant = {*FACTS, cm.Client, f.Rating, f.GoalStanding, cm.Write, cm.Read, cm.RecordEntry, cm.Move, cm.Track, cm.Case}
    assert meant <= set(types())


# Privacy -------------------------------------------------------------------------------------------------------------


def told(text: str) -> set[str]:
    """Find the planted marks in a text."""
    return set(re.findall(r"<<([\w.]+)>>", text))


@pytest.mark.parametrize("cls", SHOWN, ids=by_name)
def test_nothing_personal_is_shown(cls: type[Any]) -> None:
    """Of all texts planted in a value, only identifiers appear when it is printed, in whatever way."""
    value = sample(cls, words=lambda name: f"<<{name}>>")
    ways = (repr(value), str(value), f"{value}", f"{value!s:>5}", repr((value,)), "%s" % [value])
    assert told(" ".join(ways)) <= NAMES


def test_the_identifiers_are_shown() -> None:
    """The list of identifiers is exact: each is shown by its type, so that a value can be told from others."""
    shown = {name for cls in SHOWN for name in told(repr(sample(cls, words=lambda name: f"<<{name}>>")))}
    assert shown == NAMES - {"CaseOpened.tz"}


# What single values know ---------------------------------------------------------------------------------------------


def test_the_last_valid_day_of_a_consent_is_included() -> None:
    """Consent has run out on the day after its last valid day; without such a day it never runs out."""
    until = f.ConsentStanding(status=f.ConsentStatus.GIVEN, valid_until=date(2026, 3, 31), number=1)
    assert [until.expired_on(date(2026, month, day)) for month, day in ((3, 30), (3, 31), (4, 1))] == [
        False,
        False,
        True,
    ]
    assert not f.ConsentStanding(status=f.ConsentStatus.GIVEN, valid_until=None, number=1).expired_on(date.max)


def test_only_formal_evaluations_count() -> None:
    """An interim evaluation is no formal one."""
    kinds = {kind: f.Evaluation(evaluation=kind).is_formal for kind in f.EvaluationKind}
    assert kinds == {f.EvaluationKind.FORMAL: True, f.EvaluationKind.INTERIM: False}


def test_references_say_what_they_refer_to() -> None:
    """A model is named by key, version and variant, a policy by key, version and the beginning of its digest."""
    assert str(f.ModelRef(key="casework", version=2, variant=cm.Variant.LINEAR)) == "casework version 2 (linear)"
    assert str(f.PolicyRef(key="town", version=3, digest="0123456789abcdef")) == "town version 3 (0123456789ab)"


def test_equal_content_is_an_equal_value() -> None:
    """Facts are equal by what they say, and facts of different types never are."""
    assert f.Note() == f.Note()
    assert f.GenogramDrawn(people=3) == f.GenogramDrawn(people=3) != f.GenogramDrawn(people=4)
    assert {f.Note(), f.ClosingSummary(), f.Note()} == {f.ClosingSummary(), f.Note()}


def test_a_fact_without_a_life_changes_nothing_but_its_own_list() -> None:
    """A fact that merely accumulates is found by its type and changes no collection of the case."""
    before, after = record_of(opening()).case, record_of(opening(), f.Strength(strength=f.StrengthKind.COPING)).case
    assert after.facts(f.Strength) == (f.Strength(strength=f.StrengthKind.COPING),)
    assert (after.standings, after.tracks, after.episodes) == (before.standings, before.tracks, before.episodes)
