"""What all tests share: how hard Hypothesis tries, and what happens where an outside tool is missing."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

# --- how hard Hypothesis tries: HYPOTHESIS_PROFILE=fast (unless told otherwise), ci or long --------------------------

settings.register_profile("fast", max_examples=25, stateful_step_count=15, deadline=None)
settings.register_profile(
    "ci",
    max_examples=100,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,  # the same examples in each run: a red run is the change's doing
    print_blob=True,
)
settings.register_profile(
    "long",
    max_examples=2_000,
    stateful_step_count=60,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

# --- tools from outside Python: skip where missing, count and print, fail under REQUIRE_TOOLS=1 ----------------------

TOOLS: Final[dict[str, tuple[str, ...]]] = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "chrome"),
    "node": ("node", "nodejs"),
    "graphviz": ("dot",),
    "java": ("java",),
}
"""Each tool with the names its program goes by. Any other name is that of a Python package."""

_missing = pytest.StashKey[dict[str, int]]()


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
        counts = request.config.stash.setdefault(_missing, {})
        counts[tool] = counts.get(tool, 0) + 1
        pytest.skip(reason)

    return need


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print how many tests were skipped for want of each tool."""
    for tool, count in sorted(config.stash.setdefault(_missing, {}).items()):
        terminalreporter.write_line(f"missing tool: {tool} ({count} skipped; REQUIRE_TOOLS=1 makes this a failure)")
