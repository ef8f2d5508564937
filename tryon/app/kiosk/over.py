"""What stands on the mirror itself: the shop's name, languages, the badge, a kind word."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from tryon.app.appearance import Appearance
from tryon.app.glass import Pill
from tryon.app.kiosk.parts import pill
from tryon.app.kiosk.rules import Rules
from tryon.app.language import LANGUAGES, language
from tryon.app.preview import Preview
from tryon.app.theme import theme

#: Long enough to be meant: a touch on the shop's name that asks for the PIN.
_LONG_PRESS_MS = 1500


class Over(QObject):
    """Glass over a mirror.

    Parameters
    ----------
    preview : Preview
    rules : Rules
    appearance : Appearance
    """

    language_chosen = Signal(str)
    large_type_chosen = Signal(bool)
    leave_wanted = Signal()
    finished = Signal()
    advised = Signal(str)

    def __init__(self, preview: Preview, rules: Rules, appearance: Appearance) -> None:
        super().__init__(preview)
        self._preview = preview
        self.shop = pill(rules.shop, preview)
        self.shop.setAccessibleName(self.tr("{0}: hold to leave the kiosk").format(rules.shop))
        self._press = QTimer(self, interval=_LONG_PRESS_MS, singleShot=True)
        self._press.timeout.connect(self.leave_wanted)
        self.shop.pressed.connect(self._press.start)
        self.shop.released.connect(self._press.stop)
        self.finish = pill(self.tr("End"), preview, "leave")
        self.finish.setAccessibleName(self.tr("Finish and erase now"))
        self.finish.clicked.connect(self.finished)
        self.letters = pill("Aa", preview)
        self.letters.setAccessibleName(self.tr("Larger letters"))
        self.letters.setCheckable(True)
        self.letters.setChecked(appearance.has_large_type)
        self.letters.clicked.connect(self.large_type_chosen)
        self.undo = pill(self.tr("Undo"), preview, "back")
        self.undo.hide()
        self._right = [self.finish, self.letters]
        for code in rules.languages:
            if code != language():
                button = pill(LANGUAGES[code], preview)
                button.clicked.connect(
                    lambda _=False, code=code: self.language_chosen.emit(code)
                )
                self._right.append(button)
        self.badge = Pill("", preview)
        self._note = Pill(self.tr("Virtual effect, for reference"), preview)
        self.advice = Pill("", preview)
        self.advice.setProperty("part", "glass large")
        self.advice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.badge.hide()
        self.advice.hide()

    def say_badge(self, text: str) -> None:
        """Say how sure the colour is; nothing where nothing is worn."""
        self._say(self.badge, text)

    def say_advice(self, text: str) -> None:
        """Say a kind word in the upper middle, where the eyes are."""
        if text and text != self.advice.text():
            self.advised.emit(text)
        self._say(self.advice, text)

    def _say(self, glass: Pill, text: str) -> None:
        if text != glass.text():
            glass.setText(text)
            glass.setVisible(bool(text))
            self.lay()

    def lay(self) -> None:
        """Place everything along the edges of the mirror."""
        inset, wide = theme().px(10), self._preview.width()
        self.shop.adjustSize()
        self._place(self.shop, inset, inset)
        x = wide - inset
        for button in self._right:
            button.adjustSize()
            x -= button.width()
            self._place(button, x, inset)
            x -= inset
        below = inset + max(self.shop.height(), theme().target_px) + theme().px(8)
        self.badge.adjustSize()
        self._place(self.badge, wide - self.badge.width() - inset, below)
        self._note.adjustSize()
        self._place(self._note, inset, self._preview.height() - self._note.height() - inset)
        self.undo.adjustSize()
        self._place(
            self.undo,
            wide - self.undo.width() - inset,
            self._preview.height() - self.undo.height() - inset,
        )
        self.advice.fit(wide - 2 * inset)
        y = below + self.badge.height() + theme().px(8)
        self.advice.move((wide - self.advice.width()) // 2, y)
        for widget in (self.shop, *self._right, self.badge, self._note, self.undo, self.advice):
            widget.raise_()

    def _place(self, widget: QWidget, x: int, y: int) -> None:
        """Move a widget; from right to left everything is on the other side."""
        if self._preview.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            x = self._preview.width() - x - widget.width()
        widget.move(x, y)
