"""Looks for barcodes and QR codes in the mirror's own picture, while somebody holds one up."""

import threading
from collections.abc import Callable

import cv2
import numpy as np

from tryon.core.latest import Latest
from tryon.core.scene import Bytes, Picture

_EVERY_S = 0.12


def read_codes(rgb: Bytes) -> list[str]:
    """Read the codes in a picture: EAN, UPC and QR.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
        Not mirrored.
    """
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    found: list[str] = []
    is_there, texts, _, _ = cv2.QRCodeDetector().detectAndDecodeMulti(grey)
    if is_there:
        found += [text for text in texts if text]
    is_there, texts, _, _ = cv2.barcode.BarcodeDetector().detectAndDecodeWithType(grey)
    if is_there:
        found += [text for text in texts if text]
    return found


class Scanner:
    """Reads codes on a thread of its own, until it is stopped.

    Parameters
    ----------
    picture : callable
        Finds the newest picture.
    ring : callable
        Called on that thread when a code waits in `waiting`.
    """

    def __init__(self, picture: Callable[[], Picture | None], ring: Callable[[], None]) -> None:
        self._picture, self._ring = picture, ring
        self.waiting: Latest[str] = Latest()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tryon-scan", daemon=True)
        self._thread.start()

    def stop(self) -> threading.Thread:
        """Look no further; the thread ends when it is done with its picture."""
        self._stopping.set()
        return self._thread

    def _run(self) -> None:
        last: Picture | None = None
        while not self._stopping.wait(_EVERY_S):
            picture = self._picture()
            if picture is None or picture is last:
                continue
            last = picture
            for code in read_codes(picture.rgb):
                if self.waiting.put(code):
                    self._ring()
