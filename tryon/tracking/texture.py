"""How a face moved between two pictures, from its pixels: what landmarks are too noisy for.

The landmark model is off by 0.1 to 0.3 % of the eye distance, differently in every frame. The
pixels of brow, eyes, nose and cheeks themselves say to a few thousandths of that how the face
was shifted, turned and scaled since the last frame.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from tryon.core.geometry import Matrix, compose, invert
from tryon.core.scene import Bytes, Floats

_SIDE = 64

#: Steps of the search; it starts within half a pixel, so two are nearly always enough.
_STEPS = 4

#: A step shorter than this is the last: what is left to the next one is far less.
_SETTLED = 0.1 / _SIDE

#: The rigid half of a face in its square: brows to nose. Mouth and jaw talk, and the background
#: does not belong to the face.
_ROWS, _COLUMNS = 29, 36
_Y, _X = (
    axis.ravel().astype(np.float32)
    for axis in np.mgrid[13 : 13 + _ROWS, 14 : 14 + _COLUMNS] / _SIDE + (0.5 / _SIDE - 0.5)
)
_PLACES = np.stack([_X, _Y, np.ones_like(_X)])
_INSIDE: Floats = np.clip(1.5 - 1.5 * ((_X / 0.28) ** 2 + ((_Y + 0.07) / 0.23) ** 2) ** 2, 0, 1)
_INSIDE /= _INSIDE.sum()

#: The last place that has a neighbour on either side.
_LAST = np.float32(_SIDE - 1.001)

#: Keeps the six unknowns apart where there is no texture; small beside any real face.
_RIDGE = np.diag(np.full(6, 1e-4, np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Registration:
    """Where the remembered texture lies in a new picture.

    Attributes
    ----------
    template_to_crop : (2, 3) float64
        In widths of the square.
    likeness : float in [-1, 1]
        Correlation of the two textures where they should agree.
    brightening : float
        Mean grey level of the new texture over that of the remembered one.
    seen : (pixels,) float32
        The new texture, to `learn`.
    """

    template_to_crop: Matrix
    likeness: float
    brightening: float
    seen: Floats


class Texture:
    """Remembers how the rigid half of a face looks, in a square that moves along with it."""

    def __init__(self, small: Floats, template_to_crop: Matrix) -> None:
        self._template = _resample(small, template_to_crop)

    def find(self, small: Floats, start: Matrix) -> Registration:
        """Find the texture in a new crop.

        Parameters
        ----------
        small : (64, 64) float32
            The crop, by `shrink`.
        start : (2, 3) float64
            First guess of template_to_crop, good to about a 64th.

        Returns
        -------
        registration : Registration

        References
        ----------
        Baker and Matthews 2004, "Lucas-Kanade 20 years on", inverse compositional with a
        similarity as the warp; gain and offset of the light are two more unknowns.
        """
        slope = _SIDE / 8  # Sobel's eight times the grey levels per pixel, to levels per square
        picture = self._template.reshape(_ROWS, _COLUMNS)
        along_x = cv2.Sobel(picture, cv2.CV_32F, 1, 0, scale=slope).ravel()
        along_y = cv2.Sobel(picture, cv2.CV_32F, 0, 1, scale=slope).ravel()
        wanted = self._template
        columns = np.empty((6, wanted.size), np.float32)
        columns[0] = along_x * _X + along_y * _Y
        columns[1] = along_y * _X - along_x * _Y
        columns[2:5] = along_x, along_y, wanted
        columns[5] = 1.0
        found, weights = start, _INSIDE
        for _ in range(_STEPS):
            seen = _resample(small, found)
            weighted = columns * weights
            answer = np.linalg.solve(weighted @ columns.T + _RIDGE, weighted @ seen)
            gain = max(float(answer[4]), 0.2)
            grow, turn, x, y = (answer[:4] / gain).tolist()
            step = np.array([[1 + grow, -turn, x], [turn, 1 + grow, y]])
            step[:, 2] += 0.5 - step[:, :2] @ (0.5, 0.5)  # about the centre of the square
            found = compose(found, invert(step))
            if abs(x) + abs(y) + abs(grow) + abs(turn) < _SETTLED:
                # where it was found at last, to first order, or what is learned would trail
                # behind a movement
                seen -= answer[:4] @ columns[:4]
                break
            rest = np.abs(seen - answer @ columns)
            usual = 3 * float(rest @ _INSIDE) + 1e-3
            weights = _INSIDE / (1.0 + (rest / usual) ** 2)
        else:
            seen = _resample(small, found)
        brightening = float((_INSIDE @ seen + 1) / (_INSIDE @ wanted + 1))
        return Registration(found, _likeness(wanted, seen), brightening, seen)

    def learn(self, seen: Floats, share: float) -> None:
        """Blend `share` of what was found into what is remembered."""
        self._template += share * (seen - self._template)


def shrink(crop: Bytes) -> Floats:
    """Make the small grey picture that is compared: (64, 64) float32 of a square crop."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    # without the blur, what a pixel shows depends on where exactly it lies (aliasing): twice
    # the error
    return np.asarray(cv2.GaussianBlur(small.astype(np.float32), (0, 0), 1.0), np.float32)


def _resample(small: Floats, template_to_crop: Matrix) -> Floats:
    """Look at the rigid half through a transform between unit squares: (pixels,) float32.

    OpenCV rounds places to a 32nd of a pixel, which is a tenth of a pixel of the model's crop
    and more than the landmarks' own noise; hence by hand.
    """
    to_small = _SIDE * template_to_crop
    to_small[:, 2] += to_small[:, :2] @ (0.5, 0.5) - 0.5
    places = to_small.astype(np.float32) @ _PLACES
    np.minimum(np.maximum(places, 0.0, out=places), _LAST, out=places)
    corners = places.astype(np.int32)
    places -= corners
    across, down = places
    corner = corners[1] * _SIDE + corners[0]
    flat = small.ravel()
    above, below = flat.take(corner), flat[_SIDE:].take(corner)
    above += across * (flat[1:].take(corner) - above)
    below += across * (flat[_SIDE + 1 :].take(corner) - below)
    seen: Floats = above + down * (below - above)
    return seen


def _likeness(a: Floats, b: Floats) -> float:
    """Weighted correlation of two textures."""
    a, b = a - _INSIDE @ a, b - _INSIDE @ b
    weighted = _INSIDE * a
    size = math.sqrt(max(float(weighted @ a) * float((_INSIDE * b) @ b), 1e-6))
    return float(weighted @ b) / size
