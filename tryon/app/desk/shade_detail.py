"""The shade that is looked at: on the portrait, and what is known of it."""

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tryon.app.desk.fitting import Fitting
from tryon.app.desk.page import button, words
from tryon.app.language import name_of, say_finish
from tryon.app.shade_draft import BRAND
from tryon.app.theme import SPACE, SPACE_SMALL
from tryon.app.window import Bell
from tryon.catalogue.collection import wear_product
from tryon.catalogue.product import Product
from tryon.core.scene import Bytes
from tryon.engine import Look


class ShadeDetail(QWidget):
    """Wears a shade on the portrait, and says what it is."""

    change_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rgb: Bytes | None = None
        self._drawn = Bell()
        self._drawn.rung.connect(self._show_picture)
        self.fitting = Fitting(self._take_picture)
        self.setProperty("part", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.picture = words("", "soft")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(self.tr("The shade on the portrait"))
        self._name = words("", "title", wraps=True)
        self._facts = words("", "body", wraps=True)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._change = button(self.tr("Make one like it"), self.change_wanted.emit)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE_SMALL)
        for part in (self.picture, self._name, self._facts):
            column.addWidget(part)
        column.addStretch()
        column.addWidget(self._change)

    def show_shade(self, product: Product | None, *, is_worn: bool) -> None:
        """Say what a shade is, and wear it unless another is being made; None is no shade."""
        self._change.setEnabled(product is not None)
        if product is None:
            self._name.setText("")
            self._facts.setText("")
            self.fitting.show(())
            return
        is_mine = product.brand == BRAND
        self._change.setText(
            self.tr("Change this shade") if is_mine else self.tr("Make one like it")
        )
        self._name.setText(name_of(product))
        self._facts.setText("\n".join(self._said_of(product)))
        if is_worn:
            self.fitting.show(wear_product(product))

    def try_on(self, look: Look, name: str) -> None:
        """Wear a shade that is being made, of which no more is known than its name."""
        self.fitting.show(look)
        self._name.setText(name or self.tr("New shade"))
        self._facts.setText("")  # those of what is chosen in the table
        self._change.setEnabled(False)

    def widen(self, width_px: int) -> None:
        """Be so wide, and the picture with it."""
        self.setFixedWidth(width_px)
        self._show_picture()

    def is_ready(self) -> bool:
        """Whether the picture of the shade is there."""
        return not self.picture.pixmap().isNull()

    def _said_of(self, product: Product) -> list[str]:
        is_sure = product.status == "verified"
        off = (
            self.tr("Colour verified: off by ΔE {0:.1f} at most")
            if is_sure
            else self.tr("Colour estimated: off by about ΔE {0:.1f}")
        )
        said = [
            " · ".join(filter(None, (product.brand, product.sku or product.id))),
            say_finish(product.finish),
            off.format(product.error_de2000),
        ]
        measured = product.measurement
        if measured is not None:
            on = QDate(measured.on.year, measured.on.month, measured.on.day)
            day = QLocale().toString(on, QLocale.FormatType.ShortFormat)
            said.append(self.tr("Measured by {0}, {1}").format(measured.by, day))
        if not product.in_stock:
            said.append(self.tr("Out of stock"))
        return said

    def _take_picture(self, rgb: Bytes) -> None:
        self._rgb = rgb
        self._drawn.ring()

    def _show_picture(self) -> None:
        rgb = self._rgb
        if rgb is None:
            return
        height, width = rgb.shape[:2]
        image = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        side = self.width() - 2 * SPACE
        self.picture.setPixmap(
            QPixmap.fromImage(image).scaledToWidth(
                max(side, 1), Qt.TransformationMode.SmoothTransformation
            )
        )
