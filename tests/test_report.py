"""The case report says what the record says, in the words of the field, and nothing personal unless asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from textwrap import dedent
from typing import Final

import pytest
from attrs import evolve

import casework_model as cm
from casework_model import facts as f
from casework_model.codec import Tried
from casework_model.report import case_report, summary

ENGINE: Final = cm.Engine()
MARK: Final = "Zqx"
"""Planted in every field that may hold something personal; no code, title or rule has these letters."""
BOTH: Final = ("client", "worker")


class Story:
    """A record that is being written: each line of a test one entry, by the same worker, half an hour after it."""

    def __init__(
        self,
        engine: cm.Engine,
        case_id: str,
        at: str,
        client: cm.Client,
        *,
        linear: bool = False,
        model: str = "casework",
    ) -> None:
        self.engine = engine
        self.record = engine.open(
            client=client,
            case_id=case_id,
            tz="Europe/Berlin",
            by="w1",
            occurred_at=moment(at),
            recorded_at=moment(at),
            route=f.ContactRoute.WALK_IN,
            linear=linear,
            model=model,
            circumstances=MARK,
            text=MARK,
        )

    def write(
        self, at: str, *facts: f.Fact, recorded: str = "", access: cm.AccessLevel = cm.AccessLevel.NORMAL
    ) -> None:
        """Write facts that happened at one time."""
        for fact in facts:
            told = moment(recorded or at)
            step = cm.Write(fact=fact, by="w1", occurred_at=moment(at), recorded_at=told, text=MARK, access=access)
            self.record = self.engine.write(self.record, step)

    def move(self, at: str, to: str, *, model: str = "", reason: str = "", kind: cm.MoveKind | None = None) -> None:
        """Move to another phase."""
        change = self.engine.change(self.record, to, model=model, kind=kind, reason=reason)
        self.write(at, change)

    def close(self, at: str, closure: f.ClosureKind, initiator: f.Initiator, reason: str, receiving: str = "") -> None:
        """Close the case."""
        when = moment(at)
        self.record = self.engine.close(
            self.record,
            closure,
            by="w1",
            occurred_at=when,
            recorded_at=when,
            initiator=initiator,
            reason=reason,
            receiving=receiving,
            unfinished=(MARK,),
        )

    def reopen(self, at: str) -> None:
        """Reopen the case."""
        when = moment(at)
        self.record = self.engine.reopen(self.record, by="w1", occurred_at=when, recorded_at=when, reason=MARK)


def moment(text: str) -> datetime:
    """Read a time with its offset."""
    return datetime.fromisoformat(text)


def client(status: cm.ClientStatus = cm.ClientStatus.VOLUNTARY) -> cm.Client:
    """Give a client whose label must not be shown."""
    return cm.Client(id="cl-1", status=status, label=f"{MARK} {MARK}")


def consent(*scopes: str, until: str) -> f.Consent:
    """Give consent."""
    given = f.ConsentStatus.GIVEN
    return f.Consent(scopes=scopes, status=given, given_by=MARK, valid_until=date.fromisoformat(until))


def intake() -> tuple[f.Fact, ...]:
    """What intake asks for, consent apart."""
    return (
        f.ConfidentialityExplained(to=MARK),
        f.PresentingProblem(domain=f.ProblemDomain.FINANCES, concerns=(MARK,)),
        f.Eligibility(decision=f.Decision.ELIGIBLE, reason=MARK),
    )


def assessment() -> tuple[f.Fact, ...]:
    """What assessment asks for."""
    return (
        f.RiskAssessment(findings=(f.RiskFinding(area=f.RiskArea.OTHER, level=f.RiskLevel.LOW, named=MARK),)),
        f.Strength(strength=f.StrengthKind.SKILL),
        f.WorkingHypothesis(formed_with=(MARK,)),
    )


def goal(key: str, weight: float, baseline: int) -> f.Goal:
    """Give an agreed goal."""
    return f.Goal(
        id=key,
        statement=f"{MARK} statement",
        measure=MARK,
        baseline_value=MARK,
        target=MARK,
        target_date=date(2026, 6, 30),
        weight=weight,
        baseline=baseline,
        scale=(f.ScaleStep(level=0, meaning=MARK),),
        agreed=True,
        agreed_by=("client", MARK),
    )


def planning() -> tuple[f.Fact, ...]:
    """What planning asks for: two goals with a task each, and a contract."""
    review = date(2026, 4, 1)
    return (
        goal("g1", 2, -1),
        goal("g2", 1, -2),
        f.Task(goal="g1", who=MARK, what=MARK, due=date(2026, 2, 1)),
        f.Task(goal="g2", who=MARK, what=MARK, due=date(2026, 2, 8)),
        f.Contract(goals=("g1", "g2"), agreed_by=("client", MARK), review_date=review, duties_client=(MARK,)),
    )


def work(*goals: str) -> f.Intervention:
    """Give an intervention for goals."""
    return f.Intervention(intervention=f.InterventionKind.COUNSELLING, goals=goals, participants=(MARK,))


def rated(g1: int, g2: int) -> f.Evaluation:
    """Give a formal evaluation of both goals."""
    ratings = (f.Rating(goal="g1", level=g1), f.Rating(goal="g2", level=g2))
    return f.Evaluation(evaluation=f.EvaluationKind.FORMAL, ratings=ratings, participants=(MARK,))


def planned_story() -> Story:
    """Tell a case with a crisis detour over the winter, a return, and a planned ending after the clocks changed."""
    story = Story(ENGINE, "c-1", "2026-01-05T09:00:00+01:00", client())
    story.write("2026-01-05T10:00:00+01:00", *intake(), consent("service", "collateral:school", until="2026-12-31"))
    story.move("2026-01-12T09:00:00+01:00", "assessment")
    story.write("2026-01-12T10:00:00+01:00", *assessment())
    story.move("2026-01-19T09:00:00+01:00", "planning")
    story.write("2026-01-19T10:00:00+01:00", *planning())
    story.move("2026-01-26T21:00:00+01:00", "intervention")
    story.write("2026-02-02T20:00:00+01:00", f.Crisis(id="k1", crisis=MARK, severity=f.Severity.SEVERE))
    story.move("2026-02-02T21:00:00+01:00", "intake", reason="crisis")
    story.write("2026-02-04T12:00:00+01:00", f.SafetyPlan(warning_signs=(MARK,)), f.Stabilised(crisis="k1", basis=MARK))
    story.move("2026-02-05T09:00:00+01:00", "intervention")
    story.write("2026-02-09T09:00:00+01:00", work("g1"), f.Contact(mode=f.ContactMode.PHONE, participants=(MARK,)))
    story.move("2026-03-30T10:00:00+02:00", "evaluation")
    story.write("2026-03-30T11:00:00+02:00", rated(0, -1))
    story.move("2026-03-31T10:00:00+02:00", "intervention", reason="strategy_adjustment")
    story.write("2026-04-07T10:00:00+02:00", work("g2"), recorded="2026-04-09T12:00:00+02:00")
    story.move("2026-04-28T10:00:00+02:00", "evaluation")
    story.write("2026-04-28T11:00:00+02:00", rated(1, 0))
    story.move("2026-05-05T10:00:00+02:00", "termination")
    papers = f.TerminationReview(remaining=(MARK,)), f.MaintenancePlan(supports=(MARK,)), f.ClosingSummary()
    story.write("2026-05-05T11:00:00+02:00", *papers)
    story.close("2026-05-19T10:00:00+02:00", f.ClosureKind.PLANNED, f.Initiator.BOTH, "goals_met")
    story.write("2026-06-19T10:00:00+02:00", f.FollowUp(held=True, outcome=f.FollowUpOutcome.STABLE))
    return story


def open_story() -> Story:
    """Tell a case of a mandated client that stands in a crisis detour, with a rapport track beside it."""
    story = Story(ENGINE, "c-2", "2026-01-05T09:00:00+01:00", client(cm.ClientStatus.MANDATED))
    story.write("2026-01-05T10:00:00+01:00", *intake(), consent("service", until="2026-01-31"))
    refused = f.Consent(scopes=("disclosure:employer",), status=f.ConsentStatus.REFUSED)
    story.write("2026-01-05T11:00:00+01:00", refused, consent("disclosure:clinic", until="2026-12-31"))
    story.move("2026-01-06T09:00:00+01:00", "initial_contact", model="rapport")
    story.move("2026-01-12T09:00:00+01:00", "assessment")
    story.write("2026-01-12T10:00:00+01:00", f.Referral(id="r1", to=MARK, service=f.ServiceType.LEGAL_AID))
    story.write("2026-01-12T11:00:00+01:00", f.Referral(id="r2", to=MARK, service=f.ServiceType.SHELTER))
    story.write("2026-01-13T09:00:00+01:00", f.ReferralUpdate(referral="r2", status=f.ReferralStatus.COMPLETED))
    story.write("2026-01-14T09:00:00+01:00", f.Crisis(id="k7", crisis=MARK))
    story.move("2026-01-14T09:00:00+01:00", "intake", kind=cm.MoveKind.DETOUR, reason=f"{MARK} in words")
    return story


PLANNED: Final = planned_story().record
OPEN: Final = open_story().record


def section(report: str, title: str) -> str:
    """Give one section of a report, from its title to the next one's."""
    found = report.split(f"\n\n{title}\n\n", 1)[1]
    lines: list[str] = []
    for line in found.splitlines():
        if line and line == line.upper() and not line.startswith(" ") and line[0].isalpha():
            break
        lines.append(line)
    return "\n".join(lines).strip("\n")


