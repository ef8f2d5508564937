"""Cameras that Linux knows, with their formats, asked from the kernel without starting them."""

import contextlib
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Calls the driver with (file descriptor, request, buffer); the answer is in the buffer.
Ioctl = Callable[[int, int, bytearray], object]


@dataclass(frozen=True, slots=True)
class CameraFormat:
    """A way in which a camera can deliver.

    Attributes
    ----------
    code : str
        Four letters: ``MJPG``, ``YUYV``.
    size : (int, int)
        Width and height in pixels.
    fps : tuple of float
        Rates, fastest first; empty if the camera does not tell.
    """

    code: str
    size: tuple[int, int]
    fps: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that can be opened by its index.

    Attributes
    ----------
    index : int
    name : str
        As the maker calls it, or ``Camera <index>``.
    formats : tuple of CameraFormat
        Empty where the system does not tell.
    fault : str
        Why it cannot be used now (no permission), empty if nothing is known against it.
    """

    index: int
    name: str
    formats: tuple[CameraFormat, ...] = ()
    fault: str = ""


# linux/videodev2.h: _IOR('V', 0, 104), then _IOWR('V', …) of 2, 64; 74, 44; 75, 52
_QUERYCAP, _ENUM_FMT = 0x80685600, 0xC0405602
_ENUM_FRAMESIZES, _ENUM_FRAMEINTERVALS = 0xC02C564A, 0xC034564B
_VIDEO_CAPTURE, _DEVICE_CAPS = 0x00000001, 0x80000000
_DISCRETE = 1
#: Offered for the ranges that some drivers give instead of a list.
_COMMON_SIZES = ((640, 480), (1280, 720), (1920, 1080))


def list_devices(
    folder: Path = Path("/sys/class/video4linux"),
    nodes: Path = Path("/dev"),
    ioctl: Ioctl | None = None,
) -> list[CameraInfo]:
    """List the capture devices.

    A UVC camera has a second node for metadata; it is told apart by its capabilities. A node
    that may not be opened is listed with its `fault`, since somebody is looking for it.

    Parameters
    ----------
    folder, nodes : Path
        Where the kernel lists the devices, and where their nodes are.
    ioctl : callable, optional
        Replaces the system's.
    """
    call = ioctl or system_ioctl()
    found = []
    for entry in folder.glob("video*"):
        number = entry.name.removeprefix("video")
        if not number.isdecimal():
            continue
        index = int(number)
        try:
            name = (entry / "name").read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            name = ""
        name = name or f"Camera {index}"
        try:
            descriptor = os.open(nodes / entry.name, os.O_RDWR | getattr(os, "O_NONBLOCK", 0))
        except PermissionError:
            found.append(CameraInfo(index, name, fault="no permission: join the group 'video'"))
            continue
        except OSError as error:
            found.append(CameraInfo(index, name, fault=error.strerror or "cannot be opened"))
            continue
        try:
            if _captures(call, descriptor):
                found.append(CameraInfo(index, name, tuple(_formats(call, descriptor))))
        except OSError as error:
            found.append(CameraInfo(index, name, fault=error.strerror or "does not answer"))
        finally:
            os.close(descriptor)
    return sorted(found, key=lambda camera: camera.index)


def system_ioctl() -> Ioctl:
    """Find the call by which drivers are asked; Linux only."""
    import fcntl

    return lambda descriptor, request, buffer: fcntl.ioctl(descriptor, request, buffer, True)


def _captures(call: Ioctl, descriptor: int) -> bool:
    """Tell whether the node delivers pictures."""
    answer = bytearray(104)
    call(descriptor, _QUERYCAP, answer)
    capabilities, of_node = struct.unpack_from("<II", answer, 84)
    if capabilities & _DEVICE_CAPS:
        capabilities = of_node
    return bool(capabilities & _VIDEO_CAPTURE)


def _formats(call: Ioctl, descriptor: int) -> Iterator[CameraFormat]:
    """Yield every format with every size."""
    for answer in _enumerate(call, descriptor, _ENUM_FMT, struct.pack("<II", 0, 1), 64):
        (pixel_format,) = struct.unpack_from("<I", answer, 44)
        code = pixel_format.to_bytes(4, "little").decode("ascii", "replace").strip()
        for width, height in _sizes(call, descriptor, pixel_format):
            fps = tuple(sorted(_rates(call, descriptor, pixel_format, width, height))[::-1])
            yield CameraFormat(code, (width, height), fps)


def _sizes(call: Ioctl, descriptor: int, pixel_format: int) -> Iterator[tuple[int, int]]:
    start = struct.pack("<II", 0, pixel_format)
    for answer in _enumerate(call, descriptor, _ENUM_FRAMESIZES, start, 44):
        kind, low_width, width, _, low_height, height = struct.unpack_from("<6I", answer, 8)
        if kind == _DISCRETE:
            yield low_width, width
            continue
        for size in _COMMON_SIZES:
            if low_width <= size[0] <= width and low_height <= size[1] <= height:
                yield size
        return


def _rates(
    call: Ioctl, descriptor: int, pixel_format: int, width: int, height: int
) -> Iterator[float]:
    start = struct.pack("<4I", 0, pixel_format, width, height)
    for answer in _enumerate(call, descriptor, _ENUM_FRAMEINTERVALS, start, 52):
        kind, seconds, ticks = struct.unpack_from("<3I", answer, 16)
        if seconds:
            yield ticks / seconds
        if kind != _DISCRETE:
            return


def _enumerate(
    call: Ioctl, descriptor: int, request: int, start: bytes, size: int
) -> Iterator[bytearray]:
    """Yield the answers for index 0, 1, 2, … until the driver has no more."""
    with contextlib.suppress(OSError):
        for index in range(256):
            answer = bytearray(start.ljust(size, b"\0"))
            struct.pack_into("<I", answer, 0, index)
            call(descriptor, request, answer)
            yield answer
