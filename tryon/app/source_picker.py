"""Where the picture comes from, and what the camera really does."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tryon.app.icons import icon
from tryon.app.menu import menu_of
from tryon.app.state import Feed, State
from tryon.app.theme import colours
from tryon.sources.camera import CameraState, LockState
from tryon.sources.clip import CLIP_SUFFIXES

#: Widths in px of what is above the mirror from which on there is room for all the details,
#: and for a lock that is not as it was wished.
_NARROW_PX, _TIGHT_PX = 1000, 860


class SourcePicker(QWidget):
    """A button with the source's name and its menu, and a lock beside it.

    Parameters
    ----------
    can_calibrate : bool
        Whether the way to calibrating a camera is offered.
    """

    chosen = Signal(str)
    file_wanted = Signal()
    cameras_wanted = Signal()
    locked = Signal(bool)
    calibration_wanted = Signal()

    def __init__(self, *, can_calibrate: bool = True) -> None:
        super().__init__()
        self._can_calibrate, self._lock_key = can_calibrate, ""
        self._button = QPushButton()
        self._button.setProperty("part", "quiet")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setIconSize(QSize(20, 20))
        self._menu = menu_of(self._button)
        self._menu.setAccessibleName(self.tr("Sources"))
        self._menu.aboutToShow.connect(self.cameras_wanted)
        self._lock = QPushButton()
        self._lock.setProperty("part", "quiet")
        self._lock.setCheckable(True)
        self._lock.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lock.setIconSize(QSize(20, 20))
        self._lock.clicked.connect(self.locked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._button)
        row.addWidget(self._lock)
        self._listed: tuple[object, ...] = ()
        self.show_keys("C", "L")

    def show_keys(self, camera: str, lock: str) -> None:
        """Say which keys open the choice and close the lock; empty for none."""
        self._lock_key = f" ({lock})" if lock else ""
        said = self.tr("Choose where the picture comes from")
        self._button.setToolTip(f"{said} ({camera})" if camera else said)

    def open_menu(self) -> None:
        """Show the choice, as a click would."""
        self._button.showMenu()

    def show_state(self, state: State, width: int) -> None:
        """Write the source's name and the camera's true state, as far as `width` px allow."""
        is_narrow = width < _NARROW_PX
        name, sign = self._name(state), self._sign(state.source)
        text = name
        if state.delivered is not None:
            text += " · " + _format(state.delivered, is_narrow)
        elif state.feed is Feed.OPENING:
            text += " · " + self.tr("opening …")
        if state.profile is not None and not is_narrow:
            text += " · " + self.tr("calibrated")
        self._button.setText(f" {text}")
        self._button.setIcon(icon(sign, colours().soft))
        self._button.setAccessibleName(self.tr("Source: {0}").format(text))
        self._show_lock(state, width)
        listed = (state.cameras, state.source, state.recorded is None)
        if listed != self._listed:
            self._listed = listed
            self._fill(state)

    def _show_lock(self, state: State, width: int) -> None:
        is_camera = state.source.startswith("camera")
        self._lock.setVisible(is_camera)
        if not is_camera:
            return
        self._lock.setChecked(state.settings.is_locked)
        delivered = state.delivered
        locks = (delivered.exposure_lock, delivered.white_balance_lock) if delivered else ()
        is_locked = bool(locks) and all(lock == "locked" for lock in locks)
        wished = state.settings.is_locked
        if not wished:
            text, colour = self.tr("Automatic"), colours().soft
        elif is_locked:
            text, colour = self.tr("Locked"), colours().good
        elif not locks or "settling" in locks:
            text, colour = self.tr("Locking …"), colours().soft
        elif "locked" in locks:
            text, colour = self.tr("Half locked"), colours().attention
        elif "ignored" in locks:
            text, colour = self.tr("Lock ignored"), colours().attention
        else:
            text, colour = self.tr("Cannot be locked"), colours().attention
        said = self.tr("Exposure: {0} · white balance: {1}").format(
            *(self._said(lock) for lock in locks or ("off", "off"))
        )
        self._lock.setIcon(icon("lock" if is_locked else "unlock", colour))
        # What is not as it was wished is said where nothing else is.
        enough_px = _TIGHT_PX if colour == colours().attention else _NARROW_PX
        self._lock.setText(f" {text}" if width >= enough_px else "")
        self._lock.setAccessibleName(self.tr("Exposure and white balance: {0}").format(text))
        self._lock.setToolTip(
            f"{said}\n{self.tr('Locked, the colours stay comparable while you move')}"
            + self._lock_key
        )

    def _fill(self, state: State) -> None:
        self._menu.clear()
        for camera in state.cameras:
            title = f"{camera.name} ({camera.fault})" if camera.fault else camera.name
            self._add(f"camera:{camera.index}", title, "video camera", state.source)
        if not state.cameras:
            none = self._menu.addAction(self.tr("No camera is connected"))
            none.setEnabled(False)
        self._menu.addSeparator()
        self._add("demo", self.tr("Demo"), "sparkle", state.source)
        is_file = not state.source.startswith("camera") and state.source not in ("demo", "")
        if is_file:
            sign = self._sign(state.source)
            self._add(state.source, Path(state.source).name, sign, state.source)
        self._menu.addSeparator()
        wanted = QAction(
            icon("folder", colours().soft), self.tr("Open photo or video …"), self._menu
        )
        wanted.triggered.connect(self.file_wanted)
        self._menu.addAction(wanted)
        if self._can_calibrate and state.source.startswith("camera"):
            chart = QAction(
                icon("chart", colours().soft), self.tr("Calibrate this camera …"), self._menu
            )
            chart.setEnabled(state.recorded is None)
            chart.triggered.connect(self.calibration_wanted)
            self._menu.addAction(chart)

    def _add(self, word: str, title: str, sign: str, source: str) -> None:
        is_current = word == source
        action = QAction(title, self._menu)
        action.setIcon(
            icon(
                "check" if is_current else sign,
                colours().accent if is_current else colours().soft,
            )
        )
        action.triggered.connect(lambda: self.chosen.emit(word))
        self._menu.addAction(action)

    def _name(self, state: State) -> str:
        if not state.source:
            return self.tr("Looking for cameras …")
        if state.source == "demo":
            return self.tr("Demo")
        for camera in state.cameras:
            if state.source == f"camera:{camera.index}":
                return _short(camera.name)
        if state.source.startswith("camera"):
            return self.tr("Camera {0}").format(state.source.partition(":")[2] or 0)
        return _short(Path(state.source).name)

    def _sign(self, word: str) -> str:
        if word == "demo":
            return "sparkle"
        if word.startswith("camera") or not word:
            return "video camera"
        return "film" if Path(word).suffix.lower() in CLIP_SUFFIXES else "picture"

    def _said(self, lock: LockState) -> str:
        return {
            "off": self.tr("automatic"),
            "settling": self.tr("settling"),
            "locked": self.tr("locked"),
            "not supported": self.tr("cannot be locked"),
            "ignored": self.tr("the camera ignores the lock"),
        }[lock]


def _short(name: str) -> str:
    """Cut a long name in its middle: files differ at the end, cameras at the beginning."""
    return name if len(name) <= 28 else f"{name[:15]}…{name[-11:]}"


def _format(delivered: CameraState, is_narrow: bool) -> str:
    """Size and rate, as in ``1280×720 · 30``."""
    width, height = delivered.size
    text = f"{width}×{height}"
    if delivered.fps and not is_narrow:
        text += f" · {delivered.fps:.4g}"
    return text