def block(text: str) -> str:
    """Give a text as it stands in a test, without the indent of the test."""
    return dedent(text).strip("\n")


def shown(report: str, title: str) -> str:
    """Give one section without the indent of the page."""
    return dedent(section(report, title))


def flat(text: str) -> str:
    """Give a text on one line."""
    return " ".join(text.split())


# What stands in it ---------------------------------------------------------------------------------------------------


def test_the_heading_says_whom_the_case_serves_and_how_it_stands() -> None:
    """The heading holds kind and status of the client, status, time open, process, policy, record and zone."""
    heading = case_report(PLANNED, ENGINE).split("\nPATH\n")[0]
    rule = "=" * 100
    assert heading.strip("\n") == block(
        f"""
        {rule}
        CASE c-1
        {rule}

          Client        one person, voluntary (came freely)
          Status        closed on 2026-05-19 as planned, initiated by client and worker together, reason:
                        goals met
          First opened  2026-01-05, by walking in
          Time open     134.00 days (4 months and 14 days)
          Process       Casework, version 1 (iterative: the work may return to earlier phases)
          Policy        standard, version 1
          Record        35 entries, the last written on 2026-06-19 10:00
          Dates         as on the calendar of Europe/Berlin
        """
    )


def test_the_path_lists_every_visit_with_how_the_case_came_there() -> None:
    """A detour divides the visit that it interrupts; a return and a detour say why; the closing stands at the end."""
    assert section(case_report(PLANNED, ENGINE), "PATH") == block(
        """
        Casework
          From        To           Days  Phase                            How it came there
          2026-01-05  2026-01-12   7.00  Intake and engagement            began
          2026-01-12  2026-01-19   7.00  Assessment and study             went on
          2026-01-19  2026-01-26   7.50  Planning and goal setting        went on
          2026-01-26  2026-02-02   7.00  Intervention and implementation  went on
          2026-02-02  2026-02-05   2.50  Detour: Intake and engagement    detour because of a crisis
          2026-02-05  2026-03-30  53.00  Intervention and implementation  resumed after the detour
          2026-03-30  2026-03-31   1.00  Evaluation                       went on
          2026-03-31  2026-04-28  28.00  Intervention and implementation  returned because of a change of
                                                                          strategy
          2026-04-28  2026-05-05   7.00  Evaluation                       went on
          2026-05-05  2026-05-19  14.00  Termination                      went on
          2026-05-19                     Case closed                      as planned
        """
    )


