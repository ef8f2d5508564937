"""Paints a coat of colour on skin, in linear light, on the pixels of its box only.

What the picture shows of bare skin is taken apart into light and shade (slow changes of
luminance), lines and pores (fast ones), highlights (what rises far above both) and colour.
The film changes the colour, its surface the lines and the highlights; light and shade stay.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import LINEAR_TO_WIDE, LUMINANCE, WIDE_TO_LINEAR, Real
from tryon.core.encoding import SRGB, Encoding, inverse
from tryon.core.layer import Coat
from tryon.core.scene import Bytes, Floats

Places = NDArray[np.intp]

_LUMINANCE = LUMINANCE.astype(np.float32)

#: Steps of linear light on the way back to bytes: so fine that every byte survives the trip.
_STEPS = 65_535

#: From here to white, highlights are bent instead of clipped, so they keep their shape.
_SHOULDER = 0.9
_DARK = 1e-4
#: See `_to_light`.
_SRGB_TO_LIGHT = np.eye(4, dtype=np.float32)
_SRGB_TO_LIGHT[3] = *_LUMINANCE, _DARK
#: Relief beyond these ratios to its surroundings is not a line or a pore.
_DEEPEST, _HIGHEST = 0.2, 1.12
#: Nor is light and shade ever lighter than this, beside the average: a broad highlight is.
_LIGHTEST = 1.7
#: Changes of luminance over this many sizes of the relief may be colour as well as light.
_SLOW = 3.0
#: Coverage around a pixel at the edge of a coat, and well inside.
_AT_EDGE, _INSIDE = 0.62, 0.92


def paint(
    picture: Bytes, coat: Coat, encoding: Encoding = SRGB, bare: Bytes | None = None
) -> Bytes:
    """Paint `coat` on `picture`, in place.

    Parameters
    ----------
    picture : (h, w, 3) uint8, writeable
    coat : Coat
    encoding : Encoding
        What the codes of `picture` mean.
    bare : (h, w, 3) uint8 or None
        The frame before anything was painted, where `picture` already wears something there:
        light and shade are those of the skin.

    Returns
    -------
    alpha : (coat.box.height, coat.box.width) uint8
        The mask that was used; where it is 0 no byte of `picture` has changed.
    """
    area = picture[coat.box.rows, coat.box.columns]
    alpha = np.asarray(cv2.convertScaleAbs(coat.mask, alpha=255.0), np.uint8)
    # More than half of a box is no lip: what is painted is picked out, four bytes at a time.
    where = np.flatnonzero(alpha > 0)
    if not where.size:
        return alpha
    box = np.asarray(cv2.cvtColor(area, cv2.COLOR_RGB2RGBA), np.uint8)
    pixels: NDArray[np.uint32] = box.view(np.uint32).reshape(-1)
    share = alpha.reshape(-1)[where] * np.float32(1 / 255)
    codes = pixels[where].view(np.uint8).reshape(-1, 1, 4)
    curve, back = _tables(encoding)
    camera = np.asarray(cv2.LUT(codes, curve), np.float32)
    light = cv2.transform(camera, _to_light(encoding, camera))
    planes = np.asarray(cv2.transpose(light[:, 0]), np.float32)
    if bare is not None:
        planes[3] = _skin_luminance(bare, coat, where, encoding)
    shade, lit, inner = _light_and_shade(planes[3], share, where, coat)
    colour = _coated(planes, shade, lit, inner, where, coat)
    under, weights = planes[:3], _LUMINANCE
    if encoding is not SRGB:
        # What a film covers in part shows through in the camera's own channels: there a
        # pixel that is hardly covered keeps its code.
        under = np.asarray(cv2.transpose(camera[:, 0, :3]), np.float32)
        linear_to_camera = encoding.linear_to_camera(np.asarray(colour.mean(1), np.float64))
        colour = _mixed(linear_to_camera, colour)
        weights = (LUMINANCE @ inverse(linear_to_camera)).astype(np.float32)
    _fit_gamut(colour, weights)
    colour -= under
    colour *= share
    colour += under
    red, green, blue = _encoded(colour, back)
    codes = np.asarray(cv2.merge([red, green, blue, np.full_like(red, 255)]), np.uint8)
    pixels[where] = codes.view(np.uint32).reshape(-1)
    cv2.cvtColor(box, cv2.COLOR_RGBA2RGB, dst=area)
    return alpha


def _skin_luminance(bare: Bytes, coat: Coat, where: Places, encoding: Encoding) -> Floats:
    """Luminance (n,) of a frame at the places of a coat."""
    area = bare[coat.box.rows, coat.box.columns].reshape(-1, 3)[where]
    codes = np.asarray(cv2.cvtColor(area[:, None], cv2.COLOR_RGB2RGBA), np.uint8)
    camera = np.asarray(cv2.LUT(codes, _tables(encoding)[0]), np.float32)
    luminance: Floats = camera[:, 0] @ _to_light(encoding, camera)[3]
    return luminance


@lru_cache(maxsize=4)
def _tables(encoding: Encoding) -> tuple[Floats, Bytes]:
    """Codes to the camera's light (1, 256, 4), 1 beside it; and back, (3, _STEPS + 1)."""
    curve = np.ones((1, 256, 4), np.float32)
    curve[0, :, :3] = encoding.curve.T
    light = np.arange(_STEPS + 1) / _STEPS
    codes = np.arange(256)
    if encoding is SRGB:  # one row for all three: it stays in the processor's cache
        back = np.rint(np.interp(light, encoding.curve[0], codes)).astype(np.uint8)
        return curve, np.broadcast_to(back, (3, len(back)))
    rows = [np.rint(np.interp(light, channel, codes)) for channel in encoding.curve]
    return curve, np.array(rows).astype(np.uint8)


