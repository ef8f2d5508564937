"""Images for OpenGL, with smaller versions of themselves for cloth that is far away.

A driver that draws with the processor would compile programs before it made those, for each
format anew: a tenth of a second in front of the first garment that somebody puts on.
"""

import ctypes
from functools import cache
from typing import Any

import cv2
import moderngl
import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import linear_to_srgb, srgb_to_linear
from tryon.core.mesh import Texture
from tryon.core.scene import Bytes
from tryon.render.program import address_of

#: Words of OpenGL that moderngl has no names for. By channels: how images are kept that are
#: plain, and those that the driver decodes from sRGB; and as what they come.
_TEXTURE_2D, _UNSIGNED_BYTE = 0x0DE1, 0x1401
_PLAIN = {1: 0x8229, 2: 0x822B, 3: 0x8051, 4: 0x8058}
_SRGB = {3: 0x8C41, 4: 0x8C43}
_COMES = {1: 0x1903, 2: 0x8227, 3: 0x1907, 4: 0x1908}


def upload(context: moderngl.Context, texture: Texture, *, is_colour: bool) -> moderngl.Texture:
    """Hand an image to the driver, and all smaller versions of it.

    Parameters
    ----------
    context : moderngl.Context
    texture : Texture
        Of one to four channels.
    is_colour : bool
        Its codes are sRGB's, as programs want them decoded; one or two channels never are.
    """
    rows, columns, channels = texture.pixels.shape
    is_coded = is_colour and channels in _SRGB
    kept_as = _SRGB[channels] if is_coded else _PLAIN[channels]
    pixels = np.ascontiguousarray(texture.pixels)
    uploaded = context.texture(
        (columns, rows), channels, pixels.tobytes(), alignment=1, internal_format=kept_as
    )
    address = address_of(context, "glTexImage2D")
    # rows lie as closely as moderngl has just told the driver
    lay = ctypes.CFUNCTYPE(None, *[ctypes.c_int] * 8, ctypes.c_void_p)(address)
    uploaded.use(context.max_texture_units - 1)  # where no program looks
    comes_as = _COMES[channels], _UNSIGNED_BYTE
    for level, small in enumerate(smaller(pixels, is_colour=is_coded), 1):
        size = small.shape[1::-1]
        lay(_TEXTURE_2D, level, kept_as, *size, 0, *comes_as, small.ctypes.data)
    # Between two of them costs a software renderer twice, and is not seen on cloth.
    uploaded.filter = moderngl.LINEAR_MIPMAP_NEAREST, moderngl.LINEAR
    uploaded.repeat_x = uploaded.repeat_y = texture.repeats
    return uploaded


def smaller(pixels: Bytes, *, is_colour: bool) -> list[Bytes]:
    """Halve an image until one pixel is left.

    Parameters
    ----------
    pixels : (h, w, c) uint8
    is_colour : bool
        The first three channels have sRGB's curve: their light is averaged.

    Returns
    -------
    levels : list of (h', w', c) uint8
        Each half as large as the one before, and the first half as large as `pixels`.
    """
    levels: list[Bytes] = []
    while max(pixels.shape[:2]) > 1:
        half = _halved(pixels)
        if is_colour:
            light = _halved(np.asarray(cv2.LUT(pixels[..., :3], _light_of_codes())))
            half[..., :3] = _codes_of_light()[light]
        pixels = half.astype(np.uint8, copy=False)
        levels.append(pixels)
    return levels


def _halved(values: NDArray[Any]) -> NDArray[Any]:
    """Average (h, w, c) to half of it; OpenCV forgets a channel that is the only one."""
    columns, rows = (max(side // 2, 1) for side in values.shape[1::-1])
    mean = cv2.resize(values, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(mean).reshape(rows, columns, -1)


@cache
def _light_of_codes() -> NDArray[np.uint16]:
    light = srgb_to_linear(np.arange(256, dtype=np.float32) / 255)
    steps: NDArray[np.uint16] = np.rint(65535 * light).astype(np.uint16)
    return steps


@cache
def _codes_of_light() -> Bytes:
    codes = linear_to_srgb(np.arange(65536, dtype=np.float32) / 65535)
    steps: Bytes = np.rint(255 * codes).astype(np.uint8)
    return steps
