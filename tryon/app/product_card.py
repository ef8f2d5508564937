"""What is worn, what it costs, and how sure its colour is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tryon.app.badge import BadgeButton
from tryon.app.ball import Lacquer, lacquer_of
from tryon.app.elided import ElidedLabel
from tryon.app.language import name_of, say_finish, say_wardrobe
from tryon.app.state import Hung, Worn
from tryon.app.swatches import paint_ball
from tryon.app.theme import BODY, colours
from tryon.app.two_colours import blend_title
from tryon.catalogue.product import Product, is_pencil


class _Ball(QWidget):
    """The worn shade in its worn finish."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(64, 64)
        self.worn = Worn()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        product = self.worn.product
        if product is not None:
            rect = QRectF(0, 0, 64, 64)
            paint_ball(painter, _lacquer(self.worn, product), rect)
        else:
            painter.setPen(QColor(colours().soft))
            painter.drawEllipse(QRectF(2, 2, 60, 60))
        painter.end()


def _lacquer(worn: Worn, product: Product) -> Lacquer:
    """Say what a ball of what is worn is coated with."""
    lacquer = lacquer_of(product, worn.finish)
    if is_pencil(product):
        return lacquer
    second, liner = worn.second, worn.liner
    return replace(
        lacquer,
        blend=worn.blend,
        second=second.shade.reflectance if second else None,
        liner=(liner.product or product).shade.reflectance if liner else None,
    )


def price(amount: float, currency: str) -> str:
    """Write a price as this country does.

    >>> QLocale.setDefault(QLocale("en_US"))
    >>> price(129.0, "CNY")
    '¥129'
    >>> price(12.5, "EUR")
    '€12.50'
    """
    symbol = {"CNY": "¥", "JPY": "¥", "EUR": "€", "USD": "$", "GBP": "£", "KRW": "₩"}.get(
        currency, currency + " "
    )
    decimals = 0 if amount == int(amount) else 2
    return symbol + QLocale().toString(float(amount), "f", decimals)  # a file may say 199


class ProductCard(QWidget):
    """Name, maker, price, finish and badge of what is worn."""

    def __init__(self) -> None:
        super().__init__()
        self._ball = _Ball()
        self._name, self._price = ElidedLabel(smaller_px=BODY), QLabel()
        self._name.setProperty("part", "title")
        self._price.setProperty("part", "price")
        self._maker = ElidedLabel()
        self._maker.setProperty("part", "soft")
        self.badge = BadgeButton()
        row = QGridLayout()
        row.setHorizontalSpacing(16)
        row.setVerticalSpacing(2)
        row.setColumnStretch(1, 1)
        row.addWidget(self._ball, 0, 0, 2, 1)
        row.addWidget(self._name, 0, 1)
        row.addWidget(self._price, 0, 2)
        row.addWidget(self._maker, 1, 1, 1, 2)
        note = QLabel(self.tr("Virtual effect, for reference"))
        note.setProperty("part", "soft")
        note.setWordWrap(True)
        note.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        below = QHBoxLayout()
        below.addWidget(self.badge)
        below.addWidget(note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addLayout(below)

    def show_worn(self, worn: Worn, has_own_look: bool) -> None:
        """Describe what is on the lips.

        Parameters
        ----------
        worn : Worn
        has_own_look : bool
            Whether a look from outside is worn instead.
        """
        self._ball.worn = Worn() if has_own_look else worn
        self._ball.show()
        self._ball.update()
        product = worn.product
        if has_own_look:
            self._name.setText(self.tr("Your look"))
            self._maker.setText(self.tr("From a look file"))
            self._price.setText("")
        elif product is None:
            self._name.setText(self.tr("Bare lips"))
            self._maker.setText(self.tr("Nothing is worn"))
            self._price.setText("")
        else:
            self._name.setText(name_of(product))
            self._maker.setText(" · ".join(self._said(worn, product)))
            known = product.price is not None
            self._price.setText(price(product.price or 0.0, product.currency) if known else "")

    def show_outfit(self, clothes: Sequence[Hung], lipstick: Product | None) -> None:
        """Describe what is worn beside make-up."""
        self._ball.hide()
        self._price.setText("")
        titles = [say_wardrobe(hung.hanger.title) for hung in clothes]
        self._name.setText(" + ".join(titles) or self.tr("No clothes yet"))
        if lipstick is not None:
            self._maker.setText(self.tr("with lipstick {0}").format(name_of(lipstick)))
        else:
            self._maker.setText(self.tr("with bare lips"))

    def _said(self, worn: Worn, product: Product) -> Iterator[str]:
        """Say how it is worn, and who makes it where that leaves room."""
        said = say_finish(worn.finish)
        if worn.finish != product.finish:
            sold = say_finish(product.finish)
            said = self.tr("{0}, sold as {1}").format(said, sold)
        yield said
        if worn.blend is not None:
            second = worn.second
            if second is not None and second == product.second:
                yield blend_title(worn.blend)
            else:
                yield (
                    self.tr("with {0}").format(name_of(second))
                    if second
                    else self.tr("fading out")
                )
        if worn.liner is not None:
            pencil = worn.liner.product if worn.liner != product.liner else None
            yield self.tr("liner {0}").format(name_of(pencil)) if pencil else self.tr("lined")
        yield product.brand
