"""Reflectance of lipsticks: curves that have a wanted colour, and curves as pigments have them.

All synthetic: nobody publishes the spectra of shades that are on sale.
"""

import numpy as np

from tryon.accuracy.spectra import NM, Curve, illuminant, observer

#: Where the equations of a coat end to make sense, and no pigment reaches.
LEAST, MOST = 0.003, 0.96


def smoothest(wanted_xyz: Curve) -> Curve:
    """Find the smoothest reflectance (n,) that has an XYZ (3,) under D65.

    What is taken for the spectrum of a shade of which only a colour is known: between 0 and 1,
    and of least change from wavelength to wavelength, in the inverse hyperbolic tangent.

    Raises
    ------
    ValueError
        No reflectance has this colour.

    References
    ----------
    Burns (2020), Numerical methods for smoothest reflectance reconstruction, Color Research
    and Application 45, 8-21, method LHTSS.
    """
    count = len(NM)
    weights = (illuminant("D65")[:, None] * observer()).T
    change = np.diff(np.eye(count), axis=0)
    rough = 2 * change.T @ change
    z, pull = np.zeros(count), np.zeros(3)
    for _ in range(60):
        t = np.tanh(z)
        slope = (1 - t * t) / 2
        miss = weights @ ((t + 1) / 2) - wanted_xyz
        force = rough @ z + slope * (weights.T @ pull)
        if max(np.abs(miss).max(), np.abs(force).max()) < 1e-9:
            return np.clip((t + 1) / 2, LEAST, MOST)
        system = np.zeros((count + 3, count + 3))
        system[:count, :count] = rough + np.diag(-2 * t * slope * (weights.T @ pull))
        system[:count, count:] = slope[:, None] * weights.T
        system[count:, :count] = weights * slope
        try:
            step = np.linalg.solve(system, -np.concatenate([force, miss]))
        except np.linalg.LinAlgError:
            break  # saturated everywhere, and still not there
        # Far from the answer a whole step of Newton's leaves the range of the tangent.
        step *= min(1.0, 2.0 / np.abs(step[:count]).max())
        z, pull = z + step[:count], pull + step[count:]
    raise ValueError(f"no reflectance has the XYZ {wanted_xyz}")


def pigment(
    edge_nm: float, width_nm: float, floor: float, top: float, blue: float, blue_nm: float = 440
) -> Curve:
    """Make a red to brown or pink pigment in wax (n,): low, with an edge towards red.

    Parameters
    ----------
    edge_nm, width_nm : float
        Where reflectance is half-way up, and how soft the edge is.
    floor, top : float
        Reflectance below and above the edge.
    blue : float
        Height of the hump in the blue that turns red to pink and plum.
    """
    edge = 1 / (1 + np.exp(-(NM - edge_nm) / width_nm))
    hump = blue * np.exp(-0.5 * ((NM - blue_nm) / 35) ** 2)
    curve: Curve = np.clip(floor + (top - floor) * edge + hump * (1 - edge), LEAST, MOST)
    return curve


def pigments(count: int, seed: int) -> Curve:
    """Make curves (count, n) of pigments: nudes, reds, berries, browns, plums, oranges."""
    random = np.random.default_rng(seed)
    return np.array(
        [
            pigment(
                edge_nm=random.uniform(572, 622),
                width_nm=random.uniform(7, 22),
                floor=float(np.exp(random.uniform(np.log(0.015), np.log(0.22)))),
                top=random.uniform(0.25, 0.85),
                blue=random.choice([0.0, 1.0]) * random.uniform(0.0, 0.25),
            )
            for _ in range(count)
        ]
    )
