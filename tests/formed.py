"""Pictures formed as a camera forms them: light times reflectance, then noise and codes."""

import cv2
import numpy as np

from tryon.core.colour import linear_to_srgb, srgb_to_linear
from tryon.core.scene import Bytes

# What lamps and a camera without white balance do to linear sRGB.
LAMPS = {
    "office": np.array([[1.14, 0.02, 0.0], [0.01, 1.0, 0.0], [0.0, 0.03, 0.70]]),
    "home": np.array([[1.30, 0.05, 0.0], [0.02, 0.92, 0.0], [0.0, 0.05, 0.42]]),
    "shade": np.array([[0.88, 0.0, 0.02], [0.0, 1.0, 0.01], [0.0, 0.02, 1.22]]),
    "greenish": np.array([[0.98, 0.04, 0.0], [0.02, 1.08, 0.02], [0.0, 0.03, 0.74]]),
    "half": 0.5 * np.eye(3),
    "a quarter": 0.25 * np.eye(3),
}

PAPER = np.array([0.86, 0.87, 0.91])
GREY_CARD = np.array([0.18, 0.18, 0.18])


def relit(rgb: Bytes, matrix: np.ndarray) -> Bytes:
    linear = srgb_to_linear(rgb / 255.0) @ matrix.T
    return np.rint(255 * linear_to_srgb(linear)).astype(np.uint8)


def rectangle(
    centre: tuple[float, float], size: tuple[float, float], turn_deg: float = 0.0
) -> np.ndarray:
    """Corners (4, 2) of a rectangle, px."""
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * np.array(size) / 2
    turn = np.radians(turn_deg)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return half @ matrix.T + np.array(centre)


def with_sheet(
    rgb: Bytes,
    corners: np.ndarray,
    white: np.ndarray,
    reflectance: np.ndarray = PAPER,
    shading: np.ndarray | None = None,
) -> Bytes:
    """Hold a sheet in front of a picture.

    `white` is the light there: linear sRGB of a perfect white. `shading` (n, n) multiplies it
    across the sheet.
    """
    height, width = rgb.shape[:2]
    linear = srgb_to_linear(rgb / 255.0)
    fine = np.zeros((4 * height, 4 * width), np.uint8)
    cv2.fillConvexPoly(fine, np.rint(4 * corners).astype(np.int32), 255)
    share = cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)[..., None] / 255.0
    field = np.ones((2, 2)) if shading is None else shading
    n = len(field) - 1.0
    source = np.array([(0, 0), (n, 0), (n, n), (0, n)], np.float32)
    warp = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    shade = cv2.warpPerspective(field, warp, (width, height), borderMode=cv2.BORDER_REPLICATE)
    sheet = white * reflectance * shade[..., None]
    return np.rint(255 * linear_to_srgb(linear * (1 - share) + sheet * share)).astype(np.uint8)


def noisy(rgb: Bytes, random: np.random.Generator, scale: float = 1.0) -> Bytes:
    """Add the noise of a webcam: of photons and of reading."""
    linear = srgb_to_linear(rgb / 255.0)
    noise = random.normal(0, 1, linear.shape) * np.sqrt(2e-4 * linear + 1e-6) * scale
    return np.rint(255 * linear_to_srgb(linear + noise)).astype(np.uint8)
