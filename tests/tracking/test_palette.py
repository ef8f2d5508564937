"""Colours are known where they are worn, beside that, and on arms and skin anywhere."""

import numpy as np

from tryon.tracking.palette import Palette

_SHIRT, _TROUSERS, _SLEEVE, _SKIN, _OTHER = 1111, 500, 2222, 3000, 3900
_NONE = np.zeros(0, np.intp)


def worn() -> np.ndarray:
    """A shirt above trousers: cells (160, 120) of colour."""
    cells = np.full((160, 120), _SHIRT)
    cells[120:] = _TROUSERS
    return cells


def learnt(cells: np.ndarray, pictures: int = 3) -> Palette:
    palette = Palette()
    arms, skin = np.full(100, _SLEEVE), np.full(100, _SKIN)
    for _ in range(pictures):
        palette.learn(cells, np.ones(cells.shape, np.float32), arms, skin)
    return palette


def test_a_colour_is_known_where_it_is_worn_and_beside():
    palette = learnt(worn())
    seen = np.full((160, 120), _TROUSERS)
    new = palette.is_new(seen)
    assert new[:80].all(), "trousers are no shirt"
    assert not new[100:].any(), "clothes move by a zone"
    for anywhere in (_SLEEVE, _SKIN):
        assert not palette.is_new(np.full((160, 120), anywhere)).any()
    assert palette.is_new(np.full((160, 120), _OTHER)).all()


def test_what_takes_little_of_a_place_is_rare_but_not_in_a_motley():
    cells = worn()
    cells[40:44, 60:64] = _OTHER
    seen = np.full((160, 120), _OTHER)
    palette = learnt(cells)
    assert not palette.is_new(seen)[42, 62]
    assert palette.is_rare(seen)[42, 62]
    assert not palette.is_rare(worn()).any()
    motley = np.random.default_rng(3).permutation(np.arange(160 * 120) % 4096)
    assert not learnt(motley.reshape(160, 120)).is_rare(seen).any()


def test_what_is_new_hardly_counts_once_anything_is_known():
    palette = learnt(worn())
    arms = np.full(100, _OTHER)
    palette.learn(worn(), np.zeros((160, 120), np.float32), arms, _NONE)
    assert palette.is_new(np.full((160, 120), _OTHER)).all()


def test_a_place_that_was_never_seen_knows_all_that_is_worn():
    half = np.ones((160, 120), np.float32)
    half[:100] = 0
    palette = Palette()
    palette.learn(worn(), half, _NONE, _NONE)
    assert not palette.knows_skin
    assert not palette.is_new(np.full((160, 120), _TROUSERS))[:60].any()
