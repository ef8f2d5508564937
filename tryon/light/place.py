"""A fixed place: a camera that never moves, with its exposure locked, in light that stays.

A kiosk is measured once with a white reference. What is stored is the light, what the camera's
exposure and white balance were held at and, to check at each start that nothing has changed,
the mean light of 48 parts of the empty scene: three numbers each, no picture, and taken only
while nobody is there. Later those parts are compared that can be seen beside whoever is there.
Lamps grow warm and mains vary, so the light is never quite what it was: what is seen of the
scene tells by how much, and best while it is empty.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tryon.core.colour import Real
from tryon.core.errors import BadInput
from tryon.core.scene import Face, Frame
from tryon.light.belief import LEVEL_ONLY, Belief, combine, spread
from tryon.light.lamps import LampKind

_ROWS, _COLUMNS = 6, 8
#: How much the whole empty scene may change (log): in level and in hue; and which share of its
#: parts may have changed, since people leave chairs and bags.
_SAME_LEVEL, _SAME_HUE = 0.06, 0.04
_PART_CHANGED, _MOST_CHANGED = 0.15, 1 / 3
#: Fewer parts than these say nothing of the whole.
_FEWEST = 10
#: A person is so much wider than the face to each side, and reaches so far above it, in widths
#: and heights of the face; below they reach the floor.
_ASIDE, _ABOVE = 1.3, 0.8
#: What the light of a fixed place may do unseen, in this time: assumed.
_DRIFT, _DRIFTS_NS = spread(0.02, 0.015, 0.01), 600_000_000_000
#: What becomes of the light on a face is not quite what becomes of that on the scene, and
#: whoever stands before it shades and tints it: assumed, too.
_ON_FACE, _BESIDE = spread(0.01, 0.005, 0.005), spread(0.02, 0.01, 0.01)

#: A camera's profile makes white neutral in the light of its chart, to within the first (its
#: level apart): so well do charts tell it. Eight places in ten are set up in that light
#: (assumed); the whites of other lamps, seen with that balance, differ by the second.
_OF_CHART, _OF_ANY = spread(3.0, 0.015, 0.01), spread(3.0, 0.3, 0.1)
_AS_CHART = 0.8

Numbers = tuple[float, ...]


#: What reading something else than a place may raise.
_FAULTS = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """What has become of the light of a place, as its scene told.

    Attributes
    ----------
    when_ns : int
    change : (3,) float64
        By how much (log) the scene is lighter than when the place was measured.
    is_empty : bool
        Whether nobody stood before it.
    """

    when_ns: int
    change: Real
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What is remembered of a fixed place.

    Attributes
    ----------
    binding : str
        Camera, format, and what is locked: all that must be the same again.
    white : tuple of 3 float
        log of the linear light of a perfect white.
    covariance : tuple of 9 float
        Of `white`, row by row.
    parts : tuple of 48 tuples of 3 float
        log of the mean linear light of the empty scene, in six rows of eight.
    held : tuple of (int, float)
        Controls of the camera and what they were held at, see `CameraState.held`.
    lamp : LampKind or None
        What kind of lamp lights it, as whoever measured it said.
    """

    binding: str
    white: Numbers
    covariance: Numbers
    parts: tuple[Numbers, ...]
    held: tuple[tuple[int, float], ...] = ()
    lamp: LampKind | None = None

    def __post_init__(self) -> None:
        shape = (len(self.white), len(self.covariance), len(self.parts))
        if shape != (3, 9, _ROWS * _COLUMNS) or any(len(part) != 3 for part in self.parts):
            raise ValueError(f"a place has 3, 9 and 48 x 3 numbers, not {shape}")
        numbers = np.array([*self.white, *self.covariance, *np.ravel(self.parts)])
        if not np.isfinite(numbers).all():
            raise ValueError("a place has finite numbers only")

    def light(self, drift: Drift | None, now_ns: int) -> Belief:
        """Give the light there, after a drift; None where it was not seen."""
        mean, covariance = np.array(self.white), np.array(self.covariance).reshape(3, 3)
        if drift is None:
            return Belief(mean, covariance + _DRIFT)
        seen = Belief(drift.change, _ON_FACE if drift.is_empty else _BESIDE)
        then = combine(Belief(np.zeros(3), _DRIFT), seen)
        since = min(max(now_ns - drift.when_ns, 0) / _DRIFTS_NS, 1.0)
        return Belief(mean + then.mean, covariance + then.covariance + since * _DRIFT)

    def change(self, parts: Real) -> Real:
        """Tell by how much (log, (3,)) the scene is lighter than it was; see `is_same`."""
        change: Real = np.median(self._changes(parts), 0)
        return change

    def is_same(self, parts: Real) -> bool | None:
        """Tell whether the scene of now is the one that was stored.

        Parameters
        ----------
        parts : (48, 3) float
            See `parts_of`; NaN where somebody stands before the scene.

        Returns
        -------
        is_same : bool or None
            None where too little can be seen, or too much is other beside people: it may be
            more people.
        """
        changes = self._changes(parts)
        if len(changes) < _FEWEST:
            return None
        whole = self.change(parts)
        level = float(LEVEL_ONLY @ whole)
        if abs(level) > _SAME_LEVEL or float(np.abs(whole - level).max()) > _SAME_HUE:
            return False
        moved = np.abs(changes - whole).max(1) > _PART_CHANGED
        if moved.mean() > _MOST_CHANGED:
            return False if len(changes) == len(parts) else None
        return True

    def _changes(self, parts: Real) -> Real:
        """Of the parts (n, 3) that can be seen."""
        changes: Real = (parts - np.array(self.parts))[np.isfinite(parts).all(1)]
        return changes


