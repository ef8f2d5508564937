"""The studio as a whole: the session, the programme, the outputs, and the window on them."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from tryon.app.appearance import Appearance, appear
from tryon.app.language import language
from tryon.app.opening import Opening, Stop
from tryon.app.screen import Screen
from tryon.app.session import Session
from tryon.app.state import NoticeKind, State, Worn
from tryon.app.studio.looks import MOST, first_looks, keep, outfit, wear
from tryon.app.studio.outputs import Labelled, Outputs
from tryon.app.studio.program import Direction, Instead, Program
from tryon.app.studio.remote_control import RemoteControl
from tryon.app.studio.screens import screens_of, tour_of
from tryon.app.studio.third import lower_third
from tryon.app.studio.window import StudioWindow
from tryon.app.window import Bell
from tryon.core.seams import SoundTrack
from tryon.labels.card import Card
from tryon.labels.lower_third import LowerThird
from tryon.labels.notice import Notice
from tryon.settings import KeptLook
from tryon.settings import Studio as Choices
from tryon.sinks.exports import Exports

#: Nothing that is pressed with a mouse is smaller, px: WCAG 2.2 asks for 24.
TARGET_STUDIO = 38
_TICK_MS = 250
_ASPECTS = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0}


def open_studio(opening: Opening) -> "Studio":
    """Open the host's control room."""
    return Studio(opening)


