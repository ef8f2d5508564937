"""The page on which lips are lined: in which shade, how wide and how soft."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QWidget

from tryon.app.companion import liner_shade
from tryon.app.knobs import Knob
from tryon.app.lips_choice import DrawnLips, LipsChoice, screen_colour
from tryon.app.state import Worn
from tryon.catalogue.product import Liner, Product, is_pencil, line_with
from tryon.core.scene import Bytes

_Way = Literal["none", "same", "own"]
#: Narrower is less than a pixel of most pictures; wider is no line any longer.
_WIDTH_MM = (0.5, 4.0)


class Lining(QWidget):
    """No liner, one in the shade of the lips, or one in a shade of its own."""

    chosen = Signal(object)  # Liner or None
    choosing = Signal(bool)  # whether the shelf shall choose the liner's shade

    def __init__(self) -> None:
        super().__init__()
        self._worn, self._last = Worn(), Liner()
        self._pencil: Product | None = None
        self._choices: dict[_Way, LipsChoice] = {
            "none": LipsChoice(self.tr("No liner"), self.tr("The lips without a line")),
            "same": LipsChoice(
                self.tr("Same shade"), self.tr("A line in the shade of the lips")
            ),
            "own": LipsChoice(
                self.tr("Another shade"),
                self.tr("A line in another shade: choose it from the shades above"),
            ),
        }
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        for way, choice in self._choices.items():
            choice.clicked.connect(lambda _=False, way=way: self._choose(way))
            self._group.addButton(choice)
            row.addWidget(choice)
        self._width = Knob(self.tr("Width"), *_WIDTH_MM, 0.1, unit="mm")
        self._softness = Knob(self.tr("Softness"), 0.0, 1.0, 0.05, is_share=True)
        self._width.turned.connect(lambda value: self._turn(width_mm=value))
        self._softness.turned.connect(lambda value: self._turn(softness=value))
        knobs = QHBoxLayout()
        knobs.setSpacing(28)
        knobs.addWidget(self._width)
        knobs.addWidget(self._softness)
        self.page = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(8)
        self.page.addLayout(row, 1)
        self.page.addLayout(knobs, 1)

    def show_worn(self, worn: Worn, products: Mapping[str, Product], is_enabled: bool) -> None:
        """Show what is worn; `products` are those in whose shade a line may be."""
        self._worn, liner = worn, worn.liner
        if liner is not None:
            self._last = liner
        colour = screen_colour(worn.product)
        self._pencil = pencil = self._last.product or liner_shade(worn.product, products)
        own = screen_colour(pencil)
        another = self.tr("Another shade")
        bare = DrawnLips(colour, blend=None)
        self._choices["none"].draw(bare)
        self._choices["same"].draw(replace(bare, liner=_deeper(colour)))
        self._choices["own"].draw(replace(bare, liner=own))
        own_choice, name = self._choices["own"], self._last.product and self._last.product.name
        own_choice.setText(name or another)
        own_choice.setAccessibleName(f"{another}: {name}" if name else another)
        way: _Way = "none" if liner is None else "own" if liner.product else "same"
        self._choices[way].setChecked(True)
        self._width.mark(self._last.width_mm, is_enabled=liner is not None)
        self._softness.mark(self._last.softness, is_enabled=liner is not None)
        self.setEnabled(is_enabled)

    def ways(self) -> dict[Hashable, Worn]:
        """List how what is worn would be worn by each choice."""
        none, same = replace(self._worn, liner=None), replace(self._last, product=None)
        own = replace(self._last, product=self._pencil)
        return {
            "none": none,
            "same": replace(none, liner=same),
            "own": replace(none, liner=own),
        }

    def show_samples(self, samples: Mapping[Hashable, Bytes]) -> None:
        """Show somebody's own lips instead of drawn ones, as far as there are."""
        for way, choice in self._choices.items():
            choice.show_sample(samples.get(way))

    def take(self, product: Product | None) -> None:
        """Take a shade that was chosen on the shelf; none is the shade of the lips.

        A pencil brings its stroke along.
        """
        if product is not None and is_pencil(product):
            self.chosen.emit(line_with(product))
        else:
            self.chosen.emit(replace(self._last, product=product))

    def _choose(self, way: _Way) -> None:
        if way == "none":
            self.chosen.emit(None)
        elif way == "same":
            self.chosen.emit(replace(self._last, product=None))
        else:
            self.chosen.emit(replace(self._last, product=self._pencil))
        self.choosing.emit(way == "own")

    def _turn(self, **changes: float) -> None:
        self.chosen.emit(replace(self._last, **changes))  # type: ignore[arg-type]


def _deeper(colour: str) -> str:
    """Darken a drawn line, or it could not be seen beside lips of its own shade."""
    return QColor(colour).darker(150).name()
