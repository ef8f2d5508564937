"""What colour these lips and the skin around them are, learned from the person in front."""

from dataclasses import dataclass, fields

import cv2
import numpy as np

from tryon.core.scene import Bytes, Floats
from tryon.tracking.lip_shape import COLUMNS, outer_loop, outward, sample

#: Encoded value that is added before the logarithm: the noise of a dark pixel.
_FLOOR = 6.0
_LOG = np.log((np.arange(256, dtype=np.float32) + _FLOOR) / (255 + _FLOOR))

#: Standard deviation that no lip or skin falls below, in log units: texture and lighting.
_TEXTURE = 0.05

_ACROSS_LIP = np.array([0.15, 0.3, 0.5, 0.7, 0.85], np.float32)[:, None, None]
_ACROSS_SKIN = np.array([0.04, 0.06, 0.08], np.float32)[:, None, None]

#: Log RGB to log-lightness.
LIGHTNESS = np.full(3, 1 / 3, np.float32)

#: Log RGB to (red over green, green over blue): what shading and exposure leave alone.
CHROMA = np.array([[1, -1, 0], [0, 1, -1]], np.float32)


def log_rgb(rgb: Bytes, unit: float) -> Floats:
    """Logarithm of the encoded colours, lightly smoothed: (h, w, 3) float32, 0 is white."""
    sigma = 0.006 * unit
    calm = cv2.GaussianBlur(rgb, (0, 0), sigma) if sigma > 0.6 else rgb
    return np.asarray(cv2.LUT(calm, _LOG))


@dataclass(frozen=True, slots=True, eq=False)
class LipColours:
    """Colours in log RGB; index 0 is the upper lip, 1 the lower.

    Attributes
    ----------
    lip, skin : (2, 3) float32
        Medians inside the lips and beside them.
    spread : (2, 3, 3) float32
        Covariance within either.
    to_lipness, to_chroma_lipness : (2, 4) float32
        Affine maps of log RGB: 0 at the median of skin, 1 at that of the lip, along Fisher's
        direction; the second looks at chromaticity only.
    distinct : (2,) float32
        How many standard deviations of chromaticity lip and skin are apart.
    """

    lip: Floats
    skin: Floats
    spread: Floats
    to_lipness: Floats
    to_chroma_lipness: Floats
    distinct: Floats

    def nearer(self, other: "LipColours", share: float) -> "LipColours":
        """Go a `share` in [0, 1] of the way to `other`."""
        return LipColours(
            *(
                getattr(self, part.name)
                + np.float32(share) * (getattr(other, part.name) - getattr(self, part.name))
                for part in fields(self)
            )
        )


def skin_around(logs: Floats, edges: Floats, unit: float) -> Floats:
    """Median log RGB of the skin around the mouth, (3,): what a change of light changes."""
    loop = outer_loop(edges)[::2]
    around = loop + outward(loop) * (_ACROSS_SKIN * unit)
    seen = sample(logs, around).reshape(-1, 3)
    middle = len(seen) // 2
    return np.asarray(np.partition(seen, middle, 0)[middle], np.float32)


def learn_colours(logs: Floats, edges: Floats, unit: float) -> LipColours:
    """Compare the inside of the lips with the skin around them.

    Parameters
    ----------
    logs : (h, w, 3) float32
        From `log_rgb`.
    edges : (4, COLUMNS, 2) float32, px of the patch
    unit : float
        Mouth width, px.

    References
    ----------
    Fisher, The use of multiple measurements in taxonomic problems (1936).
    """
    loop = outer_loop(edges)
    around = loop + outward(loop) * (_ACROSS_SKIN * unit)
    inside = slice(3, -3)
    bands = [
        edges[0, inside] * (1 - _ACROSS_LIP) + edges[1, inside] * _ACROSS_LIP,
        edges[3, inside] * (1 - _ACROSS_LIP) + edges[2, inside] * _ACROSS_LIP,
        around[:, 1 : COLUMNS - 1],
        around[:, COLUMNS:],
    ]
    upper, lower, above, below = (
        sample(logs, np.asarray(band, np.float32)).reshape(-1, 3) for band in bands
    )
    fits = [_compare(upper, above), _compare(lower, below)]
    return LipColours(*(np.stack(part).astype(np.float32) for part in zip(*fits, strict=True)))


def _compare(lip: Floats, skin: Floats) -> list[Floats]:
    mean, away = np.median(lip, 0), np.median(skin, 0)
    spread = (np.cov(lip.T) + np.cov(skin.T)) / 2 + np.eye(3) * _TEXTURE**2
    step = mean - away
    full = np.linalg.solve(spread, step)
    chroma = CHROMA.T @ np.linalg.solve(CHROMA @ spread @ CHROMA.T, CHROMA @ step)
    maps = []
    for direction in (full, chroma):
        gain = direction / max(float(direction @ step), 1e-6)
        maps.append(np.append(gain, -gain @ away))
    return [mean, away, spread, *maps, np.sqrt(max(float(chroma @ step), 0.0))]
