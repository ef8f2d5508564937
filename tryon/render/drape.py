"""Draws cloth on the body in the picture: hidden by limbs before it, in the light of the room.

The body is drawn first, as depth alone, and a little thinner under the cloth; what is nearer
than the cloth then hides it. Only the box that holds the cloth is drawn. Without a graphics
card every pixel is paid for, so there large garments are coloured at a lower resolution; their
outline never is.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import cv2
import moderngl
import numpy as np

from tryon.core.encoding import SRGB, Encoding
from tryon.core.layer import Drape
from tryon.core.memory import give_back
from tryon.core.mesh import Mesh, Posed
from tryon.core.scene import Box, Bytes, Floats
from tryon.garments.skinning import shaped, under_cloth
from tryon.render.lay import behind, codes_of, grown, lay, soften
from tryon.render.program import is_software, make_context
from tryon.render.surface import Lighting, Store, Surface, View

#: What is put on later lies this much further out, m.
_LAYER_M = 0.004

#: Pixels that may be coloured for one picture where the processor draws.
_SOFTWARE_PX = 110_000

#: What is nearer to the lens than this is not drawn, m.
_NEAREST_M = 0.05

#: Surfaces that are kept ready beside those that are worn.
_MOST_KEPT = 8


#: Where something was painted, and the alpha that was used.
Laid = tuple[Box, Bytes]


class _Drawing(NamedTuple):
    """What is drawn, and what of the picture."""

    drapes: Sequence[Drape]
    hiding: Sequence[Surface]
    box: Box
    depth_range: tuple[float, float]


class Drapery:
    """Draws the drapes of one picture after the other; stays on the thread that made it.

    Parameters
    ----------
    scale : float or None
        Pixels coloured for each pixel of the picture, in each direction; None chooses by what
        the machine can do fluently.
    """

    def __init__(self, scale: float | None = None) -> None:
        self._scale = scale
        self._last_scale = 1.0
        self._context = make_context()
        self._is_software = is_software(self._context)
        self._store = Store(self._context)
        self._targets: dict[int, tuple[tuple[int, int], moderngl.Framebuffer]] = {}
        self._shapes: dict[int, tuple[Mesh, tuple[object, ...], Floats]] = {}
        self._insets: dict[tuple[int, ...], Floats] = {}

    def __call__(
        self,
        picture: Bytes,
        drapes: Sequence[Drape],
        encoding: Encoding = SRGB,
        *,
        by_effect: bool = False,
    ) -> Mapping[str, Laid]:
        """Paint `drapes` on `picture`, in place.

        Parameters
        ----------
        picture : (h, w, 3) uint8, writeable
        drapes : sequence of Drape
            Of one person.
        encoding : Encoding
        by_effect : bool
            Also tell apart what is painted of each, where there are several.

        Returns
        -------
        laid : mapping of effect to (Box, (h, w) uint8)
            Where it was painted, and the alpha that was used. Of effects that show nothing of
            themselves nothing is said.
        """
        shown = sorted((d for d in drapes if d.opacity > 0), key=lambda drape: drape.over)
        if not shown:
            return {}
        with self._context:  # there may be others on this thread
            self._context.gc()
            self._make_room(shown)
            known = len(self._shapes)
            laid = self._paint(picture, shown, encoding, by_effect)
        if len(self._shapes) > known:
            give_back()  # what it took to read, compile and upload
        return laid

    def close(self) -> None:
        """Free all that the driver holds; called on the thread that made it."""
        with self._context:
            self._store.keep(())
            self._targets.clear()
            self._context.gc()
        self._context.release()

    def _paint(
        self, picture: Bytes, shown: Sequence[Drape], encoding: Encoding, by_effect: bool
    ) -> Mapping[str, Laid]:
        worn = tuple(mesh for drape in shown for mesh in drape.worn.parts)
        body = next((drape.body for drape in shown if drape.body is not None), None)
        bare = () if body is None else body.parts
        places: list[Floats] = []
        for above, drape in enumerate(shown, 1):
            over = tuple(mesh for other in shown[above:] for mesh in other.worn.parts)
            places += [self._place(mesh, drape.worn, over, bare) for mesh in drape.worn.parts]
        cloth = tuple(places)
        hiding: list[Surface] = []
        if body is not None:
            for mesh in body.parts:
                places.append(self._place(mesh, body, worn))
                hiding.append(self._store.surface(mesh))
        box, depth_range = _reach(cloth, places, shown[0], picture.shape)
        if box.width < 1 or box.height < 1:
            return {}
        scale = self._scale or self._affordable(box)
        drawing = _Drawing(shown, hiding, box, depth_range)
        coverage = self._coverage(drawing)
        rgb = grown(self._draw(drawing, scale, encoding))
        if scale < 1:
            size = box.width, box.height
            rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        lay(
            picture,
            np.asarray(cv2.LUT(rgb, codes_of(encoding)), np.uint8),
            coverage,
            box,
            encoding,
        )
        effects = {drape.effect for drape in shown}
        if len(effects) == 1 or not by_effect:
            return dict.fromkeys(effects, (box, coverage))
        return {effect: (box, self._coverage(drawing, effect)) for effect in effects}

    def _coverage(self, drawing: "_Drawing", only: str | None = None) -> Bytes:
        """Find what the drapes, or those of one effect, cover of the box: (h, w) uint8."""
        coverage = soften(self._draw(drawing, only=only))
        for silhouette in {id(d.in_front): d.in_front for d in drawing.drapes}.values():
            if silhouette is not None:
                coverage = behind(coverage, silhouette, drawing.box)
        return coverage

    def _affordable(self, box: Box) -> float:
        """Choose a scale, and keep it while the box changes little: cloth must not shimmer."""
        if not self._is_software:
            return 1.0
        wanted = min(1.0, math.sqrt(_SOFTWARE_PX / (box.width * box.height)))
        if not 0.9 < wanted / self._last_scale < 1.15 or wanted == 1.0:
            self._last_scale = wanted
        return self._last_scale

    def _place(
        self, mesh: Mesh, posed: Posed, under: tuple[Mesh, ...], body: tuple[Mesh, ...] = ()
    ) -> Floats:
        """Pose a surface, a little further in where it is under others: places (3, n), m."""
        rest = self._shaped(mesh, posed)
        if under:
            key = (id(mesh), *map(id, under))
            if key not in self._insets:
                self._insets[key] = under_cloth(mesh, under, body)
            rest = rest - self._insets[key]
        return self._store.surface(mesh).pose(rest, posed.rest_to_camera)

    def _shaped(self, mesh: Mesh, posed: Posed) -> Floats:
        """Change its shape, when the weights have changed."""
        weights = tuple(posed.morph_weights.items())
        known = self._shapes.get(id(mesh))
        if known is None or known[1] != weights:
            known = mesh, weights, shaped(mesh, posed.morph_weights)
            self._shapes[id(mesh)] = known
        return known[2]

    def _make_room(self, drapes: Sequence[Drape]) -> None:
        """Forget garments that are no longer worn, once there are many."""
        posed = [one for drape in drapes for one in (drape.worn, drape.body) if one is not None]
        used = tuple(mesh for one in posed for mesh in one.parts)
        if len(self._shapes) <= _MOST_KEPT + len(used):
            return
        self._store.keep(used)
        kept = {id(mesh) for mesh in used}
        self._shapes = {key: value for key, value in self._shapes.items() if key in kept}
        self._insets.clear()

    def _draw(
        self,
        drawing: "_Drawing",
        scale: float = 1.0,
        encoding: Encoding | None = None,
        only: str | None = None,
    ) -> Bytes:
        """Draw the box: its outline (h, w), or with an encoding its colours (h, w, 4)."""
        box, drapes = drawing.box, drawing.drapes
        channels = 1 if encoding is None else 4
        size = max(round(box.width * scale), 1), max(round(box.height * scale), 1)
        target = self._target(channels, size)
        context = self._context
        context.enable_only(moderngl.DEPTH_TEST)
        context.front_face = "cw"  # the picture is upside down: its first row is the top
        view = View(
            drapes[0].focal_px,
            (drapes[0].centre_px[0] - box.x, drapes[0].centre_px[1] - box.y),
            (float(box.width), float(box.height)),
            drawing.depth_range,
        )
        target.use()
        target.viewport = target.scissor = (0, 0, *size)
        target.clear()
        target.color_mask = (False,) * 4
        for surface in drawing.hiding:
            surface.draw_outline(view, 0.0, 0.0)
        target.color_mask = (True,) * 4
        for number, drape in enumerate(drapes):
            lift_m = number * _LAYER_M
            if encoding is None:
                opacity = drape.opacity if only in (None, drape.effect) else 0.0
                for mesh in drape.worn.parts:
                    self._store.surface(mesh).draw_outline(view, lift_m, opacity)
                continue
            matrix = _linear_to_camera(encoding, drape)
            lighting = Lighting.of(drape.harmonics, drape.limbs)
            for mesh in drape.worn.parts:
                surface = self._store.surface(mesh)
                surface.draw(view, lighting, lift_m, drape.opacity, matrix)
        read = target.read((0, 0, *size), components=channels, alignment=1)
        shape = size[::-1] if channels == 1 else (*size[::-1], channels)
        return np.frombuffer(read, np.uint8).reshape(shape)

    def _target(self, channels: int, size: tuple[int, int]) -> moderngl.Framebuffer:
        """Find a framebuffer that is large enough."""
        known = self._targets.get(channels)
        if known is None or known[0][0] < size[0] or known[0][1] < size[1]:
            had = known[0] if known else (0, 0)
            room = max(had[0], 64 * -(-size[0] // 64)), max(had[1], 64 * -(-size[1] // 64))
            context = self._context
            target = context.framebuffer(
                [context.texture(room, channels)], context.depth_renderbuffer(room)
            )
            known = self._targets[channels] = room, target
        return known[1]


def _linear_to_camera(encoding: Encoding, drape: Drape) -> Floats:
    """Find the matrix (3, 3) to the camera's channels that holds near the colour of a drape."""
    if encoding is SRGB:
        return np.eye(3, dtype=np.float32)
    shown = drape.worn.parts[0].material.linear * drape.light
    matrix = encoding.linear_to_camera(np.maximum(shown.astype(np.float64), 1e-4))
    return matrix.astype(np.float32)


