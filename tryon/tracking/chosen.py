"""Who is dressed: one person of all who are there, found and not mistaken for another."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from tryon.core.geometry import Matrix, compose, scale_of, similarity, turn_of
from tryon.core.scene import Bytes, Face
from tryon.tracking.company import Company
from tryon.tracking.looks import thorough
from tryon.tracking.people import Person, PersonModels

#: Persons who are looked at closely when nobody is followed, and how far apart the noses of
#: one may be seen, in torso lengths.
_CLOSELY, _ONE_HEAD = 4, 0.25

#: From a face to the square around its person, in heights of the face: down to the hips, and
#: from there up to the rim of the circle.
_HIPS, _RIM = 4.0, 5.2

#: Landmarks that are explained worse than this are looked for again in a photograph, in squares
#: of other sides; what is found there must be explained so much better.
_STRANGE, _SIDES, _BETTER = 25.0, (0.8, 1.3, 1.6), 0.6

#: Landmarks that are explained worse than this are no person's while there may be another.
_SENSELESS = 60.0


class Chosen:
    """Finds the person who is dressed, and stays with them.

    Parameters
    ----------
    strangeness : callable
        How badly a body explains somebody's landmarks, in a picture of (width, height) px.
    forget : callable
        Called when it is, or may soon be, somebody else.
    still : bool
        Pictures are photographs, and worth several looks.

    Attributes
    ----------
    identity : int
        Of who was found last: the same number as long as it is the same person; -1 before.
    """

    def __init__(
        self,
        strangeness: Callable[[Person, tuple[int, int]], float],
        forget: Callable[[], None],
        *,
        still: bool,
    ) -> None:
        self.identity = -1
        self._strangeness, self._forget, self._still = strangeness, forget, still
        self._company = Company()
        self._square: Matrix | None = None  # where they are looked for next
        self._part = -1

    def begin_anew(self) -> None:
        """Look for anybody in the next picture."""
        self._square = None
        self._company.part()

    def lose(self) -> None:
        """Look everywhere in the next picture: what was found here is no body."""
        self._square = None

    def find(
        self, models: PersonModels, rgb: Bytes, faces: Sequence[Face], now_ns: int
    ) -> Person | None:
        """Look for who was dressed before, and for others if they are gone for good.

        Parameters
        ----------
        models : PersonModels
        rgb : (h, w, 3) uint8
        faces : sequence of Face
            Of this picture.
        now_ns : int
        """
        company, person = self._company, None
        if self._square is not None:
            person = models.see(rgb, self._square)
        if person and company.is_other(rgb, person, faces):
            person = None
            if own := company.own_face(faces):
                seen = _close_up(models, rgb, [_below_face(own)])
                person = next((p for p in seen if not company.is_other(rgb, p, faces)), None)
        if person is None:
            person = self._choose(models, rgb, faces)
            if company.is_awaited:  # where they were, too
                company.wait(now_ns)
            else:
                self.begin_anew()
                self.identity += person is not None
                self._forget()
        if person is None:
            return None
        company.keep(rgb, person, faces, now_ns)
        self._square = _next_square(person)
        return self._surest(models, rgb, person) if self._still else person

    def _surest(self, models: PersonModels, rgb: Bytes, person: Person) -> Person:
        """Look at other squares if the landmarks make little sense, and take the best."""
        size = rgb.shape[1], rgb.shape[0]
        person = thorough(models, rgb, person)
        strange = self._strangeness(person, size)
        if strange < _STRANGE:
            return person
        around, strange = person.square, _BETTER * strange
        for side in _SIDES:
            square = compose(around, similarity(side, 0.0, 0.5 - side / 2, 0.5 - side / 2))
            other = models.see(rgb, square)
            if other and (cost := self._strangeness(other, size)) < strange:
                person, strange = other, cost
        return person

    def _choose(self, models: PersonModels, rgb: Bytes, faces: Sequence[Face]) -> Person | None:
        """Look closely at everyone, and take the nearest who is not far aside.

        Where nobody is found whose landmarks make sense, parts of the picture are searched: who
        is small in it, or before many colours, is overlooked. Live, one part each time.
        """
        height, width = rgb.shape[:2]
        seen = _close_up(models, rgb, models.search(rgb)[:_CLOSELY])
        overlooked = [face for face in faces if not any(_is_of(face, one) for one in seen)]
        seen += _close_up(models, rgb, [*map(_below_face, overlooked[:_CLOSELY])], seen)
        sensible = self._sensible(seen, (width, height))
        if not sensible:
            parts = _parts(width, height)
            self._part = (self._part + 1) % len(parts)
            for part in parts if self._still else parts[self._part :][:1]:
                seen += _close_up(models, rgb, models.search(rgb, part)[:_CLOSELY], seen)
            sensible = self._sensible(seen, (width, height)) or seen
        if self._company.is_awaited:
            sensible = [p for p in sensible if not self._company.is_other(rgb, p, faces)]
        return max(sensible, key=lambda one: _importance(one, width, height), default=None)

    def _sensible(self, seen: Sequence[Person], size: tuple[int, int]) -> list[Person]:
        return [one for one in seen if self._strangeness(one, size) < _SENSELESS]


def _close_up(
    models: PersonModels, rgb: Bytes, squares: Sequence[Matrix], known: Sequence[Person] = ()
) -> list[Person]:
    """Look closely at squares, and say who is there beside who is known: nobody twice."""
    seen: list[Person] = []
    for square in squares[:_CLOSELY]:
        person = models.see(rgb, square)
        if person and (again := models.see(rgb, person.following)):
            person = again
        if person and not any(_is_same(person, one) for one in (*known, *seen)):
            seen.append(person)
    return seen


def _parts(width: int, height: int) -> list[Matrix]:
    """Cut a picture into squares that overlap: the middle one first."""
    side = min(width, height)
    return [
        similarity(side, 0.0, share * (width - side), share * (height - side))
        for share in (0.5, 0.0, 1.0)
    ]


def _next_square(person: Person) -> Matrix:
    """Look at the same square again until the person has left its middle.

    A square that follows every landmark moves all of them: noise that feeds itself.
    """
    here, there = person.square, person.following
    side = scale_of(here)
    away = float(np.hypot(*((there - here) @ (0.5, 0.5, 1.0)))) / side
    turned = abs(math.remainder(turn_of(there) - turn_of(here), 2 * math.pi))
    grown = abs(math.log(scale_of(there) / side))
    return here if away < 0.05 and turned < 0.12 and grown < 0.08 else there


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


def _is_same(one: Person, other: Person) -> bool:
    """Whether two looks saw one person: people who stand close have heads of their own."""
    apart = one.points[0, :2] - other.points[0, :2]
    return float(np.hypot(*apart)) < _ONE_HEAD * min(one.torso_px, other.torso_px)


def _is_of(face: Face, person: Person) -> bool:
    """Whether a face is this person's."""
    box = face.box
    x, y = map(float, person.points[0, :2])
    return box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def _importance(person: Person, width: int, height: int) -> float:
    """Weigh how near somebody is, how much of them is in the picture, and how central."""
    points = person.points[:, :2]
    trunk, head = points[[11, 12, 23, 24]], points[:11]
    inside = float(((trunk > 0) & (trunk < (width, height))).all(1).mean())
    near = math.sqrt(person.torso_px * float(np.linalg.norm(head - head.mean(0))))
    aside = min(abs(float(trunk[:, 0].mean()) / width - 0.5) * 2, 1.0)
    return near * (0.7 + 0.3 * inside) * (1.0 - 0.5 * aside) * person.presence
