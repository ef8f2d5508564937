"""Lips on a drawn face, where the truth is known, and on photographs people outlined."""

import numpy as np

from tryon.core.scene import Bytes, Face, Floats
from tryon.tracking.lip_shape import KNOTS, fill, frame_box, natural_spline
from tryon.tracking.lips import find_lips

SKIN, LIP, TEETH = (205, 160, 140), (160, 80, 90), (235, 228, 215)


def drawn_edges(
    centre: tuple[float, float], width: float, gap: float = 0.0, grown: float = 0.0
) -> Floats:
    """The four edges of a simple mouth at the mesh's eleven columns: (4, 11, 2) px."""
    u = np.linspace(-1, 1, 11)
    arch = 1 - u**2
    heights = (-0.16 * arch - grown, -gap / 2 * arch, gap / 2 * arch, 0.2 * arch + grown)
    x = centre[0] + u * width / 2
    return np.array([np.stack([x, centre[1] + width * h], 1) for h in heights], np.float32)


def drawn_face(edges: Floats) -> Face:
    points = np.zeros((478, 3), np.float32)
    points[KNOTS, :2] = edges
    return Face(0, points, np.eye(4, dtype=np.float32))


def smooth(edges: Floats) -> Floats:
    return natural_spline(11, 81) @ edges


def drawn_mouth(
    edges: Floats, size: tuple[int, int], noise: float = 2.0
) -> tuple[Bytes, Floats]:
    """A picture of the mouth (h, w, 3) and the true coverage of its lips (h, w)."""
    fine = smooth(edges)
    everything = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    box = frame_box(everything, size)
    assert box is not None
    outer = np.concatenate([fine[0], fine[3, ::-1]])
    inner = np.concatenate([fine[1], fine[2, ::-1]])
    lip = fill(box, [(outer, 1), (inner, 0)])[..., None]
    mouth = fill(box, [(inner, 1)])[..., None]
    rgb = np.array(SKIN) * (1 - lip - mouth) + np.array(LIP) * lip + np.array(TEETH) * mouth
    rgb += np.random.default_rng(1).normal(0, noise, rgb.shape)
    return np.clip(rgb, 0, 255).astype(np.uint8), lip[..., 0]


def overlap(rgb: Bytes, face: Face, truth: Floats) -> float:
    lips = find_lips(rgb, face, None)
    assert lips is not None
    found = np.zeros_like(truth)
    found[lips.box.rows, lips.box.columns] = lips.coverage
    return float(np.minimum(found, truth).sum() / np.maximum(found, truth).sum())


def test_a_mesh_that_is_off_is_corrected_to_the_colours() -> None:
    edges = drawn_edges((200, 150), 130)
    rgb, truth = drawn_mouth(edges, (400, 300))
    grown = drawn_face(drawn_edges((200, 150), 130, grown=0.025))
    assert overlap(rgb, grown, truth) > 0.92


def test_teeth_stay_free() -> None:
    edges = drawn_edges((200, 150), 130, gap=0.16)
    rgb, truth = drawn_mouth(edges, (400, 300))
    too_small = drawn_face(drawn_edges((200, 150), 130, gap=0.12))
    lips = find_lips(rgb, too_small, None)
    assert lips is not None
    found = np.zeros_like(truth)
    found[lips.box.rows, lips.box.columns] = lips.coverage
    teeth = (rgb.min(-1) > 190) & (truth == 0)
    assert found[teeth].mean() < 0.01
    # All of the lip but the wet rim and the corners, which are left on purpose.
    assert found[truth == 1].mean() > 0.8


def test_lips_outside_the_frame_are_none() -> None:
    rgb, _ = drawn_mouth(drawn_edges((200, 150), 130), (400, 300))
    assert find_lips(rgb, drawn_face(drawn_edges((-300, 150), 130)), None) is None
