"""Telling others of the record: on a ground that stands (HR-34, HR-36), no more than needed, and accounted for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import access
from casework_model import facts as f
from story import Story, consent

L, B = cm.AccessLevel, f.DisclosureBasis
SHELTER = "disclosure:shelter"
GIVEN, REFUSED, WITHDRAWN = f.ConsentStatus.GIVEN, f.ConsentStatus.REFUSED, f.ConsentStatus.WITHDRAWN
ANEW = "Obtain consent anew or name the legal basis; what has already happened is an incident."


def told(receiver: str = "the shelter", **more: Any) -> f.Disclosure:  # noqa: ANN401 - any field
    """Give a disclosure, to the shelter unless told otherwise."""
    return f.Disclosure(receiver=receiver, **more)


def to_shelter(story: Story, *entries: str, **more: Any) -> access.Reading:  # noqa: ANN401 - any argument
    """Disclose entries to the shelter now, by consent unless told otherwise."""
    call: dict[str, Any] = {"receiver": "the shelter", "scope": SHELTER, "by": "w1", "at": story.now, **more}
    return access.disclosed(story.record, entries=entries, engine=story.engine, **call)


def refused(story: Story, *entries: str, **more: Any) -> str:  # noqa: ANN401 - any argument
    """Give the text with which a disclosure is refused; the record stays as it was."""
    before = story.record
    with pytest.raises(cm.StepRefused) as caught:
        to_shelter(story, *entries, **more)
    assert story.record is before
    return str(caught.value)


def noted(story: Story, *steps: tuple[f.Fact, cm.AccessLevel, str]) -> Story:
    """Write entries of those levels and texts."""
    for fact, level, text in steps:
        story.wait(hours=1)
        story.record = story.engine.write(story.record, evolve(story.step(fact, text=text), access=level))
    return story


# On what ground ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("basis", [basis for basis in B if basis is not B.CONSENT])
def test_a_coded_basis_names_its_authority(basis: f.DisclosureBasis) -> None:
    """A legal basis by its code asks for the authority that it rests on; with it no consent is asked (HR-34)."""
    story = Story()
    for blank in ({}, {"authority": " "}, {"scope": SHELTER}, {"legal_basis": "the law"}):
        assert story.said(told(basis=basis, **blank)) == (
            "The entry (disclosure) cannot be written: it names no authority for its legal basis (HR-34). Name the "
            "authority that it rests on, such as the court or the law, or obtain consent."
        )
    assert story.refused(told(basis=basis, authority="district court")) == set()
    story.write(consent(SHELTER, status=WITHDRAWN))
    assert story.refused(told(basis=basis, authority="district court", scope=SHELTER)) == set()


def test_consent_as_the_coded_basis_is_asked_for() -> None:
    """Where consent is the basis, words beside it are none: its scope is asked for, given and standing."""
    story = Story()
    by_consent = told(basis=B.CONSENT, scope=SHELTER, legal_basis="the law")
    assert story.refused(by_consent) == {"HR-34"}
    assert story.refused(told(basis=B.CONSENT)) == {"HR-34"}
    assert story.write(consent(SHELTER)).refused(by_consent) == set()
    assert story.write(consent(SHELTER, status=WITHDRAWN)).refused(by_consent) == {"HR-36"}


def test_consent_may_name_its_recipients() -> None:
    """Consent that names recipients covers no other, be it for a disclosure or a collateral contact (HR-34)."""
    named = f.Consent(scopes=(SHELTER,), status=GIVEN, recipients=("The shelter ", "its doctor"))
    story = Story().write(named)
    assert story.refused(told(scope=SHELTER)) == set()
    assert story.refused(told(scope=SHELTER, receiver="ITS DOCTOR")) == set()
    assert story.said(told(scope=SHELTER, receiver="the landlord")) == (
        "The entry (disclosure) cannot be written: consent for disclosure:shelter names other recipients (HR-34). "
        "Obtain consent that names this receiver, or name the legal basis; what has happened is an incident."
    )
    assert story.refused(f.CollateralContact(contact_with="the landlord", scope=SHELTER)) == {"HR-34"}
    assert story.refused(f.CollateralContact(contact_with="its doctor", scope=SHELTER)) == set()
    assert story.write(consent(SHELTER)).refused(told(scope=SHELTER, receiver="the landlord")) == set()


def test_ended_consent_is_told_before_its_recipients() -> None:
    """Withdrawn or expired is HR-36 alone, whoever was to be told."""
    until = evolve(consent(SHELTER, until=date(2026, 3, 2)), recipients=("the clinic",))
    story = Story().write(until)
    assert story.refused(told(scope=SHELTER)) == {"HR-34"}
    assert story.wait(days=1).refused(told(scope=SHELTER)) == {"HR-36"}
    assert story.write(evolve(until, status=WITHDRAWN)).refused(told(scope=SHELTER)) == {"HR-36"}


@pytest.mark.parametrize("scope", ["disclosure:shelter", "collateral:school", "family_meeting", "service"])
def test_consent_covers_what_names_its_scope(scope: str) -> None:
    """Scopes of an agency's own words stay as they are: consent to one covers what rests on it."""
    assert Story().write(consent(scope)).refused(told(scope=scope)) == set()


