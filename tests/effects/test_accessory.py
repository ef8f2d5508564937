"""Glasses, hats and earrings on a face whose pose is known."""

import dataclasses
from dataclasses import replace

import numpy as np
import pytest

from tryon import assets
from tryon.catalogue.look import parse_look
from tryon.core.errors import BadLook
from tryon.core.geometry import focal_px
from tryon.core.scene import UNKNOWN_LIGHT, Body, Box, Face, Floats, Frame, Scene, Silhouette
from tryon.core.stopwatch import Stopwatch
from tryon.effects.accessory import Accessory
from tryon.effects.garment import find_model
from tryon.garments.rail import hanging
from tryon.render.compositor import Compositor

SIZE = (640, 480)
AWAY_CM = 45.0
PX_PER_CM = focal_px(SIZE) / AWAY_CM


def face(turn_deg: float = 0.0, x_cm: float = 0.0, identity: int = 0) -> Face:
    pose = np.eye(4, dtype=np.float32)
    c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    pose[:3, :3] = [[c, 0, s], [0, 1, 0], [-s, 0, c]]
    pose[:3, 3] = x_cm, 0, -AWAY_CM
    points = np.zeros((478, 3), np.float32)
    corners = {33: (-4.45, 2.66, 3.17), 133: (-1.86, 2.59, 3.76)}
    corners |= {362: (1.86, 2.59, 3.76), 263: (4.45, 2.66, 3.17)}
    for index, place in corners.items():
        points[index, :2] = shown(pose[:3, :3] @ np.array(place) + pose[:3, 3])
    return Face(identity, points, pose)


def shown(place_cm: Floats) -> Floats:
    x, y, z = place_cm
    scale = focal_px(SIZE) / -z
    return np.array([SIZE[0] / 2 + scale * x, SIZE[1] / 2 - scale * y], np.float32)


def scene(*faces: Face) -> Scene:
    frame = Frame(np.full((SIZE[1], SIZE[0], 3), 120, np.uint8), 0, 0)
    return Scene(frame, UNKNOWN_LIGHT, faces)


def mask(of: Scene, name: str, colour: str | None = None) -> Floats:
    worn = Accessory(model=find_model(name), colour=colour)
    picture = Compositor(keep_masks=True, is_live=False)(of, worn.layers(of, None), Stopwatch())
    return picture.masks.get("accessory", np.zeros(SIZE[::-1], np.uint8)).astype(np.float32)


def test_glasses_sit_before_the_eyes_and_are_seen_through() -> None:
    painted = mask(scene(face()), "glasses_square")
    for x_cm in (-3.15, 3.15):
        column, row = np.rint(shown(np.array([x_cm, 2.3, 5.5 - AWAY_CM]))).astype(int)
        assert 5 < painted[row, column] < 60, "the pupil is seen through the lens"
        upper = painted[row - round(3.0 * PX_PER_CM) : row, column]
        assert upper.max() == 255, "the rim is not"
    middle = round(SIZE[0] / 2)
    np.testing.assert_allclose(painted[:, :middle], painted[:, middle:][:, ::-1], atol=130)
    assert (painted > 0)[round(SIZE[1] / 2) + 15 :].sum() == 0, "nothing below the nose"


def test_temples_go_behind_the_far_side_of_a_turned_head() -> None:
    def reach(turn_deg: float) -> tuple[float, float]:
        columns = np.nonzero((mask(scene(face(turn_deg)), "glasses_square") > 128).any(0))[0]
        return columns.min() - SIZE[0] / 2, columns.max() - SIZE[0] / 2

    left, right = reach(40.0)
    nose = PX_PER_CM * 6.5 * np.sin(np.radians(40))
    bent = PX_PER_CM * 5.0  # the wearer's left temple, towards the right ear of the picture
    assert left < nose - bent, "the near temple is seen along its way"
    assert right < nose + bent, "the far one is hidden by the face"


def test_everybody_wears_it_and_the_hidden_do_not() -> None:
    two = scene(face(x_cm=-9, identity=1), face(x_cm=9, identity=2))
    painted = mask(two, "earrings_stud") > 128
    assert painted[:, : SIZE[0] // 2].any()
    assert painted[:, SIZE[0] // 2 :].any()
    assert not mask(scene(face(turn_deg=95)), "glasses_sun").any()
    assert not mask(scene(), "glasses_sun").any()


def test_a_hat_is_above_the_eyes_and_has_its_colour() -> None:
    of = scene(face())
    painted = mask(of, "hat_felt") > 128
    rows, columns = np.nonzero(painted)
    assert rows.max() < SIZE[1] / 2 - 2.6 * PX_PER_CM, "eyes stay free"
    assert columns.max() - columns.min() > 20 * PX_PER_CM
    shades = {}
    for colour in ("camel", "charcoal"):
        worn = Accessory(model=find_model("hat_felt"), colour=colour)
        picture = Compositor(is_live=False)(of, worn.layers(of, None), Stopwatch())
        shades[colour] = float(picture.rgb[painted].mean())
    assert shades["charcoal"] < shades["camel"] - 20


def test_a_hand_before_the_head_stays_in_front() -> None:
    points = np.zeros((33, 3), np.float32)
    points[0, :2] = SIZE[0] / 2, SIZE[1] / 2
    hand = Silhouette(
        Box(0, 0, SIZE[0] // 2, SIZE[1]), np.ones((SIZE[1], SIZE[0] // 2), np.float32)
    )
    here = np.zeros((33, 3), np.float32)
    body = Body(0, points, here, np.ones(33, np.float32), in_front=hand)
    around = face()
    mesh = around.points.copy()
    mesh[0, :2], mesh[1, :2] = (200, 120), (440, 360)
    of = scene(replace(around, points=mesh))
    free = mask(of, "glasses_sun")
    hidden = mask(dataclasses.replace(of, body=body), "glasses_sun")
    left = SIZE[0] // 2 - 2
    assert free[:, :left].any()
    assert not hidden[:, :left].any()
    assert hidden[:, left + 8 :].any()


def test_a_look_names_it_and_trousers_are_no_hat() -> None:
    look = b'{"look": 1, "wear": [{"effect": "accessory", "model": "%s"%s}]}'
    (worn,) = parse_look(look % (b"glasses_sun", b', "colour": "black, green"'), "a.json")
    assert worn.colour == "black, green"  # type: ignore[attr-defined]
    with pytest.raises(BadLook, match="expected something for the head"):
        parse_look(look % (b"jeans_male", b""), "a.json")


def test_every_accessory_of_the_wardrobe_can_be_worn_in_every_colour() -> None:
    hung = [hanger for hanger in hanging() if hanger.slot == "head"]
    assert {"glasses", "hat", "earrings"} <= {hanger.word.split("_")[0] for hanger in hung}
    for hanger in hung:
        model = find_model(hanger.word)
        assert model.triangles < 6000
        assert model.licence.startswith("CC0")
        for name, _ in hanger.colours:
            assert Accessory(model=model, colour=name).layers(scene(face()), None)
    assert assets.model("glasses_sun/glasses_sun.toml").is_file()