def test_time_in_phases_counts_detours_apart() -> None:
    """Days of a phase leave its detours out; the visits of a phase that was paused and resumed count once."""
    assert shown(case_report(PLANNED, ENGINE), "TIME IN PHASES") == block(
        """
        Casework                         Visits    Days  Calendar days
        Intake and engagement                 1    7.00              7
        Assessment and study                  1    7.00              7
        Planning and goal setting             1    7.50              7
        Intervention and implementation       2   88.00             88
        Evaluation                            2    8.00              8
        Termination                           1   14.00             14
        Detour: Intake and engagement         1    2.50              3
        Together                                 134.00            134

        Days are exact, also across a clock change; calendar days are differences of dates. The time of a
        detour counts neither for its phase nor for the one that it interrupts.
        """
    )


def test_episodes_count_returns_and_detours() -> None:
    """An episode says its length in days and in words, and how it was closed."""
    assert shown(case_report(PLANNED, ENGINE), "EPISODES") == block(
        """
        No.  Opened      Closed        Days  In words              How it was closed
          1  2026-01-05  2026-05-19  134.00  4 months and 14 days  as planned, initiated by client and
                                                                   worker together, reason: goals met

        On the main track: 1 return to an earlier phase, 1 detour.
        """
    )


def test_goals_show_how_far_they_came() -> None:
    """Levels stand in words; T is 50 + 10 x 2 / sqrt(6.2) now and 50 - 10 x 4 / sqrt(6.2) at the start."""
    assert shown(case_report(PLANNED, ENGINE), "GOALS") == block(
        """
        Goal  Status  Weight  At the start                Last formal rating     Rated on    Attained
        g1    active       2  -1 less than expected       +1 more than expected  2026-04-28  yes
        g2    active       1  -2 much less than expected  0 as expected          2026-04-28  yes

        Ever agreed: 2. Active: 2. Replaced or withdrawn: 0. Of the active goals 2 were rated formally and
        2 attained (as expected or more).
        T-score: 33.94 at the start -> 58.03 now (change +24.10), with rho 0.3 (the correlation between
        goals that is assumed). 50 means that all came out as expected.
        """
    )


def test_what_stands_on_record_is_shown() -> None:
    """Crises, consents, the contract and referrals each have their place."""
    report = case_report(PLANNED, ENGINE)
    assert shown(report, "CRISES") == block(
        """
        Crisis  Severity  Came up on  Stabilised on
        k1      severe    2026-02-02  2026-02-04
        """
    )
    assert shown(report, "CONSENTS, CONTRACT, REFERRALS") == block(
        """
        Consent for        Status  Valid until  Said on
        service            given   2026-12-31   2026-01-05
        collateral:school  given   2026-12-31   2026-01-05

        Contract: to be reviewed on 2026-04-01. It covers 2 goals.

        No referral is open.
        """
    )


