"""What is before a mouth in a single picture: a cup, a microphone, a mask, a hand.

Nothing is known of this person yet, so what hides a lip is told by what lips and faces have in
common. A lip ends at its contour: what crosses that unchanged lies before it. Around the mouth
there is skin, as on the rest of the face: what is of quite another colour is no face. And no
lip is greyer than its skin. These are seeds; a graph cut finds the whole thing to its edge.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.core.scene import Box, Bytes, Face, Floats, Lips
from tryon.tracking.lip_colour import CHROMA, LIGHTNESS, log_rgb
from tryon.tracking.lip_cover import Cover, Flags, disc, grown
from tryon.tracking.lip_inner import mouth_opening, seam_depth
from tryon.tracking.lip_shape import (
    COLUMNS,
    Patch,
    cut_patch,
    fill,
    mesh_edges,
    outer_loop,
    outward,
    place_patch,
    sample,
)

#: Where a face is bare whatever is before its mouth: forehead, bridge of the nose, below the
#: eyes. Then its outline.
_BARE = (6, 197, 196, 419, 9, 151, 108, 337, 109, 338, 117, 346, 118, 347)
_OVAL = np.array(
    [
        10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
        152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
    ]
)  # fmt: skip

# Mouth widths in the patch, in px; what is seen around the mouth, in mouth widths; how far from
# the lips that is surely not lip. Mouths that are smaller in the frame show too little.
_UNIT, _AROUND, _NEAR, _SMALL_PX = 96.0, 0.35, 0.06, 30.0

# A ray across the contour, in mouth widths outside and in depths of the lip inside; the change
# along it that is none (of chromaticity, of lightness); rays side by side that count.
_OUTSIDE = np.array([0.09, 0.06, 0.03], np.float32)[:, None, None]
_INSIDE = np.array([0.15, 0.3, 0.45], np.float32)[:, None, None]
_SAME = np.array([0.08, 0.08, 0.16], np.float32)
_RUN, _MOST = 6, 0.6
#: Rays that do not end at a corner.
_CALM = np.r_[4 : COLUMNS - 4, COLUMNS + 3 : 2 * COLUMNS - 6]
# A closed mouth has a line between its lips (log-lightness), or its lips are rosier than skin:
# by so much where skin has so much chroma, and by no less than a share of it where it has less.
_OPEN, _SEAM, _ROSY, _CHROMA, _PALE = 0.12, 0.006, 0.065, 0.2, 0.4
# Mouths of these widths, in px, may show neither by themselves, and must show either.
_DIM_PX, _CLEAR_PX = 30.0, 72.0
# Below this width noise makes skin as rosy as lips, the smaller the more.
_NOISY_PX = 48.0
# What an unbroken contour counts beside the size, and what both make of lips that show nothing,
# and something: of 2524 views of 100 bare mouths at 30 to 190 px, with noise, dark, warm and
# grey, none comes that far; of 58 hands before a mouth of some 70 px 55 do, 46 in noise.
_UNBROKEN, _TOO_MUCH, _FAR_TOO_MUCH = 1.5, 0.95, 1.9
# What is seen of a mouth in some frames fades: a hand may go away.
_FADE = 1 / 15

# Log ratios (red over green, green over blue) and log-lightness that skin may have beside the
# bare skin of its face, shadow and stubble included, and lips; and what is certainly beyond.
# From 22 of 44 studio portraits and 38 other faces: 99 % of skin and of lips lie within.
_SKIN = np.array([[-0.05, -0.14, -0.7], [0.42, 0.40, 0.35]], np.float32)
_LIP = np.array([[-0.05, -0.33, -0.9], [0.65, 0.08, 0.3]], np.float32)
_BEYOND = np.array([0.08, 0.08, 0.3], np.float32), np.array([0.08, 0.08, 0.15], np.float32)
# A blur that takes away noise, in px.
_CALMED = 1.0
# Grey in the lips that is no highlight: less red than skin, and than most of these lips.
_GREY, _LIT = -0.13, 0.1
# What share of skin, and of lip, may be out of the way by itself.
_STRAY_SKIN, _STRAY_LIP = 0.004, 0.02
# By so much more than was cut is left out. Where nothing that reaches the lips covers more than
# this, in squares of the mouth's width, there is only shine on dark skin, or a mole.
_MARGIN, _SPOT = 0.03, 0.035
# A shadow below a lip is dark skin, and redder and yellower than bare skin for being
# dark. Things of such a colour are larger than this, in the same squares.
_SHADOW, _SHADE = np.array([0.1, 0.1, -0.7], np.float32), 0.15


def find_cover(rgb: Bytes, face: Face, lips: Lips) -> Cover | None:
    """Find what is before somebody's lips in a photograph.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    face : Face
    lips : Lips
        From `find_lips`: of this face, in this picture.

    Returns
    -------
    cover : Cover or None
        None if nothing is.

    References
    ----------
    Rother, Kolmogorov and Blake, "GrabCut" (2004), as OpenCV has it.
    """
    view = _look(rgb, face, lips)
    if view is None:
        return None
    is_large = lips.width_px > _SMALL_PX
    hidden: Flags | None = np.ones_like(view.lips)
    if not is_large or shows_lips(view.logs, view.edges, view.patch.unit):
        hidden = _hidden(view, is_large)
    if hidden is None:
        return None
    return Cover(view.patch, view.pixels, view.edges, hidden)


def shows_lips(logs: Floats, edges: Floats, unit: float) -> bool:
    """Judge whether there are lips at all where the mesh draws them, by one picture.

    Parameters
    ----------
    logs : (h, w, 3) float32
    edges : (4, COLUMNS, 2) float32, px of the patch
        The mesh's own.
    unit : float
    """
    return glimpse(logs, edges, unit).shows_lips


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """What a picture, or the average of some, shows where the mesh draws lips.

    Attributes
    ----------
    across : (6, rays, 3) float32
        Log ratios and log-lightness on rays across the contour.
    seam, opening : float
        Depth of the line between the lips; height of the gap, in mouth widths.
    width_px : float
        Of the mouth, as far as it matters.
    frames : int
    """

    across: Floats
    seam: float
    opening: float
    width_px: float
    frames: int = 1

    @property
    def rosier(self) -> float:
        """By how much the lips are rosier than what is around them."""
        chroma = self.across[3:, _CALM, :2].mean(0) - self.across[:3, _CALM, :2].mean(0)
        return float(np.quantile(chroma[:, 0] - chroma[:, 1], 0.75))

    @property
    def proves_nothing(self) -> bool:
        """Whether it might as well be a hand; in few pixels noise looks rosy, too."""
        return self.rosier < _ROSY * max(_NOISY_PX / self.width_px, 1.0) and self.seam < _SEAM

    @property
    def lacks_lips(self) -> bool:
        """Whether it is neither rosier than what is around it, nor parted by a line."""
        skin = np.median(self.across[:3, _CALM, :2].mean(0), 0)
        pale = min(max(float(np.hypot(*skin)) / _CHROMA, _PALE), 1.0)
        return self.opening <= _OPEN and self.rosier < _ROSY * pale and self.seam < _SEAM

    @property
    def shows_lips(self) -> bool:
        """Whether lips are likelier than a thing before them.

        An open mouth is believed: what is held before a face looks like a closed one to the
        mesh. That nothing is seen of lips tells little of a small mouth; that nothing ends at
        their contour tells more.
        """
        if self.opening > _OPEN:
            return True
        size = min(max((self.width_px - _DIM_PX) / (_CLEAR_PX - _DIM_PX), 0.0), 1.0)
        hidden = _UNBROKEN * float(_unbroken(self.across).mean()) + size
        return hidden <= (_TOO_MUCH if self.lacks_lips else _FAR_TOO_MUCH)

    def after(self, past: "Glimpse") -> "Glimpse":
        """Average with the frames before: noise goes, what is there stays."""
        share = max(1 / (past.frames + 1), _FADE)
        return Glimpse(
            past.across + np.float32(share) * (self.across - past.across),
            past.seam + share * (self.seam - past.seam),
            past.opening + share * (self.opening - past.opening),
            past.width_px + share * (self.width_px - past.width_px),
            past.frames + 1,
        )


def glimpse(logs: Floats, edges: Floats, unit: float) -> Glimpse:
    """Look where the mesh draws lips; parameters as for `shows_lips`."""
    across = _change(sample(logs, _rays(edges, unit)))
    return Glimpse(across, seam_depth(logs, edges, unit), mouth_opening(edges, unit), unit)


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """The surroundings of a mouth, upright.

    Attributes
    ----------
    patch : Patch
    pixels : (h, w, 3) uint8
    logs : (h, w, 3) float32
    edges : (4, COLUMNS, 2) float32, px of the patch
        The mesh's.
    beside_skin : (h, w, 3) float32
        Log ratios and log-lightness less those of the face's bare skin.
    lips, gap, face : (h, w) bool
        Inside the lips' outer outline, between the lips, inside the face's outline.
    """

    patch: Patch
    pixels: Bytes
    logs: Floats
    edges: Floats
    beside_skin: Floats
    lips: Flags
    gap: Flags
    face: Flags


def _look(rgb: Bytes, face: Face, lips: Lips) -> _View | None:
    """Cut out a mouth and what is around it; None if no bare skin is in the frame."""
    solid = mesh_edges(face.points)
    patch = place_patch(solid, _UNIT, _AROUND)
    pixels = cut_patch(rgb, solid, patch)
    logs = log_rgb(pixels, patch.unit)
    at = np.floor(face.points[_BARE, :2]).astype(int)
    at = at[((at >= 0) & (at < rgb.shape[1::-1])).all(1)]
    if not len(at):
        return None
    bare = np.stack(
        [rgb[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2].mean((0, 1)) for x, y in at]
    )
    skin = np.median(_change(log_rgb(np.round(bare).astype(np.uint8)[None], 1.0)), 1)
    box = Box(0, 0, *patch.size)

    def inside(points: Floats) -> Flags:
        filled: Flags = fill(box, [(patch.from_frame(points), 1)]) > 0.5
        return filled

    return _View(
        patch,
        pixels,
        logs,
        patch.from_frame(np.ascontiguousarray(solid[..., :2])),
        cv2.GaussianBlur(_change(logs) - skin, (0, 0), _CALMED).astype(np.float32),
        inside(lips.outer),
        inside(lips.inner),
        inside(face.points[_OVAL, :2]),
    )


def _hidden(view: _View, large: bool) -> Flags | None:
    """Find the things before a mouth; None if there are none."""
    unit = view.patch.unit
    near = grown(view.lips, _NEAR * unit)
    around = view.face & ~near
    strange = _beyond(view.beside_skin, _SKIN)
    red, light = view.beside_skin[..., 0], view.beside_skin[..., 2]
    inner = grown(view.gap, 0.03 * unit)
    usual = float(np.median(red[view.lips])) if view.lips.any() else 0.0
    grey = view.lips & (red < min(usual, 0.0) + _GREY) & (light < _LIT)
    rays = _rays(view.edges, unit)
    unbroken = np.zeros(rays.shape[1], np.bool_)
    if large and mouth_opening(view.edges, unit) <= _OPEN:
        unbroken = _unbroken(_change(sample(view.logs, rays)))
    beyond = _beyond(view.beside_skin, _LIP)
    seeds = _opened(around & strange, 1)
    few = seeds.sum() < _STRAY_SKIN * around.sum()
    if few and not unbroken.any() and grey.sum() <= _STRAY_LIP * view.lips.sum():
        return None
    seeds |= _drawn(rays[:, unbroken], seeds.shape, 0.04 * unit)
    seeds |= _opened(grey & ~inner, 2)
    sure = around & ~strange
    if unbroken.any():  # the hand goes on around the mouth, and looks like skin
        sure &= _drawn(rays[:3, ~unbroken], seeds.shape, 0.04 * unit)
    labels: Bytes = np.full(seeds.shape, cv2.GC_PR_FGD, np.uint8)
    labels[beyond & view.lips] = cv2.GC_PR_BGD
    labels[strange & ~around & ~view.lips] = cv2.GC_PR_BGD
    labels[sure] = cv2.GC_FGD
    labels[seeds] = cv2.GC_BGD
    if not seeds.any():
        return None
    if not ((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)).any():
        return np.ones_like(seeds)
    cut = _cut(view.pixels, labels)
    # Parts that belong to a seed; through an open mouth nothing is joined.
    beside = ~grown(view.gap, 0.02 * unit)
    hidden = _reached(cut & beside, seeds)
    if large:
        # A handle is thin: the cut loses it, but what is strange and goes on from there is its.
        odd = (around & strange) | grey | (view.lips & beyond)
        hidden = _reached((odd & ~inner) | hidden, hidden)
    inner = ~beside
    hidden |= cut & inner & grown(hidden, 0.04 * unit)
    hidden = grown(hidden, _MARGIN * unit)
    shade = hidden & _is_shade(view.beside_skin)
    things = _large(hidden, _SPOT * unit**2) & ~_shades(hidden, shade, _SHADE * unit**2)
    return hidden if (things & near).any() else None


def _cut(pixels: Bytes, labels: Bytes) -> Flags:
    """Cut pixels by their colours and edges: True is what is no face."""
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(pixels, labels, (0, 0, 1, 1), *models, 2, cv2.GC_INIT_WITH_MASK)
    found: Flags = (labels == cv2.GC_BGD) | (labels == cv2.GC_PR_BGD)
    return found


def _rays(edges: Floats, unit: float) -> Floats:
    """Places on rays across the outer contour, outside to inside: (6, rays, 2) px."""
    loop = outer_loop(edges)
    upper = edges[0] * (1 - _INSIDE) + edges[1] * _INSIDE
    lower = edges[3] * (1 - _INSIDE) + edges[2] * _INSIDE
    inside = np.concatenate([upper, lower[:, -2:0:-1]], 1)
    outside = loop + outward(loop) * (_OUTSIDE * unit)
    return np.asarray(np.concatenate([outside, inside]), np.float32)


def _unbroken(seen: Floats) -> Flags:
    """Rays (6, rays, 3) on which nothing ends, where several are side by side: (rays,)."""
    swing = np.ptp(seen, 0) / _SAME
    same = np.linalg.norm(swing, axis=-1) < 1
    if same.all():
        return np.asarray(same)
    ring = np.concatenate([same, same, same]).astype(np.uint8)[None]
    runs = cv2.morphologyEx(ring, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))[0]
    return np.asarray(runs[len(same) : 2 * len(same)] > 0)


def _change(logs: Floats) -> Floats:
    """Log RGB to two log ratios and log-lightness."""
    return np.asarray(logs @ np.concatenate([CHROMA, LIGHTNESS[None]]).T, np.float32)


def _beyond(values: Floats, limits: Floats) -> Flags:
    below = np.maximum(limits[0] - values, 0) / _BEYOND[0]
    above = np.maximum(values - limits[1], 0) / _BEYOND[1]
    return np.asarray(np.linalg.norm(below + above, axis=-1) > 1)


def _drawn(rays: Floats, shape: tuple[int, ...], width: float) -> Flags:
    canvas = np.zeros(shape, np.uint8)
    lines = list(np.round(rays.swapaxes(0, 1) - 0.5).astype(np.int32))
    cv2.polylines(canvas, lines, False, (1,), max(int(width), 1))
    return np.asarray(canvas > 0)


def _reached(flags: Flags, seeds: Flags) -> Flags:
    """Keep the connected parts that hold a seed."""
    _, parts = cv2.connectedComponents(flags.astype(np.uint8))
    return np.asarray(np.isin(parts, np.setdiff1d(parts[seeds], 0)))


def _large(flags: Flags, least: float) -> Flags:
    """Keep the connected parts of more than so many pixels."""
    _, parts, found, _ = cv2.connectedComponentsWithStats(flags.astype(np.uint8))
    kept = found[:, cv2.CC_STAT_AREA] > least
    kept[0] = False
    return np.asarray(kept[parts])


def _is_shade(beside_skin: Floats) -> Flags:
    """Whether pixels look like skin in shadow."""
    red, yellow, dark = _SHADOW
    chroma = (beside_skin[..., 0] > red) & (beside_skin[..., 1] > yellow)
    return np.asarray(chroma & (beside_skin[..., 2] < dark))


def _shades(flags: Flags, shade: Flags, most: float) -> Flags:
    """Keep the connected parts of less than `most` pixels that are mostly shade."""
    count, parts = cv2.connectedComponents(flags.astype(np.uint8))
    size = np.bincount(parts.ravel(), minlength=count)
    shaded = np.bincount(parts[shade], minlength=count)
    kept = (shaded > 0.5 * size) & (size < most)
    kept[0] = False
    return np.asarray(kept[parts])


def _opened(flags: Flags, radius: float) -> Flags:
    opened = cv2.morphologyEx(flags.astype(np.uint8), cv2.MORPH_OPEN, disc(radius))
    return np.asarray(opened > 0)
