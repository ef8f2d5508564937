"""Lips on photographs that people outlined, and on what a worse camera would make of them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tryon.core.scene import Box, Bytes, Floats, Frame
from tryon.tracking.face import FaceTracker
from tryon.tracking.lip_shape import fill, mesh_edges, outer_loop
from tryon.tracking.lips import find_lips

Outlined = tuple[Bytes, Floats, Floats]
"""A photograph, and the outer and inner outline of its lips, px."""


@pytest.fixture(scope="module")
def tracker() -> Iterator[FaceTracker]:
    tracker = FaceTracker(still=True)
    yield tracker
    tracker.close()


@pytest.fixture(scope="module")
def people(shared_data: Path) -> list[Outlined]:
    """Every seventh of the acceptance run, without most of what is around them."""
    folder = shared_data / "faces_annotated"
    outlines = json.loads((folder / "lips_polygons.json").read_text())["images"]
    people = []
    for name in sorted(outlines)[::7]:
        outer, inner = (np.array(outlines[name][k], np.float32) for k in ("outer", "inner"))
        middle, reach = outer.mean(0), 2.8 * float(np.ptp(outer[:, 0]))
        x, y = np.maximum(middle - (reach, 1.5 * reach), 0).astype(int)
        right, bottom = (middle + reach).astype(int)
        bgr = cv2.imread(str(folder / name))[y:bottom, x:right]
        rgb = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
        people.append((rgb, outer - (x, y), inner - (x, y)))
    return people


def scores(people: list[Outlined], tracker: FaceTracker) -> tuple[Floats, Floats]:
    """Intersection over union with the people's outlines, of our lips and of the raw mesh."""
    ours, mesh = [], []
    for index, (rgb, outer, inner) in enumerate(people):
        (face, *_) = tracker.track(Frame(rgb, index, index))
        frame = Box(0, 0, *rgb.shape[1::-1])
        truth = fill(frame, [(outer, 1), (inner, 0)])
        raw = fill(frame, [(outer_loop(mesh_edges(face.points[:, :2])), 1)])
        found = np.zeros_like(truth)
        lips = find_lips(rgb, face, None)
        if lips is not None:
            found[lips.box.rows, lips.box.columns] = lips.coverage
        for all_of_them, one in ((ours, found), (mesh, raw)):
            all_of_them.append(np.minimum(one, truth).sum() / np.maximum(one, truth).sum())
    return np.array(ours, np.float32), np.array(mesh, np.float32)


@pytest.fixture(scope="module")
def plain(people: list[Outlined], tracker: FaceTracker) -> tuple[Floats, Floats]:
    return scores(people, tracker)


def test_people_would_draw_the_same_outline(plain: tuple[Floats, Floats]) -> None:
    ours, mesh = plain
    assert np.median(ours) > 0.87
    assert ours.min() > 0.75
    assert ours.mean() > mesh.mean() + 0.02


def relit(rgb: Bytes, gain: tuple[float, float, float], noise: float = 0.0) -> Bytes:
    """As if lit by another lamp: a gain of linear light, and noise of the code values."""
    seen = 255 * ((rgb / 255) ** 2.2 * gain) ** (1 / 2.2)
    seen += np.random.default_rng(1).normal(0, noise, seen.shape)
    return np.clip(np.round(seen), 0, 255).astype(np.uint8)


def turned(person: Outlined, by_deg: float) -> Outlined:
    rgb, outer, inner = person
    size = rgb.shape[1], rgb.shape[0]
    turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), by_deg, 0.8)
    seen = np.asarray(cv2.warpAffine(rgb, turn, size, flags=cv2.INTER_AREA), np.uint8)
    turn = turn.astype(np.float32)
    return seen, outer @ turn[:, :2].T + turn[:, 2], inner @ turn[:, :2].T + turn[:, 2]


def compressed(rgb: Bytes) -> Bytes:
    _, jpeg = cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, 40])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)


def halved(person: Outlined) -> Outlined:
    rgb, outer, inner = person
    size = rgb.shape[1] // 2, rgb.shape[0] // 2
    smaller = np.array(size, np.float32) / (rgb.shape[1], rgb.shape[0])
    seen = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    return seen, outer * smaller, inner * smaller


@pytest.mark.parametrize(
    "worsen",
    [
        lambda p: turned(p, 30.0),
        lambda p: turned(p, -45.0),
        lambda p: (relit(p[0], (0.12, 0.12, 0.12), noise=4.0), *p[1:]),
        lambda p: (relit(p[0], (1.0, 0.62, 0.28)), *p[1:]),
        lambda p: (compressed(p[0]), *p[1:]),
        halved,
    ],
    ids=["tilted", "tilted more", "dark and noisy", "warm", "compressed", "half the size"],
)
def test_a_worse_picture_is_outlined_as_well(
    worsen: Callable[[Outlined], Outlined],
    people: list[Outlined],
    plain: tuple[Floats, Floats],
    tracker: FaceTracker,
) -> None:
    ours, _ = scores([worsen(person) for person in people], tracker)
    assert np.median(ours) > np.median(plain[0]) - 0.02
    assert ours.mean() > plain[0].mean() - 0.02
