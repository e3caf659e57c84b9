"""Kill processes while they write records, and see that what they had acknowledged is there, whole and in order.

    python tests/kill.py [--kills 1000] [--seed 1] [NAME ...]

Each trial starts a writer (or two), kills it with SIGKILL at a random moment, and looks at what is left in the folder.
Beside these, `stopped_at` ends a writer at each single call by which it asks the system to write, one after another.
NAME is that of a trial. Exit 1 with what was wrong at the first trial that fails.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any, Final, NoReturn, TypeAlias

ROOT: Final = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))

import casework_model as cm  # noqa: E402 - found by the lines above
from casework_model import codec  # noqa: E402 - as above
from casework_model import facts as f  # noqa: E402 - as above
from casework_model.codec import Head  # noqa: E402 - as above

AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OPENED: Final = f.CaseOpened(
    client=cm.Client(id="cl-1", status=cm.ClientStatus.VOLUNTARY),
    tz="Europe/Berlin",
    route=f.ContactRoute.WALK_IN,
    model=f.ModelRef(key="casework", version=1),
    phase="intake",
    policy=f.PolicyRef(key="standard", version=1, digest="d"),
)
PATIENCE: Final = 30.0
"""How long a writer is waited for, in seconds, before the trial has failed."""

Seen: TypeAlias = Counter[str]

# What is written ------------------------------------------------------------------------------------------------------


def text_of(number: int) -> str:
    """Give the text of an entry, from none to some blocks of a disk, in which every part is its own."""
    words = " ".join(f"{number}.{place}" for place in range(number * 997 % 3_000))
    return words if number % 3 else words[:50]


def entry(number: int, entry_id: str | None = None) -> cm.RecordEntry:
    """Give the entry of that number, always the same but for its id."""
    fact = f.Note() if number > 1 else OPENED
    return cm.RecordEntry(
        number, entry_id or f"e{number}", "w1", AT, AT + timedelta(minutes=number), fact, text_of(number)
    )


def record(size: int) -> cm.CaseRecord:
    """Give the record of that many entries."""
    return cm.CaseRecord.of("c-1", [entry(number) for number in range(1, size + 1)])


def sealing(size: int) -> cm.CaseRecord:
    """Give the record of that many entries with one more, by which the second is sealed."""
    at = AT + timedelta(minutes=size + 1)
    seal = f.Sealing(target="e2", basis=f.SealingBasis.COURT_ORDER)
    return record(size).with_entries((cm.RecordEntry(size + 1, f"e{size + 1}", "w1", at, at, seal),))


# Writers: each runs in a process of its own until it is killed --------------------------------------------------------


def append_on(path: Path, acknowledge: Connection) -> NoReturn:
    """Append entry after entry; acknowledge its number and the head of the chain once `append` has returned."""
    kept = cm.load(path)
    while True:
        kept = kept.with_entries((entry(len(kept.entries) + 1),))
        head = cm.append(kept, path)
        acknowledge.send((len(kept.entries), head and str(head)))


def append_beside_another(path: Path, acknowledge: Connection) -> NoReturn:
    """Append beside another writer: read, write, read again where the record has moved on, and mend what is torn."""
    own = 0
    while True:
        begun = time.monotonic()
        kept = cm.load(path, torn="drop")
        needed = time.monotonic() - begun
        name = f"{os.getpid()}-{own}"
        try:
            cm.append(kept.with_entries((entry(len(kept.entries) + 1, name),)), path)
        except cm.RecordMovedOn:
            continue
        except cm.UnreadableFile as error:
            must_be_torn(error)
            cm.dump(kept, path)  # the other writer is dead: only so a line stays torn
            continue
        acknowledge.send(name)
        own += 1
        time.sleep(2 * needed + 0.001)  # else the one that is ahead stays ahead, and the other never gets on


def dump_on(path: Path, acknowledge: Connection) -> NoReturn:
    """Write the file anew with longer and shorter records, and acknowledge the size of each."""
    size = 1
    is_chained = cm.load(path).entries[0].link is not None
    while True:
        size = size * 7 % 23 + 1
        cm.dump(record(size), path, chained=is_chained)
        acknowledge.send(size)


def must_be_torn(error: cm.UnreadableFile) -> None:
    """See that a file is refused for nothing but a last line that was not written to its end."""
    assert "was not written to its end" in str(error), str(error)


def next_to_seal(size: int) -> int:
    """Give how many entries the record has that is sealed after one of that size."""
    return size % 12 + 2


def seal_on(path: Path, acknowledge: Connection) -> NoReturn:
    """Write a record anew and seal an entry in it, over and over; acknowledge its size, negative once sealed."""
    size = 4
    is_chained = cm.load(path).entries[0].link is not None
    while True:
        size = next_to_seal(size)
        cm.dump(record(size), path, chained=is_chained)
        acknowledge.send(size)
        cm.append(sealing(size), path)
        acknowledge.send(-size)


# Trials ---------------------------------------------------------------------------------------------------------------


@cache
def context() -> ForkServerContext:
    """Give the way in which writers are started: quickly, from a process that has read the library already."""
    found = mp.get_context("forkserver")
    found.set_forkserver_preload(["kill"])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(
        sys.path
    )  # before Python 3.12.5 that process is not told of it otherwise
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return found


def begin(write: Callable[[Path, Connection], NoReturn], path: Path) -> tuple[BaseProcess, Connection]:
    """Start a writer, and give it with the end at which its acknowledgements arrive."""
    hears, says = mp.Pipe(duplex=False)
    writer = context().Process(target=write, args=(path, says), daemon=True)
    writer.start()
    says.close()
    return writer, hears


def first(hears: Connection) -> Any:  # noqa: ANN401 - what that writer acknowledges
    """Wait for an acknowledgement."""
    assert hears.poll(PATIENCE), "a writer that does not get on"
    return hears.recv()


def killed(writer: BaseProcess, hears: Connection, after: float) -> list[Any]:
    """Kill a writer after so many seconds, and give what it had acknowledged by then."""
    time.sleep(after)
    writer.kill()
    writer.join(PATIENCE)
    assert writer.exitcode == -signal.SIGKILL, f"a writer that ended by itself: {writer.exitcode}"
    found: list[Any] = []
    try:
        while hears.poll(0):
            found.append(hears.recv())
    except EOFError:
        pass
    hears.close()
    return found


def mended(path: Path, seen: Seen) -> cm.CaseRecord:
    """Load a file as it was left; where its last line is torn, drop that and write the rest anew, as the error says."""
    try:
        return cm.load(path)
    except cm.UnreadableFile as error:
        must_be_torn(error)
    seen["torn last lines"] += 1
    kept = cm.load(path, torn="drop")
    cm.dump(kept, path)
    return kept


def goes_on(path: Path, kept: cm.CaseRecord) -> None:
    """See that a further entry can be appended to what is left."""
    number = len(kept.entries) + 1
    at = kept.entries[-1].recorded_at
    grown = kept.with_entries((cm.RecordEntry(number, f"on-{number}", "w2", at, at, f.Note(), "It goes on."),))
    cm.append(grown, path)
    assert cm.load(path) == grown, "a record that does not go on"


def left_over(path: Path, seen: Seen) -> None:
    """See that nothing in the folder could be taken for a record but the file itself."""
    others = [each for each in path.parent.iterdir() if each != path]
    seen["temporary files left"] += len(others)
    for other in others:
        assert (other.name[:1], other.suffix) == (".", ".tmp"), f"a stray file {other.name}"
        assert other.stat().st_mode & 0o077 == 0, "a temporary file that others may read"
        other.unlink()
    assert list(path.parent.glob("*.jsonl")) == [path], "not one file of a record"


def begun(path: Path, chance: Random) -> bool:
    """Write the file with which a trial begins, half of the time as a chain. Gives whether it is one."""
    is_chained = chance.random() < 0.5
    cm.dump(record(1), path, chained=is_chained)
    return is_chained


def holds(path: Path, head: str | None = None) -> None:
    """See that the chain of a file holds, against a head that was kept."""
    found = codec.verify(path, head=Head.parse(head) if head else None)
    assert found.holds, str(found)


def try_append(path: Path, chance: Random, seen: Seen) -> None:
    """One writer appends and is killed: every acknowledged entry is there, in order, and at most one more."""
    is_chained = begun(path, chance)
    writer, hears = begin(append_on, path)
    acknowledged = [first(hears), *killed(writer, hears, chance.uniform(0, 0.015))]
    kept = mended(path, seen)
    assert kept == record(len(kept.entries)), "an entry that is not as it was written"
    number, head = acknowledged[-1]
    more = len(kept.entries) - number
    assert more in {0, 1}, f"{-more} acknowledged entries are lost"
    seen["entries acknowledged"] += len(acknowledged)
    seen["entries on file that were not acknowledged yet"] += more
    goes_on(path, kept)
    if is_chained:
        holds(path, head)
        seen["chains that hold"] += 1


def try_two(path: Path, chance: Random, seen: Seen) -> None:
    """Two append at once and one is killed: the other goes on, and what either acknowledged is there, in order."""
    is_chained = begun(path, chance)
    (one, hears_one), (two, hears_two) = begin(append_beside_another, path), begin(append_beside_another, path)
    ones, twos = [first(hears_one)], [first(hears_two)]
    ones += killed(one, hears_one, chance.uniform(0, 0.02))
    while hears_two.poll(0):
        twos.append(hears_two.recv())
    twos += [first(hears_two) for _ in range(2)]  # the lock was given back
    twos += killed(two, hears_two, chance.uniform(0, 0.005))
    kept = mended(path, seen)
    ids = [each.id for each in kept.entries]
    for acknowledged in (ones, twos):
        assert [each for each in ids if each in set(acknowledged)] == acknowledged, "acknowledged entries are lost"
    assert len(ids) - 1 - len(ones) - len(twos) in {0, 1, 2}, "entries that nobody wrote"
    assert all(each == entry(each.number, each.id) for each in kept.entries), "an entry that is not as it was written"
    seen["entries acknowledged"] += len(ones) + len(twos)
    goes_on(path, kept)
    if is_chained:
        holds(path)
        seen["chains that hold"] += 1


def try_dump(path: Path, chance: Random, seen: Seen) -> None:
    """A file is written anew and anew: after the kill it is the last one acknowledged or the next, whole."""
    begun(path, chance)
    writer, hears = begin(dump_on, path)
    acknowledged = [first(hears), *killed(writer, hears, chance.uniform(0, 0.05))]
    left_over(path, seen)
    kept = cm.load(path)
    size = acknowledged[-1]
    assert kept in (record(size), record(size * 7 % 23 + 1)), "neither the old file nor the new one"
    seen["files acknowledged"] += len(acknowledged)
    seen["files in place that were not acknowledged yet"] += len(kept.entries) != size
    goes_on(path, kept)


def try_seal(path: Path, chance: Random, seen: Seen) -> None:
    """An entry is sealed: after the kill its text stands on file, or is gone with the sealing written; never half."""
    is_chained = begun(path, chance)
    writer, hears = begin(seal_on, path)
    acknowledged = [first(hears), *killed(writer, hears, chance.uniform(0, 0.05))]
    left_over(path, seen)
    kept, last = cm.load(path), acknowledged[-1]
    may_be = (record(last), sealing(last)) if last > 0 else (sealing(-last), record(next_to_seal(-last)))
    assert kept in may_be, "neither the old file nor the new one"
    is_gone = text_of(2) not in path.read_text(encoding="utf-8")
    assert is_gone is isinstance(kept.entries[-1].fact, f.Sealing), "a text that is sealed and on file, or gone and not"
    seen["files acknowledged"] += len(acknowledged)
    seen["files in place that were not acknowledged yet"] += kept != may_be[0]
    goes_on(path, kept)
    if is_chained:
        holds(path)
        seen["chains that hold"] += 1


TRIALS: Final[dict[str, Callable[[Path, Random, Seen], None]]] = {
    "append": try_append,
    "two": try_two,
    "dump": try_dump,
    "seal": try_seal,
}


def kill_writers(name: str, times: int, seed: int) -> Seen:
    """Make a trial so many times, each in a folder of its own, and give what was seen."""
    chance, seen = Random(f"{name} {seed}"), Seen()  # noqa: S311 - no secret
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            TRIALS[name](Path(folder) / "c-1.jsonl", chance, seen)
        seen["kills"] += 1
    return seen


# Stopped at each call of the system -----------------------------------------------------------------------------------

CALLS: Final = ("open", "write", "fsync", "ftruncate", "replace", "rename", "link", "unlink")


class Stopped(BaseException):
    """The process is dead. Raised at that point and by each further call of the system: nothing more is done."""


class _Dying:
    """Counts the points of a way: before and after each call of the system, and in the middle of what is written."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._points = 0

    def calling(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Give a call of the system that is not done any more once the process is dead."""

        def do(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the call takes
            self._pass()
            if name == "write" and self._points + 1 == self._at:
                call(given[0], given[1][: len(given[1]) // 2])
            if name == "write":
                self._pass()
            done = call(*given, **named)
            self._pass()
            return done

        return do

    def _pass(self) -> None:
        self._points += 1
        if self._points >= self._at:
            raise Stopped


def stopped_at(at: int, do: Callable[[], object]) -> bool:
    """Do something as a process does that is killed at that point of its way. Gives whether it was done before."""
    dying = _Dying(at)
    real = {name: getattr(os, name) for name in CALLS}
    try:
        for name, call in real.items():
            setattr(os, name, dying.calling(name, call))
        do()
    except Stopped:
        return False
    finally:
        for name, call in real.items():
            setattr(os, name, call)
    return True


def main(arguments: Sequence[str]) -> int:
    """Make the trials that were asked for, and tell what was seen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"a trial: {', '.join(TRIALS)}")
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for name in options.names or TRIALS:
        begun = time.monotonic()
        seen = kill_writers(name, options.kills, options.seed)
        told = ", ".join(f"{what} {count:,}" for what, count in sorted(seen.items()))
        sys.stdout.write(f"{name}: {told}; {time.monotonic() - begun:.0f} s\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(import_module("kill").main(sys.argv[1:]))  # by the name under which a writer's process finds it
