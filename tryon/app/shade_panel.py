"""The panel beside the mirror: what is worn, the shelf of shades, and how a shade is worn."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tryon.app.product_card import ProductCard
from tryon.app.shades import Shades
from tryon.app.state import State, Worn
from tryon.app.ways import Target, Ways
from tryon.catalogue.product import Product

_RIM_PX = 9  # the balls, not their rings, stand at the edge of the column


class ShadePanel(QWidget):
    """Where a product is chosen and varied.

    The shelf chooses for the lips, unless a page below asks it for a second colour or for the
    shade of a liner.

    Parameters
    ----------
    products : mapping of id to Product
    coats : (low, high)
        Range of the slider.
    """

    chosen = Signal(object)  # a product for the lips, or None for bare ones

    def __init__(self, products: Mapping[str, Product], coats: tuple[float, float]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._worn = Worn()
        self.card = ProductCard()
        self.shades = Shades(products)
        self.ways = Ways(coats)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(10)
        self.card.setContentsMargins(_RIM_PX, 0, _RIM_PX, 0)
        self.column.addWidget(self.card)
        self.column.addWidget(self.shades, 1)
        inset = QHBoxLayout()
        inset.setContentsMargins(_RIM_PX, 0, _RIM_PX, 0)
        inset.addWidget(self.ways)
        self.column.addLayout(inset)
        self.shades.chosen.connect(self._choose)
        self.shades.done.connect(self.ways.aim_at_lips)
        self.ways.target_changed.connect(self._aim)

    def turn(self, is_portrait: bool) -> None:
        """Make use of a wide panel, or of a high one."""
        self.ways.turn(is_portrait)
        self.column.setContentsMargins(*(19, 24, 19, 24) if is_portrait else (15, 24, 15, 20))

    def show_state(self, before: State | None, state: State) -> None:
        """Show what is there and what is worn, where it has changed."""
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
            self.card.show_worn(state.worn, state.has_own_look)
            self._mark(state.has_own_look)
        if before is None or before.samples is not state.samples:
            self.ways.show_samples(state.samples)

    def step(self, by: int) -> None:
        """Choose the shade `by` places after the ringed one; the last meets the first."""
        order, ringed = self.shades.order(), self._ringed
        if not order:
            return
        at = order.index(ringed) + by if ringed in order else 0 if by > 0 else -1
        self._choose(order[at % len(order)])

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
