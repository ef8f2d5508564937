from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tryon.core.colour import linear_to_srgb, luminance
from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Face, Frame, Light, LightSource
from tryon.light.belief import lightest
from tryon.light.complexion import skin as skin_of
from tryon.light.estimate import LightEstimator
from tryon.light.harmonics import basis
from tryon.light.limbs import LimbLight, Limbs, believed, on_cloth, read_limbs
from tryon.light.skin import read_face

SIDE = 40
KEY_FROM = np.array([-0.55, 0.45, 0.70])
KEY_FROM = KEY_FROM / np.linalg.norm(KEY_FROM)
KEY, FILL = np.array([0.7, 0.6, 0.45]), np.array([0.25, 0.25, 0.25])
DARK, FAIR = skin_of(np.array([0.2, 0.01]))
DENIM = np.array([0.05, 0.09, 0.22])


def irradiance(normals: np.ndarray, key: np.ndarray = KEY) -> np.ndarray:
    """What a white surface shows under a lamp aside and an even fill."""
    lit: np.ndarray = FILL + key * np.maximum(normals @ KEY_FROM, 0)[:, None]
    return lit


def rounded() -> np.ndarray:
    """Normals of pixels of a picture: all that the camera sees of a ball."""
    x, y = np.meshgrid(*2 * (np.linspace(-0.65, 0.65, SIDE),))
    z = np.sqrt(1 - x * x - y * y)
    return np.stack([x, -y, z], 2).reshape(-1, 3)


NORMALS = rounded()
ROW, COLUMN = np.divmod(np.arange(SIDE * SIDE), SIDE)


def limbs(likely: float | np.ndarray = 0.5) -> Limbs:
    return Limbs(
        np.stack([COLUMN, ROW], 1).astype(np.float32),
        NORMALS.astype(np.float32),
        np.full(SIDE * SIDE, 30.0, np.float32),
        np.broadcast_to(np.float32(likely), SIDE * SIDE),
    )


def picture(albedo: np.ndarray, key: np.ndarray = KEY) -> Bytes:
    noise = np.random.default_rng(5).normal(1, 0.04, (SIDE * SIDE, 1))
    linear = np.clip(albedo * irradiance(NORMALS, key) * noise, 0, 1)
    return np.rint(255 * linear_to_srgb(linear.reshape(SIDE, SIDE, 3))).astype(np.uint8)


def beside(portrait: Bytes, face: Face) -> Bytes:
    """The portrait, and in its corner a ball of the same skin under the lamp aside."""
    reading = read_face(portrait, face.points)
    assert reading is not None
    canvas = portrait.copy()
    canvas[:SIDE, :SIDE] = picture(reading.skin / (FILL + KEY * KEY_FROM[2]))
    return canvas


def frame(rgb: Bytes, at_s: float = 0.0) -> Frame:
    return Frame(np.ascontiguousarray(rgb), round(at_s * 1e9), round(at_s * 30))


def angle_deg(one: np.ndarray, other: np.ndarray) -> float:
    cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


@pytest.mark.parametrize("albedo", [DARK, FAIR])
def test_the_shading_of_skin_is_that_of_the_room(albedo: np.ndarray) -> None:
    glow = read_limbs(picture(albedo), limbs())
    assert glow is not None
    front = irradiance(np.array([[0.0, 0.0, 1.0]]))
    assert np.abs(np.log(glow.skin / (albedo * front))).max() < 0.03
    wanted = irradiance(NORMALS) / front
    found = basis(NORMALS.astype(np.float32)) @ glow.shading
    # a lamp has a terminator that nine harmonics cannot draw
    assert np.abs(found - wanted).mean() < 0.04
    # the lamp is warm and what fills is not: the side away from it is bluer
    shade, lit = NORMALS @ KEY_FROM < 0.2, NORMALS @ KEY_FROM > 0.9
    bluer = np.log(found[shade, 2] / found[shade, 0]).mean()
    assert bluer - np.log(found[lit, 2] / found[lit, 0]).mean() == pytest.approx(
        np.log(wanted[shade, 2] / wanted[shade, 0]).mean()
        - np.log(wanted[lit, 2] / wanted[lit, 0]).mean(),
        abs=0.08,
    )


