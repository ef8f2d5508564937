"""``tryon catalogue …``: check, list, import and export products."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tryon.cli_arguments import BAD_INPUT, DONE, add_below, add_folders, counted

if TYPE_CHECKING:  # the command line starts in a moment: rooms are loaded when they are needed
    from tryon.catalogue.fault import Fault
    from tryon.catalogue.product import Liner, Product
    from tryon.catalogue.whiteness import Whiteness
    from tryon.core.shade import Shade


def add_catalogue_commands(parser: argparse.ArgumentParser) -> None:
    """Add the commands below ``tryon catalogue``."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = partial(add_below, commands)

    check = add("check", _check, "validate files of products; every fault with its place")
    check.add_argument("places", nargs="+", type=Path, metavar="DIR", help="folder, or file")

    listing = add("list", _list, "show what can be tried on")
    add_folders(listing)

    importing = add("import", _import, "put the products of a CSV table into the catalogue")
    importing.add_argument("table", type=Path, metavar="FILE.csv")
    importing.add_argument(
        "-o", "--out", type=Path, metavar="FILE.toml", help="not into the own catalogue"
    )
    importing.add_argument("--strict", action="store_true", help="all rows, or none")
    importing.add_argument(
        "--ignore", action="append", default=[], metavar="COLUMN", help="leave a column out"
    )
    importing.add_argument("--encoding", help="of the table; UTF-8 and GBK are recognised")
    importing.add_argument("--brand", help="of the products that do not say theirs")
    importing.add_argument("--currency", help="of the prices that do not say theirs")

    swatch = add("swatch", _swatch, "measure a shade on a photograph of a swatch")
    swatch.add_argument("photo", type=Path, metavar="PHOTO", help="swatch on white paper")
    swatch.add_argument(
        "--box", type=_box, metavar="X,Y,W,H", help="where the swatch is, in px"
    )
    swatch.add_argument(
        "--card", action="store_true", help="the swatch lies across black and white: opacity"
    )

    swatch.add_argument(
        "--paper",
        type=_paper,
        metavar="white|cream|L,a,b",
        help="what the paper is, or an instrument says of it (D65); else the picture tells",
    )
    reference = swatch.add_mutually_exclusive_group()
    reference.add_argument("--chart", action="store_true", help="a ColorChecker lies beside it")
    reference.add_argument(
        "--profile", type=Path, metavar="CAMERA.json", help="of the camera that took it"
    )

    exporting = add("export", _export, "write the products as a CSV table")
    exporting.add_argument("-o", "--out", type=Path, required=True, metavar="FILE.csv")
    add_folders(exporting)


def _check(given: argparse.Namespace) -> int:
    from tryon.catalogue.collection import page_paths, read_catalogue
    from tryon.core.errors import BadInput

    for place in given.places:
        if not place.exists():
            raise BadInput(f"{place}: no such folder or file of products")
    asked_for = page_paths(given.places)
    if not asked_for:
        raise BadInput(f"{given.places[0]}: expected files of products (*.toml), not none")
    catalogue = read_catalogue(given.places)
    pages = [page for page in catalogue.pages if page.path in asked_for]
    products = [product for page in pages for product in page.products]
    verified = sum(product.status == "verified" for product in products)
    if given.json:
        summary = {
            "files": len(asked_for),
            "products": len(products),
            "verified": verified,
            "estimated": len(products) - verified,
            "faults": _faults(catalogue.faults),
        }
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _tell(catalogue.faults)
        print(
            f"{counted(len(products), 'product')} in {counted(len(asked_for), 'file')}, "
            f"{verified} verified, {len(products) - verified} estimated, "
            f"{counted(len(catalogue.faults), 'fault')}"
        )
    return BAD_INPUT if catalogue.faults else DONE


def _list(given: argparse.Namespace) -> int:
    from tryon.catalogue.collection import load_catalogue

    products = tuple(load_catalogue(given.folders).products.values())
    if given.json:
        found = [_as_json(product) for product in products]
        print(json.dumps({"catalogue": 1, "products": found}, ensure_ascii=False))
        return DONE
    rows = [
        ("id", "brand", "name", "colour", "finish", "coats", "status", "±ΔE00", "price", "")
    ]
    for product in products:
        name = " ".join(filter(None, (product.name, product.name_zh)))
        price = f"{product.price:g} {product.currency}" if product.price is not None else ""
        rows.append(
            (
                product.id,
                product.brand,
                name,
                _colours(product),
                product.finish,
                f"{product.wear['coats']:g}",
                product.status,
                f"{product.error_de2000:.1f}",
                price,
                "" if product.in_stock else "out of stock",
            )
        )
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        print("  ".join(cells).rstrip())
    return DONE


