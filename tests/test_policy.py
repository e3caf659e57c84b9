"""A policy is plain data: read strictly from TOML, sound when made, and known by the digest of what it says."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import attrs
import pytest

import casework_model as cm

FULL = """
key = "town"
version = 3
advise = ["HR-25", "HR-08"]
off = ["HR-26"]
late_hours = [24]
rho = 0.5
reopen_phase = "assessment"
reopen_within_days = 90
"""


def test_the_standard_policy_enforces_everything() -> None:
    """Without a word of its own a policy enforces every rule, and the usual thresholds hold."""
    assert cm.Policy() == cm.STANDARD
    assert (cm.STANDARD.key, cm.STANDARD.version, cm.STANDARD.advise, cm.STANDARD.off) == ("standard", 1, (), ())
    assert (cm.STANDARD.late_hours, cm.STANDARD.rho) == ((24, 48, 72), 0.3)
    assert (cm.STANDARD.reopen_phase, cm.STANDARD.reopen_within_days) == ("", 0)
    assert {cm.STANDARD.force(rule.code) for rule in cm.RULES} == {cm.Force.ENFORCE}


def test_a_rule_is_enforced_advised_or_off() -> None:
    """What a policy does not name is enforced."""
    policy = cm.Policy(advise=("HR-08",), off=("HR-26",))
    forces = {code: policy.force(code) for code in ("HR-08", "HR-26", "HR-07", "TOWN-1")}
    assert forces == {
        "HR-08": cm.Force.ADVISE,
        "HR-26": cm.Force.OFF,
        "HR-07": cm.Force.ENFORCE,
        "TOWN-1": cm.Force.ENFORCE,
    }


# The digest: sha256sum of the canonical JSON, written by hand --------------------------------------------------------


def test_the_digest_of_the_standard_policy_never_changes() -> None:
    """SHA-256 of the keys in order, without spaces; records name the standard policy by it for ever.

    printf '%s' '{"advise":[],"late_hours":[24,48,72],"off":[],"reopen_phase":"","reopen_within_days":0,"rho":0.3}' |
    sha256sum
    """
    ref = cm.STANDARD.ref
    assert (ref.key, ref.version) == ("standard", 1)
    assert ref.digest == "44ce0733ba5b86f7f49a2b488a1d166c5f8ebc0132b6a4e15f9c506ecdb5e7e4"


def test_the_digest_is_that_of_the_canonical_json() -> None:
    """The digest is over every choice, the lists of rules in order of their codes.

    printf '%s' '{"advise":["HR-08","HR-25"],"late_hours":[24],"off":["HR-26"],"reopen_phase":"assessment",
    "reopen_within_days":90,"rho":0.5}' (on one line) | sha256sum
    """
    digest = "d3b09ac5fe5020b87d8d2f887c2d61b279306ba96cd954a7e22f3b3d4d40c6ef"
    assert cm.parse_policy(FULL).ref == cm.facts.PolicyRef(key="town", version=3, digest=digest)


@pytest.mark.parametrize(
    "other",
    [
        {"advise": ("HR-08",)},
        {"off": ("HR-08",)},
        {"late_hours": (24, 48)},
        {"rho": 0.4},
        {"reopen_phase": "assessment"},
        {"reopen_within_days": 1},
    ],
)
def test_another_choice_is_another_digest(other: dict[str, Any]) -> None:
    """Whatever a policy decides differently shows in its digest."""
    assert cm.Policy(**other).ref.digest != cm.STANDARD.ref.digest


def test_the_name_is_no_part_of_the_digest() -> None:
    """Key and version stand beside the digest, and the order in which rules are named does not matter to it."""
    assert cm.Policy(key="town", version=7).ref.digest == cm.STANDARD.ref.digest
    one, other = cm.Policy(off=("HR-08", "HR-25")), cm.Policy(off=("HR-25", "HR-08"))
    assert one.ref.digest == other.ref.digest


@pytest.mark.parametrize("rho", [0, 0.0, -0.0])
def test_equal_policies_have_one_digest(rho: float) -> None:
    """However a zero is written, the policy is the same, and so is the reference that a record holds."""
    assert cm.Policy(rho=rho) == cm.Policy(rho=0)
    assert cm.Policy(rho=rho).ref == cm.Policy(rho=0).ref


def test_a_copy_of_a_policy_keeps_its_reference() -> None:
    """Copies, pickles and changed copies know the digest of what they say."""
    policy = cm.parse_policy(FULL)
    for twin in (copy.deepcopy(policy), pickle.loads(pickle.dumps(policy))):  # noqa: S301 - our own
        assert twin == policy
        assert twin.ref == policy.ref
    assert attrs.evolve(cm.Policy(rho=0.5), rho=0.3).ref == cm.STANDARD.ref


# What is unsound -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"late_hours": (48, 24)}, "Policy.late_hours: the hours must rise. Sort them."),
        ({"late_hours": (24, 24)}, "Policy.late_hours: the hours must rise. Sort them."),
        ({"late_hours": (0, 24)}, "Policy.late_hours: hours must be positive. Change them."),
        (
            {"rho": 1},
            "Policy.rho: it must be from 0 up to, not including, 1. Use 0.3 unless you know better.",
        ),
        ({"rho": -0.1}, "Policy.rho: it must be from 0 up to, not including, 1. Use 0.3 unless you know better."),
        (
            {"rho": float("nan")},
            "Policy.rho: it must be from 0 up to, not including, 1. Use 0.3 unless you know better.",
        ),
        ({"reopen_within_days": -1}, "Policy.reopen_within_days: days cannot be negative. Use 0 for never."),
        (
            {"advise": ("HR-08", "HR-09"), "off": ("HR-09",)},
            "Policy.off: a rule is in advise and in off. Keep it in one of them.",
        ),
        (
            {"advise": ["HR-08"]},
            "Policy.advise: a tuple, each item text is wanted, not list. Give what is wanted.",
        ),
        (
            {"late_hours": (24, True)},
            "Policy.late_hours: a tuple, each item a whole number is wanted, an item is bool. Change that item.",
        ),
        ({"rho": "0.3"}, "Policy.rho: a number is wanted, not str. Give what is wanted."),
        ({"version": "1"}, "Policy.version: a whole number is wanted, not str. Give what is wanted."),
        ({"key": None}, "Policy.key: text is wanted, not NoneType. Give what is wanted."),
        ({"key": "x" * 201}, "Policy.key: the text is longer than 200 characters. Shorten or divide it."),
        ({"version": 2**53}, "Policy.version: the number is beyond 9,007,199,254,740,991. Give a smaller one."),
    ],
)
def test_an_unsound_policy_is_refused(wrong: dict[str, Any], said: str) -> None:
    """A policy that contradicts itself is refused when it is made, by the name of the field."""
    with pytest.raises(cm.BadValue) as caught:
        cm.Policy(**wrong)
    assert str(caught.value) == said


# TOML ----------------------------------------------------------------------------------------------------------------


def test_a_policy_is_read_from_toml() -> None:
    """Every choice can be written in TOML, and nothing needs to be."""
    assert cm.parse_policy(FULL) == cm.Policy(
        key="town",
        version=3,
        advise=("HR-25", "HR-08"),
        off=("HR-26",),
        late_hours=(24,),
        rho=0.5,
        reopen_phase="assessment",
        reopen_within_days=90,
    )
    assert cm.parse_policy("") == cm.STANDARD


def test_a_policy_is_read_from_a_file(tmp_path: Path) -> None:
    """A policy file is found by its path, given as text or as a path."""
    path = tmp_path / "town.toml"
    path.write_text(FULL, encoding="utf-8")
    assert cm.load_policy(path) == cm.load_policy(str(path)) == cm.parse_policy(FULL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("late_hour = [24]", 'town.toml: "late_hour" is not known. Perhaps "late_hours" is meant.'),
        (
            "[colours]",
            (
                'town.toml: "colours" is not known. Known here: key, version, advise, off, late_hours, rho, '
                "reopen_phase, reopen_within_days, access."
            ),
        ),
        (
            "off = " + "[" * 5000,
            "town.toml: this is not TOML: it is nested too deeply. Correct it at the place named.",
        ),
        (
            "version = " + "1" * 5000,
            "town.toml: this is not TOML: a number in it is too long. Correct it at the place named.",
        ),
    ],
    ids=["near", "far", "deep", "long"],
)
def test_a_policy_that_cannot_be_read_is_told_by_its_file(text: str, said: str) -> None:
    """What is not TOML, or names what no policy has, is told with the file and the nearest known word."""
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.parse_policy(text, name="town.toml")
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('advise = "HR-08"', "Policy.advise: a tuple, each item text is wanted, not str. Give what is wanted."),
        ("off = [1]", "Policy.off: a tuple, each item text is wanted, an item is int. Change that item."),
        (
            "late_hours = [[24]]",
            "Policy.late_hours: a tuple, each item a whole number is wanted, an item is list. Change that item.",
        ),
        ("rho = true", "Policy.rho: a number is wanted, not bool. Give what is wanted."),
        ("rho = nan", "Policy.rho: it must be from 0 up to, not including, 1. Use 0.3 unless you know better."),
        ("version = 2026-03-02", "Policy.version: a whole number is wanted, not date. Give what is wanted."),
    ],
)
def test_a_policy_of_wrong_types_is_refused(text: str, said: str) -> None:
    """TOML of the wrong type is not converted."""
    with pytest.raises(cm.BadValue) as caught:
        cm.parse_policy(text)
    assert str(caught.value) == said


def test_a_policy_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    """A missing file is told as a record is; a folder, another encoding and an impossible name are told alike."""
    missing = tmp_path / "none.toml"
    with pytest.raises(cm.UnreadableFile) as caught:
        cm.load_policy(missing)
    assert str(caught.value) == f"{missing}: there is no such file. Check the name and the folder."
    latin = tmp_path / "latin.toml"
    latin.write_bytes('key = "Köln"'.encode("latin-1"))
    for path, shown in ((tmp_path, tmp_path), (latin, latin), ("a\0b", "a\\x00b")):
        with pytest.raises(cm.UnreadableFile) as caught:
            cm.load_policy(path)
        assert str(caught.value) == (
            f"{shown}: the file cannot be read as UTF-8 text. Check that you may read it, and how it was saved."
        )
