"""What the surface of a finish mirrors: the lamp, the room, and velvet's edge of light."""

from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np

from tryon.core.colour import (
    LINEAR_TO_WIDE,
    WIDE_TO_LINEAR,
    Real,
    lab_to_xyz,
    linear_to_lab,
    xyz_to_linear,
)
from tryon.core.encoding import Response
from tryon.core.scene import Floats
from tryon.effects.finish import Finish, Mica
from tryon.effects.lip_surface import relief
from tryon.effects.platelets import mirrored
from tryon.effects.spectral import to_wide

#: Half of the angle that the lamp (a window, a soft box) fills, seen by a facet that turns.
_LAMP_X, _LAMP_Y = np.radians((8.0, 5.0))
#: Least width of its edge (radians).
_LAMP_EDGE = 0.018
#: What a whole room mirrors beside its lamp: a lobe so strong, so much rougher.
_ROOM, _ROOM_WIDER, _ROOM_ROUGHER = 0.35, 1.6, 0.15
#: Radiance of a room above and below eye level, beside a white surface in its lamp's light.
_ABOVE, _BELOW = 0.66, 0.20
#: From this roughness down a second, weaker light is seen in the surface: what a room has
#: beside its lamp, on the other side and lower.
_WET, _FILL, _FILL_ROUGHER = 0.22, 0.16, 0.09
#: Light that full powder scatters at glancing angles and everywhere, beside a white surface.
_FUZZ_EDGE, _FUZZ_VEIL = 0.45, 0.018
#: Entries of the table of the platelets' colours.
_ANGLES = 256


@dataclass(frozen=True, slots=True, eq=False)
class Mirror:
    """What a product's surface reflects, whatever the light.

    Attributes
    ----------
    clear : float
        Reflectance of its clear surface.
    mica : (3, 256) float32 or None
        Linear wide RGB reflectance of its platelets, from facing to glancing.
    fuzz : (3,) float32 or None
        Linear wide RGB reflectance of its powder.
    """

    clear: float
    mica: Floats | None = field(default=None, repr=False)
    fuzz: Floats | None = field(default=None, repr=False)


def mirror(
    finish: Finish,
    opaque: Real,
    touched: float,
    curve: Real,
    response: Response | None = None,
) -> Mirror:
    """Tell what a finish in one colour reflects.

    Parameters
    ----------
    finish : Finish
    opaque : (3,) float, in [0, 1]
        Linear wide RGB of the product.
    touched : float, in [0, 1]
        Share of the surface that the film covers.
    curve : (n,) float
        Reflectance of the product, see `tryon.effects.spectral`.
    response : Response or None
        What lamp and camera make of curves, where that is known.
    """
    share = finish.mica.share if finish.mica else 0.0
    fuzz = None
    if finish.fuzz:
        # What powder scatters once is paler than what pigment scatters often.
        fuzz = (touched * finish.fuzz * (0.10 + 0.90 * opaque**0.65)).astype(np.float32)
    return Mirror(
        touched * 0.04 * finish.gloss * (1 - 0.6 * share),
        _platelets(finish.mica, touched, curve, response) if finish.mica else None,
        fuzz,
    )


def _platelets(mica: Mica, touched: float, curve: Real, response: Response | None) -> Floats:
    """Colours (3, angles) of platelets, of which some lie above the pigment, some below."""
    tint = curve / curve.max()  # what pigment before a mirror lets pass
    seen = mirrored(mica.oxide_nm, _ANGLES) * (mica.whiteness + (1 - mica.whiteness) * tint)
    colours = to_wide(seen, response)
    if mica.grating_deg:
        colours = _grating(colours[0], mica)
    reflected: Floats = np.array(touched * mica.share * colours.T, np.float32, order="C")
    return reflected


def _grating(metal: Real, mica: Mica) -> Real:
    """Run the hue of metal (3,) through the rainbow: colours (angles, 3). A look, no optics."""
    lightness, a, b = linear_to_lab(np.clip(WIDE_TO_LINEAR @ metal, 0, 1))
    run = np.linspace(1, 0, _ANGLES)
    hue = np.arctan2(b, a) + np.radians(mica.grating_deg) * run
    chroma = max(np.hypot(a, b), 45.0)
    lightness = np.clip(lightness, 62, 75)
    lab = np.stack([np.full_like(run, lightness), chroma * np.cos(hue), chroma * np.sin(hue)])
    colours = np.clip(xyz_to_linear(lab_to_xyz(lab.T)), 0, 1) @ LINEAR_TO_WIDE.T
    mixed: Real = colours + mica.whiteness * (0.85 - colours)
    return mixed


