"""The window of the studio: panels round the preview, and what the hands do below it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tryon.app.appearance import Appearance, AppearanceButton
from tryon.app.dialogs import ask_for_source, show_in_desktop
from tryon.app.glass import Pill
from tryon.app.icons import icon
from tryon.app.kiosk.parts import label
from tryon.app.language import say_hint
from tryon.app.menu import menu_of
from tryon.app.meters import Meters
from tryon.app.other_light_view import OtherLightView
from tryon.app.over_mirror import OverMirror
from tryon.app.source_picker import SourcePicker
from tryon.app.state import Feed, Notice, State, Stills
from tryon.app.studio.camera_panel import CameraPanel
from tryon.app.studio.card_panel import CardPanel
from tryon.app.studio.clips_drawer import ClipsDrawer
from tryon.app.studio.control_panel import ControlPanel
from tryon.app.studio.docks import Docks
from tryon.app.studio.keys import key_of, keys_of, say_key, tip
from tryon.app.studio.keys_sheet import KeysSheet
from tryon.app.studio.looks import title, wear
from tryon.app.studio.looks_panel import LooksPanel
from tryon.app.studio.meters_panel import LITTLE_BYTES, MetersPanel
from tryon.app.studio.monitor import GoingOut, Monitor
from tryon.app.studio.output_window import OutputWindow
from tryon.app.studio.outputs import Told
from tryon.app.studio.parts import PANEL_PX
from tryon.app.studio.program import Showing
from tryon.app.studio.remote_sheet import RemoteSheet
from tryon.app.studio.safety_panel import SafetyPanel
from tryon.app.studio.sheet import Sheet
from tryon.app.studio.sound_panel import SoundPanel
from tryon.app.studio.stream_sheet import StreamSheet
from tryon.app.theme import colours
from tryon.app.window import Bell
from tryon.settings import KeptLook

if TYPE_CHECKING:
    from tryon.app.studio.studio import Studio

_TOLD_S = 6.0
_LEFT_PX, _RIGHT_PX = 260, PANEL_PX
_SIZE_PX = 1560, 900
#: What a screen of 1920 x 1080 at 200 % has room for, beside the system's own bars.
_LEAST_PX = 900, 500
#: Of a width from which on the meters say their units.
_ROOMY_PX = 2000
#: The least that there is room for between the panels.
_PREVIEW_PX = 200, 120
#: Heights in the column on the right, in proportion.
_ON_AIR_PX, _TABS_PX = 370, 290
#: How often the level of the sound is drawn.
_LEVEL_MS = 60


class StudioWindow(QWidget):
    """Shows the studio, and passes on what the host wants.

    Parameters
    ----------
    studio : Studio
    changed, picture, told : Bell
        Rung by the session and the outputs.
    """

    def __init__(self, studio: "Studio", changed: Bell, picture: Bell, told: Bell) -> None:
        super().__init__()
        self._studio, self._session = studio, studio.session
        self.setWindowTitle("tryon studio")
        self.setMinimumSize(*_LEAST_PX)
        self.preview = Monitor(self._session.screen, self._going_out)
        self.preview.setMinimumSize(*_PREVIEW_PX)
        self.over = OverMirror(self.preview)
        self.other_light = OtherLightView(self)
        self._stills: Stills | None = None
        self._covered = Pill("", self.preview)
        self._covered.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._covered.hide()
        self.looks = LooksPanel()
        self.panel = ControlPanel(studio.monitor)
        self.card, self.camera, self.sound = CardPanel(), CameraPanel(), SoundPanel()
        self.meters, self.safety = MetersPanel(), SafetyPanel()
        self.output = OutputWindow(studio.output, self.press)
        self.picker = SourcePicker(can_calibrate=False)
        self.remote, self.stream = RemoteSheet(self), StreamSheet(self)
        self.keys = KeysSheet(self)
        self.clips = ClipsDrawer(
            lambda: self._session.takes.folder,
            studio.exports,
            lambda: self._session.products,
            studio.notice,
        )
        self.appearance = AppearanceButton(Appearance.of(self._session.state.settings))
        self._meters = Meters()
        self._disk = label("", "soft")
        self._told_label, self._told_until_s = label("", "soft"), 0.0
        self._told_label.setObjectName("told")
        self._last_told: Told | None = None
        self._said: dict[str, tuple[QPushButton, str]] = {}
        self._listening = QTimer(self, interval=_LEVEL_MS)
        self._listening.timeout.connect(self._show_level)
        self._listening.start()
        self._compose()
        self._connect()
        changed.rung.connect(self._refresh)
        picture.rung.connect(self.preview.take_newest)
        told.rung.connect(self._show_outputs)
        self.show_looks()
        self.show_remote()
        self._say_keys()
        session = self._session
        if not session.state.microphones:
            session.takes.list_microphones()
        self._refresh()
        self.preview.setFocus()

    # Building.

    def _compose(self) -> None:
        top = self._top = QHBoxLayout()
        top.setContentsMargins(18, 6, 12, 6)
        top.setSpacing(14)
        top.addWidget(label("tryon studio", "wordmark"))
        top.addWidget(self.picker)
        top.addStretch()
        top.addWidget(self._meters)
        top.addWidget(self._disk)
        top.addWidget(self.appearance)
        stage = QWidget()
        stage.setProperty("part", "stage")
        stage.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        room = QVBoxLayout(stage)
        room.setContentsMargins(14, 14, 14, 14)
        room.addWidget(self.preview)
        self.docks = Docks(stage)
        self._add_panels()
        self._panels = self._button("panels", "", self.tr("Panels"))
        self._panels.setProperty("part", "icon")
        menu = menu_of(self._panels)
        menu.aboutToShow.connect(lambda: self.docks.fill(menu))
        top.insertWidget(top.count() - 1, self._panels)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.docks, 1)
        whole.addWidget(self._actions())

    def _add_panels(self) -> None:
        left, right = (
            Qt.DockWidgetArea.LeftDockWidgetArea,
            Qt.DockWidgetArea.RightDockWidgetArea,
        )
        docks = self.docks
        docks.add("looks", self.tr("Looks"), self.looks, left, least_px=_LEFT_PX)
        docks.add("control", self.tr("On air"), self.panel, right, least_px=_RIGHT_PX)
        docks.add("card", self.tr("Card"), self.card, right)
        docks.add("camera", self.tr("Camera"), self.camera, right, beside="card")
        docks.add("sound", self.tr("Sound"), self.sound, right, beside="camera")
        docks.add("meters", self.tr("Meters"), self.meters, right, beside="sound")
        docks.add("safety", self.tr("Safety"), self.safety, right, beside="meters")
        below = Qt.DockWidgetArea.BottomDockWidgetArea
        self.clips.setMinimumWidth(_PREVIEW_PX[0])
        self._drawer = docks.add("clips", self.tr("Clips"), self.clips, below)
        self._drawer.hide()
        docks["card"].raise_()
        sides = [docks["looks"], docks["control"]]
        docks.resizeDocks(sides, [_LEFT_PX, _RIGHT_PX], Qt.Orientation.Horizontal)
        column = [docks["control"], docks["card"]]
        docks.resizeDocks(column, [_ON_AIR_PX, _TABS_PX], Qt.Orientation.Vertical)
        docks.settle(self._studio.choices.layout)
        self._drawer.visibilityChanged.connect(self._drawer_moved)
        docks.moved.connect(self._studio.keep_places)

    def _actions(self) -> QWidget:
        bar = self._bar = QWidget()
        bar.setProperty("part", "page")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 8, 14, 10)
        row.setSpacing(10)
        self._record = self._button("record", "", self.tr("Record what goes out"), "record")
        self._record.clicked.connect(lambda: self._studio.record())
        self._clip = self._button("film", "", self.tr("Save what has just been"), "clip")
        self._clip.clicked.connect(self._studio.clip)
        self._before = self._button(
            "before after",
            self.tr("Before / after"),
            self.tr("Hold to see it without the look, also in what goes out"),
            "before",
        )
        self._before.pressed.connect(lambda: self._session.dressing.show_before(True))
        self._before.released.connect(lambda: self._session.dressing.show_before(False))
        self._photo = self._button("photo camera", self.tr("Photo"), self.tr("Photo"), "photo")
        self._photo.clicked.connect(self._session.takes.take_photo)
        self._live = self._button("broadcast", self.tr("Go live …"), self.tr("Stream"), "live")
        self._live.clicked.connect(self.show_stream)
        self._sound = self._button("microphone", "", self.tr("Sound"))
        self._sound.setProperty("part", "icon")
        self._sound.setCheckable(True)
        self._sound.clicked.connect(self._studio.hear)
        self._clips = self._button("picture", self.tr("Clips"), self.tr("Clips"), "clips")
        self._clips.setCheckable(True)
        self._clips.clicked.connect(self.show_clips)
        opens = self.tr("Open the folder of clips")
        folder = self._button("folder", "", opens, "folder")
        folder.setProperty("part", "icon")
        folder.clicked.connect(self._open_folder)
        pausing = self.tr("Pause the recording, or go on")
        self._pause = self._button("pause", "", pausing, "pause")
        self._pause.setProperty("part", "icon")
        self._pause.setCheckable(True)
        self._pause.clicked.connect(self._studio.pause_recording)
        buttons = (
            self._record,
            self._pause,
            self._sound,
            self._clip,
            self._live,
            self._before,
            self._photo,
        )
        for button in buttons:
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._told_label, 1)
        row.addWidget(self._clips)
        row.addWidget(folder)
        self._show_record()
        return bar

    def _button(self, sign: str, text: str, said: str, verb: str = "") -> QPushButton:
        button = QPushButton(icon(sign, colours().text), f" {text}" if text else "")
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("said", text)
        button.setAccessibleName(text or said)
        button.setToolTip(said)
        if verb:
            self._said[verb] = button, said
        return button

    def _say_keys(self) -> None:
        """Write on every control with which key it is pressed."""
        keys = self._keys
        for verb, (button, said) in self._said.items():
            button.setToolTip(tip(said, keys[verb]))
        for verb in ("output", "third"):
            button = self.panel.switches[verb]
            button.setToolTip(tip(button.text(), keys[verb]))
        self.picker.show_keys(keys["camera"], "")
        self.show_panic()
        self.show_sound()

    def _connect(self) -> None:
        studio, session = self._studio, self._session
        self.picker.chosen.connect(session.choose_source)
        self.picker.file_wanted.connect(self._choose_file)
        self.picker.cameras_wanted.connect(session.cameras.look_again)
        self.picker.locked.connect(session.cameras.lock)
        self.looks.chosen.connect(studio.put_on)
        self.looks.armed.connect(studio.arm)
        self.looks.kept.connect(studio.keep_look)
        self.looks.removed.connect(studio.remove_look)
        self.looks.added.connect(lambda: studio.keep_look())
        self.looks.panic.connect(lambda: studio.panic())
        self.panel.shaped.connect(lambda shape: studio.choose(shape=shape))
        self.panel.output.connect(studio.show_output)
        self.panel.third.connect(lambda is_on: studio.choose(has_third=is_on))
        self.panel.camera.connect(studio.outputs.show_camera)
        self.safety.panic.connect(lambda word: studio.choose(panic=word))
        self.safety.failsafe.connect(lambda word: studio.choose(failsafe=word))
        self.safety.pause.connect(lambda text: studio.choose(pause=text))
        self.safety.fade.connect(lambda fade_ms: studio.choose(fade_ms=fade_ms))
        self.safety.clip.connect(lambda seconds: studio.choose(clip_s=int(seconds)))
        self.safety.keys.connect(self.show_keys)
        self.keys.chosen.connect(self._choose_keys)
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
        self.preview.painted.connect(self.over.picture_painted)
        self.preview.held.connect(session.dressing.show_before)
        lighting = session.lighting
        self.other_light.closed.connect(lambda: lighting.show_other_light(False))
        self.over.banners.acted.connect(self._mend)
        self.over.banners.dismissed.connect(session.dismiss)
        self.panel.remote.connect(self.remote.show)
        self.stream.wanted.connect(studio.outputs.go_live)
        self.stream.ended.connect(studio.outputs.end_live)
        self.stream.changed.connect(lambda targets: studio.choose(targets=targets))
        self.clips.failed.connect(self._warn)
        self.remote.turned.connect(studio.remote.serve)
        self.remote.renewed.connect(studio.remote.renew_token)
        self.output.closed.connect(lambda: studio.show_output(False))

    # Showing.

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
            key=say_key(self._keys["panic"]),
        )

    def show_output(self, is_wanted: bool) -> None:
        """Open or close the clean window."""
        if is_wanted:
            self.output.take_shape(self._studio.program.size)
            self.output.return_to(self._studio.choices.output_place)
            self.output.show()
            self.output.view.aim(False, False)
        elif self.output.isVisible():
            self.output.close()

    def show_remote(self) -> None:
        """Show whether the remote control is on, and where."""
        studio = self._studio
        self.remote.show_state(
            is_on=studio.choices.is_remote,
            is_on_lan=studio.choices.is_on_lan,
            is_encrypted=studio.choices.is_encrypted,
            url=studio.remote.url,
            fault=studio.remote.fault,
        )
        self._show_outputs()

    def show_clips(self, is_wanted: bool) -> None:
        """Open the drawer of clips, or shut it."""
        self.docks.open("clips", is_wanted)

    def _drawer_moved(self, is_shown: bool) -> None:
        is_open = not self._drawer.isHidden()
        self._clips.setChecked(is_open)
        if is_shown:
            self.clips.refresh()

    def show_keys(self) -> None:
        """Open what keys are chosen with."""
        self.keys.show_keys(self._studio.choices.keys)
        self.keys.show()

    def _choose_keys(self, keys: dict[str, str]) -> None:
        self._studio.choose(keys=keys)
        self.keys.show_keys(keys)
        self._say_keys()

    def show_stream(self) -> None:
        """Open what one goes live with; only now is the key ring asked."""
        self.stream.show_targets(self._studio.choices.targets)
        self.stream.show()

    def tidy(self) -> None:
        """Close what lies over the window."""
        for sheet in self.findChildren(Sheet):
            sheet.hide()
        self.show_clips(False)

    def tick(self) -> None:
        """Write the figures."""
        session, studio = self._session, self._studio
        reading = self.preview.pace.reading(time.monotonic_ns())
        self._meters.show_reading(reading, session.dropped)
        self.clips.follow_exports()
        self.panel.show_showing(studio.program.showing)
        self._show_covered(studio.program.showing)
        self.over.show_recording(session.state)
        self.meters.show_pictures(reading, session.dropped, studio.outputs.dropped)
        shown = self.preview.shown
        report = shown.picture.report if shown is not None else None
        self.meters.show_report(report, time.monotonic_ns())
        self._show_stream()
        self._show_record()
        self._show_disk()
        if self._top.sizeHint().width() > self.width():
            self._fit()  # figures have grown
        if time.monotonic() > self._told_until_s:
            self._told_label.setText("")

    def _show_covered(self, showing: Showing) -> None:
        """Tell the host that the public sees something else."""
        said = {
            Showing.FROZEN: self.tr("The public sees a frozen picture"),
            Showing.CARD: self.tr("The public sees the card"),
        }.get(showing, "")
        self._covered.setVisible(bool(said) and self.preview.shown is not None)
        if said:
            self._covered.setText(said)
            rect = self.preview.picture_rect().toAlignedRect()
            self._covered.fit(rect.width())
            x = rect.center().x() - self._covered.width() // 2
            self._covered.move(x, rect.top() + 16)

    def _going_out(self) -> GoingOut:
        program = self._studio.program
        return GoingOut(program.window, program.size, program.direction.third)

    def _refresh(self) -> None:
        state = self._session.state
        self.picker.show_state(state, self.width() - 560)
        self.over.show_state(state)
        self.preview.aim(state.is_mirrored, False)
        if self.panel.programme.isVisible():
            self.panel.programme.aim(False, False)
        if state.feed in (Feed.LOST, Feed.FAILED) or not state.source:
            self.preview.blank()
        self.looks.show_samples(state.samples)
        self.camera.show_state(state)
        self._show_stills(state)
        self._before.setEnabled(state.is_dressed)
        self._photo.setEnabled(state.feed is Feed.SHOWING)
        self._show_outputs()
        self.show_panic()

    def _show_stills(self, state: State) -> None:
        """Lay the look in other light over the monitor; what goes out stays as it is."""
        place = self.preview.mapTo(self, QPoint(0, 0))
        self.other_light.setGeometry(QRect(place, self.preview.size()))
        if state.stills is self._stills:
            return
        self._stills = state.stills
        if state.stills is None:
            self.other_light.hide()
            self.preview.setFocus()
        else:
            self.other_light.show_stills(state.stills, state.is_mirrored)

    def _show_outputs(self) -> None:
        studio = self._studio
        outputs = studio.outputs
        self.panel.show_choices(studio.choices, is_fixed=outputs.state.is_fixed)
        self.safety.show_choices(studio.choices)
        self.card.show_choices(studio.choices, self._session.state.worn.product)
        self.panel.show_outputs(
            is_window=studio.is_output,
            is_camera=outputs.state.is_camera,
            is_remote=bool(studio.remote.url),
        )
        if self.stream.isVisible():
            self.stream.show_targets(studio.choices.targets)
        self.show_sound()
        told = outputs.told
        if told is not None and told is not self._last_told:
            self._last_told = told
            self._say(told)
        self._show_record()

    def _say(self, told: Told) -> None:
        name = told.path.name if told.path is not None else ""
        good = {
            "recording": self.tr("Recording saved: {0}"),
            "clip": self.tr("Clip saved: {0}"),
        }
        bad = {
            "recording": self.tr("The recording has ended."),
            "clip": self.tr("No clip was saved."),
            "stream": self.tr("The stream has ended."),
            "camera": self.tr("There is no virtual camera."),
            "tape": self.tr("Clips cannot be kept."),
        }
        if told.is_good and self._drawer.isVisible():
            self.clips.refresh()
        if told.is_good and told.what in good:
            text = good[told.what].format(name)
        else:
            text = f"{bad[told.what]} {say_hint(told.hint)}".strip()
        self._tell(text, is_good=told.is_good)

    def _warn(self, text: str) -> None:
        self._tell(text, is_good=False)

    def _tell(self, text: str, *, is_good: bool) -> None:
        self._told_label.setText(text)
        self._told_label.setToolTip(text)
        self._told_label.setStyleSheet("" if is_good else f"color: {colours().attention};")
        self._told_until_s = time.monotonic() + _TOLD_S

    def show_sound(self) -> None:
        """Show whether it is recorded with sound, and what is heard."""
        is_on = self._session.state.settings.has_sound
        self._sound.setChecked(is_on)
        sign, colour = ("microphone", "text") if is_on else ("microphone off", "soft")
        self._sound.setIcon(icon(sign, getattr(colours(), colour)))
        text = self.tr("Sound is on") if is_on else self.tr("Sound is off")
        self._sound.setAccessibleName(text)
        self._sound.setToolTip(tip(text, self._keys["sound"]))
        state, is_fixed = self._session.state, self._studio.outputs.state.is_fixed
        self._sound.setEnabled(not is_fixed)
        self.sound.offer(state.microphones, state.settings.microphone)
        self.sound.show_state(self._session.takes.microphone, is_on=is_on, is_fixed=is_fixed)

    def _show_record(self) -> None:
        state = self._studio.outputs.state
        is_on = state.recording is not None
        self._pause.setVisible(is_on)
        self._pause.setChecked(bool(state.paused_s))
        if is_on:
            spent_s = int((state.paused_s or time.monotonic()) - state.since_s)
            clock = f"{spent_s // 3600:02d}:{spent_s // 60 % 60:02d}:{spent_s % 60:02d}"
            text = self.tr("Stop {0}").format(clock)
        else:
            text = self.tr("Record")
        self._record.setText(f" {text}")
        self._record.setAccessibleName(text)
        if self._record.property("part") != ("" if is_on else "primary"):
            self._record.setProperty("part", "" if is_on else "primary")
            self._record.style().unpolish(self._record)
            self._record.style().polish(self._record)
            sign, colour = ("stop", "accent") if is_on else ("record", "on_accent")
            self._record.setIcon(icon(sign, getattr(colours(), colour)))
        seconds = self._studio.choices.clip_s
        text = self.tr("Clip the last {0} s").format(seconds)
        if self._clip.property("said") != text:
            self._clip.setProperty("said", text)
            self._clip.setAccessibleName(text)
            self._fit()
        self._clip.setEnabled(self._studio.outputs.replay_s > 0)

    def _show_disk(self) -> None:
        self._studio.outputs.look_at_disk()
        left = self._studio.outputs.disk_left_bytes
        self.meters.show_disk(left)
        if left is not None:
            text = self.tr("{0:.0f} GB left").format(left / 1e9)
            self._disk.setText(text)
            self._disk.setToolTip(self.tr("Room on the disk for recordings"))
            is_little = left < LITTLE_BYTES
            self._disk.setStyleSheet(f"color: {colours().attention};" if is_little else "")

    def _show_stream(self) -> None:
        fares, tone = self.meters.show_stream(self._studio.outputs.health)
        self.panel.stream.show_value(0, fares, tone)
        live = self._studio.outputs.state.live
        self.meters.show_camera(self._studio.outputs.camera_ms)
        healths = self._studio.outputs.healths
        self.stream.show_state({n: self.meters.stream_words(h)[0] for n, h in healths.items()})
        self._live.setIcon(
            icon("record", colours().accent) if live else icon("broadcast", colours().text)
        )

    def _show_level(self) -> None:
        if self.sound.isVisible():
            self.sound.show_level(self._session.takes.microphone.level)

    # Acting.

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; whether it stands for anything."""
        studio, key = self._studio, event.key()
        if event.isAutoRepeat():
            return True
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            number = int(key) - int(Qt.Key.Key_0)
            is_arming = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            studio.arm(number) if is_arming else studio.put_on(number)
            return True
        verb = next((v for v, k in self._keys.items() if k == key_of(event)), None)
        if verb is not None:
            self._verbs()[verb]()
        return verb is not None

    @property
    def _keys(self) -> dict[str, str]:
        return keys_of(self._studio.choices.keys)

    def _verbs(self) -> dict[str, Callable[[], object]]:
        studio, lighting = self._studio, self._session.lighting
        return {
            "panic": studio.panic,
            "take": studio.take,
            "before": lambda: self._session.dressing.show_before(True),
            "record": studio.record,
            "pause": studio.pause_recording,
            "clip": studio.clip,
            "photo": self._session.takes.take_photo,
            "other light": lambda: lighting.show_other_light(self._stills is None),
            "live": self.show_stream,
            "sound": self._sound.click,
            "third": lambda: studio.choose(has_third=not studio.choices.has_third),
            "output": lambda: studio.show_output(not studio.is_output),
            "clips": lambda: self.show_clips(self._drawer.isHidden()),
            "folder": self._open_folder,
            "camera": self.picker.open_menu,
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if not self.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if key_of(event) == self._keys["before"] and not event.isAutoRepeat():
            self._session.dressing.show_before(False)
        else:
            super().keyReleaseEvent(event)

    def _choose_file(self) -> None:
        if name := ask_for_source(self):
            self._session.choose_source(name)

    def _open_folder(self) -> None:
        if folder := self._session.takes.ready_folder():
            show_in_desktop(folder)

    def _mend(self, notice: Notice, does: str) -> None:
        if does == "try again":
            self._session.try_again(notice.kind)
        elif does == "choose source":
            self.picker.open_menu()
        elif does == "open file" and notice.path is not None:
            show_in_desktop(notice.path)
        elif does == "open folder":
            self._open_folder()
            self._session.dismiss(notice.kind)

    def _fit(self) -> None:
        """Say less where there is less room: the panel of meters has all, tips say the rest."""
        needs = self._top.sizeHint
        for is_terse, has_disk, has_meters in (
            (False, True, True),
            (True, True, True),
            (True, False, True),
            (True, False, False),
        ):
            self._meters.fit_into(0 if is_terse else _ROOMY_PX)
            self._disk.setVisible(has_disk and bool(self._disk.text()))
            self._meters.setVisible(has_meters)
            self._top.invalidate()
            if needs().width() <= self.width():
                break
        buttons = (self._clip, self._live, self._before, self._photo, self._clips)
        for button in buttons:
            button.setText(f" {button.property('said')}")
        for button in (self._clips, self._photo, self._before, self._clip, self._live):
            if self._bar.minimumSizeHint().width() <= self.width():
                break
            button.setText("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        self._fit()
        QTimer.singleShot(0, self, self._refresh)
        QTimer.singleShot(0, self, self._fit)  # once all parts have their letters

    def place(self, size_px: tuple[int, int] | None) -> None:
        """Be where the window was last, or in the middle; as large as asked for."""
        if size_px is not None:
            self.resize(*size_px)
            return
        room = QGuiApplication.primaryScreen().availableGeometry()
        size = QSize(*_SIZE_PX).boundedTo(room.size())
        self.resize(size)
        self.move(room.center() - self.rect().center())
        if place := self._studio.choices.place:
            self.restoreGeometry(QByteArray.fromBase64(QByteArray(place.encode())))

    def places(self) -> dict[str, str]:
        """Say where the panels, this window and the clean one are, for the settings."""
        places = {"layout": self.docks.layout_text(), "place": _geometry(self)}
        if self.output.isVisible():
            places["output_place"] = _geometry(self.output)
        return places

    def retire(self) -> None:
        """Make room for a window that looks or speaks otherwise."""
        self._listening.stop()
        self.clips.close_thread()
        self.stream.close_thread()
        self.output.blockSignals(True)
        self.output.close()
        self.hide()
        self.output.deleteLater()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's hook: the clean window goes, too."""
        self.output.close()
        super().closeEvent(event)


def _geometry(window: QWidget) -> str:
    return bytes(window.saveGeometry().toBase64().data()).decode()
