"""A mouth as it is before anything is put on it: how bright, how moist, in which light."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from tryon.core.colour import LUMINANCE, luminance
from tryon.core.scene import Box, Face, Floats, Frame, Light
from tryon.light.harmonics import basis, direction
from tryon.light.skin import across, unit

#: Triangles of mesh points on lips, front side outwards, as large as lips let them be.
_PARTS = np.array(
    [
        (40, 13, 0), (40, 80, 13), (0, 13, 270), (270, 13, 310),
        (91, 14, 88), (91, 17, 14), (17, 321, 14), (14, 321, 318),
    ]
)  # fmt: skip
#: The mesh is rougher than skin: by this share of their mean its normals are led towards that.
#: So they face as those of a smooth surface through it do, mean of 77 photographed faces.
_SMOOTH = np.float32(0.12)
#: Mesh points on cheeks and forehead.
_SKIN = np.array(
    [50, 101, 205, 36, 187, 280, 330, 425, 266, 411, 108, 9, 337, 69, 299, 151]
)  # fmt: skip
#: How light bare lips are beside the lighter half of these (logarithm), and how far that goes:
#: all but six of 77 photographed faces are in between, whose lips lie mostly in the shade of a
#: hat, a nose or a beard. How light lips are by themselves is no measure: dark people have dark
#: lips, and were taken to stand in the shade.
_BESIDE_SKIN, _PLAY = -0.4, 0.95
#: Rooms are lit from above: what is assumed where the face does not tell.
_FROM_ABOVE = np.array([0.0, 0.55, 0.84], np.float32)
#: Exponent of slow changes of luminance under a hiding film: half of them are light and shade,
#: half are lips that are darker here than there (upper lips are, and their rims).
MODELLING = 0.5
#: How long what is measured on the lips is averaged.
_SETTLE_S = 0.3
#: Lips are measured anew after this time: every third frame, mostly.
_PAUSE_NS = 90_000_000


@dataclass(slots=True, eq=False)
class Mouth:
    """What is remembered of one person's mouth.

    Attributes
    ----------
    log_bare : float
        Logarithm of the mean luminance of the bare lips, without their highlights.
    log_skin : float
        Of cheeks and forehead, where they are in the light.
    wetness : float, in [0, 1]
        How much the bare lips shine.
    """

    seen_ns: int
    measured_ns: int
    measured: tuple[float, float, float]
    log_bare: float
    log_skin: float
    wetness: float


def look_at(frame: Frame, face: Face, box: Box, covered: Floats, mouth: Mouth | None) -> Mouth:
    """Measure the bare skin where a box is covered, averaged over time; None is a new mouth."""
    now_ns = frame.captured_ns
    if mouth is None:
        measured = _measure(frame, face, box, covered)
        return Mouth(now_ns, now_ns, measured, *measured)
    if not 0 <= now_ns - mouth.measured_ns < _PAUSE_NS:
        mouth.measured_ns, mouth.measured = now_ns, _measure(frame, face, box, covered)
    log_bare, log_skin, wetness = mouth.measured
    gain = 1 - math.exp(-max(now_ns - mouth.seen_ns, 0) / 1e9 / _SETTLE_S)
    mouth.seen_ns = now_ns
    step = log_bare - mouth.log_bare
    # A switched lamp is followed at once.
    at_once = 1.0 if abs(step) > 0.25 else gain
    mouth.log_bare += at_once * step
    mouth.log_skin += at_once * (log_skin - mouth.log_skin)
    mouth.wetness += gain * (wetness - mouth.wetness)
    return mouth


def _measure(frame: Frame, face: Face, box: Box, covered: Floats) -> tuple[float, float, float]:
    """Log mean luminance of the bare lips without highlights, that of the skin; wetness."""
    step = max(int(math.sqrt(covered.size / 4000)), 1)
    area = frame.rgb[box.rows, box.columns][::step, ::step]
    covered = covered[::step, ::step]
    is_lip = covered > 0.7 * float(covered.max())
    camera = cv2.LUT(area, frame.encoding.curve.T[None])
    middle = np.array(cv2.mean(camera, is_lip.view(np.uint8))[:3])
    to_luminance = LUMINANCE @ frame.encoding.camera_to_linear(middle)
    bright = cv2.transform(camera, to_luminance[None].astype(np.float32))
    ordered = np.sort(bright[is_lip])
    count = len(ordered)
    # The mean that leaves the product its colour on average, see Coat.modelling.
    matt = ordered[: max(count * 9 // 10, 1)]
    bare = float((matt**MODELLING).mean() ** (1 / MODELLING))
    contrast = float(ordered[count * 97 // 100] / max(ordered[count // 2], 1e-3))
    log_bare = math.log(max(bare, 1e-3))
    skin = _skin_luminance(frame, face)
    log_skin = log_bare - _BESIDE_SKIN if skin is None else math.log(max(skin, 1e-3))
    return log_bare, log_skin, min(max((contrast - 1.5) / 1.5, 0.0), 1.0)


def _skin_luminance(frame: Frame, face: Face) -> float | None:
    """Mean luminance of the lighter half of the skin; None where it is out of sight."""
    x, y = face.points[_SKIN, :2].T.astype(np.intp)
    width, height = frame.size
    seen = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    bright = np.sort(luminance(frame.encoding.decode(frame.rgb[y[seen], x[seen]])))
    return float(bright[len(bright) // 2 :].mean()) if len(bright) else None


def light_on_lips(light: Light, face: Face, mouth: Mouth) -> Floats:
    """Tell what a white surface would show in the place of the lips: (3,), linear sRGB."""
    # Nine harmonics from one face are rough: they may dim or brighten lips, not black them out.
    shading = min(max(_shading(light, face), 0.6), 1.2)
    # Lips far darker or lighter beside the skin than lips are stand in a shadow or beam.
    odd = mouth.log_bare - mouth.log_skin - _BESIDE_SKIN
    beyond = math.copysign(max(abs(odd) - _PLAY, 0.0), odd)
    shading *= min(max(math.exp(0.85 * beyond), 0.35), 1.5)
    return (light.level * shading * light.colour).astype(np.float32)


def _shading(light: Light, face: Face) -> float:
    """Share of the light that falls on the lips, by how the mesh has them.

    Cheeks that told the light are read off the same mesh: what is wrong with its depth, or with
    how the head is thought to be turned, is wrong with both.
    """
    areas = across(face.points.T[:, _PARTS])
    normals = unit(unit(areas) + _SMOOTH * unit(areas.sum(1, keepdims=True)))
    lit = basis(normals.T) @ luminance(light.harmonics)
    seen = np.maximum(areas[2], 1e-9)
    return float(seen @ lit) / (float(seen.sum()) * max(light.level, 1e-4))


def lamp_on(light: Light, face: Face) -> tuple[Floats, float]:
    """Find the lamp that lips mirror.

    Returns
    -------
    half : (3,) float32, unit length
        Half-way between lamp and camera, in the head's axes: x right, y up, z ahead.
    share : float, in [0, 1]
        Of the light, that is the lamp's.
    """
    towards, directed = direction(light.harmonics)
    x, y, z = (directed * towards + 0.4 * _FROM_ABOVE).tolist()
    away = math.hypot(x, y, z)
    between = np.array([x / away, y / away, z / away + 1])
    between /= math.hypot(x / away, y / away, z / away + 1)
    half = (between @ face.head_to_camera[:3, :3]).astype(np.float32)
    return half, 0.35 + 0.65 * directed
