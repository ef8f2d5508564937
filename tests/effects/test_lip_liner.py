from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tryon.core.colour import de2000, hex_to_linear, linear_to_lab, srgb_to_lab
from tryon.core.scene import Box, Lips, Picture, Scene
from tryon.core.seams import Effect
from tryon.core.shade import Shade
from tryon.core.stopwatch import Stopwatch
from tryon.effects import EFFECTS
from tryon.effects.finish import FINISHES
from tryon.effects.lip_liner import LipLiner, px_per_mm
from tryon.effects.lipstick import Lipstick
from tryon.render.compositor import Compositor


def shade(text: str) -> Shade:
    red, green, blue = (float(channel) for channel in hex_to_linear(text))
    return Shade((red, green, blue))


DARK, RED = shade("#5A1A2B"), shade("#B3122F")


def worn(scene: Scene, *look: Effect) -> Picture:
    layers = [layer for effect in look for layer in effect.layers(scene, effect.memory())]
    return Compositor(keep_masks=True)(scene, layers, Stopwatch())


def lips_of(scene: Scene) -> Lips:
    lips = scene.faces[0].lips
    assert lips is not None
    return lips


def away_px(scene: Scene) -> np.ndarray:
    """Distance of each pixel from the outer outline of the lips, outside and inside."""
    width, height = scene.frame.size
    finer = 4
    canvas = np.full((height * finer, width * finer), 255, np.uint8)
    places = np.rint((lips_of(scene).outer * finer - 0.5) * 16).astype(np.int32)
    cv2.polylines(canvas, [places], True, (0,), 1, cv2.LINE_8, shift=4)
    away = cv2.distanceTransform(canvas, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return cv2.resize(away, (width, height), interpolation=cv2.INTER_AREA) / finer


def test_it_is_an_effect_of_the_look_file() -> None:
    assert isinstance(LipLiner(shade=DARK), Effect)
    assert EFFECTS["lip_liner"] is LipLiner


@pytest.mark.parametrize("softness", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("width_mm", [0.8, 2.0, 4.0])
def test_it_follows_the_border_and_reaches_no_further_than_it_is_wide(
    portrait_scene: Scene, width_mm: float, softness: float
) -> None:
    liner = LipLiner(shade=DARK, width_mm=width_mm, softness=softness)
    picture = worn(portrait_scene, liner)
    mask, away = picture.masks["lip_liner"], away_px(portrait_scene)
    width_px = max(width_mm * px_per_mm(portrait_scene.faces[0], lips_of(portrait_scene)), 1.0)
    assert mask[away > width_px + 1.0].max() == 0
    assert np.median(mask[away < 0.3]) > 100
    changed = (picture.rgb != portrait_scene.frame.rgb).any(-1)
    assert not changed[mask == 0].any()
    # As much ink as a stroke of that width has, whatever its softness.
    x, y = np.roll(lips_of(portrait_scene).outer, 1, 0).T - lips_of(portrait_scene).outer.T
    assert mask.sum() / 255 == pytest.approx(np.hypot(x, y).sum() * width_px, rel=0.35)


def test_softness_softens(portrait_scene: Scene) -> None:
    hard, soft = (
        worn(portrait_scene, LipLiner(shade=DARK, width_mm=3.5, softness=s)).masks["lip_liner"]
        for s in (0.0, 1.0)
    )
    away = away_px(portrait_scene)
    assert hard[away < 0.5].mean() > soft[away < 0.5].mean()
    assert ((soft > 20) & (soft < 235)).sum() > ((hard > 20) & (hard < 235)).sum()


def test_a_millimetre_is_measured_by_the_eyes(portrait_scene: Scene) -> None:
    face = portrait_scene.faces[0]
    scale = px_per_mm(face, lips_of(portrait_scene))
    assert 45 < lips_of(portrait_scene).width_px / scale < 72  # she smiles
    points = face.points.copy()
    points[469:478] = points[0]
    blind = replace(face, points=points)
    assert px_per_mm(blind, lips_of(portrait_scene)) == pytest.approx(
        lips_of(portrait_scene).width_px / 50
    )


@pytest.mark.parametrize("below", ["#E0A090", "#3A1020"])
def test_an_opaque_stroke_looks_alike_on_bare_and_on_painted_lips(
    portrait_scene: Scene, below: str
) -> None:
    liner = LipLiner(shade=RED, width_mm=3.0, softness=0.0, coats=4.0)
    lipstick = Lipstick(shade=shade(below), finish=FINISHES["matte"], coats=4.0)
    bare, over = worn(portrait_scene, liner), worn(portrait_scene, lipstick, liner)
    inside = (bare.masks["lip_liner"] > 250) & (over.masks["lipstick"] > 250)
    assert inside.sum() > 30
    labs: Sequence[np.ndarray] = [srgb_to_lab(p.rgb[inside] / 255.0) for p in (bare, over)]
    assert np.median(de2000(*labs)) < 2.0
    plain = worn(portrait_scene, lipstick)
    beside = over.masks["lip_liner"] == 0
    np.testing.assert_array_equal(over.rgb[beside], plain.rgb[beside])


def test_it_has_the_colour_of_its_shade(portrait_scene: Scene) -> None:
    liner = LipLiner(shade=RED, width_mm=3.0, softness=0.0, coats=4.0)
    picture = worn(portrait_scene, liner)
    found = np.median(
        srgb_to_lab(picture.rgb[picture.masks["lip_liner"] > 250] / 255.0), axis=0
    )
    light = portrait_scene.light
    wanted = linear_to_lab(
        np.minimum(hex_to_linear("#B3122F") * light.colour * light.level, 1.0).astype(float)
    )
    assert abs(np.arctan2(found[2], found[1]) - np.arctan2(wanted[2], wanted[1])) < 0.2
    assert de2000(found, wanted) < 9


def test_a_hand_before_the_mouth_is_not_drawn_on(portrait_scene: Scene) -> None:
    lips = lips_of(portrait_scene)
    hidden = lips.coverage.copy()
    hidden[:, : lips.box.width // 2] = 0
    half = replace(lips, coverage=hidden)
    scene = replace(portrait_scene, faces=(replace(portrait_scene.faces[0], lips=half),))
    mask = worn(scene, LipLiner(shade=DARK)).masks["lip_liner"]
    middle = lips.box.x + lips.box.width // 2
    assert mask[:, : middle - 6].max() == 0
    assert mask[:, middle + 6 :].max() > 200


@pytest.mark.parametrize("degrees", [-65.0, 65.0])
def test_the_far_outline_of_a_turned_face_is_no_border(
    portrait_scene: Scene, degrees: float
) -> None:
    face, lips = portrait_scene.faces[0], lips_of(portrait_scene)
    a = np.radians(degrees)
    pose = np.eye(4, dtype=np.float32)
    pose[:3, :3] = [[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]]
    scene = replace(portrait_scene, faces=(replace(face, head_to_camera=pose),))
    liner = LipLiner(shade=DARK)
    mask, ahead = (worn(s, liner).masks["lip_liner"] for s in (scene, portrait_scene))
    left, right = round(float(lips.outer[:, 0].min())), round(float(lips.outer[:, 0].max()))
    # Turned to the right of the picture, its right side is the far one.
    far, near = (right, left) if degrees > 0 else (left, right)
    assert ahead[:, far - 1 : far + 2].max() > 60
    assert mask[:, far - 1 : far + 2].max() < 20
    np.testing.assert_array_equal(mask[:, near - 2 : near + 3], ahead[:, near - 2 : near + 3])


def test_out_of_focus_lips_wear_a_blurred_stroke(portrait_scene: Scene) -> None:
    lips = lips_of(portrait_scene)
    soft = cv2.GaussianBlur(lips.coverage, (0, 0), 2.5)
    blurred = replace(lips, coverage=soft)
    scene = replace(portrait_scene, faces=(replace(portrait_scene.faces[0], lips=blurred),))
    liner = LipLiner(shade=DARK, softness=0.0)
    sharp, unsharp = (worn(s, liner).masks["lip_liner"].max() for s in (portrait_scene, scene))
    assert unsharp < 0.75 * sharp


def test_nobody_no_coat_and_a_mouth_at_the_edge(portrait_scene: Scene) -> None:
    liner = LipLiner(shade=DARK)
    assert len(liner.layers(replace(portrait_scene, faces=()), liner.memory())) == 0
    none = replace(liner, coats=0.0)
    assert len(none.layers(portrait_scene, none.memory())) == 0
    face, lips = portrait_scene.faces[0], lips_of(portrait_scene)
    step = np.array([-lips.box.x - 20.0, 0], np.float32)
    cut = Lips(
        Box(0, lips.box.y, lips.box.width - 20, lips.box.height),
        lips.coverage[:, 20:].copy(),
        lips.outer + step,
        lips.inner + step,
        lips.width_px,
    )
    scene = replace(portrait_scene, faces=(replace(face, lips=cut),))
    assert worn(scene, liner).masks["lip_liner"].any()


def test_who_leaves_is_forgotten(portrait_scene: Scene) -> None:
    liner = LipLiner(shade=DARK)
    memory = liner.memory()
    liner.layers(portrait_scene, memory)
    assert len(memory.mouths) == len(memory.borders) == len(memory.shine) == 1
    liner.layers(replace(portrait_scene, faces=()), memory)
    assert memory.mouths == memory.borders == memory.shine == {}