def test_recording_shows_what_was_written_late() -> None:
    """Thresholds are those of the policy; late entries are named; 50 hours are more than 24 and 48, not 72."""
    assert shown(case_report(PLANNED, ENGINE), "RECORDING") == block(
        """
        Written more than 24 hours after  1: e27
        Written more than 48 hours after  1: e27
        Written more than 72 hours after  0
        Longest delay in writing          50.0 hours (entry e27)
        Contacts                          1
        Follow-ups held                   1
        Episodes                          1
        Closings                          1: 2026-05-19 planned
        Crises                            1
        """
    )


def test_a_sound_record_has_no_findings() -> None:
    """Where every entry was judged by the same rules, an audit finds nothing."""
    assert shown(case_report(PLANNED, ENGINE), "AUDIT") == "No findings: today's rules would accept every entry."


def test_sections_always_stand_in_the_same_order() -> None:
    """Also a case of which little is on record has every section, in the same order."""
    titles = [
        "PATH",
        "TIME IN PHASES",
        "EPISODES",
        "GOALS",
        "CRISES",
        "CONSENTS, CONTRACT, REFERRALS",
        "STEPS REFUSED",
        "WHAT MAY HAPPEN NEXT",
        "RECORDING",
        "AUDIT",
    ]
    young = Story(ENGINE, "c-9", "2026-01-05T09:00:00+01:00", client()).record
    for record in (PLANNED, OPEN, young):
        lines = case_report(record, ENGINE).splitlines()
        assert [line for line in lines if line in titles] == titles
    assert case_report(PLANNED, ENGINE, narrative=True).splitlines().count("NARRATIVE") == 1


# A case that is open -------------------------------------------------------------------------------------------------


def test_an_open_case_says_where_it_stands() -> None:
    """A detour names the phase that is paused, and time is counted up to the last entry."""
    heading = case_report(OPEN, ENGINE).split("\nPATH\n")[0]
    assert "  Client        one person, mandated (ordered to come)\n" in heading
    said = "open, in a detour to Intake and engagement since 2026-01-14; Assessment and study is\n"
    assert f"  Status        {said}                paused\n" in heading
    assert "  Time open     9.00 days (9 days), counted up to 2026-01-14 09:00\n" in heading


def test_tracks_beside_the_main_one_have_their_own_path() -> None:
    """The main track stands first; a reason that is not coded is not shown in its own words."""
    assert section(case_report(OPEN, ENGINE), "PATH") == block(
        """
        Casework
          From        To           Days  Phase                          How it came there
          2026-01-05  2026-01-12   7.00  Intake and engagement          began
          2026-01-12  2026-01-14   2.00  Assessment and study           went on
          2026-01-14  still there  0.00  Detour: Intake and engagement  detour for another reason

        Rapport building (beside the main track)
          From        To           Days  Phase            How it came there
          2026-01-06  still there  8.00  Initial contact  began
        """
    )


def test_what_may_happen_next_names_what_is_lacking() -> None:
    """What is open stands first; what is not lists every lack with its rule. Without a time the last entry's counts."""
    told = shown(case_report(OPEN, ENGINE), "WHAT MAY HAPPEN NEXT")
    assert told.startswith(
        "As of 2026-01-14 09:00, the time of the last entry, since the library has no clock; --at names\n"
        "another time.\n\nOpen now\n"
    )
    assert told.index("Open now") < told.index("Not yet")
    assert "- resume Assessment and study\n    - crisis k7 is not stabilised (HR-06)\n" in told


def test_another_time_may_be_asked_for() -> None:
    """On 2 February consent has run out, the time open is longer, and nothing is said of the last entry."""
    report = case_report(OPEN, ENGINE, at=moment("2026-02-02T09:00:00+01:00"))
    assert shown(report, "WHAT MAY HAPPEN NEXT").startswith("As of 2026-02-02 09:00.\n")
    assert "Time open     28.00 days (28 days), counted up to 2026-02-02 09:00\n" in report
    assert shown(report, "CONSENTS, CONTRACT, REFERRALS") == block(
        """
        Consent for          Status              Valid until  Said on
        service              given, but EXPIRED  2026-01-31   2026-01-05
        disclosure:employer  refused                          2026-01-05
        disclosure:clinic    given               2026-12-31   2026-01-05

        Contract: none is on record in this episode.

        Open referral  Service    Status     Since
        r1             legal aid  requested  2026-01-12
        """
    )


def test_an_open_crisis_is_plain_to_see() -> None:
    """A crisis that is not stabilised says so in capitals."""
    assert shown(case_report(OPEN, ENGINE), "CRISES").endswith("k7      acute     2026-01-14  NOT STABILISED")


def test_a_time_without_a_zone_is_no_time() -> None:
    """A naive time is the caller's mistake."""
    with pytest.raises(cm.BadValue, match="a time without a zone is no instant"):
        case_report(OPEN, ENGINE, at=datetime(2026, 2, 2))  # noqa: DTZ001 - that is the point


