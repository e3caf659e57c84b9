"""The court bundle tells all that is on record, as it was first written and as it reads now, and nothing withheld."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

import casework_model as cm
from bundled import ENGINE, HOSTILE, PREPARED, PRIVATE, WIDE, Page, bundle, hard_case, write
from casework_model import facts as f
from casework_model.access import disclosed, redacted
from casework_model.codec import linked, verify
from casework_model.errors import BadValue, NotBegun
from casework_model.report.bundle import content, court_bundle
from casework_model.report.bundle.clock import Clock, span
from casework_model.report.bundle.markup import told
from casework_model.report.dossier import Dossier
from casework_model.terms import AccessLevel, Purpose
from privacy import MARK, unjudged
from samples import VALUES, fields
from story import START, Story

CASE: Final = hard_case()
PAGE: Final = bundle(CASE, prepared_by="w1", for_whom="Family Court of <Middletown>")
READ: Final = Page(PAGE)
RECORDS: Final = sorted((Path(__file__).parents[1] / "examples" / "records").glob("S0?.jsonl"))


def one(fact: f.Fact, text: str = "", **more: object) -> tuple[Story, str]:
    """Tell a case with one entry after its opening."""
    story = Story(ENGINE)
    return story, write(story, fact, text, **more)  # type: ignore[arg-type]  # keywords of several types


def item(page: str, beginning: str) -> str:
    """Give the sentence of the page that begins so, as text."""
    found = [" ".join(line.split()) for line in re.split(r"</?(?:li|p|dd)[^>]*>", page)]
    plain = [re.sub(r"<[^>]+>", "", line) for line in found]
    return next(line for line in plain if line.startswith(beginning))


# The page -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_every_example_is_a_sound_page(path: Path) -> None:
    """Each element is closed in its place, each id is there once, each link leads somewhere, each entry is there."""
    record = cm.load(path)
    page = Page(bundle(record))
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} | set(page.named) <= set(page.ids)
    assert len(page.articles) == len(record.entries)
    for entry in record.entries:
        assert " ".join(entry.text.split()) in " ".join(page.text.split())


def test_the_page_needs_nothing_and_runs_nothing() -> None:
    """It forbids itself all but its own style; there is no script, no address, no frame, no picture in it."""
    assert READ.metas[1] == {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    }
    style = PAGE.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|expression|</", style)
    assert all(link.startswith("#") for link in READ.links)
    assert not re.search(r"<(script|img|iframe|object|embed|link|base|form|svg)\b|javascript:", PAGE)


def test_every_link_leads_somewhere_in_the_hard_case_too() -> None:
    """Ids stand once, links and headings named for readers of screens are there."""
    assert len(set(READ.ids)) == len(READ.ids)
    assert {link.removeprefix("#") for link in READ.links} | set(READ.named) <= set(READ.ids)


def test_headings_go_down_one_level_at_a_time() -> None:
    """There is one heading of the first level, and none skips a level, so that a reader of screens finds its way."""
    levels = [int(heading[1]) for heading in READ.headings]
    assert levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))


def test_the_same_is_the_same() -> None:
    """Nothing in it depends on when or where it is made."""
    assert bundle(CASE, prepared_by="w1", for_whom="Family Court of <Middletown>") == PAGE


def test_every_entry_is_there_in_order() -> None:
    """Each entry has its place, whatever was done to it, in the order of writing."""
    assert list(READ.articles) == [f"entry-{number}" for number in range(1, len(CASE.entries) + 1)]


def test_hostile_text_is_only_text() -> None:
    """What looks like HTML is shown, what is invisible is shown by its name, and lines stay lines."""
    shown = READ.articles["entry-17"]
    assert "</div><script>alert('1')</script><img src=x onerror=alert(2)> &amp; \"quoted\"\n\n" in shown
    assert (
        "[NUL][ESC][31m bell [BEL], a lone[CR]return, turned [U+202E]evif[U+202C], joined [U+200B] here.\n\t- a list\n"
        in shown
    )
    assert HOSTILE.partition("- a list\n")[2] in shown
    assert WIDE in PAGE
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", PAGE)


def test_the_title_of_the_page_holds_no_element() -> None:
    """A browser shows it as it stands, also what stands for an invisible character."""
    page = bundle(Story(ENGINE).record, title="Case \u202e<b>9")
    assert "<title>Case [U+202E]&lt;b&gt;9</title>" in page
    assert '<h1>Case <span class="sign">[U+202E]</span>&lt;b&gt;9</h1>' in page


@given(st.text())
def test_any_text_is_shown_as_itself(text: str) -> None:
    """Read as HTML, text is what it was, but for invisible characters, which stand as signs."""
    html = told(text)
    read = Page(f"<!DOCTYPE html>\n{html}").text.removeprefix("\n")
    plain = re.sub(r"\[(?:[A-Z0-9]{2,3}|U\+[0-9A-F]{4,6})\]", "", read)
    kept = [letter for letter in text.replace("\r\n", "\n") if letter in plain]
    assert len(html.split('<span class="sign">')) - 1 >= sum(letter not in read for letter in set(text) - {"\r"})
    assert [letter for letter in plain if letter in kept] == [letter for letter in kept if letter in plain]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\r\nb", "a\nb"),
        ("\x7f\x85", '<span class="sign">[U+007F]</span><span class="sign">[U+0085]</span>'),
        ("\u2028\ufeff", '<span class="sign">[U+2028]</span><span class="sign">[U+FEFF]</span>'),
        ("\u200f\uffff", '<span class="sign">[U+200F]</span><span class="sign">[U+FFFF]</span>'),
        ("\u0645\u06cc\u200c\u062e \u00e9 \U0001f600", "\u0645\u06cc\u200c\u062e \u00e9 \U0001f600"),
        ("<a href='#'>&\"", "&lt;a href=&#x27;#&#x27;&gt;&amp;&quot;"),
    ],
)
def test_signs(text: str, html: str) -> None:
    """Line ends are one; what is hidden has its number; joiners, accents and pictures stay as they are."""
    assert told(text) == html


def test_the_name_of_a_case_cannot_leave_the_style() -> None:
    """At the foot of each page stands the id of the case, spelled out letter by letter."""
    client = cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY)
    opened = evolve(Story(ENGINE).record.entries[0], fact=evolve(Story(ENGINE).case.opened, client=client))
    record = cm.CaseRecord.of('</style>"}', (opened,))
    page = bundle(record)
    assert 'content: "Case \\3c \\2f \\73 \\74 \\79 \\6c \\65 \\3e \\22 \\7d "' in page
    assert Page(page).headings[0] == 'h1 Record of case </style>"}'


# The cover ------------------------------------------------------------------------------------------------------------


def test_the_cover_says_what_it_is() -> None:
    """Case, client, for whom, by whom and when, how much, on which clock, and under what it is kept."""
    cover = " ".join(READ.text.partition("Contents")[0].split())
    assert (
        "Case c-1 Client Marta L. (cl-1); one person, voluntary (came freely)" not in cover
    )  # no spaces between cells
    for said in (
        "Marta L. (cl-1); one person, voluntary (came freely)",
        "Family Court of <Middletown>",
        "1 June 2026, 11:30 +02:00 by w1",
        "41 entries, the first about 28 February 2026, the last written on 4 March 2026, 01:00 +01:00",
        "as on the clock of Europe/Berlin, each with its offset from universal time (UTC)",
        "process “Casework”, version 1; policy “standard”, version 1",
    ):
        assert said in cover


def test_the_cover_says_what_is_withheld_and_why() -> None:
    """By number, with the level, and what is told of it all the same; what is sealed is told apart."""
    assert item(PAGE, "Entries 21") == (
        "Entries 21, 23, 24 and 25 are withheld, being under very restricted access. Of each only the number, the "
        "author and the times are told, and of a move, a closing, an amendment or a change of access also that it "
        "was one."
    )
    assert item(PAGE, "Entries 18") == (
        "Entries 18 and 19 are sealed: their content was destroyed for good, and is not on record any more."
    )


def test_the_cover_says_when_nothing_is_withheld() -> None:
    """One sentence, and no mark of anything withheld anywhere."""
    story, _ = one(f.Note(), "A note.")
    page = bundle(story.record)
    assert item(page, "Nothing that") == "Nothing that is on record is withheld."
    assert "[withheld" not in page


def test_one_entry_is_told_of_in_the_singular() -> None:
    """One withheld, one sealed."""
    story, told_ = one(f.Note(), PRIVATE)
    write(story, f.Note(), PRIVATE, access=AccessLevel.VERY_RESTRICTED)
    write(story, f.Sealing(target=told_, basis=f.SealingBasis.RIGHT_TO_ERASURE, authority="data protection officer"))
    page = bundle(story.record)
    assert item(page, "Entry 3").startswith("Entry 3 is withheld, being under very restricted access. Of it only the")
    assert (
        item(page, "Entry 2") == "Entry 2 is sealed: its content was destroyed for good, and is not on record any more."
    )
    assert PRIVATE not in page


def test_of_very_many_withheld_only_the_first_are_named() -> None:
    """Forty numbers, and how many there are."""
    story = Story(ENGINE)
    for _ in range(45):
        write(story, f.Note(), PRIVATE, access=AccessLevel.VERY_RESTRICTED)
    page = bundle(story.record)
    assert "45 entries (2, 3, 4," in item(page, "45 entries")
    assert "41, …) are withheld" in item(page, "45 entries")


def test_the_chain_is_told_of() -> None:
    """Without one that is said; with one its head, and what verifying it gave, if somebody did."""
    story, _ = one(f.Note(), "A note.")
    assert item(bundle(story.record), "This record has no") == (
        "This record has no chain of digests, so that it cannot itself show whether its file was changed by other "
        "means."
    )
    chained = linked(story.record, nonces=bytes)
    last = chained.entries[-1].link
    assert last is not None
    page = bundle(chained)
    assert last.digest in page
    assert item(page, "The record has a chain") == (
        "The record has a chain of digests. Whether it holds was not verified for this document."
    )
    verification = verify(chained)
    assert str(verification) in Page(bundle(chained, verification=verification)).text
    assert f"Head of the chain2:{last.digest}" in Page(page).text
    assert "Head of the chainThe number of the last entry that is linked" in Page(page).text


def test_what_was_written_since_is_told_to_stand_beside_the_chain() -> None:
    """The entries of a file are linked, those written since are not before they are in it."""
    story, _ = one(f.Note(), "A note.")
    story.record = linked(story.record, nonces=bytes)
    head = str(cm.head_of(story.record))
    write(story, f.Note(), "Another.")
    page = bundle(story.record)
    assert item(page, "The record has a chain").endswith(
        "The digests reach up to entry 2: what was written after it was not linked yet."
    )
    assert f"Head of the chain{head}" in Page(page).text


def test_what_was_verified_is_the_record_that_is_told() -> None:
    """Of a view it is said that the whole was verified; of another case or another chain, nothing is printed."""
    story, _ = one(f.Note(), "A note.")
    record = linked(story.record, nonces=bytes)
    view = record.as_known_at(record.entries[0].recorded_at)
    page = bundle(view, verification=verify(record))
    assert item(page, "The chain holds").endswith(
        " What was verified is the whole record, of which this document tells a part."
    )
    other = cm.CaseRecord.of("c-2", story.record.entries)
    wrong: dict[str, object] = {
        "it is about another case. Verify the record that the bundle is of.": verify(linked(other, nonces=bytes)),
        "it is about another chain of this case. Load the file that was verified, and bundle that.": verify(
            linked(story.record, nonces=lambda size: b"1" * size)
        ),
        "this is not what verifying gives. Give verify(path), or nothing.": "The chain holds.",
    }
    for problem, verification in wrong.items():
        with pytest.raises(cm.BadValue) as raised:
            bundle(record, verification=verification)
        assert str(raised.value) == f"verification: {problem}"


def test_what_was_verified_has_the_entries_that_are_told() -> None:
    """A chain that goes on beyond the record is another's, and so is any where the record has none."""
    story, _ = one(f.Note(), "A note.")
    longer = linked(story.write(f.Note()).record, nonces=lambda size: b"2" * size)
    shorter = linked(cm.CaseRecord.of("c-1", story.record.entries[:2]), nonces=bytes)
    for record in (shorter, story.record, story.record.as_of(story.now)):
        with pytest.raises(cm.BadValue, match="it is about another chain of this case"):
            bundle(record, verification=verify(longer))
    empty = verify(linked(cm.CaseRecord.of("c-1"), nonces=bytes))
    assert "What was written after entry 0 was not verified." in bundle(story.record, verification=empty)


