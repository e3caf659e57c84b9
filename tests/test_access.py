"""Who may read what: roles, purposes, levels, redacted views, and access in an emergency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import access, measures
from casework_model import facts as f
from casework_model.access.reading import level_for, shown_to
from casework_model.codec.digests import digest_of_entry, parts_of
from casework_model.entry import Link
from casework_model.rules.access import standing_at
from story import Story, consent

L, P, R = cm.AccessLevel, cm.Purpose, cm.Role
STRANGER = (
    "The record cannot be shown: this person has no access to the record (HR-35). Ask those responsible for the case "
    "for access."
)
NONCE = "0" * 32
PURPOSES = "service, supervision, audit, court, client_access, statistics or emergency"
LEVELS = "unrestricted, low, moderate, normal, restricted, very_restricted, none"


def granted(who: str, role: cm.Role = R.WORKER, level: cm.AccessLevel = L.NORMAL, **more: Any) -> f.AccessGranted:  # noqa: ANN401 - any field
    """Give the entry's fact that makes somebody a reader."""
    return f.AccessGranted(worker=who, role=role, level=level, **more)


def told(*grants: f.Fact) -> Story:
    """Tell a case in intake with a note at every level, the most open first: entries e2 to e7, then what is given."""
    story = Story()
    for level in L:
        story.wait(hours=1)
        story.record = story.engine.write(
            story.record, evolve(story.step(f.Note(), text=f"at {level}"), access=level, participants=("client",))
        )
    return story.write(*grants)


def view_of(story: Story, reader: str, purpose: cm.Purpose = P.SERVICE, *, at: datetime | None = None) -> cm.RecordView:
    """Give what a reader sees now."""
    return access.redacted(story.record, reader=reader, purpose=purpose, at=at or story.now, engine=story.engine)


def texts(view: cm.RecordView | cm.CaseRecord) -> list[str]:
    """Give the texts that are there."""
    return [entry.text for entry in view.entries if entry.text]


def refusal(story: Story, reader: str, purpose: cm.Purpose = P.SERVICE, *, at: datetime | None = None) -> str:
    """Give the text with which a reader is turned away."""
    with pytest.raises(cm.StepRefused) as caught:
        view_of(story, reader, purpose, at=at)
    assert caught.value.refusal.codes == ("HR-35",)
    return str(caught.value)


# How far each role sees ----------------------------------------------------------------------------------------------


EXPECTED = {
    R.WORKER: {P.SERVICE: 6, P.SUPERVISION: 6, P.STATISTICS: 2},
    R.SUPERVISOR: {P.SERVICE: 6, P.SUPERVISION: 6, P.AUDIT: 5, P.STATISTICS: 2},
    R.AUDITOR: {P.AUDIT: 5, P.STATISTICS: 2},
    R.COURT: {P.COURT: 5},
    R.CLIENT: {P.CLIENT_ACCESS: 5},
    R.GUARDIAN: {P.CLIENT_ACCESS: 4},
    R.RESEARCHER: {P.STATISTICS: 2},
    R.ADMINISTRATOR: {P.SERVICE: 3},
}
"""How many of the six levels, from the most open on, somebody sees in a role who is named for all of them."""


@pytest.mark.parametrize("role", R)
@pytest.mark.parametrize("purpose", P)
def test_a_role_sees_so_far_for_a_purpose(role: cm.Role, purpose: cm.Purpose) -> None:
    """Whoever is named for everything sees what the table of the policy gives the role for the purpose, or nothing."""
    story = told(granted("r1", role, L.VERY_RESTRICTED))
    count = EXPECTED[role].get(purpose, 0)
    if not count:
        assert refusal(story, "r1", purpose) == STRANGER
    else:
        assert texts(view_of(story, "r1", purpose)) == [f"at {level}" for level in list(L)[:count]]


def test_more_than_the_case_team_sees_is_granted_by_name() -> None:
    """Without a level of their own readers see as far as the case team, also those whose role goes further."""
    story = told(granted("w3"), granted("w4", level=L.RESTRICTED), granted("j1", R.COURT))
    team = [f"at {level}" for level in (L.UNRESTRICTED, L.LOW, L.MODERATE, L.NORMAL)]
    for worker in ("w1", "w2", "w3"):
        assert texts(view_of(story, worker)) == team
    assert texts(view_of(story, "w4")) == [*team, "at restricted"]
    assert texts(view_of(story, "j1", P.COURT)) == team


def test_a_grant_may_narrow_the_purposes() -> None:
    """A reader for some purposes only is a stranger for all others."""
    story = told(granted("s1", R.SUPERVISOR, purposes=(P.SUPERVISION,)))
    assert len(texts(view_of(story, "s1", P.SUPERVISION))) == 4
    assert refusal(story, "s1", P.SERVICE) == refusal(story, "s1", P.AUDIT) == STRANGER


def test_access_has_a_last_day() -> None:
    """The last local day is included; from the next on the reader is a stranger, and so is one whose access is over."""
    story = told(granted("j1", R.COURT, until=date(2026, 3, 31)))  # in Berlin two hours before UTC by then
    before, after = datetime(2026, 3, 31, 21, 59, tzinfo=UTC), datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
    assert len(texts(view_of(story, "j1", P.COURT, at=before))) == 4
    assert refusal(story, "j1", P.COURT, at=after) == STRANGER
    story.write(f.AccessEnded(worker="j1"))
    assert refusal(story, "j1", P.COURT, at=before) == STRANGER
    assert story.case.readers["j1"].ended == story.record.entries[-1].number
    assert len(texts(view_of(story.write(granted("j1", R.COURT)), "j1", P.COURT, at=after))) == 4


# Who reads and who writes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grant", "writes"),
    [
        (granted("x"), True),
        (granted("x", R.SUPERVISOR), True),
        (granted("x", level=L.VERY_RESTRICTED), True),
        (granted("x", purposes=(P.SERVICE,)), True),
        (granted("x", purposes=(P.STATISTICS,)), False),
        (granted("x", level=L.MODERATE), False),
        *((granted("x", role), False) for role in R if role not in {R.WORKER, R.SUPERVISOR}),
    ],
)
def test_only_workers_and_supervisors_write(grant: f.AccessGranted, *, writes: bool) -> None:
    """Whoever may read in another role, for another purpose or less than the case team does not write (HR-35)."""
    story = told(grant)
    assert story.refused(f.Note(), by="x") == (set() if writes else {"HR-35"})
    assert ("x" in story.case.authorised) is writes is grant.writes
    assert story.codes(cm.Read(by="x", at=story.now)) == ()
    if not writes:
        with pytest.raises(cm.StepRefused, match=r"HR-35"):
            story.engine.options(story.record, at=story.now, by="x")
        with pytest.raises(cm.StepRefused, match=r"HR-35"):
            story.engine.move(story.record, "assessment", by="x", occurred_at=story.now, recorded_at=story.now)


