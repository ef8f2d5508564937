"""What the camera saw, and what we understood of it.

``Frame -> Scene -> Layer -> Picture`` is the whole path of one image. Every type here is
immutable, its arrays are read-only, and it carries the ``captured_ns`` of the frame it came
from: landmarks never meet another frame's pixels.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tryon.core.encoding import SRGB, Encoding, Response

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

#: Where a light estimate comes from: "face" is a person's bare skin, that of a body where no
#: face can be read; the last one means that nothing was known.
LightSource = Literal["face", "reference", "enrolled", "profile", "default"]


class Need(Enum):
    """What an effect needs to know; trackers that no effect of the look needs do not run."""

    LIPS = "lips"
    BODY = "body"
    BODY_SOON = "body soon"  # what finds it is loaded, beside; nobody is measured


def freeze(
    name: str, array: NDArray[Any], dtype: type[np.generic], shape: tuple[int | None, ...]
) -> None:
    """Make `array` read-only, or raise `ValueError` if it is not what the type promises."""
    # most are exactly what is wanted, and there are fifteen of them in every frame
    fits = array.shape == shape or (
        len(array.shape) == len(shape)
        and all(
            wanted in (None, found) for wanted, found in zip(shape, array.shape, strict=True)
        )
    )
    if not fits or array.dtype != dtype:
        letters = iter("hwdn")
        wanted = ", ".join(next(letters) if n is None else str(n) for n in shape)
        raise ValueError(
            f"{name} must be ({wanted}) {np.dtype(dtype)}, not {array.shape} {array.dtype}"
        )
    array.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of whole pixels of the frame: ``rgb[box.rows, box.columns]``."""

    x: int
    y: int
    width: int
    height: int

    @property
    def rows(self) -> slice:
        """The rows of the frame inside the box."""
        return slice(self.y, self.y + self.height)

    @property
    def columns(self) -> slice:
        """The columns of the frame inside the box."""
        return slice(self.x, self.x + self.width)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One image as the source delivered it.

    Attributes
    ----------
    rgb : (h, w, 3) uint8
        Codes as `encoding` says, row 0 at the top, never mirrored, C-contiguous, read-only.
    captured_ns : int
        When it was exposed, in ns. A live source says ``time.monotonic_ns()``, a file its
        presentation time; only differences mean something.
    index : int
        Position in the source, from 0. Gaps mean that frames were dropped upstream.
    encoding : Encoding
        What the codes mean: sRGB, or what the profile of the camera says.
    """

    rgb: Bytes = field(repr=False)
    captured_ns: int
    index: int
    encoding: Encoding = field(default=SRGB, repr=False)

    def __post_init__(self) -> None:
        freeze("rgb", self.rgb, np.uint8, (None, None, 3))

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.rgb.shape[1], self.rgb.shape[0]


@dataclass(frozen=True, slots=True, eq=False)
class Lips:
    """The visible vermilion of one face.

    Attributes
    ----------
    box : Box
        The part of the frame that `coverage` describes; it lies inside the frame.
    coverage : (box.height, box.width) float32, in [0, 1]
        Share of each pixel that is lip and can be seen: 0 on skin, teeth, tongue, the gap of
        an open mouth and whatever is held in front.
    outer, inner : (n, 2) float32, px of the frame
        Closed outlines of the lips and of the gap between them, clockwise on the screen from
        the corner that is on the left of an unmirrored picture.
    width_px : float
        Distance of the mouth's corners.
    """

    box: Box
    coverage: Floats = field(repr=False)
    outer: Floats = field(repr=False)
    inner: Floats = field(repr=False)
    width_px: float

    def __post_init__(self) -> None:
        freeze("coverage", self.coverage, np.float32, (self.box.height, self.box.width))
        freeze("outer", self.outer, np.float32, (None, 2))
        freeze("inner", self.inner, np.float32, (None, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face of one frame.

    Attributes
    ----------
    identity : int
        The same number as long as the same face is followed; never reused in a run.
    points : (478, 3) float32
        MediaPipe's attention mesh, steadied. x, y in pixels of the frame, origin at its
        top-left corner (pixel centres at .5); z in the same unit, negative towards the camera.
    head_to_camera : (4, 4) float32
        Rigid pose of the canonical face, in centimetres; camera looks down -z, y is up.
    lips : Lips or None
        Where a coat of lipstick goes; None when nobody needs it or no lips can be seen.
    """

    identity: int
    points: Floats = field(repr=False)
    head_to_camera: Floats = field(repr=False)
    lips: Lips | None = None

    def __post_init__(self) -> None:
        freeze("points", self.points, np.float32, (478, 3))
        freeze("head_to_camera", self.head_to_camera, np.float32, (4, 4))

    @property
    def box(self) -> Box:
        """The smallest box around all points; it may reach beyond the frame."""
        x, y = self.points.T[:2]
        left, top = math.floor(x.min()), math.floor(y.min())
        return Box(left, top, math.ceil(x.max()) - left, math.ceil(y.max()) - top)


