from types import ModuleType

import numpy as np
import pytest
from sharma import SHARMA

from tryon.accuracy import spectra


def test_ciede2000_gives_the_published_differences() -> None:
    one, other, published = SHARMA[:, :3], SHARMA[:, 3:6], SHARMA[:, 6]
    np.testing.assert_allclose(spectra.ciede2000(one, other), published, atol=5e-5)
    np.testing.assert_allclose(spectra.ciede2000(other, one), published, atol=5e-5)


def test_ciede2000_agrees_with_another_implementation(colour: ModuleType) -> None:
    random = np.random.default_rng(0)
    one = random.uniform([0, -90, -90], [100, 90, 90], (2000, 3))
    other = one + random.normal(0, 6, one.shape)
    wanted = colour.delta_E(one, other, method="CIE 2000")
    np.testing.assert_allclose(spectra.ciede2000(one, other), wanted, atol=1e-6)


def test_chroma_and_hue_are_what_lightness_leaves() -> None:
    grey = np.array([50.0, 0.0, 0.0])
    assert spectra.ciede2000_of_hue(grey, np.array([60.0, 0.0, 0.0])) == 0
    red = np.array([50.0, 40.0, 20.0])
    whole, part = spectra.ciede2000(red, red + 3), spectra.ciede2000_of_hue(red, red + 3)
    assert 0 < part < whole


@pytest.mark.parametrize("name", [*spectra.LIGHTS, *sum(spectra.UNKNOWN_LIGHTS.values(), ())])
def test_illuminants_are_those_of_the_cie(colour: ModuleType, name: str) -> None:
    published = colour.SDS_ILLUMINANTS[name]
    wanted = np.interp(spectra.NM, published.wavelengths, published.values)
    found = spectra.illuminant(name)
    np.testing.assert_allclose(found / found.max(), wanted / wanted.max(), rtol=1e-5, atol=1e-6)


def test_the_observer_is_that_of_the_cie(colour: ModuleType) -> None:
    published = colour.MSDS_CMFS["CIE 1931 2 Degree Standard Observer"]
    for index in range(3):
        wanted = np.interp(spectra.NM, published.wavelengths, published.values[:, index])
        np.testing.assert_allclose(spectra.observer()[:, index], wanted, atol=2e-6)


@pytest.mark.parametrize(
    ("camera", "theirs"),
    [("Nikon 5100", "Nikon 5100 (NPL)"), ("Sigma SD Merrill", "Sigma SDMerill (NPL)")],
)
def test_measured_cameras_are_those_that_were_published(
    colour: ModuleType, camera: str, theirs: str
) -> None:
    published = colour.MSDS_CAMERA_SENSITIVITIES[theirs]
    found = spectra.sensitivities(camera)
    inside = spectra.NM <= 680
    for index in range(3):
        wanted = np.interp(
            spectra.NM, published.wavelengths, published.values[:, index], left=0
        )
        np.testing.assert_allclose(
            found[inside, index], wanted[inside] / published.values.max(), atol=2e-5
        )


def test_lab_agrees_with_another_implementation(colour: ModuleType) -> None:
    random = np.random.default_rng(1)
    code = random.integers(0, 256, (500, 3)).astype(float)
    linear = colour.cctf_decoding(code / 255, function="sRGB")
    np.testing.assert_allclose(spectra.decode(code), linear, atol=1e-6)
    np.testing.assert_allclose(spectra.encode(linear), code, atol=1e-3)
    wanted = colour.XYZ_to_Lab(colour.sRGB_to_XYZ(code / 255))
    np.testing.assert_allclose(
        spectra.lab(spectra.to_xyz(spectra.decode(code))), wanted, atol=0.05
    )


@pytest.mark.parametrize(
    ("light", "xy"),
    [
        ("D65", (0.3127, 0.3290)),
        ("A", (0.4476, 0.4074)),
        ("D50", (0.3457, 0.3585)),
        ("FL11", (0.3805, 0.3769)),
        ("LED-B3", (0.3756, 0.3723)),
    ],
)
def test_lights_have_their_published_chromaticity(light: str, xy: tuple[float, float]) -> None:
    white = spectra.white_xyz(light)
    np.testing.assert_allclose(white[:2] / white.sum(), xy, atol=6e-4)


def test_a_perfect_diffuser_is_white_on_the_display() -> None:
    white = spectra.xyz(np.ones_like(spectra.NM))
    np.testing.assert_allclose(spectra.linear_srgb(white), 1, atol=1e-9)
    np.testing.assert_allclose(spectra.lab(white), [100, 0, 0], atol=1e-9)
    np.testing.assert_allclose(spectra.to_xyz(spectra.linear_srgb(0.3 * white)), 0.3 * white)


@pytest.mark.parametrize("camera", spectra.MEASURED_CAMERAS)
def test_other_measured_cameras_see_red_green_and_blue(colour: ModuleType, camera: str) -> None:
    found = spectra.sensitivities(camera)
    assert found.max() == pytest.approx(1)
    assert found.min() >= 0
    # Where one camera of this kind, measured elsewhere, sees most, so do they, within 20 nm.
    theirs = colour.MSDS_CAMERA_SENSITIVITIES["Nikon 5100 (NPL)"]
    tops = theirs.wavelengths[theirs.values.argmax(0)]
    np.testing.assert_allclose(spectra.NM[found.argmax(0)], tops, atol=20)
    # A line out of its order, or a lost decimal point, would stand out.
    steps = np.diff(found[::2][spectra.NM[::2] >= 420], axis=0)
    assert np.abs(steps).max() < 0.5
    assert (found[(spectra.NM < 400) | (spectra.NM > 725)] == 0).all()