def test_who_writes_for_a_time_writes_until_then() -> None:
    """A worker with a last day writes until it is over, and is a stranger afterwards, also without a readable time."""
    story = told(granted("w3", until=date(2026, 3, 3)))
    at = story.now
    assert story.case.authorised == {"w1", "w2"}
    assert story.refused(f.Note(), by="w3") == set()
    assert len(story.engine.options(story.record, at=at, by="w3")) == len(story.engine.options(story.record, at=at))
    story.wait(days=2)
    assert story.refused(f.Note(), by="w3") == {"HR-35"}
    assert story.refused(f.Note(), by="w3", at=at) == {"HR-35"}  # when it is written counts
    naive = evolve(story.step(f.Note(), by="w3"), recorded_at=datetime(2026, 3, 3, 9, 0))  # noqa: DTZ001 - no zone
    assert story.codes(naive) == story.codes(evolve(naive, recorded_at=None)) == ("HR-35",)
    with pytest.raises(cm.StepRefused, match=r"HR-35"):
        story.engine.options(story.record, at=story.now, by="w3")


def test_somebody_can_always_write() -> None:
    """The last one who may write for good is not made a reader only, nor a worker for a time."""
    story = Story().write(f.AccessEnded(worker="w2"))
    for grant in (granted("w1", R.AUDITOR), granted("w1", until=date(2030, 1, 1)), granted("w1", level=L.LOW)):
        assert story.said(grant) == (
            "The entry (access granted) cannot be written: it would leave nobody with access to the record (HR-40). "
            "Grant somebody else access first."
        )
    assert story.refused(granted("w1", level=L.RESTRICTED)) == set()
    story.write(granted("w3"), granted("w1", R.AUDITOR))
    assert story.case.authorised == {"w3"}
    assert story.refused(f.AccessEnded(worker="w1"), by="w3") == set()
    assert story.refused(f.AccessEnded(worker="w9"), by="w3") == {"HR-40"}


def test_a_reading_is_judged_by_its_coded_purpose() -> None:
    """Without one whoever has access may read, whatever is said; with one the role must allow it (HR-35)."""
    story = told(granted("cl-1", R.CLIENT, until=date(2026, 4, 1)))
    at = story.now
    permitted = [
        cm.Read(by="w1"),
        cm.Read(by="w1", purpose="audit"),
        cm.Read(by="w1", use=P.SERVICE),
        cm.Read(by="cl-1", at=at),
        cm.Read(by="cl-1", at=at, use=P.CLIENT_ACCESS),
    ]
    assert [story.codes(step) for step in permitted] == [()] * 5
    refused = [
        cm.Read(by="w1", use=P.AUDIT),
        cm.Read(by="w1", at=at, use=P.EMERGENCY),
        cm.Read(by="cl-1"),
        cm.Read(by="cl-1", at=at, use=P.SERVICE),
        cm.Read(by="w9", at=at, use=P.SERVICE),
    ]
    assert [story.said(step) for step in refused] == [STRANGER] * 5


# What is left --------------------------------------------------------------------------------------------------------


def test_what_is_withheld_tells_that_there_is_something() -> None:
    """Number, id, author, times and level stay; text, participants, kind, nonce and digest of the content do not."""
    story = Story()
    secret = f.PersonalDetails(whose="mother", name="M.", address="4 Mill Lane", contact=("0176 1",))
    story.record = story.engine.write(
        story.record,
        evolve(story.step(secret, text="She moved."), access=L.RESTRICTED, participants=("mother",), id="moved"),
    )
    first, second = story.record.entries
    chained = evolve(second, link=Link(digest="d" * 64, content="c" * 64, nonce=NONCE))
    story.record = cm.CaseRecord.of("c-1", (first, chained))
    left = view_of(story, "w1").entries[1]
    assert left == cm.RecordEntry(
        2, "moved", "w1", second.occurred_at, second.recorded_at, f.Withheld(), access=L.RESTRICTED
    )
    assert left.link == Link(digest="d" * 64, content="")
    assert view_of(story, "w1").entries[0] == first


def test_no_kind_is_guessed_from_the_chain() -> None:
    """Whoever has the digests of a view cannot try out which of all kinds a withheld entry is."""
    story = Story().write(f.Note(), text="A call.")
    story.record = story.engine.write(story.record, evolve(story.step(f.Note(), text="Hers."), access=L.RESTRICTED))
    record = cm.linked(story.write(f.Note()).record, nonces=bytes)
    view = access.redacted(record, reader="w1", purpose=cm.Purpose.SERVICE, at=story.now, engine=story.engine)
    before, left = (entry.link for entry in view.entries[1:3])
    assert before is not None
    assert left is not None
    whole = record.entries[2].link
    assert whole is not None
    guesses = [evolve(view.entries[2], fact=f.Sealed(of=kind)) for kind in f.KINDS]
    envelopes = [parts.envelope for guess in guesses if (parts := parts_of(guess)) is not None]
    with_content = {digest_of_entry(before.digest, envelope, whole.content) for envelope in envelopes}
    assert left.digest in with_content, "with the digest of the content it would be guessed"
    assert (left.content, left.nonce) == ("", "")
    assert left.digest not in {digest_of_entry(before.digest, envelope, left.content) for envelope in envelopes}


def test_a_view_knows_of_which_entries_it_tells_less() -> None:
    """Of withheld ones, of moves and closings whose reason is gone, and of those from which persons were taken."""
    story = Story().write(f.Note(), f.Contact(participants=("client", "sister")))
    story.record = story.engine.write(story.record, evolve(story.step(f.Note(), text="Hers."), access=L.RESTRICTED))
    view = view_of(story, "w1")
    assert view.lessened == {4}
    assert view.as_known_at(story.now).as_of(story.now).lessened == {4}
    assert story.record.as_known_at(story.now).lessened == frozenset()
    story.write(f.AccessGranted(worker="cl-1", role=cm.Role.CLIENT, relation="client"))
    copy = access.redacted(
        story.record, reader="cl-1", purpose=cm.Purpose.CLIENT_ACCESS, at=story.now, engine=story.engine
    )
    assert copy.lessened == {3, 4}


def test_the_bare_course_is_told_to_every_reader() -> None:
    """A withheld move, closing, opening or grant keeps what folding needs, and loses reasons, labels and language."""
    story = Story()
    opened = evolve(story.record.entries[0], access=L.VERY_RESTRICTED, text="She came by night.")
    assert isinstance(opened.fact, f.CaseOpened)
    secret = evolve(opened.fact, circumstances="fled", client=evolve(opened.fact.client, language="prs"))
    story.record = cm.CaseRecord.of("c-1", (evolve(opened, fact=secret),))
    for fact in (
        f.Crisis(id="k1", crisis="suicidal"),
        story.change("assessment", model="casework"),
        f.AccessGranted(worker="w3", relation="her cousin", level=L.RESTRICTED, until=date(2030, 1, 1)),
        f.Closure(closure=f.ClosureKind.TRANSFER, reason="her own words", receiving="shelter", unfinished=("a",)),
        f.Reopening(entry_phase="intake", reason="came back"),
    ):
        story.wait(hours=1)
        number = len(story.record.entries) + 1
        entry = cm.RecordEntry(number, f"e{number}", "w1", story.now, story.now, fact, access=L.VERY_RESTRICTED)
        story.record = story.record.with_entry(entry)
    view = view_of(story, "w1")
    assert [entry.fact for entry in view.entries[1:]] == [
        f.Withheld(),
        story.record.entries[2].fact,
        f.AccessGranted(worker="w3", level=L.RESTRICTED, until=date(2030, 1, 1)),
        f.Closure(closure=f.ClosureKind.TRANSFER),
        f.Reopening(entry_phase="intake"),
    ]
    assert (view.case.client.label, view.case.client.language, view.case.opened.circumstances) == ("", "", "")
    assert measures.path(view) == measures.path(story.record)
    assert view.case.episodes[1:] == story.case.episodes[1:]


