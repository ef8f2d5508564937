import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from tryon.app.studio.program import (
    RECOVERED,
    STALE_S,
    Direction,
    Instead,
    Program,
    Showing,
    is_fit,
    out_size,
)
from tryon.core.scene import UNKNOWN_LIGHT, Box, Picture, Report
from tryon.labels.card import Card
from tryon.labels.lower_third import LowerThird

FACE = (0, Box(70, 20, 40, 50))
BARE, DRESSED = 40, 200


class Kept:
    """An output that keeps what came."""

    backlog = 64

    def __init__(self) -> None:
        self.pictures: list[Picture] = []

    def open(self, size: tuple[int, int], fps: float) -> None: ...

    def write(self, picture: Picture) -> None:
        self.pictures.append(picture)

    def close(self) -> None: ...

    @property
    def levels(self) -> list[int]:
        return [int(picture.rgb[5, 5, 0]) for picture in self.pictures]


def picture(level: int, is_found: bool = True, size: tuple[int, int] = (160, 90)) -> Picture:
    rgb = np.full((size[1], size[0], 3), level, np.uint8)
    report = Report({}, (FACE,) if is_found else (), UNKNOWN_LIGHT)
    return Picture(rgb, time.monotonic_ns(), 0, report)


@pytest.fixture
def program() -> Iterator[Program]:
    made = Program()
    made.direction = Direction(is_dressed=True, card=Card("Back soon", ground="#0000FF"))
    yield made
    made.finish()


@pytest.fixture
def kept(program: Program) -> Kept:
    kept = Kept()
    program.attach(kept)
    return kept


def feed(program: Program, level: int, count: int, is_found: bool = True) -> None:
    for _ in range(count):
        program.write(picture(level, is_found))
        time.sleep(0.012)


def test_a_lost_face_is_never_shown_bare(program: Program, kept: Kept) -> None:
    feed(program, DRESSED, 6)
    feed(program, BARE, 10, is_found=False)
    assert program.showing is Showing.FROZEN
    feed(program, DRESSED, 40)
    assert program.showing is Showing.LIVE
    time.sleep(0.05)
    first = kept.levels.index(DRESSED)
    assert BARE not in kept.levels
    assert set(kept.levels[first + 20 :]) == {DRESSED}


def test_one_good_picture_alone_does_not_flash(program: Program, kept: Kept) -> None:
    feed(program, DRESSED, 5)
    for _ in range(4):
        feed(program, BARE, 2, is_found=False)
        feed(program, 90, RECOVERED - 1)
    time.sleep(0.05)
    assert 90 not in kept.levels


def test_the_first_pictures_without_anybody_are_the_card(program: Program, kept: Kept) -> None:
    feed(program, BARE, 5, is_found=False)
    time.sleep(0.05)
    assert program.showing is Showing.CARD
    assert BARE not in kept.levels


def test_a_silent_camera_freezes_then_shows_the_card(
    program: Program, kept: Kept, wait_until: Callable[..., None]
) -> None:
    program.direction = replace(program.direction, failsafe=Instead.CARD)
    feed(program, DRESSED, 5)
    wait_until(lambda: program.showing is Showing.FROZEN, 2)
    wait_until(lambda: program.showing is Showing.CARD, 4)
    wait_until(lambda: kept.pictures[-1].rgb[2, 2].tolist() == [0, 0, 255], 2)
    stamps = [picture.captured_ns for picture in kept.pictures]
    assert all(later > earlier for earlier, later in itertools.pairwise(stamps))
    gaps = np.diff([s for s in stamps if s > stamps[0]])
    assert gaps.max() < 1e9 * (STALE_S + 0.5)  # outputs never starve


def test_panic_holds_until_it_is_let_go(program: Program, kept: Kept) -> None:
    feed(program, DRESSED, 4)
    program.direction = replace(program.direction, is_panic=True)
    feed(program, 120, 6)
    assert program.showing is Showing.FROZEN
    time.sleep(0.05)
    assert 120 not in kept.levels
    program.direction = replace(program.direction, is_panic=False)
    feed(program, 120, 40)
    time.sleep(0.05)
    assert kept.levels[-1] == 120
    steps = np.abs(np.diff(kept.levels[kept.levels.index(DRESSED) :]))
    assert steps.max() <= 40  # it comes back by a fade, not by a jump


def test_bare_on_purpose_is_shown(program: Program, kept: Kept) -> None:
    program.direction = replace(program.direction, is_dressed=False)
    feed(program, BARE, 40, is_found=False)
    time.sleep(0.05)
    assert kept.levels[-1] == BARE


def test_a_broken_product_counts_as_bare() -> None:
    direction = Direction(is_dressed=True)
    assert is_fit(picture(0), direction)
    assert not is_fit(picture(0), replace(direction, is_broken=True))
    assert not is_fit(picture(0, is_found=False), direction)


@pytest.mark.parametrize(("aspect", "size"), [(9 / 16, (90, 160)), (1.0, (90, 90))])
def test_other_shapes_keep_the_face(
    program: Program, kept: Kept, aspect: float, size: tuple[int, int]
) -> None:
    program.direction = replace(program.direction, aspect=aspect)
    feed(program, DRESSED, 3)
    time.sleep(0.05)
    out = [p for p in kept.pictures if p.report.faces][-1]
    assert (out.rgb.shape[1], out.rgb.shape[0]) == size == out_size((160, 90), aspect)
    (_, box), window = out.report.faces[0], program.window
    assert window is not None
    assert abs(box.x + box.width / 2 - size[0] / 2) <= 2
    assert window.x <= 70
    assert window.x + window.width >= 110


def test_the_card_of_the_lower_third_is_drawn_and_stays_inside(program: Program) -> None:
    third = LowerThird("A very long name of a lipstick · ¥129", "for reference", (150, 20, 40))
    for size in ((1280, 720), (720, 1280), (720, 720), (90, 160)):
        rgb = np.zeros((size[1], size[0], 3), np.uint8)
        box, marked = third.box(size), third.write_on(rgb)
        assert box.x + box.width <= size[0]
        assert box.y + box.height <= size[1]
        assert marked[box.rows, box.columns].any()
        marked[box.rows, box.columns] = 0
        assert not marked.any()
