"""What a session is built from: tests put in their own, the real ones load when needed."""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from tryon.app.showroom import Draw, Shot, draw, find
from tryon.app.state import Hung, Worn
from tryon.catalogue.collection import Catalogue, Watch, catalogue_folder
from tryon.catalogue.product import Product, is_pencil
from tryon.core.errors import BadInput
from tryon.core.scene import UNKNOWN_LIGHT, Bytes, Frame, Need, Scene
from tryon.core.seams import Effect, Sink, SoundTrack, Source
from tryon.core.stopwatch import Stopwatch
from tryon.engine import Compose, Look, Perceive
from tryon.garments.rail import Hanger, hanging, own_garments
from tryon.labels.notice import Notice
from tryon.labels.tag import Tag
from tryon.light.desk import LightDesk
from tryon.light.place import Place, read_place, write_place
from tryon.light.profile import Profile
from tryon.settings import Keeper, Settings, settings_path
from tryon.sources.camera import CameraInfo
from tryon.sources.microphone import Microphone, MicrophoneInfo, microphones


@dataclass(frozen=True, slots=True)
class Parts:
    """Makers of everything that touches a device, a file or a tracker.

    Attributes
    ----------
    products : mapping of id to Product
    cameras : callable
        Lists what is connected.
    open_source : callable
        From a SOURCE word, and whether a camera should hold its exposure and white balance.
        Raises `BadInput` or `Missing`.
    make_perceive, make_compose : callables
        For the engine's work thread; what perceives is asked for known light at a desk.
    dress : callable
        From what is worn, which is not nothing, to a look.
    make_microphone : callable
        Makes one that is not on yet.
    microphones : callable
        Lists those that are connected.
    make_recording : callable
        From a path, and the sound to record beside the pictures, or None.
    write_photo : callable
    salvage : callable
        Completes the recordings that a crash left in a folder.
    pictures_folder : callable
        Where photos go when nobody chose a folder.
    write_settings : callable
    keep_profile : callable
        Keeps the profile of a camera where `open_source` finds it again.
    keep_place : callable
        Keeps a fixed place.
    find_place : callable
        Finds the place that was kept for a camera in its state; None if there is none.
    forget_place : callable
        Keeps none any longer.
    hangers : callable
        Lists what hangs in the wardrobe.
    hang : callable
        Makes the effect of a piece that is worn; raises `TryOnError` for one that cannot be.
    draw_garment, find_picture : callables
        Make the picture of a piece, and find one that was made before.
    new_catalogue : callable
        Looks whether the files of products have changed since it was asked last; None if not.
    """

    products: Mapping[str, Product]
    cameras: Callable[[], Sequence[CameraInfo]]
    open_source: Callable[[str, bool], Source]
    make_perceive: Callable[[LightDesk], Perceive]
    make_compose: Callable[[], Compose]
    dress: Callable[[Worn], Look]
    make_microphone: Callable[[], Microphone]
    make_recording: Callable[[Path, SoundTrack | None, Callable[[], str]], Sink]
    write_photo: Callable[[Path, Bytes, Tag], None]
    salvage: Callable[[Path], Sequence[Path]]
    pictures_folder: Callable[[], Path]
    write_settings: Callable[[Settings], None]
    keep_profile: Callable[[Profile], Path]
    keep_place: Callable[[Place], None] = lambda place: None
    find_place: Callable[[str], Place | None] = lambda binding: None
    forget_place: Callable[[], None] = lambda: None
    microphones: Callable[[], Sequence[MicrophoneInfo]] = lambda: ()
    hangers: Callable[[], Sequence[Hanger]] = lambda: ()
    hang: Callable[[Hung], Effect] = lambda hung: hang(hung)
    draw_garment: Draw = draw
    find_picture: Callable[[Shot], Path | None] = find
    new_catalogue: Callable[[], Catalogue | None] = lambda: None


class WarmingUp:
    """Finds nobody until the trackers are loaded, so that the mirror shows at once.

    Loading takes about two seconds; it happens on a thread of its own, making on the work
    thread, where trackers belong.
    """

    def __init__(self, load: Callable[[], Callable[[], Perceive]]) -> None:
        self._load = load
        self._make: Callable[[], Perceive] | None = None
        self._perceive: Perceive | None = None
        self._loading = threading.Thread(target=self._run, name="tryon-load", daemon=True)
        self._loading.start()

    def _run(self) -> None:
        self._make = self._load()

    def __call__(self, frame: Frame, needs: frozenset[Need], watch: Stopwatch) -> Scene:
        """Perceive, as soon as that is possible."""
        if self._perceive is None:
            if self._loading.is_alive():
                return Scene(frame, UNKNOWN_LIGHT)
            # Loading that failed is tried once more here, where the engine reports it.
            self._perceive = (self._make or self._load())()
        return self._perceive(frame, needs, watch)

    def close(self) -> None:
        """Release the trackers, if there are any."""
        self._loading.join()
        if self._perceive is not None:
            self._perceive.close()


