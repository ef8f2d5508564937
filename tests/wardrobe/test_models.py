"""Every garment that ships: valid, with its papers, and the body stays inside when it moves."""

import io
import json
import struct
import tomllib

import numpy as np
import pytest
import trimesh
from PIL import Image
from scipy.spatial import cKDTree

from tryon.core.mesh import PARENTS
from tryon.core.scene import BONES
from tryon.garments.model import load

BOTH = ["tshirt_crew", "tshirt_vee", "longsleeve", "shirt", "hoodie", "blazer", "coat"]
BOTH += ["jacket_leather", "jeans", "trousers"]
HERS = ["skirt_pencil", "skirt_a_line", "dress_knee", "dress_evening"]
#: Without a skeleton; tests/effects/test_accessory.py wears them.
SHOES = ["sneaker_female", "sneaker_male", "chelsea_female", "chelsea_male"]
SHOES += ["ballerina_female"]
RIGID = ["glasses_square", "glasses_round", "glasses_sun", "hat_felt"]
RIGID += ["earrings_hoop", "earrings_stud"]
NAMES = [f"{name}_{gender}" for name in BOTH for gender in ("female", "male")]
NAMES += [f"{name}_female" for name in HERS] + ["shirt_check_male"]
#: What has sleeves or legs: it folds anew when these are bent.
JOINTED = (*BOTH, "shirt_check")


def turned(axis, degrees):
    axis, angle = np.array(axis, float), np.radians(degrees)
    cross = np.cross(np.eye(3), -axis)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


POSES = {
    "rest": {},
    "arms down": {"LeftArm": turned([0, 0, 1], -28), "RightArm": turned([0, 0, 1], 28)},
    "arms up": {"LeftArm": turned([0, 0, 1], 80), "RightArm": turned([0, 0, 1], -80)},
    "arm across": {
        "LeftArm": turned([0, 1, 0], -55),
        "LeftForeArm": turned([0, 1, 0], -75),
    },
    "legs apart": {"LeftUpLeg": turned([0, 0, 1], 20), "RightUpLeg": turned([0, 0, 1], -20)},
    "a step": {"LeftUpLeg": turned([1, 0, 0], -30), "LeftLeg": turned([1, 0, 0], 25)},
}


def posed(mesh, heads, pose):
    """Positions and normals under rotations of some bones."""
    world = np.zeros((len(BONES), 4, 4))
    for bone, above in enumerate(PARENTS):
        local = np.eye(4)
        local[:3, 3] = heads[bone] - (heads[above] if above >= 0 else 0)
        local[:3, :3] = pose.get(BONES[bone], np.eye(3))
        world[bone] = (world[above] if above >= 0 else np.eye(4)) @ local
    back = np.tile(np.eye(4), (len(BONES), 1, 1))
    back[:, :3, 3] = -heads
    blend = ((world @ back)[mesh.joints] * mesh.weights[..., None, None]).sum(1)
    points = (blend[:, :3, :3] @ mesh.positions[..., None])[..., 0] + blend[:, :3, 3]
    return points, (blend[:, :3, :3] @ mesh.normals[..., None])[..., 0]


@pytest.fixture(scope="module")
def wardrobe(checkout):
    return checkout / "models3d"


@pytest.fixture(scope="module", params=NAMES)
def path(request, wardrobe):
    return wardrobe / request.param / f"{request.param}.glb"


def document(path):
    raw = path.read_bytes()
    size = struct.unpack_from("<I", raw, 12)[0]
    return json.loads(raw[20 : 20 + size]), raw[28 + size :]


def test_everything_that_ships_is_in_the_list(wardrobe):
    found = {p.stem for p in wardrobe.glob("*/*.glb")} - {"female", "male"}
    assert found == {*NAMES, *RIGID, *SHOES}


def test_all_of_it_is_small_enough_to_ship(wardrobe):
    files = [p for p in wardrobe.rglob("*") if p.is_file()]  # a folder ships as a name
    assert sum(p.stat().st_size for p in files) < 25 * 2**20


def test_a_garment_is_made_well(path):
    model = load(path)
    assert 1500 <= model.triangles <= 6000
    for mesh in model.parts:
        assert np.isfinite(mesh.positions).all()
        assert np.abs(np.linalg.norm(mesh.normals, axis=1) - 1).max() < 1e-3
        assert np.abs(mesh.weights.sum(1) - 1).max() < 1e-5
        assert mesh.uv.min() >= 0
        assert mesh.uv.max() <= 1
        assert len(np.unique(mesh.triangles)) == len(mesh.positions)
        a, b, c = mesh.positions[mesh.triangles].transpose(1, 0, 2)
        assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 1e-10
        cloth = mesh.material
        if not cloth.name.startswith(("button", "trim")):
            assert cloth.base is not None
            assert cloth.normal is not None
            assert cloth.occlusion is not None
            assert (cloth.crushed is not None) == path.stem.startswith(JOINTED)


