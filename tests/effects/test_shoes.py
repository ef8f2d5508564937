"""Shoes on a figure whose feet are known."""

import dataclasses

import numpy as np
import pytest
from worn import HEADS, Glb

from tryon.core.scene import (
    BONES,
    UNKNOWN_LIGHT,
    Body,
    Box,
    Figure,
    Frame,
    Presence,
    Scene,
    Silhouette,
)
from tryon.effects.garment import find_model
from tryon.effects.shoes import Shoes


def scene(down_m: float, lower: float = 1.0) -> Scene:
    figure = Figure(
        rotations=np.tile(np.eye(3, dtype=np.float32), (len(BONES), 1, 1)),
        joints=HEADS + np.array([0, down_m, -3.0], np.float32),
        focal_px=300.0,
        centre_px=(160.0, 120.0),
        shape={},
        gender="female",
        presence=Presence(1.0, lower),
    )
    flat = np.zeros((33, 3), np.float32)
    body = Body(0, flat, flat.copy(), np.ones(33, np.float32), figure=figure)
    return Scene(Frame(np.full((240, 320, 3), 90, np.uint8), 0, 0), UNKNOWN_LIGHT, (), body)


@pytest.fixture
def shoes(tmp_path) -> Shoes:
    path = tmp_path / "shoes.glb"
    path.write_bytes(Glb().bytes())
    path.with_suffix(".toml").write_text('slot = "shoes"\n')
    return Shoes(model=find_model(str(path)))


def test_shoes_are_worn_while_feet_are_in_the_picture(shoes: Shoes) -> None:
    (drape,) = shoes.layers(scene(-0.9), None)
    assert (drape.effect, drape.over) == ("shoes", 0)
    assert not shoes.layers(scene(-1.5), None), "below the frame"
    assert not shoes.layers(scene(-0.9, lower=0.0), None), "legs are not to be dressed"


def test_a_top_is_no_shoe(tmp_path) -> None:
    path = tmp_path / "top.glb"
    path.write_bytes(Glb().bytes())
    path.with_suffix(".toml").write_text('slot = "top"\n')
    with pytest.raises(ValueError, match="expected shoes"):
        Shoes(model=find_model(str(path)))


def test_the_floor_below_soles_takes_their_shadow(shoes: Shoes) -> None:
    bare = scene(-0.9)
    assert bare.body is not None
    legs = np.zeros((24, 32), np.float32)
    legs[:20, 12:20] = 1
    person = Silhouette(Box(0, 0, 320, 240), legs)
    body = dataclasses.replace(bare.body, silhouette=person)
    (drape,) = shoes.layers(dataclasses.replace(bare, body=body), None)
    assert drape.receives is not None
    more = drape.receives.coverage - legs
    assert more.max() == 1
    assert more[:16].max() == 0, "only around the feet"
    (drape,) = shoes.layers(bare, None)
    assert drape.receives is None
