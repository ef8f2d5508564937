"""A garment on a figure whose joints are known."""

import dataclasses
import gc
from pathlib import Path

import numpy as np
import pytest
from moderngl import Error as GlError
from worn import HEADS, Glb

from tryon import assets
from tryon.catalogue.collection import read_look
from tryon.catalogue.look import parse_look
from tryon.core.errors import BadLook, Missing
from tryon.core.scene import (
    BONES,
    UNKNOWN_LIGHT,
    Body,
    Box,
    Face,
    Figure,
    Frame,
    Presence,
    Scene,
    Silhouette,
)
from tryon.core.stopwatch import Stopwatch
from tryon.effects.garment import Garment, find_model
from tryon.render import compositor
from tryon.render.compositor import Compositor

FIGURE = Figure(
    rotations=np.tile(np.eye(3, dtype=np.float32), (len(BONES), 1, 1)),
    joints=HEADS + np.array([0, -1.15, -2.0], np.float32),
    focal_px=500.0,
    centre_px=(160.0, 120.0),
    shape={},
    gender="female",
    presence=Presence(1.0, 0.0),
)


def scene(figure: Figure | None = FIGURE) -> Scene:
    frame = Frame(np.full((240, 320, 3), 90, np.uint8), 0, 0)
    body = Body(
        0,
        np.zeros((33, 3), np.float32),
        np.zeros((33, 3), np.float32),
        np.ones(33, np.float32),
        figure=figure,
    )
    return Scene(frame, UNKNOWN_LIGHT, (), body)


@pytest.fixture
def tube(tmp_path: Path) -> Path:
    path = tmp_path / "a tube with a rather long name, as they are called when they come.glb"
    path.write_bytes(Glb().bytes())
    path.with_suffix(".toml").write_text(
        'slot = "top"\n[[size]]\nname = "M"\nchest_cm = 96\n'
        '[[colourway]]\nname = "Ink"\nsrgb = "#202040"\nstatus = "verified"\n'
    )
    return path


def wear(path: Path, **knobs: str) -> Garment:
    more = "".join(f', "{name}": "{value}"' for name, value in knobs.items())
    look = f'{{"look": 1, "wear": [{{"effect": "garment", "model": "{path}"{more}}}]}}'
    (effect,) = parse_look(look.encode(), "look.json")
    assert isinstance(effect, Garment)
    return effect


def test_clothes_are_drawn_out_over_and_skin_never_is(tube: Path) -> None:
    person = Silhouette(Box(100, 60, 80, 120), np.ones((12, 8), np.float32))
    worn = np.ones((12, 8), np.float32)
    worn[:3] = 0  # a bare neck
    dressed = scene()
    assert dressed.body is not None
    body = dataclasses.replace(dressed.body, silhouette=person, worn=worn, looseness=0.03)
    (drape,) = wear(tube).layers(dataclasses.replace(dressed, body=body), None)
    assert drape.covers is not None
    assert (drape.covers.seen.coverage == worn).all()
    assert drape.covers.person is person
    assert drape.covers.looseness == 0.03


def test_a_look_names_a_model_a_size_and_a_colour(tube: Path) -> None:
    garment = wear(tube, size="M", colour="ink")
    assert garment.worn.status == "verified"
    assert garment.worn.parts[0].material.linear.max() < 0.06
    assert wear(tube).model is wear(tube).model, "read once"
    assert dataclasses.replace(garment, colour=None).worn is wear(tube).model
    for knobs, words in (
        ({"size": "XXXL"}, "there is M"),
        ({"colour": "inc"}, "did you mean 'Ink'"),
    ):
        with pytest.raises(BadLook, match=words):
            wear(tube, **knobs)
    with pytest.raises(BadLook, match=r"fish\.glb"):
        wear(tube.with_name("fish.glb"))
    for word in ("x" * 5000, "x" * 5000 + ".glb", "..", "/", ".glb"):
        with pytest.raises(BadLook):
            wear(Path(word))
    with pytest.raises(BadLook, match="no garment 'kaftan'"):
        wear(Path("kaftan"))


def test_a_model_may_lie_beside_the_look(tube: Path) -> None:
    look = tube.with_name("look.json")
    look.write_text(f'{{"look": 1, "wear": [{{"effect": "garment", "model": "{tube.name}"}}]}}')
    (garment,) = read_look(str(look))
    assert garment.model is wear(tube).model


def test_a_file_that_changed_is_read_again(tube: Path) -> None:
    before = find_model(str(tube))
    tube.with_suffix(".toml").unlink()
    after = find_model(str(tube))
    assert before.sizes
    assert not after.sizes