@pytest.mark.parametrize(
    ("name", "joint"),
    [("longsleeve_male", "ForeArm"), ("blazer_female", "ForeArm"), ("jeans_female", "Leg")],
)
def test_a_bent_joint_folds_the_cloth_around_it_and_not_the_hem(wardrobe, name, joint):
    model = load(wardrobe / name / f"{name}.glb")
    mesh = model.parts[0]
    pixels = mesh.material.crushed.pixels
    columns, rows = np.minimum(mesh.uv * 512, 511).astype(int).T
    change = np.abs(pixels[rows, columns].astype(float) - 128).mean(1)
    heads = model.skeleton.heads
    for side in ("Left", "Right"):
        away = np.linalg.norm(mesh.positions - heads[BONES.index(side + joint)], axis=1)
        assert change[away < 0.09].mean() > 6
    arms = [place for place, bone in enumerate(BONES) if "Arm" in bone or "Hand" in bone]
    off_arms = (mesh.weights * np.isin(mesh.joints, arms)).sum(1) < 0.1
    low = mesh.positions[off_arms, 1].min()
    assert change[off_arms & (mesh.positions[:, 1] < low + 0.02)].mean() < 2


@pytest.mark.parametrize(
    ("name", "smooth"),
    [
        ("dress_evening_female", 0.87),
        ("jacket_leather_female", 0.8),
        ("jacket_leather_male", 0.8),
    ],
)
def test_what_shines_is_rougher_where_it_is_sewn(wardrobe, name, smooth):
    cloth = load(wardrobe / name / f"{name}.glb").parts[0].material
    assert cloth.fabric.gloss > 0
    assert cloth.rough is not None
    rough, light = (image.pixels[..., 0] / 255 for image in (cloth.rough, cloth.occlusion))
    cloth_there = light < 0.97
    assert np.median(rough[cloth_there]) == pytest.approx(smooth, abs=0.03)
    assert (rough[cloth_there] > smooth + 0.1).mean() > 0.01  # seams, hems and creases


@pytest.mark.parametrize("name", ["tshirt_crew_male", "hoodie_female", "blazer_male"])
def test_a_raised_arm_folds_the_cloth_around_its_shoulder_alone(wardrobe, name):
    model = load(wardrobe / name / f"{name}.glb")
    mesh = model.parts[0]
    moves = np.linalg.norm(mesh.morphs["raised"], axis=1)
    pixels = mesh.material.crushed.pixels
    columns, rows = np.minimum(mesh.uv * 512, 511).astype(int).T
    change = np.abs(pixels[rows, columns].astype(float) - 128).mean(1)
    far = np.full(len(moves), True)
    for number, side in enumerate(("Left", "Right")):
        away = mesh.positions - model.skeleton.heads[BONES.index(f"{side}Arm")]
        away = np.linalg.norm(away, axis=1)
        far &= away > 0.4
        follows = mesh.raised[:, number]
        assert follows[away < 0.1].min() > 0.9
        assert follows[away > 0.36].max() == 0
        assert change[away < 0.09].mean() > 6
        assert np.median(moves[away < 0.1]) > 0.002
    assert (mesh.raised.sum(1) <= 1).all()
    assert moves[far].max() == 0
    assert moves.max() < 0.08


def of_bones(mesh, *parts):
    """How much of each vertex moves with bones whose names hold one of these words."""
    bones = [place for place, bone in enumerate(BONES) if any(part in bone for part in parts)]
    return (mesh.weights * np.isin(mesh.joints, bones)).sum(1)


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith((*BOTH[:8], "shirt_check"))])
def test_a_sleeve_lies_on_the_arm(wardrobe, name):
    model = load(wardrobe / name / f"{name}.glb")
    skin = load(wardrobe / "mannequin" / f"{model.gender}.glb").parts[0]
    cloth, heads = model.parts[0], model.skeleton.heads
    arm, elbow = heads[BONES.index("LeftArm")], heads[BONES.index("LeftForeArm")]
    axis = (elbow - arm) / np.linalg.norm(elbow - arm)
    down = (cloth.positions - arm) @ axis
    above = cloth.normals @ np.array([-axis[1], axis[0], 0]) > 0.85
    on_top = above & (of_bones(cloth, "LeftArm") > 0.5) & (down > 0.02) & (down < 0.16)
    assert on_top.sum() > 10
    _, index = cKDTree(skin.positions).query(cloth.positions[on_top])
    gap = (cloth.positions[on_top] - skin.positions[index]) * skin.normals[index]
    assert 0 < np.median(gap.sum(1)) < (0.018 if name.startswith("coat") else 0.014)


