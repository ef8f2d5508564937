"""Glitter: flakes that lie in the film, each a little mirror with its own tilt.

They are drawn one by one at the places of the lips where they lie, so they travel with the
mouth, light up and go out as it turns, and rest when it rests. From afar a flake is a small
part of a pixel and adds that part of its light; near by it is as large as it is.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import LINEAR_TO_WIDE, Real
from tryon.core.scene import Floats
from tryon.effects.finish import Finish, Flakes
from tryon.effects.lip_surface import Chart, find_on_lips, relief

Places = NDArray[np.intp]

#: The texture of lips stands for so many millimetres.
_WIDTH_MM, _LIP_MM = 50.0, 9.0
#: A lamp is so much brighter than a white surface in its light, and this wide (half of it,
#: seen by a flake that turns).
_LAMP, _LAMP_DEG = 22.0, 4.5
#: What a flake mirrors of the room when it does not face the lamp, at the most.
_ROOM = 0.25
#: Only flakes as large as this are seen when they do not face the lamp.
_COARSE_MM = 0.12
#: What is dimmer than this is left out.
_FAINT = 0.1
#: Spread of the sizes of flakes (logarithm); share of the pigment's colour that lies above the
#: deepest ones, and what its cloudiness takes from them (logarithm).
_SIZES, _DEEPEST, _DIMMER = 0.38, 0.9, 1.1
_SEED = 20_240_608


@dataclass(frozen=True, slots=True, eq=False)
class Scattered:
    """The flakes of one product.

    Attributes
    ----------
    across, down : (n,) float32
        Where they lie, see `find_on_lips`.
    mirrors : (3, n) float32
        Their normals, in the head's axes.
    size_mm : (n,) float32
    hue : (n,) float32, in [0, 1)
        Where in the rainbow each starts.
    depth : (n,) float32, in [0, 1]
        How much of the film lies above each: 0 is on top, 1 at the bottom of what light
        reaches.
    """

    across: Floats = field(repr=False)
    down: Floats = field(repr=False)
    mirrors: Floats = field(repr=False)
    size_mm: Floats = field(repr=False)
    hue: Floats = field(repr=False)
    depth: Floats = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Sparkle:
    """The flakes that shine in one light, from one side.

    Attributes
    ----------
    across, down : (n,) float32
        Where they lie.
    shine : (3, n) float32
        Linear wide RGB beside a white matte surface, times mm² of the flake.
    size_mm : float
        Of a flake.
    """

    across: Floats = field(repr=False)
    down: Floats = field(repr=False)
    shine: Floats = field(repr=False)
    size_mm: float


@lru_cache(maxsize=16)
def scatter(finish: Finish) -> Scattered:
    """Strew the flakes of `finish` over the lips: always the same."""
    flakes = finish.flakes
    assert flakes is not None
    random = np.random.default_rng(_SEED)
    count = round(flakes.density_mm2 * _WIDTH_MM * 2 * _LIP_MM)
    across, down = random.random(count), 2 * random.random(count)
    # Lips are thin towards the corners: as many on each square millimetre there.
    kept = random.random(count) < 1 - (2 * across - 1) ** 2
    across, down = across[kept], down[kept]
    count = len(across)
    normals = relief(finish.lines, 256).normals
    rows, columns = normals.shape[1:]
    mirrors = normals[:, (down / 2 * rows).astype(int), (across * columns).astype(int)].astype(
        float
    )
    mirrors[:2] += np.radians(flakes.spread_deg) * random.standard_normal((2, count))
    mirrors /= np.linalg.norm(mirrors, axis=0)
    size = flakes.size_mm * np.exp(_SIZES * random.standard_normal(count))
    hue, depth = random.random(count), random.random(count)
    return Scattered(*(a.astype(np.float32) for a in (across, down, mirrors, size, hue, depth)))


def sparkle(
    half: Floats, pose: Floats, finish: Finish, opaque: Real, lamp: float, touched: float
) -> Sparkle:
    """Tell which flakes shine.

    Parameters
    ----------
    half : (3,) float32, unit length
        Half-way between lamp and camera, in the head's axes.
    pose : (3, 3) float32
        Rotation from the head's axes to the camera's.
    finish : Finish
        With flakes.
    opaque : (3,) float
        Linear wide RGB of the product.
    lamp : float
        Share of the light that is the lamp's.
    touched : float, in [0, 1]
        Share of the lips that the product has touched, and its flakes with it.
    """
    flakes = finish.flakes
    assert flakes is not None
    all_ = scatter(finish)
    x, y, z = all_.mirrors
    # A Gaussian of the angle, since 1 - cos x is x²/2 for the few that shine.
    away = x * half[0] + y * half[1] + z * half[2]
    away -= 1
    away *= np.float32(np.radians(_LAMP_DEG) ** -2)
    light = np.float32(lamp * _LAMP) * cv2.exp(away)[:, 0]
    if flakes.size_mm >= _COARSE_MM:
        towards = pose[1]
        room = x * towards[0] + y * towards[1] + z * towards[2]
        light += np.float32(_ROOM) * np.clip(room + 0.5, 0, 1)
    light *= np.float32(touched) * all_.size_mm**2
    chosen = np.flatnonzero(light > _FAINT * flakes.size_mm**2)
    colour = _colours(flakes, opaque, all_, chosen, half)
    shine = colour * light[chosen] * _through(opaque, all_.depth[chosen])
    return Sparkle(all_.across[chosen], all_.down[chosen], shine, flakes.size_mm)


def _through(opaque: Real, depth: Floats) -> Floats:
    """Tell what the film above flakes lets pass, in and out: (3, n)."""
    tint = np.maximum(opaque / max(float(opaque.max()), 0.02), 0.02)
    lost = (_DEEPEST * np.log(tint) - _DIMMER)[:, None].astype(np.float32)
    passed: Floats = np.exp(lost * (depth * depth)[None])
    return passed


def _colours(
    flakes: Flakes, opaque: Real, all_: Scattered, chosen: Places, half: Floats
) -> Floats:
    """Colours of the chosen flakes: (3, n) or (3, 1), linear wide RGB."""
    if flakes.colour is None:
        own = 0.35 + 0.65 * opaque / max(float(opaque.max()), 0.02)
    else:
        own = np.clip(LINEAR_TO_WIDE @ flakes.colour.reflectance, 0, 1)
    plain: Floats = own.astype(np.float32)[:, None]
    if not flakes.iridescence:
        return plain
    # A grating: the hue runs through the rainbow as the flake turns, each from its own start.
    turn = all_.hue[chosen] + np.float32(2.5) * all_.mirrors[0, chosen] * half[2]
    phase = np.float32(2 * math.pi) * (turn - np.array([[0], [1 / 3], [2 / 3]], np.float32))
    rainbow = np.float32(0.5) + np.float32(0.5) * np.cos(phase)
    rainbow *= rainbow * np.float32(1.6)
    share = np.float32(flakes.iridescence)
    mixed: Floats = plain * (1 - share) + rainbow * share
    return mixed


def strew(sparkle: Sparkle, chart: Chart) -> Floats:
    """Draw shining flakes on the box of the lips.

    Returns
    -------
    drawn : (chart.box.height, chart.box.width, 3) float32, at least 0
        Relative to a white matte surface, linear wide RGB.
    """
    px_per_mm = chart.width / _WIDTH_MM
    box = chart.box
    x, y = find_on_lips(sparkle.across, sparkle.down, chart)
    left, top = np.floor(x), np.floor(y)
    right_share, lower_share = x - left, y - top
    column, row = left.astype(np.intp), top.astype(np.intp)
    inside = (column >= 0) & (row >= 0) & (column < box.width - 1) & (row < box.height - 1)
    kept = np.flatnonzero(inside)
    start = (row * box.width + column).take(kept)
    shine = sparkle.shine.take(kept, 1) * np.float32(px_per_mm**2)
    right_share, lower_share = right_share.take(kept), lower_share.take(kept)
    left_share = 1 - right_share
    places = np.concatenate([start + step for step in (0, 1, box.width, box.width + 1)])
    shares = np.empty((4, len(kept)), np.float32)
    np.multiply(left_share, lower_share, out=shares[2])
    np.subtract(left_share, shares[2], out=shares[0])
    np.multiply(right_share, lower_share, out=shares[3])
    np.subtract(right_share, shares[3], out=shares[1])
    count = box.width * box.height
    planes = [
        np.bincount(places, (shares * plane).reshape(-1), count)
        .astype(np.float32)
        .reshape(box.height, box.width)
        for plane in shine
    ]
    drawn = np.asarray(cv2.merge(planes), np.float32)
    across_px = sparkle.size_mm * px_per_mm
    if across_px > 1.3:  # larger than a pixel: a flake has a shape
        drawn = np.asarray(cv2.filter2D(drawn, -1, _hexagon(round(across_px, 1))), np.float32)
    return drawn


@lru_cache(maxsize=32)
def _hexagon(across_px: float) -> Floats:
    """Share of each pixel (n, n) that a hexagon so wide covers; the sum is 1."""
    finer = 8
    side = 2 * math.ceil(across_px / 2) + 1
    angle = np.radians(np.arange(0, 360, 60))
    corners = np.stack([np.cos(angle), np.sin(angle)], 1) * across_px / 2 + side / 2
    drawn = np.zeros((side * finer, side * finer), np.uint8)
    cv2.fillConvexPoly(drawn, np.rint(corners * finer).astype(np.int32), (255,))
    kernel = cv2.resize(drawn, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    return np.asarray(kernel / kernel.sum(), np.float32)
