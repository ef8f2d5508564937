"""How sharp the picture is around a mouth: paint on a blurred face is blurred, too."""

import cv2
import numpy as np

from tryon.core.scene import Bytes, Floats

# The same edges are looked at through two Gaussians, of these deviations in px.
_FINE, _COARSE = 0.7, 1.4
# Share of the pixels that may be edges, and share of their crests that is softer by nature than
# the picture: the sharper ones tell its focus.
_EDGES, _SOFTER = 0.1, 0.7
_BESIDE = np.ones((3, 3), np.uint8)
#: What lips, teeth and nostrils show of themselves when they are in focus, in mouth widths, and
#: what pixels make of it, in px.
IN_FOCUS, PIXEL = 0.008, 0.9
# Steps of grey from pixel to pixel that are an edge, not noise; the most that is believed.
_FAINT, _MOST = 2.0, 0.15


def softness(rgb: Bytes, unit: float) -> float:
    """Measure by how much edges are blurred beyond what is natural in a face.

    Parameters
    ----------
    rgb : (h, w, 3) uint8, sRGB
        The surroundings of a mouth.
    unit : float
        Width of the mouth in px.

    Returns
    -------
    softness : float
        Standard deviation of the blur in mouth widths; 0 in focus, or when there is no edge.

    References
    ----------
    Zhuo and Sim, "Defocus map estimation from a single image" (2011), section 3: a Gaussian
    blur of known deviation weakens the gradient of an edge the less, the softer it was.
    """
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    fine, coarse = (_steepness(np.asarray(grey, np.uint8), sigma) for sigma in (_FINE, _COARSE))
    kept = coarse.size - max(int(coarse.size * _EDGES), 1)
    least = float(np.partition(coarse.ravel(), kept)[kept])
    # Only on the crest of an edge do the gradients compare; on its flanks any edge looks soft.
    crest = (coarse >= least) & (coarse >= 0.95 * cv2.dilate(coarse, _BESIDE))
    if least < _FAINT or not crest.any():
        return 0.0
    ratio = float(np.quantile(fine[crest] / coarse[crest], _SOFTER)) ** 2
    if ratio <= 1:
        return _MOST
    blur = (_COARSE**2 - ratio * _FINE**2) / (ratio - 1) - PIXEL**2
    return float(np.sqrt(np.clip(blur / unit**2 - IN_FOCUS**2, 0, _MOST**2)))


def _steepness(grey: Bytes, sigma: float) -> Floats:
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), sigma)
    return np.asarray(
        cv2.magnitude(
            cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1),
            cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1),
        ),
        np.float32,
    )
