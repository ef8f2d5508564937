"""Follow up to four faces: who is who, where exactly, and whether they are still there."""

import math
import os
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from tryon.core.geometry import (
    Matrix,
    carry,
    compose,
    scale_of,
    similarity,
    turn_of,
)
from tryon.core.scene import Bytes, Face, Floats, Frame
from tryon.tracking.followed import Followed, near
from tryon.tracking.glance import BRIEF, CHECKS, MANY, THOROUGH, Met, calmed, is_small
from tryon.tracking.mesh import (
    EYE_CORNERS,
    MARGIN,
    AttentionMesh,
    cut_out,
    square_around,
)
from tryon.tracking.pose import head_to_camera, misfit_cm
from tryon.tracking.search import (
    COARSE,
    FINE,
    Candidate,
    FaceSearch,
    distinct,
    overlap,
    tiles,
    upright,
)

#: A face is let go when the model is less sure than this that there is one. At a fifth of the
#: square beside a face it still is, at a third it no longer is.
_KEEP = 0.5

#: A face is taken up when the model is this sure in several slightly different crops, and says
#: the same of all but for a share of the eye distance. Of 100 real faces the worst had 0.9995
#: and 0.024; a helmet and a printed shirt that passed for faces 0.98 and 0.050, 0.89 and 0.053.
_SURE, _AGREED = 0.99, 0.04

#: The detector mistakes the eyes of small faces: one that seems to be turned by more than this
#: (radians) is tried upright as well, and what looks more like a face is believed.
_TURNED = 0.3

#: Height of the smallest face worth following: its mouth is six pixels wide.
_SMALLEST_PX = 18.0


#: While there is room for more faces, a look for them starts every so many frames and is read
#: so many frames later: always the same, whatever the machine's load.
_LOOK_EVERY, _LOOK_TAKES = 4, 2

#: A picture is a new shot if its overview correlates less than this with the one before, and
#: differs by more than so many grey levels (in the dark, noise alone looks different).
_CUT_LIKE, _CUT_CHANGE = 0.3, 12.0


#: Share of a face's width or height outside the frame from which on nobody can tell whose it
#: is: with 14 to 23 % outside, faces were taken for somebody else.
_CUT_OFF = 0.05

#: Overlap of two faces from which on one of them may be partly behind the other.
_BESIDE = 0.02


#: A face this far (in widths of its square) from where it was expected is looked at again.
_SURPRISED = 0.07


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """A search under way: in the frame of which turn, and the promise of its result."""

    turn: int
    found: Future[list[Candidate]]