def test_what_was_verified_goes_beyond_what_a_reader_sees() -> None:
    """A view that does not tell the last entry is of the chain, where its entries are of one."""
    story, _ = one(f.Note(), "A note.")
    then = story.now
    record = linked(story.write(f.Note()).record, nonces=bytes)
    for whole, is_chain in ((record, True), (story.record, False)):
        view = redacted(whole.as_known_at(then), reader="w1", purpose=Purpose.SERVICE, at=story.now, engine=ENGINE)
        assert [entry.number for entry in view.widened().entries] == [1, 2]
        if is_chain:
            assert "What was verified is the whole record" in bundle(view, verification=verify(record))
        else:
            with pytest.raises(cm.BadValue, match="it is about another chain of this case"):
                bundle(view, verification=verify(record))


def test_what_was_written_after_verifying_was_not_verified() -> None:
    """The cover says up to where it reaches, also where the later entries are linked."""
    story, _ = one(f.Note(), "A note.")
    verified = linked(story.record, nonces=bytes)
    story.record = verified
    record = linked(story.write(f.Note()).record, nonces=bytes)
    said = item(bundle(record, verification=verify(verified)), "The chain holds")
    assert said.startswith("The chain holds up to its last entry, number 2:")
    assert said.endswith(" What was written after entry 2 was not verified.")


