"""What of the picture around a hand is the hand: by its joints, and by its colours.

Joints say where a hand is to a finger's width; a cuff over it, a blurred finger or the gap
between two they do not know. Colours do, where a hand differs from what is behind it: what is
surely hand and what is surely not are counted in coarse cells of colour, and every pixel is
judged by both counts and by how far from the joints it is. Where both look alike (a hand before
a bare arm) the joints alone decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Box, Bytes, Floats
from tryon.tracking.hands import WRIST, Hand, silhouette

#: Pixels of a palm in the picture that is judged: of a clip, and of a photograph.
CLIP_PALM_PX, PHOTO_PALM_PX = 28.0, 56.0

#: Knuckles, and how far beyond the wrist the hand goes at most, in palms.
_KNUCKLES, _CUFF = [5, 9, 13, 17], 0.22

#: How far around the hand is looked, and what may still be hand, in palms.
_AROUND, _REACH = 0.75, 0.4

#: How much the joints say for each palm of distance from the outline, and at most: logits. Up
#: the arm they say more: bare wrists are for cuffs to cover.
_STEEP, _SURE, _UP_THE_ARM = 16.0, 3.0, 40.0
#: Of joints that were carried on by more than a palm the word counts less by such a share, and
#: colours count so much further away, in palms: the hand has turned and bent meanwhile.
_FLATTER, _FURTHER = 0.7, 0.5
#: They do where they share so much less than `_UNLIKE` with what is around.
_CLEARLY = 0.3
#: What is left free is wider than what is known to be hand: logits.
_GENEROUS = 1.0

#: Colours are counted in cells of Lab, so wide; a and b so far from grey at most.
_LIGHT_BITS, _CHROMA_BITS, _CHROMA = 4, 2, 32
_CELLS = (256 >> _LIGHT_BITS, 2 * _CHROMA >> _CHROMA_BITS, 2 * _CHROMA >> _CHROMA_BITS)

#: Neighbours among them count so much.
_MIX = np.array([0.25, 0.5, 0.25], np.float32)

#: How much a colour says at most, what every cell holds beforehand, and how often what is hand
#: is judged anew.
_SAYS, _BEFOREHAND, _ROUNDS = 5.0, 2e-4, 3
#: Where the joints have the hand, what says so much less is not it if it is so wide, in palms:
#: joints go on under the sleeve of the other arm, nails and shadows are narrower.
_OTHER, _OVER = 2.5, 0.3
#: Skin of one person differs so much, in light and in colour (Lab in 8 bits). Where a hand is
#: expected and less than such a share looks like skin, it wears a glove.
_SKIN_LIGHT, _SKIN_COLOUR, _GLOVED = 75.0, 13.0, 0.15

#: Hands share less of their colours with what is around them, 150 that were pasted before
#: clothes at most 0.65; of 575 pieces of clothes that were taken for hands 94 % more.
_ALIKE = 0.72
#: Colours say all they know where less than this is shared, and nothing where more is.
_UNLIKE, _LIKE = 0.6, 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Colours:
    """How much each colour speaks for a hand.

    Attributes
    ----------
    says : (16, 16, 16) float32
        Logarithm of how much more often a colour is the hand's than its surroundings'.
    overlap : float in [0, 1]
        Share of its colours that the surroundings have, too.
    mean_lab : (3,) float32
        Of the hand, as `cv2.COLOR_RGB2LAB` codes it in 8 bits.
    """

    says: Floats = field(repr=False)
    overlap: float
    mean_lab: Floats

    @property
    def is_alike(self) -> bool:
        """Whether nothing tells it from what is around it."""
        return self.overlap > _ALIKE


@dataclass(frozen=True, slots=True, eq=False)
class _Patch:
    """The picture around a hand, and what its joints say."""

    box: Box
    scale: float
    cells: NDArray[np.intp] = field(repr=False)
    lab: Bytes = field(repr=False)
    away: Floats = field(repr=False)
    up_the_arm: Floats = field(repr=False)

    def prior(self, unsure: float = 0.0) -> Floats:
        """Say what the joints tell of each pixel being hand: logits; less when unsure."""
        steep = _STEEP * (1 - _FLATTER * unsure)
        logits = np.clip(-steep * self.away, -_SURE, _SURE)
        logits -= _UP_THE_ARM * np.maximum(self.up_the_arm, 0)
        logits[self.away > _REACH + _FURTHER * unsure] = -50
        prior: Floats = logits
        return prior


def is_skin(lab: Floats, skins: Sequence[Floats]) -> NDArray[np.bool_]:
    """Say which colours (..., 3) look like one of some pieces of a person's skin.

    All are Lab as OpenCV codes it in 8 bits.
    """
    alike = np.zeros(lab.shape[:-1], bool)
    for skin in skins:
        apart = np.abs(lab - skin)
        coloured = np.hypot(apart[..., 1], apart[..., 2])
        alike |= (apart[..., 0] < _SKIN_LIGHT) & (coloured < _SKIN_COLOUR)
    return alike


def learn(
    rgb: Bytes, hand: Hand, palm_px: float = CLIP_PALM_PX, skins: Sequence[Floats] = ()
) -> Colours | None:
    """Learn the colours of a hand; None where too little of it is in the picture.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    hand : Hand
    palm_px : float
        How finely the picture is looked at.
    skins : sequence of (3,) float32
        Colours of this person's skin elsewhere: where it is known, a sleeve over the hand is
        not taken for a part of it.
    """
    patch = _patch(rgb, hand, palm_px)
    if patch is None:
        return None
    prior = patch.prior()
    inside, outside = patch.away < -0.02, patch.away > 0.06
    if inside.sum() < 40 or outside.sum() < 40:
        return None
    bare = is_skin(patch.lab.astype(np.float32), skins)
    if (inside & bare).sum() < _GLOVED * inside.sum():
        bare = np.ones_like(inside)
    inside &= bare
    ours, others = count(patch.cells, inside), count(patch.cells, outside)
    shared = overlap(ours, others)
    mean_lab = patch.lab[inside].mean(0, dtype=np.float32)
    says = compare(ours, others)
    for _ in range(_ROUNDS):
        share = _sigmoid(prior + _calmed(says.ravel()[patch.cells]))
        says = compare(count(patch.cells, share * bare), count(patch.cells, 1 - share))
    # a hand before skin: where light falls otherwise is no edge
    says *= np.float32(np.clip((_LIKE - shared) / (_LIKE - _UNLIKE), 0, 1))
    return Colours(says, shared, mean_lab)


def matte(
    rgb: Bytes,
    hand: Hand,
    colours: Colours | None,
    palm_px: float = CLIP_PALM_PX,
    unsure: float = 0.0,
) -> tuple[Box, Floats] | None:
    """Say what of a picture is a hand; None where it is out of the picture.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    hand : Hand
    colours : Colours or None
        None: its joints alone decide.
    palm_px : float
        How finely the picture is looked at.
    unsure : float in [0, 1]
        How little its joints are known.

    Returns
    -------
    box : Box
        Inside the picture.
    share : (box.height, box.width) float32, in [0, 1]
    """
    patch = _patch(rgb, hand, palm_px)
    if patch is None:
        return None
    if colours is not None:  # where cloth looks like skin, the joints are all that is known
        unsure *= min(max((_UNLIKE - colours.overlap) / _CLEARLY, 0.0), 1.0)
    logits = patch.prior(unsure if colours else 0.0) + np.float32(_GENEROUS)
    if colours is not None:
        says = _calmed(colours.says.ravel()[patch.cells])
        logits *= 1 - _over_it(says, patch.away, min(palm_px, hand.palm_px))
        logits += says
    size = patch.box.width, patch.box.height
    large = cv2.resize(np.clip(logits, -4, 4), size, interpolation=cv2.INTER_LINEAR)
    steep = min(max(patch.scale, 0.25), 1.0) / 2  # the edge is as soft as the cells are wide
    share: Floats = np.clip(np.float32(0.5) + np.float32(steep) * large, 0, 1)
    return patch.box, share


def _patch(rgb: Bytes, hand: Hand, palm_px: float) -> _Patch | None:
    """Cut out what is around a hand, and measure how far from its outline each pixel is."""
    palm = max(hand.palm_px, 1.0)
    around = _AROUND * palm
    size = np.array(rgb.shape[1::-1])
    low = np.clip(np.floor(hand.points.min(0) - around), 0, size).astype(int)
    high = np.clip(np.ceil(hand.points.max(0) + around), 0, size).astype(int)
    if (high - low < 8).any():
        return None
    scale = min(palm_px / palm, 1.0)
    width, height = (max(round(float(side) * scale), 4) for side in high - low)
    part = rgb[low[1] : high[1], low[0] : high[0]]
    small = cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA)
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), np.uint8)
    cells = _cells(lab)
    corner = low.astype(np.float32)
    moved = Hand((hand.points - corner) * np.float32(scale), hand.presence)
    drawn = silhouette(moved, (width, height))
    outside = cv2.distanceTransform(255 - drawn, cv2.DIST_L2, 3)
    inside = cv2.distanceTransform(drawn, cv2.DIST_L2, 3)
    away = ((outside - inside) / max(moved.palm_px, 1.0)).astype(np.float32)
    along = moved.points[WRIST] - moved.points[_KNUCKLES].mean(0)
    along /= max(float(np.hypot(*along)) * max(moved.palm_px, 1.0), 1e-6)
    x, y = np.arange(width) + 0.5, np.arange(height)[:, None] + 0.5
    up_the_arm = (x - moved.points[WRIST, 0]) * along[0]
    up_the_arm = up_the_arm + (y - moved.points[WRIST, 1]) * along[1] - _CUFF
    box = Box(*low.tolist(), *(high - low).tolist())
    return _Patch(box, scale, cells, lab, away, up_the_arm.astype(np.float32))


def cells_of(rgb: Bytes) -> NDArray[np.intp]:
    """Name the cell of each colour (..., 3): an index of `Colours.says`, flat."""
    return _cells(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB), np.uint8))


def _cells(lab: Bytes) -> NDArray[np.intp]:
    chroma = np.clip(lab[..., 1:].astype(np.intp) - 128 + _CHROMA, 0, 2 * _CHROMA - 1)
    chroma >>= _CHROMA_BITS
    light = lab[..., 0].astype(np.intp) >> _LIGHT_BITS
    cells: NDArray[np.intp] = (light * _CELLS[1] + chroma[..., 0]) * _CELLS[2] + chroma[..., 1]
    return cells


def count(cells: NDArray[np.intp], weights: NDArray[np.generic]) -> Floats:
    """Count colours: shares (16, 16, 16) of the whole, neighbours mixed."""
    counted = np.bincount(
        cells.ravel(), np.asarray(weights, np.float64).ravel(), int(np.prod(_CELLS))
    )
    shares = smooth(counted.reshape(_CELLS).astype(np.float32))
    normal: Floats = shares / max(float(shares.sum()), 1e-9)
    return normal


def smooth(shares: Floats) -> Floats:
    """Mix neighbouring colours (n, n, n)."""
    size, edge = shares.shape, cv2.BORDER_REPLICATE
    mixed = cv2.sepFilter2D(shares, -1, _MIX, _MIX, borderType=edge)  # the last is a channel
    rows = mixed.reshape(-1, size[2])
    mixed = cv2.sepFilter2D(rows, -1, _MIX, np.ones(1, np.float32), borderType=edge)
    return np.asarray(mixed.reshape(size), np.float32)


def overlap(ours: Floats, others: Floats) -> float:
    """Say which share of two counts of colours is the same: Bhattacharyya's coefficient."""
    return float(np.sqrt(ours * others).sum())


def compare(ours: Floats, others: Floats) -> Floats:
    """Say how much more often each colour is in one count than in another: a logarithm."""
    says: Floats = np.log((ours + _BEFOREHAND) / (others + _BEFOREHAND))
    return np.clip(says, -_SAYS, _SAYS).astype(np.float32)


def _over_it(says: Floats, away: Floats, palm_px: float) -> Floats:
    """Say how much of something wider than a finger is before a hand: the other's sleeve."""
    wide = max(round(_OVER * palm_px), 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
    other = ((says < -_OTHER) & (away < 0)).view(np.uint8)
    core = cv2.morphologyEx(other, cv2.MORPH_OPEN, disc)
    # its corners and its rim, too
    over = (cv2.dilate(core, disc) > 0) & (says < 0)
    return _calmed(over.astype(np.float32))


def _calmed(logits: Floats) -> Floats:
    """Let neighbours agree."""
    return np.asarray(cv2.blur(logits, (3, 3)), np.float32)


def _sigmoid(logits: Floats) -> Floats:
    share: Floats = 1 / (1 + np.exp(-logits))
    return share
