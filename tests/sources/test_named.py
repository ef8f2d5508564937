import subprocess
import sys

import av
import numpy as np
import pytest
from PIL import Image

from tryon.core.errors import BadInput
from tryon.sources.camera import Camera
from tryon.sources.clip import Clip
from tryon.sources.demo import Demo
from tryon.sources.named import source
from tryon.sources.still import Folder, Still


@pytest.fixture
def files(tmp_path):
    Image.fromarray(np.zeros((48, 64, 3), np.uint8)).save(tmp_path / "a.png")
    with av.open(str(tmp_path / "b.mkv"), "w") as out:
        video = out.add_stream("ffv1", rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, "bgr0"
        out.mux(video.encode(av.VideoFrame(64, 48, "bgr0")))
        out.mux(video.encode(None))
    for suffixless, named in (("photo", "a.png"), ("video", "b.mkv")):
        (tmp_path / suffixless).write_bytes((tmp_path / named).read_bytes())
    return tmp_path


@pytest.mark.parametrize("live", [False, True])
def test_every_word_of_the_interface_names_its_source(files, live):
    for name, kind in (
        ("a.png", Still),
        ("photo", Still),
        ("b.mkv", Clip),
        ("video", Clip),
        ("", Folder),
    ):
        made = source(str(files / name), live)
        assert type(made) is kind, name
        assert made.live == (live and kind is not Folder)
    made = source("demo", live)
    assert type(made) is Demo
    assert made.live == live


def test_cameras_are_counted_from_zero():
    for word, index in (("camera", 0), ("camera:0", 0), ("camera:12", 12)):
        made = source(word, live=True)
        assert isinstance(made, Camera)
        assert made.index == index


@pytest.mark.parametrize(
    "word",
    ["camera:x", "camera:-1", "camera:1.5", "camera:99999999999", "nowhere.mp4", "demos", ""],
)
def test_other_words_are_refused_by_name(word):
    with pytest.raises(BadInput) as refused:
        source(word, live=True)
    assert word in str(refused.value)
    assert "camera:" in str(refused.value)


def test_naming_a_source_loads_nothing_heavy():
    code = (
        "import sys, tryon.sources.named, tryon.sinks.recording, tryon.sinks.photo\n"
        "heavy = {'cv2', 'av', 'PIL', 'skimage', 'sounddevice'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