def test_of_chosen_entries_no_head_is_told() -> None:
    """The last of them is not where the chain ends, and the others are not told of."""
    story, _ = one(f.Note(), "A note.")
    last = write(story, f.Note(), "Another.")
    told = disclosed(
        linked(story.record, nonces=bytes),
        entries=(last,),
        receiver="the court",
        basis=f.DisclosureBasis.COURT_ORDER,
        authority="district court",
        by="w1",
        at=story.now,
        engine=ENGINE,
    )
    assert told.view is not None
    page = bundle(told.view)
    assert "Head of the chain" not in Page(page).text.partition("Words used")[0].partition("Contents")[0]
    assert item(page, "The record has a chain") == (
        "The record has a chain of digests. Whether it holds was not verified for this document."
    )


def test_what_a_view_of_an_earlier_time_leaves_out_is_said() -> None:
    """It is not said that nothing is."""
    story, _ = one(f.Note(), "A note.")
    then = story.now
    write(story, f.Note(), "Later.")
    for view, words in (
        (story.record.as_known_at(then), "What was written down after"),
        (story.record.as_of(then), "What happened after"),
        (story.record.as_known_at(then).as_of(then), "What was written down after"),
    ):
        page = bundle(view)
        assert item(page, words).endswith("is left out.")
        assert "Nothing that is on record is withheld" not in page


def test_those_who_are_named_by_ids_are_told_of_on_the_cover() -> None:
    """As far as they stand in the document: authors, who may read, who made it. Names are escaped like all else."""
    story, _ = one(f.Note(), "A note.")
    write(story, f.AccessGranted(worker="sup-1", role=cm.Role.SUPERVISOR))
    names = {"w1": "A. Meyer <b>", "sup-1": "B. Aydin, supervisor", "w9": "Nobody here"}
    said = Page(bundle(story.record, names=names)).text
    assert "Who is whosup-1B. Aydin, supervisorw1A. Meyer <b>" in " ".join(said.split())
    assert "Nobody here" not in said
    assert "Who is who" not in Page(bundle(story.record)).text
    for wrong in ("w1", {"w1": 7}, {7: "w1"}):
        with pytest.raises(cm.BadValue, match=r'^names: a text for each id is wanted. Give {"w1": "A. Meyer"}\.$'):
            bundle(story.record, names=wrong)


def test_what_a_view_tells_less_of_is_marked() -> None:
    """Also where a closing or its correction is told without its reason: the cover names it, and the entry says so."""
    story = Story(ENGINE)
    closing = f.Closure(closure=f.ClosureKind.PREMATURE, reason="told us", initiator=f.Initiator.CLIENT)
    write(story, closing)
    write(story, f.Correction(target=story.record.entries[-1].id, reason="closer", access=AccessLevel.RESTRICTED))
    view = redacted(story.record, reader="w1", purpose=Purpose.SERVICE, at=story.now, engine=ENGINE)
    page = bundle(view)
    last = len(story.record.entries)
    assert item(page, "Entries") == (
        f"Entries {last - 1} and {last} had content taken out before this document was made."
    )
    told = Page(page).article(last - 1)
    assert "As first written, as far as it is told here" in told
    assert told.count("[withheld in part: some was taken out before this document was made]") == 2
    assert "Nothing that is on record" not in page


def test_a_sealing_is_the_exception_that_the_cover_names() -> None:
    """Where nothing was sealed, nothing was ever taken away, and no exception is named."""
    story, entry = one(f.Note(), "A note.")
    assert "none is changed or deleted" in Page(bundle(story.record)).text
    assert "The one exception is a sealing" not in Page(bundle(story.record)).text
    write(story, f.Sealing(target=entry, basis=f.SealingBasis.COURT_ORDER, authority="district court"))
    assert "The one exception is a sealing" in Page(bundle(story.record)).text


def test_a_retracted_entry_does_not_count_and_is_added_to() -> None:
    """Its card says that it does not count; an addendum is one to an entry, not of it."""
    story, entry = one(f.Note(), "A note.")
    write(story, f.Addendum(target=entry, reason="Forgotten"), "And this.")
    write(story, f.Retraction(target=entry, reason="Wrong file"))
    page = Page(bundle(story.record))
    assert "It was retracted and does not count any more." in page.article(2)
    assert page.article(3).startswith("3 Addendum to entry 2")
    assert page.article(4).startswith("4 Retraction of entry 2")


# Amendments -----------------------------------------------------------------------------------------------------------


def test_a_chain_of_corrections_stands_in_order_with_the_first_wording() -> None:
    """What was first written, then each correction with who, when and why; what was replaced is marked as such."""
    shown = READ.article(8)
    first, then, last = (shown.index(words) for words in ("sowed", "A slip of the pen", "It was in the morning"))
    assert first < then < last < shown.index("Learnt later")
    assert "Kind of strengthskill" in shown
    assert "Kind of strengthtalent" in shown
    assert "<del><bdi>" not in PAGE
    assert "<dt>Kind of strength</dt><dd><del>skill</del></dd>" in PAGE
    assert "<dt>Kind of strength</dt><dd><ins>talent</ins></dd>" in PAGE
    assert shown.count("It does not read so any more.") == 2
    assert shown.count("How it reads now.") == 1
    assert "correctedadded to" in shown.replace(" ", "").replace("addedto", "added to")
    assert "By w1, 2 March 2026, 17:00 +01:00Reason: A slip of the pen" in shown


