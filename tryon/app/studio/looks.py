"""Looks on keys: from what is worn to what is kept, and back."""

from collections.abc import Mapping, Sequence

import numpy as np

from tryon.app.clothing import hung_as, kept
from tryon.app.dressing import as_sold
from tryon.app.language import name_of, say_wardrobe
from tryon.app.state import Hung, Worn
from tryon.catalogue.product import Liner, Product, find_product, is_pencil
from tryon.core.colour import linear_to_srgb
from tryon.effects.blend import Blend
from tryon.garments.rail import Hanger
from tryon.settings import KeptLook

#: As many keys as there are figures, but for 0, which is bare.
MOST = 9
_FIRST = 4


def title(look: KeptLook, products: Mapping[str, Product], hangers: Sequence[Hanger]) -> str:
    """Name a look: as the host does, or after what it puts on."""
    product = find_product(products, look.product or "")
    named = [name_of(product)] if product is not None else []
    named += [say_wardrobe(hung.hanger.title) for hung in outfit(look, hangers)]
    return look.name or " + ".join(named)


def colour(look: KeptLook, products: Mapping[str, Product]) -> str:
    """Give the shade of a look as ``#RRGGBB``; empty where there is none."""
    product = find_product(products, look.product or "")
    if product is None:
        return ""
    srgb = np.clip(linear_to_srgb(np.array(product.shade.reflectance)), 0, 1)
    return "#{:02X}{:02X}{:02X}".format(*(round(255 * value) for value in srgb.tolist()))


def keep(worn: Worn, clothes: Sequence[Hung]) -> KeptLook:
    """Write down what is worn."""
    product, liner = worn.product, worn.liner
    return KeptLook(
        product=product.id if product is not None else None,
        finish=worn.finish,
        coats=worn.coats,
        blend=worn.blend.value if worn.blend is not None else None,
        second=worn.second.id if worn.second is not None else None,
        has_liner=liner is not None,
        liner_product=liner.product.id if liner is not None and liner.product else None,
        liner_width_mm=liner.width_mm if liner is not None else 1.4,
        liner_softness=liner.softness if liner is not None else 0.4,
        clothes=kept(clothes),
    )


def wear(look: KeptLook, products: Mapping[str, Product]) -> Worn:
    """Find what a kept look puts on the lips; what has left the catalogue is left out."""
    product = find_product(products, look.product or "")
    if product is None:
        return Worn()
    second = find_product(products, look.second or "")
    blend = Blend(look.blend) if look.blend else None
    if second is None and blend is not Blend.OMBRE:
        blend = None
    liner = None
    if look.has_liner:
        pencil = find_product(products, look.liner_product or "")
        liner = Liner(pencil, look.liner_width_mm, look.liner_softness)
    finish = look.finish or product.finish
    return Worn(product, finish, look.coats, blend, second if blend else None, liner)


def outfit(look: KeptLook, hangers: Sequence[Hanger]) -> tuple[Hung, ...]:
    """Find the garments of a kept look."""
    return hung_as(look.clothes, hangers)


def first_looks(products: Mapping[str, Product]) -> tuple[KeptLook, ...]:
    """Choose a few products for a studio that nobody has used yet."""
    some = [p for p in products.values() if p.wear["effect"] == "lipstick" and not is_pencil(p)]
    step = max(len(some) // _FIRST, 1)
    return tuple(keep(as_sold(product), ()) for product in some[::step][:_FIRST])
