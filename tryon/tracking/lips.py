"""The visible vermilion of a face: the mesh's contours, corrected by what the picture shows.

The mesh knows what a mouth looks like but not this mouth; colour knows this mouth but not where
beard, shadow or teeth begin. Each edge is therefore a likelihood from the picture times a prior
around the mesh (`lip_outer`, `lip_inner`), and pixels that are no lip are left out last.
"""

import cv2
import numpy as np

from tryon.core.scene import Bytes, Face, Floats, Lips
from tryon.tracking.lip_colour import LipColours, learn_colours, log_rgb
from tryon.tracking.lip_inner import inner_edges, learn_inside, lip_lightness, mouth_opening
from tryon.tracking.lip_outer import outer_evidence, outer_offsets
from tryon.tracking.lip_shape import (
    Patch,
    cut_patch,
    fill,
    frame_box,
    inner_loop,
    mesh_edges,
    outer_loop,
    outward,
    with_outer,
)

#: Width in pixels at which a mouth is looked at, in a photograph.
_FINE = 160.0


class LipMemory:
    """What is remembered of one mouth between the frames of a clip."""


def find_lips(rgb: Bytes, face: Face, memory: LipMemory | None) -> Lips | None:
    """Find where a coat of lipstick goes.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    face : Face
        Its points may lie outside the frame.
    memory : LipMemory or None
        Of this face, in the frames before; None for a photograph.

    Returns
    -------
    lips : Lips or None
        None if no part of the lips is inside the frame.
    """
    mesh = mesh_edges(np.ascontiguousarray(face.points[:, :2]))
    size = rgb.shape[1], rgb.shape[0]
    if frame_box(outer_loop(mesh), size) is None:
        return None
    patch = cut_patch(rgb, mesh, _FINE)
    logs = log_rgb(patch.rgb, patch.unit)
    edges, colours = _fit(logs, patch.from_frame(mesh), patch.unit)
    visible = _visible(logs, edges, patch.unit)
    return _lips(patch, edges, visible, size)


def _fit(logs: Floats, mesh: Floats, unit: float) -> tuple[Floats, LipColours]:
    """Edges in a photograph: colours and edges explain each other, twice over."""
    loop = outer_loop(mesh)
    normals = outward(loop)
    edges = mesh
    for _ in range(2):
        colours = learn_colours(logs, edges, unit)
        offsets = outer_offsets(outer_evidence(logs, mesh, colours, unit))
        edges = with_outer(mesh, loop + normals * (offsets * unit)[:, None])
    found = edges
    for known in (False, True):
        inside = learn_inside(logs, found, unit, trust_gap=known)
        inner = inner_edges(logs, edges, inside, lip_lightness(logs, found), unit)
        found = np.stack([edges[0], inner[0], inner[1], edges[3]])
    return found, colours


def _visible(logs: Floats, edges: Floats, unit: float) -> Floats:
    """Share of each pixel of the patch that may be painted where the outlines say lip."""
    height, width = logs.shape[:2]
    x, y = np.arange(width) + 0.5, np.arange(height)[:, None] + 0.5
    order = np.argsort(edges[0, :, 0] + edges[3, :, 0])
    columns = edges[:, order]
    place = columns[..., 0].mean(0)
    middle = np.interp(x, place, (columns[1, :, 1] + columns[2, :, 1]) / 2)
    is_upper = y < middle
    lit = lip_lightness(logs, edges)[:, order]
    lit = np.where(is_upper, np.interp(x, place, lit[0]), np.interp(x, place, lit[1]))
    lightness = logs.mean(-1)
    bright = np.clip((lightness - lit + 0.5) / 0.3, 0, 1)
    from_corner = np.minimum(x - edges[0, 0, 0], edges[0, -1, 0] - x) / unit
    seen = bright * np.clip((from_corner - 0.03) / 0.03, 0, 1)
    opened = float(np.clip((mouth_opening(edges, unit) - 0.02) / 0.015, 0, 1))
    return np.asarray(1 - opened * (1 - seen), np.float32)


def _lips(patch: Patch, edges: Floats, visible: Floats, size: tuple[int, int]) -> Lips | None:
    """Draw the outlines in the frame, pixel by pixel as far as visible."""
    outer, inner = patch.to_frame(outer_loop(edges)), patch.to_frame(inner_loop(edges))
    box = frame_box(outer, size)
    if box is None:
        return None
    coverage = fill(box, [(outer, 1), (inner, 0)])
    to_patch = patch.frame_to_patch.astype(np.float64)
    to_patch[:, 2] += to_patch[:, :2] @ (box.x + 0.5, box.y + 0.5) - 0.5
    coverage *= cv2.warpAffine(
        visible,
        to_patch,
        (box.width, box.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if not (coverage > 0.1).any():
        return None
    return Lips(box, coverage, outer, inner, float(np.hypot(*(outer[24] - outer[0]))))
