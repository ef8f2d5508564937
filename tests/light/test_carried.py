"""The light at a face, from looks at a sheet beside it."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tryon.core.geometry import focal_px
from tryon.core.scene import Face
from tryon.light.belief import PRIOR
from tryon.light.carried import Look, at_face, look_at, normal_of
from tryon.light.harmonics import basis
from tryon.light.sheet import Kind, Sheet
from tryon.light.skin import USUAL

SIZE = (1280, 720)


def projected(
    normal: np.ndarray, centre_cm: tuple[float, float], size_cm: tuple[float, float]
) -> np.ndarray:
    """Corners (4, 2) px of a sheet 60 cm before the camera."""
    across = np.array([normal[2], 0.0, -normal[0]])
    across /= np.linalg.norm(across)
    up = np.cross(normal, across)
    ways = ((-1, 1), (1, 1), (1, -1), (-1, -1))
    width, height = size_cm
    spots = np.array([0.5 * (width * x * across + height * y * up) for x, y in ways])
    spots += (*centre_cm, -60.0)
    flat = focal_px(SIZE) * spots[:, :2] / -spots[:, 2:]
    return (np.array(SIZE) / 2 + flat * (1, -1)).astype(np.float32)


def turned(x_deg: float, y_deg: float) -> np.ndarray:
    normal = np.array([math.tan(math.radians(x_deg)), math.tan(math.radians(y_deg)), 1.0])
    return normal / np.linalg.norm(normal)


@pytest.mark.parametrize("turn", [(0, 0), (8, 0), (0, -12), (-10, 6), (20, 15)])
def test_perspective_tells_how_a_sheet_is_turned(turn: tuple[float, float]) -> None:
    normal = turned(*turn)
    for order in (1, -1):
        corners = projected(normal, (18, 4), (15, 21))[::order]
        found = normal_of(corners, focal_px(SIZE), SIZE)
        np.testing.assert_allclose(found, normal, atol=1e-3)


@pytest.fixture
def face(portrait_face: Face) -> Face:
    """In the middle of the picture, 14 cm wide and 60 cm away."""
    points = portrait_face.points.copy()
    points -= points.min(0)
    points *= 14 / 60 * focal_px(SIZE) / points[:, 0].max()
    points[:, :2] += np.array(SIZE) / 2 - points[:, :2].max(0) / 2
    return replace(portrait_face, points=points.astype(np.float32))


def held(corners: np.ndarray, level: float) -> Sheet:
    white = replace(PRIOR, mean=np.full(3, level))
    return Sheet(corners, white, Kind.PAPER, None)


def test_what_a_turn_does_to_the_light_is_taken_out(face: Face) -> None:
    away, asides = [], []
    for x in (-14.0, 0.0, 14.0):
        normal = turned(x, 10.0)
        irradiance = float(basis(normal[None].astype(np.float32))[0] @ USUAL)
        sheet = held(projected(normal, (18, 0), (21, 29.7)), math.log(irradiance))
        look = look_at(sheet, face, USUAL, SIZE, 0)
        away.append(float(look.white.mean()))
        asides.append(look.place)
        assert look.unsure < math.radians(2)
    assert np.abs(away).max() < 0.01
    np.testing.assert_allclose(np.mean(asides, 0), (18 / 14, 0), atol=0.1)
    small = held(projected(turned(8, 0), (18, 0), (7, 9)), 0.0)
    assert look_at(small, face, USUAL, SIZE, 0).unsure > math.radians(5)


def look(x: float, level: float, hue: float = 0.0) -> Look:
    sheet = held(np.zeros((4, 2), np.float32), 0.0)
    white = np.array([level + hue, level, level - hue])
    return Look(0, white, np.array([x, 0.0]), np.zeros(2), 0.03, sheet)


def test_the_face_is_between_both_sides_of_a_slope() -> None:
    right = [look(1.2, 0.10, 0.02)] * 8
    still, unsure = at_face(right)
    np.testing.assert_allclose(still, right[0].white, atol=1e-6)
    both, surer = at_face([*right, *[look(-1.2, -0.06, 0.02)] * 4])
    np.testing.assert_allclose(both, [0.04, 0.02, 0.0], atol=0.004)
    assert surer < 0.75 * unsure


def test_one_look_that_is_odd_is_left_out() -> None:
    looks = [look(1.2, 0.01 * (-1) ** i) for i in range(8)] + [look(1.1, -0.4)]
    assert abs(at_face(looks)[0].mean()) < 0.02
