from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tryon.app.guidance import Advice, Guide, advice
from tryon.core.scene import (
    BONES,
    UNKNOWN_LIGHT,
    Body,
    Face,
    Figure,
    Frame,
    Presence,
    Scene,
)
from tryon.garments.model import shipped

FRAME = Frame(np.zeros((48, 64, 3), np.uint8), 0, 0)


def somebody(
    upper: float,
    lower: float,
    arms_deg: float = 30.0,
    looseness: float = 0.0,
    down_px: float = 0.0,
) -> Scene:
    joints = shipped("female").skeleton.heads + np.array([0, -1, -3], np.float32)
    at = {name: joints[place] for place, name in enumerate(BONES)}
    angle = np.radians(arms_deg)
    for side, sign in (("Left", 1), ("Right", -1)):
        way = np.array([sign * np.sin(angle), -np.cos(angle), 0])
        joints[BONES.index(f"{side}ForeArm")] = at[f"{side}Arm"] + 0.3 * way
    turned = np.tile(np.eye(3, dtype=np.float32), (22, 1, 1))
    here = Presence(upper, lower)
    figure = Figure(turned, joints, 900.0, (32.0, 24.0 + down_px), {}, "female", here)
    points = np.zeros((33, 3), np.float32)
    body = Body(
        0, points, points.copy(), np.ones(33, np.float32), figure=figure, looseness=looseness
    )
    return Scene(FRAME, UNKNOWN_LIGHT, body=body)


@pytest.mark.parametrize(
    ("scene", "slots", "wanted"),
    [
        (somebody(1, 1), ["top", "bottom"], None),
        (somebody(1, 1, arms_deg=3), ["dress"], Advice.ARMS_OUT),
        (somebody(1, 1, looseness=0.05), ["top"], Advice.TAKE_OFF),
        (somebody(1, 1, looseness=0.05), ["bottom"], None),
        (somebody(1, 1, looseness=0.01), ["top"], None),
        (somebody(1, 1, arms_deg=3), ["bottom"], None),
        (somebody(1, 0), ["top"], None),
        (somebody(1, 0), ["top", "bottom"], Advice.UPPER_ONLY),
        (somebody(1, 0), ["bottom"], Advice.SHOW_LEGS),
        (somebody(1, 0), ["shoes"], Advice.SHOW_FEET),
        (somebody(1, 1, down_px=40), ["shoes"], Advice.SHOW_FEET),
        (somebody(1, 1, down_px=-300), ["shoes"], None),
        (somebody(1, 1, down_px=40), ["shoes", "top"], None),
        (somebody(1, 1, down_px=40), ["bottom"], None),
        (somebody(0, 0), ["outer"], Advice.STEP_BACK),
        (somebody(1, 0, down_px=110), ["top"], Advice.CLOSE),
        (somebody(1, 0, down_px=40), ["top"], None),
        (Scene(FRAME, UNKNOWN_LIGHT), ["top"], Advice.COME),
        (Scene(FRAME, UNKNOWN_LIGHT), ["head"], None),
    ],
)
def test_what_would_help(scene: Scene, slots: Any, wanted: Advice | None) -> None:
    assert advice(scene, slots) is wanted


def test_a_face_without_a_body_is_too_near() -> None:
    face = Face(0, np.zeros((478, 3), np.float32), np.eye(4, dtype=np.float32))
    scene = replace(Scene(FRAME, UNKNOWN_LIGHT), faces=(face,))
    assert advice(scene, ["top"]) is Advice.WAIT
    guide, second = Guide(), 1_000_000_000
    assert guide(Advice.WAIT, "tee", 0) is None
    assert guide(Advice.WAIT, "tee", second // 2) is Advice.WAIT, "it is being measured"
    assert guide(Advice.WAIT, "tee", 5 * second) is Advice.STEP_BACK
    assert guide(Advice.WAIT, "coat", 6 * second) is Advice.STEP_BACK, "it is known by now"
    assert guide(None, "", 7 * second) is None
    assert guide(Advice.WAIT, "tee", 8 * second) is None
    assert guide(Advice.WAIT, "tee", 9 * second) is Advice.WAIT


def test_nothing_is_said_for_a_moment_and_a_hint_only_for_a_while() -> None:
    guide, second = Guide(), 1_000_000_000
    assert guide(Advice.STEP_BACK, "tee", 0) is None
    assert guide(None, "tee", second) is None
    assert guide(Advice.STEP_BACK, "tee", second) is None
    assert guide(Advice.STEP_BACK, "tee", 3 * second) is Advice.STEP_BACK
    assert guide(Advice.STEP_BACK, "tee", 60 * second) is Advice.STEP_BACK
    assert guide(Advice.ARMS_OUT, "dress", 61 * second) is None
    assert guide(Advice.ARMS_OUT, "dress", 63 * second) is Advice.ARMS_OUT
    assert guide(Advice.ARMS_OUT, "dress", 70 * second) is None
    assert guide(Advice.ARMS_OUT, "coat", 71 * second) is Advice.ARMS_OUT
