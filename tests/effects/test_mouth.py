"""What light falls on lips: judged by where the mesh has them face."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tryon.accuracy.head import head
from tryon.accuracy.people import irradiance
from tryon.accuracy.pictures import lips_flags
from tryon.core.colour import luminance
from tryon.core.scene import Bytes, Face, Frame, Light
from tryon.effects.mouth import light_on_lips, look_at
from tryon.light.belief import Belief
from tryon.light.estimate import light_from
from tryon.light.harmonics import basis


def from_lamp(lamp: tuple[float, float, float], even: float) -> Light:
    """Light of a room, its harmonics fitted to what falls on a sphere's front."""
    towards = np.array(lamp) / np.linalg.norm(lamp)
    normals = np.random.default_rng(0).standard_normal((4000, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    normals = normals[normals[:, 2] > 0.2]
    looks = basis(normals.astype(np.float32)).astype(np.float64)
    shading, *_ = np.linalg.lstsq(looks, irradiance(normals, towards, even), rcond=None)
    return light_from(
        Belief(np.zeros(3), np.eye(3) * 1e-4), shading.astype(np.float32), "profile"
    )


def painted(skin: int, lips: int) -> Bytes:
    """A head of one grey with lips of another."""
    rgb = np.full((*lips_flags().shape, 3), skin, np.uint8)
    rgb[lips_flags()] = lips
    return rgb


def on_lips(light: Light, face: Face, rgb: Bytes) -> float:
    lips = face.lips
    assert lips is not None
    mouth = look_at(Frame(rgb, 0, 0), face, lips.box, lips.coverage, None)
    return float(luminance(light_on_lips(light, face, mouth)))


def nodding(face: Face, angle_deg: float) -> Face:
    """Turn the mesh about the axis from ear to ear; above 0 it looks down."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    turn = np.array([(1, 0, 0), (0, c, -s), (0, s, c)], np.float32)
    middle = face.points.mean(0)
    return replace(face, points=(face.points - middle) @ turn.T + middle)


@pytest.mark.parametrize("lamp", [(0.0, 0.0, 1.0), (0.6, 0.4, 1.0), (-0.3, 0.8, 1.0)])
@pytest.mark.parametrize("even", [0.3, 0.8])
def test_lips_get_the_light_that_falls_on_them(lamp: tuple[float, float, float], even: float):
    towards = np.array(lamp) / np.linalg.norm(lamp)
    truth = irradiance(head().normals[lips_flags()], towards, even).mean()
    found = on_lips(from_lamp(lamp, even), head().face, painted(180, 120))
    assert math.log(found / truth) == pytest.approx(0, abs=0.035)


def test_who_looks_down_has_less_of_a_lamp_above_on_the_lips():
    light, face = from_lamp((0.0, 0.8, 1.0), 0.3), head().face
    rgb = painted(180, 120)  # what is looked at is the mesh
    up, ahead, down = (on_lips(light, nodding(face, angle), rgb) for angle in (-20, 0, 20))
    assert up > 1.05 * ahead > 1.05 * 1.05 * down


@pytest.mark.parametrize(("skin", "lips"), [(200, 140), (90, 80), (60, 40), (45, 45)])
def test_dark_lips_of_dark_people_are_in_the_light_of_their_face(skin: int, lips: int):
    light, face = from_lamp((0.0, 0.4, 1.0), 0.6), head().face
    fair = on_lips(light, face, painted(200, 140))
    assert on_lips(light, face, painted(skin, lips)) == pytest.approx(fair)


def test_lips_that_are_far_darker_than_the_skin_are_in_a_shade_of_their_own():
    light, face = from_lamp((0.0, 0.4, 1.0), 0.6), head().face
    assert on_lips(light, face, painted(200, 50)) < 0.6 * on_lips(
        light, face, painted(200, 140)
    )
