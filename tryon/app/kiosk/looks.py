"""Pictures for the first screen: real looks, rendered on the demo's portrait, never stock."""

import hashlib
import logging
import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import platformdirs

from tryon.app.swatches import FAMILIES, family
from tryon.catalogue.look import make_effect
from tryon.catalogue.product import Product
from tryon.core.errors import TryOnError
from tryon.core.scene import Bytes, Frame
from tryon.core.stopwatch import Stopwatch

log = logging.getLogger(__name__)

#: Of the portrait's 512 px, and how much it is enlarged.
_ENLARGED = 3
#: Rendering differently needs new pictures.
_EDITION = 1


@dataclass(frozen=True, slots=True)
class Poster:
    """A look on the portrait.

    Attributes
    ----------
    product : Product
    path : Path
        JPEG of (1536, 1536) px; the face is in its upper middle.
    """

    product: Product
    path: Path


def posters(products: Mapping[str, Product], folder: Path | None = None) -> list[Poster]:
    """Render one shade of each family, or find what was rendered before; takes seconds.

    The portrait is the public one that the demo shows, so these pictures may be kept.

    Parameters
    ----------
    products : mapping of id to Product
    folder : Path or None
        Where pictures are kept; None is this user's cache, or where that cannot be written,
        as where the disk is read-only, the memory that Linux lends him.

    Returns
    -------
    posters : list of Poster
        Empty where the portrait is not installed.
    """
    chosen = _one_of_each(products)
    places = [folder or platformdirs.user_cache_path("tryon", appauthor=False) / "posters"]
    if folder is None and (runtime := os.environ.get("XDG_RUNTIME_DIR")):
        places.append(Path(runtime, "tryon", "posters"))
    for place in places:
        if found := _posters_in(place, chosen):
            return found
    return []


def _posters_in(folder: Path, chosen: Sequence[Product]) -> list[Poster]:
    wanted = [Poster(product, folder / f"{_key(product)}.jpg") for product in chosen]
    missing = [poster for poster in wanted if not poster.path.is_file()]
    if missing:
        try:
            _render(missing)
        except (TryOnError, OSError) as error:
            log.warning("no pictures for the first screen: %s", error)
    return [poster for poster in wanted if poster.path.is_file()]


def _one_of_each(products: Mapping[str, Product]) -> list[Product]:
    """Choose what covers well, of every family of colours, the strongest first."""
    found: dict[str, Product] = {}
    for product in products.values():
        if product.wear.get("effect") == "lipstick" and product.in_stock:
            found.setdefault(family(product.shade.reflectance), product)
    order = [
        name for name in ("Reds", "Berries", "Corals", "Pinks", "Nudes") if name in FAMILIES
    ]
    return [found[name] for name in order if name in found]


def _key(product: Product) -> str:
    said = repr((_EDITION, sorted(product.wear.items(), key=lambda pair: pair[0])))
    return f"{product.id}-{hashlib.blake2b(said.encode(), digest_size=8).hexdigest()}"


def _render(wanted: list[Poster]) -> None:
    from tryon.render.compositor import Compositor
    from tryon.sinks.photo import write_photo
    from tryon.sources.demo import portrait
    from tryon.tracking.perceive import Perceive

    side = 512 * _ENLARGED
    large = cv2.resize(portrait(), (side, side), interpolation=cv2.INTER_LANCZOS4)
    soft = cv2.GaussianBlur(large, (0, 0), 2.0)
    rgb: Bytes = np.asarray(cv2.addWeighted(large, 1.3, soft, -0.3, 0.0), np.uint8)
    effects = [make_effect(dict(poster.product.wear), poster.product.id) for poster in wanted]
    needs = frozenset(need for effect in effects for need in effect.needs)
    with closing(Perceive(live=False)) as perceive, closing(Compositor()) as compose:
        scene = perceive(Frame(rgb, 0, 0), needs, Stopwatch())
        for poster, effect in zip(wanted, effects, strict=True):
            layers = list(effect.layers(scene, effect.memory()))
            picture = compose(scene, layers, Stopwatch())
            poster.path.parent.mkdir(parents=True, exist_ok=True)
            write_photo(poster.path, picture.rgb)
