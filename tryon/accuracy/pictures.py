"""Pictures of synthetic people, by spectra: what the product sees, and what it should show."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from tryon.accuracy.cameras import Exposure, as_bytes
from tryon.accuracy.head import FACE_PX, SIZE_PX, drawn, head
from tryon.accuracy.people import Person, Room, irradiance
from tryon.accuracy.spectra import NM, Curve, decode
from tryon.core.scene import Bytes, Face

#: Lips are judged where the mask is whole.
_WHOLE = 0.95
#: What is mirrored at most towards the camera by skin, beside what a white surface sends.
_SHEEN, _SHARPNESS = 0.024, 18.0
#: What a picture is wider by, on each side, when a sheet is held beside the face. The sheet is
#: A5, at the face's distance before a camera of this focal length.
_BESIDE_PX, _FOCAL_PX, _SHEET_CM, _FACE_CM = 160, 500.0, (14.8, 21.0), 14.0
#: How a sheet is held: off the camera (standard deviation about both axes), of which half the
#: variance is a person's habit and half changes while it is carried.
_TILT_DEG = 8.0
#: How the light there differs from that on the face (logarithm): anywhere, and from the face
#: to each side of it, where the sheet is held so far from its middle (widths of the face).
_ANYWHERE, _ASIDE_LIGHT, _ASIDE = 0.02, 0.035, 1.12


@dataclass(frozen=True, slots=True, eq=False)
class Hold:
    """A sheet, as it is held at one moment.

    Attributes
    ----------
    seen : (n,) float64
        What it sends back under this light, beside what a perfect white does.
    side : int
        1 right of the face in the picture, -1 left of it.
    normal : (3,) float64, unit length
    light : float
        That falls on it, 1 on a surface that faces the camera in the place of the face.
    ramp : float
        How much lighter the top of the sheet is than its bottom, logarithm of half of it.
    """

    seen: Curve = field(repr=False)
    side: int
    normal: Curve
    light: float
    ramp: float


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One picture and what is true of it.

    Attributes
    ----------
    rgb : (h, w, 3) uint8, sRGB
        Without the product.
    exposure : Exposure
    person : Person
    room : Room
    """

    rgb: Bytes = field(repr=False)
    exposure: Exposure
    person: Person
    room: Room


def brightness(person: Person, room: Room) -> float:
    """Mean luminance of a picture, roughly: for the camera's own exposure."""
    shape = head()
    middle = np.exp(-0.5 * ((NM - 555) / 45) ** 2)
    middle /= middle.sum()
    face = shape.skin * room.shading
    return float(
        (face.sum() * (person.skin @ middle) + shape.wall.sum() * (room.wall @ middle))
        / shape.wall.size
    )


def shoot(person: Person, room: Room, exposure: Exposure, random: np.random.Generator) -> Shot:
    """Take a picture."""
    raw = _signals(person, room, exposure)
    return Shot(as_bytes(exposure.codes(raw, random)), exposure, person, room)


def draw_holds(
    seen: Curve, room: Room, random: np.random.Generator, sides: Sequence[int]
) -> list[Hold]:
    """Draw how a sheet is held, moment by moment, on these sides of the face.

    A sheet is not held quite straight, and not quite in the light of the face. On the same side
    it is held still; carried to the other, it is turned somewhat otherwise, and the light that
    falls off from one side to the other has changed sign.
    """
    deviation = np.radians(_TILT_DEG) / np.sqrt(2)
    habit = random.normal(0, deviation, 2)
    tilts = {side: habit + random.normal(0, deviation, 2) for side in (1, -1)}
    anywhere, aside = random.normal(0, _ANYWHERE), random.normal(0, _ASIDE_LIGHT)
    ramp = float(random.normal(0, 0.02))
    holds = []
    for side in sides:
        normal = np.array([*tilts[side], 1.0])
        normal /= np.linalg.norm(normal)
        light = float(irradiance(normal, room.lamp, room.even))
        light *= float(np.exp(anywhere + side * aside))
        holds.append(Hold(seen, side, normal, light, ramp))
    return holds


@cache
def wide_face() -> Face:
    """Put the face where it is in wide pictures."""
    face = head().face
    points = face.points + np.array([_BESIDE_PX, 0, 0], np.float32)
    lips = face.lips
    if lips is not None:
        box = replace(lips.box, x=lips.box.x + _BESIDE_PX)
        shift = np.array([_BESIDE_PX, 0], np.float32)
        lips = replace(lips, box=box, outer=lips.outer + shift, inner=lips.inner + shift)
    return replace(face, points=points, lips=lips)