def test_who_is_not_there_is_not_dressed(tube: Path) -> None:
    garment = wear(tube)
    nobody = dataclasses.replace(scene(), body=None)
    assert garment.layers(nobody, None) == ()
    assert garment.layers(scene(None), None) == ()
    away = dataclasses.replace(FIGURE, presence=Presence(0.0, 1.0))
    assert garment.layers(scene(away), None) == ()


def test_only_what_is_present_is_dressed(tube: Path) -> None:
    garment = wear(tube)
    (drape,) = garment.layers(
        scene(dataclasses.replace(FIGURE, presence=Presence(0.4, 0))), None
    )
    assert drape.opacity == 0.4
    trousers = dataclasses.replace(garment.worn, slot="bottom")
    assert Garment(model=trousers).layers(scene(), None) == ()


def test_a_chin_over_the_collar_is_before_clothes(tube: Path) -> None:
    garment = wear(tube)
    neck = FIGURE.joints[BONES.index("Neck")]
    neck_px = 120 - 500 * neck[1] / -neck[2]
    for chin_px, is_before in ((neck_px + 8, True), (neck_px - 25, False)):
        turn = np.linspace(0, 2 * np.pi, 478)
        points = np.stack([160 + 20 * np.sin(turn), chin_px - 26 + 26 * np.cos(turn), 0 * turn])
        points[:, 152] = 160, chin_px, 0
        face = Face(0, points.T.astype(np.float32), np.eye(4, dtype=np.float32))
        worn = scene()
        body = worn.body
        assert body
        nose = body.points + np.array([160, chin_px - 20, 0], np.float32)
        hand = Silhouette(Box(40, 100, 30, 20), np.ones((20, 30), np.float32))
        body = dataclasses.replace(body, points=nose, in_front=hand)
        worn = dataclasses.replace(worn, body=body, faces=(face,))
        (drape,), (other,) = garment.layers(worn, None), garment.layers(worn, None)
        assert drape.in_front is other.in_front, "hidden once, whatever is worn"
        assert (drape.in_front is hand) != is_before
        if is_before and drape.in_front:
            box, coverage = drape.in_front.box, drape.in_front.coverage
            assert coverage[100 - box.y, 40 - box.x] == 1, "the hand"
            assert coverage[round(chin_px) - 5 - box.y, 160 - box.x] == 1, "the chin"
            assert 0.5 < coverage.sum() / (600 + np.pi * 20 * 26) < 1.2


def test_nothing_is_kept_of_who_was_dressed(tube: Path) -> None:
    def who(identity: int) -> list[Body]:
        gc.collect()
        bodies = (thing for thing in gc.get_objects() if isinstance(thing, Body))
        return [body for body in bodies if body.identity == identity]

    worn = scene()
    assert worn.body
    worn = dataclasses.replace(worn, body=dataclasses.replace(worn.body, identity=7421))
    assert wear(tube).layers(worn, None)
    assert len(who(7421)) == 1
    del worn
    assert who(7421) == []


def test_a_garment_is_painted_reported_and_masked(tube: Path) -> None:
    worn = scene()
    layers = wear(tube, colour="ink").layers(worn, None)
    picture = Compositor(keep_masks=True)(worn, layers, Stopwatch())
    mask = picture.masks["garment"]
    assert (picture.rgb[mask == 0] == 90).all()
    assert (mask == 255).sum() > 2000
    assert picture.rgb[mask == 255].mean() < 60
    assert picture.report.bodies == 1
    (error,) = picture.report.colour
    assert (error.effect, error.status) == ("garment", "verified")
    assert 0 < error.de2000 < error.de2000_p80 < error.de2000_p90


@pytest.mark.parametrize(("error", "attempts"), [(Missing("none"), 1), (GlError("lost"), 3)])
def test_a_driver_that_fails_gets_few_chances(
    tube: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, attempts: int
) -> None:
    made: list[float | None] = []

    class Failing:
        def __init__(self, scale: float | None) -> None:
            made.append(scale)

        def __call__(self, *_: object, **__: object) -> object:
            raise error

    monkeypatch.setattr(compositor, "Drapery", Failing)
    worn, compose = scene(), compositor.Compositor()
    layers = wear(tube).layers(worn, None)
    for _ in range(6):
        with pytest.raises(Missing):
            compose(worn, layers, Stopwatch())
    assert made == [None] * attempts
    assert (compose(worn, [], Stopwatch()).rgb == 90).all()


def test_unmeasured_colours_are_less_certain(tube: Path) -> None:
    worn = scene()
    errors = []
    for garment in (wear(tube), wear(tube, colour="ink")):
        picture = Compositor()(worn, garment.layers(worn, None), Stopwatch())
        errors.append(picture.report.colour[0].de2000)
    assert errors[0] > errors[1]


def test_the_mannequins_are_bodies() -> None:
    for gender in ("female", "male"):
        body = find_model(str(assets.model(f"mannequin/{gender}.glb")))
        assert (body.slot, body.gender) == ("body", gender)
        assert body.triangles < 5000


