"""Draws triangles with OpenGL, into pictures that can be read."""

import ctypes
from collections.abc import Sequence
from typing import NamedTuple, cast

import moderngl
import numpy as np

from tryon.core.encoding import SRGB, Encoding
from tryon.core.layer import Drape
from tryon.core.scene import Box, Bytes, Floats
from tryon.render.program import address_of
from tryon.render.shadow import Cells
from tryon.render.surface import Lighting, Store, Surface, View

#: A last value that nothing drawn has: it is no side of cloth.
_NEVER_DRAWN = 1

#: What is put on later lies this much further out, m.
_LAYER_M = 0.004
#: Share of the way of a skirt that hangs otherwise than bones say, by which what lies over it
#: counts as nearer, too; and the most of that, m.
_LAYER_OF_WAY, _MOST_LAYER_M = 0.25, 0.025


class Drawing(NamedTuple):
    """What is drawn, and what of the picture.

    Attributes
    ----------
    drapes : sequence of Drape
        What lies over others comes later.
    hiding : sequence of Surface
        The body that hides what is behind it.
    box : Box
        Of the picture.
    depth_range : (float, float), m
        Nearest and farthest.
    """

    drapes: Sequence[Drape]
    hiding: Sequence[Surface]
    box: Box
    depth_range: tuple[float, float]


class Unread(NamedTuple):
    """What the driver was told to draw: it draws while others work, until it is read."""

    target: moderngl.Framebuffer
    size: tuple[int, int]
    channels: int

    def read(self) -> Bytes:
        """Wait for it: (h, w, channels) uint8."""
        drawn = np.empty((*self.size[::-1], self.channels), np.uint8)
        _read(self.target, self.size, self.channels, drawn, _NEVER_DRAWN)
        return drawn


class UnreadDistances(NamedTuple):
    """What the driver was told to measure, until it is read."""

    target: moderngl.Framebuffer
    cells: Cells

    def read(self) -> Floats:
        """Wait for it: (h, w) float32, m; 0 where nothing is, body or cloth."""
        away_m = np.empty(self.cells.size[::-1], np.float32)
        _read(self.target, self.cells.size, 1, away_m, -1)
        return away_m


