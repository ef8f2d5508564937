"""What a shopper looks for among the shades, and which product a code stands for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tryon.app.finishes import finish_family
from tryon.app.swatches import family
from tryon.catalogue.product import Product


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search; what is empty does not matter.

    Attributes
    ----------
    words : str
        All of them are in the name, the brand, the number or the finish.
    colour : str
        One of the families of colours.
    finish : str
        One of the families of finishes.
    price : (least, most) or None
    is_in_stock : bool
        Whether only what can be bought at once is shown.
    """

    words: str = ""
    colour: str = ""
    finish: str = ""
    price: tuple[float, float] | None = None
    is_in_stock: bool = False

    def __call__(self, product: Product) -> bool:
        """Whether `product` is like this."""
        said = " ".join(
            (
                *(product.name, product.name_zh, product.brand, product.sku),
                *(product.id, product.finish),
            )
        ).casefold()
        if not all(word in said for word in self.words.casefold().split()):
            return False
        if self.colour and family(product.shade.reflectance) != self.colour:
            return False
        if self.finish and finish_family(product.finish) != self.finish:
            return False
        if self.price is not None:
            least, most = self.price
            if product.price is None or not least <= product.price <= most:
                return False
        return product.in_stock or not self.is_in_stock


def price_ranges(products: Iterable[Product]) -> list[tuple[float, float]]:
    """Split the prices of a catalogue into three ranges with about as many products in each.

    Fewer where prices do not differ, none where nothing has a price.
    """
    prices = sorted(product.price for product in products if product.price is not None)
    if not prices:
        return []
    cuts = [prices[0], prices[len(prices) // 3], prices[2 * len(prices) // 3], prices[-1]]
    ranges: list[tuple[float, float]] = []
    for low, high in pairwise(cuts):
        inside = [price for price in prices if low <= price <= high]
        if inside and (not ranges or high > ranges[-1][1]):
            low = min(price for price in inside if not ranges or price > ranges[-1][1])
            ranges.append((low, high))
    return ranges


def product_of(code: str, products: Mapping[str, Product]) -> Product | None:
    """Find the product that a scanned code stands for: its number, its id or its page."""
    code = code.strip()
    for product in products.values():
        if code and code in (product.sku, product.id, product.url):
            return product
    # A product's page may carry more than its id, such as where the code was printed.
    last = code.partition("?")[0].rstrip("/").rpartition("/")[2]
    for product in products.values():
        page = product.url.partition("?")[0].rstrip("/")
        if last and "/" in code and (page == code.partition("?")[0].rstrip("/")):
            return product
        if last and "/" in code and last in (product.sku, product.id):
            return product
    return None
