from dataclasses import replace

import numpy as np
import pytest

from tryon.core.colour import LINEAR_TO_WIDE, de2000, hex_to_linear, linear_to_lab
from tryon.core.encoding import Response
from tryon.core.film import film
from tryon.core.layer import Coat
from tryon.core.scene import Box, Cause, ColourError, Light, LightSource
from tryon.core.shade import Status
from tryon.light import uncertainty
from tryon.light.badge import Verdict, badge
from tryon.light.complexion import daylight_bands
from tryon.light.harmonics import even
from tryon.light.uncertainty import colour_error

WHITE = np.ones(3, np.float32)


def light(
    level_deviation: float = 0.2,
    hue_deviation: float = 0.05,
    *,
    level: float = 0.7,
    source: LightSource = "face",
) -> Light:
    covariance = level_deviation**2 + hue_deviation**2 * np.eye(3)
    return Light(WHITE, level, even(WHITE), 1.0, source, covariance.astype(np.float32))


def coat(
    text: str = "#9B1B30",
    thickness: float = 5.0,
    status: Status = "verified",
    level: float = 0.7,
) -> Coat:
    opaque = LINEAR_TO_WIDE @ hex_to_linear(text)
    return Coat(
        effect="lipstick",
        status=status,
        box=Box(0, 0, 2, 2),
        mask=np.ones((2, 2), np.float32),
        film=film(opaque, thickness).astype(np.float32),
        light=(level * WHITE).astype(np.float32),
        bare_luminance=0.13 * level,
        modelling=1.0,
        relief_px=1.0,
        lines=1.0,
        shine=0.0,
    )


def test_the_prediction_is_what_many_lights_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uncertainty, "_SPECTRA_DE2000", 0.0)
    monkeypatch.setattr(uncertainty, "_SPECTRA_BY_CHROMA", 0.0)
    seen = light()
    spread = seen.covariance.astype(float) + uncertainty._LIPS_SHADE**2
    lights = 0.7 * np.exp(np.random.default_rng(0).multivariate_normal([0, 0, 0], spread, 4000))
    opaque = hex_to_linear("#9B1B30")
    errors = de2000(linear_to_lab(0.7 * opaque), linear_to_lab(lights * opaque))
    found = colour_error(replace(coat(), shade_de2000=0.0), seen)
    assert found.de2000 == pytest.approx(errors.mean(), rel=0.08)
    assert found.de2000_p80 == pytest.approx(np.quantile(errors, 0.8), rel=0.1)
    assert found.de2000_p90 == pytest.approx(np.quantile(errors, 0.9), rel=0.1)


def test_more_doubt_is_more_error() -> None:
    errors = [colour_error(coat(), light(doubt)).de2000 for doubt in (0.02, 0.1, 0.3)]
    assert errors == sorted(errors)
    assert errors[2] > errors[0] + 1
    known = colour_error(coat(), light(0.02, 0.01))
    assert known.de2000 < known.de2000_p80 < known.de2000_p90
    guessed = colour_error(coat(status="estimated"), light(0.02, 0.01))
    assert guessed.de2000 > known.de2000 + 1
    crooked = colour_error(coat(), light(0.02, 0.01), camera_de2000=5.0)
    assert crooked.cause is Cause.CAMERA
    assert crooked.de2000 > 4


def test_a_sheer_coat_errs_less_and_none_does_not_err() -> None:
    errors = [colour_error(coat(thickness=t), light()).de2000 for t in (0.0, 0.02, 0.1, 5.0)]
    assert errors == sorted(errors)
    assert errors[0] < 0.02


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (colour_error(coat(), light(0.02, 0.01)), Verdict.TRUE),
        (colour_error(coat(status="estimated"), light(0.02, 0.01)), Verdict.ESTIMATED),
        (colour_error(coat(), light(0.5)), Verdict.UNSURE),
        (colour_error(coat(status="estimated"), light(0.3)), Verdict.ESTIMATED),
        (colour_error(coat(), light(0.02, 0.01), camera_de2000=6.0), Verdict.CAMERA),
        (colour_error(coat(level=0.02), light(level=0.02)), Verdict.DARK),
        (colour_error(coat(), light(source="default")), Verdict.UNKNOWN),
    ],
)
def test_the_badge_says_what_it_comes_from(found: ColourError, verdict: Verdict) -> None:
    said = badge(found)
    assert said.verdict is verdict
    silent = verdict in (Verdict.DARK, Verdict.UNKNOWN)
    assert (said.de2000 is None) == silent
    assert "{" not in said.text
    if not silent:
        assert f"±{found.de2000_p80:.1f}" in said.text


def test_the_effect_and_status_are_those_of_the_coat() -> None:
    found = colour_error(replace(coat(), effect="lip_liner"), light())
    assert (found.effect, found.status) == ("lip_liner", "verified")


def test_the_shades_own_error_counts_where_it_is_known() -> None:
    usual = colour_error(coat(status="estimated"), light(0.02, 0.01))
    by_chart, by_paper = (
        colour_error(replace(coat(status="estimated"), shade_de2000=known), light(0.02, 0.01))
        for known in (3.5, 6.0)
    )
    assert by_chart.de2000 < by_paper.de2000 < usual.de2000
    assert by_chart.status == "estimated"
    assert by_chart.cause is Cause.SHADE


def test_of_two_colours_the_one_further_off_is_told() -> None:
    sheer, full = coat(thickness=0.05), coat("#D98880")
    blend = np.full((2, 2), 0.5, np.float32)
    both = replace(sheer, second=full.film, blend=blend)
    assert colour_error(both, light()).de2000 == colour_error(full, light()).de2000
    turned = replace(full, second=sheer.film, blend=blend)
    assert colour_error(turned, light()).de2000 == colour_error(full, light()).de2000
    assert colour_error(sheer, light()).de2000 < colour_error(both, light()).de2000


def test_what_is_foretold_by_its_curve_errs_less() -> None:
    told = light(0.02, 0.01, source="reference")
    surely, hardly = (
        colour_error(coat(), replace(told, response=Response(daylight_bands(), apart)))
        for apart in (1.0, 2.0)
    )
    assert surely.de2000 < hardly.de2000 < colour_error(coat(), told).de2000
