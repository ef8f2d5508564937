"""How sleeves are set in: for arms that hang, though they are cut on arms that do not."""

import numpy as np

from wardrobe import surface
from wardrobe.anatomy import Floats, Ints
from wardrobe.block import smoothstep
from wardrobe.surface import Bools
from wardrobe.toile import Toile


def unrest(cut: Floats, normals: Floats, pinned: Bools) -> Floats:
    """(n, 3) m: a millimetre in and out, or cloth would not know to which side to buckle."""
    rng = np.random.default_rng(7)
    wave = np.zeros(len(cut))
    for length in (0.05, 0.07, 0.10, 0.14, 0.2):
        for _ in range(3):
            way = rng.standard_normal(3)
            way *= 2 * np.pi / length / np.linalg.norm(way)
            wave += np.sin(cut @ way + rng.uniform(0, 2 * np.pi))
    return (0.0007 * wave * ~pinned)[:, None] * normals


def shoulders(toile: Toile) -> Floats:
    """(n,) 1 around the shoulder joints, 0 from a hand's breadth away."""
    on_body = toile.at(toile.block.positions)
    away = np.full(len(on_body), np.inf)
    for side in ("Left", "Right"):
        inner = toile.block.anatomy.head(f"{side}Arm") * [0.88, 1.0, 1.0]
        away = np.minimum(away, np.linalg.norm(on_body - inner, axis=1))
    return 1 - smoothstep(away, 0.08, 0.15)


def bridged(start: Floats, toile: Toile, share: Floats) -> Floats:
    """(n, 3) m with hollows bridged: cloth spans the furrow between chest and arm."""
    mean = surface.neighbours(toile.triangles, len(start))
    for _ in range(60):
        normal = surface.normals(start, toile.triangles)
        out = ((mean @ start - start) * normal).sum(axis=1)
        start = start + (share * np.maximum(out, 0))[:, None] * normal
    return start


def shorter(pitched: Floats, toile: Toile, pairs: Ints) -> Floats:
    """(e,) how long edges around the shoulders are, by how long they were cut.

    Sleeves are set in for arms that hang (``pitched``, m): what would be too long then is not
    cut. Elsewhere 1.
    """
    way = toile.positions[pairs[:, 0]] - toile.positions[pairs[:, 1]]
    hanging = pitched[pairs[:, 0]] - pitched[pairs[:, 1]]
    ratio = np.linalg.norm(hanging, axis=1) / np.maximum(np.linalg.norm(way, axis=1), 1e-9)
    share = shoulders(toile)[pairs].mean(axis=1)
    return np.asarray(1 + share * (np.clip(ratio, 0.5, 1.0) - 1))
