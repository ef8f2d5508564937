"""The panels round the studio's preview: what they pass on, and what they are told."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from tryon.app.meters import Reading
from tryon.app.state import State
from tryon.app.studio.camera_panel import CameraPanel
from tryon.app.studio.card_panel import CardPanel
from tryon.app.studio.clips_drawer import ClipsDrawer
from tryon.app.studio.control_panel import ControlPanel
from tryon.app.studio.docks import Docks
from tryon.app.studio.keys import keys_of, say_key, tip
from tryon.app.studio.looks import title, wear
from tryon.app.studio.looks_panel import LooksPanel
from tryon.app.studio.meters_panel import MetersPanel
from tryon.app.studio.parts import PANEL_PX
from tryon.app.studio.safety_panel import SafetyPanel
from tryon.app.studio.sound_panel import SoundPanel
from tryon.core.scene import Report
from tryon.settings import KeptLook

if TYPE_CHECKING:
    from tryon.app.studio.studio import Studio

_LEFT_PX, _RIGHT_PX, _CLIPS_PX = 260, PANEL_PX, 200
#: Heights in the column on the right, in proportion.
_ON_AIR_PX, _TABS_PX = 370, 290
#: How often the level of the sound is drawn.
_LEVEL_MS = 60


class Panels(Docks):
    """All that can be moved round the preview.

    Parameters
    ----------
    stage : QWidget
        What stands in the middle.
    studio : Studio
    """

    def __init__(self, stage: QWidget, studio: "Studio") -> None:
        super().__init__(stage)
        self._studio, self._session = studio, studio.session
        session = self._session
        self.looks, self.control = LooksPanel(), ControlPanel(studio.monitor)
        self.card, self.camera, self.sound = CardPanel(), CameraPanel(), SoundPanel()
        self.meters, self.safety = MetersPanel(), SafetyPanel()
        self.clips = ClipsDrawer(
            lambda: session.takes.folder,
            studio.exports,
            lambda: session.products,
            studio.notice,
        )
        self._listening = QTimer(self, interval=_LEVEL_MS)
        self._listening.timeout.connect(self._show_level)
        self._listening.start()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        left, right = (
            Qt.DockWidgetArea.LeftDockWidgetArea,
            Qt.DockWidgetArea.RightDockWidgetArea,
        )
        self.add("looks", self.tr("Looks"), self.looks, left, least_px=_LEFT_PX)
        self.add("control", self.tr("On air"), self.control, right, least_px=_RIGHT_PX)
        self.add("card", self.tr("Card"), self.card, right)
        self.add("camera", self.tr("Camera"), self.camera, right, beside="card")
        self.add("sound", self.tr("Sound"), self.sound, right, beside="camera")
        self.add("meters", self.tr("Meters"), self.meters, right, beside="sound")
        self.add("safety", self.tr("Safety"), self.safety, right, beside="meters")
        below = Qt.DockWidgetArea.BottomDockWidgetArea
        self.add("clips", self.tr("Clips"), self.clips, below, least_px=_CLIPS_PX).hide()
        self["card"].raise_()
        sides = [self["looks"], self["control"]]
        self.resizeDocks(sides, [_LEFT_PX, _RIGHT_PX], Qt.Orientation.Horizontal)
        column = [self["control"], self["card"]]
        self.resizeDocks(column, [_ON_AIR_PX, _TABS_PX], Qt.Orientation.Vertical)
        self.settle(self._studio.choices.layout)

    def _connect(self) -> None:
        studio, session = self._studio, self._session
        self.moved.connect(studio.keep_places)
        self.looks.chosen.connect(studio.put_on)
        self.looks.armed.connect(studio.arm)
        self.looks.kept.connect(studio.keep_look)
        self.looks.removed.connect(studio.remove_look)
        self.looks.added.connect(lambda: studio.keep_look())
        self.looks.panic.connect(lambda: studio.panic())
        self.control.shaped.connect(lambda shape: studio.choose(shape=shape))
        self.control.output.connect(studio.show_output)
        self.control.third.connect(lambda is_on: studio.choose(has_third=is_on))
        self.control.camera.connect(studio.outputs.show_camera)
        self.safety.panic.connect(lambda word: studio.choose(panic=word))
        self.safety.failsafe.connect(lambda word: studio.choose(failsafe=word))
        self.safety.pause.connect(lambda text: studio.choose(pause=text))
        self.safety.fade.connect(lambda fade_ms: studio.choose(fade_ms=fade_ms))
        self.safety.clip.connect(lambda seconds: studio.choose(clip_s=int(seconds)))
        self.card.cards.connect(lambda cards: studio.choose(cards=cards))
        self.camera.chosen.connect(session.choose_source)
        self.camera.sized.connect(lambda size: session.cameras.ask_for(tuple(size)))
        self.camera.locked.connect(session.cameras.lock)
        self.camera.mirrored.connect(session.cameras.mirror)
        self.camera.again.connect(session.cameras.look_again)
        self.sound.turned.connect(studio.hear)
        self.sound.muted.connect(studio.mute)
        self.sound.chosen.connect(studio.choose_microphone)
        self.sound.again.connect(session.takes.list_microphones)

    def show_looks(self) -> None:
        """Build the cards of the looks anew."""
        products = self._session.products
        rows = []
        for look in self._studio.looks:
            worn = wear(look, products)
            name = title(look, products, self._session.state.wardrobe)
            rows.append((name, worn, self._word(look)))
        self.looks.show_looks(rows)
        self.looks.show_samples(self._session.state.samples)
        self.show_marks()

    def _word(self, look: KeptLook) -> str:
        product = self._session.products.get(look.product or "")
        if product is None:
            return "" if look.clothes else self.tr("no longer in the catalogue")
        return self.tr("verified") if product.status == "verified" else self.tr("estimated")

    def show_marks(self) -> None:
        """Show what is live and what is armed."""
        self.looks.mark(self._studio.live, self._studio.armed)

    def show_panic(self) -> None:
        """Show what the panic key does, and whether it holds."""
        studio = self._studio
        self.looks.show_panic(
            is_on=studio.is_panic,
            is_card=studio.choices.panic == "card",
            key=say_key(keys_of(studio.choices.keys)["panic"]),
        )

    def show_keys(self) -> None:
        """Write on the switches with which key they are pressed."""
        keys = keys_of(self._studio.choices.keys)
        for verb in ("output", "third"):
            button = self.control.switches[verb]
            button.setToolTip(tip(button.text(), keys[verb]))
        self.show_panic()

    def show_state(self, state: State) -> None:
        """Show what the session is at."""
        if self.control.programme.isVisible():
            self.control.programme.aim(False, False)
        self.looks.show_samples(state.samples)
        self.camera.show_state(state)
        self.show_panic()

    def show_outputs(self) -> None:
        """Show what the host has chosen, and where it goes."""
        studio = self._studio
        outputs, choices = studio.outputs, studio.choices
        self.control.show_choices(choices, is_fixed=outputs.state.is_fixed)
        self.safety.show_choices(choices)
        self.card.show_choices(choices, self._session.state.worn.product)
        self.control.show_outputs(
            is_window=studio.is_output,
            is_camera=outputs.state.is_camera,
            is_remote=bool(studio.remote.url),
        )

    def show_sound(self) -> None:
        """Show what is heard."""
        state, is_fixed = self._session.state, self._studio.outputs.state.is_fixed
        self.sound.offer(state.microphones, state.settings.microphone)
        self.sound.show_state(
            self._session.takes.microphone,
            is_on=state.settings.has_sound,
            is_fixed=is_fixed,
        )

    def show_figures(self, reading: Reading, report: Report | None) -> None:
        """Write how pictures, light, disk and stream fare."""
        studio = self._studio
        outputs = studio.outputs
        self.clips.follow_exports()
        self.control.show_showing(studio.program.showing)
        self.meters.show_pictures(reading, self._session.dropped, outputs.dropped)
        self.meters.show_report(report, time.monotonic_ns())
        self.camera.show_known(self._session.lighting.known)
        self.meters.show_disk(outputs.disk_left_bytes)
        self.meters.show_camera(outputs.camera_ms)
        fares, tone = self.meters.show_stream(outputs.health)
        self.control.stream.show_value(0, fares, tone)

    def _show_level(self) -> None:
        if self.sound.isVisible():
            self.sound.show_level(self._session.takes.microphone.level)

    def retire(self) -> None:
        """End what runs behind the panels."""
        self._listening.stop()
        self.clips.close_thread()
