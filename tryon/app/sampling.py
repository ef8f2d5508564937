"""Ways to wear something, each tried on a still of the person's own lips."""

import time
from collections.abc import Callable, Hashable, Mapping
from contextlib import closing
from typing import Any

import cv2
import numpy as np

from tryon.app.board import Board, Chores
from tryon.app.parts import Parts
from tryon.app.state import Worn
from tryon.core.layer import Layer
from tryon.core.scene import Box, Bytes, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.engine import Engine, Look

#: Of a sample, in px; and how much wider it is than the lips.
_SIZE_PX, _AROUND = (176, 112), 1.3
#: How often the same ways are painted anew, since the person moves.
_EVERY_S = 0.9


class Sampling:
    """Paints small pictures of the nearest mouth, a chore at a time. They stay in memory.

    Parameters
    ----------
    board : Board
    chores : Chores
    parts : Parts
    engine : callable
        Finds what runs now; None between two sources.
    """

    def __init__(
        self, board: Board, chores: Chores, parts: Parts, engine: Callable[[], Engine | None]
    ) -> None:
        self._board, self._chores, self._parts = board, chores, parts
        self._engine = engine
        self._wanted: Mapping[Hashable, Worn] = {}
        self._is_waiting = False
        self._painted_s = 0.0

    def show(self, ways: Mapping[Hashable, Worn]) -> None:
        """Paint these ways on the lips as they are now; none forgets the last.

        May be asked at any rate: the same ways are painted once in a while.
        """
        is_new, self._wanted = ways != self._wanted, ways
        is_due = is_new or time.monotonic() - self._painted_s > _EVERY_S
        if not ways and self._board.state.samples:
            self._board.change(samples={})
        elif ways and is_due and not self._is_waiting:
            self._is_waiting = True
            self._chores.later(None, self._paint)

    def _paint(self) -> None:
        self._is_waiting, self._painted_s = False, time.monotonic()
        engine, ways = self._engine(), self._wanted
        last = engine.last if engine is not None else None
        if last is None or not ways:
            return
        scene = last[0]
        place = mouth_box(scene)
        samples: dict[Hashable, Any] = {}
        is_mirrored = self._board.state.is_mirrored
        if place is not None:
            with closing(self._parts.make_compose()) as compose:
                for key, worn in ways.items():
                    look = self._parts.dress(worn)
                    picture = compose(scene, _layers(look, scene), Stopwatch())
                    sample = _cut(picture.rgb, place)
                    samples[key] = cv2.flip(sample, 1) if is_mirrored else sample
        if samples or self._board.state.samples:
            self._board.change(samples=samples)


def mouth_box(scene: Scene) -> Box | None:
    """Find what a sample shows of the nearest mouth; None if there is none to be seen."""
    lips = next((face.lips for face in scene.faces if face.lips is not None), None)
    if lips is None or not lips.coverage.any():
        return None
    rows, columns = np.nonzero(lips.coverage.max(1) > 0.5)[0], lips.coverage.max(0) > 0.5
    (across,) = np.nonzero(columns)
    if not len(rows) or not len(across):
        return None
    middle_x = lips.box.x + (across[0] + across[-1] + 1) / 2
    middle_y = lips.box.y + (rows[0] + rows[-1] + 1) / 2
    width = _AROUND * (across[-1] + 1 - across[0])
    height = width * _SIZE_PX[1] / _SIZE_PX[0]
    whole_width, whole_height = scene.frame.size
    left, top = max(round(middle_x - width / 2), 0), max(round(middle_y - height / 2), 0)
    right = min(round(middle_x + width / 2), whole_width)
    bottom = min(round(middle_y + height / 2), whole_height)
    if right - left < 8 or bottom - top < 8:
        return None  # too far away to show anything
    return Box(left, top, right - left, bottom - top)


def _layers(look: Look, scene: Scene) -> list[Layer]:
    return [layer for effect in look for layer in effect.layers(scene, effect.memory())]


def _cut(rgb: Bytes, place: Box) -> Bytes:
    part = rgb[place.y : place.y + place.height, place.x : place.x + place.width]
    method = cv2.INTER_AREA if place.width > _SIZE_PX[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(part, _SIZE_PX, interpolation=method), np.uint8)
