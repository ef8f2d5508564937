"""H.264 encoders: the one that is always there, and those of the graphics card."""

import contextlib
import logging
import math
import multiprocessing
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from multiprocessing.connection import Connection

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


#: A short look ahead: what the encoder still holds is what a crash loses.
X264 = Encoder(
    "libx264",
    options={"preset": "veryfast", "crf": "18", "bf": "2", "rc-lookahead": "5"},
)
#: Not seen running here: this machine has no graphics card.
HARDWARE = (
    Encoder("h264_nvenc", options={"preset": "p4", "rc": "constqp", "qp": "20", "bf": "2"}),
    Encoder("h264_qsv", "nv12", {"preset": "veryfast", "global_quality": "20", "bf": "2"}),
    Encoder("h264_amf", "nv12", {"rc": "cqp", "qp_i": "20", "qp_p": "20", "quality": "speed"}),
    Encoder("h264_videotoolbox", options={"q:v": "70", "realtime": "1"}),
    Encoder("h264_mf", "nv12", {"rate_control": "quality", "quality": "80"}),
)
_TRIAL_FRAMES = 24


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
        took_ms: float | None = ours.recv() if ours.poll(limit_s) else None
        return took_ms
    except EOFError:
        return None
    finally:
        ours.close()
        child.kill()
        child.join()


def _trial(encoder: Encoder, size: tuple[int, int], fps: float, answer: Connection) -> None:
    """Encode a few moving pictures; runs in the child. Missing hardware is no news."""
    import av

    with contextlib.suppress(av.FFmpegError, ValueError):
        answer.send(_encode_ms(encoder, size, fps))


def _encode_ms(encoder: Encoder, size: tuple[int, int], fps: float) -> float | None:
    import av
    import numpy as np

    width, height = size
    noise = np.random.default_rng(0).integers(60, 200, (height * 3 // 2, width), np.uint8)
    context = av.CodecContext.create(encoder.name, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, encoder.pixels
    context.time_base = 1 / Fraction(round(fps) or 30)
    context.options = dict(encoder.options)
    packets = 0
    start = time.perf_counter()
    for number in range(_TRIAL_FRAMES):
        frame = av.VideoFrame.from_ndarray(np.roll(noise, 4 * number, 1), format="yuv420p")
        frame = frame.reformat(format=encoder.pixels)
        frame.pts = number
        packets += len(context.encode(frame))
    packets += len(context.encode(None))
    took_ms = 1000 * (time.perf_counter() - start) / _TRIAL_FRAMES
    return took_ms if packets == _TRIAL_FRAMES else None
