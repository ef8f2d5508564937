"""What stands between the camera and a person: a table, a counter, somebody who walks past.

The silhouette of a person is theirs alone, and has the whole trunk of who is seen whole: never
was any of it missing in photographs and clips of people before whom nothing stood. Where it
misses what the figure says must be there, something else is before it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import BONES, Bytes, Figure, Floats, Silhouette
from tryon.tracking.carry import shown, torso_px

#: What is surely inside of a trunk: between shoulders and hips, which are so much wider than
#: their joints, shrunk to such a share.
_WIDER, _SURE = 1.25, 0.85
#: How far below the hips somebody goes on, in torso lengths: to the crotch; who has no legs in
#: the picture goes on at a table's edge.
_CROTCH, _LAP = 0.12, 0.3
#: Cells that are covered less are not the person's; only gaps that a disc of this radius (torso
#: lengths) fits in are no mistake of the silhouette.
_MISSED, _DISC = 0.3, 0.06
#: What is before a trunk stands there: it goes on to both sides, and below, as far as skirts;
#: in torso lengths.
_ASIDE, _BELOW = 1.2, 1.6
#: There the person shows through where the silhouette is surer than this, not at all and fully.
_SHOWS = 0.45, 0.75

_SHOULDERS = [BONES.index("LeftArm"), BONES.index("RightArm")]
_HIPS = [BONES.index("LeftUpLeg"), BONES.index("RightUpLeg")]


class Barrier:
    """Finds what is before somebody's trunk.

    Parameters
    ----------
    still : bool
        Pictures have nothing to do with each other; of a clip two in a row must agree.
    """

    def __init__(self, *, still: bool = False) -> None:
        self._still = still
        self._was_there = False

    def __call__(
        self, figure: Figure, silhouette: Silhouette, size: tuple[int, int]
    ) -> Silhouette | None:
        """Say what hides the person of `figure` in a picture of `size` (width, height)."""
        box, coverage = silhouette.box, silhouette.coverage
        cells = np.array(coverage.shape[::-1], np.float32) / (box.width, box.height)
        corner = np.array((box.x, box.y), np.float32)
        torso = torso_px(figure) * float(cells.mean())
        trunk = _trunk(figure, corner, cells, coverage.shape)
        (left, top), (right, bottom) = (
            ((np.array(at) - corner) * cells).astype(int) for at in ((0, 0), size)
        )
        in_picture = np.zeros_like(trunk)
        in_picture[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = 1
        missing = trunk & in_picture & (coverage < _MISSED)
        core = cv2.morphologyEx(missing, cv2.MORPH_OPEN, _disc(_DISC * torso))
        is_there = bool(core.any())
        is_new, self._was_there = is_there and not self._was_there, is_there
        if not is_there or (is_new and not self._still):
            return None
        aside, below = round(_ASIDE * torso), round(_BELOW * torso)
        rising = np.ones((below + 1, 2 * aside + 1), np.uint8)
        around = cv2.dilate(core, rising, anchor=(aside, below))
        none, all_of_it = _SHOWS
        seen = np.where(_with_sure_ones(coverage, none, all_of_it), coverage, 0)
        before = around * np.clip((all_of_it - seen) / (all_of_it - none), 0, 1)
        return Silhouette(box, np.asarray(before, np.float32))


def _trunk(figure: Figure, corner: Floats, cells: Floats, shape: tuple[int, ...]) -> Bytes:
    """Draw what must be a person's in the cells of their silhouette: 1 where it is."""
    at = (shown(figure) - corner) * cells
    shoulders, hips = at[_SHOULDERS], at[_HIPS]
    middle = hips.mean(0)
    below = _CROTCH if figure.presence.lower else _LAP
    lap = middle + _WIDER * (hips - middle) + below * (middle - shoulders.mean(0))
    corners = np.concatenate([shoulders, lap])
    corners = corners.mean(0) + _SURE * (corners - corners.mean(0))
    drawn = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(drawn, cv2.convexHull(np.rint(corners).astype(np.int32)), (1,))
    return drawn


def _with_sure_ones(coverage: Floats, least: float, sure: float) -> NDArray[np.bool_]:
    """Tell which cells have `least` and are joined by such cells to one that is sure.

    Skirts and cushions are half of a person to the model: cloth shone through there in spots.
    """
    _, which = cv2.connectedComponents((coverage > least).view(np.uint8))
    joined = np.zeros(int(which.max()) + 1, bool)
    joined[which[coverage > sure]] = True
    joined[0] = False
    return np.asarray(joined[which])


def _disc(radius: float) -> Bytes:
    side = 2 * max(round(radius), 1) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
