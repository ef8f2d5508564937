import errno
import os
import struct
import sys
from pathlib import Path

import pytest

from tryon.sources.video4linux import CameraFormat, list_devices

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")

QUERYCAP, ENUM_FMT, FRAMESIZES, FRAMEINTERVALS = 0x80685600, 0xC0405602, 0xC02C564A, 0xC034564B
MJPG, YUYV = b"MJPG", b"YUYV"


class Kernel:
    """Answers like a driver; `nodes` maps the name of a node to what it can do."""

    def __init__(self, nodes):
        self.nodes = nodes

    def __call__(self, descriptor, request, buffer):
        node = self.nodes[Path(f"/proc/self/fd/{descriptor}").readlink().name]
        if isinstance(node, OSError):
            raise node
        if request == QUERYCAP:
            assert len(buffer) == 104
            struct.pack_into("<II", buffer, 84, 0x84A00001, node["capabilities"])
            return
        index = struct.unpack_from("<I", buffer)[0]
        if request == ENUM_FMT:
            assert len(buffer) == 64
            assert struct.unpack_from("<I", buffer, 4)[0] == 1
            buffer[44:48] = pick(list(node["formats"]), index)
            return
        sizes = node["formats"][bytes(buffer[4:8])]
        if request == FRAMESIZES:
            assert len(buffer) == 44
            if sizes == "any":
                struct.pack_into("<7I", buffer, 8, 3, 160, 1920, 2, 120, 1200, 2)
                pick([0], index)
                return
            size = pick(list(sizes), index)
            struct.pack_into("<3I", buffer, 8, 1, *size)
            return
        assert request == FRAMEINTERVALS
        assert len(buffer) == 52
        rates = [30] if sizes == "any" else sizes[struct.unpack_from("<2I", buffer, 8)]
        struct.pack_into("<3I", buffer, 16, 1, 1, pick(rates, index))


def pick(things, index):
    if index >= len(things):
        raise OSError(errno.EINVAL, "no more")
    return things[index]


@pytest.fixture
def system(tmp_path):
    """Make a /sys and a /dev with the cameras that a test names."""
    folder, nodes = tmp_path / "sys", tmp_path / "dev"
    folder.mkdir()
    nodes.mkdir()

    def plug(number, name):
        entry = folder / f"video{number}"
        entry.mkdir()
        if name is not None:
            (entry / "name").write_text(name + "\n")
        (nodes / f"video{number}").touch()

    return folder, nodes, plug


def test_cameras_come_with_names_and_formats(system):
    folder, nodes, plug = system
    plug(10, "Loopback")
    plug(0, "HD Pro Webcam C920")
    plug(1, "HD Pro Webcam C920")
    kernel = Kernel(
        {
            "video0": {
                "capabilities": 0x04200001,
                "formats": {
                    YUYV: {(640, 480): [15, 30]},
                    MJPG: {(1280, 720): [30], (1920, 1080): [30, 24]},
                },
            },
            "video1": {"capabilities": 0x04A00000, "formats": {}},  # metadata
            "video10": {"capabilities": 1, "formats": {YUYV: "any"}},
        }
    )
    found = list_devices(folder, nodes, kernel)
    assert [(camera.index, camera.name) for camera in found] == [
        (0, "HD Pro Webcam C920"),
        (10, "Loopback"),
    ]
    assert found[0].formats == (
        CameraFormat("YUYV", (640, 480), (30.0, 15.0)),
        CameraFormat("MJPG", (1280, 720), (30.0,)),
        CameraFormat("MJPG", (1920, 1080), (30.0, 24.0)),
    )
    assert [form.size for form in found[1].formats] == [(640, 480), (1280, 720), (1920, 1080)]


def test_trouble_is_listed_with_the_camera(system):
    folder, nodes, plug = system
    plug(0, "Sick")
    plug(2, None)
    plug(3, "Gone")
    (nodes / "video3").unlink()
    found = list_devices(
        folder,
        nodes,
        Kernel({"video0": OSError(errno.EIO, "Input/output error"), "video2": OSError(5, "x")}),
    )
    assert [(camera.index, camera.name) for camera in found] == [
        (0, "Sick"),
        (2, "Camera 2"),
        (3, "Gone"),
    ]
    assert [camera.fault for camera in found] == [
        "Input/output error",
        "x",
        "No such file or directory",
    ]


def test_without_permission_it_says_which_group(system, monkeypatch):
    folder, nodes, plug = system
    plug(0, "Locked")

    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    (found,) = list_devices(folder, nodes, Kernel({}))
    assert "group 'video'" in found.fault


def test_no_cameras_no_entries(tmp_path):
    assert list_devices(tmp_path / "nothing", tmp_path) == []


def test_a_node_that_is_no_camera_is_asked_by_the_real_system(system):
    """The real ioctl on a file that is none: an error of the kernel, not of ours."""
    folder, nodes, plug = system
    plug(0, "A file")
    (found,) = list_devices(folder, nodes)
    assert found.fault
