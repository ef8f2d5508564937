"""How much of a figure may be dressed: nobody gets legs that the picture does not show.

The pose model guesses joints outside the picture and says that it sees them. What counts here
is where the figure's bones are: inside the frame, covered by the silhouette, not pointing at
the camera as the thighs of who sits do.
"""

import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import BONES, Figure, Presence, Silhouette

Array = NDArray[np.float64]

_B = {name: place for place, name in enumerate(BONES)}

#: Share of the torso that must be in the picture to dress it, and of the thighs. Who sits close
#: before a webcam shows little more than shoulders, and looks at collars.
_TORSO, _THIGHS = 0.1, 0.45

#: What is enough for who is dressed already: a body that ends where the picture does is
#: measured now longer, now shorter, and clothes must not blink.
_STILL_TORSO, _STILL_THIGHS = 0.05, 0.3

#: Share of what is in the picture that must be covered by the person.
_COVERED = 0.6

#: A thigh that leans more than this towards the camera is one of somebody who sits.
_SITS_COS = 0.7

_NOBODY = Presence(0.0, 0.0)


def presence(
    figure: Figure,
    silhouette: Silhouette | None,
    size: tuple[int, int],
    before: Presence = _NOBODY,
) -> Presence:
    """Say what of a figure is there to be dressed.

    Parameters
    ----------
    figure : Figure
    silhouette : Silhouette or None
    size : (width, height), px
    before : Presence
        What was there when the same person was measured last: that stays with less to be seen.

    Returns
    -------
    presence : Presence
        0 or 1 each; who follows a person fades between them.
    """
    joints = figure.joints.astype(np.float64)
    shown = joints[:, :2] / np.maximum(-joints[:, 2:], 0.05) * figure.focal_px
    shown = shown * (1.0, -1.0) + figure.centre_px
    at = {name: shown[place] for name, place in _B.items()}
    shoulders = (at["LeftArm"] + at["RightArm"]) / 2
    hips = (at["LeftUpLeg"] + at["RightUpLeg"]) / 2
    torso = _along(shoulders, hips)
    seen, covered = _seen(torso, silhouette, size)
    upper = seen >= (_STILL_TORSO if before.upper else _TORSO) and covered >= _COVERED
    thighs = _STILL_THIGHS if before.lower else _THIGHS
    legs = []
    for side in ("Left", "Right"):
        thigh = joints[_B[side + "Leg"]] - joints[_B[side + "UpLeg"]]
        trunk = joints[_B["Neck"]] - joints[0]
        hangs = -float(thigh @ trunk) / float(np.linalg.norm(thigh) * np.linalg.norm(trunk))
        share, there = _seen(_along(at[side + "UpLeg"], at[side + "Leg"]), silhouette, size)
        legs.append(hangs > _SITS_COS and share >= thighs and there >= _COVERED)
    lower = any(legs) and _seen(hips[None], silhouette, size)[0] > 0
    return Presence(float(upper), float(lower))


def _along(start: Array, end: Array) -> Array:
    share = np.linspace(0.05, 0.95, 32)[:, None]
    points: Array = start + share * (end - start)
    return points


def _seen(
    points: Array, silhouette: Silhouette | None, size: tuple[int, int]
) -> tuple[float, float]:
    """Say which share of points is in the picture, and which of those on the person."""
    inside = (points >= 0).all(1) & (points < size).all(1)
    if not inside.any() or silhouette is None:
        return float(inside.mean()), 1.0
    box, coverage = silhouette.box, silhouette.coverage
    cells = (points[inside] - (box.x, box.y)) / (box.width, box.height) * coverage.shape[::-1]
    columns, rows = np.floor(cells).astype(int).T
    held = (rows >= 0) & (columns >= 0)
    held &= (rows < coverage.shape[0]) & (columns < coverage.shape[1])
    shares = np.zeros(len(cells))
    shares[held] = coverage[rows[held], columns[held]]
    return float(inside.mean()), float((shares > 0.5).mean())
