"""Takes a person's measures: what the landmarks and the silhouette of one picture say of them.

Whoever is measured again is the same person: lengths and shape are learnt from all pictures so
far, and only the pose is new.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.geometry import carry, focal_px, scale_of
from tryon.core.scene import Bytes, Face, Figure, Floats, Presence, Silhouette
from tryon.garments.bend import LENGTH, SHAPE, USUAL, Array, Stance, Usual, mannequin
from tryon.garments.figure import Fit
from tryon.garments.model import Gender
from tryon.garments.presence import presence
from tryon.garments.sighting import Arms, Lens, Sighting
from tryon.tracking.dressed import bare_wrists, dressed, sleeved
from tryon.tracking.people import Person, silhouette

#: A figure that explains the landmarks worse than this is nobody's: half of a person, or two.
_UNLIKE = 140.0

#: Pictures after which it is decided which mannequin is nearer to somebody, and pictures that
#: lengths and shape are the mean of at most.
_DECIDED, _MOST = 4, 40

#: The mannequin that was decided on counts as nearer by so much: of two that are as near,
#: clothes would change theirs to and fro.
_STAYS = 0.8

#: Shape and lengths that were learnt vary so much less than among people.
_KNOWN = 0.25

#: Every so many pictures the width of the clothes is measured, and the pose is looked for anew,
#: and taken if it explains so much more.
_ANEW, _BETTER = 12, 0.7

#: How much a picture counts for whether wrists are bare; shares of skin of those that are from
#: now on, and that still are: what fills cuffs must not change to and fro.
_SHARE, _BARE, _STILL_BARE = 0.2, 0.8, 0.65
#: The same of forearms in sleeves, and shares that are none. Of 30 pictures of bare arms the
#: largest share was 0.25, of 31 of sleeves all but two had more than 0.69.
_SLEEVED, _STILL_SLEEVED = 0.6, 0.45

#: Shoulders and hips, and how far beside a silhouette they may be, in torso lengths.
_TRUNK, _BESIDE = [11, 12, 23, 24], 0.04

#: Faces that turn further than this do not tell how large they are.
_TURNED_COS = 0.6

_OWN = np.arange(LENGTH.start, SHAPE.stop)

_UNTOLD = Arms()


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What one picture says of a person.

    Attributes
    ----------
    person : Person
    silhouette : Silhouette
    figure : Figure or None
        None if the landmarks make no sense.
    looseness, bare_wrists, in_sleeves, worn
        As of `tryon.core.scene.Body`.
    """

    person: Person
    silhouette: Silhouette
    figure: Figure | None
    looseness: float = 0.0
    bare_wrists: tuple[bool, bool] = (False, False)
    in_sleeves: bool = False
    worn: Floats | None = None


class _Fitting:
    """One mannequin beside one person."""

    def __init__(self, gender: Gender) -> None:
        self.fit = Fit(mannequin(gender))
        self.stance: Stance | None = None
        self.cost = 0.0
        self.pictures = 0
        self._whole = 0.0
        self._own: Array = np.zeros(len(_OWN))

    def forget(self) -> None:
        self.stance, self.cost, self.pictures = None, 0.0, 0
        self._whole, self._own = 0.0, np.zeros(len(_OWN))

    def measure(
        self, sighting: Sighting, outline: Silhouette, worn: Floats | None
    ) -> float | None:
        """Bend the mannequin; return what stays unexplained, None if it is too much."""
        centre, spread = np.zeros_like(USUAL), USUAL.copy()
        centre[_OWN] = self._own
        spread[_OWN] *= max(_KNOWN, max(self._whole, 1.0) ** -0.5)
        usual = Usual(centre, spread)
        stance, unlike = self._settle(sighting, usual)
        if unlike > _UNLIKE:
            return None
        reaches = (0.06,) if self.pictures else (0.12, 0.08, 0.06)
        stance, cost = self.fit.refine(sighting, stance, outline, reaches, usual, worn)
        self.stance = stance
        self.pictures += 1
        # what is guessed of a trunk that is cut by the picture would confirm itself
        whole = 1.0 - sighting.cut_below()
        self._whole += whole
        learnt = whole / min(max(self._whole, 1.0), _MOST)
        self._own += learnt * (stance.values[_OWN] - self._own)
        self.cost += (cost - self.cost) / min(self.pictures, _DECIDED)
        return cost

    def _settle(self, sighting: Sighting, usual: Usual) -> tuple[Stance, float]:
        if self.stance is None:
            return self.fit.settle(sighting, self.fit.start(sighting), 12, usual)
        before = self.fit.upright(self.stance)
        stance, unlike = self.fit.settle(sighting, before, 3, usual)
        if unlike > _UNLIKE or self.pictures % _ANEW == 0:
            anew = self.fit.start(sighting)
            anew.values[_OWN] = stance.values[_OWN]
            other, cost = self.fit.settle(sighting, anew, 12, usual)
            if cost < _BETTER * unlike:
                return other, cost
        return stance, unlike