def _import(given: argparse.Namespace) -> int:
    from tryon.catalogue.exchange import import_table

    shared = {"brand": given.brand, "currency": given.currency}
    done = import_table(
        given.table,
        given.out,
        is_strict=given.strict,
        ignored=given.ignore,
        encoding=given.encoding,
        shared={key: value for key, value in shared.items() if value},
    )
    summary = {
        "import": 1,
        "table": str(given.table),
        "encoding": done.table.encoding,
        "delimiter": done.table.delimiter,
        "file": str(done.path),
        "written": done.is_written,
        "added": len(done.added),
        "updated": len(done.updated),
        "unchanged": len(done.unchanged),
        "refused_rows": done.refused_rows,
        "refused": _faults(done.refused),
    }
    if given.json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _tell(done.refused)
        if done.lacking:
            options = " and ".join(f"--{key}" for key in done.lacking)
            print(f"tryon: {options} says it for the whole table", file=sys.stderr)
        is_held_back = bool(done.refused) and given.strict
        wrote = f" → {done.path}" if done.is_written else f"; {done.path} is as it was"
        print(
            ("nothing is written; without the rows that are refused: " if is_held_back else "")
            + f"{len(done.added)} added, {len(done.updated)} updated, "
            f"{len(done.unchanged)} unchanged, {counted(done.refused_rows, 'row')} refused"
            + wrote
        )
    return BAD_INPUT if done.refused else DONE


def _export(given: argparse.Namespace) -> int:
    from tryon.catalogue.collection import load_catalogue
    from tryon.catalogue.exchange import export_table

    count = export_table(load_catalogue(given.folders).products.values(), given.out)
    if given.json:
        print(json.dumps({"products": count, "file": str(given.out)}))
    else:
        print(f"{counted(count, 'product')} → {given.out}")
    return DONE


def _swatch(given: argparse.Namespace) -> int:
    from tryon.catalogue.swatch import CAMERA_DE2000, read_swatch
    from tryon.core.encoding import SRGB
    from tryon.core.errors import BadInput
    from tryon.core.scene import Box
    from tryon.light.profile import read_profile
    from tryon.sources.still import read_photo

    rgb = read_photo(given.photo)
    box = Box(*given.box) if given.box else None
    height, width = rgb.shape[:2]
    if box and (box.x + box.width > width or box.y + box.height > height):
        raise BadInput(f"--box: expected a box inside {width} x {height} px, not {given.box}")
    encoding, camera_de2000 = SRGB, CAMERA_DE2000
    if given.profile:
        profile = read_profile(given.profile)
        encoding, camera_de2000 = profile.encoding, profile.residual.left_out
    try:
        found = read_swatch(
            rgb,
            box=box,
            encoding=encoding,
            camera_de2000=camera_de2000,
            has_black=given.card,
            has_chart=given.chart,
            known_paper=given.paper,
        )
    except BadInput as error:
        raise BadInput(f"{given.photo}: {error}", error.hint) from error
    surface = found.sheen
    summary = {
        "swatch": 1,
        "photo": str(given.photo),
        "box_px": [found.box.x, found.box.y, found.box.width, found.box.height],
        "shade": found.shade,
        "srgb": found.srgb,
        "de2000": round(found.error_de2000, 1),
        "status": "estimated",
        "finish": surface.finish,
        "surface": {
            "shine": round(surface.shine, 3),
            "metal": round(surface.metal, 2),
            "sparkle": round(surface.sparkle, 4),
            "glint": round(surface.glint, 3),
        },
        "opacity": round(found.cover.opacity, 2) if found.cover else None,
        "light_xy": [round(float(value), 4) for value in found.light_xy],
        "paper": _paper_as_json(found.white) if found.white else None,
    }
    if given.json:
        print(json.dumps(summary, ensure_ascii=False))
        return DONE
    lab = ", ".join(f"{value:.1f}" for value in found.lab)
    print(f"Lab {lab} (D65, 2°), {found.srgb}, ΔE00 ± {found.error_de2000:.1f}, estimated")
    print(f"finish nearest to {surface.finish}")
    if found.white is not None and given.paper is None:
        print(_about_paper(found.white))
    if found.cover:
        print(f"opacity {found.cover.opacity:.0%} of what is below, as it lies there")
    else:
        print("taken for opaque: --card with a swatch across black and white tells")
    return DONE