def test_what_is_disclosed_is_on_record() -> None:
    """A disclosure names entries that are there (HR-40)."""
    story = Story()
    assert story.said(told(legal_basis="law", entries=("e1", "e8", "e9", "e8"))) == (
        "The entry (disclosure) cannot be written: entries e8 and e9 are not on record (HR-40). Use an id that is on "
        "record, or record the thing first."
    )
    assert "entry e9 is not on record (HR-40)" in story.said(told(legal_basis="law", entries=("e9",)))
    assert story.refused(told(legal_basis="law", entries=("e1",))) == set()


# No more than is needed ----------------------------------------------------------------------------------------------


def test_what_is_handed_out_is_what_was_chosen() -> None:
    """The view holds the chosen entries, what amends them and a bare frame; the record tells what was chosen."""
    story = noted(
        Story().write(consent(SHELTER)),
        (f.Note(), L.NORMAL, "She needs a room."),
        (f.Note(), L.NORMAL, "She likes tea."),
        (f.Correction(target="e3", reason="two rooms"), L.NORMAL, "She needs two rooms."),
        (f.Addendum(target="e3", reason="asked again"), L.LOW, "On the ground floor."),
        (f.Addendum(target="e3", reason="asked again"), L.RESTRICTED, "She is afraid."),
    )
    reading = to_shelter(story, "e3", purpose="a place to stay")
    assert reading.view is not None
    assert [(entry.id, entry.text) for entry in reading.view.entries] == [
        ("e1", ""),
        ("e3", "She needs a room."),
        ("e5", "She needs two rooms."),
        ("e6", "On the ground floor."),
        ("e8", ""),
    ]
    assert reading.view.entries[-1] == reading.record.entries[-1].withheld()
    assert [entry.text for entry in reading.view.amended][:2] == ["", "She needs two rooms."]
    assert (reading.view.case.opened, reading.view.case.client.label) == (story.case.opened.withheld(), "")
    assert reading.record.entries[-1].fact == told(
        scope=SHELTER, purpose="a place to stay", entries=("e3", "e5", "e6"), level=L.NORMAL
    )
    again = access.disclosures(reading.view)
    assert again == ()
    at, low = story.now, reading.view.entries[3].recorded_at
    view = access.redacted(reading.view, reader="w1", purpose=cm.Purpose.SERVICE, at=at, engine=story.engine)
    assert view == reading.view
    assert len(reading.view.as_known_at(low).entries) == 4


def test_the_opening_is_told_whole_where_it_is_chosen() -> None:
    """Else it is bare, and as it was corrected: no name of the client, no word of how it came to it."""
    story = Story().write(consent(SHELTER))
    better = evolve(story.case.opened, route=f.ContactRoute.PHONE, circumstances="She fled.")
    story.write(f.Correction(target="e1", reason="slip", fact=better), f.Note())
    bare, whole = to_shelter(story, "e4").view, to_shelter(story, "e1").view
    assert bare is not None
    assert whole is not None
    assert [entry.id for entry in bare.entries] == ["e1", "e4", "e5"]
    assert (bare.case.opened.route, bare.case.opened.circumstances) == (f.ContactRoute.PHONE, "")
    assert [entry.id for entry in whole.entries] == ["e1", "e3", "e5"]
    assert (whole.case.client.label, whole.case.opened.circumstances) == ("Marta L.", "She fled.")


