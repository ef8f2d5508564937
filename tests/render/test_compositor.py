from dataclasses import replace

import numpy as np
import pytest

from tryon.core.colour import hex_to_linear
from tryon.core.film import film
from tryon.core.layer import Coat, Drape
from tryon.core.mesh import Posed
from tryon.core.scene import BONES, Box, ColourError, Frame, Light, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.garments.model import shipped
from tryon.light.harmonics import even
from tryon.light.uncertainty import colour_error
from tryon.render.compositor import Compositor


@pytest.fixture
def scene() -> Scene:
    random = np.random.default_rng(0)
    white = np.ones(3, np.float32)
    light = Light(white, 1.0, even(white), 4.0, "face")
    return Scene(Frame(random.integers(0, 256, (90, 120, 3), np.uint8), 77, 5), light)


def coat(box: Box, share: float = 1.0) -> Coat:
    return Coat(
        effect="lipstick",
        status="verified",
        box=box,
        mask=np.full((box.height, box.width), share, np.float32),
        film=film(hex_to_linear("#B3122F"), 2.0).astype(np.float32),
        light=np.ones(3, np.float32),
        bare_luminance=0.2,
        modelling=0.5,
        relief_px=3.0,
        lines=0.8,
        shine=0.5,
    )


def test_without_layers_the_frame_passes_untouched_and_uncopied(scene: Scene) -> None:
    picture = Compositor()(scene, (), Stopwatch())
    assert picture.rgb is scene.frame.rgb
    assert (picture.captured_ns, picture.index) == (77, 5)
    assert picture.report.colour == ()
    assert picture.report.light is scene.light


def test_the_frame_itself_is_never_painted(scene: Scene) -> None:
    before = scene.frame.rgb.copy()
    picture = Compositor()(scene, [coat(Box(10, 10, 40, 20))], Stopwatch())
    np.testing.assert_array_equal(scene.frame.rgb, before)
    assert not picture.rgb.flags.writeable
    assert (picture.rgb != before).any()


def test_masks_hold_all_faces_of_an_effect(scene: Scene) -> None:
    layers = [coat(Box(10, 10, 40, 20)), coat(Box(70, 50, 30, 16), 0.5)]
    masks = Compositor(keep_masks=True)(scene, layers, Stopwatch()).masks
    assert set(masks) == {"lipstick"}
    mask = masks["lipstick"]
    assert mask.shape == scene.frame.rgb.shape[:2]
    assert (mask[10:30, 10:50] == 255).all()
    assert (mask[50:66, 70:100] == 128).all()
    assert np.count_nonzero(mask) == 40 * 20 + 30 * 16
    assert Compositor()(scene, layers, Stopwatch()).masks == {}


def test_the_report_tells_time_and_error_once_for_each_effect(scene: Scene) -> None:
    watch = Stopwatch()
    layers = [coat(Box(10, 10, 40, 20)), coat(Box(70, 50, 30, 16))]
    report = Compositor()(scene, layers, watch).report
    assert report.stage_ms["render"] == watch.stage_ms["render"] > 0
    (error,) = report.colour
    assert (error.effect, error.status) == ("lipstick", "verified")
    assert error == colour_error(layers[0], scene.light)


def test_the_error_is_predicted_anew_only_for_another_light_or_product(scene: Scene) -> None:
    compositor, layer = Compositor(), coat(Box(10, 10, 40, 20))

    def error(scene: Scene, layer: Coat) -> ColourError:
        (found,) = compositor(scene, [layer], Stopwatch()).report.colour
        return found

    first = error(scene, layer)
    assert error(scene, replace(layer, bare_luminance=0.21)) is first
    flicker = replace(scene.light, level=1.005)
    assert error(replace(scene, light=flicker), layer) is first
    surer = replace(scene.light, covariance=(0.01 * np.eye(3)).astype(np.float32))
    assert error(replace(scene, light=surer), layer).de2000 < first.de2000
    other = replace(layer, film=film(hex_to_linear("#D98880"), 2.0).astype(np.float32))
    assert error(replace(scene, light=surer), other) != error(scene, layer)
    blend = np.full((20, 40), 0.5, np.float32)
    two = replace(layer, second=other.film, blend=blend)
    told = error(scene, two)
    dark = film(hex_to_linear("#300810"), 2.0).astype(np.float32)
    assert error(scene, replace(two, second=dark)) != told


def test_a_second_coat_lies_on_the_first(scene: Scene) -> None:
    box = Box(10, 10, 40, 20)
    dark = replace(coat(box), film=film(hex_to_linear("#101010"), 9.0).astype(np.float32))
    once = Compositor()(scene, [coat(box)], Stopwatch()).rgb[box.rows, box.columns]
    twice = Compositor()(scene, [coat(box), dark], Stopwatch()).rgb[box.rows, box.columns]
    assert twice.mean() < once.mean()


def test_pictures_without_cloth_are_not_missed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []

    def drapery(*_: object, jerks: bool, **__: object) -> dict[str, object]:
        told.append(jerks)
        return {}

    monkeypatch.setattr("tryon.render.compositor.Drapery", lambda _: drapery)
    white = np.ones(3, np.float32)
    nowhere = Posed(
        shipped("female").parts, {}, np.tile(np.eye(4, dtype=np.float32), (len(BONES), 1, 1))
    )
    lens = 900.0, (60.0, 45.0)
    cloth = Drape("garment", "estimated", nowhere, None, *lens, even(white), white)
    both = [cloth, replace(cloth, group="somebody else")]
    compose = Compositor(is_live=True)
    for index, layers in ((0, both), (1, ()), (2, ()), (3, both), (7, both)):
        frame = Frame(scene.frame.rgb, index * 33_333_333, index)
        compose(replace(scene, frame=frame), layers, Stopwatch())
    assert told == [False, False, False, False, True, False]
