"""A white reference in two seconds: a sheet is watched until it can be believed.

One look may be a reflection, a sleeve or a blur. What is seen at the same light and nearly the
same place for long enough is taken; then the sheet may go, and the light is held.
"""

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from tryon.core.colour import Real
from tryon.core.scene import Face, Frame
from tryon.light.belief import Belief
from tryon.light.sheet import Kind, Refusal, Sheet, find_sheet

#: A sheet is looked for this often, and watched this long and this many times.
LOOK_NS = 100_000_000
_WATCHED_S, _LOOKS = 1.6, 8
#: A sheet that is gone for longer is looked for anew.
_GONE_S = 0.5
#: Nobody holds a sheet up for longer.
_PATIENCE_S = 60.0
#: A sheet that moves by more than this share of its shorter side between two looks is blurred.
_STILL = 0.35
#: Whites that differ by more than this (log) were seen in different light.
_SAME = 0.10


class Phase(Enum):
    """How far the measurement is."""

    IDLE = "idle"  # none was asked for
    SEARCHING = "searching"
    REFUSED = "refused"  # seen, but it cannot be used; still searching
    SEEN = "seen"  # keep it there
    HELD = "held"  # the sheet may go
    LOST = "lost"  # another is needed


class Loss(Enum):
    """Why a reference does not hold any longer."""

    LIGHT_CHANGED = "light changed"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class ReferenceState:
    """What the person who holds the sheet should be told.

    Attributes
    ----------
    phase : Phase
    progress : float, in [0, 1]
        While `Phase.SEEN`.
    age_s : float
        While `Phase.HELD`: since the sheet was measured.
    kind : Kind or None
        What was seen.
    refusal : Refusal or None
        While `Phase.REFUSED`.
    loss : Loss or None
        While `Phase.LOST`.
    corners : tuple of 4 (x, y), px of the frame, or empty
        Where the sheet is, to draw its outline.
    """

    phase: Phase = Phase.IDLE
    progress: float = 0.0
    age_s: float = 0.0
    kind: Kind | None = None
    refusal: Refusal | None = None
    loss: Loss | None = None
    corners: tuple[tuple[float, float], ...] = ()


class ReferenceSearch:
    """Looks for a sheet until it was seen long enough.

    Parameters
    ----------
    now_ns : int
        When the search began, on the clock of the frames.
    kind : Kind, optional
        What is held up, if it is known.
    """

    def __init__(self, now_ns: int, kind: Kind | None = None) -> None:
        self.state = ReferenceState(Phase.SEARCHING)
        self._began_ns, self._looked_ns, self._kind = now_ns, -(10**18), kind
        self._seen: list[tuple[int, Sheet]] = []

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come of it."""
        return self.state.phase is Phase.LOST

    def look(self, frame: Frame, face: Face, believed: Belief) -> Belief | None:
        """Look once, if it is time.

        Parameters
        ----------
        frame : Frame
        face : Face
            Whoever holds the sheet.
        believed : Belief
            The light as the face alone tells it.

        Returns
        -------
        white : Belief or None
            The light, when it has been measured.
        """
        now_ns = frame.captured_ns
        if now_ns - self._looked_ns < LOOK_NS:
            return None
        self._looked_ns = now_ns
        sheet = find_sheet(frame.rgb, face, believed, frame.encoding, self._kind)
        if sheet is None:
            self._miss(now_ns)
            return None
        refusal = sheet.refusal or self._unsteady(sheet)
        where = tuple((float(x), float(y)) for x, y in sheet.corners)
        if refusal is not None:
            self._seen.clear()
            if refusal is Refusal.MOVING:
                self._seen.append((now_ns, sheet))
            self.state = ReferenceState(
                Phase.REFUSED, kind=sheet.kind, refusal=refusal, corners=where
            )
            return None
        self._seen.append((now_ns, sheet))
        watched_s = (now_ns - self._seen[0][0]) / 1e9
        progress = min(watched_s / _WATCHED_S, len(self._seen) / _LOOKS)
        self.state = ReferenceState(
            Phase.SEEN, progress=min(progress, 1.0), kind=sheet.kind, corners=where
        )
        return self._measured() if progress >= 1 else None

    def _miss(self, now_ns: int) -> None:
        if self._seen and (now_ns - self._seen[-1][0]) / 1e9 < _GONE_S:
            return
        self._seen.clear()
        self.state = ReferenceState(Phase.SEARCHING)
        if (now_ns - self._began_ns) / 1e9 > _PATIENCE_S:
            self.state = ReferenceState(Phase.LOST, loss=Loss.NOT_FOUND)

    def _unsteady(self, sheet: Sheet) -> Refusal | None:
        if not self._seen:
            return None
        before = self._seen[-1][1]
        side = min(math.dist(sheet.corners[i], sheet.corners[i - 1]) for i in range(4))
        moved = math.dist(sheet.corners.mean(0), before.corners.mean(0))
        if moved > _STILL * side or sheet.kind is not before.kind:
            return Refusal.MOVING
        usual = np.median([seen.white.mean for _, seen in self._seen], 0)
        odd = float(np.abs(sheet.white.mean - usual).max())
        return Refusal.UNEVEN if odd > _SAME else None

    def _measured(self) -> Belief:
        whites = np.array([sheet.white.mean for _, sheet in self._seen])
        away = whites - np.median(whites, 0)
        scatter = away.T @ away / len(whites) ** 2
        known: Real = self._seen[-1][1].white.covariance
        return Belief(np.median(whites, 0), known + scatter)