def test_nothing_is_disclosed_by_choosing_nothing() -> None:
    """No entries would hand out nothing, and read in the account like everything."""
    story = Story().write(consent(SHELTER))
    with pytest.raises(cm.BadValue) as caught:
        to_shelter(story)
    assert str(caught.value) == (
        "entries: no entry is chosen, so that nothing would be told. Give the ids of what is needed, or None for all "
        "up to the level."
    )


@pytest.mark.parametrize("kind", [f.Addendum, f.Correction, f.Retraction])
def test_an_amendment_is_not_disclosed_by_itself(kind: Any) -> None:  # noqa: ANN401 - a kind of amendment
    """By itself it misleads: what it is about is chosen too, or it is left out."""
    story = Story().write(consent(SHELTER), f.Note())
    story.write(kind(target="e3", reason="slip"), text="Two rooms.")
    with pytest.raises(cm.BadValue) as caught:
        to_shelter(story, "e4")
    assert str(caught.value) == "entries: e4 is about e3, which is not chosen. Choose e3 too, or leave e4 out."
    for chosen in (("e3",), ("e4", "e3")):
        view = to_shelter(story, *chosen).view
        assert view is not None
        assert [entry.id for entry in view.entries] == ["e1", "e3", "e4", "e5"]


def test_an_amendment_of_nothing_is_disclosed_by_itself() -> None:
    """A foreign record may amend what is not there: nothing is missing beside it."""
    story = Story().write(consent(SHELTER))
    lost = cm.RecordEntry(3, "e3", "w1", story.now, story.now, f.Addendum(target="e77", reason="found"), "A letter.")
    story.record = story.record.with_entry(lost)
    view = to_shelter(story, "e3").view
    assert view is not None
    assert view.entries[1] == lost


def test_a_whole_record_is_disclosed_up_to_a_level() -> None:
    """Where an order asks for all, what is above the level is withheld, and the entry tells how far it went."""
    story = noted(Story(), (f.Note(), L.LOW, "open"), (f.Note(), L.NORMAL, "team"), (f.Note(), L.RESTRICTED, "closed"))
    order: dict[str, Any] = {"basis": B.COURT_ORDER, "authority": "district court", "receiver": "the court"}
    reading = access.disclosed(
        story.record, entries=None, level=L.LOW, by="w1", at=story.now, engine=story.engine, **order
    )
    assert reading.view is not None
    assert [entry.text for entry in reading.view.entries] == ["", "open", "", ""]
    assert reading.view.case.phase == "intake"
    assert reading.record.entries[-1].fact == f.Disclosure(**order, level=L.LOW)


def test_nobody_discloses_what_is_not_theirs_to_see() -> None:
    """The level of a disclosure is not above that of its writer, and no entry above it is chosen (HR-35)."""
    hidden = f.PersonalDetails(whose="client", address="4 Mill Lane", hidden=True)
    story = noted(
        Story().write(consent(SHELTER), f.AccessGranted(worker="w2", level=L.RESTRICTED)),
        (f.Note(), L.RESTRICTED, "a"),
        (f.Note(), L.RESTRICTED, "b"),
        (hidden, L.NORMAL, "c"),
    )
    assert refused(story, "e4", "e5", "e1") == (
        "The step cannot be taken: e4 and e5 are held above the level of the disclosure (HR-35). Leave them out, or "
        "disclose at that level."
    )
    assert refused(story, "e6", level=L.RESTRICTED) == (
        'The step cannot be taken: this person sees up to the level "normal", and discloses no further; e6 is held '
        "above the level of the disclosure (HR-35). Disclose less, or ask somebody who sees as far. Leave it out, or "
        "disclose at that level."
    )
    reading = to_shelter(story, "e4", by="w2", level=L.RESTRICTED)
    assert reading.view is not None
    assert [entry.text for entry in reading.view.entries] == ["", "a", ""]


