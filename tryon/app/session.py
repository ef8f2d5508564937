"""What happens behind the window: one source at a time, through the engine to the screen.

No widgets and no Qt here. The window reads `Session.state`, which is replaced as a whole, and
calls the verbs of the session and of its rooms:

======== ==========================================================================
room     what it is about
======== ==========================================================================
cameras  which there are; mirror, lock and profile of the one that is open
clothing which pieces of the wardrobe are worn, and how they look on the shelf
dressing what is worn, and the look that follows from it
lighting what is known of the light beyond what faces tell, and other light
sampling ways to wear something, tried on a still of the person's own lips
takes    photos and recordings
======== ==========================================================================

No verb waits. What may wait for a thread or a device is a chore, done on a thread of its own,
in order. Everybody writes on one `Board`, which rings the window.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tryon.app.appearance import Appearance
from tryon.app.board import Board, Chores, hint_of, write_down
from tryon.app.cameras import Cameras, is_camera
from tryon.app.clothing import Clothing
from tryon.app.dressing import Dressing, remembered
from tryon.app.lighting import Lighting
from tryon.app.parts import Parts
from tryon.app.sampling import Sampling
from tryon.app.screen import Screen
from tryon.app.state import Feed, Notice, NoticeKind, State
from tryon.app.steps import Steps
from tryon.app.takes import Takes
from tryon.catalogue.product import Product
from tryon.core.errors import Missing, SourceLost
from tryon.core.scene import Bytes, Picture, Scene
from tryon.core.seams import Sink, Source
from tryon.engine import Engine, Fault, Look
from tryon.light.display import Panel
from tryon.settings import Settings, Studio

log = logging.getLogger(__name__)

#: How often the files of products are looked at, and how often it is looked for a camera while
#: there is none.
_CATALOGUE_S, _CAMERA_S = 2.0, 3.0

#: What belongs to one source and is not told any longer when another is opened.
_OF_ONE_SOURCE = (
    NoticeKind.CAMERA_LOST,
    NoticeKind.CAMERA_SLOW,
    NoticeKind.CAMERA_FROZEN,
    NoticeKind.SOURCE_FAILED,
    NoticeKind.TRACKING_FAILED,
    NoticeKind.DRAWING_FAILED,
    NoticeKind.NO_OPENGL,
    NoticeKind.EFFECT_OFF,
    NoticeKind.PROFILE_DROPPED,
    NoticeKind.WHITE_LOST,
    NoticeKind.WHITE_NOT_FOUND,
    NoticeKind.PLACE_CHANGED,
)


class Session:
    """Owns the engine, and the rooms that stand round it.

    Parameters
    ----------
    parts : Parts
        Where sources, trackers and outputs come from.
    settings : Settings
    on_change : callable
        Rung, from any thread, when `state` was replaced.
    on_picture : callable
        Rung, from the screen's thread, when a picture waits in `screen`.
    sinks : sequence of Sink
        Take the pictures of every source, beside the screen; each is opened and closed anew
        when the source changes.

    Attributes
    ----------
    fade_s : float
        How long a change of what is worn takes.
    screen : Screen
    cameras : Cameras
    clothing : Clothing
    dressing : Dressing
    lighting : Lighting
    sampling : Sampling
    takes : Takes
    """

    def __init__(
        self,
        parts: Parts,
        settings: Settings,
        on_change: Callable[[], None],
        on_picture: Callable[[], None],
        sinks: Sequence[Sink] = (),
    ) -> None:
        self.screen = Screen(self._picture_came, self._frame_of)
        self._parts, self._on_picture, self._sinks = parts, on_picture, tuple(sinks)
        self.fade_s = 0.0
        self._engine: Engine | None = None
        self._source: Source | None = None
        self._saved = settings
        self._lost_ns = 0
        self._catalogue_due_s = self._camera_due_s = 0.0
        worn = remembered(settings, parts.products)
        first = State(worn=worn, products=parts.products, settings=settings)
        self._steps = Steps(first)
        board = self._board = Board(first, on_change, self._steps.follow)
        chores = self._chores = Chores(board)
        self.clothing = Clothing(board, chores, parts, lambda: self.dressing.put_on())
        self.dressing = Dressing(
            board, parts, self._put_on, lambda: self.clothing.look, self._steps
        )
        self.takes = Takes(board, chores, parts, self.engine, lambda: self.screen.newest)
        self.sampling = Sampling(board, chores, parts, self.engine)
        self.cameras = Cameras(
            board,
            chores,
            parts,
            lambda: self._source,
            lambda: self.screen.newest,
            lambda: self._open(self.state.source),
        )
        self.lighting = Lighting(board, chores, parts, self.engine, self.cameras.place_binding)

    @property
    def products(self) -> Mapping[str, Product]:
        """What can be tried on, by id."""
        return self.state.products

    @property
    def state(self) -> State:
        """What is the case now; immutable."""
        return self._board.state

    @property
    def seen(self) -> Scene | None:
        """What was understood of the newest picture."""
        engine = self._engine
        last = engine.last if engine is not None else None
        return last[0] if last is not None else None

    def engine(self) -> Engine | None:
        """Find what runs now; None between two sources."""
        return self._engine

    @property
    def busy_s(self) -> float:
        """How long the present frame has been at work, s; 0 without one."""
        engine = self._engine
        return 0.0 if engine is None else engine.busy_s

    def forget(self) -> None:
        """Let go of the last pictures and scenes, once the session is closed."""
        self.screen.forget()
        self._board.change(samples={}, stills=None, notices=())

    @property
    def dropped(self) -> int:
        """Pictures of this source that gave way to newer ones before they were shown."""
        engine = self._engine
        return (engine.dropped if engine else 0) + self.screen.waiting.dropped

    # Verbs, called by the window; none of them waits.

    def start(self, word: str | None = None, look: Look | None = None) -> None:
        """Find out what is connected, and open `word` or the best that is there."""
        if look is not None:
            self.dressing.wear_look(look)
        self._chores.later(None, self.takes.salvage)
        self._chores.later(NoticeKind.SOURCE_FAILED, self._first_source, word)
        if self.state.settings.has_sound:
            self.takes.follow_choice_of_sound()

    def choose_source(self, word: str) -> None:
        """Leave the present source for another."""
        self._board.change(is_calibrating=False)
        self._open(word)

    def calibrate(self, is_wanted: bool) -> None:
        """Look for a chart, with the camera's automatics held; or look no longer."""
        if is_wanted and self.state.recorded is not None:
            return  # nobody is dressed meanwhile, which the clip should not show
        self._board.change(is_calibrating=is_wanted)
        self._put_on(self.dressing.look)
        if is_wanted and not self.state.settings.is_locked:
            self.cameras.lock(True)

    def try_again(self, kind: NoticeKind) -> None:
        """Mend what `kind` is about, as far as the program itself can."""
        self.dismiss(kind)
        if kind in (
            NoticeKind.CAMERA_LOST,
            NoticeKind.CAMERA_SLOW,
            NoticeKind.CAMERA_FROZEN,
            NoticeKind.SOURCE_FAILED,
            NoticeKind.TRACKING_FAILED,
            NoticeKind.DRAWING_FAILED,
        ):
            self._open(self.state.source)
        elif kind is NoticeKind.NO_CAMERA:
            self._chores.later(NoticeKind.SOURCE_FAILED, self._first_source, None)
        elif kind is NoticeKind.EFFECT_OFF:
            self._chores.later(None, self._put_on_again)
        elif kind is NoticeKind.RECORDING_FAILED:
            self.takes.record(True)
        elif kind is NoticeKind.PHOTO_FAILED:
            self.takes.take_photo()
        elif kind is NoticeKind.SETTINGS_FAILED:
            self._chores.later(None, self._save_settings, True)

    def tell(self, notice: Notice) -> None:
        """Put a notice up."""
        self._board.notify(notice)

    @property
    def can_undo(self) -> bool:
        """Whether anything was worn before what is worn now."""
        return bool(self._steps)

    def undo(self) -> None:
        """Wear again what was worn before the last choice."""
        outfit = self._steps.back()
        if outfit is None:
            return
        worn, clothes = outfit
        self._steps.pretend((worn, self.state.clothes))
        if worn != self.state.worn:
            self.dressing.wear_again(worn)
            self._board.remember(product=worn.product.id if worn.product else None)
        self._steps.pretend(outfit)
        self.clothing.wear_again(clothes)
        self._board.change()

    def dismiss(self, kind: NoticeKind) -> None:
        """Take the notice of `kind` down."""
        self._board.dismiss(kind)

    def place_window(self, window_px: tuple[int, int, int, int], is_maximized: bool) -> None:
        """Remember where the window was."""
        self._board.remember(window_px=window_px, is_maximized=is_maximized)

    def appear(self, look: Appearance) -> None:
        """Remember how windows are to look and speak."""
        self._board.remember(
            language=look.language, theme=look.theme, has_large_type=look.has_large_type
        )

    def tell_display(self, de2000: float | None) -> None:
        """Remember how far the display is off, mean ΔE00; None if nobody has measured it."""
        self._board.remember(display_de2000=de2000)

    def stand_on(self, panel: Panel | None) -> None:
        """Take note of the display on which the window stands now."""
        if panel != self.state.panel:
            self._board.change(panel=panel)

    def direct(self, studio: Studio) -> None:
        """Remember what the host has chosen."""
        self._board.remember(studio=studio)

    def refresh(self) -> None:
        """Look at what the source delivers, and write down changed choices."""
        if self.state.feed is Feed.SHOWING:
            self.cameras.follow(self.seen)
            self.lighting.follow()
        if self.state.settings != self._saved:
            self._chores.later(None, self._save_settings)
        is_demo = self.state.notice(NoticeKind.NO_CAMERA) is not None
        if is_demo and time.monotonic() >= self._camera_due_s:
            self._camera_due_s = time.monotonic() + _CAMERA_S
            self._chores.later(None, self._take_camera)
        if time.monotonic() >= self._catalogue_due_s:
            self._catalogue_due_s = time.monotonic() + _CATALOGUE_S
            self._chores.later(None, self.dressing.follow_catalogue)

    def close(self) -> None:
        """End every thread; a recording is completed. Blocks until all is done."""
        self.clothing.close()
        self._chores.later(None, self.takes.stop)
        self._chores.later(None, self._stop_engine)
        self._chores.later(None, self.takes.hush)
        self._chores.later(None, self._save_settings)
        self._chores.finish()

    def _open(self, word: str) -> None:
        self._chores.later(NoticeKind.SOURCE_FAILED, self._switch, word)

    # What the rooms are given.

    def _put_on(self, look: Look) -> None:
        engine = self._engine
        if engine is not None:
            engine.change(look, self.fade_s)

    # Chores.

    def _first_source(self, word: str | None) -> None:
        self.cameras.list_all()
        last = self.state.settings.source
        words = [f"camera:{camera.index}" for camera in self.state.cameras]
        if word is None and last is not None:
            is_there = last in ("demo", *words) or Path(last).exists()
            word = last if is_there else None
        if word is None and words:
            word = words[0]
        if word is None:
            self._board.notify(Notice(NoticeKind.NO_CAMERA))
            self._switch("demo", is_choice=False)
        else:
            self._switch(word)

    def _take_camera(self) -> None:
        """Leave the demo for a camera that has been plugged in meanwhile."""
        self.cameras.list_all()
        is_demo = self.state.notice(NoticeKind.NO_CAMERA) is not None
        if is_demo and self.state.cameras and self.state.recorded is None:
            self._first_source(None)

    def _switch(self, word: str, is_choice: bool = True) -> None:
        self.takes.stop()
        self._stop_engine()
        self._lost_ns = 0
        self.screen.forget()
        self._board.change(
            source=word,
            feed=Feed.OPENING,
            delivered=None,
            profile=None,
            stills=None,
            samples={},
            is_mirrored=self.cameras.mirrors(word),
        )
        self._board.dismiss(*_OF_ONE_SOURCE)
        if is_camera(word):
            self.dismiss(NoticeKind.NO_CAMERA)
        source = self._parts.open_source(word, self.state.settings.is_locked)
        ask, size = getattr(source, "ask", None), self.state.settings.camera_px
        if ask is not None and size is not None:
            ask(size)
        if is_choice:
            self._board.remember(source=word)
        self.cameras.begin()
        desk = self.lighting.begin()
        engine = Engine(
            source,
            lambda: self._parts.make_perceive(desk),
            self._parts.make_compose,
            [self.screen, *self._sinks],
            on_fault=lambda fault: self._fault(fault, engine),
        )
        self._engine, self._source = engine, source
        self._put_on(self.dressing.look)
        engine.start()

    def _stop_engine(self) -> None:
        engine, self._engine, self._source = self._engine, None, None
        if engine is not None:
            engine.stop()

    def _put_on_again(self) -> None:
        """Let the engine see a picture without the broken effect, then with it again."""
        engine = self._engine
        if engine is None:
            return
        engine.look = ()
        before, deadline_s = engine.delivered, time.monotonic() + 2
        while engine.delivered < before + 2 and time.monotonic() < deadline_s:
            time.sleep(0.02)
        self._put_on(self.dressing.look)

    def _save_settings(self, is_forced: bool = False) -> None:
        settings = self.state.settings
        if settings != self._saved or is_forced:
            try:
                self._parts.write_settings(settings)
                self._board.dismiss(NoticeKind.SETTINGS_FAILED)
            except OSError as error:
                log.warning("settings are not saved: %s", error)
                self._board.notify(Notice(NoticeKind.SETTINGS_FAILED))
            self._saved = settings

    # What comes back from the engine's threads.

    def _picture_came(self) -> None:
        picture = self.screen.newest
        if picture is not None and picture.captured_ns <= self._lost_ns:
            self.screen.forget()  # it was under way when the camera went
            return
        if self.state.feed is not Feed.SHOWING:
            self._board.change(feed=Feed.SHOWING)
            self.dismiss(NoticeKind.CAMERA_LOST)
        self._on_picture()

    def _frame_of(self, picture: Picture) -> Bytes | None:
        """Find what `picture` was made from, if it is not too late."""
        engine = self._engine
        last = engine.last if engine is not None else None
        if last is None or last[1] is not picture:
            return None
        return last[0].frame.rgb

    def _fault(self, fault: Fault, engine: Engine) -> None:
        write_down(fault.where, fault.error)
        if engine is not self._engine:
            return  # said by a source that has been left
        hint = hint_of(fault.error)
        if fault.where == "source":
            self._source_fault(fault.error, hint)
        elif fault.where == "sink":
            self.takes.fail(hint)
        elif fault.where == "drawing" and isinstance(fault.error, Missing):
            self._board.notify(Notice(NoticeKind.NO_OPENGL, hint))
        else:
            kinds = {
                "effect": NoticeKind.EFFECT_OFF,
                "tracking": NoticeKind.TRACKING_FAILED,
                "drawing": NoticeKind.DRAWING_FAILED,
            }
            self._board.notify(Notice(kinds[fault.where], hint))

    def _source_fault(self, error: Exception, hint: str) -> None:
        is_lost = isinstance(error, SourceLost)
        if is_lost and self.state.feed is Feed.LOST:
            return  # still away, said once
        self._lost_ns = time.monotonic_ns() if is_lost else 0
        self.screen.forget()
        feed = Feed.LOST if is_lost else Feed.FAILED
        self._board.change(feed=feed, delivered=None, samples={})
        self._board.dismiss(NoticeKind.CAMERA_SLOW, NoticeKind.CAMERA_FROZEN)
        kind = NoticeKind.CAMERA_LOST if is_lost else NoticeKind.SOURCE_FAILED
        self._board.notify(Notice(kind, hint))
        if not is_lost:
            self._chores.later(None, self.takes.stop)
