"""Large cards with a picture, of which one is touched: an answer to one question."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from tryon.app.ball import Lacquer
from tryon.app.icons import draw_icon
from tryon.app.swatches import paint_ball
from tryon.app.theme import BODY, RADIUS, RADIUS_LARGE, SMALL, TITLE, colours, font, theme
from tryon.core.scene import Bytes

#: Where the face of the portrait is, in shares of it: the middle of the lips' surroundings.
_FACE = QPointF(0.44, 0.27)


class Card(QAbstractButton):
    """A picture above a title and a sentence.

    Parameters
    ----------
    title, text : str
    sign : str
        Icon that stands in for the picture.
    """

    def __init__(self, title: str, text: str, sign: str) -> None:
        super().__init__()
        self.title, self.words, self._sign = title, text, sign
        self.setAccessibleName(f"{title}. {text}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme().px(190), theme().px(220))
        self.setMaximumSize(theme().px(640), theme().px(560))

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(theme().px(300), theme().px(400))

    def say(self, text: str) -> None:
        """Say something else below the title."""
        if text != self.words:
            self.words = text
            self.setAccessibleName(f"{self.title}. {text}")
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: Enter does what the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what the card is about; an icon, where nothing better is known."""
        side = min(rect.width(), rect.height()) * 0.32
        place = QRectF(0, 0, side, side)
        place.moveCenter(rect.center())
        draw_icon(painter, self._sign, place, QColor(colours().soft))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        c, inset = colours(), theme().px(16)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        path = QPainterPath()
        path.addRoundedRect(whole, RADIUS_LARGE, RADIUS_LARGE)
        is_near = self.underMouse() or self.isDown()
        painter.fillPath(path, QColor(c.lifted if is_near else c.raised))
        flags = Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextWordWrap
        title, body = font(TITLE, font(TITLE).Weight.Bold), font(BODY)
        width = round(whole.width()) - 2 * inset
        above = QFontMetrics(title).boundingRect(0, 0, width, 999, int(flags), self.title)
        below = QFontMetrics(body).boundingRect(0, 0, width, 999, int(flags), self.words)
        needed = above.height() + below.height() + theme().px(6) + 2 * inset
        picture = QRectF(whole).adjusted(0, 0, 0, -needed)
        painter.save()
        painter.setClipPath(path)
        painter.setClipRect(picture, Qt.ClipOperation.IntersectClip)
        painter.fillRect(picture, QColor(c.stage))
        self.paint_picture(painter, picture)
        painter.restore()
        left, top = whole.left() + inset, picture.bottom() + inset
        painter.setPen(QColor(c.text))
        painter.setFont(title)
        painter.drawText(QRectF(left, top, width, above.height()), int(flags), self.title)
        painter.setPen(QColor(c.soft))
        painter.setFont(body)
        top += above.height() + theme().px(6)
        painter.drawText(QRectF(left, top, width, below.height()), int(flags), self.words)
        if self.hasFocus():
            painter.setPen(QPen(QColor(c.text), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
        painter.end()


class CameraCard(Card):
    """A source, and what it sees now."""

    def __init__(self, title: str, text: str, sign: str) -> None:
        super().__init__(title, text, sign)
        self._bgrx: Bytes | None = None

    @property
    def has_picture(self) -> bool:
        """Whether anything was seen."""
        return self._bgrx is not None

    def show_picture(self, bgrx: Bytes | None) -> None:
        """Show what is seen; None is nothing any more."""
        if bgrx is not None or self._bgrx is not None:
            self._bgrx = bgrx
            self.update()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what is seen, filling the card."""
        if self._bgrx is None:
            super().paint_picture(painter, rect)
            return
        height, width = self._bgrx.shape[:2]
        image = QImage(self._bgrx.data, width, height, QImage.Format.Format_RGB32)
        painter.drawImage(rect, image, _part(width, height, rect, QPointF(0.5, 0.5)))


class RoleCard(Card):
    """One of the faces of the application, drawn with real looks.

    Parameters
    ----------
    kind : {"mirror", "kiosk", "studio", "desk"}
    title, text, sign : str
    lacquers : sequence of Lacquer
        Shades to show.
    """

    def __init__(
        self, kind: str, title: str, text: str, sign: str, lacquers: Sequence[Lacquer]
    ) -> None:
        super().__init__(title, text, sign)
        self.kind, self._lacquers = kind, lacquers
        self._pixmap = QPixmap()

    def show_pixmap(self, pixmap: QPixmap) -> None:
        """Show this portrait from now on."""
        self._pixmap = pixmap
        self.update()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint a small likeness of the window that the card opens."""
        if self.kind == "desk":
            self._paint_shelf(painter, rect)
        elif self._pixmap.isNull():
            super().paint_picture(painter, rect)
        elif self.kind == "kiosk":
            self._paint_kiosk(painter, rect)
        elif self.kind == "studio":
            self._paint_studio(painter, rect)
        else:
            self._paint_face(painter, rect, 0.52)

    def _paint_face(self, painter: QPainter, rect: QRectF, share: float) -> None:
        """Paint so much of the portrait's height round the face."""
        wide, tall = self._pixmap.width(), self._pixmap.height()
        high = share * tall
        ratio = rect.width() / max(rect.height(), 1)
        if high * ratio > wide:
            high = wide / ratio
        part = QRectF(0, 0, high * ratio, high)
        part.moveCenter(QPointF(_FACE.x() * wide, _FACE.y() * tall))
        part.moveLeft(min(max(part.left(), 0), wide - part.width()))
        part.moveTop(min(max(part.top(), 0), tall - part.height()))
        painter.drawPixmap(rect, self._pixmap, part)

    def _framed(self, painter: QPainter, rect: QRectF, ratio: float, share: float) -> QRectF:
        """Paint the portrait in a screen of such proportions; returns the screen."""
        high = min(rect.height() * 0.84, rect.width() * 0.84 / ratio)
        screen = QRectF(0, 0, high * ratio, high)
        screen.moveCenter(rect.center())
        path = QPainterPath()
        path.addRoundedRect(screen, RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        self._paint_face(painter, screen, share)
        painter.restore()
        return screen

    def _paint_kiosk(self, painter: QPainter, rect: QRectF) -> None:
        screen = self._framed(painter, rect, 9 / 16, 0.62)
        sheet = QRectF(screen)
        sheet.setTop(screen.bottom() - 0.24 * screen.height())
        path = QPainterPath()
        path.addRoundedRect(sheet, RADIUS, RADIUS)
        painter.fillPath(path, QColor(colours().panel))
        side = 0.19 * sheet.width()
        gap = (sheet.width() - 4 * side) / 5
        for place, lacquer in enumerate(self._lacquers[:4]):
            left = sheet.left() + gap + place * (side + gap)
            paint_ball(
                painter, lacquer, QRectF(left, sheet.center().y() - side / 2, side, side)
            )
        self._outline(painter, screen)

    def _paint_studio(self, painter: QPainter, rect: QRectF) -> None:
        c = colours()
        screen = self._framed(painter, rect, 16 / 9, 0.5)
        unit = screen.height() / 12
        third = QRectF(
            screen.left() + unit, screen.bottom() - 3.4 * unit, 8.4 * unit, 2.4 * unit
        )
        glass = QColor(c.glass)
        glass.setAlphaF(0.78)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(glass)
        painter.drawRoundedRect(third, unit / 2, unit / 2)
        if self._lacquers:
            ball = QRectF(third.left() + 0.4 * unit, third.top() + 0.4 * unit, 1.6 * unit, 0)
            ball.setHeight(ball.width())
            paint_ball(painter, self._lacquers[-1], ball)
        for row, share in ((0.7, 0.6), (1.45, 0.4)):
            bar = QRectF(third.left() + 2.6 * unit, third.top() + row * unit, 0, 0.34 * unit)
            bar.setWidth(share * third.width())
            painter.setBrush(QColor(c.on_glass if row < 1 else c.soft))
            painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        dot = QRectF(screen.right() - 2 * unit, screen.top() + unit, unit, unit)
        painter.setBrush(QColor(c.accent))
        painter.drawEllipse(dot)
        self._outline(painter, screen)

    def _outline(self, painter: QPainter, screen: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours().line), 3))
        painter.drawRoundedRect(screen, RADIUS, RADIUS)

    def _paint_shelf(self, painter: QPainter, rect: QRectF) -> None:
        """Paint shades in a table, as the desk has them."""
        c, count = colours(), min(len(self._lacquers), 4)
        if not count:
            return
        room = rect.adjusted(0.1 * rect.width(), 0.1 * rect.height(), 0, 0)
        room.setRight(rect.right() - 0.1 * rect.width())
        room.setBottom(rect.bottom() - 0.08 * rect.height())
        high = room.height() / count
        for row, lacquer in enumerate(self._lacquers[:count]):
            line = QRectF(room.left(), room.top() + row * high, room.width(), 0.84 * high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.raised if row else c.lifted))
            painter.drawRoundedRect(line, RADIUS / 2, RADIUS / 2)
            side = 0.66 * line.height()
            ball = QRectF(line.left() + 0.2 * side, 0, side, side)
            ball.moveTop(line.center().y() - side / 2)
            paint_ball(painter, lacquer, ball)
            for left, share in ((1.6, 0.34 - 0.05 * (row % 2)), (0, 0.12)):
                bar = QRectF(0, 0, share * line.width(), 0.14 * line.height())
                bar.moveCenter(line.center())
                if left:
                    bar.moveLeft(line.left() + left * side)
                else:
                    bar.moveRight(line.right() - 0.4 * side)
                painter.setBrush(QColor(c.soft if left else c.line))
                painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)


