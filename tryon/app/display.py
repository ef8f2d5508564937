"""What Qt finds on this machine: its screens and the typefaces the window is set in."""

import os
import sys
from dataclasses import dataclass

from PySide6.QtGui import QFontDatabase, QGuiApplication

#: Latin and Chinese; the first of each that is installed is used.
LATIN = ("Inter", "Segoe UI", "SF Pro Text", "Helvetica Neue", "Noto Sans", "DejaVu Sans")
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
)


@dataclass(frozen=True, slots=True)
class Desktop:
    """What a window would meet.

    Attributes
    ----------
    platform : str
        Qt's platform plugin: ``xcb``, ``wayland``, ``windows``, ``cocoa``, ``offscreen``.
    screens : tuple of str
        Like ``1920x1080 60 Hz``; empty where nobody could see a window.
    latin, chinese : str
        Typefaces; empty when none of `LATIN`, `CHINESE` is installed.
    """

    platform: str
    screens: tuple[str, ...]
    latin: str
    chinese: str


def has_display() -> bool:
    """Whether a window could be seen. Does not start Qt."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def desktop() -> Desktop:
    """Start Qt and look around.

    Qt ends the process when its platform plugin cannot be loaded: call this in a process
    that may die.
    """
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication.instance() or QGuiApplication([])
    families = frozenset(QFontDatabase.families())
    platform = QGuiApplication.platformName()
    screens = tuple(
        f"{screen.size().width()}x{screen.size().height()} {screen.refreshRate():.0f} Hz"
        for screen in QGuiApplication.screens()
    )
    del app
    return Desktop(
        platform=platform,
        screens=() if platform in ("offscreen", "minimal") else screens,
        latin=next((name for name in LATIN if name in families), ""),
        chinese=next((name for name in CHINESE if name in families), ""),
    )
