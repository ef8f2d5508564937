"""A sheet beside the portrait, put there by image formation."""

import numpy as np
import pytest
from formed import GREY_CARD, LAMPS, PAPER, noisy, rectangle, relit, with_sheet

from tryon.core.colour import lab_to_xyz, xyz_to_linear
from tryon.core.scene import Bytes, Face, Frame
from tryon.light.belief import PRIOR, Belief, lightest, update
from tryon.light.sheet import Kind, Refusal, Sheet, find_sheet
from tryon.light.skin import read_face

#: Six lights, dim enough for white paper beside this bright portrait.
LIGHTS = {name: (0.5 * lamp if lamp.max() > 0.6 else lamp) for name, lamp in LAMPS.items()}


def believed(rgb: Bytes, face: Face) -> Belief:
    reading = read_face(rgb, face.points)
    assert reading is not None
    return update(PRIOR, reading, lightest(rgb))


def beside(face: Face, width: float, height: float, turn_deg: float = 5.0) -> np.ndarray:
    """Corners of a sheet of so many face widths, left of the face in the picture's middle."""
    size = float(np.ptp(face.points[:, 0]))
    x, y = face.points[:, :2].min(0)
    return rectangle(
        (x - (0.3 + width / 2) * size, y + 0.9 * size),
        (width * size, height * size),
        turn_deg,
    )


def look(rgb: Bytes, face: Face) -> Sheet | None:
    return find_sheet(rgb, face, believed(rgb, face))


@pytest.fixture
def white(portrait: Bytes, portrait_face: Face) -> np.ndarray:
    """The light of the portrait, as its face tells it: what the sheets are put in."""
    return np.exp(believed(portrait, portrait_face).mean)


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize(
    ("kind", "reflectance"), [(Kind.PAPER, PAPER), (Kind.GREY_CARD, GREY_CARD)]
)
def test_a_sheet_tells_the_light(
    portrait: Bytes,
    portrait_face: Face,
    white: np.ndarray,
    light: str,
    kind: Kind,
    reflectance: np.ndarray,
) -> None:
    sheet_in = with_sheet(portrait, beside(portrait_face, 0.8, 1.2), 0.7 * white, reflectance)
    rgb = noisy(relit(sheet_in, LIGHTS[light]), np.random.default_rng(3))
    found = look(rgb, portrait_face)
    assert found is not None
    assert found.refusal is None
    assert found.kind is kind
    error = found.white.mean - np.log(LIGHTS[light] @ (0.7 * white))
    assert abs(error.mean()) < 0.05
    assert np.ptp(error) < 0.08
    deviations = np.sqrt(np.diag(found.white.covariance))
    assert (np.abs(error) < 2.5 * deviations).all()
    assert (deviations < 0.12).all()


def test_its_corners_are_found(portrait: Bytes, portrait_face: Face, white: np.ndarray) -> None:
    corners = beside(portrait_face, 0.8, 1.2)
    dim = relit(portrait, 0.5 * np.eye(3))
    found = look(with_sheet(dim, corners, 0.5 * white), portrait_face)
    assert found is not None
    away = np.linalg.norm(found.corners[:, None] - corners[None], axis=2).min(1)
    assert away.max() < 6


def ramp(least: float) -> np.ndarray:
    return np.tile(np.linspace(least, 1.0, 16), (16, 1))


def shadow() -> np.ndarray:
    field = np.ones((64, 64))
    field[:, :24] = 0.72
    return field


@pytest.mark.parametrize(
    ("refusal", "change"),
    [
        (Refusal.CLIPPED, {"light": 1.2}),
        (Refusal.TILTED, {"shading": ramp(0.68)}),
        (Refusal.UNEVEN, {"shading": shadow()}),
        (Refusal.SHADED, {"light": 0.04, "reflectance": PAPER}),
        (Refusal.TINTED, {"reflectance": np.array([0.60, 0.60, 0.26])}),
        (Refusal.TINTED, {"reflectance": np.array([0.40, 0.55, 0.62])}),
        (Refusal.DARK, {"light": 0.01, "reflectance": PAPER}),
    ],
)
def test_what_would_mislead_is_refused(
    portrait: Bytes, portrait_face: Face, white: np.ndarray, refusal: Refusal, change: dict
) -> None:
    rgb = with_sheet(
        relit(portrait, 0.5 * np.eye(3)),
        beside(portrait_face, 0.8, 1.2),
        change.get("light", 0.5) * white,
        change.get("reflectance", PAPER),
        change.get("shading"),
    )
    found = look(rgb, portrait_face)
    assert found is None or found.refusal is refusal


def test_a_sheet_seen_from_the_side_is_tilted(
    portrait: Bytes, portrait_face: Face, white: np.ndarray
) -> None:
    corners = beside(portrait_face, 0.8, 1.2, turn_deg=0)
    corners[1, 1] += 0.14 * (corners[2, 1] - corners[1, 1])
    corners[2, 1] -= 0.14 * (corners[2, 1] - corners[1, 1])
    dim = relit(portrait, 0.5 * np.eye(3))
    found = look(with_sheet(dim, corners, 0.5 * white), portrait_face)
    assert found is not None
    assert found.refusal is Refusal.TILTED


