"""The window of the studio: panels round the preview, and what the hands do below it."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tryon.app.appearance import Appearance
from tryon.app.dialogs import ask_for_source, show_in_desktop
from tryon.app.glass import Pill
from tryon.app.menu import menu_of
from tryon.app.other_light_view import OtherLightView
from tryon.app.over_mirror import OverMirror
from tryon.app.state import Feed, Notice, State, Stills
from tryon.app.studio.action_bar import ActionBar
from tryon.app.studio.keys import key_of, keys_of
from tryon.app.studio.keys_sheet import KeysSheet
from tryon.app.studio.monitor import GoingOut, Monitor
from tryon.app.studio.output_window import OutputWindow
from tryon.app.studio.outputs import Told, is_up
from tryon.app.studio.panels import Panels
from tryon.app.studio.program import Showing
from tryon.app.studio.remote_sheet import RemoteSheet
from tryon.app.studio.sheet import Sheet
from tryon.app.studio.stream_sheet import StreamSheet
from tryon.app.studio.top_bar import TopBar
from tryon.app.window import Bell

if TYPE_CHECKING:
    from tryon.app.studio.studio import Studio

_SIZE_PX = 1560, 900
#: What a screen of 1920 x 1080 at 200 % has room for, beside the system's own bars.
_LEAST_PX = 900, 500
#: The least that there is room for between the panels.
_PREVIEW_PX = 200, 120


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
        self.output = OutputWindow(studio.output, self.press)
        self.remote, self.stream = RemoteSheet(self), StreamSheet(self)
        self.keys = KeysSheet(self)
        self.top = TopBar(Appearance.of(self._session.state.settings))
        self.bar = ActionBar(studio)
        self._last_told: Told | None = None
        self._compose()
        self._connect()
        changed.rung.connect(self._refresh)
        picture.rung.connect(self.preview.take_newest)
        told.rung.connect(self._show_outputs)
        self.panels.show_looks()
        self.show_remote()
        self._say_keys()
        session = self._session
        if not session.state.microphones:
            session.takes.list_microphones()
        self._refresh()
        self.preview.setFocus()

    # Building.

    def _compose(self) -> None:
        stage = QWidget()
        stage.setProperty("part", "stage")
        stage.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        room = QVBoxLayout(stage)
        room.setContentsMargins(14, 14, 14, 14)
        room.addWidget(self.preview)
        self.panels = Panels(stage, self._studio)
        menu = menu_of(self.top.panels)
        menu.aboutToShow.connect(lambda: self.panels.fill(menu))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addWidget(self.panels, 1)
        whole.addWidget(self.bar)

    def _connect(self) -> None:
        studio, session = self._studio, self._session
        picker, panels, bar = self.top.picker, self.panels, self.bar
        picker.chosen.connect(session.choose_source)
        picker.file_wanted.connect(self._choose_file)
        picker.cameras_wanted.connect(session.cameras.look_again)
        picker.locked.connect(session.cameras.lock)
        panels["clips"].visibilityChanged.connect(self._drawer_moved)
        panels.control.remote.connect(self.remote.show)
        panels.safety.keys.connect(self.show_keys)
        panels.clips.failed.connect(bar.warn)
        bar.live_wanted.connect(self.show_stream)
        bar.clips_wanted.connect(self.show_clips)
        bar.folder_wanted.connect(self._open_folder)
        self.keys.chosen.connect(self._choose_keys)
        self.preview.painted.connect(self._picture_painted)
        self.preview.held.connect(session.dressing.show_before)
        lighting, guide = session.lighting, self.over.guide
        panels.camera.white.connect(lighting.measure_white)
        guide.told.connect(lighting.measure_white)
        guide.lamp_told.connect(lighting.tell_lamp)
        guide.stopped.connect(lighting.drop_white)
        self.other_light.closed.connect(lambda: lighting.show_other_light(False))
        self.over.banners.acted.connect(self._mend)
        self.over.banners.dismissed.connect(session.dismiss)
        self.stream.wanted.connect(studio.outputs.go_live)
        self.stream.ended.connect(studio.outputs.end_live)
        self.stream.changed.connect(lambda targets: studio.choose(targets=targets))
        self.remote.turned.connect(studio.remote.serve)
        self.remote.renewed.connect(studio.remote.renew_token)
        self.output.closed.connect(lambda: studio.show_output(False))

    # Showing.

    def _say_keys(self) -> None:
        """Write on every control with which key it is pressed."""
        keys = self._keys
        self.bar.show_keys(keys)
        self.panels.show_keys()
        self.top.picker.show_keys(keys["camera"], "")
        self.show_sound()

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
        self.panels.open("clips", is_wanted)

    def _drawer_moved(self, is_shown: bool) -> None:
        self.bar.clips.setChecked(not self.panels["clips"].isHidden())
        if is_shown:
            self.panels.clips.refresh()

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

    def _picture_painted(self) -> None:
        self.over.picture_painted()
        self.over.follow_sheet(self._session.lighting.known)

    def tick(self) -> None:
        """Write the figures."""
        session, outputs = self._session, self._studio.outputs
        outputs.look_at_disk()
        reading = self.preview.pace.reading(time.monotonic_ns())
        shown = self.preview.shown
        self.panels.show_figures(reading, shown.picture.report if shown is not None else None)
        self._show_covered(self._studio.program.showing)
        self.over.show_recording(session.state)
        line, healths = self.panels.meters.stream_line, outputs.healths
        arriving = [name for name, h in healths.items() if is_up(h) and h.sent]
        self.stream.show_state({name: line(h) for name, h in healths.items()}, arriving)
        self.bar.show_live(bool(outputs.state.live))
        self.bar.tick()
        self.top.show_reading(reading, session.dropped)
        self.top.show_disk(outputs.disk_left_bytes)

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
        self.top.picker.show_state(state, self.width() - 560)
        self.over.show_state(state)
        self.preview.aim(state.is_mirrored, False)
        if state.feed in (Feed.LOST, Feed.FAILED) or not state.source:
            self.preview.blank()
        self.panels.show_state(state)
        self._show_stills(state)
        self.bar.show_state(state)
        self._show_outputs()

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
        outputs = self._studio.outputs
        self.panels.show_outputs()
        if self.stream.isVisible():
            self.stream.show_targets(self._studio.choices.targets)
        self.show_sound()
        told = outputs.told
        if told is not None and told is not self._last_told:
            self._last_told = told
            if told.is_good and self.panels.clips.isVisible():
                self.panels.clips.refresh()
            self.bar.say(told)
        self.bar.show_recording()

    def show_sound(self) -> None:
        """Show whether it is recorded with sound, and what is heard."""
        self.bar.show_sound(self._keys)
        self.panels.show_sound()

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
            "white": self._measure_white,
            "live": self.show_stream,
            "sound": self.bar.sound.click,
            "third": lambda: studio.choose(has_third=not studio.choices.has_third),
            "output": lambda: studio.show_output(not studio.is_output),
            "clips": lambda: self.show_clips(self.panels["clips"].isHidden()),
            "folder": self._open_folder,
            "camera": self.top.picker.open_menu,
        }

    def _measure_white(self) -> None:
        lighting = self._session.lighting
        if lighting.known.reference.is_sought:
            lighting.drop_white()
        else:
            lighting.measure_white()

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
            self.top.picker.open_menu()
        elif does == "open file" and notice.path is not None:
            show_in_desktop(notice.path)
        elif does == "open folder":
            self._open_folder()
            self._session.dismiss(notice.kind)
        elif does == "measure white":
            self._session.dismiss(notice.kind)
            self._session.lighting.measure_white()

    def _fit(self) -> None:
        self.top.fit()
        self.bar.fit()

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
        places = {"layout": self.panels.layout_text(), "place": _geometry(self)}
        if self.output.isVisible():
            places["output_place"] = _geometry(self.output)
        return places

    def retire(self) -> None:
        """Make room for a window that looks or speaks otherwise."""
        self.panels.retire()
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
