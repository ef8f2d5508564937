"""A camera for machines that have none: a portrait under a moving camera and changing lamps."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tryon import assets
from tryon.core.scene import Bytes, Floats, Frame
from tryon.sources.still import paced

Doubles = NDArray[np.float64]

#: The portrait is enlarged once, by a good filter; each frame then only samples it.
_ENLARGED = 4.0
#: Where the camera looks, in pixels of the 512 px portrait: the middle between the eyes and
#: the collar of the suit.
_AIM_PX = (226.0, 134.0)


@dataclass(frozen=True, slots=True)
class Lamp:
    """A light of the demo.

    Attributes
    ----------
    name : str
    colour : (float, float, float)
        Linear sRGB with luminance 1, relative to the light of the photograph.
    level : float
        Linear gain, relative to the photograph.
    """

    name: str
    colour: tuple[float, float, float]
    level: float


#: Each is held for two seconds and fades into the next in one. The hues are those of
#: black-body and daylight at the named temperatures, half adapted, as a camera shows them.
LAMPS = (
    Lamp("studio", (1.0, 1.0, 1.0), 1.0),
    Lamp("evening lamp", (1.242, 0.953, 0.752), 0.82),
    Lamp("window", (0.907, 1.011, 1.167), 0.94),
    Lamp("dim room", (1.115, 0.979, 0.872), 0.58),
)
_HOLD_S, _FADE_S = 2.0, 1.0


class Demo:
    """The public-domain portrait of Eileen Collins (NASA) that scikit-image ships.

    The same frame for the same index, always: path and light are functions of the index, so
    that geometry and colour can be measured against what is known.

    Parameters
    ----------
    count : int
        Frames to make when not live; 300 are ten seconds.
    size : (int, int)
        Width and height in pixels.
    live : bool
        Go on for ever, at real speed.
    """

    fps = 30.0

    def __init__(
        self, count: int = 300, size: tuple[int, int] = (1280, 720), live: bool = False
    ) -> None:
        self.count, self.size, self.live = count, size, live
        self._portrait: Bytes | None = None

    @property
    def frame_count(self) -> int | None:
        """How many frames will come; None when live."""
        return None if self.live else self.count

    def open(self) -> None:
        """Load and enlarge the portrait. Raises `Missing` without scikit-image."""
        self._portrait = _enlarged_portrait()

    def frames(self) -> Iterator[Frame]:
        """Yield `count` frames, or frames for ever when live."""
        if not self.live:
            for index in range(self.count):
                yield Frame(self.image(index), round(index * 1e9 / self.fps), index)
            return
        for index, captured_ns in enumerate(paced(self.fps)):
            if self._portrait is None:
                return
            yield Frame(self.image(index), captured_ns, index)

    def close(self) -> None:
        """Forget the portrait."""
        self._portrait = None

    def image(self, index: int) -> Bytes:
        """Return frame `index` as (h, w, 3) uint8 sRGB."""
        import cv2

        if self._portrait is None:
            raise ValueError("image() before open()")
        to_portrait = np.diag([_ENLARGED, _ENLARGED, 1.0]) @ np.linalg.inv(
            self.portrait_to_frame(index)
        )
        # OpenCV counts from the middle of the first pixel, we from its corner.
        shift = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
        to_portrait = np.linalg.inv(shift) @ to_portrait @ shift
        seen = cv2.warpAffine(
            self._portrait,
            to_portrait[:2],
            self.size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(cv2.LUT(seen, _exposure(self.light(index))), np.uint8)

    def portrait_to_frame(self, index: int) -> Doubles:
        """Return the (3, 3) matrix from pixels of the 512 px portrait to pixels of the frame.

        A slow hand-held move: pan, zoom and a roll of at most 3°, each with a period of its
        own. The portrait always fills the frame.
        """
        width, height = self.size
        t = index / self.fps
        turn = 2 * np.pi * t
        zoom = max(width / 512, height / 288) * (1.62 - 0.30 * np.cos(turn / 10.0))
        roll = np.radians(3.0) * np.sin(turn / 7.0)
        pan = np.array([26.0 * np.sin(turn / 8.0), 10.0 * np.sin(turn / 5.0 - 0.7)])
        cos, sin = zoom * np.cos(roll), zoom * np.sin(roll)
        matrix = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
        aim = np.array(_AIM_PX) + pan
        matrix[:2, 2] = np.array([width / 2, height / 2]) - matrix[:2, :2] @ aim
        return matrix

    def light(self, index: int) -> Floats:
        """Return the linear gain (3,) of red, green and blue in frame `index`."""
        t = index / self.fps
        lamp, since = divmod(t, _HOLD_S + _FADE_S)
        here, there = (LAMPS[int(lamp + k) % len(LAMPS)] for k in (0, 1))
        share = np.clip((since - _HOLD_S) / _FADE_S, 0.0, 1.0)
        share = share * share * (3 - 2 * share)
        return np.asarray(
            (1 - share) * here.level * np.array(here.colour)
            + share * there.level * np.array(there.colour),
            np.float32,
        )


def portrait() -> Bytes:
    """Return the portrait as it ships: (512, 512, 3) uint8 sRGB. Raises `Missing`."""
    from PIL import Image

    with Image.open(assets.portrait()) as picture:
        return np.asarray(picture.convert("RGB"))


def _enlarged_portrait() -> Bytes:
    """Enlarge the portrait by Lanczos, then lift what the filter softened."""
    import cv2

    side = round(512 * _ENLARGED)
    large = cv2.resize(portrait(), (side, side), interpolation=cv2.INTER_LANCZOS4)
    soft = cv2.GaussianBlur(large, (0, 0), 2.4)
    return np.asarray(cv2.addWeighted(large, 1.35, soft, -0.35, 0.0), np.uint8)


def _exposure(gain: Floats) -> Bytes:
    """Return the (1, 256, 3) table that shows a picture under `gain` times its light.

    IEC 61966-2-1 both ways.
    """
    code = np.arange(256) / 255
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    lit = np.clip(linear[:, None] * gain, 0.0, 1.0)
    shown = np.where(lit <= 0.0031308, 12.92 * lit, 1.055 * lit ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * shown)[None], np.uint8)
