"""What is kept of a moment in which the light was known: a sheet, and who was seen beside it.

What they told is thought over again when somebody says what kind of lamp it was, be it later.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from tryon.core.colour import Real
from tryon.core.encoding import Response
from tryon.light.again import Appearance
from tryon.light.belief import LEVEL_ONLY, Belief
from tryon.light.lamps import LampKind
from tryon.light.reference import ReferenceState
from tryon.light.rendering import (
    Acquaintance,
    likely_ways,
    meet,
    response_of,
    without_brighteners,
)

#: What differs for this long by more than this (log), in level or in hue, from what is held is
#: in another light.
_DOUBTED_NS, _OTHER_LEVEL, _OTHER_HUE = 800_000_000, 0.30, 0.12


class Doubts:
    """Notices that light is another for good: a shadow or a blush passes."""

    def __init__(self) -> None:
        self._odd: deque[tuple[int, Real]] = deque()

    def __call__(self, now_ns: int, odd: Real) -> bool:
        """Whether light that differs by `odd` (3,), log, from what is held is another."""
        self._odd.append((now_ns, odd))
        while not 0 <= now_ns - self._odd[0][0] <= _DOUBTED_NS:
            self._odd.popleft()
        if now_ns - self._odd[0][0] <= 0.7 * _DOUBTED_NS:
            return False
        away = np.median([one for _, one in self._odd], 0)
        level = float(LEVEL_ONLY @ away)
        return abs(level) > _OTHER_LEVEL or float(np.abs(away - level).max()) > _OTHER_HUE


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What a sheet showed, before anything is thought of its lamp.

    Attributes
    ----------
    white : Belief
        As if paper had no brighteners.
    skin, lips : (3,) float64 or None
        log of the colour of what was seen beside it.
    is_paper : bool
        Whether it may have brighteners that count.
    """

    white: Belief
    skin: Real | None
    lips: Real | None
    is_paper: bool

    def lit_by(self, lamp: LampKind | None) -> tuple[Belief, Response]:
        """Say what white is, and what becomes of curves, in a kind of lamp if it is known."""
        likely = likely_ways(
            self.white, self.skin, lips=self.lips, is_paper=self.is_paper, lamp=lamp
        )
        white = without_brighteners(self.white, likely) if self.is_paper else self.white
        return white, response_of(likely, white.mean)


@dataclass(slots=True, eq=False)
class Held:
    """A reference that was measured, and the skin that was beside it.

    Attributes
    ----------
    sheet : Sheet
    thought : (3,) float64
        log of the white that is made of it.
    white : Belief
        The same with all by which the camera has multiplied the picture since.
    response : Response
    since_ns : int
    state : ReferenceState
    cheeks : dict of int to (3,) float64
        log of the skin over white, by name.
    doubts : Doubts
    """

    sheet: Sheet
    thought: Real
    white: Belief
    response: Response
    since_ns: int
    state: ReferenceState
    cheeks: dict[int, Real] = field(default_factory=dict)
    doubts: Doubts = field(default_factory=Doubts)

    def think_again(self, lamp: LampKind | None) -> Real:
        """Take it that a kind of lamp was there; returns by how much white is lighter, log."""
        thought, self.response = self.sheet.lit_by(lamp)
        moved: Real = thought.mean - self.thought
        self.thought = thought.mean
        self.white = Belief(self.white.mean + moved, self.white.covariance)
        self.cheeks = {who: cheek - moved for who, cheek in self.cheeks.items()}
        return moved


@dataclass(frozen=True, slots=True, eq=False)
class Enrolled:
    """A person, how they looked, and the light in which they did.

    Attributes
    ----------
    met : Acquaintance
    look : Appearance
    white : Belief
    under : object
        What told the white: the same again is the same light.
    """

    met: Acquaintance
    look: Appearance
    white: Belief
    under: object

    def think_again(self, moved: Real, lamp: LampKind | None) -> "Enrolled":
        """Take it that another kind of lamp was there, and white lighter by `moved`, log."""
        white = Belief(self.white.mean + moved, self.white.covariance)
        return enrolled(white, self.look, lamp, self.under)


def enrolled(white: Belief, look: Appearance, lamp: LampKind | None, under: object) -> Enrolled:
    """Get to know a person; see `Enrolled`."""
    met = meet(white, look.skin, look.eyes, look.lips, lamp=lamp)
    return Enrolled(met, look, white, under)