def test_nobody_writes_what_is_withheld() -> None:
    """What stands in views in the place of a fact is no fact to write."""
    with pytest.raises(cm.BadValue) as caught:
        Story().refused(f.Withheld())
    assert str(caught.value) == (
        "Write.fact: what a reader may not see stands in views alone. Write what was seen or done."
    )


def test_a_view_is_redacted_as_its_record() -> None:
    """Looking back and then redacting is redacting and then looking back; a grant of later counts in both."""
    story = told(granted("w3", level=L.RESTRICTED))
    early = story.record.entries[4].recorded_at
    view = access.redacted(
        story.record.as_known_at(early), reader="w3", purpose=P.SERVICE, at=story.now, engine=story.engine
    )
    assert view == view_of(story, "w3").as_known_at(early)
    assert len(view.entries) == 5
    before = story.record.as_of(early - timedelta(days=99))
    none = access.redacted(before, reader="w3", purpose=P.SERVICE, at=story.now, engine=story.engine)
    assert (len(none.entries), none.case.is_begun) == (0, False)


# Amendments ----------------------------------------------------------------------------------------------------------


def amended(*steps: tuple[f.Fact, cm.AccessLevel, str]) -> Story:
    """Tell a case with entries of those levels and texts, unjudged."""
    story = Story()
    for number, (fact, level, text) in enumerate(steps, start=2):
        story.wait(hours=1)
        entry = cm.RecordEntry(number, f"e{number}", "w1", story.now, story.now, fact, text, level)
        story.record = story.record.with_entry(entry)
    return story


def held(story: Story) -> list[cm.AccessLevel]:
    """Give the level at which each entry is held."""
    return list(access.levels(story.record).values())


def test_what_amends_a_withheld_entry_is_withheld() -> None:
    """An addendum to a restricted entry is as restricted as that; history and changes tell no more."""
    story = amended(
        (f.Note(), L.RESTRICTED, "hidden"),
        (f.Addendum(target="e2", reason="why"), L.NORMAL, "also hidden"),
        (f.Addendum(target="e3", reason="why"), L.LOW, "also hidden"),
        (f.Retraction(target="e4", reason="why"), L.LOW, "also hidden"),
        (f.Note(), L.NORMAL, "open"),
    )
    assert held(story) == [L.NORMAL, *[L.RESTRICTED] * 4, L.NORMAL]
    view = view_of(story, "w1")
    assert texts(view) == ["open"]
    assert [entry.fact for entry in view.entries[2:5]] == [f.Withheld(), f.Withheld(), f.Retraction(target="e4")]
    assert [(one.by.text, one.entry and one.entry.text) for one in view.history("e2")] == [("", "")]
    changes = view.changes(between=(story.record.entries[0].recorded_at, story.now))
    assert {one.entry.text for one in changes} == {"", "open"}


def test_a_correction_may_close_an_entry() -> None:
    """An entry in the wrong file is narrowed down by a correction: all its versions are held at the new level."""
    story = amended(
        (f.Note(), L.NORMAL, "about somebody else"),
        (f.Correction(target="e2", reason="wrong file", access=L.VERY_RESTRICTED), L.NORMAL, ""),
        (f.Addendum(target="e2", reason="why"), L.NORMAL, "about somebody else"),
    )
    assert held(story)[1:] == [L.VERY_RESTRICTED] * 3
    assert texts(view_of(story, "w1")) == []
    assert (
        access.redacted(
            story.record.as_known_at(story.record.entries[1].recorded_at),
            reader="w1",
            purpose=P.SERVICE,
            at=story.now,
            engine=story.engine,
        )
        .entries[1]
        .fact
        == f.Withheld()
    )


def test_a_correction_never_opens_an_entry() -> None:
    """The wording before a correction may be what was kept back, so that a lower level in it changes nothing."""
    story = amended(
        (f.Note(), L.RESTRICTED, "the name"),
        (f.Correction(target="e2", reason="less", access=L.NORMAL), L.NORMAL, "no name"),
    )
    assert held(story)[1:] == [L.RESTRICTED] * 2
    assert texts(view_of(story, "w1")) == []


def test_who_may_not_see_the_correction_does_not_see_what_it_corrects() -> None:
    """Nobody is shown what is known to be wrong; corrections of corrections count, and retracted ones too."""
    story = amended(
        (f.Note(), L.NORMAL, "wrong"),
        (f.Correction(target="e2", reason="wrong"), L.NORMAL, "better"),
        (f.Correction(target="e3", reason="still wrong"), L.RESTRICTED, "right"),
        (f.Retraction(target="e4", reason="not so"), L.NORMAL, ""),
        (f.Correction(target="e9", reason="nothing there"), L.RESTRICTED, "lost"),
    )
    assert held(story)[1:] == [L.RESTRICTED] * 5
    assert texts(view_of(story, "w1")) == []


def test_a_withheld_correction_still_moves_what_it_moves() -> None:
    """The course of a case is the corrected one for every reader, without a reason or a text."""
    story = Story().told(until="assessment")
    number = story.record.entries[-1].number
    earlier = story.record.entries[-1].occurred_at - timedelta(minutes=1)
    fix = f.Correction(target=f"e{number}", reason="the clock", occurred_at=earlier)
    step = evolve(story.wait(hours=1).step(fix, text="The clock was wrong."), access=L.RESTRICTED)
    story.record = story.engine.write(story.record, step)
    view = view_of(story, "w1")
    assert view.entries[-1].fact == f.Correction(target=f"e{number}", occurred_at=earlier)
    assert measures.path(view) == measures.path(story.record)
    assert measures.path(view)[-1].at == earlier


# Hidden details ------------------------------------------------------------------------------------------------------


ADDRESS = f.PersonalDetails(whose="client", address="4 Mill Lane", hidden=True)


