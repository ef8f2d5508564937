"""Pictures of synthetic people, by spectra: what the product sees, and what it should show."""

from dataclasses import dataclass, field

import numpy as np

from tryon.accuracy.cameras import Exposure, as_bytes
from tryon.accuracy.head import head
from tryon.accuracy.people import Person, Room
from tryon.accuracy.spectra import NM, Curve, decode
from tryon.core.scene import Bytes

#: Lips are judged where the mask is whole.
_WHOLE = 0.95
#: What is mirrored at most towards the camera by skin, beside what a white surface sends.
_SHEEN, _SHARPNESS = 0.12, 18.0


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
    raw += sheen[..., None] * 0.2 * exposure.raw(np.ones_like(NM))
    return Shot(as_bytes(exposure.codes(raw, random)), exposure, person, room)


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
    """Mean linear sRGB (3,) of the lips in a picture."""
    mean: Curve = decode(rgb[lips_flags()]).mean(0)
    return mean
