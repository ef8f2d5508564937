"""Tier 0: flat lips in known daylight; is the coat that is painted the coat that there is.

The renderer gets the bare lips as a picture, the light, and the product with its thickness; the
reference gets spectra. Whatever differs is the renderer: three numbers in the place of a
spectrum, and its own arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tryon.accuracy.paints import Paint, catalogue_paints, pigment_paints, thickness_hiding
from tryon.accuracy.reference import coated
from tryon.accuracy.scores import Errors, Progress, by, errors, score
from tryon.accuracy.spectra import Curve, decode, encode, lab, linear_srgb, to_xyz, xyz
from tryon.accuracy.tissue import lips
from tryon.core.scene import UNKNOWN_LIGHT, Box, Bytes, Face, Frame, Lips, Scene
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.lipstick import Lipstick
from tryon.render.coat import paint

#: A dab, one stroke and two.
COATS = (0.5, 1.0, 2.0)

_SIZE_PX = 24


@dataclass(frozen=True, slots=True, eq=False)
class Bare:
    """Eleven flat mouths: their spectra, and the scenes in which the product sees them."""

    curves: Curve
    scenes: tuple[Scene, ...]


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


def is_plain(finish: Finish) -> bool:
    """Whether a finish is paint: metal mirrors and dyes dissolve, which is other physics."""
    return finish.mica is None and finish.dye == 0


def judge(
    paints: Sequence[Paint], finishes: Sequence[Finish], progress: Progress[Paint]
) -> tuple[Errors, int]:
    """Paint every shade on every mouth, in every finish and three thicknesses.

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
    like = {finish.hiding: finish for finish in finishes}  # covers alike, is painted alike
    for product in progress(paints, "tier 0"):
        for hiding, finish in like.items():
            stroke = thickness_hiding(product.curve, hiding, bare.curves)
            shade = replace(product.shade, sx=(stroke, stroke, stroke))
            names = [other.name for other in finishes if other.hiding == hiding]
            for coats in COATS:
                worn = Lipstick(shade=shade, finish=finish, coats=coats)
                truth = linear_srgb(xyz(coated(bare.curves, product.curve, stroke * coats)))
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


def tier0(progress: Progress[Paint], *, step: int = 1) -> dict[str, Any]:
    """Run the suite, on every `step`-th shade and finish.

    Returns
    -------
    result : dict
        ``all``, ``by_known``, ``by_finish``, ``by_coats``, ``by_lips`` of scores, and how many
        truths were ``beyond_srgb``.
    """
    paints = (catalogue_paints() + pigment_paints(40))[::step]
    finishes = [finish for finish in FINISHES.values() if is_plain(finish)][::step]
    found, beyond = judge(paints, finishes, progress)
    return {
        "shades": len(paints),
        "beyond_srgb": beyond,
        "all": score(found),
        "by_known": by(found, "known"),
        "by_finish": by(found, "finish"),
        "by_coats": by(found, "coats"),
        "by_lips": by(found, "lips"),
    }
