from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import get_type_hints

import cv2
import numpy as np
import pytest
from annotated_types import Interval

from tryon.core.colour import (
    de2000,
    hex_to_linear,
    linear_to_lab,
    linear_to_srgb,
    srgb_to_lab,
)
from tryon.core.film import hiding
from tryon.core.scene import Bytes, Frame, Picture, Scene
from tryon.core.seams import Effect
from tryon.core.shade import Shade
from tryon.core.stopwatch import Stopwatch
from tryon.effects import EFFECTS
from tryon.effects.blend import Blend
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.lipstick import Lipstick
from tryon.light.estimate import LightEstimator
from tryon.render.compositor import Compositor


def shade(text: str) -> Shade:
    red, green, blue = (float(channel) for channel in hex_to_linear(text))
    return Shade((red, green, blue))


def worn(scene: Scene, lipstick: Lipstick) -> Picture:
    layers = lipstick.layers(scene, lipstick.memory())
    return Compositor(keep_masks=True)(scene, layers, Stopwatch())


def painted(picture: Picture) -> np.ndarray:
    """Lab (n, 3) of the pixels under a full coat."""
    return srgb_to_lab(picture.rgb[picture.masks["lipstick"] > 240] / 255.0)


def test_lipstick_is_an_effect_of_the_look_file() -> None:
    lipstick = Lipstick(shade=shade("#B3122F"))
    assert isinstance(lipstick, Effect)
    assert EFFECTS["lipstick"] is Lipstick
    coats = get_type_hints(Lipstick, include_extras=True)["coats"]
    (limits,) = (extra for extra in coats.__metadata__ if isinstance(extra, Interval))
    assert (limits.ge, limits.le) == (0.0, 5.0)


@pytest.mark.parametrize("finish", FINISHES.values(), ids=list(FINISHES))
def test_every_finish_paints_the_lips_and_nothing_else(
    portrait_scene: Scene, finish: Finish
) -> None:
    picture = worn(portrait_scene, Lipstick(shade=shade("#9B1B30"), finish=finish, coats=1.5))
    mask = picture.masks["lipstick"]
    changed = (picture.rgb != portrait_scene.frame.rgb).any(-1)
    assert changed[mask > 200].mean() > 0.98
    assert not changed[mask == 0].any()
    assert np.isfinite(painted(picture)).all()


def test_opaque_matte_is_the_shade_in_the_light_of_the_scene(portrait_scene: Scene) -> None:
    for text in ("#B3122F", "#5A1A2B", "#9C5C73"):
        lipstick = Lipstick(shade=shade(text), finish=FINISHES["matte"], coats=3.0)
        found = np.median(painted(worn(portrait_scene, lipstick)), 0)
        light = portrait_scene.light
        wanted = linear_to_lab(
            np.minimum(hex_to_linear(text) * light.colour * light.level, 1.0).astype(float)
        )
        assert de2000(found, wanted) < 5
        # The hue is the product's; the level also depends on how the lips are turned.
        assert abs(np.arctan2(found[2], found[1]) - np.arctan2(wanted[2], wanted[1])) < 0.15


def test_three_matte_coats_hide_whose_lips_they_are(portrait_scene: Scene) -> None:
    rgb = portrait_scene.frame.rgb.copy()
    lips = portrait_scene.faces[0].lips
    assert lips is not None
    area = rgb[lips.box.rows, lips.box.columns]
    area[...] = np.rint(area * np.array([0.75, 0.9, 0.95])).astype(np.uint8)
    other = replace(portrait_scene, frame=Frame(rgb, 0, 0))
    lipstick = Lipstick(shade=shade("#9B1B30"), finish=FINISHES["matte"], coats=3.0)
    one, two = (
        np.median(painted(worn(scene, lipstick)), 0) for scene in (portrait_scene, other)
    )
    assert de2000(one, two) < 1.5
    sheer = replace(lipstick, finish=FINISHES["sheer"], coats=1.0)
    one, two = (np.median(painted(worn(scene, sheer)), 0) for scene in (portrait_scene, other))
    assert de2000(one, two) > 3


@pytest.mark.parametrize("finish", [FINISHES["matte"], FINISHES["sheer"], FINISHES["gloss"]])
def test_each_coat_comes_nearer_to_the_shade(portrait_scene: Scene, finish: Finish) -> None:
    opaque = Lipstick(shade=shade("#5A1A2B"), finish=FINISHES["matte"], coats=5.0)
    goal = np.median(painted(worn(portrait_scene, opaque)), 0)
    away = [
        float(
            de2000(
                np.median(
                    painted(worn(portrait_scene, replace(opaque, finish=finish, coats=coats))),
                    0,
                ),
                goal,
            )
        )
        for coats in (0.1, 0.5, 1.0, 2.0, 4.0)
    ]
    assert (np.diff(away) < 0.2).all()
    assert away[0] > away[-1] + 3


