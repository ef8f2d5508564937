"""Searching and filtering with a finger: colour, finish, price, in stock, and large keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tryon.app.finishes import FAMILIES as FINISHES
from tryon.app.finishes import finish_family, finish_family_title
from tryon.app.flow import Flow
from tryon.app.icons import icon
from tryon.app.kiosk.overlays import Veil
from tryon.app.kiosk.parts import chip, label, large_button
from tryon.app.kiosk.wanted import Wanted, price_ranges
from tryon.app.product_card import price
from tryon.app.swatches import FAMILIES as COLOURS
from tryon.app.swatches import family, family_title
from tryon.app.theme import SPACE, SPACE_SMALL, colours, theme
from tryon.catalogue.product import Product

_KEYS = ("1234567890", "QWERTYUIOP", "ASDFGHJKL-", "ZXCVBNM")


class Find(Veil):
    """What is looked for; every touch takes effect at once.

    Parameters
    ----------
    parent : QWidget
    products : mapping of id to Product
    wanted : Wanted
        What is looked for already.
    """

    changed = Signal(object)  # Wanted
    closed = Signal()

    def __init__(
        self, parent: QWidget, products: Mapping[str, Product], wanted: Wanted
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Find a shade"))
        self._products = products
        self.wanted, self._is_tight = wanted, False
        self.column.addWidget(label(self.tr("Find a shade"), "headline"))
        self._line = QLineEdit(wanted.words)
        self._line.setPlaceholderText(self.tr("Name or number"))
        self._line.setAccessibleName(self.tr("Name or number"))
        self._line.setMinimumHeight(theme().target_px)
        self._line.textChanged.connect(
            lambda text: self._change(replace(self.wanted, words=text))
        )
        self._line.installEventFilter(self)
        self.column.addWidget(self._line)
        self._filters, self._keys = QWidget(), QWidget()
        rows = self._rows = QVBoxLayout(self._filters)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(SPACE_SMALL))
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._both.setSpacing(theme().px(SPACE))
        self._both.addWidget(self._filters, 1)
        self._both.addWidget(self._keys, 1)
        self.column.addLayout(self._both)
        every = list(products.values())
        seen = {family(product.shade.reflectance) for product in every}
        titles = {name: family_title(name) for name in COLOURS if name in seen}
        self._row(titles, wanted.colour, self._colour)
        worn = {finish_family(product.finish) for product in every}
        titles = {key: finish_family_title(key)[0] for key in FINISHES if key in worn}
        self._row(titles, wanted.finish, self._finish)
        self._ranges = price_ranges(every)
        currency = next((p.currency for p in every if p.currency), "")
        if len(self._ranges) > 1:
            said = {
                str(place): " – ".join(
                    dict.fromkeys((price(low, currency), price(high, currency)))
                )
                for place, (low, high) in enumerate(self._ranges)
            }
            chosen = (str(i) for i, span in enumerate(self._ranges) if span == wanted.price)
            self._row(said, next(chosen, ""), self._price)
        self._stock = chip(self.tr("In stock only"))
        self._stock.setChecked(wanted.is_in_stock)
        self._stock.toggled.connect(
            lambda on: self._change(replace(self.wanted, is_in_stock=on))
        )
        self._row_of([self._stock])
        self._rows.addStretch()
        self._lay_keyboard()
        self._count = label("", "soft body", is_centred=True)
        self.column.addWidget(self._count)
        answers = QHBoxLayout()
        answers.addWidget(large_button(self.tr("Show all"), self.reset))
        answers.addWidget(large_button(self.tr("Done"), self.closed.emit, is_primary=True))
        self.column.addLayout(answers)
        self._change(self.wanted)

    def cover(self) -> None:
        """Lie over all of the parent, as wide as the keys need.

        Where there is no room for both, the keys come when the line is touched.
        """
        super().cover()
        is_wide = self.width() > self.height()
        direction = QBoxLayout.Direction
        self._both.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        widest = theme().px(1120 if is_wide else 640)
        self.card.setFixedWidth(min(widest, self.width() - 2 * theme().px(SPACE_SMALL)))
        keys = len(_KEYS[0]) * (theme().target_px + theme().px(4))
        room = self.card.width() - 5 * theme().px(SPACE)
        self._is_tight = is_wide and keys > 0.55 * room
        self._filters.show()
        self._keys.setVisible(not self._is_tight)

    def leave(self) -> bool:
        """Look for what is chosen by now."""
        self.closed.emit()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: who touches the line wants the keys, or the filters again."""
        if self._is_tight and event.type() == QEvent.Type.MouseButtonPress:
            self._filters.setVisible(self._filters.isHidden())
            self._keys.setVisible(self._filters.isHidden())
        return super().eventFilter(watched, event)

    def reset(self) -> None:
        """Look for nothing in particular."""
        for group in self.findChildren(QButtonGroup):
            group.setExclusive(False)
            for button in group.buttons():
                button.setChecked(False)
        self._stock.setChecked(False)
        self._line.clear()
        self._change(Wanted())

    def _row(
        self, titles: Mapping[str, str], chosen: str, choose: Callable[[str], None]
    ) -> None:
        group = QButtonGroup(self)
        group.setExclusive(False)
        made: list[QPushButton] = []
        for key, title in titles.items():
            button = chip(title)
            button.setChecked(key == chosen)
            group.addButton(button)
            made.append(button)

            def press(on: bool, key: str = key, button: QPushButton = button) -> None:
                for other in group.buttons():
                    if other is not button:
                        other.setChecked(False)
                choose(key if on else "")

            button.clicked.connect(press)
        self._row_of(made)

    def _row_of(self, widgets: Sequence[QWidget]) -> None:
        """Lay chips side by side."""
        holder = QWidget()
        flow = Flow(theme().px(6))
        for widget in widgets:
            flow.addWidget(widget)
        holder.setLayout(flow)
        self._rows.addWidget(holder)

    def _lay_keyboard(self) -> None:
        rows = QVBoxLayout(self._keys)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme().px(4))
        for letters in _KEYS:
            row = QHBoxLayout()
            row.setSpacing(theme().px(4))
            for letter in letters:
                row.addWidget(self._key(letter, partial(self._line.insert, letter)))
            if letters is _KEYS[-1]:
                space = self._key("␣", lambda: self._line.insert(" "))
                space.setAccessibleName(self.tr("Space"))
                row.addWidget(space)
                erase = self._key("", self._line.backspace)
                erase.setIcon(icon("erase", colours().text))
                erase.setAccessibleName(self.tr("Erase the last letter"))
                row.addWidget(erase)
            rows.addLayout(row)
        rows.addStretch()

    def _key(self, text: str, act: Callable[[], None]) -> QPushButton:
        key = QPushButton(text)
        key.setProperty("part", "key")
        key.setAccessibleName(text)
        key.setMinimumWidth(24)
        side = theme().px(20)
        key.setIconSize(QSize(side, side))
        key.clicked.connect(lambda: act())
        return key

    def _colour(self, key: str) -> None:
        self._change(replace(self.wanted, colour=key))

    def _finish(self, key: str) -> None:
        self._change(replace(self.wanted, finish=key))

    def _price(self, key: str) -> None:
        chosen = self._ranges[int(key)] if key else None
        self._change(replace(self.wanted, price=chosen))

    def _change(self, wanted: Wanted) -> None:
        self.wanted = wanted
        count = sum(map(wanted, self._products.values()))
        self._count.setText(self.tr("%n shades", "", count))
        self.changed.emit(wanted)
