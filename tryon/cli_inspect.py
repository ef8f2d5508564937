"""The command that reads labels."""

import argparse
import json
from pathlib import Path

from tryon.cli_arguments import BAD_INPUT, DONE, add_json


def add_inspect_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon inspect`` is asked with."""
    parser.add_argument("file", type=Path, metavar="FILE", help="picture or clip")
    add_json(parser)
    parser.set_defaults(run=_inspect)


def _inspect(given: argparse.Namespace) -> int:
    """Show all labels of a file; exit code 2 when one is missing, faulty or broken."""
    from tryon.labels.reading import inspect_file
    from tryon.labels.tag import COLOUR, read_colour
    from tryon.light.badge import badge

    found = inspect_file(given.file)
    if given.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
        return BAD_INPUT if found.faults else DONE
    print(f"{found.kind}, {found.size[0]} x {found.size[1]}")
    for name, text in found.texts.items():
        print(f"{name}: {text.strip()}")
        if name == COLOUR:
            for error in read_colour(text):
                print(f"  {error.effect}: {badge(error).text}")
    for start_s, title in found.chapters:
        print(f"from {start_s:.1f} s: {title}")
    signature = found.signature
    by = f", by {signature.signer}" if signature.signer else ""
    known = " (whom no authority knows)" if by and not signature.is_trusted else ""
    print(f"signature: {signature.state}{by}{known}")
    for fault in (*found.faults, *signature.faults):
        print(f"✗ {fault}")
    return BAD_INPUT if found.faults else DONE
