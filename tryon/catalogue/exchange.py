"""Products come in from tables and go out to them; files are replaced whole or not at all."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tryon.catalogue.collection import (
    Page,
    catalogue_folder,
    page_paths,
    read_catalogue,
    read_page,
    sample_file,
)
from tryon.catalogue.fault import Complaint, Fault
from tryon.catalogue.product import (
    PRODUCT_KEYS,
    SHARED_KEYS,
    Product,
    read_product,
    read_shared,
)
from tryon.catalogue.table import Row, Table, flatten, format_table, read_table, unflatten
from tryon.catalogue.toml import format_toml
from tryon.core.complete import complete
from tryon.core.errors import BadInput

_COMMENT = """\
Products for try-on, written by tryon. They may be edited; `tryon catalogue check` says what is
wrong and where. What is written here as a comment is lost when tryon writes the file again.
"""
_LACKING = "expected a column of it, or one for the whole table"
#: Keys of a colour: a table that says any of them says the whole colour.
_COLOUR_KEYS = ("srgb", "lab", "white", "observer", "reflectance")
#: What was said of another colour, and does not hold of a new one.
_OF_A_COLOUR = (*_COLOUR_KEYS, "status", "de2000")
_COLOURS = ("shade", "second", "liner.shade")


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """What became of a table.

    Attributes
    ----------
    table : Table
    path : Path
        The file of products.
    added, updated, unchanged : tuple of str
        Ids of products.
    refused : tuple of Fault
        What is wrong in rows that were left out; what all of them lack is said once, first.
    refused_rows : int
    lacking : tuple of str
        Of `SHARED_KEYS`, what rows were left out for that has no column, and that nobody
        has said for all of them.
    is_written : bool
    """

    table: Table
    path: Path
    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Fault, ...]
    refused_rows: int
    lacking: tuple[str, ...]
    is_written: bool


def import_table(
    source: Path,
    target: Path | None = None,
    *,
    is_strict: bool = False,
    ignored: Collection[str] = (),
    encoding: str | None = None,
    shared: Mapping[str, Any] | None = None,
) -> Imported:
    """Put the products of a table into a file of products.

    A product that is known by its id, or by brand and sku, is updated: a column that is not
    in the table leaves what is there, an empty cell takes it away.

    Parameters
    ----------
    source : Path
    target : Path or None
        None is a file of that name in the user's folder.
    is_strict : bool
        Write nothing unless every row is good.
    ignored, encoding
        See `read_table`.
    shared : mapping or None
        Brand and currency for products that do not say theirs.

    Raises
    ------
    BadInput
        The table, or the file that is to be changed, cannot be used; nothing is written.
    SinkFailed
        The file cannot be written; it is as it was.
    """
    target = target or catalogue_folder() / f"{source.stem}.toml"
    if target.suffix != ".toml":
        raise BadInput(f"{target}: expected a file of products that ends in .toml")
    table = read_table(source, ignored=ignored, encoding=encoding)
    page = _page_to_change(target)
    common = {**page.shared, **(shared or {})}
    _, complaints = read_shared(common)
    if complaints:
        raise BadInput(f"{complaints[0].key}: {complaints[0].message}")
    elsewhere = _elsewhere(target)
    entries = {product.id: dict(product.entry) for product in page.products}
    by_sku = {(p.brand, p.sku): p.id for p in page.products if p.sku}
    rows_of: dict[str, int] = {}
    refused: list[Fault] = []
    refused_rows, lacking = 0, set[str]()
    kinds: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
    for row in table.rows:
        known = _identify(row, by_sku, common)
        entry = _updated(entries.get(known or "", {}), row, table)
        if known:
            entry = {"id": known, **entry}
        product, complaints = read_product(entry, common, target.parent)
        complaints += _clashes({**common, **entry}, rows_of, elsewhere, by_sku)
        lacks = {c.key for c in complaints if c.key in SHARED_KEYS} - {*table.headers, *common}
        faults = [
            Fault(source, row.number, table.header(key), message)
            for key, message in complaints
            if key not in lacks and not _follows(key, row.misread)
        ]
        if row.faults or faults or product is None:
            refused += (*row.faults, *faults)
            refused_rows += 1
            lacking |= lacks
            continue
        kind = "added" if product.id not in entries else "updated"
        kinds["unchanged" if entries.get(product.id) == entry else kind].append(product.id)
        entries[product.id] = entry
        rows_of[product.id] = row.number
        if product.sku:
            by_sku[product.brand, product.sku] = product.id
    lacked = tuple(key for key in SHARED_KEYS if key in lacking)
    is_changed = bool(kinds["added"] or kinds["updated"])
    is_changed = is_changed or (common != page.shared and not refused_rows)
    is_written = is_changed and not (is_strict and refused_rows)
    if is_written:
        write_page(target, page, entries.values(), common)
    return Imported(
        table,
        target,
        tuple(kinds["added"]),
        tuple(kinds["updated"]),
        tuple(kinds["unchanged"]),
        (*(Fault(source, None, key, _LACKING) for key in lacked), *refused),
        refused_rows,
        lacked,
        is_written,
    )


def export_table(products: Iterable[Product], target: Path) -> int:
    """Write products as a table; returns how many. Raises `BadInput` or `SinkFailed`.

    Samples are written only where there is nothing else: beside a shop's own products nobody
    could import them again, as they are there already.
    """
    samples = {product.id for product in read_page(sample_file()).products}
    everything = list(products)
    own = [product for product in everything if product.id not in samples]
    if target.suffix.lower() != ".csv":  # not over a page of the catalogue it comes from
        raise BadInput(f"{target}: expected a table that ends in .csv")
    entries = []
    for product in own or everything:
        entries.append(_with_status({**product.entry, "brand": product.brand}, product))
        if product.currency:
            entries[-1]["currency"] = product.currency
    with complete(target) as part:
        part.write_bytes(format_table(entries))
    return len(entries)


def _with_status(entry: dict[str, Any], product: Product) -> dict[str, Any]:
    """Say of every colour of a product whether it is verified, also where the file need not."""
    entry["shade"] = {**entry["shade"], "status": product.shade.status}
    if product.second is not None:
        entry["second"] = {**entry["second"], "status": product.second.shade.status}
    if product.liner is not None and product.liner.product is not None:
        pencil = {**entry["liner"]["shade"], "status": product.liner.product.shade.status}
        entry["liner"] = {**entry["liner"], "shade": pencil}
    return entry


def save_product(entry: Mapping[str, Any], target: Path) -> Product:
    """Put one product into a file of products, in the place of the one with its id.

    Raises
    ------
    BadInput
        The product, or the file, cannot be used; nothing is written.
    SinkFailed
    """
    page = _page_to_change(target)
    product, complaints = read_product(entry, page.shared, target.parent)
    if product is None:
        raise BadInput("; ".join(f"{key}: {message}" for key, message in complaints))
    if clash := _elsewhere(target).get(product.id):
        raise BadInput(f"id: the id {product.id!r} is also at {clash}")
    entries = {known.id: known.entry for known in page.products} | {product.id: entry}
    write_page(target, page, entries.values(), page.shared)
    return product


def write_page(
    path: Path,
    page: Page,
    entries: Iterable[Mapping[str, Any]],
    shared: Mapping[str, Any],
) -> None:
    """Write a file of products in one step. Raises `SinkFailed`."""
    content: dict[str, Any] = dict(shared)
    if not page.has_samples:
        content["samples"] = False
    content["product"] = [
        {key: entry[key] for key in PRODUCT_KEYS if key in entry} for entry in entries
    ]
    with complete(path) as part:
        part.write_text(format_toml(content, _COMMENT), encoding="utf-8")


def _page_to_change(path: Path) -> Page:
    if not path.exists():
        return Page(path)
    page = read_page(path)
    if page.faults:
        raise BadInput(f"{page.faults[0]}", "Mend that file first, or name another one.")
    return page


def _elsewhere(target: Path) -> dict[str, str]:
    """Tell where products stand that a file would meet in one catalogue, but not its own."""
    folder = catalogue_folder()
    is_mine = target.resolve().is_relative_to(folder.resolve())
    around = [folder] if is_mine else []
    others = [path for path in page_paths(around) if path.resolve() != target.resolve()]
    catalogue = read_catalogue([*others, sample_file()], has_samples=False)
    places = {name: catalogue.place_of(name) for name in catalogue.products}
    return {name: f"{path}:{line}" for name, (path, line) in places.items()}


def _identify(
    row: Row, by_sku: Mapping[tuple[str, str], str], shared: Mapping[str, Any]
) -> str | None:
    """Find the id of a row: its own, that of the product with its sku, or its sku."""
    if row.cells.get("id"):
        return str(row.cells["id"])
    sku = row.cells.get("sku")
    if not sku:
        return None
    brand = row.cells.get("brand") or shared.get("brand", "")
    return by_sku.get((brand, sku)) or re.sub(r"[^\w.\-]+", "-", sku).strip("-.") or None


def _updated(entry: Mapping[str, Any], row: Row, table: Table) -> dict[str, Any]:
    """Change a product as a row says."""
    cells = {key: value for key, value in flatten(entry).items() if key not in table.headers}
    for colour in _COLOURS:
        if any(_is_of(key, colour, _COLOUR_KEYS) for key in table.headers):
            cells = {k: v for k, v in cells.items() if not _is_of(k, colour, _OF_A_COLOUR)}
    # A number that could not be read leaves no gap in its list: the others are looked at, too.
    stand_ins = {key: 0.5 for key in row.misread if re.search(r"\.\d", key)}
    updated = unflatten({**cells, **row.cells, **stand_ins})
    return {key: updated[key] for key in PRODUCT_KEYS if key in updated}


def _is_of(key: str, colour: str, names: Collection[str]) -> bool:
    """Say whether a cell's key is one of these of a colour."""
    return key.startswith(f"{colour}.") and key[len(colour) + 1 :].split(".")[0] in names


def _follows(key: str, misread: Collection[str]) -> bool:
    """Say whether a complaint only follows from cells that could not be read."""
    key = re.sub(r"\[(\d+)\]", r".\1", key)
    if key in _COLOURS:  # of a colour that is not there
        return any(_is_of(bad, key, _COLOUR_KEYS) for bad in misread)
    return any(f"{bad}.".startswith(f"{key}.") or key.startswith(f"{bad}.") for bad in misread)


def _clashes(
    entry: Mapping[str, Any],
    rows_of: Mapping[str, int],
    elsewhere: Mapping[str, str],
    by_sku: Mapping[tuple[str, str], str],
) -> Iterator[Complaint]:
    """Say where the id or the sku of a row has been met before."""
    name, sku = entry.get("id", ""), entry.get("sku")
    if name in rows_of:
        yield Complaint("id", f"the id {name!r} is also in row {rows_of[name]}")
    elif name in elsewhere:
        yield Complaint("id", f"the id {name!r} is also at {elsewhere[name]}")
    owner = by_sku.get((entry.get("brand", ""), sku)) if sku else None
    if owner not in (None, name):
        yield Complaint("sku", f"the sku {sku!r} belongs to the product {owner!r}")