def parts_of(frame: Frame, faces: Sequence[Face] = ()) -> Real:
    """Give the log of the mean light (48, 3) of the parts of a picture.

    NaN in those that whoever has one of the `faces` may cover.
    """
    width, height = frame.size
    sample = frame.encoding.decode(frame.rgb[::8, ::8])
    means = [
        part.reshape(-1, 3).mean(0)
        for row in np.array_split(sample, _ROWS, 0)
        for part in np.array_split(row, _COLUMNS, 1)
    ]
    log: Real = np.log(np.maximum(np.array(means, np.float64), 1e-4))
    grid = log.reshape(_ROWS, _COLUMNS, 3)
    for face in faces:
        box = face.box
        left = (box.x - _ASIDE * box.width) / width
        right = (box.x + (1 + _ASIDE) * box.width) / width
        top = (box.y - _ABOVE * box.height) / height
        rows = slice(max(math.floor(top * _ROWS), 0), None)
        columns = slice(
            max(math.floor(left * _COLUMNS), 0), max(math.ceil(right * _COLUMNS), 0)
        )
        grid[rows, columns] = np.nan
    return log


def as_of_chart(white: Belief) -> Belief:
    """Weigh what a sheet tells through a camera's profile with what its chart told.

    The chart is the better judge of hue, and there is no brightener in it: paper may be bluish
    by 10 % where there is ultraviolet. It is believed as far as this may be the chart's light.

    Parameters
    ----------
    white : Belief
        Of a place whose camera is locked.
    """
    ways = [combine(white, Belief(np.zeros(3), prior)) for prior in (_OF_CHART, _OF_ANY)]
    scores = [
        math.log(share) + _log_likelihood(white.mean, white.covariance + prior)
        for share, prior in ((_AS_CHART, _OF_CHART), (1 - _AS_CHART, _OF_ANY))
    ]
    share = 1 / (1 + math.exp(min(scores[1] - scores[0], 50.0)))
    mean = share * ways[0].mean + (1 - share) * ways[1].mean
    away = ways[0].mean - ways[1].mean
    within = share * ways[0].covariance + (1 - share) * ways[1].covariance
    return Belief(mean, within + share * (1 - share) * np.outer(away, away))


def _log_likelihood(off: Real, covariance: Real) -> float:
    odd = float(off @ np.linalg.solve(covariance, off))
    return -(odd + float(np.linalg.slogdet(covariance)[1])) / 2


def remember(binding: str, light: Belief, parts: Real) -> Place:
    """Make a place of a known light and an empty scene (48, 3), see `parts_of`."""
    return Place(
        binding,
        tuple(light.mean.tolist()),
        tuple(light.covariance.ravel().tolist()),
        tuple(tuple(part) for part in parts.tolist()),
    )


def write_place(place: Place, path: Path) -> None:
    """Store a place as JSON; complete or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(path.name + ".part")
    lamp = None if place.lamp is None else place.lamp.name.lower()
    told = {"place": 3} | asdict(place) | {"lamp": lamp}
    written.write_text(json.dumps(told), encoding="utf-8")
    written.replace(path)


def read_place(path: Path) -> Place:
    """Read what `write_place` wrote.

    Raises
    ------
    BadInput
        The file cannot be read, or is no place.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        if read.pop("place") not in (2, 3):  # the second knew no lamps
            raise ValueError("another version")
        parts = tuple(tuple(map(float, part)) for part in read.pop("parts"))
        white, covariance = (
            tuple(map(float, read.pop(key))) for key in ("white", "covariance")
        )
        held = tuple((int(control), float(value)) for control, value in read.pop("held"))
        told = read.pop("lamp", None)
        lamp = None if told is None else LampKind[str(told).upper()]
        return Place(str(read.pop("binding")), white, covariance, parts, held, lamp)
    except _FAULTS as error:
        raise BadInput(
            f"{path}: expected a place written by this program ({error})",
            "Measure the place again.",
        ) from error
