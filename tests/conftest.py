"""What all tests share: how hard Hypothesis tries, what is told at the end, and what a missing outside tool means."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import pytest

from effort import load_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

load_profile()

# --- tools from outside Python: skip where missing, count and print, fail under REQUIRE_TOOLS=1 ----------------------

TOOLS: Final[dict[str, tuple[str, ...]]] = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "chrome"),
    "node": ("node", "nodejs"),
    "graphviz": ("dot",),
    "java": ("java",),
}
"""Each tool with the names its program goes by. Any other name is that of a Python package."""

_MISSING: Final = "missing tool"
_TOLD: Final = "told at the end"
"""What a test says beside its outcome. It travels with its report, from whichever process ran it."""


def _found(tool: str) -> str | None:
    """Where the tool is: the path of a program, the name of an importable package, or None."""
    if tool in TOOLS:
        return next(filter(None, map(shutil.which, TOOLS[tool])), None)
    return tool if find_spec(tool) is not None else None


@pytest.fixture
def needs_tool(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Say that a test needs a tool, and give its place.

    `path = needs_tool("chromium")`: where the tool is missing the test is skipped and counted, and fails if
    REQUIRE_TOOLS=1 is set.
    """

    def need(tool: str) -> str:
        if found := _found(tool):
            return found
        reason = f"needs {tool}, which is not installed here"
        if os.environ.get("REQUIRE_TOOLS") == "1":
            pytest.fail(f"{reason} (REQUIRE_TOOLS=1)", pytrace=False)
        request.node.user_properties.append((_MISSING, tool))
        pytest.skip(reason)

    return need


@pytest.fixture
def told_at_the_end(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Lines that a test wants to have printed at the end of the run; indented ones only with -v."""
    lines: list[str] = []
    yield lines
    request.node.user_properties.extend((_TOLD, line) for line in lines)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have told, and how many were skipped for want of each tool."""
    reports = [report for several in terminalreporter.stats.values() for report in several]
    ended = [one for one in reports if isinstance(one, pytest.TestReport) and one.when == "teardown"]
    said = [(what, str(value)) for report in ended for what, value in report.user_properties]
    for line in (line for what, line in said if what == _TOLD):
        if not line.startswith(" ") or terminalreporter.verbosity > 0:
            terminalreporter.write_line(line)
    for tool, count in sorted(Counter(tool for what, tool in said if what == _MISSING).items()):
        terminalreporter.write_line(f"missing tool: {tool} ({count} skipped; REQUIRE_TOOLS=1 makes this a failure)")
