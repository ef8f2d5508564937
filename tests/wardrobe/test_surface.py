"""Surfaces that are cut, refined, thinned out and laid flat: what must stay true."""

import numpy as np
import pytest
from wardrobe import surface
from wardrobe.anatomy import JOINTS, Anatomy
from wardrobe.drape import Body, Cloth, drape
from wardrobe.flatten import flatten, pack, refined
from wardrobe.fullness import Fullness, along, bent
from wardrobe.pose import AT_EASE, Stance
from wardrobe.simplify import simplify


def tube(rings=20, around=24, radius=0.1, length=0.4):
    """An open cylinder around y."""
    angle = 2 * np.pi * np.arange(around) / around
    y = np.linspace(0, length, rings)
    points = np.stack(
        [
            np.tile(radius * np.sin(angle), rings),
            np.repeat(y, around),
            np.tile(radius * np.cos(angle), rings),
        ],
        axis=1,
    )
    ring = np.arange(rings * around).reshape(rings, around)
    after = np.roll(ring, -1, axis=1)
    a, b, c, d = ring[:-1].ravel(), after[:-1].ravel(), ring[1:].ravel(), after[1:].ravel()
    return points, np.vstack([np.c_[a, b, c], np.c_[b, d, c]])


def test_a_tube_faces_outwards():
    points, triangles = tube()
    normals = surface.normals(points, triangles)
    radial = points * [1, 0, 1] / 0.1
    assert ((normals * radial).sum(1) > 0.95).all()


def test_refining_keeps_means_and_smooths():
    points, triangles = tube()
    mix, fine = surface.subdivide(triangles, len(points))
    assert np.abs(mix.sum(axis=1) - 1).max() < 1e-12
    assert len(fine) == 4 * len(triangles)
    new = mix @ points
    inner = (new[:, 1] > 0.05) & (new[:, 1] < 0.35)
    radius = np.hypot(new[:, 0], new[:, 2])[inner]
    assert np.ptp(radius) < 0.001
    assert len(surface.loops(fine)) == 2


def test_a_cut_is_straight_and_closed():
    points, triangles = tube()
    level = points[:, 1] + 0.3 * points[:, 0] - 0.217
    mix, parts, side = surface.split(triangles, level)
    assert np.abs(mix.sum(axis=1) - 1).max() < 1e-12
    assert mix.data.min() >= 0
    new = mix @ points
    upper = parts[side > 0]
    rims = surface.loops(upper)
    assert len(rims) == 2
    cut = min(rims, key=lambda loop: new[loop, 1].mean())
    assert np.abs(new[cut, 1] + 0.3 * new[cut, 0] - 0.217).max() < 1e-9
    area = np.linalg.norm(surface.face_normals(new, parts), axis=1).sum()
    before = np.linalg.norm(surface.face_normals(points, triangles), axis=1).sum()
    assert area == pytest.approx(before, rel=0.01)


def test_fewer_triangles_keep_the_shape_and_the_seam():
    points, triangles = tube(40, 48)
    middle = points[triangles].mean(axis=1)
    panel = (middle[:, 2] > 0).astype(int)
    few, pieces = simplify(points, triangles, 600, panel=panel)
    assert 500 < len(few) <= 620
    assert len(pieces) == len(few)
    assert len(surface.loops(few)) == 2
    used = points[np.unique(few)]
    assert np.ptp(used[:, 1]) == pytest.approx(0.4)
    middle = points[few].mean(axis=1)
    assert ((middle[:, 2] > 0) == (pieces == 1)).all()
    assert np.hypot(middle[:, 0], middle[:, 2]).min() > 0.08


def test_no_triangle_comes_to_look_the_other_way():
    """A crumpled sheet, thinned out hard."""
    points, triangles = tube(60, 60)
    rng = np.random.default_rng(2)
    for _ in range(40):
        wave = rng.normal(size=3) * [60, 60, 60]
        points = points + 0.0012 * np.sin(points @ wave + rng.uniform(0, 6))[:, None]
    normals = surface.normals(points, triangles)
    few, _ = simplify(points, triangles, 1200, normals=normals)
    unit = surface.face_normals(points, few)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    facing = (normals[few].sum(axis=1) * unit).sum(axis=1)
    assert (facing < 0).mean() < 0.002


