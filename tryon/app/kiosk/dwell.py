"""Hands-free: an open hand that rests on a large zone chooses what stands there.

Zones lie at the edges, beside the body. A hand before the face chooses nothing: in many
places it is rude to be asked for one, and it hides what is to be seen.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tryon.core.geometry import similarity
from tryon.core.latest import Latest
from tryon.core.scene import Box, Scene
from tryon.engine import Engine
from tryon.tracking.hands import FINGERS, WRIST, Hand

#: How long a hand has to rest, and how long it may be lost in between, ns.
DWELL_NS, _LOST_NS = 1_200_000_000, 350_000_000
#: A finger is stretched when its tip is so much further from the wrist than its second joint.
_STRETCHED = 1.18
#: Pictures are looked at so often, s: hands are slow, and the mirror comes first.
_EVERY_S = 0.15


@dataclass(frozen=True, slots=True)
class Pointing:
    """Where an open hand is.

    Attributes
    ----------
    x, y : float, in [0, 1]
        Middle of the palm, in the unmirrored picture.
    captured_ns : int
    """

    x: float
    y: float
    captured_ns: int


def is_open(hand: Hand) -> bool:
    """Whether at least three of four fingers are stretched."""
    wrist = hand.points[WRIST]
    away = np.linalg.norm(hand.points[FINGERS[1:]] - wrist, axis=2)
    return int((away[:, 3] > _STRETCHED * away[:, 1]).sum()) >= 3


def is_raised(hand: Hand) -> bool:
    """Whether the fingers point up: a hand in a lap or on a hip is not meant."""
    tip, wrist = hand.points[FINGERS[2, 3]], hand.points[WRIST]
    return bool(wrist[1] - tip[1] > 0.7 * hand.palm_px)


def is_before(hand: Hand, face: Box) -> bool:
    """Whether the middle of a hand is before a face, or nearly."""
    x, y = hand.points.mean(0).tolist()
    margin = 0.15 * face.width
    return bool(
        face.x - margin <= x <= face.x + face.width + margin
        and face.y - margin <= y <= face.y + face.height + margin
    )


def pointing(hands: list[Hand], scene: Scene) -> Pointing | None:
    """Find the open hand that points, if there is one beside the faces."""
    width, height = scene.frame.size
    for hand in hands:
        if not (hand.is_certain and is_open(hand) and is_raised(hand)):
            continue
        if any(is_before(hand, face.box) for face in scene.faces):
            continue
        x, y = hand.points[[0, 5, 17]].mean(0).tolist()
        return Pointing(x / width, y / height, scene.frame.captured_ns)
    return None


class HandPointer:
    """Looks for hands on a thread of its own, until it is stopped.

    Parameters
    ----------
    engine : callable
        Finds what runs now; None between two sources.
    ring : callable
        Called on that thread when something new waits in `waiting`.
    """

    def __init__(self, engine: Callable[[], Engine | None], ring: Callable[[], None]) -> None:
        self._engine, self._ring = engine, ring
        self.waiting: Latest[Pointing | None] = Latest()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tryon-hand", daemon=True)
        self._thread.start()

    def stop(self) -> threading.Thread:
        """Look no further; the thread ends when it is done with its picture."""
        self._stopping.set()
        return self._thread

    def _run(self) -> None:
        from tryon.tracking.graph import load_mediapipe
        from tryon.tracking.hands import HandSearch

        load_mediapipe()
        search = HandSearch()
        try:
            last: Scene | None = None
            while not self._stopping.wait(_EVERY_S):
                engine = self._engine()
                scene = engine.last[0] if engine is not None and engine.last else None
                if scene is None or scene is last:
                    continue
                last = scene
                width, height = scene.frame.size
                side = float(max(width, height))
                square = similarity(side, 0.0, (width - side) / 2, (height - side) / 2)
                found = pointing(search(scene.frame.rgb, square), scene)
                if self.waiting.put(found):
                    self._ring()
        finally:
            search.close()


class Dwell:
    """Tells which zone a hand rests on, how long already, and when that is long enough."""

    def __init__(self) -> None:
        self._zone: str | None = None
        self._since_ns = self._seen_ns = 0
        self._is_done = False

    def __call__(
        self,
        found: Pointing | None,
        zones: Mapping[str, tuple[float, float, float, float]],
        now_ns: int,
    ) -> str | None:
        """Follow the hand; returns a zone once when it was chosen.

        Parameters
        ----------
        found : Pointing or None
        zones : mapping of name to (left, top, right, bottom)
            In the same coordinates as the hand.
        now_ns : int
        """
        here = None
        if found is not None:
            for name, (left, top, right, bottom) in zones.items():
                if left <= found.x <= right and top <= found.y <= bottom:
                    here = name
        if here is None and now_ns - self._seen_ns < _LOST_NS:
            return None  # a hand may be lost for a moment
        if here != self._zone:
            self._zone, self._since_ns, self._is_done = here, now_ns, False
        if here is None:
            return None
        self._seen_ns = now_ns
        if not self._is_done and now_ns - self._since_ns >= DWELL_NS:
            self._is_done = True  # once; the hand has to leave before it counts again
            return here
        return None

    def progress(self, now_ns: int) -> tuple[str | None, float]:
        """Give the zone the hand is on, and how far it is with choosing it, in [0, 1]."""
        if self._zone is None:
            return None, 0.0
        share = 1.0 if self._is_done else (now_ns - self._since_ns) / DWELL_NS
        return self._zone, min(share, 1.0)