def test_the_one_who_discloses_is_judged_first() -> None:
    """A stranger learns nothing, whatever is chosen, and nor does who may read but not for the service."""
    story = noted(Story(), (f.Note(), L.RESTRICTED, "a")).write(f.AccessGranted(worker="cl-1", role=cm.Role.CLIENT))
    said = {refused(story, *ids, by=by) for ids in (("e1",), ("e2",), ("e9",)) for by in ("w9", "cl-1", "")}
    assert said == {
        "The record cannot be shown: this person has no access to the record (HR-35). Ask those responsible for the "  # noqa: ISC004 - one text
        "case for access."
    }
    clerk = f.AccessGranted(worker="a1", role=cm.Role.ADMINISTRATOR)
    with pytest.raises(cm.StepRefused) as caught:
        to_shelter(story.write(clerk, consent(SHELTER)), "e1", by="a1", level=L.LOW)
    assert caught.value.refusal.codes == ("HR-35",)  # reads for the service, and does not write


def test_consent_withdrawn_before_the_telling_is_withdrawn() -> None:
    """What was prepared while consent stood is refused once it is withdrawn, and accepted once it is given anew."""
    story = Story().write(consent(SHELTER), f.Note())
    prepared = told(scope=SHELTER, entries=("e3",))
    assert story.refused(prepared) == set()
    to_shelter(story, "e3")
    story.write(consent(SHELTER, status=WITHDRAWN))
    assert story.refused(prepared) == {"HR-36"}
    assert refused(story, "e3") == (
        f"The entry (disclosure) cannot be written: consent for disclosure:shelter was withdrawn (HR-36). {ANEW}"
    )
    assert "it names neither the consent that covers it nor a legal basis (HR-34)" in refused(story, "e3", scope="")
    assert to_shelter(story.write(consent(SHELTER)), "e3").view is not None


def test_slips_of_a_program() -> None:
    """One text is no list of ids, a view is not written to, and a time has a zone."""
    story = Story()
    call: dict[str, Any] = {"receiver": "x", "by": "w1", "at": story.now, "engine": story.engine, "legal_basis": "law"}
    naive: dict[str, Any] = {**call, "at": datetime(2026, 3, 2)}  # noqa: DTZ001 - without zone is what is refused
    nobody: dict[str, Any] = {**call, "receiver": " "}
    with pytest.raises(cm.BadValue) as caught:
        access.disclosed(story.record, entries="e1", **call)
    assert str(caught.value) == 'entries: one text is no list of entries. Write ("e7",) for one entry.'
    with pytest.raises(cm.BadValue) as caught:
        access.disclosed(story.record, entries=None, level="normal", **call)  # type: ignore[arg-type]  # what is refused
    levels = "unrestricted, low, moderate, normal, restricted or very_restricted"
    assert str(caught.value) == f"level: one of {levels} is wanted. Give AccessLevel.NORMAL."
    with pytest.raises(cm.BadValue) as caught:
        access.disclosed(story.record, entries=None, level=3, **call)  # type: ignore[arg-type]  # what is refused
    assert str(caught.value) == f"level: one of {levels} is wanted. Give an AccessLevel."
    with pytest.raises(cm.BadValue, match=r"^record: a CaseRecord is wanted, not str"):
        access.disclosures("c-1")  # type: ignore[arg-type]  # what is refused
    with pytest.raises(cm.BadValue, match=r"^record: a CaseRecord is wanted"):
        access.disclosed(story.record.as_of(story.now), entries=None, **call)  # type: ignore[arg-type]  # what is refused
    with pytest.raises(cm.BadValue, match=r"^moment: a time without a zone"):
        access.disclosed(story.record, entries=None, **naive)
    with pytest.raises(cm.BadValue, match=r"^receiver: nobody is named who is told. Say who is told\.$"):
        access.disclosed(story.record, entries=None, **nobody)
    with pytest.raises(cm.StepRefused, match=r"HR-35"):  # nobody has access to a record that was not begun
        access.disclosed(cm.CaseRecord.of("c-1"), entries=None, **call)


# The account ---------------------------------------------------------------------------------------------------------