class Studio(QObject):
    """Decides what goes out, and tells the window.

    Attributes
    ----------
    session : Session
    program : Program
    outputs : Outputs
    exports : Exports
        Clips on their way to become files for other places.
    remote : RemoteControl
    window : StudioWindow
    live, armed : int or None
        Key of the look that is on, and of the one that is next; 0 is bare.
    """

    def __init__(self, opening: Opening) -> None:
        super().__init__()
        self._opening = opening
        self._changed, self._picture, self._told = Bell(), Bell(), Bell()
        self._monitor_bell, self._window_bell = Bell(), Bell()
        self.monitor = Screen(self._monitor_bell.ring)
        self.output = Screen(self._window_bell.ring)
        self._labelled = Labelled(self.output, self.notice)
        self._is_output = False
        self.program = Program(lambda sink, error: self.outputs.fault(sink, error))
        self.session = Session(
            opening.parts,
            opening.settings,
            self._changed.ring,
            self._picture.ring,
            sinks=(self.program,),
        )
        self.exports = Exports()
        self.outputs = Outputs(
            self.program,
            lambda: self.session.takes.folder,
            self._worn,
            self.notice,
            self._told.ring,
            self._sound,
        )
        self.program.attach(Labelled(self.monitor, self.notice))
        if self.choices.looks is None:
            first = first_looks(self.session.products)
            self.session.direct(replace(self.choices, looks=first))
        self.live: int | None = None
        self.armed: int | None = None
        self._is_panic = False
        self._taken = KeptLook()  # what is live, without its garments
        self._changed.rung.connect(self._follow)
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._look = Appearance.of(opening.settings)
        self.remote = RemoteControl(self)
        self._dress_application()
        self.window = self._build()
        self.window.place(opening.size_px)
        self._direct()

    @property
    def choices(self) -> Choices:
        """What the host has chosen."""
        return self.session.state.settings.studio

    @property
    def looks(self) -> tuple[KeptLook, ...]:
        """What is on the keys from 1."""
        return self.choices.looks or ()

    @property
    def is_panic(self) -> bool:
        """Whether the panic key holds."""
        return self._is_panic

    @property
    def is_output(self) -> bool:
        """Whether the clean window is open."""
        return self._is_output

    # What `run_app` asks.

    def start(self) -> None:
        """Show the window, put the first look on, and open the source."""
        self.window.show()
        self._clock.start()
        for notice in self._opening.notices:
            self.session.tell(notice)
        self.session.clothing.list_all()
        if self._opening.look is None and self.looks:
            self.put_on(1)
        self.session.start(self._opening.source_word, self._opening.look)
        if self.choices.is_remote:
            self.remote.serve(True, self.choices.is_on_lan)

    def is_ready(self) -> bool:
        """Whether somebody is dressed in what is shown, and the looks have pictures."""
        shown = self.window.preview.shown
        is_dressed = shown is not None and bool(shown.picture.report.colour)
        has_looks = all(("studio", key) in self.session.state.samples for key in range(1, 2))
        return (
            is_dressed and has_looks and self.window.panels.control.programme.shown is not None
        )

    def has_picture(self) -> bool:
        """Whether anything is shown at all."""
        return self.window.preview.shown is not None

    def busy_s(self) -> float:
        """How long the present frame has been at work, s."""
        return self.session.busy_s

    def screens(self) -> Mapping[str, Callable[[], None]]:
        """Name what the window can show."""
        return screens_of(self)

    def tour(self) -> Sequence[Stop]:
        """Point at what a host needs first."""
        return tour_of(self)

    def close(self) -> None:
        """End every thread; recordings are completed."""
        self._clock.stop()
        self.remote.hang_up()
        self.keep_places()
        self.window.retire()
        self.exports.close()
        self.outputs.close()
        self.session.close()
        self.program.finish()

    # Verbs.

    def keep_places(self) -> None:
        """Remember where the windows and the panels are."""
        places: dict[str, Any] = dict(self.window.places())
        if any(getattr(self.choices, name) != place for name, place in places.items()):
            self.session.direct(replace(self.choices, **places))

    def choose(self, **changes: Any) -> None:
        """Change and remember what the host wants."""
        old = self.choices
        self.session.direct(replace(old, **changes))
        if "shape" in changes and changes["shape"] != old.shape:
            if self.outputs.state.is_fixed:
                self.session.direct(replace(self.choices, shape=old.shape))
            else:
                self._direct()
                self.outputs.reshape()
        self._direct()

    def put_on(self, key: int) -> None:
        """Put the look of a key on; 0 bares the lips."""
        if not 0 <= key <= len(self.looks):
            return
        session = self.session
        session.fade_s = self.choices.fade_ms / 1000
        kept = self.looks[key - 1] if key else KeptLook()
        clothes = outfit(kept, session.state.wardrobe)
        worn = wear(kept, session.products)
        self.live, self._taken = key, keep(worn, ())
        session.dressing.wear_again(worn)
        session.clothing.wear_again(clothes)
        if self.armed == key:
            self.armed = None
        self._direct()
        self.window.panels.show_marks()

    def arm(self, key: int) -> None:
        """Make a look the next; once more takes that back."""
        if 0 <= key <= len(self.looks):
            self.armed = None if self.armed == key else key
            self.window.panels.show_marks()

    def take(self) -> None:
        """Put on what is armed."""
        if self.armed is not None:
            self.put_on(self.armed)

    def keep_look(self, key: int | None = None) -> None:
        """Keep what is worn on a key; None is the next that is free."""
        state, looks = self.session.state, list(self.looks)
        made = keep(state.worn, state.clothes)
        if not made.product and not made.clothes:
            return
        if key is None and len(looks) < MOST:
            looks.append(made)
            key = len(looks)
        elif key is not None and 1 <= key <= len(looks):
            looks[key - 1] = made
        else:
            return
        self.choose(looks=tuple(looks))
        self.live, self._taken = key, keep(state.worn, ())
        self.window.panels.show_looks()

    def remove_look(self, key: int) -> None:
        """Take a look off its key; those after it move up."""
        looks = list(self.looks)
        if 1 <= key <= len(looks):
            del looks[key - 1]
            self.live = self.armed = None
            self.choose(looks=tuple(looks))
            self.window.panels.show_looks()

    def panic(self, is_wanted: bool | None = None) -> None:
        """Show the public nothing new, or go back to live; None is the other of both."""
        self._is_panic = not self._is_panic if is_wanted is None else is_wanted
        self._direct()
        self.window.panels.show_panic()

    def record(self, is_wanted: bool | None = None) -> None:
        """Begin or end a recording; None is the other of both."""
        is_on = self.outputs.state.recording is not None
        self.outputs.record(not is_on if is_wanted is None else is_wanted)

    def pause_recording(self) -> None:
        """Leave something out of the recording, or go on."""
        self.outputs.pause(not self.outputs.state.paused_s)

    def clip(self) -> None:
        """Save the last seconds."""
        self.outputs.clip(self.choices.clip_s)

    def hear(self, is_wanted: bool) -> None:
        """Record and stream with the microphone, or without."""
        self.session.takes.choose_sound(is_wanted)
        self.outputs.listen()

    def choose_microphone(self, name: str | None) -> None:
        """Record and stream with this microphone; None is the system's choice."""
        self.session.takes.choose_microphone(name)

    def mute(self, is_wanted: bool) -> None:
        """Let nobody hear the room for a while; recordings and streams go on."""
        self.session.takes.microphone.is_muted = is_wanted
        self.window.show_sound()

    def show_output(self, is_wanted: bool) -> None:
        """Open the clean window, or close it."""
        if is_wanted == self._is_output:
            return
        self._is_output = is_wanted
        if is_wanted:
            self.program.attach(self._labelled)
        else:
            self.program.detach(self._labelled)
        self.window.show_output(is_wanted)

    def appear(self, look: Appearance) -> None:
        """Look and speak otherwise, from now on."""
        self._look, old = look, self.window
        self.keep_places()
        self.session.appear(look)
        self._dress_application()
        self.window = self._build()
        self.window.setGeometry(old.geometry())
        self.window.setWindowState(old.windowState())
        old.retire()
        self.window.show()
        if self._is_output:
            self.window.show_output(True)
        self._direct()

    # Following.

    def _build(self) -> StudioWindow:
        window = StudioWindow(self, self._changed, self._picture, self._told)
        self._monitor_bell.rung.connect(window.panels.control.programme.take_newest)
        self._window_bell.rung.connect(window.output.view.take_newest)
        # A bell that rang before anybody listened does not ring again.
        window.panels.control.programme.take_newest()
        window.output.view.take_newest()
        window.top.appearance.chosen.connect(self.appear)
        return window

    def _dress_application(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        appear(app, self._look, 1.0, TARGET_STUDIO)

    def _follow(self) -> None:
        state = self.session.state
        if self.live is not None and keep(state.worn, ()) != self._taken:
            self.live = None  # it has been changed by hand since
            self.window.panels.show_marks()
        self._direct()

    def _tick(self) -> None:
        self.session.refresh()
        self._direct()
        ways: dict[Hashable, Worn] = {
            ("studio", key): wear(look, self.session.products)
            for key, look in enumerate(self.looks, 1)
            if look.product is not None
        }
        self.session.sampling.show(ways)
        self.remote.tell()
        self.window.tick()

    def _direct(self) -> None:
        """Tell the programme what the host has decided."""
        state, choices = self.session.state, self.choices
        self.program.direction = Direction(
            aspect=_ASPECTS[choices.shape],
            is_panic=self._is_panic,
            panic=Instead(choices.panic),
            failsafe=None if choices.failsafe == "off" else Instead(choices.failsafe),
            is_dressed=state.is_dressed and not state.is_before,
            is_broken=state.notice(NoticeKind.EFFECT_OFF) is not None,
            card=Card(choices.pause.strip() or self.tr("Back in a moment")),
            third=self._third(state) if choices.has_third else None,
            fade_s=choices.fade_ms / 1000,
        )

    def _third(self, state: State) -> LowerThird | None:
        """Write the product card; None where nothing is worn."""
        product, newest = state.worn.product, self.session.screen.newest
        if product is None or state.is_before:
            return None
        errors = newest.report.colour if newest is not None else ()
        return lower_third(product, self.choices.cards, errors)

    def _sound(self) -> SoundTrack | None:
        """Make what an output hears, where sound is wanted."""
        if not self.session.state.settings.has_sound:
            return None
        return self.session.takes.microphone.track()

    def notice(self) -> Notice:
        """Say that what goes out is virtual, in the language that is spoken."""
        return Notice("zh" if language() == "zh_CN" else "en")

    def _worn(self) -> str:
        """Name all that is on, for metadata and chapters; from any thread."""
        state = self.session.state
        product = state.worn.product
        named = [] if product is None else [f"{product.name} ({product.brand}, {product.id})"]
        named += [hung.hanger.title for hung in state.clothes]
        return " + ".join(named)
