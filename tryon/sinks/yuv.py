"""From sRGB to what video encoders take."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tryon.core.scene import Bytes

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


def rgb_to_i420(rgb: Bytes) -> Bytes:
    """Convert sRGB to planar 4:2:0 YCbCr by BT.709, limited range.

    cv2's own conversion takes 0.14 ms at 720p but knows BT.601 only, and a red lip tagged with
    the wrong matrix is off by several ΔE; swscale's takes 1.9 ms. This takes 0.7 ms.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
        sRGB-encoded. Of an odd width or height the last column or row is taken twice.

    Returns
    -------
    i420 : (h * 3 / 2, w) uint8, h and w even
        All of Y, then Cb and Cr at half the size.

    References
    ----------
    ITU-R BT.709-6, section 3; quantisation as in its table 4.
    """
    import cv2

    height, width = rgb.shape[:2]
    if height % 2 or width % 2:
        rgb = np.pad(rgb, ((0, height % 2), (0, width % 2), (0, 0)), "edge")
        height, width = rgb.shape[:2]
    ycbcr = cv2.transform(rgb, _RGB_TO_YCBCR)
    half = cv2.resize(ycbcr, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    i420 = np.empty(height * width * 3 // 2, np.uint8)
    luma, chroma = height * width, height * width // 4
    i420[:luma] = ycbcr[..., 0].ravel()
    i420[luma : luma + chroma] = half[..., 1].ravel()
    i420[luma + chroma :] = half[..., 2].ravel()
    return i420.reshape(height * 3 // 2, width)


def to_srgb(frame: "VideoFrame") -> Bytes:
    """Convert a decoded picture of our own encoding to (h, w, 3) uint8, sRGB-encoded."""
    from av.video.reformatter import ColorRange, Colorspace

    rgb = frame.reformat(
        format="rgb24",
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
    )
    return np.asarray(rgb.to_ndarray(), np.uint8)


def _rgb_to_ycbcr() -> NDArray[np.float32]:
    """Return (3, 4): full-range RGB to limited-range BT.709 YCbCr, the offset last."""
    red, green, blue = 0.2126, 0.7152, 0.0722
    luma = np.array([red, green, blue])
    cb = (np.array([0, 0, 1]) - luma) / (2 * (1 - blue))
    cr = (np.array([1, 0, 0]) - luma) / (2 * (1 - red))
    scale = np.array([[219], [224], [224]]) / 255
    offset = np.array([[16], [128], [128]])
    return np.hstack([np.stack([luma, cb, cr]) * scale, offset]).astype(np.float32)


_RGB_TO_YCBCR = _rgb_to_ycbcr()
