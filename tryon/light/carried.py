"""The light at a face, from a sheet of paper that is held, turned and carried beside it.

A sheet tells the light where it is and as it is turned; what is wanted is the light on the
face. How a sheet is turned shows in its corners, and what that does to its light is told by
the shading of the face, which is in the same light. How the light changes from place to place
shows when the sheet is carried to the other side: the face is in the middle.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tryon.core.colour import Real
from tryon.core.geometry import focal_px
from tryon.core.scene import Face, Floats
from tryon.light.harmonics import basis
from tryon.light.sheet import Sheet

#: How wide a face is.
_FACE_CM = 14.0
#: How people turn a sheet off the camera (about each axis), and how well its corners are found.
_TURNED_DEG, _CORNERS_CM = 10.0, 0.12
#: How much the log of the light on a sheet changes with each radian that it is turned, in a
#: usual room; and share of that which the shading of a face does not tell, on the safe side:
#: that of synthetic people tells all but 0.04 for each radian.
_BY_TURN, _UNTOLD = 0.33, 0.25
#: How the log of the light differs from the face's (standard deviations): by each width of the
#: face that the sheet is away; and wherever it is held, nearer to the lamp or behind a sleeve.
_BY_PLACE, _ANYWHERE = 0.028, 0.02
#: What differs from look to look; how near places are (widths of the face) where a sheet is
#: misread alike; and what counts as one spot.
_BY_LOOK, _NEAR, _SPOT = 0.03, 0.5, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One look at a sheet.

    Attributes
    ----------
    when_ns : int
    white : (3,) float64
        log of the light that a sheet turned to the camera would tell of there.
    place : (2,) float64
        Of the sheet, from the middle of the face, in widths of the face; y downwards.
    turn : (2,) float64
        How the sheet is turned off the camera: x and y of its normal.
    unsure : float, rad
        Standard deviation of `turn`.
    sheet : Sheet
    """

    when_ns: int
    white: Real
    place: Real
    turn: Real
    unsure: float
    sheet: Sheet = field(repr=False)


def look_at(
    sheet: Sheet, face: Face, shading: Floats, size: tuple[int, int], when_ns: int
) -> Look:
    """Take the turn of a sheet out of the light that it tells of.

    Parameters
    ----------
    sheet : Sheet
    face : Face
        Whom it is held beside.
    shading : (9,) float32
        Harmonics of the irradiance, 1 for the normal (0, 0, 1); see `Reading`.
    size : (width, height), px
        Of the frame.
    when_ns : int
    """
    low, high = face.points[:, :2].min(0), face.points[:, :2].max(0)
    face_px = float(high[0] - low[0])
    place = (sheet.corners.mean(0) - (low + high) / 2) / face_px
    focal = focal_px(size)
    corners_px = _CORNERS_CM * face_px / _FACE_CM
    ways = np.diff(sheet.corners, axis=0, append=sheet.corners[:1])
    side_px = float(np.sqrt((ways * ways).sum(1)).mean())
    # Far sides of a turned sheet are shorter: by how much, the corners tell so well.
    unsure = math.sqrt(2) * corners_px * focal / side_px**2
    usual = math.radians(_TURNED_DEG)
    told = usual**2 / (usual**2 + unsure**2)
    normal = told * normal_of(sheet.corners, focal, size)
    normal[2] = 1.0
    normal /= np.linalg.norm(normal)
    irradiance = float(basis(normal[None].astype(np.float32))[0] @ shading)
    white = sheet.white.mean - math.log(max(irradiance, 0.3))
    unsure = usual * math.sqrt(1 - told)
    return Look(when_ns, white, place.astype(np.float64), normal[:2], unsure, sheet)


def normal_of(corners: Floats, focal: float, size: tuple[int, int]) -> Real:
    """Find how a rectangle is turned, from its perspective.

    Parameters
    ----------
    corners : (4, 2) float32, px of the frame, in order
    focal : float, px
        Of a pinhole in the middle of the frame.
    size : (width, height), px

    Returns
    -------
    normal : (3,) float64, unit length
        x right, y up, z towards the camera.

    References
    ----------
    Hartley and Zisserman (2004), Multiple View Geometry, 8.6: each pair of parallel sides has
    the direction of its vanishing point.
    """
    x, y = (corners.astype(np.float64) - np.array(size) / 2).T
    rays = np.column_stack([x, -y, np.full(4, -focal)])
    sides = np.cross(rays, np.roll(rays, -1, 0))
    along, across = np.cross(sides[0], sides[2]), np.cross(sides[1], sides[3])
    normal: Real = np.cross(along, across)
    normal /= np.linalg.norm(normal) + 1e-12
    return normal if normal[2] > 0 else -normal


def at_face(looks: Sequence[Look]) -> tuple[Real, float]:
    """Tell the light on the face from looks at a sheet.

    Returns
    -------
    white : (3,) float64
        log of the light.
    deviation : float
        Standard deviation of its level.

    References
    ----------
    Ordinary kriging: Matheron (1963), Economic Geology 58, 1246-1266. The light is one unknown
    number, with a slope from place to place and one from turn to turn that are near 0.
    """
    spots: dict[tuple[float, ...], list[Look]] = {}
    for look in looks:
        spots.setdefault(tuple(np.rint(look.place / _SPOT)), []).append(look)
    # Something may have passed before the sheet: the median look of each spot counts.
    whites = np.array([np.median([one.white for one in spot], 0) for spot in spots.values()])
    places = np.array([np.median([one.place for one in spot], 0) for spot in spots.values()])
    turns = np.array([np.median([one.turn for one in spot], 0) for spot in spots.values()])
    unsure = np.array([max(one.unsure for one in spot) for spot in spots.values()])
    apart = ((places[:, None] - places) ** 2).sum(2)
    counts = np.array([len(spot) for spot in spots.values()])
    covariance = (
        _BY_PLACE**2 * places @ places.T
        + (_UNTOLD * _BY_TURN) ** 2 * turns @ turns.T
        + _BY_TURN**2 * np.outer(unsure, unsure) * np.exp(-0.5 * apart / _NEAR**2)
        + np.diag(_BY_LOOK**2 / counts)
    )
    pull = np.linalg.solve(covariance, np.ones(len(covariance)))
    white: Real = pull @ whites / pull.sum()
    return white, math.sqrt(1 / float(pull.sum()) + _ANYWHERE**2)
