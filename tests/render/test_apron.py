"""Cloth that is drawn out over what is worn below it."""

import numpy as np
import pytest

from tryon.core.layer import Clothes
from tryon.core.scene import Box, Bytes, Floats, Silhouette
from tryon.render.apron import apron
from tryon.render.shadow import Cells

HEIGHT, WIDTH, SIDE, PIXELS_PER_M = 240, 300, 3, 500.0
JACKET, WALL, SHIRT = (30, 32, 40), (150, 160, 150), (220, 90, 60)
#: Columns of the shirt, and of the jacket below it: 2.4 cm wider on each side.
SHIRT_X, JACKET_X = (100, 200), (88, 212)
#: Rows of both.
SHIRT_Y, JACKET_Y = (30, 150), (30, 220)


def filled(rows: tuple[int, int], columns: tuple[int, int]) -> Bytes:
    there = np.zeros((HEIGHT, WIDTH), np.uint8)
    there[slice(*rows), slice(*columns)] = 255
    return there


def dressed(
    jacket: Bytes, *, colour: tuple[int, int, int] = JACKET
) -> tuple[Clothes, Bytes, Bytes, Bytes, Floats, Cells]:
    """Somebody in a jacket under a shirt, before a wall."""
    person = Silhouette(Box(0, 0, WIDTH, HEIGHT), np.float32(jacket / np.float32(255)))
    picture = np.full((HEIGHT, WIDTH, 3), WALL, np.uint8)
    picture[jacket > 0] = JACKET
    cloth = filled(SHIRT_Y, SHIRT_X)
    picture[(jacket > 0) & (cloth == 0)] = colour
    codes = np.zeros_like(picture)
    codes[cloth > 0] = SHIRT
    cells = Cells(Box(0, 0, WIDTH, HEIGHT), SIDE, (WIDTH // SIDE, HEIGHT // SIDE), PIXELS_PER_M)
    away_m = np.float32(2.0) * (cloth[1::SIDE, 1::SIDE] > 0)
    return Clothes(person, person), picture, cloth, codes, away_m.astype(np.float32), cells


def test_strips_beside_cloth_are_covered_in_its_colour() -> None:
    clothes, picture, cloth, codes, away_m, cells = dressed(filled(JACKET_Y, JACKET_X))
    drawn_out = apron(clothes, picture, cloth, away_m, cells)
    assert drawn_out is not None
    out = drawn_out.coverage
    left, right = out[60:120, 90:99], out[60:120, 201:210]
    assert left.min() == right.min() == 255
    before = codes.copy()
    drawn_out.colour(codes)
    assert (codes[60:120, 90:99] == SHIRT).all()
    changed = (codes != before).any(2)
    assert (out[changed] > 0).all()
    assert not changed[cloth > 0].any()
    assert out[:, : JACKET_X[0] - SIDE].max() == 0  # never the wall
    assert out[SHIRT_Y[1] + 2 * SIDE :].max() == 0  # hems stay where they are


@pytest.mark.parametrize("kept", ["too wide", "of another colour", "on the mannequin", "skin"])
def test_what_is_no_strip_of_what_is_hidden_stays(kept: str) -> None:
    columns = (50, 250) if kept == "too wide" else JACKET_X
    colour = (60, 70, 200) if kept == "of another colour" else JACKET
    clothes, picture, cloth, _, away_m, cells = dressed(
        filled((0, HEIGHT), columns), colour=colour
    )
    if kept == "on the mannequin":
        away_m = np.full_like(away_m, 2.0)
    if kept == "skin":
        seen = Silhouette(clothes.seen.box, np.float32(cloth / np.float32(255)))
        clothes = Clothes(seen, clothes.person)
    assert apron(clothes, picture, cloth, away_m, cells) is None


def test_what_fades_in_is_drawn_out_as_faintly() -> None:
    clothes, picture, cloth, _, away_m, cells = dressed(filled(JACKET_Y, JACKET_X))
    out = apron(clothes, picture, (0.4 * cloth).astype(np.uint8), away_m, cells)
    assert out is not None
    assert out.coverage.max() == 102


@pytest.mark.parametrize("above", ["the wall", "a neck"])
def test_on_shoulders_strips_above_cloth_are_covered_and_collars_are_not(above: str) -> None:
    shoulders = filled((15, 220), JACKET_X)  # 3 cm higher than the shirt
    clothes, picture, cloth, _, away_m, cells = dressed(shoulders)
    if above == "a neck":
        body = np.maximum(shoulders, filled((0, 30), JACKET_X))
        clothes = Clothes(
            clothes.seen, Silhouette(clothes.seen.box, np.float32(body / np.float32(255)))
        )
    out = apron(clothes, picture, cloth, away_m, cells)
    assert out is not None, "beside it, too"
    covered = out.coverage[18:27, 110:190] == 255
    assert covered.mean() > 0.95 if above == "the wall" else not covered.any()
    assert out.coverage[:12].max() == 0


def test_straps_end_where_they_end() -> None:
    clothes, picture, cloth, _, away_m, cells = dressed(filled((15, 220), JACKET_X))
    straps = filled(SHIRT_Y, (108, 135)) | filled(SHIRT_Y, (165, 192))  # 5.4 cm each
    cloth[SHIRT_Y[0] : 110] = straps[SHIRT_Y[0] : 110]
    away_m *= cloth[1::SIDE, 1::SIDE] > 0
    out = apron(clothes, picture, cloth, away_m, cells)
    assert out is not None, "beside it"
    assert out.coverage[:24, 114:129].max() == out.coverage[:24, 171:186].max() == 0
