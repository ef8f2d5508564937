"""``python -m bundle COMMAND``, with ``packaging/`` and the checkout on PYTHONPATH."""

import argparse
import json
import sys
from pathlib import Path


def main() -> int:
    """Make one of the things that people install."""
    parser = argparse.ArgumentParser(prog="bundle", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("freeze", help="the frozen program, and how large each part is")
    made.add_argument("-o", "--out", type=Path, default=Path("dist"))
    made.add_argument("--json", action="store_true")
    deb = commands.add_parser("deb", help="the Debian package of a frozen program")
    deb.add_argument("folder", type=Path, help="what `freeze` made")
    deb.add_argument("-o", "--out", type=Path, default=Path("dist"))
    sums = commands.add_parser("sums", help="SHA256SUMS of files, for `sha256sum --check`")
    sums.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args()
    if given.command == "freeze":
        return _freeze(given.out.resolve(), is_json=given.json)
    if given.command == "deb":
        from bundle.debian import build

        print(build(given.folder.resolve(), given.out.resolve()))
    else:
        from bundle.sums import write_sums

        print(write_sums(given.files))
    return 0


def _freeze(out: Path, *, is_json: bool) -> int:
    from bundle.freeze import freeze, parts, size_bytes

    folder = freeze(out)
    found = {"folder": str(folder), "bytes": size_bytes(folder), "parts": dict(parts(folder))}
    if is_json:
        print(json.dumps(found))
        return 0
    print(f"{size_bytes(folder) / 1e6:.0f} MB in {folder}")
    for name, count in parts(folder)[:14]:
        print(f"{count / 1e6:7.1f} MB  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
