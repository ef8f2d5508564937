"""The sheet in the lower third: what is worn, what can be, and what to do with it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from tryon.app.flow import Flow
from tryon.app.kiosk.card import Card
from tryon.app.kiosk.carousel import Carousel
from tryon.app.kiosk.parts import action, chip
from tryon.app.kiosk.rules import Rules
from tryon.app.theme import SPACE, SPACE_SMALL, theme


class Controls(QWidget):
    """Card, carousel and actions: stacked on a tall screen, side by side on a wide one.

    Parameters
    ----------
    rules : Rules
        What the shop does not offer is not shown.

    Attributes
    ----------
    card : Card
    lips, clothes, suits, search, scan, hands : QPushButton
    shades, rail : Carousel
    before, compare, light, take : QToolButton
    """

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        offers = self._offers = rules.offers
        self.setProperty("part", "kiosk sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.card = Card()
        self.lips, self.clothes = chip(self.tr("Lips")), chip(self.tr("Clothes"))
        self.suits = chip(self.tr("Suits your skin"))
        self.search, self.scan = chip(self.tr("Find")), chip(self.tr("Scan"))
        self.hands = chip(self.tr("Hands-free"))
        chips = Flow(theme().px(6))
        for button, is_offered in (
            (self.lips, "clothes" in offers),
            (self.clothes, "clothes" in offers),
            (self.suits, "suits" in offers),
            (self.search, "search" in offers),
            (self.scan, "scan" in offers),
            (self.hands, "hands free" in offers),
        ):
            chips.addWidget(button)
            if not is_offered:  # to show it before it has a parent would open a window
                button.hide()
        self.shades = Carousel(self.tr("Shades"))
        self.rail = Carousel(self.tr("Clothes"))
        self.before = action(self.tr("Before / after"), "before after")
        self.compare = action(self.tr("Compare"), "compare")
        self.light = action(self.tr("Other light"), "lamp")
        self.take = action(self.tr("Take it home"), "home", is_primary=True)
        self.before.setCheckable(True)
        self.compare.setCheckable(True)
        doing = QHBoxLayout()
        doing.setSpacing(theme().px(6))
        for each, is_offered in (
            (self.before, True),
            (self.compare, "compare" in offers),
            (self.light, "other light" in offers),
            (self.take, True),
        ):
            doing.addWidget(each, 1)
            if not is_offered:
                each.hide()
        choosing = QVBoxLayout()
        choosing.setSpacing(theme().px(SPACE_SMALL))
        choosing.addWidget(_holding(chips))
        choosing.addWidget(self.shades)
        choosing.addWidget(self.rail)
        self._choosing, self._doing = _holding(choosing), _holding(doing)
        self._grid = QGridLayout(self)
        space = theme().px(SPACE)
        self._grid.setContentsMargins(space, space, space, space)
        self._grid.setSpacing(theme().px(SPACE_SMALL))
        self.turn(is_tall=True)

    def turn(self, *, is_tall: bool) -> None:
        """Stack the parts, or set them side by side."""
        for part in (self.card, self._choosing, self._doing):
            self._grid.removeWidget(part)
        if is_tall:
            for row, part in enumerate((self.card, self._choosing, self._doing)):
                self._grid.addWidget(part, row, 0, 1, 2)
        else:
            self._grid.addWidget(self.card, 0, 0)
            self._grid.addWidget(self._doing, 1, 0)
            self._grid.addWidget(self._choosing, 0, 1, 2, 1)
        self._grid.setColumnStretch(0, 1 if is_tall else 5)
        self._grid.setColumnStretch(1, 0 if is_tall else 8)
        side = theme().px(24)
        for each in (self.before, self.compare, self.light, self.take):
            each.setIconSize(QSize(side, side))

    def open(self, page: str) -> None:
        """Show the shades ("lips") or the wardrobe ("clothes")."""
        self.lips.setChecked(page == "lips")
        self.clothes.setChecked(page == "clothes")
        self.shades.setVisible(page == "lips")
        self.rail.setVisible(page == "clothes")
        # What puts shades into an order says nothing of clothes.
        self.suits.setVisible(page == "lips" and "suits" in self._offers)
        self.search.setVisible(page == "lips" and "search" in self._offers)


def _holding(layout: QLayout) -> QWidget:
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(layout)
    return holder
