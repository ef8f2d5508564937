import base64
import json
import struct
from pathlib import Path

import numpy as np
import pytest
from worn import Glb

from tryon.core.errors import BadInput
from tryon.garments.gltf import read_gltf
from tryon.garments.surfaces import surfaces


def read(folder: Path, glb: Glb) -> object:
    path = folder / "worn.glb"
    path.write_bytes(glb.bytes())
    return surfaces(read_gltf(path))


def set_to(place: str, value: object):
    """Change one value of the JSON: ``accessors.0.count``."""

    def change(glb: Glb) -> None:
        *way, last = place.split(".")
        where = glb.content
        for step in way:
            where = where[int(step)] if step.isdigit() else where[step]
        if last.isdigit():
            where[int(last)] = value
        else:
            where[last] = value

    return change


def break_numbers(glb: Glb) -> None:
    struct.pack_into("<f", glb.binary, 40, float("nan"))


BROKEN = [
    ("accessors.0.count", 10**6, "more than"),
    ("accessors.0.count", -1, "accessors"),
    ("accessors.0.count", "all", "accessors"),
    ("accessors.0.bufferView", 99, "names buffer view 99"),
    ("accessors.0.byteOffset", 2**30, "ends at byte"),
    ("accessors.0.type", "VEC2", "should be VEC3"),
    ("accessors.0.componentType", 5124, "componentType"),
    ("accessors.5.componentType", 5126, "ends at byte|not counted"),
    ("bufferViews.0.byteLength", 2**30, "ends at byte"),
    ("bufferViews.0.buffer", 3, "names buffer 3"),
    ("bufferViews.0.byteStride", 8, "every 8"),
    ("meshes.0.primitives.0.mode", 1, "points or lines, not of triangles"),
    ("meshes.0.primitives.0.material", 7, "names material 7"),
    ("meshes.0.primitives", [], "primitives"),
    ("nodes.22.mesh", 5, "names mesh 5"),
    ("nodes.22.skin", 5, "names skin 5"),
    ("nodes.3.children", [0], "circle|two parents"),
    ("nodes.3.children", [3], "own|two parents"),
    ("nodes.3.children", [99], "names node 99"),
    ("nodes.0.translation", [0, 0], "translation"),
    ("nodes.0.translation", [0, 1e30, 0], "further than 1000 m"),
    ("nodes.0.scale", [1e200, 1e200, 1e200], "not finite|further than"),
    ("nodes.7.name", "fish", "no bone that is LeftArm"),
    ("skins.0.joints", [0], "binds|none of its 1"),
    ("scenes", [{"nodes": [0]}], "shows no mesh"),
    ("asset.version", "1.0", "version 2"),
    ("extensionsRequired", ["KHR_draco_mesh_compression"], "KHR_draco_mesh_compression"),
    ("materials.0.extras", {"crushedTexture": {"index": 4}}, "names texture 4"),
    ("materials.0.extras", {"crushedTexture": "all"}, "crushedTexture: Expected"),
    ("buffers", [{"byteLength": 10}], None),
]


@pytest.mark.parametrize(("place", "value", "words"), BROKEN)
def test_what_is_broken_is_one_sentence(
    tmp_path: Path, place: str, value: object, words: str | None
) -> None:
    glb = Glb()
    set_to(place, value)(glb)
    if words is None:  # the writer sets the true length again
        assert read(tmp_path, glb)
        return
    with pytest.raises(BadInput, match=words) as caught:
        read(tmp_path, glb)
    assert "worn.glb" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_numbers_are_finite(tmp_path: Path) -> None:
    glb = Glb()
    break_numbers(glb)
    with pytest.raises(BadInput, match="not finite"):
        read(tmp_path, glb)


