"""Which shades stand in the carousel, and in which order: as they are sold, sought, or suit."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from tryon.app.dressing import as_sold
from tryon.app.kiosk.carousel import ShadeTile, Tile
from tryon.app.kiosk.choices import Choices
from tryon.app.kiosk.controls import Controls
from tryon.app.kiosk.suits import Complexion, complexion, in_order
from tryon.app.kiosk.wanted import Wanted
from tryon.app.session import Session
from tryon.catalogue.product import Product

#: So many tiles are made at a turn: all at once would keep the mirror waiting.
_AT_ONCE = 10


class Offering(QObject):
    """Lays the shades out, and puts them into another order.

    Parameters
    ----------
    page : QObject
        The parent.
    session : Session
    controls : Controls
    choices : Choices
        What was sought, and whether shades are to suit.

    Attributes
    ----------
    complexion : Complexion or None
        Of who is there, where that was asked and seen.
    """

    changed = Signal()  # other shades are there, or in another order

    def __init__(
        self, page: QObject, session: Session, controls: Controls, choices: Choices
    ) -> None:
        super().__init__(page)
        self._session, self._controls, self._choices = session, controls, choices
        self._products: Mapping[str, Product] = {}
        self._tiles: dict[str, ShadeTile] = {}
        self.complexion: Complexion | None = None
        # Not `singleShot`: what that is to call is kept for good when the page goes before.
        self._filling = QTimer(self, interval=0, singleShot=True)
        self._filling.timeout.connect(self._fill)

    @property
    def order(self) -> list[Product]:
        """The shades that are offered, as they stand."""
        found = [p for p in self._session.products.values() if self._choices.wanted(p)]
        if self._choices.is_suited and self.complexion is not None:
            return in_order(found, self.complexion.undertone)
        return found

    @property
    def is_narrowed(self) -> bool:
        """Whether only some shades are wanted."""
        return self._choices.wanted != Wanted()

    def stop(self) -> None:
        """Make no more tiles."""
        self._filling.stop()

    def follow(self) -> None:
        """Lay out what the catalogue has now."""
        if self._session.products is not self._products:
            self._filling.start()

    def suit(self, is_wanted: bool) -> None:
        """Put the shades first that lean as the skin does, or in their usual order."""
        if is_wanted == self._choices.is_suited:
            return
        self._choices.is_suited, self.complexion = is_wanted, None
        self._read_skin()
        self._fill()

    def search(self, wanted: Wanted) -> None:
        """Offer only what is wanted."""
        self._choices.wanted = wanted
        self._fill()

    def see(self) -> None:
        """Read the skin as soon as somebody is seen, where it is asked for."""
        if self._choices.is_suited and self.complexion is None and self._read_skin():
            self._fill()

    def sample(self) -> None:
        """Try on what is in view."""
        seen = self._controls.shades.in_view()
        products = [product_on(tile) for tile in seen]
        self._session.sampling.show({p.id if p else "": as_sold(p) for p in products})

    def _read_skin(self) -> bool:
        seen = self._session.seen
        self.complexion = complexion(seen) if seen is not None else None
        return self.complexion is not None

    def _fill(self) -> None:
        """Lay out the shades: some at each turn, until all are there that are offered."""
        shades = self._controls.shades
        if self._session.products is not self._products:
            self._products = self._session.products
            self._bare, self._tiles = ShadeTile(None), {}
            shades.clear()
        order = self.order
        missing = [product for product in order if product.id not in self._tiles]
        for product in missing[:_AT_ONCE]:
            self._tiles[product.id] = ShadeTile(product)
        made = (self._tiles.get(product.id) for product in order)
        shades.arrange([self._bare, *(tile for tile in made if tile is not None)])
        shades.show_samples(self._session.state.samples)
        self._controls.search.setChecked(self.is_narrowed)
        if len(missing) > _AT_ONCE:
            self._filling.start()
        self.changed.emit()


def product_on(tile: Tile) -> Product | None:
    """Find the product of a tile; None for bare lips and for clothes."""
    return tile.product if isinstance(tile, ShadeTile) else None
