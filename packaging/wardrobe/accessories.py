"""Glasses, hats and earrings: formulas around the origin of MediaPipe's canonical face.

Metres; x to the wearer's left, y up, z out of the face. The eyes are at (±0.031, 0.026, 0.035),
the tip of the nose at (0, -0.005, 0.076), the ears begin at z = -0.025.

``python packaging/wardrobe/accessories.py models3d`` writes them all.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from wardrobe.glb import Paint, Piece, write_rigid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Surface = tuple[Floats, Ints]

CM = 0.01

BLACK = (0.012, 0.012, 0.014)


def grid(points: Floats, *, closed: bool) -> Surface:
    """Turn rows of points (rows, columns, 3) into triangles; `closed` joins the columns."""
    rows, columns = points.shape[:2]
    triangles = []
    for row in range(rows - 1):
        for column in range(columns if closed else columns - 1):
            a, b = row * columns + column, row * columns + (column + 1) % columns
            c, d = a + columns, b + columns
            triangles += [(a, b, d), (a, d, c)]
    return points.reshape(-1, 3), np.array(triangles, np.int64)


def tube(
    path: Floats, across: tuple[float, float], *, closed: bool, sides: int = 10
) -> Surface:
    """Draw a tube along a path (n, 3): `across` is half its width beside and along `y`."""
    along = np.roll(path, -1, 0) - np.roll(path, 1, 0)
    if not closed:
        along[0], along[-1] = path[1] - path[0], path[-1] - path[-2]
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    # the frame with the least twist to an axis that the path never follows
    axis = np.eye(3)[np.argmin(np.abs(along).max(0))]
    beside = np.cross(along, axis)
    beside /= np.linalg.norm(beside, axis=1, keepdims=True)
    above = np.cross(beside, along)
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    rings = (
        path[:, None]
        + across[0] * np.cos(turn)[None, :, None] * beside[:, None]
        + across[1] * np.sin(turn)[None, :, None] * above[:, None]
    )
    if closed:
        rings = np.concatenate([rings, rings[:1]])
    else:  # rounded ends
        rings = np.concatenate(
            [path[None, :1].repeat(sides, 1), rings, path[None, -1:].repeat(sides, 1)]
        )
    points, triangles = grid(rings, closed=True)
    corners = points[triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    middles = rings.mean(1)[triangles[:, 0] // sides]
    if (normal * (corners.mean(1) - middles)).sum() < 0:
        triangles = triangles[:, ::-1]
    return points, triangles


def joined(*surfaces: Surface) -> Surface:
    """Put surfaces into one."""
    starts = np.cumsum([0, *(len(points) for points, _ in surfaces[:-1])])
    points = np.concatenate([points for points, _ in surfaces])
    triangles = [t + start for (_, t), start in zip(surfaces, starts, strict=True)]
    return points, np.concatenate(triangles)


def mirrored(surface: Surface) -> Surface:
    """Do the same on the other side of the face."""
    points, triangles = surface
    return points * (-1, 1, 1), triangles[:, ::-1]


def piece(surface: Surface, paint: Paint) -> Piece:
    """Give a surface smooth normals and a material."""
    points, triangles = surface
    corners = points[triangles]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    # vertices that lie on each other share a normal: seams do not show
    _, same = np.unique(np.round(points, 6), axis=0, return_inverse=True)
    same = same.ravel()
    normals = np.zeros((same.max() + 1, 3))
    for corner in range(3):
        np.add.at(normals, same[triangles[:, corner]], area)
    normals = normals[same]
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    flat = np.linalg.norm(normals, axis=1) < 0.5
    normals[flat] = (0, 0, 1)
    empty = np.zeros((len(points), 2))
    return Piece(points, normals, empty, np.zeros((len(points), 22)), {}, triangles, paint)


def rim(
    centre: tuple[float, float], half: tuple[float, float], power: float, count: int = 56
) -> Floats:
    """Draw the outline of a lens (n, 3), bent around the face: a superellipse."""
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    x = centre[0] + half[0] * np.sign(c) * np.abs(c) ** (2 / power)
    y = centre[1] + half[1] * np.sign(s) * np.abs(s) ** (2 / power)
    return np.stack([x, y, _front(x, y)], 1)


def _front(x: Floats, y: Floats) -> Floats:
    """Where a frame is before the face: bent to the sides, and leaning in below; cm."""
    return 5.75 - 0.028 * x * x + 0.10 * (y - 2.3)


def lens(outline: Floats) -> Surface:
    """Fill an outline, a little vaulted."""
    middle = outline.mean(0)
    shares = np.array([1.0, 0.75, 0.5, 0.25, 0.001])
    rows = middle + shares[:, None, None] * (outline - middle)
    rows[..., 2] += 0.12 * (1 - shares[:, None] ** 2)
    points, triangles = grid(rows * CM, closed=True)
    return _facing((points, triangles), lambda centres: np.array([0.0, 0, 1]) + 0 * centres)


def glasses(
    centre: tuple[float, float],
    half: tuple[float, float],
    power: float,
    thick: tuple[float, float],
    frame: Paint,
    glass: Paint,
) -> list[Piece]:
    """Draw a pair: rims, bridge, temples that bend down behind the ears, and lenses."""
    outline = rim(centre, half, power)
    x, y = centre
    inner, outer = x - half[0], x + half[0]
    ring = tube(outline * CM, (thick[0] * CM, thick[1] * CM), closed=True)
    share = np.linspace(-1, 1, 13)
    over = np.stack([share * inner, y + 0.55 + 0.2 * (1 - share**2), 0 * share], 1)
    over[:, 2] = _front(over[:, 0], over[:, 1]) + 0.25 * (1 - share**2)
    bridge = tube(over * CM, (thick[0] * CM, thick[1] * CM), closed=False)
    hinge = y + 0.45 * half[1]
    start = float(_front(np.array(outer), np.array(hinge)))
    way = np.array(
        [
            (outer - 0.1, hinge, start),
            (outer + 0.45, hinge, start - 0.25),
            (max(outer + 0.75, 7.0), hinge - 0.02, start - 1.0),
            (7.25, hinge - 0.1, 1.6),
            (7.45, hinge - 0.3, -1.0),
            (7.60, hinge - 0.6, -2.9),
            (7.55, hinge - 1.6, -4.2),
            (7.40, hinge - 3.4, -4.9),
        ]
    )
    temple = tube(_smooth(way) * CM, (0.5 * thick[0] * CM, 1.25 * thick[1] * CM), closed=False)
    side = joined(ring, temple)
    pane = lens(outline)
    return [
        piece(joined(side, mirrored(side), bridge), frame),
        piece(joined(pane, mirrored(pane)), glass),
    ]


def _smooth(way: Floats, count: int = 36) -> Floats:
    """Draw a smooth line through points: Catmull and Rom's spline."""
    padded = np.concatenate([2 * way[:1] - way[1:2], way, 2 * way[-1:] - way[-2:-1]])
    at = np.linspace(0, len(way) - 1 - 1e-9, count)
    start = at.astype(int)
    t = (at - start)[:, None]
    p0, p1, p2, p3 = (padded[start + k] for k in range(4))
    smooth: Floats = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return smooth