class Canvas:
    """What is drawn on; belongs to one context.

    Parameters
    ----------
    context : moderngl.Context
    rounds : bool
        As of `Store`.

    Attributes
    ----------
    store : Store
    """

    def __init__(self, context: moderngl.Context, *, rounds: bool = False) -> None:
        self.context, self.store = context, Store(context, rounds=rounds)
        self._targets: dict[tuple[int, str], tuple[tuple[int, int], moderngl.Framebuffer]] = {}
        self._everywhere: moderngl.VertexArray | None = None
        # it returns at once, so no other thread is let in
        self._flush = ctypes.PYFUNCTYPE(None)(address_of(context, "glFlush"))

    def clear(self) -> None:
        """Free what the driver holds."""
        self.store.keep(())
        self._targets.clear()
        self._everywhere = None

    def numbers(self, drawing: Drawing, finer: float) -> Unread:
        """Draw which drape is seen where.

        Parameters
        ----------
        drawing : Drawing
        finer : float
            Samples for each pixel of the picture, in each direction.

        Returns
        -------
        numbers : Unread, (finer * box.height, finer * box.width, 2)
            From 1, in the order of the drapes; 0 where none is, or the body hides it. And
            which side of the cloth is nearest, hidden or not: 255 outside, 128 inside, 0
            where there is none.
        """
        box = drawing.box
        size = round(box.width * finer), round(box.height * finer)
        target, view = self._begin(2, size, drawing)
        for number, drape in enumerate(drawing.drapes):
            for mesh in drape.worn.parts:
                surface = self.store.surface(mesh)
                surface.draw_outline(view, _lift_m(drawing.drapes, number), number + 1)
        target.color_mask = (True, False, False, False)  # the side stays
        for surface in drawing.hiding:
            surface.draw_outline(view, 0.0, 0)
        target.color_mask = (True,) * 4
        return Unread(target, size, 2)

    def colours(
        self, drawing: Drawing, lights: Sequence[Lighting], scale: float, encoding: Encoding
    ) -> Unread:
        """Draw cloth in its light, by drape; what hides it is left to the outline.

        Returns
        -------
        drawn : Unread, (h, w, 4)
            Square roots of light in the channels of the camera, and which side of the cloth
            it is: 255 outside, 128 inside, 0 where there is none. `scale` times as large as
            the box.
        """
        box, drapes = drawing.box, drawing.drapes
        size = max(round(box.width * scale), 1), max(round(box.height * scale), 1)
        target, view = self._begin(4, size, drawing)
        for number, drape in enumerate(drapes):
            matrix = _linear_to_camera(encoding, drape)
            for mesh in drape.worn.parts:
                surface = self.store.surface(mesh)
                lift_m = _lift_m(drapes, number)
                surface.draw(view, lights[number], lift_m, matrix)
        return Unread(target, size, 4)

    def begin(self) -> None:
        """Have the driver begin with what it was told: it waits for more, or another target."""
        self._flush()

    def _begin(
        self, channels: int, size: tuple[int, int], drawing: Drawing
    ) -> tuple[moderngl.Framebuffer, View]:
        """Make ready to draw the box as (width, height) pixels."""
        box, lens = drawing.box, drawing.drapes[0]
        target = self._target(channels, size)
        self.context.enable_only(moderngl.DEPTH_TEST)
        self.context.front_face = "cw"  # the picture is upside down: its first row is the top
        target.use()
        target.scissor = None  # type: ignore[assignment]  # (its stub does not know)
        target.clear()  # all of it: a part would be drawn, pixel by pixel
        target.viewport = target.scissor = (0, 0, *size)
        view = View(
            lens.focal_px,
            (lens.centre_px[0] - box.x, lens.centre_px[1] - box.y),
            (float(box.width), float(box.height)),
            drawing.depth_range,
        )
        return target, view

    def _target(
        self, channels: int, size: tuple[int, int], dtype: str = "f1"
    ) -> moderngl.Framebuffer:
        """Find a framebuffer that is large enough."""
        known = self._targets.get((channels, dtype))
        if known is None or known[0][0] < size[0] or known[0][1] < size[1]:
            had = known[0] if known else (0, 0)
            room = max(had[0], 64 * -(-size[0] // 64)), max(had[1], 64 * -(-size[1] // 64))
            context = self.context
            colour = context.texture(room, channels, dtype=dtype)
            depth = context.depth_texture(room)
            depth.compare_func = ""  # it is read as numbers
            known = self._targets[channels, dtype] = room, context.framebuffer([colour], depth)
        return known[1]

    def distances(
        self, outlined: Unread, depth_range: tuple[float, float], cells: Cells, finer: float
    ) -> UnreadDistances:
        """Tell how far away is what was drawn as numbers.

        Parameters
        ----------
        outlined : Unread
            Those numbers.
        depth_range : (float, float), m
            See `Drawing`.
        cells : Cells
            The raster that is wanted.
        finer : float
            Samples of the numbers for each pixel of the picture.

        Returns
        -------
        away : UnreadDistances
        """
        target = self._target(1, cells.size, "f4")
        program = self.store.program("distance")
        if self._everywhere is None:
            self._everywhere = self.context.vertex_array(program, [])
        self.context.enable_only(moderngl.NOTHING)
        target.use()
        target.viewport = target.scissor = (0, 0, *cells.size)
        cast("moderngl.Texture", outlined.target.depth_attachment).use(0)
        program["depth"] = 0
        program["depth_range"] = depth_range
        program["cell_px"] = finer * cells.side_px
        program["last"] = outlined.size[0] - 1, outlined.size[1] - 1
        self._everywhere.render(moderngl.TRIANGLES, vertices=3)
        return UnreadDistances(target, cells)


def _read(
    target: moderngl.Framebuffer,
    size: tuple[int, int],
    channels: int,
    into: Bytes | Floats,
    never: int,
) -> None:
    """Read what was drawn, into an array whose last value is `never` something drawn.

    A driver that has lost its context, or its memory, raises nothing by itself: it leaves
    untouched what it should fill, and whatever was there would be shown as cloth.

    Raises
    ------
    moderngl.Error
        It did not draw.
    """
    into.flat[-1] = never
    kind = "f4" if into.dtype == np.float32 else "f1"
    target.read_into(into, (0, 0, *size), components=channels, alignment=1, dtype=kind)
    if into.flat[-1] == never:
        raise moderngl.Error("nothing was drawn: the context is lost")
    if (error := target.ctx.error) != "GL_NO_ERROR":
        raise moderngl.Error(f"drawn with {error}")


def _lift_m(drapes: Sequence[Drape], number: int) -> float:
    """Say how much nearer than it is a drape counts, for the sake of those it lies over."""
    below = (drape.worn.sway for drape in drapes[:number])
    far_m = max((sway.far_m for sway in below if sway is not None), default=0.0)
    return number * _LAYER_M + min(_LAYER_OF_WAY * far_m, _MOST_LAYER_M)


def _linear_to_camera(encoding: Encoding, drape: Drape) -> Floats:
    """Find the matrix (3, 3) to the camera's channels that holds near the colour of a drape."""
    if encoding is SRGB:
        return np.eye(3, dtype=np.float32)
    shown = drape.worn.parts[0].material.linear * drape.light
    matrix = encoding.linear_to_camera(np.maximum(shown.astype(np.float64), 1e-4))
    return matrix.astype(np.float32)
