"""The finishes, in families of which one is shown."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tryon.app.ball import Lacquer, lacquer_of
from tryon.app.chips import Chips
from tryon.app.choice import Choice
from tryon.app.language import say_finish
from tryon.app.swatches import paint_ball
from tryon.app.theme import SMALL, TARGET, colours, font
from tryon.catalogue.product import Product
from tryon.effects.finish import FINISHES

#: Finishes by family, so few in each that they stand in one row.
FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "dry": ("matte", "liquid-matte", "soft-matte", "velvet", "powder", "suede"),
        "creamy": ("satin", "cream", "sheer", "balm", "plump"),
        "stain": ("tint", "stain", "jelly"),
        "wet": ("gloss", "high-shine", "lacquer", "vinyl", "wet", "glass"),
        "metal": ("metallic", "chrome", "foil"),
        "pearl": ("pearl", "frost", "duochrome"),
        "glitter": ("shimmer", "gilded", "glitter", "sparkle-gloss", "holographic"),
    }
)
#: What a product of no named finish counts as.
_OWN = ""
_WIDEST_PX = 88
_GREY = (0.2, 0.19, 0.2)


def finish_family(finish: str) -> str:
    """Find the family of a finish; empty for parameters that have no name."""
    return next((key for key, names in FAMILIES.items() if finish in names), _OWN)


def finish_family_title(key: str) -> tuple[str, str]:
    """Name one of `FAMILIES` for people, and describe it."""
    tr = QCoreApplication.translate
    return {
        "dry": (tr("Finishes", "Dry"), tr("Finishes", "Dry: matte, velvet, powder")),
        "creamy": (tr("Finishes", "Creamy"), tr("Finishes", "Creamy: satin, cream, balm")),
        "stain": (tr("Finishes", "Tint"), tr("Finishes", "Tint: stain, jelly")),
        "wet": (tr("Finishes", "Wet"), tr("Finishes", "Wet: gloss, lacquer, vinyl, glass")),
        "metal": (tr("Finishes", "Metal"), tr("Finishes", "Metal: metallic, chrome, foil")),
        "pearl": (tr("Finishes", "Pearl"), tr("Finishes", "Pearl: frost, duochrome")),
        "glitter": (tr("Finishes", "Glitter"), tr("Finishes", "Glitter: shimmer, gilded")),
    }[key]


class FinishChip(Choice):
    """A finish, shown on a small ball of the shade that is worn."""

    def __init__(self, finish: str, title: str) -> None:
        super().__init__()
        self.finish = finish
        self._lacquer: Lacquer | None = None
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(TARGET, TARGET + 16)

    def minimumSizeHint(self) -> QSize:
        """Qt's hook."""
        return self.sizeHint()

    def show_lacquer(self, lacquer: Lacquer | None) -> None:
        """Paint the ball of another product; None greys it."""
        if lacquer != self._lacquer:
            self._lacquer = lacquer
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().raised if self.isChecked() else colours().panel))
            painter.drawRoundedRect(rect, 12, 12)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours().text), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 12, 12)
        words = QFontMetrics(font(SMALL - 2))
        # A low window with larger letters has less room for it.
        side = min(30.0, self.height() - words.height() - 8.0)
        top = (self.height() - side - 4 - words.height()) / 2
        place = QRectF((self.width() - side) / 2, top, side, side)
        paint_ball(painter, self._lacquer or Lacquer(_GREY, FINISHES[self.finish]), place)
        painter.setFont(font(SMALL - 2))
        painter.setPen(QColor(colours().text if self.isChecked() else colours().soft))
        below = QRectF(0, place.bottom() + 4, self.width(), words.height())
        text = self.text()
        if words.horizontalAdvance(text) > below.width():
            text = text.split()[0]  # the other chips of its family say the rest
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class Finishes(QWidget):
    """One of the finishes: a family is opened, and in it one is chosen."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._families = Chips({key: finish_family_title(key) for key in FAMILIES})
        self._families.chosen.connect(self._open)
        self._group = QButtonGroup(self)
        self._chips: list[FinishChip] = []
        row = QHBoxLayout()
        row.setSpacing(0)
        for finish in (name for names in FAMILIES.values() for name in names):
            chip = FinishChip(finish, say_finish(finish))
            chip.setMaximumWidth(_WIDEST_PX)
            chip.clicked.connect(lambda _=False, finish=finish: self.chosen.emit(finish))
            self._group.addButton(chip)
            self._chips.append(chip)
            row.addWidget(chip, 1)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._families)
        column.addLayout(row)
        self._open(self._families.key)

    def mark(self, finish: str, product: Product | None) -> None:
        """Show which finish is worn, on which product."""
        self._group.setExclusive(False)  # a product may be sold in a finish without a chip
        for chip in self._chips:
            chip.show_lacquer(lacquer_of(product, chip.finish) if product else None)
            chip.setEnabled(product is not None)
            chip.setChecked(chip.finish == finish)
        self._group.setExclusive(True)
        worn = finish_family(finish) if product is not None else _OWN
        self._families.mark(worn or None)
        if worn:
            self._families.choose(worn)
            self._open(worn)

    def _open(self, key: str) -> None:
        for chip in self._chips:
            chip.setVisible(chip.finish in FAMILIES[key])