def test_a_file_that_was_cut_short_is_refused_at_every_length(tmp_path: Path) -> None:
    whole = Glb().bytes()
    path = tmp_path / "worn.glb"
    for length in (0, 3, 11, 19, 40, 1000, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(BadInput, match=r"worn\.glb"):
            surfaces(read_gltf(path))


@pytest.mark.parametrize(
    "uri", ["../secret.bin", "/etc/passwd", "http://example.com/a.bin", "a\\..\\b", "", "C:x"]
)
def test_nothing_is_fetched_from_elsewhere(tmp_path: Path, uri: str) -> None:
    (tmp_path / "secret.bin").write_bytes(bytes(100_000))
    path = tmp_path / "in" / "worn.gltf"
    path.parent.mkdir()
    path.write_text(json.dumps(gltf(uri)))
    with pytest.raises(BadInput, match="only files beside it"):
        surfaces(read_gltf(path))


def gltf(uri: str) -> dict:
    glb = Glb()
    return glb.content | {"buffers": [{"byteLength": len(glb.binary), "uri": uri}]}


def test_data_may_lie_beside_the_file_or_in_it(tmp_path: Path) -> None:
    data = bytes(Glb().binary)
    path = tmp_path / "worn.gltf"
    (tmp_path / "worn data.bin").write_bytes(data)
    path.write_text(json.dumps(gltf("worn%20data.bin")))
    (part,) = surfaces(read_gltf(path)).parts
    path.write_text(
        json.dumps(
            gltf("data:application/octet-stream;base64," + base64.b64encode(data).decode())
        )
    )
    (other,) = surfaces(read_gltf(path)).parts
    assert np.array_equal(part.positions, other.positions)


def test_a_picture_that_is_none_is_said_so(tmp_path: Path) -> None:
    glb = Glb()
    glb.content["images"] = [
        {"bufferView": glb.view(b"not a picture"), "mimeType": "image/png"}
    ]
    glb.content["textures"] = [{"source": 0}]
    surface = glb.content["materials"][0]["pbrMetallicRoughness"]
    surface["baseColorTexture"] = {"index": 0}
    with pytest.raises(BadInput, match="image 0 cannot be decoded"):
        read(tmp_path, glb)


def test_a_huge_picture_is_not_decoded(tmp_path: Path) -> None:
    glb = Glb()
    number = glb.texture(np.zeros((2, 5000, 3), np.uint8))
    surface = glb.content["materials"][0]["pbrMetallicRoughness"]
    surface["baseColorTexture"] = {"index": number}
    with pytest.raises(BadInput, match="5000x2 px"):
        read(tmp_path, glb)


def test_sparse_and_strided_numbers_are_read(tmp_path: Path) -> None:
    glb = Glb()
    positions = np.frombuffer(bytes(glb.binary), np.float32, 3 * 325).reshape(-1, 3).copy()
    wide = np.zeros((325, 4), np.float32)
    wide[:, :3] = positions
    glb.content["accessors"][0]["bufferView"] = glb.view(wide.tobytes())
    glb.content["bufferViews"][-1]["byteStride"] = 16
    moved = np.array([[1, 2, 3]], np.float32)
    glb.content["accessors"][0]["sparse"] = {
        "count": 1,
        "indices": {"bufferView": glb.view(b"\7\0"), "componentType": 5123},
        "values": {"bufferView": glb.view(moved.tobytes())},
    }
    (part,) = read(tmp_path, glb).parts
    positions[7] = moved
    assert np.allclose(part.positions, positions)


@pytest.mark.parametrize(
    ("mode", "corners", "listed"),
    [
        (5, [0, 1, 2, 3, 4], [[0, 1, 2], [1, 3, 2], [2, 3, 4]]),
        (6, [0, 1, 2, 3], [[0, 1, 2], [0, 2, 3]]),
    ],
)
def test_strips_and_fans_are_triangles(
    tmp_path, mode: int, corners: list, listed: list
) -> None:
    glb = Glb()
    primitive = glb.content["meshes"][0]["primitives"][0]
    primitive["mode"] = mode
    primitive["indices"] = glb.accessor(np.array(corners, np.uint16))
    del primitive["attributes"]["NORMAL"]
    path = tmp_path / "worn.glb"
    path.write_bytes(glb.bytes())
    (part,) = surfaces(read_gltf(path)).parts
    assert part.triangles.tolist() == listed