def test_a_review_date_that_has_passed_is_marked() -> None:
    """In an open case a contract whose review is due says so."""
    story = Story(ENGINE, "c-3", "2026-01-05T09:00:00+01:00", client())
    story.write("2026-01-05T10:00:00+01:00", *planning())
    report = case_report(story.record, ENGINE, at=moment("2026-04-02T09:00:00+02:00"))
    assert "Contract: to be reviewed on 2026-04-01 (this date has passed). It covers 2 goals.\n" in report
    assert "There is no T-score: no active goal has a formal rating.\n" in report


def test_a_reopened_case_shows_its_episodes() -> None:
    """Each episode keeps its dates and its way of closing; the days of both are added up."""
    story = Story(ENGINE, "c-4", "2026-01-05T09:00:00+01:00", client())
    story.close("2026-01-15T09:00:00+01:00", f.ClosureKind.PREMATURE, f.Initiator.CLIENT, MARK)
    story.reopen("2026-02-01T09:00:00+01:00")
    report = case_report(story.record, ENGINE, at=moment("2026-02-03T09:00:00+01:00"))
    assert "Time open     12.00 days in 2 episodes, counted up to 2026-02-03 09:00\n" in report
    assert shown(report, "EPISODES") == block(
        """
        No.  Opened      Closed       Days  In words  How it was closed
          1  2026-01-05  2026-01-15  10.00  10 days   prematurely, initiated by the client, reason: stated
                                                      in the record
          2  2026-02-01               2.00  2 days    still open

        On the main track: 0 returns to an earlier phase, 0 detours.
        """
    )
    assert "2026-02-01  still there   2.00  Intake and engagement  case reopened (episode 2)\n" in report


def test_goals_of_an_earlier_episode_are_set_aside() -> None:
    """After reopening, a goal stays readable and no longer counts; after a new version its rating is the older one."""
    record = PLANNED
    at = moment("2026-09-01T09:00:00+02:00")
    record = ENGINE.reopen(record, by="w1", occurred_at=at, recorded_at=at, reason=MARK)
    step = cm.Write(fact=goal("g1", 2, -1), by="w1", occurred_at=at, recorded_at=at)
    assert shown(case_report(ENGINE.write(record, step), ENGINE), "GOALS") == block(
        """
        Goal  Status     Weight  At the start                Last formal rating     Rated on    Attained
        g1    active          2  -1 less than expected       +1 more than expected  2026-04-28  yes
        g2    set aside       1  -2 much less than expected  0 as expected          2026-04-28  yes

        Ever agreed: 2. Active: 1. Replaced or withdrawn: 0. Of the active goals 1 were rated formally and
        1 attained (as expected or more).
        Written or changed since the last rating: g1.
        A goal set aside when the case was reopened counts again once it is agreed anew.
        T-score: 40.00 at the start -> 60.00 now (change +20.00), with rho 0.3 (the correlation between
        goals that is assumed). 50 means that all came out as expected.
        """
    )


# Steps that were tried -----------------------------------------------------------------------------------------------


def tried_steps() -> tuple[Tried, ...]:
    """Give steps tried on the open case."""
    at = moment("2026-01-12T12:00:00+01:00")
    level = cm.Write(fact=f.ProgressNote(goal="g1", level=3), by="w1", occurred_at=at, recorded_at=at, text=MARK)
    note = cm.Write(by="w1", occurred_at=moment("2026-01-14T10:00:00+01:00"), recorded_at=at.replace(day=14), text=MARK)
    return (
        Tried(after=11, step=level),
        Tried(after=11, step=cm.Read(by="w9", purpose=MARK)),
        Tried(after=14, step=note),
        Tried(after=3, step=evolve(level, by="")),
        Tried(after=0, step=level),
        Tried(after=99, step=level),
    )


def test_steps_refused_are_judged_on_the_record_as_it_was() -> None:
    """Each step shows its refusal in full; one that would be permitted today says so; so does one tried too soon."""
    assert shown(case_report(OPEN, ENGINE, tried=tried_steps()), "STEPS REFUSED") == block(
        """
        Each step is judged by today's rules on the record as it was when the step was tried.

        1. After entry 11 (e11), tried by w1:
           The entry (progress note) cannot be written: goal g1 is not on record; no goal is on record yet
           (HR-40), and a level of goal g1 is not a whole number from -2 to +2 (HR-41). Use an id that is
           on record, or record the thing first. Levels are -2, -1, 0, +1 or +2, and weights above 0 and
           up to a million.

        2. After entry 11 (e11), tried by w9:
           The record cannot be shown: this person has no access to the record (HR-35). Ask those
           responsible for the case for access.

        3. After entry 14 (e14), tried by w1:
           Write an entry (note): today this would be permitted.

        4. After entry 3 (e3), tried without an author:
           The entry (progress note) cannot be written: the entry has no author (HR-33), goal g1 is not on
           record; no goal is on record yet (HR-40), and a level of goal g1 is not a whole number from -2
           to +2 (HR-41). Name the worker who writes it. Use an id that is on record, or record the thing
           first. Levels are -2, -1, 0, +1 or +2, and weights above 0 and up to a million.

        5. After entry 0, tried by w1:
           The case was not open yet, so that this step cannot be judged.

        6. After entry 99, tried by w1:
           The record does not reach that far, so that this step cannot be judged.
        """
    )