def shoot_wide(shot: Shot, random: np.random.Generator) -> Bytes:
    """Take the picture once more, (h, w + 320, 3), wider on both sides."""
    raw = _signals(shot.person, shot.room, shot.exposure)
    beside = _wall(shot, _BESIDE_PX)
    return as_bytes(shot.exposure.codes(np.concatenate([beside, raw, beside], 1), random))


def with_sheet(rgb: Bytes, shot: Shot, hold: Hold, random: np.random.Generator) -> Bytes:
    """Hold a sheet into a wide picture (h, w + 320, 3), see `shoot_wide`."""
    corners = _corners(hold)
    height, width = rgb.shape[:2]
    left, top = np.maximum(np.floor(corners.min(0)).astype(int) - 1, 0)
    right, low = np.minimum(np.ceil(corners.max(0)).astype(int) + 1, (width, height))
    share = drawn(corners - (left, top), (right - left, low - top))[..., None]
    slope = hold.ramp * np.linspace(-1, 1, share.shape[0])[:, None, None]
    raw = hold.light * (1 + slope) * shot.exposure.raw(hold.seen)
    raw = np.broadcast_to(raw, (*share.shape[:2], 3))
    sheet = shot.exposure.codes(
        share * raw + (1 - share) * shot.exposure.raw(shot.room.wall), random
    )
    held = rgb.copy()
    held[top:low, left:right] = as_bytes(sheet)
    return held


def _corners(hold: Hold) -> Curve:
    """Corners (4, 2) px of a sheet in a wide picture, in perspective."""
    px_per_cm = FACE_PX / _FACE_CM
    across = np.array([1.0, 0.0, -hold.normal[0] / hold.normal[2]])
    across /= np.linalg.norm(across)
    down = -np.cross(hold.normal, across)
    width, height = _SHEET_CM
    ways = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    spots = np.array([x * width / 2 * across + y * height / 2 * down for x, y in ways])
    spots[:, 0] += hold.side * _ASIDE * _FACE_CM
    away = _FOCAL_PX / px_per_cm
    flat = _FOCAL_PX * spots[:, :2] / (away - spots[:, 2:])
    middle = np.array([SIZE_PX[0] / 2 + _BESIDE_PX, SIZE_PX[1] / 2])
    corners: Curve = middle + flat * (1, -1)
    return corners


def shoot_empty(shot: Shot, random: np.random.Generator) -> Bytes:
    """Take a wide picture (h, w + 320, 3) of the same room with nobody in it."""
    whole = _wall(shot, SIZE_PX[0] + 2 * _BESIDE_PX)
    return as_bytes(shot.exposure.codes(whole, random))


def _wall(shot: Shot, width: int) -> Curve:
    wall = shot.exposure.raw(shot.room.wall)
    return np.broadcast_to(wall, (SIZE_PX[1], width, 3)).copy()


def _signals(person: Person, room: Room, exposure: Exposure) -> Curve:
    """Signals (h, w, 3) of the camera, without noise."""
    shape = head()
    skin, flushed = exposure.raw(person.skin), exposure.raw(person.flushed)
    face = skin * (flushed / skin) ** shape.flushed[..., None]
    lit = (room.shading * room.relief)[..., None]
    raw = shape.skin[..., None] * lit * face
    raw += shape.lips[..., None] * lit * exposure.raw(person.lips)
    eyes = person.lid_shade * exposure.raw(person.eyes)
    raw += (shape.eyes * room.shading)[..., None] * eyes
    raw += shape.dark[..., None] * exposure.raw(person.dark)
    raw += shape.wall[..., None] * exposure.raw(room.wall)
    sheen = _SHEEN * (shape.skin * shape.normals[..., 2] ** _SHARPNESS * room.shading)
    whole: Curve = raw + sheen[..., None] * exposure.raw(np.ones_like(NM))
    return whole


def lips_flags() -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Pixels (h, w) that are wholly lip."""
    return head().lips > _WHOLE


def true_colour(shot: Shot, painted: Curve) -> Curve:
    """Mean linear sRGB (3,) that lips of a reflectance (n,) would have in the picture.

    As a screen can show it: each pixel clipped as the camera clips it.
    """
    flags = lips_flags()
    raw = shot.room.shading[flags][:, None] * shot.exposure.raw(painted)
    mean: Curve = decode(shot.exposure.codes(raw)).mean(0)
    return mean


def lips_colour(rgb: Bytes) -> Curve:
    """Mean linear sRGB (3,) of the lips in a picture, which may be wide."""
    left = (rgb.shape[1] - SIZE_PX[0]) // 2
    mean: Curve = decode(rgb[:, left : left + SIZE_PX[0]][lips_flags()]).mean(0)
    return mean