def test_what_is_no_skin_does_not_show_in_cuffs() -> None:
    worn = find_model("longsleeve_female")
    triangles = []
    for bare in ((True, True), (True, False), (False, False)):
        here = scene()
        assert here.body is not None
        body = dataclasses.replace(here.body, bare_wrists=bare)
        (drape,) = Garment(model=worn).layers(dataclasses.replace(here, body=body), None)
        assert drape.body is not None
        triangles.append(sum(len(part.triangles) for part in drape.body.parts))
    assert triangles[0] > triangles[1] > triangles[2]


def test_cuffs_of_hands_that_are_seen_are_not_empty() -> None:
    """Who wears long sleeves already has wrists all the same, in the colour of the hand."""
    worn = Garment(model=find_model("longsleeve_female"))
    here = scene()
    assert here.body is not None
    skin = np.array([0.35, 0.2, 0.14], np.float32)
    elbow, wrist = (
        FIGURE.joints[BONES.index(bone)] * (1, -1, -1) for bone in ("LeftForeArm", "LeftHand")
    )
    beyond = wrist + 0.3 * (wrist - elbow)
    points = here.body.points.copy()
    points[15, :2] = beyond[:2] / beyond[2] * FIGURE.focal_px + FIGURE.centre_px
    seen = dataclasses.replace(here.body, points=points, hands=(skin, None))
    pictures = []
    for body in (here.body, seen):
        dressed = dataclasses.replace(here, body=body)
        pictures.append(Compositor()(dressed, worn.layers(dressed, None), Stopwatch()).rgb)
    changed = (pictures[0] != pictures[1]).any(-1)
    assert changed.sum() > 30
    red, green, blue = np.median(pictures[1][changed], axis=0)
    assert red > green + 15 > blue + 15
    hands = [(skin, np.float32(factor) * skin) for factor in (0.95, 0.6)]
    drawn = [
        worn.layers(dataclasses.replace(here, body=dataclasses.replace(seen, hands=both)), None)
        for both in hands
    ]
    assert [len(layers) for layers in drawn] == [2, 3], "one lies in the shade of the other"
    np.testing.assert_allclose(drawn[1][1].light, skin)
    np.testing.assert_allclose(drawn[1][2].light, 0.6 * skin, rtol=1e-5)
    bare = dataclasses.replace(seen, bare_wrists=(True, False))
    assert len(worn.layers(dataclasses.replace(here, body=bare), None)) == 1, "its own shows"
    shirt = Garment(model=find_model("tshirt_crew_female"))
    assert len(shirt.layers(dataclasses.replace(here, body=seen), None)) == 1


@pytest.mark.parametrize(("name", "shows"), [("tshirt_crew_female", 1), ("hoodie_female", 0)])
def test_own_sleeves_beside_short_ones_hide_what_is_behind_them(name: str, shows: int) -> None:
    garment, here = Garment(model=find_model(name)), scene()
    assert here.body is not None
    came_in = dataclasses.replace(here.body, in_sleeves=True, bare_wrists=(True, True))
    bare = dataclasses.replace(came_in, in_sleeves=False)
    widths = []
    for body in (bare, came_in):
        (drape,) = garment.layers(dataclasses.replace(here, body=body), None)
        assert drape.body is not None
        widths.append(drape.body.parts[0].positions)
    assert np.abs(widths[1] - widths[0]).any() == bool(shows)


@pytest.mark.parametrize(("name", "moves"), [("tshirt_crew_female", 1), ("hoodie_female", 0)])
def test_bare_arms_beside_the_trunk_are_before_wide_clothes(name: str, moves: int) -> None:
    """Their sleeves come along: none is behind the cloth that its arm is before."""
    garment = Garment(model=find_model(name))
    places = []
    for beside in ((0.0, 0.0), (0.0, 1.0)):
        (drape,) = garment.layers(scene(dataclasses.replace(FIGURE, arms_beside=beside)), None)
        assert drape.body is not None
        places.append(np.stack([thing.rest_to_camera for thing in (drape.worn, drape.body)]))
    bones = np.flatnonzero((np.abs(places[1] - places[0]) > 0.01).any((0, 2, 3)))
    right = [BONES.index(f"Right{bone}") for bone in ("Arm", "ForeArm", "Hand")]
    assert bones.tolist() == moves * right


def test_a_garment_that_is_not_in_the_wardrobe_names_the_nearest() -> None:
    with pytest.raises(Missing, match=r"no garment 'jeans_mail' .*did you mean 'jeans_male'"):
        find_model("jeans_mail")
    with pytest.raises(Missing, match=r"no garment 'zzz' in the wardrobe; known: .* more"):
        find_model("zzz")
