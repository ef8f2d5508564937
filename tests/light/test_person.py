from dataclasses import replace

import numpy as np

from tryon.core.scene import Face
from tryon.light.person import People

SECOND = 1_000_000_000


def test_a_face_that_returns_keeps_its_name(portrait_face: Face) -> None:
    people, again = People(), replace(portrait_face, identity=5)
    assert people((portrait_face,), 0) == {0: 0}
    assert people((), SECOND // 2) == {}
    assert people((again,), SECOND) == {5: 0}
    assert people((again,), 2 * SECOND) == {5: 0}


def test_later_or_elsewhere_it_is_someone_else(portrait_face: Face) -> None:
    aside = (portrait_face.points + np.array([150, 0, 0])).astype(np.float32)
    for someone, when_ns in (
        (replace(portrait_face, identity=5), 2 * SECOND),
        (replace(portrait_face, identity=5, points=aside), SECOND // 2),
    ):
        people = People()
        people((portrait_face,), 0)
        assert people((someone,), when_ns) == {5: 5}


def test_who_is_still_there_is_not_replaced(portrait_face: Face) -> None:
    people, beside = People(), replace(portrait_face, identity=5)
    people((portrait_face,), 0)
    assert people((portrait_face, beside), SECOND // 10) == {0: 0, 5: 5}
