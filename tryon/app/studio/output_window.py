"""The clean window: the programme and nothing else, for OBS or a second screen."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tryon.app.preview import Preview
from tryon.app.screen import Screen

#: Other programs find the window by it: it is the same in every language.
TITLE = "tryon output"
_SIDE_PX = 720


class OutputWindow(QWidget):
    """Shows what goes out, whole, on black.

    Parameters
    ----------
    screen : Screen
    on_key : callable
        Gets the keys that are pressed here; whether it knew one.
    """

    closed = Signal()

    def __init__(self, screen: Screen, on_key: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setAccessibleName(TITLE)
        self._on_key = on_key
        self.view = Preview(screen, radius_px=0)
        self.view.setAccessibleName(self.tr("Programme"))
        self.view.setAccessibleDescription(self.tr("What the public sees."))
        self.view.setMinimumSize(90, 90)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)

    def take_shape(self, size: tuple[int, int]) -> None:
        """Be as large as the programme, as far as there is room for it."""
        width, height = size
        room = self.screen().availableSize()
        scale = min(
            1.0, 0.8 * room.width() / width, 0.8 * room.height() / height, _SIDE_PX / height
        )
        self.resize(max(round(width * scale), 90), max(round(height * scale), 90))

    def return_to(self, place: str) -> None:
        """Be where it was last: OBS and a second screen expect it there. The shape is kept."""
        if place:
            size = self.size()
            self.restoreGeometry(QByteArray.fromBase64(QByteArray(place.encode())))
            if not self.isFullScreen():
                self.resize(size)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.key() == Qt.Key.Key_F11:
            self.showNormal() if self.isFullScreen() else self.showFullScreen()
        elif not self._on_key(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's hook."""
        self.closed.emit()
        super().closeEvent(event)
