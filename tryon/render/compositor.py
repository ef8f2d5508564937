"""Draws layers on the frame they were made for."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from operator import is_not
from types import MappingProxyType

import moderngl
import numpy as np

from tryon.core.errors import Missing
from tryon.core.layer import Coat, Drape, Layer
from tryon.core.scene import Box, Bytes, ColourError, Frame, Light, Picture, Report, Scene
from tryon.core.stopwatch import Stopwatch
from tryon.light.uncertainty import colour_error
from tryon.render.budget import Pace
from tryon.render.coat import paint
from tryon.render.drape import Drapery, Laid

log = logging.getLogger(__name__)

#: How often OpenGL may fail before it is left alone; so many pictures after the last time, all
#: chances are back: a machine that sleeps each night may lose it each night.
_CHANCES, _PICTURES_WELL = 3, 300


@dataclass(slots=True, eq=False)
class _Predicted:
    """A colour error and what it was predicted for; `seen` is the last light compared."""

    error: ColourError
    product: tuple[object, object]
    light: Light
    seen: Light

    def differs(self, light: Light) -> bool:
        """Whether it must be predicted anew: mostly a light serves several frames."""
        if light is self.seen:
            return False
        self.seen = light
        return _differ(self.light, light)


class Compositor:
    """Scene and layers in, picture out.

    Parameters
    ----------
    keep_masks : bool
        Also say which pixels were painted, by effect; costs a frame-sized image each.
    is_live : bool
        Somebody waits: cloth may be coloured more coarsely where the processor draws.
    """

    def __init__(self, keep_masks: bool = False, *, is_live: bool = True) -> None:
        self._keep_masks, self._is_live = keep_masks, is_live
        self._errors: dict[str, _Predicted] = {}
        self._drapery: Drapery | Missing | None = None
        self._pace = Pace()
        self._lost, self._drawn_since = 0, 0

    def __call__(self, scene: Scene, layers: Sequence[Layer], watch: Stopwatch) -> Picture:
        """Paint `layers`, coats before cloth; pixels outside their masks keep every bit.

        Raises
        ------
        Missing
            Something is to be draped, and there is no OpenGL.
        """
        with watch.time("render"):
            rgb = scene.frame.rgb
            masks: dict[str, Bytes] = {}
            coats = [layer for layer in layers if isinstance(layer, Coat)]
            drapes = [layer for layer in layers if isinstance(layer, Drape)]
            jerks = self._pace.jerks(scene.frame)
            under = cache(partial(self._coated, scene.frame, coats, masks))
            for group in dict.fromkeys(drape.group for drape in drapes):
                together = [drape for drape in drapes if drape.group == group]
                laid = self._drape(rgb, together, scene.frame, jerks, under)
                rgb, jerks = under(), False  # once for each picture
                for effect, (box, alpha) in laid.items() if self._keep_masks else ():
                    _add(masks, rgb, effect, box, alpha)
            if coats:
                rgb = under()
            errors = self._colour_errors(scene, layers)
        return Picture(
            rgb,
            scene.frame.captured_ns,
            scene.frame.index,
            Report(
                stage_ms=MappingProxyType(dict(watch.stage_ms)),
                faces=tuple((face.identity, face.box) for face in scene.faces),
                light=scene.light,
                colour=errors,
                bodies=int(scene.body is not None),
            ),
            MappingProxyType(masks),
            scene.frame.rgb if self._keep_masks else None,
        )

    def close(self) -> None:
        """Free what the graphics driver holds, on the thread that drew."""
        if isinstance(self._drapery, Drapery):
            self._drapery.close()
        self._drapery = None

    def _coated(self, frame: Frame, coats: Sequence[Coat], masks: dict[str, Bytes]) -> Bytes:
        """Make the picture that lies under all cloth: a copy of a frame's, with coats."""
        rgb = frame.rgb.copy()
        for index, layer in enumerate(coats):
            over = any(_meet(layer, below) for below in coats[:index])
            alpha = paint(rgb, layer, frame.encoding, frame.rgb if over else None)
            if self._keep_masks:
                _add(masks, rgb, layer.effect, layer.box, alpha)
        return rgb

    def _drape(
        self,
        rgb: Bytes,
        drapes: Sequence[Drape],
        frame: Frame,
        jerks: bool,
        under: Callable[[], Bytes],
    ) -> Mapping[str, Laid]:
        """Lay cloth on what is `under` it; what draws it is made when it is first wanted.

        A driver that fails, or loses what it was given, as when a machine has slept, is asked
        anew at once, and nobody sees it; `_CHANCES` times, not with each frame.
        """
        if isinstance(self._drapery, Missing):
            raise self._drapery
        while True:
            try:
                if self._drapery is None:
                    self._drapery = Drapery(None if self._is_live else 1.0)
                laid = self._drapery(
                    rgb,
                    drapes,
                    frame.encoding,
                    by_effect=self._keep_masks,
                    jerks=jerks,
                    under=under,
                )
                self._drawn_since += 1
                if self._drawn_since >= _PICTURES_WELL:
                    self._lost = 0
                return laid
            except Missing as missing:
                self._drapery = missing
                raise
            except moderngl.Error as error:
                self._lost, self._drawn_since = self._lost + 1, 0
                self._drapery = None
                log.warning("OpenGL has failed, %d of %d: %s", self._lost, _CHANCES, error)
                if self._lost >= _CHANCES:
                    self._drapery = Missing(
                        f"OpenGL does not draw any more: {error}",
                        "The graphics driver does not answer. Start the program again.",
                    )
                    raise self._drapery from error

    def _colour_errors(self, scene: Scene, layers: Sequence[Layer]) -> tuple[ColourError, ...]:
        """One error for each effect that was drawn: that of its first, largest coat.

        Predicted anew when the light or the product changes, which is not in every frame.
        """
        first: dict[str, Layer] = {}
        for layer in layers:
            first.setdefault(layer.effect, layer)
        known, self._errors = self._errors, {}
        for effect, layer in first.items():
            before = known.get(effect)
            product = _product(layer)
            is_new = before is None or any(map(is_not, before.product, product))
            if before is None or is_new or before.differs(scene.light):
                camera_de2000 = scene.frame.encoding.product_de2000
                error = colour_error(layer, scene.light, camera_de2000=camera_de2000)
                before = _Predicted(error, product, scene.light, scene.light)
            self._errors[effect] = before
        return tuple(predicted.error for predicted in self._errors.values())


def _product(layer: Layer) -> tuple[object, object]:
    """Name what is worn, by objects that stay the same as long as it does."""
    if isinstance(layer, Coat):
        return layer.film, layer.second
    return layer.worn.parts, None


def _add(masks: dict[str, Bytes], rgb: Bytes, effect: str, box: Box, alpha: Bytes) -> None:
    """Add what was painted on a picture to the masks of its effects."""
    mask = masks.setdefault(effect, np.zeros(rgb.shape[:2], np.uint8))
    part = mask[box.rows, box.columns]
    np.maximum(part, alpha, out=part)


def _meet(one: Coat, other: Coat) -> bool:
    """Whether two coats may share pixels."""
    a, b = one.box, other.box
    return max(a.x, b.x) < min(a.x + a.width, b.x + b.width) and max(a.y, b.y) < min(
        a.y + a.height, b.y + b.height
    )


def _differ(one: Light, other: Light) -> bool:
    """Whether two lights are so different that what is said of colour may be, too."""
    return (
        one.source != other.source
        or abs(one.level - other.level) > 0.02 * other.level
        or float(np.abs(one.colour - other.colour).max()) > 0.02
        or abs(float(np.trace(one.covariance) / np.trace(other.covariance)) - 1) > 0.05
    )
