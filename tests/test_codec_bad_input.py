"""What a file may not hold, each with the exact words of its refusal: file, line, path, problem and remedy."""

from __future__ import annotations

from typing import Final

import pytest

from casework_model.codec import lines, loads, records
from casework_model.errors import UnreadableFile

HEADER: Final = '{"format":"casework-record","version":1,"case_id":"c-1"}'
AT: Final = '"occurred_at":"2024-02-05T09:30:00+01:00","recorded_at":"2024-02-05T10:00:00+01:00"'
CASE_OPENED: Final = (
    '{"kind":"case_opened","client":{"id":"cl","status":"voluntary","label":"Marta L."},"tz":"Europe/Berlin",'
    '"route":"phone","model":{"key":"casework","version":1},"phase":"intake",'
    '"policy":{"key":"standard","version":1,"digest":"d"}}'
)
OPENED: Final = f'{{"number":1,"id":"e1","by":"w1",{AT},"fact":{CASE_OPENED}}}'
PRIVATE: Final = "Marta"
"""Stands in every bad text below that has room for it; no message may show it."""


def entry(fact: str, *, number: int = 2, more: str = "") -> str:
    """An entry line with that fact."""
    return f'{{"number":{number},"id":"e{number}","by":"w1",{AT},"text":"{PRIVATE} called.","fact":{fact}{more}}}'


def text(*content: str) -> str:
    """The text of a file of these lines."""
    return "".join(f"{line}\n" for line in content)


def second(fact: str, *, more: str = "") -> str:
    """The text of a file whose second entry holds that fact."""
    return text(HEADER, OPENED, entry(fact, more=more))


