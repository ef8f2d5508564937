import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tryon.app.kiosk import idle
from tryon.app.kiosk.idle import Idle, IdleClock
from tryon.app.kiosk.standing import Doorman, Standing, standing
from tryon.app.kiosk.suits import Undertone, complexion, in_order, lean_of
from tryon.catalogue.collection import load_catalogue
from tryon.core.colour import linear_to_lab
from tryon.core.scene import UNKNOWN_LIGHT, Face, Frame, Light, Need, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.light.complexion import skin

FRAME = Frame(np.zeros((480, 640, 3), np.uint8), 0, 0)


def face(height_px: float = 200, turn_deg: float = 0) -> Face:
    points = np.zeros((478, 3), np.float32)
    points[:, 0] = np.linspace(250, 250 + 0.75 * height_px, 478)
    points[:, 1] = np.linspace(100, 100 + height_px, 478)
    pose = np.eye(4, dtype=np.float32)
    turn = math.radians(turn_deg)
    pose[:3, :3] = [
        [math.cos(turn), 0, math.sin(turn)],
        [0, 1, 0],
        [-math.sin(turn), 0, math.cos(turn)],
    ]
    return Face(0, points, pose)


def lit(level: float) -> Light:
    return Light(
        UNKNOWN_LIGHT.colour.copy(), level, UNKNOWN_LIGHT.harmonics.copy(), 3.0, "face"
    )


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        (Scene(FRAME, UNKNOWN_LIGHT), Standing.NOBODY),
        (Scene(FRAME, lit(0.6), (face(),)), None),
        (Scene(FRAME, lit(0.6), (face(),) * 4), Standing.TOO_MANY),
        (Scene(FRAME, lit(0.6), (face(40),)), Standing.TOO_FAR),
        (Scene(FRAME, lit(0.02), (face(),)), Standing.TOO_DARK),
        (Scene(FRAME, lit(0.6), (face(turn_deg=60),)), Standing.TURNED),
        (Scene(FRAME, lit(0.6), (face(turn_deg=-60),)), Standing.TURNED),
        (Scene(FRAME, lit(0.6), (face(turn_deg=20),)), None),
    ],
)
def test_a_kind_word_instead_of_an_error(scene: Scene, said: Standing | None) -> None:
    assert standing(scene) is said


def test_what_is_only_so_for_a_moment_is_not_said() -> None:
    doorman, second = Doorman(), 1_000_000_000
    assert doorman(Standing.TURNED, 0) is None
    assert doorman(Standing.TURNED, second // 2) is None
    assert doorman(None, second // 2 + 1) is None
    assert doorman(Standing.NOBODY, second) is None
    assert doorman(Standing.NOBODY, 2 * second) is Standing.NOBODY
    assert not doorman.is_gone
    doorman(Standing.NOBODY, 20 * second)
    assert doorman.is_gone


def test_the_clock_counts_from_the_last_touch() -> None:
    clock = IdleClock(45, 10)
    clock.touch(100)
    assert clock.reading(144) is Idle.BUSY
    assert clock.reading(146) is Idle.ASKING
    assert clock.left_s(146) == pytest.approx(9)
    clock.touch(146)
    assert clock.reading(190) is Idle.BUSY
    assert clock.reading(146 + 55.1) is Idle.OVER


def test_a_visit_is_over_when_the_machine_has_slept(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = IdleClock(45, 10)
    clock.touch(100)
    awake_s = idle.slept_s()
    monkeypatch.setattr(idle, "slept_s", lambda: awake_s + 3600)
    assert clock.reading(101) is Idle.OVER
    clock.touch(102)
    assert clock.reading(103) is Idle.BUSY


def test_who_walks_away_is_asked_for_at_once() -> None:
    clock = IdleClock(45, 10)
    clock.touch(100)
    clock.leave(103)
    assert clock.reading(103) is Idle.ASKING
    clock.leave(110)  # still away; the count goes on
    assert clock.reading(113.5) is Idle.OVER


# ------------------------------------------------------------------ suits your skin


@pytest.mark.parametrize("melanin", [0.02, 0.06])
def test_blood_makes_skin_lean_to_pink(melanin: float) -> None:
    def lean(blood: float) -> float:
        return lean_of(tuple(skin(np.array([melanin]), blood)[0].tolist()))

    assert lean(0.01) > 3 > lean(0.02) > -3 > lean(0.035)


def test_lightness_alone_leans_nowhere() -> None:
    for melanin in (0.02, 0.05, 0.1, 0.2):
        assert abs(lean_of(tuple(skin(np.array([melanin]))[0].tolist()))) < 1.5


def test_like_is_put_first_and_nothing_is_left_out() -> None:
    products = list(load_catalogue().products.values())
    hues = {}
    for undertone in Undertone:
        order = in_order(products, undertone)
        assert {p.id for p in order} == {p.id for p in products}
        labs = [linear_to_lab(np.array(p.shade.reflectance)) for p in order[:8]]
        hues[undertone] = float(np.mean([math.degrees(math.atan2(v[2], v[1])) for v in labs]))
    assert hues[Undertone.WARM] > hues[Undertone.NEUTRAL] > hues[Undertone.COOL]


def test_a_real_face_is_read_and_the_guess_is_said_to_be_one() -> None:
    data: Any = pytest.importorskip("skimage.data")
    from tryon.tracking.perceive import Perceive

    perceive = Perceive(live=False)
    try:
        frame = Frame(data.astronaut(), 0, 0)
        scene = perceive(frame, frozenset({Need.LIPS}), Stopwatch())
    finally:
        perceive.close()
    found = complexion(scene)
    assert found is not None
    assert not found.is_sure
    assert -20 < found.lean_deg < 20
    assert complexion(Scene(frame, UNKNOWN_LIGHT, scene.faces)) is None
    measured = replace_source(scene, "reference")
    again = complexion(measured)
    assert again is not None
    assert again.is_sure


def replace_source(scene: Scene, source: Any) -> Scene:
    light = scene.light
    made = Light(light.colour, light.level, light.harmonics, light.error_de2000, source)
    return replace(scene, light=made)
