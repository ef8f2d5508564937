"""A well: shows a chosen shade, and when pressed lets another be chosen from the shelf."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from tryon.app.ball import lacquer_of
from tryon.app.swatches import paint_ball
from tryon.app.theme import BODY, RADIUS_SMALL, SMALL, TARGET, colours, font
from tryon.catalogue.product import Product

_BALL_PX = 36


class Well(QAbstractButton):
    """A shade beside its role; checked while the shelf is choosing for it.

    Parameters
    ----------
    title : str
        Such as "Second colour".
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._product: Product | None = None
        self._text = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def show_shade(self, product: Product | None, text: str) -> None:
        """Show another shade and its name; None is an empty ring."""
        self._product, self._text = product, text
        self.setAccessibleName(f"{self._title}: {text}")
        self.setToolTip(self.tr("{0}: choose another from the shades above").format(text))
        self.update()

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(200, TARGET)

    def minimumSizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(140, TARGET)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else 0.4)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = colours().lifted if self.underMouse() and self.isEnabled() else colours().raised
        edge = (
            colours().accent if self.isChecked() else colours().text if self.hasFocus() else lit
        )
        painter.setBrush(QColor(lit))
        painter.setPen(QPen(QColor(edge), 2))
        painter.drawRoundedRect(rect, RADIUS_SMALL, RADIUS_SMALL)
        top = (self.height() - _BALL_PX) / 2
        place = QRectF(12, top, _BALL_PX, _BALL_PX)
        if self._product is not None:
            paint_ball(painter, lacquer_of(self._product, self._product.finish), place)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().soft), 2, Qt.PenStyle.DashLine))
            painter.drawEllipse(place.adjusted(2, 2, -2, -2))
        words = self.rect().adjusted(12 + _BALL_PX + 12, 7, -34, -7)
        painter.setFont(font(SMALL - 2))
        painter.setPen(QColor(colours().soft))
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, self._title)
        painter.setFont(font(BODY - 2, font(BODY).Weight.DemiBold))
        painter.setPen(QColor(colours().text))
        name = painter.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom, name)
        painter.setPen(QColor(colours().accent if self.isChecked() else colours().soft))
        side = self.rect().adjusted(0, 0, -14, 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(side, right, "↑" if self.isChecked() else "›")
        painter.end()
