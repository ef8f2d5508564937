"""Graphics that fail in earnest: the driver's context is destroyed, its memory refused."""

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
import pytest
from worn import Glb

from tryon.app.state import NoticeKind
from tryon.core.errors import Missing
from tryon.core.layer import Drape
from tryon.core.mesh import Posed
from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Frame, Scene, flat_light
from tryon.core.stopwatch import Stopwatch
from tryon.garments.model import load
from tryon.garments.skeleton import joints_of, local_to_world, rest_to_camera
from tryon.render import compositor as compositor_module
from tryon.render.compositor import Compositor
from tryon.render.drape import Drapery

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="takes a context from EGL")

Open = Callable[..., Any]
Saw = Callable[..., None]
Fault = Callable[[moderngl.Context], None]

WHITE = np.ones(3, np.float32)


def lose(context: moderngl.Context) -> None:
    """Destroy a context behind the back of whoever draws with it."""
    egl = ctypes.CDLL("libEGL.so.1")
    egl.eglGetCurrentDisplay.restype = egl.eglGetCurrentContext.restype = ctypes.c_void_p
    with context:
        display, current = egl.eglGetCurrentDisplay(), egl.eglGetCurrentContext()
    if not current:
        pytest.skip("OpenGL is not from EGL here")
    assert egl.eglDestroyContext(ctypes.c_void_p(display), ctypes.c_void_p(current))


def refuse_memory(context: moderngl.Context) -> None:
    """Want a texture of 137 GB, which the driver has no memory for."""
    with context:
        context.texture3d((2048, 2048, 2048), 4, dtype="f4")


class Cloth:
    """An effect that drapes a tube in the middle of a small picture."""

    name = "garment"
    needs: frozenset[Any] = frozenset()

    def __init__(self, folder: Path) -> None:
        path = folder / "tube.glb"
        path.write_bytes(Glb().bytes())
        model = load(path)
        heads, rotations = model.skeleton.shaped({}), local_to_world({})
        hips = heads[0] + np.array([0, -1.15, -1.5], np.float32)
        joints = joints_of(heads, rotations, hips)
        self._drape = Drape(
            effect="garment",
            status="estimated",
            worn=Posed(model.parts, {}, rest_to_camera(heads, rotations, joints)),
            body=None,
            focal_px=60.0,
            centre_px=(32.0, 24.0),
            harmonics=flat_light(WHITE, 1.0),
            light=WHITE,
        )

    def memory(self) -> None: ...

    def layers(self, scene: Any, memory: Any) -> list[Drape]:
        return [self._drape]


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[Fault]:
    """What happens to the driver before the next pictures, one after the other."""
    coming: list[Fault] = []

    class Fated(Drapery):
        def __call__(self, *args: Any, **how: Any) -> Any:
            if coming:
                coming.pop()(self._context)
            return super().__call__(*args, **how)

    try:
        Drapery().close()
    except Missing as missing:
        pytest.skip(str(missing))
    monkeypatch.setattr(compositor_module, "Drapery", Fated)
    return coming


def drawn(compositor: Compositor, cloth: Cloth) -> Bytes:
    """Return a picture of cloth before grey."""
    frame = Frame(np.full((48, 64, 3), 100, np.uint8), 1, 0)
    return compositor(Scene(frame, UNKNOWN_LIGHT), cloth.layers(None, None), Stopwatch()).rgb


@pytest.mark.parametrize("fault", [lose, refuse_memory])
def test_the_picture_in_which_graphics_fail_is_as_any_other(
    faults: list[Fault], tmp_path: Path, fault: Fault
) -> None:
    """A driver that does not draw says nothing by itself: memory would be shown as cloth."""
    compositor, cloth = Compositor(is_live=False), Cloth(tmp_path)
    before = drawn(compositor, cloth)
    assert (before[24, 32] != 100).any(), "there is cloth"
    faults.append(fault)
    assert np.array_equal(drawn(compositor, cloth), before)
    assert faults == []
    compositor.close()


def test_who_loses_graphics_now_and_then_keeps_clothes(
    faults: list[Fault], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compositor_module, "_PICTURES_WELL", 5)
    compositor, cloth = Compositor(is_live=False), Cloth(tmp_path)
    for _ in range(4):
        faults.append(lose)
        for _ in range(5):
            assert (drawn(compositor, cloth)[24, 32] != 100).any()
    faults += [lose] * 3
    with pytest.raises(Missing, match="does not draw any more"):
        drawn(compositor, cloth)


@pytest.mark.parametrize(
    ("fault", "said"),
    [(lose, "GL context lost"), (refuse_memory, "no memory for a texture")],
)
def test_the_mirror_goes_on(
    open_mirror: Open, saw: Saw, tmp_path: Path, faults: list[Fault], fault: Fault, said: str
) -> None:
    """Once: all is drawn anew. Again and again: clothes are left out, and the rest goes on."""
    mirror = open_mirror()
    mirror.goes_on(10)
    mirror.session._put_on((Cloth(tmp_path),))
    mirror.goes_on()
    assert mirror.banner() == ""
    faults.append(fault)
    mirror.until(lambda: not faults)
    waited_s = mirror.goes_on()
    assert mirror.banner() == "", "it was asked anew, and nobody has seen it"
    saw(said, mirror.banner(), mirror.kiosk(), waited_s)
    faults += [fault] * 9
    mirror.until(lambda: mirror.told(NoticeKind.NO_OPENGL))
    words, kiosk = mirror.banner(), mirror.kiosk()
    assert "Start the program again" in words
    assert kiosk == "Clothes cannot be shown here."
    waits = [mirror.goes_on() for _ in range(3)]
    assert len(faults) == 7, "three chances, and not one for each picture"
    saw(f"{said}, again and again", words, kiosk, max(waits))
