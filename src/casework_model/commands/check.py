"""`check`: whether files of records are sound, their chains hold, and today's rules would accept every entry."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from enum import StrEnum
from typing import Final, final

from attrs import evolve, frozen

from casework_model.codec import ChainFinding, Head, Verification, load_steps, loads
from casework_model.commands.chain import add_head, chain_of
from casework_model.commands.command import FINE, FOUND, Command, WrongUsage, add_files, add_manner
from casework_model.commands.own import Own, OwnFaults, add_own, own_of, refuse, tell, unjudged
from casework_model.commands.sources import bytes_of, fault_of, is_tried, name_of
from casework_model.commands.terminal import Terminal, Tone
from casework_model.errors import CaseworkError, UnknownModel, UnknownPolicy, UnreadableFile
from casework_model.record import CaseRecord
from casework_model.report.answers import Data, finding_data
from casework_model.report.judged import lacking
from casework_model.report.layout import named, page, wrapped
from casework_model.report.words import counted
from casework_model.verdicts import Finding


class Outcome(StrEnum):
    """What a check comes to."""

    FINE = "fine"
    FINDINGS = "findings"
    NOT_JUDGED = "not_judged"
    CHAIN_BROKEN = "chain_broken"
    UNREADABLE = "unreadable"


_TONES: Final = {Outcome.FINE: Tone.GOOD, Outcome.NOT_JUDGED: Tone.OPEN}


@final
@frozen(kw_only=True)
class Checked:
    """One file that was checked. `entries` is None where it is no record, `why` says why it was not judged.

    `note` says which rules were not judged, though the rest was; `chain` is what verifying came to, None where there is
    no chain to verify.
    """

    file: str
    outcome: Outcome
    case_id: str | None = None
    entries: int | None = None
    steps: int | None = None
    findings: tuple[Finding, ...] = ()
    why: str = ""
    note: str = ""
    fault: Data | None = None
    chain: Verification | None = None


def _check(file: str, own: Own, head: Head | None, terminal: Terminal) -> Checked:
    chain: Verification | None = None
    try:
        if is_tried(file):
            steps = len(load_steps(file))
            return Checked(file=file, outcome=Outcome.FINE, steps=steps)
        raw = bytes_of(file)
        chain = chain_of(raw, head)
        record = loads(raw, name=name_of(file))
    except (CaseworkError, OSError) as error:
        return Checked(file=file, outcome=Outcome.UNREADABLE, fault=fault_of(file, error), chain=chain)
    judged = _judged(file, record, own, terminal)
    return judged if chain is None else evolve(judged, chain=chain, outcome=_worse(judged.outcome, chain))


def _worse(outcome: Outcome, chain: Verification) -> Outcome:
    return outcome if chain.holds else Outcome.CHAIN_BROKEN


def _judged(file: str, record: CaseRecord, own: Own, terminal: Terminal) -> Checked:
    """Judge every entry of a record anew."""
    entries = len(record.entries)
    terminal.note_entries(file, entries)
    try:
        findings = own.engine.audit(record)
    except (UnknownModel, UnknownPolicy, UnreadableFile) as error:
        return Checked(
            file=file, outcome=Outcome.NOT_JUDGED, case_id=record.case_id, entries=entries, why=_unknown(error, record)
        )
    outcome = Outcome.FINDINGS if findings else Outcome.FINE
    return Checked(
        file=file, outcome=outcome, case_id=record.case_id, entries=entries, findings=findings, note=unjudged(own)
    )


def _unknown(error: UnknownModel | UnknownPolicy | UnreadableFile, record: CaseRecord) -> str:
    if isinstance(error, UnreadableFile):  # a rule of one's own that fails
        return str(error)
    if isinstance(error, UnknownPolicy) and not record.case.policy.digest:
        return _NO_POLICY
    unknown = error.unknown
    option = "--model" if isinstance(error, UnknownModel) else "--policy"
    known = ", ".join(unknown.known)
    return f"it is kept under the {unknown.what} {unknown.named} (known: {known}); give it with {option} FILE.toml"


_NO_POLICY: Final = (
    "its policy is named without the digest of what it says, as in an extract for research, so that none can be given "
    "for it; rules are not to be judged on an extract"
)


# On the page -----------------------------------------------------------------------------------------------------


def _heading(one: Checked) -> str:
    is_found = one.outcome is Outcome.FINDINGS
    said = counted(len(one.findings), "finding") if is_found else one.outcome.replace("_", " ")
    return f"{name_of(one.file)}: {said}"


def _body(one: Checked) -> str:
    if one.fault is not None:
        return page(named((("Shape", _fault(one.fault)), *_of_chain(one.chain))))
    if one.steps is not None:
        return page(named((("Shape", f"sound: {counted(one.steps, 'step')} tried, not on record"),)))
    entries = counted(one.entries or 0, "entry", "entries")
    rows = [
        ("Case", one.case_id or ""),
        ("Shape", f"sound: {entries}" if one.entries else "sound: no entry yet"),
        *(_of_chain(one.chain) or [("Chain", "none: the file is not kept as one")]),
        ("Audit", _audit(one)),
        *([("Note", one.note)] if one.note else []),
    ]
    lines = named(rows)
    for finding in one.findings:
        lines += [*wrapped(f"Entry {finding.number} ({finding.entry_id})", first="- "), *lacking(finding.unmet)]
    return page(lines)


def _of_chain(chain: Verification | None) -> list[tuple[str, str]]:
    """Give the lines about a chain, among them its head, to be kept elsewhere."""
    if chain is None:
        return []
    return [("Chain", str(chain)), *([("Head", str(chain.head))] if chain.holds else [])]


def _fault(fault: Data) -> str:
    line = f"line {fault['line']}" if fault["line"] else ""
    place = ", ".join(filter(None, (line, fault["path"])))
    said = f"{fault['problem']}.{' ' if fault['remedy'] else ''}{fault['remedy']}{'.' if fault['remedy'] else ''}"
    return f"{place}: {said}" if place else said


def _audit(one: Checked) -> str:
    if one.why:
        return f"not judged: {one.why}"
    if not one.findings:
        return "no findings: today's rules would accept every entry"
    these = "this entry" if len(one.findings) == 1 else "these entries"
    return f"{counted(len(one.findings), 'finding')}: today's rules would refuse {these}"


def _together(checked: list[Checked]) -> str:
    counts = {outcome: sum(one.outcome is outcome for one in checked) for outcome in Outcome}
    said = ", ".join(
        f"{number} {'with findings' if outcome is Outcome.FINDINGS else outcome.replace('_', ' ')}"
        for outcome, number in counts.items()
        if number
    )
    return f"{counted(len(checked), 'file')}: {said}"


# As data ---------------------------------------------------------------------------------------------------------


def _data(one: Checked) -> Data:
    return {
        "file": one.file,
        "outcome": one.outcome,
        "case_id": one.case_id,
        "entries": one.entries,
        "steps": one.steps,
        "shape": "unsound" if one.fault else "sound",
        **_chain_data(one),
        "findings": [finding_data(finding) for finding in one.findings],
        "not_judged": one.why or None,
        "fault": one.fault,
    }


def _chain_data(one: Checked) -> Data:
    chain = one.chain
    if chain is None:
        return {"chain": None if one.entries is None else "none", "head": None, "broken": None}
    broken = None if chain.finding is None else _finding_data(chain.finding, str(chain))
    head = None if chain.head is None else str(chain.head)
    return {"chain": "holds" if chain.holds else "broken", "head": head, "broken": broken}


def _finding_data(finding: ChainFinding, text: str) -> Data:
    return {"number": finding.number, "line": finding.line, "fault": finding.fault, "text": text}


def _arguments(parser: ArgumentParser) -> None:
    add_files(parser)
    add_head(parser)
    add_own(parser)
    add_manner(parser)


def _run(asked: Namespace, terminal: Terminal) -> int:
    try:
        own = own_of(asked)
    except OwnFaults as error:
        return refuse(terminal, "check", {"files": []}, error)
    if asked.head is not None and (len(asked.files) > 1 or is_tried(asked.files[0])):
        raise WrongUsage("--head is the head of one record: name one FILE, which is a record.")
    checked: list[Checked] = []
    for place, file in enumerate(asked.files, start=1):
        terminal.note_file(place, len(asked.files), file)
        one = _check(file, own, asked.head, terminal)
        checked.append(one)
        if not terminal.is_data:
            terminal.say(_heading(one), _TONES.get(one.outcome, Tone.BAD))
            terminal.say(_body(one))
    if terminal.is_data:
        terminal.answer("check", {"files": [_data(one) for one in checked], **tell(own)})
    elif len(checked) > 1:
        terminal.say(f"\n{_together(checked)}")
    return FINE if all(one.outcome is Outcome.FINE for one in checked) else FOUND


COMMAND: Final = Command(
    name="check",
    summary="check files of records: their shape and chain, and every entry by today's rules",
    about="Check records: whether each file is sound, its chain holds where it has one, and today's rules would accept "
    "every entry. "
    "Exits with 1 where anything was found. Files named *.tried.jsonl hold steps that were tried; only their shape "
    "is checked.",
    arguments=_arguments,
    run=_run,
)
