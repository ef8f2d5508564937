"""What was found in every picture and what it cost, as JSON: numbers only, no landmarks."""

import json
import math
import time
from pathlib import Path
from statistics import median
from typing import Any

from tryon.core.colour import linear_to_xy, xy_to_cct
from tryon.core.complete import complete
from tryon.core.scene import Light, Picture


class ReportFile:
    """Collects the reports of all pictures and writes them when it is closed.

    Parameters
    ----------
    path : Path or None
        The JSON file; None to keep the figures for `summary` only.
    name : str
        What the pictures were made from.
    """

    backlog = 8

    def __init__(self, path: Path | None, name: str) -> None:
        self.path, self.name = path, name
        self._start_s = time.monotonic()
        self._seconds = 0.0
        self._first: Picture | None = None
        self._frames: list[dict[str, Any]] = []

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Nothing to prepare."""

    def write(self, picture: Picture) -> None:
        """Note the figures of one picture."""
        if self._first is None:
            self._first = picture
        self._frames.append(_figures(picture, self._first.captured_ns))
        self._seconds = time.monotonic() - self._start_s

    def summary(self) -> dict[str, Any]:
        """Return the figures of all pictures together.

        ``seconds`` is the time they took; ``dropped`` counts the gaps in their numbers;
        ``de2000_median`` is None if nothing was worn.
        """
        errors = [c["de2000"] for frame in self._frames for c in frame["colour"]]
        known = [error for error in errors if error is not None]
        numbers = [frame["index"] for frame in self._frames]
        span = numbers[-1] - numbers[0] + 1 if numbers else 0
        return {
            "frames": len(self._frames),
            "dropped": span - len(self._frames),
            "seconds": round(self._seconds, 3),
            "de2000_median": round(median(known), 3) if known else None,
        }

    def close(self) -> None:
        """Write the file, complete or not at all. Raises `SinkFailed`."""
        if self.path is None or self._first is None:
            return
        height, width = self._first.rgb.shape[:2]
        report = {
            "report": 1,
            "input": self.name,
            "size": [width, height],
            "frames": self._frames,
            "summary": self.summary(),
        }
        with complete(self.path) as part:
            part.write_text(json.dumps(report, allow_nan=False) + "\n", encoding="utf-8")


def _figures(picture: Picture, first_ns: int) -> dict[str, Any]:
    """Return what is reported of one picture."""
    report = picture.report
    return {
        "index": picture.index,
        "time_s": round((picture.captured_ns - first_ns) / 1e9, 6),
        "stage_ms": {stage: _rounded(ms, 3) for stage, ms in report.stage_ms.items()},
        "faces": [
            {"id": identity, "box_px": [box.x, box.y, box.width, box.height]}
            for identity, box in report.faces
        ],
        "bodies": report.bodies,
        "light": _light(report.light),
        "colour": [
            {
                "effect": colour.effect,
                "de2000": _rounded(colour.de2000, 3),
                "de2000_p80": _rounded(colour.de2000_p80, 3),
                "de2000_p90": _rounded(colour.de2000_p90, 3),
                "status": colour.status,
                "cause": colour.cause.value,
            }
            for colour in report.colour
        ],
    }


def _light(light: Light) -> dict[str, Any]:
    xy = linear_to_xy(light.colour.astype(float))
    cct_k = _rounded(xy_to_cct(xy), 0)
    return {
        "xy": [_rounded(value, 4) for value in xy.tolist()],
        "cct_k": None if cct_k is None else int(cct_k),
        "level": _rounded(light.level, 4),
        "source": light.source,
    }


def _rounded(value: float, digits: int) -> float | None:
    """Round, and give None for what JSON has no word for."""
    return round(float(value), digits) if math.isfinite(value) else None
