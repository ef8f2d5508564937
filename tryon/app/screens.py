"""``tryon screens``: every screen in every language and theme, on one sheet."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tryon.app.appearance import Appearance, appear
from tryon.app.inspection import faults_of
from tryon.app.language import LANGUAGES, check_language
from tryon.app.main import Kind, opener, start_qt
from tryon.app.opening import Opened, Opening
from tryon.app.parts import Parts, real_parts
from tryon.app.theme import DARK, SMALL, THEMES, ThemeName, font
from tryon.core.errors import BadInput
from tryon.settings import Settings

#: Sizes in px in which a kind of window is looked at when nothing was asked for.
SIZES_PX: dict[str, tuple[tuple[int, int], ...]] = {
    "welcome": ((1366, 768), (1080, 1920)),
    "kiosk": ((1080, 1920), (1920, 1080), (1366, 768)),
    "mirror": ((1366, 768),),
    "studio": ((1920, 1080), (1366, 768)),
    "desk": ((1920, 1080), (1366, 768)),
}
#: Nothing that is pressed is smaller, px: for a finger on a kiosk, and as WCAG 2.2 asks.
TARGETS_PX = {"kiosk": 72, "mirror": 24, "studio": 24, "desk": 24}
_USUAL_SIZE_PX = ((1366, 768),)

#: How long a screen may take until everything is there, and to settle then.
_PATIENCE_S, _SETTLE_S = 20.0, 1.5

_TILE_PX, _GAP_PX, _CAPTION_PX = 420, 24, 34


def paint_screens(
    out: Path,
    source: str,
    *,
    kinds: Sequence[Kind],
    languages: Sequence[str] | None = None,
    themes: Sequence[ThemeName] | None = None,
    sizes_px: Sequence[tuple[int, int]] | None = None,
    only: Sequence[str] | None = None,
    scale: float = 1.0,
    has_large_type: bool = False,
    parts: Parts | None = None,
) -> dict[str, Any]:
    """Paint screens into PNG files, and all of them onto ``sheet.png``.

    Parameters
    ----------
    out : Path
        Folder of the pictures; made when it is not there.
    source : str
        SOURCE of the person who is shown.
    kinds : sequence of kinds of windows
    languages, themes, sizes_px : sequences or None
        None is all languages and themes, and the sizes such windows usually have.
    only : sequence of str or None
        Names of screens; None is all.
    scale : float
        Of the display: 1.5 is 150 %.
    has_large_type : bool
    parts : Parts or None
        What windows are built from; None is the real ones.

    Returns
    -------
    summary : dict
        ``screens``, how many; ``files``; ``late``, those that were not complete in time;
        ``faults``, what is cut off, covered, too small, too faint or without a name, by screen.

    Raises
    ------
    BadInput
        No screen has such a name, or a language is not known.
    """
    for language in languages or ():
        check_language(language)
    if scale != 1.0:
        os.environ["QT_SCALE_FACTOR"] = str(scale)
    app = start_qt(is_watched=False)
    parts = replace(parts or real_parts(), write_settings=lambda settings: None)
    files: list[Path] = []
    late: list[str] = []
    faults: dict[str, list[str]] = {}
    names: set[str] = set()
    for kind in kinds:
        target_px = TARGETS_PX.get(kind, 24)
        if kind == "kiosk":  # as large on its glass at each scaling of the desktop
            target_px = round(target_px / scale)
        for size_px in sizes_px or SIZES_PX.get(kind, _USUAL_SIZE_PX):
            for language in languages or tuple(LANGUAGES):
                for theme in themes or tuple(THEMES):
                    look = Appearance(language, theme, has_large_type)
                    appear(app, look)
                    settings = Settings(
                        language=language, theme=theme, has_large_type=has_large_type
                    )
                    room = round(size_px[0] / scale), round(size_px[1] / scale)
                    wish = Opening(parts, settings, source, None, room, language, theme)
                    opened = opener(kind)(wish)
                    opened.start()
                    try:
                        for name in opened.screens():
                            names.add(name)
                            if only and name not in only:
                                continue
                            width, height = size_px
                            stem = f"{kind} {name} {width}x{height} {language} {theme}"
                            path = out / f"{stem}.png".replace(" ", "-")
                            if not _paint(app, opened, name, path):
                                late.append(stem)
                            files.append(path)
                            if wrong := faults_of(opened.window, target_px):
                                faults[stem] = wrong
                    finally:
                        window = opened.window
                        window.close()
                        opened.close()
                        window.deleteLater()
                        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if unknown := sorted(set(only or ()) - names):
        raise BadInput(f"no screen {unknown[0]!r}: there are {', '.join(sorted(names))}")
    _draw_sheet(files, out / "sheet.png")
    told = (line for stem, wrong in faults.items() for line in (stem, *wrong, ""))
    (out / "faults.txt").write_text("\n".join(told), encoding="utf-8")
    return {
        "screens": len(files),
        "files": [str(path) for path in files],
        "late": late,
        "faults": faults,
    }


def _paint(app: QApplication, opened: Opened, name: str, path: Path) -> bool:
    """Put up a screen and paint it; whether it was complete."""
    _wait(app, opened.is_ready)
    opened.screens()[name]()
    is_complete = _wait(app, opened.is_ready)
    until_s = time.monotonic() + _SETTLE_S
    _wait(app, lambda: time.monotonic() > until_s)
    path.parent.mkdir(parents=True, exist_ok=True)
    opened.window.grab().save(str(path))
    return is_complete


def _wait(app: QApplication, holds: Callable[[], bool]) -> bool:
    until_s = time.monotonic() + _PATIENCE_S
    while not holds():
        if time.monotonic() > until_s:
            return False
        app.processEvents()
        time.sleep(0.005)
    return True


def _draw_sheet(files: Sequence[Path], path: Path) -> None:
    """Lay all pictures side by side, each with its name below."""
    images = [
        QImage(str(file)).scaledToWidth(_TILE_PX, Qt.TransformationMode.SmoothTransformation)
        for file in files
    ]
    columns = min(6, len(images))
    rows = [images[start : start + columns] for start in range(0, len(images), columns)]
    heights = [max(image.height() for image in row) + _CAPTION_PX + _GAP_PX for row in rows]
    sheet = QImage(
        columns * (_TILE_PX + _GAP_PX) + _GAP_PX,
        sum(heights) + _GAP_PX,
        QImage.Format.Format_RGB32,
    )
    sheet.fill(QColor(DARK.stage))
    painter = QPainter(sheet)
    painter.setFont(font(SMALL))
    painter.setPen(QColor(DARK.soft))
    top, index = _GAP_PX, 0
    for row, height in zip(rows, heights, strict=True):
        for column, image in enumerate(row):
            left = _GAP_PX + column * (_TILE_PX + _GAP_PX)
            painter.drawImage(left, top, image)
            words = QRect(left, top + image.height() + 6, _TILE_PX, _CAPTION_PX)
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft, files[index].stem)
            index += 1
        top += height
    painter.end()
    sheet.save(str(path))
