"""How white the paper is: what its own colour cannot tell, other things in the picture may.

Cream paper in daylight shows what white paper shows under a warmer lamp. What does not depend
on the paper parts them: highlights on the swatch, which have the colour of the lamp; the black
half of a card, and greys and whites around, which are no bluer than grey as a rule; and that a
camera leaves only part of a lamp's colour. Each is weighed, and what remains open is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tryon.catalogue.paper import Paper
from tryon.core.colour import LUMINANCE, Real, lab_to_xyz, xyz_to_linear
from tryon.core.scene import Floats

Mask = NDArray[np.bool_]

#: b* of papers under D65: mean and deviation, and how common each is among what people take
#: for white. White: between what ISO 12647-2:2013 says of uncoated paper (-10) and paper whose
#: brighteners are not excited (1). Cream: ivory to buff, 5 to 15.
WHITE, CREAM = (-4.0, 3.0), (10.0, 3.5)
KINDS: Mapping[str, tuple[float, float]] = MappingProxyType({"white": WHITE, "cream": CREAM})
_CREAM_SHARE = 0.12
#: Deviation of b* where an instrument has measured the paper; how sure counts as clear.
MEASURED_SPREAD, _CLEAR = 0.7, 0.88
#: L* and a* of white paper, and how much darker paper is for each unit that it is yellower.
_LIGHTNESS, _A, _DARKER = 94.0, 0.5, 0.12
_GRID = np.linspace(-14.0, 22.0, 145)

#: What a highlight, a black print, a white thing and a grey one say of the paper's hue is off
#: by so much (log of blue over green); greys and whites are warm rather than cool.
_HIGHLIGHT, _PRINT, _WHITE_THING, _GREY_THING = 0.05, 0.16, 0.07, 0.14
_WARM_THINGS = 0.03
#: A highlight has this much more luminance than the swatch, as a share of the paper's, and its
#: own colour may be that of the pigment in this share of it.
_BRIGHTER, _PIGMENT_SHARE = 0.05, 0.6
#: Share of the picture that things beside the paper have, of one colour to within a bin.
_LEAST_SHARE, _HUE_BIN, _LIGHT_BIN = 0.015, 0.06, 0.35
#: Lamps that people photograph by, and the share of their colour that a camera takes away.
_LAMPS_K, _BALANCES = (2700, 3000, 3500, 4000, 5000, 6500, 7500), np.linspace(0.5, 1.0, 6)
_CAMERA = 0.05


@dataclass(frozen=True, slots=True)
class Witness:
    """Something that tells the hue of the paper.

    Attributes
    ----------
    what : str
        ``"highlight"``, ``"print"``, ``"white"``, ``"grey"``.
    tint : float
        Log of blue over green (linear sRGB under D65) of the paper.
    spread : float
        Standard deviation of that.
    """

    what: str
    tint: float
    spread: float


@dataclass(frozen=True, slots=True, eq=False)
class Whiteness:
    """What is believed of a paper.

    Attributes
    ----------
    share : (n,) float64
        Probability of each b* of the paper, see `papers`.
    reflectance : (3,) float64
        Linear sRGB under D65 of the paper that is believed in.
    cream : float, in [0, 1]
        Probability that it is cream.
    witnesses : tuple of Witness
    """

    share: Real = field(repr=False)
    reflectance: Real
    cream: float
    witnesses: tuple[Witness, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether it is nearly sure which of the two it is.

        A table that is a little blue makes white paper look cream: what lies around does not
        make it clear.
        """
        is_table = {witness.what for witness in self.witnesses} <= {"grey", "white"}
        return self.cream <= 1 - _CLEAR or (self.cream >= _CLEAR and not is_table)


def papers() -> Real:
    """Linear sRGB under D65 (n, 3) of papers from the bluest white to buff."""
    return _reflectance(_GRID)


def judge_paper(
    seen: Real, witnesses: tuple[Witness, ...], known: tuple[float, float] | None = None
) -> Whiteness:
    """Weigh what is known of a paper.

    Parameters
    ----------
    seen : (3,) float
        Linear sRGB of the paper in the picture.
    witnesses : tuple of Witness
    known : (mean, deviation) or None
        Of its b*, where somebody has said or measured it; None is any paper.

    Returns
    -------
    whiteness : Whiteness
    """
    tints = _tints()
    of_white, of_cream = _normal(_GRID, *WHITE), _normal(_GRID, *CREAM)
    white, cream = (1 - _CREAM_SHARE) * of_white, _CREAM_SHARE * of_cream
    if known is not None:
        told = _normal(_GRID, *known)
        share_cream = cream / np.maximum(white + cream, 1e-30)
        white, cream = told * (1 - share_cream), told * share_cream
    told_by = np.ones_like(tints)
    for witness in witnesses:
        # A heavy tail: what is taken for grey may be blue.
        off = (tints - witness.tint) / witness.spread
        told_by *= np.exp(-off * off / 2) + 0.02
    if known is None:
        left = np.log(seen[2] / seen[1]) - tints  # what the lamp has left in the picture
        told_by *= (_normal(left[:, None], *_lamps()).mean(1)) + 0.02
    white, cream = white * told_by, cream * told_by
    share = white + cream
    share_cream = float(cream.sum() / share.sum())
    # The paper that is believed in is one of the two, not one half-way between them.
    likelier = share if known is not None else cream if share_cream > 0.5 else white
    reflectance = _reflectance(np.array([float(_GRID @ likelier / likelier.sum())]))[0]
    return Whiteness(share / share.sum(), reflectance, share_cream, witnesses)


