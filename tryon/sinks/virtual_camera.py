"""A camera that other programs see: by OBS's driver, or on Linux by a loopback."""

import sys
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from tryon.core.errors import Missing, SinkFailed
from tryon.core.scene import Picture
from tryon.labels.notice import Notice
from tryon.sinks.framing import Framing

#: What enables it, by system: one sentence each.
HINTS: Mapping[str, str] = MappingProxyType(
    {
        "linux": "Install v4l2loopback (Debian: apt install v4l2loopback-dkms), then: "
        "sudo modprobe v4l2loopback exclusive_caps=1 card_label=tryon",
        "win32": "Install OBS Studio 26 or newer; its virtual camera comes along.",
        "darwin": "Install OBS Studio 30 or newer, start its virtual camera once, and allow "
        "its extension in System Settings, Privacy & Security.",
    }
)
#: The same where not even the package is there.
INSTALL_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "linux": "Install pyvirtualcam (pip install 'tryon[virtualcam]', GPL-2.0) and "
        "v4l2loopback (Debian: apt install v4l2loopback-dkms), then: "
        "sudo modprobe v4l2loopback exclusive_caps=1 card_label=tryon",
        "win32": "Install pyvirtualcam (pip install 'tryon[virtualcam]', GPL-2.0) and OBS "
        "Studio 26 or newer; its virtual camera comes along.",
        "darwin": "Install pyvirtualcam (pip install 'tryon[virtualcam]', GPL-2.0) and OBS "
        "Studio 30 or newer, start its virtual camera once, and allow its extension in "
        "System Settings, Privacy & Security.",
    }
)


class VirtualCamera:
    """A sink that shows pictures as a camera, to any program on this computer.

    Parameters
    ----------
    framing : Framing, optional
        The shape that is shown; the picture's own without.
    notice : Notice, optional
        Written into every picture.
    make_camera : callable, optional
        Makes something like `pyvirtualcam.Camera`: ``(width, height, fps) -> camera`` with
        ``send(rgb)``, ``close()`` and ``device``; for tests, and drivers of your own.

    Attributes
    ----------
    device : str
        As other programs list it; empty before it is open.
    latency_ms : float
        From the capture of the newest picture to its being shown.
    """

    backlog = 1

    def __init__(
        self,
        *,
        framing: Framing | None = None,
        notice: Notice | None = None,
        make_camera: Callable[[int, int, float], Any] | None = None,
    ) -> None:
        self.framing, self.notice = framing, notice
        self.device, self.latency_ms = "", 0.0
        self._make_camera = make_camera or _camera
        self._camera: Any = None
        self._size = (0, 0)

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Show the camera.

        Raises `Missing` if pyvirtualcam or a driver is not there, `SinkFailed` if another
        program holds it.
        """
        self._size = size if self.framing is None else self.framing.size_for(size)
        width, height = self._size
        try:
            self._camera = self._make_camera(width - width % 2, height - height % 2, fps or 30)
        except RuntimeError as error:
            raise SinkFailed(
                f"the virtual camera cannot be opened: {str(error).rstrip('. ')}",
                HINTS.get(sys.platform),
            ) from error
        self.device = str(self._camera.device)

    def write(self, picture: Picture) -> None:
        """Show one picture. Raises `SinkFailed` when its size changes or the driver fails."""
        rgb = picture.rgb if self.framing is None else self.framing.frame(picture)
        if self.notice is not None:
            rgb = self.notice.write_on(rgb)
        height, width = rgb.shape[:2]
        if (width, height) != self._size:
            raise SinkFailed(
                f"the virtual camera shows {self._size[0]} x {self._size[1]}, "
                f"{width} x {height} came",
                "Start the virtual camera again.",
            )
        even = rgb[: height - height % 2, : width - width % 2]
        try:
            self._camera.send(np.ascontiguousarray(even))
        except RuntimeError as error:
            raise SinkFailed(f"the virtual camera fails: {error}") from error
        self.latency_ms = (time.monotonic_ns() - picture.captured_ns) / 1e6

    def close(self) -> None:
        """Take the camera away."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()


def _camera(width: int, height: int, fps: float) -> Any:
    try:
        import pyvirtualcam
    except ImportError as error:
        raise Missing(
            "a virtual camera needs pyvirtualcam, which is not installed",
            INSTALL_HINTS.get(sys.platform, INSTALL_HINTS["linux"]),
        ) from error
    return pyvirtualcam.Camera(width, height, fps)
