"""A white reference in two seconds: a sheet is watched until it can be believed.

One look may be a reflection, a sleeve or a blur. What is seen in the same light for long
enough is taken; then the sheet may go, and the light is held. Whoever carries the sheet on to
the other side of the face makes it better known.
"""

import math
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from tryon.core.colour import Real, luminance
from tryon.core.scene import Face, Floats, Frame
from tryon.light.belief import Belief
from tryon.light.carried import Look, at_face, look_at
from tryon.light.sheet import AT_ONE_PLACE, Kind, Refusal, Sheet, find_sheet

#: A sheet is looked for this often, and watched this long and this many times.
LOOK_NS = 100_000_000
_WATCHED_S, _LOOKS = 1.6, 8
#: A sheet that is turned further off the camera (sine of 30°) is in other light.
_MOST_TURN = 0.5
#: White that shows less is too dark to measure, and to find a sheet by.
_DARKEST = 0.05
#: A sheet that is gone for longer is looked for anew.
_GONE_S = 0.5
#: Nobody holds a sheet up for longer.
_PATIENCE_S = 60.0
#: A sheet that moves by more than this share of its shorter side between two looks is blurred.
_STILL = 0.35
#: Whites that differ by more than this (log) between looks were seen in different light; while
#: a sheet is carried, by more than the second from the first look.
_SAME, _SAME_ROOM = 0.10, 0.35
#: After the sheet was measured, it is watched while it is carried to the other side, as long as
#: it is not gone, and not for longer than this. That side must be seen so often.
_CARRIED_S, _AWAY_S, _OTHER_SIDE = 12.0, 2.0, 4
#: A sheet that is less far aside (widths of the face) has no other side to go to.
_ASIDE = 0.5
#: A sheet on the other side counts when it is as far aside as this share of the first.
_AS_FAR = 0.7


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
        While `Phase.SEEN`; and while `Phase.HELD`, how far the sheet has been carried to the
        other side of the face, where it makes the light better known; 1 when it may go.
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

    @property
    def is_sought(self) -> bool:
        """Whether a sheet is looked for and none has been measured yet."""
        return self.phase in (Phase.SEARCHING, Phase.REFUSED, Phase.SEEN)


