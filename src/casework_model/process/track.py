"""One case's way through one model: where it is, how it came there, what was paused. Never judges; rules do."""

from __future__ import annotations

from datetime import datetime
from typing import Final, final

from attrs import frozen

from casework_model.process.model import MoveKind
from casework_model.shape import unclosed

_DETOUR: Final = MoveKind.DETOUR  # asked for in each fold of a move; looking a member up in its class costs more
_RESUME: Final = MoveKind.RESUME


@final
@frozen(weakref_slot=False)
class Paused:
    """The phase that a detour left, and the entry number at which its visit began."""

    phase: str
    visit: int


@final
@frozen(weakref_slot=False)
class Track:
    """Where one case stands in one model.

    `visit` is the number of the entry that began the present visit (start, forward, return or reopening; a detour and
    its resume belong to the visit they interrupt). `since` is when the present stay began, a detour's own included.
    """

    model: str
    phase: str
    visit: int
    since: datetime
    paused: Paused | None = None

    def moved(self, kind: MoveKind, to: str, number: int, at: datetime) -> Track:
        """Give the track after a move. Total: a resume of nothing is taken as the beginning of a visit."""
        if kind is _DETOUR:
            return _track(self.model, to, self.visit, at, self.paused or Paused(self.phase, self.visit))
        if kind is _RESUME and self.paused is not None and self.paused.phase == to:
            return _track(self.model, to, self.paused.visit, at)
        return _track(self.model, to, number, at)

    def renamed(self, model: str, phases: dict[str, str]) -> Track:
        """Give the track in another model or version; a phase without a new name keeps its own."""
        paused = self.paused and Paused(phases.get(self.paused.phase, self.paused.phase), self.paused.visit)
        return Track(model, phases.get(self.phase, self.phase), self.visit, self.since, paused)


_Unclosed: Final = unclosed(Track)


def _track(model: str, phase: str, visit: int, since: datetime, paused: Paused | None = None) -> Track:
    """Give a track as `Track` does; every move makes one."""
    track = _Unclosed()
    track.model = model
    track.phase = phase
    track.visit = visit
    track.since = since
    track.paused = paused
    track.__class__ = Track
    closed: Track = track
    return closed