def test_a_retracted_entry_stays_readable() -> None:
    """Its text stands there, with the reason why it does not count."""
    shown = READ.article(12)
    assert "Of another family altogether." in shown
    assert "Reason: Written into the wrong fileFrom here on the entry does not count. It stays readable." in shown
    assert "retracted" in shown


def test_a_correction_that_was_taken_back_stays_readable_too() -> None:
    """The first wording reads again; that it was corrected for a time is shown."""
    shown = READ.article(14)
    assert "“I sleep four hours.”" in shown
    assert "“I sleep fourteen hours.”" in shown
    assert shown.index("How it reads now.") < shown.index("Reason: Misheard")
    assert "Retraction of entry 15, correction (entry 16)" in shown
    assert "From here on it reads again as first written." in shown


def test_an_amendment_has_its_own_place_with_a_link() -> None:
    """In the order of writing it is one line, which leads to where it stands in full."""
    assert READ.article(9).startswith("9 Correction of entry 8Happened: ".replace(": ", ""))
    assert '<a href="#amendment-9">entry 8</a>' in PAGE


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (("correct", "correct"), "It leaves unchanged how the entry reads."),
        (("retract", "correct"), "The entry had been retracted before, and does not count."),
        (("retract", "retract-3"), "From here on it reads again as first written."),
        (("retract", "retract-3"), "This was itself retracted later, and does not count."),
        (("correct", "retract", "retract-4"), "From here on it reads again as after entry 3."),
    ],
)
def test_what_an_amendment_did_is_said(steps: tuple[str, ...], said: str) -> None:
    """Where it let the entry read as it had before, or did nothing, that is told in words."""
    entries = [*one(f.Note(), "first")[0].record.entries]
    for step in steps:
        number = len(entries) + 1
        at = entries[-1].recorded_at + timedelta(hours=1)
        kind, _, target = step.partition("-")
        fact: f.Fact = (
            f.Correction(target="e2", reason="x")
            if kind == "correct"
            else f.Retraction(target=f"e{target or 2}", reason="x")
        )
        text = "second" if number == 3 and kind == "correct" else ""
        entries.append(cm.RecordEntry(number, f"e{number}", "w1", at, at, fact, text))
    assert said in Page(bundle(cm.CaseRecord.of("c-1", entries))).article(2)


def test_the_versions_are_those_of_the_record() -> None:
    """How each entry read after each of its amendments is what the record itself says."""
    dossier = Dossier.of(CASE, up_to=AccessLevel.VERY_RESTRICTED)
    for family in dossier.families:
        assert family.readings == tuple(version.entry for version in CASE.history(family.root.entry.id))
        assert [piece.entry for piece in family.pieces] == [
            version.by for version in CASE.history(family.root.entry.id)
        ]


def test_an_amendment_of_nothing_is_told_like_any_entry() -> None:
    """A foreign record may amend what is not there: it is told whole, with the id that it names."""
    at = START + timedelta(hours=1)
    lost = cm.RecordEntry(2, "e2", "w1", at, at, f.Addendum(target="e77", reason="found in a drawer"), "A letter.")
    shown = Page(bundle(Story(ENGINE).record.with_entries((lost,)))).article(2)
    assert "Amendse77" in shown
    assert "A letter." in shown


# What is not told -----------------------------------------------------------------------------------------------------


def test_nothing_withheld_or_sealed_is_in_the_bytes() -> None:
    """Neither text, reason, participant nor address."""
    assert PRIVATE not in PAGE
    assert READ.article(21).endswith("[withheld: very restricted access]")
    assert READ.article(21).startswith("21 WithheldHappened")
    sealed = (
        "[sealed on the ground of court order, by order of Local Court of Middletown (12 F 34/26): entry 20 of w1, "
    )
    assert f"{sealed}3 March 2026, 04:00 +01:00]" in READ.article(18)


def test_what_is_held_back_by_a_correction_is_held_back_with_it() -> None:
    """An entry that was closed later is withheld, and so is the correction that closed it."""
    assert READ.article(24).endswith("[withheld: very restricted access]")
    assert READ.article(25).endswith("[withheld: very restricted access]")


def test_a_level_opens_what_it_shows_and_no_more() -> None:
    """Up to very restricted all is told but what is sealed; up to normal what is restricted is withheld too."""
    widest = bundle(CASE, up_to=AccessLevel.VERY_RESTRICTED)
    assert {f"{PRIVATE}{what}" for what in ("very", "address", "narrowed")} == set(re.findall(rf"{PRIVATE}\w+", widest))
    assert "[withheld" not in widest
    narrow = bundle(CASE, up_to=AccessLevel.NORMAL)
    assert "About the illness" not in narrow
    assert item(narrow, "Entry 22").startswith("Entry 22 is withheld, being under restricted access.")


def test_every_fact_is_told_in_full_and_withheld_in_full() -> None:
    """Of every kind of fact each private field stands there; withheld, none of them."""
    record = unjudged()
    levels = [evolve(entry, access=AccessLevel.VERY_RESTRICTED) for entry in record.entries]
    shown = bundle(record, up_to=AccessLevel.VERY_RESTRICTED)
    assert shown.count(MARK) > 100
    closed = bundle(cm.CaseRecord.of("c-1", levels))
    assert MARK not in closed


def test_a_redacted_view_is_told_with_its_gaps() -> None:
    """What had been taken out for a reader is marked, and the cover says so."""
    view = redacted(CASE, reader="w1", purpose=Purpose.SERVICE, at=PREPARED, engine=ENGINE)
    page = bundle(view)
    assert PRIVATE not in page
    assert "About the illness" not in page
    assert item(page, "Entries 22") == "Entries 22 and 23 had content taken out before this document was made."
    assert Page(page).article(22).endswith("[withheld: taken out before this document was made]")


