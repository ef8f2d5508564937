from dataclasses import replace

import numpy as np

from tryon.core.scene import Face, Scene
from tryon.core.shade import Shade
from tryon.effects.blend import Blend
from tryon.effects.coating import coating
from tryon.effects.finish import FINISHES
from tryon.effects.lip_surface import chart
from tryon.effects.shine import shine

RED, BLUE = Shade((0.33, 0.011, 0.03)), Shade((0.03, 0.03, 0.3))


def turned(face: Face, degrees: float) -> Face:
    a = np.radians(degrees)
    turn = np.eye(4, dtype=np.float32)
    turn[:3, :3] = [[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]]
    return replace(face, head_to_camera=turn @ face.head_to_camera)


def test_it_is_drawn_anew_only_when_something_has_changed(portrait_scene: Scene) -> None:
    face, light = portrait_scene.faces[0], portrait_scene.light
    gloss = coating(RED, FINISHES["gloss"], 1.0)
    first = shine(None, light, face, 100.0, gloss)
    assert shine(first, light, turned(face, 0.2), 103.0, gloss) is first
    assert shine(first, light, turned(face, 2.0), 100.0, gloss) is not first
    assert shine(first, light, face, 130.0, gloss) is not first


def test_highlights_flakes_and_strength_add_up(portrait_scene: Scene) -> None:
    face, light = portrait_scene.faces[0], portrait_scene.light
    assert face.lips is not None
    places, width = chart(face.lips, face.lips.box), face.lips.width_px
    plain, sparkling = (
        shine(None, light, face, width, coating(RED, FINISHES[name], 1.0))
        for name in ("gloss", "sparkle-gloss")
    )
    laid = plain.lay(places, 1.0)
    np.testing.assert_allclose(plain.lay(places, 0.5), laid / 2, rtol=1e-5)
    both = sparkling.lay(places, 1.0)
    assert both.shape == (*laid.shape, 3)
    assert (both >= 0).all()
    # Flakes stand above what the clear surface mirrors there.
    assert both.max() > 2 * np.quantile(both, 0.9)


def test_a_second_colour_brings_its_own_metal(portrait_scene: Scene) -> None:
    face, light = portrait_scene.faces[0], portrait_scene.light
    red, blue = (coating(shade, FINISHES["metallic"], 1.0) for shade in (RED, BLUE))
    both = shine(None, light, face, 100.0, red, blend=Blend.TWO_TONE, second=blue)
    upper, lower = np.split(both.highlights, 2)
    assert upper[..., 0].mean() > 2 * upper[..., 2].mean()
    assert lower[..., 2].mean() > 2 * lower[..., 0].mean()
    assert both.second is not None
