"""Two to four shades on the same face at the same moment, over whatever else is worn."""

import threading
import time
from collections.abc import Callable, Hashable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from tryon.app.parts import Parts
from tryon.app.state import Worn
from tryon.core.latest import Latest
from tryon.core.layer import Layer
from tryon.core.scene import Box, Bytes, ColourError, Picture, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.engine import Engine, Look

#: How much of the picture is shown round a face, in heights of it: alone, and where there are
#: clothes to be seen with it; how much of that is above it.
_AROUND, _AROUND_DRESSED, _ABOVE = 1.5, 2.8, 0.2
#: The part that is shown changes only when the face has moved by this share of it.
_CALM = 0.12
#: How often it is looked for a new picture, s; and how long it is rested after each, as a share
#: of the time that it took: the mirror and the fingers on it come first.
_ASK_S, _REST = 0.004, 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The same moment in several shades.

    Attributes
    ----------
    pictures : mapping of key to (h, w, 4) uint8
        In the order in which Qt paints fastest, mirrored if asked for.
    errors : mapping of key to tuple of ColourError
    captured_ns : int
    """

    pictures: Mapping[Hashable, Bytes] = field(repr=False)
    errors: Mapping[Hashable, tuple[ColourError, ...]]
    captured_ns: int


class Comparing:
    """Paints every new picture in each of the shades, on a thread of its own, while wanted.

    Clothes are drawn once, by the engine; whoever compares has it leave the lips bare.

    Parameters
    ----------
    parts : Parts
    engine : callable
        Finds what runs now; None between two sources.
    ring : callable
        Called on that thread when pictures wait in `waiting`.
    """

    def __init__(
        self, parts: Parts, engine: Callable[[], Engine | None], ring: Callable[[], None]
    ) -> None:
        self._parts, self._engine, self._ring = parts, engine, ring
        self._looks: Mapping[Hashable, Look] = {}
        self._size_px, self._is_mirrored = (320, 320), True
        self._part: Box | None = None
        self._stopping = threading.Event()
        self._stopping.set()
        self._threads: list[threading.Thread] = []
        self.waiting: Latest[Compared] = Latest()

    def show(
        self, ways: Mapping[Hashable, Worn], size_px: tuple[int, int], is_mirrored: bool
    ) -> None:
        """Compare these, each in a picture of `size_px` (width, height); none stops."""
        self._looks = {key: self._parts.dress(worn) for key, worn in ways.items()}
        self._size_px, self._is_mirrored = size_px, is_mirrored
        if not ways:
            self._stop()
        elif self._stopping.is_set():
            self._stopping, self._part = threading.Event(), None
            thread = threading.Thread(
                target=self._run, args=(self._stopping,), name="tryon-compare", daemon=True
            )
            self._threads = [old for old in self._threads if old.is_alive()] + [thread]
            thread.start()

    def close(self) -> None:
        """Stop, and forget what was painted. Blocks for one picture at most."""
        self._stop()
        for thread in self._threads:
            thread.join()
        self._threads, self._part = [], None
        self.waiting.take_now()

    def _stop(self) -> None:
        """Paint no further; what is being painted is thrown away, which nobody waits for."""
        self._stopping.set()
        self._looks = {}
        self.waiting.take_now()

    def _run(self, stopping: threading.Event) -> None:
        last: Picture | None = None
        with closing(self._parts.make_compose()) as compose:
            while not stopping.is_set():
                engine, looks = self._engine(), self._looks
                newest = engine.last if engine is not None else None
                if newest is None or newest[1] is last or not _is_bare(newest[1], looks):
                    stopping.wait(_ASK_S)
                    continue
                (scene, last), begun_s = newest, time.monotonic()
                part = self._follow(scene, last)
                # What the engine drew is the frame that lips are painted on.
                dressed = replace(scene, frame=replace(scene.frame, rgb=last.rgb))
                made = {
                    key: compose(dressed, _layers(look, scene), Stopwatch())
                    for key, look in looks.items()
                }
                compared = Compared(
                    {key: self._sized(picture.rgb, part) for key, picture in made.items()},
                    {key: picture.report.colour for key, picture in made.items()},
                    last.captured_ns,
                )
                if not stopping.is_set() and self.waiting.put(compared):
                    self._ring()
                stopping.wait(_REST * (time.monotonic() - begun_s))

    def _follow(self, scene: Scene, picture: Picture) -> Box:
        """Find the part of the picture that is shown: it stays until the face leaves it."""
        is_dressed = any(error.effect == "garment" for error in picture.report.colour)
        around = _AROUND_DRESSED if is_dressed else _AROUND
        wanted = part_of(scene, self._size_px[0] / self._size_px[1], around)
        kept = self._part
        if kept is not None and kept.height:
            moved = max(
                abs(wanted.x + wanted.width / 2 - kept.x - kept.width / 2),
                abs(wanted.y + wanted.height / 2 - kept.y - kept.height / 2),
                abs(wanted.height - kept.height),
                abs(wanted.width - kept.width),  # the screen was laid out anew
            )
            if moved < _CALM * kept.height:
                return kept
        self._part = wanted
        return wanted

    def _sized(self, rgb: Bytes, part: Box) -> Bytes:
        shown = rgb[part.rows, part.columns]
        is_smaller = self._size_px[0] < part.width
        method = cv2.INTER_AREA if is_smaller else cv2.INTER_LINEAR
        sized = cv2.resize(shown, self._size_px, interpolation=method)
        if self._is_mirrored:
            sized = cv2.flip(sized, 1)
        return np.asarray(cv2.cvtColor(sized, cv2.COLOR_RGB2BGRA), np.uint8)


def part_of(scene: Scene, ratio: float, around: float = _AROUND) -> Box:
    """Find the part of a picture around the nearest face, `ratio` wide for each px of height.

    It is `around` faces high where the picture is, lies inside it, and is all of its height
    when nobody is there.
    """
    width, height = scene.frame.size
    tall, x, y = float(height), width / 2, height / 2
    if scene.faces:
        box = scene.faces[0].box
        tall = min(tall, around * box.height)
        x, y = box.x + box.width / 2, box.y + (around / 2 - _ABOVE) * box.height
    wide = min(tall * ratio, float(width))
    tall = wide / ratio
    left = min(max(x - wide / 2, 0.0), width - wide)
    top = min(max(y - tall / 2, 0.0), height - tall)
    return Box(round(left), round(top), max(int(wide), 1), max(int(tall), 1))


def _is_bare(picture: Picture, looks: Mapping[Hashable, Look]) -> bool:
    """Whether nothing of what is compared has been painted already."""
    compared = {effect.name for look in looks.values() for effect in look}
    return all(error.effect not in compared for error in picture.report.colour)


def _layers(look: Look, scene: Scene) -> list[Layer]:
    return [layer for effect in look for layer in effect.layers(scene, effect.memory())]
