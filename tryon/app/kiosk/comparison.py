"""Which shades are compared, and the pictures of that: from a touch to the compartments."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from tryon.app.dressing import as_sold
from tryon.app.kiosk.compare import Comparing
from tryon.app.kiosk.compare_view import CompareView
from tryon.app.preview import Preview
from tryon.app.session import Session
from tryon.app.window import Bell
from tryon.catalogue.product import Product

#: At least and at most so many shades are compared.
_LEAST, _MOST = 2, 4


class Comparison(QObject):
    """Two to four shades on the same live face.

    Parameters
    ----------
    preview : Preview
        What the compartments lie over.
    session : Session
    comparing : Comparing
    compared : Bell
        The one that it rings.
    chosen : list of Product
        What is compared; it outlives this page, and is changed in place.

    Attributes
    ----------
    view : CompareView
    """

    changed = Signal()
    worn = Signal(object)  # the product of the compartment that was touched

    def __init__(
        self,
        preview: Preview,
        session: Session,
        comparing: Comparing,
        compared: Bell,
        chosen: list[Product],
    ) -> None:
        super().__init__(preview)
        self._preview, self._session, self._comparing = preview, session, comparing
        self._chosen, self._ordered_px = chosen, (0, 0)
        self.view = CompareView(preview, lambda: session.state.display)
        self.view.chosen.connect(self.worn)
        compared.rung.connect(self._show)

    @property
    def is_on(self) -> bool:
        """Whether anything is compared."""
        return bool(self._chosen)

    @property
    def is_complete(self) -> bool:
        """Whether every compartment has a picture."""
        made = self.view.compartments.values()
        return bool(made) and all(one.captured_ns for one in made)

    def place_of(self, product: Product | None) -> int:
        """Give the number of a compared shade, from 1; 0 for one that is not."""
        return self._chosen.index(product) + 1 if product in self._chosen else 0

    def begin(self, order: Sequence[Product], count: int = _LEAST) -> None:
        """Compare `count` shades: what is worn, and those that stand after it."""
        worn = self._session.state.worn.product
        place = order.index(worn) if worn in order else 0
        self._chosen[:] = [*order[place:], *order[:place]][: min(count, _MOST)]
        self.lay()

    def toggle(self, product: Product | None) -> None:
        """Compare this one, too, or no longer, as far as there is room."""
        if product in self._chosen:
            if len(self._chosen) > _LEAST:
                self._chosen.remove(product)
        elif product is not None and len(self._chosen) < _MOST:
            self._chosen.append(product)
        self.lay()

    def end(self) -> None:
        """Compare nothing any more."""
        self._chosen.clear()
        self.lay()

    def stop(self) -> None:
        """Paint nothing any more; what was chosen stays for the next page."""
        self._comparing.show({}, (16, 16), True)

    def lay(self) -> None:
        """Lie over the mirror as it is now, with a compartment for each shade."""
        self.view.setGeometry(self._preview.rect())
        self.view.setVisible(self.is_on)
        self.view.offer(self._chosen)
        self._order()
        self.changed.emit()

    def _order(self) -> None:
        """Have the shades painted as large as they are shown, on lips that are left bare."""
        first = next(iter(self._chosen), None)
        self._session.dressing.leave_bare(as_sold(first) if first is not None else None)
        self._ordered_px = self.view.size_px()
        self._comparing.show(
            {product.id: as_sold(product) for product in self._chosen},
            self._ordered_px,
            self._session.state.is_mirrored,
        )

    def _show(self) -> None:
        compared = self._comparing.waiting.take_now()
        if compared is not None:
            self.view.show_compared(compared)
        if self.is_on and self._ordered_px != self.view.size_px():
            self._order()
