"""What the window shows, but the pictures: one immutable `State`, replaced as a whole."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from tryon.app.showroom import Shot
from tryon.catalogue.product import Liner, Product
from tryon.core.scene import Box, Bytes
from tryon.core.seams import Sink
from tryon.effects.blend import Blend
from tryon.garments.rail import Hanger
from tryon.light.display import Display, Panel
from tryon.light.profile import Profile
from tryon.settings import Settings
from tryon.sources.camera import CameraInfo, CameraState
from tryon.sources.microphone import MicrophoneInfo


class Feed(Enum):
    """What comes from the source."""

    OPENING = "asked for, nothing has come yet"
    SHOWING = "pictures come"
    LOST = "a live source is away, and is being looked for"
    FAILED = "nothing comes until another source is chosen"


class NoticeKind(Enum):
    """What a person is told; the words are the window's."""

    CAMERA_LOST = "camera lost"
    CAMERA_SLOW = "camera slow"
    CAMERA_FROZEN = "camera frozen"
    NO_CAMERA = "no camera"
    SOURCE_FAILED = "source failed"
    EFFECT_OFF = "effect off"
    TRACKING_FAILED = "tracking failed"
    DRAWING_FAILED = "drawing failed"
    RECORDING_FAILED = "recording failed"
    NO_SOUND = "no sound"
    FOLDER_FAILED = "folder failed"
    PHOTO_FAILED = "photo failed"
    PHOTO_SAVED = "photo saved"
    CLIP_SAVED = "clip saved"
    RECOVERED = "recovered"
    CATALOGUE_FAULT = "catalogue fault"
    PROFILE_KEPT = "profile kept"
    PROFILE_FAILED = "profile failed"
    PROFILE_DROPPED = "profile dropped"
    WHITE_LOST = "white lost"
    WHITE_NOT_FOUND = "white not found"
    PLACE_KEPT = "place kept"
    PLACE_FAILED = "place failed"
    PLACE_CHANGED = "place changed"
    RELIGHT_FAILED = "relight failed"
    GARMENT_FAILED = "garment failed"
    NO_OPENGL = "no OpenGL"
    SETTINGS_FAILED = "settings failed"
    SETTINGS_BROKEN = "settings broken"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell.

    Attributes
    ----------
    kind : NoticeKind
    hint : str
        What to do, in plain words; empty when the kind says it all.
    path : Path or None
        The file it is about.
    """

    kind: NoticeKind
    hint: str = ""
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Worn:
    """What is on the lips.

    Attributes
    ----------
    product : Product or None
        None is bare lips.
    finish : str
        The product's own, or another one to try.
    coats : float
    blend : Blend or None
        How a second colour shares the lips; None is one colour.
    second : Product or None
        Whose shade that is. An ombré without one fades to the bare lip; the other blends have
        one always.
    liner : Liner or None
    """

    product: Product | None = None
    finish: str = ""
    coats: float = 1.0
    blend: Blend | None = None
    second: Product | None = None
    liner: Liner | None = None


@dataclass(frozen=True, slots=True)
class Hung:
    """A piece of the wardrobe on the person.

    Attributes
    ----------
    hanger : Hanger
    size : str or None
        One of its sizes; None is the one it was made in.
    colour : str or None
        One of its colours; None is the first.
    """

    hanger: Hanger
    size: str | None = None
    colour: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """A recording that is being made.

    Attributes
    ----------
    path : Path
    started_ns : int
        ``time.monotonic_ns()`` when it was begun.
    sink : Sink
    """

    path: Path
    started_ns: int
    sink: Sink = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Stills:
    """A look in other light.

    Attributes
    ----------
    now : (h, w, 3) uint8
        The picture as it was on the screen.
    simulated : tuple of (name of a lamp, picture)
    face : Box or None
        Where the nearest person is.
    """

    now: Bytes = field(repr=False)
    simulated: tuple[tuple[str, Bytes], ...] = field(repr=False)
    face: Box | None = None


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Everything the window shows, but the pictures.

    Attributes
    ----------
    source : str
        SOURCE word; empty before the first is chosen.
    feed : Feed
    cameras : tuple of CameraInfo
    delivered : CameraState or None
        What the source really gives, read back; None while it is not known.
    products : mapping of id to Product
    worn : Worn
    has_own_look : bool
        Whether a look from outside is worn instead of a product of the catalogue.
    wardrobe : tuple of Hanger
        Empty until somebody looks.
    clothes : tuple of Hung
        What of it is worn, in the order in which it was put on.
    shots : mapping of Shot to Path or None
        The drawn pieces; None for one that cannot be drawn.
    is_before : bool
        Whether the bare lips are being shown for comparison.
    recorded : Recorded or None
    is_listening : bool
        Whether the microphone is on.
    microphones : tuple of MicrophoneInfo
        Those that are connected; empty until somebody looks.
    is_mirrored : bool
    is_calibrating : bool
        Whether a chart is looked for; nobody is dressed meanwhile.
    profile : Profile or None
        Of the camera, where there is one that holds.
    stills : Stills or None
        The look in other light, while somebody looks at it.
    samples : mapping of a way to wear something to (h, w, 3) uint8
        The person's own lips, in each of the ways that are offered, as the mirror has them.
    notices : tuple of Notice
        At most one of each kind, newest last.
    panel : Panel or None
        The display on which the window stands, as its maker describes it.
    settings : Settings
    """

    source: str = ""
    feed: Feed = Feed.OPENING
    cameras: tuple[CameraInfo, ...] = ()
    delivered: CameraState | None = None
    products: Mapping[str, Product] = field(default_factory=dict, repr=False)
    worn: Worn = Worn()
    has_own_look: bool = False
    wardrobe: tuple[Hanger, ...] = ()
    clothes: tuple[Hung, ...] = ()
    shots: Mapping[Shot, Path | None] = field(default_factory=dict, repr=False)
    is_before: bool = False
    recorded: Recorded | None = None
    is_listening: bool = False
    microphones: tuple[MicrophoneInfo, ...] = ()
    is_mirrored: bool = False
    is_calibrating: bool = False
    profile: Profile | None = None
    stills: Stills | None = None
    samples: Mapping[Hashable, Bytes] = field(default_factory=dict, repr=False)
    notices: tuple[Notice, ...] = ()
    panel: Panel | None = None
    settings: Settings = field(default_factory=Settings)

    @property
    def display(self) -> Display:
        """What is known of the display."""
        return Display(self.settings.display_de2000, self.panel)

    @property
    def is_dressed(self) -> bool:
        """Whether anything is worn that can be taken off."""
        return self.worn.product is not None or self.has_own_look or bool(self.clothes)

    def notice(self, kind: NoticeKind) -> Notice | None:
        """Find the notice of `kind`, if it is up."""
        return next((notice for notice in self.notices if notice.kind is kind), None)
