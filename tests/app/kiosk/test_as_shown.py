"""A clip is cut to the mirror, and keeps one shape while that follows a face."""

from types import MappingProxyType

import numpy as np

from tryon.app.kiosk.as_shown import AsShown, as_shown
from tryon.app.screen import Pane, Screen
from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Picture, Report


class Tape:
    backlog = 3

    def __init__(self) -> None:
        self.size = (0, 0)
        self.pictures: list[Bytes] = []
        self.is_closed = False

    def open(self, size: tuple[int, int], fps: float) -> None:
        self.size = size

    def write(self, picture: Picture) -> None:
        self.pictures.append(picture.rgb)

    def close(self) -> None:
        self.is_closed = True


def columns(width: int = 160, height: int = 90) -> Bytes:
    """Every column says in red where it is."""
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[..., 0] = np.arange(width)
    return rgb


def screen_of(pane: Pane) -> Screen:
    screen = Screen(lambda: None)
    screen.pane = pane
    return screen


def test_a_photo_is_the_part_that_is_seen_unmirrored() -> None:
    screen = screen_of(Pane(450, 900, is_mirrored=True, fills=True, at=(0.25, 0.5)))
    seen = as_shown(columns(), screen)
    assert seen.shape == (90, 45, 3)
    assert (seen[0, 0, 0], seen[0, -1, 0]) == (18, 62)


def test_a_clip_follows_the_face_in_one_even_shape() -> None:
    screen, tape = screen_of(Pane(450, 900, fills=True)), Tape()
    sink = AsShown(tape, screen)
    assert sink.backlog == 3
    sink.open((160, 90), 30)
    panes = (
        screen.pane,
        Pane(450, 900, fills=True, at=(1.0, 0.5)),
        Pane(600, 900, fills=True, at=(0.0, 0.5)),  # a drawer has opened below
    )
    for index, pane in enumerate(panes):
        screen.pane = pane
        report = Report(MappingProxyType({}), (), UNKNOWN_LIGHT)
        sink.write(Picture(columns(), index, index, report))
    sink.close()
    assert tape.size == (44, 90)
    assert [rgb.shape for rgb in tape.pictures] == [(90, 44, 3)] * 3
    assert [int(rgb[0, 0, 0]) for rgb in tape.pictures] == [58, 115, 8]
    assert tape.is_closed
