"""What happens behind the window: one source, one look, the outputs, and what went wrong.

No widgets and no Qt here. The window reads `Session.state`, which is replaced as a whole, and
calls the session's verbs; the session rings when there is something new. Everything that may
wait for a thread or a device is done on a thread of its own, in order.
"""

import contextlib
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from tryon.app.parts import Parts
from tryon.app.screen import Screen
from tryon.catalogue.product import Product
from tryon.core.errors import BadInput, SourceLost, TryOnError
from tryon.core.scene import Box, Bytes
from tryon.core.seams import Effect, Sink, Source
from tryon.engine import Engine, Fault, Look
from tryon.light.calibrate import Calibration
from tryon.light.desk import LightDesk
from tryon.light.known import KnownState, PlacePhase
from tryon.light.lamps import LAMPS
from tryon.light.place import Place
from tryon.light.profile import Profile, profile_of
from tryon.light.reference import Loss, Phase
from tryon.light.sheet import Kind
from tryon.other_light import in_other_light
from tryon.profiles import binding
from tryon.settings import Settings
from tryon.sources.camera import CameraInfo, CameraState

log = logging.getLogger(__name__)

#: How often the files of products are looked at.
_CATALOGUE_S = 2.0

#: What one system or another does not take, and the control characters.
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class Feed(Enum):
    """What comes from the source."""

    OPENING = "asked for, nothing has come yet"
    SHOWING = "pictures come"
    LOST = "a live source is away, and is being looked for"
    FAILED = "nothing comes until another source is chosen"


class NoticeKind(Enum):
    """What a person is told; the words are the window's."""

    CAMERA_LOST = "camera lost"
    NO_CAMERA = "no camera"
    SOURCE_FAILED = "source failed"
    EFFECT_OFF = "effect off"
    TRACKING_FAILED = "tracking failed"
    DRAWING_FAILED = "drawing failed"
    RECORDING_FAILED = "recording failed"
    NO_SOUND = "no sound"
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
    """

    product: Product | None = None
    finish: str = ""
    coats: float = 1.0


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
    is_before : bool
        Whether the bare lips are being shown for comparison.
    recorded : Recorded or None
    is_mirrored : bool
    is_calibrating : bool
        Whether a chart is looked for; nobody is dressed meanwhile.
    profile : Profile or None
        Of the camera, where there is one that holds.
    stills : Stills or None
        The look in other light, while somebody looks at it.
    notices : tuple of Notice
        At most one of each kind, newest last.
    settings : Settings
    """

    source: str = ""
    feed: Feed = Feed.OPENING
    cameras: tuple[CameraInfo, ...] = ()
    delivered: CameraState | None = None
    products: Mapping[str, Product] = field(default_factory=dict, repr=False)
    worn: Worn = Worn()
    has_own_look: bool = False
    is_before: bool = False
    recorded: Recorded | None = None
    is_mirrored: bool = False
    is_calibrating: bool = False
    profile: Profile | None = None
    stills: Stills | None = None
    notices: tuple[Notice, ...] = ()
    settings: Settings = field(default_factory=Settings)

    def notice(self, kind: NoticeKind) -> Notice | None:
        """Find the notice of `kind`, if it is up."""
        return next((notice for notice in self.notices if notice.kind is kind), None)


