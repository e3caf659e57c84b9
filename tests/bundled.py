"""A case that has everything a court bundle must cope with, and the reading of one as a browser does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Final

import casework_model as cm
from casework_model import facts as f
from casework_model.report.bundle import court_bundle
from story import Story

ENGINE: Final = cm.Engine()
PREPARED: Final = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)

PRIVATE: Final = "Zqx-private-"
"""How every text begins that must not be told."""
WIDE: Final = "W" * 300
HOSTILE: Final = (
    "</div><script>alert('1')</script><img src=x onerror=alert(2)> &amp; \"quoted\"\n\n"
    "\x00\x1b[31m bell \x07, a lone\rreturn, turned \u202eevif\u202c, joined \u200b here.\n\t- a list\n"
    f"\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064a\u0643\u0645 (26)\n{WIDE}"
)


def write(
    story: Story, fact: f.Fact, text: str = "", *, late: timedelta = timedelta(), by: str = "w1", **more: object
) -> str:
    """Write a fact that happened some time ago, and give the id of its entry."""
    story.wait(hours=1)
    step = cm.Write(fact=fact, by=by, occurred_at=story.now - late, recorded_at=story.now, text=text, **more)  # type: ignore[arg-type]  # keywords of several types
    story.record = story.engine.write(story.record, step)
    return story.record.entries[-1].id


def hard_case() -> cm.CaseRecord:
    """Tell a case with late entries, every kind of amendment, sealing, incident, disclosure, and hostile text."""
    story = Story(ENGINE)
    story.told(until="assessment")
    late = write(
        story,
        f.Contact(mode=f.ContactMode.HOME_VISIT),
        "Home visit; both children were there.",
        late=timedelta(days=2, hours=3),
    )
    strength = write(story, f.Strength(strength=f.StrengthKind.SKILL), "She sowed clothes for neighbours.")
    write(
        story,
        f.Correction(target=strength, reason="A slip of the pen", fact=f.Strength(strength=f.StrengthKind.TALENT)),
        "She sewed clothes for neighbours.",
    )
    write(story, f.Addendum(target=strength, reason="Learnt later", replaces="clothes"), "Curtains too.")
    write(
        story,
        f.Correction(
            target=strength, reason="It was in the morning", occurred_at=story.now - timedelta(days=0, hours=9)
        ),
    )
    wrong = write(story, f.Note(), "Of another family altogether.")
    write(story, f.Retraction(target=wrong, reason="Written into the wrong file"))
    told = write(story, f.Note(), "Mother said: \u201cI sleep four hours.\u201d\n\nShe looked tired.")
    fixed = write(
        story, f.Correction(target=told, reason="Misheard"), "Mother said: \u201cI sleep fourteen hours.\u201d"
    )
    write(story, f.Retraction(target=fixed, reason="It had been right"))
    write(story, f.Note(), HOSTILE)
    sealed = write(story, f.Note(), PRIVATE + "sealed", participants=(PRIVATE + "somebody",))
    write(story, f.Addendum(target=sealed, reason=PRIVATE + "reason"), PRIVATE + "addendum")
    write(
        story,
        f.Sealing(
            target=sealed,
            basis=f.SealingBasis.COURT_ORDER,
            authority="Local Court of Middletown",
            reference="12 F 34/26",
        ),
    )
    write(story, f.Note(), PRIVATE + "very", access=cm.AccessLevel.VERY_RESTRICTED)
    write(story, f.Note(), "About the illness of a person who is named.", access=cm.AccessLevel.RESTRICTED)
    write(story, f.PersonalDetails(whose="client", address=PRIVATE + "address", hidden=True))
    narrowed = write(story, f.Note(), PRIVATE + "narrowed")
    write(
        story,
        f.Correction(target=narrowed, reason="It names the shelter", access=cm.AccessLevel.VERY_RESTRICTED),
        access=cm.AccessLevel.VERY_RESTRICTED,
    )
    write(story, f.Consent(scopes=("disclosure:school",), status=f.ConsentStatus.GIVEN))
    passed = write(story, f.Disclosure(receiver="school", scope="disclosure:school"), "That the family has moved.")
    write(
        story,
        f.Incident(
            incident=f.IncidentKind.DISCLOSURE_WITHOUT_CONSENT,
            about=(passed, late),
            reported_to="supervisor",
            measures="The school was asked to delete it.",
        ),
        "More was told than had been agreed.",
    )
    write(story, f.AccessGranted(worker="w3"))
    write(story, f.Access(reader="w3", purpose="supervision"))
    write(story, f.AccessEnded(worker="w3"))
    write(
        story,
        f.RiskAssessment(
            level=f.RiskLevel.MODERATE,
            findings=(
                f.RiskFinding(area=f.RiskArea.HOMELESSNESS, level=f.RiskLevel.HIGH),
                f.RiskFinding(area=f.RiskArea.OTHER, level=f.RiskLevel.LOW, named="mould"),
            ),
        ),
    )
    story.write(f.WorkingHypothesis(formed_with=("client",)), f.Strength(strength=f.StrengthKind.COPING))
    story.move("planning")
    story.write(f.Crisis(id="c1", crisis="eviction notice", severity=f.Severity.SEVERE))
    story.move("intake", reason="crisis").write(f.Stabilised(crisis="c1", basis="the court stayed the eviction"))
    story.move("planning").move("assessment", reason="new_issue")
    story.write(f.Closure(closure=f.ClosureKind.MOVED_AWAY, initiator=f.Initiator.CLIENT, reason="moved_out_of_area"))
    return story.record


# Reading a page ------------------------------------------------------------------------------------------------------

VOID: Final = frozenset({"meta"})
_ELEMENTS: Final = (
    "html head meta title style body header nav main section article footer h1 h2 h3 h4 h5 p ul ol li dl div dt dd a b "
    "bdi code del ins span time table caption thead tbody tr th td"
)
_ATTRIBUTES: Final = "lang charset http-equiv content name id class href dir datetime scope aria-label aria-labelledby"
ELEMENTS: Final = frozenset(_ELEMENTS.split())
ATTRIBUTES: Final = frozenset(_ATTRIBUTES.split())


class Page(HTMLParser):
    """A page that was read strictly: every element is known, closed, and closed in its place."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.named: list[str] = []
        self.metas: list[dict[str, str | None]] = []
        self.headings: list[str] = []
        self.rows: list[list[str]] = []
        self._said: list[str] = []
        self.articles: dict[str, str] = {}
        self._article = ""
        assert html.startswith("<!DOCTYPE html>\n")
        self.feed(html)
        self.close()
        assert self.open == []
        self.text = "".join(self._said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and refuse one that is not known."""
        assert tag in ELEMENTS
        given = dict(attrs)
        assert set(given) <= ATTRIBUTES
        self.ids += [value for key, value in attrs if key == "id" and value]
        self.links += [value for key, value in attrs if key == "href" and value]
        self.named += [value for key, value in attrs if key == "aria-labelledby" and value]
        if tag == "meta":
            self.metas.append(given)
        if tag == "article":
            self._article = given["id"] or ""
            self.articles[self._article] = ""
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
        if tag in {"h1", "h2", "h3", "h4", "h5"}:
            self.headings.append(f"{tag} ")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing closes itself in HTML."""
        raise AssertionError(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that is open, and no other."""
        assert self.open.pop() == tag
        if tag == "article":
            self._article = ""

    def handle_data(self, data: str) -> None:
        """Keep the text, that of an article and of a cell by itself."""
        if "style" in self.open:
            return
        self._said.append(data)
        if self._article:
            self.articles[self._article] += data
        if self.open and {"th", "td"} & set(self.open):
            self.rows[-1][-1] += data
        if {"h1", "h2", "h3", "h4", "h5"} & set(self.open):
            self.headings[-1] += data

    def handle_comment(self, data: str) -> None:
        """There are no comments."""
        raise AssertionError(data)

    def article(self, number: int) -> str:
        """Give the text of one entry, its white space drawn together."""
        return " ".join(self.articles[f"entry-{number}"].split())


def bundle(record: cm.CaseRecord | cm.RecordView, **more: object) -> str:
    """Give the bundle of a record, made at one time."""
    return court_bundle(record, ENGINE, prepared_at=PREPARED, **more)  # type: ignore[arg-type]  # keywords of several types