def hat(felt: Paint, ribbon: Paint) -> list[Piece]:
    """Draw a hat with a pinched crown, a ribbon, and a brim that is turned up at the back."""
    turn = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)  # s is to the front

    def ring(wide: float, up: float, dip: float = 0.0, pinch: float = 0.0) -> Floats:
        x = (8.2 * wide) * c * (1 - pinch * np.maximum(s, 0) ** 2)
        z = (9.9 * wide) * s - 3.4
        return np.stack([x, up + dip * s, z], 1)

    tilt = 1.2
    crown = [ring(1.0, 6.0, tilt), ring(1.01, 8.6, tilt), ring(0.98, 12.4, tilt, 0.1)]
    crown += [ring(0.9, 15.4, tilt, 0.2), ring(0.74, 16.6, tilt, 0.24)]
    crown += [ring(0.5, 16.0, tilt, 0.26), ring(0.2, 15.4, tilt), ring(0.001, 15.3, tilt)]
    brim = []
    for share in np.linspace(0, 1, 8):
        edge = ring(1.0 + 0.62 * share, 6.0, tilt)
        edge[:, 1] += share**2 * (2.1 * np.abs(c) ** 2 - 0.9 * np.maximum(s, 0) - 0.2)
        brim.append(edge)
    under = [row - (0, 0.28, 0) for row in brim[::-1]]
    shell = grid(np.stack(crown) * CM, closed=True)
    flat = grid(np.stack([*under, *brim[:1]]) * CM, closed=True)
    above = grid(np.stack(brim[::-1]) * CM, closed=True)
    lip = grid(np.stack([brim[-1], under[0]]) * CM, closed=True)
    band = [
        ring(1.04, 5.9, tilt),
        ring(1.04, 6.6, tilt),
        ring(1.035, 9.0, tilt),
        ring(1.0, 9.1, tilt),
    ]
    outside = joined(_outwards(shell), _upwards(above), _upwards(flat, -1), _outwards(lip))
    inner = grid(np.stack([ring(0.995, 6.6, tilt), ring(0.001, 6.6, tilt)]) * CM, closed=True)
    return [
        piece(outside, felt),
        piece(_upwards(inner, -1), Paint("lining", (0.02, 0.017, 0.015), 0.9)),
        piece(_outwards(grid(np.stack(band) * CM, closed=True)), ribbon),
    ]


