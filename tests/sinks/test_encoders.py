import os
import time
from multiprocessing.connection import Connection

import pytest

from tryon.sinks import encoders
from tryon.sinks.encoders import X264, Encoder, fastest, trial_ms


def test_libx264_works():
    ms = trial_ms(X264, (320, 240), 30.0, limit_s=30)
    assert ms is not None
    assert 0 < ms < 1000


def test_an_encoder_that_is_not_there_does_not_work():
    assert trial_ms(Encoder("h264_nowhere"), (320, 240), 30.0, limit_s=30) is None


@pytest.mark.parametrize("name", ["mpeg4", "mjpeg"])
def test_what_cannot_be_watched_as_h264_does_not_work(name):
    """Drivers that answer with something else."""
    pixels = "yuvj420p" if name == "mjpeg" else "yuv420p"
    assert trial_ms(Encoder(name, pixels), (320, 240), 30.0, limit_s=30) is None


def test_pictures_that_come_out_spoilt_do_not_count():
    spoilt = Encoder("libx264", options={"preset": "veryfast", "qp": "51"})
    assert trial_ms(spoilt, (320, 240), 30.0, limit_s=30) is None


@pytest.mark.parametrize("how", ["crash", "lie", "say_nothing"])
def test_a_trial_that_breaks_does_not_work(monkeypatch, how):
    monkeypatch.setattr(encoders, "_trial", globals()[how])
    start = time.monotonic()
    assert trial_ms(X264, (320, 240), 30.0, limit_s=20) is None
    assert time.monotonic() - start < 15


def crash(*_: object) -> None:
    os.abort()


def lie(encoder: Encoder, size: tuple[int, int], fps: float, answer: Connection) -> None:
    answer.send_bytes(b"fast!")


def say_nothing(*_: object) -> None:
    """Ends without a word."""


def test_a_trial_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(encoders, "_trial", hang)
    start = time.monotonic()
    assert trial_ms(X264, (320, 240), 30.0, limit_s=1.0) is None
    assert time.monotonic() - start < 5


def hang(*_: object) -> None:
    time.sleep(60)


def test_the_fastest_that_works_is_taken(monkeypatch):
    speeds = {"libx264": 9.0, "h264_qsv": 3.0, "h264_nvenc": None, "h264_amf": 12.0}
    monkeypatch.setattr(encoders, "trial_ms", lambda e, size, fps, limit_s: speeds.get(e.name))
    assert fastest((1280, 720), 30.0).name == "h264_qsv"
    speeds["h264_qsv"] = 9.5
    assert fastest((1280, 720), 30.0) is X264


@pytest.mark.parametrize("encoder", encoders.HARDWARE, ids=lambda e: e.name)
def test_hardware_answers_either_way(encoder):
    """Where the card or its driver is missing the answer is None, not a crash."""
    ms = trial_ms(encoder, (640, 480), 30.0, limit_s=20)
    assert ms is None or ms > 0