def test_a_developable_piece_is_laid_flat_without_stretch():
    points, triangles = tube()
    front = triangles[points[triangles].mean(axis=1)[:, 2] > 0.001]
    chart = flatten("front", points, front, points[:, :2])
    a, b, c = chart.uv[chart.triangles].transpose(1, 0, 2)
    area = np.cross(b - a, c - a)
    assert (area > 0).all()
    solid = 1e4 * np.linalg.norm(surface.face_normals(points, front), axis=1)
    assert area == pytest.approx(solid, rel=0.02)
    assert chart.size[1] == pytest.approx(40, rel=0.02)


def test_packed_pieces_do_not_touch():
    sizes = [np.array(s, float) for s in [(50, 70), (50, 68), (20, 30), (20, 30), (90, 5)]]
    corners, side = pack(sizes, 1.0)
    boxes = [(c, c + s) for c, s in zip(corners, sizes, strict=True)]
    for n, (low, high) in enumerate(boxes):
        assert low.min() >= 1.0 - 1e-9
        assert high.max() <= side + 1e-9
        for other_low, other_high in boxes[:n]:
            assert (high <= other_low - 0.99).any() or (other_high <= low - 0.99).any()


def test_halving_moves_nothing():
    points, triangles = tube()
    mix, fine = surface.halve(triangles, len(points))
    new = mix @ points
    assert (new[: len(points)] == points).all()
    assert len(fine) == 4 * len(triangles)
    before, after = (
        np.linalg.norm(surface.face_normals(p, t), axis=1).sum()
        for p, t in ((points, triangles), (new, fine))
    )
    assert after == pytest.approx(before)
    corners = new[triangles].mean(axis=1)
    assert corners == pytest.approx(new[fine].mean(axis=1).reshape(4, -1, 3).mean(axis=0))


def test_fairing_takes_the_relief_and_leaves_the_shape():
    points, triangles = tube(60, 72)
    inner = (points[:, 1] > 0.05) & (points[:, 1] < 0.35)
    rough = points * (1 + 0.02 * np.sin(1200 * points[:, 1:2]) * [1, 0, 1])
    smooth = surface.fair(rough, triangles, 14)
    radius = np.hypot(smooth[:, 0], smooth[:, 2])
    assert radius[inner].std() < 0.3 * np.hypot(rough[:, 0], rough[:, 2])[inner].std()
    assert radius[inner].mean() == pytest.approx(0.1, rel=0.01)
    assert np.ptp(smooth[:, 1]) == pytest.approx(0.4, abs=0.004)


def sheet(n=21):
    x, z = np.meshgrid(np.linspace(-0.25, 0.25, n), np.linspace(-0.25, 0.25, n))
    start = np.stack([x.ravel(), np.full(x.size, 0.16), z.ravel()], axis=1)
    index = np.arange(n * n).reshape(n, n)
    a, b, c, d = (index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:])
    triangles = np.vstack([np.c_[a.ravel(), c.ravel(), b.ravel()]])
    return start, np.vstack([triangles, np.c_[b.ravel(), c.ravel(), d.ravel()]])


def ball():
    points, faces = tube(24, 36, 1.0, np.pi)
    polar = points[:, 1]
    skin = 0.15 * np.stack(
        [points[:, 0] * np.sin(polar), -np.cos(polar), points[:, 2] * np.sin(polar)], axis=1
    )
    return Body(skin, faces, np.zeros(len(skin), int))


def test_cloth_falls_on_a_ball_and_stays_outside():
    start, triangles = sheet()
    limb = np.zeros(len(start), int)
    top = np.hypot(start[:, 0], start[:, 2]) < 1e-9  # held there: else it slides off, and falls
    cloth = Cloth(hold=0.0)
    hung = drape(start, triangles, start, ball(), cloth, limb=limb, pinned=top, steps=400)
    assert np.isfinite(hung).all()
    assert np.linalg.norm(hung, axis=1).min() > 0.149
    assert np.linalg.norm(hung, axis=1).max() < 0.3  # all of it is on the ball
    assert hung[:, 1].min() < -0.05  # its corners hang
    pairs, _ = surface.edges(triangles)
    before, after = (
        np.linalg.norm(p[pairs[:, 0]] - p[pairs[:, 1]], axis=1) for p in (start, hung)
    )
    assert np.median(after / before) == pytest.approx(1, abs=0.02)


