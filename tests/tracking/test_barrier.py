"""What somebody is behind hides what they wear."""

from dataclasses import replace

import numpy as np
import pytest

from tryon.core.scene import Body, Figure, Frame, Silhouette
from tryon.tracking.barrier import Barrier
from tryon.tracking.body import BodyTracker
from tryon.tracking.carry import shown

SIZE = (512, 512)


@pytest.fixture(scope="module")
def body(portrait: np.ndarray) -> Body:
    tracker = BodyTracker(still=True)
    found = tracker.track(Frame(np.ascontiguousarray(portrait), 0, 0), ())
    tracker.close()
    assert found is not None
    return found


def parts(body: Body) -> tuple[Figure, Silhouette]:
    assert body.figure is not None
    assert body.silhouette is not None
    return body.figure, body.silhouette


def without(outline: Silhouette, rows: slice) -> Silhouette:
    """Leave rows of the picture out of a silhouette."""
    scale = outline.coverage.shape[0] / outline.box.height
    first, last = (round((row - outline.box.y) * scale) for row in (rows.start, rows.stop))
    coverage = outline.coverage.copy()
    coverage[max(first, 0) : last] = 0
    return replace(outline, coverage=coverage)


def at(before: Silhouette, x: float, y: float) -> float:
    box, cells = before.box, before.coverage
    column = int((x - box.x) * cells.shape[1] / box.width)
    row = int((y - box.y) * cells.shape[0] / box.height)
    return float(cells[row, column])


def test_nothing_is_before_who_is_seen_whole(body: Body) -> None:
    figure, outline = parts(body)
    assert Barrier(still=True)(figure, outline, SIZE) is None


def test_a_table_hides_what_is_below_its_edge(body: Body) -> None:
    figure, outline = parts(body)
    top = float(shown(figure)[[7, 15], 1].mean()) + 60
    table = without(outline, slice(int(top), 512))
    before = Barrier(still=True)(figure, table, SIZE)
    assert before is not None
    middle = float(shown(figure)[[7, 15], 0].mean())
    assert at(before, middle, top + 40) == 1
    assert at(before, middle, top - 15) < 0.1


def test_a_table_is_as_wide_as_skirts(body: Body) -> None:
    figure, outline = parts(body)
    shoulders, hips = (shown(figure)[bones] for bones in ([7, 15], [10, 18]))
    (_, top), (middle, low) = shoulders.mean(0), hips.mean(0)
    edge = round((top + low) / 2)
    before = Barrier(still=True)(figure, without(outline, slice(edge, 512)), SIZE)
    assert before is not None
    for aside in (-1.2, 1.2):
        assert at(before, middle + aside * (low - top), low) == 1


def test_a_strip_that_a_silhouette_lacks_is_a_mistake_of_it(body: Body) -> None:
    figure, outline = parts(body)
    top = float(shown(figure)[[7, 15], 1].mean()) + 60
    assert (
        Barrier(still=True)(figure, without(outline, slice(int(top), int(top) + 8)), SIZE)
        is None
    )


def test_what_is_half_a_person_by_itself_is_none(body: Body) -> None:
    """As cushions and skirts are, to the model; a hand before the table is surely one."""
    figure, outline = parts(body)
    top = float(shown(figure)[[7, 15], 1].mean()) + 60
    table = without(outline, slice(int(top), 512))
    middle = float(shown(figure)[[7, 15], 0].mean())
    for half, left in ((0.6, 1.0), (0.95, 0.0)):
        coverage = table.coverage.copy()
        scale = coverage.shape[0] / table.box.height
        x, y = (round(v * scale) for v in (middle - table.box.x, top + 40 - table.box.y))
        coverage[y - 2 : y + 3, x - 2 : x + 3] = half
        before = Barrier(still=True)(figure, replace(table, coverage=coverage), SIZE)
        assert before is not None
        assert at(before, middle, top + 40) == left


def test_in_a_clip_two_pictures_must_agree(body: Body) -> None:
    figure, outline = parts(body)
    barrier = Barrier()
    top = float(shown(figure)[[7, 15], 1].mean()) + 60
    table = without(outline, slice(int(top), 512))
    assert barrier(figure, table, SIZE) is None
    assert barrier(figure, table, SIZE) is not None
    assert barrier(figure, outline, SIZE) is None
    assert barrier(figure, table, SIZE) is None