def _facing(surface: Surface, wanted: Callable[[Floats], Floats]) -> Surface:
    points, triangles = surface
    corners = points[triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    away = (normal * wanted(corners.mean(1))).sum(1) < 0
    return points, np.where(away[:, None], triangles[:, ::-1], triangles)


def _outwards(surface: Surface) -> Surface:
    middle = np.array([0, 0.10, -0.034])
    return _facing(surface, lambda centres: centres - middle)


def _upwards(surface: Surface, sign: int = 1) -> Surface:
    return _facing(surface, lambda centres: np.array([0, float(sign), 0]) + 0 * centres)


#: Where ears are pierced, cm.
_LOBE = np.array([7.55, -2.7, -2.1])
_BEFORE_LOBE = np.array([0.35, 0, 0.15])


def hoops(metal: Paint, radius: float = 1.5) -> list[Piece]:
    """Draw rings that hang from the lobes, half turned to the front."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    away = np.radians(40)
    flat = radius * np.stack([np.sin(turn), np.cos(turn) - 1], 1)
    x, z = flat[:, 0] * np.sin(away), flat[:, 0] * np.cos(away)
    path = _LOBE + np.stack([x + 0.35, flat[:, 1], z], 1)
    ring = tube(path * CM, (0.13 * CM, 0.13 * CM), closed=True, sides=10)
    return [piece(joined(ring, mirrored(ring)), metal)]


def studs(metal: Paint, radius: float = 0.38) -> list[Piece]:
    """Draw pearls on the lobes."""
    up = np.linspace(0.001, np.pi - 0.001, 14)
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ball = np.stack(
        [
            np.sin(up)[:, None] * np.cos(turn),
            np.cos(up)[:, None] + 0 * turn,
            np.sin(up)[:, None] * np.sin(turn),
        ],
        2,
    )
    points, triangles = grid((ball * radius + _LOBE + _BEFORE_LOBE) * CM, closed=True)
    middle = (_LOBE + _BEFORE_LOBE) * CM
    ball_surface = _facing((points, triangles), lambda centres: centres - middle)
    return [piece(joined(ball_surface, mirrored(ball_surface)), metal)]


_ACETATE = Paint("frame", BLACK, 0.25)
_WIRE = Paint("frame", (0.83, 0.62, 0.28), 0.25, metallic=1.0)
_CLEAR = Paint("lens", (0.10, 0.12, 0.13), 0.05, opacity=0.08)
_DARK = Paint("lens", (0.018, 0.017, 0.016), 0.05, opacity=0.84)
_GOLD = Paint("metal", (0.90, 0.62, 0.25), 0.22, metallic=1.0)
_PEARL = Paint("pearl", (0.78, 0.74, 0.68), 0.2)

#: Name, title, fabric, colourways (name and sRGB of each material), pieces.
MADE: Sequence[tuple[str, str, str, Sequence[tuple[str, dict[str, str]]], list[Piece]]] = (
    (
        "glasses_square",
        "Glasses, square",
        "coated",
        (
            ("black", {"frame": "#1B1B1D"}),
            ("tortoise", {"frame": "#5A3620"}),
            ("crystal blue", {"frame": "#4C6A8C"}),
            ("wine", {"frame": "#611F2C"}),
        ),
        glasses((3.45, 2.15), (2.65, 1.95), 3.6, (0.24, 0.22), _ACETATE, _CLEAR),
    ),
    (
        "glasses_round",
        "Glasses, round wire",
        "coated",
        (
            ("gold", {"frame": "#EACF90"}),
            ("silver", {"frame": "#D5D6D8"}),
            ("black", {"frame": "#3A3A3D"}),
        ),
        glasses((3.4, 2.2), (2.4, 2.3), 2.1, (0.09, 0.09), _WIRE, _CLEAR),
    ),
    (
        "glasses_sun",
        "Sunglasses",
        "coated",
        (
            ("black", {"frame": "#1B1B1D", "lens": "#1E1D1C"}),
            ("tortoise, brown", {"frame": "#5A3620", "lens": "#33241A"}),
            ("black, green", {"frame": "#1B1B1D", "lens": "#1D2A22"}),
        ),
        glasses((3.45, 2.1), (2.75, 2.15), 2.9, (0.26, 0.24), _ACETATE, _DARK),
    ),
    (
        "hat_felt",
        "Felt hat",
        "wool",
        (
            ("camel", {"felt": "#A98258", "trim": "#3A2A1E"}),
            ("charcoal", {"felt": "#3B3C40", "trim": "#17171A"}),
            ("forest", {"felt": "#33453A", "trim": "#1B231F"}),
        ),
        hat(Paint("felt", (0.40, 0.22, 0.10), 0.9), Paint("trim", (0.04, 0.024, 0.013), 0.6)),
    ),
    (
        "earrings_hoop",
        "Hoop earrings",
        "coated",
        (("gold", {"metal": "#F1CE89"}), ("silver", {"metal": "#DADBDD"})),
        hoops(_GOLD),
    ),
    (
        "earrings_stud",
        "Pearl studs",
        "coated",
        (("white", {"pearl": "#E5E0D8"}), ("grey", {"pearl": "#8E8C90"})),
        studs(_PEARL),
    ),
)


def card(title: str, fabric: str, colourways: Sequence[tuple[str, dict[str, str]]]) -> str:
    """Write what a shop says of it."""
    lines = [f'title = "{title}"', 'slot = "head"', 'gender = "female"', f'fabric = "{fabric}"']
    lines += ['licence = "CC0-1.0"', 'origin = "packaging/wardrobe/accessories.py"', ""]
    for name, colours in colourways:
        said = ", ".join(f'{material} = "{srgb}"' for material, srgb in colours.items())
        lines += ["[[colourway]]", f'name = "{name}"', f"srgb = {{ {said} }}"]
        lines += ['status = "estimated"', ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write every accessory to a folder."""
    output = Path(sys.argv[1])
    for name, title, fabric, colourways, pieces in MADE:
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.glb").write_bytes(write_rigid(pieces, title))
        (folder / f"{name}.toml").write_text(card(title, fabric, colourways))


if __name__ == "__main__":
    main()
