"""Show one record to several readers. You learn what levels, roles and purposes do, and what a stranger learns."""

from datetime import UTC, datetime, timedelta

from casework_model import AccessLevel, Client, ClientStatus, Engine, Purpose, Role, StepRefused, Write, access
from casework_model import facts as f

engine = Engine()
nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
tomorrow = nine + timedelta(days=1)
record = engine.open(
    client=Client(id="cl-1", status=ClientStatus.VOLUNTARY),
    case_id="c-1",
    tz="UTC",
    by="w1",
    occurred_at=nine,
    recorded_at=nine,
    route=f.ContactRoute.PHONE,
)


def entry(fact: f.Fact, text: str = "", level: AccessLevel = AccessLevel.NORMAL) -> Write:
    """An entry that the worker writes."""
    return Write(fact=fact, by="w1", occurred_at=nine, recorded_at=nine, text=text, access=level)


record = engine.write_all(
    record,
    [
        entry(f.AccessGranted(worker="w3", level=AccessLevel.VERY_RESTRICTED)),
        entry(f.AccessGranted(worker="cl-1", role=Role.CLIENT)),
        entry(f.Note(), "We spoke about the rent."),
        entry(f.CollateralContact(contact_with="the sister", legal_basis="child protection"), "The sister is worried."),
        entry(f.Note(), "He threatens her.", AccessLevel.RESTRICTED),
        entry(f.PersonalDetails(whose="client", address="4 Mill Lane", hidden=True), "She lives at 4 Mill Lane."),
    ],
)

for reader, purpose in (
    ("w1", Purpose.SERVICE),
    ("w3", Purpose.SERVICE),
    ("cl-1", Purpose.CLIENT_ACCESS),
    ("w9", Purpose.SERVICE),
):
    try:
        view = access.redacted(record, reader=reader, purpose=purpose, at=tomorrow, engine=engine)
        print(f"{reader} reads for {purpose}:", *(one.text for one in view.entries if one.text), sep="\n  ")
    except StepRefused as error:
        print(f"{reader} reads for {purpose}:", error, sep="\n  ")

taken = access.in_emergency(record, reader="w9", reason="A call from the bridge.", at=tomorrow, engine=engine)
print(f"w9 in an emergency sees up to {taken.level}, and entry {len(taken.record.entries)} tells of it.")
