"""Lips on a drawn face, where the truth is known."""

import cv2
import numpy as np
import pytest

from tryon.core.scene import Box, Bytes, Face, Floats, Lips
from tryon.tracking.lip_hidden import Glimpse
from tryon.tracking.lip_shape import (
    COLUMNS,
    KNOTS,
    cut_patch,
    facing,
    fill,
    mesh_edges,
    natural_spline,
    outer_loop,
    place_patch,
    with_outer,
)
from tryon.tracking.lips import LipMemory, find_lips

SKIN, LIP, TEETH, SEAM = (205, 160, 140), (175, 105, 110), (235, 228, 215), (70, 35, 35)
SIZE = (400, 300)
MIDDLE, WIDTH = (200.0, 150.0), 130.0


def drawn_edges(
    centre: tuple[float, float] = MIDDLE,
    width: float = WIDTH,
    gap: float = 0.0,
    grown: float = 0.0,
) -> Floats:
    """The four edges of a simple mouth at the mesh's eleven columns: (4, 11, 2) px."""
    u = np.linspace(-1, 1, 11)
    arch = 1 - u**2
    heights = (-0.16 * arch - grown, -gap / 2 * arch, gap / 2 * arch, 0.2 * arch + grown)
    x = centre[0] + u * width / 2
    return np.array([np.stack([x, centre[1] + width * h], 1) for h in heights], np.float32)


def drawn_face(edges: Floats) -> Face:
    """A face of which only the lips matter, flat to the camera."""
    points = np.zeros((478, 3), np.float32)
    points[KNOTS, :2] = edges
    return Face(0, points, np.eye(4, dtype=np.float32))


def drawn_mouth(
    edges: Floats,
    size: tuple[int, int] = SIZE,
    *,
    skin: tuple[int, int, int] = SKIN,
    lip: tuple[int, int, int] = LIP,
    noise: float = 2.0,
    seed: int = 1,
) -> tuple[Bytes, Floats]:
    """A picture of the mouth (h, w, 3) and the true coverage of its lips (h, w)."""
    fine = natural_spline(edges.shape[1], 81) @ edges
    box = Box(0, 0, *size)
    outer = np.concatenate([fine[0], fine[3, ::-1]])
    inner = np.concatenate([fine[1], fine[2, ::-1]])
    lips = fill(box, [(outer, 1), (inner, 0)])[..., None]
    mouth = fill(box, [(inner, 1)])[..., None]
    rgb = np.array(skin) * (1 - lips - mouth) + np.array(lip) * lips + np.array(TEETH) * mouth
    if not np.ptp(edges[2] - edges[1]):
        width = float(np.ptp(edges[0, :, 0]))
        seam = np.round((fine[1] - 0.5) * 16).astype(np.int32)
        thickness = max(round(0.015 * width), 1)
        cv2.polylines(rgb, [seam], False, SEAM, thickness, cv2.LINE_AA, shift=4)
    rgb += np.random.default_rng(seed).normal(0, noise, rgb.shape)
    return np.clip(rgb, 0, 255).astype(np.uint8), lips[..., 0]


def spread(lips: Lips | None, like: Floats) -> Floats:
    """Coverage on the whole frame."""
    whole = np.zeros_like(like)
    if lips is not None:
        whole[lips.box.rows, lips.box.columns] = lips.coverage
    return whole


def overlap(found: Floats, truth: Floats) -> float:
    return float(np.minimum(found, truth).sum() / np.maximum(found, truth).sum())


@pytest.mark.parametrize("grown", [-0.02, 0.0, 0.025])
def test_a_mesh_that_is_off_is_corrected_to_the_colours(grown: float) -> None:
    rgb, truth = drawn_mouth(drawn_edges())
    face = drawn_face(drawn_edges(grown=grown))
    assert overlap(spread(find_lips(rgb, face, None), truth), truth) > 0.92


