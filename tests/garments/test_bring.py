"""Clothes without bones: our own garments, with their bones taken away."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worn import Glb, tube

from tryon.core.errors import BadInput
from tryon.core.scene import BONES
from tryon.garments.bring import bring
from tryon.garments.model import Model, load, shipped
from tryon.garments.obj import read_obj
from tryon.garments.rest import between
from tryon.garments.skeleton import joints_of, local_to_world, rest_to_camera
from tryon.garments.skinning import Skin, by_bone
from tryon.garments.transfer import bound, footing

MODELS = Path(__file__).parents[2] / "models3d"
NUMBERS = ("0", "1", "-1", "2", "3", "0.5", "1e9", "nan", "1/1", "1//1", "/", "a")
Z_UP = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]], float)


def ours(name: str) -> Model:
    return load(MODELS / name / f"{name}.glb")


def write_obj(path: Path, model: Model, linear: np.ndarray, shift: float) -> None:
    lines = ["# made by a test", "mtllib /etc/passwd"]
    start = 1
    for part in model.parts:
        lines.append(f"usemtl {part.material.name}")
        places = part.positions @ linear.T + shift
        lines += ["v {:.5f} {:.5f} {:.5f}".format(*place) for place in places]
        lines += [f"vt {u:.5f} {1 - v:.5f}" for u, v in part.uv]
        for corners in part.triangles + start:
            lines.append("f " + " ".join(f"{c}/{c}" for c in corners))
        start += len(places)
    path.write_text("\n".join(lines))


@pytest.mark.parametrize("name", ["shirt_male", "jeans_female", "skirt_pencil_female"])
def test_clothes_without_bones_find_their_place_and_their_bones(
    tmp_path: Path, name: str
) -> None:
    wanted = ours(name)
    path = tmp_path / "cloth.obj"
    write_obj(path, wanted, 100 * Z_UP, 30.0)
    model = bring(path, gender=wanted.gender)
    assert len(model.parts) == len(wanted.parts)
    assert model.triangles == wanted.triangles
    assert model.licence == "unknown"
    for mine, made in zip(model.parts, wanted.parts, strict=True):
        # an OBJ has no order of vertices of ours: compare what is nearest
        near = footing(made.positions, mine)
        assert np.median(near.distance) < 0.05
        off = np.abs(near.at(by_bone(mine).T) - by_bone(made).T).sum(1) / 2
        assert off.mean() < 0.3
        assert np.allclose(mine.weights.sum(1), 1, atol=1e-5)
        assert "weight+" in mine.morphs


def test_shoes_without_bones_find_the_feet(tmp_path: Path) -> None:
    wanted = ours("sneaker_male")
    path = tmp_path / "pair.obj"
    write_obj(path, wanted, 100 * Z_UP, 30.0)
    model = bring(path, gender="male", slot="shoes")
    for mine, made in zip(model.parts, wanted.parts, strict=True):
        assert footing(made.positions, mine).distance.max() < 0.02
    feet = [BONES.index(side + "Foot") for side in ("Left", "Right")]
    assert by_bone(model.parts[0])[feet].sum() > 0.4 * len(model.parts[0].positions)


def test_arms_are_held_as_the_sleeves_are(tmp_path: Path) -> None:
    """Of a T of straight arms the sleeves hang down as ours do, and are as long."""
    wanted = ours("longsleeve_male")
    heads = wanted.skeleton.heads
    local = {}
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        arm, elbow, hand = (
            heads[BONES.index(side + bone)].astype(float) for bone in ("Arm", "ForeArm", "Hand")
        )
        out = np.array([sign, 0.0, 0.0])
        local[side + "Arm"] = between(elbow - arm, out)
        local[side + "ForeArm"] = between(hand - elbow, local[side + "Arm"].T @ out)
    rotations = local_to_world(local)
    matrices = rest_to_camera(heads, rotations, joints_of(heads, rotations, heads[0]))
    (part,) = wanted.parts
    skin = Skin(by_bone(part), part.positions.T.copy(), ())
    (places,) = skin.pose(matrices)
    straight = replace(part, positions=np.ascontiguousarray(places.T))
    path = tmp_path / "shirt.obj"
    write_obj(path, replace(wanted, parts=(straight,)), np.eye(3), 0.0)
    model = bring(path, gender="male")
    off = footing(part.positions, model.parts[0]).distance
    assert np.median(off) < 0.004
    assert np.quantile(off, 0.99) < 0.03


def test_what_fits_no_body_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "cloth.obj"
    path.write_text("v 0 0 0\nv 1 0 0\nv 0 0.01 0\nf 1 2 3\n")
    with pytest.raises(BadInput, match=r"cloth\.obj: expected a garment of a usual size"):
        bring(path)
    path.write_text("v 0 0 0\nv 0 1.6 0\nv 1.7 0 0\nf 1 2 3\n")
    with pytest.raises(BadInput, match=r"cloth\.obj: fits nowhere"):
        bring(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "faces of 1 to"),
        ("v 1 2\nf 1 1 1", "three numbers"),
        ("v 1 2 x", "line 1: expected v x y z"),
        ("v 0 0 nan\nf 1 1 1", "not finite"),
        ("v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 1e300 0\nf 1/1 2/1 3/1", "no body"),
        ("v 0 0 1e30\nf 1 1 1", "no body's"),
        ("v 0 0 0\nf 1 2 3", "line 2: expected f"),
        ("v 0 0 0\nf 1 1", "a face of 2 corners"),
        ("v 0 0 0\nf -2 1 1", "line 2"),
        ("v 0 0 0\nf 0 1 1", "line 2"),
        ("v 0 0 0\n" + "f" + " 1" * 2000, "a face of 2000 corners"),
        ("v 0 0 0\n" * 100_001, "more than"),
    ],
)
def test_a_wrong_obj_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "cloth.obj"
    path.write_text(text)
    with pytest.raises(BadInput, match=words) as caught:
        read_obj(path)
    assert "\n" not in str(caught.value)


def test_a_text_of_other_bytes(tmp_path: Path) -> None:
    path = tmp_path / "cloth.obj"
    path.write_bytes(b"v 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl \xe9toffe\nf 1 2 3\n")
    assert [part.material.name for part in read_obj(path)] == ["\u00e9toffe"]
    path.write_bytes("v 0 0 0".encode("utf-16"))
    with pytest.raises(BadInput, match="expected a text file"):
        read_obj(path)
    with pytest.raises(BadInput, match="expected a GLB, glTF, VRM, OBJ or MHCLO"):
        bring(tmp_path / "cloth.fbx")


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["v", "vt", "f", "usemtl", "x"]),
            st.lists(st.sampled_from(NUMBERS)),
        ),
        max_size=12,
    )
)
def test_any_obj_is_read_or_refused(tmp_path: Path, rows: list) -> None:
    path = tmp_path / "cloth.obj"
    path.write_text("\n".join(" ".join([word, *rest]) for word, rest in rows))
    try:
        parts = read_obj(path)
    except BadInput:
        return
    assert all(part.triangles.max() < len(part.positions) for part in parts)


def test_nearest_points_are_on_the_surface() -> None:
    body = shipped("female").parts[0]
    corners = body.triangles[::7].astype(int)
    inner = body.positions[corners].mean(1)
    found = footing(inner.astype(np.float32), body)
    assert np.median(found.distance) < 1e-4
    assert np.allclose(found.shares.sum(1), 1, atol=1e-5)
    assert found.shares.min() >= 0
    assert np.allclose(found.at(body.positions), inner, atol=0.01)


def test_a_skin_learns_its_own_weights_back() -> None:
    body = shipped("male").parts[0]
    learned = bound(body, body)  # and a little smoother
    off = np.abs(by_bone(learned) - by_bone(body)).sum(0) / 2
    assert off.mean() < 0.08


def test_a_hat_stays_on_the_head(tmp_path: Path) -> None:
    glb = Glb(tube(1.6, 1.8, 0.1))
    path = tmp_path / "hat.glb"
    path.write_bytes(glb.bytes())
    assert bring(path).slot == "head"
