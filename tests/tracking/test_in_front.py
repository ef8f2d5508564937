"""Hands before the body stay visible."""

import numpy as np

from tryon.core.scene import Frame
from tryon.tracking.body import BodyTracker


def test_hands_of_the_signing_people_are_in_front(shared_data):
    from tryon.sources.still import read_photo

    tracker = BodyTracker(still=True)
    found = {}
    for name in ("intel_asl_book_f50", "intel_asl_please_f36", "intel_asl_walk_f45"):
        rgb = read_photo(shared_data / "bodies" / f"{name}.png")
        body = tracker.track(Frame(rgb, 0, 0), ())
        assert body
        assert body.in_front, name
        box, coverage = body.in_front.box, body.in_front.coverage
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= rgb.shape[1]
        assert box.y + box.height <= rgb.shape[0]
        found[name] = float(coverage.sum()) / rgb.shape[0] ** 2
    tracker.close()
    assert all(0.004 < share < 0.12 for share in found.values()), found


def test_a_portrait_without_hands_has_nothing_in_front(portrait):
    tracker = BodyTracker(still=True)
    body = tracker.track(Frame(np.ascontiguousarray(portrait[:330]), 0, 0), ())
    tracker.close()
    assert body is None or body.in_front is None