class FaceTracker:
    """Finds and follows faces.

    Parameters
    ----------
    still : bool
        Frames are photographs that have nothing to do with each other: search every one
        thoroughly, look at every face several times, follow nobody.
    most : int
        Faces followed at the same time.

    Notes
    -----
    Not for several threads. What it says about a frame depends on that frame and those before
    it only, never on the load of the machine: the search for newcomers runs beside in a thread,
    but its result is always taken up the same number of frames later.
    """

    def __init__(self, *, still: bool = False, most: int = 4) -> None:
        self._still, self._most = still, most
        self._mesh = AttentionMesh()
        self._search = FaceSearch()
        self._beside = ThreadPoolExecutor(
            1, thread_name_prefix="face search", initializer=_step_back
        )
        self._followed: list[Followed] = []
        self._lost: list[Followed] = []
        self._under_way: _Search | None = None
        self._view: Floats | None = None
        self._turn = 0
        self._identities = 0

    def track(self, frame: Frame) -> tuple[Face, ...]:
        """Say where the faces of this very frame are, largest first."""
        found = self._search_photograph(frame.rgb) if self._still else self._follow(frame)
        faces = [
            Face(identity, points, head_to_camera(points, frame.size))
            for identity, points in found
        ]
        return tuple(sorted(faces, key=lambda face: -np.ptp(face.points[:, 1])))

    def close(self) -> None:
        """End the models and the thread. The tracker cannot be used afterwards."""
        self._beside.shutdown(wait=True, cancel_futures=True)
        self._mesh.close()
        self._search.close()

    # live: one frame after the other

    def _follow(self, frame: Frame) -> list[tuple[int, Floats]]:
        rgb, now_ns = frame.rgb, frame.captured_ns
        self._turn += 1
        if self._is_cut(rgb):
            self._followed, self._lost, self._under_way = [], [], None
        kept: list[Followed] = []
        for followed in self._followed:
            followed.is_behind = False
            (kept if self._see(rgb, followed, now_ns) else self._lost).append(followed)
        self._followed = []
        # Of two at one place one is behind the other: it no longer looks like itself.
        for followed in sorted(kept, key=lambda one: one.is_doubted):
            followed.is_behind = any(
                overlap(followed.square, one.square) > 0.6 for one in self._followed
            )
            (self._lost if followed.is_behind else self._followed).append(followed)
        self._lost = [one for one in self._lost if one.is_remembered(now_ns)]
        for candidate in self._newcomers(rgb):
            self._welcome(rgb, candidate, now_ns)
        return [(one.identity, one.points) for one in self._followed]

    def _see(self, rgb: Bytes, followed: Followed, now_ns: int) -> bool:
        """Find a followed face in this frame; False if it is gone."""
        square = followed.expected()
        crop, measured, presence = self._look_at(rgb, square, followed.glance)
        if presence >= _KEEP and followed.surprise(measured) > _SURPRISED:
            square = compose(square, square_around(measured))
            crop, measured, presence = self._look_at(rgb, square, followed.glance)
        if presence < _KEEP:
            near = max(
                self._search.near(rgb, _around(followed.square)), key=_score, default=None
            )
            if near is None or overlap(near.unit_to_frame, followed.square) < 0.15:
                return False
            examined = self._examine(rgb, near.unit_to_frame)
            if examined is None:
                return False
            square, measured = examined.square, examined.points
            crop = cut_out(rgb, square)
        is_whole = _outside(carry(square, measured), rgb) < _CUT_OFF and not any(
            overlap(one.square, square) > _BESIDE
            for one in self._followed
            if one is not followed
        )
        if not followed.take(crop, square, measured, now_ns, is_whole=is_whole):
            followed.identity = self._new_identity()
        return True

    def _look_at(
        self, rgb: Bytes, square: Matrix, glance: Matrix | None
    ) -> tuple[Bytes, Floats, float]:
        """Say what is in a square, and what the model sees there: points in its widths."""
        crop = cut_out(rgb, square)
        if glance is None:
            return crop, *self._mesh(crop)
        measured, presence = self._mesh(calmed(cut_out(rgb, compose(square, glance))))
        return crop, carry(glance, measured), presence

    def _newcomers(self, rgb: Bytes) -> list[Candidate]:
        """Take up what the search has found, and keep it going while there is room."""
        if len(self._followed) >= self._most:
            self._under_way = None
            return []
        if self._view_is_new:
            self._under_way = None
            return self._search.everywhere(rgb)
        # with nobody to follow there is time for more
        every, takes = (_LOOK_EVERY, _LOOK_TAKES) if self._followed else (1, 1)
        found: list[Candidate] = []
        if self._under_way and self._turn - self._under_way.turn >= takes:
            found = self._under_way.found.result()
            self._under_way = None
        if self._under_way is None and self._turn % every == 0:
            look = self._look if self._followed else self._look_away
            promise = self._beside.submit(partial(look, rgb, self._turn // every))
            self._under_way = _Search(self._turn, promise)
        return found if self._followed else distinct(found + self._look_here(rgb))

    def _look(self, rgb: Bytes, turn: int) -> list[Candidate]:
        """Look for near faces in the whole picture, or for far ones in a tile, in turn."""
        turn, which = divmod(turn, 4)
        if which == 0:
            return self._search.near(rgb)
        if which == 1:
            return self._look_far(rgb, FINE, turn)
        return self._look_far(rgb, COARSE, 2 * turn + which)

    def _look_here(self, rgb: Bytes) -> list[Candidate]:
        """Look for near faces, and where those who were just lost have been."""
        found = self._search.near(rgb)
        for lost in self._lost:
            found += self._search.near(rgb, _around(lost.square))
        return found

    def _look_away(self, rgb: Bytes, turn: int) -> list[Candidate]:
        """Look for far faces in a coarse tile and a fine one in turn."""
        turn, is_fine = divmod(turn, 2)
        return self._look_far(rgb, FINE if is_fine else COARSE, turn)

    def _look_far(self, rgb: Bytes, size: float, turn: int) -> list[Candidate]:
        squares = tiles(rgb, size)
        return self._search.far(rgb, squares[turn % len(squares)])

    def _welcome(self, rgb: Bytes, candidate: Candidate, now_ns: int) -> None:
        """Begin to follow a candidate if it is a face, and one that is not followed yet."""
        if len(self._followed) >= self._most or self._is_followed(candidate.unit_to_frame):
            return
        examined = self._examine(rgb, candidate.unit_to_frame)
        if examined is None or self._is_followed(examined.square):
            return
        square, measured = examined.square, examined.points
        crop = cut_out(rgb, square)
        for lost in self._lost:
            if lost.may_be_at(square) and (lost.is_behind or lost.recognises(crop, measured)):
                lost.come_back(crop, square, measured, now_ns)
                self._lost.remove(lost)
                self._followed.append(lost)
                return
        self._followed.append(Followed(self._new_identity(), examined, crop, now_ns))

    def _is_followed(self, square: Matrix) -> bool:
        return any(overlap(one.square, square) > 0.4 for one in self._followed)

    def _examine(self, rgb: Bytes, square: Matrix) -> Met | None:
        """Look closely at a place where there may be a face; None if this is none."""
        faces = [self._settle(rgb, square)]
        if abs(turn_of(square)) > _TURNED:
            faces.append(self._settle(rgb, upright(square)))
        return min(filter(None, faces), key=lambda face: misfit_cm(face.points), default=None)

    def _settle(self, rgb: Bytes, square: Matrix) -> Met | None:
        for _ in range(3):
            if scale_of(square) < _SMALLEST_PX * MARGIN:
                return None
            measured, presence = self._mesh(cut_out(rgb, square))
            if presence < 0.1:
                return None
            before, square = square, compose(square, square_around(measured))
            if near(square, before, 0.02):
                break
        small = not self._still and is_small(square)
        answers = []
        for glance in CHECKS if self._still else MANY if small else BRIEF:
            crop = cut_out(rgb, compose(square, glance))
            measured, presence = self._mesh(calmed(crop) if small else crop)
            if presence < _SURE:
                return None
            answers.append(carry(glance, measured))
        points: Floats = np.median(answers, axis=0)
        apart: Floats = np.hypot(*np.std(np.stack(answers)[:, :, :2], axis=0).T)
        left, right = points[EYE_CORNERS[0]], points[EYE_CORNERS[1]]
        agreed = float(apart.mean()) < _AGREED * float(np.hypot(*(left - right)[:2]))
        return Met(square, points, apart) if agreed else None

    def _new_identity(self) -> int:
        self._identities += 1
        return self._identities - 1

    def _is_cut(self, rgb: Bytes) -> bool:
        """Notice that the whole picture changed at once: another shot, another camera."""
        before, self._view = self._view, _overview(rgb)
        if before is None:
            self._view_is_new = True
        else:
            changed = cv2.norm(before, self._view, cv2.NORM_L1) / before.size
            self._view_is_new = changed > _CUT_CHANGE and _alike(before, self._view) < _CUT_LIKE
        return self._view_is_new

    # photographs: each on its own

    def _search_photograph(self, rgb: Bytes) -> list[tuple[int, Floats]]:
        faces: list[Matrix] = []
        for candidate in self._search.everywhere(rgb, thorough=True):
            if all(overlap(candidate.unit_to_frame, square) < 0.8 for square in faces):
                face = self._examine(rgb, candidate.unit_to_frame)
                if face and all(overlap(face.square, square) < 0.4 for square in faces):
                    faces.append(face.square)
        faces.sort(key=scale_of, reverse=True)
        return [
            (self._new_identity(), carry(square, self._average(rgb, square)))
            for square in faces[: self._most]
        ]

    def _average(self, rgb: Bytes, square: Matrix) -> Floats:
        """Take the median of what the model says about many different crops."""
        looks = [(g, *self._mesh(cut_out(rgb, compose(square, g)))) for g in THOROUGH]
        sure = [carry(glance, points) for glance, points, presence in looks if presence > _KEEP]
        average: Floats = np.median(sure, axis=0)
        return average


def _overview(rgb: Bytes) -> Floats:
    """Make a tiny picture of some thousand sampled pixels: (16 * 16 * 3,) float32."""
    height, width = rgb.shape[:2]
    down, across = max(height // 64, 1), max(width // 64, 1)
    sampled = rgb[: 64 * down : down, : 64 * across : across]  # whole blocks are quick to mean
    overview = cv2.resize(sampled, (16, 16), interpolation=cv2.INTER_AREA)
    return overview.ravel().astype(np.float32)


def _alike(before: Floats, now: Floats) -> float:
    """Correlation of two overviews."""
    a, b = before - before.mean(), now - now.mean()
    return float(a @ b) / (math.sqrt(float(a @ a) * float(b @ b)) + 1e-3)


def _step_back() -> None:
    """Let this thread take only a small share of a core that others want, too.

    Linux gives every thread a priority of its own; elsewhere it is left as it is.
    """
    if sys.platform == "linux":
        mine = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, mine, os.getpriority(os.PRIO_PROCESS, mine) + 5)


def _outside(points: Floats, rgb: Bytes) -> float:
    """Share of a face's width or height that is outside the frame."""
    low, high = points[:, :2].min(0), points[:, :2].max(0)
    beyond = np.maximum(np.maximum(-low, high - rgb.shape[1::-1]), 0) / (high - low)
    return float(beyond.max())


def _around(square: Matrix) -> Matrix:
    """Span a square of twice the side about the same middle."""
    return compose(square, similarity(2.0, 0.0, -0.5, -0.5))


def _score(candidate: Candidate) -> float:
    return candidate.score
