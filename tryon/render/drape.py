"""Draws cloth on the body in the picture: hidden by limbs before it, in the light of the room.

The body is drawn first, as depth alone, and a little thinner under the cloth; what is nearer
than the cloth then hides it. Only the box that holds the cloth is drawn. Without a graphics
card every pixel is paid for, so there large garments are coloured at a lower resolution; their
outline never is.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

import cv2
import moderngl
import numpy as np

from tryon.core.colour import luminance
from tryon.core.encoding import SRGB, Encoding
from tryon.core.layer import Drape
from tryon.core.memory import give_back
from tryon.core.mesh import Mesh, Posed
from tryon.core.scene import Box, Bytes, Floats
from tryon.garments.skinning import shaped, under_cloth
from tryon.render.lay import behind, codes_of, dim, grown, lay, soften, spread_over
from tryon.render.program import is_software, make_context
from tryon.render.shadow import REACH_M, behind_hands, beside_cloth, front_of
from tryon.render.surface import Lighting, Store, Surface, View

#: What is put on later lies this much further out, m.
_LAYER_M = 0.004

#: Pixels that may be coloured for one picture where the processor draws.
_SOFTWARE_PX = 110_000

#: Shadows are found on a raster of such cells, m.
_CELL_M = 0.006

#: Pixels around cloth that its soft edge can reach.
_MARGIN_PX = 2

#: All of the light.
_ALL = np.uint8(255)

#: What the mask of shadows on the picture is called, among those of effects.
SHADOW = "shadow"

#: What is nearer to the lens than this is not drawn, m.
_NEAREST_M = 0.05

#: Surfaces that are kept ready beside those that are worn.
_MOST_KEPT = 8


#: Where something was painted, and the alpha that was used.
Laid = tuple[Box, Bytes]


class _Drawing(NamedTuple):
    """What is drawn, and what of the picture."""

    drapes: Sequence[Drape]
    lights: Sequence[Lighting]
    hiding: Sequence[Surface]
    box: Box
    depth_range: tuple[float, float]


class _Shades(NamedTuple):
    """Light that is left in each pixel of the box, (h, w) uint8: 255 is all of it."""

    picture: Bytes
    cloth: Bytes


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
        self._everywhere: moderngl.VertexArray | None = None

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
            self._everywhere = None
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
        margin_px = _MARGIN_PX
        if any(drape.receives is not None for drape in shown):
            margin_px += math.ceil(REACH_M * _pixels_per_m(cloth, shown[0]))
        box, depth_range = _reach(cloth, places, shown[0], picture.shape, margin_px)
        if box.width < 1 or box.height < 1:
            return {}
        lights = [Lighting.of(drape.harmonics, drape.limbs) for drape in shown]
        drawing = _Drawing(shown, lights, hiding, box, depth_range)
        outline = self._outline(drawing)
        cloth_there = soften(np.asarray(cv2.extractChannel(outline, 0), np.uint8))
        shades = self._shades(drawing, outline, cloth_there, _pixels_per_m(cloth, shown[0]))
        coverage = _not_hidden(cloth_there, drawing)
        scale = self._scale or self._affordable(box)
        rgb = grown(self._colours(drawing, scale, encoding))
        if scale < 1:
            size = box.width, box.height
            rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        codes = np.asarray(cv2.LUT(rgb, codes_of(encoding)), np.uint8)
        laid: dict[str, Laid] = {}
        if shades is not None:
            left = np.where(coverage == 255, _ALL, shades.picture)
            dim(picture[box.rows, box.columns], left, encoding)
            dim(codes, np.where(coverage == 0, _ALL, shades.cloth), encoding)
            if by_effect:
                laid[SHADOW] = box, _ALL - left
        lay(picture, codes, coverage, box, encoding)
        effects = {drape.effect for drape in shown}
        if len(effects) == 1 or not by_effect:
            return laid | dict.fromkeys(effects, (box, coverage))
        return laid | {effect: (box, self._coverage(drawing, effect)) for effect in effects}

    def _coverage(self, drawing: "_Drawing", only: str) -> Bytes:
        """Find what the drapes of one effect cover of the box: (h, w) uint8."""
        outline = np.asarray(cv2.extractChannel(self._outline(drawing, only), 0), np.uint8)
        return _not_hidden(soften(outline), drawing)

    def _shades(
        self, drawing: "_Drawing", outline: Bytes, cloth: Bytes, pixels_per_m: float
    ) -> "_Shades | None":
        """Find what cloth and hands leave of the light for what is close behind them."""
        box, drapes = drawing.box, drawing.drapes
        receives = next((d.receives for d in drapes if d.receives is not None), None)
        hands = next((d.in_front for d in drapes if d.in_front is not None), None)
        if receives is None and hands is None and len(drapes) == 1:
            return None
        cell_px = max(round(_CELL_M * pixels_per_m), 1)
        size = -(-box.width // cell_px), -(-box.height // cell_px)
        cells = Box(box.x, box.y, size[0] * cell_px, size[1] * cell_px)
        away_m = self._distances(drawing, cell_px, size)
        middle = cell_px // 2
        last_row, last_column = box.height - 1, box.width - 1
        rows = np.minimum(np.arange(size[1]) * cell_px + middle, last_row)
        columns = np.minimum(np.arange(size[0]) * cell_px + middle, last_column)
        numbers = outline[rows[:, None], columns, 1]
        there = cloth[rows[:, None], columns] * np.float32(1 / 255)
        light = drawing.lights[0]
        front = front_of(
            light.lamp_from,
            float(luminance(light.lamp_light)),
            float(luminance(light.terms[0] + light.terms[2] + 2 * light.terms[6])),
        )
        cells_per_m = pixels_per_m / cell_px
        hidden = None if hands is None else spread_over(hands, cells, size)
        ones = np.ones(size[::-1], np.float32)
        bare, on_cloth = ones, ones
        if receives is not None:
            shaded = 1 - beside_cloth(there, away_m, front, cells_per_m)
            shaded *= np.clip(2.5 * spread_over(receives, cells, size) - 1.5, 0, 1)
            if hidden is not None:
                shaded *= 1 - hidden
            bare = 1 - shaded
        for number in range(1, len(drapes)):
            over = np.where(numbers > number, there, np.float32(0))
            left = beside_cloth(over, away_m, front, cells_per_m)
            on_cloth = np.where(numbers == number, left, on_cloth)
        if hidden is not None:
            on_cloth = on_cloth * behind_hands(hidden, front, cells_per_m)
        return _Shades(*(_full_size(left, cell_px, box) for left in (bare, on_cloth)))

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

    def _outline(self, drawing: "_Drawing", only: str | None = None) -> Bytes:
        """Draw where things are: opacity and number (h, w, 2) of what is seen of the box."""
        box = drawing.box
        size = box.width, box.height
        target, view = self._begin(2, size, drawing)
        target.color_mask = (False,) * 4
        for surface in drawing.hiding:
            surface.draw_outline(view, 0.0, 0.0, 0.0)
        target.color_mask = (True,) * 4
        for number, drape in enumerate(drawing.drapes):
            opacity = drape.opacity if only in (None, drape.effect) else 0.0
            for mesh in drape.worn.parts:
                surface = self._store.surface(mesh)
                surface.draw_outline(view, number * _LAYER_M, opacity, (number + 1) / 255)
        return _read(target, size, 2)

    def _colours(self, drawing: "_Drawing", scale: float, encoding: Encoding) -> Bytes:
        """Draw cloth in its light, (h, w, 4); what hides it is left to the outline."""
        box, drapes = drawing.box, drawing.drapes
        size = max(round(box.width * scale), 1), max(round(box.height * scale), 1)
        target, view = self._begin(4, size, drawing)
        for number, drape in enumerate(drapes):
            matrix = _linear_to_camera(encoding, drape)
            for mesh in drape.worn.parts:
                surface = self._store.surface(mesh)
                lift_m = number * _LAYER_M
                surface.draw(view, drawing.lights[number], lift_m, drape.opacity, matrix)
        return _read(target, size, 4)

    def _begin(
        self, channels: int, size: tuple[int, int], drawing: "_Drawing"
    ) -> tuple[moderngl.Framebuffer, View]:
        """Make ready to draw the box as (width, height) pixels."""
        box, lens = drawing.box, drawing.drapes[0]
        target = self._target(channels, size)
        self._context.enable_only(moderngl.DEPTH_TEST)
        self._context.front_face = "cw"  # the picture is upside down: its first row is the top
        target.use()
        target.viewport = target.scissor = (0, 0, *size)
        target.clear()
        view = View(
            lens.focal_px,
            (lens.centre_px[0] - box.x, lens.centre_px[1] - box.y),
            (float(box.width), float(box.height)),
            drawing.depth_range,
        )
        return target, view

    def _target(self, channels: int, size: tuple[int, int]) -> moderngl.Framebuffer:
        """Find a framebuffer that is large enough."""
        known = self._targets.get(channels)
        if known is None or known[0][0] < size[0] or known[0][1] < size[1]:
            had = known[0] if known else (0, 0)
            room = max(had[0], 64 * -(-size[0] // 64)), max(had[1], 64 * -(-size[1] // 64))
            context = self._context
            colour = context.texture(room, channels, dtype="f4" if channels == 1 else "f1")
            depth = context.depth_texture(room)
            depth.compare_func = ""  # it is read as numbers
            known = self._targets[channels] = room, context.framebuffer([colour], depth)
        return known[1]

    def _distances(self, drawing: "_Drawing", cell_px: int, size: tuple[int, int]) -> Floats:
        """Tell how far away what the outline shows is, m, (h, w); 0 where nothing is."""
        target, outlined = self._target(1, size), self._targets[2][1]
        program = self._store.program("distance")
        if self._everywhere is None:
            self._everywhere = self._context.vertex_array(program, [])
        self._context.enable_only(moderngl.NOTHING)
        target.use()
        target.viewport = target.scissor = (0, 0, *size)
        cast("moderngl.Texture", outlined.depth_attachment).use(0)
        program["depth"] = 0
        program["depth_range"] = drawing.depth_range
        program["cell_px"] = cell_px
        program["last"] = drawing.box.width - 1, drawing.box.height - 1
        self._everywhere.render(moderngl.TRIANGLES, vertices=3)
        read = target.read((0, 0, *size), components=1, alignment=1, dtype="f4")
        return np.frombuffer(read, np.float32).reshape(size[::-1])


def _read(target: moderngl.Framebuffer, size: tuple[int, int], channels: int) -> Bytes:
    """Read what was drawn: (h, w, channels) uint8."""
    read = target.read((0, 0, *size), components=channels, alignment=1)
    return np.frombuffer(read, np.uint8).reshape(*size[::-1], channels)


def _not_hidden(coverage: Bytes, drawing: _Drawing) -> Bytes:
    """Take away what hands and held things hide."""
    for silhouette in {id(d.in_front): d.in_front for d in drawing.drapes}.values():
        if silhouette is not None:
            coverage = behind(coverage, silhouette, drawing.box)
    return coverage


def _full_size(left: Floats, cell_px: int, box: Box) -> Bytes:
    """Spread cells over the pixels of a box: (h, w) uint8."""
    codes = np.rint(255 * left).astype(np.uint8)
    size = left.shape[1] * cell_px, left.shape[0] * cell_px
    spread = np.asarray(cv2.resize(codes, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return spread[: box.height, : box.width]


def _pixels_per_m(cloth: Sequence[Floats], drape: Drape) -> float:
    """Tell how large a metre is in the picture, where most of the cloth is."""
    away = float(np.median(-np.concatenate([place[2] for place in cloth])))
    return drape.focal_px / max(away, _NEAREST_M)


def _linear_to_camera(encoding: Encoding, drape: Drape) -> Floats:
    """Find the matrix (3, 3) to the camera's channels that holds near the colour of a drape."""
    if encoding is SRGB:
        return np.eye(3, dtype=np.float32)
    shown = drape.worn.parts[0].material.linear * drape.light
    matrix = encoding.linear_to_camera(np.maximum(shown.astype(np.float64), 1e-4))
    return matrix.astype(np.float32)


def _reach(
    worn: Sequence[Floats],
    all_places: Sequence[Floats],
    drape: Drape,
    shape: tuple[int, ...],
    margin_px: int,
) -> tuple[Box, tuple[float, float]]:
    """Find the box of the picture that cloth can reach, and the nearest and farthest depth, m.

    Parameters
    ----------
    worn, all_places : sequences of (3, n) float32, m
        Of the cloth; and of the body, too.
    drape : Drape
        Whose lens it is.
    shape : (h, w, 3) of the picture
    margin_px : int
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
    x0, y0 = max(math.floor(left) - margin_px, 0), max(math.floor(top) - margin_px, 0)
    x1 = min(math.ceil(right) + margin_px, width)
    y1 = min(math.ceil(bottom) + margin_px, height)
    return Box(x0, y0, x1 - x0, y1 - y0), (near, far)
