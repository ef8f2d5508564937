"""What hangs in the wardrobe: names, sizes and colours, known without a single mesh."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from tryon import assets
from tryon.core.errors import TryOnError
from tryon.garments.model import Gender, Slot, load, read_card

#: What hangs first: what most people come for, and most cameras show.
_ORDER: tuple[Slot, ...] = ("top", "outer", "dress", "bottom", "shoes", "head", "body")


@dataclass(frozen=True, slots=True)
class Hanger:
    """One garment, as the wardrobe shows it.

    Attributes
    ----------
    word : str
        What a look file calls it: its name in the wardrobe, or its file.
    path : Path
    title : str
    slot : {"top", "bottom", "dress", "outer", "shoes", "head", "body"}
    gender : {"female", "male"}
    sizes : tuple of str
    colours : tuple of (name, "#RRGGBB")
    fault : str
        Why it cannot be worn; empty for most.
    verified : frozenset of str
        Names of the colours that were measured with an instrument.
    """

    word: str
    path: Path
    title: str
    slot: Slot
    gender: Gender
    sizes: tuple[str, ...] = ()
    colours: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    verified: frozenset[str] = frozenset()


def own_garments() -> Path:
    """Where this user keeps garments of their own."""
    return platformdirs.user_data_path("tryon", appauthor=False) / "garments"


def hanging(own: Path | None = None) -> tuple[Hanger, ...]:
    """List the garments of a folder, and then those of the wardrobe: tops first, shoes last.

    Those that come with the program are taken at their card's word; foreign files are read
    whole, so that one that cannot be worn says so before it is put on.

    Parameters
    ----------
    own : Path or None
        Models, or folders with one each; may be missing.

    Raises
    ------
    Missing
        The installation lost its data.
    """
    shipped = assets.folder() / "models3d"
    brought: list[Hanger] = []
    for pattern in ("*.glb", "*.gltf", "*/*.glb", "*/*.gltf") if own is not None else ():
        brought += [_by_file(path) for path in _models(own, pattern)]
    ours = [_by_card(path) for path in _models(shipped, "*/*.glb") if _card_of(path).is_file()]
    return (*_in_order(brought), *_in_order(ours))


def _in_order(hangers: list[Hanger]) -> list[Hanger]:
    return sorted(hangers, key=lambda hanger: _ORDER.index(hanger.slot))


def _models(folder: Path | None, pattern: str) -> Iterator[Path]:
    return iter(sorted(folder.glob(pattern)) if folder is not None else ())


def _card_of(path: Path) -> Path:
    return path.with_suffix(".toml")


def _by_card(path: Path) -> Hanger:
    card = read_card(_card_of(path))
    colours = []
    for row in card.colourway:
        shown = row.srgb if isinstance(row.srgb, str) else next(iter(row.srgb.values()))
        colours.append((row.name, shown))
    return Hanger(
        path.stem,
        path,
        card.title or path.stem,
        card.slot or "top",
        card.gender or "female",
        tuple(row.name for row in card.size),
        tuple(colours),
        verified=frozenset(row.name for row in card.colourway if row.status == "verified"),
    )


def _by_file(path: Path) -> Hanger:
    try:
        model = load(path)
        known = _by_card(path) if _card_of(path).is_file() else None
    except TryOnError as error:
        return Hanger(str(path), path, path.stem, "top", "female", fault=str(error))
    return Hanger(
        str(path),
        path,
        model.title,
        model.slot,
        model.gender,
        tuple(size.name for size in model.sizes),
        known.colours if known is not None else (),
        verified=known.verified if known is not None else frozenset(),
    )
