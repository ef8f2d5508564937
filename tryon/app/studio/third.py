"""The product card of the lower third: what the catalogue says, and what the host writes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication

from tryon.app.language import language, name_of
from tryon.app.product_card import price
from tryon.catalogue.product import Product
from tryon.core.colour import linear_to_srgb
from tryon.core.scene import ColourError
from tryon.labels.lower_third import LowerThird
from tryon.labels.product import product_line
from tryon.settings import KeptCard


def card_of(cards: Sequence[KeptCard], product: str) -> KeptCard:
    """Find what the host wrote on the card of a product; its line may be that of all cards.

    Examples
    --------
    >>> card_of([KeptCard("", line="Link below"), KeptCard("a", name="Plum")], "a")
    KeptCard(product='a', name='Plum', price='', line='Link below')
    """
    own = next((card for card in cards if card.product == product), KeptCard(product))
    return own if own.line else replace(own, line=line_of_all(cards))


def line_of_all(cards: Sequence[KeptCard]) -> str:
    """Give the line that stands on every card without one of its own."""
    return next((card.line for card in cards if not card.product), "")


def with_card(cards: Sequence[KeptCard], card: KeptCard) -> tuple[KeptCard, ...]:
    """Keep a card; one on which nothing stands is forgotten."""
    others = tuple(other for other in cards if other.product != card.product)
    return others if card == KeptCard(card.product) else (*others, card)


def usual_price(product: Product) -> str:
    """Say what a product costs; empty where the catalogue does not."""
    return "" if product.price is None else price(product.price, product.currency)


def lower_third(
    product: Product, cards: Sequence[KeptCard], errors: Sequence[ColourError]
) -> LowerThird:
    """Write the card of what is worn. The host cannot take the notice or the ±ΔE off it."""
    card = card_of(cards, product.id)
    named = card.name.strip() or name_of(product), card.price.strip() or usual_price(product)
    said = product_line("", errors, "zh" if language() == "zh_CN" else "en")
    virtual = QCoreApplication.translate("Studio", "Virtual effect, for reference")
    srgb = linear_to_srgb(np.array(product.shade.reflectance))
    red, green, blue = (round(255 * value) for value in srgb.tolist())
    return LowerThird(
        " · ".join(filter(None, named)),
        " · ".join(filter(None, (virtual, said))),
        (red, green, blue),
        card.line.strip(),
    )
