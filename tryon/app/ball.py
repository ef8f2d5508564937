"""A shade as a small lacquered ball: its true colour, and how its finish takes the light."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tryon.catalogue.look import make_effect
from tryon.catalogue.product import Product, is_pencil
from tryon.core.colour import WIDE_TO_LINEAR, linear_to_srgb
from tryon.core.scene import Bytes, Floats
from tryon.effects.blend import Blend
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.platelets import mirrored
from tryon.effects.spectral import to_wide

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Lacquer:
    """What a ball is coated with.

    Attributes
    ----------
    reflectance : 3 floats
        Linear sRGB of the opaque product; the broad middle of the ball has this colour.
    finish : Finish
    second : 3 floats or None
        The other colour; an ombré without one fades to the bare lip.
    blend : Blend or None
        How both share the ball.
    liner : 3 floats or None
        A line round it.
    """

    reflectance: Colour
    finish: Finish
    second: Colour | None = None
    blend: Blend | None = None
    liner: Colour | None = None


def lacquer_of(product: Product, finish: str) -> Lacquer:
    """Say what a ball of `product` is coated with, in its own finish or in a named one."""
    effect = make_effect(dict(product.wear), product.id)
    own = getattr(effect, "finish", FINISHES["satin"])
    chosen = FINISHES[finish] if finish != product.finish and finish in FINISHES else own
    colour = product.shade.reflectance
    if is_pencil(product):  # what it draws, round bare lips
        return Lacquer(BARE_LIP, chosen, liner=colour)
    second, liner = product.second, product.liner
    return Lacquer(
        colour,
        chosen,
        second.shade.reflectance if second else None,
        product.blend,
        (liner.product or product).shade.reflectance if liner else None,
    )


@dataclass(frozen=True, slots=True)
class _Sheen:
    """How a finish takes the light of a window at the upper left."""

    blur: float  # how soft the window's reflection is, in radii
    strength: float  # linear, relative to white
    cover: float = 1.0  # share of what lies below that is hidden
    metal: float = 0.0  # share of the reflection that has the colour of the pigment
    flakes: int = 0


_SHEENS = {
    "matte": _Sheen(0.85, 0.035),
    "satin": _Sheen(0.42, 0.16),
    "cream": _Sheen(0.30, 0.24),
    "sheer": _Sheen(0.16, 0.34, cover=0.60),
    "gloss": _Sheen(0.06, 0.62),
    "metallic": _Sheen(0.28, 0.60, metal=0.7),
    "shimmer": _Sheen(0.36, 0.24, metal=0.3, flakes=90),
}
_LIGHT = np.array([-0.42, -0.52, 0.74], np.float32)  # x right, y down, z to the eye
_LIGHT /= np.linalg.norm(_LIGHT)
_WINDOW = (
    -0.36,
    -0.44,
    0.25,
    0.124,
)  # its reflection: middle, half height, half width, in radii
#: Brightness of what platelets mirror that cover everything.
_GLOW = 0.55
BARE_LIP = (0.46, 0.20, 0.17)  #: Linear sRGB of what shines through.
_BARE_LIP = np.array(BARE_LIP, np.float32)
#: Where the line round a ball begins, in radii, and how much deeper it is drawn than it is, so
#: that one in the shade of the lips is seen.
_LINE_FROM, _LINE_DEEPER = 0.80, 0.72


@lru_cache(maxsize=512)
def ball(lacquer: Lacquer, size_px: int) -> Bytes:
    """Render a ball that is coated with a product.

    Parameters
    ----------
    lacquer : Lacquer
    size_px : int

    Returns
    -------
    rgba : (size_px, size_px, 4) uint8, read-only
        sRGB-encoded, not premultiplied, transparent around the ball.
    """
    sheen = _sheen(lacquer.finish)
    x, y, radius = _disc(size_px)
    z = np.sqrt(np.clip(1 - radius**2, 0.0, 1.0))
    normals = np.stack([x, y, z], axis=-1)
    pigment = np.clip(np.array(lacquer.reflectance, np.float32), 0.0, 1.0)
    body = sheen.cover * pigment + (1 - sheen.cover) * _BARE_LIP
    if lacquer.blend is not None:
        second = np.clip(np.array(lacquer.second or _BARE_LIP, np.float32), 0.0, 1.0)
        other = sheen.cover * second + (1 - sheen.cover) * _BARE_LIP
        body = body + (other - body) * _share(lacquer.blend, y, radius)[..., None]
    if lacquer.liner is not None:
        line = np.clip(np.array(lacquer.liner, np.float32), 0.0, 1.0) * _LINE_DEEPER
        drawn = np.clip((radius - _LINE_FROM) * size_px / 2 + 0.5, 0.0, 1.0)
        body = body + (line - body) * drawn[..., None]

    # A soft wrap instead of a cosine: most of the ball shows the colour itself.
    facing = normals @ _LIGHT
    shade = 0.58 + 0.48 * np.clip(facing, -0.6, 0.88)
    gleam = _window(x, y, sheen.blur) * sheen.strength
    if sheen.metal:
        # A metal mirrors the room: bright above, dark below the horizon, bright floor.
        shade *= 1 + sheen.metal * 0.6 * np.sin(4.6 * (y - 0.25 * x) + 2.4) * (0.3 + 0.7 * z)
    if sheen.flakes:
        count = round(
            sheen.flakes * min(1.0, size_px / 80)
        )  # fewer, or a small ball is all flakes
        gleam = gleam + _sparkle(x, y, size_px, count) * np.clip(facing + 0.3, 0, 1)
    if sheen.blur < 0.2:  # light thrown back by the table
        gleam = gleam + 0.10 * np.clip(1 - np.hypot(x - 0.40, y - 0.56) / 0.34, 0, 1) ** 2
    tint = 1 - sheen.metal + sheen.metal * (0.3 + 0.7 * pigment / max(pigment.max(), 0.05))
    linear = body * shade[..., None] + tint * gleam[..., None]
    if (mica := lacquer.finish.mica) is not None and mica.oxide_nm:
        # Platelets mirror in their own colour, brightest where the ball faces the light.
        glow = np.clip(facing, 0, 1) ** 6 * (_GLOW * mica.share)
        linear = linear + _interference(mica.oxide_nm) * glow[..., None]

    rgba = np.empty((size_px, size_px, 4), np.uint8)
    rgba[..., :3] = np.rint(linear_to_srgb(np.clip(linear, 0.0, 1.0)) * 255)
    rgba[..., 3] = np.rint(255 * np.clip((1 - radius) * size_px / 2 + 0.5, 0, 1))
    rgba.flags.writeable = False
    return rgba


@lru_cache(maxsize=16)
def _interference(oxide_nm: float) -> Floats:
    """Linear sRGB (3,) of what platelets mirror when they face the light, the brightest 1."""
    colour = WIDE_TO_LINEAR @ to_wide(mirrored(oxide_nm, 2)[0])
    return np.asarray(np.clip(colour / colour.max(), 0, 1), np.float32)


def _share(blend: Blend, y: Floats, radius: Floats) -> Floats:
    """Share of the second colour: below, at the rim, or where the ball turns away."""
    if blend is Blend.TWO_TONE:
        return np.clip(y * 20 + 0.5, 0.0, 1.0)
    start, end = (0.30, 0.90) if blend is Blend.OMBRE else (0.45, 0.95)
    share = np.clip((radius - start) / (end - start), 0.0, 1.0)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def _sheen(finish: Finish) -> _Sheen:
    """Say how a finish looks on a ball; one that was not drawn by hand, by its parameters."""
    if finish.name in _SHEENS and FINISHES[finish.name] == finish:
        return _SHEENS[finish.name]
    mica, flakes = finish.mica, finish.flakes
    return _Sheen(
        blur=min(max(1.6 * (finish.roughness - 0.08), 0.03), 0.9),
        strength=min(0.75 * finish.gloss * math.exp(-finish.roughness / 0.2), 0.8)
        + (0.25 * mica.share if mica else 0.0),
        cover=min(0.62 + 0.42 * finish.hiding, 1.0),
        metal=mica.share * (1 - mica.whiteness / 2) if mica else 0.0,
        flakes=min(round(8 * flakes.density_mm2), 160) if flakes else 0,
    )


def _disc(size_px: int) -> tuple[Floats, Floats, Floats]:
    """Coordinates of the pixels from the middle, in radii, and their distance from it."""
    line = ((np.arange(size_px, dtype=np.float32) + 0.5) / size_px) * 2 - 1
    x, y = np.meshgrid(line, line)
    return x, y, np.hypot(x, y)


def _window(x: Floats, y: Floats, blur: float) -> Floats:
    """Reflection of a window with rounded corners, in [0, 1], sinking where it is blurred."""
    middle_x, middle_y, half_height, half_width = _WINDOW
    # Its upright axis leans along the ball.
    along = 0.80 * (x - middle_x) - 0.60 * (y - middle_y)
    across = 0.60 * (x - middle_x) + 0.80 * (y - middle_y)
    corner = 0.10
    outside = np.hypot(
        np.clip(np.abs(along) - half_height + corner, 0, None),
        np.clip(np.abs(across) - half_width + corner, 0, None),
    )
    edge = np.clip((corner + blur / 2 - outside) / (blur + 1e-3), 0, 1)
    return np.asarray(edge * edge * (3 - 2 * edge), np.float32)


def _sparkle(x: Floats, y: Floats, size_px: int, count: int) -> Floats:
    """Flakes at fixed places, in [0, 1]: the same ball sparkles alike on every screen."""
    random = np.random.default_rng(7)
    glints = np.zeros_like(x)
    width = 1.6 / size_px
    for place_x, place_y, height in random.uniform((-1, -1, 0), (1, 1, 1), (count, 3)):
        near = ((x - place_x) ** 2 + (y - place_y) ** 2) / (2 * width**2)
        glints += 0.9 * height**2 * np.exp(-np.minimum(near, 30))
    return glints
