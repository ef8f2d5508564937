"""The words on the product card, typed while it is on the air."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from tryon.app.fields import Field, field_style
from tryon.app.kiosk.parts import label
from tryon.app.language import name_of
from tryon.app.studio.parts import Panel, plain_button, switch
from tryon.app.studio.third import card_of, line_of_all, usual_price, with_card
from tryon.catalogue.product import Product
from tryon.settings import KeptCard, Studio


class CardPanel(Panel):
    """The panel "Card": what stands there belongs to the product that is worn.

    Attributes
    ----------
    name, price, line : Field
    """

    cards = Signal(object)  # tuple of KeptCard

    def __init__(self) -> None:
        super().__init__()
        self.setStyleSheet(field_style())
        self._product: Product | None = None
        self._cards: tuple[KeptCard, ...] = ()
        self._of = label("", "soft", wraps=True)
        self.name = Field(self.tr("Name"), most=60)
        self.price = Field(self.tr("Price"), most=30)
        self.line = Field(self.tr("A line of yours"), self.tr("Link below the video"), most=80)
        self.for_all = switch(self.tr("This line on every card"))
        self.for_all.clicked.connect(self._type)
        self._usual = plain_button(self.tr("As in the catalogue"))
        self._usual.clicked.connect(self._forget)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.name, 3)
        row.addWidget(self.price, 2)
        self.column.addLayout(row)
        self.column.addWidget(self.line)
        self.column.addWidget(self.for_all)
        self.column.addWidget(self._of)
        self.column.addWidget(self._usual)
        for field in (self.name, self.price, self.line):
            field.typed.connect(self._type)
        self.fit()

    def show_choices(self, studio: Studio, product: Product | None) -> None:
        """Show the card of what is worn."""
        is_new = (product and product.id) != (self._product and self._product.id)
        self._product, self._cards = product, studio.cards
        fields = (self.name, self.price, self.line)
        for part in (*fields, self.for_all, self._usual):
            part.setEnabled(product is not None)
        if product is None:
            self._of.setText(self.tr("Nothing is worn: there is no card."))
            for field in fields:
                field.line.clear()
            return
        self._of.setText(
            self.tr(
                "The notice and the ±ΔE always stand on it. Empty is what the catalogue says."
            )
        )
        card = card_of(studio.cards, product.id)
        self.name.line.setPlaceholderText(name_of(product))
        self.price.line.setPlaceholderText(usual_price(product) or "–")
        for field, text in zip(fields, (card.name, card.price, card.line), strict=True):
            if is_new:
                field.line.setModified(False)
            field.show_text(text)
        if is_new:
            own = next((c for c in studio.cards if c.product == product.id), KeptCard())
            self.for_all.setChecked(bool(line_of_all(studio.cards)) and not own.line)
        self._usual.setEnabled(any(c.product == product.id for c in studio.cards))

    def _type(self, _: object = None) -> None:
        product = self._product
        if product is None:
            return
        line = self.line.line.text()
        name, price = self.name.line.text(), self.price.line.text()
        own = KeptCard(product.id, name, price)
        cards = self._cards
        if self.for_all.isChecked():
            cards = with_card(cards, KeptCard("", line=line))
        else:
            if line_of_all(cards) == line:  # it was on all, and is to be on this one alone
                cards = with_card(cards, KeptCard(""))
            own = replace(own, line=line)
        self.cards.emit(with_card(cards, own))

    def _forget(self) -> None:
        if self._product is not None:
            for field in (self.name, self.price, self.line):
                field.line.setModified(False)
            self.cards.emit(with_card(self._cards, KeptCard(self._product.id)))