class Session:
    """Owns the engine and everything that is connected to it.

    Parameters
    ----------
    parts : Parts
        Where sources, trackers and outputs come from.
    settings : Settings
    on_change : callable
        Rung, from any thread, when `state` was replaced.
    on_picture : callable
        Rung, from the screen's thread, when a picture waits in `screen`.
    """

    def __init__(
        self,
        parts: Parts,
        settings: Settings,
        on_change: Callable[[], None],
        on_picture: Callable[[], None],
    ) -> None:
        self.screen = Screen(self._picture_came)
        self._parts = parts
        self._on_change, self._on_picture = on_change, on_picture
        self._lock = threading.Lock()
        self._chores = ThreadPoolExecutor(1, thread_name_prefix="tryon-chores")
        self._engine: Engine | None = None
        self._source: Source | None = None
        self._own_look: Look = ()
        self._trial: Look | None = None
        self._saved = settings
        self._file_is_mirrored = False
        self._lost_ns = 0
        self._change_of_camera = ""
        # One for each source: what was known of light and skin goes with it.
        self._desk = LightDesk()
        self._known = KnownState()
        self._place_wanted = self._place_tried = False
        self._catalogue_due_s = 0.0
        worn = _remembered(settings, parts.products)
        self._state = State(worn=worn, products=parts.products, settings=settings)

    @property
    def products(self) -> Mapping[str, Product]:
        """What can be tried on, by id."""
        return self.state.products

    @property
    def state(self) -> State:
        """What is the case now; immutable."""
        with self._lock:
            return self._state

    @property
    def dropped(self) -> int:
        """Pictures of this source that gave way to newer ones before they were shown."""
        engine = self._engine
        return (engine.dropped if engine else 0) + self.screen.waiting.dropped

    # Verbs, called by the window; none of them waits.

    def start(self, word: str | None = None, look: Look | None = None) -> None:
        """Find out what is connected, and open `word` or the best that is there."""
        if look is not None:
            self._own_look = look
            self._change(has_own_look=True)
        self._later(None, self._salvage)
        self._later(NoticeKind.SOURCE_FAILED, self._first_source, word)

    def choose_source(self, word: str) -> None:
        """Leave the present source for another."""
        self._change(is_calibrating=False)
        self._open(word)

    def look_for_cameras(self) -> None:
        """Ask the system again which cameras are connected."""
        self._later(None, self._list_cameras)

    def wear(self, product: Product | None) -> None:
        """Put on a product as it is sold; None bares the lips."""
        self._own_look = ()
        self._dress(_as_sold(product))
        self._remember(product=product.id if product else None, finish=None, coats=None)

    def try_on(self, look: Look | None) -> None:
        """Show a look that is still being made; None goes back to what is worn."""
        self._trial = look
        self._apply_look()

    def choose_finish(self, finish: str) -> None:
        """Try the shade in another finish."""
        worn = replace(self.state.worn, finish=finish)
        self._dress(worn)
        as_sold = worn.product is not None and worn.product.finish == finish
        self._remember(finish=None if as_sold else finish)

    def choose_coats(self, coats: float) -> None:
        """Put on more or less."""
        self._dress(replace(self.state.worn, coats=coats))
        self._remember(coats=coats)

    def show_before(self, is_before: bool) -> None:
        """Bare the lips for as long as somebody wants to compare."""
        if is_before != self.state.is_before:
            self._change(is_before=is_before)
            self._apply_look()

    def mirror(self, is_mirrored: bool) -> None:
        """Show the picture as a mirror does, or as others see it. Files never change."""
        if self.state.source.startswith("camera"):
            self._remember(is_mirrored=is_mirrored)
        else:
            self._file_is_mirrored = is_mirrored
        self._change(is_mirrored=is_mirrored)

    def lock_camera(self, is_locked: bool) -> None:
        """Ask the camera to keep its exposure and white balance; not while recording."""
        if self.state.recorded is not None:
            return  # the camera is opened anew for it, which would end the clip
        self._remember(is_locked=is_locked)
        if self.state.source.startswith("camera"):
            self._open(self.state.source)

    def calibrate(self, is_wanted: bool) -> None:
        """Look for a chart, with the camera's automatics held; or look no longer."""
        if is_wanted and self.state.recorded is not None:
            return  # nobody is dressed meanwhile, which the clip should not show
        self._change(is_calibrating=is_wanted)
        self._apply_look()
        if is_wanted and not self.state.settings.is_locked:
            self.lock_camera(True)

    @property
    def known(self) -> KnownState:
        """What is known of the light beyond what faces tell; changes with each picture."""
        return self._desk.state

    def measure_white(self, kind: Kind | None = None) -> None:
        """Look for a sheet of paper or a grey card beside the face."""
        self.dismiss(NoticeKind.WHITE_LOST)
        self.dismiss(NoticeKind.WHITE_NOT_FOUND)
        self._desk.measure_white(kind)

    def drop_white(self) -> None:
        """Stop looking for a sheet, and forget the last."""
        self._desk.drop_reference()

    def remember_skin(self) -> None:
        """Keep the skin of whoever is nearest in memory, until the source changes."""
        picture = self.screen.newest
        if picture is not None and picture.report.faces:
            self._desk.enrol(picture.report.faces[0][0])

    def forget_skin(self) -> None:
        """Forget everybody's skin."""
        self._desk.forget()

    def stay_here(self) -> None:
        """Make a fixed place of the white that is held, as soon as nobody is in the picture."""
        if bound := self._place_binding():
            self._place_wanted = True
            self._desk.remember_place(bound)

    def leave_place(self) -> None:
        """Do not count on a fixed place any longer."""
        self._place_wanted = False
        self._desk.leave_place()
        self.dismiss(NoticeKind.PLACE_CHANGED)

    def show_other_light(self, is_wanted: bool) -> None:
        """Show a still of the look in other light, or the mirror again."""
        if is_wanted:
            self.dismiss(NoticeKind.RELIGHT_FAILED)
            self._later(NoticeKind.RELIGHT_FAILED, self._relight)
        else:
            self._change(stills=None)

    def keep_profile(self, calibration: Calibration) -> None:
        """Use what a chart said about this camera, from now on whenever it opens."""
        self._later(NoticeKind.PROFILE_FAILED, self._keep_profile, calibration)

    def choose_sound(self, has_sound: bool) -> None:
        """Make the next recordings with the microphone, or without."""
        self._remember(has_sound=has_sound)

    def choose_folder(self, folder: Path) -> None:
        """Put photos and recordings into `folder` from now on."""
        self._remember(folder=str(folder))
        self.dismiss(NoticeKind.RECORDING_FAILED)
        self.dismiss(NoticeKind.PHOTO_FAILED)

    @property
    def folder(self) -> Path:
        """Where photos and recordings go."""
        chosen = self.state.settings.folder
        return Path(chosen) if chosen else self._parts.pictures_folder()

    def take_photo(self) -> None:
        """Save the picture that is on the screen now, unmirrored and at full size."""
        picture = self.screen.newest
        if picture is not None:
            self._later(NoticeKind.PHOTO_FAILED, self._save_photo, picture.rgb)

    def record(self, is_wanted: bool) -> None:
        """Begin a recording, or end it."""
        chore = self._start_recording if is_wanted else self._stop_recording
        self._later(NoticeKind.RECORDING_FAILED, chore)

    def try_again(self, kind: NoticeKind) -> None:
        """Mend what `kind` is about, as far as the program itself can."""
        self.dismiss(kind)
        if kind in (NoticeKind.CAMERA_LOST, NoticeKind.SOURCE_FAILED):
            self._open(self.state.source)
        elif kind is NoticeKind.NO_CAMERA:
            self._later(NoticeKind.SOURCE_FAILED, self._first_source, None)
        elif kind is NoticeKind.EFFECT_OFF:
            self._later(None, self._put_on_again)
        elif kind in (NoticeKind.TRACKING_FAILED, NoticeKind.DRAWING_FAILED):
            self._open(self.state.source)
        elif kind is NoticeKind.RECORDING_FAILED:
            self.record(True)
        elif kind is NoticeKind.PHOTO_FAILED:
            self.take_photo()

    def dismiss(self, kind: NoticeKind) -> None:
        """Take the notice of `kind` down."""
        with self._lock:
            left = tuple(notice for notice in self._state.notices if notice.kind is not kind)
            if len(left) == len(self._state.notices):
                return
            self._state = replace(self._state, notices=left)
        self._on_change()

    def place_window(self, window_px: tuple[int, int, int, int], is_maximized: bool) -> None:
        """Remember where the window was."""
        self._remember(window_px=window_px, is_maximized=is_maximized)

    def refresh(self) -> None:
        """Look at what the source delivers, and write down changed choices."""
        state = self.state
        if state.feed is Feed.SHOWING:
            delivered = self._delivered()
            if delivered != state.delivered:
                self._change(delivered=delivered)
            self._look_at_profile()
            self._look_at_light()
        if state.settings != self._saved:
            self._later(None, self._save_settings)
        if time.monotonic() >= self._catalogue_due_s:
            self._catalogue_due_s = time.monotonic() + _CATALOGUE_S
            self._later(None, self._look_at_catalogue)

    def close(self) -> None:
        """End every thread; a recording is completed. Blocks until all is done."""
        self._later(None, self._stop_recording)
        self._later(None, self._stop_engine)
        self._later(None, self._save_settings)
        self._chores.shutdown(wait=True)

    def _open(self, word: str) -> None:
        self._later(NoticeKind.SOURCE_FAILED, self._switch, word)

    # Chores: one after the other, on their own thread.

    def _later(
        self, failure: NoticeKind | None, chore: Callable[..., None], *arguments: Any
    ) -> None:
        """Do `chore` after the others; if it fails, put up a notice of the kind `failure`."""

        def attempt() -> None:
            try:
                chore(*arguments)
            except Exception as error:  # noqa: BLE001 - one chore must not end the others
                _log(chore.__name__, error)
                if failure is NoticeKind.SOURCE_FAILED:
                    self._change(feed=Feed.FAILED)
                if failure is not None:
                    self._notify(Notice(failure, _hint(error)))

        with contextlib.suppress(RuntimeError):  # closed meanwhile
            self._chores.submit(attempt)

    def _list_cameras(self) -> None:
        self._change(cameras=tuple(self._parts.cameras()))

    def _first_source(self, word: str | None) -> None:
        self._list_cameras()
        cameras = self.state.cameras
        remembered = self.state.settings.source
        words = [f"camera:{camera.index}" for camera in cameras]
        if word is None and remembered is not None:
            is_there = remembered in ("demo", *words) or Path(remembered).exists()
            word = remembered if is_there else None
        if word is None and words:
            word = words[0]
        if word is None:
            self._notify(Notice(NoticeKind.NO_CAMERA))
            self._switch("demo", is_choice=False)
        else:
            self._switch(word)

    def _switch(self, word: str, is_choice: bool = True) -> None:
        self._stop_recording()
        self._stop_engine()
        self._lost_ns = 0
        self.screen.forget()
        self._file_is_mirrored = self._file_is_mirrored and word == self.state.source
        is_camera = word.startswith("camera")
        settings = self.state.settings
        self._change(
            source=word,
            feed=Feed.OPENING,
            delivered=None,
            profile=None,
            stills=None,
            is_mirrored=settings.is_mirrored if is_camera else self._file_is_mirrored,
        )
        for kind in (
            NoticeKind.CAMERA_LOST,
            NoticeKind.SOURCE_FAILED,
            NoticeKind.TRACKING_FAILED,
            NoticeKind.DRAWING_FAILED,
            NoticeKind.EFFECT_OFF,
            NoticeKind.PROFILE_DROPPED,
            NoticeKind.WHITE_LOST,
            NoticeKind.WHITE_NOT_FOUND,
            NoticeKind.PLACE_CHANGED,
        ):
            self.dismiss(kind)
        if is_camera:
            self.dismiss(NoticeKind.NO_CAMERA)
        source = self._parts.open_source(word, settings.is_locked)
        if is_choice:
            self._remember(source=word)
        desk = self._desk = LightDesk()
        self._known = KnownState()
        self._place_wanted = self._place_tried = False
        engine = Engine(
            source,
            lambda: self._parts.make_perceive(desk),
            self._parts.make_compose,
            [self.screen],
            on_fault=lambda fault: self._fault(fault, engine),
        )
        self._engine, self._source = engine, source
        self._apply_look()
        engine.start()

    def _delivered(self) -> CameraState | None:
        """Read back what comes: from a camera what it says, from a file what it is."""
        source, picture = self._source, self.screen.newest
        state = getattr(source, "state", None)
        if isinstance(state, CameraState):
            return state
        if source is None or picture is None:
            return None
        height, width = picture.rgb.shape[:2]
        return CameraState((width, height), source.fps, "")

    def _look_at_profile(self) -> None:
        """Follow what the source does with the profile of its camera."""
        profile = getattr(self._source, "profile", None)
        change = getattr(self._source, "change", "")
        if profile is not self.state.profile:
            self._change(profile=profile)
        if change != self._change_of_camera:
            self._change_of_camera = change
            if change and not self.state.is_calibrating:
                self._notify(Notice(NoticeKind.PROFILE_DROPPED, change))

    def _place_binding(self) -> str:
        """Say what must be the same for a place to hold; empty when it could not."""
        state, delivered = self.state, self.state.delivered
        if delivered is None or not state.source.startswith("camera"):
            return ""
        if (delivered.exposure_lock, delivered.white_balance_lock) != ("locked", "locked"):
            return ""
        index = state.source.partition(":")[2] or "0"
        names = {str(camera.index): camera.name for camera in state.cameras}
        width, height = delivered.size
        made = state.profile.made.isoformat() if state.profile else "no profile"
        name = names.get(index, f"Camera {index}")
        return f"{name} {width}x{height} {delivered.format} {made}"

    def _look_at_light(self) -> None:
        """Follow what is known of the light: tell what is lost, keep and use the place."""
        before, now = self._known, self._desk.state
        self._known = now
        loss = now.reference.loss
        if now.reference.phase is Phase.LOST and before.reference.phase is not Phase.LOST:
            kinds = {
                Loss.LIGHT_CHANGED: NoticeKind.WHITE_LOST,
                Loss.NOT_FOUND: NoticeKind.WHITE_NOT_FOUND,
            }
            self._notify(Notice(kinds[loss or Loss.NOT_FOUND]))
        place = now.place
        if place.phase is PlacePhase.CHANGED and before.place.phase is not PlacePhase.CHANGED:
            self._notify(Notice(NoticeKind.PLACE_CHANGED))
        if self._place_wanted and place.phase is PlacePhase.HELD and place.place is not None:
            self._place_wanted = False
            self._later(NoticeKind.PLACE_FAILED, self._keep_place, place.place)
        if not self._place_tried and (bound := self._place_binding()):
            self._place_tried = True
            self._later(None, self._find_place, bound)

    def _keep_place(self, place: Place) -> None:
        self._parts.keep_place(place)
        self._notify(Notice(NoticeKind.PLACE_KEPT))

    def _find_place(self, bound: str) -> None:
        place = self._parts.find_place(bound)
        if place is not None:
            self._desk.use_place(place)

    def _relight(self) -> None:
        engine = self._engine
        last = engine.last if engine is not None else None
        if engine is None or last is None or not last[0].faces:
            raise BadInput("nobody is in the picture", "Look into the camera, and try again.")
        scene, picture = last
        simulated = tuple(
            (name, in_other_light(scene, engine.look, lamp)) for name, lamp in LAMPS.items()
        )
        self._change(stills=Stills(picture.rgb, simulated, scene.faces[0].box))

    def _keep_profile(self, calibration: Calibration) -> None:
        state = self.state
        delivered = self._delivered()
        if delivered is None or not state.source.startswith("camera"):
            raise SourceLost("the camera is away", "Plug the camera in, and calibrate again.")
        index = state.source.partition(":")[2] or "0"
        names = {str(camera.index): camera.name for camera in state.cameras}
        bound = binding(names.get(index, f"Camera {index}"), delivered)
        path = self._parts.keep_profile(profile_of(calibration, date.today(), bound))
        self._change(is_calibrating=False)
        self._notify(Notice(NoticeKind.PROFILE_KEPT, path=path))
        self._switch(state.source)

    def _stop_engine(self) -> None:
        engine, self._engine, self._source = self._engine, None, None
        if engine is not None:
            engine.stop()

    def _save_photo(self, rgb: Any) -> None:
        path = self._free_name(".png")
        self._parts.write_photo(path, rgb)
        self._notify(Notice(NoticeKind.PHOTO_SAVED, path=path))

    def _start_recording(self) -> None:
        engine, state = self._engine, self.state
        if engine is None or state.recorded is not None:
            return
        self.dismiss(NoticeKind.RECORDING_FAILED)
        has_sound = state.settings.has_sound
        if has_sound and not self._parts.has_microphone():
            has_sound = False
            self._notify(Notice(NoticeKind.NO_SOUND))
        path = self._free_name(".mp4")
        sink = self._parts.make_recording(path, has_sound)
        self._change(recorded=Recorded(path, time.monotonic_ns(), sink))
        engine.attach(sink)

    def _stop_recording(self) -> None:
        engine, recorded = self._engine, self.state.recorded
        if engine is None or recorded is None:
            return
        engine.detach(recorded.sink)  # waits until the file is complete, or has failed
        if self.state.recorded is recorded:
            self._change(recorded=None)
            if recorded.path.exists():
                self._notify(Notice(NoticeKind.CLIP_SAVED, path=recorded.path))

    def _look_at_catalogue(self) -> None:
        """Take over what was changed in the files of products, and tell what is wrong there."""
        catalogue = self._parts.new_catalogue()
        if catalogue is None:
            return
        self._change(products=catalogue.products)
        if catalogue.faults:
            first = catalogue.faults[0]
            more = len(catalogue.faults) - 1
            hint = f"{first} (+{more})" if more else str(first)
            self._notify(Notice(NoticeKind.CATALOGUE_FAULT, hint, first.path))
        else:
            self.dismiss(NoticeKind.CATALOGUE_FAULT)
        worn = self.state.worn
        old = worn.product
        new = catalogue.products.get(old.id) if old is not None else None
        if old is not None and new is not None and new != old:
            sold, was = _as_sold(new), _as_sold(old)
            self._dress(
                Worn(
                    new,
                    sold.finish if worn.finish == was.finish else worn.finish,
                    sold.coats if worn.coats == was.coats else worn.coats,
                )
            )

    def _put_on_again(self) -> None:
        """Let the engine see a picture without the broken effect, then with it again."""
        engine = self._engine
        if engine is None:
            return
        engine.look = ()
        before, deadline_s = engine.delivered, time.monotonic() + 2
        while engine.delivered < before + 2 and time.monotonic() < deadline_s:
            time.sleep(0.02)
        self._apply_look()

    def _salvage(self) -> None:
        folder = self.folder
        if folder.is_dir():
            for path in self._parts.salvage(folder):
                self._notify(Notice(NoticeKind.RECOVERED, path=path))

    def _save_settings(self) -> None:
        settings = self.state.settings
        if settings != self._saved:
            try:
                self._parts.write_settings(settings)
            except OSError as error:
                log.warning("settings are not saved: %s", error)
            self._saved = settings

    def _free_name(self, suffix: str) -> Path:
        """Name a file after its time, such that no other is lost, in a folder that is there.

        Raises `OSError` when the folder cannot be made.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = f"{datetime.now():%Y-%m-%d %H.%M.%S}"
        product = self.state.worn.product
        if product is not None and not self.state.has_own_look:
            stem += " " + _NOT_IN_FILE_NAMES.sub("_", product.name)
        path, number = self.folder / f"{stem}{suffix}", 2
        while path.exists():
            path, number = self.folder / f"{stem} {number}{suffix}", number + 1
        return path

    # What comes back from the engine's threads.

    def _picture_came(self) -> None:
        picture = self.screen.newest
        if picture is not None and picture.captured_ns <= self._lost_ns:
            self.screen.forget()  # it was under way when the camera went
            return
        if self.state.feed is not Feed.SHOWING:
            self._change(feed=Feed.SHOWING)
            self.dismiss(NoticeKind.CAMERA_LOST)
        self._on_picture()

    def _fault(self, fault: Fault, engine: Engine) -> None:
        _log(fault.where, fault.error)
        if engine is not self._engine:
            return  # said by a source that has been left
        hint = _hint(fault.error)
        if fault.where == "source":
            is_lost = isinstance(fault.error, SourceLost)
            if is_lost and self.state.feed is Feed.LOST:
                return  # still away, said once
            self._lost_ns = time.monotonic_ns() if is_lost else 0
            self.screen.forget()
            self._change(feed=Feed.LOST if is_lost else Feed.FAILED, delivered=None)
            kind = NoticeKind.CAMERA_LOST if is_lost else NoticeKind.SOURCE_FAILED
            self._notify(Notice(kind, hint))
            if not is_lost:
                self._later(None, self._stop_recording)
        elif fault.where == "sink":
            recorded = self.state.recorded
            if recorded is not None:
                self._change(recorded=None)
                kept = recorded.path if recorded.path.exists() else None
                self._notify(Notice(NoticeKind.RECORDING_FAILED, hint, kept))
        else:
            kinds = {
                "effect": NoticeKind.EFFECT_OFF,
                "tracking": NoticeKind.TRACKING_FAILED,
                "drawing": NoticeKind.DRAWING_FAILED,
            }
            self._notify(Notice(kinds[fault.where], hint))

    # State.

    def _change(self, **changes: Any) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)
        self._on_change()

    def _remember(self, **changes: Any) -> None:
        with self._lock:
            self._state = replace(
                self._state, settings=replace(self._state.settings, **changes)
            )
        self._on_change()

    def _notify(self, notice: Notice) -> None:
        with self._lock:
            others = (n for n in self._state.notices if n.kind is not notice.kind)
            self._state = replace(self._state, notices=(*others, notice))
        self._on_change()

    def _dress(self, worn: Worn) -> None:
        self._change(worn=worn, has_own_look=bool(self._own_look))
        self.dismiss(NoticeKind.EFFECT_OFF)
        self._apply_look()

    def _apply_look(self) -> None:
        engine, state = self._engine, self.state
        if engine is None:
            return
        if state.is_calibrating:
            engine.look = ()
        elif state.has_own_look or self._trial is not None:
            own = self._own_look if self._trial is None else self._trial
            engine.look = tuple(map(_without_coat, own)) if state.is_before else own
        elif state.worn.product is None:
            engine.look = ()
        else:
            # "Before" is the same look without a coat: the lips are followed all the while,
            # so that "after" is there at once.
            coats = 0.0 if state.is_before else state.worn.coats
            engine.look = self._parts.dress(state.worn.product, state.worn.finish, coats)


def _log(where: str, error: Exception) -> None:
    """Write what happened; where it came from matters only when nobody foresaw it."""
    log.error("%s: %s", where, error, exc_info=None if isinstance(error, TryOnError) else error)


def _hint(error: Exception) -> str:
    return error.hint if isinstance(error, TryOnError) else ""


def _without_coat(effect: Effect) -> Effect:
    """Take the colour off `effect` but keep it: whom it dresses goes on being followed."""
    if "coats" in (knob.name for knob in fields(effect)):  # type: ignore[arg-type]
        return replace(effect, coats=0.0)  # type: ignore[type-var]
    return effect


def _remembered(settings: Settings, products: Mapping[str, Product]) -> Worn:
    """Put on what was worn last, or the first product if that has left the catalogue."""
    product = products.get(settings.product or "")
    if product is None:
        return _as_sold(next(iter(products.values()), None))
    worn = _as_sold(product)
    coats = worn.coats if settings.coats is None else settings.coats
    return replace(worn, finish=settings.finish or worn.finish, coats=coats)


def _as_sold(product: Product | None) -> Worn:
    """Wear `product` in the finish and with the coats that its maker means."""
    if product is None:
        return Worn()
    return Worn(product, product.finish, float(product.wear.get("coats", 1.0)))
