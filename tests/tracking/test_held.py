"""What is held before the trunk stays in front; what is worn on it does not."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tryon.core.geometry import similarity
from tryon.core.scene import Box, Figure, Presence, Silhouette
from tryon.garments.bend import mannequin
from tryon.tracking.carry import carry_thing, shown, torso_px
from tryon.tracking.hands import Hand, silhouette
from tryon.tracking.held import Held
from tryon.tracking.in_front import Cover
from tryon.tracking.palette import Palette
from tryon.tracking.people import Person

_SIZE = (640, 480)
_SHAPE = np.zeros((21, 2), np.float32)
_SHAPE[1:] = [(6 * (f - 2) * (1 + j / 6), -22 - 7 * j) for f in range(5) for j in range(4)]


@pytest.fixture(scope="module")
def figure() -> Figure:
    heads = mannequin("female").skeleton.heads + np.array([0, -1.15, -1.5], np.float32)
    rotations = np.tile(np.eye(3, dtype=np.float32), (22, 1, 1))
    return Figure(rotations, heads, 450.0, (320.0, 240.0), {}, "female", Presence(1, 1))


@pytest.fixture(scope="module")
def person(figure: Figure) -> Person:
    points = np.zeros((33, 3), np.float32)
    points[[11, 12, 13, 14, 15, 16, 23, 24], :2] = shown(figure)[[7, 15, 8, 16, 9, 17, 10, 18]]
    points[[17, 19], :2], points[[18, 20], :2] = points[15, :2], points[16, :2]
    square = similarity(640, 0.0, 0.0, -80.0)
    world, all_of_it = np.zeros((33, 3), np.float32), np.ones((256, 256), np.float32)
    return Person(square, square, points, world, np.ones(33, np.float32), all_of_it, 1.0)


def middle(figure: Figure) -> np.ndarray:
    return np.asarray(shown(figure)[[7, 15, 10, 18]].mean(0))


def picture(
    figure: Figure, hand: Hand | None, thing: tuple[int, int, int] | None
) -> np.ndarray:
    """A plaid shirt with a badge in uneven light; maybe a hand, and what it holds."""
    rng = np.random.default_rng(5)
    rgb = np.full((*_SIZE[::-1], 3), (90, 100, 120), np.float32)
    rgb[::24] = rgb[1::24] = 210, 205, 200
    rgb[:, ::30] = rgb[:, 1::30] = 140, 40, 45
    x, y = np.rint(middle(figure)).astype(int)
    rgb[y + 25 : y + 60, x - 10 : x + 12] = 235, 236, 240
    if hand is not None:
        drawn = silhouette(hand, _SIZE) > 0
        if thing is not None:
            cx, cy = np.rint(hand.points[9]).astype(int)
            rgb[cy - 40 : cy + 40, cx - 20 : cx + 20] = thing
            drawn[cy - 40 : cy + 40, cx - 20 : cx + 4] = False
        rgb[drawn] = 205, 150, 120
    rgb *= np.linspace(1.1, 0.7, _SIZE[0])[None, :, None]
    return np.clip(rgb + rng.normal(0, 3, rgb.shape), 0, 255).astype(np.uint8)


def covered(things: tuple[Silhouette, ...]) -> np.ndarray:
    whole = np.zeros(_SIZE[::-1], np.float32)
    for thing in things:
        box = thing.box
        whole[box.rows, box.columns] = cv2.resize(thing.coverage, (box.width, box.height))
    return whole > 0.5


def hand_at(figure: Figure, x: float, y: float) -> Hand:
    return Hand((_SHAPE + middle(figure) + np.array([x, y])).astype(np.float32), 0.99)


@pytest.mark.parametrize("colour", [(20, 22, 25), (30, 140, 70)])
def test_a_telephone_that_comes_in_is_in_front_and_a_shirt_is_not(figure, person, colour):
    held = Held()
    for _ in range(3):
        assert held(picture(figure, None, None), person, figure, {}, ()) == ()
    for step in range(4):
        hand = hand_at(figure, -60 + 15 * step, 20)
        covers = {1: Cover(hand, None)}
        plain = held(picture(figure, hand, None), person, figure, covers, ())
        assert covered(plain).sum() < 60, "a hand before a badge holds nothing"
        rgb = picture(figure, hand, colour)
        found = covered(held(rgb, person, figure, covers, ()))
        cx, cy = np.rint(hand.points[9]).astype(int)
        thing = np.zeros_like(found)
        thing[cy - 40 : cy + 40, cx - 20 : cx + 20] = True
        bare = thing & ~(silhouette(hand, _SIZE) > 0)
        assert (found & bare).sum() > 0.85 * bare.sum()
        around = cv2.dilate(thing.astype(np.uint8), np.ones((11, 11), np.uint8)) > 0
        assert not (found & ~around).any(), "no more than a cell of colour around it"


def test_a_dark_telephone_is_told_from_a_lanyard_and_from_trousers(figure, person):
    """Both are as dark: one lies where it is held, but as a strand, the other further down."""
    held = Held()
    x = round(float(middle(figure)[0]))
    waist = round(float(shown(figure)[[10, 18], 1].mean()))

    def worn(hand: Hand | None, thing: tuple[int, int, int] | None) -> np.ndarray:
        rgb = picture(figure, None, None)
        rgb[:, x - 31 : x - 27] = rgb[waist:] = 22, 24, 28
        if hand is None:
            return rgb
        before, with_hand = picture(figure, None, None), picture(figure, hand, thing)
        return np.where((before != with_hand).any(-1, keepdims=True), with_hand, rgb)

    for _ in range(3):
        assert held(worn(None, None), person, figure, {}, ()) == ()
    hand = hand_at(figure, -40, 0)
    covers = {1: Cover(hand, None)}
    plain = held(worn(hand, None), person, figure, covers, ())
    assert covered(plain).sum() < 60, "a hand before a lanyard holds nothing"
    found = covered(held(worn(hand, (22, 24, 28)), person, figure, covers, ()))
    cx, cy = np.rint(hand.points[9]).astype(int)
    thing = np.zeros_like(found)
    thing[cy - 40 : cy + 40, cx - 20 : cx + 20] = True
    bare = thing & ~(silhouette(hand, _SIZE) > 0)
    assert (found & bare).sum() > 0.85 * bare.sum()


def test_a_thing_that_was_told_is_kept_by_its_own_colours(figure, person, monkeypatch):
    held = Held()
    for _ in range(3):
        held(picture(figure, None, None), person, figure, {}, ())

    def look_at(x: float, thing: tuple[int, int, int] | None) -> tuple[np.ndarray, Hand]:
        hand = hand_at(figure, x, 0)
        covers = {1: Cover(hand, None)}
        return covered(held(picture(figure, hand, thing), person, figure, covers, ())), hand

    found, _ = look_at(-40, (30, 140, 70))
    assert found.any()
    monkeypatch.setattr(Palette, "is_new", lambda _, cells: np.zeros(cells.shape, bool))
    monkeypatch.setattr(Palette, "is_rare", lambda _, cells: np.zeros(cells.shape, bool))
    kept, hand = look_at(-20, (30, 140, 70))
    x, y = np.rint(hand.points[9]).astype(int)
    assert kept[y - 34 : y + 34, x + 6 : x + 16].mean() > 0.9
    assert not kept[:, x + 60 :].any()
    gone, _ = look_at(-20, None)
    assert not gone.any(), "it was laid down"
    held.forget()
    assert not look_at(-20, (30, 140, 70))[0].any(), "of somebody else nothing is known"


def test_what_somebody_comes_in_with_is_believed_the_second_time(figure, person, monkeypatch):
    """As where sleeves are as dark: colours that were seen on them say nothing then."""

    def nowhere_new(_: Palette, cells: np.ndarray) -> np.ndarray:
        return np.zeros(cells.shape, bool)

    monkeypatch.setattr(Palette, "is_new", nowhere_new)
    monkeypatch.setattr(Palette, "is_rare", nowhere_new)
    hand = hand_at(figure, -40, 0)
    rgb = picture(figure, hand, (24, 26, 30))
    rgb[round(float(shown(figure)[[10, 18], 1].mean())) :] = 24, 26, 30
    covers = {1: Cover(hand, None)}
    held = Held()
    assert held(rgb, person, figure, covers, ()) == ()
    found = covered(held(rgb, person, figure, covers, ()))
    x, y = np.rint(hand.points[9]).astype(int)
    assert found[y - 34 : y + 34, x + 6 : x + 16].mean() > 0.9
    assert not found[:, x + 60 :].any()
    away = hand_at(figure, 60, 30)
    moved = picture(figure, away, (24, 26, 30))
    moved[round(float(shown(figure)[[10, 18], 1].mean())) :] = 24, 26, 30
    nowhere = held(moved, person, figure, {1: Cover(away, None)}, ())
    assert nowhere == (), "elsewhere, as seen from the wrist: not yet"


def test_in_a_photograph_what_is_around_tells(figure, person):
    held = Held(still=True)
    hand = hand_at(figure, -40, 0)
    covers = {1: Cover(hand, None)}
    assert covered(held(picture(figure, hand, (20, 110, 60)), person, figure, covers, ())).any()
    assert not covered(held(picture(figure, hand, None), person, figure, covers, ())).any()


def test_in_a_photograph_other_clothes_do_not_hide_a_thing(figure, person):
    """Trousers as dark as a telephone say nothing of what is before a shirt."""
    hand = hand_at(figure, -40, 0)
    rgb = picture(figure, hand, (24, 26, 30))
    waist = round(float(shown(figure)[[10, 18], 1].mean()))
    rgb[waist:] = 24, 26, 30
    covers = {1: Cover(hand, None)}
    found = covered(Held(still=True)(rgb, person, figure, covers, ()))
    x, y = np.rint(hand.points[9]).astype(int)
    assert found[y - 36 : y + 36, x + 6 : x + 16].mean() > 0.9
    assert not found[:, : x - 60].any()
    assert not found[:, x + 60 :].any()


def test_in_a_photograph_what_darkens_towards_the_hands_is_still_worn(figure, person):
    """A white T-shirt in an open shirt, in the shade of folded arms."""
    joints = shown(figure)[[7, 15, 10, 18]]
    (_, top), (_, low) = joints.min(0), joints.max(0)
    rgb = np.full((*_SIZE[::-1], 3), (95, 130, 190), np.float32)
    x = middle(figure)[0]
    down = np.clip((np.arange(_SIZE[1]) - top) / (low - top), 0, 1)
    columns = np.arange(_SIZE[0])
    across = np.abs(columns[None] - x) < (24 + 20 * down)[:, None]
    folds = 1 + 0.2 * np.sin(columns / 2)[None]
    shirt = np.array([215, 216, 220]) * ((1 - 0.8 * down)[:, None] * folds)[..., None]
    rgb = np.where(across[..., None], shirt, rgb)
    hand = hand_at(figure, -10, 70)
    rgb[silhouette(hand, _SIZE) > 0] = 110, 75, 60
    noisy = rgb + np.random.default_rng(5).normal(0, 3, rgb.shape)
    picture = np.clip(noisy, 0, 255).astype(np.uint8)
    found = Held(still=True)(picture, person, figure, {1: Cover(hand, None)}, ())
    assert not covered(found).any()


@pytest.mark.parametrize("skin", [True, False])
def test_a_hand_that_hides_behind_what_it_holds_is_in_front(figure, person, skin):
    held = Held(still=True)
    points = person.points.copy()
    points[[15, 17, 19], :2] = middle(figure) + np.array([60, 30])
    person = replace(person, points=points)
    x, y = np.rint(points[15, :2]).astype(int)
    rgb = picture(figure, None, None)
    assert not covered(held(rgb, person, figure, {}, ())).any(), (
        "nothing is held before a plain shirt"
    )
    rgb[y - 40 : y + 40, x - 25 : x + 25] = 30, 140, 70
    if skin:
        rgb[y - 10 : y + 10, x - 40 : x - 25] = 205, 150, 120
    found = covered(held(rgb, person, figure, {}, ()))
    assert found[y - 36 : y + 36, x - 22 : x + 22].mean() > 0.9
    assert not found[y - 80 : y - 50].any()


def test_a_hand_too_quick_for_the_model_is_in_front(figure, person):
    points = person.points.copy()
    points[[15, 17, 19], :2] = middle(figure) + np.array([60, 30])
    person = replace(person, points=points)
    x, y = np.rint(points[15, :2]).astype(int)
    other = hand_at(figure, -70, 30)
    skin = np.array([195, 142, 114], np.float32)
    blot = np.zeros(_SIZE[::-1], np.float32)
    cv2.circle(blot, (int(x), int(y)), 16, (1.0,), -1)
    blot = cv2.GaussianBlur(blot, (0, 0), 8)[..., None]
    rgb = blot * skin + (1 - blot) * np.array([120, 128, 140], np.float32)
    rgb[silhouette(other, _SIZE) > 0] = skin
    rgb = np.rint(rgb + np.random.default_rng(3).normal(0, 2, rgb.shape)).astype(np.uint8)
    covers = {1: Cover(other, None)}
    found = covered(Held(still=True)(rgb, person, figure, covers, ()))
    assert found[y - 12 : y + 12, x - 12 : x + 12].all()
    assert found.sum() < 60**2


def test_what_is_far_from_hands_is_worn(figure, person):
    held = Held()
    held(picture(figure, None, None), person, figure, {}, ())
    rgb = picture(figure, None, None)
    x, y = np.rint(middle(figure)).astype(int)
    rgb[y - 30 : y, x - 20 : x + 20] = 30, 140, 70
    assert held(rgb, person, figure, {}, ()) == ()


def test_a_thing_goes_where_the_points_on_it_go(figure):
    thing = Silhouette(Box(300, 200, 40, 60), np.ones((8, 8), np.float32))
    points = np.array([[310, 220], [320, 230], [330, 240], [200, 100], [450, 300]], np.float32)
    places = points.copy()
    places[:3] += 12, -7
    box = carry_thing(thing, points, places, torso_px(figure)).box
    assert abs(box.x - 312) <= 1
    assert abs(box.y - 193) <= 1