@pytest.mark.parametrize("name", ["longsleeve", "hoodie"])
@pytest.mark.parametrize("gender", ["female", "male"])
def test_a_knitted_cuff_closes_around_the_wrist(wardrobe, name, gender):
    model = load(wardrobe / f"{name}_{gender}" / f"{name}_{gender}.glb")
    cloth, heads = model.parts[0], model.skeleton.heads
    elbow, hand = heads[BONES.index("LeftForeArm")], heads[BONES.index("LeftHand")]
    axis = (hand - elbow) / np.linalg.norm(hand - elbow)
    off = cloth.positions - elbow
    down = np.where(of_bones(cloth, "LeftForeArm", "LeftHand") > 0.5, off @ axis, -1)
    cuff = (off - (off @ axis)[:, None] * axis)[down > down.max() - 0.012]
    assert 0.02 < np.median(np.linalg.norm(cuff, axis=1)) < 0.0345


@pytest.mark.parametrize("name", ["hoodie_male", "tshirt_crew_male", "blazer_female"])
def test_a_raised_arm_leaves_no_shadow_at_the_side(wardrobe, name):
    """What arms hide is found when they are drawn: it is not baked beside them."""
    model = load(wardrobe / name / f"{name}.glb")
    cloth = model.parts[0]
    pixels = cloth.material.occlusion.pixels
    columns, rows = np.minimum(cloth.uv * len(pixels), len(pixels) - 1).astype(int).T
    light = pixels[rows, columns, 0] / 255
    shoulder = model.skeleton.heads[BONES.index("LeftArm"), 1]
    below = shoulder - cloth.positions[:, 1]
    trunk = (of_bones(cloth, "Arm", "Hand") < 0.02) & (below > 0.14) & (below < 0.3)
    side = trunk & (np.abs(cloth.normals[:, 0]) > 0.9)
    front = trunk & (cloth.normals[:, 2] > 0.9)
    assert np.median(light[side]) > 0.6 * np.median(light[front])


def test_its_file_keeps_to_gltf(path):
    gltf, blob = document(path)
    for view in gltf["bufferViews"]:
        assert view["byteOffset"] % 4 == 0
        assert view["byteOffset"] + view["byteLength"] <= gltf["buffers"][0]["byteLength"]
    assert gltf["buffers"][0]["byteLength"] <= len(blob)
    for primitive in gltf["meshes"][0]["primitives"]:
        position = gltf["accessors"][primitive["attributes"]["POSITION"]]
        view = gltf["bufferViews"][position["bufferView"]]
        flat = np.frombuffer(blob, np.float32, 3 * position["count"], view["byteOffset"])
        assert flat.reshape(-1, 3).min(0).tolist() == position["min"]
        assert flat.reshape(-1, 3).max(0).tolist() == position["max"]
        assert len(primitive["targets"]) == len(gltf["meshes"][0]["weights"])
    for image in gltf.get("images", []):
        view = gltf["bufferViews"][image["bufferView"]]
        data = blob[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
        with Image.open(io.BytesIO(data)) as picture:
            assert max(picture.size) <= 1024
            assert Image.MIME[picture.format] == image["mimeType"]


def test_another_reader_sees_the_same_garment(path):
    scene = trimesh.load(path, process=False)
    model = load(path)
    assert sum(len(g.faces) for g in scene.geometry.values()) == model.triangles
    lowest = np.min([mesh.positions.min(0) for mesh in model.parts], axis=0)
    assert scene.bounds[0] == pytest.approx(lowest, abs=1e-5)


def test_it_has_its_papers(path):
    model = load(path)
    card = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    assert model.licence == "CC0-1.0"
    assert "MakeHuman" in model.origin
    assert [size.name for size in model.sizes] == ["XS", "S", "M", "L", "XL"]
    for measure in model.sizes[0].measures_cm:
        row = [size.measures_cm[measure] for size in model.sizes]
        assert row == sorted(row)
        assert row[0] > 5
    assert len(model.colourways) >= 3
    assert len({c["srgb"] for c in card["colourway"]}) == len(card["colourway"])
    assert all(c.status == "estimated" for c in model.colourways)


def test_a_larger_size_is_as_much_larger_as_it_says(path):
    model = load(path)
    assert model.cut is not None
    cloth = model.parts[0]
    move = cloth.morphs[model.cut.morph]
    y = cloth.positions[:, 1]
    assert np.median(move[y < np.quantile(y, 0.1), 1]) < -0.005  # longer
    heights = dict(zip(BONES, model.skeleton.heads[:, 1].tolist(), strict=True))
    measure, level = "waist", heights["Spine2"]
    if model.slot == "bottom":
        measure, level = "hips", heights["LeftUpLeg"] - 0.02
    gain = around(cloth, move, level) - around(cloth, 0 * move, level)
    assert gain == pytest.approx(model.cut.gains_cm[measure], abs=1.2)
    steps = np.diff([size.measures_cm[measure] for size in model.sizes])
    assert steps == pytest.approx(model.cut.gains_cm[measure], abs=0.11)


def around(mesh, move, level):
    """Length of the trunk's section, cm."""
    arms = np.isin(mesh.joints, [i for i, b in enumerate(BONES) if "Arm" in b or "Hand" in b])
    on_arm = (mesh.weights * arms).sum(1)
    corners = (mesh.positions + move)[mesh.triangles[on_arm[mesh.triangles].mean(1) < 0.5]]
    after = np.roll(corners, -1, axis=1)
    rise = after[..., 1] - corners[..., 1]
    share = (level - corners[..., 1]) / np.where(rise == 0, np.inf, rise)
    cut = (share > 0) & (share < 1)
    two = cut.sum(1) == 2
    where = (corners + share[..., None] * (after - corners))[two][cut[two]].reshape(-1, 2, 3)
    return 100 * np.linalg.norm(where[:, 1] - where[:, 0], axis=1).sum()


@pytest.mark.parametrize("pose", POSES)
def test_the_body_stays_inside(path, wardrobe, pose):
    """As it is drawn: the body 12 mm thinner where there is cloth over it."""
    model = load(path)
    body = load(wardrobe / "mannequin" / f"{model.gender}.glb")
    skin, cloth = body.parts[0], model.parts[0]
    near, index = cKDTree(cloth.positions).query(skin.positions)
    gap = skin.positions - cloth.positions[index]
    out = (gap * cloth.normals[index]).sum(1)
    # Under the cloth at rest, and well away from its edges.
    edge = _edge(cloth)
    away = cKDTree(cloth.positions[edge]).query(skin.positions)[0]
    under = (near < 0.05) & (out < 0) & (away > 0.05)
    assert under.sum() > 60
    points, normals = posed(skin, body.skeleton.heads, POSES[pose])
    shirt, facing = posed(cloth, model.skeleton.heads, POSES[pose])
    # Each point of the body against the cloth that covered it at rest.
    points, index = points[under] - 0.012 * normals[under], index[under]
    out = ((points - shirt[index]) * facing[index]).sum(1)
    assert (out > 0).mean() < 0.02


def _edge(mesh):
    """Vertices at the edges of the cloth, welded over seams."""
    _, same = np.unique(np.round(mesh.positions, 5), axis=0, return_inverse=True)
    same = same.ravel()
    corners = same[mesh.triangles]
    sides = np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]))
    pairs, count = np.unique(sides, axis=0, return_counts=True)
    return np.isin(same, pairs[count == 1])


