"""Cloth over a stick figure, drawn by whatever OpenGL there is."""

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from worn import HEADS, Glb, tube

from tryon.core.colour import linear_to_srgb, srgb_to_linear
from tryon.core.encoding import Encoding
from tryon.core.errors import Missing
from tryon.core.layer import Clothes, Drape
from tryon.core.memory import give_back
from tryon.core.mesh import FABRICS, STRAIGHT, Binding, Posed, Sway, Texture
from tryon.core.scene import (
    BONES,
    Box,
    Bytes,
    Figure,
    Presence,
    Silhouette,
    flat_light,
)
from tryon.effects.garment import find_model
from tryon.garments.cloth import Cloth
from tryon.garments.fit import body_of, put_on
from tryon.garments.model import Gender, Model, load, shipped
from tryon.garments.skeleton import joints_of, local_to_world, rest_to_camera
from tryon.garments.skinning import resting_on
from tryon.light.harmonics import basis
from tryon.render.baked import deepened
from tryon.render.drape import Drapery
from tryon.render.surface import Lighting, near_opening

WHITE = np.ones(3, np.float32)
SIZE = 240, 320
FOCAL_PX = 400.0


@pytest.fixture(scope="module")
def drapery() -> Drapery:
    try:
        return Drapery(1.0)
    except Missing as missing:
        pytest.skip(str(missing))


def model(folder: Path, glb: Glb) -> Model:
    path = folder / "tube.glb"
    path.write_bytes(glb.bytes())
    return load(path)


def posed(model: Model, turn_deg: float = 0.0, **weights: float) -> Posed:
    turn = np.radians(turn_deg)
    about_y = np.array(
        [[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]],
        np.float32,
    )
    rotations = local_to_world({"Hips": about_y})
    heads = model.skeleton.shaped(weights)
    hips = heads[0] + np.array([0, -1.15, -1.5], np.float32)
    joints = joints_of(heads, rotations, hips)
    return Posed(model.parts, weights, rest_to_camera(heads, rotations, joints))


def leaning(model: Model) -> Posed:
    lean = np.radians(9)
    about_z = np.eye(4, dtype=np.float32)
    about_z[:2, :2] = [[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]]
    upright = posed(model).rest_to_camera
    return Posed(model.parts, {}, (about_z @ upright).astype(np.float32))


def drape(worn: Posed, **changes: object) -> Drape:
    values = {
        "effect": "garment",
        "status": "estimated",
        "worn": worn,
        "body": None,
        "focal_px": FOCAL_PX,
        "centre_px": (SIZE[1] / 2, SIZE[0] / 2),
        "harmonics": flat_light(WHITE, 1.0),
        "light": WHITE,
    }
    return Drape(**(values | changes))


def grey() -> Bytes:
    return np.full((*SIZE, 3), 100, np.uint8)


def full(alpha: Bytes, box: Box) -> Bytes:
    """The alpha on the whole picture."""
    whole = np.zeros(SIZE, np.uint8)
    whole[box.rows, box.columns] = alpha
    return whole


def paint(drapery: Drapery, *drapes: Drape) -> tuple[Bytes, Bytes]:
    picture = grey()
    laid = drapery(picture, drapes)
    box, alpha = laid["garment"]
    return picture, full(alpha, box)


def test_cloth_is_where_the_lens_sees_it_and_nothing_else_changes(
    drapery: Drapery, tmp_path: Path
) -> None:
    picture, alpha = paint(drapery, drape(posed(model(tmp_path, Glb()))))
    assert (picture[alpha == 0] == 100).all()
    rows, columns = np.nonzero(alpha > 127)
    # a tube of 16 cm radius, from 0.9 m to 1.4 m; its outline is tangent to the view
    away = 1.5 * np.sqrt(1 - (0.16 / 1.5) ** 2)
    half = FOCAL_PX * 0.16 / away
    assert abs(columns.min() - (160 - half)) < 1
    assert abs(columns.max() - (160 + half - 1)) < 1
    front = 1.5 - 0.16
    assert abs(rows.min() - (120 - FOCAL_PX * 0.25 / front)) < 1.5
    assert abs(rows.max() - (120 + FOCAL_PX * 0.25 / front - 1)) < 1.5


def test_cloth_is_painted_on_what_is_made_to_be_under_it(
    drapery: Drapery, tmp_path: Path
) -> None:
    picture, dark, plain = grey(), np.full_like(grey(), 30), grey()
    worn = drape(posed(model(tmp_path, Glb())))
    made: list[Bytes] = []

    def under() -> Bytes:
        made.append(dark)
        return dark

    laid = drapery(picture, [worn], under=under)
    drapery(plain, [worn])
    box, alpha = laid["garment"]
    alpha = full(alpha, box)
    assert (dark[alpha == 0] == 30).all()
    assert np.array_equal(dark[alpha == 255], plain[alpha == 255])
    assert np.array_equal(picture, grey()), "the camera's own picture stays"
    drapery(picture, [], under=under)
    assert len(made) == 2, "also where nothing is seen of the cloth"


def test_even_light_shows_the_colour_of_the_cloth(drapery: Drapery, tmp_path: Path) -> None:
    glb = Glb()
    glb.content["materials"][0]["extras"] = {"fabric": "matte"}
    warm = np.array([1.0, 0.8, 0.5], np.float32)
    worn = posed(model(tmp_path, glb))
    picture, alpha = paint(drapery, drape(worn, harmonics=flat_light(warm, 0.6)))
    wanted = 255 * linear_to_srgb(np.array([0.5, 0.1, 0.1]) * 0.6 * warm)
    assert np.abs(picture[alpha == 255] - wanted).max() <= 1.01


