"""The window of the studio: docks round the preview, and what the hands do below it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tryon.app.appearance import Appearance, AppearanceButton
from tryon.app.badge import Calm, words
from tryon.app.dialogs import ask_for_source, show_in_desktop
from tryon.app.glass import Pill
from tryon.app.icons import icon
from tryon.app.kiosk.parts import label
from tryon.app.language import say_hint
from tryon.app.meters import Meters
from tryon.app.over_mirror import OverMirror
from tryon.app.source_picker import SourcePicker
from tryon.app.state import Feed, Notice
from tryon.app.studio.clips_drawer import ClipsDrawer
from tryon.app.studio.control_panel import ControlPanel
from tryon.app.studio.looks import title, wear
from tryon.app.studio.looks_panel import LooksPanel
from tryon.app.studio.monitor import GoingOut, Monitor
from tryon.app.studio.output_window import OutputWindow
from tryon.app.studio.outputs import Told, is_up
from tryon.app.studio.program import Showing
from tryon.app.studio.remote_sheet import RemoteSheet
from tryon.app.studio.stream_sheet import StreamSheet
from tryon.app.theme import colours
from tryon.app.window import Bell
from tryon.core.colour import linear_to_xy, xy_to_cct
from tryon.settings import KeptLook
from tryon.sinks.stream import Link

if TYPE_CHECKING:
    from tryon.app.studio.studio import Studio

_TOLD_S = 6.0
_LEFT_PX, _RIGHT_PX = 260, 320
#: Less room than this for recordings is worth a warning.
_LITTLE_BYTES = 5e9


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
        self.setMinimumSize(1000, 620)
        self.preview = Monitor(self._session.screen, self._going_out)
        self.over = OverMirror(self.preview)
        self._covered = Pill("", self.preview)
        self._covered.hide()
        self.looks = LooksPanel()
        self.panel = ControlPanel(studio.monitor)
        self.output = OutputWindow(studio.output, self.press)
        self.picker = SourcePicker()
        self.remote, self.stream = RemoteSheet(self), StreamSheet(self)
        self.clips = ClipsDrawer(lambda: self._session.takes.folder)
        self.appearance = AppearanceButton(Appearance.of(self._session.state.settings))
        self._meters, self._calm = Meters(), Calm()
        self._disk = label("", "soft")
        self._told_label, self._told_until_s = label("", "soft"), 0.0
        self._told_label.setObjectName("told")
        self._last_told: Told | None = None
        self._compose()
        self._connect()
        changed.rung.connect(self._refresh)
        picture.rung.connect(self.preview.take_newest)
        told.rung.connect(self._show_outputs)
        self.show_looks()
        self.show_panic()
        self.show_remote()
        self._refresh()
        self.preview.setFocus()

    # Building.

    def _compose(self) -> None:
        top = QHBoxLayout()
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
        self.docks = QMainWindow()
        self.docks.setWindowFlags(Qt.WindowType.Widget)
        self.docks.setCentralWidget(stage)
        self.docks.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.docks.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self._dock("looks", self.tr("Looks"), self.looks, Qt.DockWidgetArea.LeftDockWidgetArea)
        self._dock(
            "control", self.tr("On air"), self.panel, Qt.DockWidgetArea.RightDockWidgetArea
        )
        self._drawer = self._dock(
            "clips", self.tr("Clips"), self.clips, Qt.DockWidgetArea.BottomDockWidgetArea
        )
        self._drawer.hide()
        left, right = self.docks.findChildren(QDockWidget)[:2]
        self.docks.resizeDocks([left, right], [_LEFT_PX, _RIGHT_PX], Qt.Orientation.Horizontal)
        if layout := self._studio.choices.layout:
            self.docks.restoreState(QByteArray.fromBase64(QByteArray(layout.encode())))
            self._drawer.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.docks, 1)
        whole.addWidget(self._actions())

    def _dock(
        self, name: str, title: str, inside: QWidget, area: Qt.DockWidgetArea
    ) -> QDockWidget:
        dock = QDockWidget(title, self.docks)
        dock.setObjectName(name)
        dock.setAccessibleName(title)
        head = label(title, "heading")
        head.setContentsMargins(14, 10, 14, 6)
        head.setMinimumHeight(34)
        dock.setTitleBarWidget(head)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetFloatable
        )
        inside.setProperty("part", "page")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        least = {"looks": _LEFT_PX, "control": _RIGHT_PX}.get(name, 0)
        inside.setMinimumWidth(max(least, inside.minimumWidth()))
        dock.setWidget(inside)
        self.docks.addDockWidget(area, dock)
        return dock

    def _actions(self) -> QWidget:
        bar = QWidget()
        bar.setProperty("part", "page")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 8, 14, 10)
        row.setSpacing(10)
        self._record = self._button("record", "", self.tr("Record what goes out (R)"))
        self._record.clicked.connect(lambda: self._studio.record())
        self._clip = self._button("film", "", self.tr("Save what has just been (K)"))
        self._clip.clicked.connect(self._studio.clip)
        self._before = self._button(
            "before after",
            self.tr("Before / after"),
            self.tr("Hold to see it without the look, also in what goes out (space bar)"),
        )
        self._before.pressed.connect(lambda: self._session.dressing.show_before(True))
        self._before.released.connect(lambda: self._session.dressing.show_before(False))
        self._photo = self._button("photo camera", self.tr("Photo"), self.tr("Photo (P)"))
        self._photo.clicked.connect(self._session.takes.take_photo)
        self._live = self._button("broadcast", self.tr("Go live …"), self.tr("Stream (L)"))
        self._live.clicked.connect(self.show_stream)
        self._sound = self._button("microphone", "", self.tr("Sound (S)"))
        self._sound.setProperty("part", "icon")
        self._sound.setCheckable(True)
        self._sound.clicked.connect(self._studio.hear)
        self._clips = self._button("picture", self.tr("Clips"), self.tr("Clips (D)"))
        self._clips.setCheckable(True)
        self._clips.clicked.connect(self.show_clips)
        folder = self._button("folder", "", self.tr("Open the folder of clips (F)"))
        folder.setProperty("part", "icon")
        folder.clicked.connect(self._open_folder)
        buttons = (self._record, self._sound, self._clip, self._live, self._before, self._photo)
        for button in buttons:
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._told_label, 1)
        row.addWidget(self._clips)
        row.addWidget(folder)
        self._show_record()
        return bar

    def _button(self, sign: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(icon(sign, colours().text), f" {text}" if text else "")
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text or tip)
        button.setToolTip(tip)
        return button

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
        self.panel.panic.connect(lambda word: studio.choose(panic=word))
        self.panel.failsafe.connect(lambda word: studio.choose(failsafe=word))
        self.panel.fade.connect(lambda fade_ms: studio.choose(fade_ms=fade_ms))
        self.preview.painted.connect(self.over.picture_painted)
        self.preview.held.connect(session.dressing.show_before)
        self.over.banners.acted.connect(self._mend)
        self.over.banners.dismissed.connect(session.dismiss)
        self.panel.remote.connect(self.remote.show)
        self.panel.clip.connect(lambda seconds: studio.choose(clip_s=int(seconds)))
        self.stream.wanted.connect(studio.outputs.go_live)
        self.stream.ended.connect(studio.outputs.end_live)
        self.stream.changed.connect(lambda targets: studio.choose(targets=targets))
        self.clips.failed.connect(self._warn)
        self.remote.turned.connect(studio.serve)
        self.remote.renewed.connect(studio.renew_token)
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
        self.looks.show_panic(is_on=studio.is_panic, is_card=studio.choices.panic == "card")

    def show_output(self, is_wanted: bool) -> None:
        """Open or close the clean window."""
        if is_wanted:
            self.output.take_shape(self._studio.program.size)
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
            url=studio.remote_url,
            fault=studio.remote_fault,
        )
        self._show_outputs()

    def show_clips(self, is_wanted: bool) -> None:
        """Open the drawer of clips, or shut it."""
        self._drawer.setVisible(is_wanted)
        self._clips.setChecked(is_wanted)
        if is_wanted:
            self.clips.refresh()

    def show_stream(self) -> None:
        """Open what one goes live with; only now is the key ring asked."""
        self.stream.show_targets(self._studio.choices.targets)
        self.stream.show()

    def tidy(self) -> None:
        """Close what lies over the window."""
        self.remote.hide()
        self.stream.hide()
        self.show_clips(False)

    def tick(self) -> None:
        """Write the figures."""
        session, studio = self._session, self._studio
        reading = self.preview.pace.reading(time.monotonic_ns())
        self._meters.show_reading(reading, session.dropped)
        self.panel.show_showing(studio.program.showing)
        self._show_covered(studio.program.showing)
        self.over.show_recording(session.state)
        self._show_light()
        self._show_record()
        self._show_disk()
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
            self._covered.adjustSize()
            rect = self.preview.picture_rect().toAlignedRect()
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
        self._before.setEnabled(state.is_dressed)
        self._photo.setEnabled(state.feed is Feed.SHOWING)
        self._show_outputs()
        self.show_panic()

    def _show_outputs(self) -> None:
        studio = self._studio
        outputs = studio.outputs
        self.panel.show_choices(studio.choices, is_fixed=outputs.state.is_fixed)
        self.panel.show_outputs(
            is_window=studio.is_output,
            is_camera=outputs.state.is_camera,
            is_remote=bool(studio.remote_url),
        )
        if self.stream.isVisible():
            self.stream.show_targets(studio.choices.targets)
        self._show_sound()
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

    def _show_sound(self) -> None:
        is_on = self._session.state.settings.has_sound
        self._sound.setChecked(is_on)
        sign, colour = ("microphone", "text") if is_on else ("microphone off", "soft")
        self._sound.setIcon(icon(sign, getattr(colours(), colour)))
        text = self.tr("Sound is on (S)") if is_on else self.tr("Sound is off (S)")
        self._sound.setAccessibleName(text)
        self._sound.setToolTip(text)
        self._sound.setEnabled(not self._studio.outputs.state.is_fixed)

    def _show_record(self) -> None:
        state = self._studio.outputs.state
        is_on = state.recording is not None
        if is_on:
            spent_s = int(time.monotonic() - state.since_s)
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
        self._clip.setText(f" {text}")
        self._clip.setAccessibleName(text)
        self._clip.setEnabled(self._studio.outputs.replay_s > 0)

    def _show_disk(self) -> None:
        self._studio.outputs.look_at_disk()
        left = self._studio.outputs.disk_left_bytes
        self._disk.setVisible(left is not None and self.width() >= 1200)
        if left is not None:
            text = self.tr("{0:.0f} GB left").format(left / 1e9)
            self._disk.setText(text)
            self._disk.setToolTip(self.tr("Room on the disk for recordings"))
            is_little = left < _LITTLE_BYTES
            self._disk.setStyleSheet(f"color: {colours().attention};" if is_little else "")

    def _show_light(self) -> None:
        rows, shown = self.panel.light, self.preview.shown
        if shown is None:
            for row in range(3):
                rows.show_value(row, "–")
        else:
            light, errors = shown.picture.report.light, shown.picture.report.colour
            rows.show_value(0, f"{xy_to_cct(linear_to_xy(light.colour)):,.0f} K")
            rows.show_value(1, f"{light.level:.2f}")
            if errors:
                said = self._calm(errors, time.monotonic_ns())
                is_true = said.verdict.name == "TRUE"
                rows.show_value(2, words(said), "good" if is_true else "attention")
            else:
                rows.show_value(2, "–")
        fares, tone = self._stream_words()
        rows.show_value(3, fares, tone)
        live = self._studio.outputs.state.live
        self.stream.show_state(live, fares)
        self._live.setIcon(
            icon("record", colours().accent) if live else icon("broadcast", colours().text)
        )

    def _stream_words(self) -> tuple[str, str]:
        health = self._studio.outputs.health
        if health is None:
            return self.tr("off"), ""
        if is_up(health):
            text = self.tr("{0:.0f} kbit/s, {1:.0f} ms").format(
                health.kbit_s, health.latency_ms
            )
            return text, "good"
        return {
            Link.IDLE: self.tr("connecting …"),
            Link.CONNECTING: self.tr("connecting …"),
            Link.RECOVERING: self.tr("reconnecting …"),
            Link.LOST: self.tr("lost"),
        }.get(health.link, self.tr("off")), "attention"

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
        verbs: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Escape: lambda: studio.panic(),
            Qt.Key.Key_Return: studio.take,
            Qt.Key.Key_Enter: studio.take,
            Qt.Key.Key_R: lambda: studio.record(),
            Qt.Key.Key_K: studio.clip,
            Qt.Key.Key_P: self._session.takes.take_photo,
            Qt.Key.Key_O: lambda: studio.show_output(not studio.is_output),
            Qt.Key.Key_T: lambda: studio.choose(has_third=not studio.choices.has_third),
            Qt.Key.Key_F: self._open_folder,
            Qt.Key.Key_D: lambda: self.show_clips(not self._drawer.isVisible()),
            Qt.Key.Key_L: self.show_stream,
            Qt.Key.Key_S: self._sound.click,
            Qt.Key.Key_C: self.picker.open_menu,
            Qt.Key.Key_Space: lambda: self._session.dressing.show_before(True),
        }
        verb = verbs.get(Qt.Key(key))
        if verb is not None:
            verb()
        return verb is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if not self.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        self._meters.fit_into(self.width() - 700)
        QTimer.singleShot(0, self, self._refresh)

    def retire(self) -> None:
        """Make room for a window that looks or speaks otherwise."""
        state = bytes(self.docks.saveState().toBase64().data()).decode()
        if state != self._studio.choices.layout:
            self._studio.choose(layout=state)
        self.clips.close_thread()
        self.output.blockSignals(True)
        self.output.close()
        self.hide()
        self.output.deleteLater()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's hook: the clean window goes, too."""
        self.output.close()
        super().closeEvent(event)
