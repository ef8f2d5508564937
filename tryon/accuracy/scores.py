"""Many colour errors in a few figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tryon.accuracy.spectra import Curve, ciede2000, ciede2000_of_hue

#: How often values are dealt out anew, to see what chance does.
_DEALT = 100


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """Colour errors (n,) and what they belong to.

    Attributes
    ----------
    de2000 : (n,) float64
    of_hue : (n,) float64
        The part of it that is chroma and hue.
    lightness : (n,) float64
        L* found minus L* wanted.
    labels : mapping of str to (n,) array
        Light, tone, finish and so on of each.
    """

    de2000: Curve
    of_hue: Curve
    lightness: Curve
    labels: dict[str, np.ndarray[Any, Any]] = field(repr=False)

    def where(self, label: str, value: object) -> "Errors":
        """Keep those of one light, tone or finish."""
        return self.chosen(self.labels[label] == value)

    def chosen(self, flags: np.ndarray[Any, Any]) -> "Errors":
        """Keep those that are flagged."""
        return Errors(
            self.de2000[flags],
            self.of_hue[flags],
            self.lightness[flags],
            {name: values[flags] for name, values in self.labels.items()},
        )

    def values(self, label: str) -> list[Any]:
        """List what occurs of a label, in the order of first occurrence."""
        return list(dict.fromkeys(self.labels[label].tolist()))


def errors(found: Curve, wanted: Curve, **labels: Sequence[object]) -> Errors:
    """Compare L*a*b* colours (n, 3)."""
    return Errors(
        ciede2000(wanted, found),
        ciede2000_of_hue(wanted, found),
        found[:, 0] - wanted[:, 0],
        {name: np.array(values) for name, values in labels.items()},
    )


def joined(parts: Sequence[Errors]) -> Errors:
    """Put errors with the same labels together."""
    return Errors(
        np.concatenate([part.de2000 for part in parts]),
        np.concatenate([part.of_hue for part in parts]),
        np.concatenate([part.lightness for part in parts]),
        {
            name: np.concatenate([part.labels[name] for part in parts])
            for name in parts[0].labels
        },
    )


def score(part: Errors) -> dict[str, float | int | None]:
    """Sum up: ΔE00 median, 95th percentile, chroma and hue, and lightness on its own.

    ``lightness`` is the median of the absolute ΔL*, ``bias`` the mean of ΔL*: above 0 is too
    light.
    """
    if not len(part.de2000):
        return {"count": 0} | dict.fromkeys(("median", "p95", "hue", "lightness", "bias"))
    return {
        "count": len(part.de2000),
        "median": round(float(np.median(part.de2000)), 3),
        "p95": round(float(np.quantile(part.de2000, 0.95)), 3),
        "hue": round(float(np.median(part.of_hue)), 3),
        "lightness": round(float(np.median(np.abs(part.lightness))), 3),
        "bias": round(float(part.lightness.mean()), 3),
    }


def apart_by_chance(part: Errors, label: str, together: str) -> float | None:
    """Tell how far apart the medians of a label's values would lie if it made no difference.

    Mean range of the medians when the values are dealt out anew, a hundred times; errors that
    share a value of `together` stay together. None without errors.
    """
    if not len(part.de2000):
        return None
    _, first, group = np.unique(part.labels[together], return_index=True, return_inverse=True)
    values, of_group = np.unique(part.labels[label][first], return_inverse=True)
    random = np.random.default_rng(_DEALT)
    ranges = []
    for _ in range(_DEALT):
        dealt = random.permutation(of_group)[group]
        medians = [np.median(part.de2000[dealt == value]) for value in range(len(values))]
        ranges.append(np.ptp(medians))
    return round(float(np.mean(ranges)), 3)


def by(part: Errors, label: str) -> dict[str, dict[str, float | int | None]]:
    """`score` for each value of a label."""
    return {str(value): score(part.where(label, value)) for value in part.values(label)}
