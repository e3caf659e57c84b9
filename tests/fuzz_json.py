"""Changes to the JSON of stored files: other values, keys, kinds and times; amendments and links grafted in.

A change alone is mostly refused at once. So what was changed is put in order again half of the time (numbers, ids,
times of writing), and what is wrong with it reaches what lies behind reading: folding, histories, views, the audit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any, Final, TypeAlias, cast

from fuzz_changes import Corpus

RAW: Final = "\x00raw:"
"""How text begins that is to stand in the JSON as it is, without quotes."""

VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    3,
    2**53 - 1,
    2**53,
    -(2**63),
    2**64,
    10**400,
    0.5,
    -0.0,
    1e-320,
    1.7e308,
    "",
    " ",
    "\t\n",
    "e1",
    "casework",
    "x" * 200,
    "x" * 201,
    "\x00",
    "\x1b[31m",
    "\x9b31m\x07",
    "\u202eright\u2066",
    "\u2028\u2029\ufeff",
    "<b onclick=x>",
    "\ud83d\ude00",
    "\U0010ffff\ufffe",
    [],
    [None],
    [[]],
    {},
    {"": None},
    {"kind": "note"},
    {"kind": "sealed", "of": "note"},
    *(
        f"{RAW}{token}"
        for token in (
            "1e400",
            "-0",
            "-0.0",
            "NaN",
            "-Infinity",
            "1E2",
            "1.0",
            "01",
            '"\\ud800"',
            '"\\udc00\\ud800"',
            '"\\ud83d\\ude00"',
            '"\\u0065"',
            "[" * 500 + "]" * 500,
            '{"kind":' * 500 + "1" + "}" * 500,
            "[" * 5_000,
            "9" * 5_000,
            "",
            " 1 ",
            '{"a":1,"a":2}',
        )
    ),
)

TIMES: Final = (
    *("2024-02-05T09:30:00+01:00", "2024-05-01T00:00:00+00:00", "2026-03-02T09:00:00+00:00") * 3,
    *("2024-02-05", "2026-03-02"),
    "0001-01-01T00:00:00+00:00",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59.999999-23:59",
    "9999-12-31T23:59:59+00:00",
    "2024-02-05T09:30:00",
    "2024-02-05T09:30:00Z",
    "2024-02-05T09:30:00-00:00",
    "2024-02-05T09:30:60+00:00",
    "2024-02-05T24:00:00+00:00",
    "2024-02-05T09:30:00+24:00",
    "2024-02-05T09:30:00+00:00:00.000001",
    "2024-02-05t09:30:00+00:00",
    "2024-02-05T09:30+00:00",
    "2024-02-05 09:30:00+00:00",
    "2024-03-31T02:30:00+01:00",
    "2024-W06-1",
    "2024-02-30",
    "\u0662\u0660\u0662\u0664-02-05",  # digits of another script
    "0001-01-01",
    "9999-12-31",
    "2024-02-05",
)

# One thing in a tree of JSON ------------------------------------------------------------------------------------------

_Place: TypeAlias = tuple[Any, Any]
"""A container, and the key or place of one thing in it."""

_OneChange: TypeAlias = Callable[[list[_Place], Random, Corpus], None]


def _value(chance: Random) -> Any:  # noqa: ANN401 - JSON may be anything
    return deepcopy(chance.choice(VALUES))  # what is put in a tree is changed there


def _object(content: Any) -> dict[str, Any] | None:  # noqa: ANN401 - as above
    return cast("dict[str, Any]", content) if type(content) is dict else None


def _list(content: Any) -> list[Any]:  # noqa: ANN401 - as above
    return cast("list[object]", content) if type(content) is list else []


def twin(content: Any) -> Any:  # noqa: ANN401 - JSON may be anything
    """Give a copy that can be changed by itself."""
    return json.loads(json.dumps(content))


def _places(content: Any) -> list[_Place]:  # noqa: ANN401 - as above
    found: list[_Place] = []
    waiting = [content]
    while waiting:
        one = waiting.pop()
        inside = _object(one)
        keys: list[Any] = list(range(len(_list(one)))) if inside is None else list(inside)
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys]
    return found


def _another_value(places: list[_Place], chance: Random, _: Corpus) -> None:
    inside, key = chance.choice(places)
    inside[key] = _value(chance)


def _value_from_elsewhere(places: list[_Place], chance: Random, _: Corpus) -> None:
    (inside, key), (other, its) = chance.choice(places), chance.choice(places)
    inside[key] = twin(other[its])


def _left_out(places: list[_Place], chance: Random, _: Corpus) -> None:
    inside, key = chance.choice(places)
    del inside[key]


def _another_field(places: list[_Place], chance: Random, corpus: Corpus) -> None:
    objects = [inside for each, _ in places if (inside := _object(each)) is not None]
    key = chance.choice((chance.choice(corpus.keys), chance.choice(corpus.keys), "Zqx-Marta 1987", "", "\x1b[31m"))
    if objects:
        chance.choice(objects)[key] = _value(chance)


def _another_key(places: list[_Place], chance: Random, corpus: Corpus) -> None:
    inside, key = chance.choice(places)
    if _object(inside) is not None:
        inside[chance.choice(corpus.keys)] = inside.pop(key)


def _longer_list(places: list[_Place], chance: Random, _: Corpus) -> None:
    lists = [found for inside, key in places if (found := _list(inside[key]))]
    if lists:
        chosen = chance.choice(lists)
        chosen += [twin(chosen[0])] * chance.choice((1, 2, 100))


def _wrapped(places: list[_Place], chance: Random, _: Corpus) -> None:
    inside, key = chance.choice(places)
    inside[key] = chance.choice(([inside[key]], {"kind": inside[key]}, str(inside[key])))


def _another_time(places: list[_Place], chance: Random, _: Corpus) -> None:
    times = [(inside, key) for inside, key in places if isinstance(inside[key], str) and inside[key][:2] == "20"]
    if times:
        inside, key = chance.choice(times)
        inside[key] = chance.choice(TIMES)


def _steering_text(places: list[_Place], chance: Random, _: Corpus) -> None:
    texts = {inside[key] for inside, key in places if isinstance(inside[key], str)}
    if texts:
        chosen = chance.choice(sorted(texts))
        for inside, key in places:  # wherever it stands, so that what names it still finds it
            if inside[key] == chosen:
                inside[key] = f"{chosen}\x1b[31m\x7f\u202e<script>"


def _another_fact(places: list[_Place], chance: Random, corpus: Corpus) -> None:
    facts = [(inside, key) for inside, key in places if key == "fact"]
    inside, key = chance.choice(facts or places)
    inside[key] = twin(chance.choice(corpus.facts))


def _key_twice(places: list[_Place], chance: Random, _: Corpus) -> None:
    inside, key = chance.choice(places)
    if _object(inside) is not None:
        inside[f"{RAW}{key}"] = inside[key]


def _other_order(places: list[_Place], chance: Random, _: Corpus) -> None:
    inside, _key = chance.choice(places)
    keyed = _object(inside)
    if keyed is None:
        inside.reverse()
    else:
        items = list(keyed.items())
        chance.shuffle(items)
        keyed.clear()
        keyed.update(items)


_CHANGES: Final[tuple[_OneChange, ...]] = (
    _another_value,
    _another_value,
    _value_from_elsewhere,
    _left_out,
    _another_field,
    _another_key,
    _longer_list,
    _wrapped,
    _another_time,
    _steering_text,
    _another_fact,
    _key_twice,
    _other_order,
)


def changed(content: Any, chance: Random, corpus: Corpus) -> Any:  # noqa: ANN401 - JSON may be anything
    """Change one thing or a few in a tree of JSON."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        places = _places(content)
        if not places:
            return _value(chance)
        chance.choice(_CHANGES)(places, chance, corpus)
    return content


