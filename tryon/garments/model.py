"""A garment as a shop hangs it: its surfaces on the skeleton, its sizes, colours and origin."""

import dataclasses
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

import msgspec
import numpy as np

from tryon import assets
from tryon.core.colour import hex_to_linear
from tryon.core.errors import BadInput
from tryon.core.mesh import FABRICS, Fabric, Mesh, Skeleton
from tryon.core.scene import BONES, Floats
from tryon.core.shade import Status
from tryon.garments.files import read_file
from tryon.garments.gltf import Document, read_gltf
from tryon.garments.surfaces import surfaces

Slot = Literal["top", "bottom", "dress", "outer", "shoes", "head", "body"]
Gender = Literal["female", "male"]

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Text = Annotated[str, msgspec.Meta(max_length=500)]
Centimetres = Annotated[float, msgspec.Meta(gt=0, le=300)]

#: Materials that are named so keep their colour when a colourway says only one.
_TRIM = ("button", "zip", "trim", "lining", "label", "metal")

_MOST_CARD_BYTES = 2**20

Item = TypeVar("Item", "Size", "Colourway")


@dataclass(frozen=True, slots=True)
class Size:
    """One size of a garment.

    Attributes
    ----------
    name : str
        ``"M"``.
    measures_cm : mapping of name to float
        Of the garment: ``chest``, ``waist`` and ``hips`` around; ``length``, ``sleeve``,
        ``inseam``, ``shoulder``.
    """

    name: str
    measures_cm: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What a garment measures as it lies in its file, and how it grows.

    Attributes
    ----------
    measures_cm : mapping of name to float
    morph : str
        Of its parts: one size more.
    gains_cm : mapping of name to float
        What the morph adds to the measures at weight 1.
    """

    measures_cm: Mapping[str, float]
    morph: str
    gains_cm: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Colourway:
    """One colour in which a garment is sold.

    Attributes
    ----------
    name : str
    linear : mapping of material name to (3,) float32, linear sRGB
        What `Material.linear` becomes; materials that are not named keep theirs.
    status : {"verified", "estimated"}
        How the colours are known.
    """

    name: str
    linear: Mapping[str, Floats] = field(repr=False)
    status: Status = "estimated"


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Model:
    """A garment, an accessory or a mannequin.

    Attributes
    ----------
    title : str
    slot : {"top", "bottom", "dress", "outer", "shoes", "head", "body"}
        Where it is worn; ``body`` is a mannequin.
    gender : {"female", "male"}
        The mannequin that it was made on.
    parts : tuple of Mesh
    skeleton : Skeleton
    sizes, colourways : tuples, may be empty
        The first colourway is what is shown when none is chosen.
    measures_cm : mapping of name to float
        Of the mannequin: ``bust_cm``, ``waist_cm``, ``hips_cm``, ``height_cm`` ….
    morph_measures_cm : mapping of morph to mapping of name to float
        What they gain by each morph at weight 1.
    licence, origin : str
    cut : Cut or None
        How it grows; None if its file does not say.
    """

    title: str
    slot: Slot
    gender: Gender
    parts: tuple[Mesh, ...] = field(repr=False)
    skeleton: Skeleton = field(repr=False)
    sizes: tuple[Size, ...] = ()
    colourways: tuple[Colourway, ...] = ()
    measures_cm: Mapping[str, float] = field(default_factory=dict, repr=False)
    morph_measures_cm: Mapping[str, Mapping[str, float]] = field(
        default_factory=dict, repr=False
    )
    licence: str = ""
    origin: str = ""
    cut: Cut | None = field(default=None, repr=False)

    @property
    def triangles(self) -> int:
        """How many triangles all parts have together."""
        return sum(len(part.triangles) for part in self.parts)

    @property
    def status(self) -> Status:
        """How the colour that is worn is known."""
        return self.colourways[0].status if self.colourways else "estimated"

    def in_colour(self, name: str) -> "Model":
        """Dye it: the same garment, with the colourway `name` as its first.

        Raises
        ------
        BadInput
            It is not sold in that colour.
        """
        chosen = _called(name, self.colourways, f"{self.title}: no colour")
        parts = []
        for part in self.parts:
            linear = chosen.linear.get(part.material.name, part.material.linear)
            material = dataclasses.replace(part.material, linear=linear)
            parts.append(dataclasses.replace(part, material=material))
        others = (colourway for colourway in self.colourways if colourway is not chosen)
        return dataclasses.replace(self, parts=tuple(parts), colourways=(chosen, *others))

    def size(self, name: str) -> Size:
        """Find a size by its name. Raises `BadInput`."""
        return _called(name, self.sizes, f"{self.title}: no size")


def _called(name: str, things: tuple[Item, ...], what: str) -> Item:
    known = {thing.name.lower(): thing for thing in things}
    if name.lower() in known:
        return known[name.lower()]
    near = difflib.get_close_matches(name.lower(), known, n=1)
    listed = ", ".join(thing.name for thing in things) or "none"
    hint = f"did you mean {known[near[0]].name!r}?" if near else f"there is {listed}"
    raise BadInput(f"{what} {name!r}: {hint}")


class _SizeRow(msgspec.Struct, forbid_unknown_fields=True):
    """``[[size]]`` of a garment's TOML."""

    name: Word
    chest_cm: Centimetres | None = None
    waist_cm: Centimetres | None = None
    hips_cm: Centimetres | None = None
    length_cm: Centimetres | None = None
    sleeve_cm: Centimetres | None = None
    inseam_cm: Centimetres | None = None
    shoulder_cm: Centimetres | None = None


