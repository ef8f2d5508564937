"""The page on which a second colour is chosen, and how it shares the lips."""

from collections.abc import Hashable, Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QWidget

from tryon.app.companion import second_colour
from tryon.app.language import name_of
from tryon.app.lips_choice import DrawnLips, LipsChoice, screen_colour
from tryon.app.state import Worn
from tryon.app.well import Well
from tryon.catalogue.product import Product
from tryon.core.scene import Bytes
from tryon.effects.blend import Blend

_ONE = "one colour"


class TwoColours(QWidget):
    """One colour, or one of the blends with a second."""

    chosen = Signal(object, object)  # Blend or None, Product or None
    choosing = Signal(bool)  # whether the shelf shall choose the second colour

    def __init__(self) -> None:
        super().__init__()
        self._worn = Worn()
        self._products: Mapping[str, Product] = {}
        ombre, two_tone, shift = map(blend_title, Blend)
        self._choices: dict[Blend | None, LipsChoice] = {
            None: LipsChoice(blend_title(None), self.tr("The shade alone")),
            Blend.OMBRE: LipsChoice(
                ombre, self.tr("The second colour at the rim fades into the shade")
            ),
            Blend.TWO_TONE: LipsChoice(
                two_tone, self.tr("The shade above, the second colour below")
            ),
            Blend.SHIFT: LipsChoice(
                shift, self.tr("The second colour shows where the lips turn away")
            ),
        }
        self.well = Well(self.tr("Second colour"))
        self.well.toggled.connect(self.choosing)
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        for blend, choice in self._choices.items():
            choice.clicked.connect(lambda _=False, blend=blend: self._choose(blend))
            self._group.addButton(choice)
            row.addWidget(choice)
        self.page = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(8)
        self.page.addLayout(row, 3)
        self.page.addWidget(self.well, 2)

    def show_worn(self, worn: Worn, products: Mapping[str, Product], is_enabled: bool) -> None:
        """Show what is worn; `products` are those that may be second."""
        self._worn, self._products = worn, products
        colour = screen_colour(worn.product)
        for blend, choice in self._choices.items():
            choice.draw(DrawnLips(colour, screen_colour(self._second_of(blend)), blend))
        self._choices[worn.blend].setChecked(True)
        if worn.second is not None:
            is_own = worn.product is not None and worn.second == worn.product.second
            own = self.tr("Its own second colour")
            self.well.show_shade(worn.second, own if is_own else name_of(worn.second))
        elif worn.blend is Blend.OMBRE:
            self.well.show_shade(None, self.tr("The bare lip"))
        else:
            self.well.show_shade(None, self.tr("None"))
        self.well.setEnabled(worn.blend is not None)
        self.setEnabled(is_enabled)

    def ways(self) -> dict[Hashable, Worn]:
        """List how what is worn would be worn by each choice."""
        return {
            blend or _ONE: replace(self._worn, blend=blend, second=self._second_of(blend))
            for blend in self._choices
        }

    def show_samples(self, samples: Mapping[Hashable, Bytes]) -> None:
        """Show somebody's own lips instead of drawn ones, as far as there are."""
        for blend, choice in self._choices.items():
            choice.show_sample(samples.get(blend or _ONE))

    def take(self, product: Product | None) -> None:
        """Take a second colour that was chosen on the shelf; only an ombré fades to none."""
        blend = self._worn.blend or Blend.OMBRE
        self.chosen.emit(blend if product is not None else Blend.OMBRE, product)

    def _choose(self, blend: Blend | None) -> None:
        second = self._second_of(blend)
        if blend in (Blend.TWO_TONE, Blend.SHIFT) and second is None:
            self._choices[self._worn.blend].setChecked(True)  # there is no other shade
            return
        self.chosen.emit(blend, second)
        self.well.setChecked(blend is not None)

    def _second_of(self, blend: Blend | None) -> Product | None:
        """Find the second colour of a choice: the one that is chosen, or one that goes well."""
        second = self._worn.second
        if second is None and self._worn.product is not None:
            second = self._worn.product.second
        if second is None and blend in (Blend.TWO_TONE, Blend.SHIFT):
            return second_colour(self._worn.product, self._products, blend)
        return second


def blend_title(blend: Blend | None) -> str:
    """Name a way to share the lips for people; None is one colour."""
    return {
        None: QCoreApplication.translate("TwoColours", "One colour"),
        Blend.OMBRE: QCoreApplication.translate("TwoColours", "Ombré"),
        Blend.TWO_TONE: QCoreApplication.translate("TwoColours", "Two-tone"),
        Blend.SHIFT: QCoreApplication.translate("TwoColours", "Shift"),
    }[blend]