def test_a_permitted_move_and_a_permitted_reading_are_named() -> None:
    """What would be permitted today is named by what it does."""
    at = moment("2026-01-13T12:00:00+01:00")
    change = f.PhaseChange(model="rapport", from_="initial_contact", to="trust", move=cm.MoveKind.FORWARD)
    step = cm.Write(fact=change, by="w1", occurred_at=at, recorded_at=at)
    tried = (Tried(after=12, step=step), Tried(after=12, step=cm.Read(by="w1")))
    told = shown(case_report(OPEN, ENGINE, tried=tried), "STEPS REFUSED")
    assert "Go on to Establishing trust and understanding: today this would be permitted." in told
    assert "Read the record: today this would be permitted." in told


def test_without_steps_tried_the_report_says_so() -> None:
    """The section stands there also where no step was tried."""
    assert shown(case_report(OPEN, ENGINE), "STEPS REFUSED") == "No steps that were tried and refused are on file."


# Findings, and engines that do not know -------------------------------------------------------------------------------


def test_findings_of_an_audit_are_listed() -> None:
    """A record that was written under laxer requirements is found out, entry by entry."""
    lax = evolve(cm.CASEWORK, phases=tuple(evolve(phase, requires=()) for phase in cm.CASEWORK.phases))
    story = Story(cm.Engine((lax,)), "c-5", "2026-01-05T09:00:00+01:00", client())
    story.move("2026-01-06T09:00:00+01:00", "assessment")
    assert shown(case_report(story.record, ENGINE), "AUDIT") == block(
        """
        1 finding: today's rules would refuse this entry.
        - Entry 2 (e2): no consent to the service is recorded in this episode (HR-02), and confidentiality
          and its limits have not been explained in this episode (HR-03), and eligibility has not been
          decided in this episode (HR-04), and no presenting problem is recorded in this episode (HR-05).
        """
    )


OLDER: Final = evolve(cm.CASEWORK, version=7)


@pytest.mark.parametrize(
    ("engine", "what", "so", "option"),
    [
        (
            cm.Engine((cm.RAPPORT,)),
            "The process model casework version 1 (iterative) is not known here",
            "so that its phases go by their keys and nothing is judged",
            "--model",
        ),
        (
            cm.Engine((OLDER,)),
            "The process model casework version 1 (iterative) is not known here",
            "so that nothing is judged",
            "--model",
        ),
        (
            cm.Engine(cm.SHIPPED, cm.Policy(key="town")),
            f"The policy standard version 1 ({cm.STANDARD.ref.digest[:12]}) is not known here",
            "so that nothing is judged",
            "--policy",
        ),
    ],
)
def test_a_model_or_policy_that_is_not_known_leaves_the_rest(
    engine: cm.Engine, what: str, so: str, option: str
) -> None:
    """The report is shown without options and audit; what is not known, and how it is given, stands at its head."""
    report = case_report(PLANNED, engine, tried=tried_steps()[:1])
    assert f"Dates as on the calendar of Europe/Berlin {what}, {so}. Give it with {option} FILE.toml. PATH" in flat(
        report
    )
    assert report.count("FILE.toml") == 1
    assert flat(shown(report, "WHAT MAY HAPPEN NEXT")).endswith(f"This cannot be said. {what}.")
    assert flat(shown(report, "AUDIT")) == f"The record cannot be audited. {what}."
    assert flat(shown(report, "STEPS REFUSED")).endswith(f"This step cannot be judged. {what}.")
    assert "2026-04-28" in shown(report, "GOALS")


def test_a_model_beside_the_main_one_that_is_not_known_goes_by_its_keys() -> None:
    """What runs beside a known model is named as well, where its file is missing."""
    town = evolve(cm.RAPPORT, key="town_rapport", title="Rapport in town")
    story = Story(cm.Engine((cm.CASEWORK, town)), "c-6", "2026-01-05T09:00:00+01:00", client())
    story.move("2026-01-06T09:00:00+01:00", "initial_contact", model="town_rapport")
    said = "The process model town_rapport is not known here, so that its phases go by their keys. Give it with --model"
    assert said not in flat(case_report(story.record, story.engine))
    assert flat(case_report(story.record, ENGINE)).count(said) == 1


