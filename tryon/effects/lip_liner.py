"""Lip liner: a pencil's stroke along the border of the lips, over or under a lipstick."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

import cv2
import numpy as np
from annotated_types import Interval

from tryon.core.layer import Coat
from tryon.core.scene import Box, Face, Floats, Lips, Need, Scene
from tryon.core.shade import Shade
from tryon.effects.coating import coating
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.lip_surface import chart
from tryon.effects.mouth import Mouth, light_on_lips, look_at
from tryon.effects.shine import Shine, shine

#: Diameter of the visible iris of grown-ups: 11.7 mm, with a deviation of 0.4 (Rüfer, Schröder,
#: Erb 2005, Cornea 24, 259-261); the one length that every face brings along.
_IRIS_MM = 11.7
#: Landmarks on the left and the right of each iris.
_IRISES = ((469, 471), (474, 476))
#: A mouth is about so wide; taken where no eye can be measured.
_MOUTH_MM = 50.0
#: Changes of luminance finer than this share of the mouth's width are lines, pores, and the
#: step from lip to skin, all of which a pencil covers.
_RELIEF, _STEP = 0.10, 0.5
#: Exponent of slower changes.
_MODELLING = 0.6
#: For each unit of softness the sides of the stroke fall off over this share of its width, and
#: its core is narrower by that.
_FADE, _NARROWER = 0.22, 0.35
_FINER = 4  # supersampling of the stroke
#: From this turn of the head (its sine) on the far part of the lips' outline is no border but
#: where they bend away, and how wide that part is in a profile, in heights of the mouth.
_TURNED, _PROFILE, _FAR_EDGE = 0.5, 0.85, 0.22
#: Pixels of a sharp edge that are covered in part, for each pixel of its length.
_SHARP_EDGE = 1.3


@dataclass(slots=True, eq=False)
class Memory:
    """What is remembered of the people who are followed, by identity."""

    mouths: dict[int, Mouth] = field(default_factory=dict)
    borders: dict[int, Mouth] = field(default_factory=dict)
    shine: dict[int, Shine] = field(default_factory=dict)
    worn: "LipLiner | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LipLiner:
    """A stroke along the outer border of every mouth, half on the lip and half beside it.

    Attributes
    ----------
    shade : Shade
    finish : Finish
    coats : float, in [0, 5]
        1 is one stroke; 0 is none.
    width_mm : float, in [0.3, 4]
    softness : float, in [0, 1]
        0 is a sharpened pencil; 1 fades over the whole width. Nothing is drawn further from
        the border than the stroke is wide.
    """

    name: ClassVar[str] = "lip_liner"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.LIPS})

    shade: Shade
    finish: Finish = FINISHES["matte"]
    coats: Annotated[float, Interval(ge=0.0, le=5.0)] = 1.0
    width_mm: Annotated[float, Interval(ge=0.3, le=4.0)] = 1.4
    softness: Annotated[float, Interval(ge=0.0, le=1.0)] = 0.4

    def memory(self) -> Memory:
        """Remember how bright mouths and their borders are, so that nothing flickers."""
        return Memory()

    def layers(self, scene: Scene, memory: Memory) -> Sequence[Coat]:
        """Describe a stroke for each mouth of `scene`."""
        if memory.worn != self:
            memory.worn = self
            memory.shine.clear()
        followed = {face.identity for face in scene.faces}
        for known in (memory.mouths, memory.borders, memory.shine):
            for gone in known.keys() - followed:
                del known[gone]
        if self.coats <= 0:
            return ()
        coats = [
            self._coat(scene, face, face.lips, memory)
            for face in scene.faces
            if face.lips is not None and face.lips.coverage.any()
        ]
        return [coat for coat in coats if coat is not None]

    def _coat(self, scene: Scene, face: Face, lips: Lips, memory: Memory) -> Coat | None:
        who = face.identity
        width_px = max(self.width_mm * px_per_mm(face, lips), 1.0)
        box, mask = _stroke(lips, width_px, self.softness, scene.frame.size)
        mask *= _on_this_side(face, lips, box)
        if not mask.any():
            return None
        frame = scene.frame
        product = coating(self.shade, self.finish, self.coats, scene.response)
        mouth = look_at(frame, face, lips.box, lips.coverage, memory.mouths.get(who))
        border = look_at(frame, face, box, mask, memory.borders.get(who))
        shining = shine(memory.shine.get(who), scene.light, face, lips.width_px, product)
        memory.mouths[who], memory.borders[who], memory.shine[who] = mouth, border, shining
        return Coat(
            effect=self.name,
            status=self.shade.status,
            shade_de2000=self.shade.de2000,
            box=box,
            mask=mask,
            film=product.film,
            light=light_on_lips(scene.light, face, mouth),
            bare_luminance=math.exp(border.log_bare),
            modelling=1 - (1 - _MODELLING) * product.hiding,
            relief_px=max(_RELIEF * lips.width_px, 0.8),
            lines=1 - (1 - _STEP * product.lines) * product.hiding,
            shine=product.shine,
            glints=shining.lay(chart(lips, box), 1.0),
        )


def px_per_mm(face: Face, lips: Lips) -> float:
    """Tell how large a millimetre of a face is in the picture, by the larger iris."""
    widest = max(float(np.linalg.norm(face.points[a] - face.points[b])) for a, b in _IRISES)
    by_mouth = lips.width_px / _MOUTH_MM
    # An eye that is wide of every mouth was not found.
    return widest / _IRIS_MM if 0.5 < widest / _IRIS_MM / by_mouth < 2.0 else by_mouth


def _stroke(
    lips: Lips, width_px: float, softness: float, frame_size: tuple[int, int]
) -> tuple[Box, Floats]:
    """Draw the stroke: its box in the frame, and its share of each pixel."""
    reach = math.ceil(width_px) + 2
    x, y = lips.outer.T
    left, top = max(math.floor(x.min()) - reach, 0), max(math.floor(y.min()) - reach, 0)
    right = min(math.ceil(x.max()) + reach, frame_size[0])
    bottom = min(math.ceil(y.max()) + reach, frame_size[1])
    width, height = max(right - left, 1), max(bottom - top, 1)
    box = Box(left, top, width, height)
    finer = _FINER if width < 400 else 2
    canvas = np.zeros((height * finer, width * finer), np.uint8)
    places = np.rint(((lips.outer - (left, top)) * finer - 0.5) * 16).astype(np.int32)
    core = width_px * (1 - _NARROWER * softness)
    cv2.polylines(
        canvas, [places], True, (255,), max(round(core * finer), 1), cv2.LINE_AA, shift=4
    )
    drawn = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)
    stroke = drawn.astype(np.float32) / np.float32(255)
    sigma = math.hypot(_FADE * softness * width_px, _defocus_px(lips))
    if sigma > 0.3:
        stroke = np.asarray(cv2.GaussianBlur(stroke, (0, 0), sigma), np.float32)
    stroke *= _uncovered(lips, box, reach)
    return box, stroke


def _defocus_px(lips: Lips) -> float:
    """Tell how blurred the edge of the lips is, as the deviation of a Gaussian."""
    edges = np.count_nonzero((lips.coverage > 0.1) & (lips.coverage < 0.9))
    length = sum(
        float(np.hypot(*(line - np.roll(line, 1, 0)).T).sum())
        for line in (lips.outer, lips.inner)
    )
    # A sharp edge has about one pixel that is covered in part; 80 % of a blurred one are 2.56
    # deviations wide.
    return max(edges / max(length, 1.0) - _SHARP_EDGE, 0.0) / 2.56


def _on_this_side(face: Face, lips: Lips, box: Box) -> Floats | float:
    """Where a border can be seen that is not the outline of a face in profile."""
    x, y, towards = face.head_to_camera[:3, 0].tolist()
    turned = min(max((abs(towards) - _TURNED) / (_PROFILE - _TURNED), 0.0), 1.0)
    if turned == 0:
        return 1.0
    # Along the mouth, in the picture, from the far side.
    axis = np.array([x, -y], np.float32) * math.copysign(1.0, towards)
    axis /= max(float(np.linalg.norm(axis)), 1e-3)
    places = lips.outer @ axis
    height = float(np.ptp(lips.outer @ np.array([-axis[1], axis[0]], np.float32)))
    rows, columns = np.mgrid[: box.height, : box.width].astype(np.float32)
    along = (columns + (box.x + 0.5)) * axis[0] + (rows + (box.y + 0.5)) * axis[1]
    reach = np.float32(max(_FAR_EDGE * turned * height, 0.5))
    seen: Floats = np.clip((along - places.min() - reach) / reach + 0.5, 0, 1)
    return seen


def _uncovered(lips: Lips, box: Box, reach: int) -> Floats:
    """Where lips or skin can be seen: near lips that can, and no teeth and no hand."""
    seen = np.zeros((box.height, box.width), np.float32)
    part = lips.box
    left, top = max(part.x, box.x), max(part.y, box.y)
    right = min(part.x + part.width, box.x + box.width)
    bottom = min(part.y + part.height, box.y + box.height)
    if right > left and bottom > top:
        seen[top - box.y : bottom - box.y, left - box.x : right - box.x] = lips.coverage[
            top - part.y : bottom - part.y, left - part.x : right - part.x
        ]
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    near = cv2.dilate(seen, round_)
    return np.asarray(cv2.blur(near, (3, 3)), np.float32)
