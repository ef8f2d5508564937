"""What is left of a room's light on a garment that hangs."""

import numpy as np
from scipy.spatial import cKDTree

from wardrobe import bake, ease, surface
from wardrobe.anatomy import Floats
from wardrobe.block import smoothstep
from wardrobe.surface import Bools
from wardrobe.tailor import Sewn

PLAIN = 0.86  # baked light of smooth cloth: what is left is for ridges that look up


def light_left(sewn: Sewn) -> Floats:
    """Return (n,) light from all around on each fine vertex as it hangs, a little smoothed."""
    worn, triangles = sewn.worn, sewn.toile.triangles
    smooth = surface.fair(worn.cloth, triangles, 14)
    normals = surface.normals(smooth, triangles)
    arms = ease.arm_share(sewn.toile)
    sleeve = smoothstep(arms, 0.4, 0.8)

    def seen(points: Bools, cloth: Bools, flesh: Floats) -> Floats:
        kept = triangles[cloth[triangles].all(axis=1)]
        blockers = np.vstack([smooth[cloth], smooth[kept].mean(axis=1), flesh])
        share = np.ones(len(smooth))
        share[points] = bake.openness(smooth[points], normals[points], blockers)
        return share

    # Arms move: what they hide of the trunk is found when it is drawn, and most of what the
    # trunk hides of them.
    of_trunk = seen(sleeve < 1, arms < 0.5, worn.flesh[~worn.of_arm])
    of_sleeve = seen(sleeve > 0, np.ones(len(arms), bool), worn.flesh)
    sky = (1 - sleeve) * of_trunk + sleeve * (0.35 * of_sleeve + 0.65)
    mean = surface.neighbours(sewn.toile.triangles, len(sewn.positions))
    for _ in range(8):
        sky = 0.4 * sky + 0.6 * (mean @ sky)
    return np.asarray(np.clip(PLAIN * sky * sewn.shade * _set_off(sewn), 0.1, 1))


def _set_off(sewn: Sewn) -> Floats:
    """(n,) contact shadows along the edges of what is set on: lapels, collars, hoods."""
    rims = []
    for part in sewn.parts:
        if part.fine is None and part.edges:
            pairs, used = surface.edges(part.triangles)
            ends = part.positions[pairs[used == 1]]
            steps = np.linspace(0, 1, 6)[:, None, None]
            rims.append((ends[:, 0] + steps * (ends[:, 1] - ends[:, 0])).reshape(-1, 3))
    if not rims:
        return np.ones(len(sewn.positions))
    away, _ = cKDTree(np.vstack(rims)).query(sewn.positions)
    return np.asarray(1 - 0.55 * np.exp(-((away / 0.014) ** 2)))
