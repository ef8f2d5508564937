"""What is known of how deep arms are in the picture: crossed ones, and hands at the face.

The pose model guesses depths of forearms and gives hidden wrists all the same. But where a
wrist lies on the other arm, a hand that is seen from its beginning on is before it; one whose
palm is under the other's sleeve, or which is not seen at all, is behind it. And a hand that is
seen at the face is mostly near it, too.
"""

from collections.abc import Mapping

import cv2
import numpy as np

from tryon.core.scene import Bytes, Floats
from tryon.garments.sighting import Arms, Crossing
from tryon.tracking.in_front import Cover
from tryon.tracking.matte import is_skin
from tryon.tracking.people import Person

#: Landmarks of arms: shoulder, elbow, wrist.
_ARMS = ((11, 13, 15), (12, 14, 16))
#: Knuckles of a hand, and shares of the way from the wrist to them that are looked at.
_KNUCKLES, _PALM = [5, 9, 13, 17], np.linspace(0.05, 0.8, 8, dtype=np.float32)
#: The middle knuckle is at the face that is so near to the nose, and its palm so large at most,
#: in torso lengths: half of the palms of mannequins were above 0.135, beside the trunk.
_MIDDLE, _NEAR_NOSE, _PALM_AT_FACE = 9, 0.25, 0.19
#: A wrist is on an arm no further from its middle than this, in torso lengths; arms that meet
#: at the wrists are not crossed.
_ON, _HANDS_MEET = 0.12, 0.8
#: Share of an arm's middle that looks like skin: bare arms do not tell whose skin is seen.
_BARE = 0.4
#: Share of a palm that is seen: what tells nothing, and how much more or less is sure.
_EVEN, _SURE = 0.65, 0.15


def arms_of(rgb: Bytes, person: Person, covers: Mapping[int, Cover]) -> Arms:
    """Say what a picture tells of how near arms are, and which hands are seen.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    person : Person
    covers : dict of int to Cover
        Hands that are seen: 0 is the person's left one, 1 the right one.
    """
    return Arms(_crossings(rgb, person, covers), _at_face(person, covers), sorted(covers))


def _crossings(rgb: Bytes, person: Person, covers: Mapping[int, Cover]) -> tuple[Crossing, ...]:
    """Say of each wrist that lies on the other, sleeved arm which is in front."""
    points, torso = person.points[:, :2], person.torso_px
    found = []
    for side, other in ((0, 1), (1, 0)):
        near, far = covers.get(side), covers.get(other)
        skin = [cover.colours.mean_lab for cover in (near, far) if cover and cover.colours]
        wrist = points[_ARMS[side][2]]
        is_inside = ((wrist >= 0) & (wrist < rgb.shape[1::-1])).all()
        if not skin or not is_inside:
            continue  # nothing is known of hands, or not of this one
        for upper in (False, True):
            start, end = points[list(_ARMS[other][:2] if upper else _ARMS[other][1:])]
            along, away = end - start, wrist - start
            share = float(np.clip(away @ along / max(along @ along, 1.0), 0, 1))
            is_on = float(np.hypot(*(away - share * along))) < _ON * torso
            if not is_on or (share > _HANDS_MEET and not upper):
                continue
            middle = start + np.linspace(0.25, 0.75, 9, dtype=np.float32)[:, None] * along
            if _skin_share(rgb, middle, skin) > _BARE:
                continue
            seen = 0.0 if near is None else _skin_share(rgb, _palm(near), skin)
            before = float(np.clip((seen - _EVEN) / _SURE, -1, 1))
            found.append(Crossing(side, upper, share, before))
            break
    return tuple(found)


def _at_face(person: Person, covers: Mapping[int, Cover]) -> tuple[int, ...]:
    """List the hands, 0 left and 1 right, that are seen at the face, not far before it.

    One that is stretched out to the camera looks larger.
    """
    nose, torso = person.points[0, :2], person.torso_px
    return tuple(
        side
        for side, cover in sorted(covers.items())
        if np.hypot(*(cover.hand.points[_MIDDLE] - nose)) < _NEAR_NOSE * torso
        and cover.hand.palm_px < _PALM_AT_FACE * torso
    )


def _palm(cover: Cover) -> Floats:
    wrist, knuckles = cover.hand.points[0], cover.hand.points[_KNUCKLES]
    places: Floats = (wrist + _PALM[:, None, None] * (knuckles - wrist)).reshape(-1, 2)
    return places


def _skin_share(rgb: Bytes, places: Floats, skins: list[Floats]) -> float:
    """Share of places (n, 2), px, that look like skin."""
    columns, rows = np.clip(np.rint(places).astype(int), 0, np.array(rgb.shape[1::-1]) - 1).T
    lab = cv2.cvtColor(np.ascontiguousarray(rgb[rows, columns][None]), cv2.COLOR_RGB2LAB)[0]
    return float(is_skin(lab.astype(np.float32), skins).mean())