def test_no_side_of_a_body_is_without_light() -> None:
    # a flash from below: what faces up is nearly black, and a fit would go on below zero
    lit = np.maximum(NORMALS @ (0.0, -0.72, 0.69), 0.02)[:, None]
    linear = (FAIR * lit).reshape(SIDE, SIDE, 3)
    glow = read_limbs(np.rint(255 * linear_to_srgb(linear)).astype(np.uint8), limbs())
    assert glow is not None
    x, y, _ = np.random.default_rng(2).uniform(-1, 1, (3, 900))
    x, y = x[x * x + y * y < 1], y[x * x + y * y < 1]
    seen = np.stack([x, y, np.sqrt(1 - x * x - y * y)], 1).astype(np.float32)
    found = luminance(basis(seen) @ glow.shading)
    assert found.min() > 0.14
    assert luminance(basis(np.array([[0, 0, 1]], np.float32)) @ glow.shading) == pytest.approx(
        1
    )
    assert found[y > 0.8].mean() < 0.4, "it is still darker there"


def test_clothes_are_no_skin() -> None:
    is_cloth = (ROW > 0.35 * SIDE)[:, None]
    dressed = read_limbs(
        picture(np.where(is_cloth, DENIM, FAIR)), limbs(np.where(is_cloth[:, 0], 0.08, 0.5))
    )
    bare = read_limbs(picture(FAIR), limbs())
    assert dressed is not None
    assert bare is not None
    assert np.abs(np.log(dressed.skin / bare.skin)).max() < 0.12
    assert dressed.width_px < 0.65 * bare.width_px


def test_who_shows_no_skin_tells_nothing() -> None:
    black = np.zeros((SIDE, SIDE, 3), np.uint8)
    few = limbs()
    few = Limbs(few.places[:10], few.normals[:10], few.weights[:10], few.likely[:10])
    assert read_limbs(black, limbs()) is None
    assert read_limbs(picture(FAIR), few) is None
    light = LimbLight(still=True)(frame(black), UNKNOWN_LIGHT, (), limbs)
    assert light is UNKNOWN_LIGHT


def test_a_body_without_a_face_tells_level_and_colour() -> None:
    # of people of all tones, in the light of `picture`: as far as skin can tell
    rgb = picture(skin_of(np.array([0.04]))[0])
    light = LimbLight(still=True)(frame(rgb), UNKNOWN_LIGHT, (), limbs)
    white = irradiance(np.array([[0.0, 0.0, 1.0]]))[0]
    assert light.source == "face"
    assert abs(np.log2(light.level / luminance(white))) < 0.7
    assert angle_deg(light.colour, white) < 7
    assert light.error_de2000 < UNKNOWN_LIGHT.error_de2000
    glow = read_limbs(rgb, limbs())
    assert glow is not None
    away = believed(glow, -0.7).mean - np.log(white)
    assert away @ np.linalg.solve(light.covariance, away) < 7.8  # 95 of 100


def test_beside_a_face_only_the_direction_is_the_bodys(
    portrait: Bytes, portrait_face: Face
) -> None:
    told = LightEstimator(still=True)(frame(portrait), (portrait_face,))
    canvas = beside(portrait, portrait_face)
    light = LimbLight(still=True)(frame(canvas), told, (portrait_face,), limbs)
    assert light.source == "face"
    np.testing.assert_array_equal(light.colour, told.colour)
    assert (light.level, light.error_de2000) == (told.level, told.error_de2000)
    front = basis(np.array([[0, 0, 1]], np.float32))[0] @ light.harmonics
    np.testing.assert_allclose(front, light.level * light.colour, rtol=1e-4)
    wanted = luminance(irradiance(NORMALS) / irradiance(np.array([[0.0, 0.0, 1.0]])))
    before, after = (
        np.abs(
            luminance(basis(NORMALS.astype(np.float32)) @ each.harmonics) / each.level - wanted
        )
        for each in (told, light)
    )
    assert after.mean() < 0.06
    assert after.mean() < 0.4 * before.mean()


def lit(red: float, blue: float, source: LightSource = "face") -> Light:
    """Light with these log R/G and log B/G."""
    colour = np.exp([red, 0.0, blue])
    colour = (colour / luminance(colour)).astype(np.float32)
    ball = np.outer(np.linspace(1, 0.2, 9), 1.3 * colour).astype(np.float32)
    return replace(UNKNOWN_LIGHT, colour=colour, level=1.3, harmonics=ball, source=source)


