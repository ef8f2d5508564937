import numpy as np
import pytest

from tryon.core.scene import UNKNOWN_LIGHT, Box, Face, Frame, Lips, Picture, Report


def face(points: np.ndarray) -> Face:
    return Face(0, points.astype(np.float32), np.eye(4, dtype=np.float32))


def test_arrays_are_read_only_and_their_shapes_checked() -> None:
    frame = Frame(np.zeros((4, 6, 3), np.uint8), 0, 0)
    assert frame.size == (6, 4)
    with pytest.raises(ValueError, match="read-only"):
        frame.rgb[0] = 1
    with pytest.raises(
        ValueError, match=r"rgb must be \(h, w, 3\) uint8, not \(4, 4\) float64"
    ):
        Frame(np.zeros((4, 4)), 0, 0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"points must be \(478, 3\) float32"):
        face(np.zeros((468, 3)))
    outline = np.zeros((4, 2), np.float32)
    with pytest.raises(ValueError, match=r"coverage must be \(2, 3\) float32"):
        Lips(Box(0, 0, 3, 2), np.zeros((3, 2), np.float32), outline, outline, 3.0)
    with pytest.raises(ValueError, match="read-only"):
        UNKNOWN_LIGHT.colour[0] = 0


def test_a_face_knows_its_box() -> None:
    points = np.zeros((478, 3))
    points[0], points[1] = (-2.5, 3.2, 0), (10.1, 20.0, 0)
    assert face(points).box == Box(-3, 0, 14, 20)


def test_a_picture_carries_no_masks_unless_asked() -> None:
    picture = Picture(np.zeros((4, 6, 3), np.uint8), 0, 0, Report({}, (), UNKNOWN_LIGHT))
    assert dict(picture.masks) == {}


def test_unknown_light_is_white_from_everywhere() -> None:
    assert UNKNOWN_LIGHT.harmonics[0] * 0.28209479 == pytest.approx(np.ones(3), abs=1e-6)
    assert not UNKNOWN_LIGHT.harmonics[1:].any()
