"""The panel beside the mirror: what is worn; shades and how they are worn; the wardrobe."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from tryon.app.clothes_panel import ClothesPanel
from tryon.app.product_card import ProductCard
from tryon.app.shades import Shades
from tryon.app.state import State, Worn
from tryon.app.tabs import Tabs
from tryon.app.ways import Target, Ways
from tryon.catalogue.product import Product, is_pencil

_RIM_PX = 9  # the balls, not their rings, stand at the edge of the column


class ShadePanel(QWidget):
    """Where a product or a piece of the wardrobe is chosen and varied.

    The shelf chooses for the lips, unless a page below asks it for a second colour or for the
    shade of a liner.

    Parameters
    ----------
    products : mapping of id to Product
    coats : (low, high)
        Range of the slider.
    """

    chosen = Signal(object)  # a product for the lips, or None for bare ones
    wardrobe_opened = Signal()

    def __init__(self, products: Mapping[str, Product], coats: tuple[float, float]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._worn = Worn()
        self._state: State | None = None
        self.card = ProductCard()
        self.shades = Shades(products)
        self.ways = Ways(coats)
        self.clothes = ClothesPanel()
        self._tabs = Tabs({"lips": self.tr("Lips"), "clothes": self.tr("Clothes")})
        self._tabs.setContentsMargins(_RIM_PX, 0, _RIM_PX, 0)
        self._tabs.chosen.connect(self.open)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(6)
        self.card.setContentsMargins(_RIM_PX, 0, _RIM_PX, 0)
        self.column.addWidget(self._tabs)
        self.column.addWidget(self.card)
        lips = QWidget()
        column = QVBoxLayout(lips)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.shades, 1)
        inset = QHBoxLayout()
        inset.setContentsMargins(_RIM_PX, 0, _RIM_PX, 0)
        inset.addWidget(self.ways)
        column.addLayout(inset)
        self._pages = QStackedWidget()
        self._pages.addWidget(lips)
        self._pages.addWidget(self.clothes)
        self.column.addWidget(self._pages, 1)
        self.shades.chosen.connect(self._choose)
        self.shades.done.connect(self.ways.aim_at_lips)
        self.ways.target_changed.connect(self._aim)

    def turn(self, is_portrait: bool) -> None:
        """Make use of a wide panel, or of a high one."""
        self.ways.turn(is_portrait)
        self.column.setContentsMargins(*(19, 12, 19, 24) if is_portrait else (15, 8, 15, 20))

    @property
    def page(self) -> str:
        """Which is open: ``"lips"`` or ``"clothes"``."""
        return "clothes" if self._pages.currentWidget() is self.clothes else "lips"

    def open(self, page: str) -> None:
        """Open a page."""
        self._tabs.choose(page)
        self._pages.setCurrentIndex(int(page == "clothes"))
        if self._state is not None:
            self._show_card(self._state)
        if page == "clothes":
            self.wardrobe_opened.emit()

    def show_state(self, before: State | None, state: State) -> None:
        """Show what is there and what is worn, where it has changed."""
        self._state = state
        self.clothes.show_state(before, state)
        if before is None or before.clothes != state.clothes:
            self._tabs.mark("clothes", bool(state.clothes))
            self._show_card(state)
        is_new = before is not None and before.products is not state.products
        if is_new:
            self.shades.fill(state.products)
        if (
            is_new
            or before is None
            or before.worn is not state.worn
            or before.has_own_look != state.has_own_look
        ):
            self._worn = state.worn
            self.ways.show_worn(state.worn, state.products, state.has_own_look)
            self._tabs.mark("lips", state.worn.product is not None or state.has_own_look)
            self._show_card(state)
            self._mark(state.has_own_look)
        if before is None or before.samples is not state.samples:
            self.ways.show_samples(state.samples)

    def step(self, by: int) -> None:
        """Choose the shade `by` places after the ringed one; the last meets the first.

        Pencils are passed over where lips are coloured: they would line them.
        """
        order, ringed = self.shades.order(), self._ringed
        if self.ways.target == "lips":
            order = [product for product in order if not is_pencil(product)] or order
        if not order or self.page != "lips":
            return
        at = order.index(ringed) + by if ringed in order else 0 if by > 0 else -1
        self._choose(order[at % len(order)])

    def _show_card(self, state: State) -> None:
        if self.page == "clothes":
            self.card.show_outfit(state.clothes, state.worn.product)
        else:
            self.card.show_worn(state.worn, state.has_own_look)

    def _choose(self, product: Product | None) -> None:
        if self.ways.target == "lips":
            self.chosen.emit(product)
        else:
            self.ways.take(product)

    def _aim(self, target: Target) -> None:
        titles = {
            "lips": "",
            "second": self.tr("Choose the second colour"),
            "liner": self.tr("Choose the liner's shade"),
        }
        self.shades.show_purpose(titles[target])
        self._mark(has_own_look=False)

    @property
    def _ringed(self) -> Product | None:
        """What the shelf has chosen, for whatever it chooses."""
        worn = self._worn
        if self.ways.target == "second":
            return worn.second
        if self.ways.target == "liner":
            return worn.liner.product if worn.liner else None
        return worn.product

    def _mark(self, has_own_look: bool) -> None:
        if has_own_look and self.ways.target == "lips":
            self.shades.unmark()
        else:
            self.shades.mark(self._ringed)
