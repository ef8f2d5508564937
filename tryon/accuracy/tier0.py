"""Tier 0: flat lips in known daylight; is the coat that is painted the coat that there is.

The renderer gets the bare lips as a picture, the light, and the product with its thickness; the
reference gets spectra. Whatever differs is the renderer: three numbers in the place of a
spectrum, and its own arithmetic.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import numpy as np

from tryon.accuracy.cores import Work
from tryon.accuracy.paints import Paint, all_paints, thickness_hiding
from tryon.accuracy.platelets import mirrored, veiled
from tryon.accuracy.reference import coated
from tryon.accuracy.scores import Errors, by, errors, joined, score
from tryon.accuracy.spectra import Curve, decode, encode, lab, linear_srgb, to_xyz, xyz
from tryon.accuracy.tissue import lips
from tryon.core.colour import LINEAR_TO_WIDE, WIDE_TO_LINEAR
from tryon.core.film import strength_for, thickness_for
from tryon.core.scene import UNKNOWN_LIGHT, Box, Bytes, Face, Frame, Lips, Scene
from tryon.core.shade import Shade
from tryon.effects.coating import coating
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.lipstick import Lipstick
from tryon.render.coat import paint

#: A dab, one stroke and two.
COATS = (0.5, 1.0, 2.0)
#: Finishes with a dye or with platelets are judged on every so many-th shade.
EVERY = 3
#: Angles of incidence at which platelets are compared.
ANGLES_DEG = (5.0, 25.0, 45.0, 65.0)

_SIZE_PX = 24
#: Shades that one job is about.
_A_JOB = 4


@dataclass(frozen=True, slots=True, eq=False)
class Bare:
    """Eleven flat mouths: their spectra, and the scenes in which the product sees them."""

    curves: Curve
    scenes: tuple[Scene, ...]


@cache
def bare_mouths(count: int = 11) -> Bare:
    """Make scenes of flat lips from the fairest to the darkest, in daylight that is known."""
    curves = lips(count)
    random = np.random.default_rng(0)
    # Dithered, so that eight bits do not round all pixels alike.
    dither = random.uniform(-0.5, 0.5, (_SIZE_PX, _SIZE_PX, 3))
    scenes = []
    for colour in encode(linear_srgb(xyz(curves))):
        rgb = np.clip(np.rint(colour + dither), 0, 255).astype(np.uint8)
        scenes.append(flat_scene(rgb))
    return Bare(curves, tuple(scenes))


def flat_scene(rgb: Bytes) -> Scene:
    """Make a picture that is nothing but lip, in white light of level 1."""
    height, width = rgb.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    middle = np.array([(0, height / 2), (width, height / 2)], np.float32)
    mouth = Lips(
        Box(0, 0, width, height),
        np.ones((height, width), np.float32),
        corners,
        middle,
        float(width),
    )
    face = Face(0, np.zeros((478, 3), np.float32), np.eye(4, dtype=np.float32), mouth)
    return Scene(Frame(rgb, 0, 0), UNKNOWN_LIGHT, (face,))


def painted(scene: Scene, worn: Lipstick) -> Curve:
    """Mean linear sRGB (3,) of the lips with the product on, highlights left out."""
    (coat,) = worn.layers(scene, worn.memory())
    picture = scene.frame.rgb.copy()
    paint(picture, replace(coat, glints=None))
    mean: Curve = decode(picture).mean((0, 1))
    return mean


def _product(paint: Paint, finish: Finish, grounds: Curve) -> tuple[Shade, float, float]:
    """Give a shade for a finish, and what one coat of it holds: pigment (SX) and dye.

    How much a coat holds is the product's: both sides are told the same. Where a film has
    been measured that is its thickness; of dyes it follows from how much a coat hides.
    """
    if finish.dye:
        opaque = np.clip(LINEAR_TO_WIDE @ paint.shade.reflectance, 0, 1)
        pigment = thickness_for(opaque, finish.hiding * (1 - finish.dye))
        strength = strength_for(opaque, finish.hiding * finish.dye)
        return replace(paint.shade, opacity=None), pigment, strength
    stroke = thickness_hiding(paint.curve, finish.hiding, grounds)
    return replace(paint.shade, sx=(stroke, stroke, stroke)), stroke, 0.0


def truth_of(
    paint: Paint, finish: Finish, grounds: Curve, pigment: float, dye: float, coats: float
) -> Curve:
    """Reflectance (m, n) of lips (m, n) that wear a product, highlights left out.

    A dye takes from light what the shade's curve says of it: its colour on a white ground,
    the clearest wavelength counted as nearly clear.
    """
    clear = paint.curve / paint.curve.max() ** 0.6
    dissolved = -dye * coats * np.log(np.maximum(clear, 0.004)) if dye else 0.0
    below = coated(grounds, paint.curve, pigment * coats, dissolved=dissolved)
    if finish.mica is None:
        return below
    covered = finish.mica.share * (1 - np.exp(-3 * coats))
    return veiled(below, covered, finish.mica.oxide_nm)


def judge(
    paints: Sequence[Paint], finishes: Sequence[Finish], first: int = 0
) -> tuple[Errors, int]:
    """Paint every shade on every mouth, in every finish and three thicknesses.

    Parameters
    ----------
    paints : sequence of Paint
    finishes : sequence of Finish
    first : int
        Number of the first of `paints`: each `EVERY`-th is painted in all finishes.

    Returns
    -------
    found : Errors
        With labels ``known``, ``finish``, ``coats``, ``lips``.
    beyond : int
        How many were left out because no sRGB display can show the truth.
    """
    bare = bare_mouths()
    rows: list[tuple[Curve, Curve, str, str, float, int]] = []
    beyond = 0
    like: dict[Hashable, list[Finish]] = {}  # covers alike, is painted alike
    for finish in finishes:
        like.setdefault((finish.hiding, finish.dye, finish.mica), []).append(finish)
    for number, product in enumerate(paints, first):
        for alike in like.values():
            finish, names = alike[0], [other.name for other in alike]
            if (finish.dye or finish.mica) and number % EVERY:
                continue
            shade, pigment, dye = _product(product, finish, bare.curves)
            for coats in COATS:
                worn = Lipstick(shade=shade, finish=finish, coats=coats)
                curves = truth_of(product, finish, bare.curves, pigment, dye, coats)
                truth = linear_srgb(xyz(curves))
                for index, (scene, wanted) in enumerate(zip(bare.scenes, truth, strict=True)):
                    if wanted.min() < 0 or wanted.max() > 1:
                        beyond += len(names)
                        continue
                    found = painted(scene, worn)
                    rows += [
                        (found, wanted, product.known, name, coats, index) for name in names
                    ]
    seen, there, known, worn_names, thick, mouths = zip(*rows, strict=True)
    compared = errors(
        lab(to_xyz(np.array(seen))),
        lab(to_xyz(np.array(there))),
        known=known,
        finish=worn_names,
        coats=thick,
        lips=mouths,
    )
    return compared, beyond


def tier0(work: Work, *, step: int = 1) -> dict[str, Any]:
    """Run the suite, on every `step`-th shade and finish.

    Returns
    -------
    result : dict
        ``all``, ``by_known``, ``by_finish``, ``by_coats``, ``by_lips`` of scores, and how many
        truths were ``beyond_srgb``.
    """
    paints = all_paints()[::step]
    finishes = list(FINISHES.values())[::step]
    jobs = [
        partial(judge, paints[first : first + _A_JOB], finishes, first)
        for first in range(0, len(paints), _A_JOB)
    ]
    parts, beyond = zip(*work(jobs, "tier 0"), strict=True)
    found = joined(parts)
    return {
        "shades": len(paints),
        "beyond_srgb": sum(beyond),
        "all": score(found),
        "by_known": by(found, "known"),
        "by_finish": by(found, "finish"),
        "by_coats": by(found, "coats"),
        "by_lips": by(found, "lips"),
        "by_mirror": mirrors(paints),
    }


def mirrors(paints: Sequence[Paint]) -> dict[str, Any]:
    """Compare what platelets mirror at four angles with thin-film optics, on every shade.

    Geometry: a flat film, a lamp that it mirrors into the camera; the rest of the highlight,
    how wide and how strong it is, is the lamp's and the lips' shape. Gratings are left out.
    """
    rows = []
    for finish in FINISHES.values():
        mica = finish.mica
        if mica is None or mica.grating_deg:
            continue
        for product in paints:
            tint = mica.whiteness + (1 - mica.whiteness) * product.curve / product.curve.max()
            table = coating(product.shade, finish, 2.0).mirror.mica
            assert table is not None
            share = mica.share * (1 - np.exp(-6.0))
            for angle_deg in ANGLES_DEG:
                wanted = mirrored(mica.oxide_nm, angle_deg) * tint
                place = (1 - np.cos(np.radians(angle_deg))) * (table.shape[1] - 1)
                found = [np.interp(place, np.arange(table.shape[1]), row) for row in table]
                colour = WIDE_TO_LINEAR @ np.array(found) / share
                rows.append((colour, linear_srgb(xyz(wanted)), finish.name, angle_deg))
    seen, there, names, angles = zip(*rows, strict=True)
    compared = errors(
        lab(to_xyz(np.array(seen))), lab(to_xyz(np.array(there))), finish=names, angle=angles
    )
    return {"by_finish": by(compared, "finish"), "by_angle": by(compared, "angle")}
