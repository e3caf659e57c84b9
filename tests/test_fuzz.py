"""Stored files that are changed at random give sound values or the library's own errors: `fuzz.py`, bounded."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from random import Random
from typing import Any, Final, NoReturn

import pytest

import casework_model as cm
import fuzz
import fuzz_oracle
from casework_model.codec import Verification, verify
from fuzz_oracle import Kind, judged

FEW: Final = 1_000
MANY: Final = 50_000


def told(tally: fuzz.Tally) -> str:
    """What failed, to be shown by the test."""
    return "\n".join(f"--only {failure.number}: {failure.said}" for failure in tally.failures[:3])


def test_a_changed_file_is_sound_or_refused_in_words() -> None:
    """Some mutations of every kind of file, the same in each run."""
    tally = fuzz.tried(2, 0, FEW)
    assert not tally.failures, told(tally)
    assert tally.counts["mutations"] == FEW
    for kind in Kind:
        assert tally.counts[f"{kind}, taken"] > 0
        assert tally.counts[f"{kind}, refused"] > 0
    assert len(tally.words) > 50


@pytest.mark.long
def test_many_changed_files_are_sound_or_refused_in_words(told_at_the_end: list[str]) -> None:
    """Very many, none of them those of the ordinary run."""
    tally = fuzz.tried(3, 0, MANY)
    assert not tally.failures, told(tally)
    told_at_the_end.append(f"stored files changed at random: {MANY:,}, refused in {len(tally.words)} kinds of words")


def test_a_mutation_is_told_by_its_seed_and_number() -> None:
    """The same seed and number give the same bytes, whatever was made before; another number gives others."""
    first = [fuzz.mutation(1, number).raw for number in range(40)]
    again = [fuzz.mutation(1, number).raw for number in reversed(range(40))]
    assert first == again[::-1]
    assert len(set(first)) == len({fuzz.mutation(2, number).raw for number in range(40)} | set(first)) - 40


def test_every_file_that_is_changed_is_sound_before() -> None:
    """What is refused is refused for what was changed."""
    files, chained, _ = fuzz.seeds()
    for kind in Kind:
        for raw in files[kind]:
            assert judged(kind, raw, Random(1), chained.get(raw)).accepted  # noqa: S311 - no secret


def _raising(error: Exception) -> Callable[..., NoReturn]:
    def read(*_: object, **__: object) -> NoReturn:
        raise error

    return read


def _unreadable(problem: str = "it is bad", remedy: str = "Mend it", file: str = "fuzzed") -> Callable[..., NoReturn]:
    return _raising(
        cm.UnreadableFile(cm.FileFault(file=file, line=1, path="", problem=problem, remedy=remedy)),
    )


def _another(text: str | bytes, **named: Any) -> cm.CaseRecord:  # noqa: ANN401 - what `loads` takes
    """Read well what a file holds, and something else from what was written."""
    return LOADS(text, **named) if isinstance(text, bytes) else cm.CaseRecord.of("another")


LOADS: Final = cm.loads


def _problem_alone(fault: cm.FileFault) -> str:
    return fault.problem


def _slow(*_: object, **__: object) -> NoReturn:
    while True:
        pass


def _warning(*_: object, **__: object) -> cm.CaseRecord:
    warnings.warn("look", stacklevel=1)
    return cm.CaseRecord.of("c")


WRONG: Final[dict[str, tuple[Callable[..., Any], str]]] = {
    "an error that is not the library's": (_raising(KeyError("x")), "KeyError"),
    "an error of the library that reading does not raise": (_raising(cm.NotBegun("time zone")), "NotBegun"),
    "no problem": (_unreadable(problem=""), "no problem"),
    "no remedy": (_unreadable(remedy=""), "no remedy"),
    "another file": (_unreadable(file="other"), "another file"),
    "private text": (_unreadable(problem="Zqx-Marta 1987 is no name"), "tells what is private"),
    "a steered terminal": (_unreadable(problem="\u2066"), "steers a terminal"),
    "no end": (_slow, "TooSlow"),
    "a warning": (_warning, "a warning: UserWarning"),
    "another record": (_another, "otherwise"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_looked_for_is_found(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that is wrong in one way fails, with words for it."""
    read, words = WRONG[wrong]
    raw = fuzz.seeds().files[Kind.RECORD][0]
    monkeypatch.setattr(fuzz_oracle, "SECONDS", 0.2)
    monkeypatch.setattr(fuzz_oracle, "BYTES_A_SECOND", 10**9)
    monkeypatch.setattr(cm, "loads", read)
    if wrong == "a steered terminal":
        monkeypatch.setattr(cm.FileFault, "__str__", _problem_alone)
    with pytest.raises((Exception, fuzz_oracle.TooSlow)) as caught:
        judged(Kind.RECORD, raw, Random(1))  # noqa: S311 - no secret
    assert re.search(words, f"{caught.typename}: {caught.value}")


def test_a_change_of_a_chain_that_goes_unseen_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verification that takes everything for sound would fail the run."""
    files, chained, _ = fuzz.seeds()
    raw, was = next(iter(chained.items()))
    holds = verify(raw)

    def blind(*_: object, **__: object) -> Verification:
        return holds

    changed = raw.replace(b'"by":"w1"', b'"by":"w2"', 1)
    assert raw in files[Kind.RECORD]
    assert judged(Kind.RECORD, changed, Random(1), was).accepted  # noqa: S311 - no secret
    monkeypatch.setattr(fuzz_oracle, "verify", blind)
    with pytest.raises(AssertionError, match="whose chain is said to hold"):
        judged(Kind.RECORD, changed, Random(1), was)  # noqa: S311 - no secret


def test_the_run_tells_what_it_did(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It prints seed and counts, and for each failure how to make it again; 1 where something failed."""
    assert fuzz.main(["--mutations", "60", "--workers", "1", "--seed", "5"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("seed 5, ")
    assert "        60  mutations\n" in printed
    assert "failures: 0 at 0 places\n" in printed
    assert fuzz.main(["--only", "7", "--seed", "5"]) == 0
    assert f" {len(fuzz.mutation(5, 7).raw):,} bytes\n" in capsys.readouterr().out
    monkeypatch.setattr(cm, "loads", _raising(KeyError("x")))
    assert fuzz.main(["--mutations", "20", "--workers", "1", "--seed", "5"]) == 1
    printed = capsys.readouterr().out
    assert "KeyError at " in printed
    assert "python tests/fuzz.py --seed 5 --only " in printed