@pytest.mark.parametrize("finish", FINISHES.values(), ids=list(FINISHES))
def test_a_breath_of_any_finish_is_hardly_seen(portrait_scene: Scene, finish: Finish) -> None:
    breath = Lipstick(shade=shade("#5A1A2B"), finish=finish, coats=0.002)
    picture = worn(portrait_scene, breath)
    bare = srgb_to_lab(portrait_scene.frame.rgb[picture.masks["lipstick"] > 240] / 255.0)
    assert np.median(de2000(painted(picture), bare)) < 1


def test_a_shade_that_says_how_it_covers_is_believed(portrait_scene: Scene) -> None:
    nude, film = shade("#B87F6A"), []
    for strength in ({}, {"opacity": 0.3}, {"opacity": 0.9}, {"sx": (9.0, 9.0, 9.0)}):
        lipstick = Lipstick(shade=replace(nude, **strength))
        (coat,) = lipstick.layers(portrait_scene, lipstick.memory())
        film.append(hiding(coat.film))
    assert film[1] == pytest.approx(0.3, abs=0.01)
    assert film[2] == pytest.approx(0.9, abs=0.01)
    assert film[0] == pytest.approx(FINISHES["satin"].hiding, abs=0.01)
    assert film[3] > 0.99


def test_no_coat_and_nobody_mean_no_layer(portrait_scene: Scene) -> None:
    lipstick = Lipstick(shade=shade("#B3122F"))
    bare = replace(lipstick, coats=0.0)
    assert len(bare.layers(portrait_scene, bare.memory())) == 0
    empty = replace(portrait_scene, faces=())
    assert len(lipstick.layers(empty, lipstick.memory())) == 0
    (face,) = portrait_scene.faces
    hidden = replace(portrait_scene, faces=(replace(face, lips=None),))
    assert len(lipstick.layers(hidden, lipstick.memory())) == 0


def test_finishes_shine_in_their_order(portrait_scene: Scene) -> None:
    def highlight(word: str) -> float:
        lipstick = Lipstick(shade=shade("#5A1A2B"), finish=FINISHES[word])
        return float(np.quantile(painted(worn(portrait_scene, lipstick))[:, 0], 0.98))

    assert highlight("matte") < highlight("satin") < highlight("gloss")
    assert highlight("metallic") > highlight("matte")


def clip(scene: Scene, lipstick: Lipstick, frames: Sequence[Bytes]) -> list[Picture]:
    """Wear `lipstick` in frames that follow each other, 30 a second, the face at rest."""
    memory, light, compose = lipstick.memory(), LightEstimator(), Compositor(keep_masks=True)
    pictures = []
    for index, rgb in enumerate(frames):
        frame = Frame(rgb, index * 33_333_333, index)
        now = Scene(frame, light(frame, scene.faces), scene.faces)
        pictures.append(compose(now, lipstick.layers(now, memory), Stopwatch()))
    return pictures


@pytest.mark.parametrize(
    "name", ["matte", "gloss", "shimmer", "metallic", "glitter", "holographic"]
)
def test_a_still_face_does_not_flicker(portrait_scene: Scene, name: str) -> None:
    random = np.random.default_rng(5)
    still = portrait_scene.frame.rgb.astype(float)
    noisy = [
        np.clip(still + random.normal(0, 3, still.shape), 0, 255).astype(np.uint8)
        for _ in range(24)
    ]
    lipstick = Lipstick(shade=shade("#B3122F"), finish=FINISHES[name])
    pictures = clip(portrait_scene, lipstick, noisy)[8:]
    # What the eye merges at arm's length; sensor noise itself is left in, as on the skin.
    seen = [
        srgb_to_lab(
            cv2.blur(p.rgb.astype(np.float32), (5, 5))[p.masks["lipstick"] > 240] / 255.0
        )
        for p in pictures
    ]
    means = [lab.mean(0) for lab in seen]
    assert max(de2000(a, b) for a, b in pairwise(means)) < 0.15
    assert np.mean([de2000(a, b) for a, b in pairwise(seen)]) < 0.5


def test_the_same_clip_is_painted_the_same_twice(portrait_scene: Scene) -> None:
    random = np.random.default_rng(6)
    still = portrait_scene.frame.rgb.astype(float)
    frames = [
        np.clip(still + random.normal(0, 3, still.shape), 0, 255).astype(np.uint8)
        for _ in range(4)
    ]
    lipstick = Lipstick(shade=shade("#C2185B"), finish=FINISHES["shimmer"])
    one, two = (clip(portrait_scene, lipstick, [f.copy() for f in frames]) for _ in range(2))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a.rgb, b.rgb)


def test_a_switched_lamp_changes_the_product_at_once(portrait_scene: Scene) -> None:
    bright = portrait_scene.frame.rgb
    dim = np.rint(
        255 * linear_to_srgb(0.3 * (((bright / 255.0 + 0.055) / 1.055) ** 2.4))
    ).astype(np.uint8)
    lipstick = Lipstick(shade=shade("#B3122F"), finish=FINISHES["matte"], coats=2.0)
    pictures = clip(portrait_scene, lipstick, [bright.copy()] * 10 + [dim] * 12)
    lightness = [painted(p)[:, 0].mean() for p in pictures]
    assert lightness[9] - lightness[-1] > 12
    assert abs(lightness[19] - lightness[-1]) < 2


