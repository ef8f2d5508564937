"""Draws cloth on the body in the picture: hidden by limbs before it, in the light of the room.

The body is drawn first, as depth alone, and a little thinner under the cloth; what is nearer
than the cloth then hides it. Only the box that holds the cloth is drawn. Without a graphics
card every pixel is paid for, so there large garments are coloured at a lower resolution; their
outline never is.
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np

from tryon.core.encoding import SRGB, Encoding
from tryon.core.layer import Drape
from tryon.core.memory import give_back
from tryon.core.mesh import Mesh, Posed
from tryon.core.scene import Box, Bytes, Floats
from tryon.garments.skinning import legs_within, resting_on, shaped, under_cloth
from tryon.render.apron import apron
from tryon.render.budget import Budget
from tryon.render.canvas import Canvas, Drawing
from tryon.render.grain import Grain, add_noise, enlarged, grain_after, grain_of, soften_to
from tryon.render.lay import (
    averaged,
    behind,
    blurred,
    closed,
    codes_of,
    dim,
    grown,
    hidden_by,
    lay,
    soften,
)
from tryon.render.program import is_software, make_context
from tryon.render.shadow import REACH_M, SHADOW, raster_of, shades
from tryon.render.surface import Lighting, Surface

#: Samples that an outline may have: live, and in files; and those that are coloured in files.
_SAMPLES, _FILE_SAMPLES, _FILE_COLOURS = 300_000, 6_000_000, 600_000

#: Holes in cloth that are smaller are no arm before it, m²: there the mannequin is not the
#: person, and its skin comes through.
_HOLE_M2 = 8e-4

#: Cloth that hangs far from where bones would have it lies less closely on legs: these go in
#: so many times as far, the more of it the further it has moved, m.
_THIN, _NEAR_M, _FAR_M = 1.7, 0.03, 0.12

#: Legs hide nothing of what hangs around both of them but its other side. A grid that is
#: straight between its points has knees outside of it: they count as so much further away, m.
_YIELD_M = 0.15

#: Live, clothes that stand out less are taken to be no wider than others, which saves the time
#: to look; see `tryon.core.scene.Body.looseness`. Of files nothing is taken to be so.
_LOOSE = 0.012

#: Live, noise and blur are measured in one of so many pictures each, and not in the same one.
_GRAIN_EVERY = 10

#: Cloth that is coloured at this scale is no sharper than a soft picture.
_SOFT_SCALE = 0.8

#: Pixels around cloth that its soft edge can reach.
_MARGIN_PX = 7

#: What is nearer to the lens than this is not drawn, m.
_NEAREST_M = 0.05

#: Surfaces that are kept ready beside those that are worn: each takes some 15 MB.
_MOST_KEPT = 3


#: Where something was painted, and the alpha that was used.
Laid = tuple[Box, Bytes]


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
        self._last_scale, self._budget = 1.0, Budget()
        self._grain: Grain | None = None
        self._drawn = 0
        self._context = make_context()
        self._is_software = is_software(self._context)
        self._canvas = Canvas(self._context, rounds=scale is not None)
        self._store = self._canvas.store
        self._shapes: dict[int, tuple[Mesh, tuple[object, ...], Floats]] = {}
        self._insets: dict[tuple[int, ...], Floats] = {}
        self._within: dict[tuple[int, ...], Floats] = {}

    def __call__(
        self,
        picture: Bytes,
        drapes: Sequence[Drape],
        encoding: Encoding = SRGB,
        *,
        by_effect: bool = False,
        jerks: bool = False,
        under: Callable[[], Bytes] | None = None,
    ) -> Mapping[str, Laid]:
        """Paint `drapes` on `picture`, in place, or on what is made of it.

        Parameters
        ----------
        picture : (h, w, 3) uint8, writeable unless there is something `under` the cloth
        drapes : sequence of Drape
            Of one person.
        encoding : Encoding
        by_effect : bool
            Also tell apart what is painted of each, where there are several.
        jerks : bool
            Frames before this one were missed; see `Budget`.
        under : callable or None
            Makes a picture of `picture`, as large, with what is to be below the cloth. It is
            what is painted on. Called while the driver draws.

        Returns
        -------
        laid : mapping of effect to (Box, (h, w) uint8)
            Where it was painted, and the alpha that was used. Of effects that show nothing of
            themselves nothing is said.
        """
        shown = sorted((d for d in drapes if d.opacity > 0), key=lambda drape: drape.over)
        made = under or (lambda: picture)
        if not shown:
            made()
            return {}
        with self._context:  # there may be others on this thread
            self._context.gc()
            self._make_room(shown)
            known = len(self._shapes)
            began = time.perf_counter()
            laid = self._paint(picture, shown, encoding, by_effect, made)
        ms = 1e3 * (time.perf_counter() - began)
        self._budget.spent(ms, all_of_it=self._last_scale < 1, jerks=jerks)
        if len(self._shapes) > known:
            give_back()  # what it took to read, compile and upload
        return laid

    def close(self) -> None:
        """Free all that the driver holds; called on the thread that made it."""
        with self._context:
            self._canvas.clear()
            self._context.gc()
        self._context.release()

    def _paint(
        self,
        picture: Bytes,
        shown: Sequence[Drape],
        encoding: Encoding,
        by_effect: bool,
        under: Callable[[], Bytes],
    ) -> Mapping[str, Laid]:
        worn = tuple((mesh, drape.worn) for drape in shown for mesh in drape.worn.parts)
        body = next((drape.body for drape in reversed(shown) if drape.body is not None), None)
        skin = () if body is None else body.parts
        places: list[Floats] = []
        for above, drape in enumerate(shown, 1):
            over = tuple((m, other.worn) for other in shown[above:] for m in other.worn.parts)
            places += [self._place(mesh, drape.worn, over, skin) for mesh in drape.worn.parts]
        cloth = tuple(places)
        hiding: list[Surface] = []
        if body is not None:
            free = max((drape.worn for drape in shown), key=_freely)
            for mesh in body.parts:
                places.append(self._place(mesh, body, worn, free=free))
                hiding.append(self._store.surface(mesh))
        margin_px = _MARGIN_PX
        if any(drape.receives is not None for drape in shown):
            margin_px += math.ceil(REACH_M * _pixels_per_m(cloth, shown[0]))
        box, depth_range = _reach(cloth, places, shown[0], picture.shape, margin_px)
        if box.width < 1 or box.height < 1:
            under()
            return {}
        drawing = Drawing(shown, hiding, box, depth_range)
        pixels_per_m = _pixels_per_m(cloth, shown[0])
        scale = self._scale or self._affordable(box)
        finer = self._finer(box)
        samples = scale * self._samples(scale, box)
        # a driver that is asked for one thing finishes all that it was told: the outline is
        # read before cloth is coloured, which takes longer; while it draws either, this thread
        # does what it can do already
        outlined = self._canvas.numbers(drawing, finer)
        self._canvas.begin()
        lights = [Lighting.of(drape.harmonics, drape.limbs) for drape in shown]
        hidden = _hidden(drawing)
        grain = self._grain_of(picture, box)
        picture = under()
        cells = raster_of(box, pixels_per_m, fine=self._scale is not None)
        away = self._canvas.distances(outlined, depth_range, cells, finer)
        self._canvas.begin()
        outline, away_m = outlined.read(), away.read()
        unread = self._canvas.colours(drawing, lights, samples, encoding)
        self._canvas.begin()
        numbers = closed(outline, _HOLE_M2 * (finer * pixels_per_m) ** 2)
        size = box.width, box.height
        there = _coverage(numbers, [drape.opacity for drape in shown], size, grain)
        laid: dict[str, Laid] = {}
        area, drawn_out = picture[box.rows, box.columns], None
        clothes = next((d.covers for d in shown if d.covers is not None), None)
        if clothes is not None and (self._scale or clothes.looseness >= _LOOSE):
            drawn_out = apron(clothes, area, there, away_m, cells)
        if drawn_out is not None:
            there = np.asarray(cv2.max(there, drawn_out.coverage), np.uint8)
        left = shades(shown, lights[-1], numbers, there, away_m, cells)
        if left.picture is not None:
            dim(area, left.picture, encoding)
            if by_effect:
                laid[SHADOW] = box, _taken(left.picture, _not_hidden(there, hidden))
        coverage = _not_hidden(there, hidden)
        codes = _codes(unread.read(), left.cloth, encoding)
        if drawn_out is not None:
            drawn_out.colour(codes)
        seed = int(area[::37, ::41].sum())
        if scale > _SOFT_SCALE:  # what was drawn small is soft
            codes = soften_to(codes, grain)
        lay(picture, add_noise(codes, grain, seed), coverage, box, encoding)
        effects = {drape.effect for drape in shown}
        if len(effects) == 1 or not by_effect:
            return laid | dict.fromkeys(effects, (box, coverage))
        for effect in effects:
            opacities = [drape.opacity * (drape.effect == effect) for drape in shown]
            own = _coverage(numbers, opacities, size, grain)
            if drawn_out is not None and effect == shown[-1].effect:
                own = np.asarray(cv2.max(own, drawn_out.coverage), np.uint8)
            laid[effect] = box, _not_hidden(own, hidden)
        return laid

    def _affordable(self, box: Box) -> float:
        """Choose a scale, and keep it while the box changes little: cloth must not shimmer."""
        if not self._is_software:
            return 1.0
        wanted = min(1.0, math.sqrt(self._budget.pixels / (box.width * box.height)))
        if not 0.9 < wanted / self._last_scale < 1.15 or wanted == 1.0:
            self._last_scale = wanted
        return self._last_scale

    def _place(
        self,
        mesh: Mesh,
        posed: Posed,
        under: tuple[tuple[Mesh, Posed], ...],
        body: tuple[Mesh, ...] = (),
        free: Posed | None = None,
    ) -> Floats:
        """Pose a surface, a little further in where it is under others: places (3, n), m.

        What hangs most freely around it is told of bodies only: their legs make way for it.
        """
        rest = self._shaped(mesh, posed)
        freely = 0.0 if free is None else _freely(free)
        if under:
            key = (id(mesh), *(id(other) for other, _ in under))
            if key not in self._insets:
                cloth = [resting_on(posed, *other) for other in under]
                self._insets[key] = under_cloth(mesh, cloth, body)
            rest = rest - np.float32(1 + (_THIN - 1) * freely) * self._insets[key]
        binding = None if posed.sway is None else posed.sway.bindings[posed.parts.index(mesh)]
        surface = self._store.surface(mesh)
        back_m = None
        if free is not None and freely:
            back_m = np.float32(_YIELD_M * freely) * self._legs(mesh, posed, free)
        return surface.pose(
            rest, posed.rest_to_camera, posed.bends, binding, posed.sway, back_m
        )

    def _legs(self, mesh: Mesh, posed: Posed, free: Posed) -> Floats:
        """Tell which vertices of a body are legs within what hangs around them; see `pose`."""
        key = (id(mesh), *(id(other) for other in free.parts))
        if key not in self._within:
            worn = [resting_on(posed, other, free) for other in free.parts]
            self._within[key] = legs_within(mesh, worn)
        return self._within[key]

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
        self._within.clear()

    def _samples(self, scale: float, box: Box) -> int:
        """Choose how many colours a pixel has in each direction: thin things glitter."""
        if scale < 1:
            return 1
        most_px = _FILE_COLOURS if self._scale else self._budget.pixels
        return next((n for n in (3, 2) if n * n * box.width * box.height < most_px), 1)

    def _grain_of(self, picture: Bytes, box: Box) -> Grain:
        """Measure grain: of files in each picture, live now and then, and steadied."""
        if self._scale:
            return grain_of(picture, box)
        turn, self._drawn = self._drawn % _GRAIN_EVERY, self._drawn + 1
        if self._grain is None:
            self._grain = grain_of(picture, box)
        elif turn == 0:
            self._grain = grain_after(self._grain, picture, box, "noise")
        elif turn == _GRAIN_EVERY // 2:
            self._grain = grain_after(self._grain, picture, box, "blur")
        return self._grain

    def _finer(self, box: Box) -> float:
        """Choose how many samples a pixel has in each direction.

        Thin things need more; live, a picture that is not sharp needs fewer.
        """
        most_px = _FILE_SAMPLES if self._scale else _SAMPLES
        finer = next((n for n in (3, 2) if n * n * box.width * box.height < most_px), 1)
        if finer == 1 and self._is_software and self._grain is not None:
            return self._grain.samples
        return finer


def _freely(worn: Posed) -> float:
    """Say how far cloth hangs otherwise than its bones have it, in [0, 1]."""
    if worn.sway is None:
        return 0.0
    return min(max((worn.sway.far_m - _NEAR_M) / (_FAR_M - _NEAR_M), 0.0), 1.0)


def _coverage(
    numbers: Bytes, opacities: Sequence[float], size: tuple[int, int], grain: Grain
) -> Bytes:
    """Say how much of each of (width, height) pixels is covered, uint8, as softly as it looks.

    Parameters
    ----------
    numbers : (h, w) uint8
        Of what is seen, in as many samples as it was drawn with.
    opacities : sequence of float
        By these numbers, from 1.
    size : (int, int)
    grain : Grain
    """
    if min(opacities) == 1:
        there = np.asarray(cv2.threshold(numbers, 0, 255, cv2.THRESH_BINARY)[1], np.uint8)
    else:
        table = np.zeros(256, np.uint8)
        table[1 : len(opacities) + 1] = np.rint(255 * np.asarray(opacities))
        there = np.asarray(cv2.LUT(numbers, table), np.uint8)
    finer = numbers.shape[0] / size[1]
    if finer > 1:
        shrunk = cv2.resize(there, size, interpolation=cv2.INTER_AREA)
        return soften_to(blurred(np.asarray(shrunk, np.uint8)), grain)
    there = soften(there)
    if finer == 1:
        return soften_to(there, grain)
    return enlarged(there, size, grain)


def _codes(drawn: Bytes, left: Bytes, encoding: Encoding) -> Bytes:
    """Turn cloth as it was drawn into codes of the picture.

    Parameters
    ----------
    drawn : (h', w', 4) uint8
        See `Canvas.colours`; to any scale.
    left : (h, w) uint8
        255 times the share of the light that stays; see `dim`.
    encoding : Encoding

    Returns
    -------
    codes : (h, w, 3) uint8
    """
    size = left.shape[1], left.shape[0]
    if drawn.shape[0] > size[1]:
        drawn = averaged(drawn, size)
    codes = np.asarray(cv2.LUT(grown(drawn), codes_of(encoding)), np.uint8)
    if codes.shape[:2] == left.shape:
        dim(codes, left, encoding)
        return codes
    # shades are soft: they are laid on what is small
    dim(codes, np.asarray(cv2.resize(left, codes.shape[1::-1]), np.uint8), encoding)
    return np.asarray(cv2.resize(codes, size), np.uint8)


def _taken(left: Bytes, coverage: Bytes) -> Bytes:
    """Say what light was taken from what is seen of the picture beside cloth, uint8."""
    return np.asarray(cv2.min(cv2.bitwise_not(left), cv2.bitwise_not(coverage)), np.uint8)


def _hidden(drawing: Drawing) -> list[tuple[Box, Bytes]]:
    """Find what hands and held things hide of a box: 255 where nothing is left."""
    silhouettes = {id(d.in_front): d.in_front for d in drawing.drapes}.values()
    spread = (hidden_by(one, drawing.box) for one in silhouettes if one is not None)
    return [one for one in spread if one is not None]


def _not_hidden(coverage: Bytes, hidden: Sequence[tuple[Box, Bytes]]) -> Bytes:
    """Take away what is hidden."""
    for part, share in hidden:
        coverage = behind(coverage, part, share)
    return coverage


def _pixels_per_m(cloth: Sequence[Floats], drape: Drape) -> float:
    """Tell how large a metre is in the picture, where the middle of the cloth is."""
    away = -float(np.concatenate([place[2] for place in cloth]).mean())
    return drape.focal_px / max(away, _NEAREST_M)


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
