"""The painter against Kubelka and Munk's own formula in double precision, pixel for pixel."""

import numpy as np
import pytest

from tryon.core.colour import (
    LINEAR_TO_WIDE,
    LUMINANCE,
    WIDE_TO_LINEAR,
    de2000,
    hex_to_linear,
    linear_to_lab,
    linear_to_srgb,
    srgb_to_lab,
    srgb_to_linear,
)
from tryon.core.encoding import BANDS_NM, LEAST_STEP, Encoding, Response
from tryon.core.film import film
from tryon.core.layer import Coat
from tryon.core.scene import Box, Bytes, Floats
from tryon.core.shade import Bands, Shade
from tryon.effects.spectral import spectral_film
from tryon.render.coat import paint

SHADES = ["#B3122F", "#9B1B30", "#D98880", "#C2185B", "#5A1A2B", "#E8604C", "#9C5C73"]
# Lips from the fairest to the darkest people, linear sRGB.
LIPS = np.linspace(1, 0, 11)[:, None] * [0.36, 0.17, 0.17] + np.linspace(0, 1, 11)[:, None] * [
    0.07,
    0.045,
    0.04,
]


#: A camera with its own tone curve, and a mixture of channels that bends with the hue.
_TONE = np.linspace(0, 1, 256) ** np.array([[1.8], [2.0], [2.3]]) + np.arange(256) * LEAST_STEP
OTHER_CAMERA = Encoding(
    (_TONE / _TONE[:, -1:]).astype(np.float32),
    np.array(
        [
            [1.20, -0.18, 0.02, 0.15, -0.05, -0.12],
            [-0.10, 1.08, 0.04, 0.06, -0.10, 0.02],
            [0.02, -0.25, 1.20, -0.02, 0.12, -0.06],
        ]
    ),
)


def coated(
    area: Bytes,
    shade: str,
    thickness: float,
    *,
    light: tuple[float, float, float] = (1.0, 1.0, 1.0),
    mask: Floats | None = None,
    **changes: object,
) -> tuple[Bytes, Bytes]:
    """Paint the whole of `area`; returns the picture and the alpha."""
    height, width = area.shape[:2]
    bare = srgb_to_linear(area / 255.0) @ [0.2126729, 0.7151522, 0.0721750]
    settings = {
        "effect": "lipstick",
        "status": "estimated",
        "box": Box(0, 0, width, height),
        "mask": np.ones((height, width), np.float32) if mask is None else mask,
        "film": film(LINEAR_TO_WIDE @ hex_to_linear(shade), thickness).astype(np.float32),
        "light": np.array(light, np.float32),
        "bare_luminance": float(bare.mean()),
        "modelling": 1.0,
        "relief_px": 4.0,
        "lines": 1.0,
        "shine": 1.0,
    }
    picture = area.copy()
    alpha = paint(picture, Coat(**(settings | changes)))  # type: ignore[arg-type]
    return picture, alpha


def kubelka_munk(bare: Floats, opaque: Floats, thickness: float) -> Floats:
    """Textbook form, hyperbolic cotangent and all, with Saunderson's surface on both sides."""
    k1, k2 = 0.04, 0.5
    through = (1 - k1) * (1 - k2)
    opaque = np.clip(opaque, 0.004, 0.94)
    r, g = opaque / (through + k2 * opaque), bare / (through + k2 * bare)
    a = (1 / r + r) / 2
    b = np.sqrt(a * a - 1)
    coth = 1 / np.tanh(b * thickness)
    inside = (1 - g * (a - b * coth)) / (a - g + b * coth)
    return through * inside / (1 - k2 * inside)


def flat(linear: Floats, size: int = 24) -> Bytes:
    code = np.rint(255 * linear_to_srgb(np.asarray(linear, np.float64))).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(code, (size, size, 3)))


@pytest.mark.parametrize("light", [(1.0, 1.0, 1.0), (0.95, 0.72, 0.45)])
def test_flat_lips_get_the_textbook_colour(light: tuple[float, float, float]) -> None:
    errors = []
    lamp = np.array(light)
    for shade in SHADES:
        for lips in LIPS:
            area = flat(lips * lamp)
            seen = srgb_to_linear(area[0, 0] / 255.0)
            for thickness in (0.05, 0.4, 2.0):
                found = coated(area, shade, thickness, light=light)[0][12, 12]
                bare = np.clip(LINEAR_TO_WIDE @ (seen / lamp), 0, 1)
                reflectance = kubelka_munk(
                    bare, LINEAR_TO_WIDE @ hex_to_linear(shade), thickness
                )
                truth = linear_to_srgb(lamp * (WIDE_TO_LINEAR @ reflectance))
                errors.append(float(de2000(srgb_to_lab(found / 255.0), srgb_to_lab(truth))))
    assert np.quantile(errors, 0.95) < 0.5
    assert max(errors) < 1.0  # one code of eight bits, in the darkest blues