def test_every_disclosure_is_accounted_for() -> None:
    """The account tells when, to whom, what, on what ground, and what stood of consent then, by the date of telling."""
    story = Story()  # on 2 March, at nine in Berlin; each entry an hour later
    story.write(consent(SHELTER, until=date(2026, 3, 4)))
    story.record = to_shelter(story, "e1", purpose="a room").record
    story.wait(days=3).write(consent(SHELTER, status=WITHDRAWN), told(receiver="the court", legal_basis="order 7"))
    story.write(told(receiver="the police", basis=B.VITAL_INTEREST, authority="section 34", level=L.NORMAL))
    happened = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # the day after in Berlin
    breach = f.Incident(incident=f.IncidentKind.DISCLOSURE_WITHOUT_CONSENT, about=("e2",))
    story.write(breach, at=happened).write(f.Incident(incident=f.IncidentKind.HARM, about=("e2",)))
    account = access.disclosures(story.record)
    then = f.ConsentStatus.GIVEN
    assert [(one.number, one.id, one.day, one.receiver, one.basis) for one in account] == [
        (3, "e3", date(2026, 3, 2), "the shelter", B.CONSENT),
        (7, "e7", date(2026, 3, 3), "", None),
        (5, "e5", date(2026, 3, 5), "the court", None),
        (6, "e6", date(2026, 3, 5), "the police", B.VITAL_INTEREST),
    ]
    first, incident, in_words, coded = account
    assert first.consent == access.ConsentThen(
        status=then, number=2, day=date(2026, 3, 2), valid_until=date(2026, 3, 4), is_expired=False
    )
    assert (first.scope, first.purpose, first.entries, first.level, first.by) == (
        SHELTER,
        "a room",
        ("e1",),
        L.NORMAL,
        "w1",
    )
    assert (incident.is_incident, incident.entries, incident.consent, incident.at) == (True, ("e2",), None, happened)
    assert (in_words.legal_basis, in_words.consent, coded.authority, coded.level) == (
        "order 7",
        None,
        "section 34",
        L.NORMAL,
    )
    assert "shelter" not in repr(first).replace(SHELTER, "")


def test_the_account_tells_consent_as_it_stood() -> None:
    """Given, expired, withdrawn or never: what counts is the last word written before the disclosure was."""
    at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    words: tuple[tuple[f.Fact, ...], ...] = (
        (),
        (consent(SHELTER),),
        (consent(SHELTER, until=date(2026, 3, 9)),),
        (consent(SHELTER, until=date(2026, 3, 10)),),
        (consent(SHELTER), consent(SHELTER, status=WITHDRAWN)),
        (consent(SHELTER, status=REFUSED), consent("service", SHELTER)),
        (consent("service"),),
    )
    found: list[tuple[object, ...] | None] = []
    for facts in words:
        story = Story()
        for number, fact in enumerate((*facts, told(scope=SHELTER), consent(SHELTER, status=REFUSED)), start=2):
            entry = cm.RecordEntry(number, f"e{number}", "w1", at, at + timedelta(minutes=number), fact)
            story.record = story.record.with_entry(entry)
        (one,) = access.disclosures(story.record)
        found.append(one.consent and (one.consent.status, one.consent.number, one.consent.is_expired))
    assert found == [
        None,
        (GIVEN, 2, False),
        (GIVEN, 2, True),
        (GIVEN, 2, False),
        (WITHDRAWN, 3, False),
        (GIVEN, 3, False),
        None,
    ]


def test_the_account_is_that_of_the_record_as_amended() -> None:
    """A disclosure that was retracted is not accounted for, and a corrected one is told as corrected."""
    story = Story().write(told(legal_basis="law"), told(legal_basis="law", receiver="teh court"))
    story.write(
        f.Retraction(target="e2", reason="wrong file"),
        f.Correction(target="e3", reason="slip", fact=told(legal_basis="law", receiver="the court")),
    )
    assert [(one.number, one.receiver) for one in access.disclosures(story.record)] == [(3, "the court")]
    before = story.record.as_known_at(story.record.entries[2].recorded_at)
    assert [one.number for one in access.disclosures(before)] == [2, 3]


# Consent as it stood, whatever was put right later --------------------------------------------------------------------


def accounted(record: cm.CaseRecord | cm.RecordView) -> access.Accounted:
    """Give the one disclosure of an account."""
    (one,) = access.disclosures(record)
    return one


def then(record: cm.CaseRecord | cm.RecordView) -> tuple[object, ...] | None:
    """Give what stood of consent: status, entry, by which entry it reads otherwise now, and whether it is retracted."""
    one = accounted(record).consent
    return None if one is None else (one.status, one.number, one.changed_by, one.is_retracted)


