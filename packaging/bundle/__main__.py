"""``python -m bundle COMMAND``, with ``packaging/`` and the checkout on PYTHONPATH."""

import argparse
import json
import os
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
    lock = commands.add_parser("lock", help="what is installed before a freeze, with hashes")
    lock.add_argument("system", choices=("linux", "windows", "macos"))
    key = commands.add_parser("key", help="a new pair of keys for signed updates")
    key.add_argument("private", type=Path, help="kept by who makes packages")
    key.add_argument("public", type=Path, help="given to each kiosk")
    signing = commands.add_parser("sign", help="the passport of a package, for kiosks")
    signing.add_argument("package", type=Path)
    signing.add_argument("--platform", required=True, help="such as linux-x86_64")
    signing.add_argument("--key", type=Path, required=True, help="the private one")
    given = parser.parse_args()
    if given.command == "freeze":
        return _freeze(given.out.resolve(), is_json=given.json)
    if given.command == "deb":
        from bundle.debian import build

        print(build(given.folder.resolve(), given.out.resolve()))
    elif given.command == "lock":
        from bundle.locks import write_lock

        print(write_lock(given.system))
    elif given.command == "key":
        _write_keys(given.private, given.public)
    elif given.command == "sign":
        from bundle import plan
        from tryon.supervisor.update import sign

        key_text = given.key.read_text(encoding="ascii").strip()
        print(sign(given.package, plan.version(), given.platform, key_text))
    else:
        from bundle.sums import write_sums

        print(write_sums(given.files))
    return 0


def _write_keys(private: Path, public: Path) -> None:
    from tryon.supervisor.update import make_key

    texts = make_key()
    for path, text, mode in ((private, texts[0], 0o600), (public, texts[1], 0o644)):
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
            file.write(text + "\n")
        print(path)


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
