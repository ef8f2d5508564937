import contextlib
import json
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from tryon.core.errors import BadInput
from tryon.core.scene import Cause, ColourError, Light, Picture, Report
from tryon.labels.reading import inspect_file
from tryon.labels.tag import AIGC, COLOUR, LOOK, NAMES, PLACE, VERSION, Tag
from tryon.sinks.photo import write_photo
from tryon.sinks.recording import Recording

LIPS = ColourError("lipstick", 1.6, 2.3, 2.7, "estimated", Cause.LIGHT)
TAG = Tag("静李 <plum> & co", (LIPS,))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif"])
def test_a_photo_tells_all_it_was_told(tmp_path, portrait, name):
    write_photo(tmp_path / name, portrait, TAG)
    found = inspect_file(tmp_path / name)
    assert found.texts == dict(TAG.metadata)
    assert found.faults == ()
    assert found.size == (portrait.shape[1], portrait.shape[0])
    with Image.open(tmp_path / name) as image:  # still tagged, and a PNG has its text twice
        assert image.info.get("icc_profile") or "srgb" in image.info
        if name == "a.png":
            assert image.text[AIGC] == TAG.aigc
            assert b"TC260:AIGC" in image.text["XML:com.adobe.xmp"].encode()


@pytest.mark.parametrize("name", ["a.jpg", "a.webp", "a.tif"])
def test_programs_that_read_no_xmp_are_told_as_much(tmp_path, portrait, name, monkeypatch):
    write_photo(tmp_path / name, portrait, TAG)
    monkeypatch.setattr("tryon.labels.reading.read_xmp", lambda packet: {})
    assert inspect_file(tmp_path / name).texts == dict(TAG.metadata)


@pytest.mark.skipif(not shutil.which("ffprobe"), reason="asks FFmpeg's program")
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif"])
def test_ffprobe_shows_the_label_of_a_photo(tmp_path, portrait, name):
    write_photo(tmp_path / name, portrait, TAG)
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_entries", "frame_tags"]
    said = subprocess.check_output([*command, str(tmp_path / name)], text=True)
    told = "".join(json.loads(said)["frames"][0]["tags"].values())
    assert TAG.aigc in told
    assert "Virtual try-on, for reference" in told


def test_a_clip_tells_all_it_was_told(tmp_path):
    light = Light(np.ones(3, np.float32), 1.0, np.zeros((9, 3), np.float32), 3.0, "face")
    report = Report({}, (), light, (LIPS,))
    sink = Recording(tmp_path / "a.mp4", metadata=Tag("plum").metadata)
    sink.open((64, 48), 25.0)
    for n in range(5):
        sink.write(Picture(np.full((48, 64, 3), 9 * n, np.uint8), n * 40_000_000, n, report))
    sink.close()
    found = inspect_file(tmp_path / "a.mp4")
    assert found.faults == ()
    assert found.texts[LOOK] == "plum"
    assert json.loads(found.texts[COLOUR])["lipstick"]["de2000_p80"] == 2.3
    assert json.loads(found.texts[AIGC])["Label"] == "1"
    assert set(found.texts) == set(NAMES) - {PLACE}
    told = found.as_json()
    assert told["labels"][AIGC]["Label"] == "1"
    assert told["labels"][VERSION]


def test_what_has_no_label_is_at_fault(tmp_path, portrait):
    write_photo(tmp_path / "a.png", portrait)
    assert inspect_file(tmp_path / "a.png").faults == ("there is no AIGC label",)


@pytest.mark.parametrize(
    "content", [b"", b"nothing", b"\x89PNG\r\n\x1a\n", b"#EXTM3U\nhttp://a/b.ts"]
)
def test_what_is_no_picture_is_refused(tmp_path, content):
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"a\.png"):
        inspect_file(path)
    with pytest.raises(BadInput, match="no such file"):
        inspect_file(tmp_path / "b.png")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.tif"])
def test_damaged_pictures_are_read_or_refused(tmp_path, portrait, name):
    path = tmp_path / name
    write_photo(path, np.ascontiguousarray(portrait[::8, ::8]), TAG)
    whole, rng = path.read_bytes(), np.random.default_rng(0)
    for n in range(40):
        data = bytearray(whole)
        if n % 2:
            data = data[: rng.integers(len(data))]
        else:
            for place in rng.integers(len(data), size=20):
                data[place] = rng.integers(256)
        path.write_bytes(data)
        with contextlib.suppress(BadInput):
            inspect_file(path)
