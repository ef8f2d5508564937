"""H.264 encoders: the one that is always there, and those of the graphics card."""

import contextlib
import logging
import math
import multiprocessing
import pickle
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from multiprocessing.connection import Connection
from pathlib import Path

from tryon.core.scene import Bytes

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Encoder:
    """An encoder of FFmpeg and how it is set.

    Attributes
    ----------
    name : str
    pixels : str
        The pixel format it takes: ``yuv420p`` or ``nv12``.
    options : mapping of str to str
        Constant quality, visually without loss, two pictures of reordering at most.
    """

    name: str
    pixels: str = "yuv420p"
    options: Mapping[str, str] = field(default_factory=dict)


#: For what is live, and shares the processor with drawing: at 4.5 Mbit/s it takes 6.8 ms of it
#: a picture of 720p where "veryfast" takes 16, and looks the same (SSIM 0.976 and 0.977, of a
#: person who talks). At constant quality its files are half as large again.
X264 = Encoder(
    "libx264",
    options={
        "preset": "ultrafast",
        "crf": "19",
        "bf": "2",
        "x264-params": "cabac=1:deblock=1",
    },
)
#: For files that nobody waits for. A short look ahead: what it holds is what a crash loses.
X264_UNHURRIED = Encoder(
    "libx264",
    options={"preset": "veryfast", "crf": "18", "bf": "2", "rc-lookahead": "5"},
)
#: Not seen running here: this machine has no graphics card. VAAPI is not in PyAV's wheels.
HARDWARE = (
    Encoder(
        "h264_nvenc",
        options={"preset": "p4", "rc": "constqp", "qp": "20", "bf": "2", "forced-idr": "1"},
    ),
    Encoder(
        "h264_qsv",
        "nv12",
        {"preset": "veryfast", "global_quality": "20", "bf": "2", "forced_idr": "1"},
    ),
    Encoder(
        "h264_amf",
        "nv12",
        {"rc": "cqp", "qp_i": "20", "qp_p": "20", "quality": "speed", "forced_idr": "1"},
    ),
    Encoder("h264_videotoolbox", options={"q:v": "70", "realtime": "1"}),
    Encoder("h264_mf", "nv12", {"rate_control": "quality", "quality": "80"}),
)
_TRIAL_FRAMES = 24
#: Of these one is asked for from which can be decoded, as replays and streams do.
_KEY = 13
#: A trial's pictures must come out like this, at least: there are drivers that answer in time,
#: with green or with the picture before. Encoders that work reach 40.
_LIKE_DB = 28.0


def may_have_card() -> bool:
    """Whether it is worth trying: on Linux a card shows among the devices."""
    places = (Path("/dev/dri"), Path("/dev/nvidiactl"))
    return sys.platform != "linux" or any(place.exists() for place in places)


def fastest(size: tuple[int, int], fps: float, limit_s: float = 10.0) -> Encoder:
    """Try the hardware encoders, and return the one that beats libx264; libx264 if none does.

    Each runs in a process of its own, since a broken driver crashes or hangs whoever calls it.

    Parameters
    ----------
    size : (int, int)
        Width and height in pixels.
    fps : float
    limit_s : float
        A trial that takes longer has failed.
    """
    best, best_ms = X264, math.inf
    for encoder in (X264, *HARDWARE):
        ms = trial_ms(encoder, size, fps, limit_s)
        log.info("%s: %s", encoder.name, "does not work" if ms is None else f"{ms:.1f} ms")
        if ms is not None and ms < best_ms:
            best, best_ms = encoder, ms
    return best


def trial_ms(
    encoder: Encoder, size: tuple[int, int], fps: float, limit_s: float = 10.0
) -> float | None:
    """Return the milliseconds that `encoder` takes for a picture, None if it does not work."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    child = spawn.Process(
        target=_trial,
        args=(encoder, size, fps, theirs),
        name=f"try {encoder.name}",
        daemon=True,
    )
    child.start()
    theirs.close()
    try:
        took_ms = ours.recv() if ours.poll(limit_s) else None
        return took_ms if isinstance(took_ms, float) else None
    except (EOFError, OSError, pickle.UnpicklingError):  # it crashed, or its answer is garbage
        return None
    finally:
        ours.close()
        child.kill()
        child.join()


def _trial(encoder: Encoder, size: tuple[int, int], fps: float, answer: Connection) -> None:
    """Encode a few moving pictures, and look at them; runs in the child.

    Missing hardware is no news.
    """
    import av

    with contextlib.suppress(av.FFmpegError, ValueError):
        answer.send(_encode_ms(encoder, size, fps))


def _encode_ms(encoder: Encoder, size: tuple[int, int], fps: float) -> float | None:
    import av
    import numpy as np
    from av.video.frame import PictureType

    width, height = size
    context = av.CodecContext.create(encoder.name, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, encoder.pixels
    context.time_base = 1 / Fraction(round(fps) or 30)
    context.options = dict(encoder.options)
    blocks = np.random.default_rng(0).integers(60, 200, (height // 16 + 1, width // 16 + 1))
    texture = blocks.repeat(16, 0).repeat(16, 1)[:height, :width].astype(np.uint8)
    shown = [np.roll(texture, 4 * number, 1) for number in range(_TRIAL_FRAMES)]
    planes = np.full((height * 3 // 2, width), 128, np.uint8)
    packets = []
    start = time.perf_counter()
    for number, luma in enumerate(shown):
        planes[:height] = luma
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame = frame.reformat(format=encoder.pixels)
        frame.pts = number
        if number == _KEY:
            frame.pict_type = PictureType.I
        packets += context.encode(frame)
    packets += context.encode(None)
    took_ms = 1000 * (time.perf_counter() - start) / _TRIAL_FRAMES
    decoder = av.CodecContext.create("h264", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    seen = [frame for packet in (*packets, None) for frame in decoder.decode(packet)]
    has_key = any(packet.is_keyframe and packet.pts == _KEY for packet in packets)
    if len(seen) != _TRIAL_FRAMES or not has_key:
        return None
    for luma, frame in zip(shown, seen, strict=True):
        grey = np.asarray(frame.to_ndarray(format="gray")[:height, :width], np.uint8)
        if _likeness_db(luma, grey) < _LIKE_DB:
            return None
    return took_ms


def _likeness_db(luma: Bytes, seen: Bytes) -> float:
    """Peak signal to noise ratio of two pictures."""
    import numpy as np

    error = float(np.mean((luma.astype(np.float32) - seen) ** 2))
    return 10 * math.log10(255**2 / max(error, 1e-3))