def test_cloth_is_not_magenta_beside_a_red_face() -> None:
    magenta = lit(0.38, 0.25)
    tamed = on_cloth(magenta)
    red, _, blue = np.log(tamed.colour / tamed.colour[1])
    assert 0 < red < 0.2
    assert blue < 0.07
    assert luminance(tamed.colour) == pytest.approx(1, abs=1e-4)
    np.testing.assert_allclose(
        tamed.harmonics / magenta.harmonics,
        np.broadcast_to(tamed.colour / magenta.colour, (9, 3)),
        rtol=1e-4,
    )


@pytest.mark.parametrize("warmth", [-0.4, 0.0, 0.6])
def test_cloth_is_as_warm_as_the_light(warmth: float) -> None:
    warm = lit(0.4 * warmth, -0.9 * warmth)
    np.testing.assert_allclose(on_cloth(warm).colour, warm.colour, rtol=1e-4)


def test_a_tint_that_a_sheet_told_stays() -> None:
    known = lit(0.38, 0.25, "reference")
    assert on_cloth(known) is known


def test_eyes_of_the_colour_of_skin_are_no_white(portrait: Bytes, portrait_face: Face) -> None:
    canvas = beside(portrait, portrait_face)
    reading = read_face(canvas, portrait_face.points)
    assert reading is not None
    skin = np.rint(255 * linear_to_srgb(reading.skin)).astype(int)
    for ring in ((33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
                 (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390,
                  249)):  # fmt: skip
        outline = portrait_face.points[list(ring), :2].astype(np.int32)
        cv2.fillConvexPoly(canvas, outline, skin.tolist())
    told = LightEstimator(still=True)(frame(canvas), (portrait_face,))
    light = LimbLight(still=True)(frame(canvas), told, (portrait_face,), limbs)
    glow = read_limbs(canvas, limbs(), cheek=reading.skin)
    assert glow is not None
    expected = np.exp(believed(glow, lightest(canvas)).mean)
    np.testing.assert_allclose(light.colour, expected / luminance(expected), rtol=1e-3)
    assert light.level != told.level


def test_live_it_looks_now_and_then_and_follows_a_switch() -> None:
    asked = []

    def find() -> Limbs:
        asked.append(1)
        return limbs()

    live = LimbLight()
    levels = []
    for step in range(90):
        rgb = picture(FAIR, KEY if step < 60 else 0.3 * KEY)
        levels.append(live(frame(rgb, step / 30), UNKNOWN_LIGHT, (), find).level)
    assert len(asked) < 45
    assert np.ptp(levels[30:60]) < 0.01
    switched = [abs(level - levels[-1]) < 0.15 * levels[-1] for level in levels[60:]]
    assert switched.index(True) <= 9


def test_live_a_blink_does_not_change_who_is_believed(
    portrait: Bytes, portrait_face: Face
) -> None:
    canvas = beside(portrait, portrait_face)
    told = LightEstimator(still=True)(frame(canvas), (portrait_face,))
    live = LimbLight()

    def see(at_s: float, faces: Sequence[Face]) -> float:
        return live(frame(canvas, at_s), told, faces, limbs).level

    assert see(0.0, (portrait_face,)) == told.level
    assert see(0.4, ()) == told.level
    assert see(0.8, (portrait_face,)) == told.level


def test_the_skin_of_somebody_else_does_not_count(portrait: Bytes, portrait_face: Face) -> None:
    canvas = beside(portrait, portrait_face)
    told = LightEstimator(still=True)(frame(canvas), (portrait_face,))
    # a neighbour who is larger, of another colour, and has no body in view
    aside = portrait_face.points + np.array([200, 0, 0], np.float32)
    neighbour = replace(portrait_face, identity=7, points=aside)
    x, y = portrait_face.points[:, :2].T
    own = Limbs(
        np.stack([x, y], 1).astype(np.float32),
        np.tile(np.float32([0, 0, 1]), (len(x), 1)),
        np.ones(len(x), np.float32),
        np.full(len(x), 0.5, np.float32),
    )
    ball = limbs()
    both = Limbs(
        np.concatenate([ball.places, own.places]),
        np.concatenate([ball.normals, own.normals]),
        np.concatenate([ball.weights, own.weights]),
        np.concatenate([ball.likely, own.likely]),
    )
    one, other = (
        LimbLight(still=True)(frame(canvas), told, faces, lambda: both)
        for faces in ((portrait_face,), (neighbour, portrait_face))
    )
    np.testing.assert_array_equal(one.harmonics, other.harmonics)