def witnesses_of(
    paper: Paper, relative: Floats, core: Mask, is_clipped: Mask, *, has_black: bool
) -> tuple[Witness, ...]:
    """Find what tells the hue of the paper beside the paper itself.

    Parameters
    ----------
    paper : Paper
    relative : (h, w, 3) float32
        The swatch as a share of what paper would show there, linear sRGB.
    core, is_clipped : (h, w) bool
        The swatch without its rim; pixels that the camera cannot tell.
    has_black : bool
        Whether there is the black half of a card.
    """
    found = []
    if (spot := _highlight(relative, core & ~is_clipped)) is not None:
        found.append(spot)
    if has_black and (black := paper.black_ratio()) is not None:
        found.append(Witness("print", _tint_beside(black), _PRINT))
    return (*found, *_around(paper))


def _highlight(relative: Floats, core: Mask) -> Witness | None:
    """Read the lamp's colour off the highlights of a swatch.

    What they have beyond the swatch's own is partly more of its pigment and partly the lamp:
    red and green tell how much of each, since all papers have nearly as much of one as of the
    other; blue then tells the paper.
    """
    pixels = relative[core].astype(np.float64)
    if len(pixels) < 200:
        return None
    bright = pixels @ LUMINANCE
    low, high, top = np.quantile(bright, (0.25, 0.70, 0.99))
    base = pixels[(bright >= low) & (bright <= high)].mean(0)
    more = pixels[bright >= top].mean(0) - base
    if more @ LUMINANCE < _BRIGHTER:
        return None
    pigment, lamp = np.linalg.solve(np.array([[base[0], 1.0], [base[1], 1.0]]), more[:2])
    rest = more[2] - pigment * base[2]
    if lamp <= 0 or rest <= 0 or abs(pigment) * (base @ LUMINANCE) > _PIGMENT_SHARE * lamp:
        return None  # metal, or the swatch is as grey as the lamp
    share = abs(pigment) * float(base @ LUMINANCE) / lamp
    return Witness(
        "highlight", float(np.log(lamp / rest)), float(np.hypot(_HIGHLIGHT, 0.3 * share))
    )


def _around(paper: Paper) -> list[Witness]:
    """Read whites and greys that lie around the paper."""
    ratios = paper.beside()
    if not len(ratios):
        return []
    hue = np.stack([ratios[:, 0] - ratios[:, 1], ratios[:, 2] - ratios[:, 1]], 1)
    light = ratios @ LUMINANCE
    bins = np.column_stack([np.floor(hue / _HUE_BIN), np.floor(light / _LIGHT_BIN)])
    _, which, counts = np.unique(bins, axis=0, return_inverse=True, return_counts=True)
    found: list[Witness] = []
    for kind in np.argsort(counts)[::-1][:8]:
        if counts[kind] < _LEAST_SHARE * paper.mask.size:
            break
        mine = which.ravel() == kind
        red, blue = np.median(hue[mine], 0)
        bright = float(np.exp(np.median(light[mine])))
        if bright < 0.04 or abs(red) > 0.15 or abs(blue) > 0.45:
            continue  # too dark to tell, or no grey
        is_white = 0.8 < bright < 1.3
        spread = _WHITE_THING if is_white else _GREY_THING
        warm = 0.0 if is_white else _WARM_THINGS
        seen = Witness("white" if is_white else "grey", float(-blue - warm), spread)
        # One table in uneven light is one witness.
        if all(abs(seen.tint - other.tint) > 2 * _HUE_BIN for other in found):
            found.append(seen)
    return found


def _tint_beside(ratio: Real) -> float:
    """Tint of the paper by something neutral beside it."""
    return float(np.log(ratio[1] / ratio[2]))


def _reflectance(b: Real) -> Real:
    lightness = _LIGHTNESS - _DARKER * np.maximum(b - WHITE[0], 0)
    return xyz_to_linear(lab_to_xyz(np.stack([lightness, np.full_like(b, _A), b], -1)))


@cache
def _tints() -> Real:
    found = papers()
    tints: Real = np.log(found[:, 2] / found[:, 1])
    return tints


@cache
def _lamps() -> tuple[Real, float]:
    """Log of blue over green that cameras leave of lamps, and how far cameras differ.

    References
    ----------
    Krystek (1985), Color Research & Application 10, 38-40.
    """
    t = np.array(_LAMPS_K, float)
    u = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t**2) / (
        1 + 8.42420235e-4 * t + 7.08145163e-7 * t**2
    )
    v = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t**2) / (
        1 - 2.89741816e-5 * t + 1.61456053e-7 * t**2
    )
    x, y = 3 * u / (2 * u - 8 * v + 4), 2 * v / (2 * u - 8 * v + 4)
    linear = np.maximum(
        xyz_to_linear(np.stack([x / y, np.ones_like(x), (1 - x - y) / y], -1)), 0.02
    )
    cast = np.log(linear[:, 2] / linear[:, 1])
    return (cast[:, None] * (1 - _BALANCES)).ravel(), _CAMERA


def _normal(values: Real, mean: Real | float, deviation: float) -> Real:
    off = (values - mean) / deviation
    density: Real = np.exp(-off * off / 2) / deviation
    return density
