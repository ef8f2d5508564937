"""What is compared is painted on what the engine drew, clothes and all."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tryon.app.dressing import as_sold
from tryon.app.kiosk.compare import Compared, Comparing, part_of
from tryon.core.scene import (
    UNKNOWN_LIGHT,
    Cause,
    ColourError,
    Face,
    Frame,
    Picture,
    Report,
    Scene,
)

Stage = Any  # tests/app/conftest.py
CLOTH = (20, 90, 30)


@dataclass
class Drawn:
    """Stands for an engine that has drawn one picture."""

    last: tuple[Scene, Picture] | None = None

    def draw(self, *effects: str) -> None:
        """Draw somebody in green, and say what was painted."""
        frame = Frame(np.full((90, 160, 3), 200, np.uint8), 5, 0)
        rgb = frame.rgb.copy()
        rgb[60:] = CLOTH
        errors = tuple(
            ColourError(name, 3.0, 4.0, 6.0, "estimated", Cause.LIGHT) for name in effects
        )
        scene = Scene(frame, UNKNOWN_LIGHT)
        self.last = scene, Picture(rgb, 5, 0, Report({}, (), UNKNOWN_LIGHT, errors))


@pytest.fixture
def drawn() -> Drawn:
    return Drawn()


@pytest.fixture
def comparing(stage: Stage, drawn: Drawn) -> Iterator[Comparing]:
    made = Comparing(stage.parts(), lambda: drawn, lambda: None)  # type: ignore[arg-type, return-value]
    yield made
    made.close()


def compare(comparing: Comparing, stage: Stage) -> None:
    one, other, *_ = stage.parts().products.values()
    ways = {product.id: as_sold(product) for product in (one, other)}
    comparing.show(ways, (160, 90), False)


def test_clothes_are_compared_in(
    comparing: Comparing, drawn: Drawn, stage: Stage, wait_until: Callable[..., None]
) -> None:
    drawn.draw("garment")
    compare(comparing, stage)
    made: list[Compared] = []

    def has_come() -> bool:
        made.extend(filter(None, [comparing.waiting.take_now()]))
        return bool(made)

    wait_until(has_come)
    pictures = list(made[0].pictures.values())
    assert len(pictures) == 2
    for picture in pictures:
        assert tuple(picture[-1, 0, 2::-1]) == CLOTH


def test_nobody_wears_two_shades_at_once(
    comparing: Comparing, drawn: Drawn, stage: Stage, wait_until: Callable[..., None]
) -> None:
    drawn.draw("lipstick", "garment")
    compare(comparing, stage)
    with pytest.raises(AssertionError, match="in time"):
        wait_until(lambda: comparing.waiting.take_now() is not None, 0.3)
    drawn.draw("garment")
    wait_until(lambda: comparing.waiting.take_now() is not None)


def test_nobody_waits_for_a_picture_that_is_thrown_away(
    comparing: Comparing,
    drawn: Drawn,
    stage: Stage,
    wait_until: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The touch that ends it, and the one that begins the next, are the windows' thread's."""
    is_painting, gate = threading.Event(), threading.Event()
    sized = comparing._sized

    def slowly(*given: Any) -> Any:
        is_painting.set()
        gate.wait(10)
        return sized(*given)

    monkeypatch.setattr(comparing, "_sized", slowly)
    drawn.draw("garment")
    compare(comparing, stage)
    assert is_painting.wait(10)
    begun_s = time.monotonic()
    comparing.show({}, (16, 16), False)
    compare(comparing, stage)
    assert time.monotonic() - begun_s < 5, "it does not wait for the gate"
    assert comparing.waiting.take_now() is None
    gate.set()
    wait_until(lambda: comparing.waiting.take_now() is not None)


def test_more_is_shown_of_who_is_dressed() -> None:
    frame = Frame(np.zeros((720, 1280, 3), np.uint8), 0, 0)
    points = np.zeros((478, 3), np.float32)
    points[:, :2] = np.linspace((560, 40), (720, 240), 478)
    face = Face(1, points, np.eye(4, dtype=np.float32))
    scene = Scene(frame, UNKNOWN_LIGHT, (face,))
    alone, dressed = part_of(scene, 0.5), part_of(scene, 0.5, 3.0)
    assert dressed.height == pytest.approx(2 * alone.height, abs=4)
    assert dressed.y <= alone.y < points[0, 1]
    assert dressed.x + dressed.width / 2 == pytest.approx(640, abs=2)