def test_an_unknown_fact_is_told_like_any_other() -> None:
    """A kind that this library does not know is told by its fields."""

    @frozen(kw_only=True, repr=False)
    class Pet(f.Fact):
        """An animal of the household. Ledger: none."""

        kind = "household_pet"
        called_by: str = ""
        walks: int = 0

    at = START + timedelta(hours=1)
    record = Story(ENGINE).record.with_entries(
        (cm.RecordEntry(2, "e2", "w1", at, at, Pet(called_by="Rex", walks=1200)),)
    )
    shown = Page(bundle(record)).article(2)
    assert shown.startswith("2 Household petHappened")
    assert "Called byRexWalks1200" in shown


# The parts ------------------------------------------------------------------------------------------------------------


def test_an_incident_is_told_with_what_it_concerns() -> None:
    """With links, to whom it was reported and what was done."""
    assert [
        "28", "3 March 2026, 12:00 +01:00", "3 March 2026, 12:00 +01:00", "disclosure without consent",
        "entry 27, entry 7", "supervisor", "The school was asked to delete it.",
    ] in READ.rows  # fmt: skip
    assert '<a href="#entry-27">entry 27</a>' in PAGE


def test_that_there_is_none_is_said_as_far_as_it_is_known() -> None:
    """On record where all is told; among what is told where something is withheld, or left out."""
    whole = bundle(Story(ENGINE).record)
    for what in ("incident", "disclosure to anybody outside", "reading of the record"):
        assert item(whole, f"No {what}") == f"No {what} is on record."
    story, _ = one(f.Note(), PRIVATE, access=AccessLevel.VERY_RESTRICTED)
    assert item(bundle(story.record), "No incident") == "No incident is among the entries that are told here."
    ranged = bundle(Story(ENGINE).record, between=(START - timedelta(days=2), START - timedelta(days=1)))
    assert item(ranged, "No incident") == "No incident is among the entries that are told here."


def test_several_items_stand_on_a_line_or_in_a_list() -> None:
    """Short ones beside one another, long ones and those of several fields under one another."""
    signs = ("she does not sleep", "he drinks")
    short, _ = one(f.SafetyPlan(warning_signs=signs))
    assert "<dd><bdi>she does not sleep</bdi>; <bdi>he drinks</bdi></dd>" in bundle(short.record)
    long, _ = one(f.SafetyPlan(warning_signs=(WIDE, "he drinks")))
    assert f"<ul><li><bdi>{WIDE}</bdi></li><li><bdi>he drinks</bdi></li></ul>" in bundle(long.record)
    assert "area: homelessness; level: high" in READ.article(32)


def test_disclosures_are_accounted_for() -> None:
    """To whom, on which consent as it stood then, and the incident beside it; who read, and who could."""
    assert [
        "27", "3 March 2026, 11:00 +01:00", "school", "see the entry",
        "consent to disclosure:school: given, of 3 March 2026 (entry 26)", "w1",
    ] in READ.rows  # fmt: skip
    assert [
        "28",
        "3 March 2026, 12:00 +01:00",
        "see the entry",
        "see the entry, which concerns entry 27, entry 7",
        "none: an incident",
        "w1",
    ] in READ.rows
    assert ["30", "3 March 2026, 14:00 +01:00", "w3", "supervision", "read"] in READ.rows
    assert ["w1", "worker", "normal", "2 March 2026, 09:00 +01:00", "still", "1"] in READ.rows
    assert [
        "w3",
        "worker",
        "normal",
        "3 March 2026, 13:00 +01:00",
        "3 March 2026, 15:00 +01:00",
        "29 to 31",
    ] in READ.rows


def test_grounds_of_disclosures() -> None:
    """A court order with its authority, words of a law, consent that had run out, and none at all."""
    entries = [*Story(ENGINE).record.entries]
    spent = f.Consent(scopes=("disclosure:gp",), status=f.ConsentStatus.GIVEN, valid_until=date(2026, 3, 1))
    court = f.Disclosure(
        receiver="court",
        basis=f.DisclosureBasis.COURT_ORDER,
        authority="Local Court",
        level=AccessLevel.NORMAL,
        purpose="custody",
        entries=("e1",),
    )
    facts = (
        spent,
        court,
        f.Disclosure(receiver="police", legal_basis="Police Act"),
        f.Disclosure(receiver="gp", scope="disclosure:gp"),
        f.Disclosure(receiver="aunt"),
    )
    for number, fact in enumerate(facts, start=2):
        at = START + timedelta(hours=number)
        entries.append(cm.RecordEntry(number, f"e{number}", "w1", at, at, fact))
    rows = [row[2:5] for row in Page(bundle(cm.CaseRecord.of("c-1", entries))).rows]
    assert ["court", "entry 1; up to normal access; for: custody", "court order, Local Court"] in rows
    assert ["police", "see the entry", "Police Act"] in rows
    assert ["gp", "see the entry", "consent to disclosure:gp: run out, of 2 March 2026 (entry 2)"] in rows
    assert ["aunt", "see the entry", "consent: none on record then"] in rows


DOOR: Final = "disclosure:door"


def consented(*more: tuple[f.Fact, AccessLevel], level: AccessLevel = AccessLevel.NORMAL) -> Story:
    """Tell of a consent held at that level, what is given, and a disclosure by it; the day after a note."""
    story, _ = one(f.Consent(scopes=(DOOR,), status=f.ConsentStatus.GIVEN), access=level)
    for fact, held in more:
        write(story, fact, access=held)
    write(story, f.Disclosure(receiver="the door", scope=DOOR))
    return story


def ground(page: str) -> str:
    """Give what the account tells of the ground of the one disclosure."""
    (row,) = (row for row in Page(page).rows if row[2:3] == ["the door"])
    return row[4]


def test_a_withheld_consent_is_not_told_through_its_disclosure() -> None:
    """Neither that it was given nor when, nor by which entry: it is withheld in the account, too."""
    story = consented(level=AccessLevel.RESTRICTED)
    narrow = bundle(story.record, up_to=AccessLevel.NORMAL)
    assert ground(narrow) == "consent to disclosure:door: [withheld]"
    assert ground(bundle(story.record)) == "consent to disclosure:door: given, of 2 March 2026 (entry 2)"
    view = redacted(story.record, reader="w1", purpose=Purpose.SERVICE, at=PREPARED, engine=ENGINE)
    assert ground(bundle(view)) == (
        "consent to disclosure:door: none is told here; one may be withheld, sealed or left out"
    )