def test_what_a_lamp_makes_of_a_product_is_shown_however_warm_the_lamp_is() -> None:
    # Three bells under a lamp that falls steeply towards the blue: white is far from neutral.
    eye = np.exp(-0.5 * ((BANDS_NM[:, None] - [600.0, 540.0, 455.0]) / [35, 42, 30]) ** 2)
    seen = eye * np.linspace(0.2, 3.0, 31)[:, None] ** 1.5
    white = seen.sum(0) / seen.sum(0).max()
    response = Response(seen / seen.sum(0))  # to white 1, as what is thought of a lamp is told
    red = 0.04 + 0.6 / (1 + np.exp((600 - BANDS_NM) / 12))
    shade = Shade((0.5, 0.05, 0.05), bands=Bands(tuple(BANDS_NM), tuple(red)))
    film = spectral_film(shade, 30.0, response=response).astype(np.float32)
    found, _ = coated(flat(LIPS[3] * white), "#000000", 0.0, light=tuple(white), film=film)
    truth = srgb_to_lab(linear_to_srgb(white * (red @ seen) / seen.sum(0)))
    assert white[2] < 0.2 * white[0]
    assert float(de2000(srgb_to_lab(found[12, 12] / 255.0), truth)) < 0.5


@pytest.mark.parametrize("shade", SHADES)
def test_an_opaque_coat_shows_the_shade_itself(shade: str) -> None:
    found = coated(flat(LIPS[3]), shade, 50.0)[0][12, 12]
    truth = np.frombuffer(bytes.fromhex(shade[1:]), np.uint8)
    assert np.abs(found.astype(int) - truth).max() <= 2


def test_no_film_is_invisible() -> None:
    random = np.random.default_rng(0)
    lines = 1 + random.uniform(-0.1, 0.06, (40, 60, 1))
    tint = 1 + random.uniform(-0.03, 0.03, (40, 60, 3))
    area = np.rint(255 * linear_to_srgb(LIPS[1] * lines * tint)).astype(np.uint8)
    picture, _ = coated(area, "#B3122F", 0.0)
    assert np.abs(picture.astype(int) - area).max() <= 1


def test_where_the_mask_is_0_every_bit_stays() -> None:
    codes = np.arange(256, dtype=np.uint8)
    area = np.stack(
        [*np.meshgrid(codes, codes[::3], indexing="ij"), np.full((256, 86), 255)], -1
    )
    area = np.ascontiguousarray(area.astype(np.uint8))
    mask = np.zeros(area.shape[:2], np.float32)
    mask[100:150, 30:60] = 1.0
    mask[:, 70:] = 0.0019  # rounds to 0 in eight bits
    picture, alpha = coated(area, "#C2185B", 1.0, mask=mask)
    assert (alpha[:, 70:] == 0).all()
    np.testing.assert_array_equal(picture[alpha == 0], area[alpha == 0])
    assert (picture[alpha == 255] != area[alpha == 255]).any(-1).mean() > 0.99


def coat_on(height: int, width: int, **changes: object) -> Coat:
    settings = {
        "effect": "lipstick",
        "status": "estimated",
        "box": Box(0, 0, width, height),
        "mask": np.ones((height, width), np.float32),
        "film": film(hex_to_linear("#B3122F"), 2.0).astype(np.float32),
        "light": np.ones(3, np.float32),
        "bare_luminance": 0.2,
        "modelling": 0.5,
        "relief_px": 3.0,
        "lines": 0.8,
        "shine": 0.5,
    }
    return Coat(**(settings | changes))  # type: ignore[arg-type]


def test_only_the_box_is_touched() -> None:
    random = np.random.default_rng(0)
    picture = random.integers(0, 256, (80, 90, 3), np.uint8)
    before = picture.copy()
    box = Box(20, 30, 40, 24)
    paint(picture, coat_on(24, 40, box=box))
    changed = (picture != before).any(-1)
    assert changed[box.rows, box.columns].mean() > 0.9
    changed[box.rows, box.columns] = False
    assert not changed.any()


def test_a_pixel_keeps_its_code_where_it_is_hardly_covered_whatever_the_camera() -> None:
    random = np.random.default_rng(1)
    area = random.integers(60, 256, (64, 64, 3), np.uint8)
    picture = area.copy()
    coat = coat_on(64, 64, mask=np.full((64, 64), 1 / 255, np.float32))
    paint(picture, coat, OTHER_CAMERA)
    assert np.abs(picture.astype(int) - area).max() <= 1
    assert (picture == area).all(-1).mean() > 0.5