class _ColourRow(msgspec.Struct, forbid_unknown_fields=True):
    """``[[colourway]]`` of a garment's TOML."""

    name: Word
    srgb: str | dict[str, str]
    status: Status = "estimated"


class Card(msgspec.Struct, forbid_unknown_fields=True):
    """The TOML file beside a garment."""

    title: Word | None = None
    slot: Slot | None = None
    gender: Gender | None = None
    licence: Text = ""
    origin: Text = ""
    fabric: str | None = None
    size: list[_SizeRow] = []
    colourway: list[_ColourRow] = []


def load(path: Path) -> Model:
    """Read a garment: a GLB or glTF file, and the TOML file of the same name beside it.

    What the TOML leaves out is taken from the ``asset.extras`` of the file, or from its shape.

    Raises
    ------
    BadInput
        One sentence that names the file, what was expected and what came.
    """
    document = read_gltf(path)
    shown = surfaces(document)
    extras = document.content.asset.extras
    said: dict[str, Any] = extras if isinstance(extras, dict) else {}
    beside = path.with_suffix(".toml")
    card = read_card(beside) if beside.is_file() else Card()
    parts = shown.parts
    if card.fabric is not None:
        parts = _made_of(parts, _fabric(card.fabric, beside))
    slot = card.slot or _one_of(said, "slot", Slot, document)
    skeleton = shown.skeleton
    if skeleton is None:
        if (slot or "head") != "head":
            raise document.fault(f"is not rigged: a {slot} needs a skeleton; import it first")
        slot, skeleton = "head", Skeleton(np.zeros((len(BONES), 3), np.float32))
    gender = card.gender or _one_of(said, "gender", Gender, document) or "female"
    return Model(
        title=card.title or readable(str(said.get("title") or path.stem))[:80],
        slot=slot or covered_slot(parts, skeleton),
        gender=gender,
        parts=parts,
        skeleton=skeleton,
        sizes=tuple(_size(row) for row in card.size),
        colourways=tuple(_colourway(row, parts, beside) for row in card.colourway),
        measures_cm=_measures(said.get("body_measures")),
        morph_measures_cm=MappingProxyType(
            {
                str(name): _measures(gains)
                for name, gains in _dict(said.get("morph_body_measures")).items()
            }
        ),
        licence=card.licence or str(said.get("license") or "")[:500],
        origin=card.origin or str(said.get("source") or document.content.asset.copyright)[:500],
        cut=_cut(_dict(said.get("garment_size"))),
    )


