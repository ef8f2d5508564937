"""The screens before the mirror: what passers-by see, and what they agree to."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tryon.app.icons import icon
from tryon.app.kiosk.consent import Consent
from tryon.app.kiosk.looks import Poster
from tryon.app.kiosk.parts import label, large_button, pill
from tryon.app.language import LANGUAGES, language, name_of, say_finish
from tryon.app.theme import (
    MOTION_SLOW_MS,
    SPACE,
    SPACE_LARGE,
    SPACE_SMALL,
    colours,
    theme,
)

#: Beside what is agreed to: seen, followed, forgotten, simulated.
_SIGNS = ("video camera", "person", "erase", "sparkle")
#: How long each look is shown, ms.
_SHOWN_MS = 4500
#: Where the face is on a poster: middle of its width, and the height that a page shows of it.
_FACE_X, _FACE_Y = 0.44, 0.27


@lru_cache(maxsize=8)
def poster_picture(path: Path) -> QImage:
    """Read a poster, once: five of them take a tenth of a second. From any thread."""
    return QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)


class Languages(QWidget):
    """One button for each language that is not spoken now."""

    chosen = Signal(str)

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for code in offered:
            if code != language():
                button = pill(LANGUAGES[code], self)
                button.clicked.connect(lambda _=False, code=code: self.chosen.emit(code))
                row.addWidget(button)


class Attract(QWidget):
    """The loop that invites: looks on the portrait, one after the other.

    Parameters
    ----------
    shop, welcome : str
    languages : sequence of str
    for_staff : str
        A line of small letters.
    """

    begun = Signal()
    language_chosen = Signal(str)

    def __init__(
        self, shop: str, welcome: str, languages: Sequence[str], for_staff: str = ""
    ) -> None:
        super().__init__()
        self.setAccessibleName(" ".join(filter(None, (welcome, for_staff))))
        self._pictures: list[QImage] = []
        self._posters: list[Poster] = []
        self._now, self._share = 0, 1.0
        space = theme().px(SPACE)
        self.shop = label(shop, "headline")
        self._offered = Languages(languages)
        self._offered.chosen.connect(self.language_chosen)
        top = QHBoxLayout()
        top.addWidget(self.shop)
        top.addStretch()
        top.addWidget(self._offered)
        self._look = label("", "body")
        self._welcome = label(welcome, "display", wraps=True)
        self._privacy = label(
            self.tr("The camera stays off until you agree. Nothing is kept."),
            "body",
            wraps=True,
        )
        self._for_staff = label(for_staff, "caption", wraps=True)
        on_glass = self.shop, self._look, self._welcome, self._privacy, self._for_staff
        for words in on_glass:
            words.setStyleSheet(f"color: {colours().on_glass};")
        self._for_staff.setVisible(bool(for_staff))
        self.begin_button = large_button(
            self.tr("Touch to begin"), self.begun.emit, is_primary=True
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * space, space, 2 * space, 2 * space)
        column.setSpacing(theme().px(SPACE_SMALL))
        column.addLayout(top)
        column.addStretch()
        column.addWidget(self._look)
        column.addWidget(self._welcome)
        column.addWidget(self._privacy)
        column.addSpacing(space)
        column.addWidget(self.begin_button)
        column.addWidget(self._for_staff)
        self._clock = QTimer(self, interval=_SHOWN_MS)
        self._clock.timeout.connect(self._turn_over)
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.setDuration(4 * MOTION_SLOW_MS)
        self._fade.valueChanged.connect(self._show_share)

    def show_posters(self, posters: Sequence[Poster]) -> None:
        """Show these looks from now on."""
        self._posters = list(posters)
        self._pictures = [poster_picture(poster.path) for poster in posters]
        self._now, self._share = 0, 1.0
        self._say()
        self._clock.start()
        self.update()

    @property
    def has_posters(self) -> bool:
        """Whether there is a look to see."""
        return bool(self._pictures)

    def _turn_over(self) -> None:
        if len(self._pictures) > 1 and self.isVisible():
            self._now = (self._now + 1) % len(self._pictures)
            self._say()
            self._fade.start()

    def _say(self) -> None:
        if self._posters:
            product = self._posters[self._now].product
            self._look.setText(f"{name_of(product)} · {say_finish(product.finish)}")

    def _show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook: on a wide screen nothing needs all of its width."""
        super().resizeEvent(event)
        is_wide = self.width() > self.height()
        self.begin_button.setMaximumWidth(theme().px(420) if is_wide else 16777215)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's hook: the whole screen is the button."""
        self.begun.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.begun.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(colours().glass))
        if self._pictures:
            before = self._pictures[self._now - 1]
            if self._share < 1:
                painter.drawImage(QRectF(self.rect()), before, self._crop(before))
                painter.setOpacity(self._share)
            now = self._pictures[self._now]
            painter.drawImage(QRectF(self.rect()), now, self._crop(now))
            painter.setOpacity(1)
        veil = QLinearGradient(0, 0, 0, self.height())
        for place, alpha in ((0.0, 0.45), (0.14, 0.0), (0.45, 0.0), (0.72, 0.8), (1.0, 0.94)):
            shade = QColor(colours().glass)
            shade.setAlphaF(alpha)
            veil.setColorAt(place, shade)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def _crop(self, picture: QImage) -> QRectF:
        """Find the part of a poster that fills the page, its face in the upper middle."""
        width, height = float(picture.width()), float(picture.height())
        ratio = self.width() / max(self.height(), 1)
        wide, tall = (height * ratio, height) if ratio < 1 else (width, width / ratio)
        left = min(max(_FACE_X * width - wide / 2, 0.0), width - wide)
        top = min(max(_FACE_Y * height - 0.42 * tall, 0.0), height - tall)
        return QRectF(left, top, wide, tall)


