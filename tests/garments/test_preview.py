"""The studio's renderer, and the mirror's beside it: two that share no line of drawing."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from worn import Glb
from worn import tube as surface

from tryon import assets
from tryon.core.colour import de2000, linear_to_srgb, srgb_to_lab, srgb_to_linear
from tryon.core.errors import Missing
from tryon.core.layer import Drape
from tryon.core.mesh import FABRICS, Posed
from tryon.core.scene import BONES, Floats
from tryon.garments.model import Model, load, shipped
from tryon.garments.preview import Lamp, _in_grey, draw, openness, preview
from tryon.garments.skeleton import joints_of, local_to_world, rest_to_camera
from tryon.garments.skinning import by_bone
from tryon.light.harmonics import basis
from tryon.render.drape import Drapery

LAMPS = (Lamp((0.4, 0.5, 0.77), 0.4), Lamp((-0.6, 0.2, 0.7), 0.25))
AROUND = 0.25
SIZE = 480, 360
FOCAL_PX = 500.0


@pytest.fixture
def tube(tmp_path: Path) -> Model:
    path = tmp_path / "tube.glb"
    path.write_bytes(Glb().bytes())
    return load(path)


def posed(model: Model, lean_deg: float) -> Posed:
    c, s = np.cos(np.radians(lean_deg)), np.sin(np.radians(lean_deg))
    lean = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], np.float32)
    rotations = local_to_world({"Spine": lean})
    hips = model.skeleton.heads[0] + np.array([0, -1.12, -1.3], np.float32)
    joints = joints_of(model.skeleton.heads, rotations, hips)
    return Posed(model.parts, {}, rest_to_camera(model.skeleton.heads, rotations, joints))


def harmonics() -> Floats:
    """Those of the lamps, which nine numbers hold to a hundredth."""
    way = np.random.default_rng(0).normal(size=(4000, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    light = np.full(4000, AROUND)
    for lamp in LAMPS:
        towards = np.array(lamp.towards) / np.linalg.norm(lamp.towards)
        light += lamp.strength * np.maximum(way @ towards, 0)
    found = np.linalg.lstsq(basis(way.astype(np.float32)), light, rcond=None)[0]
    return np.repeat(found[:, None], 3, 1).astype(np.float32)


def coloured(tube: Model, linear: Floats) -> Model:
    (part,) = tube.parts
    matte = dataclasses.replace(
        part.material, fabric=FABRICS["matte"], roughness=1.0, linear=linear, base=None
    )
    return dataclasses.replace(tube, parts=(dataclasses.replace(part, material=matte),))


@pytest.mark.parametrize("reflectance", [(0.5, 0.1, 0.1), (0.02, 0.02, 0.025)])
def test_the_mirror_draws_what_another_renderer_draws(
    tube: Model, reflectance: tuple[float, float, float]
) -> None:
    worn = posed(coloured(tube, np.array(reflectance, np.float32)), 15.0)
    light = np.ones(3, np.float32)
    centre = SIZE[0] / 2, SIZE[1] / 2
    drape = Drape("garment", "estimated", worn, None, FOCAL_PX, centre, harmonics(), light)
    try:
        drapery = Drapery(1.0)
        other = draw([worn], SIZE, FOCAL_PX, LAMPS, AROUND)
        # it knows no surface without a highlight: a fourth of what it shows of black cloth
        black = posed(coloured(tube, np.zeros(3, np.float32)), 15.0)
        highlight = draw([black], SIZE, FOCAL_PX, LAMPS, AROUND)
    except Missing as missing:
        pytest.skip(str(missing))
    picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    ((box, alpha),) = drapery(picture, [drape]).values()
    mine = np.zeros(SIZE[::-1], np.uint8)
    mine[box.rows, box.columns] = alpha
    both, either = (mine > 127) & (other.alpha > 127), (mine > 127) | (other.alpha > 127)
    assert both.sum() / either.sum() >= 0.99
    inside = (mine == 255) & (other.alpha == 255)
    shown, mirrored = (srgb_to_linear(d.rgb[inside] / 255) for d in (other, highlight))
    cloth = linear_to_srgb(np.maximum(shown - mirrored, 0) / (1 - 0.04))
    error = de2000(srgb_to_lab(picture[inside] / 255), srgb_to_lab(cloth))
    assert np.median(error) <= 1.0
    assert inside.sum() > 10_000


def test_what_is_covered_sees_little_around_it(tube: Model, tmp_path: Path) -> None:
    path = tmp_path / "core.glb"
    path.write_bytes(Glb(surface(radius=0.1)).bytes())
    core = load(path)
    try:
        (alone,) = openness([posed(core, 0.0)])
    except Missing as missing:
        pytest.skip(str(missing))
    outside, inside = openness([posed(tube, 0.0), posed(core, 0.0)])
    assert alone.min() > 0.95
    assert outside.min() > 0.95
    assert inside.mean() < 0.35
    ends = np.isin(core.parts[0].positions[:, 1], core.parts[0].positions[[0, -1], 1])
    assert inside[ends].mean() > inside[~ends].mean() + 0.05


def test_a_preview_shows_the_garment_from_two_sides(tube: Model) -> None:
    body = dataclasses.replace(tube, slot="body")
    try:
        rgb = preview(tube, body, height_px=300)
    except Missing as missing:
        pytest.skip(str(missing))
    assert rgb.shape[0] == 300
    half = rgb.shape[1] // 2
    for view in (rgb[:, :half], rgb[:, half:]):
        middle = view[150, view.shape[1] // 2].astype(int)
        assert middle[0] > 2 * middle[1]  # the cloth is red
        assert view[5, 5].min() > 200  # the wall behind it is light


def test_the_mannequin_keeps_its_thumbs_in_sleeves() -> None:
    """They are thinner than what goes in under cloth: turned inside out they are spikes."""
    body = shipped("female")
    sleeves = load(assets.model("longsleeve_female/longsleeve_female.glb"))
    for before, after in zip(body.parts, _in_grey(body, sleeves).parts, strict=True):
        moved = np.linalg.norm(after.positions - before.positions, axis=1)
        hands = by_bone(before)[[BONES.index("LeftHand"), BONES.index("RightHand")]].sum(0)
        assert moved[hands > 0.99].max() < 1e-3
        assert moved.max() > 0.01, "the trunk goes in"
