"""A tape laid along a garment: what shops print on the label, in cm."""

import numpy as np

from wardrobe import ease
from wardrobe.toile import Toile


def around(toile: Toile, y: float, panels: str = "") -> float:
    """Return the length of the garment's section at height ``y`` (m), arms left out, in cm."""
    points = toile.positions
    arms = ease.arm_share(toile)
    names = [n for n, name in enumerate(toile.names) if panels in name]
    kept = np.isin(toile.panel, names) & (toile.mean(arms) < 0.5)
    corners = points[toile.triangles[kept]]
    a, b = corners, np.roll(corners, -1, axis=1)
    rise = b[..., 1] - a[..., 1]
    t = np.where(rise == 0, -1.0, (y - a[..., 1]) / np.where(rise == 0, 1.0, rise))
    cut = (t >= 0) & (t < 1)
    two = cut.sum(axis=1) == 2
    where = (a + t[..., None] * (b - a))[two][cut[two]].reshape(-1, 2, 3)
    return float(100 * np.linalg.norm(where[:, 1] - where[:, 0], axis=1).sum())


def measures(toile: Toile, slot: str) -> dict[str, float]:
    """Return the label's measures of a garment as cut."""
    marks, points = toile.block.landmarks, toile.positions
    found: dict[str, float] = {}
    top, low = points[:, 1].max(), points[:, 1].min()
    for name, y in (
        ("chest", marks["bust"]),
        ("waist", marks["waist"] if slot != "bottom" else top - 0.035),
        ("hips", toile.block.anatomy.head("LeftUpLeg")[1] - 0.02),
    ):
        if low + 0.01 < y < top - 0.02:  # beside a seam, not along it
            found[name] = around(toile, y + 0.0013)
    found["length"] = 100 * float(top - low)
    arms = ease.arm_share(toile) > 0.5
    if arms.any():
        found["sleeve"] = 100 * float(ease.arm_along(toile)[arms].max()) + 2.0
    if slot == "bottom" and low < marks["crotch"] - 0.1 and len(toile.names) == 4:
        found["inseam"] = 100 * float(marks["crotch"] - low)
    return found