def _paper(text: str) -> tuple[float, float]:
    """Read what a paper is: the mean and the deviation of its b*."""
    from tryon.catalogue.whiteness import KINDS, MEASURED_SPREAD

    if text in KINDS:
        return KINDS[text]
    try:
        lightness, a, b = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected white, cream or L,a,b, not {text}"
        ) from None
    if not (80 <= lightness <= 100 and abs(a) <= 4 and -14 <= b <= 22):
        raise argparse.ArgumentTypeError(
            f"expected the Lab of white or cream paper, not {text}"
        )
    return b, MEASURED_SPREAD


def _paper_as_json(white: "Whiteness") -> dict[str, Any]:
    told_by = [witness.what for witness in white.witnesses]
    return {"cream": round(white.cream, 2), "told_by": told_by}


def _about_paper(white: "Whiteness") -> str:
    """Say what the paper is taken for, and whether that is clear."""
    kind = "cream" if white.cream > 0.5 else "white"
    told_by = ", ".join(dict.fromkeys(witness.what for witness in white.witnesses))
    said = f"the paper is taken for {kind}" + (f", by: {told_by}" if told_by else "")
    if white.is_clear:
        return said
    return f"{said}; that is not clear, and in the error: say --paper white or --paper cream"


def _tell(faults: Sequence["Fault"]) -> None:
    for fault in faults:
        print(f"tryon: {' '.join(str(fault).split())}", file=sys.stderr)


def _faults(faults: Sequence["Fault"]) -> list[dict[str, Any]]:
    return [
        {"file": str(f.path), "line": f.line, "place": f.place, "message": f.message}
        for f in faults
    ]


def _as_json(product: "Product") -> dict[str, Any]:
    return {
        "id": product.id,
        "sku": product.sku,
        "brand": product.brand,
        "name": product.name,
        "name_zh": product.name_zh,
        **_shade_as_json(product.shade),
        "second": _shade_as_json(product.second.shade) if product.second else None,
        "blend": product.blend.value if product.blend else None,
        "liner": _liner_as_json(product.liner, product) if product.liner else None,
        "finish": product.wear["finish"],
        "coats": product.wear["coats"],
        "opacity": product.shade.opacity,
        "price": product.price,
        "currency": product.currency,
        "in_stock": product.in_stock,
        "url": product.url,
    }


def _shade_as_json(shade: "Shade") -> dict[str, Any]:
    return {
        "srgb": _hex(shade),
        "status": shade.status,
        "de2000": round(shade.error_de2000, 2),
    }


def _liner_as_json(liner: "Liner", product: "Product") -> dict[str, Any]:
    drawn = _shade_as_json((liner.product or product).shade)
    return {**drawn, "width_mm": liner.width_mm, "softness": liner.softness}


def _colours(product: "Product") -> str:
    """Write all colours of a product in a few signs."""
    said = _hex(product.shade)
    if product.blend is not None:
        second = _hex(product.second.shade) if product.second else "bare"
        said += f" {product.blend.value} {second}"
    if product.liner is not None:
        said += f" liner {_hex((product.liner.product or product).shade)}"
    return said


def _hex(shade: "Shade") -> str:
    """Write a colour as a screen can show it."""
    import numpy as np

    from tryon.core.colour import linear_to_srgb

    code = np.rint(255 * linear_to_srgb(np.array(shade.reflectance))).astype(int)
    return "#{:02X}{:02X}{:02X}".format(*code.tolist())


def _box(text: str) -> tuple[int, ...]:
    try:
        x, y, width, height = (int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected X,Y,W,H in px, not {text}") from None
    if min(x, y) < 0 or min(width, height) < 1:
        raise argparse.ArgumentTypeError(f"expected X,Y,W,H in px, not {text}")
    return x, y, width, height


def _width(text: str) -> int:
    """Columns of a terminal that a text takes: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