def _reach(
    worn: Sequence[Floats], all_places: Sequence[Floats], drape: Drape, shape: tuple[int, ...]
) -> tuple[Box, tuple[float, float]]:
    """Find the box of the picture that cloth can reach, and the nearest and farthest depth, m.

    Parameters
    ----------
    worn, all_places : sequences of (3, n) float32, m
        Of the cloth; and of the body, too.
    drape : Drape
        Whose lens it is.
    shape : (h, w, 3) of the picture
    """
    away = np.concatenate([-place[2] for place in all_places])
    near = max(float(away.min()) * 0.95, _NEAREST_M)
    far = max(float(away.max()) * 1.05, near + 0.1)
    left, top, right, bottom = math.inf, math.inf, -math.inf, -math.inf
    for x, y, z in worn:
        depth = np.maximum(-z, near)
        across = drape.centre_px[0] + drape.focal_px * x / depth
        down = drape.centre_px[1] - drape.focal_px * y / depth
        left, right = min(left, float(across.min())), max(right, float(across.max()))
        top, bottom = min(top, float(down.min())), max(bottom, float(down.max()))
    height, width = shape[:2]
    x0, y0 = max(math.floor(left) - 2, 0), max(math.floor(top) - 2, 0)
    x1, y1 = min(math.ceil(right) + 2, width), min(math.ceil(bottom) + 2, height)
    return Box(x0, y0, x1 - x0, y1 - y0), (near, far)