def test_wool_is_lighter_the_more_aslant_it_is_seen(drapery: Drapery, tmp_path: Path) -> None:
    rows = {}
    for fabric in ("matte", "wool"):
        glb = Glb()
        glb.content["materials"][0]["extras"] = {"fabric": fabric}
        worn = posed(model(tmp_path, glb))
        picture, _ = paint(drapery, drape(worn, harmonics=flat_light(WHITE, 0.6)))
        rows[fabric] = srgb_to_linear(picture[120] / np.float32(255)) / 0.6
    turned = np.radians([0.0, 30.0, 50.0, 65.0])
    x, away = 0.16 * np.sin(turned), 1.5 - 0.16 * np.cos(turned)
    columns = np.rint(SIZE[1] / 2 + FOCAL_PX * x / away - 0.5).astype(int)
    aslant = (away * np.cos(turned) - x * np.sin(turned)) / np.hypot(x, away)
    hidden = 1 - np.exp(FABRICS["wool"].fuzz * (1 - 1 / aslant))
    cloth = rows["matte"][columns]
    wanted = cloth + hidden[:, None] * (2 * cloth / (1 + cloth) - cloth)
    assert (wanted[-1] > 1.1 * cloth[-1]).all()
    assert rows["wool"][columns] == pytest.approx(wanted, rel=0.04)


def test_a_pattern_too_fine_to_be_seen_shows_the_mean_of_its_light(
    drapery: Drapery, tmp_path: Path
) -> None:
    worn = posed(model(tmp_path, Glb()))
    (part,) = worn.parts
    checks = np.zeros((1024, 1024, 3), np.uint8)
    checks[::2, ::2] = checks[1::2, 1::2] = 255
    relief = Texture(np.full((64, 64, 3), (128, 128, 255), np.uint8))
    even = np.full((8, 8, 3), round(255 * linear_to_srgb(np.array(0.5)).item()), np.uint8)
    seen = []
    for pixels in checks, even:
        material = dataclasses.replace(part.material, base=Texture(pixels), normal=relief)
        patterned = dataclasses.replace(part, material=material)
        picture, alpha = paint(drapery, drape(dataclasses.replace(worn, parts=(patterned,))))
        seen.append(picture[alpha == 255].astype(int))
    assert np.abs(seen[0] - seen[1]).max() <= 1


def test_folds_are_stronger_and_the_cloth_is_as_light_as_before(
    drapery: Drapery, tmp_path: Path
) -> None:
    worn = posed(model(tmp_path, Glb()))
    open_to = np.full((64, 64, 1), 235, np.uint8)
    open_to[:, ::2] = 205  # folds
    seen = {}
    for folds in (1.0, 1.5):
        material = dataclasses.replace(
            worn.parts[0].material, base=None, occlusion=Texture(open_to), folds=folds
        )
        part = dataclasses.replace(worn.parts[0], material=material)
        picture, alpha = paint(drapery, drape(dataclasses.replace(worn, parts=(part,))))
        seen[folds] = srgb_to_linear(picture[alpha == 255][:, 0] / np.float32(255))
    assert seen[1.5].mean() == pytest.approx(seen[1.0].mean(), rel=0.02)
    assert 1.2 < seen[1.5].std() / seen[1.0].std() < 1.7


def test_hollows_as_wide_as_a_hand_become_deeper_and_narrow_ones_do_not(
    tmp_path: Path,
) -> None:
    (part,) = posed(model(tmp_path, Glb())).parts  # 1 m around, 0.5 m high

    def gain(width_m: float, folds: float = 1.5) -> float:
        around_m = np.linspace(0, 2 * np.pi * 0.16, 512, endpoint=False)
        wave = 190 + 20 * np.sin(2 * np.pi * around_m / (2 * width_m))
        before = np.repeat(np.rint(wave)[None], 256, 0).astype(np.uint8)
        material = dataclasses.replace(
            part.material, occlusion=Texture(before[..., None]), folds=folds
        )
        after = deepened(dataclasses.replace(part, material=material)).occlusion
        assert after is not None
        inner = slice(128, 384)  # around which there is cloth on both sides
        assert after.pixels[:, inner].mean() == pytest.approx(before[:, inner].mean(), abs=4)
        return float(after.pixels[:, inner].std() / before[:, inner].std())

    assert gain(0.08) > 1.4
    assert gain(0.015) < 1.1
    assert gain(0.08, folds=1.0) == 1


def satin(folder: Path, linear: list[float], fabric: str = "satin") -> Model:
    glb = Glb()
    glb.content["materials"][0] |= {"extras": {"fabric": fabric}}
    surface = glb.content["materials"][0]["pbrMetallicRoughness"]
    surface |= {"baseColorFactor": [*linear, 1], "roughnessFactor": 0.45}
    return model(folder, glb)


@pytest.mark.parametrize("linear", [[0.01, 0.02, 0.06], [0.7, 0.5, 0.3]])
def test_in_even_light_satin_has_the_colour_of_its_cloth(
    drapery: Drapery, tmp_path: Path, linear: list[float]
) -> None:
    worn = posed(satin(tmp_path, linear))
    picture, _ = paint(drapery, drape(worn, harmonics=flat_light(WHITE, 0.8)))
    shown = srgb_to_linear(picture[120, 120:200] / np.float32(255)).mean(0)
    assert shown == pytest.approx(0.8 * np.array(linear), rel=0.04, abs=0.001)


def test_in_even_light_satin_mirrors_a_horizon_and_cotton_none(
    drapery: Drapery, tmp_path: Path
) -> None:
    for fabric, least, most in (("satin", 1.15, 1.5), ("cotton", 0.98, 1.02)):
        shown = {}
        for way, code in (("up", (128, 172, 246)), ("down", (128, 84, 246))):  # 20°
            glb = Glb()
            material = glb.content["materials"][0]
            material |= {"extras": {"fabric": fabric}}
            material["normalTexture"] = {"index": glb.texture(np.full((4, 4, 3), code, "u1"))}
            worn = posed(model(tmp_path, glb))
            picture, _ = paint(drapery, drape(worn, harmonics=flat_light(WHITE, 0.8)))
            shown[way] = float(srgb_to_linear(picture[120, 160] / np.float32(255))[0])
        assert least < shown["up"] / shown["down"] < most


