"""What is worn on the head: glasses, hats, earrings, on every face that is in view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from tryon.core.geometry import focal_px
from tryon.core.layer import Drape
from tryon.core.mesh import Mesh, Posed
from tryon.core.scene import BONES, Body, Face, Floats, Need, Scene, Silhouette
from tryon.garments.model import Gender, Model, shipped

_HEAD = BONES.index("Head")

#: Where the origin of the canonical face is in each mannequin, m: found by the tips of their
#: noses, which are 0.46 cm below that origin and 7.59 cm in front of it.
_FACE_AT: Mapping[Gender, Floats] = MappingProxyType(
    {
        "female": np.array([0.0, 1.4556, 0.0751], np.float32),
        "male": np.array([0.0, 1.5906, 0.0911], np.float32),
    }
)

#: Corners of both eyes in the mesh, and the middle of their places on the canonical face, cm.
_EYES = (33, 133, 362, 263)
_EYES_CM = np.array([0.0, 2.6246, 3.4657], np.float32)

#: How much less the front of a face hides than that of the mannequin, m.
_FLATTER_M = np.float32(0.010)

#: Faces that turn further than this show their mesh no longer where it is.
_MOST_TURNED_COS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessory:
    """Glasses, a hat or earrings.

    Attributes
    ----------
    model : Model
        Of the slot "head": on a mannequin, or around the origin of the canonical face (x to
        the wearer's left, y up, z out of the face; the tip of the nose is at
        (0, -0.005, 0.076) m).
    colour : str or None
        One of its colourways; None is as it came.
    worn : Model
        The model in this colour, on its mannequin.
    """

    name: ClassVar[str] = "accessory"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.BODY})  # whose hands are before it

    model: Model
    colour: str | None = None
    worn: Model = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        worn = self.model if self.colour is None else self.model.in_colour(self.colour)
        if worn.slot != "head":
            raise ValueError(
                f"{worn.title}: expected something for the head, not a {worn.slot}"
            )
        if not worn.skeleton.heads.any():
            moved = tuple(_on_mannequin(part, worn.gender) for part in worn.parts)
            worn = replace(worn, parts=moved, skeleton=shipped(worn.gender).skeleton)
        object.__setattr__(self, "worn", worn)

    def memory(self) -> None:
        """Remember nothing: faces are steadied where they are perceived."""

    def layers(self, scene: Scene, memory: None) -> Sequence[Drape]:
        """Describe it on every face of `scene`; what can be seen through comes last."""
        return [
            drape for face in scene.faces for drape in self._on(face, scene) if _is_shown(face)
        ]

    def _on(self, face: Face, scene: Scene) -> list[Drape]:
        size, light = scene.frame.size, scene.light
        gender = self.worn.gender
        matrices = np.tile(_head_at(face, size, gender), (len(BONES), 1, 1))
        body = Posed(_head_of(gender), {}, matrices)
        drapes = []
        for opacity in sorted(
            {part.material.opacity for part in self.worn.parts}, reverse=True
        ):
            parts = tuple(p for p in self.worn.parts if p.material.opacity == opacity)
            drapes.append(
                Drape(
                    effect=self.name,
                    status=self.worn.status,
                    worn=Posed(parts, {}, matrices),
                    body=body,
                    focal_px=focal_px(size),
                    centre_px=(size[0] / 2, size[1] / 2),
                    harmonics=light.harmonics,
                    light=(light.level * light.colour).astype(np.float32),
                    in_front=_hands(scene.body, face),
                    opacity=opacity,
                    # frames must not give way to lenses as a shirt does to a coat
                    group=(face.identity, self.worn.title, opacity),
                )
            )
        return drapes


def _is_shown(face: Face) -> bool:
    return float(face.head_to_camera[2, 2]) > _MOST_TURNED_COS


def _on_mannequin(part: Mesh, gender: Gender) -> Mesh:
    """Move what lies around the origin of the face to the head of the mannequin."""
    joints = np.full_like(part.joints, _HEAD)
    weights = np.zeros_like(part.weights)
    weights[:, 0] = 1
    positions = part.positions + _FACE_AT[gender]
    return replace(part, positions=positions, joints=joints, weights=weights)


def _head_at(face: Face, size: tuple[int, int], gender: Gender) -> Floats:
    """Find where a head of model space is: (4, 4) float32, m.

    The canonical face has everybody's proportions on average; the middle of the eyes is put
    where this person has it, which is what glasses are looked at beside.
    """
    pose = face.head_to_camera.copy()
    pose[:3, 3] /= 100
    there = pose[:3, :3] @ (_EYES_CM / 100) + pose[:3, 3]
    focal, depth = focal_px(size), -float(there[2])
    seen = face.points[list(_EYES), :2].mean(0) - np.array(size, np.float32) / 2
    pose[:2, 3] += seen * (depth / focal) * (1, -1) - there[:2]
    pose[:3, 3] -= pose[:3, :3] @ _FACE_AT[gender]
    return pose


@lru_cache(maxsize=2)
def _head_of(gender: Gender) -> tuple[Mesh, ...]:
    """Cut the head off a mannequin: it hides what goes behind ears and cheeks."""
    parts = []
    for part in shipped(gender).parts:
        of_head = ((part.joints == _HEAD) * part.weights).sum(1) > 0.5
        kept = part.triangles[of_head[part.triangles].all(1)]
        used, flat = np.unique(kept, return_inverse=True)
        # glasses lie before the eyes of people, whose cheeks are flatter than a mannequin's
        positions = part.positions[used] - _FACE_AT[gender]
        positions[:, 2] -= _FLATTER_M * np.clip((positions[:, 2] - 0.01) / 0.02, 0, 1)
        parts.append(
            Mesh(
                positions=positions + _FACE_AT[gender],
                normals=part.normals[used],
                uv=part.uv[used],
                joints=part.joints[used],
                weights=part.weights[used],
                triangles=flat.reshape(-1, 3).astype(np.uint32),
                material=part.material,
            )
        )
    return tuple(part for part in parts if len(part.triangles))


def _hands(body: Body | None, face: Face) -> Silhouette | None:
    """Find what is before the head, if this is the head of the body that is followed."""
    if body is None or body.in_front is None:
        return None
    box = face.box
    nose = body.points[0, :2]
    is_theirs = box.x <= nose[0] <= box.x + box.width and box.y <= nose[1] <= box.y + box.height
    return body.in_front if is_theirs else None
