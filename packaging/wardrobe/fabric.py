"""Fabrics drawn by rule: relief in mm and reflectance relative to the dye, on a grid in cm.

A texel is about 1.3 mm, coarser than yarn: what is drawn is what remains of a weave at arm's
length (wales, slubs, twill lines, melange), at its true scale where that is above two texels.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from wardrobe.anatomy import Floats
from wardrobe.drape import Cloth


@dataclass(frozen=True)
class Weave:
    """What a piece of cloth looks like.

    Attributes
    ----------
    relief : (h, w) mm
    dye : (h, w, 3) in [0, 1]
    rough : (h, w) in [0, 1], or None
        Share of `Fabric.roughness`; only of what shines.
    """

    relief: Floats
    dye: Floats
    rough: Floats | None = None


Drawing = Callable[[Floats, Floats, np.random.Generator], Weave]


@dataclass(frozen=True)
class Fabric:
    """A cloth.

    Attributes
    ----------
    name : str
        One of the renderer's fabrics: cotton, denim, linen, wool, silk, satin, leather.
    roughness : float
    draw : Drawing
        Of u (h, w) and v (h, w), cm: right and up on the pattern piece.
    cloth : Cloth
        How it moves.
    thickness : float, m
    folds : float
        How much stronger the mirror shows folds than they were draped. At the same place of
        photographs worn cloth has 0.076 of contrast between 8 and 32 px (torsos of 300 px;
        standard deviation of log codes; median of four people in plain clothes), a T-shirt has
        0.047 as it was draped and 0.069 at 1.5.
    """

    name: str
    roughness: float
    draw: Drawing
    cloth: Cloth
    thickness: float = 0.0016
    folds: float = 1.5


def noise(
    shape: tuple[int, ...], grain: tuple[float, float], rng: np.random.Generator
) -> Floats:
    """Return (h, w) smooth noise of mean 0 and deviation 1; ``grain`` (x, y) in texels."""
    rough = rng.standard_normal((shape[0] + 8, shape[1] + 8))
    smooth = cv2.GaussianBlur(
        rough, (0, 0), sigmaX=max(grain[0], 0.1), sigmaY=max(grain[1], 0.1)
    )
    smooth = smooth[4:-4, 4:-4]
    return smooth / max(float(smooth.std()), 1e-9)


def grey(shade: Floats) -> Floats:
    """Return (h, w, 3) from (h, w), in [0, 1]."""
    return np.repeat(np.clip(shade, 0, 1)[..., None], 3, axis=2)


def jersey(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Single knit: faint upright wales."""
    fine = noise(u.shape, (0.6, 1.2), rng)
    soft = noise(u.shape, (6, 9), rng)
    wales = np.cos(2 * np.pi * u / 0.33)
    relief = 0.035 * wales + 0.03 * fine
    return Weave(relief, grey(0.93 + 0.012 * wales + 0.016 * fine + 0.008 * soft))


