"""Plays shoppers at the kiosk for hours: ``python packaging/soak.py --minutes 480``.

Draws memory, pictures a second and latency over the time, and ends with 1 when memory has
grown, pictures came late or something was raised that nobody caught. Every ten seconds are on
the disk as soon as they are over, so that a run that is cut short has told what it saw.
"""

import argparse
import contextlib
import csv
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import psutil

#: What has to hold: growth of memory, the 99th percentile of the pictures' distances.
GROWTH_MB, INTERVAL_P99_MS = 50.0, 45.0
#: How long one row of the table is, in s.
_ROW_S = 10.0
#: Visits after which memory is taken for warm; the same number at the end is compared.
_WARM_VISITS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """What ten seconds were like; None where no picture was to be seen."""

    minute: float
    visits: int
    rss_mb: float
    threads: int
    files: int
    fps: float | None
    interval_p99_ms: float | None
    latency_ms: float | None
    latency_p95_ms: float | None
    waited_ms: float


def waited_ms() -> float:
    """How long this process's threads have waited for a processor that others had, so far."""
    spent_ns = 0
    for path in Path("/proc/self/task").glob("*/schedstat"):
        with contextlib.suppress(
            OSError, ValueError, IndexError
        ):  # a thread that has just ended
            spent_ns += int(path.read_text().split()[1])
    return spent_ns / 1e6


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


