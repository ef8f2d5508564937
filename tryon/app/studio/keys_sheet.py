"""Choosing which key does what: press a verb's button, then the key."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from tryon.app.kiosk.parts import label
from tryon.app.studio.keys import USUAL, is_of_looks, key_of, keys_of, say_key, verb_title
from tryon.app.studio.sheet import Sheet


class KeyButton(QPushButton):
    """Shows the key of a verb; pressed, it waits for another."""

    pressed_key = Signal(str)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title, self._key = title, ""
        self.setCheckable(True)
        self.setMinimumWidth(150)
        self.toggled.connect(lambda _: self._say())

    def show_key(self, key: str) -> None:
        """Show the key that holds."""
        self._key = key
        self.setChecked(False)
        self._say()

    def _say(self) -> None:
        text = self.tr("Press a key …") if self.isChecked() else say_key(self._key)
        self.setText(text)
        self.setAccessibleName(f"{self._title}: {text}")

    def event(self, event: QEvent) -> bool:
        """Qt's hook: while it waits, every key is an answer, those that move the focus, too."""
        if (
            self.isChecked()
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            if key := key_of(event):
                self.setChecked(False)
                self.pressed_key.emit(key)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's hook: who goes elsewhere wants no other key."""
        self.setChecked(False)
        super().focusOutEvent(event)


class KeysSheet(Sheet):
    """Every verb with its key; `chosen` carries the changed ones."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(QCoreApplication.translate("KeysSheet", "Keys"), parent, 540)
        self._keys = keys_of({})
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        looks = label(self.tr("Put a look on, or bare"), "body")
        grid.addWidget(looks, 0, 0)
        grid.addWidget(label("1 – 9, 0", "value", is_centred=True), 0, 1)
        arming = label(self.tr("Arm a look"), "body")
        grid.addWidget(arming, 1, 0)
        grid.addWidget(label(self.tr("Ctrl + its key"), "value", is_centred=True), 1, 1)
        self.buttons: dict[str, KeyButton] = {}
        for row, verb in enumerate(USUAL, 2):
            title = verb_title(verb)
            button = self.buttons[verb] = KeyButton(title)
            button.setProperty("part", "small")
            button.pressed_key.connect(lambda key, verb=verb: self._take(verb, key))
            grid.addWidget(label(title, "body", wraps=True), row, 0)
            grid.addWidget(button, row, 1)
        self.column.addLayout(grid)
        self._said = label("", "soft", wraps=True)
        self.column.addWidget(self._said)
        usual = QPushButton(self.tr("The usual keys"))
        usual.setAccessibleName(usual.text())
        usual.clicked.connect(lambda: self.chosen.emit({}))
        self.column.addWidget(usual)

    def show_keys(self, chosen: Mapping[str, str]) -> None:
        """Show which keys hold."""
        self._keys = keys_of(chosen)
        for verb, button in self.buttons.items():
            button.show_key(self._keys[verb])
        self._said.setText(self.tr("Choose a verb, then press the key it is to have."))

    def _take(self, verb: str, key: str) -> None:
        holder = next((v for v, k in self._keys.items() if k == key and v != verb), None)
        self.buttons[verb].show_key(self._keys[verb])
        if is_of_looks(key):
            self._said.setText(self.tr("This key is for the looks."))
        elif holder is not None:
            said = self.tr("{0} has this key: give it another first.")
            self._said.setText(said.format(verb_title(holder)))
        else:
            keys = {**self._keys, verb: key}
            self.chosen.emit({v: k for v, k in keys.items() if k != USUAL[v]})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: Escape may be a key that is being chosen."""
        if any(button.isChecked() for button in self.buttons.values()):
            event.accept()
        else:
            super().keyPressEvent(event)
