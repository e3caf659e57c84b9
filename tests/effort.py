"""How hard Hypothesis tries: HYPOTHESIS_PROFILE=fast (unless told otherwise), ci, long or soak."""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings

PROFILE: Final = os.environ.get("HYPOTHESIS_PROFILE", "fast")

STATEFUL_EXAMPLES: Final = {"fast": 25, "ci": 60, "long": 1_000, "soak": 10_000}.get(PROFILE, 25)
"""How many cases the stateful test plays through; each is worth many examples of a law."""


def load_profile() -> None:
    """Make the profiles known, and choose the one of the environment."""
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
    settings.register_profile("soak", settings.get_profile("long"), max_examples=100_000)
    settings.load_profile(PROFILE)
