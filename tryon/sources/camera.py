"""Cameras, through OpenCV: V4L2 on Linux, DirectShow on Windows, AVFoundation on macOS.

A camera read can block for ever, and so can opening or closing one. Everything that touches the
device therefore happens on a thread of its own, from opening to release; the capture thread
only waits for what that thread leaves, and never longer than `SILENCE_S`.
"""

import itertools
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from tryon.core.errors import SourceLost
from tryon.core.latest import Closed, Latest
from tryon.core.scene import Bytes, Frame
from tryon.sources.camera_lock import Controls, Lock, LockState, What, open_controls
from tryon.sources.video4linux import CameraInfo, list_devices

__all__ = [
    "Camera",
    "CameraInfo",
    "CameraState",
    "Device",
    "LockState",
    "camera_name",
    "cameras",
]

log = logging.getLogger(__name__)

#: A camera that delivers nothing for so long is lost.
SILENCE_S = 2.0
#: Opening a USB camera takes up to three seconds on Windows; then the first picture is due.
OPEN_S = 8.0
#: Automatic exposure and white balance get this long to settle before they are locked.
SETTLE_S = 1.5
#: How long `Camera.close` waits for the device; a stuck one is left to its thread.
CLOSE_S = 1.0


@dataclass(frozen=True, slots=True)
class CameraState:
    """What the camera really does, read back from it.

    Attributes
    ----------
    size : (int, int)
        Width and height in pixels.
    fps : float
        Nominal rate, 0 if the camera does not say.
    format : str
        Four letters (``MJPG``, ``YUYV``), empty if the camera does not say.
    exposure_lock, white_balance_lock : LockState
    held : tuple of (int, float)
        Controls that are held, by the numbers of this system, and at what.
    """

    size: tuple[int, int]
    fps: float
    format: str
    exposure_lock: LockState = "off"
    white_balance_lock: LockState = "off"
    held: tuple[tuple[int, float], ...] = ()


class Device(Protocol):
    """The part of ``cv2.VideoCapture`` that is used; tests script their own.

    All calls come from one thread. `grab` blocks until there is a picture, `retrieve` returns
    it as (h, w, 3) uint8 BGR.
    """

    def isOpened(self) -> bool: ...  # noqa: D102, N802
    def grab(self) -> bool: ...  # noqa: D102
    def retrieve(self) -> tuple[bool, Any]: ...  # noqa: D102
    def get(self, property_id: int, /) -> float: ...  # noqa: D102
    def set(self, property_id: int, value: float, /) -> bool: ...  # noqa: D102
    def release(self) -> None: ...  # noqa: D102


def cameras() -> list[CameraInfo]:
    """List the cameras that are plugged in.

    Linux asks the drivers for names and formats without starting a camera. Elsewhere OpenCV
    offers no names: cameras are opened one after the other, briefly, until there is no next.
    """
    if sys.platform.startswith("linux"):
        return list_devices()
    found = []
    for index in range(8):
        device = open_device(index)
        try:
            if not device.isOpened():
                break
            found.append(CameraInfo(index, f"Camera {index}"))
        finally:
            device.release()
    return found


def camera_name(index: int) -> str:
    """Name camera `index` as `cameras` does, without opening any."""
    named = list_devices() if sys.platform.startswith("linux") else []
    return next((info.name for info in named if info.index == index), f"Camera {index}")


def open_device(index: int) -> Device:
    """Open camera `index` with the platform's backend. May block."""
    import cv2

    cv2.setLogLevel(2)  # errors only: that a camera is missing is ours to say, in one line
    # DirectShow before Media Foundation, which takes up to 20 s to open some cameras.
    backends = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
    device: Device = cv2.VideoCapture(index, backends.get(sys.platform, cv2.CAP_ANY))
    return device


