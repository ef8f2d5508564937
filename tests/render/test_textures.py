"""Smaller versions of images."""

import numpy as np

from tryon.core.colour import linear_to_srgb
from tryon.render.textures import smaller


def test_of_colours_the_light_is_averaged_and_of_the_rest_the_number() -> None:
    checks = np.zeros((16, 16, 4), np.uint8)
    checks[::2, ::2] = checks[1::2, 1::2] = 255
    half_the_light = 255 * linear_to_srgb(np.array(0.5))
    for level in smaller(checks, is_colour=True):
        assert np.abs(level[..., :3] - half_the_light).max() <= 0.51
        assert np.abs(level[..., 3] - 127.5).max() <= 0.51
    for level in smaller(checks[..., :1], is_colour=False):
        assert np.abs(level - 127.5).max() <= 0.51


def test_every_version_is_half_as_large_down_to_one_pixel() -> None:
    levels = smaller(np.full((12, 50, 3), 7, np.uint8), is_colour=True)
    assert [level.shape for level in levels] == [
        (6, 25, 3),
        (3, 12, 3),
        (1, 6, 3),
        (1, 3, 3),
        (1, 1, 3),
    ]
    assert all((level == 7).all() for level in levels)
