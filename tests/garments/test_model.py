from pathlib import Path

import numpy as np
import pytest
from worn import HEADS, Glb, tube

from tryon.core.errors import BadInput
from tryon.core.mesh import PARENTS
from tryon.core.scene import BONES
from tryon.garments.model import load
from tryon.garments.skeleton import joints_of, local_to_world, rest_to_camera
from tryon.garments.surfaces import smooth_normals, tangents

CARD = """
title = "Tube"
slot = "top"
licence = "CC0-1.0"
fabric = "denim"
[[size]]
name = "S"
chest_cm = 90
[[size]]
name = "M"
chest_cm = 96
[[colourway]]
name = "Ink"
srgb = "#202040"
[[colourway]]
name = "Sand"
srgb = { cloth = "#C0B090" }
status = "verified"
"""


@pytest.fixture
def garment(tmp_path: Path) -> Path:
    path = tmp_path / "tube.glb"
    path.write_bytes(Glb().bytes())
    path.with_suffix(".toml").write_text(CARD)
    return path


def test_a_garment_is_read_with_its_card(garment: Path) -> None:
    model = load(garment)
    assert (model.title, model.slot, model.gender) == ("Tube", "top", "female")
    assert model.triangles == 576
    assert np.allclose(model.skeleton.heads, HEADS, atol=1e-6)
    (part,) = model.parts
    assert part.material.fabric.name == "denim"
    assert part.morphs.keys() == {"waist+"}
    assert model.size("m").measures_cm == {"chest": 96}
    dyed = model.in_colour("sand")
    assert dyed.status == "verified"
    assert np.allclose(dyed.parts[0].material.linear, [0.527, 0.434, 0.279], atol=2e-3)
    with pytest.raises(BadInput, match="did you mean 'Sand'"):
        model.in_colour("sandy")
    with pytest.raises(BadInput, match="there is S, M"):
        model.size("XXL")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('slot = "top"', 'slot = "hat"', "slot"),
        ("chest_cm = 90", "chest_in = 35", "chest_in"),
        ("chest_cm = 90", "chest_cm = -1", "chest_cm"),
        ('fabric = "denim"', 'fabric = "lace"', "expected one of"),
        ("#202040", "blue", "#RRGGBB"),
        ("cloth =", "cape =", "no material 'cape'"),
        ('title = "Tube"', "title = ", "tube.toml"),
    ],
)
def test_a_wrong_card_is_said_so(garment: Path, old: str, new: str, words: str) -> None:
    card = garment.with_suffix(".toml")
    card.write_text(CARD.replace(old, new))
    with pytest.raises(BadInput, match=words):
        load(garment)


def test_without_a_card_the_shape_says_where_it_is_worn(tmp_path: Path) -> None:
    for (low, high), slot in {
        (0.95, 1.4): "top",
        (0.1, 1.0): "bottom",
        (0.5, 1.4): "dress",
        (0.0, 0.1): "shoes",
        (1.6, 1.8): "head",
        (0.0, 1.7): "body",
    }.items():
        path = tmp_path / "tube.glb"
        path.write_bytes(Glb(tube(low, high)).bytes())
        assert load(path).slot == slot


def test_what_is_not_rigged_hangs_on_the_head(tmp_path: Path) -> None:
    glb = Glb()
    glb.content["nodes"] = [{"mesh": 0, "translation": [0, 1, 0]}]
    glb.content["scenes"], glb.content["skins"] = [{"nodes": [0]}], []
    path = tmp_path / "hat.glb"
    path.write_bytes(glb.bytes())
    model = load(path)
    assert model.slot == "head"
    assert set(model.parts[0].joints[:, 0]) == {BONES.index("Head")}
    assert np.isclose(model.parts[0].positions[:, 1].min(), 1.9)
    path.with_suffix(".toml").write_text('slot = "top"')
    with pytest.raises(BadInput, match="not rigged"):
        load(path)


