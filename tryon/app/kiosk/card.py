"""What is worn: its name, what it costs, why it stands where it does."""

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from tryon.app.elided import ElidedLabel
from tryon.app.kiosk.parts import label
from tryon.app.kiosk.suits import Complexion, Undertone
from tryon.app.language import name_of, say_finish, say_wardrobe
from tryon.app.product_card import price
from tryon.app.state import State
from tryon.app.theme import BODY, colours, theme


class Card(QWidget):
    """Name and price, finish and stock, and the reason for the order of the shades."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._said = ElidedLabel(smaller_px=BODY), ElidedLabel()
        self._name.setProperty("part", "title")
        self._said.setProperty("part", "soft")
        self._price, self._stock = label("", "price"), label("", "soft")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(12))
        grid.setVerticalSpacing(theme().px(2))
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._price, 0, 1)
        grid.addWidget(self._said, 1, 0)
        grid.addWidget(self._stock, 1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_state(self, state: State, page: str, reason: str) -> None:
        """Describe what is worn in `state`.

        Parameters
        ----------
        state : State
        page : {"lips", "clothes"}
            What stands beside it, to be touched.
        reason : str
            Why shades stand as they do.
        """
        product, clothes = state.worn.product, state.clothes
        if product is None and not clothes and page == "clothes":
            self._name.setText(self.tr("No clothes yet"))
            self._said.setText(self.tr("Touch a piece to try it on"))
            self._price.setText("")
            self._stock.setText("")
        elif product is None and not clothes:
            self._name.setText(self.tr("Bare lips"))
            self._said.setText(reason or self.tr("Touch a shade to try it on"))
            self._price.setText("")
            self._stock.setText("")
        elif product is None:
            self._name.setText(" + ".join(say_wardrobe(h.hanger.title) for h in clothes))
            self._said.setText(reason)
            self._price.setText("")
            self._stock.setText("")
        else:
            self._name.setText(name_of(product))
            said = [say_finish(product.finish), reason or product.brand]
            said += [say_wardrobe(hung.hanger.title) for hung in clothes]
            self._said.setText(" · ".join(part for part in said if part))
            known = product.price is not None
            self._price.setText(price(product.price or 0.0, product.currency) if known else "")
            text = self.tr("In stock") if product.in_stock else self.tr("Ask for it")
            self._stock.setText(text)
            colour = colours().good if product.in_stock else colours().attention
            self._stock.setStyleSheet(f"color: {colour};")
        self.setAccessibleName(
            " ".join((self._name.text(), self._price.text(), self._said.text()))
        )

    def reason(self, found: Complexion | None) -> str:
        """Say why shades stand in this order, without judging anybody."""
        if found is None:
            return self.tr("your skin has not been read yet")
        said = {
            Undertone.WARM: self.tr("warm undertone: orange reds first"),
            Undertone.NEUTRAL: self.tr("neutral undertone: middle reds first"),
            Undertone.COOL: self.tr("cool undertone: blue reds first"),
        }[found.undertone]
        return said if found.is_sure else self.tr("{0} (estimated)").format(said)