def test_a_later_consent_that_is_not_told_is_not_passed_over() -> None:
    """Where entries between consent and disclosure are withheld, a later word may be among them."""
    again = f.Consent(scopes=(DOOR,), status=f.ConsentStatus.GIVEN)
    story = consented((again, AccessLevel.RESTRICTED))
    view = redacted(story.record, reader="w1", purpose=Purpose.SERVICE, at=PREPARED, engine=ENGINE)
    assert ground(bundle(view)) == (
        "consent to disclosure:door: given, of 2 March 2026 (entry 2); a later one may be withheld, sealed or left out"
    )
    assert ground(bundle(story.record, up_to=AccessLevel.NORMAL)) == "consent to disclosure:door: [withheld]"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            f.Correction(
                target="e2",
                reason="x",
                fact=f.Consent(scopes=(DOOR,), status=f.ConsentStatus.REFUSED, recipients=("a",)),
            ),
            "corrected",
        ),
        (f.Retraction(target="e2", reason="x"), "retracted"),
    ],
)
def test_consent_is_told_as_it_stood_and_that_it_was_changed_since(change: f.Fact, said: str) -> None:
    """What was put right later does not change what the worker could know."""
    entries = [*consented().record.entries]
    at = entries[-1].recorded_at + timedelta(days=1)
    entries.append(cm.RecordEntry(4, "e4", "w1", at, at, change))
    record = cm.CaseRecord.of("c-1", entries)
    assert ground(bundle(record)) == (
        f"consent to disclosure:door: given, of 2 March 2026 (entry 2), since {said} by entry 4"
    )
    before = record.as_known_at(entries[2].recorded_at)
    assert ground(bundle(before)) == "consent to disclosure:door: given, of 2 March 2026 (entry 2)"


def readers(page: str) -> list[list[str]]:
    """Give who could read beside the opening's workers, without the role."""
    rows = Page(page).rows
    first = rows.index(["Who", "As", "Up to", "From", "Until", "Entry"]) + 3
    found = [row for row in rows[first:] if len(row) == 6 and row[1] == "worker"]
    return [[row[0], *row[2:]] for row in found]


def test_who_could_read_is_told_as_it_was_known() -> None:
    """A grant that was retracted, or corrected to somebody else, is told from its writing until that was written."""
    story = Story(ENGINE)
    wrong = write(story, f.AccessGranted(worker="w7"))
    other = write(story, f.AccessGranted(worker="w8", level=AccessLevel.RESTRICTED))
    write(story, f.Access(reader="w7"))
    write(story, f.Retraction(target=wrong, reason="Another W."))
    fixed = write(story, f.Correction(target=other, reason="slip", fact=f.AccessGranted(worker="w9")))
    write(story, f.Note(), "Nothing to do with it.")
    write(story, f.Correction(target=other, reason="slip"), "Said otherwise.")
    write(story, f.Retraction(target=fixed, reason="It had been right"))
    on = "2 March 2026, {}:00 +01:00"
    assert readers(bundle(story.record)) == [
        ["w7", "normal", on.format(10), on.format(13), "2 to 5"],
        ["w8", "restricted", on.format(11), on.format(14), "3 to 6"],
        ["w9", "normal", on.format(14), on.format(17), "6 to 9"],
        ["w8", "restricted", on.format(17), "still", "9"],
    ]
    before = story.record.as_known_at(story.record.entries[3].recorded_at)
    assert readers(bundle(before)) == [
        ["w7", "normal", on.format(10), "still", "2"],
        ["w8", "restricted", on.format(11), "still", "3"],
    ]


def test_withheld_entries_count_in_who_could_read() -> None:
    """Who has access is told to every reader: an end that is withheld ends it, a grant that is gives it."""
    story = Story(ENGINE)
    write(story, f.AccessGranted(worker="w7", relation=PRIVATE))
    write(story, f.AccessEnded(worker="w7"), access=AccessLevel.RESTRICTED)
    write(story, f.AccessGranted(worker="w8", relation=PRIVATE), access=AccessLevel.RESTRICTED)
    expected = [
        ["w7", "normal", "2 March 2026, 10:00 +01:00", "2 March 2026, 11:00 +01:00", "2 to 3"],
        ["w8", "normal", "2 March 2026, 12:00 +01:00", "still", "4"],
    ]
    page = bundle(story.record, up_to=AccessLevel.NORMAL)
    view = redacted(story.record, reader="w1", purpose=Purpose.SERVICE, at=PREPARED, engine=ENGINE)
    assert readers(page) == readers(bundle(view)) == expected


def test_a_reading_is_told_with_its_purpose() -> None:
    """Coded, in words, or both; an emergency is told to be one, and that one was sealed."""
    story = Story(ENGINE)
    write(story, f.Access(reader="w1", use=Purpose.AUDIT, purpose="the yearly one"))
    write(story, f.Access(reader="w1", use=Purpose.AUDIT))
    urgent = write(story, f.Access(reader="w1", emergency=True, reason=PRIVATE))
    again = write(story, f.Access(reader="w2", use=Purpose.AUDIT, purpose=PRIVATE), by="w2")
    step = f.Sealing(target=again, basis=f.SealingBasis.COURT_ORDER, authority="court")
    assert urgent == "e4"
    write(story, step)
    page = bundle(story.record)
    told_ = [row[0:1] + row[2:] for row in Page(page).rows if row[-1:] in (["read"], ["[sealed]"])]
    assert told_ == [
        ["2", "w1", "audit, the yearly one", "read"],
        ["3", "w1", "audit", "read"],
        ["4", "w1", "emergency", "read"],
        ["5", "[sealed]", "[sealed]", "[sealed]"],
    ]


def test_a_sealed_disclosure_is_told_in_the_account() -> None:
    """That there was one stays, with its time and its author; to whom and what for does not."""
    fact = f.Disclosure(receiver="police", legal_basis="Police Act", purpose=PRIVATE)
    story, told_ = one(fact, PRIVATE)
    write(story, f.Sealing(target=told_, basis=f.SealingBasis.COURT_ORDER, authority="court"), by="w2")
    page = bundle(story.record)
    assert ["[sealed]", "see the entry", "[sealed]", "w1"] in [row[2:6] for row in Page(page).rows]
    assert not any(word in page for word in (PRIVATE, "police", "Police"))
    assert "[sealed" in Page(page).article(2)


