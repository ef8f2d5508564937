"""The pictures that are compared, side by side over the mirror."""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from tryon.app.badge import Calm, words
from tryon.app.glass import Pill
from tryon.app.kiosk.compare import Compared
from tryon.app.kiosk.parts import label
from tryon.app.language import name_of
from tryon.app.product_card import price
from tryon.app.theme import RADIUS_LARGE, colours, theme
from tryon.catalogue.product import Product
from tryon.core.scene import Bytes, ColourError
from tryon.light.display import Display


class Compartment(QAbstractButton):
    """One shade of those that are compared; a touch wears it.

    Parameters
    ----------
    product : Product
    number : int
        As on its tile.
    display : Display
        On which it is shown.
    """

    def __init__(self, product: Product, number: int, display: Display) -> None:
        super().__init__()
        self.product, self._display = product, display
        name = name_of(product)
        self.setAccessibleName(self.tr("{0}: wear this one").format(name))
        self._said = f"{number} · {name}"
        if product.price is not None:
            self._said += f" · {price(product.price, product.currency)}"
        self._caption = Pill(self._said, self)
        self._calm = Calm()
        self._bgrx: Bytes | None = None
        self.captured_ns = 0

    def show_picture(
        self, bgrx: Bytes, errors: Sequence[ColourError], captured_ns: int
    ) -> None:
        """Show the next moment, and how far its colour may be off."""
        self._bgrx, self.captured_ns = bgrx, captured_ns
        if errors:
            now_ns = time.monotonic_ns()
            sure = words(self._calm(errors, now_ns, self._display))
            said = f"{self._said}\n{sure}"
            if said != self._caption.text():
                self._caption.setText(said)
                self._lay()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        self._lay()

    def _lay(self) -> None:
        self._caption.adjustSize()
        self._caption.resize(
            min(self._caption.width(), self.width() - 2 * theme().px(8)),
            self._caption.height(),
        )
        inset = theme().px(8)
        self._caption.move(inset, self.height() - self._caption.height() - inset)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipPath(path)
        painter.fillRect(self.rect(), QColor(colours().raised))
        if self._bgrx is not None:
            height, width = self._bgrx.shape[:2]
            image = QImage(self._bgrx.data, width, height, QImage.Format.Format_RGB32)
            # It was made for another size if the screen has just been turned: nothing is
            # squeezed, what has no room is left out.
            ratio = self.width() / max(self.height(), 1)
            wide, tall = min(width, height * ratio), min(height, width / ratio)
            part = QRectF((width - wide) / 2, (height - tall) / 2, wide, tall)
            painter.drawImage(QRectF(self.rect()), image, part)
        painter.end()


class CompareView(QWidget):
    """Two to four compartments of the same size."""

    chosen = Signal(object)  # the product

    def __init__(self, parent: QWidget, display: Callable[[], Display]) -> None:
        super().__init__(parent)
        self._display = display
        self.setProperty("part", "stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Compare shades"))
        self._grid = QGridLayout(self)
        self._compartments: dict[Hashable, Compartment] = {}
        self._more = label(
            self.tr("Touch another shade to see it here, too"),
            "soft body",
            wraps=True,
            is_centred=True,
        )
        self._more.setParent(self)
        # What lies over the mirror's edges has room of its own, beside the pictures.
        self.above_px = theme().target_px + 2 * theme().px(10)
        self.below_px = theme().px(40)
        self.hide()

    @property
    def compartments(self) -> Mapping[Hashable, Compartment]:
        """What is compared, by the id of its product."""
        return self._compartments

    def offer(self, products: Sequence[Product]) -> None:
        """Compare these from now on."""
        for old in self._compartments.values():
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._compartments = {}
        inset = theme().px(8)
        self._grid.setContentsMargins(inset, self.above_px, inset, self.below_px)
        self._grid.setSpacing(inset)
        is_wide = self.width() > 1.2 * self.height()
        columns = len(products) if is_wide else (len(products) + 1) // 2
        self._more.setVisible(len(products) == 3 and not is_wide)
        if not self._more.isHidden():
            self._grid.addWidget(self._more, 1, 1)
        for place, product in enumerate(products):
            made = Compartment(product, place + 1, self._display())
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
            made.clicked.connect(lambda _=False, product=product: self.chosen.emit(product))
            self._grid.addWidget(made, *divmod(place, columns))
            made.show()
            self._compartments[product.id] = made
        self._grid.activate()

    def size_px(self) -> tuple[int, int]:
        """Width and height of a compartment, in pixels of the device."""
        scale = self.devicePixelRatioF()
        for made in self._compartments.values():
            return (
                max(round(made.width() * scale), 16),
                max(round(made.height() * scale), 16),
            )
        return 16, 16

    def show_compared(self, compared: Compared) -> None:
        """Show the same moment in every compartment."""
        for key, bgrx in compared.pictures.items():
            if key in self._compartments:
                errors = compared.errors.get(key, ())
                made = self._compartments[key]
                made.show_picture(bgrx, errors, compared.captured_ns)