_TWICE: Final = re.compile(r'"\\u0000raw:([^"\\]*)"\s*:')
_AS_IT_IS: Final = re.compile(r'"\\u0000raw:((?:[^"\\]|\\.)*)"')


def written(content: Any, chance: Random | None = None) -> bytes:  # noqa: ANN401 - as above
    """Write JSON, mostly as the library does, with what is to stand there as it is."""
    manner: dict[str, Any] = {"separators": (",", ":"), "ensure_ascii": False}
    if chance is not None and chance.random() < 0.1:
        manner = chance.choice(({}, {"indent": 1}, {"separators": (",", ":"), "ensure_ascii": True}))
    text = _TWICE.sub(r'"\1":', json.dumps(content, **manner))
    text = _AS_IT_IS.sub(lambda found: str(json.loads(f'"{found[1]}"')), text)
    return text.encode("utf-8", "surrogatepass")


def read(line: bytes) -> Any:  # noqa: ANN401 - as above
    """Read JSON as anybody does, None where it is none."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def change_json(raw: bytes, chance: Random, corpus: Corpus) -> bytes:
    """Change the JSON of one or several lines, or of a whole document."""
    lines = raw.split(b"\n")
    document = read(raw) if raw[:1] == b"{" and b'"entries"' in lines[0] else None
    if document is not None:
        return written(changed(document, chance, corpus), chance)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(lines))
        content = read(lines[at])
        if content is not None:
            lines[at] = written(changed(content, chance, corpus), chance)
    return b"\n".join(lines)


# Amendments and links -------------------------------------------------------------------------------------------------


def _entries_of(raw: bytes) -> tuple[list[Any], bool]:
    """Give the entries of a record as trees of JSON, and whether it is one document."""
    content = _object(read(raw))
    if content is not None and type(content.get("entries")) is list:
        return list(content["entries"]), True
    found = (read(line) for line in raw.split(b"\n")[1:])
    return [entry for entry in found if entry is not None], False


def _record_of(raw: bytes, entries: list[Any], *, is_document: bool) -> bytes:
    """Put entries back behind the header that they had."""
    if is_document:
        return written({**read(raw), "entries": entries})
    return b"".join(line + b"\n" for line in (raw.split(b"\n")[0], *map(written, entries)))


def _amendment(entries: list[Any], own_id: str, chance: Random, corpus: Corpus) -> dict[str, Any]:
    found = [(_object(entry) or {}).get("id") for entry in entries]
    ids = [each for each in found if isinstance(each, str)]
    target = chance.choice((own_id, "nowhere", "", *(chance.choice(ids or ["e1"]) for _ in range(9)), *ids[-2:]))
    kind = chance.choice(("addendum", "correction", "correction", "correction", "retraction", "retraction", "sealing"))
    fact: dict[str, Any] = {"kind": kind, "target": target}
    if kind == "sealing":
        return {
            **fact,
            "basis": chance.choice(("court_order", "right_to_erasure", "other")),
            "authority": "Zqx-Marta 1987",
        }
    fact["reason"] = "Zqx-Marta 1987"
    if kind == "correction":
        if chance.random() < 0.7:
            fact["fact"] = twin(chance.choice(corpus.facts))
        if chance.random() < 0.3:
            fact["occurred_at"] = chance.choice(TIMES)
        if chance.random() < 0.2:
            fact["access"] = chance.choice(("low", "very_restricted"))
    return fact


def graft_amendments(raw: bytes, chance: Random, corpus: Corpus) -> bytes:
    """Put amendments among the entries of a record: of any entry, of themselves, of none, of each other in circles."""
    entries, is_document = _entries_of(raw)
    for count in range(chance.choice((1, 2, 3, 5, 12))):
        at = chance.choice((len(entries), chance.randrange(len(entries) + 1)))
        own_id = f"a{count}" if chance.random() < 0.9 else f"e{chance.randrange(20)}"
        before = _object(entries[at - 1]) if entries else None
        now = before.get("recorded_at") if before is not None else None
        to_come = {"id": f"a{count + 1}"}
        fact = _amendment([*entries, to_come], own_id, chance, corpus)
        entries.insert(at, {"id": own_id, "by": "w1", "occurred_at": now, "recorded_at": now, "fact": fact})
        if chance.random() < 0.3:
            entries[at]["text"] = "Zqx-Marta 1987"
    return _record_of(raw, in_order(entries), is_document=is_document)


def graft_links(raw: bytes, chance: Random, _: Corpus) -> bytes:
    """Give entries links of a chain that nobody made, or spoil those that they have."""
    entries, is_document = _entries_of(raw)
    share = chance.choice((0.1, 1.0))
    for entry in filter(None, map(_object, entries)):
        if chance.random() < share:
            digits = chance.choice(("0" * 64, f"{chance.getrandbits(256):064x}", "", "\x1b[31m", "Z" * 64))
            link = _object(entry.get("link"))
            entry["link"] = {"digest": digits, "content": digits, "nonce": digits[:32]}
            if link:
                entry["link"] = {**link, chance.choice(list(link)): digits}
    return _record_of(raw, entries, is_document=is_document)


def repair(raw: bytes, _chance: Random, _: Corpus) -> bytes:
    """Put numbers, ids and times of writing in order, so that what else was changed is reached."""
    entries, is_document = _entries_of(raw)
    head = read(raw.split(b"\n")[0]) if not is_document else None
    if not entries or (head is None and not is_document):
        return raw
    return _record_of(raw, in_order(entries), is_document=is_document)


def in_order(entries: list[Any]) -> list[Any]:
    """Number entries anew, give each an id of its own, and let none be written earlier than the one before."""
    used: set[str] = set()
    latest = ""
    for number, item in enumerate(entries, start=1):
        entry = _object(item)
        if entry is None:
            continue
        entry["number"] = number
        if not isinstance(entry.get("id"), str) or entry["id"] in used:
            entry["id"] = f"r{number}"
        used.add(entry["id"])
        recorded = entry.get("recorded_at")
        if isinstance(recorded, str) and recorded[:16] < latest[:16]:  # near enough: most offsets are alike
            entry["recorded_at"] = latest
        else:
            latest = recorded if isinstance(recorded, str) else latest
    return entries
