"""Finishes: what a lip product's film and surface are, physically, and the names for them.

Eight parameters describe a finish. Two of them, the platelets and the flakes, have parts of
their own and are absent from most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from annotated_types import Interval

from tryon.core.shade import Shade

Share = Annotated[float, Interval(ge=0.0, le=1.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mica:
    """Platelets that lie flat in the film, too fine to be seen one by one.

    Attributes
    ----------
    share : float, in [0, 1]
        Of the surface that is theirs: 0.3 is a pearl, 0.9 is metal.
    whiteness : float, in [0, 1]
        Share of them that lies above all pigment; the others are seen through it, and mirror
        in the colour of the product.
    oxide_nm : float, in [0, 400]
        Thickness of titanium dioxide on each face of a flake of mica, which sets the colour
        that it mirrors: 40 to 60 silver, 75 gold, 90 red, 105 violet, 120 blue, 140 green.
        0 is aluminium.
    grating_deg : float, in [-720, 720]
        So far the hue of what they mirror runs from the mirror angle to glancing ones, where
        they are ruled; a look, and no optics.
    """

    share: Share
    whiteness: Share = 0.0
    oxide_nm: Annotated[float, Interval(ge=0.0, le=400.0)] = 0.0
    grating_deg: Annotated[float, Interval(ge=-720.0, le=720.0)] = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flakes:
    """Flakes that are seen one by one: glitter.

    Attributes
    ----------
    density_mm2 : float, in [0, 60]
        Flakes on a square millimetre.
    size_mm : float, in [0.02, 0.6]
        Across.
    spread_deg : float, in [1, 45]
        Standard deviation of how they tilt out of the surface.
    iridescence : float, in [0, 1]
        0 mirrors in one colour; 1 in any colour of the rainbow, by the angle.
    colour : Shade or None
        What they mirror; None is the product's own colour, paled.
    """

    density_mm2: Annotated[float, Interval(ge=0.0, le=60.0)]
    size_mm: Annotated[float, Interval(ge=0.02, le=0.6)] = 0.06
    spread_deg: Annotated[float, Interval(ge=1.0, le=45.0)] = 20.0
    iridescence: Share = 0.0
    colour: Shade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """How a lip product covers and how its surface takes the light.

    Attributes
    ----------
    name : str
        The word for it; ``"own"`` when the parameters were written one by one.
    hiding : float, in [0, 0.99]
        Share of the bare lip's differences that one coat hides.
    dye : float, in [0, 1]
        Share of the colour that is dissolved: 1 stains and cannot make lips lighter, 0 is
        pigment that scatters.
    lines : float, in [0, 1.3]
        Exponent of the lip's lines under a hiding coat: 1 keeps them, 0 fills them, above 1 a
        dry film shows them more.
    roughness : float, in [0.03, 1]
        Of the surface (GGX, square root of alpha): small is wet.
    gloss : float, in [0, 2]
        Strength of the clear, colourless reflection; 1 is one surface of index 1.5, more has
        several, as a thick clear layer does.
    fuzz : float, in [0, 1]
        Powder on the surface, which scatters light at glancing angles, as velvet does.
    mica : Mica or None
    flakes : Flakes or None
    """

    name: str = "own"
    hiding: Annotated[float, Interval(ge=0.0, le=0.99)]
    dye: Share = 0.0
    lines: Annotated[float, Interval(ge=0.0, le=1.3)] = 0.8
    roughness: Annotated[float, Interval(ge=0.03, le=1.0)]
    gloss: Annotated[float, Interval(ge=0.0, le=2.0)] = 1.0
    fuzz: Share = 0.0
    mica: Mica | None = None
    flakes: Flakes | None = None


_GOLD = Shade((0.93, 0.62, 0.24))
_SILVER = Shade((0.95, 0.93, 0.90))

_ALL = (
    # Dry: pigment and powder, hardly any shine.
    Finish(name="matte", hiding=0.96, lines=0.70, roughness=0.56, gloss=0.75),
    Finish(name="liquid-matte", hiding=0.97, lines=1.15, roughness=0.95, gloss=0.05),
    Finish(name="soft-matte", hiding=0.78, lines=0.45, roughness=0.48, gloss=0.9, fuzz=0.30),
    Finish(name="velvet", hiding=0.95, lines=0.30, roughness=0.65, gloss=0.6, fuzz=0.90),
    Finish(name="powder", hiding=0.72, lines=0.40, roughness=0.95, gloss=0.2, fuzz=1.0),
    Finish(name="suede", hiding=0.90, lines=1.12, roughness=0.90, gloss=0.2, fuzz=0.60),
    # Waxes and oils: the lipsticks of every day.
    Finish(name="satin", hiding=0.91, lines=0.85, roughness=0.38, gloss=0.9),
    Finish(name="cream", hiding=0.95, lines=0.50, roughness=0.24, gloss=1.35),
    Finish(name="sheer", hiding=0.35, lines=1.00, roughness=0.30, gloss=0.7),
    Finish(name="balm", hiding=0.12, lines=0.85, roughness=0.20, gloss=1.0),
    # Dyes: the lip itself, tinted.
    Finish(name="tint", hiding=0.38, dye=1.0, lines=0.95, roughness=0.24, gloss=0.8),
    Finish(name="stain", hiding=0.55, dye=1.0, lines=1.10, roughness=0.70, gloss=0.4),
    Finish(name="jelly", hiding=0.60, dye=0.8, lines=0.30, roughness=0.15, gloss=1.3),
    # Wet: a clear layer over the colour, or with it.
    Finish(name="gloss", hiding=0.60, lines=0.35, roughness=0.13, gloss=1.6),
    Finish(name="high-shine", hiding=0.75, lines=0.65, roughness=0.19, gloss=1.4),
    Finish(name="lacquer", hiding=0.96, lines=0.12, roughness=0.05, gloss=1.9),
    Finish(name="vinyl", hiding=0.88, lines=0.40, roughness=0.10, gloss=2.0),
    Finish(name="wet", hiding=0.45, lines=0.65, roughness=0.08, gloss=1.7),
    Finish(name="glass", hiding=0.22, lines=0.10, roughness=0.05, gloss=2.0),
    # No line is left and the highlight is broad, so that the curve of the lips is what is seen.
    Finish(name="plump", hiding=0.40, lines=0.0, roughness=0.17, gloss=2.0),
    # Metal: platelets that cover.
    Finish(
        name="metallic",
        hiding=0.94,
        lines=0.80,
        roughness=0.30,
        mica=Mica(share=0.62, whiteness=0.04),
    ),
    Finish(
        name="chrome",
        hiding=0.95,
        lines=0.25,
        roughness=0.14,
        mica=Mica(share=0.88, whiteness=0.12),
    ),
    Finish(
        name="foil",
        hiding=0.96,
        lines=1.30,
        roughness=0.24,
        mica=Mica(share=0.60, whiteness=0.12),
    ),
    # Pearl: platelets among pigment.
    Finish(
        name="pearl",
        hiding=0.80,
        lines=0.65,
        roughness=0.34,
        mica=Mica(share=0.45, whiteness=0.75, oxide_nm=55.0),
    ),
    Finish(
        name="frost",
        hiding=0.88,
        lines=0.90,
        roughness=0.50,
        gloss=0.6,
        mica=Mica(share=0.45, whiteness=0.9, oxide_nm=50.0),
    ),
    Finish(
        name="duochrome",
        hiding=0.90,
        lines=0.65,
        roughness=0.30,
        mica=Mica(share=0.65, whiteness=0.85, oxide_nm=122.0),
    ),
    # Flakes: seen one by one.
    Finish(
        name="shimmer",
        hiding=0.75,
        lines=0.70,
        roughness=0.30,
        mica=Mica(share=0.20, whiteness=0.4, oxide_nm=55.0),
        flakes=Flakes(density_mm2=22.0, size_mm=0.06, spread_deg=22.0),
    ),
    Finish(
        name="gilded",
        hiding=0.90,
        lines=0.70,
        roughness=0.34,
        mica=Mica(share=0.30, whiteness=0.5, oxide_nm=72.0),
        flakes=Flakes(density_mm2=24.0, size_mm=0.07, spread_deg=18.0, colour=_GOLD),
    ),
    Finish(
        name="glitter",
        hiding=0.92,
        lines=0.60,
        roughness=0.40,
        flakes=Flakes(density_mm2=6.0, size_mm=0.22, spread_deg=24.0, colour=_SILVER),
    ),
    Finish(
        name="sparkle-gloss",
        hiding=0.40,
        lines=0.40,
        roughness=0.12,
        gloss=1.3,
        flakes=Flakes(density_mm2=5.5, size_mm=0.13, spread_deg=24.0, colour=_SILVER),
    ),
    Finish(
        name="holographic",
        hiding=0.70,
        lines=0.50,
        roughness=0.22,
        # Twice through the rainbow: what lips turn towards the camera shows half of that.
        mica=Mica(share=0.38, whiteness=0.12, grating_deg=720.0),
        flakes=Flakes(
            density_mm2=26.0,
            size_mm=0.09,
            spread_deg=20.0,
            iridescence=1.0,
            colour=_SILVER,
        ),
    ),
)

#: Every finish that has a name, driest first.
FINISHES: Mapping[str, Finish] = MappingProxyType({finish.name: finish for finish in _ALL})
