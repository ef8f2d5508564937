"""The shipped mannequins: valid, closed to the eye, on the skeleton that all share."""

import json
import struct

import numpy as np
import pytest

trimesh = pytest.importorskip("trimesh")


@pytest.fixture(scope="module", params=["female", "male"])
def path(request, checkout):
    return checkout / "models3d" / "mannequin" / f"{request.param}.glb"


def document(path):
    raw = path.read_bytes()
    magic, version, length, size, kind = struct.unpack_from("<4sIIII", raw)
    assert (magic, version, length, kind) == (b"glTF", 2, len(raw), 0x4E4F534A)
    return json.loads(raw[20 : 20 + size])


def test_a_mannequin_is_a_body_of_few_triangles(path):
    body = trimesh.load(path, force="mesh", process=False)
    assert 2000 <= len(body.faces) <= 4000
    low, high = body.bounds
    assert abs(low[1]) < 0.01  # on its feet
    assert 1.5 < high[1] < 1.8
    assert low[0] == pytest.approx(-high[0], abs=0.02)
    assert body.vertices[body.vertices[:, 1] < 0.03][:, 2].max() > 0.1  # toes to the front


def test_it_stands_on_the_shared_skeleton(path):
    gltf = document(path)
    names = [gltf["nodes"][n]["name"].split(":")[-1] for n in gltf["skins"][0]["joints"]]
    assert len(names) == 22
    assert names[:4] == ["Hips", "Spine", "Spine1", "Spine2"]
    assert not any("rotation" in node or "scale" in node for node in gltf["nodes"])
    extras = gltf["asset"]["extras"]
    morphs = gltf["meshes"][0]["extras"]["targetNames"]
    assert len(morphs) == 14
    for morph in morphs:
        assert np.shape(extras["morph_joint_deltas"][morph]) == (22, 3)
    assert extras["license"] == "CC0-1.0"
    assert 150 < extras["body_measures"]["height_cm"] < 180
    assert extras["morph_body_measures"]["waist+"]["waist_cm"] > 3


def test_the_base_mesh_is_the_same_body(path):
    """Clothes that are told by the base mesh lie on the mannequin that hides behind them."""
    from scipy.spatial import cKDTree

    body = trimesh.load(path, force="mesh", process=False)
    with np.load(path.with_name("hm08.npz")) as stored:
        steps = stored[f"{path.stem}_places"].cumsum(-1, dtype=np.uint16)
        places = steps.T * stored["place_step_m"]
        places += stored["places_from_m"]
        assert (stored["weights"].sum(1) > 250).all()
    assert places.shape == (19158, 3)
    away, _ = cKDTree(places).query(body.vertices)
    assert away.max() < 1e-4