def test_another_limb_stops_no_cloth():
    start, triangles = sheet()
    limb = np.ones(len(start), int)
    hung = drape(start, triangles, start, ball(), Cloth(hold=0.0), limb=limb, steps=40)
    assert hung[:, 1].max() < -0.2  # it falls through


def test_cloth_to_spare_folds_square_to_where_it_is_spared():
    start, triangles = sheet(41)
    rng = np.random.default_rng(4)
    rough = start + 1e-4 * rng.standard_normal(start.shape) * [0, 1, 0]
    spare = Fullness(along(np.full(len(start), 0.06), np.eye(3)[[0]]), np.ones(len(start)))
    pairs, _ = surface.edges(triangles)
    far = Body(ball().positions - [0, 9, 0], ball().triangles, ball().limb)
    limb = np.zeros(len(start), int)
    lengths = spare.lengths(start, pairs)
    hung = drape(rough, triangles, start, far, Cloth(), limb=limb, cut=lengths, steps=150)
    height = hung[:, 1].reshape(41, 41)[8:-8, 8:-8]
    along_x, along_z = np.abs(np.diff(height, axis=1)), np.abs(np.diff(height, axis=0))
    assert height.std() > 0.001
    assert along_x.mean() > 2 * along_z.mean()


def test_a_bent_limb_presses_the_cloth_inside_and_pulls_it_outside():
    points, _ = tube(rings=41)
    up, ahead = np.eye(3)[1], np.eye(3)[2]
    spare = bent(points, np.array([0, 0.2, 0]), up, ahead, 0.08, 60.0)
    along_limb = spare[:, 1, 1]
    near_joint = np.abs(points[:, 1] - 0.2) < 0.04
    assert along_limb[near_joint & (points[:, 2] > 0.07)].mean() > 0.1
    assert along_limb[near_joint & (points[:, 2] < -0.07)].mean() < -0.02
    assert np.abs(spare[np.abs(points[:, 1] - 0.2) > 0.18]).max() < 0.05 * along_limb.max()
    across = spare - along(along_limb, up + 0 * points)
    assert np.abs(across).max() < 1e-12


def test_the_grain_goes_straight_across_a_piece():
    points, triangles = tube(40, 48)
    front = triangles[points[triangles].mean(axis=1)[:, 2] > 0.001]
    chart = flatten("front", points, front, points[:, :2])
    angle = np.arctan2(points[:, 0], points[:, 2])[chart.vertices]
    assert chart.grain[:, 1] == pytest.approx(100 * points[chart.vertices, 1])
    assert chart.grain[:, 0] == pytest.approx(10 * angle, abs=0.15)
    fine = refined(chart, triangles, len(points))
    mix, _ = surface.halve(triangles, len(points))
    assert fine.grain[:, 1] == pytest.approx(100 * (mix @ points)[fine.vertices, 1])


def test_who_stands_at_ease_and_back_is_where_he_was():
    heads = np.zeros((len(JOINTS), 3))
    heads[:, 1] = np.linspace(0.1, 1.6, len(JOINTS))
    parents = np.arange(-1, len(JOINTS) - 1)
    nobody = Anatomy("male", heads, {}, np.eye(22), parents, heads, {}, {})
    stance = Stance.of(nobody, AT_EASE)
    rng = np.random.default_rng(1)
    points = rng.uniform(0, 1, (50, 3))
    weights = rng.dirichlet(np.ones(22), 50)
    worn = stance.worn(points, weights)
    assert np.abs(worn - points).max() > 0.01
    assert stance.as_cut(worn, weights) == pytest.approx(points)
    assert Stance.of(nobody, {}).worn(points, weights) == pytest.approx(points)
