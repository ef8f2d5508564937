"""Pictures of synthetic people, by spectra: what the product sees, and what it should show."""

from dataclasses import dataclass, field

import numpy as np

from tryon.accuracy.cameras import Exposure, as_bytes
from tryon.accuracy.head import SIZE_PX, head
from tryon.accuracy.people import Person, Room, irradiance
from tryon.accuracy.spectra import NM, Curve, decode
from tryon.core.scene import Bytes

#: Lips are judged where the mask is whole.
_WHOLE = 0.95
#: What is mirrored at most towards the camera by skin, beside what a white surface sends.
_SHEEN, _SHARPNESS = 0.024, 18.0
#: What a picture is wider by when a sheet is held beside the face, and the sheet's size.
_BESIDE_PX, _SHEET_PX = 96, (66, 88)
#: How a sheet is held: off the camera (standard deviation about both axes), and how the light
#: there differs from that on the face (logarithm).
_TILT_DEG, _ELSEWHERE = 8.0, 0.04


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


def shoot_wide(shot: Shot, sheet: Curve | None, random: np.random.Generator) -> Bytes:
    """Take the picture once more, wider on the right, where a sheet may be held up.

    Parameters
    ----------
    shot : Shot
    sheet : (n,) float or None
        Reflectance of paper or of a grey card.

    Returns
    -------
    rgb : (h, w + 96, 3) uint8
        The head is where it was.
    """
    raw = _signals(shot.person, shot.room, shot.exposure)
    beside = _wall(shot, _BESIDE_PX)
    if sheet is not None:
        width, height = _SHEET_PX
        level = light_on_sheet(shot.room, random)
        slope = random.normal(0, 0.02) * np.linspace(-1, 1, height)[:, None, None]
        beside[60 : 60 + height, 12 : 12 + width] = (
            level * (1 + slope) * shot.exposure.raw(sheet)
        )
    return as_bytes(shot.exposure.codes(np.concatenate([raw, beside], 1), random))


def light_on_sheet(room: Room, random: np.random.Generator) -> float:
    """Draw the light on a sheet: it is not held quite straight, and not quite at the face."""
    normal = np.array([*np.radians(random.normal(0, _TILT_DEG, 2)), 1.0])
    normal /= np.linalg.norm(normal)
    level = float(irradiance(normal, room.lamp, room.even))
    return level * float(np.exp(random.normal(0, _ELSEWHERE)))


def shoot_empty(shot: Shot, random: np.random.Generator) -> Bytes:
    """Take a picture (h, w + 96, 3) of the same room with nobody in it."""
    whole = _wall(shot, SIZE_PX[0] + _BESIDE_PX)
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
    mean: Curve = decode(rgb[:, : SIZE_PX[0]][lips_flags()]).mean(0)
    return mean
