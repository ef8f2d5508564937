"""The person who is dressed: found, followed, and measured with a mannequin."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tryon.core.geometry import Matrix, scale_of, similarity
from tryon.core.scene import Body, Bytes, Face, Figure, Frame, Presence, Silhouette
from tryon.garments.bend import Gender, Stance, mannequin
from tryon.garments.figure import Fit, Lens, Sighting
from tryon.garments.presence import presence
from tryon.tracking.people import Person, PersonModels, silhouette

#: A figure that explains the landmarks worse than this is nobody's: half of a person, or two.
_UNLIKE = 140.0

#: Persons who are looked at closely in a photograph.
_CLOSELY = 4

#: From a face to the square around its person, in heights of the face: down to the hips, and
#: from there up to the rim of the circle.
_HIPS, _RIM = 4.0, 5.2


class BodyTracker:
    """Says who is there to be dressed, and how they stand.

    Parameters
    ----------
    still : bool
        Frames are photographs, each on its own; otherwise they follow each other.
    """

    def __init__(self, *, still: bool = False) -> None:
        self._still = still
        self._models: PersonModels | None = None
        self._fits: dict[Gender, Fit] = {}
        self._following: Matrix | None = None
        self._identity = -1

    def track(self, frame: Frame, faces: Sequence[Face]) -> Body | None:
        """Find the nearest and most central person; None if nobody is there.

        Parameters
        ----------
        frame : Frame
        faces : sequence of Face
            Of this frame: they show where people are whom the model overlooks.
        """
        self._models = self._models or PersonModels()
        person = self._follow(frame.rgb) or self._choose(frame.rgb, faces)
        if person is None:
            self._following = None
            return None
        if not self._still:
            self._following = person.following
        outline = silhouette(person)
        figure = self._figure(person, outline, frame.size)
        return Body(
            self._identity,
            person.points,
            person.world,
            person.visibility,
            outline,
            None,
            figure,
        )

    def close(self) -> None:
        """Release the models."""
        if self._models:
            self._models.close()

    def _follow(self, rgb: Bytes) -> Person | None:
        if self._following is None or self._models is None:
            return None
        return self._models.see(rgb, self._following)

    def _choose(self, rgb: Bytes, faces: Sequence[Face]) -> Person | None:
        """Look closely at everyone, and take the nearest who is not far aside."""
        assert self._models
        seen: list[Person] = []
        squares = self._models.search(rgb)[:_CLOSELY]
        for square in [*squares, *map(_below_face, faces[:_CLOSELY])]:
            if len(seen) == _CLOSELY or any(_is_same(one, square) for one in seen):
                continue
            person = self._models.see(rgb, square)
            if person and (again := self._models.see(rgb, person.following)):
                person = again
            if person and not any(_is_same(one, person.square) for one in seen):
                seen.append(person)
        self._identity += 1
        height, width = rgb.shape[:2]
        return max(seen, key=lambda one: _importance(one, width, height), default=None)

    def _figure(
        self, person: Person, outline: Silhouette, size: tuple[int, int]
    ) -> Figure | None:
        lens = Lens.usual(size)
        sighting = Sighting(lens, person.points, person.world, person.visibility)
        found: tuple[float, Fit, Stance] | None = None
        for gender in ("female", "male"):
            fit = self._fits.setdefault(gender, Fit(mannequin(gender)))
            stance, unlike = fit.settle(sighting, fit.start(sighting))
            if unlike > _UNLIKE:
                continue
            stance, cost = fit.refine(sighting, stance, outline)
            if found is None or cost < found[0]:
                found = cost, fit, stance
        if found is None:
            return None
        _, fit, stance = found
        figure = fit.figure(lens, stance, Presence(1.0, 1.0))
        return replace(figure, presence=presence(figure, outline, size))


def _below_face(face: Face) -> Matrix:
    """Guess the square around the person of a face."""
    points = face.points[:, :2]
    brow, chin = points[10], points[152]
    down = (chin - brow).astype(np.float64)
    x, y = (brow + chin) / 2 + _HIPS * down
    side = 2 * _RIM * float(np.hypot(*down))
    square = similarity(side, 0.0, float(x), float(y))
    square[:, 2] -= square[:, :2] @ (0.5, 0.5)
    return square


def _is_same(person: Person, square: Matrix) -> bool:
    """Whether a square is around a person who was seen."""
    apart = (person.square - square) @ (0.5, 0.5, 1.0)
    return math.hypot(*apart.tolist()) < 0.2 * min(scale_of(person.square), scale_of(square))


def _importance(person: Person, width: int, height: int) -> float:
    """Weigh how near somebody is, how much of them is in the picture, and how central."""
    trunk = person.points[[11, 12, 23, 24], :2]
    inside = ((trunk > 0) & (trunk < (width, height))).all(1).mean()
    near = float(np.hypot(*(trunk[:2].mean(0) - trunk[2:].mean(0))))
    aside = min(abs(float(trunk[:, 0].mean()) / width - 0.5) * 2, 1.0)
    return near * (0.3 + 0.7 * float(inside)) * (1.0 - 0.4 * aside) * person.presence
