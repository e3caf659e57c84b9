"""Keep a record in a file, read it strictly, judge it anew. You learn what a file promises and what an audit tells.

Reading never judges: an old record stays readable when rules change. An audit says where it breaks today's rules.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from casework_model import Client, ClientStatus, Engine, Policy, UnreadableFile, Write, append, dump, load
from casework_model import facts as f

nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
day = timedelta(days=1)
town = Policy(key="town", off=("HR-42",))  # this agency lets work be recorded without a goal
engine = Engine(policy=town)
record = engine.open(
    client=Client(id="cl-1", status=ClientStatus.VOLUNTARY),
    case_id="c-1",
    tz="UTC",
    by="w1",
    occurred_at=nine,
    recorded_at=nine,
    route=f.ContactRoute.ONLINE,
)

with TemporaryDirectory() as folder:
    file = Path(folder, "c-1.jsonl")
    dump(record, file)
    advocacy = f.Intervention(intervention=f.InterventionKind.ADVOCACY)
    record = engine.write(record, Write(fact=advocacy, by="w1", occurred_at=nine + day, recorded_at=nine + 2 * day))
    append(record, file)  # adds one line, however long the file is
    assert load(file) == record

    monday, tuesday, wednesday = nine, nine + day, nine + 2 * day
    print("had happened by Tuesday:  ", len(record.as_of(tuesday).entries), "entries")
    print("was on record by Tuesday: ", len(record.as_known_at(tuesday).entries), "entry")

    print("audit under the policy of its time:", engine.audit(record) or "nothing found")
    later = nine + 3 * day
    strict = Engine(policies=(town,))  # every rule enforced from now on; it still knows the policy of the old days
    record = strict.migrate(record, by="w1", occurred_at=later, recorded_at=later, policy=strict.policy)
    again = strict.consider(record, Write(fact=advocacy, by="w1", occurred_at=later, recorded_at=later))
    print("the same work today:", again)

    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(lines).replace('"advocacy"', '"advocasy"') + "\n", encoding="utf-8")
    try:
        load(file)
    except UnreadableFile as error:
        print("a damaged file:", str(error).replace(folder, ""))
