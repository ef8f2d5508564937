"""Things that a hand holds before what is worn, in a photograph: nobody was seen without them.

What somebody wears there is worn at the same height beside it, too, and further up the arm: a
colour that is found in neither, in the light that falls there, is none of the clothes. (The
colours of the whole picture in any light, which clips compare with, know nearly everything: of
88 things that were drawn into photographs three quarters were painted so.) What has such
colours at a hand, hangs together and has an edge all around is held.
"""

from collections.abc import Collection, Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import BONES, Bytes, Face, Figure, Floats, Silhouette
from tryon.tracking.around import (
    ALL,
    Look,
    contrast,
    far_from,
    hands_in,
    in_shades,
    look_around,
    named,
    skin_of,
    sleeve,
)
from tryon.tracking.carry import shown
from tryon.tracking.in_front import Cover
from tryon.tracking.people import Person

#: Length of a torso in the picture that is judged, px.
_TORSO_PX = 110.0

#: What is worn is learnt no nearer to a hand, and a thing reaches no further from it, in torso
#: lengths, as all lengths below. It touches the hand, but for so much.
_NEAR, _REACH, _TOUCHES = 0.42, 0.6, 0.03

#: Colours are compared with those of bands: so high a step, so far up and down, and further
#: where less than such an area is to be seen of the clothes. What takes such a share is worn.
_STEP, _BAND, _ENOUGH, _WORN = 0.08, 0.22, 0.12, 0.002

#: Light at one height differs so much: factors on it.
_SHADES = (0.63, 0.8, 1.0, 1.25, 1.6)

#: An upper arm is so wide.
_ARM = 0.12

#: A thing is so large (areas); such a share of it is not on the sleeve.
_LEAST, _LARGEST, _BESIDE = 0.0025, 0.5, 0.4
#: It fills so much of its hull, with the hand. What fills more is drawn as its hull, what fills
#: less is closed over gaps of twice this width.
_SOLID, _CONVEX, _GAP = 0.7, 0.92, 0.05

#: Colours differ by so much (CIE Lab) within two pixels of its rim: the median, and all but a
#: quarter of it.
_EDGE, _EDGES = 30.0, 12.0
#: And so much from one side of the rim to the other, along four fifths of it: what lies in the
#: shade under folded arms has edges elsewhere, but there it goes on. Means of so many pixels.
_STEP_ACROSS, _SIDE_PX, _FEWEST_PX = 9.5, 7, 4

#: A hand that was not found shows some skin, such an area no further than this from where it
#: should be: what is there else may be the lining of a coat. Or what it holds is stiff.
_SKIN, _AT_HAND, _STIFF = 0.004, 0.1, 0.92
#: What is mostly skin there, and no larger, is the hand, too quick for any model and any edge.
_MOSTLY, _PALM = 0.6, 0.06
_SKIN_SHADES, _SKINLIKE = (0.5, 0.63, 0.8, 1.0, 1.25), 0.004

_NECK = BONES.index("Neck")
_UPPER_ARMS = [
    [BONES.index(f"{side}Arm"), BONES.index(f"{side}ForeArm")] for side in ("Left", "Right")
]
_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)
_SQUARE = np.ones((3, 3), np.uint8)


def in_hand(
    rgb: Bytes,
    person: Person,
    figure: Figure,
    covers: Mapping[int, Cover],
    faces: Sequence[Face],
) -> tuple[Silhouette, ...]:
    """Find what is held in hands, and hands themselves that hide behind it.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    person : Person
    figure : Figure
        How that person stands.
    covers : mapping of int to Cover
        The hands that are seen.
    faces : sequence of Face
    """
    look = look_around(rgb, person, figure, _TORSO_PX)
    if look is None:
        return ()
    drawn = hands_in(look, person, covers)
    skin = skin_of(rgb, person, faces, look, [drawn[side] for side in covers])
    return things_in_hand(look, figure, covers, drawn, skin)


