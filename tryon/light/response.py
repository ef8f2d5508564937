"""What a camera makes of each wavelength, in the light in which it saw a chart.

A profile leads the colours of a picture to those that eyes would see; what it leaves is that
lamp and camera weigh the wavelengths in their own way. The curves of the chart's patches are
published, and a lipstick's is known, too: so what is left of the patches tells how the weights
differ from an eye's in daylight, as smoothly as can be, and with them what the lipstick looks
like. That holds for cameras that mix their channels; telephones that improve colours do
something else, and patches foretold from the others show it.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tryon import assets
from tryon.core.colour import Real, de2000, linear_to_lab
from tryon.core.encoding import BANDS_NM, Encoding, Response, mixed
from tryon.light.chart import GREYS, Reference, references
from tryon.light.complexion import daylight_bands

#: How firmly weights may be held to be smooth and near an eye's: the patches choose.
_HELD = (0.1, 1.0, 10.0, 100.0)
#: Share of the lightest patch by which a dark one may be off.
_DIM = 0.05
#: Size against bend of what is added to a patch's curve, where charts differ in colour.
_SIZE = 0.02

_BENDS = np.diff(np.eye(len(BANDS_NM)), 2, axis=0)


class _Told(NamedTuple):
    weights: Real
    foretold: Real


def find_response(
    channels: Real, is_good: NDArray[np.bool_], reference: Reference, encoding: Encoding
) -> Response | None:
    """Find the weights that explain what a camera makes of a chart.

    Parameters
    ----------
    channels : (24, 3) float
        Linear channels of the patches, in even light.
    is_good : (24,) bool
        Patches to go by.
    reference : Reference
        Which chart it is.
    encoding : Encoding
        The profile: led back through it, an eye in daylight is what is expected.

    Returns
    -------
    response : Response or None
        None where an eye's in daylight, through the profile, tells as much.

    References
    ----------
    Hardeberg, Brettel, Schmitt (1998), "Spectral characterisation of electronic cameras", Proc.
    SPIE 3409, 100-109: sensitivities from patches, held smooth.
    """
    greys = GREYS[:4]
    linear = mixed(encoding.mix, channels)
    exposure = float((linear[greys] / reference.linear[greys]).mean())
    back = np.linalg.inv(encoding.camera_to_linear(np.ones(3)))
    eye = exposure * daylight_bands() @ back.T
    curves = patch_curves(reference)
    shown = linear_to_lab(np.maximum(linear, 0))[is_good]

    def missed(foretold: Real) -> float:
        there = linear_to_lab(np.maximum(foretold, 0))[is_good]
        return float(de2000(shown, there).mean())

    told = [_told(channels, is_good, curves, eye, held) for held in _HELD]
    errors = [missed(mixed(encoding.mix, np.maximum(one.foretold, 0))) for one in told]
    best = int(np.argmin(errors))
    if missed(exposure * (curves @ daylight_bands())) <= errors[best]:
        return None
    return Response(told[best].weights, errors[best], encoding.mix)


def _told(
    channels: Real, is_good: NDArray[np.bool_], curves: Real, eye: Real, held: float
) -> _Told:
    """Weights (31, 3) near an eye's, and each patch (24, 3) foretold from the others."""
    sure = is_good / (channels.mean(1) + _DIM * channels.max())
    weighted = curves * sure[:, None]
    off = (channels - curves @ eye) * sure[:, None]
    stiff = held * (_BENDS.T @ _BENDS + np.eye(len(BANDS_NM)))
    gain = np.linalg.solve(weighted.T @ weighted + stiff, weighted.T)
    # In closed form: Allen (1974), Technometrics 16, 125-127.
    own = np.einsum("pn,np->p", weighted, gain)
    missed = (off - weighted @ (gain @ off)) / (1 - own)[:, None]
    return _Told(eye + gain @ off, channels - missed / np.maximum(sure, 1e-9)[:, None])


@lru_cache(maxsize=4)
def patch_curves(reference: Reference) -> Real:
    """Give the reflectance (24, 31) of the patches of a chart at `BANDS_NM`.

    Published are means of thirty charts made before November 2014. A later chart differs from
    these as its published colours do from theirs, by the smoothest change that does so.
    """
    with assets.calibration("charts/colorchecker24_spectra.csv").open(encoding="utf-8") as file:
        lines = [line for line in file if line[0].isdigit()]
    table = np.loadtxt(lines, delimiter=",")
    curves = np.array([np.interp(BANDS_NM, table[:, 0], column) for column in table[:, 1:].T])
    change = reference.linear - references()[-1].linear
    weights = daylight_bands()
    free = np.linalg.solve(_BENDS.T @ _BENDS + _SIZE * np.eye(len(BANDS_NM)), weights)
    changed: Real = curves + change @ np.linalg.solve(weights.T @ free, free.T)
    return np.clip(changed, 0.0, 1.0)