class Camera:
    """A camera that is watched: silence, an unplugged cable and black pictures are noticed.

    Parameters
    ----------
    index : int, from 0
    size : (int, int)
        Width and height to ask for, in pixels; `state` says what came.
    fps : float
        Rate to ask for.
    is_held : bool
        Whether to hold exposure and white balance at what the automatics have found after
        `SETTLE_S`; see `hold`. What they did before is restored when the camera is closed.
    held : mapping of int to float
        Controls that are held, when they are, as on another day; see `CameraState.held`. Then
        nothing is waited for.
    device : callable
        Opens the device; called on the reader's thread.
    controls : callable
        Finds the controls of an open device; called on the reader's thread.
    """

    live = True

    def __init__(
        self,
        index: int,
        *,
        size: tuple[int, int] = (1280, 720),
        fps: float = 30.0,
        is_held: bool = False,
        held: Mapping[int, float] = MappingProxyType({}),
        device: Callable[[int], Device] = open_device,
        controls: Callable[[int, Device], Controls] = open_controls,
    ) -> None:
        self.index, self.fps = index, fps
        self._wish = CameraState(size, fps, "MJPG" if size[0] > 640 else "")
        self._is_held, self._held = is_held, held
        self._device, self._controls = device, controls
        self._reader: _Reader | None = None
        self._next_index = 0

    @property
    def state(self) -> CameraState | None:
        """What the open camera does; None while it is closed. May be read from any thread."""
        reader = self._reader
        state = reader.state if reader is not None else None
        if reader is None or state is None or reader.is_held == reader.is_hold_wanted:
            return state
        return _locked(state, "settling", "settling")

    def open(self) -> None:
        """Open the camera and wait for its first picture. Raises `SourceLost`."""
        if self._reader is not None:
            raise ValueError("open() before close()")
        reader = _Reader(self.index, self._wish, self._held, self._device, self._controls)
        reader.is_hold_wanted = self._is_held
        self._reader = reader
        reader.start()
        if not reader.is_ready.wait(OPEN_S):
            raise SourceLost(f"camera {self.index}: does not open: no answer for {OPEN_S:g} s")
        if reader.fault is not None:
            raise reader.fault
        if reader.state is not None and reader.state.fps > 0:
            self.fps = reader.state.fps

    def ask(self, size: tuple[int, int]) -> None:
        """Ask for pictures of another size, from the next opening on."""
        self._wish = CameraState(size, self._wish.fps, "MJPG" if size[0] > 640 else "")

    def hold(self, is_wanted: bool) -> bool:
        """Hold exposure and white balance from now on, or let them go, while pictures come.

        It happens with one of the next pictures; `state` tells what came of it. Returns
        whether it will: a closed camera takes the wish along when it opens. From any thread.
        """
        self._is_held = is_wanted
        if not is_wanted:
            self._held = {}  # who lets go wants what is found now, when it is held again
        reader = self._reader
        if reader is not None:
            reader.held = self._held
            reader.is_hold_wanted = is_wanted
        return reader is not None

    def frames(self) -> Iterator[Frame]:
        """Yield what the camera delivers, newest first come.

        Raises `SourceLost` after `SILENCE_S` without a picture, when the device reports an
        error, or when all it shows is black.
        """
        reader = self._reader
        if reader is None:
            raise ValueError("frames() before open()")
        first_index = self._next_index  # a camera that came back goes on counting
        black_since_ns: int | None = None
        while True:
            try:
                bgr, captured_ns, index = reader.pictures.take(SILENCE_S)
            except TimeoutError as error:
                raise SourceLost(
                    f"camera {self.index}: stalled: no picture for {SILENCE_S:g} s"
                ) from error
            except Closed:
                if reader.fault is not None:
                    raise reader.fault from None
                return
            if not is_black(bgr):
                black_since_ns = None
            elif black_since_ns is None:
                black_since_ns = captured_ns
            elif captured_ns - black_since_ns > SILENCE_S * 1e9:
                raise SourceLost(
                    f"camera {self.index}: delivers black pictures only",
                    "Open the camera's privacy cover, and allow this program to use the camera "
                    "in the system's privacy settings.",
                )
            yield Frame(_rgb(bgr), captured_ns, first_index + index)
            self._next_index = first_index + index + 1

    def close(self) -> None:
        """Release the camera; one that is stuck is abandoned to its thread."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop()
            reader.join(CLOSE_S)
            if reader.is_alive():
                log.warning("camera %d: does not answer; left behind", self.index)


def is_black(bgr: Bytes) -> bool:
    """Tell a picture that no light reached: a real sensor shows noise even in the dark."""
    sample = bgr[::16, ::16]
    return bool(int(sample.max()) <= 20 and int(sample.max()) - int(sample.min()) <= 3)


class _Reader(threading.Thread):
    """Owns the device from opening to release, and leaves the newest picture."""

    def __init__(
        self,
        index: int,
        wish: CameraState,
        held: Mapping[int, float],
        device: Callable[[int], Device],
        controls: Callable[[int, Device], Controls],
    ) -> None:
        super().__init__(name=f"camera {index}", daemon=True)
        self._index, self._wish, self.held, self._open = index, wish, held, device
        self._find_controls = controls
        self._is_stopped = threading.Event()
        self._settled_ns = 0
        self._controls: Controls | None = None
        self._locks: dict[What, Lock] = {}
        self.is_hold_wanted = self.is_held = False
        self.is_ready = threading.Event()
        self.pictures: Latest[tuple[Bytes, int, int]] = Latest()
        self.state: CameraState | None = None
        self.fault: SourceLost | None = None

    def stop(self) -> None:
        """Ask the thread to end; it does so after the read that is under way."""
        self._is_stopped.set()
        self.pictures.close()

    def run(self) -> None:
        """Open, set, read until stopped or lost, release."""
        try:
            device = self._open(self._index)
            try:
                self._read(device)
            finally:
                device.release()
        except SourceLost as lost:
            self.fault = lost
        except Closed:
            pass
        except Exception as error:  # noqa: BLE001  a driver may raise anything
            said = next(iter(str(error).splitlines()), type(error).__name__)
            self.fault = SourceLost(f"camera {self._index}: failed: {said}")
            self.fault.__cause__ = error
        finally:
            self.pictures.close()
            self.is_ready.set()

    def _read(self, device: Device) -> None:
        import cv2

        if not device.isOpened():
            raise SourceLost(
                f"camera {self._index}: cannot be opened: not there, in use by another "
                "program, or not allowed",
                "Check the camera cable, close other programs that use the camera, and allow "
                "this program to use it in the system's privacy settings.",
            )
        _ask(device, self._wish)
        try:
            for index in itertools.count():
                is_grabbed = device.grab()
                captured_ns = _exposed_ns(device)
                is_read, bgr = device.retrieve() if is_grabbed else (False, None)
                if self._is_stopped.is_set():
                    return
                if not is_read or bgr is None:
                    raise SourceLost(f"camera {self._index}: unplugged, or its driver failed")
                if bgr.ndim == 2:
                    bgr = cv2.cvtColor(bgr, cv2.COLOR_GRAY2BGR)
                self._observe(device, (bgr.shape[1], bgr.shape[0]), captured_ns)
                self.pictures.put((bgr, captured_ns, index))
                self.is_ready.set()
        finally:
            if self._controls is not None:
                for lock in self._locks.values():
                    lock.undo(self._controls)
                self._controls.close()

    def _observe(self, device: Device, size: tuple[int, int], captured_ns: int) -> None:
        """Keep `state` true, and hold or let go what is wished."""
        if self.state is None:
            self.state = _state(device, self._wish, size)
            self._settled_ns = captured_ns + (0 if self.held else round(SETTLE_S * 1e9))
            if size != self._wish.size:
                log.info("camera %d: asked for %s, got %s", self._index, self._wish.size, size)
        elif self.state.size != size:
            log.warning("camera %d: changed from %s to %s", self._index, self.state.size, size)
            self.state = replace(self.state, size=size)
        is_wanted = self.is_hold_wanted
        if is_wanted == self.is_held or (is_wanted and captured_ns < self._settled_ns):
            return
        self.state = self._hold(device, self.state) if is_wanted else self._let_go(self.state)
        self.is_held = is_wanted

    def _hold(self, device: Device, state: CameraState) -> CameraState:
        """Hold exposure and white balance; return what came of it."""
        if self._controls is None:
            self._controls = self._find_controls(self._index, device)
        exposure = Lock.hold(self._controls, "exposure", self.held)
        white_balance = Lock.hold(self._controls, "white balance", self.held)
        self._locks = {"exposure": exposure, "white balance": white_balance}
        state = replace(state, held=exposure.values + white_balance.values)
        return _locked(state, exposure.state, white_balance.state)

    def _let_go(self, state: CameraState) -> CameraState:
        """Let both go on; return what came of it."""
        assert self._controls is not None  # nothing is held without
        undone = {what: lock.undo(self._controls) for what, lock in self._locks.items()}
        self._locks = {}
        state = replace(state, held=())
        return _locked(state, undone["exposure"], undone["white balance"])


def _locked(state: CameraState, exposure: LockState, white_balance: LockState) -> CameraState:
    return replace(state, exposure_lock=exposure, white_balance_lock=white_balance)


def _ask(device: Device, wish: CameraState) -> None:
    """Ask for format, size and rate, in the order in which drivers take them."""
    import cv2

    if wish.format:  # above VGA, USB 2 carries 30 pictures a second only compressed
        code = cv2.VideoWriter.fourcc(*wish.format)
        device.set(cv2.CAP_PROP_FOURCC, code)
    device.set(cv2.CAP_PROP_FRAME_WIDTH, wish.size[0])
    device.set(cv2.CAP_PROP_FRAME_HEIGHT, wish.size[1])
    device.set(cv2.CAP_PROP_FPS, wish.fps)


def _state(device: Device, wish: CameraState, size: tuple[int, int]) -> CameraState:
    """Read back what the device says it does."""
    import cv2

    fps = device.get(cv2.CAP_PROP_FPS)
    code = int(device.get(cv2.CAP_PROP_FOURCC))
    letters = code.to_bytes(4, "little", signed=True).decode("ascii", "replace")
    return replace(
        wish,
        size=size,
        fps=fps if 0 < fps <= 1000 else 0.0,
        format=letters.strip() if letters.isprintable() and code > 0 else "",
    )


def _exposed_ns(device: Device) -> int:
    """Return when the grabbed picture was taken, on the clock of ``time.monotonic_ns``.

    V4L2 stamps each buffer with the monotonic clock; elsewhere, and when the stamp makes no
    sense, it is now.
    """
    now_ns = time.monotonic_ns()
    if sys.platform.startswith("linux"):
        import cv2

        stamp_ns = round(device.get(cv2.CAP_PROP_POS_MSEC) * 1e6)
        if 0 <= now_ns - stamp_ns < 1_000_000_000:
            return stamp_ns
    return now_ns


def _rgb(bgr: Bytes) -> Bytes:
    import cv2

    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