def test_another_shade_in_the_same_memory_leaves_no_trace(portrait_scene: Scene) -> None:
    first = Lipstick(shade=shade("#D98880"), finish=FINISHES["gloss"])
    second = Lipstick(shade=shade("#5A1A2B"), finish=FINISHES["metallic"])
    memory = first.memory()
    first.layers(portrait_scene, memory)
    (after,) = second.layers(portrait_scene, memory)
    (fresh,) = second.layers(portrait_scene, second.memory())
    assert after.glints is not None
    assert fresh.glints is not None
    np.testing.assert_array_equal(after.glints, fresh.glints)
    np.testing.assert_array_equal(after.film, fresh.film)


def test_two_colours_lie_where_the_blend_says(portrait_scene: Scene) -> None:
    red, plum = shade("#B3122F"), shade("#3A1A4B")
    lips = portrait_scene.faces[0].lips
    assert lips is not None

    def lab(**knobs: object) -> np.ndarray:
        lipstick = Lipstick(shade=red, finish=FINISHES["matte"], coats=2.0, **knobs)  # type: ignore[arg-type]
        rgb = worn(portrait_scene, lipstick).rgb
        return srgb_to_lab(rgb[lips.box.rows, lips.box.columns] / 255.0)

    full = lips.coverage > 0.95
    rows = np.flatnonzero(full.any(1))
    upper, lower = full.copy(), full.copy()
    upper[rows[0] + 3 :] = False
    lower[: rows[-1] - 2] = False
    plain, other = lab(), lab(second=plum, blend=Blend.TWO_TONE)
    assert de2000(plain[upper], other[upper]).max() < 1
    assert np.median(de2000(plain[lower], other[lower])) > 15
    ombre = lab(second=plum)
    np.testing.assert_array_equal(ombre, lab(second=plum, blend=Blend.OMBRE))
    assert np.median(de2000(plain[upper | lower], ombre[upper | lower])) > 8
    inside = full & ~upper & ~lower
    assert np.quantile(de2000(plain[inside], ombre[inside]), 0.1) < 4
    faded = lab(blend=Blend.OMBRE)
    bare = srgb_to_lab(portrait_scene.frame.rgb[lips.box.rows, lips.box.columns] / 255.0)
    assert np.median(de2000(bare[upper], faded[upper])) < np.median(
        de2000(bare[inside], faded[inside])
    )


@pytest.mark.parametrize("blend", [Blend.TWO_TONE, Blend.SHIFT])
def test_a_blend_of_two_needs_two(blend: Blend) -> None:
    with pytest.raises(ValueError, match="second"):
        Lipstick(shade=shade("#B3122F"), blend=blend)


def test_metal_on_two_tone_lips_has_two_colours(portrait_scene: Scene) -> None:
    lipstick = Lipstick(
        shade=shade("#B3122F"),
        second=shade("#20208A"),
        blend=Blend.TWO_TONE,
        finish=FINISHES["metallic"],
    )
    (coat,) = lipstick.layers(portrait_scene, lipstick.memory())
    assert coat.glints is not None
    height = coat.box.height
    top, bottom = coat.glints[: height // 3], coat.glints[-height // 3 :]
    redness = [part[..., 0].mean() / part[..., 2].mean() for part in (top, bottom)]
    assert redness[0] > 3 * redness[1]
    assert redness[1] < 1


def test_a_stain_lets_the_lip_through_and_never_lightens_it(portrait_scene: Scene) -> None:
    pale = Lipstick(shade=shade("#F0C8C0"), finish=FINISHES["stain"], coats=3.0)
    picture = worn(portrait_scene, pale)
    bare = srgb_to_lab(portrait_scene.frame.rgb[picture.masks["lipstick"] > 240] / 255.0)
    assert np.quantile(painted(picture)[:, 0] - bare[:, 0], 0.9) < 1.0


def test_who_leaves_is_forgotten(portrait_scene: Scene) -> None:
    lipstick = Lipstick(shade=shade("#B3122F"))
    memory = lipstick.memory()
    lipstick.layers(portrait_scene, memory)
    assert len(memory.mouths) == 1
    lipstick.layers(replace(portrait_scene, faces=()), memory)
    assert memory.mouths == {}
    assert memory.shine == {}


def test_two_colours_are_as_sure_as_the_less_known(portrait_scene: Scene) -> None:
    sure = Shade((0.3, 0.05, 0.06), "verified", de2000=0.6)
    guessed = Shade((0.2, 0.05, 0.06), "estimated", de2000=3.5)
    for shade, second in ((sure, guessed), (guessed, sure)):
        worn = Lipstick(shade=shade, second=second)
        (coat,) = worn.layers(portrait_scene, worn.memory())
        assert (coat.status, coat.shade_de2000) == ("estimated", 3.5)
    worn = Lipstick(shade=sure)
    (coat,) = worn.layers(portrait_scene, worn.memory())
    assert (coat.status, coat.shade_de2000) == ("verified", 0.6)
