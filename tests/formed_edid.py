"""A display's description as VESA writes it, made byte by byte: 128 bytes and their sum."""

SRGB = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060), (0.3127, 0.3290))
P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.3127, 0.3290))

_BITS = ((0, 6), (0, 4), (0, 2), (0, 0), (1, 6), (1, 4), (1, 2), (1, 0))


def edid(
    corners=SRGB, *, gamma: float | None = 2.2, name: str = "", serial: str = "", srgb=False
) -> bytes:
    """Describe a display by its corners red, green, blue, white, each (x, y)."""
    block = bytearray(128)
    block[:8] = bytes.fromhex("00ffffffffffff00")
    block[18:20] = 1, 4
    block[23] = 0xFF if gamma is None else round(100 * gamma) - 100
    block[24] = 0x04 if srgb else 0
    values = [round(1024 * value) for corner in corners for value in corner]
    for place, value in enumerate(values):
        block[27 + place] = value >> 2
        byte, shift = _BITS[place]
        block[25 + byte] |= (value & 3) << shift
    for start, kind, text in ((54, 0xFC, name), (72, 0xFF, serial)):
        if text:
            block[start : start + 5] = 0, 0, 0, kind, 0
            block[start + 5 : start + 18] = f"{text}\n".encode().ljust(13)[:13]
    block[127] = -sum(block) % 256
    return bytes(block)
