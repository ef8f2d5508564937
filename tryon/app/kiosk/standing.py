"""What would help somebody who stands before the mirror: a kind word instead of an error."""

import math
from enum import Enum

from tryon.core.scene import Face, Scene

#: A face lower than this share of the picture is too far away to see a shade on it.
_NEAR = 0.14
#: Light in which colours drown in noise.
_DIM = 0.08
#: A head turned further than this hides a half of the mouth, degrees.
_TURNED_DEG = 38.0
#: More people than this cannot be served at once.
_MOST_PEOPLE = 3
#: What is only so for a moment is not said; who is gone this long has left.
_HOLD_NS, _GONE_NS = 900_000_000, 15_000_000_000


class Standing(Enum):
    """What keeps the mirror from showing what it could."""

    NOBODY = "nobody is in view"
    TOO_MANY = "too many people"
    TOO_FAR = "too far away"
    TOO_DARK = "too dark"
    TURNED = "the face is turned away"


def standing(scene: Scene) -> Standing | None:
    """Say what would help; None when all is well."""
    if not scene.faces:
        return Standing.NOBODY
    if len(scene.faces) > _MOST_PEOPLE:
        return Standing.TOO_MANY
    face = scene.faces[0]
    if face.box.height < _NEAR * scene.frame.size[1]:
        return Standing.TOO_FAR
    if scene.light.source != "default" and scene.light.level < _DIM:
        return Standing.TOO_DARK
    return Standing.TURNED if _turn_deg(face) > _TURNED_DEG else None


def _turn_deg(face: Face) -> float:
    """How far a face is turned to either side."""
    forward = face.head_to_camera[:3, 2]
    return abs(math.degrees(math.atan2(float(forward[0]), float(forward[2]))))


class Doorman:
    """Says calmly what holds, and notices who has left."""

    def __init__(self) -> None:
        self._found: Standing | None = None
        self._since_ns = 0
        self._is_gone = False

    def __call__(self, found: Standing | None, now_ns: int) -> Standing | None:
        """Give what is to be said now."""
        if found is not self._found:
            self._found, self._since_ns = found, now_ns
        held_ns = now_ns - self._since_ns
        self._is_gone = found is Standing.NOBODY and held_ns > _GONE_NS
        return found if held_ns >= _HOLD_NS else None

    @property
    def is_gone(self) -> bool:
        """Whether nobody has been there for a while."""
        return self._is_gone
