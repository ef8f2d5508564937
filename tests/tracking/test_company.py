"""Who is dressed stays dressed, and nobody else is."""

import numpy as np
import pytest

from tryon.core.scene import Face
from tryon.tracking.company import Company
from tryon.tracking.people import Person, PersonModels


@pytest.fixture(scope="module")
def person(portrait: np.ndarray) -> Person:
    models = PersonModels()
    found = models.see(portrait, models.search(portrait)[0])
    models.close()
    assert found is not None
    return found


def face(identity: int, person: Person, aside_px: float = 0.0) -> Face:
    points = np.zeros((478, 3), np.float32)
    points[:, :2] = person.points[0, :2] + np.array([aside_px, 0], np.float32)
    return Face(identity, points, np.eye(4, dtype=np.float32))


@pytest.fixture
def company(portrait: np.ndarray, person: Person) -> Company:
    made = Company()
    made.keep(portrait, person, [face(7, person), face(8, person, 300)], 0)
    return made


def test_who_was_dressed_is_no_other(company, portrait, person):
    assert not company.is_other(portrait, person, [face(7, person)])
    assert not company.is_other(portrait, person, []), "turned around"
    assert not company.is_other(portrait, person, [face(9, person)]), "a face found anew"


def test_a_body_that_parts_from_its_face_is_somebody_elses(company, portrait, person):
    assert company.is_other(portrait, person, [face(7, person, 300)])


def test_who_was_seen_beside_is_other(company, portrait, person):
    assert company.is_other(portrait, person, [face(8, person)])


def test_who_returns_is_known_by_their_clothes(company, portrait, person):
    company.wait(33_000_000)
    assert not company.is_other(portrait, person, [])
    assert company.is_other(255 - portrait, person, [face(7, person)])
    company.keep(portrait, person, [], 66_000_000)
    assert not company.is_other(255 - portrait, person, [face(7, person)]), "a lamp went off"


def test_who_stays_away_is_forgotten(company, portrait, person):
    for seconds, is_awaited in ((0, True), (2, True), (4, False)):
        company.wait(seconds * 1_000_000_000)
        assert company.is_awaited == is_awaited
    company.part()
    assert not company.is_other(255 - portrait, person, [face(8, person)])
