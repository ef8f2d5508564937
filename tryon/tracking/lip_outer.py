"""Where the vermilion ends and skin begins: a correction of the mesh's outer contour.

The mesh is right on average and wrong for each person, by 1.5-2 % of the mouth's width, and
mostly by the same amount all along a lip. So the correction is inferred in two layers: one
shift for each lip that all its rays vote for, and a smooth remainder. A ray alone says little;
what it says is a likelihood over offsets, never a decision.
"""

import cv2
import numpy as np

from tryon.core.scene import Floats
from tryon.tracking.lip_colour import LIGHTNESS, LipColours
from tryon.tracking.lip_shape import COLUMNS, outer_loop, outward, sample

_STEP = 0.005
_PAD = 7
_REACH = 16

#: Offsets along the outward normal that are weighed, in mouth widths.
OFFSETS = (np.arange(-_REACH, _REACH + 1) * _STEP).astype(np.float32)
#: Rays of the outer loop.
RAYS = 2 * COLUMNS - 2

_REACHED = (np.arange(-_REACH - _PAD, _REACH + _PAD + 1) * _STEP).astype(np.float32)
_UPPER = np.arange(RAYS) < COLUMNS
_VOTERS = (np.arange(3, COLUMNS - 3), np.arange(COLUMNS + 2, RAYS - 2))

# Priors, in mouth widths: how far a whole lip is off, how far a ray is off beside that, and
# over what length along the edge that remainder changes (rays are about 0.048 apart).
_SHIFT, _REST, _LENGTH, _LEAST = 0.018, 0.010, 0.08, 0.006
# Rays that lie side by side see the same skin: four of them weigh like one.
_VOTE = 0.25


def _circulant(length: float) -> Floats:
    apart = np.abs(np.arange(RAYS)[:, None] - np.arange(RAYS))
    apart = np.minimum(apart, RAYS - apart) * (2.3 / RAYS)
    return np.asarray(np.exp(-((apart / length) ** 2) / 2), np.float32)


_values, _vectors = np.linalg.eigh(_REST**2 * _circulant(_LENGTH).astype(float))
#: The remainder as a sum of smooth waves with unit prior variance.
_WAVES = (_vectors[:, -20:] * np.sqrt(np.maximum(_values[-20:], 0))).astype(np.float32)
_SPREAD = np.exp(-(((OFFSETS[:, None] - OFFSETS) / _REST) ** 2) / 2).astype(np.float32)
_SPREAD /= _SPREAD.sum(0, keepdims=True)


def outer_evidence(logs: Floats, edges: Floats, colours: LipColours, unit: float) -> Floats:
    """How well an edge of the lips at each offset explains the picture.

    Looked for, inside to outside: the colour passes half of the way from this person's lip to
    skin, and falls off there; above the upper lip, the bright roll of skin that rims it; below
    the lower lip, the change from the lit lip to its own shadow.

    Parameters
    ----------
    logs : (h, w, 3) float32
    edges : (4, COLUMNS, 2) float32, px of the patch
        The mesh's edges.
    colours : LipColours
    unit : float
        Mouth width, px.

    Returns
    -------
    evidence : (RAYS, len(OFFSETS)) float32
        Log-likelihood up to a constant.
    """
    loop = outer_loop(edges)
    rays = loop[:, None] + outward(loop)[:, None] * (_REACHED * unit)[:, None]
    seen = sample(logs, rays)
    ring = np.concatenate([seen[-4:], seen, seen[:4]])
    seen = cv2.GaussianBlur(ring, (1, 9), sigmaX=1, sigmaY=1)[4:-4]
    channels = np.empty((3, *seen.shape[:2]), np.float32)
    channels[0] = seen @ LIGHTNESS
    for lip, rows in enumerate((_UPPER, ~_UPPER)):
        maps = np.stack([colours.to_lipness[lip], colours.to_chroma_lipness[lip]])
        channels[1:, rows] = np.moveaxis(seen[rows] @ maps[:, :3].T + maps[:, 3], -1, 0)
    np.clip(channels[1:], -1, 2, out=channels[1:])
    total = np.zeros((3, RAYS, len(_REACHED) + 1), np.float32)
    np.cumsum(channels, -1, out=total[..., 1:])
    first, count = _PAD, len(OFFSETS)

    def mean(start: int, stop: int) -> Floats:
        """Average from `start` up to `stop` steps beside each offset."""
        high = total[..., first + stop : first + stop + count]
        return np.asarray(
            (high - total[..., first + start : first + start + count]) / (stop - start)
        )

    here = channels[..., first : first + count]
    light, _, chroma = np.asarray(mean(-4, 0) - mean(1, 5))
    bright = here[0] - (mean(-4, -2)[0] + mean(3, 5)[0]) / 2
    beyond = np.concatenate([bright[:, 3:], np.repeat(bright[:, -1:], 3, 1)], 1)
    light = np.clip(light, -0.3, 0.3)
    pigment = np.clip(chroma, -0.2, 0.8)
    upper = (
        pigment
        - 3 * np.clip(np.abs(here[2] - 0.45), 0, 0.6) ** 2
        + 24 * np.clip(beyond, -0.05, 0.15)
    )
    # Light shows the shape of a lip that is about as light as skin. One that is much darker, or
    # of quite another colour, by nature or by lipstick, shows its pigment instead.
    darker = float((colours.skin[1] - colours.lip[1]).mean())
    pale = min(max((0.3 - darker) / 0.15, 0.0), 1.0)
    pale *= min(max((6 - float(colours.distinct[1])) / 2, 0.0), 1.0)
    relief = 6 * light + 3 * np.abs(light) + 6 * np.clip(bright, -0.1, 0.1)
    lower = pale * relief + (2 - pale) * pigment
    lower -= 2.5 * np.clip(np.abs(here[1] - 0.4), 0, 0.6) ** 2
    return np.where(_UPPER[:, None], upper, lower).astype(np.float32)


def outer_offsets(evidence: Floats, height: float = 0.0) -> Floats:
    """Weigh all offsets: the expected correction of each ray, in mouth widths.

    Parameters
    ----------
    evidence : (RAYS, len(OFFSETS)) float32
    height : float
        How much too high the mesh sits, in mouth widths, as far as something else tells: the
        upper edge is then too high as well, and the lower one rather too high than not.

    Returns
    -------
    offsets : (RAYS,) float32
        Outward.
    """
    likelihood = np.exp(evidence - evidence.max(1, keepdims=True))
    votes = np.log(likelihood @ _SPREAD)
    plausible = np.empty_like(likelihood)
    shift = np.empty(RAYS, np.float32)
    for here, voters, usual in zip(
        (_UPPER, ~_UPPER), _VOTERS, (-height, 0.6 * height), strict=True
    ):
        score = _VOTE * votes[voters].sum(0) - ((OFFSETS - usual) / _SHIFT) ** 2 / 2
        chance = np.exp(score - score.max())
        chance /= chance.sum()
        shift[here] = chance @ OFFSETS
        plausible[here] = likelihood[here] * (_SPREAD @ chance)
    plausible /= plausible.sum(1, keepdims=True)
    mean = plausible @ OFFSETS
    doubt = plausible @ OFFSETS**2 - mean**2 + _LEAST**2
    weighed = _WAVES.T / doubt
    rest = np.linalg.solve(
        weighed @ _WAVES + np.eye(_WAVES.shape[1], dtype=np.float32), weighed @ (mean - shift)
    )
    return np.asarray(shift + _WAVES @ rest, np.float32)
