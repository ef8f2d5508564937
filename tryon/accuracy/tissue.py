"""Reflectance of skin, lips and the white of the eye, from what they are made of.

Synthetic: two layers, after published absorption of their pigments. The upper layer holds
melanin and only absorbs; the lower scatters, and blood absorbs in it. Melanin lies in caps and
clumps, blood in vessels: both let more light pass than if they were spread out evenly. Without
that, and without what the horny layer sends back, dark skin comes out twice as colourful as
instruments read it.

References
----------
Anderson, Parrish (1981), The optics of human skin, J. Invest. Dermatol. 77, 13-19 (layers).
Jacques (1998), Skin optics, Oregon Medical Laser Center News (melanin, bloodless tissue).
Jacques (2013), Optical properties of biological tissues: a review, Phys. Med. Biol. 58, R37
(scattering of skin). Prahl (1998), tabulated haemoglobin. Flock, Patterson, Wilson, Wyman
(1989), IEEE Trans. Biomed. Eng. 36, 1162-1168 (diffuse reflectance of a deep layer). Verkruysse
et al. (1997), Phys. Med. Biol. 42, 51-65 (blood in vessels). Xiao et al.
(2017), Skin Res. Technol. 23, 21-29, and Russell et al. (2014), Front. Psychol. 5, 80 (the
ranges of colour that skin and sclera have).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from tryon.accuracy.spectra import NM, Curve, lab, read_curves, xyz

#: L* of the ten tones: equal steps between the fairest and the darkest skin that contact
#: instruments read. The swatches of Monk's scale go from 94 to 15, since they are colours of
#: photographs; tone k here is the k-th step of the scale, not the colour of its swatch.
TONE_LIGHTNESS = tuple(np.linspace(68.0, 28.0, 10).tolist())
TONES = tuple(range(1, 11))

_EPIDERMIS_CM = 0.01
#: Diffuse light crosses a thin layer on a path twice as long as it is thick, and comes back.
_CROSSING = 4.0
#: What the horny layer sends back before any pigment is met.
_HORNY = 0.015
#: Radius of the vessels in which blood lies, which shade themselves.
_VESSEL_CM = 0.0015
_TISSUE_INDEX = 1.4


@dataclass(frozen=True, slots=True)
class Tissue:
    """What a patch of a face is made of.

    Attributes
    ----------
    melanin : float
        Share of the upper layer that melanosomes fill: 0.003 in the fairest skin, 0.5
        in the darkest.
    blood : float
        Share of the lower layer that blood fills: 0.002 to 0.1.
    oxygen : float
        Share of haemoglobin that carries oxygen.
    yellow : float
        Bilirubin and carotene, as absorption in cm⁻¹ at 460 nm.
    """

    melanin: float
    blood: float
    oxygen: float = 0.75
    yellow: float = 0.0


@cache
def _absorption() -> tuple[Curve, Curve, Curve, Curve, Curve]:
    """Per cm: melanosomes, bloodless tissue, blood with and without oxygen, yellow (unit)."""
    melanosome = 6.6e11 * NM**-3.33
    bare = 0.244 + 85.3 * np.exp(-(NM - 154) / 66.2)
    haemoglobin = read_curves("tissue/haemoglobin.csv")
    molar = np.log(10) * 150 / 64_500  # 150 g in a litre of blood, 64,500 g/mol
    yellow = np.exp(-0.5 * ((NM - 460) / 30) ** 2)
    return (
        melanosome,
        bare,
        molar * haemoglobin["oxygenated"],
        molar * haemoglobin["deoxygenated"],
        yellow,
    )


def reflectance(tissue: Tissue) -> Curve:
    """Diffuse reflectance (n,) of a tissue, without what its surface mirrors."""
    melanosome, bare, oxygenated, deoxygenated, yellow = _absorption()
    upper = tissue.melanin * melanosome + (1 - tissue.melanin) * bare
    # Optical depths that are exponentially distributed over the area: the mean of e^-depth.
    through = 1 / (1 + _CROSSING * upper * _EPIDERMIS_CM)
    red = tissue.oxygen * oxygenated + (1 - tissue.oxygen) * deoxygenated
    across = 2 * red * _VESSEL_CM
    red = red * (1 - np.exp(-across)) / across
    absorbed = tissue.blood * red + (1 - tissue.blood) * bare + tissue.yellow * yellow
    scattered = 46.0 * (NM / 500) ** -1.421
    below = through * _deep_layer(scattered / (scattered + absorbed))
    return _HORNY + (1 - _HORNY) * below


def _deep_layer(albedo: Curve) -> Curve:
    """Diffuse reflectance of a layer without end, by its reduced albedo; Flock (1989)."""
    n = _TISSUE_INDEX
    sent_back = -1.440 / n**2 + 0.710 / n + 0.668 + 0.0636 * n
    k = (1 + sent_back) / (1 - sent_back)
    root = np.sqrt(3 * (1 - albedo))
    whole: Curve = albedo / (1 + 2 * k * (1 - albedo) + (1 + 2 * k / 3) * root)
    return whole


def lightness(tissue: Tissue) -> float:
    """L* of a tissue under D65."""
    return float(lab(xyz(reflectance(tissue)))[0])


def melanin_for(
    wanted: float, blood: float, oxygen: float = 0.75, yellow: float = 0.0
) -> float:
    """Share of melanin that gives skin of L* `wanted`, as near as melanin can bring it."""
    low, high = 1e-3, 1.0
    for _ in range(24):
        middle = (low * high) ** 0.5
        if lightness(Tissue(middle, blood, oxygen, yellow)) > wanted:
            low = middle
        else:
            high = middle
    return low


def lips(count: int = 11) -> Curve:
    """Bare lips (count, n) from the fairest to the darkest."""
    shares = np.linspace(0, 1, count)
    melanin = 0.008 * (0.16 / 0.008) ** shares
    blood = 0.055 + 0.015 * shares
    return np.array([reflectance(Tissue(m, b)) for m, b in zip(melanin, blood, strict=True)])
