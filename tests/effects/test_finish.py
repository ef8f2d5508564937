from collections.abc import Iterator
from dataclasses import fields
from itertools import combinations
from typing import get_args, get_type_hints

import cv2
import numpy as np
import pytest
from annotated_types import Interval

from tryon.core.colour import de2000, hex_to_linear, srgb_to_lab
from tryon.core.scene import Frame, Need, Scene
from tryon.core.shade import Shade
from tryon.core.stopwatch import Stopwatch
from tryon.effects.finish import FINISHES, Finish, Flakes, Mica
from tryon.effects.lipstick import Lipstick
from tryon.render.compositor import Compositor
from tryon.sources.demo import Demo
from tryon.tracking.perceive import Perceive


@pytest.fixture(scope="module")
def near_scene() -> Iterator[Scene]:
    """The portrait as a camera sees somebody at a desk: a mouth of 100 pixels."""
    demo = Demo(count=1, size=(1280, 720))
    demo.open()
    perceive = Perceive(still=True)
    yield perceive(Frame(demo.image(0), 0, 0), frozenset({Need.LIPS}), Stopwatch())
    perceive.close()


def test_there_are_many_and_eight_parameters_make_each() -> None:
    assert len(FINISHES) >= 28
    assert len(fields(Finish)) == 1 + 8  # its name
    assert all(name == finish.name for name, finish in FINISHES.items())
    assert len({hash(finish) for finish in FINISHES.values()}) == len(FINISHES)


@pytest.mark.parametrize("name", FINISHES)
def test_named_finishes_keep_to_the_ranges(name: str) -> None:
    finish = FINISHES[name]
    for part in (finish, finish.mica, finish.flakes):
        if part is None:
            continue
        hints = get_type_hints(type(part), include_extras=True)
        for field in fields(part):
            for limits in get_args(hints[field.name])[1:]:
                if isinstance(limits, Interval):
                    assert limits.ge <= getattr(part, field.name) <= limits.le  # type: ignore[operator]


def test_parts_have_sensible_defaults() -> None:
    assert Mica(share=0.5).whiteness == 0
    assert Flakes(density_mm2=3.0).colour is None
    assert Finish(hiding=0.5, roughness=0.3).name == "own"


@pytest.mark.parametrize("text", ["#9B1B30", "#C98A7A", "#5A1A2B"])
def test_no_two_finishes_look_alike(near_scene: Scene, text: str) -> None:
    """Over the whole of the lips and where they differ most, any two can be told apart."""
    red, green, blue = (float(channel) for channel in hex_to_linear(text))
    seen: dict[str, np.ndarray] = {}
    for name, finish in FINISHES.items():
        lipstick = Lipstick(shade=Shade((red, green, blue)), finish=finish, coats=1.5)
        layers = lipstick.layers(near_scene, lipstick.memory())
        picture = Compositor(keep_masks=True)(near_scene, layers, Stopwatch())
        # What an eye at arm's length merges.
        soft = cv2.GaussianBlur(picture.rgb.astype(np.float32), (0, 0), 0.8)
        seen[name] = srgb_to_lab(soft[picture.masks["lipstick"] > 200] / 255.0)
    for one, other in combinations(seen, 2):
        apart = np.sort(de2000(seen[one], seen[other]))
        most = apart[-len(apart) // 10 :].mean()
        assert apart.mean() > 0.5, (one, other, apart.mean())
        assert most > 1.5, (one, other, most)