def test_a_model_of_former_times_that_is_not_known_is_told_with_the_audit() -> None:
    """A record that has moved on to a known model needs the former one for its audit alone, and there says how."""
    before = Story(cm.Engine((OLDER,)), "c-7", "2026-01-05T09:00:00+01:00", client()).record
    at = moment("2026-01-06T09:00:00+01:00")
    both = cm.Engine((OLDER, cm.CASEWORK))
    after = both.migrate(before, to=cm.CASEWORK, by="w1", occurred_at=at, recorded_at=at)
    assert flat(shown(case_report(after, cm.Engine((cm.CASEWORK,))), "AUDIT")) == (
        "The record cannot be audited. The process model casework version 7 (iterative) is not known here. "
        "Give it with --model FILE.toml."
    )


def test_every_variant_has_its_words() -> None:
    """A record is shown in whatever variant it is kept, also one that is without its detours."""
    bare = evolve(cm.CASEWORK.linear(detours=False), key="town")
    story = Story(cm.Engine((bare,)), "c-8", "2026-01-05T09:00:00+01:00", client(), linear=True, model="town")
    said = "version 1 (linear without detours: the work neither returns nor makes detours)"
    assert said in flat(case_report(story.record, story.engine))


def test_phases_of_an_unknown_model_go_by_their_keys() -> None:
    """Where the engine knows no title, the key is shown as words."""
    told = section(case_report(PLANNED, cm.Engine((cm.RAPPORT,))), "PATH")
    assert told.startswith("casework\n")
    assert "  2026-01-12  2026-01-19   7.00  assessment      went on\n" in told


def test_an_empty_record_is_shown_as_empty() -> None:
    """A record without an opening says no more than that."""
    report = case_report(cm.CaseRecord.of("c-0"), ENGINE)
    assert report.splitlines()[1] == "CASE c-0"
    assert report.endswith(
        "  The record holds 0 entries and no opening of a case, so that nothing can be said about one.\n"
    )


# Nothing personal -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", [PLANNED, OPEN])
def test_nothing_personal_is_shown_unless_asked_for(record: cm.CaseRecord) -> None:
    """What is planted in every label and narrative does not appear in the report, nor in the summary."""
    assert MARK not in case_report(record, ENGINE, tried=tried_steps())
    assert MARK not in summary((record,), ENGINE)


def test_the_planted_mark_is_there_to_be_found() -> None:
    """With narrative the same record shows the mark, so that the test above can fail; never in the heading."""
    report = case_report(PLANNED, ENGINE, narrative=True)
    assert report.count(MARK) > len(PLANNED.entries)
    assert MARK not in report.split("\nPATH\n")[0]
    assert "  - g1: Zqx statement\n" in report


def test_narrative_shows_each_entry_in_its_own_words() -> None:
    """Every entry stands there with time, kind, author, text and what the fact says in words."""
    told = shown(case_report(OPEN, ENGINE, narrative=True), "NARRATIVE")
    assert told.startswith(
        block(
            """
            1. 2026-01-05 09:00, case opened, by w1
               Zqx
               label: Zqx Zqx
            2. 2026-01-05 10:00, confidentiality explained, by w1
               Zqx
            """
        )
    )
    assert "detour for another reason: Zqx in\n" in case_report(OPEN, ENGINE, narrative=True)


def test_restricted_entries_keep_their_words_back() -> None:
    """An entry under restricted access is listed without its text, in the goals as well as in the narrative."""
    story = Story(ENGINE, "c-6", "2026-01-05T09:00:00+01:00", cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY))
    story.write("2026-01-05T10:00:00+01:00", goal("g1", 1, -1), access=cm.AccessLevel.RESTRICTED)
    report = case_report(story.record, ENGINE, narrative=True)
    assert "2. 2026-01-05 10:00, goal, by w1 (restricted access)\n     (kept back)\n" in report
    assert "statement" not in report


def test_control_characters_do_not_reach_the_terminal() -> None:
    """What an entry holds cannot steer the reader's terminal or break the page."""
    story = Story(ENGINE, "c-7", "2026-01-05T09:00:00+01:00", client())
    at = moment("2026-01-05T10:00:00+01:00")
    note = cm.Write(by="w1", occurred_at=at, recorded_at=at, text="one\x1b[2Jtwo\nthree\u202efour")
    report = case_report(ENGINE.write(story.record, note), ENGINE, narrative=True)
    assert "     one [2Jtwo three four\n" in report
    assert "\x1b" not in report


# The page -------------------------------------------------------------------------------------------------------------


def pages() -> Iterable[str]:
    """Give reports of several cases, one of them with names as long as can be."""
    yield case_report(PLANNED, ENGINE, narrative=True)
    yield case_report(OPEN, ENGINE, tried=tried_steps())
    story = Story(ENGINE, "c" * 200, "2026-01-05T09:00:00+01:00", client())
    story.write("2026-01-05T10:00:00+01:00", goal("g" * 200, 1, -1), consent("s" * 200, "t" * 200, until="2026-12-31"))
    yield case_report(story.record, ENGINE)
    yield summary((PLANNED, OPEN, story.record), ENGINE)


def test_no_line_is_longer_than_the_page() -> None:
    """Lines have at most 100 characters, no blanks at their end, and only plain punctuation."""
    for page in pages():
        assert page.endswith("\n")
        assert page.isascii()
        for line in page.splitlines():
            assert len(line) <= 100, line
            assert line == line.rstrip()


