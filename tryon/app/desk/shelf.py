"""The products as rows of a table, with a rendered swatch each."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tryon.app.ball import lacquer_of
from tryon.app.language import name_of, say_finish
from tryon.app.product_card import price
from tryon.app.swatches import paint_ball
from tryon.app.theme import SMALL, colours, font, theme
from tryon.catalogue.product import Product
from tryon.core.colour import linear_to_lab

Index = QModelIndex | QPersistentModelIndex
#: Height of a row and width of its swatch, px.
ROW_PX, BALL_PX = 56, 38
PICTURE, NAME, SKU, FINISH, LAB, COLOUR, PRICE = range(7)


def lab_of(product: Product) -> tuple[float, float, float]:
    """CIELAB (D65, 2°) of the opaque product."""
    import numpy as np

    lightness, a, b = linear_to_lab(np.array(product.shade.reflectance)).tolist()
    return lightness, a, b


def found(product: Product, words: str) -> bool:
    """Whether all `words` stand somewhere in what is said of a product."""
    said = " ".join(
        (
            product.id,
            product.sku,
            product.brand,
            product.name,
            product.name_zh,
            product.finish,
            say_finish(product.finish),
        )
    ).casefold()
    return all(word in said for word in words.casefold().split())


class Shelf(QAbstractTableModel):
    """Products in the order and the selection that is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Product, ...] = ()
        self.rows: list[Product] = []
        self._words, self._status = "", ""
        self._order: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._titles = (
            "",
            self.tr("Name"),
            self.tr("SKU"),
            self.tr("Finish"),
            self.tr("Lab (D65)"),
            self.tr("Colour"),
            self.tr("Price"),
        )

    def fill(self, products: Sequence[Product]) -> None:
        """Show other products."""
        self._all = tuple(products)
        self._choose()

    def look_for(self, words: str, status: str = "") -> None:
        """Show those with these words, and of a status: "verified", "estimated" or any."""
        self._words, self._status = words, status
        self._choose()

    def _choose(self) -> None:
        self.beginResetModel()
        self.rows = [
            product
            for product in self._all
            if self._status in ("", product.status) and found(product, self._words)
        ]
        column, direction = self._order
        if column >= 0:
            is_down = direction == Qt.SortOrder.DescendingOrder
            self.rows.sort(key=_KEYS[column], reverse=is_down)
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Qt's hook; -1 is the order of the files."""
        self._order = column, order
        self._choose()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Qt's hook."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        """Qt's hook."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt's hook."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's hook."""
        product = self.rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return product
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._said(product, index.column())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == COLOUR:
            is_sure = product.status == "verified"
            return QColor(colours().good if is_sure else colours().attention)
        if role == Qt.ItemDataRole.FontRole and index.column() == NAME:
            return font(SMALL, font(SMALL).Weight.DemiBold)
        return None

    def _said(self, product: Product, column: int) -> str:
        if column == NAME:
            return name_of(product)
        if column == SKU:
            return product.sku or product.id
        if column == FINISH:
            return say_finish(product.finish)
        if column == LAB:
            return "  ".join(f"{value:.1f}" for value in lab_of(product))
        if column == COLOUR:
            is_sure = product.status == "verified"
            said = self.tr("verified") if is_sure else self.tr("estimated")
            return f"{said} ±{product.error_de2000:.1f}"
        if column == PRICE:
            return "" if product.price is None else price(product.price, product.currency)
        return ""


_KEYS: dict[int, Callable[[Product], Any]] = {
    PICTURE: lab_of,
    NAME: lambda product: name_of(product).casefold(),
    SKU: lambda product: product.sku or product.id,
    FINISH: lambda product: product.finish,
    LAB: lab_of,
    COLOUR: lambda product: product.error_de2000,
    PRICE: lambda product: -1.0 if product.price is None else product.price,
}


class Picture(QStyledItemDelegate):
    """Paints the swatch of a row; each is rendered once."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, float], tuple[Product, QPixmap]] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's hook."""
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours().raised))
        product = index.data(Qt.ItemDataRole.UserRole)
        pixmap = self._pixmap(product, painter.device().devicePixelRatioF())
        middle = QRectF(place).center()
        painter.drawPixmap(
            round(middle.x() - BALL_PX / 2), round(middle.y() - BALL_PX / 2), pixmap
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt's hook."""
        return QSize(BALL_PX + 26, theme().px(ROW_PX))

    def _pixmap(self, product: Product, scale: float) -> QPixmap:
        known = self._known.get((product.id, scale))
        if known is not None and known[0] is product:
            return known[1]
        pixmap = QPixmap(round(BALL_PX * scale), round(BALL_PX * scale))
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        lacquer = lacquer_of(product, product.finish)
        paint_ball(painter, lacquer, QRectF(0, 0, BALL_PX, BALL_PX))
        painter.end()
        self._known[product.id, scale] = product, pixmap
        return pixmap
