from dataclasses import replace

import numpy as np
import pytest

from tryon.app.badge import Calm, unseen
from tryon.core.scene import UNKNOWN_LIGHT, Cause, ColourError, Face, Frame, Scene
from tryon.light.badge import Badge, Verdict
from tryon.light.display import USUAL_DISPLAY_DE2000, Display

SECOND_NS = 1_000_000_000


def error(p80: float, cause: Cause = Cause.LIGHT) -> ColourError:
    return ColourError("lipstick", 0.7 * p80, p80, 1.2 * p80, "verified", cause)


def calmed(calm: Calm, errors: list[ColourError], now_ns: int) -> Badge:
    return calm(errors, now_ns, Display(0.0))


def test_what_is_shown_is_never_better_than_it_is() -> None:
    calm = Calm()
    figures = [1.0 + 0.37 * (i * 7 % 11) / 11 for i in range(120)]
    for i, figure in enumerate(figures):
        shown = calmed(calm, [error(figure)], i * SECOND_NS // 30)
        assert shown.de2000 is not None
        assert shown.de2000 >= figure - 1e-9


def test_a_noisy_figure_does_not_flicker() -> None:
    calm = Calm()
    shown = [
        calmed(calm, [error(1.5 + 0.3 * (i * 7 % 11) / 11)], i * SECOND_NS // 30).de2000
        for i in range(300)
    ]
    assert len(set(shown[60:])) == 1


def test_worse_at_once_and_better_after_two_seconds() -> None:
    calm = Calm()
    assert calmed(calm, [error(1.2)], 0).de2000 == pytest.approx(1.2)
    worse = calmed(calm, [error(7.1)], SECOND_NS)
    assert (worse.verdict, worse.de2000) == (Verdict.UNSURE, 7.5)
    assert calmed(calm, [error(1.2)], 2 * SECOND_NS).de2000 == 7.5
    assert calmed(calm, [error(1.2)], 4 * SECOND_NS).verdict is Verdict.TRUE


def test_dark_outweighs_any_figure() -> None:
    calm = Calm()
    calmed(calm, [error(30.0)], 0)
    assert calmed(calm, [error(2.0, Cause.DARK)], 1).verdict is Verdict.DARK


def test_what_is_known_least_speaks_for_all_that_is_worn() -> None:
    calm = Calm()
    assert calmed(calm, [error(1.2), error(5.6)], 0).de2000 == 6.0
    assert calmed(calm, [error(5.6), error(1.2, Cause.DARK)], 1).verdict is Verdict.DARK


def test_a_display_is_part_of_what_is_seen_on_it() -> None:
    measured, unmeasured = (
        Calm()([error(1.6)], 0, display) for display in (Display(1.0), Display())
    )
    assert measured == Badge(Verdict.TRUE, pytest.approx(2.1))
    assert unmeasured.verdict is Verdict.DISPLAY
    assert unmeasured.de2000 is not None
    assert unmeasured.de2000 > USUAL_DISPLAY_DE2000
    assert Calm()([error(8.0)], 0, Display()).verdict is Verdict.UNSURE, "the light is worse"
    assert Calm()([error(1.6, Cause.DARK)], 0, Display()).verdict is Verdict.DARK


def test_no_face_is_said_only_where_there_is_none() -> None:
    empty = Scene(Frame(np.zeros((48, 64, 3), np.uint8), 0, 0), UNKNOWN_LIGHT)
    face = Face(0, np.ones((478, 3), np.float32), np.eye(4, dtype=np.float32))
    assert unseen(None).verdict is Verdict.UNKNOWN
    assert unseen(empty).verdict is Verdict.UNKNOWN
    assert unseen(replace(empty, faces=(face,))).verdict is Verdict.UNSEEN
