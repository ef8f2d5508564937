"""What shoes are drawn with: panels, stitches, elastic and rubber, texel by texel."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import map_coordinates

from wardrobe import bake
from wardrobe.anatomy import Floats
from wardrobe.fabric import Weave, grey, noise
from wardrobe.paint import stitches


@dataclass(frozen=True)
class Spot:
    """Where every texel of a surface is on the foot; rows go up.

    ``s``, ``w``, ``h`` (rows, columns) cm, see `last`; ``share`` from the lower to the upper
    edge; ``along`` cm from its first column.
    """

    s: Floats
    w: Floats
    h: Floats
    share: Floats
    along: Floats


Drawing = Callable[[Spot, np.random.Generator], Weave]


def pictures(
    grid: Floats, sky: Floats, draw: Drawing, size: tuple[int, int], seed: int
) -> tuple[dict[str, bytes], Floats]:
    """Draw a surface of rows of points.

    Parameters
    ----------
    grid : (rows, columns, 3), cm
        Its first row is the lowest; the last column is the first one again.
    sky : (rows, columns)
        Share of the sky that each point sees.
    size : (rows, columns) of the picture

    Returns
    -------
    pictures : dict of JPEG by role
    mean : (3,)
        Of the drawing.
    """
    high, wide = size
    rows = (np.arange(high) + 0.5) / high * (len(grid) - 1)
    columns = (np.arange(wide) + 0.5) / wide * (grid.shape[1] - 1)
    where = np.meshgrid(rows, columns, indexing="ij")
    place = np.stack([map_coordinates(grid[..., k], where, order=1) for k in range(3)], -1)
    light = map_coordinates(sky, where, order=1)
    across = np.linalg.norm(np.gradient(place, axis=1), axis=2)
    upward = np.linalg.norm(np.gradient(place, axis=0), axis=2)
    across, upward = (cv2.GaussianBlur(step, (0, 0), 4.0) for step in (across, upward))
    share = np.repeat((np.arange(high)[:, None] + 0.5) / high, wide, axis=1)
    spot = Spot(place[..., 0], place[..., 1], place[..., 2], share, np.cumsum(across, axis=1))
    drawn = draw(spot, np.random.default_rng(seed))
    relief = cv2.GaussianBlur(drawn.relief, (0, 0), 0.7) / 10  # cm
    slope_x = -np.gradient(relief, axis=1) / np.maximum(across, 0.01)
    slope_y = -np.gradient(relief, axis=0) / np.maximum(upward, 0.01)
    slope = np.clip(np.dstack([slope_x, slope_y]), -1.0, 1.0)
    normal = np.dstack([slope, np.ones(size)])
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    dye = np.clip(drawn.dye, 0, 1)
    half = cv2.resize(
        np.clip(light, 0, 1), (wide // 2, high // 2), interpolation=cv2.INTER_AREA
    )
    coded = np.where(
        dye <= 0.0031308, dye * 12.92, 1.055 * np.maximum(dye, 1e-9) ** (1 / 2.4) - 0.055
    )
    return {
        "base": bake.jpeg(np.rint(255 * coded[::-1]).astype(np.uint8), 74),
        "normal": bake.jpeg(np.rint(normal[::-1] * 127.5 + 127.5).astype(np.uint8), 74),
        "occlusion": bake.jpeg(np.rint(255 * half[::-1]).astype(np.uint8), 74),
    }, dye.mean(axis=(0, 1))


@dataclass
class Sheet:
    """Leather while it is worked: relief in mm, and dye."""

    spot: Spot
    relief: Floats
    dye: Floats

    @classmethod
    def hide(cls, spot: Spot, rng: np.random.Generator, grain: float = 0.05) -> "Sheet":
        """Begin with leather of some grain, mm."""
        fine = noise(spot.s.shape, (1.1, 1.3), rng)  # a texel is less high than wide
        soft = noise(spot.s.shape, (8, 9), rng)
        return cls(spot, grain * fine + 0.05 * soft, grey(0.93 + 0.012 * fine + 0.012 * soft))

    def overlay(
        self,
        away: Floats,
        along: Floats,
        *,
        lines: tuple[float, ...] = (0.25,),
        tone: float = 1,
    ) -> None:
        """Lay a panel on where `away`, cm from its edge, is positive, and sew it down."""
        on = 0.5 + 0.5 * np.tanh(away / 0.06)
        self.relief += 0.9 * on
        self.dye *= 1 - 0.22 * np.exp(-(((away + 0.05) / 0.09) ** 2))[..., None]
        self.dye *= (1 + (tone - 1) * on)[..., None]
        for line in lines:
            sunk, thread = stitches(away, along, line)
            self.relief += sunk
            self.dye += (thread * (away > 0))[..., None] * (0.80 - self.dye)

    def groove(self, away: Floats, depth: float = 0.8, width: float = 0.08) -> None:
        """Cut a line where `away` is 0."""
        line = np.exp(-((away / width) ** 2))
        self.relief -= depth * line
        self.dye *= 1 - 0.3 * line[..., None]

    def weave(self) -> Weave:
        """Give what was drawn."""
        return Weave(self.relief, self.dye)


def box(x: Floats, y: Floats, half: tuple[float, float], round_: float) -> Floats:
    """How far inside a rounded rectangle around 0 a place is; negative outside."""
    a, b = np.abs(x) - half[0] + round_, np.abs(y) - half[1] + round_
    beyond = np.hypot(np.maximum(a, 0), np.maximum(b, 0))
    return round_ - beyond - np.minimum(np.maximum(a, b), 0)


def rubber(lines: tuple[float, ...], stitched: float | None = None) -> Drawing:
    """Draw the side of a sole: lines at shares of its height; a welt that is stitched."""

    def draw(spot: Spot, rng: np.random.Generator) -> Weave:
        fine = noise(spot.s.shape, (0.8, 0.8), rng)
        sheet = Sheet(spot, 0.03 * fine, grey(0.93 + 0.01 * fine))
        for line in lines:
            sheet.groove((spot.share - line) * 3.0, 0.7, 0.06)
        if stitched is not None:
            away = (spot.share - stitched) * 3.0
            sunk, thread = stitches(away + 1.0, spot.along, 1.0)
            sheet.relief += sunk
            sheet.dye += thread[..., None] * (0.8 - sheet.dye)
        dirt = np.clip(0.25 - spot.share, 0, 1)
        sheet.dye *= 1 - 0.35 * dirt[..., None]
        return sheet.weave()

    return draw