@pytest.mark.parametrize(
    ("skin", "lip"),
    [
        ((225, 190, 175), (205, 150, 145)),
        ((70, 50, 42), (72, 45, 48)),
        (SKIN, (110, 20, 40)),
    ],
    ids=["pale lips", "dark skin", "lipstick worn already"],
)
def test_every_contrast_finds_the_lips(
    skin: tuple[int, int, int], lip: tuple[int, int, int]
) -> None:
    rgb, truth = drawn_mouth(drawn_edges(), skin=skin, lip=lip)
    face = drawn_face(drawn_edges(grown=0.02))
    mesh = fill(Box(0, 0, *SIZE), [(outer_loop(mesh_edges(face.points[:, :2])), 1)])
    found = overlap(spread(find_lips(rgb, face, None), truth), truth)
    assert found > overlap(mesh, truth) + 0.02


def test_teeth_stay_free() -> None:
    rgb, truth = drawn_mouth(drawn_edges(gap=0.16))
    found = spread(find_lips(rgb, drawn_face(drawn_edges(gap=0.12)), None), truth)
    teeth = (rgb.min(-1) > 190) & (truth == 0)
    assert found[teeth].mean() < 0.01
    # All of the lip but the wet rim and the corners, which are left on purpose.
    assert found[truth == 1].mean() > 0.8


def test_a_gap_of_the_mesh_between_closed_lips_is_filled() -> None:
    rgb, truth = drawn_mouth(drawn_edges())
    found = spread(find_lips(rgb, drawn_face(drawn_edges(gap=0.03)), None), truth)
    beside = np.s_[145:148, 170:230]
    assert found[beside].mean() > 0.95


def test_a_dark_spot_on_a_lip_is_no_gap() -> None:
    edges = drawn_edges(gap=0.16)
    rgb, truth = drawn_mouth(edges)
    rgb[167:174, 194:206] //= 2
    found = spread(find_lips(rgb, drawn_face(edges), None), truth)
    assert found[167:173, 180:220].min() > 0.9
    assert found[142:158, 180:220].max() < 0.1


def test_teeth_that_look_like_lips_are_left_to_the_mesh() -> None:
    edges = drawn_edges(gap=0.24)
    rgb, truth = drawn_mouth(edges, lip=(200, 165, 150))
    mouth = (rgb.min(-1) > 190) & (truth == 0)
    rgb[mouth] = (200, 165, 150)
    rgb[134:139][mouth[134:139]] = (60, 30, 30)
    found = spread(find_lips(rgb, drawn_face(edges), None), truth)
    assert found[140:162, 180:220].mean() < 0.1


@pytest.mark.parametrize("gap", [0.05, 0.1, 0.14])
def test_a_gap_of_the_mesh_is_a_mistake_where_all_is_lip(gap: float) -> None:
    rgb, truth = drawn_mouth(drawn_edges(), lip=(110, 30, 45))
    rgb[140:160, 145:255] = np.where(
        truth[140:160, 145:255, None] == 1, (110, 30, 45), rgb[140:160, 145:255]
    )
    found = spread(find_lips(rgb, drawn_face(drawn_edges(gap=gap)), None), truth)
    assert found[142:160, 170:230].min() > 0.6


def test_paint_meets_where_lips_do() -> None:
    rgb, truth = drawn_mouth(drawn_edges())
    found = spread(find_lips(rgb, drawn_face(drawn_edges()), None), truth)
    assert found[142:160, 170:230].min() > 0.65
    rgb, truth = drawn_mouth(drawn_edges(gap=0.16))
    found = spread(find_lips(rgb, drawn_face(drawn_edges(gap=0.16)), None), truth)
    assert found[145:155, 170:230].max() == 0


def test_lips_outside_the_frame_are_none() -> None:
    rgb, _ = drawn_mouth(drawn_edges())
    assert find_lips(rgb, drawn_face(drawn_edges((-300.0, 150.0))), None) is None


@pytest.mark.parametrize(
    "centre", [(10.0, 150.0), (390.0, 150.0), (200.0, 4.0), (200.0, 298.0)]
)
def test_lips_across_the_border_end_there(centre: tuple[float, float]) -> None:
    edges = drawn_edges(centre)
    rgb, truth = drawn_mouth(edges)
    lips = find_lips(rgb, drawn_face(edges), None)
    assert lips is not None
    assert 0 <= lips.box.x <= lips.box.x + lips.box.width <= SIZE[0]
    assert 0 <= lips.box.y <= lips.box.y + lips.box.height <= SIZE[1]
    assert overlap(spread(lips, truth), truth) > 0.75


