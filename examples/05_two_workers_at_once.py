"""Let two workers write at the same time. You learn what `expected` is for, and that no entry is ever lost.

`expected` is the number of the last entry that a writer had seen. If the record has moved on since, nothing is written.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from casework_model import Client, ClientStatus, Engine, RecordMovedOn, Write, append, dump, load
from casework_model import facts as f

engine = Engine()
nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def note(by: str, minutes: int, text: str) -> Write:
    """A note that somebody wants to write, so many minutes after nine."""
    at = nine + timedelta(minutes=minutes)
    return Write(by=by, occurred_at=at, recorded_at=at, text=text)


client, phone = Client(id="cl-1", status=ClientStatus.VOLUNTARY), f.ContactRoute.PHONE
opening = partial(engine.open, client=client, case_id="c-1", tz="UTC", route=phone, authorised=("w2",))

with TemporaryDirectory() as folder:
    file = Path(folder, "c-1.jsonl")
    dump(opening(by="w1", occurred_at=nine, recorded_at=nine), file)

    seen_by_first, seen_by_second = load(file), load(file)  # both see one entry
    first = engine.write(seen_by_first, note("w1", 10, "The landlord called."), expected=1)
    append(first, file)

    # In a tool that keeps the newest record in memory, the engine notices:
    mine = note("w2", 12, "Ms L. will bring the letters on Thursday.")
    try:
        engine.write(first, mine, expected=len(seen_by_second.entries))
    except RecordMovedOn as error:
        print("The engine:", error)

    # Where each has a copy of their own, the file notices:
    second = engine.write(seen_by_second, mine)
    try:
        append(second, file)
    except RecordMovedOn as error:
        print("The file:  ", error)

    append(engine.write(load(file), mine), file)  # read again, decide anew, write
    print("On record: ", *(f"{entry.number} by {entry.by}" for entry in load(file).entries), sep="  ")
