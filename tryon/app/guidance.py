"""What to tell somebody who is being dressed and stands where clothes cannot be shown."""

from collections.abc import Collection, Sequence
from enum import Enum

import numpy as np

from tryon.core.scene import BONES, Figure, Scene
from tryon.garments.model import Slot
from tryon.tracking.carry import shown

#: Less than this of a half of the body is there to be dressed.
_HALF = 0.5
#: Who shows less of the torso than this sees a collar, and hardly what it belongs to.
_LITTLE = 0.35
#: Clothes that stand out more than this show beside others. Of 21 mannequins in hoodies,
#: blazers and coats 8 were over it; of 25 in closer clothes nobody (0.010 at most).
_LOOSE = 0.02
#: Upper arms that lean out less than this lie on the body, degrees.
_CLOSE_DEG = 9.0
#: What is only seen for a moment is not said, and hints only for a while.
_HOLD_NS, _HINT_NS = 1_200_000_000, 7_000_000_000
#: The first measurement of a body waits for its models; who is asked to wait sees it after so
#: long. Whoever is not measured by the end of it stands too near.
_SOON_NS, _MEASURING_NS = 400_000_000, 4_000_000_000

_UPPER: frozenset[Slot] = frozenset({"top", "dress", "outer"})
_LOWER: frozenset[Slot] = frozenset({"bottom", "shoes"})
_TRUNK, _NECK = BONES.index("Hips"), BONES.index("Neck")
_SHOULDERS = [BONES.index(f"{side}Arm") for side in ("Left", "Right")]
_HIPS = [BONES.index(f"{side}UpLeg") for side in ("Left", "Right")]
_FEET = [BONES.index(f"{side}Foot") for side in ("Left", "Right")]
_ARMS = [
    (BONES.index(f"{side}Arm"), BONES.index(f"{side}ForeArm")) for side in ("Left", "Right")
]


class Advice(Enum):
    """What would help; the words are the window's."""

    COME = "nobody is in view"
    WAIT = "somebody is in view, and their body is not known yet"
    STEP_BACK = "the shoulders are not in view"
    CLOSE = "little more than the shoulders is in view"
    SHOW_LEGS = "the legs are not in view"
    SHOW_FEET = "the feet are not in view"
    UPPER_ONLY = "the upper body is dressed, the legs are not in view"
    TAKE_OFF = "wide clothes stand out beside what is shown"
    ARMS_OUT = "the arms lie on the body"


def advice(scene: Scene, slots: Collection[Slot]) -> Advice | None:
    """Say what keeps clothes of these slots from being shown; None when nothing does.

    Examples
    --------
    >>> from tryon.core.scene import UNKNOWN_LIGHT, Frame
    >>> scene = Scene(Frame(np.zeros((48, 64, 3), np.uint8), 0, 0), UNKNOWN_LIGHT)
    >>> advice(scene, {"top"})
    <Advice.COME: 'nobody is in view'>
    """
    wants_upper, wants_lower = not _UPPER.isdisjoint(slots), not _LOWER.isdisjoint(slots)
    if not wants_upper and not wants_lower:
        return None
    figure = scene.body.figure if scene.body is not None else None
    if figure is None:
        return Advice.WAIT if scene.faces else Advice.COME
    if wants_upper and figure.presence.upper < _HALF:
        return Advice.STEP_BACK
    if wants_upper and _shown_torso(figure, scene.frame.size[1]) < _LITTLE:
        return Advice.CLOSE
    if wants_lower and figure.presence.lower < _HALF:
        far = Advice.SHOW_FEET if "shoes" in slots else Advice.SHOW_LEGS
        return Advice.UPPER_ONLY if wants_upper else far
    if "shoes" in slots and not wants_upper and _feet_are_below(figure, scene.frame.size[1]):
        return Advice.SHOW_FEET
    if wants_upper and scene.body is not None and scene.body.looseness > _LOOSE:
        return Advice.TAKE_OFF
    return Advice.ARMS_OUT if wants_upper and _arms_lie_on(figure) else None


def _shown_torso(figure: Figure, height: int) -> float:
    """Say which share of a torso is above the lower edge of a picture of `height` px."""
    rows = shown(figure)[:, 1]
    shoulders, hips = rows[_SHOULDERS].mean(), rows[_HIPS].mean()
    return float((height - shoulders) / max(hips - shoulders, 1.0))


def _feet_are_below(figure: Figure, height: int) -> bool:
    """Whether both ankles are below the lower edge of a picture of `height` px."""
    return float(shown(figure)[_FEET, 1].min()) > height


def _arms_lie_on(figure: Figure) -> bool:
    """Whether both upper arms hang so close to the trunk that a top cannot fall freely."""
    down = figure.joints[_TRUNK] - figure.joints[_NECK]
    close = np.cos(np.radians(_CLOSE_DEG))
    for shoulder, elbow in _ARMS:
        along = figure.joints[elbow] - figure.joints[shoulder]
        norms = float(np.linalg.norm(along) * np.linalg.norm(down))
        if norms == 0 or float(along @ down) / norms < close:
            return False
    return True


_HINTS = (Advice.CLOSE, Advice.TAKE_OFF, Advice.ARMS_OUT)


class Guide:
    """Says calmly what holds, and stops hinting after a while."""

    def __init__(self) -> None:
        self._found: Advice | None = None
        self._since_ns = 0
        self._hinted_ns = self._dressed_ns = 0
        self._outfit: Sequence[object] = ()

    def __call__(
        self, found: Advice | None, outfit: Sequence[object], now_ns: int
    ) -> Advice | None:
        """Give what is to be said now.

        Parameters
        ----------
        found : Advice or None
            Of the newest picture.
        outfit : sequence
            What is worn; each new one is worth a hint.
        now_ns : int
        """
        if outfit != self._outfit:
            self._dressed_ns = self._dressed_ns if self._outfit else now_ns
            self._outfit, self._hinted_ns = outfit, now_ns
        if found is not self._found:
            self._found, self._since_ns = found, now_ns
        held_ns = now_ns - self._since_ns
        if found is Advice.WAIT:
            if now_ns - self._dressed_ns < _MEASURING_NS:
                return found if held_ns >= _SOON_NS else None
            found = Advice.STEP_BACK
        if held_ns < _HOLD_NS:
            return None
        if found in _HINTS and now_ns - self._hinted_ns > _HINT_NS:
            return None
        return found
