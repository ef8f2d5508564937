"""How the code values of a picture become linear light, and back.

A picture without a camera profile is sRGB. A profile says more: what light each code of each
channel stands for, and how the camera's three channels mix to linear sRGB. The mixture may bend
with the hue, since the rendering of cameras does, but never with the exposure: twice the light
is twice the result, so near any one colour the mixture is a plain matrix.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import BYTE_TO_LINEAR, LUMINANCE, Real

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

#: Share of the mean of all channels that is added to each before its root is taken: without it
#: the slope at pure primaries would be infinite.
_SOFT = 0.02
#: Newton's method has settled when its last step is less than this share of the lightest
#: channel. Where it has not, what is nearest is sought, in so many steps at most and with no
#: channel below the second share of the lightest.
_SETTLED, _LEAST_SHARE, _STEPS = 0.02, 5e-4, 4
#: Wavelengths, nm, at which a camera's response to reflectances is told.
BANDS_NM = np.arange(400.0, 701.0, 10.0)
#: Least step between the light of neighbouring codes: every code then survives the way to
#: light and back in 65,535 steps.
LEAST_STEP = 6e-5


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """What pictures show of surfaces, wavelength by wavelength: of lamp and camera together.

    Attributes
    ----------
    weights : (31, 3) float64
        Of a reflectance at `BANDS_NM` in the camera's linear channels, to any scale.
    de2000 : float
        Mean ΔE00 of surfaces foretold by their curves: of such as were unseen before, or of
        make-up as lamp and camera may be; 0 where nobody has told it.
    mix : (3, 6) float64 or None
        How the channels become linear sRGB, see `Encoding`; None where they are that.
    """

    weights: Real = field(repr=False)
    de2000: float = 0.0
    mix: Real | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        weights = self.weights
        if weights.shape != (len(BANDS_NM), 3) or not np.isfinite(weights).all():
            raise ValueError(f"weights must be (31, 3) and finite, not {weights.shape}")
        if (weights.sum(0) <= 0).any():
            raise ValueError("weights must make white lighter than black")
        weights.flags.writeable = False

    def linear(self, channels: Real) -> Real:
        """Lead the camera's channels (..., 3) to linear sRGB, to any scale."""
        # No channel shows less than black.
        return channels if self.mix is None else mixed(self.mix, np.maximum(channels, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """What the code values of a picture mean.

    Attributes
    ----------
    curve : (3, 256) float32
        Linear light that each code of each channel stands for, in the camera's own channels:
        0 for black, 1 for code 255, rising by at least `LEAST_STEP`.
    mix : (3, 6) float64
        Linear sRGB from ``r, g, b, √(rg), √(gb), √(br)`` of the camera's linear channels (the
        roots softened towards the mean of all three near pure primaries).
    error_de2000 : float
        What decoding leaves to be wished for: mean ΔE00 of colours that its making did not see.
        0 where nobody has measured it.
    response : Response or None
        In the light that the encoding was made in; None where it is an eye's in daylight, for
        all that is known.

    References
    ----------
    Finlayson, Mackiewicz, Hurlbert (2015), "Color correction using root-polynomial regression",
    IEEE Transactions on Image Processing 24, 1460-1470.
    """

    curve: Floats = field(repr=False)
    mix: Real
    error_de2000: float = 0.0
    response: Response | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.curve.shape != (3, 256) or self.curve.dtype != np.float32:
            raise ValueError(
                f"curve must be (3, 256) float32, not {self.curve.shape} {self.curve.dtype}"
            )
        if self.mix.shape != (3, 6) or not np.isfinite(self.mix).all():
            raise ValueError(f"mix must be (3, 6) and finite, not {self.mix.shape}")
        steps = np.diff(self.curve.astype(np.float64), axis=1)
        ends = self.curve[:, [0, -1]]
        if not (np.allclose(ends, [0, 1], atol=1e-6) and (steps > 0.9 * LEAST_STEP).all()):
            raise ValueError("curve must rise from 0 to 1")
        self.curve.flags.writeable = False
        self.mix.flags.writeable = False

    @property
    def is_straight(self) -> bool:
        """Whether the mixture is one matrix for every colour."""
        return not self.mix[:, 3:].any()

    @property
    def product_de2000(self) -> float:
        """Mean ΔE00 of surfaces that its making did not see, 0 where not measured."""
        return self.error_de2000 if self.response is None else self.response.de2000

    @property
    def white(self) -> float:
        """Luminance of code 255 in all channels: from there on everything is clipped."""
        return _luminance_of_white(self)

    def decode(self, codes: Bytes) -> Floats:
        """Tell the light of code values.

        Parameters
        ----------
        codes : (..., 3) uint8

        Returns
        -------
        linear : (..., 3) float32, linear sRGB
            May leave [0, 1]: a camera sees colours that sRGB has no codes for.
        """
        if self is SRGB:
            return BYTE_TO_LINEAR[codes]
        planes = codes.reshape(-1, 3).T
        camera = np.empty(planes.shape, np.float32)
        for curve, plane, light in zip(self.curve, planes, camera, strict=True):
            curve.take(plane, out=light, mode="clip")
        return np.ascontiguousarray(_mixed_planes(self.mix, camera).T).reshape(codes.shape)

    def camera_to_linear(self, camera: Real) -> Real:
        """Give the matrix (3, 3) to linear sRGB that holds at and near one colour.

        Parameters
        ----------
        camera : (3,) float
            Linear channels of the camera; only their ratios matter.
        """
        straight = self.mix[:, :3]
        if self.is_straight:
            return straight
        return straight + self.mix[:, 3:] @ _root_slopes(camera)

    def linear_to_camera(self, linear: Real) -> Real:
        """Give the matrix (3, 3) to the camera's channels that holds at and near one colour.

        Parameters
        ----------
        linear : (3,) float, linear sRGB
            Only the ratios matter.
        """
        neutral = inverse(self.camera_to_linear(np.ones(3)))
        if self.is_straight:
            return neutral
        # Newton's method: because the mixture is homogeneous, f(x) = J(x) x.
        back, camera = neutral, neutral @ linear
        for _ in range(3):
            back, before = inverse(self.camera_to_linear(camera)), camera
            camera = back @ linear
        least = -_SETTLED * camera.max()
        if np.abs(camera - before).max() <= -least and camera.min() >= least:
            return back
        # There is no way back to some saturated colours, and Newton's leads astray: to the
        # nearest there is, and for others near it as for grey.
        off = self._nearest(linear, neutral) - neutral @ linear
        return neutral + np.outer(off, linear) / float(linear @ linear)

    def _nearest(self, linear: Real, neutral: Real) -> Real:
        """Channels (3,) that show what is near a colour (3,), by steps that bring it nearer."""
        least = _LEAST_SHARE * float(linear.max())
        camera = np.maximum(neutral @ linear, least)
        missed = np.abs(mixed(self.mix, camera) - linear).max()
        for _ in range(_STEPS):
            step = inverse(self.camera_to_linear(camera)) @ linear - camera
            for share in (1.0, 0.5, 0.25, 0.1, 0.03):
                there = np.maximum(camera + share * step, least)
                left = np.abs(mixed(self.mix, there) - linear).max()
                if left < missed:
                    camera, missed = there, left
                    break
            else:
                break
        return camera


@lru_cache(maxsize=8)
def _luminance_of_white(encoding: Encoding) -> float:
    return float(LUMINANCE @ mixed(encoding.mix, np.ones(3)))


def mixed(mix: Real, camera: Real) -> Real:
    """Mix the camera's linear channels (..., 3) to linear sRGB (..., 3); see `Encoding.mix`.

    Of several mixtures (m, 3, 6) each mixes its own channels (m, ..., 3).
    """
    planes = np.swapaxes(camera.reshape(*mix.shape[:-2], -1, 3), -1, -2)
    linear: Real = np.swapaxes(_mixed_planes(mix, planes), -1, -2).reshape(camera.shape)
    return linear


def _mixed_planes(mix: Real, camera: Real) -> Real:
    """Mix channels (..., 3, n); not by BLAS, whose threads are slow to wake."""
    mix = mix.astype(camera.dtype)
    linear: Real = np.einsum("...ij,...jn->...in", mix[..., :3], camera)
    if mix[..., 3:].any():
        more = (_SOFT / 3) * (camera[..., 0, :] + camera[..., 1, :] + camera[..., 2, :])
        softened = camera + more[..., None, :]
        red, green, blue = (softened[..., channel, :] for channel in range(3))
        roots = np.stack([red * green, green * blue, blue * red], -2)
        linear += np.einsum("...ij,...jn->...in", mix[..., 3:], np.sqrt(roots, out=roots))
    return linear


def _root_slopes(camera: Real) -> Real:
    """Differentiate the softened roots by the camera's channels (3,): (3, 3)."""
    # In single numbers: nine of them are faster than arrays of nine.
    red, green, blue = (max(value, 1e-9) for value in camera.tolist())
    more = _SOFT / 3 * (red + green + blue)
    red, green, blue = red + more, green + more, blue + more
    rg, gb, br = math.sqrt(green / red), math.sqrt(blue / green), math.sqrt(red / blue)
    own, other = (1 + _SOFT / 3) / 2, _SOFT / 6
    rg_all, gb_all, br_all = (other * (ratio + 1 / ratio) for ratio in (rg, gb, br))
    half = own - other
    return np.array(
        [
            (rg_all + half * rg, rg_all + half / rg, rg_all),
            (gb_all, gb_all + half * gb, gb_all + half / gb),
            (br_all + half / br, br_all, br_all + half * br),
        ]
    )


def inverse(matrix: Real) -> Real:
    """Invert a matrix (3, 3), written out: LAPACK's threads would cost more than this."""
    (a, b, c), (d, e, f), (g, h, i) = matrix.tolist()
    left, middle, right = e * i - f * h, f * g - d * i, d * h - e * g
    determinant = a * left + b * middle + c * right
    rows = (
        (left, c * h - b * i, b * f - c * e),
        (middle, a * i - c * g, c * d - a * f),
        (right, b * g - a * h, a * e - b * d),
    )
    inverted: Real = np.array(rows) / determinant
    return inverted


#: What is assumed of a picture without a profile; IEC 61966-2-1:1999.
SRGB = Encoding(np.tile(BYTE_TO_LINEAR, (3, 1)), np.eye(3, 6))
