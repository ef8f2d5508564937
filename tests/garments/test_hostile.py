"""Files that mean harm: one sentence, soon, and without much memory."""

import json
import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worn import Glb

from tryon.core.errors import BadInput
from tryon.garments.gltf import read_gltf
from tryon.garments.model import load

MODELS = Path(__file__).parents[2] / "models3d"
SHARED = Path(__file__).parents[3] / "shared/garments"
MOST_MEMORY = int(1.5 * 2**30)


def refused(path: Path, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def written(folder: Path, glb: Glb) -> Path:
    path = folder / "worn.glb"
    path.write_bytes(glb.bytes())
    return path


def test_links_lead_nowhere_else(tmp_path: Path) -> None:
    glb = Glb()
    (tmp_path / "secret.bin").write_bytes(bytes(glb.binary))
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.bin").symlink_to(tmp_path / "secret.bin")
    (folder / "round.bin").symlink_to(folder / "round.bin")
    (folder / "out").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.bin")
    path = folder / "worn.gltf"
    for uri, words in {
        "a.bin": "only files beside it",
        "out/secret.bin": "only files beside it",
        "round.bin": r"round\.bin",
        "pipe.bin": "no plain file",
        "gone.bin": "No such file",
        "%00": "only files beside it",
        "data:;base64,####": "not base64",
        "data:;base64,\u00e9": "not base64",
        "data:text/plain,abc": "not base64",
        "line\nbreak": "No such file",
    }.items():
        glb.content["buffers"] = [{"byteLength": len(glb.binary), "uri": uri}]
        path.write_text(json.dumps(glb.content))
        with pytest.raises(BadInput, match=words) as caught:
            load(path)
        assert "\n" not in str(caught.value)


def test_what_never_ends_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no plain file"):
        load(Path("/dev/zero"))
    with pytest.raises(BadInput, match="no plain file"):
        load(tmp_path)
    long = tmp_path / "long.glb"
    with long.open("wb") as file:
        file.truncate(2**40)  # takes no place on the disk
    refused(long, "has 1048576.0 MB; at most 64 are read")


def test_a_card_has_an_end(tmp_path: Path) -> None:
    path = written(tmp_path, Glb())
    path.with_suffix(".toml").write_bytes(b"#" * 2**21)
    with pytest.raises(BadInput, match="at most 1 are read"):
        load(path)
    path.with_suffix(".toml").write_bytes(b"title = '\xff'")
    with pytest.raises(BadInput, match=r"worn\.toml"):
        load(path)


def test_nodes_are_no_ladder(tmp_path: Path) -> None:
    glb = Glb()
    nodes = glb.content["nodes"]
    start = len(nodes)
    nodes.extend({"children": [start + n + 1]} for n in range(300))
    nodes.append({})
    refused(written(tmp_path, glb), "below more than 256 others")


def test_one_picture_costs_once_and_many_are_too_many(tmp_path: Path) -> None:
    glb = Glb()
    glb.texture(np.zeros((4096, 4096), np.uint8))
    glb.content["materials"] = [
        {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}} for _ in range(40)
    ]
    surface = glb.surface
    glb.content["meshes"][0]["primitives"] = [surface | {"material": n} for n in range(40)]
    model = load(written(tmp_path, glb))
    assert len({id(part.material.base.pixels.base) for part in model.parts}) <= 40
    first = glb.content["images"][0]
    glb.content["images"] = [first] * 5
    glb.content["textures"] = [{"source": n} for n in range(5)]
    for n, material in enumerate(glb.content["materials"]):
        material["pbrMetallicRoughness"]["baseColorTexture"]["index"] = n % 5
    refused(written(tmp_path, glb), "more than 64 million pixels")


def test_many_surfaces_are_too_many(tmp_path: Path) -> None:
    glb = Glb()
    glb.content["nodes"].extend({"mesh": 0} for _ in range(300))
    del glb.content["scenes"]
    refused(written(tmp_path, glb), "more than 256 surfaces|more than 150000 triangles")


def bombs() -> dict[str, bytes]:
    """Files that are small, and would be large when they are read."""
    lists = json.dumps({"asset": {"version": "2.0"}}).encode()
    found = {"nodes": lists[:-1] + b',"nodes":[' + b"{}," * 3_000_000 + b"{}]}"}
    found["deep"] = lists[:-1] + b',"extras":' + b"[" * 10**6 + b"]" * 10**6 + b"}"
    found["extras"] = b'{"asset":{"version":"2.0","extras":[' + b"[]," * 2_000_000 + b"[]]}}"
    glb = Glb()
    for accessor in glb.content["accessors"]:
        accessor["count"] = 2_000_000
        accessor.pop("bufferView")
    found["counts"] = glb.bytes()
    glb = Glb()
    glb.surface["targets"] *= 256
    glb.content["meshes"][0]["extras"]["targetNames"] = [str(n) for n in range(256)]
    glb.content["meshes"][0]["primitives"] *= 200
    found["morphs"] = glb.bytes()
    glb = Glb()
    count = 100_000
    glb.content["accessors"][0] |= {"count": count}
    for accessor in glb.content["accessors"][:5]:
        accessor |= {"count": count}
        accessor.pop("bufferView")
    found["vertices"] = glb.bytes()
    return found


