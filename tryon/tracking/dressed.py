"""Where a person wears something: what does not have the colour of their face.

Light and shade change how bright skin is, hardly its chromaticity: the logarithms of red and
blue beside green. Bare arms and bodies were within 0.21 of the face there, clothes beyond 0.3.
"""

import cv2
import numpy as np

from tryon.core.geometry import Matrix
from tryon.core.scene import BONES, Box, Bytes, Figure, Floats, Silhouette
from tryon.tracking.carry import shown, torso_px
from tryon.tracking.people import Person

#: Landmarks whose middles lie on both cheeks, and the nose between: mouth and ear.
_CHEEKS = ((9, 7), (10, 8), (0, 0))
#: Half the side of what is looked at there, in torso lengths.
_PATCH = 0.02

#: Skin of one person differs so much in chromaticity and in brightness (logarithms).
_ALIKE, _SHADE = 0.25, 1.6
#: A face with less colour is in a picture without: what is worn cannot be told there.
_GREY = 0.08

_FOREARMS = [BONES.index(f"{side}ForeArm") for side in ("Left", "Right")]
_HANDS = [BONES.index(f"{side}Hand") for side in ("Left", "Right")]
#: Places on a forearm, as shares of the way from elbow to wrist.
_ALONG = np.linspace(0.15, 0.8, 8)
#: Share of these that has to be on the person.
_SEEN = 0.75
#: Where hands begin: so far beyond the joint, in torso lengths.
_WRIST = (0.0, 0.04, 0.08)

#: Logarithm of light by code; the toe keeps noise in the dark from being a colour.
_LOG = np.log((np.arange(256) / 255) ** 2.2 + 0.002).astype(np.float32)


def dressed(rgb: Bytes, person: Person, outline: Silhouette) -> Floats:
    """Say how much of what is around each cell of a silhouette is no skin.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    person : Person
    outline : Silhouette
        Of that person, with any cells.

    Returns
    -------
    share : (rows, columns) float32, in [0, 1]
        As large as the coverage of `outline`. 1 everywhere where colours tell nothing.
    """
    skin = _colour_of_face(rgb, person)
    if np.hypot(skin[0], skin[1]) < _GREY:
        return np.ones_like(outline.coverage)
    light = np.asarray(cv2.LUT(_cells_of(rgb, outline), _LOG), np.float32)
    red, green, blue = (light[..., channel] for channel in range(3))
    apart = np.hypot(red - green - skin[0], blue - green - skin[1])
    other = (apart > _ALIKE) | (np.abs(green - skin[2]) > _SHADE)
    return np.asarray(cv2.blur(other.astype(np.float32), (5, 5)), np.float32)


def bare_wrists(worn: Floats, outline: Silhouette, figure: Figure) -> Floats:
    """Say how much of what is seen where each hand begins is skin: (2,) float32, in [0, 1].

    Parameters
    ----------
    worn : (rows, columns) float32, in [0, 1]
        As of `dressed`.
    outline : Silhouette
        That it is of.
    figure : Figure
        Left comes first.
    """
    at, torso = shown(figure), torso_px(figure)
    along = at[_HANDS] - at[_FOREARMS]
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    places = at[_HANDS, None] + np.array(_WRIST)[:, None] * torso * along[:, None]
    bare: Floats = 1 - _looked_up(worn, outline.box, places, beside=1.0).mean(1)
    return bare


def sleeved(worn: Floats, outline: Silhouette, figure: Figure) -> float | None:
    """Say how much of the forearm that shows more skin is in a sleeve that is worn.

    Sleeves come in pairs: an arm that is not where it is thought to be shows what is behind it,
    and of 35 pictures of bare arms one or the other was right in all.

    Parameters
    ----------
    worn : (rows, columns) float32, in [0, 1]
        As of `dressed`.
    outline : Silhouette
        That it is of.
    figure : Figure

    Returns
    -------
    share : float in [0, 1] or None
        None where colours tell nothing, or no forearm is in sight.
    """
    if worn.min() == 1:
        return None
    elbows, wrists = (shown(figure)[bones, None] for bones in (_FOREARMS, _HANDS))
    places = elbows + _ALONG[:, None] * (wrists - elbows)
    there = _looked_up(outline.coverage, outline.box, places, beside=0.0) > 0.5
    share = _looked_up(worn, outline.box, places, beside=1.0).mean(1)
    seen = share[there.mean(1) > _SEEN]
    return float(seen.min()) if len(seen) else None


def _looked_up(cells: Floats, box: Box, places: Floats, beside: float) -> Floats:
    """Look up what cells that `box` is divided into have at places (2, n, 2), px: (2, n)."""
    at = (places - (box.x, box.y)) * cells.shape[::-1] / (box.width, box.height) - 0.5
    columns, rows = np.moveaxis(at.astype(np.float32), -1, 0)
    found = cv2.remap(cells, columns, rows, cv2.INTER_LINEAR, borderValue=(beside,))
    return np.asarray(found, np.float32)


def _colour_of_face(rgb: Bytes, person: Person) -> Floats:
    """Look at cheeks and nose: log red and log blue beside green, and log green."""
    points = person.points[:, :2]
    torso = np.hypot(*(points[[11, 12]].mean(0) - points[[23, 24]].mean(0)))
    half = max(round(float(_PATCH * torso)), 1)
    patches = []
    for first, second in _CHEEKS:
        middle = (points[first] + points[second]) / 2
        x, y = np.clip(np.rint(middle).astype(int), half, np.array(rgb.shape[1::-1]) - half - 1)
        patch = _LOG[rgb[y - half : y + half + 1, x - half : x + half + 1]]
        patches.append(np.median(patch.reshape(-1, 3), axis=0))
    red, green, blue = np.median(patches, axis=0)
    return np.array([red - green, blue - green, green], np.float32)


def _cells_of(rgb: Bytes, outline: Silhouette) -> Bytes:
    """Show the picture in the cells of a silhouette."""
    box = outline.box
    rows, columns = outline.coverage.shape
    across, down = box.width / columns, box.height / rows
    to_frame: Matrix = np.array(
        [[across, 0, box.x + (across - 1) / 2], [0, down, box.y + (down - 1) / 2]]
    )
    flags = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
    shown = cv2.warpAffine(rgb, to_frame, (columns, rows), flags=flags)
    return np.asarray(shown, np.uint8)