def refusal(content: str | bytes) -> str:
    """The words with which a file is refused: the same whichever way it is read, and with nothing behind them."""
    said: list[UnreadableFile] = []
    for quick in (lines.with_stdlib, lines.quickest()):
        with pytest.raises(UnreadableFile) as caught:
            records.parsed(content, name="record", torn="refuse", quick=quick)
        said.append(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None
    assert said[0] == said[1]
    assert PRIVATE not in str(said[0])
    assert PRIVATE not in repr(said[0])
    return str(said[0])


def test_the_lines_that_the_bad_ones_are_made_from_are_good() -> None:
    """What is refused below is refused for the one thing that is wrong with it."""
    content = second('{"kind":"note"}')
    assert [each.id for each in loads(content).entries] == ["e1", "e2"]
    assert records.parsed(content, name="", torn="refuse", quick=lines.with_stdlib) == loads(content)


GIVE: Final = "Give what is wanted."
FIND: Final = "Find the entry that is missing or moved."

FACTS: Final = {
    # types: nothing is converted silently
    "a word for a truth": (
        '{"kind":"goal","id":"g1","agreed":"no"}',
        f", fact.agreed: true or false is wanted, not text. {GIVE}",
    ),
    "1 for true": (
        '{"kind":"goal","id":"g1","agreed":1}',
        f", fact.agreed: true or false is wanted, not a whole number. {GIVE}",
    ),
    "a truth for a whole number": (
        '{"kind":"genogram_drawn","people":true}',
        f", fact.people: a whole number is wanted, not true or false. {GIVE}",
    ),
    "a fraction for a whole number": (
        '{"kind":"genogram_drawn","people":1.9}',
        f", fact.people: a whole number is wanted, not a number with a decimal point. {GIVE}",
    ),
    "a whole number with a decimal point": (
        '{"kind":"genogram_drawn","people":4.0}',
        f", fact.people: a whole number is wanted, not a number with a decimal point. {GIVE}",
    ),
    "digits in quotes for a number": (
        '{"kind":"genogram_drawn","people":"3"}',
        f", fact.people: a whole number is wanted, not text. {GIVE}",
    ),
    "a whole number beyond what every reader keeps": (
        '{"kind":"genogram_drawn","people":9007199254740992}',
        f", fact.people: a whole number is wanted, not this number. {GIVE}",
    ),
    "a whole number that only grows inexact": (
        '{"kind":"genogram_drawn","people":18446744073709551616}',
        f", fact.people: a whole number is wanted, not this number. {GIVE}",
    ),
    "null for text": (
        '{"kind":"addendum","target":"e1","reason":null}',
        f", fact.reason: text is wanted, not null. {GIVE}",
    ),
    "a number for text": (
        '{"kind":"addendum","target":"e1","reason":7}',
        f", fact.reason: text is wanted, not a whole number. {GIVE}",
    ),
    "a list for text": (
        f'{{"kind":"addendum","target":"e1","reason":["{PRIVATE}"]}}',
        f", fact.reason: text is wanted, not a list. {GIVE}",
    ),
    "text for a list": (
        f'{{"kind":"contact","participants":"{PRIVATE}"}}',
        f", fact.participants: a list is wanted, not text. {GIVE}",
    ),
    "null for a list": (
        '{"kind":"contact","participants":null}',
        f", fact.participants: a list is wanted, not null. {GIVE}",
    ),
    "a number in a list of texts": (
        f'{{"kind":"contact","participants":["{PRIVATE}",2]}}',
        f", fact.participants[1]: text is wanted, not a whole number. {GIVE}",
    ),
    "an object for text": (
        '{"kind":"crisis","id":{}}',
        f", fact.id: text is wanted, not an object. {GIVE}",
    ),
    "text for an object": (
        f'{{"kind":"evaluation","evaluation":"formal","ratings":["{PRIVATE}"]}}',
        f", fact.ratings[0]: an object is wanted, not text. {GIVE}",
    ),
    # words
    "a word that is not on the list": (
        f'{{"kind":"goal_change","goal":"g1","outcome":"{PRIVATE}"}}',
        f", fact.outcome: one of replaced, withdrawn is wanted, not this text. {GIVE}",
    ),
    "null for a word": (
        '{"kind":"goal_change","goal":"g1","outcome":null}',
        f", fact.outcome: one of replaced, withdrawn is wanted, not null. {GIVE}",
    ),
    "a list for a word": (
        '{"kind":"goal_change","goal":"g1","outcome":["replaced"]}',
        f", fact.outcome: one of replaced, withdrawn is wanted, not a list. {GIVE}",
    ),
    # judged numbers
    "a level of 3": (
        '{"kind":"evaluation","evaluation":"formal","ratings":[{"goal":"g1","level":0},{"goal":"g2","level":3}]}',
        f", fact.ratings[1].level: a whole number from -2 to 2 is wanted, not this number. {GIVE}",
    ),
    "a level of 3 in a scale": (
        f'{{"kind":"goal","id":"g1","scale":[{{"level":3,"meaning":"{PRIVATE}"}}]}}',
        f", fact.scale[0].level: a whole number from -2 to 2 is wanted, not this number. {GIVE}",
    ),
    "a level between two levels": (
        '{"kind":"progress_note","goal":"g1","level":0.5}',
        f", fact.level: a whole number from -2 to 2 is wanted, not a number with a decimal point. {GIVE}",
    ),
    "true for a level": (
        '{"kind":"progress_note","goal":"g1","level":true}',
        f", fact.level: a whole number from -2 to 2 is wanted, not true or false. {GIVE}",
    ),
    "a weight of nothing": (
        '{"kind":"goal","id":"g1","weight":0}',
        f", fact.weight: a number above 0 is wanted, not this number. {GIVE}",
    ),
    "a negative weight": (
        '{"kind":"goal","id":"g1","weight":-0.5}',
        f", fact.weight: a number above 0 is wanted, not this number. {GIVE}",
    ),
    "true for a weight": (
        '{"kind":"goal","id":"g1","weight":true}',
        f", fact.weight: a number above 0 is wanted, not true or false. {GIVE}",
    ),
    # days
    "a day of no calendar": (
        '{"kind":"follow_up","due":"2024-02-30"}',
        ", fact.due: a date is wanted, and this text is none. Write it as in 2024-02-05.",
    ),
    "a week for a day": (
        '{"kind":"follow_up","due":"2024-W06-1"}',
        ", fact.due: a date is wanted, and this text is none. Write it as in 2024-02-05.",
    ),
    "a day without hyphens": (
        '{"kind":"follow_up","due":"20240205"}',
        ", fact.due: a date is wanted, and this text is none. Write it as in 2024-02-05.",
    ),
    "a number for a day": (
        '{"kind":"follow_up","due":20240205}',
        f", fact.due: a date is wanted, not a whole number. {GIVE}",
    ),
    # words
    "a word that is spelled otherwise": (
        '{"kind":"goal_change","goal":"g1","outcome":"replacd"}',
        ', fact.outcome: one of replaced, withdrawn is wanted, not this text. Write "replaced" if that is meant.',
    ),
    "a word in a list that is spelled otherwise": (
        '{"kind":"confidentiality_explained","limits":["child_protecton"]}',
        (
            ", fact.limits[0]: one of harm_to_self, harm_to_others, child_protection, vulnerable_adult, court_order, "
            "law_requires_report, supervision, third_party_payer, group_setting, other is wanted, not this text. "
            'Write "child_protection" if that is meant.'
        ),
    ),
    # fields and kinds
    "a field that is spelled otherwise": (
        '{"kind":"crisis","id":"k1","severty":"acute"}',
        ', fact: there is no field "severty" here. Write "severity" if that is meant, or leave it out.',
    ),
    "a field that is like none": (
        '{"kind":"crisis","id":"k1","wxyz":1}',
        ', fact: there is no field "wxyz" here. Leave it out; known here: id, crisis, severity.',
    ),
    "a field that is not like enough": (
        '{"kind":"crisis","id":"k1","rise":1}',
        ', fact: there is no field "rise" here. Leave it out; known here: id, crisis, severity.',
    ),
    "a field where there are none": (
        '{"kind":"note","wxyz":1}',
        ', fact: there is no field "wxyz" here. Leave it out; known here: none.',
    ),
    "a field whose name may be personal": (
        f'{{"kind":"note","{PRIVATE} L., born 1984":1}}',
        ", fact: there is no field of that name here. Leave it out; known here: none.",
    ),
    "a field with a long name": (
        f'{{"kind":"note","{"x" * 40}":1}}',
        ", fact: there is no field of that name here. Leave it out; known here: none.",
    ),
    "a field by its name in Python": (
        '{"kind":"phase_change","model":"casework","to":"assessment","move":"forward","from_":"intake"}',
        ', fact: there is no field "from_" here. Write "from" if that is meant, or leave it out.',
    ),
    "a field that is missing": (
        '{"kind":"progress_note","goal":"g1"}',
        ', fact: the field "level" is missing. Add it: a whole number from -2 to 2.',
    ),
    "a list that is missing": (
        '{"kind":"consent","status":"given"}',
        ', fact: the field "scopes" is missing. Add it: a list, each item text.',
    ),
    "a kind that is spelled otherwise": (
        '{"kind":"gaol","id":"g1"}',
        ', fact.kind: there is no fact "gaol" in this version. Write "goal" if that is meant.',
    ),
    "a kind that is like none": (
        '{"kind":"wxyz"}',
        ', fact.kind: there is no fact "wxyz" in this version. Write one that this version knows.',
    ),
    "a kind that may be personal": (
        f'{{"kind":"{PRIVATE} L."}}',
        ", fact.kind: there is no fact of that name in this version. Write one that this version knows.",
    ),
    "no kind": ('{"id":"g1"}', ', fact: the field "kind" is missing. Say which fact it is.'),
    "a kind that is no text": ('{"kind":[]}', f", fact.kind: text is wanted, not a list. {GIVE}"),
    "a fact that is no object": (f'"{PRIVATE}"', f", fact: an object is wanted, not text. {GIVE}"),
    "no fact": ("null", f", fact: an object is wanted, not null. {GIVE}"),
    # sizes
    "a name of 201 characters": (
        f'{{"kind":"crisis","id":"{PRIVATE}{"x" * 196}"}}',
        ", fact.id: the text is longer than 200 characters. Shorten or divide it.",
    ),
    "a text of 100,001 characters": (
        f'{{"kind":"addendum","target":"e1","reason":"{PRIVATE}{"x" * 99_996}"}}',
        ", fact.reason: the text is longer than 100,000 characters. Shorten or divide it.",
    ),
    # JSON that other readers read otherwise
    "a field that stands twice": (
        f'{{"kind":"addendum","target":"e1","reason":"{PRIVATE}","reason":"b"}}',
        ': a field "reason" stands twice in one object. Leave it there once.',
    ),
    "a field with a personal name that stands twice": (
        f'{{"kind":"note","{PRIVATE} L.":1,"{PRIVATE} L.":2}}',
        ": a field of that name stands twice in one object. Leave it there once.",
    ),
    "not a number": (
        '{"kind":"goal","id":"g1","weight":NaN}',
        ": NaN and Infinity are no numbers in JSON. Write a number, or leave the field out.",
    ),
    "infinity": (
        '{"kind":"goal","id":"g1","weight":-Infinity}',
        ": NaN and Infinity are no numbers in JSON. Write a number, or leave the field out.",
    ),
    "a number beyond every float": (
        '{"kind":"goal","id":"g1","weight":1e400}',
        ": a number is too large. Write a number that a computer can hold.",
    ),
    "a whole number of 5,000 digits": (
        f'{{"kind":"goal","id":"g1","weight":{"9" * 5_000}}}',
        ": a number is too large. Write a number that a computer can hold.",
    ),
    "a whole number beyond every float": (
        f'{{"kind":"goal","id":"g1","weight":{"9" * 400}}}',
        f", fact.weight: a number above 0 is wanted, not this number. {GIVE}",
    ),
    "half of a character": (
        f'{{"kind":"addendum","target":"e1","reason":"{PRIVATE} \\ud83d"}}',
        ": a text holds half of a character (a lone surrogate). Write the whole character.",
    ),
    "half of a character in the name of a field": (
        '{"kind":"note","\\udc00":1}',
        ": a text holds half of a character (a lone surrogate). Write the whole character.",
    ),
    "a deep nest": (
        "[" * 100_000 + "]" * 100_000,
        ": this line is nested too deeply. Restore the line from a copy of the file.",
    ),
    "a nest": (f'{{"kind":{"[" * 100}{"]" * 100}}}', f", fact.kind: text is wanted, not a list. {GIVE}"),
}


@pytest.mark.parametrize("case", FACTS)
def test_a_bad_fact_is_refused_by_its_path(case: str) -> None:
    """A fact that is not what it should be is refused with line, path, problem and remedy, and nothing is shown."""
    fact, words = FACTS[case]
    assert refusal(second(fact)) == f"record, line 3{words}"


CLIENT: Final = '"client":{"id":"cl","status":"voluntary","label":"Marta L."}'
OPENINGS: Final = {
    "a client without a status": (
        CLIENT,
        '"client":{"id":"cl"}',
        'fact.client: the field "status" is missing. Add it: one of voluntary, nonvoluntary, mandated.',
    ),
    "a status that is spelled otherwise": (
        '"status":"voluntary"',
        '"status":"voluntery"',
        (
            "fact.client.status: one of voluntary, nonvoluntary, mandated is wanted, not this text. "
            'Write "voluntary" if that is meant.'
        ),
    ),
    "a status in capitals": (
        '"status":"voluntary"',
        '"status":"VOLUNTARY"',
        (
            "fact.client.status: one of voluntary, nonvoluntary, mandated is wanted, not this text. "
            'Write "voluntary" if that is meant.'
        ),
    ),
    "a status that is like none": (
        '"status":"voluntary"',
        f'"status":"{PRIVATE}"',
        f"fact.client.status: one of voluntary, nonvoluntary, mandated is wanted, not this text. {GIVE}",
    ),
    "a client that is a text": (
        CLIENT,
        f'"client":"{PRIVATE}"',
        f"fact.client: an object is wanted, not text. {GIVE}",
    ),
    "no client": (
        f"{CLIENT},",
        "",
        'fact: the field "client" is missing. Add it: an object.',
    ),
    "a zone that is none": (
        "Europe/Berlin",
        f"{PRIVATE}",
        'fact.tz: no time zone of that name is known here. Give an IANA name such as "Europe/Berlin".',
    ),
    "a version in quotes": (
        '"model":{"key":"casework","version":1}',
        '"model":{"key":"casework","version":"1"}',
        f"fact.model.version: a whole number is wanted, not text. {GIVE}",
    ),
}


@pytest.mark.parametrize("case", OPENINGS)
def test_a_bad_opening_is_refused_by_its_path(case: str) -> None:
    """The parts of an opening are judged like everything else."""
    good, bad, words = OPENINGS[case]
    assert good in OPENED
    assert refusal(text(HEADER, OPENED.replace(good, bad))) == f"record, line 2, {words}"


TIME: Final = "a time with its offset from UTC"
AS_IN: Final = "Write it as in 2024-02-05T09:30:00+01:00."
OCCURRED: Final = '"occurred_at":"2024-02-05T09:30:00+01:00"'
RECORDED: Final = '"recorded_at":"2024-02-05T10:00:00+01:00"'
BAD_TIMES: Final = (
    "2024-02-05T09:30:00",
    "2024-02-05T09:30:00Z",
    "2024-02-05 09:30:00+01:00",
    "2024-02-05T09:30+01:00",
    "2024-02-05T09:30:00+01",
    "2024-02-05T09:30:00+0100",
    "2024-02-05T09:30:00-00:00",
    "2024-02-05T09:30:00+01:60",
    "2024-02-05T09:30:00+24:00",
    "2024-02-05T09:30:00.5+01:00",
    "2024-02-05T09:30:00.000000+01:00",
    "2024-02-05T09:30:00,500000+01:00",
    "2024-02-05T24:00:00+01:00",
    "2024-02-05T09:30:60+01:00",
    "2024-02-30T09:30:00+01:00",
    "0000-02-05T09:30:00+01:00",
    "2024-W06-1T09:30:00+01:00",
    "20240205T093000+0100",
    "2024-02-05T09:30:00+01:00\\n",
    " 2024-02-05T09:30:00+01:00",
    "2024-02-05",
    "\\u0662024-02-05T09:30:00+01:00",
    "",
)


@pytest.mark.parametrize("written", BAD_TIMES)
def test_a_time_is_written_in_one_way(written: str) -> None:
    """A time is a date, a T, a clock time and an offset as `isoformat` writes them; anything else is refused."""
    bad = OPENED.replace(OCCURRED, f'"occurred_at":"{written}"')
    assert (
        refusal(text(HEADER, bad)) == f"record, line 2, occurred_at: {TIME} is wanted, and this text is none. {AS_IN}"
    )


ENTRIES: Final = {
    "null for a time": (
        OCCURRED,
        '"occurred_at":null',
        f"record, line 2, occurred_at: {TIME} is wanted, not null. {GIVE}",
    ),
    "seconds since 1970": (
        OCCURRED,
        '"occurred_at":1707121800',
        f"record, line 2, occurred_at: {TIME} is wanted, not a whole number. {GIVE}",
    ),
    "no time of writing": (
        f",{RECORDED}",
        "",
        f'record, line 2: the field "recorded_at" is missing. Add it: {TIME}.',
    ),
    "written before it happened": (
        RECORDED,
        '"recorded_at":"2024-02-05T09:29:59+01:00"',
        (
            "record, line 2, recorded_at: it was recorded before it happened. "
            "Let recorded_at be the time of writing and occurred_at the time of what happened."
        ),
    ),
    "another number": (
        '"number":1',
        '"number":2',
        f"record, line 2, number: entry number 2 stands where number 1 belongs. {FIND}",
    ),
    "a number in quotes": (
        '"number":1',
        '"number":"1"',
        f"record, line 2, number: a whole number is wanted, not text. {GIVE}",
    ),
    "true for a number": (
        '"number":1',
        '"number":true',
        f"record, line 2, number: a whole number is wanted, not true or false. {GIVE}",
    ),
    "no id": ('"id":"e1",', "", 'record, line 2: the field "id" is missing. Add it: text.'),
    "an empty id": ('"id":"e1"', '"id":""', "record, line 2, id: the entry has no id. Give it an id of its own."),
    "a long id": (
        '"id":"e1"',
        f'"id":"{PRIVATE}{"x" * 196}"',
        "record, line 2, id: the text is longer than 200 characters. Shorten or divide it.",
    ),
    "an author of blanks": (
        '"by":"w1"',
        '"by":" \\t"',
        "record, line 2, by: the entry has no author. Name the worker who wrote it.",
    ),
    "an empty author": (
        '"by":"w1"',
        '"by":""',
        "record, line 2, by: the entry has no author. Name the worker who wrote it.",
    ),
    "a field that no entry has": (
        '"by":"w1"',
        '"by":"w1","author":"w1"',
        (
            'record, line 2: there is no field "author" here. '
            "Leave it out; known here: number, id, by, occurred_at, recorded_at, fact, text, access, participants, "
            "link."
        ),
    ),
    "an access level that is none": (
        '"by":"w1"',
        '"by":"w1","access":"secret"',
        (
            "record, line 2, access: one of unrestricted, low, moderate, normal, restricted, very_restricted "
            f"is wanted, not this text. {GIVE}"
        ),
    ),
    "participants that are a text": (
        '"by":"w1"',
        f'"by":"w1","participants":"{PRIVATE}"',
        f"record, line 2, participants: a list is wanted, not text. {GIVE}",
    ),
    "a text of 100,001 characters": (
        '"by":"w1"',
        f'"by":"w1","text":"{PRIVATE}{"x" * 99_996}"',
        "record, line 2, text: the text is longer than 100,000 characters. Shorten or divide it.",
    ),
    "another fact than the opening": (
        CASE_OPENED,
        '{"kind":"note"}',
        (
            "record, line 2, fact.kind: the first entry does not open the case. "
            "Let the first entry open the case, and no other."
        ),
    ),
    "no object": (OPENED, "[]", f"record, line 2: an object is wanted, not a list. {GIVE}"),
    "no JSON": (
        OPENED,
        f"number 1: {PRIVATE} called",
        "record, line 2: this line is not JSON from character 1 on. Restore the line from a copy of the file.",
    ),
    "half a line": (
        OPENED,
        OPENED[:60],
        "record, line 2: this line is not JSON from character 47 on. Restore the line from a copy of the file.",
    ),
    "two entries in one line": (
        OPENED,
        "{}{}",
        "record, line 2: this line is not JSON from character 3 on. Restore the line from a copy of the file.",
    ),
    "a blank line": (OPENED, "", "record, line 2: this line is blank. Take it out."),
    "a line of blanks": (OPENED, " \t", "record, line 2: this line is blank. Take it out."),
}


@pytest.mark.parametrize("case", ENTRIES)
def test_a_bad_entry_is_refused(case: str) -> None:
    """What is on record is always sound: numbered, named, with an author and two times in their order."""
    good, bad, words = ENTRIES[case]
    assert good in OPENED
    assert refusal(text(HEADER, OPENED.replace(good, bad, 1))) == words


NOTE: Final = entry('{"kind":"note"}')
ORDERS: Final = {
    "a gap": (
        entry('{"kind":"note"}', number=3),
        f"record, line 3, number: entry number 3 stands where number 2 belongs. {FIND}",
    ),
    "the same number again": (
        entry('{"kind":"note"}', number=1),
        f"record, line 3, number: entry number 1 stands where number 2 belongs. {FIND}",
    ),
    "the same id again": (
        NOTE.replace('"id":"e2"', '"id":"e1"'),
        "record, line 3, id: this id is used already, by entry number 1. Give each entry an id of its own.",
    ),
    "a second opening": (
        entry(CASE_OPENED),
        "record, line 3, fact.kind: the case is opened a second time. Let the first entry open the case, and no other.",
    ),
    "written earlier than the entry before": (
        NOTE.replace(RECORDED, '"recorded_at":"2024-02-05T08:59:59+00:00"').replace("09:30:00+01:00", "09:00:00+01:00"),
        (
            "record, line 3, recorded_at: it was recorded earlier than the entry before it. "
            "Put the entries in the order of writing."
        ),
    ),
    "a blank line at the end": ("", "record, line 3: this line is blank. Take it out."),
}


@pytest.mark.parametrize("case", ORDERS)
def test_an_entry_in_the_wrong_place_is_refused(case: str) -> None:
    """Numbers count from 1, ids are used once, a case is opened once, and entries stand in the order of writing."""
    line, words = ORDERS[case]
    assert refusal(text(HEADER, OPENED, line)) == words


FORMAT: Final = "Give a file that casework_model wrote, of that kind."
HEADERS: Final = {
    "another format": (
        '{"format":"casework-steps","version":1,"case_id":"c-1"}',
        f', format: the format "casework-record" is wanted. {FORMAT}',
    ),
    "no format": ('{"version":1,"case_id":"c-1"}', f', format: the format "casework-record" is wanted. {FORMAT}'),
    "an entry": (OPENED, f', format: the format "casework-record" is wanted. {FORMAT}'),
    "a newer version": (
        '{"format":"casework-record","version":2,"case_id":"c-1","chain":"sha-256"}',
        (
            ", version: the file has format version 2, this library reads version 1. "
            "Read it with a newer version of casework_model."
        ),
    ),
    "an older version": (
        '{"format":"casework-record","version":0,"case_id":"c-1"}',
        ", version: there is no format version 0. Write 1.",
    ),
    "a version in quotes": (
        '{"format":"casework-record","version":"1","case_id":"c-1"}',
        f", version: a whole number is wanted, not text. {GIVE}",
    ),
    "true for a version": (
        '{"format":"casework-record","version":true,"case_id":"c-1"}',
        f", version: a whole number is wanted, not true or false. {GIVE}",
    ),
    "an empty case id": (
        '{"format":"casework-record","version":1,"case_id":""}',
        ", case_id: the case has no id. Give the id of the case.",
    ),
    "a number for a case id": (
        '{"format":"casework-record","version":1,"case_id":1}',
        f", case_id: text is wanted, not a whole number. {GIVE}",
    ),
    "a long case id": (
        f'{{"format":"casework-record","version":1,"case_id":"{PRIVATE}{"x" * 196}"}}',
        ", case_id: the text is longer than 200 characters. Shorten or divide it.",
    ),
    "no case id": ('{"format":"casework-record","version":1}', ': the field "case_id" is missing. Add it: text.'),
    "a field that no header has": (
        '{"format":"casework-record","version":1,"case_id":"c-1","client":"cl-1"}',
        ': there is no field "client" here. Leave it out; known here: format, version, case_id, chain.',
    ),
    "a list": ("[]", f": an object is wanted, not a list. {GIVE}"),
    "a blank": ("", ": this line is blank. Take it out."),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_bad_header_is_refused(case: str) -> None:
    """The first line says what the file is, in which version, and whose; anything else is refused."""
    line, words = HEADERS[case]
    assert refusal(text(line, OPENED)) == f"record, line 1{words}"


GOOD: Final = text(HEADER, OPENED)
TORN: Final = (
    "the last line was not written to its end; what it held is not used. "
    'Load the file with torn="drop", look at what is missing, and dump the record to the file again.'
)
ONLY_TORN: Final = (
    "the only line was not written to its end, so that the file holds nothing. "
    "Delete the file, or restore it from a copy."
)
FILES: Final[dict[str, tuple[str | bytes, str]]] = {
    "nothing": ("", "record: the file is empty. Restore it from a copy."),
    "one torn line": (HEADER, f"record, line 1: {ONLY_TORN}"),
    "a torn entry": (GOOD[:-30], f"record, line 2: {TORN}"),
    "an entry without its line end": (GOOD[:-1], f"record, line 2: {TORN}"),
    "a byte order mark": (
        b"\xef\xbb\xbf" + GOOD.encode(),
        "record, line 1: the file begins with a byte order mark. Save it as UTF-8 without one.",
    ),
    "a byte order mark in text": (
        "\ufeff" + GOOD,
        "record, line 1: the file begins with a byte order mark. Save it as UTF-8 without one.",
    ),
    "UTF-16": (GOOD.encode("utf-16"), "record, line 1: this line is not UTF-8 text. Save the file as UTF-8."),
    "Latin 1": (
        text(HEADER, OPENED, entry(f'{{"kind":"addendum","target":"e1","reason":"{PRIVATE} Müller"}}')).encode(
            "latin-1"
        ),
        "record, line 3: this line is not UTF-8 text. Save the file as UTF-8.",
    ),
    "half of a character in text": (
        GOOD.replace("Marta", "Marta \ud83d"),
        "record, line 2: this line is not UTF-8 text. Save the file as UTF-8.",
    ),
    "carriage returns": (
        GOOD.replace("\n", "\r\n"),
        "record, line 1: a carriage return stands in this line. Save the file with line feeds (LF) alone.",
    ),
    "a carriage return before an entry": (
        GOOD.replace(OPENED, "\r" + OPENED),
        "record, line 2: a carriage return stands in this line. Save the file with line feeds (LF) alone.",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_bad_file_is_refused(case: str) -> None:
    """A file is UTF-8 text in lines that end with a line feed, the last one too."""
    content, words = FILES[case]
    assert refusal(content) == words


@pytest.mark.parametrize("cut", range(1, len(OPENED)))
def test_a_record_cut_off_anywhere_is_refused_and_the_rest_can_be_had(cut: int) -> None:
    """Wherever the writing of a line stopped, the torn line is named, and asked for the rest one gets it."""
    torn = text(HEADER, OPENED) + NOTE[:cut]
    assert refusal(torn) == f"record, line 3: {TORN}"
    assert loads(torn, torn="drop") == loads(text(HEADER, OPENED))
