"""What an effect asks the compositor to draw."""

from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np

from tryon.core.mesh import Posed
from tryon.core.scene import Box, Floats, Silhouette, freeze
from tryon.core.shade import Status


@dataclass(frozen=True, slots=True, eq=False)
class Coat:
    """A film of colour on skin: pixels, drawn on the CPU.

    Attributes
    ----------
    effect : str
        Name of the effect, for masks and reports.
    status : {"verified", "estimated"}
        How the colour of the product is known.
    box : Box
        Inside the frame.
    mask : (box.height, box.width) float32, in [0, 1]
        Share of each pixel that is coated.
    film : (3, 4) float32
        Coefficients of `tryon.core.film.film` in linear wide RGB.
    light : (3,) float32, linear sRGB
        What a white matte surface would show in the place of the skin, on average.
    bare_luminance : float
        Luminance that the bare skin under the mask has in the picture, on average: what
        `light` made of it.
    modelling : float
        Exponent of the slowest changes of luminance: 1 keeps them, less where part of them is
        thought to be the colour of the bare skin, which the film hides.
    relief_px : float
        Size (standard deviation) below which changes of luminance are lines and pores; above
        it they are light and shade.
    lines : float
        Exponent of lines and pores: 1 keeps them, 0 fills them.
    shine : float
        Factor on the highlights that the bare skin has: 1 keeps them, 0 mats them.
    glints : (box.height, box.width) or (box.height, box.width, 3) float32, or None
        Highlights that are added, as shares of `light`: white, or linear wide RGB.
    second : (3, 4) float32 or None
        Film of a second colour.
    blend : (box.height, box.width) float32, in [0, 1], or None
        Share of the second colour in each pixel.
    shade_de2000 : float or None
        Mean ΔE00 by which the product, the less known of two, may differ from the colours of
        the films; None is what is usual for its status.
    """

    effect: str
    status: Status
    box: Box
    mask: Floats = field(repr=False)
    film: Floats = field(repr=False)
    light: Floats
    bare_luminance: float
    modelling: float
    relief_px: float
    lines: float
    shine: float
    glints: Floats | None = field(default=None, repr=False)
    second: Floats | None = field(default=None, repr=False)
    blend: Floats | None = field(default=None, repr=False)
    shade_de2000: float | None = None

    def __post_init__(self) -> None:
        inside = (self.box.height, self.box.width)
        freeze("mask", self.mask, np.float32, inside)
        freeze("film", self.film, np.float32, (3, 4))
        freeze("light", self.light, np.float32, (3,))
        if self.glints is not None:
            planes = (3,) if self.glints.ndim == 3 else ()
            freeze("glints", self.glints, np.float32, inside + planes)
        if (self.second is None) != (self.blend is None):
            raise ValueError("second and blend belong together")
        if self.second is not None and self.blend is not None:
            freeze("second", self.second, np.float32, (3, 4))
            freeze("blend", self.blend, np.float32, inside)


@dataclass(frozen=True, slots=True, eq=False)
class Clothes:
    """What somebody wears in the picture.

    Attributes
    ----------
    seen : Silhouette
        Of them alone, without skin.
    person : Silhouette
        Of who wears them.
    looseness : float
        As of `Body`.
    """

    seen: Silhouette
    person: Silhouette
    looseness: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Drape:
    """Cloth on a body: triangles, drawn on the GPU.

    Attributes
    ----------
    effect : str
        Name of the effect, for masks and reports.
    status : {"verified", "estimated"}
        How the colour of the product is known.
    worn : Posed
    body : Posed or None
        The wearer, as a mannequin: not drawn, but it hides what is behind it.
    focal_px, centre_px : float, (float, float)
        The lens: ``(x, y, z)`` shows at ``centre_px + focal_px * (x, -y) / -z``.
    harmonics : (9, 3) float32
        Irradiance as of `Light.harmonics`.
    light : (3,) float32, linear sRGB
        What a white matte surface that faces the camera would show.
    limbs : (k, 2, 4) float32, m
        Both ends of the capsules around head, arms and legs, in camera space, and their radii:
        what they are close to gets less light.
    in_front : Silhouette or None
        What is before everything: hands, hair, things held.
    receives : Silhouette or None
        What of the picture lies close behind it and takes its shadow: the wearer, but for the
        face. Nothing does, where there is none.
    covers : Clothes or None
        What it is drawn out over where that is a little wider.
    opacity : float, in [0, 1]
        Less than 1 while it fades in or out.
    over : int
        What has more lies over what has less; of equals, what was put on later.
    group : hashable
        Drapes of one group are of one body, seen through one lens: they hide each other, and
        what lies below goes in. Groups are laid over each other.
    """

    effect: str
    status: Status
    worn: Posed
    body: Posed | None
    focal_px: float
    centre_px: tuple[float, float]
    harmonics: Floats = field(repr=False)
    light: Floats
    limbs: Floats = field(default_factory=lambda: np.zeros((0, 2, 4), np.float32), repr=False)
    in_front: Silhouette | None = None
    receives: Silhouette | None = None
    covers: Clothes | None = None
    opacity: float = 1.0
    over: int = 0
    group: Hashable = None

    def __post_init__(self) -> None:
        freeze("harmonics", self.harmonics, np.float32, (9, 3))
        freeze("light", self.light, np.float32, (3,))
        freeze("limbs", self.limbs, np.float32, (None, 2, 4))


Layer = Coat | Drape
