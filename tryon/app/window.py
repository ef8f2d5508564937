"""The window: the mirror, and beside it what can be worn."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tryon.app.actions import Actions
from tryon.app.badge import Calm, advice, words
from tryon.app.banner import Banners
from tryon.app.calibration import CalibrationPanel
from tryon.app.colour_card import ColourCard, facts, notes, offers
from tryon.app.finishes import Finishes
from tryon.app.glass import Pill, RecordingPill, WaitingCard
from tryon.app.knobs import Knob
from tryon.app.meters import Meters
from tryon.app.other_light_view import OtherLightView
from tryon.app.preview import Preview
from tryon.app.product_card import ProductCard
from tryon.app.session import Feed, Notice, Session, State
from tryon.app.shade_making import ShadeMaking
from tryon.app.shades import Shades
from tryon.app.source_picker import SourcePicker
from tryon.app.white_guide import WhiteGuide, held_words
from tryon.effects.finish import FINISHES
from tryon.light.badge import Badge, Verdict
from tryon.light.reference import Phase
from tryon.sources.clip import CLIP_SUFFIXES
from tryon.sources.still import PHOTO_SUFFIXES

_PANEL_PX = (440, 520)  # at least and at most; between, its share of the window
_PANEL_SHARE = 0.27
_EDGE_PX = 20
_ROOMY_PX = 720  # a narrower stage has no room for words that can be spared
_RIM_PX = 9  # the balls, not their rings, stand at the edge of the column


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
        self._picker = SourcePicker()
        self._meters = Meters()
        self.shades = Shades(session.products)
        self._card = ProductCard()
        self._finishes = Finishes()
        self._coats = Knob(self.tr("Coats"), *coats, 0.1)
        self.actions_row = Actions()
        self._compose()
        self._before = Pill(self.tr("Before"), self.preview)
        self._recording = RecordingPill(self.preview)
        self._waiting = WaitingCard(self.preview)
        self._held = Pill("", self.preview)
        self._held.hide()
        self.guide = WhiteGuide(self.preview)
        self.colour_card = ColourCard(self)
        self.other_light = OtherLightView(self)
        self._calm = Calm()
        self._said: Badge | None = None
        self._banners = Banners(self.preview)
        self.shade_making = ShadeMaking(self, self._panel, session, FINISHES)
        self._connect()
        changed.rung.connect(self._refresh)
        picture.rung.connect(self.preview.take_newest)
        self._clock = QTimer(self, interval=500)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._refresh()
        self.preview.setFocus()

    # Building.

    def _compose(self) -> None:
        self._wordmark = wordmark = QLabel("tryon")
        wordmark.setProperty("part", "wordmark")
        top = QHBoxLayout()
        top.setContentsMargins(_EDGE_PX + 4, 8, _EDGE_PX + 4, 8)
        top.setSpacing(14)
        top.addWidget(wordmark)
        top.addWidget(self._picker)
        top.addStretch()
        top.addWidget(self._meters)
        self._stage = QWidget()
        self._stage.setProperty("part", "stage")
        self._stage.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._left = QVBoxLayout(self._stage)
        self._left.setContentsMargins(0, 0, 0, 0)
        self._left.setSpacing(0)
        self._left.addLayout(top)
        mirror = QHBoxLayout()
        mirror.setContentsMargins(_EDGE_PX, 0, _EDGE_PX, 0)
        mirror.addWidget(self.preview)
        self._left.addLayout(mirror, 1)
        self._below = QVBoxLayout()
        self._below.setContentsMargins(_EDGE_PX, 14, _EDGE_PX, 18)
        self._left.addLayout(self._below)

        self._panel = QWidget()
        self._panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self._panel)
        self._column.setSpacing(14)
        self._card.setContentsMargins(_RIM_PX, 0, _RIM_PX, 0)
        self._column.addWidget(self._card)
        self._column.addWidget(self.shades, 1)
        self._knobs = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._knobs.setSpacing(14)
        self._knobs.setContentsMargins(_RIM_PX, 0, _RIM_PX, 0)
        self._knobs.addWidget(self._finishes, 3)
        self._knobs.addWidget(self._coats, 2)
        self._column.addLayout(self._knobs)
        self._root = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._root.setContentsMargins(0, 0, 0, 0)
        self._root.setSpacing(0)
        self._root.addWidget(self._stage, 1)
        self._root.addWidget(self._panel)
        session = self._session
        self.calibration = CalibrationPanel(
            self.preview, lambda: session.screen.newest, lambda: session.state.delivered
        )
        self._root.addWidget(self.calibration)
        self.calibration.hide()
        self._turn(is_portrait=False)

    def _turn(self, is_portrait: bool) -> None:
        """Put the panel beside the mirror, or below it where the window is tall."""
        self._is_portrait = is_portrait
        direction = QBoxLayout.Direction
        self._root.setDirection(direction.TopToBottom if is_portrait else direction.LeftToRight)
        self._knobs.setDirection(
            direction.LeftToRight if is_portrait else direction.TopToBottom
        )
        self._knobs.setSpacing(40 if is_portrait else 14)
        self._root.setStretch(0, 11 if is_portrait else 1)
        self._root.setStretch(1, 9 if is_portrait else 0)
        self._root.setStretch(2, 9 if is_portrait else 0)
        for panel in (self._panel, self.calibration):
            panel.setProperty("part", "sheet" if is_portrait else "panel")
            panel.style().unpolish(panel)
            panel.style().polish(panel)
            if is_portrait:
                panel.setMinimumWidth(0)
                panel.setMaximumWidth(16777215)
        if is_portrait:
            self._column.setContentsMargins(19, 24, 19, 24)
            self._column.addWidget(self.actions_row)
            self._below.setContentsMargins(0, 14, 0, 0)
        else:
            self._column.setContentsMargins(15, 24, 15, 20)
            self._below.addWidget(self.actions_row)
            self._below.setContentsMargins(_EDGE_PX, 14, _EDGE_PX, 18)

    def _connect(self) -> None:
        session = self._session
        self._picker.chosen.connect(session.choose_source)
        self._picker.file_wanted.connect(self._choose_file)
        self._picker.cameras_wanted.connect(session.look_for_cameras)
        self._picker.locked.connect(session.lock_camera)
        self._picker.calibration_wanted.connect(lambda: session.calibrate(True))
        self.calibration.left.connect(lambda: session.calibrate(False))
        self.calibration.kept.connect(session.keep_profile)
        self.shades.chosen.connect(session.wear)
        self.shades.left.connect(self.preview.setFocus)
        self.shades.new_wanted.connect(self.shade_making.new_shade)
        self._finishes.chosen.connect(session.choose_finish)
        self._coats.turned.connect(session.choose_coats)
        actions = self.actions_row
        self.preview.held.connect(session.show_before)
        actions.before.connect(session.show_before)
        actions.photo.connect(session.take_photo)
        actions.record.connect(session.record)
        actions.sound.connect(session.choose_sound)
        actions.mirrored.connect(session.mirror)
        actions.folder.connect(self._open_folder)
        actions.other_folder.connect(self._choose_folder)
        self._banners.acted.connect(self._mend)
        self._banners.dismissed.connect(session.dismiss)
        self.preview.painted.connect(self._picture_painted)
        self._card.badge.toggled.connect(self._show_colour_card)
        self.colour_card.acted.connect(self._act_on_light)
        self.colour_card.closed.connect(lambda: self._show_colour_card(False))
        self.guide.told.connect(session.measure_white)
        self.other_light.closed.connect(lambda: session.show_other_light(False))
        self.guide.stopped.connect(session.drop_white)
        keys = {
            "P": session.take_photo,
            "R": lambda: session.record(session.state.recorded is None),
            "M": lambda: session.mirror(not session.state.is_mirrored),
            "S": lambda: session.choose_sound(not session.state.settings.has_sound),
            "L": lambda: session.lock_camera(not session.state.settings.is_locked),
            "C": self._picker.open_menu,
            "F": self._open_folder,
            "Ctrl+F": self.shades.search,
            "O": lambda: session.show_other_light(session.state.stills is None),
            "W": session.measure_white,
            "I": self._card.badge.toggle,
            "0": lambda: session.wear(None),
            "N": self.shade_making.new_shade,
            "E": self.shade_making.change_shade,
            "Ctrl+O": self._choose_file,
            "F11": self._toggle_full_screen,
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
        if before is not None and before.products is not state.products:
            self.shades.fill(state.products)
            self._show_worn(state)
        if (
            before is None
            or before.worn is not state.worn
            or (before.has_own_look != state.has_own_look)
        ):
            self._show_worn(state)
            if before is not None and state.stills is not None:
                self._session.show_other_light(True)
        if state.feed is not Feed.SHOWING:
            self.preview.blank()
        self._picker.show_state(state, self._is_narrow)
        self.actions_row.show_state(state)
        self.preview.aim(state.is_mirrored, fills=self._is_portrait)
        self._banners.show_notices(state.notices, is_narrow=self.preview.width() < 560)
        self._before.setVisible(state.is_before)
        self._show_waiting(state)
        self._show_recording(state)
        self._show_calibration(state)
        self._lay_glass()
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
        self._panel.setVisible(not state.is_calibrating)
        self.calibration.setVisible(state.is_calibrating)
        self.actions_row.setEnabled(not state.is_calibrating)
        if state.is_calibrating:
            self.calibration.start()
        else:
            self.calibration.stop()

    def _show_worn(self, state: State) -> None:
        worn = state.worn
        product = None if state.has_own_look else worn.product
        if state.has_own_look:
            self.shades.unmark()
        else:
            self.shades.mark(worn.product)
        self._finishes.mark(worn.finish, product)
        self._coats.mark(worn.coats, is_enabled=product is not None)
        self._card.show_worn(worn, state.has_own_look)
        self._show_error()

    def _show_error(self) -> None:
        """Keep the badge calm, and what lies behind it up to date."""
        state, shown = self._session.state, self.preview.shown
        is_worn = state.worn.product is not None or state.has_own_look
        if not is_worn:
            self._calm.reset()
            self._said = None
        elif not state.is_before:
            errors = shown.picture.report.colour if shown is not None else ()
            if errors:
                self._said = self._calm(errors[0], time.monotonic_ns())
            else:
                self._calm.reset()
                self._said = Badge(Verdict.UNKNOWN, None)
        self._card.badge.show_badge(self._said)
        if self.colour_card.isVisible():
            self._fill_colour_card()

    def _fill_colour_card(self) -> None:
        state, known, said = self._session.state, self._session.known, self._said
        if said is None:
            self._show_colour_card(False)
            return
        shown = self.preview.shown
        light = shown.picture.report.light if shown is not None else None
        self.colour_card.say(
            words(said),
            advice(said),
            facts(state, known, light),
            offers(state, known, light),
            notes(known),
        )
        self._lay_glass()

    def _show_colour_card(self, is_wanted: bool) -> None:
        self._card.badge.setChecked(is_wanted)
        self.colour_card.setVisible(is_wanted)
        if is_wanted:
            self._fill_colour_card()
            self.colour_card.raise_()

    def _act_on_light(self, does: str) -> None:
        session = self._session
        verbs: dict[str, Callable[[], None]] = {
            "white": session.measure_white,
            "drop white": session.drop_white,
            "calibrate": lambda: session.calibrate(True),
            "remember": session.remember_skin,
            "forget": session.forget_skin,
            "stay": session.stay_here,
            "lock": lambda: session.lock_camera(True),
            "leave": session.leave_place,
            "other light": lambda: session.show_other_light(True),
        }
        verbs[does]()
        if does in ("white", "calibrate", "other light"):
            self._show_colour_card(False)

    def _follow_sheet(self) -> None:
        """Guide whoever holds a sheet, with each picture."""
        reference = self._session.known.reference
        text = held_words(reference)
        is_new = self.guide.show_state(reference)
        if text != self._held.text():
            self._held.setText(text)
            self._held.setVisible(bool(text))
            is_new = True
        if is_new:
            self._lay_glass()

    def _show_waiting(self, state: State) -> None:
        is_blank = self.preview.shown is None
        self._waiting.setVisible(is_blank)
        if state.feed is Feed.LOST:
            self._waiting.say(
                "video camera",
                self.tr("Waiting for the camera"),
                self.tr("The mirror comes back by itself as soon as the camera does."),
            )
        elif state.feed is Feed.OPENING:
            self._waiting.say("video camera", self.tr("One moment …"), "")
        else:
            self._waiting.say(
                "picture",
                self.tr("No picture"),
                self.tr("Choose a camera, a photo or a video."),
            )

    def _show_recording(self, state: State) -> None:
        recorded = state.recorded
        self._recording.setVisible(recorded is not None)
        if recorded is not None:
            spent_ns = time.monotonic_ns() - recorded.started_ns
            self._recording.show_time(int(spent_ns / 1e9))

    def _picture_painted(self) -> None:
        self._show_error()
        self._follow_sheet()
        if self._waiting.isVisible():
            self._waiting.hide()
            self._lay_glass()

    def _tick(self) -> None:
        reading = self.preview.pace.reading(time.monotonic_ns())
        self._meters.show_reading(reading, self._session.dropped)
        self._show_error()
        self._session.refresh()
        if self._state is not None:
            self._show_recording(self._state)

    # Geometry.

    @property
    def _is_narrow(self) -> bool:
        return self._stage.width() < 1000

    def _lay_glass(self) -> None:
        """Place the glass over the picture."""
        rect = self.preview.picture_rect().toAlignedRect().adjusted(18, 18, -18, -18)
        self._before.adjustSize()
        self._before.move(
            rect.center().x() - self._before.width() // 2,
            rect.bottom() - self._before.height() + 1,
        )
        self._recording.move(rect.topLeft())
        whole = self.preview.rect()
        width = min(640, whole.width() - 2 * 18)
        height = self._banners.height_for(width)
        # As high as possible: what lies above the picture is free, and so is the hair.
        banners = QRect(whole.center().x() - width // 2, whole.top() + 6, width, height)
        if self._recording.isVisible() and self._recording.geometry().intersects(banners):
            banners.moveTop(self._recording.geometry().bottom() + 10)
        self._banners.setGeometry(banners)
        self._banners.raise_()
        self._held.adjustSize()
        self._held.move(rect.right() - self._held.width() + 1, rect.top())
        self._lay_cards(whole)
        self._waiting.setFixedWidth(min(440, whole.width()))
        self._waiting.adjustSize()
        if self._banners.isVisible():
            whole.setTop(banners.bottom())
        self._waiting.move(
            whole.center().x() - self._waiting.width() // 2,
            whole.center().y() - self._waiting.height() // 2,
        )

    def _lay_cards(self, whole: QRect) -> None:
        """Place the guide below, and what is known of the colour under its badge."""
        guide = self.guide
        guide.setFixedWidth(min(620, whole.width() - 2 * 18))
        guide.adjustSize()
        guide.move(
            whole.center().x() - guide.width() // 2, whole.bottom() - guide.height() - 18
        )
        badge = self._card.badge
        below = badge.mapTo(self, badge.rect().bottomLeft())
        card = self.colour_card
        lowest = max(self.height() - card.height() - 12, 0)
        card.move(below.x(), min(below.y() + 2, lowest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        is_portrait = self.height() > self.width()
        if is_portrait != self._is_portrait:
            self._turn(is_portrait)
        if not is_portrait:
            least, most = _PANEL_PX
            share = round(self.width() * _PANEL_SHARE)
            for panel in (self._panel, self.calibration):
                panel.setFixedWidth(min(max(share, least), most))
        stage = self.width() if is_portrait else self.width() - self._panel.width()
        self.actions_row.fit_into(stage - 2 * _EDGE_PX)
        self._meters.fit_into(stage)
        self.shades.fit_into(self.height())
        self._wordmark.setVisible(stage >= _ROOMY_PX)
        QTimer.singleShot(0, self, self._refresh)

    def _toggle_full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    # Keys that a shortcut cannot be: held ones, and those that the focus may want.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._session.show_before(True)
        elif key == Qt.Key.Key_Escape and self._session.state.is_calibrating:
            self._session.calibrate(False)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._coats.nudge(1 if key == Qt.Key.Key_Up else -1)
        elif key == Qt.Key.Key_Escape:
            if self._session.state.stills is not None:
                self._session.show_other_light(False)
            elif self.colour_card.isVisible():
                self._show_colour_card(False)
            elif self._session.known.reference.phase in (Phase.SEARCHING, Phase.REFUSED):
                self._session.drop_white()
            elif not self._banners.dismiss_newest() and self.isFullScreen():
                self.showNormal()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._session.show_before(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt's hook: a key that is let go in another window is never heard here."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._session.show_before(False)

    def _step(self, by: int) -> None:
        order = self.shades.order()
        if not order:
            return
        worn = self._session.state.worn.product
        if worn in order:
            self._session.wear(order[(order.index(worn) + by) % len(order)])
        else:
            self._session.wear(order[0 if by > 0 else -1])

    # Files that are let go over the window.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's hook."""
        if _dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's hook."""
        name = _dropped(event.mimeData())
        if name:
            event.acceptProposedAction()
            self._session.choose_source(name)

    # Dialogs.

    def _choose_file(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in sorted(PHOTO_SUFFIXES | CLIP_SUFFIXES))
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Open photo or video"),
            filter=f"{self.tr('Photos and videos')} ({patterns});;{self.tr('All files')} (*)",
        )
        if name:
            self._session.choose_source(name)

    def _choose_folder(self) -> None:
        start = str(self._session.folder)
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for photos and recordings"), start
        )
        if name:
            self._session.choose_folder(Path(name))

    def _open_folder(self) -> None:
        folder = self._session.folder
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _mend(self, notice: Notice, does: str) -> None:
        if does == "try again":
            self._session.try_again(notice.kind)
        elif does == "choose source":
            self._picker.open_menu()
        elif does == "choose folder":
            self._choose_folder()
        elif does == "open file" and notice.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(notice.path)))
        elif does == "open folder":
            self._open_folder()
            self._session.dismiss(notice.kind)
        elif does == "measure white":
            self._session.dismiss(notice.kind)
            self._session.measure_white()
        elif does == "calibrate":
            self._session.dismiss(notice.kind)
            self._session.calibrate(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's hook."""
        self._clock.stop()
        self.calibration.stop()
        frame = self.normalGeometry()
        self._session.place_window(
            (frame.x(), frame.y(), frame.width(), frame.height()), self.isMaximized()
        )
        super().closeEvent(event)


def _dropped(data: QMimeData) -> str:
    """Name the one file that is being dragged; empty for anything else."""
    names = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return names[0] if len(names) == 1 else ""
