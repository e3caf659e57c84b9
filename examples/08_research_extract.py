"""Give records away for research. You learn who is in an extract, what is gone from it, and what stays as it was.

Only clients who agreed to research are in it, for whom they agreed to, under pseudonyms that nobody can compute without
the key.
"""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from casework_model import CaseRecord, Client, ClientStatus, Engine, Write, load, measures
from casework_model import facts as f
from casework_model.research import ExtractPolicy, extract

monday = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
thursday = monday + timedelta(days=3)
engine = Engine()


def case(name: str, *, research: f.ConsentStatus, recipients: tuple[str, ...] = ()) -> CaseRecord:
    """Tell a small case of a client who was asked about research."""
    record = engine.open(
        client=Client(id=f"client-{name}", status=ClientStatus.VOLUNTARY, label=name),
        case_id=f"case-{name}",
        tz="Europe/Berlin",
        by="w1",
        occurred_at=monday,
        recorded_at=monday,
        route=f.ContactRoute.PHONE,
    )
    asked = f.Consent(scopes=("research",), status=research, recipients=recipients)
    facts = (asked, f.Note(), f.Contact(participants=("client", name)))
    steps = [Write(fact=one, by="w1", occurred_at=thursday, recorded_at=thursday, text=f"{name}: ...") for one in facts]
    return engine.write_all(record, steps)


records = [case(name, research=f.ConsentStatus.GIVEN) for name in ("Anna", "Marta", "Olga")]
records.append(case("Vera", research=f.ConsentStatus.REFUSED))
records.append(case("Ines", research=f.ConsentStatus.GIVEN, recipients=("the ministry",)))

key = secrets.token_bytes(32)  # keep it apart from the extract, or forget it
made = extract(records, key=key, at=thursday + timedelta(days=1), receiver="the university", keep=ExtractPolicy(k=3))
print(made)
print("not in it:", ", ".join(f"{one.case_id}, {one.ground}" for one in made.refused))

with TemporaryDirectory() as folder:
    made.write(Path(folder, "extract"))
    first, *_ = sorted(Path(folder, "extract", "records").iterdir())
    given_away = load(first)
    text = first.read_text(encoding="utf-8")
    print((Path(folder, "extract", "STATEMENT.md")).read_text(encoding="utf-8").splitlines()[2])

print("names in it:", [name for name in ("Anna", "Marta", "Olga", "Vera", "Ines", "w1") if name in text] or "none")
print("the day is kept:", f"{given_away.entries[1].occurred_at:%A}", "- the date is not:", "2026-03-05" not in text)
assert list(measures.lags(given_away).values()) == list(measures.lags(records[0]).values())
assert given_away.entries[1].occurred_at - given_away.entries[0].occurred_at == timedelta(days=3)