def things_in_hand(
    look: Look,
    figure: Figure,
    covers: Collection[int],
    drawn: Mapping[int, Bytes],
    skin: Floats,
) -> tuple[Silhouette, ...]:
    """Find what is held in hands, and hands themselves that hide behind it.

    Parameters
    ----------
    look : Look
    figure : Figure
        How that person stands.
    covers : collection of int
        The hands that are seen: 0 is the left one.
    drawn : mapping of int to (h, w) uint8
        Both hands, as `hands_in` draws them.
    skin : (n, 3) float32, CIE Lab
        Colours of this person's skin.
    """
    away = {side: far_from(mask) for side, mask in drawn.items() if mask.any()}
    if not away:
        return ()
    nearest = np.minimum.reduce(list(away.values()))
    worn = look.inside & (nearest > _NEAR * look.torso)
    worn[: max(int(look.at(shown(figure)[[_NECK]])[0, 1]), 0)] = False
    cells = named(look.lab)
    arms = _share(cells[_upper_arms(look, figure) & (nearest > _AT_HAND * look.torso)])
    bare = _share(named(skin))
    is_skin = (in_shades(bare, _SKIN_SHADES) > _SKINLIKE)[cells]
    found = []
    for side, distance in away.items():
        also = np.maximum(arms, bare) if side in covers else arms
        new = look.inside & _is_new(cells, worn, look.torso, also)
        for thing in _things(new, distance, look, sleeve(look, figure, side)):
            naked = new & is_skin
            is_held = has_edge(thing, distance, look)
            if side not in covers:
                is_held &= _is_grasped(thing, naked, distance, look)
                is_held |= _is_hand(thing, naked, look.torso)
            if is_held:
                found.append(look.cut(thing))
    return tuple(found)


def _upper_arms(look: Look, figure: Figure) -> NDArray[np.bool_]:
    """Say where the upper arms are."""
    drawn = np.zeros(look.lab.shape[:2], np.uint8)
    for bone in _UPPER_ARMS:
        shoulder, elbow = np.rint(look.at(shown(figure)[bone])).astype(int).tolist()
        cv2.line(drawn, shoulder, elbow, (1,), max(round(_ARM * look.torso), 2))
    is_arm: NDArray[np.bool_] = (drawn > 0) & look.inside
    return is_arm


def _share(cells: NDArray[np.intp]) -> Floats:
    """Count colours: (4096,) float32, shares of all."""
    return (np.bincount(cells, minlength=ALL) / max(cells.size, 1)).astype(np.float32)


def _is_new(
    cells: NDArray[np.intp], worn: NDArray[np.bool_], torso: float, also: Floats
) -> NDArray[np.bool_]:
    """Say which colours are not worn at their height.

    Parameters
    ----------
    cells : (h, w) int
        As `named` names colours.
    worn : (h, w) bool
        Where clothes are seen.
    torso : float, px
    also : (4096,) float32
        Shares of colours that are known anywhere.
    """
    step = max(int(_STEP * torso), 2)
    tops = range(0, len(cells), step)
    rows = [slice(top, top + step) for top in tops]
    counts = np.stack([np.bincount(cells[row][worn[row]], minlength=ALL) for row in rows])
    seen = np.concatenate([[0], np.cumsum(counts.sum(1))])
    new = np.empty(cells.shape, bool)
    for number, row in enumerate(rows):
        reach = _BAND * torso / step
        low = high = number
        while (low, high) != (0, len(rows)):
            low, high = max(int(number - reach), 0), min(int(number + reach) + 1, len(rows))
            if seen[high] - seen[low] > _ENOUGH * torso**2:
                break
            reach *= 1.4
        share = counts[low:high].sum(0) / max(seen[high] - seen[low], 1)
        known = in_shades(np.maximum(share.astype(np.float32), also), _SHADES) > _WORN
        new[row] = ~known[cells[row]]
    return new