def test_a_white_shoulder_is_no_tilted_sheet(
    portrait: Bytes, portrait_face: Face, white: np.ndarray
) -> None:
    points = portrait_face.points[:, :2]
    size, chin = float(np.ptp(points[:, 0])), float(points[:, 1].max())
    corners = rectangle((points[:, 0].min() - 0.4 * size, chin + 0.9 * size), (size, size))
    corners[0, 1] += 0.45 * size
    dim = relit(portrait, 0.5 * np.eye(3))
    assert look(with_sheet(dim, corners, 0.5 * white), portrait_face) is None
    lifted = corners - (0, 1.1 * size)
    held = look(with_sheet(dim, lifted, 0.5 * white), portrait_face)
    assert held is not None
    assert held.refusal is Refusal.TILTED


def test_a_face_alone_is_no_sheet(portrait: Bytes, portrait_face: Face) -> None:
    found = look(portrait, portrait_face)
    assert found is None or found.refusal is not None


def test_a_wall_is_no_sheet(portrait: Bytes, portrait_face: Face) -> None:
    box = portrait_face.box
    rgb = np.full_like(portrait, 150)
    rgb[box.rows, box.columns] = portrait[box.rows, box.columns]
    assert look(rgb, portrait_face) is None


def test_a_small_face_is_not_asked(portrait: Bytes, portrait_face: Face) -> None:
    from dataclasses import replace

    small = replace(portrait_face, points=(0.25 * portrait_face.points).astype(np.float32))
    assert find_sheet(portrait, small, PRIOR) is None


def test_when_the_face_cannot_tell_paper_from_card_the_person_is_asked(
    portrait: Bytes, portrait_face: Face, white: np.ndarray
) -> None:
    dim = relit(portrait, 0.5 * np.eye(3))
    rgb = with_sheet(dim, beside(portrait_face, 0.8, 1.2), 0.5 * white)
    nothing = Belief(np.log(0.5 * white) + 0.5, PRIOR.covariance)
    found = find_sheet(rgb, portrait_face, nothing)
    assert found is not None
    assert found.refusal is Refusal.UNCLEAR
    for kind in Kind:
        told = find_sheet(rgb, portrait_face, nothing, kind=kind)
        assert told is not None
        assert (told.refusal, told.kind) == (None, kind)


def test_whether_cream_paper_is_white_is_asked(
    portrait: Bytes, portrait_face: Face, white: np.ndarray
) -> None:
    dim = relit(portrait, 0.5 * np.eye(3))
    corners = beside(portrait_face, 0.8, 1.2)
    cream = xyz_to_linear(lab_to_xyz(np.array([92.5, 0.0, 10.0])))
    rgb = with_sheet(dim, corners, 0.5 * white, cream)
    found = look(rgb, portrait_face)
    assert found is not None
    assert (found.kind, found.refusal) == (Kind.PAPER, Refusal.CREAM)
    told = find_sheet(rgb, portrait_face, believed(rgb, portrait_face), kind=Kind.PAPER)
    assert told is not None
    assert told.refusal is None
    natural = look(with_sheet(dim, corners, 0.5 * white, np.full(3, 0.87)), portrait_face)
    assert natural is not None
    assert natural.refusal is None


def test_paper_in_deep_shade_is_no_grey_card(
    portrait: Bytes, portrait_face: Face, white: np.ndarray
) -> None:
    corners = beside(portrait_face, 0.8, 1.2)
    coat = corners.mean(0) + 1.2 * (corners - corners.mean(0))
    dim = with_sheet(relit(portrait, 0.5 * np.eye(3)), coat, 0.02 * white)
    shaded = look(with_sheet(dim, corners, 0.35 * 0.5 * white), portrait_face)
    assert shaded is not None
    assert shaded.refusal in (Refusal.UNCLEAR, Refusal.SHADED)
    card = look(with_sheet(dim, corners, 0.5 * white, GREY_CARD), portrait_face)
    assert card is not None
    assert (card.kind, card.refusal) == (Kind.GREY_CARD, None)


def test_of_several_sheets_one_that_can_be_trusted_is_taken(
    portrait: Bytes, portrait_face: Face, white: np.ndarray
) -> None:
    dim = relit(portrait, 0.5 * np.eye(3))
    size = float(np.ptp(portrait_face.points[:, 0]))
    x, y = portrait_face.points[:, :2].min(0)
    big = rectangle((x + 2.2 * size, y + 0.6 * size), (1.3 * size, 1.3 * size))
    rgb = with_sheet(dim, big, 0.5 * white, np.array([0.60, 0.60, 0.26]))
    rgb = with_sheet(rgb, beside(portrait_face, 0.6, 0.8), 0.5 * white)
    found = look(rgb, portrait_face)
    assert found is not None
    assert found.refusal is None


def test_real_photographs_have_no_sheet_that_is_believed(shared_data) -> None:
    import cv2

    from tryon.tracking.face import FaceTracker

    photos = sorted((shared_data / "faces").glob("*.*g"))[::3]
    tracker, found = FaceTracker(still=True), 0
    for index, photo in enumerate(photos):
        rgb = np.ascontiguousarray(cv2.cvtColor(cv2.imread(str(photo)), cv2.COLOR_BGR2RGB))
        for face in tracker.track(Frame(rgb, index * 10**9, index))[:1]:
            if read_face(rgb, face.points) is not None:
                sheet = look(rgb, face)
                assert sheet is None or sheet.refusal is not None, photo.name
                found += 1
    tracker.close()
    assert found >= 6
