import cv2
import numpy as np
import pytest

from tryon.core.scene import Bytes
from tryon.sources.demo import portrait
from tryon.tracking.lip_focus import IN_FOCUS, PIXEL, softness

#: The mouth of the portrait, about 55 px wide, with its surroundings.
MOUTH, WIDTH = np.s_[115:185, 185:275], 55.0


@pytest.fixture(scope="module")
def mouth() -> Bytes:
    return cv2.resize(portrait()[MOUTH], None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)


def test_a_sharp_picture_is_in_focus_also_with_noise(mouth: Bytes) -> None:
    noise = np.random.default_rng(0).normal(0, 3, mouth.shape)
    assert softness(mouth, 2 * WIDTH) == 0
    assert softness(np.clip(mouth + noise, 0, 255).astype(np.uint8), 2 * WIDTH) == 0


@pytest.mark.parametrize("blur_px", [5.0, 7.0, 9.0])
def test_blur_is_measured(mouth: Bytes, blur_px: float) -> None:
    blurred = cv2.GaussianBlur(mouth, (0, 0), blur_px)
    found = np.hypot(np.hypot(softness(blurred, 2 * WIDTH), IN_FOCUS) * 2 * WIDTH, PIXEL)
    assert found == pytest.approx(blur_px, rel=0.35)


def test_nothing_to_see_blurs_nothing() -> None:
    assert softness(np.full((60, 90, 3), 120, np.uint8), 60.0) == 0


def test_a_strong_edge_is_as_sharp_as_a_faint_one() -> None:
    y, x = np.mgrid[:70, :120]
    inside = np.hypot((x - 60) / 50, (y - 35) / 22) < 1
    lips = np.where(inside[..., None], (70, 12, 35), (215, 170, 150)).astype(np.uint8)
    for blur_px, expected in ((0.7, 0.0), (3.0, 3.0)):
        seen = cv2.GaussianBlur(lips, (0, 0), blur_px)
        assert 100 * softness(seen, 100.0) == pytest.approx(expected, abs=0.7)