def test_what_was_taken_out_before_is_not_said_to_be_none() -> None:
    """In a view from which entries were withheld, no kind of entry is said to be missing from the record."""
    story, _ = one(f.Incident(incident=f.IncidentKind.HARM), access=AccessLevel.RESTRICTED)
    write(story, f.Incident(incident=f.IncidentKind.OTHER))
    view = redacted(story.record, reader="w1", purpose=Purpose.SERVICE, at=PREPARED, engine=ENGINE)
    page = bundle(view)
    assert item(page, "No disclosure").endswith("is among the entries that are told here.")
    assert "Entries that are withheld are not among these." in page


def test_chosen_entries_are_told_without_the_course() -> None:
    """Of what was disclosed a bundle can be made: it holds that alone, and says that the rest is not told."""
    story = Story(ENGINE).told(until="assessment")
    noted = write(story, f.Note(), "She needs a room.")
    write(story, f.Note(), PRIVATE)
    call = {"receiver": "court", "by": "w1", "at": story.now, "legal_basis": "law", "engine": ENGINE}
    view = disclosed(story.record, entries=(noted,), **call).view  # type: ignore[arg-type]  # keywords of several types
    assert view is not None
    page = bundle(view)
    read = Page(page)
    assert list(read.articles) == [
        f"entry-{number}" for number in (1, view.entries[1].number, len(story.record.entries) + 1)
    ]
    assert "She needs a room." in page
    assert PRIVATE not in page
    assert "Marta" not in page
    assert item(page, "The course of the case is") == (
        "The course of the case is not told: this document holds entries that were chosen from its record."
    )
    assert item(page, "Who could read the record is") == (
        "Who could read the record is not told: this document holds entries that were chosen from it."
    )
    assert item(page, "Only entries are") == (
        "Only entries are told that were chosen for this reader. What else is on record, and the course of the case, "
        "is left out; of the opening there may be no more than is needed to read them."
    )
    assert "Chosen entries3 entries" in read.text
    assert "End of the document: case c-1, 3 entries chosen from the record." in read.text
    for never in ("is on record.", "Nothing that is on record", "not closed on this record", "still"):
        assert never not in page
    assert "The course of the case is not told" in bundle(view.as_of(story.now))
    assert "not told" not in bundle(story.record.as_of(story.record.entries[-2].occurred_at))


def test_the_first_entries_are_a_choice_too() -> None:
    """What was disclosed of the beginning is not taken for the whole, since the disclosure itself has its number."""
    story, first = one(f.Note(), "She needs a room.")
    write(story, f.Closure(closure=f.ClosureKind.MOVED_AWAY, reason="left"))
    call = {"receiver": "court", "by": "w1", "at": story.now, "legal_basis": "law", "engine": ENGINE}
    view = disclosed(story.record, entries=("e1", first), **call).view  # type: ignore[arg-type]  # keywords of several types
    assert view is not None
    page = bundle(view)
    assert "She needs a room." in page
    assert "not closed on this record" not in page
    assert item(page, "Only entries are told that were chosen")


def test_a_change_of_access_begins_a_new_line() -> None:
    """Who is named for more is told with both levels and the time of each."""
    story = Story(ENGINE)
    write(story, f.AccessGranted(worker="w2", level=AccessLevel.RESTRICTED, until=date(2026, 12, 31)))
    rows = [row[:3] + row[4:] for row in Page(bundle(story.record)).rows]
    assert ["w2", "worker", "normal", "2 March 2026, 10:00 +01:00", "1 to 2"] in rows
    assert ["w2", "worker", "restricted", "the end of 31 December 2026, as granted", "2"] in rows


def test_what_was_known_when_follows_the_writing() -> None:
    """A row for each entry, in the order of writing, as many as the record has changes; a late one says how late."""
    heads = ["Written", "Entry", "By", "Happened", "Known after", "What was learnt"]
    rows = READ.rows[READ.rows.index(heads) + 1 :]
    learnt = CASE.changes(between=(datetime(2000, 1, 1, tzinfo=UTC), PREPARED))
    assert [int(row[1]) for row in rows] == [change.entry.number for change in learnt]
    assert rows[6] == [
        "2 March 2026, 15:00 +01:00", "7", "w1", "28 February 2026, 12:00 +01:00", "2 days and 3 hours (late)",
        "Contact: Home visit; both children were there.",
    ]  # fmt: skip
    assert [row[5] for row in rows if row[1] in {"9", "11", "18", "21", "25"}] == [
        "Correction of entry 8: kind of strength: skill now talent; the text (both wordings)",
        "Correction of entry 8: happened: 2 March 2026, 16:00 +01:00 now 2 March 2026, 09:00 +01:00",
        "Note [sealed]",
        "[withheld]",
        "Correction [withheld]",
    ]


def test_lateness_is_told_with_the_limit() -> None:
    """How long after it happened, and what the agency allows."""
    assert "(late: 2 days and 3 hours after it happened; the agency allows 24 hours)" in READ.article(7)
    assert READ.article(8).count("late:") == 0


def test_the_course_is_told_in_a_sentence_and_a_table() -> None:
    """Phases with their dates and what brought the case there; returns and detours are counted."""
    assert item(PAGE, "The work follows") == (
        "The work follows the process “Casework”. On record are 3 phases of it, with 1 return and 1 detour."
    )
    assert item(PAGE, "Opened on") == (
        "Opened on 2 March 2026 by walking in, closed on 4 March 2026 because the client moved away, initiated by the "
        "client, reason: moved out of area."
    )
    assert [
        "Detour: Intake and engagement",
        "3 March 2026",
        "3 March 2026",
        "detour because of a crisis",
        "37",
    ] in READ.rows
    assert ["End", "4 March 2026", "", "closed: moved away", "41"] in READ.rows


def test_the_course_keeps_back_reasons_that_are_withheld() -> None:
    """Of a withheld move and closing the course is told, and not why."""
    story = Story(ENGINE).told(until="assessment")
    write(story, story.change("intake", reason="relapse_or_setback"), access=AccessLevel.VERY_RESTRICTED)
    write(
        story,
        f.Closure(closure=f.ClosureKind.PREMATURE, initiator=f.Initiator.CLIENT, reason="non_payment"),
        access=AccessLevel.VERY_RESTRICTED,
    )
    page = bundle(story.record)
    assert "relapse" not in page
    assert "non payment" not in page
    assert "non_payment" not in page
    assert "closed on 2 March 2026 prematurely." in item(page, "Opened on")
    assert "Closedprematurely" in Page(page).article(len(story.record.entries))


