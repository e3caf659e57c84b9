"""Nothing personal is ever said: markers in every private field, looked for in all that the library shows or raises."""

from __future__ import annotations

import json
import logging
import pickle
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import attrs
import pytest

import casework_model as cm
from casework_model import facts as f
from casework_model import measures
from casework_model.__main__ import main
from privacy import MARK, leaks, opened, owners, planted, said, shown, step, told, unjudged
from samples import FACTS, SHOWN, fields

COMMANDS: Final = ("show", "check", "options")


@pytest.fixture(autouse=True)
def nothing_is_logged_or_warned(
    caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder, capsys: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """Watch what every test of this module logs, warns and prints: none of it may hold the marker."""
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        yield
    logged = [record.getMessage() + str(record.args) + str(record.exc_text) for record in caplog.records]
    warned = [str(one.message) for one in recwarn.list]
    printed = capsys.readouterr()
    assert leaks(iter([caplog.text, *logged, *warned, printed.out, printed.err])) == []


# Values ---------------------------------------------------------------------------------------------------------------


def test_the_marker_is_planted() -> None:
    """Every private field of every type does hold the marker, so that looking for it means something."""
    bare = [
        f"{cls.__name__}.{field.name}"
        for cls in owners()
        for field in fields(cls)
        if field.private and MARK not in str(getattr(planted(cls), field.name))
    ]
    assert bare == []
    assert sum(field.private for cls in owners() for field in fields(cls)) > 60


@pytest.mark.parametrize("cls", SHOWN, ids=lambda cls: cls.__name__)
def test_no_value_shows_what_is_private(cls: type[Any]) -> None:
    """A value shows its private fields by their length alone, in every way in which Python shows a value."""
    assert leaks(said(planted(cls))) == []


def test_no_record_and_nothing_in_it_shows_what_is_private() -> None:
    """Records, views, cases and everything that a case keeps show nothing private."""
    record = unjudged()
    case = record.case
    views = (record.as_of(record.entries[-1].occurred_at), record.as_known_at(record.entries[3].recorded_at))
    kept = [*case.entries, *case.episodes, *case.tracks.values(), case.frame, case.standings, case.logs, case.live]
    books = (case.goals, case.tasks, case.consents, case.crises, case.referrals)
    shown = (record, case, *views, *kept, *books, *(one for book in books for one in book.values()), case.contract)
    assert leaks(text for thing in shown for text in said(thing)) == []


def test_no_measure_shows_what_is_private() -> None:
    """What is measured is numbers, ids and times."""
    record = unjudged()
    found = (
        measures.path(record),
        measures.track_times(record, "casework"),
        measures.goal_counts(record),
        measures.attainment(record),
        measures.late(record, 24),
        measures.longest_lag(record),
    )
    assert leaks(text for one in found for text in said(one)) == []


# Verdicts -------------------------------------------------------------------------------------------------------------


ADVISING: Final = cm.Policy(key="town", advise=tuple({rule.code for rule in cm.RULES if rule.may_be_switched_off}))


@cache
def states(policy: cm.Policy) -> tuple[cm.Engine, tuple[cm.CaseRecord, ...]]:
    """Give a case that was just opened, one in a crisis, and one that was closed, all full of markers."""
    engine = cm.Engine(policy=policy)
    young = opened(engine)
    held = engine.write(young, step(planted(f.Crisis)))
    left = f.Closure(closure=f.ClosureKind.OTHER, initiator=f.Initiator.CLIENT, reason=MARK, receiving=MARK)
    return engine, (young, held, engine.write(held, step(left, 2)))


def verdicts(cls: type[Any], policy: cm.Policy) -> Iterator[cm.Verdict]:
    """Ask for a fact with markers in many states, in good order and not."""
    fact, (engine, records) = planted(cls), states(policy)
    good, late = step(fact, 9), step(fact, -9)
    bad = (step(fact, 9, id="e1", by=""), step(fact, 9, by="w9"), step(fact, 9, occurred_at=None))
    yield from (engine.consider(record, one) for record in records for one in (good, late))
    yield from (engine.consider(records[1], one) for one in bad)


@pytest.mark.parametrize("policy", [cm.STANDARD, ADVISING], ids=["strict", "advising"])
@pytest.mark.parametrize(
    "cls", [cls for cls in FACTS if cls not in {f.ModelChanged, f.PolicyChanged, f.Sealed, f.Withheld}]
)
def test_no_verdict_says_what_is_private(cls: type[Any], policy: cm.Policy) -> None:
    """Refusals, their reasons and remedies, what is open instead, permissions and advice say nothing private."""
    for verdict in verdicts(cls, policy):
        assert leaks(shown(verdict)) == []
        if isinstance(verdict, cm.Permitted):
            assert leaks(text for advice in verdict.advice for text in shown(advice)) == []
            continue
        parts = [(unmet, *unmet.lacks, *unmet.remedies) for unmet in verdict.unmet]
        assert leaks(text for part in parts for thing in part for text in shown(thing)) == []
        assert leaks(text for option in verdict.instead for text in shown(option)) == []
        assert leaks(told(cm.StepRefused(verdict))) == []


def test_a_refusal_that_was_sent_elsewhere_says_nothing_private() -> None:
    """Pickled and read again, a refusal shows no more than before; the step within it is kept, and not shown."""
    for verdict in (*verdicts(f.Closure, cm.STANDARD), *verdicts(f.Disclosure, cm.STANDARD)):
        if isinstance(verdict, cm.Refused):
            again = pickle.loads(pickle.dumps(cm.StepRefused(verdict)))  # noqa: S301 - our own
            assert again.refusal == verdict
            assert leaks(told(again)) == leaks(said(again.refusal)) == []


def judged() -> Iterator[f.Fact]:
    """Give facts whose numbers hold what no number is."""
    wrong: Any = MARK
    yield f.ProgressNote(goal="g1", level=wrong)
    yield f.Goal(id="g1", baseline=wrong, weight=wrong, scale=(f.ScaleStep(level=wrong, meaning=MARK),))
    yield f.Evaluation(evaluation=f.EvaluationKind.FORMAL, ratings=(f.Rating(goal="g1", level=wrong),))


def test_a_text_where_a_number_belongs_is_not_told() -> None:
    """What is judged by a rule may hold anything, and is not shown either."""
    for fact in judged():
        verdict = cm.Engine().consider(opened(), step(fact))
        assert isinstance(verdict, cm.Refused)
        assert "HR-41" in verdict.codes
        assert leaks(said(verdict)) == leaks(said(fact)) == leaks(said(verdict.step)) == []


def test_options_and_findings_say_nothing_private() -> None:
    """The options from anywhere, and the findings of an audit over a record that no rule would permit."""
    engine, record = cm.Engine(), unjudged()
    findings = engine.audit(record)
    assert len(findings) > 5
    assert leaks(text for finding in findings for text in said(finding)) == []
    for upto in range(1, len(record.entries)):
        part = cm.CaseRecord.of("c-1", tuple(record.entries)[:upto])
        options = engine.options(part, at=record.entries[-1].occurred_at)
        assert leaks(text for option in options for text in (str(option), repr(option), str(option.unmet))) == []


# Errors ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cls", [cls for cls in SHOWN if not issubclass(cls, f.Standing)], ids=lambda cls: cls.__name__)
def test_no_error_about_a_wrong_value_says_it(cls: type[Any]) -> None:
    """A value of a wrong type, an endless text, half a character: the error names the field, not what stood there."""
    sound = planted(cls)
    for field in fields(cls):
        for wrong in (MARK.encode(), [MARK], {MARK: MARK}, MARK * 10_000, f"{MARK}\udc80", (MARK, 1)):
            try:
                attrs.evolve(sound, **{field.name: (wrong,) if field.many else wrong})
            except cm.CaseworkError as error:
                assert leaks(told(error)) == []  # noqa: PT017 - each of many values


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    """Give the path to every value in a JSON document."""
    keys: list[Any] = []
    if isinstance(value, dict):
        keys = list(cast("dict[str, object]", value))
    elif isinstance(value, list):
        keys = list(range(len(cast("list[object]", value))))
    for key in keys:
        yield (*path, key)
        yield from places(value[key], (*path, key))


def spoilt(line: str) -> Iterator[str]:
    """Give a stored line spoilt in every way: each value of another type, each line cut, none of it JSON."""
    document = json.loads(line)
    is_note = document["fact"]["kind"] == "note"  # what stands around the fact is the same for every kind
    for path in places(document) if is_note else places(document["fact"], ("fact",)):
        for wrong in (MARK, [MARK], 17, *((True, [[MARK]], f"2026-03-02 {MARK}", MARK * 8_000) if is_note else ())):
            twin = json.loads(line)
            inner = twin
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = wrong
            yield json.dumps(twin)
    yield from (line[: len(line) * part // 4] for part in range(1, 4))
    yield line.replace(MARK, f"{MARK}\x00")
    yield line.replace(MARK, f'{MARK}"')


@pytest.mark.parametrize("cls", [cls for cls in FACTS if cls not in {f.ModelChanged, f.PolicyChanged}])
def test_no_error_about_a_file_says_what_stands_in_it(cls: type[Any]) -> None:
    """However a line is spoilt, the error says where and what is wanted, and none of the text."""
    header, *before, line = cm.dumps(unjudged(cls)).splitlines()
    raised = 0
    for bad in spoilt(line):
        try:
            cm.loads("\n".join((header, *before, bad, "")).encode())
        except cm.CaseworkError as error:
            raised += 1
            assert leaks(told(error)) == [], bad  # noqa: PT017 - each of many files
    assert raised > 4


def test_no_error_about_a_file_in_another_encoding_says_what_stands_in_it(tmp_path: Path) -> None:
    """A file that is no UTF-8 is refused by its name alone."""
    file = tmp_path / "bad.jsonl"
    file.write_bytes(cm.dumps(unjudged()).encode("utf-16"))
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.load(file)
    assert leaks(told(caught.value)) == []


def slips(engine: cm.Engine, record: cm.CaseRecord, folder: Path) -> Iterator[tuple[type[cm.CaseworkError], Any]]:
    """Give slips that raise, one for each kind of error, with markers wherever the caller can put them."""
    view, bad = record.as_of(record.entries[0].occurred_at.replace(year=1990)), folder / "bad.toml"
    bad.write_text(f'key = "x"\nversion = 1\n[[phase]]\nkey = "a"\npurpose = "{MARK}"\nstart = 1\n', encoding="utf-8")
    other = cm.CASEWORK.with_requirement("intake", "strength_recorded")
    yield cm.StepRefused, lambda: engine.write(record, step(planted(f.Closure)))
    yield cm.RecordMovedOn, lambda: engine.write(record, step(f.Note(), 90), expected=1)
    yield cm.BadValue, lambda: engine.write(view, step(f.Note()))  # type: ignore[arg-type]  # what is refused
    yield cm.BadValue, lambda: engine.write(record, planted(f.Closure))
    yield cm.BadValue, lambda: engine.options(record, at=record.entries[0].occurred_at.replace(tzinfo=None))
    yield cm.NotBegun, lambda: view.case.client
    yield cm.UnknownPolicy, lambda: cm.Engine(policy=cm.Policy(key="town")).consider(record, step(f.Note()))
    yield cm.UnknownModel, lambda: cm.Engine((cm.HELPING,)).consider(record, step(f.Note()))
    yield (
        cm.EngineFaults,
        lambda: engine.migrate(record, by="w1", occurred_at=None, recorded_at=None, to=cm.HELPING, text=MARK),
    )
    yield cm.EngineFaults, lambda: cm.Engine((other, cm.CASEWORK))
    yield cm.ModelFaults, lambda: cm.load_model(bad)
    yield cm.UnreadableFile, lambda: cm.load(bad)


def test_no_slip_of_a_program_tells_what_is_private(tmp_path: Path) -> None:
    """Every kind of error of the library, raised over a record full of markers, says none of them."""
    engine = cm.Engine()
    record = engine.write(opened(engine), step(planted(f.Crisis)))
    seen: set[type[cm.CaseworkError]] = set()
    for kind, slip in slips(engine, record, tmp_path):
        with pytest.raises(kind) as caught:
            slip()
        seen.add(kind)
        assert leaks(told(caught.value)) == []
    public = {thing for thing in vars(cm).values() if isinstance(thing, type) and issubclass(thing, cm.CaseworkError)}
    assert seen == public - {cm.CaseworkError}


# The command line -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_line_prints_nothing_private(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --narrative, sound and spoilt records, and steps tried on them, are told of without names and texts."""
    engine = cm.Engine()
    record = engine.write(opened(engine), step(planted(f.Crisis)))
    kept, odd, bad = tmp_path / "kept.jsonl", tmp_path / "odd.jsonl", tmp_path / "bad.jsonl"
    cm.dump(record, kept)
    tried = [cm.Tried(after=2, step=step(planted(cls), 9)) for cls in (f.Closure, f.Goal, f.Disclosure, f.Addendum)]
    cm.dump_steps(tuple(tried), tmp_path / "kept.tried.jsonl", case_id="c-1")
    cm.dump(unjudged(), odd)
    bad.write_text(odd.read_text(encoding="utf-8").replace("walk_in", MARK), encoding="utf-8")
    for file in (kept, odd, bad):
        code = main([command, str(file)])
        printed = capsys.readouterr()
        assert printed.out + printed.err
        assert leaks(iter((printed.out, printed.err))) == []
        assert code == 1 or file != bad
    json_ = main([command, "--json", str(kept)]) if command != "show" else 0
    printed = capsys.readouterr()
    assert leaks(iter((printed.out, printed.err))) == [], json_
