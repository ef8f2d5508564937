"""Tells who is dressed from those who come along, by face and clothes.

The model of bodies follows whoever is in its square: who walks past before a person takes it
along. So may what follows faces, but hardly at the same moment: a body that parts from its face
is somebody else's, and then only who wears the same clothes is who was there.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from tryon.core.scene import Bytes, Face, Floats
from tryon.tracking.in_front import face_of
from tryon.tracking.matte import cells_of, count, overlap
from tryon.tracking.people import Person

#: Who is hidden is waited for so long, before somebody else is dressed.
_PATIENCE_NS = 3_000_000_000

#: Colours of a trunk are shared to such a degree by who was away and is who was there: in clips
#: of eleven people at least 0.91 all the time, between clothes of others at most 0.82 (but for
#: three in the same grey shirt). Who is followed without a face may have turned: less will do.
_ALIKE, _TURNED = 0.85, 0.5
#: How much a picture counts for these colours, and how finely they are looked at.
_SHARE, _SIZE = 0.1, (32, 48)


class Company:
    """Remembers the face and the clothes of who is dressed, and the faces of others."""

    def __init__(self) -> None:
        self._face: int | None = None
        self._clothes: Floats | None = None
        self._others: set[int] = set()
        self._seen_ns = self._waited_ns = 0

    @property
    def is_awaited(self) -> bool:
        """Whether somebody was dressed who may be seen again soon."""
        return self._clothes is not None and self._waited_ns < _PATIENCE_NS

    def own_face(self, faces: Sequence[Face]) -> Face | None:
        """Find the face of who is dressed."""
        return next((face for face in faces if face.identity == self._face), None)

    def is_other(self, rgb: Bytes, person: Person, faces: Sequence[Face]) -> bool:
        """Whether somebody is not who is dressed, or was dressed before they were hidden.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        person : Person
        faces : sequence of Face
        """
        if self._clothes is None:
            return False
        if not self._waited_ns:
            face, own = face_of(person, faces), self.own_face(faces)
            if own is not None:
                return face is not own
            if face is not None and face.identity in self._others:
                return True
        least = _ALIKE if self._waited_ns else _TURNED
        return overlap(_clothes(rgb, person), self._clothes) < least

    def wait(self, now_ns: int) -> None:
        """Take note that who was dressed is not seen in the picture of this time."""
        self._waited_ns = max(now_ns - self._seen_ns, 1)

    def keep(self, rgb: Bytes, person: Person, faces: Sequence[Face], now_ns: int) -> None:
        """Remember who is dressed in the picture of this time, and who is beside them."""
        self._seen_ns, self._waited_ns = now_ns, 0
        clothes = _clothes(rgb, person)
        known = clothes if self._clothes is None else self._clothes
        self._clothes = known + np.float32(_SHARE) * (clothes - known)
        if face := face_of(person, faces):
            self._face = face.identity
            self._others = {other.identity for other in faces} - {face.identity}

    def part(self) -> None:
        """Forget all of them."""
        self._face = self._clothes = None
        self._others, self._waited_ns = set(), 0


def _clothes(rgb: Bytes, person: Person) -> Floats:
    """Count the colours between shoulders and hips."""
    left, right, *hips = person.points[[11, 12, 23, 24], :2]
    here = np.stack([left, right, np.mean(hips, axis=0)]).astype(np.float32)
    wide, tall = _SIZE
    there = np.array([[wide, 0], [0, 0], [wide / 2, tall]], np.float32)
    shown = cv2.warpAffine(rgb, cv2.getAffineTransform(here, there), _SIZE)
    cells = cells_of(np.asarray(shown, np.uint8))
    return count(cells, np.ones(cells.shape, np.float32))