def test_other_rigs_are_understood_and_their_roll_does_not_matter(tmp_path: Path) -> None:
    """Unreal's names, a finger that moves vertices, and bones whose axes lie along them."""
    names = {
        "Hips": "pelvis", "Spine": "spine_01", "Spine1": "spine_02", "Spine2": "spine_03",
        "Neck": "neck_01", "Head": "head", "Shoulder": "clavicle", "Arm": "upperarm",
        "ForeArm": "lowerarm", "Hand": "hand", "UpLeg": "thigh", "Leg": "calf",
        "Foot": "foot", "ToeBase": "ball",
    }  # fmt: skip
    glb = Glb(prefix="")
    plain = tmp_path / "plain.glb"
    plain.write_bytes(Glb().bytes())
    turn = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], float)  # a roll that every bone has
    quarter = [-0.5, -0.5, -0.5, 0.5]
    nodes = glb.content["nodes"]
    for bone, node in enumerate(nodes[:22]):
        side = next((s for s in ("Left", "Right") if BONES[bone].startswith(s)), "")
        word = names[BONES[bone].removeprefix(side)]
        node["name"] = word + {"Left": "_l", "Right": "_r", "": ""}[side]
        if bone == 0:
            node["rotation"] = quarter
        else:
            node["translation"] = (turn.T @ node["translation"]).tolist()
    nodes.append({"name": "index_01_l", "translation": [0, -0.05, 0]})
    nodes[9]["children"] = [23]
    inverse = np.tile(np.eye(4, dtype=np.float32), (23, 1, 1))
    inverse[:, :3, :3] = turn.T
    inverse[:22, :3, 3] = -HEADS @ turn
    glb.content["skins"] = [
        {
            "joints": [*range(22), 23],
            "inverseBindMatrices": glb.accessor(inverse.transpose(0, 2, 1).reshape(-1, 16)),
        }
    ]
    joints = tube()["JOINTS_0"]
    joints[:, 1] = 22  # the finger
    glb.surface["attributes"]["JOINTS_0"] = glb.accessor(joints)
    path = tmp_path / "unreal.glb"
    path.write_bytes(glb.bytes())
    model, wanted = load(path), load(plain)
    assert np.allclose(model.skeleton.heads, wanted.skeleton.heads, atol=1e-6)
    by_hips = tube()["WEIGHTS_0"][:, 0] == 1
    assert set(model.parts[0].joints[:, :2].ravel()) <= {0, 1, BONES.index("LeftHand")}
    assert np.allclose(
        model.parts[0].positions[by_hips], wanted.parts[0].positions[by_hips], atol=1e-6
    )


def test_a_mirrored_surface_is_turned_outside_again(tmp_path: Path) -> None:
    glb = Glb()
    corners = tube()["indices"].reshape(-1, 3)[:, ::-1].ravel().copy()
    glb.surface["indices"] = glb.accessor(corners)
    path = tmp_path / "mirrored.glb"
    path.write_bytes(glb.bytes())
    (part,) = load(path).parts
    assert np.array_equal(part.triangles.ravel(), tube()["indices"])


def test_missing_normals_are_smooth_and_tangents_follow_u() -> None:
    surface = tube()
    triangles = surface["indices"].reshape(-1, 3).astype(np.uint32)
    normals = smooth_normals(surface["POSITION"], triangles)
    inner = (surface["WEIGHTS_0"][:, 1] > 0.05) & (surface["WEIGHTS_0"][:, 1] < 0.95)
    assert (np.einsum("ni,ni->n", normals, surface["NORMAL"])[inner] > 0.999).all()
    found = tangents(surface["POSITION"], normals, surface["TEXCOORD_0"], triangles)
    x, _, z = surface["NORMAL"].T
    along = np.stack([z, 0 * x, -x], 1)
    assert (np.einsum("ni,ni->n", found[:, :3], along)[inner] > 0.99).all()
    down = found[:, 3:] * np.cross(normals, found[:, :3])
    assert (down[inner][:, 1] < -0.99).all()  # v grows downwards


def test_bones_keep_their_length_and_carry_what_is_around_them() -> None:
    turned = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]], np.float32)
    rotations = local_to_world({"LeftArm": turned})
    hips = np.array([0, 0.2, -3], np.float32)
    joints = joints_of(HEADS, rotations, hips)
    for bone, parent in enumerate(PARENTS[1:], 1):
        length = np.linalg.norm(HEADS[bone] - HEADS[parent])
        assert np.isclose(np.linalg.norm(joints[bone] - joints[parent]), length, atol=1e-5)
    carried = rest_to_camera(HEADS, rotations, joints)
    hand = BONES.index("LeftHand")
    assert np.allclose(
        carried[BONES.index("LeftForeArm")] @ [*HEADS[hand], 1], [*joints[hand], 1], atol=1e-5
    )
