"""What lies over the studio for a moment: a card with a title and a way out."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tryon.app.icons import icon
from tryon.app.kiosk.parts import label
from tryon.app.theme import colours


class Sheet(QDialog):
    """A window above the studio; the studio goes on below it.

    Attributes
    ----------
    column : QVBoxLayout
        Where its contents go.
    """

    def __init__(self, title: str, parent: QWidget, width_px: int = 460) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(False)
        self.setMinimumWidth(width_px)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(22, 14, 22, 20)
        outer.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(title, "title"))
        head.addStretch()
        away = QPushButton(icon("close", colours().soft), "")
        away.setProperty("part", "icon")
        away.setAccessibleName(self.tr("Close"))
        away.setToolTip(self.tr("Close"))
        away.setAutoDefault(False)
        away.clicked.connect(self.hide)
        head.addWidget(away)
        outer.addLayout(head)
        self.column = QVBoxLayout()
        self.column.setSpacing(10)
        outer.addLayout(self.column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: Enter does not press what has no focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
