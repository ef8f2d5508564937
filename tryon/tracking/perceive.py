"""From a frame to a scene: who is there, where the lips are, and in what light."""

import dataclasses

from tryon.core.scene import Face, Frame, Need, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.light.estimate import LightEstimator
from tryon.tracking.face import FaceTracker
from tryon.tracking.lips import LipMemory, find_lips


class Perceive:
    """Runs the trackers that are needed, in the order in which they build on each other.

    Parameters
    ----------
    still : bool
        Photographs: every frame stands alone and gets the time it needs. Otherwise frames
        follow each other, and what is remembered of a face goes with its identity.
    """

    def __init__(self, *, still: bool = False) -> None:
        self._still = still
        self._faces = FaceTracker(still=still)
        self._light = LightEstimator(still=still)
        self._lips: dict[int, LipMemory] = {}

    def __call__(self, frame: Frame, needs: frozenset[Need], watch: Stopwatch) -> Scene:
        """Find what `needs` asks for in `frame`; `watch` gets face, lips and light."""
        with watch.time("face"):
            faces = self._faces.track(frame)
        with watch.time("lips"):
            self._lips = {
                face.identity: self._lips.get(face.identity, LipMemory()) for face in faces
            }
            if Need.LIPS in needs:
                faces = tuple(self._with_lips(frame, face) for face in faces)
        with watch.time("light"):
            light = self._light(frame, faces)
        return Scene(frame, light, faces)

    def close(self) -> None:
        """Release the trackers."""
        self._faces.close()

    def _with_lips(self, frame: Frame, face: Face) -> Face:
        memory = None if self._still else self._lips[face.identity]
        return dataclasses.replace(face, lips=find_lips(frame.rgb, face, memory))
