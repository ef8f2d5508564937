"""Hair that hangs before what is worn: grown from the hair above the forehead.

No model in the wheel knows hair. But above a forehead, inside the person, there is nothing else
(or a hat, which stays in front as well): its colours are counted, and so are those of the face,
the neck and the clothes. Hair goes down from there as far as the picture shows what has its
colours and not theirs. Who is bald has skin above the forehead, and black hair on a black coat
is nothing that colours could tell: then nothing is said.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Box, Bytes, Face, Floats, Silhouette
from tryon.tracking.matte import cells_of, compare, count, overlap
from tryon.tracking.people import Person, resampled

#: Height of a face, brow to chin, in the picture that is judged.
_FACE_PX = 40.0

#: What is looked at: beside the middle of the face, above the brow and below the chin, in
#: heights of the face.
_BESIDE, _ABOVE, _BELOW = 1.7, 0.7, 2.2

#: Where hair is above the face: between so much and so much beyond its outline.
_NEAR, _FAR = 0.08, 0.35
#: The face without its rim, which hair may cover.
_WITHIN = 0.13
#: The neck: so wide and so far below the chin.
_NECK_WIDE, _NECK_LONG = 0.22, 0.28
#: What hangs lower than this below the shoulders is mostly cloth, in heights of the face.
_CLOTH = 0.7

#: Colours that are shared so much are none to tell hair by: with skin, with clothes. With those
#: long hair shared 0.05 to 0.21 in 25 pictures; what grew into a grey shirt 0.45 to 0.48.
_LIKE_SKIN, _LIKE_CLOTH = 0.5, 0.3
#: How much its colour has to say for a pixel being hair; inside of the person by so much.
_SAYS, _INSIDE = 0.7, 0.4
#: How often the colours of what was found are counted anew.
_ROUNDS = 3
#: How much of what was known stays when a new picture is looked at.
_KEPT = 0.7
#: Pixels above the forehead that are needed.
_LEAST_PX = 40

#: Landmarks of the face's outline, its brow, nose, chin and the outer corners of its eyes.
_OUTLINE = np.array(
    [
        *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378),
        *(400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21),
        *(54, 103, 67, 109),
    ]
)
_BROW, _NOSE, _CHIN, _EYES = 10, 4, 152, [33, 263]

#: Hair above the eyes is under hats, not before them; so far below them it begins.
_BELOW_EYES = 0.12


def hair_of(rgb: Bytes, face: Face, person: Person) -> tuple[Box, Floats] | None:
    """Say where hair hangs beside and below a face.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    face : Face
        Of this person.
    person : Person

    Returns
    -------
    box : Box
        Inside the picture.
    share : (n, m) float32, in [0, 1]
        Stretched over the box. None where no hair can be told.
    """
    points = face.points[:, :2]
    tall = float(np.hypot(*(points[_CHIN] - points[_BROW])))
    if tall < 12:
        return None
    middle = float(points[_OUTLINE, 0].mean())
    size = np.array(rgb.shape[1::-1])
    top, bottom = points[_BROW, 1] - _ABOVE * tall, points[_CHIN, 1] + _BELOW * tall
    low = np.clip(np.floor((middle - _BESIDE * tall, top)), 0, size).astype(int)
    high = np.clip(np.ceil((middle + _BESIDE * tall, bottom)), 0, size).astype(int)
    if (high - low < tall / 2).any():
        return None
    scale = min(_FACE_PX / tall, 1.0)
    wide, high_px = (max(round(float(side) * scale), 4) for side in high - low)
    part = rgb[low[1] : high[1], low[0] : high[0]]
    small = np.asarray(
        cv2.resize(part, (wide, high_px), interpolation=cv2.INTER_AREA), np.uint8
    )
    cells = cells_of(small)
    inside = resampled(person, low, high, (wide, high_px))
    here = (points - low) * scale
    fh = tall * scale
    oval = np.zeros((high_px, wide), np.uint8)
    cv2.fillConvexPoly(oval, cv2.convexHull(np.rint(here[_OUTLINE]).astype(np.int32)), (1,))
    away = cv2.distanceTransform(1 - oval, cv2.DIST_L2, 3) / fh
    rows, columns = np.arange(high_px)[:, None], np.arange(wide)[None, :]
    eyes, chin = here[_EYES, 1].mean(), here[_CHIN]
    above = (rows < eyes) & (away > _NEAR) & (away < _FAR) & (inside > 0.7)
    if above.sum() < _LEAST_PX:
        return None
    within = cv2.distanceTransform(oval, cv2.DIST_L2, 3) / fh
    face_only = within > _WITHIN
    ours, skins = count(cells, above), count(cells, face_only)
    seeds = above
    for _ in range(_ROUNDS):  # a high forehead is none of it
        seeds = above & (compare(ours, skins).ravel()[cells] > 0)
        ours = count(cells, seeds)
    if seeds.sum() < max(_LEAST_PX, 0.3 * above.sum()) or overlap(ours, skins) > _LIKE_SKIN:
        return None
    neck = (np.abs(columns - chin[0]) < _NECK_WIDE * fh) & (rows > chin[1] + 0.04 * fh)
    neck = neck & (rows < chin[1] + _NECK_LONG * fh)
    neck = neck & (compare(ours, skins).ravel()[cells] < 0)  # hair may hang over it
    shoulders = float((person.points[[11, 12], 1].mean() - low[1]) * scale)
    top = max(shoulders, chin[1])
    breast = (np.abs(columns - chin[0]) < _NECK_WIDE * fh) & (rows > top + 0.15 * fh)
    cloth = (breast | (rows > top + _CLOTH * fh)) & (inside > 0.7)
    if cloth.sum() < _LEAST_PX:
        return None
    skins, worn = count(cells, face_only | neck), count(cells, cloth)
    if overlap(ours, worn) > _LIKE_CLOTH:
        return None
    others = 0.4 * skins + 0.6 * worn
    for _ in range(_ROUNDS):
        says = cv2.GaussianBlur(compare(ours, others).ravel()[cells], (0, 0), 0.8)
        candidates = (says > _SAYS) & (inside > _INSIDE) & (within < _WITHIN)
        kept = _grown(candidates, seeds)
        ours = count(cells, seeds | kept)
    share = np.clip(0.5 + 0.5 * (says - _SAYS), 0, 1) * cv2.blur(
        kept.astype(np.float32), (3, 3)
    )
    share *= rows > eyes + _BELOW_EYES * fh
    if not (share > 0.5).any():
        return None
    box = Box(*low.tolist(), *(high - low).tolist())
    return box, np.asarray(share, np.float32)


class Hair:
    """Follows somebody's hair: what one picture says of it flickers."""

    def __init__(self) -> None:
        self._before: tuple[Floats, Box, Floats] | None = None

    def __call__(self, rgb: Bytes, face: Face | None, person: Person) -> Silhouette | None:
        """Say where hair is before what is worn, as `hair_of` does, and calmly.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
        face : Face or None
            Of this person; without one, what was known is forgotten.
        person : Person
        """
        if face is None:
            self._before = None
            return None
        found = hair_of(rgb, face, person)
        nose = face.points[_NOSE, :2]
        if self._before is not None:
            found = _mixed(self._before, nose, found)
        self._before = (nose, *found) if found else None
        return Silhouette(*found) if found else None