class ReferenceSearch:
    """Looks for a sheet until it was seen long enough, and follows it to the other side.

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
        self._seen: list[Look] = []
        self._measured_ns: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come of it."""
        return self.state.phase is Phase.LOST or (
            self.state.phase is Phase.HELD and self.state.progress >= 1
        )

    def multiply(self, log_gain: Real) -> None:
        """Follow the camera: it has multiplied the whole picture."""
        self._seen = [replace(look, white=look.white + log_gain) for look in self._seen]

    def look(
        self, frame: Frame, face: Face, believed: Belief, shading: Floats
    ) -> Belief | None:
        """Look once, if it is time.

        Parameters
        ----------
        frame : Frame
        face : Face
            Whoever holds the sheet.
        believed : Belief
            The light as the face alone tells it.
        shading : (9,) float32
            Harmonics of the irradiance, 1 for the normal (0, 0, 1).

        Returns
        -------
        white : Belief or None
            The light on the face, when it has been measured, and again when it is known better.
        """
        now_ns = frame.captured_ns
        if now_ns - self._looked_ns < LOOK_NS:
            return None
        self._looked_ns = now_ns
        kind = self._kind
        if self._measured_ns is not None:
            kind = self._seen[0].sheet.kind  # it is not asked about on its way
        sheet = find_sheet(frame.rgb, face, believed, frame.encoding, kind)
        if sheet is None:
            if luminance(np.exp(believed.mean)) < _DARKEST and not self._seen:
                self.state = ReferenceState(Phase.REFUSED, refusal=Refusal.DARK)
                return None
            return self._miss(now_ns)
        size = frame.rgb.shape[1], frame.rgb.shape[0]
        look = look_at(sheet, face, shading, size, now_ns)
        refusal = sheet.refusal or self._unsteady(look)
        if refusal is None and np.linalg.norm(look.turn) > _MOST_TURN:
            refusal = Refusal.TILTED
        if self._measured_ns is not None:
            return self._follow(look, refusal)
        where = _corners(sheet)
        if refusal is not None:
            self._seen.clear()
            if refusal is Refusal.MOVING:
                self._seen.append(look)
            self.state = ReferenceState(
                Phase.REFUSED, kind=sheet.kind, refusal=refusal, corners=where
            )
            return None
        self._seen.append(look)
        watched_s = (now_ns - self._seen[0].when_ns) / 1e9
        progress = min(watched_s / _WATCHED_S, len(self._seen) / _LOOKS)
        if progress >= 1:
            self._measured_ns = now_ns
            self._carried(where)
            return self._measured()
        self.state = ReferenceState(
            Phase.SEEN, progress=progress, kind=sheet.kind, corners=where
        )
        return None

    def _follow(self, look: Look, refusal: Refusal | None) -> Belief | None:
        """Watch a sheet that has been measured on its way."""
        if refusal is not None:
            return self._miss(look.when_ns)
        self._seen.append(look)
        self._carried(_corners(look.sheet))
        # A sheet that goes on being held still tells nothing new.
        return self._measured() if self.is_over else None

    def _carried(self, corners: tuple[tuple[float, float], ...]) -> None:
        aside = [float(look.place[0]) for look in self._seen]
        first = aside[0]
        share = 1.0
        if abs(first) > _ASIDE:
            far = [place / first < -_AS_FAR for place in aside]
            way = (1 - min(place / first for place in aside)) / (1 + _AS_FAR)
            share = min(way, 1.0, 0.5 + 0.5 * sum(far) / _OTHER_SIDE)
        self.state = ReferenceState(
            Phase.HELD, progress=share, kind=self._seen[0].sheet.kind, corners=corners
        )

    def _miss(self, now_ns: int) -> Belief | None:
        gone_s = (now_ns - self._seen[-1].when_ns) / 1e9 if self._seen else math.inf
        if self._measured_ns is not None:
            is_late = (now_ns - self._measured_ns) / 1e9 > _CARRIED_S
            progress = 1.0 if is_late or gone_s > _AWAY_S else self.state.progress
            self.state = replace(self.state, progress=progress, corners=())
            return self._measured() if self.is_over else None
        if gone_s < _GONE_S:
            return None
        self._seen.clear()
        self.state = ReferenceState(Phase.SEARCHING)
        if (now_ns - self._began_ns) / 1e9 > _PATIENCE_S:
            self.state = ReferenceState(Phase.LOST, loss=Loss.NOT_FOUND)
        return None

    def _unsteady(self, look: Look) -> Refusal | None:
        if not self._seen:
            return None
        before, sheet = self._seen[-1], look.sheet
        side = min(math.dist(sheet.corners[i], sheet.corners[i - 1]) for i in range(4))
        moved = math.dist(sheet.corners.mean(0), before.sheet.corners.mean(0))
        if sheet.kind is not before.sheet.kind:
            return Refusal.MOVING
        if self._measured_ns is None and moved > _STILL * side:
            return Refusal.MOVING
        most = _SAME if self._measured_ns is None else _SAME_ROOM
        usual = np.median([seen.white for seen in self._seen], 0)
        odd = float(np.abs(look.white - usual).max())
        return Refusal.UNEVEN if odd > most else None

    def _measured(self) -> Belief:
        whites = np.array([look.white for look in self._seen])
        white, deviation = at_face(self._seen)
        away = whites - whites.mean(0)
        away -= away.mean(1, keepdims=True)  # what differs in level is in the deviation
        scatter = away.T @ away / len(whites) ** 2
        known: Real = self._seen[-1].sheet.white.covariance
        level = deviation**2 - AT_ONE_PLACE**2
        return Belief(white, known + scatter + level * np.ones((3, 3)))


def _corners(sheet: Sheet) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in sheet.corners)
