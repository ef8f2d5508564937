import dataclasses
import json
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tryon.bench import Stamps, _pictures, _take_turns, on_air
from tryon.catalogue.collection import read_look
from tryon.core.errors import BadInput
from tryon.core.scene import UNKNOWN_LIGHT, ColourError, Picture, Report

SERVER = Path(__file__).parent / "sinks" / "rtmp_server.py"


def test_on_air_everything_is_timed_from_the_capture() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, SERVER, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        look = read_look("demo-lip-01", ())
        url = f"rtmp://127.0.0.1:{port}/live/s3cret"
        result = on_air(_pictures((320, 240), 1), look, 150, [url])
        arrived = json.loads(server.stdout.read())["times"]
    (stream,) = result["streams"]
    assert 0.99 * stream["sent"] <= len(arrived) <= stream["sent"]
    assert stream["latency_ms"]["median"] > result["latency_ms"]["display"]["median"] > 0
    assert result["latency_ms"]["recording"]["median"] > 0
    assert result["pictures"] == 150
    assert 0 < result["clip_s"] < 1


def test_pictures_are_counted_from_when_something_is_worn() -> None:
    look = read_look("demo-lip-01", ())
    stamps = Stamps(2, 3, look)
    grey = np.zeros((4, 4, 3), np.uint8)
    error = ColourError("lipstick", 4.0, 5.0, 6.0, "estimated", "light")
    for index in range(12):  # two to warm up, and three that count
        worn = Report(stage_ms={}, faces=(), light=UNKNOWN_LIGHT, colour=(error,))
        bare = dataclasses.replace(worn, colour=())
        stamps.write(Picture(grey, 0, index, bare if index in (0, 1, 2, 6) else worn))
        assert stamps.enough.is_set() == (index >= 8)
    assert len(stamps.finished_ns) == len(stamps.each_ms) == 3


def test_what_is_not_seen_is_not_timed() -> None:
    nobody = [np.zeros((120, 160, 3), np.uint8)]
    with pytest.raises(BadInput, match="not all seen"):
        _take_turns(nobody, read_look("demo-lip-01", ()), 1, 1)
    _, stages, faces = _take_turns(nobody, (), 4, 1)
    assert (len(stages["total"]), faces) == (4, 0)
