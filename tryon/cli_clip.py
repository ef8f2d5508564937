"""The command that makes clips for other places."""

import argparse
import json
from pathlib import Path

from tryon.cli_arguments import add_json


def add_clip_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon clip`` is asked with."""
    parser.add_argument("input", type=Path, metavar="IN.mp4", help="a recording of ours")
    parser.add_argument(
        "-o", "--out", type=Path, required=True, help=".mp4; .gif or .webp for a preview"
    )
    parser.add_argument(
        "--preset",
        default="vertical",
        metavar="vertical|square|wide|shop",
        help="1080x1920, 1080x1080, 1920x1080, or 720x720 and small",
    )
    parser.add_argument(
        "--cut", nargs=2, type=float, metavar=("FROM", "TO"), help="in seconds of the clip"
    )
    parser.add_argument("--title", help="a card with this text before it")
    parser.add_argument(
        "--product", nargs="+", metavar="LINE", help="a card after it: name, brand, price"
    )
    parser.add_argument(
        "--label", choices=("en", "zh"), default="en", help="language of the notice"
    )
    parser.add_argument("--sign", action="store_true", help="also sign it (C2PA)")
    add_json(parser)
    parser.set_defaults(run=_clip)


def _clip(given: argparse.Namespace) -> int:
    from tqdm import tqdm

    from tryon.clips import export_file
    from tryon.labels.card import Card
    from tryon.labels.notice import Notice
    from tryon.labels.signature import sign

    product = given.product
    with tqdm(total=100, unit="%", disable=None) as bar:

        def tell(share: float) -> None:
            bar.update(int(100 * share) - bar.n)

        seconds = export_file(
            given.input,
            given.out,
            given.preset,
            span_s=None if given.cut is None else tuple(given.cut),
            title=None if given.title is None else Card(given.title),
            product=None if product is None else Card(product[0], tuple(product[1:]), 3.0),
            notice=Notice(given.label),
            progress=tell,
        )
    if given.sign:
        sign(given.out)
    if given.json:
        told = {"clip": str(given.out), "preset": given.preset, "seconds": round(seconds, 2)}
        print(json.dumps(told))
    else:
        print(f"{seconds:.1f} s → {given.out}")
    return 0
