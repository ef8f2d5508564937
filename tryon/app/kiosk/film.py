"""A clip that plays on the screen, over and over."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtGui import QImage

from tryon.core.errors import TryOnError
from tryon.core.latest import Latest
from tryon.core.precedence import give_way
from tryon.sources.clip import Clip

log = logging.getLogger(__name__)


class Film:
    """Plays a clip on a thread of its own, until it is stopped.

    Parameters
    ----------
    path : Path
    on_picture : callable
        Rung, on that thread, when a picture is in `waiting`.

    Attributes
    ----------
    waiting : Latest of QImage
    size_px : (int, int) or None
        How large pictures are wanted; as they are in the file until that is known.
    """

    def __init__(self, path: Path, on_picture: Callable[[], None]) -> None:
        self.waiting = Latest[QImage]()
        self.size_px: tuple[int, int] | None = None
        self._clip, self._on_picture = Clip(path, live=True), on_picture
        self._is_stopped = False
        self._thread = threading.Thread(target=self._play, name="tryon-film", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it; blocks until the file is closed, for about a picture."""
        self._is_stopped = True
        self._clip.close()
        self._thread.join()

    def _play(self) -> None:
        give_way()
        try:
            self._clip.open()
            for frame in self._clip.frames():
                if self._is_stopped:
                    return
                rgb = frame.rgb
                if self.size_px is not None:
                    rgb = np.asarray(cv2.resize(rgb, self.size_px, None, 0, 0, cv2.INTER_AREA))
                rgb = np.ascontiguousarray(rgb)
                height, width = rgb.shape[:2]
                kind = QImage.Format.Format_RGB888
                self.waiting.put(QImage(rgb.data, width, height, 3 * width, kind).copy())
                self._on_picture()
        except TryOnError as error:
            log.error("the clip is not shown: %s", error)
