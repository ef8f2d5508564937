"""What can be worn. A new effect is one file, and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from tryon.core.seams import Effect
from tryon.effects.accessory import Accessory
from tryon.effects.garment import Garment
from tryon.effects.lip_liner import LipLiner
from tryon.effects.lipstick import Lipstick
from tryon.effects.shoes import Shoes

#: Word of the look file to class, in the order of drawing.
EFFECTS: Mapping[str, type[Effect]] = MappingProxyType(
    {
        Lipstick.name: Lipstick,
        LipLiner.name: LipLiner,
        Garment.name: Garment,
        Accessory.name: Accessory,
        Shoes.name: Shoes,
    }
)