def test_the_report_is_the_same_each_time() -> None:
    """The report is a pure function of its arguments."""
    assert case_report(PLANNED, ENGINE) == case_report(planned_story().record, cm.Engine())


def test_the_summary_gives_each_case_a_line() -> None:
    """Several cases are summed up in one table."""
    rule = "=" * 100
    assert summary((PLANNED, OPEN, cm.CaseRecord.of("c-0")), ENGINE) == (
        block(
            f"""
            {rule}
            ALL CASES
            {rule}

              Case  Variant    Phase                  Days open  Returns  Detours  Attained/rated  T-score
              c-1   iterative  closed                    134.00        1        1             2/2    58.03
              c-2   iterative  Intake and engagement       9.00        0        1             0/0        -
              c-0              not opened
            """
        )
        + "\n"
    )


def test_a_track_beside_the_main_one_ends_with_the_case() -> None:
    """Closing ends every track; beside the main one it says no more than that."""
    story = Story(ENGINE, "c-10", "2026-01-05T09:00:00+01:00", client())
    story.move("2026-01-06T09:00:00+01:00", "initial_contact", model="rapport")
    story.close(
        "2026-01-15T09:00:00+01:00",
        f.ClosureKind.TRANSFER,
        f.Initiator.CLIENT,
        "lost_contact",
        receiving="the other service",
    )
    assert section(case_report(story.record, ENGINE), "PATH") == block(
        """
        Casework
          From        To           Days  Phase                  How it came there
          2026-01-05  2026-01-15  10.00  Intake and engagement  began
          2026-01-15                     Case closed            by transfer to another service

        Rapport building (beside the main track)
          From        To          Days  Phase            How it came there
          2026-01-06  2026-01-15  9.00  Initial contact  began
          2026-01-15                    Ended            with the case
        """
    )


def test_a_change_of_model_stands_in_the_path() -> None:
    """From the change on the record is kept under the newer version, and the phase lasts on."""
    newer = evolve(cm.CASEWORK, version=2)
    engine = cm.Engine((cm.CASEWORK, newer))
    story = Story(cm.Engine(), "c-11", "2026-01-05T09:00:00+01:00", client())
    at = moment("2026-01-07T09:00:00+01:00")
    record = engine.migrate(story.record, by="w1", occurred_at=at, recorded_at=at, to=newer)
    report = case_report(record, engine, at=moment("2026-01-09T09:00:00+01:00"))
    assert "  Process       Casework, version 2 (iterative: the work may return to earlier phases)\n" in report
    assert section(report, "PATH") == block(
        """
        Casework
          From        To           Days  Phase                  How it came there
          2026-01-05  still there  4.00  Intake and engagement  began
          2026-01-07                     Change of model        kept from here under Casework, version 2
                                                                (iterative)
        """
    )


def test_reasons_of_an_own_model_are_shown_as_words() -> None:
    """A reason that a model codes is not personal, whichever model it is."""
    moves = tuple(evolve(move, reasons=("lost_keys",)) for move in cm.CASEWORK.moves)
    engine = cm.Engine((evolve(cm.CASEWORK, key="own", title="Own way", moves=moves),))
    story = Story(engine, "c-12", "2026-01-05T09:00:00+01:00", client(), model="own")
    story.write("2026-01-05T10:00:00+01:00", *intake(), consent("service", until="2026-12-31"))
    story.move("2026-01-06T09:00:00+01:00", "assessment")
    story.move("2026-01-07T09:00:00+01:00", "intake", reason="lost_keys", kind=cm.MoveKind.RETURN)
    report = case_report(story.record, engine)
    assert "Own way\n" in section(report, "PATH")
    assert "Intake and engagement  returned, reason: lost keys\n" in f"{section(report, 'PATH')}\n"


def test_a_value_that_is_not_sound_leaves_the_rest() -> None:
    """A record that was built by hand with a weight below 0 has no T-score, and says why."""
    number = next(entry.number for entry in PLANNED.entries if isinstance(entry.fact, f.Goal))
    broken = tuple(
        evolve(entry, fact=evolve(entry.fact, weight=-1))
        if entry.number == number and isinstance(entry.fact, f.Goal)
        else entry
        for entry in PLANNED.entries
    )
    record = cm.CaseRecord.of("c-1", broken)
    assert (
        "  There is no T-score, since a value on record is not sound: weights: a weight is not a number above\n"
        "  0 and up to a million. Use such weights.\n"
    ) in case_report(record, ENGINE)
    assert summary((record,), ENGINE).endswith("             2/2        -\n")


def test_a_linear_case_says_so() -> None:
    """The heading explains the variant in words."""
    story = Story(ENGINE, "c-8", "2026-01-05T09:00:00+01:00", client(), linear=True)
    report = case_report(story.record, ENGINE)
    assert "Process       Casework, version 1 (linear: the work does not return to earlier phases)\n" in report
