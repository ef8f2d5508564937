"""A tape laid along a garment: what shops print on the label, in cm."""

import numpy as np
from scipy.spatial import ConvexHull

from wardrobe import ease
from wardrobe.anatomy import Floats
from wardrobe.toile import Toile


def around(toile: Toile, points: Floats, y: float) -> float:
    """Return the length of the garment's section at height ``y`` (m), arms left out, in cm."""
    trunk = toile.mean(ease.arm_share(toile)) < 0.5
    corners = points[toile.triangles[trunk]]
    a, b = corners, np.roll(corners, -1, axis=1)
    rise = b[..., 1] - a[..., 1]
    t = np.where(rise == 0, -1.0, (y - a[..., 1]) / np.where(rise == 0, 1.0, rise))
    cut = (t >= 0) & (t < 1)
    two = cut.sum(axis=1) == 2
    where = (a + t[..., None] * (b - a))[two][cut[two]].reshape(-1, 2, 3)
    length = float(np.linalg.norm(where[:, 1] - where[:, 0], axis=1).sum())
    # Across an open front the tape goes straight.
    return 100 * max(length, float(ConvexHull(where.reshape(-1, 3)[:, [0, 2]]).area))


def measures(toile: Toile, slot: str, move: Floats | None = None) -> dict[str, float]:
    """Return the label's measures of a garment as cut, or moved by (n, 3) m from that."""
    marks, points = toile.block.landmarks, toile.positions + (0 if move is None else move)
    found: dict[str, float] = {}
    top, low = points[:, 1].max(), points[:, 1].min()
    for name, y in (
        ("chest", marks["bust"]),
        ("waist", marks["waist"] if slot != "bottom" else top - 0.035),
        ("hips", toile.block.anatomy.head("LeftUpLeg")[1] - 0.02),
    ):
        if low + 0.01 < y < top - 0.02:
            found[name] = around(toile, points, y + 0.0013)  # beside a seam, not along it
    found["length"] = 100 * float(top - low)
    arms = ease.arm_share(toile, "Left") > 0.5
    if arms.any():
        reach = np.linalg.norm(points[arms] - toile.block.anatomy.head("LeftArm"), axis=1)
        found["sleeve"] = 100 * float(reach.max())
    if slot == "bottom" and low < marks["crotch"] - 0.1 and len(toile.names) == 4:
        found["inseam"] = 100 * float(marks["crotch"] - low)
    return found
