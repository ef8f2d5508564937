"""Live thumbnails: what each source sees, small, before one of them is chosen."""

import logging
import threading
import time
from collections.abc import Callable

import cv2
import numpy as np

from tryon.core.errors import TryOnError
from tryon.core.latest import Latest
from tryon.core.scene import Bytes
from tryon.core.seams import Source

log = logging.getLogger(__name__)

#: Pictures are taken so often, s; a source that cannot be opened is tried again after this.
_EVERY_S, _AGAIN_S = 0.08, 2.0


class Peek:
    """Looks through one source on a thread of its own, until it is stopped.

    Parameters
    ----------
    open_source : callable
        From a SOURCE word, and whether a camera should hold its automatics.
    word : str
    ring : callable
        Called on that thread when a picture waits in `waiting`, or `fault` has changed.
    size_px : (width, height)
        Pictures are cropped and scaled to this.
    is_mirrored : bool

    Attributes
    ----------
    waiting : Latest of (h, w, 4) uint8
        In the order in which Qt paints fastest.
    fault : TryOnError or None
        What keeps it from delivering now; it goes on trying.
    """

    def __init__(
        self,
        open_source: Callable[[str, bool], Source],
        word: str,
        ring: Callable[[], None],
        size_px: tuple[int, int] = (640, 400),
        *,
        is_mirrored: bool = True,
    ) -> None:
        self.word = word
        self.fault: TryOnError | None = None
        self.waiting: Latest[Bytes] = Latest()
        self._open_source, self._ring = open_source, ring
        self._size_px, self._is_mirrored = size_px, is_mirrored
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tryon-peek", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask it to let go of the source; returns at once."""
        self._stopping.set()

    @property
    def is_alive(self) -> bool:
        """Whether it may still hold the source."""
        return self._thread.is_alive()

    def join(self, timeout_s: float) -> None:
        """Wait until the source is free, as long as that is bearable."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look()
            except TryOnError as error:
                self._tell(error)
            except Exception as error:
                log.error("%s: %s", self.word, error, exc_info=error)
                self._tell(TryOnError(f"{self.word}: {error}"))
            self._stopping.wait(_AGAIN_S)

    def _look(self) -> None:
        source, due_s = self._open_source(self.word, False), 0.0
        try:
            source.open()
            for frame in source.frames():
                if self._stopping.is_set():
                    return
                if time.monotonic() < due_s:
                    continue
                due_s = time.monotonic() + _EVERY_S
                self.fault = None
                if self.waiting.put(small(frame.rgb, self._size_px, self._is_mirrored)):
                    self._ring()
        finally:
            source.close()

    def _tell(self, error: TryOnError) -> None:
        self.fault = error
        self._ring()


def small(rgb: Bytes, size_px: tuple[int, int], is_mirrored: bool) -> Bytes:
    """Crop a picture to the proportions of `size_px` about its middle, and scale it."""
    height, width = rgb.shape[:2]
    wide, tall = size_px
    keep = min(width, round(height * wide / tall))
    rows = min(height, round(width * tall / wide))
    left, top = (width - keep) // 2, (height - rows) // 2
    part = rgb[top : top + rows, left : left + keep]
    scaled = cv2.resize(part, size_px, interpolation=cv2.INTER_AREA)
    if is_mirrored:
        scaled = cv2.flip(scaled, 1)
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_RGB2BGRA), np.uint8)
