"""A look on the portrait that comes with the program, drawn beside the products."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing

import cv2
import numpy as np

from tryon.core.errors import TryOnError
from tryon.core.scene import Bytes, Frame, Need
from tryon.core.stopwatch import Stopwatch
from tryon.engine import Look

log = logging.getLogger(__name__)

#: How much the portrait of 512 px is enlarged, and the face in it: left, top, width, height.
_ENLARGED = 2
_FACE_PX = (110, 10, 240, 240)


class Fitting:
    """Puts looks on the portrait, on a thread of its own; only the newest wish counts.

    Parameters
    ----------
    on_drawn : callable
        Told of each picture, (h, w, 3) uint8, from that thread.
    """

    def __init__(self, on_drawn: Callable[[Bytes], None]) -> None:
        self._on_drawn = on_drawn
        self._wanted: Look | None = None
        self._is_over = False
        self._woken = threading.Condition()
        self._thread: threading.Thread | None = None

    def show(self, look: Look) -> None:
        """Ask for a picture."""
        with self._woken:
            self._wanted = look
            self._woken.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="tryon-fitting", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the thread. Blocks until it has ended."""
        with self._woken:
            self._is_over = True
            self._woken.notify()
        if self._thread is not None:
            self._thread.join()

    def _next(self) -> Look | None:
        with self._woken:
            self._woken.wait_for(lambda: self._is_over or self._wanted is not None)
            look, self._wanted = self._wanted, None
            return None if self._is_over else look

    def _run(self) -> None:
        from tryon.render.compositor import Compositor
        from tryon.sources.demo import portrait
        from tryon.tracking.perceive import Perceive

        try:
            side = 512 * _ENLARGED
            large = cv2.resize(portrait(), (side, side), interpolation=cv2.INTER_LANCZOS4)
            frame = Frame(np.asarray(large, np.uint8), 0, 0)
            left, top, width, height = (_ENLARGED * part for part in _FACE_PX)
            with closing(Perceive(still=True)) as perceive, closing(Compositor()) as compose:
                scene = perceive(frame, frozenset({Need.LIPS}), Stopwatch())
                while (look := self._next()) is not None:
                    layers = [
                        layer
                        for effect in look
                        for layer in effect.layers(scene, effect.memory())
                    ]
                    rgb = compose(scene, layers, Stopwatch()).rgb
                    self._on_drawn(
                        np.ascontiguousarray(rgb[top : top + height, left : left + width])
                    )
        except TryOnError as error:
            log.warning("no picture beside the products: %s", error)