@pytest.mark.parametrize("width", [14.0, 20.0, 40.0])
def test_a_distant_mouth_is_antialiased_and_not_lost(width: float) -> None:
    edges = drawn_edges((60.3, 40.7), width)
    rgb, truth = drawn_mouth(edges, (120, 80))
    found = spread(find_lips(rgb, drawn_face(edges), None), truth)
    assert overlap(found, truth) > 0.85
    assert ((found > 0.2) & (found < 0.8)).sum() > width


def test_a_large_mouth_is_looked_at_in_a_small_patch() -> None:
    edges = drawn_edges((1000.0, 700.0), 900.0)
    rgb, truth = drawn_mouth(edges, (2000, 1400))
    solid = mesh_edges(drawn_face(edges).points)
    patch = place_patch(solid, 96.0)
    assert cut_patch(rgb, solid, patch).size < 160 * 120 * 3
    assert np.allclose(patch.to_frame(patch.from_frame(edges)), edges, atol=0.01)
    assert overlap(spread(find_lips(rgb, drawn_face(edges), None), truth), truth) > 0.93


@pytest.mark.parametrize("centre", [(-390.0, 150.0), (790.0, 150.0), (200.0, 420.0)])
def test_a_large_mouth_may_hang_out_of_the_frame(centre: tuple[float, float]) -> None:
    edges = drawn_edges(centre, 820.0)
    rgb, truth = drawn_mouth(edges)
    lips = find_lips(rgb, drawn_face(edges), LipMemory())
    assert lips is None or overlap(spread(lips, truth), truth) > 0.3


