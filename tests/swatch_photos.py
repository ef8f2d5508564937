"""Photographs of swatches, made from spectra: a picture of known truth.

The pictures are formed without any code of the program's renderer: spectra of light, paper and
pigment, a camera's sensitivities and its white balance, then sRGB.
"""

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.accuracy import spectra
from tryon.accuracy.spectra import NM, Curve


def office_paper(tint: str = "white") -> Curve:
    """Reflectance of paper with a brightener; a pale tint takes some of it away."""
    white = 0.86 + 0.02 * (NM - 550) / 200 + 0.07 * np.exp(-(((NM - 440) / 18) ** 2))
    white = white - 0.15 / (1 + np.exp((NM - 405) / 6))
    if tint == "natural":  # without brighteners
        return (
            0.83 + 0.03 / (1 + np.exp(-(NM - 480) / 30)) - 0.10 / (1 + np.exp((NM - 405) / 6))
        )
    if tint in ("ivory", "cream"):
        yellow = {"ivory": 0.10, "cream": 0.20}[tint]
        return (
            0.855 - yellow / (1 + np.exp((NM - 465) / 18)) - 0.05 / (1 + np.exp((NM - 405) / 6))
        )
    if tint == "pink":
        return white * (1 - 0.22 * np.exp(-(((NM - 530) / 45) ** 2)))
    if tint == "green":
        return white * (1 - 0.32 * np.exp(-(((NM - 640) / 60) ** 2)))
    return white


def pigment(edge_nm: float, low: float, high: float, width_nm: float, blue: float) -> Curve:
    """Reflectance of an opaque lipstick: a step up into the red, and a shoulder in the blue."""
    step = 1 / (1 + np.exp(-(NM - edge_nm) / width_nm))
    return low + (high - low) * step + blue * np.exp(-(((NM - 445) / 35) ** 2))


def lab(reflectance: Curve) -> Curve:
    """What an instrument says: CIE L*a*b* under D65."""
    return spectra.lab(spectra.xyz(reflectance))


@dataclass(frozen=True)
class Photo:
    """How a photograph is taken; `take` takes it."""

    light: str = "D65"
    camera: str = "Nikon 5100"
    balance: float = 1.0  # share of the lamp's colour that the camera takes away
    exposure: float = 0.75
    paper: str = "white"
    slope: float = 0.15  # change of the log of the light across the picture
    turn: float = 0.1
    shadow: float = 0.0
    gloss: float = 0.0
    metal: float = 0.0  # like gloss, in the colour of the swatch, and broader
    glitter: float = 0.0
    blur_px: float = 0.6
    size: tuple[int, int] = (480, 360)
    share: float = 0.30  # of the picture's width that the swatch has
    has_swatch: bool = True
    black: Curve | None = None  # reflectance of the swatch over the black half of a card
    around: Curve | None = None  # reflectance of the table; none is greyed paper

    def take(self, swatch: Curve) -> NDArray[np.uint8]:
        """Photograph a swatch: (h, w, 3) uint8."""
        width, height = self.size
        down, across = np.mgrid[:height, :width].astype(float)
        x, y = across - width / 2, down - height / 2
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        u, v = x * cos + y * sin, y * cos - x * sin
        on_sheet = (abs(u) < 0.42 * width) & (abs(v) < 0.42 * height)
        labels = np.where(on_sheet, 1, 0)
        inside = (abs(u) < self.share / 2 * width) & (abs(v) < self.share * 0.4 * width)
        inside &= self.has_swatch
        labels[inside] = 2
        below = on_sheet & (u > 0)
        table = 0.25 * office_paper() if self.around is None else self.around
        curves = [table, office_paper(self.paper), swatch]
        if self.black is not None:
            labels[below] = 3
            labels[below & inside] = 4
            curves += [np.full(NM.shape, 0.04), self.black]
        random = np.random.default_rng(3)
        grain = cv2.GaussianBlur(random.normal(0, 1, (height, width)), (0, 0), 4)
        shade = np.exp(self.slope * (u / width + v / height / 2))
        shade *= np.where(inside, 1 + 0.03 * grain / grain.std(), 1)
        if self.shadow:
            shade *= 1 - self.shadow * ((u + 0.5 * v > -0.32 * width) & (u < -0.18 * width))
        shine = np.zeros((height, width))
        if self.gloss:
            spot = ((u + 0.04 * width) / (0.04 * width)) ** 2 + (v / (0.05 * height)) ** 2
            shine += np.where(inside, self.gloss * np.exp(-spot), 0)
        sheen = np.zeros((height, width))
        if self.metal:
            spot = ((u + 0.04 * width) / (0.06 * width)) ** 2 + (v / (0.10 * height)) ** 2
            sheen += np.where(inside, self.metal * np.exp(-spot), 0)
        if self.glitter:
            flakes = (random.random((height, width)) < 0.004) & inside
            lit = np.where(flakes, self.glitter * random.random((height, width)), 0)
            shine += cv2.GaussianBlur(lit, (0, 0), 0.7)
        response, to_srgb = _camera(self.camera)
        seen = spectra.illuminant(self.light)[:, None] * response
        white = seen.sum(0)
        raw = (np.array(curves) @ seen)[labels] * shade[..., None] + shine[..., None] * white
        raw += sheen[..., None] * (swatch / swatch.max() @ seen)
        day = (spectra.illuminant("D65")[:, None] * response).sum(0)
        cast = (white / white[1]) ** self.balance * (day / day[1]) ** (1 - self.balance)
        linear = (raw / white[1] / cast * self.exposure) @ to_srgb
        linear += random.normal(0, 0.004, linear.shape)
        linear = cv2.GaussianBlur(linear, (0, 0), self.blur_px)
        return np.rint(spectra.encode(linear)).astype(np.uint8)

    def but(self, **changes: object) -> "Photo":
        """Take it another way."""
        return replace(self, **changes)  # type: ignore[arg-type]


@cache
def _camera(name: str) -> tuple[Curve, Curve]:
    """Sensitivities, and the matrix to linear sRGB that its maker would have fitted."""
    response = spectra.sensitivities(name)
    random = np.random.default_rng(0)
    walks = np.cumsum(random.normal(0, 0.03, (300, len(NM))), 1)
    curves = np.clip(walks + random.uniform(0.1, 0.7, (300, 1)), 0.01, 0.98)
    seen = spectra.illuminant("D65")[:, None] * response
    raw = (curves @ seen) / seen.sum(0)
    wanted = np.array([spectra.linear_srgb(spectra.xyz(curve)) for curve in curves])
    matrix = np.linalg.lstsq(raw, wanted, rcond=None)[0]
    return response, matrix / matrix.sum(0)