def _sighting(
    person: Person, size: tuple[int, int], arms: Arms = _UNTOLD, face: Face | None = None
) -> Sighting:
    """Take landmarks as the model gives them, but for those of a trunk that are beside it.

    The arms of others, behind or before, draw shoulders out of the silhouette.
    """
    visible = person.visibility.copy()
    trunk = person.points[_TRUNK, :2]
    shown = ((trunk > 0) & (trunk < size)).all(1)
    visible[_TRUNK] *= _on_person(person, trunk) | ~shown
    lens, head = Lens.usual(size), _head_px_per_m(face, size)
    return Sighting(lens, person.points, person.world, visible, arms, head)


def _head_px_per_m(face: Face | None, size: tuple[int, int]) -> float | None:
    """Say how many px of a picture a metre of a face is; None of one that is turned away."""
    if face is None or face.head_to_camera[2, 2] < _TURNED_COS:
        return None
    return 100 * focal_px(size) / -float(face.head_to_camera[2, 3])


def _on_person(person: Person, places: Floats) -> NDArray[np.bool_]:
    """Say which places (n, 2), px, are not beside the mask of a person."""
    side = len(person.mask)
    cell = scale_of(person.square) / side
    wide = 2 * round(_BESIDE * person.torso_px / cell) + 1
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide))
    near = cv2.dilate(person.mask, around) > 0.5
    to_unit = np.asarray(cv2.invertAffineTransform(person.square), np.float64)
    columns, rows = (side * carry(to_unit, places)).astype(int).T
    inside = (columns >= 0) & (rows >= 0) & (columns < side) & (rows < side)
    on: NDArray[np.bool_] = ~inside
    on[inside] = near[rows[inside], columns[inside]]
    return on


class Tailor:
    """Measures one person, again and again."""

    def __init__(self) -> None:
        self._fittings: dict[Gender, _Fitting] = {}
        self._nearer: _Fitting | None = None
        self._pictures = 0
        self._looseness = 0.0
        self._skin: Floats | None = None
        self._bare = (False, False)
        self._sleeve: float | None = None
        self._in_sleeves = False
        self._presence = Presence(0.0, 0.0)

    def forget(self) -> None:
        """Begin with somebody else."""
        self._pictures, self._looseness = 0, 0.0
        self._skin, self._bare = None, (False, False)
        self._sleeve, self._in_sleeves = None, False
        self._presence = Presence(0.0, 0.0)
        self._nearer = None
        for fitting in self._fittings.values():
            fitting.forget()

    def strangeness(self, person: Person, size: tuple[int, int]) -> float:
        """Say how badly a body explains the landmarks: some 10 if they are right."""
        sighting = _sighting(person, size)
        fit = self._nearest()[0].fit
        return fit.settle(sighting, fit.start(sighting))[1]

    def measure(
        self,
        person: Person,
        size: tuple[int, int],
        rgb: Bytes | None = None,
        arms: Arms = _UNTOLD,
        face: Face | None = None,
    ) -> Measured:
        """Say how a person stands in a picture of `size` (width, height).

        Their `face` tells how large they are where the picture ends above the hips. Without
        its pixels `rgb` the silhouette is that of a body that wears nothing.
        """
        outline, sighting = silhouette(person), _sighting(person, size, arms, face)
        lens = sighting.lens
        worn = None if rgb is None else dressed(rgb, person, outline)
        self._pictures += 1
        found: tuple[float, _Fitting] | None = None
        for fitting in self._nearest():
            cost = fitting.measure(sighting, outline, worn)
            if cost is not None and (found is None or fitting.cost < found[0]):
                found = fitting.cost, fitting
        if found is None:
            return Measured(person, outline, None)
        self._nearer = fitting = found[1]
        assert fitting.stance
        figure = fitting.fit.figure(lens, fitting.stance, Presence(1.0, 1.0))
        self._presence = presence(figure, outline, size, self._presence)
        figure = replace(
            figure,
            presence=self._presence,
            arms_before=sighting.arms_before(),
            arms_beside=sighting.arms_beside(),
        )
        if self._pictures % _ANEW == 1:
            self._looseness = fitting.fit.looseness(sighting, fitting.stance, outline)
        if worn is not None:
            skin = bare_wrists(worn, outline, figure)
            known = skin if self._skin is None else self._skin
            self._skin = known + np.float32(_SHARE) * (skin - known)
            left, right = self._skin > np.where(self._bare, _STILL_BARE, _BARE)
            self._bare = bool(left), bool(right)
            self._look_at_sleeves(sleeved(worn, outline, figure))
        return Measured(
            person, outline, figure, self._looseness, self._bare, self._in_sleeves, worn
        )

    def _look_at_sleeves(self, share: float | None) -> None:
        """Steady what is known of sleeves that are worn."""
        if share is None:
            return
        known = share if self._sleeve is None else self._sleeve
        self._sleeve = known + _SHARE * (share - known)
        self._in_sleeves = self._sleeve > (_STILL_SLEEVED if self._in_sleeves else _SLEEVED)

    def _nearest(self) -> list[_Fitting]:
        """List the mannequins to bend: both, until one is known to be nearer."""
        if not self._fittings:
            self._fittings = {"female": _Fitting("female"), "male": _Fitting("male")}
        fittings = list(self._fittings.values())
        known = [fitting for fitting in fittings if fitting.pictures]
        if self._pictures <= _DECIDED or not known:
            return fittings
        return [min(known, key=lambda one: one.cost * (_STAYS if one is self._nearer else 1))]