def _to_light(encoding: Encoding, camera: Floats) -> Floats:
    """Matrix (4, 4): the camera's channels and 1 to linear sRGB and luminance.

    It holds at the mean colour of the pixels. Luminance is a little more: it is a divisor.
    """
    if encoding is SRGB:
        return _SRGB_TO_LIGHT
    matrix = np.eye(4, dtype=np.float32)
    matrix[:3, :3] = encoding.camera_to_linear(np.array(cv2.mean(camera)[:3]))
    matrix[3] = *(_LUMINANCE @ matrix[:3, :3]), _DARK
    return matrix


def _coated(
    planes: Floats, shade: Floats, lit: Floats, inner: Floats, where: Places, coat: Coat
) -> Floats:
    """Coat n pixels completely: (3, n) linear sRGB, not yet what a screen can show.

    `planes` (4, n) are linear sRGB and luminance; everything else is (n,).
    """
    linear, luminance = planes[:3], planes[3]
    plain = np.minimum(shade * _HIGHEST, _LIGHTEST * coat.bare_luminance)
    np.minimum(plain, luminance, out=plain)
    relief = plain / shade
    np.maximum(relief, _DEEPEST, out=relief)

    # Colour of the bare skin without light, shade and relief. The light is taken out of the
    # channels of the picture, whose white is what a response is relative to: channels of the
    # wide space mix those, and under a warm lamp deep reds came out 8 % too dark.
    reflectance = _mixed(LINEAR_TO_WIDE * (coat.bare_luminance / coat.light), linear)
    reflectance /= luminance
    np.minimum(reflectance, 1, out=reflectance)
    coated = _filmed(reflectance, coat.film)
    if coat.second is not None and coat.blend is not None:
        other = _filmed(reflectance, coat.second)
        other -= coated
        other *= coat.blend.reshape(-1)[where]
        coated += other
    sunk = lit * cv2.pow(relief, coat.lines)[:, 0]
    coated *= sunk
    if coat.glints is not None and coat.glints.ndim == 3:
        # Metal and powder lie in the lines as pigment does.
        picked = coat.glints.reshape(-1, 3).take(where, 0)  # faster than [where]
        glints = np.asarray(cv2.transpose(picked), np.float32)
        glints *= sunk
        coated += glints
    elif coat.glints is not None:
        # Lines break a clear highlight up more than they darken what is around it.
        relief *= relief
        relief *= lit
        relief *= coat.glints.reshape(-1)[where]
        coated += relief
    colour = _mixed(WIDE_TO_LINEAR * coat.light[:, None], coated)
    if coat.shine > 0:
        lamp = coat.light * np.float32(coat.shine / (_LUMINANCE @ coat.light))
        inner *= luminance - plain
        colour += lamp[:, None] * inner
    return colour


def _filmed(reflectance: Floats, film: Floats) -> Floats:
    """Lay a film (3, 4) on reflectances (3, n)."""
    a, b, c, d = film.T[:, :, None]
    coated: Floats = reflectance * a
    coated += b
    below = reflectance * c
    below += d
    coated /= below
    return coated


