"""All products that can be tried on: the sample ones and those of the shop, file by file."""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import platformdirs

from tryon import assets
from tryon.catalogue.fault import Fault
from tryon.catalogue.look import make_effect, parse_look
from tryon.catalogue.product import (
    SHARED_KEYS,
    Product,
    read_product,
    read_shared,
)
from tryon.catalogue.toml import line_of, parse_toml
from tryon.core.errors import BadInput, BadLook
from tryon.core.seams import Effect
from tryon.core.words import nearest

log = logging.getLogger(__name__)

_FILE_KEYS = (*SHARED_KEYS, "samples", "product")
_LARGEST_BYTES = 20_000_000
_LARGEST_LOOK_BYTES = 1_000_000
_GONE = "it is gone, and its products with it; the samples stay hidden until the next start"


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One file of products, as far as it is good.

    Attributes
    ----------
    path : Path
    products : tuple of Product
        Those without a fault, in the order of the file.
    lines : tuple of int
        Where each of them begins.
    faults : tuple of Fault
    has_samples : bool
        False when the file wants the sample products hidden.
    shared : mapping
        What the file says once for all its products.
    """

    path: Path
    products: tuple[Product, ...] = ()
    lines: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()
    has_samples: bool = True
    shared: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The products of several files together.

    Attributes
    ----------
    products : mapping of id to Product
    pages : tuple of Page
    faults : tuple of Fault
        Of the files, and what they say twice; of two products with one id the first counts.
    """

    products: Mapping[str, Product]
    pages: tuple[Page, ...]
    faults: tuple[Fault, ...]

    def place_of(self, product_id: str) -> tuple[Path, int]:
        """Tell in which file, and on which line, a product stands. Raises `KeyError`."""
        for page in self.pages:
            for product, line in zip(page.products, page.lines, strict=True):
                if product.id == product_id:
                    return page.path, line
        raise KeyError(product_id)


def catalogue_folder() -> Path:
    """Where this user keeps products of their own."""
    return platformdirs.user_data_path("tryon", appauthor=False) / "catalogue"


def sample_file() -> Path:
    """Name the file of the products that come with the program."""
    return assets.calibration("shades/demo.toml")