def _things(
    new: NDArray[np.bool_], away: Floats, look: Look, on_sleeve: NDArray[np.bool_]
) -> list[Bytes]:
    """List what touches a hand, hangs together and has a simple shape: masks (h, w)."""
    torso = look.torso
    calm = cv2.medianBlur((new & (away < _REACH * torso)).astype(np.uint8), 3)
    calm = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, _CROSS)
    calm = cv2.morphologyEx(calm, cv2.MORPH_OPEN, _SQUARE)
    number, labels = cv2.connectedComponents(calm, connectivity=4)
    area = np.bincount(labels.ravel(), minlength=number)
    beside = np.bincount(labels[~on_sleeve], minlength=number)
    kept = (beside > _LEAST * torso**2) & (beside > _BESIDE * area)
    kept &= area < _LARGEST * torso**2
    found = []
    for label in np.unique(labels[away < max(_TOUCHES * torso, 1.5)]).tolist():
        if label == 0 or not kept[label]:
            continue
        whole = filled((labels == label).astype(np.uint8), away, torso)
        if whole is not None:
            found.append(whole)
    return found


def has_edge(thing: Bytes, away: Floats, look: Look) -> bool:
    """Whether colours change all around a thing: shadows and folds are softer."""
    within = cv2.erode(look.inside.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    rim = (cv2.morphologyEx(thing, cv2.MORPH_GRADIENT, _CROSS) > 0) & within & (away > 3)
    if not rim.any():
        return False
    quarter, median = np.quantile(contrast(look.lab)[rim], (0.25, 0.5))
    if median <= _EDGE or quarter <= _EDGES:
        return False
    usable = look.inside & (away > 3)
    inner, outer = (_mean_of(look.lab, usable & (thing == side)) for side in (1, 0))
    step = np.sqrt(((inner - outer) ** 2).sum(-1))[rim]
    known = step[np.isfinite(step)]
    return known.size == 0 or float(np.quantile(known, 0.2)) > _STEP_ACROSS


def _mean_of(lab: Floats, part: NDArray[np.bool_]) -> Floats:
    """Average colours around each pixel over a part; NaN where too little of it is near."""
    size = (_SIDE_PX, _SIDE_PX)
    share = np.asarray(cv2.blur(part.astype(np.float32), size))
    mean = (
        np.asarray(cv2.blur(lab * part[..., None], size)) / np.maximum(share, 1e-6)[..., None]
    )
    mean[share * _SIDE_PX**2 < _FEWEST_PX] = np.nan
    return np.asarray(mean, np.float32)


def filled(thing: Bytes, away: Floats, torso: float) -> Bytes | None:
    """Fill what was found of a thing; None where it has no simple shape.

    Parameters
    ----------
    thing : (h, w) uint8
        0 or 1; somewhere 1.
    away : (h, w) float32, px
        How far it is to the hand, which may hide some of it.
    torso : float, px
    """
    hull, solid = _solid(thing, away < 1)
    if solid < _SOLID:
        return None
    if solid > _CONVEX:
        return hull
    wide = max(int(_GAP * torso), 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * wide + 1, 2 * wide + 1))
    padded = np.pad(thing, wide)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, disc)[wide:-wide, wide:-wide]
    outlines, _ = cv2.findContours(closed.copy(), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = np.zeros_like(thing)
    cv2.drawContours(whole, outlines, -1, (1,), -1)
    return whole


def _solid(thing: Bytes, hand: NDArray[np.bool_]) -> tuple[Bytes, float]:
    """Draw the hull of a thing, and say how much of that it fills together with a hand."""
    outlines, _ = cv2.findContours(thing, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = np.zeros_like(thing)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.concatenate(outlines)), (1,))
    return hull, float(((thing > 0) | (hand & (hull > 0))).sum()) / float(hull.sum())


def _is_grasped(thing: Bytes, skin: NDArray[np.bool_], away: Floats, look: Look) -> bool:
    """Whether a thing where a hand should be shows some skin of it, or is stiff."""
    at_hand = cv2.dilate(thing, np.ones((5, 5), np.uint8)) > 0
    shown_skin = (skin & at_hand & (away < _AT_HAND * look.torso)).sum()
    if shown_skin > _SKIN * look.torso**2:
        return True
    return _solid(thing, away < 1)[1] > _STIFF


def _is_hand(thing: Bytes, skin: NDArray[np.bool_], torso: float) -> bool:
    """Whether a thing where a hand should be is that hand, blurred."""
    area = float(thing.sum())
    return area < _PALM * torso**2 and float((skin & (thing > 0)).sum()) > _MOSTLY * area