def test_a_case_that_is_taken_up_again_has_two_episodes() -> None:
    """Opening, closing, reopening."""
    story = Story(ENGINE)
    story.write(f.Closure(closure=f.ClosureKind.OTHER, initiator=f.Initiator.AGENCY, reason="non_payment"))
    story.write(f.Reopening(entry_phase="intake", reason=PRIVATE))
    page = bundle(story.record)
    assert item(page, "Reopened on") == "Reopened on 2 March 2026; not closed on this record."
    assert "the case was reopened" in page


def test_words_are_explained_where_they_are_used() -> None:
    """Kinds of entry in the document, and terms; not those that do not occur."""
    words = READ.text.partition("Words used")[2].rpartition("Words used")[2]
    assert "ContactClient and worker met, spoke or wrote." in words
    assert "RetractionAn entry that says that an earlier one should not be there." in words
    assert "Goal attainment" not in words
    small = Page(bundle(Story(ENGINE).record)).text
    assert "Sealing" not in small
    assert "Sign in a frame" not in small


# A range, a view -----------------------------------------------------------------------------------------------------


def test_a_range_holds_what_happened_or_was_written_in_it_with_its_amendments() -> None:
    """An amendment brings what it amends along, whenever that was written; the rest is left out, and told to be."""
    first, last = datetime(2026, 3, 2, 23, 30, tzinfo=START.tzinfo), datetime(2026, 3, 3, 0, 30, tzinfo=START.tzinfo)
    page = bundle(CASE, between=(first, last))
    assert list(Page(page).articles) == ["entry-14", "entry-15", "entry-16"]
    assert item(page, "Only entries") == (
        "Only entries are told that happened or were written from 2 March 2026, 23:30 +01:00 to 3 March 2026, 00:30 "
        "+01:00, with all amendments of these, whenever written. 38 other entries are left out."
    )
    assert "41 entries, of which 3 are told here" in page
    assert "Home visit" not in page
    everything = bundle(CASE, between=(datetime(2026, 1, 1, tzinfo=UTC), PREPARED))
    assert "These are all entries on record." in everything


def test_a_view_is_told_as_what_was_known() -> None:
    """Only what had been written by then, and the cover says of what time it is."""
    then = datetime(2026, 3, 2, 16, 30, tzinfo=START.tzinfo)
    page = bundle(CASE.as_known_at(then).as_of(then))
    read = Page(page)
    assert list(read.articles) == [f"entry-{number}" for number in range(1, 9)]
    assert "sowed" in page
    assert "sewed" not in page
    assert "As known at2 March 2026, 16:30 +01:00: only what had been written down by then" in read.text
    assert "As of2 March 2026, 16:30 +01:00: only what had happened by then" in read.text


def test_what_was_sealed_later_is_gone_from_views_of_before() -> None:
    """The mark says by which entry, though that is not in the view; its ground is not told by a view without it."""
    before = CASE.as_known_at(CASE.entries[17].recorded_at)
    assert Page(bundle(before)).article(18).endswith("[sealed: e20 of w1, 3 March 2026, 04:00 +01:00]")


def test_a_time_without_a_zone_is_refused() -> None:
    """Neither for the making nor for the range."""
    with pytest.raises(BadValue, match="moment: a time without a zone is no instant"):
        court_bundle(CASE, ENGINE, prepared_at=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused
    with pytest.raises(BadValue, match="moment: a time without a zone is no instant"):
        bundle(CASE, between=(datetime(2026, 1, 1), PREPARED))  # noqa: DTZ001 - what is refused


def test_what_is_no_level_or_no_record_is_refused() -> None:
    """A word is no level of access, and a text no record: slips of a program are told with what would do."""
    with pytest.raises(BadValue) as caught:
        bundle(CASE, up_to="normal")
    assert str(caught.value) == (
        "up_to: one of unrestricted, low, moderate, normal, restricted or very_restricted is wanted. Give "
        "AccessLevel.NORMAL."
    )
    with pytest.raises(BadValue, match="record: a CaseRecord is wanted, not str"):
        bundle("c-1")  # type: ignore[arg-type]  # what is refused


def test_without_an_opening_there_is_no_bundle() -> None:
    """A view of a time before the opening holds no case."""
    with pytest.raises(NotBegun):
        bundle(CASE.as_known_at(datetime(2020, 1, 1, tzinfo=UTC)))


# Words and times ------------------------------------------------------------------------------------------------------


def test_the_names_of_fields_are_names_of_fields() -> None:
    """Every field that has a name of its own is one."""
    known = {f"{cls.__name__}.{field.name}" for cls in VALUES for field in fields(cls)}
    assert set(content.NAMES) - known == set()


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=25, minutes=1), "1 day and 1 hour"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_spans(gone: timedelta, said: str) -> None:
    """Two units at most, rounded down."""
    assert span(gone) == said


def test_times_keep_their_seconds_and_stand_at_the_end_of_the_calendar() -> None:
    """Seconds are told where there are some; where the calendar of the zone ends, the time stands as written."""
    clock = Clock("Europe/Berlin")
    assert clock.moment(datetime(2026, 7, 1, 10, 0, 5, tzinfo=UTC)) == (
        '<time datetime="2026-07-01T12:00:05+02:00"><span>1 July 2026,</span> <span>12:00:05 +02:00</span></time>'
    )
    assert "31 December 9999" in clock.moment(datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    early = datetime(1, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=14)))
    assert "1 January 1,</span> <span>00:00 +14:00" in Clock("America/Lima").moment(early)


# On paper -------------------------------------------------------------------------------------------------------------


def test_a_browser_prints_it(tmp_path: Path, needs_tool: Callable[[str], str]) -> None:
    """Chromium makes a PDF of it without complaint about the page, offline."""
    chromium = needs_tool("chromium")
    (tmp_path / "c-1.html").write_text(PAGE, encoding="utf-8")
    pdf = tmp_path / "c-1.pdf"
    done = subprocess.run(  # noqa: S603 - the browser, with arguments written here
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'user'}", "--no-pdf-header-footer", f"--print-to-pdf={pdf}",
            (tmp_path / "c-1.html").as_uri(),
        ],
        capture_output=True, check=False, timeout=120, text=True,
    )  # fmt: skip
    assert done.returncode == 0
    assert "CONSOLE" not in done.stderr
    assert pdf.read_bytes().startswith(b"%PDF-")
    pages = max(map(int, re.findall(rb"/Count (\d+)", pdf.read_bytes())))
    assert 8 <= pages <= 25
