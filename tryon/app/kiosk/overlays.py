"""What lies over everything for a moment: the question, the PIN, the count to the photo."""

import math
import threading
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from tryon.app.icons import icon
from tryon.app.kiosk.parts import label, large_button, sheet
from tryon.app.kiosk.pin import Guard
from tryon.app.theme import DISPLAY, SPACE, SPACE_SMALL, colours, font, theme
from tryon.app.window import Bell
from tryon.core.latest import Latest


class Veil(QWidget):
    """Darkens what is below, and takes every touch and key that is meant for it.

    Tab goes round in it, Esc leaves it where it has a way back, and whatever had the focus
    before has it again afterwards.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None  # what had the focus
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.card = sheet(self, "veil")
        outer = QVBoxLayout(self)
        outer.addStretch(3)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self.card)
        middle.addStretch()
        outer.addLayout(middle)
        outer.addStretch(2)
        self.column = QVBoxLayout(self.card)
        space = theme().px(SPACE)
        self.column.setContentsMargins(2 * space, 2 * space, 2 * space, 2 * space)
        self.column.setSpacing(theme().px(SPACE_SMALL))
        self.hide()

    def cover(self) -> None:
        """Lie over all of the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.card.setFixedWidth(min(theme().px(500), self.width() - 2 * theme().px(SPACE)))
        is_new = not self.isVisible()
        if is_new:
            self._before = self.window().focusWidget()
        self.show()
        self.raise_()
        if is_new:
            self.setFocus()  # on no control: who touches the screen need not see a frame

    def leave(self) -> bool:
        """Go back, as Esc asks; tell whether there is such a way."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.key() != Qt.Key.Key_Escape or not self.leave():
            super().keyPressEvent(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Qt's hook: Tab stays here while this lies over everything else."""
        if not self.isVisible():
            return super().focusNextPrevChild(is_next)
        stops: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            is_stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
            if is_stop and self.isAncestorOf(widget) and widget.isVisibleTo(self):
                stops.append(widget)
            widget = widget.nextInFocusChain()
        if stops:
            focused = self.focusWidget()
            place = stops.index(focused) if focused in stops else -1 if is_next else 0
            way = (
                Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason
            )
            stops[(place + (1 if is_next else -1)) % len(stops)].setFocus(way)
        return bool(stops)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's hook."""
        super().hideEvent(event)
        before, self._before = self._before, None
        # The page below may have been built anew meanwhile.
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        veil = QColor(colours().glass)
        veil.setAlphaF(0.66)
        painter = QPainter(self)
        painter.fillRect(self.rect(), veil)
        painter.end()


class StillThere(Veil):
    """Asks whether somebody is there, and counts down to the wipe."""

    stayed = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Are you still there?"))
        self._number = label("", "display", is_centred=True)
        self.column.addWidget(
            label(self.tr("Are you still there?"), "headline", wraps=True, is_centred=True)
        )
        self.column.addWidget(self._number)
        self.column.addWidget(
            label(
                self.tr("Then everything is erased: pictures, clips and links."),
                "soft body",
                wraps=True,
                is_centred=True,
            )
        )
        self.stay = large_button(self.tr("I am here"), self.stayed.emit, is_primary=True)
        self.end = large_button(self.tr("Finish and erase now"), self.finished.emit)
        self.column.addWidget(self.stay)
        self.column.addWidget(self.end)

    def leave(self) -> bool:
        """Who presses a key is there."""
        self.stayed.emit()
        return True

    def count(self, left_s: float) -> None:
        """Show how much time is left."""
        self._number.setText(str(max(math.ceil(left_s), 0)))
        if not self.isVisible():
            self.cover()
            self.stay.setFocus()


