"""Things before the mouth of a real portrait: drawn, so that it is known what they hide."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from tryon.core.scene import Bytes, Face, Floats, Frame, Lips
from tryon.tracking.face import FaceTracker
from tryon.tracking.lip_colour import log_rgb
from tryon.tracking.lip_hidden import Glimpse, glimpse, shows_lips
from tryon.tracking.lip_shape import cut_patch, mesh_edges, place_patch
from tryon.tracking.lips import find_lips
from tryon.tracking.second_look import in_sight


@pytest.fixture(scope="module")
def large(portrait: Bytes) -> Bytes:
    """The portrait's face, twice as large: (480, 400, 3)."""
    part = portrait[10:250, 120:320]
    return np.asarray(cv2.resize(part, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))


@pytest.fixture(scope="module")
def face(large: Bytes) -> Face:
    tracker = FaceTracker(still=True)
    (face,) = tracker.track(Frame(large.copy(), 0, 0))
    tracker.close()
    return face


def before(rgb: Bytes, outline: Floats, colour: tuple[int, int, int]) -> tuple[Bytes, Floats]:
    """Hold something of one colour, a little noisy, before a picture; and where it is."""
    mask = np.zeros(rgb.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
    share = mask[..., None] / np.float32(255)
    noise = np.random.default_rng(1).normal(0, 2, rgb.shape)
    shown = rgb * (1 - share) + (np.array(colour) + noise) * share
    return np.clip(shown, 0, 255).astype(np.uint8), share[..., 0]


def whole(lips: Lips | None, like: Floats) -> Floats:
    painted = np.zeros_like(like)
    if lips is not None:
        painted[lips.box.rows, lips.box.columns] = lips.coverage
    return painted


def corners(face: Face) -> tuple[Floats, float]:
    left, right = face.points[61, :2], face.points[291, :2]
    return (left + right) / 2, float(np.hypot(*(right - left)))


def cup(face: Face) -> Floats:
    """The right half of the mouth, and the chin below."""
    middle, width = corners(face)
    shape = np.array([(0.05, -0.5), (0.9, -0.5), (0.9, 0.8), (0.05, 0.8)])
    return np.asarray(middle + shape * width, np.float32)


def straw(face: Face) -> Floats:
    middle, width = corners(face)
    shape = np.array([(0.1, 0.0), (0.2, 0.0), (0.2, 1.0), (0.1, 1.0)])
    return np.asarray(middle + shape * width, np.float32)


def closed(face: Face) -> Floats:
    """Points of the face as the mesh sees a mouth that is hidden."""
    points = face.points.copy()
    points[[78, 191, 80, 81, 82, 13, 312, 311, 310, 415]] = points[
        [78, 95, 88, 178, 87, 14, 317, 402, 318, 324]
    ]
    return np.asarray(points, np.float32)


def test_a_bare_mouth_is_left_as_it_is(large: Bytes, face: Face) -> None:
    lips = find_lips(large, face, None)
    assert lips is not None
    seen = in_sight(large, face, lips, ())
    assert seen is not None
    assert seen.coverage.sum() > 0.995 * lips.coverage.sum()


@pytest.mark.parametrize(
    "colour",
    [(225, 225, 220), (30, 30, 34), (60, 110, 60), (50, 80, 150), (170, 30, 35)],
    ids=["white", "black", "green", "blue", "red"],
)
def test_a_cup_is_left_alone(large: Bytes, face: Face, colour: tuple[int, int, int]) -> None:
    bare = whole(find_lips(large, face, None), np.zeros(large.shape[:2], np.float32))
    rgb, cup_at = before(large, cup(face), colour)
    lips = find_lips(rgb, face, None)
    assert lips is not None
    painted = whole(in_sight(rgb, face, lips, ()), bare)
    hidden, open_to_see = cup_at > 0.5, cv2.dilate(cup_at, np.ones((9, 9))) == 0
    assert painted[hidden].sum() < 0.03 * bare[hidden].sum()
    assert painted[open_to_see].sum() > 0.7 * bare[open_to_see].sum()


def test_a_straw_is_left_alone(large: Bytes, face: Face) -> None:
    bare = whole(find_lips(large, face, None), np.zeros(large.shape[:2], np.float32))
    rgb, straw_at = before(large, straw(face), (40, 120, 200))
    lips = find_lips(rgb, face, None)
    assert lips is not None
    painted = whole(in_sight(rgb, face, lips, ()), bare)
    hidden = straw_at > 0.5
    assert painted[hidden].sum() < 0.1 * bare[hidden].sum()
    assert painted[~hidden].sum() > 0.85 * bare[~hidden].sum()


def test_a_shadow_below_the_lip_is_no_thing(large: Bytes, face: Face) -> None:
    """Skin in shadow is dark, redder and yellower; the lip above it is whole."""
    _, width = corners(face)
    turns = np.linspace(0, 2 * np.pi, 40)
    oval = np.stack([0.2 * np.cos(turns), 0.07 + 0.09 * np.sin(turns)], -1)
    shadow = np.asarray(face.points[17, :2] + oval * width, np.float32)
    at = before(large, shadow, (255, 255, 255))[1]
    soft = cv2.GaussianBlur(at, (0, 0), 3)[..., None]
    dark = np.array([0.36, 0.24, 0.16], np.float32)
    rgb = np.round(large * (1 - soft * (1 - dark))).astype(np.uint8)
    lips = find_lips(rgb, face, None)
    assert lips is not None
    seen = in_sight(rgb, face, lips, ())
    assert seen is not None
    assert seen.coverage.sum() > 0.99 * lips.coverage.sum()


@pytest.mark.parametrize("gain", [0.9, 1.0, 1.1])
def test_nothing_is_drawn_on_what_looks_like_skin_all_over(
    large: Bytes, face: Face, gain: float
) -> None:
    """A palm, by its colour."""
    middle, width = corners(face)
    skin = large[np.round(face.points[[50, 280], 1]).astype(int), 150:160].reshape(-1, 3)
    palm = np.array([(-1.2, -0.5), (1.2, -0.5), (1.2, 1.2), (-1.2, 1.2)]) * width + middle
    shut = Face(0, closed(face), face.head_to_camera)
    colour = tuple(int(c) for c in np.median(skin, 0) * gain)
    rgb, _ = before(large, palm.astype(np.float32), colour)  # type: ignore[arg-type]
    lips = find_lips(rgb, shut, None)
    assert lips is None or in_sight(rgb, shut, lips, ()) is None
    solid = mesh_edges(shut.points)
    for unit in (96.0, 40.0):
        patch = place_patch(solid, unit)
        edges = patch.from_frame(np.ascontiguousarray(solid[..., :2]))
        logs = log_rgb(cut_patch(rgb, solid, patch), patch.unit)
        assert not shows_lips(logs, edges, patch.unit)


def test_a_face_without_bare_skin_in_the_frame_is_no_error(large: Bytes, face: Face) -> None:
    middle, width = corners(face)
    top = int(middle[1] - 0.4 * width)
    rgb = np.ascontiguousarray(large[top:])
    points = face.points - np.array([0, top, 0], np.float32)
    lower = Face(0, points, face.head_to_camera)
    lips = find_lips(rgb, lower, None)
    assert lips is not None
    seen = in_sight(rgb, lower, lips, ())
    assert seen is not None
    assert seen.coverage.sum() > 0.9 * lips.coverage.sum()


def test_a_picture_of_one_colour_is_no_error(face: Face) -> None:
    for value in (0, 128, 255):
        rgb = np.full((480, 400, 3), value, np.uint8)
        lips = find_lips(rgb, face, None)
        if lips is not None:
            in_sight(rgb, face, lips, ())


@pytest.mark.parametrize("width", [35.0, 50.0])
@pytest.mark.parametrize("seed", range(3))
def test_a_small_mouth_that_shows_little_is_believed(
    large: Bytes, face: Face, width: float, seed: int
) -> None:
    """Blurred, half as colourful, and in noise."""
    corner = corners(face)[1]
    blurred = cv2.GaussianBlur(large, (0, 0), corner / 16).astype(np.float32)
    paler = 0.35 * blurred + 0.65 * blurred.mean(-1, keepdims=True)
    small = cv2.resize(paler, None, fx=width / corner, fy=width / corner)
    noise = np.random.default_rng(seed).normal(0, 3, small.shape)
    rgb = np.clip(small + noise, 0, 255).astype(np.uint8)
    shut = closed(face) * np.float32(width / corner)
    solid = mesh_edges(shut)
    patch = place_patch(solid, 96.0)
    edges = patch.from_frame(np.ascontiguousarray(solid[..., :2]))
    seen = glimpse(log_rgb(cut_patch(rgb, solid, patch), patch.unit), edges, patch.unit)
    assert seen.shows_lips
    everywhere = replace(seen, across=np.repeat(seen.across[:1], 6, 0), seam=0.0)
    assert everywhere.lacks_lips
    assert not everywhere.shows_lips


def test_the_average_of_frames_loses_the_noise() -> None:
    random = np.random.default_rng(1)

    def look() -> Glimpse:
        across = random.normal(0, 0.05, (6, 96, 3)).astype(np.float32)
        return Glimpse(across, float(random.normal(0, 0.01)), 0.0, 60.0)

    seen = look()
    assert seen.shows_lips  # anything may lie in this noise
    for _ in range(20):
        seen = look().after(seen)
    assert not seen.shows_lips
    assert np.std(seen.across) < 0.02