def _mixed(matrix: Real, planes: Floats) -> Floats:
    """Map colours (3, n) by a matrix (3, 3); not by BLAS, whose threads are slow to wake."""
    mixed: Floats = np.einsum("ij,jn->in", matrix.astype(np.float32), planes)
    return mixed


def _light_and_shade(
    luminance: Floats, share: Floats, where: Places, coat: Coat
) -> tuple[Floats, Floats, Floats]:
    """Find the slow changes of luminance, for n pixels in a coat's box.

    Parameters
    ----------
    luminance, share : (n,) float32
        Of each pixel, and how much of it is coated.
    where : (n,) int
        Its place in the box, row by row.
    coat : Coat

    Returns
    -------
    shade : (n,) float32
        Luminance of the bare skin without lines, pores and highlights.
    lit : (n,) float32
        Share of the light that falls there, its slowest changes weakened as the coat says.
    inner : (n,) float32, in [0, 1]
        1 inside, 0 at the edge of the coat, where what is bright may be the skin beside it.
    """
    lightest = np.float32(_LIGHTEST * coat.bare_luminance)
    width, height = coat.box.width, coat.box.height
    step = max(int(coat.relief_px), 1)
    grid = max(width // step, 1), max(height // step, 1)
    sigma = coat.relief_px / step
    box = np.zeros(height * width, np.float32)

    def on_grid(values: Floats) -> Floats:
        box[where] = values
        return _resized(box.reshape(height, width), grid)

    def on_pixels(values: Floats) -> Floats:
        spread: Floats = _resized(values, (width, height)).reshape(-1)[where]
        return spread

    weights = on_grid(share)
    near = _blurred(weights, sigma)
    shade = _mean(_blurred(on_grid(np.minimum(luminance, lightest) * share), sigma), near)
    # Once more without what stood out, so that a highlight does not brighten its surroundings.
    top = np.minimum(on_pixels(shade) * _HIGHEST, lightest)
    shade = _mean(_blurred(on_grid(np.minimum(luminance, top) * share), sigma), near)
    slow = _SLOW * sigma
    slowest = _mean(_blurred(shade * weights, slow), _blurred(weights, slow))
    lit = shade / slowest * (slowest / coat.bare_luminance) ** coat.modelling
    inner = np.clip((near - _AT_EDGE) / (_INSIDE - _AT_EDGE), 0, 1)
    together = cv2.resize(cv2.merge([shade, lit, inner]), (width, height))
    planes = np.asarray(cv2.transpose(together.reshape(-1, 3).take(where, 0)), np.float32)
    return planes[0], planes[1], planes[2]


def _resized(values: Floats, size: tuple[int, int]) -> Floats:
    """Resize (h, w) to (width, height): by means when smaller, linearly when larger."""
    smaller = size[0] < values.shape[1]
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, size, interpolation=way), np.float32)


def _blurred(values: Floats, sigma: float) -> Floats:
    """Gaussian of `values` (h, w), which are 0 outside."""
    return np.asarray(
        cv2.GaussianBlur(values, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT), np.float32
    )


def _mean(total: Floats, weight: Floats) -> Floats:
    """Mean of what `total` sums up over `weight`; never 0, even where that is."""
    mean: Floats = (total + _DARK * _DARK) / (weight + _DARK)
    return mean


def _fit_gamut(linear: Floats, weights: Floats) -> None:
    """Bring linear channels (3, n) into [0, 1] without breaking their gradients, in place.

    `weights` (3,) are the channels' shares in luminance.
    """
    least = linear.min(0)
    if least.min(initial=0) < 0:
        # Towards grey of the same luminance until the least channel is 0.
        grey = np.einsum("i,in->n", weights / weights.sum(), linear)
        away = np.maximum(grey - least, _DARK)
        np.minimum(least, 0, out=least)
        least /= away
        linear -= least * (grey - linear)
        np.maximum(linear, 0, out=linear)
    if linear.max(initial=0) > _SHOULDER:
        rest = np.float32(1 - _SHOULDER)
        over = np.maximum(linear - _SHOULDER, 0)
        np.minimum(linear, _SHOULDER, out=linear)
        linear += rest * over / (rest + over)


def _encoded(linear: Floats, back: Bytes) -> list[Bytes]:
    """Encode linear channels (3, n) in [0, 1] as bytes, by the tables of `_tables`."""
    steps = linear * _STEPS
    steps += 0.5
    places = steps.astype(np.intp)
    return [table.take(place, mode="clip") for table, place in zip(back, places, strict=True)]
