"""What is looked for after somebody has gone: in every file, and in all that lives."""

import gc
from pathlib import Path, PurePath

import numpy as np
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication

from tryon.core.scene import UNKNOWN_LIGHT, Face, Frame, Need, Scene
from tryon.core.stopwatch import Stopwatch

#: A pixel and a landmark that nothing else has; and a search, written backwards as all words
#: that are looked for, so that those who look are not found.
GREY, POINT, SOUGHT = 137, 41.25, "JXQJXQ"
_ASKED = (str, bytes, bytearray, PurePath, np.ndarray, QPixmap, QImage)


class Somebody:
    """Perceives one face whose every point is `POINT`."""

    def __call__(self, frame: Frame, needs: frozenset[Need], watch: Stopwatch) -> Scene:
        face = Face(7, np.full((478, 3), POINT, np.float32), np.eye(4, dtype=np.float32))
        return Scene(frame, UNKNOWN_LIGHT, (face,))

    def close(self) -> None: ...


def _parts(thing: object) -> list[object]:
    # The collector does not tell of keys that are words.
    keys = list(thing) if isinstance(thing, dict) else []
    return gc.get_referents(thing) + keys


def canaries(words: tuple[str, ...]) -> list[str]:
    """List what lives of a picture, a landmark, or of words (given backwards)."""
    held: dict[int, tuple[object, object]] = {}
    for thing in gc.get_objects():
        parts = _parts(thing)
        while parts:
            part = parts.pop()
            if isinstance(part, _ASKED):
                held[id(part)] = part, thing
            elif isinstance(part, dict | tuple) and not gc.is_tracked(part):
                parts += _parts(part)  # the collector does not know it
    found = [
        f"{type(part).__name__} {str(part)[:80]!r} in {type(thing).__name__} {str(thing)[:160]}"
        for part, thing in held.values()
        if is_canary(part, words)
    ]
    for widget in QApplication.allWidgets():
        texts = [widget.toolTip(), widget.accessibleName(), widget.windowTitle()]
        text = getattr(widget, "text", "")
        texts += [str(text() if callable(text) else text)]
        found += [f"{widget} {text}" for text in texts if is_canary(text, words)]
    pasted = QApplication.clipboard().text()
    return found + [f"clipboard {pasted}"] * is_canary(pasted, words)


def in_files(folder: Path, words: tuple[str, ...]) -> list[Path]:
    """List the files and folders whose name or content is one."""
    return [
        path
        for path in folder.rglob("*")
        if is_canary(str(path), words)
        or (path.is_file() and is_canary(path.read_bytes(), words))
    ]


def is_canary(part: object, words: tuple[str, ...]) -> bool:
    if isinstance(part, QPixmap | QImage):
        image = part.toImage() if isinstance(part, QPixmap) else part
        middle = image.pixelColor(image.rect().center()) if not image.isNull() else None
        return middle is not None and middle.getRgb()[:3] == (GREY,) * 3
    if isinstance(part, np.ndarray):
        is_picture = part.dtype == np.uint8 and part.ndim == 3 and part.size > 0
        is_points = part.dtype.kind == "f" and part.size > 0
        return bool(
            (is_picture and np.mean(part == GREY) > 0.3)
            or (is_points and part.ndim == 2 and np.mean(part == POINT) > 0.3)
        )
    if isinstance(part, bytes | bytearray):
        return bytes([GREY]) * 300 in part or any(w[::-1].encode() in part for w in words)
    return any(word[::-1] in str(part) for word in words)
