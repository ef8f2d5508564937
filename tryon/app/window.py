"""The window: the mirror, and beside it what can be worn."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tryon.app.actions import Actions
from tryon.app.appearance import Appearance, AppearanceButton
from tryon.app.calibration import CalibrationPanel
from tryon.app.colour_talk import ColourTalk
from tryon.app.dialogs import ask_for_folder, ask_for_source, dropped_file, show_in_desktop
from tryon.app.guidance import Guide, advice
from tryon.app.meters import Meters
from tryon.app.other_light_view import OtherLightView
from tryon.app.over_mirror import OverMirror
from tryon.app.preview import Preview
from tryon.app.session import Session
from tryon.app.shade_making import ShadeMaking
from tryon.app.shade_panel import ShadePanel
from tryon.app.source_picker import SourcePicker
from tryon.app.state import Feed, Notice, State
from tryon.effects.finish import FINISHES
from tryon.light.reference import Phase

_PANEL_PX = (440, 520)  # at least and at most; between, its share of the window
_PANEL_SHARE = 0.27
_EDGE_PX = 20
_ROOMY_PX, _TIGHT_PX = 720, 520  # a narrower stage has no room for words that can be spared


class Bell(QObject):
    """Carries a ring, and nothing else, from any thread to the window's."""

    rung = Signal()

    def ring(self) -> None:
        """Ring. A bound method, so that whoever may ring keeps the bell alive."""
        self.rung.emit()