def test_a_tilted_mouth_is_the_same_mouth() -> None:
    edges = drawn_edges()
    turn = cv2.getRotationMatrix2D(MIDDLE, 35, 1.0)
    tilted = (edges @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
    rgb, truth = drawn_mouth(tilted)
    assert overlap(spread(find_lips(rgb, drawn_face(tilted), None), truth), truth) > 0.92


@pytest.mark.parametrize("yaw_deg", [0, 25, 55, -55])
def test_the_far_side_of_a_profile_is_culled(yaw_deg: float) -> None:
    """A mouth around a cylinder, as around the teeth: what turns away is not painted."""
    radius = 60.0
    turn = np.radians(np.linspace(-60, 60, 11) + yaw_deg)
    edges = np.zeros((4, 11, 3), np.float32)
    edges[..., 0] = MIDDLE[0] + radius * np.sin(turn)
    edges[..., 1] = drawn_edges()[..., 1]
    edges[..., 2] = -radius * np.cos(turn)
    points = np.zeros((478, 3), np.float32)
    points[KNOTS] = edges
    away = np.abs(np.degrees(np.linspace(turn[0], turn[-1], COLUMNS))) > 90
    turned = facing(mesh_edges(points))
    assert (turned[:, away] < 0.2).all()
    assert (
        turned[:, np.abs(np.linspace(turn[0], turn[-1], COLUMNS)) < np.radians(70)] > 0.2
    ).all()
    rgb, truth = drawn_mouth(edges[:, np.abs(turn) <= np.pi / 2, :2])
    found = spread(find_lips(rgb, Face(0, points, np.eye(4, dtype=np.float32)), None), truth)
    assert overlap(found, truth) > 0.8


def test_loops_and_edges_are_each_others_reverse() -> None:
    edges = mesh_edges(drawn_face(drawn_edges(gap=0.1)).points[:, :2])
    assert np.array_equal(with_outer(edges, outer_loop(edges)), edges)
    assert np.allclose(edges[:, 0], edges[0, 0], atol=1e-3)


class TestClip:
    """The same mouth for some frames, with fresh noise in each."""

    def frames(self, count: int, first: int = 0) -> list[Bytes]:
        return [drawn_mouth(drawn_edges(), noise=3.0, seed=first + i)[0] for i in range(count)]

    def faces(self, count: int, grown: float = 0.0) -> list[Face]:
        random = np.random.default_rng(3)
        return [
            drawn_face(drawn_edges(grown=grown) + random.normal(0, 0.15, 2).astype(np.float32))
            for _ in range(count)
        ]

    def test_it_learns_the_person(self) -> None:
        _, truth = drawn_mouth(drawn_edges())
        memory = LipMemory()
        for rgb, face in zip(self.frames(12), self.faces(12, grown=0.02), strict=True):
            lips = find_lips(rgb, face, memory)
        assert overlap(spread(lips, truth), truth) > 0.92

    def test_it_is_steady_and_repeatable(self) -> None:
        runs = []
        for _ in range(2):
            memory = LipMemory()
            lips = [
                find_lips(rgb, drawn_face(drawn_edges()), memory) for rgb in self.frames(16)
            ]
            runs.append([spread(x, np.zeros(SIZE[::-1], np.float32)) for x in lips])
        assert all(np.array_equal(a, b) for a, b in zip(*runs, strict=True))
        change = [
            np.abs(a - b).sum() / a.sum()
            for a, b in zip(runs[0][4:], runs[0][5:], strict=False)
        ]
        assert np.mean(change) < 0.01

    def test_a_hand_over_half_of_the_mouth_is_left_alone(self) -> None:
        memory = LipMemory()
        _, truth = drawn_mouth(drawn_edges())
        left, right = np.s_[:, :185], np.s_[:, 215:]
        for rgb in self.frames(10):
            found = spread(find_lips(rgb, drawn_face(drawn_edges()), memory), truth)
        assert found[left].sum() > 0.85 * truth[left].sum()
        hand = np.array(SKIN) + np.random.default_rng(5).normal(0, 3, (300, 200, 3))
        for rgb in self.frames(4, first=50):
            rgb[:, :200] = np.clip(hand, 0, 255)
            found = spread(find_lips(rgb, drawn_face(drawn_edges()), memory), truth)
        assert found[left].sum() < 0.1 * truth[left].sum()
        assert found[right].sum() > 0.85 * truth[right].sum()
        for rgb in self.frames(6, first=80):
            found = spread(find_lips(rgb, drawn_face(drawn_edges()), memory), truth)
        assert found[left].sum() > 0.85 * truth[left].sum()

    def test_a_highlight_covers_no_dark_lip(self) -> None:
        memory = LipMemory()
        for seed in range(10):
            rgb, truth = drawn_mouth(
                drawn_edges(), skin=(70, 50, 42), lip=(72, 45, 48), seed=seed
            )
            rgb[160:166, 188:212] = 130
            found = spread(find_lips(rgb, drawn_face(drawn_edges()), memory), truth)
        assert found[155:170, 185:215].min() > 0.9

    def test_a_microphone_is_left_alone(self) -> None:
        memory = LipMemory()
        _, truth = drawn_mouth(drawn_edges())
        below = np.s_[158:, :]
        for rgb in self.frames(8):
            find_lips(rgb, drawn_face(drawn_edges()), memory)
        for rgb in self.frames(4, first=50):
            rgb[152:, 120:280] = 45
            found = spread(find_lips(rgb, drawn_face(drawn_edges()), memory), truth)
        assert found[below].sum() < 0.15 * truth[below].sum()
        assert found[:148].sum() > 0.8 * truth[:148].sum()

    def test_a_hand_that_stays_is_never_learned(self) -> None:
        """Twenty seconds of a hand that moves a little and looks like nothing but skin."""
        memory, random = LipMemory(), np.random.default_rng(9)
        face, (_, truth) = drawn_face(drawn_edges()), drawn_mouth(drawn_edges())
        for rgb in self.frames(40):
            find_lips(rgb, face, memory)
        folds = cv2.GaussianBlur(random.normal(0, 1, (340, 440)), (0, 0), 9)
        folds = (folds * (9 / folds.std())).astype(np.int16)
        skin = (np.array(SKIN) * 0.96 + random.normal(0, 2, (5, 300, 400, 3))).astype(np.int16)
        painted = []
        for turn in range(600):  # at thirty frames a second
            x, y = 20 + round(18 * np.sin(turn / 7)), 20 + round(15 * np.cos(turn / 11))
            hand = skin[turn % 5] + folds[y : y + 300, x : x + 400, None]
            found = spread(find_lips(hand.astype(np.uint8), face, memory), truth)
            painted.append(found.sum() / truth.sum())
            if turn % 12 == 0 and memory.is_doubtful:
                memory.hear(0.0)
        assert np.mean(painted[3:]) < 0.01
        assert max(painted[3:]) < 0.2
        for rgb in self.frames(6, first=80):  # 0.2 s
            found = spread(find_lips(rgb, face, memory), truth)
        assert overlap(found, truth) > 0.85

    def test_other_lips_are_learned_when_second_looks_agree(self) -> None:
        """Lipstick in the colour of the skin takes away what the lips were known by."""
        memory, face = LipMemory(), drawn_face(drawn_edges())
        _, truth = drawn_mouth(drawn_edges())
        for rgb in self.frames(40):
            find_lips(rgb, face, memory)
        assert not memory.is_doubtful
        nude = [drawn_mouth(drawn_edges(), lip=(190, 165, 150), seed=i)[0] for i in range(60)]
        for rgb in nude:
            found = spread(find_lips(rgb, face, memory), truth)
        assert found.sum() < 0.3 * truth.sum()
        assert memory.is_doubtful
        for rgb in nude[:8]:
            memory.hear(0.95)
            found = spread(find_lips(rgb, face, memory), truth)
        assert overlap(found, truth) > 0.8

    def test_what_is_hidden_from_the_first_is_not_drawn(self) -> None:
        memory, face = LipMemory(), drawn_face(drawn_edges())
        _, truth = drawn_mouth(drawn_edges())
        hand = np.array(SKIN) + np.random.default_rng(5).normal(0, 2, (300, 400, 3))
        for _ in range(3):
            assert find_lips(np.clip(hand, 0, 255).astype(np.uint8), face, memory) is None
        for rgb in self.frames(3):
            assert find_lips(rgb, face, memory) is None
            memory.hear(1.0)
        found = spread(find_lips(self.frames(1)[0], face, memory), truth)
        assert overlap(found, truth) > 0.85

    @pytest.mark.parametrize("gain", [(1.15, 1.0, 0.7), (0.5, 0.5, 0.5)], ids=["warm", "dim"])
    def test_another_light_changes_nothing(self, gain: tuple[float, float, float]) -> None:
        memory = LipMemory()
        _, truth = drawn_mouth(drawn_edges())
        for rgb in self.frames(8):
            before = spread(find_lips(rgb, drawn_face(drawn_edges()), memory), truth)
        for rgb in self.frames(3, first=50):
            relit = np.clip(rgb * np.array(gain), 0, 255).astype(np.uint8)
            after = spread(find_lips(relit, drawn_face(drawn_edges()), memory), truth)
            assert overlap(before, after) > 0.97

    def test_opening_is_followed_at_once(self) -> None:
        memory = LipMemory()
        for rgb in self.frames(8):
            find_lips(rgb, drawn_face(drawn_edges()), memory)
        rgb, truth = drawn_mouth(drawn_edges(gap=0.2))
        found = spread(find_lips(rgb, drawn_face(drawn_edges(gap=0.2)), memory), truth)
        teeth = (rgb.min(-1) > 190) & (truth == 0)
        assert found[teeth].mean() < 0.03


@pytest.mark.parametrize("width", [0.0, 0.5, 3.0])
def test_a_mouth_of_no_size_is_no_error(width: float) -> None:
    rgb, _ = drawn_mouth(drawn_edges())
    face = drawn_face(drawn_edges(width=width))
    memory = LipMemory()
    for _ in range(6):
        find_lips(rgb, face, memory)
    find_lips(rgb, face, None)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_picture_that_shows_nothing_is_no_error(value: int) -> None:
    rgb = np.full((300, 400, 3), value, np.uint8)
    memory = LipMemory()
    for _ in range(6):
        find_lips(rgb, drawn_face(drawn_edges()), memory)
    lips = find_lips(rgb, drawn_face(drawn_edges()), None)
    assert lips is None or np.isfinite(lips.coverage).all()


def test_a_grey_picture_keeps_its_lips() -> None:
    rgb, truth = drawn_mouth(drawn_edges())
    grey = np.repeat(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, 2)
    found = spread(find_lips(grey, drawn_face(drawn_edges(grown=0.01)), None), truth)
    assert overlap(found, truth) > 0.85


def test_a_flash_in_an_open_mouth_does_not_move_the_edges_of_the_lips() -> None:
    open_mouth = drawn_edges(gap=0.25)
    rgb, _ = drawn_mouth(open_mouth)
    face, memory = drawn_face(open_mouth), LipMemory()
    gap = np.concatenate([open_mouth[1], open_mouth[2, ::-1]])
    flash = cv2.fillPoly(rgb.copy(), [np.round(gap).astype(np.int32)], LIP)
    edges = []
    for frame in range(14):
        lips = find_lips(np.asarray(flash if frame in (8, 9) else rgb, np.uint8), face, memory)
        assert lips is not None
        edges.append(lips.inner)
    assert np.abs(np.stack(edges[10:]) - edges[7]).max() / WIDTH < 0.001


def test_refused_lips_come_back_when_frames_show_them() -> None:
    flat = Glimpse(np.full((6, 96, 3), 0.2, np.float32), 0.0, 0.0, 90.0)
    across = flat.across.copy()
    across[3:, :, 0] += 0.2
    rosy = Glimpse(across, 0.05, 0.0, 90.0)
    memory = LipMemory()
    memory.meet(flat)
    assert memory.is_refused
    for _ in range(5):
        memory.meet(flat)
    assert memory.is_refused
    for _ in range(40):
        memory.meet(rosy)
    assert not memory.is_refused
    assert not memory.is_doubtful


def test_lips_of_which_nothing_is_seen_are_drawn_until_something_is_found_before_them() -> None:
    random = np.random.default_rng(1)
    across = (0.2 + random.normal(0, 0.05, (6, 96, 3))).astype(np.float32)
    for shares, refused in (((0.0, 0.0), True), ((0.0, 1.0, 0.0), False), ((1.0,) * 3, False)):
        memory = LipMemory()
        memory.meet(Glimpse(across, 0.0, 0.0, 40.0))
        assert not memory.is_refused
        assert memory.is_doubtful
        for share in shares:
            memory.hear(share)
        assert memory.is_refused == refused
    assert not memory.is_doubtful  # three looks in a row found them all there


def _glimpse(rosier: float, width_px: float) -> Glimpse:
    across = np.full((6, 96, 3), 0.2, np.float32)
    across[3:, :, 0] += rosier
    across[3:, :, 2] -= 0.5
    return Glimpse(across, 0.0, 0.0, width_px)


@pytest.mark.parametrize("width_px", [24.0, 60.0])
def test_a_hand_before_a_newcomer_is_not_drawn_until_it_has_gone(width_px: float) -> None:
    memory = LipMemory()
    memory.meet(_glimpse(0.03, width_px))
    assert memory.is_unproven
    assert not memory.is_refused
    memory.hear(0.4, is_behind_hand=True)
    assert memory.is_refused
    for _ in range(60):
        memory.meet(_glimpse(0.03, width_px))
    assert memory.is_refused
    for _ in range(60):  # skin may be as rosy as lips
        memory.meet(_glimpse(0.2, width_px))
    assert memory.is_refused
    memory.hear(1.0)
    memory.meet(_glimpse(0.2, width_px))
    assert not memory.is_refused


def test_noise_alone_does_not_prove_a_small_mouth() -> None:
    assert _glimpse(0.1, 24.0).proves_nothing
    assert not _glimpse(0.1, 60.0).proves_nothing
    assert not _glimpse(0.2, 24.0).proves_nothing


def test_who_was_met_half_behind_a_hand_is_met_again() -> None:
    face, memory = drawn_face(drawn_edges()), LipMemory()
    rgb, truth = drawn_mouth(drawn_edges())
    half = rgb.copy()
    half[152:] = SKIN
    find_lips(half, face, memory)
    memory.is_unproven = True  # as a mouth that is small and pale
    memory.hear(0.5)
    for _ in range(20):
        find_lips(half, face, memory)
    for _ in range(3):
        memory.hear(1.0)
    found = spread(find_lips(rgb, face, memory), truth)
    assert overlap(found, truth) > 0.85
    assert not memory.is_misled


def test_a_pale_mouth_is_believed_after_three_looks() -> None:
    face, memory = drawn_face(drawn_edges()), LipMemory()
    rgb, _ = drawn_mouth(drawn_edges())
    find_lips(rgb, face, memory)
    memory.is_unproven = True
    for _ in range(3):
        for _ in range(6):
            find_lips(rgb, face, memory)
        assert memory.is_doubtful
        memory.hear(1.0)
    assert not memory.is_doubtful
