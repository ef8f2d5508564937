"""What passers-by see while the shop is closed: a look, dimmed, and when it opens."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout

from tryon.app.kiosk.hours import Hours
from tryon.app.kiosk.pages import Attract
from tryon.app.kiosk.parts import label
from tryon.app.theme import SPACE, colours, theme

#: So much of the light is taken from the look behind the words.
_DIM = 0.62
#: A touch as long as this is meant: staff want to leave.
_LONG_PRESS_MS = 1500


class ClosedPage(Attract):
    """The invitation without its button: no camera is on, and nobody is asked anything.

    Parameters
    ----------
    shop : str
    hours : Hours
    now : datetime
        With its zone.
    languages : sequence of str
    """

    leave_wanted = Signal()

    def __init__(
        self, shop: str, hours: Hours, now: datetime, languages: Sequence[str]
    ) -> None:
        super().__init__(shop, "", languages)
        self.begin_button.hide()
        self._privacy.hide()
        self._look.hide()
        self._welcome.setText(self.tr("We are closed"))
        self._next = self._said(hours, now)
        self._next.setProperty("part", "headline")
        week = self._week(hours, now)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(self._next)
        column.addLayout(week)
        self.setAccessibleName(f"{self._welcome.text()}. {self._next.text()}")
        self._press = QTimer(self, interval=_LONG_PRESS_MS, singleShot=True)
        self._press.timeout.connect(self.leave_wanted)

    def _said(self, hours: Hours, now: datetime) -> QLabel:
        opening = hours.opens_next(now)
        if opening is None:
            said = self.tr("We are not open at the moment.")
        else:
            days = (opening.date() - now.astimezone(opening.tzinfo).date()).days
            time = f"{opening:%H:%M}"  # as in the week below
            day = QLocale().dayName(opening.isoweekday())
            said = (
                self.tr("We open today at {0}.").format(time)
                if days == 0
                else self.tr("We open tomorrow at {0}.").format(time)
                if days == 1
                else self.tr("We open on {0} at {1}.").format(day, time)
            )
        return self._on_glass(label(said, "headline", wraps=True))

    def _week(self, hours: Hours, now: datetime) -> QGridLayout:
        """Lay out the week, today's line in full light."""
        grid = QGridLayout()
        grid.setContentsMargins(0, theme().px(SPACE), 0, theme().px(SPACE))
        grid.setHorizontalSpacing(2 * theme().px(SPACE))
        grid.setVerticalSpacing(theme().px(4))
        grid.setColumnStretch(2, 1)
        today = hours.today(now)
        for day, spans in enumerate(hours.week):
            said = ", ".join(str(span) for span in spans) or self.tr("closed")
            for place, text in enumerate((QLocale().dayName(day + 1), said)):
                words = self._on_glass(label(text, "body"), is_soft=day != today)
                grid.addWidget(words, day, place)
        return grid

    def _on_glass(self, words: QLabel, *, is_soft: bool = False) -> QLabel:
        colour = QColor(colours().on_glass)
        alpha = 0.72 if is_soft else 1.0
        words.setStyleSheet(
            f"color: rgba({colour.red()}, {colour.green()}, {colour.blue()}, {alpha});"
        )
        return words

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's hook: a short touch does nothing, a long one asks for the PIN."""
        self._press.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's hook."""
        self._press.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: only the way out is left."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave_wanted.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        super().paintEvent(event)
        painter = QPainter(self)
        dim = QColor(colours().glass)
        dim.setAlphaF(_DIM)
        painter.fillRect(self.rect(), dim)
        painter.end()
