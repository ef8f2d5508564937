"""Cameras as they are: sensitivities, a white balance that misses, a matrix, noise, sRGB."""

from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.accuracy.pigments import pigments
from tryon.accuracy.spectra import (
    NM,
    Curve,
    encode,
    illuminant,
    linear_srgb,
    sensitivities,
    white_xyz,
    xyz,
)
from tryon.accuracy.tissue import TONE_LIGHTNESS, Tissue, melanin_for, reflectance

#: Electrons of a full pixel, and the noise of reading one: a small sensor in a lit room.
_FULL_ELECTRONS, _READ_ELECTRONS = 8000.0, 6.0
_STEPS = 65_536
_LUMINOUS = np.array([0.2126, 0.7152, 0.0722])


#: Cameras have a matrix for each light of the usual booths (daylight, tungsten, the fluorescent
#: lamps of shops and offices), and for any other take that of the nearest colour temperature.
_CALIBRATED = ("D65", "D50", "A", "FL2", "FL11")


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """How one picture is taken.

    Attributes
    ----------
    camera : str
        One of `CAMERAS`.
    light : str
        One of `LIGHTS` or `UNKNOWN_LIGHTS`.
    gain : float
        Luminance that a white surface facing the camera gets in the picture.
    is_balanced : bool
        Whether the camera makes white neutral under the light and takes the matrix for it;
        otherwise it renders everything as in daylight.
    miss : (3,) float64
        Factors on linear sRGB by which its white balance misses.
    """

    camera: str
    light: str
    gain: float
    is_balanced: bool
    miss: Curve = field(repr=False)

    @property
    def white(self) -> Curve:
        """Linear sRGB (3,) that a white surface facing the camera gets."""
        return self.shown(self.raw(np.ones_like(NM)))

    def raw(self, reflectances: Curve) -> Curve:
        """Signals (..., 3) of the camera's channels for reflectances (..., n)."""
        response = _response(self.camera, self.light)
        white = _rendering(self.camera, self.light, self.is_balanced) @ response.sum(0)
        signal: Curve = reflectances @ response
        return signal * (self.gain / float(_LUMINOUS @ (white * self.miss)))

    def shown(self, raw: Curve) -> Curve:
        """Linear sRGB (..., 3) that the camera makes of its signals; may leave [0, 1]."""
        linear: Curve = raw @ _rendering(self.camera, self.light, self.is_balanced).T
        linear *= self.miss
        return linear

    def codes(self, raw: Curve, random: np.random.Generator | None = None) -> Curve:
        """SRGB codes (..., 3) in [0, 255] of signals (..., 3).

        With `random` they are a picture (h, w, 3): with noise, and rounded.
        """
        if random is None:
            return encode(self.shown(raw))
        # In place: what large arrays cost is mostly their memory.
        electrons = np.maximum(raw, 0)
        electrons *= _FULL_ELECTRONS
        deviation = electrons + _READ_ELECTRONS**2
        np.sqrt(deviation, out=deviation)
        # Averaged over 3 x 3 pixels, as image processors do where nothing is sharp.
        deviation *= cv2.blur(random.standard_normal(raw.shape, np.float32), (3, 3))
        electrons += deviation
        electrons /= _FULL_ELECTRONS
        steps = self.shown(electrons)
        np.clip(steps, 0, 1, out=steps)
        steps *= _STEPS
        rounded: Curve = _codes().take(steps.astype(np.intp))
        return rounded


@cache
def _response(camera: str, light: str) -> Curve:
    """Weights (n, 3) of the wavelengths, such that white in daylight is 1 in each channel."""
    curves = sensitivities(camera)
    weights: Curve = illuminant(light)[:, None] * curves / (illuminant("D65") @ curves)
    return weights


@cache
def _codes() -> Curve:
    """Round codes of linear light in steps: pictures have many pixels, and powers are slow."""
    rounded: Curve = np.rint(encode(np.arange(_STEPS + 1) / _STEPS))
    return rounded


@cache
def _rendering(camera: str, light: str, is_balanced: bool) -> Curve:
    """Matrix (3, 3) from a camera's channels to linear sRGB, white balance and all."""
    if not is_balanced:
        return colour_matrix(camera, "D65")
    white = _response(camera, light).sum(0)
    nearest = min(_CALIBRATED, key=lambda one: abs(_kelvin(one) - _kelvin(light)))
    balanced: Curve = colour_matrix(camera, nearest) * (white[1] / white)
    return balanced


def _kelvin(light: str) -> float:
    """Correlated colour temperature.

    References
    ----------
    McCamy (1992), Color Research and Application 17, 142-144.
    """
    x, y, _ = white_xyz(light) / white_xyz(light).sum()
    n = (x - 0.3320) / (0.1858 - y)
    return float(((449 * n + 3525) * n + 6823.3) * n + 5520.33)


@cache
def colour_matrix(camera: str, light: str) -> Curve:
    """Fit the matrix (3, 3) from a camera's balanced channels to linear sRGB, as makers do.

    What is seen under `light` is to look as it does in daylight: least squares over skin,
    pigments and coloured chips, white kept white.
    """
    skin = [
        reflectance(Tissue(melanin_for(lightness, blood), blood))
        for lightness in TONE_LIGHTNESS[::2]
        for blood in (0.008, 0.02)
    ]
    chips = [
        0.05 + 0.6 * np.exp(-0.5 * ((NM - place) / 45) ** 2) for place in range(420, 700, 30)
    ]
    samples = np.array([*skin, *chips, *pigments(30, 11)])
    raw, wanted = samples @ _response(camera, light), linear_srgb(xyz(samples))
    raw /= _response(camera, light).sum(0)
    # With rows that add up to 1: fit what differs from the last channel.
    free = raw[:, :2] - raw[:, 2:]
    rows, *_ = np.linalg.lstsq(free, wanted - raw[:, 2:], rcond=None)
    return np.column_stack([rows.T, 1 - rows.sum(0)])


def as_bytes(codes: Curve) -> NDArray[np.uint8]:
    """Make a picture of codes."""
    return np.clip(codes, 0, 255).astype(np.uint8)
