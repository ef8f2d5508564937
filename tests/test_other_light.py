from dataclasses import replace

import numpy as np
import pytest

from tryon.core.colour import BYTE_TO_LINEAR, LUMINANCE, de2000, linear_to_lab, linear_to_srgb
from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Floats, Frame, Light, Scene, flat_light
from tryon.core.shade import Shade
from tryon.core.stopwatch import Stopwatch
from tryon.effects.finish import FINISHES
from tryon.effects.lipstick import Lipstick
from tryon.effects.spectral import curve_of
from tryon.light.lamps import LAMPS, daylight_to_lamp, seen_under
from tryon.other_light import in_other_light, under

RED = Shade((0.38, 0.015, 0.03))


def grey_scene(colour: Floats) -> Scene:
    """A room of greys in light of a colour of luminance 1; nobody is there."""
    greys = np.repeat(np.linspace(0.02, 0.6, 24)[:, None], 16, 1)[..., None]
    rgb = np.rint(linear_to_srgb(np.clip(greys * colour, 0, 1)) * 255).astype(np.uint8)
    light = Light(colour, 1.0, flat_light(colour, 1.0), 3.0, "face")
    return Scene(Frame(np.ascontiguousarray(rgb), 0, 0), light)


def test_a_warm_room_becomes_grey_in_daylight() -> None:
    warm = np.array([1.5, 0.92, 0.45], np.float32)
    warm /= np.float32(LUMINANCE @ warm)
    scene = grey_scene(warm)
    rgb = in_other_light(scene, (), LAMPS["daylight"]).astype(int)
    assert np.abs(rgb - rgb.mean(-1, keepdims=True)).max() <= 3
    before = (BYTE_TO_LINEAR[scene.frame.rgb] @ LUMINANCE)[::4, 0]
    after = (BYTE_TO_LINEAR[rgb.astype(np.uint8)] @ LUMINANCE)[::4, 0]
    assert after == pytest.approx(before, rel=0.05), "as bright as it was"


def test_greys_take_the_colour_of_the_lamp() -> None:
    scene = grey_scene(np.ones(3, np.float32))
    for name in ("office", "home"):
        rgb = in_other_light(scene, (), LAMPS[name])
        white = daylight_to_lamp(LAMPS[name]) @ np.ones(3)
        seen = BYTE_TO_LINEAR[rgb][12:20].mean((0, 1))
        assert seen / seen[1] == pytest.approx(white / white[1], rel=0.01)


def test_what_is_clipped_stays_white() -> None:
    warm = np.array([1.3, 0.97, 0.5], np.float32)
    light = Light(warm, 1.0, flat_light(warm, 1.0), 3.0, "face")
    white = Scene(Frame(np.full((8, 8, 3), 255, np.uint8), 0, 0), light)
    assert (in_other_light(white, (), LAMPS["daylight"]) >= 250).all()


def test_a_product_is_led_to_what_its_curve_shows_under_the_lamp() -> None:
    home = LAMPS["home"]
    effect = under(Lipstick(shade=RED, second=RED), home)
    assert isinstance(effect, Lipstick)
    assert effect.second == effect.shade
    led = daylight_to_lamp(home) @ np.array(effect.shade.reflectance)
    assert led == pytest.approx(seen_under(curve_of(RED), home), abs=1e-6)
    assert under(effect, LAMPS["daylight"]) is effect


@pytest.fixture(scope="module")
def portrait() -> Scene:
    skimage = pytest.importorskip("skimage")
    from tryon.tracking.perceive import Perceive

    rgb: Bytes = np.ascontiguousarray(skimage.data.astronaut())
    perceive = Perceive(still=True)
    scene = perceive(Frame(rgb, 0, 0), Lipstick.needs, Stopwatch())
    perceive.close()
    return scene


def test_the_look_is_worn_in_every_light(portrait: Scene) -> None:
    (face,) = portrait.faces
    assert face.lips is not None
    inside = face.lips.coverage > 0.95
    look = (Lipstick(shade=RED, finish=FINISHES["matte"], coats=3.0),)
    labs = []
    for lamp in LAMPS.values():
        rgb = in_other_light(portrait, look, lamp)
        assert rgb.shape == portrait.frame.rgb.shape
        lips = rgb[face.lips.box.rows, face.lips.box.columns][inside]
        labs.append(linear_to_lab(np.median(BYTE_TO_LINEAR[lips], 0)))
    daylight, office, home = labs
    # Red is redder and lighter in warm light; home is further from daylight than an office.
    assert de2000(daylight, home) > de2000(daylight, office) > 0.5
    assert home[0] > daylight[0]


def test_unknown_light_is_taken_for_daylight(portrait: Scene) -> None:
    scene = replace(portrait, light=UNKNOWN_LIGHT)
    same = in_other_light(scene, (), LAMPS["daylight"]).astype(int)
    is_coloured = scene.frame.rgb.min(2) < 230  # nearer to white, colour is given up
    assert np.abs(same - scene.frame.rgb)[is_coloured].max() <= 1