def test_a_hidden_address_is_beyond_every_ordinary_level() -> None:
    """Whatever the level of its entry, only who is named for what is very restricted sees it."""
    named = granted("w4", level=L.VERY_RESTRICTED)
    grants = (named, granted("w3", level=L.RESTRICTED), granted("cl-1", R.CLIENT, L.VERY_RESTRICTED))
    story = Story().write(*grants).write(ADDRESS, text="She lives at 4 Mill Lane.")
    for reader, purpose in (("w1", P.SERVICE), ("w3", P.SERVICE), ("cl-1", P.CLIENT_ACCESS)):
        assert view_of(story, reader, purpose).entries[-1].fact == f.Withheld()
        assert "Mill" not in "".join(texts(view_of(story, reader, purpose)))
    assert view_of(story, "w4").entries[-1].fact == ADDRESS
    emergency = access.in_emergency(story.record, reader="w9", reason="fire", at=story.now, engine=story.engine)
    assert emergency.view is not None
    assert emergency.view.entries[-2].fact == f.Withheld()


def test_a_correction_that_hides_an_address_hides_it_in_the_past_too() -> None:
    """Once it is known that an address must be hidden, it is hidden in every version and every view."""
    shown = evolve(ADDRESS, hidden=False)
    story = Story().write(shown, text="She lives at 4 Mill Lane.")
    assert view_of(story, "w1").entries[-1].fact == shown
    story.write(f.Correction(target="e2", reason="he looks for her", fact=ADDRESS))
    assert [entry.fact for entry in view_of(story, "w1").entries[1:]] == [
        f.Withheld(),
        f.Correction(target="e2", fact=f.Withheld()),
    ]


@pytest.mark.parametrize(
    ("role", "purpose"),
    [(R.WORKER, P.EMERGENCY), (R.RESEARCHER, P.STATISTICS), (R.CLIENT, P.CLIENT_ACCESS), (R.GUARDIAN, P.COURT)],
)
def test_no_policy_can_show_it_further(role: cm.Role, purpose: cm.Purpose) -> None:
    """What is very restricted is for named readers and for work: never for emergencies, copies or statistics."""
    with pytest.raises(cm.BadValue) as caught:
        cm.Policy(access=(cm.Reach(role=role, purpose=purpose, level=L.VERY_RESTRICTED),))
    assert str(caught.value) == (
        "Policy.access: what is very restricted is read for service, supervision, audit and court alone, and by no "
        'client or guardian. Give "restricted" or a lower level.'
    )


# Strangers -----------------------------------------------------------------------------------------------------------


def test_a_stranger_is_told_the_same_of_every_case() -> None:
    """Whatever the case holds, whoever has no access is refused in the same words, and nothing else is judged."""
    plain, grave = Story(), Story().told(until="evaluation").write(f.Crisis(id="k1"))
    grave.write(granted("w9", until=date(2026, 3, 3)), granted("old"), f.AccessEnded(worker="old"))
    at = grave.wait(days=30).now
    for reader in ("w9", "old", "nobody", "", " "):
        assert refusal(plain, reader, at=at) == refusal(grave, reader, at=at) == STRANGER
    assert refusal(grave, "w1", P.AUDIT) == STRANGER


def test_a_stranger_is_not_even_told_the_policy() -> None:
    """An engine that does not know the policy of a record says so to readers alone."""
    town = Story(cm.Engine(policy=cm.Policy(key="town", off=("HR-25",))))
    other = cm.Engine()
    with pytest.raises(cm.StepRefused, match=r"HR-35"):
        access.redacted(town.record, reader="w9", purpose=P.SERVICE, at=town.now, engine=other)
    with pytest.raises(cm.UnknownPolicy):
        access.redacted(town.record, reader="w1", purpose=P.SERVICE, at=town.now, engine=other)
    with pytest.raises(cm.StepRefused, match=r"HR-35"):
        other.options(town.record, at=town.now, by="w9")


def test_of_a_record_that_was_not_begun_nobody_is_a_reader() -> None:
    """Without an opening there is nobody with access."""
    record = cm.CaseRecord.of("c-1")
    assert standing_at(record.case, "w1", None) is None
    assert level_for(record, cm.Engine(), "w1", P.SERVICE, datetime(2026, 3, 2, tzinfo=UTC)) is None


def test_an_old_time_opens_nothing_that_was_written_since() -> None:
    """Whose access has ended reads what was known while it stood, and no more."""
    story = Story().write(f.AccessGranted(worker="x1", role=cm.Role.COURT, until=date(2026, 3, 2)))
    then = story.now
    story.wait(days=3).write(f.Note(), text="Later.")
    with pytest.raises(cm.StepRefused, match="no access"):
        view_of(story, "x1", P.COURT, at=then)
    view = access.redacted(story.record.as_known_at(then), reader="x1", purpose=P.COURT, at=then, engine=story.engine)
    assert len(view.entries) == 2
    assert view_of(story, "w1", at=then).entries[-1].text == "Later."


def test_an_old_time_shows_no_correction_of_later() -> None:
    """A view of what had happened by then is told as it is known today, so that it is for those who read today."""
    story = Story().write(f.AccessGranted(worker="x1", role=cm.Role.COURT, until=date(2026, 3, 10)))
    story.write(f.Note(), text="First.")
    then = story.now
    story.wait(days=30).write(f.Correction(target="e3", reason="misheard"), text="Secret later wording.")
    call: dict[str, Any] = {"reader": "x1", "purpose": P.COURT, "at": then, "engine": story.engine}
    with pytest.raises(cm.StepRefused, match="no access"):
        access.redacted(story.record.as_of(then), **call)
    view = access.redacted(story.record.as_known_at(then), **call)
    assert [one.text for one in view.widened().entries] == ["", "", "First."]


def test_who_sealed_is_told_in_a_view_of_before() -> None:
    """What was destroyed since is not there any more, and the sealing says why."""
    story = Story().write(f.Note(), text="A note.")
    then = story.now
    story.write(f.Sealing(target="e2", basis=f.SealingBasis.COURT_ORDER, authority="district court"))
    view = access.redacted(
        story.record.as_known_at(then), reader="w1", purpose=P.SERVICE, at=story.now, engine=story.engine
    )
    assert [one.fact.kind for one in view.entries] == ["case_opened", "sealed"]
    assert [one.fact.kind for one in view.widened().entries] == ["case_opened", "sealed", "sealing"]


def test_a_stranger_is_not_told_of_a_model_or_policy_that_is_unknown() -> None:
    """Whoever has access is told what the engine lacks."""
    story = Story(cm.Engine(policy=cm.Policy(key="town")), model="crisis")
    engine, at = cm.Engine([cm.CASEWORK]), story.now
    step = cm.Write(fact=f.Note(), by="w9", occurred_at=at, recorded_at=at)
    with pytest.raises(cm.StepRefused, match=r"no access to the record \(HR-35\)"):
        engine.write(story.record, step)
    with pytest.raises(cm.StepRefused, match=r"no access to the record \(HR-35\)"):
        access.in_emergency(story.record, reader="w9", reason="r", at=at, engine=engine)
    with pytest.raises(cm.UnknownModel):
        engine.write(story.record, evolve(step, by="w1"))
    with pytest.raises(cm.UnknownPolicy):
        access.in_emergency(story.record, reader="w1", reason="r", at=at, engine=engine)


