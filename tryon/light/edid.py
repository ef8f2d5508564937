"""What a display says of itself: the first block of its EDID.

References
----------
VESA Enhanced EDID Standard, release A, revision 2 (2006), section 3: version 1.4, and what it
shares with 1.3.
"""

from tryon.light.display import XY, Panel

_HEADER = bytes.fromhex("00ffffffffffff00")
_BLOCK = 128
_GAMMA, _FEATURES, _CHROMATICITIES = 23, 24, 25
_DESCRIPTORS = (54, 72, 90, 108)
_IS_SRGB = 0x04  # of the features
_SERIAL, _NAME = 0xFF, 0xFC  # kinds of descriptors
#: Corners of a triangle that is smaller than this, in the plane of x and y, are no primaries.
_LEAST_AREA = 0.02


def read_edid(data: bytes, connector: str = "") -> Panel | None:
    """Read the description of a display; None where it is none, or says nothing of colours.

    Parameters
    ----------
    data : bytes
    connector : str
        Where it was found.
    """
    block = data[:_BLOCK]
    if len(block) < _BLOCK or not block.startswith(_HEADER) or sum(block) % 256:
        return None
    red, green, blue, white = (_xy(block, corner) for corner in range(4))
    if not _area(red, green, blue) > _LEAST_AREA or not all(
        _area(*corners) > 0
        for corners in ((red, green, white), (green, blue, white), (blue, red, white))
    ):
        return None
    is_srgb = bool(block[_FEATURES] & _IS_SRGB) or block[_GAMMA] == 0xFF
    gamma = None if is_srgb else (block[_GAMMA] + 100) / 100
    name, serial = _text(block, _NAME), _text(block, _SERIAL)
    return Panel(red, green, blue, white, gamma, name, serial, connector)


def _xy(block: bytes, corner: int) -> XY:
    """Read a corner (0 to 3: red, green, blue, white): ten bits each, the last two apart."""
    low = block[_CHROMATICITIES + corner // 2] >> (4 - 4 * (corner % 2))
    x, y = block[_CHROMATICITIES + 2 + 2 * corner :][:2]
    return (x << 2 | low >> 2 & 3) / 1024, (y << 2 | low & 3) / 1024


def _area(a: XY, b: XY, c: XY) -> float:
    """Twice the area of a triangle; positive where its corners go anticlockwise."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])


def _text(block: bytes, kind: int) -> str:
    for start in _DESCRIPTORS:
        if block[start : start + 3] == b"\0\0\0" and block[start + 3] == kind:
            return (
                block[start + 5 : start + 18].split(b"\n")[0].decode("ascii", "replace").strip()
            )
    return ""
