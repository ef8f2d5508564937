"""The studio as a whole: the session, the programme, the outputs, and the window on them."""

import secrets
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from tryon.app.appearance import Appearance, appear
from tryon.app.language import language, say_hint
from tryon.app.opening import Opening, Stop
from tryon.app.screen import Screen
from tryon.app.session import Session
from tryon.app.state import NoticeKind, State, Worn
from tryon.app.studio.looks import MOST, colour, first_looks, keep, outfit, title, wear
from tryon.app.studio.outputs import Labelled, Outputs
from tryon.app.studio.program import Direction, Instead, Program
from tryon.app.studio.third import lower_third
from tryon.app.studio.window import StudioWindow
from tryon.app.window import Bell
from tryon.core.errors import Missing
from tryon.core.seams import SoundTrack
from tryon.handoff.address import local_address
from tryon.handoff.certificate import make_context
from tryon.labels.card import Card
from tryon.labels.lower_third import LowerThird
from tryon.labels.notice import Notice
from tryon.remote.server import Command, Remote
from tryon.settings import KeptLook
from tryon.settings import Studio as Choices
from tryon.sinks.exports import Exports

#: Nothing that is pressed with a mouse is smaller, px: WCAG 2.2 asks for 24.
TARGET_STUDIO = 38
_TICK_MS = 250
#: More commands than this are not kept waiting.
_MOST_COMMANDS = 64
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
        self._remote: Remote | None = None
        self._remote_fault = ""
        self._commands: deque[Command] = deque(maxlen=_MOST_COMMANDS)
        self._commanded = Bell()
        self._commanded.rung.connect(self._obey)
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
        self.session.clothing.open()
        if self._opening.look is None and self.looks:
            self.put_on(1)
        self.session.start(self._opening.source_word, self._opening.look)
        if self.choices.is_remote:
            self.serve(True, self.choices.is_on_lan)

    def is_ready(self) -> bool:
        """Whether somebody is dressed in what is shown, and the looks have pictures."""
        shown = self.window.preview.shown
        is_dressed = shown is not None and bool(shown.picture.report.colour)
        has_looks = all(("studio", key) in self.session.state.samples for key in range(1, 2))
        return is_dressed and has_looks and self.window.panel.programme.shown is not None

    def has_picture(self) -> bool:
        """Whether anything is shown at all."""
        return self.window.preview.shown is not None

    def busy_s(self) -> float:
        """How long the present frame has been at work, s."""
        return self.session.busy_s

    def screens(self) -> Mapping[str, Callable[[], None]]:
        """Name what the window can show."""

        def plain() -> None:
            self.window.tidy()
            self.window.docks.open("card")
            self.panic(False)
            self.choose(shape="16:9")

        def upright() -> None:
            plain()
            self.choose(shape="9:16")
            self.arm(2)

        def panicking() -> None:
            plain()
            self.choose(panic="card")
            self.panic(True)

        def remote() -> None:
            plain()
            self.window.remote.show()

        def clips() -> None:
            plain()
            self.window.show_clips(True)

        def share() -> None:
            clips()
            shown = Path("2026-11-22 14.05.10 Quiet Plum.mp4")
            product = Card("Quiet Plum", ("Maison Yours", "¥139"), 3.0)
            self.window.clips.sharing.begin(shown, product, self.window)

        def stream() -> None:
            plain()
            self.window.show_stream()

        def keys() -> None:
            plain()
            self.window.show_keys()

        def panel(name: str) -> Callable[[], None]:
            def opened() -> None:
                plain()
                self.window.docks.open(name)

            return opened

        return {
            "studio": plain,
            **{name: panel(name) for name in ("camera", "sound", "meters", "safety")},
            "keys": keys,
            "upright": upright,
            "panic": panicking,
            "clips": clips,
            "share": share,
            "remote": remote,
            "stream": stream,
        }

    def tour(self) -> Sequence[Stop]:
        """Point at what a host needs first."""
        return (
            Stop(
                lambda: self.window.looks,
                self.tr("Looks on keys"),
                self.tr("1 to 9 put a look on with a fade, 0 bares the lips."),
            ),
            Stop(
                lambda: self.window.panel,
                self.tr("What the public sees"),
                self.tr("Shape, product card, clean window and virtual camera are here."),
            ),
            Stop(
                lambda: self.window.looks.panic_button,
                self.tr("The panic key"),
                self.tr("Esc freezes what goes out, or covers it, until you press it again."),
            ),
            Stop(
                lambda: self.window.picker,
                self.tr("The camera"),
                self.tr("Choose it here, and lock its exposure and white balance."),
            ),
        )

    def close(self) -> None:
        """End every thread; recordings are completed."""
        self._clock.stop()
        self._hang_up()
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
        self.window.show_marks()

    def arm(self, key: int) -> None:
        """Make a look the next; once more takes that back."""
        if 0 <= key <= len(self.looks):
            self.armed = None if self.armed == key else key
            self.window.show_marks()

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
        self.window.show_looks()

    def remove_look(self, key: int) -> None:
        """Take a look off its key; those after it move up."""
        looks = list(self.looks)
        if 1 <= key <= len(looks):
            del looks[key - 1]
            self.live = self.armed = None
            self.choose(looks=tuple(looks))
            self.window.show_looks()

    def panic(self, is_wanted: bool | None = None) -> None:
        """Show the public nothing new, or go back to live; None is the other of both."""
        self._is_panic = not self._is_panic if is_wanted is None else is_wanted
        self._direct()
        self.window.show_panic()

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

    def serve(self, is_on: bool, is_on_lan: bool, is_encrypted: bool | None = None) -> None:
        """Let the studio be controlled from elsewhere, or no longer.

        What stays on this machine is never encrypted: there is nobody to hide it from, and key
        pads speak plain HTTP.
        """
        if is_encrypted is None:
            is_encrypted = self.choices.is_encrypted
        self._hang_up()
        token = self.choices.token or secrets.token_urlsafe(16)
        self.choose(
            is_remote=is_on, is_on_lan=is_on_lan, is_encrypted=is_encrypted, token=token
        )
        self._remote_fault = ""
        if is_on:
            outside = local_address() if is_on_lan else None
            address, port = outside or "127.0.0.1", self.choices.port
            try:
                tls = (
                    make_context(address, "tryon studio") if outside and is_encrypted else None
                )
                self._remote = Remote(address, port, token, self._command_came, tls)
            except Missing as missing:
                self._remote_fault = say_hint(missing.hint)
        self._tell_remote()
        self.window.show_remote()

    def renew_token(self) -> None:
        """Make a new link; who has the old one is out."""
        self.choose(token="")
        self.serve(self.choices.is_remote, self.choices.is_on_lan)

    @property
    def remote_url(self) -> str:
        """Where the remote control is, with its token; empty while it is off."""
        remote = self._remote
        if remote is None:
            return ""
        # What follows # stays in the browser: no log on the way has it.
        return f"{remote.scheme}://{remote.address}:{remote.port}/#{self.choices.token}"

    @property
    def remote_fault(self) -> str:
        """Why it could not be turned on."""
        return self._remote_fault

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

    # The remote control.

    def _command_came(self, command: Command) -> None:
        """Take a command, on the thread of the server."""
        self._commands.append(command)
        self._commanded.ring()

    def _obey(self) -> None:
        while self._commands:
            command = self._commands.popleft()
            if command.do == "look" and command.key is not None:
                self.put_on(command.key)
            elif command.do == "arm" and command.key is not None:
                self.arm(command.key)
            elif command.do == "take":
                self.take()
            elif command.do == "panic":
                self.panic(command.on)
            elif command.do == "record":
                self.record(command.on)
            elif command.do == "clip":
                self.clip()
            elif command.do == "third":
                wanted = not self.choices.has_third if command.on is None else command.on
                self.choose(has_third=wanted)
        self._tell_remote()

    def _tell_remote(self) -> None:
        if self._remote is None:
            return
        products, hangers = self.session.products, self.session.state.wardrobe
        named = [(0, self.tr("Bare"), "")]
        named += [
            (key, title(look, products, hangers), colour(look, products))
            for key, look in enumerate(self.looks, 1)
        ]
        health = self.outputs.health
        self._remote.tell(
            {
                "looks": [
                    {"key": k, "name": name, "colour": shade} for k, name, shade in named
                ],
                "live": self.live,
                "armed": self.armed,
                "panic": self._is_panic,
                "showing": self.program.showing.value,
                "recording": self.outputs.state.recording is not None,
                "third": self.choices.has_third,
                "stream": "off" if health is None else health.link.value,
            }
        )

    def _hang_up(self) -> None:
        remote, self._remote = self._remote, None
        if remote is not None:
            remote.close()

    # Following.

    def _build(self) -> StudioWindow:
        window = StudioWindow(self, self._changed, self._picture, self._told)
        self._monitor_bell.rung.connect(window.panel.programme.take_newest)
        self._window_bell.rung.connect(window.output.view.take_newest)
        # A bell that rang before anybody listened does not ring again.
        window.panel.programme.take_newest()
        window.output.view.take_newest()
        window.appearance.chosen.connect(self.appear)
        return window

    def _dress_application(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        appear(app, self._look, 1.0, TARGET_STUDIO)

    def _follow(self) -> None:
        state = self.session.state
        if self.live is not None and keep(state.worn, ()) != self._taken:
            self.live = None  # it has been changed by hand since
            self.window.show_marks()
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
        self._tell_remote()
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