def lamp_at(degrees: float, share: float = 0.3) -> np.ndarray:
    """Even light, and a lamp at the height of the eyes: (9, 3)."""
    way = np.array([[np.sin(np.radians(degrees)), 0, np.cos(np.radians(degrees))]], np.float32)
    bands = np.pi * np.array([1, *[2 / 3] * 3, *[1 / 4] * 5], np.float32)
    lamp = (basis(way)[0] * bands)[:, None] * WHITE
    return ((1 - share) * flat_light(WHITE, 1.0) + share * lamp).astype(np.float32)


def test_the_highlight_of_satin_goes_with_the_light_and_stands_out(
    drapery: Drapery, tmp_path: Path
) -> None:
    red = [0.3, 0.03, 0.05]
    brightest = {}
    for fabric in ("satin", "matte"):
        worn = posed(satin(tmp_path, red, fabric))
        for degrees in (-60, 0, 60):
            harmonics = lamp_at(degrees)
            picture, alpha = paint(drapery, drape(worn, harmonics=harmonics))
            shown = srgb_to_linear(picture[120, alpha[120] == 255] / np.float32(255))[:, 0]
            brightest[fabric, degrees] = shown.max() / np.median(shown)
            if fabric == "satin":
                # a mirror shows it where the surface faces half-way between lamp and eye
                column = 160 + FOCAL_PX * 0.16 * np.sin(np.radians(degrees / 2)) / 1.35
                found = np.flatnonzero(alpha[120] == 255)[shown.argmax()]
                assert abs(found - column) < 8
    for degrees in (-60, 0, 60):
        assert brightest["satin", degrees] > 1.35 * brightest["matte", degrees]


def test_a_lamp_that_is_said_to_be_behind_is_mirrored_from_the_side() -> None:
    limbs = np.zeros((0, 2, 4), np.float32)
    behind, before = (Lighting.of(lamp_at(degrees), limbs) for degrees in (130, 50))
    assert behind.lamp_from[2] < 0 < behind.shine_from[2] < behind.shine_from[0]
    assert np.allclose(before.shine_from, before.lamp_from, atol=1e-6)
    assert np.allclose(before.shine_light, before.lamp_light, atol=1e-6)
    assert (behind.shine_light < behind.lamp_light).all()


def test_the_highlight_of_satin_is_drawn_out_along_its_threads(
    drapery: Drapery, tmp_path: Path
) -> None:
    """Relief that leans up or down loses less of it than relief that leans as far to a side."""
    shown = {}
    for way, code in (("up", (128, 172, 246)), ("side", (172, 128, 246))):  # 20°
        glb = Glb()
        material = glb.content["materials"][0]
        material |= {"extras": {"fabric": "satin"}}
        material["pbrMetallicRoughness"]["roughnessFactor"] = 0.45
        pixels = np.full((4, 4, 3), code, np.uint8)
        material["normalTexture"] = {"index": glb.texture(pixels)}
        lamp = lamp_at(0.0)
        picture, _ = paint(drapery, drape(posed(model(tmp_path, glb)), harmonics=lamp))
        shown[way] = float(srgb_to_linear(picture[120, 160] / np.float32(255))[0])
    assert shown["up"] > 1.1 * shown["side"]


def test_where_a_map_says_so_leather_is_rougher(drapery: Drapery, tmp_path: Path) -> None:
    """The roughness beside a baked occlusion, and one that is laid for itself."""
    shown = {}
    for name, green in (("smooth", 255), ("worn", 140)):
        for baked in (False, True):
            glb = Glb()
            material = glb.content["materials"][0]
            material |= {"extras": {"fabric": "leather"}}
            surface = material["pbrMetallicRoughness"]
            surface |= {"baseColorFactor": [0.05, 0.03, 0.02, 1], "roughnessFactor": 0.8}
            pixels = np.full((4, 4, 3), green, np.uint8)
            surface |= {"metallicFactor": 0, "metallicRoughnessTexture": {"index": 0}}
            assert glb.texture(pixels) == 0
            if baked:
                light = glb.texture(np.full((4, 4, 3), 240, np.uint8))
                material["occlusionTexture"] = {"index": light}
            worn = posed(model(tmp_path, glb))
            picture, _ = paint(drapery, drape(worn, harmonics=lamp_at(0.0)))
            shown[name, baked] = srgb_to_linear(picture[120, 160] / np.float32(255))
    for baked in (False, True):
        assert (
            shown["worn", baked] > 1.3 * shown["smooth", baked]
        ).all()  # a sharper highlight


