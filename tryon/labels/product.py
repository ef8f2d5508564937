"""The line that a label may say below its notice: the product, and how sure its colour is."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tryon.core.scene import Cause, ColourError

#: By language: a shade that was measured, one that was not, and a light that nobody knows.
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "verified": "colour ±{:.1f}",
            "estimated": "estimated ±{:.1f}",
            "unknown": "colour not known",
        },
        "zh": {
            "verified": "色差 ±{:.1f}",
            "estimated": "预估色差 ±{:.1f}",
            "unknown": "色差未知",
        },
    }
)


def product_line(name: str, errors: Sequence[ColourError], language: str = "en") -> str:
    """Put a product and the least sure of its colours into a line.

    Parameters
    ----------
    name : str
    errors : sequence of ColourError
        Of one picture. What 80 of 100 such pictures do not exceed is told, rounded to halves
        so that it stands still.
    language : {"en", "zh"}

    Examples
    --------
    >>> lips = ColourError("lipstick", 1.6, 2.31, 2.7, "estimated", Cause.LIGHT)
    >>> product_line("Quiet Plum", [lips])
    'Quiet Plum · estimated ±2.5'
    """
    if not errors:
        return name
    words = _WORDS[language]
    worst = max(errors, key=lambda error: error.de2000_p80)
    if worst.cause in (Cause.UNKNOWN, Cause.DARK):
        told = words["unknown"]
    else:
        told = words[worst.status].format(round(2 * worst.de2000_p80) / 2)
    return f"{name} · {told}" if name else told