def _part(width: float, height: float, rect: QRectF, at: QPointF) -> QRectF:
    """Find the part of a picture that fills `rect` about a point of it."""
    ratio = rect.width() / max(rect.height(), 1)
    wide, tall = min(width, height * ratio), min(height, width / ratio)
    return QRectF((width - wide) * at.x(), (height - tall) * at.y(), wide, tall)


class ShadeCard(Card):
    """A shade, on the person's own lips as soon as they are seen.

    Parameters
    ----------
    title, text : str
    lacquer : Lacquer
    """

    def __init__(self, title: str, text: str, lacquer: Lacquer) -> None:
        super().__init__(title, text, "lips")
        self._lacquer = lacquer
        self._rgb: Bytes | None = None
        self.setCheckable(True)
        self.setMinimumSize(theme().px(110), theme().px(96))
        self.setMaximumHeight(theme().px(220))

    def show_sample(self, rgb: Bytes | None) -> None:
        """Show the person's lips in this shade."""
        if rgb is not self._rgb:
            self._rgb = rgb
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        c, inset = colours(), theme().px(8)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        path = QPainterPath()
        path.addRoundedRect(whole, RADIUS, RADIUS)
        painter.fillPath(path, QColor(c.lifted if self.underMouse() else c.raised))
        name = font(SMALL, font(SMALL).Weight.DemiBold)
        high = QFontMetrics(name).height() + inset
        picture = whole.adjusted(0, 0, 0, -high)
        painter.save()
        painter.setClipPath(path)
        painter.setClipRect(picture, Qt.ClipOperation.IntersectClip)
        if self._rgb is not None:
            height, width = self._rgb.shape[:2]
            image = QImage(
                self._rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888
            )
            painter.drawImage(picture, image, _part(width, height, picture, QPointF(0.5, 0.5)))
        painter.restore()
        side = theme().px(30) if self._rgb is not None else picture.height() * 0.7
        ball = QRectF(0, 0, side, side)
        ball.moveCenter(picture.center())
        if self._rgb is not None:
            ball.moveBottomRight(picture.bottomRight() - QPointF(inset, inset))
        paint_ball(painter, self._lacquer, ball)
        painter.setPen(QColor(c.text))
        painter.setFont(name)
        words = whole.adjusted(inset, picture.height(), -inset, 0)
        said = QFontMetrics(name).elidedText(
            self.title, Qt.TextElideMode.ElideRight, round(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, said)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(QColor(c.accent if self.isChecked() else c.text), 3))
            painter.drawPath(path)
        painter.end()