def amending(number: int, status: f.ConsentStatus | None = None, **more: Any) -> f.Fact:  # noqa: ANN401 - any field
    """Correct the consent of an entry to another answer; without one retract it."""
    if status is None:
        return f.Retraction(target=f"e{number}", reason="slip")
    return f.Correction(target=f"e{number}", reason="slip", fact=consent(SHELTER, status=status), **more)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((consent(SHELTER),), (amending(2, REFUSED),), (GIVEN, 2, 4, False)),
        ((consent(SHELTER),), (amending(2),), (GIVEN, 2, 4, True)),
        ((consent(SHELTER),), (amending(2, REFUSED), amending(4)), (GIVEN, 2, None, False)),
        ((consent(SHELTER),), (amending(2, REFUSED), amending(2, WITHDRAWN)), (GIVEN, 2, 5, False)),
        ((consent(SHELTER),), (f.Addendum(target="e2", reason="more"),), (GIVEN, 2, None, False)),
        ((consent(SHELTER),), (f.Correction(target="e2", reason="a word"),), (GIVEN, 2, None, False)),
        ((consent(SHELTER), amending(2, REFUSED)), (), (REFUSED, 2, None, False)),
        ((consent(SHELTER), amending(2)), (), None),
        ((consent(SHELTER), consent(SHELTER, status=WITHDRAWN), amending(3)), (), (GIVEN, 2, None, False)),
        ((consent(SHELTER), amending(2), amending(3)), (), (GIVEN, 2, None, False)),
        ((consent(SHELTER), consent(SHELTER, status=WITHDRAWN), amending(2, GIVEN)), (), (WITHDRAWN, 3, None, False)),
        ((f.Note(), amending(2, GIVEN)), (), (GIVEN, 2, None, False)),
        ((f.Note(),), (amending(2, GIVEN),), None),
        (
            (consent("service", SHELTER), f.Correction(target="e2", reason="only that", fact=consent("service"))),
            (),
            None,
        ),
    ],
)
def test_the_account_tells_consent_as_it_read_then(
    before: tuple[f.Fact, ...], after: tuple[f.Fact, ...], expected: tuple[object, ...] | None
) -> None:
    """What had been written by then counts, amendments too, and nothing that was put right later."""
    story, at = Story(), datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    place = len(before) + 2
    for number, fact in enumerate((*before, told(scope=SHELTER), *after), start=2):
        moment = at + timedelta(hours=number)
        entry = cm.RecordEntry(number, f"e{number}", "w1", moment, moment, fact, "words")
        story.record = story.record.with_entry(entry)
    assert then(story.record) == expected
    assert accounted(story.record).is_consent_unsure is False
    known = then(story.record.as_known_at(story.record.entries[place - 1].recorded_at))
    assert known == (None if expected is None else (*expected[:2], None, False))


def test_what_was_known_later_is_not_told_in_a_view_of_before() -> None:
    """A consent that was dated otherwise later is told by its date then, and as unchanged in a view without that."""
    story = Story().write(consent(SHELTER), told(scope=SHELTER))
    was = story.record.entries[1].occurred_at
    story.write(f.Correction(target="e2", reason="the clock", occurred_at=was - timedelta(days=1)))
    one = accounted(story.record).consent
    assert one is not None
    assert (one.day, one.changed_by) == (date(2026, 3, 2), 4)
    early = accounted(story.record.as_known_at(was + timedelta(hours=1))).consent
    assert early == evolve(one, changed_by=None)


def test_consent_that_is_not_told_is_not_said_to_be_none() -> None:
    """Where it may be withheld, sealed or left out, that is said; where all is told, there was none."""
    story = noted(Story(), (consent(SHELTER), L.RESTRICTED, ""), (told(scope=SHELTER), L.NORMAL, ""))
    story.write(f.Note())
    assert then(story.record) == (GIVEN, 2, None, False)
    view = access.redacted(story.record, reader="w1", purpose=cm.Purpose.SERVICE, at=story.now, engine=story.engine)
    assert (then(view), accounted(view).is_consent_unsure) == (None, True)
    handed = access.disclosed(
        story.record, entries=("e3",), by="w1", at=story.now, engine=story.engine, receiver="x", legal_basis="law"
    )
    assert handed.view is not None
    assert (then(handed.view), accounted(handed.view).is_consent_unsure) == (None, True)
    later = noted(Story().write(consent(SHELTER)), (consent(SHELTER), L.RESTRICTED, ""), (f.Note(), L.NORMAL, ""))
    later.write(told(scope=SHELTER))
    view = access.redacted(later.record, reader="w1", purpose=cm.Purpose.SERVICE, at=later.now, engine=later.engine)
    assert (then(view), accounted(view).is_consent_unsure) == ((GIVEN, 2, None, False), True)
    assert accounted(story.record.as_of(story.now)).is_consent_unsure is False