class Sorry(Veil):
    """Says that something failed, until it was read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        text = self.tr("This did not work. Please ask our staff.")
        self.setAccessibleName(text)
        self.column.addWidget(label(text, "headline", wraps=True, is_centred=True))
        self.back = large_button(self.tr("Back"), self.deleteLater, is_primary=True)
        self.column.addWidget(self.back)

    def cover(self) -> None:
        """Lie over all of the parent."""
        super().cover()
        self.back.setFocus()


def _try(guard: Guard, pin: str, tried: Latest[bool], on_tried: Callable[[], None]) -> None:
    """Try a PIN on a thread of its own: a guess takes long, that many might take too long."""
    tried.put(guard.try_pin(pin, time.monotonic()))
    on_tried()


class PinPad(Veil):
    """Takes the digits of the PIN that leaves the kiosk.

    Parameters
    ----------
    parent : QWidget
    guard : Guard or None
        None where the shop chose no PIN: then one more touch leaves.
    """

    opened = Signal()  # the PIN was right
    closed = Signal()

    def __init__(self, parent: QWidget, guard: Guard | None) -> None:
        super().__init__(parent)
        self._guard, self._digits = guard, ""
        self.setAccessibleName(self.tr("Leave the kiosk"))
        self.column.addWidget(label(self.tr("Leave the kiosk"), "headline", is_centred=True))
        self._dots = label("", "display", is_centred=True)
        self._said = label("", "soft body", wraps=True, is_centred=True)
        if guard is not None:
            self.column.addWidget(self._dots)
        self.column.addWidget(self._said)
        if guard is None:
            self._said.setText(self.tr("This shop has chosen no PIN yet."))
            self.column.addWidget(
                large_button(self.tr("Leave"), self.opened.emit, is_primary=True)
            )
        else:
            self.column.addLayout(self._keys())
        self.column.addWidget(large_button(self.tr("Back"), self.closed.emit))
        self._clock = QTimer(self, interval=250)
        self._clock.timeout.connect(self._show)
        self._tried, self._answered = Latest[bool](), Bell()
        self._answered.rung.connect(self._take_answer)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme().px(8))
        for place, digit in enumerate("123456789"):
            grid.addWidget(self._key(digit, partial(self.type, digit)), *divmod(place, 3))
        erase = self._key("", self.erase, self.tr("Erase the last digit"))
        erase.setIcon(icon("erase", colours().text))
        enter = self._key("", self.enter, self.tr("Try this PIN"))
        enter.setIcon(icon("check", colours().text))
        grid.addWidget(erase, 3, 0)
        grid.addWidget(self._key("0", lambda: self.type("0")), 3, 1)
        grid.addWidget(enter, 3, 2)
        return grid

    def _key(self, text: str, act: object, name: str = "") -> QPushButton:
        key = QPushButton(text)
        key.setProperty("part", "key")
        key.setAccessibleName(name or text)
        key.setMinimumHeight(max(theme().px(52), theme().target_px))
        side = theme().px(22)
        key.setIconSize(QSize(side, side))
        key.clicked.connect(act)
        return key

    def ask(self) -> None:
        """Begin anew."""
        self._digits = ""
        self.cover()
        self.setFocus()
        self._clock.start()
        self._show()

    def type(self, digit: str) -> None:
        """Take one digit."""
        self._digits = (self._digits + digit)[:12]
        self._show()

    def erase(self) -> None:
        """Take the last digit back."""
        self._digits = self._digits[:-1]
        self._show()

    def enter(self) -> None:
        """Try the digits."""
        pin, self._digits = self._digits, ""
        if self._guard is None:
            self.opened.emit()
        else:
            given = self._guard, pin, self._tried, self._answered.ring
            threading.Thread(target=_try, args=given, name="tryon-pin", daemon=True).start()
        self._show()

    def _take_answer(self) -> None:
        if self._tried.take_now():
            self._clock.stop()
            self.opened.emit()
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's hook: nobody reads digits that were left."""
        super().hideEvent(event)
        self._digits = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.text().isdigit():
            self.type(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.erase()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_on_key = isinstance(self.window().focusWidget(), QPushButton)
            if self._guard is None and is_on_key:  # which may be the one that goes back
                super().keyPressEvent(event)
            else:
                self.enter()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()

    def _show(self) -> None:
        if self._guard is None or not self.isVisible():
            self._clock.stop()
            return
        self._dots.setText("•" * len(self._digits) or "–")
        wait_s = self._guard.wait_s(time.monotonic())
        words = self.tr("The PIN of the shop, please.")
        if wait_s > 0:
            words = self.tr("Too many wrong PINs. Wait {0} s.").format(math.ceil(wait_s))
        self._said.setText(words)


class CountIn(QWidget):
    """Counts 3, 2, 1 over the mirror; then `done`."""

    done = Signal()
    counted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._left = 0
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self.hide()

    def begin(self) -> None:
        """Start at three."""
        self._left = 3
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.setAccessibleName(self.tr("Photo in three seconds"))
        self.show()
        self.raise_()
        self.counted.emit(str(self._left))
        self._clock.start()

    def stop(self) -> None:
        """Count no further."""
        self._clock.stop()
        self.hide()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.stop()
            self.done.emit()
        else:
            self.counted.emit(str(self._left))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme().px(96)
        disc = QRectF(0, 0, side, side)
        disc.moveCenter(QRectF(self.rect()).center())
        disc.moveTop(self.height() * 0.06)
        glass = QColor(colours().glass)
        glass.setAlphaF(0.72)
        painter.setBrush(glass)
        painter.setPen(QPen(QColor(colours().accent), theme().px(4)))
        painter.drawEllipse(disc)
        painter.setPen(QColor(colours().on_glass))
        painter.setFont(font(DISPLAY, font(DISPLAY).Weight.Bold))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._left))
        painter.end()
