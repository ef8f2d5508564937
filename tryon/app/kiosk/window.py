"""The kiosk's window: one page at a time, as large as its screen, closed only by who may."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QStackedLayout, QWidget

#: Type is so much larger than at a desk on a screen whose shorter side is this long, px.
_SCALE, _SIDE_PX = 1.6, 1080.0
_SMALLEST_SCALE, _LARGEST_SCALE = 1.1, 3.2


def scale_of(width_px: int, height_px: int, pixel_ratio: float = 1.0) -> float:
    """How much larger type is on a screen of this size.

    A kiosk fills its screen, so it looks the same at each scaling of the desktop.

    Parameters
    ----------
    width_px, height_px : int
        In Qt's logical pixels.
    pixel_ratio : float
        How many pixels of the device each of them is wide.

    Examples
    --------
    >>> scale_of(1080, 1920), scale_of(1366, 768), scale_of(540, 960, 2.0)
    (1.6, 1.14, 0.8)
    """
    wanted = _SCALE * min(width_px, height_px) / _SIDE_PX
    smallest, largest = _SMALLEST_SCALE / pixel_ratio, _LARGEST_SCALE / pixel_ratio
    return round(min(max(wanted, smallest), largest), 2)


class KioskWindow(QWidget):
    """Full of one page at a time; closes only for who may."""

    def __init__(
        self, on_key: Callable[[QKeyEvent], bool], on_resize: Callable[[], None]
    ) -> None:
        super().__init__()
        self.setWindowTitle("tryon")
        self.pages = QStackedLayout(self)
        # A page that needs more room than there is must not push the screen's edges out.
        self.pages.setSizeConstraint(QStackedLayout.SizeConstraint.SetNoConstraint)
        self.may_close = False
        self._on_key, self._on_resize = on_key, on_resize

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: what nobody else takes. Enter presses what has the focus, like Space."""
        focused = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focused, QAbstractButton):
            focused.click()
        elif not self._on_key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        self._on_resize()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's hook."""
        if not self.may_close:
            event.ignore()
