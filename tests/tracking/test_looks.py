"""Several looks at one person agree better with those at the mirrored picture than one does."""

import numpy as np

from tryon.tracking.looks import thorough
from tryon.tracking.people import Person, PersonModels

_SIDES_CHANGED = [12, 11, 14, 13, 24, 23]
_SIDES = [11, 12, 13, 14, 23, 24]


def test_a_mirror_changes_sides_and_little_else(portrait):
    models = PersonModels()
    seen = models.see(portrait, models.search(portrait)[0])
    assert seen is not None
    again = models.see(portrait, seen.square, mirrored=True)
    models.close()
    assert again is not None
    left, right = again.points[11, 0], again.points[12, 0]
    assert right < 224 < left, "left and right are still the person's"
    assert np.abs(again.points[:13, :2] - seen.points[:13, :2]).max() < 25
    assert np.abs(again.mask - seen.mask).mean() < 0.03


def test_the_model_says_the_same_of_a_mirrored_person(portrait):
    models = PersonModels()
    mirrored = np.ascontiguousarray(portrait[:, ::-1])

    def apart(other: Person, one: Person) -> float:
        depths = other.world[_SIDES_CHANGED, 2] - one.world[_SIDES, 2]
        return float(np.abs(depths).mean())

    one = models.see(portrait, models.search(portrait)[0])
    assert one is not None
    square = one.square.copy()
    # the same square in the mirrored picture, upright as this one nearly is
    square[:, :2] = np.eye(2) * np.hypot(*one.square[:, 0])
    square[:, 2] = one.square @ (0.5, 0.5, 1) - square[:, :2] @ (0.5, 0.5)
    one = models.see(portrait, square)
    there = square.copy()
    there[0, 2] = portrait.shape[1] - square[0, 2] - square[0, 0]
    other = models.see(mirrored, there)
    assert one is not None
    assert other is not None
    all_one = thorough(models, portrait, one)
    all_other = thorough(models, mirrored, other)
    models.close()
    assert apart(all_other, all_one) < 0.35 * apart(other, one)
