"""A garment: a model of the wardrobe, or of a file, on the body of the person in front."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import cv2
import numpy as np

from tryon import assets
from tryon.core.errors import BadInput, Missing
from tryon.core.layer import Clothes, Drape
from tryon.core.memory import once_each
from tryon.core.scene import BONES, Body, Box, Face, Figure, Floats, Need, Scene, Silhouette
from tryon.core.words import nearest
from tryon.garments.cloth import Cloth
from tryon.garments.fit import SIDES, Side, body_of, long_sleeves, put_on
from tryon.garments.model import Gender, Model, Slot, load
from tryon.garments.size import in_size
from tryon.garments.wrists import wrists_of
from tryon.light.harmonics import from_above
from tryon.light.limbs import on_cloth

#: Capsules around what shades a garment: bones from and to, and the radii at both ends, m.
_LIMBS = (
    ("Neck", "Head", 0.055, 0.085),
    ("LeftArm", "LeftForeArm", 0.045, 0.038),
    ("RightArm", "RightForeArm", 0.045, 0.038),
    ("LeftForeArm", "LeftHand", 0.038, 0.032),
    ("RightForeArm", "RightHand", 0.038, 0.032),
    ("LeftUpLeg", "LeftLeg", 0.075, 0.055),
    ("RightUpLeg", "RightLeg", 0.075, 0.055),
    ("LeftLeg", "LeftFoot", 0.055, 0.04),
    ("RightLeg", "RightFoot", 0.055, 0.04),
)
#: Tops hang over trousers and skirts, coats over both.
_OVER: Mapping[Slot, int] = MappingProxyType(
    {"body": 0, "shoes": 0, "bottom": 1, "dress": 2, "top": 2, "outer": 3, "head": 4}
)
#: Chins that are less than this above the beginning of the neck may be before a collar, m.
_COLLAR_M = 0.03
_CHIN, _NECK = 152, BONES.index("Neck")
#: Landmarks of the body: the left and the right wrist.
_WRISTS = (15, 16)
#: Hands whose light differs by less (logarithm) have one colour.
_ALIKE = 0.15
#: Of a wardrobe with more garments, who asks for none of them is told examples.
_NAMED = 10
_FROM = [BONES.index(bone) for bone, _, _, _ in _LIMBS]
_TO = [BONES.index(bone) for _, bone, _, _ in _LIMBS]
_RADII = np.array([radii for _, _, *radii in _LIMBS], np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Garment:
    """A garment on the body that is in view.

    Attributes
    ----------
    model : Model
    size : str or None
        One of its sizes; None is the one that was made on the mannequin.
    colour : str or None
        One of its colourways; None is as it came.
    worn : Model
        The model in this size and colour.
    """

    name: ClassVar[str] = "garment"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.BODY})

    model: Model
    size: str | None = None
    colour: str | None = None
    worn: Model = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        worn = self.model
        if self.colour is not None:
            worn = worn.in_colour(self.colour)
        if self.size is not None and worn.sizes:
            worn = in_size(worn, self.size)
        object.__setattr__(self, "worn", worn)

    def memory(self) -> Cloth:
        """Remember how a skirt swung; the figure is steadied where it is perceived."""
        return Cloth()

    def layers(self, scene: Scene, memory: Cloth | None) -> Sequence[Drape]:
        """Describe the garment on the person of `scene`; empty if nobody is to be dressed."""
        body = scene.body
        if body is None or body.figure is None:
            return ()
        figure, slot = body.figure, self.worn.slot
        is_lower = slot in ("bottom", "shoes")
        opacity = figure.presence.lower if is_lower else figure.presence.upper
        if opacity <= 0:
            return ()
        light = on_cloth(scene.light)
        receives = _without_faces(body.silhouette, scene.faces)
        long = long_sleeves(self.worn)
        near = _bare_before(figure, long)
        worn = put_on(self.worn, near)
        if memory is not None:
            worn = memory.hang(self.worn, worn, body.identity, scene.frame.captured_ns)
        sleeved = _in_sleeves(long, body)
        drape = Drape(
            effect=self.name,
            status=self.worn.status,
            worn=worn,
            body=body_of(self.worn.gender, near, sleeved, _in_own_sleeves(long, body)),
            focal_px=figure.focal_px,
            centre_px=figure.centre_px,
            harmonics=from_above(light.harmonics),
            light=(light.level * light.colour).astype(np.float32),
            limbs=_limbs(figure),
            in_front=_before(scene),
            receives=receives,
            covers=_clothes(receives, body),
            opacity=opacity,
            over=_OVER[slot],
        )
        return [drape, *_wrists_in(drape, self.worn.gender, body, sleeved)]


@lru_cache(maxsize=6)  # 7 MB each, read in 20 ms
def _loaded(path: Path, changed_ns: tuple[int, ...]) -> Model:
    return load(path)


def find_model(word: str) -> Model:
    """Load a model by its file, or by its name in the wardrobe; again only when it changed.

    Raises
    ------
    BadInput
        The file cannot be worn.
    Missing
        There is neither such a file nor such a name.
    """
    path = Path(word)
    try:
        if path.suffix.lower() not in (".glb", ".gltf"):
            if path.is_file():
                raise BadInput(f"{word[:80]}: expected a GLB or glTF file, or a garment's name")
            path = _in_wardrobe(word)
        files = (path, path.with_suffix(".toml"))
        changed_ns = tuple(f.stat().st_mtime_ns for f in files if f.is_file())
    except OSError as error:
        raise BadInput(f"{word[:80]}: {error.strerror or type(error).__name__}") from error
    return _loaded(path, changed_ns)


def _in_wardrobe(word: str) -> Path:
    """Find a garment by its name; who mistyped one is told the nearest."""
    try:
        return assets.model(f"{word}/{word}.glb")
    except Missing as error:
        known = sorted(path.parent.name for path in assets.model("").glob("*/*.toml"))
        hint = nearest(word, known, most=_NAMED)
        raise Missing(f"no garment {word[:80]!r} in the wardrobe{hint}") from error


def _without_faces(person: Silhouette | None, faces: Sequence[Face]) -> Silhouette | None:
    """Leave faces out of the silhouette of a person: no shadow of clothes lies on them."""
    if person is None or not faces:
        return person
    coverage = person.coverage.copy()
    box = person.box
    cells = np.array(coverage.shape[::-1], np.float32) / (box.width, box.height)
    for face in faces:
        places = np.rint((face.points[:, :2] - (box.x, box.y)) * cells).astype(np.int32)
        cv2.fillConvexPoly(coverage, cv2.convexHull(places), (0.0,))
    return Silhouette(person.box, coverage)


def _clothes(without_faces: Silhouette | None, body: Body) -> Clothes | None:
    """Leave bare skin out of the silhouette of a person, to know what they wear."""
    if without_faces is None or body.silhouette is None or body.worn is None:
        return None
    seen = Silhouette(without_faces.box, without_faces.coverage * body.worn)
    return Clothes(seen, body.silhouette, body.looseness)


@once_each  # all that somebody wears is behind the same
def _before(scene: Scene) -> Silhouette | None:
    """Find what is before the clothes of somebody: also a face whose chin hangs over collars.

    Who leans forward brings it there; a figure hardly knows how far they do.
    """
    body = scene.body
    if body is None:
        return None
    nose = body.points[0, :2]
    face = next((face for face in scene.faces if _is_in(face.box, nose)), None)
    if face is None or body.figure is None or not _hangs(face, body.figure):
        return body.in_front
    outline = cv2.convexHull(np.rint(face.points[:, :2]).astype(np.int32))
    x, y, width, height = cv2.boundingRect(outline)
    right, bottom = x + width, y + height
    if body.in_front is not None:
        there = body.in_front.box
        x, y = min(x, there.x), min(y, there.y)
        right, bottom = max(right, there.x + there.width), max(bottom, there.y + there.height)
    drawn = np.zeros((bottom - y, right - x), np.uint8)
    cv2.fillConvexPoly(drawn, outline - (x, y), (255,), cv2.LINE_AA)
    coverage = drawn * np.float32(1 / 255)
    if body.in_front is not None:
        known = cv2.resize(body.in_front.coverage, (there.width, there.height))
        part = coverage[there.y - y :, there.x - x :][: there.height, : there.width]
        np.maximum(part, known, out=part)
    return Silhouette(Box(x, y, right - x, bottom - y), coverage)


def _in_sleeves(long: frozenset[Side], body: Body) -> frozenset[Side]:
    """Say which arms are to be seen nowhere: not in cuffs either, where no skin is."""
    bare = {side for side, is_bare in zip(SIDES, body.bare_wrists, strict=True) if is_bare}
    return long - bare


def _in_own_sleeves(long: frozenset[Side], body: Body) -> frozenset[Side]:
    """Say which forearms show the sleeves that somebody came in."""
    return frozenset(SIDES) - long if body.in_sleeves else frozenset()


def _wrists_in(
    drape: Drape, gender: Gender, body: Body, sleeved: frozenset[Side]
) -> Sequence[Drape]:
    """Draw the wrists of hands that are seen, in cuffs that would be empty: in their colour.

    One hand may lie in the shade of the other; if they hardly differ, both are drawn at once.
    """
    figure = body.figure
    if figure is None:
        return ()
    seen = [
        ({side: body.points[wrist, :2]}, colour)
        for side, wrist, colour in zip(SIDES, _WRISTS, body.hands, strict=True)
        if side in sleeved and colour is not None
    ]
    if len(seen) == 2:
        (left, one), (right, other) = seen
        if np.abs(np.log(np.maximum(one, 1e-3) / np.maximum(other, 1e-3))).max() < _ALIKE:
            seen = [(left | right, ((one + other) / 2).astype(np.float32))]
    return [
        replace(
            drape,
            worn=wrists_of(gender, figure, places),
            harmonics=(drape.harmonics * skin / np.maximum(drape.light, 1e-4)).astype(
                np.float32
            ),
            light=skin,
            limbs=np.zeros((0, 2, 4), np.float32),
            over=_OVER["body"] - 1,
        )
        for places, skin in seen
    ]


def _hangs(face: Face, figure: Figure) -> bool:
    """Whether a chin is so far down that a collar may be behind it."""
    _, up, away = figure.joints[_NECK] * (1, 1, -1)
    neck_px = figure.centre_px[1] - figure.focal_px * up / away
    return bool(neck_px - face.points[_CHIN, 1] < _COLLAR_M * figure.focal_px / away)


def _is_in(box: Box, place: Floats) -> bool:
    x, y = place.tolist()
    return bool(box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height)


def _bare_before(figure: Figure, long: frozenset[Side]) -> Figure:
    """Take arms that no long sleeve covers for before the trunk where they are beside it, too.

    What is worn on it is wider than the body.
    """
    left, right = (
        before if side in long else max(before, beside)
        for side, before, beside in zip(
            SIDES, figure.arms_before, figure.arms_beside, strict=True
        )
    )
    return replace(figure, arms_before=(left, right))


def _limbs(figure: Figure) -> Floats:
    capsules = np.empty((len(_LIMBS), 2, 4), np.float32)
    capsules[:, 0, :3], capsules[:, 1, :3] = figure.joints[_FROM], figure.joints[_TO]
    capsules[..., 3] = _RADII
    return capsules