class ConsentPage(QWidget):
    """What happens to the picture, and two answers of the same size.

    Parameters
    ----------
    consent : Consent
    languages : sequence of str
    idle_s : float
        Without a touch, until everything is erased.
    """

    agreed = Signal(str)  # the version
    refused = Signal()
    language_chosen = Signal(str)

    def __init__(self, consent: Consent, languages: Sequence[str], idle_s: float) -> None:
        super().__init__()
        self.setProperty("part", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(consent.title)
        offered = Languages(languages)
        offered.chosen.connect(self.language_chosen)
        top = QHBoxLayout()
        top.addStretch()
        top.addWidget(offered)
        words = QVBoxLayout()
        words.setSpacing(theme().px(SPACE))
        words.addWidget(label(consent.title, "display", wraps=True))
        side = theme().px(30)
        self._points: list[QLabel] = []
        for sign, point in zip(cycle(_SIGNS), consent.points, strict=False):
            said = point.replace("{idle}", f"{idle_s:.0f}")
            picture = QLabel()
            picture.setPixmap(icon(sign, colours().accent).pixmap(QSize(side, side)))
            row = QHBoxLayout()
            row.setSpacing(theme().px(SPACE))
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            self._points.append(label(said, "body", wraps=True))
            row.addWidget(self._points[-1], 1)
            words.addLayout(row)
        words.addWidget(label(consent.children, "soft body", wraps=True))
        version = self.tr("Version {0} of this text").format(consent.version)
        words.addWidget(label(version, "soft"))
        self.agree = large_button(
            consent.agree, lambda: self.agreed.emit(consent.version), is_primary=True
        )
        self.refuse = large_button(consent.refuse, self.refused.emit)
        self._answers = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._answers.setSpacing(theme().px(SPACE_SMALL))
        self._answers.addWidget(self.refuse, 1)
        self._answers.addWidget(self.agree, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addStretch(1)
        self._column.addLayout(words)
        self._column.addStretch(2)
        self._column.addLayout(self._answers)
        self.agree.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook: lines of text stay short enough to be read."""
        super().resizeEvent(event)
        edge = theme().px(SPACE_LARGE)
        side = max((self.width() - theme().px(760)) // 2, edge)
        self._column.setContentsMargins(side, edge, side, edge)
        for point in self._points:  # larger where there is room, which is on a tall screen
            part = "lead" if self.height() > self.width() else "body"
            if point.property("part") != part:
                point.setProperty("part", part)
                point.style().unpolish(point)
                point.style().polish(point)
        is_narrow = self.width() < theme().px(560)
        direction = QBoxLayout.Direction
        self._answers.setDirection(
            direction.BottomToTop if is_narrow else direction.LeftToRight
        )