class Faults(logging.Handler):
    """Keeps what was raised and caught by nobody, and errors beside."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.unhandled: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        said = self.format(record)
        (self.unhandled if record.levelno >= logging.CRITICAL else self.errors).append(said)


def soak(
    minutes: float, folder: Path, size_px: tuple[int, int], source: str
) -> dict[str, object]:
    """Play visits for so long; return what came of it."""
    from gaps import Answers, Watch, told
    from PySide6.QtCore import QTimer
    from rehearse import Rehearsal, Script, kiosk_opened, run, visit

    from tryon.app.main import start_qt

    app = start_qt(is_watched=False)
    faults = Faults()
    logging.getLogger().addHandler(faults)
    sys.unraisablehook = lambda raised: faults.unhandled.append(repr(raised.exc_value))
    process, begun_s = psutil.Process(), time.monotonic()
    kiosk = kiosk_opened(size_px, source)
    rows: list[Row] = []
    after_visit_mb: list[float] = []
    every_ms: list[float] = []
    interval_ms: list[float] = []
    latency_ms: list[float] = []
    watched: list[object] = [None]
    late: Counter[str] = Counter()
    playing: list[Rehearsal] = []
    watch, answers = Watch(lambda: playing[0].where if playing else ""), Answers()
    last = [0, 0.0, 0]  # time of the last paint (ns), when the row began (s), visits

    def painted() -> None:
        now_ns = time.monotonic_ns()
        shown = kiosk.page.preview.shown if kiosk.page is not None else None
        if shown is None:
            return
        if last[0]:
            interval_ms.append((now_ns - last[0]) / 1e6)
            if interval_ms[-1] > INTERVAL_P99_MS:
                late[playing[0].where if playing else ""] += 1
        latency_ms.append((now_ns - shown.picture.captured_ns) / 1e6)
        answers.painted(shown.picture.captured_ns)
        last[0] = now_ns

    def follow() -> None:
        page = kiosk.page
        if page is not watched[0]:
            watched[0], last[0] = page, 0
            if page is not None:
                page.preview.painted.connect(painted)
        if page is not None and page.preview.shown is None:
            last[0] = 0
        now_s = time.monotonic()
        if now_s - last[1] >= _ROW_S:
            last[1] = now_s
            rows.append(_row(process, now_s - begun_s, last[2], interval_ms, latency_ms))
            every_ms.extend(interval_ms)
            interval_ms.clear()
            latency_ms.clear()
            _append(folder / "soak.csv", rows[-1])

    def visits() -> Iterator[Script]:
        while time.monotonic() - begun_s < 60 * minutes:
            yield visit(kiosk, last[2], on_shade=answers.touched)
            last[2] += 1
            after_visit_mb.append(process.memory_info().rss / 1e6)

    clock = QTimer(app, interval=20)
    clock.timeout.connect(follow)
    clock.start()
    error = run(kiosk, visits(), playing.append)
    clock.stop()
    watch.close()
    warm = after_visit_mb[_WARM_VISITS : 2 * _WARM_VISITS] or after_visit_mb or [0.0]
    end = after_visit_mb[-_WARM_VISITS:] or [0.0]
    seen = [row.latency_ms for row in rows if row.latency_ms is not None]
    result: dict[str, object] = {
        "minutes": round((time.monotonic() - begun_s) / 60, 1),
        "visits": last[2],
        "pictures": len(every_ms),
        "interval_ms": {
            "median": round(statistics.median(every_ms), 1) if every_ms else None,
            "p99": round(quantile(every_ms, 0.99), 1) if every_ms else None,
            "worst": round(max(every_ms), 1) if every_ms else None,
        },
        "late": dict(late.most_common(12)),
        "latency_ms": {"median": round(statistics.median(seen), 1) if seen else None},
        "shade_ms": {
            "median": round(statistics.median(answers.ms), 1) if answers.ms else None,
            "p95": round(quantile(answers.ms, 0.95), 1) if answers.ms else None,
            "worst": round(max(answers.ms), 1) if answers.ms else None,
        },
        "held": told(watch.gaps),
        "waited_for_a_processor_share": round(
            waited_ms() / 1000 / (time.monotonic() - begun_s), 3
        ),
        "rss_mb": {
            "warm": round(statistics.median(warm), 1),
            "end": round(statistics.median(end), 1),
            "most": round(max((row.rss_mb for row in rows), default=0.0), 1),
        },
        "growth_mb": round(statistics.median(end) - statistics.median(warm), 1),
        "unhandled": faults.unhandled + ([repr(error)] if error is not None else []),
        "errors": faults.errors,
    }
    draw(folder / "soak.svg", rows)
    (folder / "soak.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    return result


def _row(
    process: psutil.Process,
    since_s: float,
    visits: int,
    interval_ms: Sequence[float],
    latency_ms: Sequence[float],
) -> Row:
    is_seen = len(interval_ms) > 10
    return Row(
        minute=round(since_s / 60, 2),
        visits=visits,
        rss_mb=round(process.memory_info().rss / 1e6, 1),
        threads=process.num_threads(),
        files=process.num_fds() if hasattr(process, "num_fds") else 0,
        fps=round(1000 / statistics.mean(interval_ms), 1) if is_seen else None,
        interval_p99_ms=round(quantile(interval_ms, 0.99), 1) if is_seen else None,
        latency_ms=round(statistics.median(latency_ms), 1) if is_seen else None,
        latency_p95_ms=round(quantile(latency_ms, 0.95), 1) if is_seen else None,
        waited_ms=round(waited_ms()),
    )


def _append(path: Path, row: Row) -> None:
    values = asdict(row)
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(values))
        if is_new:
            writer.writeheader()
        writer.writerow(values)


# ------------------------------------------------------------------ the drawing

_WIDE, _HIGH, _LEFT, _GAP = 960, 190, 64, 40
_PANELS = (
    ("memory, MB", (("rss_mb", "#b3344f"),)),
    ("pictures a second", (("fps", "#2b6cb0"),)),
    ("latency, ms: median, 95 %", (("latency_ms", "#2f855a"), ("latency_p95_ms", "#9ac7ad"))),
    ("distance of pictures, ms: 99 %", (("interval_p99_ms", "#805ad5"),)),
)


def draw(path: Path, rows: Sequence[Row]) -> None:
    """Draw what is in `rows` over the time, as SVG."""
    high = len(_PANELS) * (_HIGH + _GAP) + _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDE}" height="{high}" fill="white"/>',
    ]
    for number, (title, curves) in enumerate(_PANELS):
        parts.append(_panel(rows, title, curves, _GAP + number * (_HIGH + _GAP)))
    path.write_text("\n".join([*parts, "</svg>"]), encoding="utf-8")


def _panel(
    rows: Sequence[Row], title: str, curves: Sequence[tuple[str, str]], top: float
) -> str:
    values = [getattr(row, name) for row in rows for name, _ in curves]
    most = 1.1 * max((value for value in values if value is not None), default=1.0)
    longest = max((row.minute for row in rows), default=1.0)
    wide = _WIDE - _LEFT - 40
    parts = [f'<text x="{_LEFT}" y="{top - 8}" font-weight="bold">{escape(title)}</text>']
    for share in (0.0, 0.5, 1.0):
        y = top + _HIGH * (1 - share)
        parts.append(f'<path d="M{_LEFT} {y}h{wide}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{share * most:.0f}</text>'
        )
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(
            f'<text x="{_LEFT + share * wide}" y="{top + _HIGH + 16}" text-anchor="middle" '
            f'fill="#777">{share * longest:.0f} min</text>'
        )
    for name, colour in curves:
        line, pen = [], "M"
        for row in rows:
            value = getattr(row, name)
            if value is None:
                pen = "M"  # nobody was there: the line has a hole
                continue
            x, y = _LEFT + row.minute / longest * wide, top + _HIGH * (1 - value / most)
            line.append(f"{pen}{x:.1f} {y:.1f}")
            pen = "L"
        parts.append(
            f'<path d="{"".join(line)}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        )
    return "\n".join(parts)


def main() -> int:
    """Soak, and say whether all has held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=480.0)
    parser.add_argument("-o", "--out", type=Path, default=Path("soak"))
    parser.add_argument("--source", default="demo")
    parser.add_argument("--size", default="1080x1920")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "soak.csv").unlink(missing_ok=True)
    width, _, height = given.size.partition("x")
    with tempfile.TemporaryDirectory(prefix="tryon-soak-") as home:
        # Nothing of the person at this machine is read or changed.
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(Path(home) / name)
        result = soak(given.minutes, given.out, (int(width), int(height)), given.source)
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    interval = result["interval_ms"]
    assert isinstance(interval, dict)
    growth = result["growth_mb"]
    assert isinstance(growth, float)
    is_held = (
        not result["unhandled"]
        and growth <= GROWTH_MB
        and interval["p99"] is not None
        and interval["p99"] <= INTERVAL_P99_MS
    )
    return 0 if is_held else 1


if __name__ == "__main__":
    sys.exit(main())
