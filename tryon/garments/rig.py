"""What others call the bones: Mixamo and Ready Player Me, VRM, Unreal, Blender, MakeHuman."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tryon.core.scene import BONES

_SPINE = {
    "Hips": "hips pelvis root.hip",
    "Spine": "spine spine01 spine_01 spine.001 lowerback",
    "Spine1": "spine1 chest spine02 spine_02 spine.002",
    "Spine2": "spine2 upperchest spine03 spine_03 spine.003",
    "Neck": "neck neck01 neck_01 neck1",
    "Head": "head",
}
#: {} is the side, as each kind of rig writes it.
_LIMBS = {
    "Shoulder": "{left}shoulder clavicle_{l} shoulder.{l} shoulder_{l} clavicle.{l}",
    "Arm": "{left}arm {left}upperarm upperarm_{l} upper_arm.{l} upperarm.{l} upperarm01.{l}",
    "ForeArm": "{left}forearm {left}lowerarm lowerarm_{l} forearm.{l} lowerarm01.{l}",
    "Hand": "{left}hand hand_{l} hand.{l} wrist.{l}",
    "UpLeg": "{left}upleg {left}upperleg thigh_{l} thigh.{l} upperleg01.{l}",
    "Leg": "{left}leg {left}lowerleg calf_{l} shin.{l} calf.{l} lowerleg01.{l}",
    "Foot": "{left}foot foot_{l} foot.{l}",
    "ToeBase": "{left}toebase {left}toes {left}toe ball_{l} toe.{l} toe1-1.{l}",
}


def _names() -> dict[str, str]:
    found = {word: bone for bone, words in _SPINE.items() for word in words.split()}
    for side in ("Left", "Right"):
        marks = {"left": side.lower(), "l": side[0].lower()}
        for bone, words in _LIMBS.items():
            for word in words.format(**marks).split():
                found[word] = side + bone
    return found


_BONE_OF: Mapping[str, str] = MappingProxyType(_names())


#: What exporters put before the names of their bones.
_PREFIX = re.compile(r"^(?:mixamorig\d*_?|def-|org-|armature[_|])")


def bone_of(name: str) -> str | None:
    """Say which of `BONES` a joint is, by its name; None if it is no such.

    Examples
    --------
    >>> bone_of("mixamorig:LeftArm"), bone_of("upperarm_l"), bone_of("J_Bip_L_UpperArm")
    ('LeftArm', 'LeftArm', 'LeftArm')
    >>> bone_of("LeftHandThumb1") is None
    True
    """
    word = _PREFIX.sub("", name.rpartition(":")[2].strip().lower())
    if biped := re.fullmatch(r"bip\d*[ _]([lr])[ _](\w+)", word):
        word = f"{biped[2]}_{biped[1]}"
    word = word.removeprefix("bip01 ").removeprefix("bip001 ")
    if vroid := re.fullmatch(r"j_bip_([clr])_(\w+)", word):
        side, part = vroid.groups()
        word = {"c": "", "l": "left", "r": "right"}[side] + part
    return _BONE_OF.get(word)


def known_bones(names: Sequence[str], humanoid: Sequence[str | None]) -> list[int]:
    """Match the joints of a rig with `BONES`.

    Parameters
    ----------
    names : sequence of str
    humanoid : sequence of str or None
        What VRM says that each joint is, where it does (``leftUpperArm`` …).

    Returns
    -------
    bones : list of int
        Place in `BONES` of each joint; -1 for fingers, twists and whatever else there is. A
        bone is given to the first joint that claims it.
    """
    found = []
    for name, human in zip(names, humanoid, strict=True):
        bone = bone_of(human) if human else None
        bone = bone or bone_of(name)
        place = BONES.index(bone) if bone else -1
        found.append(-1 if place in found else place)
    return found
