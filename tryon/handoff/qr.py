"""QR codes, as a picture of modules."""

from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

#: What a reader needs as a quiet border, in modules (ISO/IEC 18004, 6.3.8).
QUIET = 4
_PLAIN = " :/?#[]@!$&'()*+,;=%~"


def qr(text: str) -> NDArray[np.bool_]:
    """Encode `text` with error correction M: a tenth of it may be lost to reflections.

    Letters beyond ASCII are written as an address has them (RFC 3986): readers disagree on
    what else they would mean.

    Returns
    -------
    dark : (n, n) bool
        The quiet border is part of it.

    Raises
    ------
    ValueError
        It is empty, or longer than a QR code can be.

    Examples
    --------
    >>> qr("https://example.org/1").shape
    (33, 33)
    """
    import segno

    if not text:
        raise ValueError("a QR code of nothing")
    try:
        made = segno.make_qr(quote(text, safe=_PLAIN), error="m")
    except segno.DataOverflowError as error:
        raise ValueError(f"{len(text)} letters do not fit into a QR code") from error
    modules = np.array(list(made.matrix), np.uint8) == 1
    return np.pad(modules, QUIET)
