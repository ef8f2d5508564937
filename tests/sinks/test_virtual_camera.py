import sys
import time

import numpy as np
import pytest

from tryon.core.errors import Missing, SinkFailed
from tryon.core.scene import Light, Picture, Report
from tryon.core.seams import Sink
from tryon.labels.notice import Notice
from tryon.sinks.framing import Framing
from tryon.sinks.ndi import Ndi
from tryon.sinks.virtual_camera import HINTS, VirtualCamera

LIGHT = Light(np.ones(3, np.float32), 1.0, np.zeros((9, 3), np.float32), 3.0, "face")


class Driver:
    """What pyvirtualcam would give."""

    device = "/dev/video9"

    def __init__(self, width: int, height: int, fps: float) -> None:
        self.asked = width, height, fps
        self.shown = []
        self.closed = 0

    def send(self, rgb) -> None:
        assert rgb.flags.c_contiguous
        assert rgb.shape == (self.asked[1], self.asked[0], 3)
        self.shown.append(rgb)

    def close(self) -> None:
        self.closed += 1


class Rack:
    """Remembers the driver that was made."""

    made: Driver

    def __call__(self, width: int, height: int, fps: float) -> Driver:
        self.made = Driver(width, height, fps)
        return self.made


def picture(size=(320, 240), **more) -> Picture:
    rgb = np.full((size[1], size[0], 3), 120, np.uint8)
    return Picture(rgb, time.monotonic_ns() - 20_000_000, 0, Report({}, (), LIGHT), **more)


def test_pictures_are_shown_as_they_are():
    rack = Rack()
    camera = VirtualCamera(make_camera=rack)
    assert isinstance(camera, Sink)
    camera.open((321, 241), 30.0)
    made = picture((321, 241))
    camera.write(made)
    camera.close()
    assert rack.made.asked == (320, 240, 30.0)
    assert (rack.made.shown[0] == made.rgb[:240, :320]).all()
    assert rack.made.closed == 1
    assert camera.device == "/dev/video9"
    assert 20 <= camera.latency_ms < 500


def test_shape_and_label_are_those_of_the_public():
    rack = Rack()
    camera = VirtualCamera(make_camera=rack, framing=Framing(9 / 16), notice=Notice())
    camera.open((640, 480), 30.0)
    camera.write(picture((640, 480)))
    camera.close()
    height, width = rack.made.shown[0].shape[:2]
    assert width / height == pytest.approx(9 / 16, rel=0.01)
    box = Notice().box((width, height))
    assert rack.made.shown[0][box.rows, box.columns].max() > 200


def test_another_size_ends_it():
    camera = VirtualCamera(make_camera=Rack())
    camera.open((320, 240), 30.0)
    with pytest.raises(SinkFailed, match="320 x 240, 64 x 48 came"):
        camera.write(picture((64, 48)))
    camera.close()


def test_what_is_missing_is_told_with_the_mend(monkeypatch):
    def none(width, height, fps):
        raise RuntimeError("no backend")

    camera = VirtualCamera(make_camera=none)
    with pytest.raises(SinkFailed, match="no backend") as failed:
        camera.open((320, 240), 30.0)
    assert failed.value.hint == HINTS.get(sys.platform, SinkFailed.hint)
    camera.close()
    monkeypatch.setitem(sys.modules, "pyvirtualcam", None)
    with pytest.raises(Missing, match="pyvirtualcam") as missing:
        VirtualCamera().open((320, 240), 30.0)
    assert "GPL" in missing.value.hint


class Line:
    """What cyndilib would give."""

    def __init__(self, *asked) -> None:
        self.asked, self.sent, self.closed = asked, [], 0

    def write_video(self, data) -> None:
        self.sent.append(np.array(data))

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("is_layer", [False, True])
def test_ndi_sends_the_picture_or_the_layer_alone(is_layer):
    lines = []

    def make(*asked):
        lines.append(Line(*asked))
        return lines[-1]

    sink = Ndi("shop", is_layer=is_layer, make_sender=make)
    assert isinstance(sink, Sink)
    sink.open((32, 24), 30.0)
    sink.write(picture((32, 24), masks={}, bare=np.full((24, 32, 3), 120, np.uint8)))
    with pytest.raises(SinkFailed, match="32 x 24, 64 x 48 came"):
        sink.write(picture((64, 48)))
    sink.close()
    (line,) = lines
    assert line.asked == ("shop", 32, 24, 30.0, is_layer)
    rgba = line.sent[0].reshape(24, 32, 4)
    assert (rgba[..., 3] == (0 if is_layer else 255)).all()
    assert line.closed == 1


def test_ndi_shows_the_notice():
    lines = []

    def make(*asked):
        lines.append(Line(*asked))
        return lines[-1]

    notice = Notice()
    sink = Ndi("shop", notice=notice, make_sender=make)
    sink.open((320, 240), 30.0)
    shown = picture((320, 240))
    sink.write(shown)
    sink.close()
    rgb = lines[0].sent[0].reshape(240, 320, 4)[..., :3]
    assert np.array_equal(rgb, notice.write_on(shown.rgb))


def test_ndi_without_its_package_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "cyndilib.sender", None)
    with pytest.raises(Missing, match="cyndilib"):
        Ndi().open((32, 24), 30.0)
