"""A layout that goes on in the next line where there is no room in this one."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem


class Flow(QLayout):
    """Widgets in lines, each stretched so that a line is full.

    Parameters
    ----------
    spacing_px : int
        Between widgets, and between lines.
    """

    def __init__(self, spacing_px: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing_px)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's hook."""
        self._items.append(item)

    def count(self) -> int:
        """Qt's hook."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt's hook."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt's hook."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Qt's hook: no higher than it must be."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Qt's hook."""
        return True

    def heightForWidth(self, width_px: int) -> int:
        """Qt's hook."""
        lines = list(self._lines(width_px))
        return sum(map(_high, lines)) + self.spacing() * max(len(lines) - 1, 0)

    def sizeHint(self) -> QSize:
        """Qt's hook: all in one line."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        gaps = self.spacing() * max(len(hints) - 1, 0)
        wide = sum(hint.width() for hint in hints) + gaps
        return QSize(wide, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """Qt's hook: each in a line of its own."""
        hints = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((hint.width() for hint in hints), default=0),
            max((hint.height() for hint in hints), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:
        """Qt's hook."""
        super().setGeometry(rect)
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight
        y = rect.y()
        for line in self._lines(rect.width()):
            wanted = [item.sizeHint().width() for item in line]
            over = rect.width() - sum(wanted) - self.spacing() * (len(line) - 1)
            x = float(rect.x())
            for item, wide in zip(line, wanted, strict=True):
                wider = wide + over * wide / max(sum(wanted), 1)
                place = QRect(round(x), y, round(x + wider) - round(x), _high(line))
                item.setGeometry(_placed(place, rect, direction))
                x += wider + self.spacing()
            y += _high(line) + self.spacing()

    def _lines(self, width_px: int) -> Iterator[Sequence[QLayoutItem]]:
        line: list[QLayoutItem] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            wide = item.sizeHint().width()
            if line and used + wide > width_px:
                yield line
                line, used = [], 0
            line.append(item)
            used += wide + self.spacing()
        if line:
            yield line


def _high(line: Sequence[QLayoutItem]) -> int:
    return max(item.sizeHint().height() for item in line)


def _placed(place: QRect, inside: QRect, direction: Qt.LayoutDirection) -> QRect:
    """Mirror a place for who reads from right to left."""
    if direction is Qt.LayoutDirection.RightToLeft:
        place.moveLeft(inside.left() + inside.right() - place.right())
    return place