@pytest.mark.parametrize("name", SHOES)
def test_shoes_are_made_well(wardrobe, name):
    path = wardrobe / name / f"{name}.glb"
    model = load(path)
    assert (model.slot, model.licence) == ("shoes", "CC0-1.0")
    assert 2000 <= model.triangles <= 6000
    for mesh in model.parts:
        assert np.isfinite(mesh.positions).all()
        a, b, c = mesh.positions[mesh.triangles].transpose(1, 0, 2)
        assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 1e-10
        if not mesh.material.name.startswith("trim"):
            assert mesh.material.base is not None
            assert mesh.material.normal is not None
            assert mesh.material.occlusion is not None
    # a pair: the right one is the left one's mirror, and nothing of the foot looks out
    upper = next(mesh for mesh in model.parts if mesh.material.name == "upper")
    left, right = np.split(upper.positions, 2)
    assert np.array_equal(left * (-1, 1, 1), right)
    skin = load(wardrobe / "mannequin" / f"{model.gender}.glb").parts[0]
    foot = skin.positions[(skin.positions[:, 1] < 0.03) & (skin.positions[:, 0] > 0)]
    points = np.concatenate([mesh.positions for mesh in model.parts])
    low, high = points[points[:, 0] > 0].min(0), points[points[:, 0] > 0].max(0)
    assert (foot >= low).all()
    assert (foot <= high).all()
    _, index = cKDTree(upper.positions).query(foot)
    out = ((foot - upper.positions[index]) * upper.normals[index]).sum(1)
    assert out.max() < 0.004
    # sizes are lengths of feet, and one more is two thirds of a centimetre
    lengths = [size.measures_cm["length"] for size in model.sizes]
    assert np.diff(lengths) == pytest.approx(2 / 3, abs=0.07)  # written to a millimetre
    move = upper.morphs[model.cut.morph]
    along = np.ptp((left + move[: len(left)])[:, 2]) - np.ptp(left[:, 2])
    assert 100 * along == pytest.approx(2 / 3, abs=0.12)
    assert len(model.colourways) >= 3
