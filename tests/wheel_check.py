"""Builds the wheel and tries it alone, in a new virtual environment: `python tests/wheel_check.py [record.jsonl]`.

The wheel holds the whole package and nothing else, asks for exactly its three dependencies, brings nothing but
these and what they need, has its command, and shows a record; with the extra `fast` it shows the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT: Final = Path(__file__).resolve().parent.parent
NAME: Final = canonicalize_name("casework_model")
DIRECT: Final = {"attrs", "cattrs", "python-dateutil"}
TOOLS_OF_THE_ENVIRONMENT: Final = {"pip", "setuptools", "wheel"}


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; a command that fails ends the check and says why."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"wheel: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def pip(python: Path | str, *arguments: str | Path, cwd: Path) -> str:
    """What pip prints for this Python."""
    return run(python, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments, cwd=cwd)


def needed(installed: dict[NormalizedName, list[Requirement]], environment: dict[str, str]) -> set[NormalizedName]:
    """The package and all that it needs, and that those need, by their own metadata."""
    found: set[tuple[NormalizedName, str]] = set()
    waiting = {(NAME, "")}
    while waiting:
        found |= waiting
        waiting = {
            (canonicalize_name(each.name), extra_of_it)
            for name, extra in waiting
            for each in installed[name]
            if each.marker is None or each.marker.evaluate({**environment, "extra": extra})
            for extra_of_it in ("", *each.extras)
        } - found
    return {name for name, _ in found}


def problems_of_contents(wheel: Path) -> list[str]:
    """What the wheel lacks of the package, and what it holds beside it."""
    package = ROOT / "src"
    expected = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    lacking = [f"the wheel lacks {name}" for name in sorted(expected - held)]
    return lacking + [f"the wheel also holds {name}" for name in sorted(held - expected)]


def problems_of_dependencies(report: dict[str, Any]) -> list[str]:
    """Where what was installed differs from the three dependencies and what they need."""
    installed = {
        canonicalize_name(each["metadata"]["name"]): [
            Requirement(text) for text in each["metadata"].get("requires_dist", [])
        ]
        for each in report["installed"]
    }
    direct = {
        canonicalize_name(each.name) for each in installed[NAME] if not (each.marker and "extra" in str(each.marker))
    }
    here = set(installed) - TOOLS_OF_THE_ENVIRONMENT
    meant = needed(installed, report["environment"])
    print(f"wheel: installs {', '.join(sorted(here))}")
    found = [] if direct == DIRECT else [f"the wheel asks for {sorted(direct)} instead of {sorted(DIRECT)}"]
    return found + ([] if here == meant else [f"installed are {sorted(here)}, needed are {sorted(meant)}"])


def main(record: Path | None) -> int:
    """Try the wheel with and without its extra; say what is wrong, or that nothing is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
        (wheel,) = folder.glob("*.whl")
        run(sys.executable, "-m", "venv", folder / "alone", cwd=folder)
        python = folder / "alone" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        pip(python, "install", wheel, cwd=folder)
        problems = problems_of_contents(wheel)
        # The newer pip here looks into the other environment; the pip there may be too old to report.
        report = pip(sys.executable, "--python", python, "inspect", "--local", cwd=folder)
        problems += problems_of_dependencies(json.loads(report))
        run(python.with_name("casework-model"), "--version", cwd=folder)
        if record is not None:
            show = (python, "-I", "-m", "casework_model", "show", record.resolve())
            plain = run(*show, cwd=folder)
            pip(python, "install", f"{wheel}[fast]", cwd=folder)
            if not plain.strip():
                problems.append(f"show prints nothing for {record.name}")
            if run(*show, cwd=folder) != plain:
                problems.append(f"show prints something else for {record.name} with the extra `fast`")
    for problem in problems:
        print(f"wheel: {problem}")
    print(f"wheel: {wheel.name} {'has problems' if problems else 'is whole, alone and works'}")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else None))