def test_the_client_takes_no_emergency_access() -> None:
    """The record itself knows that the client is no worker."""
    story = Story()
    with pytest.raises(cm.StepRefused, match=r"no access to the record \(HR-35\)"):
        access.in_emergency(story.record, reader="cl-1", reason="I want to see", at=story.now, engine=story.engine)
    entry = f.Access(reader="cl-1", use=P.EMERGENCY, emergency=True, reason="r")
    assert story.refused(entry, by="cl-1") == {"HR-35"}


def test_slips_are_told_before_anything_is_read() -> None:
    """A time without zone, a purpose that is none and what is no record are faults of the program."""
    story = Story()
    call: dict[str, Any] = {"reader": "w1", "purpose": P.SERVICE, "at": story.now, "engine": story.engine}
    faults: list[tuple[Any, dict[str, Any], str]] = [
        (story.record, {"at": datetime(2026, 3, 2)}, "moment: a time without a zone is no instant. Give it a zone."),  # noqa: DTZ001 - that is it
        (
            story.record,
            {"purpose": "supervison"},
            f"purpose: one of {PURPOSES} is wanted. Give Purpose.SUPERVISION.",
        ),
        (
            story.record,
            {"purpose": None},
            f"purpose: one of {PURPOSES} is wanted. Give a Purpose.",
        ),
        ("record", {}, "record: a CaseRecord is wanted, not str. A view shows the past; ask about its record."),
    ]
    for record, changes, said in faults:
        with pytest.raises(cm.BadValue) as caught:
            access.redacted(record, **{**call, **changes})
        assert str(caught.value) == said


# The policy ----------------------------------------------------------------------------------------------------------


OWN = """
key = "town"
[access.court]
court = "normal"
[access.worker]
emergency = "none"
[access.administrator]
audit = "low"
"""


def test_an_agency_has_its_own_table() -> None:
    """What a policy names takes the place of what is usual; all else is as usual."""
    town = cm.parse_policy(OWN)
    assert town.reach(R.COURT, P.COURT) is L.NORMAL
    assert town.reach(R.WORKER, P.EMERGENCY) is None
    assert town.reach(R.ADMINISTRATOR, P.AUDIT) is L.LOW
    others = {(role, purpose) for role in R for purpose in P} - {(one.role, one.purpose) for one in town.access}
    assert {pair: town.reach(*pair) for pair in others} == {pair: cm.STANDARD.reach(*pair) for pair in others}
    assert len(others) == 8 * 7 - 3
    story = Story(cm.Engine(policy=town)).write(granted("j1", R.COURT, L.RESTRICTED))
    assert level_for(story.record, story.engine, "j1", P.COURT, story.now) is L.NORMAL