def _mixed(
    before: tuple[Floats, Box, Floats], nose: Floats, found: tuple[Box, Floats] | None
) -> tuple[Box, Floats] | None:
    """Bring what was known of hair together with what a new picture says."""
    there, box, known = before
    away = nose - there
    if found is None:
        x, y = np.rint(away).astype(int).tolist()
        left = known * np.float32(_KEPT)
        moved = Box(box.x + x, box.y + y, box.width, box.height)
        return (moved, left) if float(left.max()) > 0.5 else None
    now, share = found
    size = share.shape[1], share.shape[0]
    matrix = np.zeros((2, 3))
    for axis, (new, old, low, shift) in enumerate(
        (
            (now.width / size[0], box.width / known.shape[1], now.x - box.x, away[0]),
            (now.height / size[1], box.height / known.shape[0], now.y - box.y, away[1]),
        )
    ):
        matrix[axis, axis] = new / old
        matrix[axis, 2] = (low - float(shift) + new / 2) / old - 0.5
    flags = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
    moved_share = cv2.warpAffine(known, matrix, size, flags=flags)
    mixed = np.float32(_KEPT) * moved_share + np.float32(1 - _KEPT) * share
    return now, np.asarray(mixed, np.float32)


def _grown(candidates: NDArray[np.bool_], seeds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep what hangs together with enough of the seeds."""
    count_of, labels = cv2.connectedComponents(candidates.astype(np.uint8), connectivity=4)
    touched = np.bincount(labels[seeds & candidates], minlength=count_of)
    touched[0] = 0
    kept: NDArray[np.bool_] = (touched >= 0.1 * max(int(seeds.sum()), 1))[labels]
    return kept
