"""Paint must stick: on a face at rest with a sensor's noise, and on one that moves."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Frame, Need
from tryon.core.stopwatch import Stopwatch
from tryon.tracking.face import FaceTracker
from tryon.tracking.lip_shape import mesh_edges, outer_loop
from tryon.tracking.perceive import Perceive

SIDE = 720
FRAMES = 45
GRAIN = np.random.default_rng(4).normal(0, 3, (SIDE + 100, SIDE + 100, 3)).astype(np.int16)

Places = NDArray[np.float64]


def noisy(rgb: Bytes, rng: np.random.Generator) -> Bytes:
    y, x = rng.integers(0, 100, 2)
    return np.asarray(
        cv2.add(rgb, GRAIN[y : y + SIDE, x : x + SIDE], dtype=cv2.CV_8U), np.uint8
    )


def clip_of(portrait: Bytes, path: Places) -> Iterator[Bytes]:
    rng = np.random.default_rng(1)
    large = cv2.resize(portrait, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    for x, y in path:
        step = np.array([[1, 0, x], [0, 1, y]])
        moved = cv2.warpAffine(large, step, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
        yield noisy(np.asarray(moved, np.uint8), rng)


def painted(frames: Iterable[Bytes]) -> tuple[Places, list[Bytes], float]:
    """Centroid of the mask in each frame, px; the masks; the mouth's width, px."""
    perceive = Perceive(light=lambda frame, faces: UNKNOWN_LIGHT)
    places, masks, width_px = [], [], 0.0
    for index, rgb in enumerate(frames):
        frame = Frame(rgb, index * 33_333_333, index)
        (face,) = perceive(frame, frozenset({Need.LIPS}), Stopwatch()).faces
        assert face.lips is not None
        mask = np.zeros((SIDE, SIDE), np.float32)
        mask[face.lips.box.rows, face.lips.box.columns] = face.lips.coverage
        moments = cv2.moments(mask)
        places.append((moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]))
        masks.append(cv2.convertScaleAbs(mask, alpha=255.0))
        width_px = face.lips.width_px
    perceive.close()
    return np.array(places), masks, width_px


def test_paint_on_a_face_at_rest_does_not_shimmer(portrait: Bytes) -> None:
    places, masks, width_px = painted(clip_of(portrait, np.zeros((FRAMES, 2))))
    assert np.linalg.norm(places[10:].std(0)) / width_px < 0.0012
    changed = [cv2.absdiff(a, b).sum() / a.sum() for a, b in pairwise(masks[10:])]
    assert np.mean(changed) < 0.012


@pytest.mark.parametrize("way_px", [20.0, 60.0])
def test_paint_on_a_moving_face_stays_where_it_was_put_first(
    portrait: Bytes, way_px: float
) -> None:
    time_s = np.arange(FRAMES) / 30
    path = np.stack(
        [way_px * np.sin(2 * np.pi * time_s), way_px / 3 * np.sin(np.pi * time_s)], 1
    )
    places, _, width_px = painted(clip_of(portrait, path))
    off = np.linalg.norm(places - places[0] - path, axis=1)[10:] / width_px
    assert off.mean() < 0.006
    assert np.quantile(off, 0.95) < 0.009


@pytest.mark.parametrize("side_px", [200, 280, 360])
def test_a_small_mouth_stays_where_it_was_met(portrait: Bytes, side_px: int) -> None:
    small = cv2.resize(portrait, (side_px, side_px), interpolation=cv2.INTER_AREA)
    around = cv2.copyMakeBorder(small, 100, 100, 100, 100, cv2.BORDER_REPLICATE)
    rgb, tracker, mouths = np.asarray(around, np.uint8), FaceTracker(), []
    for index in range(30):
        (face,) = tracker.track(Frame(rgb, index * 33_333_333, index))
        mouths.append(outer_loop(mesh_edges(face.points))[:, :2])
    tracker.close()
    off = np.linalg.norm(np.mean(mouths[-10:], axis=0) - mouths[0], axis=1)
    assert off.mean() / np.ptp(mouths[0][:, 0]) < 0.002