def test_light_follows_the_harmonics_of_every_normal(drapery: Drapery, tmp_path: Path) -> None:
    glb = Glb()
    glb.content["materials"][0] |= {"extras": {"fabric": "matte"}}
    glb.content["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] = [1, 1, 1, 1]
    rng = np.random.default_rng(4)
    harmonics = flat_light(WHITE, 0.5) + rng.uniform(-0.1, 0.1, (9, 3)).astype(np.float32)
    worn = posed(model(tmp_path, glb))
    picture, alpha = paint(drapery, drape(worn, harmonics=harmonics))
    row = 120
    columns = np.flatnonzero(alpha[row] == 255)[3:-3]
    # the ray through a pixel of the middle row meets the tube at this angle
    slope = (columns + 0.5 - 160) / FOCAL_PX
    depth = (1.5 - np.sqrt(0.16**2 * (1 + slope**2) - (1.5 * slope) ** 2)) / (1 + slope**2)
    normal = np.stack([slope * depth, 0 * slope, 1.5 - depth], 1) / 0.16
    light = basis(normal.astype(np.float32)) @ harmonics
    assert (light > 0).all()
    shown = srgb_to_linear(picture[row, columns] / 255.0)
    assert np.abs(shown - light).max() < 0.02


def test_white_cloth_in_much_light_keeps_its_shape(drapery: Drapery, tmp_path: Path) -> None:
    glb = Glb()
    glb.content["materials"][0] |= {"extras": {"fabric": "matte"}}
    glb.content["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] = [1, 1, 1, 1]
    harmonics = flat_light(WHITE, 2.0)
    harmonics[3] -= 1.2  # it comes from the left
    worn = posed(model(tmp_path, glb))
    picture, alpha = paint(drapery, drape(worn, harmonics=harmonics))
    columns = np.flatnonzero(alpha[120] == 255)[3:-3]
    left, middle, right = np.array_split(picture[120, columns, 1].astype(int), 3)
    assert left.mean() > middle.mean() > right.mean() + 8
    assert middle.mean() > 235  # still white


def lit_cloth(drapery: Drapery, folder: Path, linear: list[float], level: float) -> np.ndarray:
    """The linear colour in the middle of a tube that faces an even light."""
    glb = Glb()
    glb.content["materials"][0] |= {"extras": {"fabric": "matte"}}
    glb.content["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] = [*linear, 1]
    worn = posed(model(folder, glb))
    picture, _ = paint(drapery, drape(worn, harmonics=flat_light(WHITE, level)))
    return np.asarray(srgb_to_linear(np.median(picture[118:122, 158:162], (0, 1)) / 255))


def test_highlights_of_coloured_cloth_keep_their_hue(drapery: Drapery, tmp_path: Path) -> None:
    orange = [1.0, 0.55, 0.1]
    shown = lit_cloth(drapery, tmp_path, orange, 3.0)
    assert shown[0] < 0.99  # bent, not clipped
    (least, middle, most) = sorted(shown.tolist())
    assert (middle - least) / (most - least) == pytest.approx(0.45 / 0.9, abs=0.02)


def test_light_is_not_believed_to_make_cloth_brighter_than_white(
    drapery: Drapery, tmp_path: Path
) -> None:
    navy = [0.05, 0.08, 0.2]
    usual, bright, brighter = (lit_cloth(drapery, tmp_path, navy, x) for x in (0.5, 1.0, 2.5))
    assert bright == pytest.approx(navy, abs=0.005)  # what can be, is believed
    assert usual == pytest.approx(0.5 * bright, abs=0.005)
    assert (brighter < 1.15 * bright).all()


def test_what_is_nearer_hides_the_cloth_and_what_is_under_it_does_not(
    drapery: Drapery, tmp_path: Path
) -> None:
    shirt = model(tmp_path, Glb())
    body = model(tmp_path, Glb(tube(0.2, 1.6, 0.155)))
    _, alone = paint(drapery, drape(posed(shirt)))
    _, covered = paint(drapery, drape(posed(shirt), body=posed(body)))
    assert (
        np.abs(alone.astype(int) - covered).max() < 40
    )  # the inner side of the back is hidden
    assert (covered > 127).sum() > 0.97 * (alone > 127).sum()
    wide = model(tmp_path, Glb(tube(1.0, 1.2, 0.25)))
    _, hidden = paint(drapery, drape(posed(shirt), body=posed(wide)))
    assert hidden[120].max() == 0
    assert hidden[60].max() == 255


def test_a_hand_in_front_keeps_every_bit(drapery: Drapery, tmp_path: Path) -> None:
    hand = Silhouette(Box(150, 110, 20, 20), np.ones((5, 5), np.float32))
    worn = posed(model(tmp_path, Glb()))
    picture, alpha = paint(drapery, drape(worn, in_front=hand))
    assert (picture[113:127, 153:167] == 100).all()
    assert alpha[113:127, 153:167].max() == 0
    assert alpha[90, 160] == 255


def test_what_fades_lets_the_picture_through_in_linear_light(
    drapery: Drapery, tmp_path: Path
) -> None:
    worn = posed(model(tmp_path, Glb()))
    solid, _ = paint(drapery, drape(worn))
    picture, alpha = paint(drapery, drape(worn, opacity=0.5))
    assert alpha[120, 160] == 128
    wanted = (srgb_to_linear(solid[120, 160] / 255) + srgb_to_linear(np.array(100 / 255))) / 2
    assert np.abs(picture[120, 160] - 255 * linear_to_srgb(wanted)).max() < 1.5
    assert drapery(grey(), [drape(worn, opacity=0.0)]) == {}


def test_morphs_change_the_shape(drapery: Drapery, tmp_path: Path) -> None:
    shirt = model(tmp_path, Glb())
    _, slim = paint(drapery, drape(posed(shirt)))
    _, wide = paint(drapery, drape(posed(shirt, **{"waist+": 1.0})))
    gained = (wide[120] > 127).sum() - (slim[120] > 127).sum()
    assert abs(gained - 2 * FOCAL_PX * 0.05 / 1.5) < 3


def test_the_inner_side_of_a_collar_is_darker(drapery: Drapery, tmp_path: Path) -> None:
    """From above, the far side of the tube is seen from within."""
    worn = posed(model(tmp_path, Glb()))
    lean = np.radians(35)
    look = np.eye(4, dtype=np.float32)
    look[1:3, 1:3] = [[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]]
    look[:3, 3] = [0, 0, -1.5] - look[:3, :3] @ [0, 0, -1.5]  # about the tube's middle
    tilted = Posed(worn.parts, {}, (look @ worn.rest_to_camera).astype(np.float32))
    picture, alpha = paint(drapery, drape(tilted))
    inside, outside = (int(picture[row, 160, 0]) for row in _both_sides(picture, alpha))
    assert (
        0.4
        < srgb_to_linear(np.array(inside / 255)) / srgb_to_linear(np.array(outside / 255))
        < 0.7
    )


def _both_sides(picture: Bytes, alpha: Bytes) -> tuple[int, int]:
    rows = np.flatnonzero(alpha[:, 160] == 255)
    return int(rows[3]), int(rows[-20])


def test_only_near_an_opening_is_the_inner_side_drawn(tmp_path: Path) -> None:
    (part,) = model(tmp_path, Glb(tube(0.6, 1.4))).parts
    is_open = near_opening(part)
    height = part.positions[part.triangles].mean(1)[:, 1]
    assert is_open[(height < 0.68) | (height > 1.32)].all()
    assert not is_open[(height > 0.75) & (height < 1.25)].any()


def test_what_is_close_to_an_arm_gets_less_light(drapery: Drapery, tmp_path: Path) -> None:
    worn = posed(model(tmp_path, Glb()))
    arm = np.array([[[0.0, -0.2, -1.25, 0.04], [0.0, 0.2, -1.25, 0.04]]], np.float32)
    bare, _ = paint(drapery, drape(worn))
    shaded, _ = paint(drapery, drape(worn, limbs=arm))
    assert shaded[120, 160, 0] < bare[120, 160, 0] - 10
    assert abs(int(shaded[120, 122, 0]) - int(bare[120, 122, 0])) < 4


def test_coarser_colours_keep_the_outline(tmp_path: Path, drapery: Drapery) -> None:
    worn = posed(model(tmp_path, Glb()), turn_deg=20)
    fine, alpha = paint(drapery, drape(worn))
    coarse, same = paint(Drapery(0.4), drape(worn))
    assert np.array_equal(alpha, same)
    assert np.abs(fine.astype(int) - coarse)[alpha > 0].max() <= 6


def test_what_lies_over_hides_what_is_a_little_wider(drapery: Drapery, tmp_path: Path) -> None:
    blue = Glb(tube(0.7, 1.1, 0.165))
    surface = blue.content["materials"][0]["pbrMetallicRoughness"]
    surface["baseColorFactor"] = [0.1, 0.1, 0.5, 1]
    shirt, trousers = posed(model(tmp_path, Glb())), posed(model(tmp_path, blue))
    worn = [drape(shirt, over=1), drape(trousers)]
    for drapes in (worn, worn[::-1]):
        picture, _ = paint(drapery, *drapes)
        assert picture[140, 160].argmax() == 0  # where both are
        assert picture[220, 160].argmax() == 2  # where only the trousers are


def test_two_effects_are_told_apart(drapery: Drapery, tmp_path: Path) -> None:
    shirt = posed(model(tmp_path, Glb()))
    band = posed(model(tmp_path, Glb(tube(1.1, 1.2, 0.17))))
    laid = drapery(grey(), [drape(shirt), drape(band, effect="accessory")], by_effect=True)
    garment, other = (full(alpha, box) for box, alpha in (laid["garment"], laid["accessory"]))
    assert other[120, 160] == 255
    assert garment[120, 160] == 0
    assert garment[80, 160] == 255
    assert other[80, 160] == 0


def test_a_camera_with_a_profile_gets_its_own_codes(drapery: Drapery, tmp_path: Path) -> None:
    glb = Glb()
    glb.content["materials"][0]["extras"] = {"fabric": "matte"}
    worn = posed(model(tmp_path, glb))
    curve = np.tile(np.linspace(0, 1, 256, dtype=np.float32), (3, 1))
    mix = np.zeros((3, 6))
    mix[:, :3] = [[1.2, -0.1, -0.1], [0.0, 0.9, 0.1], [0.05, 0.0, 0.95]]
    encoding = Encoding(curve, mix)
    picture = grey()
    ((box, alpha),) = drapery(picture, [drape(worn)], encoding).values()
    shown = encoding.decode(picture)[full(alpha, box) == 255]
    assert np.abs(shown - [0.5, 0.1, 0.1]).max() < 0.012  # 255 steps of linear codes


def test_a_garment_behind_the_camera_or_outside_is_not_drawn(
    drapery: Drapery, tmp_path: Path
) -> None:
    worn = posed(model(tmp_path, Glb()))
    for shift in ((0, 0, 5), (9, 0, 0), (0, -9, 0)):
        moved = worn.rest_to_camera.copy()
        moved[:, :3, 3] += np.array(shift, np.float32)
        picture = grey()
        drapery(picture, [drape(Posed(worn.parts, {}, moved))])
        assert (picture == 100).all()


def test_textures_are_laid_by_their_uv(drapery: Drapery, tmp_path: Path) -> None:
    """Left half red, right half blue; u runs around the tube from the front to its left."""
    pixels = np.zeros((8, 64, 3), np.uint8)
    pixels[:, :32, 0] = pixels[:, 32:, 2] = 255
    glb = Glb()
    surface = glb.content["materials"][0]["pbrMetallicRoughness"]
    surface["baseColorFactor"] = [1, 1, 1, 1]
    surface["baseColorTexture"] = {"index": glb.texture(pixels)}
    picture, _ = paint(drapery, drape(posed(model(tmp_path, glb))))
    assert picture[120, 175].argmax() == 0
    assert picture[120, 145].argmax() == 2
    surface["baseColorTexture"]["extensions"] = {"KHR_texture_transform": {"offset": [0.5, 0]}}
    picture, _ = paint(drapery, drape(posed(model(tmp_path, glb))))
    assert picture[120, 175].argmax() == 2


def test_relief_turns_the_surface(drapery: Drapery, tmp_path: Path) -> None:
    """A normal map that leans along u, in light that comes from the right."""
    glb = Glb()
    pixels = np.full((4, 4, 3), (217, 128, 217), np.uint8)  # 45° towards growing u
    glb.content["materials"][0]["normalTexture"] = {"index": glb.texture(pixels)}
    harmonics = flat_light(WHITE, 0.5)
    harmonics[3] = 0.3
    bumpy = posed(model(tmp_path, glb))
    flat = posed(model(tmp_path, Glb()))
    right, _ = paint(drapery, drape(bumpy, harmonics=harmonics))
    plain, _ = paint(drapery, drape(flat, harmonics=harmonics))
    # u grows towards +x at the front
    assert right[120, 160, 0] > plain[120, 160, 0] + 10


def test_bent_joints_crush_the_cloth_on_their_bones_and_no_other(
    drapery: Drapery, tmp_path: Path
) -> None:
    """A tube of ridges all over, on the hips below, on a bone that is bent above."""
    glb = Glb()
    material = glb.content["materials"][0]
    surface = material["pbrMetallicRoughness"]
    surface["baseColorTexture"] = {"index": glb.texture(np.full((64, 64, 3), 200, np.uint8))}
    flat = np.full((64, 64, 3), (128, 128, 255), np.uint8)
    material["normalTexture"] = {"index": glb.texture(flat)}
    harmonics = flat_light(WHITE, 0.5)
    harmonics[1] = 0.3

    def shown(**bends: float) -> Bytes:
        worn = posed(model(tmp_path, glb))
        of_bones = STRAIGHT.copy()
        for bone, bend in bends.items():
            of_bones[BONES.index(bone)] = bend
        worn = dataclasses.replace(worn, bends=of_bones)
        return paint(drapery, drape(worn, harmonics=harmonics))[0][..., 0].astype(int)

    plain = shown(Spine2=1.0)
    ridges = np.full((64, 64, 3), 128, np.uint8)
    wave = np.sin(np.arange(64) * np.pi / 4)
    ridges[..., 1] = np.rint(128 + 60 * wave)[:, None]
    ridges[..., 2] = np.rint(128 + 40 * wave)[:, None]
    material["extras"] = {"crushedTexture": {"index": glb.texture(ridges)}}
    straight, bent = shown(), shown(Spine2=1.0)
    assert np.abs(straight - plain).max() <= 1
    changed = np.abs(bent - straight)[:, 150:170]
    assert changed[70:90].max() > 10  # where the bone moves most of it
    assert changed[170:].max() <= 3  # the hem is on the hips
    halfway = np.abs(shown(Spine2=0.5) - straight)[:, 150:170]
    assert 0.3 < halfway.sum() / changed.sum() < 0.7


def test_cloth_goes_up_with_the_arm_that_it_follows(drapery: Drapery, tmp_path: Path) -> None:
    glb = Glb()
    places = tube()["POSITION"]
    follows = np.stack([places[:, 0] > 0, places[:, 0] < 0], 1).astype(np.float32)
    glb.surface["attributes"]["_RAISED"] = glb.accessor(follows)
    wider = np.sign(places[:, :1]) * np.array([0.06, 0, 0], np.float32)
    glb.surface["targets"].append({"POSITION": glb.accessor(wider.astype(np.float32))})
    glb.content["meshes"][0]["extras"]["targetNames"].append("raised")

    def edges(left: float, right: float) -> tuple[int, int]:
        """Of the tube, halfway down: the first and last column; its left is at the right."""
        bends = STRAIGHT.copy()
        bends[-2:] = left, right
        worn = dataclasses.replace(posed(model(tmp_path, glb)), bends=bends)
        columns = np.flatnonzero(paint(drapery, drape(worn))[1][120] > 128)
        return int(columns[0]), int(columns[-1])

    first, last = edges(0, 0)
    moved_px = 0.06 * FOCAL_PX / 1.5
    assert edges(1, 0) == pytest.approx((first, last + moved_px), abs=4)
    assert edges(0, 1) == pytest.approx((first - moved_px, last), abs=4)
    assert edges(0.5, 0)[1] == pytest.approx(last + moved_px / 2, abs=4)


def test_more_garments_than_are_kept_are_still_drawn(tmp_path: Path) -> None:
    drapery = Drapery(1.0)
    for number in range(30):
        worn = posed(model(tmp_path, Glb(tube(radius=0.1 + 0.002 * number))))
        _, alpha = paint(drapery, drape(worn))
        assert alpha[120, 160] == 255


def test_what_is_closed_leaves_nothing_with_the_driver(tmp_path: Path) -> None:
    worn = posed(model(tmp_path, Glb(tube())))

    def resident_mb() -> float:
        drapery = Drapery(1.0)
        paint(drapery, drape(worn))
        drapery.close()
        give_back()
        return float(psutil.Process().memory_info().rss) / 2**20

    resident_mb(), resident_mb()
    before = resident_mb()
    after = [resident_mb() for _ in range(4)][-1]
    assert after - before < 10


def test_bones_are_those_of_the_stick_figure() -> None:
    assert len(HEADS) == len(BONES)


def test_skin_beside_a_hem_gets_less_light_and_nothing_further_away(
    drapery: Drapery, tmp_path: Path
) -> None:
    shirt = model(tmp_path, Glb(tube(0.9, 1.15, 0.16)))
    body = model(tmp_path, Glb(tube(0.6, 1.5, 0.15)))
    person = Silhouette(Box(100, 0, 120, 240), np.ones((24, 12), np.float32))
    worn = drape(posed(shirt), body=posed(body), receives=person)
    picture = grey()
    laid = drapery(picture, [worn], by_effect=True)
    shadow, cloth = (full(alpha, box) for box, alpha in (laid["shadow"], laid["garment"]))
    hem = int(np.flatnonzero(cloth[:, 160])[-1]) + 1
    assert 60 < picture[hem, 160, 0] < 90
    assert (picture[hem + 14 :, 160] == 100).all(), "4.5 cm are 13 px"
    assert (picture[(cloth == 0) & (shadow == 0)] == 100).all()
    assert (picture[(cloth == 0) & (shadow > 8)] < 100).all()
    assert shadow[:, :100].max() == 0, "beyond the person"
    bare = grey()
    drapery(bare, [drape(posed(shirt), body=posed(body))])
    assert (bare[hem:] == 100).all()


def test_what_lies_over_shades_what_lies_below(drapery: Drapery, tmp_path: Path) -> None:
    shirt, trousers = (
        posed(model(tmp_path, Glb(tube(low, high, wide))))
        for low, high, wide in ((0.9, 1.3, 0.17), (0.6, 1.0, 0.16))
    )
    picture, _ = paint(drapery, drape(shirt, over=1), drape(trousers))
    alone, _ = paint(drapery, drape(trousers))
    hem = 150 + int((picture[150:, 160, 0] != picture[150, 160, 0]).argmax())
    assert picture[hem + 2, 160, 0] < alone[hem + 2, 160, 0] - 8
    assert np.abs(picture[hem + 16, 160].astype(int) - alone[hem + 16, 160]).max() <= 2


def test_a_wire_thinner_than_a_pixel_is_a_line_and_not_dashes(
    drapery: Drapery, tmp_path: Path
) -> None:
    wire = model(tmp_path, Glb(tube(0.9, 1.35, 0.0008)))  # 0.4 px wide
    _, alpha = paint(drapery, drape(leaning(wire)))
    rows = np.flatnonzero(alpha.any(1))[3:-3]
    shares = alpha[rows].sum(1) / 255
    assert len(rows) > 100
    assert shares.min() > 0.25
    assert shares.max() < 0.7


def test_skin_that_comes_through_in_a_small_place_is_closed(
    drapery: Drapery, tmp_path: Path
) -> None:
    """A rod pokes through the front of a shirt: as wide as an arm it is one, thin it is not."""
    shirt = posed(model(tmp_path, Glb(tube(0.9, 1.4, 0.16))))
    for radius, is_closed in ((0.008, True), (0.05, False)):
        rod = posed(model(tmp_path, Glb(tube(1.14, 1.14 + 2 * radius, radius))))
        moved = rod.rest_to_camera.copy()
        moved[:, 2, 3] += 0.16
        body = Posed(rod.parts, {}, moved)
        _, alpha = paint(drapery, drape(shirt, body=body))
        assert (alpha[115:125, 150:170] == 255).all() == is_closed


def test_what_hangs_otherwise_is_drawn_where_it_hangs(drapery: Drapery, tmp_path: Path) -> None:
    worn = posed(model(tmp_path, Glb()))
    mesh = worn.parts[0]
    low = np.flatnonzero(mesh.positions[:, 1] < 1.1)
    corners = np.zeros((len(low), 4), np.intp)
    shares = np.full((len(low), 4), 0.25, np.float32)
    moves = np.array([[0.05, 0, 0]], np.float32)
    binding = Binding(low, corners, shares)
    sway = Sway((binding,), moves, np.zeros((1, 3), np.float32))
    _, plain = paint(drapery, drape(worn))
    _, moved = paint(drapery, drape(dataclasses.replace(worn, sway=sway)))
    shift_px = FOCAL_PX * 0.05 / 1.5
    for row, shift in ((60, 0.0), (170, shift_px)):
        middles = [np.average(np.arange(SIZE[1]), weights=a[row]) for a in (plain, moved)]
        assert middles[1] - middles[0] == pytest.approx(shift, abs=0.7)


def test_trousers_of_the_other_cut_go_under_a_coat(drapery: Drapery) -> None:
    """Mannequins are of different heights, and their bones lie on the same ones."""
    heads = shipped("female").skeleton.heads
    rotations = local_to_world({})
    joints = joints_of(heads, rotations, np.array([0, 0, -2.5], np.float32))
    figure = Figure(rotations, joints, 240.0, (160, 120), {}, "female", Presence(1, 1))

    def covered(name: str, body: str) -> Bytes:
        worn = find_model(name)
        on = body_of(body, figure)  # type: ignore[arg-type]
        return paint(drapery, drape(put_on(worn, figure), body=on, focal_px=240.0))[1]

    both = [find_model(name) for name in ("coat_female", "jeans_male")]
    drapes = [
        drape(
            put_on(one, figure),
            body=body_of(one.gender, figure),
            focal_px=240.0,
            over=int(one.slot == "outer"),
        )
        for one in both
    ]
    coat = covered("coat_female", "female")
    assert (paint(drapery, *drapes)[1][coat == 255] == 255).all()
    own, other = (covered("tshirt_crew_female", body) > 127 for body in ("female", "male"))
    assert (own & ~other).sum() < 0.08 * own.sum(), "a man is wider, but not higher"


@pytest.mark.parametrize("name", ["dress_evening_female", "coat_female"])
def test_a_knee_that_is_raised_to_the_side_stays_within_what_hangs_over_it(
    drapery: Drapery, name: str
) -> None:
    def turn(x: float, y: float) -> np.ndarray:
        return cv2.Rodrigues(np.radians([x, y, 0.0]))[0].astype(np.float32)

    heads, at = shipped("female").skeleton.heads, np.array([0.4, 0.2, -2.2], np.float32)
    for aside_deg, bent_deg in ((50, 60), (70, 60), (30, 110)):
        tree = {"RightUpLeg": turn(0, -aside_deg) @ turn(-75, 0), "RightLeg": turn(bent_deg, 0)}
        rotations = local_to_world(tree)
        joints = joints_of(heads, rotations, at)
        figure = Figure(rotations, joints, 480.0, (160, 120), {}, "female", Presence(1, 1))
        model = find_model(name)
        worn = drape(Cloth().hang(model, put_on(model, figure), 0, 0), focal_px=480.0)
        _, alone = paint(drapery, worn)
        _, on_body = paint(drapery, dataclasses.replace(worn, body=body_of("female", figure)))
        x, y, z = joints[BONES.index("RightLeg")]
        column, row = 160 - 480 * x / z, 120 + 480 * y / z
        around = np.s_[int(row) - 22 : int(row) - 4, int(column) - 14 : int(column) + 30]
        hidden = (alone[around] == 255) & (on_body[around] < 128)
        assert (alone[around] == 255).sum() > 300
        assert hidden.sum() < 6


def test_a_skirt_that_hangs_forward_stays_below_the_shirt(
    drapery: Drapery, tmp_path: Path
) -> None:
    shirt = posed(model(tmp_path, Glb(tube(0.9, 1.35, 0.175))))
    blue = Glb(tube(0.7, 1.1, 0.16))
    surface = blue.content["materials"][0]["pbrMetallicRoughness"]
    surface["baseColorFactor"] = [0.1, 0.1, 0.5, 1]
    skirt = posed(model(tmp_path, blue))
    count = len(skirt.parts[0].positions)
    every = Binding(
        np.arange(count), np.zeros((count, 4), np.intp), np.full((count, 4), 0.25, np.float32)
    )
    forward = np.array([[0, 0, 0.035]], np.float32)
    sway = Sway((every,), forward, np.zeros((1, 3), np.float32))
    hanging = dataclasses.replace(skirt, sway=sway)
    picture, _ = paint(drapery, drape(shirt, over=1), drape(hanging))
    assert picture[160, 160].argmax() == 0
    assert picture[230, 160].argmax() == 2


def test_live_a_soft_picture_gets_the_same_cloth_from_fewer_samples(tmp_path: Path) -> None:
    boards = grey()
    boards[:, ::20] = 220
    boards[:, 10::20] = 20
    boards = np.asarray(cv2.GaussianBlur(np.repeat(boards, 10, 1)[:, :320], (0, 0), 1.6))
    boards = np.kron(boards, np.ones((3, 3, 1), np.uint8))  # as large as a mirror's
    boards = np.asarray(cv2.GaussianBlur(boards, (0, 0), 1.6))
    worn = leaning(model(tmp_path, Glb()))
    near = drape(worn, focal_px=3 * FOCAL_PX, centre_px=(480.0, 360.0))
    masks = []
    for drapery in (Drapery(1.0), Drapery(None)):
        drapery._canvas.store.rounds = False  # that of files is another outline
        for _ in range(2):  # live, softness is known from the picture before
            laid = drapery(boards.copy(), [near])
        masks.append(laid["garment"])
    assert drapery._grain is not None
    assert drapery._grain.samples < 1
    (box, fine), (same, few) = masks
    assert box == same
    assert np.abs(fine.astype(int) - few).mean() < 0.8
    assert np.abs(fine.astype(int) - few).max() < 90


def test_who_changes_clothes_all_day_keeps_few_of_them(tmp_path: Path) -> None:
    """Of the shipped wardrobe each garment takes some 20 MB here and with the driver."""
    drapery = Drapery()
    worn = ["tshirt_crew", "tshirt_vee", "longsleeve", "shirt", "hoodie", "blazer", "coat"]

    def change(gender: Gender) -> float:
        heads = shipped(gender).skeleton.heads
        rotations = local_to_world({})
        joints = joints_of(heads, rotations, np.array([0, 0, -2.5], np.float32))
        figure = Figure(rotations, joints, 240.0, (160, 120), {}, gender, Presence(1, 1))
        for name in worn:
            on, body = put_on(find_model(f"{name}_{gender}"), figure), body_of(gender, figure)
            assert paint(drapery, drape(on, body=body, focal_px=240.0))[1].any()
        return float(psutil.Process().memory_info().rss) / 2**20

    first_mb = change("female")
    assert change("male") - first_mb < 40
    assert len(drapery._store._surfaces) <= 8


def test_arms_of_another_mannequin_rest_where_they_are_drawn() -> None:
    """Some are before the trunk, and drawn nearer, in one of the two garments only."""
    hers, his = (shipped(gender) for gender in ("female", "male"))
    joints = hers.skeleton.heads + np.array([0, -1.0, -2.5], np.float32)
    figure = Figure(
        np.tile(np.eye(3, dtype=np.float32), (len(BONES), 1, 1)),
        joints,
        800.0,
        (360.0, 360.0),
        {},
        "female",
        Presence(1.0, 1.0),
    )
    own = put_on(his, dataclasses.replace(figure, arms_before=(1.0, 1.0)))
    posed = put_on(hers, figure)
    elbow = BONES.index("LeftForeArm")
    part = his.parts[0]
    arm = (part.joints == elbow) & (part.weights > 0.999)
    places = part.positions[arm.any(1)]
    assert len(places) > 0
    back = resting_on(posed, part, own).positions[arm.any(1)]

    def drawn(matrix: np.ndarray, rest: np.ndarray) -> np.ndarray:
        there = rest @ matrix[:, :3].T + matrix[:, 3]
        return there[:, :3] / there[:, 3:]

    np.testing.assert_allclose(
        drawn(posed.rest_to_camera[elbow], back),
        drawn(own.rest_to_camera[elbow], places),
        atol=1e-4,
    )


@pytest.mark.parametrize(
    ("scale", "looseness", "looks"),
    [(None, 0.005, False), (None, 0.03, True), (1.0, 0.0, True)],
)
def test_live_only_loose_clothes_take_the_time_to_look_for_strips_of_them(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scale: float | None,
    looseness: float,
    looks: bool,
) -> None:
    asked = []
    monkeypatch.setattr("tryon.render.drape.apron", lambda *given: asked.append(given))
    person = Silhouette(Box(0, 0, SIZE[1], SIZE[0]), np.ones((12, 16), np.float32))
    worn = drape(leaning(model(tmp_path, Glb())), covers=Clothes(person, person, looseness))
    Drapery(scale)(grey(), [worn])
    assert bool(asked) == looks
