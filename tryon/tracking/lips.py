"""The visible vermilion of a face: the mesh's contours, corrected by what the picture shows.

The mesh knows what a mouth looks like but not this mouth; colour knows this mouth but not where
beard, shadow or teeth begin. Each edge is therefore a likelihood from the picture times a prior
around the mesh (`lip_outer`, `lip_inner`), and pixels that are no lip are left out last.
"""

import cv2
import numpy as np

from tryon.core.scene import Bytes, Face, Floats, Lips
from tryon.tracking.lip_colour import LipColours, learn_colours, log_rgb, skin_around
from tryon.tracking.lip_focus import softness
from tryon.tracking.lip_hair import without_hairs
from tryon.tracking.lip_hidden import Glimpse, glimpse
from tryon.tracking.lip_inner import (
    Inside,
    inner_edges,
    learn_inside,
    lip_lightness,
    mesh_height,
    mouth_opening,
    painted_gap,
)
from tryon.tracking.lip_outer import OFFSETS, RAYS, outer_evidence, outer_offsets
from tryon.tracking.lip_shape import (
    COLUMNS,
    Patch,
    cut_patch,
    facing,
    fill,
    frame_box,
    inner_loop,
    mesh_edges,
    outer_loop,
    outward,
    place_patch,
    with_outer,
)
from tryon.tracking.lip_visible import ROWS, read_cells, recognised, seen_cells, seen_pixels

#: Width in pixels at which a mouth is looked at: in a photograph, and in a clip.
_FINE, _LIVE = 160.0, 96.0

# A clip goes on learning, a little every few frames: the person in some seconds, the edges
# in less. In mouth widths: a change of the opening that makes the past worthless.
_LEARN, _BRIGHTEN, _EASE, _NEW_SHAPE = 0.15, 0.6, 0.15, 0.04
# What a lip looks like goes on twice as fast: whatever is before it is told by that.
_RECALL = 0.3
# Lips at rest are looked at every fourth frame, their inner edges at every eighth; moving ones
# in each frame.
_PAUSE, _SETTLE, _MOVING = 4, 0.3, 0.1
# How much of a change of focus is taken over every fourth frame; blur that nobody sees.
_REFOCUS, _SHARP_PX = 0.4, 0.4
# How often a mouth is learned from its first frame: what is known of lips and where they are
# explain each other, and until they agree they would wander off together in the next frames.
_ROUNDS = 4
# Frames in which a person is learned twice as often.
_ACQUAINTED = 32

# How much of a covered part comes back and goes at once; what share of the lips must be seen to
# learn; and how often it may be missed before a second look is asked for.
_APPEAR, _VANISH, _ENOUGH, _LOST = 0.5, 0.9, 0.8, 40
# Lips that were missed that often are believed to be back only when they look very much as
# they did, and nothing is learned for so many looks: bit by bit, a hand would be.
_BRIEFLY, _WARY = 8, 45
# What share of the lips a second look finds in sight when they are all there; and how many in
# a row must say so before a person is learned anew: a hand that is taken for lips once would be
# painted as long as it stays.
_WHOLE, _AGREED = 0.9, 3
# What share of lips that nothing is known of is hidden for good; how many second looks in a row
# must say so. And of how many frames the average must show lips that were refused.
_GONE, _DENIED, _PROVEN = 0.2, 2, 10
#: Width of a mouth in the patch, in px, of which one look tells whether it is one.
_TELLING = 30.0

# Cosine of a lip's turn away from the camera: where it is not seen at all, and seen well.
_HIDDEN, _FACING = 0.05, 0.2


