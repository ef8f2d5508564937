"""A camera that is known to the last digit, and a chart in front of it."""

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.core.colour import Real
from tryon.core.scene import Bytes, Floats
from tryon.light.chart import references


@dataclass(frozen=True)
class SimulatedCamera:
    """Mixes its channels, has a warm balance, and bends its tones into an S.

    Attributes
    ----------
    to_camera : (3, 3)
        From linear sRGB.
    gamma : (3,)
    contrast : float
        0 is no S.
    """

    to_camera: Real
    gamma: Real
    contrast: float

    def codes(self, linear: Real, noise: float = 0.0) -> Bytes:
        """Take a picture of linear sRGB (..., 3)."""
        light = np.clip(linear @ self.to_camera.T, 0, 1)
        tone = light ** (1 / self.gamma)
        tone = tone + self.contrast * (tone**2 * (3 - 2 * tone) - tone)
        grain = np.random.default_rng(0).normal(0, noise, tone.shape)
        return np.rint(np.clip(255 * tone + grain, 0, 255)).astype(np.uint8)

    def light(self, codes: Bytes) -> Real:
        """Undo it: linear sRGB (..., 3)."""
        tone = np.linspace(0, 1, 4001)
        bent = tone + self.contrast * (tone**2 * (3 - 2 * tone) - tone)
        undone = np.interp(codes / 255, bent, tone)
        linear: Real = undone**self.gamma @ np.linalg.inv(self.to_camera).T
        return linear


CAMERA = SimulatedCamera(
    to_camera=np.array([[0.80, 0.15, 0.03], [0.12, 0.78, 0.06], [0.02, 0.16, 0.66]]),
    gamma=np.array([2.0, 2.1, 2.2]),
    contrast=0.35,
)

#: Where the chart lies in a picture of 640 × 480: turned, and seen from the side.
CORNERS = np.array([(150, 120), (500, 90), (520, 345), (130, 330)], np.float32)


def chart_scene(
    size: tuple[int, int] = (640, 480),
    corners: Floats = CORNERS,
    exposure: float = 0.9,
    patch: float = 0.82,
) -> Floats:
    """Draw a chart on a grey table: (h, w, 3) linear sRGB.

    Parameters
    ----------
    size : (width, height)
    corners : (4, 2)
        Outer corners of the cells of dark skin, bluish green, black and white.
    exposure : float
    patch : float
        Share of its cell's width that a patch fills.
    """
    cell, times = 60, 2
    flat = np.full((5 * cell, 7 * cell, 3), 0.02)
    for place, colour in enumerate(references()[0].linear):
        row, column = divmod(place, 6)
        y, x = (row + 1) * cell, (column + 1) * cell
        half = int(cell * patch / 2)
        flat[y - half : y + half, x - half : x + half] = colour
    edge = cell / 2
    ends = np.float32([(0, 0), (6 * cell, 0), (6 * cell, 4 * cell), (0, 4 * cell)]) + edge
    matrix = cv2.getPerspectiveTransform(ends, corners * times)
    fine = (size[0] * times, size[1] * times)
    table = np.full((fine[1], fine[0], 3), 0.25)
    drawn = cv2.warpPerspective(flat, matrix, fine)
    covered = cv2.warpPerspective(np.ones(flat.shape[:2]), matrix, fine)[..., None]
    scene = drawn * covered + table * (1 - covered)
    return exposure * cv2.resize(scene, size, interpolation=cv2.INTER_AREA)