#: The bones of a figure, in the order of its arrays; a parent comes before its children.
BONES = (
    *("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head"),
    *("LeftShoulder", "LeftArm", "LeftForeArm", "LeftHand"),
    *("LeftUpLeg", "LeftLeg", "LeftFoot", "LeftToeBase"),
    *("RightShoulder", "RightArm", "RightForeArm", "RightHand"),
    *("RightUpLeg", "RightLeg", "RightFoot", "RightToeBase"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Silhouette:
    """Where somebody, or something before them, covers the picture.

    Attributes
    ----------
    box : Box
        The part of the frame that `coverage` is stretched over; it may reach beyond the frame.
    coverage : (h, w) float32, in [0, 1]
        Share of each cell that is covered. Cells are as large as ``box.width / w`` by
        ``box.height / h`` px: it may be coarser than the picture.
    """

    box: Box
    coverage: Floats = field(repr=False)

    def __post_init__(self) -> None:
        freeze("coverage", self.coverage, np.float32, (None, None))


@dataclass(frozen=True, slots=True)
class Presence:
    """How much of a person may be dressed: 0 not at all, 1 fully, between while it fades.

    Attributes
    ----------
    upper : float
        From the shoulders to the waist.
    lower : float
        From the hips to the knees: 0 for who sits behind a table, or is cut by the frame.
    """

    upper: float
    lower: float


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """What a person's skeleton does, whatever the lengths of the bones of what is worn.

    Camera axes: x right, y up, the camera looks down -z. The figure is as large as its own
    skeleton says; who stands twice as far away and is twice as large looks the same.

    Attributes
    ----------
    rotations : (22, 3, 3) float32
        Of each of `BONES`: from axes of the model at rest (y up, z to the front, arms and legs
        as in its rest pose) to camera axes. Identity is the rest pose, facing the camera.
    joints : (22, 3) float32, m
        Where each bone begins, in camera space.
    focal_px, centre_px : float, (float, float)
        The lens that was assumed: ``(x, y, z)`` shows at
        ``centre_px + focal_px * (x, -y) / -z``.
    shape : mapping of morph name to weight
        How the body differs from the mannequin of its `gender`.
    gender : {"female", "male"}
        The mannequin that `shape` starts from.
    presence : Presence
    arms_before : (float, float), in [0, 1]
        How surely the left and the right forearm are seen before the trunk, however deep in it
        they seem to be; of crossed ones, that which is more so is before the other.
    arms_beside : (float, float), in [0, 1]
        How surely each is seen before or beside the trunk: bare, it is before what is worn
        there, which is wider than the body.
    """

    rotations: Floats = field(repr=False)
    joints: Floats = field(repr=False)
    focal_px: float
    centre_px: tuple[float, float]
    shape: Mapping[str, float]
    gender: Literal["female", "male"]
    presence: Presence
    arms_before: tuple[float, float] = (0.0, 0.0)
    arms_beside: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        freeze("rotations", self.rotations, np.float32, (len(BONES), 3, 3))
        freeze("joints", self.joints, np.float32, (len(BONES), 3))


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """The person who is dressed: one, even when several are in the picture.

    Attributes
    ----------
    identity : int
        The same number as long as the same person is followed; never reused in a run.
    points : (33, 3) float32
        MediaPipe's pose landmarks. x, y in pixels of the frame, also where they are guessed
        outside of it; z in the same unit from the middle of the hips, negative towards the
        camera.
    world : (33, 3) float32, m
        The same from the middle of the hips; x right, y down, z away from the camera.
    visibility : (33,) float32, in [0, 1]
        How likely each is in the frame and in sight, as the model says.
    silhouette : Silhouette or None
        Of this person alone.
    in_front : Silhouette or None
        What is before the body and hides what is worn on it: hands, hair, things held.
    figure : Figure or None
        None when too little is seen to dress anyone.
    looseness : float
        How much of the silhouette stands out from the trunk and the arms beside it, as a share
        of a square as high as the torso: wide clothes, that others do not cover.
    bare_wrists : (bool, bool)
        Whether skin is seen where the left and the right hand begin: otherwise there are
        sleeves that are worn, or the wall beside an arm that is not quite where it is thought.
    in_sleeves : bool
        Whether the forearms are in sleeves that are worn: neither of them shows skin.
    hands : (Floats or None, Floats or None)
        Colour of the left and the right hand in the picture, (3,) float32 linear sRGB; None of
        one that is not seen before the body or beside it.
    worn : (h, w) float32, in [0, 1], or None
        How much of what is around each cell of the silhouette is no skin; 1 where colours tell
        nothing.
    """

    identity: int
    points: Floats = field(repr=False)
    world: Floats = field(repr=False)
    visibility: Floats = field(repr=False)
    silhouette: Silhouette | None = None
    in_front: Silhouette | None = None
    figure: Figure | None = None
    looseness: float = 0.0
    bare_wrists: tuple[bool, bool] = (False, False)
    in_sleeves: bool = False
    hands: tuple[Floats | None, Floats | None] = (None, None)
    worn: Floats | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.worn is not None and self.silhouette is not None:
            freeze("worn", self.worn, np.float32, self.silhouette.coverage.shape)
        freeze("points", self.points, np.float32, (33, 3))
        freeze("world", self.world, np.float32, (33, 3))
        freeze("visibility", self.visibility, np.float32, (33,))
        for hand in self.hands:
            if hand is not None:
                freeze("hands", hand, np.float32, (3,))


#: Covariance of the log of the light when nothing is known, as lamps, exposures and white
#: balances differ: a factor of e in level, half of that between red and blue, a quarter
#: between green and both.
_ANY_LIGHT: Floats = np.array(
    [[1.040, 0.989, 0.935], [0.989, 1.016, 0.989], [0.935, 0.989, 1.172]], np.float32
)


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """The light that falls on the faces, as this picture's camera renders it.

    Attributes
    ----------
    colour : (3,) float32, linear sRGB with luminance 1
        A white surface beside the face would show this hue.
    level : float
        Linear value of a white diffuse surface (reflectance 1) that faces the camera there:
        1.0 just reaches white, 0.5 is one stop below.
    harmonics : (9, 3) float32
        Irradiance as real spherical harmonics of the normal (x right, y up, z towards the
        camera), linear sRGB; order 00, 1-1, 10, 11, 2-2, 2-1, 20, 21, 22. Scaled so that the
        normal (0, 0, 1) receives ``level * colour``.
    error_de2000 : float
        The colour error that this estimate implies for a product, in ΔE00.
    source : LightSource
        What the estimate rests on.
    covariance : (3, 3) float32
        Of the natural logarithm of ``level * colour``, channel by channel: how far the truth
        may be. That of `UNKNOWN_LIGHT` unless something better is known.
    response : Response or None
        What is thought that lamp and camera make of reflectance curves.
    """

    colour: Floats
    level: float
    harmonics: Floats = field(repr=False)
    error_de2000: float
    source: LightSource
    covariance: Floats = field(default_factory=lambda: _ANY_LIGHT, repr=False)
    response: Response | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        freeze("colour", self.colour, np.float32, (3,))
        freeze("harmonics", self.harmonics, np.float32, (9, 3))
        freeze("covariance", self.covariance, np.float32, (3, 3))


def flat_light(colour: Floats, level: float) -> Floats:
    """Harmonics of light that comes alike from everywhere: (9, 3) float32, see `Light`."""
    harmonics = np.zeros((9, 3), np.float32)
    harmonics[0] = level * colour / 0.28209479  # Y00 = 1 / (2 sqrt(pi))
    return harmonics


_WHITE = np.ones(3, np.float32)

#: Daylight that just reaches white: what is assumed when nothing is known. Its error is the
#: median cost of a colour shown as if the light were neutral (design measurement: 3.7-12.5).
UNKNOWN_LIGHT = Light(_WHITE, 1.0, flat_light(_WHITE, 1.0), 12.5, "default")


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Scene:
    """A frame and everything perceived in it.

    Attributes
    ----------
    frame : Frame
    light : Light
    faces : tuple of Face
        Largest first; empty when nobody is there.
    body : Body or None
        Who wears garments; None when nobody is there, or nobody asked.
    """

    frame: Frame
    light: Light
    faces: tuple[Face, ...] = ()
    body: Body | None = None

    @property
    def response(self) -> Response | None:
        """What lamp and camera make of curves: as a profile knows it, or else as is thought.

        None is an eye's: behind a profile whose chart told no more, nothing else is thought.
        """
        encoding = self.frame.encoding
        return self.light.response if encoding is SRGB else encoding.response


class Cause(Enum):
    """What a colour error comes from, most of it."""

    UNKNOWN = "unknown"  # nobody whose skin would tell the light
    DARK = "dark"
    LIGHT = "light"
    CAMERA = "camera"
    SHADE = "shade"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class ColourError:
    """How far the shown product may be from the real one.

    Attributes
    ----------
    effect : str
    de2000, de2000_p80, de2000_p90 : float
        ΔE00: expected, and what is not exceeded in 80 and 90 of 100 such pictures.
    status : {"verified", "estimated"}
        Whether the product's own colour was measured with an instrument.
    cause : Cause
        What contributes most.
    linear : (red, green, blue) or None
        The colour that is shown, linear sRGB; None where it is not known any more.
    """

    effect: str
    de2000: float
    de2000_p80: float
    de2000_p90: float
    status: Literal["verified", "estimated"]
    cause: Cause
    linear: tuple[float, float, float] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What was found and what it cost; numbers only, no landmarks.

    Attributes
    ----------
    stage_ms : mapping of stage name to milliseconds
        ``face``, ``body``, ``light``, ``dress``, ``render``, ``total``.
    faces : tuple of (identity, Box)
    light : Light
    colour : tuple of ColourError
        One for each effect that was drawn.
    bodies : int
        How many people's bodies were found.
    """

    stage_ms: Mapping[str, float]
    faces: tuple[tuple[int, Box], ...]
    light: Light
    colour: tuple[ColourError, ...] = ()
    bodies: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A finished image, ready for any sink.

    Attributes
    ----------
    rgb : (h, w, 3) uint8
        Codes of the frame's own encoding: what was not painted keeps every bit. Row 0 at the
        top, never mirrored, read-only.
    captured_ns, index : int
        Copied from the frame: sinks derive presentation time and latency from them.
    report : Report
    masks : mapping of effect name to (h, w) uint8
        The alpha that was used (255 is a full coat), all faces together; filled only when
        the compositor was asked to keep masks. "shadow" is no effect: what share of the light
        is taken from the picture beside clothes.
    bare : (h, w, 3) uint8 or None
        The frame before anything was painted; filled where the masks are.
    """

    rgb: Bytes = field(repr=False)
    captured_ns: int
    index: int
    report: Report = field(repr=False)
    masks: Mapping[str, Bytes] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    bare: Bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        freeze("rgb", self.rgb, np.uint8, (None, None, 3))