def read_page(path: Path) -> Page:
    """Read one file of products; never raises, what is wrong is in its faults."""
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            message = f"expected products in at most {_LARGEST_BYTES} bytes"
            return Page(path, faults=(Fault(path, None, "", message),))
        content, lines = parse_toml(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:  # neither UTF-8 nor TOML
        message = f"expected products in TOML: {error}"
        said = re.search(r"at line (\d+)", message)
        line = int(said[1]) if said else None
        return Page(path, faults=(Fault(path, line, "", message),))
    faults = [
        Fault(path, line_of(key, lines), key, f"unknown key {key!r}{nearest(key, _FILE_KEYS)}")
        for key in content
        if key not in _FILE_KEYS
    ]
    shared, complaints = read_shared(content)
    faults += [Fault(path, line_of(key, lines), key, words) for key, words in complaints]
    has_samples = content.get("samples", True)
    if not isinstance(has_samples, bool):
        message = f"expected true or false, not {has_samples!r}"
        faults.append(Fault(path, line_of("samples", lines), "samples", message))
    entries = content.get("product", [])
    if not isinstance(entries, list):
        message = f"expected [[product]] tables, not {entries!r}"
        faults.append(Fault(path, line_of("product", lines), "product", message))
        entries = []
    products, begins = [], []
    for index, entry in enumerate(entries):
        place = f"product[{index}]"
        product, complaints = read_product(entry, shared, path.parent)
        name = str(entry.get("id", "")) if isinstance(entry, Mapping) else ""
        for key, words in complaints:
            line = line_of(f"{place}.{key}", lines)
            faults.append(Fault(path, line, ": ".join(filter(None, (name, key))), words))
        if product is not None:
            products.append(product)
            begins.append(line_of(place, lines) or 1)
    return Page(
        path, tuple(products), tuple(begins), tuple(faults), has_samples is not False, shared
    )


def merge(pages: Iterable[Page]) -> Catalogue:
    """Put the products of several files together; what is said twice is a fault."""
    pages = tuple(pages)
    products: dict[str, Product] = {}
    places: dict[str, str] = {}
    skus: dict[tuple[str, str], str] = {}
    faults = [fault for page in pages for fault in page.faults]
    for page in pages:
        for product, line in zip(page.products, page.lines, strict=True):
            here, twice = f"{page.path}:{line}", ""
            sku = (product.brand, product.sku)
            if product.id in products:
                twice = f"the id {product.id!r} is also at {places[product.id]}"
            elif product.sku and sku in skus:
                twice = f"the sku {product.sku!r} is also at {skus[sku]}"
            if twice:
                faults.append(Fault(page.path, line, product.id, twice))
                continue
            products[product.id], places[product.id] = product, here
            skus.setdefault(sku, here)
    return Catalogue(MappingProxyType(products), pages, tuple(faults))


def page_paths(folders: Iterable[Path]) -> list[Path]:
    """List the files of products in folders, by name; a file stands for itself."""
    paths: list[Path] = []
    for folder in folders:
        if folder.is_dir():
            found = (path for path in folder.rglob("*.toml") if not path.name.startswith("."))
            paths += sorted(path for path in found if path.is_file())
        elif folder.is_file():
            paths.append(folder)
    return list({path.resolve(): path for path in reversed(paths)}.values())[::-1]


def read_catalogue(folders: Iterable[Path], *, has_samples: bool = True) -> Catalogue:
    """Read the files of products in some folders.

    Parameters
    ----------
    folders : iterable of Path
        Folders, in which every ``*.toml`` is read, or single files.
    has_samples : bool
        Whether the products that come with the program follow, unless a file hides them.
    """
    pages = [read_page(path) for path in page_paths(folders)]
    return _collect(pages, read_page(sample_file())) if has_samples else merge(pages)


def load_catalogue(folders: Sequence[Path] = ()) -> Catalogue:
    """Read what this user can try on.

    Parameters
    ----------
    folders : sequence of Path
        Asked for by name: what is wrong there is an error. The user's own folder and the
        samples are always there, and what is wrong in the former is in the faults.

    Raises
    ------
    BadInput
        A folder that was asked for is not there, or something in it is wrong.
    """
    for folder in folders:
        if not folder.exists():
            raise BadInput(f"{folder}: no such folder or file of products")
    catalogue = read_catalogue((*folders, catalogue_folder()))
    asked_for = set(page_paths(folders))
    if wrong := [fault for fault in catalogue.faults if fault.path in asked_for]:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise BadInput(f"{wrong[0]}{more}")
    for fault in catalogue.faults:
        log.warning("%s", fault)
    return catalogue


def read_look(word: str, folders: Sequence[Path] = ()) -> tuple[Effect, ...]:
    """Read a LOOK: a file, or the id of a product in the catalogue.

    Raises
    ------
    BadLook
        Naming the file, the place in it, what was expected and what came.
    BadInput
        See `load_catalogue`.
    """
    path = Path(word)
    catalogue = load_catalogue(folders)
    wears = {product.id: product.wears for product in catalogue.products.values()}
    if path.is_file():
        if path.stat().st_size > _LARGEST_LOOK_BYTES:
            raise BadLook(
                f"{word}: expected a look file of at most {_LARGEST_LOOK_BYTES} bytes"
            )
        return parse_look(path.read_bytes(), word, wears, path.parent)
    if word in wears:
        return wear_product(catalogue.products[word])
    raise BadLook(f"{word}: no such look file or product{nearest(word, wears)}")


def wear_product(product: Product) -> tuple[Effect, ...]:
    """Put on a product as its maker meant it: with its second colour and its liner."""
    return tuple(make_effect(dict(wear), product.id) for wear in product.wears)


def _collect(pages: Sequence[Page], samples: Page) -> Catalogue:
    """Put the samples behind the shop's own products, unless one of its files hides them."""
    is_there = any(page.path.resolve() == samples.path.resolve() for page in pages)
    is_hidden = not all(page.has_samples for page in pages)
    return merge(pages if is_there or is_hidden else (*pages, samples))


class Watch:
    """Notices when files of products change, when it is asked to look; owns no thread.

    A file that breaks keeps its last good state, and its fault is reported; one that goes
    takes its products along. The samples stay hidden if it alone hid them, which is reported,
    too: a shop's mirror that offered an invented brand would be worse than an empty one.

    Parameters
    ----------
    folders : iterable of Path
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._stamps: dict[Path, tuple[int, int]] = {}
        self._pages: dict[Path, Page] = {}
        self._samples = read_page(sample_file())
        self._is_told = False
        self.catalogue = merge([])
        self._look()

    def new(self) -> Catalogue | None:
        """Look for changes; None when nothing has changed since this was asked last."""
        if not self._look() and self._is_told:
            return None
        self._is_told = True
        return self.catalogue

    def _look(self) -> bool:
        stamps = {path: stamp for path in page_paths(self._folders) if (stamp := _stamp(path))}
        if stamps == self._stamps and self.catalogue.pages:
            return False
        pages: dict[Path, Page] = {}
        for path, stamp in stamps.items():
            known = self._pages.get(path)
            if known is not None and stamp == self._stamps.get(path):
                pages[path] = known
                continue
            page = read_page(path)
            if page.faults and known is not None:
                page = replace(known, faults=page.faults)
            pages[path] = page
        if all(page.has_samples for page in pages.values()):
            pages |= {
                path: Page(path, faults=(Fault(path, None, "", _GONE),), has_samples=False)
                for path, page in self._pages.items()
                if path not in pages and not page.has_samples
            }
        self._stamps, self._pages = stamps, pages
        self.catalogue = _collect(tuple(pages.values()), self._samples)
        return True


def _stamp(path: Path) -> tuple[int, int] | None:
    """Time and size of a file; None when it has gone meanwhile."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
