"""The shelf: every shade, and the ways to find one among many."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tryon.app.chips import Chips
from tryon.app.finishes import FAMILIES as FINISH_FAMILIES
from tryon.app.finishes import finish_family, finish_family_title
from tryon.app.icons import icon
from tryon.app.language import say_finish
from tryon.app.menu import menu_of
from tryon.app.swatches import FAMILIES, Grid, family, family_title
from tryon.app.theme import TARGET, colours
from tryon.catalogue.product import Product

_ALL = "all"
#: A window lower than this has no room for the search until it is asked for.
_ROOMY_PX = 640
#: And one lower than this none for the families of colour.
_LOW_PX = 560


class _Search(QLineEdit):
    """Words to look for; Escape empties it and goes."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Shades(QWidget):
    """All shades, by family, with search and filters.

    Parameters
    ----------
    products : mapping of id to Product
    """

    chosen = Signal(object)
    new_wanted = Signal()
    done = Signal()  # with choosing for something else than the lips
    left = Signal()

    def __init__(self, products: Mapping[str, Product]) -> None:
        super().__init__()
        self._products = products
        self._is_roomy = True
        self._finish, self._is_verified_only = _ALL, False
        self._search = _Search()
        self._search.setPlaceholderText(self.tr("Find a shade"))
        self._search.setAccessibleName(self.tr("Find a shade by name, brand, number or finish"))
        self._search.setToolTip(self.tr("Name, brand, number or finish (Ctrl+F)"))
        self._search.addAction(
            icon("search", colours().soft), QLineEdit.ActionPosition.LeadingPosition
        )
        self._search.setClearButtonEnabled(True)
        for inside, name in zip(
            self._search.findChildren(QAbstractButton),
            (self.tr("Find"), self.tr("Empty the search (Esc)")),
            strict=True,
        ):
            inside.setAccessibleName(name)
            inside.setToolTip(name)
        self._search.setFixedHeight(TARGET - 8)
        self._search.textChanged.connect(self._filter)
        self._search.left.connect(self._leave)
        self._filters = QPushButton(icon("filter", colours().soft), "")
        self._filters.setProperty("part", "icon")
        self._filters.setIconSize(QSize(22, 22))
        self._filters.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._filters.setToolTip(self.tr("Show only some finishes, or only measured shades"))
        self._fill_menu()
        self._top = QWidget()
        row = QHBoxLayout(self._top)
        row.setContentsMargins(9, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._search, 1)
        row.addWidget(self._filters)
        families = {name: (family_title(name), family_title(name)) for name in FAMILIES}
        self._families = Chips({_ALL: (self.tr("All"), self.tr("All colours")), **families})
        self._families.chosen.connect(self._filter)
        self._families.setContentsMargins(9, 0, 9, 0)
        self._purpose = QLabel()
        self._purpose.setProperty("part", "value")
        away = QPushButton(self.tr("Done"))
        away.setProperty("part", "quiet")
        away.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        away.setToolTip(self.tr("Choose the shade of the lips again"))
        away.setAccessibleName(self.tr("Done"))
        away.clicked.connect(self.done)
        self._asking = QWidget()
        self._asking.setProperty("part", "asking")
        self._asking.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        asking = QHBoxLayout(self._asking)
        asking.setContentsMargins(14, 0, 4, 0)
        asking.addWidget(self._purpose, 1)
        asking.addWidget(away)
        self._asking.hide()
        self._none = QLabel()
        self._none.setProperty("part", "soft")
        self._none.setWordWrap(True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._none.setContentsMargins(12, 24, 12, 0)
        self._none.hide()
        self._grid = Grid(products)
        self._grid.chosen.connect(self.chosen)
        self._grid.new_wanted.connect(self.new_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._top)
        column.addWidget(self._families)
        inset = QHBoxLayout()
        inset.setContentsMargins(9, 0, 9, 0)
        inset.addWidget(self._asking)
        column.addLayout(inset)
        column.addWidget(self._none, 1)
        column.addWidget(self._grid, 1)
        self._filter()

    def fill(self, products: Mapping[str, Product]) -> None:
        """Show other products; search and filters stay."""
        self._products = products
        self._grid.fill(products)
        self._filter()

    def order(self) -> list[Product]:
        """List the products as they are shown, left to right and down."""
        return self._grid.order()

    def mark(self, product: Product | None) -> None:
        """Ring what is worn, and bring it into view."""
        self._grid.mark(product)
        self._families.mark(family(product.shade.reflectance) if product else None)

    def unmark(self) -> None:
        """Ring nothing: something from outside the catalogue is worn."""
        self._grid.unmark()
        self._families.mark(None)

    def show_purpose(self, purpose: str) -> None:
        """Say for what a shade is chosen; empty for the lips, as always."""
        self._purpose.setText(purpose)
        self._asking.setVisible(bool(purpose))

    def fit_into(self, height: int) -> None:
        """Leave search and families out of a low window, until they are asked for."""
        self._is_roomy = height >= _ROOMY_PX
        self._top.setVisible(self._is_roomy or bool(self._search.text()))
        self._families.setVisible(height >= _LOW_PX)

    def search(self) -> None:
        """Go to where words are typed."""
        self._top.show()
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _leave(self) -> None:
        self._top.setVisible(self._is_roomy)
        self.left.emit()

    def _fill_menu(self) -> None:
        menu = menu_of(self._filters)
        verified = QAction(self.tr("Measured shades only"), menu)
        verified.setCheckable(True)
        verified.toggled.connect(self._choose_verified)
        menu.addAction(verified)
        menu.addSeparator()
        group = QActionGroup(menu)
        titles = {key: finish_family_title(key)[1] for key in FINISH_FAMILIES}
        for key, title in {_ALL: self.tr("Any finish"), **titles}.items():
            action = QAction(title, menu)
            action.setCheckable(True)
            action.setChecked(key == _ALL)
            action.triggered.connect(lambda _=False, key=key: self._choose_finish(key))
            group.addAction(action)
            menu.addAction(action)

    def _choose_verified(self, is_wanted: bool) -> None:
        self._is_verified_only = is_wanted
        self._filter()

    def _choose_finish(self, key: str) -> None:
        self._finish = key
        self._filter()

    def _filter(self) -> None:
        words = self._search.text().casefold().split()
        colour = self._families.key
        self._families.offer(
            {_ALL, *(family(p.shade.reflectance) for p in self._products.values())}
        )

        def is_wanted(product: Product) -> bool:
            said = " ".join(
                (
                    product.name,
                    product.name_zh,
                    product.brand,
                    product.sku,
                    product.id,
                    product.finish,
                    say_finish(product.finish),
                )
            ).casefold()
            return (
                all(word in said for word in words)
                and colour in (_ALL, family(product.shade.reflectance))
                and self._finish in (_ALL, finish_family(product.finish))
                and (product.status == "verified" or not self._is_verified_only)
            )

        count = self._grid.filter(is_wanted)
        is_filtered = self._finish != _ALL or self._is_verified_only
        self._filters.setIcon(
            icon("filter", colours().accent if is_filtered else colours().soft)
        )
        self._filters.setAccessibleName(
            self.tr("Filter: on") if is_filtered else self.tr("Filter: off")
        )
        self._none.setVisible(count == 0)
        self._grid.setVisible(count > 0)
        if count == 0:
            text = self.tr("No shade is like this.")
            if self._is_verified_only:
                text = self.tr("No shade like this has been measured with an instrument yet.")
            self._none.setText(text)
