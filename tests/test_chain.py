"""Links are made of what the format says, digest by digest; an independent reckoning of them stands here."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

import pytest
import rfc8785
from attrs import evolve
from jsonschema import Draft202012Validator

import casework_model as cm
from casework_model import facts as f
from casework_model.codec.document import is_document
from casework_model.codec.lines import BadLine
from casework_model.codec.records import header
from casework_model.schema import record_schema
from chains import OPENED, RECORD, chained, entry, sealing

# An independent reckoning ---------------------------------------------------------------------------------------------

ENVELOPES: Final[list[dict[str, Any]]] = [
    {
        "id": "e1",
        "number": 1,
        "by": "w1",
        "occurred_at": "2024-02-05T10:30:00+00:00",
        "recorded_at": "2024-02-05T10:30:00+00:00",
        "fact": {
            "kind": "case_opened",
            "client": {"id": "cl-1", "status": "voluntary"},
            "tz": "Europe/Berlin",
            "route": "walk_in",
            "model": {"key": "casework", "version": 1},
            "phase": "intake",
            "policy": {"key": "standard", "version": 1, "digest": "d"},
        },
    },
    {
        "id": "e2",
        "number": 2,
        "by": "w1",
        "occurred_at": "2024-02-05T11:30:00+00:00",
        "recorded_at": "2024-02-05T11:30:00+00:00",
        "fact": {"kind": "sealed", "of": "consent"},
    },
    {
        "id": "e3",
        "number": 3,
        "by": "w1",
        "occurred_at": "2024-02-05T12:30:00+00:00",
        "recorded_at": "2024-02-05T12:30:00+00:00",
        "fact": {"kind": "phase_change", "model": "casework", "move": "forward", "from": "intake", "to": "assessment"},
    },
    {
        "id": "e4",
        "number": 4,
        "by": "w1",
        "occurred_at": "2024-02-05T13:30:00+00:00",
        "recorded_at": "2024-02-05T13:30:00+00:00",
        "access": "restricted",
        "fact": {"kind": "sealed", "of": "goal"},
    },
]
"""What stays of each entry when it is sealed, written by hand."""


def reckoned(raw: bytes, envelopes: Iterable[dict[str, Any]]) -> list[str]:
    """The digests of a chained file by an independent writer of canonical JSON, the envelopes being known."""
    first, *lines = raw.removesuffix(b"\n").split(b"\n")
    previous = sha256(first).hexdigest()
    found: list[str] = []
    for line, envelope in zip(lines, envelopes, strict=True):
        held: dict[str, Any] = json.loads(line)
        assert rfc8785.dumps(held) == line, "every line is canonical"
        content: dict[str, Any] = {key: held[key] for key in ("fact", "text", "participants") if key in held}
        digest = sha256(bytes.fromhex(held["link"]["nonce"]) + rfc8785.dumps(content)).hexdigest()
        assert held["link"]["content"] == digest
        previous = sha256(rfc8785.dumps({"previous": previous, "entry": envelope, "content": digest})).hexdigest()
        found.append(previous)
    return found


def test_the_links_are_those_of_the_format() -> None:
    """Header, envelopes and contents are digested as the format says, whoever does it."""
    raw = cm.dumps(chained()).encode()
    first, *lines = raw.splitlines()
    assert first == b'{"case_id":"c-1","chain":"sha-256","format":"casework-record","version":1}'
    links: list[dict[str, str]] = [json.loads(line)["link"] for line in lines]
    assert [link["digest"] for link in links] == reckoned(raw, ENVELOPES)
    assert [link["nonce"] for link in links] == [f"{number:032x}" for number in range(1, 5)]


def test_a_line_is_canonical() -> None:
    """Keys are sorted, a whole number has no point, and fields with their usual value are left out."""
    line = cm.dumps(chained()).splitlines()[4]
    assert line.startswith(
        '{"access":"restricted","by":"w1","fact":{"id":"g1","kind":"goal","statement":"a flat","weight":2},"id":"e4",'
        '"link":{"content":"'
    )
    assert line.endswith(
        '","nonce":"00000000000000000000000000000004"},"number":4,"occurred_at":"2024-02-05T13:30:00+00:00",'
        '"recorded_at":"2024-02-05T13:30:00+00:00"}'
    )


def test_a_sealed_entry_keeps_its_digests() -> None:
    """Text, reason, names and nonce go; the links of all entries stay, and so does the head."""
    before = chained(RECORD.with_entries([sealing(5, "e9")]))
    after = chained(RECORD).with_entries([evolve(sealing(5, "e2"), link=None)])
    second = after.entries[1]
    assert (second.fact, second.text, second.participants) == (f.Sealed(of="consent"), "", ())
    for one, other in zip(before.entries[:4], after.entries[:4], strict=True):
        assert one.link is not None
        assert other.link is not None
        assert (one.link.digest, one.link.content) == (other.link.digest, other.link.content)
        assert other.link.nonce == ("" if other.number == 2 else one.link.nonce)


# Linking --------------------------------------------------------------------------------------------------------------


def test_linking_changes_nothing_but_the_links() -> None:
    """A linked record says the same, and is equal."""
    assert chained() == RECORD
    assert [one.link for one in RECORD.entries] == [None] * 4


def test_linking_goes_on_from_the_last_link() -> None:
    """What is linked stays as it is, and a record that is linked to its end is given back itself."""
    begun = chained(cm.CaseRecord.of("c-1", RECORD.entries[:2]))
    whole = chained(begun.with_entries(RECORD.entries[2:]), start=3)
    assert [one.link for one in whole.entries] == [one.link for one in chained().entries]
    assert cm.linked(whole) is whole


def test_a_link_that_does_not_follow_is_made_anew() -> None:
    """An entry that was linked to another one before it gets its own link."""
    strange = chained(start=9).entries[3]
    record = cm.CaseRecord.of("c-1", [*chained(cm.CaseRecord.of("c-1", RECORD.entries[:2])).entries, RECORD.entries[2]])
    mixed = cm.CaseRecord.of("c-1", [*record.entries, strange])
    assert cm.verify(cm.linked(mixed)).holds
    assert not cm.verify(mixed).holds


def test_a_content_that_is_not_the_linked_one_is_linked_anew() -> None:
    """The link of an entry does not hold for another text."""
    first, *others = chained().entries
    edited = cm.CaseRecord.of("c-1", [first, RECORD.entries[1], *(evolve(one, text="Zqx") for one in others[1:])])
    assert cm.verify(cm.linked(edited)).holds


def test_nonces_are_random_and_of_128_bits() -> None:
    """Nobody gives them unless asked to; no two are the same."""
    nonces = [one.link.nonce for one in (*cm.linked(RECORD).entries, *cm.linked(RECORD).entries) if one.link]
    assert len(set(nonces)) == 8
    assert {len(nonce) for nonce in nonces} == {32}


@pytest.mark.parametrize("size", [16, 32, 100])
def test_longer_nonces_are_taken(size: int) -> None:
    """A source may give more than it was asked for, up to a hundred bytes."""
    record = cm.linked(RECORD, nonces=lambda _: secrets.token_bytes(size))
    assert {len(one.link.nonce) for one in record.entries if one.link} == {2 * size}
    assert cm.loads(cm.dumps(record)) == RECORD
    assert cm.verify(record).holds


@pytest.mark.parametrize("given", [b"", b"x" * 15, b"x" * 101, "x" * 16, None])
def test_a_source_of_too_little_chance_is_refused(given: Any) -> None:  # noqa: ANN401 - also what is none
    """Fewer than 16 bytes could be guessed, more than 100 are no nonce."""
    with pytest.raises(cm.BadValue) as caught:
        cm.linked(RECORD, nonces=lambda _: given)
    assert str(caught.value) == (
        "nonces: 16 to 100 random bytes are wanted for each entry. Give secrets.token_bytes, or leave it out."
    )


@pytest.mark.parametrize("weight", [1e20, 10**20, 2**53, float(2**53)])
def test_a_number_that_readers_would_not_keep_is_not_linked(weight: float) -> None:
    """From 2**53 on not every whole number has a double of its own."""
    record = cm.CaseRecord.of("c-1", [entry(1, OPENED, "Zqx"), entry(2, f.Goal(id="g1", weight=weight))])
    with pytest.raises(cm.BadValue) as caught:
        cm.linked(record)
    assert str(caught.value) == (
        "entry 2: it holds what no chained file can hold. Give it values of the shipped types, texts of whole "
        "characters, and numbers below 2**53."
    )
    assert caught.value.__context__ is None
    assert cm.loads(cm.dumps(record)) == record, "a file that is no chain holds it"


@pytest.mark.parametrize("weight", [1e21, 1e300, 0.1, 2**53 - 1, 9007199254740991.0])
def test_any_other_number_is_linked(weight: float) -> None:
    """Very large ones are written with an exponent, and come back as they were."""
    record = cm.linked(cm.CaseRecord.of("c-1", [entry(1, OPENED), entry(2, f.Goal(id="g1", weight=weight))]))
    raw = cm.dumps(record)
    assert cm.loads(raw) == record
    assert cm.verify(raw.encode()).holds


def test_a_long_number_in_a_text_is_no_number() -> None:
    """A text may hold what looks like a number."""
    told = f.Goal(id="g1", statement="IBAN,1234567890123456:12345678901234567890")
    record = cm.linked(cm.CaseRecord.of("c-1", [entry(1, OPENED), entry(2, told)]))
    assert cm.verify(cm.dumps(record).encode()).holds


def test_half_a_character_is_not_linked() -> None:
    """A record that was built by hand may hold it; no file can."""
    record = cm.CaseRecord.of("c-1", [entry(1, OPENED, "Zqx\ud800")])
    with pytest.raises(cm.BadValue, match=r"^entry 1: it holds what no chained file can hold") as caught:
        cm.linked(record)
    assert "Zqx" not in str(caught.value)


# Heads ----------------------------------------------------------------------------------------------------------------


def test_a_head_is_the_last_number_and_digest() -> None:
    """That of a record without entries is the digest of its header."""
    last = chained().entries[3].link
    assert last is not None
    assert cm.head_of(chained()) == cm.Head(4, last.digest)
    line = b'{"case_id":"c-1","chain":"sha-256","format":"casework-record","version":1}'
    assert cm.head_of(cm.CaseRecord.of("c-1")) == cm.Head(0, sha256(line).hexdigest())


BEGUN: Final = chained(cm.CaseRecord.of("c-1", RECORD.entries[:2])).with_entries(RECORD.entries[2:])
"""A record of which the first half is linked."""


@pytest.mark.parametrize("record", [RECORD, BEGUN])
def test_a_record_that_is_not_linked_to_its_end_has_no_head(record: cm.CaseRecord) -> None:
    """The first entry without a link is named."""
    number = next(one.number for one in record.entries if one.link is None)
    with pytest.raises(cm.BadValue) as caught:
        cm.head_of(record)
    assert str(caught.value) == (
        f"entry {number}: the entry is not linked, so that the chain has no head. Call linked(record) first."
    )


def test_a_head_is_written_and_read() -> None:
    """As text it is its number, a colon and its digest."""
    head = cm.head_of(chained())
    assert str(head) == f"4:{head.digest}"
    assert cm.Head.parse(str(head)) == head


@pytest.mark.parametrize(
    "text",
    ["", "4", "4:", "4:abc", ":" + "a" * 64, "04:" + "a" * 64, "-1:" + "a" * 64, "4:" + "A" * 64, "x:" + "a" * 64],
)
def test_what_is_no_head_is_refused(text: str) -> None:
    """A number and 64 hexadecimal digits are wanted."""
    with pytest.raises(cm.BadValue) as caught:
        cm.Head.parse(text)
    assert str(caught.value) == (
        "head: this is no head of a chain. Give the number of an entry, a colon, and the 64 hexadecimal digits of its "
        "digest."
    )


# As text --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_both_forms_keep_the_links(form: Any) -> None:  # noqa: ANN401 - a literal
    """What is read has the links that were written, and is written the same."""
    text = cm.dumps(chained(), form=form)
    again = cm.loads(text)
    assert [one.link for one in again.entries] == [one.link for one in chained().entries]
    assert cm.dumps(again, form=form) == text
    assert is_document(text.encode()) is (form == "json")


def test_a_chain_that_ends_too_early_is_not_written() -> None:
    """Writing text takes no randomness, so that the links must be there."""
    with pytest.raises(cm.BadValue) as caught:
        cm.dumps(BEGUN)
    assert str(caught.value) == "entry 3: the entry is not linked, and those before it are. Call linked(record) first."


def test_a_link_built_by_hand_is_judged_by_its_shape() -> None:
    """What could not be read back is not written."""
    record = cm.CaseRecord.of("c-1", [evolve(chained().entries[0], link=cm.Link(digest="Zqx", content="a" * 64))])
    with pytest.raises(cm.BadValue) as caught:
        cm.dumps(record)
    assert str(caught.value) == (
        "entry 1, link.digest: 64 hexadecimal digits in small letters are wanted. Restore the line from a copy of the "
        "file."
    )


def test_a_value_that_no_file_holds_is_not_written() -> None:
    """Also where it was linked before it was put there."""
    first, second = chained().entries[:2]
    for wrong in (evolve(second, fact=f.Goal(id="g1", weight=1e20)), evolve(second, text="Zqx\ud800")):
        with pytest.raises(cm.BadValue, match=r"^entry 2: it holds what no chained file can hold") as caught:
            cm.dumps(cm.CaseRecord.of("c-1", [first, wrong]))
        assert "Zqx" not in str(caught.value)


def replaced(raw: str, old: str, new: str) -> str:
    """A file with one thing replaced."""
    assert old in raw
    return raw.replace(old, new, 1)


RAW: Final = cm.dumps(chained())
PLAIN: Final = cm.dumps(RECORD)
DIGEST: Final = json.loads(RAW.splitlines()[1])["link"]["digest"]
RESTORE: Final = "Restore the line from a copy of the file."
DIGITS: Final = "hexadecimal digits in small letters"
BAD: Final[dict[str, tuple[str, str]]] = {
    "an entry without a link": (
        "\n".join((RAW.splitlines()[0], *PLAIN.splitlines()[1:])) + "\n",
        "line 2: the entry is not linked, in a chained file. Restore the line from a copy; append links what it adds.",
    ),
    "a link in a file that is no chain": (
        "\n".join((PLAIN.splitlines()[0], *RAW.splitlines()[1:])) + "\n",
        "line 2, link: the entry is linked, and the header names no chain. Restore the header from a copy.",
    ),
    "a digest of other digits": (
        replaced(RAW, DIGEST, DIGEST.upper()),
        f"line 2, link.digest: 64 {DIGITS} are wanted. {RESTORE}",
    ),
    "a digest that is too short": (
        replaced(RAW, DIGEST, DIGEST[:-1]),
        f"line 2, link.digest: 64 {DIGITS} are wanted. {RESTORE}",
    ),
    "a content that is none": (
        replaced(RAW, '"content":"', '"content":"x'),
        f"line 2, link.content: 64 {DIGITS} are wanted. {RESTORE}",
    ),
    "a nonce that is too short": (
        replaced(RAW, '"nonce":"00', '"nonce":"'),
        f"line 2, link.nonce: 32 to 200 {DIGITS}, two for each byte, are wanted. {RESTORE}",
    ),
    "another chain": (
        replaced(RAW, "sha-256", "sha-255"),
        "line 1, chain: one of sha-256 is wanted, not this text. Give what is wanted.",
    ),
    "an unknown field of a link": (
        replaced(RAW, '"nonce":', '"nonse":'),
        'line 2, link: there is no field "nonse" here. Write "nonce" if that is meant, or leave it out.',
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_chain_of_the_wrong_shape_is_not_read(name: str) -> None:
    """File, line, path, problem and remedy are said, and nothing of what stands there."""
    raw, words = BAD[name]
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.loads(raw, name="c-1.jsonl")
    assert str(caught.value) == f"c-1.jsonl, {words}"


def test_a_torn_chain_is_told_and_read_without_its_last_line() -> None:
    """As any other file."""
    with pytest.raises(cm.UnreadableFile, match="line 5: the last line was not written to its end"):
        cm.loads(RAW[:-9])
    assert cm.loads(RAW[:-9], torn="drop") == cm.CaseRecord.of("c-1", RECORD.entries[:3])


def test_a_document_says_where_a_link_is_wrong() -> None:
    """A document has paths instead of lines."""
    document = cm.dumps(chained(), form="json")
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.loads(replaced(document, DIGEST, DIGEST[:-1]))
    assert str(caught.value) == f"record, entries[0].link.digest: 64 {DIGITS} are wanted. {RESTORE}"
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.loads(replaced(document, '"link":', '"text":"","lonk":'))
    assert str(caught.value).startswith('record, entries[0]: there is no field "lonk" here.')
    chain = '"chain":"sha-256",'
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.loads(replaced(cm.dumps(RECORD, form="json"), '"format"', f'{chain}"format"'))
    assert str(caught.value) == (
        "record, entries[0]: the entry is not linked, in a chained file. Restore the line from a copy; append links "
        "what it adds."
    )


def test_the_schema_knows_links() -> None:
    """Every line of a chain is valid, and one with other digits is not."""
    schema: Any = Draft202012Validator(record_schema())
    sealed = cm.dumps(cm.linked(RECORD.with_entries([sealing(5, "e2")])))
    for line in (*RAW.splitlines(), *sealed.splitlines()):
        assert schema.is_valid(json.loads(line))
    second = RAW.splitlines()[1]
    for old, new in (
        (DIGEST, DIGEST[:-1]),
        (DIGEST, DIGEST.upper()),
        ('"nonce":"00', '"nonce":"'),
        ('"content":', '"c":'),
    ):
        assert not schema.is_valid(json.loads(replaced(second, old, new)))
    assert not schema.is_valid(json.loads(RAW.splitlines()[0].replace("sha-256", "sha-1")))


def test_steps_that_were_tried_are_no_chain() -> None:
    """Only a record is one."""
    raw = '{"format":"casework-steps","version":1,"case_id":"c-1","chain":"sha-256"}\n'
    with pytest.raises(BadLine) as caught:
        header(raw.strip().encode(), "casework-steps")
    assert caught.value.fault.problem == "only a record is kept as a chain"


def test_the_nonce_is_not_shown() -> None:
    """Beside a digest it lets a short content be guessed."""
    nonce = chained(start=2**100).entries[0].link
    assert nonce is not None
    assert nonce.nonce not in repr(nonce)
    assert nonce.nonce not in repr(chained(start=2**100).entries[0])