@lru_cache(maxsize=2)
def shipped(gender: Gender) -> Model:
    """Load the mannequin of `gender`: the body that models of that gender are made on.

    Raises
    ------
    Missing
        The installation lost its data.
    """
    return load(assets.model(f"mannequin/{gender}.glb"))


def read_card(path: Path) -> Card:
    """Read what is said of a garment beside its file. Raises `BadInput`."""
    try:
        return msgspec.toml.decode(read_file(path, _MOST_CARD_BYTES), type=Card)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"{path}: {error}", "Correct the file.") from error


def _one_of(said: dict[str, Any], key: str, words: Any, document: Document) -> Any:
    if (word := said.get(key)) is None:
        return None
    try:
        return msgspec.convert(word, words)
    except msgspec.ValidationError as error:
        raise document.fault(f"asset.extras.{key}: {error}") from error


def _fabric(word: str, path: Path) -> Fabric:
    if word not in FABRICS:
        raise BadInput(f"{path}: fabric: expected one of {', '.join(FABRICS)}, not {word!r}")
    return FABRICS[word]


def _made_of(parts: tuple[Mesh, ...], fabric: Fabric) -> tuple[Mesh, ...]:
    made = []
    for part in parts:
        trim = part.material.name.lower().startswith(_TRIM)
        material = part.material
        if not trim:
            material = dataclasses.replace(material, fabric=fabric)
        made.append(dataclasses.replace(part, material=material))
    return tuple(made)


def _size(row: _SizeRow) -> Size:
    measures = msgspec.structs.asdict(row)
    name = measures.pop("name")
    known = {key.removesuffix("_cm"): cm for key, cm in measures.items() if cm is not None}
    return Size(name, MappingProxyType(known))


def _colourway(row: _ColourRow, parts: tuple[Mesh, ...], path: Path) -> Colourway:
    names = dict.fromkeys(part.material.name for part in parts)
    written = row.srgb
    if isinstance(written, str):
        written = {name: written for name in names if not name.lower().startswith(_TRIM)}
    linear = {}
    for name, text in written.items():
        where = f"{path}: colourway {row.name!r}"
        if name not in names:
            raise BadInput(f"{where}: no material {name!r}, there is {', '.join(names)}")
        try:
            linear[name] = hex_to_linear(text).astype(np.float32)
        except ValueError as error:
            raise BadInput(f"{where}: {error}") from error
    return Colourway(row.name, MappingProxyType(linear), row.status)


def _dict(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _measures(written: Any) -> Mapping[str, float]:
    found = _dict(written).items()
    return MappingProxyType(
        {str(name): float(cm) for name, cm in found if isinstance(cm, int | float)}
    )


def _cut(said: dict[Any, Any]) -> Cut | None:
    if not isinstance(said.get("morph"), str):
        return None
    gains = _measures(said.get("morph_gains_cm"))
    return Cut(_measures(said.get("measures_cm")), said["morph"], gains)


def readable(name: str) -> str:
    """Make a title of the name that a modeller gave a file or a node.

    Examples
    --------
    >>> readable("dress_knee_female"), readable("Suit by Ann")
    ('Dress knee female', 'Suit by Ann')
    """
    words = " ".join(name.replace("_", " ").split())
    return words[:1].upper() + words[1:]


def covered_slot(parts: tuple[Mesh, ...], skeleton: Skeleton) -> Slot:
    """Say where something is worn by what it covers of the body."""
    y = np.concatenate([part.positions[:, 1] for part in parts])
    at = dict(zip(BONES, skeleton.heads[:, 1].tolist(), strict=True))
    low, high = np.quantile(y, [0.02, 0.98]).tolist()
    chest, knee = (at["Spine2"] + at["LeftArm"]) / 2, at["LeftLeg"]
    thigh = (knee + at["LeftUpLeg"]) / 2
    if low > at["Neck"]:
        return "head"
    if high < knee:
        return "shoes"
    if high > at["Head"] and low < knee:
        return "body"
    if high < chest:
        return "bottom"
    return "dress" if low < thigh else "top"
