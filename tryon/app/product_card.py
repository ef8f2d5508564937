"""What is worn, what it costs, and how sure its colour is."""

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tryon.app.ball import lacquer_of
from tryon.app.finishes import finish_title
from tryon.app.session import Worn
from tryon.app.swatches import paint_ball
from tryon.app.theme import DARK
from tryon.core.scene import ColourError


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
            paint_ball(painter, lacquer_of(product, self.worn.finish), rect)
        else:
            painter.setPen(QColor(DARK.soft))
            painter.drawEllipse(QRectF(2, 2, 60, 60))
        painter.end()


class Badge(QLabel):
    """How far the shown colour may be off: green when measured, amber when estimated."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "value")

    def show_error(self, error: ColourError | None, status: str | None) -> None:
        """Say what is known.

        Parameters
        ----------
        error : ColourError or None
            Of the picture on the screen; None while nobody wears the product.
        status : {"verified", "estimated"} or None
            Of the product; None when there is none.
        """
        if status is None:
            self.hide()
            return
        self.show()
        is_verified = status == "verified"
        word = self.tr("verified") if is_verified else self.tr("estimated")
        colour = DARK.good if is_verified else DARK.attention
        figure = f"ΔE ±{error.de2000:.1f} " if error else self.tr("Colour ")
        self.setText(f'<span style="color:{colour}">●</span>&nbsp; {figure}{word}')
        self.setAccessibleName(f"{figure}{word}")
        tip = (
            self.tr("The shade was measured with an instrument.")
            if is_verified
            else self.tr("The shade was read off a screen, not measured.")
        )
        if error:
            tip += " " + self.tr(
                "In this light it may be off by ΔE {0:.1f}, in one case of ten by {1:.1f}."
            ).format(error.de2000, error.de2000_p90)
        self.setToolTip(tip)


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
    return symbol + QLocale().toString(amount, "f", decimals)


class ProductCard(QWidget):
    """Name, maker, price, finish and badge of what is worn."""

    def __init__(self) -> None:
        super().__init__()
        self._ball = _Ball()
        self._name, self._price = QLabel(), QLabel()
        self._name.setProperty("part", "title")
        self._name.setWordWrap(True)
        self._price.setProperty("part", "price")
        self._maker = QLabel()
        self._maker.setProperty("part", "soft")
        self._badge = Badge()
        row = QGridLayout()
        row.setHorizontalSpacing(16)
        row.setVerticalSpacing(2)
        row.setColumnStretch(1, 1)
        row.addWidget(self._ball, 0, 0, 2, 1)
        row.addWidget(self._name, 0, 1, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self._price, 0, 2, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self._maker, 1, 1, 1, 2, Qt.AlignmentFlag.AlignTop)
        note = QLabel(self.tr("Virtual effect, for reference"))
        note.setProperty("part", "soft")
        below = QHBoxLayout()
        below.addWidget(self._badge)
        below.addStretch()
        below.addWidget(note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
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
            self._name.setText(product.name)
            said = finish_title(worn.finish)
            if worn.finish != product.finish:
                sold = finish_title(product.finish)
                said = self.tr("{0}, sold as {1}").format(said, sold)
            self._maker.setText(f"{said} · {product.brand}")
            known = product.price is not None
            self._price.setText(price(product.price or 0.0, product.currency) if known else "")

    def show_error(self, error: ColourError | None, status: str | None) -> None:
        """Pass on how sure the colour is."""
        self._badge.show_error(error, status)
