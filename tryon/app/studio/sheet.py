"""What lies over the studio for a moment: a card with a title and a way out."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from tryon.app.icons import icon
from tryon.app.kiosk.parts import label
from tryon.app.theme import colours


class Sheet(QWidget):
    """A card in the middle of the window; the studio goes on below it.

    Attributes
    ----------
    column : QVBoxLayout
        Where its contents go.
    """

    def __init__(self, title: str, parent: QWidget, width_px: int = 460) -> None:
        super().__init__(parent)
        self.setProperty("part", "veil")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.setFixedWidth(width_px)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 20, 28, 28)
        outer.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(label(title, "title"))
        head.addStretch()
        away = QPushButton(icon("close", colours().soft), "")
        away.setProperty("part", "icon")
        away.setAccessibleName(self.tr("Close"))
        away.setToolTip(self.tr("Close"))
        away.clicked.connect(self.hide)
        head.addWidget(away)
        outer.addLayout(head)
        self._inner = QWidget()
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inner)
        outer.addWidget(self._area)
        self._inner.installEventFilter(self)
        self.hide()

    def lay(self) -> None:
        """Be as high as needed, in the middle; where the window is lower, it scrolls."""
        parent = self.parentWidget()
        room = self.width() - 56  # without the margins
        layout = self._inner.layout()
        assert layout is not None
        needed = layout.totalHeightForWidth(room) if layout.hasHeightForWidth() else -1
        needed = max(needed, layout.totalMinimumSize().height())
        around = self.sizeHint().height() - self._area.sizeHint().height()
        most = parent.height() - 16 if parent is not None else needed + around
        self.resize(self.width(), min(needed + around, most))
        if parent is not None:
            middle = parent.rect().center()
            self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: what is said later, or comes and goes, has room, too."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.lay()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's hook."""
        super().showEvent(event)
        self.lay()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: what is typed here puts no look on."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        event.accept()