def test_the_table_is_in_the_digest_where_it_differs() -> None:
    """Policies without a word on access, or with what is usual, have the digest that they always had.

    printf '%s' '{"access":[["court","court","normal"],["worker","emergency","none"]],"advise":[],
    "late_hours":[24,48,72],"off":[],"reopen_phase":"","reopen_within_days":0,"rho":0.3}' (on one line) | sha256sum
    """
    usual = cm.Policy(access=(cm.Reach(role=R.COURT, purpose=P.COURT, level=L.RESTRICTED),))
    assert usual.ref == cm.Policy().ref
    none = cm.Policy(access=(cm.Reach(role=R.COURT, purpose=P.SERVICE, level=None),))
    assert none.ref == cm.Policy().ref
    own = (
        cm.Reach(role=R.WORKER, purpose=P.EMERGENCY, level=None),
        cm.Reach(role=R.COURT, purpose=P.COURT, level=L.NORMAL),
    )
    digest = "154a15b01732ba6daa1ca413b8d996fe8a9681930709b0cec49057dfac34d8aa"
    assert cm.Policy(access=own).ref.digest == cm.Policy(access=own[::-1]).ref.digest == digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'access = "all"',
            'town.toml, access: a table is wanted. Write it as in [access.court] with a line court = "normal".',
        ),
        (
            '[access]\ncourt = "normal"',
            'town.toml, access.court: a table is wanted. Write it as in [access.court] with a line court = "normal".',
        ),
        ('[access.cort]\ncourt = "low"', 'town.toml, access: "cort" is not known. Perhaps "court" is meant.'),
        ('[access.court]\ncuort = "low"', 'town.toml, access.court: "cuort" is not known. Perhaps "court" is meant.'),
        (
            '[access.court]\ncourt = "very"',
            f'town.toml, access.court.court: "very" is not known. Known here: {LEVELS}.',
        ),
        (
            "[access.court]\ncourt = 3",
            f'town.toml, access.court.court: "3" is not known. Known here: {LEVELS}.',
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_told_by_its_place(text: str, said: str) -> None:
    """A role, purpose or level that is not known is told with the nearest one, and where it stands."""
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.parse_policy(text, name="town.toml")
    assert str(caught.value) == said


def test_a_role_stands_once_for_each_purpose() -> None:
    """Two levels for one role and purpose contradict each other."""
    one = cm.Reach(role=R.COURT, purpose=P.COURT, level=L.LOW)
    with pytest.raises(cm.BadValue) as caught:
        cm.Policy(access=(one, evolve(one, level=None)))
    assert str(caught.value) == "Policy.access: a role is given twice for one purpose. Keep one of them."


# Reading that is noted -----------------------------------------------------------------------------------------------


def test_a_reading_is_noted() -> None:
    """The record tells who read, for what and how far; what was shown holds that entry too."""
    story = told(granted("j1", R.COURT, L.RESTRICTED))
    reading = access.read(story.record, reader="j1", purpose=P.COURT, at=story.now, by="w1", engine=story.engine)
    last = reading.record.entries[-1]
    assert last.fact == f.Access(reader="j1", use=P.COURT, level=L.RESTRICTED)
    assert (last.by, last.occurred_at) == ("w1", story.now)
    assert reading.view is not None
    assert (reading.level, reading.view.entries[-1]) == (L.RESTRICTED, last)
    assert repr(reading) == "<Reading of c-1, restricted>"


def test_a_denied_reading_is_noted_too() -> None:
    """A stranger sees nothing, and the record tells that somebody tried; only who may write can note it."""
    story = told()
    call: dict[str, Any] = {"reader": "w9", "purpose": P.SERVICE, "engine": story.engine}
    reading = access.read(story.record, by="w1", at=story.now - timedelta(days=1), **call)
    assert (reading.view, reading.level) == (None, None)
    last = reading.record.entries[-1]
    assert last.fact == f.Access(reader="w9", use=P.SERVICE, denied=True)
    assert last.recorded_at == story.now.astimezone(UTC)  # never before what stands on record
    with pytest.raises(cm.StepRefused, match=r"HR-35"):
        access.read(story.record, by="w9", at=story.now, **call)


# Emergency -----------------------------------------------------------------------------------------------------------


def test_an_emergency_is_read_with_an_entry() -> None:
    """Somebody without access sees up to restricted, and the record, read by the case team, tells who and why."""
    story = told()
    taken = access.in_emergency(
        story.record, reader="w9", reason="He stands on the bridge.", at=story.now, engine=story.engine
    )
    last = taken.record.entries[-1]
    assert last.fact == f.Access(
        reader="w9", use=P.EMERGENCY, level=L.RESTRICTED, emergency=True, reason="He stands on the bridge."
    )
    assert (last.by, last.access, len(taken.record.entries)) == ("w9", L.NORMAL, len(story.record.entries) + 1)
    assert taken.view is not None
    assert texts(taken.view) == [f"at {level}" for level in list(L)[:5]]
    assert taken.view.entries[-1] == last
    assert story.engine.audit(taken.record) == ()
    assert refusal(story, "w9", P.EMERGENCY) == refusal(story, "w1", P.EMERGENCY) == STRANGER


@pytest.mark.parametrize("reader", ["w1", "w9"])
@pytest.mark.parametrize("reason", ["", " \n"])
def test_hr_46_text(reader: str, reason: str) -> None:
    """Without a reason nobody takes access in an emergency, not even who has some."""
    story = told()
    with pytest.raises(cm.StepRefused) as caught:
        access.in_emergency(story.record, reader=reader, reason=reason, at=story.now, engine=story.engine)
    assert str(caught.value) == (
        "The entry (access) cannot be written: the emergency access has no reason (HR-46). Say in a few words what the "
        "emergency is."
    )


def test_an_emergency_is_for_workers() -> None:
    """Who is in the case in another role is refused; a worker, a supervisor and a former worker are not."""
    story = told(granted("cl-1", R.CLIENT), granted("s1", R.SUPERVISOR), granted("old"), f.AccessEnded(worker="old"))
    call: dict[str, Any] = {"reason": "fire", "at": story.now, "engine": story.engine}
    with pytest.raises(cm.StepRefused) as caught:
        access.in_emergency(story.record, reader="cl-1", **call)
    assert caught.value.refusal.codes == ("HR-35",)
    for reader in ("w1", "s1", "old", "w9"):
        assert access.in_emergency(story.record, reader=reader, **call).level is L.RESTRICTED
    closed = story.write(f.Closure(closure=f.ClosureKind.MOVED_AWAY, reason="left"))
    assert access.in_emergency(closed.record, reader="w9", **call).record.case.is_closed


@pytest.mark.parametrize("role", [R.CLIENT, R.GUARDIAN, R.COURT, R.AUDITOR, R.RESEARCHER, R.ADMINISTRATOR])
def test_access_that_is_over_makes_nobody_a_worker(role: cm.Role) -> None:
    """Whoever was a client, a guardian or a court in this case takes no emergency access once that is over."""
    story = told(granted("g-1", role), granted("g-2", role, until=date(2026, 3, 3)), f.AccessEnded(worker="g-1"))
    at = story.wait(days=3).now
    for reader in ("g-1", "g-2"):
        with pytest.raises(cm.StepRefused) as caught:
            access.in_emergency(story.record, reader=reader, reason="fire", at=at, engine=story.engine)
        assert caught.value.refusal.codes == ("HR-35",)
        step = story.step(f.Access(reader=reader, emergency=True, reason="fire"), by=reader)
        assert story.codes(step) == ("HR-35",)
    story.write(granted("g-1"), f.AccessEnded(worker="g-1"))  # who became a worker since is one
    taken = access.in_emergency(story.record, reader="g-1", reason="fire", at=story.now, engine=story.engine)
    assert taken.level is L.RESTRICTED


def test_an_agency_may_have_no_emergency_access() -> None:
    """Where the policy gives workers none, it is refused to everybody."""
    story = Story(cm.Engine(policy=cm.parse_policy(OWN)))
    for reader in ("w1", "w9"):
        with pytest.raises(cm.StepRefused) as caught:
            access.in_emergency(story.record, reader=reader, reason="fire", at=story.now, engine=story.engine)
        assert caught.value.refusal.codes == ("HR-35",)
    assert story.codes(story.step(f.Access(reader="w9", emergency=True, reason="fire"), by="w9")) == ("HR-35",)


def unsound(story: Story) -> Iterator[cm.Write]:
    """Give the entries by which a stranger might want to learn or hide something."""
    fact = f.Access(reader="w9", use=P.EMERGENCY, level=L.RESTRICTED, emergency=True, reason="fire")
    step = story.step(fact, by="w9")
    early = story.now - timedelta(days=9)
    yield from (
        evolve(step, fact=evolve(fact, reader="w1")),
        evolve(step, fact=evolve(fact, denied=True)),
        evolve(step, fact=evolve(fact, level=L.VERY_RESTRICTED)),
        evolve(step, fact=f.Access(reader="w9")),
        evolve(step, id="e1"),
        evolve(step, text="more"),
        evolve(step, participants=("more",)),
        evolve(step, access=L.RESTRICTED),
        evolve(step, occurred_at=None),
        evolve(step, recorded_at=None),
        evolve(step, occurred_at=early, recorded_at=early),
        evolve(step, recorded_at=early),
    )


def test_a_stranger_learns_nothing_from_an_unsound_emergency() -> None:
    """Whatever is wrong with the entry, a stranger is told what every stranger is told."""
    story = told()
    said = {str(story.said(step)) for step in unsound(story)}
    assert said == {STRANGER.replace("record cannot be shown", "step cannot be taken", 1)}
    sound = story.step(f.Access(reader="w9", emergency=True, reason="fire"), by="w9")
    assert story.codes(sound) == ()


def test_an_emergency_of_a_record_that_was_not_begun() -> None:
    """Where nothing is on record, nothing is read."""
    with pytest.raises(cm.StepRefused, match=r"HR-35"):
        access.in_emergency(
            cm.CaseRecord.of("c-1"),
            reader="w9",
            reason="fire",
            at=datetime(2026, 3, 2, tzinfo=UTC),
            engine=cm.Engine(),
        )


# The client's copy ---------------------------------------------------------------------------------------------------


def copied(story: Story, reader: str = "cl-1") -> cm.RecordView:
    """Give the client's copy."""
    return view_of(story, reader, P.CLIENT_ACCESS)


def test_third_parties_disappear_from_the_copy() -> None:
    """Of persons beside client, worker and reader neither labels nor the facts about or from them are left."""
    story = Story().write(granted("cl-1", R.CLIENT), granted("cl-2", R.CLIENT, relation="Mother"))
    facts = (
        f.Contact(participants=("client", "w1", "mother", "sister")),
        f.WorkingHypothesis(formed_with=("client", "sister")),
        f.CollateralContact(contact_with="sister", legal_basis="law"),
        f.PersonalDetails(whose="sister", address="here"),
        f.PersonalDetails(whose="client", address="there"),
        f.Interpreter(language="prs", relation="sister"),
        f.Task(goal="g1", who="sister", what="call"),
        consent("research"),
        f.SafetyPlan(people_to_ask=("sister",)),
    )
    for fact in facts:
        story.wait(hours=1)
        number = len(story.record.entries) + 1
        entry = cm.RecordEntry(
            number, f"e{number}", "w1", story.now, story.now, fact, "words", participants=("worker", "sister", "mother")
        )
        story.record = story.record.with_entry(entry)
    own = copied(story).entries[3:]
    assert [entry.fact for entry in own] == [
        f.Contact(participants=("client", "w1")),
        f.WorkingHypothesis(formed_with=("client",)),
        f.Withheld(),
        f.Withheld(),
        f.PersonalDetails(whose="client", address="there"),
        f.Interpreter(language="prs"),
        f.Task(goal="g1", what="call"),
        consent("research"),
        f.SafetyPlan(),
    ]
    assert [entry.participants for entry in own] == [*[("worker",)] * 2, (), (), *[("worker",)] * 5]
    assert [bool(entry.text) for entry in own] == [True, True, False, False, *[True] * 5]
    assert copied(story).entries[2].fact == f.Withheld()  # that a mother reads is not told
    mothers = copied(story, "cl-2").entries
    assert mothers[3].fact == f.Contact(participants=("client", "w1", "mother"))
    assert mothers[3].participants == ("worker", "mother")
    assert [entry.fact for entry in mothers[1:3]] == [f.Withheld(), granted("cl-2", R.CLIENT, relation="Mother")]


def test_the_reader_is_known_only_as_shown() -> None:
    """Where the entry that says what a reader is to the case is withheld, that reader's label is one of many."""
    story = Story()
    step = evolve(story.step(granted("cl-2", R.CLIENT, relation="mother")), access=L.RESTRICTED)
    story.record = story.engine.write(story.record, step)
    story.write(f.Contact(participants=("mother",)))
    once = copied(story, "cl-2")
    assert once.entries[-1].fact == f.Contact()
    again = access.redacted(once, reader="cl-2", purpose=P.CLIENT_ACCESS, at=story.now, engine=story.engine)
    assert again == once


def test_a_copy_of_a_record_that_opens_no_case_knows_no_client() -> None:
    """Nobody in it is anybody to a case, so that all who are named are third parties, and the entry shows as none."""
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    entry = cm.RecordEntry(1, "e1", "w1", at, at, f.CollateralContact(contact_with="sister"), "She called.")
    copy = shown_to(cm.CaseRecord.of("c-1", [entry]), "cl-1", P.CLIENT_ACCESS, L.NORMAL)
    assert copy.entries[0].fact == f.Withheld()
    assert texts(copy) == []


def test_what_is_about_a_third_party_takes_its_corrections_along() -> None:
    """A note that is corrected to have been a call to somebody else is gone from the copy, with all amendments."""
    story = amended(
        (granted("cl-1", R.CLIENT), L.NORMAL, ""),
        (f.Note(), L.NORMAL, "A call."),
        (f.Correction(target="e3", reason="why", fact=f.CollateralContact(contact_with="sister")), L.NORMAL, "A call."),
        (f.Addendum(target="e3", reason="why"), L.NORMAL, "She said more."),
    )
    copy = copied(story)
    assert texts(copy) == []
    assert copy.entries[3].fact == f.Correction(target="e3", fact=f.Withheld())
    assert texts(view_of(story, "w1")) == ["A call.", "A call.", "She said more."]


def test_participants_put_right_are_never_the_wrong_ones_again() -> None:
    """Where a correction names third parties alone, what it corrects is withheld: else the older ones would count."""
    story = amended(
        (granted("cl-1", R.CLIENT), L.NORMAL, ""),
        (f.Note(), L.NORMAL, "A talk."),
        (f.Correction(target="e3", reason="who was there"), L.NORMAL, ""),
        (f.Note(), L.NORMAL, "Another talk."),
        (f.Correction(target="e5", reason="who was there"), L.NORMAL, ""),
        (f.Addendum(target="e3", reason="more"), L.NORMAL, "More of it."),
    )
    present = {3: ("client", "worker"), 4: ("sister", "brother"), 5: ("client",), 6: ("client", "sister")}
    entries = [evolve(one, participants=present.get(one.number, ())) for one in story.record.entries]
    story.record = cm.CaseRecord.of("c-1", entries)
    copy = copied(story)
    assert texts(copy) == ["Another talk."]
    assert [entry.fact for entry in copy.entries[2:4]] == [f.Withheld(), f.Correction(target="e3")]
    assert [entry.participants for entry in copy.amended] == [(), (), (), (), ("client",), ("client",), ()]
    assert len(texts(view_of(story, "w1"))) == 3


def test_who_else_reads_is_not_told_in_the_copy() -> None:
    """Grants to others and their readings are gone, with corrections; those of the team and of the reader stay."""
    father = granted("hans-m", R.GUARDIAN, relation="father")
    grants = (granted("cl-1", R.CLIENT), father, granted("w3", R.SUPERVISOR))
    story = Story().write(*grants, f.AccessEnded(worker="hans-m"))
    story.write(f.Access(reader="hans-m"), f.Access(reader="cl-1"), f.Access(reader="w3"), f.AccessEnded(worker="w3"))
    story.write(f.Access(reader="somebody", denied=True), f.Access(reader="w2"))
    story.write(f.Correction(target="e3", reason="who he is", fact=evolve(father, relation="uncle")))
    story.record = access.in_emergency(
        story.record, reader="w9", reason="fire", at=story.now, engine=story.engine
    ).record
    hidden = f.Withheld()
    left = f.Access(reader="w9", use=P.EMERGENCY, level=L.RESTRICTED, emergency=True, reason="fire")
    told_ = [grants[0], hidden, grants[2], hidden, hidden, f.Access(reader="cl-1"), f.Access(reader="w3")]
    told_ += [f.AccessEnded(worker="w3"), hidden, f.Access(reader="w2")]
    copy = copied(story)
    assert [entry.fact for entry in copy.entries[1:]] == [*told_, f.Correction(target="e3", fact=hidden), left]
    assert set(copy.case.readers) == {"w1", "w2", "w3", "cl-1"}
    assert "hans" not in "".join(repr(entry) for entry in (*copy.entries, *copy.amended))
    assert set(view_of(story, "w1").case.readers) >= {"hans-m", "cl-1"}


def test_a_grant_that_was_corrected_is_told_of_nobody_else() -> None:
    """What was written as a worker's access and was a father's is gone, and a note that was meant for it is, too."""
    father = granted("hans", R.GUARDIAN)
    story = amended(
        (granted("cl-1", R.CLIENT), L.NORMAL, ""),
        (granted("hans"), L.NORMAL, ""),
        (f.Correction(target="e3", reason="role", fact=father), L.NORMAL, ""),
        (f.Note(), L.NORMAL, "He may read."),
        (f.Correction(target="e5", reason="kind", fact=father), L.NORMAL, ""),
        (granted("w5"), L.VERY_RESTRICTED, ""),
    )
    copy = copied(story)
    gone = f.Correction(target="e3", fact=f.Withheld())
    assert [entry.fact for entry in copy.entries[2:]] == [
        f.Withheld(),
        gone,
        f.Withheld(),
        evolve(gone, target="e5"),
        granted("w5"),
    ]
    assert (texts(copy), set(copy.case.readers)) == ([], {"w1", "w2", "cl-1", "w5"})


def test_a_copy_made_by_a_worker_tells_of_the_client() -> None:
    """It is the client's, whoever makes it: the client's own access and readings stand in it."""
    policy = cm.Policy(access=(cm.Reach(role=R.WORKER, purpose=P.CLIENT_ACCESS, level=L.NORMAL),))
    story = Story(cm.Engine(policy=policy)).write(granted("cl-1", R.CLIENT), granted("cl-2", R.CLIENT))
    story.write(f.Access(reader="cl-1"), f.Access(reader="cl-2"))
    facts = [entry.fact for entry in copied(story, "w1").entries[1:]]
    assert facts == [granted("cl-1", R.CLIENT), f.Withheld(), f.Access(reader="cl-1"), f.Withheld()]


def test_what_was_retracted_is_not_in_the_copy() -> None:
    """An entry in the wrong file is gone with all about it; where a correction or retraction is, the rest stays."""
    story = amended(
        (granted("cl-1", R.CLIENT), L.NORMAL, ""),
        (f.Note(), L.NORMAL, "of another client"),
        (f.Addendum(target="e3", reason="more"), L.NORMAL, "of another client"),
        (f.Retraction(target="e3", reason="this is Mrs. K."), L.NORMAL, "of another client"),
        (f.Note(), L.NORMAL, "right"),
        (f.Correction(target="e6", reason="this is Mrs. K."), L.NORMAL, "of another client"),
        (f.Addendum(target="e7", reason="more"), L.NORMAL, "of another client"),
        (f.Retraction(target="e7", reason="mixed up"), L.NORMAL, "of another client"),
        (f.Note(), L.NORMAL, "also right"),
        (f.Retraction(target="e10", reason="mixed up"), L.NORMAL, "wrongly"),
        (f.Retraction(target="e11", reason="it was right"), L.NORMAL, "back"),
    )
    copy = copied(story)
    assert texts(copy) == ["right", "also right"]
    assert [entry.text for entry in copy.amended if entry.text] == ["right", "also right"]
    assert copy.entries[4].fact == f.Retraction(target="e3")
    before = story.record.as_known_at(story.record.entries[3].recorded_at)
    early = access.redacted(before, reader="cl-1", purpose=P.CLIENT_ACCESS, at=story.now, engine=story.engine)
    assert texts(early) == []
    again = access.redacted(copy, reader="cl-1", purpose=P.CLIENT_ACCESS, at=story.now, engine=story.engine)
    assert again == copy
    assert len(texts(view_of(story, "w1"))) == 10


def test_restricted_text_is_kept_from_the_copy() -> None:
    """What free text says of others is kept back by the level of its entry; by name it may be shown."""
    story = told(granted("cl-1", R.CLIENT), granted("cl-2", R.CLIENT, L.RESTRICTED), granted("g-1", R.GUARDIAN))
    assert [len(texts(copied(story, reader))) for reader in ("cl-1", "cl-2", "g-1")] == [4, 5, 4]


def test_a_stripped_entry_loses_its_nonce() -> None:
    """Where something of an entry is gone, so is what would let it be guessed; untouched ones keep theirs."""
    story = Story().write(granted("cl-1", R.CLIENT), f.Contact(participants=("sister",)), f.Note())
    link = Link(digest="d" * 64, content="c" * 64, nonce=NONCE)
    story.record = cm.CaseRecord.of("c-1", [evolve(entry, link=link) for entry in story.record.entries])
    nonces = [entry.link.nonce if entry.link else None for entry in copied(story).entries]
    assert nonces == [NONCE, NONCE, "", NONCE]


def test_a_worker_may_make_the_copy_where_the_policy_says_so() -> None:
    """Read for the client's access, the copy has no third parties, whoever makes it."""
    policy = cm.Policy(access=(cm.Reach(role=R.WORKER, purpose=P.CLIENT_ACCESS, level=L.NORMAL),))
    story = Story(cm.Engine(policy=policy)).write(f.Contact(participants=("client", "sister")))
    assert copied(story, "w1").entries[-1].fact == f.Contact(participants=("client",))


def test_what_is_no_record_has_no_levels() -> None:
    """What is neither a record nor a view is a slip of the program, told as everywhere."""
    with pytest.raises(cm.BadValue) as caught:
        access.levels("c-1")  # type: ignore[arg-type]  # what is refused
    said = "record: a CaseRecord is wanted, not str. A view shows the past; ask about its record."
    assert str(caught.value) == said


def test_nobody_seals_the_trace_of_an_own_reading() -> None:
    """Somebody else does, and then it shows that there was one, by whom it was written and who had it sealed."""
    story = told()
    taken = access.in_emergency(story.record, reader="w9", reason="Her words.", at=story.now, engine=story.engine)
    story.record = taken.record
    entry = taken.record.entries[-1]
    story.write(f.AccessGranted(worker="w9"))
    seal = f.Sealing(target=entry.id, basis=f.SealingBasis.RIGHT_TO_ERASURE, authority="court")
    assert story.refused(seal, by="w9") == {"HR-31"}
    story.write(seal)
    assert story.record.entries[entry.number - 1].fact == f.Sealed(of="access")
    assert story.record.entries[entry.number - 1].by == "w9"
    assert "Her words" not in cm.dumps(story.record)
    assert cm.loads(cm.dumps(story.record)) == story.record
    assert story.engine.audit(story.record) == ()


def test_a_slip_makes_nobody_of_the_team_an_other() -> None:
    """A wrong grant that was retracted or corrected takes no reading by the team from the client's copy."""
    story = told(granted("cl-1", R.CLIENT)).write(f.AccessGranted(worker="w2", role=R.GUARDIAN))
    story.write(f.Retraction(target=story.record.entries[-1].id, reason="the wrong person"))
    story.write(f.AccessGranted(worker="w3", role=R.AUDITOR))
    right = f.Correction(target=story.record.entries[-1].id, reason="typo", fact=f.AccessGranted(worker="w3"))
    story.write(right)
    for reader in ("w2", "w3"):
        story.write(f.Access(reader=reader, use=P.SERVICE), by=reader)
    copy = copied(story)
    assert [entry.fact for entry in copy.entries[-2:]] == [entry.fact for entry in story.record.entries[-2:]]


def test_levels_have_an_order() -> None:
    """The levels rise from unrestricted to very restricted, whatever the alphabet says."""
    assert [level.rank for level in L] == list(range(6))
    assert L.NORMAL.shows(L.NORMAL)
    assert not L.RESTRICTED.shows(L.VERY_RESTRICTED)
    assert cast("str", L.VERY_RESTRICTED) > cast("str", L.NORMAL) > cast("str", L.MODERATE) > cast("str", L.LOW)