def fleece(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Sweatshirt: denser, softer, a little melange."""
    fine = noise(u.shape, (0.7, 0.7), rng)
    mix = noise(u.shape, (0.8, 2.2), rng)
    return Weave(0.06 * fine, grey(0.91 + 0.02 * fine + 0.02 * mix))


def ribbing(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Two-by-two rib, every 5 mm."""
    ribs = np.cos(2 * np.pi * u / 0.5)
    fine = noise(u.shape, (0.6, 1.0), rng)
    return Weave(0.35 * ribs + 0.03 * fine, grey(0.86 + 0.07 * ribs + 0.012 * fine))


def poplin(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Shirting: nearly smooth."""
    fine = noise(u.shape, (0.5, 0.5), rng)
    soft = noise(u.shape, (8, 8), rng)
    return Weave(0.012 * fine, grey(0.95 + 0.008 * fine + 0.006 * soft))


def oxford_stripe(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Shirting with a fine blue stripe every 9 mm on white."""
    plain = poplin(u, v, rng)
    line = 0.5 + 0.5 * np.tanh(6 * (np.cos(2 * np.pi * u / 0.9) - 0.55))
    blue = np.array([0.22, 0.38, 0.72])
    return Weave(plain.relief, plain.dye * (1 - line[..., None] * (1 - blue)))


def check(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Gingham of 1.8 cm: where the bands cross it is darkest."""
    plain = poplin(u, v, rng)
    band_u = 0.5 + 0.5 * np.tanh(9 * np.cos(2 * np.pi * u / 1.8))
    band_v = 0.5 + 0.5 * np.tanh(9 * np.cos(2 * np.pi * v / 1.8))
    deep = ((band_u + band_v) / 2)[..., None]
    blue = np.array([0.05, 0.12, 0.33])
    return Weave(plain.relief, plain.dye * ((1 - deep) + deep * blue))


def breton(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Jersey with navy stripes: 1 cm of every 3."""
    knit = jersey(u, v, rng)
    band = 0.5 + 0.5 * np.tanh(10 * (np.cos(2 * np.pi * v / 3.0) - 0.5))
    navy = np.array([0.028, 0.045, 0.11])
    return Weave(knit.relief, knit.dye * (1 - band[..., None] * (1 - navy)))


def linen(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Plain weave of uneven yarn: slubs, long ones across and shorter ones up, and gaps."""
    warp, weft = noise(u.shape, (0.6, 7), rng), noise(u.shape, (11, 0.6), rng)
    slub = np.maximum(noise(u.shape, (8, 0.8), rng) - 1.2, 0)
    slub += 0.6 * np.maximum(noise(u.shape, (0.8, 6), rng) - 1.2, 0)
    fine = noise(u.shape, (0.5, 0.5), rng)
    relief = 0.06 * warp + 0.06 * weft + 0.1 * slub
    tone = 0.84 + 0.036 * warp + 0.042 * weft + 0.06 * slub + 0.025 * fine
    return Weave(relief, grey(tone))


def denim(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Right-hand twill of indigo warp and white weft, uneven yarn, washed light in clouds."""
    warp = noise(u.shape, (0.5, 14), rng)
    fine = noise(u.shape, (0.5, 0.8), rng)
    cloud = noise(u.shape, (9, 16), rng)
    twill = np.cos(2 * np.pi * (u - v) / 0.42)
    tone = 1 + 0.10 * warp + 0.09 * fine + 0.025 * twill + 0.06 * cloud
    washed = np.array([0.27, 0.40, 0.58])
    dye = np.clip(tone, 0.5, 1.5)[..., None] * washed
    return Weave(0.012 * twill + 0.03 * warp, np.clip(dye, 0, 1))


def _melange(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """(h, w) of mean 0 and deviation 1: wool dyed before it was spun, light and dark mixed."""
    fibres, yarn = noise(shape, (0.55, 0.55), rng), noise(shape, (0.7, 2.6), rng)
    return np.asarray(0.8 * fibres + 0.6 * yarn)


def _herringbone(u: Floats, v: Floats, column: float, line: float) -> Floats:
    """(h, w) in [-1, 1]: slanting lines that turn at every ``column``, ``line`` apart; cm."""
    turned = np.abs(u % (2 * column) - column)
    return np.asarray(np.cos(2 * np.pi * (turned + v) / line))


def twill(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Jacketing: herringbone of uneven yarn."""
    mix = _melange(u.shape, rng)
    uneven = np.clip(1 + 0.4 * noise(u.shape, (1.5, 4.0), rng), 0.2, 1.8)
    bone = uneven * _herringbone(u, v, 1.3, 0.56)
    return Weave(0.03 * bone + 0.02 * mix, grey(0.84 + 0.075 * bone + 0.045 * mix))


def flannel(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Suiting that was milled: no weave is seen, only its melange."""
    mix, cloud = _melange(u.shape, rng), noise(u.shape, (3.0, 5.0), rng)
    line = np.cos(2 * np.pi * (u - v) / 0.5)
    return Weave(
        0.03 * mix + 0.015 * line, grey(0.85 + 0.06 * mix + 0.016 * cloud + 0.015 * line)
    )


def coating(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Heavy wool: a broad herringbone below a nap that was brushed down."""
    mix, nap = _melange(u.shape, rng), noise(u.shape, (0.8, 5.0), rng)
    bone = _herringbone(u + 0.04 * nap, v + 0.06 * mix, 1.8, 0.84)
    tone = 0.85 + 0.045 * bone + 0.035 * mix + 0.03 * nap
    return Weave(0.05 * mix + 0.05 * nap + 0.05 * bone, grey(tone))


def satin(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Long floats: almost no relief of its own, some threads drawn tighter than others."""
    warp = noise(u.shape, (0.5, 12), rng)
    rough = np.clip(0.88 + 0.05 * warp, 0, 1)
    return Weave(0.004 * warp, grey(0.95 + 0.006 * warp), rough)


def nappa(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Leather: fine pebbles, creases where it gives, polished where it is rubbed."""
    pebble = np.tanh(noise(u.shape, (1.0, 1.0), rng))
    wide = noise(u.shape, (14, 14), rng)
    fold = np.exp(-((noise(u.shape, (7, 4), rng) / 0.10) ** 2)) * np.clip(wide, 0, 1)
    relief = 0.08 * pebble - 0.3 * fold
    tone = 0.90 + 0.022 * pebble + 0.03 * wide - 0.10 * fold
    return Weave(relief, grey(tone), np.clip(0.80 - 0.05 * wide + 0.15 * fold, 0, 1))


def crepe(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Dress crepe: pebbly and matt."""
    pebble = noise(u.shape, (0.6, 0.6), rng)
    return Weave(0.035 * pebble, grey(0.92 + 0.014 * pebble))


def meadow(u: Floats, v: Floats, rng: np.random.Generator) -> Weave:
    """Viscose with scattered five-petalled flowers, white with a warm heart, on navy."""
    plain = crepe(u, v, rng)
    dye = plain.dye * np.array([0.030, 0.055, 0.150])
    step = 5.2
    cells_u, cells_v = np.floor(u / step), np.floor(v / step)
    petals = np.zeros(u.shape)
    heart = np.zeros(u.shape)
    leaf = np.zeros(u.shape)
    for du in (-1, 0, 1):
        for dv in (-1, 0, 1):
            cu, cv = cells_u + du, cells_v + dv
            # A position, size and turn for each cell that do not depend on the picture's frame.
            r1 = np.modf(np.abs(np.sin(cu * 127.1 + cv * 311.7) * 43758.5453))[0]
            r2 = np.modf(np.abs(np.sin(cu * 269.5 + cv * 183.3) * 43758.5453))[0]
            r3 = np.modf(np.abs(np.sin(cu * 419.2 + cv * 371.9) * 43758.5453))[0]
            x, y = u - (cu + 0.15 + 0.7 * r1) * step, v - (cv + 0.15 + 0.7 * r2) * step
            r, angle = np.hypot(x, y), np.arctan2(y, x) + 6.3 * r3
            size = 0.75 + 0.85 * r3
            rim = size * (0.62 + 0.38 * np.abs(np.cos(2.5 * angle)))
            petals = np.maximum(petals, np.clip((rim - r) / 0.12, 0, 1))
            heart = np.maximum(heart, np.clip((0.26 * size - r) / 0.1, 0, 1))
            lx, ly = x - 1.5 * size * np.cos(9 * r1), y - 1.5 * size * np.sin(9 * r1)
            tilt = 9 * r1
            along = lx * np.cos(tilt) + ly * np.sin(tilt)
            across = -lx * np.sin(tilt) + ly * np.cos(tilt)
            blade = 1 - np.hypot(along / (0.75 * size), across / (0.28 * size))
            leaf = np.maximum(leaf, np.clip(blade / 0.15, 0, 1))
    for mask, colour in (
        (leaf, (0.10, 0.22, 0.13)),
        (petals, (0.86, 0.80, 0.74)),
        (heart, (0.90, 0.55, 0.12)),
    ):
        share = mask[..., None]
        dye = (1 - share) * dye + share * np.array(colour)
    return Weave(plain.relief, dye)


_DUCHESSE = Cloth(weight=0.2, bend=5e-5, hold=400.0)
_FLOWING = Cloth(weight=0.14, bend=6e-6, hold=600.0)
_SOFT = Cloth(weight=0.18, bend=6e-6)
_CRISP = Cloth(weight=0.13, bend=2e-5)
#: Shirts crease in folds of four centimetres; as wide as a hand they looked blown up.
_SHIRTING = Cloth(weight=0.13, bend=8e-6, hold=5000.0)
_FIRM = Cloth(weight=0.32, bend=6e-5, clearance=0.006)
#: Leather and denim give little but crease sharply, every six centimetres where they are worn.
#: Four times as stiff they lay in dents a hand wide, and leather looked like rubber.
_STIFF = Cloth(weight=0.42, bend=3e-5, hold=4000.0)
_CANVASED = Cloth(weight=0.35, bend=4e-4, clearance=0.007)

FABRICS = {
    "jersey": Fabric("cotton", 0.9, jersey, _SOFT),
    "breton": Fabric("cotton", 0.9, breton, _SOFT),
    "fleece": Fabric("cotton", 0.95, fleece, _FIRM, 0.003),
    "poplin": Fabric("cotton", 0.8, poplin, _SHIRTING, 0.0012),
    "oxford": Fabric("cotton", 0.8, oxford_stripe, _SHIRTING, 0.0012),
    "check": Fabric("cotton", 0.82, check, _SHIRTING, 0.0012),
    "linen": Fabric("linen", 0.85, linen, _CRISP),
    "denim": Fabric("denim", 0.9, denim, _STIFF, 0.002),
    "suiting": Fabric("wool", 0.85, flannel, _FIRM),
    "twill": Fabric("wool", 0.85, twill, _CANVASED, folds=2.0),
    "coating": Fabric("wool", 0.95, coating, _CANVASED, 0.003, folds=2.0),
    "satin": Fabric("satin", 0.5, satin, _DUCHESSE, 0.001),
    "nappa": Fabric("leather", 0.55, nappa, _STIFF, 0.002, folds=2.0),
    "crepe": Fabric("silk", 0.75, crepe, _FLOWING, 0.001),
    "meadow": Fabric("cotton", 0.85, meadow, _FLOWING, 0.001),
}