def real_parts(folders: Sequence[Path] = ()) -> Parts:
    """Build the application's own parts, with the products of `folders` among others."""
    from tryon.sources.camera import cameras

    catalogue = Watch([*folders, catalogue_folder()])
    return Parts(
        products=catalogue.catalogue.products,
        cameras=cameras,
        open_source=_open_source,
        make_perceive=lambda desk: WarmingUp(lambda: _load_perceive(desk)),
        make_compose=_make_compose,
        dress=dress,
        make_microphone=Microphone,
        make_recording=_make_recording,
        write_photo=_write_photo,
        salvage=_salvage,
        pictures_folder=lambda: platformdirs.user_pictures_path() / "tryon",
        write_settings=Keeper(settings_path()),
        keep_profile=_keep_profile,
        keep_place=lambda place: write_place(place, _place_path()),
        find_place=_find_place,
        forget_place=lambda: _place_path().unlink(missing_ok=True),
        microphones=microphones,
        hangers=lambda: hanging(own_garments()),
        new_catalogue=catalogue.new,
    )


def _open_source(word: str, is_locked: bool) -> Source:
    from tryon.profiles import with_profile
    from tryon.sources.camera import Camera, camera_name
    from tryon.sources.named import source
    from tryon.sources.still import Folder

    opened = source(word, live=True)
    if isinstance(opened, Folder):
        raise BadInput(
            f"{word}: the window shows a camera, a photo or a video, not a folder",
            "Choose one photo of the folder.",
        )
    kind, _, number = word.partition(":")
    if kind == "camera" and is_locked and number.isdecimal():
        opened = Camera(
            int(number), is_held=True, held=_held_at_place(camera_name(int(number)))
        )
    return with_profile(opened)


def _load_perceive(desk: LightDesk) -> Callable[[], Perceive]:
    from tryon.tracking.graph import load_mediapipe
    from tryon.tracking.perceive import Perceive

    load_mediapipe()  # what takes long; the trackers themselves ask for it only when made

    return lambda: Perceive(live=True, desk=desk)


def _make_compose() -> Compose:
    from tryon.render.compositor import Compositor

    return Compositor()


def dress(worn: Worn) -> Look:
    """Turn what is worn into effects: a lipstick, and a liner over it."""
    from tryon.catalogue.look import make_effect

    product, liner = worn.product, worn.liner
    if product is None:
        return ()
    wear = {key: value for key, value in product.wear.items() if key not in ("second", "blend")}
    wear["coats"] = worn.coats
    if worn.finish != product.finish:  # an own finish has no name to be asked by
        wear["finish"] = worn.finish
    if worn.blend is not None and wear["effect"] == "lipstick":
        wear["blend"] = worn.blend.value
        if worn.second is not None:
            wear["second"] = worn.second.wear["shade"]
    look = [make_effect(wear, product.id)]
    if liner is not None and not is_pencil(product):
        pencil = liner.product or product
        line = {"width_mm": liner.width_mm, "softness": liner.softness}
        shade = {"shade": pencil.wear["shade"]}
        look.append(make_effect({"effect": "lip_liner", **shade, **line}, pencil.id))
    return tuple(look)


def hang(hung: Hung) -> Effect:
    """Make the effect of a piece of the wardrobe."""
    from tryon.catalogue.look import make_effect

    effect = {"head": "accessory", "shoes": "shoes"}.get(hung.hanger.slot, "garment")
    wear: dict[str, object] = {"effect": effect, "model": str(hung.hanger.path)}
    if hung.size is not None:
        wear["size"] = hung.size
    if hung.colour is not None:
        wear["colour"] = hung.colour
    return make_effect(wear, hung.hanger.title)


def _notice() -> Notice:
    """Say that pictures are virtual, in the language that is spoken."""
    from tryon.app.language import language

    return Notice("zh" if language() == "zh_CN" else "en")


def _make_recording(path: Path, sound: SoundTrack | None, worn: Callable[[], str]) -> Sink:
    from tryon.sinks.recording import Recording

    return Recording(path, sound, metadata=Tag().metadata, notice=_notice(), worn=worn)


def _write_photo(path: Path, rgb: Bytes, tag: Tag) -> None:
    from tryon.sinks.photo import write_photo

    write_photo(path, _notice().write_on(rgb), tag)


def _keep_profile(profile: Profile) -> Path:
    from tryon.profiles import keep_profile

    return keep_profile(profile)


def _place_path() -> Path:
    return settings_path().with_name("place.json")


def _kept_place() -> Place | None:
    path = _place_path()
    return read_place(path) if path.exists() else None


def _find_place(binding: str) -> Place | None:
    place = _kept_place()
    return place if place is not None and place.binding == binding else None


def _held_at_place(camera: str) -> Mapping[int, float]:
    """Tell at what a camera was held when its fixed place was measured."""
    try:
        place = _kept_place()
    except BadInput:  # told when the place itself is asked for
        place = None
    # What is delivered is not known before the camera is open: its name, before the size.
    if place is None or not re.match(rf"{re.escape(camera)} \d+x\d+ ", place.binding):
        return {}
    return dict(place.held)


def _salvage(folder: Path) -> Sequence[Path]:
    from tryon.sinks.salvage import salvage

    return salvage(folder)
