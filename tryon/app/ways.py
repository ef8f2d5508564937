"""How a shade is worn: its finish and coats, a second colour, a liner. One page at a time."""

from collections.abc import Hashable, Mapping
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from tryon.app.finishes import Finishes
from tryon.app.knobs import Knob
from tryon.app.lining import Lining
from tryon.app.state import Worn
from tryon.app.tabs import Tabs
from tryon.app.two_colours import TwoColours
from tryon.catalogue.product import Product, is_pencil
from tryon.core.scene import Bytes

#: For what the shelf chooses.
Target = Literal["lips", "second", "liner"]


class Ways(QWidget):
    """Three pages under three words.

    Parameters
    ----------
    coats : (low, high)
        Range of the slider.
    """

    finish_chosen = Signal(str)
    coats_turned = Signal(float)
    blend_chosen = Signal(object, object)
    liner_chosen = Signal(object)
    target_changed = Signal(str)
    opened = Signal()  # another page

    def __init__(self, coats: tuple[float, float]) -> None:
        super().__init__()
        self._target: Target = "lips"
        self._is_worn = False
        self._finishes = Finishes()
        self._coats = Knob(self.tr("Coats"), *coats, 0.1)
        self._two_colours, self._lining = TwoColours(), Lining()
        finish = QWidget()
        self._finish = QBoxLayout(QBoxLayout.Direction.TopToBottom, finish)
        self._finish.setContentsMargins(0, 0, 0, 0)
        self._finish.addWidget(self._finishes, 3)
        self._finish.addWidget(self._coats, 2)
        self._pages: dict[str, QWidget] = {
            "finish": finish,
            "second": self._two_colours,
            "liner": self._lining,
        }
        self._tabs = Tabs(
            {
                "finish": self.tr("Finish"),
                "second": self.tr("Two colours"),
                "liner": self.tr("Lip liner"),
            }
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._tabs)
        self._stack = QStackedWidget()  # as high as its highest page: nothing jumps
        for page in self._pages.values():
            self._stack.addWidget(page)
        column.addWidget(self._stack)
        self._tabs.chosen.connect(self._open)
        self._finishes.chosen.connect(self.finish_chosen)
        self._coats.turned.connect(self.coats_turned)
        self._two_colours.chosen.connect(self.blend_chosen)
        self._two_colours.choosing.connect(lambda on: self._aim("second" if on else "lips"))
        self._lining.chosen.connect(self.liner_chosen)
        self._lining.choosing.connect(lambda on: self._aim("liner" if on else "lips"))
        self._open("finish")

    @property
    def target(self) -> Target:
        """For what the shelf chooses now."""
        return self._target

    def offered(self) -> Mapping[Hashable, Worn]:
        """List what the open page offers to wear, to be tried on somebody's own lips."""
        page = self._stack.currentWidget()
        if not self._is_worn or page not in (self._two_colours, self._lining):
            return {}
        return self._two_colours.ways() if page is self._two_colours else self._lining.ways()

    def show_samples(self, samples: Mapping[Hashable, Bytes]) -> None:
        """Show what the open page offers on somebody's own lips."""
        self._two_colours.show_samples(samples)
        self._lining.show_samples(samples)

    def take(self, product: Product | None) -> None:
        """Take what was chosen on the shelf for the second colour, or the liner."""
        (self._two_colours if self._target == "second" else self._lining).take(product)

    def aim_at_lips(self) -> None:
        """Let the shelf choose for the lips again."""
        self._aim("lips")

    def nudge_coats(self, steps: int) -> None:
        """Put on a little more or less, as the keyboard does."""
        self._coats.nudge(steps)

    def turn(self, is_portrait: bool) -> None:
        """Set the parts of each page side by side where there is room, else below."""
        direction = QBoxLayout.Direction
        across = direction.LeftToRight if is_portrait else direction.TopToBottom
        for page, spacing in (
            (self._finish, 14),
            (self._two_colours.page, 8),
            (self._lining.page, 8),
        ):
            page.setDirection(across)
            page.setSpacing(40 if is_portrait else spacing)

    def show_worn(
        self, worn: Worn, products: Mapping[str, Product], has_own_look: bool
    ) -> None:
        """Show what is worn."""
        product = None if has_own_look else worn.product
        is_enabled = self._is_worn = product is not None
        self._finishes.mark(worn.finish, product)
        self._coats.mark(worn.coats, is_enabled=is_enabled)
        is_lipstick = is_enabled and not is_pencil(product)
        self._two_colours.show_worn(worn, products, is_lipstick)
        self._lining.show_worn(worn, products, is_lipstick)
        self._tabs.mark("second", is_enabled and worn.blend is not None)
        self._tabs.mark("liner", is_enabled and worn.liner is not None)
        if not is_enabled:
            self._aim("lips")

    def _open(self, key: str) -> None:
        self._aim("lips")  # whoever leaves a page does not choose for it any longer
        self._stack.setCurrentWidget(self._pages[key])
        self.opened.emit()

    def _aim(self, target: Target) -> None:
        if target == self._target:
            return
        self._target = target
        self._two_colours.well.setChecked(target == "second")
        self.target_changed.emit(target)