@pytest.mark.parametrize("name", ["nodes", "deep", "extras", "counts", "morphs", "vertices"])
def test_a_bomb_takes_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.{'glb' if bombs()[name][:4] == b'glTF' else 'gltf'}"
    path.write_bytes(bombs()[name])
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), str(MOST_MEMORY)],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode in (0, 2), done.stderr
    assert "MemoryError" not in done.stdout + done.stderr


_CHILD = """
import resource, sys
from pathlib import Path
most = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (most, most))
from tryon.core.errors import BadInput
from tryon.garments.model import load
try:
    load(Path(sys.argv[1]))
except BadInput as error:
    print(error)
    raise SystemExit(2)
"""


# ------------------------------------------------------------------ any other harm


def sources() -> list[bytes]:
    real = [MODELS / "skirt_pencil_female/skirt_pencil_female.glb"]
    real += sorted(SHARED.glob("shoes*.glb"))[:1]
    return [Glb().bytes(), *(path.read_bytes() for path in real)]


SOURCES = sources()
WORDS = (0, 1, -1, 2**31, 10**9, 1e308, None, True, "", "POSITION", [], {}, [0], [[]], "../a")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Break a GLB: its JSON at some place, its numbers, or its bytes."""
    (size,) = struct.unpack_from("<I", data, 12)
    text, rest = data[20 : 20 + size], data[20 + size :]
    for _ in range(chance.randint(1, 3)):
        kind = chance.randrange(6)
        if kind < 3:
            try:
                content = json.loads(text)
            except ValueError:
                continue
            _break(content, chance)
            text = json.dumps(content).encode()
        elif kind == 3 and text:
            place = chance.randrange(len(text))
            text = text[:place] + chance.randbytes(chance.randint(0, 3)) + text[place + 1 :]
        elif kind == 4 and len(rest) > 8:
            place = chance.randrange(8, len(rest))
            junk = chance.choice((b"\xff" * 8, b"\0\0\xc0\x7f", chance.randbytes(16)))
            rest = rest[:place] + junk + rest[place + len(junk) :]
        else:
            rest = rest[: chance.randrange(len(rest) + 1)]
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + rest
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def _break(content: object, chance: random.Random) -> None:
    where, here = content, content
    for _ in range(chance.randint(1, 8)):
        if not isinstance(here, dict | list) or not here:
            break
        where = here
        keys = list(here) if isinstance(here, dict) else range(len(here))
        key = chance.choice(keys)
        here = here[key]
    if isinstance(where, dict | list) and where:
        value = chance.choice(WORDS)
        if chance.random() < 0.4 and isinstance(here, int):
            value = max(here + chance.choice((-1, 1, 3)), 0)
        if chance.random() < 0.15:
            del where[key]
        else:
            where[key] = value


@settings(
    max_examples=int(os.environ.get("FUZZ", "500")),
    deadline=None,
    derandomize="FUZZ" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(which=st.sampled_from(range(len(SOURCES))), seed=st.integers(0, 2**32))
def test_whatever_comes_is_a_model_or_one_sentence(
    tmp_path: Path, which: int, seed: int
) -> None:
    path = tmp_path / "worn.glb"
    path.write_bytes(mutated(SOURCES[which], random.Random(seed)))
    try:
        model = load(path)
    except BadInput as error:
        said = str(error)
    else:
        said = "worn.glb"
        for part in model.parts:
            assert np.isfinite(part.positions).all()
            assert np.allclose(part.weights.sum(1), 1, atol=1e-4)
            assert part.triangles.max() < len(part.positions)
    assert "worn.glb" in said
    assert "\n" not in said
    assert len(said) < 1000


@given(st.binary(max_size=200))
@settings(
    max_examples=100,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_noise_is_no_model(tmp_path: Path, noise: bytes) -> None:
    for start in (b"", b"glTF\2\0\0\0"):
        path = tmp_path / "worn.glb"
        path.write_bytes(start + noise)
        with pytest.raises(BadInput):
            read_gltf(path)