def test_sealed_consent_is_not_said_to_be_none() -> None:
    """What stood of consent then was destroyed: nobody can tell any more, also where a correction held it."""
    for facts in ((consent(SHELTER),), (f.Note(), amending(2, GIVEN))):
        record = Story().record
        seal = f.Sealing(target="e2", basis=f.SealingBasis.COURT_ORDER, authority="court")
        for number, fact in enumerate((*facts, told(scope=SHELTER), seal), start=2):
            at = datetime(2026, 3, 10, number, 0, tzinfo=UTC)
            record = record.with_entry(cm.RecordEntry(number, f"e{number}", "w1", at, at, fact))
        assert (then(record), accounted(record).is_consent_unsure) == (None, True)


def test_a_view_of_a_time_leaves_out_what_had_not_happened() -> None:
    """What had not happened by then is no gap in it, and is not told of."""
    story = Story().write(consent(SHELTER), f.Note())
    step = evolve(story.wait(days=1).step(told(scope=SHELTER)), occurred_at=story.record.entries[1].occurred_at)
    story.record = story.engine.write(story.record, step)
    view = story.record.as_of(story.record.entries[1].occurred_at)
    assert [entry.number for entry in view.entries] == [1, 2, 4]
    assert (then(view), accounted(view).is_consent_unsure) == ((GIVEN, 2, None, False), False)


# What sealing leaves --------------------------------------------------------------------------------------------------


def test_a_sealed_disclosure_is_still_accounted_for() -> None:
    """That there was one, when and by whom; all else goes, nothing of it can be guessed, and the chain holds."""
    full = told(
        basis=B.COURT_ORDER, authority="district court", purpose="Her words.", entries=("e1",), level=L.NORMAL,
        legal_basis="section 8a",
    )  # fmt: skip
    story = Story().write(full, text="Her words.")
    before = cm.linked(story.record)
    story.record = before
    seal = f.Sealing(target="e2", basis=f.SealingBasis.RIGHT_TO_ERASURE, authority="court")
    assert story.refused(seal) == {"HR-31"}
    assert "e2 accounts for what this person read or told (HR-31). Let somebody else seal it." in story.said(seal)
    story.write(seal, by="w2")
    assert story.record.entries[1].fact == f.Sealed(of="disclosure")
    sealed = cm.linked(story.record)
    assert not any(word in cm.dumps(sealed) for word in ("Her words", "shelter", "district"))
    assert cm.verify(sealed, head=cm.head_of(before)).holds
    one = accounted(cm.loads(cm.dumps(sealed)))
    assert (one.number, one.by, one.receiver, one.is_sealed, one.consent) == (2, "w1", "", True, None)
    assert story.engine.audit(story.record) == ()


def test_consent_is_told_as_it_was_on_record_whatever_its_time_now() -> None:
    """Also in a view of what had happened, where the consent is dated later today."""
    story = Story().write(consent(SHELTER))
    story.record = to_shelter(story, "e1").record
    between = story.now
    story.wait(days=2).write(f.Correction(target="e2", reason="typo", occurred_at=story.record.entries[1].recorded_at))
    view = story.record.as_of(between)
    assert accounted(view).consent is not None
    assert accounted(view).consent == accounted(story.record).consent


@pytest.mark.parametrize("entries", [5, (5,), [["e1"]]])
def test_what_is_no_id_is_told(entries: Any) -> None:  # noqa: ANN401 - what is no id
    """In the library's own words."""
    with pytest.raises(cm.BadValue, match="entries: the ids of entries are wanted"):
        disclose(entries)


def disclose(entries: Any) -> access.Reading:  # noqa: ANN401 - what is no id
    """Disclose to a court."""
    story = Story()
    return access.disclosed(
        story.record, receiver="court", entries=entries, by="w1", at=story.now, engine=story.engine,
        basis=B.COURT_ORDER, authority="district court",
    )  # fmt: skip