@pytest.mark.parametrize("shade", SHADES)
def test_another_camera_shows_the_same_product(shade: str) -> None:
    """What is painted on a camera's picture, decoded, is what is painted on an sRGB one."""
    lip, opaque = LIPS[3], film(LINEAR_TO_WIDE @ hex_to_linear(shade), 9.0).astype(np.float32)
    srgb = np.tile(np.rint(255 * linear_to_srgb(lip)).astype(np.uint8), (24, 24, 1))
    camera_light = OTHER_CAMERA.linear_to_camera(lip) @ lip
    codes = [
        np.abs(c - x).argmin() for c, x in zip(OTHER_CAMERA.curve, camera_light, strict=True)
    ]
    other = np.tile(np.array(codes, np.uint8), (24, 24, 1))
    coat = coat_on(24, 24, film=opaque, bare_luminance=float(LUMINANCE @ lip))
    paint(srgb, coat)
    paint(other, coat, OTHER_CAMERA)
    seen = linear_to_lab(OTHER_CAMERA.decode(other[12, 12]).astype(float))
    assert de2000(seen, srgb_to_lab(srgb[12, 12] / 255.0)) < 1.2


def test_half_a_pixel_covered_is_half_the_light() -> None:
    area = flat(LIPS[2])
    full = srgb_to_linear(coated(area, "#5A1A2B", 3.0)[0][12, 12] / 255.0)
    half_mask = np.full((24, 24), 0.5, np.float32)
    half = srgb_to_linear(coated(area, "#5A1A2B", 3.0, mask=half_mask)[0][12, 12] / 255.0)
    bare = srgb_to_linear(area[12, 12] / 255.0)
    np.testing.assert_allclose(half, (full + bare) / 2, atol=0.004)


def test_the_product_follows_lamp_and_shade() -> None:
    random = np.random.default_rng(3)
    shading = 0.5 + 0.5 * np.linspace(0, 1, 60)[:, None] * np.ones((60, 90))
    lips = shading[..., None] * LIPS[4] * (1 + 0.05 * random.standard_normal((60, 90, 1)))
    lamp = np.array([0.9, 0.7, 0.5])

    def seen(linear: Floats) -> Bytes:
        return np.rint(255 * linear_to_srgb(linear)).astype(np.uint8)

    plain, _ = coated(seen(lips), "#9B1B30", 1.0)
    under, _ = coated(seen(lips * lamp), "#9B1B30", 1.0, light=(0.9, 0.7, 0.5))
    wanted = seen(srgb_to_linear(plain / 255.0) * lamp)
    # Not exact: light and pigment meet in a wider space than sRGB.
    error = de2000(srgb_to_lab(under / 255.0), srgb_to_lab(wanted / 255.0))
    assert np.median(error) < 1.5


@pytest.mark.parametrize("lines", [1.0, 0.5])
def test_lines_of_the_lips_stay_as_deep_as_the_finish_says(lines: float) -> None:
    depth = 0.15
    across = 1 + depth * np.sin(2 * np.pi * np.arange(96) / 6)
    area = np.rint(255 * linear_to_srgb(LIPS[2] * np.tile(across, (48, 1))[..., None] * 0.8))
    picture, _ = coated(area.astype(np.uint8), "#D98880", 5.0, lines=lines, relief_px=8.0)
    row = srgb_to_linear(picture[24, 24:72, 0] / 255.0)
    found = np.log(row.max() / row.min())
    wanted = lines * np.log(1.12 / (1 - depth))  # what rises more than 12 % is highlight
    assert found == pytest.approx(wanted, rel=0.2)


def test_highlights_are_kept_or_matted() -> None:
    area = flat(LIPS[1], 48).copy()
    area[22:26, 22:26] = 240
    shiny, _ = coated(area, "#5A1A2B", 5.0, shine=1.0)
    matte, _ = coated(area, "#5A1A2B", 5.0, shine=0.0)
    beside = shiny[5, 5].astype(int)
    assert (shiny[24, 24].astype(int) - beside).min() > 60
    assert (matte[24, 24].astype(int) - beside).max() < 25