def reflections(
    half: Floats, pose: Floats, mirror: Mirror, finish: Finish, lamp: float, columns: int
) -> Floats:
    """Draw what the surface reflects towards the camera, as a texture of the lips.

    Parameters
    ----------
    half : (3,) float32, unit length
        Half-way between lamp and camera, in the head's axes: x right, y up, z ahead.
    pose : (3, 3) float32
        Rotation from the head's axes to the camera's.
    mirror : Mirror
    finish : Finish
    lamp : float
        Share of the light that is the lamp's.
    columns : int
        Of the texture.

    Returns
    -------
    texture : (rows, columns[, 3]) float32, at least 0
        Relative to a white matte surface in the same light; linear wide RGB, or one plane
        where all of it is white.
    """
    shape = relief(finish.lines, columns)
    bright = _lamp(shape.normals, half, finish.roughness)
    bright *= shape.slant
    bright *= np.float32(lamp)
    clear = bright * np.float32(mirror.clear)
    if mirror.mica is None and mirror.fuzz is None:
        return clear
    ahead = _dot(shape.normals, pose[2])
    np.maximum(ahead, 0, out=ahead)
    planes = [clear, clear.copy(), clear.copy()]
    if mirror.mica is not None:
        # The room in a curved mirror: light above, dark below, as sharp as the mirror is.
        height = 2 * ahead * _dot(shape.normals, pose[1]) - pose[2, 1]
        soft = np.float32(0.10 + finish.roughness)
        room = np.clip((height + 0.15) / (2 * soft) + 0.5, 0, 1)
        room *= room * (3 - 2 * room)
        room *= np.float32(_ABOVE - _BELOW)
        room += np.float32(_BELOW)
        bright += room
        if finish.mica is not None and (finish.mica.oxide_nm or finish.mica.grating_deg):
            angles = ((1 - ahead) * (_ANGLES - 1)).astype(np.uint8)
            red, green, blue = (cv2.LUT(angles, plane) * bright for plane in mirror.mica)
        else:
            red, green, blue = (bright * share for share in mirror.mica[:, 0])
        for plane, more in zip(planes, (red, green, blue), strict=True):
            plane += more
    if mirror.fuzz is not None:
        edge = 1 - ahead
        edge *= edge
        edge *= np.float32(_FUZZ_EDGE)
        edge += np.float32(_FUZZ_VEIL)
        for plane, share in zip(planes, mirror.fuzz, strict=True):
            plane += edge * share
    return np.asarray(cv2.merge(planes), np.float32)


def _lamp(normals: Floats, half: Floats, roughness: float) -> Floats:
    """Reflection of lamp and room in a surface of unit reflectance.

    The lamp is a rectangle; its reflection has the tails of a GGX lobe around it and always
    the same energy, so that it is crisp in gloss and as wide as the lip on velvet.

    References
    ----------
    Walter et al. (2007), Microfacet Models for Refraction, eq. 33 (GGX); the area of a
    rectangle with such a border is Steiner's formula.
    """
    right = np.array([half[2], 0, -half[0]], np.float32)
    right /= max(float(np.linalg.norm(right)), 1e-6)
    up = np.cross(half, right).astype(np.float32)
    x, y = np.abs(_dot(normals, right)), np.abs(_dot(normals, up))
    facing = _dot(normals, half)
    squared = facing * np.maximum(facing, 0)
    x -= np.float32(_LAMP_X)
    y -= np.float32(_LAMP_Y)
    np.maximum(x, 0, out=x)
    np.maximum(y, 0, out=y)
    alpha_x, alpha_y, peak = _lobe(roughness)
    x *= np.float32(1 / alpha_x)
    y *= np.float32(1 / alpha_y)
    x *= x
    y *= y
    x += y
    x += 1
    x *= x
    found = np.float32(peak) / x
    found *= squared > 0.2
    # What else the room reflects: a broad, weak lobe.
    wide = min(_ROOM_WIDER * roughness + _ROOM_ROUGHER, 1.0) ** 4
    squared *= np.float32(wide - 1)
    squared += 1
    squared *= squared
    found += np.float32(_ROOM * wide / np.pi) / squared
    if roughness < _WET:
        found += _fill(normals, half, roughness)
    return found


def _fill(normals: Floats, half: Floats, roughness: float) -> Floats:
    """Reflection of a broad light across from the lamp and below it: a GGX lobe."""
    other = np.array([-half[0] - np.sign(half[0] or 1) * 0.18, half[1] - 0.42, half[2]])
    other /= np.linalg.norm(other)
    square = (roughness + _FILL_ROUGHER) ** 4
    facing = np.maximum(_dot(normals, other.astype(np.float32)), 0)
    facing *= facing
    facing *= np.float32(square - 1)
    facing += 1
    facing *= facing
    found: Floats = np.float32(_FILL * square / np.pi) / facing
    # A mirror of small roughness shows it as bright as it is, and no brighter.
    return np.minimum(found, np.float32(_FILL * 12))


@lru_cache(maxsize=64)
def _lobe(roughness: float) -> tuple[float, float, float]:
    """Width of the lamp's border across and down the lips, and its peak.

    The border is never sharper than a curtain's, and across less sharp than down: lips hardly
    bend from side to side, and a straight upright edge in the middle of one looks cut out.
    """
    down = roughness**2 + _LAMP_EDGE
    across = down + 1.5 * _LAMP_EDGE
    area = (
        4 * _LAMP_X * _LAMP_Y
        + np.pi * (_LAMP_X * down + _LAMP_Y * across)
        + np.pi * across * down
    )
    return across, down, 1 / float(area)


def _dot(vectors: Floats, direction: Floats) -> Floats:
    """Scalar products (rows, columns) of planes (3, rows, columns) with one direction (3,)."""
    x, y, z = vectors
    product: Floats = x * direction[0]
    product += y * direction[1]
    product += z * direction[2]
    return product
