"""Ways to wear something, on a real mouth."""

import dataclasses
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tryon.app.board import Board, Chores
from tryon.app.parts import dress
from tryon.app.sampling import Sampling, mouth_box
from tryon.app.state import State, Worn
from tryon.catalogue.collection import load_catalogue
from tryon.catalogue.product import Liner
from tryon.core.scene import Bytes, Frame, Need, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.effects.blend import Blend
from tryon.render.compositor import Compositor
from tryon.tracking.perceive import Perceive

Mirror = Any  # tests/app/conftest.py
Wait = Callable[..., None]

PRODUCTS = load_catalogue().products
RED, PINK = PRODUCTS["demo-lip-01"], PRODUCTS["demo-lip-04"]
WORN = Worn(RED, RED.finish, 2.0)


@pytest.fixture(scope="module")
def scene(portrait: Bytes) -> Iterator[Scene]:
    perceive = Perceive(still=True)
    yield perceive(Frame(portrait, 0, 0), frozenset({Need.LIPS}), Stopwatch())
    perceive.close()


@pytest.fixture
def desk(scene: Scene) -> Iterator[SimpleNamespace]:
    board = Board(State(), lambda: None)
    chores = Chores(board)
    parts: Any = SimpleNamespace(dress=dress, make_compose=Compositor)
    engine: Any = SimpleNamespace(last=(scene, None))
    sampling = Sampling(board, chores, parts, lambda: engine)
    yield SimpleNamespace(board=board, sampling=sampling, engine=engine)
    chores.finish()


def test_each_way_is_tried_on_the_persons_own_lips(
    desk: SimpleNamespace, wait_until: Wait
) -> None:
    ways = {
        "one": WORN,
        "two": dataclasses.replace(WORN, blend=Blend.TWO_TONE, second=PINK),
        "lined": dataclasses.replace(WORN, liner=Liner(PRODUCTS["demo-lip-03"], 3.0)),
    }
    desk.sampling.show(ways)
    wait_until(lambda: desk.board.state.samples)
    samples = desk.board.state.samples
    assert list(samples) == ["one", "two", "lined"]
    assert all(sample.shape == (112, 176, 3) for sample in samples.values())
    one, two, lined = (sample.astype(int) for sample in samples.values())
    changed = np.abs(two - one).max(2) > 25
    assert changed[60:].sum() > 400, "the lower lip has the second colour"
    assert changed[:40].sum() < 40
    assert (np.abs(lined - one).max(2) > 15).sum() > 300
    desk.sampling.show({})
    assert not desk.board.state.samples, "nothing is kept of a page that was left"


def test_samples_are_mirrored_as_the_mirror_is(desk: SimpleNamespace, wait_until: Wait) -> None:
    desk.sampling.show({"one": WORN})
    wait_until(lambda: desk.board.state.samples)
    before = desk.board.state.samples["one"]
    desk.board.change(is_mirrored=True, samples={})
    desk.sampling.show({"one": WORN, "again": WORN})
    wait_until(lambda: desk.board.state.samples)
    assert np.array_equal(desk.board.state.samples["one"], before[:, ::-1])


def test_the_same_ways_are_not_painted_all_the_time(
    desk: SimpleNamespace, wait_until: Wait
) -> None:
    desk.sampling.show({"one": WORN})
    wait_until(lambda: desk.board.state.samples)
    first = desk.board.state.samples
    for _ in range(5):
        desk.sampling.show({"one": WORN})
    assert not desk.sampling._is_waiting
    desk.sampling.show({"other": WORN})
    wait_until(lambda: "other" in desk.board.state.samples)
    assert desk.board.state.samples is not first


def test_without_a_mouth_there_is_nothing_to_show(
    desk: SimpleNamespace, scene: Scene, wait_until: Wait
) -> None:
    desk.sampling.show({"one": WORN})
    wait_until(lambda: desk.board.state.samples)
    nobody = Scene(scene.frame, scene.light)
    assert mouth_box(nobody) is None
    desk.engine.last = (nobody, None)
    desk.sampling.show({"two": WORN})
    wait_until(lambda: not desk.board.state.samples)


def test_a_mouth_at_the_edge_stays_inside_the_picture(scene: Scene) -> None:
    face = scene.faces[0]
    assert face.lips is not None
    whole = mouth_box(scene)
    assert whole is not None
    width, _ = scene.frame.size
    box = dataclasses.replace(face.lips.box, x=width - face.lips.box.width, y=0)
    lips = dataclasses.replace(face.lips, box=box)
    moved = dataclasses.replace(scene, faces=(dataclasses.replace(face, lips=lips),))
    place = mouth_box(moved)
    assert place is not None
    assert place.x + place.width <= width
    assert place.y >= 0
    assert place.width < whole.width


def test_the_window_offers_what_the_open_page_is_about(mirror: Mirror) -> None:
    ways = mirror.window.panel.ways
    assert not ways.offered(), "finishes are balls"
    mirror.click("Two colours")
    blends = {worn.blend for worn in ways.offered().values()}
    assert blends == {None, *Blend}
    mirror.click("Lip liner")
    assert [worn.liner is None for worn in ways.offered().values()] == [True, False, False]
    mirror.click("Bare lips")
    mirror.until(lambda: not ways.offered())
