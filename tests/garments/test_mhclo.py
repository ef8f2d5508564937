"""MakeHuman clothes, written here from our own garments so that the answer is known."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tryon.core.errors import BadInput
from tryon.garments.bring import bring
from tryon.garments.hm08 import VERTICES, basemesh
from tryon.garments.mhclo import read_mhclo
from tryon.garments.model import Model, load, shipped
from tryon.garments.skinning import by_bone
from tryon.garments.transfer import footing

MODELS = Path(__file__).parents[2] / "models3d"
SCALES = "x_scale 5399 11998 {}\ny_scale 791 881 {}\nz_scale 962 5320 {}\n"
_ANCHORS = ((0, 5399, 11998), (1, 791, 881), (2, 962, 5320))
GOOD = "name a\nobj_file a.obj\nverts 0\n" + "0\n" * 3
OBJ = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"


def ours(name: str) -> Model:
    return load(MODELS / name / f"{name}.glb")


def write_clothes(folder: Path, model: Model, extra: str = "") -> Path:
    """Bind a garment of ours to the base mesh as MakeClothes would, in decimetres."""
    base = basemesh(model.gender).places.astype(float)
    places = np.concatenate([part.positions for part in model.parts]).astype(float)
    denominators = [10 * abs(base[a, axis] - base[b, axis]) for axis, a, b in _ANCHORS]
    unit = [
        abs(base[a, axis] - base[b, axis]) / float(f"{denominator:.4f}")
        for denominator, (axis, a, b) in zip(denominators, _ANCHORS, strict=True)
    ]
    rows, lines = [], []
    for place in places:
        away = base - place
        distance = np.einsum("ni,ni->n", away, away)
        near = np.argpartition(distance, 3)[:3]
        near = near[np.argsort(distance[near])]
        share = np.array([0.5, 0.25, 0.25])
        off = (place - share @ base[near]) / unit
        rows.append(" ".join([*map(str, near), *(f"{v:.5f}" for v in (*share, *off))]))
        lines.append("v 0 0 0")  # where it was does not matter
    start = 1
    for part in model.parts:
        lines += [f"vt {u:.5f} {1 - v:.5f}" for u, v in part.uv]
        for corners in part.triangles + start:
            lines.append("f " + " ".join(f"{c}/{c}" for c in corners))
        start += len(part.positions)
    (folder / "cloth.obj").write_text("\n".join(lines))
    path = folder / "cloth.mhclo"
    path.write_text(
        "# author: A. Tailor\n# license: CC0\nbasemesh hm08\nname Cloth\nobj_file cloth.obj\n"
        + SCALES.format(*(f"{d:.4f}" for d in denominators))
        + f"z_depth 50\nmax_pole 8\n{extra}\nverts 0\n"
        + "\n".join(rows)
        + "\n\ndelete_verts\n1 - 3 7\nweights clavicle.L\n0 0.5\n1 1.0\n"
    )
    return path


@pytest.mark.parametrize("name", ["tshirt_crew_female", "jeans_male"])
def test_clothes_come_back_as_they_were(tmp_path: Path, name: str) -> None:
    made = ours(name)
    path = write_clothes(tmp_path, made, f"tag {made.gender.title()}")
    model = bring(path)
    assert (model.gender, model.slot, model.title) == (made.gender, made.slot, "Cloth")
    assert (model.licence, model.origin) == ("CC0", "A. Tailor")
    assert np.array_equal(model.skeleton.heads, made.skeleton.heads)
    (mine,) = model.parts
    there = np.concatenate([part.positions for part in made.parts])
    order = footing(there, mine)
    assert order.distance.max() < 0.001
    moves = np.concatenate([part.morphs["weight+"] for part in made.parts])
    off = np.linalg.norm(order.at(mine.morphs["weight+"]) - moves, axis=1)
    assert off.mean() < 0.006
    assert mine.tangents is not None


def test_they_fit_the_other_body_too(tmp_path: Path) -> None:
    model = bring(write_clothes(tmp_path, ours("longsleeve_female")), gender="male")
    body = shipped("male").parts[0]
    (mine,) = model.parts
    on = footing(mine.positions, body)
    off = mine.positions - on.at(body.positions)
    inside = np.einsum("ni,ni->n", off, on.at(body.normals)) < -0.004
    assert np.median(on.distance) < 0.04
    assert inside.mean() < 0.1


def test_a_row_may_be_one_vertex_of_the_base_mesh(tmp_path: Path) -> None:
    (tmp_path / "a.obj").write_text(OBJ.replace("f", "usemtl x\nf"))
    (tmp_path / "a.mhmat").write_text(
        "// paint\nname Denim blue\ndiffuseColor 0.5 0.5 0.5\ndiffuseTexture below/a.png\n"
        "normalmapTexture n.png\nshaderConfig normal True\n"
    )
    (tmp_path / "below").mkdir()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(tmp_path / "below" / "a.png")
    Image.new("RGB", (8, 8), (128, 128, 255)).save(tmp_path / "n.png")
    path = tmp_path / "a.mhclo"
    path.write_text(
        "# This asset was explicitly released as CC0 in september 2020\n"
        "material a.mhmat\nverts 0\n8000\n8010\n8100 8000 8010 0.5 0.25 0.25 0 0.1 0\n"
    )
    model = bring(path, slot="top")
    assert (model.licence, model.title) == ("CC0-1.0", "A")
    base = basemesh("female").places
    lifted = 0.5 * base[8100] + 0.25 * (base[8000] + base[8010]) + (0, 0.01, 0)
    assert np.allclose(model.parts[0].positions, [base[8000], base[8010], lifted], atol=1e-5)
    first = by_bone(model.parts[0])[:, 0]
    assert set(np.flatnonzero(first)) <= set(basemesh("female").joints[8000].tolist())
    assert first.max() == pytest.approx(basemesh("female").weights[8000].max(), abs=1e-5)
    material = model.parts[0].material
    assert material.fabric.name == "denim"
    assert material.base.pixels[0, 0].tolist() == [200, 30, 30]
    assert material.linear.tolist() == [1, 1, 1]
    assert material.normal is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "rows of vertices after a line with verts 0"),
        ("verts 0\n1 2", "line 2: expected one vertex below 19158"),
        ("verts 0\n-1", "line 2"),
        ("verts 0\n19158", "line 2"),
        ("verts 0\n1.5", "line 2"),
        ("verts 0\nnan", "rows of vertices"),
        ("verts 0\n1 2 3 1 1 1 0 0 0", "weights that add up to 1"),
        ("verts 0\n1 2 3 900 -900 1 0 0 0", "line 2"),
        ("verts 0\n1 2 3 1 0 0 nan 0 0", "line 2"),
        ("x_scale 1 2 0\nverts 0\n1", "line 1: expected x_scale with two vertices"),
        ("y_scale 1 2\nverts 0\n1", "line 1: expected y_scale"),
        ("basemesh hm07\nverts 0\n1", "the base mesh hm08, not 'hm07'"),
        ("verts 0\n" + "1\n" * 100_001, "more than 100000 vertices"),
        ("verts 0\n1 2 3 1 0 0 1e30 0 0\n1\n1", "further than 2 m"),
        ("obj_file ../a.obj\nverts 0\n1\n1\n1", "only files beside it"),
        ("obj_file /etc/passwd\nverts 0\n1\n1\n1", "only files beside it"),
        ("obj_file gone.obj\nverts 0\n1\n1\n1", "No such file"),
        ("verts 0\n1\n1", r"binds 2 vertices, but a\.obj has 3"),
        ("material ../a.mhmat\nverts 0\n1\n1\n1", "only files beside it"),
        ("material evil.mhmat\nverts 0\n1\n1\n1", "only files beside it"),
        ("material gone.mhmat\nverts 0\n1\n1\n1", "No such file"),
        ("material text.mhmat\nverts 0\n1\n1\n1", "cannot be decoded"),
    ],
)
def test_wrong_clothes_are_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "a.obj").write_text(OBJ)
    (tmp_path / "evil.mhmat").write_text("diffuseTexture ../../secret.png")
    (tmp_path / "text.mhmat").write_text("diffuseTexture a.obj")
    path = tmp_path / "a.mhclo"
    path.write_text(text)
    with pytest.raises(BadInput, match=words) as caught:
        bring(path)
    assert "\n" not in str(caught.value)


WORDS = (
    "verts 0", "obj_file a.obj", "obj_file", "x_scale 1 2 3", "x_scale 1 2 1e-9", "tag Male",
    "z_scale a b c", "delete_verts", "weights a", "material", "name", "#", "# license:",
    "basemesh", "\0", "é",
)  # fmt: skip
NUMBERS = ("0", "1", "19157", "19158", "-1", "0.5", "1e400", "nan", "inf", "0x1", "1_0")


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=9).map(" ".join),
            st.tuples(st.lists(st.sampled_from(NUMBERS[:3]), min_size=3, max_size=3)).map(
                lambda row: " ".join(row[0]) + " 1 0 0 0 0 0"
            ),
        ),
        max_size=14,
    )
)
def test_any_clothes_are_read_or_refused(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "a.obj").write_text(OBJ)
    path = tmp_path / "a.mhclo"
    path.write_text("\n".join(["verts 0", *lines]))
    try:
        clothes = read_mhclo(path)
        assert 0 <= clothes.binding.corners.min() <= clothes.binding.corners.max() < VERTICES
        model = bring(path, slot="top")
    except BadInput:
        return
    assert np.isfinite(model.parts[0].positions).all()
    assert np.allclose(model.parts[0].weights.sum(1), 1, atol=1e-5)
