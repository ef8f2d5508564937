"""Photographs of colour charts: what calibration makes of real cameras.

Each photograph calibrates, and is corrected by itself ("same"), by a fit that left out each
patch in turn ("left out"), and by the profile of its neighbour, the picture whose name differs
in its number only ("next").
"""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tryon.accuracy.cores import Work
from tryon.accuracy.spectra import ciede2000, lab, to_xyz
from tryon.core.encoding import Encoding
from tryon.core.errors import BadInput, TryOnError
from tryon.light.calibrate import Calibration, calibrate
from tryon.light.chart import Chart, Reference, read_chart, references
from tryon.sources.still import read_photo

_PHOTOS = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff"})


def find_photos(folder: Path) -> list[Path]:
    """List the photographs of a folder by name.

    Raises
    ------
    BadInput
        There is no such folder, or none in it.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder}: expected a folder of photographs of a colour chart")
    photos = sorted(path for path in folder.iterdir() if path.suffix.lower() in _PHOTOS)
    if not photos:
        raise BadInput(f"{folder}: expected photographs, found none")
    return photos


def charts(folder: Path, work: Work) -> dict[str, Any]:
    """Calibrate with every photograph of a folder.

    Returns
    -------
    result : dict
        ``photos``: by name mean ΔE00 of the patches ``before``, ``same``, ``left_out`` and
        ``next`` (None without a neighbour); their medians in ``all``; ``refused``: by name why.
    """
    photos, refused = find_photos(folder), dict[str, str]()
    read: dict[Path, tuple[Chart, Calibration]] = {}
    found = work([partial(_calibrated, path) for path in photos], "chart")
    for path, one in zip(photos, found, strict=True):
        if isinstance(one, str):
            refused[path.name] = one
        else:
            read[path] = one
    rows: dict[str, dict[str, float | None]] = {}
    for path, (_, own) in read.items():
        beside = [other for other in read if other != path and _kind(other) == _kind(path)]
        away = None
        if beside:
            away = _rounded(_error(read[beside[0]][0], own.encoding, references()[0]))
        rows[path.name] = {
            "before": _rounded(np.nanmean(own.before)),
            "same": _rounded(np.nanmean(own.after)),
            "left_out": _rounded(np.nanmean(own.left_out)),
            "next": away,
        }
    return {"photos": rows, "all": _medians(list(rows.values())), "refused": refused}


def _calibrated(path: Path) -> tuple[Chart, Calibration] | str:
    """Calibrate with a photograph, or say why it is refused."""
    try:
        chart = read_chart(read_photo(path))
        return chart, calibrate([chart])
    except TryOnError as error:
        return str(error)


def _kind(path: Path) -> str:
    return re.sub(r"\d+", "", path.stem)


def _error(chart: Chart, encoding: Encoding, reference: Reference) -> float:
    """Mean ΔE00 of a chart's patches through an encoding."""
    linear = encoding.decode(np.rint(chart.codes).astype(np.uint8)).astype(np.float64)
    found = lab(to_xyz(np.clip(linear, 0, 1)))
    return float(ciede2000(found, reference.lab)[chart.is_good].mean())


def _medians(rows: Sequence[dict[str, float | None]]) -> dict[str, float | None]:
    medians: dict[str, float | None] = {}
    for name in ("before", "same", "left_out", "next"):
        known = [value for row in rows if (value := row[name]) is not None]
        medians[name] = _rounded(float(np.median(known))) if known else None
    return medians


def _rounded(value: float | np.floating[Any]) -> float:
    return round(float(value), 2)
