"""Frame to scene: who is there, where their lips are, and in what light."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from tryon.core.scene import Body, Bytes, Face, Frame, Light, Lips, Need, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.light.desk import LightDesk
from tryon.light.estimate import LightEstimator
from tryon.light.limbs import LimbLight
from tryon.tracking.bare import limbs_of
from tryon.tracking.body import BodyTracker
from tryon.tracking.face import FaceTracker
from tryon.tracking.lips import LipMemory, find_lips
from tryon.tracking.second_look import SecondLook


class Tracker(Protocol):
    """Finds the faces of frames that follow each other."""

    def track(self, frame: Frame) -> tuple[Face, ...]:
        """Say where the faces of this very frame are, largest first."""
        ...

    def close(self) -> None:
        """Release everything."""


class Reader(Protocol):
    """Reads the light from the faces of frames that follow each other."""

    def __call__(self, frame: Frame, faces: Sequence[Face]) -> Light:
        """Estimate the light that falls on the faces of this frame."""
        ...


class Finder(Protocol):
    """Finds the lips of one face."""

    def __call__(self, rgb: Bytes, face: Face, memory: LipMemory | None) -> Lips | None:
        """Say where a coat of lipstick goes."""
        ...


class Wearer(Protocol):
    """Finds the person who wears garments."""

    def track(self, frame: Frame, faces: Sequence[Face]) -> Body | None:
        """Say who it is in this very frame, and how they stand."""
        ...

    def rest(self) -> None:
        """Take note that nobody is dressed in a picture."""
        ...

    def prepare(self) -> None:
        """Load what that takes, beside, if that can be done beside."""
        ...

    def close(self) -> None:
        """Release everything."""


class Perceive:
    """Everything that is understood of a frame, timed stage by stage.

    Parameters
    ----------
    still : bool
        Frames are photographs: each is examined thoroughly and on its own. Otherwise they
        follow each other, and faces keep their identity and are steadied.
    live : bool
        Frames come from a camera: what takes longer than a frame is measured beside.
    desk : LightDesk, optional
        Where the application asks for a white reference, enrolment or a fixed place.
    tracker, light, lips, body : optional
        Stand-ins for the stages "face", "light", "lips" and "body".
    """

    def __init__(
        self,
        *,
        still: bool = False,
        live: bool = False,
        desk: LightDesk | None = None,
        tracker: Tracker | None = None,
        light: Reader | None = None,
        lips: Finder = find_lips,
        body: Wearer | None = None,
    ) -> None:
        self._still = still
        self._track: Tracker = tracker or FaceTracker(still=still)
        self._read_light: Reader = light or LightEstimator(still=still, desk=desk)
        self._limb_light = LimbLight(still=still)
        self._find_lips = lips
        self._body: Wearer = body or BodyTracker(still=still, live=live)
        self._memories: dict[int, LipMemory] = {}
        self._second_look = SecondLook()

    def __call__(self, frame: Frame, needs: frozenset[Need], watch: Stopwatch) -> Scene:
        """Perceive one frame; what is in the scene was measured in this very frame."""
        with watch.time("face"):
            faces = self._track.track(frame)
        if Need.LIPS in needs:
            with watch.time("lips"):
                faces = self._with_lips(frame, faces)
        if Need.BODY_SOON in needs:
            self._body.prepare()
        body = None
        if Need.BODY in needs:
            with watch.time("body"):
                body = self._body.track(frame, faces)
        else:
            self._body.rest()
        with watch.time("light"):
            light = self._read_light(frame, faces)
            if body is not None:
                light = self._limb_light(
                    frame, light, faces, partial(limbs_of, body, frame.size)
                )
        return Scene(frame, light, faces, body)

    def close(self) -> None:
        """Release the models. Called exactly once."""
        self._track.close()
        self._body.close()
        self._second_look.close()

    def _with_lips(self, frame: Frame, faces: tuple[Face, ...]) -> tuple[Face, ...]:
        if self._still:
            return tuple(
                replace(face, lips=self._in_photograph(frame.rgb, face)) for face in faces
            )
        # a memory lives as long as its face is seen in every frame
        self._memories = {
            face.identity: self._memories.get(face.identity) or LipMemory() for face in faces
        }
        found = tuple(
            replace(face, lips=self._in_clip(frame.rgb, face, self._memories[face.identity]))
            for face in faces
        )
        doubtful = (face for face in faces if self._memories[face.identity].is_doubtful)
        answer = self._second_look.beside(frame.rgb, doubtful)
        if answer and answer[0] in self._memories:
            identity, sight = answer
            self._memories[identity].hear(sight.share, is_behind_hand=sight.is_behind_hand)
        return found

    def _in_clip(self, rgb: Bytes, face: Face, memory: LipMemory) -> Lips | None:
        """Find somebody's lips; a hand before a newcomer's is looked for at once."""
        is_new = memory.looks == 0
        lips = self._find_lips(rgb, face, memory)
        if lips is None or not (is_new and memory.is_unproven):
            return lips
        if self._second_look.is_behind_hand(rgb, face, lips):
            memory.hear(0.0, is_behind_hand=True)
            return None
        return lips

    def _in_photograph(self, rgb: Bytes, face: Face) -> Lips | None:
        """Find lips in a picture without a past: only the picture says what is before them."""
        lips = self._find_lips(rgb, face, None)
        if lips is None:
            return None
        return self._second_look.now(rgb, face, lips)