def test_added_glints_have_the_tint_and_the_lamp() -> None:
    area = flat(LIPS[3], 32)
    glints = np.zeros((32, 32), np.float32)
    glints[12:20, 12:20] = 0.4
    light = (0.9, 0.8, 0.6)
    plain, _ = coated(area, "#5A1A2B", 5.0, light=light)
    shiny, _ = coated(area, "#5A1A2B", 5.0, light=light, glints=glints)
    added = srgb_to_linear(shiny[16, 16] / 255.0) - srgb_to_linear(plain[16, 16] / 255.0)
    np.testing.assert_allclose(added, 0.4 * np.array(light), rtol=0.05)
    np.testing.assert_array_equal(shiny[2, 2], plain[2, 2])
    tint = np.array([1.0, 0.5, 0.2], np.float32)
    gold, _ = coated(area, "#5A1A2B", 5.0, light=light, glints=glints[..., None] * tint)
    added = srgb_to_linear(gold[16, 16] / 255.0) - srgb_to_linear(plain[16, 16] / 255.0)
    wanted = WIDE_TO_LINEAR @ (0.4 * tint * (LINEAR_TO_WIDE @ light))
    np.testing.assert_allclose(added, wanted, atol=0.02)


def test_two_films_share_the_pixels() -> None:
    area = flat(LIPS[2])
    other = film(LINEAR_TO_WIDE @ hex_to_linear("#3A1A4B"), 30.0).astype(np.float32)
    blend = np.zeros((24, 24), np.float32)
    blend[:, 8:16], blend[:, 16:] = 0.5, 1.0
    found, _ = coated(area, "#D98880", 30.0, second=other, blend=blend)
    first, half, second = (srgb_to_linear(found[12, x] / 255.0) for x in (3, 12, 21))
    np.testing.assert_allclose(half, (first + second) / 2, atol=0.004)
    assert np.abs(found[12, 21].astype(int) - [0x3A, 0x1A, 0x4B]).max() <= 2
    with pytest.raises(ValueError, match="belong together"):
        coated(area, "#D98880", 1.0, second=other)


def test_what_is_bright_at_the_edge_is_not_a_highlight_of_the_lips() -> None:
    area = flat(LIPS[1], 60).copy()
    mask = np.zeros((60, 60), np.float32)
    mask[15:45, 15:45] = 1
    area[mask == 0] = 190  # the skin beside reaches one pixel into the lip
    area[15, 15:45] = 190
    area[29:31, 29:31] = 235
    matt, shiny = (
        srgb_to_linear(
            coated(area, "#5A1A2B", 5.0, mask=mask, shine=shine, relief_px=3.0)[0] / 255.0
        )[..., 1]
        for shine in (0.0, 1.0)
    )
    added = shiny - matt
    assert added[30, 30] > 0.4
    assert added[15, 20:40].max() < 0.15 * added[30, 30]


def test_what_a_screen_cannot_show_bends_instead_of_breaking() -> None:
    ramp = np.tile(np.linspace(0.02, 0.9, 256)[:, None], (16, 1, 3)).reshape(16, 256, 3)
    area = np.rint(255 * linear_to_srgb(ramp)).astype(np.uint8)
    picture, _ = coated(area, "#FF0022", 4.0, light=(3.0, 2.0, 0.4), relief_px=2.0)
    inside = picture[8, 6:-6].astype(int)  # towards the edge of a coat highlights fade
    assert (np.diff(inside[:, 0]) >= -1).all()
    assert np.abs(np.diff(inside, axis=0)).max() <= 12


def test_the_same_picture_is_painted_the_same() -> None:
    random = np.random.default_rng(0)
    area = random.integers(0, 256, (60, 90, 3), np.uint8)
    first, _ = coated(area, "#C2185B", 0.7)
    second, _ = coated(area, "#C2185B", 0.7)
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ("x", "y", "width", "height"),
    [(0, 0, 1, 1), (9, 3, 1, 7), (2, 11, 8, 1), (0, 0, 10, 12), (7, 9, 3, 3)],
)
def test_boxes_of_any_shape_are_painted(x: int, y: int, width: int, height: int) -> None:
    picture = np.full((12, 10, 3), 120, np.uint8)
    box = Box(x, y, width, height)
    whole = np.ones((height, width), np.float32)
    settings = {
        "effect": "lipstick",
        "status": "estimated",
        "box": box,
        "film": film(hex_to_linear("#5A1A2B"), 2.0).astype(np.float32),
        "light": np.ones(3, np.float32),
        "bare_luminance": 0.2,
        "modelling": 0.5,
        "relief_px": 3.0,
        "lines": 0.8,
        "shine": 0.5,
    }
    assert not paint(picture, Coat(mask=0.001 * whole, **settings)).any()
    assert (picture == 120).all()
    assert (paint(picture, Coat(mask=whole, **settings)) == 255).all()
    changed = (picture != 120).any(-1)
    assert changed[box.rows, box.columns].all()
    assert np.count_nonzero(changed) == width * height
