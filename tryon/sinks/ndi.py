"""NDI: the picture, or what was put on alone, to programs in the local network.

The optional package cyndilib does it (``pip install tryon[ndi]``); the NDI library that comes
along has a licence of its own. It announces itself in the local network while it is open.
"""

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from tryon.core.errors import Missing, SinkFailed
from tryon.core.scene import Picture
from tryon.labels.notice import Notice
from tryon.sinks.alpha import layer_of


class Ndi:
    """A sink that sends pictures over NDI.

    Parameters
    ----------
    name : str
        As other programs list it.
    is_layer : bool
        Send what was put on alone, with transparency, for a mixer to lay over the camera;
        the compositor must keep masks for it.
    notice : Notice, optional
        Written into every picture; a layer goes to a mixer, and has none.
    make_sender : callable, optional
        ``(name, width, height, fps, has_alpha) -> sender`` with ``write_video(bytes)`` and
        ``close()``; for tests.

    Attributes
    ----------
    latency_ms : float
        From the capture of the newest picture to its being sent.
    """

    backlog = 1

    def __init__(
        self,
        name: str = "tryon",
        *,
        is_layer: bool = False,
        notice: Notice | None = None,
        make_sender: Callable[[str, int, int, float, bool], Any] | None = None,
    ) -> None:
        self.name, self.is_layer, self.notice = name, is_layer, notice
        self.latency_ms = 0.0
        self._make_sender = make_sender or _sender
        self._sender: Any = None
        self._size = (0, 0)

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Announce the source. Raises `Missing` if cyndilib is not installed."""
        self._size = size
        self._sender = self._make_sender(self.name, *size, fps or 30.0, self.is_layer)

    def write(self, picture: Picture) -> None:
        """Send one picture. Raises `SinkFailed` when its size has changed."""
        height, width = picture.rgb.shape[:2]
        if (width, height) != self._size:
            raise SinkFailed(
                f"NDI sends {self._size[0]} x {self._size[1]}, {width} x {height} came"
            )
        if self.is_layer:
            rgba = layer_of(picture)
        else:
            rgb = picture.rgb if self.notice is None else self.notice.write_on(picture.rgb)
            rgba = np.empty((height, width, 4), np.uint8)
            rgba[..., :3], rgba[..., 3] = rgb, 255
        self._sender.write_video(rgba.reshape(-1))
        self.latency_ms = (time.monotonic_ns() - picture.captured_ns) / 1e6

    def close(self) -> None:
        """Take the source away."""
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.close()


def _sender(name: str, width: int, height: int, fps: float, has_alpha: bool) -> Any:
    try:
        from cyndilib.sender import Sender
        from cyndilib.video_frame import VideoSendFrame
        from cyndilib.wrapper.ndi_structs import FourCC
    except ImportError as error:
        raise Missing(
            "NDI needs cyndilib, which is not installed",
            "Install it: pip install 'tryon[ndi]'.",
        ) from error
    sender = Sender(name, clock_video=False)
    frame = VideoSendFrame()
    frame.set_resolution(width, height)
    frame.set_frame_rate(Fraction(fps).limit_denominator(1001))
    frame.set_fourcc(FourCC.RGBA if has_alpha else FourCC.RGBX)
    sender.set_video_frame(frame)
    sender.open()
    return sender