class LipMemory:
    """What is remembered of one mouth between the frames of a clip.

    Everything is relative to the mesh and in mouth widths: it moves with the face, and needs no
    model of motion. Made for every identity anew; `find_lips` fills it.

    Parameters
    ----------
    lasting : bool
        Whether more frames are to come.

    Attributes
    ----------
    frames, looks : int
        Seen so far, and looked at.
    evidence : (RAYS, offsets) float32
        What the pictures said about the outer edge, averaged.
    aim, outer : (RAYS,) float32
        Correction of the outer edge: what the evidence says, and what is drawn.
    height : float
        How much too high the mesh is, by the line between closed lips.
    inner : (2, COLUMNS, 2) float32
        Correction of the inner edges.
    measured : list of (2, COLUMNS, 2) float32
        What the last looks said that it is, since the mouth moved.
    inside : Inside
    lightness : (2, COLUMNS) float32
        Of the lips.
    colours : LipColours
    skin : (3,) float32
        Log RGB of the skin around the mouth; everything else here is said for this light.
    seen : (2, ROWS, COLUMNS) float32
        What of the lips is not covered.
    shown : (h, w) float32 or None
        What of the last patch may be painted, from `seen_pixels`.
    usual, relief : float32
        Their lipness, and their light and shade, as in `Cells`.
    lost : int
        How often in a row not enough of them was seen.
    opening : float
        Of the mouth in the last frame, by the mesh.
    wary : int
        For how many looks yet this may be something that was held before the mouth.
    agreed, denied : int
        How many second looks in a row found the lips all there, and hardly any of them.
    is_hairy : bool
        Whether hairs hang over the upper lip; who has none at first sight is not asked again.
    is_refused, is_unproven : bool
        Whether they are none: nothing is drawn, nothing learned. Whether they are drawn though
        nothing yet shows that they are some.
    is_behind_hand : bool
        Whether the last second look found a hand before them.
    is_misled : bool
        Whether they were learned while a second look found something before them.
    glimpse : Glimpse or None
        What the frames show in which they were refused, averaged.
    """

    def __init__(self, *, lasting: bool = True) -> None:
        self.lasting = lasting
        self.frames = self.looks = 0
        self.evidence = np.zeros((RAYS, len(OFFSETS)), np.float32)
        self.aim = np.zeros(RAYS, np.float32)
        self.outer = np.zeros(RAYS, np.float32)
        self.height = 0.0
        self.inner = np.zeros((2, COLUMNS, 2), np.float32)
        self.measured: list[Floats] = []
        self.inside = Inside(np.zeros((1, 1), np.float32))
        self.lightness = np.zeros((2, COLUMNS), np.float32)
        self.colours: LipColours
        self.skin = np.zeros(3, np.float32)
        self.seen = np.ones((2, ROWS, COLUMNS), np.float32)
        self.shown: Floats | None = None
        self.usual = np.ones((2, ROWS, COLUMNS), np.float32)
        self.relief = np.zeros((2, 0), np.float32)
        self.softness = 0.0
        self.lost = 0
        self.opening = 0.0
        self.wary = self.agreed = self.denied = 0
        self.is_hairy = self.is_refused = self.is_unproven = False
        self.is_behind_hand = self.is_misled = False
        self.glimpse: Glimpse | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether a second look is wanted."""
        return self.is_refused or self.is_unproven or self.wary > 0

    def hear(self, share: float, *, is_behind_hand: bool = False) -> None:
        """Take up what a second look says.

        Parameters
        ----------
        share : float in [0, 1]
            How much of the lips is in sight.
        is_behind_hand : bool
            Whether a hand certainly hides most of them.
        """
        self.agreed = self.agreed + 1 if share > _WHOLE else 0
        self.denied = self.denied + 1 if share < _GONE else 0
        self.is_behind_hand = is_behind_hand
        if self.agreed and self.lost == 0:
            self.wary = 0
        if self.is_unproven:
            self.is_refused = is_behind_hand or self.denied >= _DENIED
            self.is_misled |= not self.agreed
            self.is_unproven = not self.is_refused and self.agreed < _AGREED

    def meet(self, seen: Glimpse) -> None:
        """Decide whether these are lips, by this frame and those in which they were none."""
        if self.is_refused:
            seen = seen.after(self.glimpse) if self.glimpse else seen
            is_proven = seen.frames >= _PROVEN and seen.shows_lips and not seen.proves_nothing
            if is_proven and not self.is_behind_hand:
                self.begin_again()
        else:
            self.is_refused = seen.width_px > _TELLING and not seen.shows_lips
        self.glimpse = seen if self.is_refused else None
        self.is_unproven = not self.is_refused and seen.proves_nothing

    def begin_again(self) -> None:
        """Meet the person anew at the next look."""
        self.looks = self.lost = self.agreed = self.denied = self.wary = 0
        self.is_refused = self.is_unproven = self.is_behind_hand = self.is_misled = False
        self.glimpse = None

    @property
    def is_covered(self) -> bool:
        """Whether something may be before the lips."""
        return float(self.seen.min()) < 0.9

    @property
    def is_certain(self) -> bool:
        """Whether a frame may pass without a look: the person is known, nothing is before."""
        return self.looks > _ACQUAINTED and self.lost == self.wary == 0 and not self.is_covered


def find_lips(rgb: Bytes, face: Face, memory: LipMemory | None) -> Lips | None:
    """Find where a coat of lipstick goes.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    face : Face
        Its points may lie outside the frame.
    memory : LipMemory or None
        Of this face, in the frames before; None for a photograph.

    Returns
    -------
    lips : Lips or None
        None if no part of the lips can be seen.
    """
    solid = mesh_edges(face.points)
    mesh = np.ascontiguousarray(solid[..., :2])
    size = rgb.shape[1], rgb.shape[0]
    if frame_box(outer_loop(mesh), size) is None:
        return None
    patch = place_patch(solid, _FINE if memory is None else _LIVE)
    mesh = patch.from_frame(mesh)
    known = memory or LipMemory(lasting=False)
    is_mistaken = known.is_refused or known.is_misled or known.lost > _LOST
    if known.agreed >= _AGREED and is_mistaken:
        known.begin_again()
    if memory and (memory.looks == 0 or memory.is_refused):
        logs = log_rgb(cut_patch(rgb, solid, patch), patch.unit)
        memory.meet(glimpse(logs, mesh, patch.unit))
    if known.is_refused:
        return None
    may_pass = known.is_certain and known.frames % _PAUSE > 0
    if may_pass and _change(mesh, patch.unit, known) <= _MOVING:
        edges = _remembered(mesh, patch.unit, known)
    else:
        edges = _look(rgb, solid, mesh, patch, known)
    known.frames += 1
    return _draw(patch, edges, known, size)


def _look(rgb: Bytes, solid: Floats, mesh: Floats, patch: Patch, memory: LipMemory) -> Floats:
    """Edges and what of the lips is seen, by the picture itself."""
    pixels = cut_patch(rgb, solid, patch)
    logs = log_rgb(pixels, patch.unit)
    if memory.looks == 0:
        edges = _meet(logs, mesh, patch.unit, memory)
        if memory.lasting:
            edges = _agree(logs, mesh, edges, patch.unit, memory)
        memory.softness = _softness(pixels, patch, mesh, rgb.shape)
    else:
        # As if the light, the exposure and the camera's balance were still those of then.
        logs -= skin_around(logs, mesh, patch.unit) - memory.skin
        edges = _follow(logs, mesh, patch.unit, memory)
        if memory.looks % 4 == 2:
            found = _softness(pixels, patch, mesh, rgb.shape)
            memory.softness += _REFOCUS * (found - memory.softness)
    memory.looks += 1
    turned = np.clip((facing(solid) - _HIDDEN) / (_FACING - _HIDDEN), 0, 1)
    cells = memory.seen * turned[:, None]
    memory.shown = seen_pixels(logs, edges, memory.lightness, cells, patch.unit)
    if memory.looks == 1 or memory.is_hairy:
        bare = without_hairs(pixels, edges, patch.unit)
        memory.is_hairy = bare is not None
        if bare is not None:
            memory.shown = bare if memory.shown is None else memory.shown * bare
    return edges


def _change(mesh: Floats, unit: float, memory: LipMemory) -> float:
    """How far the mouth has opened or closed since it was looked at; 1 is another shape."""
    return abs(mouth_opening(mesh, unit) - memory.opening) / _NEW_SHAPE


def _remembered(mesh: Floats, unit: float, memory: LipMemory) -> Floats:
    """Edges as far as the mesh and the past tell."""
    memory.outer = memory.outer + _EASE * (memory.aim - memory.outer)
    edges = _moved(mesh, memory.outer, unit)
    return np.concatenate([edges[:1], mesh[1:3] + memory.inner * unit, edges[3:]])


def _meet(logs: Floats, mesh: Floats, unit: float, memory: LipMemory) -> Floats:
    """Edges of a mouth never seen before: colours and edges explain each other, in turn."""
    memory.skin = skin_around(logs, mesh, unit)
    memory.height = mesh_height(logs, mesh, unit) or 0.0
    edges = mesh
    for _ in range(3):
        memory.evidence = outer_evidence(logs, mesh, learn_colours(logs, edges, unit), unit)
        memory.outer = memory.aim = outer_offsets(memory.evidence, memory.height)
        edges = _moved(mesh, memory.outer, unit)
    found = edges
    for trust_gap in (False, True):
        memory.inside = learn_inside(logs, found, unit, trust_gap=trust_gap)
        memory.lightness = lip_lightness(logs, found)
        inner = inner_edges(logs, edges, memory.inside, memory.lightness, unit)
        found = np.concatenate([edges[:1], inner, edges[3:]])
    memory.inner = (inner - mesh[1:3]) / unit
    memory.opening = mouth_opening(mesh, unit)
    memory.colours = learn_colours(logs, found, unit)
    cells = read_cells(logs, found, memory.colours, unit)
    memory.seen = seen_cells(cells, memory.colours.distinct, None)
    memory.usual, memory.relief = np.clip(cells.lipness, 0.3, 1.2), cells.relief
    memory.lost = 0
    return found


def _agree(logs: Floats, mesh: Floats, found: Floats, unit: float, memory: LipMemory) -> Floats:
    """Edges of a mouth just met, once they and what is learned from them change no more."""
    for _ in range(_ROUNDS):
        _judge(logs, found, unit, memory)
        if memory.lost or memory.wary:
            break
        for turn in range(4):
            _learn(logs, mesh, found, unit, memory, turn)
        memory.outer = memory.aim
        edges = _moved(mesh, memory.outer, unit)
        inner = inner_edges(logs, edges, memory.inside, memory.lightness, unit)
        memory.inner = (inner - mesh[1:3]) / unit
        found = np.concatenate([edges[:1], inner, edges[3:]])
    memory.measured = [memory.inner, memory.inner]
    return found


def _follow(logs: Floats, mesh: Floats, unit: float, memory: LipMemory) -> Floats:
    """Edges of a mouth seen before."""
    change = _change(mesh, unit, memory)
    moves = change > _MOVING
    memory.opening = mouth_opening(mesh, unit)
    found = _remembered(mesh, unit, memory)
    # In turns, so that no look takes longer than the others; but lips that move are followed
    # at once, and so is a hand.
    if moves or memory.looks % 2:
        edges = np.concatenate([found[:1], mesh[1:3], found[3:]])
        inner = inner_edges(logs, edges, memory.inside, memory.lightness, unit)
        memory.measured = [] if moves else memory.measured[-2:]
        memory.measured.append((inner - mesh[1:3]) / unit)
        # One look may take teeth for lips; of three at a mouth that rests, the middle counts.
        aim = np.median(memory.measured, axis=0) if memory.measured[1:] else memory.measured[0]
        ease = min((_EASE if moves else _SETTLE) + change, 1.0)
        memory.inner = memory.inner + ease * (aim - memory.inner)
        found = np.concatenate([found[:1], mesh[1:3] + memory.inner * unit, found[3:]])
    if not moves or memory.looks % 2 == 0 or memory.is_covered:
        _judge(logs, found, unit, memory)
    every = 4 if moves and memory.looks > _ACQUAINTED else 2
    if memory.looks % every == 0 and memory.lost == memory.wary == 0:
        _learn(logs, mesh, found, unit, memory, memory.looks // every % 4)
    return found


def _judge(logs: Floats, edges: Floats, unit: float, memory: LipMemory) -> None:
    """See what of the lips is covered."""
    cells = read_cells(logs, edges, memory.colours, unit)
    distinct = memory.colours.distinct
    known = recognised(cells, memory.usual, memory.relief, distinct, strictly=memory.wary > 0)
    seen = known * seen_cells(cells, distinct, memory.usual)
    speed = np.where(seen > memory.seen, _APPEAR, _VANISH)
    memory.seen = memory.seen + speed * (seen - memory.seen)
    if seen.mean() > _ENOUGH:
        memory.lost = 0
        if not memory.is_unproven:
            memory.agreed = 0
        memory.wary = max(memory.wary - 1, 0)
    else:
        memory.lost += 1
        if memory.lost > _BRIEFLY:
            memory.wary = _WARY
    if memory.lost == memory.wary == 0:
        memory.usual = memory.usual + _RECALL * (cells.lipness - memory.usual)
        memory.relief = memory.relief + _RECALL / 3 * (cells.relief - memory.relief)


def _learn(
    logs: Floats, mesh: Floats, edges: Floats, unit: float, memory: LipMemory, turn: int
) -> None:
    """Add a frame to one of the four things that are known."""
    if turn == 0:
        memory.colours = memory.colours.nearer(learn_colours(logs, edges, unit), _LEARN)
    elif turn == 1:
        evidence = outer_evidence(logs, mesh, memory.colours, unit)
        memory.evidence = memory.evidence + _LEARN * (evidence - memory.evidence)
    elif turn == 2:
        height = mesh_height(logs, mesh, unit)
        if height is not None:
            memory.height = memory.height + _LEARN * (height - memory.height)
        memory.aim = outer_offsets(memory.evidence, memory.height)
    else:
        lightness = lip_lightness(logs, edges)
        memory.lightness = memory.lightness + _BRIGHTEN * (lightness - memory.lightness)
        table = learn_inside(logs, edges, unit, trust_gap=True).table
        memory.inside = Inside(memory.inside.table + _LEARN * (table - memory.inside.table))


def _moved(mesh: Floats, offsets: Floats, unit: float) -> Floats:
    """Move the outer edges along their normals by `offsets` mouth widths."""
    loop = outer_loop(mesh)
    moved: Floats = loop + outward(loop) * (offsets * unit)[:, None]
    return with_outer(mesh, moved)


def _softness(pixels: Bytes, patch: Patch, mesh: Floats, shape: tuple[int, ...]) -> float:
    """Measure the focus; what hangs out of the frame shows too little of itself."""
    outline = patch.to_frame(outer_loop(mesh))
    if (outline < 0).any() or (outline > shape[1::-1]).any():
        return 0.0
    return softness(pixels, patch.unit)


def _draw(patch: Patch, edges: Floats, memory: LipMemory, size: tuple[int, int]) -> Lips | None:
    """Fill the outlines in the frame, as far as they can be seen and as sharp as they are."""
    outer, inner = patch.to_frame(outer_loop(edges)), patch.to_frame(inner_loop(edges))
    across = outer[COLUMNS - 1] - outer[0]
    width_px = float(np.hypot(across[0], across[1]))
    soft_px = memory.softness * width_px
    box = frame_box(outer, size, 1 + round(2 * soft_px))
    if box is None:
        return None
    parted = float(np.abs(edges[2] - edges[1]).max()) > 0.001 * patch.unit
    gap = [(inner, painted_gap(edges, patch.unit))] if parted else []
    coverage = fill(box, [(outer, 1), *gap])
    if memory.shown is not None:
        # What was seen in the frame before lies around the middle of the patch as it did then.
        height, width = memory.shown.shape
        to_patch = patch.frame_to_patch.astype(np.float64)
        to_patch[:, 2] += (width - patch.size[0]) / 2, (height - patch.size[1]) / 2
        to_patch[:, 2] += to_patch[:, :2] @ (box.x + 0.5, box.y + 0.5) - 0.5
        coverage *= cv2.warpAffine(
            memory.shown,
            to_patch,
            (box.width, box.height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
    if soft_px > _SHARP_PX:
        coverage = np.asarray(cv2.GaussianBlur(coverage, (0, 0), soft_px), np.float32)
    if not (coverage > 0.1).any():
        return None
    return Lips(box, coverage, outer, inner, width_px)
