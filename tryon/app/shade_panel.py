"""The panel beside the mirror: what is worn, the shades, and how a shade is worn."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from tryon.app.finishes import Finishes
from tryon.app.knobs import Knob
from tryon.app.product_card import ProductCard
from tryon.app.shades import Shades
from tryon.app.state import State
from tryon.catalogue.product import Product

_RIM_PX = 9  # the balls, not their rings, stand at the edge of the column


class ShadePanel(QWidget):
    """Where a product is chosen and varied.

    Parameters
    ----------
    products : mapping of id to Product
    coats : (low, high)
        Range of the slider.
    """

    chosen = Signal(object)  # a product, or None for bare lips
    finish_chosen = Signal(str)
    coats_turned = Signal(float)

    def __init__(self, products: Mapping[str, Product], coats: tuple[float, float]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.card = ProductCard()
        self.shades = Shades(products)
        self._finishes = Finishes()
        self._coats = Knob(self.tr("Coats"), *coats, 0.1)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(14)
        self.card.setContentsMargins(_RIM_PX, 0, _RIM_PX, 0)
        self.column.addWidget(self.card)
        self.column.addWidget(self.shades, 1)
        self._knobs = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._knobs.setContentsMargins(_RIM_PX, 0, _RIM_PX, 0)
        self._knobs.addWidget(self._finishes, 3)
        self._knobs.addWidget(self._coats, 2)
        self.column.addLayout(self._knobs)
        self.shades.chosen.connect(self.chosen)
        self._finishes.chosen.connect(self.finish_chosen)
        self._coats.turned.connect(self.coats_turned)

    def turn(self, is_portrait: bool) -> None:
        """Set the knobs side by side where the panel is wide, else one below the other."""
        direction = QBoxLayout.Direction
        self._knobs.setDirection(
            direction.LeftToRight if is_portrait else direction.TopToBottom
        )
        self._knobs.setSpacing(40 if is_portrait else 14)
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
            self._show_worn(state)

    def nudge_coats(self, steps: int) -> None:
        """Put on a little more or less, as the keyboard does."""
        self._coats.nudge(steps)

    def step(self, worn: Product | None, by: int) -> None:
        """Choose the shade `by` places after what is worn; the last meets the first."""
        order = self.shades.order()
        if not order:
            return
        if worn in order:
            self.chosen.emit(order[(order.index(worn) + by) % len(order)])
        else:
            self.chosen.emit(order[0 if by > 0 else -1])

    def _show_worn(self, state: State) -> None:
        worn = state.worn
        product = None if state.has_own_look else worn.product
        if state.has_own_look:
            self.shades.unmark()
        else:
            self.shades.mark(worn.product)
        self._finishes.mark(worn.finish, product)
        self._coats.mark(worn.coats, is_enabled=product is not None)
        self.card.show_worn(worn, state.has_own_look)