class Window(QWidget):
    """Shows a session, and passes on what the person wants.

    Parameters
    ----------
    session : Session
    changed, picture : Bell
        The ones that the session rings.
    coats : (low, high)
        Range of the slider.
    """

    def __init__(
        self,
        session: Session,
        changed: Bell,
        picture: Bell,
        coats: tuple[float, float],
    ) -> None:
        super().__init__()
        self._session = session
        self._state: State | None = None
        self._is_portrait = False
        self.setWindowTitle("tryon")
        self.setAcceptDrops(True)
        self.setMinimumSize(880, 500)
        self.preview = Preview(session.screen)
        self.picker = SourcePicker()
        self._meters = Meters()
        self.panel = ShadePanel(session.products, coats)
        self._actions = Actions()
        self.calibration = CalibrationPanel(
            self.preview, lambda: session.screen.newest, lambda: session.state.delivered
        )
        self._compose()
        self.over = OverMirror(self.preview)
        self.colour = ColourTalk(
            self, self.panel.card.badge, session, lambda: self.preview.shown
        )
        self.other_light = OtherLightView(self)
        self._guide = Guide()
        self.shade_making = ShadeMaking(self, self.panel, session, FINISHES)
        self._connect()
        self._bind_keys()
        changed.rung.connect(self._refresh)
        picture.rung.connect(self.preview.take_newest)
        self.preview.take_newest()  # one that came before would keep the bell from ringing
        self._clock = QTimer(self, interval=500)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._refresh()
        self.preview.setFocus()

    # Building.

    def _compose(self) -> None:
        self._wordmark = QLabel("tryon")
        self._wordmark.setProperty("part", "wordmark")
        top = QHBoxLayout()
        top.setContentsMargins(_EDGE_PX + 4, 8, _EDGE_PX + 4, 8)
        top.setSpacing(14)
        top.addWidget(self._wordmark)
        top.addWidget(self.picker)
        top.addStretch()
        top.addWidget(self._meters)
        self.appearance = AppearanceButton(Appearance.of(self._session.state.settings))
        top.addWidget(self.appearance)
        mirror = QHBoxLayout()
        mirror.setContentsMargins(_EDGE_PX, 0, _EDGE_PX, 0)
        mirror.addWidget(self.preview)
        self._below = QVBoxLayout()
        self._stage = QWidget()
        self._stage.setProperty("part", "stage")
        self._stage.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        stage = QVBoxLayout(self._stage)
        stage.setContentsMargins(0, 0, 0, 0)
        stage.setSpacing(0)
        stage.addLayout(top)
        stage.addLayout(mirror, 1)
        stage.addLayout(self._below)
        self._root = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._root.setContentsMargins(0, 0, 0, 0)
        self._root.setSpacing(0)
        self._root.addWidget(self._stage, 1)
        self._root.addWidget(self.panel)
        self._root.addWidget(self.calibration)
        self.calibration.hide()
        self._turn(is_portrait=False)

    def _turn(self, is_portrait: bool) -> None:
        """Put the panel beside the mirror, or below it where the window is tall."""
        self._is_portrait = is_portrait
        direction = QBoxLayout.Direction
        self._root.setDirection(direction.TopToBottom if is_portrait else direction.LeftToRight)
        self._root.setStretch(0, 11 if is_portrait else 1)
        self._root.setStretch(1, 9 if is_portrait else 0)
        self._root.setStretch(2, 9 if is_portrait else 0)
        for panel in (self.panel, self.calibration):
            panel.setProperty("part", "sheet" if is_portrait else "panel")
            panel.style().unpolish(panel)
            panel.style().polish(panel)
            if is_portrait:
                panel.setMinimumWidth(0)
                panel.setMaximumWidth(16777215)
        self.panel.turn(is_portrait)
        if is_portrait:
            self.panel.column.addWidget(self._actions)
            self._below.setContentsMargins(0, 14, 0, 0)
        else:
            self._below.addWidget(self._actions)
            self._below.setContentsMargins(_EDGE_PX, 14, _EDGE_PX, 18)

    def _connect(self) -> None:
        session, panel, actions = self._session, self.panel, self._actions
        dressing, takes, lighting = session.dressing, session.takes, session.lighting
        self.picker.chosen.connect(session.choose_source)
        self.picker.file_wanted.connect(self._choose_file)
        self.picker.cameras_wanted.connect(session.cameras.look_again)
        self.picker.locked.connect(session.cameras.lock)
        self.picker.calibration_wanted.connect(lambda: session.calibrate(True))
        self.calibration.left.connect(lambda: session.calibrate(False))
        self.calibration.kept.connect(session.cameras.keep_profile)
        panel.chosen.connect(dressing.wear)
        panel.ways.finish_chosen.connect(dressing.choose_finish)
        panel.ways.coats_turned.connect(dressing.choose_coats)
        panel.ways.blend_chosen.connect(dressing.blend)
        panel.ways.liner_chosen.connect(dressing.line)
        panel.ways.opened.connect(self._sample)
        clothing, clothes = session.clothing, panel.clothes
        panel.wardrobe_opened.connect(clothing.open)
        clothes.chosen.connect(clothing.wear)
        clothes.size_chosen.connect(clothing.choose_size)
        clothes.colour_chosen.connect(clothing.choose_colour)
        clothes.turn_wanted.connect(clothing.turn)
        panel.shades.left.connect(self.preview.setFocus)
        panel.shades.new_wanted.connect(self.shade_making.new_shade)
        self.preview.held.connect(dressing.show_before)
        self.preview.stands_on.connect(session.stand_on)
        self.preview.painted.connect(self._picture_painted)
        actions.before.connect(dressing.show_before)
        actions.photo.connect(takes.take_photo)
        actions.record.connect(takes.record)
        actions.sound.connect(takes.choose_sound)
        actions.mirrored.connect(session.cameras.mirror)
        actions.folder.connect(self._open_folder)
        actions.other_folder.connect(self._choose_folder)
        self.over.banners.acted.connect(self._mend)
        self.over.banners.dismissed.connect(session.dismiss)
        self.over.guide.told.connect(lighting.measure_white)
        self.over.guide.lamp_told.connect(lighting.tell_lamp)
        self.over.guide.stopped.connect(lighting.drop_white)
        self.other_light.closed.connect(lambda: lighting.show_other_light(False))

    def _bind_keys(self) -> None:
        session = self._session
        takes, cameras, lighting = session.takes, session.cameras, session.lighting
        keys: dict[str, Callable[[], object]] = {
            "P": takes.take_photo,
            "R": lambda: takes.record(session.state.recorded is None),
            "M": lambda: cameras.mirror(not session.state.is_mirrored),
            "S": lambda: takes.choose_sound(not session.state.settings.has_sound),
            "L": lambda: cameras.lock(not session.state.settings.is_locked),
            "C": self.picker.open_menu,
            "F": self._open_folder,
            "Ctrl+F": self.panel.shades.search,
            "O": lambda: lighting.show_other_light(session.state.stills is None),
            "W": lighting.measure_white,
            "I": self.panel.card.badge.toggle,
            "0": lambda: session.dressing.wear(None),
            "G": lambda: self.panel.open("lips" if self.panel.page == "clothes" else "clothes"),
            "N": self.shade_making.new_shade,
            "E": self.shade_making.change_shade,
            "Ctrl+O": self._choose_file,
            "F11": self._toggle_full_screen,
            "Ctrl+Z": session.undo,
            "Ctrl+Q": self.close,
        }
        for key, act in keys.items():
            shortcut = QShortcut(key, self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    # Following the session.

    def _refresh(self) -> None:
        state = self._session.state
        before, self._state = self._state, state
        self.panel.show_state(before, state)
        if before is None or before.worn is not state.worn:
            self.colour.follow()
            self._sample()
            if before is not None and state.stills is not None:
                self._session.lighting.show_other_light(True)
        if state.feed is Feed.LOST:
            self.preview.dim()
        elif state.feed is not Feed.SHOWING:
            self.preview.blank()
        self.picker.show_state(state, self._stage.width() - self._letters_px())
        self._actions.show_state(state)
        self.preview.aim(state.is_mirrored, fills=self._is_portrait)
        self._show_calibration(state)
        self.over.show_state(state)
        self.colour.lay()
        self._show_stills(before, state)
        self.shade_making.follow()

    def _show_stills(self, before: State | None, state: State) -> None:
        self.other_light.setGeometry(self._stage.geometry())
        if state.stills is None and self.other_light.isVisible():
            self.other_light.hide()
            self.preview.setFocus()
        elif state.stills is not None and (before is None or before.stills is not state.stills):
            self.other_light.show_stills(state.stills, state.is_mirrored)

    def _show_calibration(self, state: State) -> None:
        if self.calibration.isVisibleTo(self) == state.is_calibrating:
            return
        self.panel.setVisible(not state.is_calibrating)
        self.calibration.setVisible(state.is_calibrating)
        self._actions.setEnabled(not state.is_calibrating)
        if state.is_calibrating:
            self.calibration.start()
        else:
            self.calibration.stop()

    def _picture_painted(self) -> None:
        self.colour.follow()
        self._advise()
        self.over.follow_sheet(self._session.lighting.known)
        self.over.picture_painted()

    def _advise(self) -> None:
        """Tell who is being dressed where to stand."""
        state, seen = self._session.state, self._session.seen
        found = None
        if seen is not None and state.clothes and not state.is_calibrating:
            found = advice(seen, {hung.hanger.slot for hung in state.clothes})
        outfit = [hung.hanger for hung in state.clothes]
        self.over.show_advice(self._guide(found, outfit, time.monotonic_ns()))

    def _tick(self) -> None:
        reading = self.preview.pace.reading(time.monotonic_ns())
        self._meters.show_reading(reading, self._session.dropped)
        self.colour.follow()
        self._session.refresh()
        self._sample()
        if self._state is not None:
            self.over.show_recording(self._state)

    def _sample(self) -> None:
        """Try on what the open page offers, on the lips as they are now."""
        self._session.sampling.show(self.panel.ways.offered())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        is_portrait = self.height() > self.width()
        if is_portrait != self._is_portrait:
            self._turn(is_portrait)
        if not is_portrait:
            least, most = _PANEL_PX
            share = round(self.width() * _PANEL_SHARE)
            for panel in (self.panel, self.calibration):
                panel.setFixedWidth(min(max(share, least), most))
        stage = self.width() if is_portrait else self.width() - self.panel.width()
        self.appearance.setVisible(stage >= _TIGHT_PX)
        self._actions.fit_into(stage - 2 * _EDGE_PX)
        self._meters.fit_into(stage - self._letters_px())
        self.panel.shades.fit_into(self.height())
        self.panel.clothes.fit_into(self.height())
        self._wordmark.setVisible(stage >= _ROOMY_PX)
        QTimer.singleShot(0, self, self._refresh)

    def _letters_px(self) -> int:
        """How much of the upper row the choice of language takes."""
        return 0 if self.appearance.isHidden() else self.appearance.sizeHint().width()

    def _toggle_full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    # Keys that a shortcut cannot be: held ones, and those that the focus may want.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        key, session = event.key(), self._session
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                session.dressing.show_before(True)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.panel.step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.panel.ways.nudge_coats(1 if key == Qt.Key.Key_Up else -1)
        elif key == Qt.Key.Key_Escape:
            self._leave_topmost()
        else:
            super().keyPressEvent(event)

    def _leave_topmost(self) -> None:
        """Close whatever was opened last, by the order in which things lie on each other."""
        session, lighting = self._session, self._session.lighting
        if session.state.is_calibrating:
            session.calibrate(False)
        elif session.state.stills is not None:
            lighting.show_other_light(False)
        elif self.colour.card.isVisible():
            self.colour.open(False)
        elif self.panel.ways.target != "lips":
            self.panel.ways.aim_at_lips()
        elif lighting.known.reference.phase in (Phase.SEARCHING, Phase.REFUSED):
            lighting.drop_white()
        elif not self.over.banners.dismiss_newest() and self.isFullScreen():
            self.showNormal()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._session.dressing.show_before(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt's hook: a key that is let go in another window is never heard here."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._session.takes.show_window(not self.isMinimized())
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._session.dressing.show_before(False)

    # Files.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's hook."""
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's hook."""
        name = dropped_file(event.mimeData())
        if name:
            event.acceptProposedAction()
            self._session.choose_source(name)

    def _choose_file(self) -> None:
        if name := ask_for_source(self):
            self._session.choose_source(name)

    def _choose_folder(self) -> None:
        if folder := ask_for_folder(self, self._session.takes.folder):
            self._session.takes.choose_folder(folder)

    def _open_folder(self) -> None:
        if folder := self._session.takes.ready_folder():
            show_in_desktop(folder)

    def _mend(self, notice: Notice, does: str) -> None:
        session = self._session
        if does == "try again":
            session.try_again(notice.kind)
        elif does == "choose source":
            self.picker.open_menu()
        elif does == "choose folder":
            self._choose_folder()
        elif does == "open file" and notice.path is not None:
            show_in_desktop(notice.path)
        elif does == "open folder":
            self._open_folder()
            session.dismiss(notice.kind)
        elif does == "measure white":
            session.dismiss(notice.kind)
            session.lighting.measure_white()
        elif does == "calibrate":
            session.dismiss(notice.kind)
            session.calibrate(True)

    def retire(self) -> None:
        """Make room for a window that looks or speaks otherwise; the session goes on."""
        self._clock.stop()
        self.calibration.stop()
        self._session.dressing.try_on(None)  # what was being made in the editor
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's hook."""
        self._clock.stop()
        self.calibration.stop()
        frame = self.normalGeometry()
        self._session.place_window(
            (frame.x(), frame.y(), frame.width(), frame.height()), self.isMaximized()
        )
        super().closeEvent(event)
